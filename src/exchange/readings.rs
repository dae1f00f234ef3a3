//! Readings of measures from a CSV: a column with the measure's key or name, one with the day, one with the value.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::date;
use super::{ImportError, sheet};
use crate::model::entity::one_line;
use crate::model::metric::Reading;
use crate::model::stamp::Zone;
use crate::model::{Amount, Id, Product, Refusal};

/// A reading as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// The line of the file, from 1.
    pub line: usize,
    /// The measure: key or name.
    pub measure: String,
    /// The day of the reading.
    pub on: NaiveDate,
    /// The value that was measured.
    pub value: Amount,
    /// The source of the value.
    pub note: String,
}

const MEASURE: &[&str] = &["kr", "key result", "metric", "measure", "name", "key"];
const DAY: &[&str] = &["date", "day", "on", "week", "period"];
const VALUE: &[&str] = &["value", "reading", "amount", "number", "current"];
const NOTE: &[&str] = &["note", "comment", "source"];

/// Whether the columns of a table are those of readings: what is measured, when, how much.
#[must_use]
pub fn is_one(bytes: &[u8]) -> bool {
    let (cells, _) = sheet::head(bytes);
    let has = |names: &[&str]| cells.iter().any(|cell| names.contains(&cell.as_str()));
    // a list of items may have a name and a date, but hardly a value beside them
    has(&["kr", "key result", "metric", "measure"]) && has(DAY) && has(VALUE)
}

/// Reads a CSV of readings.
///
/// # Errors
/// Returns an error if a column is missing, or a day or a value is none; the error names the line.
pub fn read(bytes: &[u8], zone: Zone) -> Result<Vec<ReadingRow>, ImportError> {
    let sheet = sheet::of(bytes)?;
    let need = |names: &[&str]| {
        let columns = sheet.header.join(", ");
        let words = format!("no column “{}”: the columns are {columns}", names.first().unwrap_or(&""));
        sheet.column(names).ok_or(ImportError { line: 1, words })
    };
    let (measure, day, value, note) = (need(MEASURE)?, need(DAY)?, need(VALUE)?, sheet.column(NOTE));
    let order = date::order_of(sheet.rows.iter().filter_map(|(_, cells)| cells.get(day).map(String::as_str)));
    let mut out = Vec::new();
    for (line, cells) in &sheet.rows {
        let line = *line;
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        if cell(measure).is_empty() && cell(value).is_empty() {
            continue;
        }
        let fault = |words: String| ImportError { line, words };
        if let Some(words) = date::doubt(cell(day), order) {
            return Err(fault(words));
        }
        let on = date::day(cell(day), order, zone)
            .ok_or_else(|| fault(format!("“{}” is not a day: 2026-11-18", cell(day))))?;
        let value = Amount::parse(cell(value)).map_err(|why| fault(why.to_string()))?;
        out.push(ReadingRow {
            line,
            measure: cell(measure).to_owned(),
            on,
            value,
            note: note.map_or("", cell).to_owned(),
        });
    }
    Ok(out)
}

/// Takes readings in; one of a day that is known takes the place of that. Returns how many are new.
///
/// # Errors
/// Returns an error if a measure is not known or a day is in the future; the refusal names the line. Nothing is taken in then.
pub fn take_in(product: &mut Product, rows: &[ReadingRow], today: NaiveDate) -> Result<usize, Refusal> {
    let mut known: HashMap<&str, Id> = HashMap::new();
    let mut groups: BTreeMap<Id, Vec<&ReadingRow>> = BTreeMap::new();
    for row in rows {
        let fault = |why: Refusal| Refusal::invalid(format!("line {}: {why}", row.line));
        if row.on > today {
            let words = format!("{} is in the future: what is to come is a plan, not a reading", row.on);
            return Err(fault(Refusal::invalid(words)));
        }
        let id = match known.get(row.measure.as_str()) {
            Some(id) => *id,
            None => product.find_metric(&row.measure).map_err(fault)?.id,
        };
        known.insert(&row.measure, id);
        groups.entry(id).or_default().push(row);
    }
    let mut new = 0;
    for (id, rows) in groups {
        let fresh: Vec<Id> = rows.iter().map(|_| product.fresh_id()).collect();
        new += product.change_metric(id, |metric| {
            let before = metric.readings.len();
            let mut days: HashMap<NaiveDate, usize> =
                metric.readings.iter().enumerate().map(|(at, reading)| (reading.on, at)).collect();
            for (row, id) in rows.into_iter().zip(fresh) {
                let (on, value, note) = (row.on, row.value, one_line(&row.note));
                let known = days.get(&on).and_then(|at| metric.readings.get_mut(*at));
                if let Some(reading) = known {
                    reading.value = value;
                    if !note.is_empty() {
                        reading.note = note;
                    }
                } else {
                    days.insert(on, metric.readings.len());
                    metric.readings.push(Reading { id, on, value, note, ..Reading::default() });
                }
            }
            Ok(metric.readings.len() - before)
        })?;
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Metric, Stamp};

    #[test]
    fn readings_come_in_by_key_or_name_and_a_fault_names_its_line() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        product.add_metric(Metric { measure: "week-1 churn".into(), ..Metric::default() }).unwrap();
        let today: NaiveDate = "2026-11-21".parse().unwrap();
        let rows = read(b"Date;KR;Value\n2026-11-04;KR1;11,2\n2026-11-18;week-1 churn;10.4\n", Zone::UTC).unwrap();
        assert_eq!(take_in(&mut product, &rows, today).unwrap(), 2);
        assert_eq!(take_in(&mut product, &rows, today).unwrap(), 0, "a second time nothing is new");
        assert_eq!(product.find_metric("KR1").unwrap().current(), Amount::parse("10.4").ok());
        assert!(read(b"date,value\n2026-11-04,1\n", Zone::UTC).unwrap_err().to_string().contains("no column “kr”"));
        let why = read(b"kr,date,value\nKR1,2026-11-04,many\n", Zone::UTC).unwrap_err().to_string();
        assert!(why.starts_with("line 2:") && why.contains("many"), "{why}");
        let rows = read(b"kr,date,value\nKR9,2026-11-04,1\n", Zone::UTC).unwrap();
        assert!(take_in(&mut product, &rows, today).unwrap_err().to_string().contains("line 2: no key result “KR9”"));
    }
}
