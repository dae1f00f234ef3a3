//! What is derived from the items and kept in step with every change: the one order, the numbers, the counts.

use std::sync::Arc;

use imbl::{OrdMap, Vector};

use crate::model::item::Relation;
use crate::model::{Change, Id, Item, Product, Stored};

/// What is derived from the items and kept in step with every change, so that no key press walks over all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Open items in the one order.
    pub(super) order: Vector<Id>,
    /// The greatest rank seen: "bottom" is below what is done or was declined as well.
    pub(super) lowest: crate::model::Rank,
    pub(super) by_num: OrdMap<u32, Id>,
    pub(super) orphans: usize,
    /// Those of them that are set aside, by the day on which they come back.
    pub(super) orphans_aside: OrdMap<chrono::NaiveDate, usize>,
    pub(super) unsized_items: usize,
    pub(super) unranked: usize,
    pub(super) declined: usize,
    /// Of each item that was split, how many of its pieces are open.
    pieces: OrdMap<Id, usize>,
}

impl Product {
    /// Returns the item's place in the one order, 1 for the top; `None` where it is done, declined or unknown.
    #[must_use]
    pub fn place_of(&self, item: &Item) -> Option<usize> {
        let at = self.seek(item);
        (self.index.order.get(at) == Some(&item.id)).then_some(at + 1)
    }

    /// Whether an item was split and pieces of it are open.
    #[must_use]
    pub fn has_open_pieces(&self, id: Id) -> bool {
        self.index.pieces.get(&id).is_some_and(|pieces| *pieces > 0)
    }

    /// Returns where in the order an item of this rank and id stands or would stand, from 0.
    fn seek(&self, item: &Item) -> usize {
        let key = (&item.rank, item.id);
        // what is added or imported comes last, and nothing has to be looked for
        let last = self.index.order.last().and_then(|id| self.items.get(*id));
        if last.is_some_and(|last| (&last.rank, last.id) < key) {
            return self.index.order.len();
        }
        let found = self.index.order.binary_search_by(|id| {
            if *id == item.id {
                return std::cmp::Ordering::Equal;
            }
            self.items.get(*id).map_or(std::cmp::Ordering::Less, |other| (&other.rank, other.id).cmp(&key))
        });
        found.unwrap_or_else(|at| at)
    }

    /// Keeps the index in step with one row; called before the table itself changes.
    pub(super) fn step_index<T: Stored>(&mut self, before: Option<&T>, after: Option<&T>) {
        let (before, after) = (as_item(before), as_item(after));
        if before.is_none() && after.is_none() {
            return;
        }
        let place = |item: &Item| (item.is_open(), item.rank.clone());
        if before.map(place) != after.map(place) || before.is_none() {
            if let Some(item) = before.filter(|item| item.is_open()) {
                let at = self.seek(item);
                if self.index.order.get(at) == Some(&item.id) {
                    self.index.order.remove(at);
                }
            }
            if let Some(item) = after.filter(|item| item.is_open()) {
                let at = self.seek(item);
                self.index.order.insert(at, item.id);
            }
        }
        if let Some(item) = before {
            self.index.count(item, -1);
            if self.index.by_num.get(&item.num) == Some(&item.id) {
                self.index.by_num.remove(&item.num);
            }
        }
        if let Some(item) = after {
            self.index.count(item, 1);
            self.index.by_num.entry(item.num).or_insert(item.id);
        }
    }

    /// Lets every row of a change have its number, where rows of the same change have freed it.
    pub(super) fn claim_numbers(&mut self, change: &Change) {
        for edit in &change.items {
            if let Some(item) = self.items.get(edit.id()) {
                self.index.by_num.entry(item.num).or_insert(item.id);
            }
        }
    }
}

impl Index {
    /// Derives everything from items in any order, as after a file was read.
    pub(super) fn of<'a>(items: impl Iterator<Item = &'a Arc<Item>>) -> Self {
        let (mut order, mut nums) = (Vec::new(), Vec::new());
        let mut index = Self::default();
        for item in items {
            nums.push((item.num, item.id));
            index.count(item, 1);
            if item.is_open() {
                order.push((item.rank.first(), &item.rank, item.id));
            }
        }
        order.sort_unstable();
        index.order = order.into_iter().map(|(.., id)| id).collect();
        nums.sort_unstable();
        index.by_num = nums.into_iter().collect();
        index
    }

    fn count(&mut self, item: &Item, by: isize) {
        if item.rank > self.lowest && item.rank.is_valid() {
            self.lowest.clone_from(&item.rank);
        }
        let step = |n: &mut usize, yes: bool| *n = n.saturating_add_signed(if yes { by } else { 0 });
        let open = item.is_open();
        step(&mut self.orphans, open && item.is_orphan());
        if let Some(day) = item.until.filter(|_| open && item.is_orphan()) {
            let aside = self.orphans_aside.entry(day).or_default();
            *aside = aside.saturating_add_signed(by);
        }
        step(&mut self.unsized_items, open && item.is_unsized());
        step(&mut self.unranked, open && item.is_unranked());
        step(&mut self.declined, item.declined.is_some());
        if open {
            for whole in item.linked(Relation::PartOf) {
                let pieces = self.pieces.entry(whole).or_default();
                *pieces = pieces.saturating_add_signed(by);
            }
        }
    }
}

fn as_item<T: Stored>(row: Option<&T>) -> Option<&Item> {
    row.and_then(|row| (row as &dyn std::any::Any).downcast_ref::<Item>())
}
