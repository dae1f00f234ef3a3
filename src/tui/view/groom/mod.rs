//! The grooming session: one item at a time, the question that matters, one key a decision. The session itself is a record of
//! the product, so that it pauses, goes on after a restart, and undoes step by step with what was decided.

mod queue;
mod render;

use std::sync::Arc;

pub use render::render;

use crate::model::decision::{Decision, Verdict};
use crate::model::item::Relation;
use crate::model::session::Mode;
use crate::model::{Id, Item, Now, Product, Reason, Session};
use crate::query::{Matcher, Query};
use crate::text::count;
use crate::tui::action::{Action, Group, Scope, always, rows_of, writable};
use crate::tui::app::App;
use crate::tui::items::{each, targets};
use crate::tui::layer::choose::Choose;
use crate::tui::view::{Page, View};

/// Longest pause between two decisions that still counts as work.
const PAUSE_MS: i64 = 5 * 60_000;
/// Months for which `o` puts something off.
const LATER: u32 = 3;
/// Verbs that answer the question whether the item is worth it, so that the next one comes up.
const ANSWERS: &[&str] = &["kept", "moved", "said no to", "set aside", "merged", "split", "pruned"];

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
pub struct Recorder {
    session: Id,
    item: Id,
    place: usize,
    spent: u64,
    now: Now,
    stale_days: i64,
}

/// Returns the session that is open: the one that is shown, else the one that was begun last.
#[must_use]
pub fn session(app: &App) -> Option<&Session> {
    let product = app.product();
    let shown = app.groom.session.and_then(|id| product.get::<Session>(id)).filter(|session| session.ended.is_none());
    if let Some(shown) = shown.filter(|_| app.view == View::Groom) {
        return Some(shown);
    }
    let modes = [Mode::Groom, Mode::Prune].into_iter();
    modes.filter_map(|mode| product.open_session(mode)).max_by_key(|session| (session.created, session.id))
}

/// Shows the session at its own place.
pub fn settle(app: &mut App) {
    let now = app.now.at.0;
    let found = session(app).map(|session| (session.id, session.place()));
    if let Some((id, at)) = found {
        app.groom = Groom { session: Some(id), at, since: now };
    }
}

/// Returns the place that is looked at, from 0.
fn place(app: &App, session: &Session) -> usize {
    app.groom.at.min(session.items.len())
}

/// Returns the item that is up for a decision.
#[must_use]
pub fn current(app: &App) -> Option<Id> {
    let session = session(app)?;
    session.items.get(place(app, session)).copied().filter(|id| app.product().items().get(*id).is_some())
}

/// Returns what writes the next edit into the session.
#[must_use]
pub fn recorder(app: &App) -> Option<Recorder> {
    if app.view != View::Groom {
        return None;
    }
    let session = session(app)?;
    let place = place(app, session);
    let item = session.items.get(place).copied()?;
    let spent = u64::try_from((app.now.at.0 - app.groom.since).clamp(0, PAUSE_MS)).unwrap_or(0);
    Some(Recorder { session: session.id, item, place, spent, now: app.now, stale_days: app.backlog.stale_days })
}

impl Recorder {
    /// Returns the item before the edit.
    #[must_use]
    pub fn look(&self, product: &Product) -> Option<Arc<Item>> {
        product.items().get(self.item).cloned()
    }

    /// Counts the edit as a decision where it changed the item, and goes on where the item needs no more.
    pub fn record(&self, product: &mut Product, before: Option<&Arc<Item>>, verb: &str) {
        let after = product.items().get(self.item).cloned();
        let Some(mut session) = product.get::<Session>(self.session).map(|row| Session::clone(row)) else { return };
        if before == after.as_ref() {
            return;
        }
        session.count(verb);
        session.spent = session.spent.saturating_add(self.spent);
        let done = ANSWERS.contains(&verb) || !after.is_some_and(|item| self.needs(&session, &item, product));
        if verb == "split" {
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

    fn needs(&self, session: &Session, item: &Item, product: &Product) -> bool {
        if !item.is_open() || item.is_later(self.now.today) {
            return false;
        }
        let Ok(query) = Query::parse(&session.filter) else { return true };
        Matcher::new(Arc::new(query.stale_after(self.stale_days))).passes(item, product, self.now)
    }
}

/// Brings the screen in step with a change: items that left the order by another hand are passed over.
pub fn follow(app: &mut App) {
    if app.view != View::Groom {
        return;
    }
    let Some(session) = session(app) else {
        app.view = View::Backlog;
        return;
    };
    let mut at = place(app, session);
    let gone = |id: &Id| app.product().items().get(*id).is_none_or(|item| !item.is_open());
    let first = session.items.get(at).copied();
    while session.items.get(at).is_some_and(gone) {
        at += 1;
    }
    if at != place(app, session) {
        let key = first.and_then(|id| app.product().items().get(id)).map(|item| app.product().key(item));
        app.groom.at = at;
        if let Some(key) = key {
            app.say(format!("{key} left the backlog meanwhile: on with the next"));
        }
    }
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Groom,
    name: "Groom",
    tab: Some("2"),
    item: Some(current),
    choose: None,
    out: |app| {
        pause(app);
        true
    },
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Groom), Do, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    Action {
        ready: writable,
        ..row("groom.keep", "Yes, it is worth it: keep it where it is, next", "keep", &["enter"], 1, keep)
    },
    row("groom.next", "Next, without a decision", "next", &["l", "right", "j", "down"], 0, |app| step(app, true)),
    row("groom.back", "Back to the one before", "back", &["h", "left", "k", "up", "backspace"], 2, |app| {
        step(app, false);
    }),
    Action { ready: undecided, ..row("groom.drop", "Drop it: archived in one key", "drop", &["a"], 3, drop_it) },
    Action {
        ready: undecided,
        ..row("groom.later", "Put it off for three months, in one key", "put off", &["o"], 4, put_off)
    },
    Action { group: Group::More, ..row("groom.end", "End the session", "end", &["Q"], 5, end) },
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        group: Group::Move,
        ready: writable,
        ..row("go.groom", "Groom: one item at a time, a decision each", "groom", &["2"], 0, enter)
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::More,
        ready: |app| session(app).map(|_| ()).ok_or("no grooming session is open"),
        ..row("session.end", "End the grooming session that was begun", "end", &[], 0, end)
    },
];

fn undecided(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    current(app).map(|_| ()).ok_or("the queue is through: Enter ends the session")
}

/// Goes on with the open session, or asks for a queue.
pub fn enter(app: &mut App) {
    let Some(open) = session(app) else {
        queue::choose(app);
        return;
    };
    let words =
        format!("on with “{}”: {} of {}", open.queue, (open.place() + 1).min(open.items.len()), open.items.len());
    if app.backlog.marked() > 0 && app.view != View::Groom {
        let title = format!("A session waits: {words}");
        let answers = [('g', "go on with it".to_owned()), ('e', "end it, and choose anew".to_owned())];
        app.push(
            Choose::new(title, answers, |app, key| {
                if key == 'e' {
                    end(app);
                    queue::choose(app);
                } else {
                    app.backlog.unmark();
                    enter(app);
                }
            })
            .enter('g'),
        );
        return;
    }
    app.view = View::Groom;
    settle(app);
    app.say(format!("{words} · Q ends it"));
    follow(app);
}

fn keep(app: &mut App) {
    let Some(id) = current(app) else {
        end(app);
        return;
    };
    if app.selected_item().is_some_and(|item| !item.is_open()) {
        step(app, true);
        return;
    }
    let at = app.now.at;
    let by = app.me.clone();
    app.edit("kept", "", |product| {
        let what = format!("kept {} “{}”", product.key(product.item(id)?), product.item(id)?.title);
        product.update(id, |item| {
            item.groomed = Some(at);
            Ok(())
        })?;
        product.decide(Decision { verdict: Verdict::Kept, what, about: vec![id], by, ..Decision::default() })
    });
}

fn step(app: &mut App, forward: bool) {
    let Some(session) = session(app) else { return };
    let here = place(app, session);
    let last = session.items.len();
    app.groom.at = if forward { (here + 1).min(last) } else { here.saturating_sub(1) };
    app.groom.since = app.now.at.0;
}

fn drop_it(app: &mut App) {
    let (now, by) = (app.now, app.me.clone());
    each(app, targets(app), "pruned", "", move |product, id| {
        let days = now.days_since(product.item(id)?.updated);
        product.refuse(id, Reason::Archived, &format!("pruned: untouched for {days} days"), &by, now)
    });
}

fn put_off(app: &mut App) {
    let now = app.now;
    let day = now.today.checked_add_months(chrono::Months::new(LATER));
    let by = app.me.clone();
    each(app, targets(app), "set aside", "", move |product, id| product.put_off(id, day, &by, now));
}

/// Pauses: the place is kept.
pub fn pause(app: &mut App) {
    let Some(session) = session(app) else {
        app.view = View::Backlog;
        return;
    };
    let (id, at) = (session.id, place(app, session));
    let words = format!("paused at {} of {} · 2 goes on", (at + 1).min(session.items.len()), session.items.len());
    if at != session.place() {
        app.view = View::Backlog;
        app.edit("paused", "", |product| {
            if let Some(mut row) = product.get::<Session>(id).map(|row| Session::clone(row)) {
                row.go(at);
                product.put(row);
            }
            Ok(())
        });
    }
    app.view = View::Backlog;
    app.say(words);
}

/// Ends the session; what was decided stays in its record.
fn end(app: &mut App) {
    let Some(session) = session(app) else { return };
    let id = session.id;
    let decisions = usize::try_from(session.decisions()).unwrap_or(0);
    if decisions == 0 {
        // nothing was decided, so there is nothing to remember, and the session before stays the last one
        app.view = View::Backlog;
        app.edit("ended", "", |product| {
            product.forget_session(id);
            Ok(())
        });
        app.say("session over: nothing was decided");
        return;
    }
    let tally = session.tally.iter().map(|(verb, n)| format!("{n} {verb}")).collect::<Vec<_>>().join(", ");
    let left = match session.items.len().saturating_sub(session.place()) {
        0 => String::new(),
        n => format!(" · {} not looked at", count(n, "item")),
    };
    let words = format!("session over: {} in {}: {tally}{left}", count(decisions, "decision"), minutes(session.spent));
    let at = app.now.at;
    app.view = View::Backlog;
    app.edit("ended", "", |product| {
        if let Some(mut row) = product.get::<Session>(id).map(|row| Session::clone(row)) {
            row.ended = Some(at);
            product.put(row);
        }
        Ok(())
    });
    app.say(words);
}

/// Returns a time as people say it: `21 min`, `40 s`.
#[must_use]
pub fn minutes(ms: u64) -> String {
    if ms < 60_000 { format!("{} s", ms / 1000) } else { format!("{} min", ms / 60_000) }
}

/// Archives everything that nobody touched for so many days, in one step, after a look at what it is.
pub fn archive_older(app: &mut App) {
    use crate::tui::layer::prompt::Prompt;
    app.push(
        Prompt::new("Archive what nobody touched for how many days?", "365", |app, text| {
            let Ok(days) = text.trim().parse::<i64>() else { return };
            let now = app.now;
            let old: Vec<Id> = app
                .product()
                .order()
                .iter()
                .filter(|id| {
                    let item = app.product().items().get(**id);
                    item.is_some_and(|item| now.days_since(item.updated) > days && !item.is_later(now.today))
                })
                .copied()
                .collect();
            preview(app, &old, days);
        })
        .hint("you see what it is before anything happens")
        .check(|_, text| match text.trim().parse::<i64>() {
            Ok(days) if days > 0 => Ok(()),
            _ => Err(format!("“{text}” is not a number of days")),
        }),
    );
}

fn preview(app: &mut App, old: &[Id], days: i64) {
    use crate::tui::layer::notice::{Notice, Tone};
    if old.is_empty() {
        app.say(format!("nothing is older than {days} days"));
        return;
    }
    let product = app.product();
    let mut lines: Vec<(Tone, String)> = old
        .iter()
        .take(12)
        .filter_map(|id| product.items().get(*id))
        .map(|item| {
            (Tone::Text, format!("{:>5} d  {} {}", app.now.days_since(item.updated), product.key(item), item.title))
        })
        .collect();
    if old.len() > lines.len() {
        lines.push((Tone::Muted, format!("and {} more", old.len() - lines.len())));
    }
    let notice = Notice::new(format!("Archive {}?", count(old.len(), "item")), lines);
    let ids = old.to_vec();
    app.push(notice.next('y', "archive them all; one undo brings them back", move |app| {
        let (now, by) = (app.now, app.me.clone());
        app.edit("archived", "", |product| {
            ids.iter().try_for_each(|id| {
                product.refuse(*id, Reason::Archived, &format!("nobody touched it for {days} days"), &by, now)
            })
        });
    }));
}
