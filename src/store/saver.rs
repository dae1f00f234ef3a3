//! The thread that saves while the screen goes on, and that notices when another program has written the file.
//!
//! Latest wins: one save is in flight, and changes made meanwhile go into the next. Every result is reported with the
//! state that it started from, so that the screen can carry over what was typed since.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::history::Line;
use super::{Saved, Store, StoreError};
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
        /// The sequence number of the report.
        seq: u64,
        /// The state that the file and the screen had in common: what the screen had handed over, with all that was
        /// reported before, or the state before another program wrote.
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
struct Tray {
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

type Shared = Arc<(Mutex<Tray>, Condvar)>;

/// The screen's side of the thread.
pub struct Saver {
    shared: Shared,
    reports: Receiver<Report>,
}

fn lock(shared: &Shared) -> MutexGuard<'_, Tray> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Saver {
    /// Starts the thread on an open file.
    ///
    /// # Errors
    /// Returns an error if the system has no thread to give.
    pub fn start(store: Store) -> Result<Self, StoreError> {
        let shared: Shared = Arc::default();
        let (sender, reports) = channel();
        let tray = shared.clone();
        let life = move || {
            let faults = sender.clone();
            let life = std::panic::AssertUnwindSafe(|| work(store, &tray, &sender));
            if std::panic::catch_unwind(life).is_err() {
                let mut tray = lock(&tray);
                (tray.busy, tray.dead) = (false, true);
                let why = "momentum has a fault: nothing is saved from here on".to_owned();
                let _ = faults.send(Report::Failed { why, vanished: false });
            }
        };
        std::thread::Builder::new()
            .spawn(life)
            .map_err(|why| StoreError::Internal(format!("the system has no thread left for saving ({why})")))?;
        Ok(Self { shared, reports })
    }

    /// Hands over a state to save. One that still waits is replaced; its history lines are kept.
    pub fn hand_over(&self, product: Product, lines: Vec<Line>, at: Stamp) {
        let mut tray = lock(&self.shared);
        let mut all = tray.pending.take().map(|work| work.lines).unwrap_or_default();
        all.extend(lines);
        tray.pending = Some(Work { product, lines: all, at, knows: tray.acknowledged });
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
        let tray = lock(&self.shared);
        !tray.dead && (tray.busy || tray.pending.is_some())
    }

    /// Tries a failed save again at once; `recreate` lets it make a file again that vanished.
    pub fn retry(&self, recreate: bool) {
        let mut tray = lock(&self.shared);
        tray.again = true;
        tray.recreate |= recreate;
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
        let mut tray = lock(&self.0);
        while tray.busy || tray.pending.is_some() {
            if tray.dead {
                return false;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            tray = self.0.1.wait_timeout(tray, left).unwrap_or_else(PoisonError::into_inner).0;
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
fn work(store: Store, shared: &Shared, reports: &Sender<Report>) {
    let mut hand = Hand::new(store);
    let mut pause = Duration::ZERO;
    while let Some((job, recreate)) = next_job(shared, pause) {
        if recreate {
            hand.store.allow_recreation();
        }
        let Some(job) = job else {
            hand.look_outside().into_iter().for_each(|report| drop(reports.send(report)));
            continue;
        };
        let result = hand.save_job(job);
        let mut tray = lock(shared);
        let report = match result {
            Ok(report) => {
                pause = Duration::ZERO;
                report
            }
            Err((job, why)) => {
                // a full disk or a network share that is away is asked again and again, ever more rarely
                pause = (pause * 2).clamp(Duration::from_secs(1), Duration::from_secs(30));
                // whatever was handed over meanwhile is newer; the history lines belong to both
                tray.pending = Some(match tray.pending.take() {
                    Some(later) => Work { lines: job.lines.into_iter().chain(later.lines).collect(), ..later },
                    None => job,
                });
                let vanished = matches!(why, StoreError::Vanished(_));
                Report::Failed { why: why.to_string(), vanished }
            }
        };
        let failed = matches!(report, Report::Failed { .. });
        let _ = reports.send(report);
        tray.busy = false;
        shared.1.notify_all();
        // who leaves does not wait for a disk that refuses: the rescue copy is written instead
        if failed && tray.quit {
            return;
        }
    }
}

/// Waits for something to save, at most a second, or after a failure for the end of `pause`. Returns it, and whether a
/// file that vanished may be made again; `None` when the thread is to end.
fn next_job(shared: &Shared, pause: Duration) -> Option<(Option<Work>, bool)> {
    let mut tray = lock(shared);
    if tray.pending.is_none() && !tray.quit {
        tray = shared.1.wait_timeout(tray, LOOK).unwrap_or_else(PoisonError::into_inner).0;
    } else {
        let due = Instant::now() + pause;
        while Instant::now() < due && !tray.quit && !tray.again {
            let left = due.saturating_duration_since(Instant::now());
            tray = shared.1.wait_timeout(tray, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
    tray.again = false;
    let recreate = std::mem::take(&mut tray.recreate);
    let job = tray.pending.take();
    if job.is_none() && tray.quit {
        return None;
    }
    tray.busy = job.is_some();
    Some((job, recreate))
}

/// The work of the thread on the store, apart from waiting: it knows which state the screen and the file have in common.
struct Hand {
    store: Store,
    /// The sequence number of the report.
    seq: u64,
    /// The latest state that the screen held and the file holds: what the screen handed over last and was saved, with every
    /// report that it has taken over since. What comes next from the screen descends from it, and so does the file.
    common: Product,
    /// The states reported that are not in `common` yet, as the screen will take them over.
    unseen: Vec<(u64, Product, Product)>,
    lost_sight: bool,
}

impl Hand {
    fn new(store: Store) -> Self {
        let common = store.base().clone();
        Self { store, seq: 0, common, unseen: Vec::new(), lost_sight: false }
    }

    /// Reports that the file has gone from one state to another.
    fn tell(&mut self, from: Product) -> (u64, Product, Product) {
        self.seq += 1;
        let told = (self.seq, from, self.store.base().clone());
        self.unseen.push(told.clone());
        told
    }

    /// Saves what the screen has handed over, merged with what other programs wrote. Gives it back with the reason where
    /// that fails.
    fn save_job(&mut self, mut job: Work) -> Result<Report, (Work, StoreError)> {
        // the screen takes reports over as `Workspace::poll` does; doing the same here gives the state it went on from.
        // With an older ancestor the screen's own last save would look like another program's change (and an undo like no
        // change at all), with a newer one the other program's change would look like undone by the screen.
        let seen = self.unseen.iter().take_while(|(n, ..)| *n <= job.knows).count();
        for (_, from, to) in self.unseen.drain(..seen) {
            self.common = Product::merge(&from, &self.common, &to);
        }
        let ours = Product::merge(&self.common, &job.product, self.store.base());
        let saved = self.store.lock(PATIENCE).and_then(|held| self.store.save(&held, &ours, &mut job.lines, job.at));
        let Saved { conflicts, notes, .. } = match saved {
            Ok(saved) => saved,
            Err(why) => return Err((job, why)),
        };
        self.lost_sight = false;
        // by the time that the screen hears of this save it has taken over the reports before it
        let after = |state, (_, from, to): &(u64, Product, Product)| Product::merge(from, &state, to);
        let from = self.unseen.iter().fold(job.product.clone(), after);
        self.common = job.product;
        let (seq, from, to) = self.tell(from);
        let merged = Change::between(&from, &to).len();
        Ok(Report::State { seq, from, to, merged, conflicts, notes })
    }

    /// Looks whether another program has written the file, and reports it.
    fn look_outside(&mut self) -> Vec<Report> {
        let before = self.store.base().clone();
        match self.store.refresh() {
            Ok(false) if !self.lost_sight => Vec::new(),
            Ok(_) => {
                self.lost_sight = false;
                let (seq, from, to) = self.tell(before);
                let merged = Change::between(&from, &to).len();
                let state = Report::State { seq, from, to, merged, conflicts: 0, notes: Vec::new() };
                let read_only = self.store.read_only().map(|why| Report::ReadOnly(why.to_owned()));
                std::iter::once(state).chain(read_only).collect()
            }
            // said once; the screen goes on saying it
            Err(_) if self.lost_sight => Vec::new(),
            Err(why) => {
                self.lost_sight = true;
                let vanished = matches!(why, StoreError::Vanished(_));
                vec![Report::Failed { why: why.to_string(), vanished }]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Arc;

    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Id, Item, Now, Place, Size};
    use crate::store::disk::OsDisk;

    /// A screen and its saver, one step at a time: what a fast typist and a slow disk can do to each other, in any order.
    struct Rig {
        _dir: tempfile::TempDir,
        hand: Hand,
        screen: Product,
        done: Vec<Change>,
        pending: Option<Work>,
        reports: VecDeque<Report>,
        acknowledged: u64,
        item: Id,
        clock: i64,
    }

    impl Rig {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("one.json");
            let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
            let store = Store::open_on(Arc::new(OsDisk), &file, None, Stamp::on(day)).unwrap().0;
            let mut product = store.base().clone();
            let item = product.add(Item { title: "One".into(), ..Item::default() }, Place::Bottom).unwrap();
            let mut rig = Self {
                _dir: dir,
                screen: store.base().clone(),
                hand: Hand::new(store),
                done: Vec::new(),
                pending: None,
                reports: VecDeque::new(),
                acknowledged: 0,
                item,
                clock: Stamp::on(day).0,
            };
            rig.change(product);
            rig.save();
            rig.poll();
            rig.done.clear();
            rig
        }

        fn now(&mut self) -> Now {
            self.clock += 1;
            Now { at: Stamp(self.clock), ..Now::on(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()) }
        }

        fn change(&mut self, mut next: Product) {
            let now = self.now();
            let raw = Change::between(&self.screen, &next);
            next.stamp(&self.screen, raw, now, "");
            self.done.push(Change::between(&self.screen, &next));
            self.screen = next;
            self.hand_over();
        }

        fn size(&mut self, points: u32) {
            let mut next = self.screen.clone();
            next.update(self.item, |item| {
                item.size = Some(Size::Points(points * 100));
                Ok(())
            })
            .unwrap();
            self.change(next);
        }

        fn undo(&mut self) {
            if let Some(change) = self.done.pop() {
                self.screen.apply(&change.inverse()).unwrap();
                self.hand_over();
            }
        }

        fn hand_over(&mut self) {
            let at = Stamp(self.clock);
            self.pending = Some(Work { product: self.screen.clone(), lines: Vec::new(), at, knows: self.acknowledged });
        }

        fn save(&mut self) {
            if let Some(job) = self.pending.take() {
                self.reports.push_back(self.hand.save_job(job).map_err(|(_, why)| why).unwrap());
            }
        }

        fn look(&mut self) {
            let told = self.hand.look_outside();
            self.reports.extend(told);
        }

        /// Takes one report over, as `Workspace::poll` does.
        fn poll(&mut self) {
            if let Some(Report::State { seq, from, to, .. }) = self.reports.pop_front() {
                self.screen = Product::merge(&from, &self.screen, &to);
                self.acknowledged = seq;
            }
        }

        /// Writes the file as another program does.
        fn meddle(&mut self, change: impl FnOnce(&mut Item)) {
            let path = self.hand.store.path().to_owned();
            let theirs = Store::open_on(Arc::new(OsDisk), &path, None, Stamp(self.clock)).unwrap().0;
            let mut next = theirs.base().clone();
            let now = self.now();
            next.update(self.item, |item| {
                change(item);
                Ok(())
            })
            .unwrap();
            next.stamp(theirs.base(), Change::between(theirs.base(), &next), now, "");
            let mut theirs = theirs;
            let held = theirs.lock(PATIENCE).unwrap();
            theirs.save(&held, &next, &mut Vec::new(), now.at).unwrap();
        }

        fn settle(&mut self) {
            self.save();
            self.look();
            while !self.reports.is_empty() {
                self.poll();
            }
        }

        fn on_disk(&self) -> Product {
            let bytes = std::fs::read(self.hand.store.path()).unwrap();
            crate::model::document::read(&bytes).unwrap().product
        }
    }

    #[test]
    fn two_saves_that_the_screen_has_not_seen_are_its_own() {
        let mut rig = Rig::new();
        for points in [1, 2, 3, 5] {
            rig.size(points);
            rig.save();
        }
        rig.settle();
        assert_eq!(rig.on_disk().open_conflicts().count(), 0);
        assert_eq!(rig.on_disk().items().get(rig.item).unwrap().size, Some(Size::Points(500)));
        assert_eq!(rig.on_disk(), rig.screen);
    }

    #[test]
    fn an_undo_behind_two_unseen_saves_stays_an_undo() {
        let mut rig = Rig::new();
        rig.size(5);
        rig.save();
        rig.size(1);
        rig.save();
        rig.undo();
        rig.save();
        rig.settle();
        assert_eq!(rig.on_disk().items().get(rig.item).unwrap().size, Some(Size::Points(500)));
        assert_eq!(rig.on_disk(), rig.screen);
    }

    #[test]
    fn what_the_screen_changes_after_it_saw_the_others_change_is_no_conflict() {
        let mut rig = Rig::new();
        rig.size(1);
        // the other program writes before our save, which merges, and the screen hears of neither yet
        rig.meddle(|item| item.title = "Two".into());
        rig.look();
        rig.save();
        // it hears of the first alone, and then changes the very field
        rig.poll();
        let mut next = rig.screen.clone();
        assert_eq!(next.items().get(rig.item).unwrap().title, "Two");
        next.update(rig.item, |item| {
            item.title = "Three".into();
            Ok(())
        })
        .unwrap();
        rig.change(next);
        rig.settle();
        assert_eq!(rig.on_disk().open_conflicts().count(), 0);
        assert_eq!(rig.on_disk().items().get(rig.item).unwrap().title, "Three");
        assert_eq!(rig.on_disk(), rig.screen);
    }

    proptest! {
        #[test]
        fn a_lone_program_never_conflicts_and_ends_with_what_it_shows(steps in prop::collection::vec(0..9_u32, 1..40)) {
            let mut rig = Rig::new();
            for step in steps {
                match step {
                    0 => rig.undo(),
                    1 | 2 => rig.save(),
                    3 => rig.poll(),
                    4 => rig.look(),
                    points => rig.size(points),
                }
            }
            let shown = rig.screen.clone();
            rig.settle();
            prop_assert_eq!(rig.on_disk().open_conflicts().count(), 0);
            prop_assert_eq!(&rig.on_disk(), &rig.screen);
            prop_assert_eq!(&rig.screen, &shown);
        }

        #[test]
        fn beside_another_program_nothing_is_lost_and_both_end_alike(steps in prop::collection::vec(0..10_u32, 1..40)) {
            let mut rig = Rig::new();
            for step in steps {
                match step {
                    0 => rig.undo(),
                    1 | 2 => rig.save(),
                    3 => rig.poll(),
                    4 => rig.look(),
                    5 => rig.meddle(|item| item.benefit.push('x')),
                    points => rig.size(points),
                }
            }
            rig.settle();
            // the two never touched one field
            prop_assert_eq!(rig.on_disk().open_conflicts().count(), 0);
            prop_assert_eq!(&rig.on_disk(), &rig.screen);
        }
    }
}
