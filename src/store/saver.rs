//! The thread that saves while the screen goes on, and that notices when another program has written the file.
//!
//! Latest wins: one save is in flight, and changes made meanwhile go into the next. Every result is reported with the
//! state that it started from, so that the screen can carry over what was typed since.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::history::Line;
use super::{Store, StoreError};
use crate::model::{Change, Product, Stamp};

/// How often the file is looked at for other programs' changes.
const LOOK: Duration = Duration::from_secs(1);
/// How long a save waits for the lock before it says who holds it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the thread has done.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a report is moved once; its states are as small as a product is")]
pub enum Report {
    /// A new state is on the disk.
    State {
        /// Counts the states reported.
        seq: u64,
        /// The state that the screen had handed over, or the one before another program wrote.
        from: Product,
        /// The state that is on the disk now.
        to: Product,
        /// Rows that came from another program.
        merged: usize,
        /// Values that had to give way.
        conflicts: usize,
        /// What is worth a word.
        notes: Vec<String>,
    },
    /// A save failed; it is tried again by itself.
    Failed {
        /// What happened, to which file.
        why: String,
        /// Whether the file was there and is gone.
        vanished: bool,
    },
    /// The file may not be written any more.
    ReadOnly(String),
}

#[derive(Default)]
struct Desk {
    pending: Option<Work>,
    /// What the thread is saving now.
    busy: bool,
    acknowledged: u64,
    quit: bool,
    /// The thread has ended by a fault of its own.
    dead: bool,
    again: bool,
    recreate: bool,
}

struct Work {
    product: Product,
    lines: Vec<Line>,
    at: Stamp,
    /// The last state reported that this product already holds.
    knows: u64,
}

type Shared = Arc<(Mutex<Desk>, Condvar)>;

/// The screen's side of the thread.
pub struct Saver {
    shared: Shared,
    reports: Receiver<Report>,
}

fn lock(shared: &Shared) -> MutexGuard<'_, Desk> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Saver {
    /// Starts the thread on an open file.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let shared: Shared = Arc::default();
        let (sender, reports) = channel();
        let desk = shared.clone();
        std::thread::spawn(move || {
            let faults = sender.clone();
            let life = std::panic::AssertUnwindSafe(|| work(store, &desk, &sender));
            if std::panic::catch_unwind(life).is_err() {
                let mut desk = lock(&desk);
                (desk.busy, desk.dead) = (false, true);
                let why = "momentum has a fault: nothing is saved from here on".to_owned();
                let _ = faults.send(Report::Failed { why, vanished: false });
            }
        });
        Self { shared, reports }
    }

    /// Hands over a state to save. One that still waits is replaced; its history lines are kept.
    pub fn hand_over(&self, product: Product, lines: Vec<Line>, at: Stamp) {
        let mut desk = lock(&self.shared);
        let mut all = desk.pending.take().map(|work| work.lines).unwrap_or_default();
        all.extend(lines);
        desk.pending = Some(Work { product, lines: all, at, knows: desk.acknowledged });
        self.shared.1.notify_all();
    }

    /// Tells the thread that the screen has taken over the states reported up to `seq`.
    pub fn acknowledge(&self, seq: u64) {
        lock(&self.shared).acknowledged = seq;
    }

    /// Returns what the thread has done since.
    pub fn reports(&self) -> impl Iterator<Item = Report> {
        self.reports.try_iter()
    }

    /// Whether something handed over is not on the disk yet.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let desk = lock(&self.shared);
        !desk.dead && (desk.busy || desk.pending.is_some())
    }

    /// Tries a failed save again at once; `recreate` lets it make a file again that vanished.
    pub fn retry(&self, recreate: bool) {
        let mut desk = lock(&self.shared);
        desk.again = true;
        desk.recreate |= recreate;
        self.shared.1.notify_all();
    }

    /// Returns what can wait for the thread from elsewhere.
    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard(self.shared.clone())
    }

    /// Waits until all that was handed over is on the disk, at most `patience`. Returns whether it is.
    #[must_use]
    pub fn settle(&self, patience: Duration) -> bool {
        self.guard().settle(patience)
    }
}

/// A handle to wait for the thread, for whoever must end the program when the screen cannot.
#[derive(Clone)]
pub struct Guard(Shared);

impl Guard {
    /// Waits until all that was handed over is on the disk, at most `patience`. Returns whether it is.
    #[must_use]
    pub fn settle(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        let mut desk = lock(&self.0);
        while desk.busy || desk.pending.is_some() {
            if desk.dead {
                return false;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            desk = self.0.1.wait_timeout(desk, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        lock(&self.shared).quit = true;
        self.shared.1.notify_all();
        // a disk that hangs must not keep the terminal: what had to be waited for was waited for before
        let _ = self.settle(Duration::from_secs(2));
    }
}

/// The thread's life: wait for work or a second, save or look, report.
fn work(mut store: Store, shared: &Shared, reports: &Sender<Report>) {
    let mut seq = 0;
    // states reported and not yet taken over by the screen, each with the state that it started from
    let mut unseen: Vec<(u64, Product)> = Vec::new();
    let mut pause = Duration::ZERO;
    let mut lost_sight = false;
    loop {
        let (job, knows) = {
            let mut desk = lock(shared);
            if desk.pending.is_none() && !desk.quit {
                desk = shared.1.wait_timeout(desk, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            } else if !pause.is_zero() && !desk.quit && !desk.again {
                let due = Instant::now() + pause;
                while Instant::now() < due && !desk.quit && !desk.again {
                    let left = due.saturating_duration_since(Instant::now());
                    desk = shared.1.wait_timeout(desk, left).unwrap_or_else(PoisonError::into_inner).0;
                }
            }
            if desk.recreate {
                desk.recreate = false;
                store.allow_recreation();
            }
            desk.again = false;
            let job = desk.pending.take();
            if job.is_none() && desk.quit {
                return;
            }
            desk.busy = job.is_some();
            let knows = job.as_ref().map_or(desk.acknowledged, |job| job.knows);
            (job, knows)
        };
        unseen.retain(|(n, _)| *n > knows);
        if let Some(mut job) = job {
            // what the screen handed over descends from the first state that it has not taken over yet
            let ours = match unseen.first() {
                Some((_, ancestor)) => Product::merge(ancestor, &job.product, store.base()),
                None => job.product.clone(),
            };
            let result = store.lock(PATIENCE).and_then(|held| store.save(&held, &ours, &mut job.lines, job.at));
            let mut desk = lock(shared);
            match result {
                Ok(saved) => {
                    pause = Duration::ZERO;
                    lost_sight = false;
                    seq += 1;
                    unseen.push((seq, job.product.clone()));
                    let merged = saved.merged.max(Change::between(&job.product, store.base()).len());
                    let (to, conflicts, notes) = (store.base().clone(), saved.conflicts, saved.notes);
                    let _ = reports.send(Report::State { seq, from: job.product, to, merged, conflicts, notes });
                }
                Err(why) => {
                    pause = (pause * 2).clamp(Duration::from_secs(1), Duration::from_secs(30));
                    let vanished = matches!(why, StoreError::Vanished(_));
                    // whatever was handed over meanwhile is newer; the history lines belong to both
                    let later = desk.pending.take();
                    desk.pending = Some(match later {
                        Some(later) => Work { lines: job.lines.into_iter().chain(later.lines).collect(), ..later },
                        None => job,
                    });
                    let _ = reports.send(Report::Failed { why: why.to_string(), vanished });
                    if desk.quit {
                        desk.busy = false;
                        shared.1.notify_all();
                        return;
                    }
                }
            }
            desk.busy = false;
            shared.1.notify_all();
        } else {
            let from = store.base().clone();
            match store.refresh() {
                Ok(false) if !lost_sight => {}
                Ok(_) => {
                    lost_sight = false;
                    seq += 1;
                    unseen.push((seq, from.clone()));
                    let merged = Change::between(&from, store.base()).len();
                    let to = store.base().clone();
                    let _ = reports.send(Report::State { seq, from, to, merged, conflicts: 0, notes: Vec::new() });
                    if let Some(why) = store.read_only() {
                        let _ = reports.send(Report::ReadOnly(why.to_owned()));
                    }
                }
                Err(why) if !lost_sight => {
                    lost_sight = true;
                    let vanished = matches!(why, StoreError::Vanished(_));
                    let _ = reports.send(Report::Failed { why: why.to_string(), vanished });
                }
                Err(_) => {}
            }
        }
    }
}
