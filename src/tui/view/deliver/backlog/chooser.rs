//! The choice of the columns of the list: which there are, and in which order.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::columns::{self, TITLE_COLUMN};
use crate::model::{About, Verb};
use crate::tui::desk::Desk;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{bar, span};

/// The choice of columns: the chosen ones first, in their order.
pub struct Chooser {
    names: Vec<(&'static str, bool)>,
    cursor: Cursor,
}

impl Chooser {
    /// Returns the choice as the product has it.
    #[must_use]
    pub fn new(about: &About) -> Self {
        let chosen = columns::chosen(&about.columns);
        let rest = columns::ALL.iter().map(|shown| shown.name).filter(|name| !chosen.contains(name));
        let names = chosen.iter().map(|name| (*name, true)).chain(rest.map(|name| (name, false))).collect();
        Self { names, cursor: Cursor::default() }
    }

    /// Moves the column under the cursor.
    fn shift(&mut self, down: bool) {
        let at = self.cursor.at;
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        if to < self.names.len() && at < self.names.len() {
            self.names.swap(at, to);
            self.cursor.at = to;
        }
    }

    fn save(&self) -> Flow {
        let chosen: Vec<&str> = self.names.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
        // the usual ones are not written down, so that new ones come to whoever chose none
        let usual = columns::chosen(&[]);
        let own = if chosen == usual { Vec::new() } else { chosen.iter().map(|name| (*name).to_owned()).collect() };
        Flow::Then(Box::new(move |desk: &mut Desk| {
            desk.edit(Verb::Changed, "", |product| {
                product.put(About { columns: own, ..product.about().clone() });
                Ok(())
            });
        }))
    }
}

impl Layer for Chooser {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Enter => return self.save(),
            KeyCode::Char(' ') => {
                if let Some((name, on)) = self.names.get_mut(self.cursor.at) {
                    // a list without titles is none
                    *on = !*on || *name == TITLE_COLUMN;
                }
            }
            KeyCode::Char('J') => self.shift(true),
            KeyCode::Char('K') => self.shift(false),
            _ => {
                self.cursor.letter(key, self.names.len());
            }
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let high = u16::try_from(self.names.len()).unwrap_or(20).saturating_add(2);
        let area = centred(area, 36, high);
        frame.render_widget(Clear, area);
        let inner = framed(frame, area, vec![span("Columns of the backlog", theme.title)], true, theme);
        let window = self.cursor.window(self.names.len(), usize::from(inner.height));
        let lines: Vec<Line<'static>> = (self.names.iter().enumerate())
            .skip(window.start)
            .take(window.len())
            .map(|(n, (name, on))| {
                let here = n == self.cursor.at;
                let (mark, own) = if *on { ("✓ ", theme.text) } else { ("  ", theme.muted) };
                let lead = if here { "▸ " } else { "  " };
                bar(vec![span(lead, theme.accent), span(mark, theme.good), span(name, own)], here, theme)
            })
            .collect();
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Space", "show or hide"), ("J K", "order"), ("Enter", "take it"), ("Esc", "leave")]
    }
}
