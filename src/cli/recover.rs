//! `momentum recover`

use serde_json::json;

use super::out::Out;
use super::{Cli, Failure};
use crate::model::Now;
use crate::store::recover::{apply, examine};
use crate::text::count;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Take the state of this number
    #[arg(long = "use", value_name = "N")]
    number: Option<usize>,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let found = examine(&cli.data_file()?)?;
    let Some(why) = &found.why else {
        out.line(&format!("{} is whole: there is nothing to recover", found.path.display()));
        return Ok(());
    };
    if let Some(number) = args.number {
        let chosen = number.checked_sub(1).and_then(|i| found.candidates.get(i));
        let chosen =
            chosen.ok_or_else(|| Failure::usage(format!("there is no state {number}: momentum recover lists them")))?;
        if cli.read_only {
            return Err(crate::model::Refusal::ReadOnly("asked for with --read-only".into()).into());
        }
        let kept = apply(&found, chosen)?;
        out.line(&format!("recovered {}: {}", count(chosen.product.items().len(), "item"), chosen.what));
        out.line(&format!("the damaged file is kept in {}", kept.display()));
        return Ok(());
    }
    let age = |at: Option<crate::model::Stamp>| {
        at.map_or_else(String::new, |at| format!("{} ({} d ago)", at, now.days_since(at)))
    };
    if out.json {
        let rows: Vec<_> = found
            .candidates
            .iter()
            .enumerate()
            .map(|(i, c)| json!({"number": i + 1, "what": c.what, "at": c.at.map(|at| at.to_string()), "items": c.product.items().len()}))
            .collect();
        out.answer(&json!({"file": found.path, "why": why.to_string(), "candidates": rows}));
    } else {
        out.line(&format!("{}: {why}", found.path.display()));
        if found.candidates.is_empty() {
            out.line("no record of momentum is in it, and there is no backup");
        }
        let rows: Vec<Vec<String>> = found
            .candidates
            .iter()
            .enumerate()
            .map(|(i, c)| vec![(i + 1).to_string(), count(c.product.items().len(), "item"), age(c.at), c.what.clone()])
            .collect();
        out.table(&rows, &[0]);
    }
    if found.candidates.is_empty() {
        return Err(Failure::data("there is nothing to take; if this is a file of another tool: momentum import FILE"));
    }
    Err(Failure::data("choose one: momentum recover --use 1"))
}
