//! How often hints were right here: whether what they warned of came back from the review more often than the rest.

use super::{Domain, hints};
use crate::model::{Item, Product};

/// Items that must have been shown with a hint, and without one, before anything is told.
const SHOWN: usize = 10;

/// Items that were shown, and of them those that were not accepted the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// How many were shown.
    pub items: usize,
    /// How many of them came back.
    pub returned: usize,
}

/// The fate of items with a hint and of those without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Of those with a hint at their words as they are now.
    pub hinted: Shown,
    /// Of those without.
    pub clean: Shown,
}

impl Record {
    /// Looks at everything that was shown to the product owner; `None` where fewer than ten were with a hint, or without.
    #[must_use]
    pub fn of(product: &Product, domain: &Domain) -> Option<Self> {
        let mut out = Self::default();
        let shown = |item: &&Item| item.accepted.is_some() || !item.returns.is_empty();
        for item in product.items().iter().map(|item| &**item).filter(shown) {
            let own = if hints(item, domain).is_empty() { &mut out.clean } else { &mut out.hinted };
            own.items += 1;
            own.returned += usize::from(!item.returns.is_empty());
        }
        (out.hinted.items >= SHOWN && out.clean.items >= SHOWN).then_some(out)
    }

    /// Returns it in a line.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { hinted, clean } = self;
        let counts = format!(
            "of {} shown with a hint {} came back, of {} without one {}",
            hinted.items, hinted.returned, clean.items, clean.returned
        );
        // whole numbers: which share is greater
        if hinted.returned * clean.items > clean.returned * hinted.items {
            format!("here {counts}")
        } else {
            format!("here hints tell nothing about what comes back: {counts}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Return;
    use crate::model::{About, Place, Stamp};

    /// So many with a hint and without, of which so many came back.
    fn product(hinted: (usize, usize), clean: (usize, usize)) -> Product {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        for (title, (all, back)) in [("Make the export fast", hinted), ("Export a report as PDF", clean)] {
            for n in 0..all {
                let returns = if n < back { vec![Return::default()] } else { Vec::new() };
                let accepted = Some(Stamp(9));
                product
                    .add(
                        Item { title: title.into(), accepted, returns: returns.into(), ..Item::default() },
                        Place::Bottom,
                    )
                    .unwrap();
            }
        }
        product.add(Item { title: "Never shown, and fast".into(), ..Item::default() }, Place::Bottom).unwrap();
        product
    }

    #[test]
    fn a_record_of_hints_needs_ten_shown_with_one_and_ten_without() {
        let of = |hinted, clean| Record::of(&product(hinted, clean), Domain::UNKNOWN);
        assert_eq!(of((9, 3), (40, 3)), None);
        assert_eq!(of((40, 3), (9, 3)), None);
        let told = of((10, 4), (12, 1)).unwrap();
        assert_eq!(told.hinted, Shown { items: 10, returned: 4 });
        assert_eq!(told.words(), "here of 10 shown with a hint 4 came back, of 12 without one 1");
        let dull = of((10, 1), (20, 2)).unwrap();
        assert!(dull.words().starts_with("here hints tell nothing about what comes back: of 10 "));
    }
}
