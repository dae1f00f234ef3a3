//! A person: of the team, with the days that they have, or one who has a stake in the product (stakeholder.rs).

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::model::agent::May;
use crate::model::day::days_from;
use crate::model::entity::{
    Merge, Shape, Value, choice_field, flag_field, hundredths, identity, kept_field, line_field,
};
use crate::model::record::record;
use crate::model::stakeholder::{Contact, PersonKind, Turn};
use crate::model::{Account, Entity, Field, Id, Product, Refusal, Size, Stamp};
use crate::sort::InOrder;

/// Days on which somebody is away, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The first day of the absence.
    pub from: NaiveDate,
    /// The last day of the absence.
    pub to: NaiveDate,
    /// Why, in a word.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub why: String,
}

record! {
    /// A person of the team, or one who has a stake in the product.
    pub struct Person {
        /// The identity of the record in the file.
        id: Id,
        /// What they are called.
        who: String,
        /// What they do in the team.
        role: String,
        /// Whether they are in the team that does the work.
        team: bool,
        /// Share of their time that goes into the sprint, in percent; 0 for all of it.
        share: u32,
        /// Days that they work in a week, in hundredths; 0 for five.
        week: u32,
        /// When they are away, sorted.
        absences: Vec<Absence>,
        /// The part that they play beside the team: customer, sales, executive.
        kind: PersonKind,
        /// The account on whose behalf they speak.
        account: Option<Id>,
        /// How much they can move, from 1 to 3; 0 for unsaid.
        power: u32,
        /// How much they care, from 1 to 3; 0 for unsaid.
        interest: u32,
        /// How they stood to the product, turn by turn.
        stances: Vec<Turn>,
        /// Their wants.
        wants: String,
        /// Their fears.
        fears: String,
        /// The measure by which they are judged.
        gauge: String,
        /// Days between two talks; 0 for what their power and interest ask for.
        every: u32,
        /// When they were met.
        contacts: Vec<Contact>,
        /// Whether nothing of them ever goes to a helper program or an agent.
        private: bool,
        /// What an agent may do beside reading.
        may: May,
        /// When they were written down.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

/// How much of something, from 1 to 3, or unsaid.
macro_rules! level_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Line,
            merge: Merge::Later,
            get: |person| if person.$field == 0 { Value::Blank } else { Value::text(person.$field.to_string()) },
            set: Some(|person, text, _| {
                person.$field = match text.trim() {
                    "" | "0" => 0,
                    n => n
                        .parse()
                        .ok()
                        .filter(|n| (1..=3).contains(n))
                        .ok_or_else(|| Refusal::invalid(format!("“{n}” is not 1, 2 or 3")))?,
                };
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

static FIELDS: &[Field<Person>] = &[
    line_field!(who, "Name", "What they are called"),
    line_field!(role, "Role", "What they do"),
    flag_field!(team, "In the team", "Whether they are in the team that does the work: yes or no"),
    Field {
        name: "share",
        title: "Share",
        help: "Percent of their time that goes into the sprint; empty for all of it",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |person| if person.share == 0 { Value::Blank } else { Value::text(person.share.to_string()) },
        set: Some(|person, text, _| {
            person.share = match text.trim().trim_end_matches('%').trim() {
                "" => 0,
                n => n
                    .parse()
                    .ok()
                    .filter(|n| (1..=100).contains(n))
                    .ok_or_else(|| Refusal::invalid(format!("“{n}” is not a share from 1 to 100 %")))?,
            };
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "week",
        title: "Days a week",
        help: "Days that they work in a week; empty for five",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |person| {
            if person.week == 0 { Value::Blank } else { Value::text(hundredths(i64::from(person.week))) }
        },
        set: Some(|person, text, _| {
            person.week = match text.trim() {
                "" => 0,
                n => Size::parse(n)
                    .ok()
                    .and_then(Size::points)
                    .filter(|n| (50..=500).contains(n))
                    .ok_or_else(|| Refusal::invalid(format!("“{n}” is not a number of days from ½ to 5")))?,
            };
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "absences",
        title: "Away",
        help: "When they are away: 2026-12-24..2027-01-02 holiday; 2026-12-04",
        shape: Shape::Line,
        merge: Merge::Set,
        get: |person| Value::text(person.away_text()),
        set: Some(|person, text, _| {
            person.absences = read_absences(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    choice_field!(
        kind,
        PersonKind,
        "Kind",
        "The part that they play: customer, user, sales, support, executive, partner, team, agent, other"
    ),
    Field {
        name: "account",
        title: "Account",
        help: "The account on whose behalf they speak, by its name",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |person| person.account.map_or(Value::Blank, |id| Value::text(id.to_string())),
        set: Some(|person, text, product| {
            person.account = match text.trim() {
                "" | "none" => None,
                name => match Id::parse(name).filter(|id| product.get::<Account>(*id).is_some()) {
                    Some(id) => Some(id),
                    None => Some(product.find_account(name)?.id),
                },
            };
            Ok(())
        }),
        ..Field::rest()
    },
    level_field!(power, "Power", "How much they can move: 1 little, 2 some, 3 much; empty for unsaid"),
    level_field!(interest, "Interest", "How much they care: 1 little, 2 some, 3 much; empty for unsaid"),
    line_field!(wants, "Wants", "What they want"),
    line_field!(fears, "Fears", "What they are afraid of"),
    line_field!(gauge, "Measured by", "What they are measured by"),
    Field {
        name: "every",
        title: "Every",
        help: "Days between two talks; empty for what their power and interest ask for: 7, 28, 14 or 84",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |person| if person.every == 0 { Value::Blank } else { Value::text(person.every.to_string()) },
        set: Some(|person, text, _| {
            person.every = match text.trim().trim_end_matches(['d', ' ']) {
                "" => 0,
                n => n
                    .parse()
                    .ok()
                    .filter(|n| (1..=730).contains(n))
                    .ok_or_else(|| Refusal::invalid(format!("“{n}” is not a number of days from 1 to 730")))?,
            };
            Ok(())
        }),
        ..Field::rest()
    },
    flag_field!(private, "Private", "Whether nothing of them goes to a helper program or an agent: yes or no"),
    choice_field!(may, May, "May", "What an agent may do: read, ask, propose"),
    kept_field!(stances, "Stances", Records, "How they stood to the product, turn by turn", |p| Value::list(
        p.stances.iter().map(|turn| turn.words().into())
    )),
    kept_field!(contacts, "Contacts", Records, "When they were met", |p| Value::list(
        p.contacts.iter().map(|contact| contact.words().into())
    )),
    kept_field!(created, "Created", Silent, "When they were written down", |p| Value::Stamp(p.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |p| Value::Stamp(p.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |p| Value::text(p.id.to_string())),
];

impl Entity for Person {
    const TABLE: &'static str = "people";
    const NOUN: &'static str = "person";
    const TOLD_BY: &'static [&'static str] = &["who"];

    identity!();

    fn label(&self) -> String {
        self.who.clone()
    }
}

/// Most words of which a day consists: `Thu 24 Dec 2026`.
const DAY_WORDS: usize = 4;

/// Returns absences with days as people say them (`29 Jan – 30 Jan fair`, `monday`, `2w`) as the field wants them. The last
/// day of a span counts from its first: `monday - friday`.
///
/// # Errors
/// Returns an error if a part does not begin with a day, or if what follows looks like a day and is none.
pub fn spell_absences(text: &str, today: NaiveDate) -> Result<String, Refusal> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let bad =
            || Refusal::invalid(format!("“{part}” is not understood: 29 Jan – 30 Jan fair, or 2026-12-24 holiday"));
        let apart = part.replace("..", " .. ").replace('–', " .. ");
        let words: Vec<&str> = apart.split_whitespace().collect();
        let (from, rest) = leading_day(&words, today).ok_or_else(bad)?;
        let (to, rest) = match rest {
            [".." | "-" | "to", rest @ ..] => leading_day(rest, from).ok_or_else(bad)?,
            rest => (from, rest),
        };
        if rest.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit() || ".-".contains(c))) {
            return Err(bad());
        }
        let days = if from == to { from.to_string() } else { format!("{from}..{to}") };
        Ok(format!("{days} {}", rest.join(" ")).trim_end().to_owned())
    });
    Ok(parts.collect::<Result<Vec<_>, Refusal>>()?.join("; "))
}

/// Returns the day that the first words name, as many as make one, and the words after them.
fn leading_day<'a, 'b>(words: &'b [&'a str], today: NaiveDate) -> Option<(NaiveDate, &'b [&'a str])> {
    let most = words.iter().take_while(|word| !matches!(**word, ".." | "-" | "to")).count();
    (1..=most.min(DAY_WORDS)).rev().find_map(|n| {
        let (head, rest) = words.split_at_checked(n)?;
        Some((crate::model::day::read_day(&head.join(" "), today).ok()??, rest))
    })
}

/// Returns the spans of days that a text names, sorted.
fn read_absences(text: &str) -> Result<Vec<Absence>, Refusal> {
    let mut out = Vec::new();
    for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let (days, why) = part.split_once(' ').unwrap_or((part, ""));
        let (from, to) = days.split_once("..").unwrap_or((days, days));
        let day = |text: &str| {
            text.trim().parse::<NaiveDate>().map_err(|_| {
                Refusal::invalid(format!("“{text}” is not a day: 2026-12-24, or 2026-12-24..2027-01-02 holiday"))
            })
        };
        let (from, to) = (day(from)?, day(to)?);
        if to < from {
            return Err(Refusal::invalid(format!("{to} is before {from}")));
        }
        if why.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-') {
            return Err(Refusal::invalid(format!("“{part}” is not understood: 2026-12-24..2027-01-02 holiday")));
        }
        out.push(Absence { from, to, why: why.trim().to_owned() });
    }
    out.order();
    out.dedup();
    Ok(out)
}

impl Person {
    /// Returns when they are away, as one types it.
    #[must_use]
    pub fn away_text(&self) -> String {
        let span = |away: &Absence| {
            let days = if away.from == away.to { away.from.to_string() } else { format!("{}..{}", away.from, away.to) };
            format!("{days} {}", away.why).trim_end().to_owned()
        };
        self.absences.iter().map(span).collect::<Vec<_>>().join("; ")
    }

    /// Whether they are away on a day.
    #[must_use]
    pub fn is_away(&self, day: NaiveDate) -> bool {
        self.absences.iter().any(|away| (away.from..=away.to).contains(&day))
    }

    /// Returns the days in hundredths that they have for a sprint of these working days: without absences, by the days that they
    /// work a week and the share of their time.
    #[must_use]
    pub fn days(&self, working: &[NaiveDate]) -> u32 {
        let here = working.iter().filter(|day| !self.is_away(**day)).count();
        self.days_without_absence(u64::try_from(here).unwrap_or(0))
    }

    /// Returns the days in hundredths that they have of so many working days, were they never away.
    #[must_use]
    pub fn days_without_absence(&self, working: u64) -> u32 {
        let week = if self.week == 0 { 500 } else { self.week.min(500) };
        let share = if self.share == 0 { 100 } else { self.share.min(100) };
        let days = working * 100 * u64::from(week) * u64::from(share) / (500 * 100);
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

impl Product {
    /// Returns the people by name.
    #[must_use]
    pub fn people_by_name(&self) -> Vec<&Person> {
        let mut all: Vec<&Person> = self.people.iter().map(|person| &**person).collect();
        all.order_by_key(|person| (person.who.to_lowercase(), person.id));
        all
    }

    /// Returns the members of the team by name.
    #[must_use]
    pub fn team(&self) -> Vec<&Person> {
        self.people_by_name().into_iter().filter(|person| person.team).collect()
    }

    /// Adds a member of the team and returns their id.
    ///
    /// # Errors
    /// Returns an error if the name is missing or taken.
    pub fn join_team(&mut self, who: &str) -> Result<Id, Refusal> {
        let who = crate::model::entity::one_line(who);
        if who.is_empty() {
            return Err(Refusal::invalid("a person needs a name"));
        }
        let known = self.people.iter().find(|person| person.who.eq_ignore_ascii_case(&who)).cloned();
        match known {
            Some(known) if known.team => Err(Refusal::invalid(format!("{} is in the team already", known.who))),
            Some(known) => {
                let id = known.id;
                self.put(Person { team: true, ..Person::clone(&known) });
                Ok(id)
            }
            None => {
                let id = self.fresh_id();
                self.put(Person { id, who, team: true, ..Person::default() });
                Ok(id)
            }
        }
    }

    /// Makes one person of two with the same name, as two programs can write them down: the older stays, and is away whenever one
    /// of them is.
    pub(crate) fn one_person_each(&mut self) -> Vec<String> {
        let mut all: Vec<Person> = self.people.iter().map(|row| Person::clone(row)).collect();
        all.order_by_key(|person| (person.who.to_lowercase(), person.created, person.id));
        let (mut kept, mut done): (Option<Person>, Vec<String>) = (None, Vec::new());
        for person in all {
            match &mut kept {
                Some(first) if first.who.to_lowercase() == person.who.to_lowercase() => {
                    done.push(format!("{} was written down twice and is one now", first.who));
                    first.take_over(&person);
                    let first = first.clone();
                    self.move_person(person.id, first.id);
                    self.remove::<Person>(person.id);
                    self.put(first);
                }
                _ => kept = Some(person),
            }
        }
        done
    }

    /// Changes a person by a closure.
    ///
    /// # Errors
    /// Returns an error if they are not there any more, if the closure refuses, or if the name is empty or taken.
    pub fn change_person(&mut self, id: Id, f: impl FnOnce(&mut Person) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut person = self.existing::<Person>(id)?.clone();
        f(&mut person)?;
        if person.who.trim().is_empty() {
            return Err(Refusal::invalid("a person needs a name"));
        }
        if self.people.iter().any(|other| other.id != id && other.who.to_lowercase() == person.who.to_lowercase()) {
            return Err(Refusal::invalid(format!(
                "somebody else is called {}: one of two needs another name",
                person.who
            )));
        }
        let before = self.get::<Person>(id).map(|before| before.who.clone()).unwrap_or_default();
        self.rename_requester(&before, &person.who);
        self.put(person);
        Ok(())
    }

    /// Returns the person of a name.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal lists the names.
    pub fn find_person(&self, name: &str) -> Result<&Person, Refusal> {
        let all = self.people_by_name();
        all.iter().copied().find(|person| person.who.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|person| person.who.as_str()).take(9).collect();
            let hint = if names.is_empty() { "nobody is written down yet".into() } else { names.join(", ") };
            Refusal::Missing(format!("no person “{}” · {hint}", name.trim()))
        })
    }
}

/// Whether people usually work on a day.
#[must_use]
pub fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Returns the last weekday before a day.
#[must_use]
pub fn weekday_before(day: NaiveDate) -> NaiveDate {
    (1..=3).filter_map(|n| days_from(day, -n)).find(|day| is_weekday(*day)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_the_days_that_are_left_of_the_sprint() {
        let day = |n: u32| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        let working: Vec<NaiveDate> = (23..=27).map(day).collect();
        let full = Person { who: "Ana".into(), ..Person::default() };
        assert_eq!(full.days(&working), 500);
        let away = Person { absences: read_absences("2026-11-26..2026-11-29 fair").unwrap(), ..full.clone() };
        assert_eq!(away.days(&working), 300, "two working days of it");
        assert_eq!(away.away_text(), "2026-11-26..2026-11-29 fair");
        let part = Person { week: 400, share: 50, ..full };
        assert_eq!(part.days(&working), 200);
        assert!(read_absences("2026-11-29..2026-11-26").is_err());
        assert!(read_absences("friday").is_err() && read_absences("2026-11-26 - 2026-11-29 fair").is_err());
        let spelled = spell_absences("thursday - 2026-11-29 fair; 2026-12-04", day(24)).unwrap();
        assert_eq!(spelled, "2026-11-26..2026-11-29 fair; 2026-12-04");
        for (said, meant) in [
            ("29 jan - 30 jan", "2027-01-29..2027-01-30"),
            ("29 Jan – 30 Jan fair", "2027-01-29..2027-01-30 fair"),
            ("29 dec..2 jan away", "2026-12-29..2027-01-02 away"),
            ("mon to fri", "2026-11-30..2026-12-04"),
            ("2w dentist", "2026-12-08 dentist"),
            ("2026-12-04 4th of July office", ""),
            ("29 - 30 jan", ""),
            ("29", ""),
            ("fair", ""),
        ] {
            assert_eq!(spell_absences(said, day(24)).unwrap_or_default(), meant, "{said}");
        }
        assert_eq!(weekday_before(day(23)), day(20), "Monday follows Friday");
    }
}
