//! All fields of an item at once. Only what was changed is written, so that a change made elsewhere meanwhile stays.

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use crate::model::item::set_field;
use crate::model::{Entity, Field, Id, Item, Product, Shape};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::{Flow, Layer, Shown};
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{line, pane, span};

/// Rows of a field of several lines.
const PROSE_ROWS: u16 = 4;

struct FieldRow {
    field: &'static Field<Item>,
    /// The value as the widget gives it back.
    base: String,
    /// The value that was there when the form was opened, or when a change elsewhere was last shown.
    start: String,
    input: Input,
}

impl FieldRow {
    fn is_changed(&self) -> bool {
        self.input.text() != self.base
    }

    /// Returns what tells this row from all others: the field of the item.
    fn question(&self, item: Id) -> String {
        format!("{} {item}", self.field.title)
    }

    fn height(&self) -> u16 {
        if self.field.shape == Shape::Prose { PROSE_ROWS } else { 1 }
    }
}

/// All fields of an item at once.
pub struct Form {
    id: Id,
    title: String,
    rows: Vec<FieldRow>,
    at: usize,
    top: usize,
    fault: Option<String>,
}

impl Form {
    /// Returns the form of an item.
    #[must_use]
    pub fn new(item: &Item, product: &Product) -> Self {
        let rows = Item::fields()
            .iter()
            .filter(|field| field.set.is_some())
            .map(|field| {
                let start = (field.get)(item).print(product);
                let input = if field.shape == Shape::Prose { Input::prose(&start) } else { Input::line(&start) };
                // as the widget gives it back, so that only a person's change counts as one
                let base = input.text();
                FieldRow { field, base, start, input }
            })
            .collect();
        let title = format!("{}  {}", product.key(item), item.title);
        Self { id: item.id, title, rows, at: 0, top: 0, fault: None }
    }

    fn changes(&self) -> Vec<(&'static str, String)> {
        self.rows.iter().filter(|row| row.is_changed()).map(|row| (row.field.name, row.input.text())).collect()
    }

    fn save(&mut self, desk: &Desk) -> Flow {
        let changes = self.changes();
        if changes.is_empty() {
            return Flow::Close;
        }
        // tried on a copy first, so that what does not fit is said while the form is still open
        let mut probe = match desk.product().item(self.id) {
            Ok(item) => item.clone(),
            Err(why) => {
                self.fault = Some(why.to_string());
                return Flow::Stay;
            }
        };
        for (name, value) in &changes {
            let empty_title = *name == "title" && value.trim().is_empty();
            let result = set_field(&mut probe, name, value, desk.product(), desk.now).map_err(|why| why.to_string());
            if let Err(why) =
                result.and_then(|()| if empty_title { Err("an item needs a title".into()) } else { Ok(()) })
            {
                self.fault = Some(why);
                self.at = self.rows.iter().position(|row| row.field.name == *name).unwrap_or(self.at);
                return Flow::Stay;
            }
        }
        // what another program wrote into the same field meanwhile is shown before it is replaced
        for row in self.rows.iter_mut().filter(|row| row.input.text() != row.base) {
            let there = desk.product().item(self.id).map(|item| (row.field.get)(item).print(desk.product()));
            if let Ok(there) = there
                && there != row.start
            {
                let words = format!(
                    "{} was changed elsewhere to “{}” · Enter writes yours",
                    row.field.title,
                    text::line(&there)
                );
                row.start = there;
                self.fault = Some(words);
                return Flow::Stay;
            }
        }
        let id = self.id;
        Flow::Then(Box::new(move |desk| {
            let now = desk.now;
            desk.edit(Verb::Changed, "", move |product| {
                let mut item = product.item(id)?.clone();
                for (name, value) in &changes {
                    set_field(&mut item, name, value, product, now)?;
                }
                product.put(item);
                Ok(())
            });
        }))
    }

    fn cycle(&mut self, forward: bool) -> bool {
        let Some(row) = self.rows.get_mut(self.at) else { return false };
        let Shape::Choice(words) = row.field.shape else { return false };
        let here = words.iter().position(|word| *word == row.input.text()).unwrap_or(0);
        let next = if forward { (here + 1) % words.len() } else { (here + words.len() - 1) % words.len() };
        row.input = Input::line(words.get(next).copied().unwrap_or(""));
        true
    }
}

impl Layer for Form {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        let last = self.rows.len().saturating_sub(1);
        let prose = self.rows.get(self.at).is_some_and(|row| row.field.shape == Shape::Prose);
        self.fault = None;
        match key.code {
            KeyCode::Esc => {
                if self.changes().is_empty() {
                    return Flow::Close;
                }
                let mut kept = std::mem::replace(
                    self,
                    Self { id: self.id, title: String::new(), rows: Vec::new(), at: 0, top: 0, fault: None },
                );
                kept.fault = None;
                return Flow::Then(Box::new(move |desk| {
                    let answers = [
                        ('s', "save them".to_owned()),
                        ('t', "throw them away".to_owned()),
                        ('e', "edit on".to_owned()),
                    ];
                    desk.push(
                        Choose::new("There are changes", answers, move |desk, key| match key {
                            's' => match kept.save(desk) {
                                Flow::Then(next) => next(desk),
                                _ => desk.push(kept),
                            },
                            'e' => desk.push(kept),
                            _ => desk.say("nothing changed"),
                        })
                        .esc('e'),
                    );
                }));
            }
            KeyCode::Char('s') if key.modifiers.contains(KeyModifiers::CONTROL) => return self.save(desk),
            KeyCode::Enter if !prose => return self.save(desk),
            KeyCode::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            KeyCode::BackTab => self.at = if self.at == 0 { last } else { self.at - 1 },
            KeyCode::Down if !prose => self.at = (self.at + 1).min(last),
            KeyCode::Up if !prose => self.at = self.at.saturating_sub(1),
            KeyCode::Left | KeyCode::Right if self.cycle(key.code == KeyCode::Right) => {}
            _ => {
                if let Some(row) = self.rows.get_mut(self.at) {
                    row.input.key(key);
                }
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        if let Some(row) = self.rows.get_mut(self.at) {
            row.input.paste(text);
        }
        Flow::Stay
    }

    fn typed(&self) -> Vec<(String, String)> {
        let rows = self.rows.iter().filter(|row| row.is_changed());
        rows.map(|row| (row.question(self.id), row.input.text())).collect()
    }

    fn take_up(&mut self, left: &mut Vec<(String, String)>) {
        for row in &mut self.rows {
            let question = row.question(self.id);
            if let Some(at) = left.iter().position(|(title, _)| *title == question) {
                let text = left.remove(at).1;
                row.input = if row.field.shape == Shape::Prose { Input::prose(&text) } else { Input::line(&text) };
            }
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let wide = if area.width >= 100 { area.width * 3 / 5 } else { area.width };
        let area = Rect { x: area.right() - wide, width: wide, ..area };
        frame.render_widget(Clear, area);
        let help = self.rows.get(self.at).map_or("", |row| row.field.help);
        let (words, style) = match &self.fault {
            Some(fault) => (desk.words(fault), theme.bad),
            None => (help.to_owned(), theme.muted),
        };
        let cells = usize::from(area.width).saturating_sub(6);
        let block = pane(vec![span(&text::cut(&self.title, cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(&words, cells)), style)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let room = inner.height;
        // scroll so that the row with the keys is whole
        let height = |from: usize, to: usize, rows: &[FieldRow]| {
            rows.get(from..=to).unwrap_or_default().iter().map(FieldRow::height).sum::<u16>()
        };
        self.top = self.top.min(self.at);
        while self.top < self.at && height(self.top, self.at, &self.rows) > room {
            self.top += 1;
        }
        let label = 13.min(inner.width / 3);
        let mut y = inner.y;
        let at = self.at;
        for (i, row) in self.rows.iter_mut().enumerate().skip(self.top) {
            let left = inner.bottom().saturating_sub(y);
            if left == 0 {
                break;
            }
            let here = i == at;
            let high = row.height().min(left);
            let style = if here { theme.accent } else { theme.muted };
            let mark = if here {
                "▸ "
            } else if row.is_changed() {
                "● "
            } else {
                "  "
            };
            let head = line(vec![span(mark, style), span(row.field.title, style)]);
            frame.render_widget(Paragraph::new(head), Rect { y, height: 1, width: label + 2, ..inner });
            let field = Rect { x: inner.x + label + 2, y, width: inner.width.saturating_sub(label + 2), height: high };
            row.input.render(frame, field, here, theme);
            let hidden = row.input.rows(field.width).saturating_sub(usize::from(high));
            if hidden > 0 && high > 1 {
                let mark = line(vec![span(&format!("  +{hidden} more"), theme.muted)]);
                frame.render_widget(Paragraph::new(mark), Rect { y: y + 1, height: 1, width: label + 2, ..inner });
            }
            y += high;
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let prose = self.rows.get(self.at).is_some_and(|row| row.field.shape == Shape::Prose);
        let choice = self.rows.get(self.at).is_some_and(|row| matches!(row.field.shape, Shape::Choice(_)));
        match (prose, choice) {
            (true, _) => vec![("Tab", "next field"), ("Enter", "new line"), ("Esc", "leave"), ("Esc s", "save")],
            (_, true) => vec![("Enter", "save"), ("←→", "choose"), ("Tab", "next field"), ("Esc", "leave")],
            _ => vec![("Enter", "save"), ("Tab ↓", "next field"), ("↑", "previous"), ("Esc", "leave")],
        }
    }
}
