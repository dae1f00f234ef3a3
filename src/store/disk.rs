//! The few things that the store asks of a disk, so that a test can take the power away between any two of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::wait::Wait;
use crate::{cores, system};

/// Greatest data file that is read, some two million items: more is a mistake, not a backlog.
pub const LARGEST: u64 = 2 << 30;

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    len: u64,
    modified: Option<std::time::SystemTime>,
    number: system::Number,
}

/// The disk, as far as the store uses it.
pub trait Disk: Send + Sync {
    /// Returns the bytes of a regular file, and `None` where there is no file.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, is not a regular file or is larger than [`LARGEST`].
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// Returns the file's identity, `None` where there is no file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be asked.
    fn identity(&self, path: &Path) -> io::Result<Option<Identity>>;
    /// Writes a new file, whose bytes come in pieces, and waits until they are on the disk. It gets what the file at `like` has: mode, owner, access
    /// list. If there is none, it is `private` to its user or as open as the umask lets it be. Returns what could not be
    /// kept, in words.
    ///
    /// # Errors
    /// Returns an error if any byte did not arrive; a file left behind is the caller's to remove.
    fn write_new(&self, path: &Path, bytes: &[&[u8]], like: &Path, private: bool) -> io::Result<Vec<String>>;
    /// Puts a file in the place of another, at once.
    ///
    /// # Errors
    /// Returns an error if the system refuses; then nothing has moved.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Waits until the folder's names are on the disk.
    ///
    /// # Errors
    /// Returns an error if the disk reports a fault.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Removes a file from its folder.
    ///
    /// # Errors
    /// Returns an error if the system refuses.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns the files of a folder.
    ///
    /// # Errors
    /// Returns an error if the folder cannot be read.
    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>>;
}

/// The machine's own disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

/// How long a file is waited for that another program holds open: as long as a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does something to a file, again and again while another program holds it, a little longer apart each time.
fn patiently<T>(f: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    insisting(f, system::is_held, PATIENCE)
}

fn insisting<T>(
    mut f: impl FnMut() -> io::Result<T>,
    is_held: impl Fn(&io::Error) -> bool,
    patience: Duration,
) -> io::Result<T> {
    let mut wait = Wait::new(patience);
    loop {
        match f() {
            Err(why) if is_held(&why) && wait.nap() => {}
            result => return result,
        }
    }
}

/// Opens a regular file that is no larger than [`LARGEST`] for reading.
///
/// # Errors
/// Returns an error if it is not there, not regular, or too large.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let file = open(path)?;
    if file.metadata()?.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MB", LARGEST >> 20)));
    }
    Ok(file)
}

/// Reads a regular file, no further than one byte beyond `most`, so that whoever reads it can refuse what is larger.
///
/// # Errors
/// Returns an error if it is not there, not regular, or the system refuses.
pub fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open_regular(path)?;
    let len = file.metadata()?.len().min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a regular file for reading; a pipe or a device is refused before it can block.
///
/// # Errors
/// Returns an error if it is not there or not regular.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    system::without_waiting(&mut options);
    let file = patiently(|| options.open(path))?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    Ok(file)
}

/// Asks whether a file may be written, without writing it. One that another program holds is waited for; one that is marked as
/// read-only is refused at once.
///
/// # Errors
/// Returns the system's refusal.
pub fn try_writing(path: &Path) -> io::Result<()> {
    let marked = fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly());
    let try_once = || OpenOptions::new().write(true).open(path).map(drop);
    if marked { try_once() } else { patiently(try_once) }
}

/// Bytes that are read by a thread of its own: what takes time is not the disk, which remembers them, but the memory that they go to.
const SHARE: usize = 8 << 20;

/// Reads a long file of so many bytes on all cores; `None` where it is short, or has not just as many any more.
fn read_at_once(file: &File, len: usize) -> Option<Vec<u8>> {
    if len < 2 * SHARE {
        return None;
    }
    let mut bytes = vec![0; len];
    let size = len.div_ceil(cores::count()).max(SHARE);
    let whole = std::thread::scope(|scope| {
        let mut readers = Vec::new();
        for (at, share) in (0_u64..).step_by(size).zip(bytes.chunks_mut(size)) {
            readers
                .push(std::thread::Builder::new().spawn_scoped(scope, move || system::read_at(file, share, at)).ok());
        }
        readers.into_iter().all(|reader| reader.is_some_and(|reader| matches!(reader.join(), Ok(Ok(())))))
    });
    let grown = system::read_at(file, &mut [0], len as u64).is_ok();
    (whole && !grown).then_some(bytes)
}

impl Disk for OsDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        let file = match open_regular(path) {
            Ok(file) => file,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(why),
        };
        let len = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        if let Some(bytes) = read_at_once(&file, len) {
            return Ok(Some(bytes));
        }
        let mut bytes = Vec::with_capacity(len + 1);
        file.take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn identity(&self, path: &Path) -> io::Result<Option<Identity>> {
        let known = fs::metadata(path).and_then(|meta| Ok((patiently(|| system::number(path, &meta))?, meta)));
        match known {
            Ok((number, meta)) => Ok(Some(Identity { len: meta.len(), modified: meta.modified().ok(), number })),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why),
        }
    }

    fn write_new(&self, path: &Path, bytes: &[&[u8]], like: &Path, private: bool) -> io::Result<Vec<String>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // never more open than in the end, not even for a moment
        system::by_its_own_name(&mut options, private || like.exists());
        let mut file = options.open(path)?;
        let lost = system::inherit(&file, like);
        // a thousand small pieces are not a thousand calls, and a large one goes by
        let mut out = io::BufWriter::with_capacity(1 << 16, &mut file);
        bytes.iter().try_for_each(|piece| out.write_all(piece))?;
        out.flush()?;
        drop(out);
        let (written, whole) = (file.metadata()?.len(), bytes.iter().map(|piece| piece.len() as u64).sum::<u64>());
        if written != whole {
            return Err(io::Error::new(io::ErrorKind::WriteZero, format!("{written} of {whole} bytes arrived")));
        }
        file.sync_all()?;
        Ok(lost)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        patiently(|| fs::rename(from, to))
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        system::sync_folder(dir)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        patiently(|| fs::remove_file(path))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(dir)?.map(|entry| entry.map(|e| e.path())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_holds_is_tried_again_until_the_patience_ends() {
        let held = |why: &io::Error| why.raw_os_error() == Some(32);
        let busy = || Err::<(), _>(io::Error::from_raw_os_error(32));
        let mut tries = 0;
        let freed = insisting(
            || {
                tries += 1;
                if tries < 4 { busy() } else { Ok(()) }
            },
            held,
            PATIENCE,
        );
        assert!(freed.is_ok() && tries == 4);
        assert!(insisting(busy, held, Duration::from_millis(5)).is_err(), "not for ever");
        let mut once = 0;
        let other = insisting(
            || {
                once += 1;
                Err::<(), _>(io::Error::from_raw_os_error(2))
            },
            held,
            PATIENCE,
        );
        assert!(other.is_err() && once == 1, "what is refused otherwise is refused at once");
    }
}
