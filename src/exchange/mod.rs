//! Other formats to the model and back. Pure: bytes in, [`Import`] out; product in, text out.
//!
//! The rule that matters most: nothing is dropped. Every column is reported as mapped, kept or empty, with counts, and
//! what has no field here stays with its item and is written back on export.

mod apply;
pub mod back;
mod bytes;
mod columns;
pub mod csv;
pub(crate) mod date;
pub(crate) mod decisions;
mod dialect;
pub mod draft;
pub mod facts;
pub mod feedback;
pub mod how;
pub mod html;
pub mod letters;
mod lines;
pub mod markdown;
mod plain;
pub mod readings;
pub mod report;
pub mod sheet;
pub(crate) mod sprint;
pub mod study;
mod timebox;
mod tree;
pub mod usage;
pub(crate) mod why;

use std::collections::BTreeMap;

pub use apply::{Outcome, take_in};
pub use bytes::LARGEST;
pub use columns::KEEP;

use crate::model::document;
use crate::model::{Id, Now, Product, Stamp};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated values with a header.
    Csv,
    /// Jira's CSV export.
    Jira,
    /// One story or title a line.
    Lines,
    /// Markdown: check-lists, or an item a file with front matter.
    Markdown,
    /// JSON of another system; which one it tells itself.
    Tree,
    /// A todo.txt list.
    TodoTxt,
    /// An outline of org-mode.
    Org,
    /// Momentum's own file.
    Json,
}

impl Format {
    /// The names for `--from`.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("csv", Self::Csv),
        ("jira", Self::Jira),
        ("lines", Self::Lines),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
        ("json-of-others", Self::Tree),
        ("todo.txt", Self::TodoTxt),
        ("org", Self::Org),
    ];

    /// Returns the format's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// Why a file cannot be taken in. Nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {words}")]
pub struct ImportError {
    /// The line of the file, from 1.
    pub line: usize,
    /// What does not fit, and what would.
    pub words: String,
}

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It fills a field.
    Mapped(&'static str),
    /// It has no field here and stays with its item.
    Kept,
    /// No row has anything in it.
    Empty,
}

/// A line of the report on an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name of the column.
    pub name: String,
    /// How many columns bear it.
    pub copies: usize,
    /// How many cells have something in them.
    pub cells: usize,
    /// What became of it.
    pub fate: Fate,
    /// The first different values in it, three at the most.
    pub samples: Vec<String>,
}

impl Column {
    /// Returns a column that stands once and shows nothing of its values.
    fn new(name: impl Into<String>, cells: usize, fate: Fate) -> Self {
        Self { name: name.into(), copies: 1, cells, fate, samples: Vec::new() }
    }
}

/// One item as a source gives it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Momentum's own id, in its own exports.
    pub own: Option<Id>,
    /// Its identity in the source.
    pub key: String,
    /// The source’s own origin, in momentum's own exports.
    pub origin: Option<(String, String)>,
    /// Fields as text, by name, as they would be typed.
    pub fields: BTreeMap<&'static str, String>,
    /// `when, who, what` of each comment.
    pub comments: Vec<(Stamp, String, String)>,
    /// When it was written down.
    pub created: Option<Stamp>,
    /// When it last changed.
    pub updated: Option<Stamp>,
    /// When it was done.
    pub done: Option<Stamp>,
    /// The "no" that was said to it: reason and text.
    pub declined: Option<(crate::model::Reason, String)>,
    /// The whole of which it is a piece: a key of the source, or a title.
    pub part_of: Option<String>,
    /// The fields in words that nobody has confirmed.
    pub drafted: Vec<String>,
    /// Columns that have no field here.
    pub columns: BTreeMap<String, Vec<String>>,
}

/// A file as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The name of the format, which is also the name of the source that re-imports are recognised by.
    pub system: String,
    /// What it is, in words.
    pub what: String,
    /// The items, first to do first.
    pub rows: Vec<Row>,
    /// What became of each column.
    pub columns: Vec<Column>,
    /// What had to be assumed or left as text.
    pub notes: Vec<String>,
    /// A whole product, where the file is momentum's own.
    pub product: Option<Product>,
}

/// A person's choices for reading a file.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The format; guessed from the content where it is not given.
    pub format: Option<Format>,
    /// A field's name with the column that fills it.
    pub columns: Vec<(String, String)>,
    /// Whether `03/04/2025` is in March.
    pub month_first: bool,
}

/// Reads a file. `name` helps to guess the format by its ending.
///
/// # Errors
/// Returns an error if the file is of no known format or damaged; the error names the line.
pub fn read(bytes: &[u8], name: &str, choices: &Choices) -> Result<Import, ImportError> {
    if bytes.len() > LARGEST {
        return Err(ImportError { line: 1, words: format!("the file is larger than {} MB", LARGEST >> 20) });
    }
    if let Some(words) = bytes::not_text(bytes) {
        return Err(ImportError { line: 1, words: words.into() });
    }
    let (text, notes) = bytes::decode(bytes);
    if text.trim().is_empty() {
        return Err(ImportError { line: 1, words: "the file is empty".into() });
    }
    let format = choices.format.unwrap_or_else(|| detect(&text, name));
    let mut import = match format {
        Format::Json => read_own(text.as_bytes())?,
        Format::Tree => tree::read(&text, choices)?,
        Format::TodoTxt => plain::todo_txt(&text),
        Format::Org => plain::org(&text),
        Format::Markdown => markdown::read(&text, name)?,
        Format::Lines => lines::read(&text),
        Format::Csv | Format::Jira => csv::read(&text, choices)?,
    };
    import.notes.splice(0..0, notes);
    Ok(import)
}

/// Returns a product in the format that the ending of a file names: `json` (lossless), `csv`, `html` for a browser; anything else is
/// Markdown.
///
/// # Errors
/// Returns an error if a record cannot be written as JSON, which the model rules out.
pub fn by_ending(
    product: &Product,
    path: &std::path::Path,
    raw_csv: bool,
    now: Now,
) -> Result<Vec<u8>, serde_json::Error> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Ok(match ending.as_str() {
        "json" => document::write(product)?,
        "csv" => csv::write(product, raw_csv).into_bytes(),
        "html" => html::of(product, html::Page::Backlog, now).into_bytes(),
        _ => markdown::write(product).into_bytes(),
    })
}

/// Whether the ending of a file's name says what is written into it.
#[must_use]
pub fn is_ending_known(path: &std::path::Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    ["json", "csv", "md", "markdown", "txt", "html"].contains(&ending.as_str())
}

/// Whether a pasted text is a table as spreadsheets copy it: a header and rows of cells between tabs.
#[must_use]
pub fn is_table(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let tabs = |line: &str| line.matches('\t').count();
    let header = lines.peek().map_or(0, |line| tabs(line));
    header > 0 && lines.clone().count() > 1 && lines.all(|line| tabs(line) > 0)
}

/// Returns the lines of a pasted or piped list, without bullets and numbers, empty ones left out. Of cells between tabs it
/// is the first that is not empty.
#[must_use]
pub fn titles(text: &str) -> Vec<String> {
    let first = |line: &'_ str| line.split('\t').map(str::trim).find(|cell| !cell.is_empty()).unwrap_or("").to_owned();
    text.lines().map(|line| lines::bare(&first(line)).1.to_owned()).filter(|line| !line.is_empty()).collect()
}

fn read_own(bytes: &[u8]) -> Result<Import, ImportError> {
    let loaded = document::read(bytes).map_err(|why| match why {
        document::Unreadable::Damaged { line, why } => ImportError { line, words: why },
        other => ImportError { line: 1, words: other.to_string() },
    })?;
    Ok(Import {
        system: "json".into(),
        what: "momentum’s own file".into(),
        notes: loaded.repairs,
        product: Some(loaded.product),
        ..Import::default()
    })
}

/// Returns the format that a text has, by its content first and its name's ending second.
fn detect(text: &str, name: &str) -> Format {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    if ending != "csv" && tree::is_foreign(text) && (ending == "json" || text.trim_start().starts_with(['{', '['])) {
        return Format::Tree;
    }
    if text.trim_start().starts_with('{') && ending != "csv" {
        return Format::Json;
    }
    if plain::is_todo_txt(text, name) {
        return Format::TodoTxt;
    }
    if plain::is_org(text, name) {
        return Format::Org;
    }
    if matches!(ending.as_str(), "md" | "markdown") || text.starts_with("---\n") {
        return Format::Markdown;
    }
    let stories =
        lines().take(50).filter(|line| crate::model::story::read_story(lines::bare(line).1).is_some()).count();
    if stories * 2 > lines().take(50).count() && !matches!(ending.as_str(), "csv" | "tsv") {
        return Format::Lines;
    }
    if matches!(ending.as_str(), "csv" | "tsv") {
        return Format::Csv;
    }
    if lines().any(|line| line.starts_with("- [ ]") || line.starts_with("- [x]") || line.starts_with("* [ ]")) {
        return Format::Markdown;
    }
    let header = lines().next().unwrap_or("");
    let separated = sheet::delimiter(header);
    if header.as_bytes().contains(&separated)
        && columns::guess(&split_header(header, separated), &[], &[]).iter().flatten().count() >= 2
    {
        return Format::Csv;
    }
    Format::Lines
}

fn split_header(header: &str, separator: u8) -> Vec<String> {
    header.split(char::from(separator)).map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

/// Joins what was read of files that hold an item each, so that a folder of them is told of as one; the rest stays as it is.
#[must_use]
pub fn join(files: Vec<(String, Import)>, folder: &str) -> Vec<(String, Import)> {
    let mut out: Vec<(String, Import)> = Vec::new();
    for (name, import) in files {
        let same = |other: &&mut (String, Import)| other.1.system == import.system && other.1.what == import.what;
        match out.iter_mut().find(same).filter(|_| import.what == markdown::A_FILE) {
            Some((joined, all)) => {
                folder.clone_into(joined);
                all.rows.extend(import.rows);
                all.notes.extend(import.notes);
                for column in import.columns {
                    match all.columns.iter_mut().find(|known| known.name == column.name) {
                        Some(known) => {
                            known.cells += column.cells;
                            if known.fate == Fate::Empty {
                                known.fate = column.fate;
                            }
                        }
                        None => all.columns.push(column),
                    }
                }
            }
            None => out.push((name, import)),
        }
    }
    out
}
