//! A tour that one does: eight small tasks in the sample product, each noticed when it is done, by whatever keys.

use super::command::{Action, Why};
use super::desk::Desk;
use crate::model::{Product, SprintState};

/// What a task asks for, and whether it is done since the tour began.
struct Task {
    words: &'static str,
    is_done: fn(&Desk, &Product) -> bool,
}

const TASKS: &[Task] = &[
    Task {
        words: "Show what serves no goal: ⟦filter.orphans⟧, from any page",
        is_done: |desk, _| desk.shows_list() && desk.list.filter().contains("is:orphan"),
    },
    Task {
        words: "Give one of them a why, and a goal: ⟦item.why⟧",
        is_done: |desk, start| orphans(desk.product()) < orphans(start),
    },
    Task {
        words: "Size three: ⟦app.out⟧, ⟦filter.unsized⟧, then ⟦item.size⟧ and a number",
        is_done: |desk, start| desk.product().unsized_items() + 3 <= start.unsized_items(),
    },
    Task {
        words: "Bring an item to the top of the one order: ⟦rank.top⟧",
        is_done: |desk, start| desk.product().order().get(0) != start.order().get(0),
    },
    Task {
        words: "Decline one, with a reason that holds: ⟦decline.not-now⟧",
        is_done: |desk, start| desk.product().declined() > start.declined(),
    },
    Task {
        words: "Pull something into the next sprint: ⟦go.plan⟧, then ⟦plan.pull⟧",
        is_done: |desk, _| {
            desk.product().sprint_in(SprintState::Planned).is_some_and(|sprint| !sprint.items.is_empty())
        },
    },
    Task {
        words: "Accept a story in the review: ⟦go.review⟧, ⟦review.judge⟧ on its criteria, ⟦review.accept⟧",
        is_done: |desk, start| accepted(desk.product()) > accepted(start),
    },
    Task {
        words: "And undo all of it: ⟦history.undo⟧, until it is as it was",
        is_done: |desk, start| desk.product().items() == start.items() && desk.product().sprints() == start.sprints(),
    },
];

/// The keys of one way through the tour, a task each but for the last, which is [`BACK`] as often as it takes. The moving picture of
/// the README is made of them.
pub const WALK: &[&str] = &[
    "fo",
    "wwso that it is quiet at night<enter><enter>",
    "<esc>fus5s3s8",
    "<esc>jjjjjjT",
    "Gdonobody asked twice<enter>",
    "3jjjjpsmall and ready<enter>",
    "5j>a",
];
/// The key of the last task.
pub const BACK: &str = "u";

fn orphans(product: &Product) -> usize {
    product.items().iter().filter(|item| item.is_orphan()).count()
}

fn accepted(product: &Product) -> usize {
    product.items().iter().filter(|item| item.accepted.is_some()).count()
}

/// A tour that somebody is on.
pub struct Tour {
    start: Product,
    at: usize,
    /// How many tasks were passed over.
    skipped: usize,
}

impl Tour {
    /// Returns a tour that begins with a product as it is.
    #[must_use]
    pub fn new(product: &Product) -> Self {
        Self { start: product.clone(), at: 0, skipped: 0 }
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    Action::new("tour.skip", "Tour: pass over this task").short("skip").keys(&["g t"]).ready(is_on).run(|desk| {
        if let Some(tour) = &mut desk.tour {
            (tour.at, tour.skipped) = (tour.at + 1, tour.skipped + 1);
        }
        finish(desk);
    }),
    Action::new("tour.end", "Tour: end it, and look around").short("end").ready(is_on).run(|desk| {
        desk.tour = None;
        desk.say("the tour is over: the sample is yours to play with · ⟦app.help⟧ shows what works here");
    }),
];

fn is_on(desk: &Desk) -> Result<(), Why> {
    desk.tour.as_ref().map(|_| ()).ok_or_else(|| "no tour is on: momentum tour begins one".into())
}

/// Looks whether the task is done, and goes on to the next.
pub fn follow(desk: &mut Desk) {
    let done = |desk: &Desk| {
        let tour = desk.tour.as_ref()?;
        let task = TASKS.get(tour.at)?;
        (task.is_done)(desk, &tour.start).then_some(())
    };
    // one thing at a time: what comes next may be true already
    if done(desk).is_some() {
        if let Some(tour) = &mut desk.tour {
            tour.at += 1;
        }
        finish(desk);
    }
}

/// Ends the tour after its last task.
fn finish(desk: &mut Desk) {
    let Some(tour) = desk.tour.as_ref().filter(|tour| tour.at >= TASKS.len()) else { return };
    let done = TASKS.len() - tour.skipped;
    desk.tour = None;
    desk.say(format!(
        "that was the tour: {done} of {} done · ⟦app.help⟧ shows the rest, ⟦app.quit⟧ leaves",
        TASKS.len()
    ));
}

/// Returns the line that says what to do: which task, of how many, and its words.
#[must_use]
pub fn strip(desk: &Desk) -> Option<(String, String)> {
    let tour = desk.tour.as_ref()?;
    let task = TASKS.get(tour.at)?;
    Some((format!("TOUR {} of {}", tour.at + 1, TASKS.len()), desk.words(task.words)))
}
