//! A first order for a list that nobody has ranked: buckets first, then two items side by side, the fewest questions.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::model::decision::{Decision, Verdict};
use crate::model::session::Mode;
use crate::model::{Id, Item, MOST_ORDERED, Now, Product, Question, Refusal, Session};
use crate::text::{self, count};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::{Page, View};
use crate::tui::widget::text::{line, pane, span, wrapped};

/// Items that a first order is made of, where nobody says otherwise.
const TOP: usize = 40;

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Order,
    name: "First order",
    tab: None,
    item: None,
    choose: None,
    out: |app| {
        app.view = View::Backlog;
        app.say("paused · g o goes on");
        true
    },
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Order), Do, writable);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    Action { ready: asks_bucket, ..row("order.now", "Bucket: now", "now", &["n"], 1, |app| bucket(app, 1)) },
    Action { ready: asks_bucket, ..row("order.soon", "Bucket: soon", "soon", &["s"], 2, |app| bucket(app, 2)) },
    Action {
        ready: asks_bucket,
        ..row("order.later", "Bucket: later; these are not compared", "later", &["l"], 3, |app| bucket(app, 3))
    },
    Action {
        ready: asks_pair,
        ..row("order.first", "The upper one comes first", "upper first", &["k", "up", "a"], 4, |app| compare(app, true))
    },
    Action {
        ready: asks_pair,
        ..row("order.second", "The lower one comes first", "lower first", &["j", "down", "b"], 5, |app| {
            compare(app, false);
        })
    },
    row("order.end", "End it here: what has its place keeps it", "end", &["Q"], 6, end),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ..row("go.order", "First order: buckets, then two at a time", "first order", &["g o"], 0, enter)
}];

fn session(app: &App) -> Option<&Session> {
    app.product().open_session(Mode::Order)
}

fn asks_bucket(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    match session(app).map(|session| session.question(app.product())) {
        Some(Question::Bucket(_)) => Ok(()),
        _ => Err("which comes first? k or ↑ for the upper one, j or ↓ for the lower one"),
    }
}

fn asks_pair(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    match session(app).map(|session| session.question(app.product())) {
        Some(Question::Compare(..)) => Ok(()),
        _ => Err("now, soon or later? n, s or l"),
    }
}

/// Goes on with the order that was begun, or asks how much of the list is to be ordered.
pub fn enter(app: &mut App) {
    if let Some(open) = session(app) {
        // nothing is left to ask where its items left the order meanwhile
        if open.question(app.product()) == Question::Done {
            end(app);
        } else {
            app.view = View::Order;
        }
        return;
    }
    let open = |id: &Id| app.product().items().get(*id).is_some_and(|item| item.is_open());
    let marked: Vec<Id> = app.backlog.marks_in_order().into_iter().filter(open).collect();
    if marked.len() > MOST_ORDERED {
        app.refuse(format!("{} are marked: nobody answers for more than {MOST_ORDERED}", marked.len()));
        return;
    }
    if marked.len() > 1 {
        begin(app, marked);
        return;
    }
    let narrowed = !app.backlog.filter().is_empty() || !app.backlog.find().is_empty();
    let unranked = |id: &Id| narrowed || app.product().items().get(*id).is_some_and(|item| item.is_unranked());
    let rows: Vec<Id> = app.backlog.rows().iter().filter(|id| open(id)).copied().collect();
    let fresh: Vec<Id> = rows.iter().filter(|id| unranked(id)).copied().collect();
    let (items, what) = if fresh.len() > 1 && !narrowed { (fresh, "never ranked") } else { (rows, "on the list") };
    let n = items.len();
    if n < 2 {
        app.refuse("an order needs two open items or more");
        return;
    }
    let title = format!("Put how many of the {n} {what} in order, from the top?");
    app.push(
        Prompt::new(title, &TOP.min(n).to_string(), move |app, text| {
            let wanted: usize = text.trim().parse().unwrap_or(TOP);
            begin(app, items.into_iter().take(wanted).collect());
        })
        .hint("40 take about ten minutes · filter or mark first to choose which ones")
        .check(|_, text| match text.trim().parse::<usize>() {
            Ok(n) if (2..=MOST_ORDERED).contains(&n) => Ok(()),
            _ => Err(format!("a number from 2 to {MOST_ORDERED}")),
        }),
    );
}

/// Ends it: what has its place keeps it.
fn end(app: &mut App) {
    let Some(session) = session(app) else { return };
    let (id, placed, now) = (session.id, session.sorted.len(), app.now);
    app.edit("ended", "", |product| product.end_order(id, now));
    app.view = View::Backlog;
    app.say(format!("ended: {placed} placed · u goes back into it"));
}

fn begin(app: &mut App, items: Vec<Id>) {
    let n = items.len();
    let begun = app.edit("began", "", |product| {
        let id = product.fresh_id();
        let queue = format!("first order of {n}");
        product.put(Session { id, mode: Mode::Order, queue, items, ..Session::default() });
        Ok(())
    });
    if begun.is_some() {
        app.view = View::Order;
        app.say(format!("{}: first into buckets, then two at a time · Esc pauses", count(n, "item")));
    }
}

fn bucket(app: &mut App, bucket: u8) {
    answer(app, |product, id, now| product.answer_bucket(id, bucket, now));
}

fn compare(app: &mut App, upper: bool) {
    answer(app, |product, id, now| product.answer_comparison(id, upper, now));
}

/// Gives an answer; where it was the last one, the decision is written within the same step.
fn answer(app: &mut App, give: impl FnOnce(&mut Product, Id, Now) -> Result<(), Refusal>) {
    let Some(session) = session(app) else { return };
    let (id, now, by) = (session.id, app.now, app.me.clone());
    let words = app.edit("answered", "", |product| {
        give(product, id, now)?;
        let Some(session) = product.get::<Session>(id).filter(|session| session.ended.is_some()).cloned() else {
            return Ok(None);
        };
        let compared = session.tally.get("compared").copied().unwrap_or(0);
        let what = format!("first order of {}", count(session.items.len(), "item"));
        let because = format!("{} of two", count(usize::try_from(compared).unwrap_or(0), "comparison"));
        let words = format!("{what}, with {because} · u takes the last answer back");
        let about = session.sorted.iter().take(5).copied().collect();
        product.decide(Decision { verdict: Verdict::Ranked, what, because, about, by, ..Decision::default() })?;
        Ok(Some(words))
    });
    match words {
        Some(Some(words)) => {
            app.view = View::Backlog;
            app.backlog.go(0);
            app.say(words);
        }
        Some(None) => app.message = None,
        None => {}
    }
}

/// Draws the screen.
pub fn render(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let Some(session) = session(app) else { return };
    let left = session.questions_left();
    let head = vec![
        span("First order", theme.title),
        span(&format!("  {}", session.queue), theme.muted),
        span(&format!("  · at most {} to go", count(left, "question")), theme.muted),
    ];
    let block = pane(head, true, theme)
        .title_bottom(line(vec![span(" Esc pauses · u takes the last answer back ", theme.muted)]).right_aligned());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut lines = vec![Line::default()];
    match session.question(app.product()) {
        Question::Bucket(id) => {
            lines.extend(wrapped("When should it be there?", cells, theme.title));
            lines.push(Line::default());
            if let Some(item) = app.product().items().get(id) {
                lines.extend(card(app, item, "", cells));
            }
            lines.push(Line::default());
            let mut keys = Vec::new();
            for (key, word) in [("n", "now"), ("s", "soon"), ("l", "later")] {
                keys.extend([span(&format!("  {key}"), theme.key), span(&format!(" {word}     "), theme.text)]);
            }
            lines.push(line(keys));
            lines.push(Line::default());
            let done = session.buckets.len();
            let words = format!("  {} of {} are in a bucket", done, session.items.len());
            lines.push(line(vec![span(&words, theme.muted)]));
        }
        Question::Compare(new, old) => {
            lines.extend(wrapped("Which of the two comes first?", cells, theme.title));
            for (key, id) in [("k ↑", new), ("j ↓", old)] {
                lines.push(Line::default());
                if let Some(item) = app.product().items().get(id) {
                    lines.extend(card(app, item, key, cells));
                }
            }
            lines.push(Line::default());
            let words = format!("  placed so far: {}", session.sorted.len());
            lines.push(line(vec![span(&words, theme.muted)]));
        }
        Question::Done => lines.push(line(vec![span("all have their place", theme.text)])),
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// An item as one needs it for a choice: what, why, how big, who asks.
fn card(app: &App, item: &Item, key: &str, cells: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let head = if key.is_empty() { "  ".to_owned() } else { format!("  {key}  ") };
    let indent = " ".repeat(text::width(&head));
    let room = cells.saturating_sub(indent.len() + 2).max(10);
    let mut out = vec![line(vec![
        span(&head, theme.key),
        span(&format!("{}  ", app.product().key(item)), theme.accent),
        span(&text::cut(&text::line(&item.title), room.saturating_sub(10)), theme.title),
    ])];
    let story = item.story();
    let words = if story.is_empty() { item.description.lines().next().unwrap_or("").to_owned() } else { story };
    let words = text::cut(&text::line(&words), room * 2).into_owned();
    for part in text::wrap(&text::line(&words), room).iter().take(2).filter(|part| !part.is_empty()) {
        out.push(line(vec![span(&format!("{indent}{part}"), theme.text)]));
    }
    let mut facts = vec![item.size.map_or_else(|| "unsized".to_owned(), |size| format!("size {size}"))];
    facts.push(item.goal.and_then(|id| app.product().goal_key(id)).unwrap_or_else(|| "∅ no goal".to_owned()));
    if !item.requesters.is_empty() {
        facts.push(format!("asked by {}", item.requesters.join(", ")));
    }
    facts.push(format!("{} d old", app.now.days_since(item.created)));
    let facts = text::cut(&facts.join(" · "), room).into_owned();
    out.push(line(vec![span(&format!("{indent}{facts}"), theme.muted)]));
    out
}
