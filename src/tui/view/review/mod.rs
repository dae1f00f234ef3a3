//! The review: does each item meet what was asked for, criterion by criterion, and was the goal of the sprint met?

mod render;
mod verdict;

pub use render::render;

use crate::exchange::sprint::page;
use crate::measure::review::Standing;
use crate::model::{Id, Metric, Sprint, SprintState};
use crate::tui::action::{Action, Group, Scope, rows_of};
use crate::tui::app::{App, Effect};
use crate::tui::layer::notice::{Notice, Tone};
use crate::tui::view::sprint::{active, change, is_active, running};
use crate::tui::view::{Page, View};
use crate::tui::widget::list::Chosen;

/// The state of the screen.
#[derive(Default)]
pub struct Review {
    chosen: Chosen,
    /// The row of criteria and of the Definition of Done that is chosen.
    row: usize,
    /// Whether the keys are among the criteria.
    inside: bool,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Review,
    name: "Review",
    tab: Some("5"),
    item: Some(selected),
    choose: Some(|app, id| {
        let ids = ids(app);
        let at = ids.iter().position(|other| *other == id).unwrap_or(0);
        app.review.chosen.go(&ids, at);
        (app.review.inside, app.review.row) = (false, 0);
    }),
    out: |app| std::mem::take(&mut app.review.inside),
    render,
};

rows_of!(Scope::On(View::Review), Do, running);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("review.judge", "Criterion met, the next one; again: missed, open", "met", &["space"], 1, verdict::met),
    row("review.missed", "Criterion missed, with a word about it", "missed", &["-"], 2, verdict::missed),
    row("review.accept", "Accept: it meets what was asked for", "accept", &[">"], 3, verdict::accept),
    row("review.return", "Return: it does not, and why", "return", &["<"], 4, verdict::send_back),
    row(
        "review.rest",
        "Accept but for a rest, which becomes an item of its own",
        "but the rest",
        &["~"],
        5,
        verdict::rest,
    ),
    row("review.feedback", "Keep what somebody said", "feedback", &["a"], 6, verdict::feedback),
    row("review.win", "A win: what went well, and thanks to whom", "win", &["!"], 7, verdict::win),
    row("review.demo", "Where it can be seen at work: a link, or a word", "demo", &["o"], 0, verdict::demo),
    row("review.goal", "End the review: was the goal met, what was learned", "goal met?", &["enter"], 8, verdict::goal),
    row("review.close", "Close the sprint", "close", &["Q"], 0, change::close),
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("review.side", "Items, or criteria", "side", &["tab", "backtab", "h", "l", "left", "right"], 0, |app| {
            app.review.inside = !app.review.inside && !rows(app).is_empty();
        })
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("review.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1))
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("review.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1))
    },
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        group: Group::Move,
        ready: is_active,
        ..row("go.review", "Review: accept, or return", "review", &["5"], 0, |app| {
            app.leave_view();
            app.view = View::Review;
            app.review.inside = false;
            next(app, 0);
        })
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::Move,
        ready: is_anything,
        ..row("go.wins", "Wins: what went well, and thanks to whom", "wins", &["g w"], 0, wins)
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::More,
        ready: |app| last_sprint(app).map(|_| ()).ok_or("no sprint has begun yet"),
        ..row("report.sprint", "Copy the record of the sprint as a page", "report", &["Y s"], 0, |app| {
            let Some(sprint) = last_sprint(app) else { return };
            let words = format!("copied the record of S{}, where the terminal allows it", sprint.number);
            let page = page(sprint, app.product(), app.now);
            app.say(words);
            app.effects.push(Effect::Copy(page));
        })
    },
];

fn is_anything(app: &App) -> Result<(), &'static str> {
    let any = app.product().sprints().iter().any(|sprint| !sprint.wins.is_empty());
    if any { Ok(()) } else { Err("no win is written down yet: ! in the review (5) keeps one") }
}

/// Lists the wins of all sprints, the latest first, with what they moved.
fn wins(app: &mut App) {
    let product = app.product();
    let mut lines = Vec::new();
    let mut text = String::new();
    for sprint in product.sprints_by_number().into_iter().rev().filter(|sprint| !sprint.wins.is_empty()) {
        lines.push((Tone::Muted, format!("S{} {}", sprint.number, sprint.goal)));
        text.push_str(&format!("S{}\n", sprint.number));
        for win in &sprint.wins {
            let thanks = if win.who.is_empty() { String::new() } else { format!(", thanks to {}", win.who) };
            let metric = win.result.and_then(|id| product.get::<Metric>(id));
            let moved = metric.map_or_else(String::new, |metric| format!(" · {} {}", metric.key(), metric.way()));
            let words = crate::text::line(&format!("{}{thanks}{moved}", win.what)).into_owned();
            text.push_str(&format!("- {words}\n"));
            lines.push((Tone::Text, format!("! {words}")));
        }
        for voice in &sprint.feedback {
            lines.push((Tone::Muted, format!("  “{}” {}", voice.text, voice.who)));
        }
        lines.push((Tone::Muted, String::new()));
    }
    app.push(Notice::new("Wins", lines).next('y', "copy them", move |app| {
        app.effects.push(Effect::Copy(text));
        app.say("copied, where the terminal allows it");
    }));
}

/// Returns the active sprint, else the last one that ended.
fn last_sprint(app: &App) -> Option<&Sprint> {
    let all = app.product().sprints_by_number();
    let over = |sprint: &&Sprint| matches!(sprint.state, SprintState::Closed | SprintState::Cancelled);
    active(app).or_else(|| all.into_iter().rev().find(over))
}

/// Returns the items of the sprint.
fn ids(app: &App) -> Vec<Id> {
    let there = |id: &Id| app.product().items().get(*id).is_some_and(|item| item.declined.is_none());
    active(app).map_or_else(Vec::new, |sprint| sprint.items.iter().copied().filter(there).collect())
}

/// Returns the item that is judged.
#[must_use]
pub fn selected(app: &App) -> Option<Id> {
    app.review.chosen.of(&ids(app))
}

/// A row to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// A criterion of the item, by its id.
    Criterion(Id),
    /// A line of the Definition of Done.
    Done(String),
}

/// Returns the rows to judge of the chosen item.
fn rows(app: &App) -> Vec<Row> {
    let Some(item) = app.selected_item() else { return Vec::new() };
    let criteria = item.criteria.iter().map(|criterion| Row::Criterion(criterion.id));
    criteria.chain(app.product().about().done.iter().cloned().map(Row::Done)).collect()
}

fn step(app: &mut App, by: isize) {
    if app.review.inside {
        let last = rows(app).len().saturating_sub(1);
        app.review.row = app.review.row.saturating_add_signed(by).min(last);
        return;
    }
    let ids = ids(app);
    app.review.chosen.step(&ids, by);
    app.review.row = 0;
}

/// Goes to the next item that waits for a verdict, from a place on; stays where none does.
fn next(app: &mut App, from: usize) {
    let ids = ids(app);
    let Some(sprint) = active(app) else { return };
    let waits =
        |id: &Id| app.product().items().get(*id).is_some_and(|item| Standing::of(item, sprint) == Standing::Waiting);
    let n = ids.len();
    let found = (0..n).map(|i| (from + i) % n.max(1)).find(|at| ids.get(*at).is_some_and(waits));
    if let Some(at) = found {
        app.review.chosen.go(&ids, at);
        (app.review.row, app.review.inside) = (0, false);
    }
}
