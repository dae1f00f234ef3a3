//! Provenance: which words of an item a program suggested and nobody has confirmed.

use super::{Criterion, Item, content_id, fields};
use crate::model::record::record;
use crate::model::{Id, Stamp, Value};

record! {
    /// Words that a program suggested and a person took without changing them. The mark is gone once a person edits them or says that
    /// they are theirs. It never counts for the order.
    pub struct Drafted {
        /// Identity within the item, made of the field and the criterion.
        id: Id,
        /// The name of the field.
        field: String,
        /// The criterion, because the next one may be a person's own.
        of: Option<Id>,
        /// The author of the suggestion: `rules`, or the name of a program.
        by: String,
        /// When they were taken.
        at: Stamp,
        /// A hash of what was read for them.
        from: String,
        /// A hash of the words themselves: the mark counts as long as they stand.
        words: String,
        /// Whether what others wrote was among that.
        foreign: bool,
    }
}

impl Drafted {
    /// Returns the mark of a field, or of one criterion in it.
    #[must_use]
    pub fn of(field: &str, of: Option<Id>) -> Self {
        let id = content_id(&["drafted", field, &of.map_or_else(String::new, |id| id.to_string())]);
        Self { id, field: field.to_owned(), of, ..Self::default() }
    }
}

/// Returns the words that a mark is about; blank where they are gone.
fn words<'a>(item: &'a Item, mark: &Drafted) -> Value<'a> {
    match mark.of {
        Some(id) => {
            let criterion = item.criteria.iter().find(|criterion: &&Criterion| criterion.id == id);
            criterion.map_or(Value::Blank, |criterion| Value::text(criterion.text.as_str()))
        }
        None => fields::field(&mark.field).map_or(Value::Blank, |field| (field.get)(item)),
    }
}

/// Returns the hash of the words that a mark is about; empty where they are gone.
fn hash(item: &Item, mark: &Drafted) -> String {
    match words(item, mark) {
        Value::Blank => String::new(),
        words => content_id(&[&format!("{words:?}")]).to_string(),
    }
}

impl Item {
    /// Writes down that the words which stand there now were suggested, in place of an earlier mark of them.
    pub fn mark_drafted(&mut self, mark: Drafted) {
        let words = hash(self, &mark);
        self.drafted.retain(|other| other.id != mark.id);
        if !words.is_empty() {
            self.drafted.push(Drafted { words, ..mark });
        }
    }

    /// Returns the names of the fields in words that nobody has confirmed, each once.
    #[must_use]
    pub fn unconfirmed(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for mark in &self.drafted {
            if !out.contains(&mark.field.as_str()) {
                out.push(&mark.field);
            }
        }
        out
    }

    /// Whether nobody has confirmed the words of a criterion.
    #[must_use]
    pub fn is_drafted(&self, criterion: Id) -> bool {
        self.drafted.iter().any(|mark| mark.of == Some(criterion))
    }

    /// Whether every mark is about words that stand as they were suggested.
    pub(super) fn marks_fit(&self) -> bool {
        self.drafted.iter().all(|mark| !mark.words.is_empty() && hash(self, mark) == mark.words)
    }

    /// Lets the marks fall whose words are others now, or gone: a person stands behind what they wrote.
    pub(in crate::model) fn drop_marks_that_do_not_fit(&mut self) {
        let marks = std::mem::take(&mut self.drafted);
        self.drafted =
            marks.iter().filter(|mark| hash(self, mark) == mark.words && !mark.words.is_empty()).cloned().collect();
    }

    /// Takes over the marks of another item whose words are here now.
    pub(in crate::model) fn unite_marks(&mut self, other: &Self) {
        for mark in &other.drafted {
            let theirs = words(other, mark);
            if !theirs.is_blank() && words(self, mark) == theirs && self.drafted.iter().all(|own| own.id != mark.id) {
                self.drafted.push(mark.clone());
            }
        }
    }

    /// Lets the marks fall that came from elsewhere for words which stood here before, and which a person had confirmed.
    pub(in crate::model) fn keep_confirmed(&mut self, before: &Self) {
        let marks = std::mem::take(&mut self.drafted);
        let confirmed = |mark: &Drafted| {
            let stood = words(before, mark);
            !stood.is_blank() && stood == words(self, mark) && before.drafted.iter().all(|own| own.id != mark.id)
        };
        let kept = marks.iter().filter(|mark| !confirmed(mark)).cloned().collect();
        self.drafted = kept;
    }

    /// Returns how many gaps ‹…?› stand in its words: what only a person knows, and has not said yet.
    #[must_use]
    pub fn gaps(&self) -> usize {
        let texts = [&self.title, &self.role, &self.want, &self.benefit];
        let texts = texts.into_iter().chain(self.criteria.iter().map(|criterion| &criterion.text));
        texts.map(|text| gaps_in(text)).sum()
    }
}

/// Returns how many gaps ‹…?› a text has. The question mark tells a gap from a word in such quotes.
#[must_use]
pub fn gaps_in(text: &str) -> usize {
    std::iter::successors(gap_from(text, 0), |gap| gap_from(text, gap.end)).count()
}

/// Returns the bytes of the first gap ‹…?› of a text from a place on, its signs included.
#[must_use]
pub fn gap_from(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let mut at = from;
    while let Some(start) = text.get(at..)?.find('‹').map(|n| at + n) {
        let end = start + text.get(start..)?.find('›')? + '›'.len_utf8();
        let inner = text.get(start + '‹'.len_utf8()..end - '›'.len_utf8())?;
        // of ‹ ‹…?› the inner one is meant
        match inner.rfind('‹') {
            Some(n) => at = start + '‹'.len_utf8() + n,
            None if inner.ends_with('?') => return Some(start..end),
            None => at = end,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_in_a_question_mark_and_a_quote_is_none() {
        assert_eq!(gaps_in("Then ‹what is in the file?› and ‹when?›"), 2);
        assert_eq!(gaps_in("the ‹Save› button, ‹U+202E›, ‹open, the ‹Save button?"), 0);
        assert_eq!(gaps_in("‹ ‹a?› ‹b› ‹c?›"), 2);
        let text = "the ‹Save› shows ‹what?›";
        assert_eq!(gap_from(text, 0).and_then(|gap| text.get(gap)), Some("‹what?›"));
        assert_eq!(gap_from("‹ ‹a?›", 0), Some(4..12));
        assert_eq!(gap_from("none", 0), None);
    }

    #[test]
    fn a_mark_falls_with_an_edit_of_its_words_and_no_other() {
        let id = content_id(&["one"]);
        let mut before = Item { title: "A".into(), benefit: "B".into(), ..Item::default() };
        before.criteria.push(Criterion { id, text: "C".into(), ..Criterion::default() });
        for mark in [Drafted::of("title", None), Drafted::of("benefit", None), Drafted::of("criteria", Some(id))] {
            before.mark_drafted(mark);
        }
        let mut after = before.clone();
        after.title = "another".into();
        after.criteria[0].verdict = crate::model::Verdict::Met;
        after.criteria.push(Criterion { id: content_id(&["two"]), text: "by hand".into(), ..Criterion::default() });
        assert!(before.marks_fit() && !after.marks_fit());
        after.drop_marks_that_do_not_fit();
        assert_eq!(after.unconfirmed(), ["benefit", "criteria"]);
        assert!(after.is_drafted(id));
        after.benefit.clear();
        assert!(!after.marks_fit());
        after.drop_marks_that_do_not_fit();
        assert_eq!(after.unconfirmed(), ["criteria"]);
    }

    #[test]
    fn what_is_suggested_anew_keeps_its_new_mark() {
        let mut before = Item { title: "A".into(), ..Item::default() };
        before.mark_drafted(Drafted::of("title", None));
        let mut after = Item { title: "B".into(), ..before.clone() };
        after.mark_drafted(Drafted { at: Stamp(5), ..Drafted::of("title", None) });
        after.drop_marks_that_do_not_fit();
        assert_eq!((after.unconfirmed(), after.drafted.len()), (vec!["title"], 1));
    }
}
