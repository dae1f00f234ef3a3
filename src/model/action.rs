//! The action that a retrospective ends with: one or two things to change, followed until they are done or dropped.

use chrono::NaiveDate;
use thin_vec::thin_vec;

use crate::model::entity::{Merge, Shape, Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Item, Kind, Now, Place, Product, Refusal, Size, Sprint, Stamp};
use crate::sort::InOrder;

/// Actions that a retrospective may end with: one or two are done, ten are not.
pub const MOST_ACTIONS: usize = 2;

words! {
    /// How far an action has come.
    pub enum ActionState {
        /// It is still to be done.
        Open = "open",
        /// It has been done.
        Done = "done",
        /// It was given up.
        Dropped = "dropped",
    }
}

record! {
    /// Something that the team wants to change, from a retrospective.
    pub struct RetroAction {
        /// The identity of the record in the file.
        id: Id,
        /// What the team wants to change.
        improve: String,
        /// Who sees to it.
        owner: String,
        /// When to look whether it happened.
        check: Option<NaiveDate>,
        /// The sprint that it came from.
        from: Option<Id>,
        /// The state that it is in.
        state: ActionState,
        /// How often it was carried into another sprint.
        again: u32,
        /// The item that stands for it in the backlog.
        item: Option<Id>,
        /// When it was done or dropped.
        closed: Option<Stamp>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<RetroAction>] = &[
    line_field!(improve, "What", "What to change"),
    line_field!(owner, "Owner", "Who sees to it"),
    Field {
        name: "check",
        title: "Check",
        help: "When to look whether it happened",
        shape: Shape::Date,
        merge: Merge::Later,
        get: |action| action.check.map_or(Value::Blank, Value::Date),
        set: Some(|action, text, _| {
            action.check = match text.trim() {
                "" => None,
                day => Some(day.parse().map_err(|_| Refusal::invalid(format!("“{day}” is not a day")))?),
            };
            Ok(())
        }),
        ..Field::rest()
    },
    kept_field!(from, "From", Later, "The sprint that it came from", |a| a
        .from
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(state, "State", Later, "Open, done or dropped", |a| Value::text(a.state.word())),
    kept_field!(again, "Again", Greatest, "How often it was carried on", |a| Value::Number(i64::from(a.again) * 100)),
    kept_field!(item, "Item", Later, "The item that stands for it", |a| a
        .item
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(closed, "Closed", Greatest, "When it was done or dropped", |a| a
        .closed
        .map_or(Value::Blank, Value::Stamp)),
    kept_field!(created, "Created", Silent, "When it was written down", |a| Value::Stamp(a.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |a| Value::Stamp(a.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |a| Value::text(a.id.to_string())),
];

impl Entity for RetroAction {
    const TABLE: &'static str = "actions";
    const NOUN: &'static str = "action";
    const TOLD_BY: &'static [&'static str] = &["improve"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.improve, 40))
    }
}

impl Product {
    /// Returns the actions that are open, the oldest first.
    #[must_use]
    pub fn open_actions(&self) -> Vec<&RetroAction> {
        let mut open: Vec<&RetroAction> =
            self.actions.iter().map(|row| &**row).filter(|action| action.state == ActionState::Open).collect();
        open.order_by_key(|action| (action.created, action.id));
        open
    }

    /// Returns the actions of all retrospectives.
    #[must_use]
    pub fn all_actions(&self) -> Vec<&RetroAction> {
        self.actions.iter().map(|row| &**row).collect()
    }

    /// Returns how many actions were done, of those that were done or dropped.
    #[must_use]
    pub fn follow_through(&self) -> (usize, usize) {
        let of = |state| self.actions.iter().filter(|action| action.state == state).count();
        let done = of(ActionState::Done);
        (done, done + of(ActionState::Dropped))
    }

    /// Returns the actions that came out of the retrospective of a sprint, in the order in which they were written down.
    #[must_use]
    pub fn actions_from(&self, sprint: Id) -> Vec<&RetroAction> {
        let mut from: Vec<&RetroAction> =
            self.actions.iter().map(|row| &**row).filter(|action| action.from == Some(sprint)).collect();
        from.order_by_key(|action| (action.created, action.id));
        from
    }

    /// Writes an action down and returns its id.
    ///
    /// # Errors
    /// Returns an error if the words are missing, or the retrospective has as many actions as are ever done.
    pub fn add_action(&mut self, action: RetroAction) -> Result<Id, Refusal> {
        let improve = one_line(&action.improve);
        if improve.is_empty() {
            return Err(Refusal::invalid("an action needs words: what is to change?"));
        }
        let same = |other: &&RetroAction| other.state == ActionState::Open;
        let open = action.from.map_or(0, |from| self.actions_from(from).into_iter().filter(same).count());
        if open >= MOST_ACTIONS {
            return Err(Refusal::invalid(format!("{MOST_ACTIONS} actions are enough: which one is to go for it?")));
        }
        let id = self.fresh_id();
        self.put(RetroAction { id, improve, ..action });
        Ok(id)
    }

    /// Closes an action as done or dropped.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn close_action(&mut self, id: Id, state: ActionState, now: Now) -> Result<(), Refusal> {
        self.change_action(id, |action| (action.state, action.closed) = (state, Some(now.at)))
    }

    /// Gives an action other words.
    ///
    /// # Errors
    /// Returns an error if it is not there, or the words are missing.
    pub fn reword_action(&mut self, id: Id, words: &str) -> Result<(), Refusal> {
        let words = one_line(words);
        if words.is_empty() {
            return Err(Refusal::invalid("an action needs words: what is to change?"));
        }
        self.change_action(id, |action| action.improve = words)
    }

    /// Carries an action on, to be looked at by another day.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn carry_action(&mut self, id: Id, check: Option<NaiveDate>) -> Result<(), Refusal> {
        self.change_action(id, |action| {
            (action.again, action.check) = (action.again.saturating_add(1), check);
            (action.state, action.closed) = (ActionState::Open, None);
        })
    }

    fn change_action(&mut self, id: Id, f: impl FnOnce(&mut RetroAction)) -> Result<(), Refusal> {
        let mut action = self.existing::<RetroAction>(id)?.clone();
        f(&mut action);
        self.put(action);
        Ok(())
    }

    /// Makes an action an item at the top of the backlog, so that it takes its place in a sprint. Returns the item.
    ///
    /// # Errors
    /// Returns an error if it is not there, or there is an item for it already.
    pub fn action_item(&mut self, id: Id) -> Result<Id, Refusal> {
        let action = self.existing::<RetroAction>(id)?.clone();
        if let Some(item) = action.item.and_then(|id| self.items().get(id)).filter(|item| item.is_open()) {
            return Err(Refusal::invalid(format!("{} stands for it already", self.key(item))));
        }
        let from = action.from.and_then(|id| self.get::<Sprint>(id)).map_or(0, |sprint| sprint.number);
        let item = Item {
            title: action.improve.clone(),
            kind: Kind::Chore,
            size: Some(Size::Points(100)),
            benefit: format!("what the retrospective of S{from} asked for happens"),
            tags: thin_vec!["retro".into()],
            owner: action.owner.clone(),
            provenance: "typed in a retrospective".into(),
            ..Item::default()
        };
        let made = self.add(item, Place::Top)?;
        self.change_action(id, |action| action.item = Some(made))?;
        Ok(made)
    }

    /// Returns the items that stand for actions which are open.
    #[must_use]
    pub fn action_items(&self) -> Vec<Id> {
        self.open_actions().into_iter().filter_map(|action| action.item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, SprintState};

    #[test]
    fn two_actions_are_enough_and_a_dropped_one_makes_room() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let id = product.fresh_id();
        product.put(Sprint { id, number: 1, state: SprintState::Closed, ended: Some(Stamp(5)), ..Sprint::default() });
        let action = |words: &str| RetroAction { improve: words.into(), from: Some(id), ..RetroAction::default() };
        let first = product.add_action(action("Copy is part of ready")).unwrap();
        product.add_action(action("Pair on criteria")).unwrap();
        assert!(product.add_action(action("A third")).unwrap_err().to_string().contains("enough"));
        product.close_action(first, ActionState::Dropped, now).unwrap();
        product.add_action(action("A third")).unwrap();
        assert_eq!(product.open_actions().len(), 2);
        let item = product.action_item(product.open_actions()[0].id).unwrap();
        assert_eq!(product.item(item).unwrap().tags, ["retro"]);
        assert!(product.action_item(product.open_actions()[0].id).is_err());
    }
}
