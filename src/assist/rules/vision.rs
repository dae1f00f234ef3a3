//! The vision: what its words leave open, and three ways to say it with its own parts.

use super::draft::line;
use crate::assist::{Advice, Slot};
use crate::measure::lint::vague_claim;
use crate::model::{Id, Product, Vision};

/// Words beyond which nobody remembers a vision.
const LONG: usize = 20;

fn first(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    line.split(". ").next().unwrap_or("").split(';').next().unwrap_or("").trim_end_matches('.').trim().to_owned()
}

fn or(text: &str, gap: &str) -> String {
    let text = first(text);
    if text.is_empty() { format!("‹{gap}›") } else { text }
}

/// Returns a text with a small first letter, as it stands within a sentence.
fn within(text: &str) -> String {
    super::words::lower_first(text)
}

/// Adds what the words of the vision leave open, and three rephrasings of it.
pub(super) fn advise(product: &Product, advice: &mut Advice) {
    let vision: &Vision = product.vision();
    let board = [
        ("vision", &vision.vision),
        ("target group", &vision.audience),
        ("needs", &vision.needs),
        ("product", &vision.offer),
        ("business goals", &vision.business),
    ];
    let blanks = [
        ("positioning, for", &vision.customer),
        ("positioning, who", &vision.need),
        ("positioning, is a", &vision.category),
        ("positioning, that", &vision.gain),
        ("positioning, unlike", &vision.alternative),
        ("positioning, our product", &vision.difference),
    ];
    // the positioning is for those who want it: one that nobody began lacks nothing
    let begun = blanks.iter().any(|(_, text)| !text.trim().is_empty());
    for (name, text) in board.into_iter().chain(blanks.into_iter().filter(|_| begun)) {
        if text.trim().is_empty() {
            advice.rests.push(format!("{name}: nobody has said it"));
        } else if let Some((word, question)) = vague_claim(text) {
            advice.rests.push(format!("{name}: “{word}”: {question}"));
        }
    }
    let words = vision.vision.split_whitespace().count();
    if words > LONG {
        advice.rests.push(format!("vision: {words} words; what has more than {LONG} is not remembered"));
    }
    if vision.vision.trim().is_empty() {
        advice.refused.push("there is no vision yet that could be said in other ways".to_owned());
        return;
    }
    let audience = or(if vision.customer.is_empty() { &vision.audience } else { &vision.customer }, "who is it for?");
    let need = or(if vision.need.is_empty() { &vision.needs } else { &vision.need }, "which problem does it solve?");
    let change = or(&vision.vision, "what is different in their life then?");
    let gain = or(if vision.gain.is_empty() { &vision.offer } else { &vision.gain }, "what makes it stand out?");
    let change = change.trim_end_matches('.');
    let said = [
        (format!("For {}: {}", within(&audience), within(change)), "those it is for come first"),
        (format!("{}, so that {}", super::words::upper_first(&gain), within(change)), "what it is, then what changes"),
        (format!("From “{}” to “{}”", within(&need), within(change)), "the problem, then the change"),
    ];
    for (value, because) in said {
        if value.trim() != vision.vision.trim() {
            advice.lines.push(line(Id::ZERO, Slot::Vision, value, because.to_owned(), false));
        }
    }
}
