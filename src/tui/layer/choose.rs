//! A question with a key for each answer.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, foot};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::widget::text::{line, pane, span, width};

type Done = Box<dyn FnOnce(&mut Desk, char)>;

/// A question with a key for each answer.
pub struct Choose {
    title: String,
    answers: Vec<(char, String)>,
    /// What Enter means, where it means an answer.
    enter: Option<char>,
    /// What Esc means, where it means an answer.
    esc: Option<char>,
    /// The last key pressed that is not one of the answers.
    odd: Option<char>,
    done: Option<Done>,
}

impl Choose {
    /// Returns a question; `done` gets the key of the answer.
    pub fn new(
        title: impl Into<String>,
        answers: impl IntoIterator<Item = (char, String)>,
        done: impl FnOnce(&mut Desk, char) + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            answers: answers.into_iter().collect(),
            enter: None,
            esc: None,
            odd: None,
            done: Some(Box::new(done)),
        }
    }

    /// Makes Enter an answer.
    #[must_use]
    pub fn enter(mut self, key: char) -> Self {
        self.enter = Some(key);
        self
    }

    /// Makes Esc an answer, for a question that must not lose anything.
    #[must_use]
    pub fn esc(mut self, key: char) -> Self {
        self.esc = Some(key);
        self
    }

    /// Returns a question that yes or no answers; `yes` happens on yes.
    pub fn yes_no(title: impl Into<String>, yes: impl FnOnce(&mut Desk) + 'static) -> Self {
        let answers = [('y', "yes".to_owned()), ('n', "no".to_owned())];
        let mut choose = Self::new(title, answers, move |desk, key| {
            if key == 'y' {
                yes(desk);
            }
        });
        choose.enter = Some('y');
        choose
    }
}

impl Layer for Choose {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        let pressed = match key.code {
            KeyCode::Esc if self.esc.is_none() => return Flow::Close,
            KeyCode::Esc => self.esc,
            KeyCode::Enter => self.enter,
            // Ctrl-y is no yes; a capital is typed with Shift
            KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => Some(c),
            _ => None,
        };
        let Some(c) = pressed.filter(|c| self.answers.iter().any(|(key, _)| key == c)) else {
            self.odd = pressed;
            return Flow::Stay;
        };
        match self.done.take() {
            Some(done) => Flow::Then(Box::new(move |desk| done(desk, c))),
            None => Flow::Close,
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let cells = usize::from(area.width.saturating_sub(4)).max(8);
        let mut lines: Vec<Line<'static>> = Vec::new();
        let mut current: Vec<Span<'static>> = Vec::new();
        for (key, word) in &self.answers {
            let key = if *key == ' ' { "Space".to_owned() } else { key.to_string() };
            let answer = vec![span(&key, theme.key), span(&format!(" {word}   "), theme.text)];
            if !current.is_empty() && width(&current) + width(&answer) > cells + 3 {
                lines.push(line(std::mem::take(&mut current)));
            }
            current.extend(answer);
        }
        lines.push(line(current));
        let height = u16::try_from(lines.len()).unwrap_or(1) + 2;
        let area = foot(area, height);
        frame.render_widget(Clear, area);
        let mut block = pane(vec![span(&text::cut(&desk.words(&self.title), cells), theme.title)], true, theme);
        if let Some(odd) = self.odd {
            let words = format!(" {odd} is not one of these keys ");
            block = block.title_bottom(line(vec![span(&words, theme.warn)]));
        } else {
            let enter = self.enter.map_or_else(String::new, |key| format!(" · Enter is {key}"));
            block = block.title_bottom(line(vec![span(&format!(" one letter answers{enter} "), theme.muted)]));
        }
        let inner = block.inner(area);
        frame.render_widget(block, area);
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("a letter", "answers"), ("Esc", "leave")]
    }
}
