//! The vision, the goals under it, the numbers that tell whether they are reached: the chain of why from above.

mod render;
pub(in crate::tui::view) mod verbs;

use render::render;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::measure::market::{self, Heard};
use crate::measure::outcome::{Load, gap, loads, reading_late};
use crate::model::goal::Horizon;
use crate::model::item::Relation;
use crate::model::metric::Role;
use crate::model::{Field, Id, Item, Kind, Metric, Vision};
use crate::sort::InOrder;
use crate::tui::aims;
use crate::tui::command::{Action, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
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
    /// The tab that is shown.
    tab: Tab,
    /// The field that is chosen; the rows of the tree come after the last one.
    field: usize,
    /// Whether the keys are in the fields.
    in_fields: bool,
    chosen: Chosen,
    memo: Memo<(u64, NaiveDate), Sheet>,
    rows: Memo<(u64, Tab), Vec<Branch>>,
}

/// What is computed once for a state of the product.
#[derive(Clone)]
struct Sheet {
    gaps: Arc<[Gap]>,
    loads: Arc<HashMap<Id, Load>>,
    heard: Arc<HashMap<Id, Heard>>,
}

fn sheet(desk: &Desk) -> Sheet {
    state(desk).memo.get((desk.epoch, desk.now.today), || Sheet {
        gaps: find_gaps(desk).into(),
        loads: Arc::new(loads(desk.product())),
        heard: Arc::new(market::heard(desk.product())),
    })
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("7"),
    long_view: Some(0),
    choose: Some(|desk, id| {
        let ids = ids(desk);
        if ids.contains(&id) {
            state_mut(desk).in_fields = false;
            state_mut(desk).chosen.pick(&ids, id);
        }
    }),
    out: |desk| std::mem::take(&mut state_mut(desk).tab) != Tab::Board,
    ..Page::with::<VisionScreen>("Vision", || &[ACTIONS, GO], render)
};

remembers!(VisionScreen);

rows_of!(&PAGE, writable);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("vision.edit", "Write or change what is chosen")
        .short("edit")
        .keys(&["e"])
        .footer(1)
        .needs(verbs::on_row)
        .run(verbs::edit),
    row("vision.add", "Add below: a goal, a key result, a measure").short("add").keys(&["a"]).footer(2).run(verbs::add),
    row("vision.reading", "A reading of this key result")
        .short("reading")
        .keys(&["+"])
        .footer(3)
        .needs(verbs::on_metric)
        .run(verbs::reading),
    row("vision.import", "Readings from a CSV: kr, date, value")
        .short("import")
        .keys(&["I"])
        .run(crate::tui::import::ask),
    row("vision.mend", "Mend the next gap in the chain of why").short("mend").keys(&["n"]).footer(4).run(verbs::mend),
    row("vision.on", "Goal nearer: later, next, now")
        .short("nearer")
        .keys(&["<"])
        .needs(verbs::on_goal)
        .run(|desk| verbs::shift(desk, true)),
    row("vision.off", "Goal further: now, next, later")
        .short("further")
        .keys(&[">"])
        .run(|desk| verbs::shift(desk, false)),
    row("vision.end", "End a goal: reached, given up, removed; remove a measure")
        .short("end")
        .keys(&["d"])
        .run(verbs::end),
    row("vision.link", "Link items to this goal").short("link").keys(&["L"]).footer(5).run(verbs::link),
    row("vision.drives", "Move it: an item under another goal or epic; a measure under what it drives")
        .short("move")
        .keys(&["m"])
        .needs(verbs::can_hang)
        .run(verbs::hang),
    row("vision.share", "Share the vision: copy it in three lengths")
        .short("share")
        .keys(&["y"])
        .footer(7)
        .run(aims::share_vision),
    reading("vision.open", "Open: the items of a goal, the chart of a key result")
        .short("open")
        .keys(&["enter"])
        .footer(6)
        .needs(verbs::on_anything)
        .run(verbs::open),
    reading("vision.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    reading("vision.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    reading("vision.left", "Field to the left").short("left").keys(&["h", "left"]).run(|desk| side(desk, -1)),
    reading("vision.right", "Field to the right").short("right").keys(&["l", "right"]).run(|desk| side(desk, 1)),
    reading("vision.next-tab", "Next: board, goals, metrics, Moore")
        .short("tabs")
        .keys(&["]", "tab"])
        .footer(8)
        .run(|desk| turn(desk, 1)),
    reading("vision.last-tab", "Previous of these").short("tabs").keys(&["[", "backtab"]).run(|desk| turn(desk, -1)),
];

const fn reading(name: &'static str, title: &'static str) -> Action {
    row(name, title).ready(always)
}

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    row("go.vision", "Vision, goals and key results").short("vision").keys(&["7"]).everywhere().ready(always).run(
        |desk| {
            desk.leave_view();
            *state_mut(desk) = VisionScreen {
                in_fields: desk.product().goals().is_empty() || desk.product().vision().vision.is_empty(),
                ..VisionScreen::default()
            };
            desk.show(&PAGE);
        },
    ),
    row("report.vision", "Share the vision: copy it in three lengths")
        .short("vision")
        .keys(&["Y v"])
        .everywhere()
        .run(aims::share_vision),
];

/// A row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// A goal, by its identity.
    Goal(Id),
    /// A measure, so many steps in.
    Metric(Id, usize),
    /// An item that serves the goal above it, so many steps in.
    Item(Id, usize),
}

impl Branch {
    fn id(self) -> Id {
        match self {
            Self::Goal(id) | Self::Metric(id, _) | Self::Item(id, _) => id,
        }
    }
}

/// Returns the rows of the tree: goals with their key results and items, or measures with what drives them.
fn tree(desk: &Desk) -> Vec<Branch> {
    state(desk).rows.get((desk.epoch, state(desk).tab), || grow(desk))
}

fn grow(desk: &Desk) -> Vec<Branch> {
    let product = desk.product();
    let mut out = Vec::new();
    if state(desk).tab == Tab::Metrics {
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
        roots.order_by_key(|metric| (rank(metric), metric.num));
        // what two programs hung in a circle has no root, and is shown all the same
        for root in roots.into_iter().chain(all.iter().copied()) {
            hang(&all, root, 0, &mut out);
        }
        return out;
    }
    let order = [Horizon::Now, Horizon::Next, Horizon::Later];
    let ended = [Horizon::Reached, Horizon::Abandoned];
    let lanes = order.iter().chain(if state(desk).tab == Tab::Goals { &ended[..] } else { &[] });
    for goal in lanes.flat_map(|horizon| product.lane(*horizon)) {
        out.push(Branch::Goal(goal.id));
        let results = product.results_of(goal.id);
        if state(desk).tab == Tab::Goals {
            serving(desk, goal.id, &results, &mut out);
        } else {
            out.extend(results.into_iter().map(|metric| Branch::Metric(metric.id, 1)));
        }
    }
    out
}

/// Items of a goal that hang under none of its epics and key results, and are shown.
const LOOSE: usize = 8;

/// Adds the key results of a goal with the items that are to move each, its epics with their pieces, and the first of what else
/// serves it.
fn serving(desk: &Desk, goal: Id, results: &[&Metric], out: &mut Vec<Branch>) {
    let product = desk.product();
    let open: Vec<&Item> =
        product.order().iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let own: Vec<&Item> = open.iter().copied().filter(|item| item.goal == Some(goal)).collect();
    let mut shown: HashSet<Id> = HashSet::new();
    let mut hang = |item: &Item, depth: usize, out: &mut Vec<Branch>| {
        if !shown.insert(item.id) {
            return false;
        }
        out.push(Branch::Item(item.id, depth));
        for piece in open.iter().filter(|piece| piece.linked(Relation::PartOf).any(|id| id == item.id)) {
            if shown.insert(piece.id) {
                out.push(Branch::Item(piece.id, depth + 1));
            }
        }
        true
    };
    for metric in results {
        out.push(Branch::Metric(metric.id, 1));
        for item in own.iter().filter(|item| item.effect.as_ref().is_some_and(|effect| effect.result == metric.id)) {
            hang(item, 2, out);
        }
    }
    for epic in own.iter().filter(|item| item.kind == Kind::Epic) {
        hang(epic, 1, out);
    }
    let mut loose = 0;
    for item in own.iter().filter(|item| item.kind != Kind::Epic) {
        if loose < LOOSE && hang(item, 1, out) {
            loose += 1;
        }
    }
}

/// Steps that a row is moved in at the most.
const DEEPEST: usize = 8;

/// Adds a measure and what drives it; one that is there already is left out.
fn hang(all: &[&Metric], root: &Metric, depth: usize, out: &mut Vec<Branch>) {
    if out.iter().any(|row| row.id() == root.id) {
        return;
    }
    out.push(Branch::Metric(root.id, depth.min(DEEPEST)));
    for metric in all.iter().filter(|metric| metric.drives == Some(root.id)) {
        hang(all, metric, depth + 1, out);
    }
}

fn ids(desk: &Desk) -> Vec<Id> {
    tree(desk).into_iter().map(Branch::id).collect()
}

/// Returns the fields of the tab: of the board, or the blanks.
fn fields(desk: &Desk) -> &'static [Field<Vision>] {
    match state(desk).tab {
        Tab::Board => Vision::board(),
        Tab::Moore => Vision::blanks(),
        Tab::Goals | Tab::Metrics => &[],
    }
}

/// Returns the field that is chosen, where the keys are in the fields.
fn field(desk: &Desk) -> Option<&'static Field<Vision>> {
    let fields = fields(desk);
    let inside = state(desk).in_fields || state(desk).tab == Tab::Moore;
    if inside { fields.get(state(desk).field.min(fields.len().checked_sub(1)?)) } else { None }
}

/// Returns the row that is chosen, where the keys are in the tree.
fn current(desk: &Desk) -> Option<Branch> {
    if field(desk).is_some() {
        return None;
    }
    let rows = tree(desk);
    let id = state(desk).chosen.of(&ids(desk))?;
    rows.into_iter().find(|row| row.id() == id)
}

fn step(desk: &mut Desk, by: isize) {
    let rows = ids(desk);
    match (state(desk).tab, field(desk).is_some()) {
        (Tab::Moore, _) => {
            let last = fields(desk).len().saturating_sub(1);
            state_mut(desk).field = state(desk).field.saturating_add_signed(by).min(last);
        }
        (Tab::Board, true) => match (state(desk).field, by > 0) {
            (0, true) => state_mut(desk).field = 1,
            (_, true) if !rows.is_empty() => {
                state_mut(desk).in_fields = false;
                state_mut(desk).chosen.go(&rows, 0);
            }
            (_, true) => {}
            (_, false) => state_mut(desk).field = 0,
        },
        (Tab::Board, false) if by < 0 && state(desk).chosen.place(&rows).unwrap_or(0) == 0 => {
            let own = state_mut(desk);
            (own.in_fields, own.field) = (true, 1);
        }
        _ => state_mut(desk).chosen.step(&rows, by),
    }
}

fn side(desk: &mut Desk, by: isize) {
    if state(desk).tab != Tab::Board {
        return;
    }
    if field(desk).is_none() {
        let own = state_mut(desk);
        (own.in_fields, own.field) = (true, if by > 0 { 1 } else { 4 });
        return;
    }
    let last = Vision::board().len().saturating_sub(1);
    state_mut(desk).field = state(desk).field.saturating_add_signed(by).min(last);
}

fn turn(desk: &mut Desk, by: isize) {
    let n = Tab::ALL.len();
    let here = Tab::ALL.iter().position(|(tab, _)| *tab == state(desk).tab).unwrap_or(0);
    let to = (here + n).saturating_add_signed(by) % n;
    state_mut(desk).tab = Tab::ALL.get(to).map_or(Tab::Board, |(tab, _)| *tab);
    let own = state_mut(desk);
    (own.field, own.in_fields) = (0, false);
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
fn find_gaps(desk: &Desk) -> Vec<Gap> {
    let product = desk.product();
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
            match (gap(metric), reading_late(metric, desk.now.today)) {
                (Some(gap), _) => out.push(Gap::Metric(metric.id, gap)),
                (None, Some(late)) => out.push(Gap::Late(metric.id, late)),
                (None, None) => {}
            }
        }
        if !product.items().iter().any(|item| item.goal == Some(goal.id)) {
            out.push(Gap::NoItems(goal.id));
        }
    }
    if product.orphans(desk.now.today) > 0 {
        out.push(Gap::Orphans(product.orphans(desk.now.today)));
    }
    out
}
