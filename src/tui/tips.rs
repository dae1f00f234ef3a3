//! Tips for the first week: one at a time, in the line that is empty then, gone once its key has been used.

use super::command::Action;
use super::desk::Desk;

/// Uses of a key after which its tip is not shown any more.
pub const ENOUGH: u32 = 3;

/// What is worth a tip, in the order in which it helps.
const WORTH: &[&str] = &[
    "item.why",
    "item.size",
    "rank.top",
    "decline.not-now",
    "item.criteria",
    "history.undo",
    "list.find",
    "filter.orphans",
    "mark.toggle",
    "app.palette",
    "item.repeat",
    "item.later",
    "filter.saved",
    "list.cards",
    "copy.card",
];

/// Returns the tip for now: its key and what it does.
#[must_use]
pub fn tip(desk: &Desk) -> Option<(String, &'static str)> {
    if !desk.user.tips || desk.product().items().is_empty() {
        return None;
    }
    WORTH
        .iter()
        .filter_map(|name| desk.keymap.named(name))
        .filter(|action| desk.user.habits.of(action.name) < ENOUGH && (action.ready)(desk).is_ok())
        .map(|action: &Action| (desk.keymap.first(action), action.title))
        .find(|(keys, _)| !keys.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tip_is_about_a_command() {
        for name in WORTH {
            assert!(crate::tui::catalog::CATALOG.actions().any(|action| action.name == *name), "{name}");
        }
    }
}
