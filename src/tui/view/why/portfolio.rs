//! The portfolio: products side by side. Other products are read by a thread of their own, a line at a time.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::exchange::report::waiting;
use crate::measure::outcome::pace;
use crate::measure::portfolio::{Standing, standing};
use crate::model::{Id, Metric, Now, Product};
use crate::store::{last, place};
use crate::text;
use crate::tui::Destination;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::judge;
use crate::tui::layer::prompt::Prompt;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::{Cursor, row_id, row_of};
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;
use crate::workspace::{Mode, Workspace};

/// Rows from which on the chosen product has a pane of its own.
const TALL: u16 = 12;
/// Name, goal, its pace, the sprint, open items, those without a goal, health.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Most(28)),
    Column::words(Wide::Rest),
    Column::words(Wide::Most(18)).yields(2),
    Column::words(Wide::Most(10)).yields(3),
    Column { right: true, ..Column::words(Wide::Most(10)) },
    Column::words(Wide::Most(6)).yields(4),
    Column { right: true, ..Column::words(Wide::Most(10)).yields(1) },
];

/// What is known of a product.
struct Facts {
    stands: Standing,
    health: u32,
    /// The key results of the current goal, in words.
    results: Vec<String>,
    /// What waits there, the most pressing first.
    waiting: Vec<String>,
}

impl Facts {
    fn of(product: &Product, now: Now, stale_days: i64) -> Self {
        let results = product.current_goal().map(|goal| product.results_of(goal.id)).unwrap_or_default();
        let words = |metric: &&Metric| {
            format!("{} {}  {}  {}", metric.key(), metric.measure, metric.way(), pace(metric, now.today).words())
        };
        Self {
            stands: standing(product, now),
            health: judge::health(product, now, stale_days),
            results: results.iter().map(words).collect(),
            waiting: waiting(product, now).into_iter().map(|line| line.words).collect(),
        }
    }
}

/// What is known of a product, or why it cannot be read.
type Known = Result<Facts, String>;

struct Entry {
    name: String,
    file: PathBuf,
    known: Option<Known>,
}

/// The state of the screen.
#[derive(Default)]
pub struct Portfolio {
    rows: Vec<Entry>,
    cursor: Cursor,
    pending: Option<Receiver<(usize, Known)>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(choose),
    poll: Some(|desk| state_mut(desk).poll()),
    is_busy: Some(|desk| state(desk).is_busy()),
    ..Page::with::<Portfolio>("Portfolio", || &[ACTIONS, GO], render)
};

remembers!(Portfolio);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("portfolio.open", "Go to this product").short("open").keys(&["enter"]).footer(1).run(open),
    row("portfolio.new", "A new product").short("new").keys(&["a"]).footer(2).run(begin),
    row("portfolio.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("portfolio.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[
    row("go.products", "Portfolio: other products, or a new one")
        .short("products")
        .keys(&["g p"])
        .everywhere()
        .run(enter),
    row("go.product-before", "The product that was open before this one")
        .short("product before")
        .keys(&["g b"])
        .everywhere()
        .run(back),
];

/// Goes to the product that was open before, and from there back again.
fn back(desk: &mut Desk) {
    match last::before().filter(|file| file != desk.workspace.path()) {
        Some(file) => desk.effects.push(Effect::Go(Destination::Product(file))),
        None => desk.refuse("no other product was open before: ⟦go.products⟧ lists them"),
    }
}

fn enter(desk: &mut Desk) {
    desk.visit(&PAGE);
    let here = desk.workspace.path().to_owned();
    let mut found = place::products();
    if found.iter().all(|(_, file)| *file != here) {
        let name = here.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(0, (name, here.clone()));
    }
    let at = found.iter().position(|(_, file)| *file == here).unwrap_or(0);
    let (sender, receiver) = channel();
    let (product, now, stale_days) = (desk.product().clone(), desk.now, desk.list.stale_days);
    let files: Vec<PathBuf> = found.iter().map(|(_, file)| file.clone()).collect();
    // without a thread to be had the lines stay unread
    let _ = std::thread::Builder::new().spawn(move || {
        for (i, file) in files.iter().enumerate() {
            let known = if *file == here {
                Ok(Facts::of(&product, now, stale_days))
            } else {
                let opened = Workspace::open(file, Mode::Look, true, now).map_err(|why| why.to_string());
                opened.map(|(workspace, _)| Facts::of(workspace.product(), now, stale_days))
            };
            // nobody looks any more
            if sender.send((i, known)).is_err() {
                return;
            }
        }
    });
    *state_mut(desk) = Portfolio {
        rows: found.into_iter().map(|(name, file)| Entry { name, file, known: None }).collect(),
        cursor: Cursor { at, ..Cursor::default() },
        pending: Some(receiver),
    };
}

impl Portfolio {
    /// Whether products are still being read.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes over what was read. Returns whether anything is to be drawn.
    pub fn poll(&mut self) -> bool {
        let mut draw = false;
        while let Some(receiver) = &self.pending {
            match receiver.try_recv() {
                Ok((i, known)) => {
                    if let Some(row) = self.rows.get_mut(i) {
                        row.known = Some(known);
                    }
                    draw = true;
                }
                Err(TryRecvError::Empty) => return draw,
                Err(TryRecvError::Disconnected) => self.pending = None,
            }
        }
        draw
    }
}

fn step(desk: &mut Desk, by: isize) {
    let last = state(desk).rows.len().saturating_sub(1);
    state_mut(desk).cursor.at = state(desk).cursor.at.saturating_add_signed(by).min(last);
}

/// Chooses a product that was clicked; the rows have no identity but their place.
fn choose(desk: &mut Desk, at: Id) {
    let known = row_of(at, state(desk).rows.len());
    state_mut(desk).cursor.at = known.unwrap_or(state(desk).cursor.at);
}

fn open(desk: &mut Desk) {
    let Some(row) = state(desk).rows.get(state(desk).cursor.at) else { return };
    if row.file == desk.workspace.path() {
        desk.say(format!("{} is open already", row.name));
        return;
    }
    let file = row.file.clone();
    desk.effects.push(Effect::Go(Destination::Product(file)));
}

fn begin(desk: &mut Desk) {
    desk.push(
        Prompt::new("What is the new product called?", "", |desk, name| match place::product_file(name.trim()) {
            Ok(file) => desk.effects.push(Effect::Go(Destination::Product(file))),
            Err(why) => desk.refuse(why.to_string()),
        })
        .hint("one word, as a file is called: quill")
        .check(|_, text| place::product_file(text.trim()).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let rows = &state(desk).rows;
    let at = state(desk).cursor.at.min(rows.len().saturating_sub(1));
    let facts = rows.get(at).map(|row| facts(desk, row, usize::from(area.width).saturating_sub(4))).unwrap_or_default();
    let title = vec![span("Portfolio", theme.title), span(&format!("  {}", count(rows.len(), "product")), theme.muted)];
    // the products are as high as they are many, and the chosen one has the rest
    let want = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(3);
    let high = if area.height >= TALL { want.min(area.height / 2) } else { area.height };
    let inner = framed(frame, Rect { height: high, ..area }, title, true, theme);
    let row = |n: usize| rows.get(n).map_or_else(Vec::new, |row| product(desk, row));
    Table { theme, columns: COLUMNS }.draw(frame, inner, (rows.len(), Some(at), true), hits, row_id, row);
    if high < area.height {
        let below = Rect { y: area.y + high, height: area.height - high, ..area };
        let name = rows.get(at).map_or("", |row| &row.name);
        let inner = framed(frame, below, vec![span(name, theme.title)], false, theme);
        frame.render_widget(Paragraph::new(facts), inner);
    }
}

/// Returns how a product stands, in its own lines: its goal and key results, and what waits there.
fn facts(desk: &Desk, row: &Entry, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let alone = || {
        let words = "No other product yet: ⟦portfolio.new⟧ begins one. Each has its own file, goals and order.";
        let words = wrapped(&desk.words(words), cells, theme.muted);
        if state(desk).rows.len() == 1 { words } else { Vec::new() }
    };
    let Some(Ok(facts)) = &row.known else { return alone() };
    let head = |words: &str| line(vec![span(words, theme.muted)]);
    let mut out = vec![head("GOAL")];
    match &facts.stands.goal {
        Some((num, title)) => {
            out.push(line(cut(vec![span(&format!("G{num} {}", text::line(title)), theme.why)], cells)));
        }
        None => out.push(line(vec![span("none yet", theme.muted)])),
    }
    out.extend(facts.results.iter().map(|words| line(cut(vec![span(&format!("  {words}"), theme.text)], cells))));
    out.extend([Line::default(), head("WAITING")]);
    if facts.waiting.is_empty() {
        out.push(line(vec![span("nothing waits there", theme.good)]));
    }
    out.extend(facts.waiting.iter().map(|words| line(cut(vec![span(&desk.words(words), theme.text)], cells))));
    out.push(Line::default());
    out.extend(alone());
    out
}

/// Returns the cells of a product.
fn product(desk: &Desk, row: &Entry) -> Vec<Cell> {
    let theme = &desk.theme;
    let here = row.file == desk.workspace.path();
    let mut name = vec![span(&text::line(&row.name), if here { theme.title } else { theme.text })];
    if here {
        name.push(span(" this one", theme.muted));
    }
    let facts = match &row.known {
        Some(Ok(facts)) => facts,
        Some(Err(why)) => return vec![name, vec![span(&text::line(why), theme.bad)]],
        None => return vec![name, vec![span("being read", theme.muted)]],
    };
    let (stands, health) = (&facts.stands, facts.health);
    let pace = match (stands.behind.is_empty(), stands.keeps_pace) {
        (false, _) => theme.bad,
        (true, true) => theme.good,
        (true, false) => theme.muted,
    };
    let goal = stands.goal.as_ref().map_or_else(
        || vec![span("no goal yet", theme.muted)],
        |(num, title)| vec![span(&format!("G{num} {}", text::line(title)), theme.why)],
    );
    vec![
        name,
        goal,
        vec![span(&stands.pace(), pace)],
        vec![span(&stands.sprint(), theme.text)],
        vec![span(&format!("{} open", stands.open), theme.text)],
        vec![span(&format!("∅{}", stands.orphans), theme.why)],
        vec![span(&format!("health {health}"), if health >= 70 { theme.good } else { theme.warn })],
    ]
}
