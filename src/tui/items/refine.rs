//! Refinement: is it ready, cut it into pieces, make one of two.

use super::on_items;
use super::{has_item, others, verb};
use crate::measure::split::{Pattern, suggested};
use crate::model::Verb;
use crate::model::decision::{Decision, Ruling};
use crate::model::item::set_field;
use crate::model::refine::Parent;
use crate::model::story::read_story;
use crate::model::{Id, Refusal};
use crate::tui::command::{Action, Why, writable};
use crate::tui::desk::Desk;
use crate::tui::items::checks::{Ready, edit_checks};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prose::Prose;
use crate::words::count;

/// The rows of this file.
pub const REFINE: &[Action] = &[
    verb("item.ready", "Ready check: what is missing, Enter mends it").short("ready").keys(&["r"]).ready(has_item).run(
        |desk| {
            if let Some(id) = desk.selected() {
                let layer = Ready::new(id, desk);
                desk.push(layer);
            }
        },
    ),
    verb("item.split", "Split into smaller items, by a pattern")
        .short("split")
        .keys(&["x"])
        .needs(can_split)
        .run(split),
    verb("item.merge", "Merge into another item; nothing of it is lost").short("merge").keys(&["m"]).run(merge),
    verb("item.story", "Split the free text into for whom, wants, why").short("story").run(story),
    verb("product.ready", "Definition of Ready: the team's checks").short("checks").ready(writable).run(edit_checks),
];

fn split(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let entries = suggested(&item)
        .into_iter()
        .map(|(pattern, pieces)| {
            Pick::new(
                format!("{:<13} {}", pattern.name, pattern.question),
                if pieces.is_empty() { String::new() } else { format!("{} found", pieces.len()) },
                (pattern, pieces),
            )
        })
        .collect();
    let title = format!("Split {}: which question finds the pieces?", desk.product().key(&item));
    let id = item.id;
    desk.push(Picker::new(title, entries, move |desk, (pattern, pieces)| ask_pieces(desk, id, pattern, &pieces)));
}

fn can_split(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    let Some(item) = desk.selected_item() else { return Ok(()) };
    let why = match (item.declined.is_some(), item.is_open()) {
        (true, _) => "was declined: ⟦decline.undo⟧ brings it back before you split it",
        (_, false) => "is done: ⟦status.back⟧ takes it back before you split it",
        _ => return Ok(()),
    };
    Err(format!("{} {why}", desk.product().key(item)).into())
}

fn ask_pieces(desk: &mut Desk, id: Id, pattern: &'static Pattern, pieces: &[String]) {
    let key = desk.product().items().get(id).map_or_else(String::new, |item| desk.product().key(item));
    let title = format!("Split {key} · {}", pattern.question);
    let hint = "a line each, the first to be done first · Tab goes on";
    desk.push(Prose::new(title, hint, &pieces.join("\n"), move |desk, text| {
        let titles: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        if titles.len() < 2 {
            desk.refuse("a split needs two pieces or more, a line each");
            return;
        }
        ask_parent(desk, id, pattern.name, titles);
    }));
}

fn ask_parent(desk: &mut Desk, id: Id, pattern: &'static str, titles: Vec<String>) {
    let sized = desk.product().items().get(id).is_some_and(|item| !item.is_unsized());
    let mut answers = vec![('e', "stays as an epic below them".to_owned()), ('r', "is replaced by them".to_owned())];
    if sized {
        answers.push(('E', "epic, its points spread".to_owned()));
        answers.push(('R', "replaced, its points spread".to_owned()));
    }
    let title = format!("{}: what becomes of the whole?", count(titles.len(), "piece"));
    desk.push(
        Choose::new(title, answers, move |desk, key| {
            let parent = if key.eq_ignore_ascii_case(&'e') { Parent::Epic } else { Parent::Replaced };
            let (scale, now, by) = (desk.scale.clone(), desk.now, desk.user.name.clone());
            let done = desk.edit(Verb::Split, pattern, |product| {
                let pieces = product.split(id, &titles, parent, key.is_ascii_uppercase(), &scale, now)?;
                let what = format!("split {} into {}", product.key(product.item(id)?), count(pieces.len(), "piece"));
                let about = [id].into_iter().chain(pieces.iter().copied()).collect();
                let because = format!("by {}", pattern.to_lowercase());
                product.decide(Decision { verdict: Ruling::Split, what, because, about, by, ..Decision::default() })?;
                Ok(pieces)
            });
            if let Some(first) = done.and_then(|pieces| pieces.first().copied()) {
                desk.list.select(first);
                desk.say(format!("{} · ⟦history.undo⟧ makes them one again", count(titles.len(), "piece")));
            }
        })
        .enter('e'),
    );
}

fn merge(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let from = item.id;
    let key = desk.product().key(&item);
    let entries = others(desk, &[from]);
    let picker = Picker::new(format!("Merge {key} into which item?"), entries, move |desk, into| {
        let (now, by) = (desk.now, desk.user.name.clone());
        let done = desk.edit(Verb::Merged, "", |product| {
            product.merge_items(from, into, now)?;
            let what = format!("merged {} into {}", product.key(product.item(from)?), product.key(product.item(into)?));
            let about = vec![into, from];
            product.decide(Decision { verdict: Ruling::Merged, what, about, by, ..Decision::default() })
        });
        if done.is_some() {
            desk.list.select(into);
            let into = desk.product().items().get(into).map_or_else(String::new, |item| desk.product().key(item));
            desk.say(format!("merged into {into}; its key still leads there · ⟦history.undo⟧ undoes"));
        }
    });
    desk.push(picker.empty("there is no other item"));
}

/// Reads the title or the description as a story and fills for whom, wants and why.
fn story(desk: &mut Desk) {
    let ids = desk.targets();
    let now = desk.now;
    desk.edit(Verb::ReadTheStoryOf, "", |product| {
        let mut found = 0;
        for id in &ids {
            let item = product.item(*id)?.clone();
            let mut texts = std::iter::once(item.title.as_str()).chain(item.description.lines());
            let Some(story) = texts.find_map(read_story) else { continue };
            found += 1;
            let mut next = item.clone();
            for (name, text) in [("role", &story.role), ("want", &story.want), ("benefit", &story.benefit)] {
                if !text.is_empty() {
                    set_field(&mut next, name, text, product, now)?;
                }
            }
            if read_story(&item.title).is_some() {
                next.title = story.title();
            }
            product.put(next);
        }
        if found == 0 {
            return Err(Refusal::invalid("no “As a …, I want …” stands in the title or the description"));
        }
        Ok(())
    });
}
