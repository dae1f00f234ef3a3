//! A table of records that costs nothing to copy: versions share what they have in common.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use crate::model::{Entity, Id};

/// Records by id. A clone is O(1); two versions are compared in the size of what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T: Entity>(OrdMap<Id, Arc<T>>);

impl<T: Entity> Default for Table<T> {
    fn default() -> Self {
        Self(OrdMap::new())
    }
}

/// One record before and after a change; `None` is a record that is not there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(bound = "")]
pub struct Edit<T: Entity> {
    /// The record as it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<Arc<T>>,
    /// The record as it became.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<Arc<T>>,
}

impl<T: Entity> Edit<T> {
    /// Returns the record's id. An edit without both sides does not occur; it would have the zero id.
    #[must_use]
    pub fn id(&self) -> Id {
        self.after.as_ref().or(self.before.as_ref()).map_or(Id::ZERO, |row| row.id())
    }

    /// Returns the edit that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }
}

impl<T: Entity> Table<T> {
    /// Returns the record with this id.
    #[must_use]
    pub fn get(&self, id: Id) -> Option<&Arc<T>> {
        self.0.get(&id)
    }

    /// Returns all records, by id.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.0.values()
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a record in, in place of the one with its id.
    pub(crate) fn put(&mut self, row: Arc<T>) -> Option<Arc<T>> {
        self.0.insert(row.id(), row)
    }

    /// Changes a record in what is not indexed: its stamps and marks.
    pub(crate) fn change(&mut self, id: Id, change: impl FnOnce(&mut T)) {
        if let Some(row) = self.0.get_mut(&id) {
            change(Arc::make_mut(row));
        }
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, id: Id) -> Option<Arc<T>> {
        self.0.remove(&id)
    }

    /// Returns what differs between this version and `after`, in the order of the ids.
    #[must_use]
    pub fn diff(&self, after: &Self) -> Vec<Edit<T>> {
        self.0
            .diff(&after.0)
            .map(|item| match item {
                DiffItem::Add(_, row) => Edit { before: None, after: Some(row.clone()) },
                DiffItem::Remove(_, row) => Edit { before: Some(row.clone()), after: None },
                DiffItem::Update { old, new } => Edit { before: Some(old.1.clone()), after: Some(new.1.clone()) },
            })
            .collect()
    }
}

impl<T: Entity> FromIterator<Arc<T>> for Table<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(rows: I) -> Self {
        Self(rows.into_iter().map(|row| (row.id(), row)).collect())
    }
}
