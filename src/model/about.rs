//! The product itself: its name and the prefix of its keys.

use crate::model::entity::{Merge, Shape, Value, hundredths, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Refusal, Size, Stamp};

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

/// Returns a prefix for keys from a product's name: the first three letters, or `ITEM` where there are no letters.
#[must_use]
pub fn prefix_of(name: &str) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase();
    if letters.len() < 2 { "ITEM".to_owned() } else { letters }
}

/// Returns `text` as a prefix.
///
/// # Errors
/// Where it is not one to ten letters or digits, beginning with a letter.
pub fn read_prefix(text: &str) -> Result<String, Refusal> {
    let prefix = text.trim().to_uppercase();
    let fits = (1..=10).contains(&prefix.len())
        && prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix.chars().all(|c| c.is_ascii_alphanumeric());
    if fits { Ok(prefix) } else { Err(Refusal::invalid(format!("“{text}” is not a prefix of one to ten letters"))) }
}

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
        }
    };
}

static FIELDS: &[Field<About>] = &[
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
    },
    Field {
        name: "ready",
        title: "Ready",
        help: "The Definition of Ready, separated by semicolons; empty for the six built-in checks",
        shape: Shape::List,
        merge: Merge::Later,
        get: |about| Value::list(about.ready.iter().map(|text| text.as_str().into())),
        set: Some(|about, text, _| {
            about.ready = text.split([';', '\n']).map(one_line).filter(|part| !part.is_empty()).collect();
            Ok(())
        }),
    },
    Field {
        name: "strict",
        title: "Strict",
        help: "Whether what is not ready cannot be planned at all: yes or no",
        shape: Shape::Choice(&["no", "yes"]),
        merge: Merge::Later,
        get: |about| Value::text(if about.strict { "yes" } else { "no" }),
        set: Some(|about, text, _| {
            about.strict = text.trim() == "yes";
            Ok(())
        }),
    },
    points_field!(limit, "Size limit", "The greatest size that fits into a sprint; empty for half the velocity"),
    points_field!(velocity, "Velocity", "Points that the team takes a sprint, as long as no sprint says it"),
    Field {
        name: "most",
        title: "Most items",
        help: "How many open items are too many; empty for a hundred",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| if about.most == 0 { Value::Blank } else { Value::text(about.most.to_string()) },
        set: Some(|about, text, _| {
            about.most = match text.trim() {
                "" => 0,
                n => n.parse().map_err(|_| Refusal::invalid(format!("“{n}” is not a number of items")))?,
            };
            Ok(())
        }),
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
