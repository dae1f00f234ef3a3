//! Dates as other tools write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::model::Stamp;
use crate::model::stamp::Zone;

/// Which of two numbers in `03/04/2025` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 3 April.
    DayFirst,
    /// 4 March.
    MonthFirst,
    /// Nothing in the file tells; read as day first, and said so.
    Unknown,
}

/// Returns which order the dates of a file must have been written in, from any number above twelve.
#[must_use]
pub fn order_of<'a>(cells: impl IntoIterator<Item = &'a str>) -> DateOrder {
    for cell in cells {
        let mut parts = cell.trim().split(['/', ' ']).take(2).map(str::parse::<u32>);
        if let (Some(Ok(first)), Some(Ok(second))) = (parts.next(), parts.next()) {
            if first > 12 && second <= 12 {
                return DateOrder::DayFirst;
            }
            if second > 12 && first <= 12 {
                return DateOrder::MonthFirst;
            }
        }
    }
    DateOrder::Unknown
}

/// Whether the order matters for this cell: `03/04/2025`.
#[must_use]
pub fn is_ambiguous(cell: &str) -> bool {
    let mut parts = cell.trim().split(['/', ' ']).map(str::parse::<u32>);
    matches!((parts.next(), parts.next()), (Some(Ok(a)), Some(Ok(b))) if a <= 12 && b <= 12 && a != b)
}

/// Returns why a day cannot be told, where the order of its numbers is unknown and matters.
#[must_use]
pub fn doubt(cell: &str, order: DateOrder) -> Option<String> {
    (order == DateOrder::Unknown && is_ambiguous(cell)).then(|| format!("“{cell}” may be two days: write 2026-11-18"))
}

/// Returns the day that a cell names, in the user's zone.
#[must_use]
pub fn day(cell: &str, order: DateOrder, zone: Zone) -> Option<NaiveDate> {
    cell.parse().ok().or_else(|| read(cell, order).map(|at| zone.day(at)))
}

/// Returns the instant that a cell names, in any of the forms seen in real exports; `None` where it is none of them.
#[must_use]
pub fn read(cell: &str, order: DateOrder) -> Option<Stamp> {
    let text = cell.trim();
    if text.is_empty() {
        return None;
    }
    if let Some(stamp) = Stamp::parse(text) {
        return Some(stamp);
    }
    if let Ok(at) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z") {
        return Some(Stamp::from(at.with_timezone(&Utc)));
    }
    // Linear: Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)
    if let Some((head, _)) = text.split_once(" (")
        && let Ok(at) = DateTime::parse_from_str(head, "%a %b %d %Y %H:%M:%S GMT%z")
    {
        return Some(Stamp::from(at.with_timezone(&Utc)));
    }
    let (first, second): (&[&str], &[&str]) = match order {
        DateOrder::MonthFirst => (MONTH_FIRST, DAY_FIRST),
        _ => (DAY_FIRST, MONTH_FIRST),
    };
    let times = PLAIN.iter().chain(first).chain(second);
    for form in times {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return sane(at.and_utc());
        }
    }
    let (first, second) =
        if order == DateOrder::MonthFirst { ("%m/%d/%Y", "%d/%m/%Y") } else { ("%d/%m/%Y", "%m/%d/%Y") };
    for form in
        ["%Y-%m-%d", "%d/%b/%y", "%d/%b/%Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", first, second]
    {
        if let Ok(day) = NaiveDate::parse_from_str(text, form) {
            return sane(day.and_time(chrono::NaiveTime::MIN).and_utc());
        }
    }
    None
}

const PLAIN: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y %I:%M %p",
    "%d/%b/%y %H:%M",
    "%Y%m%dT%H%M%SZ",
    "%d.%m.%Y %H:%M",
];
const DAY_FIRST: &[&str] = &["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p"];
const MONTH_FIRST: &[&str] = &["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"];

/// A year 19 or 20250 comes from a form that did not fit.
fn sane(at: DateTime<Utc>) -> Option<Stamp> {
    use chrono::Datelike;
    (1970..=2200).contains(&at.year()).then(|| Stamp::from(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_real_exports_are_read() {
        let day_first = DateOrder::DayFirst;
        for (cell, expected) in [
            ("2020-12-03T14:05:20.974+0100", "2020-12-03T13:05:20.974Z"),
            ("22/Sep/25 9:26 AM", "2025-09-22T09:26:00.000Z"),
            ("2026-05-13", "2026-05-13T00:00:00.000Z"),
            ("21/06/2025 16:14", "2025-06-21T16:14:00.000Z"),
            ("Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)", "2026-05-13T11:21:41.000Z"),
            ("20141018T050231Z", "2014-10-18T05:02:31.000Z"),
            ("12/01/2026 9:15:00 AM", "2026-01-12T09:15:00.000Z"),
            ("2025-06-22 16:14", "2025-06-22T16:14:00.000Z"),
        ] {
            assert_eq!(read(cell, day_first).map(|at| at.to_string()).as_deref(), Some(expected), "{cell}");
        }
        assert_eq!(read("6/21/2025 16:14", DateOrder::MonthFirst).unwrap().to_string(), "2025-06-21T16:14:00.000Z");
        for cell in ["", "soon", "22/Sept/25 9:26", "Q3", "99/99/2025"] {
            assert_eq!(read(cell, day_first), None, "{cell}");
        }
    }

    #[test]
    fn a_number_above_twelve_decides_the_order() {
        assert_eq!(order_of(["03/04/2025", "21/06/2025 16:14"]), DateOrder::DayFirst);
        assert_eq!(order_of(["03/04/2025", "6/21/2025 16:14"]), DateOrder::MonthFirst);
        assert_eq!(order_of(["03/04/2025"]), DateOrder::Unknown);
    }
}
