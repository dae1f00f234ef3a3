//! The terminal: set up, given back, asked for its background, and the signals that end or stop the program.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event, KeyCode, KeyEvent,
    KeyModifiers,
};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::system;

/// The terminal as frames are drawn on it.
pub type Tty = Terminal<CrosstermBackend<io::Stdout>>;

/// Prepares the terminal for the screen, or anew after somebody else had it. It is cleared and asked nothing: a terminal
/// that does not answer must not end the program.
///
/// # Errors
/// Returns an error if the terminal cannot be written or its mode not be set.
pub fn set_up(mouse: bool) -> io::Result<Tty> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    // what another product or program left on the screen is not known to this one
    execute!(io::stdout(), Clear(ClearType::All))?;
    Terminal::new(CrosstermBackend::new(io::stdout()))
}

/// Gives the terminal back as it was. Each step is tried, whatever became of the one before.
pub fn give_back() {
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Why the loop has to set the terminal up anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The program is to stop until it is continued.
    Stop,
    /// It was stopped, and goes on.
    Continued,
}

/// Signals as flags that the loop looks at.
#[derive(Clone, Debug)]
pub struct Signals {
    /// Those that want the program to end.
    ends: Vec<(i32, Arc<AtomicBool>)>,
    stop: Arc<AtomicBool>,
    goes_on: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to listen. Whatever would end the program without a word gives the terminal back first.
    #[must_use]
    pub fn listen() -> Self {
        let flag = |signal| {
            let flag = Arc::new(AtomicBool::new(false));
            let _ = signal_hook::flag::register(signal, flag.clone());
            flag
        };
        Self {
            ends: system::ENDS.iter().map(|signal| (*signal, flag(*signal))).collect(),
            stop: system::STOP.map(flag).unwrap_or_default(),
            goes_on: system::GOES_ON.map(flag).unwrap_or_default(),
        }
    }

    /// Forgets what keys in another program of this terminal have raised: Ctrl-c, Ctrl-\\ and Ctrl-z.
    pub fn forget_keys(&self) {
        self.ends
            .iter()
            .filter(|(s, _)| system::KEYS.contains(s))
            .for_each(|(_, flag)| flag.store(false, Ordering::Relaxed));
        self.stop.store(false, Ordering::Relaxed);
        self.goes_on.store(false, Ordering::Relaxed);
    }

    /// Returns the signal that wants the program to end.
    #[must_use]
    pub fn raised(&self) -> Option<i32> {
        self.ends.iter().find(|(_, flag)| flag.load(Ordering::Relaxed)).map(|(signal, _)| *signal)
    }

    /// Asks for a stop, as the signal does.
    pub fn suspend(&self) {
        self.stop.store(system::STOP.is_some(), Ordering::Relaxed);
    }

    /// Returns whether the program is to stop, or was stopped and goes on; each is told once.
    #[must_use]
    pub fn pause(&self) -> Option<Pause> {
        if self.stop.swap(false, Ordering::Relaxed) {
            return Some(Pause::Stop);
        }
        self.goes_on.swap(false, Ordering::Relaxed).then_some(Pause::Continued)
    }
}

/// Gives the terminal back and stops until the program is continued.
pub fn stop() {
    give_back();
    let _ = system::STOP.map(signal_hook::low_level::emulate_default_handler);
}

/// How long the terminal may take to tell its background. Terminals that know answer within a few milliseconds; only one that
/// says nothing at all costs this once.
const PATIENCE: Duration = Duration::from_millis(120);
/// OSC 11 asks for the background; what every terminal answers (its kind, DA1) comes after it and ends the waiting.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// Asks the terminal whether its background is light. Returns that, and the keys that were typed meanwhile, none of which is
/// lost. To be called before anything else reads keys.
#[must_use]
pub fn ask_background() -> (Option<bool>, Vec<Event>) {
    if !system::ANSWERS || enable_raw_mode().is_err() {
        return (None, Vec::new());
    }
    let mut out = io::stdout();
    let asked = out.write_all(QUESTION).and_then(|()| out.flush()).is_ok();
    let mut bytes = Vec::new();
    let end = Instant::now() + PATIENCE;
    while asked && !is_answered(&bytes) && system::read_some(&mut bytes, end.saturating_duration_since(Instant::now()))
    {
    }
    let _ = disable_raw_mode();
    let (light, typed) = take_answer(&bytes);
    (light, read_keys(&typed))
}

/// Returns where an answer of the terminal begins and ends: from `head` to the first of `tails`.
fn find_answer(bytes: &[u8], head: &[u8], tails: &[&[u8]]) -> Option<(usize, usize)> {
    let start = bytes.windows(head.len()).position(|window| window == head)?;
    let rest = bytes.get(start..)?;
    let ends = tails.iter().filter_map(|tail| Some(rest.windows(tail.len()).position(|w| w == *tail)? + tail.len()));
    Some((start, start + ends.min()?))
}

fn is_answered(bytes: &[u8]) -> bool {
    find_answer(bytes, b"\x1b[?", &[b"c"]).is_some()
}

/// Takes the terminal's answers out of what came. Returns whether the background is light, and what a person typed.
fn take_answer(bytes: &[u8]) -> (Option<bool>, Vec<u8>) {
    let mut typed = bytes.to_vec();
    if let Some((from, to)) = find_answer(&typed, b"\x1b[?", &[b"c"]) {
        typed.drain(from..to);
    }
    let mut light = None;
    if let Some((from, to)) = find_answer(&typed, b"\x1b]11;", &[b"\x07", b"\x1b\\"]) {
        let answer: Vec<u8> = typed.drain(from..to).collect();
        light = is_light(&String::from_utf8_lossy(&answer));
    }
    (light, typed)
}

/// Whether the colour of an answer such as `rgb:1e1e/1e1e/2e2e` is light: by the relative luminance of WCAG 2.1, without its
/// linearisation, against the middle.
fn is_light(answer: &str) -> Option<bool> {
    let (_, colour) = answer.split_once("rgb")?;
    let (_, parts) = colour.split_once(':')?;
    let mut parts = parts.split('/').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_hexdigit).take(4).collect();
        let most = 16_f64.powi(i32::try_from(digits.len()).ok()?) - 1.0;
        Some(f64::from(u32::from_str_radix(&digits, 16).ok()?) / most)
    });
    let mut next = || parts.next().flatten();
    let (red, green, blue) = (next()?, next()?, next()?);
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

/// Returns the keys that bytes from a terminal mean: letters, and the few others that one types ahead.
fn read_keys(bytes: &[u8]) -> Vec<Event> {
    let mut out = Vec::new();
    let mut key = |code, modifiers| out.push(Event::Key(KeyEvent::new(code, modifiers)));
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.as_ref();
    let named = [
        ("\x1b[A", KeyCode::Up),
        ("\x1b[B", KeyCode::Down),
        ("\x1b[C", KeyCode::Right),
        ("\x1b[D", KeyCode::Left),
        ("\x1b[Z", KeyCode::BackTab),
        ("\x1b", KeyCode::Esc),
    ];
    while let Some(c) = rest.chars().next() {
        let (mut after, mut code, mut modifiers) = (c.len_utf8(), None, KeyModifiers::NONE);
        match c {
            '\x1b' => {
                if let Some((bytes, named)) = named.iter().find(|(bytes, _)| rest.starts_with(bytes)) {
                    (after, code) = (bytes.len(), Some(*named));
                }
            }
            '\r' | '\n' => code = Some(KeyCode::Enter),
            '\t' => code = Some(KeyCode::Tab),
            '\x7f' | '\x08' => code = Some(KeyCode::Backspace),
            '\x01'..='\x1a' => {
                code = char::from_u32(u32::from(c) + 0x60).map(KeyCode::Char);
                modifiers = KeyModifiers::CONTROL;
            }
            c if c.is_control() || c == char::REPLACEMENT_CHARACTER => {}
            c => code = Some(KeyCode::Char(c)),
        }
        if let Some(code) = code {
            key(code, modifiers);
        }
        rest = rest.get(after..).unwrap_or_default();
    }
    out
}

/// An answer about the background that came after the patience was over: the library that reads keys takes it for typing.
#[derive(Debug, Default)]
pub struct LateAnswer {
    within: bool,
}

impl LateAnswer {
    /// Whether an event is part of a late answer, from `ESC ]` to its end, and no key.
    pub fn swallows(&mut self, event: &Event) -> bool {
        let Event::Key(key) = event else { return false };
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char(']') if alt => self.within = true,
            // BEL, or ESC \
            KeyCode::Char('g') if self.within && key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.within = false;
                return true;
            }
            KeyCode::Char('\\') if self.within && alt => {
                self.within = false;
                return true;
            }
            // `11;rgb:1e1e/1e1e/2e2e` and nothing else
            KeyCode::Char(c) if self.within => {
                self.within = c.is_ascii_hexdigit() || ";:/rgba".contains(c);
            }
            _ => self.within = false,
        }
        self.within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(events: &[Event]) -> String {
        let word = |event: &Event| match event {
            Event::Key(key) => match key.code {
                KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => format!("^{c}"),
                KeyCode::Char(c) => c.to_string(),
                other => format!("<{other}>"),
            },
            other => format!("{other:?}"),
        };
        events.iter().map(word).collect()
    }

    #[test]
    fn what_was_typed_before_between_and_after_the_answers_is_kept() {
        let light = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\";
        let dark = b"\x1b]11;rgb:1e/1e/2e\x07";
        let kind = b"\x1b[?62;22c";
        for (answer, expected) in [(&light[..], Some(true)), (dark, Some(false)), (b"", None)] {
            for (before, between, after) in [("", "", ""), ("3", "", ""), ("", "jj", "s8"), ("a", "\u{e9}", "\x1b[A\r")]
            {
                let bytes = [before.as_bytes(), answer, between.as_bytes(), kind, after.as_bytes()].concat();
                assert!(is_answered(&bytes));
                let (light, typed) = take_answer(&bytes);
                assert_eq!(light, expected);
                assert_eq!(typed, [before, between, after].concat().into_bytes());
            }
        }
        assert!(!is_answered(light) && !is_answered(b"3"));
        assert_eq!(
            words(&read_keys("3\u{e9}\r\t\x7f\x03\x1b[A\x1b[B\x1bq\0".as_bytes())),
            "3é<Enter><Tab><Backspace>^c<Up><Down><Esc>q"
        );
    }

    #[test]
    fn a_late_answer_is_no_typing() {
        let mut late = LateAnswer::default();
        let key = |c, modifiers| Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers));
        let plain = |c| key(c, KeyModifiers::NONE);
        let mut swallowed = vec![key(']', KeyModifiers::ALT)];
        swallowed.extend("11;rgb:1e1e/1e1e/2e2e".chars().map(plain));
        for end in [key('\\', KeyModifiers::ALT), key('g', KeyModifiers::CONTROL)] {
            assert!(swallowed.iter().all(|event| late.swallows(event)));
            assert!(late.swallows(&end));
            assert!(!late.swallows(&plain('1')), "what follows is typing");
        }
        // a person who types Alt-] goes on as usual
        assert!(late.swallows(&key(']', KeyModifiers::ALT)) && !late.swallows(&plain('j')));
        assert!(!late.swallows(&key('g', KeyModifiers::CONTROL)));
    }
}
