//! What an item is expected to do to a number, and what it did.

use chrono::NaiveDate;

use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Amount, Id, Stamp};

words! {
    /// Whether an item did what was expected of it.
    pub enum Hit {
        /// Nobody has looked so far.
        Open = "open",
        /// It did what was expected.
        Hit = "hit",
        /// It did so in part.
        Partly = "partly",
        /// It did nothing of it.
        Miss = "miss",
        /// Nobody can tell what it did.
        Unknown = "unknown",
    }
}

record! {
    /// What an item is expected to do to a key result, when to look, and what was found.
    pub struct Effect {
        /// The key result that it is to move.
        result: Id,
        /// How much it is to move, with its direction.
        delta: Amount,
        /// The day on which to look.
        by: Option<NaiveDate>,
        /// How sure one is, in percent; 0 where nobody said.
        sure: u32,
        /// The verdict on what it did.
        found: Hit,
        /// The mean before the item was accepted.
        before: Option<Amount>,
        /// The mean of the readings after it.
        after: Option<Amount>,
        /// How many readings each of the two means has.
        readings: [u32; 2],
        /// Days on either side of the acceptance that the means are of; 0 where nobody looked.
        days: u32,
        /// What was learned from it, in words.
        learned: String,
        /// The moment when somebody looked.
        checked: Option<Stamp>,
    }
}
