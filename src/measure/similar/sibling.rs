//! Siblings: titles of one template with another number or another name, such as two releases or one wish for two systems. They are alike and
//! not the same.

use std::collections::BTreeMap;

/// Words that two titles must share, and how many times as many as those that differ.
const SHARED: usize = 2;
/// Most words in which one slot of a template differs.
const SLOT: usize = 2;

/// Returns the words of a title in lower case, a version such as `3.1` being one.
fn tokens(title: &str) -> Vec<String> {
    let letters: Vec<char> = title.to_lowercase().chars().collect();
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    for (n, c) in letters.iter().enumerate() {
        let inside = *c == '.'
            && word.ends_with(|c: char| c.is_ascii_digit())
            && letters.get(n + 1).is_some_and(char::is_ascii_digit);
        if c.is_alphanumeric() || inside {
            word.push(*c);
        } else if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// Returns the tokens of one that the other has not, each as often as it is there too often.
fn beyond<'a>(own: &'a [String], other: &[String]) -> Vec<&'a str> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in other {
        *left.entry(word).or_default() += 1;
    }
    let unlike = own.iter().filter(|word| match left.get_mut(word.as_str()) {
        Some(n) if *n > 0 => {
            *n -= 1;
            false
        }
        _ => true,
    });
    unlike.map(String::as_str).collect()
}

/// Whether two titles are one template filled in two ways: both have numbers that the other has not, or they differ in one slot of a word or
/// two and share at least twice as much.
#[must_use]
pub fn are_siblings(a: &str, b: &str) -> bool {
    let (a, b) = (tokens(a), tokens(b));
    let (only_a, only_b) = (beyond(&a, &b), beyond(&b, &a));
    let has_number = |words: &[&str]| words.iter().any(|word| word.bytes().any(|b| b.is_ascii_digit()));
    if has_number(&only_a) && has_number(&only_b) {
        return true;
    }
    let unlike = only_a.len().max(only_b.len());
    let shared = a.len() - only_a.len();
    let slot = 1..=SLOT;
    let is_slot = slot.contains(&only_a.len()) && slot.contains(&only_b.len());
    // two forms of one word are no two names
    let same_words = || {
        let stems = |words: &[&str]| {
            let mut all: Vec<String> = words.iter().flat_map(|word| crate::measure::terms::terms_of(word)).collect();
            all.sort();
            all
        };
        stems(&only_a) == stems(&only_b)
    };
    is_slot && shared >= SHARED && shared >= unlike * 2 && !same_words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_template_with_another_number_or_name_is_a_sibling() {
        for (a, b) in [
            ("Fedora 3.1 Release Notes", "Fedora 2.2.4 Release Notes"),
            ("Update www for Android Application page", "Update www for iPhone Application page"),
            ("Print invoice 12", "Print invoice 13 twice"),
            ("Translate the help page to French", "Translate the help page to Brazilian Portuguese"),
        ] {
            assert!(are_siblings(a, b) && are_siblings(b, a), "{a} | {b}");
        }
    }

    #[test]
    fn what_says_the_same_in_other_words_is_none() {
        for (a, b) in [
            ("Export the report as PDF", "Export the report as PDF"),
            ("Export the report as PDF", "Exporting the reports as PDF"),
            ("Export the report as PDF", "Export the report as PDF please"),
            ("Dark mode", "Night mode"),
            ("Rename the file", "Renaming files"),
            ("Sync 3.1 notes", "Sync 3.1 note"),
        ] {
            assert!(!are_siblings(a, b) && !are_siblings(b, a), "{a} | {b}");
        }
    }

    #[test]
    fn a_slot_has_a_word_or_two_and_the_rest_is_twice_as_much() {
        assert!(are_siblings("a b c d one", "a b c d two"));
        assert!(are_siblings("a b c d one more", "a b c d two less"));
        assert!(!are_siblings("a b c one more", "a b c two less"), "three are shared, four are needed");
        assert!(!are_siblings("a b c d e f one more word", "a b c d e f two less lines"));
    }
}
