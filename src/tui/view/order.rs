//! A first order for a list that nobody has ranked: buckets first, then two items side by side, the fewest questions.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::model::decision::{Decision, Verdict};
use crate::model::session::Mode;
use crate::model::{Id, Item, Question, Session};
use crate::text::{self, count};
use crate::tui::action::{Action, Group, Scope, writable};
use crate::tui::app::{App, View};
use crate::tui::layer::prompt::Prompt;
use crate::tui::widget::text::{line, pane, span, wrapped};

/// Items that a first order is made of, where nobody says otherwise.
const TOP: usize = 40;
/// Most items that are put in order this way.
const MOST: usize = 400;

const fn row(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    footer: u8,
    run: fn(&mut App),
) -> Action {
    Action { name, title, short, keys, scope: Scope::Order, group: Group::Do, footer, ready: writable, run }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("order.now", "Bucket: now", "now", &["n"], 1, |app| bucket(app, 1)),
    row("order.soon", "Bucket: soon", "soon", &["s"], 2, |app| bucket(app, 2)),
    row("order.later", "Bucket: later; these are not compared", "later", &["l"], 3, |app| bucket(app, 3)),
    row("order.first", "The upper one comes first", "upper", &["k", "up", "a"], 4, |app| compare(app, true)),
    row("order.second", "The lower one comes first", "lower", &["j", "down", "b"], 5, |app| compare(app, false)),
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

/// Goes on with the order that was begun, or asks how much of the list is to be ordered.
pub fn enter(app: &mut App) {
    if session(app).is_some() {
        app.view = View::Order;
        return;
    }
    let marked = app.backlog.marks_in_order();
    if marked.len() > 1 {
        begin(app, marked);
        return;
    }
    let rows = app.backlog.rows().len();
    if rows < 2 {
        app.refuse("an order needs two items or more");
        return;
    }
    let title = format!("Put how many of the {rows} on the list in order, from the top?");
    app.push(
        Prompt::new(title, &TOP.min(rows).to_string(), |app, text| {
            let n: usize = text.trim().parse().unwrap_or(TOP);
            let items = app.backlog.rows().iter().take(n).copied().collect();
            begin(app, items);
        })
        .hint("40 take about ten minutes · filter or mark first to choose which ones")
        .check(|_, text| match text.trim().parse::<usize>() {
            Ok(n) if (2..=MOST).contains(&n) => Ok(()),
            _ => Err(format!("a number from 2 to {MOST}")),
        }),
    );
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
    let Some(session) = session(app) else { return };
    if !matches!(session.question(app.product()), Question::Bucket(_)) {
        // the keys of the buckets are no answer to a comparison
        app.refuse("which comes first? k or ↑ for the upper one, j or ↓ for the lower one");
        return;
    }
    let (id, now) = (session.id, app.now);
    app.edit("sorted into buckets", "", |product| product.answer_bucket(id, bucket, now));
    finish(app, id);
}

fn compare(app: &mut App, upper: bool) {
    let Some(session) = session(app) else { return };
    if !matches!(session.question(app.product()), Question::Compare(..)) {
        app.refuse("now, soon or later? n, s or l");
        return;
    }
    let (id, now) = (session.id, app.now);
    app.edit("compared", "", |product| product.answer_comparison(id, upper, now));
    finish(app, id);
}

/// Says what came of it once all have their place.
fn finish(app: &mut App, id: Id) {
    let Some(session) = app.product().get::<Session>(id).filter(|session| session.ended.is_some()) else { return };
    let n = session.items.len();
    let compared = session.tally.get("compared").copied().unwrap_or(0);
    let what = format!("first order of {}", count(n, "item"));
    let because = format!("{} of two", count(usize::try_from(compared).unwrap_or(0), "comparison"));
    let words = format!("{what}, with {because} · u takes the last answer back");
    let by = app.me.clone();
    let about = session.sorted.iter().take(5).copied().collect();
    app.edit("ordered", "", |product| {
        product.decide(Decision { verdict: Verdict::Ranked, what, because, about, by, ..Decision::default() })
    });
    app.view = View::Backlog;
    app.backlog.go(0);
    app.say(words);
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
            let words = format!("  {} have their place", session.sorted.len());
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
    for part in text::wrap(&text::line(&words), room).iter().take(2).filter(|part| !part.is_empty()) {
        out.push(line(vec![span(&format!("{indent}{part}"), theme.text)]));
    }
    let mut facts = vec![item.size.map_or_else(|| "unsized".to_owned(), |size| format!("size {size}"))];
    facts.push(item.goal.and_then(|id| app.product().goal_key(id)).unwrap_or_else(|| "∅ no goal".to_owned()));
    if !item.requesters.is_empty() {
        facts.push(format!("asked by {}", item.requesters.join(", ")));
    }
    facts.push(format!("{} d old", item.created.age(app.now.today)));
    let facts = text::cut(&facts.join(" · "), room).into_owned();
    out.push(line(vec![span(&format!("{indent}{facts}"), theme.muted)]));
    out
}
