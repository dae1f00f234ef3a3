//! The verbs of a review: accept, return, accept with the rest split off, and what is kept of it.

use crate::model::entity::one_line;
use crate::model::item::{Criterion, Fault, Relation, Return};
use crate::model::sprint::{Commitment, Feedback, Interruption, Met, ScopeChange, Win};
use crate::model::{Id, Item, Now, Place, Product, Refusal, Size, SprintState, Status, Verdict};
use crate::sort::InOrder;

impl Product {
    /// Accepts an item: the product owner found that it meets what was asked for. Criteria that nobody judged stay so: what is
    /// met is somebody's word.
    ///
    /// # Errors
    /// As [`Product::acceptable`].
    pub fn accept(&mut self, id: Id, now: Now) -> Result<(), Refusal> {
        self.acceptable(self.item(id)?)?;
        self.update(id, |item| {
            item.reach(Status::Done, now.at);
            item.accepted = Some(now.at);
            Ok(())
        })
    }

    /// Refuses what cannot be accepted: what was declined, is accepted already, was not begun, with a strict team misses a
    /// criterion, or was not shown where the team wants that.
    ///
    /// # Errors
    /// With the reason, where it cannot.
    pub fn acceptable(&self, item: &Item) -> Result<(), Refusal> {
        let key = self.key(item);
        let missed = item.criteria.iter().filter(|criterion| criterion.verdict == Verdict::Missed).count();
        let why = match () {
            () if item.declined.is_some() => "was declined".to_owned(),
            () if item.accepted.is_some() => "is accepted already".to_owned(),
            () if item.status == Status::Todo => "was not begun, so there is nothing to accept".to_owned(),
            () if self.about().strict && missed > 0 => {
                let words = crate::words::count(missed, "criterion");
                format!("misses {words}, and the team is strict about it: split the rest off, or return it")
            }
            () if self.about().demo && item.demo.trim().is_empty() => {
                "was not shown: ⟦review.demo⟧ says where it can be seen at work".to_owned()
            }
            () => return Ok(()),
        };
        Err(Refusal::invalid(format!("{key} {why}")))
    }

    /// Returns an item to the team: it does not meet what was asked for.
    ///
    /// # Errors
    /// Returns an error if no reason is given in words, or it was not begun.
    pub fn return_item(&mut self, id: Id, fault: Fault, text: &str, now: Now) -> Result<(), Refusal> {
        let text = one_line(text);
        let key = self.key(self.item(id)?);
        if text.is_empty() {
            return Err(Refusal::invalid(format!("what is wrong with {key}? the team needs the words")));
        }
        let sprint = self.sprint_of(id).map(|sprint| sprint.id);
        let fresh = self.fresh_id();
        self.update(id, |item| {
            if item.status == Status::Todo {
                return Err(Refusal::invalid(format!("{key} was not begun, so there is nothing to return")));
            }
            let again = item.returns.last().is_some_and(|back| item.history.iter().all(|step| step.at <= back.at));
            if item.status == Status::Doing && again {
                return Err(Refusal::invalid(format!("{key} was returned already, and was not shown since")));
            }
            item.reach(Status::Doing, now.at);
            item.accepted = None;
            item.returns.push(Return { id: fresh, at: now.at, fault, text, sprint, ..Return::default() });
            Ok(())
        })
    }

    /// Accepts an item but for a rest, which becomes an item of its own at the top of the backlog: it takes the criteria that
    /// are not met with it, and its points, where they are known, from those of the item. Returns the rest.
    ///
    /// # Errors
    /// Returns an error if the rest has no title, or is not smaller than the whole.
    pub fn accept_but(&mut self, id: Id, title: &str, rest: Option<Size>, now: Now) -> Result<Id, Refusal> {
        let whole = Item::clone(self.item(id)?);
        let points = |size: Option<Size>| size.and_then(Size::points);
        let left = match (points(whole.size), points(rest)) {
            (Some(all), Some(part)) if part >= all => {
                let words =
                    format!("the rest ({}) must be smaller than the whole ({})", Size::Points(part), Size::Points(all));
                return Err(Refusal::invalid(words));
            }
            (Some(all), Some(part)) => Some(Size::Points(all - part)),
            _ => whole.size,
        };
        if title.trim().is_empty() {
            return Err(Refusal::invalid("the rest needs a title: what is still to be done?"));
        }
        let open = |criterion: &Criterion| criterion.verdict == Verdict::Missed;
        let criteria: Vec<Criterion> = whole
            .criteria
            .iter()
            .filter(|criterion| open(criterion))
            .map(|criterion| Criterion { verdict: Verdict::Open, ..criterion.clone() })
            .collect();
        let item = Item {
            title: one_line(title),
            kind: whole.kind,
            role: whole.role.clone(),
            want: whole.want.clone(),
            benefit: whole.benefit.clone(),
            criteria: criteria.into(),
            size: rest,
            goal: whole.goal,
            tags: whole.tags.clone(),
            requesters: whole.requesters.clone(),
            provenance: format!("split from {} at the review", self.key(&whole)),
            ..Item::default()
        };
        let made = self.add(item, Place::Top)?;
        self.update(made, |item| {
            item.link(Relation::PartOf, id.to_string());
            Ok(())
        })?;
        self.update(id, |item| {
            item.resize(left, None);
            item.criteria.retain(|criterion| !open(criterion));
            Ok(())
        })?;
        self.accept(id, now)?;
        self.shrink(id, made, now)?;
        Ok(made)
    }

    /// Writes down that a part of an item left the active sprint as an item of its own, so that its points do not count as done.
    fn shrink(&mut self, id: Id, rest: Id, now: Now) -> Result<(), Refusal> {
        let whole = self.item(id)?;
        let Some(sprint) = self.sprint_of(id).filter(|sprint| sprint.state == SprintState::Active) else {
            return Ok(());
        };
        let (sprint, came, stays) = (sprint.id, sprint.came_in(id).cloned(), Commitment::of(whole));
        let Some(came) = came.filter(|came| came.points != stays.points) else { return Ok(()) };
        let why = format!("{} was split off {} at the review", self.key(self.item(rest)?), self.key(whole));
        self.amend_sprint(sprint, |sprint| {
            let change =
                ScopeChange { at: now.at, added: Some(stays), removed: Some(came), why, ..ScopeChange::default() };
            sprint.scope.push(change);
        })
    }

    /// Says whether the goal of the active sprint was met, and what was learned, where something was.
    ///
    /// # Errors
    /// Returns an error if no sprint is active.
    pub fn goal_met(&mut self, met: Met, learned: Option<&str>) -> Result<(), Refusal> {
        let id = self.active()?;
        self.amend_sprint(id, |sprint| {
            sprint.met = met;
            if let Some(learned) = learned {
                sprint.learned = one_line(learned);
            }
        })
    }

    /// Keeps how many minutes the review of the active sprint took.
    ///
    /// # Errors
    /// Returns an error if no sprint is active.
    pub fn reviewed_for(&mut self, minutes: u32) -> Result<(), Refusal> {
        let id = self.active()?;
        self.amend_sprint(id, |sprint| sprint.reviewed_for = sprint.reviewed_for.max(minutes))
    }

    /// Keeps what somebody said at the review.
    ///
    /// # Errors
    /// Returns an error if no sprint is active or nothing was said.
    pub fn hear(&mut self, who: &str, text: &str, now: Now) -> Result<(), Refusal> {
        let (id, text, who) = (self.active()?, one_line(text), one_line(who));
        if text.is_empty() {
            return Err(Refusal::invalid("feedback needs words: what was said?"));
        }
        let fresh = self.fresh_id();
        self.amend_sprint(id, |sprint| {
            if !who.is_empty() && !sprint.present.contains(&who) {
                sprint.present.push(who.clone());
                sprint.present.order();
            }
            sprint.feedback.push(Feedback { id: fresh, at: now.at, who, text, ..Feedback::default() });
        })
    }

    /// Keeps a win: what went well, and thanks to whom.
    ///
    /// # Errors
    /// Returns an error if no sprint is active or the words are missing.
    pub fn win(&mut self, item: Option<Id>, what: &str, who: &str, now: Now) -> Result<(), Refusal> {
        let (id, what, who) = (self.active()?, one_line(what), one_line(who));
        if what.is_empty() {
            return Err(Refusal::invalid("a win needs words: what went well?"));
        }
        let fresh = self.fresh_id();
        self.amend_sprint(id, |sprint| {
            let result = sprint.result;
            sprint.wins.push(Win { id: fresh, at: now.at, item, what, who, result, ..Win::default() });
        })
    }

    /// Writes down what took the team away from the active sprint.
    ///
    /// # Errors
    /// Returns an error if no sprint is active or the words are missing.
    pub fn interrupt(&mut self, who: &str, what: &str, minutes: u32, now: Now) -> Result<Id, Refusal> {
        let (id, fresh) = (self.active()?, self.fresh_id());
        let row = Interruption { id: fresh, at: now.at, minutes, ..Interruption::default() };
        let row = Interruption { who: one_line(who), what: one_line(what), ..row };
        if row.what.is_empty() {
            return Err(Refusal::invalid("an interruption needs words: what was it for?"));
        }
        self.amend_sprint(id, |sprint| sprint.interruptions.push(row))?;
        Ok(fresh)
    }

    /// Changes an interruption of the active sprint: what it was, who asked, how long it took, what became of it; without words it is
    /// taken out.
    ///
    /// # Errors
    /// Returns an error if it is gone, or no sprint is active.
    pub fn mend_interruption(&mut self, row: &Interruption) -> Result<(), Refusal> {
        let id = self.active()?;
        let known =
            self.get::<crate::model::Sprint>(id).is_some_and(|own| own.interruptions.iter().any(|r| r.id == row.id));
        if !known {
            return Err(Refusal::Missing("that interruption is not there any more".into()));
        }
        let words = |text: &str| one_line(text);
        self.amend_sprint(id, |sprint| {
            if words(&row.what).is_empty() {
                sprint.interruptions.retain(|own| own.id != row.id);
            }
            for own in sprint.interruptions.iter_mut().filter(|own| own.id == row.id) {
                (own.what, own.who, own.outcome) = (words(&row.what), words(&row.who), words(&row.outcome));
                own.minutes = row.minutes;
            }
        })
    }

    pub(super) fn active(&self) -> Result<Id, Refusal> {
        let active = self.sprint_in(SprintState::Active).map(|sprint| sprint.id);
        active.ok_or_else(|| Refusal::invalid("no sprint is active"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Stamp};

    fn shown() -> (Product, Id, Now) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let criterion = |n: u128, verdict| Criterion {
            id: Id::from_bits(n),
            text: format!("criterion {n}"),
            verdict,
            ..Criterion::default()
        };
        let mut item = Item {
            title: "Skip setup".into(),
            size: Some(Size::Points(500)),
            criteria: vec![criterion(1, Verdict::Met), criterion(2, Verdict::Missed), criterion(3, Verdict::Open)]
                .into(),
            ..Item::default()
        };
        item.reach(Status::Review, Stamp(5));
        let id = product.add(item, Place::Bottom).unwrap();
        (product, id, now)
    }

    #[test]
    fn a_strict_team_accepts_what_misses_nothing() {
        let (mut product, id, now) = shown();
        product.put(About { strict: true, ..product.about().clone() });
        assert!(product.accept(id, now).unwrap_err().to_string().contains("misses 1 criterion"));
        product
            .update(id, |item| {
                item.criteria.retain(|criterion| criterion.verdict != Verdict::Missed);
                Ok(())
            })
            .unwrap();
        product.accept(id, now).unwrap();
    }

    #[test]
    fn what_is_accepted_is_done_and_what_moves_back_is_not_accepted_any_more() {
        let (mut product, id, now) = shown();
        product.accept(id, now).unwrap();
        let item = product.item(id).unwrap();
        assert_eq!((item.status, item.accepted), (Status::Done, Some(now.at)));
        assert_eq!(item.criteria[2].verdict, Verdict::Open, "nobody judged it, so nobody is told that it is met");
        assert_eq!(item.criteria[1].verdict, Verdict::Missed, "a finding stays");
        assert!(product.accept(id, now).is_err());
        product
            .update(id, |item| {
                item.reach(Status::Review, Stamp(now.at.0 + 1));
                Ok(())
            })
            .unwrap();
        assert_eq!(product.item(id).unwrap().accepted, None);
    }

    #[test]
    fn a_return_needs_words_and_stays_on_record() {
        let (mut product, id, now) = shown();
        assert!(product.return_item(id, Fault::Defect, "  ", now).is_err());
        product.return_item(id, Fault::Defect, "no link on mobile", now).unwrap();
        let item = product.item(id).unwrap();
        assert_eq!((item.status, item.returns.len(), item.returns[0].fault), (Status::Doing, 1, Fault::Defect));
    }

    #[test]
    fn the_rest_takes_what_is_not_met_and_its_points_with_it() {
        let (mut product, id, now) = shown();
        assert!(product.accept_but(id, "Restart setup on mobile", Some(Size::Points(500)), now).is_err());
        let rest = product.accept_but(id, "Restart setup on mobile", Some(Size::Points(100)), now).unwrap();
        let (whole, rest) = (product.item(id).unwrap(), product.item(rest).unwrap());
        assert_eq!((whole.size, whole.criteria.len(), whole.accepted), (Some(Size::Points(400)), 2, Some(now.at)));
        assert_eq!((rest.criteria.len(), rest.criteria[0].verdict), (1, Verdict::Open));
        assert_eq!(product.order().front(), Some(&rest.id));
        assert_eq!(rest.linked(Relation::PartOf).next(), Some(id));
    }
}
