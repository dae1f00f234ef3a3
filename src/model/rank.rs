//! Places between places: a rank is text that sorts, and between any two ranks there is another.
//!
//! A move therefore writes one field of one item. The scheme is that of D. Greenspan's "Implementing fractional
//! indexing" (2020): a whole part whose first letter tells its length, so that adding at either end stays short,
//! and a fraction that halves what is between two neighbours.

use std::fmt;

use serde::{Deserialize, Serialize};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A place in the one order. Greater text is further down; equal ranks fall back to the id.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rank(Box<str>);

impl Rank {
    /// Returns `n` ranks in rising order strictly between `low` and `high`; `None` is the open end.
    ///
    /// If `low` is not below `high` (two items of equal rank after a merge) the ranks start above `low`.
    #[must_use]
    pub fn between(low: Option<&Self>, high: Option<&Self>, n: usize) -> Vec<Self> {
        let low = low.filter(|rank| rank.is_valid());
        let high = high.filter(|high| high.is_valid() && low.is_none_or(|low| low < *high));
        let mut out = Vec::with_capacity(n);
        fill(low.map(|r| &*r.0), high.map(|r| &*r.0), n, &mut out);
        out.into_iter().map(|text| Self(text.into())).collect()
    }

    /// Returns its first eight letters as a number, which sorts as they do: most ranks differ in these, and nothing has to be looked up to tell.
    pub(super) fn first(&self) -> u64 {
        self.0.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |sum, b| sum << 8 | u64::from(b))
    }

    /// Whether the text has the shape this module writes; other text still sorts, it is just never built upon.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let text = self.0.as_bytes();
        whole_length(text).is_some_and(|n| text.len() >= n)
            && text.iter().all(u8::is_ascii_alphanumeric)
            && (text.last() != Some(&b'0') || whole_length(text) == Some(text.len()))
            && text != smallest()
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The first whole part there is; nothing may stand below it, so no rank ends there.
fn smallest() -> &'static [u8] {
    b"A00000000000000000000000000"
}

fn value(digit: u8) -> usize {
    DIGITS.iter().position(|d| *d == digit).unwrap_or(0)
}

fn digit(value: usize) -> char {
    char::from(DIGITS.get(value).copied().unwrap_or(b'z'))
}

fn whole_length(text: &[u8]) -> Option<usize> {
    match text.first()? {
        head @ b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        head @ b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn whole(text: &str) -> &str {
    whole_length(text.as_bytes()).and_then(|n| text.get(..n)).unwrap_or(text)
}

fn fill(low: Option<&str>, high: Option<&str>, n: usize, out: &mut Vec<String>) {
    if n == 0 {
        return;
    }
    match (low, high) {
        (low, None) => {
            let mut last = low.map(str::to_owned);
            for _ in 0..n {
                let next = one(last.as_deref(), None);
                out.push(next.clone());
                last = Some(next);
            }
        }
        (None, high) => {
            let mut first = high.map(str::to_owned);
            let at = out.len();
            for _ in 0..n {
                let next = one(None, first.as_deref());
                out.push(next.clone());
                first = Some(next);
            }
            if let Some(new) = out.get_mut(at..) {
                new.reverse();
            }
        }
        (low, high) => {
            let half = n / 2;
            let middle = one(low, high);
            fill(low, Some(&middle), half, out);
            out.push(middle.clone());
            fill(Some(&middle), high, n - half - 1, out);
        }
    }
}

fn one(low: Option<&str>, high: Option<&str>) -> String {
    match (low, high) {
        (None, None) => "a0".to_owned(),
        (None, Some(high)) => {
            let head = whole(high);
            if head.as_bytes() == smallest() {
                return format!("{head}{}", middle("", high.get(head.len()..).filter(|f| !f.is_empty())));
            }
            if head.len() < high.len() { head.to_owned() } else { lower(head).unwrap_or_else(|| format!("{head}V")) }
        }
        (Some(low), None) => {
            let head = whole(low);
            let fraction = low.get(head.len()..).unwrap_or("");
            higher(head).unwrap_or_else(|| format!("{head}{}", middle(fraction, None)))
        }
        (Some(low), Some(high)) => {
            let (a, b) = (whole(low), whole(high));
            let fraction = low.get(a.len()..).unwrap_or("");
            if a == b {
                return format!("{a}{}", middle(fraction, high.get(b.len()..)));
            }
            match higher(a) {
                Some(next) if next.as_str() < high => next,
                _ => format!("{a}{}", middle(fraction, None)),
            }
        }
    }
}

/// Returns a fraction between two fractions, the shortest near the middle; `None` above is one whole.
fn middle(low: &str, high: Option<&str>) -> String {
    if let Some(high) = high {
        let shared = high.bytes().zip(low.bytes().chain(std::iter::repeat(b'0'))).take_while(|(h, l)| h == l).count();
        if shared > 0 {
            let (head, rest) = high.split_at(shared);
            return format!("{head}{}", middle(low.get(shared..).unwrap_or(""), Some(rest)));
        }
    }
    let from = low.bytes().next().map_or(0, value);
    let to = high.and_then(|h| h.bytes().next()).map_or(DIGITS.len(), value);
    if to > from + 1 {
        return digit(usize::midpoint(from, to)).to_string();
    }
    match high {
        Some(high) if high.len() > 1 => high.chars().take(1).collect(),
        _ => format!("{}{}", digit(from), middle(low.get(1..).unwrap_or(""), None)),
    }
}

fn higher(whole: &str) -> Option<String> {
    let mut digits: Vec<u8> = whole.bytes().collect();
    for i in (1..digits.len()).rev() {
        let d = digits.get_mut(i)?;
        if *d != b'z' {
            *d = DIGITS.get(value(*d) + 1).copied()?;
            return String::from_utf8(digits).ok();
        }
        *d = b'0';
    }
    match digits.first().copied()? {
        b'Z' => Some("a0".to_owned()),
        b'z' => None,
        head => {
            let next = head + 1;
            Some(char::from(next).to_string() + &"0".repeat(whole_length(&[next])? - 1))
        }
    }
}

fn lower(whole: &str) -> Option<String> {
    let mut digits: Vec<u8> = whole.bytes().collect();
    for i in (1..digits.len()).rev() {
        let d = digits.get_mut(i)?;
        if *d != b'0' {
            *d = DIGITS.get(value(*d) - 1).copied()?;
            return String::from_utf8(digits).ok();
        }
        *d = b'z';
    }
    match digits.first().copied()? {
        b'a' => Some("Zz".to_owned()),
        b'A' => None,
        head => {
            let next = head - 1;
            Some(char::from(next).to_string() + &"z".repeat(whole_length(&[next])? - 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(ranks: &[Rank]) {
        for pair in ranks.windows(2) {
            assert!(pair[0] < pair[1], "{} is not above {}", pair[0], pair[1]);
        }
        assert!(ranks.iter().all(Rank::is_valid));
    }

    #[test]
    fn between_two_wholes_with_room_stands_a_whole() {
        let rank = |text: &str| Rank(text.into());
        assert_eq!(Rank::between(Some(&rank("a1")), Some(&rank("a3")), 1), [rank("a2")]);
        assert!(Rank::between(Some(&rank("a1")), Some(&rank("a2")), 1)[0].to_string().starts_with("a1"));
    }

    #[test]
    fn ten_thousand_adds_at_either_end_stay_short() {
        let mut ranks = Rank::between(None, None, 1);
        for _ in 0..10_000 {
            let last = Rank::between(ranks.last(), None, 1);
            ranks.extend(last);
        }
        for _ in 0..10_000 {
            let first = Rank::between(None, ranks.first(), 1);
            ranks.splice(0..0, first);
        }
        check(&ranks);
        assert!(ranks.iter().map(|r| r.0.len()).max() <= Some(5));
    }

    #[test]
    fn many_ranks_fit_between_two() {
        let ends = Rank::between(None, None, 2);
        let mut ranks = Rank::between(ends.first(), ends.last(), 5_000);
        check(&ranks);
        ranks.insert(0, ends[0].clone());
        ranks.push(ends[1].clone());
        check(&ranks);
        assert!(ranks.iter().map(|r| r.0.len()).max() <= Some(6));
    }

    #[test]
    fn foreign_text_is_never_built_upon() {
        let odd = Rank("!".into());
        let new = Rank::between(Some(&odd), None, 1);
        assert!(new.iter().all(Rank::is_valid));
    }

    proptest! {
        #[test]
        fn random_insertions_keep_the_order(at in prop::collection::vec(0usize..1000, 1..300)) {
            let mut ranks: Vec<Rank> = Vec::new();
            for at in at {
                let at = at % (ranks.len() + 1);
                let low = at.checked_sub(1).and_then(|i| ranks.get(i));
                let new = Rank::between(low, ranks.get(at), 1);
                prop_assert_eq!(new.len(), 1);
                ranks.splice(at..at, new);
            }
            check(&ranks);
        }
    }
}
