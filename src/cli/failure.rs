//! How a command fails: the words, and the exit code that tells a script which kind it is.

use crate::git::run::NoGit;
use crate::model::Refusal;
use crate::query::QueryError;
use crate::store::StoreError;

/// The exit codes, as sysexits.h has them from 64 on, each with what it means.
pub const EXIT_CODES: &[(u8, &str)] = &[
    (0, "done"),
    (1, "refused: what was asked for is not there, or does not fit as things are; nothing was changed"),
    (2, "usage: a word of the command is not understood"),
    (65, "data: a file holds what cannot be read, or is damaged"),
    (74, "input or output: the system refused to read or write"),
    (75, "locked: another program is writing; the same command again may do"),
    (77, "not permitted: the file or the flag says for looking only"),
    (101, "a fault in momentum itself; everything was saved, or the message says where it is"),
    (129, "merge driver: it could not do its work, so that git stops and touches nothing"),
];

/// How a command failed: what to say, and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// What happened, to what, and what to do next.
    pub words: String,
    /// The exit code, one of [`EXIT_CODES`].
    pub code: u8,
}

impl Failure {
    /// Returns a failure in the way the command was called.
    pub fn usage(words: impl Into<String>) -> Self {
        Self { words: words.into(), code: 2 }
    }

    /// Returns a failure in the data of a file.
    pub fn data(words: impl Into<String>) -> Self {
        Self { words: words.into(), code: 65 }
    }
}

impl From<Refusal> for Failure {
    fn from(why: Refusal) -> Self {
        let code = match &why {
            Refusal::Missing(_) | Refusal::Changed(_) => 1,
            Refusal::Invalid(_) => 2,
            Refusal::ReadOnly(_) => 77,
        };
        Self { words: why.to_string(), code }
    }
}

impl From<StoreError> for Failure {
    fn from(why: StoreError) -> Self {
        let code = match &why {
            StoreError::Busy { .. } => 75,
            StoreError::Unreadable { .. } => 65,
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => 77,
            StoreError::Io { .. } | StoreError::Vanished(_) => 74,
            StoreError::ReadOnly(_) => 77,
            StoreError::InTheWay(_) | StoreError::Internal(_) => 1,
        };
        Self { words: why.to_string(), code }
    }
}

impl From<QueryError> for Failure {
    fn from(why: QueryError) -> Self {
        Self::usage(format!("the filter is not understood, {why}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(why: std::io::Error) -> Self {
        Self { words: why.to_string(), code: 74 }
    }
}

impl From<NoGit> for Failure {
    fn from(why: NoGit) -> Self {
        Self { words: why.to_string(), code: 1 }
    }
}
