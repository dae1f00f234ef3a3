//! Panes: a frame with a title, what an empty page says, and how panes share the height of a page.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::text::{cut, line, pane, span, wrapped};
use crate::tui::theme::Theme;

/// Draws the frame of a pane with its title, which is cut to what fits. Returns the area within.
pub fn framed(frame: &mut Frame<'_>, area: Rect, title: Vec<Span<'static>>, focused: bool, theme: &Theme) -> Rect {
    let block = pane(cut(title, usize::from(area.width).saturating_sub(6)), focused, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// Draws a page that has nothing to show but a sentence on what belongs here.
pub fn says(frame: &mut Frame<'_>, area: Rect, title: &str, words: &str, theme: &Theme) {
    let inner = framed(frame, area, vec![span(title, theme.title)], true, theme);
    frame.render_widget(Paragraph::new(wrapped(words, usize::from(inner.width), theme.text)), inner);
}

/// Returns the first of so many lines to be drawn in a pane of this height, if `top` was the first one before: the lines that are lit are
/// seen, the beginning of them before their end, and the pane is full where there is enough for it.
#[must_use]
pub fn follow(top: usize, lit: &Range<usize>, lines: usize, height: usize) -> usize {
    let last = lines.saturating_sub(height);
    top.min(lit.start.saturating_sub(1)).max(lit.end.saturating_sub(height)).min(lit.start).min(last)
}

/// Returns the lines that a pane shows from one on. The last of them says how many are below, unless what is lit ends there.
#[must_use]
pub fn part(lines: &[Line<'static>], top: usize, height: usize, lit: usize, theme: &Theme) -> Vec<Line<'static>> {
    let left = lines.len().saturating_sub(top + height);
    let mut shown: Vec<Line<'static>> = lines.iter().skip(top).take(height).cloned().collect();
    if left > 0 && lit < top + height {
        shown.pop();
        shown.push(line(vec![span(&format!("↓ {} more lines", left + 1), theme.muted)]));
    }
    shown
}

/// Rows of a pane from which on it is worth drawing: its frame and a line.
const LEAST: u16 = 3;

/// Shares the height of a page between a list and the panes below it, which hold so many lines each: they are as high as what they
/// hold, and the list takes the rest. The list keeps `least` rows; where there is no room for all, the last one gives way first, and
/// goes whole where not even a line of it would be seen.
#[must_use]
pub fn stack<const N: usize>(area: Rect, least: u16, lines: [usize; N]) -> (Rect, [Rect; N]) {
    let mut room = area.height.saturating_sub(least);
    let heights = lines.map(|lines| {
        let want = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2);
        let height = if lines == 0 { 0 } else { want.min(room) };
        let height = if height < LEAST { 0 } else { height };
        room -= height;
        height
    });
    let below: u16 = heights.iter().sum();
    let mut y = area.bottom() - below;
    let panes = heights.map(|height| {
        let pane = Rect { y, height, ..area };
        y += height;
        pane
    });
    (Rect { height: area.height - below, ..area }, panes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights<const N: usize>(height: u16, least: u16, lines: [usize; N]) -> (u16, [u16; N]) {
        let area = Rect { x: 0, y: 1, width: 80, height };
        let (list, panes) = stack(area, least, lines);
        let whole = list.height + panes.iter().map(|pane| pane.height).sum::<u16>();
        assert_eq!((whole, list.y), (height, 1), "nothing is left over, and nothing lies over another");
        assert!(panes.iter().all(|pane| pane.height == 0 || pane.y >= list.bottom() && pane.bottom() <= area.bottom()));
        (list.height, panes.map(|pane| pane.height))
    }

    #[test]
    fn panes_are_as_high_as_what_they_hold_and_the_list_takes_the_rest() {
        assert_eq!(heights(30, 6, [4, 1]), (21, [6, 3]));
        assert_eq!(heights(30, 6, [0, 1]), (27, [0, 3]), "a pane that holds nothing is none");
    }

    #[test]
    fn where_there_is_no_room_the_last_pane_gives_way_first() {
        assert_eq!(heights(16, 6, [4, 6]), (6, [6, 4]));
        assert_eq!(heights(14, 6, [4, 6]), (8, [6, 0]), "two rows would show a frame and nothing in it");
        assert_eq!(heights(5, 6, [4, 6]), (5, [0, 0]));
    }
}
