//! Arguments, then the shell's side or the screen, then the exit code.

use std::process::ExitCode;

use chrono::{Local, Utc};
use momentum::cli;
use momentum::model::Now;
use momentum::tui;
use momentum::workspace::{Mode, Workspace};

fn clock() -> Now {
    Now::new(Utc::now(), Local::now().naive_local())
}

fn main() -> ExitCode {
    momentum::ignore_file_size_signal();
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(code) => return ExitCode::from(code),
    };
    if let Some(command) = &cli.command {
        return ExitCode::from(cli::run(&cli, command, clock()));
    }
    let opened = cli.data_file().and_then(|path| Ok(Workspace::open(&path, Mode::Screen, cli.read_only, clock())?));
    let end = match opened {
        Ok((workspace, repairs)) => {
            for repair in &repairs {
                cli::out::remark(&format!("mended: {repair}"));
            }
            tui::run(workspace, clock)
        }
        Err(failure) => {
            cli::complain(&failure, cli.json);
            return ExitCode::from(failure.code);
        }
    };
    if let Some(words) = &end.words {
        cli::out::remark(words);
    }
    if let Some(signal) = end.signal {
        momentum::die_of(signal);
    }
    ExitCode::from(end.code)
}
