//! `momentum export`

use std::path::PathBuf;

use super::out::Out;
use super::{Cli, Failure};
use crate::exchange::{csv, markdown};
use crate::model::{Now, document};
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
    let ending = args.output.as_ref().and_then(|path| path.extension()).map(|e| e.to_string_lossy().to_lowercase());
    let bytes = match args.format.as_deref().or(ending.as_deref()).unwrap_or("markdown") {
        "json" => document::write(product).map_err(|why| Failure::data(why.to_string()))?,
        "csv" => csv::write(product, args.raw_csv).into_bytes(),
        _ => markdown::write(product).into_bytes(),
    };
    match args.output.as_ref().filter(|path| path.as_os_str() != "-") {
        None => out.raw(&bytes),
        Some(path) => {
            write_out(path, &bytes, workspace.path(), args.force)?;
            out.line(&format!("wrote {} to {}", crate::text::count(product.items().len(), "item"), path.display()));
        }
    }
    Ok(())
}
