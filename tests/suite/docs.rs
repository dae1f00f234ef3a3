//! The documentation that is made from the tables is the one that is checked in.

use std::fmt::Write as _;
use std::path::Path;

use momentum::model::{Product, Shape};
use momentum::query::Sort;
use momentum::tui::catalog::CATALOG;
use momentum::tui::command::TASKS;
use momentum::tui::keymap::spell;

/// Compares a page with the one that is checked in; `UPDATE_DOCS=1 cargo test` writes it anew.
pub fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page, "docs/{name} is not what the tables say: UPDATE_DOCS=1 cargo test docs");
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_keys_are_documented_as_the_table_has_them() {
    let mut page = String::from("# Keys\n\nMade from the table that the program runs on.\n");
    for (n, (heading, _)) in TASKS.iter().enumerate() {
        let _ = write!(page, "\n## {heading}\n\n| keys | what | name |\n|---|---|---|\n");
        for action in CATALOG.actions().filter(|a| a.task() == n) {
            let keys: Vec<String> = action.keys.iter().map(|k| format!("`{}`", cell(&spell(k)))).collect();
            let keys = if keys.is_empty() { "in the palette `:`".to_owned() } else { keys.join(" ") };
            let _ = writeln!(page, "| {keys} | {} | {} |", cell(action.title), action.name);
        }
    }
    check("keys.md", &page);
}

#[test]
fn the_fields_are_documented_as_the_tables_have_them() {
    let mut page = String::from(
        "# Fields\n\nMade from the tables that forms, filters, `momentum set`, CSV and merging read. `text:` looks through the fields marked ·.\n",
    );
    for (noun, fields) in Product::described() {
        let _ = write!(page, "\n## {noun}\n\n| name | on the screen | what | edited as |\n|---|---|---|---|\n");
        for field in fields {
            let shape = match field.shape {
                None | Some(Shape::Kept) => "kept by momentum".to_owned(),
                Some(Shape::Choice(words)) => words.join(", "),
                Some(Shape::Line) => "a line".to_owned(),
                Some(Shape::Prose) => "lines".to_owned(),
                Some(Shape::Size) => "points".to_owned(),
                Some(Shape::List) => "words, separated by commas".to_owned(),
                Some(Shape::Goal) => "a goal’s key or title".to_owned(),
                Some(Shape::Date) => "a day".to_owned(),
            };
            let mark = if field.searched { " ·" } else { "" };
            let _ = writeln!(page, "| {}{mark} | {} | {} | {shape} |", field.name, cell(field.title), cell(field.help));
        }
    }
    let _ = write!(
        page,
        "\n## Sorting\n\n`sort:` takes any of these names, and {}; `sort:-name` turns it round.\n",
        Sort::MENU.join(", ")
    );
    check("fields.md", &page);
}

#[test]
fn the_moving_picture_is_there_and_light() {
    let picture = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tour.svg")).unwrap();
    assert!(picture.len() <= 400_000, "{} bytes", picture.len());
    assert!(picture.contains("TOUR 1 of 8") && picture.contains("that was the tour: 8 of 8 done"));
    assert!(picture.contains("repeatCount=\"indefinite\""));
}
