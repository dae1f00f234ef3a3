//! What is known of all wishes and promises, computed once for a state of the product.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::measure::promise::{self, Outlook};
use crate::measure::reach::{self, Reaches};
use crate::model::request::Owed;
use crate::model::{Id, Now, Product};
use crate::tui::memo::Memo;

/// Facts about all requests.
pub struct Wishes {
    /// The reach of each.
    pub reaches: Reaches,
    /// Those that wait for a verdict, the one that was heard first first.
    pub waiting: Vec<Id>,
    /// The news that nobody told yet.
    pub owed: Vec<Owed>,
}

/// Facts about wishes and promises, kept until the product changes.
#[derive(Default)]
pub struct Known {
    wishes: Memo<(u64, NaiveDate), Rc<Wishes>>,
    outlooks: Memo<(u64, NaiveDate), Rc<BTreeMap<Id, Outlook>>>,
}

impl Known {
    /// Returns what is known of the requests in the state of this epoch.
    #[must_use]
    pub fn wishes(&self, epoch: u64, product: &Product, now: Now) -> Rc<Wishes> {
        self.wishes.get((epoch, now.today), || {
            let reaches = Reaches::of(product);
            let waiting = reach::waiting(product, &reaches, now).into_iter().map(|request| request.id).collect();
            Rc::new(Wishes { waiting, owed: product.owed(), reaches })
        })
    }

    /// Returns how every open promise stands in the state of this epoch.
    #[must_use]
    pub fn outlooks(&self, epoch: u64, product: &Product, now: Now) -> Rc<BTreeMap<Id, Outlook>> {
        self.outlooks.get((epoch, now.today), || Rc::new(promise::outlooks(product, now)))
    }
}
