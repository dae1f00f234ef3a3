//! What is said about an item: comments, questions with their answers, and why it came back from a review.

use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Id, Stamp};

words! {
    /// Why the product owner returns what was shown.
    pub enum Fault {
        /// It is not what was meant.
        Misunderstood = "misunderstood",
        /// Something of it is missing.
        Incomplete = "incomplete",
        /// Something does not work.
        Defect = "defect",
        /// What is wanted changed meanwhile.
        NewIdea = "new-idea",
    }
}

record! {
    /// A return: shown at the review, and not accepted.
    pub struct Return {
        /// Identity within the item.
        id: Id,
        /// The moment when it happened.
        at: Stamp,
        /// The reason, as a class.
        fault: Fault,
        /// The reason, in words.
        text: String,
        /// The sprint in which it happened.
        sprint: Option<Id>,
    }
}

record! {
    /// Something said about the item.
    pub struct Comment {
        /// Identity within the item.
        id: Id,
        /// When it was said.
        at: Stamp,
        /// The name of who said it.
        by: String,
        /// The words as a person wrote them.
        text: String,
        /// Whether it was said because something was not clear.
        clears: bool,
    }
}

record! {
    /// A question that must be answered before the item is ready.
    pub struct Question {
        /// Identity within the item.
        id: Id,
        /// When it was asked.
        at: Stamp,
        /// The question as it was asked.
        text: String,
        /// The answer, empty while open.
        answer: String,
    }
}

impl Question {
    /// Returns the question, with its answer if it has one.
    #[must_use]
    pub fn words(&self) -> String {
        if self.answer.is_empty() { self.text.clone() } else { format!("{} → {}", self.text, self.answer) }
    }
}
