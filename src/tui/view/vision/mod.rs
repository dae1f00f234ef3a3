//! The vision, the goals under it, the numbers that tell whether they are reached: the chain of why from above.

mod render;
pub(in crate::tui::view) mod verbs;

pub use render::render;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::measure::outcome::{Load, gap, loads, reading_late};
use crate::model::goal::Horizon;
use crate::model::metric::Role;
use crate::model::{Field, Id, Metric, Vision};
use crate::tui::action::{Action, Group, Scope, always, rows_of, writable};
use crate::tui::aims;
use crate::tui::app::App;
use crate::tui::memo::Memo;
use crate::tui::view::{Page, View};
use crate::tui::widget::list::Chosen;

/// What the screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The vision board, and the goals under it.
    #[default]
    Board,
    /// The goals with their key results, all of them.
    Goals,
    /// The north star with what drives it.
    Metrics,
    /// The positioning: seven blanks.
    Moore,
}

impl Tab {
    /// All tabs with their names.
    pub const ALL: &'static [(Self, &'static str)] =
        &[(Self::Board, "Board"), (Self::Goals, "Goals"), (Self::Metrics, "Metrics"), (Self::Moore, "Moore")];
}

/// The state of the screen.
#[derive(Default)]
pub struct VisionScreen {
    /// What it shows.
    tab: Tab,
    /// The field that is chosen; the rows of the tree come after the last one.
    field: usize,
    /// Whether the keys are in the fields.
    in_fields: bool,
    chosen: Chosen,
    memo: Memo<(u64, NaiveDate), Sheet>,
}

/// What is computed once for a state of the product.
#[derive(Clone)]
struct Sheet {
    gaps: Arc<[Gap]>,
    loads: Arc<HashMap<Id, Load>>,
}

fn sheet(app: &App) -> Sheet {
    app.vision.memo.get((app.epoch, app.now.today), || Sheet {
        gaps: find_gaps(app).into(),
        loads: Arc::new(loads(app.product())),
    })
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Vision,
    name: "Vision",
    tab: Some("7"),
    item: None,
    choose: Some(|app, id| {
        let ids = ids(app);
        if let Some(at) = ids.iter().position(|other| *other == id) {
            app.vision.in_fields = false;
            app.vision.chosen.go(&ids, at);
        }
    }),
    out: |app| std::mem::take(&mut app.vision.tab) != Tab::Board,
    render,
};

rows_of!(Scope::On(View::Vision), Do, writable);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("vision.edit", "Write or change what is chosen", "edit", &["e"], 1, verbs::edit),
    row("vision.add", "Add below: a goal, a key result, a measure", "add", &["a"], 2, verbs::add),
    row("vision.reading", "A reading of this key result", "reading", &["+"], 3, verbs::reading),
    row("vision.import", "Readings from a CSV: kr, date, value", "import", &["I"], 0, crate::tui::import::ask),
    row("vision.mend", "Mend the next gap in the chain of why", "mend", &["n"], 4, verbs::mend),
    row("vision.on", "Goal nearer: later, next, now", "nearer", &["<"], 0, |app| verbs::shift(app, true)),
    row("vision.off", "Goal further: now, next, later", "further", &[">"], 0, |app| verbs::shift(app, false)),
    row("vision.end", "End a goal: reached, given up, removed; remove a measure", "end", &["d"], 0, verbs::end),
    row("vision.link", "Link items to this goal", "link", &["L"], 5, verbs::link),
    row("vision.drives", "Which measure does this one drive?", "drives", &["m"], 0, verbs::drives),
    row("vision.share", "Share the vision: copy it in three lengths", "share", &["y"], 7, aims::share_vision),
    reading("vision.open", "Open: the items of a goal, the chart of a key result", "open", &["enter"], 6, verbs::open),
    reading("vision.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1)),
    reading("vision.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1)),
    reading("vision.left", "Field to the left", "left", &["h", "left"], 0, |app| side(app, -1)),
    reading("vision.right", "Field to the right", "right", &["l", "right"], 0, |app| side(app, 1)),
    reading("vision.next-tab", "Next: board, goals, metrics, Moore", "tabs", &["]", "tab"], 8, |app| turn(app, 1)),
    reading("vision.last-tab", "Previous of these", "tabs", &["[", "backtab"], 0, |app| turn(app, -1)),
];

const fn reading(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    footer: u8,
    run: fn(&mut App),
) -> Action {
    Action { group: Group::Move, ready: always, ..row(name, title, short, keys, footer, run) }
}

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        group: Group::Move,
        ready: always,
        ..row("go.vision", "Vision, goals and key results", "vision", &["7"], 0, |app| {
            app.leave_view();
            app.vision = VisionScreen {
                in_fields: app.product().goals().is_empty() || app.product().vision().vision.is_empty(),
                ..VisionScreen::default()
            };
            app.view = View::Vision;
        })
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::More,
        ..row("report.vision", "Share the vision: copy it in three lengths", "vision", &["Y v"], 0, aims::share_vision)
    },
];

/// A row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A goal.
    Goal(Id),
    /// A measure, so many steps in.
    Metric(Id, usize),
}

impl Row {
    fn id(self) -> Id {
        match self {
            Self::Goal(id) | Self::Metric(id, _) => id,
        }
    }
}

/// Returns the rows of the tree: goals with their key results, or measures with what drives them.
fn tree(app: &App) -> Vec<Row> {
    let product = app.product();
    let mut out = Vec::new();
    if app.vision.tab == Tab::Metrics {
        let all = product.metrics_by_num();
        let rank = |metric: &&Metric| match metric.role {
            Role::NorthStar => 0,
            Role::Input => 1,
            Role::Result => 2,
        };
        let mut roots: Vec<&Metric> = all
            .iter()
            .copied()
            .filter(|metric| metric.drives.is_none_or(|id| product.get::<Metric>(id).is_none()))
            .collect();
        roots.sort_by_key(|metric| (rank(metric), metric.num));
        // what two programs hung in a circle has no root, and is shown all the same
        for root in roots.into_iter().chain(all.iter().copied()) {
            hang(&all, root, 0, &mut out);
        }
        return out;
    }
    let order = [Horizon::Now, Horizon::Next, Horizon::Later];
    let ended = [Horizon::Reached, Horizon::Abandoned];
    let lanes = order.iter().chain(if app.vision.tab == Tab::Goals { &ended[..] } else { &[] });
    for goal in lanes.flat_map(|horizon| product.lane(*horizon)) {
        out.push(Row::Goal(goal.id));
        out.extend(product.results_of(goal.id).into_iter().map(|metric| Row::Metric(metric.id, 1)));
    }
    out
}

/// Steps that a row is moved in at the most.
const DEEPEST: usize = 8;

/// Adds a measure and what drives it; one that is there already is left out.
fn hang(all: &[&Metric], root: &Metric, depth: usize, out: &mut Vec<Row>) {
    if out.iter().any(|row| row.id() == root.id) {
        return;
    }
    out.push(Row::Metric(root.id, depth.min(DEEPEST)));
    for metric in all.iter().filter(|metric| metric.drives == Some(root.id)) {
        hang(all, metric, depth + 1, out);
    }
}

fn ids(app: &App) -> Vec<Id> {
    tree(app).into_iter().map(Row::id).collect()
}

/// Returns the fields of the tab: of the board, or the blanks.
fn fields(app: &App) -> &'static [Field<Vision>] {
    match app.vision.tab {
        Tab::Board => Vision::board(),
        Tab::Moore => Vision::blanks(),
        Tab::Goals | Tab::Metrics => &[],
    }
}

/// Returns the field that is chosen, where the keys are in the fields.
fn field(app: &App) -> Option<&'static Field<Vision>> {
    let fields = fields(app);
    let inside = app.vision.in_fields || app.vision.tab == Tab::Moore;
    if inside { fields.get(app.vision.field.min(fields.len().checked_sub(1)?)) } else { None }
}

/// Returns the row that is chosen, where the keys are in the tree.
fn current(app: &App) -> Option<Row> {
    if field(app).is_some() {
        return None;
    }
    let rows = tree(app);
    let id = app.vision.chosen.of(&ids(app))?;
    rows.into_iter().find(|row| row.id() == id)
}

fn step(app: &mut App, by: isize) {
    let rows = ids(app);
    match (app.vision.tab, field(app).is_some()) {
        (Tab::Moore, _) => {
            let last = fields(app).len().saturating_sub(1);
            app.vision.field = app.vision.field.saturating_add_signed(by).min(last);
        }
        (Tab::Board, true) => match (app.vision.field, by > 0) {
            (0, true) => app.vision.field = 1,
            (_, true) if !rows.is_empty() => {
                app.vision.in_fields = false;
                app.vision.chosen.go(&rows, 0);
            }
            (_, true) => {}
            (_, false) => app.vision.field = 0,
        },
        (Tab::Board, false) if by < 0 && app.vision.chosen.place(&rows).unwrap_or(0) == 0 => {
            (app.vision.in_fields, app.vision.field) = (true, 1);
        }
        _ => app.vision.chosen.step(&rows, by),
    }
}

fn side(app: &mut App, by: isize) {
    if app.vision.tab != Tab::Board {
        return;
    }
    if field(app).is_none() {
        (app.vision.in_fields, app.vision.field) = (true, if by > 0 { 1 } else { 4 });
        return;
    }
    let last = Vision::board().len().saturating_sub(1);
    app.vision.field = app.vision.field.saturating_add_signed(by).min(last);
}

fn turn(app: &mut App, by: isize) {
    let n = Tab::ALL.len();
    let here = Tab::ALL.iter().position(|(tab, _)| *tab == app.vision.tab).unwrap_or(0);
    let to = (here + n).saturating_add_signed(by) % n;
    app.vision.tab = Tab::ALL.get(to).map_or(Tab::Board, |(tab, _)| *tab);
    (app.vision.field, app.vision.in_fields) = (0, false);
}

/// A gap in the chain of why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The vision lacks a field.
    Field(&'static str),
    /// There is no goal.
    NoGoal,
    /// A goal has no key result.
    NoResult(Id),
    /// A measure cannot tell anything yet.
    Metric(Id, &'static str),
    /// A reading is late by so many days.
    Late(Id, i64),
    /// A goal has no items.
    NoItems(Id),
    /// Items serve no goal.
    Orphans(usize),
}

/// Returns the gaps in the chain of why, from above.
fn find_gaps(app: &App) -> Vec<Gap> {
    let product = app.product();
    let mut out = Vec::new();
    let vision = product.vision();
    out.extend(
        Vision::board().iter().filter(|field| (field.get)(vision).is_blank()).map(|field| Gap::Field(field.name)),
    );
    if product.goals().is_empty() {
        out.push(Gap::NoGoal);
    }
    for goal in [Horizon::Now, Horizon::Next].into_iter().flat_map(|horizon| product.lane(horizon)) {
        let results = product.results_of(goal.id);
        if results.is_empty() {
            out.push(Gap::NoResult(goal.id));
        }
        for metric in results {
            match (gap(metric), reading_late(metric, app.now.today)) {
                (Some(gap), _) => out.push(Gap::Metric(metric.id, gap)),
                (None, Some(late)) => out.push(Gap::Late(metric.id, late)),
                (None, None) => {}
            }
        }
        if !product.items().iter().any(|item| item.goal == Some(goal.id)) {
            out.push(Gap::NoItems(goal.id));
        }
    }
    if product.orphans(app.now.today) > 0 {
        out.push(Gap::Orphans(product.orphans(app.now.today)));
    }
    out
}
