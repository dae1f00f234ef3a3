//! The four verdicts on a request, and the way back.

use chrono::NaiveDate;

use super::{Decided, Request};
use crate::model::decision::{Decision, Ruling};
use crate::model::decline::review;
use crate::model::entity::one_line;
use crate::model::{Goal, Id, Item, Now, Person, Place, Product, Reason, Refusal};
use crate::sort::InOrder;
use crate::text;

/// Cells of a title that is made of what was said.
const TITLE: usize = 80;
/// The tag of what came before there was an inbox.
const STAND_IN: &str = "inbox";

/// Returns a title made of what was said: all of it, or as many words as fit.
fn title(said: &str) -> String {
    let said = said.trim_end_matches(['.', '!']);
    if text::width(said) <= TITLE {
        return said.to_owned();
    }
    let mut out = String::new();
    for word in said.split(' ') {
        if text::width(&out) + text::width(word) + 1 > TITLE {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.is_empty() { text::cut(said, TITLE).into_owned() } else { out }
}

impl Product {
    /// Returns the names of those who asked for something.
    #[must_use]
    pub fn askers(&self, request: &Request) -> Vec<String> {
        let names = request.who.iter().filter_map(|id| self.get::<Person>(*id)).map(|person| person.who.clone());
        let mut out: Vec<String> = names.collect();
        if out.is_empty() && !request.was.company.is_empty() {
            out.push(request.was.company.clone());
        }
        out
    }

    pub(in crate::model) fn undecided(&self, id: Id) -> Result<Request, Refusal> {
        let request = self.request(id)?;
        match request.verdict {
            Decided::Waits | Decided::Later => Ok(request.clone()),
            verdict => {
                Err(Refusal::invalid(format!("{} is {verdict} already: ⟦request.back⟧ brings it back", request.key())))
            }
        }
    }

    pub(in crate::model) fn settle(
        &mut self,
        request: Request,
        (ruling, what): (Ruling, String),
        because: &str,
        (by, now): (&str, Now),
    ) -> Result<(), Refusal> {
        let about = request.items.clone();
        let decision = self.decide(Decision {
            verdict: ruling,
            what,
            because: because.to_owned(),
            about,
            by: by.to_owned(),
            ..Decision::default()
        })?;
        self.put(Request { decision: Some(decision), decided: Some(now.at), ..request });
        Ok(())
    }

    /// Makes an item of a request and returns the item: what was said stays as it is, the need becomes the problem, who asked goes
    /// with it. An item for which the request came in before is brought back and used.
    ///
    /// # Errors
    /// Returns an error if it was decided already.
    pub fn promote(&mut self, id: Id, place: Place, by: &str, now: Now) -> Result<Id, Refusal> {
        let request = self.undecided(id)?;
        let names = self.askers(&request);
        let stand_in = request.about.first().copied().filter(|item| {
            self.items()
                .get(*item)
                .is_some_and(|item| item.declined.as_ref().is_some_and(|no| no.reason == Reason::Archived))
        });
        let item = if let Some(item) = stand_in {
            self.reconsider(item)?;
            item
        } else {
            let day = request.heard.unwrap_or(now.today).format("%-d %b %Y");
            let from = if names.is_empty() { "somebody".to_owned() } else { names.join(", ") };
            let description = format!("“{}” · {from}, {day} ({})", request.said, request.key());
            let item =
                Item { title: title(&request.said), description, provenance: "request".into(), ..Item::default() };
            self.add(item, place)?
        };
        self.update(item, |item| {
            for name in &names {
                if !item.requesters.contains(name) {
                    item.requesters.push(name.clone());
                }
            }
            item.requesters.order();
            if item.problem.is_empty() {
                item.problem.clone_from(&request.need);
            }
            item.goal = item.goal.or(request.goal);
            item.tags.retain(|tag| tag != STAND_IN);
            for tag in &request.tags {
                if !item.tags.contains(tag) {
                    item.tags.push(tag.clone());
                }
            }
            Ok(())
        })?;
        let what = format!("took {} “{}” as {}", request.key(), request.said, self.key(self.item(item)?));
        let request = Request { verdict: Decided::Taken, items: vec![item], until: None, until_reach: 0, ..request };
        self.settle(request, (Ruling::Taken, what), "", (by, now))?;
        Ok(item)
    }

    /// Lets a request go into an item that is there: its voices go with it.
    ///
    /// # Errors
    /// Returns an error if it was decided already, or if the item is not there or was declined.
    pub fn join_item(&mut self, id: Id, item: Id, by: &str, now: Now) -> Result<(), Refusal> {
        let request = self.undecided(id)?;
        let target = self.item(item)?;
        let key = self.key(target);
        if target.declined.is_some() {
            return Err(Refusal::invalid(format!("{key} was declined: bring it back first, or decline this, too")));
        }
        let names = self.askers(&request);
        self.update(item, |item| {
            item.requesters
                .extend(names.iter().filter(|name| !item.requesters.contains(name)).cloned().collect::<Vec<_>>());
            item.requesters.order();
            Ok(())
        })?;
        let what = format!("joined {} “{}” to {key}", request.key(), request.said);
        let request = Request { verdict: Decided::Joined, items: vec![item], until: None, until_reach: 0, ..request };
        self.settle(request, (Ruling::Merged, what), "", (by, now))
    }

    /// Lets a request go into another one: its voices go with it, and nobody counts twice.
    ///
    /// # Errors
    /// Returns an error if it was decided already, if the other one is itself or was declined, or if that went into this one.
    pub fn join_request(&mut self, id: Id, other: Id, by: &str, now: Now) -> Result<(), Refusal> {
        let request = self.undecided(id)?;
        let target = self.request(other)?.clone();
        if self.end_of(&target).id == id {
            return Err(Refusal::invalid(format!("{} went into {} already", target.key(), request.key())));
        }
        if target.verdict == Decided::Declined {
            return Err(Refusal::invalid(format!(
                "{} was declined: decline this one, too, or bring that back",
                target.key()
            )));
        }
        let items = self.end_of(&target).items.clone();
        let what = format!("joined {} “{}” to {}", request.key(), request.said, target.key());
        let request = Request {
            verdict: Decided::Joined,
            merged_into: Some(other),
            items,
            until: None,
            until_reach: 0,
            ..request
        };
        self.settle(request, (Ruling::Merged, what), "", (by, now))
    }

    /// Declines a request, with a class, a reason in words, a day to look again, and a line in the log.
    ///
    /// # Errors
    /// Returns an error if it was decided already.
    pub fn decline_request(&mut self, id: Id, reason: Reason, why: &str, by: &str, now: Now) -> Result<(), Refusal> {
        let request = self.undecided(id)?;
        let what = format!("no to {} “{}”: {}", request.key(), request.said, reason.phrase());
        let until = review(reason, now);
        let request = Request {
            verdict: Decided::Declined,
            reason: Some(reason),
            why: why.trim().to_owned(),
            until,
            until_reach: 0,
            ..request
        };
        self.settle(request, (Ruling::Declined, what), why, (by, now))
    }

    /// Puts a request off until a day, or until so many accounts ask.
    ///
    /// # Errors
    /// Returns an error if it was decided otherwise already, if the day is not to come, or if neither is given.
    pub fn put_off_request(
        &mut self,
        id: Id,
        (until, reach): (Option<NaiveDate>, u32),
        by: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let request = self.undecided(id)?;
        if until.is_some_and(|day| day <= now.today) {
            return Err(Refusal::invalid("a request is put off until a day that is to come"));
        }
        let when = match (until, reach) {
            (Some(day), 0) => day.format("%-d %b %Y").to_string(),
            (None, 1..) => crate::words::count(usize::try_from(reach).unwrap_or(0), "account"),
            (Some(day), _) => format!(
                "{} or {}",
                day.format("%-d %b %Y"),
                crate::words::count(usize::try_from(reach).unwrap_or(0), "account")
            ),
            (None, 0) => return Err(Refusal::invalid("until when? a day, or how many accounts ask")),
        };
        let what = format!("put off {} “{}” until {when}", request.key(), request.said);
        let request = Request { verdict: Decided::Later, until, until_reach: reach, ..request };
        self.settle(request, (Ruling::Later, what), "", (by, now))
    }

    /// Lets a request that was declined, put off or joined wait again, with what is new.
    ///
    /// # Errors
    /// Returns an error if it waits, or if it became an item.
    pub fn ask_again(&mut self, id: Id, news: &str, by: &str, now: Now) -> Result<(), Refusal> {
        let request = self.request(id)?.clone();
        match request.verdict {
            Decided::Waits => return Err(Refusal::invalid(format!("{} waits already", request.key()))),
            Decided::Taken => {
                let item = request.items.first().and_then(|id| self.items().get(*id));
                let key = item.map_or_else(|| "an item".to_owned(), |item| self.key(item));
                return Err(Refusal::invalid(format!(
                    "{} became {key}: what is to be said of it is said there",
                    request.key()
                )));
            }
            Decided::Joined | Decided::Declined | Decided::Later => {}
        }
        let what = format!("brought back {} “{}”", request.key(), request.said);
        let request = Request {
            verdict: Decided::Waits,
            items: Vec::new(),
            merged_into: None,
            reason: None,
            why: String::new(),
            until: None,
            until_reach: 0,
            ..request
        };
        self.settle(request, (Ruling::Reconsidered, what), news, (by, now))?;
        self.change_request(id, |request| {
            request.decided = None;
            Ok(())
        })
    }

    /// Returns the open items that carry the tag of the time before there was an inbox.
    #[must_use]
    pub fn stand_ins(&self) -> Vec<Id> {
        let tagged = |item: &&std::sync::Arc<Item>| item.is_open() && item.tags.iter().any(|tag| tag == STAND_IN);
        let mut out: Vec<(u32, Id)> = self.items().iter().filter(tagged).map(|item| (item.num, item.id)).collect();
        out.sort_unstable();
        out.into_iter().map(|(_, id)| id).collect()
    }

    /// Makes requests of the items that carry the tag of before. Each item is put to the record, and comes back as it was if its
    /// request is taken. Returns how many there were.
    ///
    /// # Errors
    /// Returns an error if one of them is in a sprint.
    pub fn adopt_stand_ins(&mut self, now: Now) -> Result<usize, Refusal> {
        let items = self.stand_ins();
        for id in &items {
            let item = self.item(*id)?.clone();
            let who = item.requesters.iter().map(|name| self.person_named(name)).collect::<Result<Vec<_>, _>>()?;
            let heard = Some(now.day_of(item.created)).filter(|day| *day <= now.today);
            let request = Request {
                said: one_line(&item.title),
                need: one_line(&item.problem),
                who,
                heard,
                how: super::Channel::Sprint,
                goal: item.goal,
                about: vec![*id],
                ..Request::default()
            };
            // the same wish on the same day is one request: its item goes to the record all the same
            let asked = self.ask(request, now);
            let key = asked.ok().and_then(|id| self.request(id).ok()).map_or_else(String::new, Request::key);
            self.decline(*id, Reason::Archived, format!("it is the request {key} now").trim_end(), now)?;
        }
        Ok(items.len())
    }
}

/// Returns the answer to whoever asked, in words that one can send: their wish, what became of it, the reason, our goal. Other people's
/// items are nobody else's business, so none is named but their own.
#[must_use]
pub fn answer_to(request: &Request, product: &Product, goal: Option<&Goal>) -> String {
    let mut out = format!("Thank you for “{}”.", text::line(&request.said));
    if !request.need.is_empty() {
        out.push_str(&format!(
            " We understand that it is about this: {}.",
            text::line(&request.need).trim_end_matches('.')
        ));
    }
    let end = product.end_of(request);
    let item = end.items.first().and_then(|id| product.items().get(*id));
    let what = match (request.verdict, request.reason) {
        (Decided::Waits, _) => "We have heard it, and we owe you an answer.",
        (Decided::Taken | Decided::Joined, _) if item.is_some_and(|item| item.accepted.is_some()) => "It is there now.",
        (Decided::Taken, _) => "We took it up: it is in our backlog.",
        (Decided::Joined, _) => "We are at work on the same wish already, and yours counts with it.",
        (Decided::Later, _) => "We will not decide it now.",
        (Decided::Declined, Some(Reason::NotThisYear)) => "We looked at it, and we will not do it this year.",
        (Decided::Declined, Some(Reason::Duplicate)) => "There already is such a wish, and yours is kept with it.",
        (Decided::Declined, Some(Reason::OutOfGoal)) => {
            "We looked at it, and it does not serve what we are working towards."
        }
        (Decided::Declined, Some(Reason::LowValue)) => "We looked at it, and it is not worth what it costs.",
        (Decided::Declined, Some(Reason::Archived)) => "It has been overtaken by events.",
        (Decided::Declined, _) => "We looked at it, and we will not do it now.",
    };
    out.push(' ');
    out.push_str(what);
    if !request.why.is_empty() {
        let stop = if request.why.ends_with(['.', '!', '?']) { "" } else { "." };
        out.push_str(&format!(" {}{stop}", text::line(&request.why)));
    }
    let open = matches!(request.verdict, Decided::Declined | Decided::Later);
    if let Some(goal) = goal.filter(|_| open) {
        out.push_str(&format!(" What we are working towards now: {}.", text::line(&goal.title).trim_end_matches('.')));
    }
    if let Some(day) = request.until.filter(|_| open) {
        out.push_str(&format!(" We look at it again in {}.", day.format("%B %Y")));
    }
    out
}
