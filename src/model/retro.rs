//! The retrospective of a sprint: what was noted, and how the three standing questions were answered.

use std::collections::{HashMap, HashSet};

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Now, Product, Refusal, Sprint, SprintState, Stamp};
use crate::sort::InOrder;

/// A format: its name in the file, its title, its columns.
pub struct Format {
    /// The name of the question.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its columns, with what belongs into each.
    pub columns: &'static [(&'static str, &'static str)],
}

const START_STOP: Format = Format {
    name: "start-stop",
    title: "Start, stop, continue",
    columns: &[("Start", "what we should begin"), ("Stop", "what we should leave"), ("Continue", "what helps us")],
};

/// The formats; the first one is taken where nothing else was chosen.
pub const FORMATS: &[Format] = &[
    START_STOP,
    Format {
        name: "4ls",
        title: "4 Ls",
        columns: &[
            ("Liked", "what was good"),
            ("Learned", "what we know now"),
            ("Lacked", "what was missing"),
            ("Longed for", "what we wish"),
        ],
    },
    Format {
        name: "mad-sad-glad",
        title: "Mad, sad, glad",
        columns: &[("Mad", "what made us angry"), ("Sad", "what let us down"), ("Glad", "what pleased us")],
    },
    Format {
        name: "sailboat",
        title: "Sailboat",
        columns: &[
            ("Wind", "what drives us"),
            ("Anchor", "what holds us back"),
            ("Rocks", "what lies ahead"),
            ("Island", "where we want to be"),
        ],
    },
    Format {
        name: "daki",
        title: "Drop, add, keep, improve",
        columns: &[
            ("Drop", "what does not help"),
            ("Add", "what is missing"),
            ("Keep", "what works"),
            ("Improve", "what works badly"),
        ],
    },
];

/// The three standing questions about the product owner's work, each answered from 1 to 5.
pub const QUESTIONS: &[(&str, &str)] = &[
    ("requirements", "Were the requirements clear?"),
    ("priorities", "Were the priorities clear?"),
    ("collaboration", "Was the product owner there when needed?"),
];

record! {
    /// Something that was noted; nobody's name is kept with it.
    pub struct Note {
        /// Identity within the retrospective.
        id: Id,
        /// The column of its format, from 0.
        column: u32,
        /// The words as a person wrote them.
        text: String,
        /// Votes that it got.
        votes: u32,
        /// The note that it was grouped under.
        under: Option<Id>,
    }
}

record! {
    /// One person's answers to the standing questions, from 1 to 5.
    pub struct Answers {
        /// Identity within the retrospective.
        id: Id,
        /// Were the requirements clear?
        requirements: u32,
        /// Were the priorities clear?
        priorities: u32,
        /// Was the product owner there when needed?
        collaboration: u32,
    }
}

impl Answers {
    /// Returns the answers in the order of [`QUESTIONS`].
    #[must_use]
    pub fn list(&self) -> [u32; 3] {
        [self.requirements, self.priorities, self.collaboration]
    }
}

record! {
    /// A retrospective, or the word why there was none.
    pub struct Retro {
        /// The identity of the record in the file.
        id: Id,
        /// The sprint that it looks back on.
        sprint: Id,
        /// Its format by name; empty for the first one.
        method: String,
        /// The notes that were written.
        notes: Vec<Note>,
        /// How the standing questions were answered.
        answers: Vec<Answers>,
        /// What was learned, in a line.
        learned: String,
        /// Why it was skipped, where it was.
        skipped: String,
        /// The moment when it ended.
        ended: Option<Stamp>,
        /// The moment when it began.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

fn number(n: usize) -> Value<'static> {
    Value::Number(i64::try_from(n).unwrap_or(0) * 100)
}

static FIELDS: &[Field<Retro>] = &[
    line_field!(learned, "Learned", "What was learned, in a line"),
    line_field!(skipped, "Skipped", "Why it was skipped"),
    kept_field!(sprint, "Sprint", Later, "The sprint that it looks back on", |r| Value::text(r.sprint.to_string())),
    kept_field!(method, "Format", Later, "Its format", |r| Value::text(r.format().name)),
    kept_field!(notes, "Notes", Records, "What was noted", |r| number(r.notes.len())),
    kept_field!(answers, "Answers", Records, "How the standing questions were answered", |r| number(r.answers.len())),
    kept_field!(ended, "Ended", Greatest, "When it ended", |r| r.ended.map_or(Value::Blank, Value::Stamp)),
    kept_field!(created, "Created", Silent, "When it began", |r| Value::Stamp(r.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |r| Value::Stamp(r.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |r| Value::text(r.id.to_string())),
];

impl Entity for Retro {
    const TABLE: &'static str = "retros";
    const NOUN: &'static str = "retrospective";
    const TOLD_BY: &'static [&'static str] = &["sprint"];

    identity!();

    fn label(&self) -> String {
        "the retrospective".to_owned()
    }
}

impl Retro {
    /// Returns the format of its columns.
    #[must_use]
    pub fn format(&self) -> &'static Format {
        FORMATS.iter().find(|format| format.name == self.method).unwrap_or(&START_STOP)
    }

    /// Returns the notes of a column, the most voted first, each with those that were grouped under it.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<(&Note, Vec<&Note>)> {
        let last = self.format().columns.len().saturating_sub(1);
        let there = |note: &&Note| usize::try_from(note.column).unwrap_or(0).min(last) == column;
        // a note is grouped where the other one is there and is not grouped itself
        let free: HashSet<Id> = self.notes.iter().filter(|note| note.under.is_none()).map(|note| note.id).collect();
        let head = |note: &Note| note.under.filter(|under| *under != note.id && free.contains(under));
        let mut grouped: HashMap<Id, Vec<&Note>> = HashMap::new();
        for note in &self.notes {
            if let Some(head) = head(note) {
                grouped.entry(head).or_default().push(note);
            }
        }
        let heads = self.notes.iter().filter(|note| head(note).is_none()).filter(there);
        let mut out: Vec<(&Note, Vec<&Note>)> =
            heads.map(|head| (head, grouped.remove(&head.id).unwrap_or_default())).collect();
        out.order_by_key(|(head, under)| std::cmp::Reverse(votes(head, under)));
        out
    }

    /// Returns the mean answer to each standing question in hundredths, `None` where nobody answered.
    #[must_use]
    pub fn means(&self) -> Option<[u32; 3]> {
        let n = u32::try_from(self.answers.len()).ok().filter(|n| *n > 0)?;
        let mut sums = [0_u32; 3];
        for answers in &self.answers {
            for (sum, answer) in sums.iter_mut().zip(answers.list()) {
                *sum += answer.min(5) * 100;
            }
        }
        Some(sums.map(|sum| sum / n))
    }
}

/// Returns the votes of a note and of all that were grouped under it.
#[must_use]
pub fn votes(head: &Note, under: &[&Note]) -> u32 {
    under.iter().fold(head.votes, |sum, note| sum.saturating_add(note.votes))
}

impl Product {
    /// Returns what a sprint taught: the words of its review and of its retrospective, each once.
    #[must_use]
    pub fn taught<'a>(&'a self, sprint: &'a Sprint) -> Vec<&'a str> {
        let looked_back = self.retro_of(sprint.id).map(|retro| retro.learned.as_str());
        let mut out: Vec<&str> = [Some(sprint.learned.as_str()), looked_back].into_iter().flatten().collect();
        out.retain(|words| !words.trim().is_empty());
        out.dedup();
        out
    }

    /// Returns the sprint that ended last, with what it taught; `None` where nothing was learned in it.
    #[must_use]
    pub fn last_lesson(&self) -> Option<(u32, &str)> {
        let last = self.sprints_by_number().into_iter().rfind(|sprint| sprint.state == SprintState::Closed)?;
        let words = self.taught(last).into_iter().next_back()?;
        Some((last.number, words))
    }

    /// Returns the retrospective of a sprint, held or skipped.
    #[must_use]
    pub fn retro_of(&self, sprint: Id) -> Option<&Retro> {
        // of two that two programs began, the one that was begun first
        let of = self.retros.iter().filter(|retro| retro.sprint == sprint);
        of.min_by_key(|retro| (retro.created, retro.id)).map(|retro| &**retro)
    }

    /// Returns the sprint that a retrospective is due for: the last one that is over, else the active one.
    #[must_use]
    pub fn sprint_to_look_back_on(&self) -> Option<&Sprint> {
        let all = self.sprints_by_number();
        let over = |sprint: &&&Sprint| matches!(sprint.state, SprintState::Closed | SprintState::Cancelled);
        let last = all.iter().filter(over).max_by_key(|sprint| (sprint.ended, sprint.number)).copied();
        let due = last.filter(|sprint| self.retro_of(sprint.id).is_none_or(|retro| retro.ended.is_none()));
        due.or_else(|| self.sprint_in(SprintState::Active)).or(last)
    }

    /// Returns the format of the last retrospective that was held; empty where none was.
    #[must_use]
    pub fn last_format(&self) -> &str {
        let held = self.retros.iter().filter(|retro| retro.skipped.is_empty());
        held.max_by_key(|retro| (retro.created, retro.id)).map_or("", |retro| retro.format().name)
    }

    /// Returns the mean answers of the retrospectives that have any, the oldest first, at most the last eight.
    #[must_use]
    pub fn answers_by_sprint(&self) -> Vec<[u32; 3]> {
        let mut held: Vec<&Retro> = self.retros.iter().map(|row| &**row).collect();
        held.order_by_key(|retro| (retro.created, retro.id));
        let all: Vec<[u32; 3]> = held.into_iter().filter_map(|retro| retro.means()).collect();
        all.iter().skip(all.len().saturating_sub(8)).copied().collect()
    }

    /// Returns how many retrospectives were skipped.
    #[must_use]
    pub fn retros_skipped(&self) -> usize {
        self.retros.iter().filter(|retro| !retro.skipped.is_empty()).count()
    }

    /// Begins the retrospective of a sprint and returns its id, or that of the one that is there.
    ///
    /// # Errors
    /// Returns an error if the sprint is not there or has not begun.
    pub fn begin_retro(&mut self, sprint: Id, method: &str) -> Result<Id, Refusal> {
        let row =
            self.get::<Sprint>(sprint).ok_or_else(|| Refusal::Missing("that sprint is not there any more".into()))?;
        if row.state == SprintState::Planned {
            return Err(Refusal::invalid(format!("S{} has not begun: there is nothing to look back on", row.number)));
        }
        if let Some(retro) = self.retro_of(sprint) {
            return Ok(retro.id);
        }
        let id = self.fresh_id();
        self.put(Retro { id, sprint, method: method.to_owned(), ..Retro::default() });
        Ok(id)
    }

    /// Writes down why there was no retrospective.
    ///
    /// # Errors
    /// Returns an error if no reason is given, or there was one.
    pub fn skip_retro(&mut self, sprint: Id, why: &str, now: Now) -> Result<(), Refusal> {
        let why = one_line(why);
        if why.is_empty() {
            return Err(Refusal::invalid("why is it skipped? what is skipped silently is skipped for good"));
        }
        let id = self.begin_retro(sprint, "")?;
        self.change_retro(id, |retro| {
            if !retro.notes.is_empty() {
                return Err(Refusal::invalid("it has notes already, so it was not skipped"));
            }
            (retro.skipped, retro.ended) = (why, Some(now.at));
            Ok(())
        })
    }

    /// Changes a retrospective by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there, or what the closure refuses.
    pub fn change_retro<T>(&mut self, id: Id, f: impl FnOnce(&mut Retro) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let row = self.get::<Retro>(id).ok_or_else(|| Refusal::Missing("that retrospective is not there".into()))?;
        let mut retro = Retro::clone(row);
        if retro.ended.is_some() {
            return Err(Refusal::invalid("that retrospective is over; undo takes its end back"));
        }
        let value = f(&mut retro)?;
        self.put(retro);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    #[test]
    fn a_retrospective_is_due_until_it_was_held_or_skipped_with_a_reason() {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let id = product.fresh_id();
        product.put(Sprint { id, number: 1, state: SprintState::Closed, ended: Some(Stamp(5)), ..Sprint::default() });
        assert_eq!(product.sprint_to_look_back_on().map(|s| s.id), Some(id));
        assert!(product.skip_retro(id, " ", now).is_err());
        product.skip_retro(id, "everyone was ill", now).unwrap();
        assert_eq!(product.retro_of(id).unwrap().skipped, "everyone was ill");
    }

    #[test]
    fn notes_are_grouped_and_the_most_voted_stands_first() {
        let note = |n: u128, votes: u32, under: Option<u128>| Note {
            id: Id::from_bits(n),
            text: format!("note {n}"),
            votes,
            under: under.map(Id::from_bits),
            ..Note::default()
        };
        let retro = Retro { notes: vec![note(1, 1, None), note(2, 2, None), note(3, 2, Some(1))], ..Retro::default() };
        let column = retro.column(0);
        assert_eq!(column.iter().map(|(head, _)| head.text.as_str()).collect::<Vec<_>>(), ["note 1", "note 2"]);
        assert_eq!(votes(column[0].0, &column[0].1), 3);
        let both = Answers { requirements: 4, priorities: 5, collaboration: 3, ..Answers::default() };
        let retro =
            Retro { answers: vec![both, Answers { requirements: 3, ..Answers::default() }], ..Retro::default() };
        assert_eq!(retro.means(), Some([350, 250, 150]));
        assert_eq!(Retro::default().means(), None);
    }
}
