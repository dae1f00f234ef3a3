//! What works here, by key: made from the table that the program runs on, so it is never out of date.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, centred};
use crate::query::Fuzzy;
use crate::sort::InOrder;
use crate::tui::command::{Action, Scope, TASKS};
use crate::tui::desk::Desk;
use crate::tui::keymap::{Keymap, spell};
use crate::tui::theme::Theme;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{cut, line, pane, span};
use crate::words;

/// The help on a screen.
pub struct Help {
    input: Input,
    /// The commands with their keys, those that matter most on the screen first.
    all: Vec<(&'static Action, Vec<String>)>,
    /// How many of them are for this screen.
    own: usize,
    /// What the signs on the screen mean.
    signs: &'static [(&'static str, &'static str)],
    /// The ones that fit, by their place among all.
    found: Vec<usize>,
    cursor: Cursor,
}

impl Help {
    /// Returns the help on what works in a scope.
    #[must_use]
    pub fn new(scope: Scope, keymap: &Keymap) -> Self {
        let mut all: Vec<(&'static Action, Vec<String>)> = keymap
            .in_scope(scope)
            .map(|action| (action, keymap.live(scope, action)))
            .filter(|(action, keys)| !keys.is_empty() || keymap.keys(action).is_empty())
            .collect();
        // what the footer names comes first, then what else is this screen's own
        let rank = |a: &Action| match (a.scope == scope, a.footer) {
            (true, 1..) => Some((0, a.footer)),
            (true, 0) if !is_list(scope) => Some((1, 0)),
            (false, 1..) if is_list(scope) => Some((0, a.footer)),
            _ => None,
        };
        all.order_by_key(|(a, _)| (rank(a).is_none(), rank(a), a.task()));
        let own = all.iter().take_while(|(a, _)| rank(a).is_some()).count().min(OWN);
        // beyond the first ones they stand where the others of their kind do
        if let Some(rest) = all.get_mut(own..) {
            rest.sort_by_key(|(a, _)| a.task());
        }
        let signs = if let Scope::On(page) = scope { page.signs } else { &[] };
        let mut help = Self { input: Input::line(""), all, own, signs, found: Vec::new(), cursor: Cursor::default() };
        help.search();
        help
    }

    fn search(&mut self) {
        let typed = self.input.text();
        let mut fuzzy = Fuzzy::new(typed.split_whitespace());
        let typed = typed.trim().to_owned();
        // the key itself first, then the best words; without a word, in the order of the table
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (i, (action, keys)) in self.all.iter().enumerate() {
            let exact = keys.contains(&typed);
            let score =
                if typed.is_empty() || exact { Some(u32::MAX) } else { fuzzy.score(&[action.title, &keys.join(" ")]) };
            scored.extend(score.map(|score| (score, i)));
        }
        scored.order_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        self.found = scored.into_iter().map(|(_, i)| i).collect();
        self.cursor = Cursor::default();
    }

    /// Returns the lines that say what the signs on the screen mean.
    fn legend(&self, theme: &Theme, cells: usize) -> Vec<(Option<usize>, Line<'static>)> {
        if self.signs.is_empty() {
            return Vec::new();
        }
        let row = |(sign, words): &(&str, &str)| {
            let spans =
                vec![span("  ", theme.text), span(&crate::text::fit(sign, 15), theme.accent), span(words, theme.text)];
            (None, line(cut(spans, cells)))
        };
        let head = (None, line(vec![span("SIGNS ON THIS SCREEN", theme.muted)]));
        [(None, Line::default()), head].into_iter().chain(self.signs.iter().map(row)).collect()
    }

    /// Returns the lines of the help, each with the action it stands for.
    fn lines(&self, theme: &Theme, cells: usize) -> Vec<(Option<usize>, Line<'static>)> {
        let mut out = Vec::new();
        let mut heading = "";
        for (i, (action, keys)) in self.found.iter().filter_map(|n| self.all.get(*n)).enumerate() {
            let own = TASKS.get(action.task()).map_or("", |(heading, _)| heading);
            let own = if i < self.own { "On this screen" } else { own };
            if heading != own && self.found.len() == self.all.len() {
                if i == self.own {
                    out.extend(self.legend(theme, cells));
                }
                if !heading.is_empty() {
                    out.push((None, Line::default()));
                }
                heading = own;
                out.push((None, line(vec![span(&heading.to_uppercase(), theme.muted)])));
            }
            let keys = keys.iter().take(3).map(|k| spell(k)).collect::<Vec<_>>().join("  ");
            let here = i == self.cursor.at;
            let (mark, text, key) =
                if here { ("▸ ", theme.selected, theme.selected) } else { ("  ", theme.text, theme.key) };
            let mut spans =
                cut(vec![span(mark, text), span(&crate::text::fit(&keys, 15), key), span(action.title, text)], cells);
            if here {
                let left = cells.saturating_sub(crate::tui::widget::text::width(&spans));
                spans.push(span(&" ".repeat(left), text));
            }
            out.push((Some(i), line(spans)));
        }
        out
    }
}

/// Most commands that stand at the top as those of the screen.
const OWN: usize = 12;

/// Whether a scope is a screen that shows the list: the verbs on items are its own.
fn is_list(scope: Scope) -> bool {
    matches!(scope, Scope::On(page) if page.list)
}

impl Layer for Help {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        if self.cursor.key(key, self.found.len()) {
            return Flow::Stay;
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('?') => return Flow::Close,
            KeyCode::Enter => {
                return match self.found.get(self.cursor.at).and_then(|n| self.all.get(*n)).map(|(action, _)| *action) {
                    Some(action) => Flow::Then(Box::new(move |desk| desk.run(action))),
                    None => Flow::Stay,
                };
            }
            _ => {
                if self.input.key(key) {
                    self.search();
                }
            }
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let area = centred(area, 132, area.height);
        frame.render_widget(Clear, area);
        let block = pane(vec![span("What works here", theme.title)], true, theme).title_bottom(
            line(vec![span(
                &format!(" {} · ↓ for more · Enter does it ", words::count(self.found.len(), "command")),
                theme.muted,
            )])
            .right_aligned(),
        );
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if inner.height < 3 {
            return;
        }
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), Rect { height: 1, ..inner });
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        self.input.render(frame, field, true, theme);
        let list = Rect { y: inner.y + 2, height: inner.height - 2, ..inner };
        let columns = if list.width >= 116 { 2 } else { 1 };
        let gap = 2;
        let wide = (usize::from(list.width) - gap * (columns - 1)) / columns;
        let lines = self.lines(theme, wide);
        if lines.is_empty() {
            frame.render_widget(
                Paragraph::new(line(vec![span("no key and no word fits · Esc closes", theme.muted)])),
                list,
            );
            return;
        }
        let page = usize::from(list.height);
        // a column is as high as the pane; what does not fit beside is below
        let here = lines.iter().position(|(i, _)| *i == Some(self.cursor.at)).unwrap_or(0);
        let shown = page * columns;
        self.cursor.top = self.cursor.top.clamp((here + 1).saturating_sub(shown), here.saturating_sub(1));
        if lines.len() <= shown {
            self.cursor.top = 0;
        }
        for (column, part) in lines.get(self.cursor.top..).unwrap_or_default().chunks(page).take(columns).enumerate() {
            let x = list.x + u16::try_from(column * (wide + gap)).unwrap_or(0);
            let area = Rect { x, width: u16::try_from(wide).unwrap_or(list.width), ..list };
            let part: Vec<Line<'static>> = part.iter().map(|(_, line)| line.clone()).collect();
            frame.render_widget(Paragraph::new(part), area);
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("type", "to search keys and words"), ("Enter", "do it"), ("Esc", "close")]
    }
}
