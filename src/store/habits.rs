//! Which commands a person has used, so that tips fade. Lost habits cost nothing, so every failure is quiet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{output, place};

/// How often each command was used, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    uses: BTreeMap<String, u32>,
    file: Option<PathBuf>,
    changed: bool,
}

impl Habits {
    /// Returns the habits of the person whose system this is.
    #[must_use]
    pub fn load() -> Self {
        place::state_dir().map_or_else(Self::default, |dir| Self::read(dir.join("habits.json")))
    }

    fn read(file: PathBuf) -> Self {
        let uses = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { uses, file: Some(file), changed: false }
    }

    /// Returns how often a command was used.
    #[must_use]
    pub fn of(&self, name: &str) -> u32 {
        self.uses.get(name).copied().unwrap_or(0)
    }

    /// Counts a use, as far as it matters: `enough` is as good as more.
    pub fn used(&mut self, name: &str, enough: u32) {
        let uses = self.uses.entry(name.to_owned()).or_default();
        if *uses < enough {
            *uses += 1;
            self.changed = true;
        }
    }

    /// Writes them down, where something changed.
    pub fn keep(&self) {
        if let (true, Some(file)) = (self.changed, &self.file) {
            let dir = file.parent().unwrap_or(Path::new("."));
            let bytes = serde_json::to_vec(&self.uses).unwrap_or_default();
            let _ = place::make_private(dir).and_then(|()| {
                let _ = std::fs::remove_file(file);
                output::write_whole(file, &bytes).map_err(std::io::Error::other)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_last_and_a_broken_file_is_no_habit() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("state/habits.json");
        let mut habits = Habits::read(file.clone());
        for _ in 0..5 {
            habits.used("item.size", 3);
        }
        habits.keep();
        assert_eq!(Habits::read(file.clone()).of("item.size"), 3);
        std::fs::write(&file, "{").unwrap();
        assert_eq!(Habits::read(file).of("item.size"), 0);
    }
}
