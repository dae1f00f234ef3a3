//! What momentum promises, row by row: the keys that lead there and the tests that guard it. The page docs/rows.md is made from the
//! table here, the key table and the marks at the tests (`// A54`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use momentum::tui::catalog::CATALOG;
use momentum::tui::keymap::spell;

use crate::common::{Screen, now};
use crate::docs;

/// A row: its number, what a person can do, and the commands by which, by name; words in quotes stand as they are.
type Row = (&'static str, &'static str, &'static [&'static str]);

/// Rows of which a part is still to come, and what that part is.
const TO_COME: &[(&str, &str)] = &[];

include!("rows/table.rs");

/// Returns the tests by the row that they name: a mark is a comment of rows alone, above the test.
fn marks() -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(root.join("tests/suite"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut waiting: Vec<String> = Vec::new();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some(rows) = line.trim().strip_prefix("// ").and_then(read_mark) {
                waiting.extend(rows);
            } else if let Some(test) = line.trim().strip_prefix("fn ").filter(|_| !waiting.is_empty()) {
                let test = test.split('(').next().unwrap_or_default();
                for row in waiting.drain(..) {
                    out.entry(row).or_default().insert(format!("{name}::{test}"));
                }
            }
        }
    }
    out
}

/// Reads the rows of a mark: `A54`, `B3, B4`; `None` of any other comment.
fn read_mark(text: &str) -> Option<Vec<String>> {
    let row = |part: &str| {
        let number = part.strip_prefix(['A', 'B'])?;
        number.parse::<u32>().is_ok().then(|| part.to_owned())
    };
    text.split(", ").map(row).collect()
}

/// Returns the keys of a command, or the words as they are.
fn keys(name: &str) -> String {
    match CATALOG.actions().find(|action| action.name == name) {
        Some(action) => match action.keys.first() {
            Some(keys) => format!("`{}`", spell(keys).replace('|', "\\|")),
            None => format!("`:` {}", action.title),
        },
        None => name.to_owned(),
    }
}

#[test]
fn every_row_has_keys_and_a_test_that_names_it() {
    let marks = marks();
    let known: BTreeSet<&str> = ROWS.iter().map(|(id, _, _)| *id).collect();
    let unknown: Vec<&String> = marks.keys().filter(|id| !known.contains(id.as_str())).collect();
    assert!(unknown.is_empty(), "marks of no row: {unknown:?}");
    let bare: Vec<&str> = known.iter().copied().filter(|id| !marks.contains_key(*id)).collect();
    assert!(bare.is_empty(), "{} rows have no test: {bare:?}", bare.len());
    for (id, _, names) in ROWS {
        assert!(!names.is_empty(), "{id} has no keys");
        for name in *names {
            let named = name.contains('.') && !name.contains(' ');
            assert!(!named || CATALOG.actions().any(|own| own.name == *name), "{id}: there is no command {name}");
        }
    }
    let wanted: Vec<String> = (1..=100).map(|n| format!("A{n}")).chain((1..=48).map(|n| format!("B{n}"))).collect();
    assert_eq!(ROWS.iter().map(|(id, _, _)| *id).collect::<Vec<_>>(), wanted, "each once, in order");
    assert!(TO_COME.iter().all(|(id, _)| known.contains(id)));
}

#[test]
fn the_rows_are_documented_with_their_keys_and_tests() {
    let marks = marks();
    let mut page = String::from(
        "# What momentum promises\n\nThe 148 rows of its plan, each with the keys that lead there and the tests that guard it (`cargo test NAME`). \
         Made from `tests/suite/rows/table.rs`, the key table, and the marks at the tests (`// A54`); a row without a test fails the build. \
         A digit or a `g` key is the page, what follows works there; `:` is the palette, in which the words are typed.\n",
    );
    for (heading, letter) in [("From “Your product, your impact”", 'A'), ("From “The product owner’s craft”", 'B')]
    {
        let _ = write!(
            page,
            "\n## {letter} · {heading}\n\n| row | what one can do | keys | guarded by |\n|---|---|---|---|\n"
        );
        for (id, what, names) in ROWS.iter().filter(|(id, _, _)| id.starts_with(letter)) {
            let keys: Vec<String> = names.iter().map(|name| keys(name)).collect();
            let tests: Vec<String> =
                marks.get(*id).into_iter().flatten().map(|test| format!("`{}`", test.replace("::", " "))).collect();
            let later = TO_COME.iter().find(|(row, _)| row == id);
            let later = later.map_or_else(String::new, |(_, words)| format!(" *To come: {words}.*"));
            let _ = writeln!(page, "| {id} | {what}{later} | {} | {} |", keys.join(" "), tests.join(", "));
        }
    }
    docs::check("rows.md", &page);
}

/// Words on the first frame of a page of the sample, on 100 by 30 cells, before the rows of this table were filled.
const BEFORE: &[(&str, usize)] = &[("gh", 383), ("1", 356), ("3", 319), ("4", 372)];

// A93
#[test]
fn what_came_with_the_rows_made_no_first_frame_fuller() {
    let product = momentum::demo::inkwell(now(), 7).unwrap();
    for (keys, before) in BEFORE {
        let text = Screen::new(&product, 100, 30).keys(keys).text();
        let words = text.split_whitespace().count();
        assert!(words <= *before, "{keys}: {words} words, {before} before:\n{text}");
    }
}
