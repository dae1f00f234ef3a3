//! Sprint planning: the why, what it holds against what it can hold, and the commitment.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::ready;
use crate::measure::sprint::{Velocity, capacity};
use crate::model::day::read_day;
use crate::model::decision::{Decision, Verdict};
use crate::model::{Id, Item, Size, Sprint, SprintState};
use crate::text::{self, count};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::{Page, View, outermost};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};

/// Items of the order that are offered.
const OFFERED: usize = 200;
/// Cells of the capacity bar.
const BAR: usize = 30;
/// From here on the order and the sprint stand side by side.
const WIDE: u16 = 76;

/// The state of the screen.
#[derive(Default)]
pub struct Plan {
    /// The cursors of the order and of the sprint.
    cursors: [Cursor; 2],
    /// Whether the keys are in the sprint.
    inside: bool,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Plan,
    name: "Plan",
    tab: Some("3"),
    item: Some(selected),
    out: outermost,
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Plan), Do, is_planning);

fn is_planning(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    planned(app).map(|_| ()).ok_or("no sprint is being planned: 3 begins the next one")
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("plan.pull", "Pull it into the sprint, or put it back", "pull, back", &["p", "space"], 1, pull),
    row("plan.fill", "Fill: everything from the top that fits and is ready", "fill", &["f"], 2, fill),
    row("plan.goal", "Why: the goal of the sprint", "goal", &["w w"], 3, goal),
    row("plan.people", "Person-days: how much time the team has", "people", &["@"], 4, people),
    row("plan.days", "Its days: first and last", "days", &["n"], 5, days),
    row("plan.commit", "Commit: freeze what it holds, and begin", "commit", &["enter"], 6, commit),
    Action {
        group: Group::Move,
        ..row("plan.side", "The other side", "side", &["tab", "backtab", "h", "l", "left", "right"], 0, |app| {
            app.plan.inside = !app.plan.inside;
        })
    },
    Action { group: Group::Move, ..row("plan.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1)) },
    Action { group: Group::Move, ..row("plan.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1)) },
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ready: writable,
    ..row("go.plan", "Plan the next sprint", "plan", &["3"], 0, enter)
}];

fn enter(app: &mut App) {
    app.leave_view();
    if app.product().sprint_in(SprintState::Planned).is_none() {
        let now = app.now;
        if app.edit("began to plan", "", |product| product.plan_sprint(now)).is_none() {
            return;
        }
    }
    app.view = View::Plan;
    app.plan = Plan::default();
}

fn planned(app: &App) -> Option<&Sprint> {
    app.product().sprint_in(SprintState::Planned)
}

/// Returns the items of a side: what the order offers, or what the sprint holds.
fn side(app: &App, inside: bool) -> Vec<Id> {
    let product = app.product();
    if inside {
        return planned(app).map_or_else(Vec::new, |sprint| {
            let open = |id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
            sprint.items.iter().copied().filter(open).collect()
        });
    }
    let taken = product.in_sprints();
    let free = |id: &&Id| {
        let item = product.items().get(**id);
        item.is_some_and(|item| !item.is_later(app.now.today)) && !taken.contains(*id)
    };
    product.order().iter().filter(free).take(OFFERED).copied().collect()
}

/// Returns the item under the cursor.
#[must_use]
pub fn selected(app: &App) -> Option<Id> {
    let inside = app.plan.inside;
    let ids = side(app, inside);
    // what left a side leaves the cursor on its last row
    ids.get(app.plan.cursors.get(usize::from(inside))?.at.min(ids.len().saturating_sub(1))).copied()
}

fn step(app: &mut App, by: isize) {
    let inside = app.plan.inside;
    let last = side(app, inside).len().saturating_sub(1);
    if let Some(cursor) = app.plan.cursors.get_mut(usize::from(inside)) {
        cursor.at = cursor.at.min(last).saturating_add_signed(by).min(last);
    }
}

/// Returns the points of items in hundredths, and how many have none.
fn points(app: &App, ids: &[Id]) -> (u32, usize) {
    let sizes: Vec<Option<u32>> =
        ids.iter().filter_map(|id| app.product().items().get(*id)).map(|i| i.size.and_then(Size::points)).collect();
    (sizes.iter().flatten().fold(0, |sum: u32, n| sum.saturating_add(*n)), sizes.iter().filter(|n| n.is_none()).count())
}

/// Returns what speaks against pulling an item, in words; none of it is a wall unless the team is strict.
fn objections(app: &App, item: &Item) -> Vec<String> {
    let product = app.product();
    let mut out = Vec::new();
    let missing = ready::findings(item, product).into_iter().filter(|finding| !finding.passed).count();
    if missing > 0 {
        out.push(format!("{missing} of its ready checks fail"));
    }
    if item.goal.is_none() {
        out.push("no goal".to_owned());
    }
    let Some(sprint) = planned(app) else { return out };
    let (sum, _) = points(app, &side(app, true));
    let able = capacity(sprint, product).points;
    let with = sum.saturating_add(item.size.and_then(Size::points).unwrap_or(0));
    if with > able {
        out.push(format!("over by {} ({} of {})", Size::Points(with - able), Size::Points(with), Size::Points(able)));
    }
    let above = side(app, false).iter().take_while(|id| **id != item.id).count();
    if above > 0 && !sprint.items.contains(&item.id) {
        out.push(format!("skips {above} above it"));
    }
    out
}

fn pull(app: &mut App) {
    let (Some(id), Some(sprint)) = (selected(app), planned(app).map(|sprint| sprint.id)) else { return };
    if app.plan.inside {
        app.edit("put back", "", |product| product.pull(sprint, &[id]));
        return;
    }
    let Some(item) = app.product().items().get(id).cloned() else { return };
    let against = objections(app, &item);
    let key = app.product().key(&item);
    if against.is_empty() {
        app.edit("pulled", "", |product| product.pull(sprint, &[id]));
        return;
    }
    if app.product().about().strict && ready::first_gap(&item, app.product()).is_some() {
        app.refuse(format!("{key} is not ready, and the team is strict about it · r shows what is missing"));
        return;
    }
    let words = against.join(" · ");
    app.push(
        Prompt::new(format!("{key}: {words}. Pull it, because"), "", move |app, why| {
            let by = app.me.clone();
            app.edit("pulled", &why, |product| {
                product.pull(sprint, &[id])?;
                if !why.trim().is_empty() {
                    let note = format!("{key}: {} ({words})", why.trim());
                    product.amend_sprint(sprint, |sprint| sprint.notes.push(note.clone()))?;
                    let what = format!("pulled {key} although {words}");
                    let verdict = Verdict::Override;
                    let because = why.clone();
                    product.decide(Decision { verdict, what, because, about: vec![id], by, ..Decision::default() })?;
                }
                Ok(())
            });
        })
        .hint("one line; Enter alone pulls it without a word · Esc leaves it"),
    );
}

/// Pulls everything from the top that is ready and fits; what does not is passed over.
fn fill(app: &mut App) {
    let Some(sprint) = planned(app) else { return };
    let (id, able) = (sprint.id, capacity(sprint, app.product()).points);
    let (mut sum, _) = points(app, &side(app, true));
    let mut taken = Vec::new();
    for item in side(app, false).iter().filter_map(|id| app.product().items().get(*id)) {
        let size = item.size.and_then(Size::points).unwrap_or(0);
        if ready::is_ready(item, app.product()) && sum.saturating_add(size) <= able {
            sum = sum.saturating_add(size);
            taken.push(item.id);
        }
    }
    if taken.is_empty() {
        app.refuse("nothing that is ready fits any more");
        return;
    }
    let n = taken.len();
    if app.edit("pulled", "", |product| product.pull(id, &taken)).is_some() {
        app.say(format!(
            "pulled {}: {} points of {} · u undoes",
            count(n, "item"),
            Size::Points(sum),
            Size::Points(able)
        ));
    }
}

fn goal(app: &mut App) {
    let Some(sprint) = planned(app) else { return };
    let (id, old, number) = (sprint.id, sprint.goal.clone(), sprint.number);
    app.push(
        Prompt::new(
            format!("S{number}: what will be true at its end that is not true now?"),
            &old,
            move |app, text| {
                let serves = app.product().current_goal().map(|goal| goal.id);
                app.edit("set the goal of", "", |product| {
                    product.amend_sprint(id, |sprint| {
                        sprint.goal.clone_from(&text);
                        sprint.serves = serves;
                    })
                });
            },
        )
        .hint("one objective, in a line; it is on every screen of the sprint"),
    );
}

fn people(app: &mut App) {
    let Some(sprint) = planned(app) else { return };
    let (id, days) = (sprint.id, sprint.working_days().len());
    app.push(
        Prompt::new(
            format!("How many person-days has the team in its {}?", count(days, "working day")),
            "",
            move |app, text| {
                let n = Size::parse(&text).ok().and_then(Size::points).unwrap_or(0);
                app.edit("set the person-days of", "", |product| {
                    product.amend_sprint(id, |sprint| sprint.person_days = n)
                });
            },
        )
        .hint("people × days, without absences: 4 people, 10 days, 3 days off = 37 · empty for unknown")
        .check(|_, text| match text.trim() {
            "" => Ok(()),
            text => Size::parse(text).map(|_| ()).map_err(|_| format!("“{text}” is not a number of days")),
        }),
    );
}

fn days(app: &mut App) {
    let Some(sprint) = planned(app) else { return };
    let id = sprint.id;
    let shown = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let (start, end) = (shown(sprint.start), shown(sprint.end));
    app.push(
        Prompt::new("Its first day", &start, move |app, first| {
            let Ok(Some(first)) = read_day(&first, app.now.today) else { return };
            app.push(
                Prompt::new("Its last day", &end, move |app, last| {
                    if let Ok(Some(last)) = read_day(&last, app.now.today) {
                        app.edit("set the days of", "", |product| product.date_sprint(id, first, last));
                    }
                })
                .suggested()
                .hint("friday · 2026-12-04 · 2w from today")
                .check(|app, text| read_day(text, app.now.today).map(|_| ()).map_err(|why| why.to_string())),
            );
        })
        .suggested()
        .hint("monday · 2026-11-23")
        .check(|app, text| read_day(text, app.now.today).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn commit(app: &mut App) {
    let Some(sprint) = planned(app) else { return };
    let id = sprint.id;
    let (sum, sizeless) = points(app, &side(app, true));
    let able = capacity(sprint, app.product()).points;
    let mut doubts = Vec::new();
    if sprint.goal.is_empty() {
        doubts.push("it has no goal".to_owned());
    }
    if sum > able {
        doubts.push(format!("it is over its capacity by {}", Size::Points(sum - able)));
    }
    if sizeless > 0 {
        doubts.push(format!("{} not sized", count(sizeless, "item")));
    }
    let doubts = if doubts.is_empty() { String::new() } else { format!(" · {}", doubts.join(", ")) };
    let title = format!(
        "Commit S{}: {} points, {}{doubts}?",
        sprint.number,
        Size::Points(sum),
        count(side(app, true).len(), "item")
    );
    app.push(Choose::yes_no(title, move |app| {
        let now = app.now;
        if app.edit("committed", "", |product| product.commit_sprint(id, now)).is_some() {
            app.view = View::Sprint;
            app.say("committed: what it holds is frozen as its promise · u takes it back");
        }
    }));
}

/// Draws the screen.
pub fn render(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let Some(sprint) = planned(app) else {
        let block = pane(vec![span("Plan", app.theme.title)], true, &app.theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let words = "No sprint is being planned. 3 begins the next one.";
        frame.render_widget(Paragraph::new(wrapped(words, usize::from(inner.width), app.theme.text)), inner);
        return;
    };
    let head_high = 6.min(area.height);
    head(app, sprint, frame, Rect { height: head_high, ..area });
    let body = Rect { y: area.y + head_high, height: area.height - head_high, ..area };
    if area.width >= WIDE {
        let half = body.width / 2;
        list(app, false, frame, Rect { width: half, ..body });
        list(app, true, frame, Rect { x: body.x + half, width: body.width - half, ..body });
    } else {
        list(app, app.plan.inside, frame, body);
    }
}

fn head(app: &App, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let shown =
        |day: Option<chrono::NaiveDate>| day.map_or_else(|| "?".to_owned(), |day| day.format("%-d %b").to_string());
    let words = format!(
        "  {} – {} · {}",
        shown(sprint.start),
        shown(sprint.end),
        count(sprint.working_days().len(), "working day")
    );
    let block = pane(
        vec![span(&format!("Plan sprint {}", sprint.number), theme.title), span(&words, theme.muted)],
        true,
        theme,
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let able = capacity(sprint, app.product());
    let (sum, sizeless) = points(app, &side(app, true));
    let goal = if sprint.goal.is_empty() {
        vec![span("GOAL  ", theme.muted), span("what will be true at its end?  ", theme.warn), span("w w", theme.key)]
    } else {
        vec![span("GOAL  ", theme.muted), span(&sprint.goal, theme.why)]
    };
    let limit = able.points.max(1);
    let full = usize::try_from(u64::from(sum) * BAR as u64 / u64::from(limit.max(sum))).unwrap_or(0).min(BAR);
    let edge = usize::try_from(u64::from(limit) * BAR as u64 / u64::from(limit.max(sum))).unwrap_or(BAR).min(BAR);
    let style = if sum > able.points { theme.bad } else { theme.good };
    let rest = if sum > able.points {
        format!("over by {}", Size::Points(sum - able.points))
    } else {
        format!("room {}", Size::Points(able.points - sum))
    };
    let bar = vec![
        span("HOLDS ", theme.muted),
        span(&format!("{:>4} ", Size::Points(sum).to_string()), theme.text),
        span(&"█".repeat(full.min(edge)), style),
        span(&"░".repeat(edge.saturating_sub(full)), theme.ghost),
        span("│", theme.text),
        span(&"█".repeat(full.saturating_sub(edge)), theme.bad),
        span(&format!(" of {}, {rest}", Size::Points(able.points)), style),
        span(&if sizeless > 0 { format!(" · {sizeless} unsized") } else { String::new() }, theme.warn),
    ];
    let why = vec![span("CAN   ", theme.muted), span(&able.words, if able.guess { theme.warn } else { theme.muted })];
    let velocity = Velocity::of(app.product());
    let past: Vec<String> = velocity
        .sprints
        .iter()
        .rev()
        .take(5)
        .rev()
        .map(|(n, points)| format!("S{n} {}", Size::Points(*points)))
        .collect();
    let past = if past.is_empty() { "no sprint was closed yet".to_owned() } else { past.join("  ") };
    let past = vec![
        span("PAST  ", theme.muted),
        span(&past, theme.muted),
        span("   for planning, not performance", theme.ghost),
    ];
    let lines: Vec<Line<'static>> = [goal, bar, why, past].into_iter().map(|spans| line(cut(spans, cells))).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn list(app: &App, inside: bool, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let focused = app.plan.inside == inside;
    let ids = side(app, inside);
    let title = if inside { format!("In the sprint  {}", ids.len()) } else { "The order".to_owned() };
    let block = pane(vec![span(&title, if focused { theme.title } else { theme.muted })], focused, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    if ids.is_empty() {
        let words = if inside {
            "Nothing yet: p pulls what is chosen, f fills from the top."
        } else {
            "Nothing is left to pull."
        };
        frame.render_widget(Paragraph::new(wrapped(words, cells, theme.text)), inner);
        return;
    }
    let mut cursor = app.plan.cursors.get(usize::from(inside)).copied().unwrap_or_default();
    let window = cursor.window(ids.len(), usize::from(inner.height));
    let lines: Vec<_> = ids
        .iter()
        .enumerate()
        .skip(window.start)
        .take(window.len())
        .filter_map(|(i, id)| Some((i, app.product().items().get(*id)?)))
        .map(|(i, item)| {
            let here = i == cursor.at;
            let lit = here && focused;
            let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
            let gap = ready::first_gap(item, app.product());
            let (sign, own) =
                gap.map_or(("✓".to_owned(), theme.good), |check| (check.letter().to_string(), theme.muted));
            let goal = item.goal.and_then(|id| app.product().goal_key(id)).unwrap_or_else(|| "∅".to_owned());
            let left = vec![
                span(if here { "▸ " } else { "  " }, theme.accent),
                span(&format!("{:<8}", app.product().key(item)), theme.muted),
                span(&format!("{size:>3} "), theme.text),
                span(&format!("{sign} "), own),
                span(&format!("{goal:<3} "), theme.why),
                span(&text::line(&item.title), theme.text),
            ];
            let carried = if item.carried > 0 { format!("  carried ×{}", item.carried) } else { String::new() };
            let spans = spread(left, vec![span(&carried, theme.warn)], cells);
            bar(spans, lit, theme)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}
