//! A question with several lines for an answer: a pasted list, a comment.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::{Flow, Layer, Shown, centred};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{line, pane, span};

type Done = Box<dyn FnOnce(&mut Desk, String)>;

/// A question with several lines for an answer. Tab takes them, because Enter is a new line.
pub struct Prose {
    title: String,
    hint: String,
    input: Input,
    /// The text that was there at first.
    start: String,
    done: Option<Done>,
}

impl Prose {
    /// Returns a question; `done` gets the answer.
    pub fn new(
        title: impl Into<String>,
        hint: impl Into<String>,
        text: &str,
        done: impl FnOnce(&mut Desk, String) + 'static,
    ) -> Self {
        let input = Input::prose(text);
        let start = input.text();
        Self { title: title.into(), hint: hint.into(), input, start, done: Some(Box::new(done)) }
    }
}

impl Layer for Prose {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => Flow::Close,
            KeyCode::Tab => {
                let text = self.input.text();
                match self.done.take() {
                    Some(done) => Flow::Then(Box::new(move |desk| done(desk, text))),
                    None => Flow::Close,
                }
            }
            _ => {
                self.input.key(key);
                Flow::Stay
            }
        }
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        self.input.paste(text);
        Flow::Stay
    }

    fn typed(&self) -> Vec<(String, String)> {
        let text = self.input.text();
        if text == self.start || text.trim().is_empty() { Vec::new() } else { vec![(self.title.clone(), text)] }
    }

    fn take_up(&mut self, left: &mut Vec<(String, String)>) {
        if let Some(at) = left.iter().position(|(title, _)| *title == self.title) {
            self.input = Input::prose(&left.remove(at).1);
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let area = centred(area, (area.width * 8 / 10).max(60), (area.height * 7 / 10).max(8));
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let block = pane(vec![span(&text::cut(&desk.words(&self.title), cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(&desk.words(&self.hint), cells)), theme.muted)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        self.input.render(frame, inner, true, theme);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Tab", "take it"), ("Enter", "new line"), ("Esc", "leave")]
    }
}
