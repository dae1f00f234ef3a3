//! The mouse on the backlog: a click chooses, a double click opens, the wheel scrolls, a dragged row is ranked.

use ratatui::layout::Position;

use crate::model::Place;
use crate::model::Verb;
use crate::tui::desk::Desk;
use crate::tui::items;
use crate::tui::list::Focus;
use crate::tui::pointer::{Click, Hits, Pointer, is_double};

/// Takes what the mouse did.
pub fn take(desk: &mut Desk, hits: &Hits, at: Position, what: Pointer) -> Click {
    let in_detail = hits.detail.is_some_and(|area| area.contains(at));
    match what {
        Pointer::Wheel(by) if in_detail => desk.list.scroll(by),
        Pointer::Wheel(by) => desk.list.step(by),
        Pointer::Press if in_detail => desk.list.focus = Focus::Detail,
        Pointer::Press => return press(desk, row_at(desk, hits, at)),
        Pointer::Drag => drag(desk, row_at(desk, hits, at)),
        Pointer::Release => drop_row(desk),
    }
    Click::Done
}

/// Returns the row of the list under a place.
fn row_at(desk: &Desk, hits: &Hits, at: Position) -> Option<usize> {
    let (area, shown) = hits.list.as_ref()?;
    let row = *shown.get(usize::from(at.y.checked_sub(area.y)?))?;
    (area.contains(at) && row < desk.list.rows().len()).then_some(row)
}

fn press(desk: &mut Desk, row: Option<usize>) -> Click {
    let Some(row) = row else { return Click::Done };
    let now = desk.now.at.0;
    let double = is_double(desk.hold.pressed, now, &row);
    desk.hold.pressed = (!double).then_some((now, row));
    desk.list.focus = Focus::List;
    desk.list.go(row);
    if double { Click::Open } else { Click::Done }
}

fn drag(desk: &mut Desk, row: Option<usize>) {
    let (Some((_, from)), Some(row)) = (desk.hold.pressed, row) else { return };
    if let Some(id) = desk.list.rows().get(from).copied() {
        desk.hold.drag = (row != from).then_some((id, row));
    }
}

/// Lets go of a dragged row: it goes where the ghost line is, as `J` and `K` would bring it there.
fn drop_row(desk: &mut Desk) {
    let Some((id, row)) = desk.hold.drag.take() else { return };
    desk.hold.pressed = None;
    if let Err(why) = items::in_order(desk) {
        desk.refuse(why);
        return;
    }
    let from = desk.list.rows().iter().position(|other| *other == id);
    let (Some(from), Some(target)) = (from, desk.list.rows().get(row).copied()) else { return };
    let place = if row > from { Place::After(target) } else { Place::Before(target) };
    let now = desk.now;
    desk.edit(Verb::Moved, "", move |product| product.rank_by_hand(&[id], place, now));
    desk.list.select(id);
}
