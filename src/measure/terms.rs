//! The words of a text that say what it is about: without those that say nothing, and without their endings, so that `files` and `file` are
//! one word.

use std::collections::HashSet;

/// Words that say nothing about what an item is.
const STOP: &[&str] = &[
    "the", "and", "for", "with", "that", "this", "from", "are", "was", "not", "but", "can", "has", "have", "will",
    "would", "should", "could", "when", "then", "than", "into", "also", "all", "any", "some", "such", "its", "his",
    "her", "our", "your", "their", "there", "here", "which", "what", "who", "how", "why", "want", "able", "as", "an",
    "in", "on", "of", "to", "is", "it", "be", "by", "or", "at", "we", "so", "do", "if", "my", "me", "user", "users",
    "like", "need", "needs", "use", "using", "used", "new", "a", "i", "no", "up",
];

/// Hands on the words of a text that count, one after the other, in lower case and without their endings.
pub fn terms(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            // scripts without blanks: every character is a word
            if !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase() {
                take(&word);
                word.clear();
            }
        } else if !word.is_empty() {
            // one figure tells versions apart, one letter tells nothing
            let says = word.len() > 1 || word.bytes().all(|b| b.is_ascii_digit());
            if says && word.len() < 40 && !STOP.contains(&word.as_str()) {
                stem(&mut word);
                take(&word);
            }
            word.clear();
        }
    }
}

/// Returns the words of a text that count, in lower case and without their endings, each once.
#[must_use]
pub fn terms_of(text: &str) -> Vec<String> {
    let (mut out, mut seen) = (Vec::new(), HashSet::new());
    terms(text, |term| {
        if seen.insert(term.to_owned()) {
            out.push(term.to_owned());
        }
    });
    out
}

/// Whether a word in lower case says nothing.
#[must_use]
pub fn is_stop(word: &str) -> bool {
    STOP.contains(&word)
}

/// Takes the endings of plural, gerund and past off a word in lower case: update, updates and updated are one, and so are story and stories.
/// Coarse on purpose: it must be the same for both, and need be no word any more.
pub fn stem(word: &mut String) {
    let cut = |word: &mut String, n: usize| word.truncate(word.len() - n);
    if ["ies", "sses", "xes", "zes", "ches", "shes"].iter().any(|end| word.ends_with(end)) {
        cut(word, 2);
    } else if word.len() > 2 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        cut(word, 1);
    }
    let bare = [("ing", 6), ("ed", 5)].iter().find(|(end, least)| word.ends_with(end) && word.len() >= *least);
    if let Some((end, _)) = bare {
        cut(word, end.len());
        let mut letters = word.chars().rev();
        // planned: plan; but selling: sell, passed: pass
        if let (Some(a), Some(b)) = (letters.next(), letters.next())
            && a == b
            && !matches!(a, 'a' | 'e' | 'i' | 'o' | 'u' | 'l' | 's' | 'z')
        {
            cut(word, a.len_utf8());
        }
    }
    if word.ends_with('e') && word.len() >= 5 {
        cut(word, 1);
    }
    if word.len() > 2 && word.ends_with('y') {
        cut(word, 1);
        word.push('i');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_each_of_its_forms_is_one_term() {
        for forms in [
            &["update", "updates", "updated", "updating"][..],
            &["file", "files"],
            &["message", "messages"],
            &["story", "stories"],
            &["query", "queries"],
            &["rename", "renaming", "renamed"],
            &["class", "classes"],
            &["box", "boxes"],
            &["plan", "planning", "planned", "plans"],
            &["sell", "selling", "sells"],
            &["pass", "passes", "passed"],
        ] {
            let stems: HashSet<String> = forms.iter().flat_map(|word| terms_of(word)).collect();
            assert_eq!(stems.len(), 1, "{forms:?}: {stems:?}");
        }
        for (word, stem_of) in
            [("status", "status"), ("analysis", "analysis"), ("bus", "bus"), ("speed", "spe"), ("need", "need")]
        {
            let mut own = word.to_owned();
            stem(&mut own);
            assert_eq!(own, stem_of, "{word}");
        }
    }

    #[test]
    fn a_figure_is_a_term_and_a_letter_is_none() {
        assert_eq!(
            terms_of("Fedora 3.1 Release x Notes"),
            ["fedora", "3", "1", "release", "note"].map(|word| {
                let mut own = word.to_owned();
                stem(&mut own);
                own
            })
        );
        assert_eq!(terms_of("日本"), ["日", "本"]);
    }
}
