//! Separated values, of Jira and of anyone, to items; and items to separated values that come back as the same items.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{self, Target};
use super::date::{self, DateOrder};
use super::sheet::{self, Sheet};
use super::{Choices, Column, Fate, Import, ImportError, Row, dialect, lines};
use crate::model::entity::Value;
use crate::model::stamp::Zone;
use crate::model::{Entity, Field, Id, Item, Kind, Product, Reason, Size, Stamp, Status};
use crate::sort::InOrder;
use crate::words::count;

/// Most values of a column that are shown, and letters of each.
const SAMPLES: usize = 3;
const SAMPLE: usize = 40;

/// The header of momentum's own id, which is also the signature of its own CSV.
const OWN_ID: &str = "momentum id";

/// Counts of what could not be read as what its column says, for the report.
#[derive(Default)]
struct Doubts {
    dates: BTreeMap<String, usize>,
    sizes: BTreeMap<String, usize>,
    ambiguous: usize,
}

pub(super) fn read(text: &str, choices: &Choices) -> Result<Import, ImportError> {
    let mut sheet = sheet::read(text)?;
    let own = sheet.header.iter().any(|name| name == OWN_ID);
    let dialect = dialect::of(&sheet.header).filter(|_| !own);
    let said = dialect.map(|dialect| (dialect.settle)(&mut sheet)).unwrap_or_default();
    let targets = match dialect {
        _ if own => own_targets(&sheet.header),
        dialect => columns::guess(&sheet.header, &choices.columns, dialect.map_or(&[], |own| own.targets)),
    };
    if let Some((field, first, second)) = columns::twice(&choices.columns) {
        let words = format!("cannot map {field} to two columns: {first} and {second}");
        return Err(ImportError { line: 1, words });
    }
    if let Some((field, column)) = choices.columns.iter().find(|(field, column)| {
        (columns::target_of(field).is_none() && field != columns::KEEP)
            || !sheet.header.iter().any(|name| name.eq_ignore_ascii_case(column.trim()))
    }) {
        let words = format!("cannot map {field}={column}: the columns are {}", sheet.header.join(", "));
        return Err(ImportError { line: 1, words });
    }
    let named = match dialect {
        _ if own => ("momentum", "momentum’s own CSV"),
        Some(dialect) => (dialect.system, dialect.what),
        None => ("csv", "separated values"),
    };
    let mut import = read_sheet(sheet, &targets, choices, named)?;
    import.notes.extend(said);
    Ok(import)
}

/// Reads a sheet of which it is known what its columns are; `named` is its system and what it is in words.
///
/// # Errors
/// Returns an error if it has no column for a title.
pub(super) fn read_sheet(
    mut sheet: Sheet,
    targets: &[Option<Target>],
    choices: &Choices,
    (system, what): (&str, &str),
) -> Result<Import, ImportError> {
    let own = targets.contains(&Some(Target::OwnId));
    if !targets.contains(&Some(Target::Field("title"))) && !targets.contains(&Some(Target::Field("want"))) {
        let words = format!(
            "no column looks like a title; name one with --map title=COLUMN · columns are {}",
            sheet.header.join(", ")
        );
        return Err(ImportError { line: 1, words });
    }
    let dates = sheet.rows.iter().flat_map(|(_, cells)| {
        cells
            .iter()
            .zip(targets)
            .filter(|(_, t)| matches!(t, Some(Target::Created | Target::Updated | Target::Done)))
            .map(|(c, _)| c.as_str())
    });
    let order = if choices.month_first { DateOrder::MonthFirst } else { date::order_of(dates) };
    let columns = report(&sheet, targets);
    let mut doubts = Doubts::default();
    let mut rows: Vec<(String, Row)> = Vec::with_capacity(sheet.rows.len());
    // the cells become the fields: a long table is in memory once
    let cells = std::mem::take(&mut sheet.rows);
    let mut beyond = sheet.beyond.iter().peekable();
    let mut untitled = 0;
    for (n, (line, cells)) in cells.into_iter().enumerate() {
        let mut row = read_row(&sheet.header, targets, cells, own, order, &mut doubts);
        while let Some((_, more)) = beyond.next_if(|(at, _)| *at == n) {
            row.1.columns.insert("(beyond the header)".into(), more.clone());
        }
        if row.1.fields.get("title").is_none_or(|title| title.trim().is_empty()) {
            untitled += 1;
            let title = fallback_title(&row.1, line);
            row.1.fields.insert("title", title);
        }
        rows.push(row);
    }
    if targets.contains(&Some(Target::Rank)) {
        // an item without a rank goes last; the sort is stable, so ties stay in the file's order
        rows.order_by(|a, b| (a.0.is_empty(), &a.0).cmp(&(b.0.is_empty(), &b.0)));
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let mut notes = notes(&sheet, &doubts, order, untitled);
    if targets.contains(&Some(Target::Rank)) {
        notes.push("order from the rank column".into());
    }
    if !own && !targets.contains(&Some(Target::Key)) {
        notes.push("no column with keys: a second import knows rows by their title".into());
    }
    lines::key_by_words(&mut rows);
    Ok(Import { system: system.into(), what: what.into(), columns, rows, notes, product: None })
}

fn fallback_title(row: &Row, line: usize) -> String {
    let first = ["want", "description"]
        .iter()
        .filter_map(|name| row.fields.get(name))
        .flat_map(|text| text.lines())
        .find(|l| !l.trim().is_empty());
    first.map_or_else(
        || if row.key.is_empty() { format!("(untitled, line {line})") } else { row.key.clone() },
        |text| text.chars().take(120).collect(),
    )
}

fn notes(sheet: &Sheet, doubts: &Doubts, order: DateOrder, untitled: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if sheet.short > 0 {
        notes.push(format!("{} shorter than the header: the rest is empty", count(sheet.short, "row")));
    }
    if !sheet.beyond.is_empty() {
        notes.push(format!("{} longer than the header: the rest is kept", count(sheet.beyond.len(), "row")));
    }
    if untitled > 0 {
        notes.push(format!("{} without a title: named after what else is there", count(untitled, "row")));
    }
    for (what, odd) in [("date", &doubts.dates), ("size", &doubts.sizes)] {
        if !odd.is_empty() {
            let some: Vec<&str> = odd.keys().take(3).map(String::as_str).collect();
            notes.push(format!(
                "{} not read as a {what} and kept as text: {}",
                count(odd.values().sum(), "cell"),
                some.join(", ")
            ));
        }
    }
    if order == DateOrder::Unknown && doubts.ambiguous > 0 {
        notes.push(format!(
            "{} such as 03/04/2025 read day first; --month-first reads them the other way",
            count(doubts.ambiguous, "date")
        ));
    }
    notes
}

fn report(sheet: &Sheet, targets: &[Option<Target>]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    for (i, name) in sheet.header.iter().enumerate() {
        let cells = sheet.rows.iter().filter(|(_, row)| row.get(i).is_some_and(|cell| !cell.trim().is_empty())).count();
        let fate = match targets.get(i).copied().flatten() {
            Some(target) if target != Target::Kept => Fate::Mapped(columns::name_of(target)),
            _ if cells == 0 => Fate::Empty,
            _ => Fate::Kept,
        };
        let mut samples: Vec<String> = Vec::new();
        for (_, row) in &sheet.rows {
            if let Some(cell) = row.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
                && samples.len() < SAMPLES
                && !samples.iter().any(|sample| sample == cell)
            {
                samples.push(cell.chars().take(SAMPLE).collect());
            }
        }
        match out.iter_mut().find(|column| column.name == *name) {
            Some(column) => {
                column.copies += 1;
                column.cells += cells;
                column.samples.extend(samples);
                column.samples.truncate(SAMPLES);
                if column.fate == Fate::Empty {
                    column.fate = fate;
                }
            }
            None => out.push(Column { name: name.clone(), copies: 1, cells, fate, samples }),
        }
    }
    if !sheet.beyond.is_empty() {
        let cells = sheet.beyond.iter().map(|(_, more)| more.len()).sum();
        out.push(Column::new("(beyond the header)", cells, Fate::Kept));
    }
    out
}

/// Reads one row: its rank text, and the row.
fn read_row(
    header: &[String],
    targets: &[Option<Target>],
    cells: Vec<String>,
    own: bool,
    order: DateOrder,
    doubts: &mut Doubts,
) -> (String, Row) {
    let mut reading = Reading::default();
    for ((name, target), cell) in header.iter().zip(targets).zip(cells) {
        let guarded = if own { unguard(&cell) } else { cell.as_str() };
        match target {
            _ if guarded.trim().is_empty() => {}
            Some(Target::Field(field)) if !own && *field != "due" => drop(reading.row.fields.insert(field, cell)),
            _ => reading.take(name, target.as_ref(), guarded, order, doubts),
        }
    }
    let Reading { mut row, rank, tags, category, resolution } = reading;
    if !tags.is_empty() {
        row.fields.insert("tags", tags.into_iter().collect::<Vec<_>>().join(", "));
    }
    settle_status(&mut row, category, resolution.as_deref());
    if !own {
        read_words(&mut row);
    }
    (rank, row)
}

/// A row while its cells are being read.
#[derive(Default)]
struct Reading {
    row: Row,
    /// The place that another tool's order gives it.
    rank: String,
    tags: BTreeSet<String>,
    category: Option<Status>,
    resolution: Option<String>,
}

impl Reading {
    /// Keeps a cell under the name of its column, because no field here has room for it.
    fn keep(&mut self, name: &str, cell: &str) {
        self.row.columns.entry(name.to_owned()).or_default().push(cell.to_owned());
    }

    /// Takes a cell that is not empty.
    fn take(&mut self, name: &str, target: Option<&Target>, cell: &str, order: DateOrder, doubts: &mut Doubts) {
        let text = cell.trim();
        match target {
            None | Some(Target::Kept) => self.keep(name, cell),
            Some(Target::Parent) => {
                self.row.part_of.get_or_insert_with(|| text.to_owned());
                self.keep(name, cell);
            }
            Some(Target::Field("due")) => match read_moment(text, order, doubts) {
                // a day without a zone is the day that it says
                Some(at) => drop(self.row.fields.insert("due", Zone::UTC.day(at).to_string())),
                None => self.keep(name, cell),
            },
            Some(Target::Field(field)) => {
                self.row.fields.insert(field, cell.to_owned());
            }
            Some(Target::OwnId) => self.row.own = Id::parse(text),
            Some(Target::Key) => text.clone_into(&mut self.row.key),
            Some(Target::Kind) => {
                let kind = kind_of(text);
                if kind.word() != text.to_lowercase() {
                    self.keep(name, cell);
                }
                self.row.fields.insert("kind", kind.word().into());
            }
            Some(Target::Status) => {
                let status = status_of(text);
                if status.word() != text.to_lowercase() {
                    self.keep(name, cell);
                }
                if is_no(&text.to_lowercase()) {
                    self.resolution.get_or_insert_with(|| text.to_lowercase());
                }
                self.row.fields.insert("status", status.word().into());
            }
            Some(Target::StatusCategory) if is_no(&text.to_lowercase()) => {
                self.resolution.get_or_insert_with(|| text.to_lowercase());
            }
            Some(Target::StatusCategory) => self.category = Some(status_of(text)),
            Some(Target::Resolution) => {
                self.resolution = Some(text.to_lowercase());
                self.keep(name, cell);
            }
            Some(Target::Size) => {
                if !read_size(&mut self.row, text, doubts) {
                    self.keep(name, cell);
                }
            }
            Some(Target::Labels) => {
                self.tags.extend(text.split([',', ';']).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
            }
            Some(Target::Requester) => {
                self.row.fields.insert("requesters", text.to_owned());
            }
            Some(Target::Created | Target::Updated | Target::Done) => {
                let at = read_moment(text, order, doubts);
                if at.is_none() {
                    self.keep(name, cell);
                }
                match target {
                    Some(Target::Created) => self.row.created = at,
                    Some(Target::Updated) => self.row.updated = at,
                    _ => self.row.done = at,
                }
            }
            Some(Target::Drafted) => self.row.drafted = text.split(',').map(|name| name.trim().to_owned()).collect(),
            Some(Target::Comment) => self.row.comments.push(read_comment(cell, order)),
            Some(Target::Rank) => {
                text.clone_into(&mut self.rank);
                self.keep(name, cell);
            }
            Some(Target::Declined) => {
                let (reason, why) = text.split_once(": ").unwrap_or((text, ""));
                self.row.declined = Reason::parse(reason).ok().map(|reason| (reason, why.to_owned()));
            }
            Some(Target::Source) => {
                self.row.origin = text.split_once(' ').map(|(system, id)| (system.to_owned(), id.to_owned()));
            }
        }
    }
}

/// Takes the size of a row; of several point columns the first with something in it counts. Returns false if the cell is to be kept
/// as it is.
fn read_size(row: &mut Row, text: &str, doubts: &mut Doubts) -> bool {
    let Ok(size) = Size::parse(text) else {
        *doubts.sizes.entry(text.chars().take(20).collect()).or_default() += 1;
        return false;
    };
    if row.fields.contains_key("size") {
        return false;
    }
    row.fields.insert("size", size.to_string());
    true
}

/// Returns the moment of a cell, and counts what could be read in two ways or in none.
fn read_moment(text: &str, order: DateOrder, doubts: &mut Doubts) -> Option<Stamp> {
    doubts.ambiguous += usize::from(order == DateOrder::Unknown && date::is_ambiguous(text));
    let at = date::read(text, order);
    if at.is_none() {
        *doubts.dates.entry(text.chars().take(30).collect()).or_default() += 1;
    }
    at
}

/// Whether a word for a status or a resolution, in lower case, says that the thing will not be done.
fn is_no(words: &str) -> bool {
    matches!(
        words,
        "won't do"
            | "won’t do"
            | "won't fix"
            | "wontfix"
            | "declined"
            | "rejected"
            | "canceled"
            | "cancelled"
            | "removed"
            | "deleted"
            | "duplicate"
            | "abandoned"
    )
}

/// Brings status, category and resolution together. "Won't do" is a no and not a done.
fn settle_status(row: &mut Row, category: Option<Status>, resolution: Option<&str>) {
    if let Some(category) = category
        && (category == Status::Done || row.fields.get("status").is_none_or(|s| s == "todo" || s == "done"))
    {
        row.fields.insert("status", category.word().into());
    }
    let reason = match resolution {
        Some("duplicate") => Some(Reason::Duplicate),
        // what is done and put away is done
        Some("archived") => {
            let is_done = row.done.is_some() || row.fields.get("status").is_some_and(|status| status == "done");
            (!is_done).then_some(Reason::Archived)
        }
        Some(words) if is_no(words) || matches!(words, "cannot reproduce" | "incomplete") => Some(Reason::NotNow),
        _ => None,
    };
    if let (Some(reason), Some(words)) = (reason, resolution) {
        row.declined = Some((reason, words.to_owned()));
        row.fields.insert("status", "todo".into());
    }
    if row.done.is_some() && !row.fields.contains_key("status") {
        row.fields.insert("status", "done".into());
    }
}

/// Reads a story out of the title, and criteria out of the description, where they have no columns of their own.
fn read_words(row: &mut Row) {
    if !row.fields.contains_key("want") {
        let title = row.fields.get("title").cloned().unwrap_or_default();
        if let Some(story) = crate::model::story::read_story(&title) {
            row.fields.insert("title", story.title());
            if !row.fields.contains_key("description") {
                row.fields.insert("description", title);
            }
            row.fields.insert("role", story.role);
            row.fields.insert("want", story.want);
            if !story.benefit.is_empty() {
                row.fields.insert("benefit", story.benefit);
            }
        }
    }
    if !row.fields.contains_key("criteria")
        && let Some(list) = row.fields.get("description").and_then(|text| criteria_in(text))
    {
        row.fields.insert("criteria", list);
    }
}

/// Returns the check-list under a heading such as "Acceptance criteria:" in a description, or `None`.
fn criteria_in(description: &str) -> Option<String> {
    let is_heading = |line: &str| {
        let plain = line
            .trim()
            .trim_start_matches(['#', '*', '_', 'h', '1', '2', '3', '4', '5', '.', ' '])
            .trim_end_matches([':', '*', '_', ' ']);
        let plain = plain.to_lowercase();
        plain.len() < 40
            && (plain.ends_with("cceptance criteria")
                || plain == "ac"
                || plain.starts_with("conditions of satisfaction"))
    };
    let mut lines =
        description.lines().skip_while(|line| !is_heading(line)).skip(1).skip_while(|line| line.trim().is_empty());
    let mut out = Vec::new();
    for line in &mut lines {
        let line = line.trim();
        let item = ["- ", "* ", "• ", "✅", "# ", "-", "*"].iter().find_map(|mark| line.strip_prefix(mark));
        match item {
            Some(text) if !text.trim().is_empty() => out.push(format!("- {}", text.trim())),
            _ if line.is_empty() && !out.is_empty() => {}
            _ => break,
        }
    }
    (!out.is_empty()).then(|| out.join("\n"))
}

/// Reads `date;author;body`, split at the first two semicolons alone: the body may hold more.
fn read_comment(cell: &str, order: DateOrder) -> (Stamp, String, String) {
    let mut parts = cell.splitn(3, ';');
    if let (Some(at), Some(by), Some(text)) = (parts.next(), parts.next(), parts.next())
        && let Some(at) = date::read(at, order)
    {
        return (at, by.to_owned(), text.to_owned());
    }
    (Stamp::default(), String::new(), cell.to_owned())
}

/// Returns the kind that a tool's word for a type means.
pub(super) fn kind_of(word: &str) -> Kind {
    let word = word.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["epic", "initiative", "theme"]) {
        Kind::Epic
    } else if has(&["bug", "defect", "incident"]) {
        Kind::Bug
    } else if has(&["spike", "research", "investigat"]) {
        Kind::Spike
    } else if has(&["task", "chore", "debt", "maintenance", "technical"]) {
        Kind::Chore
    } else {
        Kind::Story
    }
}

/// Returns the status that a tool's word for one means. What nobody knows is not begun.
pub(super) fn status_of(word: &str) -> Status {
    let word = word.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["undone", "not done", "not started", "to do", "todo"]) {
        Status::Todo
    } else if has(&["done", "closed", "resolved", "complete", "released", "shipped", "merged", "accepted", "finished"])
    {
        Status::Done
    } else if has(&["review", "verify", "qa", "testing", "in test"]) {
        Status::Review
    } else if has(&["progress", "doing", "started", "development", "active", "wip"]) {
        Status::Doing
    } else {
        Status::Todo
    }
}

/// The fields that momentum's own CSV has a column for, besides id, key, comments and what was kept.
fn own_fields() -> impl Iterator<Item = &'static Field<Item>> {
    Item::fields().iter().filter(|f| f.set.is_some() || matches!(f.name, "created" | "updated" | "drafted"))
}

fn own_targets(header: &[String]) -> Vec<Option<Target>> {
    let target = |name: &String| match name.as_str() {
        OWN_ID => Some(Target::OwnId),
        "key" => Some(Target::Key),
        "declined" => Some(Target::Declined),
        "source" => Some(Target::Source),
        "comment" => Some(Target::Comment),
        "created" => Some(Target::Created),
        "updated" => Some(Target::Updated),
        "drafted" => Some(Target::Drafted),
        name => own_fields().find(|f| f.name == name).map(|f| Target::Field(f.name)),
    };
    header.iter().map(target).collect()
}

/// Whether a spreadsheet would take the cell for a formula (OWASP ASVS 1.2.10), or for a guarded one.
pub(super) fn needs_guard(cell: &str) -> bool {
    let bare = cell.trim_start_matches(['\u{feff}', ' ']);
    let body = bare.trim_start_matches('\'');
    let risky = body.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠']);
    risky && (body.len() < bare.len() || bare.parse::<f64>().is_err())
}

fn guard(cell: &str) -> String {
    if needs_guard(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => cell,
    }
}

/// Returns the whole product as CSV that a spreadsheet opens safely and momentum reads back as the same items.
///
/// `raw` leaves formula cells as they are, for programs that are not spreadsheets.
#[must_use]
pub fn write(product: &Product, raw: bool) -> String {
    let mut items: Vec<_> = product.items().iter().cloned().collect();
    items.sort_unstable_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    let mut extra: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, cells) in items.iter().flat_map(|item| &item.columns) {
        let most = extra.entry(name).or_default();
        *most = cells.len().max(*most);
    }
    let comments = items.iter().map(|item| item.comments.len()).max().unwrap_or(0);
    let mut header: Vec<&str> = vec![OWN_ID, "key"];
    header.extend(own_fields().map(|f| f.name));
    header.extend(["declined", "source"]);
    header.extend(std::iter::repeat_n("comment", comments));
    for (name, most) in &extra {
        header.extend(std::iter::repeat_n(*name, *most));
    }
    let mut out = ::csv::WriterBuilder::new().from_writer(Vec::new());
    let mut put = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| if raw { cell.clone() } else { guard(cell) });
        // writing to memory does not fail, and every row is as wide as the header
        let _ = out.write_record(cells);
    };
    put(header.into_iter().map(str::to_owned).collect());
    for item in &items {
        let mut cells = vec![item.id.to_string(), product.key(item)];
        cells.extend(own_fields().map(|field| match (field.get)(item) {
            Value::Goal(id) => product.goals().get(id).map(|goal| goal.title.clone()).unwrap_or_default(),
            value => value.print(product),
        }));
        cells.push(item.declined.as_ref().map_or_else(String::new, |no| format!("{}: {}", no.reason, no.text)));
        cells.push(item.source.as_ref().map_or_else(String::new, |s| format!("{} {}", s.system, s.id)));
        for i in 0..comments {
            cells.push(item.comments.get(i).map_or_else(String::new, |c| format!("{};{};{}", c.at, c.by, c.text)));
        }
        for (name, most) in &extra {
            let have = item.columns.get(*name).map_or(&[][..], Vec::as_slice);
            cells.extend((0..*most).map(|i| have.get(i).cloned().unwrap_or_default()));
        }
        put(cells);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}
