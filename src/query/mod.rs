//! The filter language: `kind:bug size>5 age>90d is:orphan -tag:x text:"pay later" sort:age`, and free words.
//!
//! Every field of FIELDS can be asked for by its name. Free words are matched fuzzily on key and title. Without a word
//! about it, items that are done, declined or set aside for later are left out.

mod eval;
pub mod fuzzy;
mod parse;
pub mod queue;
pub mod request;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

pub use eval::{Matcher, sort};
pub use fuzzy::Fuzzy;

use crate::model::{Field, Id, Item, SprintState};

/// Days without a change after which an item is stale, where nothing else was set.
pub const STALE_DAYS: i64 = 90;

/// A filter that has been parsed.
#[derive(Debug)]
pub struct Query {
    terms: Vec<Term>,
    /// The order to show the result in; `None` is the rank.
    pub sort: Option<Sort>,
    everything: bool,
    stale_days: i64,
    /// Items that may be another one, as far as they are known.
    doubled: Arc<HashSet<Id>>,
}

impl Default for Query {
    fn default() -> Self {
        Self { terms: Vec::new(), sort: None, everything: false, stale_days: STALE_DAYS, doubled: Arc::default() }
    }
}

/// An order to show items in. It never changes the rank.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// The key to sort by.
    pub key: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// What items are sorted by.
#[derive(Clone, Copy, Debug)]
pub enum SortKey {
    /// The one order of the backlog.
    Rank,
    /// The number in the key.
    Key,
    /// Days since it was written down, the oldest first.
    Age,
    /// The score by the product's method, the greatest first.
    Score,
    /// The value of a field.
    Field(&'static Field<Item>),
}

impl Sort {
    /// The names to sort by that people use most, for the sort menu.
    pub const MENU: &'static [&'static str] =
        &["rank", "size", "age", "updated", "title", "kind", "status", "goal", "key", "score"];

    /// Returns the order that `name` names; `-name` turns it round.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (descending, name) = name.strip_prefix('-').map_or((false, name), |rest| (true, rest));
        let key = match name {
            "rank" | "place" => SortKey::Rank,
            "key" => SortKey::Key,
            "age" => SortKey::Age,
            "score" | "value" => SortKey::Score,
            name => SortKey::Field(crate::model::item::field(name).ok()?),
        };
        Some(Self { key, descending })
    }
}

#[derive(Debug)]
struct Term {
    not: bool,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Free words, all of them.
    Words(Vec<String>),
    /// A word anywhere in the item's texts.
    Text(String),
    Is(State),
    Has(&'static Field<Item>),
    Field(&'static Field<Item>, Op, Operand),
    Age(Op, i64),
    /// The place in the one order.
    Place(Op, usize),
    /// The sprint that it is in, one of these.
    Sprint(Op, Vec<Which>),
}

/// A sprint that an item can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    None,
    State(SprintState),
    Number(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Debug)]
enum Operand {
    Blank,
    /// Any of these words.
    Words(Vec<String>),
    Number(i64),
    Day(NaiveDate),
    /// Days: the age of an instant, the days that are left until a day.
    Days(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    All,
    Open,
    Done,
    Declined,
    Later,
    Orphan,
    Unsized,
    Blocked,
    Stale,
    Zombie,
    Ready,
    Unready,
    Big,
    Unranked,
    Unscored,
    Vague,
    Overspecified,
    Duplicate,
    Overdue,
    Inside,
    Promised,
    Drafted,
    QuickWin,
    Flawed,
}

const STATES: &[(&str, State)] = &[
    ("orphan", State::Orphan),
    ("unsized", State::Unsized),
    ("blocked", State::Blocked),
    ("stale", State::Stale),
    ("zombie", State::Zombie),
    ("ready", State::Ready),
    ("unready", State::Unready),
    ("big", State::Big),
    ("unranked", State::Unranked),
    ("unscored", State::Unscored),
    ("vague", State::Vague),
    ("overspecified", State::Overspecified),
    ("duplicate", State::Duplicate),
    ("overdue", State::Overdue),
    ("inside", State::Inside),
    ("promised", State::Promised),
    ("drafted", State::Drafted),
    ("quick-win", State::QuickWin),
    ("flawed", State::Flawed),
    ("declined", State::Declined),
    ("later", State::Later),
    ("done", State::Done),
    ("open", State::Open),
    ("all", State::All),
];

/// A filter that is not understood, with the column (from 1) where it stops to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {words}")]
pub struct QueryError {
    /// The column, counted in characters from 1.
    pub column: usize,
    /// What is wrong there, and what would fit.
    pub words: String,
}

impl Query {
    /// Parses the text of a filter.
    ///
    /// # Errors
    /// Returns an error if a name, a value or a quote does not fit; the error points at the column.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        parse::parse(text)
    }

    /// Takes an item for stale after so many days without a change.
    #[must_use]
    pub fn stale_after(self, stale_days: i64) -> Self {
        Self { stale_days, ..self }
    }

    /// Tells which items may be another one, for `is:duplicate`.
    #[must_use]
    pub fn doubled(self, doubled: Arc<HashSet<Id>>) -> Self {
        Self { doubled, ..self }
    }

    /// Whether it asks for items that may be another one, so that these must be known.
    #[must_use]
    pub fn asks_for_duplicates(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::Is(State::Duplicate)))
    }

    /// Whether every result stands in the one order, because items without a place are left out.
    #[must_use]
    pub fn only_open(&self) -> bool {
        !self.everything
    }
}

#[cfg(test)]
mod tests;
