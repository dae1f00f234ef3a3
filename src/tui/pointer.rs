//! The mouse, as screens see it: where things are, what is held, what was done.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::model::{Id, Status};

/// The places of things on the screen, set while drawing, so that a click finds them.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The rows of the list: where they are, and the row on each line.
    pub list: Option<(Rect, Vec<usize>)>,
    /// The item that it is about.
    pub detail: Option<Rect>,
    /// What can be chosen by a click on other screens.
    pub things: Vec<(Rect, Id)>,
    /// The columns of the board.
    pub columns: Vec<(Rect, Status)>,
    /// The keys of the footer: their row, cells and spelling.
    pub footer: Vec<(u16, Range<u16>, String)>,
}

/// The gesture that the mouse is in the middle of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hold {
    /// The last press on the list: when and on which row.
    pub pressed: Option<(i64, usize)>,
    /// The item that is being dragged, and the row that it would go to.
    pub drag: Option<(Id, usize)>,
    /// The thing that was pressed, and when.
    pub thing: Option<(i64, Id)>,
    /// The column of the board that a card is being dragged over.
    pub over: Option<Status>,
}

/// A movement or a button of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// The wheel turned by so many rows.
    Wheel(isize),
    /// The left button went down.
    Press,
    /// It moved while the button was down.
    Drag,
    /// The button was let go.
    Release,
}

/// The answer of a screen to the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// Nothing: what all screens do is to happen.
    Pass,
    /// The screen has done it.
    Done,
    /// What is chosen is to be opened, as Enter does.
    Open,
}

/// Two clicks within this time are a double click, in milliseconds.
const DOUBLE_MS: i64 = 400;

/// Whether a click on something now is the second of a double click, after what was clicked last and when.
#[must_use]
pub fn is_double<T: PartialEq>(last: Option<(i64, T)>, now: i64, on: &T) -> bool {
    last.is_some_and(|(when, what)| what == *on && now - when < DOUBLE_MS)
}
