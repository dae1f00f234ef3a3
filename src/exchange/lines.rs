//! Story lists: a story or a title a line, as people paste them.

use std::collections::{BTreeMap, HashMap};

use super::{Column, Fate, Import, Row};
use crate::model::Product;
use crate::model::item::content_id;

/// Returns the set that a line belongs to (`#G14# `) and the line without it and without a bullet or number.
pub(super) fn bare(line: &str) -> (Option<&str>, &str) {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix('#')
        && let Some((set, story)) = rest.split_once('#')
        && !set.is_empty()
        && set.len() <= 12
        && set.chars().all(char::is_alphanumeric)
    {
        return (Some(set), story.trim());
    }
    let mut rest = line;
    for mark in ["- [ ]", "- [x]", "* ", "- ", "• ", "– "] {
        if let Some(tail) = line.strip_prefix(mark) {
            rest = tail;
            break;
        }
    }
    if let Some((number, tail)) = rest.split_once(['.', ')'])
        && (1..=4).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && tail.starts_with([' ', '\t'])
    {
        rest = tail;
    }
    (None, rest.trim())
}

/// Returns the fields of an item made from a line.
pub(super) fn fields_of(line: &str) -> BTreeMap<&'static str, String> {
    let item = Product::read_line(line);
    let mut fields = BTreeMap::from([("title", item.title)]);
    for (name, value) in [("role", item.role), ("want", item.want), ("benefit", item.benefit)] {
        if !value.is_empty() {
            fields.insert(name, value);
        }
    }
    fields
}

/// Gives keyless rows an identity by their words, so that a second import finds them; equal ones are told apart by count.
pub(super) fn key_by_words(rows: &mut [Row]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for row in rows.iter_mut().filter(|row| row.key.is_empty()) {
        let parts: Vec<&str> =
            ["title", "role", "want"].iter().filter_map(|name| row.fields.get(name).map(String::as_str)).collect();
        let id = content_id(&parts).to_string();
        let n = seen.entry(id.clone()).or_default();
        *n += 1;
        row.key = if *n == 1 { id } else { format!("{id}.{n}") };
    }
}

pub(super) fn read(text: &str) -> Import {
    let mut rows = Vec::new();
    let mut sets = 0;
    let mut stories = 0;
    for line in text.lines() {
        let (set, words) = bare(line);
        if words.is_empty() {
            continue;
        }
        let mut row = Row { fields: fields_of(words), ..Row::default() };
        if let Some(set) = set {
            sets += 1;
            row.columns.insert("Set".into(), vec![set.to_owned()]);
        }
        if row.fields.contains_key("want") {
            stories += 1;
            // the sentence as it was: the parts are read from it, the words stay
            row.fields.insert("description", words.to_owned());
        }
        rows.push(row);
    }
    key_by_words(&mut rows);
    let mut columns = vec![Column::new("line", rows.len(), Fate::Mapped("title"))];
    if sets > 0 {
        columns.push(Column::new("#set#", sets, Fate::Kept));
    }
    let mut notes = Vec::new();
    if stories > 0 {
        notes.push(format!("{stories} of {} lines are stories: read as role, want and benefit", rows.len()));
    }
    Import { system: "lines".into(), what: "a list, an item a line".into(), rows, columns, notes, product: None }
}
