//! A table of users, with a row for each and a column for each thing that they did or are: read for a look at what goes along with an
//! outcome. Of its rows nothing is kept but counts.

use super::ImportError;
use super::feedback::is_address;
use super::sheet::{self, Sheet};
use crate::measure::pattern::{self, Column, Patterns};
use crate::model::{Id, Now, Product, Refusal, Study};

/// Cells of a column that are looked at to tell whether they are addresses.
const LOOKED_AT: usize = 200;

/// Reads the bytes of a table.
///
/// # Errors
/// Returns an error if they are no table, or one without a row.
pub fn read(bytes: &[u8]) -> Result<Sheet, ImportError> {
    let sheet = sheet::of(bytes)?;
    if sheet.rows.is_empty() {
        return Err(ImportError { line: 1, words: "the table has no row below its header".into() });
    }
    Ok(sheet)
}

/// Returns the columns of a table that can be looked at, and why others cannot: a name that is there twice is looked at once, and columns
/// of addresses are about somebody.
#[must_use]
pub fn columns(sheet: &Sheet) -> (Vec<Column<'_>>, Vec<String>) {
    let (mut out, mut left_out): (Vec<Column<'_>>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, name) in sheet.header.iter().enumerate() {
        let cells: Vec<&str> = sheet.rows.iter().map(|(_, row)| row.get(at).map_or("", String::as_str)).collect();
        let filled = || cells.iter().filter(|cell| !cell.trim().is_empty());
        let personal = filled().take(LOOKED_AT).filter(|cell| is_address(cell.trim())).count();
        if out.iter().any(|known| known.name.trim().to_lowercase() == name.trim().to_lowercase()) {
            left_out.push(format!("{name} is there twice: the first one is looked at"));
        } else if personal * 2 > filled().take(LOOKED_AT).count() {
            left_out.push(format!("{name} looks like addresses or numbers of people"));
        } else {
            out.push(Column { name, cells });
        }
    }
    (out, left_out)
}

/// Looks at every behaviour of a table beside an outcome, as [`pattern::find`] does; what the table itself keeps out is said with the rest.
///
/// # Errors
/// Those of [`pattern::find`].
pub fn look_through(sheet: &Sheet, outcome: &str, is: Option<&str>, group: Option<&str>) -> Result<Patterns, Refusal> {
    let (columns, mut left_out) = columns(sheet);
    let mut found = pattern::find(&columns, outcome, is, group)?;
    left_out.append(&mut found.left_out);
    Ok(Patterns { left_out, ..found })
}

/// Keeps what was found in a table of this name and so many rows, and returns the study's id.
///
/// # Errors
/// Returns an error if nothing was tried, or too much.
pub fn take_in(product: &mut Product, name: &str, found: &Patterns, rows: usize, now: Now) -> Result<Id, Refusal> {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    product.keep_study(Study { called: name.to_owned(), rows, on: Some(now.today), ..found.study() })
}
