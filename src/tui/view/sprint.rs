//! The sprint at work: the board, the burndown, and the shield around its scope.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::sprint::{Burndown, burndown};
use crate::model::sprint::Fate;
use crate::model::{Id, Item, Size, Sprint, SprintState, Status};
use crate::text::{self, count};
use crate::tui::action::{Action, Group, Scope, rows_of, writable};
use crate::tui::app::App;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::{Page, View, outermost};
use crate::tui::widget::text::{cut, line, pane, span, wrapped};

/// Columns of the board with their names.
const COLUMNS: &[(Status, &str)] =
    &[(Status::Todo, "To do"), (Status::Doing, "Doing"), (Status::Review, "Review"), (Status::Done, "Done")];
/// From here on all columns stand side by side.
const WIDE: u16 = 76;
/// Rows of the burndown, without its frame.
const CHART: u16 = 7;
/// Days in one column after which an item ages.
const AGEING: i64 = 3;

/// The state of the screen.
#[derive(Default)]
pub struct Board {
    /// The chosen card; the first one where it is gone.
    at: Option<Id>,
}

impl Board {
    /// Keeps a card the chosen one.
    pub fn hold(&mut self, card: Option<Id>) {
        self.at = card;
    }
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Sprint,
    name: "Sprint",
    tab: Some("4"),
    item: Some(selected),
    out: outermost,
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Sprint), Do, running);

/// The rows of this file. `<` and `>` move a card, as they move an item anywhere.
pub const ACTIONS: &[Action] = &[
    Action { group: Group::Move, ..row("board.down", "Card below", "down", &["j", "down"], 0, |app| step(app, 0, 1)) },
    Action { group: Group::Move, ..row("board.up", "Card above", "up", &["k", "up"], 0, |app| step(app, 0, -1)) },
    Action {
        group: Group::Move,
        ..row("board.left", "Column to the left", "left", &["h", "left"], 0, |app| step(app, -1, 0))
    },
    Action {
        group: Group::Move,
        ..row("board.right", "Column to the right", "right", &["l", "right"], 0, |app| step(app, 1, 0))
    },
    row("sprint.swap", "Change the scope: something in, something out, with a reason", "change scope", &["p"], 3, swap),
    row("sprint.close", "Close the sprint", "close", &["Q"], 4, close),
    row("sprint.cancel", "Cancel the sprint: its goal is obsolete", "cancel", &[], 0, cancel),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action {
    scope: Scope::Everywhere,
    group: Group::Move,
    ready: running,
    ..row("go.sprint", "The sprint: board, burndown, scope", "sprint", &["4"], 0, |app| {
        app.leave_view();
        app.view = View::Sprint;
    })
}];

fn running(app: &App) -> Result<(), &'static str> {
    writable(app)?;
    active(app).map(|_| ()).ok_or("no sprint is active: 3 plans one")
}

fn active(app: &App) -> Option<&Sprint> {
    app.product().sprint_in(SprintState::Active)
}

fn column(app: &App, status: Status) -> Vec<Id> {
    let Some(sprint) = active(app) else { return Vec::new() };
    let here =
        |id: &Id| app.product().items().get(*id).is_some_and(|item| item.status == status && item.declined.is_none());
    sprint.items.iter().copied().filter(here).collect()
}

/// Returns the chosen card.
#[must_use]
pub fn selected(app: &App) -> Option<Id> {
    let sprint = active(app)?;
    let there =
        |id: &Id| sprint.items.contains(id) && app.product().items().get(*id).is_some_and(|i| i.declined.is_none());
    app.board.at.filter(there).or_else(|| COLUMNS.iter().find_map(|(status, _)| column(app, *status).first().copied()))
}

fn step(app: &mut App, x: isize, y: isize) {
    let Some(id) = selected(app) else { return };
    let status = app.product().items().get(id).map_or(Status::Todo, |item| item.status);
    let here = COLUMNS.iter().position(|(other, _)| *other == status).unwrap_or(0);
    let own = column(app, status);
    let at = own.iter().position(|other| *other == id).unwrap_or(0);
    let to = if x == 0 {
        own.get(at.saturating_add_signed(y).min(own.len().saturating_sub(1))).copied()
    } else {
        // the next column that holds a card
        let mut to = here;
        loop {
            let next = to.saturating_add_signed(x);
            if next == to || next >= COLUMNS.len() {
                break None;
            }
            to = next;
            let cards = COLUMNS.get(to).map_or_else(Vec::new, |(status, _)| column(app, *status));
            if let Some(card) = cards.get(at.min(cards.len().saturating_sub(1))) {
                break Some(*card);
            }
        }
    };
    app.board.at = to.or(Some(id));
}

/// Asks what comes in, what comes out for it, why, and who agreed: every change of scope costs these four answers.
fn swap(app: &mut App) {
    let product = app.product();
    let mut entries: Vec<Entry<Option<Id>>> = vec![Entry {
        text: "nothing: only take something out".into(),
        side: String::new(),
        unready: None,
        value: None,
    }];
    let taken = product.in_sprints();
    let free = product.order().iter().filter(|id| !taken.contains(*id)).take(10_000);
    entries.extend(free.filter_map(|id| product.items().get(*id)).map(|item| card_entry(app, item)));
    app.push(Picker::new("What comes into the sprint?", entries, ask_out).start(1));
}

fn card_entry(app: &App, item: &Item) -> Entry<Option<Id>> {
    let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
    Entry::of_item(item, app.product(), format!("{size} pts"), Some(item.id))
}

fn ask_out(app: &mut App, add: Option<Id>) {
    let product = app.product();
    let Some(sprint) = active(app) else { return };
    let mut entries: Vec<Entry<Option<Id>>> = Vec::new();
    if add.is_some() {
        entries.push(Entry {
            text: "nothing: the sprint grows".into(),
            side: "over".into(),
            unready: None,
            value: None,
        });
    }
    let open = sprint.items.iter().filter_map(|id| product.items().get(*id)).filter(|item| item.status != Status::Done);
    entries.extend(open.map(|item| card_entry(app, item)));
    let start = usize::from(add.is_some() && entries.len() > 1);
    app.push(Picker::new("What comes out for it?", entries, move |app, remove| ask_why(app, add, remove)).start(start));
}

fn ask_why(app: &mut App, add: Option<Id>, remove: Option<Id>) {
    app.push(
        Prompt::new("Why does the scope change?", "", move |app, why| {
            app.push(
                Prompt::new("Who agreed?", "", move |app, by| {
                    let now = app.now;
                    if app
                        .edit("changed the scope of", &why, |product| product.change_scope(add, remove, &why, &by, now))
                        .is_some()
                    {
                        app.board.at = add.or(app.board.at);
                    }
                })
                .hint("names; it is in the burndown and in the record of the sprint"),
            );
        })
        .hint("the reason stays with the sprint")
        .check(|_, text| if text.trim().is_empty() { Err("a change of scope needs a reason".into()) } else { Ok(()) }),
    );
}

fn close(app: &mut App) {
    let Some(sprint) = active(app) else { return };
    let number = sprint.number;
    let left: usize =
        COLUMNS.iter().filter(|(s, _)| *s != Status::Done).map(|(status, _)| column(app, *status).len()).sum();
    let title = format!("Close S{number}: {} not done go", count(left, "item"));
    let answers = [('t', "to the top of the backlog".to_owned()), ('n', "into the next sprint".to_owned())];
    app.push(
        Choose::new(title, answers, move |app, key| {
            let now = app.now;
            let fate = if key == 'n' { Fate::Next } else { Fate::Top };
            let done = app.edit("closed", "", |product| product.close_sprint(fate, now));
            if let Some(sprint) = done.and_then(|id| app.product().get::<Sprint>(id)) {
                let (committed, _) = sprint.committed_points();
                let words = format!(
                    "S{number} is closed: {} of {} points done · 3 plans the next · u undoes",
                    Size::Points(sprint.done_points()),
                    Size::Points(committed)
                );
                app.view = View::Backlog;
                app.say(words);
            }
        })
        .enter('t'),
    );
}

fn cancel(app: &mut App) {
    app.push(
        Prompt::new("Why is the goal of the sprint obsolete?", "", |app, why| {
            let now = app.now;
            if app.edit("cancelled", &why, |product| product.cancel_sprint(&why, now)).is_some() {
                app.view = View::Backlog;
            }
        })
        .hint("everything goes back to the top of the backlog")
        .check(|_, text| if text.trim().is_empty() { Err("a cancelled sprint needs a reason".into()) } else { Ok(()) }),
    );
}

/// Draws the screen.
pub fn render(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let Some(sprint) = active(app) else {
        let block = pane(vec![span("Sprint", theme.title)], true, theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let words = "No sprint is active. 3 plans one.";
        frame.render_widget(Paragraph::new(wrapped(words, usize::from(inner.width), theme.text)), inner);
        return;
    };
    let chart = burndown(sprint, app.product(), app.now.today);
    head(app, sprint, &chart, frame, Rect { height: 3.min(area.height), ..area });
    let rest = Rect { y: area.y + 3.min(area.height), height: area.height.saturating_sub(3), ..area };
    let below = if rest.height >= 16 { CHART + 3 } else { 0 };
    let board = Rect { height: rest.height - below, ..rest };
    columns(app, frame, board);
    if below > 0 {
        let under = Rect { y: board.bottom(), height: below, ..rest };
        let half = under.width * 3 / 5;
        draw_chart(app, &chart, sprint.committed_points().0, frame, Rect { width: half, ..under });
        shield(app, sprint, frame, Rect { x: under.x + half, width: under.width - half, ..under });
    }
}

fn head(app: &App, sprint: &Sprint, chart: &Burndown, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    let title = vec![span(&format!("Sprint {}", sprint.number), theme.title), span(&format!("  {goal}"), theme.why)];
    let block = pane(cut(title, usize::from(area.width).saturating_sub(6)), true, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let (committed, sizeless) = sprint.committed_points();
    let over = chart.left.len();
    let left = crate::measure::sprint::left_now(sprint, app.product());
    let ideal = over.checked_sub(1).and_then(|i| chart.ideal.get(i)).copied().unwrap_or(committed);
    let pace = if over == 0 {
        (String::new(), theme.muted)
    } else if left > ideal {
        (format!("{} behind an even pace", Size::Points(left - ideal)), theme.warn)
    } else {
        (format!("{} ahead of an even pace", Size::Points(ideal - left)), theme.good)
    };
    let day = match (over, chart.days.len()) {
        (0, all) => format!(
            "begins {} · {all} days",
            sprint.start.map_or_else(String::new, |day| day.format("%-d %b").to_string())
        ),
        (day, all) => format!("day {day} of {all}"),
    };
    let unsized_words = if sizeless > 0 { format!(" and {sizeless} unsized") } else { String::new() };
    let words = format!(
        "{day} · committed {}{unsized_words} · left {}{}",
        Size::Points(committed),
        Size::Points(left),
        if over == 0 { "" } else { " · " }
    );
    let spans = vec![span(&words, theme.text), span(&pace.0, pace.1)];
    frame.render_widget(Paragraph::new(line(cut(spans, usize::from(inner.width)))), inner);
}

fn columns(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let chosen = selected(app);
    let status = chosen.and_then(|id| app.product().items().get(id)).map_or(Status::Todo, |item| item.status);
    if area.width < WIDE {
        // one column, and how many wait in the others
        let strip: Vec<String> =
            COLUMNS.iter().map(|(status, name)| format!("{name} {}", column(app, *status).len())).collect();
        let name = COLUMNS.iter().find(|(own, _)| *own == status).map_or("", |(_, name)| name);
        draw_column(app, status, name, &strip.join(" · "), frame, area);
        return;
    }
    let n = u16::try_from(COLUMNS.len()).unwrap_or(4);
    for (i, (own, name)) in (0..n).zip(COLUMNS) {
        let x = area.x + area.width * i / n;
        let width = area.x + area.width * (i + 1) / n - x;
        draw_column(app, *own, name, "", frame, Rect { x, width, ..area });
    }
}

fn draw_column(app: &App, status: Status, name: &str, strip: &str, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let ids = column(app, status);
    let chosen = selected(app);
    let focused = chosen.is_some_and(|id| ids.contains(&id));
    let sum = ids
        .iter()
        .filter_map(|id| app.product().items().get(*id)?.size.and_then(Size::points))
        .fold(0, u32::saturating_add);
    let head =
        if strip.is_empty() { format!("{name}  {} · {}", ids.len(), Size::Points(sum)) } else { strip.to_owned() };
    let block = pane(
        vec![span(
            &text::cut(&head, usize::from(area.width).saturating_sub(6)),
            if focused { theme.title } else { theme.muted },
        )],
        focused,
        theme,
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut here = 0;
    for item in ids.iter().filter_map(|id| app.product().items().get(*id)) {
        let lit = Some(item.id) == chosen;
        if lit {
            here = lines.len();
        }
        let style = |own| if lit { theme.selected } else { own };
        let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
        let first = format!("{}{} {size:>3}", if lit { "▸" } else { " " }, app.product().key(item));
        lines.push(line(vec![span(&text::fit(&first, cells), style(theme.muted))]));
        let title = format!("  {}", text::line(&item.title));
        lines.push(line(vec![span(&text::fit(&title, cells), style(theme.text))]));
        let since = item.history.iter().rev().find(|step| step.to == item.status).map_or(item.created, |step| step.at);
        let days = since.age(app.now.today);
        let mut signs = Vec::new();
        if item.blocked.is_some() {
            signs.push(span("  ✗ blocked", theme.bad));
        }
        if days > AGEING && matches!(status, Status::Doing | Status::Review) {
            signs.push(span(&format!("  {days} d here"), theme.warn));
        }
        if item.open_questions().next().is_some() {
            signs.push(span("  ? open", theme.warn));
        }
        if !signs.is_empty() {
            lines.push(line(cut(signs, cells)));
        }
    }
    if lines.is_empty() {
        lines.push(line(vec![span("–", theme.ghost)]));
    }
    let page = usize::from(inner.height);
    let skip = (here + 3).saturating_sub(page);
    let shown: Vec<Line<'static>> = lines.into_iter().skip(skip).take(page).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn draw_chart(app: &App, chart: &Burndown, committed: u32, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let block =
        pane(vec![span("Burndown", theme.muted), span("  █ left  · even pace  ▲ scope", theme.ghost)], false, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let days = chart.days.len();
    if days == 0 || inner.height < 3 || inner.width < 20 {
        return;
    }
    let high = usize::from(inner.height) - 1;
    let most =
        chart.left.iter().chain(&chart.scope).chain(&chart.ideal).copied().chain([committed]).max().unwrap_or(1).max(1);
    // one row stays free for the signs above the bars
    let room = high.saturating_sub(1).max(1) as u64;
    let level = |n: u32| usize::try_from(u64::from(n) * room * 2 / u64::from(most)).unwrap_or(0).div_ceil(2);
    let wide = ((usize::from(inner.width) - 6) / days).clamp(1, 6);
    let mut lines = Vec::new();
    for row in (1..=high).rev() {
        let label = if row + 1 == high { Size::Points(most).to_string() } else { String::new() };
        let mut spans = vec![span(&format!("{label:>4} "), theme.muted)];
        for i in 0..days {
            let left = chart.left.get(i).map(|n| level(*n));
            let step = chart.steps.iter().any(|(day, _)| *day == i);
            let ideal = chart.ideal.get(i).map_or(0, |n| level(*n)).max(1);
            let (sign, style) = match left {
                Some(left) if row == left + 1 && step => ("▲", theme.warn),
                Some(left) if row <= left => ("█", theme.accent),
                _ if row == ideal => ("·", theme.muted),
                _ => (" ", theme.text),
            };
            let fill = if sign == "█" { "█".repeat(wide.saturating_sub(1).max(1)) } else { sign.to_owned() };
            spans.push(span(&text::fit(&fill, wide), style));
        }
        lines.push(line(spans));
    }
    let names: String = chart
        .days
        .iter()
        .map(|day| text::fit(&day.format("%a").to_string().chars().take(2).collect::<String>(), wide).clone())
        .collect();
    lines.push(line(vec![span("   0 ", theme.muted), span(&names, theme.muted)]));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn shield(app: &App, sprint: &Sprint, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let block = pane(vec![span("Scope", theme.muted)], false, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    let name = |id: Id| app.product().items().get(id).map_or_else(|| "?".to_owned(), |item| app.product().key(item));
    let mut lines = Vec::new();
    for change in sprint.scope.iter().rev() {
        let mut words = change.at.day().format("%-d %b").to_string();
        if let Some(added) = &change.added {
            words.push_str(&format!(" +{}", name(added.item)));
        }
        if let Some(removed) = &change.removed {
            words.push_str(&format!(" −{}", name(removed.item)));
        }
        let by = if change.by.is_empty() { String::new() } else { format!(" · {}", change.by) };
        lines.extend(wrapped(&format!("{words}: {}{by}", change.why), cells, theme.text));
    }
    if lines.is_empty() {
        lines.extend(wrapped(
            "Nothing changed since the commitment. p changes it: something in, something out, with a reason.",
            cells,
            theme.muted,
        ));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
