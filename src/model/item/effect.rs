//! What an item is expected to do to a number, and what it did.

use chrono::NaiveDate;

use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Amount, Id, Stamp};

words! {
    /// Whether an item did what was expected of it.
    pub enum Hit {
        /// Nobody looked yet.
        Open = "open",
        /// It did.
        Hit = "hit",
        /// In part.
        Partly = "partly",
        /// It did not.
        Miss = "miss",
        /// Nobody can tell.
        Unknown = "unknown",
    }
}

record! {
    /// What an item is expected to do to a key result, when to look, and what was found.
    pub struct Effect {
        /// The key result.
        result: Id,
        /// How much it is to move, with its direction.
        delta: Amount,
        /// When to look.
        by: Option<NaiveDate>,
        /// How sure one is, in percent; 0 where nobody said.
        sure: u32,
        /// What was found.
        found: Hit,
        /// The mean before the item was accepted.
        before: Option<Amount>,
        /// The mean after.
        after: Option<Amount>,
        /// What was learned.
        learned: String,
        /// When somebody looked.
        checked: Option<Stamp>,
    }
}
