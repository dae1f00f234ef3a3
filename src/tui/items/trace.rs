//! The chain of why of one item: from the vision down to the outcome, each gap in it said.

use super::{has_item, on_items, verb};
use crate::exchange::why::trace;
use crate::tui::aims;
use crate::tui::command::Action;
use crate::tui::desk::Desk;
use crate::tui::layer::notice::{Ink, Notice};

/// The rows of this file.
pub const TRACE: &[Action] = &[
    verb("item.trace", "Trace: from the vision down to what it did")
        .short("trace")
        .keys(&["w t"])
        .ready(has_item)
        .run(show),
    verb("item.effect", "Expected effect: which number it is to move, by how much, by when")
        .short("effect")
        .keys(&["w x"])
        .ready(|desk| on_items(desk).and_then(|()| aims::can_expect(desk)))
        .run(aims::expect),
    verb("item.outcome", "Outcome check: did it do what was expected?")
        .short("outcome")
        .keys(&["w o"])
        .ready(|desk| on_items(desk).and_then(|()| aims::can_check(desk)))
        .run(|desk| {
            if let Some(id) = desk.selected() {
                aims::check(desk, id);
            }
        }),
];

fn show(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let rows = trace(&item, desk.product(), desk.now);
    let gaps = rows.iter().filter(|(whole, _)| !whole).count();
    let mut lines = Vec::new();
    for (i, (whole, words)) in rows.into_iter().enumerate() {
        if i > 0 {
            lines.push((Ink::Muted, "   ↓".to_owned()));
        }
        lines.push((if whole { Ink::Text } else { Ink::Warn }, words));
    }
    let key = desk.product().key(&item);
    let title = match gaps {
        0 => format!("Why {key}: the chain is whole"),
        n => format!("Why {key}: {} in the chain", crate::words::count(n, "gap")),
    };
    desk.push(Notice::new(title, lines));
}
