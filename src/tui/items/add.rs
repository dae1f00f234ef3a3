//! Adding items: typed one by one, pasted as a list or a table.

use super::verb;
use crate::exchange;
use crate::model::{Id, Item, Place, Product};
use crate::text::count;
use crate::tui::action::{Action, writable};
use crate::tui::app::App;
use crate::tui::import;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::backlog::Lens;

/// The rows of this file.
pub const ADD: &[Action] = &[
    Action {
        ready: writable,
        ..verb("item.add", "Add below; a pasted list adds many", "add", &["a"], 1, |app| add(app, false))
    },
    Action { ready: writable, ..verb("item.add-above", "Add above", "add above", &["A"], 0, |app| add(app, true)) },
];

/// Asks for titles, one after the other, until an empty one.
fn add(app: &mut App, above: bool) {
    if app.backlog.lens == Lens::Declined {
        app.backlog.look_at(Lens::Open, app.workspace.product(), app.now);
    }
    let at = match app.selected() {
        Some(id) if above => Place::Before(id),
        Some(id) => Place::After(id),
        None => Place::Bottom,
    };
    ask_title(app, at, 0, None);
}

/// Asks for one title after the other. The first items of a product serve the goal that was just written down.
fn ask_title(app: &mut App, at: Place, before: usize, serves: Option<Id>) {
    let title = match (before, serves) {
        (0, None) => "New item".to_owned(),
        (0, Some(_)) => "3 of 3 · What is the first item? It serves the goal".to_owned(),
        _ => format!("New item ({before} added, Esc ends)"),
    };
    let prompt = Prompt::new(title, "", move |app, text| {
        if text.trim().is_empty() {
            return;
        }
        if let Some(id) = add_lines(app, vec![text], at, "typed", serves) {
            ask_title(app, Place::After(id), before + 1, serves);
        }
    })
    .hint("a title, or “As a …, I want …, so that …” · a pasted list adds many")
    .lines(|app, text| paste_items(app, &text));
    app.push(prompt);
}

/// Adds an item a line, one below the other, and puts the cursor on the last.
fn add_lines(app: &mut App, titles: Vec<String>, at: Place, came_by: &'static str, serves: Option<Id>) -> Option<Id> {
    // a place beside an item that has no place in the order is the bottom
    let beside = match at {
        Place::Before(id) | Place::After(id) => app.product().items().get(id).is_some_and(|item| item.is_open()),
        _ => true,
    };
    let at = if beside { at } else { Place::Bottom };
    let last = app.edit("added", "", move |product| {
        let mut at = at;
        let mut last = None;
        for title in &titles {
            let item = Item { provenance: came_by.into(), goal: serves, ..Product::read_line(title) };
            let id = product.add(item, at)?;
            at = if at == Place::Bottom { at } else { Place::After(id) };
            last = Some(id);
        }
        Ok(last)
    })??;
    if !app.backlog.rows().contains(&last) {
        app.say("added, but the filter does not show it · Esc shows all");
    }
    app.backlog.select(last);
    Some(last)
}

/// Takes a paste on the list: a text, never keys.
pub fn paste_items(app: &mut App, text: &str) {
    if let Err(why) = writable(app) {
        app.refuse(why);
        return;
    }
    if import::paste(app, text) {
        return;
    }
    let titles = exchange::titles(text);
    if titles.is_empty() {
        return;
    }
    let at = app.backlog.selected().map_or(Place::Bottom, Place::After);
    let first = crate::text::cut(&crate::text::line(titles.first().map_or("", |t| t)), 30).into_owned();
    let question =
        format!("Paste {} (“{first}”{})?", count(titles.len(), "item"), if titles.len() > 1 { ", …" } else { "" });
    app.push(Choose::yes_no(question, move |app| {
        add_lines(app, titles, at, "pasted", None);
    }));
}

/// Asks for the first items of a product.
pub fn add_first(app: &mut App) {
    add(app, false);
}

/// Asks for the first items of a product, which serve a goal.
pub fn add_serving(app: &mut App, goal: Option<Id>) {
    ask_title(app, Place::Bottom, 0, goal);
}

/// Adds an item a line at the bottom, without asking.
pub fn add_list(app: &mut App, text: &str) {
    let titles = exchange::titles(text);
    if !titles.is_empty() {
        add_lines(app, titles, Place::Bottom, "pasted", None);
    }
}
