//! Named styles: the only file in which a colour is written.

use ratatui::style::{Color, Modifier, Style};

/// The styles of the screen, by what they mean.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// What one reads.
    pub text: Style,
    /// Labels, units, keys, rules, panes without focus.
    pub muted: Style,
    /// Focus and the current tab.
    pub accent: Style,
    /// The selected row.
    pub selected: Style,
    /// What a pane or an item is called.
    pub title: Style,
    /// Ready, accepted, saved.
    pub good: Style,
    /// Not ready, ageing.
    pub warn: Style,
    /// Blocked, over, not saved.
    pub bad: Style,
    /// Links to goals: the thread through all screens.
    pub why: Style,
    /// A key that can be pressed.
    pub key: Style,
    /// What a layer lies over.
    pub ghost: Style,
    /// Letters that a search found.
    pub found: Style,
}

impl Theme {
    /// Returns the theme that fits the environment: none of its colours where `NO_COLOR` is set, exact colours where the
    /// terminal has them, else the terminal's own sixteen.
    #[must_use]
    pub fn fitting(no_color: bool, exact: bool) -> Self {
        match (no_color, exact) {
            (true, _) => Self::plain(),
            (_, true) => Self::exact(),
            _ => Self::terminal(),
        }
    }

    /// Without colour: weight, underline and reversal carry the meaning beside the signs.
    #[must_use]
    pub fn plain() -> Self {
        let text = Style::new();
        let bold = text.add_modifier(Modifier::BOLD);
        let dim = text.add_modifier(Modifier::DIM);
        Self {
            text,
            muted: dim,
            accent: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            title: bold,
            good: text,
            warn: text,
            bad: bold,
            why: text,
            key: bold,
            ghost: dim,
            found: bold.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// The terminal's own sixteen colours, so that it looks like everything else there.
    #[must_use]
    pub fn terminal() -> Self {
        let text = Style::new();
        let of = |color| text.fg(color);
        let bold = Modifier::BOLD;
        Self {
            text,
            muted: of(Color::DarkGray),
            accent: of(Color::Cyan),
            selected: text.add_modifier(bold).add_modifier(Modifier::REVERSED),
            title: text.add_modifier(bold),
            good: of(Color::Green),
            warn: of(Color::Yellow),
            bad: of(Color::Red).add_modifier(bold),
            why: of(Color::Magenta),
            key: of(Color::Cyan),
            ghost: of(Color::DarkGray),
            found: of(Color::Cyan).add_modifier(bold).add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Exact colours on the terminal's own background. The greys keep 4.5:1 on black and on the usual dark greys.
    #[must_use]
    pub fn exact() -> Self {
        let of = |r, g, b| Style::new().fg(Color::Rgb(r, g, b));
        let bold = Modifier::BOLD;
        Self {
            text: of(0xd8, 0xde, 0xe9),
            muted: of(0x8b, 0x94, 0xa7),
            accent: of(0x8f, 0xbc, 0xd8),
            selected: of(0xf4, 0xf6, 0xfa).bg(Color::Rgb(0x34, 0x3e, 0x52)).add_modifier(bold),
            title: of(0xf4, 0xf6, 0xfa).add_modifier(bold),
            good: of(0x9f, 0xc9, 0x8b),
            warn: of(0xe5, 0xc0, 0x7b),
            bad: of(0xef, 0x7a, 0x85).add_modifier(bold),
            why: of(0xc7, 0xa3, 0xe0),
            key: of(0x8f, 0xbc, 0xd8),
            ghost: of(0x6b, 0x74, 0x86),
            found: of(0xff, 0xd5, 0x80).add_modifier(bold).add_modifier(Modifier::UNDERLINED),
        }
    }
}
