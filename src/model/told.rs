//! What differs between two versions of a product, record by record, in words: for whoever asks what others changed.

use crate::model::change::differences;
use crate::model::entity::Merge;
use crate::model::{Change, Edit, Entity, Id, Item, Product, Stored};

/// The fate of a record between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not there before.
    New,
    /// It is not there any more.
    Gone,
    /// Some of its fields differ.
    Changed,
}

/// A record that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The name of its table in the file.
    pub table: &'static str,
    /// What one of that table is called.
    pub noun: &'static str,
    /// The record.
    pub id: Id,
    /// Its name: of an item its key and its title.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// The fields that differ, each with both values where they are short: `size 8→5`; the place of an item in the order is left out.
    pub fields: Vec<String>,
    /// The place of an item in the order, before and after, where somebody moved it.
    pub place: Option<(Option<usize>, Option<usize>)>,
}

impl Told {
    /// Returns it in a line: `INK-12 “Export”: size 8→5, criteria`.
    #[must_use]
    pub fn line(&self) -> String {
        let what = match self.fate {
            Fate::New => "new".to_owned(),
            Fate::Gone => "gone".to_owned(),
            Fate::Changed => self.fields.join(", "),
        };
        format!("{}: {what}", self.name)
    }
}

/// Returns what became of a row, and the row.
fn fate<T: Entity>(edit: &Edit<T>) -> Option<(Fate, &T)> {
    match (edit.before.as_deref(), edit.after.as_deref()) {
        (None, Some(new)) => Some((Fate::New, new)),
        (Some(old), None) => Some((Fate::Gone, old)),
        (Some(_), Some(new)) => Some((Fate::Changed, new)),
        (None, None) => None,
    }
}

/// Tells the changes of items; what only the bookkeeping differs in says nothing.
pub(super) fn items(edits: &[Edit<Item>], before: &Product, after: &Product) -> Vec<Told> {
    let tell = |edit: &Edit<Item>| {
        let (fate, item) = fate(edit)?;
        let name = format!(
            "{} “{}”",
            if fate == Fate::Gone { before } else { after }.key(item),
            crate::text::line(&item.title)
        );
        let mut told =
            Told { table: Item::TABLE, noun: Item::NOUN, id: item.id, name, fate, fields: Vec::new(), place: None };
        if let (Some(old), Some(new)) = (&edit.before, &edit.after) {
            // of two that took one number in two places a merge gives one another: whoever wrote it down must learn it
            if old.num != new.num {
                told.fields.push(format!("key {}→{}", before.key(old), after.key(new)));
            }
            for (field, words) in differences(old, new, before, after) {
                if field == "place" {
                    told.place = Some((before.place_of(old), after.place_of(new)));
                } else {
                    told.fields.push(if words.is_empty() { field.to_owned() } else { format!("{field} {words}") });
                }
            }
            if told.fields.is_empty() && told.place.is_none() {
                return None;
            }
        }
        Some(told)
    };
    edits.iter().filter_map(tell).collect()
}

/// Tells the changes of any other table by the titles of the fields that differ.
pub(super) fn others<T: Stored>(edits: &[Edit<T>]) -> Vec<Told> {
    let tell = |edit: &Edit<T>| {
        let (fate, row) = fate(edit)?;
        let mut fields = Vec::new();
        if let (Some(old), Some(new)) = (&edit.before, &edit.after) {
            let loud = T::fields().iter().filter(|field| field.merge != Merge::Silent && field.name != "updated");
            fields.extend(
                loud.filter(|field| (field.get)(old) != (field.get)(new)).map(|field| field.title.to_lowercase()),
            );
            if fields.is_empty() {
                return None;
            }
        }
        let name = format!("{} {}", T::NOUN, row.label()).trim_end().to_owned();
        Some(Told { table: T::TABLE, noun: T::NOUN, id: row.id(), name, fate, fields, place: None })
    };
    edits.iter().filter_map(tell).collect()
}

impl Change {
    /// Returns what differs, record by record: the items first, by their keys.
    #[must_use]
    pub fn told(&self, before: &Product, after: &Product) -> Vec<Told> {
        let mut out = items(&self.items, before, after);
        out.sort_by_cached_key(|told| {
            after.items().get(told.id).or_else(|| before.items().get(told.id)).map(|item| item.num)
        });
        out.extend(self.told_of_others());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place, Size, Stamp};

    #[test]
    fn a_change_is_told_by_its_fields_and_a_move_by_its_places() {
        let mut before = Product::new(About::named("Inkwell", Stamp(1)), 1);
        for title in ["A", "B", "C", "D"] {
            before.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
        }
        let ids: Vec<Id> = before.order().iter().copied().collect();
        let mut after = before.clone();
        after
            .update(ids[0], |item| {
                item.size = Some(Size::Points(500));
                item.description = "long".into();
                Ok(())
            })
            .unwrap();
        after.place(&[ids[3]], Place::Top).unwrap();
        after.remove::<Item>(ids[2]);
        after.add(Item { title: "E".into(), ..Item::default() }, Place::Bottom).unwrap();
        after.add_goal("Setup").unwrap();
        let told = Change::between(&before, &after).told(&before, &after);
        let lines: Vec<String> = told.iter().map(Told::line).collect();
        assert_eq!(
            lines,
            [
                "INK-1 “A”: size –→5, description",
                "INK-3 “C”: gone",
                "INK-4 “D”: ",
                "INK-5 “E”: new",
                "goal G1 “Setup”: new"
            ]
        );
        assert_eq!(told[2].place, Some((Some(4), Some(1))));
        assert!(Change::between(&after, &after).told(&after, &after).is_empty());
    }
}
