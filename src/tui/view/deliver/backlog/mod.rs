//! The backlog: the list in the one order, the item beside it, and the list of what was declined.

mod actions;
mod chooser;
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
    is_inside,
    signs: SIGNS,
    quit: |desk| is_inside(desk) && desk.list.out(desk.workspace.product(), desk.now),
    mouse: Some(mouse::take),
    ..Page::with::<Backlog>("Backlog", || &[actions::ACTIONS, actions::GO], render::render)
};

/// Whether quitting goes back to the list first.
fn is_inside(desk: &Desk) -> bool {
    desk.list.zoom || desk.list.focus == Focus::Detail || desk.list.lens != Lens::Open
}

/// What stands in the columns of the list.
const SIGNS: &[(&str, &str)] = &[
    ("✎", "words that the assistant suggested and nobody has confirmed"),
    ("✓", "ready for a sprint"),
    ("goal  g", "lacks a goal that it serves"),
    ("why  w", "lacks who wants it, what and why"),
    ("crit  c", "lacks criteria by which one can tell that it is done"),
    ("size  s", "nobody has sized it"),
    ("big  x", "too big for a sprint"),
    ("?2  q", "two questions on it are open"),
    ("blocked", "somebody said why it cannot go on"),
    ("own  r", "fails a check that the team added"),
    ("∅", "no goal"),
    ("·  ?", "in pts: not sized; nobody can say"),
    ("1/3", "one of three criteria is met"),
    ("230 d", "nobody touched it for so long: the oldest tenth only"),
    ("▸  ●", "the cursor; what is marked"),
];

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
