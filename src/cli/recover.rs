//! `momentum recover`

use std::path::{Path, PathBuf};

use serde_json::json;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::model::{Change, Now, document};
use crate::store::copies;
use crate::store::disk::{Disk, OsDisk};
use crate::store::recover::{apply, examine};
use crate::words::count;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Take the state of this number
    #[arg(long = "use", value_name = "N")]
    number: Option<usize>,
    /// Take in what another computer's copy adds (Syncthing, Dropbox), and rename the copy
    #[arg(long, value_name = "FILE", conflicts_with = "number")]
    merge: Option<PathBuf>,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    if let Some(copy) = &args.merge {
        return merge(cli, copy, now, out);
    }
    let found = examine(&cli.data_file()?)?;
    let Some(why) = &found.why else {
        if out.json {
            out.answer(&json!({"file": found.path, "why": null, "candidates": []}));
        }
        out.line(&format!("{} is whole: there is nothing to recover", found.path.display()));
        for copy in copies::beside(&found.path) {
            out.line(&copies::notice(&copy));
        }
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
        if out.json {
            out.answer(&json!({"items": chosen.product.items().len(), "what": chosen.what, "damaged": kept}));
        }
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

/// Takes in what a copy adds that a folder sync put beside the file. A name without a folder is looked for beside the file.
fn merge(cli: &Cli, copy: &Path, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let beside = workspace.path().with_file_name(copy.file_name().unwrap_or_default());
    let copy = if copy.exists() { copy.to_owned() } else { beside };
    let shown = copy.display();
    let bytes = OsDisk.read(&copy)?.ok_or_else(|| Failure::usage(format!("there is no file {shown}")))?;
    let loaded = document::read(&bytes).map_err(|why| Failure::data(format!("{shown}: {why}")))?;
    if let Some(format) = loaded.newer {
        return Err(Failure::data(format!(
            "{shown} was written by a newer momentum (format {format}): update this one"
        )));
    }
    if loaded.product.about().created != workspace.product().about().created {
        return Err(Failure::data(format!("{shown} is another product: momentum import takes its items")));
    }
    let merged = copies::take_in(workspace.product(), &loaded.product, workspace.sidecar().as_deref());
    let change = Change::between(workspace.product(), &merged);
    let name = copy.file_name().unwrap_or_default().to_string_lossy().into_owned();
    workspace.replace(&merged, format!("took in {name}"), now)?;
    save(workspace, now)?;
    let taken = copy.with_extension("json.taken");
    std::fs::rename(&copy, &taken)?;
    let open = workspace.product().open_conflicts().count();
    if out.json {
        out.answer(&json!({"copy": name, "changed": change.items.len(), "conflicts": open, "kept_as": taken}));
    }
    out.line(&format!("took in {name}: {} changed · momentum undo takes it back", count(change.items.len(), "item")));
    if open > 0 {
        out.line(&format!("{} to look at: momentum conflicts", count(open, "conflict")));
    }
    out.line(&format!("the copy is kept as {}", taken.display()));
    Ok(())
}
