//! What a merge could not keep in place it keeps here, until a person has decided.

use crate::model::entity::{Merge, Shape, Value};
use crate::model::item::content_id;
use crate::model::merge::Lost;
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Stamp};

record! {
    /// A value that lost its field to a later change made elsewhere.
    pub struct Conflict {
        /// Identity, made from the content, so that two programs that merge alike write it once.
        id: Id,
        /// The table of the record.
        table: String,
        /// The record.
        record: Id,
        /// The field; empty where the whole record is meant.
        field: String,
        /// What both sides started from.
        base: serde_json::Value,
        /// What is no longer in the record.
        lost: serde_json::Value,
        /// When the losing side last changed the record.
        at: Stamp,
        /// When a person decided; kept for a while so that an old copy does not bring the question back.
        resolved: Option<Stamp>,
    }
}

impl Conflict {
    /// Returns the record of a loss.
    #[must_use]
    pub fn of(table: &str, record: Id, lost: Lost) -> Self {
        let parts = [lost.base.to_string(), lost.value.to_string(), lost.at.to_string()];
        let id = content_id(&[table, &record.to_string(), &lost.field, &parts.concat()]);
        Self {
            id,
            table: table.to_owned(),
            record,
            field: lost.field,
            base: lost.base,
            lost: lost.value,
            at: lost.at,
            ..Self::default()
        }
    }
}

static FIELDS: &[Field<Conflict>] = &[
    Field {
        name: "field",
        title: "Field",
        help: "The field that two programs changed",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.field.as_str()),
        set: None,
    },
    Field {
        name: "lost",
        title: "Lost",
        help: "The value that gave way",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.lost.to_string()),
        set: None,
    },
    Field {
        name: "base",
        title: "Base",
        help: "The value before both changes",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.base.to_string()),
        set: None,
    },
    Field {
        name: "table",
        title: "Table",
        help: "The table of the record",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.table.as_str()),
        set: None,
    },
    Field {
        name: "record",
        title: "Record",
        help: "The record",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.record.to_string()),
        set: None,
    },
    Field {
        name: "at",
        title: "At",
        help: "When the losing side changed it",
        shape: Shape::Kept,
        merge: Merge::Greatest,
        get: |c| Value::Stamp(c.at),
        set: None,
    },
    Field {
        name: "resolved",
        title: "Resolved",
        help: "When a person decided",
        shape: Shape::Kept,
        merge: Merge::Greatest,
        get: |c| c.resolved.map_or(Value::Blank, Value::Stamp),
        set: None,
    },
    Field {
        name: "id",
        title: "Id",
        help: "Identity in the file",
        shape: Shape::Kept,
        merge: Merge::Later,
        get: |c| Value::text(c.id.to_string()),
        set: None,
    },
];

impl Entity for Conflict {
    const TABLE: &'static str = "conflicts";
    const NOUN: &'static str = "conflict";

    fn id(&self) -> Id {
        self.id
    }

    fn updated(&self) -> Stamp {
        self.resolved.unwrap_or(self.at)
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}
