//! Decided is not told: who has heard what became of a request, and who still has to.

use chrono::NaiveDate;

use super::{Decided, Request};
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Id, Now, Product, Refusal};
use crate::sort::InOrder;

words! {
    /// The news of a request.
    pub enum About {
        /// The verdict.
        Verdict = "verdict",
        /// That it is there.
        Shipped = "shipped",
        /// Its effect.
        Measured = "measured",
    }
}

record! {
    /// Somebody was told.
    pub struct Told {
        /// Identity within the request, made of what it says.
        id: Id,
        /// The person who was told.
        who: Id,
        /// The day of it.
        on: NaiveDate,
        /// Of what.
        about: About,
        /// The verdict that was told, so that another one has to be told anew.
        verdict: Decided,
    }
}

impl Told {
    /// Returns the identity that two programs give the same fact.
    pub(super) fn content_id(&self) -> Id {
        content_id(&[&self.who.to_string(), self.about.word(), self.verdict.word()])
    }

    /// Returns it in words.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {} {}", self.on, self.about, self.who)
    }
}

/// News that somebody has not heard yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// The request.
    pub request: Id,
    /// The person who has not heard it.
    pub who: Id,
    /// The news that they have not heard.
    pub about: About,
}

impl Product {
    /// Returns the news of a request that there are to tell: what was decided, that it is there, what it did.
    #[must_use]
    pub fn news_of(&self, request: &Request) -> Vec<About> {
        let mut out = Vec::new();
        if request.verdict != Decided::Waits {
            out.push(About::Verdict);
        }
        // what went into another request becomes what that one becomes
        let end = self.end_of(request);
        let items = || end.items.iter().filter_map(|id| self.items().get(*id));
        if items().any(|item| item.accepted.is_some()) {
            out.push(About::Shipped);
        }
        if items().any(|item| item.effect.as_ref().is_some_and(|effect| effect.checked.is_some())) {
            out.push(About::Measured);
        }
        out
    }

    /// Returns the request into which this one went in the end; itself if it went into none.
    #[must_use]
    pub fn end_of<'a>(&'a self, request: &'a Request) -> &'a Request {
        let mut at = request;
        // two programs can join two requests into each other: so many steps and no more
        for _ in 0..16 {
            match at.merged_into.and_then(|id| self.requests().get(id)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// Returns what of a request somebody has not heard yet.
    #[must_use]
    pub fn owed_of(&self, request: &Request) -> Vec<Owed> {
        let news = self.news_of(request);
        let mut out = Vec::new();
        for who in &request.who {
            for about in &news {
                let heard = |told: &&Told| {
                    told.who == *who
                        && told.about == *about
                        && (*about != About::Verdict || told.verdict == request.verdict)
                };
                if !request.told.iter().any(|told| heard(&told)) {
                    out.push(Owed { request: request.id, who: *who, about: *about });
                }
            }
        }
        // of something that is there the verdict needs no telling of its own
        let shipped = out.iter().filter(|owed| owed.about == About::Shipped).map(|owed| owed.who).collect::<Vec<_>>();
        out.retain(|owed| owed.about != About::Verdict || !shipped.contains(&owed.who));
        out
    }

    /// Returns all that nobody told yet, the oldest verdict first.
    #[must_use]
    pub fn owed(&self) -> Vec<Owed> {
        let mut decided: Vec<&Request> = self
            .requests()
            .iter()
            .map(|request| &**request)
            .filter(|request| request.verdict != Decided::Waits)
            .collect();
        decided.order_by_key(|request| (request.decided, request.num));
        decided.into_iter().flat_map(|request| self.owed_of(request)).collect()
    }

    /// Writes down that somebody was told all that there is to tell of a request. Returns how many news that were.
    ///
    /// # Errors
    /// Returns an error if the request is not there any more, if they did not ask, or if there is nothing to tell.
    pub fn tell(&mut self, id: Id, who: Id, now: Now) -> Result<usize, Refusal> {
        let request = self.request(id)?;
        let key = request.key();
        if !request.who.contains(&who) {
            return Err(Refusal::invalid(format!("they did not ask for {key}")));
        }
        let news = self.news_of(request);
        if news.is_empty() {
            return Err(Refusal::invalid(format!("{key} waits for a verdict: there is nothing to tell yet")));
        }
        let verdict = request.verdict;
        let n = self.owed_of(request).into_iter().filter(|owed| owed.who == who).count();
        if n == 0 {
            return Err(Refusal::invalid(format!("they heard all of {key} already")));
        }
        self.change_request(id, |request| {
            for about in news {
                let mut told = Told { who, on: now.today, about, verdict, ..Told::default() };
                told.id = told.content_id();
                if !request.told.iter().any(|other| other.id == told.id) {
                    request.told.push(told);
                }
            }
            request.told.order_by_key(|told| told.id);
            Ok(())
        })?;
        Ok(n)
    }
}
