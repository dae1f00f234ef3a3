//! Arguments, then the program, then the exit code.

use std::process::ExitCode;

use chrono::{Local, NaiveDate, TimeZone, Utc};
use momentum::model::stamp::{Clock, Zone};
use momentum::model::{Now, Stamp};
use momentum::{cli, start};

/// The one clock of the program; everything below receives the moment as an argument.
fn now() -> Now {
    Now::new(Utc::now(), Local::now().naive_local(), Zone(local_day))
}

fn local_day(at: Stamp) -> NaiveDate {
    Local.timestamp_millis_opt(at.0).single().map_or_else(|| at.day(), |there| there.date_naive())
}

fn main() -> ExitCode {
    start::ignore_file_size_signal();
    match cli::parse() {
        Ok(cli) => ExitCode::from(start::run(&cli, Clock::new(now))),
        Err(code) => ExitCode::from(code),
    }
}
