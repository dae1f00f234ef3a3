//! `momentum set`, `move`, `decline`, `undo` and `redo`: one edit each, saved before it is reported.

use super::list::Brief;
use super::named;
use super::out::Out;
use super::{Cli, Failure, save};
use crate::model::Verb;
use crate::model::item::set_field;
use crate::model::{Id, Now, Place, Reason};
use crate::words::count;
use crate::workspace::{Mode, Workspace};

#[derive(Debug, clap::Args)]
pub struct SetArgs {
    /// The item's key, or a part of its title
    key: String,
    /// FIELD=VALUE; an empty value clears the field
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Why, for the item's log
    #[arg(long, default_value = "")]
    why: String,
}

#[derive(Debug, clap::Args)]
pub struct MoveArgs {
    /// The item's key, or a part of its title
    key: String,
    /// top, bottom, up, down, a number, “before KEY” or “after KEY”
    #[arg(required = true, value_name = "PLACE")]
    place: Vec<String>,
    /// Why, for the item's log
    #[arg(long, default_value = "")]
    why: String,
}

#[derive(Debug, clap::Args)]
pub struct DeclineArgs {
    /// The item's key, or a part of its title
    key: String,
    /// The class of the reason
    #[arg(long, default_value = "not-now", value_name = "CLASS", value_parser = clap::builder::PossibleValuesParser::new(Reason::WORDS))]
    reason: String,
    /// Take the decline back
    #[arg(long, conflicts_with = "text")]
    undo: bool,
    /// The reason in words
    #[arg(value_name = "WORDS")]
    text: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct StepArgs {
    /// The number of steps to take back
    #[arg(short = 'n', default_value_t = 1, value_name = "STEPS")]
    steps: usize,
}

pub fn set(cli: &Cli, args: &SetArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let pairs: Vec<(&str, &str)> = args
        .fields
        .iter()
        .map(|pair| {
            pair.split_once('=').ok_or_else(|| Failure::usage(format!("“{pair}” is not FIELD=VALUE, such as size=5")))
        })
        .collect::<Result<_, _>>()?;
    let workspace = &mut cli.open(Mode::Command, now)?;
    let id = named::item(workspace.product(), &args.key)?.id;
    let edited = workspace.edit(now, Verb::SetTo, &args.why, |product| {
        let mut item = product.item(id)?.clone();
        for (name, value) in &pairs {
            set_field(&mut item, name.trim(), value, product, now)?;
        }
        product.put(item);
        Ok(())
    })?;
    report(workspace, id, &edited.words, now, out)
}

pub fn place(cli: &Cli, args: &MoveArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let id = named::item(workspace.product(), &args.key)?.id;
    let edited = workspace.edit(now, Verb::Moved, &args.why, |product| {
        let place = Place::parse(&args.place.join(" "), product)?;
        product.rank_by_hand(&[id], place, now)
    })?;
    report(workspace, id, &edited.words, now, out)
}

pub fn decline(cli: &Cli, args: &DeclineArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let reason = Reason::parse(&args.reason)?;
    let text = args.text.join(" ");
    let workspace = &mut cli.open(Mode::Command, now)?;
    let id = named::item(workspace.product(), &args.key)?.id;
    let verb = if args.undo { Verb::BroughtBack } else { Verb::Declined };
    let edited = workspace.edit(now, verb, &text, |product| {
        let by = cli.config.author();
        if args.undo {
            product.bring_back(id, &text, &by)
        } else {
            product.decline_by_hand(id, reason, &text, &by, now)
        }
    })?;
    report(workspace, id, &edited.words, now, out)
}

fn report(workspace: &mut Workspace, id: Id, words: &str, now: Now, out: &mut Out) -> Result<(), Failure> {
    save(workspace, now)?;
    let product = workspace.product();
    let item = product.item(id)?;
    if out.json {
        out.answer(&Brief::of(item, product));
    } else if words.is_empty() {
        out.line(&format!("{} is as it was", product.key(item)));
    } else {
        out.line(words);
    }
    Ok(())
}

pub fn step(cli: &Cli, args: &StepArgs, back: bool, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let mut done = Vec::new();
    let mut stopped = None;
    for _ in 0..args.steps {
        match if back { workspace.undo(now) } else { workspace.redo(now) } {
            Ok(edited) => done.push(edited.words),
            Err(why) => {
                stopped = Some(why);
                break;
            }
        }
    }
    save(workspace, now)?;
    if out.json {
        out.answer(&done);
    } else {
        for words in &done {
            out.line(words);
        }
    }
    match stopped {
        Some(why) if done.is_empty() => Err(why.into()),
        Some(why) => Err(Failure { words: format!("stopped after {}: {why}", count(done.len(), "step")), code: 1 }),
        None => Ok(()),
    }
}
