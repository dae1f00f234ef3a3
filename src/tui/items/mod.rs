//! The verbs on items, wherever one is chosen: in the backlog, in a grooming session, on the matrix.

pub(crate) mod add;
mod alternatives;
mod checks;
pub(crate) mod criteria;
mod decline;
pub(crate) mod detail;
mod form;
mod rank;
mod refine;
mod score;
mod size;
pub(crate) mod tasks;
mod trace;
mod trade;
pub(crate) mod value;
mod verbs;
mod words;

use std::collections::HashSet;
use std::rc::Rc;

pub use add::{add_first, add_list, add_serving, paste_items};
pub use rank::in_order;
pub use verbs::{move_to, owners};
pub use words::top_five as copy_next;

use super::command::{Action, Why, writable};
use super::desk::{Desk, ItemChange, Last};
use super::layer::picker::Pick;
use crate::model::item::set_field;
use crate::model::{Id, Product, Refusal, Verb};
use crate::words::count;

/// The commands on items.
pub const ACTIONS: &[&[Action]] =
    &[add::ADD, verbs::VERBS, refine::REFINE, value::VALUE, rank::RANK, decline::DECLINE, words::WORDS, trace::TRACE];

/// Whether there is an item that a verb could act on.
pub(super) fn has_item(desk: &Desk) -> Result<(), Why> {
    desk.selected_item().map(|_| ()).ok_or_else(|| "there is no item here".into())
}

pub(super) fn on_items(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_item(desk)
}

pub(super) const fn verb(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title).on_items().ready(on_items)
}

/// Returns how a title names what a verb acts on: `INK-12`, `3 items`.
pub(super) fn name(desk: &Desk, ids: &[Id]) -> String {
    match ids {
        [one] => desk.product().items().get(*one).map_or_else(String::new, |item| desk.product().key(item)),
        many => count(many.len(), "item"),
    }
}

/// Changes every target in one step, which `.` can repeat on others. Returns whether it was not refused.
pub(super) fn each(
    desk: &mut Desk,
    ids: Vec<Id>,
    verb: Verb,
    why: &str,
    f: impl Fn(&mut Product, Id) -> Result<(), Refusal> + 'static,
) -> bool {
    let run: ItemChange = Rc::new(f);
    let last = Last { verb, why: why.to_owned(), run };
    let again = last.clone();
    let done = desk.edit(verb, why, move |product| change_each(product, &ids, &*last.run));
    let Some(left) = done else { return false };
    desk.last = Some(again);
    // what one of a block refuses does not cost the others their change
    if let Some(first) = left.first() {
        let words = desk.message.as_ref().map_or_else(String::new, |message| message.text.clone());
        desk.say(format!("{} left as it was: {first} · {words}", count(left.len(), "item")));
    }
    true
}

/// Changes all that let themselves be changed. Returns why the others did not.
///
/// # Errors
/// Returns the first refusal if nothing could be changed.
fn change_each(
    product: &mut Product,
    ids: &[Id],
    change: &dyn Fn(&mut Product, Id) -> Result<(), Refusal>,
) -> Result<Vec<Refusal>, Refusal> {
    let mut left = Vec::new();
    for id in ids {
        // tried on a copy, which shares all that is not changed: a change that is refused half way leaves nothing of itself
        let mut trial = product.clone();
        match change(&mut trial, *id) {
            Ok(()) => *product = trial,
            Err(why) => left.push(why),
        }
    }
    match left.first() {
        Some(why) if left.len() == ids.len() => Err(why.clone()),
        _ => Ok(left),
    }
}

pub(super) fn set_all(desk: &mut Desk, ids: Vec<Id>, verb: Verb, field: &'static str, text: &str) -> bool {
    let now = desk.now;
    let text = text.to_owned();
    each(desk, ids, verb, "", move |product, id| {
        let mut item = product.item(id)?.clone();
        set_field(&mut item, field, &text, product, now)?;
        product.put(item);
        Ok(())
    })
}

/// Asks which goal the first item serves; the goal may be a new one.
pub fn name_a_goal(desk: &mut Desk) {
    if desk.list.rows().is_empty() {
        return;
    }
    desk.leave_view();
    desk.list.go(0);
    verbs::pick_goal(desk, desk.targets());
}

/// Shows what nobody has sized, and says how to go on.
pub fn show_unsized(desk: &mut Desk) {
    if desk.product().unsized_items() == 0 {
        desk.say("everything is sized already");
        return;
    }
    desk.leave_view();
    match desk.list.set_filter("is:unsized", desk.workspace.product(), desk.now) {
        Ok(()) => desk.say("⟦item.size⟧ and a digit: the next one comes up by itself · ⟦app.out⟧ shows all"),
        Err(why) => desk.refuse(why.to_string()),
    }
}

/// Most items that another one can be picked from by typing.
const PICKED_FROM: usize = 10_000;

/// Returns the other open items to pick one from; what resembles a single item most comes first.
fn others(desk: &Desk, ids: &[Id]) -> Vec<Pick<Id>> {
    let product = desk.product();
    let near = match ids {
        [one] => desk.judge.similar().map_or_else(Vec::new, |index| index.like(*one, 5)),
        _ => Vec::new(),
    };
    let entry = |id: Id, side: String| Some(Pick::of_item(product.items().get(id)?, product, side, id));
    let mut entries: Vec<Pick<Id>> =
        near.iter().filter_map(|near| entry(near.id, format!("{:.0} % alike", near.likeness * 100.0))).collect();
    let known: HashSet<Id> = near.iter().map(|near| near.id).chain(ids.iter().copied()).collect();
    let rest = product.order().iter().copied().filter(|id| !known.contains(id)).take(PICKED_FROM);
    entries.extend(rest.filter_map(|id| entry(id, String::new())));
    entries
}
