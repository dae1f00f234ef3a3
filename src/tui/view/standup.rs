//! The standup: one page of what changed, what is stuck, and what waits for the product owner.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::standup::{Standup as Sheet, standup};
use crate::model::Id;
use crate::tui::action::{Action, Group, Scope, rows_of};
use crate::tui::app::{App, Effect};
use crate::tui::items::go_to;
use crate::tui::memo::Memo;
use crate::tui::view::sprint::is_active;
use crate::tui::view::{Page, View, outermost};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, cut, line, pane, span, spread, wrapped};

/// The state of the screen.
#[derive(Default)]
pub struct Standup {
    cursor: Cursor,
    memo: Memo<(u64, NaiveDate), Option<Sheet>>,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Standup,
    name: "Standup",
    tab: None,
    item: None,
    choose: None,
    out: outermost,
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Standup), Move, is_active);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("standup.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1)),
    row("standup.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1)),
    row("standup.open", "Go to the item of this line", "open", &["enter"], 1, |app| {
        let id = current(app).and_then(|(_, id)| id);
        match id.filter(|id| app.product().items().get(*id).is_some()) {
            Some(id) => go_to(app, id),
            None => app.refuse("this line is about no item"),
        }
    }),
    Action {
        group: Group::More,
        ..row("standup.copy", "Copy the page as text", "copy", &["y"], 2, |app| {
            if let Some(page) = sheet(app) {
                app.effects.push(Effect::Copy(page.text()));
                app.say("copied the page, where the terminal allows it");
            }
        })
    },
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    ..row("go.standup", "Standup: what changed, what is stuck, what waits for you", "standup", &["g s"], 0, |app| {
        app.leave_view();
        app.standup = Standup::default();
        app.view = View::Standup;
    })
}];

fn sheet(app: &App) -> Option<Sheet> {
    app.standup.memo.get((app.epoch, app.now.today), || standup(app.product(), app.now))
}

/// Returns the lines that can be chosen.
fn lines(sheet: &Sheet) -> Vec<(String, Option<Id>)> {
    sheet.parts.iter().flat_map(|part| &part.lines).map(|line| (line.words.clone(), line.item)).collect()
}

fn current(app: &App) -> Option<(String, Option<Id>)> {
    lines(&sheet(app)?).get(app.standup.cursor.at).cloned()
}

fn step(app: &mut App, by: isize) {
    let last = sheet(app).map_or(0, |sheet| lines(&sheet).len()).saturating_sub(1);
    app.standup.cursor.at = app.standup.cursor.at.saturating_add_signed(by).min(last);
}

fn render(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let Some(sheet) = sheet(app) else {
        let block = pane(vec![span("Standup", theme.title)], true, theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let words = "No sprint is active, so there is nothing to stand up for. 3 plans one.";
        frame.render_widget(Paragraph::new(wrapped(words, usize::from(inner.width), theme.text)), inner);
        return;
    };
    let title = vec![span("Standup", theme.title), span(&format!("  {}", sheet.head), theme.why)];
    let block = pane(cut(title, usize::from(area.width).saturating_sub(6)), true, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut out: Vec<Line<'static>> = Vec::new();
    let (mut n, mut here) = (0, 0);
    for part in &sheet.parts {
        let style = if part.urgent && !part.lines.is_empty() { theme.warn } else { theme.muted };
        let head = format!("{}  {}", part.title.to_uppercase(), part.lines.len());
        out.push(line(cut(vec![span(&head, style)], cells)));
        if part.lines.is_empty() {
            out.push(line(vec![span(&format!("  {}", part.empty), theme.ghost)]));
        }
        for row in &part.lines {
            let chosen = n == app.standup.cursor.at;
            if chosen {
                here = out.len();
            }
            let spans = vec![span(if chosen { "▸ " } else { "  " }, theme.accent), span(&row.words, theme.text)];
            out.push(bar(spread(spans, Vec::new(), cells), chosen, theme));
            n += 1;
        }
        out.push(Line::default());
    }
    let page = usize::from(inner.height);
    let skip = (here + 2).saturating_sub(page);
    frame.render_widget(Paragraph::new(out.into_iter().skip(skip).take(page).collect::<Vec<_>>()), inner);
}
