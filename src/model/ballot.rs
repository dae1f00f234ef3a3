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
        voter: String,
        /// The items in that person's order, the best first.
        ranking: Vec<Id>,
        /// When it was cast.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Ballot>] = &[
    line_field!(voter, "Who", "The name of who voted"),
    kept_field!(ranking, "Order", Later, "The items in that person's order", |b| Value::Number(
        i64::try_from(b.ranking.len()).unwrap_or(0) * 100
    )),
    kept_field!(created, "Created", Silent, "When it was cast", |b| Value::Stamp(b.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |b| Value::Stamp(b.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |b| Value::text(b.id.to_string())),
];

impl Entity for Ballot {
    const TABLE: &'static str = "ballots";
    const NOUN: &'static str = "ballot";
    const TOLD_BY: &'static [&'static str] = &["ranking", "voter"];

    identity!();

    fn label(&self) -> String {
        self.voter.clone()
    }
}

/// Returns a line without the place before it: `3. Undo`, `- Undo`, `3) Undo`.
fn without_place(line: &str) -> &str {
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let placed = bare.len() < line.len() && bare.starts_with(['.', ')']);
    if placed { bare.get(1..).unwrap_or_default().trim() } else { line.trim_start_matches(['-', '*']).trim() }
}

/// Returns a name in the form in which it is compared.
fn same_name(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Product {
    /// Returns the ballot of a person.
    ///
    /// # Errors
    /// Returns an error if nobody of that name has voted.
    pub fn find_ballot(&self, who: &str) -> Result<&Ballot, Refusal> {
        let found = self.ballots_by_name().into_iter().find(|own| same_name(&own.voter) == same_name(who));
        found.ok_or_else(|| Refusal::Missing(format!("nobody called “{}” has voted", who.trim())))
    }

    /// Returns the ballots by the name of who voted.
    #[must_use]
    pub fn ballots_by_name(&self) -> Vec<&Ballot> {
        let mut all: Vec<&Ballot> = self.ballots.iter().map(|row| &**row).collect();
        // two programs that took the vote of one person leave two: the later one is meant
        all.order_by_key(|row| (same_name(&row.voter), std::cmp::Reverse((row.updated, row.id))));
        all.dedup_by(|later, kept| same_name(&later.voter) == same_name(&kept.voter));
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
        let before = self.find_ballot(&who).ok().cloned();
        let fresh = self.fresh_id();
        let own = before.unwrap_or_else(|| Ballot { id: fresh, ..Ballot::default() });
        let id = own.id;
        self.put(Ballot { voter: who, ranking: order, ..own });
        Ok(id)
    }

    /// Takes a ballot out.
    ///
    /// # Errors
    /// Returns an error if it is gone.
    pub fn forget_vote(&mut self, id: Id) -> Result<(), Refusal> {
        let gone = || Refusal::Missing("that ballot is not there any more".into());
        let name = same_name(&self.get::<Ballot>(id).ok_or_else(gone)?.voter);
        let all: Vec<Id> = self.ballots.iter().filter(|row| same_name(&row.voter) == name).map(|row| row.id).collect();
        for id in all {
            self.remove::<Ballot>(id);
        }
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
            [one] if find(one).is_ok() => Ok(vec![find(one)?]),
            [one] => one.split([' ', ',', ';', '>']).filter(|word| !word.trim().is_empty()).map(find).collect(),
            many => {
                many.iter().map(|line| find(line).or_else(|why| find(without_place(line)).map_err(|_| why))).collect()
            }
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
        let login = product.add(Item { title: "2FA login".into(), ..Item::default() }, Place::Bottom).unwrap();
        assert_eq!(product.read_ballot("2FA login\nTES-1").unwrap(), [login, ids[0]], "a digit of a title is no place");
        assert!(product.vote(" ", ids.clone()).is_err());
        assert!(product.vote("Ana", vec![ids[0]]).unwrap_err().to_string().contains("two"));
        assert!(product.vote("Ana", vec![ids[0], ids[0]]).unwrap_err().to_string().contains("TES-1"));
        product.vote("Ana", ids.clone()).unwrap();
        product.vote("ana", vec![ids[2], ids[0]]).unwrap();
        assert_eq!(product.ballots_by_name().len(), 1);
        assert_eq!(product.ballots_by_name()[0].ranking, [ids[2], ids[0]]);
    }
}
