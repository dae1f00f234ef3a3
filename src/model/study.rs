//! A study: a table of users that was looked through for what goes along with an outcome, as counts. The rows themselves are not kept; all
//! that is told of a pair (how many times as often, whether it holds) is worked out from its counts anew.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp, Table};
use crate::sort::InOrder;

/// Most pairs that a study keeps; a table with more of them is none of users and what they did.
pub const MOST: usize = 500;

/// Counts of a pair: with the behaviour and the outcome, with the behaviour alone, with the outcome alone, with neither.
pub type Cells = [u64; 4];

record! {
    /// A behaviour beside the outcome of its study.
    pub struct Pair {
        /// The identity of the pair, made of its study and its words: the same table again counts the same pair.
        id: Id,
        /// The column of the behaviour.
        behaviour: String,
        /// Its value.
        is: String,
        /// The other value, of a column that has two.
        other: String,
        /// The four counts.
        cells: Cells,
        /// The counts within each group.
        groups: BTreeMap<String, Cells>,
        /// The items, goals and key results that are about it, sorted.
        about: Vec<Id>,
    }
}

record! {
    /// A table that was looked through, with every pair that was tried.
    pub struct Study {
        /// The identity of the record in the file.
        id: Id,
        /// The name: that of the table.
        called: String,
        /// The column of the outcome.
        outcome: String,
        /// Its value.
        is: String,
        /// The column of the groups; empty for none.
        group: String,
        /// Rows of the table.
        rows: u32,
        /// Every pair that was tried.
        pairs: Vec<Pair>,
        /// Columns that were not looked at, each with its reason.
        left_out: Vec<String>,
        /// The day on which it was made.
        on: Option<NaiveDate>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Study>] = &[
    line_field!(called, "Name", "What the table is called"),
    kept_field!(outcome, "Outcome", Later, "The column of the outcome", |s| Value::text(s.outcome.as_str())),
    kept_field!(is, "Is", Later, "The value of the outcome", |s| Value::text(s.is.as_str())),
    kept_field!(group, "Group", Later, "The column of the groups", |s| Value::text(s.group.as_str())),
    kept_field!(rows, "Rows", Later, "Rows of the table", |s| Value::Number(i64::from(s.rows) * 100)),
    kept_field!(pairs, "Pairs", Records, "What was tried", |s| Value::list(
        s.pairs.iter().map(|pair| pair.behaviour.as_str().into())
    )),
    kept_field!(left_out, "Left out", Set, "Columns that were not looked at", |s| Value::list(
        s.left_out.iter().map(|words| words.as_str().into())
    )),
    kept_field!(on, "On", Greatest, "The day on which it was made", |s| s.on.map_or(Value::Blank, Value::Date)),
    kept_field!(created, "Created", Silent, "When it was written down", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Study {
    const TABLE: &'static str = "studies";
    const NOUN: &'static str = "study";
    const TOLD_BY: &'static [&'static str] = &["pairs", "rows"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.called, 40))
    }
}

impl Pair {
    /// Returns the behaviour with its value: `tour: no`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}: {}", self.behaviour, self.is)
    }
}

impl Product {
    /// Returns all studies, by id.
    #[must_use]
    pub fn studies(&self) -> &Table<Study> {
        &self.studies
    }

    /// Returns the studies, the last one first.
    #[must_use]
    pub fn studies_by_day(&self) -> Vec<&Study> {
        let mut all: Vec<&Study> = self.studies.iter().map(|study| &**study).collect();
        all.order_by_key(|study| (std::cmp::Reverse(study.on), study.called.to_lowercase(), study.id));
        all
    }

    /// Returns the pair of this id, with its study.
    #[must_use]
    pub fn pair(&self, id: Id) -> Option<(&Study, &Pair)> {
        self.studies.iter().find_map(|study| study.pairs.iter().find(|pair| pair.id == id).map(|pair| (&**study, pair)))
    }

    /// Keeps a study and returns its id. The same table beside the same outcome is the study that is there: its counts are the new ones,
    /// and what its pairs are tied to stays.
    ///
    /// # Errors
    /// Returns an error if the name is missing, if no pair was tried, or if there are too many.
    pub fn keep_study(&mut self, study: Study) -> Result<Id, Refusal> {
        let called = one_line(&study.called);
        if called.is_empty() || study.pairs.is_empty() {
            return Err(Refusal::invalid("a study needs a name, and a pair that was tried"));
        }
        if study.pairs.len() > MOST {
            return Err(Refusal::invalid(format!(
                "{} pairs are too many to keep, {MOST} at most: a table with fewer columns has fewer",
                study.pairs.len()
            )));
        }
        // made of its name, so that two programs that count the same table write the same study
        let id = content_id(&["study", &called.to_lowercase(), &study.outcome, &study.is]);
        let known = self.studies.get(id).map(|own| Study::clone(own));
        let mut study = Study { id, called, ..study };
        for pair in &mut study.pairs {
            // which of two sides is told changes with the counts: the column is the same
            let side = if pair.other.is_empty() { pair.is.as_str() } else { "" };
            pair.id = content_id(&[&id.to_string(), &pair.behaviour, side]);
            let before = known.iter().flat_map(|known| &known.pairs).find(|own| own.id == pair.id);
            pair.about = before.map(|own| own.about.clone()).unwrap_or_default();
        }
        study.pairs.order_by_key(|pair| pair.id);
        if let Some(known) = known {
            let gone = known.pairs.iter().map(|pair| pair.id).filter(|id| study.pairs.iter().all(|own| own.id != *id));
            self.forget(&gone.collect::<Vec<Id>>());
            (study.created, study.updated, study.unknown) = (known.created, known.updated, known.unknown);
        }
        self.put(study);
        Ok(id)
    }

    /// Changes a pair by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, or the closure refuses.
    pub fn change_pair(&mut self, id: Id, f: impl FnOnce(&mut Pair) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let gone = || Refusal::Missing("that pair is not there any more".into());
        let mut study = self.pair(id).map(|(study, _)| study.clone()).ok_or_else(gone)?;
        f(study.pairs.iter_mut().find(|pair| pair.id == id).ok_or_else(gone)?)?;
        self.put(study);
        Ok(())
    }

    /// Takes a study out, with its pairs.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_study(&mut self, id: Id) -> Result<(), Refusal> {
        let pairs: Vec<Id> = self.existing::<Study>(id)?.pairs.iter().map(|pair| pair.id).collect();
        self.forget(&pairs);
        self.remove::<Study>(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    fn study(cells: Cells) -> Study {
        let pair = |is: &str| Pair { behaviour: "tour".into(), is: is.into(), cells, ..Pair::default() };
        let (called, outcome) = ("users.csv".to_owned(), "gone".to_owned());
        Study { called, outcome, is: "yes".into(), pairs: vec![pair("no"), pair("half")], ..Study::default() }
    }

    #[test]
    fn the_same_table_again_counts_anew_and_keeps_what_a_pair_is_tied_to() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let id = product.keep_study(study([1, 2, 3, 4])).unwrap();
        let pair = product.get::<Study>(id).unwrap().pairs[0].id;
        product
            .change_pair(pair, |own| {
                own.about.push(Id::from_bits(9));
                Ok(())
            })
            .unwrap();
        assert_eq!(product.keep_study(study([5, 6, 7, 8])).unwrap(), id);
        let (own, kept) = product.pair(pair).unwrap();
        assert_eq!((own.pairs.len(), kept.cells, kept.about.as_slice()), (2, [5, 6, 7, 8], &[Id::from_bits(9)][..]));
        let other = product.keep_study(Study { is: "no".into(), ..study([1, 2, 3, 4]) }).unwrap();
        assert!(other != id && product.studies().len() == 2, "another outcome is another study");
        product.remove_study(id).unwrap();
        assert!(product.pair(pair).is_none() && product.remove_study(id).is_err());
        assert!(product.change_pair(pair, |_| Ok(())).is_err());
    }

    #[test]
    fn a_study_without_a_pair_or_with_too_many_is_not_kept() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert!(product.keep_study(Study { pairs: Vec::new(), ..study([1; 4]) }).is_err());
        assert!(product.keep_study(Study { called: " ".into(), ..study([1; 4]) }).is_err());
        let many = (0..=MOST).map(|n| Pair { behaviour: n.to_string(), ..Pair::default() }).collect();
        let why = product.keep_study(Study { pairs: many, ..study([1; 4]) }).unwrap_err().to_string();
        assert!(why.contains("501 pairs"), "{why}");
    }
}
