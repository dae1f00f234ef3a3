//! The chain of why of one item: from the vision down to the outcome, each gap in it said.

use super::{has_item, verb};
use crate::exchange::why::trace;
use crate::tui::action::{Action, Group};
use crate::tui::aims;
use crate::tui::app::App;
use crate::tui::layer::notice::{Notice, Tone};

/// The rows of this file.
pub const TRACE: &[Action] = &[
    Action {
        ready: has_item,
        group: Group::More,
        ..verb("item.trace", "Trace: from the vision down to what it did", "trace", &["w t"], 0, show)
    },
    verb(
        "item.effect",
        "Expected effect: which number it is to move, by how much, by when",
        "effect",
        &["w x"],
        0,
        aims::expect,
    ),
    verb("item.outcome", "Outcome check: did it do what was expected?", "outcome", &["w o"], 0, |app| {
        if let Some(id) = app.selected() {
            aims::check(app, id);
        }
    }),
];

fn show(app: &mut App) {
    let Some(item) = app.selected_item().cloned() else { return };
    let rows = trace(&item, app.product(), app.now);
    let gaps = rows.iter().filter(|(whole, _)| !whole).count();
    let mut lines = Vec::new();
    for (i, (whole, words)) in rows.into_iter().enumerate() {
        if i > 0 {
            lines.push((Tone::Muted, "   ↓".to_owned()));
        }
        lines.push((if whole { Tone::Text } else { Tone::Warn }, words));
    }
    let key = app.product().key(&item);
    let title = match gaps {
        0 => format!("Why {key}: the chain is whole"),
        n => format!("Why {key}: {} in the chain", crate::text::count(n, "gap")),
    };
    app.push(Notice::new(title, lines));
}
