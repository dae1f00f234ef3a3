//! Copies of the data file that a folder sync put beside it because two computers wrote at once, and what they add.

use std::path::{Path, PathBuf};

use super::disk::{Disk, OsDisk};
use super::{backup, recover};
use crate::model::Product;
use crate::sort::InOrder;

/// Returns the copies beside a data file, as Syncthing (`.sync-conflict-`) and Dropbox or Nextcloud (`conflicted copy`) name
/// them.
#[must_use]
pub fn beside(file: &Path) -> Vec<PathBuf> {
    let (Some(dir), Some(stem)) = (file.parent(), file.file_stem().and_then(|stem| stem.to_str())) else {
        return Vec::new();
    };
    let mut out = OsDisk.list(dir).unwrap_or_default();
    out.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".json"));
        rest.is_some_and(|rest| {
            rest.starts_with(".sync-conflict-") || (rest.starts_with(" (") && rest.contains("conflicted copy"))
        })
    });
    out.order();
    out
}

/// Returns what to say of a copy, and what to do with it.
#[must_use]
pub fn notice(copy: &Path) -> String {
    let name = copy.file_name().unwrap_or_default().to_string_lossy();
    format!("another computer's copy: momentum recover --merge \"{name}\" takes it in")
}

/// Returns the product with what a copy of it adds, given the private folder with the backups.
///
/// Which state the two had in common is not known. A record that the copy has just as a backup had it was not changed there,
/// so ours stands; of any other the later stands, and what it displaces becomes a conflict: no change is lost, for the price
/// of a few conflicts too many.
#[must_use]
pub fn take_in(ours: &Product, copy: &Product, sidecar: Option<&Path>) -> Product {
    let earlier: Vec<Product> = sidecar
        .map(backup::list)
        .unwrap_or_default()
        .iter()
        .filter_map(|backup| recover::whole_state(&backup.path))
        .map(|loaded| loaded.product)
        .collect();
    Product::merge(&copy.seen_in(&earlier), ours, copy)
}
