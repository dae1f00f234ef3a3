//! The end of a sprint: what becomes of each item, and the record that never changes after.

use std::collections::BTreeMap;

use crate::model::entity::one_line;
use crate::model::item::{Declined, Reason};
use crate::model::sprint::{Fate, Outcome};
use crate::model::{Id, Item, Metric, Now, Place, Product, Refusal, Sprint, SprintState, Status};

impl Product {
    /// Returns the items of the active sprint that are not accepted, each with the fate that is offered: what is done is
    /// accepted, the rest goes back to its place: the order is the product owner's, and a sprint that ends changes nothing of it.
    #[must_use]
    pub fn leftovers(&self) -> Vec<(Id, Fate)> {
        let Some(sprint) = self.sprint_in(SprintState::Active) else { return Vec::new() };
        let items = sprint.items.iter().filter_map(|id| self.items().get(*id));
        let left = items.filter(|item| item.declined.is_none() && item.accepted.is_none());
        let fate = |item: &Item| match item.status {
            Status::Done if self.acceptable(item).is_ok() => Fate::Accepted,
            _ => Fate::Back,
        };
        left.map(|item| (item.id, fate(item))).collect()
    }

    /// Closes the active sprint. What was accepted stays in its record; each other item has the fate that `fates` gives it, else
    /// `rest`, and keeps its size. What is done is left as it is where nothing is said of it; where it is sent back, it is open
    /// again. Finished work cannot be declined. `why` is the reason of every no.
    ///
    /// # Errors
    /// Returns an error if no sprint is active, or something cannot be accepted.
    pub fn close_sprint(&mut self, fates: &BTreeMap<Id, Fate>, rest: Fate, why: &str, now: Now) -> Result<Id, Refusal> {
        let id = self.active()?;
        let sprint = self.sprint(id, SprintState::Active)?;
        let fate = |item: &Item| match fates.get(&item.id) {
            _ if item.accepted.is_some() => Fate::Accepted,
            Some(Fate::Declined) | None if item.status == Status::Done => Fate::Done,
            Some(fate) => *fate,
            None => rest,
        };
        let there: Vec<(Id, Fate)> = sprint
            .items
            .iter()
            .filter_map(|id| self.items().get(*id))
            .filter(|item| item.declined.is_none())
            .map(|item| (item.id, fate(item)))
            .collect();
        for (id, _) in there.iter().filter(|(_, fate)| *fate == Fate::Accepted) {
            if self.item(*id)?.accepted.is_none() {
                self.accept(*id, now)?;
            }
        }
        self.freeze(sprint, &there, now)?;
        self.send_on(id, &there, why, now)?;
        Ok(id)
    }

    /// Writes down what became of a sprint.
    fn freeze(&mut self, mut sprint: Sprint, there: &[(Id, Fate)], now: Now) -> Result<(), Refusal> {
        for (id, fate) in there {
            let item = self.item(*id)?;
            sprint.outcome.push(Outcome::of(item, *fate, sprint.id, self));
        }
        sprint.left = crate::model::sprint::left_by_day(&sprint, self, now);
        sprint.result_end = sprint.result.and_then(|id| self.get::<Metric>(id)).and_then(|metric| metric.current());
        (sprint.state, sprint.ended) = (SprintState::Closed, Some(now.at));
        self.put(sprint);
        Ok(())
    }

    /// Lets every item of a sprint that has ended go where its fate leads.
    fn send_on(&mut self, sprint: Id, there: &[(Id, Fate)], why: &str, now: Now) -> Result<(), Refusal> {
        let number = self.get::<Sprint>(sprint).map_or(0, |sprint| sprint.number);
        let of = |wanted: Fate| there.iter().filter(move |(_, fate)| *fate == wanted).map(|(id, _)| *id);
        for id in of(Fate::Back).chain(of(Fate::Top)).chain(of(Fate::Next)) {
            self.update(id, |item| {
                item.carried = item.carried.saturating_add(1);
                if item.status == Status::Done {
                    item.reach(Status::Review, now.at);
                }
                Ok(())
            })?;
        }
        for id in of(Fate::Declined) {
            let words = one_line(why);
            let text = if words.is_empty() { format!("left over when S{number} ended") } else { words };
            self.decline_with(id, Declined { reason: Reason::NotNow, text, ..Declined::default() }, now)?;
        }
        let open = |product: &Self, id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
        let top: Vec<Id> = of(Fate::Top).chain(of(Fate::Next)).filter(|id| open(self, id)).collect();
        if !top.is_empty() {
            self.place(&top, Place::Top)?;
        }
        let next: Vec<Id> = of(Fate::Next).filter(|id| open(self, id) && self.sprint_of(*id).is_none()).collect();
        if !next.is_empty() {
            let planned = self.sprint_in(SprintState::Planned).map(|sprint| sprint.id);
            let planned = match planned {
                Some(planned) => planned,
                None => self.plan_sprint(now)?,
            };
            self.pull(planned, &next)?;
        }
        Ok(())
    }

    /// Cancels the active sprint, because its goal became obsolete; everything that is not done goes back to its place.
    ///
    /// # Errors
    /// Returns an error if no reason is given, or no sprint is active.
    pub fn cancel_sprint(&mut self, why: &str, now: Now) -> Result<(), Refusal> {
        let why = one_line(why);
        if why.is_empty() {
            return Err(Refusal::invalid("why is its goal obsolete? a cancelled sprint needs a reason"));
        }
        let id = self.close_sprint(&BTreeMap::new(), Fate::Back, "", now)?;
        if let Some(mut sprint) = self.get::<Sprint>(id).map(|row| Sprint::clone(row)) {
            (sprint.state, sprint.why) = (SprintState::Cancelled, why);
            self.put(sprint);
        }
        Ok(())
    }
}
