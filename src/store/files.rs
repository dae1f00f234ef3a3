//! Files that somebody names at once: one, a folder, a pattern with stars.

use std::io;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use crate::sort::InOrder;

/// The endings of files that can hold a backlog of another tool, in a folder that is named as a whole.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "md", "markdown"];
/// Most files that come in at once.
pub const MOST: usize = 5_000;

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    /// This file, or one that is not there.
    One(PathBuf),
    /// These files: of a folder, or of a pattern. What holds no items among them is passed over.
    Many(Vec<PathBuf>),
}

/// Whether a file has an ending of a list.
#[must_use]
pub fn is_list(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// Whether a name fits a pattern: `*` is any letters, `?` any one.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // where the last star stands, and how much of the name it has taken so far
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match (pattern.get(p), star) {
            (Some('*'), _) => {
                star = Some((p, n));
                p += 1;
            }
            (Some(c), _) if *c == '?' || name.get(n) == Some(c) => (p, n) = (p + 1, n + 1),
            (_, Some((at, taken))) => {
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
            (_, None) => return false,
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

/// Returns what a path names. A file whose name has a star in it goes before the pattern.
///
/// # Errors
/// Returns an error if a folder cannot be read, holds no list, or too many.
pub fn named(path: &Path) -> io::Result<Named> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let pattern = name.contains('*') && !path.exists();
    if !path.is_dir() && !pattern {
        return Ok(Named::One(path.to_owned()));
    }
    let dir = if pattern { path.parent().unwrap_or(Path::new("")) } else { path };
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let files = std::fs::read_dir(dir)?.filter_map(Result::ok).map(|entry| entry.path()).filter(|file| file.is_file());
    let mut files: Vec<PathBuf> = files
        .filter(|file| {
            let own = file.file_name().unwrap_or_default().to_string_lossy();
            if pattern { fits(&name, &own) } else { is_list(file) && !own.starts_with('.') }
        })
        .take(MOST + 1)
        .collect();
    files.order();
    match files.len() {
        0 if pattern => Err(io::Error::new(io::ErrorKind::NotFound, "no file fits the pattern")),
        0 => Err(io::Error::new(io::ErrorKind::NotFound, "no CSV, Markdown or text file is in it")),
        n if n > MOST => Err(io::Error::other(format!("more than {MOST} files at once"))),
        _ => Ok(Named::Many(files)),
    }
}

/// Returns the path that a person typed: `~` is their home.
#[must_use]
pub fn typed(text: &str) -> PathBuf {
    let rest = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match (rest, BaseDirs::new()) {
        (Some(rest), Some(dirs)) => dirs.home_dir().join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_what_its_stars_leave_room_for() {
        for (pattern, name, expected) in [
            ("*.md", "a.md", true),
            ("*.md", "a.mdx", false),
            ("back-*.md", "back-1.md", true),
            ("back-*.md", "task-1.md", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("?.md", "a.md", true),
            ("?.md", ".md", false),
            ("*", "", true),
            ("*aab", "aaab", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_folder_names_its_lists_a_pattern_what_fits_and_a_file_itself() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.md", "a.csv", ".hidden.md", "own.json", "note.rs"] {
            std::fs::write(dir.path().join(name), "- x\n").unwrap();
        }
        std::fs::create_dir(dir.path().join("empty")).unwrap();
        let at = |name: &str| dir.path().join(name);
        assert_eq!(named(dir.path()).unwrap(), Named::Many(vec![at("a.csv"), at("b.md")]));
        assert_eq!(named(&at("*.json")).unwrap(), Named::Many(vec![at("own.json")]));
        assert_eq!(named(&at("b.md")).unwrap(), Named::One(at("b.md")));
        assert_eq!(
            named(&at("none.md")).unwrap(),
            Named::One(at("none.md")),
            "whoever reads it says that it is not there"
        );
        assert!(named(&at("empty")).unwrap_err().to_string().contains("no CSV"));
        assert!(named(&at("*.xls")).unwrap_err().to_string().contains("no file fits"));
        assert!(named(&at("gone/*.md")).is_err());
        #[cfg(unix)]
        {
            std::fs::write(at("star*.md"), "- x\n").unwrap();
            assert_eq!(named(&at("star*.md")).unwrap(), Named::One(at("star*.md")));
        }
    }
}
