//! Load, and save without losing anything: lock, look, merge, write aside, wait for the disk, replace, wait again.
//!
//! Only after the last step is a state called saved. Until then the old file stands, whole.

mod load;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::disk::{Disk, Identity};
use super::fingerprint::{self, Fingerprint};
use super::history::{self, Line};
use super::lock::{self, Lock, NoLock};
use super::{StoreError, backup, fault, place};
use crate::model::document::{self, Pieces};
use crate::model::{Change, Product, Stamp};
use crate::system;

/// How often a save starts anew because a program that ignores the lock wrote in between.
const TRIES: usize = 5;
/// A change of at least so many items gets a backup of what was before.
const BULK: usize = 20;

/// A data file: where it is, and the state of it that was last read or written.
pub struct Store {
    /// The path that was asked for.
    asked: PathBuf,
    /// The file itself, with all links followed.
    real: PathBuf,
    sidecar: Option<PathBuf>,
    disk: Arc<dyn Disk>,
    base: Product,
    hash: Option<Fingerprint>,
    identity: Option<Identity>,
    /// Whether the file is byte for byte what this version writes for the base, so that the next state is made out of its bytes.
    canonical: bool,
    swept: bool,
    read_only: Option<String>,
    recreate: bool,
    /// The attributes of the replaced file that could not be kept, and those that were said already.
    lost: Vec<String>,
    said: HashSet<String>,
    /// What was put in place and never confirmed: its hash, what was to be saved, and what it was merged to.
    unconfirmed: Option<(Fingerprint, Product, Product)>,
}

/// Side effects of a save: what was merged, and notes for the user.
#[derive(Debug, Default)]
pub struct Saved {
    /// How many rows came from another program.
    pub merged: usize,
    /// How many values had to give way and wait among the conflicts.
    pub conflicts: usize,
    /// What is worth a word: a backup that failed, a disk that could not confirm.
    pub notes: Vec<String>,
}

impl Store {
    /// Returns the state that was last read or written.
    #[must_use]
    pub fn base(&self) -> &Product {
        &self.base
    }

    /// Returns the file itself, with all links followed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.real
    }

    /// Whether there is no file yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.hash.is_none()
    }

    /// Returns why the file may not be written, where it may not.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Opens for looking only.
    pub fn forbid_writing(&mut self, why: &str) {
        self.read_only = Some(why.to_owned());
    }

    /// Lets the next save make a file again that vanished.
    pub fn allow_recreation(&mut self) {
        self.recreate = true;
    }

    /// Returns the private folder that belongs to the file.
    #[must_use]
    pub fn sidecar(&self) -> Option<&Path> {
        self.sidecar.as_deref()
    }

    /// Returns the history file.
    #[must_use]
    pub fn history_file(&self) -> Option<PathBuf> {
        self.sidecar.as_ref().map(|dir| dir.join("history.jsonl"))
    }

    /// Takes the lock, waiting at most `patience`.
    ///
    /// # Errors
    /// Returns an error if another process keeps it for longer, or it cannot be made.
    pub fn lock(&self, patience: Duration) -> Result<Lock, StoreError> {
        if let Some(why) = &self.read_only {
            return Err(StoreError::ReadOnly(why.clone()));
        }
        if let Some(dir) = self.real.parent().filter(|dir| self.hash.is_none() && !dir.exists()) {
            place::make_private(dir).map_err(|source| StoreError::Io {
                what: "cannot make",
                path: dir.to_owned(),
                source,
            })?;
        }
        lock::take(&self.real, patience).map_err(|no| match no {
            NoLock::Busy(holder) => StoreError::Busy { path: self.real.display().to_string(), holder },
            NoLock::Shut(path) => StoreError::ReadOnly(shut(&path)),
            NoLock::Io(source) => match source.kind() {
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    StoreError::ReadOnly(format!("the folder of {} may not be written", self.real.display()))
                }
                _ => StoreError::Io { what: "cannot lock", path: lock::path_of(&self.real), source },
            },
        })
    }

    /// Saves a state that descends from [`Store::base`], merged with what another program wrote meanwhile.
    ///
    /// When this returns, the result is on the disk and is the new [`Store::base`]. The lock must be held.
    ///
    /// # Errors
    /// Returns an error if it could not be saved. The old file stands then, and `base` is unchanged.
    pub fn save(&mut self, held: &Lock, ours: &Product, lines: &mut Vec<Line>, at: Stamp) -> Result<Saved, StoreError> {
        if let Some(why) = &self.read_only {
            return Err(StoreError::ReadOnly(why.clone()));
        }
        if follow(&self.asked)? != self.real {
            let path = self.asked.clone();
            let source = std::io::Error::other("the link points elsewhere now");
            return Err(StoreError::Io { what: "cannot write", path, source });
        }
        let mut saved = Saved::default();
        for _ in 0..TRIES {
            let io = |what| move |path: &Path, source| StoreError::Io { what, path: path.to_owned(), source };
            let identity = self.disk.identity(&self.real).map_err(|e| io("cannot read")(&self.real, e))?;
            let old = self.disk.read(&self.real).map_err(|e| io("cannot read")(&self.real, e))?;
            let seen = old.as_deref().map(Fingerprint::of);
            let merged = self.meet(ours, old.as_deref().zip(seen), &mut saved)?;
            if !self.swept {
                // only now: a file that is damaged may need what was left behind
                self.sweep();
                self.swept = true;
            }
            let change = Change::between(&self.base, &merged);
            let disk_change_only = saved.merged == 0 && change.is_empty() && old.is_some();
            if disk_change_only && merged.unknown == self.base.unknown && self.unconfirmed.is_none() {
                self.keep_lines(lines, &mut saved);
                self.base = merged;
                return Ok(saved);
            }
            let same = old.as_deref().filter(|_| self.canonical && seen == self.hash);
            let prepare = || prepared(same, &change, &merged);
            let bytes = if change.len() < BULK {
                self.keep_lines(lines, &mut saved);
                prepare()
            } else {
                // the history of an import is as long as the file: both are made at once
                let (store, saved) = (&*self, &mut saved);
                thread::scope(|scope| {
                    let bytes = thread::Builder::new().spawn_scoped(scope, prepare);
                    store.keep_lines(lines, saved);
                    bytes.ok().and_then(|bytes| bytes.join().ok()).unwrap_or_else(prepare)
                })
            }?;
            let pieces: Vec<&[u8]> = bytes.iter().collect();
            let always = change.len() >= BULK || saved.conflicts > 0;
            let notes = &mut saved.notes;
            let keep = |store: &Self| old.as_deref().map_or(Ok(None), |old| store.back_up(old, at, always, notes));
            if !self.replace(&pieces, identity, keep)? {
                continue;
            }
            let hash = Fingerprint::of_pieces(pieces.into_iter());
            match self.disk.sync_dir(self.folder()) {
                Ok(()) => self.unconfirmed = None,
                // some file systems cannot sync a folder at all; nothing more can be had there
                Err(why)
                    if matches!(why.kind(), std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported) =>
                {
                    self.unconfirmed = None;
                }
                Err(why) => {
                    self.unconfirmed = Some((hash, ours.clone(), merged));
                    return Err(io("written, but the disk does not confirm")(self.folder(), why));
                }
            }
            self.hash = Some(hash);
            self.canonical = true;
            fingerprint::keep(self.sidecar.as_deref(), hash);
            self.identity = self.disk.identity(&self.real).unwrap_or(None);
            self.base = merged;
            self.recreate = false;
            self.say(held, &mut saved);
            return Ok(saved);
        }
        let source = std::io::Error::other("another program keeps writing it without the lock");
        Err(StoreError::Io { what: "cannot write", path: self.real.clone(), source })
    }

    /// Returns what is to be written: ours, or ours merged with what someone else wrote.
    fn meet(
        &mut self,
        ours: &Product,
        old: Option<(&[u8], Fingerprint)>,
        saved: &mut Saved,
    ) -> Result<Product, StoreError> {
        // no file: either there never was one, or somebody removed it under us, and then only a person may bring it back
        let Some((old, hash)) = old else {
            return if self.hash.is_none() || self.recreate {
                Ok(ours.clone())
            } else {
                Err(StoreError::Vanished(self.real.clone()))
            };
        };
        // the bytes decide and not the time stamp: a checkout or a copy can put other bytes under the same one
        if self.hash == Some(hash) {
            return Ok(ours.clone());
        }
        if let Some((own, handed, merged)) = &self.unconfirmed
            && *own == hash
        {
            // our own bytes, which the disk did not confirm: no other program wrote them
            return Ok(Product::merge(handed, ours, merged));
        }
        let loaded = document::read(old).map_err(|why| {
            // best effort: the damaged file itself stays where it is
            let _ = self.rescue(old, "damaged");
            StoreError::unreadable(self.real.clone(), why)
        })?;
        if let Some(format) = loaded.newer {
            return Err(StoreError::unreadable(self.real.clone(), super::Unreadable::Newer(format)));
        }
        // what another program wrote since our last save; that save is what both started from
        let open = |p: &Product| p.open_conflicts().count();
        let merged = Product::merge(&self.base, ours, &loaded.product);
        saved.merged = Change::between(ours, &merged).len();
        saved.conflicts = open(&merged).saturating_sub(open(ours));
        Ok(merged)
    }

    /// Keeps what is to be replaced, where that is due. Returns the copy that is the file itself until it is replaced.
    fn back_up(
        &self,
        old: &[u8],
        at: Stamp,
        always: bool,
        notes: &mut Vec<String>,
    ) -> Result<Option<PathBuf>, StoreError> {
        let Some(dir) = &self.sidecar else { return Ok(None) };
        // a file of an older format is never written anew without a copy of what it was
        let migrates = document::peek_format(old).is_some_and(|format| format < document::FORMAT);
        match backup::take(dir, Some(&self.real), old, at, always || migrates) {
            Err(source) if migrates => Err(StoreError::Io {
                what: "no copy of the older format can be made of",
                path: self.real.clone(),
                source,
            }),
            Err(why) => {
                notes.push(format!("no backup could be taken ({why})"));
                Ok(None)
            }
            Ok(copy) => {
                if migrates {
                    notes.push(
                        "the file has a newer format now: an older momentum can look at it and not write it · momentum backup list has it as it was".into(),
                    );
                }
                Ok(copy)
            }
        }
    }

    /// Writes beside the file, waits for the disk, and puts the new file in the old one's place, of which `keep` keeps a copy: last, for it may be
    /// the old file itself under a second name.
    ///
    /// Returns false where another program wrote the old one meanwhile: then nothing was replaced.
    fn replace(
        &mut self,
        bytes: &[&[u8]],
        seen: Option<Identity>,
        keep: impl FnOnce(&Self) -> Result<Option<PathBuf>, StoreError>,
    ) -> Result<bool, StoreError> {
        let real = self.real.clone();
        let io = |source| StoreError::Io { what: "cannot write", path: real.clone(), source };
        if fault("in_place") {
            return std::fs::write(&self.real, bytes.concat()).map(|()| true).map_err(io);
        }
        if seen.is_some()
            && let Err(why) = std::fs::OpenOptions::new().write(true).open(&self.real)
            && why.kind() == std::io::ErrorKind::PermissionDenied
        {
            return Err(StoreError::ReadOnly(format!("{} may not be written", self.real.display())));
        }
        let mut result = Ok(());
        for _ in 0..2 {
            let temp = self.temp()?;
            match self.disk.write_new(&temp, bytes, &self.real, place::is_private(&self.real)) {
                Ok(lost) => self.lost.extend(lost),
                Err(why) => {
                    // a file whose write failed is never trusted again: one more try with a new one
                    let _ = self.disk.remove(&temp);
                    result = Err(why);
                    continue;
                }
            }
            let still = self.disk.identity(&self.real);
            // without the lock, as a test of the tests asks for, this is not looked at either
            if !fault("no_lock") && !matches!(&still, Ok(now) if *now == seen) {
                let _ = self.disk.remove(&temp);
                return still.map(|_| false).map_err(io);
            }
            let copy = keep(self).inspect_err(|_| drop(self.disk.remove(&temp)))?;
            return match self.disk.rename(&temp, &self.real) {
                Ok(()) => {
                    if let Some(path) = copy {
                        system::close_to_others(&path);
                    }
                    Ok(true)
                }
                Err(why) => {
                    let _ = self.disk.remove(&temp);
                    // the file itself was not replaced, and a second name of it is no copy
                    let _ = copy.map(std::fs::remove_file);
                    Err(io(why))
                }
            };
        }
        result.map(|()| false).map_err(io)
    }

    fn folder(&self) -> &Path {
        self.real.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn temp(&self) -> Result<PathBuf, StoreError> {
        Ok(self.folder().join(temp_name(&self.real)?))
    }

    /// Moves to `saved` what is worth a word and was not said before.
    fn say(&mut self, held: &Lock, saved: &mut Saved) {
        for note in held.note().into_iter().chain(self.lost.drain(..)) {
            if self.said.insert(note.clone()) {
                saved.notes.push(note);
            }
        }
    }

    /// Removes what killed processes left beside the file. Under the lock nobody else is writing there.
    fn sweep(&self) {
        for path in self.left_behind() {
            let _ = self.disk.remove(&path);
        }
    }

    /// Returns the half-written files beside the data file.
    pub(crate) fn left_behind(&self) -> Vec<PathBuf> {
        left_behind(&*self.disk, &self.real)
    }

    /// Writes what was done into the history, once, whatever becomes of the rest.
    fn keep_lines(&self, lines: &mut Vec<Line>, saved: &mut Saved) {
        match self.remember(lines) {
            Ok(()) => lines.clear(),
            Err(why) => saved.notes.push(format!("undo will not reach this far after a restart ({why})")),
        }
    }

    fn remember(&self, lines: &[Line]) -> std::io::Result<()> {
        let (Some(dir), Some(file)) = (&self.sidecar, self.history_file()) else { return Ok(()) };
        if lines.is_empty() {
            return Ok(());
        }
        place::make_private(dir)?;
        history::append(&file, lines)
    }

    /// Puts bytes into the private folder under a name of their own, and returns where. Best effort.
    #[must_use]
    pub fn rescue(&self, bytes: &[u8], what: &str) -> Option<PathBuf> {
        let dir = self.sidecar.as_ref()?.join("rescue");
        place::make_private(&dir).ok()?;
        let path = dir.join(format!("{what}-{}.json", place::short_hash(bytes)));
        super::output::write_whole(&path, bytes).ok()?;
        Some(path)
    }
}

/// Returns the bytes of the next state, made out of those of the one before where these are given. Every record that changed is read back from them.
fn prepared<'a>(before: Option<&'a [u8]>, change: &Change, next: &Product) -> Result<Pieces<'a>, StoreError> {
    let bytes = match before {
        Some(before) => document::rewrite(before, change, next).inspect(|bytes| {
            debug_assert!(document::write(next).is_ok_and(|whole| whole == bytes.whole()), "spliced is written");
        }),
        None => document::write_checked(next, change),
    };
    bytes.map_err(|why| StoreError::Internal(why.to_string()))
}

/// Says what to do about a lock file that another user made and shut.
pub(crate) fn shut(lock: &Path) -> String {
    let shown = lock.display();
    format!(
        "the lock {shown} is another user’s: its owner (or root) opens it with chmod a+r, or removes it while no momentum runs"
    )
}

/// Returns a name for the file that is to take another's place: hidden, and by the next save known as left behind.
pub(crate) fn temp_name(real: &Path) -> Result<String, StoreError> {
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    Ok(format!(".{name}.{}.{:x}.tmp", std::process::id(), super::seed()? >> 96))
}

/// Returns the half-written files beside a data file.
pub(crate) fn left_behind(disk: &dyn Disk, real: &Path) -> Vec<PathBuf> {
    let head = format!(".{}.", real.file_name().unwrap_or_default().to_string_lossy());
    let dir = real.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut all = disk.list(dir).unwrap_or_default();
    all.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let own = name.strip_prefix(&head).and_then(|rest| rest.strip_suffix(".tmp"));
        own.and_then(|rest| rest.split_once('.')).is_some_and(|(pid, random)| {
            pid.bytes().all(|b| b.is_ascii_digit()) && random.bytes().all(|b| b.is_ascii_hexdigit())
        })
    });
    all
}

/// Returns the file that a path leads to, all links followed; a file that is not there yet is where its folder is.
pub(crate) fn follow(path: &Path) -> Result<PathBuf, StoreError> {
    let io = |source| StoreError::Io { what: "cannot open", path: path.to_owned(), source };
    match system::real_path(path) {
        Ok(real) => Ok(real),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            if path.is_symlink() {
                return Err(io(std::io::Error::other("the link leads nowhere")));
            }
            let name = path.file_name().ok_or_else(|| io(std::io::Error::other("it has no file name")))?;
            let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // of a folder that is not there yet, as much as is there
            let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
            let real = whole.ancestors().find_map(|part| {
                let rest = whole.strip_prefix(part).ok()?;
                Some(system::real_path(part).ok()?.join(rest))
            });
            Ok(real.unwrap_or(whole).join(name))
        }
        Err(why) => Err(io(why)),
    }
}
