//! What was done, for undo after a restart and from the shell: files of lines that only grow, the oldest of which goes.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::record::put_to;
use crate::model::{Change, Stamp};
use crate::sort::InOrder;

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
    /// An edit was made.
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

/// A file that is longer than this is put aside and a new one is begun.
const LONG: u64 = 8 << 20;
/// How many files that were put aside are kept: undo reaches back through some 64 MB.
const KEPT: usize = 8;

/// The history as it was at one moment. What is written later, or put aside, does not change what it reads.
#[derive(Debug, Default)]
pub struct Past {
    /// The files, the oldest first, and how much of each was there.
    files: Vec<(File, u64)>,
    /// Whether older ones were let go.
    pub is_cut: bool,
}

impl Past {
    /// Returns the history as it is now.
    ///
    /// # Errors
    /// Returns an error if a file is there and cannot be opened.
    pub fn of(file: &Path) -> std::io::Result<Self> {
        let mut past = Self::default();
        let aside = aside(file);
        past.is_cut = aside.first().is_some_and(|(n, _)| *n > 1);
        for path in aside.into_iter().map(|(_, path)| path).chain([file.to_owned()]) {
            match super::disk::open(&path) {
                Ok(open) => {
                    let length = open.metadata()?.len();
                    past.files.push((open, length));
                }
                Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
                Err(why) => return Err(why),
            }
        }
        Ok(past)
    }

    /// Returns the lines. A torn line, as a kill leaves it, is passed over.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read.
    pub fn read(&mut self) -> std::io::Result<Vec<Line>> {
        let mut lines = Vec::new();
        for (file, length) in &mut self.files {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0))?;
            file.take(*length).read_to_end(&mut bytes)?;
            lines.extend(bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()));
        }
        Ok(lines)
    }
}

/// Returns the files that were put aside, the oldest first, each with its number.
fn aside(file: &Path) -> Vec<(u64, PathBuf)> {
    let (Some(dir), Some(stem)) = (file.parent(), file.file_stem()) else { return Vec::new() };
    let head = format!("{}.", stem.to_string_lossy());
    let mut out: Vec<(u64, PathBuf)> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.strip_prefix(&head)?.strip_suffix(".jsonl")?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    out.order();
    out
}

/// Puts a file aside that has grown long, and lets the oldest go. Under the lock of the data file.
fn rotate(file: &Path) -> std::io::Result<()> {
    let aside = aside(file);
    let next = aside.last().map_or(1, |(n, _)| n + 1);
    std::fs::rename(file, file.with_extension(format!("{next}.jsonl")))?;
    for (_, old) in aside.iter().take((aside.len() + 1).saturating_sub(KEPT)) {
        // one that cannot go now goes next time
        let _ = std::fs::remove_file(old);
    }
    Ok(())
}

/// Appends lines. They are written before the data they belong to, so that nothing saved is ever beyond undo.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub fn append(file: &Path, lines: &[Line]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    if std::fs::metadata(file).is_ok_and(|meta| meta.len() > LONG) {
        rotate(file)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    crate::system::by_its_own_name(&mut options, true);
    let mut open = options.open(file)?;
    let mut missing = false;
    if open.seek(SeekFrom::End(0))? > 0 {
        open.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        open.read_exact(&mut last)?;
        missing = last != *b"\n";
    }
    // an import is as long as the product: it goes through in pieces
    let mut out = std::io::BufWriter::with_capacity(1 << 16, open);
    if missing {
        out.write_all(b"\n")?;
    }
    for line in lines {
        put_to(&mut out, line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
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
        let stacks = Stacks::replay(Past::of(&file).unwrap().read().unwrap());
        assert_eq!(names(&stacks.done), ["a", "b"]);
    }

    #[test]
    fn a_line_that_was_written_twice_counts_once() {
        let stacks = Stacks::replay([did("a"), did("a"), did("b"), did("a")]);
        assert_eq!(names(&stacks.done), ["a", "b"]);
        // an undo of it takes it away once for all
        let stacks = Stacks::replay([did("a"), Line::Undid("a".into()), did("a"), Line::Undid("a".into())]);
        assert_eq!((names(&stacks.done), names(&stacks.undone)), (vec![], vec!["a"]));
    }

    #[test]
    fn a_history_that_has_grown_long_is_put_aside_and_undo_reaches_through() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("history.jsonl");
        let long = "x".repeat(usize::try_from(LONG).unwrap() / 2);
        let fat = |id: &str| match did(id) {
            Line::Did(entry) => Line::Did(Arc::new(Entry { words: long.clone(), ..(*entry).clone() })),
            other => other,
        };
        for i in 0..5 {
            append(&file, &[fat(&i.to_string())]).unwrap();
        }
        assert_eq!(aside(&file).len(), 2, "two in each, and one that was begun");
        append(&file, &[Line::Undid("4".into()), did("after")]).unwrap();
        let mut past = Past::of(&file).unwrap();
        // what is put aside and written meanwhile belongs to a later moment
        rotate(&file).unwrap();
        append(&file, &[did("later")]).unwrap();
        let stacks = Stacks::replay(past.read().unwrap());
        assert_eq!(names(&stacks.done), ["0", "1", "2", "3", "after"]);
        assert!(!past.is_cut);
    }

    #[test]
    fn nothing_to_append_makes_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("history.jsonl");
        append(&file, &[]).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn the_oldest_files_go_and_that_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("history.jsonl");
        for i in 0..KEPT + 3 {
            append(&file, &[did(&i.to_string())]).unwrap();
            rotate(&file).unwrap();
        }
        assert_eq!(aside(&file).len(), KEPT);
        let mut past = Past::of(&file).unwrap();
        let stacks = Stacks::replay(past.read().unwrap());
        assert!(past.is_cut);
        assert_eq!(names(&stacks.done).first(), Some(&"3"));
    }

    #[test]
    fn a_history_that_cannot_be_opened_is_an_error_and_not_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Past::of(&dir.path().join("none.jsonl")).unwrap().read().unwrap().is_empty());
        std::fs::create_dir(dir.path().join("history.jsonl")).unwrap();
        assert!(Past::of(&dir.path().join("history.jsonl")).is_err());
    }
}
