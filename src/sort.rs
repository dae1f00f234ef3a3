//! Sorting that is compiled once.
//!
//! The standard library's sort is compiled anew for every type and every comparison: a hundred copies were a tenth of the program and
//! of the time that it took to build. Here the places are sorted, by one function that all share, and the elements go where their
//! places say. It is stable, and slower by a little: what sorts ten thousand items with every key press uses the library's own.

use std::cmp::Ordering;

use thin_vec::ThinVec;

/// A list that can be put in order.
pub trait InOrder<T> {
    /// Puts it in the order of a comparison; equal elements stay as they stand.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Puts it in the order of a key; elements with equal keys stay as they stand.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Puts it in the order of its elements.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(Ord::cmp);
    }
}

macro_rules! in_order {
    ($list:ident) => {
        impl<T> InOrder<T> for $list<T> {
            fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
                let places = sorted(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
                    (Some(a), Some(b)) => compare(a, b),
                    _ => Ordering::Equal,
                });
                let mut elements: Vec<Option<T>> = self.drain(..).map(Some).collect();
                self.extend(places.into_iter().filter_map(|place| elements.get_mut(place).and_then(Option::take)));
            }
        }
    };
}

in_order!(Vec);
in_order!(ThinVec);

/// Returns the places of so many elements in the order of a comparison of two places.
fn sorted(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_elements_stay_as_they_stand() {
        let mut words = vec!["bb", "a", "cc", "dd", "e"];
        words.order_by_key(|word| word.len());
        assert_eq!(words, ["a", "e", "bb", "cc", "dd"]);
        words.order_by(|a, b| b.len().cmp(&a.len()));
        assert_eq!(words, ["bb", "cc", "dd", "a", "e"]);
        let mut none: Vec<u8> = Vec::new();
        none.order();
        assert!(none.is_empty());
    }

    proptest! {
        #[test]
        fn it_is_the_order_of_the_library(numbers in prop::collection::vec((0_u8..9, any::<u8>()), 0..200)) {
            let (mut ours, mut theirs) = (numbers.clone(), numbers);
            ours.order_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            ours.order();
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
    }
}
