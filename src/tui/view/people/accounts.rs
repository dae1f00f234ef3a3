//! The accounts on whose behalf people ask: what they pay, who speaks for them, what they asked for, when they were last heard.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::reach::silent;
use crate::model::{Account, Amount, Id};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::stakes::people;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::{framed, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{line, span, wrapped};

use super::inbox::{tabs, turn};

/// Facts about an account that are not in its record.
#[derive(Clone, Debug, Default)]
struct Standing {
    people: Vec<String>,
    wishes: Vec<Id>,
    heard: Option<NaiveDate>,
    is_silent: bool,
}

/// The state of the screen.
#[derive(Default)]
pub struct Accounts {
    chosen: Chosen,
    memo: Memo<(u64, NaiveDate), std::rc::Rc<HashMap<Id, Standing>>>,
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
        let new = change.accounts.iter().filter(|edit| edit.before.is_none()).map(crate::model::Edit::id);
        if let Some(id) = new.into_iter().find(|id| rows.contains(id)) {
            state_mut(desk).chosen.pick(&rows, id);
        }
    }),
    foreign: "here are accounts; ⟦go.backlog⟧ shows the items",
    signs: &[("silent", "nobody heard from them for ninety days")],
    ..Page::with::<Accounts>("Accounts", || &[ACTIONS, GO], render)
};

remembers!(Accounts);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "there is no account here: ⟦account.add⟧ writes one down".into())
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

fn on(desk: &mut Desk, f: fn(&mut Desk, Id)) {
    if let Some(account) = current(desk) {
        f(desk, account.id);
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("account.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("account.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("account.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("account.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("account.add", "Write an account down")
        .short("add")
        .keys(&["a"])
        .footer(1)
        .ready(writable)
        .run(people::add_account),
    row("account.edit", "Edit: name, segment, worth, state")
        .short("edit")
        .keys(&["e", "enter"])
        .footer(2)
        .needs(on_one)
        .run(|desk| on(desk, people::edit_account)),
    row("account.remove", "Take it out; its people stay").short("take out").keys(&["d d"]).needs(on_one).run(|desk| {
        on(desk, people::remove_account);
    }),
    row("account.next-tab", "The next page of this room").short("inbox").keys(&["]"]).run(|desk| turn(desk, 1)),
    row("account.last-tab", "The page before").short("promises").keys(&["["]).run(|desk| turn(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.accounts", "Accounts: on whose behalf people ask, what they pay, who is silent")
    .short("accounts")
    .everywhere()
    .run(|desk| {
        desk.leave_view();
        desk.show(&PAGE);
    })];

fn standings(desk: &Desk) -> std::rc::Rc<HashMap<Id, Standing>> {
    state(desk).memo.get((desk.epoch, desk.now.today), || {
        let product = desk.product();
        let mut out: HashMap<Id, Standing> = HashMap::new();
        for person in product.people_by_name() {
            let Some(account) = person.account else { continue };
            let own = out.entry(account).or_default();
            own.people.push(person.who.clone());
            own.heard = own.heard.max(person.last_contact().map(|contact| contact.on));
        }
        for request in product.requests_by_day() {
            let own = request.who.iter().filter_map(|id| product.get::<crate::model::Person>(*id)?.account);
            let mut all: Vec<Id> = own.chain(request.was.account).collect();
            all.order();
            all.dedup();
            for account in all {
                let own = out.entry(account).or_default();
                own.wishes.push(request.id);
                own.heard = own.heard.max(request.heard);
            }
        }
        for id in silent(product, desk.now) {
            out.entry(id).or_default().is_silent = true;
        }
        std::rc::Rc::new(out)
    })
}

/// Returns the accounts, what they pay first.
fn rows(desk: &Desk) -> Vec<Id> {
    let mut all: Vec<&Account> = desk.product().accounts_by_name();
    all.order_by_key(|account| (std::cmp::Reverse(account.worth.map(|worth| worth.0)), account.company.to_lowercase()));
    all.into_iter().map(|account| account.id).collect()
}

fn current(desk: &Desk) -> Option<Account> {
    let id = state(desk).chosen.of(&rows(desk))?;
    desk.product().get::<Account>(id).map(|account| Account::clone(account))
}

fn step(desk: &mut Desk, by: isize) {
    let rows = rows(desk);
    state_mut(desk).chosen.step(&rows, by);
}

/// Name, segment, state, worth, people, wishes, when it was heard.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Title(28)).head("account"),
    Column::words(Wide::Most(14)).head("segment").yields(2),
    Column::words(Wide::Most(9)).head("state").yields(1),
    Column { right: true, ..Column::words(Wide::Most(12)).head("a year") },
    Column { right: true, ..Column::words(Wide::Most(6)).head("people").yields(4) },
    Column { right: true, ..Column::words(Wide::Most(6)).head("wishes") },
    Column { right: true, ..Column::words(Wide::Most(10)).head("heard") },
];

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let below =
        current(desk).map_or_else(Vec::new, |account| card(desk, &account, usize::from(area.width).saturating_sub(4)));
    let (top, [low]) = stack(area, area.height / 2, [below.len()]);
    let inner = framed(frame, top, tabs(desk), true, theme);
    let rows = rows(desk);
    if rows.is_empty() {
        let words = "No account yet. Ten people of one company are one company: reach counts accounts and not voices. \
                     ⟦account.add⟧ writes one down, and “Mia (Acme): …” in the inbox does, too.";
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), usize::from(inner.width), theme.text)), inner);
        return;
    }
    let known = standings(desk);
    let cells = |id: Id| {
        let Some(account) = desk.product().get::<Account>(id) else { return Vec::new() };
        cells(desk, account, known.get(&id))
    };
    Table { theme, columns: COLUMNS }.list(frame, inner, (&rows, &state(desk).chosen, true), hits, cells);
    if low.height > 0 {
        let title = current(desk).map_or_else(String::new, |account| account.company);
        let inner = framed(frame, low, vec![span(&title, theme.title)], false, theme);
        frame.render_widget(Paragraph::new(below), inner);
    }
}

fn cells(desk: &Desk, account: &Account, known: Option<&Standing>) -> Vec<Cell> {
    let theme = &desk.theme;
    let known = known.cloned().unwrap_or_default();
    let worth = account.worth.map_or_else(String::new, |worth: Amount| worth.to_string());
    let (heard, style) = match (known.is_silent, known.heard) {
        (true, _) => ("silent".to_owned(), theme.warn),
        (false, Some(day)) => (day.format("%-d %b").to_string(), theme.muted),
        (false, None) => ("–".to_owned(), theme.muted),
    };
    let n = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    vec![
        vec![span(&text::line(&account.company), theme.text)],
        vec![span(&text::line(&account.segment), theme.muted)],
        vec![span(account.state.word(), theme.muted)],
        vec![span(&worth, theme.text)],
        vec![span(&n(known.people.len()), theme.muted)],
        vec![span(&n(known.wishes.len()), theme.muted)],
        vec![span(&heard, style)],
    ]
}

/// Returns who speaks for an account, and what they asked for.
fn card(desk: &Desk, account: &Account, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let known = standings(desk).get(&account.id).cloned().unwrap_or_default();
    let mut out = Vec::new();
    if !known.people.is_empty() {
        out.extend(wrapped(&known.people.join(", "), cells, theme.text));
    }
    if !account.note.is_empty() {
        out.extend(wrapped(&account.note, cells, theme.muted));
    }
    for request in known.wishes.iter().filter_map(|id| desk.product().request(*id).ok()).take(8) {
        let left =
            vec![span(&format!("{:<5}", request.key()), theme.muted), span(&text::line(&request.said), theme.text)];
        let right = vec![span("  ", theme.text), span(request.verdict.word(), theme.muted)];
        out.push(line(crate::tui::widget::text::spread(left, right, cells)));
    }
    if out.is_empty() {
        out.extend(wrapped("nobody speaks for it yet, and nothing was asked for", cells, theme.muted));
    }
    out
}
