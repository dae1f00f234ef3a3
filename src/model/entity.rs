//! What a stored thing is, and what a field of it is: the rows of FIELDS that every other room reads.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Id, Product, Stamp};

/// A refused change or look-up, in words for the user: what happened, to what, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The thing named is not there.
    #[error("{0}")]
    Missing(String),
    /// A value or a name does not fit.
    #[error("{0}")]
    Invalid(String),
    /// The thing was changed elsewhere meanwhile, so that the change no longer fits.
    #[error("{0}")]
    Changed(String),
    /// The product is open for reading only; the text is the reason.
    #[error("read-only: {0}")]
    ReadOnly(String),
}

impl Refusal {
    /// Returns a refusal of a value or a name that does not fit.
    pub fn invalid(words: impl Into<String>) -> Self {
        Self::Invalid(words.into())
    }
}

/// A kind of record with a table of its own.
pub trait Entity: Clone + Default + Eq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The table's name in the file.
    const TABLE: &'static str;
    /// What one of them is called.
    const NOUN: &'static str;
    /// Members of which every record of this table has one and no record of a table before it does: by these a record is
    /// told in a damaged file.
    const TOLD_BY: &'static [&'static str];
    /// Whether the file names the table even where it is empty, so that a file that was cut off is noticed.
    const ALWAYS: bool = false;
    /// Whether there is exactly one such record, with the id zero.
    const SINGLE: bool = false;
    /// Returns the record's identity.
    fn id(&self) -> Id;
    /// Returns when the record last changed; the later of two conflicting edits wins.
    fn updated(&self) -> Stamp;
    /// Returns the table of its fields.
    fn fields() -> &'static [Field<Self>];
    /// Returns what messages call the record.
    fn label(&self) -> String;
    /// Returns when the record was written down and when it last changed, for an edit to set.
    fn stamps(&mut self) -> Option<(&mut Stamp, &mut Stamp)> {
        None
    }
    /// Makes fields that must fit each other fit again, after a merge or a hand has changed them apart. What it does
    /// depends on the record alone, so that two programs arrive at the same.
    fn heal(&mut self) {}
    /// Whether [`Entity::heal`] would find nothing to do.
    fn is_whole(&self) -> bool {
        true
    }
}

/// One field of an entity. Forms, columns, filter, sort, `set`, CSV, merge and the documentation read this row.
pub struct Field<T: 'static> {
    /// The member's name in the file, in filters and in `momentum set`.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// One line for a person: what it is for and what may stand in it.
    pub help: &'static str,
    /// How it is edited.
    pub shape: Shape,
    /// How two changes of it become one.
    pub merge: Merge,
    /// Reads the field of a record.
    pub get: Reader<T>,
    /// Writes it from what a person typed; `None` where momentum keeps the field itself.
    pub set: Option<Setter<T>>,
    /// The part of it that `text:` looks through.
    pub search: Search<T>,
    /// Its fate when a person merges two records into one.
    pub combine: Combine<T>,
    /// Whether the pane of a record shows it by its title and value; what does not may be drawn there in a way of its own.
    pub shown: bool,
    /// Whether a change of it says nothing by itself, so that messages and the log leave it out.
    pub silent: bool,
}

/// The part of a field that `text:` looks through.
pub enum Search<T: 'static> {
    /// Nothing.
    No,
    /// Its value.
    Itself,
    /// What this reads.
    In(Reader<T>),
}

/// The fate of a field when a person merges two records into one. Nothing is lost: a value that has to give way stays as words.
#[derive(Clone, Copy)]
pub enum Combine<T> {
    /// Each keeps its own.
    Keep,
    /// There can be one only: this takes the other's where its own is blank, else the other's stays as words.
    One(fn(&mut T, &T)),
    /// Both stay: this adds the other's.
    Both(fn(&mut T, &T)),
}

/// A field in words, whatever it is a field of: for the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// Its name in the file, in filters and in `momentum set`.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// Its purpose.
    pub help: &'static str,
    /// How it is edited; `None` where momentum keeps it.
    pub shape: Option<Shape>,
    /// Whether `text:` looks through it.
    pub searched: bool,
}

impl<T> Field<T> {
    /// Returns what it is in words.
    #[must_use]
    pub fn described(&self) -> Described {
        Described {
            name: self.name,
            title: self.title,
            help: self.help,
            shape: self.set.map(|_| self.shape),
            searched: self.searches().is_some(),
        }
    }

    /// Returns what a row says where it says nothing: not searched, not merged, not shown by itself.
    #[must_use]
    pub const fn rest() -> Self {
        Self {
            name: "",
            title: "",
            help: "",
            shape: Shape::Line,
            merge: Merge::Later,
            get: |_| Value::Blank,
            set: None,
            search: Search::No,
            combine: Combine::Keep,
            shown: false,
            silent: false,
        }
    }

    /// Returns what reads that which `text:` looks through; `None` if it does not look here.
    #[must_use]
    pub const fn searches(&self) -> Option<Reader<T>> {
        match self.search {
            Search::No => None,
            Search::Itself => Some(self.get),
            Search::In(read) => Some(read),
        }
    }

    /// Says what `text:` looks through.
    #[must_use]
    pub const fn searched(self, search: Search<T>) -> Self {
        Self { search, ..self }
    }

    /// Says what becomes of it when two records are merged.
    #[must_use]
    pub const fn combined(self, combine: Combine<T>) -> Self {
        Self { combine, ..self }
    }

    /// Leaves it out of the list of titles and values in a record's pane, which draws it in its own way.
    #[must_use]
    pub const fn drawn(self) -> Self {
        Self { shown: false, ..self }
    }

    /// Leaves its changes out of messages and the log.
    #[must_use]
    pub const fn silent(self) -> Self {
        Self { silent: true, ..self }
    }
}

/// Reads a field, or what of it is searched.
pub type Reader<T> = for<'a> fn(&'a T) -> Value<'a>;

/// Writes a field from text; the product is there to resolve keys. Errors say what would have fitted.
pub type Setter<T> = fn(&mut T, &str, &Product) -> Result<(), Refusal>;

/// How a field is edited and printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Several lines of text.
    Prose,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A size in points.
    Size,
    /// A list of words, separated by commas.
    List,
    /// The key of a goal.
    Goal,
    /// A day of the calendar.
    Date,
    /// Kept by momentum, shown but not edited as text.
    Kept,
}

/// How two changes of one field, made apart, become one. "Lost" values go to the conflicts, never away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The later change wins, the other is lost.
    Later,
    /// The later change wins; the other is not worth a conflict (a place is not content).
    Silent,
    /// Members of a set: what either side added is there, what either side removed is gone.
    Set,
    /// Members of a set in an order that means something: as for a set, in the order of the later change.
    Ordered,
    /// Records with an id each: merged record by record.
    Records,
    /// Text merged line by line; where both changed the same lines, the later wins whole.
    Lines,
    /// The greater of the two values.
    Greatest,
}

/// What a field holds, for sorting, comparing and printing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// A number in hundredths. Numbers sort before words, so that a size of "?" comes after all that are known.
    Number(i64),
    /// A day of the calendar.
    Date(NaiveDate),
    /// A moment in time.
    Stamp(Stamp),
    /// Text that is never empty.
    Text(Cow<'a, str>),
    /// A list of words.
    List(Vec<Cow<'a, str>>),
    /// A goal, by its identity.
    Goal(Id),
    /// Nothing; it sorts behind all values.
    Blank,
}

impl<'a> Value<'a> {
    /// Returns a text value, or blank for the empty text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// Returns a list value, or blank for the empty list.
    pub fn list(words: impl IntoIterator<Item = Cow<'a, str>>) -> Self {
        let words: Vec<_> = words.into_iter().collect();
        if words.is_empty() { Self::Blank } else { Self::List(words) }
    }

    /// Whether nothing is there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// Returns the value as a person types it, so that `set(print(get(x)))` changes nothing.
    #[must_use]
    pub fn print(&self, product: &Product) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number(n) => hundredths(*n),
            Self::Date(day) => day.to_string(),
            Self::Stamp(at) => at.to_string(),
            Self::List(words) => words.join(", "),
            Self::Goal(id) => product.goal_key(*id).unwrap_or_else(|| id.to_string()),
            Self::Blank => String::new(),
        }
    }
}

/// Returns a number of hundredths as people write it: `8`, `2.5`, `½`.
#[must_use]
pub fn hundredths(n: i64) -> String {
    match (n / 100, n % 100) {
        (0, 50) => "½".to_owned(),
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.name).field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// A field of one line of text that a person writes: it is searched, shown, and one of two stays when records are merged.
macro_rules! line_field {
    ($field:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Line,
            merge: $crate::model::entity::Merge::Later,
            get: |row| $crate::model::Value::text(row.$field.as_str()),
            set: Some(|row, text, _| {
                row.$field = $crate::model::entity::one_line(text);
                Ok(())
            }),
            search: $crate::model::entity::Search::Itself,
            combine: $crate::model::entity::Combine::One(|own, other| {
                if own.$field.is_empty() {
                    own.$field.clone_from(&other.$field);
                }
            }),
            shown: true,
            ..$crate::model::Field::rest()
        }
    };
}

/// A field that momentum keeps itself.
macro_rules! kept_field {
    ($field:ident, $title:literal, $merge:ident, $help:literal, $get:expr) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Kept,
            merge: $crate::model::entity::Merge::$merge,
            get: $get,
            set: None,
            ..$crate::model::Field::rest()
        }
    };
}

/// A number that nobody need give.
macro_rules! amount_field {
    ($field:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Line,
            merge: $crate::model::entity::Merge::Later,
            get: |row| row.$field.map_or($crate::model::Value::Blank, |n| $crate::model::Value::text(n.to_string())),
            set: Some(|row, text, _| {
                row.$field = match text.trim() {
                    "" => None,
                    n => Some($crate::model::Amount::parse(n)?),
                };
                Ok(())
            }),
            ..$crate::model::Field::rest()
        }
    };
}

/// The worth of something in a year, or nothing.
macro_rules! worth_field {
    ($field:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            set: Some(|row, text, _| {
                row.$field = $crate::model::amount::read_worth(text)?;
                Ok(())
            }),
            shown: true,
            ..$crate::model::entity::amount_field!($field, $title, $help)
        }
    };
}

/// A calendar day that nobody need give.
macro_rules! day_field {
    ($field:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Date,
            merge: $crate::model::entity::Merge::Later,
            get: |row| row.$field.map_or($crate::model::Value::Blank, $crate::model::Value::Date),
            set: Some(|row, text, _| {
                row.$field = match text.trim() {
                    "" | "none" => None,
                    day => Some(
                        day.parse().map_err(|_| $crate::model::Refusal::invalid(format!("“{day}” is not a day")))?,
                    ),
                };
                Ok(())
            }),
            ..$crate::model::Field::rest()
        }
    };
}

/// One word of a closed vocabulary.
macro_rules! choice_field {
    ($field:ident, $type:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Choice($type::WORDS),
            merge: $crate::model::entity::Merge::Later,
            get: |row| $crate::model::Value::text(row.$field.word()),
            set: Some(|row, text, _| {
                row.$field = $type::parse(text)?;
                Ok(())
            }),
            shown: true,
            ..$crate::model::Field::rest()
        }
    };
}

/// Yes or no.
macro_rules! flag_field {
    ($field:ident, $title:literal, $help:literal) => {
        $crate::model::Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: $crate::model::Shape::Choice(&["no", "yes"]),
            merge: $crate::model::entity::Merge::Later,
            get: |row| $crate::model::Value::text(if row.$field { "yes" } else { "no" }),
            set: Some(|row, text, _| {
                row.$field = match text.trim() {
                    "yes" => true,
                    "no" | "" => false,
                    other => return Err($crate::model::Refusal::invalid(format!("“{other}” is neither yes nor no"))),
                };
                Ok(())
            }),
            ..$crate::model::Field::rest()
        }
    };
}

/// Words of the team, to find a record by.
macro_rules! tags_field {
    ($field:ident) => {
        $crate::model::Field {
            name: stringify!($field),
            title: "Tags",
            help: "Words to find it by, separated by commas",
            shape: $crate::model::Shape::List,
            merge: $crate::model::entity::Merge::Set,
            get: |row| $crate::model::Value::list(row.$field.iter().map(|word| word.as_str().into())),
            set: Some(|row, text, _| {
                row.$field = $crate::model::item::edit_list(&row.$field, text);
                Ok(())
            }),
            search: $crate::model::entity::Search::Itself,
            shown: true,
            ..$crate::model::Field::rest()
        }
    };
}

/// The identity and the stamps of a record, and how an entity answers for them.
macro_rules! identity {
    () => {
        $crate::model::entity::identity!(FIELDS);
    };
    ($fields:ident) => {
        fn id(&self) -> $crate::model::Id {
            self.id
        }

        fn updated(&self) -> $crate::model::Stamp {
            self.updated
        }

        fn stamps(&mut self) -> Option<(&mut $crate::model::Stamp, &mut $crate::model::Stamp)> {
            Some((&mut self.created, &mut self.updated))
        }

        fn fields() -> &'static [$crate::model::Field<Self>] {
            $fields
        }
    };
}
pub(crate) use {
    amount_field, choice_field, day_field, flag_field, identity, kept_field, line_field, tags_field, worth_field,
};

/// Returns text on one line, its lines joined by blanks.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
