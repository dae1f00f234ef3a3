//! The verbs of edits. The message, the undo list and a session's tally say one, and rules may ask which it was. Its words may
//! change; its name stands in files and does not.

/// Declares the verbs: each with its name in files and, if they differ, its words on the screen.
macro_rules! verbs {
    ($($verb:ident = $name:literal $(=> $words:literal)?,)*) => {
        /// What an edit did.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verb {
            $(#[doc = concat!("It ", $name, " something.")] $verb,)*
        }

        impl Verb {
            /// All of them, by name.
            pub const ALL: &'static [Self] = &[$(Self::$verb,)*];

            /// Returns its name in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$verb => $name,)* }
            }

            /// Returns its words, to stand before what was changed: `sized INK-12`.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$verb => verbs!(@words $name $($words)?),)* }
            }
        }
    };
    (@words $name:literal) => { $name };
    (@words $name:literal $words:literal) => { $words };
}

verbs! {
    PutIntoABucket = "put into a bucket",
    ShowedAgain = "showed again",
    LookedBackIn = "looked back in",
    Closed = "closed",
    TookOutOfTheSprint = "took out of the sprint",
    PutIntoTheSprint = "put into the sprint",
    Cancelled = "cancelled",
    VotedIn = "voted in",
    GroupedNotesOf = "grouped notes of",
    ChangedANoteOf = "changed a note of",
    RemovedANoteOf = "removed a note of",
    Accepted = "accepted",
    Added = "added",
    Aimed = "aimed",
    Answered = "answered",
    AnsweredAQuestionOf = "answered a question of",
    AnsweredIn = "answered in",
    Archived = "archived",
    AskedAbout = "asked about",
    Assigned = "assigned",
    Began = "began",
    BeganToPlan = "began to plan",
    Blocked = "blocked",
    BroughtBack = "brought back",
    CelebratedIn = "celebrated in",
    Changed = "changed",
    ChangedTheFormatOf = "changed the format of",
    ChangedTheReadyChecksOf = "changed the Definition of Ready of",
    ChangedTheScopeOf = "changed the scope of",
    ChangedTheSettingsOf = "changed the settings of",
    CheckedTheOutcomeOf = "checked the outcome of",
    ChoseTheMethodOf = "chose the method of",
    Classed = "classed",
    Commented = "commented",
    Committed = "committed",
    Compared = "compared",
    Decided = "decided",
    DecidedAConflictOf = "decided a conflict of",
    Declined = "said no to" => "declined",
    Dropped = "dropped",
    Drove = "hung" => "set what drives",
    Edited = "edited",
    Ended = "ended",
    Forgot = "forgot",
    GaveUp = "gave up",
    Heard = "heard",
    HeardIn = "heard in" => "noted feedback in",
    Imported = "imported",
    Joined = "joined",
    JudgedACriterionOf = "judged a criterion of",
    Kept = "kept",
    KeptThePlanOf = "kept the plan of" => "kept the plan",
    KeptAPromise = "kept the promise",
    BrokeAPromise = "broke the promise",
    Promised = "promised",
    Proposed = "proposed" => "wrote down another way for",
    ChangedTheCourseOf = "changed the course of",
    KeptTheCourseOf = "kept the course of",
    Clarified = "clarified",
    TookBack = "took back",
    TookTheVoteOf = "took the vote of",
    TookUp = "took up",
    TookSuggestionsFor = "took suggestions for",
    Owned = "owned" => "confirmed the words of",
    Told = "told",
    Met = "met",
    SetTheStanceOf = "set the stance of",
    LimitedTheBoardOf = "limited the board of",
    Linked = "linked",
    LookedAt = "looked at",
    Merged = "merged",
    Moved = "moved",
    MovedACriterionOf = "moved a criterion of",
    MovedATaskOf = "moved a task of",
    MovedOn = "moved on",
    Named = "named",
    NamedTheRisksOf = "named the risks of",
    NotedAnInterruptionOf = "noted an interruption of",
    NotedIn = "noted in",
    Parted = "said goodbye to" => "took off the team:",
    Paused = "paused",
    Planned = "planned",
    PlannedTheWorkOn = "planned the work on",
    Pruned = "pruned",
    Pulled = "pulled",
    RankedByScore = "ranked by score",
    Reached = "reached",
    Read = "read",
    ReadTheStoryOf = "read the story of",
    Removed = "removed",
    RemovedACriterionOf = "removed a criterion of",
    RemovedATaskOf = "removed a task of",
    Renamed = "renamed",
    RenamedTheProduct = "renamed the product",
    Returned = "returned",
    Reviewed = "reviewed",
    SaidWhy = "said why for" => "wrote why for",
    Saved = "saved",
    Scored = "scored",
    SetAside = "set aside",
    SetTheDaysOf = "set the days of",
    SetTheGoalOf = "set the goal of",
    SetTheHolidaysOf = "set the holidays of",
    SetThePersonDaysOf = "set the person-days of",
    SetTheRoomOf = "set the room of",
    SetTo = "set",
    Shared = "shared",
    Showed = "showed",
    Sized = "sized",
    Skipped = "skipped",
    Split = "split",
    Tagged = "tagged",
    TickedACheckOf = "ticked a check of",
    Trusted = "trusted" => "set the confidence of",
    Unclassed = "unclassed",
    Unlinked = "unlinked",
    Welcomed = "welcomed" => "added to the team:",
    WorkedOn = "worked on",
    Wrote = "wrote",
    WroteACriterionFor = "wrote a criterion for",
    WroteDown = "wrote down",
    WroteDownWhatIsExpectedOf = "wrote down what is expected of",
}

impl Verb {
    /// Returns the verb of a name, if this version knows it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.name() == name)
    }

    /// Returns the words for a name in a file; a name that this version does not know stands for itself.
    #[must_use]
    pub fn words_of(name: &str) -> &str {
        match Self::of_name(name) {
            Some(verb) => verb.words(),
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_a_name_of_its_own_and_is_found_by_it() {
        for verb in Verb::ALL {
            assert_eq!(Verb::of_name(verb.name()), Some(*verb));
        }
        assert_eq!(Verb::words_of("said no to"), "declined");
        assert_eq!(Verb::words_of("from a later version"), "from a later version");
    }
}
