//! Arguments, then the program, then the exit code.

use std::process::ExitCode;

use chrono::{Local, Utc};
use momentum::model::Now;
use momentum::{cli, start};

/// The one clock of the program; everything below receives the moment as an argument.
fn clock() -> Now {
    Now::new(Utc::now(), Local::now().naive_local())
}

fn main() -> ExitCode {
    start::ignore_file_size_signal();
    match cli::parse() {
        Ok(cli) => ExitCode::from(start::run(&cli, clock)),
        Err(code) => ExitCode::from(code),
    }
}
