//! The only way from a text to the screen: every span passes the sanitizer here.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Padding};

use crate::text;
use crate::tui::theme::Theme;

/// Returns text as it may be shown, on one line.
#[must_use]
pub fn span(text: &str, style: Style) -> Span<'static> {
    Span::styled(text::line(text).into_owned(), style)
}

/// Returns a line of spans.
#[must_use]
pub fn line(spans: Vec<Span<'static>>) -> Line<'static> {
    Line::from(spans)
}

/// Returns how many cells spans take.
#[must_use]
pub fn width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text::width(&span.content)).sum()
}

/// Returns spans cut to `cells`, the last one ending in `…`.
#[must_use]
pub fn cut(spans: Vec<Span<'static>>, cells: usize) -> Vec<Span<'static>> {
    let mut left = cells;
    let mut out = Vec::new();
    for span in spans {
        if left == 0 {
            break;
        }
        let wide = text::width(&span.content);
        if wide <= left {
            left -= wide;
            out.push(span);
        } else {
            let content = text::cut(&span.content, left).into_owned();
            left = 0;
            out.push(Span::styled(content, span.style));
        }
    }
    out
}

/// Returns `left` and `right` on one line of `cells`, the right one at the far edge; the left one gives way.
#[must_use]
pub fn spread(left: Vec<Span<'static>>, right: Vec<Span<'static>>, cells: usize) -> Vec<Span<'static>> {
    let right = cut(right, cells);
    let room = cells.saturating_sub(width(&right));
    let mut out = cut(left, room);
    let gap = room.saturating_sub(width(&out));
    out.push(Span::styled(" ".repeat(gap), Style::new()));
    out.extend(right);
    out
}

/// Returns spans as they stand in a row; a chosen one is one bar from edge to edge, in which only what was found stands out.
#[must_use]
pub fn bar(spans: Vec<Span<'static>>, chosen: bool, theme: &Theme) -> Line<'static> {
    let lit = |span: Span<'static>| {
        let found = span.style.add_modifier & Modifier::UNDERLINED;
        Span::styled(span.content, theme.selected.add_modifier(found))
    };
    line(spans.into_iter().map(|span| if chosen { lit(span) } else { span }).collect())
}

/// Returns a pane's frame: rounded, in accent where it has the keys.
#[must_use]
pub fn pane(title: Vec<Span<'static>>, focused: bool, theme: &Theme) -> Block<'static> {
    let border = if focused { theme.accent } else { theme.muted };
    let mut head = vec![Span::styled(" ", border)];
    head.extend(title);
    head.push(Span::styled(" ", border));
    Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Rounded)
        .border_style(border)
        .padding(Padding::horizontal(1))
        .title_top(line(head))
}

/// Returns wrapped lines of one style.
#[must_use]
pub fn wrapped(text: &str, cells: usize, style: Style) -> Vec<Line<'static>> {
    let shown = text::show(text).replace('\t', "    ");
    text::wrap(&shown, cells).into_iter().map(|part| line(vec![Span::styled(part, style)])).collect()
}
