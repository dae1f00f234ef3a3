//! How the review is drawn: the items on the left, the one that is judged on the right.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::ids;
use crate::measure::flow;
use crate::measure::review::Standing;
use crate::model::sprint::Met;
use crate::model::{Item, Metric, Size, Sprint, Verdict};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::criteria::sign;
use crate::tui::pointer::Hits;
use crate::tui::theme::Theme;
use crate::tui::view::sprint::board::active;
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};
use crate::words;

/// From here on both panes stand side by side.
const WIDE: u16 = 76;
/// Lines that the numbers under the list take.
const NUMBERS: u16 = 8;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let Some(sprint) = active(desk) else {
        let block = pane(vec![span("Review", theme.title)], true, theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let words = desk.words("No sprint is active, so there is nothing to review. ⟦go.plan⟧ plans one.");
        frame.render_widget(Paragraph::new(wrapped(&words, usize::from(inner.width), theme.text)), inner);
        return;
    };
    if area.width >= WIDE {
        let left = (area.width * 2 / 5).min(44);
        list(desk, sprint, frame, Rect { width: left, ..area }, hits);
        item(desk, sprint, frame, Rect { x: area.x + left, width: area.width - left, ..area });
    } else if state(desk).inside {
        item(desk, sprint, frame, area);
    } else {
        list(desk, sprint, frame, area, hits);
    }
}

/// Returns the sign of a standing, its style, and its words.
fn shown(standing: Standing, theme: &Theme) -> (&'static str, Style, &'static str) {
    let (sign, style) = match standing {
        Standing::Accepted => ("✓", theme.good),
        Standing::Waiting => ("?", theme.accent),
        Standing::Returned => ("↩", theme.warn),
        Standing::Unfinished => ("–", theme.muted),
    };
    (sign, style, standing.words())
}

fn list(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let focused = !state(desk).inside;
    let title = format!("Review of S{}", sprint.number);
    let block = pane(vec![span(&title, if focused { theme.title } else { theme.muted })], focused, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let ids = ids(desk);
    let numbers = if inner.height > NUMBERS + 4 { NUMBERS } else { 0 };
    let window = state(desk).chosen.window(&ids, usize::from(inner.height.saturating_sub(numbers)));
    let at = state(desk).chosen.place(&ids);
    let mut lines = Vec::new();
    for (i, id) in ids.iter().enumerate().skip(window.start).take(window.len()) {
        let Some(item) = desk.product().items().get(*id) else { continue };
        let here = Some(i) == at;
        let (sign, style, words) = shown(Standing::of(item, sprint), theme);
        let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
        let left = vec![
            span(if here { "▸ " } else { "  " }, theme.accent),
            span(&format!("{sign} "), style),
            span(&format!("{:<8}{size:>3} ", desk.product().key(item)), theme.muted),
            span(&text::line(&item.title), theme.text),
        ];
        let right = if cells >= 60 { vec![span(&format!(" {words}"), style)] } else { Vec::new() };
        hits.things.push((Rect { y: inner.y + u16::try_from(lines.len()).unwrap_or(0), height: 1, ..inner }, *id));
        lines.push(bar(spread(left, right, cells), here && focused, theme));
    }
    if ids.is_empty() {
        lines.extend(wrapped("Nothing is in the sprint any more.", cells, theme.muted));
    }
    frame.render_widget(Paragraph::new(lines), inner);
    if numbers > 0 {
        let under = Rect { y: inner.bottom() - numbers, height: numbers, ..inner };
        frame.render_widget(Paragraph::new(standing(desk, sprint, cells)), under);
    }
}

/// Returns how far the review is, in numbers.
fn standing(desk: &Desk, sprint: &Sprint, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let of = |wanted: Standing| {
        let items = sprint.items.iter().filter_map(|id| desk.product().items().get(*id));
        items
            .filter(|item| item.declined.is_none() && Standing::of(item, sprint) == wanted)
            .filter_map(|item| item.size.and_then(Size::points))
            .fold(0, u32::saturating_add)
    };
    let points = |wanted| Size::Points(of(wanted)).to_string();
    let mut out = vec![
        line(vec![span("POINTS", theme.muted)]),
        line(cut(
            vec![
                span(&format!("accepted {}", points(Standing::Accepted)), theme.good),
                span(&format!("  returned {}", points(Standing::Returned)), theme.warn),
            ],
            cells,
        )),
        line(cut(
            vec![span(
                &format!("to judge {}  left {}", points(Standing::Waiting), points(Standing::Unfinished)),
                theme.text,
            )],
            cells,
        )),
    ];
    let now = flow::first_pass_now(sprint, desk.product());
    let before: Vec<u32> = flow::rows(desk.product()).iter().rev().take(3).filter_map(|row| row.first_pass).collect();
    let mean = u32::try_from(before.len()).ok().filter(|n| *n > 0).map(|n| before.iter().sum::<u32>() / n);
    let now = now.map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    let mean = mean.map_or_else(String::new, |n| format!(" (last sprints {n} %)"));
    out.push(line(cut(vec![span(&format!("first pass {now}{mean}"), theme.text)], cells)));
    let (met, style) = match sprint.met {
        Met::Open => ("Enter says it".to_owned(), theme.muted),
        Met::Yes => ("yes".to_owned(), theme.good),
        Met::Partly => ("partly".to_owned(), theme.warn),
        Met::No => ("no".to_owned(), theme.bad),
    };
    out.push(line(cut(vec![span("GOAL MET? ", theme.muted), span(&met, style)], cells)));
    if let Some(metric) = sprint.result.and_then(|id| desk.product().get::<Metric>(id)) {
        let from = sprint.result_at_start(metric, desk.now.zone).map_or_else(|| "?".into(), |n| metric.with_unit(n));
        let now = metric.current().map_or_else(|| "?".into(), |n| metric.with_unit(n));
        out.push(line(cut(vec![span(&format!("{} {from} → {now}", metric.key()), theme.why)], cells)));
    }
    if !sprint.feedback.is_empty() || !sprint.wins.is_empty() {
        let words =
            format!("{} · {}", words::count(sprint.feedback.len(), "voice"), words::count(sprint.wins.len(), "win"));
        out.push(line(vec![span(&words, theme.text)]));
    }
    out
}

fn item(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let focused = state(desk).inside;
    let Some(item) = desk.selected_item() else {
        let block = pane(vec![span("Does it meet what was asked for?", theme.muted)], focused, theme);
        frame.render_widget(block, area);
        return;
    };
    let head = format!("{} {}", desk.product().key(item), text::line(&item.title));
    let head = text::cut(&head, usize::from(area.width).saturating_sub(6)).into_owned();
    let block = pane(vec![span(&head, if focused { theme.title } else { theme.muted })], focused, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut lines = why(desk, item, cells);
    lines.push(Line::default());
    let mut here = 0..0;
    let mut at = 0;
    lines.push(line(spread(
        vec![span("CRITERIA", theme.muted)],
        vec![
            span(&desk.words("⟦review.judge⟧"), theme.key),
            span(" met  ", theme.muted),
            span(&desk.words("⟦review.missed⟧"), theme.key),
            span(" missed", theme.muted),
        ],
        cells,
    )));
    if item.criteria.is_empty() {
        lines.extend(wrapped(
            &desk.words("none were written down: ⟦item.criteria⟧ adds what it must meet"),
            cells,
            theme.warn,
        ));
    }
    for criterion in &item.criteria {
        let (mark, style) = sign(criterion.verdict, theme);
        let chosen = focused && at == state(desk).row;
        let from = lines.len();
        let words = text::line(&criterion.text).into_owned();
        for (n, part) in text::wrap(&words, cells.saturating_sub(4)).into_iter().enumerate() {
            let lead = if n == 0 { format!("{} {mark} ", if chosen { "▸" } else { " " }) } else { "    ".to_owned() };
            let own = if chosen { theme.selected } else { theme.text };
            lines.push(line(vec![span(&lead, if chosen { theme.accent } else { style }), span(&part, own)]));
        }
        if !criterion.note.is_empty() && criterion.verdict != Verdict::Met {
            lines.extend(wrapped(&format!("    “{}”", text::line(&criterion.note)), cells, theme.warn));
        }
        if chosen {
            here = from..lines.len();
        }
        at += 1;
    }
    let done = &desk.product().about().done;
    if !done.is_empty() {
        lines.push(Line::default());
        lines.push(line(vec![span("DEFINITION OF DONE", theme.muted)]));
    }
    for words in done {
        let ticked = item.finished.contains(words);
        let chosen = focused && at == state(desk).row;
        let (mark, style) = if ticked { ("✓", theme.good) } else { ("·", theme.muted) };
        if chosen {
            here = lines.len()..lines.len() + 1;
        }
        let own = if chosen { theme.selected } else { theme.text };
        let lead = format!("{} {mark} ", if chosen { "▸" } else { " " });
        lines.push(line(cut(vec![span(&lead, if chosen { theme.accent } else { style }), span(words, own)], cells)));
        at += 1;
    }
    lines.push(Line::default());
    lines.extend(verdict(desk, item, sprint, cells));
    let skip = here.end.saturating_sub(usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), inner);
}

fn why(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let mut out = match item.goal.and_then(|id| desk.product().goals().get(id)) {
        Some(goal) => wrapped(&format!("G{} {}", goal.num, text::line(&goal.title)), cells, theme.why),
        None => vec![line(vec![span("∅ it serves no goal", theme.why)])],
    };
    if !item.benefit.is_empty() {
        out.extend(wrapped(&format!("so that {}", text::line(&item.benefit)), cells, theme.text));
    }
    let demo = if item.demo.is_empty() {
        desk.words("⟦review.demo⟧ says where it can be seen")
    } else {
        item.demo.clone()
    };
    let owner = if item.owner.is_empty() { String::new() } else { format!("{} · ", text::line(&item.owner)) };
    out.push(line(cut(vec![span("demo ", theme.muted), span(&format!("{owner}{demo}"), theme.muted)], cells)));
    out
}

fn verdict(desk: &Desk, item: &Item, sprint: &Sprint, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let standing = Standing::of(item, sprint);
    let (sign, style, words) = shown(standing, theme);
    let mut out = vec![line(cut(
        vec![
            span("VERDICT ", theme.muted),
            span(&format!("{sign} {words}"), style),
            span(&desk.words("  ⟦review.accept⟧ "), theme.key),
            span("accept  ", theme.muted),
            span(&desk.words("⟦review.return⟧ "), theme.key),
            span("return  ", theme.muted),
            span(&desk.words("⟦review.rest⟧ "), theme.key),
            span("rest", theme.muted),
        ],
        cells,
    ))];
    for back in item.returns.iter().filter(|back| back.sprint == Some(sprint.id)) {
        let words = format!("↩ {}: {}", back.fault, text::line(&back.text));
        out.extend(wrapped(&words, cells, theme.warn));
    }
    let wins = sprint.wins.iter().filter(|win| win.item == Some(item.id));
    for win in wins {
        let thanks = if win.who.is_empty() { String::new() } else { format!(", thanks to {}", text::line(&win.who)) };
        out.extend(wrapped(&format!("! {}{thanks}", text::line(&win.what)), cells, theme.good));
    }
    if !sprint.feedback.is_empty() {
        out.push(Line::default());
        out.push(line(vec![span("HEARD", theme.muted)]));
        for row in sprint.feedback.iter().rev() {
            let who = if row.who.is_empty() { String::new() } else { format!("  {}", text::line(&row.who)) };
            out.extend(wrapped(&format!("“{}”{who}", text::line(&row.text)), cells, theme.text));
        }
    }
    out
}
