//! Today: the goal and its numbers, the sprint, what waits for you, and how the four fronts stand.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::measure::outcome::{pace, values};
use crate::measure::sprint::{accepted, chance, left_now};
use crate::measure::today::{Front, Lead, Waiting, fronts, recency, waiting};
use crate::model::{Id, Size, SprintState};
use crate::text::{self, count};
use crate::tui::action::{ACTIONS as ALL, Action, Group, Scope, always, rows_of};
use crate::tui::aims;
use crate::tui::app::App;
use crate::tui::everywhere::narrow;
use crate::tui::items::go_to;
use crate::tui::layer::metric::pace_span;
use crate::tui::memo::Memo;
use crate::tui::mouse::Hits;
use crate::tui::view::{Page, View, outermost};
use crate::tui::widget::chart::{gauge, spark};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};

/// From here on the panes stand side by side.
const WIDE: u16 = 76;
/// Cells of a pace in words.
const PACE: usize = 10;
/// Cells of a front's bar.
const BAR: usize = 10;

/// The state of the screen.
#[derive(Default)]
pub struct Today {
    cursor: Cursor,
    memo: Memo<(u64, NaiveDate), Sheet>,
}

/// What is computed once for a state of the product.
#[derive(Clone)]
struct Sheet {
    waiting: Vec<Waiting>,
    fronts: Vec<Front>,
    chance: Option<usize>,
    recency: Option<u32>,
}

/// What the program knows of this screen.
pub const PAGE: Page =
    Page { view: View::Today, name: "Today", tab: None, item: None, choose: Some(choose), out: outermost, render };

rows_of!(Scope::On(View::Today), Move, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("today.open", "Do it: go where this line leads", "do it", &["enter"], 1, open),
    row("today.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1)),
    row("today.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1)),
    row("today.front", "The next action of the weakest front", "weakest front", &["n"], 2, |app| {
        let next = weakest(&sheet(app).fronts).and_then(|front| front.next);
        match next {
            Some((name, _)) => run(app, name),
            None => app.say("no front is set up that could be weak"),
        }
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ..row("go.today", "Today: what matters now", "today", &["g h"], 0, |app| {
        app.leave_view();
        app.today.cursor = Cursor::default();
        app.view = View::Today;
    })
}];

/// Whether a product is set up, so that the program begins with what matters today: it has a goal with a key result, or a sprint.
#[must_use]
pub fn is_set_up(app: &App) -> bool {
    let product = app.product();
    let measured = product.current_goal().is_some_and(|goal| !product.results_of(goal.id).is_empty());
    measured || product.sprint_in(SprintState::Active).is_some()
}

fn sheet(app: &App) -> Sheet {
    app.today.memo.get((app.epoch, app.now.today), || {
        let product = app.product();
        let sprint = product.sprint_in(SprintState::Active);
        Sheet {
            waiting: waiting(product, app.now),
            fronts: fronts(product, app.now),
            chance: sprint.and_then(|sprint| chance(sprint, product, app.now)),
            recency: recency(product, app.now),
        }
    })
}

/// Chooses a line that was clicked; the lines have no identity but their place.
fn choose(app: &mut App, at: Id) {
    let known = (0..sheet(app).waiting.len()).find(|n| Id::from_bits(*n as u128) == at);
    app.today.cursor.at = known.unwrap_or(app.today.cursor.at);
}

fn weakest(fronts: &[Front]) -> Option<&Front> {
    fronts.iter().filter(|front| front.score.is_some()).min_by_key(|front| front.score)
}

fn step(app: &mut App, by: isize) {
    let last = sheet(app).waiting.len().saturating_sub(1);
    app.today.cursor.at = app.today.cursor.at.saturating_add_signed(by).min(last);
}

fn run(app: &mut App, name: &str) {
    if let Some(action) = ALL.iter().copied().flatten().find(|action| action.name == name) {
        app.run(action);
    }
}

fn open(app: &mut App) {
    let Some(line) = sheet(app).waiting.get(app.today.cursor.at).cloned() else {
        app.say("nothing waits for you: 1 is the backlog");
        return;
    };
    match line.lead {
        Lead::Item(id) => go_to(app, id),
        Lead::Check(id) => aims::check(app, id),
        Lead::Reading(id) => aims::reading(app, id),
        Lead::Filter(query) => narrow(app, &query),
        Lead::Command(name) => run(app, name),
    }
}

fn render(app: &App, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &app.theme;
    let sheet = sheet(app);
    let head = head(app, &sheet, usize::from(area.width).saturating_sub(4));
    let high = (u16::try_from(head.len()).unwrap_or(3) + 2).min(area.height);
    let day = app.now.today.format("%A, %-d %B").to_string();
    let block = pane(vec![span(&day, theme.title)], false, theme);
    let top = Rect { height: high, ..area };
    let inner = block.inner(top);
    frame.render_widget(block, top);
    frame.render_widget(Paragraph::new(head), inner);
    let low = (u16::try_from(sheet.fronts.len()).unwrap_or(4) + 2).min(area.height - high);
    let low = if area.height - high >= low + 5 { low } else { 0 };
    let middle = Rect { y: top.bottom(), height: area.height - high - low, ..area };
    if area.width >= WIDE {
        let left = middle.width * 11 / 20;
        now(app, &sheet, frame, Rect { width: left, ..middle }, hits);
        backlog(app, &sheet, frame, Rect { x: middle.x + left, width: middle.width - left, ..middle });
    } else {
        now(app, &sheet, frame, middle, hits);
    }
    if low > 0 {
        four(app, &sheet, frame, Rect { y: middle.bottom(), height: low, ..area });
    }
}

/// Returns the goal, its numbers, and the sprint.
fn head(app: &App, sheet: &Sheet, cells: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let product = app.product();
    let mut out = Vec::new();
    if !product.vision().vision.is_empty() {
        out.push(line(cut(vec![span("VISION  ", theme.muted), span(&product.vision().vision, theme.why)], cells)));
    }
    match product.current_goal() {
        Some(goal) => {
            let words = format!("G{} {}", goal.num, text::line(&goal.title));
            out.push(line(cut(vec![span("GOAL    ", theme.muted), span(&words, theme.title)], cells)));
            for metric in product.results_of(goal.id).into_iter().take(4) {
                let head = format!("        {} {}", metric.key(), text::line(&metric.measure));
                let pace = pace(metric, app.now.today);
                let right = vec![
                    span(&format!("  {:<17} ", metric.way()), theme.text),
                    span(&text::fit(&spark(&values(metric, 8)), 9), theme.accent),
                    pace_span(pace, theme),
                    span(&" ".repeat(PACE.saturating_sub(text::width(&pace.words()))), theme.text),
                ];
                out.push(line(spread(vec![span(&head, theme.text)], right, cells)));
            }
        }
        None => out.push(line(vec![
            span("GOAL    ", theme.muted),
            span("what will be true in three months that is not true now?  ", theme.warn),
            span("7", theme.key),
        ])),
    }
    out.push(line(cut(sprint(app, sheet), cells)));
    out
}

fn sprint(app: &App, sheet: &Sheet) -> Vec<Span<'static>> {
    let theme = &app.theme;
    let product = app.product();
    let mut out = vec![span("SPRINT  ", theme.muted)];
    let Some(sprint) = product.sprint_in(SprintState::Active) else {
        out.extend([span("none is active  ", theme.text), span("3", theme.key), span(" plans one", theme.muted)]);
        return out;
    };
    let (over, days) = sprint.day_of(app.now.today);
    let accepted = accepted(sprint, product);
    let words = format!(
        "S{} day {over} of {days} · {} accepted, {} left",
        sprint.number,
        Size::Points(accepted),
        Size::Points(left_now(sprint, product))
    );
    out.push(span(&words, theme.text));
    if let Some(chance) = sheet.chance {
        let style = if chance >= 70 { theme.good } else { theme.warn };
        out.extend([span(" · all in time ", theme.muted), span(&format!("{chance} %"), style)]);
    }
    out
}

fn now(app: &App, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &app.theme;
    let title = format!("Waiting for you  {}", sheet.waiting.len());
    let block = pane(vec![span(&title, theme.title)], true, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    if sheet.waiting.is_empty() {
        let words = "Nothing waits for you. A good moment to look outward.";
        frame.render_widget(Paragraph::new(wrapped(words, cells, theme.good)), inner);
        return;
    }
    let mut cursor = app.today.cursor;
    let window = cursor.window(sheet.waiting.len(), usize::from(inner.height));
    for (y, at) in (inner.y..).zip(window.clone()) {
        hits.things.push((Rect { y, height: 1, ..inner }, Id::from_bits(at as u128)));
    }
    let lines: Vec<Line<'static>> = sheet
        .waiting
        .iter()
        .enumerate()
        .skip(window.start)
        .take(window.len())
        .map(|(i, row)| {
            let here = i == cursor.at;
            let style = if row.weight >= 70 { theme.warn } else { theme.text };
            let spans = vec![span(if here { "▸ " } else { "  " }, theme.accent), span(&row.words, style)];
            bar(spread(spans, Vec::new(), cells), here, theme)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn backlog(app: &App, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let product = app.product();
    let block = pane(vec![span("Backlog", theme.muted)], false, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut lines = Vec::new();
    let mut say = |good: bool, words: String| {
        let (sign, style) = if good { ("✓ ", theme.good) } else { ("! ", theme.warn) };
        lines.push(line(cut(vec![span(sign, style), span(&words, theme.text)], cells)));
    };
    match &app.judge.health {
        Some(health) => {
            say(health.score >= 70, format!("health {} of 100 · {} open", health.score, product.order().len()));
            let depth = health.band.depth();
            say((10..=25).contains(&depth), format!("ready depth {}", health.band.words()));
        }
        None => say(true, format!("{} open", product.order().len())),
    }
    let orphans = product.orphans(app.now.today);
    say(orphans == 0, format!("∅ {} · {} unsized", count(orphans, "orphan"), product.unsized_items()));
    if let Some(share) = product.aligned() {
        say(share >= 70, format!("drift: {share} % of the top 20 serve a goal"));
    }
    if let Some(share) = sheet.recency {
        say(share <= 40, format!("recency: {share} % of the top 20 are new"));
    }
    if let Some(session) = product.past_sessions().first() {
        let tally = session.tally.iter().map(|(verb, n)| format!("{n} {verb}")).collect::<Vec<_>>().join(", ");
        lines.push(Line::default());
        lines.push(line(cut(vec![span("LAST SESSION  ", theme.muted), span(&tally, theme.text)], cells)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn four(app: &App, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let block = pane(vec![span("Four fronts", theme.muted)], false, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let weakest = weakest(&sheet.fronts).map(|front| front.name);
    let lines: Vec<Line<'static>> = sheet
        .fronts
        .iter()
        .map(|front| {
            let mut spans = vec![span(&format!("{:<13}", front.name), theme.text)];
            match front.score {
                Some(score) => {
                    let style = match score {
                        70.. => theme.good,
                        40.. => theme.warn,
                        _ => theme.bad,
                    };
                    let full = gauge(f64::from(score) / 100.0, BAR);
                    spans.push(span(&text::fit(&full, BAR), style));
                    spans.push(span(&format!(" {score:>3}  "), theme.text));
                }
                None => spans.push(span(&text::fit("", BAR + 6), theme.ghost)),
            }
            spans.push(span(&front.words, if front.score.is_some() { theme.muted } else { theme.ghost }));
            if weakest == Some(front.name)
                && let Some((_, words)) = front.next
            {
                spans.extend([span("   ◀ ", theme.accent), span(words, theme.accent)]);
            }
            line(cut(spans, cells))
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}
