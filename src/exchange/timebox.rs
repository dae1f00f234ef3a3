//! Sprints that a source names beside its items: what is over becomes a record, what is at work the active one, the rest is
//! planned. A sprint that is active here takes nothing in from a file: its scope changes with a reason, or not at all.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::Import;
use crate::model::day::days_from;
use crate::model::sprint::{Commitment, Fate, Outcome as Row, left_by_day};
use crate::model::{Id, Item, Now, Product, Refusal, Sprint, SprintState, Stamp, Status};
use crate::sort::InOrder;

/// Columns that name a sprint, in lower case.
const NAMES: &[&str] = &["sprint", "iteration", "iteration path", "cycle name"];
/// Days of a sprint whose days nobody tells: two weeks from Monday to Friday.
const LENGTH: i64 = 11;
/// Most days that a sprint of a source is taken to last.
const LONGEST: i64 = 27;

/// What became of the sprints of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Sprints that were not there before.
    pub added: usize,
    /// Items that the source put into a sprint which is active here, and that were left out of it.
    pub held: usize,
}

/// A sprint as the source has it.
struct Box {
    name: String,
    /// Its items; whether each went on into a later sprint.
    items: Vec<(Id, bool)>,
    first: Option<NaiveDate>,
}

/// Takes over the sprints of a source. `ids` are the items of its rows.
pub fn take_in(product: &mut Product, import: &Import, ids: &[Id], file: &str, now: Now) -> Result<Taken, Refusal> {
    let mut taken = Taken::default();
    let boxes = read(product, import, ids, now);
    let known: HashMap<String, Id> = product
        .sprints_by_number()
        .into_iter()
        .filter(|sprint| !sprint.name.is_empty())
        .map(|sprint| (sprint.name.clone(), sprint.id))
        .collect();
    // the last one that anything was begun in is at work, unless all of it is done
    let begun = |sprint: &Box| {
        sprint.items.iter().any(|(id, _)| product.items().get(*id).is_some_and(|i| i.status != Status::Todo))
    };
    let open = |sprint: &Box| {
        sprint.items.iter().any(|(id, on)| !on && product.items().get(*id).is_some_and(|item| item.is_open()))
    };
    let last = boxes.iter().rposition(begun);
    let at_work = last.filter(|at| boxes.get(*at).is_some_and(open));
    let starts: Vec<Option<NaiveDate>> = boxes.iter().map(|sprint| sprint.first).collect();
    for (i, sprint) in boxes.iter().enumerate() {
        if let Some(id) = known.get(&sprint.name) {
            taken.held += follow(product, *id, sprint)?;
            continue;
        }
        let days = days_of(&starts, i);
        let state = match last {
            Some(last) if i < last => SprintState::Closed,
            Some(last) if i == last && at_work.is_none() => SprintState::Closed,
            Some(last) if i == last && product.sprint_in(SprintState::Active).is_none() => SprintState::Active,
            _ => SprintState::Planned,
        };
        add(product, sprint, state, days, (file, now))?;
        taken.added += 1;
    }
    Ok(taken)
}

/// Reads which item was in which sprints, the earliest sprint first.
fn read(product: &Product, import: &Import, ids: &[Id], now: Now) -> Vec<Box> {
    let mut order: Vec<String> = Vec::new();
    let mut items: BTreeMap<String, Vec<(Id, bool)>> = BTreeMap::new();
    for (row, id) in import.rows.iter().zip(ids).filter(|(row, _)| row.own.is_none()) {
        let column = row.columns.iter().find(|(name, _)| NAMES.contains(&name.trim().to_lowercase().as_str()));
        let names: Vec<&str> = column
            .map(|(_, cells)| cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect())
            .unwrap_or_default();
        for (i, name) in names.iter().enumerate() {
            let name = crate::model::entity::one_line(name);
            if !items.contains_key(&name) {
                order.push(name.clone());
            }
            let list = items.entry(name).or_default();
            if !list.iter().any(|(known, _)| known == id) {
                list.push((*id, i + 1 < names.len()));
            }
        }
    }
    let mut out: Vec<Box> = order
        .into_iter()
        .filter_map(|name| {
            let items = items.remove(&name)?;
            // what was only carried on tells nothing of when a sprint began
            let own = items.iter().filter(|(_, on)| !on).filter_map(|(id, _)| product.items().get(*id));
            let first = own.map(|item| now.day_of(item.created)).min();
            Some(Box { name, items, first })
        })
        .collect();
    // sprints of one series go by their numbers, whatever their items say; others by their first items
    let series = out.first().map(|sprint| natural(&sprint.name).0);
    if out.iter().all(|sprint| Some(natural(&sprint.name).0) == series && natural(&sprint.name).1 > 0) {
        out.order_by_key(|sprint| natural(&sprint.name).1);
    } else {
        out.order_by_key(|sprint| (sprint.first, natural(&sprint.name)));
    }
    // one begins after the other, even where an old item was taken into a late one
    let mut before: Option<NaiveDate> = None;
    for sprint in &mut out {
        let least = before.and_then(|day| days_from(day, 1));
        sprint.first = sprint.first.max(least.filter(|_| sprint.first.is_some()));
        before = sprint.first.or(before);
    }
    out
}

/// Returns what a name sorts by: the words, then the number at its end as a number.
fn natural(name: &str) -> (String, u64) {
    let words = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (words.to_owned(), name.get(words.len()..).and_then(|digits| digits.parse().ok()).unwrap_or(0))
}

/// Returns the days of a sprint: from its first item to the day before the next one begins.
fn days_of(starts: &[Option<NaiveDate>], i: usize) -> Option<(NaiveDate, NaiveDate)> {
    let start = starts.get(i).copied().flatten()?;
    let next = starts.iter().skip(i + 1).flatten().find(|day| **day > start).and_then(|day| days_from(*day, -1));
    let end = match next {
        Some(next) => next.clamp(start, days_from(start, LONGEST)?),
        None => days_from(start, LENGTH)?,
    };
    Some((start, end))
}

/// Brings a sprint that is known in step with the source. Returns how many items were left out of an active one.
fn follow(product: &mut Product, id: Id, source: &Box) -> Result<usize, Refusal> {
    let Some(sprint) = product.get::<Sprint>(id).map(|row| Sprint::clone(row)) else { return Ok(0) };
    let taken = product.in_sprints();
    let fresh: Vec<Id> = source
        .items
        .iter()
        .filter(|(id, on)| !on && !taken.contains(id) && product.items().get(*id).is_some_and(|item| item.is_open()))
        .map(|(id, _)| *id)
        .filter(|item| {
            !sprint.scope.iter().any(|change| change.removed.as_ref().is_some_and(|entry| entry.item == *item))
        })
        .collect();
    match sprint.state {
        SprintState::Planned if !fresh.is_empty() => product.pull(id, &fresh).map(|()| 0),
        SprintState::Active => Ok(fresh.len()),
        _ => Ok(0),
    }
}

fn add(
    product: &mut Product,
    source: &Box,
    state: SprintState,
    days: Option<(NaiveDate, NaiveDate)>,
    (origin, now): (&str, Now),
) -> Result<(), Refusal> {
    let last = product.sprints_by_number().last().map_or(0, |sprint| sprint.number);
    let wanted = u32::try_from(natural(&source.name).1).ok().filter(|n| *n > last && *n < 100_000);
    let id = product.fresh_id();
    // what the source has moved on belongs to a record of what is over, not to what is at work
    let here: Vec<Item> = source
        .items
        .iter()
        .filter(|(_, on)| state == SprintState::Closed || !on)
        .filter_map(|(id, _)| product.items().get(*id))
        .map(|item| Item::clone(item))
        .collect();
    let mut sprint = Sprint {
        id,
        number: wanted.unwrap_or(last.saturating_add(1)),
        name: source.name.clone(),
        state,
        start: days.map(|(start, _)| start),
        end: days.map(|(_, end)| end),
        origin: origin.to_owned(),
        ..Sprint::default()
    };
    let goal = here.iter().find_map(|item| item.goal).filter(|goal| here.iter().all(|item| item.goal == Some(*goal)));
    sprint.serves = goal;
    match state {
        SprintState::Planned => {
            let taken = product.in_sprints();
            sprint.items =
                here.iter().filter(|item| item.is_open() && !taken.contains(&item.id)).map(|item| item.id).collect();
            (sprint.start, sprint.end) = product.next_days(now).unzip();
        }
        SprintState::Active => {
            let taken = product.in_sprints();
            let free = |item: &&Item| item.declined.is_none() && !taken.contains(&item.id);
            sprint.items = here.iter().filter(free).map(|item| item.id).collect();
            sprint.committed = here.iter().filter(free).map(Commitment::of).collect();
            if sprint.start.is_none() {
                (sprint.start, sprint.end) = (Some(now.today), days_from(now.today, LENGTH));
            }
            sprint.begun = sprint.start.map(Stamp::on);
        }
        _ => close(product, &mut sprint, source, &here, now)?,
    }
    product.put(sprint);
    Ok(())
}

/// Makes a sprint a record of what is over.
fn close(product: &mut Product, sprint: &mut Sprint, source: &Box, here: &[Item], now: Now) -> Result<(), Refusal> {
    let moved: HashSet<Id> = source.items.iter().filter(|(_, on)| *on).map(|(id, _)| *id).collect();
    // a record does not reach into the future
    sprint.end = sprint.end.map(|end| end.min(now.today).max(sprint.start.unwrap_or(end)));
    sprint.items = here.iter().map(|item| item.id).collect();
    sprint.committed = here.iter().map(Commitment::of).collect();
    sprint.begun = sprint.start.map(Stamp::on);
    sprint.ended = Some(sprint.end.map_or(now.at, |end| Stamp::on(end).min(now.at)));
    for item in here {
        let fate = match item.status {
            _ if moved.contains(&item.id) => Fate::Next,
            _ if item.declined.is_some() => Fate::Declined,
            // what the other tool calls done counts as accepted: nobody can judge it any more
            Status::Done => Fate::Accepted,
            _ => Fate::Top,
        };
        sprint.outcome.push(Row::of(item, fate, sprint.id, product));
        if matches!(fate, Fate::Next | Fate::Top | Fate::Back) {
            product.update(item.id, |item| {
                item.carried = item.carried.saturating_add(1);
                Ok(())
            })?;
        }
    }
    let then = sprint.end.map_or(now, |end| Now { today: end, ..now });
    sprint.left = left_by_day(sprint, product, then);
    Ok(())
}
