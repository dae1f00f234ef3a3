//! The end of a sprint: what becomes of each item that is left, one by one or all at once.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use crate::model::sprint::Fate;
use crate::model::{Id, Size, Status};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, line, pane, span, spread};
use crate::words;

type Done = Box<dyn FnOnce(&mut Desk, BTreeMap<Id, Fate>)>;

/// The fates with their keys; the capital letter is for all rows.
const FATES: &[(char, Fate, &str)] = &[
    ('a', Fate::Accepted, "accept"),
    ('b', Fate::Back, "its place"),
    ('t', Fate::Top, "top"),
    ('n', Fate::Next, "next sprint"),
    ('d', Fate::Declined, "say no"),
];

/// What becomes of each item that is left.
pub struct Close {
    number: u32,
    rows: Vec<(Id, Fate)>,
    cursor: Cursor,
    done: Option<Done>,
}

impl Close {
    /// Returns the question; `done` gets the fate of each.
    pub fn new(number: u32, rows: Vec<(Id, Fate)>, done: impl FnOnce(&mut Desk, BTreeMap<Id, Fate>) + 'static) -> Self {
        Self { number, rows, cursor: Cursor::default(), done: Some(Box::new(done)) }
    }
}

impl Layer for Close {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => return Flow::Close,
            KeyCode::Enter => {
                let fates = self.rows.iter().copied().collect();
                return match self.done.take() {
                    Some(done) => Flow::Then(Box::new(move |desk| done(desk, fates))),
                    None => Flow::Close,
                };
            }
            KeyCode::Char(c) => {
                let fate = FATES.iter().find(|(key, _, _)| key.eq_ignore_ascii_case(&c)).map(|(_, fate, _)| *fate);
                match fate {
                    Some(fate) if c.is_ascii_uppercase() => {
                        // a key that is meant for the rest leaves finished work as it is, and accepts nothing that was not begun
                        let status = |id: Id| desk.product().items().get(id).map(|item| item.status);
                        let meant = |id: Id| match fate {
                            Fate::Accepted => status(id) != Some(Status::Todo),
                            _ => status(id) != Some(Status::Done),
                        };
                        self.rows.iter_mut().filter(|(id, _)| meant(*id)).for_each(|(_, own)| *own = fate);
                    }
                    Some(fate) => {
                        let id = self.rows.get(self.cursor.at).map(|(id, _)| *id);
                        let item = id.and_then(|id| desk.product().items().get(id)).cloned();
                        let why = item.and_then(|item| match fate {
                            Fate::Accepted => desk.product().acceptable(&item).err().map(|why| why.to_string()),
                            Fate::Declined if item.status == Status::Done => Some(format!(
                                "{} is finished: a accepts it, t sends it back",
                                desk.product().key(&item)
                            )),
                            _ => None,
                        });
                        if let Some(why) = why {
                            desk.refuse(why);
                            return Flow::Stay;
                        }
                        if let Some((_, own)) = self.rows.get_mut(self.cursor.at) {
                            *own = fate;
                        }
                        self.cursor.at = (self.cursor.at + 1).min(self.rows.len().saturating_sub(1));
                    }
                    None => {
                        self.cursor.letter(key, self.rows.len());
                    }
                }
            }
            _ => {
                self.cursor.letter(key, self.rows.len());
            }
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let high = u16::try_from(self.rows.len()).unwrap_or(u16::MAX).saturating_add(5);
        let area = centred(area, (area.width * 9 / 10).max(60), high.min(area.height));
        frame.render_widget(Clear, area);
        let title = format!("Close S{}: {} not accepted yet", self.number, words::count(self.rows.len(), "item"));
        let title = text::cut(&title, usize::from(area.width).saturating_sub(6)).into_owned();
        let block = pane(vec![span(&title, theme.title)], true, theme).title_bottom(
            line(vec![span(" Enter closes the sprint · Esc leaves it open ", theme.muted)]).right_aligned(),
        );
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let cells = usize::from(inner.width);
        let window = self.cursor.window(self.rows.len(), usize::from(inner.height).saturating_sub(2));
        let mut lines: Vec<_> = self
            .rows
            .iter()
            .enumerate()
            .skip(window.start)
            .take(window.len())
            .filter_map(|(i, (id, fate))| Some((i, desk.product.items().get(*id)?, *fate)))
            .map(|(i, item, fate)| {
                let here = i == self.cursor.at;
                let size = item.size.map_or_else(|| "?".to_owned(), |size: Size| size.to_string());
                let word = FATES.iter().find(|(_, own, _)| *own == fate).map_or("done", |(_, _, word)| word);
                let style = match fate {
                    Fate::Accepted => theme.good,
                    Fate::Declined => theme.bad,
                    _ => theme.text,
                };
                let left = vec![
                    span(if here { "▸ " } else { "  " }, theme.accent),
                    span(&format!("{:<8}", desk.product.key(item)), theme.muted),
                    span(&format!("{size:>3}  "), theme.text),
                    span(&text::line(&item.title), theme.text),
                ];
                let right = vec![
                    span(&format!("  {:<7}", item.status.word()), theme.muted),
                    span(&format!("{word:>12} "), style),
                ];
                bar(spread(left, right, cells), here, theme)
            })
            .collect();
        lines.push(line(vec![]));
        let words = "a accept  t to the top  n next sprint  d say no · a capital letter for all";
        lines.push(line(vec![span(&text::cut(words, cells), theme.muted)]));
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("a", "accept"),
            ("t", "top"),
            ("n", "next"),
            ("d", "say no"),
            ("T N", "all"),
            ("Enter", "close"),
            ("Esc", "leave"),
        ]
    }
}
