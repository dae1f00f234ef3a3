//! `momentum check`

use serde_json::json;

use super::out::Out;
use super::{Cli, Failure};
use crate::model::Now;
use crate::store::copies;
use crate::words::count;
use crate::workspace::{Mode, Workspace};

pub fn run(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let path = cli.data_file()?;
    let (workspace, repairs) = Workspace::open(&path, Mode::Look, cli.read_only, now)?;
    let product = workspace.product();
    let conflicts: Vec<String> = product
        .open_conflicts()
        .map(|conflict| {
            let (what, _, other) = product.conflict_words(conflict);
            format!("{what} was also changed to {other}")
        })
        .collect();
    let copies = copies::beside(workspace.path());
    if out.json {
        out.answer(&json!({
            "file": workspace.path(), "items": product.items().len(), "open": product.order().len(), "goals": product.goals().len(),
            "mended": repairs, "conflicts": conflicts, "read_only": workspace.read_only(), "copies": copies,
        }));
        return Ok(());
    }
    out.line(&format!("{}", workspace.path().display()));
    if workspace.is_new() {
        out.line("the file is not there yet: the first change makes it");
        return Ok(());
    }
    out.line(&format!(
        "{}, {} of them open, {}",
        count(product.items().len(), "item"),
        product.order().len(),
        count(product.goals().len(), "goal")
    ));
    for repair in &repairs {
        out.line(&format!("mended: {repair}"));
    }
    for conflict in &conflicts {
        out.line(&format!("conflict: {conflict} · momentum conflicts decides"));
    }
    for copy in &copies {
        out.line(&copies::notice(copy));
    }
    if let Some(why) = workspace.read_only() {
        out.line(&format!("read-only: {why}"));
    }
    if repairs.is_empty() && conflicts.is_empty() && copies.is_empty() {
        out.line("everything is in order");
    }
    Ok(())
}
