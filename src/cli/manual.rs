//! `momentum completions`, `momentum man` and `momentum config`: what a shell and `man` know of the program, and how it is set.

use clap::CommandFactory;

use super::out::Out;
use super::{Cli, Failure};
use crate::config;
use crate::store::place;

#[expect(clippy::unnecessary_wraps, reason = "it is a command like the others")]
pub fn completions(shell: clap_complete::Shell, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "momentum", &mut script);
    out.raw(&script);
    Ok(())
}

pub fn man(out: &mut Out) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    out.raw(&page);
    Ok(())
}

/// Says how the program is set, and where everything is; what is wrong with the settings is a failure.
pub fn config(cli: &Cli, out: &mut Out) -> Result<(), Failure> {
    let file = config::file().map_or_else(|| "no file".to_owned(), |path| path.display().to_string());
    if out.json {
        out.answer(&cli.config.answer(&file));
    }
    out.line(&format!("# {file}"));
    for (what, folder) in [("products", place::data_dir()), ("history, backups", place::state_dir())] {
        let folder = folder.map_or_else(|| "no home is known".to_owned(), |path| path.display().to_string());
        out.line(&format!("# {what}: {folder}"));
    }
    out.line(cli.config.print().trim_end());
    match cli.config.faults.as_slice() {
        [] => Ok(()),
        faults => Err(Failure::data(faults.join("; "))),
    }
}
