//! How work flows: what was said and done, how much changed on the way, how long things take. Small numbers for planning.

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::measure::flow::{SprintRow, Times, cumulative, rows, times};
use crate::model::{Id, Size, Status};
use crate::text;
use crate::tui::command::{Action, Group, always, rows_of};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::sprint::board::hours;
use crate::tui::widget::chart::spark;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;

/// Weeks of the cumulative flow that can be looked at.
const WEEKS: &[u64] = &[6, 12, 26];
/// Sprints that the table shows at most.
const SPRINTS: usize = 8;
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

rows_of!(&PAGE, Move, always);

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
    .group(Group::Move)
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
    let room = usize::from(inner.height).saturating_sub(lines.len());
    if room >= 6 {
        lines.extend(bands(desk, &sheet, cells, room));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn table(desk: &Desk, rows: &[SprintRow], cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let head = format!(
        "{:<6}{:>10}{:>10}{:>9}{:>9}{:>12}{:>10}   {}",
        "SPRINT", "committed", "accepted", "say/do", "scope", "first pass", "carried", "interrupted"
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
            span(&format!("{:>10}", Size::Points(row.accepted).to_string()), theme.text),
            span(&format!("{:>9}", share(row.say_do)), tone(row.say_do, 90..=110)),
            span(&format!("{:>9}", share(row.changed)), tone(row.changed, 0..=20)),
            span(&format!("{:>12}", share(row.first_pass)), tone(row.first_pass, 70..=100)),
            span(&format!("{:>10}", share(row.carried)), tone(row.carried, 0..=20)),
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
            format!("half within {half}, 85 % within {most}, 95 % within {all}   ({})", count(times.days.len(), "item"))
        }
        _ => format!(
            "too little is known: {} with a beginning and an end in {WINDOW} days",
            count(times.days.len(), "item")
        ),
    };
    vec![line(cut(vec![span("FROM BEGUN TO DONE  ", theme.muted), span(&words, theme.text)], cells))]
}

/// Draws the cumulative flow: a column for each few days, the bands one above the other.
fn bands(desk: &Desk, sheet: &Sheet, cells: usize, room: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let weeks = WEEKS.get(state(desk).weeks).copied().unwrap_or(6);
    let mut out = vec![line(cut(
        vec![
            span(&format!("CUMULATIVE FLOW, {weeks} weeks   "), theme.muted),
            span("█ ", theme.good),
            span("done  ", theme.muted),
            span("▒ ", theme.warn),
            span("review  ", theme.muted),
            span("▓ ", theme.accent),
            span("doing  ", theme.muted),
            span("· ", theme.ghost),
            span("to do, of what was taken on", theme.muted),
        ],
        cells,
    ))];
    let high = room.saturating_sub(3);
    let most = sheet.bands.iter().map(|band| band.iter().sum::<u32>()).max().unwrap_or(0);
    if most == 0 {
        out.extend(wrapped("Nothing moved in this time.", cells, theme.text));
        return out;
    }
    let wide = cells.saturating_sub(6).max(1);
    let place = |order: Status| Status::ALL.iter().position(|status| *status == order).unwrap_or(0);
    let order = [
        (place(Status::Done), "█", theme.good),
        (place(Status::Review), "▒", theme.warn),
        (place(Status::Doing), "▓", theme.accent),
        (place(Status::Todo), "·", theme.ghost),
    ];
    let columns: Vec<[u32; 4]> = (0..wide)
        .filter_map(|i| sheet.bands.get((i * sheet.bands.len() + sheet.bands.len() - 1) / wide).copied())
        .collect();
    for row in (0..high).rev() {
        let label = if row + 1 == high { most.to_string() } else { String::new() };
        let mut spans = vec![span(&format!("{label:>5} "), theme.muted)];
        for band in &columns {
            // the middle of the row, in items
            let level =
                (u64::try_from(row).unwrap_or(0) * 2 + 1) * u64::from(most) / (u64::try_from(high).unwrap_or(1) * 2);
            let mut sum = 0_u64;
            let hit = order.iter().find(|(at, _, _)| {
                sum += u64::from(band.get(*at).copied().unwrap_or(0));
                level < sum
            });
            spans.push(hit.map_or_else(|| span(" ", theme.text), |(_, sign, style)| span(sign, *style)));
        }
        out.push(line(spans));
    }
    let (first, last) = (sheet.days.first(), sheet.days.last());
    if let (Some(first), Some(last)) = (first, last) {
        let (from, to) = (first.format("%-d %b").to_string(), last.format("%-d %b").to_string());
        let gap = wide.saturating_sub(from.len() + to.len());
        out.push(line(vec![span(&format!("      {from}{}{to}", " ".repeat(gap)), theme.muted)]));
    }
    out
}
