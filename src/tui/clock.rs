//! How long a ceremony goes on, beside the time that was set aside for it.

use crate::model::Now;
use crate::words::hours;

/// Milliseconds without a key on the page after which somebody who comes back begins anew: they were at something else.
const AWAY: i64 = 30 * 60_000;

/// The clock of a ceremony. It goes on while one looks at another page for a while, because the meeting goes on, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// The number of the sprint that it is about; 0 for none.
    sprint: u32,
    /// The moment when it began, in milliseconds.
    since: i64,
    /// The last moment at which somebody pressed a key there.
    seen: i64,
}

impl Clock {
    /// Goes on where the page of the same sprint was left a moment ago, else begins.
    #[must_use]
    pub fn entered(self, sprint: u32, now: Now) -> Self {
        let at = now.at.0;
        let goes_on = self.sprint == sprint && at - self.seen <= AWAY;
        Self { sprint, since: if goes_on { self.since } else { at }, seen: at }
    }

    /// Notes that somebody is there.
    pub fn tick(&mut self, now: Now) {
        self.seen = now.at.0;
    }

    /// Returns the whole minutes so far.
    #[must_use]
    pub fn minutes(self, now: Now) -> u32 {
        u32::try_from((now.at.0 - self.since).max(0) / 60_000).unwrap_or(u32::MAX)
    }

    /// Returns how much of a time box is spent, in words: `12 min of 4 h`.
    #[must_use]
    pub fn words(self, now: Now, minutes: i64) -> String {
        format!("{} of {}", hours(self.minutes(now)), hours(u32::try_from(minutes).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;

    #[test]
    fn a_clock_goes_on_for_half_an_hour_elsewhere_and_is_of_one_sprint() {
        let at = |minutes: i64| Now { at: Stamp(minutes * 60_000), ..Now::on("2026-11-21".parse().unwrap()) };
        let mut clock = Clock::default().entered(14, at(100));
        clock.tick(at(110));
        assert_eq!(clock.entered(14, at(140)).minutes(at(150)), 50, "the meeting went on");
        assert_eq!(clock.entered(14, at(141)).minutes(at(150)), 9, "it was over");
        assert_eq!(clock.entered(15, at(111)).minutes(at(150)), 39, "it is another sprint");
        assert_eq!(clock.words(at(112), 240), "12 min of 4 h");
    }
}
