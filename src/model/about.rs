//! The product itself: its name and the prefix of its keys.

use std::collections::BTreeMap;

use crate::model::competitor::LOOKS;
use crate::model::entity::{Merge, Shape, Value, hundredths, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Refusal, Size, Stamp, Status};

record! {
    /// What is known of the product as a whole. There is one such record, with the id zero.
    pub struct About {
        /// What the product is called.
        name: String,
        /// What its keys begin with: INK in INK-12.
        prefix: String,
        /// The team's Definition of Ready: names of built-in checks and words of its own; empty for the six built-in ones.
        ready: Vec<String>,
        /// Whether what is not ready cannot be planned at all.
        strict: bool,
        /// The greatest size that fits into a sprint, in hundredths of a point; 0 for half the velocity.
        limit: u32,
        /// Points that the team takes a sprint, in hundredths, as long as no sprint says it; 0 for unknown.
        velocity: u32,
        /// How many open items are too many; 0 for the usual hundred.
        most: u32,
        /// How items are scored, empty for value and effort.
        method: String,
        /// The Definition of Done: what every item must meet, beside its own criteria.
        done: Vec<String>,
        /// Most cards in a column of the board, by the word of its status.
        wip: BTreeMap<String, u32>,
        /// Shares of the work in percent that the team wants, by class: feature, fix, debt, discovery.
        mix: BTreeMap<String, u32>,
        /// Whether an item is only accepted where a word says where it can be seen.
        demo: bool,
        /// Whether nothing is said of wins when a sprint ends.
        quiet: bool,
        /// The team's own weights of the four judgments, by input, in hundredths; empty for the usual ones.
        weights: BTreeMap<String, u32>,
        /// Who decides what: responsibilities with a name each.
        roles: BTreeMap<String, String>,
        /// Grooming sessions that the team wants in a sprint; 0 for one.
        sessions: u32,
        /// Talks in thirty days that the team wants; 0 for the usual four.
        talks: u32,
        /// Facts of use in thirty days that the team wants; 0 for the usual four.
        facts: u32,
        /// Moves of competitors in thirty days that the team wants to have seen; 0 for the usual two.
        moves: u32,
        /// The list of the weekly look outside; empty for the usual six lines.
        looks: Vec<String>,
        /// The columns of the backlog in their order, by name; empty for the usual ones. The title is always there.
        columns: Vec<String>,
        /// When it was set up.
        created: Stamp,
        /// When its name or prefix last changed.
        updated: Stamp,
    }
}

impl About {
    /// Returns a product's head with a prefix made from the name.
    #[must_use]
    pub fn named(name: &str, created: Stamp) -> Self {
        Self { name: name.to_owned(), prefix: prefix_of(name), created, updated: created, ..Self::default() }
    }
}

/// Talks in thirty days, where the team has no aim of its own.
const TALKS: u32 = 4;
/// Facts of use in thirty days, where the team has no aim of its own.
const FACTS: u32 = 4;
/// Moves of competitors in thirty days, where the team has no aim of its own.
const MOVES: u32 = 2;

impl About {
    /// Returns how many talks in thirty days are enough.
    #[must_use]
    pub fn talks_wanted(&self) -> usize {
        (if self.talks == 0 { TALKS } else { self.talks }) as usize
    }

    /// Returns how many facts of use in thirty days are enough.
    #[must_use]
    pub fn facts_wanted(&self) -> usize {
        (if self.facts == 0 { FACTS } else { self.facts }) as usize
    }

    /// Returns how many moves of competitors in thirty days are enough to have seen.
    #[must_use]
    pub fn moves_wanted(&self) -> usize {
        (if self.moves == 0 { MOVES } else { self.moves }) as usize
    }

    /// Returns what is looked at in the weekly look outside.
    #[must_use]
    pub fn look_list(&self) -> Vec<String> {
        if self.looks.is_empty() { LOOKS.iter().map(|words| (*words).to_owned()).collect() } else { self.looks.clone() }
    }
}

/// Returns a prefix for keys from a product's name: the first three letters, or `ITEM` where there are no letters.
#[must_use]
pub fn prefix_of(name: &str) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase();
    if letters.len() < 2 { "ITEM".to_owned() } else { letters }
}

/// Returns `text` as a prefix.
///
/// # Errors
/// Returns an error if it is not one to ten letters or digits, beginning with a letter.
pub fn read_prefix(text: &str) -> Result<String, Refusal> {
    let prefix = text.trim().to_uppercase();
    let fits = (1..=10).contains(&prefix.len())
        && prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix.chars().all(|c| c.is_ascii_alphanumeric());
    if fits { Ok(prefix) } else { Err(Refusal::invalid(format!("“{text}” is not a prefix of one to ten letters"))) }
}

/// Classes of work, by which the mix of a sprint is told.
pub const CLASSES: &[&str] = &["feature", "fix", "debt", "discovery"];

/// What somebody has to own, so that nothing falls between a product manager and a product owner.
pub const ROLES: &[&str] = &["vision", "roadmap", "order", "acceptance", "stakeholders", "market"];

/// Inputs of the four judgments that can be weighted, with what they weigh where nobody said so.
pub const WEIGHTS: &[(&str, u32)] = &[("users", 300), ("business", 300), ("fit", 200), ("danger", 100)];

impl About {
    /// Returns what an input of the four judgments weighs, in hundredths.
    #[must_use]
    pub fn weight(&self, input: &str) -> u32 {
        let usual = WEIGHTS.iter().find(|(name, _)| *name == input).map_or(100, |(_, n)| *n);
        self.weights.get(input).copied().unwrap_or(usual)
    }

    /// Returns the responsibilities that nobody has.
    #[must_use]
    pub fn unowned(&self) -> Vec<&'static str> {
        ROLES.iter().filter(|role| self.roles.get(**role).is_none_or(|who| who.trim().is_empty())).copied().collect()
    }
}

/// A yes or no.
macro_rules! flag_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Choice(&["no", "yes"]),
            merge: Merge::Later,
            get: |about| Value::text(if about.$field { "yes" } else { "no" }),
            set: Some(|about, text, _| {
                about.$field = text.trim() == "yes";
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

/// Returns what stands between commas or semicolons.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// Reads responsibilities with a name each: `vision Ana, order Jo`; one without a name is nobody's.
fn read_roles(text: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let mut out = BTreeMap::new();
    for part in parts(text) {
        let (word, who) = part.split_once([' ', '=', ':']).unwrap_or((part, ""));
        let role = ROLES.iter().find(|role| role.eq_ignore_ascii_case(word));
        let role = role.ok_or_else(|| Refusal::invalid(format!("“{word}” is none of {}", ROLES.join(", "))))?;
        let who = who.trim_start_matches([' ', '=', ':']);
        if !who.trim().is_empty() {
            out.insert((*role).to_owned(), one_line(who));
        }
    }
    Ok(out)
}

/// Reads what the four judgments weigh: `users 3, business 2.5`; 0 leaves one out.
fn read_weights(text: &str) -> Result<BTreeMap<String, u32>, Refusal> {
    let mut out = BTreeMap::new();
    for part in parts(text) {
        let names: Vec<&str> = WEIGHTS.iter().map(|(name, _)| *name).collect();
        let fault =
            || Refusal::invalid(format!("“{part}” is not one of {} with a weight from 0 to 99", names.join(", ")));
        let (word, n) = part.rsplit_once([' ', '=', ':']).ok_or_else(fault)?;
        let name = names
            .iter()
            .find(|name| name.eq_ignore_ascii_case(word.trim().trim_end_matches(['=', ':']).trim()))
            .ok_or_else(fault)?;
        let n = Size::parse(n).ok().and_then(Size::points).filter(|n| *n < 10_000).ok_or_else(fault)?;
        out.insert((*name).to_owned(), n);
    }
    Ok(out)
}

/// Returns words with a number each as one types them: `doing 3, review 2`.
fn pairs_text(pairs: &BTreeMap<String, u32>) -> String {
    pairs.iter().map(|(word, n)| format!("{word} {n}")).collect::<Vec<_>>().join(", ")
}

/// Returns words with a number each; a 0 takes the word out.
fn read_pairs(text: &str, known: &[&str]) -> Result<BTreeMap<String, u32>, Refusal> {
    let mut out = BTreeMap::new();
    for part in parts(text) {
        let fault = || Refusal::invalid(format!("“{part}” is not one of {} with a number", known.join(", ")));
        let (word, n) = part.rsplit_once([' ', '=', ':']).ok_or_else(fault)?;
        let word = known.iter().find(|known| known.eq_ignore_ascii_case(word.trim())).ok_or_else(fault)?;
        let n: u32 = n.trim().trim_end_matches('%').parse().map_err(|_| fault())?;
        if n > 0 {
            out.insert((*word).to_owned(), n);
        }
    }
    Ok(out)
}

/// The names of the columns that the backlog can have.
pub const COLUMNS: &[&str] = &[
    "#", "key", "pts", "goal", "ready", "title", "sprint", "status", "crit", "owner", "due", "class", "kind", "value",
    "age", "groomed", "tags", "asked", "notes",
];

/// A number of points, where 0 means that nobody said.
macro_rules! points_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Line,
            merge: Merge::Later,
            get: |about| {
                if about.$field == 0 { Value::Blank } else { Value::text(hundredths(i64::from(about.$field))) }
            },
            set: Some(|about, text, _| {
                about.$field = match text.trim() {
                    "" => 0,
                    n => Size::parse(n)?.points().unwrap_or(0),
                };
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

/// A number of something from 1 to a most, where 0 means that nobody said.
macro_rules! count_field {
    ($field:ident, $most:literal, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Line,
            merge: Merge::Later,
            get: |about| if about.$field == 0 { Value::Blank } else { Value::text(about.$field.to_string()) },
            set: Some(|about, text, _| {
                about.$field = match text.trim() {
                    "" => 0,
                    n => n
                        .parse()
                        .ok()
                        .filter(|n| (1..=$most).contains(n))
                        .ok_or_else(|| Refusal::invalid(format!("“{n}” is not a number from 1 to {}", $most)))?,
                };
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

/// Words or lines, separated by semicolons.
macro_rules! lines_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::List,
            merge: Merge::Later,
            get: |about| Value::text(about.$field.join("; ")),
            set: Some(|about, text, _| {
                about.$field = text.split([';', '\n']).map(one_line).filter(|part| !part.is_empty()).collect();
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

static FIELDS: &[Field<About>] = &[
    Field {
        name: "columns",
        title: "Columns",
        help: "Columns of the backlog in their order; empty for the usual ones",
        shape: Shape::List,
        merge: Merge::Later,
        get: |about| Value::text(about.columns.join(", ")),
        set: Some(|about, text, _| {
            let mut columns = Vec::new();
            for word in parts(text) {
                let known = COLUMNS
                    .iter()
                    .find(|column| column.eq_ignore_ascii_case(word))
                    .ok_or_else(|| Refusal::invalid(format!("“{word}” is no column: {}", COLUMNS.join(", "))))?;
                if !columns.iter().any(|column| column == known) {
                    columns.push((*known).to_owned());
                }
            }
            about.columns = columns;
            Ok(())
        }),
        ..Field::rest()
    },
    line_field!(name, "Name", "What the product is called"),
    Field {
        name: "prefix",
        title: "Prefix",
        help: "What its keys begin with",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| Value::text(about.prefix.as_str()),
        set: Some(|about, text, _| {
            about.prefix = read_prefix(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    lines_field!(ready, "Ready", "The Definition of Ready, separated by semicolons; empty for the six built-in checks"),
    flag_field!(strict, "Strict", "Whether what is not ready cannot be planned at all: yes or no"),
    flag_field!(demo, "Demo needed", "Whether an item is only accepted with a word where it can be seen: yes or no"),
    flag_field!(quiet, "Quiet", "Whether nothing is said of wins when a sprint ends: yes or no"),
    Field {
        name: "roles",
        title: "Responsible",
        help: "Who owns what: vision Ana, roadmap Ana, order Jo, acceptance Jo, stakeholders Jo, market Ana",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| {
            let pairs = about.roles.iter().map(|(role, who)| format!("{role} {who}"));
            Value::text(pairs.collect::<Vec<_>>().join(", "))
        },
        set: Some(|about, text, _| {
            about.roles = read_roles(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "weights",
        title: "Weights",
        help: "What the four judgments weigh: users 3, business 3, fit 2, danger 1; empty for these",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| {
            let pairs = about.weights.iter().map(|(name, n)| format!("{name} {}", hundredths(i64::from(*n))));
            Value::text(pairs.collect::<Vec<_>>().join(", "))
        },
        set: Some(|about, text, _| {
            about.weights = read_weights(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    points_field!(limit, "Size limit", "The greatest size that fits into a sprint; empty for half the velocity"),
    points_field!(velocity, "Velocity", "Points that the team takes a sprint, as long as no sprint says it"),
    count_field!(most, 999_999, "Most items", "How many open items are too many; empty for a hundred"),
    lines_field!(done, "Done", "The Definition of Done, separated by semicolons: tested; documented; accessible"),
    count_field!(talks, 99, "Talks", "Talks with people outside that you want in thirty days; empty for four"),
    count_field!(
        facts,
        99,
        "Facts of use",
        "Facts of use that you want in thirty days: counts, funnels, studies; empty for four"
    ),
    count_field!(moves, 99, "Moves", "Moves of competitors that you want to have seen in thirty days; empty for two"),
    count_field!(sessions, 20, "Sessions", "Grooming sessions that you want in a sprint; empty for one"),
    lines_field!(
        looks,
        "Looks outside",
        "What is looked at once a week, separated by semicolons; empty for the usual six lines"
    ),
    Field {
        name: "wip",
        title: "WIP limits",
        help: "Most cards in a column of the board: doing 3, review 2",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| Value::text(pairs_text(&about.wip)),
        set: Some(|about, text, _| {
            about.wip = read_pairs(text, Status::WORDS)?;
            Ok(())
        }),
        ..Field::rest()
    },
    Field {
        name: "mix",
        title: "Mix",
        help: "Shares of the work that the team wants, in percent: feature 60, fix 20, debt 20",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| Value::text(pairs_text(&about.mix)),
        set: Some(|about, text, _| {
            let mix = read_pairs(text, CLASSES)?;
            let sum: u32 = mix.values().fold(0, |sum: u32, n| sum.saturating_add(*n));
            if !mix.is_empty() && sum != 100 {
                return Err(Refusal::invalid(format!("the shares add up to {sum} % and not to 100")));
            }
            about.mix = mix;
            Ok(())
        }),
        ..Field::rest()
    },
    line_field!(method, "Method", "How items are scored: rice, wsjf, ice, value, four or opportunity"),
    kept_field!(created, "Created", Silent, "When it was set up", |about| Value::Stamp(about.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |about| Value::Stamp(about.updated)),
];

impl Entity for About {
    const TABLE: &'static str = "product";
    const NOUN: &'static str = "product";
    const TOLD_BY: &'static [&'static str] = &["prefix"];
    const ALWAYS: bool = true;
    const SINGLE: bool = true;

    fn id(&self) -> Id {
        Id::ZERO
    }

    fn updated(&self) -> Stamp {
        self.updated
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn stamps(&mut self) -> Option<(&mut Stamp, &mut Stamp)> {
        Some((&mut self.created, &mut self.updated))
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}
