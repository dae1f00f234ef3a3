//! Keys: what people call items and goals by, and finding them by what they typed.

use std::sync::Arc;

use crate::model::{Goal, Horizon, Id, Item, Product, Refusal};
use crate::sort::InOrder;

impl Product {
    /// Returns the item's key: `INK-12`.
    #[must_use]
    pub fn key(&self, item: &Item) -> String {
        format!("{}-{}", self.about().prefix, item.num)
    }

    /// Returns the goal's key: `G2`.
    #[must_use]
    pub fn goal_key(&self, id: Id) -> Option<String> {
        self.goals.get(id).map(|goal| format!("G{}", goal.num))
    }

    /// Returns the goal that the team works towards.
    #[must_use]
    pub fn current_goal(&self) -> Option<&Arc<Goal>> {
        self.goals_by_num().into_iter().find(|goal| goal.horizon == Horizon::Now)
    }

    /// Returns the goals by number.
    #[must_use]
    pub fn goals_by_num(&self) -> Vec<&Arc<Goal>> {
        let mut goals: Vec<_> = self.goals.iter().collect();
        goals.order_by_key(|goal| (goal.num, goal.id));
        goals
    }

    /// Whether an item has this number now.
    #[must_use]
    pub fn has_number(&self, num: u32) -> bool {
        self.index.by_num.contains_key(&num)
    }

    /// Returns the item that a person names: `INK-12`, `ink-12`, `12`, or a number that it had before.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal offers the nearest keys.
    pub fn find_item(&self, name: &str) -> Result<&Arc<Item>, Refusal> {
        let name = name.trim();
        let prefix = &self.about().prefix;
        let digits = match name.rsplit_once('-') {
            Some((head, tail)) if head.eq_ignore_ascii_case(prefix) => tail,
            Some(_) => "",
            None => name,
        };
        if let Ok(num) = digits.parse::<u32>() {
            let id = self.index.by_num.get(&num).copied();
            let old = || self.items.iter().find(|item| item.was.contains(&num)).map(|item| item.id);
            if let Some(item) = id.or_else(old).and_then(|id| self.items.get(id)) {
                return Ok(item);
            }
        }
        let numeric = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let wanted = if numeric { format!("{prefix}-{digits}") } else { name.to_owned() };
        let keys: Vec<String> = self.index.by_num.keys().map(|num| format!("{prefix}-{num}")).collect();
        let mut near: Vec<&str> = keys
            .iter()
            .map(String::as_str)
            .filter(|key| wanted.len() > prefix.len() + 1 && wanted.starts_with(key))
            .collect();
        near.reverse();
        let near = if near.is_empty() {
            crate::words::nearest(&wanted, keys.iter().map(String::as_str))
        } else {
            near.into_iter().take(2).map(str::to_owned).collect()
        };
        let hint = match (near.is_empty(), keys.is_empty()) {
            (false, _) => format!("did you mean {}?", near.join(" or ")),
            (true, true) => "the backlog is empty".to_owned(),
            (true, false) => {
                format!("keys go from {} to {}", keys.first().map_or("", |k| k), keys.last().map_or("", |k| k))
            }
        };
        Err(Refusal::Missing(format!("no item {wanted} · {hint}")))
    }

    /// Returns the goal that a person names: `G2`, `g2`, or its title.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal lists the goals.
    pub fn find_goal(&self, name: &str) -> Result<&Arc<Goal>, Refusal> {
        let name = name.trim();
        let by_key = |goal: &&Arc<Goal>| format!("G{}", goal.num).eq_ignore_ascii_case(name);
        let by_title = |goal: &&Arc<Goal>| goal.title.eq_ignore_ascii_case(name);
        self.goals.iter().find(by_key).or_else(|| self.goals.iter().find(by_title)).ok_or_else(|| {
            let all: Vec<String> =
                self.goals_by_num().iter().take(9).map(|g| format!("G{} {}", g.num, g.title)).collect();
            let hint = if all.is_empty() {
                "there are no goals yet".to_owned()
            } else {
                format!("goals are {}", all.join(", "))
            };
            Refusal::Missing(format!("no goal “{name}” · {hint}"))
        })
    }
}
