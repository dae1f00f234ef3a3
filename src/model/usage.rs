//! What people use, counted by feature and period, and where they drop off on a way of several steps. Both come from tables of counts; no
//! person is in them.

use chrono::NaiveDate;

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp, Table};
use crate::sort::InOrder;

record! {
    /// How many used a feature in a period.
    pub struct Count {
        /// Identity within the feature, made of the period.
        id: Id,
        /// The first day of the period.
        on: NaiveDate,
        /// People, or teams, who used it.
        users: u32,
        /// How often they did.
        events: u32,
        /// All who could have used it, where that is known.
        all: Option<u32>,
    }
}

record! {
    /// A feature with its counts.
    pub struct Usage {
        /// The identity of the record in the file.
        id: Id,
        /// The name of the feature, as the table calls it.
        called: String,
        /// The item that made it.
        item: Option<Id>,
        /// The counts, one for each period, the first one first.
        counts: Vec<Count>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

record! {
    /// How many reached a step of a way in a period.
    pub struct Reached {
        /// Identity within the funnel, made of the period and the step.
        id: Id,
        /// The first day of the period.
        on: NaiveDate,
        /// The place of the step on the way, from 0.
        place: u32,
        /// The name of the step.
        step: String,
        /// How many reached it.
        users: u32,
    }
}

record! {
    /// A way of several steps, with how many reached each.
    pub struct Funnel {
        /// The identity of the record in the file.
        id: Id,
        /// The name of the way.
        called: String,
        /// The counts of all periods.
        reached: Vec<Reached>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Usage>] = &[
    line_field!(called, "Name", "What the feature is called"),
    kept_field!(item, "Item", Later, "The item that made it", |u| Value::list(
        u.item.iter().map(|id| id.to_string().into())
    )),
    kept_field!(counts, "Counts", Records, "How many used it", |u| Value::Number(
        i64::try_from(u.counts.len()).unwrap_or(0) * 100
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |u| Value::Stamp(u.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |u| Value::Stamp(u.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |u| Value::text(u.id.to_string())),
];

impl Entity for Usage {
    const TABLE: &'static str = "usages";
    const NOUN: &'static str = "usage";
    const TOLD_BY: &'static [&'static str] = &["counts", "item"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.called, 40))
    }

    fn is_whole(&self) -> bool {
        self.counts.is_sorted_by_key(|count| (count.on, count.id))
    }

    fn heal(&mut self) {
        self.counts.order_by_key(|count| (count.on, count.id));
    }
}

static FUNNEL_FIELDS: &[Field<Funnel>] = &[
    line_field!(called, "Name", "What the way is called"),
    kept_field!(reached, "Reached", Records, "How many reached each step", |f| Value::Number(
        i64::try_from(f.reached.len()).unwrap_or(0) * 100
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |f| Value::Stamp(f.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |f| Value::Stamp(f.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |f| Value::text(f.id.to_string())),
];

impl Entity for Funnel {
    const TABLE: &'static str = "funnels";
    const NOUN: &'static str = "funnel";
    const TOLD_BY: &'static [&'static str] = &["reached"];

    identity!(FUNNEL_FIELDS);

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.called, 40))
    }
}

impl Count {
    /// Returns the part of all who used it, in percent; `None` where nobody counted all.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        self.all.filter(|all| *all > 0).map(|all| f64::from(self.users) * 100.0 / f64::from(all))
    }
}

impl Usage {
    /// Returns the last count.
    #[must_use]
    pub fn last(&self) -> Option<&Count> {
        self.counts.last()
    }
}

impl Funnel {
    /// Returns the periods in which it was counted, the last one first.
    #[must_use]
    pub fn periods(&self) -> Vec<NaiveDate> {
        let mut all: Vec<NaiveDate> = self.reached.iter().map(|own| own.on).collect();
        all.order_by(|a, b| b.cmp(a));
        all.dedup();
        all
    }

    /// Returns the steps of a period in their order.
    #[must_use]
    pub fn steps(&self, on: NaiveDate) -> Vec<&Reached> {
        let mut all: Vec<&Reached> = self.reached.iter().filter(|own| own.on == on).collect();
        all.order_by_key(|own| (own.place, own.id));
        all
    }
}

impl Product {
    /// Returns the usage of all features, by id.
    #[must_use]
    pub fn usages(&self) -> &Table<Usage> {
        &self.usages
    }

    /// Returns all funnels, by id.
    #[must_use]
    pub fn funnels(&self) -> &Table<Funnel> {
        &self.funnels
    }

    /// Returns the funnels by name.
    #[must_use]
    pub fn funnels_by_name(&self) -> Vec<&Funnel> {
        let mut all: Vec<&Funnel> = self.funnels.iter().map(|own| &**own).collect();
        all.order_by_key(|own| (own.called.to_lowercase(), own.id));
        all
    }

    /// Returns the usage of the features that an item made, by name.
    #[must_use]
    pub fn usages_of(&self, item: Id) -> Vec<&Usage> {
        let made = self.usages.iter().filter(|own| own.item == Some(item));
        let mut all: Vec<&Usage> = made.map(|own| &**own).collect();
        all.order_by_key(|own| (own.called.to_lowercase(), own.id));
        all
    }

    /// Returns the usage of the feature of a name.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_usage(&self, name: &str) -> Result<&Usage, Refusal> {
        let name = one_line(name);
        let found = self.usages.iter().find(|own| own.called.to_lowercase() == name.to_lowercase());
        found
            .map(|own| &**own)
            .ok_or_else(|| Refusal::Missing(format!("nothing is counted of “{name}” · ⟦go.usage⟧ lists what is")))
    }

    /// Adds counts to a feature, which is written down if it is new; a count of a period that is known takes the place of that. A feature
    /// that is new and has the key or the title of an item is of that item. Returns how many periods are new.
    ///
    /// # Errors
    /// Returns an error if the name is missing.
    pub fn count_usage(&mut self, name: &str, counts: Vec<Count>) -> Result<usize, Refusal> {
        let called = one_line(name);
        if called.is_empty() {
            return Err(Refusal::invalid("a feature needs a name"));
        }
        let mut own = if let Ok(known) = self.find_usage(&called) {
            known.clone()
        } else {
            // a number alone is a name like any other, and no key
            let key = called.contains(|c: char| !c.is_ascii_digit()).then(|| self.find_item(&called).ok());
            let item = key.flatten().map(|item| item.id).or_else(|| {
                let titled = |title: &str| title.to_lowercase() == called.to_lowercase();
                self.items.iter().find(|item| titled(&item.title)).map(|item| item.id)
            });
            // made of its name, so that two programs that count the same feature write the same record
            Usage { id: content_id(&["usage", &called.to_lowercase()]), called, item, ..Usage::default() }
        };
        let before = own.counts.len();
        for count in counts {
            let id = content_id(&[&own.id.to_string(), &count.on.to_string()]);
            own.counts.retain(|known| known.on != count.on);
            own.counts.push(Count { id, ..count });
        }
        own.heal();
        let new = own.counts.len() - before;
        self.put(own);
        Ok(new)
    }

    /// Changes the usage of a feature by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if no name is left.
    pub fn change_usage(&mut self, id: Id, f: impl FnOnce(&mut Usage) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut own = self.existing::<Usage>(id)?.clone();
        f(&mut own)?;
        if own.called.trim().is_empty() {
            return Err(Refusal::invalid("a feature needs a name"));
        }
        self.put(own);
        Ok(())
    }

    /// Adds the steps of a period to a funnel, which is written down if it is new; those of a period that is known take the place of
    /// those.
    ///
    /// # Errors
    /// Returns an error if the name is missing, or if there are fewer than two steps: with one nobody can drop off.
    pub fn count_funnel(&mut self, name: &str, on: NaiveDate, steps: &[(String, u32)]) -> Result<(), Refusal> {
        let called = one_line(name);
        if called.is_empty() || steps.len() < 2 {
            return Err(Refusal::invalid("a funnel needs a name, and two steps at the least"));
        }
        let known = self.funnels.iter().find(|own| own.called.to_lowercase() == called.to_lowercase());
        let known = known.map(|own| Funnel::clone(own));
        let mut own = match known {
            Some(known) => known,
            None => Funnel { id: content_id(&["funnel", &called.to_lowercase()]), called, ..Funnel::default() },
        };
        own.reached.retain(|known| known.on != on);
        for (place, (step, users)) in (0..).zip(steps) {
            let step = one_line(step);
            // by its place, so that a period that two programs counted has each place once
            let id = content_id(&[&own.id.to_string(), &on.to_string(), &place.to_string()]);
            own.reached.push(Reached { id, on, place, step, users: *users, ..Reached::default() });
        }
        own.reached.order_by_key(|own| own.id);
        self.put(own);
        Ok(())
    }

    /// Takes the usage of a feature, or a funnel, out.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_counts(&mut self, id: Id) -> Result<(), Refusal> {
        match (self.usages.get(id).is_some(), self.funnels.get(id).is_some()) {
            (true, _) => self.remove::<Usage>(id),
            (_, true) => self.remove::<Funnel>(id),
            _ => return Err(Refusal::Missing("that is not there any more".into())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place};

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn count(day: &str, users: u32, all: Option<u32>) -> Count {
        Count { on: on(day), users, all, ..Count::default() }
    }

    #[test]
    fn a_period_is_counted_once_and_a_feature_finds_its_item_by_key_or_title() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let item = product.add(Item { title: "Weekly digest".into(), ..Item::default() }, Place::Top).unwrap();
        let counts = vec![count("2026-11-09", 30, Some(100)), count("2026-11-02", 20, None)];
        assert_eq!(product.count_usage("weekly DIGEST", counts).unwrap(), 2);
        assert_eq!(product.count_usage("Weekly digest", vec![count("2026-11-09", 33, Some(100))]).unwrap(), 0);
        let own = product.usages_of(item)[0];
        let days: Vec<String> = own.counts.iter().map(|own| own.on.to_string()).collect();
        assert_eq!(days, ["2026-11-02", "2026-11-09"], "the first period stands first");
        assert_eq!((own.last().unwrap().users, own.last().unwrap().share()), (33, Some(33.0)));
        assert_eq!(count("2026-11-09", 3, Some(0)).share(), None, "a part of nobody is none");
        product.count_usage("INK-1", vec![count("2026-11-09", 1, None)]).unwrap();
        assert_eq!(product.find_usage("ink-1").unwrap().item, Some(item));
        product.count_usage("1", vec![]).unwrap();
        assert_eq!(product.find_usage("1").unwrap().item, None, "a number alone is no key");
        product.count_usage("dark mode", vec![]).unwrap();
        assert_eq!(product.find_usage("dark mode").unwrap().item, None);
        assert!(product.count_usage(" ", vec![]).is_err() && product.find_usage("nothing").is_err());
    }

    #[test]
    fn a_funnel_keeps_its_periods_and_needs_two_steps() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let steps = |users: &[u32]| -> Vec<(String, u32)> {
            ["seen", "begun", "done"].iter().zip(users).map(|(step, users)| ((*step).to_owned(), *users)).collect()
        };
        assert!(product.count_funnel("setup", on("2026-11-02"), &steps(&[9])).is_err());
        product.count_funnel("setup", on("2026-11-02"), &steps(&[9, 6, 2])).unwrap();
        product.count_funnel("Setup", on("2026-11-09"), &steps(&[9, 7])).unwrap();
        product.count_funnel("setup", on("2026-11-02"), &steps(&[8, 5, 1])).unwrap();
        let own = product.funnels_by_name()[0];
        assert_eq!(own.periods(), [on("2026-11-09"), on("2026-11-02")]);
        let first: Vec<(&str, u32)> =
            own.steps(on("2026-11-02")).iter().map(|own| (own.step.as_str(), own.users)).collect();
        assert_eq!(first, [("seen", 8), ("begun", 5), ("done", 1)]);
        let id = own.id;
        product.remove_counts(id).unwrap();
        assert!(product.funnels().is_empty() && product.remove_counts(id).is_err());
    }
}
