//! What must be set so that git calls the driver: a line in `.gitattributes`, two in `.gitignore`, and the settings of this clone.
//!
//! Each step is told before it is taken, a step that is done already is none, and nothing is committed. A line that sends the file to
//! another driver is somebody's decision: it is named, and never written over.

use std::path::{Path, PathBuf};

use super::run::{NoGit, Repository};
use crate::store::output::write_out;
use crate::{store, system};

/// The driver's name in git's settings.
const NAME: &str = "momentum";
/// The line that git runs. Where the program is not on the path of whoever merges, git's own merge leaves marks: without that, a
/// missing program would leave our side alone, looking as if it were merged.
const DRIVER: &str = "if command -v momentum >/dev/null 2>&1; then momentum merge-driver STRICT%O %A %B %L %P; else git merge-file --marker-size=%L %A %O %B; fi";
/// The program that makes a file readable for `git diff`.
const TEXTCONV: &str = "momentum diff --textconv";

/// Whether something is set, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    /// Nobody set it.
    No,
    /// It is as momentum sets it.
    Ours,
    /// It is set to something else.
    Other(String),
}

/// How a file is shared, as git and the surroundings say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The repository.
    pub repository: Repository,
    /// The driver that merges the file.
    pub merge: Set,
    /// The program that shows its differences.
    pub diff: Set,
    /// Whether git leaves its line ends alone.
    pub whole: bool,
    /// The settings of the driver in this clone.
    pub driver: Set,
    /// The settings of the program that shows differences, in this clone.
    pub textconv: Set,
    /// Whether lock and half-written files are left out of commits.
    pub ignored: bool,
    /// Whether git knows the file.
    pub tracked: bool,
    /// Whether the program is on the search path.
    pub program: bool,
}

impl Sharing {
    /// Looks at a file.
    ///
    /// # Errors
    /// Returns an error if there is no git, or the file is in no repository with files.
    pub fn of(file: &Path) -> Result<Self, NoGit> {
        let repository = Repository::of(file)?;
        let attributes = repository.ask(&["check-attr", "-z", "merge", "diff", "text", "--", &repository.path])?;
        let words: Vec<String> =
            attributes.split(|b| *b == 0).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        let attribute = |name: &str| {
            let found = words.chunks(3).find(|three| three.get(1).is_some_and(|own| own == name));
            found.and_then(|three| three.get(2).cloned()).unwrap_or_default()
        };
        let named = |name: &str| match attribute(name).as_str() {
            "" | "unspecified" => Set::No,
            NAME => Set::Ours,
            other => Set::Other(other.to_owned()),
        };
        let setting = |name: &str, is_ours: fn(&str) -> bool| match repository.setting(name) {
            None => Set::No,
            Some(value) if is_ours(&value) => Set::Ours,
            Some(other) => Set::Other(other),
        };
        let ignored = leave_out(&repository.path)
            .iter()
            .all(|line| repository.code(&["check-ignore", "-q", "--", &line.sample]).is_ok_and(|(_, code)| code == 0));
        let tracked =
            repository.code(&["ls-files", "--error-unmatch", "--", &repository.path]).is_ok_and(|(_, code)| code == 0);
        Ok(Self {
            merge: named("merge"),
            diff: named("diff"),
            whole: attribute("text") == "unset",
            driver: setting("merge.momentum.driver", |value| value.contains("momentum merge-driver ")),
            textconv: setting("diff.momentum.textconv", |value| value == TEXTCONV),
            ignored,
            tracked,
            program: system::on_path("momentum").is_some(),
            repository,
        })
    }

    /// Whether the repository wants the driver and this clone does not have it: git would merge as text without a word.
    #[must_use]
    pub fn merges_as_text(&self) -> bool {
        self.merge == Set::Ours && (self.driver == Set::No || !self.program)
    }

    /// Whether the settings hold for all clones of the user.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.repository.line(&["config", "--global", "--get", "merge.momentum.driver"]).is_ok()
    }

    /// Returns what is not as it should be, a line each.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut say = |set: &Set, what: &str, none: &str| match set {
            Set::Ours => {}
            Set::No => out.push(none.to_owned()),
            Set::Other(other) => out.push(format!("{what} is “{other}”, and not momentum's")),
        };
        say(&self.merge, "the driver for this file", "no driver is named for this file in .gitattributes");
        say(&self.driver, "merge.momentum.driver", "this clone merges as text: it does not know the driver");
        say(&self.diff, "the differences program for this file", "no differences program is named for this file");
        say(&self.textconv, "diff.momentum.textconv", "this clone does not know the differences program");
        let plain = [
            (self.whole, "git may change its line ends: -text is missing"),
            (self.ignored, "its lock and half-written files could be committed"),
            (self.tracked, "git does not know the file yet: git add is yours"),
            (self.program, "no momentum is on the search path: marks instead of a merge"),
        ];
        out.extend(plain.into_iter().filter(|(fine, _)| !fine).map(|(_, words)| words.to_owned()));
        out
    }
}

/// What is done by a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Lines go to the end of a file at the top.
    Append(&'static str, Vec<String>),
    /// Lines go out of a file at the top; a file of which nothing is left goes, too.
    Remove(&'static str, Vec<String>),
    /// A setting of this clone, or of the user.
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
        /// Whether it holds for all clones of the user.
        global: bool,
    },
    /// A part of the settings goes.
    Forget {
        /// Its name.
        part: &'static str,
        /// Whether it goes for all clones of the user.
        global: bool,
    },
}

impl Step {
    /// Returns what will be done, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Append(file, lines) => format!("{file}  + {}", lines.join("  + ")),
            Self::Remove(file, lines) => format!("{file}  - {}", lines.join("  - ")),
            Self::Setting { name, value, global } => {
                format!("git config {}{name} '{value}'", if *global { "--global " } else { "" })
            }
            Self::Forget { part, global } => {
                format!("git config {}--remove-section {part}", if *global { "--global " } else { "" })
            }
        }
    }
}

/// A line of `.gitignore`, and a name that it leaves out.
struct LeftOut {
    line: String,
    sample: String,
}

/// Returns the lines that leave lock and half-written files out of commits.
fn leave_out(path: &str) -> Vec<LeftOut> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let lock = format!("{folder}.{name}.lock");
    let (before, after) = (format!("{folder}.{name}."), ".tmp");
    vec![
        LeftOut { line: format!("/{}", escaped(&lock)), sample: lock },
        LeftOut { line: format!("/{}*{after}", escaped(&before)), sample: format!("{before}1.a{after}") },
    ]
}

/// Returns a path so that git's patterns mean it alone.
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | '!' | '#' | ' ') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns the line of `.gitattributes`. Its pattern ends at a blank, so that one with blanks is quoted as a string of C.
fn attributes(path: &str) -> String {
    let pattern: String = path
        .chars()
        .flat_map(|c| if matches!(c, '*' | '?' | '[' | ']' | '\\') { vec!['\\', c] } else { vec![c] })
        .collect();
    let plain = !path.contains([' ', '\t', '"', '\\']);
    let pattern = if plain {
        format!("/{pattern}")
    } else {
        format!("\"/{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', "\\t"))
    };
    format!("{pattern} merge={NAME} diff={NAME} -text")
}

/// Returns the steps that are left to do.
///
/// # Errors
/// Returns an error if a line there is sends the file to another driver.
pub fn plan(sharing: &Sharing, global: bool, strict: bool) -> Result<Vec<Step>, String> {
    let mut out = Vec::new();
    for (set, what) in [(&sharing.merge, "merge"), (&sharing.diff, "diff")] {
        if let Set::Other(other) = set {
            let path = &sharing.repository.path;
            return Err(format!(
                "{what}={other} is set for {path} already: take that line out of .gitattributes first, if momentum is to do it"
            ));
        }
    }
    if sharing.merge == Set::No || sharing.diff == Set::No || !sharing.whole {
        out.push(Step::Append(".gitattributes", vec![attributes(&sharing.repository.path)]));
    }
    if !sharing.ignored {
        let lines = leave_out(&sharing.repository.path).into_iter().map(|own| own.line).collect();
        out.push(Step::Append(".gitignore", lines));
    }
    let driver = DRIVER.replace("STRICT", if strict { "--strict " } else { "" });
    let settings = [
        ("merge.momentum.name", "momentum: by record and field".to_owned()),
        ("merge.momentum.driver", driver),
        ("diff.momentum.textconv", TEXTCONV.to_owned()),
        ("diff.momentum.cachetextconv", "true".to_owned()),
    ];
    for (name, value) in settings {
        if sharing.repository.setting(name).as_deref() != Some(&value) {
            out.push(Step::Setting { name, value, global });
        }
    }
    Ok(out)
}

/// The parts of git's settings that are momentum's, each with one of its settings.
const PARTS: [(&str, &str); 2] =
    [("merge.momentum", "merge.momentum.driver"), ("diff.momentum", "diff.momentum.textconv")];

/// Returns the steps that take it all back; what holds for all clones of the user only if that is meant.
#[must_use]
pub fn unplan(sharing: &Sharing, global: bool) -> Vec<Step> {
    let mut out = Vec::new();
    let there = |name: &str, wanted: Vec<String>| {
        let text = std::fs::read_to_string(sharing.repository.top.join(name)).unwrap_or_default();
        wanted.into_iter().filter(|own| text.lines().any(|line| line == own)).collect::<Vec<_>>()
    };
    let own = there(".gitattributes", vec![attributes(&sharing.repository.path)]);
    // another product of the repository needs the settings still
    let text = std::fs::read_to_string(sharing.repository.top.join(".gitattributes")).unwrap_or_default();
    let others = text.lines().any(|line| line.contains(&format!("merge={NAME}")) && !own.iter().any(|own| own == line));
    if !own.is_empty() {
        out.push(Step::Remove(".gitattributes", own));
    }
    let ignored = there(".gitignore", leave_out(&sharing.repository.path).into_iter().map(|own| own.line).collect());
    if !ignored.is_empty() {
        out.push(Step::Remove(".gitignore", ignored));
    }
    let places = [(false, "--local", !others), (true, "--global", global)];
    for (global, place, _) in places.into_iter().filter(|(.., meant)| *meant) {
        let set = |name: &str| sharing.repository.line(&["config", place, "--get", name]).is_ok();
        let there = PARTS.iter().filter(|(_, name)| set(name));
        out.extend(there.map(|(part, _)| Step::Forget { part, global }));
    }
    out
}

/// Takes a step.
///
/// # Errors
/// Returns an error in words if a file cannot be written, or git refuses.
pub fn take(step: &Step, repository: &Repository, product: &Path) -> Result<(), String> {
    let of = |global: bool| -> &[&str] { if global { &["--global"] } else { &[] } };
    match step {
        Step::Append(name, lines) => rewrite(&repository.top.join(name), product, |text| with(text, lines)),
        Step::Remove(name, lines) => rewrite(&repository.top.join(name), product, |text| without(text, lines)),
        Step::Setting { name, value, global } => {
            repository.set(&[of(*global), &[*name, value.as_str()]].concat()).map_err(|why| why.to_string())
        }
        Step::Forget { part, global } => {
            repository.set(&[of(*global), &["--remove-section", part]].concat()).map_err(|why| why.to_string())
        }
    }
}

/// Returns a text with these lines, each once.
fn with(text: &str, lines: &[String]) -> String {
    let mut out = text.to_owned();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for line in lines.iter().filter(|own| !text.lines().any(|line| line == **own)) {
        out.push_str(line);
        out.push_str(end);
    }
    out
}

/// Returns a text without these lines.
fn without(text: &str, lines: &[String]) -> String {
    text.split_inclusive('\n').filter(|line| !lines.iter().any(|own| own == line.trim_end())).collect()
}

/// Returns the lines of `.gitignore` that are to come, so that a repository which may not be git's leaves lock and half-written files out; with `undo`
/// those that are to go.
#[must_use]
pub fn ignored(top: &Path, file: &Path, undo: bool) -> Vec<String> {
    let path = file.strip_prefix(top).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let there = std::fs::read_to_string(top.join(".gitignore")).unwrap_or_default();
    let lines = leave_out(&path).into_iter().map(|own| own.line);
    lines.filter(|own| there.lines().any(|line| line == *own) == undo).collect()
}

/// Writes these lines into `.gitignore`, or with `undo` takes them out.
///
/// # Errors
/// Returns an error in words if the file cannot be read or written.
pub fn ignore(top: &Path, file: &Path, lines: &[String], undo: bool) -> Result<(), String> {
    if lines.is_empty() {
        return Ok(());
    }
    rewrite(&top.join(".gitignore"), file, |text| if undo { without(text, lines) } else { with(text, lines) })
}

/// Writes a file of git's anew, whole or not at all; one of which nothing is left goes.
fn rewrite(path: &PathBuf, product: &Path, f: impl Fn(&str) -> String) -> Result<(), String> {
    let shown = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(why) => return Err(format!("cannot read {shown}: {why}")),
    };
    if std::fs::metadata(path).is_ok_and(|data| data.permissions().readonly()) {
        return Err(format!("{shown} is read-only: nothing was written"));
    }
    let new = f(&text);
    if new.is_empty() && !text.is_empty() {
        return std::fs::remove_file(path).map_err(|why| format!("cannot remove {shown}: {why}"));
    }
    let write = write_out(path, new.as_bytes(), product, true);
    write.map_err(|why: store::StoreError| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_and_signs_is_meant_alone() {
        assert_eq!(attributes("inkwell/backlog.json"), "/inkwell/backlog.json merge=momentum diff=momentum -text");
        assert_eq!(
            attributes("my work/b[1].json"),
            "\"/my work/b\\\\[1\\\\].json\" merge=momentum diff=momentum -text"
        );
        assert_eq!(escaped("my work/.b*.lock"), "my\\ work/.b\\*.lock");
    }
}
