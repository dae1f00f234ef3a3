//! The acceptance criteria of one item: add, tick, order. Every key is an edit of its own and can be undone.

use thin_vec::ThinVec;

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use crate::model::item::{Criterion, read_criteria};
use crate::model::{Id, Item, Product, Refusal, Verdict};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::theme::Theme;
use crate::tui::widget::text::{line, pane, span};

/// The acceptance criteria of one item.
pub struct Criteria {
    item: Id,
    at: usize,
    steps: Steps,
}

/// Returns the sign of a verdict and its style.
#[must_use]
pub fn sign(verdict: Verdict, theme: &Theme) -> (&'static str, ratatui::style::Style) {
    match verdict {
        Verdict::Open => ("·", theme.muted),
        Verdict::Met => ("✓", theme.good),
        Verdict::Missed => ("✗", theme.bad),
    }
}

impl Criteria {
    /// Returns the criteria of an item.
    #[must_use]
    pub fn new(item: Id) -> Self {
        Self { item, at: 0, steps: Steps::default() }
    }

    /// Shows the criteria of an item; where it has none, the first is asked for at once.
    pub fn begin(desk: &mut Desk, item: Id) {
        let empty = desk.product().items().get(item).is_some_and(|item| item.criteria.is_empty());
        let page = Self::new(item);
        let first = if empty { Some(page.ask(None)) } else { None };
        desk.push(page);
        if let Some(Flow::Over(next)) = first {
            next(desk);
        }
    }

    fn edit(&self, desk: &mut Desk, verb: Verb, f: impl FnOnce(&mut ThinVec<Criterion>)) {
        let id = self.item;
        desk.edit(verb, "", |product: &mut Product| {
            product.update(id, |item| {
                f(&mut item.criteria);
                Ok(())
            })
        });
    }

    fn current(&self, desk: &Desk) -> Option<Criterion> {
        desk.product().items().get(self.item)?.criteria.get(self.at).cloned()
    }

    fn ask(&self, old: Option<Criterion>) -> Flow {
        let id = self.item;
        let at = self.at;
        let (title, text) = match &old {
            Some(old) => ("Criterion", old.text.clone()),
            None => ("New criterion", String::new()),
        };
        let prompt = Prompt::new(title, &text.replace('\n', " "), move |desk, text| {
            if text.trim().is_empty() {
                return;
            }
            let again = old.is_none();
            add(desk, id, old.as_ref().map(|c| c.id), at, &text);
            // one after the other, until an empty one
            if again && let Some(Flow::Over(next)) = Some(Self { at: at + 1, ..Self::new(id) }.ask(None)) {
                next(desk);
            }
        })
        .hint("a result that one can check; Given … When … Then … is welcome")
        .lines(move |desk, text| add(desk, id, None, at, &text));
        Flow::Over(Box::new(move |desk| desk.push(prompt)))
    }
}

/// Writes a criterion in place of one, or new ones below a row. A text of several lines is several criteria.
fn add(desk: &mut Desk, item: Id, old: Option<Id>, at: usize, text: &str) {
    let lines: Vec<Criterion> = read_criteria(text, &[]);
    desk.edit(Verb::WroteACriterionFor, "", |product| {
        let new: Vec<Criterion> = lines.into_iter().map(|c| Criterion { id: product.fresh_id(), ..c }).collect();
        product.update(item, |item: &mut Item| {
            if let Some(row) = old.and_then(|id| item.criteria.iter_mut().find(|c| c.id == id)) {
                let first = new.first().ok_or_else(|| Refusal::invalid("a criterion needs words"))?;
                row.text.clone_from(&first.text);
            } else {
                let below = if item.criteria.is_empty() { 0 } else { (at + 1).min(item.criteria.len()) };
                item.criteria.splice(below..below, new);
            }
            Ok(())
        })
    });
}

impl Layer for Criteria {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let n = desk.product().items().get(self.item).map_or(0, |item| item.criteria.len());
        self.at = self.at.min(n.saturating_sub(1));
        let at = self.at;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'c') => return Flow::Close,
            KeyCode::Char('a') => {
                let question = self.ask(None);
                // where the new one will stand
                self.at = if n > 0 { at + 1 } else { 0 };
                return question;
            }
            KeyCode::Char('u') => self.steps.travel(desk, true),
            KeyCode::Char('U') => self.steps.travel(desk, false),
            KeyCode::Char('j') | KeyCode::Down => self.at = (at + 1).min(n.saturating_sub(1)),
            KeyCode::Char('k') | KeyCode::Up => self.at = at.saturating_sub(1),
            _ if n == 0 => {}
            KeyCode::Char('e') | KeyCode::Enter => {
                let old = self.current(desk);
                return self.ask(old);
            }
            KeyCode::Char(' ') => self.edit(desk, Verb::JudgedACriterionOf, |list| {
                if let Some(c) = list.get_mut(at) {
                    c.verdict = match c.verdict {
                        Verdict::Open => Verdict::Met,
                        Verdict::Met => Verdict::Missed,
                        Verdict::Missed => Verdict::Open,
                    };
                }
            }),
            KeyCode::Char('d' | 'x') => self.edit(desk, Verb::RemovedACriterionOf, |list| {
                if at < list.len() {
                    list.remove(at);
                }
            }),
            KeyCode::Char('J') if at + 1 < n => {
                self.edit(desk, Verb::MovedACriterionOf, |list| list.swap(at, at + 1));
                self.at += 1;
            }
            KeyCode::Char('K') if at > 0 => {
                self.edit(desk, Verb::MovedACriterionOf, |list| list.swap(at, at - 1));
                self.at -= 1;
            }
            _ => {}
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        let (id, at, text) = (self.item, self.at, text.to_owned());
        Flow::Over(Box::new(move |desk| add(desk, id, None, at, &text)))
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let Some(item) = desk.product.items().get(self.item) else { return };
        // a criterion that is being written is not there yet
        let at = self.at.min(item.criteria.len().saturating_sub(1));
        let area = centred(area, (area.width * 7 / 10).max(60), 18);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let (met, all) = item.criteria_met();
        let head = format!("{} criteria  {met}/{all}", desk.product.key(item));
        let block = pane(vec![span(&text::cut(&head, cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(&text::line(&item.title), cells)), theme.muted)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if item.criteria.is_empty() {
            let words = "What must be true so that you accept it? Press a to write the first criterion.";
            let lines = crate::tui::widget::text::wrapped(words, usize::from(inner.width), theme.muted);
            frame.render_widget(Paragraph::new(lines), inner);
            return;
        }
        let mut lines = Vec::new();
        let mut here = 0..0;
        for (i, criterion) in item.criteria.iter().enumerate() {
            let (mark, style) = sign(criterion.verdict, theme);
            let drafted = item.is_drafted(criterion.id) && criterion.verdict == Verdict::Open;
            let mark = if drafted { "✎" } else { mark };
            let chosen = i == at;
            let text_style = if chosen { theme.selected } else { theme.text };
            let from = lines.len();
            for (n, part) in text::wrap(&text::line(&criterion.text), usize::from(inner.width).saturating_sub(4))
                .into_iter()
                .enumerate()
            {
                let head =
                    if n == 0 { format!("{}{mark} ", if chosen { "▸" } else { " " }) } else { "   ".to_owned() };
                lines.push(line(vec![span(&head, if chosen { theme.accent } else { style }), span(&part, text_style)]));
            }
            if chosen {
                here = from..lines.len();
            }
        }
        let skip = here.end.saturating_sub(usize::from(inner.height));
        let skip = u16::try_from(skip.min(here.start)).unwrap_or(0);
        frame.render_widget(Paragraph::new(lines).scroll((skip, 0)), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("a", "add"),
            ("e", "edit"),
            ("Space", "met, missed, open"),
            ("J K", "order"),
            ("d", "remove"),
            ("u", "undo"),
            ("Esc", "done"),
        ]
    }
}
