//! How the screen looks here: what the arguments and the environment say about colour, signs and the mouse.

use std::cell::RefCell;

use crossterm::event::Event;
use ratatui::buffer::Buffer;

use super::terminal::{Signals, Tty};
use super::theme::Theme;
use crate::system;

/// How the screen looks and whether it listens to the mouse.
#[derive(Debug)]
pub struct Look {
    /// The styles of the theme.
    pub theme: Theme,
    /// Whether borders and symbols are drawn in ASCII only.
    pub ascii: bool,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Taken over from before the screen.
    pub early: RefCell<Early>,
}

/// The things that the screen takes over from what was shown before it.
#[derive(Debug, Default)]
pub struct Early {
    /// The keys that were typed while the terminal was asked, or the file read.
    pub typed: Vec<Event>,
    /// The terminal with what stands on it, where it is set up.
    pub terminal: Option<Tty>,
    /// The signals that are listened to already.
    pub signals: Option<Signals>,
}

impl Look {
    /// Returns the look that fits: what was asked for, else what the environment suggests.
    ///
    /// `NO_COLOR` takes all colours away. Without a name, a terminal with exact colours gets the dark or the light theme by
    /// the background that `COLORFGBG` names or that the terminal tells (`background`: whether it is light), and any other its own sixteen colours. A locale
    /// that is not UTF-8, or a console without escape sequences, gets ASCII where nothing else was asked for.
    #[must_use]
    pub fn fitting(
        theme: Option<&str>,
        ascii: Option<bool>,
        mouse: bool,
        env: impl Fn(&str) -> Option<String>,
        background: impl FnOnce() -> (Option<bool>, Vec<Event>),
    ) -> Self {
        let early = RefCell::new(Early::default());
        let background = || {
            let (light, typed) = background();
            early.borrow_mut().typed = typed;
            light
        };
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let named = set("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        let exact = named || system::has_exact_colours(set);
        let told = set("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
        let guess = || {
            if !exact {
                return Theme::terminal();
            }
            let light = told.map_or_else(background, |n| Some(n == 7 || n > 8));
            if light == Some(true) { Theme::light() } else { Theme::exact() }
        };
        let theme =
            if set("NO_COLOR").is_some() { Theme::plain() } else { theme.and_then(Theme::named).unwrap_or_else(guess) };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(&set);
        let utf8 = locale.is_none_or(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("utf-8") || name.contains("utf8")
        });
        Self { theme, ascii: ascii.unwrap_or_else(|| !utf8 || system::is_bare_console()), mouse, early }
    }
}

/// Own signs and what stands for them in ASCII, cell for cell.
const SIGNS: &[(&str, &str)] = &[
    ("─", "-"),
    ("│", "|"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("▸", ">"),
    ("●", "*"),
    ("○", "o"),
    ("✎", "~"),
    ("↩", "<"),
    ("⇐", "<"),
    ("▒", "%"),
    ("▓", "="),
    ("▏", "."),
    ("▎", "."),
    ("▍", "-"),
    ("▌", "-"),
    ("▋", "="),
    ("▊", "="),
    ("▉", "#"),
    ("✓", "Y"),
    ("✗", "x"),
    ("∅", "!"),
    ("€", "E"),
    ("·", "."),
    ("…", "~"),
    ("→", ">"),
    ("›", ">"),
    ("↻", "@"),
    ("½", "h"),
    ("–", "-"),
    ("×", "x"),
    ("↑", "^"),
    ("↓", "v"),
    ("←", "<"),
    ("“", "\""),
    ("”", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("‹", "<"),
    ("█", "#"),
    ("▇", "#"),
    ("▆", "#"),
    ("▅", "="),
    ("▄", "="),
    ("▃", "-"),
    ("▂", "-"),
    ("▁", "."),
    ("░", "."),
    ("▲", "^"),
    ("◀", "<"),
    ("┼", "+"),
    ("÷", "/"),
    ("−", "-"),
];

/// Returns what stands for a sign of braille: whether its dots are above, below or both.
fn of_braille(symbol: &str) -> Option<&'static str> {
    let dots = u32::from(symbol.chars().next()?).checked_sub(0x2800).filter(|dots| *dots < 0x100)?;
    // the upper four dots of the sign, and the lower four
    Some(match (dots & 0b0001_1011 > 0, dots & 0b1110_0100 > 0) {
        (false, false) => " ",
        (true, false) => "'",
        (false, true) => ".",
        (true, true) => ":",
    })
}

/// Replaces every sign beyond ASCII: own ones by their stand-ins, what is in titles by a question mark. An arrow behind a blank
/// takes the blank, so that it cannot be read as “greater than”.
pub fn to_ascii(buffer: &mut Buffer) {
    let mut after_blank = false;
    for at in 0..buffer.content.len() {
        let Some(cell) = buffer.content.get_mut(at) else { return };
        let symbol = cell.symbol().to_owned();
        if !symbol.is_ascii() {
            let own = SIGNS.iter().find(|(sign, _)| *sign == symbol).map(|(_, ascii)| *ascii);
            cell.set_symbol(own.or_else(|| of_braille(&symbol)).unwrap_or("?"));
        }
        if symbol == "→"
            && after_blank
            && let Some(before) = at.checked_sub(1).and_then(|at| buffer.content.get_mut(at))
        {
            before.set_symbol("-");
        }
        after_blank = symbol == " ";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(vars: &[(&str, &str)]) -> Look {
        Look::fitting(
            None,
            vars.iter().find(|(n, _)| *n == "ASCII").map(|(_, v)| *v == "yes"),
            true,
            |name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()),
            || (vars.iter().find(|(n, _)| *n == "ASKED").map(|(_, v)| *v == "light"), Vec::new()),
        )
    }

    #[test]
    fn the_environment_is_listened_to() {
        let same = |a: Theme, b: Theme| a.text == b.text && a.selected == b.selected;
        assert!(same(look(&[("COLORTERM", "truecolor")]).theme, Theme::exact()));
        assert!(same(look(&[("COLORTERM", "truecolor"), ("COLORFGBG", "0;15")]).theme, Theme::light()));
        assert!(same(look(&[("COLORTERM", "truecolor"), ("ASKED", "light")]).theme, Theme::light()));
        assert!(same(
            look(&[("COLORTERM", "truecolor"), ("COLORFGBG", "15;0"), ("ASKED", "light")]).theme,
            Theme::exact()
        ));
        assert!(same(look(&[("ASKED", "light")]).theme, Theme::terminal()));
        assert!(same(look(&[]).theme, Theme::terminal()));
        assert!(same(look(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]).theme, Theme::plain()));
        assert!(look(&[("LANG", "C")]).ascii && !look(&[("LANG", "de_DE.UTF-8")]).ascii);
        assert!(!look(&[("LC_ALL", "C.UTF-8"), ("LANG", "C")]).ascii);
        assert!(look(&[("ASCII", "yes"), ("LANG", "C.UTF-8")]).ascii && !look(&[("ASCII", "no"), ("LANG", "C")]).ascii);
    }

    #[test]
    fn every_theme_can_be_read() {
        use ratatui::style::Color;
        // relative luminance and contrast by WCAG 2.1
        let light = |c: Color| {
            let Color::Rgb(r, g, b) = c else { panic!("{c:?}") };
            let part = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.03928 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let contrast = |a: Color, b: Color| {
            let (a, b) = (light(a), light(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for (name, theme, ground) in [
            ("dark", Theme::exact(), Color::Rgb(0x1e, 0x1e, 0x2e)),
            ("light", Theme::light(), Color::Rgb(0xff, 0xff, 0xff)),
            ("contrast", Theme::contrast(), Color::Rgb(0, 0, 0)),
        ] {
            assert!(contrast(theme.text.fg.unwrap(), ground) >= 7.0, "{name} text");
            for style in [theme.muted, theme.accent, theme.good, theme.warn, theme.bad, theme.why, theme.key] {
                let ratio = contrast(style.fg.unwrap(), ground);
                assert!(ratio >= 4.5, "{name}: {style:?} has {ratio:.1}");
            }
            assert!(contrast(theme.selected.fg.unwrap(), theme.selected.bg.unwrap()) >= 7.0, "{name} selected");
        }
    }
}
