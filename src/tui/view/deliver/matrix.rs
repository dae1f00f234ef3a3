//! Value against effort: where the quick wins are. Moving a point changes its score, never the order.

use std::collections::HashSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::measure::score::{self, Method, Point, Quadrant};
use crate::model::{Id, Size};
use crate::text;
use crate::tui::command::{Action, Group, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::items::value::set_input;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span, wrapped};

/// Points that are drawn; more cannot be told apart.
const FULL: usize = 150;

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
    ..Page::with::<Matrix>("Matrix", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

remembers!(Matrix);

rows_of!(&PAGE, Move, always);

const fn shift(name: &'static str, title: &'static str) -> Action {
    row(name, title).group(Group::Do).ready(has_point)
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

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let (points, unscored) = score::points(desk.product());
    let cut = score::cut(&points);
    let side = if area.width >= 70 { 28.min(area.width / 3) } else { 0 };
    let field = Rect { width: area.width - side, ..area };
    let mut head = vec![span("Matrix", theme.title), span("  number = item, value ↑ effort →", theme.muted)];
    // without room beside the field its title says which item it is
    if let Some(item) = selected(desk).filter(|_| side == 0).and_then(|id| desk.product().items().get(id)) {
        let words = format!("  {} {}", desk.product().key(item), text::line(&item.title));
        head = crate::tui::widget::text::cut(
            vec![span("Matrix", theme.title), span(&words, theme.text)],
            usize::from(area.width).saturating_sub(6),
        );
    }
    let inner = framed(frame, field, head, true, theme);
    if points.is_empty() {
        let words = desk.words("Nothing has a value yet. In the backlog, ⟦item.score⟧ scores an item: its value from 1 to 10 against its effort.");
        frame.render_widget(Paragraph::new(wrapped(&words, usize::from(inner.width), theme.text)), inner);
    } else {
        plot(desk, frame, inner, &points, cut);
    }
    if side > 0 {
        let area = Rect { x: area.x + field.width, width: side, ..area };
        beside(desk, frame, area, &points, cut, unscored);
    }
}

/// Returns where on a line of `cells` a number lies among the numbers of all points: by rank, so that few far ones do not
/// press the rest together.
fn spot(n: i64, all: &[i64], cells: u16) -> u16 {
    let below = all.iter().filter(|other| **other < n).count();
    let last = all.iter().filter(|other| **other != n).count().max(1);
    let room = usize::from(cells.saturating_sub(1));
    u16::try_from((below * room / last).min(room)).unwrap_or(0)
}

fn plot(desk: &Desk, frame: &mut Frame<'_>, area: Rect, points: &[Point], cut: (i64, i64)) {
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
    let mut taken: Vec<(u16, u16, u16)> = Vec::new();
    for point in points {
        let Some(item) = desk.product().items().get(point.id) else { continue };
        let here = Some(point.id) == state(desk).at;
        let label = if here { format!("▸{}", item.num) } else { item.num.to_string() };
        let wide = u16::try_from(label.chars().count()).unwrap_or(1);
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
        if area.contains((x, y).into()) {
            let style = if here { theme.selected } else { theme.text };
            let width = wide.min(area.right() - x);
            frame.render_widget(Paragraph::new(line(vec![span(&label, style)])), Rect { x, y, width, height: 1 });
        }
    }
}

fn beside(desk: &Desk, frame: &mut Frame<'_>, area: Rect, points: &[Point], cut: (i64, i64), unscored: usize) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Selected", theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let product = desk.product();
    let mut lines = Vec::new();
    let here = points.iter().find(|point| Some(point.id) == state(desk).at);
    if let Some((point, item)) = here.and_then(|point| Some((point, product.items().get(point.id)?))) {
        lines.push(line(vec![span(&format!("▸ {}", product.key(item)), theme.title)]));
        lines.extend(wrapped(&text::line(&item.title), cells, theme.text));
        let number = crate::model::entity::hundredths;
        let words = format!("value {}  effort {}", number(point.value), number(point.effort));
        lines.push(line(vec![span(&words, theme.text)]));
        let place = product.place_of(item).map_or_else(String::new, |n| n.to_string());
        lines.push(line(vec![span(&format!("rank {place}"), theme.muted)]));
        lines.push(ratatui::text::Line::default());
    }
    for (quadrant, name) in QUADRANTS {
        let own: Vec<&Point> = points.iter().filter(|point| score::quadrant(**point, cut) == *quadrant).collect();
        let sizes = own.iter().filter_map(|p| product.items().get(p.id)?.size.and_then(Size::points));
        let sum: i64 = sizes.map(i64::from).sum();
        let words = format!("{:>3} {name} ({} pts)", own.len(), crate::model::entity::hundredths(sum));
        lines.push(line(vec![span(&text::cut(&words, cells), theme.text)]));
    }
    lines.push(ratatui::text::Line::default());
    lines.push(line(vec![
        span(&format!("{unscored} unscored"), if unscored > 0 { theme.warn } else { theme.muted }),
        span(&desk.words("  ⟦item.score⟧"), theme.key),
    ]));
    lines.push(line(vec![span("cut at the medians", theme.muted)]));
    let method = Method::of(product);
    let advised = score::advised(product);
    let scored: HashSet<Id> = advised
        .iter()
        .filter(|id| product.items().get(**id).is_some_and(|i| method.score(i).is_some()))
        .copied()
        .collect();
    let by_hand = product.order().iter().filter(|id| scored.contains(id));
    let agree = advised.iter().zip(by_hand).filter(|(a, b)| a == b).count();
    lines.extend(wrapped(
        &format!("{}: agrees with the rank for {agree} of {}", method.name, scored.len()),
        cells,
        theme.muted,
    ));
    frame.render_widget(Paragraph::new(lines), inner);
}
