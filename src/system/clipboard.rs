//! The clipboard: the system's own program first, the terminal where none is there or the program runs elsewhere, a file where both
//! fail. Nothing here waits on the thread that draws.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::on_path;

/// Programs that take the clipboard's text from their standard input, with their arguments and the variable without which they have
/// nothing to work on.
const PROGRAMS: &[(&str, &[&str], &str)] = &[
    ("pbcopy", &[], ""),
    ("clip", &[], "WINDIR"),
    ("wl-copy", &[], "WAYLAND_DISPLAY"),
    ("xclip", &["-selection", "clipboard"], "DISPLAY"),
    ("xsel", &["--clipboard", "--input"], "DISPLAY"),
];
/// How long such a program may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// The way by which a text gets into the clipboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A program of the system.
    Program(PathBuf, &'static [&'static str]),
    /// The terminal, by an escape sequence (OSC 52): the only way over SSH.
    Terminal,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// It is in the clipboard, by this program.
    By(String),
    /// It is in a file, because of this.
    InFile(PathBuf, String),
    /// It is nowhere.
    Lost(String),
}

/// Chooses the way for this system. `set` tells whether a variable is set, `there` where a program is.
pub fn choose(set: impl Fn(&str) -> bool, there: impl Fn(&str) -> Option<PathBuf>) -> Way {
    // the program of the machine at the other end has a clipboard that nobody sits at
    if ["SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"].iter().any(|name| set(name)) {
        return Way::Terminal;
    }
    PROGRAMS
        .iter()
        .filter(|(_, _, needs)| needs.is_empty() || set(needs))
        .find_map(|(name, args, _)| Some(Way::Program(there(name)?, args)))
        .unwrap_or(Way::Terminal)
}

/// Returns the way for the system that the program runs on.
#[must_use]
pub fn way() -> Way {
    choose(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()), on_path)
}

/// Feeds a text to a program, and waits so long for it. A program that takes longer is ended.
///
/// # Errors
/// Returns in words what went wrong.
fn feed(path: &Path, args: &[&str], text: &str, patience: Duration) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fault = |why: String| format!("{name}: {why}");
    let mut child = Command::new(path)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|why| fault(why.to_string()))?;
    let Some(mut input) = child.stdin.take() else { return Err(fault("it takes no text".into())) };
    let text = text.to_owned();
    // a program that does not read would hold whoever writes to it
    let writer = std::thread::Builder::new().spawn(move || input.write_all(text.as_bytes()));
    let end = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(Some(status)) => return Err(fault(status.to_string())),
            Ok(None) if Instant::now() < end => std::thread::sleep(LOOK),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(fault(format!("it did not end within {} s", patience.as_secs())));
            }
            Err(why) => return Err(fault(why.to_string())),
        }
    }
    match writer.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(why))) => Err(fault(why.to_string())),
        _ => Err(fault("it took no text".into())),
    }
}

/// Copies a text by a program of the system; where that fails, into `file`, if there is one. May take some seconds.
#[must_use]
pub fn copy(path: &Path, args: &[&str], text: &str, file: Option<PathBuf>) -> Copied {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match feed(path, args, text, PATIENCE) {
        Ok(()) => Copied::By(name),
        Err(why) => match file {
            Some(file) if std::fs::write(&file, text).is_ok() => Copied::InFile(file, why),
            _ => Copied::Lost(why),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(set: &[&str], there: &[&str]) -> String {
        let path = |name: &str| there.contains(&name).then(|| PathBuf::from(format!("/bin/{name}")));
        match choose(|name| set.contains(&name), path) {
            Way::Program(path, args) => format!("{} {}", path.display(), args.join(" ")).trim_end().to_owned(),
            Way::Terminal => "terminal".to_owned(),
        }
    }

    #[test]
    fn the_systems_own_program_goes_first_and_over_ssh_the_terminal() {
        for (set, there, expected) in [
            (&[][..], &["pbcopy"][..], "/bin/pbcopy"),
            (&["WINDIR"], &["clip"], "/bin/clip"),
            (&["WAYLAND_DISPLAY", "DISPLAY"], &["wl-copy", "xclip"], "/bin/wl-copy"),
            (&["DISPLAY"], &["wl-copy", "xclip", "xsel"], "/bin/xclip -selection clipboard"),
            (&["DISPLAY"], &["xsel"], "/bin/xsel --clipboard --input"),
            (&[], &["xclip", "wl-copy"], "terminal"),
            (&["DISPLAY"], &[], "terminal"),
            (&["SSH_TTY"], &["pbcopy"], "terminal"),
            (&["SSH_CONNECTION", "DISPLAY"], &["xclip"], "terminal"),
        ] {
            assert_eq!(chosen(set, there), expected, "{set:?} {there:?}");
        }
    }

    #[cfg(unix)]
    mod with_programs {
        use super::*;
        use std::os::unix::fs::PermissionsExt;

        fn program(dir: &std::path::Path, script: &str) -> PathBuf {
            let path = dir.join("fake");
            std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path
        }

        #[test]
        fn the_program_gets_the_text_and_one_that_fails_leaves_a_file() {
            let dir = tempfile::tempdir().unwrap();
            let taken = dir.path().join("taken");
            let program_that_reads = program(dir.path(), &format!("cat > '{}'", taken.display()));
            assert_eq!(copy(&program_that_reads, &[], "Grüße\nzwei", None), Copied::By("fake".into()));
            assert_eq!(std::fs::read_to_string(&taken).unwrap(), "Grüße\nzwei");
            let file = dir.path().join("copied.txt");
            let fails = program(dir.path(), "exit 3");
            let Copied::InFile(path, why) = copy(&fails, &[], "words", Some(file.clone())) else { panic!("it worked") };
            assert!(path == file && why.contains("fake"), "{why}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), "words");
            assert!(matches!(copy(&fails, &[], "words", None), Copied::Lost(_)));
            let nowhere = dir.path().join("nothing");
            assert!(matches!(copy(&nowhere, &[], "words", None), Copied::Lost(_)));
        }

        #[test]
        fn a_program_that_never_ends_or_never_reads_is_ended() {
            let dir = tempfile::tempdir().unwrap();
            let slow = program(dir.path(), "sleep 600");
            let long = "x".repeat(1 << 20);
            let began = Instant::now();
            let why = feed(&slow, &[], &long, Duration::from_millis(200)).unwrap_err();
            assert!(why.contains("did not end"), "{why}");
            assert!(began.elapsed() < Duration::from_mins(1));
        }
    }
}
