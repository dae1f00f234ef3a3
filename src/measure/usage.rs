//! What people use of what was built, and where they drop off.

use crate::model::usage::Reached;
use crate::model::{Id, Now, Product, Usage};
use crate::sort::InOrder;

/// Part of all users, in percent, below which a feature is hardly used.
pub const LITTLE: f64 = 5.0;
/// Days that people get to find a feature before that is said.
const TIME: i64 = 28;

/// A feature as it is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Used {
    /// Its identity.
    pub id: Id,
    /// The part of all who used it in the last period, in percent; where nobody counted all, none.
    pub share: Option<f64>,
    /// How many used it in the last period.
    pub users: u32,
    /// How the share, or where there is none the number of users, moved against the period before, in percent of that.
    pub change: Option<f64>,
    /// The share or the number of users of each period, the first one first.
    pub row: Vec<f64>,
    /// Whether it is hardly used, long enough after it was accepted.
    pub little: bool,
}

/// Returns one number for each period: shares where all of them are known, else numbers of users.
fn row(usage: &Usage) -> Vec<f64> {
    let shares: Option<Vec<f64>> = usage.counts.iter().map(|count| count.share()).collect();
    shares.unwrap_or_else(|| usage.counts.iter().map(|count| f64::from(count.users)).collect())
}

/// Returns a feature as it is listed.
#[must_use]
pub fn used(usage: &Usage, product: &Product, now: Now) -> Used {
    let row = row(usage);
    let change = match row.as_slice() {
        [.., before, last] if *before > 0.0 => Some((last - before) * 100.0 / before),
        _ => None,
    };
    let share = usage.last().and_then(|count| count.share());
    let accepted = usage.item.and_then(|id| product.items().get(id)).and_then(|item| item.accepted);
    let counted = usage.last().map(|count| count.on);
    let old = accepted.is_some_and(|at| counted.is_some_and(|on| (on - now.day_of(at)).num_days() > TIME));
    let little = old && share.is_some_and(|share| share < LITTLE);
    Used { id: usage.id, share, users: usage.last().map_or(0, |count| count.users), change, row, little }
}

/// Returns all features, those that most people use first; those of which only numbers are known stand after those with a share.
#[must_use]
pub fn all_used(product: &Product, now: Now) -> Vec<Used> {
    let name = |id: Id| product.usages().get(id).map(|own| own.called.to_lowercase());
    let mut all: Vec<Used> = product.usages().iter().map(|own| used(own, product, now)).collect();
    all.order_by(|a, b| {
        let shares = b.share.unwrap_or(-1.0).total_cmp(&a.share.unwrap_or(-1.0));
        shares.then(b.users.cmp(&a.users)).then_with(|| name(a.id).cmp(&name(b.id))).then(a.id.cmp(&b.id))
    });
    all
}

/// The step at which most drop off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drop {
    /// The place of the step that they do not reach, from 1.
    pub at: usize,
    /// How many of those who reached the step before do not reach it.
    pub lost: u32,
    /// The part of them that this is, in percent.
    pub share: f64,
}

/// Returns the step at which the greatest part of those who reached the one before drops off, the earlier of equal ones; none where
/// nobody is lost.
#[must_use]
pub fn biggest_drop(steps: &[&Reached]) -> Option<Drop> {
    let mut out: Option<Drop> = None;
    for (at, pair) in (1..).zip(steps.windows(2)) {
        let [before, after] = pair else { continue };
        let lost = before.users.saturating_sub(after.users);
        if lost == 0 {
            continue;
        }
        let share = f64::from(lost) * 100.0 / f64::from(before.users);
        if out.is_none_or(|known| share > known.share) {
            out = Some(Drop { at, lost, share });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::usage::Count;
    use crate::model::{About, Item, Place, Stamp, Status};

    fn reached(users: &[u32]) -> Vec<Reached> {
        users.iter().map(|users| Reached { users: *users, ..Reached::default() }).collect()
    }

    #[test]
    fn the_biggest_drop_is_a_part_of_those_who_came_so_far() {
        let of = |users: &[u32]| {
            let steps = reached(users);
            biggest_drop(&steps.iter().collect::<Vec<_>>()).map(|drop| (drop.at, drop.lost, drop.share))
        };
        assert_eq!(of(&[1_000, 700, 280, 260]), Some((2, 420, 60.0)));
        assert_eq!(of(&[100, 50, 25]), Some((1, 50, 50.0)), "the earlier of equal ones");
        assert_eq!(of(&[5, 5, 7]), None, "who is more than before is not lost");
        assert_eq!(of(&[0, 0]), None);
        assert_eq!(of(&[9]), None);
    }

    #[test]
    fn features_stand_by_their_share_and_what_hardly_anybody_uses_is_said_after_four_weeks() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let count = |week: u32, users: u32, all: Option<u32>| Count {
            on: format!("2026-11-{:02}", 2 + 7 * week).parse().unwrap(),
            users,
            all,
            ..Count::default()
        };
        // counted last for the week of 9 November: what counts is how old it was then
        for (title, days) in [("old", 41_i64), ("young", 40)] {
            let accepted = Some(Stamp(now.at.0 - days * 86_400_000));
            let item = Item { title: title.into(), status: Status::Done, accepted, ..Item::default() };
            product.add(item, Place::Top).unwrap();
            product.count_usage(title, vec![count(0, 8, Some(200)), count(1, 9, Some(200))]).unwrap();
        }
        product.count_usage("many", vec![count(0, 100, None), count(1, 50, None)]).unwrap();
        product.count_usage("half", vec![count(1, 100, Some(200))]).unwrap();
        let all = all_used(&product, now);
        let names: Vec<&str> = all.iter().map(|own| product.usages().get(own.id).unwrap().called.as_str()).collect();
        assert_eq!(names, ["half", "old", "young", "many"]);
        let told: Vec<(Option<f64>, Option<f64>, bool)> =
            all.iter().map(|own| (own.share, own.change, own.little)).collect();
        assert_eq!(told[0], (Some(50.0), None, false));
        assert_eq!(told[1], (Some(4.5), Some(12.5), true));
        assert_eq!(told[2], (Some(4.5), Some(12.5), false));
        assert_eq!(told[3], (None, Some(-50.0), false));
    }
}
