//! The product itself: its name and the prefix of its keys.

use crate::model::entity::{Merge, Shape, Value, kept_field, line_field};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Refusal, Stamp};

record! {
    /// What is known of the product as a whole. There is one such record, with the id zero.
    pub struct About {
        /// What the product is called.
        name: String,
        /// What its keys begin with: INK in INK-12.
        prefix: String,
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
