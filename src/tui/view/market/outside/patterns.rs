//! Patterns: what goes along with an outcome in a table of users, all that was tried beside what holds. A link, not a cause; the only way
//! out of it is a problem statement.

use std::path::Path;
use std::sync::Arc;

use ratatui::text::Line;

use super::verbs::{names_of, statement};
use super::{Tab, current, kept, state_mut};
use crate::exchange::sheet::Sheet;
use crate::exchange::study;
use crate::measure::pattern::{self, Pattern, Patterns};
use crate::model::study::MOST;
use crate::model::{Id, Insight, Verb};
use crate::text;
use crate::tui::aims::inquiry;
use crate::tui::desk::Desk;
use crate::tui::files::{Files, read_beside};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::working::{Stage, beside};
use crate::tui::widget::table::{Cell, Column, Wide};
use crate::tui::widget::text::{span, wrapped};
use crate::words::{count, percent};
use crate::workspace::Said;

/// Behaviour, outcome, with, without, times, range, how far it holds.
pub const COLUMNS: &[Column] = &[
    Column::words(Wide::Title(36)).head("behaviour"),
    Column::words(Wide::Most(30)).head("outcome").yields(3),
    Column::words(Wide::Most(18)).yields(4),
    Column { right: true, ..Column::words(Wide::Most(6)).head("with").yields(2) },
    Column { right: true, ..Column::words(Wide::Most(7)).head("without").yields(2) },
    Column { right: true, ..Column::words(Wide::Most(6)).head("times") },
    Column::words(Wide::Most(9)).head("95 %").yields(1),
    Column::words(Wide::Most(22)).head("holds"),
];

/// Words that stand by every pattern.
const LINK: &str = "a link, not a cause";

/// A study that the product keeps, with what it tells.
pub struct Kept {
    /// The table, and how large it was.
    pub source: String,
    /// The pairs, worked out from its counts.
    pub found: Patterns,
}

/// Returns the studies, the last one first.
pub fn studies(desk: &Desk) -> Vec<Kept> {
    let all = desk.product().studies_by_day().into_iter();
    all.map(|own| {
        let day = own.on.map_or_else(String::new, |day| format!(", {}", day.format("%-d %b")));
        let source = format!("{}, {}{day}", text::line(&own.called), count(own.rows as usize, "row"));
        Kept { source, found: pattern::of(own) }
    })
    .collect()
}

/// Returns the pair of this id, with its study.
pub fn pair(all: &[Kept], id: Id) -> Option<(&Kept, &Pattern)> {
    all.iter().find_map(|kept| kept.found.tried.iter().find(|own| own.id == id).map(|own| (kept, own)))
}

fn outcome(found: &Patterns) -> String {
    text::line(&format!("{}: {}", found.outcome, found.is)).into_owned()
}

/// Returns the cells of a pair.
pub fn cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let theme = &desk.theme;
    let all = kept(desk);
    let Some((kept, own)) = pair(&all, id) else { return Vec::new() };
    let (with, without) = own.table.rates();
    let ink = if own.stands() { theme.text } else { theme.muted };
    vec![
        vec![span(&text::line(&own.name()), ink)],
        vec![span(&outcome(&kept.found), theme.muted)],
        // from which table it is, where there are several
        vec![span(if all.len() > 1 { &kept.source } else { "" }, theme.muted)],
        vec![span(&percent(with * 100.0), ink)],
        vec![span(&percent(without * 100.0), ink)],
        vec![span(&format!("{:.1}×", own.times.ratio), ink)],
        vec![span(&own.range(), theme.muted)],
        vec![span(&text::line(&own.said()), ink)],
    ]
}

/// Returns what is known of a pair, line by line: the counts, what groups say, what it is tied to, and that it is no cause.
fn lines(desk: &Desk, id: Id) -> Vec<(Ink, String)> {
    let all = kept(desk);
    let Some((kept, own)) = pair(&all, id) else { return Vec::new() };
    let (with, without) = own.table.rows();
    let (often, seldom) = own.table.rates();
    let mut out = vec![
        (
            Ink::Text,
            format!(
                "{:.2} times as often (95 %: {:.2} to {:.2}) · {}",
                own.times.ratio, own.times.low, own.times.high, LINK
            ),
        ),
        (
            Ink::Text,
            format!(
                "{} · with it {} of {with} ({}), without {} of {without} ({})",
                outcome(&kept.found),
                own.table.a,
                percent(often * 100.0),
                own.table.c,
                percent(seldom * 100.0)
            ),
        ),
    ];
    if let Some(words) = kept.found.within(own) {
        out.push((if own.is_explained() { Ink::Warn } else { Ink::Text }, words));
    }
    out.push((
        Ink::Muted,
        format!(
            "{} · {} tried, {} hold; of those that hold one in ten may be chance",
            kept.source,
            count(kept.found.tried.len(), "pair"),
            kept.found.holding()
        ),
    ));
    let product = desk.product();
    let problems = product.insights_about(id).into_iter().map(|note| format!("problem {}", note.key()));
    let about = product.pair(id).map(|(_, own)| own.about.clone()).unwrap_or_default();
    let tied: Vec<String> = problems.chain(names_of(product, &about)).collect();
    if !tied.is_empty() {
        out.push((Ink::Text, format!("→ {}", tied.join(" · "))));
    }
    out.extend(inquiry::lines(product, id).into_iter().map(|words| (Ink::Text, words)));
    out
}

/// Returns the pane of a pair.
pub fn card(desk: &Desk, id: Id, room: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let ink = |ink| match ink {
        Ink::Text => theme.text,
        Ink::Muted => theme.muted,
        Ink::Warn => theme.warn,
    };
    lines(desk, id).into_iter().flat_map(|(tone, words)| wrapped(&text::line(&words), room, ink(tone))).collect()
}

/// Returns the name of a pair, and all that is known of it with what was not looked at.
pub fn sheet(desk: &Desk, id: Id) -> (String, Vec<String>) {
    let all = kept(desk);
    let Some((kept, own)) = pair(&all, id) else { return (String::new(), Vec::new()) };
    let mut out: Vec<String> = lines(desk, id).into_iter().map(|(_, words)| words).collect();
    out.extend(kept.found.left_out.iter().map(|words| format!("not looked at: {words}")));
    (own.name(), out)
}

/// Asks for a table of users.
pub fn take_in(desk: &mut Desk) {
    let page = Files::new("Look through which table? A row for each customer, a column for each thing they did", open);
    desk.push(page.hint("a CSV, such as user, report, tour, plan, gone"));
}

/// A table that was read, until it is decided what to look for in it.
struct Opened {
    name: String,
    /// The columns that can be groups, with how many values each has.
    groups: Vec<(String, usize)>,
    sheet: Sheet,
}

fn open(desk: &mut Desk, path: &Path) -> Result<(), String> {
    let parse = |bytes: &[u8], name: &str, stage: &Stage| {
        let sheet = study::read(bytes).map_err(|why| why.to_string())?;
        if !stage.next(format!("looking for outcomes in {}", count(sheet.rows.len(), "row"))) {
            return Err(String::new());
        }
        let (columns, _) = study::columns(&sheet);
        let own = pattern::outcomes(&columns).into_iter();
        let outcomes: Vec<(String, String, usize)> = own.map(|(name, is, n)| (name.to_owned(), is, n)).collect();
        if outcomes.is_empty() {
            return Err("no column has few enough values to be an outcome, such as yes and no".to_owned());
        }
        let groups = pattern::groupings(&columns).into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        Ok((Opened { name: name.to_owned(), groups, sheet }, outcomes))
    };
    read_beside(desk, path, parse, |desk, (opened, outcomes), _| {
        let rows = opened.sheet.rows.len();
        let entries = outcomes.into_iter().map(|(column, value, n)| {
            Pick::new(format!("{column}: {value}"), format!("{n} of {rows}"), (column, value))
        });
        let entries = entries.collect();
        let opened = Arc::new(opened);
        desk.push(Picker::new("What became of them? The outcome", entries, move |desk, (column, value)| {
            ask_group(desk, &opened, column, value);
        }));
    })
}

fn ask_group(desk: &mut Desk, opened: &Arc<Opened>, outcome: String, is: String) {
    let mut entries = vec![Pick::new("all together", "no groups", None)];
    let others = opened.groups.iter().filter(|(name, _)| *name != outcome);
    entries.extend(others.map(|(name, n)| Pick::new(name.clone(), count(*n, "value"), Some(name.clone()))));
    let opened = opened.clone();
    let title = "Within which groups is it looked at again? What they explain is no pattern";
    desk.push(Picker::new(title, entries, move |desk, group: Option<String>| {
        let own = opened.clone();
        let work = move |stage: &Stage| {
            stage.next(format!("counting {}", count(own.sheet.rows.len(), "row")));
            study::look_through(&own.sheet, &outcome, Some(&is), group.as_deref()).map_err(|why| why.to_string())
        };
        let result = beside(desk, "Patterns", work, move |desk, found: Result<Patterns, String>| {
            preview(desk, &opened, found?);
            Ok(())
        });
        desk.or_refuse(result);
    }));
}

fn preview(desk: &mut Desk, opened: &Opened, found: Patterns) {
    if found.tried.len() > MOST {
        let words = format!("{} are too many to keep, {MOST} at most", count(found.tried.len(), "pair"));
        return desk.refuse(format!("{words}: take a table with fewer columns"));
    }
    let (name, rows) = (opened.name.clone(), opened.sheet.rows.len());
    let mut lines = vec![(
        Ink::Text,
        format!(
            "{}: {} beside {}, {} hold",
            count(rows, "row"),
            count(found.tried.len(), "pair"),
            outcome(&found),
            found.holding()
        ),
    )];
    lines.extend(found.tried.iter().filter(|own| own.stands()).map(|own| {
        (Ink::Text, format!("{} · {:.1}× ({}) · {}", own.name(), own.times.ratio, own.range(), own.said()))
    }));
    lines.extend(found.left_out.iter().map(|words| (Ink::Muted, words.clone())));
    lines.push((
        Ink::Muted,
        "Of the table only these counts are kept; no row and no name goes into the product.".into(),
    ));
    desk.push(Notice::new(name.clone(), lines).enter("keep it", move |desk| {
        let now = desk.now;
        let words = Said::Whole(format!("looked through {name}"));
        let done = desk.edit(words, "", |product| study::take_in(product, &name, &found, rows, now));
        if done.is_some() {
            state_mut(desk).tab = Tab::Patterns;
            desk.say(format!(
                "{} tried, {} hold · ⟦history.undo⟧ undoes",
                count(found.tried.len(), "pair"),
                found.holding()
            ));
        }
    }));
}

/// Makes a problem statement of the chosen pair: an insight, and a wish if somebody agrees; never an item.
pub fn problem(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    let all = kept(desk);
    let Some((kept, own)) = pair(&all, id) else { return };
    match kept.found.statement(own) {
        Ok(says) => {
            let name = desk.product().pair(id).map(|(study, _)| study.called.clone()).unwrap_or_default();
            statement(desk, &says, Insight::of_counts(String::new(), &name, vec![id]));
        }
        Err(why) => desk.refuse(why.to_string()),
    }
}

/// Takes the study of the chosen pair out.
pub fn remove(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    let Some((study, pairs)) = desk.product().pair(id).map(|(study, _)| (study.id, study.pairs.len())) else { return };
    let title = format!("Take this table out, with its {}?", count(pairs, "pair"));
    desk.push(Choose::yes_no(title, move |desk| {
        desk.edit(Verb::Removed, "", |product| product.remove_study(study));
    }));
}
