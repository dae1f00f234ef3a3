//! A question that is put to the numbers: what we want to know, and what would change our mind. Written down before the answer is known,
//! because afterwards every number proves what one thought.

use chrono::NaiveDate;

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Now, Product, Refusal, Stamp, Table};
use crate::sort::InOrder;

record! {
    /// A question that is put to the numbers.
    pub struct Inquiry {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 3 in Q3.
        num: u32,
        /// The question.
        asks: String,
        /// The finding that would change our mind.
        changes: String,
        /// The number, pattern, theme, feature, funnel or item that it is about.
        about: Option<Id>,
        /// The answer; empty while it is open.
        answer: String,
        /// The day on which it was answered.
        answered: Option<NaiveDate>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Inquiry>] = &[
    line_field!(asks, "Question", "What do we want to know?"),
    line_field!(changes, "Changes our mind", "What would change our mind: churn is the same in six weeks"),
    line_field!(answer, "Answer", "What it came to; empty while it is open"),
    kept_field!(num, "Number", Later, "The number in its key", |q| Value::Number(i64::from(q.num) * 100)),
    kept_field!(about, "About", Later, "What it is about", |q| Value::list(
        q.about.iter().map(|id| id.to_string().into())
    )),
    kept_field!(answered, "Answered", Later, "The day on which it was answered", |q| q
        .answered
        .map_or(Value::Blank, Value::Date)),
    kept_field!(created, "Created", Silent, "When it was written down", |q| Value::Stamp(q.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |q| Value::Stamp(q.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |q| Value::text(q.id.to_string())),
];

impl Entity for Inquiry {
    const TABLE: &'static str = "inquiries";
    const NOUN: &'static str = "question";
    const TOLD_BY: &'static [&'static str] = &["answer", "changes"];

    identity!();

    fn label(&self) -> String {
        format!("Q{} “{}”", self.num, crate::text::cut(&self.asks, 40))
    }
}

impl Inquiry {
    /// Returns its key.
    #[must_use]
    pub fn key(&self) -> String {
        format!("Q{}", self.num)
    }

    /// Whether nobody has answered it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_empty()
    }
}

impl Product {
    /// Returns all questions to the numbers, by id.
    #[must_use]
    pub fn inquiries(&self) -> &Table<Inquiry> {
        &self.inquiries
    }

    /// Returns the questions: the open ones first, the oldest first, then those that are answered, the last one first.
    #[must_use]
    pub fn inquiries_by_state(&self) -> Vec<&Inquiry> {
        let mut all: Vec<&Inquiry> = self.inquiries.iter().map(|own| &**own).collect();
        all.order_by_key(|own| (!own.is_open(), std::cmp::Reverse(own.answered), own.num, own.id));
        all
    }

    /// Returns the questions about a record, as [`Product::inquiries_by_state`] orders them.
    #[must_use]
    pub fn inquiries_about(&self, id: Id) -> Vec<&Inquiry> {
        let mut all = self.inquiries_by_state();
        all.retain(|own| own.about == Some(id));
        all
    }

    /// Returns the question of a key: `Q3`, `q3`, `3`.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_inquiry(&self, key: &str) -> Result<&Inquiry, Refusal> {
        let number = key.trim().trim_start_matches(['Q', 'q']).parse::<u32>().ok();
        let found = number.and_then(|number| self.inquiries.iter().find(|own| own.num == number));
        found
            .map(|own| &**own)
            .ok_or_else(|| Refusal::Missing(format!("no question “{}” · ⟦go.questions⟧ lists them", key.trim())))
    }

    /// Writes a question down and returns its id.
    ///
    /// # Errors
    /// Returns an error if the question is missing, or what would change our mind: what nothing could answer is none.
    pub fn inquire(&mut self, asks: &str, changes: &str, about: Option<Id>) -> Result<Id, Refusal> {
        let (asks, changes) = (one_line(asks), one_line(changes));
        if asks.is_empty() || changes.is_empty() {
            return Err(Refusal::invalid("a question needs words, and what would change your mind"));
        }
        let id = self.fresh_id();
        let num = self.inquiries.iter().map(|own| own.num).max().unwrap_or(0).saturating_add(1);
        self.put(Inquiry { id, num, asks, changes, about, ..Inquiry::default() });
        Ok(id)
    }

    /// Changes a question by a closure. An answer gets today as its day, and one that is taken back has none.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if words are missing.
    pub fn change_inquiry(
        &mut self,
        id: Id,
        now: Now,
        f: impl FnOnce(&mut Inquiry) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut own = self.existing::<Inquiry>(id)?.clone();
        let before = own.answer.clone();
        f(&mut own)?;
        if own.asks.trim().is_empty() || own.changes.trim().is_empty() {
            return Err(Refusal::invalid("a question needs words, and what would change your mind"));
        }
        if own.answer != before {
            own.answered = (!own.answer.is_empty()).then_some(now.today);
        }
        self.put(own);
        Ok(())
    }

    /// Takes a question out.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_inquiry(&mut self, id: Id) -> Result<(), Refusal> {
        self.existing::<Inquiry>(id)?;
        self.remove::<Inquiry>(id);
        Ok(())
    }

    /// Gives questions of equal number different ones again: the older keeps it.
    pub(crate) fn renumber_inquiries(&mut self) -> Vec<String> {
        self.renumber_rows(
            |own: &mut Inquiry| &mut own.num,
            |own| (own.created, own.id),
            |old, new| format!("Q{} was given twice; “{}” is now Q{}", old.num, old.asks, new.num),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    #[test]
    fn a_question_needs_what_would_change_our_mind_and_an_answer_has_its_day() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert!(product.inquire("why?", " ", None).is_err() && product.inquire("", "x", None).is_err());
        let first = product.inquire("do they stay?", "churn is the same in six weeks", Some(Id::from_bits(7))).unwrap();
        let second = product.inquire("do they share?", "fewer than 3 of 10 do", None).unwrap();
        let keys = |product: &Product| product.inquiries_by_state().iter().map(|own| own.num).collect::<Vec<_>>();
        assert_eq!(keys(&product), [1, 2]);
        let answer = |words: &'static str| {
            move |own: &mut Inquiry| {
                own.answer = words.to_owned();
                Ok(())
            }
        };
        product.change_inquiry(first, now, answer("they do")).unwrap();
        assert_eq!(product.find_inquiry("q1").unwrap().answered, Some(now.today));
        assert_eq!(keys(&product), [2, 1], "what is open stands first");
        assert_eq!(product.inquiries_about(Id::from_bits(7)).len(), 1);
        product.change_inquiry(first, now, answer("")).unwrap();
        assert_eq!(product.find_inquiry("1").unwrap().answered, None);
        assert!(
            product
                .change_inquiry(second, now, |own| {
                    own.changes.clear();
                    Ok(())
                })
                .is_err()
        );
        product.remove_inquiry(second).unwrap();
        assert!(product.find_inquiry("Q2").is_err() && product.remove_inquiry(second).is_err());
    }
}
