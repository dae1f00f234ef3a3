//! How planning is drawn: the promise against what it can hold, the order, the sprint below it, and what the checks say of it.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::collections::HashSet;

use super::{ask, chosen, planned, points, pull, side};
use crate::measure::velocity::{Velocity, capacity};
use crate::measure::{flow, ready};
use crate::model::goal::Horizon;
use crate::model::item::Relation;
use crate::model::{Id, Item, Kind, Metric, Product, Size, Sprint, SprintState, Status};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::detail::{beside, ready_word};
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::{framed, says, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{bar, cut, line, span, spread, width, wrapped};
use crate::words::count;

/// Cells of the capacity bar.
const BAR: usize = 30;
/// Rows from which on the order and the sprint stand one below the other.
const TALL: u16 = 14;
/// Items from the top of the order of which some should be sized.
const NEAR: usize = 10;
/// Rows that the order keeps.
const LEAST: u16 = 6;
/// Key, size, ready, goal, title, what is out of the ordinary, owner.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Most(9)),
    Column::number(5),
    Column::words(Wide::Most(7)),
    Column::words(Wide::Most(4)),
    Column::words(Wide::Rest),
    Column::words(Wide::Most(20)).yields(1),
    Column::words(Wide::Most(14)).yields(2),
];
/// Minutes of the time box for each working day of the sprint: Scrum gives eight hours to plan a month of twenty.
const MINUTES_A_DAY: i64 = 24;
/// Goals and epics at work at once from which on nothing is done well.
const MOST_GOALS: usize = 2;
const MOST_EPICS: usize = 2;
/// Points in percent that a class may be off its share before it is worth a word.
const OFF: u32 = 10;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let Some(sprint) = planned(desk) else {
        says(
            frame,
            area,
            "Plan",
            &desk.words("No sprint is being planned. ⟦go.plan⟧ begins the next one."),
            &desk.theme,
        );
        return;
    };
    let area = beside(desk, frame, area);
    let high = if area.height >= 18 { 7 } else { 6 }.min(area.height);
    head(desk, sprint, frame, Rect { height: high, ..area });
    let body = Rect { y: area.y + high, height: area.height - high, ..area };
    if state(desk).how {
        how(desk, frame, body, hits);
        return;
    }
    let held = side(desk, true).len();
    let checks = checks(desk, sprint, usize::from(area.width).saturating_sub(4));
    if body.height < TALL {
        // in a low window the list that has the keys, and what the checks say of the sprint
        let (top, [below]) = stack(body, LEAST, [if state(desk).inside { checks.len() } else { 0 }]);
        list(desk, state(desk).inside, frame, top, hits);
        said(desk, checks, frame, below);
        return;
    }
    let (top, [sprint, below]) = stack(body, LEAST.max(body.height / 3), [held.max(1), checks.len()]);
    list(desk, false, frame, top, hits);
    list(desk, true, frame, sprint, hits);
    said(desk, checks, frame, below);
}

/// Draws what the checks say; what does not fit is counted.
fn said(desk: &Desk, mut checks: Vec<Line<'static>>, frame: &mut Frame<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let inner = framed(frame, area, vec![span("Checks", desk.theme.muted)], false, &desk.theme);
    let most = usize::from(inner.height);
    if checks.len() > most {
        let more = checks.len() - (most - 1);
        checks.truncate(most - 1);
        checks.push(line(vec![span(&format!("and {more} more"), desk.theme.warn)]));
    }
    frame.render_widget(Paragraph::new(checks), inner);
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
    let days = i64::try_from(sprint.working_days().len()).unwrap_or(0);
    out.push(span(&format!("{} ", state(desk).clock.words(desk.now, days * MINUTES_A_DAY)), theme.ghost));
    out
}

fn head(desk: &Desk, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let shown =
        |day: Option<chrono::NaiveDate>| day.map_or_else(|| "?".to_owned(), |day| day.format("%-d %b").to_string());
    let days = count(sprint.working_days().len(), "day");
    let words = format!("  {} – {} · {days}   ", shown(sprint.start), shown(sprint.end));
    let mut title = vec![span(&format!("Plan S{}", sprint.number), theme.title), span(&words, theme.muted)];
    title.extend(steps(desk, sprint));
    let inner = framed(frame, area, title, true, theme);
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
    // beside the bar stand its numbers
    let most = BAR.min(cells.saturating_sub(36));
    let full = usize::try_from(u64::from(sum) * most as u64 / u64::from(limit.max(sum))).unwrap_or(0).min(most);
    let edge = usize::try_from(u64::from(limit) * most as u64 / u64::from(limit.max(sum))).unwrap_or(most).min(most);
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
        span(&between(desk).unwrap_or_default(), theme.muted),
    ];
    let mut why =
        vec![span("CAN   ", theme.muted), span(&able.words, if able.guess { theme.warn } else { theme.muted })];
    let other = vec![span(&desk.words(" · ⟦plan.room⟧ sets it"), theme.ghost)];
    if able.guess && width(&why) + width(&other) <= cells {
        why.extend(other);
    }
    let lines: Vec<Line<'static>> = [goal, bar, why, past(desk), spread(mix(desk), strip(desk), cells)]
        .into_iter()
        .map(|spans| line(cut(spans, cells)))
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns from where to where the points of the sprint go, where a size in it is a range.
fn between(desk: &Desk) -> Option<String> {
    let held = side(desk, true);
    let items = || held.iter().filter_map(|id| desk.product().items().get(*id));
    let ends = items().filter_map(|item| item.size_ends());
    let (low, high) = ends.fold((0_u32, 0_u32), |(low, high), (a, b)| (low.saturating_add(a), high.saturating_add(b)));
    let any = items().any(|item| item.ends().is_some());
    any.then(|| format!(" · {} to {}", Size::Points(low), Size::Points(high)))
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

/// Returns the goals of now and next with the items of the sprint that serve each: the longer view while one plans the next days.
fn strip(desk: &Desk) -> Vec<Span<'static>> {
    let (theme, product) = (&desk.theme, desk.product());
    let held = side(desk, true);
    let serve =
        |goal: Id| held.iter().filter(|id| product.items().get(**id).and_then(|item| item.goal) == Some(goal)).count();
    let mut out = vec![span("  SERVES ", theme.muted)];
    for (lane, name) in [(Horizon::Now, "now"), (Horizon::Next, "next")] {
        out.push(span(&format!("{name} "), theme.ghost));
        for goal in product.lane(lane) {
            let n = serve(goal.id);
            let style = if n > 0 { theme.why } else { theme.muted };
            let words = if n > 0 { format!("G{} ×{n} ", goal.num) } else { format!("G{} ", goal.num) };
            out.push(span(&words, style));
        }
    }
    if product.goals().is_empty() {
        out.push(span("no goal yet", theme.ghost));
    }
    out
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
    // what would be refused in the end is said at once
    if let Some(active) = product.sprint_in(SprintState::Active) {
        let state = match active.end {
            Some(day) if day < desk.now.today => format!("was to end on {} and is active", day.format("%-d %b %Y")),
            Some(day) => format!("is active until {}", day.format("%-d %b")),
            None => "is active".to_owned(),
        };
        let words = format!("first: S{} {state} · ⟦go.sprint⟧ ⟦sprint.close⟧ closes it", active.number);
        say(false, desk.words(&words));
    }
    let near: Vec<Id> = side(desk, false).into_iter().take(NEAR).collect();
    let is_sized = |id: &Id| product.items().get(*id).is_some_and(|item| !item.is_unsized());
    if !near.is_empty() && !near.iter().any(is_sized) {
        say(false, desk.words(&format!("none of the first {} is sized: ⟦item.size⟧ sizes one", near.len())));
    }
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
    let mut goals: Vec<String> =
        items.iter().filter_map(|item| item.goal).filter_map(|id| product.goal_key(id)).collect();
    goals.order();
    goals.dedup();
    if goals.len() > MOST_GOALS {
        say(false, format!("{} goals at once: {}", goals.len(), goals.join(", ")));
    }
    let epics = epics_at_work(product);
    if epics.len() > MOST_EPICS {
        say(false, format!("{} epics at work: {}", epics.len(), epics.join(", ")));
    }
    if let Some((number, words)) = product.last_lesson() {
        say(true, format!("S{number} taught: {}", text::line(words)));
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

/// Returns the keys of the epics that are at work, themselves or in a piece of theirs.
fn epics_at_work(product: &Product) -> Vec<String> {
    let at_work = |item: &Item| matches!(item.status, Status::Doing | Status::Review);
    let begun: HashSet<Id> = product
        .items()
        .iter()
        .filter(|item| at_work(item))
        .flat_map(|item| item.linked(Relation::PartOf).chain([item.id]).collect::<Vec<_>>())
        .collect();
    let epics = product.order().iter().filter_map(|id| product.items().get(*id)).filter(|item| item.kind == Kind::Epic);
    epics.filter(|item| begun.contains(&item.id)).map(|item| product.key(item)).collect()
}

fn list(desk: &Desk, inside: bool, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let focused = state(desk).inside == inside;
    let ids = side(desk, inside);
    let style = if focused { theme.title } else { theme.muted };
    let title = if inside {
        let (sum, _) = points(desk, &ids);
        let words = format!("  {} · {} pts", count(ids.len(), "item"), Size::Points(sum));
        vec![span("In the sprint", style), span(&words, theme.muted)]
    } else {
        vec![span("The order", style), span(&format!("  {}", ids.len()), theme.muted)]
    };
    let inner = framed(frame, area, title, focused, theme);
    if ids.is_empty() {
        let words = if inside {
            "Nothing yet: ⟦plan.pull⟧ pulls what is chosen, ⟦plan.fill⟧ fills from the top."
        } else {
            "Nothing is left to pull."
        };
        let words = wrapped(&desk.words(words), usize::from(inner.width), theme.text);
        frame.render_widget(Paragraph::new(words), inner);
        return;
    }
    let chosen = chosen(desk, inside);
    let at = chosen.place(&ids);
    let marks = |row: usize| {
        let marked = ids.get(row).is_some_and(|id| state(desk).marks.contains(id));
        match (at == Some(row), marked) {
            (true, true) => "▸●",
            (true, false) => "▸ ",
            (false, true) => "● ",
            (false, false) => "  ",
        }
    };
    let cells = |id: Id| desk.product().items().get(id).map_or_else(Vec::new, |item| row(desk, item));
    Table { theme, columns: COLUMNS }.list_marked(frame, inner, (&ids, chosen, focused), hits, &marks, &cells);
}

/// Returns the cells of an item: its key, size, whether it is ready, its goal, its title, and what is out of the ordinary.
fn row(desk: &Desk, item: &Item) -> Vec<Cell> {
    let theme = &desk.theme;
    let size = item.size_words().unwrap_or_else(|| "·".to_owned());
    let (word, own) = ready_word(item, desk);
    let goal = item.goal.and_then(|id| desk.product().goal_key(id)).unwrap_or_else(|| "∅".to_owned());
    let mut more = Vec::new();
    if item.kind != Kind::Story {
        more.push(span(&item.kind.to_string(), theme.muted));
    }
    if item.carried > 0 {
        let gap = if more.is_empty() { "" } else { "  " };
        more.push(span(&format!("{gap}carried ×{}", item.carried), theme.warn));
    }
    vec![
        vec![span(&desk.product().key(item), theme.muted)],
        vec![span(&size, theme.text)],
        vec![span(&word, own)],
        vec![span(&goal, theme.why)],
        vec![span(&text::line(&item.title), theme.text)],
        more,
        vec![span(&text::line(&item.owner), theme.muted)],
    ]
}

/// Returns an item on a line of its own, as the columns have it.
fn entry(desk: &Desk, item: &Item, here: bool) -> Vec<Span<'static>> {
    let mut out = vec![span(if here { "▸ " } else { "  " }, desk.theme.accent)];
    for (cell, cells) in row(desk, item).into_iter().zip([9, 5, 8, 4, usize::MAX]) {
        let wide = width(&cell);
        out.extend(cell);
        if cells < usize::MAX {
            out.push(span(&" ".repeat(cells.saturating_sub(wide).max(1)), desk.theme.text));
        }
    }
    out
}

/// Draws the step how: each item with the work on it, and its risks.
fn how(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let inner = framed(
        frame,
        area,
        vec![
            span("How", theme.title),
            span(&desk.words("  ⟦plan.task⟧ adds to the work · ⟦plan.how⟧ goes back to what"), theme.muted),
        ],
        true,
        theme,
    );
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
