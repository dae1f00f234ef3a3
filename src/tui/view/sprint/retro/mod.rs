//! The retrospective: what became of the last actions, what was good and bad, and the one or two things to change.

mod note;
mod render;

use crate::model::Verb;
use chrono::NaiveDate;

pub use note::skip;
use render::render;

use crate::model::action::ActionState;
use crate::model::retro::FORMATS;
use crate::model::{Id, Retro, RetroAction, Sprint};
use crate::sort::InOrder;
use crate::tui::clock::Clock;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Chosen;

/// Which pane the keys are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The actions of earlier retrospectives.
    Before,
    /// The notes of this one.
    #[default]
    Notes,
    /// The actions of this one.
    Actions,
}

/// The state of the screen.
#[derive(Default)]
pub struct Retrospective {
    retro: Option<Id>,
    pane: Pane,
    column: usize,
    notes: Chosen,
    before: Chosen,
    actions: Chosen,
    clock: Clock,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("6"),
    out: |desk| std::mem::take(&mut state_mut(desk).pane) != Pane::Notes,
    before: Some(|desk| {
        let now = desk.now;
        state_mut(desk).clock.tick(now);
    }),
    ..Page::with::<Retrospective>("Retro", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

remembers!(Retrospective);

rows_of!(&PAGE, open);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("retro.note", "Write a note into this column").short("note").keys(&["a"]).footer(1).run(note::write),
    row("retro.vote", "One vote more")
        .short("vote")
        .keys(&["+", "space"])
        .footer(2)
        .needs(note::on_note)
        .run(|desk| note::vote(desk, true)),
    row("retro.unvote", "One vote less")
        .short("unvote")
        .keys(&["-"])
        .needs(note::on_note)
        .run(|desk| note::vote(desk, false)),
    row("retro.group", "Group it under another note")
        .short("group")
        .keys(&["m"])
        .footer(3)
        .needs(note::on_note)
        .run(note::group),
    row("retro.act", "Make it an action: who, and until when").short("action").keys(&[">"]).footer(4).run(note::act),
    row("retro.score", "The three questions about the product owner's work: a digit each")
        .short("questions")
        .keys(&["s"])
        .footer(5)
        .run(note::score),
    row("retro.end", "Decide on an old action; on a note: end the retrospective")
        .short("end")
        .keys(&["enter"])
        .footer(6)
        .run(note::enter),
    row("retro.plan", "Make an item of the action, at the top of the backlog")
        .short("plan it")
        .keys(&["p"])
        .needs(note::on_action)
        .run(note::plan),
    row("retro.edit", "Other words").short("edit").keys(&["e"]).run(note::edit),
    row("retro.remove", "Take it away").short("remove").keys(&["d"]).run(note::remove),
    row("retro.format", "Another format: 4 Ls, sailboat, …").short("format").keys(&["F"]).footer(7).run(format),
    row("retro.skip", "Skip the retrospective, with a reason").short("skip").run(|desk| {
        if let Some(sprint) = sprint(desk).map(|sprint| sprint.id) {
            skip(desk, sprint);
        }
    }),
    moving("retro.down", "Down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    moving("retro.up", "Up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    moving("retro.left", "Column to the left").keys(&["h", "left"]).run(|desk| side(desk, -1)),
    moving("retro.right", "Column to the right").keys(&["l", "right"]).run(|desk| side(desk, 1)),
    moving("retro.pane", "Last actions, notes, new actions").keys(&["tab"]).run(|desk| {
        state_mut(desk).pane = match state(desk).pane {
            Pane::Before => Pane::Notes,
            Pane::Notes => Pane::Actions,
            Pane::Actions => Pane::Before,
        };
    }),
];

const fn moving(name: &'static str, title: &'static str) -> Action {
    row(name, title).short("move").ready(shown)
}

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.retro", "Retrospective: one or two things to change")
    .short("retro")
    .keys(&["6"])
    .everywhere()
    .ready(always)
    .run(enter)];

/// Returns the retrospective that is shown.
fn retro(desk: &Desk) -> Option<&Retro> {
    state(desk).retro.and_then(|id| desk.product().get::<Retro>(id)).map(|row| &**row)
}

/// Returns the sprint that it looks back on.
fn sprint(desk: &Desk) -> Option<&Sprint> {
    let shown = retro(desk).and_then(|retro| desk.product().get::<Sprint>(retro.sprint)).map(|row| &**row);
    shown.or_else(|| desk.product().sprint_to_look_back_on())
}

fn shown(desk: &Desk) -> Result<(), Why> {
    retro(desk).map(|_| ()).ok_or_else(|| "no retrospective is open: ⟦go.retro⟧ begins one".into())
}

fn open(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match retro(desk) {
        Some(retro) if retro.ended.is_none() => Ok(()),
        Some(_) => Err("this retrospective is over: ⟦history.undo⟧ takes its end back".into()),
        None => Err("no retrospective is open: ⟦go.retro⟧ begins one".into()),
    }
}

/// Goes to the retrospective that is due, or asks for its format.
pub fn enter(desk: &mut Desk) {
    desk.visit(&PAGE);
    *state_mut(desk) = Retrospective::default();
    let Some(sprint) = desk.product().sprint_to_look_back_on() else { return };
    let (id, number) = (sprint.id, sprint.number);
    if let Some(retro) = desk.product().retro_of(id).map(|retro| retro.id) {
        show(desk, retro);
        return;
    }
    if writable(desk).is_err() {
        return;
    }
    let last = desk.product().last_format();
    let entries: Vec<Pick<&'static str>> = FORMATS
        .iter()
        .map(|format| {
            let names: Vec<&str> = format.columns.iter().map(|(name, _)| *name).collect();
            let side = if format.name == last { "last time" } else { "" };
            Pick::new(format!("{}: {}", format.title, names.join(", ")), side, format.name)
        })
        .collect();
    let start = FORMATS.iter().position(|format| format.name == last).map_or(0, |at| (at + 1) % FORMATS.len());
    desk.push(
        Picker::new(format!("Look back on S{number}, in which format?"), entries, move |desk, name| {
            if let Some(retro) = desk.edit(Verb::Began, "", |product| product.begin_retro(id, name)) {
                show(desk, retro);
            }
        })
        .start(start)
        .lets_go(),
    );
}

fn show(desk: &mut Desk, retro: Id) {
    let of = desk.product().get::<Retro>(retro).and_then(|own| desk.product().get::<Sprint>(own.sprint));
    let clock = state(desk).clock.entered(of.map_or(0, |sprint| sprint.number), desk.now);
    *state_mut(desk) = Retrospective { retro: Some(retro), clock, ..Retrospective::default() };
    desk.show(&PAGE);
    if !before(desk).is_empty() && open(desk).is_ok() {
        state_mut(desk).pane = Pane::Before;
        desk.say("first: what became of the last actions? ⟦retro.end⟧ decides, ⟦retro.pane⟧ goes on to the notes");
    }
}

fn format(desk: &mut Desk) {
    let Some(id) = retro(desk).map(|retro| retro.id) else { return };
    let here = retro(desk).map_or("", |retro| retro.format().name);
    let entries = FORMATS
        .iter()
        .map(|format| {
            Pick::new(
                format.title.to_owned(),
                if format.name == here { "✓".into() } else { String::new() },
                format.name,
            )
        })
        .collect();
    desk.push(Picker::new("Which format?", entries, move |desk, name| {
        desk.edit(Verb::ChangedTheFormatOf, "", |product| {
            product.change_retro(id, |retro| {
                name.clone_into(&mut retro.method);
                Ok(())
            })
        });
        state_mut(desk).column = 0;
    }));
}

/// Returns the actions of earlier retrospectives: those that are open, and those that were decided on since this one began.
fn before(desk: &Desk) -> Vec<&RetroAction> {
    let Some(retro) = retro(desk) else { return Vec::new() };
    let mut all: Vec<&RetroAction> = desk
        .product()
        .all_actions()
        .into_iter()
        .filter(|action| action.from != Some(retro.sprint))
        .filter(|action| action.state == ActionState::Open || action.closed.is_some_and(|at| at >= retro.created))
        .collect();
    all.order_by_key(|action| (action.created, action.id));
    all
}

/// Returns the actions of this retrospective that were not dropped.
fn own(desk: &Desk) -> Vec<&RetroAction> {
    let of = |retro: &Retro| desk.product().actions_from(retro.sprint);
    let kept = |action: &&RetroAction| action.state != ActionState::Dropped;
    retro(desk).map_or_else(Vec::new, |retro| of(retro).into_iter().filter(kept).collect())
}

/// Returns the heads of the notes in the chosen column.
fn heads(desk: &Desk) -> Vec<Id> {
    retro(desk)
        .map_or_else(Vec::new, |retro| retro.column(state(desk).column).iter().map(|(head, _)| head.id).collect())
}

fn ids(actions: &[&RetroAction]) -> Vec<Id> {
    actions.iter().map(|action| action.id).collect()
}

fn step(desk: &mut Desk, by: isize) {
    match state(desk).pane {
        Pane::Before => {
            let ids = ids(&before(desk));
            state_mut(desk).before.step(&ids, by);
        }
        Pane::Notes => {
            let ids = heads(desk);
            state_mut(desk).notes.step(&ids, by);
        }
        Pane::Actions => {
            let ids = ids(&own(desk));
            state_mut(desk).actions.step(&ids, by);
        }
    }
}

fn side(desk: &mut Desk, by: isize) {
    let last = retro(desk).map_or(0, |retro| retro.format().columns.len()).saturating_sub(1);
    state_mut(desk).pane = Pane::Notes;
    state_mut(desk).column = state(desk).column.saturating_add_signed(by).min(last);
    state_mut(desk).notes = Chosen::default();
}

/// Returns the day on which an action is looked at where nobody says another one: the end of the next sprint.
fn next_check(desk: &Desk) -> NaiveDate {
    let planned = desk.product().sprint_in(crate::model::SprintState::Planned).and_then(|sprint| sprint.end);
    planned.or_else(|| crate::model::day::days_from(desk.now.today, 14)).unwrap_or(desk.now.today)
}
