//! A first order for a list that nobody has ranked: buckets first, then two items side by side, the fewest questions.

use crate::model::Verb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::model::decision::{Decision, Ruling};
use crate::model::session::Purpose;
use crate::model::{Id, Item, MOST_ORDERED, Now, Product, Question, Refusal, Session};
use crate::text;
use crate::tui::command::{Action, Why, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::Prompt;
use crate::tui::screen::Page;
use crate::tui::widget::text::{line, pane, span, wrapped};
use crate::words::count;

/// Items that a first order is made of, where nobody says otherwise.
const TOP: usize = 40;

/// The page of this screen.
pub static PAGE: Page = Page {
    out: |desk| {
        desk.show_home();
        desk.say("paused · ⟦go.order⟧ goes on");
        true
    },
    ..Page::new("First order", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

rows_of!(&PAGE, writable);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("order.now", "Bucket: now").short("now").keys(&["n"]).footer(1).ready(asks_bucket).run(|desk| bucket(desk, 1)),
    row("order.soon", "Bucket: soon")
        .short("soon")
        .keys(&["s"])
        .footer(2)
        .ready(asks_bucket)
        .run(|desk| bucket(desk, 2)),
    row("order.later", "Bucket: later; these are not compared")
        .short("later")
        .keys(&["l"])
        .footer(3)
        .ready(asks_bucket)
        .run(|desk| bucket(desk, 3)),
    row("order.first", "The upper one comes first")
        .short("upper first")
        .keys(&["k", "up", "a"])
        .footer(4)
        .ready(asks_pair)
        .run(|desk| compare(desk, true)),
    row("order.second", "The lower one comes first")
        .short("lower first")
        .keys(&["j", "down", "b"])
        .footer(5)
        .ready(asks_pair)
        .run(|desk| {
            compare(desk, false);
        }),
    row("order.end", "End it here: what has its place keeps it").short("end").keys(&["Q"]).footer(6).run(end),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.order", "First order: buckets, then two at a time")
    .short("first order")
    .keys(&["g o"])
    .everywhere()
    .needs(can_begin)
    .run(enter)];

/// Whether an order is open, or one can begin.
fn can_begin(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match desk.list.marked() {
        n if n > MOST_ORDERED && session(desk).is_none() => {
            Err(format!("{n} items are marked; a first order takes at most {MOST_ORDERED}").into())
        }
        _ if session(desk).is_some() || desk.product().order().len() > 1 => Ok(()),
        _ => Err("an order needs two open items or more".into()),
    }
}

fn session(desk: &Desk) -> Option<&Session> {
    desk.product().open_session(Purpose::Order)
}

fn asks_bucket(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match session(desk).map(|session| session.question(desk.product())) {
        Some(Question::Bucket(_)) => Ok(()),
        _ => Err("which comes first? k or ↑ for the upper one, j or ↓ for the lower one".into()),
    }
}

fn asks_pair(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match session(desk).map(|session| session.question(desk.product())) {
        Some(Question::Compare(..)) => Ok(()),
        _ => Err("now, soon or later? n, s or l".into()),
    }
}

/// Goes on with the order that was begun, or asks how much of the list is to be ordered.
pub fn enter(desk: &mut Desk) {
    if let Some(open) = session(desk) {
        // nothing is left to ask where its items left the order meanwhile
        if open.question(desk.product()) == Question::Done {
            end(desk);
        } else {
            desk.show(&PAGE);
        }
        return;
    }
    let open = |id: &Id| desk.product().items().get(*id).is_some_and(|item| item.is_open());
    let marked: Vec<Id> = desk.list.marks_in_order().into_iter().filter(open).collect();
    if marked.len() > 1 {
        begin(desk, marked);
        return;
    }
    let narrowed = !desk.list.filter().is_empty() || !desk.list.find().is_empty();
    let unranked = |id: &Id| narrowed || desk.product().items().get(*id).is_some_and(|item| item.is_unranked());
    let rows: Vec<Id> = desk.list.rows().iter().filter(|id| open(id)).copied().collect();
    let fresh: Vec<Id> = rows.iter().filter(|id| unranked(id)).copied().collect();
    let (items, what) = if fresh.len() > 1 && !narrowed { (fresh, "never ranked") } else { (rows, "on the list") };
    let n = items.len();
    if n < 2 {
        desk.refuse("an order needs two open items or more");
        return;
    }
    let title = format!("Put how many of the {n} {what} in order, from the top?");
    desk.push(
        Prompt::new(title, &TOP.min(n).to_string(), move |desk, text| {
            let wanted: usize = text.trim().parse().unwrap_or(TOP);
            begin(desk, items.iter().take(wanted).copied().collect());
        })
        .hint("40 take about ten minutes · filter or mark first to choose which ones")
        .check(|_, text| match text.trim().parse::<usize>() {
            Ok(n) if (2..=MOST_ORDERED).contains(&n) => Ok(()),
            _ => Err(format!("a number from 2 to {MOST_ORDERED}")),
        }),
    );
}

/// Ends it: what has its place keeps it.
fn end(desk: &mut Desk) {
    let Some(session) = session(desk) else { return };
    let (id, placed, now) = (session.id, session.sorted.len(), desk.now);
    desk.edit(Verb::Ended, "", |product| product.end_order(id, now));
    desk.show_home();
    desk.say(format!("ended: {placed} placed · ⟦history.undo⟧ goes back into it"));
}

fn begin(desk: &mut Desk, items: Vec<Id>) {
    let n = items.len();
    let begun = desk.edit(Verb::Began, "", |product| {
        let id = product.fresh_id();
        let queue = format!("first order of {n}");
        product.put(Session { id, mode: Purpose::Order, queue, items, ..Session::default() });
        Ok(())
    });
    if begun.is_some() {
        desk.show(&PAGE);
        desk.say(format!("{}: first into buckets, then two at a time · ⟦app.out⟧ pauses", count(n, "item")));
    }
}

fn bucket(desk: &mut Desk, bucket: u8) {
    answer(desk, |product, id, now| product.answer_bucket(id, bucket, now));
}

fn compare(desk: &mut Desk, upper: bool) {
    answer(desk, |product, id, now| product.answer_comparison(id, upper, now));
}

/// Gives an answer; where it was the last one, the decision is written within the same step.
fn answer(desk: &mut Desk, give: impl FnOnce(&mut Product, Id, Now) -> Result<(), Refusal>) {
    let Some(session) = session(desk) else { return };
    let (id, now, by) = (session.id, desk.now, desk.user.name.clone());
    let words = desk.edit(Verb::Answered, "", |product| {
        give(product, id, now)?;
        let Some(session) = product.get::<Session>(id).filter(|session| session.ended.is_some()).cloned() else {
            return Ok(None);
        };
        let compared = session.tally.get("compared").copied().unwrap_or(0);
        let what = format!("first order of {}", count(session.items.len(), "item"));
        let because = format!("{} of two", count(usize::try_from(compared).unwrap_or(0), "comparison"));
        let words = format!("{what}, with {because} · ⟦history.undo⟧ takes the last answer back");
        let about = session.sorted.iter().take(5).copied().collect();
        product.decide(Decision { verdict: Ruling::Ranked, what, because, about, by, ..Decision::default() })?;
        Ok(Some(words))
    });
    match words {
        Some(Some(words)) => {
            desk.show_home();
            desk.list.go(0);
            desk.say(words);
        }
        Some(None) => desk.message = None,
        None => {}
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let Some(session) = session(desk) else { return };
    let left = session.questions_left();
    let head = vec![
        span("First order", theme.title),
        span(&format!("  {}", session.queue), theme.muted),
        span(&format!("  · at most {} to go", count(left, "question")), theme.muted),
    ];
    let block = pane(head, true, theme).title_bottom(
        line(vec![span(&desk.words(" ⟦app.out⟧ pauses · ⟦history.undo⟧ takes the last answer back "), theme.muted)])
            .right_aligned(),
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut lines = vec![Line::default()];
    match session.question(desk.product()) {
        Question::Bucket(id) => {
            lines.extend(wrapped("When should it be there?", cells, theme.title));
            lines.push(Line::default());
            if let Some(item) = desk.product().items().get(id) {
                lines.extend(card(desk, item, "", cells));
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
                if let Some(item) = desk.product().items().get(id) {
                    lines.extend(card(desk, item, key, cells));
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
fn card(desk: &Desk, item: &Item, key: &str, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let head = if key.is_empty() { "  ".to_owned() } else { format!("  {key}  ") };
    let indent = " ".repeat(text::width(&head));
    let room = cells.saturating_sub(indent.len() + 2).max(10);
    let mut out = vec![line(vec![
        span(&head, theme.key),
        span(&format!("{}  ", desk.product().key(item)), theme.accent),
        span(&text::cut(&text::line(&item.title), room.saturating_sub(10)), theme.title),
    ])];
    let story = item.story();
    let words = if story.is_empty() { item.description.lines().next().unwrap_or("").to_owned() } else { story };
    let words = text::cut(&text::line(&words), room * 2).into_owned();
    for part in text::wrap(&text::line(&words), room).iter().take(2).filter(|part| !part.is_empty()) {
        out.push(line(vec![span(&format!("{indent}{part}"), theme.text)]));
    }
    let mut facts = vec![item.size.map_or_else(|| "unsized".to_owned(), |size| format!("size {size}"))];
    facts.push(item.goal.and_then(|id| desk.product().goal_key(id)).unwrap_or_else(|| "∅ no goal".to_owned()));
    if !item.requesters.is_empty() {
        facts.push(format!("asked by {}", item.requesters.join(", ")));
    }
    facts.push(format!("{} d old", desk.now.days_since(item.created)));
    let facts = text::cut(&facts.join(" · "), room).into_owned();
    out.push(line(vec![span(&format!("{indent}{facts}"), theme.muted)]));
    out
}
