//! The roadmap: Now, Next, Later with goals and not features; the further away, the less sure (Janna Bastow's three lanes).

use crate::model::Verb;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::exchange::why::roadmap;
use crate::measure::lane::{self, LANES, SPRINT_DAYS, sprints};
use crate::measure::market::{self, Heard};
use crate::measure::outcome::{Load, loads, progress};
use crate::measure::velocity::Velocity;
use crate::model::goal::{Confidence, Horizon};
use crate::model::item::Relation;
use crate::model::{Goal, Id, Product, Size};
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::why::vision::verbs;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;

/// From here on the lanes stand side by side.
const WIDE: u16 = 70;
/// From here on the chosen goal stands whole beside the lanes, on so many cells.
const BESIDE_FROM: u16 = 150;
const BESIDE: u16 = 50;

/// The state of the screen.
#[derive(Default)]
pub struct Roadmap {
    at: Option<Id>,
    known: Memo<u64, Arc<Known>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| state_mut(desk).at = Some(id)),
    signs: &[
        ("●●○", "how sure the goal is: low, medium, high; ○○○ nobody said"),
        ("2.7–3.1 sprints", "what its open items take, with the best and the worst of the last velocities"),
        ("latest start", "so that it is done by the day of its key results even with the worst"),
        ("needs INK-6", "an item of another goal, or of none, that must be done first"),
    ],
    ..Page::with::<Roadmap>("Roadmap", || &[ACTIONS, GO], render)
};

remembers!(Roadmap);

rows_of!(&PAGE, has_goal);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("roadmap.nearer", "Nearer: later, next, now")
        .short("nearer")
        .keys(&["<"])
        .footer(1)
        .run(|desk| shift(desk, true)),
    row("roadmap.further", "Further: now, next, later")
        .short("further")
        .keys(&[">"])
        .footer(2)
        .run(|desk| shift(desk, false)),
    row("roadmap.trust", "Confidence: low, medium, high").short("confidence").keys(&["c"]).footer(3).run(|desk| {
        if let Some(id) = current(desk) {
            verbs::trust(desk, id);
        }
    }),
    row("roadmap.add", "Add a goal").short("goal").keys(&["a"]).footer(4).ready(writable).run(verbs::add_goal),
    row("roadmap.end", "Reached, given up, or removed").short("end").keys(&["d"]).run(|desk| {
        if let Some(id) = current(desk) {
            verbs::end_goal(desk, id);
        }
    }),
    row("roadmap.share", "Share it: copy as Markdown, and remember how it stood")
        .short("share")
        .keys(&["y"])
        .footer(5)
        .run(share),
    row("roadmap.open", "Show what serves the goal").short("open").keys(&["enter"]).footer(6).ready(always).run(
        |desk| {
            if let Some(key) = current(desk).and_then(|id| desk.product().goal_key(id)) {
                desk.narrow(&format!("goal:{key}"));
            }
        },
    ),
    moving("roadmap.down", "Card below").keys(&["j", "down"]).run(|desk| step(desk, 0, 1)),
    moving("roadmap.up", "Card above").keys(&["k", "up"]).run(|desk| step(desk, 0, -1)),
    moving("roadmap.left", "Lane to the left").keys(&["h", "left"]).run(|desk| step(desk, -1, 0)),
    moving("roadmap.right", "Lane to the right").keys(&["l", "right"]).run(|desk| step(desk, 1, 0)),
];

const fn moving(name: &'static str, title: &'static str) -> Action {
    row(name, title).short("move").ready(always)
}

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    row("go.roadmap", "Roadmap: now, next, later").short("roadmap").keys(&["g r"]).everywhere().ready(always).run(
        |desk| {
            desk.visit(&PAGE);
        },
    ),
    row("report.roadmap", "Share the roadmap: copy it, and remember how it stood")
        .short("roadmap")
        .keys(&["Y r"])
        .everywhere()
        .run(share),
];

fn has_goal(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    if desk.product().goals().is_empty() {
        Err("there is no goal yet: ⟦roadmap.add⟧ adds one".into())
    } else {
        Ok(())
    }
}

fn ids(desk: &Desk, lane: Horizon) -> Vec<Id> {
    desk.product().lane(lane).iter().map(|goal| goal.id).collect()
}

fn current(desk: &Desk) -> Option<Id> {
    let there = |id: &Id| LANES.iter().any(|(lane, _, _)| ids(desk, *lane).contains(id));
    state(desk).at.filter(there).or_else(|| LANES.iter().find_map(|(lane, _, _)| ids(desk, *lane).first().copied()))
}

fn step(desk: &mut Desk, x: isize, y: isize) {
    let Some(id) = current(desk) else { return };
    let here = LANES.iter().position(|(lane, _, _)| ids(desk, *lane).contains(&id)).unwrap_or(0);
    let own = LANES.get(here).map_or_else(Vec::new, |(lane, _, _)| ids(desk, *lane));
    let at = own.iter().position(|other| *other == id).unwrap_or(0);
    let mut to = None;
    if x == 0 {
        to = own.get(at.saturating_add_signed(y).min(own.len().saturating_sub(1))).copied();
    } else {
        let mut lane = here;
        while let Some(next) = lane.checked_add_signed(x).filter(|next| *next < LANES.len()) {
            lane = next;
            let cards = LANES.get(lane).map_or_else(Vec::new, |(lane, _, _)| ids(desk, *lane));
            if let Some(card) = cards.get(at.min(cards.len().saturating_sub(1))) {
                to = Some(*card);
                break;
            }
        }
    }
    state_mut(desk).at = to.or(Some(id));
}

fn shift(desk: &mut Desk, nearer: bool) {
    if let Some(id) = current(desk) {
        state_mut(desk).at = Some(id);
        verbs::move_goal(desk, id, nearer);
    }
}

fn share(desk: &mut Desk) {
    let text = roadmap(desk.product(), desk.now);
    desk.edit(Verb::Shared, "", |product| {
        product.share_roadmap();
        Ok(())
    });
    desk.effects.push(Effect::Copy(text));
    desk.say("copied · what changes from now on is listed here · ⟦history.undo⟧ takes it back");
}

/// Returns the day on which work on a goal must begin at the latest, so that it is done by the day of its key results even with
/// the worst of the last velocities.
fn latest_start(goal: &Goal, load: &Load, velocity: &Velocity, product: &Product) -> Option<NaiveDate> {
    let by = product.results_of(goal.id).iter().filter_map(|metric| metric.by).min()?;
    let (_, worst) = sprints(load, velocity)?;
    crate::model::day::days_from(by, -(i64::from(worst.div_ceil(10)) * SPRINT_DAYS))
}

/// Returns what the items of a goal need that serves another goal or none: the ground that must be laid first.
fn enablers(goal: &Goal, product: &Product) -> Vec<Id> {
    let own = product.items().iter().filter(|item| item.goal == Some(goal.id) && item.is_open());
    let mut out: Vec<Id> = own
        .flat_map(|item| item.linked(Relation::Needs).collect::<Vec<_>>())
        .filter(|id| product.items().get(*id).is_some_and(|needed| needed.is_open() && needed.goal != Some(goal.id)))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Computed once for a state of the product: how big each goal is, and what was heard of it.
struct Known {
    loads: HashMap<Id, Load>,
    heard: HashMap<Id, Heard>,
}

fn known(desk: &Desk) -> Arc<Known> {
    let product = desk.product();
    state(desk).known.get(desk.epoch, || Arc::new(Known { loads: loads(product), heard: market::heard(product) }))
}

/// Draws the chosen goal whole beside the lanes, where the window is wide enough: what measures it, and the open items that serve it
/// in their order. Returns the area that is left.
fn goal_beside(desk: &Desk, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let (theme, product) = (&desk.theme, desk.product());
    let goal = current(desk).and_then(|id| product.goals().get(id)).filter(|_| area.width >= BESIDE_FROM);
    let Some(goal) = goal else { return area };
    let pane = Rect { x: area.right() - BESIDE, width: BESIDE, ..area };
    let inner = framed(frame, pane, vec![span(&format!("G{}", goal.num), theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let mut lines = wrapped(&goal.title, cells, theme.title);
    if !goal.why.is_empty() {
        lines.extend(wrapped(&goal.why, cells, theme.muted));
    }
    for metric in product.results_of(goal.id) {
        lines.push(Line::default());
        lines.extend(wrapped(&format!("{} {}", metric.key(), metric.measure), cells, theme.why));
        let progress = progress(metric).map_or_else(String::new, |n| format!(" · {n} %"));
        lines.extend(wrapped(&format!("{}{progress}", metric.way()), cells, theme.text));
    }
    if let Some(last) =
        product.insights_by_day().into_iter().find(|own| market::goals_of(own, product).contains(&goal.id))
    {
        let words = known(desk).heard.get(&goal.id).map(Heard::words).unwrap_or_default();
        lines.push(Line::default());
        lines.extend(wrapped(&words, cells, theme.muted));
        lines.extend(wrapped(&format!("“{}”", text::line(&last.said)), cells, theme.text));
    }
    let serve = product.order().iter().filter_map(|id| product.items().get(*id));
    let serve: Vec<_> = serve.filter(|item| item.goal == Some(goal.id)).collect();
    lines.push(Line::default());
    lines.push(line(vec![span(&format!("{} open", count(serve.len(), "item")), theme.muted)]));
    let mut shown = 0;
    for item in &serve {
        let size = item.size.map_or_else(|| "·".to_owned(), |size: Size| size.to_string());
        let head = format!("{:<8}{size:>3}  ", product.key(item));
        let words = text::wrap(&text::line(&item.title), cells.saturating_sub(text::width(&head)).max(1));
        // the last row is kept for the count of what has no room
        if lines.len() + words.len() + usize::from(shown + 1 < serve.len()) > usize::from(inner.height) {
            break;
        }
        let blank = " ".repeat(text::width(&head));
        for (n, part) in words.into_iter().enumerate() {
            let before = if n == 0 { &head } else { &blank };
            lines.push(line(vec![span(before, theme.muted), span(&part, theme.text)]));
        }
        shown += 1;
    }
    if serve.len() > shown {
        lines.push(line(vec![span(&format!("↓ {} more", serve.len() - shown), theme.muted)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
    Rect { width: area.width - BESIDE, ..area }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let area = goal_beside(desk, frame, area);
    let changes = desk.product().roadmap_changes();
    let low = if changes.is_empty() { 0 } else { u16::try_from(changes.len().min(4)).unwrap_or(4) + 3 };
    let low = if area.height >= low + 10 { low } else { 0 };
    let lanes = Rect { height: area.height - low, ..area };
    let known = known(desk);
    let velocity = Velocity::of(desk.product());
    if area.width >= WIDE {
        let n = u16::try_from(LANES.len()).unwrap_or(3);
        for (i, own) in (0..n).zip(LANES) {
            let x = lanes.x + lanes.width * i / n;
            let width = lanes.x + lanes.width * (i + 1) / n - x;
            lane(desk, own, &known, &velocity, frame, Rect { x, width, ..lanes }, hits);
        }
    } else {
        let here =
            current(desk).and_then(|id| desk.product().goals().get(id)).map_or(Horizon::Now, |goal| goal.horizon);
        if let Some(own) = LANES.iter().find(|(lane, _, _)| *lane == here) {
            lane(desk, own, &known, &velocity, frame, lanes, hits);
        }
    }
    if low > 0 {
        let under = Rect { y: lanes.bottom(), height: low, ..area };
        let since = desk.product().last_shared().map(|then| desk.now.day_of(then.created).format("%-d %b").to_string());
        let title = format!("Changed since it was shared on {}", since.unwrap_or_default());
        let inner = framed(frame, under, vec![span(&title, theme.muted)], false, theme);
        let cells = usize::from(inner.width);
        let room = usize::from(inner.height).max(1);
        let mut shown = 0;
        let mut rows: Vec<Line<'static>> = Vec::new();
        for words in &changes {
            let more = wrapped(words, cells, theme.text);
            // the last row is kept for the count of what has no room
            if rows.len() + more.len() > room - usize::from(shown + 1 < changes.len()) {
                break;
            }
            rows.extend(more);
            shown += 1;
        }
        if changes.len() > shown {
            rows.push(line(vec![span(
                &desk.words(&format!("↓ {} more · ⟦roadmap.share⟧ copies them all", changes.len() - shown)),
                theme.muted,
            )]));
        }
        frame.render_widget(Paragraph::new(rows), inner);
    }
}

fn lane(
    desk: &Desk,
    (horizon, name, _): &(Horizon, &str, u32),
    known: &Known,
    velocity: &Velocity,
    frame: &mut Frame<'_>,
    area: Rect,
    hits: &mut Hits,
) {
    let theme = &desk.theme;
    let goals = desk.product().lane(*horizon);
    let chosen = current(desk);
    let focused = goals.iter().any(|goal| Some(goal.id) == chosen);
    let to = lane::end(*horizon, desk.now.today).unwrap_or(desk.now.today);
    let until = if *horizon == Horizon::Now { to.format("%-d %b") } else { to.format("%b") };
    let mut title = vec![
        span(name, if focused { theme.title } else { theme.muted }),
        span(&format!(" to {until}  {}", goals.len()), theme.muted),
    ];
    // in a narrow window the other lanes are behind this one
    if frame.area().width < WIDE {
        title.push(span("  · h l ", theme.key));
        let others = LANES.iter().filter(|(lane, _, _)| lane != horizon);
        let others: Vec<String> = others.map(|(lane, name, _)| format!("{name} {}", ids(desk, *lane).len())).collect();
        title.push(span(&others.join(", "), theme.muted));
    }
    let inner = framed(frame, area, title, focused, theme);
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut end = 0;
    let mut places = Vec::new();
    for goal in &goals {
        let from = lines.len();
        let lit = Some(goal.id) == chosen;
        lines.extend(card(desk, goal, (known.loads.get(&goal.id), known.heard.get(&goal.id)), velocity, lit, cells));
        places.push((from, lines.len(), goal.id));
        if lit {
            end = lines.len();
        }
        lines.push(Line::default());
    }
    if goals.is_empty() {
        let words = match horizon {
            Horizon::Now if desk.product().goals().is_empty() => {
                "No goal yet: ⟦roadmap.add⟧ writes the first one down."
            }
            Horizon::Now => "No goal is the current one. ⟦roadmap.nearer⟧ brings one here.",
            Horizon::Next => "What comes after that?",
            _ => "What may come, some day?",
        };
        lines.extend(wrapped(&desk.words(words), cells, theme.muted));
    }
    let page = usize::from(inner.height);
    let skip = end.saturating_sub(page);
    for (from, to, id) in places {
        let row = |n: usize| u16::try_from(n.saturating_sub(skip).min(page)).unwrap_or(0);
        hits.things.push((Rect { y: inner.y + row(from), height: row(to) - row(from), ..inner }, id));
    }
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), inner);
}

fn card(
    desk: &Desk,
    goal: &Goal,
    (load, voices): (Option<&Load>, Option<&Heard>),
    velocity: &Velocity,
    lit: bool,
    cells: usize,
) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let own = if lit { theme.selected } else { theme.title };
    let head = format!("{}G{} {}", if lit { "▸ " } else { "  " }, goal.num, text::line(&goal.title));
    let mut out: Vec<Line<'static>> = text::wrap(&head, cells)
        .into_iter()
        .take(3)
        .map(|part| line(vec![span(&text::fit(&part, cells), own)]))
        .collect();
    for metric in product.results_of(goal.id) {
        let progress = progress(metric).map_or_else(String::new, |n| format!(" {n} %"));
        let words = format!("{} {}  {}{progress}", metric.key(), text::line(&metric.measure), metric.way());
        out.extend(indented(&words, cells, theme.why));
    }
    let style = if goal.confidence == Confidence::Unsaid { theme.ghost } else { theme.text };
    let words = match goal.confidence {
        Confidence::Unsaid => desk.words("nobody said how sure · ⟦roadmap.trust⟧"),
        sure => format!("{sure} confidence"),
    };
    out.push(line(cut(
        vec![span("  ", theme.text), span(goal.confidence.dots(), style), span(&format!(" {words}"), theme.muted)],
        cells,
    )));
    out.extend(indented(&of_load(load, velocity), cells, theme.muted));
    if let Some(voices) = voices {
        out.extend(indented(&voices.words(), cells, theme.muted));
    }
    let load = load.cloned().unwrap_or_default();
    if let Some(start) = latest_start(goal, &load, velocity, product).filter(|_| load.points > 0) {
        // a day behind the lane's own says only that there is time
        let late = start < desk.now.today && goal.horizon != Horizon::Now;
        let day = start.format("%-d %b");
        if late {
            out.extend(indented(&format!("✗ late: latest start was {day}"), cells, theme.bad));
        } else if lane::end(goal.horizon, desk.now.today).is_none_or(|end| start <= end) {
            out.push(line(cut(vec![span(&format!("  latest start {day}"), theme.muted)], cells)));
        }
    }
    for id in enablers(goal, product) {
        let Some(item) = product.items().get(id) else { continue };
        // what is needed first comes on top of what the goal itself takes
        let own = item.size.and_then(Size::points).unwrap_or(0);
        let (low, high) = item.size_ends().unwrap_or_default();
        let ends = (load.ends.0.saturating_add(low), load.ends.1.saturating_add(high));
        let with = Load { points: load.points.saturating_add(own), ends, ..load.clone() };
        let start = latest_start(goal, &with, velocity, product);
        let (by, style) = match start {
            Some(day) if day < desk.now.today => {
                (format!(", too late: latest start was {}", day.format("%-d %b")), theme.bad)
            }
            Some(day) => (format!(", start by {}", day.format("%-d %b")), theme.warn),
            None => (String::new(), theme.warn),
        };
        let words = format!("needs {} {}{by}", product.key(item), text::line(&item.title));
        out.extend(indented(&words, cells, style));
    }
    out
}

/// Returns words wrapped under the title of a card.
fn indented(words: &str, cells: usize, style: Style) -> Vec<Line<'static>> {
    let parts = text::wrap(words, cells.saturating_sub(2).max(8));
    parts.iter().map(|part| line(vec![span(&format!("  {part}"), style)])).collect()
}

/// Returns how big a goal is, in words: its items, and the sprints that they take.
fn of_load(load: Option<&Load>, velocity: &Velocity) -> String {
    let Some(load) = load.filter(|load| load.items > 0) else { return "no items yet".into() };
    let tenth = |n: u32| format!("{}.{}", n / 10, n % 10);
    let time = sprints(load, velocity).filter(|_| load.points > 0).map_or_else(
        || format!("{} pts", Size::Points(load.points)),
        |(best, worst)| format!("{}–{} sprints", tenth(best), tenth(worst)),
    );
    let more = if load.sizeless > 0 { format!(" + {} unsized", load.sizeless) } else { String::new() };
    format!("{}, {time}{more}", count(load.items, "item"))
}
