//! Questions that find the need behind a wish: five whys, by kind. They hold no fact.

use super::draft::line;
use crate::assist::{Slot, Suggestion};
use crate::model::{Id, Item, Kind, Request};

/// Questions that are taken unless somebody leaves them.
const CHOSEN: usize = 2;

fn by_kind(kind: Kind) -> [&'static str; 5] {
    match kind {
        Kind::Story | Kind::Epic => [
            "Who does it today, and how, without this?",
            "What happens to them when it is not there?",
            "What would they do next, once they had it?",
            "Which number would move, and by when would we see it?",
            "What would still be missing if we built the smallest part of it?",
        ],
        Kind::Bug => [
            "Who meets it, and how often?",
            "What do they do instead when they meet it?",
            "Since when is it so, and what changed then?",
            "What is lost while it stands?",
            "What would have caught it before they did?",
        ],
        Kind::Chore => [
            "What goes wrong, or gets slower, as long as it waits?",
            "Who would notice that it is done?",
            "What does it make possible?",
            "What does waiting for another quarter cost?",
            "How much of it is enough?",
        ],
        Kind::Spike => [
            "Which decision waits for the answer?",
            "What do we believe now, and how sure are we?",
            "What would change our mind?",
            "How long may the answer take?",
            "Who decides once it is there?",
        ],
    }
}

fn lines(about: Id, slot: Slot, kind: Kind) -> Vec<Suggestion> {
    let because = format!("why, asked of a {kind}");
    by_kind(kind)
        .into_iter()
        .enumerate()
        .map(|(n, words)| line(about, slot, words.to_owned(), because.clone(), n < CHOSEN))
        .collect()
}

pub(super) fn of_item(item: &Item) -> Vec<Suggestion> {
    let asked = |words: &str| item.questions.iter().any(|question| question.text == words);
    lines(item.id, Slot::Question, item.kind).into_iter().filter(|line| !asked(&line.value)).collect()
}

/// A wish has no open questions of its own: they are copied, to be asked of whoever wished for it.
pub(super) fn of_request(request: &Request) -> Vec<Suggestion> {
    lines(request.id, Slot::Text, Kind::Story)
}
