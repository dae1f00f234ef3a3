//! How planning is drawn: the promise against what it can hold, the order on the left, the sprint on the right.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{ask, chosen, planned, points, pull, side};
use crate::measure::velocity::{Velocity, capacity};
use crate::measure::{flow, ready};
use crate::model::{Id, Item, Metric, Size, Sprint};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};
use crate::words::count;

/// Cells of the capacity bar.
const BAR: usize = 30;
/// From here on the order and the sprint stand side by side.
const WIDE: u16 = 76;
/// Points in percent that a class may be off its share before it is worth a word.
const OFF: u32 = 10;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let Some(sprint) = planned(desk) else {
        let block = pane(vec![span("Plan", desk.theme.title)], true, &desk.theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let words = desk.words("No sprint is being planned. ⟦go.plan⟧ begins the next one.");
        frame.render_widget(Paragraph::new(wrapped(&words, usize::from(inner.width), desk.theme.text)), inner);
        return;
    };
    let high = if area.height >= 18 { 7 } else { 6 }.min(area.height);
    head(desk, sprint, frame, Rect { height: high, ..area });
    let body = Rect { y: area.y + high, height: area.height - high, ..area };
    if state(desk).how {
        how(desk, frame, body, hits);
    } else if area.width >= WIDE {
        let half = body.width / 2;
        list(desk, false, frame, Rect { width: half, ..body }, hits);
        inside(desk, sprint, frame, Rect { x: body.x + half, width: body.width - half, ..body }, hits);
    } else if state(desk).inside {
        inside(desk, sprint, frame, body, hits);
    } else {
        list(desk, false, frame, body, hits);
    }
}

/// Draws what the sprint holds, and what the checks say of it where there is room.
fn inside(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let cells = usize::from(area.width).saturating_sub(4);
    let mut checks = checks(desk, sprint, cells);
    // at least a third of the pane is for what is in the sprint; what does not fit is counted
    let most = usize::from(area.height * 2 / 3).saturating_sub(2);
    if checks.len() > most && most > 0 {
        let more = checks.len() - (most - 1);
        checks.truncate(most - 1);
        checks.push(line(vec![span(&format!("and {more} more"), desk.theme.warn)]));
    }
    let need = u16::try_from(checks.len()).unwrap_or(u16::MAX).saturating_add(2);
    let low = if !checks.is_empty() && area.height >= need.saturating_add(4) { need } else { 0 };
    list(desk, true, frame, Rect { height: area.height - low, ..area }, hits);
    if low > 0 {
        let under = Rect { y: area.bottom() - low, height: low, ..area };
        let block = pane(vec![span("Checks", desk.theme.muted)], false, &desk.theme);
        let inner = block.inner(under);
        frame.render_widget(block, under);
        frame.render_widget(Paragraph::new(checks), inner);
    }
}

/// Returns where one is: the four steps, each with what it has so far.
fn steps(desk: &Desk, sprint: &Sprint) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let held = side(desk, true);
    let items = held.iter().filter_map(|id| desk.product().items().get(*id));
    let worked = items.filter(|item| !item.tasks.is_empty()).count();
    let why = if sprint.goal.is_empty() { "–" } else { "✓" };
    let parts = [
        (format!("1 why {why}"), sprint.goal.is_empty()),
        (format!("2 what {}", held.len()), !state(desk).how),
        (format!("3 how {worked}/{}", held.len()), state(desk).how),
        ("4 commit".to_owned(), false),
    ];
    let mut out = Vec::new();
    for (words, here) in parts {
        out.push(span(&format!("{words}  "), if here { theme.accent } else { theme.muted }));
    }
    out
}

fn head(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let shown =
        |day: Option<chrono::NaiveDate>| day.map_or_else(|| "?".to_owned(), |day| day.format("%-d %b").to_string());
    let days = count(sprint.working_days().len(), "working day");
    let words = format!("  {} – {} · {days}   ", shown(sprint.start), shown(sprint.end));
    let mut title = vec![span(&format!("Plan sprint {}", sprint.number), theme.title), span(&words, theme.muted)];
    title.extend(steps(desk, sprint));
    let block = pane(cut(title, usize::from(area.width).saturating_sub(6)), true, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let able = capacity(sprint, desk.product());
    let (sum, sizeless) = points(desk, &side(desk, true));
    let goal = if sprint.goal.is_empty() {
        vec![
            span("GOAL  ", theme.muted),
            span("what will be true at its end?  ", theme.warn),
            span(&desk.words("⟦plan.goal⟧"), theme.key),
        ]
    } else {
        vec![span("GOAL  ", theme.muted), span(&sprint.goal, theme.why)]
    };
    let result = sprint.result.and_then(|id| desk.product().get::<Metric>(id));
    let result = result.map_or_else(String::new, |metric| format!("  {} {}", metric.key(), metric.way()));
    let goal = spread(goal, vec![span(&result, theme.why)], cells);
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
    let lines: Vec<Line<'static>> =
        [goal, bar, why, past(desk), mix(desk)].into_iter().map(|spans| line(cut(spans, cells))).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns what the last sprints took.
fn past(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let velocity = Velocity::of(desk.product());
    let last = velocity.sprints.iter().rev().take(5).rev();
    let past: Vec<String> = last.map(|(n, points)| format!("S{n} {}", Size::Points(*points))).collect();
    let past = if past.is_empty() { "no sprint was closed yet".to_owned() } else { past.join("  ") };
    vec![span("PAST  ", theme.muted), span(&past, theme.muted), span("   for planning, not performance", theme.ghost)]
}

/// Returns the mix of the work against the shares that the team wants.
fn mix(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let held = side(desk, true);
    let items: Vec<&Item> = held.iter().filter_map(|id| desk.product().items().get(*id)).map(|item| &**item).collect();
    let wanted = &desk.product().about().mix;
    let mut out = vec![span("MIX   ", theme.muted)];
    let shares = flow::mix(&items);
    if shares.is_empty() {
        out.push(span("nothing yet", theme.ghost));
    }
    let absent =
        wanted.keys().filter(|class| shares.iter().all(|(own, _)| own != class)).map(|class| (class.as_str(), 0));
    for (class, share) in shares.iter().copied().chain(absent.filter(|_| !items.is_empty())) {
        let want = wanted.get(class).copied();
        let off = want.map_or(0, |want| want.abs_diff(share));
        let aim = want.map_or_else(String::new, |want| format!(" of {want}"));
        let style = if off > OFF { theme.warn } else { theme.text };
        out.push(span(&format!("{class} {share} %{aim}   "), style));
    }
    if wanted.is_empty() && !items.is_empty() {
        out.push(span("no shares are set yet: Settings, behind :", theme.ghost));
    }
    out
}

/// Returns what the checks say of what the sprint holds.
fn checks(desk: &Desk, sprint: &Sprint, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let held = side(desk, true);
    let items: Vec<&Item> = held.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let mut out = Vec::new();
    let mut say = |good: bool, words: String| {
        let (sign, style) = if good { ("✓ ", theme.good) } else { ("! ", theme.warn) };
        out.push(line(cut(vec![span(sign, style), span(&words, theme.text)], cells)));
    };
    let keys = |fits: &dyn Fn(&Item) -> bool| -> Vec<String> {
        items.iter().filter(|item| fits(item)).map(|item| product.key(item)).collect()
    };
    if !items.is_empty() {
        let unready = keys(&|item| !ready::is_ready(item, product));
        let words =
            if unready.is_empty() { "all are ready".to_owned() } else { format!("not ready: {}", unready.join(", ")) };
        say(unready.is_empty(), words);
    }
    for item in &items {
        if let Some(first) = pull::missing_first(item, sprint, product) {
            say(false, format!("{} needs {first}, which is not in it", product.key(item)));
        } else if let Some(why) = item.blocked.as_ref() {
            say(false, format!("{} is blocked: {}", product.key(item), text::line(why)));
        }
    }
    let astray = keys(&|item| pull::is_astray(item, sprint, product));
    if !astray.is_empty() {
        say(false, format!("serves another goal: {}", astray.join(", ")));
    }
    let working = sprint.working_days();
    for person in product.team() {
        let away = working.iter().filter(|day| person.is_away(**day)).count();
        if away > 0 && sprint.person_days == 0 {
            say(true, format!("{} is away {}, counted in", text::line(&person.who), count(away, "day")));
        }
    }
    let open = product.open_actions().len();
    if open > 0 {
        let waiting = ask::unplanned(desk).count();
        let words = format!(
            "{} of {open} retro actions planned{}",
            open - waiting,
            if waiting > 0 { ": ⟦plan.actions⟧ takes one in" } else { "" }
        );
        say(waiting == 0, desk.words(&words));
    }
    out
}

fn list(desk: &Desk, inside: bool, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let focused = state(desk).inside == inside;
    let ids = side(desk, inside);
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
    let chosen = chosen(desk, inside);
    let at = chosen.place(&ids);
    let window = chosen.window(&ids, usize::from(inner.height));
    let mut lines = Vec::new();
    for (i, id) in ids.iter().enumerate().skip(window.start).take(window.len()) {
        let Some(item) = desk.product().items().get(*id) else { continue };
        let y = inner.y + u16::try_from(lines.len()).unwrap_or(0);
        hits.things.push((Rect { y, height: 1, ..inner }, *id));
        let here = Some(i) == at;
        let carried = if item.carried > 0 { format!("  carried ×{}", item.carried) } else { String::new() };
        let spans = spread(entry(desk, item, here), vec![span(&carried, theme.warn)], cells);
        lines.push(bar(spans, here && focused, theme));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn entry(desk: &Desk, item: &Item, here: bool) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let size = item.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
    let gap = ready::first_gap(item, desk.product());
    let (sign, own) = gap.map_or(("✓".to_owned(), theme.good), |check| (check.letter().to_string(), theme.muted));
    let goal = item.goal.and_then(|id| desk.product().goal_key(id)).unwrap_or_else(|| "∅".to_owned());
    let mark = match (here, state(desk).marks.contains(&item.id)) {
        (_, true) => "● ",
        (true, false) => "▸ ",
        (false, false) => "  ",
    };
    vec![
        span(mark, theme.accent),
        span(&format!("{:<8}", desk.product().key(item)), theme.muted),
        span(&format!("{size:>3} "), theme.text),
        span(&format!("{sign} "), own),
        span(&format!("{goal:<3} "), theme.why),
        span(&text::line(&item.title), theme.text),
    ]
}

/// Draws the step how: each item with the work on it, and its risks.
fn how(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let block = pane(
        vec![
            span("How", theme.title),
            span(&desk.words("  ⟦plan.task⟧ adds to the work · ⟦plan.how⟧ goes back to what"), theme.muted),
        ],
        true,
        theme,
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let ids: Vec<Id> = side(desk, true);
    let at = chosen(desk, true).place(&ids);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut here = 0..0;
    let mut places = Vec::new();
    for (i, item) in ids.iter().enumerate().filter_map(|(i, id)| Some((i, desk.product().items().get(*id)?))) {
        let lit = Some(i) == at;
        let from = lines.len();
        let owner = if item.owner.is_empty() { String::new() } else { format!("  {} ", text::line(&item.owner)) };
        lines.push(bar(spread(entry(desk, item, lit), vec![span(&owner, theme.text)], cells), lit, theme));
        for task in &item.tasks {
            let (sign, style) = if task.done { ("✓", theme.good) } else { ("·", theme.muted) };
            let words = text::line(&task.text).into_owned();
            lines.push(line(cut(vec![span(&format!("      {sign} "), style), span(&words, theme.text)], cells)));
        }
        if item.tasks.is_empty() {
            lines.push(line(vec![span("      nobody said how yet", theme.ghost)]));
        }
        if !item.risks.trim().is_empty() {
            lines.push(line(cut(vec![span("      ! ", theme.warn), span(item.risks.trim(), theme.warn)], cells)));
        }
        if lit {
            here = from..lines.len();
        }
        places.push((from, item.id));
    }
    if ids.is_empty() {
        lines.extend(wrapped(
            &desk.words("Nothing is in the sprint yet: ⟦plan.how⟧ goes back, ⟦plan.pull⟧ pulls."),
            cells,
            theme.text,
        ));
    }
    let page = usize::from(inner.height);
    let skip = here.end.saturating_sub(page).min(here.start);
    for (from, id) in places.into_iter().filter(|(from, _)| (skip..skip + page).contains(from)) {
        let y = inner.y + u16::try_from(from - skip).unwrap_or(0);
        hits.things.push((Rect { y, height: 1, ..inner }, id));
    }
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).take(page).collect::<Vec<_>>()), inner);
}
