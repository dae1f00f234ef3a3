//! A change in words: for the message, the undo list and each item's log.

use crate::model::entity::{Merge, Shape, Value};
use crate::model::item::LogLine;
use crate::model::{
    Account, Change, Decision, Edit, Entity, Id, Item, Now, Person, Product, Promise, Session, Stamp, Stored,
};

/// Longest value that a message spells out.
const SHORT: usize = 24;
/// Cells of a title in a message.
const TITLE: usize = 32;

impl Change {
    /// Returns what was changed, to follow a verb: `INK-12 “Title”: 8→5`, `INK-12 “Title”`, `3 items`.
    #[must_use]
    pub fn words(&self, before: &Product, after: &Product) -> String {
        match self.items.as_slice() {
            [] => {
                let mut others = self.others();
                // a decision or a session is written down beside what it is about, and is not what was done
                if others.len() > 1 {
                    others.retain(|(_, noun, _)| ![Decision::NOUN, Session::NOUN].contains(noun));
                    // nor are the people who were new with a wish, and the chances of a day
                    let lesser = [Person::NOUN, Account::NOUN, Promise::NOUN];
                    if others.iter().any(|(_, noun, _)| !lesser.contains(noun)) {
                        others.retain(|(_, noun, _)| !lesser.contains(noun));
                    }
                }
                match others.as_slice() {
                    [(1, _, label), ..] => label.clone(),
                    [(n, noun, _), ..] => crate::words::count(*n, noun),
                    [] => String::new(),
                }
            }
            [one] => match (&one.before, &one.after) {
                (Some(old), Some(new)) => {
                    let key = named(&after.key(new), &new.title);
                    let changes = differences(old, new, before, after);
                    match changes.as_slice() {
                        [(_, words)] if !words.is_empty() => format!("{key}: {words}"),
                        _ => key,
                    }
                }
                (None, Some(row)) => named(&after.key(row), &row.title),
                (Some(row), None) => named(&before.key(row), &row.title),
                (None, None) => String::new(),
            },
            many => crate::words::count(many.len(), "item"),
        }
    }
}

/// Whether a change of a row is more than bookkeeping: a field changed that a merge asks about.
fn says_something<T: Entity>(edit: &Edit<T>) -> bool {
    let (Some(before), Some(after)) = (&edit.before, &edit.after) else { return true };
    let mut told = T::fields().iter().filter(|field| field.merge != Merge::Silent && field.name != "updated");
    told.any(|field| (field.get)(before) != (field.get)(after))
}

/// Returns how many rows of a table a change is about, what they are called, and how the first is; a row of which only the bookkeeping
/// changed is not what was done, where there is another one.
pub(super) fn summary<T: Stored>(rows: &[Edit<T>]) -> Option<(usize, &'static str, String)> {
    let loud: Vec<&Edit<T>> = rows.iter().filter(|edit| says_something(edit)).collect();
    let first = loud.first().copied().or(rows.first())?;
    let row = first.after.as_ref().or(first.before.as_ref());
    let n = if loud.is_empty() { rows.len() } else { loud.len() };
    Some((n, T::NOUN, row.map_or_else(String::new, |row| row.label())))
}

/// Returns how a message names an item: by its key and the beginning of its title.
fn named(key: &str, title: &str) -> String {
    format!("{key} “{}”", crate::text::cut(title, TITLE))
}

/// Returns the fields that differ, each with `old→new` where that is short enough to say.
pub(super) fn differences(old: &Item, new: &Item, before: &Product, after: &Product) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for field in Item::fields().iter().filter(|field| !field.silent) {
        if field.name == "rank" {
            if old.rank != new.rank {
                let (from, to) = (before.place_of(old), after.place_of(new));
                out.push(("place", pair(from.map(|n| n.to_string()).as_deref(), to.map(|n| n.to_string()).as_deref())));
            }
            continue;
        }
        let (a, b) = ((field.get)(old), (field.get)(new));
        let same = match field.name {
            "comments" => old.comments == new.comments,
            "questions" => old.questions == new.questions,
            "declined" => old.declined == new.declined,
            _ => a == b,
        };
        if same {
            continue;
        }
        if field.name == "declined" {
            let words = new.declined.as_ref().map_or_else(String::new, |no| no.reason.phrase().to_owned());
            out.push(("declined", words));
            continue;
        }
        let spell = |value: &Value, product: &Product| {
            let mut text = value.print(product);
            // links name items by their identity in the file; a person knows their keys
            if field.name == "links" {
                text = text.split(' ').map(|word| product.spell_id(word)).collect::<Vec<_>>().join(" ");
            }
            (!text.is_empty()).then_some(text)
        };
        let brief =
            |value: &Option<String>| value.as_ref().is_none_or(|t| t.chars().count() <= SHORT && !t.contains('\n'));
        let (a, b) = (spell(&a, before), spell(&b, after));
        let words = if field.shape != Shape::Prose && brief(&a) && brief(&b) {
            pair(a.as_deref(), b.as_deref())
        } else {
            String::new()
        };
        out.push((field.name, words));
    }
    out
}

fn pair(from: Option<&str>, to: Option<&str>) -> String {
    format!("{}→{}", from.unwrap_or("–"), to.unwrap_or("–"))
}

impl Product {
    /// Returns the key of the item whose identity a word is, with what stands behind it (a comma); any other word as it is.
    fn spell_id(&self, word: &str) -> String {
        let bare = word.trim_end_matches([',', ';']);
        match Id::parse(bare).and_then(|id| self.items().get(id)) {
            Some(item) => format!("{}{}", self.key(item), word.get(bare.len()..).unwrap_or("")),
            None => word.to_owned(),
        }
    }

    /// Stamps what a change touched, and writes it into each item's log with the reason.
    ///
    /// A stamp never goes back, whatever the clock does: it is at least one later than the one before, so that an
    /// edit made after seeing another always counts as the later one. A row whose stamp the edit itself has set, as an
    /// import does, keeps it.
    pub(crate) fn stamp(&mut self, before: &Self, change: Change, now: Now, why: &str) {
        self.stamp_others(&change, now.at);
        for Edit { before: old, after } in change.items {
            let Some(new) = after else { continue };
            let Some(old) = old else {
                let id = new.id;
                // let go of, so that nobody else holds it and it can be changed where it is: an import brings a hundred thousand
                drop(new);
                self.items.change(id, |item| {
                    item.drop_marks_that_do_not_fit();
                    restamp(&mut item.created, &mut item.updated, None, now.at);
                });
                continue;
            };
            let mut item = Item::clone(&new);
            // whoever changes suggested words stands behind them
            item.drop_marks_that_do_not_fit();
            if old.updated != new.updated {
                if item != *new {
                    self.put(item);
                }
                continue;
            }
            restamp(&mut item.created, &mut item.updated, Some(old.updated), now.at);
            let did = differences(&old, &new, before, self)
                .into_iter()
                .map(|(name, words)| if words.is_empty() { name.to_owned() } else { format!("{name} {words}") })
                .collect::<Vec<_>>()
                .join(", ");
            if !did.is_empty() {
                item.log.push(LogLine { at: item.updated, did, why: why.to_owned() });
            }
            self.put(item);
        }
    }

    pub(super) fn stamp_rows<T: Stored>(&mut self, edits: &[Edit<T>], now: Stamp) {
        for edit in edits {
            let (old, Some(new)) = (edit.before.as_deref(), edit.after.as_deref()) else { continue };
            if old.is_none_or(|old| old.updated() == new.updated()) {
                let mut row = new.clone();
                if let Some((created, updated)) = row.stamps() {
                    restamp(created, updated, old.map(Entity::updated), now);
                    self.put(row);
                }
            }
        }
    }
}

/// Sets the stamps of a row that was there before (with its stamp then) or is new.
fn restamp(created: &mut Stamp, updated: &mut Stamp, before: Option<Stamp>, now: Stamp) {
    match before {
        Some(before) => *updated = now.max(Stamp(before.0 + 1)),
        None if updated.0 == 0 => *updated = now,
        None => {}
    }
    if created.0 == 0 {
        *created = now;
    }
}
