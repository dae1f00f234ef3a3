//! Things on top that own the keys while they are open.
//!
//! A layer is a value with a continuation: what is to happen with the answer stands where the question is asked, so a
//! feature reads from top to bottom in one place.

pub(crate) mod choose;
pub(crate) mod help;
pub(crate) mod notice;
pub(crate) mod picker;
pub(crate) mod prompt;
pub(crate) mod prose;
pub(crate) mod working;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::desk::Desk;

/// What a continuation does with the screen.
pub type Then = Box<dyn FnOnce(&mut Desk)>;

/// What becomes of a layer after a key.
pub enum Flow {
    /// It stays on top.
    Stay,
    /// It closes and is gone.
    Close,
    /// It is gone, and this happens.
    Then(Then),
    /// It is gone, this happens, and the key is for whatever has the keys then.
    Again(Then),
    /// It stays, and this happens; a layer that this puts on top lies over it.
    Over(Then),
}

/// Something on top that owns the keys.
pub trait Layer {
    /// Takes a key that was pressed.
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow;
    /// Takes text that was pasted.
    fn paste(&mut self, _app: &mut Desk, _text: &str) -> Flow {
        Flow::Stay
    }
    /// Returns what is half typed: the question, and the words. It outlives a kill.
    fn typed(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    /// Takes up what was half typed at its questions when the program ended without a word; what it takes is gone from the list.
    fn take_up(&mut self, _left: &mut Vec<(String, String)>) {}
    /// Lets time pass. Returns what becomes of it where it has waited long enough.
    fn wait(&mut self, _now: i64) -> Option<Flow> {
        None
    }
    /// Whether something happens if no key comes.
    fn waits(&self) -> bool {
        false
    }
    /// Draws itself over `area`, which is everything above the footer.
    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect);
    /// Whether what lies below is dimmed.
    fn dims(&self) -> bool {
        true
    }
    /// Whether what it was for is done, so that it goes once nothing lies over it.
    fn is_spent(&self, _product: &crate::model::Product) -> bool {
        false
    }
    /// Returns its keys for the footer: key and word.
    fn keys(&self) -> Vec<(&'static str, &'static str)>;
}

/// What a layer may read while it is drawn.
pub struct Shown<'a> {
    /// The product as it is now.
    pub product: &'a crate::model::Product,
    /// The moment of the frame.
    pub now: crate::model::Now,
    /// The styles of the theme.
    pub theme: &'a super::theme::Theme,
    /// The keys as they are bound.
    pub keymap: &'a super::keymap::Keymap,
}

impl Shown<'_> {
    /// Returns a text with the keys of the commands that it names.
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        self.keymap.fill(text)
    }
}

/// Returns a rectangle in the middle of `area`, at most this wide and high, at least what fits.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Returns the last `height` rows of `area`, where prompts stand.
#[must_use]
pub fn foot(area: Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    Rect { y: area.bottom() - height, height, ..area }
}
