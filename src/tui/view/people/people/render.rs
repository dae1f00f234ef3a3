//! How the people are drawn: the register, the chosen one beside it, the grid of power and interest below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{current, rows, state};
use crate::model::stakeholder::{Corner, Stance};
use crate::model::{Id, Person};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::stakes::dots;
use crate::tui::stakes::people::{asked, next_talk, sign};
use crate::tui::view::people::inbox::tabs;
use crate::tui::widget::pane::{framed, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{cut, line, span, wrapped};

/// From here on the grid of power and interest stands beside the chosen person.
const WIDE: u16 = 90;
/// Cells of the names of its fields.
const FIELD: usize = 16;
/// Wishes of a person that their card lists.
const WISHES: usize = 8;

/// Name, role, what they have not heard, power, interest, stance, next talk.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Title(28)).head("name"),
    Column::words(Wide::Most(14)).head("role").yields(2),
    Column::words(Wide::Most(8)).yields(1),
    Column::words(Wide::Most(3)).head("pow"),
    Column::words(Wide::Most(3)).head("int"),
    Column::words(Wide::Most(10)).head("stance"),
    Column { right: true, ..Column::words(Wide::Most(10)).head("next") },
];

pub fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let wide = area.width >= WIDE;
    let left = if wide { area.width * 11 / 20 } else { area.width };
    let card = current(desk).map_or(0, |person| card(desk, &person, usize::from(left).saturating_sub(4)).len());
    let grid = if wide { grid(desk, usize::from(area.width - left).saturating_sub(4)) } else { Vec::new() };
    let list_rows = u16::try_from(rows(desk).len().max(3)).unwrap_or(u16::MAX).saturating_add(3);
    let (top, [below]) = stack(area, list_rows.min(area.height / 2), [card.max(grid.len())]);
    list(desk, frame, top, hits);
    whole(desk, frame, Rect { width: left, ..below });
    if wide && below.height > 0 {
        let right = Rect { x: below.x + left, width: below.width - left, ..below };
        let inner = framed(frame, right, vec![span("Power and interest", desk.theme.muted)], false, &desk.theme);
        frame.render_widget(Paragraph::new(grid), inner);
    }
}

fn list(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let mut title = tabs(desk);
    if !state(desk).find.is_empty() {
        title.push(span(&format!(" · /{}", state(desk).find), theme.accent));
    }
    let inner = framed(frame, area, title, true, theme);
    let rows = rows(desk);
    let strangers = desk.product().strangers().len();
    let note = match strangers {
        0 => None,
        n => Some(desk.words(&format!(
            "{} on items {} no person here yet · ⟦person.welcome⟧",
            crate::words::count(n, "name"),
            if n == 1 { "is" } else { "are" }
        ))),
    };
    let low = u16::from(note.is_some()).min(inner.height);
    let body = Rect { height: inner.height - low, ..inner };
    if let Some(note) = note {
        let foot = Rect { y: body.bottom(), height: low, ..inner };
        frame.render_widget(Paragraph::new(line(cut(vec![span(&note, theme.warn)], usize::from(inner.width)))), foot);
    }
    if rows.is_empty() {
        let words = if state(desk).find.is_empty() {
            "Nobody is written down yet. Whoever asks, pays, decides or helps has a line here, with what moves them and when you \
             talked last: ⟦person.add⟧ adds one."
        } else {
            "nobody fits · ⟦app.out⟧ shows all"
        };
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), usize::from(body.width), theme.text)), body);
        return;
    }
    let cells = |id: Id| desk.product().get::<Person>(id).map_or_else(Vec::new, |person| cells(desk, person));
    Table { theme, columns: COLUMNS }.list(frame, body, (&rows, &state(desk).chosen, true), hits, cells);
}

fn cells(desk: &Desk, person: &Person) -> Vec<Cell> {
    let theme = &desk.theme;
    let role = if person.role.is_empty() { person.kind.to_string() } else { person.role.clone() };
    let stance = match person.stance() {
        Stance::Critic => theme.warn,
        Stance::Champion => theme.good,
        Stance::Neutral | Stance::Unsaid => theme.muted,
    };
    let (next, late) = next_talk(person, desk);
    let untold = desk.wishes().owed.iter().any(|owed| owed.who == person.id);
    vec![
        vec![span(&text::line(&person.name(desk.product())), theme.text)],
        vec![span(&text::line(&role), theme.muted)],
        vec![span(if untold { "NOT TOLD" } else { "" }, theme.warn)],
        vec![span(dots(person.power), theme.text)],
        vec![span(dots(person.interest), theme.text)],
        vec![span(sign(person.stance()), stance)],
        vec![span(&next, if late { theme.warn } else { theme.muted })],
    ]
}

/// Returns the card of a person: what moves them, how they stand, what they asked for and heard.
fn card(desk: &Desk, person: &Person, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let mut out = Vec::new();
    let fact = |head: &str, words: &str, style, out: &mut Vec<Line<'static>>| {
        for (at, part) in wrapped(words, cells.saturating_sub(10).max(8), style).into_iter().enumerate() {
            let mut spans = vec![span(&text::fit(if at == 0 { head } else { "" }, 10), theme.muted)];
            spans.extend(part.spans);
            out.push(line(spans));
        }
    };
    let motives = [("wants", &person.wants), ("fears", &person.fears), ("measured", &person.gauge)];
    for (head, words) in motives.iter().filter(|(_, words)| !words.is_empty()) {
        fact(head, words, theme.text, &mut out);
    }
    if motives.iter().all(|(_, words)| words.is_empty()) {
        fact("wants", &desk.words("what moves them? ⟦person.why⟧"), theme.warn, &mut out);
    }
    let turns: Vec<String> =
        person.turns().into_iter().map(|turn| format!("{} ({})", turn.to, turn.on.format("%b %Y"))).collect();
    if !turns.is_empty() {
        fact("stance", &turns.join(" → "), theme.text, &mut out);
        if let Some(why) = person.last_turn().map(|turn| turn.why.as_str()).filter(|why| !why.is_empty()) {
            fact("", &format!("because {why}"), theme.muted, &mut out);
        }
    }
    let rhythm = person.rhythm().map_or_else(
        || desk.words("no rhythm yet: ⟦person.power⟧ ⟦person.interest⟧ place them"),
        |days| format!("every {days} d"),
    );
    let last = person.last_contact().map_or_else(
        || "never met".to_owned(),
        |contact| {
            let days = (desk.now.today - contact.on).num_days();
            let word = if contact.word.is_empty() { String::new() } else { format!(": {}", contact.word) };
            match days {
                ..=0 => format!("last today{word}"),
                1 => format!("last yesterday{word}"),
                days => format!("last {days} d ago{word}"),
            }
        },
    );
    if person.account.is_none() && person.kind.is_outside() {
        fact("account", &desk.words("on whose behalf? ⟦person.account⟧"), theme.muted, &mut out);
    }
    let (next, late) = next_talk(person, desk);
    fact("talk", &format!("{rhythm} · {last} · next {next}"), if late { theme.warn } else { theme.text }, &mut out);
    wishes(desk, person, cells, &mut out);
    promised(desk, person, cells, &mut out);
    out
}

fn wishes(desk: &Desk, person: &Person, cells: usize, out: &mut Vec<Line<'static>>) {
    let theme = &desk.theme;
    let all = asked(desk, person.id);
    let wishes = desk.wishes();
    out.push(Line::default());
    out.push(line(vec![span(&format!("ASKED {}", all.len()), theme.muted)]));
    for request in all.iter().take(WISHES) {
        let untold = wishes.owed.iter().any(|owed| owed.request == request.id && owed.who == person.id);
        let (state, style) = if untold {
            (format!("{}, NOT TOLD", request.verdict), theme.warn)
        } else {
            (request.verdict.to_string(), theme.muted)
        };
        let room = cells.saturating_sub(5 + 2 + text::width(&state));
        let left: Vec<Span<'static>> = vec![
            span(&format!("{:<5}", request.key()), theme.muted),
            span(&text::cut(&text::line(&request.said), room), theme.text),
        ];
        out.push(line(crate::tui::widget::text::spread(left, vec![span(&state, style)], cells)));
    }
    if all.len() > WISHES {
        out.push(line(vec![span(&desk.words(&format!("↓ {} more · ⟦person.open⟧", all.len() - WISHES)), theme.muted)]));
    }
}

fn promised(desk: &Desk, person: &Person, cells: usize, out: &mut Vec<Line<'static>>) {
    let theme = &desk.theme;
    let promises = desk.product().promises_by_day();
    let open: Vec<_> =
        promises.into_iter().filter(|promise| promise.is_open() && promise.to.contains(&person.id)).collect();
    if open.is_empty() {
        return;
    }
    out.push(Line::default());
    out.push(line(vec![span("PROMISED", theme.muted)]));
    let outlooks = desk.outlooks();
    for promise in open {
        let outlook = outlooks.get(&promise.id).cloned().unwrap_or_default();
        let by = promise.by.map_or_else(String::new, |day| day.format("by %-d %b").to_string());
        let words = format!("{by} · {}", crate::measure::promise::words(&outlook));
        let style = if outlook.is_red() { theme.bad } else { theme.muted };
        let room = cells.saturating_sub(2 + text::width(&words));
        let left = vec![span(&text::cut(&text::line(&promise.promised), room), theme.text)];
        out.push(line(crate::tui::widget::text::spread(left, vec![span(&words, style)], cells)));
    }
}

fn whole(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let theme = &desk.theme;
    let person = current(desk);
    let title = person.as_ref().map_or_else(
        || "Person".to_owned(),
        |person| {
            let role = if person.role.is_empty() { person.kind.to_string() } else { person.role.clone() };
            format!("{} · {role}", person.name(desk.product()))
        },
    );
    let inner = framed(frame, area, vec![span(&title, theme.title)], false, theme);
    let room = usize::from(inner.width);
    let Some(person) = person else {
        let words =
            "The chosen person is shown here: what they want and fear, how they stand, what they asked for and heard.";
        frame.render_widget(Paragraph::new(wrapped(words, room, theme.muted)), inner);
        return;
    };
    let mut lines = card(desk, &person, room);
    let page = usize::from(inner.height);
    if lines.len() > page && page > 1 {
        lines.truncate(page - 1);
        lines.push(line(vec![span(&desk.words("↓ ⟦person.open⟧ reads it all"), theme.muted)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns the grid of power and interest, a field a line: who stands in which, the chosen one lit.
fn grid(desk: &Desk, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let people = desk.product().people_by_name();
    let chosen = current(desk).map(|person| person.id);
    let mut out = Vec::new();
    for corner in [Corner::Manage, Corner::Satisfy, Corner::Inform, Corner::Monitor] {
        let mut row = vec![span(&text::fit(corner.words(), FIELD), theme.muted)];
        for person in people.iter().filter(|person| person.corner() == Some(corner)) {
            let here = chosen == Some(person.id);
            let name = text::line(person.who.split(' ').next().unwrap_or("")).into_owned();
            let word = format!("{}{name}  ", if here { "▸" } else { "" });
            if crate::tui::widget::text::width(&row) + text::width(&word) > cells {
                out.push(line(std::mem::replace(&mut row, vec![span(&" ".repeat(FIELD), theme.muted)])));
            }
            row.push(span(&word, if here { theme.accent } else { theme.text }));
        }
        out.push(line(row));
    }
    let open = people.iter().filter(|person| person.corner().is_none()).count();
    if open > 0 {
        let words = format!("{} in no field yet", crate::words::count(open, "person"));
        out.push(line(cut(vec![span(&words, theme.muted)], cells)));
    }
    out.push(Line::default());
    let keys = "⟦person.power⟧ ⟦person.power-less⟧ power · ⟦person.interest⟧ ⟦person.interest-less⟧ interest · \
                ⟦person.friendlier⟧ ⟦person.more-critical⟧ stance, with a day and a word · ⟦person.account⟧ account";
    out.extend(wrapped(&desk.words(keys), cells, theme.muted));
    out
}
