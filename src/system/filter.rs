//! A command of the user's own as a filter: bytes go in, bytes come out, and it is gone at its deadline, with all that it has begun.
//!
//! It runs in a group of processes of its own, in a fresh empty folder, without what the program's surroundings say of momentum. Its
//! standard input is closed once all is written, because some commands wait for that; a child that keeps its output open keeps nobody
//! waiting: whoever reads is left behind, not waited for. The group ends with it, however this program ends; a process that leaves the
//! group by itself (setsid) is its user's own.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{apart, ask_to_end, end_all, for_its_user, has_exited, on_path, stands_still};

/// Largest answer in bytes.
const LARGEST: usize = 1 << 20;
/// Bytes of its standard error that are kept.
const COMPLAINT: usize = 64 << 10;
/// Time between asking it to end and making it.
const GRACE: Duration = Duration::from_secs(2);
/// Time that what it wrote before it ended has to arrive.
const LAST: Duration = Duration::from_millis(200);
/// The pipes that it writes to: standard output and standard error.
const PIPES: usize = 2;
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// The groups of processes that are at work, so that they can be ended where nothing is dropped any more.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn groups() -> std::sync::MutexGuard<'static, Vec<u32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all that is at work, for who leaves the program without unwinding.
pub fn end_everything() {
    for group in groups().drain(..) {
        end_all(group);
    }
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By itself, with this code; none if a signal ended it.
    Exit(Option<i32>),
    /// It was not done in time.
    TooLate,
    /// Somebody stopped it.
    Stopped,
    /// It wrote more than anybody wants to read.
    TooMuch,
    /// It wanted to ask at the terminal, which it has not.
    WantsTerminal,
    /// It could not be begun, and why.
    NotBegun(String),
}

/// The result of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub how: How,
    /// The bytes that it wrote to standard output.
    pub out: Vec<u8>,
    /// The last line of what it complained.
    pub complaint: String,
}

impl Ended {
    /// Returns why there is no answer, as a sentence without the name of the command; `None` if it ended well.
    #[must_use]
    pub fn fault(&self, patience: Duration) -> Option<String> {
        let said = if self.complaint.is_empty() { String::new() } else { format!(": {}", self.complaint) };
        Some(match &self.how {
            How::Exit(Some(0)) => return None,
            How::Exit(Some(code)) => format!("ended with code {code}{said}"),
            How::Exit(None) => format!("was ended by the system{said}"),
            How::TooLate => format!("was stopped after {} s", patience.as_secs()),
            How::Stopped => "was stopped".to_owned(),
            How::TooMuch => "wrote more than 1 MB and was stopped".to_owned(),
            How::WantsTerminal => "wanted to ask at the terminal: give it arguments with which it does not".to_owned(),
            How::NotBegun(why) => why.clone(),
        })
    }
}

/// A command at work.
pub struct Running {
    stop: Arc<AtomicBool>,
    /// Whether nobody wants its answer any more, so that it is ended without a word.
    gone: Arc<AtomicBool>,
    ended: Receiver<Ended>,
    began: Instant,
}

impl Running {
    /// Begins a command. What goes wrong, also at the beginning, is in what it ends with.
    #[must_use]
    pub fn begin(argv: Vec<String>, input: Vec<u8>, patience: Duration) -> Self {
        let (sender, ended) = channel();
        let (stop, gone) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (flag, left) = (stop.clone(), gone.clone());
        let failed = sender.clone();
        let work = move || {
            let result = supervise(&argv, input, patience, &flag, &left);
            // nobody may be waiting any more
            let _ = sender.send(result.unwrap_or_else(not_begun));
        };
        if std::thread::Builder::new().spawn(work).is_err() {
            let _ = failed.send(not_begun("the system has no thread left".to_owned()));
        }
        Self { stop, gone, ended, began: Instant::now() }
    }

    /// Asks it to end. It is gone within two seconds.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Returns for how long it has been at work.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.began.elapsed()
    }

    /// Returns what came of it, once it has ended.
    #[must_use]
    pub fn poll(&self) -> Option<Ended> {
        match self.ended.try_recv() {
            Ok(ended) => Some(ended),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(not_begun("it was lost".to_owned())),
        }
    }
}

impl Drop for Running {
    /// Ends the command and removes its folder, so that nothing is left behind by a user who quits.
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        let _ = self.ended.recv_timeout(LAST);
    }
}

fn not_begun(why: String) -> Ended {
    Ended { how: How::NotBegun(why), out: Vec::new(), complaint: String::new() }
}

/// Returns the command, or why there is none.
fn command(argv: &[String], folder: &Path) -> Result<Command, String> {
    let name = argv.first().ok_or("no command is set")?;
    let is_path = Path::new(name).components().count() > 1;
    let program = if is_path { Some(Path::new(name).to_owned()) } else { on_path(name) };
    let program = program.ok_or_else(|| format!("no program {name} is on the search path"))?;
    if program.is_dir() {
        return Err(format!("{name} is a folder and no program"));
    }
    let mut command = Command::new(program);
    command.args(argv.get(1..).unwrap_or_default()).current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOMENTUM_")) {
        command.env_remove(name);
    }
    command.env("MOMENTUM_ASSISTANT", "1").env("NO_COLOR", "1").env("TERM", "dumb");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    apart(&mut command);
    Ok(command)
}

/// The progress of a thread that reads.
#[derive(PartialEq, Eq)]
enum Heard {
    End,
    TooMuch,
}

type Bytes = Arc<Mutex<Vec<u8>>>;

/// Reads until the end, or until there is too much of it; what was read is there at any time.
fn read(mut from: impl Read, to: &Bytes, most: usize, keep_last: bool) -> Heard {
    let mut some = [0; 8192];
    loop {
        match from.read(&mut some) {
            Ok(0) => return Heard::End,
            Ok(n) => {
                let mut all = to.lock().unwrap_or_else(PoisonError::into_inner);
                all.extend_from_slice(some.get(..n).unwrap_or_default());
                let over = all.len().saturating_sub(most);
                if over > 0 && !keep_last {
                    return Heard::TooMuch;
                }
                all.drain(..over);
            }
            Err(why) if why.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Heard::End,
        }
    }
}

fn supervise(
    argv: &[String],
    input: Vec<u8>,
    patience: Duration,
    stop: &AtomicBool,
    gone: &AtomicBool,
) -> Result<Ended, String> {
    let name = argv.first().map_or("", String::as_str);
    let no_room = |why: std::io::Error| format!("there is no room for a folder of its own: {why}");
    let outer = tempfile::Builder::new().prefix("momentum-").tempdir().map_err(no_room)?;
    // its user's alone, whatever the umask
    let folder = outer.path().join("empty");
    let mut maker = std::fs::DirBuilder::new();
    for_its_user(&mut maker);
    maker.create(&folder).map_err(no_room)?;
    let mut child = command(argv, &folder)?.spawn().map_err(|why| match why.kind() {
        std::io::ErrorKind::NotFound => format!("no program {name} is there"),
        std::io::ErrorKind::PermissionDenied => format!("{name} may not be run: it is not executable, or not yours"),
        _ => format!("{name} cannot be begun: {why}"),
    })?;
    groups().push(child.id());
    let (out, complaints): (Bytes, Bytes) = (Arc::default(), Arc::default());
    let (told, hears): (Sender<Heard>, Receiver<Heard>) = channel();
    if let Some(mut to) = child.stdin.take() {
        // closed at the end of the thread; who does not read it breaks the pipe, which is fine
        let _ = std::thread::Builder::new().spawn(move || drop(to.write_all(&input)));
    }
    if let Some(from) = child.stdout.take() {
        let (to, told) = (out.clone(), told.clone());
        let _ = std::thread::Builder::new().spawn(move || told.send(read(from, &to, LARGEST, false)));
    }
    if let Some(from) = child.stderr.take() {
        let to = complaints.clone();
        let _ = std::thread::Builder::new().spawn(move || told.send(read(from, &to, COMPLAINT, true)));
    }
    let how = watch(&mut child, &hears, patience, stop, gone);
    groups().retain(|group| *group != child.id());
    let taken = |bytes: &Bytes| std::mem::take(&mut *bytes.lock().unwrap_or_else(PoisonError::into_inner));
    let complaint = String::from_utf8_lossy(&taken(&complaints)).into_owned();
    let complaint = complaint.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Ok(Ended { how, out: taken(&out), complaint })
}

/// Waits for what a command wrote before it ended; a child of it may hold the pipes open for ever, so only a moment. Returns whether
/// it was too much.
fn is_too_much(hears: &Receiver<Heard>, mut read: usize) -> bool {
    while read < PIPES {
        match hears.recv_timeout(LAST) {
            Ok(Heard::End) => read += 1,
            Ok(Heard::TooMuch) => return true,
            Err(_) => return false,
        }
    }
    false
}

/// Watches over a command until it is gone, and says how it ended.
fn watch(child: &mut Child, hears: &Receiver<Heard>, patience: Duration, stop: &AtomicBool, gone: &AtomicBool) -> How {
    let began = Instant::now();
    let mut read = 0;
    let why = loop {
        match hears.recv_timeout(LOOK) {
            Ok(Heard::TooMuch) => break How::TooMuch,
            Ok(Heard::End) => read += 1,
            Err(RecvTimeoutError::Timeout) => {}
            // whoever reads is done: nothing wakes us any more, so we wait ourselves
            Err(RecvTimeoutError::Disconnected) => std::thread::park_timeout(LOOK),
        }
        if has_exited(child) {
            if is_too_much(hears, read) {
                break How::TooMuch;
            }
            end_all(child.id());
            return How::Exit(child.wait().ok().and_then(|status| status.code()));
        }
        if gone.load(Ordering::Relaxed) {
            end_all(child.id());
            let _ = child.wait();
            return How::Stopped;
        }
        if stop.load(Ordering::Relaxed) {
            break How::Stopped;
        }
        if stands_still(child) {
            break How::WantsTerminal;
        }
        if began.elapsed() >= patience {
            break How::TooLate;
        }
    };
    ask_to_end(child.id());
    let asked = Instant::now();
    while asked.elapsed() < GRACE && !has_exited(child) && !gone.load(Ordering::Relaxed) {
        std::thread::park_timeout(LOOK);
    }
    end_all(child.id());
    // one that even this does not end (it waits for a disk that is gone) is left behind
    let made = Instant::now();
    while made.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
        std::thread::park_timeout(LOOK);
    }
    why
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Waits until a command has ended.
    fn wait(running: &Running) -> Ended {
        loop {
            match running.poll() {
                Some(ended) => return ended,
                None => std::thread::yield_now(),
            }
        }
    }

    fn shell(script: &str, seconds: u64) -> (Ended, Duration) {
        let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
        let running = Running::begin(argv, b"the question\n".to_vec(), Duration::from_secs(seconds));
        let began = Instant::now();
        (wait(&running), began.elapsed())
    }

    /// Whether a process of this number is there. A script tells its own.
    fn is_there(ended: &Ended) -> bool {
        let pid: i32 = String::from_utf8_lossy(&ended.out).trim().parse().unwrap();
        !crate::system::is_gone(pid)
    }

    #[test]
    fn what_goes_in_is_what_it_reads_and_what_it_writes_comes_back() {
        let (ended, _) = shell("cat; echo done; echo well >&2", 30);
        assert_eq!((ended.how.clone(), ended.out.as_slice()), (How::Exit(Some(0)), &b"the question\ndone\n"[..]));
        assert_eq!((ended.complaint.as_str(), ended.fault(GRACE)), ("well", None));
    }

    #[test]
    fn it_runs_in_an_empty_folder_of_its_own_and_knows_nothing_of_momentum() {
        let (ended, _) = shell(
            "ls -A | wc -l; stat -c %a . 2>/dev/null || stat -f %Lp .; env | grep -c ^MOMENTUM_; echo $NO_COLOR$TERM",
            30,
        );
        let words = String::from_utf8_lossy(&ended.out);
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words, ["0", "700", "1", "1dumb"], "of momentum it knows that it is the assistant");
    }

    #[test]
    fn one_that_sleeps_is_gone_at_its_deadline() {
        let (ended, took) = shell("echo $$; exec sleep 300", 1);
        assert_eq!(ended.how, How::TooLate);
        assert!(took < Duration::from_secs(3) && !is_there(&ended), "{took:?}");
    }

    #[test]
    fn one_that_will_not_hear_is_made_to_end() {
        let (ended, took) = shell("trap '' TERM; echo $$; while :; do sleep 300; done", 1);
        assert_eq!(ended.how, How::TooLate);
        assert!(took >= GRACE && took < Duration::from_secs(4) && !is_there(&ended), "{took:?}");
    }

    #[test]
    fn a_child_that_keeps_the_pipe_open_keeps_nobody_waiting_and_is_gone_too() {
        let (ended, took) = shell("sleep 300 & echo $!; exit 0", 30);
        assert_eq!(ended.how, How::Exit(Some(0)));
        assert!(took < Duration::from_secs(3), "{took:?}");
        // the system may take a moment to lay it to rest
        let began = Instant::now();
        while is_there(&ended) && began.elapsed() < Duration::from_secs(5) {
            std::thread::yield_now();
        }
        assert!(!is_there(&ended));
    }

    #[test]
    fn one_that_floods_is_stopped_and_one_that_fails_says_why() {
        let (ended, took) = shell("cat /dev/zero", 30);
        assert_eq!(ended.how, How::TooMuch);
        assert!(took < Duration::from_secs(5) && ended.out.len() <= LARGEST + 8192, "{took:?}");
        let (ended, _) = shell("echo one >&2; echo 'no such model' >&2; exit 3", 30);
        assert_eq!(ended.fault(GRACE).as_deref(), Some("ended with code 3: no such model"));
    }

    #[test]
    fn one_that_reads_nothing_and_one_that_closes_its_output_end_as_they_like() {
        let (ended, _) = shell("exec <&-; echo fine", 30);
        assert_eq!((ended.how, ended.out.as_slice()), (How::Exit(Some(0)), &b"fine\n"[..]));
        let (ended, _) = shell("exec >&-; exit 4", 30);
        assert_eq!(ended.how, How::Exit(Some(4)));
    }

    #[test]
    fn one_that_somebody_stops_is_gone_within_two_seconds_and_a_tenth() {
        let argv = ["sh", "-c", "trap '' TERM; sleep 300"].map(str::to_owned).to_vec();
        let running = Running::begin(argv, Vec::new(), Duration::from_mins(1));
        running.stop();
        let began = Instant::now();
        let ended = wait(&running);
        assert_eq!(ended.how, How::Stopped);
        assert!(began.elapsed() < GRACE + Duration::from_millis(500), "{:?}", began.elapsed());
    }

    #[test]
    fn one_that_is_dropped_at_once_is_gone_with_its_folder() {
        let argv = ["sh", "-c", "sleep 300"].map(str::to_owned).to_vec();
        let before = groups().len();
        for _ in 0..3 {
            drop(Running::begin(argv.clone(), Vec::new(), Duration::from_mins(1)));
        }
        let began = Instant::now();
        while groups().len() > before && began.elapsed() < Duration::from_secs(5) {
            std::thread::yield_now();
        }
        assert!(began.elapsed() < Duration::from_secs(5), "a group is left");
    }

    #[test]
    fn what_cannot_be_begun_says_why() {
        let begin = |name: &str| {
            let ended = wait(&Running::begin(vec![name.to_owned()], Vec::new(), GRACE));
            ended.fault(GRACE).unwrap_or_default()
        };
        assert!(begin("no-such-program-here").contains("no program no-such-program-here"));
        assert!(begin("/tmp").contains("is a folder"));
        let plain = tempfile::NamedTempFile::new().unwrap();
        let said = begin(&plain.path().to_string_lossy());
        assert!(said.contains("may not be run"), "{said}");
        let empty = wait(&Running::begin(Vec::new(), Vec::new(), GRACE));
        assert!(empty.fault(GRACE).unwrap_or_default().contains("no command"));
    }
}
