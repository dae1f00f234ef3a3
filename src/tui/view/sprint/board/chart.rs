//! The burndown as bars over working days, with the scope as a step on its day.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::measure::sprint::Burndown;
use crate::model::Size;
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span};

/// Draws the burndown into its area.
pub fn draw(theme: &Theme, chart: &Burndown, committed: u32, frame: &mut Frame<'_>, area: Rect) {
    let inner = framed(
        frame,
        area,
        vec![span("Burndown", theme.muted), span("  █ left  · ▒ even pace  ▲ scope", theme.ghost)],
        false,
        theme,
    );
    let days = chart.days.len();
    if days == 0 || inner.height < 3 || inner.width < 20 {
        return;
    }
    let high = usize::from(inner.height) - 1;
    let most =
        chart.left.iter().chain(&chart.scope).chain(&chart.ideal).copied().chain([committed]).max().unwrap_or(1).max(1);
    // one row stays free for the signs above the bars
    let room = high.saturating_sub(1).max(1) as u64;
    let eighths = |n: u32| usize::try_from(u64::from(n) * room * 8 / u64::from(most)).unwrap_or(0);
    let level = |n: u32| eighths(n).div_ceil(8);
    let wide = ((usize::from(inner.width) - 6) / days).clamp(1, 6);
    let mut lines = Vec::new();
    for row in (1..=high).rev() {
        let label = if row + 1 == high { Size::Points(most).to_string() } else { String::new() };
        let mut spans = vec![span(&format!("{label:>4} "), theme.muted)];
        for i in 0..days {
            let left = chart.left.get(i).copied();
            let step = chart.steps.iter().any(|(day, _)| *day == i);
            let ideal = chart.ideal.get(i).map_or(0, |n| level(*n)).max(1);
            let (sign, style) = match left {
                Some(left) if row == level(left) + 1 && step => ("▲", theme.warn),
                // the even pace shows within a bar that is higher
                Some(left) if row == ideal && row < level(left) => ("▒", theme.accent),
                Some(left) if row < level(left) => ("█", theme.accent),
                Some(left) if row == level(left) => (part(eighths(left)), theme.accent),
                _ if row == ideal => ("·", theme.muted),
                _ => (" ", theme.text),
            };
            let bar = left.is_some_and(|left| row <= level(left));
            let fill = if bar { sign.repeat(wide.saturating_sub(1).max(1)) } else { sign.to_owned() };
            spans.push(span(&text::fit(&fill, wide), style));
        }
        lines.push(line(spans));
    }
    let names: String = chart
        .days
        .iter()
        .map(|day| text::fit(&day.format("%a").to_string().chars().take(2).collect::<String>(), wide))
        .collect();
    lines.push(line(vec![span("   0 ", theme.muted), span(&names, theme.muted)]));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns the top cell of a bar of so many eighths.
fn part(eighths: usize) -> &'static str {
    const TOPS: [&str; 8] = ["█", "▁", "▂", "▃", "▄", "▅", "▆", "▇"];
    TOPS.get(eighths % 8).copied().unwrap_or("█")
}
