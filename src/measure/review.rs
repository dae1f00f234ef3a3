//! Where an item stands in a review.

use crate::model::{Item, Sprint, Status};

/// The standing of an item in the review of a sprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The product owner accepted it.
    Accepted,
    /// It waits for a verdict.
    Waiting,
    /// It was returned and not shown again.
    Returned,
    /// It is not finished.
    Unfinished,
}

impl Standing {
    /// Returns where an item of a sprint stands.
    #[must_use]
    pub fn of(item: &Item, sprint: &Sprint) -> Self {
        let returned = item.returns.iter().any(|back| back.sprint == Some(sprint.id));
        match (item.accepted, item.status) {
            (Some(_), _) => Self::Accepted,
            (None, Status::Review | Status::Done) => Self::Waiting,
            _ if returned => Self::Returned,
            _ => Self::Unfinished,
        }
    }

    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Waiting => "to judge",
            Self::Returned => "returned",
            Self::Unfinished => "not finished",
        }
    }
}
