//! A list to pick from by typing: goals, commands and items, conflicts.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, centred};
use crate::model::{Item, Metric, Product};
use crate::query::Fuzzy;
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::theme::Theme;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, line, pane, span, spread};

/// Most entries that are looked through between two keys; more are too many to pick from.
const LOOKED_AT: usize = 20_000;
/// Most entries that are shown.
const SHOWN: usize = 200;

/// A row of a picker.
#[derive(Clone)]
pub struct Pick<T> {
    /// What is shown and searched.
    pub text: String,
    /// What stands at the right edge: a key, a state.
    pub side: String,
    /// Why it cannot be picked now; shown greyed.
    pub unready: Option<String>,
    /// In lower case the words by which alone it is found, where letters strewn over the text are not enough: of a command, so
    /// that Enter never runs one whose name shares no word with what was typed.
    pub words: Option<String>,
    /// The value that picking it returns.
    pub value: T,
}

impl<T> Pick<T> {
    /// Returns an entry that can be picked, and is found by the letters of its text.
    pub fn new(text: impl Into<String>, side: impl Into<String>, value: T) -> Self {
        Self { text: text.into(), side: side.into(), unready: None, words: None, value }
    }

    /// Returns the row without its value, and the value.
    fn apart(self) -> (Pick<()>, T) {
        let Self { text, side, unready, words, value } = self;
        (Pick { text, side, unready, words, value: () }, value)
    }

    /// Says why it cannot be picked now, if so.
    #[must_use]
    pub fn unready(self, unready: Option<String>) -> Self {
        Self { unready, ..self }
    }

    /// Returns an entry that stands for a measure.
    #[must_use]
    pub fn of_metric(metric: &Metric, value: T) -> Self {
        Self::new(format!("{} {}", metric.key(), metric.measure), metric.way(), value)
    }

    /// Returns an entry that stands for an item.
    #[must_use]
    pub fn of_item(item: &Item, product: &Product, side: impl Into<String>, value: T) -> Self {
        Self::new(format!("{} {}", product.key(item), item.title), side, value)
    }
}

/// The weight of a whole word, greater than that of any letters.
const NEAR: u32 = 1 << 16;

/// Returns how near a text (in lower case) is to the words asked for: 3 if each is one of its words, 2 if each begins one, 1 if
/// each is somewhere in it, else 0.
fn nearness(text: &str, asked: &[&str]) -> u32 {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let each = |fits: &dyn Fn(&str) -> bool| asked.iter().all(|word| fits(word));
    match () {
        () if each(&|asked| words().any(|word| word == asked)) => 3,
        () if each(&|asked| words().any(|word| word.starts_with(asked))) => 2,
        () if each(&|asked| text.contains(asked)) => 1,
        () => 0,
    }
}

/// Words where nothing of the list holds what was typed.
const NOTHING: &str = "nothing fits";

type Done = Box<dyn FnOnce(&mut Desk, usize)>;
type Create = Box<dyn FnOnce(&mut Desk, String)>;

/// A list to pick from by typing. It knows the entries by their place, so that it is compiled once for all that can be picked.
pub struct Picker {
    title: String,
    empty: &'static str,
    input: Input,
    entries: Vec<Pick<()>>,
    found: Vec<usize>,
    cursor: Cursor,
    done: Option<Done>,
    create: Option<(&'static str, Create)>,
    fault: Option<String>,
    lets_go: bool,
}

impl Picker {
    /// Returns a list; `done` gets what was picked.
    pub fn new<T: 'static>(
        title: impl Into<String>,
        entries: Vec<Pick<T>>,
        done: impl FnOnce(&mut Desk, T) + 'static,
    ) -> Self {
        let (entries, mut values): (Vec<Pick<()>>, Vec<T>) = entries.into_iter().map(Pick::apart).unzip();
        Self::open(title.into(), entries, Box::new(move |desk, at| done(desk, values.swap_remove(at))))
    }

    fn open(title: String, entries: Vec<Pick<()>>, done: Done) -> Self {
        let mut picker = Self {
            title,
            empty: NOTHING,
            input: Input::line(""),
            entries,
            found: Vec::new(),
            cursor: Cursor::default(),
            done: Some(done),
            create: None,
            fault: None,
            lets_go: false,
        };
        picker.search();
        picker
    }

    /// Offers to make something new of what was typed.
    #[must_use]
    pub fn create(mut self, word: &'static str, create: impl FnOnce(&mut Desk, String) + 'static) -> Self {
        self.create = Some((word, Box::new(create)));
        self
    }

    /// Lets a digit go on to the screen that it leads to, as long as nothing is typed: the question is what a page begins with.
    #[must_use]
    pub fn lets_go(mut self) -> Self {
        self.lets_go = true;
        self
    }

    /// Begins on an entry other than the first.
    #[must_use]
    pub fn start(mut self, at: usize) -> Self {
        self.cursor.at = at.min(self.found.len().saturating_sub(1));
        self
    }

    /// Says what stands there where nothing is to be picked.
    #[must_use]
    pub fn empty(mut self, words: &'static str) -> Self {
        self.empty = words;
        self
    }

    fn search(&mut self) {
        self.fault = None;
        let typed = self.input.text();
        let mut fuzzy = Fuzzy::new(typed.split_whitespace());
        let lower = typed.to_lowercase();
        let asked: Vec<&str> = lower.split_whitespace().collect();
        self.cursor = Cursor::default();
        if fuzzy.is_empty() {
            self.found = (0..self.entries.len().min(SHOWN)).collect();
            return;
        }
        let mut scored: Vec<(u32, usize)> = self
            .entries
            .iter()
            .take(LOOKED_AT)
            .enumerate()
            .filter_map(|(i, entry)| {
                // the letters are the cheaper question: of thousands of items most end here
                let letters = if entry.words.is_none() { Some(fuzzy.score(&[&entry.text])?) } else { None };
                let title = entry.text.to_lowercase();
                let near = nearness(entry.words.as_ref().unwrap_or(&title), &asked);
                let score = match letters {
                    Some(letters) => letters,
                    None if near == 0 => return None,
                    // of two commands the one that says it in its title, and at its beginning
                    None => nearness(&title, &asked) * 2 + u32::from(title.starts_with(lower.trim())),
                };
                // a word that is there goes before letters that are
                Some((near.saturating_mul(NEAR).saturating_add(score), i))
            })
            .collect();
        scored.order_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        self.found = scored.into_iter().take(SHOWN).map(|(_, i)| i).collect();
    }

    fn offers_new(&self) -> Option<String> {
        let typed = self.input.text().trim().to_owned();
        let exact = self.entries.iter().any(|entry| entry.text.ends_with(&typed));
        (self.create.is_some() && !typed.is_empty() && !exact).then_some(typed)
    }

    fn rows(&self) -> usize {
        self.found.len() + usize::from(self.offers_new().is_some())
    }

    fn pick(&mut self) -> Flow {
        let at = self.found.get(self.cursor.at).copied().unwrap_or(usize::MAX);
        match self.entries.get(at) {
            Some(entry) => {
                if let Some(why) = &entry.unready {
                    self.fault = Some(why.clone());
                    return Flow::Stay;
                }
                match self.done.take() {
                    Some(done) => Flow::Then(Box::new(move |desk| done(desk, at))),
                    None => Flow::Close,
                }
            }
            None => match (self.offers_new(), self.create.take()) {
                (Some(typed), Some((_, create))) => Flow::Then(Box::new(move |desk| create(desk, typed))),
                (_, create) => {
                    self.create = create;
                    Flow::Stay
                }
            },
        }
    }

    fn draw_row(&self, row: usize, cells: usize, theme: &Theme) -> ratatui::text::Line<'static> {
        let here = row == self.cursor.at;
        let mark = if here { "▸ " } else { "  " };
        let style = if here { theme.selected } else { theme.text };
        let spans = if let Some(entry) = self.found.get(row).and_then(|i| self.entries.get(*i)) {
            let dead = entry.unready.is_some();
            let (text, side) = match (here, dead) {
                (true, _) => (style, style),
                (false, true) => (theme.ghost, theme.ghost),
                (false, false) => (theme.text, theme.key),
            };
            spread(
                vec![span(mark, text), span(&entry.text, text)],
                vec![span(&format!(" {}", entry.side), side)],
                cells,
            )
        } else {
            let word = self.create.as_ref().map_or("new", |(word, _)| word);
            spread(
                vec![span(mark, style), span(&format!("{word} “{}”", self.input.text().trim()), style)],
                Vec::new(),
                cells,
            )
        };
        bar(spans, here, theme)
    }
}

impl Layer for Picker {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        if self.cursor.key(key, self.rows()) {
            return Flow::Stay;
        }
        match key.code {
            KeyCode::Esc => return Flow::Close,
            KeyCode::Enter => return self.pick(),
            KeyCode::Char('0'..='9') if self.lets_go && self.input.text().is_empty() => {
                return Flow::Again(Box::new(|_| ()));
            }
            _ => {
                if self.input.key(key) {
                    self.search();
                }
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        self.input.paste(text);
        self.search();
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let want = u16::try_from(self.entries.len().min(14)).unwrap_or(14) + 4 + u16::from(self.create.is_some());
        let widest = self.entries.iter().take(SHOWN).map(|e| text::width(&e.text) + text::width(&e.side)).max();
        let widest = u16::try_from(widest.unwrap_or(0) + 8).unwrap_or(u16::MAX);
        let most = area.width.saturating_sub(4);
        let area = centred(area, (area.width * 7 / 10).max(56).max(widest.min(most)), want.max(7));
        frame.render_widget(Clear, area);
        let foot = match &self.fault {
            Some(why) => span(
                &format!(" {} ", text::cut(&desk.words(why), usize::from(area.width).saturating_sub(6))),
                theme.bad,
            ),
            None => span(" Enter takes it · Esc leaves ", theme.muted),
        };
        let block = pane(
            vec![span(&text::cut(&desk.words(&self.title), usize::from(area.width).saturating_sub(6)), theme.title)],
            true,
            theme,
        )
        .title_bottom(line(vec![foot]).right_aligned());
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if inner.height < 2 {
            return;
        }
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), Rect { height: 1, ..inner });
        self.input.render(frame, field, true, theme);
        let list = Rect { y: inner.y + 2, height: inner.height - 2, ..inner };
        let page = usize::from(list.height).max(1);
        let window = self.cursor.window(self.rows(), page);
        let cells = usize::from(list.width);
        let lines: Vec<_> = if self.rows() == 0 {
            let words = if self.entries.is_empty() { self.empty } else { NOTHING };
            vec![line(vec![span(&desk.words(words), theme.muted)])]
        } else {
            window.map(|row| self.draw_row(row, cells, theme)).collect()
        };
        frame.render_widget(Paragraph::new(lines), list);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("type", "to narrow"), ("↑↓", "move"), ("Enter", "take it"), ("Esc", "leave")]
    }
}
