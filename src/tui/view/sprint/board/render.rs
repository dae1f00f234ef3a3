//! How the board is drawn: head, columns, burndown, and what protects the sprint.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{COLUMNS, active, chart, column, here, most, selected};
use crate::measure::sprint::{Burndown, burndown, chance, left_now};
use crate::measure::{flow, ready};
use crate::model::sprint::ScopeChange;
use crate::model::{Id, Item, Metric, Size, Sprint, Status};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::criteria::sign;
use crate::tui::items::detail::beside;
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::{framed, says};
use crate::tui::widget::text::{bar, cut, line, span, spread, width, wrapped};
use crate::words::{count, hours};

/// From here on all columns stand side by side.
const WIDE: u16 = 76;
/// From here on what protects the sprint has a pane of its own.
const ROOMY: u16 = 132;
/// Rows of the burndown with its frame.
const BELOW: u16 = 10;
/// Cells of a lane from which on its head has its points, too.
const LANE: u16 = 22;
/// Cells of a lane that holds nothing.
const EMPTY: u16 = 12;
/// Most lines of a title on a card.
const TITLE: usize = 3;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let Some(sprint) = active(desk) else {
        says(frame, area, "Sprint", &desk.words("No sprint is active. ⟦go.plan⟧ plans one."), theme);
        return;
    };
    let area = beside(desk, frame, area);
    let burndown = burndown(sprint, desk.product(), desk.now);
    let shield = shield(desk, sprint).filter(|_| area.height >= 24 && area.width < ROOMY);
    let high = if area.height >= 20 { 4 + u16::from(shield.is_some()) } else { 3.min(area.height) };
    head(desk, sprint, &burndown, shield, frame, Rect { height: high, ..area });
    let rest = Rect { y: area.y + high, height: area.height.saturating_sub(high), ..area };
    let below = if rest.height >= 16 { BELOW.max(rest.height / 3) } else { 0 };
    let board = Rect { height: rest.height - below, ..rest };
    columns(desk, frame, board, hits);
    if below > 0 {
        under(desk, sprint, &burndown, frame, Rect { y: board.bottom(), height: below, ..rest });
    }
}

/// Draws what stands under the columns: the burndown, the chosen card, and what protects the sprint where there is room.
fn under(desk: &Desk, sprint: &Sprint, burndown: &Burndown, frame: &mut Frame<'_>, area: Rect) {
    let panes = match area.width {
        ..WIDE => 1,
        WIDE..ROOMY => 2,
        _ => 3,
    };
    let part = |n: u16| {
        let x = area.x + area.width * n / panes;
        Rect { x, width: area.x + area.width * (n + 1) / panes - x, ..area }
    };
    chart::draw(&desk.theme, burndown, sprint.committed_points().0, frame, part(0));
    if panes > 1 {
        chosen(desk, sprint, frame, part(1));
    }
    if panes > 2 {
        protect(desk, sprint, frame, part(2));
    }
}

/// Draws the chosen card: what it is for, its criteria, who has it; without a card what protects the sprint.
fn chosen(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let Some(item) = desk.selected_item() else {
        protect(desk, sprint, frame, area);
        return;
    };
    let title =
        vec![span(&desk.product().key(item), theme.title), span(&format!("  {}", text::line(&item.title)), theme.text)];
    let inner = framed(frame, area, title, false, theme);
    let cells = usize::from(inner.width);
    let mut lines = Vec::new();
    if let Some(goal) = item.goal.and_then(|id| desk.product().goals().get(id)) {
        lines.push(line(cut(vec![span(&format!("G{} {}", goal.num, text::line(&goal.title)), theme.why)], cells)));
    }
    let owner = if item.owner.is_empty() {
        vec![span("nobody has it  ", theme.warn), span(&desk.words("⟦item.owner⟧"), theme.key)]
    } else {
        vec![span(&text::line(&item.owner), theme.text)]
    };
    lines.push(line(cut(owner, cells)));
    if item.criteria.is_empty() {
        lines.push(line(vec![span("no criteria yet  ", theme.muted), span(&desk.words("⟦item.criteria⟧"), theme.key)]));
    }
    for criterion in &item.criteria {
        let (mark, style) = sign(criterion.verdict, theme);
        lines.push(line(cut(
            vec![span(&format!("{mark} "), style), span(&text::line(&criterion.text), theme.text)],
            cells,
        )));
    }
    for question in item.open_questions() {
        lines.push(line(cut(vec![span("? ", theme.warn), span(&text::line(&question.text), theme.text)], cells)));
    }
    let room = usize::from(inner.height);
    if lines.len() > room && room > 0 {
        let more = lines.len() - (room - 1);
        lines.truncate(room - 1);
        lines.push(line(vec![span(&format!("↓ {more} more"), theme.muted)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn head(
    desk: &Desk,
    sprint: &Sprint,
    chart: &Burndown,
    shield: Option<Vec<Span<'static>>>,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let theme = &desk.theme;
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    let title = vec![span(&format!("Sprint {}", sprint.number), theme.title), span(&format!("  {goal}"), theme.why)];
    let inner = framed(frame, area, title, true, theme);
    let cells = usize::from(inner.width);
    let mut lines = vec![line(cut(pace(desk, sprint, chart), cells)), line(cut(outlook(desk, sprint), cells))];
    lines.extend(shield.map(|spans| line(cut(spans, cells))));
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
    // a lane that is empty shrinks to its name, and the others share what it leaves
    let filled: Vec<bool> = COLUMNS.iter().map(|(own, _)| !column(desk, *own).is_empty()).collect();
    let any = filled.iter().any(|filled| *filled);
    let empty = |filled: &bool| any && !filled;
    let narrow = u16::try_from(filled.iter().filter(|own| empty(own)).count()).unwrap_or(0);
    let wide = u16::try_from(COLUMNS.len()).unwrap_or(4).saturating_sub(narrow).max(1);
    let room = area.width.saturating_sub(narrow * EMPTY);
    let (mut x, mut n) = (area.x, 0);
    for (own, filled) in COLUMNS.iter().zip(&filled) {
        let width = if empty(filled) {
            EMPTY
        } else {
            n += 1;
            room * n / wide - room * (n - 1) / wide
        };
        draw_column(desk, *own, "", frame, Rect { x, width, ..area }, hits);
        x += width;
    }
}

/// Returns what a column is called, with what it holds against what it should hold.
fn heading(desk: &Desk, (status, name): (Status, &str), ids: &[Id], narrow: bool) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let focused = selected(desk).is_some_and(|id| ids.contains(&id));
    let points = ids.iter().filter_map(|id| desk.product().items().get(*id)?.size.and_then(Size::points));
    let sum = points.fold(0, u32::saturating_add);
    let own = if focused { theme.title } else { theme.muted };
    let held = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    if ids.is_empty() && narrow {
        return vec![span(name, own)];
    }
    let points = if narrow { String::new() } else { format!(" · {}", Size::Points(sum)) };
    match most(desk, status) {
        Some(most) => vec![
            span(name, own),
            span(&format!("  {held} of {most}"), if held > most { theme.bad } else { own }),
            span(&points, own),
        ],
        None => vec![span(&format!("{name}  {held}{points}"), own)],
    }
}

fn draw_column(desk: &Desk, own: (Status, &str), strip: &str, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let ids = column(desk, own.0);
    let chosen = selected(desk);
    let title =
        if strip.is_empty() { heading(desk, own, &ids, area.width < LANE) } else { vec![span(strip, theme.title)] };
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
    // a card that is cut off at the bottom is counted, not shown in half
    let cut_off = cards.iter().filter(|(_, to, id)| *to > skip + page && Some(*id) != chosen).count();
    let kept = cards.iter().filter(|(_, to, _)| *to <= skip + page - usize::from(cut_off > 0)).map(|(_, to, _)| *to);
    if cut_off > 0 && page > 0 {
        // where not even one fits, the first is shown as far as it goes: a lane is never without a card
        let kept = kept.max().unwrap_or(skip + page - 1).max(end).min(skip + page - 1);
        let hidden = cards.iter().filter(|(_, to, _)| *to > kept).count();
        lines.truncate(kept);
        lines.push(line(vec![span(&format!("  ↓ {hidden} more"), theme.muted)]));
    }
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
    let first = format!("{}{}  {size}", if lit { "▸" } else { " " }, desk.product().key(item));
    let left = vec![span(&text::cut(&first, cells.saturating_sub(2)), style(theme.muted)), span(sign, style(tone))];
    let owner = vec![span(&format!(" {}", text::line(&item.owner)), style(theme.text))];
    let owner = if item.owner.is_empty() { Vec::new() } else { owner };
    let mut lines = vec![bar(spread(left, owner, cells), lit, theme)];
    let title = text::line(&item.title);
    let wide = cells.saturating_sub(2).max(4);
    let mut parts = text::wrap(&title, wide);
    if parts.len() > TITLE {
        let rest = parts.split_off(TITLE - 1).join(" ");
        parts.push(text::cut(&rest, wide).into_owned());
    }
    lines.extend(parts.iter().map(|part| line(vec![span(&text::fit(&format!("  {part}"), cells), style(theme.text))])));
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
    // a sign that has no room goes on the next line
    let mut row = Vec::new();
    for sign in signs {
        if !row.is_empty() && width(&row) + width(std::slice::from_ref(&sign)) > cells {
            lines.push(line(cut(std::mem::take(&mut row), cells)));
        }
        row.push(sign);
    }
    if !row.is_empty() {
        lines.push(line(cut(row, cells)));
    }
    lines
}

/// Returns a change of the scope in words: what came, what went, why, and who agreed.
fn scope_words(desk: &Desk, change: &ScopeChange) -> String {
    let name = |id: Id| desk.product().items().get(id).map_or_else(|| "?".to_owned(), |item| desk.product().key(item));
    let mut words = desk.now.day_of(change.at).format("%-d %b").to_string();
    if let Some(added) = &change.added {
        words.push_str(&format!(" +{}", name(added.item)));
    }
    if let Some(removed) = &change.removed {
        words.push_str(&format!(" −{}", name(removed.item)));
    }
    let by = if change.by.is_empty() { String::new() } else { format!(" · {}", change.by) };
    format!("{words}: {}{by}", change.why)
}

/// Returns what interrupted the sprint, in words.
fn interrupted(sprint: &Sprint) -> Option<String> {
    let minutes = sprint.interruptions.iter().map(|row| row.minutes).fold(0, u32::saturating_add);
    let words = || format!("{}, {}", count(sprint.interruptions.len(), "interruption"), hours(minutes));
    (!sprint.interruptions.is_empty()).then(words)
}

/// Returns the last change of the scope and the interruptions on a line, where there are some.
fn shield(desk: &Desk, sprint: &Sprint) -> Option<Vec<Span<'static>>> {
    let theme = &desk.theme;
    let last = sprint.scope.last().map(|change| scope_words(desk, change));
    let words: Vec<String> = interrupted(sprint).into_iter().chain(last).collect();
    (!words.is_empty()).then(|| vec![span("SHIELD  ", theme.muted), span(&words.join(" · "), theme.text)])
}

/// Draws what protects the sprint: changes of scope, interruptions, open questions.
fn protect(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Protect", theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let changes = sprint.scope.iter().rev();
    let mut lines: Vec<Line<'static>> =
        changes.flat_map(|change| wrapped(&scope_words(desk, change), cells, theme.text)).collect();
    if lines.is_empty() {
        let words = desk.words("The scope is as it was committed. ⟦sprint.swap⟧ changes it, with a reason.");
        lines.extend(wrapped(&words, cells, theme.muted));
    }
    lines.extend(interrupted(sprint).map(|words| line(vec![span(&words, theme.text)])));
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
