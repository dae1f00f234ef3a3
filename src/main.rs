use std::process::ExitCode;

use clap::Parser;
use momentum::cli::{self, Cli};
use momentum::model::Now;

fn clock() -> Now {
    Now::new(chrono::Utc::now(), chrono::Local::now().date_naive())
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match &cli.command {
        Some(command) => ExitCode::from(cli::run(&cli, command, clock())),
        None => ExitCode::from(2),
    }
}
