//! A grooming session: which items it goes through, where it stands, what was decided. It survives a restart.

use std::collections::BTreeMap;

use crate::model::entity::{Value, identity, kept_field, line_field};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Product, Stamp, Verb};
use crate::sort::InOrder;

words! {
    /// What a session does with its items.
    pub enum Purpose {
        /// One item at a time, a decision each.
        Groom = "groom",
        /// Old and low: keep, later or drop.
        Prune = "prune",
        /// A first order by buckets and comparisons.
        Order = "order",
    }
}

record! {
    /// A grooming session over a queue of items.
    pub struct Session {
        /// The identity of the record in the file.
        id: Id,
        /// What it does with its items.
        mode: Purpose,
        /// What its queue is called.
        queue: String,
        /// The filter that an item must pass to need a decision; empty where every item does.
        filter: String,
        /// The items to go through, in order.
        items: Vec<Id>,
        /// The place of the next one.
        at: u32,
        /// For a first order: the buckets given so far, by place in `items`; 1 is the best.
        buckets: Vec<u8>,
        /// For a first order: the items in the order found so far.
        sorted: Vec<Id>,
        /// For a first order: the part of `sorted` where the next item can still go, from and to.
        between: Vec<u32>,
        /// For a first order: the item that `between` is about.
        asked: Option<Id>,
        /// What was decided how often, by verb.
        tally: BTreeMap<String, u32>,
        /// Minutes that were set aside for it; 0 for none.
        minutes: u32,
        /// Milliseconds that were spent so far.
        spent: u64,
        /// The moment when it ended.
        ended: Option<Stamp>,
        /// The moment when it began.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Session>] = &[
    line_field!(queue, "Queue", "What its queue is called"),
    kept_field!(mode, "Purpose", Silent, "What it does", |s| Value::text(s.mode.word())),
    kept_field!(filter, "Filter", Silent, "The filter that an item must pass", |s| Value::text(s.filter.as_str())),
    kept_field!(items, "Items", Silent, "The items to go through", |s| Value::Number(as_number(s.items.len()))),
    kept_field!(at, "At", Greatest, "The place of the next one", |s| Value::Number(i64::from(s.at) * 100)),
    kept_field!(buckets, "Buckets", Silent, "The buckets given so far", |s| Value::Number(as_number(s.buckets.len()))),
    kept_field!(sorted, "Sorted", Silent, "The order found so far", |s| Value::Number(as_number(s.sorted.len()))),
    kept_field!(between, "Between", Silent, "Where the next one can go", |s| Value::list(
        s.between.iter().map(|n| n.to_string().into())
    )),
    kept_field!(asked, "Asked", Silent, "The item that is being placed", |s| s
        .asked
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(tally, "Tally", Silent, "What was decided how often", |s| Value::list(
        s.tally.iter().map(|(verb, n)| format!("{n} {verb}").into())
    )),
    kept_field!(minutes, "Minutes", Silent, "Minutes that were set aside", |s| Value::Number(
        i64::from(s.minutes) * 100
    )),
    kept_field!(spent, "Spent", Greatest, "Milliseconds that were spent", |s| Value::Number(
        i64::try_from(s.spent).unwrap_or(i64::MAX)
    )),
    kept_field!(ended, "Ended", Greatest, "When it ended", |s| s.ended.map_or(Value::Blank, Value::Stamp)),
    kept_field!(created, "Created", Silent, "When it began", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

fn as_number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(0) * 100
}

impl Entity for Session {
    const TABLE: &'static str = "sessions";
    const NOUN: &'static str = "session";
    const TOLD_BY: &'static [&'static str] = &["queue"];

    identity!();

    fn label(&self) -> String {
        format!("session “{}”", self.queue)
    }
}

/// What decides about an item and does not only say more of it.
const DECIDES: &[Verb] = &[
    Verb::Kept,
    Verb::Declined,
    Verb::Archived,
    Verb::Dropped,
    Verb::Pruned,
    Verb::SetAside,
    Verb::Moved,
    Verb::Split,
    Verb::Merged,
    Verb::Pulled,
    Verb::Planned,
    Verb::RankedByScore,
    Verb::Decided,
];

impl Session {
    /// Returns the item that is next, `None` where all are through.
    #[must_use]
    pub fn current(&self) -> Option<Id> {
        self.items.get(self.place()).copied()
    }

    /// Returns the place of the next item, from 0.
    #[must_use]
    pub fn place(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX).min(self.items.len())
    }

    /// Goes to a place, from 0.
    pub fn go(&mut self, place: usize) {
        self.at = u32::try_from(place.min(self.items.len())).unwrap_or(u32::MAX);
    }

    /// Counts one decision more of a kind.
    pub fn count(&mut self, verb: Verb) {
        let n = self.tally.entry(verb.name().to_owned()).or_default();
        *n = n.saturating_add(1);
    }

    /// Returns what was decided how often, in words, the most frequent first.
    #[must_use]
    pub fn told(&self) -> Vec<(u32, &str)> {
        let mut parts: Vec<(&String, u32)> = self.tally.iter().map(|(name, n)| (name, *n)).collect();
        parts.order_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
        parts.into_iter().map(|(name, n)| (n, Verb::words_of(name))).collect()
    }

    /// Returns the same as one line: `9 kept, 6 sized`.
    #[must_use]
    pub fn told_in_a_line(&self, between: &str) -> String {
        self.told().iter().map(|(n, words)| format!("{n} {words}")).collect::<Vec<_>>().join(between)
    }

    /// Returns how many decisions were taken about what to build, and how many fields were only filled in: a session that fills fields
    /// and decides nothing was administration.
    #[must_use]
    pub fn decided_and_filled(&self) -> (u32, u32) {
        let decides = |name: &str| Verb::of_name(name).is_some_and(|verb| DECIDES.contains(&verb));
        self.tally.iter().fold((0_u32, 0_u32), |(decided, filled), (name, n)| {
            if decides(name) { (decided.saturating_add(*n), filled) } else { (decided, filled.saturating_add(*n)) }
        })
    }

    /// Returns what was taken how often, as a sentence needs it: `3 decisions, 5 fields filled`.
    #[must_use]
    pub fn yield_words(&self) -> String {
        let (decided, filled) = self.decided_and_filled();
        let n = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let words = crate::words::count(n(decided), "decision");
        if filled == 0 { words } else { format!("{words}, {} filled", crate::words::count(n(filled), "field")) }
    }

    /// Returns how many decisions were taken.
    #[must_use]
    pub fn decisions(&self) -> u32 {
        self.tally.values().fold(0, |sum, n| sum.saturating_add(*n))
    }
}

impl Product {
    /// Returns the session that was begun last and has not ended, of a mode.
    #[must_use]
    pub fn open_session(&self, mode: Purpose) -> Option<&Session> {
        let open = self.sessions.iter().filter(|session| session.mode == mode && session.ended.is_none());
        open.max_by_key(|session| (session.created, session.id)).map(|session| &**session)
    }

    /// Takes a session away in which nothing was decided.
    pub fn forget_session(&mut self, id: Id) {
        if self.get::<Session>(id).is_some_and(|session| session.decisions() == 0) {
            self.remove::<Session>(id);
        }
    }

    /// Returns the sessions that have ended, the latest first.
    #[must_use]
    pub fn past_sessions(&self) -> Vec<&Session> {
        let mut all: Vec<&Session> =
            self.sessions.iter().map(|session| &**session).filter(|session| session.ended.is_some()).collect();
        all.order_by_key(|session| std::cmp::Reverse((session.ended, session.id)));
        all
    }
}
