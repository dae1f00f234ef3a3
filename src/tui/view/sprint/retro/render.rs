//! How the retrospective is drawn: last actions on top, the notes in columns, what was decided below.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Pane, before, heads, ids, own, retro, sprint};
use crate::measure::flow;
use crate::model::action::{ActionState, MOST_ACTIONS};
use crate::model::entity::hundredths;
use crate::model::retro::{QUESTIONS, votes};
use crate::model::{Retro, RetroAction, Size, Sprint};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::widget::chart::spark;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{bar, cut, line, span, spread, wrapped};
use crate::words::count;
use crate::words::hours;

/// Sprints that a trend shows.
const TREND: usize = 8;
/// From here on the columns stand side by side.
const WIDE: u16 = 76;
/// Minutes of the time box for each week of the sprint: a retrospective of two weeks takes an hour and a half.
const MINUTES_A_WEEK: i64 = 45;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let (Some(retro), Some(sprint)) = (retro(desk), sprint(desk)) else {
        nothing(desk, frame, area);
        return;
    };
    let before = before(desk);
    let own = own(desk);
    let top = u16::try_from(before.len().clamp(1, 4)).unwrap_or(1) + 2;
    let low = u16::try_from(own.len().clamp(MOST_ACTIONS, 6)).unwrap_or(2) + 5;
    let short = area.height < top + low + 5;
    // in a low window the pane that has the keys is the one that is drawn, and the notes are always there
    let top = if short && state(desk).pane != Pane::Before { 0 } else { top };
    let low = if short && state(desk).pane == Pane::Before { 0 } else { low };
    let top = top.min(area.height);
    let low = low.min(area.height - top);
    if top > 0 {
        follow_up(desk, &before, frame, Rect { height: top, ..area });
    }
    notes(desk, retro, sprint, frame, Rect { y: area.y + top, height: area.height - top - low, ..area });
    if low > 0 {
        decide(desk, retro, sprint, &own, frame, Rect { y: area.bottom() - low, height: low, ..area });
    }
}

/// Draws the page where no retrospective is open: what begins one, and what the last ones taught.
fn nothing(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Retrospective", theme.title)], true, theme);
    let cells = usize::from(inner.width);
    let words = match desk.product().sprint_to_look_back_on() {
        Some(sprint) => format!("⟦go.retro⟧ chooses a format and looks back on S{}.", sprint.number),
        None => "No sprint has begun yet, so there is nothing to look back on. ⟦go.plan⟧ plans one.".to_owned(),
    };
    let mut lines = wrapped(&desk.words(&words), cells, theme.text);
    let learned = desk.product().sprints_by_number().into_iter().rev().filter_map(|sprint| {
        let retro = desk.product().retro_of(sprint.id).filter(|retro| !retro.learned.is_empty())?;
        Some(format!("S{}  {}", sprint.number, text::line(&retro.learned)))
    });
    let learned: Vec<String> = learned.collect();
    if !learned.is_empty() {
        lines.extend([Line::default(), line(vec![span("LEARNED", theme.muted)])]);
        lines.extend(learned.iter().flat_map(|words| wrapped(words, cells, theme.text)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn action_line(desk: &Desk, action: &RetroAction, here: bool, cells: usize) -> Line<'static> {
    let theme = &desk.theme;
    let (sign, style) = match action.state {
        ActionState::Open => ("·", theme.accent),
        ActionState::Done => ("✓", theme.good),
        ActionState::Dropped => ("✗", theme.muted),
    };
    let again = if action.again > 0 { format!(" ×{}", action.again + 1) } else { String::new() };
    let left = vec![
        span(if here { "▸ " } else { "  " }, theme.accent),
        span(&format!("{sign} "), style),
        span(&text::line(&action.improve), theme.text),
        span(&again, theme.warn),
    ];
    let mut right = Vec::new();
    if !action.owner.is_empty() {
        right.push(span(&format!("  {}", text::line(&action.owner)), theme.text));
    }
    if let Some(day) = action.check.filter(|_| action.state == ActionState::Open) {
        let late = day < desk.now.today;
        right.push(span(&format!("  {}", day.format("%-d %b")), if late { theme.warn } else { theme.muted }));
    }
    if let Some(item) = action.item.and_then(|id| desk.product().items().get(id)) {
        right.push(span(&format!("  → {}", desk.product().key(item)), theme.why));
    }
    right.push(span(" ", theme.text));
    bar(spread(left, right, cells), here, theme)
}

fn follow_up(desk: &Desk, before: &[&RetroAction], frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let focused = state(desk).pane == Pane::Before;
    let (done, all) = desk.product().follow_through();
    let through = (done * 100).checked_div(all);
    let through = through.map_or_else(String::new, |share| format!("  {share} % of {all} were done"));
    let lesson = desk.product().last_lesson();
    let lesson = lesson.map_or_else(String::new, |(n, words)| format!(" · S{n} taught: {}", text::line(words)));
    let title = vec![
        span("Follow up first", if focused { theme.title } else { theme.muted }),
        span(&through, theme.muted),
        span(&lesson, theme.ghost),
    ];
    let title = cut(title, usize::from(area.width).saturating_sub(6));
    let inner = framed(frame, area, title, focused, theme);
    let cells = usize::from(inner.width);
    if before.is_empty() {
        frame.render_widget(Paragraph::new(line(vec![span("no action is open from before", theme.muted)])), inner);
        return;
    }
    let all = ids(before);
    let at = state(desk).before.place(&all);
    let window = state(desk).before.window(&all, usize::from(inner.height));
    let lines: Vec<Line<'static>> = before
        .iter()
        .enumerate()
        .skip(window.start)
        .take(window.len())
        .map(|(i, action)| action_line(desk, action, focused && Some(i) == at, cells))
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn notes(desk: &Desk, retro: &Retro, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let columns = retro.format().columns;
    if area.width < WIDE {
        let strip: Vec<String> =
            columns.iter().enumerate().map(|(i, (name, _))| format!("{name} {}", retro.column(i).len())).collect();
        column(desk, retro, state(desk).column, &strip.join(" · "), frame, area);
        return;
    }
    let n = u16::try_from(columns.len()).unwrap_or(1);
    for (i, (name, _)) in columns.iter().enumerate() {
        let place = u16::try_from(i).unwrap_or(0);
        let x = area.x + area.width * place / n;
        let width = area.x + area.width * (place + 1) / n - x;
        let head = if i == 0 { format!("S{} · {name}", sprint.number) } else { (*name).to_owned() };
        column(desk, retro, i, &head, frame, Rect { x, width, ..area });
    }
}

fn column(desk: &Desk, retro: &Retro, at: usize, head: &str, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let here = state(desk).column == at;
    let focused = here && state(desk).pane == Pane::Notes;
    let head = text::cut(head, usize::from(area.width).saturating_sub(6)).into_owned();
    let inner = framed(frame, area, vec![span(&head, if focused { theme.title } else { theme.muted })], focused, theme);
    let cells = usize::from(inner.width);
    let rows = retro.column(at);
    let chosen = if here { state(desk).notes.of(&heads(desk)) } else { None };
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut end = 0;
    for (head, under) in &rows {
        let lit = focused && chosen == Some(head.id);
        let n = votes(head, under);
        let style = if lit { theme.selected } else { theme.text };
        let mark = if lit { "▸ " } else { "  " };
        let votes = if n > 0 { format!(" {n}●") } else { String::new() };
        for (i, part) in text::wrap(&text::line(&head.text), cells.saturating_sub(6).max(4)).into_iter().enumerate() {
            let lead = if i == 0 { mark } else { "  " };
            let right = if i == 0 { vec![span(&votes, theme.accent)] } else { Vec::new() };
            lines.push(line(spread(vec![span(lead, theme.accent), span(&part, style)], right, cells)));
        }
        for note in under {
            lines.push(line(cut(vec![span("   · ", theme.ghost), span(&text::line(&note.text), theme.muted)], cells)));
        }
        if chosen == Some(head.id) {
            end = lines.len();
        }
    }
    if rows.is_empty() {
        let hint = retro.format().columns.get(at).map_or("", |(_, hint)| hint);
        lines.extend(wrapped(
            &desk.words(&format!("{hint}{}", if here { ": ⟦retro.note⟧ writes it" } else { "" })),
            cells,
            theme.ghost,
        ));
    }
    let skip = end.saturating_sub(usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), inner);
}

fn decide(desk: &Desk, retro: &Retro, sprint: &Sprint, own: &[&RetroAction], frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let focused = state(desk).pane == Pane::Actions;
    let title = vec![
        span("Decide", if focused { theme.title } else { theme.muted }),
        span(&format!("  {}", time_box(desk, sprint, retro)), theme.muted),
    ];
    let inner = framed(frame, area, title, focused, theme);
    let cells = usize::from(inner.width);
    let mut lines = vec![line(cut(questions(desk, retro), cells)), line(cut(facts(desk, sprint), cells))];
    lines.push(line(cut(better(desk), cells)));
    let all = ids(own);
    let at = state(desk).actions.place(&all);
    lines.extend(own.iter().enumerate().map(|(i, action)| action_line(desk, action, focused && Some(i) == at, cells)));
    for n in own.len()..MOST_ACTIONS {
        let words = if n == own.len() { "  ⟦retro.act⟧ makes an action of a note, two at the most" } else { "  _" };
        lines.push(line(vec![span(&desk.words(words), theme.ghost)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns how much of the time that was set aside is spent.
fn time_box(desk: &Desk, sprint: &Sprint, retro: &Retro) -> String {
    if retro.ended.is_some() {
        return "over".to_owned();
    }
    let days = sprint.start.zip(sprint.end).map_or(10, |(start, end)| (end - start).num_days() + 3);
    let weeks = (days / 7).max(1);
    state(desk).clock.words(desk.now, weeks * MINUTES_A_WEEK)
}

/// Returns the mean answers to the standing questions, with their way over the last retrospectives.
fn questions(desk: &Desk, retro: &Retro) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let mut out = vec![span("PO 1–5  ", theme.muted)];
    let past = desk.product().answers_by_sprint();
    let Some(now) = retro.means() else {
        out.extend([
            span("nobody answered yet: ", theme.text),
            span(&desk.words("⟦retro.score⟧"), theme.key),
            span(" asks the three questions", theme.text),
        ]);
        return out;
    };
    for (i, ((name, _), mean)) in QUESTIONS.iter().zip(now).enumerate() {
        let way: Vec<f64> = past.iter().filter_map(|means| means.get(i)).map(|n| f64::from(*n)).collect();
        let tenth = (mean + 5) / 10 * 10;
        out.push(span(
            &format!("{name} {} ", hundredths(i64::from(tenth))),
            if mean >= 350 { theme.good } else { theme.warn },
        ));
        out.push(span(&format!("{}   ", spark(&way)), theme.muted));
    }
    out
}

/// Returns how things went over the last sprints: whether the team gets better is seen here and nowhere else.
fn better(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let rows = flow::rows(desk.product());
    let mut out = vec![span("BETTER ", theme.muted)];
    let follow = flow::follow_through(desk.product());
    let first: Vec<u32> = rows.iter().filter_map(|row| row.first_pass).collect();
    let carried: Vec<u32> = rows.iter().filter_map(|row| row.carried).collect();
    for (name, values) in [("first pass", first), ("carried on", carried), ("acted on", follow)] {
        let last: Vec<f64> = values.iter().rev().take(TREND).rev().map(|n| f64::from(*n)).collect();
        if let (Some(now), true) = (values.last(), last.len() > 1) {
            out.push(span(&format!(" {name} {now} % "), theme.text));
            out.push(span(&format!("{}  ", spark(&last)), theme.accent));
        }
    }
    if out.len() == 1 {
        out.push(span(" two closed sprints make a trend", theme.ghost));
    }
    out
}

/// Returns what the sprint was like, in numbers.
fn facts(desk: &Desk, sprint: &Sprint) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let row = flow::row(sprint);
    let points = |n: u32| Size::Points(n).to_string();
    let (added, removed) = flow::in_and_out(sprint);
    let mut words = format!("committed {}", points(row.committed));
    if sprint.ended.is_some() {
        words.push_str(&format!(", accepted {}", points(row.accepted)));
        if let Some(first) = row.first_pass {
            words.push_str(&format!(", first pass {first} %"));
        }
        if let Some(carried) = row.carried {
            words.push_str(&format!(", carried on {carried} %"));
        }
    }
    words.push_str(&format!(" · scope +{} −{}", points(added), points(removed)));
    let (n, minutes) = row.interruptions;
    if n > 0 {
        words.push_str(&format!(" · {} {}", count(n, "interruption"), hours(minutes)));
    }
    let questions =
        sprint.items.iter().filter_map(|id| desk.product().items().get(*id)).map(|item| item.questions.len());
    let asked: usize = questions.sum();
    if asked > 0 {
        words.push_str(&format!(" · {} asked", count(asked, "question")));
    }
    let unclear = flow::unclear(sprint, desk.product());
    if unclear > 0 {
        words.push_str(&format!(" · {} unclear", count(unclear, "thing")));
    }
    vec![span("FACTS  ", theme.muted), span(&words, theme.text)]
}
