//! `momentum sprint` and `standup`: the sprint from the shell, with the same rules as on the screen.

mod change;
mod look;

use clap::Subcommand;

use super::out::Out;
use super::{Cli, Failure};
use crate::model::item::Fault;
use crate::model::{Now, Product, Sprint, SprintState, Status};

pub use look::standup;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The sprint's number, such as 14 or S14; without it, all of them
    #[arg(value_parser = number)]
    number: Option<u32>,
    /// What to do with it
    #[command(subcommand)]
    verb: Option<SprintCommand>,
}

/// What can be done with sprints.
#[derive(Debug, Subcommand)]
enum SprintCommand {
    /// List all sprints
    List,
    /// Show one as a page: goal, items, scope changes, review, retrospective, numbers
    Show {
        /// The number of the sprint, such as 14 or S14
        #[arg(value_parser = number)]
        number: u32,
    },
    /// Begin to plan the next one
    New {
        /// The one objective, in a line
        #[arg(long)]
        goal: Option<String>,
        /// The key result that it aims at: KR1
        #[arg(long, value_name = "KR")]
        result: Option<String>,
        /// Its first day: monday, 2026-11-23
        #[arg(long, value_name = "DAY")]
        start: Option<String>,
        /// Its last day: friday, 2w, 2026-12-04
        #[arg(long, value_name = "DAY")]
        end: Option<String>,
    },
    /// Show what is planned against what it can hold, and what would fit
    Plan,
    /// Commit: freeze what it holds, and begin
    Start {
        /// The team agreed to it
        #[arg(long)]
        agreed: bool,
    },
    /// Put items into the sprint that is planned, or, with --why and --out or --over, into the active one
    Add {
        /// The items' keys, such as INK-12 INK-13
        #[arg(required = true, value_name = "KEY")]
        keys: Vec<String>,
        #[command(flatten)]
        price: Price,
        /// What comes out for it
        #[arg(long, value_name = "KEY", conflicts_with = "over")]
        out: Option<String>,
        /// Nothing comes out: the sprint grows
        #[arg(long)]
        over: bool,
    },
    /// Take items out of the sprint; an active one asks for --why
    Remove {
        /// The items' keys, such as INK-12 INK-13
        #[arg(required = true, value_name = "KEY")]
        keys: Vec<String>,
        #[command(flatten)]
        price: Price,
    },
    /// Move a card of the active sprint: todo, doing, review, done
    Move {
        /// The item's key, such as INK-12
        key: String,
        /// The column to move it to
        #[arg(value_parser = clap::builder::PossibleValuesParser::new(Status::WORDS))]
        status: String,
    },
    /// Show where the active sprint stands
    Status,
    /// Show what was left at the end of each day
    Burndown {
        /// The sprint's number; without it, the active one
        #[arg(value_parser = number)]
        number: Option<u32>,
    },
    /// Note what took the team away: what, who, how long
    Interrupt {
        /// What it was for
        #[arg(required = true, value_name = "WORDS")]
        what: Vec<String>,
        /// The person who asked for it
        #[arg(long, default_value = "")]
        who: String,
        /// How many minutes it took
        #[arg(long, default_value_t = 30)]
        minutes: u32,
    },
    /// Accept or return an item, or say whether the goal was met; without a key, list what waits
    Review {
        /// The item's key, such as INK-12
        key: Option<String>,
        /// accept, return, or rest: accept but for a rest
        #[arg(value_parser = clap::builder::PossibleValuesParser::new(["accept", "return", "rest"]), requires = "key")]
        verdict: Option<String>,
        /// Why it is returned, or what the rest is called
        #[arg(value_name = "WORDS", requires = "verdict")]
        words: Vec<String>,
        /// The class of a return
        #[arg(long, default_value = "incomplete", value_parser = clap::builder::PossibleValuesParser::new(Fault::WORDS))]
        class: String,
        /// How many points the rest is
        #[arg(long)]
        points: Option<String>,
        /// Whether the goal was met
        #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["yes", "partly", "no"]))]
        met: Option<String>,
        /// What was learned, in a line
        #[arg(long, requires = "met")]
        learned: Option<String>,
    },
    /// Close the active sprint; what is done counts as accepted
    Close {
        /// What becomes of unfinished items: back to their place, to the top, into the next sprint, or no
        #[arg(long, default_value = "back", value_parser = clap::builder::PossibleValuesParser::new(["back", "top", "next", "no"]))]
        rest: String,
        /// What becomes of one item: INK-3=next
        #[arg(long = "item", value_name = "KEY=WHERE")]
        items: Vec<String>,
    },
    /// Cancel the active sprint: its goal is obsolete
    Cancel {
        /// The reason, in words
        #[arg(required = true, value_name = "WORDS")]
        why: Vec<String>,
    },
    /// The retrospective: show it, or add to it
    Retro {
        /// The sprint's number; without it, the one that is due
        #[arg(value_parser = number)]
        number: Option<u32>,
        /// A note: “Start: ask support first”
        #[arg(long, value_name = "COLUMN: WORDS")]
        note: Vec<String>,
        /// Something to change
        #[arg(long, value_name = "WORDS")]
        action: Option<String>,
        /// Who sees to it
        #[arg(long, requires = "action", default_value = "")]
        owner: String,
        /// When it is looked at
        #[arg(long, requires = "action", value_name = "DAY")]
        check: Option<String>,
        /// An action of an earlier one that was done: a part of its words
        #[arg(long, value_name = "WORDS")]
        done: Option<String>,
        /// End it, with what was learned
        #[arg(long, value_name = "LEARNED", num_args = 0..=1, default_missing_value = "")]
        end: Option<String>,
        /// Skip it, with a reason
        #[arg(long, value_name = "WHY", conflicts_with_all = ["note", "action", "done", "end"])]
        skip: Option<String>,
    },
}

/// Reads a sprint's number, as a number or as its key.
fn number(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix(['S', 's']).unwrap_or(text);
    digits.parse().map_err(|_| format!("“{text}” is not a sprint: 14, or S14"))
}

/// What a change of an active sprint costs.
#[derive(Debug, clap::Args)]
struct Price {
    /// Why the scope of an active sprint changes
    #[arg(long, default_value = "")]
    why: String,
    /// The people who agreed to it
    #[arg(long, default_value = "")]
    by: String,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    match (args.verb.as_ref(), args.number) {
        (None | Some(SprintCommand::List), None) => look::list(cli, now, out),
        (None, Some(number)) | (Some(&SprintCommand::Show { number }), _) => look::show(cli, number, now, out),
        (Some(SprintCommand::Plan), _) => look::plan(cli, now, out),
        (Some(SprintCommand::Status), _) => look::status(cli, now, out),
        (Some(SprintCommand::Burndown { number }), _) => look::burndown(cli, *number, now, out),
        (Some(SprintCommand::Review { key: None, met: None, .. }), _) => look::review(cli, now, out),
        (Some(verb), _) => change::run(cli, verb, now, out),
    }
}

/// Returns the sprint of a number.
fn numbered(product: &Product, number: u32) -> Result<&Sprint, Failure> {
    let all = product.sprints_by_number();
    let last = all.last().map_or(0, |sprint| sprint.number);
    let hint =
        if last == 0 { "there is none yet: momentum sprint new".to_owned() } else { format!("the last one is {last}") };
    let found = all.into_iter().find(|sprint| sprint.number == number);
    found.ok_or_else(|| Failure { words: format!("there is no sprint {number}: {hint}"), code: 1 })
}

/// Returns the sprint in a state.
fn standing(product: &Product, state: SprintState) -> Result<&Sprint, Failure> {
    product.sprint_in(state).ok_or_else(|| {
        let words = match state {
            SprintState::Active => "no sprint is active: momentum sprint start begins the planned one",
            _ => "no sprint is planned: momentum sprint new begins one",
        };
        Failure { words: words.into(), code: 1 }
    })
}
