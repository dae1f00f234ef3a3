//! How a report is drawn: its sentences with the chosen one lit, and below it what it does not say.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{arranged, doc, edited, own_text, span as days, state, waiting};
use crate::exchange::report::{Doc, Sentence};
use crate::model::Person;
use crate::model::share::Report;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::{follow, framed, part, stack};
use crate::tui::widget::text::{line, span, wrapped};

/// Lines that the report keeps before the pane below gets any.
const LEAST: u16 = 12;
/// Lines of a page below which what is not said has two of them.
const SHORT: u16 = 22;
/// Cells before the words of a sentence: the cursor, the sign.
const MARK: usize = 4;
/// Cells that a line of a letter is read by at the most.
const READ: usize = 96;

pub fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, _: &mut Hits) {
    let theme = &desk.theme;
    let room = usize::from(area.width).saturating_sub(4);
    let not_said = silence(desk, &doc(desk), room);
    if state(desk).silence {
        let inner = framed(frame, area, vec![span("Not said, for your eyes alone", theme.title)], true, theme);
        let mut lines = not_said;
        if lines.is_empty() {
            lines.extend(wrapped("It says all that there is.", room, theme.muted));
        }
        frame.render_widget(Paragraph::new(lines), inner);
        return;
    }
    let most = if area.height < SHORT { 2 } else { 5 };
    let (top, [below]) = stack(area, LEAST.min(area.height), [not_said.len().min(most)]);
    let title = title(desk);
    let inner = framed(frame, top, vec![span(&title, theme.title)], true, theme);
    let (lines, lit) = match own_text(desk) {
        Some(text) => {
            let at = state(desk).at;
            (wrapped(text, usize::from(inner.width).min(READ), theme.text), at..at + 1)
        }
        None => lines(desk, usize::from(inner.width).min(READ)),
    };
    let height = usize::from(inner.height);
    // the chosen sentence is seen whole where there is room, its first line in any case
    let own = &state(desk).top;
    own.set(follow(own.get(), &lit, lines.len(), height));
    frame.render_widget(Paragraph::new(part(&lines, own.get(), height, lit.end, theme)), inner);
    if below.height > 0 {
        let title = desk.words("Not said · ⟦report.silence⟧ shows all of it");
        let inner = framed(frame, below, vec![span(&title, theme.muted)], false, theme);
        frame.render_widget(Paragraph::new(not_said), inner);
    }
}

fn title(desk: &Desk) -> String {
    let own = state(desk);
    let words = edited(desk).words();
    let who = own.who.and_then(|id| desk.product().get::<Person>(id)).map(|person| person.name(desk.product()));
    let name = match who {
        Some(who) => format!("{}, to {who}", own.report.title()),
        None => own.report.title().to_owned(),
    };
    let shared = desk.product().last_share(own.report, own.who).and_then(|share| share.until);
    let own_words = if own_text(desk).is_some() { " · in your own text" } else { "" };
    let shared = shared.map_or_else(String::new, |day| format!(" · shared {}", day.format("%-d %b")));
    format!("{name} · since {} · {words} words{own_words}{shared}", days(desk).since.format("%-d %b"))
}

/// Returns the lines of the report, and which of them are the chosen sentence.
fn lines(desk: &Desk, room: usize) -> (Vec<Line<'static>>, std::ops::Range<usize>) {
    let (theme, own) = (&desk.theme, state(desk));
    let doc: Doc = arranged(desk);
    let at = own.at.min(doc.sentences().count().saturating_sub(1));
    let mut out = wrapped(&doc.heading, room, theme.muted);
    let mut lit = 0..0;
    if !doc.opening.is_empty() {
        out.push(Line::default());
        out.extend(wrapped(&doc.opening, room, theme.text));
    }
    let mut n = 0;
    for section in &doc.sections {
        out.push(Line::default());
        out.push(line(vec![span(section.title, theme.title)]));
        for sentence in &section.sentences {
            let first = out.len();
            out.extend(said(desk, sentence, n == at, room));
            if n == at {
                lit = first..out.len();
            }
            n += 1;
        }
    }
    if !doc.closing.is_empty() {
        out.push(Line::default());
        out.extend(wrapped(&doc.closing, room, theme.text));
    }
    (out, lit)
}

fn said(desk: &Desk, sentence: &Sentence, chosen: bool, room: usize) -> Vec<Line<'static>> {
    let (theme, own) = (&desk.theme, state(desk));
    let mark = sentence.mark();
    let (words, sign) = match (own.left_out.contains(&mark), own.words.get(&mark)) {
        (true, words) => (words.unwrap_or(&sentence.text), "○ "),
        (false, Some(words)) => (words, "✎ "),
        (false, None) if sentence.fact.is_none() => (&sentence.text, "· "),
        (false, None) => (&sentence.text, "- "),
    };
    let style: Style = match (chosen, own.left_out.contains(&mark)) {
        (true, _) => theme.selected,
        (false, true) => theme.muted,
        (false, false) => theme.text,
    };
    let parts = text::wrap(words, room.saturating_sub(MARK).max(8));
    parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| {
            let cursor = if chosen && at == 0 { "▸ " } else { "  " };
            let sign = if at == 0 { sign } else { "  " };
            line(vec![span(cursor, theme.accent), span(sign, theme.muted), span(&part, style)])
        })
        .collect()
}

/// Returns what the report does not say, and why.
fn silence(desk: &Desk, doc: &Doc, room: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let silence = &doc.silence;
    let mut out = Vec::new();
    let mut part = |head: &str, list: &[String], between: &str, style: Style| {
        if !list.is_empty() {
            out.extend(wrapped(&format!("{head}: {}", list.join(between)), room, style));
        }
    };
    part("left out, for it is nothing to them", &silence.left_out, ", ", theme.muted);
    part("held back, private or a name", &silence.held_back, " · ", theme.warn);
    part("not known", &silence.unknown, " · ", theme.warn);
    part("words of the team", &silence.jargon, " · ", theme.warn);
    if doc.report == Report::Said {
        let others = waiting(desk).into_iter().filter(|id| Some(*id) != doc.who);
        let others = others.filter_map(|id| desk.product().get::<Person>(id));
        let names: Vec<String> = others.map(|person| person.who.clone()).collect();
        part("others are still to be told", &names, ", ", theme.muted);
    }
    out
}
