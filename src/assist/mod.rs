//! The assistant: what it may suggest, by rules on this machine or by a command of the user. Pure: texts in, suggestions out.
//!
//! It never decides. A suggestion fills a [`Slot`], and no slot ranks, accepts, declines, commits or sets a status; nothing is written
//! before a person takes it. Rules never invent: what the product does not hold is a gap ‹…?› that only a person can fill.

pub mod mask;
mod proposal;
pub mod reply;
pub mod request;
pub mod rules;
mod take;

use crate::model::word::words;
use crate::model::{Id, Product};
pub use proposal::{PROPOSABLE, advice_of};
pub use take::{own, take};

words! {
    /// A question to the assistant.
    pub enum Ask {
        /// A first version of everything that an item lacks.
        Draft = "draft",
        /// Acceptance criteria.
        Criteria = "criteria",
        /// How big it is, by those that resemble it.
        Size = "size",
        /// The goal that it serves.
        Goal = "goal",
        /// Pieces of what is too big.
        Split = "split",
        /// Duplicates.
        Same = "same",
        /// Tidy titles.
        Titles = "titles",
        /// The good that it does.
        Why = "why",
        /// Questions that find the need.
        Need = "need",
        /// An answer to the person who asked.
        Reply = "reply",
        /// Other ways to say the vision.
        Vision = "vision",
        /// A question in words.
        Question = "ask",
        /// What an agent proposes by itself.
        Proposal = "proposal",
    }
}

words! {
    /// A field that a suggestion may fill. There is none that decides: a rank, a status, a verdict, a sprint cannot be said here.
    pub enum Slot {
        /// The title of an item.
        Title = "title",
        /// The role: the people who gain from it.
        Role = "role",
        /// The want: the thing that they are to be able to do.
        Want = "want",
        /// The benefit: the good that it does them.
        Benefit = "benefit",
        /// The problem behind it.
        Problem = "problem",
        /// Its description.
        Description = "description",
        /// Its risks.
        Risks = "risks",
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
            Self::Problem => "Problem",
            Self::Description => "Description",
            Self::Risks => "Risks",
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
            Self::Size | Self::Goal | Self::Proposal => &[],
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
            Self::Proposal => "Proposal",
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
    /// The hash of the request that this line answers, and whether others wrote in it; `None` if it is that of the whole advice.
    pub read: Option<(String, bool)>,
}

/// An answer of the assistant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// The question.
    pub ask: Ask,
    /// The records that it was asked about.
    pub about: Vec<Id>,
    /// The author: `rules`, or the name of the program.
    pub by: String,
    /// A hash of what was read for it.
    pub read: String,
    /// Whether words that others wrote were among what was read by a command: they could have been meant for it.
    pub foreign: bool,
    /// The suggestions, record by record.
    pub lines: Vec<Suggestion>,
    /// Suggestions that were refused, each with its reason.
    pub refused: Vec<String>,
    /// The facts that it rests on, in words.
    pub rests: Vec<String>,
    /// The request that carries these lines as a proposal of an agent: it is settled when they are taken.
    pub proposal: Option<Id>,
}

/// The name of the rules as an author, in marks.
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
        if self.by.is_empty() {
            (self.by, self.read) = (more.by.clone(), more.read.clone());
        }
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

/// Returns the first reasons for which something was refused, and how many more there are.
#[must_use]
pub fn reasons(refused: &[String], most: usize) -> Vec<String> {
    let mut out: Vec<String> = refused.iter().take(most).cloned().collect();
    if let Some(more) = refused.len().checked_sub(most).filter(|more| *more > 0) {
        out.push(format!("and {more} more of that sort"));
    }
    out
}

/// Said where a product file names a program: it could be anybody's.
pub const NOT_FROM_A_FILE: &str =
    "the product file names a program for the assistant: it is left alone, for only your own settings may";

/// Whether a product file names a program for the assistant.
#[must_use]
pub fn names_a_program(product: &Product) -> bool {
    product.unknown.contains_key("assistant")
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

/// Returns a text with the words of a person in the place of its first gap; `None` if they say nothing, or there is no gap.
#[must_use]
pub fn filled(value: &str, words: &str) -> Option<String> {
    let words = words.trim().trim_end_matches('?');
    let gap = crate::model::item::gap_from(value, 0).filter(|_| !words.is_empty())?;
    let mut out = value.to_owned();
    out.replace_range(gap, words);
    Some(out)
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
        Slot::Problem => item.problem.clone(),
        Slot::Description => item.description.clone(),
        Slot::Risks => item.risks.clone(),
        Slot::Goal => item.goal.and_then(|id| product.goal_key(id)).unwrap_or_default(),
        Slot::Size => item.size.map_or_else(String::new, |size| size.to_string()),
        _ => String::new(),
    }
}
