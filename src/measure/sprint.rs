//! Numbers of sprints: velocity, capacity, burndown. All of the past comes from what was recorded then.

use chrono::NaiveDate;

use super::forecast;
use super::velocity::ratio;
use crate::model::sprint::{left_by_day, sum};
use crate::model::{Now, Product, Size, Sprint};

/// Returns the chance in percent that everything that is in the active sprint is done by its end, from the team's own
/// throughput; `None` where too little is known, or its last day is over.
#[must_use]
pub fn chance(sprint: &Sprint, product: &Product, now: Now) -> Option<usize> {
    let left = sprint.items.iter().filter(|id| product.items().get(**id).is_some_and(|item| item.is_open())).count();
    let days = u32::try_from((sprint.end? - now.today).num_days() + 1).ok().filter(|days| *days > 0)?;
    let finished = forecast::finished(product, now.zone);
    let history = forecast::History::of(&finished, now.today, forecast::WINDOW);
    if left == 0 {
        return Some(100);
    }
    let when = forecast::when(&history, u32::try_from(left).ok()?, 100, forecast::SEED).ok()?;
    Some(forecast::chance(&when, days))
}

/// A burndown over the working days of a sprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burndown {
    /// The working days of the sprint.
    pub days: Vec<NaiveDate>,
    /// Points left at the end of each day that is over or is today, in hundredths.
    pub left: Vec<u32>,
    /// Points in scope at the end of each such day.
    pub scope: Vec<u32>,
    /// Points that would be left at the end of every day if work went evenly over the scope as it is now.
    pub ideal: Vec<u32>,
    /// Points that would be left now at that pace: the day that runs does not count, because it is not over.
    pub even: u32,
    /// Days on which the scope changed, by place in `days`, with the change in points.
    pub steps: Vec<(usize, i64)>,
}

/// Returns the points that were accepted, in hundredths: of a sprint at work as it stands now, of one that has ended from its
/// record.
#[must_use]
pub fn accepted(sprint: &Sprint, product: &Product) -> u32 {
    if sprint.ended.is_some() {
        return sprint.accepted_points();
    }
    let items = sprint.items.iter().filter_map(|id| product.items().get(*id)).filter(|item| item.accepted.is_some());
    items.filter_map(|item| item.size.and_then(Size::points)).fold(0, u32::saturating_add)
}

/// Returns the points that are left now, in hundredths: what is in the sprint and not done, at the size that it came in with.
#[must_use]
pub fn left_now(sprint: &Sprint, product: &Product) -> u32 {
    let mut inside = sprint.inside(|_| true);
    inside.retain(|entry| product.items().get(entry.item).is_some_and(|item| item.is_open()));
    sum(&inside)
}

/// Returns the burndown of a sprint that has begun, as it is now.
///
/// remaining(d) = committed + added until d − removed until d − done until d; items without a size count nothing. Of a sprint that
/// has ended, what was left is read from its record, so that it never changes with its items.
#[must_use]
pub fn burndown(sprint: &Sprint, product: &Product, now: Now) -> Burndown {
    let days = sprint.working_days();
    let (committed, _) = sprint.committed_points();
    let last = days.len();
    // an even pace over the promise alone would call it progress when work is taken out
    let scope = if sprint.begun.is_some() { sum(&sprint.inside(|_| true)) } else { committed };
    let even = |over: usize| ratio(scope.into(), (last - over.min(last)) as u64, last as u64);
    let ideal = (1..=last).map(even).collect();
    let even = even(days.iter().filter(|day| **day < now.today).count());
    let left = if sprint.ended.is_some() { sprint.left.clone() } else { left_by_day(sprint, product, now) };
    let mut out = Burndown { days: days.clone(), ideal, even, left, ..Burndown::default() };
    let mut before = committed;
    for (i, day) in days.iter().enumerate().take(out.left.len()) {
        let scope = sum(&sprint.inside(|change| now.day_of(change.at) <= *day));
        if scope != before {
            out.steps.push((i, i64::from(scope) - i64::from(before)));
        }
        before = scope;
        out.scope.push(scope);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sprint::{Commitment, ScopeChange};
    use crate::model::{About, Id, Item, Place, Stamp, Status};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_swap_in_the_middle_keeps_the_scope_level_and_shows_its_step_on_its_day() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids: Vec<Id> = [5, 3, 2, 3]
            .iter()
            .map(|n| {
                let item = Item { title: format!("{n}"), size: Some(Size::Points(n * 100)), ..Item::default() };
                product.add(item, Place::Bottom).unwrap()
            })
            .collect();
        let entry = |i: usize, n: u32| Commitment { item: ids[i], points: Some(n * 100) };
        let sprint = Sprint {
            start: Some(day("2026-11-23")),
            end: Some(day("2026-11-27")),
            committed: vec![entry(0, 5), entry(1, 3), entry(2, 2)],
            scope: vec![
                ScopeChange {
                    at: Stamp::on(day("2026-11-25")),
                    added: Some(entry(3, 3)),
                    removed: Some(entry(1, 3)),
                    ..ScopeChange::default()
                },
                ScopeChange { at: Stamp::on(day("2026-11-26")), removed: Some(entry(2, 2)), ..ScopeChange::default() },
            ],
            ..Sprint::default()
        };
        product
            .update(ids[0], |item| {
                item.reach(Status::Done, Stamp::on(day("2026-11-24")));
                Ok(())
            })
            .unwrap();
        let chart = burndown(&sprint, &product, Now::on(day("2026-11-26")));
        // worked out by hand: 10, minus 5 on Tuesday, a level swap on Wednesday, minus 2 taken out on Thursday
        assert_eq!(chart.left, [1000, 500, 500, 300]);
        assert_eq!(chart.scope, [1000, 1000, 1000, 800]);
        assert_eq!(chart.steps, [(3, -200)]);
        assert_eq!(chart.ideal, [800, 600, 400, 200, 0]);
    }
}
