//! A measure with its readings: a key result of a goal, an input, or the north star.

use chrono::NaiveDate;

use crate::model::entity::{Merge, Shape, Value, amount_field, day_field, identity, kept_field, line_field};
use crate::model::item::Hit;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Amount, Entity, Field, Id, Item, Product, Refusal, Sprint, SprintState, Stamp};
use crate::sort::InOrder;

words! {
    /// What a measure is for.
    pub enum Role {
        /// It tells whether a goal is reached.
        Result = "key-result",
        /// It is one of the few that the team can move, and that move the north star.
        Input = "input",
        /// It is the one that captures the value customers get.
        NorthStar = "north-star",
    }
}

words! {
    /// What a measure is about.
    pub enum Class {
        /// Nobody has said so far.
        Other = "other",
        /// Money that comes in.
        Revenue = "revenue",
        /// The share of customers who stay.
        Retention = "retention",
        /// Customers who are content.
        Satisfaction = "satisfaction",
        /// What customers do with it.
        Engagement = "engagement",
        /// How well it works.
        Quality = "quality",
        /// Money that goes out.
        Cost = "cost",
    }
}

record! {
    /// One value that was measured on a day.
    pub struct Reading {
        /// Identity within the measure.
        id: Id,
        /// The day that it is about.
        on: NaiveDate,
        /// The value that was measured.
        value: Amount,
        /// Its source, or what was odd about it.
        note: String,
    }
}

record! {
    /// A measure with its readings.
    pub struct Metric {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 2 in KR2.
        num: u32,
        /// What is measured, in words.
        measure: String,
        /// Its purpose.
        role: Role,
        /// The goal whose key result it is.
        goal: Option<Id>,
        /// The measure that it drives.
        drives: Option<Id>,
        /// What its numbers count: `%`, `min`, `teams`.
        unit: String,
        /// The value at the beginning.
        baseline: Option<Amount>,
        /// The value to reach.
        target: Option<Amount>,
        /// When the baseline was taken.
        start: Option<NaiveDate>,
        /// By when the target is to be reached.
        by: Option<NaiveDate>,
        /// Who sees to it.
        owner: String,
        /// What it is about.
        class: Class,
        /// Days between two readings; 0 for a week.
        every: u32,
        /// The readings, one a day.
        readings: Vec<Reading>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Metric>] = &[
    line_field!(measure, "Measure", "What is measured: week-1 churn, setup finished"),
    line_field!(unit, "Unit", "What its numbers count: %, min, teams"),
    amount_field!(baseline, "Baseline", "Where it stood at the beginning"),
    amount_field!(target, "Target", "Where it is to get to; below the baseline for what is to fall"),
    day_field!(start, "From", "When the baseline was taken"),
    day_field!(by, "By", "By when the target is to be reached"),
    Field {
        name: "class",
        title: "Class",
        help: "Revenue, retention, satisfaction, engagement, quality, cost or other",
        shape: Shape::Choice(Class::WORDS),
        merge: Merge::Later,
        get: |metric| Value::text(metric.class.word()),
        set: Some(|metric, text, _| {
            metric.class = Class::parse(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    line_field!(owner, "Owner", "Who sees to it"),
    Field {
        name: "every",
        title: "Read every",
        help: "Days between two readings; empty for a week",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |metric| if metric.every == 0 { Value::Blank } else { Value::text(metric.every.to_string()) },
        set: Some(|metric, text, _| {
            metric.every = match text.trim().trim_end_matches('d').trim() {
                "" => 0,
                n => n
                    .parse()
                    .ok()
                    .filter(|n| (1..=366).contains(n))
                    .ok_or_else(|| Refusal::invalid(format!("“{n}” is not a number of days")))?,
            };
            Ok(())
        }),
        ..Field::rest()
    },
    kept_field!(role, "Role", Later, "Key result, input or north star", |m| Value::text(m.role.word())),
    kept_field!(goal, "Goal", Later, "The goal whose key result it is", |m| m.goal.map_or(Value::Blank, Value::Goal)),
    kept_field!(drives, "Drives", Later, "The measure that it drives", |m| m
        .drives
        .map_or(Value::Blank, |id| Value::text(id.to_string()))),
    kept_field!(readings, "Readings", Records, "What was measured", |m| Value::Number(
        i64::try_from(m.readings.len()).unwrap_or(0) * 100
    )),
    kept_field!(num, "Number", Greatest, "The number in its key", |m| Value::Number(i64::from(m.num) * 100)),
    kept_field!(created, "Created", Silent, "When it was written down", |m| Value::Stamp(m.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |m| Value::Stamp(m.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |m| Value::text(m.id.to_string())),
];

impl Entity for Metric {
    const TABLE: &'static str = "metrics";
    const NOUN: &'static str = "measure";
    const TOLD_BY: &'static [&'static str] = &["measure"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.measure, 40))
    }

    fn is_whole(&self) -> bool {
        self.readings.is_sorted_by_key(|reading| (reading.on, reading.id))
    }

    fn heal(&mut self) {
        self.readings.order_by_key(|reading| (reading.on, reading.id));
    }
}

impl Metric {
    /// Returns its key: KR2 for a key result, M2 for other measures.
    #[must_use]
    pub fn key(&self) -> String {
        let letters = if self.role == Role::Result { "KR" } else { "M" };
        format!("{letters}{}", self.num)
    }

    /// Returns the last reading.
    #[must_use]
    pub fn last(&self) -> Option<&Reading> {
        self.readings.last()
    }

    /// Returns the last reading on or before a day.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Option<&Reading> {
        let after = self.readings.partition_point(|reading| reading.on <= day);
        self.readings.get(after.checked_sub(1)?)
    }

    /// Returns its value now: the last reading, else the baseline.
    #[must_use]
    pub fn current(&self) -> Option<Amount> {
        self.last().map(|reading| reading.value).or(self.baseline)
    }

    /// Returns its way in a line: `12 → 10.4 → 8 %`, from where it stood over where it stands to where it is to get to.
    #[must_use]
    pub fn way(&self) -> String {
        let shown = |n: Option<Amount>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        if self.baseline.is_none() && self.target.is_none() {
            return self.current().map_or_else(|| "?".to_owned(), |value| self.with_unit(value));
        }
        format!("{} → {} → {} {}", shown(self.baseline), shown(self.current()), shown(self.target), self.unit)
            .trim_end()
            .to_owned()
    }

    /// Returns a number with the unit: `10.4 %`.
    #[must_use]
    pub fn with_unit(&self, value: Amount) -> String {
        format!("{value} {}", self.unit).trim_end().to_owned()
    }
}

impl Product {
    /// Returns the measures by number.
    #[must_use]
    pub fn metrics_by_num(&self) -> Vec<&Metric> {
        let mut all: Vec<&Metric> = self.metrics.iter().map(|metric| &**metric).collect();
        all.order_by_key(|metric| (metric.num, metric.id));
        all
    }

    /// Returns all key results by number.
    #[must_use]
    pub fn results(&self) -> Vec<&Metric> {
        self.metrics_by_num().into_iter().filter(|metric| metric.role == Role::Result).collect()
    }

    /// Returns the key results of a goal by number.
    #[must_use]
    pub fn results_of(&self, goal: Id) -> Vec<&Metric> {
        let of = |metric: &&Metric| metric.role == Role::Result && metric.goal == Some(goal);
        self.metrics_by_num().into_iter().filter(of).collect()
    }

    /// Returns the north star.
    #[must_use]
    pub fn north_star(&self) -> Option<&Metric> {
        self.metrics_by_num().into_iter().find(|metric| metric.role == Role::NorthStar)
    }

    /// Returns the measure that a person names: `KR2`, `M3`, `2`, or what is measured.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal lists them.
    pub fn find_metric(&self, name: &str) -> Result<&Metric, Refusal> {
        let name = name.trim();
        let all = self.metrics_by_num();
        let by_key = |metric: &&&Metric| metric.key().eq_ignore_ascii_case(name) || metric.num.to_string() == name;
        let by_words = |metric: &&&Metric| metric.measure.eq_ignore_ascii_case(name);
        all.iter().find(by_key).or_else(|| all.iter().find(by_words)).copied().ok_or_else(|| {
            let known: Vec<String> = all.iter().take(9).map(|m| format!("{} {}", m.key(), m.measure)).collect();
            let hint = if known.is_empty() { "nothing is measured yet".into() } else { known.join(", ") };
            Refusal::Missing(format!("no key result “{name}” · {hint}"))
        })
    }

    /// Adds a measure and returns its id; its number is given here.
    ///
    /// # Errors
    /// Returns an error if the words are missing, or there is a north star already.
    pub fn add_metric(&mut self, metric: Metric) -> Result<Id, Refusal> {
        let measure = crate::model::entity::one_line(&metric.measure);
        if measure.is_empty() {
            return Err(Refusal::invalid("a key result needs words: what is measured?"));
        }
        if metric.role == Role::NorthStar
            && let Some(star) = self.north_star()
        {
            return Err(Refusal::invalid(format!("“{}” is the north star already: one is enough", star.measure)));
        }
        let id = self.fresh_id();
        let num = self.metrics.iter().map(|metric| metric.num).max().unwrap_or(0).saturating_add(1);
        self.put(Metric { id, num, measure, ..metric });
        Ok(id)
    }

    /// Gives measures of equal number different ones again, and lets only the oldest north star be one.
    pub(crate) fn renumber_metrics(&mut self) -> Vec<String> {
        let mut stars: Vec<Metric> = self.metrics.iter().map(|row| Metric::clone(row)).collect();
        stars.retain(|metric| metric.role == Role::NorthStar);
        stars.order_by_key(|metric| (metric.num, metric.created, metric.id));
        let mut done = self.renumber_rows(
            |metric: &mut Metric| &mut metric.num,
            |metric| (metric.created, metric.id),
            |old, new| format!("{} was given twice; “{}” is now {}", old.key(), old.measure, new.key()),
        );
        for star in stars.iter().skip(1) {
            done.push(format!("two measures were the north star; “{}” is an input now", star.measure));
            // by now it may have another number
            if let Some(now) = self.get::<Metric>(star.id).map(|row| Metric::clone(row)) {
                self.put(Metric { role: Role::Input, ..now });
            }
        }
        done
    }

    /// Changes a measure by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there, or what the closure refuses.
    pub fn change_metric<T>(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Metric) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let row =
            self.get::<Metric>(id).ok_or_else(|| Refusal::Missing("that measure is not there any more".into()))?;
        let mut metric = Metric::clone(row);
        let value = f(&mut metric)?;
        metric.measure = crate::model::entity::one_line(&metric.measure);
        if metric.measure.is_empty() {
            return Err(Refusal::invalid("a key result needs words: what is measured?"));
        }
        let way = (metric.baseline, metric.target);
        if way != (row.baseline, row.target) && way.0.is_some() && way.0 == way.1 {
            return Err(Refusal::invalid("its target is its baseline: there is no way to go"));
        }
        metric.heal();
        self.put(metric);
        Ok(value)
    }

    /// Whether a measure is another one, or hangs somewhere below it, by what drives what.
    #[must_use]
    pub fn is_driven_by(&self, metric: Id, root: Id) -> bool {
        let mut at = Some(metric);
        // no chain is longer than there are measures
        for _ in 0..=self.metrics.iter().count() {
            match at {
                Some(id) if id == root => return true,
                Some(id) => at = self.get::<Metric>(id).and_then(|metric| metric.drives),
                None => return false,
            }
        }
        true
    }

    /// Removes a measure with its readings. What aimed at it aims at nothing any more: sprints that are not over, measures that
    /// drove it, and expectations that nobody judged yet; a verdict stays.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn remove_metric(&mut self, id: Id) -> Result<(), Refusal> {
        self.get::<Metric>(id).ok_or_else(|| Refusal::Missing("that measure is not there any more".into()))?;
        let drives: Vec<Id> = self.metrics.iter().filter(|m| m.drives == Some(id)).map(|m| m.id).collect();
        for metric in drives {
            self.change_metric(metric, |metric| {
                metric.drives = None;
                Ok(())
            })?;
        }
        let waits = |item: &Item| item.effect.as_ref().is_some_and(|e| e.result == id && e.found == Hit::Open);
        let items: Vec<Id> = self.items().iter().filter(|item| waits(item)).map(|item| item.id).collect();
        for item in items {
            self.update(item, |item| {
                item.effect = None;
                Ok(())
            })?;
        }
        let open = |sprint: &Sprint| sprint.result == Some(id) && sprint.state != SprintState::Closed;
        let sprints: Vec<Sprint> = self.sprints_by_number().into_iter().filter(|s| open(s)).cloned().collect();
        for sprint in sprints {
            self.put(Sprint { result: None, ..sprint });
        }
        self.remove::<Metric>(id);
        Ok(())
    }

    /// Writes a reading down; a second one of the same day takes the place of the first.
    ///
    /// # Errors
    /// Returns an error if the measure is not there, or the day is in the future: what is to come is a plan.
    pub fn read_metric(
        &mut self,
        id: Id,
        on: NaiveDate,
        value: Amount,
        note: &str,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        if on > today {
            return Err(Refusal::invalid(format!("{on} is in the future: what is to come is a plan, not a reading")));
        }
        let fresh = self.fresh_id();
        self.change_metric(id, |metric| {
            let note = crate::model::entity::one_line(note);
            match metric.readings.iter_mut().rfind(|reading| reading.on == on) {
                Some(reading) => (reading.value, reading.note) = (value, note),
                None => metric.readings.push(Reading { id: fresh, on, value, note, ..Reading::default() }),
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    #[test]
    fn readings_stand_by_day_and_the_last_one_is_the_current_value() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-21");
        let metric = Metric { measure: "week-1 churn".into(), unit: "%".into(), ..Metric::default() };
        let id = product.add_metric(metric).unwrap();
        let amount = |text: &str| Amount::parse(text).unwrap();
        product.read_metric(id, day("2026-11-18"), amount("10.4"), "", today).unwrap();
        product.read_metric(id, day("2026-11-04"), amount("11"), "", today).unwrap();
        product.read_metric(id, day("2026-11-04"), amount("11.2"), "typed wrong", today).unwrap();
        let metric = product.find_metric("kr1").unwrap();
        assert_eq!(metric.readings.len(), 2);
        assert_eq!(metric.current().map(|n| metric.with_unit(n)), Some("10.4 %".into()));
        assert_eq!(metric.at(day("2026-11-10")).map(|reading| reading.value), Some(amount("11.2")));
        assert_eq!(metric.at(day("2026-11-01")), None);
        assert!(product.read_metric(id, day("2026-12-01"), amount("8"), "", today).is_err(), "a plan is no reading");
    }

    #[test]
    fn there_is_one_north_star() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let star = |name: &str| Metric { measure: name.into(), role: Role::NorthStar, ..Metric::default() };
        product.add_metric(star("teams that acted on a note")).unwrap();
        assert!(product.add_metric(star("another")).unwrap_err().to_string().contains("one is enough"));
        assert_eq!(product.north_star().unwrap().key(), "M1");
    }
}
