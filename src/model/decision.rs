//! A decision: what was decided, why, and what it was weighed against. Written once; a later decision may take it back.

use crate::model::entity::{Merge, Shape, Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp};
use crate::sort::InOrder;

words! {
    /// What sort of decision it is.
    pub enum Ruling {
        /// Written down by hand.
        Decided = "decided",
        /// It declined an item.
        Declined = "declined",
        /// Brought an item back.
        Reconsidered = "reconsidered",
        /// Put off until a day.
        Later = "later",
        /// Kept in a grooming session as worth it.
        Kept = "kept",
        /// Placed by hand against what the score advised.
        Override = "override",
        /// Placed by what the score advised.
        Ranked = "ranked",
        /// Cut into smaller items.
        Split = "split",
        /// Merged into another item.
        Merged = "merged",
        /// Taken in at the price of something else.
        Traded = "traded",
        /// A request became an item.
        Taken = "taken",
    }
}

record! {
    /// A decision with its reason.
    pub struct Decision {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 41 in D41.
        num: u32,
        /// What sort of decision it is.
        verdict: Ruling,
        /// What was decided, in one line.
        what: String,
        /// The reason, in words.
        because: String,
        /// What else could have been done, one by one.
        alternatives: Vec<String>,
        /// The items that it is about.
        about: Vec<Id>,
        /// The name of who decided.
        by: String,
        /// The moment when it happened.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Decision>] = &[
    line_field!(what, "What", "What was decided"),
    line_field!(because, "Why", "Why it was decided"),
    Field {
        name: "alternatives",
        title: "Instead of",
        help: "What else could have been done, separated by semicolons",
        shape: Shape::List,
        merge: Merge::Set,
        get: |decision| Value::list(decision.alternatives.iter().map(|text| text.as_str().into())),
        set: Some(|decision, text, _| {
            decision.alternatives = text.split(';').map(one_line).filter(|part| !part.is_empty()).collect();
            Ok(())
        }),
        ..Field::rest()
    },
    line_field!(by, "By", "Who decided"),
    kept_field!(num, "Number", Later, "The number in its key", |d| Value::Number(i64::from(d.num) * 100)),
    kept_field!(verdict, "Verdict", Later, "What sort of decision it is", |d| Value::text(d.verdict.word())),
    kept_field!(about, "About", Set, "The items that it is about", |d| Value::list(
        d.about.iter().map(|id| id.to_string().into())
    )),
    kept_field!(created, "Created", Silent, "When it was decided", |d| Value::Stamp(d.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |d| Value::Stamp(d.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |d| Value::text(d.id.to_string())),
];

impl Entity for Decision {
    const TABLE: &'static str = "decisions";
    const NOUN: &'static str = "decision";
    const TOLD_BY: &'static [&'static str] = &["what"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.what, 40))
    }
}

impl Product {
    /// Writes a decision down and returns its id.
    ///
    /// # Errors
    /// Returns an error if nothing was decided: the words are missing.
    pub fn decide(&mut self, decision: Decision) -> Result<Id, Refusal> {
        let what = one_line(&decision.what);
        if what.is_empty() {
            return Err(Refusal::invalid("a decision needs words: what was decided?"));
        }
        let id = self.fresh_id();
        let num = self.decisions.iter().map(|decision| decision.num).max().unwrap_or(0).saturating_add(1);
        self.put(Decision { id, num, what, because: decision.because.trim().to_owned(), ..decision });
        Ok(id)
    }

    /// Gives decisions of equal number different ones again, the older keeping it; one of the time before there were numbers gets its
    /// own without a word.
    pub(crate) fn renumber_decisions(&mut self) -> Vec<String> {
        let said = self.renumber_rows(
            |decision: &mut Decision| &mut decision.num,
            |decision| (decision.created, decision.id),
            |old, new| match old.num {
                0 => String::new(),
                num => format!("D{num} was given twice; “{}” is now D{}", old.what, new.num),
            },
        );
        said.into_iter().filter(|words| !words.is_empty()).collect()
    }

    /// Returns the decisions, the latest first.
    #[must_use]
    pub fn decisions_by_day(&self) -> Vec<&Decision> {
        let mut all: Vec<&Decision> = self.decisions.iter().map(|decision| &**decision).collect();
        all.order_by_key(|decision| std::cmp::Reverse((decision.created, decision.num, decision.id)));
        all
    }
}
