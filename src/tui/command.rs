//! Everything that one can do, a row each. Dispatch, footer, help, palette and documentation read these rows.

use std::borrow::Cow;

use super::desk::Desk;
use super::screen::Page;

/// The scope of a command: the screens on which its keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// It works on every screen.
    Everywhere,
    /// On items, wherever one is chosen.
    Items,
    /// It works on one screen.
    On(&'static Page),
    /// It works on every screen that gives its keys no meaning of their own.
    Elsewhere,
}

impl Scope {
    /// Returns the scopes whose keys work here, the nearest first: of two actions on one key the nearer has it.
    pub fn reach(self) -> impl Iterator<Item = Self> {
        let items = match self {
            Self::On(page) => page.item.is_some(),
            Self::Items => true,
            Self::Everywhere | Self::Elsewhere => false,
        };
        let own = matches!(self, Self::On(_)).then_some(self);
        own.into_iter().chain(items.then_some(Self::Items)).chain([Self::Everywhere, Self::Elsewhere])
    }
}

/// What commands are for, in the order of the help: the heading, and the first words of their names.
pub const TASKS: &[(&str, &[&str])] = &[
    ("Say what it is, and why", &["item", "class", "link", "status", "mark"]),
    ("Let the assistant suggest, and decide yourself", &["assist"]),
    ("Put it in order, or say no", &["rank", "decline", "order", "votes", "top", "matrix"]),
    ("Find and narrow", &["list", "find", "filter", "pane"]),
    ("Groom", &["groom", "session", "health", "decision", "decisions"]),
    ("Plan, run and close a sprint", &["plan", "sprint", "board", "standup", "review", "retro", "clock", "team"]),
    ("Hear who wants what, and answer", &["request", "person", "account", "promise", "agent"]),
    ("Hear what happens outside", &["market"]),
    (
        "Know why, and whether it worked",
        &["vision", "roadmap", "changes", "outcomes", "usage", "questions", "today", "forecast", "flow", "portfolio"],
    ),
    ("Go to a page", &["go"]),
    ("Share, take in, keep", &["copy", "report", "versions", "file", "editor"]),
    ("Undo, help, settings", &["history", "app", "product", "tour"]),
];

/// Why a command makes no sense now, in words; they may name another command (`⟦item.size⟧`).
pub type Why = Cow<'static, str>;

/// Whether a command makes sense now, or why not.
pub type Ready = fn(&Desk) -> Result<(), Why>;

/// The guard of commands that always make sense.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the answers that a row may give")]
pub(super) fn always(_: &Desk) -> Result<(), Why> {
    Ok(())
}

/// The guard of commands that change the product.
pub(super) fn writable(desk: &Desk) -> Result<(), Why> {
    if desk.workspace.read_only().is_some() { Err("the product is open for reading only".into()) } else { Ok(()) }
}

/// Something that one can do.
#[derive(Clone, Copy)]
pub struct Action {
    /// Its name, for rebinding and documentation.
    pub name: &'static str,
    /// Its title, as the help shows it.
    pub title: &'static str,
    /// One word for the footer.
    pub short: &'static str,
    /// The keys, each a sequence with blanks; the first is the one that is shown.
    pub keys: &'static [&'static str],
    /// The screens on which it works.
    pub scope: Scope,
    /// Its place in the footer, 0 for none.
    pub footer: u8,
    /// Whether only the first of its keys is named, because a family of commands begins with it.
    pub family: bool,
    /// Whether it makes sense now.
    pub ready: Ready,
    /// Whether the footer names it. It stays there while the cursor goes from row to row, of which it needs a certain kind.
    pub named: Ready,
    /// Does what the command is for.
    pub run: fn(&mut Desk),
}

impl Action {
    /// Returns its place in [`TASKS`].
    #[must_use]
    pub fn task(&self) -> usize {
        let first = self.name.split('.').next().unwrap_or_default();
        TASKS.iter().position(|(_, names)| names.contains(&first)).unwrap_or(TASKS.len())
    }

    /// Returns a command that works everywhere, at any time, on no key, and does nothing yet.
    #[must_use]
    pub const fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            short: "",
            keys: &[],
            scope: Scope::Everywhere,
            footer: 0,
            family: false,
            ready: always,
            named: always,
            run: |_| {},
        }
    }

    /// Makes it work on one screen.
    #[must_use]
    pub const fn on(self, page: &'static Page) -> Self {
        Self { scope: Scope::On(page), ..self }
    }

    /// Makes it work on items, wherever one is chosen.
    #[must_use]
    pub const fn on_items(self) -> Self {
        Self { scope: Scope::Items, ..self }
    }

    /// Makes it work on every screen that gives its keys no meaning of their own.
    #[must_use]
    pub const fn elsewhere(self) -> Self {
        Self { scope: Scope::Elsewhere, ..self }
    }

    /// Makes it work on every screen.
    #[must_use]
    pub const fn everywhere(self) -> Self {
        Self { scope: Scope::Everywhere, ..self }
    }

    /// Gives it its word in the footer.
    #[must_use]
    pub const fn short(self, short: &'static str) -> Self {
        Self { short, ..self }
    }

    /// Gives it keys, each a sequence with blanks.
    #[must_use]
    pub const fn keys(self, keys: &'static [&'static str]) -> Self {
        Self { keys, ..self }
    }

    /// Gives it a place in the footer, from 1.
    #[must_use]
    pub const fn footer(self, footer: u8) -> Self {
        Self { footer, ..self }
    }

    /// Lets only the key be named with which it and its relatives begin.
    #[must_use]
    pub const fn family(self) -> Self {
        Self { family: true, ..self }
    }

    /// Says when it makes sense; at other times the footer leaves it out.
    #[must_use]
    pub const fn ready(self, ready: Ready) -> Self {
        Self { ready, named: ready, ..self }
    }

    /// Says what must be chosen for it to make sense; the footer names it all the same.
    #[must_use]
    pub const fn needs(self, ready: Ready) -> Self {
        Self { ready, ..self }
    }

    /// Says what it does.
    #[must_use]
    pub const fn run(self, run: fn(&mut Desk)) -> Self {
        Self { run, ..self }
    }
}

/// Makes `row`, by which a screen begins its rows: what all of them have in common is said once.
macro_rules! rows_of {
    ($page:expr, $ready:expr) => {
        const fn row(name: &'static str, title: &'static str) -> $crate::tui::command::Action {
            $crate::tui::command::Action::new(name, title).on($page).ready($ready)
        }
    };
}
pub(crate) use rows_of;

/// Everything that the program has: its screens, and the commands that belong to no screen.
pub struct Catalog {
    /// The screen that the others lead back to.
    pub home: &'static Page,
    /// All screens; those with a tab stand in the order of the tabs.
    pub pages: &'static [&'static Page],
    /// The commands on items, wherever one is chosen.
    pub items: &'static [&'static [Action]],
    /// The commands that belong to no screen and to no family of the items.
    pub everywhere: &'static [&'static [Action]],
}

impl Catalog {
    /// Puts screens and commands together; the first screen is the one that the others lead back to.
    ///
    /// # Panics
    /// If there is no screen: for a static, while compiling.
    #[must_use]
    #[expect(clippy::panic, reason = "the compiler says it")]
    pub const fn of(
        pages: &'static [&'static Page],
        items: &'static [&'static [Action]],
        everywhere: &'static [&'static [Action]],
    ) -> Self {
        let [home, ..] = pages else { panic!("a program without a screen") };
        Self { home, pages, items, everywhere }
    }

    /// Returns all commands, in order.
    pub fn actions(&self) -> impl Iterator<Item = &'static Action> + use<> {
        let (items, pages, everywhere) = (self.items, self.pages, self.everywhere);
        let own = pages.iter().flat_map(|page| (page.actions)());
        items.iter().chain(own).chain(everywhere).copied().flatten()
    }
}
