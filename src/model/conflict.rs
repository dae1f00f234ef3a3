//! What a merge could not keep in place it keeps here, until a person has decided.

use crate::model::entity::{Value, kept_field};
use crate::model::item::content_id;
use crate::model::merge::Lost;
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Stamp};

record! {
    /// A value that lost its field to a later change made elsewhere.
    pub struct Conflict {
        /// Identity, made from the content, so that two programs that merge alike write it once.
        id: Id,
        /// The table of the record.
        table: String,
        /// The record whose value gave way.
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
    kept_field!(field, "Field", Later, "The field that two programs changed", |c| Value::text(c.field.as_str())),
    kept_field!(lost, "Lost", Later, "The value that gave way", |c| Value::text(c.lost.to_string())),
    kept_field!(base, "Base", Later, "The value before both changes", |c| Value::text(c.base.to_string())),
    kept_field!(table, "Table", Later, "The table of the record", |c| Value::text(c.table.as_str())),
    kept_field!(record, "Record", Later, "The record", |c| Value::text(c.record.to_string())),
    kept_field!(at, "At", Greatest, "When the losing side changed it", |c| Value::Stamp(c.at)),
    kept_field!(resolved, "Resolved", Greatest, "When a person decided", |c| c
        .resolved
        .map_or(Value::Blank, Value::Stamp)),
    kept_field!(id, "Id", Later, "Identity in the file", |c| Value::text(c.id.to_string())),
];

impl Entity for Conflict {
    const TABLE: &'static str = "conflicts";
    const NOUN: &'static str = "conflict";
    const TOLD_BY: &'static [&'static str] = &["lost", "record"];
    const ALWAYS: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn updated(&self) -> Stamp {
        self.resolved.unwrap_or(self.at)
    }

    fn label(&self) -> String {
        format!("a conflict over {}", self.field)
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

/// Returns a value as words, as far as it is one.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Product {
    /// Returns a conflict in words: what it is about, what stands there now, and what gave way.
    #[must_use]
    pub fn conflict_words(&self, conflict: &Conflict) -> (String, String, String) {
        let (called, record) = self.record_of(&conflict.table, conflict.record).unwrap_or_default();
        let name = match self.items().get(conflict.record) {
            Some(item) => self.key(item),
            None if called.is_empty() => conflict.table.clone(),
            None => called,
        };
        let field = if conflict.field.is_empty() { "the whole record" } else { &conflict.field };
        let stands = record.get(&conflict.field).map_or_else(|| "nothing".to_owned(), plain);
        (format!("{name} {field}"), stands, plain(&conflict.lost))
    }
}
