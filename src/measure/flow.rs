//! How work flows: what was said and done, how much changed on the way, how long things take. For planning, not for performance.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::since;
use crate::model::action::ActionState;
use crate::model::item::{Fault, Return};
use crate::model::sprint::{Fate, ScopeChange};
use crate::model::stamp::Zone;
use crate::model::{Id, Item, Kind, Now, Product, Sprint, SprintState, Stamp, Status};
use crate::sort::InOrder;

/// Items that must have been finished before their times tell anything.
pub const LEAST: usize = 5;
/// Days that a card is taken to age after, while no times are known.
pub const AGEING: i64 = 3;

/// A closed sprint in numbers. Points are in hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SprintRow {
    /// The number of the sprint.
    pub number: u32,
    /// What was committed to.
    pub committed: u32,
    /// The points that were accepted.
    pub accepted: u32,
    /// Accepted ÷ committed in percent.
    pub say_do: Option<u32>,
    /// Points that came in and went out after the commitment ÷ committed, in percent.
    pub changed: Option<u32>,
    /// Of the items that were judged, those accepted the first time, in percent.
    pub first_pass: Option<u32>,
    /// Items that were carried on, in percent of all.
    pub carried: Option<u32>,
    /// Of the first ten of the order when it began, those that were not among the first twenty when the sprint before it began, in
    /// percent.
    pub churn: Option<u32>,
    /// Interruptions, and the minutes that they took.
    pub interruptions: (usize, u32),
}

/// Returns a share in whole percent, `None` of nothing.
fn percent(part: u64, all: u64) -> Option<u32> {
    (all > 0).then(|| u32::try_from((part * 100 + all / 2) / all).unwrap_or(u32::MAX))
}

/// Returns what a sprint that has ended tells, from its record alone.
#[must_use]
pub fn row(sprint: &Sprint) -> SprintRow {
    let (committed, _) = sprint.committed_points();
    let accepted = sprint.accepted_points();
    let (added, removed) = in_and_out(sprint);
    let moved = u64::from(added) + u64::from(removed);
    let count = |wanted: &dyn Fn(&crate::model::sprint::Outcome) -> bool| {
        u64::try_from(sprint.outcome.iter().filter(|row| wanted(row)).count()).unwrap_or(0)
    };
    let judged = count(&|row| row.fate == Fate::Accepted || row.returned > 0);
    // what was accepted only after a part of it was split off did not pass at the first look
    let whole = |item| {
        let is =
            |entry: &Option<crate::model::sprint::Commitment>| entry.as_ref().is_some_and(|entry| entry.item == item);
        !sprint.scope.iter().any(|change| is(&change.added) && is(&change.removed))
    };
    let first = count(&|row| row.fate == Fate::Accepted && row.returned == 0 && row.before == 0 && whole(row.item));
    let carried = count(&|row| matches!(row.fate, Fate::Back | Fate::Top | Fate::Next));
    let minutes = sprint.interruptions.iter().map(|row| row.minutes).fold(0, u32::saturating_add);
    SprintRow {
        number: sprint.number,
        committed,
        accepted,
        say_do: percent(accepted.into(), committed.into()),
        changed: percent(moved, committed.into()),
        // of what another tool called done nobody knows how often it came back
        first_pass: if sprint.origin.is_empty() { percent(first, judged) } else { None },
        carried: percent(carried, count(&|_| true)),
        churn: None,
        interruptions: (sprint.interruptions.len(), minutes),
    }
}

/// Returns the closed sprints in numbers, the oldest first.
#[must_use]
pub fn rows(product: &Product) -> Vec<SprintRow> {
    let all = product.sprints_by_number();
    let plans = product.kept_plans();
    let order = |id: Id| plans.iter().find(|plan| plan.sprint == Some(id)).map(|plan| plan.top.as_slice());
    let mut out = Vec::new();
    for (n, sprint) in all.iter().enumerate().filter(|(_, sprint)| sprint.state == SprintState::Closed) {
        let before = n.checked_sub(1).and_then(|n| all.get(n)).and_then(|sprint| order(sprint.id));
        let churn = before.zip(order(sprint.id)).and_then(|(before, now)| since::churn(before, now));
        out.push(SprintRow { churn, ..row(sprint) });
    }
    out
}

/// Returns the share of judged items of the active sprint that were accepted the first time, in percent.
#[must_use]
pub fn first_pass_now(sprint: &Sprint, product: &Product) -> Option<u32> {
    let items = sprint.items.iter().filter_map(|id| product.items().get(*id));
    let (mut judged, mut first) = (0, 0);
    for item in items {
        let returned = item.returns.iter().any(|back| back.sprint == Some(sprint.id));
        judged += u64::from(returned || item.accepted.is_some());
        first += u64::from(item.returns.is_empty() && item.accepted.is_some());
    }
    percent(first, judged)
}

/// Returns how often something about the items of a sprint was not clear: what had to be clarified while it ran, and what was returned
/// because it was misunderstood.
#[must_use]
pub fn unclear(sprint: &Sprint, product: &Product) -> usize {
    let inside = |at: Stamp| sprint.begun.is_some_and(|from| at >= from) && sprint.ended.is_none_or(|to| at <= to);
    let mut ids: Vec<Id> = sprint.items.iter().copied().chain(sprint.outcome.iter().map(|row| row.item)).collect();
    ids.order();
    ids.dedup();
    let items = ids.iter().filter_map(|id| product.items().get(*id));
    items
        .map(|item| {
            let asked = item.comments.iter().filter(|comment| comment.clears && inside(comment.at)).count();
            let wrong = |back: &&Return| back.sprint == Some(sprint.id) && back.fault == Fault::Misunderstood;
            asked + item.returns.iter().filter(wrong).count()
        })
        .sum()
}

/// Returns, for each sprint of which actions came, the share of them that were done, in percent; the oldest first.
#[must_use]
pub fn follow_through(product: &Product) -> Vec<u32> {
    let shares = product.sprints_by_number().into_iter().filter_map(|sprint| {
        let actions = product.actions_from(sprint.id);
        let settled = actions.iter().filter(|action| action.state != ActionState::Open).count();
        let done = actions.iter().filter(|action| action.state == ActionState::Done).count();
        percent(u64::try_from(done).unwrap_or(0), u64::try_from(settled).unwrap_or(0))
    });
    shares.collect()
}

/// How long items took from begun to done, in days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Whole days, rising; 1 for what was begun and done on one day.
    pub days: Vec<u32>,
}

impl Times {
    /// Returns the days that so many percent of the items did not exceed; `None` where too few are known.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<u32> {
        (self.days.len() >= LEAST).then(|| super::forecast::percentile(&self.days, percent))
    }
}

/// Returns how long the items took that were finished within so many days before today.
#[must_use]
pub fn times(product: &Product, now: Now, window: i64) -> Times {
    let took = |item: &Item| {
        let done = item.history.iter().rev().find(|step| step.to == Status::Done)?;
        let begun = item.history.iter().find(|step| matches!(step.to, Status::Doing | Status::Review))?;
        let (begun, done) = (now.day_of(begun.at), now.day_of(done.at));
        let recent = (now.today - done).num_days() <= window;
        recent.then(|| u32::try_from((done - begun).num_days().max(0) + 1).unwrap_or(u32::MAX))
    };
    let finished = product.items().iter().filter(|item| item.status == Status::Done);
    let mut days: Vec<u32> = finished.filter_map(|item| took(item)).collect();
    days.sort_unstable();
    Times { days }
}

/// Returns since when an item is where it is.
#[must_use]
pub fn since(item: &Item) -> crate::model::Stamp {
    item.history.iter().rev().find(|step| step.to == item.status).map_or(item.created, |step| step.at)
}

/// Returns how many days an item has been at work, from when it was begun; 0 where it was not.
#[must_use]
pub fn age(item: &Item, now: Now) -> i64 {
    if !matches!(item.status, Status::Doing | Status::Review) {
        return 0;
    }
    let begun = item.history.iter().find(|step| matches!(step.to, Status::Doing | Status::Review));
    begun.map_or(0, |step| now.days_since(step.at) + 1)
}

/// Returns the status of an item at the end of a day, `None` before it was written down.
fn status_on(item: &Item, day: NaiveDate, zone: Zone) -> Option<Status> {
    if zone.day(item.created) > day {
        return None;
    }
    if item.declined.as_ref().is_some_and(|no| zone.day(no.at) <= day) {
        return None;
    }
    let step = item.history.iter().rev().find(|step| zone.day(step.at) <= day);
    Some(step.map_or(Status::Todo, |step| step.to))
}

/// Returns how many of these items stood in each status at the end of each day: the bands of a cumulative flow diagram, in the
/// order of [`Status::ALL`].
#[must_use]
pub fn cumulative(product: &Product, ids: &[Id], days: &[NaiveDate], zone: Zone) -> Vec<[u32; 4]> {
    let items: Vec<&Item> = ids.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let on = |day: &NaiveDate| {
        let mut counts = [0_u32; 4];
        for item in &items {
            let Some(status) = status_on(item, *day, zone) else { continue };
            let place = Status::ALL.iter().position(|one| *one == status).unwrap_or(0);
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        counts
    };
    days.iter().map(on).collect()
}

/// Returns the class of work that an item is.
#[must_use]
pub fn class(item: &Item) -> &'static str {
    match item.kind {
        Kind::Story | Kind::Epic => "feature",
        Kind::Bug => "fix",
        Kind::Chore => "debt",
        Kind::Spike => "discovery",
    }
}

/// Returns the share of each class of work in percent of the points, the greatest first; what nobody sized counts as the mean
/// of the rest.
#[must_use]
pub fn mix(items: &[&Item]) -> Vec<(&'static str, u32)> {
    let points = |item: &Item| item.size.and_then(crate::model::Size::points).map(u64::from);
    let known: Vec<u64> = items.iter().filter_map(|item| points(item)).collect();
    let mean = u64::try_from(known.len()).ok().filter(|n| *n > 0).map_or(100, |n| known.iter().sum::<u64>() / n);
    let mut sums: BTreeMap<&'static str, u64> = BTreeMap::new();
    for item in items {
        *sums.entry(class(item)).or_default() += points(item).unwrap_or(mean);
    }
    let all = sums.values().sum();
    let mut out: Vec<(&'static str, u32)> =
        sums.into_iter().filter_map(|(class, part)| Some((class, percent(part, all)?))).collect();
    out.order_by_key(|(class, share)| (std::cmp::Reverse(*share), *class));
    out
}

/// Returns the points of a sprint that came in after its commitment and that went out, in hundredths.
#[must_use]
pub fn in_and_out(sprint: &Sprint) -> (u32, u32) {
    sprint.scope.iter().map(ScopeChange::points).fold((0, 0), |(all_in, all_out): (u32, u32), (added, removed)| {
        (all_in.saturating_add(added), all_out.saturating_add(removed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Step;
    use crate::model::sprint::{Commitment, Interruption, Outcome, ScopeChange};
    use crate::model::{About, Place, Size, Stamp};

    #[test]
    fn a_closed_sprint_tells_its_numbers_from_its_record() {
        let outcome =
            |points: u32, fate, returned| Outcome { points: Some(points * 100), fate, returned, ..Outcome::default() };
        let entry = |points: u32| Commitment { points: Some(points * 100), ..Commitment::default() };
        let sprint = Sprint {
            number: 14,
            committed: vec![entry(20), entry(5)],
            scope: vec![ScopeChange {
                added: Some(Commitment { item: Id::from_bits(1), ..entry(2) }),
                removed: Some(entry(3)),
                ..ScopeChange::default()
            }],
            outcome: vec![
                outcome(10, Fate::Accepted, 0),
                outcome(5, Fate::Accepted, 1),
                outcome(4, Fate::Accepted, 0),
                outcome(5, Fate::Top, 0),
            ],
            interruptions: vec![Interruption { minutes: 40, ..Interruption::default() }; 2],
            ..Sprint::default()
        };
        let row = row(&sprint);
        // 19 of 25; 5 of 25; 2 of 3 judged; 1 of 4 items
        assert_eq!((row.say_do, row.changed, row.first_pass, row.carried), (Some(76), Some(20), Some(67), Some(25)));
        assert_eq!(row.interruptions, (2, 80));
        assert_eq!(in_and_out(&sprint), (200, 300));
        assert_eq!(super::row(&Sprint::default()).say_do, None, "nothing is not zero percent");
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn times_and_bands_come_from_the_history() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let step = |text: &str, to| Step { at: Stamp::on(day(text)), to };
        for (begun, done) in [(9, 10), (9, 11), (9, 13), (10, 10), (10, 19)] {
            let item = Item {
                title: "x".into(),
                created: Stamp::on(day("2026-11-09")),
                status: Status::Done,
                history: vec![
                    step(&format!("2026-11-{begun:02}"), Status::Doing),
                    step(&format!("2026-11-{done:02}"), Status::Done),
                ]
                .into(),
                ..Item::default()
            };
            product.add(item, Place::Bottom).unwrap();
        }
        let now = Now::on(day("2026-11-21"));
        let times = times(&product, now, 60);
        assert_eq!(times.days, [1, 2, 3, 5, 10]);
        assert_eq!((times.percentile(50), times.percentile(85)), (Some(3), Some(10)));
        assert_eq!(Times { days: vec![1] }.percentile(50), None, "one is no history");
        let ids: Vec<Id> = product.items().iter().map(|item| item.id).collect();
        let days = [day("2026-11-08"), day("2026-11-09"), day("2026-11-10"), day("2026-11-20")];
        let bands = cumulative(&product, &ids, &days, Zone::UTC);
        assert_eq!(bands, [[0, 0, 0, 0], [2, 3, 0, 0], [0, 3, 0, 2], [0, 0, 0, 5]]);
    }

    #[test]
    fn the_mix_is_by_points() {
        let item = |kind, points: u32| Item { kind, size: Some(Size::Points(points * 100)), ..Item::default() };
        let items = [item(Kind::Story, 12), item(Kind::Bug, 5), item(Kind::Chore, 3)];
        let mix = mix(&items.iter().collect::<Vec<_>>());
        assert_eq!(mix, [("feature", 60), ("fix", 25), ("debt", 15)]);
    }
}
