//! Tips for the first week: one at a time, in the line that is empty then, gone once its key has been used.

use super::command::Action;
use super::desk::Desk;
use crate::model::Item;

/// Uses of a key after which its tip is not shown any more.
pub const ENOUGH: u32 = 2;

/// A moment: what is on the screen now.
type Moment = fn(&Desk) -> bool;

/// What is worth a tip, and when: the first whose moment it is and whose key is not known yet. A moment is about what is chosen or
/// shown; what has none helps on every page where its key works.
const WORTH: &[(&str, Moment)] = &[
    ("mark.toggle", |desk| chosen(desk, |_| true) && desk.user.habits.of("item.goal") > 0),
    ("item.why", |desk| chosen(desk, |item| item.goal.is_none())),
    ("item.size", |desk| chosen(desk, |item| item.goal.is_some() && item.size.is_none())),
    ("assist.draft", |desk| chosen(desk, |item| item.want.is_empty() && item.criteria.is_empty())),
    ("item.criteria", |desk| chosen(desk, |item| item.size.is_some() && item.criteria.is_empty())),
    ("rank.top", |desk| chosen(desk, |_| desk.list.at() > 9)),
    ("decline.not-now", |desk| chosen(desk, |item| desk.now.days_since(item.created) > 180)),
    ("filter.orphans", |desk| desk.shows_list() && desk.list.filter().is_empty()),
    ("list.find", |desk| desk.shows_list() && desk.list.rows().len() > 20),
    ("plan.fill", |_| true),
    ("plan.goal", |_| true),
    ("sprint.request", |_| true),
    ("review.judge", |_| true),
    ("review.goal", |_| true),
    ("vision.mend", |_| true),
    ("retro.note", |_| true),
    ("item.repeat", |desk| chosen(desk, |_| desk.last.is_some())),
    ("item.later", |desk| chosen(desk, |_| true)),
    ("list.cards", |desk| desk.shows_list()),
    ("filter.saved", |desk| desk.shows_list() && !desk.list.filter().is_empty()),
    ("copy.card", |desk| chosen(desk, |_| true)),
    ("history.undo", |desk| desk.epoch > 0),
    ("app.palette", |_| true),
];

/// Whether the list is shown, and the item that is chosen there is of a kind.
fn chosen(desk: &Desk, is: impl Fn(&Item) -> bool) -> bool {
    desk.shows_list() && desk.selected_item().is_some_and(|item| is(item))
}

/// Returns the tip for now: its key and what it does.
#[must_use]
pub fn tip(desk: &Desk) -> Option<(String, &'static str)> {
    if !desk.user.tips || desk.product().items().is_empty() {
        return None;
    }
    let works = |action: &Action| desk.keymap.in_scope(desk.scope()).any(|other| other.name == action.name);
    WORTH
        .iter()
        .filter(|(_, moment)| moment(desk))
        .filter_map(|(name, _)| desk.keymap.named(name))
        .filter(|action| desk.user.habits.of(action.name) < ENOUGH && works(action) && (action.ready)(desk).is_ok())
        .map(|action: &Action| (desk.keymap.first(action), action.title))
        .find(|(keys, _)| !keys.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tip_is_about_a_command() {
        for (name, _) in WORTH {
            assert!(crate::tui::catalog::CATALOG.actions().any(|action| action.name == *name), "{name}");
        }
    }
}
