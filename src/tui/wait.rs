//! The screen before there is one: while a long file is read the terminal says so, and whoever waits can leave.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::widgets::Paragraph;

use super::look::{Look, to_ascii};
use super::terminal::{give_back, set_up};
use super::theme::Theme;
use super::widget::text::{line, span};
use crate::text;

/// Bytes of a file that are read before anybody has missed the screen.
const LONG: u64 = 48 << 20;
/// How long a picture stands.
const PAUSE: Duration = Duration::from_millis(100);

/// Opens a file, and does it on a thread of its own where that takes long: the terminal shows meanwhile what is read. It can be left with Esc, `q` or
/// Ctrl-c, and then there is no answer; other keys are kept for the screen. The terminal stays set up for the screen, or is given back where there will be
/// none. Without a terminal nothing is shown.
pub fn reading<T: Send + 'static, E: Send + 'static>(
    file: &Path,
    look: &Look,
    open: impl Fn() -> Result<T, E> + Clone + Send + 'static,
) -> Option<Result<T, E>> {
    let bytes = std::fs::metadata(file).map_or(0, |data| data.len());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if bytes < LONG || dumb || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Some(open());
    }
    let (sender, receiver) = channel();
    let own = open.clone();
    let begun = std::thread::Builder::new().spawn(move || drop(sender.send(own())));
    let terminal = begun.and_then(|_| set_up(look.mouse));
    let Ok(mut terminal) = terminal else { return Some(open()) };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let start = Instant::now();
    let show = || {
        // a terminal that is gone is noticed by the screen itself
        let _ = terminal.draw(|frame| draw(frame, &name, bytes, start.elapsed(), look.theme, look.ascii));
    };
    let found = until(&receiver, show, pressed, |event| look.early.borrow_mut().push(event));
    if !matches!(&found, Ok(Some(Ok(_)))) {
        give_back();
    }
    // what went wrong there goes wrong again where it can be said
    found.unwrap_or_else(|_| Some(open()))
}

/// Returns the next event that is there already.
fn pressed() -> Option<Event> {
    event::poll(Duration::ZERO).ok().filter(|there| *there).and_then(|_| event::read().ok())
}

/// Waits for a result, shows a picture at each turn, and looks at what is pressed. Returns nothing where that asks to leave.
fn until<T>(
    receiver: &Receiver<T>,
    mut show: impl FnMut(),
    pressed: impl Fn() -> Option<Event>,
    mut keep: impl FnMut(Event),
) -> Result<Option<T>, RecvTimeoutError> {
    loop {
        show();
        match receiver.recv_timeout(PAUSE) {
            Ok(done) => return Ok(Some(done)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(why) => return Err(why),
        }
        while let Some(event) = pressed() {
            if leaves(&event) {
                return Ok(None);
            }
            keep(event);
        }
    }
}

fn leaves(event: &Event) -> bool {
    let Event::Key(key) = event else { return false };
    let pressed = key.kind != KeyEventKind::Release;
    pressed
        && (matches!(key.code, KeyCode::Esc | KeyCode::Char('q'))
            || key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL))
}

fn draw(frame: &mut Frame<'_>, name: &str, bytes: u64, since: Duration, theme: Theme, ascii: bool) {
    let area = frame.area();
    let cells = usize::from(area.width);
    let seconds = since.as_secs();
    let long = if seconds > 0 { format!(" · {seconds} s") } else { String::new() };
    let what = format!("reading {}, {} MB …{long}", text::line(name), bytes >> 20);
    let lines = [
        line(vec![span("momentum", theme.title)]),
        line(vec![span(&text::cut(&what, cells), theme.text)]),
        line(vec![span(&text::cut("Esc leaves: nothing is changed", cells), theme.muted)]),
    ];
    let top = area.height.saturating_sub(3) / 2;
    for (y, line) in (top..area.height).zip(lines) {
        let row = Rect { y: area.y + y, height: 1, ..area };
        frame.render_widget(Paragraph::new(line).alignment(Alignment::Center), row);
    }
    if ascii {
        to_ascii(frame.buffer_mut());
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use crossterm::event::KeyEvent;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn waited(typed: Vec<Event>, done: Option<u8>) -> (Option<u8>, Vec<Event>, usize) {
        let (sender, receiver) = channel();
        let (typed, kept) = (RefCell::new(typed), RefCell::new(Vec::new()));
        let mut shown = 0;
        let show = || {
            shown += 1;
            // the second picture is the last
            if let (2, Some(done)) = (shown, done) {
                sender.send(done).unwrap();
            }
        };
        let next = || typed.borrow_mut().pop();
        let found = until(&receiver, show, next, |event| kept.borrow_mut().push(event)).unwrap();
        (found, kept.into_inner(), shown)
    }

    #[test]
    fn whoever_waits_sees_a_picture_at_once_and_what_is_typed_is_kept() {
        let j = key(KeyCode::Char('j'), KeyModifiers::NONE);
        assert_eq!(waited(vec![j.clone()], Some(7)), (Some(7), vec![j], 2));
    }

    #[test]
    fn whoever_waits_can_leave() {
        for event in [
            key(KeyCode::Esc, KeyModifiers::NONE),
            key(KeyCode::Char('q'), KeyModifiers::NONE),
            key(KeyCode::Char('c'), KeyModifiers::CONTROL),
        ] {
            assert_eq!(waited(vec![event], None).0, None);
        }
        assert!(!leaves(&key(KeyCode::Char('c'), KeyModifiers::NONE)));
    }

    #[test]
    fn the_picture_names_the_file_and_fits_every_window() {
        for (width, height) in [(80, 24), (60, 20), (20, 3), (8, 1)] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let draw = |frame: &mut Frame<'_>| {
                draw(frame, "road\u{1b}map.json", 98 << 20, Duration::from_secs(2), Theme::exact(), true);
            };
            terminal.draw(draw).unwrap();
            let text = terminal.backend().to_string();
            assert!(text.is_ascii() && !text.contains('\u{1b}'));
            if width == 80 {
                assert!(text.contains("reading road") && text.contains("98 MB ") && text.contains(" 2 s"), "{text}");
                assert!(text.contains("Esc leaves"));
            }
        }
    }
}
