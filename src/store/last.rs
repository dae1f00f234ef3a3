//! The product that was open last, so that the program begins where a person left off. A lost memory costs nothing, so every failure
//! is quiet.

use std::path::{Path, PathBuf};

use super::{output, place};

/// Returns the file that keeps a path.
fn memory(name: &str) -> Option<PathBuf> {
    Some(place::state_dir()?.join(name))
}

fn read(name: &str) -> Option<PathBuf> {
    let path: PathBuf = serde_json::from_slice(&std::fs::read(memory(name)?).ok()?).ok()?;
    meant(path, home().as_deref()).filter(|path| path.is_file())
}

/// Returns a path as it is kept: what lies in the one folder (`MOMENTUM_HOME`) is told from there, so that the folder can be carried and
/// copied, and a copy opens its own.
fn kept(file: &Path, home: Option<&Path>) -> PathBuf {
    home.and_then(|home| file.strip_prefix(home).ok()).unwrap_or(file).to_owned()
}

/// Returns the file that a kept path means.
fn meant(path: PathBuf, home: Option<&Path>) -> Option<PathBuf> {
    if path.is_relative() { home.map(|home| home.join(path)) } else { Some(path) }
}

/// Returns the one folder, told from the root.
fn home() -> Option<PathBuf> {
    place::home().and_then(|home| std::path::absolute(home).ok())
}

/// Returns the data file of the product that was open last, if it is still there.
#[must_use]
pub fn last() -> Option<PathBuf> {
    read("last.json")
}

/// Returns the data file of the product that was open before that one, if it is still there.
#[must_use]
pub fn before() -> Option<PathBuf> {
    read("before.json")
}

/// Remembers the data file of the product that is open.
pub fn remember(file: &Path) {
    // a path that is told from where one is now means another file tomorrow
    let Ok(file) = std::path::absolute(file) else { return };
    let left = last();
    if left.as_ref() == Some(&file) {
        return;
    }
    // what is left is one key away from now on
    if let Some(left) = left {
        write(memory("before.json"), &left);
    }
    write(memory("last.json"), &file);
}

fn write(memory: Option<PathBuf>, file: &Path) {
    let (Some(memory), Ok(bytes)) = (memory, serde_json::to_vec(&kept(file, home().as_deref()))) else { return };
    let _ = place::make_private(memory.parent().unwrap_or(Path::new("."))).and_then(|()| {
        let _ = std::fs::remove_file(&memory);
        output::write_whole(&memory, &bytes).map_err(std::io::Error::other)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_the_one_folder_goes_with_it() {
        let (stick, copy) = (Path::new("/mnt/stick"), Path::new("/home/ana/copy"));
        let own = kept(Path::new("/mnt/stick/ink.json"), Some(stick));
        assert_eq!(own, Path::new("ink.json"));
        assert_eq!(meant(own.clone(), Some(copy)), Some(copy.join("ink.json")), "a copy opens its own");
        assert_eq!(meant(own, None), None, "without the folder it means nothing");
        let elsewhere = kept(Path::new("/srv/ink.json"), Some(stick));
        assert_eq!(meant(elsewhere, Some(copy)), Some("/srv/ink.json".into()));
    }
}
