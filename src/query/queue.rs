//! The queues of a grooming session: which items need the same sort of decision.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Matcher, Query};
use crate::measure::ready;
use crate::model::session::Purpose;
use crate::model::{Id, Item, Now, Product, Verb};
use crate::sort::InOrder;

/// A sort of items to go through.
#[derive(Debug)]
pub struct Queue {
    /// Its name in the shell.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// What a session over it does.
    pub mode: Purpose,
    /// What an item passes that still needs a decision; empty where every item does.
    pub filter: &'static str,
    /// The verb that is all that the queue asks for, so that the next item comes up at once: with a key or two for each item, a
    /// third one to go on would be half of the work.
    pub asks: Option<Verb>,
    pick: Pick,
}

#[derive(Debug)]
enum Pick {
    /// What the filter finds, in the one order.
    Filter,
    /// What the filter finds among the next two sprints.
    Top,
    /// What may be there twice.
    Doubled,
    /// What is stale, old and low first.
    Old,
    /// All items of the backlog.
    All,
}

const fn queue(name: &'static str, title: &'static str, filter: &'static str, pick: Pick) -> Queue {
    Queue { name, title, mode: Purpose::Groom, filter, asks: None, pick }
}

/// The queues, the most useful first.
pub static QUEUES: [Queue; 10] = [
    queue("top", "next two sprints, not ready", "is:unready", Pick::Top),
    queue("orphans", "no goal", "is:orphan", Pick::Filter),
    Queue { asks: Some(Verb::Sized), ..queue("unsized", "not sized: a size each", "is:unsized", Pick::Filter) },
    queue("big", "too big", "is:big", Pick::Filter),
    queue("stale", "stale", "is:stale", Pick::Filter),
    queue("vague", "in vague words", "is:vague", Pick::Filter),
    queue("unranked", "never ranked", "is:unranked", Pick::Filter),
    queue("duplicates", "possible duplicates", "", Pick::Doubled),
    Queue { mode: Purpose::Prune, ..queue("prune", "prune: old and low", "", Pick::Old) },
    queue("all", "everything, from the top", "", Pick::All),
];

/// Returns the queue that a filter is of.
#[must_use]
pub fn of_filter(filter: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|queue| !filter.is_empty() && queue.filter == filter)
}

/// Returns the queue of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|queue| queue.name == name)
}

impl Queue {
    /// Returns its items as they are on a day, the first to be decided first.
    #[must_use]
    pub fn items(&self, product: &Product, doubled: &Arc<HashSet<Id>>, now: Now, stale_days: i64) -> Vec<Id> {
        let open = || {
            let items = product.order().iter().filter_map(|id| product.items().get(*id));
            items.filter(|item| !item.is_later(now.today))
        };
        let ids = |items: Vec<&Arc<Item>>| items.into_iter().map(|item| item.id).collect();
        match self.pick {
            Pick::Filter => {
                let Ok(query) = Query::parse(self.filter) else { return Vec::new() };
                let query = query.stale_after(stale_days).doubled(doubled.clone());
                let mut matcher = Matcher::new(Arc::new(query));
                ids(open().filter(|item| matcher.passes(item, product, now)).collect())
            }
            Pick::Top => {
                let band = ready::band(product, now.today);
                let at_work = ready::at_work(product);
                let next = open().filter(|item| !at_work.contains(&item.id)).take(band.band);
                ids(next.filter(|item| !ready::is_ready(item, product)).collect())
            }
            Pick::Doubled => ids(open().filter(|item| doubled.contains(&item.id)).collect()),
            Pick::Old => {
                // days without a touch, weighed by how little it is worth
                let weight = |item: &Item| {
                    let value = item.scoring.as_ref().and_then(|scoring| scoring.inputs.get("value")).copied();
                    now.days_since(item.updated) * (1_100 - value.unwrap_or(500).clamp(0, 1_000))
                };
                let mut old: Vec<&Arc<Item>> =
                    open().filter(|item| now.days_since(item.updated) > stale_days).collect();
                old.order_by_key(|item| std::cmp::Reverse((weight(item), item.id)));
                ids(old)
            }
            Pick::All => ids(open().collect()),
        }
    }
}
