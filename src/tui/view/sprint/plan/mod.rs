//! Sprint planning in four steps: why, what, how, and the commitment.

mod ask;
mod pull;
mod render;
mod team;

use crate::model::Verb;
use std::collections::HashSet;

pub use ask::goal_of;
pub use pull::toggle;
use render::render;

use crate::model::{Id, Size, Sprint, SprintState};
use crate::tui::clock::Clock;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::items::on_items;
use crate::tui::items::tasks::Tasks;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::sprint::board::change_one;
use crate::tui::widget::list::Chosen;
use team::Team;

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
    clock: Clock,
    /// The next sprint, where none is being planned: it is written down with the first change.
    draft: Option<Sprint>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    enter_opens: false,
    tab: Some("3"),
    signs: &[
        ("✓", "ready for a sprint; of a check: it holds"),
        ("goal why crit", "what an item lacks first: a goal, who and why, criteria"),
        ("size big ?1", "not sized, too big, with an open question"),
        ("█░│", "what the sprint holds, of what the team can: the line is the limit"),
        ("●", "marked: a key pulls all of them"),
        ("carried ×2", "it was left over twice"),
    ],
    item: Some(selected),
    choose: Some(|desk, id| {
        for inside in [false, true] {
            let ids = side(desk, inside);
            if ids.contains(&id) {
                state_mut(desk).inside = inside;
                chosen_mut(desk).pick(&ids, id);
            }
        }
    }),
    out: |desk| {
        let marked = !state(desk).marks.is_empty();
        state_mut(desk).marks.clear();
        marked || std::mem::take(&mut state_mut(desk).how)
    },
    before: Some(|desk| {
        let now = desk.now;
        state_mut(desk).clock.tick(now);
    }),
    changed: Some(|desk, _, _| state_mut(desk).draft = draft(desk)),
    ..Page::with::<Plan>("Plan", || &[ACTIONS, GO], render)
};

remembers!(Plan);

rows_of!(&PAGE, is_planning);

fn is_planned(desk: &Desk) -> Result<(), Why> {
    planned(desk).map(|_| ()).ok_or_else(|| "no sprint is being planned: ⟦go.plan⟧ begins the next one".into())
}

fn is_planning(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    is_planned(desk)
}

/// Does something to the sprint, which is written down first where it is only a draft.
fn changing(desk: &mut Desk, change: fn(&mut Desk)) {
    if begin(desk) {
        change(desk);
    }
}

/// Writes the sprint down that is only a draft so far, before it is changed. Returns whether there is one to change.
fn begin(desk: &mut Desk) -> bool {
    if desk.product().sprint_in(SprintState::Planned).is_none() {
        let now = desk.now;
        return desk.edit(Verb::BeganToPlan, "", |product| product.plan_sprint(now)).is_some();
    }
    true
}

/// Returns the sprint that comes next where none is being planned: to look at it writes nothing.
fn draft(desk: &Desk) -> Option<Sprint> {
    if desk.product().sprint_in(SprintState::Planned).is_some() {
        return None;
    }
    let mut product = desk.product().clone();
    let id = product.plan_sprint(desk.now).ok()?;
    product.get::<Sprint>(id).map(|sprint| Sprint::clone(sprint))
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("plan.pull", "Pull it, or all marked ones, into the sprint, or put it back")
        .short("pull, back")
        .keys(&["p"])
        .footer(1)
        .run(|desk| {
            let ids = targets(desk);
            state_mut(desk).marks.clear();
            if begin(desk) {
                toggle(desk, ids);
            }
        }),
    row("plan.fill", "Fill: everything from the top that fits and is ready")
        .short("fill")
        .keys(&["f"])
        .footer(2)
        .run(|desk| changing(desk, pull::fill)),
    row("plan.goal", "Why: the goal of the sprint, and the key result that it aims at")
        .short("goal")
        .keys(&["w w"])
        .footer(3)
        .run(|desk| changing(desk, ask::goal)),
    row("plan.people", "The team: who is there, who is away").short("team").keys(&["@"]).footer(4).run(|desk| {
        let sprint = desk.product().sprint_in(SprintState::Planned).map(|sprint| sprint.id);
        desk.push(Team::new(sprint));
    }),
    row("plan.how", "How: the work on each item, or back to what").short("how").keys(&["]", "["]).footer(5).run(
        |desk| {
            let own = state_mut(desk);
            own.how = !own.how;
            own.inside |= own.how;
        },
    ),
    row("plan.commit", "Commit: freeze what it holds, and begin")
        .short("commit")
        .keys(&["enter"])
        .footer(6)
        .needs(ask::can_commit)
        .run(ask::commit),
    row("plan.room", "How many points it can hold, where you know better than the record")
        .short("room")
        .keys(&["="])
        .run(|desk| changing(desk, ask::room)),
    row("plan.days", "Its days: first and last").short("days").keys(&["n"]).run(|desk| changing(desk, ask::days)),
    row("plan.holidays", "Days on which nobody works")
        .short("holidays")
        .keys(&["H"])
        .run(|desk| changing(desk, ask::holidays)),
    row("plan.actions", "Take in an action of the last retrospective")
        .short("retro action")
        .keys(&["+"])
        .needs(ask::has_action)
        .run(|desk| changing(desk, ask::action)),
    row("plan.mark", "Mark it, and go down").short("mark").keys(&["space"]).run(|desk| {
        let Some(id) = selected(desk) else { return };
        if !state_mut(desk).marks.remove(&id) {
            state_mut(desk).marks.insert(id);
        }
        step(desk, 1);
    }),
    row("plan.task", "Add to the work on this item")
        .short("task")
        .keys(&["a"])
        .ready(|desk| {
            if state(desk).how {
                is_planning(desk)
            } else {
                Err("⟦plan.how⟧ goes to the work on the items first".into())
            }
        })
        .run(|desk| {
            if let Some(id) = selected(desk) {
                Tasks::begin(desk, id);
            }
        }),
    row("plan.side", "The other side")
        .short("side")
        .keys(&["tab", "backtab", "h", "l", "left", "right"])
        .ready(is_planned)
        .run(|desk| {
            state_mut(desk).inside = !state(desk).inside;
            state_mut(desk).how = false;
        }),
    row("plan.down", "Down").short("down").keys(&["j", "down"]).ready(is_planned).run(|desk| step(desk, 1)),
    row("plan.up", "Up").short("up").keys(&["k", "up"]).ready(is_planned).run(|desk| step(desk, -1)),
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    Action::new("item.plan", "Add to or remove from the sprint (an active sprint asks what comes out)")
        .on_items()
        .ready(on_items)
        .needs(can_plan)
        .short("plan")
        .keys(&["p"])
        .footer(7)
        .run(plan_items),
    row("go.plan", "Plan the next sprint").short("plan").keys(&["3"]).everywhere().ready(always).run(enter),
    row("team.show", "The team: who is in it, who is away").short("team").everywhere().ready(writable).run(|desk| {
        let sprint = desk.product().sprint_in(SprintState::Planned).map(|sprint| sprint.id);
        desk.push(Team::new(sprint));
    }),
];

fn enter(desk: &mut Desk) {
    desk.visit(&PAGE);
    *state_mut(desk) = Plan { draft: draft(desk), clock: state(desk).clock, ..Plan::default() };
    let number = planned(desk).map_or(0, |sprint| sprint.number);
    state_mut(desk).clock = state(desk).clock.entered(number, desk.now);
}

/// Returns the sprint that is being planned, else the draft of the next one.
fn planned(desk: &Desk) -> Option<&Sprint> {
    desk.product().sprint_in(SprintState::Planned).or(state(desk).draft.as_ref())
}

/// Returns what can be pulled, first to do first: it is in no sprint and does not wait for a later day.
fn free(desk: &Desk) -> impl Iterator<Item = Id> {
    let product = desk.product();
    let taken = product.in_sprints();
    let free = move |id: &&Id| {
        let item = product.items().get(**id);
        item.is_some_and(|item| !item.is_later(desk.now.today)) && !taken.contains(*id)
    };
    product.order().iter().filter(free).copied()
}

/// Returns the items of a side: what the order offers, or what the sprint holds.
fn side(desk: &Desk, inside: bool) -> Vec<Id> {
    let product = desk.product();
    if inside {
        return planned(desk).map_or_else(Vec::new, |sprint| {
            let open = |id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
            sprint.items.iter().copied().filter(open).collect()
        });
    }
    free(desk).take(OFFERED).collect()
}

fn chosen(desk: &Desk, inside: bool) -> &Chosen {
    if inside { &state(desk).sprint } else { &state(desk).order }
}

fn chosen_mut(desk: &mut Desk) -> &mut Chosen {
    if state(desk).inside { &mut state_mut(desk).sprint } else { &mut state_mut(desk).order }
}

/// Returns the item under the cursor.
#[must_use]
pub fn selected(desk: &Desk) -> Option<Id> {
    let inside = state(desk).inside;
    chosen(desk, inside).of(&side(desk, inside))
}

/// Returns the marked items of the side that has the keys in its order, else the chosen one.
fn targets(desk: &Desk) -> Vec<Id> {
    let marked: Vec<Id> =
        side(desk, state(desk).inside).into_iter().filter(|id| state(desk).marks.contains(id)).collect();
    if marked.is_empty() { selected(desk).into_iter().collect() } else { marked }
}

fn step(desk: &mut Desk, by: isize) {
    let ids = side(desk, state(desk).inside);
    chosen_mut(desk).step(&ids, by);
}

/// Returns the points of items in hundredths, and how many have none.
fn points(desk: &Desk, ids: &[Id]) -> (u32, usize) {
    let sizes: Vec<Option<u32>> =
        ids.iter().filter_map(|id| desk.product().items().get(*id)).map(|i| i.size.and_then(Size::points)).collect();
    (sizes.iter().flatten().fold(0, |sum: u32, n| sum.saturating_add(*n)), sizes.iter().filter(|n| n.is_none()).count())
}

fn can_plan(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    let (product, one) = (desk.product(), desk.targets().len() == 1);
    match (product.sprint_in(SprintState::Planned), product.sprint_in(SprintState::Active)) {
        (Some(_), _) | (None, None) => Ok(()),
        (None, Some(_)) if one => Ok(()),
        _ => Err("an active sprint takes one at a time: each has its price".into()),
    }
}

/// Puts the targets into the sprint that is being planned or takes them out; an active one asks what comes out for them.
fn plan_items(desk: &mut Desk) {
    let ids = desk.targets();
    let active = desk.product().sprint_in(SprintState::Active).is_some();
    if desk.product().sprint_in(SprintState::Planned).is_some() || !active {
        if begin(desk) {
            toggle(desk, ids);
        }
        return;
    }
    let inside = ids.first().and_then(|id| desk.product().sprint_of(*id)).is_some();
    if let [one] = ids.as_slice() {
        change_one(desk, *one, inside);
    }
}
