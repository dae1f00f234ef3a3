//! Questions with a text for an answer, on one line above the footer: one, or several in a row.
//!
//! No answer is thrown away. What the product refuses comes back with its text and the reason; the questions of a row can be gone back
//! to; ↑ brings what was answered before, or left with Esc; and what was half typed when the program was killed stands there again.
//!
//! A form is questions that are all seen at once.

use std::collections::HashMap;
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::notice::Ink;
use super::{Flow, Layer, Shown, foot};
use crate::text;
use crate::tui::desk::{Desk, Tone};
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{line, pane, span};

type Done = Rc<dyn Fn(&mut Desk, Vec<String>)>;
type Live = Box<dyn Fn(&mut Desk, &str)>;
type Lines = Box<dyn FnOnce(&mut Desk, String)>;
type Check = Box<dyn Fn(&Desk, &str) -> Result<(), String>>;
type Told = Box<dyn Fn(&Desk, &str) -> Vec<(Ink, String)>>;
type Spread = Box<dyn Fn(&Desk, usize, &mut [String]) -> bool>;

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
    /// The text that was there at first.
    start: String,
    check: Option<Check>,
    /// Which of the answers of before is shown, and what was typed before it was.
    recalled: Option<(usize, String)>,
}

impl Ask {
    /// Returns a question. A text that is there already is selected, so that the first letter replaces it: one rule for all questions.
    pub fn new(title: impl Into<String>, text: &str) -> Self {
        let input = Input::line(text).selected();
        let start = input.text();
        Self { title: title.into(), hint: String::new(), input, start, check: None, recalled: None }
    }

    /// Returns the question without what is said in brackets, which changes from time to time.
    fn question(&self) -> &str {
        self.title.split(" (").next().unwrap_or_default()
    }

    /// Returns what was typed, if something was.
    fn typed(&self) -> Option<String> {
        Some(self.input.text()).filter(|text| *text != self.start && !text.trim().is_empty())
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
    /// The title of a form.
    form: Option<String>,
    spread: Option<Spread>,
    fault: Option<String>,
    /// Facts that stand above the question.
    known: Vec<String>,
    /// Sentences that Tab takes into the answer one by one, and how many were taken.
    offers: Vec<String>,
    taken: usize,
    /// Tells something of an answer while it is typed, and the lines that were told last.
    told: Option<Told>,
    said: Vec<(Ink, String)>,
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

    /// Returns questions that are all seen at once; `done` gets all answers once the last is given.
    pub fn form<const N: usize>(
        title: impl Into<String>,
        asks: [Ask; N],
        done: impl Fn(&mut Desk, [String; N]) + 'static,
    ) -> Self {
        Self { form: Some(title.into()), ..Self::steps(asks, done) }
    }

    /// Lets an answer say what was to be asked next: `spread` gets the place of the answer and all answers, writes into them, and
    /// returns whether that says it all.
    #[must_use]
    pub fn spread(mut self, spread: impl Fn(&Desk, usize, &mut [String]) -> bool + 'static) -> Self {
        self.spread = Some(Box::new(spread));
        self
    }

    /// Says what is to be known before the answer is written, a line each.
    #[must_use]
    pub fn known(mut self, known: Vec<String>) -> Self {
        self.known = known;
        self
    }

    /// Offers sentences that Tab takes into the answer, one after the other.
    #[must_use]
    pub fn offers(mut self, offers: Vec<String>) -> Self {
        self.offers = offers;
        self
    }

    /// Tells something of the answer with every letter, a line each above the question.
    #[must_use]
    pub fn told(mut self, told: impl Fn(&Desk, &str) -> Vec<(Ink, String)> + 'static) -> Self {
        self.told = Some(Box::new(told));
        self
    }

    /// Takes the next sentence that is offered into the answer.
    fn take_offer(&mut self) -> bool {
        let (Some(offer), Some(ask)) = (self.offers.get(self.taken), self.asks.get_mut(self.at)) else { return false };
        let before = ask.input.text();
        let stop = if before.is_empty() || before.trim_end().ends_with(['.', '!', '?']) { "" } else { "." };
        let gap = if before.trim().is_empty() { "" } else { " " };
        ask.input = Input::line(&format!("{}{stop}{gap}{offer}", before.trim_end()));
        self.taken += 1;
        true
    }

    /// Returns the facts and the offers as lines above the question.
    fn above(&self, desk: &Shown<'_>, cells: usize) -> Vec<ratatui::text::Line<'static>> {
        let mut out = Vec::new();
        for words in &self.known {
            out.extend(crate::tui::widget::text::wrapped(&desk.words(words), cells, desk.theme.muted));
        }
        for (at, words) in self.offers.iter().enumerate() {
            let (key, style) = match at.cmp(&self.taken) {
                std::cmp::Ordering::Less => ("✓   ", desk.theme.good),
                std::cmp::Ordering::Equal => ("Tab ", desk.theme.key),
                std::cmp::Ordering::Greater => ("    ", desk.theme.muted),
            };
            let words = text::cut(words, cells.saturating_sub(4)).into_owned();
            let ink = if at < self.taken { desk.theme.muted } else { desk.theme.text };
            out.push(line(vec![span(key, style), span(&words, ink)]));
        }
        for (ink, words) in &self.said {
            out.push(line(vec![span(&text::cut(words, cells), ink.style(desk.theme))]));
        }
        out
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
        if let (Some(told), Some(ask)) = (&self.told, self.asks.get(self.at)) {
            self.said = told(desk, &ask.input.text());
        }
        if let (Some(live), Some(ask)) = (&self.live, self.asks.get(self.at)) {
            live(desk, &ask.input.text());
        }
    }

    /// Checks the answer to a question, and says what is wrong with it. Returns whether it holds.
    fn holds(&mut self, desk: &Desk, at: usize) -> bool {
        let Some(ask) = self.asks.get(at) else { return true };
        match ask.check.as_ref().map(|check| check(desk, &ask.input.text())) {
            Some(Err(why)) => {
                (self.at, self.fault) = (at, Some(why));
                false
            }
            _ => true,
        }
    }

    /// Writes what the answer to a question says about the others. Returns whether that says it all.
    fn pass_on(&mut self, desk: &Desk) -> bool {
        let Some(spread) = &self.spread else { return false };
        let before: Vec<String> = self.asks.iter().map(|ask| ask.input.text()).collect();
        let mut after = before.clone();
        let all = spread(desk, self.at, &mut after);
        for ((ask, old), new) in self.asks.iter_mut().zip(before).zip(after) {
            if new != old {
                ask.input = Input::line(&new).selected();
            }
        }
        all
    }

    /// Takes the answer to a question: goes on to the next one, or ends.
    fn answer(&mut self, desk: &Desk) -> Flow {
        if !self.holds(desk, self.at) {
            return Flow::Stay;
        }
        let last = self.asks.len().saturating_sub(1);
        if self.pass_on(desk) && self.at < last {
            (self.at, self.fault) = (last, None);
            return Flow::Stay;
        }
        if self.at < last {
            (self.at, self.fault) = (self.at + 1, None);
            return Flow::Stay;
        }
        self.finish(desk)
    }

    /// Takes all answers, if all hold: in a form one can get to the end without an answer to each.
    fn finish(&mut self, desk: &Desk) -> Flow {
        if !(0..self.asks.len()).all(|at| self.holds(desk, at)) {
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

impl Prompt {
    /// Draws all questions of a form, a row each, and what may be answered to the one that has the keys.
    fn render_form(&mut self, title: &str, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let rows = u16::try_from(self.asks.len()).unwrap_or(u16::MAX);
        let area = foot(area, rows.saturating_add(2));
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let mut block = pane(vec![span(&text::cut(&desk.words(title), cells), theme.title)], true, theme);
        let hint = self.asks.get(self.at).map_or("", |ask| ask.hint.as_str());
        let (words, style) = match &self.fault {
            Some(fault) => (desk.words(fault), theme.bad),
            None => (desk.words(hint), theme.muted),
        };
        if !words.is_empty() {
            let words = text::cut(&words, cells).into_owned();
            block = block.title_bottom(line(vec![span(&format!(" {words} "), style)]));
        }
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let label = self.asks.iter().map(|ask| text::width(&ask.title)).max().unwrap_or(0) + 3;
        let label = u16::try_from(label).unwrap_or(u16::MAX).min(inner.width / 2);
        // in a low window the question that has the keys is among those that are seen
        let first = (self.at + 1).saturating_sub(usize::from(inner.height));
        for (y, (at, ask)) in (inner.y..inner.bottom()).zip(self.asks.iter_mut().enumerate().skip(first)) {
            let here = at == self.at;
            let style = if here { theme.accent } else { theme.muted };
            let words = format!("{}{}", if here { "▸ " } else { "  " }, ask.title);
            let head = line(vec![span(&text::cut(&words, usize::from(label)), style)]);
            frame.render_widget(Paragraph::new(head), Rect { y, height: 1, width: label, ..inner });
            let field = Rect { x: inner.x + label, y, width: inner.width - label, height: 1 };
            ask.input.render(frame, field, here, theme);
        }
    }
}

impl Layer for Prompt {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => {
                for ask in self.asks.iter().filter(|_| self.live.is_none()) {
                    desk.answers.keep(&ask.title, &ask.typed().unwrap_or_default());
                }
                return self.cancelled.take().map_or(Flow::Close, Flow::Then);
            }
            KeyCode::Enter => return self.answer(desk),
            KeyCode::Char('s') if self.form.is_some() && key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.pass_on(desk);
                return self.finish(desk);
            }
            KeyCode::Tab | KeyCode::Down if self.form.is_some() => {
                self.pass_on(desk);
                (self.at, self.fault) = ((self.at + 1) % self.asks.len().max(1), None);
            }
            KeyCode::BackTab | KeyCode::Up if self.form.is_some() => {
                let last = self.asks.len().saturating_sub(1);
                (self.at, self.fault) = (self.at.checked_sub(1).unwrap_or(last), None);
            }
            KeyCode::Tab if self.taken < self.offers.len() => {
                if self.take_offer() {
                    self.changed(desk);
                }
            }
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

    fn typed(&self) -> Vec<(String, String)> {
        // a search is no work that is lost
        let asks = self.asks.iter().filter(|_| self.live.is_none());
        asks.filter_map(|ask| Some((ask.question().to_owned(), ask.typed()?))).collect()
    }

    fn take_up(&mut self, left: &mut Vec<(String, String)>) {
        for ask in self.asks.iter_mut().filter(|_| self.live.is_none()) {
            if let Some(at) = left.iter().position(|(title, _)| title == ask.question()) {
                ask.input = Input::line(&left.remove(at).1);
            }
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        if let Some(title) = self.form.clone() {
            self.render_form(&title, desk, frame, area);
            return;
        }
        let (theme, of) = (desk.theme, self.asks.len());
        let cells = usize::from(area.width).saturating_sub(6);
        // in a low window what stands above gives way
        let mut above = self.above(desk, cells.max(1));
        above.truncate(usize::from(area.height.saturating_sub(6)));
        let Some(ask) = self.asks.get_mut(self.at) else { return };
        let high = u16::try_from(above.len()).unwrap_or(0);
        let area = foot(area, 3 + high);
        frame.render_widget(Clear, area);
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
        let high = high.min(inner.height - 1);
        frame.render_widget(Paragraph::new(above), Rect { height: high, ..inner });
        let inner = Rect { y: inner.y + high, height: inner.height - high, ..inner };
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), inner);
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        ask.input.render(frame, field, true, theme);
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.form.is_some() {
            let last = self.at + 1 == self.asks.len();
            return vec![
                ("Enter", if last { "take it" } else { "next" }),
                ("Tab ↓", "next"),
                ("↑", "previous"),
                ("Ctrl-s", "take it as it is"),
                ("Esc", "leave"),
            ];
        }
        let mut keys = vec![("Enter", "take it"), ("Esc", "leave"), ("↑", "earlier answers")];
        if self.taken < self.offers.len() {
            keys.insert(1, ("Tab", "take a sentence in"));
        }
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
