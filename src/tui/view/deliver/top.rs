//! The next five for the team: the goal of the sprint in large, and what is ready to be worked on, with its why. For a wall.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::ready;
use crate::model::SprintState;
use crate::text;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::Desk;
use crate::tui::screen::Page;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span, wrapped};

/// The page of this screen.
pub static PAGE: Page = Page::new("Next five", || &[GO], |desk, frame, area, _| render(desk, frame, area));

rows_of!(&PAGE, always);

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
    for (n, item) in next.iter().enumerate() {
        lines.push(Line::default());
        let size = item.size.map_or_else(String::new, |size| format!("  {size}"));
        let head = format!("{}  {}{size}", n + 1, product.key(item));
        lines.push(line(vec![span(&head, theme.key)]));
        lines.extend(wrapped(&format!("   {}", text::line(&item.title)), cells, theme.title));
        if !item.benefit.is_empty() {
            lines.extend(wrapped(&format!("   so that {}", text::line(&item.benefit)), cells, theme.text));
        }
        let goal = item.goal.and_then(|id| product.goals().get(id));
        if let Some(goal) = goal {
            lines.extend(wrapped(&format!("   G{} {}", goal.num, text::line(&goal.title)), cells, theme.muted));
        }
    }
    lines.truncate(usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines), inner);
}
