//! Many items, looked at a few at a time: the screen lives meanwhile, and Esc keeps what is there.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::{advise_within, present};
use crate::assist::{Advice, Ask};
use crate::model::Id;
use crate::tui::desk::Desk;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::widget::text::{line, pane, span};

/// Time that is spent between two frames.
const SLICE: Duration = Duration::from_millis(12);

/// A question about many items, as far as it has come.
pub struct Progress {
    ask: Ask,
    ids: Vec<Id>,
    done: usize,
    got: Advice,
}

impl Progress {
    /// Returns a question that has not begun.
    #[must_use]
    pub fn new(ask: Ask, ids: Vec<Id>) -> Self {
        Self { ask, ids, done: 0, got: Advice { ask, ..Advice::default() } }
    }

    /// Looks at the next few, and shows the answer after the last.
    fn step(mut self, desk: &mut Desk) {
        if self.done >= self.ids.len() {
            self.end(desk);
            return;
        }
        let ids = std::mem::take(&mut self.ids);
        let left = ids.get(self.done..).unwrap_or_default();
        let more = advise_within(desk, self.ask, left, SLICE);
        self.done += more.about.len();
        self.got.append(more);
        self.ids = ids;
        desk.push(self);
    }

    fn end(self, desk: &mut Desk) {
        present(desk, self.got);
    }

    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(self.ask, Vec::new()))
    }
}

impl Layer for Progress {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => {
                let own = self.take();
                Flow::Then(Box::new(move |desk| own.end(desk)))
            }
            _ => Flow::Stay,
        }
    }

    fn wait(&mut self, _: i64) -> Option<Flow> {
        let own = self.take();
        Some(Flow::Then(Box::new(move |desk| own.step(desk))))
    }

    fn waits(&self) -> bool {
        true
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let area = centred(area, 48, 3);
        frame.render_widget(Clear, area);
        let block = pane(vec![span(self.ask.title(), desk.theme.title)], true, desk.theme);
        let words = format!("{} of {} looked at", self.done, self.ids.len());
        frame.render_widget(Paragraph::new(line(vec![span(&words, desk.theme.text)])).block(block), area);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Esc", "that is enough")]
    }
}
