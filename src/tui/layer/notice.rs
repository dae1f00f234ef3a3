//! A page to read, with a key for each thing to do next: the report on an import, the log of an item.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, Then, centred};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::theme::Theme;
use crate::tui::widget::text::{line, pane, span, wrapped};

/// How a line of the page is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The style of plain text.
    Text,
    /// A heading or a detail.
    Muted,
    /// What needs a look.
    Warn,
}

impl Ink {
    /// Returns the style in a theme.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Text => theme.text,
            Self::Muted => theme.muted,
            Self::Warn => theme.warn,
        }
    }
}

/// A page to read.
pub struct Notice {
    title: String,
    lines: Vec<(Ink, String)>,
    next: Vec<(char, String, Then)>,
    /// The action of Enter, if it does more than to close.
    enter: Option<(String, Then)>,
    top: usize,
}

impl Notice {
    /// Returns a page to read.
    #[must_use]
    pub fn new(title: impl Into<String>, lines: Vec<(Ink, String)>) -> Self {
        Self { title: title.into(), lines, next: Vec::new(), enter: None, top: 0 }
    }

    /// Offers something to do next.
    #[must_use]
    pub fn next(mut self, key: char, word: impl Into<String>, run: impl FnOnce(&mut Desk) + 'static) -> Self {
        self.next.push((key, word.into(), Box::new(run)));
        self
    }

    /// Lets Enter do something; Esc leaves it undone.
    #[must_use]
    pub fn enter(mut self, word: impl Into<String>, run: impl FnOnce(&mut Desk) + 'static) -> Self {
        self.enter = Some((word.into(), Box::new(run)));
        self
    }
}

impl Layer for Notice {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Enter => return self.enter.take().map_or(Flow::Close, |(_, run)| Flow::Then(run)),
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Down | KeyCode::Char('j') => self.top += 1,
            KeyCode::Up | KeyCode::Char('k') => self.top = self.top.saturating_sub(1),
            KeyCode::PageDown => self.top += 10,
            KeyCode::PageUp => self.top = self.top.saturating_sub(10),
            KeyCode::Char(c) => {
                if let Some(at) = self.next.iter().position(|(key, _, _)| *key == c) {
                    return Flow::Then(self.next.swap_remove(at).2);
                }
            }
            _ => {}
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let wide = (area.width * 8 / 10).max(60).min(area.width);
        let cells = usize::from(wide).saturating_sub(4);
        let mut lines: Vec<Line<'static>> = Vec::new();
        for (tone, words) in &self.lines {
            lines.extend(wrapped(&desk.words(words), cells, tone.style(theme)));
        }
        if !self.next.is_empty() || self.enter.is_some() {
            lines.push(Line::default());
            lines.push(line(vec![span("NEXT", theme.muted)]));
            if let Some((word, _)) = &self.enter {
                lines.push(line(vec![span("Enter  ", theme.key), span(word, theme.text)]));
            }
            for (key, word, _) in &self.next {
                lines.push(line(vec![span(&format!("{key}  "), theme.key), span(word, theme.text)]));
            }
        }
        let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let area = centred(area, wide, high);
        frame.render_widget(Clear, area);
        let title = text::cut(&desk.words(&self.title), cells).into_owned();
        let mut block = pane(vec![span(&title, theme.title)], true, theme);
        let inner = block.inner(area);
        let page = usize::from(inner.height);
        self.top = self.top.min(lines.len().saturating_sub(page));
        if lines.len() > page {
            let words = format!(" {}-{} of {} ", self.top + 1, lines.len().min(self.top + page), lines.len());
            block = block.title_bottom(line(vec![span(&words, theme.muted)]).right_aligned());
        }
        frame.render_widget(block, area);
        let shown: Vec<Line<'static>> = lines.into_iter().skip(self.top).take(page).collect();
        frame.render_widget(Paragraph::new(shown), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let mut keys = vec![("j k", "scroll")];
        if !self.next.is_empty() {
            keys.push(("a key above", "does it"));
        }
        match &self.enter {
            Some(_) => keys.extend([("Enter", "does it"), ("Esc", "close")]),
            None => keys.push(("Enter Esc", "close")),
        }
        keys
    }
}
