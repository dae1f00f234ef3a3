//! How the inbox is drawn: the wishes, the chosen one whole beside them, what was decided this quarter below.

use std::rc::Rc;

use chrono::Datelike;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Lens, card, current, room, rows, state};
use crate::measure::reach::{ANSWER, days_to_verdict, sides, silent};
use crate::measure::stakes::INSIDE;
use crate::model::item::Reason;
use crate::model::request::{Decided, Strength};
use crate::model::{Account, Id, Person};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::{framed, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{line, span, wrapped};
use crate::words::count;

/// From here on what was decided this quarter stands beside the chosen wish.
const WIDE: u16 = 90;
/// From here on the answer has a pane of its own.
const WIDEST: u16 = 140;

/// Number, who, what, how much it matters, voices, deal, age.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Most(5)),
    Column::words(Wide::Most(12)),
    Column::words(Wide::Title(80)),
    Column::words(Wide::Most(2)),
    Column { right: true, ..Column::words(Wide::Most(6)) },
    Column { right: true, ..Column::words(Wide::Most(6)) },
    Column { right: true, ..Column::words(Wide::Most(8)) },
];

/// Returns the tabs of the room with what is in each, the one that is shown marked.
pub fn tabs(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let stakes = product.people_by_name().len();
    let open = product.promises().iter().filter(|promise| promise.is_open()).count();
    let names = [
        format!("Inbox {}", desk.waiting().len()),
        format!("People {stakes}"),
        format!("Promises {open}"),
        format!("Accounts {}", product.accounts_by_name().len()),
        format!("Agents {}", product.agents().len()),
    ];
    let mut out = Vec::new();
    for (page, name) in room(desk).into_iter().zip(names) {
        if !out.is_empty() {
            out.push(span(" · ", theme.muted));
        }
        out.push(span(&name, if desk.is_at(page) { theme.title } else { theme.muted }));
    }
    out.push(span(" [ ]", theme.key));
    out
}

pub fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let foot = state(desk).foot.get((desk.epoch, desk.now.today), || Rc::new(footnotes(desk)));
    let (wide, widest) = (area.width >= WIDE, area.width >= WIDEST);
    // the wishes have the whole width: their words are what one decides by
    let share = |n: u16| Rect { width: area.width * n / 20, ..area };
    let left = match (wide, widest) {
        (_, true) => share(8),
        (true, _) => share(11),
        _ => area,
    };
    let lines = current(desk).map_or(0, |request| {
        let room = usize::from(left.width).saturating_sub(4);
        card::card(desk, card::facts(desk, &request), room).len()
    });
    let list_rows = u16::try_from(rows(desk).len().max(3)).unwrap_or(u16::MAX).saturating_add(2);
    let least = if wide { list_rows.min(area.height * 2 / 5) } else { area.height / 2 };
    let (top, [below]) = stack(area, least, [lines.max(if wide { foot.len() } else { 0 })]);
    list(desk, frame, top, hits);
    whole(desk, frame, Rect { width: left.width, ..below });
    if !wide || below.height == 0 {
        return;
    }
    let middle = if widest { share(6).width } else { 0 };
    if widest {
        answer(desk, frame, Rect { x: below.x + left.width, width: middle, ..below });
    }
    let x = below.x + left.width + middle;
    let right = Rect { x, width: below.right() - x, ..below };
    let inner = framed(frame, right, vec![span("This quarter", desk.theme.muted)], false, &desk.theme);
    let lines: Vec<Line<'static>> = foot
        .iter()
        .flat_map(|(words, warn)| {
            wrapped(words, usize::from(inner.width), if *warn { desk.theme.warn } else { desk.theme.muted })
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn list(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let own = state(desk);
    let mut title = tabs(desk);
    let lens = match (own.find.as_str(), own.lens) {
        ("", Lens::Waiting) => desk.words(" · ⟦request.lens⟧ those that wait"),
        ("", Lens::Untold) => desk.words(" · ⟦request.lens⟧ those not told"),
        ("", Lens::All) => desk.words(" · ⟦request.lens⟧ all"),
        (find, _) => format!(" · /{find}"),
    };
    title.push(span(&lens, theme.accent));
    let inner = framed(frame, area, title, true, theme);
    let rows = rows(desk);
    if rows.is_empty() {
        let words = match (own.find.as_str(), own.lens, desk.product().requests().is_empty()) {
            ("", _, true) => {
                "No wish yet. Whoever asks for something has a line here, until it is taken, joined, declined or put off: \
                 ⟦request.add⟧ writes one down, as “Raj: AI summaries, board asks”."
            }
            ("", Lens::Waiting, _) => {
                "Nothing waits for a verdict. ⟦request.lens⟧ shows who was not told yet, then all of them."
            }
            ("", Lens::Untold, _) => "Everybody has heard what became of their wish.",
            _ => "nothing fits · ⟦app.out⟧ shows all",
        };
        let room = usize::from(inner.width);
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), room, theme.text)), inner);
        return;
    }
    let cells = |id: Id| cells(desk, id);
    Table { theme, columns: COLUMNS }.list(frame, inner, (&rows, &own.chosen, true), hits, cells);
}

fn cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let (theme, product, wishes) = (&desk.theme, desk.product(), desk.wishes());
    let Ok(request) = product.request(id) else { return Vec::new() };
    let reach = wishes.reaches.of_request(id);
    let who = product.askers(request).join(", ");
    let age = request.age(desk.now);
    let waits = request.is_waiting(desk.now.today, reach.reach());
    let loud = if reach.is_loud() { " ◁" } else { "" };
    let voices = if reach.voices > 1 { format!("{}×{loud}", reach.voices) } else { String::new() };
    let deal = reach.deal.0 / crate::model::Amount::ONE;
    let deal = if deal > 0 { format!("${}", short(deal)) } else { String::new() };
    let strength = match request.strength {
        _ if reach.blocker => "!!",
        Strength::Matters => "!",
        Strength::Blocker => "!!",
        Strength::Unsaid | Strength::Nice => "",
    };
    let (state, style) = match (waits, product.owed_of(request).is_empty()) {
        (true, _) if age > ANSWER => (format!("{age} d !"), theme.warn),
        (true, _) => (format!("{age} d"), theme.muted),
        (false, false) => ("not told".to_owned(), theme.warn),
        (false, true) => (request.verdict.to_string(), theme.muted),
    };
    vec![
        vec![span(&request.key(), theme.muted)],
        vec![span(if who.is_empty() { "somebody" } else { &who }, theme.text)],
        vec![span(&text::line(&request.said), theme.text)],
        vec![span(strength, theme.warn)],
        vec![span(&voices, if reach.is_loud() { theme.warn } else { theme.muted })],
        vec![span(&deal, theme.warn)],
        vec![span(&state, style)],
    ]
}

/// Returns a sum as a column has room for it: `40k`, `1.2M`.
fn short(n: i64) -> String {
    match n {
        1_000_000.. if n % 1_000_000 == 0 => format!("{}M", n / 1_000_000),
        1_000_000.. => format!("{}.{}M", n / 1_000_000, n % 1_000_000 / 100_000),
        1_000.. => format!("{}k", n / 1_000),
        _ => n.to_string(),
    }
}

/// Draws the chosen wish whole.
fn whole(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let theme = &desk.theme;
    let request = current(desk);
    let title = request.as_ref().map_or_else(|| "Wish".to_owned(), crate::model::Request::key);
    let inner = framed(frame, area, vec![span(&title, theme.title)], false, theme);
    let room = usize::from(inner.width);
    let Some(request) = request else {
        let words = "The chosen wish is shown here: the words, the need behind them, who asks, what it would push out.";
        frame.render_widget(Paragraph::new(wrapped(words, room, theme.muted)), inner);
        return;
    };
    let facts = card::facts(desk, &request).into_iter().filter(|(head, ..)| *head != "ANSWER").collect();
    let mut lines = card::card(desk, facts, room);
    let page = usize::from(inner.height);
    if lines.len() > page && page > 1 {
        lines.truncate(page - 1);
        lines.push(line(vec![span(&desk.words("↓ ⟦request.open⟧ reads it all"), theme.muted)]));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Draws the answer that can be sent, where there is room for a third pane.
fn answer(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("Answer, as things stand", theme.muted)], false, theme);
    let Some(request) = current(desk) else { return };
    let product = desk.product();
    let words = crate::model::request::answer_to(&request, product, product.current_goal().map(|goal| &**goal));
    frame.render_widget(Paragraph::new(wrapped(&words, usize::from(inner.width), theme.text)), inner);
}

/// Returns the first day of the quarter.
fn quarter(desk: &Desk) -> chrono::NaiveDate {
    let today = desk.now.today;
    chrono::NaiveDate::from_ymd_opt(today.year(), today.month0() / 3 * 3 + 1, 1).unwrap_or(today)
}

/// Adds who asks and who is heard, from outside and from inside.
fn who_asks(desk: &Desk, since: chrono::NaiveDate, out: &mut Vec<(String, bool)>) {
    let (product, wishes) = (desk.product(), desk.wishes());
    let (far, near) = sides(product, since);
    let silent = silent(product, desk.now);
    let names: Vec<&str> =
        silent.iter().filter_map(|id| product.get::<Account>(*id)).map(|account| account.company.as_str()).collect();
    let quiet = if names.is_empty() { String::new() } else { format!(" · silent: {}", names.join(", ")) };
    out.push((format!("from outside {} by {}{quiet}", far.requests, count(far.reach, "account")), false));
    let loudest = near.loudest.map_or_else(String::new, |(who, n)| format!(" · most by {who}: {n}"));
    out.push((format!("from inside {} by {}{loudest}", near.requests, count(near.reach, "person")), false));
    if let Some(share) = wishes.reaches.inside(product, desk.now).filter(|share| *share >= INSIDE) {
        out.push((format!("{share} % of the top 20 came from inside alone: ⟦filter.inside⟧ shows it"), true));
    }
}

/// Returns what was decided this quarter, who asked and who was heard; each line with whether it needs a look.
fn footnotes(desk: &Desk) -> Vec<(String, bool)> {
    let product = desk.product();
    if product.requests().is_empty() {
        return Vec::new();
    }
    let (since, wishes) = (quarter(desk), desk.wishes());
    let decided: Vec<_> = product
        .requests()
        .iter()
        .filter(|request| request.decided.is_some_and(|at| desk.now.day_of(at) >= since))
        .collect();
    let n = |verdict: Decided| decided.iter().filter(|request| request.verdict == verdict).count();
    let mut out = vec![(
        format!(
            "taken {} · joined {} · no {} · later {}",
            n(Decided::Taken),
            n(Decided::Joined),
            n(Decided::Declined),
            n(Decided::Later)
        ),
        false,
    )];
    let why: Vec<String> = Reason::ALL
        .iter()
        .map(|reason| (reason, decided.iter().filter(|request| request.reason == Some(*reason)).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(reason, n)| format!("{} {n}", reason.phrase()))
        .collect();
    if !why.is_empty() {
        out.push((format!("no: {}", why.join(" · ")), false));
    }
    let deals = decided.iter().filter(|request| request.deal.is_some()).flat_map(|request| &request.items);
    let points: u32 =
        deals.filter_map(|id| product.items().get(*id)?.size).filter_map(crate::model::Size::points).sum();
    if points > 0 {
        out.push((format!("taken because of a deal: {} points", crate::model::Size::Points(points)), false));
    }
    let late =
        wishes.waiting.iter().filter_map(|id| product.request(*id).ok()).filter(|r| r.age(desk.now) > ANSWER).count();
    let days = days_to_verdict(product, desk.now).map_or_else(String::new, |(middle, most)| {
        let half = if middle == most { String::new() } else { format!("half have one within {middle} d, ") };
        format!(" · {half}85 % within {most} d")
    });
    out.push((
        format!("an answer within {ANSWER} days: {} waiting, {late} late{days}", wishes.waiting.len()),
        late > 0,
    ));
    let mut untold: Vec<Id> = wishes.owed.iter().map(|owed| owed.request).collect();
    untold.dedup();
    if !untold.is_empty() {
        let mut who: Vec<&str> = wishes
            .owed
            .iter()
            .filter_map(|owed| product.get::<Person>(owed.who))
            .map(|person| person.who.as_str())
            .collect();
        who.sort_unstable();
        who.dedup();
        out.push((format!("{} decided and not told, to {}", count(untold.len(), "wish"), who.join(", ")), true));
    }
    who_asks(desk, since, &mut out);
    out.into_iter().map(|(words, warn)| (desk.words(&words), warn)).collect()
}
