//! Sprint planning in four steps: why, what, how, and the commitment.

mod ask;
mod pull;
mod render;

use std::collections::HashSet;

pub use ask::goal_of;
pub use pull::toggle;
pub use render::render;

use crate::model::{Id, Size, Sprint, SprintState};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::layer::tasks::Tasks;
use crate::tui::layer::team::Team;
use crate::tui::view::{Page, View};
use crate::tui::widget::list::Chosen;

/// Items of the order that are offered.
const OFFERED: usize = 200;

/// The state of the screen.
#[derive(Default)]
pub struct Plan {
    /// What is chosen in the order, and in the sprint.
    order: Chosen,
    sprint: Chosen,
    /// Whether the keys are in the sprint.
    inside: bool,
    /// Whether the step is how: the work on each item, and its risks.
    how: bool,
    marks: HashSet<Id>,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Plan,
    name: "Plan",
    tab: Some("3"),
    item: Some(selected),
    choose: Some(|app, id| {
        for inside in [false, true] {
            let ids = side(app, inside);
            if let Some(at) = ids.iter().position(|other| *other == id) {
                app.plan.inside = inside;
                chosen_mut(app).go(&ids, at);
            }
        }
    }),
    out: |app| {
        let marked = !app.plan.marks.is_empty();
        app.plan.marks.clear();
        marked || std::mem::take(&mut app.plan.how)
    },
    render,
};

rows_of!(Scope::On(View::Plan), Do, is_planning);

fn is_planned(app: &App) -> Result<(), &'static str> {
    planned(app).map(|_| ()).ok_or("no sprint is being planned: 3 begins the next one")
}

fn is_planning(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    is_planned(app)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("plan.pull", "Pull it, or all marked ones, into the sprint, or put it back", "pull, back", &["p"], 1, |app| {
        let ids = targets(app);
        app.plan.marks.clear();
        toggle(app, ids);
    }),
    row("plan.fill", "Fill: everything from the top that fits and is ready", "fill", &["f"], 2, pull::fill),
    row("plan.goal", "Why: the goal of the sprint, and the key result that it aims at", "goal", &["w w"], 3, ask::goal),
    row("plan.people", "The team: who is there, who is away", "team", &["@"], 4, |app| {
        let sprint = planned(app).map(|sprint| sprint.id);
        app.push(Team::new(sprint));
    }),
    row("plan.how", "How: the work on each item, or back to what", "how", &["]", "["], 5, |app| {
        app.plan.how = !app.plan.how;
        app.plan.inside |= app.plan.how;
    }),
    row("plan.commit", "Commit: freeze what it holds, and begin", "commit", &["enter"], 6, ask::commit),
    row("plan.days", "Its days: first and last", "days", &["n"], 0, ask::days),
    row("plan.holidays", "Days on which nobody works", "holidays", &["H"], 0, ask::holidays),
    row("plan.actions", "Take in an action of the last retrospective", "retro action", &["+"], 0, ask::action),
    row("plan.mark", "Mark it, and go down", "mark", &["space"], 0, |app| {
        let Some(id) = selected(app) else { return };
        if !app.plan.marks.remove(&id) {
            app.plan.marks.insert(id);
        }
        step(app, 1);
    }),
    Action {
        ready: |app| if app.plan.how { is_planning(app) } else { Err("] goes to the work on the items first") },
        ..row("plan.task", "Add to the work on this item", "task", &["a"], 0, |app| {
            if let Some(id) = selected(app) {
                Tasks::begin(app, id);
            }
        })
    },
    Action {
        group: Group::Move,
        ready: is_planned,
        ..row("plan.side", "The other side", "side", &["tab", "backtab", "h", "l", "left", "right"], 0, |app| {
            app.plan.inside = !app.plan.inside;
            app.plan.how = false;
        })
    },
    Action {
        group: Group::Move,
        ready: is_planned,
        ..row("plan.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1))
    },
    Action {
        group: Group::Move,
        ready: is_planned,
        ..row("plan.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1))
    },
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        group: Group::Move,
        ready: writable,
        ..row("go.plan", "Plan the next sprint", "plan", &["3"], 0, enter)
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::More,
        ready: writable,
        ..row("team.show", "The team: who is in it, who is away", "team", &[], 0, |app| {
            let sprint = planned(app).map(|sprint| sprint.id);
            app.push(Team::new(sprint));
        })
    },
];

fn enter(app: &mut App) {
    app.leave_view();
    if app.product().sprint_in(SprintState::Planned).is_none() {
        let now = app.now;
        if app.edit("began to plan", "", |product| product.plan_sprint(now)).is_none() {
            return;
        }
    }
    app.view = View::Plan;
    app.plan = Plan::default();
    let open = ask::unplanned(app).count();
    if open > 0 {
        let words = crate::text::count(open, "action");
        app.say(format!("from the last retrospective, without a place yet: {words} · + takes one in"));
    }
}

/// Returns the sprint that is being planned.
fn planned(app: &App) -> Option<&Sprint> {
    app.product().sprint_in(SprintState::Planned)
}

/// Returns what can be pulled, first to do first: it is in no sprint and does not wait for a later day.
fn free(app: &App) -> impl Iterator<Item = Id> {
    let product = app.product();
    let taken = product.in_sprints();
    let free = move |id: &&Id| {
        let item = product.items().get(**id);
        item.is_some_and(|item| !item.is_later(app.now.today)) && !taken.contains(*id)
    };
    product.order().iter().filter(free).copied()
}

/// Returns the items of a side: what the order offers, or what the sprint holds.
fn side(app: &App, inside: bool) -> Vec<Id> {
    let product = app.product();
    if inside {
        return planned(app).map_or_else(Vec::new, |sprint| {
            let open = |id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
            sprint.items.iter().copied().filter(open).collect()
        });
    }
    free(app).take(OFFERED).collect()
}

fn chosen(app: &App, inside: bool) -> &Chosen {
    if inside { &app.plan.sprint } else { &app.plan.order }
}

fn chosen_mut(app: &mut App) -> &mut Chosen {
    if app.plan.inside { &mut app.plan.sprint } else { &mut app.plan.order }
}

/// Returns the item under the cursor.
#[must_use]
pub fn selected(app: &App) -> Option<Id> {
    let inside = app.plan.inside;
    chosen(app, inside).of(&side(app, inside))
}

/// Returns the marked items of the side that has the keys in its order, else the chosen one.
fn targets(app: &App) -> Vec<Id> {
    let marked: Vec<Id> = side(app, app.plan.inside).into_iter().filter(|id| app.plan.marks.contains(id)).collect();
    if marked.is_empty() { selected(app).into_iter().collect() } else { marked }
}

fn step(app: &mut App, by: isize) {
    let ids = side(app, app.plan.inside);
    chosen_mut(app).step(&ids, by);
}

/// Returns the points of items in hundredths, and how many have none.
fn points(app: &App, ids: &[Id]) -> (u32, usize) {
    let sizes: Vec<Option<u32>> =
        ids.iter().filter_map(|id| app.product().items().get(*id)).map(|i| i.size.and_then(Size::points)).collect();
    (sizes.iter().flatten().fold(0, |sum: u32, n| sum.saturating_add(*n)), sizes.iter().filter(|n| n.is_none()).count())
}
