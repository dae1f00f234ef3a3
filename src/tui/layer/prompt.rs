//! Questions with a text for an answer, on one line above the footer: one, or several in a row.
//!
//! No answer is thrown away. What the product refuses comes back with its text and the reason; the questions of a row can be gone back
//! to; and ↑ brings what was answered before.

use std::collections::HashMap;
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, foot};
use crate::text;
use crate::tui::desk::{Desk, Tone};
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{line, pane, span};

type Done = Rc<dyn Fn(&mut Desk, Vec<String>)>;
type Live = Box<dyn Fn(&mut Desk, &str)>;
type Lines = Box<dyn FnOnce(&mut Desk, String)>;
type Check = Box<dyn Fn(&Desk, &str) -> Result<(), String>>;

/// Answers of one question that are remembered.
const REMEMBERED: usize = 10;

/// The answers that were given while the program runs, the last one last, by what the question is about.
#[derive(Default)]
pub struct Answers(HashMap<String, Vec<String>>);

/// Returns a question without what changes from time to time: keys, numbers.
fn topic(title: &str) -> String {
    title.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}

impl Answers {
    fn keep(&mut self, title: &str, answer: &str) {
        if answer.trim().is_empty() {
            return;
        }
        let kept = self.0.entry(topic(title)).or_default();
        kept.retain(|other| other != answer);
        kept.push(answer.to_owned());
        let over = kept.len().saturating_sub(REMEMBERED);
        kept.drain(..over);
    }

    /// Returns the answer that was given so many times ago, 0 being the last one.
    fn ago(&self, title: &str, times: usize) -> Option<&String> {
        self.0.get(&topic(title))?.iter().rev().nth(times)
    }
}

/// One question.
pub struct Ask {
    title: String,
    hint: String,
    input: Input,
    check: Option<Check>,
    /// Which of the answers of before is shown, and what was typed before it was.
    recalled: Option<(usize, String)>,
}

impl Ask {
    /// Returns a question. A text that is there already is selected, so that the first letter replaces it: one rule for all questions.
    pub fn new(title: impl Into<String>, text: &str) -> Self {
        let input = Input::line(text).selected();
        Self { title: title.into(), hint: String::new(), input, check: None, recalled: None }
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

    /// Refuses an answer of no words.
    #[must_use]
    pub fn needed(self, why: &'static str) -> Self {
        self.check(move |_, text| if text.trim().is_empty() { Err(why.to_owned()) } else { Ok(()) })
    }

    /// Shows an older answer, or a younger one, or what was typed before all of them.
    fn recall(&mut self, answers: &Answers, older: bool) {
        let at = self.recalled.as_ref().map(|(at, _)| *at);
        let next = if older { Some(at.map_or(0, |at| at + 1)) } else { at.and_then(|at| at.checked_sub(1)) };
        let typed = self.recalled.take().map_or_else(|| self.input.text(), |(_, typed)| typed);
        match next.map(|next| (next, answers.ago(&self.title, next))) {
            Some((next, Some(answer))) => {
                self.input = Input::line(answer).selected();
                self.recalled = Some((next, typed));
            }
            // nothing is older: what is shown stays
            Some((_, None)) => self.recalled = at.map(|at| (at, typed)),
            None if at.is_some() => self.input = Input::line(&typed),
            None => {}
        }
    }
}

/// Questions with a text for an answer.
#[derive(Default)]
pub struct Prompt {
    asks: Vec<Ask>,
    at: usize,
    fault: Option<String>,
    live: Option<Live>,
    cancelled: Option<super::Then>,
    done: Option<Done>,
    lines: Option<Lines>,
}

impl Prompt {
    /// Returns a question; `done` gets the answer. Where it refuses, the question comes back with the answer and the reason.
    pub fn new(title: impl Into<String>, text: &str, done: impl Fn(&mut Desk, String) + 'static) -> Self {
        let done = move |desk: &mut Desk, mut texts: Vec<String>| done(desk, texts.pop().unwrap_or_default());
        Self::open(vec![Ask::new(title, text)], Rc::new(done))
    }

    /// Returns questions in a row; `done` gets all answers once the last is given. Shift-Tab goes back to the one before.
    pub fn steps<const N: usize>(asks: [Ask; N], done: impl Fn(&mut Desk, [String; N]) + 'static) -> Self {
        let done: Done = Rc::new(move |desk, texts: Vec<String>| {
            if let Ok(texts) = texts.try_into() {
                done(desk, texts);
            }
        });
        Self::open(asks.into(), done)
    }

    fn open(asks: Vec<Ask>, done: Done) -> Self {
        Self { asks, done: Some(done), ..Self::default() }
    }

    fn change(mut self, f: impl FnOnce(Ask) -> Ask) -> Self {
        if let Some(last) = self.asks.pop() {
            self.asks.push(f(last));
        }
        self
    }

    /// Says what may be answered to the last question.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.change(|ask| ask.hint(hint))
    }

    /// Refuses answers to the last question that do not fit, with the words that `check` gives; it stays open.
    #[must_use]
    pub fn check(self, check: impl Fn(&Desk, &str) -> Result<(), String> + 'static) -> Self {
        self.change(|ask| ask.check(check))
    }

    /// Refuses an answer of no words to the last question.
    #[must_use]
    pub fn needed(self, why: &'static str) -> Self {
        self.change(|ask| ask.needed(why))
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
        if let (Some(live), Some(ask)) = (&self.live, self.asks.get(self.at)) {
            live(desk, &ask.input.text());
        }
    }

    /// Takes the answer to a question: goes on to the next one, or ends.
    fn answer(&mut self, desk: &Desk) -> Flow {
        let Some(ask) = self.asks.get(self.at) else { return Flow::Close };
        if let Some(Err(why)) = ask.check.as_ref().map(|check| check(desk, &ask.input.text())) {
            self.fault = Some(why);
            return Flow::Stay;
        }
        if self.at + 1 < self.asks.len() {
            (self.at, self.fault) = (self.at + 1, None);
            return Flow::Stay;
        }
        let prompt = std::mem::take(self);
        Flow::Then(Box::new(move |desk| prompt.end(desk)))
    }

    /// Hands the answers over, and comes back with them where they are refused.
    fn end(mut self, desk: &mut Desk) {
        let Some(done) = self.done.clone() else { return };
        for ask in &self.asks {
            desk.answers.keep(&ask.title, &ask.input.text());
        }
        let before = (desk.epoch, desk.layers.len(), desk.page);
        done(desk, self.asks.iter().map(|ask| ask.input.text()).collect());
        let refused = desk.message.as_ref().filter(|message| message.tone == Tone::Refused);
        // a refusal that follows a change is a remark on it
        if let Some(why) = refused.filter(|_| before == (desk.epoch, desk.layers.len(), desk.page)) {
            self.fault = Some(why.text.clone());
            desk.push(self);
        }
    }
}

impl Layer for Prompt {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => return self.cancelled.take().map_or(Flow::Close, Flow::Then),
            KeyCode::Enter => return self.answer(desk),
            KeyCode::BackTab if self.at > 0 => (self.at, self.fault) = (self.at - 1, None),
            _ => {
                let Some(ask) = self.asks.get_mut(self.at) else { return Flow::Close };
                let changed = match key.code {
                    KeyCode::Up | KeyCode::Down => {
                        ask.recall(&desk.answers, key.code == KeyCode::Up);
                        true
                    }
                    _ => ask.input.key(key),
                };
                if changed {
                    self.changed(desk);
                }
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, desk: &mut Desk, text: &str) -> Flow {
        let several = text.lines().filter(|line| !line.trim().is_empty()).count() > 1;
        if let Some(lines) = self.lines.take().filter(|_| several) {
            let text = text.to_owned();
            return Flow::Then(Box::new(move |desk| lines(desk, text)));
        }
        if let Some(ask) = self.asks.get_mut(self.at) {
            ask.input.paste(text);
        }
        self.changed(desk);
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let (theme, of) = (desk.theme, self.asks.len());
        let Some(ask) = self.asks.get_mut(self.at) else { return };
        let area = foot(area, 3);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let step = if of > 1 { format!("{} of {of} · ", self.at + 1) } else { String::new() };
        let title = format!("{step}{}", desk.words(&ask.title));
        let mut block = pane(vec![span(&text::cut(&title, cells), theme.title)], true, theme);
        let (words, style) = match &self.fault {
            Some(fault) => (desk.words(fault), theme.bad),
            None => (desk.words(&ask.hint), theme.muted),
        };
        if !words.is_empty() {
            let words = text::cut(&words, cells).into_owned();
            block = block.title_bottom(line(vec![span(&format!(" {words} "), style)]));
        }
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if inner.height == 0 {
            return;
        }
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), inner);
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        ask.input.render(frame, field, true, theme);
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let mut keys = vec![("Enter", "take it"), ("Esc", "leave"), ("↑", "earlier answers")];
        if self.at > 0 {
            keys.push(("Shift-Tab", "back"));
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_remembered_for_its_question_whatever_it_is_about() {
        let mut answers = Answers::default();
        for answer in ["too small", "", "no goal", "too small"] {
            answers.keep("Why no to INK-7?", answer);
        }
        assert_eq!(answers.ago("Why no to INK-12?", 0).map(String::as_str), Some("too small"));
        assert_eq!(answers.ago("Why no to INK-12?", 1).map(String::as_str), Some("no goal"));
        assert_eq!(answers.ago("Why no to INK-12?", 2), None);
        assert_eq!(answers.ago("Who agreed?", 0), None);
        for n in 0..20 {
            answers.keep("Who agreed?", &format!("person {n}"));
        }
        assert_eq!(answers.ago("Who agreed?", REMEMBERED - 1).map(String::as_str), Some("person 10"));
        assert_eq!(answers.ago("Who agreed?", REMEMBERED), None);
    }
}
