//! `momentum export`

use std::path::PathBuf;

use super::out::Out;
use super::{Cli, Failure};
use crate::exchange;
use crate::model::Now;
use crate::store::output::write_out;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// json (lossless), csv or markdown; by the ending of the file where it is not given, else markdown
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["json", "csv", "markdown"]))]
    format: Option<String>,
    /// The file to write; without it, standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// In CSV, leave cells that a spreadsheet takes for formulas as they are
    #[arg(long)]
    raw_csv: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let name =
        args.format.as_ref().map_or_else(|| args.output.clone(), |name| Some(PathBuf::from(format!("x.{name}"))));
    let bytes = exchange::by_ending(product, &name.unwrap_or_default(), args.raw_csv)
        .map_err(|why| Failure::data(why.to_string()))?;
    match args.output.as_ref().filter(|path| path.as_os_str() != "-") {
        None => out.raw(&bytes),
        Some(path) => {
            write_out(path, &bytes, workspace.path(), args.force)?;
            out.line(&format!("wrote {} to {}", crate::words::count(product.items().len(), "item"), path.display()));
        }
    }
    Ok(())
}
