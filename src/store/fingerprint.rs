//! Fingerprints of the states of a file, and the note of which state this version wrote itself.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use twox_hash::XxHash3_128;

use super::place;
use crate::model::Product;

/// A number that two states of a file share only by an accident that does not happen (XXH3, 128 bits). It is no proof against somebody who makes
/// two files alike on purpose: who can write the file needs no such trick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    /// Returns that of some bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes))
    }

    /// Returns that of the bytes which these pieces are one after the other.
    pub(crate) fn of_pieces<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut hasher = XxHash3_128::new();
        pieces.for_each(|piece| hasher.write(piece));
        Self(hasher.finish_128())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Returns what the note says of a state: the version, and the members of the records in their order, by which the same product is other bytes.
fn line(of: Fingerprint) -> String {
    let layout = Fingerprint::of(Product::layout().as_bytes());
    format!("{} {layout} {of}\n", env!("CARGO_PKG_VERSION"))
}

/// Whether a state of the file is one that this version wrote, byte for byte.
pub(crate) fn is_ours(sidecar: Option<&Path>, of: Fingerprint) -> bool {
    sidecar.is_some_and(|dir| std::fs::read_to_string(dir.join(NOTE)).is_ok_and(|text| text == line(of)))
}

/// Remembers a state that this version wrote. A note that is lost costs time and nothing else, so every failure is quiet, and nothing waits for
/// the disk.
pub(crate) fn keep(sidecar: Option<&Path>, of: Fingerprint) {
    let Some(dir) = sidecar else { return };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    crate::system::by_its_own_name(&mut options, true);
    let _ = place::make_private(dir)
        .and_then(|()| options.open(dir.join(NOTE)))
        .and_then(|mut file| file.write_all(line(of).as_bytes()));
}

/// The name of the note in the private folder.
const NOTE: &str = "written";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_the_fingerprint_of_the_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        for cuts in [&[][..], &[1], &[0, 240, 241], &[1_024, 4_999]] {
            let mut from = 0;
            let mut pieces = Vec::new();
            for cut in cuts.iter().chain([&bytes.len()]) {
                pieces.push(&bytes[from..*cut]);
                from = *cut;
            }
            assert_eq!(Fingerprint::of_pieces(pieces.into_iter()), Fingerprint::of(&bytes), "{cuts:?}");
        }
    }

    #[test]
    fn only_the_state_that_was_noted_is_ours() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("state");
        let (a, b) = (Fingerprint::of(b"a"), Fingerprint::of(b"b"));
        assert!(!is_ours(Some(&own), a) && !is_ours(None, a));
        keep(Some(&own), a);
        assert!(is_ours(Some(&own), a) && !is_ours(Some(&own), b));
        keep(None, b);
        std::fs::write(own.join(NOTE), line(a).replace(' ', "  ")).unwrap();
        assert!(!is_ours(Some(&own), a), "a note of another version");
    }
}
