//! What was done, for undo after a restart and from the shell: a file of lines that only grows.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Change, Stamp};

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Identity, so that undo and redo can name it.
    pub id: String,
    /// When it was done.
    pub at: Stamp,
    /// What was done, in words: `sized INK-12: 8→5`.
    pub words: String,
    /// The rows before and after.
    pub change: Change,
}

/// One line of the history file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// Something was done.
    Did(Arc<Entry>),
    /// It was taken back.
    Undid(String),
    /// It was done again.
    Redid(String),
}

/// What can be undone (last first from the end) and done again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stacks {
    /// Done and not taken back, oldest first.
    pub done: Vec<Arc<Entry>>,
    /// Taken back, the latest last.
    pub undone: Vec<Arc<Entry>>,
}

impl Stacks {
    /// Returns the stacks that lines leave behind. A line that names an unknown entry is passed over.
    #[must_use]
    pub fn replay(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut all: HashMap<String, Arc<Entry>> = HashMap::new();
        let mut stacks = Self::default();
        for line in lines {
            match line {
                // a save that was tried twice wrote its lines twice
                Line::Did(entry) if all.contains_key(&entry.id) => {}
                Line::Did(entry) => {
                    all.insert(entry.id.clone(), entry.clone());
                    stacks.done.push(entry);
                    stacks.undone.clear();
                }
                Line::Undid(id) => {
                    if let Some(entry) = all.get(&id).filter(|_| stacks.done.iter().any(|e| e.id == id)) {
                        stacks.done.retain(|e| e.id != id);
                        stacks.undone.push(entry.clone());
                    }
                }
                Line::Redid(id) => {
                    if let Some(entry) = all.get(&id).filter(|_| stacks.undone.iter().any(|e| e.id == id)) {
                        stacks.undone.retain(|e| e.id != id);
                        stacks.done.push(entry.clone());
                    }
                }
            }
        }
        stacks
    }
}

/// Returns the length of the history file now, to tell later what was there before this session.
#[must_use]
pub fn length(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |meta| meta.len())
}

/// Returns the lines in the first `upto` bytes of the history. A torn line, as a kill leaves it, is passed over.
#[must_use]
pub fn read(file: &Path, upto: u64) -> Vec<Line> {
    let mut bytes = Vec::new();
    let Ok(open) = super::disk::open_regular(file) else { return Vec::new() };
    if open.take(upto).read_to_end(&mut bytes).is_err() {
        return Vec::new();
    }
    bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// Appends lines. They are written before the data they belong to, so that nothing saved is ever beyond undo.
///
/// # Errors
/// Where the file cannot be written.
pub fn append(file: &Path, lines: &[Line]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW);
    }
    let mut open = options.open(file)?;
    let mut out = Vec::new();
    if open.seek(SeekFrom::End(0))? > 0 {
        open.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        open.read_exact(&mut last)?;
        if last != *b"\n" {
            out.push(b'\n');
        }
    }
    for line in lines {
        serde_json::to_writer(&mut out, line)?;
        out.push(b'\n');
    }
    open.write_all(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did(id: &str) -> Line {
        Line::Did(Arc::new(Entry { id: id.into(), at: Stamp(0), words: id.into(), change: Change::default() }))
    }

    fn names(entries: &[Arc<Entry>]) -> Vec<&str> {
        entries.iter().map(|e| e.id.as_str()).collect()
    }

    #[test]
    fn replay_follows_undo_and_redo() {
        let stacks = Stacks::replay([
            did("a"),
            did("b"),
            Line::Undid("b".into()),
            Line::Undid("a".into()),
            Line::Redid("a".into()),
        ]);
        assert_eq!((names(&stacks.done), names(&stacks.undone)), (vec!["a"], vec!["b"]));
        let stacks = Stacks::replay([did("a"), Line::Undid("a".into()), did("c")]);
        assert_eq!((names(&stacks.done), names(&stacks.undone)), (vec!["c"], vec![]));
    }

    #[test]
    fn a_torn_line_costs_only_itself() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("history.jsonl");
        append(&file, &[did("a")]).unwrap();
        std::fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b"{\"did\":{\"id\":\"to").unwrap();
        append(&file, &[did("b")]).unwrap();
        let stacks = Stacks::replay(read(&file, u64::MAX));
        assert_eq!(names(&stacks.done), ["a", "b"]);
    }
}
