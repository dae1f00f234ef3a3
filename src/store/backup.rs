//! Copies of earlier states, taken before a state is replaced, and the rule for which to keep.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, NaiveDateTime, Timelike, Utc};

use super::fingerprint::Fingerprint;
use super::place;
use crate::model::Stamp;
use crate::sort::InOrder;

/// A backup is taken when the newest is older than this.
const PAUSE: i64 = 10 * 60 * 1000;
/// The newest ones that are always kept.
const NEWEST: usize = 20;
/// The newest ones that are kept even beyond [`ROOM`].
const UNTOUCHABLE: usize = 3;
/// Most bytes that backups of one file may take.
const ROOM: u64 = 200 << 20;

/// One earlier state of a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its name, for `momentum restore`.
    pub name: String,
    /// When it was taken.
    pub at: Stamp,
    /// The path of the file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub len: u64,
}

/// Returns the backups in a private folder, newest first.
#[must_use]
pub fn list(sidecar: &Path) -> Vec<Backup> {
    let Ok(entries) = std::fs::read_dir(sidecar.join("backups")) else { return Vec::new() };
    let mut out: Vec<Backup> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let name = file.strip_suffix(".json")?.to_owned();
            let at = NaiveDateTime::parse_from_str(name.get(..18)?, "%Y%m%dT%H%M%S%3f").ok()?;
            let len = entry.metadata().ok()?.len();
            Some(Backup { name, at: Stamp::from(at.and_utc()), path: entry.path(), len })
        })
        .collect();
    out.order_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    out
}

/// Keeps the data file as it is on the disk, where that is due, and lets old copies go. Returns the copy where it is the file itself under a second
/// name: whoever asks for it puts another file in that one's place, or removes the copy.
///
/// A second name costs nothing however large the file is, and is as good as a copy once the file has been replaced, for nothing writes into it then.
///
/// # Errors
/// Returns an error if the copy cannot be made; saving goes on all the same.
pub fn take(
    sidecar: &Path,
    real: Option<&Path>,
    bytes: &[u8],
    at: Stamp,
    always: bool,
) -> std::io::Result<Option<PathBuf>> {
    let all = list(sidecar);
    // a clock that was set back must not make every save take one
    if !always && all.first().is_some_and(|newest| at.0 - newest.at.0 < PAUSE) {
        return Ok(None);
    }
    let hash = Fingerprint::of(bytes).to_string();
    let hash = hash.get(..8).unwrap_or("");
    if all.first().is_some_and(|newest| newest.name.ends_with(hash)) {
        return Ok(None);
    }
    let dir = sidecar.join("backups");
    place::make_private(&dir)?;
    let when = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    let name = format!("{}-{hash}", when.format("%Y%m%dT%H%M%S%3f"));
    let path = dir.join(format!("{name}.json"));
    let linked = real.is_some_and(|real| std::fs::hard_link(real, &path).is_ok());
    let written = if linked { Ok(()) } else { write(&path, bytes) };
    for old in surplus(&list(sidecar), when) {
        // one that cannot go now goes next time
        let _ = std::fs::remove_file(old.path);
    }
    written.map(|()| linked.then_some(path))
}

/// Writes a copy whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let temp = path.with_extension("tmp");
    let written = private(&temp).and_then(|mut file| file.write_all(bytes)).and_then(|()| std::fs::rename(&temp, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&temp);
    }
    written
}

/// Makes a file that only the user can read, in place of one that a killed process left.
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    crate::system::by_its_own_name(&mut options, true);
    options.open(path)
}

/// Returns the backups that may go: all but the last twenty, one an hour for a day, one a day for thirty days and one a
/// month for a year; and the oldest where they take too much room.
#[must_use]
fn surplus(newest_first: &[Backup], now: DateTime<Utc>) -> Vec<Backup> {
    let mut slots = HashSet::new();
    let mut used = 0;
    let mut out = Vec::new();
    for (i, backup) in newest_first.iter().enumerate() {
        let at = DateTime::from_timestamp_millis(backup.at.0).unwrap_or_default();
        let age = now - at;
        let slot = if age < Duration::days(1) {
            Some(format!("{} {}", at.date_naive(), at.hour()))
        } else if age < Duration::days(30) {
            Some(at.date_naive().to_string())
        } else if age < Duration::days(365) {
            Some(at.format("%Y-%m").to_string())
        } else {
            None
        };
        let wanted = i < NEWEST || slot.is_some_and(|slot| slots.insert(slot));
        used += if wanted { backup.len } else { 0 };
        if !wanted || (used > ROOM && i >= UNTOUCHABLE) {
            out.push(backup.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(minutes: i64, n: i64, len: u64) -> (Vec<Backup>, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let all = (0..n)
            .map(|i| {
                let at = Stamp::from(now - Duration::minutes(minutes * i));
                Backup { name: i.to_string(), at, path: PathBuf::new(), len }
            })
            .collect();
        (all, now)
    }

    #[test]
    fn a_year_of_ten_minute_backups_thins_out_but_reaches_back() {
        let (all, now) = every(10, 6 * 24 * 400, 1000);
        let gone: HashSet<String> = surplus(&all, now).into_iter().map(|b| b.name).collect();
        let kept: Vec<&Backup> = all.iter().filter(|b| !gone.contains(&b.name)).collect();
        assert!((70..100).contains(&kept.len()), "{}", kept.len());
        assert!(kept[..20].iter().enumerate().all(|(i, b)| b.name == i.to_string()));
        assert!(kept.last().unwrap().at.0 < Stamp::from(now - Duration::days(300)).0);
    }

    #[test]
    fn room_is_bounded_but_the_newest_three_stay() {
        let (all, now) = every(10, 50, ROOM);
        assert_eq!(all.len() - surplus(&all, now).len(), UNTOUCHABLE);
    }
}
