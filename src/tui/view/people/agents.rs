//! The agents: programs that ask through the same door as everybody, what each may, and how much of what it wanted came about.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::inbox::{tabs, turn};
use crate::model::agent::May;
use crate::model::{Id, Person, Request, Verb};
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::{framed, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{cut, line, span, wrapped};

/// Wishes that stand below.
const LAST: usize = 6;
/// The settings that most clients want.
const SETTINGS: &str =
    "{\"mcpServers\": {\"momentum\": {\"command\": \"momentum\", \"args\": [\"mcp\", \"--as\", \"Codex\"]}}}";

/// The state of the screen.
#[derive(Default)]
pub struct Agents {
    chosen: Chosen,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let rows = rows(desk);
        state_mut(desk).chosen.pick(&rows, id);
    }),
    foreign: "here are agents; ⟦go.backlog⟧ shows the items",
    ..Page::with::<Agents>("Agents", || &[ACTIONS, GO], render)
};

remembers!(Agents);

rows_of!(&PAGE, always);

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    current(desk)
        .map(|_| ())
        .ok_or_else(|| "no agent has asked yet: ⟦agent.settings⟧ copies what a client wants".into())
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("agent.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("agent.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("agent.may", "What it may: read, ask, propose")
        .short("what it may")
        .keys(&["e", "enter"])
        .footer(1)
        .needs(on_one)
        .run(may),
    row("agent.settings", "Copy what a client wants in its settings").short("copy").keys(&["y"]).footer(2).run(
        |desk| {
            desk.effects.push(Effect::Copy(SETTINGS.to_owned()));
            desk.say("copied, where the terminal allows it; momentum mcp --print-config knows other clients");
        },
    ),
    row("agent.next-tab", "The next page of this room").short("inbox").keys(&["]"]).run(|desk| turn(desk, 1)),
    row("agent.last-tab", "The page before").short("accounts").keys(&["["]).run(|desk| turn(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.agents", "Agents: what programs asked for, what each may, how to connect one")
    .short("agents")
    .everywhere()
    .run(|desk| {
        desk.leave_view();
        desk.show(&PAGE);
    })];

fn rows(desk: &Desk) -> Vec<Id> {
    desk.product().agents().into_iter().map(|agent| agent.id).collect()
}

fn current(desk: &Desk) -> Option<&Person> {
    let id = state(desk).chosen.of(&rows(desk))?;
    desk.product().get::<Person>(id).map(|person| &**person)
}

fn step(desk: &mut Desk, by: isize) {
    let rows = rows(desk);
    state_mut(desk).chosen.step(&rows, by);
}

fn may(desk: &mut Desk) {
    let Some((id, name)) = current(desk).map(|agent| (agent.id, agent.who.clone())) else { return };
    let answers = [
        ('r', "read, and nothing else".to_owned()),
        ('a', "ask: its wishes wait in the inbox".to_owned()),
        ('p', "propose words for items, too: you take them line by line".to_owned()),
    ];
    desk.push(Choose::new(format!("What may {name}?"), answers, move |desk, key| {
        let may = match key {
            'r' => May::Read,
            'p' => May::Propose,
            _ => May::Ask,
        };
        desk.edit(Verb::Changed, "", |product| {
            product.change_person(id, |person| {
                person.may = may;
                Ok(())
            })
        });
    }));
}

/// Name, program, last, asked, taken, no, waits, what it may.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Title(16)).head("agent"),
    Column::words(Wide::Rest).head("program").yields(1),
    Column::words(Wide::Most(7)).head("last").yields(2),
    Column { right: true, ..Column::words(Wide::Most(5)) }.head("asked"),
    Column { right: true, ..Column::words(Wide::Most(5)) }.head("taken"),
    Column { right: true, ..Column::words(Wide::Most(4)) }.head("no"),
    Column { right: true, ..Column::words(Wide::Most(5)) }.head("waits"),
    Column::words(Wide::Most(8)).head("may"),
];

fn cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let (theme, product) = (&desk.theme, desk.product());
    let Some(agent) = product.get::<Person>(id) else { return Vec::new() };
    let own = product.yield_of(id);
    let program = product.asked_by_agent(id).first().map(|request| request.via.clone()).unwrap_or_default();
    let last = own.last.map_or_else(String::new, |at| desk.now.day_of(at).format("%-d %b").to_string());
    let n = |n: usize| vec![span(&n.to_string(), theme.text)];
    vec![
        vec![span(&text::line(&agent.who), theme.text)],
        vec![span(&text::line(&program), theme.muted)],
        vec![span(&last, theme.muted)],
        n(own.asked),
        n(own.taken),
        n(own.declined),
        n(own.waits),
        vec![span(agent.may.word(), theme.muted)],
    ]
}

/// Returns what the chosen one asked for last, and what became of it.
fn card(desk: &Desk, cells: usize) -> Vec<Line<'static>> {
    let (theme, product) = (&desk.theme, desk.product());
    let Some(agent) = current(desk) else { return Vec::new() };
    let said = |request: &Request| {
        let why =
            if request.why.is_empty() { String::new() } else { format!(", because: {}", text::line(&request.why)) };
        format!("{} {}{why}  “{}”", request.key(), request.verdict, text::line(&request.said))
    };
    let mut out: Vec<Line<'static>> = product
        .asked_by_agent(agent.id)
        .into_iter()
        .take(LAST)
        .map(|request| line(cut(vec![span(&said(request), theme.text)], cells)))
        .collect();
    out.push(line(vec![span("nobody may: rank, size, accept, return, decline, commit, close, run git", theme.muted)]));
    out
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let below = card(desk, usize::from(area.width).saturating_sub(4));
    let (top, [low]) = stack(area, area.height / 2, [below.len()]);
    let inner = framed(frame, top, tabs(desk), true, theme);
    let rows = rows(desk);
    if rows.is_empty() {
        let words = "No agent yet. A program connects with momentum mcp: it reads what the backlog is for, wishes and proposes, and you \
                     decide. ⟦agent.settings⟧ copies what its client wants.";
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), usize::from(inner.width), theme.text)), inner);
        return;
    }
    Table { theme, columns: COLUMNS }
        .list(frame, inner, (&rows, &state(desk).chosen, true), hits, |id| cells(desk, id));
    if low.height > 0 {
        let title = current(desk).map_or_else(String::new, |agent| text::line(&agent.who).into_owned());
        let inner = framed(frame, low, vec![span(&title, theme.title)], false, theme);
        frame.render_widget(Paragraph::new(below), inner);
    }
}
