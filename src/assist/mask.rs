//! The mask: names of people and customers, words of private people and amounts of money are taken out of every text that goes to a
//! command, wherever somebody has written them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::measure::terms::is_stop;
use crate::model::Product;
use crate::text;
use crate::words::Phrases;

/// Stands for a name.
const SOMEBODY: &str = "[somebody]";
/// Stands for an amount.
const AMOUNT: &str = "[amount]";

/// Signs of currencies, the codes of ISO 4217 that are met most, and words for money.
const SIGNS: &[char] = &['€', '$', '£', '¥', '₹', '₽', '₩', '₺'];
const CURRENCIES: &[&str] = &[
    "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf", "franken", "francs", "yen",
    "jpy", "cny", "inr", "sek", "nok", "dkk", "pln", "zł", "czk", "huf", "ron", "try", "cad", "aud", "nzd", "brl",
    "mxn", "zar", "sgd", "hkd", "krw", "ils", "aed", "sar", "mrr", "arr", "revenue", "turnover",
];
/// Words and letters that make a number larger.
const LARGER: &[&str] =
    &["k", "m", "b", "bn", "mio", "mrd", "million", "millions", "thousand", "billion", "tsd", "tausend"];
/// Words and signs between a word for money and its number.
const BETWEEN: &[&str] = &["of", "is", "about", "around", "over", "under", "=", ":", "~", "to", "-", "–", "—", "+"];

/// The names and amounts of a product, to be taken out of texts.
pub struct Mask {
    names: Phrases,
    /// Names in scripts without blanks, which stand within other words.
    within: Vec<String>,
    /// Names that were taken out so far, and amounts.
    pub taken: (usize, usize),
}

/// Whether a text is in a script that writes without blanks.
fn has_no_blanks(name: &str) -> bool {
    name.chars().any(|c| c.is_alphabetic() && !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase())
}

impl Mask {
    /// Returns the mask of a product. With `people` the names of those who are not private may be said.
    #[must_use]
    pub fn of(product: &Product, people: bool) -> Self {
        let mut all: BTreeSet<&str> = BTreeSet::new();
        for person in product.people_by_name().into_iter().filter(|person| !people || product.is_private(person.id)) {
            all.insert(&person.who);
        }
        let mut companies: BTreeSet<&str> = BTreeSet::new();
        for account in product.accounts_by_name().into_iter().filter(|account| !people || account.private) {
            companies.insert(&account.company);
        }
        if !people {
            for item in product.items().iter() {
                all.insert(&item.owner);
                all.extend(item.requesters.iter().map(String::as_str));
                all.extend(item.comments.iter().map(|comment| comment.by.as_str()));
            }
            all.extend(product.decisions_by_day().into_iter().map(|decision| decision.by.as_str()));
            all.extend(product.promises().iter().map(|promise| promise.said_by.as_str()));
            let moves = product.competitors().iter().flat_map(|competitor| &competitor.moves);
            all.extend(moves.map(|own| own.by.as_str()));
        }
        let mut out = Self { names: Phrases::default(), within: Vec::new(), taken: (0, 0) };
        for name in all {
            out.add(name);
            // a part of a name tells as much as the whole
            let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 1);
            for part in parts.filter(|part| !is_stop(&part.to_lowercase())) {
                out.add(part);
            }
        }
        for name in companies {
            out.add(name);
        }
        for request in product.requests().iter().filter(|request| product.is_private_wish(request)) {
            out.add(&request.said);
            out.add(&request.need);
        }
        for insight in product.insights().iter().filter(|insight| product.is_private_insight(insight)) {
            out.add(&insight.said);
            out.add(&insight.means);
        }
        out
    }

    fn add(&mut self, name: &str) {
        if has_no_blanks(name) {
            self.within.push(name.trim().to_owned());
        }
        self.names.add(name);
    }

    /// Returns a text as it may leave: safe for whatever shows it, without names and without amounts.
    pub fn clean(&mut self, words: &str) -> String {
        let mut shown = text::show(words).into_owned();
        for name in &self.within {
            let n = shown.matches(name.as_str()).count();
            if n > 0 {
                self.taken.0 += n;
                shown = shown.replace(name.as_str(), SOMEBODY);
            }
        }
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

/// A part of a text: digits, letters, or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Number,
    Money,
    Larger,
    Between,
    Other,
}

/// Returns the parts of a text without its blanks, each with its bytes: `EUR40k` is money, a number, and what makes it larger.
fn parts(text: &str) -> Vec<(Range<usize>, Part)> {
    let within = |c: char| matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}');
    let mut out: Vec<(Range<usize>, Part)> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((from, c)) = letters.next() {
        let mut to = from + c.len_utf8();
        if c.is_ascii_digit() {
            while let Some((at, c)) = letters.peek().copied() {
                let digits_follow =
                    text.get(at + c.len_utf8()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                if !(c.is_ascii_digit() || within(c) && digits_follow) {
                    break;
                }
                to = at + c.len_utf8();
                letters.next();
            }
            out.push((from..to, Part::Number));
        } else if c.is_alphabetic() {
            while let Some((at, c)) = letters.peek().copied().filter(|(_, c)| c.is_alphabetic()) {
                to = at + c.len_utf8();
                letters.next();
            }
            let word = text.get(from..to).unwrap_or_default().to_lowercase();
            let part = match word.as_str() {
                word if CURRENCIES.contains(&word) => Part::Money,
                word if LARGER.contains(&word) => Part::Larger,
                word if BETWEEN.contains(&word) => Part::Between,
                _ => Part::Other,
            };
            out.push((from..to, part));
        } else if SIGNS.contains(&c) {
            out.push((from..to, Part::Money));
        } else if !c.is_whitespace() {
            let sign = text.get(from..to).unwrap_or_default();
            // a stop behind “Mio.” ends nothing
            if sign == "." && out.last().is_some_and(|(_, part)| *part == Part::Larger) {
                continue;
            }
            out.push((from..to, if BETWEEN.contains(&sign) { Part::Between } else { Part::Other }));
        }
    }
    out
}

/// Returns the bytes at which amounts of money stand: a run of numbers, of what makes them larger and of what stands between, that a sign or
/// a word for money is in.
fn amounts(text: &str) -> Vec<Range<usize>> {
    let parts = parts(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let kind = |n: usize| parts.get(n).map(|(_, part)| *part);
        let joins = |part: Part| part != Part::Other;
        if !kind(at).is_some_and(|part| matches!(part, Part::Number | Part::Money)) {
            at += 1;
            continue;
        }
        let mut end = at;
        while kind(end + 1).is_some_and(joins) {
            end += 1;
        }
        // what stands between stands between two
        while end > at && kind(end) == Some(Part::Between) {
            end -= 1;
        }
        let run = parts.get(at..=end).unwrap_or_default();
        let has = |wanted: Part| run.iter().any(|(_, part)| *part == wanted);
        if let (true, true, Some((from, _)), Some((to, _))) =
            (has(Part::Money), has(Part::Number), run.first(), run.last())
        {
            out.push(from.start..to.end);
        }
        at = end + 1;
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
            ("EUR40,777 or CHF40777, 40777EUR", "[amount] or [amount], [amount]"),
            ("40-47k € and 40,777–47,777 EUR", "[amount] and [amount]"),
            ("47 thousand euros; 1.777 Mio. €", "[amount]; [amount]"),
            ("ARR of 47,777 and MRR=47", "[amount] and [amount]"),
            ("5 items to 3 people", "5 items to 3 people"),
        ] {
            assert_eq!(clean(text), without);
        }
    }
}
