//! The verbs on items: each a row and a function that reads from top to bottom.

use std::rc::Rc;

use super::actions::has_rows;
use super::{Focus, Lens, selected};
use crate::exchange;
use crate::model::day::read_day;
use crate::model::item::set_field;
use crate::model::{Id, Item, Place, Product, Reason, Refusal, Size, Status};
use crate::text::count;
use crate::tui::action::{Action, Group, Scope, writable};
use crate::tui::app::{App, ItemChange, Last};
use crate::tui::import;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::criteria::Criteria;
use crate::tui::layer::form::Form;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;

pub(super) fn on_items(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    has_rows(app)
}

/// Rank verbs need the one order on the screen, or nobody could see what they do.
pub fn in_order(app: &App) -> Result<(), &'static str> {
    on_items(app)?;
    if app.backlog.lens == Lens::Declined {
        return Err("what was said no to has no place · d b brings it back");
    }
    if selected(app).is_some_and(|item| item.status == Status::Done) {
        return Err("what is done has no place in the order · < takes it back");
    }
    if app.backlog.sort().is_empty() { Ok(()) } else { Err("sorted for looking: S r goes back to the one order first") }
}

pub(super) const fn verb(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    footer: u8,
    run: fn(&mut App),
) -> Action {
    Action { name, title, short, keys, scope: Scope::Backlog, group: Group::Do, footer, ready: on_items, run }
}

const fn rank(name: &'static str, title: &'static str, keys: &'static [&'static str], run: fn(&mut App)) -> Action {
    Action { ready: in_order, ..verb(name, title, "rank", keys, 0, run) }
}

/// The rows of this file.
pub const VERBS: &[Action] = &[
    Action {
        ready: writable,
        ..verb("item.add", "Add below; a pasted list adds many", "add", &["a"], 1, |app| add(app, false))
    },
    Action { ready: writable, ..verb("item.add-above", "Add above", "add above", &["A"], 0, |app| add(app, true)) },
    verb("item.edit", "Edit all fields", "edit", &["e"], 2, edit),
    verb("item.size", "Size: one more key for a size of the scale", "size", &["s"], 3, size),
    verb("item.why", "Why: what good it does, and the goal it serves", "why", &["w w"], 4, why),
    verb("item.goal", "Link to a goal", "goal", &["L g"], 0, |app| pick_goal(app, targets(app))),
    verb("item.criteria", "Acceptance criteria: add, tick, order", "criteria", &["c"], 5, criteria),
    verb("item.tags", "Tags", "tags", &["#"], 0, tags),
    rank("rank.up", "Rank one up", &["K"], |app| shift(app, true)),
    rank("rank.down", "Rank one down", &["J"], |app| shift(app, false)),
    rank("rank.top", "Rank to the top", &["T"], |app| place(app, Place::Top)),
    rank("rank.bottom", "Rank to the bottom", &["B"], |app| place(app, Place::Bottom)),
    rank("rank.move", "Rank to a place: a number, before or after an item", &["M"], move_to),
    verb("status.back", "Status back: done, review, doing, todo", "back", &["<"], 0, |app| status(app, false)),
    verb("status.forward", "Status on: todo, doing, review, done", "on", &[">"], 0, |app| status(app, true)),
    Action {
        footer: 6,
        ..verb("decline.not-now", "Say no: not now", "say no", &["d n"], 0, |app| decline(app, Reason::NotNow))
    },
    verb("decline.not-this-year", "Say no: not this year", "not this year", &["d y"], 0, |app| {
        decline(app, Reason::NotThisYear);
    }),
    verb("decline.duplicate", "Say no: there already is such an item", "duplicate", &["d d"], 0, |app| {
        decline(app, Reason::Duplicate);
    }),
    verb("decline.out-of-goal", "Say no: serves no goal of ours", "out of goal", &["d o"], 0, |app| {
        decline(app, Reason::OutOfGoal);
    }),
    verb("decline.low-value", "Say no: not worth its cost", "low value", &["d v"], 0, |app| {
        decline(app, Reason::LowValue);
    }),
    verb("decline.archive", "Say no: overtaken by events, kept for the record", "archive", &["d a"], 0, |app| {
        decline(app, Reason::Archived);
    }),
    verb("decline.undo", "Bring back what was said no to", "bring back", &["d b"], 0, reconsider),
    verb("item.later", "Later: hide until a day", "later", &[";"], 0, later),
];

pub(super) fn targets(app: &App) -> Vec<Id> {
    app.backlog.targets()
}

/// Returns how a title names what a verb acts on: `INK-12`, `3 items`.
pub(super) fn name(app: &App, ids: &[Id]) -> String {
    match ids {
        [one] => app.product().items().get(*one).map_or_else(String::new, |item| app.product().key(item)),
        many => count(many.len(), "item"),
    }
}

/// Changes every target in one step, which `.` can repeat on others.
pub(super) fn each(
    app: &mut App,
    ids: Vec<Id>,
    verb: &'static str,
    why: &str,
    f: impl Fn(&mut Product, Id) -> Result<(), Refusal> + 'static,
) {
    let run: ItemChange = Rc::new(f);
    let last = Last { verb, why: why.to_owned(), run };
    let again = last.clone();
    if app.edit(verb, why, move |product| ids.iter().try_for_each(|id| (last.run)(product, *id))).is_some() {
        app.last = Some(again);
    }
}

pub(super) fn set_all(app: &mut App, ids: Vec<Id>, verb: &'static str, field: &'static str, text: &str) {
    let at = app.now.at;
    let text = text.to_owned();
    each(app, ids, verb, "", move |product, id| {
        let mut item = product.item(id)?.clone();
        set_field(&mut item, field, &text, product, at)?;
        product.put(item);
        Ok(())
    });
}

/// Asks for titles, one after the other, until an empty one.
fn add(app: &mut App, above: bool) {
    if app.backlog.lens == Lens::Declined {
        app.backlog.look_at(Lens::Open, app.workspace.product(), app.now);
    }
    let at = match app.backlog.selected() {
        Some(id) if above => Place::Before(id),
        Some(id) => Place::After(id),
        None => Place::Bottom,
    };
    ask_title(app, at, 0);
}

fn ask_title(app: &mut App, at: Place, before: usize) {
    let title = if before == 0 { "New item".to_owned() } else { format!("New item ({before} added, Esc ends)") };
    let prompt = Prompt::new(title, "", move |app, text| {
        if text.trim().is_empty() {
            return;
        }
        if let Some(id) = add_lines(app, vec![text], at, "typed") {
            ask_title(app, Place::After(id), before + 1);
        }
    })
    .hint("a title, or “As a …, I want …, so that …” · a pasted list adds many")
    .lines(|app, text| paste_items(app, &text));
    app.push(prompt);
}

/// Adds an item a line, one below the other, and puts the cursor on the last.
fn add_lines(app: &mut App, titles: Vec<String>, at: Place, came_by: &'static str) -> Option<Id> {
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
            let item = Item { provenance: came_by.into(), ..Product::read_line(title) };
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
        add_lines(app, titles, at, "pasted");
    }));
}

/// Asks for the first items of a product.
pub fn add_first(app: &mut App) {
    add(app, false);
}

/// Adds an item a line at the bottom, without asking.
pub fn add_list(app: &mut App, text: &str) {
    let titles = exchange::titles(text);
    if !titles.is_empty() {
        add_lines(app, titles, Place::Bottom, "pasted");
    }
}

/// Asks which goal the first item serves; the goal may be a new one.
pub fn name_a_goal(app: &mut App) {
    if app.backlog.rows().is_empty() {
        return;
    }
    app.backlog.go(0);
    pick_goal(app, targets(app));
}

/// Shows what nobody has sized, and says how to go on.
pub fn show_unsized(app: &mut App) {
    if app.product().unsized_items() == 0 {
        app.say("everything is sized already");
        return;
    }
    match app.backlog.set_filter("is:unsized", app.workspace.product(), app.now) {
        Ok(()) => app.say("s and a digit sizes one, and the next one comes up · Esc shows all"),
        Err(why) => app.refuse(why.to_string()),
    }
}

fn edit(app: &mut App) {
    if let Some(item) = selected(app) {
        let form = Form::new(item, app.product());
        app.push(form);
    }
}

/// The keys of the scale: a digit where the size is one, letters for the rest.
fn keys_of(scale: &[u32]) -> Vec<(char, String, Option<Size>)> {
    // h is for a half
    let mut letters = ('a'..='z').filter(|c| *c != 'h');
    let mut out: Vec<(char, String, Option<Size>)> = scale
        .iter()
        .map(|n| {
            let size = Size::Points(*n);
            let word = size.to_string();
            let key = match word.chars().next() {
                Some(c) if word.len() == 1 => c,
                _ if *n == 50 => 'h',
                _ => letters.next().unwrap_or('z'),
            };
            (key, word, Some(size))
        })
        .collect();
    out.push(('?', "nobody can say".to_owned(), Some(Size::Unknown)));
    out
}

fn size(app: &mut App) {
    let ids = targets(app);
    let now = match ids.as_slice() {
        [one] => app
            .product()
            .items()
            .get(*one)
            .and_then(|i| i.size)
            .map_or_else(String::new, |size| format!(", now {size}")),
        _ => String::new(),
    };
    let title = format!("Size of {}{now}", name(app, &ids));
    let scale = keys_of(&app.scale);
    let mut answers: Vec<(char, String)> = scale
        .iter()
        .map(|(key, word, _)| (*key, if key.to_string() == *word { String::new() } else { word.clone() }))
        .collect();
    answers.push(('0', "clear".into()));
    answers.push(('=', "any number".into()));
    app.push(Choose::new(title, answers, move |app, key| match key {
        '0' => set_all(app, ids, "sized", "size", ""),
        '=' => app.push(
            Prompt::new("Points", "", move |app, text| set_all(app, ids, "sized", "size", &text))
                .hint("any number from 0, ½ or ?")
                .check(|_, text| Size::parse(text).map(|_| ()).map_err(|why| why.to_string())),
        ),
        key => {
            if let Some((_, _, Some(size))) = scale.into_iter().find(|(k, _, _)| *k == key) {
                set_all(app, ids, "sized", "size", &size.to_string());
            }
        }
    }));
}

fn why(app: &mut App) {
    let ids = targets(app);
    let [id] = ids.as_slice() else {
        pick_goal(app, ids);
        return;
    };
    let id = *id;
    let Some(item) = app.product().items().get(id) else { return };
    let title = format!("{}: what good does it do, and whom?", app.product().key(item));
    let prompt = Prompt::new(title, &item.benefit, move |app, text| {
        if app.product().items().get(id).is_some_and(|item| item.benefit != text.trim()) {
            set_all(app, vec![id], "said why for", "benefit", &text);
        }
        pick_goal(app, vec![id]);
    })
    .hint("so that … · Enter goes on to the goal");
    app.push(prompt);
}

fn pick_goal(app: &mut App, ids: Vec<Id>) {
    let product = app.product();
    let mut entries: Vec<Entry<Option<Id>>> = product
        .goals_by_num()
        .into_iter()
        .map(|goal| Entry {
            text: format!("G{} {}", goal.num, goal.title),
            side: if ids.iter().all(|id| product.items().get(*id).is_some_and(|i| i.goal == Some(goal.id))) {
                "✓ linked".into()
            } else {
                String::new()
            },
            unready: None,
            value: Some(goal.id),
        })
        .collect();
    let linked = ids.iter().any(|id| product.items().get(*id).is_some_and(|item| item.goal.is_some()));
    if linked {
        entries.push(Entry { text: "no goal".into(), side: String::new(), unready: None, value: None });
    }
    let title = format!("Which goal does {} serve?", name(app, &ids));
    // Enter alone leaves what is there
    let start = entries.iter().position(|entry| entry.side.starts_with('✓')).unwrap_or(0);
    let new = ids.clone();
    let picker = Picker::new(title, entries, move |app, goal| {
        each(app, ids, "linked", "", move |product, id| {
            product.update(id, |item| {
                item.goal = goal;
                Ok(())
            })
        });
    })
    .start(start)
    .empty("no goals yet: type one and press Enter")
    .create("new goal", move |app, title| {
        app.edit("linked", "", move |product| {
            let goal = product.add_goal(&title)?;
            new.iter().try_for_each(|id| {
                product.update(*id, |item| {
                    item.goal = Some(goal);
                    Ok(())
                })
            })
        });
    });
    app.push(picker);
}

fn criteria(app: &mut App) {
    if let Some(id) = app.backlog.selected() {
        app.push(Criteria::new(id));
    }
}

fn tags(app: &mut App) {
    let ids = targets(app);
    let old = match ids.as_slice() {
        [one] => app
            .product()
            .items()
            .get(*one)
            .map(|item| item.tags.iter().flat_map(|tag| [tag, ", "]).collect::<String>())
            .unwrap_or_default(),
        _ => String::new(),
    };
    let hint = if ids.len() > 1 {
        "+word adds to all, -word removes from all"
    } else {
        "separated by commas; +word adds, -word removes"
    };
    let title = format!("Tags of {}", name(app, &ids));
    app.push(Prompt::new(title, &old, move |app, text| set_all(app, ids, "tagged", "tags", &text)).hint(hint));
}

fn place(app: &mut App, place: Place) {
    let ids = targets(app);
    app.edit("moved", "", move |product| product.place(&ids, place));
}

/// Moves past the next row that is shown, so that a filtered list behaves as it looks.
fn shift(app: &mut App, up: bool) {
    let ids = targets(app);
    let rows = app.backlog.rows();
    // one item is where the cursor is; only marks are looked for
    let at: Vec<usize> = match ids.as_slice() {
        [one] if app.backlog.selected() == Some(*one) => vec![app.backlog.at()],
        ids => rows.iter().enumerate().filter(|(_, id)| ids.contains(id)).map(|(i, _)| i).collect(),
    };
    let (Some(first), Some(last)) = (at.first().copied(), at.last().copied()) else { return };
    let gaps = last - first + 1 > at.len();
    let beside = if up { first.checked_sub(1) } else { Some(last + 1) };
    let neighbour = beside.and_then(|row| rows.get(row)).copied();
    let to = match (neighbour, up) {
        (Some(id), true) => Place::Before(id),
        (Some(id), false) => Place::After(id),
        // marked rows with gaps still come together at the edge
        (None, true) if gaps => Place::Before(ids.first().copied().unwrap_or_default()),
        (None, false) if gaps => Place::After(ids.last().copied().unwrap_or_default()),
        (None, _) => {
            app.refuse(if up { "it is at the top" } else { "it is at the bottom" });
            return;
        }
    };
    app.edit("moved", "", move |product| product.place(&ids, to));
}

fn move_to(app: &mut App) {
    let ids = targets(app);
    let title = format!("Move {} to", name(app, &ids));
    let prompt = Prompt::new(title, "", move |app, text| {
        if let Ok(to) = Place::parse(&text, app.product()) {
            app.edit("moved", "", move |product| product.place(&ids, to));
        }
    })
    .hint("7 · top · bottom · before INK-12 · after 12")
    .check(|app, text| Place::parse(text, app.product()).map(|_| ()).map_err(|why| why.to_string()));
    app.push(prompt);
}

fn status(app: &mut App, forward: bool) {
    let ids = targets(app);
    let at = app.now.at;
    each(app, ids, "moved on", "", move |product, id| {
        product.update(id, |item| {
            let here = Status::ALL.iter().position(|s| *s == item.status).unwrap_or(0);
            let next =
                if forward { Status::ALL.get(here + 1) } else { here.checked_sub(1).and_then(|i| Status::ALL.get(i)) };
            if let Some(next) = next {
                item.reach(*next, at);
            }
            Ok(())
        })
    });
}

fn decline(app: &mut App, reason: Reason) {
    let ids = targets(app);
    let title = format!("Say no to {}: {}", name(app, &ids), reason.phrase());
    let prompt = Prompt::new(title, "", move |app, text| {
        let now = app.now;
        let why = text.clone();
        each(app, ids, "said no to", &why, move |product, id| product.decline(id, reason, &text, now));
    })
    .hint("why, in words that you could send · Enter alone keeps the class");
    app.push(prompt);
}

fn reconsider(app: &mut App) {
    let ids = targets(app);
    each(app, ids, "brought back", "", |product, id| product.reconsider(id));
}

fn later(app: &mut App) {
    let ids = targets(app);
    let title = format!("Hide {} until", name(app, &ids));
    let prompt = Prompt::new(title, "", move |app, text| {
        let now = app.now;
        let Ok(day) = read_day(&text, now.today) else { return };
        let verb = if day.is_some() { "set aside" } else { "showed again" };
        each(app, ids, verb, "", move |product, id| product.set_aside(id, day, now));
    })
    .hint("2w · 10d · 3m · monday · 2026-12-24 · empty shows it again")
    .check(|app, text| match read_day(text, app.now.today) {
        Ok(Some(day)) if day <= app.now.today => Err(format!("{day} is not after today")),
        Ok(_) => Ok(()),
        Err(why) => Err(why.to_string()),
    });
    app.push(prompt);
}

/// Puts the cursor on an item wherever it is, showing what hides it.
pub fn go_to(app: &mut App, id: Id) {
    let Some(item) = app.product().items().get(id).cloned() else { return };
    let lens = if item.declined.is_some() { Lens::Declined } else { Lens::Open };
    app.backlog.look_at(lens, app.workspace.product(), app.now);
    while !app.backlog.rows().contains(&id) && app.backlog.out(app.workspace.product(), app.now) {}
    if !app.backlog.rows().contains(&id) {
        let state = if item.status == Status::Done { "is:done" } else { "is:later" };
        let _ = app.backlog.set_filter(state, app.workspace.product(), app.now);
    }
    app.backlog.focus = Focus::List;
    app.backlog.select(id);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_a_key_each_and_none_twice() {
        let keys: Vec<char> = keys_of(Size::SCALE).iter().map(|(key, _, _)| *key).collect();
        let unique: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len(), "{keys:?}");
        assert!(!keys.contains(&'0') && !keys.contains(&'='));
        assert_eq!(
            keys_of(Size::SCALE).iter().find(|(key, _, _)| *key == '5').map(|(_, word, _)| word.as_str()),
            Some("5")
        );
    }
}
