//! The backlog: the list in the one order, the item beside it, and the list of what was declined.

mod actions;
mod columns;
mod mouse;
mod render;

use crate::model::Stamp;
use crate::tui::desk::Desk;
use crate::tui::list::{Focus, Lens};
use crate::tui::memo::Memo;
use crate::tui::screen::Page;

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("1"),
    list: true,
    outermost: true,
    item: Some(|desk| desk.list.selected()),
    title: Some(|desk| (desk.list.lens == Lens::Declined).then_some("Declined")),
    footer: Some(footer),
    out: |desk| desk.list.out(desk.workspace.product(), desk.now),
    quit: |desk| {
        let inside = desk.list.zoom || desk.list.focus == Focus::Detail || desk.list.lens != Lens::Open;
        inside && desk.list.out(desk.workspace.product(), desk.now)
    },
    mouse: Some(mouse::take),
    ..Page::with::<Backlog>("Backlog", || &[actions::ACTIONS, actions::GO], render::render)
};

/// The state of the screen; the list itself is the desk's.
#[derive(Default)]
pub struct Backlog {
    /// The moment before which only the oldest tenth of the open items was changed last.
    old: Memo<u64, Stamp>,
}

/// Names the keys that rank, and among what was declined the one that brings back first.
fn footer(desk: &Desk, keys: &mut Vec<(String, String)>) {
    if desk.list.lens == Lens::Declined {
        let back = (desk.words("⟦decline.undo⟧"), "bring back".to_owned());
        for key in keys.iter_mut().filter(|(key, _)| key == "d") {
            key.clone_from(&back);
        }
        let n = keys.len();
        keys.rotate_right(3.min(n));
    } else if desk.list.sort().is_empty() {
        let ranks = ["rank.down", "rank.up", "rank.top", "rank.bottom", "rank.move"];
        let ranks: Vec<String> = ranks.iter().map(|name| desk.words(&format!("⟦{name}⟧"))).collect();
        // a row of letters can be read, a row of sequences cannot
        if ranks.iter().all(|keys| keys.chars().count() == 1) {
            keys.insert(keys.len().min(6), (ranks.concat(), "rank".to_owned()));
        }
    }
}
