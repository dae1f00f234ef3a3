//! The verbs of goals: which one is current, what is next, what was given up, and what items are expected to do to them.

use crate::model::entity::one_line;
use crate::model::goal::Confidence;
use crate::model::item::{Effect, Hit};
use crate::model::{Amount, Goal, Horizon, Id, Item, Metric, Now, Product, Refusal};
use crate::sort::InOrder;

/// Days before and after an acceptance from which the means of an outcome check are taken.
pub const AROUND: u32 = 28;

impl Product {
    /// Changes a goal by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there, or what the closure refuses.
    pub fn change_goal<T>(&mut self, id: Id, f: impl FnOnce(&mut Goal) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let row = self.goals().get(id).ok_or_else(|| Refusal::Missing("that goal is not there any more".into()))?;
        let mut goal = Goal::clone(row);
        let value = f(&mut goal)?;
        goal.title = one_line(&goal.title);
        self.put(goal);
        Ok(value)
    }

    /// Moves a goal to another lane of the roadmap. A goal that becomes the current one sends the one that was to Next.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn move_goal(&mut self, id: Id, to: Horizon, why: &str) -> Result<(), Refusal> {
        let arrives = self.goal_key(id).unwrap_or_default();
        if to == Horizon::Now {
            let current: Vec<Id> =
                self.goals().iter().filter(|g| g.horizon == Horizon::Now && g.id != id).map(|goal| goal.id).collect();
            for other in current {
                self.change_goal(other, |goal| {
                    // the reason for which it once came here is none for its leaving
                    (goal.horizon, goal.why) = (Horizon::Next, format!("made way for {arrives}"));
                    Ok(())
                })?;
            }
        }
        self.change_goal(id, |goal| {
            (goal.horizon, goal.why, goal.ended) = (to, one_line(why), None);
            Ok(())
        })
    }

    /// Ends a goal: it was reached, or it is given up with a reason.
    ///
    /// # Errors
    /// Returns an error if a goal is given up without a reason, or it is not there.
    pub fn end_goal(&mut self, id: Id, reached: bool, why: &str, now: Now) -> Result<(), Refusal> {
        let why = one_line(why);
        if !reached && why.is_empty() {
            return Err(Refusal::invalid("why is the goal given up? its items want to know"));
        }
        self.change_goal(id, |goal| {
            goal.horizon = if reached { Horizon::Reached } else { Horizon::Abandoned };
            (goal.why, goal.ended) = (why, Some(now.at));
            Ok(())
        })
    }

    /// Removes a goal; its items and key results go to another one, or serve none.
    ///
    /// # Errors
    /// Returns an error if one of the goals is not there.
    pub fn remove_goal(&mut self, id: Id, heir: Option<Id>) -> Result<(), Refusal> {
        let gone = || Refusal::Missing("that goal is not there any more".into());
        self.goals().get(id).ok_or_else(gone)?;
        if let Some(heir) = heir {
            self.goals().get(heir).filter(|goal| goal.id != id).ok_or_else(gone)?;
        }
        let items: Vec<Id> = self.items().iter().filter(|item| item.goal == Some(id)).map(|item| item.id).collect();
        for item in items {
            self.update(item, |item| {
                item.goal = heir;
                Ok(())
            })?;
        }
        let metrics: Vec<Id> = self.metrics_by_num().iter().filter(|m| m.goal == Some(id)).map(|m| m.id).collect();
        for metric in metrics {
            self.change_metric(metric, |metric| {
                metric.goal = heir;
                Ok(())
            })?;
        }
        self.remove::<Goal>(id);
        Ok(())
    }

    /// Says how sure one is of a goal.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn trust_goal(&mut self, id: Id, confidence: Confidence) -> Result<(), Refusal> {
        self.change_goal(id, |goal| {
            goal.confidence = confidence;
            Ok(())
        })
    }

    /// Says what an item is expected to do to a key result.
    ///
    /// # Errors
    /// Returns an error if the key result is not there, or the effect is none.
    pub fn expect(&mut self, item: Id, effect: Effect) -> Result<(), Refusal> {
        if self.get::<Metric>(effect.result).is_none() {
            return Err(Refusal::Missing("that key result is not there any more".into()));
        }
        if effect.delta == Amount::default() {
            return Err(Refusal::invalid("an effect of nothing is none: +12, -1.5"));
        }
        self.update(item, |item| {
            item.effect = Some(Box::new(effect));
            Ok(())
        })
    }

    /// Closes the outcome check of an item with what was found and learned.
    ///
    /// # Errors
    /// Returns an error if nothing was expected of it.
    pub fn check_outcome(
        &mut self,
        item: Id,
        found: Hit,
        (before, after): ((Option<Amount>, usize), (Option<Amount>, usize)),
        learned: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let key = self.key(self.item(item)?);
        self.update(item, |item| {
            let effect = item.effect.as_mut();
            let effect = effect
                .ok_or_else(|| Refusal::invalid(format!("nothing was expected of {key}: ⟦item.effect⟧ says what")))?;
            (effect.found, effect.before, effect.after) = (found, before.0, after.0);
            let n = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            (effect.readings, effect.days) = ([n(before.1), n(after.1)], AROUND);
            (effect.learned, effect.checked) = (one_line(learned), Some(now.at));
            Ok(())
        })
    }

    /// Returns the items of which an effect is expected, by the day on which to look.
    #[must_use]
    pub fn expectations(&self) -> Vec<(&Item, &Effect)> {
        let mut all: Vec<(&Item, &Effect)> = self
            .items()
            .iter()
            .filter(|item| item.declined.is_none())
            .filter_map(|item| Some((&**item, item.effect.as_deref()?)))
            .collect();
        all.order_by_key(|(item, effect)| (effect.by.is_none(), effect.by, item.num));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place, Stamp};

    #[test]
    fn one_goal_is_current_and_a_removed_one_leaves_its_items_to_another() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let first = product.add_goal("First").unwrap();
        let second = product.add_goal("Second").unwrap();
        product.move_goal(second, Horizon::Now, "the market moved").unwrap();
        let horizon = |product: &Product, id: Id| product.goals().get(id).unwrap().horizon;
        assert_eq!((horizon(&product, first), horizon(&product, second)), (Horizon::Next, Horizon::Now));
        let why = |id: Id| product.goals().get(id).unwrap().why.clone();
        assert_eq!((why(first).as_str(), why(second).as_str()), ("made way for G2", "the market moved"));
        assert!(product.end_goal(first, false, " ", now).is_err(), "giving up needs a reason");
        let item = Item { title: "x".into(), goal: Some(first), ..Item::default() };
        let item = product.add(item, Place::Bottom).unwrap();
        let metric = Metric { measure: "churn".into(), goal: Some(first), ..Metric::default() };
        let metric = product.add_metric(metric).unwrap();
        product.remove_goal(first, Some(second)).unwrap();
        assert_eq!(product.item(item).unwrap().goal, Some(second));
        assert_eq!(product.get::<Metric>(metric).unwrap().goal, Some(second));
    }

    #[test]
    fn an_effect_is_checked_once_something_was_expected() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let item = product.add(Item { title: "x".into(), ..Item::default() }, Place::Bottom).unwrap();
        assert!(product.check_outcome(item, Hit::Hit, ((None, 0), (None, 0)), "", now).is_err());
        let result = product.add_metric(Metric { measure: "churn".into(), ..Metric::default() }).unwrap();
        let effect = Effect { result, ..Effect::default() };
        assert!(product.expect(item, effect.clone()).is_err(), "no effect is none");
        product.expect(item, Effect { delta: Amount(-10_000), ..effect }).unwrap();
        product.check_outcome(item, Hit::Partly, ((None, 1), (None, 2)), "half of them read it", now).unwrap();
        let (_, effect) = product.expectations()[0];
        assert_eq!((effect.found, effect.learned.as_str()), (Hit::Partly, "half of them read it"));
    }
}
