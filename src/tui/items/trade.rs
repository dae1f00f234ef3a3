//! The trade-off: what falls out of the next sprint and of the quarter when an item goes in, and what each of them was to move. Every yes
//! is a no to something.

use chrono::{Datelike, NaiveDate};

use crate::measure::lane::SPRINT_DAYS;
use crate::measure::{clash, reach, ready, velocity};
use crate::model::decision::{Decision, Ruling};
use crate::model::{Id, Place, Product, Size, Verb};
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Asks for the place at which the chosen item is to go in, and shows the price.
pub fn ask(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let id = item.id;
    let title = format!("Put {} in at which place?", desk.product().key(&item));
    desk.push(
        Prompt::new(title, "1", move |desk, text| {
            if let Ok(to) = Place::parse(&text, desk.product()) {
                card(desk, id, to);
            }
        })
        .hint("a place, 1 being the top, or before 12 · you see what falls out before anything moves")
        .check(|desk, text| Place::parse(text, desk.product()).map(|_| ()).map_err(|why| why.to_string())),
    );
}

/// Returns an item in a line: its size, its goal, its title, and what it is expected to move.
fn described(product: &Product, id: Id) -> String {
    product.items().get(id).map_or_else(String::new, |item| {
        let goal = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "∅".to_owned());
        let size = item.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
        let moves = reach::effects(product, &[id]);
        let moves = if moves.is_empty() { String::new() } else { format!("  → {}", moves.join(", ")) };
        format!("{size:>4} pts  {goal:<3} {} {}{moves}", product.key(item), text::line(&item.title))
    })
}

/// Returns the items that are within so many points now and would not be any more.
fn fallen(product: &Product, then: &Product, today: NaiveDate, room: u32) -> Vec<Id> {
    let ids =
        |product: &Product| -> Vec<Id> { ready::within(product, today, room).iter().map(|item| item.id).collect() };
    let kept = ids(then);
    ids(product).into_iter().filter(|id| !kept.contains(id)).collect()
}

/// Returns how many sprints are left of the quarter of a day.
fn sprints_left(today: NaiveDate) -> u32 {
    let month = today.month0() / 3 * 3 + 3;
    let next = NaiveDate::from_ymd_opt(today.year() + i32::from(month == 12), month % 12 + 1, 1);
    next.map_or(0, |next| u32::try_from((next - today).num_days() / SPRINT_DAYS).unwrap_or(0))
}

/// Returns what falls out under its heading, and what all of it was to move.
fn part(product: &Product, heading: String, gone: &[Id], nothing: &str) -> Vec<(Ink, String)> {
    let mut lines = vec![(Ink::Muted, heading)];
    if gone.is_empty() {
        lines.push((Ink::Text, nothing.to_owned()));
    }
    lines.extend(gone.iter().map(|id| (Ink::Warn, described(product, *id))));
    let lost = reach::effects(product, gone);
    if !lost.is_empty() {
        lines.push((Ink::Warn, format!("which was expected to move {}", lost.join(", "))));
    }
    lines
}

fn card(desk: &mut Desk, id: Id, to: Place) {
    let product = desk.product();
    let (velocity, guess) = velocity::velocity(product);
    let mut then = product.clone();
    if let Err(why) = then.place(&[id], to) {
        desk.refuse(why.to_string());
        return;
    }
    let today = desk.now.today;
    let held = ready::within(&then, today, velocity);
    let place = then.item(id).ok().and_then(|item| then.place_of(item)).unwrap_or(0);
    let gone: Vec<Id> = fallen(product, &then, today, velocity).into_iter().filter(|other| *other != id).collect();
    let price: Vec<String> = gone
        .iter()
        .filter_map(|id| product.items().get(*id))
        .map(|item| format!("{} “{}”", product.key(item), text::line(&item.title)))
        .collect();
    let fits = held.iter().any(|item| item.id == id);
    let nothing =
        if fits { "nothing: there is room for it" } else { "nothing: it does not reach the next sprint itself" };
    let mut lines =
        vec![(Ink::Muted, "IN".to_owned()), (Ink::Text, described(product, id)), (Ink::Muted, String::new())];
    lines.extend(part(product, "FALLS OUT OF THE NEXT SPRINT".to_owned(), &gone, nothing));
    let sprints = sprints_left(today);
    if sprints > 1 {
        let later = fallen(product, &then, today, velocity.saturating_mul(sprints));
        let heading = format!("FALLS OUT OF THE QUARTER, {sprints} SPRINTS");
        lines.extend(part(product, heading, &later, "nothing"));
    }
    let wishes = desk.wishes();
    let own = product.items().get(id).map(|item| wishes.reaches.of_item(item, product)).unwrap_or_default();
    let theirs = wishes.reaches.of_items(&gone, product);
    if own.reach() + theirs.reach() > 0 {
        lines.extend([
            (Ink::Muted, String::new()),
            (Ink::Text, format!("accounts in   {}", clash::behind(&own, product))),
            (Ink::Text, format!("accounts out  {}", clash::behind(&theirs, product))),
        ]);
    }
    let capacity = format!("{} points{}", Size::Points(velocity), if guess { " (a guess)" } else { "" });
    lines.push((Ink::Muted, String::new()));
    lines.push((Ink::Muted, format!("next sprint: {} in {capacity}", count(held.len(), "item"))));
    let key = product.items().get(id).map_or_else(String::new, |item| product.key(item));
    let copy = lines.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n");
    let notice = Notice::new(format!("If {key} goes to place {place}"), lines)
        .next('y', "copy the card", move |desk| {
            desk.effects.push(Effect::Copy(copy));
            desk.say("copied the trade-off, where the terminal allows it");
        })
        .next('p', "put it there", move |desk| put(desk, id, to, &price));
    desk.push(notice);
}

/// Puts an item in, and writes down at which price.
fn put(desk: &mut Desk, id: Id, to: Place, price: &[String]) {
    let (now, by) = (desk.now, desk.user.name.clone());
    desk.edit(Verb::Moved, "", move |product| {
        product.rank_by_hand(&[id], to, now)?;
        let what = format!("put {} in", product.key(product.item(id)?));
        let because = if price.is_empty() { String::new() } else { format!("at the price of {}", price.join(", ")) };
        product.decide(Decision { verdict: Ruling::Traded, what, because, about: vec![id], by, ..Decision::default() })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_ends_with_march_june_september_and_december() {
        let left = |day: &str| sprints_left(day.parse().unwrap());
        assert_eq!(left("2026-11-21"), 2, "41 days until the new year");
        assert_eq!(left("2026-12-18"), 1, "14 days");
        assert_eq!(left("2026-12-19"), 0);
        assert_eq!(left("2026-01-01"), 6, "90 days until April");
    }
}
