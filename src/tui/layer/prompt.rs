//! A question with a text for an answer, on one line above the footer.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, foot};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{line, pane, span};

type Done = Box<dyn FnOnce(&mut Desk, String)>;
type Live = Box<dyn Fn(&mut Desk, &str)>;
type Check = Box<dyn Fn(&Desk, &str) -> Result<(), String>>;

/// A question with a text for an answer.
pub struct Prompt {
    title: String,
    hint: String,
    input: Input,
    check: Option<Check>,
    fault: Option<String>,
    live: Option<Live>,
    cancelled: Option<super::Then>,
    done: Option<Done>,
    lines: Option<Done>,
}

impl Prompt {
    /// Returns a question; `done` gets the answer. A text that is there already is selected, so that the first letter replaces
    /// it: one rule for all questions.
    pub fn new(title: impl Into<String>, text: &str, done: impl FnOnce(&mut Desk, String) + 'static) -> Self {
        Self {
            title: title.into(),
            hint: String::new(),
            input: Input::line(text).selected(),
            check: None,
            fault: None,
            live: None,
            cancelled: None,
            done: Some(Box::new(done)),
            lines: None,
        }
    }

    /// Says what may be answered.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Refuses answers that do not fit, with the words that `check` gives; the question stays open.
    #[must_use]
    pub fn check(mut self, check: impl Fn(&Desk, &str) -> Result<(), String> + 'static) -> Self {
        self.check = Some(Box::new(check));
        self
    }

    /// Does something with every letter, and something else when the question is left without an answer.
    #[must_use]
    pub fn live(
        mut self,
        live: impl Fn(&mut Desk, &str) + 'static,
        cancelled: impl FnOnce(&mut Desk) + 'static,
    ) -> Self {
        self.live = Some(Box::new(live));
        self.cancelled = Some(Box::new(cancelled));
        self
    }

    /// Takes a paste of several lines as an answer of its own kind.
    #[must_use]
    pub fn lines(mut self, lines: impl FnOnce(&mut Desk, String) + 'static) -> Self {
        self.lines = Some(Box::new(lines));
        self
    }

    fn changed(&mut self, desk: &mut Desk) {
        self.fault = None;
        if let Some(live) = &self.live {
            live(desk, &self.input.text());
        }
    }
}

impl Layer for Prompt {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => self.cancelled.take().map_or(Flow::Close, Flow::Then),
            KeyCode::Enter => {
                let text = self.input.text();
                if let Some(Err(why)) = self.check.as_ref().map(|check| check(desk, &text)) {
                    self.fault = Some(why);
                    return Flow::Stay;
                }
                match self.done.take() {
                    Some(done) => Flow::Then(Box::new(move |desk| done(desk, text))),
                    None => Flow::Close,
                }
            }
            _ => {
                if self.input.key(key) {
                    self.changed(desk);
                }
                Flow::Stay
            }
        }
    }

    fn paste(&mut self, desk: &mut Desk, text: &str) -> Flow {
        let several = text.lines().filter(|line| !line.trim().is_empty()).count() > 1;
        if let Some(lines) = self.lines.take().filter(|_| several) {
            let text = text.to_owned();
            return Flow::Then(Box::new(move |desk| lines(desk, text)));
        }
        self.input.paste(text);
        self.changed(desk);
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let area = foot(area, 3);
        frame.render_widget(Clear, area);
        let mut block = pane(
            vec![span(&text::cut(&desk.words(&self.title), usize::from(area.width).saturating_sub(6)), theme.title)],
            true,
            theme,
        );
        let (words, style) = match &self.fault {
            Some(fault) => (desk.words(fault), theme.bad),
            None => (desk.words(&self.hint), theme.muted),
        };
        if !words.is_empty() {
            let words = text::cut(&words, usize::from(area.width).saturating_sub(6)).into_owned();
            block = block.title_bottom(line(vec![span(&format!(" {words} "), style)]));
        }
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if inner.height == 0 {
            return;
        }
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), inner);
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        self.input.render(frame, field, true, theme);
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Enter", "take it"), ("Esc", "leave")]
    }
}
