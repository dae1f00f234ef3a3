//! Waiting for another process that holds what is needed: a lock, a file.

use std::time::{Duration, Instant};

/// Waiting for another process, a little longer each time.
pub struct Wait {
    end: Instant,
    next: Duration,
}

impl Wait {
    /// Returns a wait that gives up when the patience is over.
    pub fn new(patience: Duration) -> Self {
        Self { end: Instant::now() + patience, next: Duration::from_millis(2) }
    }

    /// Waits for a moment. Returns false if the patience is over.
    pub fn nap(&mut self) -> bool {
        if Instant::now() >= self.end {
            return false;
        }
        std::thread::sleep(self.next);
        self.next = (self.next * 2).min(Duration::from_millis(50));
        true
    }
}
