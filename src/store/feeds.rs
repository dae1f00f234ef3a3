//! The rows of feedback: the words of customers. They lie beside the history of the product on this machine, for its user alone, and are
//! never in the product itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{output, place};
use crate::model::{Id, Product};

/// Most bytes that are read back.
const LARGEST: u64 = 256 << 20;

fn file(sidecar: &Path, feed: Id) -> PathBuf {
    sidecar.join("feeds").join(format!("{feed}.jsonl"))
}

/// Returns the rows of a file of feedback; none where this machine has not taken it in.
#[must_use]
pub fn rows<T: DeserializeOwned>(sidecar: Option<&Path>, feed: Id) -> Vec<T> {
    let Some(path) = sidecar.map(|dir| file(dir, feed)) else { return Vec::new() };
    let Ok(file) = super::disk::open_regular(&path) else { return Vec::new() };
    let lines = BufReader::new(file.take(LARGEST)).lines().map_while(Result::ok);
    // a line that was cut off by a full disk costs itself alone
    lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
}

/// Returns the rows of each file of feedback that this machine has taken in.
#[must_use]
pub fn all<T: DeserializeOwned>(sidecar: Option<&Path>, product: &Product) -> Vec<(Id, Vec<T>)> {
    let feeds = product.feeds().iter().map(|feed| (feed.id, rows(sidecar, feed.id)));
    feeds.filter(|(_, rows)| !rows.is_empty()).collect()
}

/// Keeps the rows of a file of feedback, in the place of those that were there.
///
/// # Errors
/// Returns an error if the system refuses, or no folder for them is known.
pub fn keep<T: Serialize>(sidecar: Option<&Path>, feed: Id, rows: &[T]) -> std::io::Result<()> {
    let path = sidecar.map(|dir| file(dir, feed)).ok_or_else(|| std::io::Error::other("no folder for it is known"))?;
    let dir = path.parent().unwrap_or(Path::new("."));
    place::make_private(dir)?;
    let mut bytes = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut bytes, row)?;
        bytes.write_all(b"\n")?;
    }
    // whole or not at all: what was there goes only once the new one is there
    let fresh = path.with_extension("new");
    let _ = std::fs::remove_file(&fresh);
    output::write_whole(&fresh, &bytes).map_err(std::io::Error::other)?;
    std::fs::rename(&fresh, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_and_a_torn_line_costs_itself() {
        let dir = tempfile::tempdir().unwrap();
        let feed = Id::from_bits(7);
        assert_eq!(rows::<String>(Some(dir.path()), feed), Vec::<String>::new());
        keep(Some(dir.path()), feed, &["one", "two\n"]).unwrap();
        assert_eq!(rows::<String>(Some(dir.path()), feed), ["one", "two\n"]);
        keep(Some(dir.path()), feed, &["three"]).unwrap();
        assert_eq!(rows::<String>(Some(dir.path()), feed), ["three"]);
        let path = file(dir.path(), feed);
        std::fs::write(&path, "\"four\"\n\"fi").unwrap();
        assert_eq!(rows::<String>(Some(dir.path()), feed), ["four"]);
        assert!(keep(None, feed, &["x"]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_rows_are_for_their_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        keep(Some(dir.path()), Id::from_bits(7), &["x"]).unwrap();
        let mode = std::fs::metadata(file(dir.path(), Id::from_bits(7))).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
