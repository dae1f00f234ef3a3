//! The sprint at work: the board, the burndown, and the shield around its scope.

pub(in crate::tui::view) mod change;
mod chart;
mod close;
mod render;

use crate::model::Verb;
use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::layout::Position;

pub use change::change_one;
use render::render;

use crate::model::{Change, Id, Item, Sprint, SprintState, Status};
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::items::move_to;
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::pointer::{Click, Hits, Pointer};
use crate::tui::screen::{Cause, Page, remembers};

/// Columns of the board with their names.
pub(super) const COLUMNS: &[(Status, &str)] =
    &[(Status::Todo, "To do"), (Status::Doing, "Doing"), (Status::Review, "Review"), (Status::Done, "Done")];

/// The state of the screen.
#[derive(Default)]
pub struct Board {
    /// The chosen card; the first one where it is gone.
    at: Option<Id>,
    /// The chance that everything is done in time.
    chance: Memo<(u64, NaiveDate), Option<usize>>,
    /// The days that 85 % of the items did not exceed.
    usual: Memo<(u64, NaiveDate), Option<u32>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("4"),
    item: Some(selected),
    choose: Some(|desk, id| state_mut(desk).at = Some(id)),
    footer: Some(|desk, keys| keys.insert(0, (desk.words("⟦status.back⟧ ⟦status.forward⟧"), "move".to_owned()))),
    // the card stays the chosen one wherever it moves
    before: Some(|desk| state_mut(desk).at = selected(desk)),
    signs: &[
        ("2 of 3", "cards in the lane, of the most that the team wants there at once"),
        ("✓", "accepted"),
        ("?", "done, and not accepted yet"),
        ("? 1", "a question on it is open"),
        ("✗", "it cannot go on, and why"),
        ("↩", "it was returned, and for what"),
        ("8 d at work", "longer than 85 % of all items took"),
        ("▲", "on this day the scope changed"),
        ("KR2", "the key result that the sprint aims at: where it stood at the start → now"),
    ],
    changed: Some(changed),
    mouse: Some(mouse),
    ..Page::with::<Board>("Sprint", || &[ACTIONS, GO], render)
};

remembers!(Board);

rows_of!(&PAGE, running);

/// The rows of this file. `<` and `>` move a card, as they move an item anywhere.
pub const ACTIONS: &[Action] = &[
    row("board.down", "Card below").short("down").keys(&["j", "down"]).ready(is_active).run(|desk| step(desk, 0, 1)),
    row("board.up", "Card above").short("up").keys(&["k", "up"]).ready(is_active).run(|desk| step(desk, 0, -1)),
    row("board.left", "Column to the left")
        .short("left")
        .keys(&["h", "left"])
        .ready(is_active)
        .run(|desk| step(desk, -1, 0)),
    row("board.right", "Column to the right")
        .short("right")
        .keys(&["l", "right"])
        .ready(is_active)
        .run(|desk| step(desk, 1, 0)),
    row("board.open", "Open the item").short("open").keys(&["enter"]).ready(is_active).run(|desk| {
        if let Some(id) = selected(desk) {
            desk.go_to(id);
            desk.list.focus = crate::tui::list::Focus::Detail;
        }
    }),
    row("sprint.swap", "Change the scope: something in, something out, with a reason")
        .short("scope")
        .keys(&["p"])
        .footer(3)
        .run(change::swap),
    row("sprint.request", "A quick request: into the inbox, or into the sprint at a price")
        .short("request")
        .keys(&["a"])
        .footer(4)
        .run(change::request),
    row("sprint.interrupt", "Interruption: who asked for what, and how long it took")
        .short("interruption")
        .keys(&["!"])
        .footer(5)
        .run(change::interrupt),
    row("sprint.interruptions", "Interruptions: who asked for what, and what became of each")
        .short("interruptions")
        .keys(&["g !"])
        .everywhere()
        .run(change::interruptions),
    row("sprint.goal", "The goal of the sprint, and the key result that it aims at").short("goal").keys(&["w g"]).run(
        |desk| {
            if let Some(sprint) = active(desk).cloned() {
                crate::tui::view::sprint::plan::goal_of(desk, &sprint);
            }
        },
    ),
    row("board.limit", "Most cards in this column").short("limit").keys(&["W"]).run(limit),
    row("sprint.close", "Close the sprint: what becomes of each item that is left")
        .short("close")
        .keys(&["Q"])
        .footer(6)
        .run(change::close),
    row("sprint.cancel", "Cancel the sprint: its goal is obsolete").short("cancel").run(change::cancel),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.sprint", "The sprint: board, burndown, scope")
    .short("sprint")
    .keys(&["4"])
    .everywhere()
    .ready(always)
    .run(|desk| {
        desk.visit(&PAGE);
    })];

/// Whether a sprint is active.
pub(in crate::tui) fn is_active(desk: &Desk) -> Result<(), Why> {
    active(desk).map(|_| ()).ok_or_else(|| "no sprint is active: ⟦go.plan⟧ plans one".into())
}

/// Whether a sprint is active and may be changed.
pub(in crate::tui) fn running(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    is_active(desk)
}

/// Returns the active sprint.
pub(in crate::tui) fn active(desk: &Desk) -> Option<&Sprint> {
    desk.product().sprint_in(SprintState::Active)
}

fn column(desk: &Desk, status: Status) -> Vec<Id> {
    let Some(sprint) = active(desk) else { return Vec::new() };
    let here =
        |id: &Id| desk.product().items().get(*id).is_some_and(|item| item.status == status && item.declined.is_none());
    sprint.items.iter().copied().filter(here).collect()
}

/// Returns the chosen card.
#[must_use]
pub fn selected(desk: &Desk) -> Option<Id> {
    let sprint = active(desk)?;
    let there =
        |id: &Id| sprint.items.contains(id) && desk.product().items().get(*id).is_some_and(|i| i.declined.is_none());
    state(desk)
        .at
        .filter(there)
        .or_else(|| COLUMNS.iter().find_map(|(status, _)| column(desk, *status).first().copied()))
}

/// Returns the column of the chosen card.
fn here(desk: &Desk) -> Status {
    desk.selected_item().map_or(Status::Todo, |item| item.status)
}

fn step(desk: &mut Desk, x: isize, y: isize) {
    let Some(id) = selected(desk) else { return };
    let here = COLUMNS.iter().position(|(other, _)| *other == here(desk)).unwrap_or(0);
    let own = COLUMNS.get(here).map_or_else(Vec::new, |(status, _)| column(desk, *status));
    let at = own.iter().position(|other| *other == id).unwrap_or(0);
    let to = if x == 0 {
        own.get(at.saturating_add_signed(y).min(own.len().saturating_sub(1))).copied()
    } else {
        // the next column that holds a card
        let mut to = here;
        loop {
            let next = to.saturating_add_signed(x);
            if next == to || next >= COLUMNS.len() {
                break None;
            }
            to = next;
            let cards = COLUMNS.get(to).map_or_else(Vec::new, |(status, _)| column(desk, *status));
            if let Some(card) = cards.get(at.min(cards.len().saturating_sub(1))) {
                break Some(*card);
            }
        }
    };
    state_mut(desk).at = to.or(Some(id));
}

/// Returns the most cards that a column should hold, where the team set it.
fn most(desk: &Desk, status: Status) -> Option<u32> {
    desk.product().about().wip.get(status.word()).copied()
}

/// Returns a word of warning where a column holds more cards than the team wants at once.
#[must_use]
pub fn over_limit(desk: &Desk) -> Option<String> {
    COLUMNS.iter().find_map(|(status, name)| {
        let (most, held) = (most(desk, *status)?, column(desk, *status).len());
        let over = u32::try_from(held).is_ok_and(|held| held > most);
        over.then(|| format!("{name} holds {held} of {most}: finish one before the next is begun"))
    })
}

/// Warns where a card that moved fills a column over its limit.
fn changed(desk: &mut Desk, change: &Change, cause: Cause) {
    let status = |item: &Option<Arc<Item>>| item.as_ref().map(|item| item.status);
    let moved = change.items.iter().any(|edit| status(&edit.before) != status(&edit.after));
    if cause == Cause::Edit
        && moved
        && let Some(words) = over_limit(desk)
    {
        desk.refuse(words);
    }
}

/// Takes what the mouse did: a card is dragged over a column and let go there.
fn mouse(desk: &mut Desk, hits: &Hits, at: Position, what: Pointer) -> Click {
    match what {
        Pointer::Wheel(_) | Pointer::Press => return Click::Pass,
        Pointer::Drag => {
            let column = hits.columns.iter().find(|(area, _)| area.contains(at)).map(|(_, status)| *status);
            desk.hold.over = desk.hold.thing.and(column);
        }
        Pointer::Release => {
            if let (Some(to), Some((_, id))) = (desk.hold.over.take(), desk.hold.thing) {
                desk.hold.thing = None;
                move_to(desk, id, to);
            }
        }
    }
    Click::Done
}

fn limit(desk: &mut Desk) {
    let status = here(desk);
    let name = COLUMNS.iter().find(|(own, _)| *own == status).map_or("", |(_, name)| name);
    let old = most(desk, status).map_or_else(String::new, |n| n.to_string());
    desk.push(
        Prompt::new(format!("Most cards in “{name}”"), &old, move |desk, text| {
            let n: u32 = text.trim().parse().unwrap_or(0);
            desk.edit(Verb::LimitedTheBoardOf, "", |product| {
                let mut about = product.about().clone();
                if n == 0 {
                    about.wip.remove(status.word());
                } else {
                    about.wip.insert(status.word().to_owned(), n);
                }
                product.put(about);
                Ok(())
            });
        })
        .hint("a number; empty for no limit · a limit warns, it does not forbid")
        .check(|_, text| match text.trim() {
            "" => Ok(()),
            n => n.parse::<u32>().map(|_| ()).map_err(|_| format!("“{n}” is not a number of cards")),
        }),
    );
}
