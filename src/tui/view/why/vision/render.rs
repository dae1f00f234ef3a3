//! How the vision is drawn: the board above, goals and their numbers below.

use super::state;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Branch, Gap, Tab, field, ids, sheet, tree};
use crate::measure::lint::vague_claim;
use crate::measure::market::Heard;
use crate::measure::outcome::{Load, pace, progress, reading_late, trend, values};
use crate::model::metric::Role;
use crate::model::{Goal, Horizon, Id, Item, Kind, Metric, Size, Vision};
use crate::text;
use crate::tui::aims::metric::pace_span;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::theme::Theme;
use crate::tui::widget::chart::spark;
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};
use crate::words::count;

/// From here on the four fields stand side by side.
const WIDE: u16 = 76;
/// Rows of the vision itself with its frame.
const HEAD: u16 = 4;
/// Values that a sparkline shows.
const SPARK: usize = 8;
/// Goal or measure, where it stands, how far it is, its way, its pace, what it holds or when it was read.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Rest),
    Column::words(Wide::Most(20)),
    Column { right: true, ..Column::words(Wide::Most(6)) },
    Column::words(Wide::Most(SPARK)).yields(3),
    Column::words(Wide::Most(10)).yields(1),
    Column::words(Wide::Most(28)).yields(2),
];

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    match state(desk).tab {
        Tab::Board => {
            // the board is as high as its words, and the goals take the rest
            let most = area.height - (area.height / 2).saturating_sub(1).max(8).min(area.height);
            let low = area.height - board_rows(desk, area.width).min(most);
            let top = Rect { height: area.height - low, ..area };
            board(desk, frame, top);
            goals(desk, frame, Rect { y: top.bottom(), height: low, ..area }, hits);
        }
        Tab::Goals | Tab::Metrics => goals(desk, frame, area, hits),
        Tab::Moore => moore(desk, frame, area),
    }
}

/// Returns how many rows the board takes for all its words at a width.
fn board_rows(desk: &Desk, width: u16) -> u16 {
    let vision = desk.product().vision();
    let rows = |words: &str, cells: u16| {
        let cells = usize::from(cells.saturating_sub(4)).max(1);
        u16::try_from(text::wrap(words, cells).len().max(1)).unwrap_or(u16::MAX)
    };
    let fields = Vision::board();
    let n = if width >= WIDE { u16::try_from(fields.len().saturating_sub(1)).unwrap_or(4).max(1) } else { 1 };
    let one = |field: &crate::model::Field<Vision>| {
        let words = (field.get)(vision).print(desk.product());
        let vague = u16::from(vague_claim(&words).is_some());
        rows(if words.is_empty() { field.help } else { &words }, width / n).saturating_add(vague)
    };
    let high = fields.iter().skip(1).map(one).max().unwrap_or(1);
    HEAD.saturating_add(high).saturating_add(2)
}

/// Returns the tabs of the screen, the one that is shown marked.
fn tabs(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    Tab::ALL
        .iter()
        .map(|(tab, name)| {
            let here = *tab == state(desk).tab;
            span(&format!("{name}  "), if here { theme.title } else { theme.muted })
        })
        .collect()
}

fn board(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let vision = desk.product().vision();
    let shared =
        vision.shared.map_or_else(|| "never shared: y".to_owned(), |day| format!("shared {}", day.format("%-d %b")));
    let due = vision.is_due(desk.now.today);
    let mut title = tabs(desk);
    title.push(span(&format!("· {} of 5 · ", vision.complete()), theme.muted));
    title.push(span(&shared, if due { theme.warn } else { theme.muted }));
    let chosen = field(desk).map(|field| field.name);
    let high = HEAD.min(area.height);
    let here = chosen == Some("vision");
    let block = pane(cut(title, usize::from(area.width).saturating_sub(6)), here, theme);
    let head = Rect { height: high, ..area };
    let inner = block.inner(head);
    frame.render_widget(block, head);
    let words = if vision.vision.is_empty() {
        desk.words("What will be better in the world, and for whom? ⟦vision.edit⟧ writes it in a line.")
    } else {
        text::line(&vision.vision).into_owned()
    };
    let style = if vision.vision.is_empty() { theme.muted } else { theme.why };
    let mut lines = wrapped(&words, usize::from(inner.width), style);
    // the question stands where the vision is short enough to leave it room
    lines.extend(asked(&vision.vision, theme).map(|hint| line(vec![hint])));
    frame.render_widget(Paragraph::new(lines), inner);
    let rest = Rect { y: area.y + high, height: area.height - high, ..area };
    let fields: Vec<_> = Vision::board().iter().skip(1).collect();
    if area.width >= WIDE {
        let n = u16::try_from(fields.len()).unwrap_or(4);
        for (i, own) in (0..n).zip(&fields) {
            let x = rest.x + rest.width * i / n;
            let wide = rest.x + rest.width * (i + 1) / n - x;
            one(desk, own, chosen == Some(own.name), frame, Rect { x, width: wide, ..rest });
        }
        return;
    }
    // in a narrow window the chosen field, and the others as a list of titles
    let at = fields.iter().position(|own| chosen == Some(own.name)).unwrap_or(0);
    if let Some(own) = fields.get(at) {
        one(desk, own, chosen == Some(own.name), frame, rest);
    }
}

/// Returns the question on the first vague word of a part of the vision.
fn asked(words: &str, theme: &Theme) -> Option<Span<'static>> {
    vague_claim(words).map(|(vague, ask)| span(&format!("? “{vague}”: {ask}"), theme.warn))
}

fn one(desk: &Desk, field: &crate::model::Field<Vision>, here: bool, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span(field.title, if here { theme.title } else { theme.muted })], here, theme);
    let cells = usize::from(inner.width);
    let words = (field.get)(desk.product().vision()).print(desk.product());
    let mut lines =
        if words.is_empty() { wrapped(field.help, cells, theme.ghost) } else { wrapped(&words, cells, theme.text) };
    lines.extend(asked(&words, theme).map(|hint| line(cut(vec![hint], cells))));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn goals(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let focused = field(desk).is_none();
    let mut title = if state(desk).tab == Tab::Board {
        vec![span("Goals and key results", if focused { theme.title } else { theme.muted })]
    } else {
        tabs(desk)
    };
    let sheet = sheet(desk);
    let gaps = &sheet.gaps;
    if !gaps.is_empty() {
        title.push(span(&format!("  {} in the chain", count(gaps.len(), "gap")), theme.warn));
        title.extend([span(&desk.words("  ⟦vision.mend⟧"), theme.key), span(" mends", theme.muted)]);
    }
    let inner = framed(frame, area, title, focused, theme);
    let cells = usize::from(inner.width);
    let rows = tree(desk);
    let all = ids(desk);
    let foot = foot(desk, gaps, cells);
    let foot_high = u16::try_from(foot.len()).unwrap_or(0).min(inner.height);
    let body = Rect { height: inner.height - foot_high, ..inner };
    frame.render_widget(Paragraph::new(foot), Rect { y: body.bottom(), height: foot_high, ..inner });
    if rows.is_empty() {
        let words = match state(desk).tab {
            Tab::Metrics => "Which one number captures the value that customers get? ⟦vision.add⟧ adds the north star.",
            _ => "No goal yet. What will be true in three months that is not true now? ⟦vision.add⟧ writes it down.",
        };
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), cells, theme.text)), body);
        return;
    }
    let row = |id: Id| {
        let row = rows.iter().find(|row| row.id() == id);
        let cells = row.and_then(|row| match row {
            Branch::Goal(id) => desk
                .product()
                .goals()
                .get(*id)
                .map(|goal| of_goal(desk, goal, sheet.loads.get(id), sheet.heard.get(id))),
            Branch::Metric(id, depth) => {
                desk.product().get::<Metric>(*id).map(|metric| of_metric(desk, metric, *depth))
            }
            Branch::Item(id, depth) => desk.product().items().get(*id).map(|item| of_item(desk, item, *depth)),
        });
        cells.unwrap_or_default()
    };
    Table { theme, columns: COLUMNS }.list(frame, body, (&all, &state(desk).chosen, focused), hits, row);
}

fn of_goal(desk: &Desk, goal: &Goal, load: Option<&Load>, heard: Option<&Heard>) -> Vec<Cell> {
    let theme = &desk.theme;
    let load = load.cloned().unwrap_or_default();
    let (word, style) = match goal.horizon {
        Horizon::Now => ("CURRENT", theme.accent),
        Horizon::Next => ("NEXT", theme.text),
        Horizon::Later => ("LATER", theme.muted),
        Horizon::Reached => ("REACHED", theme.good),
        Horizon::Abandoned => ("GIVEN UP", theme.muted),
    };
    let sizeless = if load.sizeless > 0 { format!(" ({} unsized)", load.sizeless) } else { String::new() };
    let held = if load.items == 0 {
        "∅ no items".to_owned()
    } else {
        format!("{}, {} pts{sizeless}", count(load.items, "item"), Size::Points(load.points))
    };
    vec![
        vec![span(&format!("G{} ", goal.num), theme.why), span(&text::line(&goal.title), theme.title)],
        vec![span(word, style)],
        Vec::new(),
        Vec::new(),
        vec![span(&heard.map_or_else(String::new, |own| format!("{} heard", own.insights)), theme.muted)],
        vec![span(&held, if load.items == 0 { theme.warn } else { theme.muted })],
    ]
}

fn of_metric(desk: &Desk, metric: &Metric, depth: usize) -> Vec<Cell> {
    let theme = &desk.theme;
    let today = desk.now.today;
    let (way, share) = if metric.role == Role::Result {
        let share = progress(metric).map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
        (metric.way(), share)
    } else {
        let value = metric.current().map_or_else(|| "–".to_owned(), |n| metric.with_unit(n));
        (value, trend(metric).map_or_else(String::new, |n| format!("{n:+.0} %")))
    };
    let read = metric
        .last()
        .map_or_else(|| "never read".to_owned(), |reading| format!("read {}", reading.on.format("%-d %b")));
    let late = reading_late(metric, today).is_some() || metric.readings.is_empty();
    vec![
        vec![
            span(&format!("{}{} ", "  ".repeat(depth.min(6)), metric.key()), theme.muted),
            span(&text::line(&metric.measure), theme.text),
        ],
        vec![span(&way, theme.text)],
        vec![span(&share, theme.title)],
        vec![span(&spark(&values(metric, SPARK)), theme.accent)],
        vec![pace_span(pace(metric, today), theme)],
        vec![span(&read, theme.muted), span(if late { " !" } else { "" }, theme.warn)],
    ]
}

fn of_item(desk: &Desk, item: &Item, depth: usize) -> Vec<Cell> {
    let theme = &desk.theme;
    let kind = if item.kind == Kind::Story { String::new() } else { format!(" · {}", item.kind) };
    let size = item.size_words().unwrap_or_else(|| "·".to_owned());
    let place = desk.product().place_of(item).map_or_else(String::new, |n| format!("place {n}"));
    vec![
        vec![
            span(&format!("{}{} ", "  ".repeat(depth.min(6)), desk.product().key(item)), theme.muted),
            span(&text::line(&item.title), theme.text),
            span(&kind, theme.muted),
        ],
        vec![span(&item.status.to_string(), theme.muted)],
        vec![span(&size, theme.text)],
        Vec::new(),
        Vec::new(),
        vec![span(&place, theme.muted)],
    ]
}

/// Returns what stands under the tree: the gaps in words, and the north star.
fn foot(desk: &Desk, gaps: &[Gap], cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let mut out = Vec::new();
    if let Some(gap) = gaps.first() {
        let metric = |id: &Id| desk.product().get::<Metric>(*id).map_or_else(String::new, |metric| metric.key());
        let goal = |id: &Id| desk.product().goal_key(*id).unwrap_or_default();
        let words = match gap {
            Gap::Field(name) => {
                let title = Vision::board().iter().find(|field| field.name == *name).map_or("", |field| field.title);
                format!("the board has no “{title}”")
            }
            Gap::NoGoal => "there is no goal".to_owned(),
            Gap::NoResult(id) => format!("{} has no key result: how will we know?", goal(id)),
            Gap::Metric(id, words) => format!("{}: {words}", metric(id)),
            Gap::Late(id, days) => {
                format!("{}: its reading is {} late", metric(id), count(usize::try_from(*days).unwrap_or(0), "day"))
            }
            Gap::NoItems(id) => format!("nothing is written down for {}", goal(id)),
            Gap::Orphans(n) => format!("{} without a goal", count(*n, "item")),
        };
        let mut spans = vec![span("∅ ", theme.why), span(&words, theme.warn)];
        if let Some(more) = gaps.len().checked_sub(1).filter(|more| *more > 0) {
            spans.push(span(&format!(" · then {more} more"), theme.muted));
        }
        out.push(line(cut(spans, cells)));
    }
    if state(desk).tab == Tab::Board
        && let Some(star) = desk.product().north_star()
    {
        let value = star.current().map_or_else(|| "not read yet".to_owned(), |n| star.with_unit(n));
        let change = trend(star).map_or_else(String::new, |n| format!("  {n:+.0} %"));
        out.push(line(cut(
            vec![
                span("NORTH STAR  ", theme.muted),
                span(&text::line(&star.measure), theme.text),
                span(&format!("   {value}  "), theme.title),
                span(&spark(&values(star, SPARK)), theme.accent),
                span(&change, theme.muted),
            ],
            cells,
        )));
    }
    out
}

fn moore(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, tabs(desk), true, theme);
    let cells = usize::from(inner.width);
    let vision = desk.product().vision();
    let mut lines = vec![line(vec![span("THE POSITIONING", theme.muted)])];
    lines.extend(wrapped(&text::line(&vision.positioning(&desk.product().about().name)), cells, theme.why));
    lines.push(Line::default());
    for (i, field) in Vision::blanks().iter().enumerate() {
        let here = i == state(desk).field.min(Vision::blanks().len() - 1);
        let words = (field.get)(vision).print(desk.product());
        let (words, style) = if words.is_empty() { (field.help.to_owned(), theme.ghost) } else { (words, theme.text) };
        let left = vec![
            span(if here { "▸ " } else { "  " }, theme.accent),
            span(&format!("{:<13}", field.title), theme.muted),
            span(&text::line(&words), style),
        ];
        let hint = asked(&(field.get)(vision).print(desk.product()), theme).into_iter().collect();
        lines.push(bar(spread(left, hint, cells), here, theme));
    }
    lines.push(Line::default());
    lines.extend(wrapped(
        "Seven blanks (Moore, Crossing the Chasm): if one is hard to fill, that is what to find out.",
        cells,
        theme.muted,
    ));
    frame.render_widget(Paragraph::new(lines), inner);
}
