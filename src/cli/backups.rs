//! `momentum backups` and `momentum restore`

use serde_json::json;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::model::{Change, Now, Product, document};
use crate::store::backup::{self, Backup};
use crate::store::disk::{Disk, OsDisk};
use crate::words::count;
use crate::workspace::{Mode, Workspace};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup's name, or the beginning of it
    name: String,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

fn all(workspace: &Workspace) -> Vec<Backup> {
    workspace.sidecar().map(|dir| backup::list(&dir)).unwrap_or_default()
}

fn read(backup: &Backup) -> Result<Product, Failure> {
    let bytes = OsDisk.read(&backup.path)?.unwrap_or_default();
    let loaded = document::read(&bytes)
        .map_err(|why| Failure::data(format!("the backup {} cannot be read: {why}", backup.name)))?;
    match loaded.newer {
        Some(format) => {
            Err(Failure::data(format!("the backup {} was written by a newer momentum (format {format})", backup.name)))
        }
        None => Ok(loaded.product),
    }
}

pub fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let all = all(workspace);
    if out.json {
        let rows: Vec<_> =
            all.iter().map(|b| json!({"name": b.name, "at": b.at.to_string(), "bytes": b.len})).collect();
        out.answer(&rows);
        return Ok(());
    }
    if all.is_empty() {
        super::out::remark("no backups yet: one is taken before a change when the last is older than ten minutes");
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|b| {
            let items = read(b).map_or_else(|why| why.words, |p| count(p.items().len(), "item"));
            vec![b.name.clone(), b.at.to_string(), format!("{} kB", b.len.div_ceil(1000)), items]
        })
        .collect();
    out.table(&rows, &[2]);
    Ok(())
}

pub fn restore(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(if args.dry_run { Mode::Look } else { Mode::Command }, now)?;
    let all = all(workspace);
    let fitting: Vec<&Backup> = all.iter().filter(|b| b.name.starts_with(&args.name)).collect();
    let chosen = match fitting.as_slice() {
        [one] => *one,
        [] => {
            return Err(Failure {
                words: format!("no backup “{}” · momentum backups lists them", args.name), code: 1
            });
        }
        several => {
            return Err(Failure {
                words: format!("“{}” fits {}: give more of the name", args.name, count(several.len(), "backup")),
                code: 1,
            });
        }
    };
    let then = read(chosen)?;
    let change = Change::between(workspace.product(), &then);
    let words = format!("{} differ", count(change.items.len(), "item"));
    if args.dry_run {
        out.line(&format!("{words}; nothing was changed"));
        return Ok(());
    }
    workspace.replace(&then, format!("went back to the backup {}", chosen.name), now)?;
    save(workspace, now)?;
    out.line(&format!("went back to {}: {words} · momentum undo takes it back", chosen.name));
    Ok(())
}
