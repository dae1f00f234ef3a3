//! The vision: what is to be true for whom, in Pichler's five fields and Moore's seven blanks.

use chrono::NaiveDate;

use crate::model::entity::{Merge, Shape, Value, kept_field, line_field};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Stamp};

/// Days after which a vision that nobody shared is worth a reminder.
pub const SHARE_AGAIN: i64 = 90;

record! {
    /// The vision. There is one such record, with the id zero, once somebody has begun it.
    pub struct Vision {
        /// The positive change, in a line.
        vision: String,
        /// For whom it is: market, customers, users.
        audience: String,
        /// Which problem it solves for them, or what good it does.
        needs: String,
        /// What it is, and what makes it stand out.
        offer: String,
        /// What the business gains from it.
        business: String,
        /// Moore: for …
        customer: String,
        /// Moore: who …
        need: String,
        /// Moore: the … (the product's name where it is empty)
        called: String,
        /// Moore: is a …
        category: String,
        /// Moore: that …
        gain: String,
        /// Moore: unlike …
        alternative: String,
        /// Moore: our product …
        difference: String,
        /// When it was last shared.
        shared: Option<NaiveDate>,
        /// When it was begun.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

/// A text of several lines that a person writes.
macro_rules! prose_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Prose,
            merge: Merge::Lines,
            get: |vision| Value::text(vision.$field.as_str()),
            set: Some(|vision, text, _| {
                text.trim().clone_into(&mut vision.$field);
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

static FIELDS: &[Field<Vision>] = &[
    line_field!(vision, "Vision", "The positive change it brings, in a line that people remember"),
    prose_field!(audience, "Target group", "Which market, customers and users it is for"),
    prose_field!(needs, "Needs", "Which problem it solves for them, or what good it does them"),
    prose_field!(offer, "Product", "What it is, what makes it stand out, whether it can be built"),
    prose_field!(business, "Business goals", "What the business gains: revenue, retention, position"),
    line_field!(customer, "For", "Who is the customer?"),
    line_field!(need, "who", "What do they need, or what is their chance?"),
    line_field!(called, "the", "What is the product called? Empty for its name"),
    line_field!(category, "is a", "Which sort of product is it?"),
    line_field!(gain, "that", "What is the one reason to buy it?"),
    line_field!(alternative, "Unlike", "What would they use otherwise?"),
    line_field!(difference, "our product", "What is different about ours?"),
    kept_field!(shared, "Shared", Greatest, "When it was last shared", |v| v.shared.map_or(Value::Blank, Value::Date)),
    kept_field!(created, "Created", Silent, "When it was begun", |v| Value::Stamp(v.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |v| Value::Stamp(v.updated)),
];

impl Entity for Vision {
    const TABLE: &'static str = "vision";
    const NOUN: &'static str = "vision";
    const TOLD_BY: &'static [&'static str] = &[
        "vision",
        "audience",
        "offer",
        "business",
        "customer",
        "called",
        "category",
        "gain",
        "alternative",
        "difference",
    ];
    const SINGLE: bool = true;

    fn id(&self) -> Id {
        Id::ZERO
    }

    fn updated(&self) -> Stamp {
        self.updated
    }

    fn stamps(&mut self) -> Option<(&mut Stamp, &mut Stamp)> {
        Some((&mut self.created, &mut self.updated))
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.vision, 40))
    }
}

impl Vision {
    /// Returns the five fields of the board: title, help, text.
    #[must_use]
    pub fn board() -> &'static [Field<Self>] {
        FIELDS.get(..5).unwrap_or_default()
    }

    /// Returns the seven blanks of the positioning.
    #[must_use]
    pub fn blanks() -> &'static [Field<Self>] {
        FIELDS.get(5..12).unwrap_or_default()
    }

    /// Returns how many of the five fields are filled.
    #[must_use]
    pub fn complete(&self) -> usize {
        [&self.vision, &self.audience, &self.needs, &self.offer, &self.business]
            .iter()
            .filter(|text| !text.trim().is_empty())
            .count()
    }

    /// Whether it is worth sharing again on a day: it was not for long, or never.
    #[must_use]
    pub fn is_due(&self, today: NaiveDate) -> bool {
        !self.vision.is_empty() && self.shared.is_none_or(|day| (today - day).num_days() > SHARE_AGAIN)
    }

    /// Returns the positioning as a paragraph, with blanks where nothing was said (Moore, Crossing the Chasm).
    #[must_use]
    pub fn positioning(&self, name: &str) -> String {
        let or = |text: &str| if text.trim().is_empty() { "____".to_owned() } else { text.trim().to_owned() };
        let called = if self.called.trim().is_empty() { name } else { self.called.trim() };
        format!(
            "For {} who {}, the {called} is a {} that {}. Unlike {}, our product {}.",
            or(&self.customer),
            or(&self.need),
            or(&self.category),
            or(&self.gain),
            or(&self.alternative),
            or(&self.difference),
        )
    }
}

impl Product {
    /// Returns the vision; an empty one where nobody has begun it.
    #[must_use]
    pub fn vision(&self) -> &Vision {
        static NONE: std::sync::LazyLock<Vision> = std::sync::LazyLock::new(Vision::default);
        self.visions.get(Id::ZERO).map_or(&NONE, |row| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_positioning_shows_its_blanks() {
        let vision = Vision { customer: "team leads".into(), category: "notebook".into(), ..Vision::default() };
        let words = vision.positioning("Inkwell");
        assert_eq!(
            words,
            "For team leads who ____, the Inkwell is a notebook that ____. Unlike ____, our product ____."
        );
        assert_eq!((Vision::board().len(), Vision::blanks().len(), vision.complete()), (5, 7, 0));
    }

    #[test]
    fn a_vision_is_to_be_shared_every_quarter() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let vision = |shared: Option<&str>| Vision { vision: "x".into(), shared: shared.map(day), ..Vision::default() };
        assert!(vision(None).is_due(day("2026-11-21")));
        assert!(!vision(Some("2026-11-12")).is_due(day("2026-11-21")));
        assert!(vision(Some("2026-08-01")).is_due(day("2026-11-21")));
        assert!(!Vision::default().is_due(day("2026-11-21")), "there is nothing to share yet");
    }
}
