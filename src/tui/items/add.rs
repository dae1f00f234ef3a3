//! Adding items: typed one by one, pasted as a list or a table.

use super::verb;
use crate::exchange;
use crate::measure::similar::double::Alike;
use crate::model::Verb;
use crate::model::item::Criterion;
use crate::model::{Id, Item, Place, Product};
use crate::text::line;
use crate::tui::command::{Action, writable};
use crate::tui::desk::Desk;
use crate::tui::import;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::Ink;
use crate::tui::layer::prompt::Prompt;
use crate::tui::list::Lens;
use crate::words::count;

/// Items that are told while a title is typed, and how much they must be like it: of real doubles 68 to 83 in 100 are among so many.
const ALIKE: usize = 3;
const FAINT: f32 = 0.2;

/// The rows of this file.
pub const ADD: &[Action] = &[
    verb("item.add", "Add below; a pasted list adds many")
        .short("add")
        .keys(&["a"])
        .footer(1)
        .ready(writable)
        .run(|desk| add(desk, false)),
    verb("item.like", "Add one like this: its kind, goal, for whom, tags, constraints and criteria")
        .short("add like this")
        .keys(&["L l"])
        .run(like),
    verb("item.add-above", "Add above").short("add above").keys(&["A"]).ready(writable).run(|desk| add(desk, true)),
];

/// Asks for titles, one after the other, until an empty one.
fn add(desk: &mut Desk, above: bool) {
    if desk.list.lens == Lens::Declined {
        desk.list.look_at(Lens::Open, desk.workspace.product(), desk.now);
    }
    let at = match desk.selected() {
        Some(id) if above => Place::Before(id),
        Some(id) => Place::After(id),
        None => Place::Bottom,
    };
    ask_title(desk, at, 0, None);
}

/// Asks for the title of an item for which the chosen one is the template: what repeats itself is taken over, with the criteria to be
/// judged anew; what is its own (words, size, people) is not.
fn like(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    if desk.list.lens == Lens::Declined {
        desk.list.look_at(Lens::Open, desk.workspace.product(), desk.now);
    }
    let key = desk.product().key(&item);
    let at = if item.is_open() { Place::After(item.id) } else { Place::Bottom };
    desk.push(
        Prompt::new(format!("A new item like {key}"), "", move |desk, title| {
            let read = Product::read_line(&title);
            let template = item.clone();
            let added = desk.edit(Verb::Added, "", move |product| {
                let criteria = template.criteria.iter().map(|own| Criterion {
                    id: product.fresh_id(),
                    text: own.text.clone(),
                    ..Criterion::default()
                });
                let criteria = criteria.collect();
                let role = if read.role.is_empty() { template.role.clone() } else { read.role.clone() };
                let (kind, goal, tags) = (template.kind, template.goal, template.tags.clone());
                let constraints = template.constraints.clone();
                let provenance = "typed".into();
                product.add(Item { kind, role, constraints, criteria, goal, tags, provenance, ..read }, at)
            });
            if let Some(id) = added {
                desk.list.select(id);
            }
        })
        .told(alike)
        .hint("kind, goal, for whom, tags, constraints and criteria are taken over")
        .needed("an item needs a title"),
    );
}

/// Asks for one title after the other. The first items of a product serve the goal that was just written down.
fn ask_title(desk: &mut Desk, at: Place, before: usize, serves: Option<Id>) {
    let title = match (before, serves) {
        (0, None) => "New item".to_owned(),
        (0, Some(_)) => "3 of 3 · What is the first item? It serves the goal".to_owned(),
        _ => format!("New item ({before} added, Esc ends)"),
    };
    let prompt = Prompt::new(title, "", move |desk, text| {
        if text.trim().is_empty() {
            return;
        }
        if let Some(id) = add_lines(desk, vec![text], at, "typed", serves) {
            ask_title(desk, Place::After(id), before + 1, serves);
        }
    })
    .hint("a title, or “As a …, I want …, so that …” · a pasted list adds many")
    .told(alike)
    .lines(|desk, text| paste_items(desk, &text));
    desk.push(prompt);
}

/// Returns the open items that a title resembles most while it is typed: what is there already is seen before it is written a second time.
fn alike(desk: &Desk, text: &str) -> Vec<(Ink, String)> {
    let Some(index) = desk.judge.similar() else { return Vec::new() };
    let product = desk.product();
    let title = Product::read_line(text).title;
    let near = index.like_words(&title, ALIKE).into_iter().filter(|near| near.likeness >= FAINT);
    let told = near.filter_map(|near| {
        let item = product.items().get(near.id)?;
        let alike = Alike::of(near.likeness, &title, &item.title);
        let ink = match alike {
            Alike::Same => Ink::Warn,
            Alike::Maybe => Ink::Text,
            Alike::Like | Alike::Sibling => Ink::Muted,
        };
        let words = format!(
            "{:<9} {:>3.0} %  {} {}",
            alike.words(),
            near.likeness * 100.0,
            product.key(item),
            line(&item.title)
        );
        Some((ink, words))
    });
    told.collect()
}

/// Adds an item a line, one below the other, and puts the cursor on the last.
fn add_lines(desk: &mut Desk, titles: Vec<String>, at: Place, came_by: &'static str, serves: Option<Id>) -> Option<Id> {
    // a place beside an item that has no place in the order is the bottom
    let beside = match at {
        Place::Before(id) | Place::After(id) => desk.product().items().get(id).is_some_and(|item| item.is_open()),
        _ => true,
    };
    let at = if beside { at } else { Place::Bottom };
    let last = desk.edit(Verb::Added, "", move |product| {
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
    if !desk.list.rows().contains(&last) {
        desk.say("added, but the filter does not show it · ⟦app.out⟧ shows all");
    }
    desk.list.select(last);
    Some(last)
}

/// Takes a paste on the list: a text, never keys.
pub fn paste_items(desk: &mut Desk, text: &str) {
    if let Err(why) = writable(desk) {
        desk.refuse(why);
        return;
    }
    if import::paste(desk, text) {
        return;
    }
    let titles = exchange::titles(text);
    if titles.is_empty() {
        return;
    }
    let at = desk.list.selected().map_or(Place::Bottom, Place::After);
    let first = crate::text::cut(&crate::text::line(titles.first().map_or("", |t| t)), 30).into_owned();
    let question =
        format!("Paste {} (“{first}”{})?", count(titles.len(), "item"), if titles.len() > 1 { ", …" } else { "" });
    desk.push(Choose::yes_no(question, move |desk| {
        add_lines(desk, titles, at, "pasted", None);
    }));
}

/// Asks for the first items of a product.
pub fn add_first(desk: &mut Desk) {
    add(desk, false);
}

/// Asks for the first items of a product, which serve a goal.
pub fn add_serving(desk: &mut Desk, goal: Option<Id>) {
    ask_title(desk, Place::Bottom, 0, goal);
}

/// Adds an item a line at the bottom, without asking.
pub fn add_list(desk: &mut Desk, text: &str) {
    let titles = exchange::titles(text);
    if !titles.is_empty() {
        add_lines(desk, titles, Place::Bottom, "pasted", None);
    }
}
