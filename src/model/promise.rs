//! A promise: what was said to whom, by when, and on which item or goal it rests. Nobody types its chance: a promise is a forecast
//! that was said aloud.

use chrono::NaiveDate;

use crate::model::entity::{Merge, Shape, Value, day_field, identity, kept_field, line_field, one_line};
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Goal, Id, Now, Product, Refusal, Stamp};
use crate::sort::InOrder;

words! {
    /// The fate of a promise.
    pub enum PromiseState {
        /// It stands.
        Open = "open",
        /// It was kept.
        Kept = "kept",
        /// It was broken.
        Broken = "broken",
        /// It was taken back in time.
        Back = "back",
    }
}

record! {
    /// The chance of a promise on a day, as the forecast had it.
    pub struct Chance {
        /// Identity within the promise, made of the day.
        id: Id,
        /// The day.
        on: NaiveDate,
        /// In percent.
        percent: u32,
    }
}

record! {
    /// The promise in a line.
    pub struct Promise {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 3 in P3.
        num: u32,
        /// The promise in a line.
        promised: String,
        /// To whom.
        to: Vec<Id>,
        /// By which day.
        by: Option<NaiveDate>,
        /// When it was said.
        said_on: Option<NaiveDate>,
        /// The name of the one who said it.
        said_by: String,
        /// The words as they were said.
        words: String,
        /// The item on which it rests.
        item: Option<Id>,
        /// The goal on which it rests, where it rests on no single item.
        goal: Option<Id>,
        /// Its fate.
        state: PromiseState,
        /// When that was.
        ended: Option<NaiveDate>,
        /// Why, in words.
        why: String,
        /// Whether there was a forecast when it was given.
        blind: bool,
        /// Its chance, one a day at the most.
        chances: Vec<Chance>,
        /// The request of which it was said.
        request: Option<Id>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Promise>] = &[
    line_field!(promised, "What", "What was promised"),
    day_field!(by, "By", "The day by which it is to be kept"),
    day_field!(said_on, "Said on", "The day on which it was said"),
    line_field!(said_by, "Said by", "Who said it"),
    line_field!(words, "Words", "The words as they were said"),
    Field {
        name: "item",
        title: "Rests on",
        help: "The item on which it rests, by its key",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |promise| promise.item.map_or(Value::Blank, |id| Value::text(id.to_string())),
        set: Some(|promise, text, product| {
            promise.item = match text.trim() {
                "" | "none" => None,
                key => match Id::parse(key).filter(|id| product.items().get(*id).is_some()) {
                    Some(id) => Some(id),
                    None => Some(product.find_item(key)?.id),
                },
            };
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "goal",
        title: "Goal",
        help: "The goal on which it rests, where it rests on no single item",
        shape: Shape::Goal,
        merge: Merge::Later,
        get: |promise| promise.goal.map_or(Value::Blank, Value::Goal),
        set: Some(|promise, text, product| {
            promise.goal = match text.trim() {
                "" | "none" => None,
                key => Some(product.find_goal(key)?.id),
            };
            Ok(())
        }),
        ..Field::rest()
    },
    kept_field!(num, "Number", Later, "The number in its key", |p| Value::Number(i64::from(p.num) * 100)),
    kept_field!(to, "To", Set, "To whom it was said", |p| Value::list(p.to.iter().map(|id| id.to_string().into()))),
    kept_field!(state, "State", Later, "What became of it", |p| Value::text(p.state.word())),
    kept_field!(ended, "Ended", Later, "When that was", |p| p.ended.map_or(Value::Blank, Value::Date)),
    kept_field!(why, "Why", Later, "Why, in words", |p| Value::text(p.why.as_str())),
    kept_field!(blind, "Blind", Later, "Whether it was given without a forecast", |p| Value::text(if p.blind {
        "yes"
    } else {
        ""
    })),
    kept_field!(chances, "Chances", Silent, "Its chance, one a day at the most", |p| Value::list(
        p.chances.iter().map(|chance| format!("{} {} %", chance.on, chance.percent).into())
    )),
    kept_field!(request, "Request", Later, "The request of which it was said", |p| Value::list(
        p.request.iter().map(|id| id.to_string().into())
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |p| Value::Stamp(p.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |p| Value::Stamp(p.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |p| Value::text(p.id.to_string())),
];

impl Entity for Promise {
    const TABLE: &'static str = "promises";
    const NOUN: &'static str = "promise";
    const TOLD_BY: &'static [&'static str] = &["promised"];

    identity!();

    fn label(&self) -> String {
        format!("P{} “{}”", self.num, crate::text::cut(&self.promised, 40))
    }
}

impl Promise {
    /// Returns its key.
    #[must_use]
    pub fn key(&self) -> String {
        format!("P{}", self.num)
    }

    /// Whether it stands.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == PromiseState::Open
    }

    /// Returns its chances, the first first.
    #[must_use]
    pub fn history(&self) -> Vec<&Chance> {
        let mut all: Vec<&Chance> = self.chances.iter().collect();
        all.order_by_key(|chance| chance.on);
        all
    }
}

/// Most chances that are kept: about two years of working days.
const KEPT: usize = 500;

impl Product {
    /// Returns the promises: those that stand by their day, then the others, the last one first.
    #[must_use]
    pub fn promises_by_day(&self) -> Vec<&Promise> {
        let mut open: Vec<&Promise> = self.promises.iter().map(|p| &**p).filter(|p| p.is_open()).collect();
        open.order_by_key(|promise| (promise.by.is_none(), promise.by, promise.num));
        let mut over: Vec<&Promise> = self.promises.iter().map(|p| &**p).filter(|p| !p.is_open()).collect();
        over.order_by_key(|promise| std::cmp::Reverse((promise.ended, promise.num)));
        open.extend(over);
        open
    }

    /// Returns the promise of a key: `P3`, `p3`, `3`.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_promise(&self, key: &str) -> Result<&Promise, Refusal> {
        let number = key.trim().trim_start_matches(['P', 'p']).parse::<u32>().ok();
        let found = number.and_then(|number| self.promises.iter().find(|promise| promise.num == number));
        found
            .map(|promise| &**promise)
            .ok_or_else(|| Refusal::Missing(format!("no promise “{}” · ⟦go.promises⟧ lists them", key.trim())))
    }

    /// Writes a promise down and returns its id. One whose day is over, or that rests on nothing, is kept all the same: it was said.
    ///
    /// # Errors
    /// Returns an error if the words, the day or the person are missing.
    pub fn promise(&mut self, promise: Promise, now: Now) -> Result<Id, Refusal> {
        let promised = one_line(&promise.promised);
        if promised.is_empty() {
            return Err(Refusal::invalid("a promise needs words: what was promised?"));
        }
        if promise.to.is_empty() {
            return Err(Refusal::invalid("to whom was it promised?"));
        }
        if promise.by.is_none() {
            return Err(Refusal::invalid("by when was it promised? a promise without a day is a wish"));
        }
        let id = self.fresh_id();
        let num = self.promises.iter().map(|promise| promise.num).max().unwrap_or(0).saturating_add(1);
        let said_on = promise.said_on.or(Some(now.today));
        self.put(Promise { id, num, promised, said_on, ..promise });
        Ok(id)
    }

    /// Changes a promise by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if the words, the day or the person are missing.
    pub fn change_promise(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Promise) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut promise = self.existing::<Promise>(id)?.clone();
        f(&mut promise)?;
        if promise.promised.trim().is_empty() || promise.by.is_none() || promise.to.is_empty() {
            return Err(Refusal::invalid("a promise needs words, somebody to whom it was said, and a day"));
        }
        self.put(promise);
        Ok(())
    }

    /// Ends a promise: kept, broken, or taken back in time. Broken and taken back need a word.
    ///
    /// # Errors
    /// Returns an error if it is over already, or if the word is missing.
    pub fn end_promise(&mut self, id: Id, state: PromiseState, why: &str, now: Now) -> Result<(), Refusal> {
        let why = one_line(why);
        if state != PromiseState::Kept && state != PromiseState::Open && why.is_empty() {
            return Err(Refusal::invalid("why? they will ask, too"));
        }
        self.change_promise(id, |promise| {
            match (promise.is_open(), state) {
                (true, PromiseState::Open) => {
                    return Err(Refusal::invalid(format!("{} stands already", promise.key())));
                }
                (false, PromiseState::Open) | (true, _) => {}
                (false, _) => {
                    return Err(Refusal::invalid(format!("{} is {} already", promise.key(), promise.state)));
                }
            }
            promise.state = state;
            promise.ended = (state != PromiseState::Open).then_some(now.today);
            promise.why = why;
            Ok(())
        })
    }

    /// Writes down the chances of promises on a day; of one that has its chance of that day already the first one stands.
    pub fn note_chances(&mut self, chances: &[(Id, u32)], today: NaiveDate) {
        for (id, percent) in chances {
            let Some(promise) = self.get::<Promise>(*id) else { continue };
            if !promise.is_open() || promise.chances.iter().any(|chance| chance.on == today) {
                continue;
            }
            let mut promise = Promise::clone(promise);
            let own = content_id(&[&today.to_string()]);
            promise.chances.push(Chance { id: own, on: today, percent: *percent, ..Chance::default() });
            promise.chances.order_by_key(|chance| chance.on);
            let over = promise.chances.len().saturating_sub(KEPT);
            promise.chances.drain(..over);
            self.put(promise);
        }
    }

    /// Whether a promise that stands has no chance of a day yet.
    #[must_use]
    pub fn lacks_chances(&self, today: NaiveDate) -> bool {
        let noted = |promise: &Promise| promise.chances.last().is_some_and(|chance| chance.on == today);
        self.promises.iter().any(|promise| promise.is_open() && !noted(promise))
    }

    /// Returns whether an open promise rests on an item, by itself or through its goal.
    #[must_use]
    pub fn is_promised(&self, item: Id) -> bool {
        let goal = self.items().get(item).and_then(|item| item.goal).filter(|id| self.get::<Goal>(*id).is_some());
        self.promises.iter().any(|promise| {
            promise.is_open()
                && (promise.item == Some(item)
                    || promise.item.is_none() && promise.goal.is_some() && promise.goal == goal)
        })
    }

    /// Returns all promises, by id.
    #[must_use]
    pub fn promises(&self) -> &crate::model::Table<Promise> {
        &self.promises
    }

    /// Gives promises of equal number different ones again: the older keeps it.
    pub(crate) fn renumber_promises(&mut self) -> Vec<String> {
        self.renumber_rows(
            |promise: &mut Promise| &mut promise.num,
            |promise| (promise.created, promise.id),
            |old, new| format!("P{} was given twice; “{}” is now P{}", old.num, old.promised, new.num),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    #[test]
    fn a_promise_needs_words_somebody_and_a_day_and_ends_once() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let mia = product.person_named("Mia").unwrap();
        let by = "2026-12-15".parse().ok();
        let whole = Promise { promised: "SSO".into(), to: vec![mia], by, ..Promise::default() };
        for part in [
            Promise { promised: " ".into(), ..whole.clone() },
            Promise { to: Vec::new(), ..whole.clone() },
            Promise { by: None, ..whole.clone() },
        ] {
            assert!(product.promise(part, now()).is_err());
        }
        let id = product.promise(whole, now()).unwrap();
        assert_eq!(product.find_promise("p1").unwrap().said_on, Some(now().today));
        assert!(product.end_promise(id, PromiseState::Broken, " ", now()).is_err(), "a word is needed");
        assert!(product.end_promise(id, PromiseState::Open, "", now()).is_err(), "it stands");
        product.end_promise(id, PromiseState::Kept, "", now()).unwrap();
        let why = product.end_promise(id, PromiseState::Broken, "late", now()).unwrap_err().to_string();
        assert!(why.contains("P1 is kept already"), "{why}");
        product.end_promise(id, PromiseState::Open, "", now()).unwrap();
        assert_eq!(product.find_promise("P1").unwrap().ended, None);
    }

    #[test]
    fn of_a_day_the_first_chance_stands_and_old_ones_go() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let mia = product.person_named("Mia").unwrap();
        let by = "2030-12-15".parse().ok();
        let id = product
            .promise(Promise { promised: "SSO".into(), to: vec![mia], by, ..Promise::default() }, now())
            .unwrap();
        product.note_chances(&[(id, 60)], now().today);
        product.note_chances(&[(id, 40)], now().today);
        let first = |product: &Product| product.find_promise("P1").unwrap().history()[0].percent;
        assert_eq!((product.find_promise("P1").unwrap().chances.len(), first(&product)), (1, 60));
        for n in 1..=KEPT as u64 {
            product.note_chances(&[(id, 50)], now().today + chrono::Days::new(n));
        }
        assert_eq!((product.find_promise("P1").unwrap().chances.len(), first(&product)), (KEPT, 50));
    }
}
