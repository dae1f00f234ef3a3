//! The product in memory: the one list of tables, what is derived from them, and what always holds.

use std::ops::Bound;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;
use imbl::Vector;
use serde::de::MapAccess;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::model::change::summary;
use crate::model::id::Ids;
use crate::model::index::Index;
use crate::model::merge::merge_record;
use crate::model::record::to_json;
use crate::model::splice::{self, Members, Pieces};
use crate::model::table::Edit;
use crate::model::tables::{LONG, tables};
use crate::model::{
    About, Account, Ballot, Competitor, Conflict, Decision, Entity, Feed, Filter, Funnel, Goal, Id, Inquiry, Insight,
    Item, Metric, Person, Promise, Refusal, Request, Retro, RetroAction, Scan, Session, Share, Snapshot, Sprint, Study,
    Table, Theme, Usage, Vision,
};
use crate::model::{lines, rows};
use crate::words;

tables! {
    /// The product's own name and prefix: one row.
    about: About,
    /// The product goals, ended ones too.
    goals: Goal,
    /// The items, done and declined ones too.
    items: Item,
    /// Filters that were given a name.
    filters: Filter,
    /// What was decided, and why.
    decisions: Decision,
    /// Grooming sessions, ended ones too.
    sessions: Session,
    /// Sprints, closed ones too.
    sprints: Sprint,
    /// Organisations on whose behalf people ask.
    accounts: Account,
    /// The people of the team, and those who have a stake in the product.
    people: Person,
    /// The wishes of people.
    requests: Request,
    /// The promises made to them.
    promises: Promise,
    /// The insights.
    insights: Insight,
    /// The themes of the feedback.
    themes: Theme,
    /// Files of feedback, as counts.
    feeds: Feed,
    /// Questions to the numbers.
    inquiries: Inquiry,
    /// Features, by how many people use them.
    usages: Usage,
    /// Ways of several steps.
    funnels: Funnel,
    /// Tables of users that were looked through, as counts.
    studies: Study,
    /// The competitors with their moves.
    competitors: Competitor,
    /// Looks at what happens outside.
    scans: Scan,
    /// Reports that were shared.
    shares: Share,
    /// Key results and other measures, with their readings.
    metrics: Metric,
    /// How people would order the items, one of them each.
    ballots: Ballot,
    /// Retrospectives, skipped ones too.
    retros: Retro,
    /// What retrospectives ended with.
    actions: RetroAction,
    /// The vision: one row, once somebody has begun it.
    visions: Vision,
    /// Roadmaps as they were when they were shared.
    snapshots: Snapshot,
    /// What merges could not keep in place.
    conflicts: Conflict,
}

/// How a record of another version stands to the one of its id that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none of its id.
    New,
    /// It changed later than the one that is there.
    Newer,
    /// It did nothing of it.
    Older,
}

/// An entity that has its table in [`Product`].
pub trait Stored: Entity {
    /// Returns the table of the record's kind.
    fn table(product: &Product) -> &Table<Self>;
    /// Returns its table for writing; only this module writes, so that the index stays true.
    fn table_mut(product: &mut Product) -> &mut Table<Self>;
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        Change::between(self, other).is_empty() && self.unknown == other.unknown
    }
}

impl Change {
    /// Whether the versions are the same.
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

    /// Returns all sprints, by id.
    #[must_use]
    pub fn sprints(&self) -> &Table<Sprint> {
        &self.sprints
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

    /// Returns how many open items serve no goal, without those that are set aside for a later day.
    #[must_use]
    pub fn orphans(&self, today: NaiveDate) -> usize {
        let aside = self.index.orphans_aside.range((Bound::Excluded(today), Bound::Unbounded)).map(|(_, n)| n);
        self.index.orphans.saturating_sub(aside.sum())
    }

    /// Returns how many open items nobody has sized.
    #[must_use]
    pub fn unsized_items(&self) -> usize {
        self.index.unsized_items
    }

    /// Returns how many open items no person has ever given a place.
    #[must_use]
    pub fn unranked(&self) -> usize {
        self.index.unranked
    }

    /// Returns how many items were declined.
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

    pub(super) fn put_row<T: Stored>(&mut self, row: Arc<T>) {
        let before = T::table(self).get(row.id()).cloned();
        self.step_index(before.as_deref(), Some(&*row));
        T::table_mut(self).put(row);
    }

    /// Takes a record out. Items that were once saved are declined instead; this serves undo and merge.
    pub(crate) fn remove<T: Stored>(&mut self, id: Id) {
        let before = T::table(self).get(id).cloned();
        self.step_index(before.as_deref(), None);
        T::table_mut(self).remove(id);
    }

    /// Changes an item by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there, or the change refuses.
    pub fn update(&mut self, id: Id, f: impl FnOnce(&mut Item) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut item = self.item(id)?.clone();
        f(&mut item)?;
        self.put(item);
        Ok(())
    }

    /// Returns an item by id.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn item(&self, id: Id) -> Result<&Item, Refusal> {
        self.items.get(id).map(|item| &**item).ok_or_else(|| Refusal::Missing("that item is not there any more".into()))
    }

    fn apply_rows<T: Stored>(&mut self, rows: &[Edit<T>]) -> Result<(), Refusal> {
        for edit in rows {
            let current = T::table(self).get(edit.id()).cloned();
            let (row, lost) = merge_record(edit.before.as_ref(), current.as_ref(), edit.after.as_ref());
            // a place in the order is worth a refusal, the state of a session is not
            let worth = |lost: &&crate::model::merge::Lost| lost.content || T::TABLE == Item::TABLE;
            if let Some(lost) = lost.iter().find(worth) {
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
        self.items.get(id).map_or_else(|| words::a(T::NOUN), |item| self.key(item))
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
        if base.unknown == theirs.unknown && Change::between(base, theirs).is_empty() {
            return out;
        }
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
        out.keep_the_named(base, ours, theirs);
        out.keep_records(base, ours, theirs);
        out.renumber();
        out
    }

    /// Lets the record of a sprint that one side ended stand whole, whatever the other side did to the sprint meanwhile: a record
    /// never changes. Of two records the one that was written first stands. Changes of scope that are not in it are kept aside.
    fn keep_records(&mut self, base: &Self, ours: &Self, theirs: &Self) {
        let ids: Vec<Id> = self.sprints.iter().map(|sprint| sprint.id).collect();
        for id in ids {
            let before = base.sprints.get(id);
            if before.is_some_and(|sprint| sprint.ended.is_some()) {
                continue;
            }
            let sides = [ours.sprints.get(id), theirs.sprints.get(id)];
            let ended = sides.into_iter().flatten().filter(|sprint| sprint.ended.is_some());
            let Some(record) = ended.min_by_key(|sprint| (sprint.ended, sprint.updated, sprint.scope.len())).cloned()
            else {
                continue;
            };
            let missing: Vec<_> = sides
                .into_iter()
                .flatten()
                .flat_map(|sprint| sprint.scope.clone())
                // what the side that wrote the record took back itself was there before
                .filter(|change| !record.scope.contains(change))
                .filter(|change| before.is_none_or(|sprint| !sprint.scope.contains(change)))
                .collect();
            if let Ok(value) = to_json(&missing)
                && !missing.is_empty()
            {
                let lost = crate::model::merge::Lost {
                    field: "scope".into(),
                    base: Json::Null,
                    value,
                    at: record.updated,
                    content: true,
                };
                let conflict = Conflict::of(Sprint::TABLE, id, lost);
                if self.conflicts.get(conflict.id).is_none() {
                    self.put(conflict);
                }
            }
            self.put_row(record);
        }
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
