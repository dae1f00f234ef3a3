//! A table of users, with a row for each and a column for each thing that they did or are: read for a look at what goes along with an
//! outcome. Of its rows nothing is kept but counts.

use super::ImportError;
use super::sheet::{self, Sheet};
use crate::measure::pattern::{Column, Patterns};
use crate::model::{Id, Now, Product, Refusal, Study};

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

/// Returns the columns of a table.
#[must_use]
pub fn columns(sheet: &Sheet) -> Vec<Column<'_>> {
    let cells = |at: usize| sheet.rows.iter().map(|(_, row)| row.get(at).map_or("", String::as_str)).collect();
    sheet.header.iter().enumerate().map(|(at, name)| Column { name, cells: cells(at) }).collect()
}

/// Keeps what was found in a table of this name and so many rows, and returns the study's id.
///
/// # Errors
/// Returns an error if nothing was tried, or too much.
pub fn take_in(product: &mut Product, name: &str, found: &Patterns, rows: usize, now: Now) -> Result<Id, Refusal> {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    product.keep_study(Study { called: name.to_owned(), rows, on: Some(now.today), ..found.study() })
}
