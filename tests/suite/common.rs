//! What the tests share: a day, a sample product, a screen without a terminal, the program in a place of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use momentum::model::item::{Comment, Criterion, Question};
use momentum::model::{About, Id, Item, Kind, Now, Place, Product, Reason, Size, Stamp, Verdict};
use momentum::store::Store;
use momentum::store::disk::OsDisk;
use momentum::tui::app::App;
use momentum::tui::desk::Effect;
use momentum::tui::frame;
use momentum::tui::theme::Theme;
use momentum::workspace::{Mode, Workspace};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tempfile::TempDir;

/// The day on which the tests take place.
pub fn now() -> Now {
    Now::on(day("2026-11-21"))
}

/// The moment so many milliseconds later.
pub fn later(ms: i64) -> Now {
    let now = now();
    Now { at: Stamp(now.at.0 + ms), ..now }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Inkwell with a dozen items in every state.
pub fn sample() -> Product {
    let now = now();
    let mut p = Product::new(About::named("Inkwell", now.at), 42);
    let g1 = p.add_goal("New teams reach first value in 30 minutes").unwrap();
    let g2 = p.add_goal("Reports that people share").unwrap();
    for id in [g1, g2] {
        let goal =
            momentum::model::Goal { created: now.at, updated: now.at, ..p.goals().get(id).unwrap().as_ref().clone() };
        p.put(goal);
    }
    let old = Stamp::on(day("2026-03-01"));
    let recent = Stamp::on(day("2026-11-10"));
    let item = |title: &str| Item { title: title.into(), created: recent, updated: recent, ..Item::default() };
    let points = |n: u32| Some(Size::Points(n * 100));
    let criteria = |texts: &[(&str, Verdict)]| {
        texts
            .iter()
            .enumerate()
            .map(|(i, (text, verdict))| Criterion {
                id: Id::from_bits(i as u128 + 1),
                text: (*text).into(),
                verdict: *verdict,
                ..Criterion::default()
            })
            .collect::<Vec<_>>()
    };
    let rows = [
        Item {
            role: "new team lead".into(),
            want: "a guided first project".into(),
            benefit: "I see a result in 30 minutes".into(),
            goal: Some(g1),
            size: points(5),
            criteria: criteria(&[
                ("Given a new account, when I start, then I see step 1 of 4 with the time left", Verdict::Met),
                ("I can leave and come back", Verdict::Open),
                ("Finishing sends the event setup_done", Verdict::Missed),
            ])
            .into(),
            tags: vec!["onboarding".into(), "setup".into()].into(),
            requesters: vec!["Ana".into(), "Jo".into()].into(),
            comments: vec![Comment {
                id: Id::from_bits(9),
                at: recent,
                by: "Jo".into(),
                text: "The copy is ready".into(),
                ..Comment::default()
            }]
            .into(),
            ..item("Guided first project for new teams")
        },
        Item { goal: Some(g1), size: points(3), ..item("Skip setup and import later") },
        Item {
            goal: Some(g1),
            size: points(8),
            status: momentum::model::Status::Doing,
            history: vec![momentum::model::item::Step { at: recent, to: momentum::model::Status::Doing }].into(),
            ..item("Sample project on sign-up")
        },
        Item { goal: Some(g2), size: points(3), ..item("Export report as PDF") },
        Item {
            kind: Kind::Bug,
            size: points(2),
            blocked: Some("waits for the vendor".into()),
            ..item("Login fails on Safari 17")
        },
        Item { kind: Kind::Epic, goal: Some(g1), size: points(13), ..item("Invite the team during setup") },
        Item {
            size: Some(Size::Unknown),
            questions: vec![Question {
                id: Id::from_bits(5),
                at: recent,
                text: "Which themes?".into(),
                ..Question::default()
            }]
            .into(),
            ..item("Dark mode")
        },
        Item { created: old, updated: old, ..item("Emoji reactions") },
        Item { kind: Kind::Chore, goal: Some(g2), size: Some(Size::Points(50)), ..item("Rotate the signing keys") },
        Item { created: Stamp::on(day("2023-01-05")), updated: Stamp::on(day("2023-01-05")), ..item("Calendar sync") },
    ];
    for row in rows {
        p.add(row, Place::Bottom).unwrap();
    }
    let no = p.add(item("SSO for one customer"), Place::Bottom).unwrap();
    p.decline(no, Reason::LowValue, "One customer asks, twelve would wait", now).unwrap();
    let later = p.add(item("Year in review page"), Place::Bottom).unwrap();
    p.set_aside(later, Some(day("2026-12-20")), now).unwrap();
    p
}

/// A folder of its own with a data file and a private folder in it.
pub struct Home {
    pub dir: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn with(product: &Product) -> Self {
        let home = Self::new();
        std::fs::write(home.file(), momentum::model::document::write(product).unwrap()).unwrap();
        home
    }

    pub fn file(&self) -> PathBuf {
        self.dir.path().join("inkwell.json")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self) -> Product {
        momentum::model::document::read(&std::fs::read(self.file()).unwrap()).unwrap().product
    }

    pub fn store(&self) -> (Store, Vec<String>) {
        Store::open_on(Arc::new(OsDisk), &self.file(), Some(self.path("state")), now().at).unwrap()
    }

    pub fn open(&self, mode: Mode) -> Workspace {
        Workspace::begin(self.store(), mode, false).unwrap().0
    }

    /// The program, with this folder as its home.
    pub fn momentum(&self) -> Command {
        let mut command = Command::cargo_bin("momentum").unwrap();
        command.env_clear();
        for (name, value) in self.env() {
            command.env(name, value);
        }
        command.arg("--file").arg(self.file());
        command
    }

    pub fn env(&self) -> Vec<(&'static str, String)> {
        let dir = |name: &str| self.path(name).display().to_string();
        vec![
            ("HOME", dir("home")),
            ("XDG_STATE_HOME", dir("xdg-state")),
            ("XDG_DATA_HOME", dir("xdg-data")),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("TERM", "xterm-256color".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("RUST_BACKTRACE", "0".into()),
            // where a system asks itself and no variable for these folders
            #[cfg(windows)]
            ("MOMENTUM_HOME", dir("momentum")),
        ]
    }

    /// Runs a command that must succeed and returns what it printed.
    pub fn run(&self, args: &[&str]) -> String {
        let out = self.momentum().args(args).assert().success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    }

    /// Runs a command that must fail with this code and returns what it complained about.
    pub fn fail(&self, args: &[&str], code: i32) -> String {
        let out = self.momentum().args(args).assert().code(code);
        String::from_utf8(out.get_output().stderr.clone()).unwrap()
    }
}

/// The keys that a line of words and `<names>` spells.
pub fn keys(line: &str) -> Vec<KeyEvent> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '<'
            && let Some(end) = rest.find('>').filter(|end| *end > 1)
        {
            let name = &rest[1..end];
            let (code, modifiers) = match name {
                "enter" => (KeyCode::Enter, KeyModifiers::NONE),
                "esc" => (KeyCode::Esc, KeyModifiers::NONE),
                "tab" => (KeyCode::Tab, KeyModifiers::NONE),
                "backtab" => (KeyCode::BackTab, KeyModifiers::NONE),
                "bs" => (KeyCode::Backspace, KeyModifiers::NONE),
                "up" => (KeyCode::Up, KeyModifiers::NONE),
                "down" => (KeyCode::Down, KeyModifiers::NONE),
                "left" => (KeyCode::Left, KeyModifiers::NONE),
                "right" => (KeyCode::Right, KeyModifiers::NONE),
                "lt" => (KeyCode::Char('<'), KeyModifiers::NONE),
                name => {
                    let c = name.strip_prefix("c-").unwrap_or_else(|| panic!("no key {name}"));
                    (KeyCode::Char(c.chars().next().unwrap()), KeyModifiers::CONTROL)
                }
            };
            out.push(KeyEvent::new(code, modifiers));
            rest = &rest[end + 1..];
        } else {
            out.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// A screen without a terminal.
pub struct Screen {
    pub app: App,
    pub terminal: Terminal<TestBackend>,
    _home: Home,
}

impl Screen {
    pub fn new(product: &Product, width: u16, height: u16) -> Self {
        Self::with(product, width, height, Theme::exact())
    }

    pub fn with(product: &Product, width: u16, height: u16, theme: Theme) -> Self {
        let home = Home::with(product);
        let mut app = App::new(home.open(Mode::Look), theme, (width, height), now());
        // what is at work beside the screen is done before the next key
        app.desk.blink = std::time::Duration::from_mins(1);
        let mut screen = Self { app, terminal: Terminal::new(TestBackend::new(width, height)).unwrap(), _home: home };
        screen.draw();
        screen
    }

    pub fn draw(&mut self) {
        self.terminal.draw(|frame| frame::draw(&mut self.app, frame)).unwrap();
        // a message names a command, and whoever prints it fills in the key
        let raw = self.terminal.backend().buffer().content.iter().any(|cell| cell.symbol() == "⟦");
        assert!(!raw, "a command has no key here:\n{}", self.text());
    }

    /// Types a line of keys, a frame after each.
    pub fn keys(&mut self, line: &str) -> &mut Self {
        for key in keys(line) {
            self.app.desk.now.at.0 += 10;
            self.app.key(key);
            self.draw();
        }
        self
    }

    /// The note of what just happened.
    pub fn message(&self) -> String {
        self.app.desk.message.as_ref().map_or(String::new(), |message| message.text.clone())
    }

    /// The text that was copied last.
    pub fn copied(&self) -> String {
        let copied = self.app.desk.effects.iter().rev().find_map(|effect| match effect {
            Effect::Copy(text) => Some(text.clone()),
            _ => None,
        });
        copied.unwrap_or_default()
    }

    /// Lets so many milliseconds pass.
    pub fn pause(&mut self, ms: i64) -> &mut Self {
        self.app.desk.now.at.0 += ms;
        self.app.tick();
        self.draw();
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.app.paste(text);
        self.draw();
        self
    }

    /// What a person sees.
    pub fn text(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                skip = momentum::text::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    pub fn shows(&mut self, words: &str) -> &mut Self {
        assert!(self.text().contains(words), "“{words}” is not on the screen:\n{}", self.text());
        self
    }

    /// The titles of the list in their order.
    pub fn titles(&self) -> Vec<String> {
        let product = self.app.desk.product();
        self.app.desk.list.rows().iter().map(|id| product.items().get(*id).unwrap().title.clone()).collect()
    }

    pub fn selected(&self) -> Item {
        let id = self.app.desk.list.selected().unwrap();
        self.app.desk.product().items().get(id).unwrap().as_ref().clone()
    }
}

/// The folder of real data, where it is there; says loudly where it is not.
pub fn shared_data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there, so the real data was not tried", path.display());
    None
}
