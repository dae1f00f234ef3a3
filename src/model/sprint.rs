//! The sprint: a goal, a commitment that is frozen when it begins, every change of scope after that with its reason, and a
//! record that is frozen when it ends.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::model::entity::{Value, identity, kept_field, line_field};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Stamp};

words! {
    /// Where a sprint stands. At most one is active.
    pub enum SprintState {
        /// Being planned.
        Planned = "planned",
        /// At work; its commitment is frozen.
        Active = "active",
        /// Over; its record is frozen.
        Closed = "closed",
        /// Given up because its goal became obsolete.
        Cancelled = "cancelled",
    }
}

words! {
    /// What became of an item when its sprint ended.
    pub enum Fate {
        /// It was done.
        Done = "done",
        /// It went back to the top of the backlog.
        Top = "top",
        /// It went into the next sprint.
        Next = "next",
    }
}

/// An item with the points that it had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The item.
    pub item: Id,
    /// Its points in hundredths; `None` where nobody had sized it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<u32>,
}

/// A change of scope while the sprint was active.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeChange {
    /// When.
    pub at: Stamp,
    /// What came in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub added: Option<Entry>,
    /// What came out for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub removed: Option<Entry>,
    /// Why.
    pub why: String,
    /// Who agreed.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub by: String,
}

/// What became of an item, as it was when the sprint ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The item.
    pub item: Id,
    /// Its key then.
    pub key: String,
    /// Its title then.
    pub title: String,
    /// Its points then, in hundredths.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<u32>,
    /// What became of it.
    pub fate: Fate,
}

record! {
    /// A sprint.
    pub struct Sprint {
        /// Identity.
        id: Id,
        /// Its number: 14 in S14.
        number: u32,
        /// The one objective, in a line.
        goal: String,
        /// The product goal that it serves.
        serves: Option<Id>,
        /// Where it stands.
        state: SprintState,
        /// Its first day.
        start: Option<NaiveDate>,
        /// Its last day.
        end: Option<NaiveDate>,
        /// Days within it on which nobody works, beside weekends.
        holidays: Vec<NaiveDate>,
        /// Working days of all people together, in hundredths; 0 for unknown.
        person_days: u32,
        /// The items that are in it, first to do first.
        items: Vec<Id>,
        /// What was committed to, frozen when it began.
        committed: Vec<Entry>,
        /// When it began.
        begun: Option<Stamp>,
        /// Every change of scope since.
        scope: Vec<ScopeChange>,
        /// What was said while planning against what the numbers advised.
        notes: Vec<String>,
        /// What became of its items, frozen when it ended.
        outcome: Vec<Outcome>,
        /// When it ended.
        ended: Option<Stamp>,
        /// Why it was cancelled.
        why: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

fn count(n: usize) -> Value<'static> {
    Value::Number(i64::try_from(n).unwrap_or(0) * 100)
}

static FIELDS: &[Field<Sprint>] = &[
    line_field!(goal, "Goal", "The one objective, in a line"),
    line_field!(why, "Cancelled", "Why it was cancelled"),
    kept_field!(serves, "Serves", Later, "The product goal that it serves", |s| s
        .serves
        .map_or(Value::Blank, Value::Goal)),
    kept_field!(state, "State", Later, "Planned, active, closed or cancelled", |s| Value::text(s.state.word())),
    kept_field!(start, "Start", Later, "Its first day", |s| s.start.map_or(Value::Blank, Value::Date)),
    kept_field!(end, "End", Later, "Its last day", |s| s.end.map_or(Value::Blank, Value::Date)),
    kept_field!(holidays, "Holidays", Set, "Days on which nobody works", |s| Value::list(
        s.holidays.iter().map(|day| day.to_string().into())
    )),
    kept_field!(person_days, "Person-days", Later, "Working days of all people together", |s| Value::Number(
        i64::from(s.person_days)
    )),
    kept_field!(items, "Items", Set, "The items that are in it", |s| count(s.items.len())),
    kept_field!(committed, "Committed", Later, "What was committed to", |s| count(s.committed.len())),
    kept_field!(begun, "Begun", Greatest, "When it began", |s| s.begun.map_or(Value::Blank, Value::Stamp)),
    kept_field!(scope, "Scope", Set, "Every change of scope", |s| count(s.scope.len())),
    kept_field!(notes, "Notes", Set, "What was said while planning", |s| Value::list(
        s.notes.iter().map(|note| note.as_str().into())
    )),
    kept_field!(outcome, "Outcome", Later, "What became of its items", |s| count(s.outcome.len())),
    kept_field!(ended, "Ended", Greatest, "When it ended", |s| s.ended.map_or(Value::Blank, Value::Stamp)),
    kept_field!(number, "Number", Greatest, "Its number", |s| Value::Number(i64::from(s.number) * 100)),
    kept_field!(created, "Created", Silent, "When it was written down", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Sprint {
    const TABLE: &'static str = "sprints";
    const NOUN: &'static str = "sprint";
    const TOLD_BY: &'static [&'static str] = &["number"];

    identity!();

    fn label(&self) -> String {
        format!("S{} {}", self.number, crate::text::cut(&self.goal, 40)).trim_end().to_owned()
    }
}

impl Sprint {
    /// Returns the days on which the team works, in order.
    #[must_use]
    pub fn working_days(&self) -> Vec<NaiveDate> {
        let (Some(start), Some(end)) = (self.start, self.end) else { return Vec::new() };
        let works =
            |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(day);
        start.iter_days().take_while(|day| *day <= end).take(366).filter(works).collect()
    }

    /// Returns the points of what was committed to, in hundredths, and how many items nobody had sized.
    #[must_use]
    pub fn committed_points(&self) -> (u32, usize) {
        let sum = self.committed.iter().filter_map(|entry| entry.points).fold(0, u32::saturating_add);
        (sum, self.committed.iter().filter(|entry| entry.points.is_none()).count())
    }

    /// Returns an item as it came in, by a change of scope or with the commitment: the scope adds up by these points.
    #[must_use]
    pub fn came_in(&self, item: Id) -> Option<&Entry> {
        let added = self.scope.iter().rev().filter_map(|change| change.added.as_ref());
        added.chain(&self.committed).find(|entry| entry.item == item)
    }

    /// Returns the points that were done, of a sprint that has ended.
    #[must_use]
    pub fn done_points(&self) -> u32 {
        let done = self.outcome.iter().filter(|row| row.fate == Fate::Done);
        done.filter_map(|row| row.points).fold(0, u32::saturating_add)
    }
}
