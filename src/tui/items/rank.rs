//! Placing items in the one order by hand, and what that costs others.

use super::{name, on_items, targets, verb};
use crate::measure::ready;
use crate::measure::score::{self, Method};
use crate::model::decision::{Decision, Verdict};
use crate::model::{Id, Place, Product, Size, Status};
use crate::text::{self, count};
use crate::tui::action::Action;
use crate::tui::app::{App, Effect};
use crate::tui::layer::notice::{Notice, Tone};
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::View;
use crate::tui::view::backlog::Lens;

/// Places at the top that somebody is told of who falls out of them.
const TOP: usize = 10;
/// Places between hand and score from which a placing counts as an override.
const APART: usize = 5;

const fn rank(name: &'static str, title: &'static str, keys: &'static [&'static str], run: fn(&mut App)) -> Action {
    Action { ready: in_order, ..verb(name, title, "rank", keys, 0, run) }
}

/// The rows of this file.
pub const RANK: &[Action] = &[
    rank("rank.up", "Rank one up", &["K"], |app| shift(app, true)),
    rank("rank.down", "Rank one down", &["J"], |app| shift(app, false)),
    rank("rank.top", "Rank to the top", &["T"], |app| place(app, Place::Top)),
    rank("rank.bottom", "Rank to the bottom", &["B"], |app| place(app, Place::Bottom)),
    rank("rank.move", "Rank to a place: a number, before or after an item", &["M"], move_to),
    rank("rank.trade", "Trade-off: put it in at a place, and see what falls out", &["D t"], trade),
];

/// Rank verbs need the one order on the screen, or nobody could see what they do.
pub fn in_order(app: &App) -> Result<(), &'static str> {
    on_items(app)?;
    if app.view == View::Backlog && app.backlog.lens == Lens::Declined {
        return Err("what was said no to has no place · d b brings it back");
    }
    if app.selected_item().is_some_and(|item| item.status == Status::Done) {
        return Err("what is done has no place in the order · < takes it back");
    }
    if app.view != View::Backlog || app.backlog.sort().is_empty() {
        Ok(())
    } else {
        Err("sorted for looking: S r goes back to the one order first")
    }
}

/// Returns the items of the top places.
fn top(product: &Product) -> Vec<Id> {
    product.order().iter().take(TOP).copied().collect()
}

/// Adds to the message who fell out of the top, whatever verb did it.
fn tell_fallen(app: &mut App, before: &[Id], moved: &[Id]) {
    let now = top(app.product());
    let fell: Vec<String> = before
        .iter()
        .filter(|id| !now.contains(id) && !moved.contains(id))
        .filter_map(|id| app.product().items().get(*id))
        .map(|item| format!("{} “{}”", app.product().key(item), text::cut(&text::line(&item.title), 30)))
        .collect();
    let (Some(message), Some(first)) = (&app.message, fell.first()) else { return };
    let names = match fell.len() {
        1 => first.clone(),
        2..=4 => fell.iter().filter_map(|words| words.split(' ').next()).collect::<Vec<_>>().join(", "),
        n => format!("{first} and {} more", n - 1),
    };
    let words = format!("{} · {names} fell out of the top {TOP}", message.text.replace(" · u undoes", ""));
    app.say(words);
}

/// Places items by hand; says who fell out of the top ten, and writes down where the hand overrules the score.
fn place(app: &mut App, place: Place) {
    let ids = targets(app);
    let before = top(app.product());
    let (now, by) = (app.now, app.me.clone());
    let one = ids.clone();
    let done = app.edit("moved", "", move |product| {
        product.rank_by_hand(&one, place, now)?;
        if let [id] = one.as_slice() {
            note_override(product, *id, by)?;
        }
        Ok(())
    });
    if done.is_some() {
        tell_fallen(app, &before, &ids);
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
        verdict: Verdict::Override,
        what,
        because,
        about: vec![id],
        by,
        ..Decision::default()
    })?;
    Ok(())
}

/// Moves past the next row that is shown, so that a filtered list behaves as it looks.
fn shift(app: &mut App, up: bool) {
    if app.view != View::Backlog {
        place(app, if up { Place::Up } else { Place::Down });
        return;
    }
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
    let now = app.now;
    let before = top(app.product());
    let moved = ids.clone();
    if app.edit("moved", "", move |product| product.rank_by_hand(&ids, to, now)).is_some() {
        tell_fallen(app, &before, &moved);
    }
}

fn move_to(app: &mut App) {
    let ids = targets(app);
    let title = format!("Move {} to", name(app, &ids));
    let example = app.product().order().get(1).and_then(|id| app.product().items().get(*id));
    let example = example.map_or_else(|| "before 12".to_owned(), |item| format!("before {}", app.product().key(item)));
    let prompt = Prompt::new(title, "", move |app, text| {
        if let Ok(to) = Place::parse(&text, app.product()) {
            place(app, to);
        }
    })
    .hint(format!("7 · top · bottom · {example} · after 12"))
    .check(|app, text| Place::parse(text, app.product()).map(|_| ()).map_err(|why| why.to_string()));
    app.push(prompt);
}

/// Shows what falls out of the next sprint when an item goes in at a place: every yes is a no to something.
fn trade(app: &mut App) {
    let Some(item) = app.selected_item().cloned() else { return };
    let id = item.id;
    let title = format!("Put {} in at which place?", app.product().key(&item));
    app.push(
        Prompt::new(title, "1", move |app, text| {
            if let Ok(to) = Place::parse(&text, app.product()) {
                card(app, id, to);
            }
        })
        .hint("1 for the top, or before 12 · you see what falls out before anything moves")
        .check(|app, text| Place::parse(text, app.product()).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn card(app: &mut App, id: Id, to: Place) {
    let product = app.product();
    let (velocity, guess) = ready::velocity(product);
    let mut then = product.clone();
    if let Err(why) = then.place(&[id], to) {
        app.refuse(why.to_string());
        return;
    }
    let today = app.now.today;
    let ids =
        |product: &Product| ready::within(product, today, velocity).iter().map(|item| item.id).collect::<Vec<Id>>();
    let (now_in, then_in) = (ids(product), ids(&then));
    let place = then.item(id).ok().and_then(|item| then.place_of(item)).unwrap_or(0);
    let describe = |id: &Id| {
        product.items().get(*id).map_or_else(String::new, |item| {
            let goal = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "∅".to_owned());
            let size = item.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
            format!("{size:>4} pts  {goal:<3} {} {}", product.key(item), text::line(&item.title))
        })
    };
    let gone: Vec<Id> = now_in.iter().filter(|other| !then_in.contains(other) && **other != id).copied().collect();
    let outs: Vec<String> = gone.iter().map(&describe).collect();
    let price: Vec<String> = gone
        .iter()
        .filter_map(|id| product.items().get(*id))
        .map(|item| format!("{} “{}”", product.key(item), text::line(&item.title)))
        .collect();
    let fits = then_in.contains(&id);
    let capacity = format!("{} points{}", Size::Points(velocity), if guess { " (a guess)" } else { "" });
    let mut lines = vec![(Tone::Muted, "IN".to_owned()), (Tone::Text, describe(&id)), (Tone::Muted, String::new())];
    lines.push((Tone::Muted, "FALLS OUT OF THE NEXT SPRINT".to_owned()));
    if outs.is_empty() {
        let words =
            if fits { "nothing: there is room for it" } else { "nothing: it does not reach the next sprint itself" };
        lines.push((Tone::Text, words.to_owned()));
    }
    lines.extend(outs.iter().map(|words| (Tone::Warn, words.clone())));
    lines.push((Tone::Muted, String::new()));
    lines.push((Tone::Muted, format!("next sprint: {} in {capacity}", count(then_in.len(), "item"))));
    let key = product.items().get(id).map_or_else(String::new, |item| product.key(item));
    let copy = lines.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n");
    let notice = Notice::new(format!("If {key} goes to place {place}"), lines)
        .next('y', "copy the card", move |app| {
            app.effects.push(Effect::Copy(copy));
            app.say("copied the trade-off, where the terminal allows it");
        })
        .next('p', "put it there", move |app| {
            let (now, by) = (app.now, app.me.clone());
            app.edit("moved", "", move |product| {
                product.rank_by_hand(&[id], to, now)?;
                let what = format!("put {} in", product.key(product.item(id)?));
                let because =
                    if price.is_empty() { String::new() } else { format!("at the price of {}", price.join(", ")) };
                product.decide(Decision {
                    verdict: Verdict::Traded,
                    what,
                    because,
                    about: vec![id],
                    by,
                    ..Decision::default()
                })
            });
        });
    app.push(notice);
}
