//! All text input, on one line or several, behind one type.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::tui::theme::Theme;

/// Largest text that is pasted into a field.
const LARGEST: usize = 1 << 20;

/// A field that text is typed into, with the keys of readline.
pub struct Input {
    area: TextArea<'static>,
    prose: bool,
    /// How wide it was drawn last, and whether it had the keys.
    drawn: (u16, bool),
}

impl Input {
    /// Returns a field of one line with the cursor at its end.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::new(vec![text.replace(['\n', '\r'], " ")], false)
    }

    /// Selects the whole text: the first letter replaces it, an arrow, Home or End goes on in it.
    #[must_use]
    pub fn selected(mut self) -> Self {
        if !self.text().is_empty() {
            self.area.select_all();
        }
        self
    }

    /// Returns a field of several lines.
    #[must_use]
    pub fn prose(text: &str) -> Self {
        Self::new(text.split('\n').map(str::to_owned).collect(), true)
    }

    fn new(lines: Vec<String>, prose: bool) -> Self {
        let mut area = TextArea::new(lines);
        area.move_cursor(if prose { CursorMove::Top } else { CursorMove::End });
        area.set_tab_length(4);
        if prose {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        Self { area, prose, drawn: (0, false) }
    }

    /// Returns the text that was typed.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns how many rows it takes when it is so many cells wide.
    #[must_use]
    pub fn rows(&self, cells: u16) -> usize {
        self.area.lines().iter().map(|line| crate::text::wrap(line, usize::from(cells).max(1)).len().max(1)).sum()
    }

    /// Takes a key. Returns whether the text changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if key.kind == KeyEventKind::Release {
            return false;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            // readline's, where the widget has its own idea
            KeyCode::Char('u') if ctrl => self.area.delete_line_by_head(),
            KeyCode::Char('j' | 'm') if ctrl && !self.prose => false,
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc => false,
            KeyCode::Enter if !self.prose => false,
            _ => self.area.input(key),
        }
    }

    /// Takes pasted text; on one line, line ends become blanks.
    pub fn paste(&mut self, text: &str) {
        let end = text.char_indices().map(|(i, _)| i).find(|i| *i >= LARGEST).unwrap_or(text.len());
        let text = text.get(..end).unwrap_or("").replace("\r\n", "\n").replace('\r', "\n");
        let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.area.insert_str(if self.prose { clean } else { clean.replace(['\n', '\t'], " ") });
    }

    /// Draws the field, with the cursor where it has the keys.
    pub fn render(&mut self, frame: &mut Frame<'_>, area: Rect, focused: bool, theme: &Theme) {
        let before = std::mem::replace(&mut self.drawn, (area.width, focused));
        // a field that grew or lost the keys shows its beginning again; the widget itself scrolls back only with the cursor
        if !self.prose && focused != before.1 {
            self.area.move_cursor(if focused { CursorMove::End } else { CursorMove::Head });
        } else if !self.prose && focused && area.width > before.0 {
            let at = u16::try_from(self.area.cursor().1).unwrap_or(u16::MAX);
            self.area.move_cursor(CursorMove::Head);
            frame.render_widget(&self.area, area);
            self.area.move_cursor(CursorMove::Jump(0, at));
        }
        self.area.set_style(theme.text);
        self.area.set_selection_style(theme.selected);
        self.area.set_cursor_line_style(theme.text);
        self.area.set_cursor_style(if focused { theme.text.add_modifier(Modifier::REVERSED) } else { theme.text });
        frame.render_widget(&self.area, area);
    }
}
