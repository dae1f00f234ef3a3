//! How work flows: what was said and done, how much changed on the way, how long things take. Small numbers for planning.

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::measure::flow::{SprintRow, Times, cumulative, rows, times};
use crate::measure::since::RESTLESS;
use crate::model::{Id, Size, Status};
use crate::text;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::chart::spark;
use crate::tui::widget::graph::{Curve, Graph};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;
use crate::words::hours;

/// Weeks of the cumulative flow that can be looked at.
const WEEKS: &[u64] = &[6, 12, 26];
/// Sprints that the table shows at most.
const SPRINTS: usize = 8;
/// Rows under which the cumulative flow is left out.
const LEAST: u16 = 6;
/// Cells for the names of its bands.
const NAMES: u16 = 12;
/// Days of history that times are taken from.
const WINDOW: i64 = 180;

/// The state of the screen.
#[derive(Default)]
pub struct FlowScreen {
    /// The place in [`WEEKS`].
    weeks: usize,
    memo: Memo<(u64, NaiveDate, usize), Sheet>,
}

/// What the screen shows, computed once for a state of the product.
#[derive(Clone, Default)]
struct Sheet {
    rows: Vec<SprintRow>,
    times: Times,
    days: Vec<NaiveDate>,
    bands: Vec<[u32; 4]>,
}

/// The page of this screen.
pub static PAGE: Page =
    Page { ..Page::with::<FlowScreen>("Flow", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area)) };

remembers!(FlowScreen);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("flow.longer", "Look further back").short("further back").keys(&["w", "]", "l", "right"]).footer(1).run(
        |desk| {
            state_mut(desk).weeks = (state(desk).weeks + 1) % WEEKS.len();
        },
    ),
    row("flow.shorter", "Look less far back").short("less far").keys(&["[", "h", "left"]).run(|desk| {
        state_mut(desk).weeks = (state(desk).weeks + WEEKS.len() - 1) % WEEKS.len();
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.flow", "Flow: said and done, scope, first pass, how long things take")
    .short("flow")
    .keys(&["g l"])
    .everywhere()
    .run(|desk| {
        desk.visit(&PAGE);
    })];

fn sheet(desk: &Desk) -> Sheet {
    state(desk).memo.get((desk.epoch, desk.now.today, state(desk).weeks), || {
        let weeks = WEEKS.get(state(desk).weeks).copied().unwrap_or(6);
        let from = desk.now.today.checked_sub_days(Days::new(weeks * 7)).unwrap_or(desk.now.today);
        let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= desk.now.today).collect();
        // what was begun within the time, or waits in a sprint: the whole backlog would hide the flow
        let taken = desk.product().in_sprints();
        let moved = |item: &crate::model::Item| {
            let at_work = matches!(item.status, Status::Doing | Status::Review) && item.declined.is_none();
            at_work || taken.contains(&item.id) || item.history.iter().any(|step| desk.now.day_of(step.at) >= from)
        };
        let ids: Vec<Id> = desk.product().items().iter().filter(|item| moved(item)).map(|item| item.id).collect();
        let bands = cumulative(desk.product(), &ids, &days, desk.now.zone);
        Sheet { rows: rows(desk.product()), times: times(desk.product(), desk.now, WINDOW), days, bands }
    })
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let sheet = sheet(desk);
    let title = vec![span("Flow", theme.title), span("  for planning, not performance", theme.muted)];
    let inner = framed(frame, area, title, true, theme);
    let cells = usize::from(inner.width);
    let mut lines = table(desk, &sheet.rows, cells);
    lines.push(Line::default());
    lines.extend(cycle(desk, &sheet.times, cells));
    lines.push(Line::default());
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inner.height);
    frame.render_widget(Paragraph::new(lines), inner);
    let below = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    if below.height >= LEAST {
        cumulative_flow(desk, &sheet, frame, below);
    }
}

fn table(desk: &Desk, rows: &[SprintRow], cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let head = format!(
        "{:<6}{:>10}{:>9}{:>8}{:>7}{:>9}{:>12}{:>9}   {}",
        "SPRINT", "committed", "accepted", "say/do", "scope", "new top", "first pass", "carried", "interrupted"
    );
    let mut out = vec![line(vec![span(&text::cut(&head, cells), theme.muted)])];
    if rows.is_empty() {
        out.extend(wrapped(
            "No sprint was closed yet: Q on the board closes one, and it becomes a row here.",
            cells,
            theme.text,
        ));
        return out;
    }
    let share = |n: Option<u32>| n.map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    for row in rows.iter().rev().take(SPRINTS).rev() {
        let tone = |n: Option<u32>, good: std::ops::RangeInclusive<u32>| match n {
            Some(n) if good.contains(&n) => theme.good,
            Some(_) => theme.warn,
            None => theme.muted,
        };
        let (n, minutes) = row.interruptions;
        let interrupted = if n > 0 { format!("   {n} × {}", hours(minutes)) } else { "   –".to_owned() };
        let spans = vec![
            span(&format!("{:<6}", format!("S{}", row.number)), theme.text),
            span(&format!("{:>10}", Size::Points(row.committed).to_string()), theme.text),
            span(&format!("{:>9}", Size::Points(row.accepted).to_string()), theme.text),
            span(&format!("{:>8}", share(row.say_do)), tone(row.say_do, 90..=110)),
            span(&format!("{:>7}", share(row.changed)), tone(row.changed, 0..=20)),
            span(&format!("{:>9}", share(row.churn)), tone(row.churn, 0..=RESTLESS)),
            span(&format!("{:>12}", share(row.first_pass)), tone(row.first_pass, 70..=100)),
            span(&format!("{:>9}", share(row.carried)), tone(row.carried, 0..=20)),
            span(&interrupted, theme.muted),
        ];
        out.push(line(cut(spans, cells)));
    }
    let mut ways: Vec<Span<'static>> = vec![span("TREND  ", theme.muted)];
    for (name, get) in [
        ("say/do", (|row: &SprintRow| row.say_do) as fn(&SprintRow) -> Option<u32>),
        ("scope", |row| row.changed),
        ("first pass", |row| row.first_pass),
        ("carried", |row| row.carried),
    ] {
        let values: Vec<f64> = rows.iter().filter_map(get).map(f64::from).collect();
        let last: Vec<f64> = values.iter().skip(values.len().saturating_sub(12)).copied().collect();
        if last.len() > 1 {
            ways.extend([
                span(&format!("{name} "), theme.muted),
                span(&spark(&last), theme.accent),
                span("   ", theme.text),
            ]);
        }
    }
    if ways.len() > 1 {
        out.push(line(cut(ways, cells)));
    }
    out
}

fn cycle(desk: &Desk, times: &Times, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let shown = |percent| times.percentile(percent).map(|days| format!("{days} d"));
    let words = match (shown(50), shown(85), shown(95)) {
        (Some(half), Some(most), Some(all)) => {
            format!("half in {half}, 85 % in {most}, 95 % in {all}   ({})", count(times.days.len(), "item"))
        }
        _ => format!(
            "too little is known: {} with a beginning and an end in {WINDOW} days",
            count(times.days.len(), "item")
        ),
    };
    let whole = vec![span("FROM BEGUN TO DONE  ", theme.muted), span(&words, theme.text)];
    if crate::tui::widget::text::width(&whole) <= cells {
        return vec![line(whole)];
    }
    [vec![line(vec![span("FROM BEGUN TO DONE", theme.muted)])], wrapped(&words, cells, theme.text)].concat()
}

/// Draws the cumulative flow: a line for the upper edge of each band, named at its end with how many are in it today.
fn cumulative_flow(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let weeks = WEEKS.get(state(desk).weeks).copied().unwrap_or(6);
    let words = [
        span(&format!("CUMULATIVE FLOW, {weeks} weeks   "), theme.muted),
        span("between two lines: how many items are there", theme.ghost),
    ];
    let head = Rect { height: 1, ..area };
    frame.render_widget(Paragraph::new(line(cut(words.to_vec(), usize::from(area.width)))), head);
    let rest = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let most = sheet.bands.iter().map(|band| band.iter().sum::<u32>()).max().unwrap_or(0);
    if most == 0 {
        let words = wrapped("Nothing moved in this time.", usize::from(area.width), theme.text);
        frame.render_widget(Paragraph::new(words), rest);
        return;
    }
    let bands = [
        (Status::Done, theme.good),
        (Status::Review, theme.warn),
        (Status::Doing, theme.accent),
        (Status::Todo, theme.muted),
    ];
    let place = |status: Status| Status::ALL.iter().position(|one| *one == status).unwrap_or(0);
    let last = f64::from(u32::try_from(sheet.bands.len().saturating_sub(1).max(1)).unwrap_or(1));
    // the names of the bands stand beside their ends
    let end = 1.0 - f64::from(NAMES) / f64::from(area.width.max(NAMES * 2));
    let mut sums = vec![0_u32; sheet.bands.len()];
    let mut curves = Vec::new();
    for (status, style) in bands {
        let mut points = Vec::new();
        for (day, (sum, band)) in sums.iter_mut().zip(&sheet.bands).enumerate() {
            *sum += band.get(place(status)).copied().unwrap_or(0);
            points.push((f64::from(u32::try_from(day).unwrap_or(0)) / last * end, f64::from(*sum)));
        }
        let here = sheet.bands.last().and_then(|band| band.get(place(status))).copied().unwrap_or(0);
        curves.push(Curve { points, style, dots: false, label: format!("{here} {}", status.word()) });
    }
    // the lowest line last, for it is the one that says what is finished
    curves.reverse();
    let day = |day: Option<&NaiveDate>| day.map_or_else(String::new, |day| day.format("%-d %b").to_string());
    let middle = sheet.days.get(sheet.days.len() / 2);
    let graph = Graph {
        curves,
        range: (0.0, f64::from(most)),
        ends: (most.to_string(), "0".to_owned()),
        below: vec![(0.0, day(sheet.days.first())), (end / 2.0, day(middle)), (end, "today".to_owned())],
        ..Graph::default()
    };
    graph.draw(frame, rest, theme);
}
