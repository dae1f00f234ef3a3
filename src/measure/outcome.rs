//! Whether it mattered: how far key results are, what items did to numbers, whether the team builds for a goal or just builds.

use chrono::{Days, NaiveDate};

use crate::model::aim::AROUND;
use crate::model::item::{Effect, Hit};
use crate::model::metric::{Metric, Role};
use crate::model::sprint::Fate;
use crate::model::{Amount, Id, Item, Now, Product, Sprint, SprintState, Status};

/// Days between two readings where nothing else was set.
pub const EVERY: u32 = 7;
/// Sprints that the alarm looks at.
const LAST: usize = 3;
/// Share in percent under which the alarm is red.
pub const ALARM: u32 = 50;
/// Goals with work in one sprint that are too many.
pub const FOCUS: usize = 2;
/// How far progress may lie behind an even pace, in percent points (STANDARDS.md 2.3).
const SLACK: i64 = 10;

/// How a key result stands against its pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The target is reached.
    Reached,
    /// At least as far as an even pace, or within a tenth of it.
    OnPace,
    /// Further behind than that, by so many percent points.
    Behind(i64),
    /// It has no days, so nobody can tell.
    Unknown,
    /// No reading was ever written down.
    Unread,
}

/// Returns the progress of a measure in percent: clamp((current − baseline) ÷ (target − baseline), 0, 1), which works for what is
/// to fall, too. `None` where a number is missing, or the target is the baseline.
#[must_use]
pub fn progress(metric: &Metric) -> Option<i64> {
    progress_at(metric, metric.current()?)
}

fn progress_at(metric: &Metric, current: Amount) -> Option<i64> {
    let (baseline, target) = (i128::from(metric.baseline?.0), i128::from(metric.target?.0));
    let way = target - baseline;
    if way == 0 {
        return None;
    }
    // what is to fall goes its way, too
    let (done, way) = ((i128::from(current.0) - baseline) * 100 * way.signum(), way.abs());
    // half up, in whole percent
    let percent = (done * 2 + way).div_euclid(way * 2);
    // rounding does not reach a target
    let most = if done >= way * 100 { 100 } else { 99 };
    i64::try_from(percent.clamp(0, most)).ok()
}

/// Returns the progress in percent that an even pace would have on a day: elapsed ÷ period.
#[must_use]
pub fn expected(metric: &Metric, today: NaiveDate) -> Option<i64> {
    let (start, by) = (metric.start?, metric.by?);
    let period = (by - start).num_days();
    (period > 0).then(|| ((today - start).num_days() * 100 / period).clamp(0, 100))
}

/// Returns how a measure stands against its pace: on pace if progress ≥ expected − 10 points.
#[must_use]
pub fn pace(metric: &Metric, today: NaiveDate) -> Pace {
    if metric.readings.is_empty() {
        return Pace::Unread;
    }
    let Some(progress) = progress(metric) else { return Pace::Unknown };
    if progress >= 100 {
        return Pace::Reached;
    }
    match expected(metric, today) {
        Some(expected) if progress >= expected - SLACK => Pace::OnPace,
        Some(expected) => Pace::Behind(expected - progress),
        None => Pace::Unknown,
    }
}

impl Pace {
    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Reached => "reached".into(),
            Self::OnPace => "on pace".into(),
            Self::Behind(n) => format!("BEHIND {n}"),
            Self::Unread => "never read".into(),
            Self::Unknown => String::new(),
        }
    }
}

/// Returns by how many days a reading is late, `None` where it is not, or where the measure is over.
#[must_use]
pub fn reading_late(metric: &Metric, today: NaiveDate) -> Option<i64> {
    let every = i64::from(if metric.every == 0 { EVERY } else { metric.every });
    let last = metric.last().map(|reading| reading.on).or(metric.start)?;
    let late = (today - last).num_days() - every;
    let over = metric.by.is_some_and(|by| by < today && metric.last().is_some_and(|reading| reading.on >= by));
    (late > 0 && !over).then_some(late)
}

/// Returns why a measure cannot tell anything yet: the first gap in it.
#[must_use]
pub fn gap(metric: &Metric) -> Option<&'static str> {
    match (metric.baseline, metric.target) {
        (Some(baseline), Some(target)) if baseline == target => {
            Some("its target is its baseline: there is no way to go")
        }
        _ if metric.start.zip(metric.by).is_some_and(|(start, by)| by <= start) => {
            Some("its day is not after its beginning")
        }
        _ if metric.role != Role::Result => metric.readings.is_empty().then_some("no reading yet"),
        (None, _) => Some("no baseline yet"),
        (_, None) => Some("no target yet"),
        _ if metric.readings.is_empty() => Some("no reading yet"),
        _ => None,
    }
}

/// Returns the change of the last reading against the one before it, in percent; `None` of nothing.
#[must_use]
pub fn trend(metric: &Metric) -> Option<f64> {
    let [.., before, last] = metric.readings.as_slice() else { return None };
    let base = before.value.as_f64();
    (base.abs() > f64::EPSILON).then(|| (last.value.as_f64() - base) / base.abs() * 100.0)
}

/// Returns the last values of a measure, the oldest first, for a sparkline.
#[must_use]
pub fn values(metric: &Metric, most: usize) -> Vec<f64> {
    let skip = metric.readings.len().saturating_sub(most);
    metric.readings.iter().skip(skip).map(|reading| reading.value.as_f64()).collect()
}

/// The mean of readings around a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The mean of the readings before, and how many there are.
    pub before: (Option<Amount>, usize),
    /// The mean of the readings after.
    pub after: (Option<Amount>, usize),
}

impl Around {
    /// Returns how far the mean moved.
    #[must_use]
    pub fn moved(&self) -> Option<Amount> {
        Some(Amount(self.after.0?.0.checked_sub(self.before.0?.0)?))
    }

    /// Returns what the move says against what was expected: the direction and at least four fifths of it are a hit, half of it
    /// is partly one. Without a reading before, or with fewer than two after, nobody can tell.
    #[must_use]
    pub fn verdict(&self, expected: Amount) -> Hit {
        let Some(moved) = self.moved().filter(|_| self.before.1 > 0 && self.after.1 > 1) else { return Hit::Unknown };
        let Some(share) = (i128::from(moved.0) * 100).checked_div(i128::from(expected.0)) else { return Hit::Unknown };
        match share {
            80.. => Hit::Hit,
            50..80 => Hit::Partly,
            _ => Hit::Miss,
        }
    }
}

/// Returns the means of the four weeks before a day and of the four weeks from that day on.
#[must_use]
pub fn around(metric: &Metric, day: NaiveDate) -> Around {
    let from = day.checked_sub_days(Days::new(AROUND.into())).unwrap_or(day);
    let to = day.checked_add_days(Days::new(AROUND.into())).unwrap_or(day);
    let mean = |fits: &dyn Fn(NaiveDate) -> bool| {
        let found: Vec<i128> = metric.readings.iter().filter(|r| fits(r.on)).map(|r| i128::from(r.value.0)).collect();
        let n = i128::try_from(found.len()).unwrap_or(0);
        let sum = found.iter().sum::<i128>();
        // a mean is as exact as its readings, and a place more
        let place = [10_000, 1_000, 100, 10].into_iter().find(|place| found.iter().all(|value| value % place == 0));
        let place = place.map_or(1, |place| place / 10);
        let mean = (n > 0).then(|| (sum * 2 + n * place).div_euclid(n * place * 2) * place);
        let mean = mean.and_then(|mean| i64::try_from(mean).ok());
        (mean.map(Amount), found.len())
    };
    Around { before: mean(&|on| on >= from && on < day), after: mean(&|on| on >= day && on < to) }
}

/// Returns the day from which an item could have an effect: its acceptance, else when it was done.
#[must_use]
pub fn effective(item: &Item, now: Now) -> Option<NaiveDate> {
    let done = || item.history.iter().rev().find(|step| step.to == Status::Done).map(|step| step.at);
    let at = item.accepted.or_else(|| done().filter(|_| item.status == Status::Done))?;
    Some(now.day_of(at))
}

/// Whether an outcome check waits for a verdict on a day.
#[must_use]
pub fn is_due(item: &Item, effect: &Effect, now: Now) -> bool {
    effect.found == Hit::Open && effective(item, now).is_some() && effect.by.is_some_and(|day| day <= now.today)
}

/// What the team built for in its last sprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factory {
    /// Sprints that were looked at.
    pub sprints: usize,
    /// Items that were accepted in them.
    pub accepted: usize,
    /// Accepted points with a goal, in percent.
    pub with_goal: Option<u32>,
    /// Accepted points with a measured effect, in percent.
    pub measured: Option<u32>,
    /// Goals with work in each of the sprints, the oldest first.
    pub focus: Vec<usize>,
    /// Share of the top twenty that served a goal when each of the last sprints began, and now.
    pub drift: Vec<u32>,
}

impl Factory {
    /// Whether shipping has become the purpose: less than half of what was accepted serves a goal.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        self.with_goal.is_some_and(|share| share < ALARM)
    }

    /// Returns the cause in a line.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.with_goal, self.measured) {
            (None, _) if self.sprints == 0 => "no sprint is over yet".into(),
            (None, _) if self.accepted == 0 => "nothing was accepted in the last sprints".into(),
            (None, _) => "nothing that was accepted had a size".into(),
            (Some(goal), _) if goal < ALARM => {
                format!("{} % of what was accepted serves no goal: we ship, and nobody asks what for", 100 - goal)
            }
            (_, Some(0)) => "nothing that was accepted was ever measured: ⟦item.effect⟧ says what is expected".into(),
            (_, Some(measured)) if measured < ALARM => "most of what was accepted was never measured".into(),
            _ => "what is accepted serves a goal, and is measured".into(),
        }
    }
}

/// Returns what the last sprints were built for.
#[must_use]
pub fn factory(product: &Product) -> Factory {
    let closed: Vec<&Sprint> =
        product.sprints_by_number().into_iter().filter(|s| s.state == SprintState::Closed).collect();
    let last: Vec<&Sprint> = closed.iter().rev().take(LAST).rev().copied().collect();
    let rows = || last.iter().flat_map(|sprint| &sprint.outcome).filter(|row| row.fate == Fate::Accepted);
    let points = |wanted: &dyn Fn(Id, Option<Id>) -> bool| -> u64 {
        rows().filter(|row| wanted(row.item, row.goal)).filter_map(|row| row.points).map(u64::from).sum()
    };
    let all = points(&|_, _| true);
    let share = |part: u64| (all > 0).then(|| u32::try_from(part * 100 / all).unwrap_or(100));
    let measured = |item: Id| {
        let effect = product.items().get(item).and_then(|item| item.effect.as_deref());
        effect.is_some_and(|effect| matches!(effect.found, Hit::Hit | Hit::Partly | Hit::Miss))
    };
    let goals = |sprint: &Sprint| {
        let goals: std::collections::HashSet<Id> = sprint.outcome.iter().filter_map(|row| row.goal).collect();
        goals.len()
    };
    let drift = closed.iter().rev().take(8).rev().filter_map(|sprint| sprint.aligned).chain(product.aligned());
    Factory {
        sprints: last.len(),
        accepted: rows().count(),
        with_goal: share(points(&|_, goal| goal.is_some())),
        measured: share(points(&|item, _| measured(item))),
        focus: last.iter().map(|sprint| goals(sprint)).collect(),
        drift: drift.collect(),
    }
}

/// A goal with what belongs to it, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Open items that serve it.
    pub items: usize,
    /// Their points in hundredths.
    pub points: u32,
    /// The least and the most that these points may be, where sizes are ranges.
    pub ends: (u32, u32),
    /// How many of them nobody sized.
    pub sizeless: usize,
    /// How many of them are ready.
    pub ready: usize,
    /// Items that served it and are done.
    pub done: usize,
}

/// Returns what belongs to each goal, in one walk over the items.
#[must_use]
pub fn loads(product: &Product) -> std::collections::HashMap<Id, Load> {
    let mut out: std::collections::HashMap<Id, Load> = std::collections::HashMap::new();
    for item in product.items().iter().filter(|item| item.declined.is_none()) {
        let Some(goal) = item.goal else { continue };
        let load = out.entry(goal).or_default();
        if !item.is_open() {
            load.done += 1;
            continue;
        }
        load.items += 1;
        match item.size.and_then(crate::model::Size::points) {
            Some(points) => load.points = load.points.saturating_add(points),
            None => load.sizeless += 1,
        }
        let (low, high) = item.size_ends().unwrap_or_default();
        load.ends = (load.ends.0.saturating_add(low), load.ends.1.saturating_add(high));
        load.ready += usize::from(super::ready::is_ready(item, product));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metric::Reading;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn metric(baseline: &str, target: &str, readings: &[(&str, &str)]) -> Metric {
        let mut n = 0;
        let readings = readings
            .iter()
            .map(|(on, value)| {
                n += 1;
                Reading { id: Id::from_bits(n), on: day(on), value: amount(value), ..Reading::default() }
            })
            .collect();
        Metric {
            measure: "churn".into(),
            baseline: Some(amount(baseline)),
            target: Some(amount(target)),
            start: Some(day("2026-10-01")),
            by: Some(day("2026-12-30")),
            readings,
            ..Metric::default()
        }
    }

    #[test]
    fn progress_works_for_what_is_to_fall_and_for_what_is_to_rise() {
        // the example of the design: 12 → 10.4 → 8 is 40 %
        assert_eq!(progress(&metric("12", "8", &[("2026-11-18", "10.4")])), Some(40));
        assert_eq!(progress(&metric("41", "70", &[("2026-11-18", "48")])), Some(24));
        assert_eq!(progress(&metric("52", "30", &[("2026-11-04", "44")])), Some(36));
        assert_eq!(progress(&metric("12", "8", &[("2026-11-18", "13")])), Some(0), "the wrong way is no progress");
        assert_eq!(progress(&metric("12", "8", &[("2026-11-18", "7")])), Some(100));
        assert_eq!(progress(&metric("8", "8", &[("2026-11-18", "8")])), None);
        assert_eq!(gap(&metric("8", "8", &[])), Some("its target is its baseline: there is no way to go"));
        assert_eq!(progress(&metric("12", "8", &[])), Some(0), "the baseline is where it stands");
    }

    #[test]
    fn the_pace_is_even_over_its_days_with_a_tenth_of_slack() {
        // on the 45th of 90 days half of it is expected
        let half = day("2026-11-15");
        assert_eq!(expected(&metric("12", "8", &[]), half), Some(50));
        assert_eq!(
            pace(&metric("12", "8", &[("2026-11-14", "10.4")]), half),
            Pace::OnPace,
            "40 is within a tenth of 50"
        );
        assert_eq!(pace(&metric("41", "70", &[("2026-11-14", "48")]), half), Pace::Behind(26));
        assert_eq!(pace(&metric("12", "8", &[("2026-11-14", "8")]), half), Pace::Reached);
        let timeless = Metric { by: None, ..metric("12", "8", &[("2026-11-14", "11")]) };
        assert_eq!(pace(&timeless, half), Pace::Unknown);
    }

    #[test]
    fn a_reading_is_late_after_its_days() {
        let metric = metric("12", "8", &[("2026-11-04", "11")]);
        assert_eq!(reading_late(&metric, day("2026-11-11")), None);
        assert_eq!(reading_late(&metric, day("2026-11-20")), Some(9));
        assert_eq!(reading_late(&Metric { every: 30, ..metric }, day("2026-11-20")), None);
    }

    #[test]
    fn an_effect_is_judged_by_the_means_before_and_after() {
        let readings = [("2026-10-20", "12"), ("2026-10-27", "12.4"), ("2026-11-03", "11"), ("2026-11-10", "10.8")];
        let found = around(&metric("12", "8", &readings), day("2026-11-01"));
        assert_eq!((found.before, found.after), ((Some(amount("12.2")), 2), (Some(amount("10.9")), 2)));
        assert_eq!(found.moved(), Some(amount("-1.3")));
        assert_eq!(found.verdict(amount("-1")), Hit::Hit);
        assert_eq!(found.verdict(amount("-2")), Hit::Partly);
        assert_eq!(found.verdict(amount("-5")), Hit::Miss);
        assert_eq!(found.verdict(amount("1")), Hit::Miss, "it went the other way");
        let thin = around(&metric("12", "8", &readings[..3]), day("2026-11-01"));
        assert_eq!(thin.verdict(amount("-1")), Hit::Unknown, "one reading after is no mean");
    }
}
