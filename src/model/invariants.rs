//! What always holds of a product: checked after every edit, mended after a merge and on load.

use std::collections::HashSet;
use std::sync::Arc;

use crate::cores;
use crate::model::item::Relation;
use crate::model::{
    Change, Competitor, Entity, Goal, Horizon, Id, Inquiry, Insight, Item, Person, Product, Promise, Rank, Refusal,
    Request, SprintState, Stamp, Stored, Study, Theme, Usage,
};
use crate::sort::InOrder;

/// Items that a core looks through by itself.
const SHARE: usize = 5_000;

impl Product {
    /// Gives records of equal number different ones again, in the order of `first`: the first keeps it. Zero is no number: nobody
    /// keeps it. Returns what was done, in the words that `said` has for the old and the new record. Items have an index of their numbers and go their own way.
    pub(super) fn renumber_rows<T: Stored, K: Ord>(
        &mut self,
        number: impl Fn(&mut T) -> &mut u32,
        first: impl Fn(&T) -> K,
        said: impl Fn(&T, &T) -> String,
    ) -> Vec<String> {
        let mut rows: Vec<(u32, T)> = T::table(self)
            .iter()
            .map(|row| {
                let mut row = T::clone(row);
                (*number(&mut row), row)
            })
            .collect();
        rows.order_by(|(a, x), (b, y)| (a, first(x)).cmp(&(b, first(y))));
        let mut last = rows.last().map_or(0, |(num, _)| *num);
        let (mut before, mut done) = (0, Vec::new());
        for (num, row) in rows {
            if std::mem::replace(&mut before, num) == num {
                last = last.saturating_add(1);
                let mut new = row.clone();
                *number(&mut new) = last;
                done.push(said(&row, &new));
                self.put(new);
            }
        }
        done
    }

    fn renumber_goals(&mut self) -> Vec<String> {
        self.renumber_rows(
            |goal: &mut Goal| &mut goal.num,
            |goal| (goal.created, goal.id),
            |old, new| format!("G{} was given twice; “{}” is now G{}", old.num, old.title, new.num),
        )
    }

    /// Lets only the oldest of the current goals be current.
    fn one_current_goal(&mut self) -> Vec<String> {
        let mut current: Vec<Arc<Goal>> =
            self.goals.iter().filter(|goal| goal.horizon == Horizon::Now).cloned().collect();
        current.order_by_key(|goal| (goal.num, goal.created, goal.id));
        let mut done = Vec::new();
        for goal in current.into_iter().skip(1) {
            done.push(format!("two goals were current; “{}” is the next one now", goal.title));
            self.put(Goal { horizon: Horizon::Next, ..Goal::clone(&goal) });
        }
        done
    }

    /// Gives items and goals of equal number different ones again: the older keeps it. Returns what was done, in words.
    pub(crate) fn renumber(&mut self) -> Vec<String> {
        let mut done = self.renumber_others();
        done.extend(self.renumber_items());
        done
    }

    fn renumber_others(&mut self) -> Vec<String> {
        // which goal is the oldest is told by the numbers as they came
        let mut done = self.one_current_goal();
        done.extend(self.renumber_goals());
        done.extend(self.one_active_sprint());
        done.extend(self.renumber_metrics());
        done.extend(self.one_account_each());
        done.extend(self.one_person_each());
        done.extend(self.renumber_requests());
        done.extend(self.renumber_promises());
        done.extend(self.renumber_insights());
        done.extend(self.renumber_inquiries());
        done.extend(self.renumber_themes());
        done.extend(self.renumber_decisions());
        done
    }

    fn renumber_items(&mut self) -> Vec<String> {
        let mut done = Vec::new();
        let mut rows: Vec<(u32, Stamp, Id)> = self
            .items
            .iter()
            .filter(|item| item.num == 0 || self.index.by_num.get(&item.num) != Some(&item.id))
            .flat_map(|item| {
                let rival = self.index.by_num.get(&item.num).and_then(|id| self.items.get(*id));
                [Some(item), rival]
                    .into_iter()
                    .flatten()
                    .map(|item| (item.num, item.created, item.id))
                    .collect::<Vec<_>>()
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let mut last = 0;
        for (num, _, id) in rows {
            let first = num != last && num != 0;
            last = num;
            let Some(mut item) = self.items.get(id).map(|item| Item::clone(item)) else { continue };
            if first {
                self.index.by_num.insert(num, id);
                continue;
            }
            item.num = self.next_num();
            if num != 0 && !item.was.contains(&num) {
                item.was.push(num);
                item.was.sort_unstable();
            }
            done.push(format!(
                "{}-{num} was given twice; “{}” is now {}-{}",
                self.about().prefix,
                item.title,
                self.about().prefix,
                item.num
            ));
            self.put(item);
        }
        done
    }

    /// Mends what a hand or a text merge can do to a file that parses. Returns each repair in words.
    ///
    /// Nothing is dropped: a link into nowhere keeps its words in the description.
    pub fn mend(&mut self) -> Vec<String> {
        let ails = self.has_ailing_items();
        let mut done = self.renumber_others();
        if ails {
            done.extend(self.renumber_items());
            done.extend(self.mend_items());
        }
        done.extend(self.heal_rows());
        done.extend(self.mend_links());
        done
    }

    /// Whether there is an item to mend, as in nearly every file there is none. Looked at on all cores: a look at each of a hundred thousand takes
    /// longer than to read a small file.
    fn has_ailing_items(&self) -> bool {
        let items: Vec<&Item> = self.items.iter().map(|item| &**item).collect();
        // as many numbers as items: no two have the same
        let twice = self.index.by_num.len() != items.len();
        let ails = |item: &&Item| {
            twice
                || !item.is_whole()
                || item.num == 0
                || !item.rank.is_valid()
                || item.goal.is_some_and(|id| self.goals.get(id).is_none())
        };
        cores::share(&items, SHARE, |items| items.iter().any(ails)).contains(&true)
    }

    fn mend_items(&mut self) -> Vec<String> {
        let mut done = Vec::new();
        let mut changed = Vec::new();
        for item in self.items.iter() {
            let key = || self.key(item);
            let mut fixed = None;
            if !item.is_whole() {
                fixed.get_or_insert_with(|| Item::clone(item)).heal();
                done.push(format!("{} had fields that did not fit each other, or no title", key()));
            }
            if let Some(goal) = item.goal.filter(|id| self.goals.get(*id).is_none()) {
                let fixed = fixed.get_or_insert_with(|| Item::clone(item));
                fixed.goal = None;
                let words = format!("{}\n\n(was linked to a goal that is gone: {goal})", fixed.description);
                words.trim().clone_into(&mut fixed.description);
                done.push(format!("{} was linked to a goal that is gone", key()));
            }
            changed.extend(fixed);
        }
        for item in changed {
            self.put(item);
        }
        let strays: Vec<Id> = self.items.iter().filter(|item| !item.rank.is_valid()).map(|item| item.id).collect();
        for id in strays {
            let rank = Rank::between(self.lowest_rank(), None, 1).pop().unwrap_or_default();
            if let Some(mut item) = self.items.get(id).map(|item| Item::clone(item)) {
                done.push(format!("{} had no place in the order and is at the bottom now", self.key(&item)));
                item.rank = rank;
                self.put(item);
            }
        }
        done
    }

    /// Lets nothing name a person, an account, an item or a goal that is not there.
    fn mend_links(&mut self) -> Vec<String> {
        let mut done = Vec::new();
        let people: Vec<Person> = self
            .people
            .iter()
            .filter(|p| p.account.is_some_and(|id| self.accounts.get(id).is_none()))
            .map(|p| Person::clone(p))
            .collect();
        for person in people {
            done.push(format!("{} spoke for an account that is gone", person.who));
            self.put(Person { account: None, ..person });
        }
        let (people, items, goals) = (&self.people, &self.items, &self.goals);
        let item = |id: &Id| items.get(*id).is_some();
        let goal = |id: &Id| goals.get(*id).is_some();
        let person = |id: &Id| people.get(*id).is_some();
        let asked = |id: &Id| self.requests.get(*id).is_some();
        let whole = |request: &Request| {
            request.who.iter().all(person)
                && request.told.iter().all(|told| person(&told.who))
                && request.items.iter().chain(&request.about).all(item)
                && request.goal.iter().all(goal)
                && request.merged_into.iter().all(asked)
        };
        let mend = |request: &Arc<Request>| {
            let mut request = Request::clone(request);
            request.who.retain(person);
            request.told.retain(|told| person(&told.who));
            request.items.retain(item);
            request.about.retain(item);
            request.goal = request.goal.filter(goal);
            request.merged_into = request.merged_into.filter(asked);
            request
        };
        let requests: Vec<Request> = self.requests.iter().filter(|request| !whole(request)).map(mend).collect();
        let whole = |promise: &Promise| {
            promise.to.iter().all(person)
                && promise.item.iter().all(item)
                && promise.goal.iter().all(goal)
                && promise.request.iter().all(asked)
        };
        let mend = |promise: &Arc<Promise>| {
            let mut promise = Promise::clone(promise);
            promise.to.retain(person);
            promise.item = promise.item.filter(item);
            promise.goal = promise.goal.filter(goal);
            promise.request = promise.request.filter(asked);
            promise
        };
        let promises: Vec<Promise> = self.promises.iter().filter(|promise| !whole(promise)).map(mend).collect();
        for request in requests {
            done.push(format!("{} named something that is gone", request.key()));
            self.put(request);
        }
        for promise in promises {
            done.push(format!("{} named something that is gone", promise.key()));
            self.put(promise);
        }
        done.extend(self.mend_market());
        done
    }

    /// Lets nothing that was heard, counted or seen outside tell of a record that is not there.
    fn mend_market(&mut self) -> Vec<String> {
        let mut done = self.mend_rows(|row: &mut Insight, product| {
            row.about.retain(|id| product.can_be_told_of(*id));
            if row.who.is_some_and(|id| product.people.get(id).is_none()) {
                // nobody can tell any more whether they wanted to be quoted
                (row.who, row.private) = (None, true);
            }
        });
        done.extend(self.mend_rows(|row: &mut Theme, product| row.about.retain(|id| product.can_be_told_of(*id))));
        done.extend(self.mend_rows(|row: &mut Study, product| {
            for pair in &mut row.pairs {
                pair.about.retain(|id| product.can_be_told_of(*id));
            }
        }));
        done.extend(self.mend_rows(|row: &mut Inquiry, product| {
            let counted = |id| product.usages.get(id).is_some() || product.funnels.get(id).is_some();
            row.about = row.about.filter(|id| product.can_be_told_of(*id) || counted(*id));
        }));
        done.extend(self.mend_rows(|row: &mut Usage, product| {
            row.item = row.item.filter(|id| product.items.get(*id).is_some());
        }));
        done.extend(self.mend_rows(|row: &mut Competitor, product| {
            for own in &mut row.moves {
                own.item = own.item.filter(|id| product.items.get(*id).is_some());
                own.goal = own.goal.filter(|id| product.goals.get(*id).is_some());
            }
        }));
        done
    }

    /// Whether there is a record of this id of which an insight, a theme or a pair can tell.
    fn can_be_told_of(&self, id: Id) -> bool {
        self.items.get(id).is_some()
            || self.goals.get(id).is_some()
            || self.metrics.get(id).is_some()
            || self.themes.get(id).is_some()
            || self.competitors.get(id).is_some()
            || self.pair(id).is_some()
    }

    /// Puts the rows of a table back that a closure changes, and says which.
    fn mend_rows<T: Stored>(&mut self, mend: impl Fn(&mut T, &Self)) -> Vec<String> {
        let mended = T::table(self).iter().filter_map(|row| {
            let mut new = T::clone(row);
            mend(&mut new, self);
            (new != **row).then_some(new)
        });
        let mended: Vec<T> = mended.collect();
        let words = |row: &T| format!("the {} {} named something that is gone", T::NOUN, row.label());
        mended
            .into_iter()
            .map(|row| {
                let words = words(&row);
                self.put(row);
                words
            })
            .collect()
    }

    /// Checks what must hold of the rows that a change touches.
    ///
    /// # Errors
    /// Returns an error if an invariant (listed in [`crate::model`]) does not hold; the refusal names the item.
    pub fn check(&self, change: &Change) -> Result<(), Refusal> {
        for item in change.items.iter().filter_map(|edit| edit.after.as_deref()) {
            self.check_item(item).map_err(|why| Refusal::invalid(format!("{}: {why}", self.key(item))))?;
        }
        for edit in &change.items {
            let Some(item) = edit.after.as_deref() else { continue };
            let before = edit.before.as_deref().map_or(&[][..], |item| &item.links);
            for link in item.links.iter().filter(|link| !before.contains(link)) {
                self.check_link(item, link.relation)?;
            }
        }
        for goal in change.goals.iter().filter_map(|edit| edit.after.as_deref()) {
            if goal.title.trim().is_empty() {
                return Err(Refusal::invalid("a goal needs a title"));
            }
        }
        let active = self.sprints.iter().filter(|sprint| sprint.state == SprintState::Active).count();
        if active > 1 && !change.sprints.is_empty() {
            return Err(Refusal::Changed("another sprint is active meanwhile: two at a time cannot be".into()));
        }
        for gone in change.goals.iter().filter(|edit| edit.after.is_none()) {
            if let Some(item) = self.items.iter().find(|item| item.goal == Some(gone.id())) {
                return Err(Refusal::Changed(format!("{} is linked to that goal", self.key(item))));
            }
        }
        Ok(())
    }

    /// Checks that an item does not come before itself or become a piece of itself, however many items lie between.
    fn check_link(&self, item: &Item, relation: Relation) -> Result<(), Refusal> {
        let words = match relation {
            Relation::Needs => "would have to be done before itself",
            Relation::PartOf => "would be a piece of itself",
            Relation::Duplicates | Relation::Relates | Relation::Url => return Ok(()),
        };
        if self.leads_to(item.linked(relation), relation, item.id) {
            return Err(Refusal::invalid(format!("{}: it {words}", self.key(item))));
        }
        Ok(())
    }

    /// Returns whether one of some items is another one, or leads to it by links of a kind, however many items lie between.
    #[must_use]
    pub fn leads_to(&self, from: impl IntoIterator<Item = Id>, relation: Relation, to: Id) -> bool {
        let mut seen = HashSet::new();
        // a list of what is still to be seen, not calls in calls: a chain can be as long as the backlog
        let mut open: Vec<Id> = from.into_iter().collect();
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id)
                && let Some(next) = self.items.get(id)
            {
                open.extend(next.linked(relation));
            }
        }
        false
    }

    fn check_item(&self, item: &Item) -> Result<(), Refusal> {
        let rule = |holds: bool, words: &str| if holds { Ok(()) } else { Err(Refusal::invalid(words)) };
        rule(item.id != Id::ZERO, "an item needs an id")?;
        rule(!item.title.trim().is_empty(), "an item needs a title")?;
        rule(
            item.is_whole(),
            "its history ends in another status, two of its criteria are one, or its range does not fit its size",
        )?;
        rule(item.num > 0 && self.index.by_num.get(&item.num) == Some(&item.id), "its number belongs to another item")?;
        rule(item.goal.is_none_or(|id| self.goals.get(id).is_some()), "its goal is not there")?;
        Ok(())
    }
}
