//! The cursor of a list: which row it is on, and which rows are on the screen.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Rows that a page key moves.
const PAGE: usize = 10;

/// Where a list stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor {
    /// The row that is chosen.
    pub at: usize,
    /// The first row on the screen.
    pub top: usize,
}

impl Cursor {
    /// Moves with the keys that are no letters, for a list under a text field. Returns whether the key was one.
    pub fn key(&mut self, key: KeyEvent, rows: usize) -> bool {
        let last = rows.saturating_sub(1);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        self.at = match key.code {
            KeyCode::Down | KeyCode::Tab => self.at + 1,
            KeyCode::Up | KeyCode::BackTab => self.at.saturating_sub(1),
            KeyCode::Char('n') if ctrl => self.at + 1,
            KeyCode::Char('p') if ctrl => self.at.saturating_sub(1),
            KeyCode::PageDown => self.at + PAGE,
            KeyCode::PageUp => self.at.saturating_sub(PAGE),
            _ => return false,
        }
        .min(last);
        true
    }

    /// Moves with letters, too, for a list that owns the keys. Returns whether the key was one.
    pub fn letter(&mut self, key: KeyEvent, rows: usize) -> bool {
        let last = rows.saturating_sub(1);
        self.at = match key.code {
            KeyCode::Char('j') => (self.at + 1).min(last),
            KeyCode::Char('k') => self.at.saturating_sub(1),
            KeyCode::Char('g') | KeyCode::Home => 0,
            KeyCode::Char('G') | KeyCode::End => last,
            _ => return self.key(key, rows),
        };
        true
    }

    /// Returns the rows to draw on a page, so that the chosen one is among them.
    pub fn window(&mut self, rows: usize, page: usize) -> Range<usize> {
        let page = page.max(1);
        self.at = self.at.min(rows.saturating_sub(1));
        self.top = self.top.min(rows.saturating_sub(page)).clamp((self.at + 1).saturating_sub(page), self.at);
        self.top..rows.min(self.top + page)
    }
}
