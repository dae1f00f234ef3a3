//! The lanes of the roadmap: how far each reaches, and whether the goals in it can be done until then.

use chrono::{Months, NaiveDate};

use super::outcome::{Load, loads};
use super::velocity::{Velocity, velocity};
use crate::model::goal::Horizon;
use crate::model::{Id, Product};

/// The lanes with their names and the months that they reach to.
pub const LANES: &[(Horizon, &str, u32)] =
    &[(Horizon::Now, "Now", 2), (Horizon::Next, "Next", 3), (Horizon::Later, "Later", 6)];
/// Days of a sprint with its weekends, for counting sprints until a day.
pub const SPRINT_DAYS: i64 = 14;

/// Returns the day to which a lane reaches.
#[must_use]
pub fn end(horizon: Horizon, today: NaiveDate) -> Option<NaiveDate> {
    let (_, _, months) = LANES.iter().find(|(lane, _, _)| *lane == horizon)?;
    today.checked_add_months(Months::new(*months))
}

/// Returns how many sprints the open items of a goal take, in tenths: with the best and with the worst of the last velocities.
#[must_use]
pub fn sprints(load: &Load, velocity: &Velocity) -> Option<(u32, u32)> {
    let (low, high) = velocity.range().filter(|(low, _)| *low > 0)?;
    let tenths = |points: u32, velocity: u32| points.saturating_mul(10).checked_div(velocity);
    Some((tenths(load.ends.0, high)?, tenths(load.ends.1, low)?))
}

/// The room of a lane, beside what it would hold with one more goal. All in tenths of a sprint, at the velocity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Sprints until the end of the lane.
    pub has: u32,
    /// Sprints that the goal takes.
    pub takes: u32,
    /// The goals that come before it until then, with the sprints that each takes, the largest first.
    pub others: Vec<(Id, u32)>,
}

impl Room {
    /// Returns how much does not fit.
    #[must_use]
    pub fn over(&self) -> u32 {
        self.others.iter().fold(self.takes, |sum, (_, n)| sum.saturating_add(*n)).saturating_sub(self.has)
    }
}

/// Returns the room that a goal has in a lane; none in Later, which promises no day. The goal in Now makes way for another one that comes
/// there, and takes its time before those in Next.
#[must_use]
pub fn room(goal: Id, to: Horizon, product: &Product, today: NaiveDate) -> Option<Room> {
    let days = match to {
        Horizon::Now | Horizon::Next => (end(to, today)? - today).num_days(),
        Horizon::Later | Horizon::Reached | Horizon::Abandoned => return None,
    };
    let loads = loads(product);
    let (pace, _) = velocity(product);
    let takes = |id: Id| {
        let points = loads.get(&id).map_or(0, |load| load.points);
        points.saturating_mul(10).checked_div(pace).unwrap_or(0)
    };
    let before = [Horizon::Now, Horizon::Next].into_iter().filter(|_| to == Horizon::Next);
    let mut others: Vec<(Id, u32)> = before
        .flat_map(|lane| product.lane(lane))
        .filter(|other| other.id != goal)
        .map(|other| (other.id, takes(other.id)))
        .collect();
    others.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let has = u32::try_from(days * 10 / SPRINT_DAYS).unwrap_or(0);
    Some(Room { has, takes: takes(goal), others })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place, Size, Stamp};

    // A48
    #[test]
    fn a_goal_in_now_has_the_lane_alone_and_one_in_next_what_is_left_of_it() {
        let today = "2026-11-21".parse().unwrap();
        let mut product = Product::new(About { velocity: 1_000, ..About::named("Inkwell", Stamp(1)) }, 1);
        let mut goal = |title: &str, points: u32| {
            let id = product.add_goal(title).unwrap();
            let size = Some(Size::Points(points));
            let item = Item { title: title.into(), goal: Some(id), size, ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
            id
        };
        let [setup, share, export] = [("Setup", 4_300), ("Share", 2_100), ("Export", 100)].map(|(t, n)| goal(t, n));
        product.move_goal(setup, Horizon::Now, "").unwrap();
        product.move_goal(share, Horizon::Next, "").unwrap();
        let room = |id, to| super::room(id, to, &product, today);
        // 61 days until 21 January are 4.3 sprints, 92 until 21 February 6.5
        let now = room(setup, Horizon::Now).unwrap();
        assert_eq!((now.has, now.takes, now.others.len(), now.over()), (43, 43, 0, 0), "to the tenth it fits");
        let next = room(export, Horizon::Next).unwrap();
        assert_eq!((next.has, next.takes, next.over()), (65, 1, 0));
        assert_eq!(next.others, [(setup, 43), (share, 21)], "the largest first");
        assert_eq!(room(setup, Horizon::Next).unwrap().others, [(share, 21)], "not beside itself");
        assert_eq!(room(export, Horizon::Later), None);
        product.item(product.order()[2]).unwrap();
        let id = product.order()[2];
        product
            .update(id, |item| {
                item.size = Some(Size::Points(200));
                Ok(())
            })
            .unwrap();
        assert_eq!(super::room(export, Horizon::Next, &product, today).unwrap().over(), 1);
    }
}
