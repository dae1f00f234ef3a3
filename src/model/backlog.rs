//! The verbs of the backlog: add, place, decline, set aside. Each is pure and changes the product or refuses whole.

use chrono::NaiveDate;

use serde_json::Value as Json;

use crate::model::entity::Merge;
use crate::model::item::{Declined, Reason};
use crate::model::record::{from_json, to_json};
use crate::model::{Conflict, Goal, Id, Item, Now, Product, Rank, Refusal, Stored};

/// A place in the one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first place of the order.
    Top,
    /// The last place of the order.
    Bottom,
    /// One place further up.
    Up,
    /// One place further down.
    Down,
    /// To this place, 1 for the top.
    At(usize),
    /// Right above this item.
    Before(Id),
    /// Right below this item.
    After(Id),
}

impl Place {
    /// Returns the place that a person names: `top`, `bottom`, `up`, `down`, `7`, `before INK-12`, `after 12`.
    ///
    /// # Errors
    /// Returns an error if it is none of these or the item is unknown.
    pub fn parse(text: &str, product: &Product) -> Result<Self, Refusal> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["top"] => Ok(Self::Top),
            ["bottom"] => Ok(Self::Bottom),
            ["up"] => Ok(Self::Up),
            ["down"] => Ok(Self::Down),
            ["before", key] => Ok(Self::Before(product.find_item(key)?.id)),
            ["after", key] => Ok(Self::After(product.find_item(key)?.id)),
            [n] if n.parse::<usize>().is_ok_and(|n| n > 0) => Ok(Self::At(n.parse().unwrap_or(1))),
            _ => Err(Refusal::invalid(format!(
                "“{text}” is not a place: top, bottom, up, down, a number from 1, before KEY or after KEY"
            ))),
        }
    }
}

impl Product {
    /// Adds an item at a place and returns its id. Number, rank and identity are given here.
    ///
    /// # Errors
    /// Returns an error if the title is empty or the place refers to an item that is not open.
    pub fn add(&mut self, item: Item, place: Place) -> Result<Id, Refusal> {
        self.add_known(item, place, None, None)
    }

    /// Adds an item that has an identity or a number already, which must be free.
    ///
    /// # Errors
    /// As [`Product::add`].
    pub fn add_known(&mut self, item: Item, place: Place, id: Option<Id>, num: Option<u32>) -> Result<Id, Refusal> {
        let id = id.unwrap_or_else(|| self.fresh_id());
        let rank = self.make_room(place, &[], 1)?.pop().unwrap_or_default();
        let num = num.unwrap_or_else(|| self.next_num());
        self.put(Item { id, num, rank, title: item.title.trim().to_owned(), ..item });
        Ok(id)
    }

    /// Moves items to a place as one block that keeps its own order.
    ///
    /// # Errors
    /// Returns an error if one of them is not in the order (done or declined), or the place refers to an item that is not.
    pub fn place(&mut self, ids: &[Id], place: Place) -> Result<(), Refusal> {
        let mut block = Vec::with_capacity(ids.len());
        for id in ids {
            let item = self.item(*id)?;
            let at = self.place_of(item).ok_or_else(|| {
                let state = if item.declined.is_some() { "was declined" } else { "is done" };
                Refusal::invalid(format!("{} {state}, so it has no place in the order", self.key(item)))
            })?;
            block.push((at, *id));
        }
        block.sort_unstable();
        block.dedup();
        let ids: Vec<Id> = block.iter().map(|(_, id)| *id).collect();
        let ranks = self.make_room(place, &block, ids.len())?;
        for (id, rank) in ids.into_iter().zip(ranks) {
            self.set_rank(id, rank)?;
        }
        Ok(())
    }

    /// Moves items to a place, as a person's decision: they count as ranked from now on.
    ///
    /// # Errors
    /// As [`Product::place`].
    pub fn rank_by_hand(&mut self, ids: &[Id], place: Place, now: Now) -> Result<(), Refusal> {
        self.place(ids, place)?;
        ids.iter().try_for_each(|id| {
            self.update(*id, |item| {
                item.ranked = Some(now.at);
                Ok(())
            })
        })
    }

    /// Reorders items among the places that they hold together. An item whose place stays is not modified.
    ///
    /// Returns how many moved.
    ///
    /// # Errors
    /// Returns an error if one of them is not in the order.
    pub fn permute(&mut self, ids: &[Id], now: Now) -> Result<usize, Refusal> {
        let mut ranks = Vec::with_capacity(ids.len());
        for id in ids {
            let item = self.item(*id)?;
            if !item.is_open() {
                return Err(Refusal::invalid(format!("{} has no place in the order", self.key(item))));
            }
            ranks.push((item.rank.clone(), item.id));
        }
        ranks.sort_unstable();
        let mut moved = 0;
        for (id, (rank, _)) in ids.iter().zip(ranks) {
            if self.item(*id)?.rank != rank {
                moved += 1;
                self.update(*id, |item| {
                    item.rank = rank;
                    item.ranked = Some(now.at);
                    Ok(())
                })?;
            }
        }
        Ok(moved)
    }

    fn set_rank(&mut self, id: Id, rank: Rank) -> Result<(), Refusal> {
        self.update(id, |item| {
            item.rank = rank;
            Ok(())
        })
    }

    /// Returns `n` ranks for a place, as if `block` (places from 1 and ids, rising) were not in the order.
    ///
    /// Items of equal rank, as two programs can make them, have nothing between them: they get ranks of their own.
    fn make_room(&mut self, place: Place, block: &[(usize, Id)], n: usize) -> Result<Vec<Rank>, Refusal> {
        let mut order = self.order().clone();
        for (removed, (at, _)) in block.iter().enumerate() {
            order.remove(at - 1 - removed);
        }
        let first = block.first().map_or(0, |(at, _)| at - 1);
        let last = block.last().map_or(0, |(at, _)| at - block.len());
        // index in `order` before which the block goes, for an item that it goes beside
        let seek = |id: Id| {
            if block.iter().any(|(_, member)| *member == id) {
                return Ok(None);
            }
            let item = self.item(id)?;
            let at = self.place_of(item).ok_or_else(|| {
                Refusal::invalid(format!("{} is not in the order, so nothing can stand beside it", self.key(item)))
            })?;
            Ok(Some(at - 1 - block.iter().filter(|(other, _)| *other < at).count()))
        };
        let at = match place {
            Place::Top => 0,
            Place::Bottom => order.len(),
            Place::Up => first.saturating_sub(1),
            Place::Down => (last + 1).min(order.len()),
            Place::At(n) => n.saturating_sub(1).min(order.len()),
            Place::Before(id) => seek(id)?.unwrap_or(first),
            Place::After(id) => seek(id)?.map_or(last, |at| at + 1),
        };
        let rank = |i: usize| order.get(i).and_then(|id| self.items().get(*id)).map(|item| item.rank.clone());
        let mut low = at.checked_sub(1).and_then(rank);
        if place == Place::Bottom {
            low = low.max(self.lowest_rank().cloned());
        }
        let equal: Vec<Id> = (at..order.len())
            .take_while(|i| low.is_some() && rank(*i) == low)
            .filter_map(|i| order.get(i).copied())
            .collect();
        let high = rank(at + equal.len());
        let mut ranks = Rank::between(low.as_ref(), high.as_ref(), n + equal.len());
        let rest = ranks.split_off(n.min(ranks.len()));
        for (id, rank) in equal.into_iter().zip(rest) {
            self.set_rank(id, rank)?;
        }
        Ok(ranks)
    }

    /// Declines an item. It leaves the order and stays searchable.
    ///
    /// # Errors
    /// Returns an error if it was declined already.
    pub fn decline(&mut self, id: Id, reason: Reason, text: &str, now: Now) -> Result<(), Refusal> {
        self.decline_with(id, Declined { reason, text: text.to_owned(), ..Declined::default() }, now)
    }

    /// Declines an item with all that belongs to it: reason, words, what it lost against, when to look again.
    ///
    /// # Errors
    /// Returns an error if it was declined already.
    pub fn decline_with(&mut self, id: Id, no: Declined, now: Now) -> Result<(), Refusal> {
        let key = self.key(self.item(id)?);
        self.update(id, |item| {
            if item.declined.is_some() {
                return Err(Refusal::invalid(format!("{key} was declined already")));
            }
            item.declined = Some(Box::new(Declined { text: no.text.trim().to_owned(), at: now.at, ..no }));
            Ok(())
        })
    }

    /// Brings an item back that was declined, at its old place.
    ///
    /// # Errors
    /// Returns an error if it was not declined.
    pub fn reconsider(&mut self, id: Id) -> Result<(), Refusal> {
        let key = self.key(self.item(id)?);
        self.update(id, |item| match item.declined.take() {
            Some(_) => Ok(()),
            None => Err(Refusal::invalid(format!("no “no” was said to {key}"))),
        })
    }

    /// Hides an item until a day, or shows it again.
    ///
    /// # Errors
    /// Returns an error if the day is not in the future.
    pub fn set_aside(&mut self, id: Id, until: Option<NaiveDate>, now: Now) -> Result<(), Refusal> {
        let until = crate::model::day::ahead(until, now.today)?;
        self.update(id, |item| {
            item.until = until;
            Ok(())
        })
    }

    /// Adds a goal and returns its id. The first goal is the current one, further ones are for later.
    ///
    /// # Errors
    /// Returns an error if the title is empty.
    pub fn add_goal(&mut self, title: &str) -> Result<Id, Refusal> {
        let title = title.trim();
        if title.is_empty() {
            return Err(Refusal::invalid("a goal needs a title"));
        }
        let id = self.fresh_id();
        let num = self.goals().iter().map(|goal| goal.num).max().unwrap_or(0).saturating_add(1);
        let horizon = if num == 1 { crate::model::Horizon::Now } else { crate::model::Horizon::Later };
        self.put(Goal { id, num, title: title.to_owned(), horizon, ..Goal::default() });
        Ok(id)
    }

    /// Returns a record that is expected to be there.
    ///
    /// # Errors
    /// Returns an error if it was removed meanwhile; the refusal names the sort of record.
    pub(in crate::model) fn existing<T: Stored>(&self, id: Id) -> Result<&T, Refusal> {
        let gone = || Refusal::Missing(format!("that {} is not there any more", T::NOUN));
        self.get::<T>(id).map(|row| &**row).ok_or_else(gone)
    }

    /// Decides a conflict: takes the lost value into its field, or leaves the field as it is.
    ///
    /// # Errors
    /// Returns an error if the conflict or its record is gone, or the lost value cannot be taken.
    pub fn resolve(&mut self, conflict: Id, take: bool, now: Now) -> Result<(), Refusal> {
        let mut row = self.existing::<Conflict>(conflict)?.clone();
        if take {
            self.take_lost_of(&row)?;
        }
        row.resolved = Some(now.at);
        self.put(row);
        Ok(())
    }

    /// Puts a lost value back into its field: nothing empties it, parts of records go into their records.
    pub(super) fn take_lost<T: Stored>(&mut self, conflict: &Conflict) -> Result<(), Refusal> {
        let row = self.existing::<T>(conflict.record)?;
        if conflict.field.is_empty() {
            return Err(Refusal::invalid("the other side removed the whole of it: say no to it instead"));
        }
        let unfit = |why: serde_json::Error| Refusal::invalid(format!("the other value no longer fits: {why}"));
        let mut json = to_json(row).map_err(unfit)?;
        let records = T::fields().iter().any(|f| f.name == conflict.field && f.merge == Merge::Records);
        if let Some(members) = json.as_object_mut() {
            match (&conflict.lost, members.get_mut(&conflict.field)) {
                (Json::Null, _) => drop(members.remove(&conflict.field)),
                (Json::Array(lost), Some(Json::Array(there))) if records => lay_records_over(there, lost),
                (lost, _) => drop(members.insert(conflict.field.clone(), lost.clone())),
            }
        }
        let mut taken: T = from_json(&json).map_err(unfit)?;
        taken.heal();
        self.put(taken);
        Ok(())
    }

    /// Returns an item made from a line that a person typed or pasted: a title, or a story in one sentence.
    #[must_use]
    pub fn read_line(line: &str) -> Item {
        let line = line.trim();
        match crate::model::story::read_story(line) {
            Some(story) => Item {
                title: story.title(),
                role: story.role,
                want: story.want,
                benefit: story.benefit,
                ..Item::default()
            },
            None => Item { title: line.to_owned(), ..Item::default() },
        }
    }
}

/// Lays the members that lost over the records that have their ids.
fn lay_records_over(there: &mut Vec<Json>, lost: &[Json]) {
    for part in lost {
        let Some(members) = part.as_object() else { continue };
        match there.iter_mut().find(|record| record.get("id") == part.get("id")).and_then(Json::as_object_mut) {
            Some(record) => {
                for (name, value) in members {
                    if value.is_null() {
                        record.remove(name);
                    } else {
                        record.insert(name.clone(), value.clone());
                    }
                }
            }
            None => there.push(part.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_the_other_side_took_away_is_taken_away() {
        let mut there = vec![serde_json::json!({"id": "1", "text": "a", "by": "Jo"})];
        let lost = [serde_json::json!({"id": "1", "text": "b", "by": null}), serde_json::json!({"id": "2"})];
        lay_records_over(&mut there, &lost);
        assert_eq!(there, [serde_json::json!({"id": "1", "text": "b"}), serde_json::json!({"id": "2"})]);
    }
}
