//! The product backlog item: one thing the team might build, with the why that carries it.

mod alternative;
mod drafted;
mod effect;
mod fields;
mod said;
mod tasks;
mod value;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::model::record::record;
use crate::model::story;
use crate::model::word::words;
use crate::model::{Id, Rank, Size, Stamp};
use crate::sort::InOrder;
pub use alternative::{Alternative, Course};
pub use drafted::{Drafted, gap_from, gaps_in};
pub use effect::{Effect, Hit};
pub use fields::{ALIASES, field, of_alias, set_field};
pub use said::{Comment, Fault, Question, Return};
pub use value::{Evidence, Kano, Moscow, Scoring, Service};

words! {
    /// What sort of work an item is.
    pub enum Kind {
        /// A change that someone outside the team can use.
        Story = "story",
        /// A defect of what exists.
        Bug = "bug",
        /// Work that nobody outside sees.
        Chore = "chore",
        /// A question to answer before one can size.
        Spike = "spike",
        /// Something too big for a sprint, to be split.
        Epic = "epic",
    }
}

words! {
    /// The status of an item.
    pub enum Status {
        /// Nobody has begun it.
        Todo = "todo",
        /// Somebody works on it.
        Doing = "doing",
        /// Waiting for a look.
        Review = "review",
        /// Meets the Definition of Done.
        Done = "done",
    }
}

words! {
    /// What the product owner found when judging a criterion.
    pub enum Verdict {
        /// Nobody has judged it yet.
        Open = "open",
        /// The criterion is met.
        Met = "met",
        /// The criterion is not met.
        Missed = "missed",
    }
}

words! {
    /// Why one says no.
    pub enum Reason {
        /// Good, but other things are better now.
        NotNow = "not-now",
        /// Certainly not this year.
        NotThisYear = "not-this-year",
        /// There already is such an item.
        Duplicate = "duplicate",
        /// Serves no goal of the product.
        OutOfGoal = "out-of-goal",
        /// Not worth its cost.
        LowValue = "low-value",
        /// Overtaken by events; kept for the record.
        Archived = "archived",
    }
}

impl Reason {
    /// Returns the reason as part of a sentence.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NotNow => "not now",
            Self::NotThisYear => "not this year",
            Self::Duplicate => "duplicate",
            Self::OutOfGoal => "out of goal",
            Self::LowValue => "low value",
            Self::Archived => "archived",
        }
    }
}

words! {
    /// How an item relates to what a link names.
    pub enum Relation {
        /// Has to do with it.
        Relates = "relates",
        /// Cannot begin before it.
        Needs = "needs",
        /// Says the same as it.
        Duplicates = "duplicates",
        /// Is a piece of it.
        PartOf = "part-of",
        /// Is described at this address.
        Url = "url",
    }
}

/// A link to another item (by id) or to an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How the item relates to it.
    #[serde(rename = "rel")]
    pub relation: Relation,
    /// The other item's id, or an address where the relation is [`Relation::Url`].
    pub to: String,
}

record! {
    /// One condition that the item must meet to be accepted.
    pub struct Criterion {
        /// Identity within the item.
        id: Id,
        /// The condition, as a sentence or as Given / When / Then.
        text: String,
        /// The product owner's finding.
        verdict: Verdict,
        /// What was found, in words.
        note: String,
    }
}

record! {
    /// A piece of the work on an item: how, not what.
    pub struct Task {
        /// Identity within the item.
        id: Id,
        /// The words as a person wrote them.
        text: String,
        /// Whether it is done.
        done: bool,
    }
}

/// A step in the item's life: the status it reached, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When it was reached.
    pub at: Stamp,
    /// The status that it reached.
    pub to: Status,
}

/// A line of the item's log: what changed, when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// The moment of the change.
    pub at: Stamp,
    /// The fields that changed, by name, each with its values if they are short: `size 8→5, title`.
    pub did: String,
    /// The reason that was given, if one was.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub why: String,
}

impl LogLine {
    /// Whether a field is among those that changed.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        self.did.split(", ").any(|part| part.split(' ').next() == Some(field))
    }
}

/// A "no" with its reason. The item stays, searchable, and can come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The class of the reason.
    pub reason: Reason,
    /// The reason in words.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// When it was said.
    pub at: Stamp,
    /// What it lost against: a goal, the capacity, the items above.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub lost_to: String,
    /// When to look at it again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review: Option<NaiveDate>,
}

/// The origin of an imported item, so that a second import updates it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The system or format: `jira`, `csv`, `story-list`, …
    pub system: String,
    /// The item's identity there.
    pub id: String,
    /// A short hash of each field as the last import gave it (`size=1a2b3c4d title=…`): the base that tells whose change
    /// is new. One text, because every imported item carries it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub seen: String,
}

record! {
    /// One thing the team might build.
    pub struct Item {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 12 in INK-12.
        num: u32,
        /// Numbers it had before, where two programs gave the same number to two items.
        was: ThinVec<u32>,
        /// What sort of work it is.
        kind: Kind,
        /// What it is called.
        title: String,
        /// For whom: "As a …".
        role: String,
        /// What they want to do: "I want …".
        want: String,
        /// Why they want it: "so that …".
        benefit: String,
        /// The problem behind it, in the words of those who have it.
        problem: String,
        /// Everything else there is to say.
        description: String,
        /// What could go wrong: feasibility, constraints, what is not known.
        risks: String,
        /// What it must stay within: a law, a platform, a date, a budget.
        constraints: String,
        /// Other ways to do it, with what each would change.
        alternatives: ThinVec<Alternative>,
        /// What it must meet to be accepted.
        criteria: ThinVec<Criterion>,
        /// How big it is.
        size: Option<Size>,
        /// The ends of its size in hundredths, where somebody only knows a range; the size is their middle.
        range: Option<[u32; 2]>,
        /// The name of who sized it last, where a person did.
        sized_by: String,
        /// The state that it is in.
        status: Status,
        /// Its place in the one order.
        rank: Rank,
        /// When a person last gave it its place.
        ranked: Option<Stamp>,
        /// When it was last found worth keeping in a grooming session.
        groomed: Option<Stamp>,
        /// How much it is needed for the time box at hand.
        moscow: Option<Moscow>,
        /// How people feel about having and missing it.
        kano: Option<Kano>,
        /// The class of what waiting costs.
        service: Option<Service>,
        /// The inputs of its score.
        scoring: Option<Box<Scoring>>,
        /// In how many sprints it was not finished.
        carried: u32,
        /// The team's own ready checks that a person has ticked.
        ticked: ThinVec<String>,
        /// What of the Definition of Done a person has ticked.
        finished: ThinVec<String>,
        /// Who works on it.
        owner: String,
        /// The work on it, piece by piece.
        tasks: ThinVec<Task>,
        /// A place to see it at work: a link, or a word.
        demo: String,
        /// What it is expected to do to a key result, and what it did.
        effect: Option<Box<Effect>>,
        /// When the product owner accepted it.
        accepted: Option<Stamp>,
        /// Each time that it was shown and not accepted.
        returns: ThinVec<Return>,
        /// The product goal that it serves.
        goal: Option<Id>,
        /// Words to find it by, sorted.
        tags: ThinVec<String>,
        /// Other items and addresses that it has to do with, sorted.
        links: ThinVec<Link>,
        /// Who asked for it, sorted.
        requesters: ThinVec<String>,
        /// Why it cannot go on, where it cannot.
        blocked: Option<String>,
        /// The system and key that it was imported from.
        source: Option<Box<Source>>,
        /// How it came to be: typed, pasted, imported from a file.
        provenance: String,
        /// The words that a program suggested and nobody has confirmed.
        drafted: ThinVec<Drafted>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
        /// Every status it reached.
        history: ThinVec<Step>,
        /// What changed, when and why.
        log: ThinVec<LogLine>,
        /// What was said about it.
        comments: ThinVec<Comment>,
        /// What is still to be asked.
        questions: ThinVec<Question>,
        /// The "no" that was said to it.
        declined: Option<Box<Declined>>,
        /// Hidden until this day.
        until: Option<NaiveDate>,
        /// The day on which it is needed.
        due: Option<NaiveDate>,
        /// Columns of the source that have no field here, each with all its values.
        columns: BTreeMap<String, Vec<String>>,
    }
}

impl Item {
    /// Whether it is in the backlog: neither done nor declined. It may still be hidden until a day.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status != Status::Done && self.declined.is_none()
    }

    /// Whether it is set aside until a day after `today`.
    #[must_use]
    pub fn is_later(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|day| day > today)
    }

    /// Whether the day on which it was needed is over.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due.is_some_and(|day| day < today)
    }

    /// Whether it serves no goal: the first gap in the chain of why.
    #[must_use]
    pub fn is_orphan(&self) -> bool {
        self.goal.is_none()
    }

    /// Returns its size as it is shown: `5`, `3–8`, `?`; `None` where nobody said.
    #[must_use]
    pub fn size_words(&self) -> Option<String> {
        let ends = |[low, high]: [u32; 2]| format!("{}–{}", Size::Points(low), Size::Points(high));
        self.ends().map(ends).or_else(|| self.size.map(|size| size.to_string()))
    }

    /// Gives it another size, or none; who sized it before and between which ends is not true any more.
    pub fn resize(&mut self, size: Option<Size>, range: Option<[u32; 2]>) {
        if (self.size, self.range) != (size, range) {
            (self.size, self.range) = (size, range);
            self.sized_by.clear();
        }
    }

    /// Returns the ends of its size, where it is a range; one that met another size in a merge is none any more.
    #[must_use]
    pub fn ends(&self) -> Option<[u32; 2]> {
        self.range.filter(|[low, high]| self.size == Some(Size::Points(low.midpoint(*high))))
    }

    /// Returns the least and the greatest points that it may have, in hundredths; `None` where nobody sized it.
    #[must_use]
    pub fn size_ends(&self) -> Option<(u32, u32)> {
        let whole = || self.size.and_then(Size::points).map(|n| (n, n));
        self.ends().map(|[low, high]| (low, high)).or_else(whole)
    }

    /// Whether nobody has said how big it is; a `?` is an answer nobody can plan with, so it counts.
    #[must_use]
    pub fn is_unsized(&self) -> bool {
        self.size.and_then(Size::points).is_none()
    }

    /// Whether no person has ever given it its place: it came with a list and lies where it fell.
    #[must_use]
    pub fn is_unranked(&self) -> bool {
        let placed = ["typed", "shell", "split"].iter().any(|how| self.provenance.starts_with(how));
        self.ranked.is_none() && !placed
    }

    /// Returns the questions with their answers, as one reads them.
    pub fn questions_text(&self) -> impl Iterator<Item = String> {
        self.questions.iter().map(Question::words)
    }

    /// Returns the questions that nobody has answered.
    pub fn open_questions(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.answer.is_empty())
    }

    /// Links it to another item (by id) or to an address; a link that is there stays one.
    pub fn link(&mut self, relation: Relation, to: String) {
        self.links.push(Link { relation, to });
        self.links.order();
        self.links.dedup();
    }

    /// Returns the ids of the items that it is linked to in this way.
    pub fn linked(&self, relation: Relation) -> impl Iterator<Item = Id> {
        self.links.iter().filter(move |link| link.relation == relation).filter_map(|link| Id::parse(&link.to))
    }

    /// Returns how many criteria are judged met, and how many there are.
    #[must_use]
    pub fn criteria_met(&self) -> (usize, usize) {
        (self.criteria.iter().filter(|c| c.verdict == Verdict::Met).count(), self.criteria.len())
    }

    /// Returns the story as one sentence, or the empty text where there is none.
    #[must_use]
    pub fn story(&self) -> String {
        let mut parts = Vec::new();
        if !self.role.is_empty() {
            parts.push(format!("As {}", story::with_article(&self.role)));
        }
        if !self.want.is_empty() {
            parts.push(format!("I want {}", self.want));
        }
        if !self.benefit.is_empty() {
            parts.push(story::so_that(&self.benefit));
        }
        parts.join(", ")
    }

    /// Returns the criteria as a Markdown check-list.
    #[must_use]
    pub fn criteria_text(&self) -> String {
        let lines = self.criteria.iter().map(|c| {
            let tick = match c.verdict {
                Verdict::Open => ' ',
                Verdict::Met => 'x',
                Verdict::Missed => '!',
            };
            format!("- [{tick}] {}", c.text.replace('\n', "\n      "))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Moves it to a status and writes the step into its history.
    pub fn reach(&mut self, to: Status, at: Stamp) {
        if self.status != to {
            self.status = to;
            self.history.push(Step { at, to });
            if to != Status::Done {
                self.accepted = None;
            }
        }
    }
}

/// Returns criteria read from a check-list, keeping the identity of those whose text is the same.
#[must_use]
pub fn read_criteria(text: &str, known: &[Criterion]) -> Vec<Criterion> {
    let mut out: Vec<Criterion> = Vec::new();
    for raw in text.lines() {
        let mut line = raw.trim();
        if line.is_empty() {
            continue;
        }
        if raw.starts_with("      ") && !out.is_empty() && !line.starts_with("- ") {
            if let Some(last) = out.last_mut() {
                last.text = format!("{}\n{line}", last.text);
            }
            continue;
        }
        line = line.trim_start_matches(['-', '*', '•']).trim_start();
        let mut verdict = None;
        for (mark, found) in [
            ("[ ]", Verdict::Open),
            ("[x]", Verdict::Met),
            ("[X]", Verdict::Met),
            ("[!]", Verdict::Missed),
            ("✅", Verdict::Open),
        ] {
            if let Some(rest) = line.strip_prefix(mark) {
                (line, verdict) = (rest.trim(), Some(found));
                break;
            }
        }
        if line.is_empty() {
            continue;
        }
        let old = known.iter().find(|c| c.text.lines().next() == Some(line));
        out.push(Criterion {
            id: old.map(|c| c.id).unwrap_or_default(),
            text: line.to_owned(),
            verdict: verdict.or(old.map(|c| c.verdict)).unwrap_or_default(),
            ..Criterion::default()
        });
    }
    tell_apart(&mut out);
    out
}

/// Gives criteria without an id of their own one, from the words and the place, so that two programs that read the same
/// list agree.
pub(crate) fn tell_apart(criteria: &mut [Criterion]) {
    let mut taken: Vec<Id> = Vec::new();
    for criterion in criteria {
        let mut place = taken.len();
        while criterion.id == Id::ZERO || taken.contains(&criterion.id) {
            criterion.id = content_id(&[&criterion.text, &place.to_string()]);
            place += 1;
        }
        taken.push(criterion.id);
    }
}

/// Returns an id made from content (FNV-1a, 128 bits): the same words give the same id everywhere.
#[must_use]
pub fn content_id(parts: &[&str]) -> Id {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    Id::from_bits(hash >> 24)
}

/// Returns a list after an edit as a person types it: `a, b` replaces, `+a` adds, `-b` removes.
#[must_use]
pub fn edit_list(old: &[String], text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(',')
        .flat_map(|part| {
            if part.trim().starts_with(['+', '-']) { part.split_whitespace().collect() } else { vec![part.trim()] }
        })
        .filter(|w| !w.is_empty())
        .collect();
    let changes = !words.is_empty() && words.iter().all(|w| w.starts_with(['+', '-']));
    let mut out: Vec<String> = if changes { old.to_vec() } else { Vec::new() };
    for word in words {
        if changes {
            let (sign, name) = word.split_at(1);
            out.retain(|w| w != name);
            if sign == "+" && !name.is_empty() {
                out.push(name.to_owned());
            }
        } else {
            out.push(word.trim_start_matches('#').to_owned());
        }
    }
    out.order();
    out.dedup();
    out.retain(|w| !w.is_empty());
    out
}
