//! The review: does each item meet what was asked for, criterion by criterion, and was the goal of the sprint met?

mod render;
mod verdict;

use render::render;

use crate::exchange::sprint::page;
use crate::measure::review::Standing;
use crate::model::{Id, Metric, Sprint, SprintState};
use crate::tui::clock::Clock;
use crate::tui::command::{Action, Why, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::screen::{Page, remembers};
use crate::tui::view::sprint::board::{active, change, is_active, running};
use crate::tui::widget::list::Chosen;

/// The state of the screen.
#[derive(Default)]
pub struct Review {
    chosen: Chosen,
    /// The row of criteria and of the Definition of Done that is chosen.
    row: usize,
    /// Whether the keys are among the criteria.
    inside: bool,
    clock: Clock,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    enter_opens: false,
    tab: Some("5"),
    item: Some(selected),
    choose: Some(|desk, id| {
        let ids = ids(desk);
        state_mut(desk).chosen.pick(&ids, id);
        let own = state_mut(desk);
        (own.inside, own.row) = (false, 0);
    }),
    signs: &[
        ("?", "to judge: it is done, and nobody said whether it meets what was asked for"),
        ("✓", "accepted; of a criterion: met"),
        ("✗", "a criterion that it misses"),
        ("↩", "returned, with the reason"),
        ("–", "not finished"),
        ("1/3", "one of three criteria is met"),
    ],
    out: |desk| std::mem::take(&mut state_mut(desk).inside),
    before: Some(|desk| {
        let now = desk.now;
        state_mut(desk).clock.tick(now);
    }),
    ..Page::with::<Review>("Review", || &[ACTIONS, GO], render)
};

remembers!(Review);

rows_of!(&PAGE, running);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("review.judge", "Criterion met, the next one; again: missed, open")
        .short("met")
        .keys(&["space"])
        .footer(1)
        .run(verdict::met),
    row("review.missed", "Criterion missed, with a word about it")
        .short("missed")
        .keys(&["-"])
        .footer(2)
        .run(verdict::missed),
    row("review.accept", "Accept: it meets what was asked for")
        .short("accept")
        .keys(&[">"])
        .footer(3)
        .run(verdict::accept),
    row("review.return", "Return: it does not, and why")
        .short("return")
        .keys(&["<"])
        .footer(4)
        .needs(verdict::can_return)
        .run(verdict::send_back),
    row("review.rest", "Accept but for a rest, which becomes an item of its own")
        .short("but the rest")
        .keys(&["~"])
        .footer(5)
        .run(verdict::rest),
    row("review.feedback", "Keep what somebody said").short("feedback").keys(&["a"]).footer(6).run(verdict::feedback),
    row("review.wish", "What was said last is a wish: into the inbox, with who said it")
        .short("a wish")
        .keys(&["A"])
        .run(verdict::wish),
    row("review.win", "A win: what went well, and thanks to whom")
        .short("win")
        .keys(&["!"])
        .footer(7)
        .run(verdict::win),
    row("review.demo", "Where it can be seen at work: a link, or a word").short("demo").keys(&["o"]).run(verdict::demo),
    row("review.goal", "End the review: was the goal met, what was learned")
        .short("goal met?")
        .keys(&["enter"])
        .footer(8)
        .run(verdict::goal),
    row("review.close", "Close the sprint").short("close").keys(&["Q"]).footer(9).run(change::close),
    row("review.insight", "What was said is an insight: what people do or need, with who said it")
        .short("insight")
        .keys(&["I"])
        .run(verdict::insight),
    row("review.present", "Who is at the review, beside the team").short("present").keys(&["@"]).run(verdict::present),
    row("review.side", "Items, or criteria")
        .short("side")
        .keys(&["tab", "backtab", "h", "l", "left", "right"])
        .ready(is_active)
        .run(|desk| {
            state_mut(desk).inside = !state(desk).inside && !rows(desk).is_empty();
        }),
    row("review.down", "Down").short("down").keys(&["j", "down"]).ready(is_active).run(|desk| step(desk, 1)),
    row("review.up", "Up").short("up").keys(&["k", "up"]).ready(is_active).run(|desk| step(desk, -1)),
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    row("go.review", "Review: accept, or return").short("review").keys(&["5"]).everywhere().ready(always).run(|desk| {
        desk.visit(&PAGE);
        state_mut(desk).inside = false;
        let number = active(desk).map_or(0, |sprint| sprint.number);
        state_mut(desk).clock = state(desk).clock.entered(number, desk.now);
        next(desk, 0);
    }),
    row("go.wins", "Wins: what went well, and thanks to whom")
        .short("wins")
        .keys(&["g w"])
        .everywhere()
        .ready(is_anything)
        .run(wins),
    row("report.sprint", "Copy the record of the sprint as a page")
        .short("report")
        .keys(&["Y s"])
        .everywhere()
        .ready(|desk| last_sprint(desk).map(|_| ()).ok_or_else(|| "no sprint has begun yet".into()))
        .run(|desk| {
            let Some(sprint) = last_sprint(desk) else { return };
            let words = format!("copied the record of S{}, where the terminal allows it", sprint.number);
            let page = page(sprint, desk.product(), desk.now);
            desk.say(words);
            desk.effects.push(Effect::Copy(page));
        }),
];

fn is_anything(desk: &Desk) -> Result<(), Why> {
    let any = desk.product().sprints().iter().any(|sprint| !sprint.wins.is_empty());
    if any { Ok(()) } else { Err("no win is written down yet: ! in the review (5) keeps one".into()) }
}

/// Lists the wins of all sprints, the latest first, with what they moved.
fn wins(desk: &mut Desk) {
    let product = desk.product();
    let mut lines = Vec::new();
    let mut text = String::new();
    for sprint in product.sprints_by_number().into_iter().rev().filter(|sprint| !sprint.wins.is_empty()) {
        lines.push((Ink::Muted, format!("S{} {}", sprint.number, sprint.goal)));
        text.push_str(&format!("S{}\n", sprint.number));
        for win in &sprint.wins {
            let thanks = if win.who.is_empty() { String::new() } else { format!(", thanks to {}", win.who) };
            let metric = win.result.and_then(|id| product.get::<Metric>(id));
            let moved = metric.map_or_else(String::new, |metric| format!(" · {} {}", metric.key(), metric.way()));
            let words = crate::text::line(&format!("{}{thanks}{moved}", win.what)).into_owned();
            text.push_str(&format!("- {words}\n"));
            lines.push((Ink::Text, format!("! {words}")));
        }
        for voice in &sprint.feedback {
            lines.push((Ink::Muted, format!("  “{}” {}", voice.text, voice.who)));
        }
        lines.push((Ink::Muted, String::new()));
    }
    desk.push(Notice::new("Wins", lines).next('y', "copy them", move |desk| {
        desk.effects.push(Effect::Copy(text));
        desk.say("copied, where the terminal allows it");
    }));
}

/// Returns the active sprint, else the last one that ended.
fn last_sprint(desk: &Desk) -> Option<&Sprint> {
    let all = desk.product().sprints_by_number();
    let over = |sprint: &&Sprint| matches!(sprint.state, SprintState::Closed | SprintState::Cancelled);
    active(desk).or_else(|| all.into_iter().rev().find(over))
}

/// Returns the items of the sprint.
fn ids(desk: &Desk) -> Vec<Id> {
    let there = |id: &Id| desk.product().items().get(*id).is_some_and(|item| item.declined.is_none());
    active(desk).map_or_else(Vec::new, |sprint| sprint.items.iter().copied().filter(there).collect())
}

/// Returns the item that is judged.
#[must_use]
pub fn selected(desk: &Desk) -> Option<Id> {
    state(desk).chosen.of(&ids(desk))
}

/// A row to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Judged {
    /// A criterion of the item, by its id.
    Criterion(Id),
    /// A line of the Definition of Done.
    Done(String),
}

/// Returns the rows to judge of the chosen item.
fn rows(desk: &Desk) -> Vec<Judged> {
    let Some(item) = desk.selected_item() else { return Vec::new() };
    let criteria = item.criteria.iter().map(|criterion| Judged::Criterion(criterion.id));
    criteria.chain(desk.product().about().done.iter().cloned().map(Judged::Done)).collect()
}

fn step(desk: &mut Desk, by: isize) {
    if state(desk).inside {
        let last = rows(desk).len().saturating_sub(1);
        state_mut(desk).row = state(desk).row.saturating_add_signed(by).min(last);
        return;
    }
    let ids = ids(desk);
    state_mut(desk).chosen.step(&ids, by);
    state_mut(desk).row = 0;
}

/// Goes to the next item that waits for a verdict, from a place on; stays where none does.
fn next(desk: &mut Desk, from: usize) {
    let ids = ids(desk);
    let Some(sprint) = active(desk) else { return };
    let waits =
        |id: &Id| desk.product().items().get(*id).is_some_and(|item| Standing::of(item, sprint) == Standing::Waiting);
    let n = ids.len();
    let found = (0..n).map(|i| (from + i) % n.max(1)).find(|at| ids.get(*at).is_some_and(waits));
    if let Some(at) = found {
        state_mut(desk).chosen.go(&ids, at);
        let own = state_mut(desk);
        (own.row, own.inside) = (0, false);
    }
}
