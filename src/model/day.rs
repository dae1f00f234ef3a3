//! Days as people say them: a date, a span from today, a weekday.

use chrono::{Datelike, Days, Month, Months, NaiveDate, Weekday};

use crate::model::Refusal;

/// Returns the day that a person names: `2026-12-24`, `24 Dec`, `Thu 24 Dec 2026`, `2w`, `10d`, `3m`, `monday`, `tomorrow`;
/// `None` for nothing. A day without a year is the nearest one, before or after today.
///
/// # Errors
/// Returns an error if the text is none of these. A bare number is none: it may be a day of a month or a number of days.
pub fn read_day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Refusal> {
    let word = text.trim().to_lowercase();
    let bad = || Refusal::invalid(format!("“{}” is not a day: 24 Dec, 2w, 10d, monday or 2026-12-24", text.trim()));
    match word.as_str() {
        "" | "none" => return Ok(None),
        "today" => return Ok(Some(today)),
        "tomorrow" => return Ok(days_from(today, 1)),
        "yesterday" => return Ok(days_from(today, -1)),
        _ => {}
    }
    if let Ok(day) = word.parse::<NaiveDate>() {
        return Ok(Some(day));
    }
    if let Ok(weekday) = word.parse::<Weekday>() {
        let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
        return Ok(today.checked_add_days(Days::new(u64::from(if ahead == 0 { 7 } else { ahead }))));
    }
    if let Some(day) = read_printed(&word, today) {
        return Ok(Some(day));
    }
    let (digits, unit) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len()));
    let n: u32 = digits.parse().map_err(|_| bad())?;
    let day = match unit.trim() {
        "d" => today.checked_add_days(Days::new(u64::from(n))),
        "w" => today.checked_add_days(Days::new(u64::from(n) * 7)),
        "m" => today.checked_add_months(Months::new(n)),
        "y" => today.checked_add_months(Months::new(n.saturating_mul(12))),
        _ => return Err(bad()),
    };
    day.map(Some).ok_or_else(bad)
}

/// Reads a day as the program prints it: `24 dec`, `dec 24`, `thu 24 dec 2026`.
fn read_printed(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    let mut words: Vec<&str> = word.split([' ', ',', '.']).filter(|part| !part.is_empty()).collect();
    let weekday = words.first().and_then(|first| first.parse::<Weekday>().ok());
    if weekday.is_some() {
        words.remove(0);
    }
    let at = words.iter().position(|part| part.parse::<Month>().is_ok())?;
    let month = words.remove(at).parse::<Month>().ok()?.number_from_month();
    let number = |text: &&str| text.parse::<u32>().ok();
    let fits = |day: &NaiveDate| weekday.is_none_or(|weekday| day.weekday() == weekday);
    match words.as_slice() {
        [day] => {
            let years = [today.year() - 1, today.year(), today.year() + 1].into_iter();
            let days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, number(day)?)).filter(fits);
            days.min_by_key(|day| (*day - today).num_days().abs())
        }
        [day, year] if year.len() == 4 => {
            year.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, number(day)?)).filter(fits)
        }
        _ => None,
    }
}

/// Returns a day until which something waits, as it is.
///
/// # Errors
/// Returns an error if the day is not after `today`: there would be nothing to wait for.
pub fn ahead(day: Option<NaiveDate>, today: NaiveDate) -> Result<Option<NaiveDate>, Refusal> {
    match day {
        Some(day) if day <= today => {
            Err(Refusal::invalid(format!("{day} is not after today, so there is nothing to wait for")))
        }
        day => Ok(day),
    }
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
            ("today", "2026-11-20"),
            ("friday", "2026-11-27"),
            // without a year the nearest one
            ("24 Dec", "2026-12-24"),
            ("dec 24", "2026-12-24"),
            ("23 feb", "2027-02-23"),
            ("12 October", "2026-10-12"),
            ("Thu 24 Dec 2026", "2026-12-24"),
            ("24 Dec 2027", "2027-12-24"),
            ("29 Feb 2028", "2028-02-29"),
        ] {
            assert_eq!(read_day(text, friday).unwrap().unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(read_day("", friday), Ok(None));
        for wrong in [
            "soon",
            "29",
            "31 Feb",
            "Mon 24 Dec 2026",
            "24 Dec 2026 12",
            "29 jan - 30 jan",
            "dec",
            "24 dec 26",
            "0 dec",
        ] {
            assert!(read_day(wrong, friday).is_err(), "{wrong}");
        }
        assert!(ahead(Some(friday), friday).is_err() && ahead(friday.succ_opt(), friday).is_ok());
        assert!(read_day("99999999999d", friday).is_err());
    }
}
