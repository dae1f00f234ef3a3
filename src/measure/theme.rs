//! Themes of feedback: groups of notes by their words and by words that stand together, and which of them rise or fall.
//!
//! A candidate is a word, or two neighbouring words that stand together more often than chance (log-likelihood ratio of Dunning 1993). A
//! note may be in many themes: methods that give each note one theme lose half of what people say. No embedding, no model: each line can
//! be explained by the words that are in it. About half of what comes up is what people talk about and not a feature, so a person names,
//! joins and hides.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::chance::{FALSE_FINDS, more_by_chance, together};
use super::terms::is_stop;
use crate::sort::InOrder;

/// Themes that are offered.
pub const MOST: usize = 40;
/// Notes from which on a theme needs more of them, and how many it needs below and above that.
const MANY: usize = 1_000;
const LEAST: usize = 3;
const LEAST_OF_MANY: usize = 5;
/// Log-likelihood ratio above which two words stand together by more than chance: p < 0.001 at one degree of freedom.
const TOGETHER: f64 = 10.83;
/// Part of a word's notes that a pair must explain before they are taken off the word, in percent.
const EXPLAINED: usize = 50;
/// Words of a note that are read.
const READ: usize = 400;

/// Words of praise, of complaint, and of every note, which say nothing of what it is about.
static SAY_NOTHING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("theme/say-nothing.txt").split_whitespace().collect());

/// A note with its words as they are compared.
struct Read {
    /// The content words in order; a gap stands where something else was.
    terms: Vec<Option<u32>>,
}

/// A theme that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The words that tell of it, without their endings: one, or two that stand together.
    pub terms: Vec<String>,
    /// How it is called, by the words as most people write them.
    pub name: String,
    /// The notes that are in it, by their place.
    pub notes: Vec<u32>,
}

/// The words of some notes, numbered.
#[derive(Default)]
struct Words {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
    /// How each is written, and how often.
    written: Vec<BTreeMap<String, usize>>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        let stem = stem(word);
        let known = self.numbers.get(&stem).copied();
        let n = known.unwrap_or_else(|| {
            let n = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
            self.numbers.insert(stem.clone(), n);
            self.names.push(stem);
            self.written.push(BTreeMap::new());
            n
        });
        if let Some(written) = self.written.get_mut(n as usize) {
            *written.entry(word.to_owned()).or_default() += 1;
        }
        n
    }

    fn name(&self, n: u32) -> &str {
        self.names.get(n as usize).map_or("", String::as_str)
    }

    /// Returns a word as most people write it.
    fn usual(&self, n: u32) -> String {
        let written = self.written.get(n as usize);
        let most = written
            .and_then(|written| written.iter().max_by_key(|(word, n)| (**n, std::cmp::Reverse((*word).clone()))));
        most.map_or_else(|| self.name(n).to_owned(), |(word, _)| word.clone())
    }
}

/// Returns a word without the ending of its plural (Harman 1991, the S-stemmer), and without “ing” and “ed” where a word is left. Unlike
/// that of the similar items it keeps what a person would read as one word together: notes and note, devices and device.
#[must_use]
pub fn stem(word: &str) -> String {
    for (ending, least) in [("ing", 6), ("ed", 5)] {
        if let Some(rest) = word.strip_suffix(ending).filter(|_| word.len() >= least) {
            let mut letters = rest.chars().rev();
            // stopped: stop
            if let (Some(a), Some(b)) = (letters.next(), letters.next())
                && a == b
                && !matches!(a, 'l' | 's' | 'e')
            {
                return rest.get(..rest.len() - a.len_utf8()).unwrap_or(rest).to_owned();
            }
            return rest.to_owned();
        }
    }
    if word.len() > 3 {
        if let Some(rest) = word.strip_suffix("ies").filter(|rest| !rest.ends_with(['e', 'a'])) {
            return format!("{rest}y");
        }
        if let Some(rest) = word.strip_suffix("es").filter(|rest| !rest.ends_with(['a', 'e', 'o'])) {
            return if rest.ends_with("sh") || rest.ends_with("ch") || rest.ends_with('x') {
                rest.to_owned()
            } else {
                format!("{rest}e")
            };
        }
        if let Some(rest) = word.strip_suffix('s').filter(|rest| !rest.ends_with(['u', 's'])) {
            return rest.to_owned();
        }
    }
    word.to_owned()
}

/// Returns the words of a text that say what it is about, without their endings.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, |word| out.extend(word.filter(|word| says_something(word)).map(stem)));
    out
}

/// Whether a word in lower case says what a note is about.
#[must_use]
pub fn says_something(word: &str) -> bool {
    let letters = word.chars().count();
    letters > 1
        && letters < 40
        && !word.chars().all(|c| c.is_ascii_digit())
        && !is_stop(word)
        && !SAY_NOTHING.contains(word)
        && !SAY_NOTHING.contains(stem(word).as_str())
}

/// Calls `take` with each word of a text, in lower case; nothing where a sentence ends.
fn each_word(text: &str, mut take: impl FnMut(Option<&str>)) {
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        // don’t is one word, and so is don't
        if c == '\'' || c == '’' {
            continue;
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            if !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase() {
                take(Some(&word));
                word.clear();
            }
            continue;
        }
        if !word.is_empty() {
            take(Some(&word));
            word.clear();
        }
        if matches!(c, '.' | '!' | '?' | ';' | '\n') {
            take(None);
        }
    }
}

fn read(text: &str, words: &mut Words) -> Read {
    let mut terms: Vec<Option<u32>> = Vec::new();
    each_word(text, |word| {
        if terms.len() < READ {
            terms.push(word.filter(|word| says_something(word)).map(|word| words.number(word)));
        }
    });
    Read { terms }
}

/// Returns how surely two words stand together: twice the log of the ratio of the likelihoods (Dunning 1993). `both` is in how many notes they
/// are neighbours, `first` and `second` in how many each is, `all` how many notes there are.
#[expect(clippy::cast_precision_loss, reason = "counts of notes")]
fn likelihood_ratio(both: usize, first: usize, second: usize, all: usize) -> f64 {
    let (k1, n1) = (both as f64, first as f64);
    let (k2, n2) = (second.saturating_sub(both) as f64, all.saturating_sub(first) as f64);
    if n1 <= 0.0 || n2 <= 0.0 || k1 / n1 <= k2 / n2 {
        return 0.0;
    }
    let log = |k: f64, n: f64, p: f64| {
        let part = |k: f64, p: f64| if k > 0.0 { k * p.ln() } else { 0.0 };
        part(k, p) + part(n - k, 1.0 - p)
    };
    let p = (k1 + k2) / (n1 + n2);
    2.0 * (log(k1, n1, k1 / n1) + log(k2, n2, k2 / n2) - log(k1, n1, p) - log(k2, n2, p))
}

/// Returns how many notes a theme needs among so many.
fn least(notes: usize) -> usize {
    if notes < MANY { LEAST } else { LEAST_OF_MANY }
}

/// Returns the themes of notes, those with most of them first. `hidden` are words, without their endings, that a person does not want to see.
#[must_use]
pub fn themes(notes: &[&str], hidden: &[String], most: usize) -> Vec<Found> {
    let mut words = Words::default();
    let read: Vec<Read> = notes.iter().map(|text| read(text, &mut words)).collect();
    let (singles, pairs) = places(&read);
    let least = least(notes.len());
    let is_hidden = |n: u32| hidden.iter().any(|word| word == words.name(n));
    let mut found: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
    let mut left: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut strong: Vec<((u32, u32), &Vec<u32>)> = pairs
        .iter()
        .filter(|(_, notes)| notes.len() >= least)
        .filter(|((a, b), both)| {
            let count = |n: &u32| singles.get(n).map_or(0, Vec::len);
            likelihood_ratio(both.len(), count(a), count(b), notes.len()) > TOGETHER
        })
        .map(|(pair, notes)| (*pair, notes))
        .collect();
    // the largest pair takes its notes off its words first; of equal ones that of the earlier words
    strong.order_by_key(|(pair, notes)| (std::cmp::Reverse(notes.len()), *pair));
    for ((a, b), both) in &strong {
        if is_hidden(*a) || is_hidden(*b) {
            continue;
        }
        for word in [a, b] {
            let Some(own) = left.get(word).or_else(|| singles.get(word)) else { continue };
            if both.len() * 100 >= own.len() * EXPLAINED {
                let rest: Vec<u32> = own.iter().copied().filter(|note| both.binary_search(note).is_err()).collect();
                left.insert(*word, rest);
            }
        }
        found.push((vec![*a, *b], (*both).clone()));
    }
    for (word, notes) in &singles {
        let notes = left.get(word).unwrap_or(notes);
        if notes.len() >= least && !is_hidden(*word) {
            found.push((vec![*word], notes.clone()));
        }
    }
    found.order_by_key(|(words, notes)| (std::cmp::Reverse(notes.len()), words.clone()));
    found.truncate(most);
    found
        .into_iter()
        .map(|(numbers, notes)| Found {
            terms: numbers.iter().map(|n| words.name(*n).to_owned()).collect(),
            name: numbers.iter().map(|n| words.usual(*n)).collect::<Vec<_>>().join(" "),
            notes,
        })
        .collect()
}

type Singles = BTreeMap<u32, Vec<u32>>;
type Pairs = BTreeMap<(u32, u32), Vec<u32>>;

/// Returns the notes of each word and of each pair of neighbours, in order, each note once. One word that says nothing may stand between.
fn places(read: &[Read]) -> (Singles, Pairs) {
    let (mut singles, mut pairs): (Singles, Pairs) = (BTreeMap::new(), BTreeMap::new());
    for (note, own) in (0_u32..).zip(read) {
        let put = |list: &mut Vec<u32>| {
            if list.last() != Some(&note) {
                list.push(note);
            }
        };
        for (at, term) in own.terms.iter().enumerate() {
            let Some(term) = term else { continue };
            put(singles.entry(*term).or_default());
            let next = own.terms.get(at + 1).copied().flatten();
            if let Some(next) = next.filter(|next| next != term) {
                put(pairs.entry((*term, next)).or_default());
            }
        }
    }
    (singles, pairs)
}

/// Returns for each theme the notes that have its words, by their place: all words of one of its terms, side by side where there are two.
#[must_use]
pub fn tally<'a>(notes: impl Iterator<Item = &'a str>, themes: &[Vec<Vec<String>>]) -> Vec<Vec<u32>> {
    let mut by_first: HashMap<&str, Vec<(usize, &[String])>> = HashMap::new();
    for (n, terms) in themes.iter().enumerate() {
        for term in terms {
            if let Some(first) = term.first() {
                by_first.entry(first).or_default().push((n, term));
            }
        }
    }
    let mut out = vec![Vec::new(); themes.len()];
    let mut own: Vec<String> = Vec::new();
    for (note, text) in (0_u32..).zip(notes) {
        own.clear();
        each_word(text, |word| {
            own.push(word.filter(|word| says_something(word)).map_or_else(String::new, stem));
        });
        for at in 0..own.len() {
            let rest = own.get(at..).unwrap_or_default();
            let first = rest.first().map_or("", String::as_str);
            for (n, term) in by_first.get(first).into_iter().flatten() {
                let found: Option<&mut Vec<u32>> = out.get_mut(*n);
                if let Some(list) = found.filter(|list| rest.starts_with(term) && list.last() != Some(&note)) {
                    list.push(note);
                }
            }
        }
    }
    out
}

/// The way that a theme goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The notes have no days, or too few of them.
    #[default]
    Unknown,
    /// It is as it was, or too few talk of it.
    Steady,
    /// It may rise; that would be chance too often.
    Perhaps,
    /// More talk of it than before.
    Rising,
    /// Fewer talk of it than before.
    Falling,
}

/// Weeks that are compared with as many before them.
pub const WEEKS: usize = 4;
/// Notes, now and before, below which nothing is said of a theme.
const TALK: u64 = 8;
/// Chance below which a rise is at least shown as a perhaps.
const PERHAPS: f64 = 0.05;

/// Returns the way of each theme: notes of it now and before, of `now` and `before` notes in all. One-sided, and with the line drawn for all
/// themes that are shown together, because of forty looks two would rise by chance.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of notes")]
pub fn ways(themes: &[(u64, u64)], now: u64, before: u64) -> Vec<Way> {
    if now == 0 || before == 0 {
        return vec![Way::Unknown; themes.len()];
    }
    let share = now as f64 / (now + before) as f64;
    let up: Vec<f64> = themes.iter().map(|(a, b)| more_by_chance(*a, a + b, share)).collect();
    let down: Vec<f64> = themes.iter().map(|(a, b)| more_by_chance(*b, a + b, 1.0 - share)).collect();
    let (risen, fallen) = (together(&up), together(&down));
    let at = |list: &[f64], n: usize| list.get(n).copied().unwrap_or(1.0);
    themes
        .iter()
        .enumerate()
        .map(|(n, (a, b))| match a + b {
            0..TALK => Way::Steady,
            _ if at(&risen, n) <= FALSE_FINDS => Way::Rising,
            _ if at(&fallen, n) <= FALSE_FINDS => Way::Falling,
            _ if at(&up, n) <= PERHAPS => Way::Perhaps,
            _ => Way::Steady,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_one_word_and_praise_is_none() {
        for (word, stem_of) in [
            ("notes", "note"),
            ("devices", "device"),
            ("syncing", "sync"),
            ("stopped", "stop"),
            ("batteries", "battery"),
            ("boxes", "box"),
            ("bus", "bus"),
            ("glass", "glass"),
        ] {
            assert_eq!(stem(word), stem_of);
        }
        assert_eq!(terms("I love this great app, it’s awesome! 5 stars"), Vec::<String>::new());
        assert_eq!(terms("Syncing my notes doesn't work"), ["sync", "note"]);
    }

    #[test]
    fn what_three_say_is_a_theme_and_a_pair_takes_its_notes_off_its_words() {
        let mut notes =
            vec!["lock screen is missing", "no lock screen", "the lock screen hides it", "a lock screen please"];
        notes.extend(["offline is gone"; 3]);
        notes.extend(["radio", "radio"]);
        let found = themes(&notes, &[], MOST);
        let names: Vec<(&str, usize)> = found.iter().map(|theme| (theme.name.as_str(), theme.notes.len())).collect();
        assert_eq!(names, [("lock screen", 4), ("offline", 3)], "two say radio, and that is too few");
        let hidden = themes(&notes, &["offline".to_owned()], MOST);
        assert!(hidden.iter().all(|theme| theme.name != "offline"));
        assert_eq!(themes(&notes, &[], 1).len(), 1);
    }

    #[test]
    fn words_that_meet_by_chance_are_no_pair() {
        assert!(likelihood_ratio(4, 4, 4, 100) > TOGETHER);
        assert!(likelihood_ratio(4, 40, 40, 100) < TOGETHER);
        assert!(likelihood_ratio(0, 4, 4, 100) < TOGETHER);
    }

    #[test]
    fn a_note_is_in_each_theme_whose_words_it_has() {
        let words = |term: &str| term.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let themes = [vec![words("lock screen"), words("offline")], vec![words("screen")]];
        let notes =
            ["The lock screen! The lock screen.", "screen of the phone", "offline", "lock the screen", "nothing"];
        assert_eq!(tally(notes.into_iter(), &themes), [vec![0, 2], vec![0, 1, 3]]);
    }

    #[test]
    fn a_theme_rises_if_it_does_so_among_all_that_are_looked_at() {
        let mut themes = vec![(20, 20); 39];
        themes.push((30, 10));
        let all = ways(&themes, 400, 400);
        assert_eq!(all.last(), Some(&Way::Rising));
        assert!(all[..39].iter().all(|way| *way == Way::Steady));
        themes[39] = (20, 10);
        assert_eq!(ways(&themes, 400, 400)[39], Way::Perhaps, "alone it would rise; among forty it may be chance");
        themes[39] = (5, 30);
        assert_eq!(ways(&themes, 400, 400)[39], Way::Falling);
        assert_eq!(ways(&[(7, 0)], 400, 400), [Way::Steady], "seven are too few");
        assert_eq!(ways(&[(50, 1)], 400, 0), [Way::Unknown], "nothing is known of before");
    }

    #[test]
    fn of_two_hundred_shuffles_of_weeks_at_most_one_in_ten_shows_a_theme_that_rises() {
        // notes that talk of each theme by chance, in weeks by chance: nothing changes, so what rises or falls is a false alarm
        let mut state: u64 = 20_261_127;
        let mut dice = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let parts: Vec<u64> = (0..42).map(|n| 10 + n * 4).collect();
        let (mut rising, mut falling) = (0, 0);
        for _ in 0..200 {
            let mut counts = vec![(0, 0); parts.len()];
            let mut all = (0, 0);
            for _ in 0..700 {
                let late = dice() % 2 == 0;
                let turn = |own: &mut (u64, u64)| if late { own.0 += 1 } else { own.1 += 1 };
                turn(&mut all);
                for (own, part) in counts.iter_mut().zip(&parts) {
                    if dice() % 1_000 < *part {
                        turn(own);
                    }
                }
            }
            let ways = ways(&counts, all.0, all.1);
            rising += u32::from(ways.contains(&Way::Rising));
            falling += u32::from(ways.contains(&Way::Falling));
        }
        assert!(rising <= 20 && falling <= 20, "{rising} of 200 show one that rises, {falling} one that falls");
        assert!(rising + falling > 0, "a line that chance never crosses is drawn too low to find anything");
    }
}
