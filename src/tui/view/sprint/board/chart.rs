//! The burndown: what is left day by day against an even pace over the scope as it is now, with the scope's steps on their days.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::measure::sprint::Burndown;
use crate::model::Size;
use crate::tui::theme::Theme;
use crate::tui::widget::graph::{Curve, Graph};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::span;

/// Draws the burndown into its area.
pub fn draw(theme: &Theme, chart: &Burndown, committed: u32, frame: &mut Frame<'_>, area: Rect) {
    let steps = if chart.steps.is_empty() { "" } else { "  ▲ scope" };
    let title = vec![span("Burndown", theme.muted), span(steps, theme.warn)];
    let inner = framed(frame, area, title, false, theme);
    graph(theme, chart, committed).draw(frame, inner, theme);
}

fn graph(theme: &Theme, chart: &Burndown, committed: u32) -> Graph {
    let days = chart.days.len().max(1);
    let most = chart.left.iter().chain(&chart.scope).copied().chain([committed]).max().unwrap_or(0).max(100);
    // the beginning is a point of its own, and each day ends a step further
    #[expect(clippy::cast_precision_loss, reason = "days of a sprint")]
    let along = |day: usize| day as f64 / days as f64;
    let scope = chart.scope.last().copied().unwrap_or(committed);
    let even = Curve {
        points: vec![(0.0, f64::from(scope)), (1.0, 0.0)],
        style: theme.muted,
        dots: false,
        label: String::new(),
    };
    let begin = (0.0, f64::from(committed));
    let points = chart.left.iter().enumerate().map(|(i, left)| (along(i + 1), f64::from(*left)));
    let now = chart.left.last().map_or_else(String::new, |left| format!("{} left", Size::Points(*left)));
    let left =
        Curve { points: std::iter::once(begin).chain(points).collect(), style: theme.accent, dots: false, label: now };
    let top = f64::from(most);
    let steps = chart.steps.iter().map(|(day, _)| ((along(*day), top), "▲", theme.warn));
    let names = chart.days.iter().enumerate();
    let below = names.map(|(i, day)| (along(i), day.format("%a").to_string().chars().take(2).collect()));
    // the pace has its name where the line of what is left is not
    let pace = ((0.66, f64::from(scope) * 0.52), "even pace", theme.muted);
    Graph {
        curves: vec![even, left],
        marks: steps.chain([pace]).collect(),
        range: (0.0, top),
        ends: (Size::Points(most).to_string(), "0".to_owned()),
        below: below.collect(),
    }
}
