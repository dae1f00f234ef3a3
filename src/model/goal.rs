//! The product goal: the future state that items are linked to.

use crate::model::entity::{Merge, Shape, Value};
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
        /// Some time.
        Later = "later",
        /// Reached.
        Reached = "reached",
        /// Given up, with a reason.
        Abandoned = "abandoned",
    }
}

record! {
    /// A future state of the product that items serve.
    pub struct Goal {
        /// Identity.
        id: Id,
        /// The number in its key: 2 in G2.
        num: u32,
        /// The state to reach, in one line.
        title: String,
        /// How far away it is.
        horizon: Horizon,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Goal>] = &[
    Field {
        name: "title",
        title: "Title",
        help: "The state to reach, in one line",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |goal| Value::text(goal.title.as_str()),
        set: Some(|goal, text, _| {
            text.trim().clone_into(&mut goal.title);
            Ok(())
        }),
    },
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
    },
    Field {
        name: "created",
        title: "Created",
        help: "When it was written down",
        shape: Shape::Kept,
        merge: Merge::Silent,
        get: |goal| Value::Stamp(goal.created),
        set: None,
    },
    Field {
        name: "updated",
        title: "Updated",
        help: "When it last changed",
        shape: Shape::Kept,
        merge: Merge::Greatest,
        get: |goal| Value::Stamp(goal.updated),
        set: None,
    },
    Field {
        name: "num",
        title: "Number",
        help: "The number in its key",
        shape: Shape::Kept,
        merge: Merge::Greatest,
        get: |goal| Value::Number(i64::from(goal.num) * 100),
        set: None,
    },
    Field {
        name: "id",
        title: "Id",
        help: "Identity in the file",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |goal| Value::text(goal.id.to_string()),
        set: None,
    },
];

impl Entity for Goal {
    const TABLE: &'static str = "goals";
    const NOUN: &'static str = "goal";

    fn id(&self) -> Id {
        self.id
    }

    fn updated(&self) -> Stamp {
        self.updated
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
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
