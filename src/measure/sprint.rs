//! Numbers of sprints: velocity, capacity, burndown. All of the past comes from what was recorded then.

use chrono::NaiveDate;

use super::forecast;
use crate::model::sprint::{left_by_day, sum};
use crate::model::{Now, Product, Size, Sprint, SprintState};

/// Sprints that velocity is the mean of.
const LAST: usize = 3;
/// Share of a person's day that goes into items where no history tells it, in percent: shown as a guess.
const FOCUS: u32 = 70;

/// What the team has done in its sprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Velocity {
    /// Number and points in hundredths of each closed sprint, the oldest first.
    pub sprints: Vec<(u32, u32)>,
}

impl Velocity {
    /// Returns what the closed sprints tell.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let closed = product.sprints_by_number().into_iter().filter(|sprint| sprint.state == SprintState::Closed);
        Self { sprints: closed.map(|sprint| (sprint.number, sprint.accepted_points())).collect() }
    }

    /// Returns the least and the greatest of the last five, in hundredths.
    #[must_use]
    pub fn range(&self) -> Option<(u32, u32)> {
        let last = || self.sprints.iter().rev().take(5).map(|(_, points)| *points);
        Some((last().min()?, last().max()?))
    }
}

/// Returns the mean of the last three closed sprints, in hundredths, without a look at the others.
#[must_use]
pub fn mean_velocity(product: &Product) -> Option<u32> {
    let mut last: Vec<&Sprint> = Vec::with_capacity(LAST + 1);
    for sprint in product.sprints().iter().filter(|sprint| sprint.state == SprintState::Closed) {
        let at = last.partition_point(|other| (other.number, other.id) > (sprint.number, sprint.id));
        last.insert(at, sprint);
        last.truncate(LAST);
    }
    let n = u32::try_from(last.len()).ok().filter(|n| *n > 0)?;
    Some(last.iter().fold(0, |sum: u32, sprint| sum.saturating_add(sprint.accepted_points())) / n)
}

/// How much a sprint can hold, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Points in hundredths.
    pub points: u32,
    /// Where the number comes from, in words.
    pub words: String,
    /// Whether it is only a guess.
    pub guess: bool,
}

/// Returns whole points: nobody promises a third of one.
fn whole(points: u32) -> u32 {
    points / 100 * 100
}

/// Returns the capacity of a sprint: person-days × points per person-day of the last sprints, at most the mean velocity; without
/// history person-days × a focus factor, as a guess.
#[must_use]
pub fn capacity(sprint: &Sprint, product: &Product) -> Capacity {
    let velocity = Velocity::of(product);
    let closed: Vec<&Sprint> = product
        .sprints_by_number()
        .into_iter()
        .filter(|s| s.state == SprintState::Closed && s.person_days > 0)
        .collect();
    let past = closed.iter().rev().take(LAST);
    let (points, days) = past.fold((0_u64, 0_u64), |(points, days), sprint| {
        (points + u64::from(sprint.accepted_points()), days + u64::from(sprint.person_days))
    });
    let person_days = product.person_days(sprint);
    let own = u64::from(person_days);
    let shown = |n: u32| if n >= 1_000 { Size::Points(whole(n)).to_string() } else { Size::Points(n).to_string() };
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    if own > 0 && days > 0 {
        let by_days = u32::try_from(u128::from(own) * u128::from(points) / u128::from(days)).unwrap_or(u32::MAX);
        let mean = mean_velocity(product).unwrap_or(by_days);
        let words = format!(
            "{} person-days × {} points a day = {}; at most the mean velocity, {}; in whole points",
            shown(person_days),
            shown(narrow((points * 100 + days / 2) / days)),
            shown(by_days),
            shown(mean)
        );
        return Capacity { points: whole(by_days.min(mean)), words, guess: false };
    }
    if let Some(mean) = mean_velocity(product).filter(|_| own > 0 && sprint.person_days == 0) {
        // the last sprints tell no person-days: the whole team is taken to have been there
        let working = sprint.working_days().len() as u64;
        let whole_team: u64 = product.team().iter().map(|person| u64::from(person.days_without_absence(working))).sum();
        let share = (u64::from(mean) * own).checked_div(whole_team).unwrap_or(u64::from(mean));
        let words = format!(
            "mean velocity {} × {} of {} person-days, in whole points",
            shown(mean),
            shown(person_days),
            shown(narrow(whole_team))
        );
        return Capacity { points: whole(narrow(share).min(mean)), words, guess: false };
    }
    if let Some(mean) = mean_velocity(product) {
        let (low, high) = velocity.range().unwrap_or((mean, mean));
        let words = format!("mean of the last sprints; the last five had {} to {}", shown(low), shown(high));
        return Capacity { points: whole(mean), words, guess: false };
    }
    if own > 0 {
        let words = format!("{} person-days × 0.{FOCUS}: a guess, there is no history yet", shown(person_days));
        return Capacity { points: whole(narrow(own * u64::from(FOCUS) / 100)), words, guess: true };
    }
    let (points, guess) = super::ready::velocity(product);
    let words = if guess { "a guess: no sprint was closed yet" } else { "the velocity that was set" };
    Capacity { points, words: words.to_owned(), guess }
}

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
    /// The working days.
    pub days: Vec<NaiveDate>,
    /// Points left at the end of each day that is over or is today, in hundredths.
    pub left: Vec<u32>,
    /// Points in scope at the end of each such day.
    pub scope: Vec<u32>,
    /// Points that would be left if work went evenly, for every day.
    pub ideal: Vec<u32>,
    /// Days on which the scope changed, by place in `days`, with the change in points.
    pub steps: Vec<(usize, i64)>,
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
    let even =
        |i: usize| u64::from(committed) * u64::try_from(last - i).unwrap_or(0) / u64::try_from(last).unwrap_or(1);
    let ideal = (1..=last).map(|i| u32::try_from(even(i)).unwrap_or(0)).collect();
    let left = if sprint.ended.is_some() { sprint.left.clone() } else { left_by_day(sprint, product, now) };
    let mut out = Burndown { days: days.clone(), ideal, left, ..Burndown::default() };
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
    use crate::model::sprint::{Entry, Fate, Outcome, ScopeChange};
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
        let entry = |i: usize, n: u32| Entry { item: ids[i], points: Some(n * 100) };
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

    fn closed(product: &mut Product, number: u32, points: u32, person_days: u32) {
        let id = product.fresh_id();
        let outcome = vec![Outcome { points: Some(points), fate: Fate::Accepted, ..Outcome::default() }];
        product.put(Sprint { id, number, state: SprintState::Closed, outcome, person_days, ..Sprint::default() });
    }

    #[test]
    fn capacity_comes_from_history_and_is_called_a_guess_without_it() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let sprint = Sprint { person_days: 4_000, ..Sprint::default() };
        assert_eq!((capacity(&sprint, &product).points, capacity(&sprint, &product).guess), (2_800, true));
        closed(&mut product, 1, 2_400, 4_000);
        closed(&mut product, 2, 2_600, 4_000);
        closed(&mut product, 3, 2_800, 4_000);
        assert_eq!(mean_velocity(&product), Some(2_600));
        assert_eq!(Velocity::of(&product).range(), Some((2_400, 2_800)));
        let half = Sprint { person_days: 2_000, ..Sprint::default() };
        // 78 points in 120 person-days: 0.65 a day
        assert_eq!(capacity(&half, &product).points, 1_300);
        assert_eq!(capacity(&Sprint::default(), &product).points, 2_600);
    }
}
