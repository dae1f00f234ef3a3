//! From arguments to a running screen: which product it opens, and how the program ends.

use std::path::Path;
use std::sync::Arc;

use crate::cli::{self, Cli, Failure};
use crate::model::{Now, document};
use crate::store::disk::OsDisk;
use crate::store::{self, Store};
use crate::workspace::{Mode, Workspace};
use crate::{demo, tui};

/// The sample product's file in its folder.
const SAMPLE: &str = "inkwell.json";

/// Runs a command, or the screen, and returns the exit code.
#[must_use]
pub fn run(cli: &Cli, clock: fn() -> Now) -> u8 {
    match &cli.command {
        Some(command) => cli::run(cli, command, clock()),
        None => screen(cli, clock).unwrap_or_else(|failure| {
            cli::complain(&failure, cli.json);
            failure.code
        }),
    }
}

fn screen(cli: &Cli, clock: fn() -> Now) -> Result<u8, Failure> {
    // the sample is gone with its folder when the program ends
    let sample = if cli.demo { Some(sample(clock())?) } else { None };
    let workspace = match &sample {
        Some(dir) => open_sample(dir.path(), clock())?,
        None => open(cli, clock())?,
    };
    let end = tui::run(workspace, clock);
    drop(sample);
    if let Some(words) = &end.words {
        cli::out::remark(words);
    }
    if let Some(signal) = end.signal {
        // so that the shell sees the truth
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    Ok(end.code)
}

fn open(cli: &Cli, now: Now) -> Result<Workspace, Failure> {
    let (workspace, repairs) = Workspace::open(&cli.data_file()?, Mode::Screen, cli.read_only, now)?;
    for repair in &repairs {
        cli::out::remark(&format!("mended: {repair}"));
    }
    Ok(workspace)
}

/// Writes the sample product into a folder of its own.
fn sample(now: Now) -> Result<tempfile::TempDir, Failure> {
    let dir = tempfile::Builder::new().prefix("momentum-demo-").tempdir()?;
    let product = demo::inkwell(now, store::seed()?)?;
    let bytes = document::write(&product).map_err(|why| Failure::data(why.to_string()))?;
    std::fs::write(dir.path().join(SAMPLE), bytes)?;
    Ok(dir)
}

fn open_sample(dir: &Path, now: Now) -> Result<Workspace, Failure> {
    let store = Store::open_on(Arc::new(OsDisk), &dir.join(SAMPLE), Some(dir.join("state")), now.at)?;
    Ok(Workspace::begin(store, Mode::Screen, false)?.0)
}

/// Makes a write beyond the limit for file sizes an error instead of the end of the program.
pub fn ignore_file_size_signal() {
    #[cfg(unix)]
    {
        let ignored = Arc::new(std::sync::atomic::AtomicBool::new(false));
        // where it cannot be caught, the default stays
        let _ = signal_hook::flag::register(libc::SIGXFSZ, ignored);
    }
}
