//! Taking in a file on the screen: the same reader and the same door as in the shell, and the report in words.

use crate::measure::similar::double::twice;
use crate::model::Verb;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::files::{Files, bytes_of};
use super::items;
use super::layer::choose::Choose;
use super::layer::notice::{Ink, Notice};
use super::mapping::{Mapping, is_table};
use chrono::NaiveDate;

use crate::exchange::{self, Choices, Fate, Import, Outcome, readings, usage};
use crate::model::stamp::Zone;
use crate::model::{Refusal, SprintState, Status};
use crate::sort::InOrder;
use crate::store::files::{self, Named};
use crate::words::count;
use crate::workspace::Said;

/// A file that can be taken in, found where the program was started.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The path of the file.
    pub path: PathBuf,
    /// What it is: `312 rows, a Jira export`.
    pub what: String,
    /// The name of the product, of one that is there already; else the file is to be taken in.
    pub product: Option<String>,
}

/// Largest file that is looked into before anyone asked for it.
const GLANCE: u64 = 4 << 20;
/// Most files that are offered.
const OFFERS: usize = 3;

/// Returns the files of a folder that look like backlogs, the newest first.
#[must_use]
pub fn offers(dir: &Path) -> Vec<Offer> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut files: Vec<(std::time::SystemTime, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let path = entry.path();
            let ending = path.extension()?.to_str()?.to_ascii_lowercase();
            let meta = entry.metadata().ok()?;
            let fits = meta.is_file() && meta.len() <= GLANCE && matches!(ending.as_str(), "csv" | "tsv");
            fits.then_some((meta.modified().ok()?, path))
        })
        .collect();
    files.order_by(|a, b| b.cmp(a));
    files
        .into_iter()
        .filter_map(|(_, path)| {
            let Ok(Content::Items(import, _)) = read(&path, "", (NaiveDate::MAX, Zone::UTC)) else { return None };
            (!import.rows.is_empty()).then_some(())?;
            Some(Offer { what: format!("{}, {}", count(import.rows.len(), "row"), import.what), path, product: None })
        })
        .take(OFFERS)
        .collect()
}

/// What a file holds: items, or readings of measures.
enum Content {
    Items(Box<Import>, Vec<u8>),
    Readings(Vec<readings::ReadingRow>),
    Usage(usage::Counts),
}

/// Reads a file, which is `shown` in words.
fn read(path: &Path, shown: &str, (today, zone): (NaiveDate, Zone)) -> Result<Content, String> {
    let bytes = bytes_of(path, shown)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fault = |why: exchange::ImportError| format!("{shown}: {why}");
    if readings::is_one(&bytes) {
        return readings::read(&bytes, zone).map(Content::Readings).map_err(fault);
    }
    if usage::is_one(&bytes) {
        return usage::read(&bytes, &name, today, zone).map(Content::Usage).map_err(fault);
    }
    let import = exchange::read(&bytes, &name, &Choices::default()).map_err(fault)?;
    Ok(Content::Items(Box::new(import), bytes))
}

/// Asks for a file, a folder or a pattern and takes in what is there.
pub fn ask(desk: &mut Desk) {
    desk.push(Files::new("Open which file? A part of its name, a path, or *.md", open));
}

/// Takes in what a path names, and says what went wrong where nothing was.
pub fn take(desk: &mut Desk, path: &Path) {
    let result = open(desk, path);
    desk.or_refuse(result);
}

/// Takes in what a path names as one step and shows what became of it; of a table each column says first what it fills.
fn open(desk: &mut Desk, path: &Path) -> Result<(), String> {
    let named = files::named(path).map_err(|why| format!("cannot read {}: {why}", path.display()))?;
    let path = match named {
        Named::One(path) => path,
        Named::Many(paths) => return take_all(desk, &paths, path),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match read(&path, &name, (desk.now.today, desk.now.zone))? {
        Content::Items(import, bytes) if is_table(&import) => {
            let mapping = Mapping::new(&name, bytes, *import, desk, take_in);
            desk.push(mapping);
        }
        Content::Items(import, _) => take_in(desk, &import, &name),
        Content::Readings(rows) => take_readings(desk, &rows, &name),
        Content::Usage(counts) => take_usage(desk, &counts, &name),
    }
    Ok(())
}

/// Takes in several files as one step. What holds no items among them is passed over, and named.
fn take_all(desk: &mut Desk, paths: &[PathBuf], from: &Path) -> Result<(), String> {
    let mut imports = Vec::new();
    let mut passed_over = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read(path, &name, (desk.now.today, desk.now.zone)) {
            Ok(Content::Items(import, _)) if import.product.is_none() => imports.push((name, *import)),
            Ok(Content::Items(..)) => passed_over.push(format!("{name}: it is a product of its own")),
            Ok(Content::Usage(_)) => passed_over.push(format!("{name}: counts come in by themselves")),
            Ok(Content::Readings(_)) => passed_over.push(format!("{name}: readings come in by themselves")),
            Err(why) => passed_over.push(why),
        }
    }
    let folder = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let imports = exchange::join(imports, &folder);
    if imports.is_empty() {
        let first = passed_over.into_iter().next().unwrap_or_default();
        return Err(format!("no file of {folder} holds items: {first}"));
    }
    take_in_all(desk, &imports, &passed_over);
    Ok(())
}

fn take_readings(desk: &mut Desk, rows: &[readings::ReadingRow], name: &str) {
    let today = desk.now.today;
    let new = desk.edit(Verb::Read, "", |product| {
        readings::take_in(product, rows, today)
            .map_err(|why| Refusal::invalid(format!("nothing was taken in: {name}, {why}")))
    });
    if let Some(new) = new {
        desk.say(format!(
            "{name}: {}, {new} of them new · ⟦history.undo⟧ takes them back",
            count(rows.len(), "reading")
        ));
    }
}

/// Takes counts in, and shows them.
pub fn take_usage(desk: &mut Desk, counts: &usage::Counts, name: &str) {
    let words = Said::Whole(format!("took in {name}"));
    if let Some(taken) = desk.edit(words, "", |product| usage::take_in(product, counts)) {
        desk.run_named("go.usage");
        desk.say(format!("{} · ⟦history.undo⟧ takes them back", usage::said(counts, &taken)));
    }
}

/// Asks whether a pasted table is to be taken in. Returns false where it is none whose columns are known.
pub fn paste(desk: &mut Desk, text: &str) -> bool {
    if !exchange::is_table(text) {
        return false;
    }
    if readings::is_one(text.as_bytes())
        && let Ok(rows) = readings::read(text.as_bytes(), desk.now.zone)
    {
        let many = count(rows.len(), "reading");
        desk.push(Choose::yes_no(format!("Paste {many} of what is measured?"), move |desk| {
            take_readings(desk, &rows, "the pasted table");
        }));
        return true;
    }
    let Ok(import) = exchange::read(text.as_bytes(), "pasted.tsv", &Choices::default()) else { return false };
    let rows = count(import.rows.len(), "row");
    desk.push(Choose::yes_no(format!("Paste a table of {rows} with its columns?"), move |desk| {
        take_in(desk, &import, "the pasted table");
    }));
    true
}

/// Takes in what was read of one file, and shows what became of it.
fn take_in(desk: &mut Desk, import: &Import, name: &str) {
    take_in_all(desk, &[(name.to_owned(), import.clone())], &[]);
}

/// Takes in what was read as one step, and shows what became of it.
fn take_in_all(desk: &mut Desk, imports: &[(String, Import)], passed_over: &[String]) {
    let now = desk.now;
    let taken = desk.edit(Verb::Imported, "", |product| {
        let each = imports.iter().map(|(name, import)| exchange::take_in(product, import, name, now));
        each.collect::<Result<Vec<Outcome>, _>>()
    });
    if let Some(outcomes) = taken {
        desk.list.go(0);
        desk.push(report(desk, imports, &outcomes, passed_over));
    }
}

/// Returns what became of a file, line by line.
fn lines_of(name: Option<&str>, import: &Import, outcome: Outcome) -> Vec<(Ink, String)> {
    let mut lines = Vec::new();
    let mut done = vec![format!("{} added", count(outcome.added, "item"))];
    if outcome.updated > 0 {
        done.push(format!("{} updated", outcome.updated));
    }
    if outcome.same > 0 {
        done.push(format!("{} as before", outcome.same));
    }
    let name = name.map_or_else(String::new, |name| format!("{name}: "));
    lines.push((Ink::Text, format!("{name}{}: {} · 0 rows lost", import.what, done.join(", "))));
    let names = |wanted: fn(&Fate) -> bool| {
        let all: Vec<String> = import
            .columns
            .iter()
            .filter(|c| wanted(&c.fate))
            .map(|c| match c.fate {
                Fate::Mapped(field) if !c.name.eq_ignore_ascii_case(field) => format!("{} → {field}", c.name),
                _ => c.name.clone(),
            })
            .collect();
        all
    };
    let mapped = names(|fate| matches!(fate, Fate::Mapped(_)));
    let kept = names(|fate| *fate == Fate::Kept);
    let empty = names(|fate| *fate == Fate::Empty).len();
    for (head, list) in [("went into fields", mapped), ("kept as they are", kept)] {
        if !list.is_empty() {
            lines.push((Ink::Muted, String::new()));
            lines.push((Ink::Muted, format!("{} {head}:", count(list.len(), "column"))));
            lines.push((Ink::Text, list.join(" · ")));
        }
    }
    if empty > 0 {
        lines.push((Ink::Muted, format!("{} with nothing in it", count(empty, "column"))));
    }
    lines.extend(outcome.remarks().into_iter().map(|words| (Ink::Text, words)));
    lines.extend(import.notes.iter().map(|note| (Ink::Warn, format!("! {note}"))));
    lines
}

fn report(desk: &Desk, imports: &[(String, Import)], outcomes: &[Outcome], passed_over: &[String]) -> Notice {
    let product = desk.product();
    let mut lines: Vec<(Ink, String)> = Vec::new();
    let several = imports.len() > 1;
    for ((name, import), outcome) in imports.iter().zip(outcomes) {
        if !lines.is_empty() {
            lines.push((Ink::Muted, String::new()));
        }
        lines.extend(lines_of(several.then_some(name), import, *outcome));
    }
    lines.extend(passed_over.iter().map(|why| (Ink::Warn, format!("! passed over: {why}"))));
    let finished = product.items().iter().filter(|item| item.status == Status::Done).count();
    if finished > 0 {
        lines.push((Ink::Muted, format!("{} done: ⟦filter.done⟧ shows them", count(finished, "item"))));
    }
    lines.push((Ink::Muted, String::new()));
    lines.push((
        Ink::Warn,
        format!(
            "! {} open: {} without a goal, {} unsized",
            count(product.order().len(), "item"),
            product.orphans(desk.now.today),
            product.unsized_items()
        ),
    ));
    let doubled = twice(product);
    if doubled > 0 {
        let words = format!("! {} may be there twice: ⟦filter.duplicates⟧ shows them", count(doubled, "item"));
        lines.push((Ink::Warn, words));
    }
    let what = match imports {
        [(name, _)] => format!("{name} is"),
        many => format!("{} are", count(many.len(), "file")),
    };
    let title = format!("{what} in the product “{}”", product.about().name);
    let mut notice = Notice::new(title, lines);
    if product.orphans(desk.now.today) > 0 {
        notice = notice.next('1', "link the first item to a goal: what is all this for?", items::name_a_goal);
    }
    if product.unsized_items() > 0 {
        notice = notice.next('2', "size what nobody has sized, one after the other", items::show_unsized);
    }
    notice = notice.next('3', "look around", |_| ());
    let late =
        product.sprint_in(SprintState::Active).filter(|sprint| sprint.end.is_some_and(|end| end < desk.now.today));
    if let Some((number, end)) = late.and_then(|sprint| Some((sprint.number, sprint.end?))) {
        let words =
            format!("close S{number}, which was to end on {}: nothing is planned before that", end.format("%-d %b %Y"));
        notice = notice.next('4', words, |desk| {
            desk.run_named("go.sprint");
            desk.run_named("sprint.close");
        });
    }
    if outcomes.iter().any(|outcome| outcome.added + outcome.updated > 0) {
        notice = notice.next('u', "undo it all", |desk| desk.travel(true));
    }
    notice
}
