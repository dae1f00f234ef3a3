//! The first run: five ways in, and the exports that lie here already.

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::tui::Destination;
use crate::tui::desk::{Desk, Effect};
use crate::tui::import::{self, Offer};
use crate::tui::items;
use crate::tui::layer::help::Help;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::prose::Prose;
use crate::tui::layer::{Flow, Layer, Shown};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span};

/// The ways in: key, what it is, a word more.
const WAYS: &[(char, &str, &str)] = &[
    ('1', "Open a file I have", "Jira, any CSV, stories, Markdown"),
    ('2', "Paste a list", "one line = one item"),
    ('3', "Start empty", "3 questions: product, goal, first items"),
    ('4', "Try the sample product", "60 items, nothing to lose"),
    ('5', "Take the tour", "eight small tasks, three minutes"),
];

/// The page of the first run.
pub struct Welcome {
    offers: Vec<Offer>,
    at: usize,
    place: String,
}

impl Welcome {
    /// Returns the first page; `place` is where the data will be.
    #[must_use]
    pub fn new(offers: Vec<Offer>, place: String) -> Self {
        // what lies here is likelier wanted than anything else
        let at = if offers.is_empty() { 0 } else { WAYS.len() };
        Self { offers, at, place }
    }

    fn choose(&self, at: usize) -> Flow {
        if let Some(offer) = at.checked_sub(WAYS.len()).and_then(|i| self.offers.get(i)) {
            let (path, is_product) = (offer.path.clone(), offer.product.is_some());
            return Flow::Over(Box::new(move |desk| {
                if is_product {
                    desk.effects.push(Effect::Go(Destination::Product(path)));
                } else {
                    import::take(desk, &path);
                }
            }));
        }
        // a question lies over the page, so that leaving it comes back here
        match at {
            0 => Flow::Over(Box::new(import::ask)),
            1 => Flow::Over(Box::new(paste)),
            2 => Flow::Then(Box::new(begin)),
            3 => Flow::Then(Box::new(|desk| desk.effects.push(Effect::Go(Destination::Sample)))),
            _ => Flow::Then(Box::new(|desk| desk.effects.push(Effect::Go(Destination::Tour)))),
        }
    }
}

fn paste(desk: &mut Desk) {
    let hint = "paste it here: one line = one item · Tab takes them";
    desk.push(Prose::new("A list", hint, "", |desk, text| items::add_list(desk, &text)));
}

/// Asks the three questions; each may be left empty.
fn begin(desk: &mut Desk) {
    desk.push(
        Prompt::new("1 of 3 · What is the product called?", "", |desk, text| {
            let title = text.trim().to_owned();
            if !title.is_empty() {
                desk.edit(Verb::Named, "", move |product| {
                    let mut about = product.about().clone();
                    about.prefix = crate::model::about::prefix_of(&title);
                    about.name = title;
                    product.put(about);
                    Ok(())
                });
            }
            desk.push(
                Prompt::new("2 of 3 · What should be true in three months?", "", |desk, text| {
                    let goal = match text.trim() {
                        "" => None,
                        text => desk.edit(Verb::WroteDown, "", |product| product.add_goal(text)),
                    };
                    items::add_serving(desk, goal);
                })
                .hint("the goal that the first items serve; empty for later"),
            );
        })
        .hint("its first letters begin every key: INK-1"),
    );
}

impl Layer for Welcome {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        let last = WAYS.len() + self.offers.len() - 1;
        match key.code {
            KeyCode::Esc => return Flow::Close,
            KeyCode::Enter => return self.choose(self.at),
            KeyCode::Char('q') => {
                desk.effects.push(Effect::Quit);
            }
            KeyCode::Char('?') => {
                let scope = desk.scope();
                return Flow::Over(Box::new(move |desk| {
                    let help = Help::new(scope, &desk.keymap);
                    desk.push(help);
                }));
            }
            KeyCode::Down | KeyCode::Tab | KeyCode::Char('j') => self.at = (self.at + 1).min(last),
            KeyCode::Up | KeyCode::BackTab | KeyCode::Char('k') => self.at = self.at.saturating_sub(1),
            KeyCode::Char('a') => return Flow::Then(Box::new(items::add_first)),
            // words that are typed behind a colon are a search, never answers
            KeyCode::Char(':') => return Flow::Over(Box::new(crate::tui::palette::open)),
            KeyCode::Char(c) => {
                if let Some(at) = WAYS.iter().position(|(key, _, _)| *key == c) {
                    return self.choose(at);
                }
                desk.refuse(format!("{c} does nothing here: 1 to {} choose, a writes an item, q quits", WAYS.len()));
            }
            _ => {}
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        let text = text.to_owned();
        Flow::Then(Box::new(move |desk| items::paste_items(desk, &text)))
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        frame.render_widget(Clear, area);
        let inner = framed(frame, area, vec![span("first run", theme.muted)], true, theme);
        let wide = inner.width >= 70;
        let mut lines = vec![
            Line::default(),
            line(vec![span("  momentum", theme.title)]),
            line(vec![span("  decide what to build, and why", theme.text)]),
            Line::default(),
            line(vec![span("  No account, no network. Your data will be in", theme.muted)]),
            line(vec![span(&format!("  {}", self.place), theme.muted)]),
            Line::default(),
        ];
        let row = |at: usize, key: &str, what: &str, more: &str| {
            let here = at == self.at;
            let (mark, style, side) =
                if here { ("▸ ", theme.selected, theme.selected) } else { ("  ", theme.text, theme.muted) };
            let mut spans =
                vec![span(mark, if here { theme.accent } else { theme.text }), span(&format!("{key}  "), theme.key)];
            spans.push(span(&crate::text::fit(what, if wide { 30 } else { 26 }), style));
            if wide || here {
                spans.push(span(more, side));
            }
            line(spans)
        };
        lines.extend(WAYS.iter().enumerate().map(|(i, (key, what, more))| row(i, &key.to_string(), what, more)));
        let mut heading = "";
        for (i, offer) in self.offers.iter().enumerate() {
            let own = if offer.product.is_some() { "  YOUR PRODUCTS" } else { "  FOUND HERE" };
            if heading != own {
                heading = own;
                lines.extend([Line::default(), line(vec![span(own, theme.muted)])]);
            }
            let file = offer.path.file_name().unwrap_or_default().to_string_lossy();
            lines.push(row(WAYS.len() + i, " ", offer.product.as_deref().unwrap_or(&file), &offer.what));
        }
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn is_spent(&self, product: &crate::model::Product) -> bool {
        !product.items().is_empty()
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("1-5", "choose"), ("Enter", "the marked one"), ("a", "write an item"), ("q", "quit"), ("?", "keys")]
    }
}
