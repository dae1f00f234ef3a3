//! `momentum backup` and `momentum restore`

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

#[derive(Debug, clap::Args)]
pub struct NounArgs {
    /// What to do; without it, the backups are listed
    #[command(subcommand)]
    verb: Option<BackupVerb>,
}

/// What can be done with backups.
#[derive(Debug, clap::Subcommand)]
enum BackupVerb {
    /// List all backups
    List,
    /// Show what going back to one would change
    Show {
        /// The backup's name, or the beginning of it
        name: String,
    },
    /// Go back to one; the step can be undone
    Restore(Args),
}

pub fn run(cli: &Cli, args: &NounArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None | Some(BackupVerb::List) => list(cli, now, out),
        Some(BackupVerb::Show { name }) => restore(cli, &Args { name: name.clone(), dry_run: true }, now, out),
        Some(BackupVerb::Restore(args)) => restore(cli, args, now, out),
    }
}

fn all(workspace: &Workspace) -> Vec<Backup> {
    workspace.sidecar().map(|dir| backup::list(&dir)).unwrap_or_default()
}

/// Returns which backups there are, the newest first, in a few words.
fn there_are(all: &[Backup]) -> String {
    let names: Vec<&str> = all.iter().take(3).map(|backup| backup.name.as_str()).collect();
    if names.is_empty() { "there is none yet".to_owned() } else { format!("the newest are {}", names.join(", ")) }
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

fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
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
            return Err(Failure { words: format!("no backup “{}” · {}", args.name, there_are(&all)), code: 1 });
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
    if out.json {
        out.answer(&json!({"name": chosen.name, "at": chosen.at.to_string(), "bytes": chosen.len,
            "items": then.items().len(), "differ": change.items.len(), "dry_run": args.dry_run}));
    }
    if args.dry_run {
        let items = count(then.items().len(), "item");
        out.line(&format!("{}: {items}, {words} from now; nothing was changed", chosen.name));
        return Ok(());
    }
    workspace.replace(&then, format!("went back to the backup {}", chosen.name), now)?;
    save(workspace, now)?;
    out.line(&format!("went back to {}: {words} · momentum undo takes it back", chosen.name));
    Ok(())
}
