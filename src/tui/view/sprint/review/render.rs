//! How the review is drawn: the sprint and how far it is, its items, and the one that is judged.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::ids;
use crate::exchange::sprint::page;
use crate::measure::flow;
use crate::measure::review::Standing;
use crate::model::sprint::Met;
use crate::model::story::so_that;
use crate::model::{Id, Item, Metric, Size, Sprint, SprintState, Verdict};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::criteria::sign;
use crate::tui::items::detail::beside;
use crate::tui::pointer::Hits;
use crate::tui::theme::Theme;
use crate::tui::view::sprint::board::active;
use crate::tui::widget::pane::{framed, says};
use crate::tui::widget::table::{Column, Table, Wide};
use crate::tui::widget::text::{cut, line, pane, span, spread, width, wrapped};
use crate::words;

/// Minutes of the time box for each working day of the sprint: Scrum gives four hours to a review of a month of twenty.
const MINUTES_A_DAY: i64 = 12;
/// Rows from which on list and item stand one below the other, and from which on there is room for the numbers.
const TALL: u16 = 14;
/// Its standing as a sign, key, size, title, its standing in a word, criteria that are met, owner.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Cells(1)),
    Column::words(Wide::Most(9)),
    Column::number(3),
    Column::words(Wide::Rest),
    Column::words(Wide::Most(12)).yields(2),
    Column::words(Wide::Most(5)).yields(1),
    Column::words(Wide::Most(10)).yields(3),
];

/// Says that there is nothing to review, and shows the record of the sprint that was closed last, to read.
fn last(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let words = desk.words("No sprint is active, so there is nothing to review. ⟦go.plan⟧ plans one.");
    let all = desk.product().sprints_by_number();
    let Some(closed) = all.into_iter().rev().find(|sprint| sprint.state == SprintState::Closed) else {
        says(frame, area, "Review", &words, theme);
        return;
    };
    let inner = framed(frame, area, vec![span("Review", theme.title)], true, theme);
    let cells = usize::from(inner.width);
    let mut lines = wrapped(&words, cells, theme.text);
    lines.push(Line::default());
    for row in page(closed, desk.product(), desk.now).lines() {
        // a heading of Markdown is a heading here
        match row.trim_start_matches('#') {
            head if head.len() < row.len() => lines.extend(wrapped(head.trim(), cells, theme.title)),
            "" => lines.push(Line::default()),
            row => lines.extend(wrapped(row, cells, theme.text)),
        }
    }
    let room = usize::from(inner.height);
    if lines.len() > room {
        let more = lines.len() - room.saturating_sub(1);
        lines.truncate(room.saturating_sub(1));
        let words = format!("↓ {more} more · ⟦report.sprint⟧ copies all of it");
        lines.push(line(vec![span(&desk.words(&words), theme.muted)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let Some(sprint) = active(desk) else {
        last(desk, frame, area);
        return;
    };
    let area = beside(desk, frame, area);
    let numbers = standing(desk, sprint, usize::from(area.width).saturating_sub(4));
    let high = if area.height >= TALL { u16::try_from(numbers.len()).unwrap_or(2) + 2 } else { 0 };
    head(desk, sprint, numbers, frame, Rect { height: high, ..area });
    let body = Rect { y: area.y + high, height: area.height - high, ..area };
    let inside = state(desk).inside;
    if body.height >= TALL {
        let own = u16::try_from(ids(desk).len().max(1)).unwrap_or(u16::MAX).saturating_add(2);
        let top = own.min(body.height / 2);
        list(desk, sprint, frame, Rect { height: top, ..body }, hits);
        item(desk, sprint, frame, Rect { y: body.y + top, height: body.height - top, ..body });
    } else if inside {
        item(desk, sprint, frame, body);
    } else {
        list(desk, sprint, frame, body, hits);
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

/// Draws the sprint, its goal, and how far its review is.
fn head(desk: &Desk, sprint: &Sprint, numbers: Vec<Line<'static>>, frame: &mut Frame<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let theme = &desk.theme;
    let goal = format!("  {}", text::line(&sprint.goal));
    let days = i64::try_from(sprint.working_days().len()).unwrap_or(0);
    let spent = format!("  {}", state(desk).clock.words(desk.now, days * MINUTES_A_DAY));
    let room = usize::from(area.width).saturating_sub(6 + text::width(&spent));
    let head = vec![span(&format!("Review of S{}", sprint.number), theme.title), span(&goal, theme.why)];
    let mut title = cut(head, room);
    title.push(span(&spent, theme.ghost));
    let inner = framed(frame, area, title, false, theme);
    frame.render_widget(Paragraph::new(numbers), inner);
}

/// Returns the agenda: who is there, the verdicts, what was said, whether the goal was met; each with what it has so far, and the first
/// that has nothing lit.
fn agenda(desk: &Desk, sprint: &Sprint, ids: &[Id]) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let items = ids.iter().filter_map(|id| desk.product().items().get(*id));
    let judged = items.filter(|item| matches!(Standing::of(item, sprint), Standing::Accepted | Standing::Returned));
    let waits = |id: &&Id| {
        let item = desk.product().items().get(**id);
        item.is_some_and(|item| Standing::of(item, sprint) == Standing::Waiting)
    };
    let waiting = ids.iter().filter(waits).count();
    let met = if sprint.met == Met::Open { "–" } else { sprint.met.word() };
    let steps = [
        (format!("1 who {}", sprint.present.len()), !sprint.present.is_empty()),
        (format!("2 judge {}/{}", judged.count(), ids.len()), waiting == 0),
        (format!("3 hear {}", sprint.feedback.len()), !sprint.feedback.is_empty()),
        (format!("4 goal met {met}"), sprint.met != Met::Open),
    ];
    let here = steps.iter().position(|(_, done)| !done);
    let style = |n: usize| if Some(n) == here { theme.accent } else { theme.muted };
    steps.iter().enumerate().map(|(n, (words, _))| span(&format!("  {words}"), style(n))).collect()
}

fn list(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let focused = !state(desk).inside;
    let ids = ids(desk);
    let mut title = vec![
        span("Items", if focused { theme.title } else { theme.muted }),
        span(&format!("  {}", ids.len()), theme.muted),
    ];
    title.extend(agenda(desk, sprint, &ids));
    let inner = framed(frame, area, cut(title, usize::from(area.width).saturating_sub(4)), focused, theme);
    if ids.is_empty() {
        let words = wrapped("Nothing is in the sprint any more.", usize::from(inner.width), theme.muted);
        frame.render_widget(Paragraph::new(words), inner);
        return;
    }
    let cells = |id: Id| {
        let Some(item) = desk.product().items().get(id) else { return Vec::new() };
        let (sign, style, words) = shown(Standing::of(item, sprint), theme);
        let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
        let (met, all) = item.criteria_met();
        let criteria = if all == 0 { String::new() } else { format!("{met}/{all}") };
        vec![
            vec![span(sign, style)],
            vec![span(&desk.product().key(item), theme.muted)],
            vec![span(&size, theme.muted)],
            vec![span(&text::line(&item.title), theme.text)],
            vec![span(words, style)],
            vec![span(&criteria, if met == all { theme.good } else { theme.muted })],
            vec![span(&text::line(&item.owner), theme.muted)],
        ]
    };
    Table { theme, columns: COLUMNS }.list(frame, inner, (&ids, &state(desk).chosen, focused), hits, cells);
}

/// Returns how far the review is: whether the goal was met, the points by verdict, and what the sprint was like.
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
    let (met, style) = match sprint.met {
        Met::Open => (desk.words("⟦review.goal⟧ says whether, and what was learned"), theme.muted),
        Met::Yes => ("yes".to_owned(), theme.good),
        Met::Partly => ("partly".to_owned(), theme.warn),
        Met::No => ("no".to_owned(), theme.bad),
    };
    let mut goal = vec![span("GOAL MET? ", theme.muted), span(&met, style)];
    if let Some(metric) = sprint.result.and_then(|id| desk.product().get::<Metric>(id)) {
        let from = sprint.result_at_start(metric, desk.now.zone).map_or_else(|| "?".into(), |n| metric.with_unit(n));
        let now = metric.current().map_or_else(|| "?".into(), |n| metric.with_unit(n));
        goal.push(span(&format!("  {} {from} → {now}", metric.key()), theme.why));
    }
    let points = vec![
        span(&format!("to judge {}", points(Standing::Waiting)), theme.text),
        span(&format!(" · accepted {}", points(Standing::Accepted)), theme.good),
        span(&format!(" · returned {}", points(Standing::Returned)), theme.warn),
        span(&format!(" · left {}", points(Standing::Unfinished)), theme.text),
    ];
    let now = flow::first_pass_now(sprint, desk.product());
    let before: Vec<u32> = flow::rows(desk.product()).iter().rev().take(3).filter_map(|row| row.first_pass).collect();
    let mean = u32::try_from(before.len()).ok().filter(|n| *n > 0).map(|n| before.iter().sum::<u32>() / n);
    let now = now.map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    let mean = mean.map_or_else(String::new, |n| format!(" (last sprints {n} %)"));
    let mut facts = vec![format!("first pass {now}{mean}")];
    if !sprint.feedback.is_empty() {
        facts.push(words::count(sprint.feedback.len(), "voice"));
    }
    if !sprint.wins.is_empty() {
        facts.push(words::count(sprint.wins.len(), "win"));
    }
    if !sprint.present.is_empty() {
        facts.push(words::count(sprint.present.len(), "guest"));
    }
    let facts = vec![span(&facts.join(" · "), theme.muted)];
    if width(&points) + width(&facts) + 2 <= cells {
        return vec![line(cut(goal, cells)), line(spread(points, facts, cells))];
    }
    vec![line(cut(goal, cells)), line(cut(points, cells)), line(cut(facts, cells))]
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
    let inner = framed(frame, area, vec![span(&head, if focused { theme.title } else { theme.muted })], focused, theme);
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
        out.extend(wrapped(&so_that(&text::line(&item.benefit)), cells, theme.text));
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
