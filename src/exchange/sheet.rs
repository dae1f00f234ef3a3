//! Separated values as a sheet of cells: delimiters, quotes, ragged rows.

use memchr::memchr_iter;

use super::{ImportError, LARGEST, bytes};

/// Most rows, columns and bytes in a cell that are taken in: beyond them a file is not a backlog.
const ROWS: usize = 200_000;
const COLUMNS: usize = 4_096;
const CELL: usize = 1 << 20;

/// A sheet: the header and the rows below it, every row as wide as the header.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The cells of the header, trimmed.
    pub header: Vec<String>,
    /// The rows, each with the line of the file where it begins.
    pub rows: Vec<(usize, Vec<String>)>,
    /// Cells beyond the header, by row number.
    pub beyond: Vec<(usize, Vec<String>)>,
    /// How many rows were shorter than the header.
    pub short: usize,
}

impl Sheet {
    /// Returns the place of the first column with one of these names, the surest name first.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|own| own.trim().eq_ignore_ascii_case(name)))
    }
}

/// Returns the separator that the header uses most, outside quotes.
#[must_use]
pub fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|(_, n)| *n > 0) => break,
            byte if !quoted => counts.iter_mut().filter(|(sep, _)| *sep == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // on a tie the comma, which is first
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(sep, _)| *sep)
}

/// Bytes in which the first line of a table ends.
const GLANCE: usize = 4096;

/// Returns the columns that the first line of a file names, in lower case, and the cells of the line below, to tell what a table is about
/// before it is read.
#[must_use]
pub fn head(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (text, _) = bytes::decode(bytes.get(..GLANCE).unwrap_or(bytes));
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().map_while(Result::ok).map(|row| {
        let cells = row.iter().map(|cell| cell.trim().to_owned());
        cells.collect::<Vec<String>>()
    });
    let header = rows.next().unwrap_or_default().iter().map(|cell| cell.to_lowercase()).collect();
    (header, rows.next().unwrap_or_default())
}

/// Reads the bytes of a file as a sheet.
///
/// # Errors
/// Returns an error if they are no text, more than any backlog, or no sheet.
pub fn of(bytes: &[u8]) -> Result<Sheet, ImportError> {
    let fault = |words: String| ImportError { line: 1, words };
    if let Some(words) = bytes::not_text(bytes) {
        return Err(fault(words.into()));
    }
    if bytes.len() > LARGEST {
        return Err(fault(format!("the file is larger than {} MB", LARGEST >> 20)));
    }
    read(&bytes::decode(bytes).0)
}

/// Reads a sheet of separated values.
///
/// # Errors
/// Returns an error if a quote is never closed, or the sheet is larger than any backlog; the error names the line.
pub fn read(text: &str) -> Result<Sheet, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut last = 1;
    let mut counted = 0;
    for record in reader.records() {
        let record = record.map_err(|why| ImportError { line: last, words: why.to_string() })?;
        // counted here because the reader leaves the second half of a CRLF to the next record
        let begin = record.position().map_or(counted, |at| usize::try_from(at.byte()).unwrap_or(counted));
        let begin =
            begin + text.get(begin..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        last += text.get(counted..begin).map_or(0, line_ends);
        counted = begin;
        let line = last;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() > COLUMNS {
            return Err(ImportError { line, words: format!("more than {COLUMNS} columns") });
        }
        if let Some(cell) = record.iter().find(|cell| cell.len() > CELL) {
            return Err(ImportError {
                line,
                words: format!("a cell of {} bytes; at most {CELL} are taken in", cell.len()),
            });
        }
        if sheet.header.is_empty() {
            sheet.header = record.iter().map(|cell| cell.trim().to_owned()).collect();
            while sheet.header.last().is_some_and(String::is_empty) {
                sheet.header.pop();
            }
            continue;
        }
        if sheet.rows.len() >= ROWS {
            return Err(ImportError { line, words: format!("more than {ROWS} rows") });
        }
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let wide = sheet.header.len();
        if cells.len() < wide {
            sheet.short += 1;
            cells.resize(wide, String::new());
        } else if cells.len() > wide {
            let more = cells.split_off(wide);
            if more.iter().any(|cell| !cell.trim().is_empty()) {
                sheet.beyond.push((sheet.rows.len(), more));
            }
        }
        sheet.rows.push((line, cells));
    }
    // the reader takes an unclosed quote for one long cell at the end
    let open = memchr_iter(b'"', text.as_bytes()).count() % 2 == 1;
    if open && sheet.rows.last().is_some_and(|(_, cells)| cells.iter().any(|cell| cell.contains('\n'))) {
        return Err(ImportError { line: last, words: "a quote is opened here and never closed".into() });
    }
    Ok(sheet)
}

/// Returns how many lines end in `text`, whichever of the three signs ends them.
fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lone = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    memchr_iter(b'\n', bytes).count() + lone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_the_delimiter() {
        assert_eq!(delimiter("a,b;c,d\n"), b',');
        assert_eq!(delimiter("a;b;\"c,d,e,f\"\n1,2,3,4,5"), b';');
        assert_eq!(delimiter("a\tb"), b'\t');
        assert_eq!(delimiter("a|b|c"), b'|');
        assert_eq!(delimiter("title"), b',');
    }

    #[test]
    fn cells_may_hold_lines_and_rows_may_be_ragged() {
        let sheet = read("a,b\r\n\"one\ntwo\",x\r\nshort\r\n1,2,3\r\n\r\n").unwrap();
        assert_eq!(sheet.rows.len(), 3);
        assert_eq!(sheet.rows[0].1, ["one\ntwo", "x"]);
        assert_eq!(sheet.short, 1);
        assert_eq!(sheet.beyond, [(2, vec!["3".to_owned()])]);
        assert_eq!(sheet.rows[2].0, 5);
    }

    #[test]
    fn a_quote_that_never_closes_is_named_by_its_line() {
        let why = read("a,b\n1,2\n\"3,4\n5,6\n").unwrap_err();
        assert_eq!(why.line, 3);
    }
}
