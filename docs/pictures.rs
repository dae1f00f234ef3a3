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
        ("plan", "3f", 100, 30),
        ("criteria", "c", 80, 24),
        ("decline", "jjjjjdoOne deal asks for it", 80, 24),
        ("help", "?rank", 100, 30),
        ("palette", ":goal", 100, 30),
    ] {
        let svg = svg(&draw(keys, width, height));
        std::fs::write(format!("{}/docs/{name}.svg", env!("CARGO_MANIFEST_DIR")), svg).unwrap();
    }
}

/// The screen of the sample product after some keys, on a day that never changes.
fn draw(keys: &str, width: u16, height: u16) -> Buffer {
    let now = Now::on(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("inkwell.json");
    std::fs::write(&file, document::write(&demo::inkwell(now, 7).unwrap()).unwrap()).unwrap();
    let store = Store::open_on(Arc::new(OsDisk), &file, None, now.at).unwrap();
    let workspace = Workspace::begin(store, Mode::Look, false).unwrap().0;
    let mut app = App::new(workspace, Theme::exact(), (width, height), now);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| frame::draw(&mut app, frame)).unwrap();
    for key in keys.chars() {
        let code = if key == '\n' { KeyCode::Enter } else { KeyCode::Char(key) };
        app.key(KeyEvent::new(code, KeyModifiers::NONE));
        terminal.draw(|frame| frame::draw(&mut app, frame)).unwrap();
    }
    terminal.backend().buffer().clone()
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
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let start = x;
            let mut run = String::new();
            let mut cells = 0;
            while x < buffer.area.width && buffer[(x, y)].style() == style {
                let symbol = buffer[(x, y)].symbol();
                run.push_str(symbol);
                let wide = text::width(symbol).max(1);
                cells += wide;
                x += u16::try_from(wide).unwrap();
            }
            let modifiers = buffer[(start, y)].modifier;
            let reversed = modifiers.contains(Modifier::REVERSED);
            let (mut ink, mut ground) = (hex(buffer[(start, y)].fg, "#d8dee9"), hex(buffer[(start, y)].bg, GROUND));
            if reversed {
                (ink, ground) = (ground, ink);
            }
            let (left, top) = (8 + usize::from(start) * CELL.0, 8 + usize::from(y) * CELL.1);
            if ground != GROUND {
                let _ = writeln!(
                    out,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{ground}\"/>",
                    cells * CELL.0,
                    CELL.1
                );
            }
            if run.trim().is_empty() {
                continue;
            }
            let weight = if modifiers.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let opacity = if modifiers.contains(Modifier::DIM) { " opacity=\"0.55\"" } else { "" };
            let escaped = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = writeln!(
                out,
                "<text x=\"{left}\" y=\"{}\" fill=\"{ink}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"{weight}{opacity}>{escaped}</text>",
                top + 14,
                cells * CELL.0
            );
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}
