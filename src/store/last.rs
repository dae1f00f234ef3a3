//! The product that was open last, so that the program begins where a person left off. A lost memory costs nothing, so every failure
//! is quiet.

use std::path::{Path, PathBuf};

use super::{output, place};

/// Returns the file that keeps the path.
fn memory() -> Option<PathBuf> {
    Some(place::state_dir()?.join("last.json"))
}

/// Returns the data file of the product that was open last, if it is still there.
#[must_use]
pub fn last() -> Option<PathBuf> {
    let path: PathBuf = serde_json::from_slice(&std::fs::read(memory()?).ok()?).ok()?;
    path.is_file().then_some(path)
}

/// Remembers the data file of the product that is open.
pub fn remember(file: &Path) {
    // a path that is told from where one is now means another file tomorrow
    let Ok(file) = std::path::absolute(file) else { return };
    if last().as_ref() == Some(&file) {
        return;
    }
    let (Some(memory), Ok(bytes)) = (memory(), serde_json::to_vec(&file)) else { return };
    let _ = place::make_private(memory.parent().unwrap_or(Path::new("."))).and_then(|()| {
        let _ = std::fs::remove_file(&memory);
        output::write_whole(&memory, &bytes).map_err(std::io::Error::other)
    });
}
