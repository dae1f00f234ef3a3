//! What a screen is: what the program knows of it, and where its state is kept. A screen is a [`Page`] in a file of its own and a
//! line in the catalog.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::command::Action;
use super::desk::Desk;
use super::pointer::{Click, Hits, Pointer};
use crate::model::{Change, Id, Product, Verb};

/// How a screen draws itself.
pub type Render = fn(&Desk, &mut Frame<'_>, Rect, &mut Hits);

/// Returns the commands of a screen. A function, because a screen names its commands and they name the screen.
pub type Actions = fn() -> &'static [&'static [Action]];

/// The state of a screen, under its type.
pub type State = (TypeId, Box<dyn Any>);

/// Changes the keys that the footer names, as key and word.
pub type Footer = fn(&Desk, &mut Vec<(String, String)>);

/// Returns what writes the next edit down, if anything does.
pub type Record = fn(&Desk) -> Option<Box<dyn Recorder>>;

/// Takes what the mouse did.
pub type Mouse = fn(&mut Desk, &Hits, Position, Pointer) -> Click;

/// Why the product changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A command changed it.
    Edit,
    /// Undo or redo changed it.
    Travel,
    /// Another program changed it.
    News,
}

/// Writes down what an edit on a screen decided, within the same step.
pub trait Recorder {
    /// Looks at the product before the edit.
    fn look(&mut self, product: &Product);
    /// Adds to the edit what it decided.
    fn record(&self, product: &mut Product, verb: Verb);
}

/// A screen. All but the name and the drawing has a default that does nothing.
pub struct Page {
    /// Its name in the tabs. No two screens have the same.
    pub name: &'static str,
    /// The digit that leads to it, if it has one; empty for the page that stands first among the tabs without one.
    pub tab: Option<&'static str>,
    /// Its place among the tabs where the long view comes first; `None` for after those that have one.
    pub long_view: Option<u8>,
    /// Its commands, and those that lead to it.
    pub actions: Actions,
    /// Makes the state that it remembers.
    pub state: fn() -> State,
    /// Whether it shows the list: marks and filter count, and the verbs on items are its own.
    pub list: bool,
    /// Whether Enter only opens what is chosen, so that a double click may press it.
    pub enter_opens: bool,
    /// Whether quitting leaves the program, and not just the screen.
    pub outermost: bool,
    /// Why verbs on items do nothing on it, where it is about things of another kind.
    pub foreign: &'static str,
    /// Returns the item that it is about; `None` where verbs on items make no sense on it.
    pub item: Option<fn(&Desk) -> Option<Id>>,
    /// Chooses something on it, if a click can.
    pub choose: Option<fn(&mut Desk, Id)>,
    /// Returns another name for what it shows at the moment.
    pub title: Option<fn(&Desk) -> Option<&'static str>>,
    /// Changes the keys that the footer names, as key and word.
    pub footer: Option<Footer>,
    /// Goes one level out within it. Returns false where the screen itself is to be left.
    pub out: fn(&mut Desk) -> bool,
    /// Whether there is a level further out on it, so that quitting does not leave the program yet.
    pub is_inside: fn(&Desk) -> bool,
    /// The signs and letters that it shows, with what they mean, for the help.
    pub signs: &'static [(&'static str, &'static str)],
    /// Goes one level out when somebody quits; returns false where there is none.
    pub quit: fn(&mut Desk) -> bool,
    /// Settles what has to be settled before it is left for good.
    pub leave: Option<fn(&mut Desk)>,
    /// Whether the program begins on it.
    pub begins: Option<fn(&Desk) -> bool>,
    /// Happens before each command.
    pub before: Option<fn(&mut Desk)>,
    /// Returns what writes the next edit down.
    pub recorder: Option<Record>,
    /// Follows a change of the product.
    pub changed: Option<fn(&mut Desk, &Change, Cause)>,
    /// Takes over what a thread has found. Returns whether there is anything new to draw.
    pub poll: Option<fn(&mut Desk) -> bool>,
    /// Whether a thread is still at work for it.
    pub is_busy: Option<fn(&Desk) -> bool>,
    /// Takes a text that came back from the user's own editor.
    pub written: Option<fn(&mut Desk, String)>,
    /// Takes what the mouse did.
    pub mouse: Option<Mouse>,
    /// Draws the screen into its area.
    pub render: Render,
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Page {}

impl std::hash::Hash for Page {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn state_of<T: Default + 'static>() -> State {
    (TypeId::of::<T>(), Box::new(T::default()))
}

impl Page {
    /// Returns a screen that remembers nothing and does nothing by itself.
    #[must_use]
    pub const fn new(name: &'static str, actions: Actions, render: Render) -> Self {
        Self {
            name,
            tab: None,
            long_view: None,
            actions,
            state: state_of::<()>,
            list: false,
            enter_opens: true,
            outermost: false,
            foreign: "",
            item: None,
            choose: None,
            title: None,
            footer: None,
            out: |_| false,
            is_inside: |_| false,
            signs: &[],
            quit: |_| false,
            leave: None,
            begins: None,
            before: None,
            recorder: None,
            changed: None,
            poll: None,
            is_busy: None,
            written: None,
            mouse: None,
            render,
        }
    }

    /// Returns a screen that remembers a `T`.
    #[must_use]
    pub const fn with<T: Default + 'static>(name: &'static str, actions: Actions, render: Render) -> Self {
        Self { state: state_of::<T>, ..Self::new(name, actions, render) }
    }
}

/// Makes `state` and `state_mut`, by which the files of a screen reach what it remembers.
macro_rules! remembers {
    ($state:ty) => {
        fn state(desk: &$crate::tui::desk::Desk) -> &$state {
            desk.screens.of()
        }

        fn state_mut(desk: &mut $crate::tui::desk::Desk) -> &mut $state {
            desk.screens.of_mut()
        }
    };
}
pub(crate) use remembers;

/// The state of every screen, by its type.
pub struct Screens(HashMap<TypeId, Box<dyn Any>>);

impl Screens {
    /// Makes the state of each page.
    #[must_use]
    pub fn of_pages(pages: &[&Page]) -> Self {
        Self(pages.iter().map(|page| (page.state)()).collect())
    }

    /// Returns the state of the screen that keeps a `T`.
    ///
    /// # Panics
    /// If no page keeps one, which is a fault of the screen that asks.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the catalog makes a state of each type that a page keeps, before any is asked for"
    )]
    pub fn of<T: 'static>(&self) -> &T {
        self.0.get(&TypeId::of::<T>()).and_then(|state| state.downcast_ref()).expect("a page keeps it")
    }

    /// Returns the state of the screen that keeps a `T`, to change it.
    ///
    /// # Panics
    /// If no page keeps one, which is a fault of the screen that asks.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the catalog makes a state of each type that a page keeps, before any is asked for"
    )]
    pub fn of_mut<T: 'static>(&mut self) -> &mut T {
        self.0.get_mut(&TypeId::of::<T>()).and_then(|state| state.downcast_mut()).expect("a page keeps it")
    }
}
