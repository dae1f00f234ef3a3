//! The sprint at work: the board, the burndown, and the shield around its scope.

pub(in crate::tui::view) mod change;
mod chart;
mod render;

use chrono::NaiveDate;

pub use change::change_one;
pub use render::{hours, render};

use crate::model::{Id, Sprint, SprintState, Status};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::items::go_to;
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::view::{Page, View, outermost};

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

impl Board {
    /// Keeps a card the chosen one.
    pub fn hold(&mut self, card: Option<Id>) {
        self.at = card;
    }
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Sprint,
    name: "Sprint",
    tab: Some("4"),
    item: Some(selected),
    choose: Some(|app, id| app.board.at = Some(id)),
    out: outermost,
    render,
};

rows_of!(Scope::On(View::Sprint), Do, running);

/// The rows of this file. `<` and `>` move a card, as they move an item anywhere.
pub const ACTIONS: &[Action] = &[
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("board.down", "Card below", "down", &["j", "down"], 0, |app| step(app, 0, 1))
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("board.up", "Card above", "up", &["k", "up"], 0, |app| step(app, 0, -1))
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("board.left", "Column to the left", "left", &["h", "left"], 0, |app| step(app, -1, 0))
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("board.right", "Column to the right", "right", &["l", "right"], 0, |app| step(app, 1, 0))
    },
    Action {
        group: Group::Move,
        ready: is_active,
        ..row("board.open", "Open the item", "open", &["enter"], 0, |app| {
            if let Some(id) = selected(app) {
                go_to(app, id);
                app.backlog.focus = crate::tui::view::backlog::Focus::Detail;
            }
        })
    },
    row(
        "sprint.swap",
        "Change the scope: something in, something out, with a reason",
        "scope",
        &["p"],
        3,
        change::swap,
    ),
    row(
        "sprint.request",
        "A quick request: into the inbox, or into the sprint at a price",
        "request",
        &["a"],
        4,
        change::request,
    ),
    row(
        "sprint.interrupt",
        "Interruption: who asked for what, and how long it took",
        "interruption",
        &["!"],
        5,
        change::interrupt,
    ),
    row("sprint.goal", "The goal of the sprint, and the key result that it aims at", "goal", &["w g"], 0, |app| {
        if let Some(sprint) = active(app).cloned() {
            crate::tui::view::plan::goal_of(app, &sprint);
        }
    }),
    row("board.limit", "Most cards in this column", "limit", &["W"], 0, limit),
    row("sprint.close", "Close the sprint: what becomes of each item that is left", "close", &["Q"], 6, change::close),
    row("sprint.cancel", "Cancel the sprint: its goal is obsolete", "cancel", &[], 0, change::cancel),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ready: is_active,
    ..row("go.sprint", "The sprint: board, burndown, scope", "sprint", &["4"], 0, |app| {
        app.leave_view();
        app.view = View::Sprint;
    })
}];

/// Whether a sprint is active.
pub(in crate::tui) fn is_active(app: &App) -> Result<(), &'static str> {
    active(app).map(|_| ()).ok_or("no sprint is active: 3 plans one")
}

/// Whether a sprint is active and may be changed.
pub(in crate::tui) fn running(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    is_active(app)
}

/// Returns the active sprint.
pub(in crate::tui) fn active(app: &App) -> Option<&Sprint> {
    app.product().sprint_in(SprintState::Active)
}

fn column(app: &App, status: Status) -> Vec<Id> {
    let Some(sprint) = active(app) else { return Vec::new() };
    let here =
        |id: &Id| app.product().items().get(*id).is_some_and(|item| item.status == status && item.declined.is_none());
    sprint.items.iter().copied().filter(here).collect()
}

/// Returns the chosen card.
#[must_use]
pub fn selected(app: &App) -> Option<Id> {
    let sprint = active(app)?;
    let there =
        |id: &Id| sprint.items.contains(id) && app.product().items().get(*id).is_some_and(|i| i.declined.is_none());
    app.board.at.filter(there).or_else(|| COLUMNS.iter().find_map(|(status, _)| column(app, *status).first().copied()))
}

/// Returns the column of the chosen card.
fn here(app: &App) -> Status {
    app.selected_item().map_or(Status::Todo, |item| item.status)
}

fn step(app: &mut App, x: isize, y: isize) {
    let Some(id) = selected(app) else { return };
    let here = COLUMNS.iter().position(|(other, _)| *other == here(app)).unwrap_or(0);
    let own = COLUMNS.get(here).map_or_else(Vec::new, |(status, _)| column(app, *status));
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
            let cards = COLUMNS.get(to).map_or_else(Vec::new, |(status, _)| column(app, *status));
            if let Some(card) = cards.get(at.min(cards.len().saturating_sub(1))) {
                break Some(*card);
            }
        }
    };
    app.board.at = to.or(Some(id));
}

/// Returns the most cards that a column should hold, where the team set it.
fn most(app: &App, status: Status) -> Option<u32> {
    app.product().about().wip.get(status.word()).copied()
}

/// Returns a word of warning where a column holds more cards than the team wants at once.
#[must_use]
pub fn over_limit(app: &App) -> Option<String> {
    COLUMNS.iter().find_map(|(status, name)| {
        let (most, held) = (most(app, *status)?, column(app, *status).len());
        let over = u32::try_from(held).is_ok_and(|held| held > most);
        over.then(|| format!("{name} holds {held} of {most}: finish one before the next is begun"))
    })
}

fn limit(app: &mut App) {
    let status = here(app);
    let name = COLUMNS.iter().find(|(own, _)| *own == status).map_or("", |(_, name)| name);
    let old = most(app, status).map_or_else(String::new, |n| n.to_string());
    app.push(
        Prompt::new(format!("Most cards in “{name}”"), &old, move |app, text| {
            let n: u32 = text.trim().parse().unwrap_or(0);
            app.edit("limited the board of", "", |product| {
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
