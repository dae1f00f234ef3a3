//! The tables of systems that are known: by which columns one is told, and what is odd in it.

use serde_json::Value as Json;

use super::columns::Target;
use super::sheet::Sheet;
use crate::words::count;

/// A system's table.
pub struct Dialect {
    /// Its name, which is also that of the source by which a second import knows its items.
    pub system: &'static str,
    /// Its name in words.
    pub what: &'static str,
    /// Columns that it has and no other.
    signature: &'static [&'static str],
    /// Columns that mean something else there than elsewhere.
    pub targets: &'static [(&'static str, Target)],
    /// Brings it into the form of any table, and says what is worth a word.
    pub settle: fn(&mut Sheet) -> Vec<String>,
}

/// The column that says why a row is over, where the system has no such one.
const RESOLUTION: &str = "resolution";
/// The column that says that a row is done, whatever its column is.
const CATEGORY: &str = "status category";

static ALL: &[Dialect] = &[
    Dialect {
        system: "jira",
        what: "a Jira export",
        signature: &["Issue key", "Summary"],
        targets: &[],
        settle: |_| Vec::new(),
    },
    Dialect {
        system: "azure",
        what: "work items of Azure DevOps",
        signature: &["Work Item Type", "ID"],
        targets: &[],
        settle: tree_of_titles,
    },
    Dialect {
        system: "trello",
        what: "cards of Trello",
        signature: &["Card ID", "Card Name"],
        targets: &[],
        settle: |_| Vec::new(),
    },
    Dialect {
        system: "linear",
        what: "issues of Linear",
        signature: &["ID", "Team", "Estimate"],
        targets: &[("Related to", Target::Kept), ("Duplicate of", Target::Kept)],
        settle: |sheet| {
            unguard(sheet);
            archived(sheet, "Archived");
            Vec::new()
        },
    },
    Dialect {
        system: "gitlab",
        what: "issues of GitLab",
        signature: &["Issue ID", "URL", "State"],
        targets: &[("Time Estimate", Target::Kept), ("Weight", Target::Size), ("Epic Title", Target::Field("goal"))],
        settle: of_a_project,
    },
    Dialect {
        system: "shortcut",
        what: "stories of Shortcut",
        signature: &["is_archived", "epic_id", "state"],
        targets: &[
            ("epic", Target::Field("goal")),
            ("owners", Target::Field("owner")),
            ("is_blocked", Target::Kept),
            ("epic_labels", Target::Kept),
        ],
        settle: |sheet| {
            archived(sheet, "is_archived");
            Vec::new()
        },
    },
    Dialect {
        system: "asana",
        what: "tasks of Asana",
        signature: &["Task ID", "Section/Column"],
        targets: &[("Last Modified", Target::Updated), ("Projects", Target::Kept)],
        settle: |sheet| {
            completed(sheet, "Completed At");
            numbers_of_a_spreadsheet(sheet, "Task ID")
        },
    },
    Dialect {
        system: "plane",
        what: "work items of Plane",
        signature: &["Identifier", "Sequence Id", "State Name"],
        targets: &[
            ("Identifier", Target::Key),
            ("State Name", Target::Status),
            ("Assignees", Target::Field("owner")),
            ("Created By Name", Target::Requester),
            ("Target Date", Target::Field("due")),
            ("Comments", Target::Comment),
            ("Project Name", Target::Kept),
        ],
        settle: |sheet| {
            lists(sheet);
            comments(sheet, "Comments");
            archived(sheet, "Archived At");
            Vec::new()
        },
    },
];

/// Returns the dialect of a header.
pub fn of(header: &[String]) -> Option<&'static Dialect> {
    let has = |name: &&str| header.iter().any(|own| own.trim().eq_ignore_ascii_case(name));
    ALL.iter().find(|dialect| dialect.signature.iter().all(has))
}

/// Adds a column.
fn add(sheet: &mut Sheet, name: &str, cell: impl Fn(&[String]) -> String) {
    sheet.header.push(name.to_owned());
    for (_, row) in &mut sheet.rows {
        let own = cell(row);
        row.push(own);
    }
}

fn cell(row: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).map_or("", |own| own.trim())
}

/// Of what is archived and not done nobody wants anything any more.
fn archived(sheet: &mut Sheet, column: &str) {
    let at = sheet.column(&[column]);
    add(sheet, RESOLUTION, |row| match cell(row, at) {
        "" | "FALSE" | "false" | "False" => String::new(),
        _ => "archived".to_owned(),
    });
}

/// Adds that a complete task is done, in whatever column it stands.
fn completed(sheet: &mut Sheet, column: &str) {
    let at = sheet.column(&[column]);
    add(sheet, CATEGORY, |row| if cell(row, at).is_empty() { String::new() } else { "done".to_owned() });
}

/// Whether Linear puts an apostrophe before a text, which a spreadsheet would take for a formula, or whether one that has its own must be told
/// from those.
pub(super) fn is_guarded_by_linear(text: &str) -> bool {
    text.strip_prefix('\'').is_some_and(|rest| rest.trim_start_matches('\'').starts_with(['+', '-', '=', '@']))
}

/// Takes away the apostrophes that Linear puts before what a spreadsheet would take for a formula.
fn unguard(sheet: &mut Sheet) {
    for own in sheet.rows.iter_mut().flat_map(|(_, row)| row) {
        if is_guarded_by_linear(own) {
            own.remove(0);
        }
    }
}

/// A number of GitLab is one project's: `group/project#7`, as its JSON has it.
fn of_a_project(sheet: &mut Sheet) -> Vec<String> {
    let (id, iid, url) = (sheet.column(&["Issue ID"]), sheet.column(&["IID"]), sheet.column(&["URL"]));
    for (_, row) in &mut sheet.rows {
        let number = Some(cell(row, iid)).filter(|own| !own.is_empty()).unwrap_or(cell(row, id)).to_owned();
        let path = cell(row, url).split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        let key = match path.and_then(|path| path.split_once("/-/")) {
            Some((project, _)) => format!("{project}#{number}"),
            None => number,
        };
        if let Some(own) = id.and_then(|at| row.get_mut(at)) {
            *own = key;
        }
    }
    Vec::new()
}

/// A tree has its titles in a column a level: the row above with a lesser one is what a row is part of.
fn tree_of_titles(sheet: &mut Sheet) -> Vec<String> {
    let levels: Vec<usize> = (1..=9).map_while(|n| sheet.column(&[&format!("Title {n}")])).collect();
    if levels.is_empty() || sheet.column(&["Title"]).is_some() {
        return Vec::new();
    }
    let id = sheet.column(&["ID"]);
    let has_parent = sheet.column(&["Parent"]).is_some();
    let mut above: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for (_, row) in &sheet.rows {
        let level = levels.iter().position(|at| !cell(row, Some(*at)).is_empty()).unwrap_or(0);
        above.truncate(level);
        found.push((
            cell(row, levels.get(level).copied()).to_owned(),
            above.iter().rev().find(|own| !own.is_empty()).cloned(),
        ));
        above.resize(level, String::new());
        above.push(cell(row, id).to_owned());
    }
    sheet.header.push("Title".to_owned());
    if !has_parent {
        sheet.header.push("Parent".to_owned());
    }
    for ((_, row), (title, parent)) in sheet.rows.iter_mut().zip(found) {
        row.push(title);
        if !has_parent {
            row.push(parent.unwrap_or_default());
        }
    }
    Vec::new()
}

/// A long number that a spreadsheet has rounded, `1.21143E+15`, is nobody's key any more.
fn numbers_of_a_spreadsheet(sheet: &mut Sheet, column: &str) -> Vec<String> {
    let Some(at) = sheet.column(&[column]) else { return Vec::new() };
    let is_rounded = |own: &str| own.contains(['E', 'e']) && own.contains('.') && own.parse::<f64>().is_ok();
    let mut n = 0;
    for (_, row) in &mut sheet.rows {
        if let Some(own) = row.get_mut(at).filter(|own| is_rounded(own.trim())) {
            own.clear();
            n += 1;
        }
    }
    if n == 0 {
        return Vec::new();
    }
    vec![format!("{} rounded by a spreadsheet: those are known by their words", count(n, "key"))]
}

/// Cells that hold a list as JSON hold its words.
fn lists(sheet: &mut Sheet) {
    for own in sheet.rows.iter_mut().flat_map(|(_, row)| row).filter(|own| own.starts_with('[')) {
        if let Ok(words) = serde_json::from_str::<Vec<String>>(own) {
            *own = words.join("; ");
        }
    }
}

/// Comments as JSON in one cell become a column each.
fn comments(sheet: &mut Sheet, column: &str) {
    let Some(at) = sheet.column(&[column]) else { return };
    let text = |own: &Json, name: &str| own.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let told = |own: &Json| format!("{};{};{}", text(own, "created_at"), text(own, "created_by"), text(own, "comment"));
    let mut all: Vec<Vec<String>> = Vec::new();
    for (_, row) in &mut sheet.rows {
        let read = row.get(at).and_then(|own| serde_json::from_str::<Vec<Json>>(own).ok()).unwrap_or_default();
        let words: Vec<String> = read.iter().map(told).collect();
        if let Some(own) = row.get_mut(at).filter(|_| !words.is_empty()) {
            own.clone_from(words.first().unwrap_or(&String::new()));
        }
        all.push(words);
    }
    let most = all.iter().map(Vec::len).max().unwrap_or(0);
    for n in 1..most {
        sheet.header.push(column.to_owned());
        for ((_, row), words) in sheet.rows.iter_mut().zip(&all) {
            row.push(words.get(n).cloned().unwrap_or_default());
        }
    }
}
