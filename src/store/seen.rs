//! The commit up to which somebody has looked at the versions. One that is lost costs nothing, so every failure is quiet.

use std::path::Path;

use super::{output, place};

/// Returns the commit up to which somebody has looked; none where nobody has, or the file is damaged.
#[must_use]
pub fn read(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let commit = text.trim();
    let fits = commit.len() >= 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| commit.to_owned())
}

/// Remembers a commit.
pub fn keep(path: &Path, commit: &str) {
    let dir = path.parent().unwrap_or(Path::new("."));
    let _ = place::make_private(dir).and_then(|()| {
        let _ = std::fs::remove_file(path);
        output::write_whole(path, commit.as_bytes()).map_err(std::io::Error::other)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_a_commit_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/seen");
        assert_eq!(read(&path), None);
        let commit = "a".repeat(40);
        keep(&path, &commit);
        assert_eq!(read(&path), Some(commit));
        for text in ["", "--output=x", "main", "zz"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(read(&path), None, "{text}");
        }
    }
}
