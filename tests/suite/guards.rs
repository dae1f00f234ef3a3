//! The second looks of the store and the door: what each is there for, through a disk that does as told.

use momentum::model::Verb;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::{Home, later, now, sample};
use momentum::model::{Goal, Item, Place, Product, Refusal, Size, Stamp, document};
use momentum::query::{Matcher, Query};
use momentum::store::disk::{Disk, Identity, LARGEST, OsDisk};
use momentum::store::{Store, StoreError, backup, recover};
use momentum::workspace::{Mode, Said, Workspace};

type Hook = Box<dyn FnMut(&Path) + Send>;

/// The machine's disk, with something done at a certain moment.
#[derive(Default)]
struct Told {
    /// Done before a rename.
    before_rename: Mutex<Option<Hook>>,
    /// Done after a file was written aside.
    after_write: Mutex<Option<Hook>>,
    /// What waiting for a folder answers.
    sync: Mutex<Option<io::ErrorKind>>,
    /// What could not be kept of the old file.
    lost: Mutex<Vec<String>>,
    writes: Mutex<usize>,
}

impl Disk for Told {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        OsDisk.read(path)
    }
    fn identity(&self, path: &Path) -> io::Result<Option<Identity>> {
        OsDisk.identity(path)
    }
    fn write_new(&self, path: &Path, bytes: &[&[u8]], like: &Path, private: bool) -> io::Result<Vec<String>> {
        OsDisk.write_new(path, bytes, like, private)?;
        *self.writes.lock().unwrap() += 1;
        if let Some(mut hook) = self.after_write.lock().unwrap().take() {
            hook(like);
        }
        Ok(self.lost.lock().unwrap().clone())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if let Some(mut hook) = self.before_rename.lock().unwrap().take() {
            hook(to);
        }
        OsDisk.rename(from, to)
    }
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        match *self.sync.lock().unwrap() {
            Some(kind) => Err(kind.into()),
            None => OsDisk.sync_dir(dir),
        }
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove(path)
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        OsDisk.list(dir)
    }
}

struct Bench {
    home: Home,
    disk: Arc<Told>,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let home = Home::with(&sample());
        let disk = Arc::new(Told::default());
        let (store, _) = Store::open_on(disk.clone(), &home.file(), Some(home.path("state")), now().at).unwrap();
        Self { home, disk, store }
    }

    fn save(&mut self, title: &str) -> Result<momentum::store::Saved, StoreError> {
        let next = added(self.store.base(), title);
        let held = self.store.lock(Duration::from_secs(1))?;
        self.store.save(&held, &next, &mut Vec::new(), now().at)
    }

    fn titles(&self) -> Vec<String> {
        self.home.read().items().iter().map(|item| item.title.clone()).collect()
    }

    fn has(&self, title: &str) -> bool {
        self.titles().iter().any(|other| other == title)
    }
}

fn added(product: &Product, title: &str) -> Product {
    let mut next = product.clone();
    next.add(Item { title: title.into(), created: now().at, updated: now().at, ..Item::default() }, Place::Top)
        .unwrap();
    next
}

/// Another program's save, which keeps no lock.
fn meddle(file: &Path, title: &str) {
    let mut theirs = document::read(&std::fs::read(file).unwrap()).unwrap().product;
    theirs.seed(77);
    std::fs::write(file, document::write(&added(&theirs, title)).unwrap()).unwrap();
}

#[test]
fn who_writes_between_the_reading_and_the_rename_is_seen_and_merged() {
    let mut b = Bench::new();
    *b.disk.after_write.lock().unwrap() = Some(Box::new(|file| meddle(file, "theirs")));
    b.save("ours").unwrap();
    assert!(b.has("ours") && b.has("theirs"), "{:?}", b.titles());
    assert_eq!(*b.disk.writes.lock().unwrap(), 2, "the first one was thrown away");
}

#[test]
fn a_link_that_points_elsewhere_is_not_followed_by_surprise() {
    let home = Home::with(&sample());
    std::fs::rename(home.file(), home.path("one.json")).unwrap();
    std::fs::copy(home.path("one.json"), home.path("two.json")).unwrap();
    std::os::unix::fs::symlink(home.path("one.json"), home.file()).unwrap();
    let mut store = home.store().0;
    std::fs::remove_file(home.file()).unwrap();
    std::os::unix::fs::symlink(home.path("two.json"), home.file()).unwrap();
    let held = store.lock(Duration::from_secs(1)).unwrap();
    let next = added(store.base(), "x");
    let why = store.save(&held, &next, &mut Vec::new(), now().at).unwrap_err().to_string();
    assert!(why.contains("points elsewhere"), "{why}");
    for name in ["one.json", "two.json"] {
        assert_eq!(document::read(&std::fs::read(home.path(name)).unwrap()).unwrap().product, sample());
    }
    std::fs::remove_file(home.file()).unwrap();
    std::os::unix::fs::symlink("nowhere.json", home.file()).unwrap();
    let Err(why) = Store::open(&home.file(), now().at) else { panic!("it opened") };
    assert!(why.to_string().contains("leads nowhere"), "{why}");
}

#[test]
fn a_newer_format_is_looked_at_and_never_written() {
    let newer = |home: &Home| {
        let text = std::fs::read_to_string(home.file()).unwrap().replacen("{\"format\":2", "{\"format\":3", 1);
        std::fs::write(home.file(), &text).unwrap();
        text
    };
    // while it is open
    let mut b = Bench::new();
    let text = newer(&b.home);
    let why = b.save("x").unwrap_err();
    assert!(matches!(&why, StoreError::Unreadable { .. }) && why.to_string().contains("newer"), "{why}");
    assert_eq!(std::fs::read_to_string(b.home.file()).unwrap(), text);
    assert!(b.store.refresh().unwrap());
    assert!(b.store.read_only().unwrap().contains("newer momentum"));
    assert!(matches!(b.store.lock(Duration::ZERO), Err(StoreError::ReadOnly(_))));
    // from the beginning
    let (store, _) = b.home.store();
    assert!(store.read_only().unwrap().contains("format 3"));
    assert_eq!(store.base().items().len(), sample().items().len());
    let mut workspace = b.home.open(Mode::Look);
    let refused = workspace.edit(now(), Verb::Added, "", |_| Ok(())).unwrap_err();
    assert!(matches!(refused, Refusal::ReadOnly(_)));
}

#[test]
fn nothing_to_write_writes_nothing_and_a_change_from_outside_is_noticed_once() {
    let mut b = Bench::new();
    let before = std::fs::metadata(b.home.file()).unwrap().modified().unwrap();
    let held = b.store.lock(Duration::from_secs(1)).unwrap();
    let same = b.store.base().clone();
    b.store.save(&held, &same, &mut Vec::new(), now().at).unwrap();
    drop(held);
    assert_eq!(
        (*b.disk.writes.lock().unwrap(), std::fs::metadata(b.home.file()).unwrap().modified().unwrap()),
        (0, before)
    );
    assert!(!b.store.refresh().unwrap());
    // the same bytes under another time are no change
    let bytes = std::fs::read(b.home.file()).unwrap();
    std::fs::write(b.home.file(), &bytes).unwrap();
    assert!(!b.store.refresh().unwrap());
    meddle(&b.home.file(), "theirs");
    assert!(b.store.refresh().unwrap());
    assert!(!b.store.refresh().unwrap(), "once");
    std::fs::remove_file(b.home.file()).unwrap();
    assert!(matches!(b.store.refresh(), Err(StoreError::Vanished(_))));
    assert!(matches!(b.save("x"), Err(StoreError::Vanished(_))));
    assert!(!b.home.file().exists());
    b.store.allow_recreation();
    b.save("x").unwrap();
    assert!(b.has("x"));
}

#[test]
fn a_disk_that_cannot_sync_a_folder_is_believed_one_that_fails_is_not() {
    for kind in [io::ErrorKind::InvalidInput, io::ErrorKind::Unsupported] {
        let mut b = Bench::new();
        *b.disk.sync.lock().unwrap() = Some(kind);
        b.save("x").unwrap();
    }
    let mut b = Bench::new();
    *b.disk.sync.lock().unwrap() = Some(io::ErrorKind::Other);
    let why = b.save("unconfirmed").unwrap_err().to_string();
    assert!(why.contains("does not confirm"), "{why}");
    assert!(!b.store.base().items().iter().any(|item| item.title == "unconfirmed"), "it is not called saved");
    // the same again: its own bytes are not another program's, and it is written once more
    *b.disk.sync.lock().unwrap() = None;
    let next = added(b.store.base(), "unconfirmed");
    let held = b.store.lock(Duration::from_secs(1)).unwrap();
    let saved = b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert_eq!((saved.merged, saved.conflicts), (0, 0));
}

#[test]
fn what_could_not_be_kept_is_said_once() {
    let mut b = Bench::new();
    *b.disk.lost.lock().unwrap() = vec!["it belongs to you now".into()];
    assert_eq!(b.save("one").unwrap().notes, ["it belongs to you now"]);
    assert_eq!(b.save("two").unwrap().notes, Vec::<String>::new());
    *b.disk.lost.lock().unwrap() = vec!["its list is gone".into()];
    assert_eq!(b.save("three").unwrap().notes, ["its list is gone"]);
}

#[test]
fn what_is_left_behind_is_swept_by_the_first_save_alone() {
    let mut b = Bench::new();
    let left = b.home.write(".inkwell.json.1.ab.tmp", "half");
    let other = b.home.write(".inkwell.json.x.tmp", "somebody else’s");
    b.save("one").unwrap();
    assert!(!left.exists() && other.exists(), "only what is named as ours");
    std::fs::write(&left, "half").unwrap();
    b.save("two").unwrap();
    assert!(left.exists(), "another process may be writing it");
}

#[test]
fn a_folder_that_is_not_there_is_made_for_a_new_product_only() {
    let home = Home::new();
    let file = home.path("a/b/new.json");
    let (mut store, _) = Store::open_on(Arc::new(OsDisk), &file, None, now().at).unwrap();
    assert!(store.is_new());
    let next = added(store.base(), "x");
    let held = store.lock(Duration::from_secs(1)).unwrap();
    store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert!(file.exists() && !store.is_new());
    store.forbid_writing("asked for");
    assert!(matches!(store.lock(Duration::ZERO), Err(StoreError::ReadOnly(_))));
    assert!(matches!(store.save(&held, &next, &mut Vec::new(), now().at), Err(StoreError::ReadOnly(_))));
}

#[cfg(unix)]
#[test]
fn a_backup_is_the_file_that_was_replaced_and_never_the_one_that_is_there() {
    use std::os::unix::fs::MetadataExt as _;
    let node = |path: &Path| std::fs::metadata(path).unwrap();
    let mut b = Bench::new();
    let (file, dir) = (b.home.file(), b.home.path("state"));
    let (was, bytes) = (node(&file).ino(), std::fs::read(&file).unwrap());
    b.save("one").unwrap();
    let newest = backup::list(&dir).remove(0).path;
    assert_eq!((node(&newest).ino(), std::fs::read(&newest).unwrap()), (was, bytes), "nothing was copied");
    assert_eq!((node(&newest).nlink(), node(&newest).mode() & 0o777), (1, 0o600));
    assert_ne!(node(&file).ino(), was);
    // where the file is not replaced, its second name is no backup
    std::fs::remove_file(&newest).unwrap();
    *b.disk.before_rename.lock().unwrap() = Some(Box::new(|to: &Path| {
        std::fs::remove_file(to).unwrap();
        std::fs::create_dir(to).unwrap();
    }));
    assert!(b.save("two").is_err());
    assert_eq!(backup::list(&dir), []);
}

#[test]
fn what_a_hand_has_laid_out_anew_is_laid_out_as_ever_with_the_next_save() {
    let mut b = Bench::new();
    b.save("one").unwrap();
    let file = b.home.file();
    for turn in 0..3 {
        // the second time the file is one that momentum wrote, and is made out of its own bytes
        if turn != 1 {
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, text.replace("\"title\":", "\"title\" : ")).unwrap();
        }
        let (mut store, _) = Store::open_on(Arc::new(OsDisk), &file, Some(b.home.path("state")), now().at).unwrap();
        let next = added(store.base(), &format!("turn {turn}"));
        let held = store.lock(Duration::from_secs(1)).unwrap();
        store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes == document::write(store.base()).unwrap(), "turn {turn}");
        assert_eq!(document::read(&bytes).unwrap().product.items().len(), next.items().len());
    }
}

#[test]
fn backups_are_taken_when_due_and_never_twice_of_one_state() {
    let home = Home::new();
    let dir = home.path("state");
    let count = || backup::list(&dir).len();
    let minutes = |n: i64| Stamp(now().at.0 + n * 60_000);
    backup::take(&dir, None, b"one", minutes(0), false).unwrap();
    backup::take(&dir, None, b"two", minutes(9), false).unwrap();
    assert_eq!(count(), 1, "ten minutes are not over");
    backup::take(&dir, None, b"two", minutes(10), false).unwrap();
    assert_eq!(count(), 2);
    backup::take(&dir, None, b"two", minutes(30), false).unwrap();
    assert_eq!(count(), 2, "the same state");
    backup::take(&dir, None, b"three", minutes(31), true).unwrap();
    backup::take(&dir, None, b"four", minutes(31), true).unwrap();
    assert_eq!(count(), 4, "before something large always");
    let newest = backup::list(&dir).remove(0);
    assert!([b"three".to_vec(), b"four".to_vec()].contains(&std::fs::read(newest.path).unwrap()));
    // a bulk change takes one, a small one within the pause does not
    let mut b = Bench::new();
    b.save("one").unwrap();
    let taken = backup::list(&b.home.path("state")).len();
    b.save("two").unwrap();
    assert_eq!(backup::list(&b.home.path("state")).len(), taken);
    let mut next = b.store.base().clone();
    for i in 0..20 {
        next = added(&next, &format!("bulk {i}"));
    }
    let held = b.store.lock(Duration::from_secs(1)).unwrap();
    b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert_eq!(backup::list(&b.home.path("state")).len(), taken + 1);
    // where none can be taken the save goes on, and says so
    std::fs::remove_dir_all(b.home.path("state/backups")).unwrap();
    b.home.write("state/backups", "in the way");
    drop(held);
    let mut next = b.store.base().clone();
    for i in 0..20 {
        next = added(&next, &format!("more {i}"));
    }
    let held = b.store.lock(Duration::from_secs(1)).unwrap();
    let saved = b.store.save(&held, &next, &mut Vec::new(), now().at).unwrap();
    assert!(saved.notes[0].contains("no backup"), "{:?}", saved.notes);
}

#[test]
fn recovery_offers_what_is_whole_and_touches_nothing_that_changed() {
    let home = Home::with(&sample());
    let whole = std::fs::read(home.file()).unwrap();
    std::fs::write(home.path(".inkwell.json.1.ab.tmp"), document::write(&added(&sample(), "cut off")).unwrap())
        .unwrap();
    home.write(".inkwell.json.2.cd.tmp", "half");
    assert!(recover::examine(&home.file()).unwrap().why.is_none());
    let damaged = [&whole[..whole.len() - 40], b"\n{broken\n"].concat();
    std::fs::write(home.file(), &damaged).unwrap();
    let found = recover::examine(&home.file()).unwrap();
    assert!(found.why.is_some());
    let named: Vec<&str> = found.candidates.iter().map(|c| c.what.as_str()).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named[0].starts_with("what the file still holds, over a save that was cut off"), "{named:?}");
    assert!(found.candidates[0].product.items().iter().any(|item| item.title == "cut off"));
    assert_eq!(found.candidates[0].product.about().name, sample().about().name);
    // the file changed since it was looked at
    std::fs::write(home.file(), b"other").unwrap();
    let why = recover::apply(&found, &found.candidates[0]).unwrap_err().to_string();
    assert!(why.contains("changed meanwhile"), "{why}");
    std::fs::write(home.file(), &damaged).unwrap();
    let kept = recover::apply(&found, &found.candidates[0]).unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), damaged);
    assert!(home.read().items().len() > sample().items().len());
    // alone, without anything else to go back to
    let home = Home::new();
    std::fs::write(home.file(), &damaged).unwrap();
    let found = recover::examine(&home.file()).unwrap();
    assert!(found.candidates.len() == 1 && found.candidates[0].what.starts_with("what the file still holds ("));
    std::fs::write(home.file(), b"nothing of ours").unwrap();
    assert!(recover::examine(&home.file()).unwrap().candidates.is_empty());
    let newer = String::from_utf8(whole).unwrap().replacen("{\"format\":2", "{\"format\":9", 1);
    std::fs::write(home.file(), newer.replace("\"end\":true", "")).unwrap();
    let found = recover::examine(&home.file()).unwrap();
    let candidate = recover::Candidate { what: "any".into(), at: None, product: sample() };
    assert!(recover::apply(&found, &candidate).is_err(), "a newer file is never replaced");
}

#[test]
fn only_regular_files_of_a_sane_size_are_read() {
    let home = Home::new();
    assert!(OsDisk.read(&home.path("none")).unwrap().is_none());
    assert!(OsDisk.identity(&home.path("none")).unwrap().is_none());
    assert!(OsDisk.read(home.dir.path()).is_err());
    assert!(OsDisk.read(Path::new("/dev/null")).unwrap_err().to_string().contains("not a regular file"));
    let large = home.path("large");
    std::fs::File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
    assert!(OsDisk.read(&large).unwrap_err().to_string().contains("larger than 2048 MB"));
    std::fs::File::create(&large).unwrap().set_len(LARGEST).unwrap();
    assert!(momentum::store::disk::open_regular(&large).is_ok());
    assert!(OsDisk.write_new(&large, &[b"x"], &large, true).is_err(), "a new file never takes another's place");
    let file = home.write("f", "x");
    assert!(OsDisk.identity(&file.join("below")).is_err() || OsDisk.identity(&file.join("below")).unwrap().is_none());
}

#[test]
fn an_edit_of_nothing_leaves_no_trace_and_a_refusal_changes_nothing() {
    let home = Home::with(&sample());
    let mut workspace = home.open(Mode::Look);
    let edited = workspace.edit(now(), Verb::Sized, "", |_| Ok(())).unwrap();
    assert!(edited.words.is_empty() && edited.change.is_empty());
    assert!(workspace.undo(now()).unwrap_err().to_string().contains("nothing to undo"));
    let before = workspace.product().clone();
    let refused = workspace.edit(now(), Verb::Sized, "", |product| {
        product.add_goal("half done")?;
        Err::<(), _>(Refusal::invalid("no"))
    });
    assert!(refused.is_err());
    assert_eq!(*workspace.product(), before);
    // what breaks an invariant is refused whole
    let goal = before.goals_by_num()[0].id;
    assert!(
        workspace
            .edit(now(), Verb::Changed, "", |product| {
                product.put(Goal { title: " ".into(), ..Goal::clone(product.goals().get(goal).unwrap()) });
                Ok(())
            })
            .is_err()
    );
    assert!(
        workspace
            .edit(now(), Verb::Removed, "", |product| {
                let with = momentum::model::Change::between(&Product::default(), &{
                    let mut p = Product::default();
                    p.put(Goal::clone(product.goals().get(goal).unwrap()));
                    p
                });
                product.apply(&with.inverse())
            })
            .is_err(),
        "a goal with items is not taken away under them"
    );
    assert_eq!(*workspace.product(), before);
    // words: a verb with what changed, or a sentence of its own
    let id = before.order()[0];
    let edit = |workspace: &mut Workspace, said: Said, points: u32| {
        workspace
            .edit(now(), said, "", |product| {
                product.update(id, |item| {
                    item.size = Some(Size::Points(points * 100));
                    Ok(())
                })
            })
            .unwrap()
            .words
    };
    assert_eq!(
        edit(&mut workspace, momentum::model::Verb::Sized.into(), 8),
        "sized INK-1 “Guided first project for new te…”: 5→8"
    );
    assert_eq!(edit(&mut workspace, Said::Whole("put it back".into()), 5), "put it back");
    assert_eq!(workspace.undo(now()).unwrap().words, "undid: put it back");
    assert_eq!(workspace.redo(now()).unwrap().words, "redid: put it back");
    workspace.undo(now()).unwrap();
    edit(&mut workspace, momentum::model::Verb::Sized.into(), 3);
    assert!(workspace.redo(now()).unwrap_err().to_string().contains("nothing to redo"), "something new was done since");
}

#[test]
fn read_only_refuses_every_way_in() {
    let home = Home::with(&sample());
    let (mut workspace, _) = Workspace::begin(home.store(), Mode::Look, true).unwrap();
    assert!(workspace.read_only().unwrap().contains("--read-only"));
    assert!(matches!(workspace.edit(now(), Verb::Changed, "", |_| Ok(())), Err(Refusal::ReadOnly(_))));
    assert!(matches!(workspace.undo(now()), Err(Refusal::ReadOnly(_))));
    assert!(matches!(workspace.redo(now()), Err(Refusal::ReadOnly(_))));
    assert!(matches!(workspace.replace(&sample(), "x".into(), now()), Err(Refusal::ReadOnly(_))));
    assert!(Workspace::begin(home.store(), Mode::Command, true).is_err());
    assert!(!workspace.is_saving() && workspace.poll().is_none() && workspace.settle(Duration::ZERO));
    assert!(workspace.save(now()).unwrap().is_empty());
}

#[test]
fn a_command_sees_what_was_written_while_it_waited_and_gives_its_lock_back() {
    let home = Home::with(&sample());
    let store = home.store();
    meddle(&home.file(), "meanwhile");
    let (mut workspace, repairs) = Workspace::begin(store, Mode::Command, false).unwrap();
    assert!(repairs.is_empty());
    assert!(workspace.product().items().iter().any(|item| item.title == "meanwhile"));
    assert!(matches!(home.store().0.lock(Duration::ZERO), Err(StoreError::Busy { .. })));
    workspace.edit(now(), Verb::Added, "", |product| product.add_goal("x")).unwrap();
    workspace.save(now()).unwrap();
    workspace.unlock();
    assert!(home.store().0.lock(Duration::ZERO).is_ok());
    assert!(workspace.save(now()).unwrap().is_empty(), "nothing is saved without the lock");
    assert!(home.read().goals_by_num().iter().any(|goal| goal.title == "x"));
    // undo reaches back over the end of the program, redo only until something new is done
    let mut again = home.open(Mode::Command);
    assert!(again.undo(later(1)).unwrap().words.contains('x'));
    again.save(later(1)).unwrap();
    again.unlock();
    let mut third = home.open(Mode::Command);
    third.edit(later(2), Verb::Added, "", |product| product.add_goal("y")).unwrap();
    assert!(third.redo(later(2)).is_err());
    third.save(later(2)).unwrap();
    third.unlock();
    let mut fourth = home.open(Mode::Command);
    fourth.undo(later(3)).unwrap();
    fourth.save(later(3)).unwrap();
    fourth.unlock();
    assert!(home.open(Mode::Look).redo(later(4)).unwrap().words.contains('y'));
}

#[test]
fn a_screen_says_saved_only_when_it_is() {
    let home = Home::with(&sample());
    let mut workspace = home.open(Mode::Screen);
    assert_eq!(*workspace.safety(), momentum::workspace::Safety::Saved);
    workspace.edit(now(), Verb::Added, "", |product| product.add_goal("x")).unwrap();
    assert_eq!(*workspace.safety(), momentum::workspace::Safety::Saving);
    assert!(workspace.settle(Duration::from_secs(10)));
    assert_eq!(*workspace.safety(), momentum::workspace::Safety::Saved);
    assert!(workspace.poll().is_none(), "nothing new");
    // a file that is gone is said, left alone, and made again on request
    std::fs::remove_file(home.file()).unwrap();
    workspace.edit(now(), Verb::Added, "", |product| product.add_goal("y")).unwrap();
    assert!(!workspace.settle(Duration::from_millis(300)));
    assert!(
        matches!(workspace.safety(), momentum::workspace::Safety::NotSaved { vanished: true, .. }),
        "{:?}",
        workspace.safety()
    );
    assert!(!home.file().exists());
    let copy = workspace.rescue().unwrap();
    assert!(document::read(&std::fs::read(&copy).unwrap()).unwrap().product.goals_by_num().len() == 4);
    std::fs::remove_file(copy).unwrap();
    workspace.retry(now());
    assert!(workspace.settle(Duration::from_secs(10)));
    assert_eq!(home.read().goals_by_num().len(), 4);
}

#[test]
fn a_filter_finds_what_it_says_and_refuses_the_rest() {
    let product = sample();
    let found = |text: &str| -> Vec<String> {
        let mut matcher = Matcher::new(Arc::new(Query::parse(text).unwrap()));
        let order = product.order().iter().filter_map(|id| product.items().get(*id));
        let rest = product.items().iter().filter(|item| !item.is_open());
        order.chain(rest).filter(|item| matcher.passes(item, &product, now())).map(|item| product.key(item)).collect()
    };
    let open = found("").len();
    assert_eq!(open, 10, "what waits and what was declined is not there");
    assert_eq!(found("is:all").len(), 12);
    assert_eq!(found("is:declined").len(), 1);
    assert_eq!(found("kind:bug").len() + found("-kind:bug").len(), open);
    assert_eq!(found("kind:bug,epic").len(), found("kind:bug").len() + found("kind:epic").len());
    assert_eq!(found("goal:g1").len(), found("goal:\"first value\"").len());
    assert!(found("goal:g2").iter().all(|key| !found("goal:g1").contains(key)));
    assert_eq!(found("goal:none").len() + found("has:goal").len(), open);
    assert_eq!(found("has:question"), ["INK-7"]);
    assert_eq!(found("text:\"which themes\""), ["INK-7"]);
    assert_eq!(found("\"dark mode\"").len(), 1);
    assert_eq!(found("-\"dark mode\"").len(), open - 1);
    assert_eq!(found("text:dark"), found("text:DARK"));
    assert!(found("text:darkmoder").is_empty() && found("zzzz").is_empty());
    assert_eq!(found("size>5").len() + found("size<=5").len() + found("size:none").len() + found("size:?").len(), open);
    assert_eq!(found("age>90d").len(), found("is:stale").len());
    assert_eq!(found("age>12w").len(), found("age>84d").len());
    assert_eq!(found("place<=3"), ["INK-1", "INK-2", "INK-3"]);
    assert_eq!(found("sort:age").len(), open);
    for (text, words) in [
        ("\"open", "1"),
        ("size>x", "size"),
        ("is:nonsense", "nonsense"),
        ("kind:bgu", "bgu"),
        ("sort:nonsense", "nonsense"),
        ("age>5x", "age"),
        ("age>99999999d", "age"),
        ("nofield:x", "nofield"),
        ("has:nothing", "nothing"),
    ] {
        let Err(why) = Query::parse(text) else { panic!("{text} was understood") };
        assert!(why.to_string().contains(words), "{text}: {why}");
    }
    // words, and letters strewn over a sentence
    let mut fuzzy = momentum::query::Fuzzy::new(["rjw"]);
    let item = product.find_item("INK-1").unwrap();
    assert!(!fuzzy.finds(item, &product));
    assert!(momentum::query::Fuzzy::new(["guided", "proj"]).finds(item, &product));
    assert!(momentum::query::Fuzzy::new([""]).is_empty() && momentum::query::Fuzzy::new([]).finds(item, &product));
    assert!(momentum::query::Fuzzy::new(["ink-1"]).finds(item, &product));
    assert_eq!(momentum::query::Fuzzy::new(["fir"]).places("Guided first"), [7, 8, 9]);
    assert_eq!(momentum::query::Fuzzy::new(["zz"]).places("Guided first"), Vec::<usize>::new());
    let declined = product.items().iter().find(|item| item.declined.is_some()).unwrap();
    assert!(momentum::query::Fuzzy::new(["twelve"]).finds(declined, &product), "by its reason");
}
