//! Another way to do an item: what somebody proposes instead, what it would change, and what became of it.

use crate::model::entity::one_line;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Id, Item, Product, Refusal, Stamp};

words! {
    /// What became of a proposal.
    pub enum Course {
        /// Nobody has decided on it.
        Open = "open",
        /// It is what is done.
        Taken = "taken",
        /// It was declined.
        Declined = "declined",
    }
}

record! {
    /// Another way to do the item, with its effect: an option of the team, or a proposal against what was asked for.
    pub struct Alternative {
        /// Identity within the item.
        id: Id,
        /// When it was proposed.
        at: Stamp,
        /// The name of who proposes it.
        by: String,
        /// What would be done instead, in words.
        text: String,
        /// What it would change: cost, time, quality, what it leaves out.
        effect: String,
        /// What became of it.
        course: Course,
        /// Why, in words.
        why: String,
    }
}

impl Alternative {
    /// Returns it in a line: what, its effect, and who proposes it.
    #[must_use]
    pub fn words(&self) -> String {
        let effect = if self.effect.is_empty() { String::new() } else { format!(" → {}", self.effect) };
        let by = if self.by.is_empty() { String::new() } else { format!(" ({})", self.by) };
        format!("{}{effect}{by}", self.text)
    }
}

impl Item {
    /// Returns the proposals on which nobody has decided.
    pub fn open_alternatives(&self) -> impl Iterator<Item = &Alternative> {
        self.alternatives.iter().filter(|own| own.course == Course::Open)
    }
}

impl Product {
    /// Writes down another way to do an item.
    ///
    /// # Errors
    /// Returns an error if it says nothing.
    pub fn propose(&mut self, item: Id, own: Alternative) -> Result<Id, Refusal> {
        let (text, effect) = (one_line(&own.text), one_line(&own.effect));
        if text.is_empty() {
            return Err(Refusal::invalid("a proposal needs words: what would be done instead"));
        }
        let id = self.fresh_id();
        self.update(item, |item| {
            item.alternatives.push(Alternative { id, text, effect, ..own });
            Ok(())
        })?;
        Ok(id)
    }

    /// Decides on a proposal, with a reason. One that is taken replaces the criteria by what it says: what was to be met is kept in the
    /// description, for nothing that was written is lost.
    ///
    /// # Errors
    /// Returns an error if it is gone or was decided on, or one that is taken has no reason.
    pub fn decide_course(&mut self, item: Id, own: Id, course: Course, why: &str) -> Result<(), Refusal> {
        let why = one_line(why);
        let row = self.item(item)?.alternatives.iter().find(|row| row.id == own).cloned();
        let row = row.ok_or_else(|| Refusal::Missing("that proposal is gone".into()))?;
        if row.course != Course::Open {
            return Err(Refusal::invalid(format!("it was decided on already: {}", row.course)));
        }
        if course == Course::Taken && why.is_empty() {
            return Err(Refusal::invalid("why is it better? a change of course needs a reason"));
        }
        let criterion = self.fresh_id();
        self.update(item, |item| {
            for row in item.alternatives.iter_mut().filter(|row| row.id == own) {
                (row.course, row.why) = (course, why.clone());
            }
            if course == Course::Taken {
                let with_words = item.criteria.iter().filter(|own| !own.note.is_empty());
                let notes: Vec<String> = with_words.map(|own| format!("  “{}”: {}", own.text, own.note)).collect();
                let before = format!("{}\n{}", item.criteria_text().trim_end(), notes.join("\n"));
                if !before.trim().is_empty() {
                    let gap = if item.description.trim().is_empty() { "" } else { "\n\n" };
                    item.description.push_str(&format!("{gap}Criteria before the course changed:\n{}", before.trim()));
                }
                let text = row.text.clone();
                item.criteria = vec![super::Criterion { id: criterion, text, ..super::Criterion::default() }].into();
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place};

    #[test]
    fn a_proposal_that_is_taken_replaces_the_criteria_and_keeps_them_to_read() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let mut item = Item { title: "Export".into(), ..Item::default() };
        item.criteria = super::super::read_criteria("a file\nin a minute", &[]).into();
        let id = product.add(item, Place::Top).unwrap();
        assert!(product.propose(id, Alternative::default()).is_err());
        let own = product.propose(id, Alternative { text: " a link\n".into(), ..Alternative::default() }).unwrap();
        assert!(product.decide_course(id, own, Course::Taken, " ").unwrap_err().to_string().contains("reason"));
        product.decide_course(id, own, Course::Taken, "half the work").unwrap();
        let item = product.item(id).unwrap();
        assert_eq!(item.criteria.len(), 1);
        assert_eq!(item.criteria[0].text, "a link");
        assert!(item.description.contains("in a minute"), "{}", item.description);
        assert!(product.decide_course(id, own, Course::Declined, "").is_err(), "it was decided on");
    }
}
