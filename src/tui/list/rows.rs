//! The rows of the list: which items pass, in which order, found piece by piece so that no key press waits for all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use imbl::Vector;

use crate::model::{Change, Id, Item, Now, Product};
use crate::query::{self, Fuzzy, Matcher, Query};

/// How many items are looked at between two looks at the clock.
const PIECE: usize = 256;

/// Most changed items that are followed one by one; with more it is quicker to begin anew.
const FEW: usize = 32;

/// The ids of the rows, and what is left to look at.
pub struct Rows {
    ids: Vec<Id>,
    /// The items to look at, in the order of the list, and how many of them were looked at. None is taken out: of a million that is work.
    source: Vector<Id>,
    seen: usize,
    query: Arc<Query>,
    matcher: Matcher,
    find: Fuzzy,
}

impl Rows {
    /// Begins a list; [`Rows::search`] fills it.
    #[must_use]
    pub fn begin(product: &Product, query: Arc<Query>, find: &str) -> Self {
        let source = if query.sort.is_none() && query.only_open() {
            product.order().clone()
        } else {
            let mut items: Vec<Arc<Item>> =
                product.items().iter().filter(|i| !query.only_open() || i.is_open()).cloned().collect();
            query::sort(&mut items, query.sort, product);
            items.iter().map(|item| item.id).collect()
        };
        let matcher = Matcher::new(query.clone());
        Self { ids: Vec::new(), source, seen: 0, query, matcher, find: Fuzzy::new(find.split_whitespace()) }
    }

    /// Returns the rows found so far.
    #[must_use]
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// Whether something is left to look at.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.seen < self.source.len()
    }

    fn passes(&mut self, item: &Item, product: &Product, now: Now) -> bool {
        self.matcher.passes(item, product, now) && self.find.finds(item, product)
    }

    /// Looks further: at least until `enough` rows are there or all is looked at, and at most for `time`.
    pub fn search(&mut self, product: &Product, now: Now, enough: usize, time: Duration) {
        let start = Instant::now();
        while self.is_searching() && self.ids.len() < enough {
            let end = (self.seen + PIECE).min(self.source.len());
            while self.seen < end {
                let id = self.source.get(self.seen).copied();
                self.seen += 1;
                if let Some(item) = id.and_then(|id| product.items().get(id)).cloned()
                    && self.passes(&item, product, now)
                {
                    self.ids.extend(id);
                }
            }
            if start.elapsed() >= time {
                return;
            }
        }
    }

    /// Looks at all that is left.
    pub fn finish(&mut self, product: &Product, now: Now) {
        self.search(product, now, usize::MAX, Duration::MAX);
    }

    /// Returns the row of an item; `guess` is looked at first.
    #[must_use]
    pub fn position(&self, id: Id, guess: usize) -> Option<usize> {
        if self.ids.get(guess) == Some(&id) {
            return Some(guess);
        }
        self.ids.iter().position(|row| *row == id)
    }

    /// Brings the rows in step with a change. `at` is the row of the cursor, and stays on its item where that is there.
    ///
    /// Returns false where the list must be begun anew because its order depends on more than the rank.
    pub fn follow(&mut self, change: &Change, product: &Product, now: Now, at: &mut usize) -> bool {
        if self.query.sort.is_some() || !self.query.only_open() || change.items.len() > FEW {
            return false;
        }
        self.finish(product, now);
        let held = self.ids.get(*at).copied();
        let mut landed = None;
        for edit in &change.items {
            if edit.before.is_some()
                && let Some(row) = self.position(edit.id(), *at)
            {
                self.ids.remove(row);
                if row < *at {
                    *at -= 1;
                }
            }
        }
        for edit in &change.items {
            let Some(item) = product.items().get(edit.id()).cloned() else { continue };
            if !self.passes(&item, product, now) {
                continue;
            }
            let key = (&item.rank, item.id);
            let row = self
                .ids
                .partition_point(|id| product.items().get(*id).is_some_and(|other| (&other.rank, other.id) < key));
            self.ids.insert(row, item.id);
            if Some(item.id) == held {
                landed = Some(row);
            } else if let Some(landed) = &mut landed {
                *landed += usize::from(row <= *landed);
            }
            if row <= *at && Some(item.id) != held {
                *at += 1;
            }
        }
        // a cursor whose item moved goes with it; one whose item left stays where it was, on the next
        let last = self.ids.len().saturating_sub(1);
        *at = landed.unwrap_or(*at).min(last);
        if let Some(held) = held
            && self.ids.get(*at) != Some(&held)
            && let Some(row) = self.position(held, *at)
        {
            *at = row;
        }
        true
    }
}
