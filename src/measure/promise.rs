//! The chance of a promise: from the team's own throughput, never typed. A promise rests on an item, and is kept once everything that
//! comes before the item in the work, and the item itself, is done.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::forecast::{self, History, SEED};
use super::ready;
use crate::model::{Id, Now, Product, Promise, Status};
use crate::words::count;

/// The chance below which a promise is red, in percent.
pub const RED: usize = 50;
/// The chance with which a day is safe to be said aloud, in percent.
pub const SAFE: usize = 85;

/// How a promise stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// Items that come before it in the work, itself included; 0 where it is done.
    pub ahead: usize,
    /// The chance that it is kept, in percent.
    pub chance: Option<usize>,
    /// The day by which it is done with a chance of 50, 85 and 95 %.
    pub days: [Option<NaiveDate>; 3],
    /// The place in the work from which on it is kept with 85 %, where it stands further down.
    pub needs: Option<usize>,
    /// Why there is no chance, where there is none.
    pub unknown: String,
}

impl Outlook {
    /// Whether it is more likely broken than kept.
    #[must_use]
    pub fn is_red(&self) -> bool {
        self.chance.is_some_and(|chance| chance < RED)
    }
}

/// Returns the open items in the order in which they are worked on: what is in the sprint at work first, then the backlog from its top;
/// what is hidden until a later day comes last.
#[must_use]
pub fn work(product: &Product, today: NaiveDate) -> Vec<Id> {
    let at_work = ready::at_work(product);
    let undone = |id: &Id| product.items().get(*id).is_some_and(|item| item.status != Status::Done);
    let (mut first, mut then, mut later) = (Vec::new(), Vec::new(), Vec::new());
    for id in product.order().iter().filter(|id| undone(id)) {
        let hidden = product.items().get(*id).is_some_and(|item| item.is_later(today));
        match (at_work.contains(id), hidden) {
            (true, _) => first.push(*id),
            (false, false) => then.push(*id),
            (false, true) => later.push(*id),
        }
    }
    first.extend(then);
    first.extend(later);
    first
}

/// Returns how many items have to be done until an item is: its place in the work. 0 where it is done, nothing where it never will be.
#[must_use]
pub fn place(work: &[Id], product: &Product, item: Id) -> Option<usize> {
    let own = product.items().get(item)?;
    if own.declined.is_some() {
        return None;
    }
    if own.status == Status::Done {
        return Some(0);
    }
    work.iter().position(|id| *id == item).map(|at| at + 1)
}

/// Returns how many items have to be done until all of a goal are.
fn place_of_goal(work: &[Id], product: &Product, goal: Id) -> Option<usize> {
    let serves = |id: &Id| product.items().get(*id).is_some_and(|item| item.goal == Some(goal));
    match work.iter().rposition(serves) {
        Some(at) => Some(at + 1),
        None => product.items().iter().any(|item| item.goal == Some(goal) && item.declined.is_none()).then_some(0),
    }
}

/// Returns how every open promise stands.
#[must_use]
pub fn outlooks(product: &Product, now: Now) -> BTreeMap<Id, Outlook> {
    let open: Vec<&Promise> = product.promises_by_day().into_iter().filter(|promise| promise.is_open()).collect();
    if open.is_empty() {
        return BTreeMap::new();
    }
    let work = work(product, now.today);
    let history = History::of(&forecast::finished(product, now.zone), now.today, forecast::WINDOW);
    // promises on neighbours ask the same question
    let mut known: HashMap<usize, Result<Vec<u32>, forecast::NoForecast>> = HashMap::new();
    let mut out = BTreeMap::new();
    for promise in open {
        let places = (
            promise.item.map(|id| place(&work, product, id)),
            promise.goal.map(|id| place_of_goal(&work, product, id)),
        );
        let outlook = match places {
            (Some(Some(ahead)), _) | (None, Some(Some(ahead))) => {
                of_place(ahead, promise.by, &history, now, &mut known)
            }
            (Some(None), _) => unknown("the item on which it rests was declined"),
            (None, Some(None)) => unknown("the goal on which it rests has no items"),
            (None, None) => unknown("it rests on no item yet"),
        };
        out.insert(promise.id, outlook);
    }
    out
}

fn unknown(why: &str) -> Outlook {
    Outlook { unknown: why.to_owned(), ..Outlook::default() }
}

/// Returns how something stands that is done once so many items are.
fn of_place(
    ahead: usize,
    by: Option<NaiveDate>,
    history: &History,
    now: Now,
    known: &mut HashMap<usize, Result<Vec<u32>, forecast::NoForecast>>,
) -> Outlook {
    if ahead == 0 {
        return Outlook { chance: Some(100), ..Outlook::default() };
    }
    let items = u32::try_from(ahead).unwrap_or(u32::MAX);
    let when = known.entry(ahead).or_insert_with(|| forecast::when(history, items, 100, SEED));
    let when = match when {
        Ok(when) => when,
        Err(why) => return Outlook { ahead, ..unknown(&why.to_string()) },
    };
    let day = |percent| forecast::day_after(now.today, forecast::percentile(when, percent));
    let left = by.map(|by| (by - now.today).num_days());
    let chance = left.map(|left| u32::try_from(left).map_or(0, |left| forecast::chance(when, left)));
    let safe = left.and_then(|left| u32::try_from(left).ok()).filter(|left| *left > 0).and_then(|left| {
        let sums = forecast::how_many(history, left, SEED).ok()?;
        usize::try_from(forecast::at_least(&sums, SAFE)).ok()
    });
    let needs = safe.filter(|safe| *safe < ahead && chance.is_some_and(|chance| chance < SAFE));
    Outlook { ahead, chance, days: [day(50), day(SAFE), day(95)], needs, unknown: String::new() }
}

/// Returns how an item stands against a day, as a promise on it would.
///
/// # Errors
/// Returns in words why there is no forecast.
pub fn of_item(product: &Product, item: Id, by: Option<NaiveDate>, now: Now) -> Result<Outlook, String> {
    let work = work(product, now.today);
    let history = History::of(&forecast::finished(product, now.zone), now.today, forecast::WINDOW);
    let ahead = place(&work, product, item).ok_or_else(|| "it was declined".to_owned())?;
    let outlook = of_place(ahead, by, &history, now, &mut HashMap::new());
    if outlook.unknown.is_empty() { Ok(outlook) } else { Err(outlook.unknown) }
}

/// Returns how a goal stands against a day, as a promise on it would: done with the last of its items.
///
/// # Errors
/// Returns in words why there is no forecast.
pub fn of_goal(product: &Product, goal: Id, by: Option<NaiveDate>, now: Now) -> Result<Outlook, String> {
    let work = work(product, now.today);
    let history = History::of(&forecast::finished(product, now.zone), now.today, forecast::WINDOW);
    let ahead = place_of_goal(&work, product, goal).ok_or_else(|| "it has no items".to_owned())?;
    let outlook = of_place(ahead, by, &history, now, &mut HashMap::new());
    if outlook.unknown.is_empty() { Ok(outlook) } else { Err(outlook.unknown) }
}

/// The cost of keeping a promise: the items that have to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The place in the backlog to which its item has to go.
    pub to: usize,
    /// The items that it overtakes.
    pub waits: Vec<Id>,
}

/// Returns what keeping a promise with 85 % costs; nothing where it costs nothing, or where no place helps.
#[must_use]
pub fn cost(promise: &Promise, outlook: &Outlook, product: &Product, now: Now) -> Option<Cost> {
    let item = promise.item?;
    let needs = outlook.needs.filter(|needs| *needs > 0)?;
    let work = work(product, now.today);
    let at_work: HashSet<Id> = ready::at_work(product);
    let waits: Vec<Id> = work
        .iter()
        .skip(needs - 1)
        .take_while(|id| **id != item)
        .filter(|id| !at_work.contains(*id))
        .copied()
        .collect();
    let first = waits.first().and_then(|id| product.items().get(*id))?;
    Some(Cost { to: product.place_of(first)?, waits })
}

/// Returns the chances of the open promises that have one, to be written down.
#[must_use]
pub fn chances(outlooks: &BTreeMap<Id, Outlook>) -> Vec<(Id, u32)> {
    let mut out: Vec<(Id, u32)> =
        outlooks.iter().filter_map(|(id, outlook)| Some((*id, u32::try_from(outlook.chance?).ok()?))).collect();
    out.sort_unstable();
    out
}

/// Returns the outlook in words: `31 %`, or `–` where nobody can tell.
#[must_use]
pub fn words(outlook: &Outlook) -> String {
    outlook.chance.map_or_else(|| "–".to_owned(), |chance| format!("{chance} %"))
}

/// Returns how many items lie ahead, in words.
#[must_use]
pub fn ahead(outlook: &Outlook) -> String {
    match outlook.ahead {
        0 => "done".to_owned(),
        n => format!("{} to do until it is done, itself included", count(n, "item")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Step;
    use crate::model::{About, Item, Place, Stamp};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    /// A product that finishes one item a day, and has so many to do.
    fn product(open: usize) -> Product {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        for back in 1..=70_u64 {
            let at = Stamp::on(now().today - chrono::Days::new(back));
            let item = Item {
                title: format!("done {back}"),
                status: Status::Done,
                history: vec![Step { at, to: Status::Done }].into(),
                ..Item::default()
            };
            product.add(item, Place::Bottom).unwrap();
        }
        for n in 1..=open {
            product.add(Item { title: format!("open {n}"), ..Item::default() }, Place::Bottom).unwrap();
        }
        product
    }

    fn promised(product: &mut Product, item: Option<Id>, days: i64) -> Id {
        let mia = product.person_named("Mia").unwrap();
        let by = crate::model::day::days_from(now().today, days);
        product
            .promise(Promise { promised: "it".into(), to: vec![mia], by, item, ..Promise::default() }, now())
            .unwrap()
    }

    fn day_on(days: i64) -> NaiveDate {
        crate::model::day::days_from(now().today, days).unwrap()
    }

    #[test]
    fn the_chance_follows_the_place_in_the_work() {
        let mut product = product(20);
        let item = product.order()[14];
        let id = promised(&mut product, Some(item), 10);
        let outlook = |product: &Product| outlooks(product, now())[&id].clone();
        let far = outlook(&product);
        assert_eq!((far.ahead, far.is_red()), (15, true), "one a day: fifteen take fifteen days");
        assert!(far.chance.unwrap() < 10, "ten days would need a rate that drifts far: {far:?}");
        let needs = far.needs.unwrap();
        assert!(far.days[0].unwrap() <= day_on(16) && far.days[1].unwrap() > day_on(15), "{far:?}");
        let promise = product.get::<Promise>(id).unwrap().clone();
        let cost = cost(&promise, &far, &product, now()).unwrap();
        assert_eq!((cost.to, cost.waits.len()), (needs, 15 - needs));
        product.place(&[item], Place::At(needs)).unwrap();
        let near = outlook(&product);
        assert_eq!((near.ahead, near.needs), (needs, None));
        // how many by a day and when so many are counted in whole items and in whole days
        assert!(near.chance.unwrap() + 2 >= SAFE, "what it was told to take keeps it: {near:?}");
        assert_eq!(
            of_item(&product, item, promise.by, now()).unwrap(),
            near,
            "a promise and a question have one answer"
        );
    }

    #[test]
    fn half_is_not_red_and_less_is() {
        let outlook = |chance| Outlook { chance: Some(chance), ..Outlook::default() };
        assert!(outlook(49).is_red() && !outlook(50).is_red() && !Outlook::default().is_red());
    }

    #[test]
    fn what_is_done_is_kept_and_what_has_no_forecast_says_why() {
        let mut product = product(3);
        let done = product.items().iter().find(|item| item.status == Status::Done).unwrap().id;
        let kept = promised(&mut product, Some(done), 5);
        let first = product.order()[0];
        let late = promised(&mut product, Some(first), -1);
        let nothing = promised(&mut product, None, 5);
        let declined = product.order()[2];
        let gone = promised(&mut product, Some(declined), 5);
        product.decline(declined, crate::model::Reason::LowValue, "", now()).unwrap();
        let all = outlooks(&product, now());
        assert_eq!((all[&kept].chance, all[&late].chance), (Some(100), Some(0)));
        assert!(all[&nothing].unknown.contains("rests on no item") && all[&gone].unknown.contains("declined"));
        assert!(!all[&nothing].is_red(), "what nobody knows is not red");
        let mut young = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let item = young.add(Item { title: "x".into(), ..Item::default() }, Place::Bottom).unwrap();
        let id = promised(&mut young, Some(item), 5);
        assert!(outlooks(&young, now())[&id].unknown.contains("a forecast needs"));
        assert_eq!(words(&outlooks(&young, now())[&id]), "–");
    }

    #[test]
    fn a_goal_is_reached_with_its_last_item() {
        let mut product = product(6);
        let goal = product.add_goal("Reach").unwrap();
        let (second, fourth) = (product.order()[1], product.order()[3]);
        for id in [second, fourth] {
            product
                .update(id, |item| {
                    item.goal = Some(goal);
                    Ok(())
                })
                .unwrap();
        }
        let id = promised(&mut product, None, 30);
        product
            .change_promise(id, |promise| {
                promise.goal = Some(goal);
                Ok(())
            })
            .unwrap();
        assert_eq!(outlooks(&product, now())[&id].ahead, 4);
        let empty = product.add_goal("Empty").unwrap();
        product
            .change_promise(id, |promise| {
                promise.goal = Some(empty);
                Ok(())
            })
            .unwrap();
        assert!(outlooks(&product, now())[&id].unknown.contains("no items"));
    }

    #[test]
    fn what_is_in_the_sprint_is_worked_on_first_and_what_is_hidden_last() {
        let mut product = product(4);
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| product.order()[at]);
        product.set_aside(a, Some("2027-01-10".parse().unwrap()), now()).unwrap();
        let sprint = product.plan_sprint(now()).unwrap();
        product.pull(sprint, &[c]).unwrap();
        product.amend_sprint(sprint, |sprint| sprint.goal = "x".into()).unwrap();
        product.commit_sprint(sprint, now()).unwrap();
        assert_eq!(work(&product, now().today), [c, b, d, a]);
    }
}
