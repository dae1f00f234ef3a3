//! The next five for the team: the goal of the sprint in large, and what is ready to be worked on, with its why. For a wall.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::ready;
use crate::model::story::so_that;
use crate::model::{Item, SprintState};
use crate::text;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::Desk;
use crate::tui::screen::Page;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{cut, line, span, wrapped};

/// The page of this screen.
pub static PAGE: Page = Page::new("Next five", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area));

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[row("top.copy", "Copy the next five with their why")
    .short("copy")
    .keys(&["y"])
    .footer(1)
    .run(crate::tui::items::copy_next)];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.top", "Next five: what is ready, with its why, for the wall")
    .short("next five")
    .keys(&["g u"])
    .everywhere()
    .run(|desk| {
        desk.visit(&PAGE);
    })];

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let (theme, product) = (&desk.theme, desk.product());
    let inner = framed(frame, area, vec![span("Next five", theme.title)], true, theme);
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    if let Some(goal) = product.current_goal() {
        lines.extend(wrapped(&format!("G{} {}", goal.num, text::line(&goal.title)), cells, theme.why));
    }
    if let Some(sprint) = product.sprint_in(SprintState::Active) {
        let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
        lines.extend(wrapped(&format!("S{}  {}", sprint.number, text::line(goal)), cells, theme.title));
    }
    let next = ready::next(product, desk.now.today);
    if next.is_empty() {
        lines.push(Line::default());
        let words = "Nothing is ready: ⟦go.groom⟧ makes the top of the backlog ready for a sprint.";
        lines.extend(wrapped(&desk.words(words), cells, theme.warn));
    }
    // all five are seen at once: where the wall is low the goals go first, then the air between them, then the reasons
    let room = usize::from(inner.height).saturating_sub(lines.len());
    let tries = [(true, true, true), (true, true, false), (true, false, false), (false, false, false)];
    let cards = |(why, air, goal): (bool, bool, bool)| -> Vec<Line<'static>> {
        next.iter().enumerate().flat_map(|(n, item)| card(desk, n + 1, item, (why, air, goal), cells)).collect()
    };
    let fitting = tries.into_iter().map(cards).find(|rows| rows.len() <= room);
    lines.extend(fitting.unwrap_or_else(|| cards((false, false, false))));
    lines.truncate(usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns an item as a card, with what there is room for: its why, an empty line above it, its goal.
fn card(
    desk: &Desk,
    n: usize,
    item: &Item,
    (why, air, of_goal): (bool, bool, bool),
    cells: usize,
) -> Vec<Line<'static>> {
    let (theme, product) = (&desk.theme, desk.product());
    let mut lines = if air { vec![Line::default()] } else { Vec::new() };
    let size = item.size_words().map_or_else(String::new, |size| format!("  {size}"));
    let head = format!("{n}  {}{size}", product.key(item));
    if why {
        lines.push(line(vec![span(&head, theme.key)]));
        lines.extend(wrapped(&format!("   {}", text::line(&item.title)), cells, theme.title));
    } else {
        let title = span(&format!("  {}", text::line(&item.title)), theme.title);
        lines.push(line(cut(vec![span(&head, theme.key), title], cells)));
    }
    if why && !item.benefit.is_empty() {
        lines.extend(wrapped(&format!("   {}", so_that(&text::line(&item.benefit))), cells, theme.text));
    }
    let goal = item.goal.and_then(|id| product.goals().get(id)).filter(|_| of_goal);
    if let Some(goal) = goal {
        lines.extend(wrapped(&format!("   G{} {}", goal.num, text::line(&goal.title)), cells, theme.muted));
    }
    lines
}
