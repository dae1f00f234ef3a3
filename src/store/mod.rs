//! The only room that opens the data file. What is reported as saved is on the disk; `save` says how.
//!
//! | file | owns |
//! |---|---|
//! | `place` | where data, history, backups and rescue copies are |
//! | `last` | the product that was open last |
//! | `disk` | what is asked of a disk |
//! | `lock` | one writer at a time |
//! | `save` | load, and save without losing anything |
//! | `saver` | the thread that saves while the screen goes on |
//! | `history` | what was done, for undo after a restart |
//! | `fingerprint` | what tells one state of a file from another |
//! | `seen` | the commit up to which somebody has looked |
//! | `habits` | which commands were used, for tips that fade |
//! | `backup` | copies of earlier states, and which to keep |
//! | `output` | files that a person asked for |
//! | `recover` | what to do when a file cannot be read |

pub mod backup;
pub(crate) mod copies;
pub mod disk;
pub(crate) mod feeds;
pub(crate) mod files;
pub(crate) mod fingerprint;
pub(crate) mod habits;
pub(crate) mod history;
pub(crate) mod last;
pub(crate) mod lock;
pub(crate) mod output;
pub mod place;
pub mod recover;
pub(crate) mod save;
pub(crate) mod saver;
pub(crate) mod seen;
pub(crate) mod typed;
mod wait;

use std::path::PathBuf;

pub use crate::model::document::Unreadable;
pub use save::{Saved, Store};
pub use saver::{Guard, Report, Saver};

/// What went wrong between the product and its file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process is writing.
    #[error("{path} is being written by another momentum ({holder}): try again")]
    Busy {
        /// The path of the data file.
        path: String,
        /// Who holds the lock, as far as it is known.
        holder: String,
    },
    /// The system refused to do it.
    #[error("{what} {path}: {source}", path = path.display())]
    Io {
        /// What was tried: `cannot write`.
        what: &'static str,
        /// The file that it was about.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file does not hold a product that this version can read. It was not touched.
    #[error("{path} cannot be read: {why}. Nothing was changed. {next}", path = path.display())]
    Unreadable {
        /// The path of the data file.
        path: PathBuf,
        /// What is wrong with it.
        why: Unreadable,
        /// What to do next.
        next: &'static str,
    },
    /// The file may not be written.
    #[error("read-only: {0}")]
    ReadOnly(String),
    /// The file was there and is gone.
    #[error("{path} vanished: it was there and is gone", path = .0.display())]
    Vanished(PathBuf),
    /// A file that a person named is in the way.
    #[error("{0}")]
    InTheWay(String),
    /// A fault of momentum itself; nothing was written.
    #[error("{0}; nothing was written")]
    Internal(String),
}

impl StoreError {
    /// Says why a file cannot be read, and what to do.
    pub(crate) fn unreadable(path: PathBuf, why: Unreadable) -> Self {
        let next = match &why {
            Unreadable::Newer(_) => "Update momentum.",
            Unreadable::Conflicted(_) => "Both sides are put together by “momentum resolve”.",
            _ => "See what can be had back with “momentum recover”.",
        };
        Self::Unreadable { path, why, next }
    }
}

/// Whether a fault was asked for, to prove that the tests which guard against it can fail. Never in a release build.
pub(crate) fn fault(name: &str) -> bool {
    cfg!(debug_assertions) && std::env::var_os("MOMENTUM_TEST_FAULT").is_some_and(|set| set == name)
}

/// Returns a seed for ids from the system's randomness.
///
/// # Errors
/// Returns an error if the system has none to give.
pub fn seed() -> Result<u128, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|why| StoreError::Internal(format!("the system gives no random numbers ({why})")))?;
    Ok(u128::from_be_bytes(bytes))
}
