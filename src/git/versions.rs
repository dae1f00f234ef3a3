//! Who changed what, commit by commit: read from the history of the file, and never from a server.

use super::run::{NoGit, Repository};
use crate::model::told::Told;
use crate::model::{Change, Product, Stamp, document};

/// A commit that changed the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The name of the commit.
    pub commit: String,
    /// The first signs of it, as git abbreviates them.
    pub short: String,
    /// Who made it.
    pub who: String,
    /// When it was made.
    pub at: Stamp,
    /// The first line of its message.
    pub subject: String,
    /// What it changed; `None` where one of the two files is no product.
    pub told: Option<Vec<Told>>,
}

/// What the history of a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The commits, the latest first.
    pub versions: Vec<Version>,
    /// Whether there are more of them.
    pub more: bool,
    /// The commit that the files are of; empty where there is none yet.
    pub head: String,
    /// The branch; empty where no branch is checked out.
    pub branch: String,
    /// Commits that the branch is behind of and ahead of the one that it follows, as they were when somebody last fetched.
    pub behind_and_ahead: Option<(u32, u32)>,
    /// Rows that differ between the last commit and the file.
    pub uncommitted: usize,
}

/// Reads a version of the file as a product; none where it was not there or is no product.
///
/// # Errors
/// Returns an error if git cannot be started.
pub fn product(repository: &Repository, revision: &str) -> Result<Option<Product>, NoGit> {
    let bytes = repository.version(revision)?;
    Ok(bytes.and_then(|bytes| document::read(&bytes).ok()).map(|loaded| loaded.product))
}

/// Returns what differs between two products; one that is not there is empty.
#[must_use]
pub fn told(before: &Product, after: &Product) -> Vec<Told> {
    Change::between(before, after).told(before, after)
}

/// Returns the commits that changed the file since one of them, `most` at most; all of them where that one is not known any more, as
/// after a rebase, or none is given.
///
/// # Errors
/// Returns an error if git cannot be started, or refuses.
pub fn history(repository: &Repository, since: Option<&str>, most: usize, now: &Product) -> Result<History, NoGit> {
    let head = repository.line(&["rev-parse", "--verify", "--quiet", "HEAD"]).unwrap_or_default();
    if head.is_empty() {
        return Ok(History { uncommitted: Change::between(&Product::default(), now).len(), ..History::default() });
    }
    let known = |commit: &&str| {
        repository.code(&["merge-base", "--is-ancestor", commit, "HEAD"]).is_ok_and(|(_, code)| code == 0)
    };
    let range = since.filter(known).map_or_else(|| "HEAD".to_owned(), |commit| format!("{commit}..HEAD"));
    let limit = format!("-{}", most + 1);
    let listed = repository.ask(&[
        "log",
        "--no-ext-diff",
        "--no-textconv",
        "--format=%H%x00%h%x00%an%x00%at%x00%s%x00%P%x1e",
        &limit,
        &range,
        "--",
        &repository.path,
    ])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut versions = Vec::new();
    for row in listed.split('\u{1e}').map(str::trim_start).filter(|row| !row.is_empty()).take(most) {
        let parts: Vec<&str> = row.split('\0').collect();
        let [commit, short, who, at, subject, parents] = parts.as_slice() else { continue };
        let after = product(repository, commit)?;
        let before = match parents.split(' ').next().filter(|parent| !parent.is_empty()) {
            // where the file was not there before, all of it is new
            Some(parent) => match repository.version(parent)? {
                None => Some(Product::default()),
                Some(bytes) => document::read(&bytes).ok().map(|loaded| loaded.product),
            },
            None => Some(Product::default()),
        };
        let told = before.zip(after).map(|(before, after)| told(&before, &after));
        let at = Stamp(at.parse::<i64>().unwrap_or(0).saturating_mul(1_000));
        let text = |words: &str| words.to_owned();
        let (commit, short, who, subject) = (text(commit), text(short), text(who), text(subject));
        versions.push(Version { commit, short, who, at, subject, told });
    }
    let last = product(repository, "HEAD")?.unwrap_or_default();
    let counted = repository.line(&["rev-list", "--left-right", "--count", "@{upstream}...HEAD"]).ok();
    let behind_and_ahead = counted.and_then(|line| {
        let (behind, ahead) = line.split_once(['\t', ' '])?;
        Some((behind.trim().parse().ok()?, ahead.trim().parse().ok()?))
    });
    Ok(History {
        more: listed.matches('\u{1e}').count() > versions.len(),
        versions,
        head,
        branch: repository.line(&["symbolic-ref", "--short", "-q", "HEAD"]).unwrap_or_default(),
        behind_and_ahead,
        uncommitted: Change::between(&last, now).len(),
    })
}
