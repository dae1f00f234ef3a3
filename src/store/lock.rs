//! One writer at a time: a lock file beside the data, held by the kernel, so that it dies with its process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The right to write the data file; given back when dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the kernel holds the lock as long as the file is open")] Option<File>);

/// Why the lock was not had.
#[derive(Debug)]
pub enum NoLock {
    /// Another process holds it; the text names it as far as it is known.
    Busy(String),
    /// The lock file cannot be used.
    Io(io::Error),
}

/// Returns the lock file's path: `.backlog.json.lock` beside `backlog.json`.
#[must_use]
pub fn path_of(data: &Path) -> PathBuf {
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    data.with_file_name(format!(".{name}.lock"))
}

/// Whether a path still leads to an open file.
fn is_still(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        match (file.metadata(), std::fs::symlink_metadata(path)) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Takes the lock of a data file, trying again until `patience` is over.
///
/// The data file itself is not locked because saving replaces it, and a lock stays with the file it was taken on.
///
/// # Errors
/// Where another process keeps it for longer, or the lock file cannot be made.
pub fn take(data: &Path, patience: Duration) -> Result<Lock, NoLock> {
    if super::fault("no_lock") {
        return Ok(Lock(None));
    }
    let path = path_of(data);
    if std::fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        let why = format!("{} is in the way: it is not a regular file", path.display());
        return Err(NoLock::Io(io::Error::new(io::ErrorKind::InvalidInput, why)));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        use std::os::unix::fs::PermissionsExt;
        // whoever may write the data may lock it
        let mode = std::fs::metadata(data).map_or(0o600, |meta| meta.permissions().mode() & 0o666);
        options.mode(mode).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    let mut file = options.open(&path).map_err(NoLock::Io)?;
    let start = Instant::now();
    let mut wait = Duration::from_millis(2);
    loop {
        match file.try_lock() {
            Ok(()) if is_still(&file, &path) => break,
            // someone removed the lock file while we waited for it: the one that is there now is the lock
            Ok(()) => file = options.open(&path).map_err(NoLock::Io)?,
            Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                std::thread::sleep(wait);
                wait = (wait * 2).min(Duration::from_millis(50));
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                return Err(NoLock::Busy(holder.trim().to_owned()));
            }
            Err(TryLockError::Error(why)) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(TryLockError::Error(why)) => return Err(NoLock::Io(why)),
        }
    }
    // for the other's message alone; the kernel's lock is the truth
    let _ = file.set_len(0);
    let _ = file.rewind();
    let _ = writeln!(file, "pid {}", std::process::id());
    Ok(Lock(Some(file)))
}
