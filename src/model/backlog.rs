//! The verbs of the backlog: add, place, decline, set aside. Each is pure and changes the product or refuses whole.

use chrono::NaiveDate;

use crate::model::item::{Declined, Reason, Step};
use crate::model::{Goal, Id, Item, Now, Product, Rank, Refusal};

/// Where in the one order something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// First to do.
    Top,
    /// Last to do.
    Bottom,
    /// One up.
    Up,
    /// One down.
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
    /// Where it is none of these or the item is unknown.
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
    /// Where the title is empty or the place refers to an item that is not open.
    pub fn add(&mut self, item: Item, place: Place) -> Result<Id, Refusal> {
        let id = self.fresh_id();
        let mut ranks = self.ranks_at(place, &[], 1)?;
        let num = self.next_num();
        let rank = ranks.pop().unwrap_or_default();
        self.put(Item { id, num, rank, title: item.title.trim().to_owned(), ..item });
        Ok(id)
    }

    /// Moves items to a place as one block that keeps its own order.
    ///
    /// # Errors
    /// Where one of them is not in the order (done or said no to), or the place refers to an item that is not.
    pub fn place(&mut self, ids: &[Id], place: Place) -> Result<(), Refusal> {
        let mut block = Vec::with_capacity(ids.len());
        for id in ids {
            let item = self.item(*id)?;
            let at = self.place_of(item).ok_or_else(|| {
                let state = if item.declined.is_some() { "was said no to" } else { "is done" };
                Refusal::invalid(format!("{} {state}, so it has no place in the order", self.key(item)))
            })?;
            block.push((at, *id));
        }
        block.sort_unstable();
        block.dedup();
        let ids: Vec<Id> = block.iter().map(|(_, id)| *id).collect();
        let ranks = self.ranks_at(place, &ids, ids.len())?;
        for (id, rank) in ids.into_iter().zip(ranks) {
            self.update(id, |item| {
                item.rank = rank;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Returns `n` ranks for a place, as if `block` were not in the order.
    fn ranks_at(&self, place: Place, block: &[Id], n: usize) -> Result<Vec<Rank>, Refusal> {
        let mut order = self.order().clone();
        let mut first = None;
        let mut last = None;
        for id in block {
            let Some(at) = self.item(*id).ok().and_then(|item| self.place_of(item)) else { continue };
            let removed = self.order().len() - order.len();
            first = first.or(Some(at - 1));
            last = Some(at - 1 - removed);
            order.remove(at - 1 - removed);
        }
        let seek = |id: Id| {
            let item = self.item(id)?;
            if block.contains(&id) {
                return Ok(None);
            }
            let at = self.place_of(item).ok_or_else(|| {
                Refusal::invalid(format!("{} is not in the order, so nothing can stand beside it", self.key(item)))
            })?;
            let above = block.iter().filter(|id| {
                self.item(**id).ok().and_then(|item| self.place_of(item)).is_some_and(|other| other < at)
            });
            Ok(Some(at - 1 - above.count()))
        };
        // index in `order` before which the block goes
        let at = match place {
            Place::Top => 0,
            Place::Bottom => order.len(),
            Place::Up => first.unwrap_or(0).saturating_sub(1),
            Place::Down => (last.unwrap_or(0) + 1).min(order.len()),
            Place::At(n) => n.saturating_sub(1).min(order.len()),
            Place::Before(id) => match seek(id)? {
                Some(at) => at,
                None => first.unwrap_or(0),
            },
            Place::After(id) => match seek(id)? {
                Some(at) => at + 1,
                None => first.unwrap_or(0),
            },
        };
        let rank = |i: Option<usize>| i.and_then(|i| order.get(i)).and_then(|id| self.items().get(*id)).map(|item| &item.rank);
        let (low, high) = (rank(at.checked_sub(1)), rank(Some(at)));
        let low = if place == Place::Bottom { self.lowest_rank().max(low) } else { low };
        Ok(Rank::between(low, high, n))
    }

    /// Says no to an item, with a reason. It leaves the order and stays searchable.
    ///
    /// # Errors
    /// Where it was said no to already.
    pub fn decline(&mut self, id: Id, reason: Reason, text: &str, now: Now) -> Result<(), Refusal> {
        let key = self.key(self.item(id)?);
        self.update(id, |item| {
            if item.declined.is_some() {
                return Err(Refusal::invalid(format!("{key} was said no to already")));
            }
            item.declined = Some(Box::new(Declined { reason, text: text.trim().to_owned(), at: now.at }));
            Ok(())
        })
    }

    /// Brings an item back that was said no to, at its old place.
    ///
    /// # Errors
    /// Where no "no" was said to it.
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
    /// Where the day is not in the future.
    pub fn set_aside(&mut self, id: Id, until: Option<NaiveDate>, now: Now) -> Result<(), Refusal> {
        if let Some(day) = until.filter(|day| *day <= now.today) {
            return Err(Refusal::invalid(format!("{day} is not after today, so there is nothing to wait for")));
        }
        self.update(id, |item| {
            item.until = until;
            Ok(())
        })
    }

    /// Adds a goal and returns its id. The first goal is the current one, further ones are for later.
    ///
    /// # Errors
    /// Where the title is empty.
    pub fn add_goal(&mut self, title: &str) -> Result<Id, Refusal> {
        let title = title.trim();
        if title.is_empty() {
            return Err(Refusal::invalid("a goal needs a title"));
        }
        let id = self.fresh_id();
        let num = self.goals().iter().map(|goal| goal.num).max().unwrap_or(0) + 1;
        let horizon = if num == 1 { crate::model::Horizon::Now } else { crate::model::Horizon::Later };
        self.put(Goal { id, num, title: title.to_owned(), horizon, ..Goal::default() });
        Ok(id)
    }

    /// Decides a conflict: takes the lost value into its field, or leaves the field as it is.
    ///
    /// # Errors
    /// Where the conflict is gone, or the lost value no longer fits its field.
    pub fn resolve(&mut self, conflict: Id, take: bool, now: Now) -> Result<(), Refusal> {
        let missing = || Refusal::Missing("that conflict is not there any more".into());
        let mut row = self.conflicts().get(conflict).ok_or_else(missing)?.as_ref().clone();
        if take && row.table == "items" && !row.field.is_empty() {
            let item = self.item(row.record)?;
            let mut json = serde_json::to_value(item).map_err(|why| Refusal::invalid(why.to_string()))?;
            if let Some(map) = json.as_object_mut() {
                map.insert(row.field.clone(), row.lost.clone());
            }
            let mut taken: Item = serde_json::from_value(json)
                .map_err(|why| Refusal::invalid(format!("the other value no longer fits {}: {why}", row.field)))?;
            if taken.history.last().is_some_and(|step| step.to != taken.status) {
                taken.history.push(Step { at: now.at, to: taken.status });
            }
            self.put(taken);
        }
        row.resolved = Some(now.at);
        self.put(row);
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

