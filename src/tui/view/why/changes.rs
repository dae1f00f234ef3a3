//! Changes: what was learned, and what moved since a sprint began or a plan was kept: the goals, the top of the order, the sprint.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::measure::since::{Moved, RESTLESS, churn, since};
use crate::model::action::ActionState;
use crate::model::{Id, Product, Snapshot, Sprint, SprintState, Verb};
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::framed;
use crate::tui::widget::parts::{Part, parts};
use crate::tui::widget::text::{cut, line, span, wrapped};

/// Closed sprints of which is told what they taught.
const TAUGHT: usize = 3;

/// The state of the screen.
#[derive(Default)]
pub struct Changes {
    cursor: Cursor,
    /// How many plans back one compares with: 0 for the last that was kept.
    back: usize,
    memo: Memo<(u64, NaiveDate, usize), Sheet>,
}

/// The page of this screen.
pub static PAGE: Page =
    Page { ..Page::with::<Changes>("Changes", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area)) };

remembers!(Changes);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("changes.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("changes.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("changes.open", "Go to the item of this line").short("open").keys(&["enter"]).footer(1).needs(has_item).run(
        |desk| {
            if let Some(id) = item_of(desk) {
                desk.go_to(id);
            }
        },
    ),
    row("changes.before", "Compare with the plan before it")
        .short("before")
        .keys(&["["])
        .footer(2)
        .run(|desk| turn(desk, 1)),
    row("changes.after", "Compare with the plan after it")
        .short("after")
        .keys(&["]"])
        .footer(3)
        .run(|desk| turn(desk, -1)),
    row("changes.copy", "Copy the page as text").short("copy").keys(&["y"]).footer(5).run(|desk| {
        let text = sheet(desk).text();
        desk.effects.push(Effect::Copy(text));
        desk.say("copied what changed");
    }),
    Action::new("plan.keep", "Keep the plan as it stands, under a name, to compare with it later")
        .on(&PAGE)
        .ready(writable)
        .short("keep")
        .keys(&["a"])
        .footer(4)
        .run(keep),
];

/// The rows that lead here, from everywhere.
pub const GO: &[Action] =
    &[Action::new("go.changes", "What changed since the last sprint: order, goals, what was learned")
        .short("changes")
        .keys(&["g x"])
        .everywhere()
        .run(|desk| {
            desk.visit(&PAGE);
            *state_mut(desk) = Changes::default();
        })];

/// What the page tells.
#[derive(Clone, Debug, Default)]
struct Sheet {
    title: String,
    restless: Option<u32>,
    parts: Vec<(String, Vec<Moved>)>,
}

impl Sheet {
    fn lines(&self) -> impl Iterator<Item = &Moved> {
        self.parts.iter().flat_map(|(_, lines)| lines)
    }

    fn text(&self) -> String {
        let mut out = format!("{}\n", self.title);
        for (title, lines) in &self.parts {
            out.push_str(&format!("\n{title}\n"));
            for row in lines {
                out.push_str(&format!("- {}\n", text::line(&row.words)));
            }
        }
        out
    }
}

fn compared(desk: &Desk) -> Option<&Snapshot> {
    let plans = desk.product().kept_plans();
    plans.get(state(desk).back.min(plans.len().saturating_sub(1))).copied()
}

/// Returns what a plan is called, and the day on which it was kept.
fn name(then: &Snapshot, desk: &Desk) -> String {
    let day = desk.now.day_of(then.created).format("%-d %b");
    let sprint = then.sprint.and_then(|id| desk.product().get::<Sprint>(id));
    match sprint {
        Some(sprint) => format!("since S{} began on {day}", sprint.number),
        None if then.name.is_empty() => format!("since {day}"),
        None => format!("since “{}” of {day}", text::line(&then.name)),
    }
}

/// Returns what the last sprints taught, and what was changed for it.
fn learned(product: &Product) -> Vec<Moved> {
    let closed = product.sprints_by_number().into_iter().rev().filter(|sprint| sprint.state == SprintState::Closed);
    let mut out = Vec::new();
    for sprint in closed.take(TAUGHT) {
        for words in product.taught(sprint) {
            out.push(Moved { item: None, words: format!("S{} taught: {}", sprint.number, text::line(words)) });
        }
        for action in product.actions_from(sprint.id) {
            let became = match action.state {
                ActionState::Done => "changed",
                ActionState::Open => "to change",
                ActionState::Dropped => "given up",
            };
            let words = format!("S{} {became}: {}", sprint.number, text::line(&action.improve));
            out.push(Moved { item: action.item.filter(|id| product.items().get(*id).is_some()), words });
        }
    }
    out
}

fn sheet(desk: &Desk) -> Sheet {
    state(desk).memo.get((desk.epoch, desk.now.today, state(desk).back), || {
        let product = desk.product();
        let mut parts = Vec::new();
        let (mut title, mut restless) = ("nothing to compare with yet".to_owned(), None);
        if let Some(then) = compared(desk) {
            (title, restless) = (name(then, desk), churn(&then.top, product.order()));
            let moved = since(then, product);
            parts.extend(moved.parts().into_iter().map(|(title, lines)| (title.to_owned(), lines.to_vec())));
        }
        let learned = learned(product);
        if !learned.is_empty() {
            parts.push(("Learned".to_owned(), learned));
        }
        Sheet { title, restless, parts }
    })
}

fn item_of(desk: &Desk) -> Option<Id> {
    sheet(desk).lines().nth(state(desk).cursor.at).and_then(|row| row.item)
}

fn has_item(desk: &Desk) -> Result<(), Why> {
    item_of(desk).map(|_| ()).ok_or_else(|| "this line is about no item".into())
}

fn step(desk: &mut Desk, by: isize) {
    let last = sheet(desk).lines().count().saturating_sub(1);
    state_mut(desk).cursor.at = state(desk).cursor.at.saturating_add_signed(by).min(last);
}

fn turn(desk: &mut Desk, by: isize) {
    let plans = desk.product().kept_plans().len();
    let to = state(desk).back.saturating_add_signed(by).min(plans.saturating_sub(1));
    if to == state(desk).back {
        desk.refuse(if by > 0 { "no earlier plan was kept" } else { "this is the last plan that was kept" });
        return;
    }
    let own = state_mut(desk);
    (own.back, own.cursor) = (to, Cursor::default());
}

fn keep(desk: &mut Desk) {
    desk.push(
        Prompt::new("Keep the plan as it stands: what is it called?", "", |desk, name| {
            desk.edit(Verb::KeptThePlanOf, "", |product| {
                product.keep_plan(&name, None);
                Ok(())
            });
            state_mut(desk).back = 0;
        })
        .hint("before the talk with sales · plan A")
        .needed("a name, so that you find it again"),
    );
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let sheet = sheet(desk);
    let title = vec![span("Changes", theme.title), span(&format!("  {}", sheet.title), theme.why)];
    let inner = framed(frame, area, title, true, theme);
    let cells = usize::from(inner.width);
    let mut out: Vec<Line<'static>> = Vec::new();
    if compared(desk).is_none() {
        let words = "A sprint that begins keeps how the plan stands; ⟦plan.keep⟧ keeps it now, under a name.";
        out.extend(wrapped(&desk.words(words), cells, theme.text));
        out.push(Line::default());
    }
    if let Some(share) = sheet.restless {
        let style = if share > RESTLESS { theme.warn } else { theme.good };
        let sign = if share > RESTLESS { "! " } else { "✓ " };
        let words = format!("{share} % of the top ten is new: it was not among the first twenty");
        out.extend([line(cut(vec![span(sign, style), span(&words, theme.text)], cells)), Line::default()]);
    }
    let shown: Vec<Part<'_>> = sheet
        .parts
        .iter()
        .map(|(title, lines)| Part {
            title: format!("{}  {}", title.to_uppercase(), lines.len()),
            lines: lines.iter().map(|row| row.words.as_str()).collect(),
            empty: "as it was",
            urgent: false,
        })
        .collect();
    parts(frame, inner, out, &shown, state(desk).cursor.at, theme);
}
