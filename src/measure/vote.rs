//! What several people's orders come to: the middle of each item's places, how far apart they are, and where to talk.

use std::collections::HashMap;

use crate::model::{Ballot, Id, Product};
use crate::sort::InOrder;
use crate::text;

/// Places apart from which on people mean different things.
pub const APART: usize = 3;

/// What the ballots say of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The item that was ordered.
    pub item: Id,
    /// The middle of its places, in hundredths: 250 between second and third.
    pub median: usize,
    /// The best and the worst of its places.
    pub range: (usize, usize),
    /// Its places with who gave them, the best first.
    pub places: Vec<(usize, String)>,
}

impl Tally {
    /// Returns how many places the two who are furthest apart are apart.
    #[must_use]
    pub fn spread(&self) -> usize {
        self.range.1 - self.range.0
    }

    /// Returns who wants it most and who least, where they mean different things.
    #[must_use]
    pub fn dispute(&self) -> Option<String> {
        let ((best, first), (worst, last)) = (self.places.first()?, self.places.last()?);
        (self.spread() >= APART).then(|| format!("{first} {best}, {last} {worst}"))
    }
}

/// Returns what the ballots come to, the best median first; items that are not open any more are left out of every ballot. Of equal
/// medians the one on which people agree more stands first, then the one that stands higher in the order. What fewer than half of the
/// people ordered stands below the others: of one voice there is no middle.
#[must_use]
pub fn tally(product: &Product) -> Vec<Tally> {
    let ballots = product.ballots_by_name();
    let mut found: HashMap<Id, Tally> = HashMap::new();
    for ballot in &ballots {
        for (n, id) in open(ballot, product).into_iter().enumerate() {
            let own =
                found.entry(id).or_insert_with(|| Tally { item: id, median: 0, range: (0, 0), places: Vec::new() });
            own.places.push((n + 1, text::line(&ballot.voter).into_owned()));
        }
    }
    let mut out: Vec<Tally> = found.into_values().collect();
    for own in &mut out {
        own.places.order();
        let places: Vec<usize> = own.places.iter().map(|(n, _)| *n).collect();
        let at = |n: usize| places.get(n).copied().unwrap_or(0);
        let half = places.len() / 2;
        own.median = if places.len() % 2 == 1 { at(half) * 100 } else { (at(half.saturating_sub(1)) + at(half)) * 50 };
        own.range = (at(0), at(places.len().saturating_sub(1)));
    }
    let place = |id: Id| product.items().get(id).and_then(|item| product.place_of(item)).unwrap_or(usize::MAX);
    let few = |own: &Tally| own.places.len() * 2 < ballots.len();
    // each key is computed once: a place in an order of 10,000 is not looked up for nothing
    let mut keyed: Vec<_> =
        out.into_iter().map(|own| ((few(&own), own.median, own.spread(), place(own.item), own.item), own)).collect();
    keyed.order_by(|a, b| a.0.cmp(&b.0));
    keyed.into_iter().map(|(_, own)| own).collect()
}

fn open(ballot: &Ballot, product: &Product) -> Vec<Id> {
    let is_open = |id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
    ballot.ranking.iter().copied().filter(is_open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place, Stamp};

    #[test]
    fn the_middle_of_the_places_and_the_two_furthest_apart_are_told() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids: Vec<Id> = (0..4)
            .map(|n| product.add(Item { title: format!("item {n}"), ..Item::default() }, Place::Bottom).unwrap())
            .collect();
        product.vote("Ana", vec![ids[0], ids[1], ids[2], ids[3]]).unwrap();
        product.vote("Jo", vec![ids[1], ids[2], ids[3], ids[0]]).unwrap();
        let tally = tally(&product);
        let row = |n: usize| tally.iter().find(|own| own.item == ids[n]).unwrap();
        assert_eq!(tally[0].item, ids[1], "first and second is best");
        assert_eq!((row(0).median, row(0).range, row(0).spread()), (250, (1, 4), 3));
        assert_eq!(row(0).dispute().unwrap(), "Ana 1, Jo 4");
        assert_eq!(row(1).dispute(), None, "one place apart is no dispute");
        product.vote("Raj", vec![ids[3], ids[1]]).unwrap();
        product.vote("Mia", vec![ids[3], ids[1]]).unwrap();
        let own = product.add(Item { title: "own".into(), ..Item::default() }, Place::Bottom).unwrap();
        product.vote("Zoe", vec![own, ids[1]]).unwrap();
        let at = |id: Id| super::tally(&product).iter().position(|row| row.item == id).unwrap();
        assert!(at(own) > at(ids[1]) && at(own) > at(ids[3]), "the first of one is no middle of five");
    }
}
