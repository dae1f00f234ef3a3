//! What resembles what: an index of terms over titles and descriptions (TF-IDF, cosine), for possible duplicates and for a
//! size suggested by sized neighbours. It follows single changes, so that it never has to be made anew.

pub mod double;
pub mod sibling;
pub mod size;

use std::collections::HashMap;

use super::terms::terms;
use crate::model::{Id, Item, Product, Size};

/// How much a word of the title counts against one of the description.
const TITLE: u16 = 3;
/// Characters of a description that are read: what is further down is stack traces.
const READ: usize = 1_500;
/// Items up to which a word may be in any number of them.
const FEW: usize = 50;
struct Doc {
    id: Id,
    terms: Vec<(u32, u16)>,
    /// Of a sized one its points in hundredths, and its place among the others by age.
    sized: Option<(u32, size::Age)>,
    open: bool,
}

/// An index of all items by their words.
#[derive(Default)]
pub struct Similar {
    words: HashMap<Box<str>, u32>,
    postings: Vec<Vec<u32>>,
    docs: Vec<Option<Doc>>,
    place: HashMap<Id, u32>,
    free: Vec<u32>,
    /// The sized documents, the oldest first.
    sized: Vec<(size::Age, u32)>,
}

/// An item that resembles another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The item that it is about.
    pub id: Id,
    /// Cosine of the two, 0 to 1.
    pub likeness: f32,
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn weight(tf: u16, df: usize, n: usize) -> f32 {
    (1.0 + f32::from(tf).ln()) * (1.0 + n as f32 / df.max(1) as f32).ln()
}

/// Returns the texts of an item that are compared, each with how much its words count.
fn texts(item: &Item) -> [(&str, u16); 3] {
    let want = if item.want == item.title { "" } else { &item.want };
    let end = item.description.char_indices().nth(READ).map_or(item.description.len(), |(at, _)| at);
    [(&item.title, TITLE), (want, 1), (item.description.get(..end).unwrap_or(""), 1)]
}

/// Returns the cosine of the angle between two documents, by their scalar product and their norms.
fn cosine(dot: f32, a: f32, b: f32) -> f32 {
    dot / (a * b).max(f32::EPSILON)
}

impl Similar {
    /// Returns the index of a product's items.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut index = Self::default();
        for item in product.items().iter() {
            index.take_in(item);
        }
        index.sized.sort_unstable();
        index
    }

    /// Returns how many items it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.place.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    /// Takes an item in, in place of what it was before.
    pub fn put(&mut self, item: &Item) {
        self.remove(item.id);
        self.take_in(item);
        if let Some(last) = self.sized.pop_if(|_| item.size.and_then(Size::points).is_some()) {
            let at = self.sized.partition_point(|other| *other < last);
            self.sized.insert(at, last);
        }
    }

    /// Takes an item in that is not there; where it is sized it comes last among those.
    fn take_in(&mut self, item: &Item) {
        let mut counts: HashMap<u32, u16> = HashMap::new();
        for (text, times) in texts(item) {
            terms(text, |term| {
                let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                let n = if let Some(n) = self.words.get(term) {
                    *n
                } else {
                    self.words.insert(term.into(), next);
                    self.postings.push(Vec::new());
                    next
                };
                let tf = counts.entry(n).or_default();
                *tf = tf.saturating_add(times);
            });
        }
        let mut terms: Vec<(u32, u16)> = counts.into_iter().collect();
        terms.sort_unstable();
        let at = self.free.pop().unwrap_or_else(|| {
            self.docs.push(None);
            u32::try_from(self.docs.len() - 1).unwrap_or(u32::MAX)
        });
        for (term, _) in &terms {
            if let Some(list) = self.postings.get_mut(*term as usize) {
                list.push(at);
            }
        }
        let sized = item.size.and_then(Size::points).map(|points| (points, size::Age::of(item)));
        if let Some(slot) = self.docs.get_mut(at as usize) {
            *slot = Some(Doc { id: item.id, terms, sized, open: item.is_open() });
        }
        self.sized.extend(sized.map(|(_, age)| (age, at)));
        self.place.insert(item.id, at);
    }

    /// Takes an item out.
    pub fn remove(&mut self, id: Id) {
        let Some(at) = self.place.remove(&id) else { return };
        if let Some(doc) = self.docs.get_mut(at as usize).and_then(Option::take) {
            if let Some((_, age)) = doc.sized
                && let Ok(i) = self.sized.binary_search(&(age, at))
            {
                self.sized.remove(i);
            }
            for (term, _) in doc.terms {
                if let Some(list) = self.postings.get_mut(term as usize)
                    && let Some(i) = list.iter().position(|other| *other == at)
                {
                    list.swap_remove(i);
                }
            }
            self.free.push(at);
        }
    }

    fn doc(&self, id: Id) -> Option<&Doc> {
        self.docs.get(*self.place.get(&id)? as usize)?.as_ref()
    }

    fn df(&self, term: u32) -> usize {
        self.postings.get(term as usize).map_or(0, Vec::len)
    }

    fn norm(&self, doc: &Doc) -> f32 {
        let n = self.len();
        doc.terms.iter().map(|(term, tf)| weight(*tf, self.df(*term), n).powi(2)).sum::<f32>().sqrt()
    }

    /// Returns the items nearest to one, the nearest first, among those that pass `wanted`.
    fn near(&self, id: Id, most: usize, wanted: impl Fn(&Doc) -> bool) -> Vec<Near> {
        self.doc(id).map_or_else(Vec::new, |doc| self.near_doc(doc, most, wanted))
    }

    /// Returns the likeness of every document that shares a word with one: the cosine of the angle between the two, from 0 to 1. What shares
    /// none is not there.
    fn likenesses(&self, doc: &Doc) -> HashMap<u32, f32> {
        let n = self.len();
        let common = self.common();
        // the scalar product with every document that shares a word, gathered word by word: documents without one are never touched
        let mut dots: HashMap<u32, f32> = HashMap::new();
        for (term, tf) in &doc.terms {
            let Some(list) = self.postings.get(*term as usize).filter(|list| list.len() <= common) else { continue };
            let own = weight(*tf, list.len(), n);
            for other in list {
                let tf = self.docs.get(*other as usize).and_then(Option::as_ref).and_then(|doc| {
                    doc.terms.binary_search_by_key(term, |(t, _)| *t).ok().and_then(|i| doc.terms.get(i))
                });
                *dots.entry(*other).or_default() += own * weight(tf.map_or(1, |(_, tf)| *tf), list.len(), n);
            }
        }
        let own = self.norm(doc);
        for (at, dot) in &mut dots {
            let other = self.docs.get(*at as usize).and_then(Option::as_ref);
            *dot = cosine(*dot, own, other.map_or(0.0, |other| self.norm(other)));
        }
        dots
    }

    fn near_doc(&self, doc: &Doc, most: usize, wanted: impl Fn(&Doc) -> bool) -> Vec<Near> {
        let mut out: Vec<Near> = self
            .likenesses(doc)
            .into_iter()
            .filter_map(|(at, likeness)| Some((self.docs.get(at as usize)?.as_ref()?, likeness)))
            .filter(|(other, _)| other.id != doc.id && wanted(other))
            .map(|(other, likeness)| Near { id: other.id, likeness })
            .collect();
        // of two equally near ones the older is first, on every machine
        out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.id.cmp(&b.id)));
        out.truncate(most);
        out
    }

    /// Returns the open items that resemble one most.
    #[must_use]
    pub fn like(&self, id: Id, most: usize) -> Vec<Near> {
        self.near(id, most, |doc| doc.open)
    }

    /// Returns the items that resemble one most, whatever became of them.
    #[must_use]
    pub fn nearest(&self, id: Id, most: usize) -> Vec<Near> {
        self.near(id, most, |_| true)
    }

    /// Returns the open items that resemble some words most.
    #[must_use]
    pub fn like_words(&self, text: &str, most: usize) -> Vec<Near> {
        self.near_doc(&self.doc_of(&[(text, 1)]), most, |doc| doc.open)
    }

    /// Returns some texts, each with how much its words count, as a document that is not in the index.
    fn doc_of(&self, texts: &[(&str, u16)]) -> Doc {
        let mut counts: HashMap<u32, u16> = HashMap::new();
        for (text, times) in texts {
            // a word that no item has tells nothing
            terms(text, |term| {
                if let Some(n) = self.words.get(term) {
                    let tf = counts.entry(*n).or_default();
                    *tf = tf.saturating_add(*times);
                }
            });
        }
        let mut terms: Vec<(u32, u16)> = counts.into_iter().collect();
        terms.sort_unstable();
        Doc { id: Id::ZERO, terms, sized: None, open: true }
    }

    /// Returns in how many documents a word may be that is looked at: one that is nearly everywhere tells nothing and costs most.
    fn common(&self) -> usize {
        (self.len() / 4).max(FEW)
    }

    /// Returns the scalar product of two documents over the words that are in at most so many, for [`cosine`].
    fn dot(&self, a: &Doc, b: &Doc, most: usize) -> f32 {
        let n = self.len();
        let mut dot = 0.0;
        let mut theirs = b.terms.iter().peekable();
        for (term, tf) in &a.terms {
            while theirs.next_if(|(t, _)| t < term).is_some() {}
            if let Some((_, other)) = theirs.next_if(|(t, _)| t == term) {
                let df = self.df(*term);
                if df <= most {
                    dot += weight(*tf, df, n) * weight(*other, df, n);
                }
            }
        }
        dot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place, Stamp};

    fn product(rows: &[(&str, Option<u32>)]) -> (Product, Vec<Id>) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids = rows
            .iter()
            .map(|(title, points)| {
                let item = Item { title: (*title).into(), size: points.map(Size::Points), ..Item::default() };
                product.add(item, Place::Bottom).unwrap()
            })
            .collect();
        (product, ids)
    }

    #[test]
    fn a_wish_that_only_repeats_the_title_does_not_count_twice() {
        let (plain, ids) = product(&[("Export the report as PDF", None), ("Export a chart as PDF", None)]);
        let mut said = plain.clone();
        said.update(ids[0], |item| {
            item.want.clone_from(&item.title);
            Ok(())
        })
        .unwrap();
        let like = |product: &Product| Similar::of(product).like(ids[0], 5)[0].likeness;
        assert!((like(&plain) - like(&said)).abs() < 1e-9);
    }

    #[test]
    fn what_says_the_same_is_found_and_what_does_not_is_not() {
        let (product, ids) = product(&[
            ("Export the report as PDF", None),
            ("Exporting reports to PDF", None),
            ("Login fails on Safari", None),
            ("日本語のレポート", None),
        ]);
        let index = Similar::of(&product);
        assert_eq!(index.duplicates(ids[0], &product, double::DUPLICATE).0.first().map(|near| near.id), Some(ids[1]));
        assert!(index.duplicates(ids[2], &product, double::DUPLICATE).0.is_empty());
        assert_eq!(index.doubled(&product), [ids[0], ids[1]].into());
    }

    #[test]
    fn the_index_follows_a_change_as_if_it_were_made_anew() {
        let (mut product, ids) =
            product(&[("Export the report", Some(300)), ("Import a list", Some(500)), ("Export reports", None)]);
        let mut index = Similar::of(&product);
        product
            .update(ids[1], |item| {
                item.title = "Export of reports".into();
                Ok(())
            })
            .unwrap();
        index.put(product.item(ids[1]).unwrap());
        let fresh = Similar::of(&product);
        for id in &ids {
            assert_eq!(index.like(*id, 5), fresh.like(*id, 5));
            assert_eq!(index.votes(*id), fresh.votes(*id));
        }
        index.remove(ids[0]);
        assert!(index.like(ids[2], 5).iter().all(|near| near.id != ids[0]));
    }
}
