//! The product itself: its name and the prefix of its keys.

use crate::model::entity::{Merge, Shape, Value};
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
    Field {
        name: "name",
        title: "Name",
        help: "What the product is called",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |about| Value::text(about.name.as_str()),
        set: Some(|about, text, _| {
            text.trim().clone_into(&mut about.name);
            Ok(())
        }),
    },
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
        name: "created",
        title: "Created",
        help: "When it was set up",
        shape: Shape::Kept,
        merge: Merge::Silent,
        get: |about| Value::Stamp(about.created),
        set: None,
    },
    Field {
        name: "updated",
        title: "Updated",
        help: "When it last changed",
        shape: Shape::Kept,
        merge: Merge::Greatest,
        get: |about| Value::Stamp(about.updated),
        set: None,
    },
];

impl Entity for About {
    const TABLE: &'static str = "product";
    const NOUN: &'static str = "product";

    fn id(&self) -> Id {
        Id::ZERO
    }

    fn updated(&self) -> Stamp {
        self.updated
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}
