//! What to do when a file cannot be read: show what there is to go back to, and let a person choose.

use std::path::{Path, PathBuf};

use super::disk::{Disk, OsDisk};
use super::output::write_whole;
use super::{StoreError, backup, place, save};
use crate::model::document::{self, Unreadable};
use crate::model::{Product, Stamp};
use crate::sort::InOrder;

/// A state that can take the place of a damaged file.
#[derive(Debug)]
pub struct Candidate {
    /// What it is, in words.
    pub what: String,
    /// When it was written, where that is known.
    pub at: Option<Stamp>,
    /// The state that can be had back.
    pub product: Product,
}

/// What is known of a file that cannot be read.
#[derive(Debug)]
pub struct Findings {
    /// The path of the file.
    pub path: PathBuf,
    /// What is wrong with it; `None` where nothing is.
    pub why: Option<Unreadable>,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// What there is to go back to, the best first.
    pub candidates: Vec<Candidate>,
}

/// Looks at a data file and for everything that could take its place: whole temporary files, backups, and the records of
/// the file itself that still parse, laid over the newest of these.
///
/// # Errors
/// Returns an error if the file cannot be opened at all.
pub fn examine(path: &Path) -> Result<Findings, StoreError> {
    let real = save::follow(path)?;
    let io = |source| StoreError::Io { what: "cannot read", path: real.clone(), source };
    let bytes = OsDisk.read(&real).map_err(io)?.unwrap_or_default();
    let why = document::read(&bytes).err();
    let mut whole = Vec::new();
    for temp in save::left_behind(&OsDisk, &real) {
        let modified = std::fs::metadata(&temp).and_then(|m| m.modified()).ok();
        if let Some(loaded) = whole_state(&temp) {
            let at = modified.map(|at| Stamp::from(chrono::DateTime::<chrono::Utc>::from(at)));
            whole.push(Candidate {
                what: "a save that was cut off before its last step".into(),
                at,
                product: loaded.product,
            });
        }
    }
    let sidecar = place::sidecar(&real);
    for backup in sidecar.iter().flat_map(|dir| backup::list(dir)) {
        if let Some(loaded) = whole_state(&backup.path) {
            whole.push(Candidate {
                what: format!("backup {}", backup.name),
                at: Some(backup.at),
                product: loaded.product,
            });
        }
    }
    whole.order_by_key(|candidate| std::cmp::Reverse(candidate.at));
    let mut candidates = Vec::new();
    let (salvaged, broken) = document::salvage(&bytes);
    if why.is_some() && (salvaged.items().len() + salvaged.goals().len()) > 0 {
        let lines = crate::words::count(broken, "damaged line");
        let (what, product) = if let Some(best) = whole.first() {
            (format!("what the file still holds, over {} ({lines})", best.what), lay_over(&best.product, &salvaged))
        } else {
            let mut alone = salvaged;
            alone.mend();
            (format!("what the file still holds ({lines})"), alone)
        };
        candidates.push(Candidate { what, at: None, product });
    }
    candidates.extend(whole);
    Ok(Findings { path: real, why, bytes, candidates })
}

/// Returns what a file holds, where it is whole and of a format that may be written again.
pub(super) fn whole_state(path: &Path) -> Option<document::Loaded> {
    let bytes = OsDisk.read(path).ok().flatten()?;
    document::read(&bytes).ok().filter(|loaded| loaded.newer.is_none())
}

/// Returns `below` with every record that `above` has, taking nothing away.
fn lay_over(below: &Product, above: &Product) -> Product {
    let mut out = below.clone();
    let head = below.about().clone();
    out.take_rows(above, true, |_| true);
    if *above.about() == crate::model::About::default() {
        out.put(head);
    }
    out.mend();
    out
}

/// Puts a state in the place of a damaged file. The damaged bytes are kept, and where is returned.
///
/// # Errors
/// Returns an error if they cannot be kept, or the state cannot be written; the damaged file stands then.
pub fn apply(findings: &Findings, chosen: &Candidate) -> Result<PathBuf, StoreError> {
    let io = |what, path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Io { what, path, source }
    };
    if let Some(why @ Unreadable::Newer(_)) = &findings.why {
        return Err(StoreError::unreadable(findings.path.clone(), why.clone()));
    }
    let held = super::lock::take(&findings.path, std::time::Duration::from_secs(5));
    let _held = held.map_err(|no| match no {
        super::lock::NoLock::Busy(holder) => StoreError::Busy { path: findings.path.display().to_string(), holder },
        super::lock::NoLock::Shut(path) => StoreError::ReadOnly(save::shut(&path)),
        super::lock::NoLock::Io(source) => StoreError::Io { what: "cannot lock", path: findings.path.clone(), source },
    })?;
    let now = OsDisk.read(&findings.path).map_err(io("cannot read", &findings.path))?.unwrap_or_default();
    if now != findings.bytes {
        let source = std::io::Error::other("it has changed meanwhile: look again");
        return Err(io("cannot replace", &findings.path)(source));
    }
    let dir = place::sidecar(&findings.path).unwrap_or_else(|| findings.path.with_extension("rescue")).join("rescue");
    place::make_private(&dir).map_err(io("cannot make", &dir))?;
    let kept = dir.join(format!("damaged-{}.json", place::short_hash(&findings.bytes)));
    write_whole(&kept, &findings.bytes)?;
    let bytes = document::write(&chosen.product).map_err(|why| StoreError::Internal(why.to_string()))?;
    write_whole(&findings.path, &bytes)?;
    Ok(kept)
}
