//! What changed since a plan was kept: the order at its top, the goals, and what the sprint holds.

use std::collections::{HashMap, HashSet};

use crate::model::snapshot::KEPT;
use crate::model::{Id, Product, Snapshot};
use crate::text;

/// Items from the top that are compared.
const TOP: usize = 20;
/// Items whose coming is counted.
const FIRST: usize = 10;
/// Places that one must move among what stayed to be worth a line.
const FAR: usize = 3;
/// Share of new items among the first ten in percent from which on it is too restless to be planned with.
pub const RESTLESS: u32 = 20;

/// A line of what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The item that it is about; `None` of a goal.
    pub item: Option<Id>,
    /// What happened, in words.
    pub words: String,
}

/// What changed since a plan was kept, by what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// What changed about the goals.
    pub goals: Vec<Moved>,
    /// What came to the top of the order, left it or moved there.
    pub order: Vec<Moved>,
    /// What came into the sprint, or left it.
    pub sprint: Vec<Moved>,
}

impl Since {
    /// Returns all of it with the headings.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &[Moved]); 3] {
        [("Goals", &self.goals), ("Top of the order", &self.order), ("Sprint", &self.sprint)]
    }
}

/// Returns what changed since a plan was kept.
#[must_use]
pub fn since(then: &Snapshot, product: &Product) -> Since {
    let goals = product.goals_changed(then).into_iter().map(|words| Moved { item: None, words }).collect();
    Since { goals, order: order(then, product), sprint: sprint(then, product) }
}

fn line(product: &Product, id: Id, what: &str) -> Option<Moved> {
    let item = product.items().get(id)?;
    let words = format!("{} {}: {what}", product.key(item), text::line(&item.title));
    Some(Moved { item: Some(id), words })
}

fn order(then: &Snapshot, product: &Product) -> Vec<Moved> {
    let before: HashMap<Id, usize> = then.top.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let now: HashMap<Id, usize> = product.order().iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let top: Vec<Id> = product.order().iter().take(TOP).copied().collect();
    let old: Vec<Id> = then.top.iter().take(TOP).copied().collect();
    let mut out = Vec::new();
    for id in &top {
        let here = now.get(id).map_or(0, |n| n + 1);
        let what = match before.get(id) {
            Some(n) if *n < TOP => continue,
            Some(n) => format!("came up from {} to {here}", n + 1),
            None if product.items().get(*id).is_some_and(|item| item.created > then.created) => {
                format!("is new, at {here}")
            }
            None if then.top.len() < KEPT => format!("came back, at {here}"),
            None => format!("came up from below {KEPT} to {here}"),
        };
        out.extend(line(product, *id, &what));
    }
    for (place, id) in old.iter().enumerate() {
        let Some(item) = product.items().get(*id) else { continue };
        let what = match now.get(id) {
            Some(n) if *n < TOP => continue,
            Some(n) => format!("fell from {} to {}", place + 1, n + 1),
            None if item.declined.is_some() => "was declined".to_owned(),
            None => "was done".to_owned(),
        };
        out.extend(line(product, *id, &what));
    }
    // what left makes the rest come up: only places among those that stayed tell that somebody moved one
    let stayed =
        |ids: &[Id], other: &[Id]| -> Vec<Id> { ids.iter().filter(|id| other.contains(id)).copied().collect() };
    let (was, is) = (stayed(&old, &top), stayed(&top, &old));
    for (n, id) in is.iter().enumerate() {
        let from = was.iter().position(|other| other == id).unwrap_or(n);
        if from.abs_diff(n) >= FAR {
            let way = if n < from { "up" } else { "down" };
            let places = (before.get(id).map_or(0, |n| n + 1), now.get(id).map_or(0, |n| n + 1));
            out.extend(line(product, *id, &format!("moved {way}, {} → {}", places.0, places.1)));
        }
    }
    out
}

fn sprint(then: &Snapshot, product: &Product) -> Vec<Moved> {
    // what another sprint holds says nothing of this one
    let same = then.holder.and_then(|id| product.get::<crate::model::Sprint>(id));
    let Some(row) = same else { return Vec::new() };
    let came = row.items.iter().filter(|id| !then.held.contains(id));
    let left = then.held.iter().filter(|id| !row.items.contains(id));
    let came = came.filter_map(|id| line(product, *id, &format!("came into S{}", row.number)));
    came.chain(left.filter_map(|id| line(product, *id, &format!("left S{}", row.number)))).collect()
}

/// Returns the share of the first ten of an order that were not among the first twenty before, in percent: what nobody saw coming.
/// What left the order since, because it was done or declined, leaves its place to the next. `None` where one of the two is empty.
#[must_use]
pub fn churn<'a>(before: &[Id], now: impl IntoIterator<Item = &'a Id>) -> Option<u32> {
    let now: Vec<&Id> = now.into_iter().collect();
    let there: HashSet<&Id> = now.iter().copied().collect();
    let before: HashSet<&Id> = before.iter().filter(|id| there.contains(id)).take(TOP).collect();
    let first = now.iter().take(FIRST);
    let (all, new) = (first.len(), first.filter(|id| !before.contains(**id)).count());
    (all > 0 && !before.is_empty()).then(|| u32::try_from(new * 100 / all).unwrap_or(100))
}

/// Returns the share of the first ten that nobody saw coming when the last sprint began, with the number of that sprint.
#[must_use]
pub fn churn_now(product: &Product) -> Option<(u32, u32)> {
    let then = product.kept_plans().into_iter().find(|row| row.sprint.is_some())?;
    let number = then.sprint.and_then(|id| product.get::<crate::model::Sprint>(id))?.number;
    Some((churn(&then.top, product.order())?, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Now, Place, Stamp};

    fn product(n: usize) -> (Product, Vec<Id>) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids = (1..=n)
            .map(|n| product.add(Item { title: format!("item {n}"), ..Item::default() }, Place::Bottom).unwrap())
            .collect();
        (product, ids)
    }

    fn words(product: &Product, then: &Snapshot) -> Vec<String> {
        order(then, product).into_iter().map(|row| row.words).collect()
    }

    #[test]
    fn what_came_up_fell_or_moved_is_said_and_what_only_closed_a_gap_is_not() {
        let (mut product, ids) = product(40);
        product.keep_plan("before", None);
        let then = product.kept_plans()[0].clone();
        product.place(&[ids[30]], Place::Top).unwrap();
        product.decline(ids[1], crate::model::Reason::LowValue, "", Now::on("2026-11-21".parse().unwrap())).unwrap();
        assert_eq!(
            words(&product, &then),
            ["TES-31 item 31: came up from 31 to 1", "TES-2 item 2: was declined"],
            "nineteen that closed the gap say nothing"
        );
        product.place(&[ids[10]], Place::Top).unwrap();
        assert!(words(&product, &then).contains(&"TES-11 item 11: moved up, 11 → 1".to_owned()));
    }

    #[test]
    fn the_first_ten_are_restless_where_they_were_not_among_the_first_twenty() {
        let (_, ids) = product(40);
        assert_eq!(churn(&ids, &ids[15..]), Some(0), "fifteen that were done bring nothing new");
        assert_eq!(churn(&ids, &ids[5..]), Some(0), "what was next comes up");
        assert_eq!(churn(&ids, &[&ids[30..33], &ids[..30]].concat()), Some(30));
        assert_eq!(churn(&[], &ids), None);
        assert_eq!(churn(&ids, &[] as &[Id]), None);
    }
}
