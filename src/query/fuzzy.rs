//! Fuzzy matching as one types: letters in order, close together or at the beginnings of words.

use std::fmt::Write as _;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::model::{Item, Product};

/// Most letters that a typing person leaves out in a row within a word.
const GAP: u32 = 2;

/// A pattern of words, each of which must match.
pub struct Fuzzy {
    atoms: Vec<Atom>,
    found: Vec<u32>,
    matcher: Matcher,
    buffer: Vec<char>,
    text: String,
    key: String,
}

impl Fuzzy {
    /// Returns the pattern of these words. Lower case matches any case; a capital matches itself.
    #[must_use]
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut config = Config::DEFAULT;
        config.prefer_prefix = true;
        let atoms = words
            .into_iter()
            .filter(|word| !word.is_empty())
            .map(|word| Atom::new(word, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy, false))
            .collect();
        Self {
            atoms,
            found: Vec::new(),
            matcher: Matcher::new(config),
            buffer: Vec::new(),
            text: String::new(),
            key: String::new(),
        }
    }

    /// Whether there is nothing to match, so that everything does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// Returns how well the parts, read as one text, match; `None` where they do not.
    pub fn score(&mut self, parts: &[&str]) -> Option<u32> {
        let joined: &str = match parts {
            [one] => one,
            parts => {
                self.text.clear();
                for part in parts {
                    if !self.text.is_empty() {
                        self.text.push(' ');
                    }
                    self.text.push_str(part);
                }
                &self.text
            }
        };
        let haystack = Utf32Str::new(joined, &mut self.buffer);
        let mut sum = 0;
        for atom in &self.atoms {
            sum += u32::from(match_atom(atom, haystack, &mut self.matcher, &mut self.found)?);
        }
        Some(sum)
    }

    /// Whether an item is found: by its key, its title, the key that it has where it was imported from, or why it was declined.
    pub fn finds(&mut self, item: &Item, product: &Product) -> bool {
        if self.is_empty() {
            return true;
        }
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        let _ = write!(key, "{}-{}", product.about().prefix, item.num);
        let source = item.source.as_ref().map_or("", |source| &source.id);
        // what was declined is searched by its reasons, too
        let no = item.declined.as_ref().map_or("", |no| &no.text);
        let found = self.score(&[&key, &item.title, source, no]).is_some();
        self.key = key;
        found
    }

    /// Returns the places of the matched characters in `text`, rising; empty where it does not match.
    pub fn places(&mut self, text: &str) -> Vec<usize> {
        let haystack = Utf32Str::new(text, &mut self.buffer);
        let mut out: Vec<u32> = Vec::new();
        for atom in &self.atoms {
            if match_atom(atom, haystack, &mut self.matcher, &mut self.found).is_some() {
                if self.found.is_empty() {
                    atom.indices(haystack, &mut self.matcher, &mut self.found);
                }
                out.extend(&self.found);
            }
        }
        out.sort_unstable();
        out.dedup();
        out.into_iter().map(|at| usize::try_from(at).unwrap_or(usize::MAX)).collect()
    }
}

/// Returns the score of one word, leaving the places in `found` where they were needed.
///
/// Letters strewn over a sentence are no match: every run of letters begins a word or follows a small gap.
fn match_atom(atom: &Atom, haystack: Utf32Str<'_>, matcher: &mut Matcher, found: &mut Vec<u32>) -> Option<u16> {
    found.clear();
    let score = atom.score(haystack, matcher)?;
    if atom.needle_text().len() > 1 {
        atom.indices(haystack, matcher, found)?;
        let begins_word = |at: u32| at == 0 || !haystack.get(at - 1).is_alphanumeric();
        let near = |pair: &[u32]| matches!(pair, [a, b] if b - a <= GAP + 1 || begins_word(*b));
        if !found.windows(2).all(near) {
            return None;
        }
    }
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(words: &str, text: &str) -> bool {
        Fuzzy::new(words.split_whitespace()).score(&[text]).is_some()
    }

    #[test]
    fn runs_initials_and_small_gaps_match() {
        assert!(finds("pay", "Fix the payment page"));
        assert!(finds("exprt", "Export report as PDF"));
        assert!(finds("gfp", "Guided first project"));
        assert!(finds("pdf report", "Export report as PDF"));
        assert!(finds("ink-12", "INK-12"));
    }

    #[test]
    fn letters_strewn_over_a_sentence_do_not() {
        assert!(!finds("pay", "Prepare a long story"));
        assert!(!finds("login", "Slow roaming in town"));
    }

    #[test]
    fn every_word_must_match() {
        assert!(!finds("report zebra", "Export report as PDF"));
    }
}
