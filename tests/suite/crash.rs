//! A disk that can lose its power between any two steps, and everything that may be found on it afterwards.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::{later, now, sample};
use momentum::model::{Item, Place, Product, document};
use momentum::store::Store;
use momentum::store::disk::{Disk, Identity, OsDisk};

/// What happened to the disk, in order.
#[derive(Clone, Debug)]
enum Step {
    /// A file was made; its bytes are safe if it was synced.
    Write {
        path: PathBuf,
        bytes: Vec<u8>,
        synced: bool,
    },
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    SyncDir,
}

/// Faults to inject.
#[derive(Clone, Copy, Default)]
struct Faults {
    /// Waiting for the bytes does nothing: what a save without fsync would be.
    no_fsync: bool,
    /// The n-th write from now fails.
    write: Option<usize>,
    /// Renaming fails.
    rename: bool,
}

struct TestDisk {
    real: OsDisk,
    steps: Mutex<Vec<Step>>,
    faults: Mutex<Faults>,
}

impl TestDisk {
    fn note(&self, step: Step) {
        self.steps.lock().unwrap().push(step);
    }
}

impl Disk for TestDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        self.real.read(path)
    }
    fn identity(&self, path: &Path) -> io::Result<Option<Identity>> {
        self.real.identity(path)
    }
    fn write_new(&self, path: &Path, bytes: &[&[u8]], like: &Path, private: bool) -> io::Result<Vec<String>> {
        let synced = {
            let mut faults = self.faults.lock().unwrap();
            if let Some(n) = &mut faults.write {
                *n = n.saturating_sub(1);
                if *n == 0 {
                    faults.write = None;
                    let bytes = bytes.concat();
                    std::fs::write(path, &bytes[..bytes.len() / 2])?;
                    return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device"));
                }
            }
            !faults.no_fsync
        };
        self.note(Step::Write { path: path.to_owned(), bytes: bytes.concat(), synced });
        self.real.write_new(path, bytes, like, private)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.faults.lock().unwrap().rename {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "not permitted"));
        }
        self.note(Step::Rename(from.to_owned(), to.to_owned()));
        self.real.rename(from, to)
    }
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.note(Step::SyncDir);
        self.real.sync_dir(dir)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.note(Step::Remove(path.to_owned()));
        self.real.remove(path)
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        self.real.list(dir)
    }
}

/// Everything that may be in `file` when the power goes after `steps`: changes of names may or may not have reached the
/// disk since the folder was last synced, and bytes that were not synced may be missing, half there or zeros.
fn after_power_cut(start: &[u8], steps: &[Step], file: &Path) -> Vec<Vec<u8>> {
    let synced = steps.iter().rposition(|s| matches!(s, Step::SyncDir)).map_or(0, |i| i + 1);
    let loose: Vec<usize> =
        (synced..steps.len()).filter(|i| matches!(steps[*i], Step::Rename(..) | Step::Remove(_))).collect();
    let mut out = Vec::new();
    for chosen in 0..1usize << loose.len() {
        let mut names: BTreeMap<PathBuf, (Vec<u8>, bool)> = BTreeMap::from([(file.to_owned(), (start.to_vec(), true))]);
        for (i, step) in steps.iter().enumerate() {
            if loose.iter().position(|l| *l == i).is_some_and(|bit| chosen >> bit & 1 == 0) {
                continue;
            }
            match step {
                Step::Write { path, bytes, synced } => drop(names.insert(path.clone(), (bytes.clone(), *synced))),
                Step::Rename(from, to) => {
                    if let Some(content) = names.remove(from) {
                        names.insert(to.clone(), content);
                    }
                }
                Step::Remove(path) => drop(names.remove(path)),
                Step::SyncDir => {}
            }
        }
        match names.get(file) {
            Some((bytes, true)) => out.push(bytes.clone()),
            Some((bytes, false)) => {
                out.push(Vec::new());
                out.push(bytes[..bytes.len() / 2].to_vec());
                out.push(vec![0; bytes.len()]);
                out.push(bytes.clone());
            }
            None => out.push(Vec::new()),
        }
    }
    out
}

struct Bench {
    dir: tempfile::TempDir,
    disk: Arc<TestDisk>,
    store: Store,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("b.json");
    std::fs::write(&file, document::write(&sample()).unwrap()).unwrap();
    let disk = Arc::new(TestDisk { real: OsDisk, steps: Mutex::default(), faults: Mutex::default() });
    let (store, _) = Store::open_on(disk.clone(), &file, Some(dir.path().join("state")), now().at).unwrap();
    Bench { dir, disk, store }
}

fn edited(product: &Product, i: i64) -> Product {
    let mut next = product.clone();
    next.add(
        Item { title: format!("new {i}"), created: later(i).at, updated: later(i).at, ..Item::default() },
        Place::Top,
    )
    .unwrap();
    next
}

/// Saves five times and cuts the power after every step. Returns how many states were found in which the last
/// acknowledged change is missing or the file cannot be read, and how many there were.
fn cut_everywhere(faults: Faults) -> (usize, usize) {
    let mut b = bench();
    *b.disk.faults.lock().unwrap() = faults;
    let file = b.dir.path().join("b.json");
    let start = std::fs::read(&file).unwrap();
    let (mut bad, mut all) = (0, 0);
    let mut acknowledged = vec![(0, start.clone())];
    for i in 0..5 {
        let next = edited(b.store.base(), i);
        let held = b.store.lock(Duration::from_secs(5)).unwrap();
        b.store.save(&held, &next, &mut Vec::new(), later(i).at).unwrap();
        acknowledged.push((b.disk.steps.lock().unwrap().len(), std::fs::read(&file).unwrap()));
    }
    let steps = b.disk.steps.lock().unwrap().clone();
    for cut in 0..=steps.len() {
        let safe = acknowledged.iter().rposition(|(n, _)| *n <= cut).unwrap();
        for bytes in after_power_cut(&start, &steps[..cut], &file) {
            all += 1;
            let good = acknowledged.iter().position(|(_, state)| *state == bytes).is_some_and(|i| i >= safe);
            bad += usize::from(!good);
        }
    }
    (bad, all)
}

#[test]
fn no_power_cut_loses_what_was_acknowledged() {
    let (bad, all) = cut_everywhere(Faults::default());
    assert!(all >= 20, "{all}");
    assert_eq!(bad, 0, "of {all}");
}

#[test]
fn without_fsync_the_same_test_fails() {
    let (bad, all) = cut_everywhere(Faults { no_fsync: true, ..Faults::default() });
    assert!(bad > 0, "of {all}: the test could not tell");
}

#[test]
fn a_full_disk_leaves_the_old_file_and_no_temporary_one() {
    let mut b = bench();
    let file = b.dir.path().join("b.json");
    let before = std::fs::read(&file).unwrap();
    // once is tried again with a new file; twice is an error
    b.disk.faults.lock().unwrap().write = Some(1);
    let held = b.store.lock(Duration::from_secs(5)).unwrap();
    let next = edited(b.store.base(), 1);
    b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert_ne!(std::fs::read(&file).unwrap(), before);
    let before = std::fs::read(&file).unwrap();
    b.disk.faults.lock().unwrap().rename = true;
    let next = edited(b.store.base(), 2);
    let why = b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap_err().to_string();
    assert!(why.contains("not permitted"), "{why}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let names: Vec<_> = std::fs::read_dir(b.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|n| n.to_string_lossy().ends_with(".tmp")), "{names:?}");
}

#[test]
fn a_writer_that_ignores_the_lock_is_merged_and_not_overwritten() {
    let mut b = bench();
    let file = b.dir.path().join("b.json");
    let other = edited(&document::read(&std::fs::read(&file).unwrap()).unwrap().product, 7);
    std::fs::write(&file, document::write(&other).unwrap()).unwrap();
    let held = b.store.lock(Duration::from_secs(5)).unwrap();
    let mut mine = b.store.base().clone();
    mine.seed(99);
    let mine = edited(&mine, 8);
    let saved = b.store.save(&held, &mine, &mut Vec::new(), now().at).unwrap();
    assert!(saved.merged > 0);
    let end = document::read(&std::fs::read(&file).unwrap()).unwrap().product;
    let titles: Vec<&str> = end.items().iter().map(|i| i.title.as_str()).collect();
    assert!(titles.contains(&"new 7") && titles.contains(&"new 8"));
}

#[test]
fn what_killed_processes_left_behind_is_cleaned_up_by_the_next_save() {
    let mut b = bench();
    let left = b.dir.path().join(".b.json.1.abcdef01.tmp");
    std::fs::write(&left, "half").unwrap();
    let held = b.store.lock(Duration::from_secs(5)).unwrap();
    let next = edited(b.store.base(), 1);
    b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert!(!left.exists());
}
