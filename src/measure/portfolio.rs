//! How a product stands in a line, beside others.

use super::outcome::{Pace, pace, progress};
use crate::model::{Now, Product, SprintState};
use crate::sort::InOrder;

/// How a product stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it is called.
    pub name: String,
    /// The current goal: its number and title.
    pub goal: Option<(u32, String)>,
    /// The mean progress of the goal's key results in percent, of those that can tell.
    pub progress: Option<i64>,
    /// Whether any key result of it keeps its pace, or is reached.
    pub keeps_pace: bool,
    /// The keys of the key results that are behind, the furthest first.
    pub behind: Vec<String>,
    /// The sprint at work: number, working days begun, and of how many.
    pub sprint: Option<(u32, usize, usize)>,
    /// The number of open items.
    pub open: usize,
    /// Open items without a goal.
    pub orphans: usize,
}

/// Returns how a product stands on a day.
#[must_use]
pub fn standing(product: &Product, now: Now) -> Standing {
    let goal = product.current_goal();
    let results = goal.map(|goal| product.results_of(goal.id)).unwrap_or_default();
    let known: Vec<i64> = results.iter().filter_map(|metric| progress(metric)).collect();
    let mut behind: Vec<(i64, String)> = results
        .iter()
        .filter_map(|metric| match pace(metric, now.today) {
            Pace::Behind(n) => Some((-n, metric.key())),
            _ => None,
        })
        .collect();
    behind.order();
    Standing {
        name: product.about().name.clone(),
        goal: goal.map(|goal| (goal.num, goal.title.clone())),
        progress: i64::try_from(known.len()).ok().and_then(|n| known.iter().sum::<i64>().checked_div(n)),
        keeps_pace: results.iter().any(|metric| matches!(pace(metric, now.today), Pace::OnPace | Pace::Reached)),
        behind: behind.into_iter().map(|(_, key)| key).collect(),
        sprint: product.sprint_in(SprintState::Active).map(|sprint| {
            let (day, days) = sprint.day_of(now.today);
            (sprint.number, day, days)
        }),
        open: product.order().len(),
        orphans: product.orphans(now.today),
    }
}

impl Standing {
    /// Returns the pace of the goal in words.
    #[must_use]
    pub fn pace(&self) -> String {
        match (self.progress, self.behind.as_slice()) {
            (None, _) => "nothing measured".into(),
            (Some(n), []) if self.keeps_pace => format!("{n} % on pace"),
            (Some(n), []) => format!("{n} %"),
            (Some(n), behind) => format!("{n} % BEHIND {}", behind.join(" ")),
        }
    }

    /// Returns the state of the sprint in words.
    #[must_use]
    pub fn sprint(&self) -> String {
        self.sprint.map_or_else(|| "no sprint".into(), |(number, day, days)| format!("S{number} {day}/{days}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Amount, Metric, Stamp};

    #[test]
    fn a_product_says_its_goal_its_pace_and_its_sprint_in_a_line() {
        let mut product = Product::new(About::named("Quill", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let bare = standing(&product, now);
        assert_eq!((bare.pace().as_str(), bare.sprint().as_str()), ("nothing measured", "no sprint"));
        let goal = product.add_goal("First").unwrap();
        for (from, to) in [(12, 8), (40, 80)] {
            let metric = Metric {
                measure: "x".into(),
                goal: Some(goal),
                baseline: Some(Amount(from * 10_000)),
                target: Some(Amount(to * 10_000)),
                start: Some("2026-10-01".parse().unwrap()),
                by: Some("2027-01-01".parse().unwrap()),
                ..Metric::default()
            };
            product.add_metric(metric).unwrap();
        }
        let all = product.metrics_by_num().into_iter().map(|metric| metric.id).collect::<Vec<_>>();
        product.read_metric(all[0], now.today, Amount(90_000), "", now.today).unwrap();
        product.read_metric(all[1], now.today, Amount(440_000), "", now.today).unwrap();
        let known = standing(&product, now);
        assert_eq!(known.pace(), "42 % BEHIND KR2", "the mean of 75 and 10");
        assert_eq!(known.goal, Some((1, "First".into())));
    }
}
