//! How the market is drawn: the list of the tab, below it what is known of the chosen one, and the row of looks outside.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::moves::said_of_move;
use super::verbs::{name_of, names_of};
use super::{TABS, Tab, chosen, competitor, current, ids, insight, kept, listed, patterns, state, theme};
use crate::measure::market::{self, ROW};
use crate::measure::theme::Way;
use crate::model::competitor::Threat;
use crate::model::{Competitor, Id, Insight, Person};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::widget::chart::spark;
use crate::tui::widget::pane::{framed, part, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{span, wrapped};
use crate::words::count;

/// Lines that the list keeps before the panes below get any.
const LEAST: u16 = 8;

/// Key, name, notes, way, weeks.
const THEMES: &[Column] = &[
    Column::words(Wide::Most(5)).head("key").yields(2),
    Column::words(Wide::Title(40)).head("theme"),
    Column { right: true, ..Column::words(Wide::Most(7)).head("notes") },
    Column::words(Wide::Most(3)),
    Column::words(Wide::Most(12)).head("12 weeks").yields(1),
    Column { right: true, ..Column::words(Wide::Most(6)).head("quotes").yields(3) },
];

/// Key, day, kind, who, words.
const INSIGHTS: &[Column] = &[
    Column::words(Wide::Most(5)).head("key").yields(2),
    Column::words(Wide::Most(7)).head("day"),
    Column::words(Wide::Most(11)).head("kind").yields(1),
    Column::words(Wide::Title(60)).head("said"),
    Column::words(Wide::Most(18)).head("who").yields(3),
];

/// Name, last move, its age, threat.
const COMPETITORS: &[Column] = &[
    Column::words(Wide::Most(18)).head("name"),
    Column::words(Wide::Title(48)).head("last move"),
    Column { right: true, ..Column::words(Wide::Most(7)).head("age") },
    Column::words(Wide::Most(8)).head("threat").yields(1),
    Column { right: true, ..Column::words(Wide::Most(6)).head("moves").yields(2) },
];

fn tabs(desk: &Desk) -> Vec<Span<'static>> {
    let (theme, product) = (&desk.theme, desk.product());
    let names = [
        format!("Themes {}", listed(desk).len()),
        format!("Insights {}", product.insights().len()),
        format!("Patterns {}", kept(desk).iter().map(|kept| kept.found.tried.len()).sum::<usize>()),
        format!("Competitors {}", product.competitors().len()),
    ];
    let mut out = Vec::new();
    for (tab, name) in TABS.into_iter().zip(names) {
        if !out.is_empty() {
            out.push(span(" · ", theme.muted));
        }
        out.push(span(&name, if state(desk).tab == tab { theme.title } else { theme.muted }));
    }
    out.push(span(" [ ]", theme.key));
    // what is in no theme is always said: a list of themes looks like all that people say
    if let Some(other) = market::other(product).filter(|_| state(desk).tab == Tab::Themes) {
        out.push(span(&format!("  other {other} %"), theme.muted));
    }
    out
}

pub fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let room = usize::from(area.width).saturating_sub(4);
    let card = card(desk, room);
    let looks = looks(desk, room);
    let (top, [below, last]) = stack(area, LEAST.min(area.height), [card.len().min(8), looks.len()]);
    let inner = framed(frame, top, tabs(desk), true, theme);
    let rows = ids(desk, state(desk).tab);
    if rows.is_empty() {
        let words = match state(desk).tab {
            Tab::Themes => {
                "Nothing is known of what many people say. ⟦market.take-in⟧ takes in a table of reviews, tickets or answers, a note a row: themes are found by their words, on this machine. ⟦market.add⟧ writes one down by hand."
            }
            Tab::Insights => {
                "Nobody outside was heard yet. ⟦market.add⟧ writes down what somebody said or did: a talk, a ticket, a lost deal, in their words."
            }
            Tab::Patterns => {
                "No table was looked through yet. ⟦market.take-in⟧ takes one with a row for each customer and a column for each thing they did: what goes along with leaving? All that was tried is shown; only counts are kept."
            }
            Tab::Competitors => {
                "No competitor yet. ⟦market.add⟧ writes one down, ⟦market.more⟧ what they did. A move without an answer is fine once somebody has said so."
            }
        };
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), usize::from(inner.width), theme.text)), inner);
    } else {
        let (columns, cells): (&[Column], &dyn Fn(Id) -> Vec<Cell>) = match state(desk).tab {
            Tab::Themes => (THEMES, &|id| theme_cells(desk, id)),
            Tab::Insights => (INSIGHTS, &|id| insight_cells(desk, id)),
            Tab::Patterns => (patterns::COLUMNS, &|id| patterns::cells(desk, id)),
            Tab::Competitors => (COMPETITORS, &|id| competitor_cells(desk, id)),
        };
        Table { theme, columns }.list(frame, inner, (&rows, chosen(desk), true), hits, cells);
    }
    if below.height > 0 {
        let inner = framed(frame, below, vec![span(&title(desk), theme.title)], false, theme);
        frame.render_widget(Paragraph::new(part(&card, 0, usize::from(inner.height), 0, theme)), inner);
    }
    if last.height > 0 {
        let inner = framed(frame, last, vec![span(&due(desk), theme.muted)], false, theme);
        frame.render_widget(Paragraph::new(looks), inner);
    }
}

fn title(desk: &Desk) -> String {
    match state(desk).tab {
        Tab::Themes => theme(desk).map_or_else(String::new, |own| format!("{} {}", own.key(), text::line(&own.called))),
        Tab::Insights => insight(desk).map_or_else(String::new, |own| own.key()),
        Tab::Patterns => current(desk).and_then(|id| name_of(desk.product(), id)).unwrap_or_default(),
        Tab::Competitors => competitor(desk).map_or_else(String::new, |own| text::line(&own.called).into_owned()),
    }
}

fn theme_cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let theme = &desk.theme;
    let all = listed(desk);
    let Some(own) = all.iter().find(|own| own.id == id) else { return Vec::new() };
    let Some(record) = desk.product().themes().get(id) else { return Vec::new() };
    let (sign, ink) = match own.way {
        Way::Rising => ("▲", theme.warn),
        Way::Falling => ("▼", theme.good),
        Way::Perhaps => ("△", theme.muted),
        Way::Steady | Way::Unknown => ("", theme.muted),
    };
    let weeks: Vec<f64> = own.weeks.iter().map(|n| f64::from(*n)).collect();
    let quotes = desk.product().insights_about(id).len();
    vec![
        vec![span(&record.key(), theme.muted)],
        vec![span(&text::line(&record.called), theme.text)],
        vec![span(&own.notes.to_string(), theme.text)],
        vec![span(sign, ink)],
        vec![span(&spark(&weeks), theme.accent)],
        vec![span(&if quotes == 0 { String::new() } else { quotes.to_string() }, theme.muted)],
    ]
}

fn who(desk: &Desk, own: &Insight) -> String {
    let person = own.who.and_then(|id| desk.product().get::<Person>(id)).map(|person| person.who.clone());
    let company = (!own.was.company.is_empty()).then(|| own.was.company.clone());
    let segment = (!own.segment.is_empty()).then(|| own.segment.clone());
    [person, company.or(segment)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn insight_cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let theme = &desk.theme;
    let Some(own) = desk.product().insights().get(id) else { return Vec::new() };
    vec![
        vec![span(&own.key(), theme.muted)],
        vec![span(&own.on.map_or_else(String::new, |day| day.format("%-d %b").to_string()), theme.muted)],
        vec![span(own.kind.word(), theme.muted)],
        vec![span(&text::line(&own.said), theme.text)],
        vec![span(&who(desk, own), theme.muted)],
    ]
}

fn competitor_cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let theme = &desk.theme;
    let Some(own) = desk.product().competitors().get(id) else { return Vec::new() };
    let moves = own.moves();
    let (what, age, threat, ink) =
        own.pressing().map_or((String::from("nothing seen"), String::new(), "", theme.muted), |own| {
            let age = own.on.map_or_else(String::new, |day| format!("{} d", (desk.now.today - day).num_days()));
            let (threat, ink) = match own.threat {
                Threat::High => ("▲ high", theme.bad),
                Threat::Some => ("some", theme.warn),
                Threat::None => ("none", theme.muted),
                Threat::Unsaid => ("", theme.muted),
            };
            (text::line(&own.what).into_owned(), age, threat, ink)
        });
    let open = moves.iter().any(|own| own.wants_answer());
    let mark = if open { "! " } else { "" };
    vec![
        vec![span(&text::line(&own.called), theme.text)],
        vec![span(mark, theme.warn), span(&what, theme.text)],
        vec![span(&age, theme.muted)],
        vec![span(threat, ink)],
        vec![span(&moves.len().to_string(), theme.muted)],
    ]
}

/// Returns what is known of the chosen one.
fn card(desk: &Desk, room: usize) -> Vec<Line<'static>> {
    let (theme_, product) = (&desk.theme, desk.product());
    if state(desk).tab == Tab::Patterns {
        return current(desk).map_or_else(Vec::new, |id| patterns::card(desk, id, room));
    }
    let mut out = Vec::new();
    let mut say = |words: &str, ink| {
        if !words.trim().is_empty() {
            out.extend(wrapped(words, room, ink));
        }
    };
    match state(desk).tab {
        Tab::Themes => {
            let Some(own) = theme(desk) else { return out };
            say(&own.says, theme_.text);
            say(&format!("words: {}", own.terms.join(", ")), theme_.muted);
            say(&names_of(product, &own.about).join(" · "), theme_.why);
            for insight in product.insights_about(own.id).into_iter().take(3) {
                say(&format!("“{}”", text::line(&insight.said)), theme_.text);
            }
            say(&desk.words("⟦market.open⟧ shows quotes, ⟦market.problem⟧ makes a problem statement"), theme_.muted);
        }
        Tab::Insights => {
            let Some(own) = insight(desk) else { return out };
            say(&format!("“{}”", text::line(&own.said)), theme_.text);
            say(&own.means, theme_.text);
            let tied = names_of(product, &own.about);
            if tied.is_empty() {
                say(&desk.words("tied to nothing yet: ⟦market.link⟧"), theme_.warn);
            } else {
                say(&tied.join(" · "), theme_.why);
            }
            say(&own.source, theme_.muted);
        }
        Tab::Patterns => {}
        Tab::Competitors => {
            let Some(own): Option<Competitor> = competitor(desk) else { return out };
            say(&own.does, theme_.text);
            say(&market::said_of(product, &own).unwrap_or_default(), theme_.why);
            for own in own.moves() {
                let ink = if own.is_answered() { theme_.muted } else { theme_.text };
                say(&said_of_move(product, own), ink);
            }
        }
    }
    out
}

/// Returns the weeks with a look outside, and how long ago somebody was heard.
fn looks(desk: &Desk, room: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let known = market::signals(desk.product(), desk.now);
    let weeks = desk.product().scan_weeks(ROW, desk.now.today);
    let row: String = weeks.iter().rev().map(|was| if *was { '▪' } else { '▫' }).collect();
    let heard = known.heard.map_or_else(|| "nobody heard".to_owned(), |days| format!("heard {days} d ago"));
    let words = format!(
        "{row}  {} in a row · {heard} · {} talks, {} facts, {} moves in 30 d",
        count(known.streak, "week"),
        known.talks,
        known.facts,
        known.moves,
    );
    wrapped(&words, room, theme.muted)
}

/// Returns the title of the looks outside: when the next one is due.
fn due(desk: &Desk) -> String {
    match desk.product().next_scan() {
        Some(day) if day > desk.now.today => format!("Looks outside, next {}", day.format("%-d %b")),
        _ => format!("Looks outside, {}", desk.words("due: ⟦market.scan⟧")),
    }
}
