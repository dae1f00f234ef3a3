//! The verbs of a sprint: plan, pull, commit, change its scope, close, cancel. Each is pure and changes the product or refuses.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::model::entity::one_line;
use crate::model::person::is_weekday;
use crate::model::sprint::{Commitment, ScopeChange};
use crate::model::{Id, Item, Metric, Now, Product, Refusal, Sprint, SprintState};
use crate::sort::InOrder;

/// Working days of a sprint where nothing else was set: two weeks.
const LENGTH: usize = 10;
/// Items from the top by which one tells whether the backlog follows its goals.
const TOP: usize = 20;

impl Product {
    /// Returns the sprints by number.
    #[must_use]
    pub fn sprints_by_number(&self) -> Vec<&Sprint> {
        let mut all: Vec<&Sprint> = self.sprints.iter().map(|sprint| &**sprint).collect();
        all.order_by_key(|sprint| (sprint.number, sprint.id));
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
        let sprints = self.sprints.iter().map(|sprint| &**sprint);
        sprints.filter(open).filter(|sprint| sprint.items.contains(&item)).min_by_key(|sprint| sprint.number)
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
    /// Returns an error if the item is in the active sprint.
    pub(crate) fn not_committed(&self, id: Id) -> Result<(), Refusal> {
        let active = self.sprints.iter().find(|s| s.state == SprintState::Active && s.items.contains(&id));
        match active {
            Some(sprint) => Err(Refusal::invalid(format!(
                "{} is in the active sprint S{}: take it out there first (⟦go.sprint⟧, then ⟦sprint.swap⟧), with a reason",
                self.key(self.item(id)?),
                sprint.number
            ))),
            None => Ok(()),
        }
    }

    pub(super) fn sprint(&self, id: Id, state: SprintState) -> Result<Sprint, Refusal> {
        let row = self.get::<Sprint>(id).ok_or_else(|| Refusal::Missing("that sprint is not there any more".into()))?;
        if row.state != state {
            return Err(Refusal::invalid(format!("S{} is {}, not {state}", row.number, row.state)));
        }
        Ok(Sprint::clone(row))
    }

    /// Begins to plan the next sprint and returns it: two weeks from the next Monday that no other sprint has.
    ///
    /// # Errors
    /// Returns an error if one is being planned already.
    pub fn plan_sprint(&mut self, now: Now) -> Result<Id, Refusal> {
        if let Some(open) = self.sprint_in(SprintState::Planned) {
            return Err(Refusal::invalid(format!("S{} is being planned already", open.number)));
        }
        let number = self.sprints_by_number().last().map_or(0, |sprint| sprint.number).saturating_add(1);
        let (start, end) = self.next_days(now).unzip();
        let id = self.fresh_id();
        self.put(Sprint { id, number, start, end, ..Sprint::default() });
        Ok(id)
    }

    /// Returns the first and the last day of two weeks of work after every sprint that is there: from the next working day where
    /// the last one ends today or later, else from the next Monday.
    pub(crate) fn next_days(&self, now: Now) -> Option<(NaiveDate, NaiveDate)> {
        let kept = self.sprints.iter().filter(|sprint| sprint.state != SprintState::Cancelled);
        let last = kept.filter_map(|sprint| sprint.end).max().filter(|end| *end >= now.today);
        // on a Monday without a sprint the next one can begin at once
        let first = last.map_or(Some(now.today), |last| last.succ_opt())?;
        let fits = |day: &NaiveDate| is_weekday(*day) && (last.is_some() || day.weekday() == Weekday::Mon);
        let start = first.iter_days().find(fits)?;
        let end = start.iter_days().filter(|day| is_weekday(*day)).nth(LENGTH - 1)?;
        Some((start, end))
    }

    /// Sets the days of a sprint that is being planned.
    ///
    /// # Errors
    /// Returns an error if the end is before the start, or no day in between is a working day.
    pub fn date_sprint(&mut self, id: Id, start: NaiveDate, end: NaiveDate) -> Result<(), Refusal> {
        let sprint = Sprint { start: Some(start), end: Some(end), ..self.sprint(id, SprintState::Planned)? };
        if end < start {
            return Err(Refusal::invalid(format!("{end} is before {start}")));
        }
        if (end - start).num_days() > 365 {
            return Err(Refusal::invalid("a sprint cannot be longer than a year"));
        }
        if sprint.working_days().is_empty() {
            return Err(Refusal::invalid(format!("no working day lies between {start} and {end}")));
        }
        self.put(sprint);
        Ok(())
    }

    /// Returns the share of the first twenty items in the order that serve a goal, in percent; `None` of an empty backlog.
    #[must_use]
    pub fn aligned(&self) -> Option<u32> {
        let top: Vec<&Item> =
            self.order().iter().take(TOP).filter_map(|id| self.items().get(*id)).map(|item| &**item).collect();
        let serving = top.iter().filter(|item| !item.is_orphan()).count();
        (!top.is_empty()).then(|| u32::try_from(serving * 100 / top.len()).unwrap_or(100))
    }

    /// Returns the person-days of a sprint in hundredths: what was said, else what the people of the team have; 0 for unknown.
    #[must_use]
    pub fn person_days(&self, sprint: &Sprint) -> u32 {
        if sprint.person_days > 0 {
            return sprint.person_days;
        }
        let working = sprint.working_days();
        self.team().iter().map(|person| person.days(&working)).fold(0, u32::saturating_add)
    }

    /// Changes words and numbers of a sprint that is not over.
    ///
    /// # Errors
    /// Returns an error if it has ended.
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
    /// Returns an error if one is not open, or is in another sprint.
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
    /// Returns an error if it holds nothing, or another sprint is active.
    pub fn commit_sprint(&mut self, id: Id, now: Now) -> Result<(), Refusal> {
        let mut sprint = self.sprint(id, SprintState::Planned)?;
        if let Some(active) = self.sprint_in(SprintState::Active) {
            return Err(Refusal::invalid(format!("S{} is still active: close it first", active.number)));
        }
        if sprint.working_days().is_empty() {
            return Err(Refusal::invalid("the sprint has no working day yet: give it days first"));
        }
        if sprint.is_past(now.today) {
            let end = sprint.end.map_or_else(String::new, |day| day.to_string());
            return Err(Refusal::invalid(format!("its last day, {end}, is over: give it other days first")));
        }
        // what left the backlog meanwhile is not committed to
        sprint.items.retain(|item| self.items().get(*item).is_some_and(|item| item.is_open()));
        if sprint.items.is_empty() {
            return Err(Refusal::invalid("the sprint is empty: pull an item first"));
        }
        sprint.committed =
            sprint.items.iter().filter_map(|id| self.items().get(*id)).map(|item| Commitment::of(item)).collect();
        (sprint.state, sprint.begun) = (SprintState::Active, Some(now.at));
        sprint.scope.clear();
        // frozen now, so that a later change of the team does not rewrite history
        if sprint.person_days == 0 {
            sprint.person_days = self.person_days(&sprint);
        }
        sprint.aligned = self.aligned();
        sprint.result_start = sprint.result.and_then(|id| self.get::<Metric>(id)).and_then(|metric| metric.current());
        self.put(sprint);
        self.keep_plan("", Some(id));
        Ok(())
    }

    /// Changes the scope of the active sprint: something comes in, something comes out, with a reason and who agreed.
    ///
    /// # Errors
    /// Returns an error if no reason is given, or the items do not fit.
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
            change.added = Some(Commitment::of(item));
            sprint.items.push(id);
        }
        if let Some(id) = remove {
            if !sprint.items.contains(&id) {
                return Err(Refusal::invalid("that item is not in the sprint"));
            }
            let came = sprint.came_in(id).cloned();
            change.removed = came.or_else(|| self.items().get(id).map(|item| Commitment::of(item)));
            sprint.items.retain(|item| *item != id);
        }
        if change.added.is_none() && change.removed.is_none() {
            return Err(Refusal::invalid("nothing comes in and nothing comes out"));
        }
        sprint.scope.push(change);
        self.put(sprint);
        Ok(())
    }

    /// Lets only the sprint that began first be active, where two programs each began one. Returns what was done, in words.
    pub(crate) fn one_active_sprint(&mut self) -> Vec<String> {
        let mut active: Vec<Sprint> =
            self.sprints.iter().filter(|s| s.state == SprintState::Active).map(|s| Sprint::clone(s)).collect();
        active.order_by_key(|sprint| (sprint.begun, sprint.id));
        let mut done = self.renumber_sprints();
        for mut sprint in active.into_iter().skip(1) {
            if let Some(now) = self.get::<Sprint>(sprint.id) {
                sprint.number = now.number;
            }
            done.push(format!("two sprints were active; S{} is being planned again", sprint.number));
            sprint.state = SprintState::Planned;
            sprint.begun = None;
            sprint.committed.clear();
            sprint.scope.clear();
            (sprint.person_days, sprint.result_start, sprint.aligned) = (0, None, None);
            self.put(sprint);
        }
        done.extend(self.one_sprint_each());
        done
    }

    /// Gives sprints of equal number different ones again: what was begun first keeps it.
    fn renumber_sprints(&mut self) -> Vec<String> {
        self.renumber_rows(
            |sprint: &mut Sprint| &mut sprint.number,
            |sprint| (sprint.begun.is_none(), sprint.begun, sprint.created, sprint.id),
            |old, new| format!("S{} was given twice; “{}” is now S{}", old.number, old.goal, new.number),
        )
    }

    /// Lets an item be in one sprint only, where two programs each planned it: the active one has it, else the first.
    fn one_sprint_each(&mut self) -> Vec<String> {
        let mut open: Vec<Sprint> = self
            .sprints
            .iter()
            .filter(|s| matches!(s.state, SprintState::Planned | SprintState::Active))
            .map(|row| Sprint::clone(row))
            .collect();
        open.order_by_key(|sprint| (sprint.state != SprintState::Active, sprint.number, sprint.id));
        let mut taken = std::collections::HashSet::new();
        let mut done = Vec::new();
        for mut sprint in open {
            let before = sprint.items.len();
            sprint.items.retain(|id| sprint.state == SprintState::Active || !taken.contains(id));
            taken.extend(sprint.items.iter().copied());
            if sprint.items.len() < before {
                let twice = crate::words::count(before - sprint.items.len(), "item");
                done.push(format!("S{}: removed {twice} that were also in another sprint", sprint.number));
                self.put(sprint);
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::sprint::Fate;
    use crate::model::{About, Place, Size, Stamp, Status};

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
        assert!(product.commit_sprint(s1, now).unwrap_err().to_string().contains("pull an item first"));
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
        product.accept(ids[0], on("2026-12-04")).unwrap();
        product.close_sprint(&BTreeMap::new(), Fate::Next, "", on("2026-12-04")).unwrap();
        let record = product.get::<Sprint>(s1).unwrap().clone();
        assert_eq!((record.state, record.accepted_points()), (SprintState::Closed, 500));
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
        assert_eq!(product.get::<Sprint>(s1).unwrap().accepted_points(), 500);
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
            let committed = vec![Commitment { item, points: Some(100) }];
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
    fn two_plans_of_two_programs_keep_every_item_once_and_a_number_each() {
        let (base, ids) = product(&[1, 2, 3]);
        let plan = |items: &[Id], seed: u128| {
            let mut side = base.clone();
            side.seed(seed);
            let id = side.plan_sprint(on("2026-11-21")).unwrap();
            side.pull(id, items).unwrap();
            side
        };
        let (ours, theirs) = (plan(&ids[..2], 7), plan(&ids[1..], 8));
        let merged = Product::merge(&base, &ours, &theirs);
        let numbers: Vec<u32> = merged.sprints_by_number().iter().map(|sprint| sprint.number).collect();
        assert_eq!(numbers, [1, 2]);
        let mut held: Vec<Id> = merged.sprints_by_number().iter().flat_map(|sprint| sprint.items.clone()).collect();
        held.sort_unstable();
        let mut all = ids.clone();
        all.sort_unstable();
        assert_eq!(held, all, "each once");
    }

    #[test]
    fn both_sides_keep_the_order_of_what_they_pulled() {
        let (mut base, ids) = product(&[1, 2, 3, 4]);
        let id = base.plan_sprint(on("2026-11-21")).unwrap();
        base.pull(id, &[ids[2]]).unwrap();
        let mut ours = base.clone();
        ours.pull(id, &[ids[1], ids[0]]).unwrap();
        let mut theirs = base.clone();
        theirs.pull(id, &[ids[3]]).unwrap();
        let held = |a: &Product, b: &Product| Product::merge(&base, a, b).get::<Sprint>(id).unwrap().items.clone();
        assert_eq!(held(&ours, &theirs), held(&theirs, &ours), "symmetric");
        let place = |item: Id| held(&ours, &theirs).iter().position(|other| *other == item).unwrap();
        assert!(place(ids[2]) < place(ids[1]) && place(ids[1]) < place(ids[0]), "{:?}", held(&ours, &theirs));
    }

    #[test]
    fn what_comes_into_an_active_sprint_without_a_word_is_written_down() {
        use crate::model::Entity;
        let (mut product, ids) = product(&[1, 2]);
        let now = on("2026-11-23");
        let id = product.plan_sprint(now).unwrap();
        product.pull(id, &ids[..1]).unwrap();
        product.commit_sprint(id, now).unwrap();
        let mut sprint = Sprint::clone(product.get::<Sprint>(id).unwrap());
        assert!(sprint.is_whole());
        // as a hand in the file does it
        sprint.items = vec![ids[1]];
        assert!(!sprint.is_whole());
        sprint.heal();
        assert!(sprint.is_whole());
        assert_eq!(sprint.scope.len(), 2);
        assert!(sprint.scope.iter().all(|change| change.why == crate::model::sprint::UNSAID));
    }

    #[test]
    fn person_days_come_from_the_people_and_are_frozen_with_the_commitment() {
        let (mut product, ids) = product(&[1]);
        let now = on("2026-11-21");
        let id = product.plan_sprint(now).unwrap();
        for who in ["Ana", "Jo"] {
            product.join_team(who).unwrap();
        }
        assert!(product.join_team("ana").unwrap_err().to_string().contains("already"));
        let jo = product.find_person("jo").unwrap().id;
        let mut person = product.get::<crate::model::Person>(jo).map(|row| crate::model::Person::clone(row)).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        person.absences =
            vec![crate::model::person::Absence { from: day("2026-12-03"), to: day("2026-12-06"), why: String::new() }];
        product.put(person);
        assert_eq!(product.person_days(product.get::<Sprint>(id).unwrap()), 1_800, "20 days without two");
        product.pull(id, &ids).unwrap();
        product.commit_sprint(id, now).unwrap();
        let gone =
            crate::model::Person { team: false, ..crate::model::Person::clone(product.find_person("ana").unwrap()) };
        product.put(gone);
        assert_eq!(product.get::<Sprint>(id).unwrap().person_days, 1_800);
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
