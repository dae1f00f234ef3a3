//! A size that the team's own sizes suggest: a kernel-weighted median.
//!
//! Every sized item votes for its own size. Its vote is `2^(−a/120) × (1 + 1000 × cos²)`: `a` is how many sized items are younger, `cos` how much
//! it is like the one asked about. The answer is the middle of the votes, so always a size that the team has used. Half-life and pull were
//! measured on sixteen real projects, where they are flat: 60 to 250 and 300 to 3,000 change the error by a hundredth (benches/judgement.rs).

use std::collections::HashMap;

use super::{Near, Similar};
use crate::model::{Id, Item, Product, Size, Stamp};

/// Sized items that are younger than one whose vote counts half.
const HALF_LIFE: f64 = 120.0;
/// How much likeness counts against age.
const PULL: f64 = 1_000.0;
/// Sized items below which nothing is suggested.
pub const LEAST: usize = 20;
/// Share of the votes that likeness must have for one to name what it is like: below it the usual size is told.
const ABOUT: f64 = 0.5;
/// Share from which the answer is told without “about”: there it is wrong by half as much as the usual size.
const SURE: f64 = 0.8;
/// Last sized items on which the judgement is tried.
const TRIED: usize = 200;

/// When an item was sized, as far as that is known; of equals the lesser number is older.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(Stamp, u32);

impl Age {
    /// Returns that of an item: when somebody changed its size last, else when it was written down.
    pub(super) fn of(item: &Item) -> Self {
        let sized = item.log.iter().rev().find(|line| line.names("size")).map(|line| line.at);
        Self(sized.unwrap_or(item.created), item.num)
    }
}

/// How sure a suggestion is: by the share of the votes that likeness gave, which is the one good measure of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Nothing like it is sized: this is the size that is usual here.
    Usual,
    /// Something like it is sized.
    About,
    /// Much like it is sized.
    Likely,
}

/// A sized item that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// The item, and how much it is like the one asked about.
    pub near: Near,
    /// Its points in hundredths.
    pub points: u32,
    /// Its share of all votes, 0 to 1.
    pub share: f64,
}

/// A size that the team's own sizes suggest.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Points in hundredths, a size that the team has used.
    pub points: u32,
    /// The range of the middle half of the votes, in hundredths.
    pub range: (u32, u32),
    /// How sure it is.
    pub sure: Sure,
    /// The share of the votes that likeness gave, 0 to 1.
    pub like: f64,
    /// The three loudest voices, the loudest first; none where it is only the usual size.
    pub from: Vec<Voice>,
}

impl Suggestion {
    /// Returns the loudest voices with their items.
    pub fn voices<'a>(&'a self, product: &'a Product) -> impl Iterator<Item = (&'a Voice, &'a Item)> {
        self.from.iter().filter_map(|voice| Some((voice, &**product.items().get(voice.near.id)?)))
    }

    /// Returns the answer in words: the size, and how sure it is.
    #[must_use]
    pub fn words(&self) -> String {
        let size = Size::Points(self.points);
        match self.sure {
            Sure::Usual => format!("usual here: {size}"),
            Sure::About => format!("about {size}"),
            Sure::Likely => size.to_string(),
        }
    }

    /// Returns the range of the middle half, where it is one.
    #[must_use]
    pub fn range_words(&self) -> Option<String> {
        let (low, high) = self.range;
        (low < high).then(|| format!("half of the votes {}–{}", Size::Points(low), Size::Points(high)))
    }
}

/// How often a judgement was right on what the team sized last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Record {
    /// Items on which it was tried, each told from those sized before it.
    pub tried: usize,
    /// Of them: nearer to the truth than the usual size, and farther.
    pub nearer: usize,
    /// See `nearer`.
    pub farther: usize,
    /// The mean error in points.
    pub error: f64,
    /// The mean error of always the usual size, in points.
    pub usual: f64,
}

impl Record {
    /// Returns it in a line.
    #[must_use]
    pub fn words(&self) -> String {
        if self.error >= self.usual {
            return format!("on your last {} sized: words tell nothing about size here", self.tried);
        }
        format!(
            "on your last {} sized: nearer than the usual size in {}, farther in {}, off by {:.1} against {:.1}",
            self.tried, self.nearer, self.farther, self.error, self.usual
        )
    }
}

/// The vote of a sized item.
struct Heard {
    /// The document.
    at: u32,
    points: u32,
    likeness: f32,
    vote: f64,
}

/// Returns votes by points.
fn by_points(heard: &[Heard]) -> Vec<(u32, f64)> {
    let mut votes: Vec<(u32, f64)> = heard.iter().map(|own| (own.points, own.vote)).collect();
    votes.sort_by_key(|(points, _)| *points);
    votes
}

/// Returns the value at which so large a part of the votes is reached. `votes` are sorted.
fn at(votes: &[(u32, f64)], part: f64) -> u32 {
    let goal = votes.iter().map(|(_, vote)| vote).sum::<f64>() * part;
    let mut sum = 0.0;
    for (points, vote) in votes {
        sum += vote;
        if sum >= goal {
            return *points;
        }
    }
    votes.last().map_or(0, |(points, _)| *points)
}

impl Similar {
    /// Returns what each sized item votes for an item but for itself, the youngest first, and the sum of what age alone gave. `before` leaves out
    /// what is not older.
    #[expect(clippy::cast_precision_loss, reason = "counts of items")]
    fn heard(&self, id: Id, before: Option<usize>) -> (Vec<Heard>, f64) {
        let Some(doc) = self.doc(id) else { return (Vec::new(), 0.0) };
        let like: HashMap<u32, f32> = self.likenesses(doc);
        let mut base = 0.0;
        let (mut age, mut out) = (0_usize, Vec::with_capacity(self.sized.len()));
        for (_, at) in self.sized.iter().take(before.unwrap_or(self.sized.len())).rev() {
            let Some(other) = self.docs.get(*at as usize).and_then(Option::as_ref).filter(|own| own.id != id) else {
                continue;
            };
            let Some((points, _)) = other.sized else { continue };
            let likeness = like.get(at).copied().unwrap_or(0.0);
            let fresh = (-(age as f64) / HALF_LIFE).exp2();
            base += fresh;
            let vote = fresh * (1.0 + PULL * f64::from(likeness).powi(2));
            out.push(Heard { at: *at, points, likeness, vote });
            age += 1;
        }
        (out, base)
    }

    /// Returns the votes on an item's size, by points.
    #[must_use]
    pub fn votes(&self, id: Id) -> Vec<(u32, f64)> {
        by_points(&self.heard(id, None).0)
    }

    /// Returns the size that the team's own sizes suggest for an item; `None` where fewer than twenty are sized.
    #[must_use]
    pub fn suggest(&self, id: Id) -> Option<Suggestion> {
        let (mut heard, base) = self.heard(id, None);
        if heard.len() < LEAST {
            return None;
        }
        // of equal votes the younger is louder, by its place in the list
        heard.sort_by(|a, b| b.vote.total_cmp(&a.vote));
        let sum: f64 = heard.iter().map(|own| own.vote).sum();
        let like = (sum - base) / sum.max(f64::EPSILON);
        let sure = if like < ABOUT {
            Sure::Usual
        } else if like < SURE {
            Sure::About
        } else {
            Sure::Likely
        };
        let voice = |own: &Heard| {
            let doc = self.docs.get(own.at as usize)?.as_ref()?;
            let near = Near { id: doc.id, likeness: own.likeness };
            Some(Voice { near, points: own.points, share: own.vote / sum })
        };
        let from = if sure == Sure::Usual { Vec::new() } else { heard.iter().take(3).filter_map(voice).collect() };
        let votes = by_points(&heard);
        Some(Suggestion { points: at(&votes, 0.5), range: (at(&votes, 0.25), at(&votes, 0.75)), sure, like, from })
    }

    /// Tries the judgement on what was sized last, each item told from those before it; `None` where there is too little to try it on.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of items")]
    pub fn record(&self) -> Option<Record> {
        let first = LEAST.max(self.sized.len().saturating_sub(TRIED));
        let mut out = Record::default();
        for n in first..self.sized.len() {
            let doc = self.sized.get(n).and_then(|(_, at)| self.docs.get(*at as usize)?.as_ref());
            let Some((doc, (truth, _))) = doc.and_then(|doc| Some((doc, doc.sized?))) else { continue };
            let votes = by_points(&self.heard(doc.id, Some(n)).0);
            let usual = votes.get(votes.len() / 2).map_or(0, |(points, _)| *points);
            let off = |guess: u32| f64::from(guess.abs_diff(truth)) / 100.0;
            let (own, plain) = (off(at(&votes, 0.5)), off(usual));
            out.tried += 1;
            out.nearer += usize::from(own < plain);
            out.farther += usize::from(own > plain);
            out.error += own;
            out.usual += plain;
        }
        if out.tried < LEAST {
            return None;
        }
        out.error /= out.tried as f64;
        out.usual /= out.tried as f64;
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::LogLine;
    use crate::model::{About, Place};

    fn product(rows: &[(&str, Option<u32>)]) -> (Product, Vec<Id>) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let add = |product: &mut Product, (title, points): &(&str, Option<u32>)| {
            let item = Item { title: (*title).into(), size: points.map(Size::Points), ..Item::default() };
            product.add(item, Place::Bottom).unwrap()
        };
        let ids = rows.iter().map(|row| add(&mut product, row)).collect();
        (product, ids)
    }

    /// Twenty sizes that resemble nothing: seven of 100, seven of 300, six of 800.
    fn noise() -> Vec<(&'static str, Option<u32>)> {
        (0..20).map(|n| (["alpha", "bravo", "charlie", "delta"][n % 4], Some([100, 300, 800][n % 3]))).collect()
    }

    #[test]
    fn a_size_comes_from_what_is_like_it_and_names_it() {
        let mut rows = noise();
        rows.extend([("Export report as file", Some(500)); 3]);
        rows.push(("Export reports as PDF", None));
        let (product, ids) = product(&rows);
        let found = Similar::of(&product).suggest(*ids.last().unwrap()).unwrap();
        assert_eq!((found.points, found.range, found.sure), (500, (500, 500), Sure::Likely));
        assert_eq!(found.from.iter().map(|voice| voice.points).collect::<Vec<_>>(), [500; 3]);
        assert!(found.like > 0.9 && found.from[0].share > 0.2, "{found:?}");
        assert!(ids[20..23].contains(&found.from[0].near.id));
    }

    #[test]
    fn where_nothing_is_like_it_the_usual_size_is_told_and_names_nothing() {
        let mut rows = noise();
        rows.push(("Something else", None));
        let (product, ids) = product(&rows);
        let found = Similar::of(&product).suggest(ids[20]).unwrap();
        assert_eq!((found.sure, found.points, found.from.len(), found.like), (Sure::Usual, 300, 0, 0.0));
        assert_eq!(found.range, (100, 800));
    }

    #[test]
    fn below_twenty_sized_items_there_is_silence() {
        let mut rows = noise();
        rows.truncate(19);
        rows.push(("alpha", None));
        let (product, ids) = product(&rows);
        assert_eq!(Similar::of(&product).suggest(ids[19]), None);
        let (more, ids) = self::product(&noise());
        // its own size is no voice
        assert_eq!(Similar::of(&more).suggest(ids[0]), None);
    }

    #[test]
    fn the_young_are_louder_than_the_old_and_the_share_of_likeness_says_how_sure() {
        // forty threes, then one hundred and sixty eights: with a half-life of 120 the young win by far
        let mut rows = vec![("alpha", Some(300)); 200];
        rows.extend(vec![("bravo", Some(800)); 160]);
        rows.push(("charlie", None));
        let (product, ids) = product(&rows);
        assert_eq!(Similar::of(&product).suggest(ids[360]).unwrap().points, 800, "though most are threes");
        // one vote of twenty-one: 1000 × cos² against 20 others
        let voice = |share: f64| share * 1_000.0;
        assert!(voice(0.02) / (20.0 + voice(0.02)) <= ABOUT && voice(0.09) / (20.0 + voice(0.09)) > SURE);
    }

    #[test]
    fn age_is_when_somebody_sized_it_last() {
        let mut item = Item { created: Stamp(5), num: 7, ..Item::default() };
        assert_eq!(Age::of(&item), Age(Stamp(5), 7));
        item.log.push(LogLine { at: Stamp(9), did: "title A→B, size 3→5".into(), ..LogLine::default() });
        item.log.push(LogLine { at: Stamp(11), did: "title B→size".into(), ..LogLine::default() });
        assert_eq!(Age::of(&item), Age(Stamp(9), 7));
    }

    #[test]
    fn the_record_is_of_what_was_sized_last_and_says_where_words_tell_nothing() {
        let mut rows = noise();
        for _ in 0..15 {
            rows.extend([("Export report as file", Some(100)), ("Redo the sync engine", Some(1300))]);
        }
        let (product, _) = product(&rows);
        let record = Similar::of(&product).record().unwrap();
        assert_eq!(record.tried, 30);
        assert!(record.error < record.usual && record.nearer > record.farther, "{record:?}");
        assert!(record.words().starts_with("on your last 30 sized: nearer than the usual size in "));
        let dull = Record { tried: 30, error: 2.0, usual: 2.0, ..Record::default() };
        assert_eq!(dull.words(), "on your last 30 sized: words tell nothing about size here");
        let (few, _) = self::product(&rows[..39]);
        assert_eq!(Similar::of(&few).record(), None);
    }
}
