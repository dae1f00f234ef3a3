//! A ballot: how one person would order the items, so that several people with competing wishes find what to talk about.

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp};
use crate::sort::InOrder;

record! {
    /// How one person would order some of the items.
    pub struct Ballot {
        /// The identity of the record in the file.
        id: Id,
        /// The name of who voted.
        who: String,
        /// The items in that person's order, the best first.
        order: Vec<Id>,
        /// When it was cast.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Ballot>] = &[
    line_field!(who, "Who", "The name of who voted"),
    kept_field!(order, "Order", Later, "The items in that person's order", |b| Value::Number(
        i64::try_from(b.order.len()).unwrap_or(0) * 100
    )),
    kept_field!(created, "Created", Silent, "When it was cast", |b| Value::Stamp(b.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |b| Value::Stamp(b.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |b| Value::text(b.id.to_string())),
];

impl Entity for Ballot {
    const TABLE: &'static str = "ballots";
    const NOUN: &'static str = "ballot";
    const TOLD_BY: &'static [&'static str] = &["order", "who"];

    identity!();

    fn label(&self) -> String {
        self.who.clone()
    }
}

impl Product {
    /// Returns the ballots by the name of who voted.
    #[must_use]
    pub fn ballots_by_name(&self) -> Vec<&Ballot> {
        let mut all: Vec<&Ballot> = self.ballots.iter().map(|row| &**row).collect();
        all.order_by_key(|row| (row.who.to_lowercase(), row.id));
        all
    }

    /// Takes the order of a person; an earlier one of the same person is replaced.
    ///
    /// # Errors
    /// Returns an error without a name, with fewer than two items, or with one of them twice.
    pub fn vote(&mut self, who: &str, order: Vec<Id>) -> Result<Id, Refusal> {
        let who = one_line(who);
        if who.is_empty() {
            return Err(Refusal::invalid("whose order is it? a ballot needs a name"));
        }
        if order.len() < 2 {
            return Err(Refusal::invalid("an order has at least two items: INK-3 INK-7"));
        }
        let mut known = order.clone();
        known.order();
        known.dedup();
        if known.len() < order.len() {
            let twice = order.iter().enumerate().find(|(n, id)| order.iter().take(*n).any(|other| other == *id));
            let key = twice.and_then(|(_, id)| self.items().get(*id)).map_or_else(String::new, |item| self.key(item));
            return Err(Refusal::invalid(format!("{key} stands there twice")));
        }
        let before = self.ballots.iter().find(|row| row.who.to_lowercase() == who.to_lowercase()).cloned();
        let fresh = self.fresh_id();
        let own = before.map_or_else(|| Ballot { id: fresh, ..Ballot::default() }, |row| Ballot::clone(&row));
        let id = own.id;
        self.put(Ballot { who, order, ..own });
        Ok(id)
    }

    /// Takes a ballot out.
    ///
    /// # Errors
    /// Returns an error if it is gone.
    pub fn forget_vote(&mut self, id: Id) -> Result<(), Refusal> {
        if self.get::<Ballot>(id).is_none() {
            return Err(Refusal::Missing("that ballot is not there any more".into()));
        }
        self.remove::<Ballot>(id);
        Ok(())
    }

    /// Reads an order as one types it: keys or titles, one a line, or keys in a row, the best first.
    ///
    /// # Errors
    /// Returns an error that names the first word that is no open item.
    pub fn read_ballot(&self, text: &str) -> Result<Vec<Id>, Refusal> {
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let find = |words: &str| -> Result<Id, Refusal> {
            let words = words.trim().trim_end_matches([',', ';']);
            let titled = || {
                let mut found = self.order().iter().filter_map(|id| self.items().get(*id));
                found.find(|item| item.title.eq_ignore_ascii_case(words)).map(|item| item.id)
            };
            match self.find_item(words) {
                Ok(item) if item.is_open() => Ok(item.id),
                Ok(item) => Err(Refusal::invalid(format!("{} is not open, so it cannot be ordered", self.key(item)))),
                Err(why) => titled().ok_or(why),
            }
        };
        match lines.as_slice() {
            [one] => one.split([' ', ',', ';', '>']).filter(|word| !word.trim().is_empty()).map(find).collect(),
            many => many
                .iter()
                .map(|line| {
                    let bare =
                        line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', ')', '-', '*']);
                    // a number before the words is a place, a number alone is a key
                    find(if bare.trim().is_empty() { line } else { bare })
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place};

    #[test]
    fn an_order_is_read_from_keys_in_a_row_or_lines_and_a_person_has_one() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids: Vec<Id> = ["Export", "Import", "Undo"]
            .into_iter()
            .map(|title| product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap())
            .collect();
        assert_eq!(product.read_ballot("TES-3, TES-1").unwrap(), [ids[2], ids[0]]);
        assert_eq!(product.read_ballot("# Ana\n1. Undo\n2. TES-1\n\n3. import").unwrap(), [ids[2], ids[0], ids[1]]);
        assert!(product.read_ballot("TES-3 TES-9").is_err());
        assert!(product.vote(" ", ids.clone()).is_err());
        assert!(product.vote("Ana", vec![ids[0]]).unwrap_err().to_string().contains("two"));
        assert!(product.vote("Ana", vec![ids[0], ids[0]]).unwrap_err().to_string().contains("TES-1"));
        product.vote("Ana", ids.clone()).unwrap();
        product.vote("ana", vec![ids[2], ids[0]]).unwrap();
        assert_eq!(product.ballots_by_name().len(), 1);
        assert_eq!(product.ballots_by_name()[0].order, [ids[2], ids[0]]);
    }
}
