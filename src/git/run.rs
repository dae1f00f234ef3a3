//! The program git, and the repository of a file. Only what reads, and what writes git's own settings, is asked for; nothing that a
//! repository names is run: no hook, no filter, no pager, no difference program, nothing over the network.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::system;

/// Largest answer in bytes.
const LARGEST: u64 = 256 << 20;

/// Why git gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGit {
    /// The program is not there.
    #[error("git is not on the search path")]
    NotThere,
    /// The file is in no repository.
    #[error("{0} is in no git repository: git init makes one in its folder, git add adds the file")]
    NoRepository(String),
    /// The file is in a repository that has no files beside its history.
    #[error("{0} is in a bare repository, which has no files to merge")]
    Bare(String),
    /// git said no.
    #[error("git {what}: {why}")]
    Refused {
        /// The command of git.
        what: String,
        /// What it said.
        why: String,
    },
}

/// The repository of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The top folder of the files.
    pub top: PathBuf,
    /// The folder of git's own files of this work tree.
    pub own: PathBuf,
    /// The file that it was asked about, from the top, with `/` between its folders.
    pub path: String,
}

/// Whether a file is in a folder that git looks after, as its folders tell: git is not asked.
#[must_use]
pub fn is_shared(file: &Path) -> bool {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    whole.ancestors().skip(1).any(|dir| dir.join(".git").exists())
}

/// Starts git in a folder and returns what it wrote, and its exit code.
fn ask(folder: &Path, args: &[&OsStr], settings: bool) -> Result<(Vec<u8>, String, i32), NoGit> {
    let program = system::on_path("git").ok_or(NoGit::NotThere)?;
    let what = args.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let refused = |why: String| NoGit::Refused { what: what.clone(), why };
    let mut command = Command::new(program);
    command.current_dir(folder).arg("--no-pager");
    if !settings {
        command.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external="]);
    }
    command.args(args);
    // what surrounds a hook or a rebase would lead to another repository
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF"] {
        command.env_remove(name);
    }
    command.envs([
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("LC_ALL", "C"),
    ]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|why| refused(why.to_string()))?;
    // what it complains is short, and is read beside the answer so that neither pipe fills up
    let complaints = child.stderr.take();
    let reader = std::thread::Builder::new().spawn(move || {
        let mut words = Vec::new();
        if let Some(from) = complaints {
            let _ = from.take(64 << 10).read_to_end(&mut words);
        }
        String::from_utf8_lossy(&words).into_owned()
    });
    let reader = reader.map_err(|why| refused(why.to_string()))?;
    let mut out = Vec::new();
    if let Some(from) = child.stdout.take() {
        from.take(LARGEST + 1).read_to_end(&mut out).map_err(|why| refused(why.to_string()))?;
    }
    if out.len() as u64 > LARGEST {
        let _ = child.kill();
        let _ = child.wait();
        return Err(refused("its answer is larger than 256 MB".to_owned()));
    }
    let code = child.wait().map_err(|why| refused(why.to_string()))?.code().unwrap_or(-1);
    let said = reader.join().unwrap_or_default();
    let said = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it said no").to_owned();
    Ok((out, said, code))
}

fn words(args: &[&str]) -> Vec<std::ffi::OsString> {
    args.iter().map(Into::into).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

impl Repository {
    /// Returns the repository of a file, which need not be there yet, though its folder must.
    ///
    /// # Errors
    /// Returns an error if there is no git, no repository, or one without files.
    pub fn of(file: &Path) -> Result<Self, NoGit> {
        let shown = || file.display().to_string();
        let folder = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let asked =
            words(&["rev-parse", "--is-inside-work-tree", "--show-toplevel", "--absolute-git-dir", "--show-prefix"]);
        let asked: Vec<&OsStr> = asked.iter().map(AsRef::as_ref).collect();
        let (out, said, code) = ask(folder, &asked, false)?;
        let out = text(&out);
        let mut lines = out.lines();
        if lines.next() == Some("false") {
            return Err(NoGit::Bare(shown()));
        }
        if code != 0 {
            // “dubious ownership” and the like are to be read as git says them
            let none = said.contains("not a git repository");
            return Err(if none {
                NoGit::NoRepository(shown())
            } else {
                NoGit::Refused { what: "rev-parse".into(), why: said }
            });
        }
        let (top, own) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = format!("{}{name}", lines.next().unwrap_or_default());
        Ok(Self { top: top.into(), own: own.into(), path })
    }

    /// Returns what git answers, and its exit code where that says something.
    ///
    /// # Errors
    /// Returns an error if git cannot be started.
    pub fn code(&self, args: &[&str]) -> Result<(Vec<u8>, i32), NoGit> {
        let args = words(args);
        let args: Vec<&OsStr> = args.iter().map(AsRef::as_ref).collect();
        ask(&self.top, &args, false).map(|(out, _, code)| (out, code))
    }

    /// Returns what git answers.
    ///
    /// # Errors
    /// Returns an error if git cannot be started or refuses.
    pub fn ask(&self, args: &[&str]) -> Result<Vec<u8>, NoGit> {
        let own = words(args);
        let own: Vec<&OsStr> = own.iter().map(AsRef::as_ref).collect();
        match ask(&self.top, &own, false)? {
            (out, _, 0) => Ok(out),
            (_, why, _) => Err(NoGit::Refused { what: (*args.first().unwrap_or(&"")).to_owned(), why }),
        }
    }

    /// Returns what git answers in a line.
    ///
    /// # Errors
    /// As [`Repository::ask`].
    pub fn line(&self, args: &[&str]) -> Result<String, NoGit> {
        self.ask(args).map(|out| text(&out))
    }

    /// Writes a setting of git's, or reads one: the one thing that is written.
    ///
    /// # Errors
    /// As [`Repository::ask`].
    pub fn set(&self, args: &[&str]) -> Result<(), NoGit> {
        let mut own = words(&["config"]);
        own.extend(words(args));
        let own: Vec<&OsStr> = own.iter().map(AsRef::as_ref).collect();
        match ask(&self.top, &own, true)? {
            (_, _, 0) => Ok(()),
            (_, why, _) => Err(NoGit::Refused { what: "config".into(), why }),
        }
    }

    /// Returns a setting; none where it is not set.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        self.line(&["config", "--get", name]).ok()
    }

    /// Returns the file as a commit or a stage of the index has it; none where it was not there.
    ///
    /// # Errors
    /// Returns an error if git cannot be started.
    pub fn version(&self, of: &str) -> Result<Option<Vec<u8>>, NoGit> {
        // as it is kept, without filters
        let (out, code) = self.code(&["cat-file", "blob", &format!("{of}:{}", self.path)])?;
        Ok((code == 0).then_some(out))
    }
}
