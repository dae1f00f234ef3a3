//! One writer at a time: a lock file beside the data, held by the kernel, so that it dies with its process.
//!
//! Whoever may write the data may lock it, whoever made the lock file. Where a file system knows no locks, a file that
//! only one process can make stands in.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::fault;
use super::wait::Wait;
use crate::system;

/// The right to write the data file; given back when dropped.
#[derive(Debug)]
pub struct Lock {
    /// The kernel holds the lock as long as this is open.
    _file: Option<File>,
    /// The file that stands in for a lock, which goes with it.
    stand_in: Option<PathBuf>,
}

impl Lock {
    /// Returns what is worth a word: that the file system knows no locks.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let path = self.stand_in.as_ref()?;
        Some(format!("this file system knows no locks: {} stands in for one", path.display()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.stand_in {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Why the lock could not be acquired.
#[derive(Debug)]
pub enum NoLock {
    /// Another process holds it; the text names it as far as it is known.
    Busy(String),
    /// The lock file is another user's and shut to us.
    Shut(PathBuf),
    /// The lock file cannot be used.
    Io(io::Error),
}

/// Returns the lock file's path: `.backlog.json.lock` beside `backlog.json`.
#[must_use]
pub fn path_of(data: &Path) -> PathBuf {
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    data.with_file_name(format!(".{name}.lock"))
}

/// Opens the lock file, making it if need be.
fn open(path: &Path, data: &Path) -> Result<File, NoLock> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    system::by_its_own_name(&mut options, super::place::is_private(data));
    let file = match options.clone().create_new(true).open(path) {
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => match options.open(path) {
            // a lock needs no right to write: the text in the file is for messages alone
            Err(why) if why.kind() == io::ErrorKind::PermissionDenied => {
                options.write(false).open(path).map_err(|_| NoLock::Shut(path.to_owned()))?
            }
            other => other.map_err(NoLock::Io)?,
        },
        // the folder may not be written, but the lock file can have been left open to us
        Err(why) if why.kind() == io::ErrorKind::PermissionDenied => options.open(path).map_err(|_| NoLock::Io(why))?,
        other => other.map_err(NoLock::Io)?,
    };
    system::share(&file, data);
    Ok(file)
}

/// Takes the lock of a data file, trying again until `patience` is over.
///
/// The data file itself is not locked because saving replaces it, and a lock stays with the file it was taken on.
///
/// # Errors
/// Returns an error if another process keeps it for longer, or if the lock file cannot be made or opened.
pub fn take(data: &Path, patience: Duration) -> Result<Lock, NoLock> {
    if fault("no_lock") {
        return Ok(Lock { _file: None, stand_in: None });
    }
    let path = path_of(data);
    if std::fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        let why = format!("{} is in the way: it is not a regular file", path.display());
        return Err(NoLock::Io(io::Error::new(io::ErrorKind::InvalidInput, why)));
    }
    let mut file = open(&path, data)?;
    let mut wait = Wait::new(patience);
    loop {
        let tried = if fault("enolck") { Err(TryLockError::Error(system::no_locks())) } else { file.try_lock() };
        match tried {
            Ok(()) if system::leads_to(&path, &file) => break,
            // someone removed the lock file while we waited for it: the one that is there now is the lock
            Ok(()) => file = open(&path, data)?,
            Err(TryLockError::WouldBlock) if wait.nap() => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                return Err(NoLock::Busy(holder.trim().to_owned()));
            }
            Err(TryLockError::Error(why)) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(TryLockError::Error(why)) if system::knows_no_locks(&why) => return stand_in(&path, &mut wait),
            Err(TryLockError::Error(why)) => return Err(NoLock::Io(why)),
        }
    }
    // for the other's message alone; the kernel's lock is the truth
    let _ = file.set_len(0);
    let _ = file.rewind();
    let _ = writeln!(file, "pid {}", std::process::id());
    Ok(Lock { _file: Some(file), stand_in: None })
}

/// Takes a lock by making a file that only one can make. One that a dead process of this machine left behind is taken away.
fn stand_in(path: &Path, wait: &mut Wait) -> Result<Lock, NoLock> {
    let path = path.with_extension("lock2");
    let own = holder();
    loop {
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(own.as_bytes()).map_err(NoLock::Io)?;
                return Ok(Lock { _file: None, stand_in: Some(path) });
            }
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(NoLock::Io(why)),
        }
        let holder = std::fs::read_to_string(&path).unwrap_or_default();
        if is_dead(&holder) {
            bury(&path, &holder);
        } else if !wait.nap() {
            return Err(NoLock::Busy(holder));
        }
    }
}

/// Takes a dead process's file away; if another process was quicker and this is already its file, it is put back.
fn bury(path: &Path, holder: &str) {
    let aside = path.with_extension(format!("lock2.{}", std::process::id()));
    if std::fs::rename(path, &aside).is_ok() {
        if std::fs::read_to_string(&aside).is_ok_and(|text| text == holder) {
            let _ = std::fs::remove_file(&aside);
        } else {
            let _ = std::fs::rename(&aside, path);
        }
    }
}

/// Returns the words by which other processes know this one.
pub(super) fn holder() -> String {
    format!("pid {} {}", std::process::id(), system::host())
}

/// Whether the process that `holder` names is of this machine and is gone.
pub(super) fn is_dead(holder: &str) -> bool {
    let mut words = holder.split(' ').skip(1);
    let (pid, machine) = (words.next().and_then(|pid| pid.parse().ok()), words.next());
    machine == Some(system::host().as_str()) && pid.is_some_and(system::is_gone)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).map_or(0, |meta| meta.permissions().mode() & 0o777)
    }

    #[test]
    fn the_lock_is_as_open_as_the_data_whatever_the_umask() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("b.json");
        std::fs::write(&data, "").unwrap();
        for wanted in [0o600, 0o664, 0o666] {
            std::fs::set_permissions(&data, std::fs::Permissions::from_mode(wanted)).unwrap();
            drop(take(&data, Duration::ZERO).unwrap());
            assert_eq!(mode(&path_of(&data)) & wanted, wanted);
        }
        // one that an older momentum made is opened, too
        std::fs::set_permissions(path_of(&data), std::fs::Permissions::from_mode(0o600)).unwrap();
        drop(take(&data, Duration::ZERO).unwrap());
        assert_eq!(mode(&path_of(&data)), 0o666);
    }

    #[test]
    fn a_lock_file_that_may_only_be_read_locks() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("b.json");
        std::fs::write(&data, "").unwrap();
        let path = path_of(&data);
        std::fs::write(&path, "").unwrap();
        let readable = OpenOptions::new().read(true).open(&path).unwrap();
        readable.try_lock().unwrap();
        assert!(matches!(take(&data, Duration::ZERO), Err(NoLock::Busy(_))));
        drop(readable);
        take(&data, Duration::ZERO).unwrap();
    }

    #[test]
    fn a_lock_file_that_was_removed_locks_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("b.json");
        let path = path_of(&data);
        let first = take(&data, Duration::ZERO).unwrap();
        let waiting = std::thread::spawn({
            let data = data.clone();
            move || take(&data, Duration::from_secs(5)).map(drop)
        });
        std::fs::remove_file(&path).unwrap();
        drop(first);
        waiting.join().unwrap().unwrap();
        assert!(path.exists(), "the lock that was had is the one that others see");
        let held = take(&data, Duration::ZERO).unwrap();
        assert!(matches!(take(&data, Duration::ZERO), Err(NoLock::Busy(_))));
        drop(held);
    }

    #[test]
    fn a_stand_in_keeps_others_out_until_its_process_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".b.json.lock");
        let none = || Wait::new(Duration::ZERO);
        let held = stand_in(&path, &mut none()).unwrap();
        assert!(held.note().unwrap().contains("no locks"));
        assert!(matches!(stand_in(&path, &mut none()), Err(NoLock::Busy(_))));
        drop(held);
        let file = path.with_extension("lock2");
        assert!(!file.exists());
        // another machine's is never taken away, a dead process's of this one is
        std::fs::write(&file, "pid 999999999 elsewhere").unwrap();
        assert!(matches!(stand_in(&path, &mut none()), Err(NoLock::Busy(_))));
        std::fs::write(&file, format!("pid 999999999 {}", system::host())).unwrap();
        drop(stand_in(&path, &mut none()).unwrap());
        assert!(!is_dead(&format!("pid {} {}", std::process::id(), system::host())));
        assert!(
            system::knows_no_locks(&system::no_locks())
                && !system::knows_no_locks(&io::Error::from(io::ErrorKind::PermissionDenied))
        );
    }
}
