//! Facts about wishes and promises, each computed once for a state of the product and only if a screen asks for it.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::measure::promise::{self, Outlook};
use crate::measure::reach::{self, Displaced, Reaches};
use crate::model::request::Owed;
use crate::model::{Id, Now, Product};
use crate::tui::memo::Memo;

/// Facts about all requests.
pub struct Wishes {
    /// The reach of each.
    pub reaches: Rc<Reaches>,
    /// Those that wait for a verdict, the one that was heard first first.
    pub waiting: Rc<Vec<Id>>,
    /// The news that nobody told yet.
    pub owed: Rc<Vec<Owed>>,
}

/// The state of the product that facts were computed for: its epoch, the day.
type Key = (u64, NaiveDate);

/// Facts about wishes and promises, kept until the product changes.
#[derive(Default)]
pub struct Known {
    reaches: Memo<Key, Rc<Reaches>>,
    waiting: Memo<Key, Rc<Vec<Id>>>,
    owed: Memo<Key, Rc<Vec<Owed>>>,
    outlooks: Memo<Key, Rc<BTreeMap<Id, Outlook>>>,
    displaced: Memo<Key, Rc<Displaced>>,
}

impl Known {
    /// Returns the facts about the requests in the state of this epoch.
    #[must_use]
    pub fn wishes(&self, epoch: u64, product: &Product, now: Now) -> Wishes {
        let owed = self.owed.get((epoch, now.today), || Rc::new(product.owed()));
        Wishes { reaches: self.reaches(epoch, product, now), waiting: self.waiting(epoch, product, now), owed }
    }

    /// Returns who is behind each request and item.
    #[must_use]
    pub fn reaches(&self, epoch: u64, product: &Product, now: Now) -> Rc<Reaches> {
        self.reaches.get((epoch, now.today), || Rc::new(Reaches::of(product)))
    }

    /// Returns the requests that wait for a verdict. The header of every screen counts them, so the reach is only asked for where a
    /// request waits for it.
    #[must_use]
    pub fn waiting(&self, epoch: u64, product: &Product, now: Now) -> Rc<Vec<Id>> {
        self.waiting.get((epoch, now.today), || {
            let by_reach = product.requests().iter().any(|request| request.until_reach > 0);
            let reaches = if by_reach { self.reaches(epoch, product, now) } else { Rc::default() };
            Rc::new(reach::waiting(product, &reaches, now).into_iter().map(|request| request.id).collect())
        })
    }

    /// Returns the items that a wish of no known size would push out of the next sprint.
    #[must_use]
    pub fn displaced(&self, epoch: u64, product: &Product, now: Now) -> Rc<Displaced> {
        self.displaced.get((epoch, now.today), || Rc::new(reach::displaced(product, None, now)))
    }

    /// Returns how every open promise stands in the state of this epoch.
    #[must_use]
    pub fn outlooks(&self, epoch: u64, product: &Product, now: Now) -> Rc<BTreeMap<Id, Outlook>> {
        self.outlooks.get((epoch, now.today), || Rc::new(promise::outlooks(product, now)))
    }
}
