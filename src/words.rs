//! Words for people: how many of a thing, the article of a noun, the name that was meant, the commands that a text names, and where a
//! phrase stands in it.

use std::collections::HashMap;
use std::ops::Range;

/// Nouns whose plural is their own.
const IRREGULAR: &[(&str, &str)] =
    &[("criterion", "criteria"), ("person", "people"), ("wish", "wishes"), ("address", "addresses")];

/// Returns the count with its noun: `1 item`, `3 items`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == noun) {
        return format!("{n} {many}");
    }
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {noun}s"),
    }
}

/// Returns a part in percent, as people say it: `42 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{share:.0} %")
}

/// Returns the entries of `known` nearest to `word` for a "did you mean", best first, at most three.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let word = word.to_lowercase();
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|k| (edits(&word, &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count().min(word.chars().count()) / 3)
        .collect();
    found.sort_by_key(|(d, k)| (*d, k.len()));
    found.truncate(3);
    found.into_iter().map(|(_, k)| k.to_owned()).collect()
}

/// Returns the number of inserted, removed or replaced characters between two short words (Levenshtein 1966).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let left = next.last().copied().unwrap_or(usize::MAX);
            next.push((diagonal + usize::from(ca != *cb)).min(above + 1).min(left + 1));
            diagonal = above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Fills in the commands that a text names: `⟦item.size⟧` becomes what `spell` makes of `item.size`. A text that names none, or that
/// only looks as if it did, stays as it is.
///
/// Messages name a command and no key, because keys can be bound anew and the shell has none.
pub fn fill(text: &str, spell: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        out.push_str(before);
        rest = after;
        if let Some((words, behind)) = after.split_once('⟧').and_then(|(name, behind)| Some((spell(name)?, behind))) {
            out.push_str(&words);
            rest = behind;
        } else {
            out.push('⟦');
        }
    }
    out.push_str(rest);
    out
}

/// Returns a noun with its article: `a goal`, `an item`.
#[must_use]
pub fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Phrases that are looked for in texts as whole words, whatever their case: names that must not be read, words of a trade.
#[derive(Default)]
pub struct Phrases(HashMap<String, Vec<Vec<String>>>);

/// Returns the words of a text in lower case, each with the bytes at which it stands.
fn parts(text: &str) -> Vec<(Range<usize>, String)> {
    let mut out: Vec<(Range<usize>, String)> = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                out.push((start..at, text.get(start..at).unwrap_or_default().to_lowercase()));
                from = None;
            }
            _ => {}
        }
    }
    out
}

impl Phrases {
    /// Adds a phrase; one without a word in it is none.
    pub fn add(&mut self, phrase: &str) {
        let mut words: Vec<String> = parts(phrase).into_iter().map(|(_, word)| word).collect();
        if !words.is_empty() {
            let first = words.remove(0);
            let known = self.0.entry(first).or_default();
            if !known.contains(&words) {
                known.push(words);
            }
        }
    }

    /// Returns the bytes at which phrases stand in a text, in order, none within another. Of several on one place it is the longest.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let words = parts(text);
        let mut out: Vec<Range<usize>> = Vec::new();
        for (at, (first, word)) in words.iter().enumerate() {
            if out.last().is_some_and(|last| first.start < last.end) {
                continue;
            }
            let rest = words.get(at + 1..).unwrap_or_default();
            let fits = |phrase: &&Vec<String>| {
                phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(own, (_, word))| own == word)
            };
            let longest = self.0.get(word).and_then(|list| list.iter().filter(fits).max_by_key(|phrase| phrase.len()));
            if let Some(phrase) = longest {
                let last = phrase.len().checked_sub(1).and_then(|n| rest.get(n)).map_or(first, |(place, _)| place);
                out.push(first.start..last.end);
            }
        }
        out
    }

    /// Returns the first phrase that stands in a text, as it stands there.
    #[must_use]
    pub fn find<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.places(text).into_iter().next().and_then(|place| text.get(place))
    }
}

/// Returns minutes as people say them: `2 h 10`.
#[must_use]
pub fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_as_whole_words_and_whatever_its_case() {
        let mut names = Phrases::default();
        for name in ["Brightside Ltd", "Brightside", "Ana", "…"] {
            names.add(name);
        }
        assert_eq!(names.find("SSO for BRIGHTSIDE, Ltd."), Some("BRIGHTSIDE, Ltd"), "the longest one");
        assert_eq!(names.find("Banana and analysis"), None);
        let text = "“ana” asked Brightside, ana";
        let found: Vec<&str> = names.places(text).into_iter().filter_map(|place| text.get(place)).collect();
        assert_eq!(found, ["ana", "Brightside", "ana"]);
    }

    #[test]
    fn one_is_one_and_more_are_many() {
        for (n, noun, words) in [
            (1, "item", "1 item"),
            (0, "item", "0 items"),
            (2, "criterion", "2 criteria"),
            (3, "person", "3 people"),
            (2, "story", "2 stories"),
            (2, "day", "2 days"),
        ] {
            assert_eq!(count(n, noun), words);
        }
    }

    #[test]
    fn an_article_fits_its_noun() {
        assert_eq!((a("item"), a("goal")), ("an item".to_owned(), "a goal".to_owned()));
    }

    #[test]
    fn the_nearest_name_is_offered() {
        assert_eq!(nearest("titel", ["title", "tags", "size"]), ["title"]);
        assert!(nearest("zzzzzz", ["title"]).is_empty());
    }

    #[test]
    fn minutes_are_said_in_hours_from_sixty_on() {
        assert_eq!([45, 60, 125].map(hours), ["45 min", "1 h", "2 h 05"]);
    }
}
