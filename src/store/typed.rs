//! What is half typed on the screen, kept beside the history until it is taken or left, so that a kill does not take it along.
//!
//! It is written by a thread of its own: no key waits for the disk. Lost words of this kind cost little, so every failure is quiet.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{lock, output, place};

/// Most bytes that are kept or read.
const LARGEST: usize = 1 << 20;

/// A question and the words that were typed at it.
pub type Words = (String, String);

/// The file: who types, and what.
#[derive(Serialize, Deserialize)]
struct Kept {
    holder: String,
    words: Vec<Words>,
}

/// What is half typed in this program.
#[derive(Default)]
pub struct Typed {
    dir: Option<PathBuf>,
    last: Vec<Words>,
    writer: Option<(Sender<Vec<Words>>, Receiver<()>)>,
}

impl Typed {
    /// Returns the keeper for a product, by its private folder.
    #[must_use]
    pub fn beside(dir: Option<PathBuf>) -> Self {
        Self { dir, ..Self::default() }
    }

    /// Keeps what is half typed now; nothing to forget what was.
    pub fn keep(&mut self, words: Vec<Words>) {
        if words == self.last || words.iter().map(|(_, text)| text.len()).sum::<usize>() > LARGEST {
            return;
        }
        self.last.clone_from(&words);
        let Some(dir) = self.dir.clone() else { return };
        let (sender, _) = self.writer.get_or_insert_with(|| start(dir));
        let _ = sender.send(words);
    }

    /// Ends the keeping, and waits so long for the last words to be written.
    pub fn close(&mut self, patience: Duration) {
        if let Some((sender, ended)) = self.writer.take() {
            drop(sender);
            // the end of the thread is what it is waited for
            let _: Result<(), RecvTimeoutError> = ended.recv_timeout(patience);
        }
    }

    /// Takes away what programs that are gone left half typed.
    #[must_use]
    pub fn left_behind(&self) -> Vec<Words> {
        let files = self.dir.iter().filter_map(|dir| std::fs::read_dir(dir).ok()).flatten().filter_map(Result::ok);
        let ours = files.map(|file| file.path()).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("typed-") && name.ends_with(".json")
        });
        ours.filter_map(|path| {
            let length = std::fs::metadata(&path).ok()?.len();
            let kept: Kept = (length <= 4 * LARGEST as u64)
                .then(|| std::fs::read(&path).ok())
                .flatten()
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())?;
            if !lock::is_dead(&kept.holder) {
                return None;
            }
            // two programs that start at once do not both take it up
            std::fs::remove_file(&path).ok().map(|()| kept.words)
        })
        .flatten()
        .collect()
    }
}

/// Starts the thread that writes; it ends when nobody can hand it words any more.
fn start(dir: PathBuf) -> (Sender<Vec<Words>>, Receiver<()>) {
    let (sender, words) = channel::<Vec<Words>>();
    let (alive, ended) = channel::<()>();
    let _ = std::thread::Builder::new().spawn(move || {
        while let Ok(first) = words.recv() {
            // only the last state counts
            let last = words.try_iter().last().unwrap_or(first);
            write(&dir, last);
        }
        drop(alive);
    });
    (sender, ended)
}

fn write(dir: &Path, words: Vec<Words>) {
    let file = dir.join(format!("typed-{}.json", std::process::id()));
    if words.is_empty() {
        let _ = std::fs::remove_file(file);
        return;
    }
    let kept = Kept { holder: lock::holder(), words };
    let _ = place::make_private(dir);
    if let Ok(bytes) = serde_json::to_vec(&kept) {
        let _ = output::write_whole(&file, &bytes);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Words> {
        vec![("New item".to_owned(), text.to_owned())]
    }

    fn leave(dir: &Path, pid: i64, host: &str, text: &str) {
        let kept = Kept { holder: format!("pid {pid} {host}"), words: words(text) };
        std::fs::write(dir.join(format!("typed-{pid}.json")), serde_json::to_vec(&kept).unwrap()).unwrap();
    }

    #[test]
    fn words_are_kept_until_they_are_taken() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(format!("typed-{}.json", std::process::id()));
        let mut typed = Typed::beside(Some(dir.path().to_owned()));
        typed.keep(words("Dark mo"));
        typed.keep(words("Dark mode"));
        typed.close(Duration::from_mins(1));
        let kept: Kept = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(kept.words, words("Dark mode"));
        assert!(typed.left_behind().is_empty(), "this program lives, and may still take them");
        assert!(file.exists());
        typed.keep(Vec::new());
        typed.close(Duration::from_mins(1));
        assert!(!file.exists());
    }

    #[test]
    fn what_a_dead_program_left_is_given_back_once_and_that_of_another_machine_never() {
        let dir = tempfile::tempdir().unwrap();
        let own = lock::holder();
        let host = own.rsplit(' ').next().unwrap();
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let dead = i64::from(child.id());
        child.wait().unwrap();
        leave(dir.path(), dead, host, "half a title");
        leave(dir.path(), dead + 1_000_000, "another-machine", "not ours");
        std::fs::write(dir.path().join("typed-x.json"), "{broken").unwrap();
        let typed = Typed::beside(Some(dir.path().to_owned()));
        assert_eq!(typed.left_behind(), words("half a title"));
        assert!(typed.left_behind().is_empty());
    }
}
