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
    let past = Past::of(&last_closed(product, |_| true));
    (past.sprints > 0).then(|| ratio(past.points, 1, past.sprints))
}

/// How much a sprint can hold, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// The capacity, in hundredths of a point.
    pub points: u32,
    /// How the number was found, in words.
    pub words: String,
    /// Whether it is only a guess.
    pub guess: bool,
}

/// Returns whole points: nobody promises a third of one.
fn whole(points: u32) -> u32 {
    points / 100 * 100
}

/// Returns `a` × `b` ÷ `c` to the nearest, so that 3.33 × 18 of 20 is 3 and not a hair less.
fn ratio(a: u64, b: u64, c: u64) -> u32 {
    let c = u128::from(c.max(1));
    u32::try_from((u128::from(a) * u128::from(b) + c / 2) / c).unwrap_or(u32::MAX)
}

/// The sums of the last closed sprints; sums, because what is divided early is cut twice.
struct Past {
    /// Points accepted, in hundredths.
    points: u64,
    sprints: u64,
    /// Working days; 0 if one of them tells none.
    days: u64,
}

impl Past {
    fn of(sprints: &[&Sprint]) -> Self {
        let days: Vec<u64> = sprints.iter().map(|sprint| sprint.working_days().len() as u64).collect();
        Self {
            points: sprints.iter().map(|sprint| u64::from(sprint.accepted_points())).sum(),
            sprints: sprints.len() as u64,
            days: if days.contains(&0) { 0 } else { days.iter().sum() },
        }
    }

    /// Returns the mean of a sprint of so many working days, as points and what they are divided by: a sprint that is twice as
    /// long does twice as much.
    fn mean(&self, working: usize) -> (u64, u64) {
        let working = working as u64;
        if self.days == 0 || working == 0 { (self.points, self.sprints) } else { (self.points * working, self.days) }
    }

    /// Whether a sprint of so many working days is as long as they were, so that its mean needs no word.
    fn is_as_long(&self, working: usize) -> bool {
        self.days == 0 || working == 0 || self.days == working as u64 * self.sprints
    }
}

/// Returns the last closed sprints, the latest first.
fn last_closed(product: &Product, fits: impl Fn(&Sprint) -> bool) -> Vec<&Sprint> {
    let mut last: Vec<&Sprint> = Vec::with_capacity(LAST + 1);
    for sprint in product.sprints().iter().filter(|sprint| sprint.state == SprintState::Closed && fits(sprint)) {
        let at = last.partition_point(|other| (other.number, other.id) > (sprint.number, sprint.id));
        last.insert(at, sprint);
        last.truncate(LAST);
    }
    last
}

/// Returns the capacity of a sprint: person-days × points per person-day of the last sprints, at most the mean velocity over as
/// many working days; without history person-days × a focus factor, as a guess.
#[must_use]
pub fn capacity(sprint: &Sprint, product: &Product) -> Capacity {
    let person_days = product.person_days(sprint);
    let own = u64::from(person_days);
    let shown = |n: u32| if n >= 1_000 { Size::Points(whole(n)).to_string() } else { Size::Points(n).to_string() };
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let working = sprint.working_days().len();
    let last = last_closed(product, |_| true);
    let past = Past::of(&last);
    let (points, parts) = past.mean(working);
    let mean = (past.sprints > 0).then(|| ratio(points, 1, parts));
    let length = if past.is_as_long(working) { String::new() } else { format!(" over {working} working days") };
    let counted = last_closed(product, |sprint| sprint.person_days > 0);
    let days: u64 = counted.iter().map(|sprint| u64::from(sprint.person_days)).sum();
    if own > 0 && days > 0 {
        let done: u64 = counted.iter().map(|sprint| u64::from(sprint.accepted_points())).sum();
        let by_days = ratio(own, done, days);
        let mean = mean.unwrap_or(by_days);
        let words = format!(
            "{} person-days × {} points a day = {}; at most the mean velocity{length}, {}; in whole points",
            shown(person_days),
            shown(ratio(done, 100, days)),
            shown(by_days),
            shown(mean)
        );
        return Capacity { points: whole(by_days.min(mean)), words, guess: false };
    }
    if let Some(mean) = mean.filter(|_| own > 0) {
        // the last sprints tell no person-days: the whole team is taken to have been there
        let team: u64 =
            product.team().iter().map(|person| u64::from(person.days_without_absence(working as u64))).sum();
        let share = if team == 0 { mean } else { ratio(points, own, parts * team) };
        let words = format!(
            "mean velocity{length} {} × {} of {} person-days, in whole points",
            shown(mean),
            shown(person_days),
            shown(narrow(team))
        );
        return Capacity { points: whole(share.min(mean)), words, guess: false };
    }
    if let Some(mean) = mean {
        let (low, high) = Velocity::of(product).range().unwrap_or((mean, mean));
        let words = format!("mean of the last sprints{length}; the last five had {} to {}", shown(low), shown(high));
        return Capacity { points: whole(mean), words, guess: false };
    }
    if own > 0 {
        let words = format!("{} person-days × 0.{FOCUS}: a guess, there is no history yet", shown(person_days));
        return Capacity { points: whole(ratio(own, u64::from(FOCUS), 100)), words, guess: true };
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
