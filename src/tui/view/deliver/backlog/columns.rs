//! The columns of the list: what each shows of an item, and which of them stand where.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use super::Backlog;
use crate::measure::ready;
use crate::measure::score::{self, Method};
use crate::model::{Item, Kind, Stamp, Status};
use crate::query::Fuzzy;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::detail::ready_word;
use crate::tui::list::Lens;
use crate::tui::widget::table::{Cell, Column, Wide};
use crate::tui::widget::text::span;

/// Days for which the list says that something is back.
const BACK: i64 = 7;
/// Days before the day on which an item is needed from which on the list says it.
const SOON: i64 = 14;
/// Cells of the window under which a letter stands for what an item lacks.
const WORDS: u16 = 90;
/// Cells of the window from which on the item stands beside the list, and those that titles take before.
pub(super) const BESIDE: u16 = 120;
const TITLE: usize = 48;
/// Days from which on an age is told in years.
const YEARS: i64 = 730;

/// What is known of the list as a whole while its rows are drawn.
pub(super) struct Sheet<'a> {
    desk: &'a Desk,
    /// The letters that are looked for.
    fuzzy: Fuzzy,
    /// The moment before which only the oldest tenth was changed last.
    old: Stamp,
}

/// A column that the list can have.
pub(super) struct Shown {
    /// How it is called: in its head, and in the choice of columns.
    pub(super) name: &'static str,
    /// How it is laid out.
    pub(super) column: Column,
    /// Returns what it shows of an item.
    cell: fn(&mut Sheet<'_>, &Item) -> Cell,
}

const fn shown(name: &'static str, column: Column, cell: fn(&mut Sheet<'_>, &Item) -> Cell) -> Shown {
    Shown { name, column: column.head(name), cell }
}

const fn right(most: usize) -> Column {
    Column { right: true, ..Column::words(Wide::Most(most)) }
}

/// The columns in the order in which they stand; the smaller a number in `yields`, the longer a column stays.
pub(super) const ALL: &[Shown] = &[
    shown("#", right(6), |sheet, item| {
        let place = sheet.desk.product().place_of(item).map_or_else(String::new, |n| n.to_string());
        vec![span(&place, sheet.desk.theme.muted)]
    }),
    shown("key", Column::words(Wide::Most(12)), |sheet, item| {
        vec![span(&sheet.desk.product().key(item), sheet.desk.theme.muted)]
    }),
    shown("pts", right(5), |sheet, item| {
        let theme = &sheet.desk.theme;
        let size = item.size_words().unwrap_or_else(|| "·".to_owned());
        vec![span(&size, if item.is_unsized() { theme.muted } else { theme.text })]
    }),
    shown("goal", Column::words(Wide::Most(4)), |sheet, item| {
        let goal = item.goal.and_then(|id| sheet.desk.product().goal_key(id)).unwrap_or_else(|| "∅".to_owned());
        vec![span(&goal, sheet.desk.theme.why)]
    }),
    shown("ready", Column::words(Wide::Most(7)), |sheet, item| {
        let (word, style) = ready_word(item, sheet.desk);
        let letter = || ready::first_gap(item, sheet.desk.product()).map_or('✓', |check| check.letter()).to_string();
        let word = if sheet.desk.size.0 < WORDS && item.is_open() { letter() } else { word };
        vec![span(&word, style)]
    }),
    shown("title", Column::words(Wide::Rest), title),
    shown("sprint", Column::words(Wide::Most(6)).yields(2), |sheet, item| {
        let sprint = sheet.desk.product().sprint_of(item.id).filter(|_| item.is_open());
        vec![span(&sprint.map_or_else(String::new, |sprint| format!("S{}", sprint.number)), sheet.desk.theme.why)]
    }),
    shown("status", Column::words(Wide::Most(8)).yields(1), |sheet, item| {
        let there = item.status != Status::Todo && item.declined.is_none();
        vec![span(&if there { item.status.to_string() } else { String::new() }, sheet.desk.theme.accent)]
    }),
    shown("crit", right(5).yields(4), |sheet, item| {
        let theme = &sheet.desk.theme;
        match item.criteria_met() {
            (_, 0) => Vec::new(),
            (met, all) => vec![span(&format!("{met}/{all}"), if met == all { theme.good } else { theme.muted })],
        }
    }),
    shown("notes", Column::words(Wide::Most(24)).yields(3), notes),
    shown("owner", Column::words(Wide::Most(12)).yields(5), |sheet, item| {
        vec![span(&text::line(&item.owner), sheet.desk.theme.text)]
    }),
    shown("due", right(7).yields(6), |sheet, item| {
        let day = item.due.filter(|_| item.is_open());
        let late = item.is_overdue(sheet.desk.now.today);
        let style = if late { sheet.desk.theme.bad } else { sheet.desk.theme.text };
        let words =
            day.map_or_else(String::new, |day| format!("{}{}", day.format("%-d %b"), if late { "!" } else { "" }));
        vec![span(&words, style)]
    }),
    shown("class", Column::words(Wide::Most(10)).yields(7), |sheet, item| {
        let class = item.moscow.map(|class| class.word()).or(item.service.map(|class| class.word()));
        vec![span(class.unwrap_or(""), sheet.desk.theme.text)]
    }),
    shown("kind", Column::words(Wide::Most(6)).yields(8), |sheet, item| {
        vec![span(item.kind.word(), sheet.desk.theme.muted)]
    }),
    shown("value", right(7).yields(9), |sheet, item| {
        let score = Method::of(sheet.desk.product()).score(item);
        vec![span(&score.map_or_else(String::new, |score| score::print(score.value)), sheet.desk.theme.text)]
    }),
    shown("age", right(6).yields(10), |sheet, item| {
        vec![span(&format!("{} d", sheet.desk.now.days_since(item.created)), sheet.desk.theme.muted)]
    }),
    shown("groomed", right(7).yields(13), |sheet, item| {
        let theme = &sheet.desk.theme;
        // the age of the judgement, not of the item
        let days = item.groomed.map(|at| sheet.desk.now.days_since(at));
        let style = if days.is_none_or(|days| days > sheet.desk.list.stale_days) { theme.warn } else { theme.muted };
        vec![span(&days.map_or_else(|| "never".to_owned(), |days| format!("{days} d")), style)]
    }),
    shown("tags", Column::words(Wide::Most(18)).yields(11), |sheet, item| {
        vec![span(&text::line(&item.tags.join(" ")), sheet.desk.theme.muted)]
    }),
    shown("asked", Column::words(Wide::Most(14)).yields(12), |sheet, item| {
        vec![span(&text::line(&item.requesters.join(", ")), sheet.desk.theme.muted)]
    }),
];

/// The columns that are there as long as nobody has chosen any.
const USUAL: &[&str] = &["#", "key", "pts", "goal", "ready", "title", "sprint", "status", "crit", "notes"];

/// Returns the names of the columns of a product in their order, with the title among them.
pub(super) fn chosen(own: &[String]) -> Vec<&'static str> {
    let known = |name: &str| ALL.iter().find(|shown| shown.name == name).map(|shown| shown.name);
    if own.is_empty() {
        return USUAL.to_vec();
    }
    let mut out: Vec<&'static str> = own.iter().filter_map(|name| known(name)).collect();
    // the title stands behind what one knows an item by, unless a person put it elsewhere
    if !out.contains(&TITLE_COLUMN) {
        let before = out.iter().take_while(|name| BEFORE_TITLE.contains(*name)).count();
        out.insert(before, TITLE_COLUMN);
    }
    out
}

/// The name of the column that is always there.
pub(super) const TITLE_COLUMN: &str = "title";
/// Columns that stand before the title where they come first.
const BEFORE_TITLE: &[&str] = &["#", "key", "pts", "goal", "ready"];

/// Returns the columns that fit a list of so many cells at all: in a narrow one the title has all there is.
pub(super) fn fitting(desk: &Desk, cells: usize) -> Vec<&'static Shown> {
    let room = |name: &str| match name {
        "key" => cells >= 22,
        "#" => cells >= 30,
        "pts" => cells >= 36,
        "ready" => cells >= 46,
        "goal" => cells >= 50,
        // what was declined is told by its reason
        "sprint" | "status" => desk.list.lens == Lens::Open,
        _ => true,
    };
    let names = chosen(&desk.product().about().columns).into_iter().filter(|name| room(name));
    names.filter_map(|name| ALL.iter().find(|shown| shown.name == name)).collect()
}

impl<'a> Sheet<'a> {
    pub(super) fn new(desk: &'a Desk) -> Self {
        let old = desk.screens.of::<Backlog>().old.get(desk.epoch, || oldest_tenth(desk));
        Self { desk, fuzzy: Fuzzy::new(desk.list.find().split_whitespace()), old }
    }

    /// Returns the cells of an item in these columns.
    pub(super) fn cells(&mut self, columns: &[&'static Shown], item: &Item) -> Vec<Cell> {
        columns.iter().map(|column| (column.cell)(self, item)).collect()
    }
}

/// Most items that are looked at to tell which are the oldest: after each edit it is told anew.
const LOOKED_AT: usize = 2_000;

/// Returns the moment before which only the oldest tenth of the open items was changed last; of a long list by every so-manieth.
fn oldest_tenth(desk: &Desk) -> Stamp {
    let (order, items) = (desk.product().order(), desk.product().items());
    let step = order.len() / LOOKED_AT + 1;
    let some = (0..order.len()).step_by(step).filter_map(|at| items.get(*order.get(at)?));
    let mut changed: Vec<Stamp> = some.map(|item| item.updated).collect();
    let at = changed.len() / 10;
    if changed.is_empty() { Stamp::default() } else { *changed.select_nth_unstable(at).1 }
}

/// Returns the title with the letters that were looked for standing out.
fn title(sheet: &mut Sheet<'_>, item: &Item) -> Cell {
    let theme = &sheet.desk.theme;
    let gone = item.declined.is_some() || item.status == Status::Done;
    let style = if gone { theme.muted } else { theme.text };
    let shown = text::line(&item.title).into_owned();
    let places = if sheet.fuzzy.is_empty() { Vec::new() } else { sheet.fuzzy.places(&shown) };
    if places.is_empty() {
        return vec![Span::styled(shown, style)];
    }
    let mut out: Cell = Vec::new();
    // nucleo counts grapheme clusters
    for (i, cluster) in shown.graphemes(true).enumerate() {
        let own = if places.binary_search(&i).is_ok() { style.patch(theme.found) } else { style };
        match out.last_mut() {
            Some(last) if last.style == own => last.content.to_mut().push_str(cluster),
            _ => out.push(Span::styled(cluster.to_owned(), own)),
        }
    }
    out
}

/// Returns what is out of the ordinary, the gravest first.
fn notes(sheet: &mut Sheet<'_>, item: &Item) -> Cell {
    let desk = sheet.desk;
    let theme = &desk.theme;
    let mut out: Cell = Vec::new();
    let mut note = |words: String, style: Style| {
        let gap = if out.is_empty() { "" } else { "  " };
        out.push(span(&format!("{gap}{words}"), style));
    };
    if let Some(no) = &item.declined {
        note(format!("✗ {}", no.reason.phrase()), theme.muted);
    }
    if desk.list.sort().ends_with("score") {
        let score = Method::of(desk.product()).score(item);
        note(score.map_or_else(|| "no score".to_owned(), |score| score::print(score.value)), theme.accent);
    }
    if let Some(day) = item.until.filter(|day| *day > desk.now.today) {
        note(format!("… {}", day.format("%-d %b")), theme.muted);
    }
    // what was put off comes back with a word for a week
    if let Some(day) = item.until.filter(|day| *day <= desk.now.today && (desk.now.today - *day).num_days() < BACK) {
        note(format!("back {}", day.format("%-d %b")), theme.accent);
    }
    if let Some(day) = item.due.filter(|_| item.is_open()) {
        let left = (day - desk.now.today).num_days();
        if left < 0 {
            note(format!("due {}!", day.format("%-d %b")), theme.bad);
        } else if left < SOON {
            note(format!("due {}", day.format("%-d %b")), theme.warn);
        }
    }
    // where a letter stands for what it lacks, and where the question is not what it lacks first
    let asked = ready::open_ends(item);
    if asked > 0 && ready::first_gap(item, desk.product()) != Some(ready::Check::Clear) {
        note(format!("?{asked}"), theme.warn);
    }
    if !item.drafted.is_empty() {
        note("✎".to_owned(), theme.warn);
    }
    if item.kind != Kind::Story {
        note(item.kind.to_string(), theme.muted);
    }
    let age = desk.now.days_since(item.updated);
    if item.is_open() && age > desk.list.stale_days && item.updated <= sheet.old {
        note(if age > YEARS { format!("{} y", age / 365) } else { format!("{age} d") }, theme.warn);
    }
    out
}

/// Returns how columns are laid out; in a narrow window a letter stands for what an item lacks.
pub(super) fn laid_out(desk: &Desk, columns: &[&'static Shown]) -> Vec<Column> {
    let narrow = desk.size.0 < WORDS;
    let head = |name| if name == "ready" && narrow { "R" } else { name };
    // the item beside the list takes room from it, and titles are not to lose what a narrower window showed
    let stacked = desk.size.0 < BESIDE;
    let wide = |column: Column| match column.wide {
        Wide::Rest if stacked => Column { wide: Wide::Title(TITLE), ..column },
        _ => column,
    };
    let own = !desk.product().about().columns.is_empty();
    let title = columns.iter().position(|shown| shown.name == TITLE_COLUMN).unwrap_or(0);
    // of the columns that a person chose the first stay longest, and what stands before the title stays
    let yields = |n: usize, column: Column| match (own, n > title) {
        (false, _) => column,
        (true, false) => column.yields(0),
        (true, true) => column.yields(u8::try_from(n).unwrap_or(u8::MAX)),
    };
    let laid_out = |(n, shown): (usize, &&'static Shown)| yields(n, wide(shown.column.head(head(shown.name))));
    columns.iter().enumerate().map(laid_out).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::about::COLUMNS;

    #[test]
    fn the_columns_of_the_settings_are_those_that_can_be_drawn() {
        let mut drawn: Vec<&str> = ALL.iter().map(|shown| shown.name).collect();
        let mut known = COLUMNS.to_vec();
        drawn.sort_unstable();
        known.sort_unstable();
        assert_eq!(drawn, known);
        assert!(USUAL.iter().all(|name| ALL.iter().any(|shown| shown.name == *name)));
    }

    #[test]
    fn the_title_is_always_there_behind_what_an_item_is_known_by() {
        let chosen = |own: &[&str]| chosen(&own.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(chosen(&[]), USUAL);
        assert_eq!(chosen(&["key", "owner", "age"]), ["key", "title", "owner", "age"]);
        assert_eq!(chosen(&["owner", "key"]), ["title", "owner", "key"]);
        assert_eq!(chosen(&["nonsense"]), ["title"]);
    }
}
