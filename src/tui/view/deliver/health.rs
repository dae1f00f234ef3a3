//! How healthy the backlog is: the four bars of DEEP, what lies about, and which mends help most. Each line opens its items.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::tui::command::{Action, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::screen::Page;
use crate::tui::view::deliver::groom;
use crate::tui::widget::text::{bar, line, pane, span, spread, wrapped};

/// Cells of a bar.
const BAR: u32 = 20;
/// Mends that are pointed at.
const BEST: usize = 3;

/// What the program knows of this screen.
pub static PAGE: Page = Page {
    ..Page::with::<HealthScreen>("Health", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

/// The state of the screen.
#[derive(Default)]
pub struct HealthScreen {
    /// The line that is chosen.
    at: usize,
}

fn state(desk: &Desk) -> &HealthScreen {
    desk.screens.of()
}

fn state_mut(desk: &mut Desk) -> &mut HealthScreen {
    desk.screens.of_mut()
}

rows_of!(&PAGE, Move, always);

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
pub const GO: &[Action] = &[row("go.health", "Health of the backlog: what lies about, and what helps most")
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

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let block = pane(vec![span("Health", theme.title)], true, theme)
        .title_bottom(line(vec![span(&format!(" {} ", mend(desk)), theme.muted)]).right_aligned());
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
    for note in &health.notes {
        lines.extend(wrapped(note, cells, theme.muted));
    }
    lines.push(Line::default());
    let room = usize::from(inner.height).saturating_sub(lines.len() + 1).max(1);
    lines.push(line(spread(
        vec![span("WHAT LIES ABOUT", theme.muted)],
        vec![span("▲ best first · would lift the score by  ", theme.muted)],
        cells,
    )));
    let top = (state(desk).at + 1).saturating_sub(room);
    for (i, flaw) in health.flaws.iter().enumerate().skip(top).take(room) {
        let here = i == state(desk).at;
        let mark = if here { "▸ " } else { "  " };
        let best = if i < BEST && flaw.gain > 0 { "▲" } else { " " };
        let left = vec![
            span(mark, theme.accent),
            span(&format!("{:>5}  ", flaw.count), theme.text),
            span(&format!("{:<24}", flaw.name), theme.text),
            span(&desk.words(flaw.mend), theme.muted),
        ];
        let gain = format!(" {best} {:>3}  ", (flaw.gain + 5) / 10);
        let spans = spread(left, vec![span(&gain, theme.good)], cells);
        lines.push(bar(spans, here, theme));
    }
    if health.flaws.is_empty() {
        lines.push(line(vec![span("  nothing lies about", theme.good)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
