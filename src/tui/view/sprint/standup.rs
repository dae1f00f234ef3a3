//! The standup: one page of what changed, what is stuck, and what waits for the product owner.

use crate::tui::command::Why;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::measure::standup::{Standup as Sheet, standup};
use crate::model::Id;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::sprint::board::is_active;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::{framed, says};
use crate::tui::widget::parts::{Part, parts};
use crate::tui::widget::text::span;

/// The state of the screen.
#[derive(Default)]
pub struct Standup {
    cursor: Cursor,
    memo: Memo<(u64, NaiveDate), Option<Sheet>>,
}

/// The page of this screen.
pub static PAGE: Page =
    Page { ..Page::with::<Standup>("Standup", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area)) };

remembers!(Standup);

rows_of!(&PAGE, is_active);

/// Returns the item that the chosen line is about, if it is still there.
fn item_of(desk: &Desk) -> Option<Id> {
    current(desk).and_then(|(_, id)| id).filter(|id| desk.product().items().get(*id).is_some())
}

fn has_item(desk: &Desk) -> Result<(), Why> {
    is_active(desk)?;
    item_of(desk).map(|_| ()).ok_or_else(|| "this line is about no item".into())
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("standup.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("standup.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("standup.open", "Go to the item of this line").short("open").keys(&["enter"]).footer(1).needs(has_item).run(
        |desk| {
            if let Some(id) = item_of(desk) {
                desk.go_to(id);
            }
        },
    ),
    row("standup.copy", "Copy the page as text").short("copy").keys(&["y"]).footer(2).run(|desk| {
        if let Some(page) = sheet(desk) {
            desk.effects.push(Effect::Copy(page.text()));
            desk.say("copied the page, where the terminal allows it");
        }
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.standup", "Standup: what changed, what is stuck, what waits for you")
    .short("standup")
    .keys(&["g s"])
    .everywhere()
    .ready(always)
    .run(|desk| {
        desk.leave_view();
        *state_mut(desk) = Standup::default();
        desk.show(&PAGE);
    })];

fn sheet(desk: &Desk) -> Option<Sheet> {
    state(desk).memo.get((desk.epoch, desk.now.today), || standup(desk.product(), desk.now))
}

/// Returns the lines that can be chosen.
fn lines(sheet: &Sheet) -> Vec<(String, Option<Id>)> {
    sheet.parts.iter().flat_map(|part| &part.lines).map(|line| (line.words.clone(), line.item)).collect()
}

fn current(desk: &Desk) -> Option<(String, Option<Id>)> {
    lines(&sheet(desk)?).get(state(desk).cursor.at).cloned()
}

fn step(desk: &mut Desk, by: isize) {
    let last = sheet(desk).map_or(0, |sheet| lines(&sheet).len()).saturating_sub(1);
    state_mut(desk).cursor.at = state(desk).cursor.at.saturating_add_signed(by).min(last);
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let Some(sheet) = sheet(desk) else {
        says(
            frame,
            area,
            "Standup",
            &desk.words("No sprint is active, so there is nothing to stand up for. ⟦go.plan⟧ plans one."),
            theme,
        );
        return;
    };
    let title = vec![span("Standup", theme.title), span(&format!("  {}", sheet.head), theme.why)];
    let inner = framed(frame, area, title, true, theme);
    let shown: Vec<Part<'_>> = sheet
        .parts
        .iter()
        .map(|part| Part {
            title: format!("{}  {}", part.title.to_uppercase(), part.lines.len()),
            lines: part.lines.iter().map(|line| line.words.as_str()).collect(),
            empty: part.empty,
            urgent: part.urgent,
        })
        .collect();
    parts(frame, inner, Vec::new(), &shown, state(desk).cursor.at, theme);
}
