//! `momentum completions`, `momentum man` and `momentum config`: what a shell and `man` know of the program, and how it is set.

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::out::Out;
use super::{Cli, Failure};
use crate::config;
use crate::store::output::write_out;
use crate::store::place;

#[expect(clippy::unnecessary_wraps, reason = "it is a command like the others")]
pub fn completions(shell: clap_complete::Shell, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "momentum", &mut script);
    out.raw(&script);
    Ok(())
}

#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// Write the page and the completions of bash, zsh and fish below a folder, where those look for them
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, default_missing_value = "~/.local")]
    install: Option<String>,
}

pub fn man(args: &ManArgs, out: &mut Out) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    let Some(folder) = &args.install else {
        out.raw(&page);
        return Ok(());
    };
    let script = |shell| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "momentum", &mut script);
        script
    };
    let below = home(folder)?.join("share");
    for (name, bytes) in [
        ("man/man1/momentum.1", page),
        ("bash-completion/completions/momentum", script(clap_complete::Shell::Bash)),
        ("zsh/site-functions/_momentum", script(clap_complete::Shell::Zsh)),
        ("fish/vendor_completions.d/momentum.fish", script(clap_complete::Shell::Fish)),
    ] {
        let path = below.join(name);
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)
                .map_err(|why| Failure { words: format!("cannot make {}: {why}", dir.display()), code: 74 })?;
        }
        write_out(&path, &bytes, Path::new(""), true)?;
        out.line(&path.display().to_string());
    }
    Ok(())
}

/// Returns a folder, of which `~` is the home.
fn home(folder: &str) -> Result<PathBuf, Failure> {
    let Some(rest) = folder.strip_prefix('~') else { return Ok(PathBuf::from(folder)) };
    let dirs = directories::BaseDirs::new();
    let home = dirs.ok_or_else(|| Failure::usage("no home is known: name a folder"))?.home_dir().to_owned();
    Ok(home.join(rest.trim_start_matches(['/', '\\'])))
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
