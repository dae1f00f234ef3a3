//! The grooming session: one item at a time, the question that matters, one key a decision. The session itself is a record of
//! the product, so that it pauses, goes on after a restart, and undoes step by step with what was decided.

mod choice;
mod render;

use crate::model::Verb;
use std::sync::Arc;

use render::render;

use crate::model::decision::{Decision, Ruling};
use crate::model::item::Relation;
use crate::model::session::Purpose;
use crate::model::{Id, Item, Product, Reason, Session};
use crate::query::{Matcher, Query, queue};
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::items::each;
use crate::tui::screen::{Cause, Page, Recorder, remembers};
use crate::words::count;

/// Longest pause between two decisions that still counts as work.
const PAUSE_MS: i64 = 5 * 60_000;
/// Months for which `o` puts something off.
const LATER: u32 = 3;
/// Whether a verb answers the question if the item is worth it, so that the next one comes up: yes, no, or later. Whatever mends
/// an item stays on it, so that the next key is for the same one; a queue that asks for nothing but one verb goes on with that.
fn answers(verb: Verb, session: &Session) -> bool {
    matches!(verb, Verb::Kept | Verb::Declined | Verb::SetAside | Verb::Pruned)
        || queue::of_filter(&session.filter).is_some_and(|queue| queue.asks == Some(verb))
}

/// The state of the screen, beyond the session itself.
#[derive(Default)]
pub struct Groom {
    /// The session that is shown; another program may have begun one of its own.
    session: Option<Id>,
    /// The place that is looked at; another program's decision does not move it.
    at: usize,
    /// When the last decision was taken, or the session was entered.
    since: i64,
}

/// Writes what an edit decided into the session, within the same step.
struct Minutes {
    before: Option<Arc<Item>>,
    session: Id,
    item: Id,
    place: usize,
    spent: u64,
}

/// Returns the session that is open: the one that is shown, else the one that was begun last.
#[must_use]
pub fn session(desk: &Desk) -> Option<&Session> {
    let product = desk.product();
    let shown = state(desk).session.and_then(|id| product.get::<Session>(id)).filter(|session| session.ended.is_none());
    if let Some(shown) = shown.filter(|_| desk.is_at(&PAGE)) {
        return Some(shown);
    }
    let modes = [Purpose::Groom, Purpose::Prune].into_iter();
    modes.filter_map(|mode| product.open_session(mode)).max_by_key(|session| (session.created, session.id))
}

/// Shows the session at its own place.
pub fn settle(desk: &mut Desk) {
    let now = desk.now.at.0;
    let found = session(desk).map(|session| (session.id, session.place()));
    if let Some((id, at)) = found {
        *state_mut(desk) = Groom { session: Some(id), at, since: now };
    }
}

/// Returns the place that is looked at, from 0.
fn place(desk: &Desk, session: &Session) -> usize {
    state(desk).at.min(session.items.len())
}

/// Returns the item that is up for a decision.
#[must_use]
pub fn current(desk: &Desk) -> Option<Id> {
    let session = session(desk)?;
    session.items.get(place(desk, session)).copied().filter(|id| desk.product().items().get(*id).is_some())
}

/// Returns what writes the next edit into the session.
#[must_use]
fn recorder(desk: &Desk) -> Option<Minutes> {
    let session = session(desk)?;
    let place = place(desk, session);
    let item = session.items.get(place).copied()?;
    let spent = u64::try_from((desk.now.at.0 - state(desk).since).clamp(0, PAUSE_MS)).unwrap_or(0);
    Some(Minutes { before: None, session: session.id, item, place, spent })
}

impl Recorder for Minutes {
    fn look(&mut self, product: &Product) {
        self.before = product.items().get(self.item).cloned();
    }

    /// Counts the edit as a decision if it changed the item, and goes on if the item needs no more.
    fn record(&self, product: &mut Product, verb: Verb) {
        let after = product.items().get(self.item).cloned();
        let Some(mut session) = product.get::<Session>(self.session).map(|row| Session::clone(row)) else { return };
        if self.before == after {
            return;
        }
        session.count(verb);
        session.spent = session.spent.saturating_add(self.spent);
        let done = answers(verb, &session) || !after.is_some_and(|item| item.is_open());
        if verb == Verb::Split {
            // the pieces need a decision each
            let whole = self.item.to_string();
            let is_piece = |item: &&Arc<Item>| item.linked(Relation::PartOf).any(|id| id.to_string() == whole);
            let in_order = product.order().iter().filter_map(|id| product.items().get(*id));
            let pieces = in_order.filter(is_piece).map(|item| item.id);
            let pieces: Vec<Id> = pieces.filter(|id| !session.items.contains(id)).collect();
            let next = (self.place + 1).min(session.items.len());
            session.items.splice(next..next, pieces);
        }
        session.go(self.place + usize::from(done));
        product.put(session);
    }
}

/// Whether the item has what the queue of the session is about, so that one can go on.
fn is_mended(desk: &Desk, session: &Session, item: &Item) -> bool {
    let Ok(query) = Query::parse(&session.filter) else { return false };
    let query = query.stale_after(desk.list.stale_days).doubled(desk.judge.doubled.clone());
    !session.filter.is_empty() && !Matcher::new(Arc::new(query)).passes(item, desk.product(), desk.now)
}

/// Brings the screen in step with a change: items that left the order by another hand are passed over.
pub fn follow(desk: &mut Desk) {
    if !desk.is_at(&PAGE) {
        return;
    }
    let Some(session) = session(desk) else {
        desk.show_home();
        return;
    };
    let mut at = place(desk, session);
    let gone = |id: &Id| desk.product().items().get(*id).is_none_or(|item| !item.is_open());
    let first = session.items.get(at).copied();
    while session.items.get(at).is_some_and(gone) {
        at += 1;
    }
    if at != place(desk, session) {
        let key = first.and_then(|id| desk.product().items().get(id)).map(|item| desk.product().key(item));
        state_mut(desk).at = at;
        if let Some(key) = key {
            desk.say(format!("{key} left the backlog meanwhile: on with the next"));
        }
    }
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("2"),
    item: Some(current),
    leave: Some(pause),
    recorder: Some(|desk| recorder(desk).map(|recorder| Box::new(recorder) as Box<dyn Recorder>)),
    changed: Some(|desk, change, cause| {
        if cause != Cause::News && !change.sessions.is_empty() {
            settle(desk);
        }
        follow(desk);
    }),
    out: |desk| {
        pause(desk);
        true
    },
    ..Page::with::<Groom>("Groom", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

remembers!(Groom);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("groom.keep", "Yes, it is worth it: keep it where it is, next")
        .short("keep")
        .keys(&["enter"])
        .footer(1)
        .ready(writable)
        .run(keep),
    row("groom.next", "Next, without a decision")
        .short("next")
        .keys(&["l", "right", "j", "down"])
        .run(|desk| step(desk, true)),
    row("groom.back", "Back to the one before")
        .short("back")
        .keys(&["h", "left", "k", "up", "backspace"])
        .footer(2)
        .run(|desk| {
            step(desk, false);
        }),
    row("groom.drop", "Drop it: archived in one key")
        .short("drop")
        .keys(&["X"])
        .footer(3)
        .ready(undecided)
        .run(drop_it),
    row("groom.later", "Put it off for three months, in one key")
        .short("put off")
        .keys(&["o"])
        .footer(4)
        .ready(undecided)
        .run(put_off),
    row("groom.end", "End the session").short("end").keys(&["Q"]).footer(5).run(end),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[
    row("go.groom", "Groom: one item at a time, a decision each")
        .short("groom")
        .keys(&["2"])
        .everywhere()
        .ready(always)
        .run(enter),
    row("session.end", "End the grooming session that was begun")
        .short("end")
        .everywhere()
        .ready(|desk| session(desk).map(|_| ()).ok_or_else(|| "no grooming session is open".into()))
        .run(end),
];

fn undecided(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    current(desk).map(|_| ()).ok_or_else(|| "the queue is through: ⟦groom.keep⟧ ends the session".into())
}

/// Shows the page and asks which queue to go through; a session that was begun is the first answer.
pub fn enter(desk: &mut Desk) {
    if !desk.is_at(&PAGE) {
        desk.visit(&PAGE);
        settle(desk);
    }
    if writable(desk).is_ok() {
        choice::choose(desk);
    }
}

/// Goes on with the open session.
fn resume(desk: &mut Desk) {
    let Some(open) = session(desk) else { return };
    let words =
        format!("on with “{}”: {} of {}", open.queue, (open.place() + 1).min(open.items.len()), open.items.len());
    desk.list.unmark();
    desk.show(&PAGE);
    settle(desk);
    desk.say(format!("{words} · ⟦groom.end⟧ ends it"));
    follow(desk);
}

fn keep(desk: &mut Desk) {
    let Some(id) = current(desk) else {
        end(desk);
        return;
    };
    if desk.selected_item().is_some_and(|item| !item.is_open()) {
        step(desk, true);
        return;
    }
    let at = desk.now.at;
    let by = desk.user.name.clone();
    desk.edit(Verb::Kept, "", |product| {
        let what = format!("kept {} “{}”", product.key(product.item(id)?), product.item(id)?.title);
        product.update(id, |item| {
            item.groomed = Some(at);
            Ok(())
        })?;
        product.decide(Decision { verdict: Ruling::Kept, what, about: vec![id], by, ..Decision::default() })
    });
}

fn step(desk: &mut Desk, forward: bool) {
    let Some(session) = session(desk) else { return };
    let here = place(desk, session);
    let last = session.items.len();
    state_mut(desk).at = if forward { (here + 1).min(last) } else { here.saturating_sub(1) };
    state_mut(desk).since = desk.now.at.0;
}

fn drop_it(desk: &mut Desk) {
    let (now, by) = (desk.now, desk.user.name.clone());
    each(desk, desk.targets(), Verb::Pruned, "", move |product, id| {
        let days = now.days_since(product.item(id)?.updated);
        product.decline_by_hand(id, Reason::Archived, &format!("pruned: untouched for {days} days"), &by, now)
    });
}

fn put_off(desk: &mut Desk) {
    let now = desk.now;
    let day = now.today.checked_add_months(chrono::Months::new(LATER));
    let by = desk.user.name.clone();
    each(desk, desk.targets(), Verb::SetAside, "", move |product, id| product.put_off(id, day, &by, now));
}

/// Pauses: the place is kept.
pub fn pause(desk: &mut Desk) {
    let Some(session) = session(desk) else {
        desk.show_home();
        return;
    };
    let (id, at) = (session.id, place(desk, session));
    let words =
        format!("paused at {} of {} · ⟦go.groom⟧ goes on", (at + 1).min(session.items.len()), session.items.len());
    if at != session.place() {
        desk.show_home();
        desk.edit(Verb::Paused, "", |product| {
            if let Some(mut row) = product.get::<Session>(id).map(|row| Session::clone(row)) {
                row.go(at);
                product.put(row);
            }
            Ok(())
        });
    }
    desk.show_home();
    desk.say(words);
}

/// Ends the session; what was decided stays in its record.
fn end(desk: &mut Desk) {
    let Some(session) = session(desk) else { return };
    let id = session.id;
    let decisions = usize::try_from(session.decisions()).unwrap_or(0);
    if decisions == 0 {
        // nothing was decided, so there is nothing to remember, and the session before stays the last one
        desk.show_home();
        desk.edit(Verb::Ended, "", |product| {
            product.forget_session(id);
            Ok(())
        });
        desk.say("session over: nothing was decided");
        return;
    }
    let tally = session.told_in_a_line(", ");
    let left = match session.items.len().saturating_sub(session.place()) {
        0 => String::new(),
        n => format!(" · {} not looked at", count(n, "item")),
    };
    let each = an_item(session);
    let words = format!("session over: {} in {}{each}: {tally}{left}", session.yield_words(), minutes(session.spent));
    let at = desk.now.at;
    desk.show_home();
    desk.edit(Verb::Ended, "", |product| {
        if let Some(mut row) = product.get::<Session>(id).map(|row| Session::clone(row)) {
            row.ended = Some(at);
            product.put(row);
        }
        Ok(())
    });
    desk.say(words);
}

/// Returns how long an item took in the mean, as the end of a sentence; empty where none was looked at.
pub(super) fn an_item(session: &Session) -> String {
    let seen = u64::try_from(session.place()).unwrap_or(0);
    session.spent.checked_div(seen).map_or_else(String::new, |each| format!(", {} an item", minutes(each)))
}

/// Returns a time as people say it: `21 min`, `40 s`.
#[must_use]
pub fn minutes(ms: u64) -> String {
    if ms < 60_000 { format!("{} s", ms / 1000) } else { format!("{} min", ms / 60_000) }
}

/// Archives everything that nobody touched for so many days, in one step, after a look at what it is.
pub fn archive_older(desk: &mut Desk) {
    use crate::tui::layer::prompt::Prompt;
    desk.push(
        Prompt::new("Archive what nobody touched for how many days?", "365", |desk, text| {
            let Ok(days) = text.trim().parse::<i64>() else { return };
            let now = desk.now;
            let old: Vec<Id> = desk
                .product()
                .order()
                .iter()
                .filter(|id| {
                    let item = desk.product().items().get(**id);
                    item.is_some_and(|item| now.days_since(item.updated) > days && !item.is_later(now.today))
                })
                .copied()
                .collect();
            preview(desk, &old, days);
        })
        .hint("you see what it is before anything happens")
        .check(|_, text| match text.trim().parse::<i64>() {
            Ok(days) if days > 0 => Ok(()),
            _ => Err(format!("“{text}” is not a number of days")),
        }),
    );
}

fn preview(desk: &mut Desk, old: &[Id], days: i64) {
    use crate::tui::layer::notice::{Ink, Notice};
    if old.is_empty() {
        desk.say(format!("nothing is older than {days} days"));
        return;
    }
    let product = desk.product();
    let mut lines: Vec<(Ink, String)> = old
        .iter()
        .take(12)
        .filter_map(|id| product.items().get(*id))
        .map(|item| {
            (Ink::Text, format!("{:>5} d  {} {}", desk.now.days_since(item.updated), product.key(item), item.title))
        })
        .collect();
    if old.len() > lines.len() {
        lines.push((Ink::Muted, format!("and {} more", old.len() - lines.len())));
    }
    let notice = Notice::new(format!("Archive {}?", count(old.len(), "item")), lines);
    let ids = old.to_vec();
    desk.push(notice.next('y', "archive them all; one undo brings them back", move |desk| {
        let (now, by) = (desk.now, desk.user.name.clone());
        desk.edit(Verb::Archived, "", |product| {
            ids.iter().try_for_each(|id| {
                product.decline_by_hand(*id, Reason::Archived, &format!("nobody touched it for {days} days"), &by, now)
            })
        });
    }));
}
