//! What never leaves: names of people and customers, words of private people, amounts of money. They are taken out of every text that
//! goes to a command, wherever somebody has written them.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Account, Person, Product, Request};
use crate::text;
use crate::words::Phrases;

/// Stands for a name.
const SOMEBODY: &str = "[somebody]";
/// Stands for an amount.
const AMOUNT: &str = "[amount]";

/// Signs of currencies, and words for them.
const SIGNS: &[char] = &['€', '$', '£', '¥', '₹'];
const CURRENCIES: &[&str] = &["eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "chf", "yen", "mrr", "arr"];

/// The names and amounts of a product, to be taken out of texts.
pub struct Mask {
    names: Phrases,
    /// Names that were taken out so far, and amounts.
    pub taken: (usize, usize),
}

impl Mask {
    /// Returns the mask of a product. With `people` the names of those who are not private may be said.
    #[must_use]
    pub fn of(product: &Product, people: bool) -> Self {
        let mut names = Phrases::default();
        let closed = |person: &Person| {
            let account = person.account.and_then(|id| product.get::<Account>(id));
            person.private || account.is_some_and(|account| account.private)
        };
        for person in product.people_by_name() {
            if !people || closed(person) {
                names.add(&person.who);
                // a first name alone tells as much
                if let Some(first) = person.who.split_whitespace().next().filter(|name| name.chars().count() > 2) {
                    names.add(first);
                }
            }
        }
        for account in product.accounts_by_name().into_iter().filter(|account| !people || account.private) {
            names.add(&account.company);
        }
        if !people {
            for item in product.items().iter() {
                names.add(&item.owner);
                item.requesters.iter().for_each(|name| names.add(name));
            }
        }
        let private = |request: &&std::sync::Arc<Request>| {
            !request.who.is_empty()
                && request.who.iter().all(|who| product.get::<Person>(*who).is_some_and(|person| closed(person)))
        };
        for request in product.requests().iter().filter(private) {
            names.add(&request.said);
            names.add(&request.need);
        }
        Self { names, taken: (0, 0) }
    }

    /// Returns a text as it may leave: safe for whatever shows it, without names and without amounts.
    pub fn clean(&mut self, words: &str) -> String {
        let shown = text::show(words);
        let names = self.names.places(&shown);
        self.taken.0 += names.len();
        let bare = replaced(&shown, &names, SOMEBODY);
        let amounts = amounts(&bare);
        self.taken.1 += amounts.len();
        replaced(&bare, &amounts, AMOUNT).into_owned()
    }
}

fn replaced<'a>(text: &'a str, places: &[Range<usize>], with: &str) -> Cow<'a, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for place in places {
        out.push_str(text.get(from..place.start).unwrap_or_default());
        out.push_str(with);
        from = place.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

fn is_number(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = bare.trim_end_matches(['k', 'K', 'm', 'M']);
    !digits.is_empty()
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}'))
}

/// Returns the bytes at which amounts of money stand: a number with the sign of a currency, or beside a word for one.
fn amounts(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words: Vec<(usize, &str)> =
        text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).map(|word| (start(word), word)).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && !SIGNS.contains(&c)).to_owned();
    let is_sign = |word: &str| bare(word).chars().all(|c| SIGNS.contains(&c)) && word.contains(SIGNS);
    let is_money = |word: &str| is_sign(word) || CURRENCIES.contains(&bare(word).to_lowercase().as_str());
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some((from, word)) = words.get(at) {
        // 40 000: the rest of a number stands apart
        let mut last = at;
        while is_number(word) && words.get(last + 1).is_some_and(|(_, next)| is_number(next)) {
            last += 1;
        }
        let next = words.get(last + 1).map_or("", |(_, word)| *word);
        let own = word.contains(SIGNS) && word.contains(|c: char| c.is_ascii_digit());
        let before = is_money(word) && is_number(words.get(at + 1).map_or("", |(_, word)| *word));
        if own || before {
            // the rest of its digits goes with it: € 40 000
            last = at + usize::from(before);
            while words.get(last + 1).is_some_and(|(_, next)| is_number(next)) {
                last += 1;
            }
        } else if is_number(word) && is_money(next) {
            last += 1;
        } else {
            at += 1;
            continue;
        }
        if let Some((to, word)) = words.get(last) {
            let end = to + word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']).len();
            out.push(*from..end.max(*from));
        }
        at = last + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_money_are_taken_out_and_other_numbers_stay() {
        let clean = |text: &str| replaced(text, &amounts(text), AMOUNT).into_owned();
        for (text, without) in [
            ("costs €40,000 a year.", "costs [amount] a year."),
            ("worth 40 000 € (Acme)", "worth [amount] (Acme)"),
            ("a deal of 40k EUR, soon", "a deal of [amount], soon"),
            ("USD 1.5m in 2026", "[amount] in 2026"),
            ("pays $ 12 for 3 seats", "pays [amount] for 3 seats"),
            ("in 3 days at 10 %", "in 3 days at 10 %"),
            ("the € sign", "the € sign"),
        ] {
            assert_eq!(clean(text), without);
        }
    }
}
