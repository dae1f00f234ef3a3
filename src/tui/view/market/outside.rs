//! The market: what many people say (themes), what single ones said (insights), what goes along with what (patterns), what others do
//! (competitors and their moves), and the weekly look at all of it. Words are counted on this machine, and nothing is sent anywhere.

mod feedback;
mod moves;
mod patterns;
mod render;
mod verbs;

use std::rc::Rc;

use crate::measure::market::{self, Listed};
use crate::model::{Competitor, Edit, Entity, Id, Insight, Theme};
use crate::tui::aims::inquiry;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Chosen;
use patterns::Kept;
use render::render;
pub use verbs::{name_of, visit};

/// The list that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    /// The themes.
    #[default]
    Themes,
    /// The insights.
    Insights,
    /// The patterns: behaviour that goes along with an outcome.
    Patterns,
    /// The competitors.
    Competitors,
}

const TABS: [Tab; 4] = [Tab::Themes, Tab::Insights, Tab::Patterns, Tab::Competitors];

/// The state of the screen.
#[derive(Default)]
pub struct Market {
    tab: Tab,
    themes: Chosen,
    insights: Chosen,
    patterns: Chosen,
    competitors: Chosen,
    listed: Memo<u64, Rc<Vec<Listed>>>,
    kept: Memo<u64, Rc<Vec<Kept>>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("9"),
    long_view: Some(2),
    choose: Some(|desk, id| {
        let tab = TABS.into_iter().find(|tab| ids(desk, *tab).contains(&id));
        if let Some(tab) = tab {
            state_mut(desk).tab = tab;
            let ids = ids(desk, tab);
            chosen_mut(desk).pick(&ids, id);
        }
    }),
    // what is new is what one looks at
    changed: Some(|desk, change, _| {
        let ids = ids(desk, state(desk).tab);
        let all = new_of(&change.insights).chain(new_of(&change.competitors)).chain(new_of(&change.themes));
        let new: Vec<Id> = all.filter(|id| ids.contains(id)).collect();
        match (new.as_slice(), ids.first()) {
            ([], _) => chosen_mut(desk).hold(&ids),
            ([one], _) => chosen_mut(desk).pick(&ids, *one),
            // of many that came in the largest stands first
            (_, Some(first)) => chosen_mut(desk).pick(&ids, *first),
            (_, None) => {}
        }
    }),
    foreign: "here is what happens outside; ⟦market.link⟧ ties it to an item",
    signs: &[
        ("▲", "more talk of it than before, by more than chance among all that are shown"),
        ("▼", "fewer talk of it"),
        ("△", "perhaps more: alone it would be chance too often"),
        ("!", "a move that threatens, and nobody has said what we do about it"),
        ("▪", "a week with a look outside"),
    ],
    ..Page::with::<Market>("Market", || &[ACTIONS, GO], render)
};

remembers!(Market);

rows_of!(&PAGE, always);

/// Returns the records that a change brought.
fn new_of<T: Entity>(edits: &[Edit<T>]) -> impl Iterator<Item = Id> {
    edits.iter().filter(|edit| edit.before.is_none()).map(Edit::id)
}

fn has_one(desk: &Desk) -> Result<(), Why> {
    match (current(desk), state(desk).tab) {
        (Some(_), _) => Ok(()),
        (None, Tab::Themes) => Err("there is no theme yet: ⟦market.take-in⟧ takes in feedback".into()),
        (None, Tab::Patterns) => Err("there is no pattern yet: ⟦market.take-in⟧ looks through a table".into()),
        (None, _) => Err("there is nothing here yet: ⟦market.add⟧ writes it down".into()),
    }
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

/// Whether one of these tabs is shown and has something; `why` names the tab that is meant.
fn on(desk: &Desk, tabs: &[Tab], why: &'static str) -> Result<(), Why> {
    on_one(desk)?;
    if tabs.contains(&state(desk).tab) { Ok(()) } else { Err(why.into()) }
}

fn on_theme(desk: &Desk) -> Result<(), Why> {
    on(desk, &[Tab::Themes], "this belongs to a theme: ⟦go.themes⟧")
}

fn on_problem(desk: &Desk) -> Result<(), Why> {
    on(desk, &[Tab::Themes, Tab::Patterns], "this belongs to a theme or a pattern: ⟦go.themes⟧, ⟦go.patterns⟧")
}

fn on_words(desk: &Desk) -> Result<(), Why> {
    on(
        desk,
        &[Tab::Themes, Tab::Insights, Tab::Competitors],
        "a pattern is counted, not written: ⟦market.take-in⟧ counts another table",
    )
}

fn on_table(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match state(desk).tab {
        Tab::Themes | Tab::Patterns => Ok(()),
        Tab::Insights | Tab::Competitors => {
            Err("feedback comes in on Themes, a table of users on Patterns: ⟦market.next-tab⟧ turns the page".into())
        }
    }
}

fn on_competitor(desk: &Desk) -> Result<(), Why> {
    on(desk, &[Tab::Competitors], "this belongs to a competitor: ⟦go.competitors⟧")
}

fn can_add(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    if state(desk).tab == Tab::Patterns {
        return Err("a pattern is counted, not written: ⟦market.take-in⟧ counts a table".into());
    }
    Ok(())
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("market.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("market.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("market.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("market.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("market.open", "The quotes behind it, or all that is known")
        .short("open")
        .keys(&["enter"])
        .footer(1)
        .ready(has_one)
        .run(verbs::open),
    row("market.add", "Write down what somebody said, a theme, a competitor")
        .short("add")
        .keys(&["a"])
        .footer(2)
        .ready(can_add)
        .run(verbs::add),
    row("market.take-in", "Take in a table: feedback on the themes, users on the patterns")
        .short("take in")
        .keys(&["I"])
        .footer(3)
        .ready(on_table)
        .run(verbs::take_in),
    row("market.more", "One more of it: a move, or a quote")
        .short("one more")
        .keys(&["+"])
        .footer(4)
        .ready(on_words)
        .run(verbs::more),
    row("market.edit", "Edit").short("edit").keys(&["e"]).footer(5).ready(on_words).run(verbs::edit),
    row("market.link", "Tie it to an item, a goal, a number, a competitor; or a move to its answer")
        .short("tie to")
        .keys(&["L i"])
        .footer(6)
        .ready(on_one)
        .run(verbs::link),
    row("market.goal", "Tie it to a goal; or a move to the goal that it threatens")
        .short("goal")
        .keys(&["L g"])
        .ready(on_one)
        .run(verbs::link_goal),
    row("market.follow", "Go to what it is tied to: an item, a goal, an insight, a pattern")
        .short("go to")
        .keys(&["o"])
        .footer(7)
        .ready(has_one)
        .run(verbs::follow),
    row("market.ask", "Ask of it: what would change your mind?").short("ask").keys(&["C ?"]).ready(on_one).run(
        |desk| {
            let about = current(desk);
            inquiry::ask(desk, about);
        },
    ),
    row("market.no-answer", "Why a move needs no answer; of several one is picked")
        .short("no answer")
        .keys(&["n"])
        .footer(7)
        .ready(on_competitor)
        .run(moves::no_answer),
    row("market.threat", "How much a move threatens")
        .short("threat")
        .keys(&["!"])
        .footer(9)
        .ready(on_competitor)
        .run(moves::threat),
    row("market.problem", "Make a problem statement of it; an item is attached by hand")
        .short("problem")
        .keys(&["p"])
        .footer(7)
        .ready(on_problem)
        .run(verbs::problem),
    row("market.join", "Join it with another theme").short("join").keys(&["m"]).ready(on_theme).run(verbs::join),
    row("market.split", "A theme of its own for one of its words")
        .short("split")
        .keys(&["x"])
        .ready(on_theme)
        .run(verbs::split),
    row("market.remove", "Not for us: hide the theme, take the insight, table or competitor out")
        .short("not for us")
        .keys(&["d d"])
        .ready(on_one)
        .run(verbs::remove),
    row("market.scan", "The weekly look outside: fifteen minutes by a list")
        .short("look outside")
        .keys(&["s"])
        .footer(8)
        .ready(writable)
        .run(verbs::scan),
    row("market.copy", "Copy it with its quotes").short("copy").keys(&["y"]).ready(has_one).run(verbs::copy),
    row("market.next-tab", "The next: themes, insights, patterns, competitors")
        .short("next")
        .keys(&["]", "tab"])
        .run(|desk| turn(desk, 1)),
    row("market.last-tab", "The one before").short("before").keys(&["[", "backtab"]).run(|desk| turn(desk, -1)),
];

const fn to(name: &'static str, title: &'static str) -> Action {
    row(name, title).everywhere()
}

/// The rows that lead here, from everywhere.
pub const GO: &[Action] = &[
    to("go.market", "Market: what people outside say, do and build")
        .short("market")
        .keys(&["9"])
        .run(|desk| desk.visit(&PAGE)),
    to("go.themes", "Themes: what many people talk about").short("themes").run(|desk| show(desk, Tab::Themes)),
    to("go.insights", "Insights: what single people said or did")
        .short("insights")
        .run(|desk| show(desk, Tab::Insights)),
    to("go.patterns", "Patterns: what goes along with an outcome")
        .short("patterns")
        .run(|desk| show(desk, Tab::Patterns)),
    to("go.competitors", "Competitors and their moves").short("competitors").run(|desk| show(desk, Tab::Competitors)),
];

fn show(desk: &mut Desk, tab: Tab) {
    desk.visit(&PAGE);
    state_mut(desk).tab = tab;
}

fn turn(desk: &mut Desk, by: isize) {
    let own = state_mut(desk);
    let here = TABS.iter().position(|tab| *tab == own.tab).unwrap_or(0);
    own.tab = TABS.get((here + TABS.len()).saturating_add_signed(by) % TABS.len()).copied().unwrap_or_default();
}

/// Returns the themes as they are listed.
fn listed(desk: &Desk) -> Rc<Vec<Listed>> {
    state(desk).listed.get(desk.epoch, || Rc::new(market::themes(desk.product())))
}

/// Returns the studies that the product keeps, with what each tells.
fn kept(desk: &Desk) -> Rc<Vec<Kept>> {
    state(desk).kept.get(desk.epoch, || Rc::new(patterns::studies(desk)))
}

fn ids(desk: &Desk, tab: Tab) -> Vec<Id> {
    let product = desk.product();
    match tab {
        Tab::Themes => listed(desk).iter().map(|own| own.id).collect(),
        Tab::Insights => product.insights_by_day().into_iter().map(|own| own.id).collect(),
        Tab::Patterns => kept(desk).iter().flat_map(|kept| &kept.found.tried).map(|own| own.id).collect(),
        Tab::Competitors => product.competitors_by_name().into_iter().map(|own| own.id).collect(),
    }
}

fn chosen(desk: &Desk) -> &Chosen {
    let own = state(desk);
    match own.tab {
        Tab::Themes => &own.themes,
        Tab::Insights => &own.insights,
        Tab::Patterns => &own.patterns,
        Tab::Competitors => &own.competitors,
    }
}

fn chosen_mut(desk: &mut Desk) -> &mut Chosen {
    let own = state_mut(desk);
    match own.tab {
        Tab::Themes => &mut own.themes,
        Tab::Insights => &mut own.insights,
        Tab::Patterns => &mut own.patterns,
        Tab::Competitors => &mut own.competitors,
    }
}

fn current(desk: &Desk) -> Option<Id> {
    chosen(desk).of(&ids(desk, state(desk).tab))
}

fn theme(desk: &Desk) -> Option<Theme> {
    current(desk).and_then(|id| desk.product().get::<Theme>(id)).map(|own| Theme::clone(own))
}

fn insight(desk: &Desk) -> Option<Insight> {
    current(desk).and_then(|id| desk.product().get::<Insight>(id)).map(|own| Insight::clone(own))
}

fn competitor(desk: &Desk) -> Option<Competitor> {
    current(desk).and_then(|id| desk.product().get::<Competitor>(id)).map(|own| Competitor::clone(own))
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(desk, state(desk).tab);
    chosen_mut(desk).step(&ids, by);
}
