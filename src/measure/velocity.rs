//! The pace of the team: velocity from what was recorded, and the capacity that follows from it.

use crate::model::{Product, Size, Sprint, SprintState};

/// Points in hundredths that a team is taken to do in a sprint while nothing is known of it.
pub const GUESS: u32 = 2_000;
/// Sprints that velocity is the median of. Not their mean, which one great sprint lifts: on 82 public boards the mean of the last three was a
/// fifth above what came next in the middle case.
const LAST: usize = 5;
/// Share of a person's day that goes into items where no history tells it, in percent: shown as a guess.
const FOCUS: u32 = 70;

/// The record of the team's sprints.
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

/// Returns the median of the last five closed sprints, in hundredths, without a look at the others.
#[must_use]
pub fn median_velocity(product: &Product) -> Option<u32> {
    median(last_closed(product, |_| true).into_iter().map(Sprint::accepted_points))
}

/// Returns the middle of some numbers, and of an even number of them the lower of the two in the middle: a number that the team has done.
fn median(numbers: impl Iterator<Item = u32>) -> Option<u32> {
    let mut all: Vec<u32> = numbers.collect();
    all.sort_unstable();
    all.get(all.len().checked_sub(1)? / 2).copied()
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
pub(super) fn ratio(a: u64, b: u64, c: u64) -> u32 {
    let c = u128::from(c.max(1));
    u32::try_from((u128::from(a) * u128::from(b) + c / 2) / c).unwrap_or(u32::MAX)
}

/// Returns what the team does in a sprint of so many working days, and whether the sprints that tell it were as long: one that is twice as long
/// does twice as much.
fn over(working: usize, sprints: &[&Sprint]) -> (Option<u32>, bool) {
    let days: Vec<usize> = sprints.iter().map(|sprint| sprint.working_days().len()).collect();
    // where a sprint tells no days, or this one none, all are taken to be alike
    if working == 0 || days.contains(&0) || days.iter().all(|own| *own == working) {
        return (median(sprints.iter().map(|sprint| sprint.accepted_points())), true);
    }
    let scaled =
        |(sprint, days): (&&Sprint, &usize)| ratio(sprint.accepted_points().into(), working as u64, *days as u64);
    (median(sprints.iter().zip(&days).map(scaled)), false)
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

/// Returns the capacity of a sprint: person-days × points per person-day of the last sprints, at most the velocity over as many working days;
/// without history person-days × a focus factor, as a guess.
#[must_use]
pub fn capacity(sprint: &Sprint, product: &Product) -> Capacity {
    if sprint.room > 0 {
        let words = "set by hand".to_owned();
        return Capacity { points: sprint.room, words, guess: false };
    }
    let person_days = product.person_days(sprint);
    let own = u64::from(person_days);
    let shown = |n: u32| if n >= 1_000 { Size::Points(whole(n)).to_string() } else { Size::Points(n).to_string() };
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let working = sprint.working_days().len();
    let (usual, is_as_long) = over(working, &last_closed(product, |_| true));
    let length = if is_as_long { String::new() } else { format!(" over {working} working days") };
    let counted = last_closed(product, |sprint| sprint.person_days > 0);
    let a_day = |times: u64| {
        median(counted.iter().map(|past| ratio(times, past.accepted_points().into(), past.person_days.into())))
    };
    if let Some(by_days) = a_day(own).filter(|_| own > 0) {
        let usual = usual.unwrap_or(by_days);
        let words = format!(
            "{} person-days × {} points a day = {}; at most velocity{length}, {}",
            shown(person_days),
            shown(a_day(100).unwrap_or(0)),
            shown(by_days),
            shown(usual)
        );
        return Capacity { points: whole(by_days.min(usual)), words, guess: false };
    }
    if let Some(usual) = usual.filter(|_| own > 0) {
        // the last sprints tell no person-days: the whole team is taken to have been there
        let team: u64 =
            product.team().iter().map(|person| u64::from(person.days_without_absence(working as u64))).sum();
        let share = if team == 0 { usual } else { ratio(usual.into(), own, team) };
        let words = if team == 0 {
            format!("velocity{length} {}, in whole points: no sprint before told its person-days", shown(usual))
        } else {
            format!(
                "velocity{length} {} × {} of {} person-days, in whole points",
                shown(usual),
                shown(person_days),
                shown(narrow(team))
            )
        };
        return Capacity { points: whole(share.min(usual)), words, guess: false };
    }
    if let Some(usual) = usual {
        let (low, high) = Velocity::of(product).range().unwrap_or((usual, usual));
        let words = format!("median of the last sprints{length}; the last five had {} to {}", shown(low), shown(high));
        return Capacity { points: whole(usual), words, guess: false };
    }
    if own > 0 {
        let words = format!("{} person-days × 0.{FOCUS}: a guess, there is no history yet", shown(person_days));
        return Capacity { points: whole(ratio(own, u64::from(FOCUS), 100)), words, guess: true };
    }
    let (points, guess) = velocity(product);
    let words = if guess { "a guess: no sprint was closed yet" } else { "the velocity that was set" };
    Capacity { points, words: words.to_owned(), guess }
}

/// Returns the points in hundredths that the team does in a sprint, and whether that is only a guess.
#[must_use]
pub fn velocity(product: &Product) -> (u32, bool) {
    // measured velocity takes precedence over the one that was set
    if let Some(usual) = median_velocity(product).filter(|usual| *usual > 0) {
        return (usual.min(Size::GREATEST), false);
    }
    match product.about().velocity {
        0 => (GUESS, true),
        known => (known.min(Size::GREATEST), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sprint::{Fate, Outcome};
    use crate::model::{About, Stamp};

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
        assert_eq!(median_velocity(&product), Some(2_600));
        assert_eq!(Velocity::of(&product).range(), Some((2_400, 2_800)));
        let half = Sprint { person_days: 2_000, ..Sprint::default() };
        // 0.6, 0.65 and 0.7 a person-day
        assert_eq!(capacity(&half, &product).points, 1_300);
        assert_eq!(capacity(&Sprint::default(), &product).points, 2_600);
    }
}
