//! JSON of other systems to items: each member becomes a column under its path, and goes through the same machinery and the same report as
//! a sheet. Nothing is dropped: a path that no field has room for stays with its item.

mod adf;
pub(crate) mod github;
mod html;
mod shapes;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::columns::{self, Target};
use super::sheet::Sheet;
use super::{Choices, Import, ImportError, csv};
use crate::words::count;
use shapes::Shape;

/// Deepest JSON that is read; `serde_json` itself stops at 128.
const DEPTH: usize = 64;
/// Most items of a file.
const MOST: usize = 200_000;

/// Whether a text is JSON of another system: an object or a list that is no file of momentum's.
pub fn is_foreign(text: &str) -> bool {
    let text = text.trim_start();
    // a check-list begins with a bracket, too
    let list = text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', ']']));
    let head: String = text.chars().take(200).collect();
    (list || text.starts_with('{')) && !head.contains("\"momentum\"")
}

/// Reads a text; a list of objects a line each is one list.
fn parse(text: &str) -> Result<Json, ImportError> {
    match serde_json::from_str(text) {
        Ok(json) => Ok(json),
        Err(why) => {
            let lines: Result<Vec<Json>, _> =
                text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str::<Json>).collect();
            match lines {
                Ok(rows) if rows.len() > 1 && rows.iter().all(Json::is_object) => Ok(Json::Array(rows)),
                _ => {
                    let words = why.to_string();
                    let words = words.split(" at line ").next().unwrap_or_default().to_owned();
                    Err(ImportError { line: why.line().max(1), words: format!("that is no whole JSON: {words}") })
                }
            }
        }
    }
}

/// Reads JSON of another system.
///
/// # Errors
/// Returns an error if it is no JSON, an error that a system answered, of a system that nobody knows, or holds no item.
pub(super) fn read(text: &str, choices: &Choices) -> Result<Import, ImportError> {
    let fault = |words: String| ImportError { line: 1, words };
    let json = parse(text)?;
    if let Some(words) = refused(&json) {
        return Err(fault(format!("that is no list of issues, the system refused: {words}")));
    }
    if json.as_array().is_some_and(Vec::is_empty) {
        return Err(fault("there is no issue in it".into()));
    }
    let found = shapes::ALL.iter().find_map(|shape| Some((shape, (shape.rows)(&json)?)));
    let known: Vec<&str> = shapes::ALL.iter().map(|shape| shape.name).collect();
    let (shape, rows) =
        found.ok_or_else(|| fault(format!("that JSON is of no system that is known here: {}", known.join(", "))))?;
    if rows.is_empty() {
        let words = [vec!["there is no issue in it".to_owned()], (shape.notes)(&json, 0)].concat();
        return Err(fault(format!("{}: {}", shape.what, words.join(" · "))));
    }
    if rows.len() > MOST {
        return Err(fault(format!("more than {MOST} issues")));
    }
    let mut notes = (shape.notes)(&json, rows.len());
    let names = shapes::field_names(&json);
    let sheet = sheet_of(&rows, shape, &names)?;
    let targets: Vec<Option<Target>> = sheet.header.iter().map(|name| target(shape, name, choices)).collect();
    let mut import = csv::read_sheet(sheet, &targets, choices, (shape.name, shape.what))?;
    notes.append(&mut import.notes);
    import.notes = notes;
    Ok(import)
}

/// Returns what a system said in place of issues.
fn refused(json: &Json) -> Option<String> {
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let list = json.get("errorMessages").or_else(|| json.get("errors")).and_then(Json::as_array)?;
    let first = list.first()?;
    first
        .as_str()
        .map(str::to_owned)
        .or_else(|| first.get("message")?.as_str().map(str::to_owned))
        .or_else(|| text("message"))
}

/// Returns what a column is; a person's choice comes first.
fn target(shape: &Shape, name: &str, choices: &Choices) -> Option<Target> {
    let chosen = choices.columns.iter().find(|(_, column)| column.eq_ignore_ascii_case(name));
    if let Some((field, _)) = chosen {
        return columns::target_of(field);
    }
    shape.targets.iter().find(|(path, _)| *path == name).map(|(_, target)| *target)
}

/// The cells of a row by path, several for a list.
type Cells = BTreeMap<String, Vec<String>>;

/// Flattens rows into a sheet: a column a path, as often as the longest list of it.
fn sheet_of(rows: &[Map<String, Json>], shape: &Shape, names: &BTreeMap<String, String>) -> Result<Sheet, ImportError> {
    let mut all: Vec<Cells> = Vec::with_capacity(rows.len());
    let mut order: Vec<String> = Vec::new();
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let mut cells = Cells::new();
        let mut seen = Vec::new();
        for (name, value) in row {
            flatten(&mut cells, &mut seen, name, value, shape, 0)?;
        }
        for path in seen {
            let name = shapes::called(&path, names);
            let found = cells.remove(&path).unwrap_or_default();
            if !most.contains_key(&name) {
                order.push(name.clone());
            }
            let n = most.entry(name.clone()).or_insert(1);
            *n = (*n).max(found.len());
            cells.entry(name).or_default().extend(found);
        }
        all.push(cells);
    }
    let header: Vec<String> =
        order.iter().flat_map(|name| std::iter::repeat_n(name.clone(), most.get(name).copied().unwrap_or(1))).collect();
    let wide = |cells: &Cells| -> Vec<String> {
        order
            .iter()
            .flat_map(|name| {
                let have = cells.get(name).map_or(&[][..], Vec::as_slice);
                (0..most.get(name).copied().unwrap_or(1)).map(|i| have.get(i).cloned().unwrap_or_default())
            })
            .collect()
    };
    let rows = all.iter().enumerate().map(|(n, cells)| (n + 1, wide(cells))).collect();
    Ok(Sheet { header, rows, ..Sheet::default() })
}

/// Takes a member and what is in it. `seen` are the paths that are there, also those with nothing in them.
fn flatten(
    cells: &mut Cells,
    seen: &mut Vec<String>,
    path: &str,
    value: &Json,
    shape: &Shape,
    depth: usize,
) -> Result<(), ImportError> {
    if depth > DEPTH {
        return Err(ImportError { line: 1, words: format!("“{path}” is deeper than {DEPTH} levels") });
    }
    let mut put = |words: Vec<String>| {
        if !seen.iter().any(|known| known == path) {
            seen.push(path.to_owned());
        }
        cells.entry(path.to_owned()).or_default().extend(words.into_iter().filter(|word| !word.trim().is_empty()));
    };
    if let Some(words) = (shape.special)(path, value) {
        put(words);
        return Ok(());
    }
    match value {
        Json::Null => put(Vec::new()),
        Json::String(words) => put(vec![words.clone()]),
        Json::Bool(_) | Json::Number(_) => put(vec![value.to_string()]),
        Json::Array(all) if all.is_empty() => put(Vec::new()),
        Json::Array(all) if all.iter().all(|value| !value.is_object() && !value.is_array()) => {
            put(all.iter().map(plain).collect());
        }
        Json::Array(all) => {
            for value in all {
                // of a list of records the names are what one reads
                match value.as_object().and_then(|own| own.get("name").or_else(|| own.get("title"))) {
                    Some(Json::String(name)) => {
                        flatten(cells, seen, path, &Json::String(name.clone()), shape, depth + 1)?;
                    }
                    _ => flatten(cells, seen, path, value, shape, depth + 1)?,
                }
            }
        }
        Json::Object(members) if members.is_empty() => put(Vec::new()),
        Json::Object(members) => {
            for (name, value) in members {
                flatten(cells, seen, &format!("{path}.{name}"), value, shape, depth + 1)?;
            }
        }
    }
    Ok(())
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(words) => words.clone(),
        other => other.to_string(),
    }
}

/// Returns the words for a page that is missing.
fn missing_page(found: usize) -> String {
    format!("a page is missing: there are more than these {}", count(found, "issue"))
}
