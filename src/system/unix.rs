//! Linux, macOS and their relatives.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, waitid};
use signal_hook::consts;

/// Endings of programs.
pub const ENDINGS: &[&str] = &[""];

/// The marks by which a file is another one, although its length and time are the same: its number, and when it was changed.
pub type Number = (u64, i64, i64);

/// Returns the number of a file.
///
/// # Errors
/// Returns an error if the file cannot be asked.
#[expect(clippy::unnecessary_wraps, reason = "on Windows the file has to be opened for it, which can fail")]
pub fn number(_: &Path, meta: &fs::Metadata) -> io::Result<Number> {
    Ok((meta.ino(), meta.ctime(), meta.ctime_nsec()))
}

/// Whether a path still leads to an open file.
#[must_use]
pub fn leads_to(path: &Path, file: &File) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Whether two paths lead to one file, also by another name of it; nothing if one of them is not there.
#[must_use]
pub fn is_one_file(a: &Path, b: &Path) -> Option<bool> {
    let (a, b) = (fs::metadata(a).ok()?, fs::metadata(b).ok()?);
    Some((a.dev(), a.ino()) == (b.dev(), b.ino()))
}

/// Lets a file be opened for reading without waiting for the other end of a pipe or a terminal.
pub fn without_waiting(options: &mut OpenOptions) {
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
}

/// Lets a file be opened or made by its own name alone, not through a link; a new one is its user's alone, or as open as the umask
/// lets it be.
pub fn by_its_own_name(options: &mut OpenOptions, private: bool) {
    // NONBLOCK: a pipe that was planted there would wait for its other end
    options
        .mode(if private { 0o600 } else { 0o666 })
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

/// Fills a buffer from a place in a file on, whatever else reads it.
pub fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

/// Lets a new folder be its user's alone.
pub fn for_its_user(builder: &mut DirBuilder) {
    builder.mode(0o700);
}

/// Lets a file that is there be its user's alone. Best effort: only the owner of a file may.
pub fn close_to_others(path: &Path) {
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
}

/// Lets everyone lock who may write the data: the lock file gets the data's owner and at least its mode, whatever the umask
/// of the user who made it, so that root's lock does not shut out the owner. Best effort: only the owner of a file may.
pub fn share(lock: &File, data: &Path) {
    let (Ok(data), Ok(own)) = (fs::metadata(data), lock.metadata()) else { return };
    if (data.uid(), data.gid()) != (own.uid(), own.gid()) && fchown(lock, Some(data.uid()), Some(data.gid())).is_err() {
        let _ = fchown(lock, None, Some(data.gid()));
    }
    let wanted = data.mode() & 0o666;
    if own.mode() & wanted != wanted {
        let _ = lock.set_permissions(fs::Permissions::from_mode(own.mode() & 0o777 | wanted));
    }
}

/// Gives a new file what the file at `like` has, as far as the system lets us. Returns what could not be kept, in words.
///
/// Nothing here fails: a file system without modes or lists (a share, a stick) is no reason not to save.
pub fn inherit(file: &File, like: &Path) -> Vec<String> {
    let (Ok(old), Ok(new)) = (fs::metadata(like), file.metadata()) else { return Vec::new() };
    let name = like.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut lost = Vec::new();
    if (old.uid(), old.gid()) != (new.uid(), new.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // only root may give a file away, but the group is often allowed
        let group = old.gid() == new.gid() || fchown(file, None, Some(old.gid())).is_ok();
        if old.uid() != new.uid() {
            lost.push(format!("{name} belongs to you now (it was user {}’s)", old.uid()));
        }
        if !group {
            lost.push(format!("{name} has your group now (it was group {})", old.gid()));
        }
    }
    if old.mode() & 0o7777 != new.mode() & 0o7777 && file.set_permissions(old.permissions()).is_err() {
        lost.push(format!("the mode of {name} could not be kept ({:o})", old.mode() & 0o777));
    }
    if old.nlink() > 1 {
        let others = crate::words::count(usize::try_from(old.nlink() - 1).unwrap_or(usize::MAX), "hard link");
        lost.push(format!("{name} has {others} elsewhere: what is there keeps the earlier state"));
    }
    // last, because changing the mode changes the list
    lost.extend(attributes(file, like).into_iter().map(|what| format!("{what} of {name} could not be kept")));
    lost
}

/// Copies the access list and the user's own attributes. Returns the names of those that could not be copied.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attributes(file: &File, like: &Path) -> Vec<String> {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    let mut names = vec![0; 64 << 10];
    let Ok(length) = listxattr(like, &mut names) else { return Vec::new() };
    names.truncate(length);
    let mut lost = Vec::new();
    for name in names.split(|b| *b == 0).filter_map(|name| std::str::from_utf8(name).ok()).filter(|n| !n.is_empty()) {
        // what the system itself keeps there (a security label) is the system's to give
        if name != "system.posix_acl_access" && (name.starts_with("system.") || name.starts_with("security.")) {
            continue;
        }
        let mut value = vec![0; 64 << 10];
        let copied = getxattr(like, name, &mut value)
            .and_then(|length| fsetxattr(file, name, value.get(..length).unwrap_or(&[]), XattrFlags::empty()));
        if copied.is_err() {
            let what =
                if name.ends_with("posix_acl_access") { "the access list (ACL)".into() } else { name.to_owned() };
            lost.push(what);
        }
    }
    lost
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn attributes(_: &File, _: &Path) -> Vec<String> {
    Vec::new()
}

/// Returns a path with all links followed.
///
/// # Errors
/// Returns an error if there is nothing at its end.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Waits until the names of a folder are on the disk.
///
/// # Errors
/// Returns an error if the disk reports a fault.
pub fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Whether an error means that another program holds the file just now. Here what is refused stays refused.
#[must_use]
pub fn is_held(_: &io::Error) -> bool {
    false
}

/// Returns the error of a file system that knows no locks.
#[must_use]
pub fn no_locks() -> io::Error {
    io::Error::from_raw_os_error(Errno::NOLCK.raw_os_error())
}

/// Whether an error means that there are no locks here: some network shares answer so.
#[must_use]
pub fn knows_no_locks(why: &io::Error) -> bool {
    let codes = [Errno::NOLCK, Errno::NOSYS, Errno::OPNOTSUPP].map(Errno::raw_os_error);
    why.raw_os_error().is_some_and(|code| codes.contains(&code)) || why.kind() == io::ErrorKind::Unsupported
}

/// Returns the name of this machine.
#[must_use]
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Whether no process of this machine has a number any more.
#[must_use]
pub fn is_gone(pid: i32) -> bool {
    rustix::process::Pid::from_raw(pid).is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(Errno::SRCH))
}

/// Lets a command begin as the head of a group of processes, so that what it begins itself can be ended with it.
pub fn apart(command: &mut Command) {
    command.process_group(0);
}

fn tell(group: u32, signal: Signal) {
    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, signal);
    }
}

/// Asks a group of processes to end.
pub fn ask_to_end(group: u32) {
    tell(group, Signal::TERM);
    // one that stands still hears nothing before it goes on
    tell(group, Signal::CONT);
}

/// Ends a group of processes at once.
pub fn end_all(group: u32) {
    tell(group, Signal::KILL);
}

fn state_of(child: &Child, what: WaitIdOptions) -> Option<WaitIdStatus> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw)?;
    // it stays to be waited for, so that its number is given to no other before its group is gone
    waitid(WaitId::Pid(pid), what | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT).ok().flatten()
}

/// Whether a command has ended. It can still be waited for.
#[must_use]
pub fn has_exited(child: &mut Child) -> bool {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let flags = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    // where the parent of this program has it ignore the ends of children, one that is gone leaves nothing to be waited for
    pid.is_none_or(|pid| matches!(waitid(WaitId::Pid(pid), flags), Ok(Some(_)) | Err(Errno::CHILD)))
}

/// Whether a command was stopped by the system because it reads from a terminal that is not its own.
#[must_use]
pub fn stands_still(child: &Child) -> bool {
    state_of(child, WaitIdOptions::STOPPED).is_some()
}

/// Signals that want the program to end.
pub const ENDS: &[i32] = &[
    consts::SIGTERM,
    consts::SIGHUP,
    consts::SIGINT,
    consts::SIGQUIT,
    consts::SIGABRT,
    consts::SIGALRM,
    consts::SIGUSR1,
    consts::SIGUSR2,
];
/// Signals that keys of a terminal raise in whatever program has it: Ctrl-c, Ctrl-\\.
pub const KEYS: &[i32] = &[consts::SIGINT, consts::SIGQUIT];
/// The signal to stop until the program is continued.
pub const STOP: Option<i32> = Some(consts::SIGTSTP);
/// The signal that the program goes on.
pub const GOES_ON: Option<i32> = Some(consts::SIGCONT);
/// The signal of a write beyond the limit for file sizes.
pub const FILE_SIZE: Option<i32> = Some(consts::SIGXFSZ);

/// Throws away what was typed into the terminal and not read yet.
pub fn flush_input() {
    let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
}

/// Whether the other side of the terminal is gone.
#[must_use]
pub fn is_hung_up() -> bool {
    let stdin = io::stdin();
    let mut ends = [PollFd::new(&stdin, PollFlags::empty())];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let asked = poll(&mut ends, Some(&now));
    asked.is_ok() && ends.iter().any(|end| end.revents().contains(PollFlags::HUP))
}

/// Reads what is there from standard input, past every buffer. Returns false if nothing came in time.
pub fn read_some(bytes: &mut Vec<u8>, patience: Duration) -> bool {
    let stdin = io::stdin();
    let mut ends = [PollFd::new(&stdin, PollFlags::IN)];
    let Ok(left) = Timespec::try_from(patience) else { return false };
    let mut some = [0; 1024];
    match poll(&mut ends, Some(&left)) {
        Ok(1..) => match rustix::io::read(&stdin, &mut some) {
            Ok(n @ 1..) => {
                bytes.extend_from_slice(some.get(..n).unwrap_or_default());
                true
            }
            _ => false,
        },
        Err(Errno::INTR) => true,
        _ => false,
    }
}

/// Whether the terminal answers questions about itself on standard input.
pub const ANSWERS: bool = true;

/// Whether this is a console that may lack the signs of borders. Here the locale tells.
#[must_use]
pub fn is_bare_console() -> bool {
    false
}

/// Whether the terminal shows exact colours although no `COLORTERM` says so.
#[must_use]
pub fn has_exact_colours(_: impl Fn(&str) -> Option<String>) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mode_attributes_and_access_list_go_over_and_a_second_name_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let old = dir.path().join("old");
        std::fs::write(&old, "x").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o640)).unwrap();
        let new = dir.path().join("new");
        let file = File::create(&new).unwrap();
        assert_eq!(inherit(&file, &old), Vec::<String>::new());
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
        std::fs::hard_link(&old, dir.path().join("other")).unwrap();
        let said = inherit(&file, &old);
        assert!(said.len() == 1 && said[0].contains("1 hard link"), "{said:?}");
    }

    #[cfg(target_os = "linux")]
    #[expect(clippy::print_stderr, reason = "what is not tried is said loudly")]
    #[test]
    fn access_lists_and_own_attributes_are_copied() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        let dir = tempfile::tempdir().unwrap();
        let (old, new) = (dir.path().join("old"), dir.path().join("new"));
        std::fs::write(&old, "x").unwrap();
        // owner rw, user 12345 r, group r, mask r, other nothing: the binary form of `setfacl -m u:12345:r`
        let entry = |tag: u16, perm: u16, id: u32| {
            [tag.to_le_bytes().to_vec(), perm.to_le_bytes().to_vec(), id.to_le_bytes().to_vec()].concat()
        };
        let none = u32::MAX;
        let list = [
            2_u32.to_le_bytes().to_vec(),
            entry(0x01, 6, none),
            entry(0x02, 4, 12345),
            entry(0x04, 4, none),
            entry(0x10, 4, none),
            entry(0x20, 0, none),
        ]
        .concat();
        for (name, value) in [("user.tag", b"mine".to_vec()), ("system.posix_acl_access", list)] {
            if setxattr(&old, name, &value, XattrFlags::empty()).is_err() {
                eprintln!("SKIPPED: this file system has no {name}");
                continue;
            }
            let file = File::create(&new).unwrap();
            assert_eq!(inherit(&file, &old), Vec::<String>::new());
            let mut there = vec![0; 1024];
            let length = getxattr(&new, name, &mut there).unwrap();
            assert_eq!(there[..length], value, "{name}");
        }
    }
}
