//! The product in memory: the one list of tables, what is derived from them, and what always holds.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::model::id::Ids;
use crate::model::merge::merge_record;
use crate::model::table::Edit;
use crate::model::{About, Conflict, Entity, Goal, Id, Item, Refusal, Table};

/// Declares which entities exist. Storage, diff, undo and merge of each follow from its line here.
macro_rules! tables {
    ($($(#[$meta:meta])* $table:ident: $type:ty,)*) => {
        /// Everything that is known of one product. A clone costs nothing: versions share what they have in common.
        #[derive(Clone, Debug, Default)]
        pub struct Product {
            $($(#[$meta])* pub(super) $table: Table<$type>,)*
            pub(super) index: Index,
            ids: Ids,
            /// Top-level members of the file that this version does not know, kept as they came.
            pub unknown: Map<String, Json>,
        }

        /// What differs between two versions: every row before and after.
        ///
        /// Undo is its inverse, merge applies it to another version, the log and the messages are read off it.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Change {
            $($(#[$meta])* #[serde(skip_serializing_if = "Vec::is_empty", default)] pub $table: Vec<Edit<$type>>,)*
        }

        $(impl Stored for $type {
            fn table(product: &Product) -> &Table<Self> { &product.$table }
            fn table_mut(product: &mut Product) -> &mut Table<Self> { &mut product.$table }
        })*

        impl Change {
            /// Returns what must change in `before` to make it `after`, in the size of the difference.
            #[must_use]
            pub fn between(before: &Product, after: &Product) -> Self {
                Self { $($table: before.$table.diff(&after.$table),)* }
            }

            /// Returns the change that takes this one back.
            #[must_use]
            pub fn inverse(&self) -> Self {
                Self { $($table: self.$table.iter().map(Edit::inverse).collect(),)* }
            }

            /// Returns how many rows it touches.
            #[must_use]
            pub fn len(&self) -> usize {
                0 $(+ self.$table.len())*
            }
        }

        impl Product {
            /// Applies a change made to another version; fields that the change does not touch keep their value.
            ///
            /// # Errors
            /// Where a field that the change touches was changed elsewhere meanwhile. Nothing is changed then.
            pub fn apply(&mut self, change: &Change) -> Result<(), Refusal> {
                let mut next = self.clone();
                $(next.apply_rows(&change.$table)?;)*
                next.claim_numbers(change);
                *self = next;
                Ok(())
            }

            fn merge_tables(&mut self, base: &Self, other: &Self) -> Vec<Conflict> {
                let mut conflicts = Vec::new();
                $(self.merge_rows::<$type>(base, other, &mut conflicts);)*
                conflicts
            }
        }
    };
}

tables! {
    /// The product's own name and prefix: one row.
    about: About,
    /// Product goals.
    goals: Goal,
    /// Product backlog items.
    items: Item,
    /// What merges could not keep in place.
    conflicts: Conflict,
}

/// An entity that has its table in [`Product`].
pub trait Stored: Entity {
    /// Returns its table.
    fn table(product: &Product) -> &Table<Self>;
    /// Returns its table for writing; only this module writes, so that the index stays true.
    fn table_mut(product: &mut Product) -> &mut Table<Self>;
}

/// What is derived from the items and kept in step with every change, so that no key press walks over all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Open items in the one order.
    order: Vector<Id>,
    /// The greatest rank seen: "bottom" is below what is done or was said no to as well.
    lowest: crate::model::Rank,
    pub(super) by_num: OrdMap<u32, Id>,
    orphans: usize,
    unsized_items: usize,
    declined: usize,
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        Change::between(self, other).is_empty() && self.unknown == other.unknown
    }
}

impl Change {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Product {
    /// Returns an empty product.
    #[must_use]
    pub fn new(about: About, seed: u128) -> Self {
        Self { about: [Arc::new(about)].into_iter().collect(), ids: Ids::seeded(seed), ..Self::default() }
    }

    /// Returns the product that these rows make.
    #[must_use]
    pub fn from_rows(
        about: About,
        goals: Table<Goal>,
        items: Table<Item>,
        conflicts: Table<Conflict>,
        seed: u128,
    ) -> Self {
        let mut product = Self { goals, items, conflicts, ..Self::new(about, seed) };
        product.reindex();
        product
    }

    fn reindex(&mut self) {
        let mut order = Vec::with_capacity(self.items.len());
        let mut nums = Vec::with_capacity(self.items.len());
        let mut index = Index::default();
        for item in self.items.iter() {
            nums.push((item.num, item.id));
            index.count(item, 1);
            if item.is_open() {
                order.push((&item.rank, item.id));
            }
        }
        order.sort_unstable();
        index.order = order.into_iter().map(|(_, id)| id).collect();
        nums.sort_unstable();
        index.by_num = nums.into_iter().collect();
        self.index = index;
    }

    /// Returns the product's head.
    #[must_use]
    pub fn about(&self) -> &About {
        static NONE: std::sync::LazyLock<About> = std::sync::LazyLock::new(About::default);
        self.about.get(Id::ZERO).map_or(&NONE, |row| row)
    }

    /// Returns all items, by id.
    #[must_use]
    pub fn items(&self) -> &Table<Item> {
        &self.items
    }

    /// Returns all goals, by id.
    #[must_use]
    pub fn goals(&self) -> &Table<Goal> {
        &self.goals
    }

    /// Returns all conflicts, resolved ones too.
    #[must_use]
    pub fn conflicts(&self) -> &Table<Conflict> {
        &self.conflicts
    }

    /// Returns the conflicts that wait for a person.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Arc<Conflict>> {
        self.conflicts.iter().filter(|c| c.resolved.is_none())
    }

    /// Returns the open items in the one order, first to do first.
    #[must_use]
    pub fn order(&self) -> &Vector<Id> {
        &self.index.order
    }

    /// Returns the greatest rank that any item has or had.
    pub(crate) fn lowest_rank(&self) -> Option<&crate::model::Rank> {
        Some(&self.index.lowest).filter(|rank| rank.is_valid())
    }

    /// Returns the item's place in the one order, 1 for the top; `None` where it is done, said no to or unknown.
    #[must_use]
    pub fn place_of(&self, item: &Item) -> Option<usize> {
        let at = self.seek(item);
        (self.index.order.get(at) == Some(&item.id)).then_some(at + 1)
    }

    /// Returns where in the order an item of this rank and id stands or would stand, from 0.
    fn seek(&self, item: &Item) -> usize {
        let key = (&item.rank, item.id);
        let found = self.index.order.binary_search_by(|id| {
            if *id == item.id {
                return std::cmp::Ordering::Equal;
            }
            self.items.get(*id).map_or(std::cmp::Ordering::Less, |other| (&other.rank, other.id).cmp(&key))
        });
        found.unwrap_or_else(|at| at)
    }

    /// Returns how many open items serve no goal.
    #[must_use]
    pub fn orphans(&self) -> usize {
        self.index.orphans
    }

    /// Returns how many open items nobody has sized.
    #[must_use]
    pub fn unsized_items(&self) -> usize {
        self.index.unsized_items
    }

    /// Returns how many items were said no to.
    #[must_use]
    pub fn declined(&self) -> usize {
        self.index.declined
    }

    /// Gives the product a new source of ids; used once after loading.
    pub fn seed(&mut self, seed: u128) {
        self.ids = Ids::seeded(seed);
    }

    /// Returns a new id.
    pub fn fresh_id(&mut self) -> Id {
        self.ids.fresh()
    }

    /// Returns the number for the next item's key.
    #[must_use]
    pub fn next_num(&self) -> u32 {
        self.index.by_num.get_max().map_or(0, |(num, _)| *num).saturating_add(1)
    }

    /// Returns a record by id.
    #[must_use]
    pub fn get<T: Stored>(&self, id: Id) -> Option<&Arc<T>> {
        T::table(self).get(id)
    }

    /// Puts a record in, in place of the one with its id.
    pub fn put<T: Stored>(&mut self, row: T) {
        self.put_row(Arc::new(row));
    }

    fn put_row<T: Stored>(&mut self, row: Arc<T>) {
        let before = T::table(self).get(row.id()).cloned();
        self.step_index(before.as_deref(), Some(&*row));
        T::table_mut(self).put(row);
    }

    /// Takes a record out. Items that were once saved are said no to instead; this serves undo and merge.
    pub(crate) fn remove<T: Stored>(&mut self, id: Id) {
        let before = T::table(self).get(id).cloned();
        self.step_index(before.as_deref(), None);
        T::table_mut(self).remove(id);
    }

    /// Changes an item.
    ///
    /// # Errors
    /// Where it is not there, or the change refuses.
    pub fn update(&mut self, id: Id, f: impl FnOnce(&mut Item) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut item = self.item(id)?.clone();
        f(&mut item)?;
        self.put(item);
        Ok(())
    }

    /// Returns an item by id.
    ///
    /// # Errors
    /// Where it is not there any more.
    pub fn item(&self, id: Id) -> Result<&Item, Refusal> {
        self.items.get(id).map(|item| &**item).ok_or_else(|| Refusal::Missing("that item is not there any more".into()))
    }

    /// Keeps the index in step with one row; called before the table itself changes.
    fn step_index<T: Stored>(&mut self, before: Option<&T>, after: Option<&T>) {
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

    fn apply_rows<T: Stored>(&mut self, rows: &[Edit<T>]) -> Result<(), Refusal> {
        for edit in rows {
            let current = T::table(self).get(edit.id()).cloned();
            let (row, lost) = merge_record(edit.before.as_ref(), current.as_ref(), edit.after.as_ref());
            if let Some(lost) = lost.first() {
                let what = self.label::<T>(edit.id());
                let how = if lost.field.is_empty() { String::new() } else { format!(" ({})", lost.field) };
                return Err(Refusal::Changed(format!(
                    "{what} was changed elsewhere meanwhile{how}: nothing was undone"
                )));
            }
            match row {
                Some(row) => self.put_row(row),
                None => self.remove::<T>(edit.id()),
            }
        }
        Ok(())
    }

    fn label<T: Stored>(&self, id: Id) -> String {
        self.items.get(id).map_or_else(|| format!("a {}", T::NOUN), |item| self.key(item))
    }

    fn merge_rows<T: Stored>(&mut self, base: &Self, other: &Self, conflicts: &mut Vec<Conflict>) {
        let ours: std::collections::HashMap<Id, Edit<T>> =
            T::table(base).diff(T::table(self)).into_iter().map(|edit| (edit.id(), edit)).collect();
        for theirs in T::table(base).diff(T::table(other)) {
            let id = theirs.id();
            let ours = ours.get(&id).map_or(theirs.before.as_ref(), |edit| edit.after.as_ref());
            let (row, lost) = merge_record(theirs.before.as_ref(), ours, theirs.after.as_ref());
            conflicts.extend(lost.into_iter().filter(|lost| lost.content).map(|lost| Conflict::of(T::TABLE, id, lost)));
            match row {
                Some(row) => self.put_row(row),
                None => self.remove::<T>(id),
            }
        }
    }

    /// Returns the product that holds what `ours` and `theirs` each changed since `base`.
    ///
    /// Symmetric but for the source of ids, total, and nothing is dropped: what cannot stand in its field becomes a
    /// conflict. Items of equal number are told apart again.
    #[must_use]
    pub fn merge(base: &Self, ours: &Self, theirs: &Self) -> Self {
        let mut out = ours.clone();
        let conflicts = out.merge_tables(base, theirs);
        for conflict in conflicts {
            if out.conflicts.get(conflict.id).is_none() {
                out.put(conflict);
            }
        }
        out.unknown = merge_unknown(&base.unknown, &ours.unknown, &theirs.unknown);
        // a goal that one side removed and the other linked an item to comes back
        let removed: Vec<Arc<Goal>> = [ours, theirs]
            .iter()
            .flat_map(|side| base.goals.diff(&side.goals))
            .filter(|edit| edit.after.is_none())
            .filter_map(|edit| edit.before)
            .collect();
        for goal in removed {
            if out.items.iter().any(|item| item.goal == Some(goal.id)) {
                out.put_row(goal);
            }
        }
        out.renumber();
        out
    }

    /// Lets every row of a change have its number, where rows of the same change have freed it.
    fn claim_numbers(&mut self, change: &Change) {
        for edit in &change.items {
            if let Some(item) = self.items.get(edit.id()) {
                self.index.by_num.entry(item.num).or_insert(item.id);
            }
        }
    }

    /// Returns the item's key: `INK-12`.
    #[must_use]
    pub fn key(&self, item: &Item) -> String {
        format!("{}-{}", self.about().prefix, item.num)
    }

    /// Returns the goal's key: `G2`.
    #[must_use]
    pub fn goal_key(&self, id: Id) -> Option<String> {
        self.goals.get(id).map(|goal| format!("G{}", goal.num))
    }

    /// Returns the goals by number.
    #[must_use]
    pub fn goals_by_num(&self) -> Vec<&Arc<Goal>> {
        let mut goals: Vec<_> = self.goals.iter().collect();
        goals.sort_by_key(|goal| (goal.num, goal.id));
        goals
    }

    /// Whether an item has this number now.
    #[must_use]
    pub fn has_number(&self, num: u32) -> bool {
        self.index.by_num.contains_key(&num)
    }

    /// Returns the item that a person names: `INK-12`, `ink-12`, `12`, or a number that it had before.
    ///
    /// # Errors
    /// Where there is none; the refusal offers the nearest keys.
    pub fn find_item(&self, name: &str) -> Result<&Arc<Item>, Refusal> {
        let name = name.trim();
        let prefix = &self.about().prefix;
        let digits = match name.rsplit_once('-') {
            Some((head, tail)) if head.eq_ignore_ascii_case(prefix) => tail,
            Some(_) => "",
            None => name,
        };
        if let Ok(num) = digits.parse::<u32>() {
            let id = self.index.by_num.get(&num).copied();
            let old = || self.items.iter().find(|item| item.was.contains(&num)).map(|item| item.id);
            if let Some(item) = id.or_else(old).and_then(|id| self.items.get(id)) {
                return Ok(item);
            }
        }
        let wanted = if digits.is_empty() { name.to_owned() } else { format!("{prefix}-{digits}") };
        let keys: Vec<String> = self.index.by_num.keys().map(|num| format!("{prefix}-{num}")).collect();
        let mut near: Vec<&str> = keys
            .iter()
            .map(String::as_str)
            .filter(|key| wanted.len() > prefix.len() + 1 && wanted.starts_with(key))
            .collect();
        near.reverse();
        let near = if near.is_empty() {
            crate::text::nearest(&wanted, keys.iter().map(String::as_str))
        } else {
            near.into_iter().take(2).map(str::to_owned).collect()
        };
        let hint = match (near.is_empty(), keys.is_empty()) {
            (false, _) => format!("did you mean {}?", near.join(" or ")),
            (true, true) => "the backlog is empty".to_owned(),
            (true, false) => {
                format!("keys go from {} to {}", keys.first().map_or("", |k| k), keys.last().map_or("", |k| k))
            }
        };
        Err(Refusal::Missing(format!("no item {wanted} · {hint}")))
    }

    /// Returns the goal that a person names: `G2`, `g2`, or its title.
    ///
    /// # Errors
    /// Where there is none; the refusal lists the goals.
    pub fn find_goal(&self, name: &str) -> Result<&Arc<Goal>, Refusal> {
        let name = name.trim();
        let by_key = |goal: &&Arc<Goal>| format!("G{}", goal.num).eq_ignore_ascii_case(name);
        let by_title = |goal: &&Arc<Goal>| goal.title.eq_ignore_ascii_case(name);
        self.goals.iter().find(by_key).or_else(|| self.goals.iter().find(by_title)).ok_or_else(|| {
            let all: Vec<String> =
                self.goals_by_num().iter().take(9).map(|g| format!("G{} {}", g.num, g.title)).collect();
            let hint = if all.is_empty() {
                "there are no goals yet".to_owned()
            } else {
                format!("goals are {}", all.join(", "))
            };
            Refusal::Missing(format!("no goal “{name}” · {hint}"))
        })
    }
}

/// Returns the top-level members that both sides' changes leave, each as the greater text where both changed it.
fn merge_unknown(base: &Map<String, Json>, a: &Map<String, Json>, b: &Map<String, Json>) -> Map<String, Json> {
    let names: std::collections::BTreeSet<&String> = base.keys().chain(a.keys()).chain(b.keys()).collect();
    let merged = |name: &&String| {
        let (o, a, b) = (base.get(*name), a.get(*name), b.get(*name));
        if a == b || o == b {
            a
        } else if o == a || a.map(Json::to_string) < b.map(Json::to_string) {
            b
        } else {
            a
        }
    };
    names.into_iter().filter_map(|name| Some((name.clone(), merged(&name)?.clone()))).collect()
}

impl Index {
    fn count(&mut self, item: &Item, by: isize) {
        if item.rank > self.lowest && item.rank.is_valid() {
            self.lowest.clone_from(&item.rank);
        }
        let step = |n: &mut usize, yes: bool| *n = n.saturating_add_signed(if yes { by } else { 0 });
        let open = item.is_open();
        step(&mut self.orphans, open && item.is_orphan());
        step(&mut self.unsized_items, open && item.is_unsized());
        step(&mut self.declined, item.declined.is_some());
    }
}

fn as_item<T: Stored>(row: Option<&T>) -> Option<&Item> {
    row.and_then(|row| (row as &dyn std::any::Any).downcast_ref::<Item>())
}
