//! A first order for a list that nobody has ranked: buckets, then comparisons of two by binary insertion, the fewest questions
//! that a full order can be had for. Every answer is one step that can be undone; the order is true at every moment.

use crate::model::Verb;
use crate::model::{Id, Now, Place, Product, Refusal, Session};
use crate::sort::InOrder;

/// Buckets: the best first; what is in the last is not compared.
pub const BUCKETS: u8 = 3;

/// Most items that are put in order this way: beyond them nobody answers all the questions.
pub const MOST: usize = 400;

/// What is to be answered next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Into which bucket does it go?
    Bucket(Id),
    /// Which of the two comes first: the new one or the one that has its place?
    Compare(Id, Id),
    /// Nothing: all have their place.
    Done,
}

impl Session {
    /// Returns the items that are compared: those of all buckets but the last, bucket by bucket.
    fn compared(&self) -> Vec<(u8, Id)> {
        let mut out: Vec<(u8, Id)> = self
            .buckets
            .iter()
            .copied()
            .zip(self.items.iter().copied())
            .filter(|(bucket, _)| (1..BUCKETS).contains(bucket))
            .collect();
        out.order_by_key(|(bucket, _)| *bucket);
        out
    }

    fn bucket_of(&self, id: Id) -> u8 {
        let at = self.items.iter().position(|item| *item == id);
        at.and_then(|at| self.buckets.get(at)).copied().unwrap_or(BUCKETS)
    }

    /// Returns the part of `sorted` where an item can go: within its bucket, as far as it was compared.
    fn room(&self, id: Id) -> (usize, usize) {
        if let ([from, to], true) = (self.between.as_slice(), self.asked == Some(id)) {
            let index = |n: u32| usize::try_from(n).unwrap_or(0).min(self.sorted.len());
            let (from, to) = (index(*from), index(*to));
            return (from.min(to), to);
        }
        let bucket = self.bucket_of(id);
        let from = self.sorted.iter().take_while(|other| self.bucket_of(**other) < bucket).count();
        let to = self.sorted.iter().take_while(|other| self.bucket_of(**other) <= bucket).count();
        (from, to)
    }

    /// Returns the next question. Items that left the order meanwhile are passed over.
    #[must_use]
    pub fn question(&self, product: &Product) -> Question {
        let open = |id: &Id| product.items().get(*id).is_some_and(|item| item.is_open());
        if let Some(id) = self.items.iter().skip(self.buckets.len()).find(|id| open(id)) {
            return Question::Bucket(*id);
        }
        let next = self.compared().into_iter().map(|(_, id)| id).find(|id| open(id) && !self.sorted.contains(id));
        match next {
            Some(id) => {
                let (from, to) = self.room(id);
                match self.sorted.get(usize::midpoint(from, to)).filter(|_| from < to) {
                    Some(other) => Question::Compare(id, *other),
                    // nothing to compare with: it takes its place with the next answer
                    None => Question::Compare(id, id),
                }
            }
            None => Question::Done,
        }
    }

    /// Returns how many questions are still to come, at most: buckets, and comparisons where all went into one bucket.
    #[must_use]
    pub fn questions_left(&self) -> usize {
        // the least n with 2^n ≥ k + 1 places
        let worst = |k: usize| usize::try_from(usize::BITS - k.leading_zeros()).unwrap_or(0);
        let waiting = self.items.len().saturating_sub(self.buckets.len());
        let compared = self.compared();
        let mut left = waiting;
        for bucket in 1..BUCKETS {
            let known = self.sorted.iter().filter(|id| self.bucket_of(**id) == bucket).count();
            let own = compared.iter().filter(|(b, _)| *b == bucket).count();
            let all = if bucket == 1 { own + waiting } else { own };
            left += (known..all).map(worst).sum::<usize>();
        }
        // of the one that is being placed some are answered
        if let (Some(asked), [from, to]) = (self.asked, self.between.as_slice()) {
            let bucket = self.bucket_of(asked);
            let known = self.sorted.iter().filter(|id| self.bucket_of(**id) == bucket).count();
            let rest = usize::try_from(to.saturating_sub(*from)).unwrap_or(0);
            left = left.saturating_sub(worst(known)) + worst(rest);
        }
        left
    }
}

impl Product {
    /// Puts the item that was asked about into a bucket, 1 to [`BUCKETS`].
    ///
    /// # Errors
    /// Returns an error if the session is gone, or no bucket was asked for.
    pub fn answer_bucket(&mut self, session: Id, bucket: u8, now: Now) -> Result<(), Refusal> {
        let mut row = self.session(session)?;
        let Question::Bucket(id) = row.question(self) else {
            return Err(Refusal::invalid("all of them are in a bucket already"));
        };
        // what left the order meanwhile counts as last
        let done = row.buckets.len().min(row.items.len());
        let at = row.items.iter().skip(done).position(|item| *item == id).map_or(done, |n| done + n);
        row.buckets.resize(at, BUCKETS);
        row.buckets.push(bucket.clamp(1, BUCKETS));
        row.count(Verb::PutIntoABucket);
        self.settle_order(row, now)
    }

    /// Says which of two comes first: the new one (`better`) or the one that has its place.
    ///
    /// # Errors
    /// Returns an error if the session is gone, or no comparison was asked for.
    pub fn answer_comparison(&mut self, session: Id, better: bool, now: Now) -> Result<(), Refusal> {
        let mut row = self.session(session)?;
        let Question::Compare(id, other) = row.question(self) else {
            return Err(Refusal::invalid("there is nothing to compare"));
        };
        let (mut from, mut to) = row.room(id);
        if id != other {
            let middle = usize::midpoint(from, to);
            if better {
                to = middle;
            } else {
                from = middle + 1;
            }
            row.count(Verb::Compared);
        }
        row.asked = Some(id);
        row.between = [from, to].iter().map(|n| u32::try_from(*n).unwrap_or(u32::MAX)).collect();
        self.settle_order(row, now)
    }

    /// Ends a first order: what has its place keeps it, the rest follows as it was where all were answered.
    ///
    /// # Errors
    /// Returns an error if the session is gone.
    pub fn end_order(&mut self, session: Id, now: Now) -> Result<(), Refusal> {
        let mut row = self.session(session)?;
        if row.question(self) == Question::Done {
            return self.settle_order(row, now);
        }
        row.ended = Some(now.at);
        self.put(row);
        Ok(())
    }

    fn session(&self, id: Id) -> Result<Session, Refusal> {
        let row =
            self.get::<Session>(id).ok_or_else(|| Refusal::Missing("that session is not there any more".into()))?;
        Ok(Session::clone(row))
    }

    /// Gives every item its place that has one by now, and ends the session where all have.
    fn settle_order(&mut self, mut row: Session, now: Now) -> Result<(), Refusal> {
        // places whatever needs no question any more, until one is left to ask: an item that left the order meanwhile, or whose room
        // between the sorted ones has shrunk to nothing
        loop {
            let next = match row.question(self) {
                Question::Compare(id, _) => id,
                Question::Bucket(_) => break,
                Question::Done => {
                    // the last bucket follows in the order that it had
                    let rest: Vec<Id> = row
                        .items
                        .iter()
                        .copied()
                        .filter(|id| !row.sorted.contains(id) && self.items().get(*id).is_some_and(|i| i.is_open()))
                        .collect();
                    if let Some(last) = self.last_placed(&row)
                        && !rest.is_empty()
                    {
                        self.rank_by_hand(&rest, Place::After(last), now)?;
                    } else if !rest.is_empty() {
                        self.rank_by_hand(&rest, Place::Top, now)?;
                    }
                    row.ended = Some(now.at);
                    break;
                }
            };
            let (from, to) = row.room(next);
            if from < to {
                break;
            }
            // its neighbour may have been done or declined since: the next one that is still in the order tells the place
            let open = |id: &&Id| self.items().get(**id).is_some_and(|item| item.is_open());
            let place = match (row.sorted.iter().take(from).rev().find(open), row.sorted.iter().skip(from).find(open)) {
                (Some(above), _) => Place::After(*above),
                (None, Some(below)) => Place::Before(*below),
                (None, None) => Place::Top,
            };
            self.rank_by_hand(&[next], place, now)?;
            row.sorted.insert(from, next);
            row.between.clear();
            row.asked = None;
        }
        self.put(row);
        Ok(())
    }

    fn last_placed(&self, row: &Session) -> Option<Id> {
        row.sorted.iter().rev().copied().find(|id| self.items().get(*id).is_some_and(|item| item.is_open()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::session::Purpose;
    use crate::model::{About, Item, Stamp};

    /// Orders `n` items by their number in the title with true answers; returns the order and how many comparisons it took.
    fn run(n: usize, bucket: impl Fn(usize) -> u8) -> (Vec<usize>, usize) {
        let now = Now::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let worth = |i: usize| (i * 7919) % n;
        let ids: Vec<Id> = (0..n)
            .map(|i| {
                let item = Item { title: worth(i).to_string(), ..Item::default() };
                product.add(item, Place::Bottom).unwrap()
            })
            .collect();
        let id = product.fresh_id();
        product.put(Session {
            id,
            mode: Purpose::Order,
            queue: "first order".into(),
            items: ids,
            ..Session::default()
        });
        let value = |product: &Product, id: Id| product.item(id).unwrap().title.parse::<usize>().unwrap();
        let (mut comparisons, mut stalls, mut left) = (0, 0, usize::MAX);
        for _ in 0..10_000 {
            let session = product.get::<Session>(id).unwrap().clone();
            // each answer is one less, also in the middle of placing an item; the first of a bucket has nothing beside it
            let still = session.questions_left();
            assert!(still <= left, "{still} after {left}");
            stalls += usize::from(still == left);
            left = still;
            match session.question(&product) {
                Question::Bucket(item) => {
                    let bucket = bucket(value(&product, item));
                    product.answer_bucket(id, bucket, now).unwrap();
                }
                Question::Compare(new, old) => {
                    comparisons += 1;
                    let better = value(&product, new) < value(&product, old);
                    product.answer_comparison(id, better, now).unwrap();
                }
                Question::Done => break,
            }
        }
        let order = product.order().iter().map(|id| value(&product, *id)).collect();
        assert!(product.get::<Session>(id).unwrap().ended.is_some());
        assert!(stalls < usize::from(BUCKETS), "{stalls}");
        (order, comparisons)
    }

    #[test]
    fn forty_items_are_ordered_with_at_most_220_comparisons() {
        let (order, comparisons) = run(40, |_| 1);
        assert_eq!(order, (0..40).collect::<Vec<_>>());
        assert!(comparisons <= 220, "{comparisons}");
        let (order, fewer) = run(40, |worth| if worth < 15 { 1 } else { 2 });
        assert_eq!(order, (0..40).collect::<Vec<_>>());
        assert!(fewer < comparisons, "buckets save questions: {fewer}");
    }

    #[test]
    fn the_last_bucket_follows_uncompared() {
        let (order, comparisons) = run(12, |worth| if worth < 4 { 1 } else { 3 });
        assert_eq!(order[..4], [0, 1, 2, 3]);
        assert!(comparisons <= 5, "{comparisons}");
    }
}
