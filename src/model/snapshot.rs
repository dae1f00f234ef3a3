//! How goals and order stood on a day: when the roadmap was shared, when a sprint began, or when somebody kept it. So one can say what
//! changed since.

use serde::{Deserialize, Serialize};

use crate::model::entity::{Value, identity, kept_field, one_line};
use crate::model::goal::{Confidence, Horizon};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Goal, Id, Now, Product, SprintState, Stamp};
use crate::sort::InOrder;

/// Items from the top of the order that are kept.
pub const KEPT: usize = 50;

words! {
    /// What was kept, and why.
    pub enum Kept {
        /// The roadmap, because it was shared.
        Shared = "shared",
        /// The plan: order, goals and sprint, because a sprint began or somebody wanted to compare.
        Plan = "plan",
    }
}

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
    /// How the goals, and of a plan the order, stood on a day.
    pub struct Snapshot {
        /// The identity of the record in the file.
        id: Id,
        /// Whether a roadmap was shared, or a plan was kept.
        kind: Kept,
        /// What a person called it; empty for one that a sprint left.
        name: String,
        /// The sprint that began on that day.
        sprint: Option<Id>,
        /// The items from the top of the order, first to do first.
        top: Vec<Id>,
        /// The items of the sprint that was planned or at work.
        held: Vec<Id>,
        /// That sprint.
        holder: Option<Id>,
        /// The cards, lane by lane.
        cards: Vec<Card>,
        /// When it was kept.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Snapshot>] = &[
    kept_field!(cards, "Cards", Silent, "The goals with their lanes", |s| Value::Number(
        i64::try_from(s.cards.len()).unwrap_or(0) * 100
    )),
    kept_field!(kind, "Kept", Later, "Whether a roadmap was shared, or a plan was kept", |s| Value::text(
        s.kind.word()
    )),
    kept_field!(name, "Name", Later, "What a person called it", |s| Value::text(s.name.as_str())),
    kept_field!(sprint, "Sprint", Later, "The sprint that began on that day", |s| s
        .sprint
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(top, "Top", Silent, "The items from the top of the order", |s| Value::Number(
        i64::try_from(s.top.len()).unwrap_or(0) * 100
    )),
    kept_field!(held, "Held", Silent, "The items of the sprint", |s| Value::Number(
        i64::try_from(s.held.len()).unwrap_or(0) * 100
    )),
    kept_field!(holder, "Holder", Silent, "The sprint that held the items", |s| s
        .holder
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(created, "Created", Silent, "When it was kept", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Snapshot {
    const TABLE: &'static str = "snapshots";
    const NOUN: &'static str = "roadmap";
    const TOLD_BY: &'static [&'static str] = &["cards", "held", "top"];

    identity!();

    fn label(&self) -> String {
        self.name.clone()
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
        let cards = self.cards();
        if !cards.is_empty() {
            let id = self.fresh_id();
            self.put(Snapshot { id, cards, ..Snapshot::default() });
        }
    }

    fn cards(&self) -> Vec<Card> {
        let card = |goal: &std::sync::Arc<Goal>| Card {
            goal: goal.id,
            title: goal.title.clone(),
            horizon: goal.horizon,
            confidence: goal.confidence,
        };
        self.goals_by_num().into_iter().map(card).collect()
    }

    /// Keeps how the plan stands: the first fifty of the order, the goals, and what the sprint holds. With a name where somebody wants
    /// to compare with it later, with a sprint where that begins.
    pub fn keep_plan(&mut self, name: &str, sprint: Option<Id>) -> Id {
        let open = self.sprint_in(SprintState::Planned).or(self.sprint_in(SprintState::Active)).map(|row| row.id);
        let holder = sprint.or(open);
        let held = holder.and_then(|id| self.get::<crate::model::Sprint>(id)).map(|row| row.items.clone());
        let held = held.unwrap_or_default();
        let top = self.order().iter().take(KEPT).copied().collect();
        let (id, cards, name) = (self.fresh_id(), self.cards(), one_line(name));
        self.put(Snapshot { id, kind: Kept::Plan, name, sprint, top, held, holder, cards, ..Snapshot::default() });
        id
    }

    /// Returns the plans that were kept, the latest first.
    #[must_use]
    pub fn kept_plans(&self) -> Vec<&Snapshot> {
        let mut all: Vec<&Snapshot> =
            self.snapshots.iter().map(|row| &**row).filter(|row| row.kind == Kept::Plan).collect();
        all.order_by_key(|row| std::cmp::Reverse((row.created, row.id)));
        all
    }

    /// Returns the roadmap that was shared last.
    #[must_use]
    pub fn last_shared(&self) -> Option<&Snapshot> {
        let shared = self.snapshots.iter().filter(|row| row.kind == Kept::Shared);
        shared.max_by_key(|row| (row.created, row.id)).map(|row| &**row)
    }

    /// Returns the roadmap as it was shared last on a day or before it, else as it was shared first.
    #[must_use]
    pub fn shared_before(&self, day: chrono::NaiveDate, now: Now) -> Option<&Snapshot> {
        let mut all: Vec<&Snapshot> =
            self.snapshots.iter().map(|row| &**row).filter(|row| row.kind == Kept::Shared).collect();
        all.order_by_key(|row| (row.created, row.id));
        let before = all.iter().rev().find(|row| now.day_of(row.created) <= day);
        before.or(all.first()).copied()
    }

    /// Returns what changed on the roadmap since it was shared last, in words.
    #[must_use]
    pub fn roadmap_changes(&self) -> Vec<String> {
        self.last_shared().map_or_else(Vec::new, |then| self.goals_changed(then))
    }

    /// Returns what changed about the goals since a day, in words.
    #[must_use]
    pub fn goals_changed(&self, then: &Snapshot) -> Vec<String> {
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
