//! Names on the command line: a key as it is, or a part of the words that one thing alone has.

use std::sync::Arc;

use crate::model::{Account, Goal, Item, Metric, Person, Product, Refusal};
use crate::text;

/// Most things that a refusal lists.
const LISTED: usize = 5;

/// Returns the key that a name means among keys with their words.
///
/// A name that is a key, or that fits nothing, comes back as it is: whoever looks it up says what there is. What is the whole
/// words of one thing goes before a part of others.
///
/// # Errors
/// Returns a refusal if several things have the name in their words.
fn key(name: &str, all: &[(String, &str)]) -> Result<String, Refusal> {
    let wanted = name.trim().to_lowercase();
    let as_it_is = || Ok(name.trim().to_owned());
    if wanted.chars().count() < 2 || all.iter().any(|(key, _)| key.eq_ignore_ascii_case(&wanted)) {
        return as_it_is();
    }
    if let Some((key, _)) = all.iter().find(|(_, words)| words.to_lowercase() == wanted) {
        return Ok(key.clone());
    }
    let fitting: Vec<&(String, &str)> =
        all.iter().filter(|(_, words)| words.to_lowercase().contains(&wanted)).collect();
    match fitting.as_slice() {
        [] => as_it_is(),
        [(key, _)] => Ok(key.clone()),
        several => {
            let listed: Vec<String> = several
                .iter()
                .take(LISTED)
                .map(|(key, words)| format!("{key} {}", text::cut(&text::line(words), 30)))
                .collect();
            let more = several.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(Refusal::Missing(format!("“{}” fits {}{more}: say which by its key", name.trim(), listed.join(", "))))
        }
    }
}

/// Returns the item that a name means: of the open ones where it is a part of a title.
///
/// # Errors
/// Returns a refusal if it fits several, or none.
pub fn item<'p>(product: &'p Product, name: &str) -> Result<&'p Arc<Item>, Refusal> {
    // a key or a number is looked up with all that momentum knows about keys
    let by_key = product.find_item(name.trim());
    if by_key.is_ok() || name.trim().bytes().all(|b| b.is_ascii_digit()) {
        return by_key;
    }
    let open = product.items().iter().filter(|item| item.is_open());
    let all: Vec<(String, &str)> = open.map(|item| (product.key(item), item.title.as_str())).collect();
    product.find_item(&key(name, &all)?)
}

/// Returns the goal that a name means.
///
/// # Errors
/// Returns a refusal if it fits several, or none.
pub fn goal<'p>(product: &'p Product, name: &str) -> Result<&'p Arc<Goal>, Refusal> {
    let all: Vec<(String, &str)> =
        product.goals().iter().map(|goal| (format!("G{}", goal.num), goal.title.as_str())).collect();
    product.find_goal(&key(name, &all)?)
}

/// Returns the measure that a name means.
///
/// # Errors
/// Returns a refusal if it fits several, or none.
pub fn metric<'p>(product: &'p Product, name: &str) -> Result<&'p Metric, Refusal> {
    let all: Vec<(String, &str)> =
        product.metrics_by_num().into_iter().map(|metric| (metric.key(), metric.measure.as_str())).collect();
    product.find_metric(&key(name, &all)?)
}

/// Returns the person that a name means: all of it, or a part that one of them alone has.
///
/// # Errors
/// Returns a refusal if it fits several, or none.
pub fn person<'p>(product: &'p Product, name: &str) -> Result<&'p Person, Refusal> {
    let all: Vec<(String, &str)> =
        product.people_by_name().into_iter().map(|person| (person.who.clone(), person.who.as_str())).collect();
    product.find_person(&key(name, &all)?)
}

/// Returns the account that a name means: all of it, or a part that one of them alone has.
///
/// # Errors
/// Returns a refusal if it fits several, or none.
pub fn account<'p>(product: &'p Product, name: &str) -> Result<&'p Account, Refusal> {
    let all: Vec<(String, &str)> = product
        .accounts_by_name()
        .into_iter()
        .map(|account| (account.company.clone(), account.company.as_str()))
        .collect();
    product.find_account(&key(name, &all)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Result<String, String> {
        let all = [("G1", "New teams set up alone"), ("G2", "Reports"), ("G3", "Reports that people share")];
        key(name, &all.map(|(key, words)| (key.to_owned(), words))).map_err(|why| why.to_string())
    }

    #[test]
    fn a_name_is_a_key_or_a_part_of_the_words_of_one() {
        for (name, expected) in [
            ("g2", "g2"),
            (" G1 ", "G1"),
            ("set up", "G1"),
            ("SET UP", "G1"),
            ("reports", "G2"),
            ("people", "G3"),
            ("nothing", "nothing"),
            ("e", "e"),
        ] {
            assert_eq!(found(name), Ok(expected.to_owned()), "{name}");
        }
        let why = found("report").unwrap_err();
        assert!(
            why.contains("G2 Reports") && why.contains("G3 Reports that people") && why.contains("by its key"),
            "{why}"
        );
    }
}
