//! Sizing: one more key for a size of the scale, or its digits one after the other.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::{each, name};
use crate::model::item::set_field;
use crate::model::size::read_range;
use crate::model::{Id, Item, Size, SprintState, Verb};
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown};

/// How long a digit that begins a longer size waits for the next one, in milliseconds.
const WAIT_MS: i64 = 600;
/// How long after the first key of a size no digit leads to another screen, in milliseconds.
const QUIET_MS: i64 = 1_000;

/// Asks for the size of what is chosen.
pub(super) fn size(desk: &mut Desk) {
    let ids = desk.targets();
    let now = match ids.as_slice() {
        [one] => {
            desk.product().items().get(*one).and_then(|item| item.size_words()).map(|size| format!(", now {size}"))
        }
        _ => None,
    };
    let title = format!("Size of {}{}", name(desk, &ids), now.unwrap_or_default());
    desk.quiet_until = desk.now.at.0 + QUIET_MS;
    let scale = desk.scale.iter().map(|n| Size::Points(*n)).collect();
    desk.push(Sizes { ids, title, scale, typed: String::new(), since: 0, fault: None });
}

/// The question for a size: keys of letters and signs at once, digits as the number that they spell.
struct Sizes {
    ids: Vec<Id>,
    title: String,
    scale: Vec<Size>,
    /// The digits so far, and since when.
    typed: String,
    since: i64,
    fault: Option<String>,
}

/// Returns the key of each size that is more than a digit: `h` is for a half, the others have letters in order.
fn letters(scale: &[Size]) -> Vec<(char, Size)> {
    let mut letters = ('a'..='z').filter(|c| *c != 'h');
    let long = scale.iter().filter(|size| size.to_string().chars().count() > 1 || **size == Size::Points(50));
    long.map(|size| (if *size == Size::Points(50) { 'h' } else { letters.next().unwrap_or('z') }, *size)).collect()
}

impl Sizes {
    fn is_size(&self, digits: &str) -> bool {
        self.scale.iter().any(|size| size.to_string() == digits)
    }

    fn begins_longer(&self, digits: &str) -> bool {
        self.scale.iter().map(ToString::to_string).any(|size| size.len() > digits.len() && size.starts_with(digits))
    }

    /// Takes the digits for the size. Where they spell none of the scale, it says so, and Enter means them all the same.
    fn settle(&mut self) -> Flow {
        let (ids, digits) = (std::mem::take(&mut self.ids), std::mem::take(&mut self.typed));
        Flow::Then(Box::new(move |desk| resize(desk, ids, &digits)))
    }

    fn digit(&mut self, desk: &Desk, digit: char) -> Flow {
        if self.typed.is_empty() && digit == '0' {
            return self.settle();
        }
        self.typed.push(digit);
        (self.since, self.fault) = (desk.now.at.0, None);
        match (self.is_size(&self.typed), self.begins_longer(&self.typed)) {
            (true, false) => return self.settle(),
            (_, true) => {}
            (false, false) => self.doubt(),
        }
        Flow::Stay
    }

    fn doubt(&mut self) {
        self.fault = Some(format!("{} is no size of the scale · Enter takes it all the same", self.typed));
    }

    fn question(&self) -> Choose {
        let mut answers: Vec<(char, String)> = Vec::new();
        let letters = letters(&self.scale);
        for size in &self.scale {
            let word = size.to_string();
            match letters.iter().find(|(_, other)| other == size) {
                Some((key, _)) => answers.push((*key, word)),
                None => answers.extend(word.chars().next().map(|key| (key, String::new()))),
            }
        }
        answers.extend([('?', "nobody can say".into()), ('0', "clear".into()), ('=', "any number".into())]);
        let title = match (&self.fault, self.typed.as_str()) {
            (Some(fault), _) => fault.clone(),
            (None, "") => self.title.clone(),
            (None, typed) => format!("{}: {typed}▏", self.title),
        };
        Choose::new(title, answers, |_, _| {})
    }
}

impl Layer for Sizes {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        let letter = match key.code {
            KeyCode::Esc => return Flow::Close,
            KeyCode::Enter if !self.typed.is_empty() => return self.settle(),
            KeyCode::Backspace => {
                self.typed.pop();
                (self.fault, self.since) = (None, i64::MAX);
                return Flow::Stay;
            }
            KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => c,
            _ => return Flow::Stay,
        };
        if letter.is_ascii_digit() {
            return self.digit(desk, letter);
        }
        // whoever goes on means what the digits say so far
        if self.is_size(&self.typed) {
            let Flow::Then(then) = self.settle() else { return Flow::Close };
            return Flow::Again(then);
        }
        let size = match letter {
            '?' => Some(Size::Unknown),
            '=' => {
                let ids = std::mem::take(&mut self.ids);
                let ask = Prompt::new("Points", "", move |desk, text| resize(desk, ids.clone(), &text))
                    .hint("any number from 0, ½, a range as 3-8, or ?")
                    .check(|_, text| read_range(text).map(|_| ()).map_err(|why| why.to_string()));
                return Flow::Then(Box::new(|desk| desk.push(ask)));
            }
            letter => letters(&self.scale).into_iter().find(|(key, _)| *key == letter).map(|(_, size)| size),
        };
        let Some(size) = size else {
            self.fault = Some(format!("{letter} is not one of these keys"));
            return Flow::Stay;
        };
        let ids = std::mem::take(&mut self.ids);
        Flow::Then(Box::new(move |desk| resize(desk, ids, &size.to_string())))
    }

    fn wait(&mut self, now: i64) -> Option<Flow> {
        if self.typed.is_empty() || self.fault.is_some() || now.saturating_sub(self.since) < WAIT_MS {
            return None;
        }
        if self.is_size(&self.typed) {
            return Some(self.settle());
        }
        self.doubt();
        None
    }

    fn waits(&self) -> bool {
        !self.typed.is_empty() && self.fault.is_none()
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        self.question().render(desk, frame, area);
    }

    fn dims(&self) -> bool {
        false
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.typed.is_empty() { vec![("Esc", "leave")] } else { vec![("Enter", "take it"), ("Esc", "leave")] }
    }
}

/// Sizes items. What a sprint at work was promised does not change with it, and that is said.
fn resize(desk: &mut Desk, ids: Vec<Id>, text: &str) {
    let promised = desk.product().sprint_in(SprintState::Active).map(|sprint| {
        let inside: Vec<Id> = ids.iter().copied().filter(|id| sprint.items.contains(id)).collect();
        let came = |id: &Id| sprint.came_in(*id).and_then(|entry| entry.points);
        let points = inside.iter().filter_map(came).fold(0, u32::saturating_add);
        (sprint.number, inside.len(), points)
    });
    let new = read_range(text).ok().map(|(size, _)| size);
    // what has this size already is not changed
    let is_new = |item: &Item| item.size.is_some() && item.size != new;
    let resized = ids.iter().filter_map(|id| desk.product().items().get(*id)).filter(|item| is_new(item)).count();
    let many = ids.len() > 1;
    let (now, words, by) = (desk.now, text.to_owned(), desk.user.name.clone());
    let sized = each(desk, ids, Verb::Sized, "", move |product, id| {
        let mut item = product.item(id)?.clone();
        let before = (item.size, item.range);
        set_field(&mut item, "size", &words, product, now)?;
        if (item.size, item.range) != before && item.size.is_some() {
            item.sized_by.clone_from(&by);
        }
        product.put(item);
        Ok(())
    });
    if !sized {
        return;
    }
    let mut more = Vec::new();
    if many && resized > 0 {
        more.push(format!("{resized} of them had a size"));
    }
    if let Some((number, 1.., points)) = promised {
        more.push(format!("S{number} still counts what was promised, {}", Size::Points(points)));
    }
    if let Some(message) = desk.message.as_ref().filter(|_| !more.is_empty()) {
        desk.say(format!("{} · {}", message.text, more.join(" · ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_digit_has_a_letter_and_no_letter_is_there_twice() {
        let scale: Vec<Size> = Size::SCALE.iter().map(|n| Size::Points(*n)).collect();
        let keys = letters(&scale);
        let unique: std::collections::HashSet<char> = keys.iter().map(|(key, _)| *key).collect();
        assert_eq!(unique.len(), keys.len(), "{keys:?}");
        assert_eq!(keys.first(), Some(&('h', Size::Points(50))));
        assert!(keys.contains(&('a', Size::Points(1_300))) && !keys.iter().any(|(_, size)| *size == Size::Points(500)));
    }
}
