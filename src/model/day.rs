//! Days as people say them: a date, a span from today, a weekday.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::model::Refusal;

/// Returns the day that a person names: `2026-12-24`, `2w`, `10d`, `3m`, `monday`, `tomorrow`; `None` for nothing.
///
/// # Errors
/// Where it is none of these.
pub fn read_day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Refusal> {
    let word = text.trim().to_lowercase();
    let bad = || Refusal::invalid(format!("“{}” is not a day: 2w, 10d, 3m, monday or 2026-12-24", text.trim()));
    if word.is_empty() || word == "none" {
        return Ok(None);
    }
    if let Ok(day) = word.parse::<NaiveDate>() {
        return Ok(Some(day));
    }
    if word == "tomorrow" {
        return Ok(today.checked_add_days(Days::new(1)));
    }
    if let Ok(weekday) = word.parse::<Weekday>() {
        let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
        return Ok(today.checked_add_days(Days::new(u64::from(if ahead == 0 { 7 } else { ahead }))));
    }
    let (digits, unit) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len()));
    let n: u32 = digits.parse().map_err(|_| bad())?;
    let day = match unit.trim() {
        "d" | "" => today.checked_add_days(Days::new(u64::from(n))),
        "w" => today.checked_add_days(Days::new(u64::from(n) * 7)),
        "m" => today.checked_add_months(Months::new(n)),
        "y" => today.checked_add_months(Months::new(n.saturating_mul(12))),
        _ => return Err(bad()),
    };
    day.map(Some).ok_or_else(bad)
}

/// Returns the day so many days from another, `None` beyond the calendar.
#[must_use]
pub fn days_from(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    day.checked_add_signed(chrono::TimeDelta::try_days(by)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_say_them() {
        let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for (text, expected) in [
            ("2w", "2026-12-04"),
            ("10d", "2026-11-30"),
            ("3m", "2027-02-20"),
            ("monday", "2026-11-23"),
            ("fri", "2026-11-27"),
            ("tomorrow", "2026-11-21"),
            ("2026-12-24", "2026-12-24"),
        ] {
            assert_eq!(read_day(text, friday).unwrap().unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(read_day("", friday), Ok(None));
        assert!(read_day("soon", friday).is_err());
        assert!(read_day("99999999999d", friday).is_err());
    }
}
