//! The screens, each with its state, its rows in the table of actions, and its drawing.

pub mod backlog;
pub mod decisions;
pub mod flow;
pub mod forecast;
pub mod groom;
pub mod health;
pub mod matrix;
pub mod order;
pub mod outcomes;
pub mod plan;
pub mod portfolio;
pub mod retro;
pub mod review;
pub mod roadmap;
pub mod sprint;
pub mod standup;
pub mod today;
pub mod vision;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::App;
use super::mouse::Hits;
use crate::model::Id;

/// Which screen is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The one order, and what was said no to.
    #[default]
    Backlog,
    /// One item at a time.
    Groom,
    /// Planning a sprint.
    Plan,
    /// The sprint at work.
    Sprint,
    /// Accept or return.
    Review,
    /// What to change.
    Retro,
    /// Vision, goals, key results.
    Vision,
    /// Did it matter?
    Outcomes,
    /// What matters now.
    Today,
    /// Now, next, later.
    Roadmap,
    /// Products side by side.
    Portfolio,
    /// What changed since yesterday.
    Standup,
    /// How work flows.
    Flow,
    /// A first order.
    Order,
    /// Value against effort.
    Matrix,
    /// How healthy the backlog is.
    Health,
    /// What was decided.
    Decisions,
    /// When it will be done.
    Forecast,
}

/// What the program knows of a screen: the row that its file writes.
pub struct Page {
    /// Which one it is.
    pub view: View,
    /// What it is called in the tabs.
    pub name: &'static str,
    /// The digit that leads to it, where it has one.
    pub tab: Option<&'static str>,
    /// Returns the item that it is about; `None` where verbs on items make no sense on it.
    pub item: Option<fn(&App) -> Option<Id>>,
    /// Chooses something on it, where a click can.
    pub choose: Option<fn(&mut App, Id)>,
    /// Goes one level out within it. Returns false where the screen itself is to be left.
    pub out: fn(&mut App) -> bool,
    /// Draws it.
    pub render: fn(&App, &mut Frame<'_>, Rect, &mut Hits),
}

/// All screens; those with a tab in the order of the tabs.
pub static PAGES: &[Page] = &[
    backlog::PAGE,
    groom::PAGE,
    plan::PAGE,
    sprint::PAGE,
    review::PAGE,
    retro::PAGE,
    vision::PAGE,
    outcomes::PAGE,
    today::PAGE,
    roadmap::PAGE,
    portfolio::PAGE,
    standup::PAGE,
    flow::PAGE,
    order::PAGE,
    matrix::PAGE,
    health::PAGE,
    decisions::PAGE,
    forecast::PAGE,
];

impl View {
    /// Returns what the program knows of it.
    #[must_use]
    pub fn page(self) -> &'static Page {
        PAGES.iter().find(|page| page.view == self).unwrap_or(&backlog::PAGE)
    }
}

/// A screen with one level.
pub(super) fn outermost(_: &mut App) -> bool {
    false
}
