//! What an item is thought to be worth: its classes, and the inputs of its score. A score itself is never stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Stamp;
use crate::model::word::words;

words! {
    /// How much an item is needed for the time box at hand (DSDM).
    pub enum Moscow {
        /// Without it the time box fails.
        Must = "must",
        /// Important, and there is a way around it.
        Should = "should",
        /// It is welcome if there is room.
        Could = "could",
        /// It is not for this time.
        Wont = "wont",
    }
}

words! {
    /// How people feel about having and missing it (Kano).
    pub enum Kano {
        /// Taken for granted; missing it hurts.
        Basic = "basic",
        /// The more, the better.
        Performance = "performance",
        /// Not expected; having it delights.
        Delighter = "delighter",
        /// Nobody minds either way.
        Indifferent = "indifferent",
        /// People would rather be without it.
        Reverse = "reverse",
    }
}

words! {
    /// What waiting costs (Kanban classes of service).
    pub enum Service {
        /// A little more every week.
        Standard = "standard",
        /// Nothing until a day, then everything.
        Fixed = "fixed-date",
        /// At once and a lot.
        Urgent = "urgent",
        /// Nothing yet, much some day.
        Intangible = "intangible",
    }
}

words! {
    /// What an estimate of value rests on; the confidence follows from it.
    pub enum Evidence {
        /// Nobody has said so far.
        None = "none",
        /// It is what somebody thinks.
        Opinion = "opinion",
        /// What somebody has seen or heard once.
        Anecdote = "anecdote",
        /// Numbers of our own, or many voices.
        Data = "data",
        /// An experiment with real users.
        Test = "test",
    }
}

impl Evidence {
    /// Returns the confidence that such evidence supports, in percent. Itamar Gilad and Sean `McBride` scales agree on the
    /// order; momentum takes 50 for an anecdote, 80 for data, 100 for a test and 30 for an opinion.
    #[must_use]
    pub fn confidence(self) -> i64 {
        match self {
            Self::None => 20,
            Self::Opinion => 30,
            Self::Anecdote => 50,
            Self::Data => 80,
            Self::Test => 100,
        }
    }
}

/// The inputs of an item's score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// The inputs by name, in hundredths; a method reads the ones that it needs.
    pub inputs: BTreeMap<String, i64>,
    /// What they rest on.
    #[serde(default)]
    pub evidence: Evidence,
    /// Their source, in words: a report, an interview, a guess.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub note: String,
    /// When somebody last scored it.
    #[serde(default)]
    pub at: Stamp,
}
