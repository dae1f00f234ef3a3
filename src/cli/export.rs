//! `momentum export`

use std::path::{Path, PathBuf};

use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::exchange;
use crate::exchange::back::{For, Written, write as write_for};
use crate::exchange::html::{self, Page};
use crate::model::Now;
use crate::store::output::write_out;
use crate::words::count;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// json (lossless), csv, markdown or html; by the ending of the file where it is not given, else markdown
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["json", "csv", "markdown", "html"]))]
    format: Option<String>,
    /// The page of HTML: backlog, roadmap, sprint
    #[arg(long, conflicts_with_all = ["format", "system"], value_parser = clap::builder::PossibleValuesParser::new(Page::NAMES.iter().map(|(name, ..)| *name)))]
    page: Option<String>,
    /// The file to write; without it, standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// What another system's importer updates from: of what came from there, what was changed here
    #[arg(long = "for", value_name = "SYSTEM", conflicts_with = "format", value_parser = clap::builder::PossibleValuesParser::new(For::NAMES.iter().map(|(name, ..)| *name)))]
    system: Option<String>,
    /// With --for, all of it and not just what was changed
    #[arg(long, requires = "system")]
    all: bool,
    /// In CSV, leave cells that a spreadsheet takes for formulas as they are
    #[arg(long)]
    raw_csv: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    if let Some(system) = args.system.as_deref().and_then(For::named) {
        return back(args, &write_for(product, system, args.all), workspace.path(), out);
    }
    let name =
        args.format.as_ref().map_or_else(|| args.output.clone(), |name| Some(PathBuf::from(format!("x.{name}"))));
    let bytes = match args.page.as_deref().and_then(Page::named) {
        Some(page) => html::of(product, page, now).into_bytes(),
        None => exchange::by_ending(product, &name.unwrap_or_default(), args.raw_csv, now)
            .map_err(|why| Failure::data(why.to_string()))?,
    };
    match args.output.as_ref().filter(|path| path.as_os_str() != "-") {
        None => out.raw(&bytes),
        Some(path) => {
            write_out(path, &bytes, workspace.path(), args.force)?;
            let what =
                args.page.clone().map_or_else(|| count(product.items().len(), "item"), |page| format!("the {page}"));
            out.line(&format!("wrote {what} to {}", path.display()));
        }
    }
    Ok(())
}

/// Writes what is for another system: a file, or a folder where that system keeps a file a task.
fn back(args: &Args, written: &Written, product: &Path, out: &mut Out) -> Result<(), Failure> {
    for note in &written.notes {
        remark(note);
    }
    let path = args.output.as_ref().filter(|path| path.as_os_str() != "-");
    match (path, written.files.as_slice()) {
        (None, [(_, text)]) => out.raw(text.as_bytes()),
        (None, []) => {}
        (None, _) => return Err(Failure::usage("that is a file a task: -o FOLDER says where they go")),
        (Some(path), files) => {
            // of one file the path is its name; a folder is one that is there, or that several files need
            let folder = path.is_dir() || args.system.as_deref() == Some(For::BacklogMd.name());
            if folder {
                std::fs::create_dir_all(path)?;
            }
            for (name, text) in files {
                let to = if folder { path.join(name) } else { path.clone() };
                write_out(&to, text.as_bytes(), product, args.force)?;
            }
            let items = count(written.items.len(), "item");
            out.line(&format!("wrote {items} to {}", path.display()));
        }
    }
    Ok(())
}
