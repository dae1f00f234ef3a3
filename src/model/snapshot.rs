//! The roadmap as it was when it was shared, so that one can say what changed since.

use serde::{Deserialize, Serialize};

use crate::model::entity::{Value, identity, kept_field};
use crate::model::goal::{Confidence, Horizon};
use crate::model::record::record;
use crate::model::{Entity, Field, Goal, Id, Now, Product, Stamp};
use crate::sort::InOrder;

/// A goal as it stood on the roadmap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The goal that is shown.
    pub goal: Id,
    /// What it was called.
    pub title: String,
    /// The lane in which it stood.
    pub horizon: Horizon,
    /// How sure one was.
    pub confidence: Confidence,
}

record! {
    /// A roadmap that was shared.
    pub struct Snapshot {
        /// The identity of the record in the file.
        id: Id,
        /// The cards, lane by lane.
        cards: Vec<Card>,
        /// When it was shared.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Snapshot>] = &[
    kept_field!(cards, "Cards", Silent, "The goals with their lanes", |s| Value::Number(
        i64::try_from(s.cards.len()).unwrap_or(0) * 100
    )),
    kept_field!(created, "Created", Silent, "When it was shared", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Snapshot {
    const TABLE: &'static str = "snapshots";
    const NOUN: &'static str = "roadmap";
    const TOLD_BY: &'static [&'static str] = &["cards"];

    identity!();

    fn label(&self) -> String {
        String::new()
    }
}

impl Product {
    /// Returns the goals of a lane of the roadmap, the surest first.
    #[must_use]
    pub fn lane(&self, horizon: Horizon) -> Vec<&Goal> {
        let mut lane: Vec<&Goal> =
            self.goals_by_num().into_iter().map(|goal| &**goal).filter(|goal| goal.horizon == horizon).collect();
        lane.order_by_key(|goal| (std::cmp::Reverse(goal.confidence), goal.num));
        lane
    }

    /// Keeps the roadmap as it is now, because it is shared. A product without goals has nothing to keep.
    pub fn share_roadmap(&mut self) {
        let cards: Vec<Card> = self
            .goals_by_num()
            .into_iter()
            .map(|goal| Card {
                goal: goal.id,
                title: goal.title.clone(),
                horizon: goal.horizon,
                confidence: goal.confidence,
            })
            .collect();
        if !cards.is_empty() {
            let id = self.fresh_id();
            self.put(Snapshot { id, cards, ..Snapshot::default() });
        }
    }

    /// Returns the roadmap that was shared last.
    #[must_use]
    pub fn last_shared(&self) -> Option<&Snapshot> {
        self.snapshots.iter().max_by_key(|row| (row.created, row.id)).map(|row| &**row)
    }

    /// Returns the roadmap as it was shared last on a day or before it, else as it was shared first.
    #[must_use]
    pub fn shared_before(&self, day: chrono::NaiveDate, now: Now) -> Option<&Snapshot> {
        let mut all: Vec<&Snapshot> = self.snapshots.iter().map(|row| &**row).collect();
        all.order_by_key(|row| (row.created, row.id));
        let before = all.iter().rev().find(|row| now.day_of(row.created) <= day);
        before.or(all.first()).copied()
    }

    /// Returns what changed on the roadmap since it was shared last, in words.
    #[must_use]
    pub fn roadmap_changes(&self) -> Vec<String> {
        let Some(then) = self.last_shared() else { return Vec::new() };
        let mut out = Vec::new();
        for goal in self.goals_by_num() {
            let Some(card) = then.cards.iter().find(|card| card.goal == goal.id) else {
                out.push(format!("+ G{} {} is new, in {}", goal.num, goal.title, goal.horizon));
                continue;
            };
            if card.horizon != goal.horizon {
                let why = if goal.why.is_empty() { String::new() } else { format!(": {}", goal.why) };
                out.push(format!("→ G{} {} from {} to {}{why}", goal.num, goal.title, card.horizon, goal.horizon));
            }
            if card.confidence != goal.confidence {
                out.push(format!(
                    "· G{} {}: confidence {} → {}",
                    goal.num, goal.title, card.confidence, goal.confidence
                ));
            }
            if card.title != goal.title {
                out.push(format!("· G{} was called {}", goal.num, card.title));
            }
        }
        let gone = then.cards.iter().filter(|card| self.goals().get(card.goal).is_none());
        out.extend(gone.map(|card| format!("− {} is gone", card.title)));
        out
    }
}
