//! Doubles: items that may say the same, how sure that is, and how often it was seen of those that did.

use std::collections::{BTreeMap, HashSet};

use super::sibling::are_siblings;
use super::{Near, Similar, cosine, texts};
use crate::model::item::Relation;
use crate::model::{Id, Item, Product};

/// Likeness from which two items count as one that is there twice.
pub const DUPLICATE: f32 = 0.62;
/// Likeness from which one who looks at an item is told that another may be the same.
pub const MAYBE: f32 = 0.50;

/// Doubles that must be known before their record is told: of fewer it would say nothing.
const KNOWN: usize = 5;

/// The answer to whether two items that are alike are the same, by their likeness and their titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// They count as one that is there twice, until somebody says no.
    Same,
    /// They may be the same.
    Maybe,
    /// They have words in common.
    Like,
    /// They are of one template, with another number or name.
    Sibling,
}

impl Alike {
    /// Returns it for two titles.
    #[must_use]
    pub fn of(likeness: f32, a: &str, b: &str) -> Self {
        match likeness {
            _ if are_siblings(a, b) => Self::Sibling,
            likeness if likeness >= DUPLICATE => Self::Same,
            likeness if likeness >= MAYBE => Self::Maybe,
            _ => Self::Like,
        }
    }

    /// Returns it in a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "the same?",
            Self::Maybe => "may be",
            Self::Like => "like",
            Self::Sibling => "sibling",
        }
    }
}

/// How many of the doubles that people found here would have been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Pairs of items of which a person said that one is the other's duplicate.
    pub known: usize,
    /// Of them: so much alike that whoever looked at one would have been told.
    pub told: usize,
}

impl Record {
    /// Returns it in a line.
    #[must_use]
    pub fn words(&self) -> String {
        format!("of {} found to be the same here, {} would have been told", self.known, self.told)
    }
}

impl Similar {
    /// Tries the judgement on the doubles that people found; `None` where they are fewer than five.
    ///
    /// An item that took another in holds its words since, which would make them alike by themselves: they are left out.
    #[must_use]
    pub fn doubles_record(&self, product: &Product) -> Option<Record> {
        let mut found: BTreeMap<Id, Vec<&Item>> = BTreeMap::new();
        for item in product.items().iter().filter(|item| self.doc(item.id).is_some()) {
            for other in item.linked(Relation::Duplicates).filter(|id| self.doc(*id).is_some()) {
                found.entry(other).or_default().push(item);
            }
        }
        let mut out = Record::default();
        for (other, doubles) in found {
            let Some(other) = product.items().get(other) else { continue };
            out.known += doubles.len();
            out.told += doubles.iter().filter(|item| self.would_tell(item, other, &doubles)).count();
        }
        (out.known >= KNOWN).then_some(out)
    }

    /// Whether somebody who looked at an item would have been told of another, before that took its doubles in.
    fn would_tell(&self, item: &Item, other: &Item, doubles: &[&Item]) -> bool {
        let [title, (want, once), (description, _)] = texts(other);
        // a merge adds the words of each below a line of its key and its title, and takes a wish over where there was none
        let mark = |double: &&Item| description.find(&format!("-{}: {}", double.num, double.title));
        let own = description.get(..doubles.iter().filter_map(mark).min().unwrap_or(description.len()));
        let own = own.unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
        let want = if doubles.iter().any(|double| double.want == want) { "" } else { want };
        let a = self.doc_of(&texts(item));
        let b = self.doc_of(&[title, (want, once), (own, once)]);
        let likeness = cosine(self.dot(&a, &b, self.common()), self.norm(&a), self.norm(&b));
        likeness >= MAYBE && !are_siblings(&item.title, &other.title)
    }

    /// Returns the open items that may be the same as one, and those that are like it but for a number or a name, each from a likeness on.
    #[must_use]
    pub fn duplicates(&self, id: Id, product: &Product, least: f32) -> (Vec<Near>, Vec<Near>) {
        let title = |id: Id| product.items().get(id).map_or("", |item| item.title.as_str());
        let near = self.like(id, 5).into_iter().filter(|near| near.likeness >= least);
        near.partition(|near| !are_siblings(title(id), title(near.id)))
    }

    /// Returns all open items that may be the same as another one; what is like another but for a number or a name is not.
    #[must_use]
    pub fn doubled(&self, product: &Product) -> HashSet<Id> {
        let mut out = HashSet::new();
        for doc in self.docs.iter().flatten().filter(|doc| doc.open) {
            // two items that are one share at least one of their rarest words
            let mut rare: Vec<(usize, u32)> = doc.terms.iter().map(|(term, _)| (self.df(*term), *term)).collect();
            rare.sort_unstable();
            let norm = self.norm(doc);
            let mut seen: Vec<u32> = Vec::new();
            for (_, term) in rare.iter().take(4).filter(|(df, _)| *df > 1 && *df <= 200) {
                seen.extend(self.postings.get(*term as usize).into_iter().flatten());
            }
            seen.sort_unstable();
            seen.dedup();
            let others = seen.iter().filter_map(|at| self.docs.get(*at as usize).and_then(Option::as_ref));
            let double = others.filter(|other| other.open && other.id != doc.id).any(|other| {
                let title = |id: Id| product.items().get(id).map_or("", |item| item.title.as_str());
                cosine(self.dot(doc, other, usize::MAX), norm, self.norm(other)) >= DUPLICATE
                    && !are_siblings(title(doc.id), title(other.id))
            });
            if double {
                out.insert(doc.id);
            }
        }
        out
    }
}

/// Most open items among which an import looks for doubles before it is answered.
const LOOKED_THROUGH: usize = 5_000;

/// Returns how many open items may be there twice; 0 of so many that looking would take longer than anybody waits, and the judgement
/// beside the screen tells it later.
#[must_use]
pub fn twice(product: &Product) -> usize {
    if product.order().len() > LOOKED_THROUGH { 0 } else { Similar::of(product).doubled(product).len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Now, Place, Stamp};

    fn day() -> Now {
        Now::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap())
    }

    fn add(product: &mut Product, title: &str, want: &str) -> Id {
        let item = Item { title: title.into(), want: want.into(), ..Item::default() };
        product.add(item, Place::Bottom).unwrap()
    }

    /// Pairs of which the first was merged into the second.
    fn merged(pairs: &[(&str, &str)]) -> Product {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        for (from, into) in pairs {
            let (from, into) = (add(&mut product, from, ""), add(&mut product, into, ""));
            product.merge_items(from, into, day()).unwrap();
        }
        product
    }

    fn record(product: &Product) -> Option<Record> {
        Similar::of(product).doubles_record(product)
    }

    #[test]
    fn the_record_of_doubles_does_not_count_the_words_that_a_merge_brought() {
        let mut pairs = vec![
            ("Export the report as PDF", "Exporting reports to PDF"),
            ("Dark mode", "Night theme for the evening"),
            ("Login fails on Safari", "Safari login fails"),
            ("Slow search in the archive", "Archive search is slow"),
        ];
        assert_eq!(record(&merged(&pairs)), None, "four are too few");
        pairs.push(("Undo of a deletion", "Bring back what was removed"));
        let found = record(&merged(&pairs)).unwrap();
        assert_eq!(found, Record { known: 5, told: 3 });
        assert_eq!(found.words(), "of 5 found to be the same here, 3 would have been told");
    }

    #[test]
    fn neither_the_words_of_another_double_nor_a_wish_that_was_taken_over_count() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let into = add(&mut product, "Zebra crossing", "");
        for title in ["Tidy the attic", "Attic is untidy", "An attic to be tidied"] {
            let from = add(&mut product, title, "tidy the attic");
            product.merge_items(from, into, day()).unwrap();
        }
        for n in 0..2 {
            let (from, into) = (add(&mut product, "Plain", ""), add(&mut product, &format!("Other {n}"), ""));
            product.merge_items(from, into, day()).unwrap();
        }
        assert_eq!(record(&product), Some(Record { known: 5, told: 0 }));
    }

    #[test]
    fn siblings_are_not_told_as_the_same_and_what_is_not_in_the_index_is_not_tried() {
        let pairs = [("Release 3.1 of the maps", "Release 2.2 of the maps"); 5];
        let product = merged(&pairs);
        assert_eq!(record(&product), Some(Record { known: 5, told: 0 }));
        assert_eq!(Similar::default().doubles_record(&product), None);
    }

    #[test]
    fn one_word_for_each_likeness_and_a_sibling_whatever_it_is() {
        let of = |likeness| Alike::of(likeness, "Dark mode", "Night mode");
        assert_eq!([0.62, 0.61, 0.5, 0.49].map(of), [Alike::Same, Alike::Maybe, Alike::Maybe, Alike::Like]);
        assert_eq!(Alike::of(1.0, "Release 3.1", "Release 2.2"), Alike::Sibling);
    }
}
