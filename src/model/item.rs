//! The product backlog item: one thing the team might build, with the why that carries it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::entity::{Merge, Shape, Value};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Product, Rank, Refusal, Size, Stamp};

words! {
    /// What sort of work an item is.
    pub enum Kind {
        /// A change that someone outside the team can use.
        Story = "story",
        /// A defect.
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
    /// Where an item stands.
    pub enum Status {
        /// Not begun.
        Todo = "todo",
        /// Being worked on.
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
        /// Not judged yet.
        Open = "open",
        /// Met.
        Met = "met",
        /// Not met.
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
    }
}

record! {
    /// Something said about the item.
    pub struct Comment {
        /// Identity within the item.
        id: Id,
        /// When it was said.
        at: Stamp,
        /// Who said it.
        by: String,
        /// The words.
        text: String,
    }
}

record! {
    /// A question that must be answered before the item is ready.
    pub struct Question {
        /// Identity within the item.
        id: Id,
        /// When it was asked.
        at: Stamp,
        /// The question.
        text: String,
        /// The answer, empty while open.
        answer: String,
    }
}

/// A step in the item's life: the status it reached, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// When it was reached.
    pub at: Stamp,
    /// The status reached.
    pub to: Status,
}

/// A line of the item's log: what changed, when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LogLine {
    /// When it changed.
    pub at: Stamp,
    /// What changed, in words: `size 8→5`.
    pub did: String,
    /// Why, where a reason was given.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub why: String,
}

/// A "no" with its reason. The item stays, searchable, and can come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// The class of the reason.
    pub reason: Reason,
    /// The reason in words.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// When it was said.
    pub at: Stamp,
}

/// Where an imported item came from, so that a second import updates it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The system or format: `jira`, `csv`, `story-list`, …
    pub system: String,
    /// The item's identity there.
    pub id: String,
    /// A short hash of each field as the last import gave it: the base that tells whose change is new.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub seen: BTreeMap<String, String>,
}

record! {
    /// One thing the team might build.
    pub struct Item {
        /// Identity.
        id: Id,
        /// The number in its key: 12 in INK-12.
        num: u32,
        /// Numbers it had before, where two programs gave the same number to two items.
        was: Vec<u32>,
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
        /// Everything else there is to say.
        description: String,
        /// What it must meet to be accepted.
        criteria: Vec<Criterion>,
        /// How big it is.
        size: Option<Size>,
        /// Where it stands.
        status: Status,
        /// Its place in the one order.
        rank: Rank,
        /// The product goal that it serves.
        goal: Option<Id>,
        /// Words to find it by, sorted.
        tags: Vec<String>,
        /// Other items and addresses that it has to do with, sorted.
        links: Vec<Link>,
        /// Who asked for it, sorted.
        requesters: Vec<String>,
        /// Why it cannot go on, where it cannot.
        blocked: Option<String>,
        /// Where it was imported from.
        source: Option<Box<Source>>,
        /// How it came to be: typed, pasted, imported from a file.
        provenance: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
        /// Every status it reached.
        history: Vec<Step>,
        /// What changed, when and why.
        log: Vec<LogLine>,
        /// What was said about it.
        comments: Vec<Comment>,
        /// What is still to be asked.
        questions: Vec<Question>,
        /// The "no" that was said to it.
        declined: Option<Box<Declined>>,
        /// Hidden until this day.
        until: Option<NaiveDate>,
        /// Columns of the source that have no field here, each with all its values.
        columns: BTreeMap<String, Vec<String>>,
    }
}

impl Item {
    /// Whether it is in the backlog: neither done nor said no to. It may still be hidden until a day.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status != Status::Done && self.declined.is_none()
    }

    /// Whether it is set aside until a day after `today`.
    #[must_use]
    pub fn is_later(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|day| day > today)
    }

    /// Whether it serves no goal: the first gap in the chain of why.
    #[must_use]
    pub fn is_orphan(&self) -> bool {
        self.goal.is_none()
    }

    /// Whether nobody has said how big it is; a `?` is an answer nobody can plan with, so it counts.
    #[must_use]
    pub fn is_unsized(&self) -> bool {
        self.size.and_then(Size::points).is_none()
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
            let article = if self.role.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
            parts.push(format!("As {article} {}", self.role));
        }
        if !self.want.is_empty() {
            parts.push(format!("I want {}", self.want));
        }
        if !self.benefit.is_empty() {
            parts.push(format!("so that {}", self.benefit));
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
        for (mark, found) in
            [("[ ]", Verdict::Open), ("[x]", Verdict::Met), ("[X]", Verdict::Met), ("[!]", Verdict::Missed), ("✅", Verdict::Open)]
        {
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
    let mut taken: Vec<Id> = Vec::new();
    for (place, criterion) in out.iter_mut().enumerate() {
        if criterion.id == Id::ZERO || taken.contains(&criterion.id) {
            // from the words and the place, so that two programs reading the same list agree
            criterion.id = content_id(&[&criterion.text, &place.to_string()]);
        }
        taken.push(criterion.id);
    }
    out
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
    let words: Vec<&str> = text.split(',').flat_map(|part| {
        if part.trim().starts_with(['+', '-']) { part.split_whitespace().collect() } else { vec![part.trim()] }
    }).filter(|w| !w.is_empty()).collect();
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
    out.sort();
    out.dedup();
    out.retain(|w| !w.is_empty());
    out
}

fn words_of(list: &[String]) -> Value<'_> {
    Value::list(list.iter().map(|w| Cow::Borrowed(w.as_str())))
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

macro_rules! line_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Line,
            merge: Merge::Later,
            get: |item| Value::text(item.$field.as_str()),
            set: Some(|item, text, _| {
                item.$field = one_line(text);
                Ok(())
            }),
        }
    };
}

macro_rules! kept_field {
    ($field:ident, $title:literal, $merge:ident, $help:literal, $get:expr) => {
        Field { name: stringify!($field), title: $title, help: $help, shape: Shape::Kept, merge: Merge::$merge, get: $get, set: None }
    };
}

/// The fields of an item, in the order in which a form shows them: for whom and why come before the rest.
static FIELDS: &[Field<Item>] = &[
    line_field!(title, "Title", "What it is called, in a few words"),
    line_field!(role, "For whom", "Who gains from it: “As a …”"),
    line_field!(want, "Wants", "What they want to do: “I want …”"),
    line_field!(benefit, "Why", "What good it does them: “so that …”"),
    Field {
        name: "goal",
        title: "Goal",
        help: "The product goal that it serves, by key or title",
        shape: Shape::Goal,
        merge: Merge::Later,
        get: |item| item.goal.map_or(Value::Blank, Value::Goal),
        set: Some(|item, text, product| {
            item.goal = match text.trim() {
                "" | "none" => None,
                name => Some(product.find_goal(name)?.id),
            };
            Ok(())
        }),
    },
    Field {
        name: "kind",
        title: "Kind",
        help: "Story, bug, chore, spike or epic",
        shape: Shape::Choice(Kind::WORDS),
        merge: Merge::Later,
        get: |item| Value::text(item.kind.word()),
        set: Some(|item, text, _| {
            item.kind = Kind::parse(text)?;
            Ok(())
        }),
    },
    Field {
        name: "size",
        title: "Size",
        help: "Points: any number from 0, ½, or ? for “nobody can say”",
        shape: Shape::Size,
        merge: Merge::Later,
        get: |item| match item.size {
            Some(Size::Points(n)) => Value::Number(i64::from(n)),
            Some(Size::Unknown) => Value::text("?"),
            None => Value::Blank,
        },
        set: Some(|item, text, _| {
            item.size = if text.trim().is_empty() || text.trim() == "none" { None } else { Some(Size::parse(text)?) };
            Ok(())
        }),
    },
    Field {
        name: "status",
        title: "Status",
        help: "Todo, doing, review or done",
        shape: Shape::Choice(Status::WORDS),
        merge: Merge::Later,
        get: |item| Value::text(item.status.word()),
        set: Some(|item, text, _| {
            item.status = Status::parse(text)?;
            Ok(())
        }),
    },
    Field {
        name: "tags",
        title: "Tags",
        help: "Words to find it by, separated by commas; +x adds, -x removes",
        shape: Shape::List,
        merge: Merge::Set,
        get: |item| words_of(&item.tags),
        set: Some(|item, text, _| {
            item.tags = edit_list(&item.tags, text);
            Ok(())
        }),
    },
    Field {
        name: "requesters",
        title: "Asked by",
        help: "Who asked for it, separated by commas; +x adds, -x removes",
        shape: Shape::List,
        merge: Merge::Set,
        get: |item| words_of(&item.requesters),
        set: Some(|item, text, _| {
            item.requesters = edit_list(&item.requesters, text);
            Ok(())
        }),
    },
    Field {
        name: "blocked",
        title: "Blocked",
        help: "Why it cannot go on; empty where it can",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |item| item.blocked.as_deref().map_or(Value::Blank, Value::text),
        set: Some(|item, text, _| {
            item.blocked = Some(one_line(text)).filter(|reason| !reason.is_empty());
            Ok(())
        }),
    },
    Field {
        name: "until",
        title: "Later",
        help: "Hidden until this day (2026-12-24); empty shows it",
        shape: Shape::Date,
        merge: Merge::Later,
        get: |item| item.until.map_or(Value::Blank, Value::Date),
        set: Some(|item, text, _| {
            item.until = match text.trim() {
                "" | "none" => None,
                day => Some(day.parse().map_err(|_| Refusal::invalid(format!("“{day}” is not a day such as 2026-12-24")))?),
            };
            Ok(())
        }),
    },
    Field {
        name: "description",
        title: "Description",
        help: "Everything else there is to say; Markdown is welcome",
        shape: Shape::Prose,
        merge: Merge::Lines,
        get: |item| Value::text(item.description.as_str()),
        set: Some(|item, text, _| {
            text.trim_end().clone_into(&mut item.description);
            Ok(())
        }),
    },
    Field {
        name: "criteria",
        title: "Criteria",
        help: "What it must meet to be accepted, a line each; [x] met, [!] missed",
        shape: Shape::Prose,
        merge: Merge::Records,
        get: |item| Value::text(item.criteria_text()),
        set: Some(|item, text, _| {
            item.criteria = read_criteria(text, &item.criteria);
            Ok(())
        }),
    },
    kept_field!(declined, "Said no", Later, "The “no” that was said to it, with its reason", |item| item
        .declined
        .as_ref()
        .map_or(Value::Blank, |no| Value::text(no.reason.word()))),
    kept_field!(links, "Links", Set, "Other items and addresses that it has to do with", |item| Value::list(
        item.links.iter().map(|l| Cow::Owned(format!("{} {}", l.relation, l.to)))
    )),
    kept_field!(comments, "Comments", Records, "What was said about it", |item| Value::list(
        item.comments.iter().map(|c| Cow::Borrowed(c.text.as_str()))
    )),
    kept_field!(questions, "Questions", Records, "What is still to be asked", |item| Value::list(
        item.questions.iter().map(|q| Cow::Borrowed(q.text.as_str()))
    )),
    kept_field!(source, "Source", Later, "The system and key that it was imported from", |item| item
        .source
        .as_ref()
        .map_or(Value::Blank, |s| Value::text(format!("{} {}", s.system, s.id).trim().to_owned()))),
    kept_field!(provenance, "Came by", Silent, "How it came to be", |item| Value::text(item.provenance.as_str())),
    kept_field!(created, "Created", Silent, "When it was written down", |item| Value::Stamp(item.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |item| Value::Stamp(item.updated)),
    kept_field!(rank, "Rank", Silent, "Its place in the one order", |item| Value::text(item.rank.to_string())),
    kept_field!(num, "Number", Later, "The number in its key", |item| Value::Number(i64::from(item.num) * 100)),
    kept_field!(was, "Was", Set, "Numbers it had before", |item| Value::list(
        item.was.iter().map(|n| Cow::Owned(n.to_string()))
    )),
    kept_field!(history, "History", Set, "Every status it reached", |item| Value::list(
        item.history.iter().map(|s| Cow::Owned(format!("{} {}", s.at.day(), s.to)))
    )),
    kept_field!(log, "Log", Set, "What changed, when and why", |item| Value::list(
        item.log.iter().map(|l| Cow::Borrowed(l.did.as_str()))
    )),
    kept_field!(columns, "Columns", Later, "Columns of the source that have no field here", |item| Value::list(
        item.columns.keys().map(|name| Cow::Borrowed(name.as_str()))
    )),
    kept_field!(id, "Id", Later, "Identity in the file", |item| Value::text(item.id.to_string())),
];

impl Entity for Item {
    const TABLE: &'static str = "items";
    const NOUN: &'static str = "item";

    fn id(&self) -> Id {
        self.id
    }

    fn updated(&self) -> Stamp {
        self.updated
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

/// Returns the field of an item that people call `name`.
///
/// # Errors
/// Where there is none; the refusal offers the nearest names.
pub fn field(name: &str) -> Result<&'static Field<Item>, Refusal> {
    FIELDS.iter().find(|f| f.name == name).ok_or_else(|| {
        let near = crate::text::nearest(name, FIELDS.iter().filter(|f| f.set.is_some()).map(|f| f.name));
        let hint = if near.is_empty() {
            FIELDS.iter().filter(|f| f.set.is_some()).map(|f| f.name).collect::<Vec<_>>().join(", ")
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        Refusal::invalid(format!("no field “{name}” · {hint}"))
    })
}

/// Writes a field from text. The one way for screen, shell and import, so that all refuse alike.
///
/// # Errors
/// Where momentum keeps the field itself, or the text does not fit it.
pub fn set_field(item: &mut Item, name: &str, text: &str, product: &Product, at: Stamp) -> Result<(), Refusal> {
    let field = field(name)?;
    let set = field.set.ok_or_else(|| Refusal::invalid(format!("“{name}” is kept by momentum and not set by hand")))?;
    let before = item.status;
    set(item, text, product).map_err(|why| Refusal::invalid(format!("{name}: {why}")))?;
    if item.status != before {
        let to = std::mem::replace(&mut item.status, before);
        item.reach(to, at);
    }
    Ok(())
}
