//! The portfolio: products side by side. Other products are read by a thread of their own, a line at a time.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::measure::portfolio::{Standing, standing};
use crate::model::Id;
use crate::store::place;
use crate::text;
use crate::tui::Destination;
use crate::tui::command::{Action, Group, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::judge;
use crate::tui::layer::prompt::Prompt;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::{Cursor, row_id, row_of};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{bar, cut, line, span, spread, wrapped};
use crate::words::count;
use crate::workspace::{Mode, Workspace};

/// From here on the goal stands in the same line.
const WIDE: usize = 90;

/// What is known of a product: how it stands and its health, or why it cannot be read.
type Known = Result<(Standing, u32), String>;

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

rows_of!(&PAGE, Move, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("portfolio.open", "Go to this product").short("open").keys(&["enter"]).footer(1).run(open),
    row("portfolio.new", "A new product").short("new").keys(&["a"]).footer(2).run(begin),
    row("portfolio.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("portfolio.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.products", "Portfolio: other products, or a new one")
    .short("products")
    .keys(&["g p"])
    .everywhere()
    .group(Group::Move)
    .run(enter)];

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
                Ok((standing(&product, now), judge::health(&product, now, stale_days)))
            } else {
                Workspace::open(file, Mode::Look, true, now).map_err(|why| why.to_string()).map(|(workspace, _)| {
                    let product = workspace.product();
                    (standing(product, now), judge::health(product, now, stale_days))
                })
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
    let inner = framed(
        frame,
        area,
        vec![span("Portfolio", theme.title), span(&format!("  {}", count(rows.len(), "product")), theme.muted)],
        true,
        theme,
    );
    let cells = usize::from(inner.width);
    let high = if cells >= WIDE { 1 } else { 2 };
    let mut cursor = state(desk).cursor;
    let window = cursor.window(rows.len(), usize::from(inner.height) / high);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(window.start).take(window.len()) {
        let y = inner.y + u16::try_from(lines.len()).unwrap_or(0);
        let drawn = product(desk, row, at == cursor.at, cells);
        let height = u16::try_from(drawn.len()).unwrap_or(1);
        hits.things.push((Rect { y, height, ..inner }, row_id(at)));
        lines.extend(drawn);
    }
    if rows.len() == 1 && usize::from(inner.height) > lines.len() + 2 {
        lines.push(Line::default());
        let words =
            desk.words("No other product yet: ⟦portfolio.new⟧ begins one. Each has its own file, goals and order.");
        lines.extend(wrapped(&words, cells, theme.muted));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn product(desk: &Desk, row: &Entry, lit: bool, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let here = row.file == desk.workspace.path();
    let mut left = vec![
        span(if lit { "▸ " } else { "  " }, theme.accent),
        span(&text::fit(&text::line(&row.name), 14), if here { theme.title } else { theme.text }),
        span(if here { " this one  " } else { "           " }, theme.muted),
    ];
    let (standing, health) = match &row.known {
        Some(Ok(known)) => known,
        Some(Err(why)) => {
            left.push(span(&text::line(why), theme.bad));
            return vec![bar(spread(left, Vec::new(), cells), lit, theme)];
        }
        None => {
            left.push(span("…", theme.muted));
            return vec![bar(spread(left, Vec::new(), cells), lit, theme)];
        }
    };
    let tone = if *health >= 70 { theme.good } else { theme.warn };
    let sprint = span(&format!("{:<10}", standing.sprint()), theme.text);
    let right = vec![
        span(&format!("{:>5} open ", standing.open), theme.text),
        span(&text::fit(&format!("∅{}", standing.orphans), 6), theme.why),
        span(&format!("health {health:>3}"), tone),
    ];
    let pace = if standing.behind.is_empty() { theme.good } else { theme.bad };
    let goal: Vec<Span<'static>> = match &standing.goal {
        Some((num, title)) => vec![
            span(&standing.pace(), if standing.keeps_pace || !standing.behind.is_empty() { pace } else { theme.muted }),
            span(&format!("  G{num} {}", text::line(title)), theme.why),
        ],
        None => vec![span("no goal yet", theme.muted)],
    };
    if cells < WIDE {
        let mut below = vec![span("    ", theme.text), sprint];
        below.extend(goal);
        return vec![bar(spread(left, right, cells), lit, theme), line(cut(below, cells))];
    }
    let room = cells.saturating_sub(14 + 13 + 39);
    left.extend(cut(goal, room));
    let right = std::iter::once(sprint).chain(right).collect();
    vec![bar(spread(left, right, cells), lit, theme)]
}
