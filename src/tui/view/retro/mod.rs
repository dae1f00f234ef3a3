//! The retrospective: what became of the last actions, what was good and bad, and the one or two things to change.

mod note;
mod render;

use chrono::NaiveDate;

pub use note::skip;
pub use render::render;

use crate::model::action::ActionState;
use crate::model::retro::FORMATS;
use crate::model::{Id, Retro, RetroAction, Sprint};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::view::{Page, View};
use crate::tui::widget::list::Chosen;

/// Which pane the keys are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The actions of earlier retrospectives.
    Before,
    /// The notes.
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
    /// When it was entered, for the time box.
    since: i64,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Retro,
    name: "Retro",
    tab: Some("6"),
    item: None,
    choose: None,
    out: |app| std::mem::take(&mut app.retro.pane) != Pane::Notes,
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Retro), Do, open);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("retro.note", "Write a note into this column", "note", &["a"], 1, note::write),
    row("retro.vote", "One vote more", "vote", &["+", "space"], 2, |app| note::vote(app, true)),
    row("retro.unvote", "One vote less", "unvote", &["-"], 0, |app| note::vote(app, false)),
    row("retro.group", "Group it under another note", "group", &["m"], 3, note::group),
    row("retro.act", "Make it an action: who, and until when", "action", &[">"], 4, note::act),
    row(
        "retro.score",
        "The three questions about the product owner's work: a digit each",
        "questions",
        &["s"],
        5,
        note::score,
    ),
    row("retro.end", "Decide on an old action; on a note: end the retrospective", "end", &["enter"], 6, note::enter),
    row("retro.plan", "Make an item of the action, at the top of the backlog", "plan it", &["p"], 0, note::plan),
    row("retro.edit", "Other words", "edit", &["e"], 0, note::edit),
    row("retro.remove", "Take it away", "remove", &["d"], 0, note::remove),
    row("retro.format", "Another format: 4 Ls, sailboat, …", "format", &["f"], 7, format),
    row("retro.skip", "Skip the retrospective, with a reason", "skip", &[], 0, |app| {
        if let Some(sprint) = sprint(app).map(|sprint| sprint.id) {
            skip(app, sprint);
        }
    }),
    moving("retro.down", "Down", &["j", "down"], |app| step(app, 1)),
    moving("retro.up", "Up", &["k", "up"], |app| step(app, -1)),
    moving("retro.left", "Column to the left", &["h", "left"], |app| side(app, -1)),
    moving("retro.right", "Column to the right", &["l", "right"], |app| side(app, 1)),
    moving("retro.pane", "Last actions, notes, new actions", &["tab"], |app| {
        app.retro.pane = match app.retro.pane {
            Pane::Before => Pane::Notes,
            Pane::Notes => Pane::Actions,
            Pane::Actions => Pane::Before,
        };
    }),
];

const fn moving(name: &'static str, title: &'static str, keys: &'static [&'static str], run: fn(&mut App)) -> Action {
    Action { group: Group::Move, ready: shown, ..row(name, title, "move", keys, 0, run) }
}

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ready: |app| app.product().sprint_to_look_back_on().map(|_| ()).ok_or("no sprint has begun yet: 3 plans one"),
    ..row("go.retro", "Retrospective: one or two things to change", "retro", &["6"], 0, enter)
}];

/// Returns the retrospective that is shown.
fn retro(app: &App) -> Option<&Retro> {
    app.retro.retro.and_then(|id| app.product().get::<Retro>(id)).map(|row| &**row)
}

/// Returns the sprint that it looks back on.
fn sprint(app: &App) -> Option<&Sprint> {
    let shown = retro(app).and_then(|retro| app.product().get::<Sprint>(retro.sprint)).map(|row| &**row);
    shown.or_else(|| app.product().sprint_to_look_back_on())
}

fn shown(app: &App) -> Result<(), &'static str> {
    retro(app).map(|_| ()).ok_or("no retrospective is open: 6 begins one")
}

fn open(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    match retro(app) {
        Some(retro) if retro.ended.is_none() => Ok(()),
        Some(_) => Err("this retrospective is over: u takes its end back"),
        None => Err("no retrospective is open: 6 begins one"),
    }
}

/// Goes to the retrospective that is due, or asks for its format.
pub fn enter(app: &mut App) {
    app.leave_view();
    let Some(sprint) = app.product().sprint_to_look_back_on() else { return };
    let (id, number) = (sprint.id, sprint.number);
    if let Some(retro) = app.product().retro_of(id).map(|retro| retro.id) {
        show(app, retro);
        return;
    }
    if let Err(why) = writable(app) {
        app.refuse(why);
        return;
    }
    let last = app.product().last_format();
    let entries: Vec<Entry<&'static str>> = FORMATS
        .iter()
        .map(|format| {
            let names: Vec<&str> = format.columns.iter().map(|(name, _)| *name).collect();
            let side = if format.name == last { "last time" } else { "" };
            Entry {
                text: format!("{}: {}", format.title, names.join(", ")),
                side: side.into(),
                unready: None,
                words: None,
                value: format.name,
            }
        })
        .collect();
    let start = FORMATS.iter().position(|format| format.name == last).map_or(0, |at| (at + 1) % FORMATS.len());
    app.push(
        Picker::new(format!("Look back on S{number}, in which format?"), entries, move |app, name| {
            if let Some(retro) = app.edit("began", "", |product| product.begin_retro(id, name)) {
                show(app, retro);
            }
        })
        .start(start),
    );
}

fn show(app: &mut App, retro: Id) {
    app.retro = Retrospective { retro: Some(retro), since: app.now.at.0, ..Retrospective::default() };
    app.view = View::Retro;
    if !before(app).is_empty() && open(app).is_ok() {
        app.retro.pane = Pane::Before;
        app.say("first: what became of the last actions? Enter decides, Tab goes on to the notes");
    }
}

fn format(app: &mut App) {
    let Some(id) = retro(app).map(|retro| retro.id) else { return };
    let here = retro(app).map_or("", |retro| retro.format().name);
    let entries = FORMATS
        .iter()
        .map(|format| Entry {
            text: format.title.to_owned(),
            side: if format.name == here { "✓".into() } else { String::new() },
            unready: None,
            words: None,
            value: format.name,
        })
        .collect();
    app.push(Picker::new("Which format?", entries, move |app, name| {
        app.edit("changed the format of", "", |product| {
            product.change_retro(id, |retro| {
                name.clone_into(&mut retro.method);
                Ok(())
            })
        });
        app.retro.column = 0;
    }));
}

/// Returns the actions of earlier retrospectives: those that are open, and those that were decided on since this one began.
fn before(app: &App) -> Vec<&RetroAction> {
    let Some(retro) = retro(app) else { return Vec::new() };
    let mut all: Vec<&RetroAction> = app
        .product()
        .all_actions()
        .into_iter()
        .filter(|action| action.from != Some(retro.sprint))
        .filter(|action| action.state == ActionState::Open || action.closed.is_some_and(|at| at >= retro.created))
        .collect();
    all.sort_by_key(|action| (action.created, action.id));
    all
}

/// Returns the actions of this retrospective that were not dropped.
fn own(app: &App) -> Vec<&RetroAction> {
    let of = |retro: &Retro| app.product().actions_from(retro.sprint);
    let kept = |action: &&RetroAction| action.state != ActionState::Dropped;
    retro(app).map_or_else(Vec::new, |retro| of(retro).into_iter().filter(kept).collect())
}

/// Returns the heads of the notes in the chosen column.
fn heads(app: &App) -> Vec<Id> {
    retro(app).map_or_else(Vec::new, |retro| retro.column(app.retro.column).iter().map(|(head, _)| head.id).collect())
}

fn ids(actions: &[&RetroAction]) -> Vec<Id> {
    actions.iter().map(|action| action.id).collect()
}

fn step(app: &mut App, by: isize) {
    match app.retro.pane {
        Pane::Before => {
            let ids = ids(&before(app));
            app.retro.before.step(&ids, by);
        }
        Pane::Notes => {
            let ids = heads(app);
            app.retro.notes.step(&ids, by);
        }
        Pane::Actions => {
            let ids = ids(&own(app));
            app.retro.actions.step(&ids, by);
        }
    }
}

fn side(app: &mut App, by: isize) {
    let last = retro(app).map_or(0, |retro| retro.format().columns.len()).saturating_sub(1);
    app.retro.pane = Pane::Notes;
    app.retro.column = app.retro.column.saturating_add_signed(by).min(last);
    app.retro.notes = Chosen::default();
}

/// Returns the day on which an action is looked at where nobody says another one: the end of the next sprint.
fn next_check(app: &App) -> NaiveDate {
    let planned = app.product().sprint_in(crate::model::SprintState::Planned).and_then(|sprint| sprint.end);
    planned.or_else(|| crate::model::day::days_from(app.now.today, 14)).unwrap_or(app.now.today)
}
