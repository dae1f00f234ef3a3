//! Placing items in the one order by hand, and what that costs others.

use super::{name, on_items, trade, verb};

use crate::measure::score::{self, Method};
use crate::model::Verb;
use crate::model::decision::{Decision, Ruling};
use crate::model::{Id, Place, Product, Status};
use crate::text;
use crate::tui::command::{Action, Why};
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::Prompt;
use crate::tui::list::Lens;

/// Places at the top that somebody is told of who falls out of them.
const TOP: usize = 10;
/// Places between hand and score from which a placing counts as an override.
const APART: usize = 5;

const fn rank(name: &'static str, title: &'static str) -> Action {
    verb(name, title).short("rank").ready(in_order)
}

/// The rows of this file.
pub const RANK: &[Action] = &[
    rank("rank.up", "Rank one up").keys(&["K"]).run(|desk| shift(desk, true)),
    rank("rank.down", "Rank one down").keys(&["J"]).run(|desk| shift(desk, false)),
    rank("rank.top", "Rank to the top").keys(&["T"]).run(|desk| place(desk, Place::Top)),
    rank("rank.bottom", "Rank to the bottom").keys(&["B"]).run(|desk| place(desk, Place::Bottom)),
    rank("rank.move", "Rank to a place: a number, before or after an item").keys(&["M"]).run(move_to),
    rank("rank.trade", "Trade-off: put it in at a place, and see what falls out").keys(&["D t"]).run(trade::ask),
];

/// Rank verbs need the one order on the screen, or nobody could see what they do.
pub fn in_order(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    if desk.shows_list() && desk.list.lens == Lens::Declined {
        return Err("what was declined has no place · ⟦decline.undo⟧ brings it back".into());
    }
    if desk.selected_item().is_some_and(|item| item.status == Status::Done) {
        return Err("what is done has no place in the order · ⟦status.back⟧ takes it back".into());
    }
    if !desk.shows_list() || desk.list.sort().is_empty() {
        Ok(())
    } else {
        Err("sorted for looking: ⟦list.sort⟧ and rank go back to the one order first".into())
    }
}

/// Returns the items of the top places.
fn top(product: &Product) -> Vec<Id> {
    product.order().iter().take(TOP).copied().collect()
}

/// Adds to the message who fell out of the top, whatever verb did it.
fn tell_fallen(desk: &mut Desk, before: &[Id], moved: &[Id]) {
    let now = top(desk.product());
    let fell: Vec<String> = before
        .iter()
        .filter(|id| !now.contains(id) && !moved.contains(id))
        .filter_map(|id| desk.product().items().get(*id))
        .map(|item| format!("{} “{}”", desk.product().key(item), text::cut(&text::line(&item.title), 30)))
        .collect();
    let (Some(message), Some(first)) = (&desk.message, fell.first()) else { return };
    let names = match fell.len() {
        1 => first.clone(),
        2..=TOP => fell.iter().filter_map(|words| words.split(' ').next()).collect::<Vec<_>>().join(", "),
        n => format!("{first} and {} more", n - 1),
    };
    let words = format!(
        "{} · {names} fell out of the top {TOP}",
        message.text.replace(&desk.words(" · ⟦history.undo⟧ undoes"), "")
    );
    desk.say(words);
}

/// Places items by hand; says who fell out of the top ten, and writes down where the hand overrules the score.
fn place(desk: &mut Desk, place: Place) {
    let ids = desk.targets();
    let before = top(desk.product());
    let (now, by) = (desk.now, desk.user.name.clone());
    let one = ids.clone();
    let done = desk.edit(Verb::Moved, "", move |product| {
        product.rank_by_hand(&one, place, now)?;
        if let [id] = one.as_slice() {
            note_override(product, *id, by)?;
        }
        Ok(())
    });
    if done.is_some() {
        tell_fallen(desk, &before, &ids);
    }
}

/// Writes a decision where a hand put a scored item far from where its score advises.
fn note_override(product: &mut Product, id: Id, by: String) -> Result<(), crate::model::Refusal> {
    let item = product.item(id)?;
    let method = Method::of(product);
    let Some(score) = method.score(item) else { return Ok(()) };
    let Some(place) = product.place_of(item) else { return Ok(()) };
    // only scored ones can be out of the order of the score
    let better = product
        .order()
        .iter()
        .skip(place.saturating_sub(200))
        .take(place.saturating_sub(1).min(199))
        .filter_map(|id| product.items().get(*id))
        .filter(|other| method.score(other).is_some_and(|other| other.value < score.value))
        .count();
    let worse = product
        .order()
        .iter()
        .skip(place)
        .take(200)
        .filter_map(|id| product.items().get(*id))
        .filter(|other| method.score(other).is_some_and(|other| other.value > score.value))
        .count();
    if better.max(worse) < APART {
        return Ok(());
    }
    let what = format!("placed {} at {place}, against its score", product.key(item));
    let because = format!(
        "{} = {}: {} of the scored ones say otherwise",
        method.name,
        score::print(score.value),
        better.max(worse)
    );
    product.decide(Decision {
        verdict: Ruling::Override,
        what,
        because,
        about: vec![id],
        by,
        ..Decision::default()
    })?;
    Ok(())
}

/// Moves past the next row that is shown, so that a filtered list behaves as it looks.
fn shift(desk: &mut Desk, up: bool) {
    if !desk.shows_list() {
        place(desk, if up { Place::Up } else { Place::Down });
        return;
    }
    let ids = desk.targets();
    let rows = desk.list.rows();
    // one item is where the cursor is; only marks are looked for
    let at: Vec<usize> = match ids.as_slice() {
        [one] if desk.list.selected() == Some(*one) => vec![desk.list.at()],
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
            desk.refuse(if up { "it is at the top" } else { "it is at the bottom" });
            return;
        }
    };
    let now = desk.now;
    let before = top(desk.product());
    let moved = ids.clone();
    if desk.edit(Verb::Moved, "", move |product| product.rank_by_hand(&ids, to, now)).is_some() {
        tell_fallen(desk, &before, &moved);
    }
}

fn move_to(desk: &mut Desk) {
    let ids = desk.targets();
    let title = format!("Move {} to", name(desk, &ids));
    let example = desk.product().order().get(1).and_then(|id| desk.product().items().get(*id));
    let example = example.map_or_else(|| "before 12".to_owned(), |item| format!("before {}", desk.product().key(item)));
    let prompt = Prompt::new(title, "", move |desk, text| {
        if let Ok(to) = Place::parse(&text, desk.product()) {
            place(desk, to);
        }
    })
    .hint(format!("7 · top · bottom · {example} · after 12"))
    .check(|desk, text| Place::parse(text, desk.product()).map(|_| ()).map_err(|why| why.to_string()));
    desk.push(prompt);
}
