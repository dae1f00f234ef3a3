//! `momentum vision`, `goal`, `kr`, `reading`, `roadmap`, `outcomes`, `today`, `trace`: the chain of why from the shell, so that a
//! script can feed readings.

mod change;
mod look;

use clap::Subcommand;

pub use change::{goal, kr, reading};
pub use look::{outcomes, roadmap, today, trace, vision};

#[derive(Debug, clap::Args)]
pub struct VisionArgs {
    /// FIELD=VALUE: vision, audience, needs, offer, business; without it, the vision is shown
    #[arg(value_name = "FIELD=VALUE")]
    pub fields: Vec<String>,
    /// One line, a paragraph, or the page
    #[arg(long, default_value = "page", value_parser = clap::builder::PossibleValuesParser::new(["line", "paragraph", "page"]))]
    pub length: String,
    /// Remember that it was shared today
    #[arg(long)]
    pub shared: bool,
}

#[derive(Debug, clap::Args)]
pub struct GoalArgs {
    /// What to do; without it, the goals are listed
    #[command(subcommand)]
    pub verb: Option<GoalVerb>,
}

/// What can be done with goals.
#[derive(Debug, Subcommand)]
pub enum GoalVerb {
    /// List all goals
    List,
    /// Show one with its key results and the items that serve it
    Show {
        /// The goal's key, or a part of its title
        goal: String,
    },
    /// Write a goal down
    Add {
        /// What will be true that is not true now
        #[arg(required = true, value_name = "WORDS")]
        title: Vec<String>,
    },
    /// Move a goal: now, next or later
    Move {
        /// The goal's key, or a part of its title
        goal: String,
        /// The lane to move it to
        #[arg(value_parser = clap::builder::PossibleValuesParser::new(["now", "next", "later"]))]
        to: String,
        /// The reason, in words
        #[arg(long, default_value = "")]
        why: String,
    },
    /// A goal is reached
    Reach {
        /// The goal's key, or a part of its title
        goal: String,
    },
    /// Give a goal up, with a reason
    Drop {
        /// The goal's key, or a part of its title
        goal: String,
        /// The reason, in words
        #[arg(required = true, value_name = "WORDS")]
        why: Vec<String>,
    },
    /// Remove a goal; its items go to another one, or serve none
    Remove {
        /// The goal's key, or a part of its title
        goal: String,
        /// The goal that takes over what hangs under it, or none
        #[arg(long, value_name = "GOAL")]
        to: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub struct KrArgs {
    /// What to do; without it, the key results are listed
    #[command(subcommand)]
    pub verb: Option<KrVerb>,
}

/// What can be done with key results.
#[derive(Debug, Subcommand)]
pub enum KrVerb {
    /// List all of them
    List,
    /// Add a key result, or another measure
    Add {
        /// What is measured
        #[arg(required = true, value_name = "WORDS")]
        measure: Vec<String>,
        /// The goal whose key result it is [default: the current one]
        #[arg(long)]
        goal: Option<String>,
        /// What it is for
        #[arg(long, default_value = "key-result", value_parser = clap::builder::PossibleValuesParser::new(crate::model::metric::Role::WORDS))]
        role: String,
        /// FIELD=VALUE: unit, baseline, target, start, by, class, owner, every
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Set fields of a key result
    Set {
        /// The measure's key, or a part of its words
        kr: String,
        /// FIELD=VALUE: measure, unit, baseline, target, start, by, class, owner, every
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Show one with its readings
    Show {
        /// The measure's key, or a part of its words
        kr: String,
    },
    /// Remove one
    Remove {
        /// The measure's key, or a part of its words
        kr: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct ReadingArgs {
    /// The key result: KR1; or a CSV file with the columns kr, date, value (“-” for standard input)
    pub what: String,
    /// The value that was measured
    #[arg(allow_hyphen_values = true)]
    pub value: Option<String>,
    /// The day that it is about [default: today]
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    /// The source of the value
    #[arg(long, default_value = "")]
    pub note: String,
}

#[derive(Debug, clap::Args)]
pub struct RoadmapArgs {
    /// Remember how it stands, so that one can say later what changed
    #[arg(long)]
    pub share: bool,
}

#[derive(Debug, clap::Args)]
pub struct TraceArgs {
    /// An item's key, a key result's, or a part of its words
    pub key: String,
}
