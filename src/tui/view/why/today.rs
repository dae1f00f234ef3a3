//! Today: the goal and its numbers, the sprint, what waits for you, and how the fronts stand.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::exchange::report::waiting;
use crate::measure::outcome::{factory, pace, values};
use crate::measure::sprint::{accepted, chance, left_now};
use crate::measure::today::{Front, Lead, Waiting, fronts, recency};
use crate::model::{Id, Size, SprintState};
use crate::text;
use crate::tui::aims;
use crate::tui::aims::metric::pace_span;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::chart::{gauge, spark};
use crate::tui::widget::list::{Cursor, row_id, row_of};
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Column, Table, Wide};
use crate::tui::widget::text::{cut, line, pane, span, spread, wrapped};
use crate::words::count;
use crate::words::hours;

/// From here on the panes stand side by side.
const WIDE: u16 = 76;
/// Cells of a pace in words.
const PACE: usize = 10;
/// Sprints of which the drift is shown.
const DRIFT: usize = 4;
/// Cells of a front's bar.
const BAR: usize = 10;

/// The state of the screen.
#[derive(Default)]
pub struct Today {
    cursor: Cursor,
    memo: Memo<(u64, NaiveDate, bool), Sheet>,
}

/// What is computed once for a state of the product.
#[derive(Clone)]
struct Sheet {
    waiting: Vec<Waiting>,
    fronts: Vec<Front>,
    chance: Option<usize>,
    recency: Option<u32>,
    drift: Vec<u32>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(choose),
    outermost: true,
    tab: Some(""),
    begins: Some(is_set_up),
    ..Page::with::<Today>("Today", || &[ACTIONS, GO], render)
};

remembers!(Today);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("today.open", "Do it: go where this line leads").short("do it").keys(&["enter"]).footer(1).run(open),
    row("today.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("today.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("today.front", "The next action of the weakest front").short("weakest front").keys(&["n"]).footer(2).run(
        |desk| {
            let next = weakest(&sheet(desk).fronts).and_then(|front| front.next);
            match next {
                Some((name, _)) => desk.run_named(name),
                None => desk.say("no front is set up that could be weak"),
            }
        },
    ),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] =
    &[row("go.today", "Today: what matters now").short("today").keys(&["g h"]).everywhere().run(|desk| {
        desk.leave_view();
        state_mut(desk).cursor = Cursor::default();
        desk.show(&PAGE);
    })];

/// Whether a product is set up, so that the program begins with what matters today: it has a goal with a key result, or a sprint.
#[must_use]
pub fn is_set_up(desk: &Desk) -> bool {
    let product = desk.product();
    let measured = product.current_goal().is_some_and(|goal| !product.results_of(goal.id).is_empty());
    measured || product.sprint_in(SprintState::Active).is_some()
}

fn sheet(desk: &Desk) -> Sheet {
    let as_text = desk.user.sharing.merges_as_text;
    state(desk).memo.get((desk.epoch, desk.now.today, as_text), || {
        let product = desk.product();
        let sprint = product.sprint_in(SprintState::Active);
        let mut waits = waiting(product, desk.now);
        if as_text {
            let words = "this clone merges as text: momentum git setup".to_owned();
            waits.insert(0, Waiting { words, lead: Lead::Command("go.versions"), weight: u32::MAX });
        }
        Sheet {
            waiting: waits,
            fronts: fronts(product, desk.now),
            chance: sprint.and_then(|sprint| chance(sprint, product, desk.now)),
            recency: recency(product, desk.now),
            drift: factory(product).drift,
        }
    })
}

/// Chooses a line that was clicked; the lines have no identity but their place.
fn choose(desk: &mut Desk, at: Id) {
    let known = row_of(at, sheet(desk).waiting.len());
    state_mut(desk).cursor.at = known.unwrap_or(state(desk).cursor.at);
}

fn weakest(fronts: &[Front]) -> Option<&Front> {
    fronts.iter().filter(|front| front.score.is_some()).min_by_key(|front| front.score)
}

fn step(desk: &mut Desk, by: isize) {
    let last = sheet(desk).waiting.len().saturating_sub(1);
    state_mut(desk).cursor.at = state(desk).cursor.at.saturating_add_signed(by).min(last);
}

fn open(desk: &mut Desk) {
    let Some(line) = sheet(desk).waiting.get(state(desk).cursor.at).cloned() else {
        desk.say("nothing waits for you: ⟦go.backlog⟧ is the backlog");
        return;
    };
    match line.lead {
        Lead::Item(id) => desk.go_to(id),
        Lead::Check(id) => aims::check(desk, id),
        Lead::Reading(id) => aims::reading(desk, id),
        Lead::Filter(query) => desk.narrow(&query),
        Lead::Command(name) => desk.run_named(name),
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let sheet = sheet(desk);
    let head = head(desk, &sheet, usize::from(area.width).saturating_sub(4));
    let high = (u16::try_from(head.len()).unwrap_or(3) + 2).min(area.height);
    let day = desk.now.today.format("%A, %-d %B").to_string();
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
        now(desk, &sheet, frame, Rect { width: left, ..middle }, hits);
        backlog(desk, &sheet, frame, Rect { x: middle.x + left, width: middle.width - left, ..middle });
    } else {
        now(desk, &sheet, frame, middle, hits);
    }
    if low > 0 {
        standing(desk, &sheet, frame, Rect { y: middle.bottom(), height: low, ..area });
    }
}

/// Returns the goal, its numbers, and the sprint.
fn head(desk: &Desk, sheet: &Sheet, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let mut out = Vec::new();
    if !product.vision().vision.is_empty() {
        out.push(line(cut(vec![span("VISION  ", theme.muted), span(&product.vision().vision, theme.why)], cells)));
    }
    if let Some(star) = product.north_star() {
        let left = vec![span("STAR    ", theme.muted), span(&text::line(&star.measure), theme.why)];
        let now = star.current().map_or_else(|| "?".to_owned(), |n| n.to_string());
        let right = vec![
            span(&format!("  {now:<17} "), theme.text),
            span(&text::fit(&spark(&values(star, 8)), 9 + PACE), theme.accent),
        ];
        out.push(line(spread(left, right, cells)));
    }
    match product.current_goal() {
        Some(goal) => {
            let words = format!("G{} {}", goal.num, text::line(&goal.title));
            out.push(line(cut(vec![span("GOAL    ", theme.muted), span(&words, theme.title)], cells)));
            for metric in product.results_of(goal.id).into_iter().take(4) {
                let head = format!("        {} {}", metric.key(), text::line(&metric.measure));
                let pace = pace(metric, desk.now.today);
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
            span(&desk.words("⟦go.vision⟧"), theme.key),
        ])),
    }
    out.push(line(cut(sprint(desk, sheet), cells)));
    out
}

fn sprint(desk: &Desk, sheet: &Sheet) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let mut out = vec![span("SPRINT  ", theme.muted)];
    let Some(sprint) = product.sprint_in(SprintState::Active) else {
        out.extend([
            span("none is active  ", theme.text),
            span(&desk.words("⟦go.plan⟧"), theme.key),
            span(" plans one", theme.muted),
        ]);
        return out;
    };
    let (over, days) = sprint.day_of(desk.now.today);
    let accepted = accepted(sprint, product);
    let words = format!(
        "S{} day {over}/{days} · {} accepted, {} left",
        sprint.number,
        Size::Points(accepted),
        Size::Points(left_now(sprint, product))
    );
    out.push(span(&words, theme.text));
    let minutes = sprint.interruptions.iter().map(|row| row.minutes).fold(0, u32::saturating_add);
    if minutes > 0 {
        out.push(span(&format!(" · interrupted {}", hours(minutes)), theme.muted));
    }
    if let Some(chance) = sheet.chance {
        let style = if chance >= 70 { theme.good } else { theme.warn };
        out.extend([span(" · all in time ", theme.muted), span(&format!("{chance} %"), style)]);
    }
    out
}

fn now(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let title = format!("Waiting for you  {}", sheet.waiting.len());
    let inner = framed(frame, area, vec![span(&title, theme.title)], true, theme);
    let cells = usize::from(inner.width);
    if sheet.waiting.is_empty() {
        let words = "Nothing waits for you. A good moment to look outward.";
        frame.render_widget(Paragraph::new(wrapped(words, cells, theme.good)), inner);
        return;
    }
    let rows = sheet.waiting.len();
    let at = state(desk).cursor.at.min(rows.saturating_sub(1));
    let cells = |row: usize| {
        let Some(row) = sheet.waiting.get(row) else { return Vec::new() };
        let style = if row.weight >= 70 { theme.warn } else { theme.text };
        vec![vec![span(&desk.words(&row.words), style)]]
    };
    let columns = &[Column::words(Wide::Rest)];
    Table { theme, columns }.draw(frame, inner, (rows, Some(at), true), hits, row_id, cells);
}

fn backlog(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let product = desk.product();
    let inner = framed(frame, area, vec![span("Backlog", theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let mut lines = Vec::new();
    let mut say = |good: bool, words: String| {
        let (sign, style) = if good { ("✓ ", theme.good) } else { ("! ", theme.warn) };
        lines.push(line(cut(vec![span(sign, style), span(&words, theme.text)], cells)));
    };
    match &desk.judge.health {
        Some(health) => {
            say(health.score >= 70, format!("health {} of 100 · {} open", health.score, product.order().len()));
            let depth = health.band.depth();
            say((10..=25).contains(&depth), format!("ready depth {}", health.band.words()));
        }
        None => say(true, format!("{} open", product.order().len())),
    }
    let orphans = product.orphans(desk.now.today);
    say(orphans == 0, format!("∅ {} · {} unsized", count(orphans, "orphan"), product.unsized_items()));
    if let Some(share) = product.aligned() {
        // how it was when each of the last sprints began
        let way: Vec<f64> = sheet.drift.iter().rev().take(DRIFT).rev().map(|share| f64::from(*share)).collect();
        let way = if way.len() > 1 { format!(" {}", spark(&way)) } else { String::new() };
        say(share >= 70, format!("drift: {share} % of top 20 serve a goal{way}"));
    }
    if let Some(share) = sheet.recency {
        say(share <= 40, format!("recency: {share} % of top 20 are new"));
    }
    if let Some(session) = product.past_sessions().first() {
        lines.push(Line::default());
        lines.extend(wrapped(&format!("last session: {}", session.yield_words()), cells, theme.muted));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn standing(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Fronts", theme.muted)], false, theme);
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
            spans.push(span(&desk.words(&front.words), if front.score.is_some() { theme.muted } else { theme.ghost }));
            if weakest == Some(front.name)
                && let Some((_, words)) = front.next
            {
                spans.extend([span("   ◀ ", theme.accent), span(&desk.words(words), theme.accent)]);
            }
            line(cut(spans, cells))
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}
