//! The product goal: the future state that items are linked to.

use crate::model::entity::{Merge, Shape, Value, flag_field, identity, kept_field, line_field};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Stamp};

words! {
    /// How far away a goal is. Exactly one is current.
    pub enum Horizon {
        /// The one the team works towards.
        Now = "now",
        /// The one after it.
        Next = "next",
        /// It is for some later time.
        Later = "later",
        /// The goal has been reached.
        Reached = "reached",
        /// Given up, with a reason.
        Abandoned = "abandoned",
    }
}

words! {
    /// How sure one is of a goal on the roadmap.
    pub enum Confidence {
        /// Nobody has said so far.
        Unsaid = "unsaid",
        /// It rests on a hunch.
        Low = "low",
        /// There is some evidence for it.
        Medium = "medium",
        /// As good as decided.
        High = "high",
    }
}

impl Confidence {
    /// Returns it as three dots.
    #[must_use]
    pub fn dots(self) -> &'static str {
        match self {
            Self::Unsaid => "○○○",
            Self::Low => "●○○",
            Self::Medium => "●●○",
            Self::High => "●●●",
        }
    }
}

record! {
    /// A future state of the product that items serve.
    pub struct Goal {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 2 in G2.
        num: u32,
        /// The state to reach, in one line.
        title: String,
        /// How far away it is.
        horizon: Horizon,
        /// How sure one is of it.
        confidence: Confidence,
        /// Why it is where it is on the roadmap, or why it was given up.
        why: String,
        /// Whether it may be told outside our own house.
        public: bool,
        /// When it was reached or given up.
        ended: Option<Stamp>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Goal>] = &[
    line_field!(title, "Title", "The state to reach, in one line"),
    Field {
        name: "horizon",
        title: "Horizon",
        help: "Now, next, later, reached or abandoned",
        shape: Shape::Choice(Horizon::WORDS),
        merge: Merge::Later,
        get: |goal| Value::text(goal.horizon.word()),
        set: Some(|goal, text, _| {
            goal.horizon = Horizon::parse(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "confidence",
        title: "Confidence",
        help: "Low, medium or high: how sure one is of it",
        shape: Shape::Choice(Confidence::WORDS),
        merge: Merge::Later,
        get: |goal| Value::text(goal.confidence.word()),
        set: Some(|goal, text, _| {
            goal.confidence = Confidence::parse(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    line_field!(why, "Why there", "Why it is where it is on the roadmap, or why it was given up"),
    flag_field!(public, "Public", "Whether it may be told outside our own house: yes or no"),
    kept_field!(ended, "Ended", Greatest, "When it was reached or given up", |goal| goal
        .ended
        .map_or(Value::Blank, Value::Stamp)),
    kept_field!(created, "Created", Silent, "When it was written down", |goal| Value::Stamp(goal.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |goal| Value::Stamp(goal.updated)),
    kept_field!(num, "Number", Greatest, "The number in its key", |goal| Value::Number(i64::from(goal.num) * 100)),
    kept_field!(id, "Id", Later, "Identity in the file", |goal| Value::text(goal.id.to_string())),
];

impl Entity for Goal {
    const TABLE: &'static str = "goals";
    const NOUN: &'static str = "goal";
    const TOLD_BY: &'static [&'static str] = &["num"];
    const ALWAYS: bool = true;

    identity!();

    fn label(&self) -> String {
        format!("G{} “{}”", self.num, crate::text::cut(&self.title, 40))
    }

    fn is_whole(&self) -> bool {
        !self.title.trim().is_empty()
    }

    fn heal(&mut self) {
        if self.title.trim().is_empty() {
            self.title = "(untitled)".into();
        }
    }
}
