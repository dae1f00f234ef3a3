//! Shared parts of the benches: the product that is measured, the screen, the rows of the tables.

#![allow(dead_code, reason = "each bench uses its part")]

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use momentum::model::item::Criterion;
use momentum::model::product::Rows;
use momentum::model::{About, Goal, Id, Item, Now, Product, Rank, Size, Stamp};
use momentum::store::Store;
use momentum::store::disk::OsDisk;
use momentum::tui::app::App;
use momentum::tui::frame;
use momentum::tui::theme::Theme;
use momentum::workspace::{Mode, Workspace};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

pub const WORDS: &[&str] = &[
    "export", "report", "login", "search", "sync", "mobile", "offline", "pay", "invoice", "team", "invite", "setup",
    "chart", "filter", "import", "share", "notify", "theme", "speed", "cache",
];

pub fn now() -> Now {
    Now::on(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap())
}

/// A product of `n` items of about 1,100 bytes each, the same every time.
pub fn product(n: usize) -> Product {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = move |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    let goals: Vec<Arc<Goal>> = (1..=5u32)
        .map(|num| {
            Goal { id: Id::from_bits(u128::from(num)), num, title: format!("Goal {num}"), ..Goal::default() }.into()
        })
        .collect();
    let ranks = Rank::between(None, None, n);
    let items: Vec<Arc<Item>> = ranks
        .into_iter()
        .zip(1..)
        .map(|(rank, num)| {
            let mut text = |n: usize| (0..n).map(|_| WORDS[random(WORDS.len())]).collect::<Vec<_>>().join(" ");
            let (title, description, tag) = (text(6), text(60), text(1));
            let criteria =
                (1..=3).map(|n| Criterion { id: Id::from_bits(n), text: text(10), ..Criterion::default() }).collect();
            Item {
                id: Id::from_bits(u128::from(num) * 0x9e37_79b9_7f4a_7c15_f39c_c060),
                num,
                rank,
                title,
                description,
                criteria,
                tags: vec![tag].into(),
                size: Some(Size::Points(100 * (num % 13))),
                goal: (num % 3 > 0).then(|| goals[num as usize % goals.len()].id),
                created: Stamp(1_760_000_000_000 + i64::from(num)),
                updated: Stamp(1_760_000_000_000 + i64::from(num)),
                ..Item::default()
            }
            .into()
        })
        .collect();
    let about = vec![Arc::new(About::named("Bench", now().at))];
    Rows { about, goals, items, ..Rows::default() }.gather(7).0
}

pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

pub fn measure(times: usize, mut f: impl FnMut() -> Duration) -> Duration {
    median((0..times).map(|_| f()).collect())
}

pub fn timed<T>(f: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = f();
    let took = start.elapsed();
    drop(value);
    took
}

pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

pub fn row(what: &str, n: &str, time: Duration, against: &str, other: Duration, limit: f64) {
    let ratio = time.as_secs_f64() / other.as_secs_f64();
    let verdict = if ratio <= limit { "✓" } else { "over" };
    println!("| {what} | {n} | {} | {against}: {} | {ratio:.2} | ≤ {limit} | {verdict} |", ms(time), ms(other));
}

pub fn open(file: &Path, mode: Mode) -> Workspace {
    let sidecar = file.with_extension("state");
    let store = Store::open_on(Arc::new(OsDisk), file, Some(sidecar), now().at).unwrap();
    Workspace::begin(store, mode, false).unwrap().0
}

pub struct Screen {
    pub app: App,
    pub terminal: Terminal<TestBackend>,
}

impl Screen {
    /// Opens a screen. Without the saving thread, which would still be freeing the last one while this is measured; it
    /// has no part in the first frame.
    pub fn open(file: &Path) -> Self {
        Self::of(open(file, Mode::Look))
    }

    fn of(workspace: Workspace) -> Self {
        let app = App::new(workspace, Theme::exact(), (100, 30), now());
        let mut screen = Self { app, terminal: Terminal::new(TestBackend::new(100, 30)).unwrap() };
        screen.draw();
        screen
    }

    /// Opens a screen as the program does, and tells how long it was until the first rows stood there: those of a glimpse, where the file is long.
    pub fn first(file: &Path) -> Duration {
        let begin = Instant::now();
        let took = Cell::new(None);
        let early = |product: Product| {
            let workspace = Workspace::glimpse(product, file);
            Self::of(workspace);
            took.set(Some(begin.elapsed()));
        };
        let screen = Self::of(Workspace::open_early(file, Mode::Look, false, now(), &early).unwrap().0);
        let whole = begin.elapsed();
        drop(screen);
        took.get().unwrap_or(whole)
    }

    pub fn draw(&mut self) {
        let app = &mut self.app;
        self.terminal.draw(|frame| frame::draw(app, frame)).unwrap();
    }

    /// A key until the changed frame is there.
    pub fn key(&mut self, code: KeyCode) -> Duration {
        self.app.desk.now.at.0 += 20;
        timed(|| {
            self.app.key(KeyEvent::new(code, KeyModifiers::NONE));
            self.draw();
        })
    }

    /// Does the work of the loop between keys.
    pub fn rest(&mut self) {
        while self.app.desk.list.is_searching() {
            let now = self.app.desk.now;
            self.app.desk.list.search(self.app.desk.workspace.product(), now);
        }
        self.app.tick();
    }
}
