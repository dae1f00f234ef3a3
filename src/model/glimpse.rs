//! The first items of a long file, told by their ranks without reading the others: what a screen shows before the rest is known.
//!
//! It looks for the rank in each line and reads only the lines whose place is among the first: a tenth of what it takes to read all of them.

use std::collections::BinaryHeap;

use memchr::{memchr, memmem, memrchr};

use crate::cores;
use crate::model::lines::shares;

/// How the members of a record begin by which it is told; a text that holds them has its quotes escaped.
const RANK: &[u8] = b"\"rank\":\"";
const DONE: &[u8] = b"\"status\":\"done\"";
const DECLINED: &[u8] = b"\"declined\":{";

/// An item by its rank, which sorts as text, and its line, which begins with its id.
type Placed<'a> = (&'a [u8], &'a [u8]);

/// Returns the lines of the first open items, the first first, of a table of items as [`super::document::write()`] lays it out.
pub(super) fn foremost(text: &[u8], most: usize) -> Vec<&[u8]> {
    let shares = shares(text, cores::count());
    let found = cores::share(&shares, 1, |shares| shares.iter().flat_map(|share| of_share(share, most)).collect());
    let mut all: Vec<Placed<'_>> = found.into_iter().flat_map(|found: Vec<Placed<'_>>| found).collect();
    all.sort_unstable();
    all.truncate(most);
    all.into_iter().map(|(_, line)| line).collect()
}

fn of_share(share: &[u8], most: usize) -> Vec<Placed<'_>> {
    let mut best: BinaryHeap<Placed<'_>> = BinaryHeap::with_capacity(most + 1);
    for at in memmem::find_iter(share, RANK) {
        let Some((head, tail)) = share.split_at_checked(at + RANK.len()) else { break };
        let rank = memchr(b'"', tail).and_then(|end| tail.get(..end)).unwrap_or_default();
        let full = best.len() >= most;
        if full && best.peek().is_none_or(|(worst, _)| rank > *worst) {
            continue;
        }
        let begin = memrchr(b'\n', head).map_or(0, |at| at + 1);
        let end = memchr(b'\n', tail).map_or(share.len(), |end| head.len() + end);
        let line = share.get(begin..end).unwrap_or_default();
        let line = line.strip_suffix(b",").unwrap_or(line);
        if memmem::find(line, DONE).is_none() && memmem::find(line, DECLINED).is_none() {
            best.push((rank, line));
            if full {
                best.pop();
            }
        }
    }
    best.into_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::model::item::{Declined, Reason, Status};
    use crate::model::{About, Item, Place, Product, Stamp, document};

    /// A long product: what is done (1), declined (2) or moved to the top (3).
    fn product(fates: &[u8]) -> Product {
        let mut product = Product::new(About::named("Long", Stamp(1)), 1);
        for (n, fate) in fates.iter().enumerate() {
            let item = Item {
                title: format!("title {n} \"rank\":\"A\" \"status\":\"done\""),
                description: "words ".repeat(150),
                status: if *fate == 1 { Status::Done } else { Status::Todo },
                declined: (*fate == 2).then(|| Box::new(Declined { reason: Reason::LowValue, ..Declined::default() })),
                ..Item::default()
            };
            product.add(item, if *fate == 3 { Place::Top } else { Place::Bottom }).unwrap();
        }
        product
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        // whatever became of them: the glimpse is the head of the order
        #[test]
        fn a_glimpse_is_the_head_of_the_order(fates in prop::collection::vec(0_u8..4, 100..200), most in 1_usize..40) {
            let whole = product(&fates);
            let bytes = document::write(&whole).unwrap();
            let first = document::glimpse(&bytes, most).unwrap();
            let head: Vec<_> = whole.order().iter().take(most).copied().collect();
            prop_assert_eq!(first.order().iter().copied().collect::<Vec<_>>(), head.clone());
            for id in head {
                prop_assert_eq!(first.items().get(id), whole.items().get(id));
            }
            prop_assert_eq!(first.about(), whole.about());
        }
    }

    #[test]
    fn of_a_short_file_and_of_one_that_is_cut_off_there_is_no_glimpse() {
        let long = document::write(&product(&[0; 100])).unwrap();
        assert!(document::glimpse(&long, 5).is_some());
        assert!(document::glimpse(&long[..long.len() - 20], 5).is_none());
        assert!(document::glimpse(&document::write(&product(&[0; 5])).unwrap(), 5).is_none());
    }
}
