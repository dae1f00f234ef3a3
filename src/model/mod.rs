//! What a product owner manages. Pure: no clock, no file, no terminal, no chance; all of these come in as arguments.
//!
//! The invariants, checked after every edit and mended on load (see [`Product::check`] and [`Product::mend`]):
//! 1. every record has an id of its own; every open item has exactly one place in the one order;
//! 2. an item's number is above zero and no other item has it;
//! 3. an item has a title; so has a goal;
//! 4. an item's goal is there; a goal with items is not removed;
//! 5. a history that is there ends in the item's status;
//! 6. the criteria of an item have different ids;
//! 7. numbers are integers or finite: there is no NaN to be written.

pub mod about;
pub mod backlog;
mod change;
pub mod conflict;
pub mod day;
pub mod decision;
pub mod document;
pub mod entity;
pub mod filter;
pub mod goal;
pub mod id;
mod invariants;
pub mod item;
mod key;
pub mod merge;
pub mod no;
mod ordering;
mod planning;
pub mod product;
pub mod rank;
pub(crate) mod record;
pub mod refine;
pub mod session;
pub mod size;
pub mod sprint;
pub mod stamp;
pub mod story;
pub mod table;
pub(crate) mod word;

pub use about::About;
pub use backlog::Place;
pub use conflict::Conflict;
pub use decision::Decision;
pub use entity::{Entity, Field, Refusal, Shape, Value};
pub use filter::Filter;
pub use goal::{Goal, Horizon};
pub use id::Id;
pub use item::{Item, Kind, Reason, Status, Verdict};
pub use ordering::{BUCKETS, MOST as MOST_ORDERED, Question};
pub use product::{Change, Product, Stored};
pub use rank::Rank;
pub use session::Session;
pub use size::Size;
pub use sprint::{Sprint, SprintState};
pub use stamp::{Now, Stamp};
pub use table::{Edit, Table};
