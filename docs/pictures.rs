//! The pictures of the README, made by the program itself: `cargo run --example pictures` writes docs/*.svg.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "what cannot be drawn ends the run")]

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use momentum::model::{Now, document};
use momentum::store::Store;
use momentum::store::disk::OsDisk;
use momentum::tui::app::App;
use momentum::tui::frame;
use momentum::tui::theme::Theme;
use momentum::tui::{Greeting, tour};
use momentum::workspace::{Mode, Workspace};
use momentum::{demo, text};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

const CELL: (usize, usize) = (9, 19);
const GROUND: &str = "#1e1e2e";

fn main() {
    for (name, keys, width, height) in [
        ("backlog", "jjjj", 100, 30),
        ("find", "/report", 100, 30),
        ("groom", "2\n", 100, 30),
        ("health", "gi", 100, 30),
        ("matrix", "gm", 100, 30),
        ("board", "4", 100, 30),
        ("review", "5 ", 100, 30),
        ("today", "gh", 100, 30),
        ("vision", "7", 100, 30),
        ("outcomes", "0", 100, 30),
        ("roadmap", "gr", 100, 30),
        ("patterns", "9]]", 100, 30),
        ("plan", "3f", 100, 30),
        ("criteria", "c", 80, 24),
        ("decline", "jjjjjdoOne deal asks for it", 80, 24),
        ("help", "?rank", 100, 30),
        ("wide", "4", 160, 45),
        ("palette", ":goal", 100, 30),
    ] {
        let svg = svg(&draw(keys, width, height));
        std::fs::write(format!("{}/docs/{name}.svg", env!("CARGO_MANIFEST_DIR")), svg).unwrap();
    }
    let moving = moving(&tour_frames());
    std::fs::write(format!("{}/docs/tour.svg", env!("CARGO_MANIFEST_DIR")), moving).unwrap();
}

/// The sample product on a screen, on a day that never changes.
struct Sample {
    app: App,
    terminal: Terminal<TestBackend>,
    _dir: tempfile::TempDir,
}

impl Sample {
    fn new(width: u16, height: u16) -> Self {
        let now = Now::on(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("inkwell.json");
        std::fs::write(&file, document::write(&demo::inkwell(now, 7).unwrap()).unwrap()).unwrap();
        let store = Store::open_on(Arc::new(OsDisk), &file, None, now.at).unwrap();
        let workspace = Workspace::begin(store, Mode::Look, false).unwrap().0;
        let app = App::new(workspace, Theme::exact(), (width, height), now);
        let mut sample = Self { app, terminal: Terminal::new(TestBackend::new(width, height)).unwrap(), _dir: dir };
        sample.frame();
        sample
    }

    fn frame(&mut self) -> Buffer {
        let app = &mut self.app;
        self.terminal.draw(|frame| frame::draw(app, frame)).unwrap();
        self.terminal.backend().buffer().clone()
    }

    fn key(&mut self, code: KeyCode) -> Buffer {
        self.app.key(KeyEvent::new(code, KeyModifiers::NONE));
        self.frame()
    }
}

/// The keys that a line of letters, `<enter>` and `<esc>` spells.
fn keys_of(line: &str) -> Vec<KeyCode> {
    let line = line.replace("<enter>", "\n").replace("<esc>", "\x1b");
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\x1b' => KeyCode::Esc,
        c => KeyCode::Char(c),
    };
    line.chars().map(code).collect()
}

/// What the screen shows on the way through the tour, each with how long it is seen, in milliseconds.
fn tour_frames() -> Vec<(Buffer, u32)> {
    let mut sample = Sample::new(100, 30);
    sample.app.greet(Greeting::Tour);
    let mut frames = vec![(sample.frame(), 2_500)];
    for task in tour::WALK {
        for code in keys_of(task) {
            // letters typed into a question come quickly, what changes the screen is looked at
            let typing = !sample.app.desk.layers.is_empty() && matches!(code, KeyCode::Char(_));
            frames.push((sample.key(code), if typing { 70 } else { 800 }));
        }
        sample.app.desk.now.at.0 += 2_000;
        frames.last_mut().unwrap().1 = 2_200;
    }
    while sample.app.desk.tour.is_some() {
        let back = keys_of(tour::BACK)[0];
        frames.push((sample.key(back), 350));
    }
    frames.last_mut().unwrap().1 = 4_000;
    frames
}

/// From when to when something is seen, in milliseconds.
type Spans = Vec<(u32, u32)>;

/// Writes a moving picture: each row that ever shows is there once, seen while it stands.
fn moving(frames: &[(Buffer, u32)]) -> String {
    let all: u32 = frames.iter().map(|(_, ms)| ms).sum();
    let (width, height) = (frames[0].0.area.width, frames[0].0.area.height);
    let (w, h) = (usize::from(width) * CELL.0 + 16, usize::from(height) * CELL.1 + 16);
    let mut styles: Vec<String> = Vec::new();
    // the rows by place and content, with the times from and to which each is seen
    let mut rows: Vec<(u16, String, Spans)> = Vec::new();
    let mut at = 0;
    for (buffer, ms) in frames {
        for y in 0..height {
            let content = row_of(buffer, y, &mut styles);
            match rows.iter_mut().find(|(row, other, _)| *row == y && *other == content) {
                Some((.., spans)) if spans.last().is_some_and(|(_, end)| *end == at) => {
                    spans.last_mut().unwrap().1 += ms;
                }
                Some((.., spans)) => spans.push((at, at + ms)),
                None => rows.push((y, content, vec![(at, at + ms)])),
            }
        }
        at += ms;
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n<style>\n\
         text{{font:15px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}}\n"
    );
    for (n, style) in styles.iter().enumerate() {
        let _ = writeln!(out, ".{}{{{style}}}", class(n));
    }
    let _ = write!(out, "</style>\n<rect width=\"{w}\" height=\"{h}\" rx=\"8\" fill=\"{GROUND}\"/>\n");
    for (y, content, spans) in rows.iter().filter(|(_, content, _)| !content.is_empty()) {
        let top = 8 + usize::from(*y) * CELL.1;
        if *spans == [(0, all)] {
            let _ = writeln!(out, "<g transform=\"translate(8,{top})\">{content}</g>");
            continue;
        }
        let (mut values, mut times) = (Vec::new(), Vec::new());
        let share = |ms: u32| {
            let share = format!("{:.4}", f64::from(ms) / f64::from(all));
            share.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        if spans[0].0 > 0 {
            (values, times) = (vec!["hidden"], vec!["0".to_owned()]);
        }
        for (from, to) in spans {
            values.push("visible");
            times.push(share(*from));
            if *to < all {
                values.push("hidden");
                times.push(share(*to));
            }
        }
        let _ = writeln!(
            out,
            "<g transform=\"translate(8,{top})\" visibility=\"{}\">{content}<animate attributeName=\"visibility\" \
             values=\"{}\" keyTimes=\"{}\" calcMode=\"discrete\" dur=\"{:.1}s\" repeatCount=\"indefinite\"/></g>",
            values[0],
            values.join(";"),
            times.join(";"),
            f64::from(all) / 1000.0
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The name of a style: a, b, … z, aa.
fn class(n: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(n % 26).unwrap());
    if n < 26 { letter.to_string() } else { format!("{}{letter}", class(n / 26 - 1)) }
}

/// A row as texts and grounds from its own corner, by the names of their styles.
fn row_of(buffer: &Buffer, y: u16, styles: &mut Vec<String>) -> String {
    let mut name = |style: String| {
        let known = styles.iter().position(|other| *other == style);
        class(known.unwrap_or_else(|| {
            styles.push(style);
            styles.len() - 1
        }))
    };
    let mut out = String::new();
    for run in runs(buffer, y) {
        let (left, wide) = (run.start * CELL.0, run.cells * CELL.0);
        if run.ground != GROUND {
            let style = name(format!("fill:{}", run.ground));
            let _ = write!(out, "<rect class=\"{style}\" x=\"{left}\" width=\"{wide}\" height=\"{}\"/>", CELL.1);
        }
        if run.words.trim().is_empty() {
            continue;
        }
        // blanks at the ends need no ink
        let lead = run.words.len() - run.words.trim_start().len();
        let (left, words) = (left + lead * CELL.0, run.words.trim());
        let weight = if run.bold { ";font-weight:bold" } else { "" };
        let opacity = if run.dim { ";opacity:.55" } else { "" };
        let style = name(format!("fill:{}{weight}{opacity}", run.ink));
        let _ = write!(
            out,
            "<text class=\"{style}\" x=\"{left}\" y=\"14\" textLength=\"{}\">{}</text>",
            text::width(words) * CELL.0,
            escaped(words)
        );
    }
    out
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Cells of one style beside each other.
struct Run {
    start: usize,
    cells: usize,
    words: String,
    ink: String,
    ground: String,
    bold: bool,
    dim: bool,
}

/// The runs of a row.
fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut out = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let style = buffer[(x, y)].style();
        let start = x;
        let mut words = String::new();
        let mut cells = 0;
        while x < buffer.area.width && buffer[(x, y)].style() == style {
            let symbol = buffer[(x, y)].symbol();
            words.push_str(symbol);
            let wide = text::width(symbol).max(1);
            cells += wide;
            x += u16::try_from(wide).unwrap();
        }
        let cell = &buffer[(start, y)];
        let (mut ink, mut ground) = (hex(cell.fg, "#d8dee9"), hex(cell.bg, GROUND));
        if cell.modifier.contains(Modifier::REVERSED) {
            (ink, ground) = (ground, ink);
        }
        let (bold, dim) = (cell.modifier.contains(Modifier::BOLD), cell.modifier.contains(Modifier::DIM));
        out.push(Run { start: usize::from(start), cells, words, ink, ground, bold, dim });
    }
    out
}

/// The screen of the sample product after some keys.
fn draw(keys: &str, width: u16, height: u16) -> Buffer {
    let mut sample = Sample::new(width, height);
    let mut last = sample.frame();
    for code in keys_of(keys) {
        last = sample.key(code);
    }
    last
}

fn hex(color: Color, otherwise: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.to_owned(),
    }
}

/// Runs of cells of one style as texts of a fixed width, so that every font lines up.
fn svg(buffer: &Buffer) -> String {
    let (w, h) = (usize::from(buffer.area.width) * CELL.0 + 16, usize::from(buffer.area.height) * CELL.1 + 16);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n\
         <rect width=\"{w}\" height=\"{h}\" rx=\"8\" fill=\"{GROUND}\"/>\n\
         <g font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"15\" xml:space=\"preserve\">\n"
    );
    for y in 0..buffer.area.height {
        for run in runs(buffer, y) {
            let (left, top) = (8 + run.start * CELL.0, 8 + usize::from(y) * CELL.1);
            let (wide, ground) = (run.cells * CELL.0, &run.ground);
            if ground != GROUND {
                let high = CELL.1;
                let _ = writeln!(
                    out,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{ground}\"/>"
                );
            }
            if run.words.trim().is_empty() {
                continue;
            }
            let weight = if run.bold { " font-weight=\"bold\"" } else { "" };
            let opacity = if run.dim { " opacity=\"0.55\"" } else { "" };
            let _ = writeln!(
                out,
                "<text x=\"{left}\" y=\"{}\" fill=\"{}\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\"{weight}{opacity}>{}</text>",
                top + 14,
                run.ink,
                escaped(&run.words)
            );
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}
