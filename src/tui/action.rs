//! Everything that one can do, a row each. Dispatch, footer, help, palette and documentation read these rows.

use super::app::App;
use super::view::{PAGES, View};
use super::{items, view};

/// Where an action works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// On every screen.
    Everywhere,
    /// On items, wherever one is chosen.
    Items,
    /// On one screen.
    On(View),
}

impl Scope {
    /// Returns the scopes whose keys work here, the nearest first: of two actions on one key the nearer has it.
    pub fn reach(self) -> impl Iterator<Item = Self> {
        let items = match self {
            Self::On(view) => view.page().item.is_some(),
            Self::Items => true,
            Self::Everywhere => false,
        };
        let own = matches!(self, Self::On(_)).then_some(self);
        own.into_iter().chain(items.then_some(Self::Items)).chain([Self::Everywhere])
    }

    /// Returns all scopes.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Everywhere, Self::Items].into_iter().chain(PAGES.iter().map(|page| Self::On(page.view)))
    }
}

/// The heading in the help under which an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Getting about.
    Move,
    /// Verbs on the item or all marked ones.
    Do,
    /// The rest.
    More,
}

impl Group {
    /// All groups, in the order of the help, with their headings.
    pub const ALL: &'static [(Self, &'static str)] =
        &[(Self::Do, "Do, on the item or all marked ones"), (Self::Move, "Move and find"), (Self::More, "More")];
}

/// Whether an action makes sense now; the words say why not.
pub type Ready = fn(&App) -> Result<(), &'static str>;

/// What makes sense at any time.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the answers that a row may give")]
pub(super) fn always(_: &App) -> Result<(), &'static str> {
    Ok(())
}

/// What makes sense where the product may be changed.
pub(super) fn writable(app: &App) -> Result<(), &'static str> {
    if app.workspace.read_only().is_some() { Err("the product is open for reading only") } else { Ok(()) }
}

/// Something that one can do.
pub struct Action {
    /// Its name, for rebinding and documentation.
    pub name: &'static str,
    /// What it does, as the help says it.
    pub title: &'static str,
    /// One word for the footer.
    pub short: &'static str,
    /// The keys, each a sequence with blanks; the first is the one that is shown.
    pub keys: &'static [&'static str],
    /// Where it works.
    pub scope: Scope,
    /// Where the help lists it.
    pub group: Group,
    /// Its place in the footer, 0 for none.
    pub footer: u8,
    /// Whether it makes sense now.
    pub ready: Ready,
    /// Does it.
    pub run: fn(&mut App),
}

/// Makes `row`, by which a screen writes its rows: what all of them have in common is said once.
macro_rules! rows_of {
    ($scope:expr, $group:ident, $ready:expr) => {
        const fn row(
            name: &'static str,
            title: &'static str,
            short: &'static str,
            keys: &'static [&'static str],
            footer: u8,
            run: fn(&mut $crate::tui::app::App),
        ) -> $crate::tui::action::Action {
            $crate::tui::action::Action {
                name,
                title,
                short,
                keys,
                scope: $scope,
                group: $crate::tui::action::Group::$group,
                footer,
                ready: $ready,
                run,
            }
        }
    };
}
pub(crate) use rows_of;

/// All rows, by the file that owns them.
pub static ACTIONS: &[&[Action]] = &[
    items::ADD,
    items::VERBS,
    items::REFINE,
    items::VALUE,
    items::RANK,
    items::DECLINE,
    items::WORDS,
    items::TRACE,
    view::groom::ACTIONS,
    view::order::ACTIONS,
    view::matrix::ACTIONS,
    view::health::ACTIONS,
    view::decisions::ACTIONS,
    view::forecast::ACTIONS,
    view::plan::ACTIONS,
    view::sprint::ACTIONS,
    view::review::ACTIONS,
    view::retro::ACTIONS,
    view::vision::ACTIONS,
    view::roadmap::ACTIONS,
    view::outcomes::ACTIONS,
    view::today::ACTIONS,
    view::portfolio::ACTIONS,
    view::standup::ACTIONS,
    view::flow::ACTIONS,
    view::backlog::ACTIONS,
    view::backlog::GO,
    view::groom::GO,
    view::order::GO,
    view::matrix::GO,
    view::health::GO,
    view::decisions::GO,
    view::forecast::GO,
    view::plan::GO,
    view::sprint::GO,
    view::review::GO,
    view::retro::GO,
    view::vision::GO,
    view::roadmap::GO,
    view::outcomes::GO,
    view::today::GO,
    view::portfolio::GO,
    view::standup::GO,
    view::flow::GO,
    super::everywhere::ACTIONS,
];

/// Returns the actions that work in a scope.
pub fn in_scope(scope: Scope) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().copied().flatten().filter(move |a| scope.reach().any(|near| near == a.scope))
}
