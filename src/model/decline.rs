//! Declining well: what it lost against, when to look again, an answer that one can send, and the decision in the log.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::decision::{Decision, Ruling};
use crate::model::item::Declined;
use crate::model::{Goal, Id, Item, Now, Product, Reason, Refusal};
use crate::text;

/// Months after which "not now" is looked at again.
const AGAIN: u32 = 3;

impl Product {
    /// Declines an item as a person does: with what it loses against, a day to look again, and a line in the log of
    /// decisions.
    ///
    /// # Errors
    /// Returns an error if it was declined already.
    pub fn decline_by_hand(&mut self, id: Id, reason: Reason, why: &str, by: &str, now: Now) -> Result<(), Refusal> {
        self.not_committed(id)?;
        // told before it leaves the order
        let lost_to = self.lost_to(reason, id);
        let no = Declined { reason, text: why.to_owned(), lost_to, review: review(reason, now), ..Declined::default() };
        self.decline_with(id, no, now)?;
        let item = self.item(id)?;
        let what = format!("no to {} “{}”: {}", self.key(item), item.title, reason.phrase());
        self.log_decision(Ruling::Declined, what, why, id, by)
    }

    /// Brings an item back that was declined, with what is new, and a line in the log of decisions.
    ///
    /// # Errors
    /// Returns an error if it was not declined.
    pub fn bring_back(&mut self, id: Id, news: &str, by: &str) -> Result<(), Refusal> {
        self.reconsider(id)?;
        let item = self.item(id)?;
        let what = format!("brought back {} “{}”", self.key(item), item.title);
        self.log_decision(Ruling::Reconsidered, what, news, id, by)
    }

    /// Hides an item until a day, with a line in the log of decisions.
    ///
    /// # Errors
    /// Returns an error if the day is not in the future.
    pub fn put_off(&mut self, id: Id, until: Option<NaiveDate>, by: &str, now: Now) -> Result<(), Refusal> {
        self.set_aside(id, until, now)?;
        let Some(day) = until else { return Ok(()) };
        let item = self.item(id)?;
        let what = format!("put off {} “{}” until {}", self.key(item), item.title, day.format("%-d %b %Y"));
        self.log_decision(Ruling::Later, what, "", id, by)
    }

    fn log_decision(&mut self, verdict: Ruling, what: String, why: &str, id: Id, by: &str) -> Result<(), Refusal> {
        let (because, by) = (why.to_owned(), by.to_owned());
        self.decide(Decision { verdict, what, because, about: vec![id], by, ..Decision::default() })?;
        Ok(())
    }

    /// Returns what a "no" loses against, as far as the product says it: the goal at work, or the top of the order.
    fn lost_to(&self, reason: Reason, id: Id) -> String {
        let goal = self.current_goal().map(|goal| format!("G{} {}", goal.num, goal.title));
        let above = || {
            let others = self.order().iter().take_while(|other| **other != id).take(3);
            let others = others.filter_map(|id| self.items().get(*id));
            let names: Vec<String> =
                others.map(|item| format!("{} {}", self.key(item), text::cut(&item.title, 40))).collect();
            names.join(", ")
        };
        match reason {
            Reason::NotNow | Reason::NotThisYear | Reason::LowValue => above(),
            Reason::OutOfGoal => goal.unwrap_or_default(),
            Reason::Duplicate | Reason::Archived => String::new(),
        }
    }
}

/// Returns the day on which a "no" of this class is looked at again.
pub(super) fn review(reason: Reason, now: Now) -> Option<NaiveDate> {
    match reason {
        Reason::NotNow => now.today.checked_add_months(Months::new(AGAIN)),
        Reason::NotThisYear => NaiveDate::from_ymd_opt(now.today.year() + 1, 1, 7),
        _ => None,
    }
}

/// Returns an answer to whoever asked, in words that one can send: their wish, the reason, and the goal at work.
#[must_use]
pub fn answer(item: &Item, no: &Declined, goal: Option<&Goal>) -> String {
    let what = match no.reason {
        Reason::NotNow => "we will not do it now",
        Reason::NotThisYear => "we will not do it this year",
        Reason::Duplicate => "there already is such a wish, and yours is kept with it",
        Reason::OutOfGoal => "it does not serve what we are working towards",
        Reason::LowValue => "it is not worth what it costs",
        Reason::Archived => "it has been overtaken by events",
    };
    let mut out = format!("Thank you for “{}”. We looked at it, and {what}.", text::line(&item.title));
    if !no.text.is_empty() {
        let stop = if no.text.ends_with(['.', '!', '?']) { "" } else { "." };
        out.push_str(&format!(" {}{stop}", text::line(&no.text)));
    }
    // other people's items are nobody else's business: what counts outside is what we are working towards
    if let Some(goal) = goal {
        out.push_str(&format!(" What we are working towards now: {}.", text::line(&goal.title)));
    }
    if let Some(day) = no.review {
        out.push_str(&format!(" We look at it again in {}.", day.format("%B %Y")));
    }
    out
}
