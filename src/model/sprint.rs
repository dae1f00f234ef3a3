//! The sprint: a goal, a commitment that is frozen when it begins, every change of scope after that with its reason, and a
//! record that is frozen when it ends.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Item, Now, Place, Product, Refusal, Size, Stamp, Status};

/// Days of a sprint where nothing else was set, from its first Monday to its last Friday: two weeks.
const LENGTH: u64 = 12;

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

    /// Returns the points that were done, of a sprint that has ended.
    #[must_use]
    pub fn done_points(&self) -> u32 {
        let done = self.outcome.iter().filter(|row| row.fate == Fate::Done);
        done.filter_map(|row| row.points).fold(0, u32::saturating_add)
    }
}

fn entry(item: &Item) -> Entry {
    Entry { item: item.id, points: item.size.and_then(Size::points) }
}

impl Product {
    /// Returns the sprints by number.
    #[must_use]
    pub fn sprints_by_number(&self) -> Vec<&Sprint> {
        let mut all: Vec<&Sprint> = self.sprints.iter().map(|sprint| &**sprint).collect();
        all.sort_by_key(|sprint| (sprint.number, sprint.id));
        all
    }

    /// Returns the first sprint in a state.
    #[must_use]
    pub fn sprint_in(&self, state: SprintState) -> Option<&Sprint> {
        self.sprints_by_number().into_iter().find(|sprint| sprint.state == state)
    }

    /// Returns the sprint that is planned or active and holds an item.
    #[must_use]
    pub fn sprint_of(&self, item: Id) -> Option<&Sprint> {
        let open = |sprint: &&Sprint| matches!(sprint.state, SprintState::Planned | SprintState::Active);
        self.sprints_by_number().into_iter().filter(open).find(|sprint| sprint.items.contains(&item))
    }

    /// Returns the items of all sprints that are planned or active.
    #[must_use]
    pub fn in_sprints(&self) -> std::collections::HashSet<Id> {
        let open =
            |sprint: &&std::sync::Arc<Sprint>| matches!(sprint.state, SprintState::Planned | SprintState::Active);
        self.sprints.iter().filter(open).flat_map(|sprint| sprint.items.iter().copied()).collect()
    }

    /// Refuses what would take an item out of the active sprint without a word about its scope.
    ///
    /// # Errors
    /// Where the item is in the active sprint.
    pub(crate) fn not_committed(&self, id: Id) -> Result<(), Refusal> {
        let active = self.sprints.iter().find(|s| s.state == SprintState::Active && s.items.contains(&id));
        match active {
            Some(sprint) => Err(Refusal::invalid(format!(
                "{} is in the active sprint S{}: take it out there first (4, then p), with a reason",
                self.key(self.item(id)?),
                sprint.number
            ))),
            None => Ok(()),
        }
    }

    fn sprint(&self, id: Id, state: SprintState) -> Result<Sprint, Refusal> {
        let row = self.get::<Sprint>(id).ok_or_else(|| Refusal::Missing("that sprint is not there any more".into()))?;
        if row.state != state {
            return Err(Refusal::invalid(format!("S{} is {}, not {state}", row.number, row.state)));
        }
        Ok(Sprint::clone(row))
    }

    /// Begins to plan the next sprint and returns it: two weeks from the next Monday that no other sprint has.
    ///
    /// # Errors
    /// Where one is being planned already.
    pub fn plan_sprint(&mut self, now: Now) -> Result<Id, Refusal> {
        if let Some(open) = self.sprint_in(SprintState::Planned) {
            return Err(Refusal::invalid(format!("S{} is being planned already", open.number)));
        }
        let number = self.sprints_by_number().last().map_or(0, |sprint| sprint.number).saturating_add(1);
        let kept = |sprint: &&&Sprint| sprint.state != SprintState::Cancelled;
        let after = self.sprints_by_number().iter().filter(kept).filter_map(|sprint| sprint.end).max();
        let first = after.map_or(now.today, |end| end.max(now.today));
        let start = first.iter_days().skip(1).find(|day| day.weekday() == Weekday::Mon);
        let end = start.and_then(|start| start.checked_add_days(Days::new(LENGTH - 1)));
        let id = self.fresh_id();
        self.put(Sprint { id, number, start, end, ..Sprint::default() });
        Ok(id)
    }

    /// Sets the days of a sprint that is being planned.
    ///
    /// # Errors
    /// Where the end is before the start, or no day in between is a working day.
    pub fn date_sprint(&mut self, id: Id, start: NaiveDate, end: NaiveDate) -> Result<(), Refusal> {
        let sprint = Sprint { start: Some(start), end: Some(end), ..self.sprint(id, SprintState::Planned)? };
        if end < start {
            return Err(Refusal::invalid(format!("{end} is before {start}")));
        }
        if (end - start).num_days() > 365 {
            return Err(Refusal::invalid("a sprint of more than a year is none"));
        }
        if sprint.working_days().is_empty() {
            return Err(Refusal::invalid(format!("no working day lies between {start} and {end}")));
        }
        self.put(sprint);
        Ok(())
    }

    /// Changes words and numbers of a sprint that is not over.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn amend_sprint(&mut self, id: Id, f: impl FnOnce(&mut Sprint)) -> Result<(), Refusal> {
        let row = self.get::<Sprint>(id).ok_or_else(|| Refusal::Missing("that sprint is not there any more".into()))?;
        if row.ended.is_some() {
            return Err(Refusal::invalid(format!("S{} is over: its record stays as it was", row.number)));
        }
        let mut sprint = Sprint::clone(row);
        f(&mut sprint);
        sprint.goal = one_line(&sprint.goal);
        self.put(sprint);
        Ok(())
    }

    /// Puts items into the sprint that is being planned, or takes out those that are all in it.
    ///
    /// # Errors
    /// Where one is not open, or is in another sprint.
    pub fn pull(&mut self, id: Id, items: &[Id]) -> Result<(), Refusal> {
        let mut sprint = self.sprint(id, SprintState::Planned)?;
        if items.iter().all(|item| sprint.items.contains(item)) {
            sprint.items.retain(|item| !items.contains(item));
            self.put(sprint);
            return Ok(());
        }
        for id in items {
            let item = self.item(*id)?;
            let key = self.key(item);
            if !item.is_open() {
                return Err(Refusal::invalid(format!("{key} is not open, so it cannot be planned")));
            }
            if let Some(other) = self.sprint_of(*id).filter(|other| other.id != sprint.id) {
                return Err(Refusal::invalid(format!("{key} is in S{} already", other.number)));
            }
            if !sprint.items.contains(id) {
                sprint.items.push(*id);
            }
        }
        self.put(sprint);
        Ok(())
    }

    /// Commits: the sprint is active from now on, and what it holds is frozen as its commitment.
    ///
    /// # Errors
    /// Where it holds nothing, or another sprint is active.
    pub fn commit_sprint(&mut self, id: Id, now: Now) -> Result<(), Refusal> {
        let mut sprint = self.sprint(id, SprintState::Planned)?;
        if let Some(active) = self.sprint_in(SprintState::Active) {
            return Err(Refusal::invalid(format!("S{} is still active: close it first", active.number)));
        }
        if sprint.working_days().is_empty() {
            return Err(Refusal::invalid("the sprint has no working day yet: give it days first"));
        }
        // what left the backlog meanwhile is not committed to
        sprint.items.retain(|item| self.items().get(*item).is_some_and(|item| item.is_open()));
        if sprint.items.is_empty() {
            return Err(Refusal::invalid("a sprint without an item is no commitment: pull one first"));
        }
        sprint.committed = sprint.items.iter().filter_map(|id| self.items().get(*id)).map(|item| entry(item)).collect();
        (sprint.state, sprint.begun) = (SprintState::Active, Some(now.at));
        self.put(sprint);
        Ok(())
    }

    /// Changes the scope of the active sprint: something comes in, something comes out, with a reason and who agreed.
    ///
    /// # Errors
    /// Where no reason is given, or the items do not fit.
    pub fn change_scope(
        &mut self,
        add: Option<Id>,
        remove: Option<Id>,
        why: &str,
        by: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let active = self.sprint_in(SprintState::Active).map(|sprint| sprint.id);
        let active = active.ok_or_else(|| Refusal::invalid("no sprint is active"))?;
        let mut sprint = self.sprint(active, SprintState::Active)?;
        let why = one_line(why);
        if why.is_empty() {
            return Err(Refusal::invalid("a change of scope needs a reason"));
        }
        let mut change = ScopeChange { at: now.at, why, by: by.to_owned(), ..ScopeChange::default() };
        if let Some(id) = add {
            let item = self.item(id)?;
            if !item.is_open() || self.sprint_of(id).is_some() {
                return Err(Refusal::invalid(format!("{} is not open, or is in a sprint already", self.key(item))));
            }
            change.added = Some(entry(item));
            sprint.items.push(id);
        }
        if let Some(id) = remove {
            if !sprint.items.contains(&id) {
                return Err(Refusal::invalid("that item is not in the sprint"));
            }
            // at the size that it came in with, so that the scope adds up
            let came = sprint.scope.iter().rev().filter_map(|change| change.added.as_ref());
            let came = came.chain(&sprint.committed).find(|entry| entry.item == id).cloned();
            change.removed = came.or_else(|| self.items().get(id).map(|item| entry(item)));
            sprint.items.retain(|item| *item != id);
        }
        if change.added.is_none() && change.removed.is_none() {
            return Err(Refusal::invalid("nothing comes in and nothing comes out"));
        }
        sprint.scope.push(change);
        self.put(sprint);
        Ok(())
    }

    /// Closes the active sprint. What is done stays in its record; the rest goes to the top of the backlog, or into the next
    /// sprint, and keeps its size.
    ///
    /// # Errors
    /// Where no sprint is active.
    pub fn close_sprint(&mut self, rest: Fate, now: Now) -> Result<Id, Refusal> {
        let active = self.sprint_in(SprintState::Active).map(|sprint| sprint.id);
        let id = active.ok_or_else(|| Refusal::invalid("no sprint is active"))?;
        let mut sprint = self.sprint(id, SprintState::Active)?;
        let mut open = Vec::new();
        for item in sprint.items.iter().filter_map(|id| self.items().get(*id)).filter(|i| i.declined.is_none()) {
            let done = item.status == Status::Done;
            let fate = if done { Fate::Done } else { rest };
            if !done && item.is_open() {
                open.push(item.id);
            }
            let points = item.size.and_then(Size::points);
            sprint.outcome.push(Outcome {
                item: item.id,
                key: self.key(item),
                title: item.title.clone(),
                points,
                fate,
            });
        }
        (sprint.state, sprint.ended) = (SprintState::Closed, Some(now.at));
        self.put(sprint);
        for id in &open {
            self.update(*id, |item| {
                item.carried = item.carried.saturating_add(1);
                Ok(())
            })?;
        }
        match rest {
            Fate::Next if !open.is_empty() => {
                let planned = self.sprint_in(SprintState::Planned).map(|sprint| sprint.id);
                let next = match planned {
                    Some(next) => next,
                    None => self.plan_sprint(now)?,
                };
                let fresh: Vec<Id> = open.iter().copied().filter(|id| self.sprint_of(*id).is_none()).collect();
                if !fresh.is_empty() {
                    self.pull(next, &fresh)?;
                }
            }
            _ if !open.is_empty() => self.place(&open, Place::Top)?,
            _ => {}
        }
        Ok(id)
    }

    /// Cancels the active sprint, because its goal became obsolete; everything goes back to the top.
    ///
    /// # Errors
    /// Where no reason is given, or no sprint is active.
    pub fn cancel_sprint(&mut self, why: &str, now: Now) -> Result<(), Refusal> {
        let why = one_line(why);
        if why.is_empty() {
            return Err(Refusal::invalid("why is its goal obsolete? a cancelled sprint needs a reason"));
        }
        let id = self.close_sprint(Fate::Top, now)?;
        if let Some(mut sprint) = self.get::<Sprint>(id).map(|row| Sprint::clone(row)) {
            (sprint.state, sprint.why) = (SprintState::Cancelled, why);
            self.put(sprint);
        }
        Ok(())
    }

    /// Lets only the sprint that began first be active, where two programs each began one. Returns what was done, in words.
    pub(crate) fn one_active_sprint(&mut self) -> Vec<String> {
        let mut active: Vec<Sprint> =
            self.sprints.iter().filter(|s| s.state == SprintState::Active).map(|s| Sprint::clone(s)).collect();
        active.sort_by_key(|sprint| (sprint.begun, sprint.id));
        let mut done = Vec::new();
        for mut sprint in active.into_iter().skip(1) {
            done.push(format!("two sprints were active; S{} is being planned again", sprint.number));
            sprint.state = SprintState::Planned;
            sprint.begun = None;
            sprint.committed.clear();
            sprint.scope.clear();
            self.put(sprint);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    fn on(day: &str) -> Now {
        Now::on(day.parse().unwrap())
    }

    fn product(sizes: &[u32]) -> (Product, Vec<Id>) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids = sizes
            .iter()
            .map(|n| {
                let item = Item { title: format!("item {n}"), size: Some(Size::Points(n * 100)), ..Item::default() };
                product.add(item, Place::Bottom).unwrap()
            })
            .collect();
        (product, ids)
    }

    #[test]
    fn a_sprint_is_planned_committed_changed_and_closed() {
        let (mut product, ids) = product(&[5, 3, 8, 2]);
        let now = on("2026-11-21");
        let s1 = product.plan_sprint(now).unwrap();
        assert_eq!(product.get::<Sprint>(s1).unwrap().start, "2026-11-23".parse().ok());
        assert_eq!(product.get::<Sprint>(s1).unwrap().working_days().len(), 10);
        assert!(product.commit_sprint(s1, now).unwrap_err().to_string().contains("pull one first"));
        product.pull(s1, &ids[..3]).unwrap();
        product.pull(s1, &ids[2..3]).unwrap();
        assert_eq!(product.get::<Sprint>(s1).unwrap().items, ids[..2], "a second pull takes it out");
        product.commit_sprint(s1, now).unwrap();
        assert_eq!(product.get::<Sprint>(s1).unwrap().committed_points(), (800, 0));
        assert!(product.change_scope(Some(ids[3]), Some(ids[1]), " ", "", now).is_err(), "no reason, no change");
        product.change_scope(Some(ids[3]), Some(ids[1]), "outage", "Jo", now).unwrap();
        assert_eq!(product.get::<Sprint>(s1).unwrap().items, [ids[0], ids[3]]);
        product
            .update(ids[0], |item| {
                item.reach(Status::Done, now.at);
                Ok(())
            })
            .unwrap();
        product.close_sprint(Fate::Next, on("2026-12-04")).unwrap();
        let record = product.get::<Sprint>(s1).unwrap().clone();
        assert_eq!((record.state, record.done_points()), (SprintState::Closed, 500));
        let next = product.sprint_in(SprintState::Planned).unwrap();
        assert_eq!((next.number, next.items.as_slice()), (2, &ids[3..]));
        assert_eq!(product.item(ids[3]).unwrap().carried, 1);
        // the record stays as it was
        product
            .update(ids[0], |item| {
                item.size = Some(Size::Points(100));
                Ok(())
            })
            .unwrap();
        assert_eq!(product.get::<Sprint>(s1).unwrap().done_points(), 500);
        assert!(product.amend_sprint(s1, |sprint| sprint.goal = "x".into()).is_err());
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_over_new_year_and_a_leap_day() {
        let days = |start: &str, end: &str, holidays: &[&str]| {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            let holidays = holidays.iter().map(|text| day(text)).collect();
            let sprint = Sprint { start: Some(day(start)), end: Some(day(end)), holidays, ..Sprint::default() };
            sprint.working_days().len()
        };
        assert_eq!(days("2026-12-21", "2027-01-01", &["2026-12-25", "2027-01-01"]), 8);
        assert_eq!(days("2028-02-28", "2028-03-03", &[]), 5);
        assert_eq!(days("2026-11-21", "2026-11-22", &[]), 0, "a weekend");
    }

    #[test]
    fn of_two_active_sprints_the_later_is_planned_again() {
        let (mut product, ids) = product(&[1, 2]);
        let mut sprint = |number: u32, begun: i64, item: Id| {
            let id = product.fresh_id();
            let committed = vec![Entry { item, points: Some(100) }];
            product.put(Sprint {
                id,
                number,
                state: SprintState::Active,
                begun: Some(Stamp(begun)),
                items: vec![item],
                committed,
                ..Sprint::default()
            });
            id
        };
        let (first, second) = (sprint(1, 10, ids[0]), sprint(2, 20, ids[1]));
        assert_eq!(product.one_active_sprint().len(), 1);
        assert_eq!(product.get::<Sprint>(first).unwrap().state, SprintState::Active);
        assert_eq!(product.get::<Sprint>(second).unwrap().state, SprintState::Planned);
    }

    #[test]
    fn days_that_do_not_fit_are_refused() {
        let (mut product, _) = product(&[1]);
        let id = product.plan_sprint(on("2026-11-21")).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(
            product.date_sprint(id, day("2026-12-05"), day("2026-12-01")).unwrap_err().to_string().contains("before")
        );
        assert!(product.date_sprint(id, day("2026-12-05"), day("2026-12-06")).is_err());
        assert!(product.plan_sprint(on("2026-11-21")).unwrap_err().to_string().contains("S1 is being planned"));
        assert!(product.cancel_sprint("obsolete", on("2026-11-21")).is_err());
    }
}
