//! The screen before there is one: while a long file is read the terminal says so, and whoever waits can leave.

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::widgets::Paragraph;

use super::app::App;
use super::frame;
use super::look::{Early, Look, to_ascii};
use super::terminal::{Signals, give_back, set_up};
use super::theme::Theme;
use super::widget::text::{line, span};
use crate::model::Product;
use crate::text;
use crate::workspace::LONG;

/// How long a picture stands, and how long nobody misses one.
const PAUSE: Duration = Duration::from_millis(100);

/// News from the thread that reads.
enum News<T> {
    /// The first items.
    First(Box<Product>),
    /// It is read.
    Done(T),
}

/// Opens a file, and does it on a thread of its own where that takes long: the terminal shows meanwhile the first items as soon as they are known
/// (`glimpse` makes the screen of them), before that what is read. It can be left with `q` or Ctrl-c, and then there is no answer; other keys are kept
/// for the screen, and a `q` after another key is one of those: it may be part of a word. The terminal stays set up for the screen, or is given back where
/// there will be none. Without a terminal nothing is shown.
pub fn reading<T: Send + 'static, E: Send + 'static>(
    file: &Path,
    look: &Look,
    glimpse: impl Fn(Product) -> Option<App>,
    open: impl Fn(&dyn Fn(Product)) -> Result<T, E> + Clone + Send + 'static,
) -> Option<Result<T, E>> {
    let bytes = std::fs::metadata(file).map_or(0, |data| data.len());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if bytes < LONG || dumb || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Some(open(&|_| {}));
    }
    let (sender, receiver) = channel();
    let own = open.clone();
    let begun = std::thread::Builder::new().spawn(move || {
        // nobody may be waiting any more
        let done = own(&|product| drop(sender.send(News::First(Box::new(product)))));
        drop(sender.send(News::Done(done)));
    });
    let signals = Signals::listen();
    let terminal = begun.and_then(|_| set_up(look.mouse));
    let Ok(mut terminal) = terminal else { return Some(open(&|_| {})) };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let start = Instant::now();
    let mut first = None;
    let show = |product: Option<Box<Product>>| {
        first = product.and_then(|product| glimpse(*product)).or_else(|| first.take());
        // a terminal that is gone is noticed by the screen itself
        let _ = terminal.draw(|frame| match &mut first {
            Some(app) => frame::draw(app, frame),
            None => draw(frame, &name, bytes, start.elapsed(), look.theme, look.ascii),
        });
    };
    let pressed = || if signals.raised().is_some() { Some(Asked::ToLeave) } else { pressed().map(Asked::Event) };
    let mut typed = std::mem::take(&mut look.early.borrow_mut().typed);
    // a fault while it is drawn must not keep the terminal
    let found = catch_unwind(AssertUnwindSafe(|| until(&receiver, show, pressed, &mut typed)));
    let raised = signals.raised();
    *look.early.borrow_mut() = Early { typed, terminal: Some(terminal), signals: Some(signals) };
    if raised.is_some() || !matches!(&found, Ok(Ok(Some(Ok(_))))) {
        stop(look);
    }
    if let Some(signal) = raised {
        // so that the shell sees the truth
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    // what went wrong there goes wrong again where it can be said
    found.ok().and_then(Result::ok).unwrap_or_else(|| Some(open(&|_| {})))
}

/// Gives the terminal back that was set up to wait.
pub fn stop(look: &Look) {
    if look.early.borrow_mut().terminal.take().is_some() {
        give_back();
    }
}

/// A thing that is asked of whoever waits.
enum Asked {
    /// To take an event.
    Event(Event),
    /// To leave, by a signal.
    ToLeave,
}

/// Returns the next event that is there already.
fn pressed() -> Option<Event> {
    event::poll(Duration::ZERO).ok().filter(|there| *there).and_then(|_| event::read().ok())
}

/// Waits for a result, shows a picture at each turn, and adds what is pressed to `typed`. Returns nothing where that asks to leave.
fn until<T>(
    receiver: &Receiver<News<T>>,
    mut show: impl FnMut(Option<Box<Product>>),
    pressed: impl Fn() -> Option<Asked>,
    typed: &mut Vec<Event>,
) -> Result<Option<T>, RecvTimeoutError> {
    loop {
        match receiver.recv_timeout(PAUSE) {
            Ok(News::Done(done)) => return Ok(Some(done)),
            Ok(News::First(product)) => show(Some(product)),
            Err(RecvTimeoutError::Timeout) => show(None),
            Err(why) => return Err(why),
        }
        while let Some(asked) = pressed() {
            let waiting = typed.iter().any(|event| event.is_key_press() || matches!(event, Event::Paste(_)));
            match asked {
                Asked::Event(event) if !leaves(&event, waiting) => typed.push(event),
                _ => return Ok(None),
            }
        }
    }
}

/// Whether an event asks to leave; `typed` says whether keys are waiting, of which a letter may be the next.
fn leaves(event: &Event, typed: bool) -> bool {
    let Event::Key(key) = event else { return false };
    let pressed = key.kind != KeyEventKind::Release;
    pressed
        && (key.code == KeyCode::Char('q') && key.modifiers.is_empty() && !typed
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
        line(vec![span(&text::cut("q leaves: nothing is changed", cells), theme.muted)]),
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

    /// Waits with these news from the thread and these keys; then nothing more comes.
    fn waited(news: Vec<News<u8>>, typed: Vec<Event>) -> (Option<u8>, Vec<Event>, Vec<bool>) {
        let (sender, receiver) = channel();
        for news in news {
            sender.send(news).unwrap();
        }
        let (typed, mut kept, mut shown) = (RefCell::new(typed), Vec::new(), Vec::new());
        let show = |product: Option<Box<Product>>| shown.push(product.is_some());
        let next = || typed.borrow_mut().pop().map(Asked::Event);
        let found = until(&receiver, show, next, &mut kept).unwrap();
        (found, kept, shown)
    }

    #[test]
    fn whoever_waits_sees_the_first_items_and_what_is_typed_is_kept() {
        let typed: Vec<Event> =
            [KeyCode::Char('q'), KeyCode::Esc].map(|code| key(code, KeyModifiers::NONE)).into_iter().collect();
        let kept: Vec<Event> = typed.iter().rev().cloned().collect();
        let news = || vec![News::First(Box::default()), News::Done(7)];
        assert_eq!(waited(news(), typed), (Some(7), kept, vec![true]));
        assert_eq!(
            waited(vec![News::Done(7)], Vec::new()),
            (Some(7), Vec::new(), Vec::new()),
            "what is quick is not announced"
        );
    }

    #[test]
    fn whoever_waits_can_leave() {
        for event in [key(KeyCode::Char('q'), KeyModifiers::NONE), key(KeyCode::Char('c'), KeyModifiers::CONTROL)] {
            let (found, kept, shown) = waited(Vec::new(), vec![event]);
            assert_eq!((found, kept, shown), (None, Vec::new(), vec![false]), "after a while there is a picture");
        }
        assert!(!leaves(&key(KeyCode::Char('c'), KeyModifiers::NONE), false));
        assert!(!leaves(&key(KeyCode::Char('q'), KeyModifiers::NONE), true), "it may be part of a word");
        assert!(!leaves(&key(KeyCode::Char('q'), KeyModifiers::ALT), false));
        assert!(leaves(&key(KeyCode::Char('c'), KeyModifiers::CONTROL), true));
    }

    #[test]
    fn a_signal_is_listened_to_before_any_key() {
        let (_sender, receiver) = channel::<News<u8>>();
        let found = until(&receiver, |_| {}, || Some(Asked::ToLeave), &mut Vec::new()).unwrap();
        assert_eq!(found, None);
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
                assert!(text.contains("q leaves"));
            }
        }
    }
}
