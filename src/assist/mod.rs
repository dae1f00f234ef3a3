//! The assistant: what it may suggest, by rules on this machine or by a command of the user. Pure: texts in, suggestions out.
//!
//! It never decides. A suggestion fills a [`Slot`], and no slot ranks, accepts, declines, commits or sets a status; nothing is written
//! before a person takes it. Rules never invent: what the product does not hold is a gap ‹…?› that only a person can fill.

pub mod mask;
pub mod reply;
pub mod request;
pub mod rules;
mod take;

use crate::model::word::words;
use crate::model::{Id, Product};
pub use take::{own, take};

words! {
    /// What the assistant is asked for.
    pub enum Ask {
        /// A first version of everything that an item lacks.
        Draft = "draft",
        /// What an item must meet to be accepted.
        Criteria = "criteria",
        /// How big it is, by those that resemble it.
        Size = "size",
        /// The goal that it serves.
        Goal = "goal",
        /// Pieces of what is too big.
        Split = "split",
        /// What says the same.
        Same = "same",
        /// Tidy titles.
        Titles = "titles",
        /// The good that it does.
        Why = "why",
        /// Questions that find the need.
        Need = "need",
        /// What to answer to who asked.
        Reply = "reply",
        /// Other ways to say the vision.
        Vision = "vision",
        /// A question in words.
        Question = "ask",
    }
}

words! {
    /// What a suggestion may fill. There is none that decides: a rank, a status, a verdict, a sprint cannot be said here.
    pub enum Slot {
        /// The title of an item.
        Title = "title",
        /// Who gains from it.
        Role = "role",
        /// What they want to do.
        Want = "want",
        /// What good it does them.
        Benefit = "benefit",
        /// A criterion more.
        Criteria = "criteria",
        /// An open question more.
        Question = "question",
        /// The goal that it serves, by key.
        Goal = "goal",
        /// Its size in points.
        Size = "size",
        /// A piece of it.
        Piece = "piece",
        /// The key of what says the same; taking it makes a link.
        Same = "same",
        /// The vision in a line.
        Vision = "vision",
        /// A text to be copied; it is written nowhere.
        Text = "text",
    }
}

impl Slot {
    /// Returns its name on the screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Role => "For whom",
            Self::Want => "Wants",
            Self::Benefit => "Why",
            Self::Criteria => "Criterion",
            Self::Question => "To ask",
            Self::Goal => "Goal",
            Self::Size => "Size",
            Self::Piece => "Piece",
            Self::Same => "Same as",
            Self::Vision => "Vision",
            Self::Text => "Text",
        }
    }

    /// Whether an item has one of it, so that of several lines only one can be taken.
    #[must_use]
    pub fn is_single(self) -> bool {
        !matches!(self, Self::Criteria | Self::Question | Self::Piece | Self::Same | Self::Text)
    }
}

impl Ask {
    /// Returns the slots that a command may fill; none where rules are better and explain themselves.
    #[must_use]
    pub fn slots(self) -> &'static [Slot] {
        match self {
            Self::Draft => &[Slot::Role, Slot::Want, Slot::Benefit, Slot::Title, Slot::Criteria, Slot::Question],
            Self::Criteria => &[Slot::Criteria, Slot::Question],
            Self::Size | Self::Goal => &[],
            Self::Split => &[Slot::Piece],
            Self::Same => &[Slot::Same],
            Self::Titles => &[Slot::Title],
            Self::Why => &[Slot::Benefit, Slot::Question],
            Self::Need => &[Slot::Question],
            Self::Reply | Self::Question => &[Slot::Text],
            Self::Vision => &[Slot::Vision],
        }
    }

    /// Returns what it is called in a title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Criteria => "Criteria",
            Self::Size => "Size",
            Self::Goal => "Goal",
            Self::Split => "Pieces",
            Self::Same => "The same?",
            Self::Titles => "Titles",
            Self::Why => "The why",
            Self::Need => "The need",
            Self::Reply => "Reply",
            Self::Vision => "Vision",
            Self::Question => "Answer",
        }
    }

    /// Whether it makes sense for many items at once.
    #[must_use]
    pub fn is_for_many(self) -> bool {
        matches!(self, Self::Titles | Self::Size | Self::Goal | Self::Same | Self::Split | Self::Criteria)
    }
}

/// One suggestion: which slot of which record, with which words, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The record that it is about; [`Id::ZERO`] for the vision.
    pub about: Id,
    /// The slot that it fills.
    pub slot: Slot,
    /// The words, as one types them.
    pub value: String,
    /// The reason in a few words: what it rests on.
    pub because: String,
    /// Whether it is taken unless somebody leaves it.
    pub chosen: bool,
    /// Whether it should be read twice: an address, a command, a long text that is not in the item.
    pub odd: bool,
    /// Whether a person put words of their own in its place: then it carries no mark.
    pub own: bool,
    /// What was read for this answer where a question went out in several calls: its hash, and whether others wrote in it.
    pub read: Option<(String, bool)>,
}

/// What the assistant answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// What it was asked for.
    pub ask: Ask,
    /// The records that it was asked about.
    pub about: Vec<Id>,
    /// What suggests: `rules`, or the name of the program.
    pub by: String,
    /// A hash of what was read for it.
    pub read: String,
    /// Whether words that others wrote were among what was read by a command: they could have been meant for it.
    pub foreign: bool,
    /// The suggestions, record by record.
    pub lines: Vec<Suggestion>,
    /// What was suggested and refused, each with its reason.
    pub refused: Vec<String>,
    /// What it rests on, in words.
    pub rests: Vec<String>,
}

/// What suggests by rules, as marks name it.
pub const RULES: &str = "rules";

impl Advice {
    /// Whether there is nothing to take.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Leaves out what says the same a second time, and of a slot that holds one all but the first that is chosen.
    pub fn tidy(&mut self) {
        let mut seen: Vec<(Id, Slot, String)> = Vec::new();
        self.lines.retain(|line| {
            let key = (line.about, line.slot, line.value.to_lowercase());
            let is_new = !seen.contains(&key);
            seen.push(key);
            is_new
        });
        let mut filled: Vec<(Id, Slot)> = Vec::new();
        for line in self.lines.iter_mut().filter(|line| line.chosen && line.slot.is_single()) {
            if filled.contains(&(line.about, line.slot)) {
                line.chosen = false;
            }
            filled.push((line.about, line.slot));
        }
    }

    /// Adds the answer about more records of the same question.
    pub fn append(&mut self, mut more: Self) {
        // each line keeps what its own call has read
        for advice in [&mut *self, &mut more] {
            let read = (advice.read.clone(), advice.foreign);
            advice.lines.iter_mut().for_each(|line| {
                line.read.get_or_insert_with(|| read.clone());
            });
        }
        for id in more.about {
            if !self.about.contains(&id) {
                self.about.push(id);
            }
        }
        self.foreign |= more.foreign;
        self.lines.extend(more.lines);
        self.refused.extend(more.refused);
        for words in more.rests {
            if !self.rests.contains(&words) {
                self.rests.push(words);
            }
        }
    }
}

/// Whether a value is nothing but a gap, so that it says nothing until a person fills it.
#[must_use]
pub fn is_gap(value: &str) -> bool {
    let value = value.trim();
    crate::model::item::gap_from(value, 0).is_some_and(|gap| gap == (0..value.len()))
}

/// Returns the words within the first gap of a text: what only a person knows.
#[must_use]
pub fn gap_words(value: &str) -> Option<&str> {
    let gap = crate::model::item::gap_from(value, 0)?;
    value.get(gap).map(|gap| gap.trim_matches(['‹', '›']))
}

/// Returns what stands in a slot now, in words; of a slot that holds many, how many.
#[must_use]
pub fn stands(product: &Product, about: Id, slot: Slot) -> String {
    if slot == Slot::Vision {
        return product.vision().vision.clone();
    }
    let Some(item) = product.items().get(about) else { return String::new() };
    match slot {
        Slot::Title => item.title.clone(),
        Slot::Role => item.role.clone(),
        Slot::Want => item.want.clone(),
        Slot::Benefit => item.benefit.clone(),
        Slot::Goal => item.goal.and_then(|id| product.goal_key(id)).unwrap_or_default(),
        Slot::Size => item.size.map_or_else(String::new, |size| size.to_string()),
        _ => String::new(),
    }
}
