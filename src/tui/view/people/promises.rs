//! What was promised: to whom, by when, on what it rests, and its chance, which nobody types.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::promise::{self, Outlook, SAFE, cost};
use crate::measure::{clash, reach};
use crate::model::promise::PromiseState;
use crate::model::{Id, Person, Promise};
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::stakes::promises;
use crate::tui::widget::chart::spark;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::{framed, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{line, span, wrapped};

use super::inbox::{tabs, turn};

/// From here on what a promise costs stands beside it.
const WIDE: u16 = 76;
/// Chances that the line of them shows.
const SPARK: usize = 24;

/// The state of the screen.
#[derive(Default)]
pub struct Promises {
    chosen: Chosen,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let rows = rows(desk);
        state_mut(desk).chosen.pick(&rows, id);
    }),
    // what is new is what one looks at
    changed: Some(|desk, change, _| {
        let rows = rows(desk);
        let new = change.promises.iter().filter(|edit| edit.before.is_none()).map(crate::model::Edit::id);
        if let Some(id) = new.into_iter().find(|id| rows.contains(id)) {
            state_mut(desk).chosen.pick(&rows, id);
        }
    }),
    foreign: "here are promises; ⟦promise.item⟧ goes to the item on which one rests",
    signs: &[
        ("✗", "red: more likely broken than kept"),
        ("✓", "kept with 85 %"),
        ("–", "nobody can tell: the pane says why"),
    ],
    ..Page::with::<Promises>("Promises", || &[ACTIONS, GO], render)
};

remembers!(Promises);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "there is no promise here: ⟦promise.add⟧ writes one down".into())
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

fn is_open(desk: &Desk) -> Result<(), Why> {
    on_one(desk)?;
    match current(desk) {
        Some(promise) if !promise.is_open() => Err(format!("{} is {} already", promise.key(), promise.state).into()),
        _ => Ok(()),
    }
}

fn on(desk: &mut Desk, f: fn(&mut Desk, Id)) {
    if let Some(promise) = current(desk) {
        f(desk, promise.id);
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("promise.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("promise.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("promise.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("promise.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("promise.item", "Go to what it rests on").short("rests on").keys(&["enter", "o"]).needs(has_item).run(|desk| {
        if let Some(id) = current(desk).and_then(|promise| promise.item) {
            desk.go_to(id);
        }
    }),
    row("promise.add", "Write a promise down").short("add").keys(&["a"]).footer(1).ready(writable).run(|desk| {
        promises::add(desk, "", None);
    }),
    row("promise.edit", "Edit: what, to whom, by when, on what it rests")
        .short("edit")
        .keys(&["e"])
        .footer(6)
        .needs(on_one)
        .run(|desk| on(desk, promises::edit)),
    row("promise.keep", "Kept")
        .short("kept")
        .keys(&[">"])
        .footer(2)
        .needs(is_open)
        .run(|desk| on(desk, promises::keep)),
    row("promise.break", "Broken, or taken back in time; what is over stands again")
        .short("broken, back")
        .keys(&["<"])
        .footer(3)
        .needs(on_one)
        .run(|desk| on(desk, promises::give_up)),
    row("promise.cost", "What keeping it costs, and to pay it")
        .short("cost")
        .keys(&["D t"])
        .footer(4)
        .needs(has_one)
        .run(|desk| on(desk, promises::price)),
    row("promise.tell", "Tell them how it stands")
        .short("tell them")
        .keys(&["y"])
        .footer(5)
        .needs(has_one)
        .run(|desk| on(desk, promises::tell)),
    row("promise.next-tab", "The next page of this room").short("accounts").keys(&["]"]).run(|desk| turn(desk, 1)),
    row("promise.last-tab", "The page before").short("people").keys(&["["]).run(|desk| turn(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.promises", "Promises: to whom, by when, with what chance")
    .short("promises")
    .keys(&["g k"])
    .everywhere()
    .run(|desk| {
        desk.leave_view();
        desk.show(&PAGE);
    })];

fn has_item(desk: &Desk) -> Result<(), Why> {
    has_one(desk)?;
    let item = current(desk).and_then(|promise| promise.item).filter(|id| desk.product().items().get(*id).is_some());
    item.map(|_| ()).ok_or_else(|| "it rests on no item: ⟦promise.edit⟧ says on which".into())
}

fn rows(desk: &Desk) -> Vec<Id> {
    desk.product().promises_by_day().into_iter().map(|promise| promise.id).collect()
}

fn current(desk: &Desk) -> Option<Promise> {
    let id = state(desk).chosen.of(&rows(desk))?;
    desk.product().get::<Promise>(id).map(|promise| Promise::clone(promise))
}

fn step(desk: &mut Desk, by: isize) {
    let rows = rows(desk);
    state_mut(desk).chosen.step(&rows, by);
}

/// What, to whom, by when, on what it rests, its chance.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Rest).head("what"),
    Column::words(Wide::Most(20)).head("to").yields(1),
    Column { right: true, ..Column::words(Wide::Most(6)).head("by") },
    Column { right: true, ..Column::words(Wide::Most(6)).head("said").yields(3) },
    Column::words(Wide::Most(18)).head("rests on").yields(2),
    Column { right: true, ..Column::words(Wide::Most(10)).head("chance") },
];

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let wide = area.width >= WIDE;
    let half = usize::from(if wide { area.width / 2 } else { area.width }).saturating_sub(4);
    let chosen = current(desk);
    let card = chosen.as_ref().map_or_else(Vec::new, |promise| card(desk, promise, half));
    let price = chosen.as_ref().map_or_else(Vec::new, |promise| price(desk, promise, half));
    let lines = if wide { card.len().max(price.len()) } else { card.len() };
    let (top, [below]) = stack(area, area.height * 2 / 5, [lines]);
    let inner = framed(frame, top, tabs(desk), true, theme);
    let rows = rows(desk);
    if rows.is_empty() {
        let words = "No promise yet. What was said aloud, to whom, by when: its chance comes from the forecast, and is never typed. \
                     ⟦promise.add⟧ writes one down.";
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), usize::from(inner.width), theme.text)), inner);
        return;
    }
    let tally = tally(desk);
    let low = u16::from(!tally.is_empty()).min(inner.height.saturating_sub(3));
    let body = Rect { height: inner.height - low, ..inner };
    let cells = |id: Id| desk.product().get::<Promise>(id).map_or_else(Vec::new, |promise| cells(desk, promise));
    Table { theme, columns: COLUMNS }.list(frame, body, (&rows, &state(desk).chosen, true), hits, cells);
    if low > 0 {
        let foot = Rect { y: body.bottom(), height: low, ..inner };
        frame.render_widget(Paragraph::new(line(vec![span(&tally, theme.muted)])), foot);
    }
    let Some(promise) = chosen.filter(|_| below.height > 0) else { return };
    let left = if wide { below.width / 2 } else { below.width };
    let title = format!("{} {}", promise.key(), text::line(&promise.promised));
    let inner = framed(frame, Rect { width: left, ..below }, vec![span(&title, theme.title)], false, theme);
    frame.render_widget(Paragraph::new(card), inner);
    if wide {
        let right = Rect { x: below.x + left, width: below.width - left, ..below };
        let inner = framed(frame, right, vec![span("What keeping it costs", theme.muted)], false, theme);
        frame.render_widget(Paragraph::new(price), inner);
    }
}

fn rests(desk: &Desk, promise: &Promise) -> String {
    let product = desk.product();
    match promise.item.and_then(|id| product.items().get(id)) {
        Some(item) => {
            let place = product.place_of(item).map_or_else(String::new, |place| format!("  rank {place}"));
            format!("{}{place}", product.key(item))
        }
        None => promise.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "–".to_owned()),
    }
}

fn to(desk: &Desk, promise: &Promise) -> String {
    let product = desk.product();
    let names = promise.to.iter().filter_map(|id| product.get::<Person>(*id)).map(|person| person.name(product));
    names.collect::<Vec<_>>().join(", ")
}

fn cells(desk: &Desk, promise: &Promise) -> Vec<Cell> {
    let theme = &desk.theme;
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.format("%-d %b").to_string());
    let outlooks = desk.outlooks();
    let chance = match outlooks.get(&promise.id) {
        Some(outlook) if outlook.is_red() => vec![span(&format!("{} ✗", promise::words(outlook)), theme.bad)],
        Some(outlook) if outlook.chance.is_some_and(|chance| chance >= SAFE) => {
            vec![span(&format!("{} ✓", promise::words(outlook)), theme.good)]
        }
        Some(outlook) => vec![span(&format!("{}  ", promise::words(outlook)), theme.text)],
        None => vec![span(promise.state.word(), theme.muted)],
    };
    vec![
        vec![span(&text::line(&promise.promised), if promise.is_open() { theme.text } else { theme.muted })],
        vec![span(&to(desk, promise), theme.muted)],
        vec![span(&day(promise.by), theme.text)],
        vec![span(&day(promise.said_on), theme.muted)],
        vec![span(&rests(desk, promise), theme.muted)],
        chance,
    ]
}

/// Returns what became of the promises of this year.
fn tally(desk: &Desk) -> String {
    use chrono::Datelike;
    let year = desk.now.today.year();
    let over: Vec<_> = desk
        .product()
        .promises()
        .iter()
        .filter(|promise| promise.ended.is_some_and(|day| day.year() == year))
        .collect();
    if over.is_empty() {
        return String::new();
    }
    let n = |state| over.iter().filter(|promise| promise.state == state).count();
    let blind = over.iter().filter(|promise| promise.blind).count();
    let blind = if blind > 0 { format!(" · given without a forecast {blind}") } else { String::new() };
    format!(
        "kept {} of {} this year · broken {} · taken back {}{blind}",
        n(PromiseState::Kept),
        over.len(),
        n(PromiseState::Broken),
        n(PromiseState::Back)
    )
}

/// Returns how a promise stands: the words, what lies ahead, the days, the chance and its history.
fn card(desk: &Desk, promise: &Promise, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let outlook = desk.outlooks().get(&promise.id).cloned();
    let mut out = Vec::new();
    let mut fact = |head: &str, words: &str, style| {
        for (at, part) in wrapped(words, cells.saturating_sub(9).max(8), style).into_iter().enumerate() {
            let mut spans = vec![span(&text::fit(if at == 0 { head } else { "" }, 9), theme.muted)];
            spans.extend(part.spans);
            out.push(line(spans));
        }
    };
    if !promise.words.is_empty() {
        fact("SAID", &format!("“{}”", text::line(&promise.words)), theme.text);
    }
    let said = promise.said_on.map_or_else(String::new, |day| day.format(", %-d %b").to_string());
    let by = if promise.said_by.is_empty() { String::new() } else { format!(" by {}", promise.said_by) };
    fact("TO", &format!("{}{by}{said}", to(desk, promise)), theme.text);
    let product = desk.product();
    if let Some(item) = promise.item.and_then(|id| product.items().get(id)) {
        fact("RESTS", &format!("{} {}", product.key(item), text::line(&item.title)), theme.text);
    }
    let Some(outlook) = outlook else {
        let ended = promise.ended.map_or_else(String::new, |day| day.format(" on %-d %b %Y").to_string());
        let why = if promise.why.is_empty() { String::new() } else { format!(": {}", promise.why) };
        fact("IT IS", &format!("{}{ended}{why}", promise.state), theme.text);
        return out;
    };
    if !outlook.unknown.is_empty() {
        fact("CHANCE", &format!("– nobody can tell: {}", outlook.unknown), theme.warn);
        return out;
    }
    fact("AHEAD", &promise::ahead(&outlook), theme.text);
    if outlook.ahead > 0 {
        let day = |at: usize| {
            let day: Option<chrono::NaiveDate> = outlook.days.get(at).copied().flatten();
            day.map_or_else(|| "never".to_owned(), |day| day.format("%-d %b").to_string())
        };
        fact("DONE BY", &format!("50 % {} · 85 % {} · 95 % {}", day(0), day(1), day(2)), theme.text);
    }
    let style = if outlook.is_red() { theme.bad } else { theme.text };
    fact("CHANCE", &history(promise, &outlook), style);
    out
}

/// Returns the chance with its history as a line.
fn history(promise: &Promise, outlook: &Outlook) -> String {
    let all = promise.history();
    let skip = all.len().saturating_sub(SPARK);
    let values: Vec<f64> = all.iter().skip(skip).map(|chance| f64::from(chance.percent)).collect();
    let since = all.first().filter(|_| values.len() > 1).map_or_else(String::new, |chance| {
        let from = all.get(skip).map_or(0, |chance| chance.percent);
        format!("  {}  {from} % then, since {}", spark(&values), chance.on.format("%-d %b"))
    });
    format!("{}{since}", promise::words(outlook))
}

/// Returns what keeping a promise with 85 % costs, and what to do about it.
fn price(desk: &Desk, promise: &Promise, cells: usize) -> Vec<Line<'static>> {
    let (theme, product) = (&desk.theme, desk.product());
    let Some(outlook) = desk.outlooks().get(&promise.id).cloned() else {
        return wrapped("nothing: it is over", cells, theme.muted);
    };
    let item = promise.item.and_then(|id| product.items().get(id));
    let price = cost(promise, &outlook, product, desk.now);
    let (Some(item), Some(price)) = (item, price) else {
        let words = match outlook.chance {
            Some(chance) if chance >= SAFE => format!("nothing: it is kept with {chance} %"),
            Some(_) => {
                "no place in the order keeps it with 85 %. Tell them today: ⟦promise.tell⟧ writes it.".to_owned()
            }
            None => "A promise is a forecast that was said aloud. Give the 85 % day, not the 50.".to_owned(),
        };
        return wrapped(&desk.words(&words), cells, theme.muted);
    };
    let wishes = desk.wishes();
    let mut out = wrapped(&format!("{} to place {}, and these wait:", product.key(item), price.to), cells, theme.text);
    out.extend(wrapped(&clash::named(product, &price.waits), cells, theme.warn));
    let lost = reach::effects(product, &price.waits);
    if !lost.is_empty() {
        out.extend(wrapped(&format!("{} by our own expectation", lost.join(", ")), cells, theme.warn));
    }
    let (own, theirs) = (wishes.reaches.of_item(item, product), wishes.reaches.of_items(&price.waits, product));
    out.extend(wrapped(&format!("accounts in: {}", clash::behind(&own, product)), cells, theme.muted));
    out.extend(wrapped(&format!("accounts out: {}", clash::behind(&theirs, product)), cells, theme.muted));
    out.push(Line::default());
    let words = "⟦promise.cost⟧ pays it · or be honest: ⟦promise.tell⟧ writes it. Give the 85 % day, not the 50.";
    out.extend(wrapped(&desk.words(words), cells, theme.muted));
    out
}
