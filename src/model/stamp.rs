//! Points in time as the file writes them: UTC to the millisecond.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970 in UTC; prints as RFC 3339 (`2026-11-21T09:41:00.000Z`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub i64);

/// Now, as everything below the screen and the shell receives it: nothing else may ask a clock.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The instant, for stamps.
    pub at: Stamp,
    /// The calendar day where the user is, for dates, ages and "later".
    pub today: NaiveDate,
    /// The time of day where the user is, for messages.
    pub time: NaiveTime,
    /// The user’s time zone: on which calendar day a moment falls there.
    pub zone: Zone,
}

/// On which calendar day a moment falls, where the user is.
#[derive(Clone, Copy, Debug)]
pub struct Zone(pub fn(Stamp) -> NaiveDate);

impl Zone {
    /// The zone of Coordinated Universal Time.
    pub const UTC: Self = Self(Stamp::day);

    /// Returns the day on which a moment falls. A moment at midnight UTC to the millisecond comes from a source that
    /// knew the day alone: it stays that day wherever one is.
    #[must_use]
    pub fn day(self, at: Stamp) -> NaiveDate {
        if at.0.rem_euclid(DAY_MS) == 0 { at.day() } else { (self.0)(at) }
    }
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The one clock of the program, which may be set to another day for trying things out.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: fn() -> Now,
    ahead: i64,
}

impl Clock {
    /// Returns a clock that goes as this function says.
    #[must_use]
    pub fn new(now: fn() -> Now) -> Self {
        Self { now, ahead: 0 }
    }

    /// Returns the clock set to a day; it goes on from there.
    #[must_use]
    pub fn set(self, today: NaiveDate) -> Self {
        Self { ahead: (today - (self.now)().today).num_days(), ..self }
    }

    /// Returns the clock as it really goes.
    #[must_use]
    pub fn real(self) -> Self {
        Self { ahead: 0, ..self }
    }

    /// Whether it shows another day than it is.
    #[must_use]
    pub fn is_set(self) -> bool {
        self.ahead != 0
    }

    /// Returns the moment of the clock.
    #[must_use]
    pub fn now(self) -> Now {
        let now = (self.now)();
        let shifted = chrono::TimeDelta::try_days(self.ahead).and_then(|days| now.today.checked_add_signed(days));
        match shifted {
            Some(today) => Now { at: Stamp(now.at.0 + self.ahead * DAY_MS), today, ..now },
            None => now,
        }
    }
}

impl Now {
    /// Returns the moment at `at` for a user whose calendar and clock show `local`.
    #[must_use]
    pub fn new(at: DateTime<Utc>, local: NaiveDateTime, zone: Zone) -> Self {
        Self { at: Stamp::from(at), today: local.date(), time: local.time(), zone }
    }

    /// Returns the calendar day on which a moment falls, where the user is.
    #[must_use]
    pub fn day_of(self, at: Stamp) -> NaiveDate {
        self.zone.day(at)
    }

    /// Returns how many calendar days ago a moment was, 0 for the future.
    #[must_use]
    pub fn days_since(self, at: Stamp) -> i64 {
        (self.today - self.day_of(at)).num_days().max(0)
    }

    /// Returns the first moment of a day, for a user in UTC.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self { at: Stamp::on(day), today: day, time: NaiveTime::MIN, zone: Zone::UTC }
    }
}

impl From<DateTime<Utc>> for Stamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

impl Stamp {
    /// Returns the first instant of `day` in UTC, for sources that know the day alone.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self::from(day.and_time(NaiveTime::MIN).and_utc())
    }

    /// Returns the calendar day in UTC; the earliest day for an instant that no calendar holds. Not for anyone else: on which
    /// day something was depends on where the user is, and `Now` knows that.
    fn day(self) -> NaiveDate {
        self.utc().date_naive()
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// Returns the instant that `text` names in RFC 3339, or `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_canonical(text.as_bytes())
            .or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| Self::from(at.with_timezone(&Utc))))
            // a year that could not be read back once it is written
            .filter(|at| (0..=9999).contains(&chrono::Datelike::year(&at.utc())))
    }

    /// The form that momentum writes itself, read without the general parser: loading reads two of these an item.
    fn parse_canonical(text: &[u8]) -> Option<Self> {
        fn number(text: &[u8], from: usize, to: usize) -> Option<u32> {
            text.get(from..to)?.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
        }
        let shape = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
        if text.len() != 24 || shape.iter().any(|(at, sign)| text.get(*at) != Some(sign)) {
            return None;
        }
        let day = NaiveDate::from_ymd_opt(
            i32::try_from(number(text, 0, 4)?).ok()?,
            number(text, 5, 7)?,
            number(text, 8, 10)?,
        )?;
        let time = day.and_hms_milli_opt(
            number(text, 11, 13)?,
            number(text, 14, 16)?,
            number(text, 17, 19)?,
            number(text, 20, 23)?,
        )?;
        Some(Self(time.and_utc().timestamp_millis()))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").fmt(f)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use chrono::{Datelike, Timelike};
        let at = self.utc();
        let (day, time) = (at.date_naive(), at.time());
        s.collect_str(&format_args!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            day.year(),
            day.month(),
            day.day(),
            time.hour(),
            time.minute(),
            time.second(),
            at.timestamp_subsec_millis().min(999)
        ))
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Stamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2026-11-21T09:41:00.000Z")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Stamp, E> {
                Stamp::parse(text).ok_or_else(|| E::custom(format_args!("“{text}” is not a time in RFC 3339")))
            }
        }
        d.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_survives_its_text() {
        for ms in [0, 1, 999, 1_763_689_034_123, -1] {
            let text = serde_json::to_string(&Stamp(ms)).unwrap();
            assert_eq!(serde_json::from_str::<Stamp>(&text).unwrap(), Stamp(ms), "{text}");
        }
        assert_eq!(Stamp::parse("2026-11-21T10:41:00+01:00"), Stamp::parse("2026-11-21T09:41:00.000Z"));
        assert_eq!(Stamp::parse("2026-13-21T09:41:00.000Z"), None);
    }

    #[test]
    fn an_evening_belongs_to_the_day_of_who_works_and_a_bare_day_to_itself() {
        // five hours west of UTC
        let west = Zone(|at| Stamp(at.0 - 5 * 3_600_000).day());
        let evening = Stamp::parse("2026-11-25T02:30:00.000Z").unwrap();
        assert_eq!(west.day(evening).to_string(), "2026-11-24");
        assert_eq!(west.day(Stamp::on("2026-11-25".parse().unwrap())).to_string(), "2026-11-25");
        assert_eq!(Zone::UTC.day(evening).to_string(), "2026-11-25");
    }

    #[test]
    fn a_clock_that_was_set_shows_another_day_and_goes_on() {
        let clock = Clock::new(|| Now::on(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()));
        let ahead = clock.set("2026-12-05".parse().unwrap());
        assert!(ahead.is_set() && !clock.is_set());
        assert_eq!(
            (ahead.now().today.to_string(), ahead.now().at.day().to_string()),
            ("2026-12-05".into(), "2026-12-05".into())
        );
    }

    #[test]
    fn an_age_is_never_negative() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let age = |today| Now::on(today).days_since(Stamp::on(day));
        assert_eq!((age(day), age(day - chrono::Days::new(5)), age(day + chrono::Days::new(5))), (0, 0, 5));
    }
}
