//! The sprint: a goal, a commitment that is frozen when it begins, every change of scope after that with its reason, and a
//! record that is frozen when it ends.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::entity::{Value, identity, kept_field, line_field};
use crate::model::person::is_weekday;
use crate::model::record::record;
use crate::model::stamp::Zone;
use crate::model::word::words;
use crate::model::{Amount, Entity, Field, Id, Item, Metric, Now, Product, Stamp, Status};
use crate::sort::InOrder;

words! {
    /// The state of a sprint. At most one is active.
    pub enum SprintState {
        /// It is being planned.
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
        /// It was done, and nobody accepted it.
        Done = "done",
        /// The product owner accepted it.
        Accepted = "accepted",
        /// It went back to the backlog, to the place that it has there.
        Back = "back",
        /// It went back to the top of the backlog.
        Top = "top",
        /// It went into the next sprint.
        Next = "next",
        /// It was declined.
        Declined = "declined",
    }
}

words! {
    /// Whether the goal of a sprint was met.
    pub enum Met {
        /// Nobody has said so far.
        Open = "open",
        /// The goal was met.
        Yes = "yes",
        /// It did so in part.
        Partly = "partly",
        /// The goal was not met.
        No = "no",
    }
}

/// The reason that stands where nobody gave one.
pub const UNSAID: &str = "no reason recorded: changed outside momentum";

/// An item with the points that it had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The item that it is about.
    pub item: Id,
    /// Its points in hundredths; `None` where nobody had sized it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<u32>,
}

/// A change of scope while the sprint was active.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeChange {
    /// The moment when it happened.
    pub at: Stamp,
    /// The item that came in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub added: Option<Commitment>,
    /// What came out for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub removed: Option<Commitment>,
    /// The reason, in words.
    pub why: String,
    /// The names of who agreed.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub by: String,
}

impl Sprint {
    /// Returns what its key result was when it began: what was noted then, else what the readings say of that day.
    #[must_use]
    pub fn result_at_start(&self, metric: &Metric, zone: Zone) -> Option<Amount> {
        let then = || metric.at(zone.day(self.begun?)).map(|reading| reading.value);
        self.result_start.or_else(then)
    }

    /// Returns what its key result was when it ended.
    #[must_use]
    pub fn result_at_end(&self, metric: &Metric, zone: Zone) -> Option<Amount> {
        let then = || metric.at(zone.day(self.ended?)).map(|reading| reading.value);
        self.result_end.or_else(then)
    }
}

impl ScopeChange {
    /// Returns the points that came in and that went out, in hundredths. Of an item of which only a part went, as the rest that
    /// a review splits off, the part alone counts.
    #[must_use]
    pub fn points(&self) -> (u32, u32) {
        let of = |entry: &Option<Commitment>| entry.as_ref().and_then(|entry| entry.points).unwrap_or(0);
        let (added, removed) = (of(&self.added), of(&self.removed));
        let one = self.added.as_ref().zip(self.removed.as_ref()).is_some_and(|(a, b)| a.item == b.item);
        if one { (added.saturating_sub(removed), removed.saturating_sub(added)) } else { (added, removed) }
    }
}

/// What became of an item, as it was when the sprint ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The item that it is about.
    pub item: Id,
    /// The key that it had then.
    pub key: String,
    /// The title that it had then.
    pub title: String,
    /// Its points then, in hundredths.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<u32>,
    /// What became of it.
    pub fate: Fate,
    /// The goal that it served then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<Id>,
    /// How often it was returned in this sprint.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub returned: u32,
    /// How often it had been returned in earlier ones.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub before: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

record! {
    /// Something that took the team away from its sprint.
    pub struct Interruption {
        /// Identity within the sprint.
        id: Id,
        /// The moment when it happened.
        at: Stamp,
        /// The name of who asked.
        who: String,
        /// The request in words.
        what: String,
        /// How many minutes it took.
        minutes: u32,
        /// What became of it, in words.
        outcome: String,
    }
}

record! {
    /// What somebody said at the review.
    pub struct Feedback {
        /// Identity within the sprint.
        id: Id,
        /// The moment when it happened.
        at: Stamp,
        /// The name of who said it.
        who: String,
        /// The words as a person wrote them.
        text: String,
    }
}

record! {
    /// Something worth telling: what went well, and thanks to whom.
    pub struct Win {
        /// Identity within the sprint.
        id: Id,
        /// The moment when it happened.
        at: Stamp,
        /// The item that it is about.
        item: Option<Id>,
        /// What went well, in words.
        what: String,
        /// The names of those to thank.
        who: String,
        /// The key result that it moved.
        result: Option<Id>,
    }
}

record! {
    /// A sprint with its commitment and its record.
    pub struct Sprint {
        /// The identity of the record in the file.
        id: Id,
        /// Its number: 14 in S14.
        number: u32,
        /// What people call it beside its number; sprints of other tools have names.
        name: String,
        /// The one objective, in a line.
        goal: String,
        /// The product goal that it serves.
        serves: Option<Id>,
        /// The key result that it aims at.
        result: Option<Id>,
        /// What that stood at when it began.
        result_start: Option<Amount>,
        /// What that stood at when it ended.
        result_end: Option<Amount>,
        /// The state of the sprint.
        state: SprintState,
        /// The first day of the sprint.
        start: Option<NaiveDate>,
        /// The last day of the sprint.
        end: Option<NaiveDate>,
        /// Days within it on which nobody works, beside weekends.
        holidays: Vec<NaiveDate>,
        /// Working days of all people together, in hundredths; 0 for unknown.
        person_days: u32,
        /// Points that it can hold, in hundredths, where somebody said so; 0 where the record of the team says it.
        room: u32,
        /// The items that are in it, first to do first.
        items: Vec<Id>,
        /// What was committed to, frozen when it began.
        committed: Vec<Commitment>,
        /// Whether the team agreed to it.
        agreed: bool,
        /// Minutes that its planning took; 0 for unknown.
        planned_for: u32,
        /// The file that it was taken from; nobody here has judged its items then.
        origin: String,
        /// The moment when it began.
        begun: Option<Stamp>,
        /// Every change of scope since.
        scope: Vec<ScopeChange>,
        /// Share of the top twenty items that served a goal when it began, in percent.
        aligned: Option<u32>,
        /// What was said while planning against what the numbers advised.
        notes: Vec<String>,
        /// What took the team away from it.
        interruptions: Vec<Interruption>,
        /// Whether its goal was met.
        met: Met,
        /// What was learned, in a line.
        learned: String,
        /// Who was at the review, beside the team.
        present: Vec<String>,
        /// Minutes that its review took; 0 for unknown.
        reviewed_for: u32,
        /// What was said at the review.
        feedback: Vec<Feedback>,
        /// What is worth telling.
        wins: Vec<Win>,
        /// What became of its items, frozen when it ended.
        outcome: Vec<Outcome>,
        /// Points left at the end of each working day, in hundredths, frozen when it ended.
        left: Vec<u32>,
        /// The moment when it ended.
        ended: Option<Stamp>,
        /// Why it was cancelled.
        why: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

fn amount(n: Option<Amount>) -> Value<'static> {
    n.map_or(Value::Blank, |n| Value::text(n.to_string()))
}

fn count(n: usize) -> Value<'static> {
    Value::Number(i64::try_from(n).unwrap_or(0) * 100)
}

fn minutes(n: u32) -> Value<'static> {
    if n == 0 { Value::Blank } else { Value::Number(i64::from(n) * 100) }
}

static FIELDS: &[Field<Sprint>] = &[
    line_field!(goal, "Goal", "The one objective, in a line"),
    line_field!(name, "Name", "What people call it beside its number"),
    line_field!(learned, "Learned", "What was learned, in a line"),
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
    kept_field!(room, "Room", Later, "Points that it can hold, where somebody said so", |s| Value::Number(i64::from(
        s.room
    ))),
    kept_field!(result, "Aims at", Later, "The key result that it aims at", |s| s
        .result
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(result_start, "Result at the start", Later, "What the key result stood at when it began", |s| amount(
        s.result_start
    )),
    kept_field!(result_end, "Result at the end", Later, "What the key result stood at when it ended", |s| amount(
        s.result_end
    )),
    kept_field!(items, "Items", Ordered, "The items that are in it", |s| count(s.items.len())),
    kept_field!(origin, "Origin", Silent, "The file that it was taken from", |s| Value::text(s.origin.as_str())),
    kept_field!(agreed, "Agreed", Later, "Whether the team agreed to it", |s| Value::text(if s.agreed {
        "yes"
    } else {
        "no"
    })),
    kept_field!(planned_for, "Planned for", Greatest, "Minutes that its planning took", |s| minutes(s.planned_for)),
    kept_field!(reviewed_for, "Reviewed for", Greatest, "Minutes that its review took", |s| minutes(s.reviewed_for)),
    kept_field!(interruptions, "Interruptions", Records, "What took the team away from it", |s| count(
        s.interruptions.len()
    )),
    kept_field!(met, "Goal met", Later, "Yes, partly, no or open", |s| Value::text(s.met.word())),
    kept_field!(present, "Present", Set, "Who was at the review", |s| Value::list(
        s.present.iter().map(|who| who.as_str().into())
    )),
    kept_field!(feedback, "Feedback", Records, "What was said at the review", |s| count(s.feedback.len())),
    kept_field!(wins, "Wins", Records, "What is worth telling", |s| count(s.wins.len())),
    kept_field!(left, "Left", Later, "Points left at the end of each working day", |s| count(s.left.len())),
    kept_field!(committed, "Committed", Later, "What was committed to", |s| count(s.committed.len())),
    kept_field!(begun, "Begun", Greatest, "When it began", |s| s.begun.map_or(Value::Blank, Value::Stamp)),
    kept_field!(scope, "Scope", Set, "Every change of scope", |s| count(s.scope.len())),
    kept_field!(aligned, "Aligned", Later, "Share of the top twenty that served a goal when it began", |s| s
        .aligned
        .map_or(Value::Blank, |n| Value::Number(i64::from(n) * 100))),
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

    fn is_whole(&self) -> bool {
        self.scope.is_sorted_by_key(|change| change.at)
            && (self.state != SprintState::Active || self.unsaid().is_empty())
    }

    /// An item that came into an active sprint, or left it, without a word (by hand, by an older program) is written down as a
    /// change of scope that nobody gave a reason for, so that none is ever lost from the record.
    fn heal(&mut self) {
        // a merge sorts by the text of a change; what it does depends on what was there before it
        self.scope.order_by_key(|change| change.at);
        if self.state == SprintState::Active {
            let unsaid = self.unsaid();
            self.scope.extend(unsaid);
        }
    }
}

impl Commitment {
    /// Returns an item with the points that it has now.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        Self { item: item.id, points: item.size.and_then(crate::model::Size::points) }
    }
}

impl Outcome {
    /// Returns what became of an item in a sprint, as the item is now.
    #[must_use]
    pub fn of(item: &Item, fate: Fate, sprint: Id, product: &Product) -> Self {
        let (here, before): (Vec<_>, Vec<_>) = item.returns.iter().partition(|back| back.sprint == Some(sprint));
        let count = |list: Vec<&crate::model::item::Return>| u32::try_from(list.len()).unwrap_or(u32::MAX);
        Self {
            item: item.id,
            key: product.key(item),
            title: item.title.clone(),
            points: item.size.and_then(crate::model::Size::points),
            fate,
            goal: item.goal,
            returned: count(here),
            before: count(before),
        }
    }
}

/// Returns the points of entries in hundredths; what nobody sized counts nothing.
#[must_use]
pub fn sum(entries: &[Commitment]) -> u32 {
    entries.iter().filter_map(|entry| entry.points).fold(0, u32::saturating_add)
}

/// Whether nothing was left of an item at the end of a day: it was done, by its history, or declined.
fn was_over(item: &Item, day: NaiveDate, zone: Zone) -> bool {
    let before = item.history.iter().filter(|step| zone.day(step.at) <= day);
    let done = before.max_by_key(|step| step.at).is_some_and(|step| step.to == Status::Done);
    done || item.declined.as_ref().is_some_and(|no| zone.day(no.at) <= day)
}

/// Returns the points that were left at the end of each working day that is over or is today, in hundredths.
#[must_use]
pub fn left_by_day(sprint: &Sprint, product: &Product, now: Now) -> Vec<u32> {
    let left = |day: NaiveDate| {
        let mut inside = sprint.inside(|change| now.day_of(change.at) <= day);
        // what is not there any more is not left, either
        inside.retain(|entry| product.items().get(entry.item).is_some_and(|item| !was_over(item, day, now.zone)));
        sum(&inside)
    };
    sprint.working_days().into_iter().take_while(|day| *day <= now.today).map(left).collect()
}

impl Sprint {
    /// Returns the days on which the team works, in order.
    #[must_use]
    pub fn working_days(&self) -> Vec<NaiveDate> {
        let (Some(start), Some(end)) = (self.start, self.end) else { return Vec::new() };
        let works = |day: &NaiveDate| is_weekday(*day) && !self.holidays.contains(day);
        start.iter_days().take_while(|day| *day <= end).take(366).filter(works).collect()
    }

    /// Returns which working day of the sprint it is, from 1 (0 before the first), and how many there are.
    #[must_use]
    pub fn day_of(&self, today: NaiveDate) -> (usize, usize) {
        let days = self.working_days();
        (days.iter().filter(|day| **day <= today).count(), days.len())
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_past(&self, today: NaiveDate) -> bool {
        self.end.is_some_and(|end| end < today)
    }

    /// Returns the points of what was committed to, in hundredths, and how many items nobody had sized.
    #[must_use]
    pub fn committed_points(&self) -> (u32, usize) {
        (sum(&self.committed), self.committed.iter().filter(|entry| entry.points.is_none()).count())
    }

    /// Returns an item as it came in, by a change of scope or with the commitment: the scope adds up by these points.
    #[must_use]
    pub fn came_in(&self, item: Id) -> Option<&Commitment> {
        let added = self.scope.iter().rev().filter_map(|change| change.added.as_ref());
        added.chain(&self.committed).find(|entry| entry.item == item)
    }

    /// Returns the items that are in it by its commitment and its changes of scope, with the points that they came in with.
    #[must_use]
    pub fn inside(&self, until: impl Fn(&ScopeChange) -> bool) -> Vec<Commitment> {
        let mut inside = self.committed.clone();
        for change in self.scope.iter().filter(|change| until(change)) {
            if let Some(removed) = &change.removed {
                inside.retain(|entry| entry.item != removed.item);
            }
            // two programs may have taken the same item in
            inside.extend(
                change
                    .added
                    .iter()
                    .filter(|added| inside.iter().all(|e| e.item != added.item))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        inside
    }

    /// Returns the changes of scope that happened without a word.
    fn unsaid(&self) -> Vec<ScopeChange> {
        let said = self.inside(|_| true);
        let (held, known): (HashSet<Id>, HashSet<Id>) =
            (self.items.iter().copied().collect(), said.iter().map(|entry| entry.item).collect());
        let change =
            |added, removed| ScopeChange { at: self.updated, added, removed, why: UNSAID.into(), by: String::new() };
        let came = self.items.iter().filter(|id| !known.contains(*id));
        let went = said.iter().filter(|entry| !held.contains(&entry.item));
        let came = came.map(|id| change(Some(Commitment { item: *id, points: None }), None));
        came.chain(went.map(|entry| change(None, Some(entry.clone())))).collect()
    }

    /// Returns the points that were accepted, of a sprint that has ended: no other points count.
    #[must_use]
    pub fn accepted_points(&self) -> u32 {
        let accepted = self.outcome.iter().filter(|row| row.fate == Fate::Accepted);
        accepted.filter_map(|row| row.points).fold(0, u32::saturating_add)
    }

    /// Returns its number, with its name where it has one.
    #[must_use]
    pub fn called(&self) -> String {
        format!("S{} {}", self.number, self.name).trim_end().to_owned()
    }
}
