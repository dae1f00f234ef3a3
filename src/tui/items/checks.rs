//! The ready check of one item: what is missing, and Enter goes to the mend.

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::measure::ready::{self, BUILT_IN, Check};
use crate::model::entity::one_line;
use crate::model::{About, Id, Item};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::prose::Prose;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text::{line, pane, span};

/// The ready check of one item.
pub struct Ready {
    item: Id,
    cursor: Cursor,
    steps: Steps,
}

impl Ready {
    /// Returns the check of an item, on the first thing that is missing.
    #[must_use]
    pub fn new(item: Id, desk: &Desk) -> Self {
        let findings = desk.product().items().get(item).map(|item| ready::findings(item, desk.product()));
        let at = findings.and_then(|findings| findings.iter().position(|finding| !finding.passed)).unwrap_or(0);
        Self { item, cursor: Cursor { at, top: 0 }, steps: Steps::default() }
    }
}

/// Returns the name of the action that mends what a check found.
fn mend(check: &Check, item: &Item) -> &'static str {
    match check {
        Check::Goal => "item.goal",
        Check::Story => "item.who",
        Check::Criteria => "item.criteria",
        Check::Sized => "item.size",
        Check::Fits => "item.split",
        Check::Clear if item.blocked.is_some() => "item.blocked",
        Check::Clear if item.open_questions().next().is_none() && item.gaps() > 0 => "assist.fill",
        Check::Clear => "item.question",
        Check::Own(_) => "",
    }
}

/// Edits the team's checks, a line each.
pub fn edit_checks(desk: &mut Desk) {
    let own = &desk.product().about().ready;
    let text = if own.is_empty() {
        BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("\n")
    } else {
        own.join("\n")
    };
    let hint = "a line each: goal, story, criteria, sized, fits, clear, or words of your own · Tab takes it";
    desk.push(Prose::new("Definition of Ready", hint, &text, |desk, text| {
        let mut ready: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
        ready.dedup();
        if ready.iter().map(String::as_str).eq(BUILT_IN.iter().map(|(name, _)| *name)) {
            ready.clear();
        }
        desk.edit(Verb::ChangedTheReadyChecksOf, "", |product| {
            product.put(About { ready, ..product.about().clone() });
            Ok(())
        });
    }));
}

impl Layer for Ready {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let Some(item) = desk.product().items().get(self.item).cloned() else { return Flow::Close };
        let findings = ready::findings(&item, desk.product());
        let id = self.item;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'r') => Flow::Close,
            KeyCode::Char('e') => Flow::Over(Box::new(edit_checks)),
            KeyCode::Char('u') => {
                self.steps.travel(desk, true);
                Flow::Stay
            }
            KeyCode::Enter | KeyCode::Char(' ') => {
                let Some(finding) = findings.get(self.cursor.at) else { return Flow::Stay };
                if let Check::Own(text) = finding.check.clone() {
                    desk.edit(Verb::TickedACheckOf, "", |product| {
                        product.update(id, |item| {
                            if item.ticked.contains(&text) {
                                item.ticked.retain(|other| *other != text);
                            } else {
                                item.ticked.push(text.clone());
                                item.ticked.order();
                            }
                            Ok(())
                        })
                    });
                    self.cursor.at = (self.cursor.at + 1).min(findings.len().saturating_sub(1));
                    return Flow::Stay;
                }
                if finding.passed && key.code == KeyCode::Enter && findings.iter().all(|f| f.passed) {
                    return Flow::Close;
                }
                // the mends act on what is chosen: with marks, or after the screen has moved on, that is something else
                if desk.targets() != [id] {
                    desk.refuse("something else is chosen or marked now: Esc, then ⟦item.ready⟧ on it");
                    return Flow::Stay;
                }
                let name = mend(&finding.check, &item);
                let action = desk.keymap.named(name);
                match action {
                    Some(action) => Flow::Over(Box::new(move |desk| desk.run(action))),
                    None => Flow::Stay,
                }
            }
            _ => {
                self.cursor.letter(key, findings.len());
                Flow::Stay
            }
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let Some(item) = desk.product.items().get(self.item) else { return };
        let findings = ready::findings(item, desk.product);
        let invest = ready::invest(item, desk.product);
        let high = u16::try_from(findings.len() + invest.len()).unwrap_or(12) + 5 + u16::from(!item.drafted.is_empty());
        let area = centred(area, (area.width * 7 / 10).max(60), high);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let open = findings.iter().filter(|finding| !finding.passed).count();
        let state = if open == 0 { "ready".to_owned() } else { format!("{open} missing") };
        let head = format!("{}: {state}", desk.product.key(item));
        let block = pane(vec![span(&text::cut(&head, cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(&text::line(&item.title), cells)), theme.muted)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let mut lines = Vec::new();
        for (i, finding) in findings.iter().enumerate() {
            let here = i == self.cursor.at;
            let (mark, style) = if finding.passed { ("✓", theme.good) } else { ("✗", theme.bad) };
            let own = match (here, finding.passed) {
                (true, _) => theme.selected,
                (false, true) => theme.muted,
                (false, false) => theme.text,
            };
            lines.push(line(vec![
                span(if here { "▸ " } else { "  " }, theme.accent),
                span(&format!("{mark} "), style),
                span(&text::cut(&finding.words, cells.saturating_sub(4)), own),
            ]));
        }
        if let Some(words) = ready::unconfirmed(item) {
            lines.push(line(vec![span(&text::cut(&format!("  ✎ {words}"), cells), theme.warn)]));
        }
        lines.push(Line::default());
        lines.push(line(vec![span("INVEST", theme.muted)]));
        for letter in invest {
            let style = if letter.holds { theme.good } else { theme.ghost };
            lines.push(line(vec![
                span(&format!("  {} ", letter.letter), style),
                span(
                    &text::cut(&letter.words, cells.saturating_sub(4)),
                    if letter.holds { theme.muted } else { theme.text },
                ),
            ]));
        }
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Enter", "mend it"), ("j k", "move"), ("e", "edit the checks"), ("u", "undo"), ("Esc", "done")]
    }
}
