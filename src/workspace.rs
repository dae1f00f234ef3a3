//! The open product, its history and its file. THE DOOR: every change goes through [`Workspace::edit`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Change, Now, Product, Refusal, Verb, document};
use crate::store::history::{Entry, Line, Past, Stacks};
use crate::store::lock::Lock;
use crate::store::{Guard, Report, Saver, Store, StoreError};

/// How long the shell waits for another momentum to finish writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of a file from which its first items are shown before the rest is read, and how many.
pub(crate) const LONG: u64 = 4 << 20;
const FIRST: usize = 200;

/// How a product is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To look at it.
    Look,
    /// For one command of the shell: locked from here until it is saved.
    Command,
    /// For the screen: saved by a thread of its own.
    Screen,
}

#[expect(clippy::large_enum_variant, reason = "there is one of it")]
enum Keeper {
    Look,
    Command { store: Store, held: Option<Lock> },
    Screen(Box<Saver>),
}

/// What is known about the state of the file, for the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The file is still being read: there are the first items and no others.
    Reading,
    /// Everything is on the disk.
    Saved,
    /// A save is on its way.
    Saving,
    /// The last save failed; it is tried again by itself.
    NotSaved {
        /// What happened, to which file.
        why: String,
        /// Whether the file was there and is gone.
        vanished: bool,
    },
}

/// What came from outside since the last look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Rows that another program changed.
    pub merged: usize,
    /// Values that had to give way and wait for a person.
    pub conflicts: usize,
    /// Notes to show to the user.
    pub notes: Vec<String>,
    /// What differs from what the screen showed before; empty where nothing does.
    pub change: Change,
}

/// What an edit did.
#[derive(Debug)]
pub struct Edited<T> {
    /// What the closure returned.
    pub value: T,
    /// What was done, in words for the message.
    pub words: String,
    /// The rows that changed.
    pub change: Change,
}

/// How an edit is named.
#[derive(Clone, Debug)]
pub enum Said {
    /// A verb, to which what changed is added: `sized INK-12: 5→8`.
    Verb(Verb),
    /// The beginning of a message, to which what changed is added: `closed S3 with 4 items`.
    Begin(String),
    /// The whole message, for where what changed would name the wrong thing: `put INK-12 back`.
    Whole(String),
}

impl From<Verb> for Said {
    fn from(verb: Verb) -> Self {
        Self::Verb(verb)
    }
}

impl Said {
    /// Returns the verb, if the edit is named by one.
    #[must_use]
    pub fn verb(&self) -> Option<Verb> {
        if let Self::Verb(verb) = self { Some(*verb) } else { None }
    }
}

/// The product that is open.
pub struct Workspace {
    product: Product,
    keeper: Keeper,
    stacks: Stacks,
    /// The history as it was when this session began, or why it cannot be had; `None` once it was read.
    older: Option<std::io::Result<Past>>,
    /// Why undo ends where it ends, if it does not end at the beginning.
    end: Option<String>,
    /// Whether something was done in this session, after which what earlier sessions took back stays so.
    fresh: bool,
    lines: Vec<Line>,
    safety: Safety,
    read_only: Option<String>,
    path: PathBuf,
    sidecar: Option<PathBuf>,
    is_new: bool,
}

impl Workspace {
    /// Opens the product in a file. A file that is not there is an empty product; saving makes it.
    ///
    /// Returns also what had to be mended in the file, in words.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or (for [`Mode::Command`]) may not be written or is being written by another.
    pub fn open(path: &Path, mode: Mode, read_only: bool, now: Now) -> Result<(Self, Vec<String>), StoreError> {
        Self::begin(Store::open(path, now.at)?, mode, read_only)
    }

    /// Opens the product in a file. Of a long one `early` is given the first items before the rest is read.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn open_early(
        path: &Path,
        mode: Mode,
        read_only: bool,
        now: Now,
        early: &dyn Fn(Product),
    ) -> Result<(Self, Vec<String>), StoreError> {
        let show = |bytes: &[u8]| {
            let long = u64::try_from(bytes.len()).is_ok_and(|n| n >= LONG);
            long.then(|| document::glimpse(bytes, FIRST)).flatten().into_iter().for_each(early);
        };
        Self::begin(Store::open_early(path, now.at, &show)?, mode, read_only)
    }

    /// Returns what is shown of a long product before all of it is read. Nothing of it is ever written.
    #[must_use]
    pub fn glimpse(product: Product, path: &Path) -> Self {
        Self {
            product,
            keeper: Keeper::Look,
            stacks: Stacks::default(),
            older: None,
            end: None,
            fresh: false,
            lines: Vec::new(),
            safety: Safety::Reading,
            read_only: None,
            path: path.to_owned(),
            sidecar: None,
            is_new: false,
        }
    }

    /// Opens the product in an open store; with it come the repairs that the store has made.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn begin(
        (mut store, mut repairs): (Store, Vec<String>),
        mode: Mode,
        read_only: bool,
    ) -> Result<(Self, Vec<String>), StoreError> {
        if read_only {
            store.forbid_writing("asked for with --read-only");
        }
        let why = store.read_only().map(str::to_owned);
        let mut older = store.history_file().map(|file| Past::of(&file));
        let (real, is_new) = (store.path().to_owned(), store.is_new());
        let sidecar = store.sidecar().map(Path::to_owned);
        let mut product = store.base().clone();
        let keeper = match mode {
            Mode::Look => Keeper::Look,
            Mode::Screen => Keeper::Screen(Box::new(Saver::start(store)?)),
            Mode::Command => {
                let held = store.lock(PATIENCE)?;
                // another may have written between our reading and our lock
                if !is_new || real.exists() {
                    let again = store.refresh()?;
                    if again {
                        product = store.base().clone();
                        repairs.clear();
                    }
                }
                older = store.history_file().map(|file| Past::of(&file));
                Keeper::Command { store, held: Some(held) }
            }
        };
        let workspace = Self {
            product,
            keeper,
            stacks: Stacks::default(),
            older,
            end: None,
            fresh: false,
            lines: Vec::new(),
            safety: Safety::Saved,
            read_only: why,
            path: real,
            sidecar,
            is_new,
        };
        Ok((workspace, repairs))
    }

    /// Returns the product as it is now.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// Whether it holds the first items alone, so that whatever counts all of them is wrong.
    #[must_use]
    pub fn is_glimpse(&self) -> bool {
        self.safety == Safety::Reading
    }

    /// Returns the data file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there was no file when it was opened.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Returns why the product is read-only, or `None` if it can be changed.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Returns what is known about the state of the file.
    #[must_use]
    pub fn safety(&self) -> &Safety {
        &self.safety
    }

    /// Whether the last save went through, or there was none: what was handed over is on its way to the disk and does not wait for
    /// a failure to pass.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        !matches!(self.safety, Safety::NotSaved { .. })
    }

    /// Changes the product. The one way in which anything changes.
    ///
    /// `said` is or begins the message ("sized"), `why` goes into the log of each item. The closure works on a copy; where it
    /// refuses, or the result breaks an invariant, everything stays as it was. A change of nothing leaves no trace.
    ///
    /// # Errors
    /// What the closure or the invariants refuse, and any change of a product that is read-only.
    pub fn edit<T>(
        &mut self,
        now: Now,
        said: impl Into<Said>,
        why: &str,
        f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
    ) -> Result<Edited<T>, Refusal> {
        // the door itself is compiled once, not once for each closure and its result
        let (mut f, mut value) = (Some(f), None);
        let Edited { words, change, .. } = self.edit_once(now, said.into(), why, &mut |product| {
            value = f.take().map(|f| f(product)).transpose()?;
            Ok(())
        })?;
        let value = value.ok_or_else(|| Refusal::invalid("the change was not made"))?;
        Ok(Edited { value, words, change })
    }

    fn edit_once(
        &mut self,
        now: Now,
        said: Said,
        why: &str,
        f: &mut dyn FnMut(&mut Product) -> Result<(), Refusal>,
    ) -> Result<Edited<()>, Refusal> {
        if let Some(why) = &self.read_only {
            return Err(Refusal::ReadOnly(why.clone()));
        }
        let mut next = self.product.clone();
        f(&mut next)?;
        let raw = Change::between(&self.product, &next);
        if raw.is_empty() {
            self.product = next;
            return Ok(Edited { value: (), words: String::new(), change: raw });
        }
        let named = |begin: &str| format!("{begin} {}", raw.words(&self.product, &next)).trim_end().to_owned();
        let words = match said {
            Said::Whole(words) => words,
            Said::Verb(verb) => named(verb.words()),
            Said::Begin(begin) => named(&begin),
        };
        next.stamp(&self.product, raw, now, why);
        self.commit(next, words, now)
    }

    /// Checks a new state, makes it the current one and remembers how to take it back.
    fn commit(&mut self, mut next: Product, words: String, now: Now) -> Result<Edited<()>, Refusal> {
        let change = Change::between(&self.product, &next);
        next.check(&change)?;
        let entry = Entry { id: next.fresh_id().to_string(), at: now.at, words: words.clone(), change: change.clone() };
        self.product = next;
        let entry = Arc::new(entry);
        self.stacks.done.push(entry.clone());
        self.stacks.undone.clear();
        self.fresh = true;
        self.record(Line::Did(entry), now);
        Ok(Edited { value: (), words, change })
    }

    /// Takes back the last thing done, in this session or an earlier one, keeping what other programs changed since.
    ///
    /// # Errors
    /// Returns an error if there is nothing to take back, or a field that it would touch was changed elsewhere: then nothing is.
    pub fn undo(&mut self, now: Now) -> Result<Edited<()>, Refusal> {
        self.travel(now, true)
    }

    /// Returns how many steps can be undone without a look at what earlier sessions left.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.stacks.done.len()
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// Returns an error if there is nothing to do again, or a field that it would touch was changed elsewhere.
    pub fn redo(&mut self, now: Now) -> Result<Edited<()>, Refusal> {
        self.travel(now, false)
    }

    /// Puts another state in the place of this one as one step that can be undone; identities and stamps are those of that
    /// state. The words say what was done, for the history.
    ///
    /// # Errors
    /// Returns an error if the product is read-only.
    pub fn replace(&mut self, then: &Product, words: String, now: Now) -> Result<Edited<()>, Refusal> {
        if let Some(why) = &self.read_only {
            return Err(Refusal::ReadOnly(why.clone()));
        }
        let mut next = self.product.clone();
        next.apply(&Change::between(&self.product, then))?;
        self.commit(next, words, now)
    }

    fn travel(&mut self, now: Now, back: bool) -> Result<Edited<()>, Refusal> {
        if let Some(why) = &self.read_only {
            return Err(Refusal::ReadOnly(why.clone()));
        }
        loop {
            let stack = if back { &self.stacks.done } else { &self.stacks.undone };
            if stack.is_empty() {
                self.read_older();
            }
            let stack = if back { &mut self.stacks.done } else { &mut self.stacks.undone };
            let Some(entry) = stack.last().cloned() else {
                let words = if back { "nothing to undo" } else { "nothing to redo" };
                let end = self.end.as_ref().filter(|_| back).map(|why| format!(": {why}")).unwrap_or_default();
                return Err(Refusal::Missing(format!("{words}{end}")));
            };
            let mut next = self.product.clone();
            let change = if back { entry.change.inverse() } else { entry.change.clone() };
            next.apply(&change).map_err(|why| Refusal::Changed(format!("{}: {why}", entry.words)))?;
            let change = Change::between(&self.product, &next);
            next.check(&change)?;
            stack.pop();
            let (other, line) = if back {
                (&mut self.stacks.undone, Line::Undid(entry.id.clone()))
            } else {
                (&mut self.stacks.done, Line::Redid(entry.id.clone()))
            };
            other.push(entry.clone());
            self.product = next;
            self.record(line, now);
            // an entry whose effect never reached the disk, or is gone with a restored file, leads on to the next
            if !change.is_empty() {
                let verb = if back { "undid" } else { "redid" };
                return Ok(Edited { value: (), words: format!("{verb}: {}", entry.words), change });
            }
        }
    }

    /// Reads what earlier sessions left, once, when this session's own stack is used up.
    fn read_older(&mut self) {
        let Some(past) = self.older.take() else { return };
        let lines = past.and_then(|mut past| {
            if past.is_cut {
                self.end =
                    Some("what was done before is no longer kept · momentum backup list shows earlier states".into());
            }
            past.read()
        });
        let mut older = match lines {
            Ok(lines) => Stacks::replay(lines),
            Err(why) => {
                self.end = Some(format!("what was done before this session cannot be read ({why})"));
                return;
            }
        };
        older.done.append(&mut self.stacks.done);
        self.stacks.done = older.done;
        if !self.fresh {
            older.undone.append(&mut self.stacks.undone);
            self.stacks.undone = older.undone;
        }
    }

    fn record(&mut self, line: Line, now: Now) {
        self.lines.push(line);
        if let Keeper::Screen(saver) = &self.keeper {
            saver.hand_over(self.product.clone(), std::mem::take(&mut self.lines), now.at);
            if self.safety == Safety::Saved {
                self.safety = Safety::Saving;
            }
        }
    }

    /// Saves what a command of the shell changed. Returns notes for the user.
    ///
    /// # Errors
    /// Returns an error if it could not be saved; the file is as it was.
    pub fn save(&mut self, now: Now) -> Result<Vec<String>, StoreError> {
        match &mut self.keeper {
            Keeper::Command { store, held: Some(held) } => {
                Ok(store.save(held, &self.product, &mut self.lines, now.at)?.notes)
            }
            Keeper::Command { .. } | Keeper::Look | Keeper::Screen(_) => Ok(Vec::new()),
        }
    }

    /// Gives the lock of a command back. Nothing is saved after that.
    pub fn unlock(&mut self) {
        if let Keeper::Command { held, .. } = &mut self.keeper {
            *held = None;
        }
    }

    /// Takes over what the saving thread has done since, and returns what came from outside.
    pub fn poll(&mut self) -> Option<News> {
        let Keeper::Screen(saver) = &self.keeper else { return None };
        let reports: Vec<Report> = saver.reports().collect();
        if reports.is_empty() {
            return None;
        }
        let mut news = News::default();
        let before = self.product.clone();
        for report in reports {
            match report {
                Report::State { seq, from, to, merged, conflicts, notes } => {
                    self.product = Product::merge(&from, &self.product, &to);
                    news.merged += merged;
                    news.conflicts += conflicts;
                    news.notes.extend(notes);
                    saver.acknowledge(seq);
                    self.safety = if saver.is_busy() { Safety::Saving } else { Safety::Saved };
                }
                Report::Failed { why, vanished } => self.safety = Safety::NotSaved { why, vanished },
                Report::ReadOnly(why) => self.read_only = Some(why),
            }
        }
        news.change = Change::between(&before, &self.product);
        Some(news)
    }

    /// Whether the saving thread still has something to do.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        matches!(&self.keeper, Keeper::Screen(saver) if saver.is_busy())
    }

    /// Tries a failed save again at once; a file that vanished is made again.
    pub fn retry(&self, now: Now) {
        if let Keeper::Screen(saver) = &self.keeper {
            let vanished = matches!(self.safety, Safety::NotSaved { vanished: true, .. });
            if vanished {
                saver.hand_over(self.product.clone(), Vec::new(), now.at);
            }
            saver.retry(vanished);
        }
    }

    /// Waits until everything is on the disk, at most `patience`. Returns whether it is.
    #[must_use]
    pub fn settle(&mut self, patience: Duration) -> bool {
        let settled = match &self.keeper {
            Keeper::Screen(saver) => saver.settle(patience),
            Keeper::Look | Keeper::Command { .. } => true,
        };
        self.poll();
        // the queue can be empty although the file has disappeared
        settled && !matches!(self.safety, Safety::NotSaved { .. })
    }

    /// Returns what can wait for the saving thread from elsewhere; every edit is handed to that thread at once.
    #[must_use]
    pub fn guard(&self) -> Option<Guard> {
        match &self.keeper {
            Keeper::Screen(saver) => Some(saver.guard()),
            Keeper::Look | Keeper::Command { .. } => None,
        }
    }

    /// Writes the product beside the user's other state, for the case that its own file cannot be written.
    #[must_use]
    pub fn rescue(&self) -> Option<PathBuf> {
        let bytes = crate::model::document::write(&self.product).ok()?;
        let name = self.path.file_name()?.to_string_lossy().into_owned();
        let dirs = [self.sidecar.as_ref().map(|dir| dir.join("rescue")), Some(std::env::temp_dir())];
        dirs.into_iter().flatten().find_map(|dir| {
            crate::store::place::make_private(&dir).ok()?;
            let path = dir.join(format!("unsaved-{}-{name}", std::process::id()));
            crate::store::output::write_whole(&path, &bytes).ok().map(|()| path)
        })
    }

    /// Returns the private folder that belongs to the data file.
    #[must_use]
    pub fn sidecar(&self) -> Option<PathBuf> {
        self.sidecar.clone()
    }
}
