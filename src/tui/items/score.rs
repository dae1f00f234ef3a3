//! The inputs of an item's score, a row each, with the arithmetic under them. Every key is an edit of its own.

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::measure::score::{Input, Method, Scale, heard, is_unsupported};
use crate::model::entity::hundredths;
use crate::model::item::Evidence;
use crate::model::{Id, Insight, Item};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::value::{method, set_input};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span, wrapped};

/// The score of one item.
pub struct Scores {
    item: Id,
    cursor: Cursor,
    steps: Steps,
}

impl Scores {
    /// Returns the score of an item.
    #[must_use]
    pub fn new(item: Id) -> Self {
        Self { item, cursor: Cursor::default(), steps: Steps::default() }
    }

    fn ask(&self, input: &'static Input, first: &str) -> Flow {
        let id = self.item;
        let prompt = Prompt::new(format!("{}: {}", input.title, input.ask), first, move |desk, text| {
            if text.trim().is_empty() {
                set_input(desk, id, input.name, None);
            } else if let Ok(n) = Method::read(input, &text) {
                set_input(desk, id, input.name, Some(n));
            }
        })
        .hint("a number · empty for none")
        .check(
            move |_, text| {
                if text.trim().is_empty() { Ok(()) } else { Method::read(input, text).map(|_| ()) }
            },
        );
        Flow::Over(Box::new(move |desk| desk.push(prompt)))
    }
}

/// Returns the number that a key stands for on a scale of keys.
fn keyed(input: &Input, c: char) -> Option<i64> {
    let digit = c.to_digit(10).map(i64::from)?;
    match input.scale {
        Scale::Ten => Some(if digit == 0 { 1_000 } else { digit * 100 }),
        Scale::Five => (1..=5).contains(&digit).then_some(digit * 100),
        Scale::Steps(steps) => {
            let at = usize::try_from(digit - 1).ok()?;
            steps.get(at).map(|(n, _)| *n)
        }
        Scale::Number | Scale::Divisor | Scale::Confidence => None,
    }
}

fn choices(input: &Input) -> String {
    match input.scale {
        Scale::Ten => "1 … 9, 0 for 10".to_owned(),
        Scale::Five => "1 … 5".to_owned(),
        Scale::Steps(steps) => steps
            .iter()
            .zip(1..)
            .map(|((n, word), key)| {
                let n = hundredths(*n);
                if *word == n { format!("{key}:{n}") } else { format!("{key}:{word} {n}") }
            })
            .collect::<Vec<_>>()
            .join("  "),
        Scale::Number | Scale::Divisor | Scale::Confidence => "type a number".to_owned(),
    }
}

impl Layer for Scores {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let inputs = Method::of(desk.product()).inputs;
        let rows = inputs.len() + 2;
        let id = self.item;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'v') => return Flow::Close,
            KeyCode::Char('u') => self.steps.travel(desk, true),
            KeyCode::Char('U') => self.steps.travel(desk, false),
            KeyCode::Char('m') => return Flow::Over(Box::new(method)),
            KeyCode::Char('e') => return Flow::Over(Box::new(move |desk| evidence(desk, id))),
            KeyCode::Char('n') => return Flow::Over(Box::new(move |desk| note(desk, id))),
            KeyCode::Enter => {
                return match inputs.get(self.cursor.at) {
                    Some(input) if matches!(input.scale, Scale::Number | Scale::Divisor | Scale::Confidence) => {
                        let flow = self.ask(input, "");
                        self.cursor.at = (self.cursor.at + 1).min(rows - 1);
                        flow
                    }
                    Some(_) => Flow::Close,
                    None if self.cursor.at == inputs.len() => Flow::Over(Box::new(move |desk| evidence(desk, id))),
                    None => Flow::Over(Box::new(move |desk| note(desk, id))),
                };
            }
            KeyCode::Char('x') | KeyCode::Delete | KeyCode::Backspace => {
                if let Some(input) = inputs.get(self.cursor.at) {
                    set_input(desk, id, input.name, None);
                }
            }
            KeyCode::Char(c) if c.is_ascii_digit() => {
                if let Some(input) = inputs.get(self.cursor.at) {
                    if let Some(n) = keyed(input, c) {
                        set_input(desk, id, input.name, Some(n));
                        self.cursor.at = (self.cursor.at + 1).min(rows - 1);
                    } else if matches!(input.scale, Scale::Number | Scale::Divisor | Scale::Confidence) {
                        let flow = self.ask(input, &c.to_string());
                        self.cursor.at = (self.cursor.at + 1).min(rows - 1);
                        return flow;
                    } else {
                        desk.refuse(format!("{}: {}", input.title, choices(input)));
                    }
                }
            }
            _ => {
                self.cursor.letter(key, rows);
            }
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let Some(item) = desk.product.items().get(self.item) else { return };
        let method = Method::of(desk.product);
        let high =
            u16::try_from(method.inputs.len()).unwrap_or(4) + 10 + u16::from(heard(item, desk.product).is_some());
        let area = centred(area, (area.width * 7 / 10).max(64), high);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let head = format!("Score {}  {}", desk.product.key(item), text::line(&item.title));
        let inner = framed(frame, area, vec![span(&text::cut(&head, cells), theme.title)], true, theme);
        let mut lines = vec![
            line(crate::tui::widget::text::cut(
                vec![span(method.title, theme.text), span(&format!("   {}", method.formula), theme.muted)],
                usize::from(inner.width),
            )),
            Line::default(),
        ];
        for (i, input) in method.inputs.iter().enumerate() {
            lines.push(row(desk, item, &method, input, i == self.cursor.at, cells));
        }
        let scoring = item.scoring.as_deref().cloned().unwrap_or_default();
        for (i, (title, value, ask)) in [
            ("Evidence", scoring.evidence.word().to_owned(), "what do the numbers rest on?"),
            (
                "Source",
                if scoring.note.is_empty() { "–".to_owned() } else { scoring.note.clone() },
                "where do they come from?",
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let here = method.inputs.len() + i == self.cursor.at;
            let style = if here { theme.accent } else { theme.muted };
            let unsaid = value == "none" || value == "–";
            lines.push(line(vec![
                span(if here { "▸ " } else { "  " }, style),
                span(&format!("{title:<14}"), style),
                span(&text::fit(&text::cut(&value, 24), 26), if unsaid { theme.warn } else { theme.text }),
                span(ask, theme.muted),
            ]));
        }
        let told: Vec<String> = desk.product.insights_about(item.id).into_iter().map(Insight::key).collect();
        if let Some(kind) = heard(item, desk.product) {
            let words = format!("{}: {kind} {} %", text::cut(&told.join(", "), 24), kind.confidence());
            lines.push(line(vec![span(&format!("  {:<14}", "Heard"), theme.muted), span(&words, theme.text)]));
        }
        lines.push(Line::default());
        match method.score(item) {
            Some(score) => {
                lines.extend(wrapped(&score.arithmetic, usize::from(inner.width), theme.title));
                if is_unsupported(item, desk.product) {
                    lines.push(line(vec![span("! rests on nothing that was written down", theme.warn)]));
                } else if !method.inputs.iter().any(|input| input.scale == Scale::Confidence) {
                    let words = "the evidence is shown with it; this method does not count it";
                    lines.push(line(vec![span(words, theme.muted)]));
                }
            }
            None => lines.push(line(vec![span("no score yet: an input is missing", theme.muted)])),
        }
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("1-9", "set, next"),
            ("j k", "row"),
            ("x", "clear"),
            ("e", "evidence"),
            ("n", "source"),
            ("m", "method"),
            ("Esc", "done"),
        ]
    }
}

fn row(desk: &Shown<'_>, item: &Item, method: &Method, input: &Input, here: bool, cells: usize) -> Line<'static> {
    let theme = desk.theme;
    let own = item.scoring.as_ref().is_some_and(|scoring| scoring.inputs.contains_key(input.name));
    let value = method.given(input, item);
    let unit = if input.scale == Scale::Confidence { " %" } else { "" };
    let words = value.map_or_else(|| "–".to_owned(), |n| format!("{}{unit}", hundredths(n)));
    let style = if here { theme.accent } else { theme.muted };
    let ask = if here { choices(input) } else { input.ask.to_owned() };
    line(crate::tui::widget::text::cut(
        vec![
            span(if here { "▸ " } else { "  " }, style),
            span(&format!("{:<14}", input.title), style),
            span(&text::fit(&words, 12), if own { theme.text } else { theme.ghost }),
            span(&ask, if here { theme.text } else { theme.muted }),
        ],
        cells,
    ))
}

fn evidence(desk: &mut Desk, id: Id) {
    let answers = Evidence::ALL
        .iter()
        .map(|kind| (kind.word().chars().next().unwrap_or('?'), format!("{kind} {} %", kind.confidence())));
    let heard = desk.product().items().get(id).and_then(|item| heard(item, desk.product()));
    let title = heard.map_or_else(
        || "What do the numbers rest on?".to_owned(),
        |kind| format!("What do the numbers rest on? What was heard speaks for {kind}"),
    );
    let mut choose = Choose::new(title, answers.collect::<Vec<_>>(), move |desk, key| {
        let Some(kind) = Evidence::ALL.iter().copied().find(|kind| kind.word().starts_with(key)) else { return };
        desk.edit(Verb::Scored, "", |product| {
            product.update(id, |item| {
                item.scoring.get_or_insert_with(Box::default).evidence = kind;
                Ok(())
            })
        });
    });
    if let Some(first) = heard.and_then(|kind| kind.word().chars().next()) {
        choose = choose.enter(first);
    }
    desk.push(choose);
}

fn note(desk: &mut Desk, id: Id) {
    let old = desk.product().items().get(id).and_then(|item| item.scoring.as_ref()).map(|s| s.note.clone());
    desk.push(
        Prompt::new("Where do the numbers come from?", &old.unwrap_or_default(), move |desk, text| {
            desk.edit(Verb::Scored, "", |product| {
                product.update(id, |item| {
                    text.trim().clone_into(&mut item.scoring.get_or_insert_with(Box::default).note);
                    Ok(())
                })
            });
        })
        .hint("a report, an interview, a guess: so that one can ask again"),
    );
}
