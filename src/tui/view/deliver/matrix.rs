//! Value against effort: where the quick wins are. Moving a point changes its score, never the order.

use std::collections::HashSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::measure::score::{self, Method, Point, Quadrant};
use crate::model::entity::hundredths;
use crate::model::{Id, Size};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::items::detail as whole;
use crate::tui::items::value::set_input;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::theme::Theme;
use crate::tui::widget::pane::{framed, says, stack};
use crate::tui::widget::table::{Column, Table, Wide};
use crate::tui::widget::text::{cut as fit, line, span};

/// Points that are drawn; more cannot be told apart.
const FULL: usize = 150;

/// Cells of a name from which on it says anything, and the most that it takes.
const NAMED: usize = 8;
const NAME: usize = 24;
/// Rows from which on the quick wins are listed, and most of them.
const TALL: u16 = 20;
const MOST_WINS: usize = 8;
/// Rows that the field keeps.
const FIELD: u16 = 11;
/// Place, key, title, score.
const WINS: &[Column] = &[
    Column::number(4),
    Column::words(Wide::Most(9)),
    Column::words(Wide::Rest),
    Column { right: true, ..Column::words(Wide::Most(12)) },
];

/// The quadrants with their names and where their names stand: row from the top or bottom, left or right.
const QUADRANTS: &[(Quadrant, &str)] = &[
    (Quadrant::QuickWin, "QUICK WINS"),
    (Quadrant::BigBet, "BIG BETS"),
    (Quadrant::FillIn, "FILL-INS"),
    (Quadrant::TimeSink, "TIME SINKS"),
];

/// The state of the screen.
#[derive(Default)]
pub struct Matrix {
    /// The item of the chosen point.
    at: Option<Id>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    item: Some(selected),
    choose: Some(|desk, id| state_mut(desk).at = Some(id)),
    ..Page::with::<Matrix>("Matrix", || &[ACTIONS, GO], render)
};

remembers!(Matrix);

rows_of!(&PAGE, always);

const fn shift(name: &'static str, title: &'static str) -> Action {
    row(name, title).ready(has_point)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("matrix.left", "Point to the left").short("left").keys(&["h", "left"]).run(|desk| go(desk, -1, 0)),
    row("matrix.right", "Point to the right").short("right").keys(&["l", "right"]).run(|desk| go(desk, 1, 0)),
    row("matrix.up", "Point above").short("up").keys(&["k", "up"]).run(|desk| go(desk, 0, 1)),
    row("matrix.down", "Point below").short("down").keys(&["j", "down"]).run(|desk| go(desk, 0, -1)),
    row("matrix.next", "Next point").short("next point").keys(&["tab"]).footer(1).run(|desk| next(desk, true)),
    row("matrix.previous", "Previous point").short("previous").keys(&["backtab"]).run(|desk| next(desk, false)),
    shift("matrix.value-up", "More value").short("value").keys(&["K", "+"]).footer(2).run(|desk| value(desk, 100)),
    shift("matrix.value-down", "Less value").short("less value").keys(&["J", "-"]).run(|desk| value(desk, -100)),
    shift("matrix.effort-up", "More effort").short("effort").keys(&[">"]).footer(3).run(|desk| effort(desk, true)),
    shift("matrix.effort-down", "Less effort").short("less effort").keys(&["<"]).run(|desk| effort(desk, false)),
    shift("matrix.open", "Show it in the backlog").short("open").keys(&["enter"]).footer(4).run(|desk| {
        if let Some(id) = state(desk).at {
            desk.show_home();
            desk.go_to(id);
        }
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] =
    &[row("go.matrix", "Matrix of value and effort").short("matrix").keys(&["g m"]).everywhere().run(|desk| {
        let (points, _) = score::points(desk.product());
        let here = desk.list.selected().filter(|id| points.iter().any(|point| point.id == *id));
        state_mut(desk).at = here.or_else(|| points.first().map(|point| point.id));
        desk.show(&PAGE);
    })];

fn has_point(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    selected(desk).map(|_| ()).ok_or_else(|| "no item has a value and an effort yet: ⟦item.score⟧ scores one".into())
}

/// Returns the chosen item.
#[must_use]
pub fn selected(desk: &Desk) -> Option<Id> {
    state(desk).at.filter(|id| desk.product().items().get(*id).is_some_and(|item| item.is_open()))
}

fn go(desk: &mut Desk, x: i64, y: i64) {
    let (points, _) = score::points(desk.product());
    let here = points.iter().find(|point| Some(point.id) == state(desk).at).copied();
    let Some(here) = here else {
        state_mut(desk).at = points.first().map(|point| point.id);
        return;
    };
    // the nearest in this direction; what lies aside counts double
    let away = |point: &Point| {
        let (dx, dy) = ((point.effort - here.effort) * x, (point.value - here.value) * y);
        let ahead = dx + dy;
        let aside = if x == 0 { (point.effort - here.effort).abs() } else { (point.value - here.value).abs() };
        (ahead > 0).then_some(ahead + 2 * aside)
    };
    if let Some((_, point)) =
        points.iter().filter_map(|point| Some((away(point)?, point))).min_by_key(|(far, p)| (*far, p.id))
    {
        state_mut(desk).at = Some(point.id);
    }
}

fn next(desk: &mut Desk, forward: bool) {
    let (points, _) = score::points(desk.product());
    let n = points.len();
    if n == 0 {
        return;
    }
    let here = points.iter().position(|point| Some(point.id) == state(desk).at);
    let to = here.map_or(0, |at| if forward { (at + 1) % n } else { (at + n - 1) % n });
    state_mut(desk).at = points.get(to).map(|point| point.id);
}

fn value(desk: &mut Desk, by: i64) {
    let (points, _) = score::points(desk.product());
    if let Some(point) = points.iter().find(|point| Some(point.id) == state(desk).at) {
        let to = point.value.saturating_add(by).clamp(100, 1_000);
        set_input(desk, point.id, "value", Some(to));
    }
}

fn effort(desk: &mut Desk, more: bool) {
    let (points, _) = score::points(desk.product());
    let Some(point) = points.iter().find(|point| Some(point.id) == state(desk).at) else { return };
    let mut scale: Vec<i64> = desk.scale.iter().map(|n| i64::from(*n)).collect();
    scale.sort_unstable();
    let to = if more {
        scale.into_iter().find(|n| *n > point.effort)
    } else {
        scale.into_iter().rev().find(|n| *n < point.effort)
    };
    match to {
        Some(to) => set_input(desk, point.id, "effort", Some(to)),
        None => desk.refuse("the scale ends here"),
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let area = whole::beside(desk, frame, area);
    let (points, unscored) = score::points(desk.product());
    let cut = score::cut(&points);
    if points.is_empty() {
        let words = "Nothing has a value yet. In the backlog, ⟦item.score⟧ scores an item: its value from 1 to 10 against its effort.";
        says(frame, area, "Value and effort", &desk.words(words), theme);
        return;
    }
    let wins: Vec<&Point> = points.iter().filter(|point| score::quadrant(**point, cut) == Quadrant::QuickWin).collect();
    let high = if area.height >= TALL { wins.len().clamp(1, MOST_WINS) + 1 } else { 1 };
    let (field, [below]) = stack(area, FIELD, [high]);
    let head = vec![
        span("Value and effort", theme.title),
        span(&format!("  {} of {} scored", points.len(), points.len() + unscored), theme.text),
        span(&desk.words(if unscored > 0 { " · ⟦item.score⟧ scores the next" } else { "" }), theme.muted),
    ];
    let mut head = head;
    // a field of numbers says which one is chosen
    if let Some(item) = desk.selected_item().filter(|_| name_cells(field, points.len()) == 0) {
        head.truncate(1);
        head.push(span(&format!("  ▸{} {}", item.num, text::line(&item.title)), theme.text));
    }
    let inner = framed(frame, field, head, true, theme);
    plot(desk, frame, inner, &points, cut, hits);
    if below.height > 0 {
        quick_wins(desk, frame, below, &wins, points.len(), hits);
    }
}

/// Draws the list of the quick wins, the best score first, and whether the scores agree with the order.
fn quick_wins(desk: &Desk, frame: &mut Frame<'_>, area: Rect, wins: &[&Point], scored: usize, hits: &mut Hits) {
    let theme = &desk.theme;
    let product = desk.product();
    let sizes = wins.iter().filter_map(|point| product.items().get(point.id)?.size.and_then(Size::points));
    let sum: i64 = sizes.map(i64::from).sum();
    let title = vec![
        span("Quick wins", theme.muted),
        span(&format!("  {} · {} pts", wins.len(), hundredths(sum)), theme.muted),
    ];
    let inner = framed(frame, area, title, false, theme);
    let method = Method::of(product);
    let mut ids: Vec<Id> = wins.iter().map(|point| point.id).collect();
    let worth = |id: &Id| product.items().get(*id).and_then(|item| method.score(item)).map_or(0.0, |score| score.value);
    ids.order_by(|a, b| worth(b).total_cmp(&worth(a)));
    let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
    let list = Rect { height: inner.height - foot.height, ..inner };
    let at = ids.iter().position(|id| Some(*id) == state(desk).at);
    let row = |n: usize| {
        let item = ids.get(n).and_then(|id| product.items().get(*id));
        let point = item.and_then(|item| wins.iter().find(|point| point.id == item.id));
        let Some((item, point)) = item.zip(point) else { return Vec::new() };
        let place = product.place_of(item).map_or_else(String::new, |n| n.to_string());
        vec![
            vec![span(&place, theme.muted)],
            vec![span(&product.key(item), theme.muted)],
            vec![span(&text::line(&item.title), theme.text)],
            vec![span(&format!("{} ÷ {}", hundredths(point.value), hundredths(point.effort)), theme.text)],
        ]
    };
    if list.height > 0 {
        let id = |n: usize| ids.get(n).copied().unwrap_or_default();
        Table { theme, columns: WINS }.draw(frame, list, (ids.len(), at, true), hits, id, row);
    }
    let agree = agreeing(desk);
    let words = format!("cut at the medians · {}: agrees with the rank for {agree} of {scored}", method.name);
    frame.render_widget(Paragraph::new(line(fit(vec![span(&words, theme.muted)], usize::from(foot.width)))), foot);
}

/// Returns how many of the items that have a score stand at the place that it advises.
fn agreeing(desk: &Desk) -> usize {
    let product = desk.product();
    let method = Method::of(product);
    let advised = score::advised(product);
    let has_score = |id: &&Id| product.items().get(**id).is_some_and(|item| method.score(item).is_some());
    let scored: HashSet<Id> = advised.iter().filter(has_score).copied().collect();
    let by_hand = product.order().iter().filter(|id| scored.contains(id));
    advised.iter().zip(by_hand).filter(|(a, b)| a == b).count()
}

/// Returns where on a line of `cells` a number lies among the numbers of all points: by rank, so that few far ones do not
/// press the rest together.
fn spot(n: i64, all: &[i64], cells: u16) -> u16 {
    let below = all.iter().filter(|other| **other < n).count();
    let last = all.iter().filter(|other| **other != n).count().max(1);
    let room = usize::from(cells.saturating_sub(1));
    u16::try_from((below * room / last).min(room)).unwrap_or(0)
}

/// Returns how long names may be: as the points leave room for, none where they are many.
fn name_cells(area: Rect, points: usize) -> usize {
    let room = usize::from(area.width) * usize::from(area.height) / points.max(1) / 6;
    if room >= NAMED { room.min(NAME) } else { 0 }
}

/// Draws the lines between the quadrants, and their names in the corners.
fn draw_cross(frame: &mut Frame<'_>, area: Rect, (cross_x, cross_y): (u16, u16), theme: &Theme) {
    let across = "─".repeat(usize::from(area.width));
    frame.render_widget(Paragraph::new(line(vec![span(&across, theme.ghost)])), Rect { y: cross_y, height: 1, ..area });
    for y in area.y..area.bottom() {
        let sign = if y == cross_y { "┼" } else { "│" };
        let here = Rect { x: cross_x, y, width: 1, height: 1 };
        frame.render_widget(Paragraph::new(line(vec![span(sign, theme.ghost)])), here);
    }
    for (quadrant, name) in QUADRANTS {
        let wide = u16::try_from(name.len()).unwrap_or(0);
        let (up, left) = match quadrant {
            Quadrant::QuickWin => (true, true),
            Quadrant::BigBet => (true, false),
            Quadrant::FillIn => (false, true),
            Quadrant::TimeSink => (false, false),
        };
        let y = if up { area.y } else { area.bottom() - 1 };
        let x = if left { area.x } else { area.right().saturating_sub(wide) };
        frame.render_widget(Paragraph::new(line(vec![span(name, theme.muted)])), Rect { x, y, width: wide, height: 1 });
    }
}

fn plot(desk: &Desk, frame: &mut Frame<'_>, area: Rect, points: &[Point], cut: (i64, i64), hits: &mut Hits) {
    let theme = &desk.theme;
    if area.width < 12 || area.height < 5 {
        return;
    }
    let mut values: Vec<i64> = points.iter().map(|point| point.value).collect();
    let mut efforts: Vec<i64> = points.iter().map(|point| point.effort).collect();
    values.sort_unstable();
    values.dedup();
    efforts.sort_unstable();
    efforts.dedup();
    // the cross lies between the last on one side and the first on the other
    let below = |all: &[i64], limit: i64, inclusive: bool| {
        all.iter().filter(|n| **n < limit || (inclusive && **n == limit)).count()
    };
    let at = |n: usize, all: usize, cells: u16| {
        u16::try_from(n * usize::from(cells) / all.max(1)).unwrap_or(0).clamp(2, cells.saturating_sub(3))
    };
    let cross_x = area.x + at(below(&efforts, cut.1, true), efforts.len(), area.width);
    let cross_y = area.bottom() - 1 - at(below(&values, cut.0, false), values.len(), area.height);
    draw_cross(frame, area, (cross_x, cross_y), theme);
    let mut taken: Vec<Place> = Vec::new();
    let mut drawn: Vec<(&Point, u16)> = Vec::new();
    let cells = name_cells(area, points.len());
    for point in points {
        let Some(item) = desk.product().items().get(point.id) else { continue };
        let here = Some(point.id) == state(desk).at;
        let label = if here { format!("▸{}", item.num) } else { item.num.to_string() };
        let title = text::line(&item.title);
        let label = if cells > 0 { format!("{label} {}", text::cut(&title, cells)) } else { label };
        let wide = u16::try_from(text::width(&label)).unwrap_or(1);
        // each within its own quadrant
        let right = point.effort > cut.1;
        let high = point.value >= cut.0;
        let (x0, x1) = if right { (cross_x + 1, area.right()) } else { (area.x, cross_x) };
        let (y0, y1) = if high { (area.y + 1, cross_y) } else { (cross_y + 1, area.bottom() - 1) };
        let (w, h) = (x1.saturating_sub(x0).saturating_sub(wide), y1.saturating_sub(y0));
        let own =
            |all: &[i64], keep: &dyn Fn(i64) -> bool| all.iter().copied().filter(|n| keep(*n)).collect::<Vec<_>>();
        let mut x = x0 + spot(point.effort, &own(&efforts, &|n| (n > cut.1) == right), w.max(1));
        let mut y =
            y1.saturating_sub(1).saturating_sub(spot(point.value, &own(&values, &|n| (n >= cut.0) == high), h.max(1)));
        // points on one spot stand beside or below each other
        // a field that is full shows the first ones
        if taken.len() >= FULL {
            break;
        }
        for _ in 0..200 {
            let clash = taken.iter().any(|(tx, ty, tw)| *ty == y && x < tx + tw + 1 && tx < &(x + wide + 1));
            if !clash {
                break;
            }
            x += 1;
            if x + wide > x1 {
                x = x0;
                y = if y + 1 < y1 { y + 1 } else { y0 };
            }
        }
        taken.push((x, y, wide));
        drawn.push((point, x1));
    }
    write_names(desk, frame, area, (&drawn, &taken, cells > 0), hits);
}

/// The column, the row and the width of what stands on the matrix.
type Place = (u16, u16, u16);

/// Writes the numbers of the points where they were placed, with their names where there is room for names at all: a name goes on as
/// far as nothing stands beside it.
fn write_names(
    desk: &Desk,
    frame: &mut Frame<'_>,
    area: Rect,
    (points, taken, named): (&[(&Point, u16)], &[Place], bool),
    hits: &mut Hits,
) {
    let theme = &desk.theme;
    for ((point, edge), (x, y, wide)) in points.iter().zip(taken.iter().copied()) {
        let Some(item) = desk.product().items().get(point.id) else { continue };
        if !area.contains((x, y).into()) {
            continue;
        }
        let next = taken.iter().filter(|(tx, ty, _)| *ty == y && *tx > x).map(|(tx, ..)| tx - 1).min();
        let room = if named { next.unwrap_or(*edge).min(*edge).saturating_sub(x).max(wide) } else { wide };
        let here = Some(point.id) == state(desk).at;
        let number = if here { format!("▸{}", item.num) } else { item.num.to_string() };
        let label = if named { format!("{number} {}", text::line(&item.title)) } else { number };
        let label = text::cut(&label, usize::from(room.min(area.right() - x))).into_owned();
        let width = u16::try_from(text::width(&label)).unwrap_or(wide);
        let style = if here { theme.selected } else { theme.text };
        hits.things.push((Rect { x, y, width, height: 1 }, point.id));
        frame.render_widget(Paragraph::new(line(vec![span(&label, style)])), Rect { x, y, width, height: 1 });
    }
}
