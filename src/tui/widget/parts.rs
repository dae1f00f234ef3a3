//! Headed parts of lines that one goes through: a page that tells what is, part by part.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::text::{bar, cut, line, span, spread};
use crate::tui::theme::Theme;

/// A part of the page.
pub struct Part<'a> {
    /// Its heading.
    pub title: String,
    /// Its lines.
    pub lines: Vec<&'a str>,
    /// The words that stand there where it has none.
    pub empty: &'a str,
    /// Whether its lines press.
    pub urgent: bool,
}

/// Draws parts one below the other under what stands `above` them. `at` is the chosen line, counted through all parts; it is kept in view.
pub fn parts(
    frame: &mut Frame<'_>,
    inner: Rect,
    above: Vec<Line<'static>>,
    parts: &[Part<'_>],
    at: usize,
    theme: &Theme,
) {
    let cells = usize::from(inner.width);
    let mut out = above;
    let (mut n, mut here) = (0, 0);
    for part in parts {
        let style = if part.urgent && !part.lines.is_empty() { theme.warn } else { theme.muted };
        out.push(line(cut(vec![span(&part.title, style)], cells)));
        if part.lines.is_empty() {
            out.push(line(vec![span(&format!("  {}", part.empty), theme.ghost)]));
        }
        for words in &part.lines {
            let chosen = n == at;
            if chosen {
                here = out.len();
            }
            let spans = vec![span(if chosen { "▸ " } else { "  " }, theme.accent), span(words, theme.text)];
            out.push(bar(spread(spans, Vec::new(), cells), chosen, theme));
            n += 1;
        }
        out.push(Line::default());
    }
    let page = usize::from(inner.height);
    let skip = (here + 2).saturating_sub(page);
    frame.render_widget(Paragraph::new(out.into_iter().skip(skip).take(page).collect::<Vec<_>>()), inner);
}
