//! What changes an active sprint beside its cards: its scope, requests, interruptions, its end.

use super::PAGE;
use super::state_mut;
use crate::model::Verb;
use crate::model::request::{Channel, Line};
use crate::workspace::Said;
use std::collections::BTreeMap;

use super::{active, running};
use crate::measure::ready;
use crate::model::sprint::Fate;
use crate::model::{Id, Item, Place, Size, Sprint, Status};
use crate::sort::InOrder;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::view::sprint::board::close::Close;
use crate::tui::view::sprint::retro;
use crate::words::count;
use crate::words::hours;

/// The answer that goes with a quick request, ready to be sent.
const ANSWER: &str = "Thank you, it is written down. The sprint that runs is not changed for it; it is looked at in the next \
                      grooming, and you hear then what becomes of it.";
/// Most items that one can pick from.
const OFFERED: usize = 10_000;

/// Asks what comes in, what comes out for it, why, and who agreed: every change of scope costs these four answers.
pub fn swap(desk: &mut Desk) {
    let product = desk.product();
    let mut entries: Vec<Pick<Option<Id>>> = vec![Pick::new("nothing: only take something out", "", None)];
    let taken = product.in_sprints();
    let free = product.order().iter().filter(|id| !taken.contains(*id)).take(OFFERED);
    entries.extend(free.filter_map(|id| product.items().get(*id)).map(|item| card_entry(desk, item)));
    desk.push(Picker::new("What comes into the sprint?", entries, ask_out).start(1));
}

fn card_entry(desk: &Desk, item: &Item) -> Pick<Option<Id>> {
    let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
    Pick::of_item(item, desk.product(), format!("{size} pts"), Some(item.id))
}

/// Asks what comes out for an item; what is as big as it stands first.
fn ask_out(desk: &mut Desk, add: Option<Id>) {
    let product = desk.product();
    let Some(sprint) = active(desk) else { return };
    let points = |id: Id| product.items().get(id).and_then(|item| item.size.and_then(Size::points)).unwrap_or(0);
    let wanted = add.map_or(0, points);
    let mut entries: Vec<Pick<Option<Id>>> = Vec::new();
    if add.is_some() {
        entries.push(Pick::new("nothing: the sprint grows", "over", None));
    }
    let mut open: Vec<&std::sync::Arc<Item>> = sprint
        .items
        .iter()
        .filter_map(|id| product.items().get(*id))
        .filter(|item| item.status != Status::Done)
        .collect();
    // what was not begun goes before what was, the smallest that is big enough before the rest
    open.order_by_key(|item| {
        let own = points(item.id);
        (item.status != Status::Todo, own < wanted, own.abs_diff(wanted))
    });
    entries.extend(open.into_iter().map(|item| card_entry(desk, item)));
    // the card under the cursor is likelier meant than the one that fits best
    let here = desk.selected().filter(|_| desk.is_at(&PAGE));
    let chosen = entries.iter().position(|entry| entry.value.is_some() && entry.value == here);
    let start = chosen.unwrap_or_else(|| usize::from(add.is_some() && entries.len() > 1));
    desk.push(
        Picker::new("What comes out for it?", entries, move |desk, remove| ask_why(desk, add, remove)).start(start),
    );
}

/// Takes one item into the active sprint or out of it, from wherever it is chosen.
pub fn change_one(desk: &mut Desk, id: Id, inside: bool) {
    if inside {
        ask_why(desk, None, Some(id));
    } else {
        ask_out(desk, Some(id));
    }
}

/// Returns what one should know of a change before one answers for it: what is against the item, and what the sprint grows by.
fn price(desk: &Desk, add: Option<Id>, remove: Option<Id>) -> String {
    let product = desk.product();
    let item = |id: Option<Id>| id.and_then(|id| product.items().get(id));
    let points = |id| item(id).and_then(|item| item.size.and_then(Size::points)).unwrap_or(0);
    let mut words = Vec::new();
    if let Some(item) = item(add) {
        if item.goal.is_none() {
            words.push(format!("{} serves no goal", product.key(item)));
        }
        words.extend(ready::failing(item, product));
        if item.size.and_then(Size::points).is_none() {
            words.push("not sized".to_owned());
        }
    }
    let (more, less) = (points(add), points(remove));
    if more > less {
        words.push(format!("the sprint grows by {}", Size::Points(more - less)));
    }
    if words.is_empty() { String::new() } else { format!("{} · ", words.join(" · ")) }
}

fn ask_why(desk: &mut Desk, add: Option<Id>, remove: Option<Id>) {
    let price = price(desk, add, remove);
    let asks = [
        Ask::new(format!("{price}Why does the scope change?"), "")
            .hint("the reason stays with the sprint")
            .needed("a change of scope needs a reason"),
        Ask::new("Who agreed?", "")
            .hint("names; it is in the burndown and in the record of the sprint")
            .needed("who agreed? a name, or “the team”"),
    ];
    desk.push(Prompt::steps(asks, move |desk, [why, by]| {
        let now = desk.now;
        let changed = desk
            .edit(Verb::ChangedTheScopeOf, &why, |product| product.change_scope(add, remove, &why, &by, now))
            .is_some();
        if changed {
            state_mut(desk).at = add;
        }
    }));
}

/// Takes a quick request: it goes into the inbox, unless somebody pays for it with a change of scope.
pub fn request(desk: &mut Desk) {
    let asks = [
        Ask::new("A quick request: what is asked for?", "")
            .hint("in their words")
            .needed("what is asked for? one line"),
        Ask::new("Who asks?", "").hint("the person who will want to hear what became of it"),
    ];
    desk.push(Prompt::steps(asks, |desk, [what, who]| {
        let answers = [
            ('i', "into the inbox, with an answer to send".to_owned()),
            ('s', "into the sprint, for something else".to_owned()),
        ];
        let to = move |desk: &mut Desk, key| take_request(desk, &what, &who, key == 's');
        desk.push(Choose::new("Where does it go? The sprint is locked", answers, to).enter('i'));
    }));
}

fn take_request(desk: &mut Desk, what: &str, who: &str, into_sprint: bool) {
    if into_sprint {
        let mut item = crate::model::Product::read_line(what);
        item.requesters = [who.trim()].into_iter().filter(|who| !who.is_empty()).map(str::to_owned).collect();
        item.provenance = "request".into();
        let added = desk.edit(Verb::WroteDown, "", move |product| product.add(item, Place::Bottom));
        if let Some(id) = added {
            ask_out(desk, Some(id));
        }
        return;
    }
    let now = desk.now;
    let mut line = Line::read(what);
    line.who.extend(who.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
    let heard = desk.edit(Verb::Heard, "", move |product| {
        let id = product.ask_line(&line, Channel::Sprint, now)?;
        Ok(product.request(id)?.key())
    });
    if let Some(key) = heard {
        desk.effects.push(Effect::Copy(ANSWER.to_owned()));
        desk.say(format!("{key} is in the inbox, not in the sprint · an answer is copied · ⟦history.undo⟧ undoes"));
    }
}

/// Reads minutes: `45`, `45m`, `2h`, `1h30`.
fn read_minutes(text: &str) -> Option<u32> {
    let word: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let word = word.trim_end_matches("min").trim_end_matches('m');
    match word.split_once('h') {
        Some((hours, "")) => hours.parse::<u32>().ok()?.checked_mul(60),
        Some((hours, rest)) => hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(rest.parse().ok()?),
        None => word.parse().ok(),
    }
}

/// Writes down what took the team away.
pub fn interrupt(desk: &mut Desk) {
    let asks = [
        Ask::new("Interruption: what was it for?", "")
            .hint("outage at a customer · a demo for sales")
            .needed("what was it for? one line"),
        Ask::new("Who asked?", "").hint("a name or a role; the sum is talked about in the retrospective"),
        Ask::new("How many minutes did it take?", "30").hint("45 · 2h · 1h30").check(is_a_time),
    ];
    desk.push(Prompt::steps(asks, |desk, [what, who, minutes]| {
        let (minutes, now) = (read_minutes(&minutes).unwrap_or(0), desk.now);
        let noted = desk
            .edit(Verb::NotedAnInterruptionOf, "", |product| product.interrupt(&who, &what, minutes, now))
            .is_some();
        if noted {
            desk.say("written down · ⟦sprint.interruptions⟧ lists them, and what became of each");
        }
    }));
}

/// Lists the interruptions of the sprint, the latest first; one that is chosen is mended, or gets its outcome.
pub fn interruptions(desk: &mut Desk) {
    let Some(sprint) = active(desk) else { return };
    let entries: Vec<Pick<Id>> = sprint
        .interruptions
        .iter()
        .rev()
        .map(|row| {
            let day = desk.now.day_of(row.at).format("%-d %b");
            let became = if row.outcome.is_empty() { String::new() } else { format!(" → {}", row.outcome) };
            let who = if row.who.is_empty() { String::new() } else { format!(" · {}", row.who) };
            Pick::new(format!("{day} {}{who}{became}", row.what), hours(row.minutes), row.id)
        })
        .collect();
    let title = format!("What took S{} away from its work", sprint.number);
    desk.push(Picker::new(title, entries, mend).empty("nothing so far: ⟦sprint.interrupt⟧ writes one down"));
}

/// Asks for all that is known of an interruption; without words it is taken out.
fn mend(desk: &mut Desk, id: Id) {
    let Some(row) = active(desk).and_then(|own| own.interruptions.iter().find(|row| row.id == id)).cloned() else {
        return;
    };
    let asks = [
        Ask::new("What became of it?", &row.outcome).hint("fixed · moved to the next sprint · it was no emergency"),
        Ask::new("What was it for?", &row.what).hint("empty takes it out"),
        Ask::new("Who asked?", &row.who).hint("a name or a role"),
        Ask::new("How many minutes did it take?", &row.minutes.to_string()).hint("45 · 2h · 1h30").check(is_a_time),
    ];
    desk.push(Prompt::steps(asks, move |desk, [outcome, what, who, minutes]| {
        let minutes = read_minutes(&minutes).unwrap_or(row.minutes);
        let row = crate::model::sprint::Interruption { who, what, minutes, outcome, ..row.clone() };
        let said = match row.what.trim() {
            "" => Said::Whole("took the interruption out".to_owned()),
            what => Said::Whole(format!("mended the interruption “{}”", crate::text::cut(what, 40))),
        };
        desk.edit(said, "", |product| product.mend_interruption(&row));
    }));
}

fn is_a_time(_: &Desk, text: &str) -> Result<(), String> {
    match read_minutes(text) {
        Some(n) if n <= 10_000 => Ok(()),
        _ => Err(format!("“{}” is not a time: 45, 2h, 1h30", text.trim())),
    }
}

/// Asks what becomes of each item that is not accepted, and closes the sprint.
pub fn close(desk: &mut Desk) {
    let Some(sprint) = active(desk) else { return };
    let number = sprint.number;
    let left = desk.product().leftovers();
    if left.is_empty() {
        desk.push(Choose::yes_no(format!("Close S{number}? Everything in it is accepted"), move |desk| {
            end(desk, BTreeMap::new());
        }));
        return;
    }
    desk.push(Close::new(number, left, end));
}

/// Asks for the reason of what is declined, and closes.
fn end(desk: &mut Desk, fates: BTreeMap<Id, Fate>) {
    let number = active(desk).map_or(0, |sprint| sprint.number);
    let no = fates.values().filter(|fate| **fate == Fate::Declined).count();
    if no == 0 {
        finish(desk, &fates, "");
        return;
    }
    desk.push(
        Prompt::new(
            format!("Why no to {}?", count(no, "item")),
            &format!("left over when S{number} ended"),
            move |desk, why| {
                finish(desk, &fates, &why);
            },
        )
        .hint("the reason stays with each of them; they can be brought back"),
    );
}

fn finish(desk: &mut Desk, fates: &BTreeMap<Id, Fate>, why: &str) {
    let now = desk.now;
    let number = active(desk).map_or(0, |sprint| sprint.number);
    let said = Said::Begin(format!("closed S{number} with"));
    let done = desk.edit(said, "", |product| product.close_sprint(fates, Fate::Back, why, now));
    let Some(sprint) = done.and_then(|id| desk.product().get::<Sprint>(id)).map(|row| Sprint::clone(row)) else {
        return;
    };
    let (committed, _) = sprint.committed_points();
    let accepted = sprint.accepted_points();
    desk.show_home();
    let cheer = match sprint.wins.len() {
        0 => String::new(),
        _ if desk.product().about().quiet => String::new(),
        n => format!(" · {} to tell", count(n, "win")),
    };
    desk.say(format!(
        "S{} is closed: {} of {} points accepted{cheer} · ⟦go.plan⟧ plans the next · ⟦history.undo⟧ undoes",
        sprint.number,
        Size::Points(accepted),
        Size::Points(committed)
    ));
    if desk.product().retro_of(sprint.id).is_some_and(|retro| retro.ended.is_some()) {
        return;
    }
    let id = sprint.id;
    let skipped = desk.product().retros_skipped();
    let before = if skipped > 0 { format!(" ({skipped} skipped before)") } else { String::new() };
    let answers = [
        ('r', "hold the retrospective now".to_owned()),
        ('l', "later".to_owned()),
        ('s', "skip it, with a reason".to_owned()),
    ];
    desk.push(
        Choose::new(format!("S{} is closed. Its retrospective{before}?", sprint.number), answers, move |desk, key| {
            match key {
                'r' => retro::enter(desk),
                's' => retro::skip(desk, id),
                _ => {}
            }
        })
        .enter('l'),
    );
}

/// Cancels the sprint, with a reason.
pub fn cancel(desk: &mut Desk) {
    if let Err(why) = running(desk) {
        desk.refuse(why);
        return;
    }
    desk.push(
        Prompt::new("Why is the goal of the sprint obsolete?", "", |desk, why| {
            let now = desk.now;
            let number = active(desk).map_or(0, |sprint| sprint.number);
            let said = Said::Begin(format!("cancelled S{number} with"));
            if desk.edit(said, &why, |product| product.cancel_sprint(&why, now)).is_some() {
                desk.show_home();
            }
        })
        .hint("everything that is not done goes back to the top of the backlog")
        .needed("a cancelled sprint needs a reason"),
    );
}
