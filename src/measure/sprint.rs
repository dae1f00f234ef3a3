//! Numbers of sprints: velocity, capacity, burndown. All of the past comes from what was recorded then.

use chrono::NaiveDate;

use crate::model::{Item, Product, Size, Sprint, SprintState, Status};

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
        Self { sprints: closed.map(|sprint| (sprint.number, sprint.done_points())).collect() }
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
    Some(last.iter().fold(0, |sum: u32, sprint| sum.saturating_add(sprint.done_points())) / n)
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
        (points + u64::from(sprint.done_points()), days + u64::from(sprint.person_days))
    });
    let own = u64::from(sprint.person_days);
    let shown = |n: u32| if n >= 1_000 { Size::Points(whole(n)).to_string() } else { Size::Points(n).to_string() };
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    if own > 0 && days > 0 {
        let by_days = u32::try_from(u128::from(own) * u128::from(points) / u128::from(days)).unwrap_or(u32::MAX);
        let mean = mean_velocity(product).unwrap_or(by_days);
        let words = format!(
            "{} person-days × {} points a day of the last sprints, mean velocity {}",
            shown(sprint.person_days),
            shown(narrow(points * 100 / days)),
            shown(mean)
        );
        return Capacity { points: whole(by_days.min(mean)), words, guess: false };
    }
    if let Some(mean) = mean_velocity(product) {
        let (low, high) = velocity.range().unwrap_or((mean, mean));
        let words = format!("mean of the last sprints; the last five had {} to {}", shown(low), shown(high));
        return Capacity { points: whole(mean), words, guess: false };
    }
    if own > 0 {
        let words = format!("{} person-days × 0.{FOCUS}: a guess, there is no history yet", shown(sprint.person_days));
        return Capacity { points: whole(narrow(own * u64::from(FOCUS) / 100)), words, guess: true };
    }
    let (points, guess) = super::ready::velocity(product);
    let words = if guess { "a guess: no sprint was closed yet" } else { "the velocity that was set" };
    Capacity { points, words: words.to_owned(), guess }
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
    let open = |id: &&crate::model::Id| product.items().get(**id).is_some_and(|item| item.is_open());
    let points = |id: &crate::model::Id| sprint.came_in(*id)?.points;
    sprint.items.iter().filter(open).filter_map(points).fold(0, u32::saturating_add)
}

/// Whether an item was done at the end of a day, by its history.
fn was_done(item: &Item, day: NaiveDate) -> bool {
    let before = item.history.iter().filter(|step| step.at.day() <= day);
    before.max_by_key(|step| step.at).is_some_and(|step| step.to == Status::Done)
}

/// Returns the burndown of a sprint that has begun, as it is on a day.
///
/// remaining(d) = committed + added until d − removed until d − done until d; items without a size count nothing.
#[must_use]
pub fn burndown(sprint: &Sprint, product: &Product, today: NaiveDate) -> Burndown {
    let days = sprint.working_days();
    let (committed, _) = sprint.committed_points();
    let last = days.len();
    let ideal = (1..=last)
        .map(|i| {
            let rest = u64::from(committed) * u64::try_from(last - i).unwrap_or(0) / u64::try_from(last).unwrap_or(1);
            u32::try_from(rest).unwrap_or(0)
        })
        .collect();
    let mut out = Burndown { days: days.clone(), ideal, ..Burndown::default() };
    let points =
        |entry: Option<&crate::model::sprint::Entry>| i64::from(entry.and_then(|entry| entry.points).unwrap_or(0));
    let mut before = i64::from(committed);
    for (i, day) in days.iter().enumerate().take_while(|(_, day)| **day <= today) {
        let mut scope = i64::from(committed);
        let mut inside: Vec<(crate::model::Id, i64)> =
            sprint.committed.iter().map(|entry| (entry.item, points(Some(entry)))).collect();
        for change in sprint.scope.iter().filter(|change| change.at.day() <= *day) {
            scope += points(change.added.as_ref()) - points(change.removed.as_ref());
            if let Some(removed) = &change.removed {
                inside.retain(|(id, _)| *id != removed.item);
            }
            inside.extend(change.added.iter().map(|entry| (entry.item, points(Some(entry)))));
        }
        let done: i64 = inside
            .iter()
            .filter(|(id, _)| product.items().get(*id).is_some_and(|item| was_done(item, *day)))
            .map(|(_, points)| points)
            .sum();
        if scope != before {
            out.steps.push((i, scope - before));
        }
        before = scope;
        out.left.push(u32::try_from(scope - done).unwrap_or(0));
        out.scope.push(u32::try_from(scope).unwrap_or(0));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sprint::{Entry, Outcome, ScopeChange};
    use crate::model::{About, Id, Place, Stamp};

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
        let chart = burndown(&sprint, &product, day("2026-11-26"));
        // worked out by hand: 10, minus 5 on Tuesday, a level swap on Wednesday, minus 2 taken out on Thursday
        assert_eq!(chart.left, [1000, 500, 500, 300]);
        assert_eq!(chart.scope, [1000, 1000, 1000, 800]);
        assert_eq!(chart.steps, [(3, -200)]);
        assert_eq!(chart.ideal, [800, 600, 400, 200, 0]);
    }

    fn closed(product: &mut Product, number: u32, points: u32, person_days: u32) {
        let id = product.fresh_id();
        let outcome = vec![Outcome { points: Some(points), ..Outcome::default() }];
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
