//! A merge that git left to a person: both versions are in git's index, or in the file with marks. They are put together as the driver
//! would have done it; `git add` is the user's.

use std::path::{Path, PathBuf};

use super::driver::{Outcome, merge};
use super::run::Repository;
use super::sides;
use crate::model::document;
use crate::store::StoreError;
use crate::store::recover::{Candidate, Findings, apply};

/// The versions that stand against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The common ancestor; empty where there is none.
    pub base: Vec<u8>,
    /// Our side.
    pub ours: Vec<u8>,
    /// Their side.
    pub theirs: Vec<u8>,
    /// The bytes of the file as it stands.
    pub now: Vec<u8>,
}

/// The result of putting them together.
#[derive(Debug)]
pub struct Resolved {
    /// The line that tells it.
    pub words: String,
    /// Values that gave way and wait for a person.
    pub kept: usize,
    /// The path of the file as it was.
    pub was: PathBuf,
}

/// Why they were not put together.
#[derive(Debug, thiserror::Error)]
pub enum NotResolved {
    /// Nothing stopped there.
    #[error("no merge has stopped at {0}: there is nothing to resolve")]
    Nothing(PathBuf),
    /// They were put together before.
    #[error(
        "{0} is whole: both sides are together, and what was done since stays; git add tells git. To begin anew: git checkout --merge, then momentum resolve"
    )]
    Together(PathBuf),
    /// They are no two versions of a product.
    #[error("{0}: edit the file, or take one side: git checkout --ours or --theirs")]
    Unfit(String),
    /// The file cannot be written.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Whether a merge, a rebase, a cherry-pick or a revert is in progress where a file is, as its folders tell: git is not asked.
#[must_use]
pub fn in_progress(file: &Path) -> bool {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let own = whole.ancestors().skip(1).map(|dir| dir.join(".git")).find(|own| own.exists());
    let Some(own) = own else { return false };
    // of a work tree of its own, `.git` is a file that says where git's files are
    let folder = if own.is_dir() {
        own
    } else {
        let said = std::fs::read_to_string(&own).unwrap_or_default();
        let named = PathBuf::from(said.trim_start_matches("gitdir:").trim());
        own.parent().unwrap_or(Path::new(".")).join(named)
    };
    ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"]
        .iter()
        .any(|name| folder.join(name).exists())
}

/// Looks whether a merge has stopped at a file: in git's index, else by the marks in the file.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn look(file: &Path) -> Result<Option<Stop>, StoreError> {
    let io = |source| StoreError::Io { what: "cannot read", path: file.to_owned(), source };
    let now = match crate::store::disk::read_regular(file, super::driver::LARGEST) {
        Ok(now) => now,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(io(why)),
    };
    if let Some((base, ours, theirs)) = stages(file) {
        // what is whole and no one's side was put together already, and may have been worked on since: that must not be lost
        let plain: Vec<u8> = now.iter().copied().filter(|b| *b != b'\r').collect();
        let is_side = |side: &[u8]| side.iter().filter(|b| **b != b'\r').eq(plain.iter());
        let is_left = is_side(&ours) || is_side(&theirs) || document::read(&now).is_err();
        return Ok(is_left.then_some(Stop { base, ours, theirs, now }));
    }
    let Some(found) = sides::sides(&now).filter(|_| document::read(&now).is_err()) else { return Ok(None) };
    Ok(Some(Stop { base: found.base.unwrap_or_default(), ours: found.ours, theirs: found.theirs, now }))
}

/// Returns the stages of git's index, where the file has those of both sides there.
fn stages(file: &Path) -> Option<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let repository = Repository::of(file).ok()?;
    let listed = repository.ask(&["ls-files", "-u", "-z", "--", &repository.path]).ok()?;
    if listed.is_empty() {
        return None;
    }
    let stage = |n: u8| repository.version(&format!(":{n}")).ok().flatten();
    Some((stage(1).unwrap_or_default(), stage(2)?, stage(3)?))
}

/// Puts both versions together and writes the file, which is kept as it was beside the backups.
///
/// # Errors
/// Returns an error if nothing stopped there, if a side is no product, or if the file cannot be written; it stands then.
pub fn resolve(file: &Path) -> Result<Resolved, NotResolved> {
    let file = crate::store::save::follow(file)?;
    let Some(stop) = look(&file)? else {
        let why = if stages(&file).is_some() { NotResolved::Together } else { NotResolved::Nothing };
        return Err(why(file));
    };
    let outcome = merge(&stop.base, &stop.ours, &stop.theirs, super::driver::MARK);
    let (bytes, words, kept) = match outcome.map_err(NotResolved::Unfit)? {
        Outcome::Merged { bytes, words, kept } => (bytes, words, kept),
        Outcome::Marked { why, .. } => return Err(NotResolved::Unfit(why)),
    };
    let product = document::read(&bytes).map_err(|why| NotResolved::Unfit(why.to_string()))?.product;
    let why = document::read(&stop.now).err();
    let findings = Findings { path: file, why, bytes: stop.now, candidates: Vec::new() };
    let chosen = Candidate { what: "both sides of a merge".to_owned(), at: None, product };
    let was = apply(&findings, &chosen)?;
    let words = if words.is_empty() { "merged: one side had changed nothing".to_owned() } else { words };
    Ok(Resolved { words, kept, was })
}
