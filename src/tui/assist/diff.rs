//! A page of suggestions beside the present words, line by line: one leaves lines out, fills gaps, says it in other words, and takes the rest as
//! one step. Nothing is written before that.

use std::cell::RefCell;
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::show_for;
use crate::assist::{Advice, RULES, Slot, Suggestion, filled, gap_words, is_gap, reasons, stands, take};
use crate::config::Assistant;
use crate::model::item::gaps_in;
use crate::model::story::bare_role;
use crate::model::{Id, Product, Request, Verb};
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown};
use crate::tui::theme::Theme;
use crate::tui::widget::pane::{follow, framed, part, stack};
use crate::tui::widget::text::{line, span, wrapped};
use crate::words::count;

/// Rows that the lines keep before the pane below gets any.
const LEAST: u16 = 8;
/// Refusals that are spelled out.
const SAID: usize = 3;
/// Cells of the name of a slot, and of the signs before it.
const NAME: usize = 11;
const SIGNS: usize = 4;

/// The answer as somebody changes it before taking it.
struct Sheet {
    /// The answer as it came.
    advice: Advice,
    /// The lines as they would be taken.
    lines: Vec<Suggestion>,
    at: usize,
    /// Whether somebody wrote something into them.
    changed: bool,
}

impl Sheet {
    fn chosen(&self) -> Vec<Suggestion> {
        self.lines.iter().filter(|line| line.chosen).cloned().collect()
    }

    /// Whether the lines are texts to be copied, and nothing to be written.
    fn is_text(&self) -> bool {
        self.lines.iter().all(|line| line.slot == Slot::Text)
    }

    fn toggle(&mut self, at: usize) {
        let Some(line) = self.lines.get(at).cloned() else { return };
        // of what an item has once the line that is taken stands alone
        if !line.chosen && line.slot.is_single() {
            let same = |other: &&mut Suggestion| (other.about, other.slot) == (line.about, line.slot);
            self.lines.iter_mut().filter(same).for_each(|other| other.chosen = false);
        }
        if let Some(own) = self.lines.get_mut(at) {
            own.chosen = !line.chosen;
        }
    }

    /// Says a role that somebody named wherever else it was a gap.
    fn pass_on(&mut self, at: usize, value: &str) {
        let Some(own) = self.lines.get(at).filter(|line| line.slot == Slot::Role && gaps_in(value) == 0) else {
            return;
        };
        let (about, role) = (own.about, format!("the {}", bare_role(value)));
        for line in self.lines.iter_mut().filter(|line| line.about == about && line.slot == Slot::Criteria) {
            line.value = line.value.replace("‹who?›", &role);
        }
    }

    /// Puts words in a line, which is taken then. They are a person's own if nothing of what was suggested is left in them.
    fn set(&mut self, at: usize, value: &str, own: bool) {
        self.pass_on(at, value);
        self.changed = true;
        if let Some(line) = self.lines.get_mut(at) {
            value.trim().clone_into(&mut line.value);
            line.odd = false;
            line.own |= own;
            if !line.chosen {
                self.toggle(at);
            }
        }
    }

    /// Marks every line that can be taken beside the others, or none where all of them are.
    fn toggle_all(&mut self) {
        let mut filled: Vec<(Id, Slot)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.chosen && line.slot.is_single()) {
            filled.push((line.about, line.slot));
        }
        let mut more = Vec::new();
        for (at, line) in
            self.lines.iter().enumerate().filter(|(_, line)| !line.chosen && !line.odd && !is_gap(&line.value))
        {
            if !line.slot.is_single() {
                more.push(at);
            } else if !filled.contains(&(line.about, line.slot)) {
                filled.push((line.about, line.slot));
                more.push(at);
            }
        }
        if more.is_empty() {
            self.lines.iter_mut().for_each(|line| line.chosen = false);
        }
        for at in more {
            self.toggle(at);
        }
    }
}

/// A page of suggestions.
pub struct Diff {
    sheet: Rc<RefCell<Sheet>>,
    top: usize,
}

impl Diff {
    /// Returns the page of an answer.
    #[must_use]
    pub fn new(advice: Advice) -> Self {
        let lines = advice.lines.clone();
        Self::again(advice, lines)
    }

    /// Returns the page of an answer as somebody has left it.
    #[must_use]
    pub fn again(advice: Advice, lines: Vec<Suggestion>) -> Self {
        let changed = advice.lines != lines;
        Self { sheet: Rc::new(RefCell::new(Sheet { advice, lines, at: 0, changed })), top: 0 }
    }

    /// Leaves the page. What somebody wrote into it, or a command has said, is kept until the next question.
    fn leave(&self, desk: &mut Desk) {
        let sheet = self.sheet.borrow();
        if sheet.changed || sheet.advice.by != RULES {
            desk.helper.came = Some((sheet.advice.clone(), sheet.lines.clone()));
            desk.say("nothing was taken; ⟦assist.open⟧ brings the page back");
        }
    }

    /// Asks for what stands in the next gap.
    fn next_gap(&self, desk: &mut Desk) -> Flow {
        let sheet = self.sheet.borrow();
        let n = sheet.lines.len();
        let order = (0..n).map(|k| (sheet.at + k) % n);
        let Some(at) = order.into_iter().find(|at| sheet.lines.get(*at).is_some_and(|line| gaps_in(&line.value) > 0))
        else {
            drop(sheet);
            desk.say("no gap is left");
            return Flow::Stay;
        };
        let line = sheet.lines.get(at).cloned().unwrap_or_default();
        drop(sheet);
        self.sheet.borrow_mut().at = at;
        let asked = gap_words(&line.value).unwrap_or_default().to_owned();
        let rest = if is_gap(&line.value) { String::new() } else { line.value.clone() };
        let own = self.sheet.clone();
        let prompt = Prompt::new(text::line(&asked).into_owned(), "", move |_, words| {
            if let Some(value) = filled(&line.value, &words) {
                own.borrow_mut().set(at, &value, is_gap(&line.value));
            }
        });
        let hint = match line.slot {
            Slot::Benefit => "as it follows “so that”: they see the result the same day".to_owned(),
            slot => format!("{} {}", slot.title(), text::line(&rest)),
        };
        let prompt = prompt.hint(hint);
        Flow::Over(Box::new(move |desk| desk.push(prompt)))
    }

    fn other_words(&self) -> Flow {
        let (at, line) = {
            let sheet = self.sheet.borrow();
            (sheet.at, sheet.lines.get(sheet.at).cloned().unwrap_or_default())
        };
        let own = self.sheet.clone();
        let prompt = Prompt::new(line.slot.title(), &text::line(&line.value), move |_, words| {
            if !words.trim().is_empty() {
                own.borrow_mut().set(at, &words, true);
            }
        });
        Flow::Over(Box::new(move |desk| desk.push(prompt.hint("what you write is yours: it carries no ✎"))))
    }

    /// Takes the lines that are left in.
    fn accept(&self, desk: &mut Desk) -> Flow {
        let sheet = self.sheet.borrow();
        let lines = sheet.chosen();
        if lines.is_empty() {
            desk.refuse("no line is marked ●: Space marks one, Esc drops them all");
            return Flow::Stay;
        }
        if sheet.is_text() {
            let words: Vec<String> = lines.into_iter().map(|line| text::show(&line.value).into_owned()).collect();
            return Flow::Then(Box::new(move |desk| {
                desk.effects.push(Effect::Copy(words.join("\n")));
                desk.say("copied, where the terminal allows it; nothing is written down");
            }));
        }
        let own = self.sheet.clone();
        let top = self.top;
        Flow::Then(Box::new(move |desk| {
            let (scale, who, now) = (desk.scale.clone(), desk.user.name.clone(), desk.now);
            let advice = own.borrow().advice.clone();
            let about = advice.about.clone();
            let done =
                desk.edit(Verb::TookSuggestionsFor, "", |product| take(&advice, &lines, product, &scale, &who, now));
            if done.is_none() {
                // what was refused stays to be changed
                desk.push(Self { sheet: own, top });
                return;
            }
            let open = |id: &Id| desk.product().items().get(*id).map_or(0, |item| item.gaps());
            let gaps: usize = about.iter().map(open).sum();
            if gaps > 0 {
                let words = desk.words(&format!(" · {} left: ⟦assist.fill⟧ fills them", count(gaps, "gap")));
                desk.add_to_message(&words);
            }
        }))
    }

    /// Asks the command of the user in the place of the rules.
    fn instead(&self, desk: &mut Desk) -> Flow {
        let (ask, about) = {
            let sheet = self.sheet.borrow();
            (sheet.advice.ask, sheet.advice.about.clone())
        };
        if ask.slots().is_empty() {
            desk.say("rules answer this, and explain themselves: nothing is sent");
            return Flow::Stay;
        }
        let ids: Vec<Id> = about.into_iter().filter(|id| *id != Id::ZERO).collect();
        Flow::Over(Box::new(move |desk| show_for(desk, ask, &ids)))
    }

    /// Returns the lines as they are drawn, and which of them are the chosen one's.
    fn drawn(&self, product: &Product, room: usize, theme: &Theme) -> (Vec<Line<'static>>, std::ops::Range<usize>) {
        let sheet = self.sheet.borrow();
        let several = sheet.advice.about.len() > 1;
        let (mut out, mut lit, mut last) = (Vec::new(), 0..0, None);
        for (at, own) in sheet.lines.iter().enumerate() {
            let first = last != Some(own.about);
            if several && first {
                if at > 0 {
                    out.push(Line::default());
                }
                out.push(line(vec![span(&text::cut(&named(product, own.about), room), theme.muted)]));
            }
            last = Some(own.about);
            let from = out.len();
            draw_line(own, at == sheet.at, product, room, theme, &mut out);
            if at == sheet.at {
                lit = from..out.len();
            }
        }
        (out, lit)
    }

    fn below(&self, room: usize, theme: &Theme) -> Vec<Line<'static>> {
        let sheet = self.sheet.borrow();
        let advice = &sheet.advice;
        let mut out = Vec::new();
        if advice.foreign && advice.by != RULES {
            out.extend(wrapped("others’ words were among what it read: look twice", room, theme.warn));
        }
        let (sign, style) = if advice.by == RULES { ("", theme.muted) } else { ("✗ ", theme.warn) };
        for words in reasons(&advice.refused, SAID) {
            out.extend(wrapped(&format!("{sign}{words}"), room, style));
        }
        for words in &advice.rests {
            out.extend(wrapped(words, room, theme.muted));
        }
        if sheet.lines.iter().any(|line| gaps_in(&line.value) > 0) {
            let words = "‹…?› is a gap: only you know. Taken as it is it keeps an item from being ready.";
            out.extend(wrapped(words, room, theme.muted));
        }
        out
    }
}

/// Returns a record by its key and the beginning of its words.
fn named(product: &Product, id: Id) -> String {
    if let Some(item) = product.items().get(id) {
        return format!("{} {}", product.key(item), text::line(&item.title));
    }
    match product.get::<Request>(id) {
        Some(request) => format!("{} {}", request.key(), text::line(&request.said)),
        None => "the vision".to_owned(),
    }
}

fn draw_line(own: &Suggestion, lit: bool, product: &Product, room: usize, theme: &Theme, out: &mut Vec<Line<'static>>) {
    let cells = room.saturating_sub(SIGNS + NAME + 1).max(8);
    let sign = if own.chosen { "● " } else { "○ " };
    let ink = match (lit, own.chosen, own.odd) {
        (true, ..) => theme.selected,
        (_, _, true) => theme.warn,
        (_, true, _) => theme.text,
        (_, false, _) => theme.muted,
    };
    let odd = if own.odd { "! " } else { "" };
    let because = if own.because.is_empty() { String::new() } else { format!("({})", text::line(&own.because)) };
    let parts = text::wrap(&format!("{odd}{}", text::line(&own.value)), cells);
    let last = parts.len().saturating_sub(1);
    let side = text::width(&because) + 2;
    let fits = parts.last().is_some_and(|part| text::width(part) + side <= cells);
    for (n, part) in parts.iter().enumerate() {
        let cursor = if lit && n == 0 { "▸ " } else { "  " };
        let (sign, name) = if n == 0 { (sign, own.slot.title()) } else { ("  ", "") };
        let mut row = vec![
            span(cursor, theme.accent),
            span(sign, if own.chosen { theme.good } else { theme.muted }),
            span(&format!("{} ", text::fit(name, NAME)), theme.muted),
            span(part, ink),
        ];
        if n == last && fits && !because.is_empty() {
            row.push(span(&format!("  {because}"), theme.muted));
        }
        out.push(line(row));
    }
    let mut under = |words: &str| {
        for part in text::wrap(words, cells) {
            let indent = " ".repeat(SIGNS + NAME + 1);
            out.push(line(vec![span(&indent, theme.muted), span(&part, theme.muted)]));
        }
    };
    if !fits && !because.is_empty() && lit {
        under(&because);
    }
    let now = stands(product, own.about, own.slot);
    if !now.is_empty() && now != own.value {
        under(&format!("now: {}", text::line(&now)));
    }
}

impl Layer for Diff {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        let n = self.sheet.borrow().lines.len();
        let last = n.saturating_sub(1);
        let step = |by: isize| {
            let mut sheet = self.sheet.borrow_mut();
            sheet.at = sheet.at.saturating_add_signed(by).min(last);
        };
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => {
                self.leave(desk);
                return Flow::Close;
            }
            KeyCode::Enter => return self.accept(desk),
            KeyCode::Tab => return self.next_gap(desk),
            KeyCode::Char('e') => return self.other_words(),
            KeyCode::Char('!') => return self.instead(desk),
            KeyCode::Char(' ') => {
                let at = self.sheet.borrow().at;
                self.sheet.borrow_mut().toggle(at);
                step(1);
            }
            KeyCode::Char('a') => self.sheet.borrow_mut().toggle_all(),
            KeyCode::Char('j') | KeyCode::Down => step(1),
            KeyCode::Char('k') | KeyCode::Up => step(-1),
            KeyCode::PageDown => step(10),
            KeyCode::PageUp => step(-10),
            KeyCode::Char('g') | KeyCode::Home => step(isize::MIN),
            KeyCode::Char('G') | KeyCode::End => step(isize::MAX),
            _ => {}
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        frame.render_widget(Clear, area);
        let room = usize::from(area.width).saturating_sub(4);
        let below = self.below(room, theme);
        let (lines, lit) = self.drawn(desk.product, room, theme);
        // the pane below is as high as what it says, the lines take the rest
        let (top, [foot]) = stack(area, LEAST.min(area.height), [below.len().min(6)]);
        let title = {
            let sheet = self.sheet.borrow();
            let about = match sheet.advice.about.as_slice() {
                [one] => named(desk.product, *one),
                many => count(many.len(), "item"),
            };
            let by = if sheet.advice.by == RULES {
                "by rules, nothing sent".to_owned()
            } else {
                format!("by {}", Assistant::name(&sheet.advice.by))
            };
            let cells = room.saturating_sub(text::width(&by) + text::width(sheet.advice.ask.title()) + 8).max(12);
            format!("✎ {} · {} · {by}", sheet.advice.ask.title(), text::cut(&about, cells))
        };
        let inner = framed(frame, top, vec![span(&title, theme.title)], true, theme);
        let page = usize::from(inner.height);
        self.top = follow(self.top, &lit, lines.len(), page);
        frame.render_widget(Paragraph::new(part(&lines, self.top, page, lit.end, theme)), inner);
        if foot.height > 0 {
            let inner = framed(frame, foot, vec![span("What it rests on", theme.muted)], false, theme);
            frame.render_widget(Paragraph::new(below), inner);
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let sheet = self.sheet.borrow();
        let mut keys = vec![("Enter", if sheet.is_text() { "copy ●" } else { "take ●" }), ("Space", "mark")];
        if sheet.lines.iter().any(|line| gaps_in(&line.value) > 0) {
            keys.push(("Tab", "next gap"));
        }
        keys.push(("e", "other words"));
        if sheet.advice.by == RULES && !sheet.advice.ask.slots().is_empty() {
            keys.push(("!", "by command"));
        }
        keys.extend([("a", "all"), ("Esc", "drop")]);
        keys
    }
}
