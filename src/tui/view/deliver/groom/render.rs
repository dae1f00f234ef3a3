//! Drawing the grooming session: the item, the question, what is missing, what it resembles.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{is_mended, minutes, place, session};
use crate::measure::similar::Near;
use crate::measure::similar::double::{Alike, MAYBE};
use crate::measure::similar::size::LEAST;
use crate::measure::{lint, ready, split};
use crate::model::session::Purpose;
use crate::model::{Item, Session, Size};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::detail::{facts, when};
use crate::tui::widget::pane::says;
use crate::tui::widget::text::{cut, line, pane, span, spread, wrapped};
use crate::words;

/// From here on two columns stand side by side.
const WIDE: u16 = 90;
/// Cells of the progress bar.
const BAR: usize = 16;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let Some(session) = session(desk) else {
        let words =
            "Nothing is being groomed. ⟦go.groom⟧ chooses what to go through: one item at a time, a decision each.";
        says(frame, area, "Groom", &desk.words(words), theme);
        return;
    };
    let title = if session.mode == Purpose::Prune { "Prune" } else { "Groom" };
    let head = vec![span(title, theme.title), span(&format!("  {}", session.queue), theme.muted)];
    let block = pane(head, true, theme).title_bottom(
        line(vec![span(&desk.words(" ⟦app.out⟧ pauses, the place is kept "), theme.muted)]).right_aligned(),
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let at = place(desk, session);
    let item = session.items.get(at).and_then(|id| desk.product().items().get(*id));
    let foot = session_line(desk, session);
    let body = Rect { height: inner.height.saturating_sub(1), ..inner };
    let bottom = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
    frame.render_widget(Paragraph::new(foot), bottom);
    match item {
        Some(item) => one(desk, frame, body, session, item, at),
        None => summary(desk, frame, body, session),
    }
}

fn one(desk: &Desk, frame: &mut Frame<'_>, area: Rect, session: &Session, item: &Item, at: usize) {
    let theme = &desk.theme;
    let product = desk.product();
    let cells = usize::from(area.width);
    let n = session.items.len();
    let filled = if n == 0 { 0 } else { (at * BAR).div_ceil(n).min(BAR) };
    let bar = format!("{} of {n}  {}{}", at + 1, "█".repeat(filled), "░".repeat(BAR - filled));
    let mut top: Vec<Line<'static>> = Vec::new();
    let name = vec![
        span(&product.key(item), theme.accent),
        span("  ", theme.text),
        span(&text::line(&item.title), theme.title),
    ];
    top.push(line(spread(name, vec![span("  ", theme.text), span(&bar, theme.muted)], cells)));
    top.extend(story(desk, item, cells));
    top.push(Line::default());
    let question = match session.mode {
        Purpose::Prune => "Would anybody miss it?",
        _ => "Does this deliver the most possible value to our customers and our business right now?",
    };
    top.extend(wrapped(question, cells, theme.title));
    if is_mended(desk, session, item) {
        let words = format!("✓ {} is mended here · ⟦groom.keep⟧ goes on to the next", product.key(item));
        top.push(line(cut(vec![span(&desk.words(&words), theme.good)], cells)));
    }
    let answers: &[(&str, &str)] = match session.mode {
        Purpose::Prune => &[
            ("groom.keep", "keep"),
            ("groom.later", "later, 3 months"),
            ("groom.drop", "drop"),
            ("decline.not-now", "no, with a reason"),
        ],
        _ => &[
            ("groom.keep", "yes, next"),
            ("rank.top", "higher"),
            ("rank.bottom", "lower"),
            ("decline.not-now", "no, with a reason"),
            ("item.later", "later"),
        ],
    };
    let mut keys = vec![span("  ", theme.text)];
    for (name, word) in answers {
        let key = desk.words(&format!("⟦{name}⟧"));
        // a family of reasons begins with one key
        let key = if name.starts_with("decline") { key.split(' ').next().unwrap_or("").to_owned() } else { key };
        keys.extend([span(&key, theme.key), span(&format!(" {word}    "), theme.text)]);
    }
    top.push(line(cut(keys, cells)));
    top.push(Line::default());
    let high = u16::try_from(top.len()).unwrap_or(u16::MAX).min(area.height);
    frame.render_widget(Paragraph::new(top), Rect { height: high, ..area });
    let rest = Rect { y: area.y + high, height: area.height - high, ..area };
    if area.width >= WIDE {
        let half = area.width * 11 / 20;
        let left = Rect { width: half - 2, ..rest };
        let right = Rect { x: rest.x + half, width: rest.width - half, ..rest };
        let mut lines = checks(desk, item, usize::from(left.width), true);
        lines.extend(alike(desk, item, usize::from(left.width)));
        lines.extend(suggested(desk, item, usize::from(left.width)));
        frame.render_widget(Paragraph::new(lines), left);
        let mut lines = decisions(desk, item);
        lines.extend(hints(desk, item, usize::from(right.width)));
        lines.extend(evidence(desk, item, usize::from(right.width)));
        frame.render_widget(Paragraph::new(lines), right);
    } else {
        let mut lines = checks(desk, item, cells, false);
        lines.extend(hints(desk, item, cells));
        lines.extend(alike(desk, item, cells));
        lines.extend(suggested(desk, item, cells));
        lines.extend(evidence(desk, item, cells));
        frame.render_widget(Paragraph::new(lines), rest);
    }
}

fn story(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let mut out = Vec::new();
    if let Some(no) = &item.declined {
        let words = format!("✗ you declined it: {}, {}", no.reason.phrase(), when(no.at, desk.now));
        out.push(line(cut(
            vec![
                span(&words, theme.bad),
                span(&desk.words("  ⟦decline.undo⟧ brings it back, ⟦groom.keep⟧ goes on"), theme.muted),
            ],
            cells,
        )));
    } else if let Some(day) = item.until.filter(|day| *day > desk.now.today) {
        out.push(line(vec![span(&format!("… put off until {}", day.format("%-d %b %Y")), theme.warn)]));
    }
    let goal = match item.goal.and_then(|id| desk.product().goals().get(id)) {
        Some(goal) => vec![span(&format!("  why: G{} {}", goal.num, text::line(&goal.title)), theme.why)],
        None => vec![span("  ∅ no goal yet", theme.why), span(&desk.words("  ⟦item.why⟧"), theme.key)],
    };
    let story = item.story();
    if story.is_empty() {
        let words = item.description.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        if !words.is_empty() {
            out.extend(wrapped(words, cells, theme.text).into_iter().take(2));
        }
        out.push(line(goal));
    } else {
        out.extend(wrapped(&story, cells, theme.text));
        out.push(line(goal));
    }
    let facts = format!("  {}", facts(item, desk.product(), desk.now));
    out.push(line(cut(vec![span(&facts, theme.muted)], cells)));
    out
}

/// The ready check; in full, or only what is missing.
fn checks(desk: &Desk, item: &Item, cells: usize, full: bool) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let findings = ready::findings(item, desk.product());
    let passed = findings.iter().filter(|finding| finding.passed).count();
    let head = format!("READY CHECK  {passed} of {}", findings.len());
    let mut out = vec![line(vec![span(&head, theme.muted), span(&desk.words("   ⟦item.ready⟧"), theme.key)])];
    for finding in findings.into_iter().filter(|finding| full || !finding.passed) {
        let (mark, style, own) =
            if finding.passed { ("✓", theme.good, theme.muted) } else { ("✗", theme.bad, theme.text) };
        let words = text::cut(&finding.words, cells.saturating_sub(3)).into_owned();
        out.push(line(vec![span(&format!(" {mark} "), style), span(&words, own)]));
    }
    out
}

/// The size that the team's own sizes suggest: the answer, how often it was right, and who says so.
fn suggested(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let told = |words: &str, style, more: &str| {
        let head = span("SUGGESTED SIZE  ", theme.muted);
        vec![Line::default(), line(cut(vec![head, span(words, style), span(more, theme.muted)], cells))]
    };
    let Some(index) = desk.judge.similar() else { return told("looking …", theme.muted, "") };
    let Some(found) = index.suggest(item.id) else {
        return told(&format!("fewer than {LEAST} are sized: none is told"), theme.muted, "");
    };
    let range = found.range_words().map_or_else(String::new, |words| format!("  {words}"));
    let mut out = told(&format!("→ {}", found.words()), theme.accent, &range);
    let product = desk.product();
    if let Some(record) = desk.judge.records(product).and_then(|own| own.sizes.as_ref()) {
        out.extend(wrapped(&format!(" {}", record.words()), cells, theme.muted).into_iter().take(2));
    }
    for (voice, other) in found.voices(product) {
        let size = Size::Points(voice.points);
        let words = format!(" {size:>3}  {} {}", product.key(other), text::line(&other.title));
        let share = format!(" {:.0} %", voice.share * 100.0);
        let words = text::cut(&words, cells.saturating_sub(share.len())).into_owned();
        out.push(line(vec![span(&words, theme.text), span(&share, theme.muted)]));
    }
    out
}

/// Other items that may say the same, and how often that was seen here; nothing where none is.
fn alike(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let Some(index) = desk.judge.similar() else { return Vec::new() };
    let (same, siblings) = index.duplicates(item.id, product, MAYBE);
    let first = |all: &[Near]| all.first().and_then(|near| Some((near.likeness, &**product.items().get(near.id)?)));
    let found: Vec<(f32, &Item)> = first(&same).into_iter().chain(first(&siblings)).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let mut out = vec![Line::default()];
    for (n, (likeness, other)) in found.into_iter().enumerate() {
        let alike = Alike::of(likeness, &item.title, &other.title);
        let (style, merge) = match alike {
            Alike::Same => (theme.warn, desk.words("  ⟦item.merge⟧")),
            Alike::Maybe | Alike::Like => (theme.text, desk.words("  ⟦item.merge⟧")),
            // of one template with another number or name: no double, and good to know
            Alike::Sibling => (theme.muted, String::new()),
        };
        let words = format!("{} {} {}", alike.words(), product.key(other), text::line(&other.title));
        out.push(line(vec![
            span(if n == 0 { "ALIKE  " } else { "       " }, theme.muted),
            span(&text::cut(&words, cells.saturating_sub(19)), style),
            span(&format!("  {:.0} %", likeness * 100.0), theme.muted),
            span(&merge, theme.key),
        ]));
    }
    if let Some(record) = desk.judge.records(product).and_then(|own| own.doubles) {
        out.extend(wrapped(&format!(" {}", record.words()), cells, theme.muted).into_iter().take(2));
    }
    out
}

fn decisions(desk: &Desk, item: &Item) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let limit = ready::limit(desk.product());
    let size = match item.size {
        Some(size) if ready::is_too_big(item, desk.product()) => {
            format!("now {size}, limit {}: too big", Size::Points(limit))
        }
        Some(size) => format!("now {size}"),
        None => "nobody has".to_owned(),
    };
    let pieces = split::suggested(item).into_iter().find(|(_, pieces)| !pieces.is_empty());
    let hint =
        pieces.map_or_else(String::new, |(pattern, pieces)| format!("{}: {} pieces", pattern.name, pieces.len()));
    let mut out = vec![line(vec![span("QUICK DECISIONS", theme.muted)])];
    for (key, word, more) in [
        ("⟦item.size⟧", "size", size),
        ("⟦item.split⟧", "split", hint),
        ("⟦item.criteria⟧", "criteria", format!("{} so far", item.criteria.len())),
        ("⟦item.why⟧", "why, goal", String::new()),
        ("⟦item.score⟧", "score", String::new()),
        ("⟦class.must⟧", "class", String::new()),
        ("⟦rank.move⟧", "place", desk.product().place_of(item).map_or_else(String::new, |n| format!("now {n}"))),
        ("⟦item.merge⟧", "merge", String::new()),
    ] {
        out.push(line(vec![
            span(&format!(" {:>3} ", desk.words(key)), theme.key),
            span(&format!("{word:<11}"), theme.text),
            span(&more, theme.muted),
        ]));
    }
    out
}

fn hints(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let found = lint::hints(item, desk.judge.domain());
    if found.is_empty() {
        return Vec::new();
    }
    let mut out = vec![Line::default(), line(vec![span("WORDS", theme.muted)])];
    for hint in found.iter().take(3) {
        out.push(line(vec![span(&text::cut(&format!(" ! {}", hint.words), cells), theme.warn)]));
    }
    if let Some(record) = desk.judge.records(desk.product()).and_then(|own| own.hints) {
        out.extend(wrapped(&format!(" {}", record.words()), cells, theme.muted).into_iter().take(2));
    }
    out
}

fn evidence(desk: &Desk, item: &Item, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let heard = desk.product().insights_about(item.id);
    if item.requesters.is_empty() && item.comments.is_empty() && heard.is_empty() {
        return Vec::new();
    }
    let mut facts = Vec::new();
    if !heard.is_empty() {
        facts.push(words::count(heard.len(), "insight"));
    }
    if !item.requesters.is_empty() {
        facts.push(format!("asked by {}", item.requesters.join(", ")));
    }
    if !item.comments.is_empty() {
        facts.push(words::count(item.comments.len(), "comment"));
    }
    let mut out = vec![Line::default(), line(vec![span("EVIDENCE", theme.muted)])];
    out.push(line(vec![span(&text::cut(&format!(" {}", facts.join(" · ")), cells), theme.text)]));
    if let Some(last) = heard.first() {
        let words = format!("“{}” {}", text::line(&last.said), last.kind);
        out.extend(wrapped(&words, cells, theme.muted).into_iter().take(3));
    }
    if let Some(last) = item.comments.last() {
        let words = format!(" “{}” {}, {}", text::line(&last.text), last.by, when(last.at, desk.now));
        out.push(line(vec![span(&text::cut(&words, cells), theme.muted)]));
    }
    out
}

fn session_line(desk: &Desk, session: &Session) -> Line<'static> {
    let theme = &desk.theme;
    let over = session.minutes > 0 && session.spent > u64::from(session.minutes) * 60_000;
    let clock = format!("{} of {} min", session.spent / 60_000, session.minutes);
    let style = if over { theme.warn } else { theme.muted };
    let tally = session.told_in_a_line(" · ");
    let words = if tally.is_empty() { " · no decision yet".to_owned() } else { format!(" · {tally}") };
    line(vec![span("SESSION  ", theme.muted), span(&clock, style), span(&words, theme.text)])
}

/// What the session came to, once all are through.
fn summary(desk: &Desk, frame: &mut Frame<'_>, area: Rect, session: &Session) {
    let theme = &desk.theme;
    let mut lines = vec![
        Line::default(),
        line(vec![span(
            &match session.items.len() {
                1 => "  That was the one item.".to_owned(),
                n => format!("  All {n} items are through."),
            },
            theme.title,
        )]),
        Line::default(),
        line(vec![span(
            &format!("  {} in {}{}", session.yield_words(), minutes(session.spent), super::an_item(session)),
            theme.text,
        )]),
    ];
    for (n, words) in session.told() {
        lines.push(line(vec![span(&format!("  {n:>5}  "), theme.accent), span(words, theme.text)]));
    }
    let band = ready::band(desk.product(), desk.now.today);
    lines.push(Line::default());
    lines.push(line(vec![
        span("  ready now: ", theme.muted),
        span(&band.words(), theme.good),
        span(&format!(", {} of the next {} items", band.ready_items, band.band), theme.muted),
    ]));
    lines.push(Line::default());
    lines.push(line(vec![
        span(&desk.words("  ⟦groom.keep⟧"), theme.key),
        span(" ends the session    ", theme.text),
        span(&desk.words("⟦groom.back⟧"), theme.key),
        span(" goes back    ", theme.text),
        span(&desk.words("⟦go.decisions⟧"), theme.key),
        span(" shows the decisions", theme.text),
    ]));
    frame.render_widget(Paragraph::new(lines), area);
}
