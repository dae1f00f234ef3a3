//! Work that all cores share: a long list is cut into shares, each is worked on by a thread of its own.

use std::sync::OnceLock;
use std::thread;

/// Most threads: beyond, the memory is what is waited for.
const MOST: usize = 16;

/// Returns how many threads a long work is worth.
#[must_use]
pub fn count() -> usize {
    // the system looks into several files to tell
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| thread::available_parallelism().map_or(1, usize::from).min(MOST))
}

/// Lets a function work on shares of a list and returns what it found, in the order of the shares. A share has at least `least` elements, so that
/// a short list costs no thread.
pub fn share<T: Sync, R: Send>(all: &[T], least: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let size = if all.len() <= least { all.len().max(1) } else { all.len().div_ceil(count()).max(least) };
    let mut shares = all.chunks(size);
    let Some(first) = shares.next() else { return Vec::new() };
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> =
            shares.map(|share| (share, thread::Builder::new().spawn_scoped(scope, move || work(share)).ok())).collect();
        let mut out = vec![work(first)];
        // a system that has no thread left costs time, not the answer; and neither does a share whose thread came to nothing
        out.extend(
            others
                .into_iter()
                .map(|(share, thread)| thread.and_then(|thread| thread.join().ok()).unwrap_or_else(|| work(share))),
        );
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_worked_on_once_and_in_its_order() {
        let all: Vec<usize> = (0..1_000).collect();
        for (n, least) in [(0, 1), (1, 1), (7, 3), (1_000, 0), (1_000, 1), (1_000, 999), (1_000, 5_000)] {
            let parts = share(&all[..n], least, <[usize]>::to_vec);
            assert_eq!(parts.concat(), all[..n], "{n} by {least}");
            assert!(parts.iter().rev().skip(1).all(|part| part.len() >= least), "{n} by {least}");
        }
    }
}
