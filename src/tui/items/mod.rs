//! The verbs on items, wherever one is chosen: in the backlog, in a grooming session, on the matrix.

pub mod add;
mod decline;
pub mod detail;
mod rank;
mod refine;
mod trace;
pub mod value;
mod verbs;
mod words;

use std::collections::HashSet;
use std::rc::Rc;

pub use add::{ADD, add_first, add_list, add_serving, paste_items};
pub use decline::DECLINE;
pub use rank::{RANK, in_order};
pub use refine::REFINE;
pub use trace::TRACE;
pub use value::VALUE;
pub use verbs::{VERBS, move_to, owners};
pub use words::WORDS;

use super::action::{Action, Group, Scope, writable};
use super::app::{App, ItemChange, Last};
use super::layer::picker::Entry;
use super::view::backlog::{Focus, Lens};
use crate::model::item::set_field;
use crate::model::{Id, Product, Refusal, Status};
use crate::text::count;

/// Whether there is an item that a verb could act on.
pub(super) fn has_item(app: &App) -> Result<(), &'static str> {
    app.selected_item().map(|_| ()).ok_or("there is no item here")
}

pub(super) fn on_items(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    has_item(app)
}

pub(super) const fn verb(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    footer: u8,
    run: fn(&mut App),
) -> Action {
    Action { name, title, short, keys, scope: Scope::Items, group: Group::Do, footer, ready: on_items, run }
}

pub(super) fn targets(app: &App) -> Vec<Id> {
    app.targets()
}

/// Returns how a title names what a verb acts on: `INK-12`, `3 items`.
pub(super) fn name(app: &App, ids: &[Id]) -> String {
    match ids {
        [one] => app.product().items().get(*one).map_or_else(String::new, |item| app.product().key(item)),
        many => count(many.len(), "item"),
    }
}

/// Changes every target in one step, which `.` can repeat on others. Returns whether it was not refused.
pub(super) fn each(
    app: &mut App,
    ids: Vec<Id>,
    verb: &'static str,
    why: &str,
    f: impl Fn(&mut Product, Id) -> Result<(), Refusal> + 'static,
) -> bool {
    let run: ItemChange = Rc::new(f);
    let last = Last { verb, why: why.to_owned(), run };
    let again = last.clone();
    let done = app.edit(verb, why, move |product| ids.iter().try_for_each(|id| (last.run)(product, *id))).is_some();
    if done {
        app.last = Some(again);
    }
    done
}

pub(super) fn set_all(app: &mut App, ids: Vec<Id>, verb: &'static str, field: &'static str, text: &str) -> bool {
    let now = app.now;
    let text = text.to_owned();
    each(app, ids, verb, "", move |product, id| {
        let mut item = product.item(id)?.clone();
        set_field(&mut item, field, &text, product, now)?;
        product.put(item);
        Ok(())
    })
}

/// Asks which goal the first item serves; the goal may be a new one.
pub fn name_a_goal(app: &mut App) {
    if app.backlog.rows().is_empty() {
        return;
    }
    app.leave_view();
    app.backlog.go(0);
    verbs::pick_goal(app, targets(app));
}

/// Shows what nobody has sized, and says how to go on.
pub fn show_unsized(app: &mut App) {
    if app.product().unsized_items() == 0 {
        app.say("everything is sized already");
        return;
    }
    app.leave_view();
    match app.backlog.set_filter("is:unsized", app.workspace.product(), app.now) {
        Ok(()) => app.say("s and a digit sizes one, and the next one comes up · Esc shows all"),
        Err(why) => app.refuse(why.to_string()),
    }
}

/// Puts the cursor on an item wherever it is, showing what hides it.
pub fn go_to(app: &mut App, id: Id) {
    let Some(item) = app.product().items().get(id).cloned() else { return };
    app.leave_view();
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

/// Most items that another one can be picked from by typing.
const PICKED_FROM: usize = 10_000;

/// Returns the other open items to pick one from; what resembles a single item most comes first.
fn others(app: &App, ids: &[Id]) -> Vec<Entry<Id>> {
    let product = app.product();
    let near = match ids {
        [one] => app.judge.similar().map_or_else(Vec::new, |index| index.like(*one, 5)),
        _ => Vec::new(),
    };
    let entry = |id: Id, side: String| Some(Entry::of_item(product.items().get(id)?, product, side, id));
    let mut entries: Vec<Entry<Id>> =
        near.iter().filter_map(|near| entry(near.id, format!("{:.0} % alike", near.likeness * 100.0))).collect();
    let known: HashSet<Id> = near.iter().map(|near| near.id).chain(ids.iter().copied()).collect();
    let rest = product.order().iter().copied().filter(|id| !known.contains(id)).take(PICKED_FROM);
    entries.extend(rest.filter_map(|id| entry(id, String::new())));
    entries
}
