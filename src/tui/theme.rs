//! Named styles: the only file in which a colour is written.

use ratatui::style::{Color, Modifier, Style};

/// The styles of the screen, by what they mean.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// The style of plain text.
    pub text: Style,
    /// Labels, units, keys, rules, panes without focus.
    pub muted: Style,
    /// Focus and the current tab.
    pub accent: Style,
    /// The style of the selected row.
    pub selected: Style,
    /// What a pane or an item is called.
    pub title: Style,
    /// What is ready, accepted or saved.
    pub good: Style,
    /// What is not ready or is ageing.
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
    /// What is painted where nothing else is; `None` leaves the terminal its own ground. All of it is painted or none.
    pub ground: Option<Style>,
}

impl Theme {
    /// The names of the themes.
    pub const NAMES: &'static [&'static str] = &["dark", "light", "contrast", "terminal", "plain"];

    /// Returns the theme of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            // a theme that somebody chose is right on every terminal, so it brings its ground
            "dark" => Self::exact().on(Color::Rgb(0x1c, 0x20, 0x28)),
            "light" => Self::light().on(Color::Rgb(0xfb, 0xfb, 0xf8)),
            "contrast" => Self::contrast(),
            "terminal" => Self::terminal(),
            "plain" => Self::plain(),
            _ => return None,
        })
    }

    /// Paints the whole ground in a colour.
    #[must_use]
    fn on(self, ground: Color) -> Self {
        Self { ground: Some(self.text.bg(ground)), ..self }
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
            ground: None,
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
            ground: None,
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
            ground: None,
        }
    }

    /// Exact colours for a light background: dark ink, the same meanings.
    #[must_use]
    pub fn light() -> Self {
        let of = |r, g, b| Style::new().fg(Color::Rgb(r, g, b));
        let bold = Modifier::BOLD;
        Self {
            text: of(0x24, 0x29, 0x33),
            muted: of(0x5f, 0x68, 0x78),
            accent: of(0x1b, 0x5e, 0x9a),
            selected: of(0x10, 0x14, 0x1c).bg(Color::Rgb(0xd5, 0xe1, 0xf0)).add_modifier(bold),
            title: of(0x10, 0x14, 0x1c).add_modifier(bold),
            good: of(0x2c, 0x6e, 0x2f),
            warn: of(0x8a, 0x5a, 0x00),
            bad: of(0xb0, 0x1e, 0x2e).add_modifier(bold),
            why: of(0x75, 0x3a, 0xa8),
            key: of(0x1b, 0x5e, 0x9a),
            ghost: of(0x8a, 0x92, 0x9f),
            found: of(0x8a, 0x3d, 0x00).add_modifier(bold).add_modifier(Modifier::UNDERLINED),
            ground: None,
        }
    }

    /// The strongest contrast: white and bright colours on black, for projectors and tired eyes.
    #[must_use]
    pub fn contrast() -> Self {
        let on = |r, g, b| Style::new().fg(Color::Rgb(r, g, b)).bg(Color::Rgb(0, 0, 0));
        let bold = Modifier::BOLD;
        let theme = Self {
            text: on(0xff, 0xff, 0xff),
            muted: on(0xc8, 0xc8, 0xc8),
            accent: on(0x5f, 0xd7, 0xff).add_modifier(bold),
            selected: Style::new().fg(Color::Rgb(0, 0, 0)).bg(Color::Rgb(0xff, 0xff, 0x5f)).add_modifier(bold),
            title: on(0xff, 0xff, 0xff).add_modifier(bold),
            good: on(0x5f, 0xff, 0x5f),
            warn: on(0xff, 0xd7, 0x00),
            bad: on(0xff, 0x6f, 0x6f).add_modifier(bold),
            why: on(0xff, 0xaf, 0xff),
            key: on(0x5f, 0xd7, 0xff).add_modifier(bold),
            ghost: on(0x9e, 0x9e, 0x9e),
            found: on(0xff, 0xff, 0x5f).add_modifier(bold).add_modifier(Modifier::UNDERLINED),
            ground: None,
        };
        theme.on(Color::Rgb(0, 0, 0))
    }
}
