//! Another way to do an item: proposed with its effect, and decided on.

use crate::model::decision::{Decision, Ruling};
use crate::model::item::{Alternative, Course};
use crate::model::{Id, Verb};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};

/// Lists the other ways that are open; a new one is typed, an old one is decided on.
pub fn show(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let id = item.id;
    let entries: Vec<Pick<Id>> = item.open_alternatives().map(|own| Pick::new(own.words(), "decide", own.id)).collect();
    if entries.is_empty() {
        propose(desk, id, "");
        return;
    }
    let title = format!("Other ways to do {}", desk.product().key(item));
    desk.push(
        Picker::new(title, entries, move |desk, own| decide(desk, id, own))
            .create("propose", move |desk, text| propose(desk, id, &text)),
    );
}

fn propose(desk: &mut Desk, id: Id, text: &str) {
    let key = desk.product().items().get(id).map_or_else(String::new, |item| desk.product().key(item));
    let asks = [
        Ask::new(format!("{key}: what could be done instead?"), text)
            .hint("a better way, or an option of the team")
            .needed("what would be done instead? one line"),
        Ask::new("What would it change?", "").hint("half the work · without the old browsers · a week later"),
        Ask::new("Who proposes it?", &desk.user.name.clone()).hint("a name"),
    ];
    desk.push(Prompt::steps(asks, move |desk, [text, effect, by]| {
        let at = desk.now.at;
        let own = Alternative { at, text, effect, by: by.trim().to_owned(), ..Alternative::default() };
        desk.edit(Verb::Proposed, "", |product| product.propose(id, own));
    }));
}

fn decide(desk: &mut Desk, id: Id, own: Id) {
    let Some(row) = desk.product().items().get(id).and_then(|item| item.alternatives.iter().find(|row| row.id == own))
    else {
        return;
    };
    let title = text::line(&row.words()).into_owned();
    let answers = [
        ('t', "take it: it replaces the criteria, which stay to be read".to_owned()),
        ('d', "decline it, with a word".to_owned()),
        ('n', "not yet".to_owned()),
    ];
    desk.push(Choose::new(title, answers, move |desk, key| match key {
        't' => settle(desk, id, own, Course::Taken),
        'd' => settle(desk, id, own, Course::Declined),
        _ => {}
    }));
}

/// Asks why, decides, and writes the decision down.
fn settle(desk: &mut Desk, id: Id, own: Id, course: Course) {
    let taken = course == Course::Taken;
    let (title, verb) = if taken {
        ("Changed course because", Verb::ChangedTheCourseOf)
    } else {
        ("Kept the course because", Verb::KeptTheCourseOf)
    };
    let prompt = Prompt::new(title, "", move |desk, why| {
        let by = desk.user.name.clone();
        desk.edit(verb, &why, |product| {
            let item = product.item(id)?;
            let row = item.alternatives.iter().find(|row| row.id == own).cloned().unwrap_or_default();
            let what = if taken { "changed course" } else { "kept the course" };
            let what = format!("{what} of {}: {}", product.key(item), row.words());
            product.decide_course(id, own, course, &why)?;
            let because = why.trim().to_owned();
            product.decide(Decision {
                verdict: Ruling::Override,
                what,
                because,
                about: vec![id],
                by,
                ..Decision::default()
            })
        });
    })
    .hint("it is kept among the decisions, with who proposed it");
    let needed = if taken { "why is it better? one line" } else { "why not? one line, for who proposed it" };
    desk.push(prompt.needed(needed));
}
