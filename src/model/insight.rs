//! An insight: what somebody outside said or did, on a day, in their words; with what it is evidence of. It flows up the chain of why: an
//! item shows whose voices are behind it, a goal how much of its evidence came from outside.

use chrono::NaiveDate;

use crate::model::entity::{
    Merge, Search, Shape, Value, choice_field, day_field, flag_field, identity, kept_field, line_field, one_line,
};
use crate::model::record::record;
use crate::model::request::{Channel, Was};
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Now, Person, Product, Refusal, Request, Stamp, Table};
use crate::sort::InOrder;

words! {
    /// The source of an insight.
    pub enum InsightKind {
        /// Somebody told us in a talk.
        Interview = "interview",
        /// They answered a list of questions.
        Survey = "survey",
        /// It stood in a ticket.
        Ticket = "ticket",
        /// It stood in a review.
        Review = "review",
        /// It was counted: what people do.
        Usage = "usage",
        /// It came up while selling, in a lost deal for example.
        Sales = "sales",
        /// Somebody who left said so.
        Churn = "churn",
        /// We saw it ourselves.
        Observation = "observation",
    }
}

words! {
    /// How many people stand behind an insight.
    pub enum Weight {
        /// One person.
        One = "one",
        /// A few who know nothing of each other.
        Some = "some",
        /// Many, counted.
        Many = "many",
    }
}

record! {
    /// A record of something that somebody outside said or did.
    pub struct Insight {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 12 in N12.
        num: u32,
        /// The words as they were said, or what was seen.
        said: String,
        /// Our conclusion, in our own words.
        means: String,
        /// The sort of source.
        kind: InsightKind,
        /// The day on which it was said.
        on: Option<NaiveDate>,
        /// The person, if they are known.
        who: Option<Id>,
        /// The account of that person as it was on that day.
        was: Was,
        /// The segment, where no account tells it: trial, 8 people.
        segment: String,
        /// The stars that came with it.
        stars: Option<u32>,
        /// How many stand behind it.
        weight: Weight,
        /// The file, the row or the talk from which it was taken.
        source: String,
        /// The address at which there is more.
        url: String,
        /// The items, goals, key results, themes and competitors that it tells of, sorted.
        about: Vec<Id>,
        /// Whether it stays in this file, and goes into no report and to no program.
        private: bool,
        /// The program that wrote it down, if it was not a person.
        via: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

fn ids(list: &[Id]) -> Value<'_> {
    Value::list(list.iter().map(|id| id.to_string().into()))
}

static FIELDS: &[Field<Insight>] = &[
    line_field!(said, "Said", "The words as they were said, or what was seen"),
    line_field!(means, "Means", "What we take from it, in our own words"),
    choice_field!(
        kind,
        InsightKind,
        "Kind",
        "Where it comes from: interview, survey, ticket, review, usage, sales, churn, observation"
    ),
    day_field!(on, "On", "The day on which it was said"),
    line_field!(segment, "Segment", "Which sort of customer: trial, 8 people"),
    choice_field!(weight, Weight, "Weight", "How many stand behind it: one, some, many"),
    Field {
        name: "stars",
        title: "Stars",
        help: "The stars that came with it, 1 to 5",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |insight| insight.stars.map_or(Value::Blank, |n| Value::Number(i64::from(n) * 100)),
        set: Some(|insight, text, _| {
            insight.stars = match text.trim() {
                "" | "none" => None,
                n => Some(
                    n.parse::<u32>()
                        .ok()
                        .filter(|n| (1..=5).contains(n))
                        .ok_or_else(|| Refusal::invalid(format!("“{n}” is no number of stars from 1 to 5")))?,
                ),
            };
            Ok(())
        }),
        shown: true,
        ..Field::rest()
    },
    line_field!(source, "Source", "The file, the row or the talk from which it was taken"),
    line_field!(url, "Link", "The address at which there is more"),
    flag_field!(private, "Private", "Whether it goes into no report and to no program: yes or no"),
    kept_field!(num, "Number", Later, "The number in its key", |n| Value::Number(i64::from(n.num) * 100)),
    kept_field!(who, "Who", Later, "Who said it", |n| ids(n.who.as_slice())),
    Field {
        search: Search::Itself,
        ..kept_field!(was, "Was", Later, "What their account was on that day", |n| Value::text(n.was.company.as_str()))
    },
    kept_field!(about, "About", Set, "What it tells of", |n| ids(&n.about)),
    kept_field!(via, "Via", Later, "What wrote it down", |n| Value::text(n.via.as_str())),
    kept_field!(created, "Created", Silent, "When it was written down", |n| Value::Stamp(n.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |n| Value::Stamp(n.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |n| Value::text(n.id.to_string())),
];

impl Entity for Insight {
    const TABLE: &'static str = "insights";
    const NOUN: &'static str = "insight";
    const TOLD_BY: &'static [&'static str] = &["means", "weight", "stars"];

    identity!();

    fn label(&self) -> String {
        format!("N{} “{}”", self.num, crate::text::cut(&self.said, 40))
    }
}

impl Insight {
    /// Returns the problem that counts make, from the source of this name: many stand behind it, and it tells of these records.
    #[must_use]
    pub fn of_counts(said: String, source: &str, about: Vec<Id>) -> Self {
        let (kind, weight, source) = (InsightKind::Usage, Weight::Many, source.to_owned());
        Self { said, kind, weight, source, about, ..Self::default() }
    }

    /// Returns its key.
    #[must_use]
    pub fn key(&self) -> String {
        format!("N{}", self.num)
    }

    /// Returns the day on which it was said; where nobody told, the one on which it was written down.
    #[must_use]
    pub fn day(&self, now: Now) -> NaiveDate {
        self.on.unwrap_or_else(|| now.day_of(self.created))
    }
}

impl Product {
    /// Returns all insights, by id.
    #[must_use]
    pub fn insights(&self) -> &Table<Insight> {
        &self.insights
    }

    /// Returns the insights, the last one first.
    #[must_use]
    pub fn insights_by_day(&self) -> Vec<&Insight> {
        self.insights_that(|_| true)
    }

    fn insights_that(&self, fits: impl Fn(&Insight) -> bool) -> Vec<&Insight> {
        let mut all: Vec<&Insight> = self.insights.iter().map(|insight| &**insight).filter(|own| fits(own)).collect();
        all.order_by_key(|insight| std::cmp::Reverse((insight.on, insight.num)));
        all
    }

    /// Returns the insights that tell of a record, the last one first.
    #[must_use]
    pub fn insights_about(&self, id: Id) -> Vec<&Insight> {
        self.insights_that(|insight| insight.about.contains(&id))
    }

    /// Returns the insight of a key: `N12`, `n12`, `12`.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_insight(&self, key: &str) -> Result<&Insight, Refusal> {
        let number = key.trim().trim_start_matches(['N', 'n']).parse::<u32>().ok();
        let found = number.and_then(|number| self.insights.iter().find(|insight| insight.num == number));
        found
            .map(|insight| &**insight)
            .ok_or_else(|| Refusal::Missing(format!("no insight “{}” · ⟦go.market⟧ lists them", key.trim())))
    }

    /// Writes an insight down and returns its id. What the account of who said it is today goes into it.
    ///
    /// # Errors
    /// Returns an error if nothing was said, or it was said on a day to come.
    pub fn note_insight(&mut self, insight: Insight, now: Now) -> Result<Id, Refusal> {
        let said = one_line(&insight.said);
        if said.is_empty() {
            return Err(Refusal::invalid("an insight needs words: what was said, or seen?"));
        }
        let on = insight.on.or(Some(now.today));
        if on.is_some_and(|day| day > now.today) {
            return Err(Refusal::invalid("an insight is of today or before"));
        }
        let id = self.fresh_id();
        let num = self.insights.iter().map(|insight| insight.num).max().unwrap_or(0).saturating_add(1);
        let was = if insight.was == Was::default() { self.standing_of(insight.who) } else { insight.was.clone() };
        self.put(Insight { id, num, said, on, was, ..insight });
        Ok(id)
    }

    /// Writes down a wish that nobody said and the market has, made of the record with this key, and returns its id.
    ///
    /// # Errors
    /// Returns an error if the words are missing.
    pub fn ask_for_market(&mut self, said: String, key: &str, now: Now) -> Result<Id, Refusal> {
        self.ask(Request { said, via: format!("market, {key}"), how: Channel::Import, ..Request::default() }, now)
    }

    /// Changes an insight by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if no words are left.
    pub fn change_insight(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Insight) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut insight = self.existing::<Insight>(id)?.clone();
        f(&mut insight)?;
        if insight.said.trim().is_empty() {
            return Err(Refusal::invalid("an insight needs words: what was said, or seen?"));
        }
        self.put(insight);
        Ok(())
    }

    /// Takes an insight out.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_insight(&mut self, id: Id) -> Result<(), Refusal> {
        self.existing::<Insight>(id)?;
        self.remove::<Insight>(id);
        Ok(())
    }

    /// Whether an insight goes into no report and to no program: because it is private itself, or because who said it is, or their
    /// account.
    #[must_use]
    pub fn is_private_insight(&self, insight: &Insight) -> bool {
        insight.private || insight.who.is_some_and(|who| self.is_private(who))
    }

    /// Makes the insights private themselves that are so because of a person or an account which is about to go: what was held back stays
    /// held back.
    pub(crate) fn keep_private(&mut self, leaves: impl Fn(&Person) -> bool) {
        let theirs = |own: &Insight| own.who.and_then(|id| self.get::<Person>(id)).is_some_and(|person| leaves(person));
        let held = self.insights.iter().filter(|own| !own.private && theirs(own) && self.is_private_insight(own));
        let held: Vec<Insight> = held.map(|own| Insight { private: true, ..Insight::clone(own) }).collect();
        for insight in held {
            self.put(insight);
        }
    }

    /// Lets somebody else have said what a person said who is about to go; nobody, where there is nobody else.
    pub(crate) fn move_words(&mut self, from: Id, to: Option<Id>) {
        let told = self.insights.iter().filter(|own| own.who == Some(from));
        let told: Vec<Insight> = told.map(|own| Insight { who: to, ..Insight::clone(own) }).collect();
        for insight in told {
            self.put(insight);
        }
    }

    /// Takes records that are gone out of what insights tell of.
    pub(crate) fn forget(&mut self, gone: &[Id]) {
        let told = self.insights.iter().filter(|own| own.about.iter().any(|id| gone.contains(id)));
        let told: Vec<Insight> = told.map(|own| Insight::clone(own)).collect();
        for mut insight in told {
            insight.about.retain(|id| !gone.contains(id));
            self.put(insight);
        }
    }

    /// Whether an insight came from outside our own house.
    #[must_use]
    pub fn is_from_outside(&self, insight: &Insight) -> bool {
        insight.who.and_then(|id| self.get::<Person>(id)).is_none_or(|person| !person.team)
    }

    /// Gives insights of equal number different ones again: the older keeps it.
    pub(crate) fn renumber_insights(&mut self) -> Vec<String> {
        self.renumber_rows(
            |insight: &mut Insight| &mut insight.num,
            |insight| (insight.created, insight.id),
            |old, new| format!("N{} was given twice; “{}” is now N{}", old.num, old.said, new.num),
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
    fn an_insight_needs_words_and_a_day_that_is_over() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let note = |said: &str, on: Option<&str>| Insight {
            said: said.into(),
            on: on.map(|day| day.parse().unwrap()),
            ..Insight::default()
        };
        assert!(product.note_insight(note(" ", None), now()).is_err());
        assert!(product.note_insight(note("x", Some("2026-11-22")), now()).is_err());
        let id = product.note_insight(note("gave up at\nstep two", None), now()).unwrap();
        let own = product.find_insight("n1").unwrap();
        assert_eq!((own.said.as_str(), own.on, own.id), ("gave up at step two", Some(now().today), id));
        assert!(
            product
                .change_insight(id, |own| {
                    own.said.clear();
                    Ok(())
                })
                .is_err()
        );
        product.remove_insight(id).unwrap();
        assert!(product.find_insight("N1").is_err() && product.remove_insight(id).is_err());
    }

    #[test]
    fn what_an_account_was_on_that_day_is_frozen_in_an_insight() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let mia = product.person_named("Mia").unwrap();
        let acme = product.account_named("Acme").unwrap();
        let mut person = Person::clone(product.get::<Person>(mia).unwrap());
        person.account = Some(acme);
        product.put(person);
        let note = Insight { said: "x".into(), who: Some(mia), ..Insight::default() };
        product.note_insight(note, now()).unwrap();
        assert_eq!(product.find_insight("N1").unwrap().was.company, "Acme");
    }
}
