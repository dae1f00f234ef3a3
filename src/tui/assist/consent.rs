//! The bytes that go to a command of the user, and the question whether they may.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::by_rules;
use super::find;
use crate::assist::Ask;
use crate::assist::request::{self, Question, Sent};
use crate::config::Assistant;
use crate::model::Id;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::{Flow, Layer, Shown};
use crate::tui::theme::Theme;
use crate::tui::widget::pane::{framed, part, stack};
use crate::tui::widget::text::{span, wrapped};
use crate::words::count;

/// Rows that the bytes keep.
const LEAST: u16 = 8;
/// Most rows that one call of a page moves by.
const PAGE: usize = 10;

/// The question whether something may go out.
#[derive(Default)]
pub struct Consent {
    ask: Ask,
    ids: Vec<Id>,
    words: String,
    command: Vec<String>,
    calls: Vec<Sent>,
    /// The results of the last questions.
    log: Vec<String>,
    /// Whether names of people go along.
    people: bool,
    /// The lines of the bytes, for a width.
    drawn: Option<(usize, Vec<Line<'static>>)>,
    top: usize,
}

impl Consent {
    /// Returns the question, if a command is set for it.
    #[must_use]
    pub fn new(desk: &Desk, ask: Ask, ids: &[Id], words: &str) -> Option<Self> {
        desk.helper.settings.command(ask)?;
        Some(Self::to_look_at(desk, ask, ids, words))
    }

    /// Returns the page, also where no command is set: then it shows what would go out if one were.
    #[must_use]
    pub fn to_look_at(desk: &Desk, ask: Ask, ids: &[Id], words: &str) -> Self {
        let own = &desk.helper.settings;
        let (product, index) = (desk.product(), desk.judge.similar());
        let question = Question { ask, ids, words, input: own.input, people: own.people };
        let calls = request::calls(&question, product, index);
        Self {
            ask,
            ids: ids.to_vec(),
            words: words.to_owned(),
            command: own.command(ask).map(<[String]>::to_vec).unwrap_or_default(),
            calls,
            people: own.people,
            drawn: None,
            log: desk.helper.log.clone(),
            top: 0,
        }
    }

    /// Sends it.
    pub fn send(self, desk: &mut Desk) {
        if desk.helper.is_at_work() {
            desk.refuse("your command is still at work on the last question: wait, or ⟦app.out⟧ stops it");
            return;
        }
        let name = Assistant::name(self.command.first().map_or("", String::as_str)).to_owned();
        desk.helper.begin(&self.command, self.ask, self.calls);
        desk.say(format!("{name} is asked; go on meanwhile · ⟦app.out⟧ stops it"));
    }

    /// Returns all that goes out, call after call.
    fn all(&self) -> String {
        let calls: Vec<String> =
            self.calls.iter().map(|sent| String::from_utf8_lossy(&sent.bytes).into_owned()).collect();
        calls.join("\n──\n")
    }

    /// Returns what was left out, and why.
    fn left_out(&self, room: usize, theme: &Theme) -> Vec<Line<'static>> {
        let mut all: Vec<&String> = Vec::new();
        for words in self.calls.iter().flat_map(|sent| &sent.left_out) {
            if !all.contains(&words) {
                all.push(words);
            }
        }
        let mut out: Vec<Line<'static>> = all.into_iter().flat_map(|words| wrapped(words, room, theme.muted)).collect();
        out.extend(wrapped(
            if self.people {
                "never: private records, amounts of money"
            } else {
                "never: people, customers, private records, amounts of money"
            },
            room,
            theme.muted,
        ));
        out
    }
}

impl Layer for Consent {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        let is_set = !self.command.is_empty();
        match key.code {
            KeyCode::Char('y') if is_set => {
                let own = std::mem::take(self);
                return Flow::Then(Box::new(move |desk| own.send(desk)));
            }
            KeyCode::Char('a') if is_set => {
                let own = std::mem::take(self);
                return Flow::Then(Box::new(move |desk| {
                    let ask = own.ask;
                    desk.helper.always.push(ask);
                    own.send(desk);
                    desk.say(format!("“{ask}” is not asked about again until you quit · always = [\"{ask}\"] in your settings says so for good"));
                }));
            }
            KeyCode::Char('y' | 'a') => desk.refuse(
                "no command is set: [assistant] command = [\"llm\", \"-n\"] in your settings sets one (momentum config)",
            ),
            KeyCode::Char('o') => {
                let own = std::mem::take(self);
                return Flow::Then(Box::new(move |desk| match own.ask {
                    Ask::Question => find(desk, &own.words),
                    ask => by_rules(desk, ask, own.ids),
                }));
            }
            KeyCode::Char('c') => {
                let words = self.all();
                desk.effects.push(Effect::Copy(words));
                desk.say("copied what would go out");
            }
            KeyCode::Esc | KeyCode::Char('n' | 'q') => return Flow::Close,
            KeyCode::Char('j') | KeyCode::Down => self.top += 1,
            KeyCode::Char('k') | KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::PageDown => self.top += PAGE,
            KeyCode::PageUp => self.top = self.top.saturating_sub(PAGE),
            _ => {}
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        frame.render_widget(Clear, area);
        let room = usize::from(area.width).saturating_sub(4);
        let left_out = self.left_out(room, theme);
        let log: Vec<Line<'static>> = self.log.iter().flat_map(|words| wrapped(words, room, theme.text)).collect();
        let (top, [below, last]) = stack(area, LEAST, [left_out.len(), log.len()]);
        let to = if self.command.is_empty() {
            "your command, once one is set".to_owned()
        } else {
            format!("{} (your settings)", Assistant::words(&self.command))
        };
        let calls =
            if self.calls.len() > 1 { format!(" in {}", count(self.calls.len(), "call")) } else { String::new() };
        let bytes = count(self.calls.iter().map(|sent| sent.bytes.len()).sum(), "byte");
        let title = format!("{} · this goes out{calls}: {bytes} to {to}", self.ask.title());
        let inner = framed(frame, top, vec![span(&title, theme.title)], true, theme);
        let width = usize::from(inner.width);
        if self.drawn.as_ref().is_none_or(|(drawn, _)| *drawn != width) {
            self.drawn = Some((width, wrapped(&self.all(), width, theme.text)));
        }
        let lines = self.drawn.as_ref().map_or(&[][..], |(_, lines)| lines.as_slice());
        let page = usize::from(inner.height);
        self.top = self.top.min(lines.len().saturating_sub(page));
        frame.render_widget(Paragraph::new(part(lines, self.top, page, 0, theme)), inner);
        if below.height > 0 {
            let inner = framed(frame, below, vec![span("Left out", theme.muted)], false, theme);
            frame.render_widget(Paragraph::new(left_out), inner);
        }
        if last.height > 0 {
            let inner = framed(frame, last, vec![span("Last answers", theme.muted)], false, theme);
            frame.render_widget(Paragraph::new(log), inner);
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.command.is_empty() {
            return vec![("o", "by rules"), ("c", "copy"), ("j k", "scroll"), ("Esc", "close")];
        }
        vec![
            ("y", "send"),
            ("a", "always for this"),
            ("o", "by rules instead"),
            ("n", "not now"),
            ("c", "copy"),
            ("j k", "scroll"),
        ]
    }
}
