//! `momentum item`: the items by the grammar of all nouns. Their verbs stand without the noun, too, because they are used most.

use super::out::Out;
use super::{Cli, Failure, add, change, list, show};
use crate::model::Now;

#[derive(Debug, clap::Args)]
pub struct NounArgs {
    /// What to do; without it, the items are listed
    #[command(subcommand)]
    verb: Option<ItemVerb>,
}

/// What can be done with items.
#[derive(Debug, clap::Subcommand)]
enum ItemVerb {
    /// List the backlog, or what a filter finds
    List(list::Args),
    /// Show an item in full
    Show(show::Args),
    /// Add an item and print its key
    Add(add::Args),
    /// Set fields of an item
    Set(change::SetArgs),
    /// Move an item in the one order
    Move(change::MoveArgs),
    /// Decline an item, with a reason, or take that back
    Decline(change::DeclineArgs),
}

pub fn run(cli: &Cli, args: &NounArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None => list::run(cli, &list::Args::default(), now, out),
        Some(ItemVerb::List(args)) => list::run(cli, args, now, out),
        Some(ItemVerb::Show(args)) => show::run(cli, args, now, out),
        Some(ItemVerb::Add(args)) => add::run(cli, args, now, out),
        Some(ItemVerb::Set(args)) => change::set(cli, args, now, out),
        Some(ItemVerb::Move(args)) => change::place(cli, args, now, out),
        Some(ItemVerb::Decline(args)) => change::decline(cli, args, now, out),
    }
}
