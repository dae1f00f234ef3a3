//! How the board is drawn: head, columns, burndown, and what protects the sprint.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{COLUMNS, active, chart, column, here, most, selected};
use crate::measure::sprint::{Burndown, burndown, chance, left_now};
use crate::measure::{flow, ready};
use crate::model::{Id, Item, Metric, Size, Sprint, Status};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::{framed, says};
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;

/// From here on all columns stand side by side.
const WIDE: u16 = 76;
/// Rows of the burndown with its frame.
const BELOW: u16 = 10;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let Some(sprint) = active(desk) else {
        says(frame, area, "Sprint", &desk.words("No sprint is active. ⟦go.plan⟧ plans one."), theme);
        return;
    };
    let burndown = burndown(sprint, desk.product(), desk.now);
    let high = if area.height >= 20 { 4 } else { 3.min(area.height) };
    head(desk, sprint, &burndown, frame, Rect { height: high, ..area });
    let rest = Rect { y: area.y + high, height: area.height.saturating_sub(high), ..area };
    let below = if rest.height >= 16 { BELOW } else { 0 };
    let board = Rect { height: rest.height - below, ..rest };
    columns(desk, frame, board, hits);
    if below > 0 {
        let under = Rect { y: board.bottom(), height: below, ..rest };
        let half = if under.width >= WIDE { under.width * 3 / 5 } else { under.width };
        chart::draw(theme, &burndown, sprint.committed_points().0, frame, Rect { width: half, ..under });
        if half < under.width {
            protect(desk, sprint, frame, Rect { x: under.x + half, width: under.width - half, ..under });
        }
    }
}

fn head(desk: &Desk, sprint: &Sprint, chart: &Burndown, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    let title = vec![span(&format!("Sprint {}", sprint.number), theme.title), span(&format!("  {goal}"), theme.why)];
    let inner = framed(frame, area, title, true, theme);
    let cells = usize::from(inner.width);
    let lines = vec![line(cut(pace(desk, sprint, chart), cells)), line(cut(outlook(desk, sprint), cells))];
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns where the sprint stands against an even pace.
fn pace(desk: &Desk, sprint: &Sprint, chart: &Burndown) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let (committed, sizeless) = sprint.committed_points();
    let over = chart.left.len();
    let left = left_now(sprint, desk.product());
    let ideal = chart.even;
    let day = match (over, chart.days.len()) {
        (0, all) => format!(
            "begins {} · {all} days",
            sprint.start.map_or_else(String::new, |day| day.format("%-d %b").to_string())
        ),
        (day, all) => format!("day {day} of {all}"),
    };
    let (added, removed) = flow::in_and_out(sprint);
    let scope = if sprint.scope.is_empty() {
        String::new()
    } else {
        format!(" · +{} −{}", Size::Points(added), Size::Points(removed))
    };
    let agreed = if sprint.agreed { ", agreed" } else { "" };
    let unsized_words = if sizeless > 0 { format!(" and {sizeless} unsized") } else { String::new() };
    let words = format!(
        "{day} · committed {}{unsized_words}{agreed}{scope} · left {}",
        Size::Points(committed),
        Size::Points(left)
    );
    let mut out = vec![span(&words, theme.text)];
    if over > 0 {
        out.push(span(" · ", theme.muted));
        out.push(if left > ideal {
            span(&format!("{} behind an even pace", Size::Points(left - ideal)), theme.warn)
        } else {
            span(&format!("{} ahead of an even pace", Size::Points(ideal - left)), theme.good)
        });
    }
    out
}

/// Returns what the sprint aims at, and its chance.
fn outlook(desk: &Desk, sprint: &Sprint) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let key = (desk.epoch, desk.now.today);
    let mut out = Vec::new();
    if let Some(percent) = state(desk).chance.get(key, || chance(sprint, desk.product(), desk.now)) {
        let style = if percent >= 70 { theme.good } else { theme.warn };
        out.extend([
            span("chance that all open items are done in time ", theme.muted),
            span(&format!("{percent} %"), style),
        ]);
    } else if sprint.is_past(desk.now.today) {
        out.push(span(
            &desk.words("its last day is over: ⟦go.review⟧ reviews it, ⟦sprint.close⟧ closes it"),
            theme.warn,
        ));
    } else {
        out.push(span("no chance is told yet: too little was finished", theme.muted));
    }
    if let Some(metric) = sprint.result.and_then(|id| desk.product().get::<Metric>(id)) {
        let shown = |n| metric.with_unit(n);
        let from = sprint.result_at_start(metric, desk.now.zone).map_or_else(|| "?".into(), shown);
        let now = metric.current().map_or_else(|| "?".into(), shown);
        let words = format!("   {} {} {from} → {now}", metric.key(), text::line(&metric.measure));
        out.push(span(&words, theme.why));
    }
    out
}

fn columns(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let status = here(desk);
    if area.width < WIDE {
        // one column, and how many wait in the others
        let strip: Vec<String> = COLUMNS
            .iter()
            .map(|(own, name)| {
                let mark = if *own == status { "▸" } else { "" };
                format!("{mark}{name} {}", column(desk, *own).len())
            })
            .collect();
        draw_column(desk, (status, ""), &strip.join(" · "), frame, area, hits);
        return;
    }
    let n = u16::try_from(COLUMNS.len()).unwrap_or(4);
    for (i, own) in (0..n).zip(COLUMNS) {
        let x = area.x + area.width * i / n;
        let width = area.x + area.width * (i + 1) / n - x;
        draw_column(desk, *own, "", frame, Rect { x, width, ..area }, hits);
    }
}

/// Returns what a column is called, with what it holds against what it should hold.
fn heading(desk: &Desk, (status, name): (Status, &str), ids: &[Id]) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let focused = selected(desk).is_some_and(|id| ids.contains(&id));
    let points = ids.iter().filter_map(|id| desk.product().items().get(*id)?.size.and_then(Size::points));
    let sum = points.fold(0, u32::saturating_add);
    let own = if focused { theme.title } else { theme.muted };
    let held = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    match most(desk, status) {
        Some(most) => vec![
            span(name, own),
            span(&format!("  {held} of {most}"), if held > most { theme.bad } else { own }),
            span(&format!(" · {}", Size::Points(sum)), own),
        ],
        None => vec![span(&format!("{name}  {held} · {}", Size::Points(sum)), own)],
    }
}

fn draw_column(desk: &Desk, own: (Status, &str), strip: &str, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let ids = column(desk, own.0);
    let chosen = selected(desk);
    let title = if strip.is_empty() { heading(desk, own, &ids) } else { vec![span(strip, theme.title)] };
    let focused = chosen.is_some_and(|id| ids.contains(&id)) || desk.hold.over == Some(own.0);
    let inner = framed(frame, area, title, focused, theme);
    hits.columns.push((area, own.0));
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut cards: Vec<(usize, usize, Id)> = Vec::new();
    for item in ids.iter().filter_map(|id| desk.product().items().get(*id)) {
        let from = lines.len();
        lines.extend(card(desk, item, Some(item.id) == chosen, cells));
        cards.push((from, lines.len(), item.id));
    }
    if lines.is_empty() {
        lines.push(line(vec![span("–", theme.ghost)]));
    }
    let page = usize::from(inner.height);
    let end = cards.iter().find(|(_, _, id)| Some(*id) == chosen).map_or(0, |(_, end, _)| *end);
    let skip = end.saturating_sub(page);
    for (from, to, id) in cards {
        let row = |n: usize| u16::try_from(n.saturating_sub(skip).min(page)).unwrap_or(0);
        let (top, bottom) = (row(from), row(to));
        hits.things.push((Rect { y: inner.y + top, height: bottom - top, ..inner }, id));
    }
    let shown: Vec<Line<'static>> = lines.into_iter().skip(skip).take(page).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn card(desk: &Desk, item: &Item, lit: bool, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let style = |own| if lit { theme.selected } else { own };
    let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
    let (sign, tone) = match (item.accepted, item.status) {
        (Some(_), _) => (" ✓", theme.good),
        (None, Status::Done) => (" ?", theme.warn),
        _ => ("", theme.text),
    };
    let first = format!("{}{} {size:>3}", if lit { "▸" } else { " " }, desk.product().key(item));
    let mut spans =
        vec![span(&text::cut(&first, cells.saturating_sub(2)), style(theme.muted)), span(sign, style(tone))];
    let owner = text::line(&item.owner).into_owned();
    if !owner.is_empty() {
        spans.push(span(&format!("  {owner}"), style(theme.text)));
    }
    let mut spans = cut(spans, cells);
    let rest = cells.saturating_sub(crate::tui::widget::text::width(&spans));
    spans.push(span(&" ".repeat(rest), style(theme.text)));
    let title = format!("  {}", text::line(&item.title));
    let mut lines = vec![line(spans), line(vec![span(&text::fit(&title, cells), style(theme.text))])];
    let mut signs = Vec::new();
    if let Some(why) = ready::obstacle(item, desk.product()).filter(|_| item.is_open()) {
        signs.push(span(&format!("  ✗ {}", text::line(&why)), theme.bad));
    }
    if let Some(back) = item.returns.last().filter(|_| item.is_open()) {
        signs.push(span(&format!("  ↩ {}", back.fault), theme.warn));
    }
    let age = flow::age(item, desk.now);
    let usual = state(desk)
        .usual
        .get((desk.epoch, desk.now.today), || flow::times(desk.product(), desk.now, 180).percentile(85));
    if age > usual.map_or(flow::AGEING, i64::from) {
        signs.push(span(&format!("  {age} d at work"), theme.warn));
    }
    let open = item.open_questions().count();
    if open > 0 {
        signs.push(span(&format!("  ? {open}"), theme.warn));
    }
    let (done, all) = item.tasks_done();
    if all > 0 {
        signs.push(span(&format!("  {done}/{all} tasks"), theme.muted));
    }
    if !signs.is_empty() {
        lines.push(line(cut(signs, cells)));
    }
    lines
}

/// Draws what protects the sprint: changes of scope, interruptions, open questions.
fn protect(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Protect", theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let name = |id: Id| desk.product().items().get(id).map_or_else(|| "?".to_owned(), |item| desk.product().key(item));
    let mut lines = Vec::new();
    for change in sprint.scope.iter().rev() {
        let mut words = desk.now.day_of(change.at).format("%-d %b").to_string();
        if let Some(added) = &change.added {
            words.push_str(&format!(" +{}", name(added.item)));
        }
        if let Some(removed) = &change.removed {
            words.push_str(&format!(" −{}", name(removed.item)));
        }
        let by = if change.by.is_empty() { String::new() } else { format!(" · {}", change.by) };
        lines.extend(wrapped(&format!("{words}: {}{by}", change.why), cells, theme.text));
    }
    if lines.is_empty() {
        lines.extend(wrapped("The scope is as it was committed. p changes it, with a reason.", cells, theme.muted));
    }
    if !sprint.interruptions.is_empty() {
        let minutes = sprint.interruptions.iter().map(|row| row.minutes).fold(0, u32::saturating_add);
        let words = format!("{}, {}", count(sprint.interruptions.len(), "interruption"), hours(minutes));
        lines.push(line(vec![span(&words, theme.text)]));
    }
    let questions: Vec<_> = sprint
        .items
        .iter()
        .filter_map(|id| desk.product().items().get(*id))
        .flat_map(|item| item.open_questions().map(move |question| (item, question)))
        .collect();
    for (item, question) in &questions {
        let words = format!("{} “{}”", desk.product().key(item), text::line(&question.text));
        lines.push(line(cut(vec![span("? ", theme.warn), span(&words, theme.text)], cells)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns minutes as people say them: `2 h 10`.
#[must_use]
pub fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}
