//! How healthy the backlog is: the four bars of DEEP, what is wrong, and what to fix first. Each line opens its items.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::health::Flaw;
use crate::text;
use crate::tui::command::{Action, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::deliver::groom;
use crate::tui::widget::list::{row_id, row_of};
use crate::tui::widget::table::{Column, Table, Wide};
use crate::tui::widget::text::{line, pane, span, spread, wrapped};

/// Cells of a bar.
const BAR: u32 = 20;
/// Mends that are pointed at.
const BEST: usize = 3;

/// How many, what, how it is mended, what that gains.
const COLUMNS: &[Column] =
    &[Column::number(5), Column::words(Wide::Cells(23)), Column::words(Wide::Rest), Column::number(6)];

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, at| {
        let lines = desk.judge.health.as_ref().map_or(0, |health| health.flaws.len());
        let known = row_of(at, lines);
        state_mut(desk).at = known.unwrap_or(state(desk).at);
    }),
    ..Page::with::<HealthScreen>("Health", || &[ACTIONS, GO], render)
};

/// The state of the screen.
#[derive(Default)]
pub struct HealthScreen {
    /// The line that is chosen.
    at: usize,
}

remembers!(HealthScreen);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("health.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("health.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("health.open", "Show the items of this line").short("show them").keys(&["enter"]).footer(1).run(open),
    row("health.archive", "Archive what nobody touched for long, after a look")
        .short("archive old")
        .keys(&["a"])
        .footer(2)
        .ready(writable)
        .run(groom::archive_older),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.health", "Backlog health: what is wrong, and what to fix first")
    .short("health")
    .keys(&["g i"])
    .everywhere()
    .run(|desk| {
        state_mut(desk).at = 0;
        desk.show(&PAGE);
    })];

fn step(desk: &mut Desk, by: isize) {
    let last = desk.judge.health.as_ref().map_or(0, |health| health.flaws.len().saturating_sub(1));
    state_mut(desk).at = state(desk).at.saturating_add_signed(by).min(last);
}

fn open(desk: &mut Desk) {
    let flaw = desk.judge.health.as_ref().and_then(|health| health.flaws.get(state(desk).at)).cloned();
    let Some(flaw) = flaw else { return };
    desk.show_home();
    desk.narrow(&flaw.filter);
    desk.say(format!("{}: {} · ⟦app.out⟧ shows all, ⟦go.health⟧ goes back", flaw.name, flaw.mend));
}

/// Returns what to do about the line that is chosen.
fn mend(desk: &Desk) -> String {
    let flaw = desk.judge.health.as_ref().and_then(|health| health.flaws.get(state(desk).at));
    flaw.map_or_else(String::new, |flaw| {
        desk.words(&format!("{}: {} · ⟦health.open⟧ shows them", flaw.name, flaw.mend))
    })
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let words = mend(desk);
    let words = text::cut(&words, usize::from(area.width).saturating_sub(4));
    let block = pane(vec![span("Health", theme.title)], true, theme)
        .title_bottom(line(vec![span(&format!(" {words} "), theme.muted)]).right_aligned());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let Some(health) = &desk.judge.health else {
        frame.render_widget(Paragraph::new(line(vec![span("looking through the backlog …", theme.muted)])), inner);
        return;
    };
    if desk.product().order().is_empty() {
        let words =
            desk.words("Nothing is open, so there is nothing to judge. ⟦item.add⟧ in the backlog adds the first item.");
        frame.render_widget(Paragraph::new(wrapped(&words, cells, theme.text)), inner);
        return;
    }
    let tone = |percent: u32| match percent {
        70.. => theme.good,
        40.. => theme.warn,
        _ => theme.bad,
    };
    let mut lines: Vec<Line<'static>> = vec![line(vec![
        span(&format!("{} of 100", health.score), tone(health.score)),
        span(&format!("   {}", health.arithmetic), theme.muted),
    ])];
    lines.push(Line::default());
    for bar in &health.bars {
        let full = usize::try_from(bar.percent * BAR / 100).unwrap_or(0);
        let empty = usize::try_from(BAR).unwrap_or(0) - full.min(usize::try_from(BAR).unwrap_or(0));
        lines.push(line(crate::tui::widget::text::cut(
            vec![
                span(&format!("{:<12}", bar.name), theme.text),
                span(&"█".repeat(full), tone(bar.percent)),
                span(&"░".repeat(empty), theme.ghost),
                span(&format!(" {:>3}  ", bar.percent), theme.text),
                span(&bar.words, theme.muted),
            ],
            cells,
        )));
    }
    lines.push(Line::default());
    let depth = health.band.depth();
    let guess = if health.band.guess { ", velocity guessed" } else { "" };
    lines.push(line(vec![
        span("Ready depth ", theme.text),
        span(&health.band.words(), if (10..=25).contains(&depth) { theme.good } else { theme.warn }),
        span(&format!("  one to two are healthy{guess}"), theme.muted),
    ]));
    // what is to fix goes before the remarks: in a low window they are left out
    let fix = health.flaws.len().clamp(1, FIX) + 2;
    let notes: Vec<Line<'static>> = health.notes.iter().flat_map(|note| wrapped(note, cells, theme.muted)).collect();
    let room = usize::from(inner.height).saturating_sub(lines.len() + fix);
    lines.extend(notes.into_iter().take(room));
    lines.push(Line::default());
    lines.push(line(spread(
        vec![span("TO FIX", theme.muted)],
        vec![span("▲ best first · would lift the score by  ", theme.muted)],
        cells,
    )));
    if health.flaws.is_empty() {
        lines.push(line(vec![span("  nothing is wrong", theme.good)]));
    }
    let head = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inner.height);
    frame.render_widget(Paragraph::new(lines), inner);
    let below = Rect { y: inner.y + head, height: inner.height - head, ..inner };
    flaws(desk, &health.flaws, frame, below, hits);
}

/// Rows of what is to fix that are kept in a low window.
const FIX: usize = 5;

fn flaws(desk: &Desk, flaws: &[Flaw], frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let at = state(desk).at.min(flaws.len().saturating_sub(1));
    let cells = |row: usize| {
        let Some(flaw) = flaws.get(row) else { return Vec::new() };
        let best = if row < BEST && flaw.gain > 0 { "▲" } else { " " };
        vec![
            vec![span(&flaw.count.to_string(), theme.text)],
            vec![span(flaw.name, theme.text)],
            vec![span(&desk.words(flaw.mend), theme.muted)],
            vec![span(&format!("{best} {:>3}", (flaw.gain + 5) / 10), theme.good)],
        ]
    };
    Table { theme, columns: COLUMNS }.draw(frame, area, (flaws.len(), Some(at), true), hits, row_id, cells);
}
