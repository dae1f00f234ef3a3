//! What resembles what: an index of terms over titles and descriptions (TF-IDF, cosine), for possible duplicates and for a
//! size suggested by sized neighbours. It follows single changes, so that it never has to be made anew.

use std::collections::{HashMap, HashSet};

use crate::model::{Id, Item, Product, Size};

/// How much a word of the title counts against one of the description.
const TITLE: u16 = 3;
/// Characters of a description that are read: what is further down is stack traces.
const READ: usize = 1_500;
/// Likeness from which two items may be one.
pub const DUPLICATE: f32 = 0.62;
/// Neighbours that a size is suggested from.
const NEIGHBOURS: usize = 9;
/// Neighbours that are looked at for everything that is shown beside an item.
const LOOK: usize = 40;
/// Likeness below which a neighbour says nothing.
const FAINT: f32 = 0.06;
/// Weight of the middle of all sizes beside the neighbours: far neighbours must not outvote it.
const PRIOR: f32 = 0.45;

/// Words that say nothing about what an item is.
const STOP: &[&str] = &[
    "the", "and", "for", "with", "that", "this", "from", "are", "was", "not", "but", "can", "has", "have", "will",
    "would", "should", "could", "when", "then", "than", "into", "also", "all", "any", "some", "such", "its", "his",
    "her", "our", "your", "their", "there", "here", "which", "what", "who", "how", "why", "want", "able", "as", "an",
    "in", "on", "of", "to", "is", "it", "be", "by", "or", "at", "we", "so", "do", "if", "my", "me", "user", "users",
    "like", "need", "needs", "use", "using", "used", "new", "a", "i", "no", "up",
];

struct Doc {
    id: Id,
    terms: Vec<(u32, u16)>,
    points: Option<u32>,
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
}

/// An item that resembles another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The item that it is about.
    pub id: Id,
    /// Cosine of the two, 0 to 1.
    pub likeness: f32,
}

/// What stands around an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// An open item that may be the same.
    pub duplicate: Option<Near>,
    /// Sized items that resemble it, the nearest first, with their points in hundredths.
    pub sized: Vec<(Near, u32)>,
    /// The size that these suggest.
    pub suggestion: Option<Suggestion>,
}

/// A size that neighbours suggest.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Points in hundredths, a number of the scale.
    pub points: u32,
    /// The neighbours that count most, the nearest first.
    pub from: Vec<Near>,
}

/// Hands on the words of a text that count, one after the other, in lower case and without their endings.
pub fn terms(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            // scripts without blanks: every character is a word
            if !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase() {
                take(&word);
                word.clear();
            }
        } else if !word.is_empty() {
            if word.len() > 1 && word.len() < 40 && !STOP.contains(&word.as_str()) {
                take(stem(&word));
            }
            word.clear();
        }
    }
}

/// Returns the words of a text that count, in lower case and without their endings, each once.
#[must_use]
pub fn terms_of(text: &str) -> Vec<String> {
    let (mut out, mut seen) = (Vec::new(), HashSet::new());
    terms(text, |term| {
        if seen.insert(term.to_owned()) {
            out.push(term.to_owned());
        }
    });
    out
}

/// Whether a word in lower case says nothing.
#[must_use]
pub fn is_stop(word: &str) -> bool {
    STOP.contains(&word)
}

/// Returns a word without the endings of plural, gerund and past. Coarse on purpose: it must be the same for both.
#[must_use]
pub fn stem(word: &str) -> &str {
    for (ending, least) in [("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)] {
        if word.len() >= least
            && !word.ends_with("ss")
            && let Some(rest) = word.strip_suffix(ending)
        {
            return rest;
        }
    }
    word
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn weight(tf: u16, df: usize, n: usize) -> f32 {
    (1.0 + f32::from(tf).ln()) * (1.0 + n as f32 / df.max(1) as f32).ln()
}

impl Similar {
    /// Returns the index of a product's items.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut index = Self::default();
        for item in product.items().iter() {
            index.put(item);
        }
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
        let mut counts: HashMap<u32, u16> = HashMap::new();
        let mut count = |text: &str, times: u16, words: &mut HashMap<Box<str>, u32>, postings: &mut Vec<Vec<u32>>| {
            terms(text, |term| {
                let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
                let n = if let Some(n) = words.get(term) {
                    *n
                } else {
                    words.insert(term.into(), next);
                    postings.push(Vec::new());
                    next
                };
                let tf = counts.entry(n).or_default();
                *tf = tf.saturating_add(times);
            });
        };
        count(&item.title, TITLE, &mut self.words, &mut self.postings);
        if item.want != item.title {
            count(&item.want, 1, &mut self.words, &mut self.postings);
        }
        let end = item.description.char_indices().nth(READ).map_or(item.description.len(), |(at, _)| at);
        count(item.description.get(..end).unwrap_or(""), 1, &mut self.words, &mut self.postings);
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
        let points = item.size.and_then(Size::points);
        if let Some(slot) = self.docs.get_mut(at as usize) {
            *slot = Some(Doc { id: item.id, terms, points, open: item.is_open() });
        }
        self.place.insert(item.id, at);
    }

    /// Takes an item out.
    pub fn remove(&mut self, id: Id) {
        let Some(at) = self.place.remove(&id) else { return };
        if let Some(doc) = self.docs.get_mut(at as usize).and_then(Option::take) {
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

    fn near_doc(&self, doc: &Doc, most: usize, wanted: impl Fn(&Doc) -> bool) -> Vec<Near> {
        let n = self.len();
        // a word that is nearly everywhere tells nothing and costs most
        let common = (n / 4).max(50);
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
        let mut out: Vec<Near> = dots
            .into_iter()
            .filter_map(|(at, dot)| Some((self.docs.get(at as usize)?.as_ref()?, dot)))
            .filter(|(other, _)| other.id != doc.id && wanted(other))
            .map(|(other, dot)| Near { id: other.id, likeness: dot / (own * self.norm(other)).max(f32::EPSILON) })
            .collect();
        // the cosine of the angle between the two, from 0 to 1; of two equally near ones the older is first, on every machine
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
        let mut counts: HashMap<u32, u16> = HashMap::new();
        // a word that no item has tells nothing
        terms(text, |term| {
            if let Some(n) = self.words.get(term) {
                let tf = counts.entry(*n).or_default();
                *tf = tf.saturating_add(1);
            }
        });
        let mut terms: Vec<(u32, u16)> = counts.into_iter().collect();
        terms.sort_unstable();
        let doc = Doc { id: Id::ZERO, terms, points: None, open: true };
        self.near_doc(&doc, most, |doc| doc.open)
    }

    /// Returns the open items that may be the same as one.
    #[must_use]
    pub fn duplicates(&self, id: Id) -> Vec<Near> {
        let mut near = self.like(id, 5);
        near.retain(|near| near.likeness >= DUPLICATE);
        near
    }

    /// Returns all open items that may be the same as another one.
    #[must_use]
    pub fn doubled(&self) -> HashSet<Id> {
        let n = self.len();
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
                let mut dot = 0.0;
                let mut theirs = other.terms.iter().peekable();
                for (term, tf) in &doc.terms {
                    while theirs.next_if(|(t, _)| t < term).is_some() {}
                    if let Some((_, other)) = theirs.next_if(|(t, _)| t == term) {
                        let df = self.df(*term);
                        dot += weight(*tf, df, n) * weight(*other, df, n);
                    }
                }
                dot / (norm * self.norm(other)).max(f32::EPSILON) >= DUPLICATE
            });
            if double {
                out.insert(doc.id);
            }
        }
        out
    }

    /// Returns the sized items that resemble one most.
    #[must_use]
    pub fn sized(&self, id: Id, most: usize) -> Vec<(Near, u32)> {
        let near = self.near(id, most, |doc| doc.points.is_some());
        near.into_iter().filter_map(|near| Some((near, self.doc(near.id)?.points?))).collect()
    }

    /// Returns what stands around an item, from one look at the index: what may be the same, what is sized and resembles it, and
    /// the size that these suggest where it has none.
    #[must_use]
    pub fn around(&self, id: Id, scale: &[u32]) -> Around {
        let near = self.near(id, LOOK, |doc| doc.open || doc.points.is_some());
        let doc = |near: &Near| self.doc(near.id);
        let duplicate =
            near.iter().find(|near| near.likeness >= DUPLICATE && doc(near).is_some_and(|d| d.open)).copied();
        let sized: Vec<(Near, u32)> = near.iter().filter_map(|near| Some((*near, doc(near)?.points?))).collect();
        let suggestion = self.suggest_from(id, &sized, scale);
        Around { duplicate, sized, suggestion }
    }

    /// Returns the size that sized neighbours suggest for an item: the middle of theirs, each by its likeness, with the
    /// middle of all sizes as one voice among them. `None` where too little is sized or nothing resembles it.
    ///
    /// The middle and not the mean, because it is the guess with the least absolute error.
    #[must_use]
    pub fn suggest(&self, id: Id, scale: &[u32]) -> Option<Suggestion> {
        self.suggest_from(id, &self.sized(id, NEIGHBOURS), scale)
    }

    fn suggest_from(&self, id: Id, sized: &[(Near, u32)], scale: &[u32]) -> Option<Suggestion> {
        let near: Vec<(Near, u32)> =
            sized.iter().filter(|(near, _)| near.likeness >= FAINT).take(NEIGHBOURS).copied().collect();
        // where the neighbours are too far to be heard, the middle of all would only pretend to be about this item
        let voice: f32 = near.iter().map(|(near, _)| near.likeness.powi(2)).sum();
        if voice < PRIOR / 3.0 {
            return None;
        }
        let mut all: Vec<u32> =
            self.docs.iter().flatten().filter(|doc| doc.id != id).filter_map(|doc| doc.points).collect();
        let half = all.len() / 2;
        let middle = *all.select_nth_unstable(half).1;
        let mut voices: Vec<(u32, f32)> = near.iter().map(|(near, points)| (*points, near.likeness.powi(2))).collect();
        voices.push((middle, PRIOR));
        let points = middle_of(&mut voices);
        let nearest = scale.iter().copied().min_by_key(|n| n.abs_diff(points)).unwrap_or(points);
        Some(Suggestion { points: nearest, from: near.into_iter().take(3).map(|(near, _)| near).collect() })
    }
}

/// Returns the weighted middle.
fn middle_of(voices: &mut [(u32, f32)]) -> u32 {
    voices.sort_by_key(|(points, _)| *points);
    let half = voices.iter().map(|(_, weight)| weight).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    for (points, weight) in voices.iter() {
        sum += weight;
        if sum >= half {
            return *points;
        }
    }
    voices.last().map_or(0, |(points, _)| *points)
}

/// Most open items among which an import looks for doubles before it is answered.
const LOOKED_THROUGH: usize = 5_000;

/// Returns how many open items may be there twice; 0 of so many that looking would take longer than anybody waits, and the judgement
/// beside the screen tells it later.
#[must_use]
pub fn twice(product: &Product) -> usize {
    if product.order().len() > LOOKED_THROUGH { 0 } else { Similar::of(product).doubled().len() }
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
        assert_eq!(index.duplicates(ids[0]).first().map(|near| near.id), Some(ids[1]));
        assert!(index.duplicates(ids[2]).is_empty());
        assert_eq!(index.doubled(), [ids[0], ids[1]].into());
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
            assert_eq!(index.suggest(*id, Size::SCALE), fresh.suggest(*id, Size::SCALE));
        }
        index.remove(ids[0]);
        assert!(index.like(ids[2], 5).iter().all(|near| near.id != ids[0]));
    }

    #[test]
    fn the_weighted_middle_is_the_first_that_reaches_half() {
        for (mut voices, middle) in [
            (vec![(8, 1.0), (1, 1.0), (2, 1.0)], 2),
            (vec![(3, 1.0), (1, 1.0)], 1),
            (vec![(1, 1.0), (3, 5.0)], 3),
            (vec![], 0),
        ] {
            assert_eq!(middle_of(&mut voices), middle, "{voices:?}");
        }
    }

    #[test]
    fn a_size_comes_from_sized_neighbours() {
        let mut rows = vec![("Export report as PDF", None)];
        rows.extend([("Export report as file", Some(300)); 4]);
        rows.extend([
            ("Redo the sync engine", Some(1300)),
            ("Change sync protocol", Some(800)),
            ("Phone app", Some(800)),
        ]);
        let (product, ids) = product(&rows);
        let suggestion = Similar::of(&product).suggest(ids[0], Size::SCALE).unwrap();
        assert_eq!(suggestion.points, 300);
        assert_eq!(suggestion.from.len(), 3);
    }
}
