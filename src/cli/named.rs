//! Names on the command line: a key as it is, or a part of the words that one thing alone has.

use crate::model::{Product, Refusal};
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

/// Returns the key of the item that a name means: of the open ones where it is a part of a title.
///
/// # Errors
/// Returns a refusal if it fits several.
pub fn item(product: &Product, name: &str) -> Result<String, Refusal> {
    // a key or a number is looked up with all that momentum knows about keys
    if product.find_item(name).is_ok() || name.trim().bytes().all(|b| b.is_ascii_digit()) {
        return Ok(name.trim().to_owned());
    }
    let open = product.items().iter().filter(|item| item.is_open());
    let all: Vec<(String, &str)> = open.map(|item| (product.key(item), item.title.as_str())).collect();
    key(name, &all)
}

/// Returns the key of the goal that a name means.
///
/// # Errors
/// Returns a refusal if it fits several.
pub fn goal(product: &Product, name: &str) -> Result<String, Refusal> {
    let all: Vec<(String, &str)> =
        product.goals().iter().map(|goal| (format!("G{}", goal.num), goal.title.as_str())).collect();
    key(name, &all)
}

/// Returns the key of the measure that a name means.
///
/// # Errors
/// Returns a refusal if it fits several.
pub fn metric(product: &Product, name: &str) -> Result<String, Refusal> {
    let all: Vec<(String, &str)> =
        product.metrics_by_num().into_iter().map(|metric| (metric.key(), metric.measure.as_str())).collect();
    key(name, &all)
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
