//! The cursor of a list: which row it is on, and which rows are on the screen.

use std::cell::Cell;
use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::model::Id;

/// Rows that a page key moves.
const PAGE: usize = 10;

/// The cursor of a list and the first row shown.
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

/// Returns what a click on a row of a list chooses where rows stand for nothing that has an identity.
#[must_use]
pub fn row_id(row: usize) -> Id {
    Id::from_bits(row as u128)
}

/// Returns the row of a list of so many that a click on this chooses.
#[must_use]
pub fn row_of(id: Id, rows: usize) -> Option<usize> {
    (0..rows).find(|row| row_id(*row) == id)
}

/// The chosen one of a list, by identity: it stays the chosen one wherever it moves, and its place is taken where it is gone.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    id: Option<Id>,
    at: usize,
    top: Cell<usize>,
}

impl Chosen {
    /// Returns the place of the chosen one among these; `None` where there are none.
    #[must_use]
    pub fn place(&self, ids: &[Id]) -> Option<usize> {
        let there = self.id.and_then(|id| ids.iter().position(|other| *other == id));
        there.or_else(|| ids.len().checked_sub(1).map(|last| self.at.min(last)))
    }

    /// Returns the chosen one of these.
    #[must_use]
    pub fn of(&self, ids: &[Id]) -> Option<Id> {
        ids.get(self.place(ids)?).copied()
    }

    /// Chooses one of these by its place.
    pub fn go(&mut self, ids: &[Id], at: usize) {
        self.at = at.min(ids.len().saturating_sub(1));
        self.id = ids.get(self.at).copied();
    }

    /// Chooses this one, where it is one of these.
    pub fn pick(&mut self, ids: &[Id], id: Id) {
        if let Some(at) = ids.iter().position(|other| *other == id) {
            self.go(ids, at);
        }
    }

    /// Chooses one so many places further down or up.
    pub fn step(&mut self, ids: &[Id], by: isize) {
        let at = self.place(ids).unwrap_or(0);
        self.go(ids, at.saturating_add_signed(by));
    }

    /// Keeps the chosen one chosen before a change; where it goes, the one in its place is next.
    pub fn hold(&mut self, ids: &[Id]) {
        if let Some(at) = self.place(ids) {
            self.go(ids, at);
        }
    }

    /// Returns the rows to draw on a page, so that the chosen one is among them.
    #[must_use]
    pub fn window(&self, ids: &[Id], page: usize) -> Range<usize> {
        let mut cursor = Cursor { at: self.place(ids).unwrap_or(0), top: self.top.get() };
        let window = cursor.window(ids.len(), page);
        self.top.set(cursor.top);
        window
    }
}
