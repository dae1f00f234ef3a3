//! Windows. What Unix has and Windows lacks does nothing here and says so in its name's sense: no mode, no signal, no second name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use signal_hook::consts;
use winapi_util::file::{Information, information};

/// Endings of programs.
pub const ENDINGS: &[&str] = &[".exe", ".cmd", ".bat"];

/// The marks by which a file is another one, although its length and time are the same: its number, and when it was made and written.
pub type Number = (u64, u64, u64);

/// Returns the number of a file.
///
/// # Errors
/// Returns an error if the file cannot be opened and asked.
pub fn number(path: &Path, _: &fs::Metadata) -> io::Result<Number> {
    let of = ask(path)?;
    Ok((of.file_index(), of.creation_time().unwrap_or(0), of.last_write_time().unwrap_or(0)))
}

fn ask(path: &Path) -> io::Result<Information> {
    information(File::open(path)?)
}

fn place(of: &Information) -> (u64, u64) {
    (of.volume_serial_number(), of.file_index())
}

/// Whether a path still leads to an open file.
#[must_use]
pub fn leads_to(path: &Path, file: &File) -> bool {
    match (information(file), ask(path)) {
        (Ok(open), Ok(there)) => place(&open) == place(&there),
        _ => false,
    }
}

/// Whether two paths lead to one file, also by another name of it; nothing if one of them is not there.
#[must_use]
pub fn is_one_file(a: &Path, b: &Path) -> Option<bool> {
    let (a, b) = (ask(a).ok()?, ask(b).ok()?);
    Some(place(&a) == place(&b))
}

/// Lets a file be opened for reading without waiting for the other end of a pipe or a terminal: a path leads to none here.
pub fn without_waiting(_: &mut OpenOptions) {}

/// Lets a file be opened or made by its own name alone; who may read it is what the folder says.
pub fn by_its_own_name(_: &mut OpenOptions, _private: bool) {}

/// Fills a buffer from a place in a file on, whatever else reads it.
pub fn read_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                buffer = buffer.get_mut(n..).unwrap_or_default();
                at += n as u64;
            }
        }
    }
    Ok(())
}

/// Lets a new folder be its user's alone, as the user's own folders are from the beginning.
pub fn for_its_user(_: &mut DirBuilder) {}

/// Lets a file that is there be its user's alone; here its folder sees to that.
pub fn close_to_others(_: &Path) {}

/// Lets everyone lock who may write the data: who may is what the folder says.
pub fn share(_: &File, _: &Path) {}

/// Gives a new file what the file at `like` has: the access list comes from the folder. Returns what could not be kept, in words.
pub fn inherit(_: &File, _: &Path) -> Vec<String> {
    Vec::new()
}

/// The system has more to say of a path than fits.
const MORE_DATA: i32 = 234;

/// Returns a path with all links followed, as people write it; one that is too long for the system to be asked about (Wine has such)
/// as it is, from its drive on.
///
/// # Errors
/// Returns an error if there is nothing at its end.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    match dunce::canonicalize(path) {
        Err(why) if why.raw_os_error() == Some(MORE_DATA) => std::path::absolute(path),
        real => real,
    }
}

/// Waits until the names of a folder are on the disk: NTFS keeps a journal of them, and a folder cannot be synced.
///
/// # Errors
/// Returns no error.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether an error means that another program holds the file just now: a sharing or a lock violation, or the refusal that a
/// rename over an open file gets.
#[must_use]
pub fn is_held(why: &io::Error) -> bool {
    matches!(why.raw_os_error(), Some(5 | 32 | 33))
}

/// Returns the error of a file system that knows no locks.
#[must_use]
pub fn no_locks() -> io::Error {
    io::Error::from(io::ErrorKind::Unsupported)
}

/// Whether an error means that there are no locks here: some network shares answer so (invalid function, not supported).
#[must_use]
pub fn knows_no_locks(why: &io::Error) -> bool {
    matches!(why.raw_os_error(), Some(1 | 50)) || why.kind() == io::ErrorKind::Unsupported
}

/// Returns the name of this machine.
#[must_use]
pub fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Whether no process of this machine has a number any more. Where that cannot be found out it counts as there.
#[must_use]
pub fn is_gone(pid: i32) -> bool {
    let asked = Command::new("tasklist").args(["/NH", "/FO", "CSV", "/FI", &format!("PID eq {pid}")]).output();
    asked.is_ok_and(|answer| {
        answer.status.success() && !String::from_utf8_lossy(&answer.stdout).contains(&format!("\"{pid}\""))
    })
}

/// No window of its own, and a group that keys of ours do not reach.
const APART: u32 = 0x0800_0000 | 0x0000_0200;

/// Lets a command begin apart from us, so that it can be ended with all that it has begun.
pub fn apart(command: &mut Command) {
    command.creation_flags(APART);
}

/// Asks a command to end. Here nobody can be asked; it has its time all the same.
pub fn ask_to_end(_: u32) {}

/// Ends a command and all that it has begun, at once.
pub fn end_all(process: u32) {
    let mut end = Command::new("taskkill");
    end.args(["/T", "/F", "/PID", &process.to_string()]).creation_flags(APART);
    let _ = end.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Whether a command has ended.
#[must_use]
pub fn has_exited(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Whether a command was stopped by the system. Here none is.
#[must_use]
pub fn stands_still(_: &Child) -> bool {
    false
}

/// Signals that want the program to end.
pub const ENDS: &[i32] = &[consts::SIGTERM, consts::SIGINT];
/// Signals that keys of a terminal raise in whatever program has it: Ctrl-c.
pub const KEYS: &[i32] = &[consts::SIGINT];
/// The signal to stop until the program is continued.
pub const STOP: Option<i32> = None;
/// The signal that the program goes on.
pub const GOES_ON: Option<i32> = None;
/// The signal of a write beyond the limit for file sizes.
pub const FILE_SIZE: Option<i32> = None;

/// Throws away what was typed into the terminal and not read yet: whoever had the console has taken it.
pub fn flush_input() {}

/// Whether the other side of the terminal is gone: with a console its programs end, too.
#[must_use]
pub fn is_hung_up() -> bool {
    false
}

/// Reads what is there from standard input, past every buffer: a console answers no question there.
pub fn read_some(_: &mut Vec<u8>, _: Duration) -> bool {
    false
}

/// Whether the terminal answers questions about itself on standard input.
pub const ANSWERS: bool = false;

/// Whether this is a console that may lack the signs of borders: one that knows no escape sequences, as before Windows 10 or
/// in its legacy mode.
#[must_use]
pub fn is_bare_console() -> bool {
    !crossterm::ansi_support::supports_ansi()
}

/// Whether the terminal shows exact colours although no `COLORTERM` says so: Windows Terminal names itself otherwise.
#[must_use]
pub fn has_exact_colours(env: impl Fn(&str) -> Option<String>) -> bool {
    env("WT_SESSION").is_some()
}
