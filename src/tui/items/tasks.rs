//! The work on one item, piece by piece: how, not what. Every key is an edit of its own and can be undone.

use thin_vec::ThinVec;

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::model::item::Task;
use crate::model::{Id, Product};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{bar, line, pane, span, wrapped};

/// The tasks of one item.
pub struct Tasks {
    item: Id,
    cursor: Cursor,
    steps: Steps,
}

impl Tasks {
    /// Returns the tasks of an item.
    #[must_use]
    pub fn new(item: Id) -> Self {
        Self { item, cursor: Cursor::default(), steps: Steps::default() }
    }

    /// Shows the tasks of an item, and asks for the next one at once.
    pub fn begin(desk: &mut Desk, item: Id) {
        desk.push(Self::new(item));
        ask(desk, item, 0);
    }

    fn edit(&self, desk: &mut Desk, verb: Verb, f: impl FnOnce(&mut ThinVec<Task>)) {
        let id = self.item;
        desk.edit(verb, "", |product: &mut Product| {
            product.update(id, |item| {
                f(&mut item.tasks);
                Ok(())
            })
        });
    }
}

/// Asks for one task after the other, until an empty one.
fn ask(desk: &mut Desk, item: Id, n: usize) {
    let title = if n == 0 { "New task".to_owned() } else { format!("New task ({n} added, Esc ends)") };
    desk.push(
        Prompt::new(title, "", move |desk, text| {
            if !text.trim().is_empty() && add(desk, item, &text) {
                ask(desk, item, n + 1);
            }
        })
        .hint("a piece of a day or less · a pasted list adds many")
        .lines(move |desk, text| {
            add(desk, item, &text);
        }),
    );
}

fn add(desk: &mut Desk, item: Id, text: &str) -> bool {
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    desk.edit(Verb::PlannedTheWorkOn, "", |product| {
        let new: Vec<Task> =
            lines.into_iter().map(|text| Task { id: product.fresh_id(), text, ..Task::default() }).collect();
        product.update(item, |item| {
            item.tasks.extend(new);
            Ok(())
        })
    })
    .is_some()
}

impl Layer for Tasks {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let (n, id) = (desk.product().items().get(self.item).map_or(0, |item| item.tasks.len()), self.item);
        self.cursor.at = self.cursor.at.min(n.saturating_sub(1));
        let at = self.cursor.at;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Char('a') => return Flow::Over(Box::new(move |desk| ask(desk, id, 0))),
            KeyCode::Char('u') => self.steps.travel(desk, true),
            KeyCode::Char('U') => self.steps.travel(desk, false),
            KeyCode::Char('r') => {
                return Flow::Over(Box::new(move |desk| risks(desk, id)));
            }
            KeyCode::Char(' ') | KeyCode::Enter if n > 0 => self.edit(desk, Verb::WorkedOn, |tasks| {
                if let Some(task) = tasks.get_mut(at) {
                    task.done = !task.done;
                }
            }),
            KeyCode::Char('d' | 'x') if n > 0 => self.edit(desk, Verb::RemovedATaskOf, |tasks| {
                if at < tasks.len() {
                    tasks.remove(at);
                }
            }),
            KeyCode::Char('J') if at + 1 < n => {
                self.edit(desk, Verb::MovedATaskOf, |tasks| tasks.swap(at, at + 1));
                self.cursor.at += 1;
            }
            KeyCode::Char('K') if at > 0 => {
                self.edit(desk, Verb::MovedATaskOf, |tasks| tasks.swap(at, at - 1));
                self.cursor.at -= 1;
            }
            _ => {
                self.cursor.letter(key, n);
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        let (id, text) = (self.item, text.to_owned());
        Flow::Over(Box::new(move |desk| {
            add(desk, id, &text);
        }))
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let Some(item) = desk.product.items().get(self.item) else { return };
        let area = centred(area, (area.width * 7 / 10).max(60), 16);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let (done, all) = item.tasks_done();
        let head = format!("How {} is done  {done}/{all}", desk.product.key(item));
        let block = pane(vec![span(&text::cut(&head, cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(&text::line(&item.title), cells)), theme.muted)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let cells = usize::from(inner.width);
        let mut lines: Vec<Line<'static>> = Vec::new();
        if item.tasks.is_empty() {
            lines.extend(wrapped(
                "What is to be done for it, piece by piece? a writes the first task.",
                cells,
                theme.muted,
            ));
        }
        let risks = if item.risks.trim().is_empty() {
            wrapped("r writes down what could go wrong", cells, theme.ghost)
        } else {
            wrapped(&format!("! {}", item.risks.trim()), cells, theme.warn)
        };
        let page = usize::from(inner.height).saturating_sub(risks.len() + 1);
        let window = self.cursor.window(item.tasks.len(), page);
        for (i, task) in item.tasks.iter().enumerate().skip(window.start).take(window.len()) {
            let here = i == self.cursor.at;
            let (sign, style) = if task.done { ("✓ ", theme.good) } else { ("· ", theme.muted) };
            let spans = vec![
                span(if here { "▸" } else { " " }, theme.accent),
                span(sign, style),
                span(&text::line(&task.text), if task.done { theme.muted } else { theme.text }),
            ];
            lines.push(bar(crate::tui::widget::text::spread(spans, Vec::new(), cells), here, theme));
        }
        lines.push(Line::default());
        lines.extend(risks);
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("a", "add"),
            ("Space", "done"),
            ("J K", "order"),
            ("d", "remove"),
            ("r", "risks"),
            ("u", "undo"),
            ("Esc", "back"),
        ]
    }
}

fn risks(desk: &mut Desk, id: Id) {
    let old = desk.product().items().get(id).map(|item| item.risks.replace('\n', " ")).unwrap_or_default();
    desk.push(
        Prompt::new("What could go wrong?", &old, move |desk, text| {
            desk.edit(Verb::NamedTheRisksOf, "", |product| {
                product.update(id, |item| {
                    text.trim().clone_into(&mut item.risks);
                    Ok(())
                })
            });
        })
        .hint("feasibility, constraints, what is not known"),
    );
}
