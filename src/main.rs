//! Arguments, then the program, then the exit code.

use std::process::ExitCode;

use std::time::SystemTime;

use chrono::{Local, NaiveDate, TimeZone};
use momentum::model::stamp::{Clock, Zone};
use momentum::model::{Now, Stamp};
use momentum::{cli, start};

/// The one clock of the program; everything below receives the moment as an argument.
fn now() -> Now {
    // not chrono's own clock: it panics on a system that believes to live before 1970
    let at = start::instant(SystemTime::now());
    Now::new(at, Local.from_utc_datetime(&at.naive_utc()).naive_local(), Zone(local_day))
}

fn local_day(at: Stamp) -> NaiveDate {
    Local.timestamp_millis_opt(at.0).single().map_or_else(|| Zone::UTC.day(at), |there| there.date_naive())
}

fn main() -> ExitCode {
    start::ignore_file_size_signal();
    match cli::parse() {
        Ok(cli) => ExitCode::from(start::run(&cli, Clock::new(now))),
        Err(code) => ExitCode::from(code),
    }
}
