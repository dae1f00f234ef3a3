//! The screen: set up and give back the terminal, and the loop between keys and frames.

pub(crate) mod aims;
pub mod app;
pub(crate) mod assist;
pub(crate) mod back;
pub mod catalog;
pub mod clock;
pub mod command;
pub(crate) mod copying;
pub mod desk;
mod editor;
mod everywhere;
pub(crate) mod files;
pub mod frame;
pub mod helper;
pub mod import;
pub(crate) mod items;
pub(crate) mod judge;
pub mod keymap;
pub(crate) mod layer;
pub mod list;
pub(crate) mod look;
pub(crate) mod mapping;
mod memo;
pub mod mouse;
pub(crate) mod palette;
pub(crate) mod pointer;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod sharing;
pub(crate) mod stakes;
pub(crate) mod steps;
pub(crate) mod terminal;
pub mod theme;
mod tips;
pub mod tour;
pub(crate) mod view;
pub(crate) mod wait;
mod welcome;
pub(crate) mod widget;

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::event::{self, Event, KeyEventKind};
use crossterm::execute;

use crate::config::Config;
use crate::model::Product;
use crate::model::stamp::Clock;
use crate::store::habits::Habits;
use crate::store::typed::Typed;
use crate::store::{Guard, copies};
use crate::system;
use crate::workspace::Workspace;
use app::App;
use desk::{Desk, Effect};
use look::Look;
use terminal::{Signals, Tty, give_back, set_up};

/// How long leaving waits for a save that is on its way.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits when the system wants the program to end.
const HASTE: Duration = Duration::from_secs(2);

/// How the screen ended.
#[derive(Debug)]
pub struct End {
    /// The exit code of the process.
    pub code: u8,
    /// What to say on standard error, where there is something.
    pub words: Option<String>,
    /// The signal that ended it; the shell is to see it.
    pub signal: Option<i32>,
    /// What is to be shown next, where the program goes on.
    pub next: Option<Destination>,
}

/// What the program goes on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The sample product, thrown away at the end.
    Sample,
    /// The same, with a tour through it.
    Tour,
    /// The product in this file.
    Product(std::path::PathBuf),
}

/// What the screen begins with.
#[derive(Debug, Default)]
pub enum Greeting {
    /// Begin on the usual screen.
    #[default]
    None,
    /// The first run, with the files that were found.
    Welcome(Vec<import::Offer>),
    /// A file to take in.
    Import(std::path::PathBuf),
    /// A tour of what is there.
    Tour,
}

impl End {
    /// Returns an end with words to say.
    pub(crate) fn new(code: u8, words: impl Into<Option<String>>) -> Self {
        Self { code, words: words.into(), signal: None, next: None }
    }
}

fn app(workspace: Workspace, size: (u16, u16), look: &Look, config: &Config, clock: Clock) -> App {
    let mut app = App::new(workspace, look.theme, size, clock.now());
    app.desk.user.ascii = look.ascii;
    app.configure(config);
    app.desk.clock = Some(clock);
    app.desk.user.habits = Habits::load();
    app.desk.user.name = config.author();
    app
}

/// Returns the screen with the first items of a long product, to be looked at while the rest is read; `None` where it would show an empty list.
#[must_use]
pub fn glimpse(product: Product, file: &Path, look: &Look, config: &Config, clock: Clock) -> Option<App> {
    let size = crossterm::terminal::size().unwrap_or((80, 24));
    let mut app = app(Workspace::glimpse(product, file), size, look, config, clock);
    app.greet(Greeting::None);
    let is_empty = app.desk.shows_list() && app.desk.list.rows().is_empty();
    (!is_empty).then_some(app)
}

/// Runs the screen until it is left.
#[must_use]
pub fn run(workspace: Workspace, greeting: Greeting, look: &Look, config: &Config, clock: Clock) -> End {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let words = "the screen needs a terminal; for scripts there are commands: momentum list, momentum --help";
        return End::new(2, words.to_owned());
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        let words =
            "this terminal (TERM=dumb) cannot show a screen; there are commands: momentum list, momentum --help";
        return End::new(2, words.to_owned());
    }
    let shown = look.early.borrow_mut().terminal.take();
    let mut terminal = match shown.map_or_else(|| set_up(look.mouse), Ok) {
        Ok(terminal) => terminal,
        Err(why) => {
            give_back();
            return End::new(74, format!("the terminal cannot be used: {why}"));
        }
    };
    let panicked: Arc<Mutex<Option<String>>> = Arc::default();
    let note = panicked.clone();
    std::panic::set_hook(Box::new(move |info| {
        *note.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.to_string());
    }));
    let signals = look.early.borrow_mut().signals.take().unwrap_or_else(Signals::listen);
    let size = terminal.size().map_or((80, 24), |size| (size.width, size.height));
    let mut app = app(workspace, size, look, config, clock);
    app.greet(greeting);
    if let Some(copy) = copies::beside(app.desk.workspace.path()).first() {
        app.desk.refuse(copies::notice(copy));
    }
    let drafts = editor::drafts(&app.desk).len();
    if drafts > 0 && app.desk.message.is_none() {
        app.desk.refuse(format!(
            "{} unfinished in the editor · ⟦editor.drafts⟧ takes it or drops it",
            crate::words::count(drafts, "text")
        ));
    }
    take_up(&mut app.desk);
    app.desk.user.sharing = sharing::Check::begin(app.desk.workspace.path());
    let done = watch(&signals, app.desk.workspace.guard());
    let early = std::mem::take(&mut look.early.borrow_mut().typed);
    let result = catch_unwind(AssertUnwindSafe(|| work(&mut app, &mut terminal, &signals, look.mouse, early)));
    done.store(true, Ordering::Relaxed);
    give_back();
    let _ = std::panic::take_hook();
    app.desk.user.habits.keep();
    let patience = if matches!(result, Ok(Ok(Left::Quit(_)))) { PATIENCE } else { HASTE };
    let safe = app.desk.workspace.settle(patience);
    app.desk.user.typed.close(HASTE);
    let kept = if safe { None } else { app.desk.workspace.rescue() };
    let rescue = match (&kept, safe) {
        (_, true) => "everything was saved".to_owned(),
        (Some(path), _) => format!("what was not saved is in {}", path.display()),
        (None, _) => "some changes could not be saved anywhere".to_owned(),
    };
    match result {
        Err(_) => {
            let why = panicked.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
            End::new(101, format!("momentum has a fault and had to stop; {rescue}.\n{why}"))
        }
        Ok(Err(why)) => End::new(74, format!("the terminal is gone ({why}); {rescue}")),
        Ok(Ok(Left::Signal(signal))) => {
            End { code: 0, words: (!safe).then_some(rescue), signal: Some(signal), next: None }
        }
        Ok(Ok(Left::Quit(next))) => {
            let next = next.filter(|_| safe);
            End { next, ..End::new(if safe { 0 } else { 74 }, (!safe).then_some(rescue)) }
        }
    }
}

/// Takes up what was half typed when a program on this product was killed, and says at which questions it will stand again.
fn take_up(desk: &mut Desk) {
    desk.user.typed = Typed::beside(desk.workspace.sidecar());
    desk.user.left = desk.user.typed.left_behind();
    let words = desk.user.left.iter().map(|(_, text)| crate::text::line(text)).find(|text| !text.trim().is_empty());
    if let Some(words) = words.filter(|_| desk.message.is_none()) {
        let words = crate::text::cut(&words, 40).into_owned();
        desk.refuse(format!("momentum ended while “{words}” was half typed: it stands there when you ask again"));
    }
}

/// How often the terminal is looked at.
const WATCH: Duration = Duration::from_millis(300);
/// How often in a row it must be gone, while the loop has not noticed, before the program ends without the loop.
const STRIKES: u32 = 4;

/// Watches over the loop: a terminal that is gone keeps the library that reads keys busy for ever, and then nothing would
/// end the program. What was done is with the saving thread already, so it is waited for and the program ends.
///
/// Returns the flag by which the loop says that it has ended by itself.
fn watch(signals: &Signals, guard: Option<Guard>) -> Arc<AtomicBool> {
    let done = Arc::new(AtomicBool::new(false));
    let (flag, signals) = (done.clone(), signals.clone());
    // without a thread to be had nobody watches, and the loop is on its own
    let _ = std::thread::Builder::new().spawn(move || {
        let mut strikes = 0;
        while !flag.load(Ordering::Relaxed) {
            std::thread::sleep(WATCH);
            strikes = if signals.raised().is_some() || system::is_hung_up() { strikes + 1 } else { 0 };
            if strikes >= STRIKES && !flag.load(Ordering::Relaxed) {
                let _ = guard.is_none_or(|guard| guard.settle(HASTE));
                give_back();
                system::filter::end_everything();
                let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTERM);
                std::process::exit(74);
            }
        }
    });
    done
}

/// Why the loop ended.
enum Left {
    /// A signal asked for it.
    Signal(i32),
    /// The user did, perhaps for another product.
    Quit(Option<Destination>),
}

/// Takes events until it is time to leave. `early` was typed before the loop.
fn work(app: &mut App, terminal: &mut Tty, signals: &Signals, mouse: bool, early: Vec<Event>) -> io::Result<Left> {
    let mut late = terminal::LateAnswer::default();
    if !early.is_empty() {
        // what was clicked on is told by what stands there
        terminal.draw(|frame| frame::draw(app, frame))?;
    }
    for event in early.into_iter().filter(|event| !late.swallows(event)).collect::<Vec<_>>() {
        app.desk.tell_time();
        take(app, event);
    }
    let mut dirty = true;
    loop {
        if let Some(signal) = signals.raised() {
            return Ok(Left::Signal(signal));
        }
        if let Some(pause) = signals.pause() {
            // stopped with everything on the disk and no lock held; what follows happens when it goes on
            if pause == terminal::Pause::Stop {
                let _ = app.desk.workspace.settle(HASTE);
                terminal::stop();
            }
            *terminal = set_up(mouse)?;
            dirty = true;
        }
        if dirty {
            terminal.draw(|frame| frame::draw(app, frame))?;
            dirty = false;
        }
        if event::poll(Duration::from_millis(app.patience()))? {
            // all that has come is taken before one frame is drawn
            loop {
                app.desk.tell_time();
                let event = event::read()?;
                dirty |= !late.swallows(&event) && take(app, event);
                if !event::poll(Duration::ZERO)? || app.desk.effects.iter().any(Effect::leaves) {
                    break;
                }
            }
        } else {
            app.desk.tell_time();
            dirty |= app.desk.look_further();
        }
        dirty |= app.tick() | copying::tell(&mut app.desk) | sharing::tell(&mut app.desk);
        for effect in std::mem::take(&mut app.desk.effects) {
            match effect {
                Effect::Quit => return Ok(Left::Quit(None)),
                Effect::Go(next) => return Ok(Left::Quit(Some(next))),
                Effect::Copy(text) => {
                    if let Some(text) = app.desk.user.copying.start(text) {
                        copy(&text)?;
                        app.desk.add_to_message(" · handed to the terminal");
                    }
                    dirty = true;
                }
                Effect::Edit(_) | Effect::Write(..) => {
                    match effect {
                        Effect::Edit(id) => editor::edit(&mut app.desk, id),
                        Effect::Write(name, text) => editor::write(&mut app.desk, name, &text),
                        _ => {}
                    }
                    // what was typed and signalled meanwhile was meant for the editor
                    system::flush_input();
                    signals.forget_keys();
                    *terminal = set_up(mouse)?;
                    dirty = true;
                }
                Effect::Suspend => signals.suspend(),
                Effect::Redraw => {
                    *terminal = set_up(mouse)?;
                    dirty = true;
                }
            }
        }
    }
}

/// Largest text that terminals take into the clipboard.
const CLIPBOARD: usize = 75_000;

/// Hands a text to the terminal for the clipboard. A terminal that does not know how leaves it.
fn copy(text: &str) -> io::Result<()> {
    let shown = crate::text::show(text);
    let end = shown.char_indices().map(|(i, _)| i).find(|i| *i >= CLIPBOARD).unwrap_or(shown.len());
    execute!(io::stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(shown.get(..end).unwrap_or("")))
}

/// Takes one event. Returns whether the frame may have changed.
fn take(app: &mut App, event: Event) -> bool {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
        Event::Paste(text) => app.paste(&text),
        Event::Mouse(event) => mouse::take(app, event),
        Event::Resize(width, height) => app.desk.size = (width, height),
        _ => return false,
    }
    true
}
