//! Files that are far too deep, too many or too long, copies that a folder sync made, revisions that come and go under open
//! screens: the rows of the fault table (docs/quality.md) that are about sizes and about others' hands on the folder.

use momentum::model::Verb;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use crate::common::{Home, later, now, sample};
use momentum::measure::ready;
use momentum::model::item::Relation;
use momentum::model::item::set_field;
use momentum::model::{About, Item, Place, Product, Stamp, document};
use momentum::store::backup;
use momentum::workspace::{Mode, Workspace};

fn title(workspace: &mut Workspace, key: &str, words: &str, ms: i64) {
    let now = later(ms);
    workspace
        .edit(now, Verb::Renamed, "", |product| {
            let mut item = Item::clone(product.find_item(key)?);
            set_field(&mut item, "title", words, product, now)?;
            product.put(item);
            Ok(())
        })
        .unwrap();
}

/// The sample with one title changed and the lines of its file as long as before.
fn renamed(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(document::write(&sample()).unwrap()).unwrap();
    assert!(text.contains(from) && from.len() == to.len());
    text.replacen(from, to, 1).into_bytes()
}

// without a number for a file the time of its change is all there is (docs/quality.md)
#[cfg(unix)]
#[test]
fn a_change_under_the_same_length_and_time_is_seen_and_a_mere_touch_is_not() {
    let home = Home::with(&sample());
    let before = std::fs::metadata(home.file()).unwrap().modified().unwrap();
    let (mut store, _) = home.store();
    std::fs::write(home.file(), renamed("Guided first", "GUIDED FIRST")).unwrap();
    std::fs::File::options().write(true).open(home.file()).unwrap().set_modified(before).unwrap();
    assert!(store.refresh().unwrap(), "same length, same time, other words");
    assert!(store.base().items().iter().any(|item| item.title.starts_with("GUIDED FIRST")));
    std::fs::File::options().write(true).open(home.file()).unwrap().set_modified(SystemTime::now()).unwrap();
    assert!(!store.refresh().unwrap(), "another time, the same words");
}

#[test]
fn three_screens_a_shell_and_a_folder_of_revisions_end_alike() {
    let home = Home::with(&sample());
    let revisions: Vec<Vec<u8>> = (0..5).map(|i| renamed("Guided first", &format!("Revision {i:03}"))).collect();
    let mut screens: Vec<Workspace> = (0..3).map(|_| home.open(Mode::Screen)).collect();
    let keys = ["INK-1", "INK-2", "INK-3"];
    let quiet = |screens: &mut Vec<Workspace>| {
        let end = Instant::now() + Duration::from_mins(1);
        loop {
            assert!(screens.iter_mut().all(|screen| screen.settle(Duration::from_secs(30))));
            let disk = home.read();
            for screen in screens.iter_mut() {
                while screen.poll().is_some() {}
            }
            if screens.iter().all(|screen| *screen.product() == disk) {
                return disk;
            }
            assert!(Instant::now() < end, "they never agree");
            std::thread::yield_now();
        }
    };
    for round in 0..20 {
        let ms = 1000 * (round as i64 + 1);
        for (i, screen) in screens.iter_mut().enumerate() {
            title(screen, keys[i], &format!("screen {i} round {round}"), ms + i as i64);
            screen.poll();
        }
        if round % 4 == 3 {
            // as git does it: a new file in the place of the old
            let temp = home.write("checkout.tmp", &revisions[round / 4]);
            // on Windows not while a screen has it open, which git tries again, too
            let end = Instant::now() + Duration::from_mins(1);
            while std::fs::rename(&temp, home.file()).is_err() {
                assert!(Instant::now() < end, "the file is never free");
                std::thread::yield_now();
            }
        }
        if round % 5 == 0 {
            home.run(&["add", &format!("from the shell {round}")]);
        }
        // what came after the last checkout of a round is nobody's to take back
        if round % 4 == 2 {
            let disk = quiet(&mut screens);
            for (i, key) in keys.iter().enumerate() {
                assert_eq!(disk.find_item(key).unwrap().title, format!("screen {i} round {round}"));
            }
        }
    }
    quiet(&mut screens);
    // and the history still has every step of each screen
    let history = std::fs::read_to_string(home.path("state").join("history.jsonl")).unwrap_or_default();
    for round in 0..20 {
        assert!(history.contains(&format!("screen 1 round {round}")), "round {round}");
    }
}

#[test]
fn ten_thousand_backups_are_thinned_out_and_a_folder_that_is_none_stops_no_save() {
    let home = Home::with(&sample());
    let state = home.path("state");
    std::fs::create_dir_all(state.join("backups")).unwrap();
    for i in 0..10_000_i64 {
        let at = chrono::DateTime::from_timestamp_millis(now().at.0 - i * 60_000).unwrap();
        let name = format!("{}-{i:08x}.json", at.format("%Y%m%dT%H%M%S%3f"));
        std::fs::write(state.join("backups").join(name), "{}").unwrap();
    }
    let newest: Vec<String> = backup::list(&state).into_iter().take(3).map(|backup| backup.name).collect();
    let mut workspace = home.open(Mode::Command);
    title(&mut workspace, "INK-1", "One more", 20 * 60_000);
    assert_eq!(workspace.save(later(20 * 60_000)).unwrap(), Vec::<String>::new());
    let left = backup::list(&state);
    assert!(left.len() < 120, "{}", left.len());
    assert!(newest.iter().all(|name| left.iter().any(|backup| backup.name == *name)));

    let home = Home::with(&sample());
    std::fs::create_dir_all(home.path("state")).unwrap();
    home.write("state/backups", "a file, not a folder");
    let mut workspace = home.open(Mode::Command);
    title(&mut workspace, "INK-1", "One more", 1);
    let notes = workspace.save(later(1)).unwrap();
    assert!(notes.iter().any(|note| note.contains("backup")), "{notes:?}");
    assert_eq!(home.read().find_item("INK-1").unwrap().title, "One more");
}

#[test]
fn every_backup_brings_back_the_state_that_it_was_taken_of() {
    let home = Home::with(&sample());
    let mut states = Vec::new();
    for i in 0..12 {
        states.push(home.read());
        let mut workspace = home.open(Mode::Command);
        title(&mut workspace, ["INK-1", "INK-2", "INK-3"][i % 3], &format!("State {i}"), i as i64 * 11 * 60_000);
        workspace.save(later(i as i64 * 11 * 60_000)).unwrap();
    }
    let backups = backup::list(&home.path("state"));
    assert_eq!(backups.len(), states.len());
    for (backup, state) in backups.iter().rev().zip(&states) {
        let then = document::read(&std::fs::read(&backup.path).unwrap()).unwrap().product;
        assert_eq!(then, *state, "{}", backup.name);
        let mut workspace = home.open(Mode::Command);
        workspace.replace(&then, "went back".into(), later(1_000_000_000)).unwrap();
        workspace.save(later(1_000_000_000)).unwrap();
        drop(workspace);
        assert_eq!(home.read().items(), state.items(), "{}", backup.name);
    }
}

#[test]
fn a_file_of_absurd_depth_width_or_length_is_answered() {
    for depth in [128, 129, 200_000] {
        let text = format!("{{\"momentum\":{{\"format\":1}},\"odd\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        // read or refused: on the way neither the stack nor the time ends
        let _ = document::read(text.as_bytes()).is_ok();
        let _ = document::salvage(text.as_bytes());
    }
    let wide = format!("{{\"momentum\":{{\"format\":1}},\"odd\":[{}0]}}", "0,".repeat(1_000_000));
    let _ = document::read(wide.as_bytes()).is_ok();
    let long = renamed("Guided first project", "LLLLLLLLLLLLLLLLLLLL");
    let long = String::from_utf8(long).unwrap().replacen("LLLLLLLLLLLLLLLLLLLL", &"L".repeat(100 << 20), 1);
    if let Ok(loaded) = document::read(long.as_bytes()) {
        assert_eq!(loaded.product.items().len(), sample().items().len());
    }
}

#[test]
fn a_chain_or_ring_of_twenty_thousand_links_is_walked_on_a_small_stack() {
    let mut product = Product::new(About::named("Deep", Stamp(1)), 1);
    let ids: Vec<_> = (0..20_000)
        .map(|i| product.add(Item { title: format!("Item {i}"), ..Item::default() }, Place::Bottom).unwrap())
        .collect();
    for (i, id) in ids.iter().enumerate().skip(1) {
        let mut item = product.item(*id).unwrap().clone();
        item.link(Relation::Needs, ids[i - 1].to_string());
        item.link(Relation::PartOf, ids[i - 1].to_string());
        product.put(item);
    }
    let home = Home::with(&product);
    let walk = std::thread::Builder::new().stack_size(256 << 10).spawn(move || {
        let mut workspace = home.open(Mode::Command);
        let mut link = |from: usize, to: usize, relation: Relation| {
            workspace.edit(later(1), Verb::Linked, "", |product| {
                let mut item = product.item(ids[from])?.clone();
                item.link(relation, ids[to].to_string());
                product.put(item);
                Ok(())
            })
        };
        for (relation, words) in [(Relation::Needs, "before itself"), (Relation::PartOf, "piece of itself")] {
            let why = link(0, 19_999, relation).unwrap_err().to_string();
            assert!(why.contains(words), "{why}");
            assert!(link(5, 5, relation).is_err(), "itself");
        }
        link(0, 19_999, Relation::Relates).unwrap();
        // a ring that a merge made is read, shown and can be edited otherwise
        let mut ring = workspace.product().clone();
        let mut first = ring.item(ids[0]).unwrap().clone();
        first.link(Relation::Needs, ids[19_999].to_string());
        ring.put(first);
        let ring = document::read(&document::write(&ring).unwrap()).unwrap().product;
        assert!(!ready::findings(ring.item(ids[0]).unwrap(), &ring).is_empty());
        assert!(ready::obstacle(ring.item(ids[0]).unwrap(), &ring).is_some());
    });
    walk.unwrap().join().unwrap();
}

#[test]
fn a_title_is_never_a_path_an_option_or_a_command() {
    let home = Home::with(&sample());
    let out = home.path("outside");
    std::fs::create_dir(&out).unwrap();
    let canary = home.path("canary");
    let titles = [
        format!("$(touch {})", canary.display()),
        format!("`touch {}`", canary.display()),
        format!("; touch {} #", canary.display()),
        "../../outside/x".to_owned(),
        "-rf".to_owned(),
        "%s%n%x".to_owned(),
    ];
    for title in &titles {
        home.run(&["add", "--", title]);
    }
    for title in &titles {
        assert!(home.read().items().iter().any(|item| item.title == *title), "{title}");
    }
    for args in [vec!["list"], vec!["today"], vec!["export", "--format", "csv"], vec!["export", "--format", "markdown"]]
    {
        home.run(&args);
    }
    // names of files, of products and of settings
    let hostile = home.write("$(touch canary).csv", "title\nfrom a hostile name\n");
    home.run(&["import", &hostile.display().to_string()]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_momentum"));
    let refused =
        command.env_clear().envs(home.env()).args(["--product", "../../outside/x", "add", "x"]).output().unwrap();
    assert!(!refused.status.success());
    assert!(!canary.exists() && std::fs::read_dir(&out).unwrap().next().is_none());
    assert!(!home.path("x").exists() && !std::path::Path::new("canary").exists());
}

#[cfg(unix)]
#[test]
fn memory_that_ends_leaves_the_old_file_or_the_new_one() {
    let home = Home::with(&sample());
    let (mut done, mut ended) = (0, 0);
    for megabytes in (4..=40).step_by(2).chain([80, 160, 400]) {
        let before = home.read();
        let script = format!("ulimit -v {}; exec \"$0\" --file \"$1\" add \"limit {megabytes}\"", megabytes * 1024);
        let mut command = Command::new("sh");
        command.env_clear().envs(home.env());
        command.args(["-c", &script, env!("CARGO_BIN_EXE_momentum")]).arg(home.file());
        let out = command.output().unwrap();
        let after = home.read();
        if out.status.success() {
            assert_eq!(after.items().len(), before.items().len() + 1, "{megabytes} MB: acknowledged is there");
            done += 1;
        } else {
            assert_eq!(after, before, "{megabytes} MB: refused is not half done");
            ended += 1;
        }
    }
    assert!(done > 0 && ended > 0, "{done} done, {ended} without memory");
}

#[test]
fn the_other_computers_copy_is_noticed_and_taken_in_without_a_loss() {
    let home = Home::with(&sample());
    home.run(&["set", "INK-3", "title=Before the fork"]);
    // the other computer goes on from here
    let other = Home::new();
    std::fs::copy(home.file(), other.file()).unwrap();
    other.run(&["set", "INK-2", "title=Of the other"]);
    other.run(&["add", "Added by the other"]);
    home.run(&["set", "INK-1", "title=Of this one"]);
    home.run(&["add", "Added here"]);
    assert!(home.run(&["check"]).contains("everything is in order"));
    for name in
        ["inkwell.sync-conflict-20261121-101112-ABCDEFG.json", "inkwell (Ana's conflicted copy 2026-11-21).json"]
    {
        let copy = home.path(name);
        std::fs::copy(other.file(), &copy).unwrap();
        std::fs::copy(other.file(), home.path("inkwell-mine.json")).unwrap();
        let said = home.run(&["check"]);
        assert!(said.contains(name) && !said.contains("in order") && !said.contains("inkwell-mine"), "{said}");
        let before = home.read();
        home.run(&["recover", "--merge", name]);
        let merged = home.read();
        for (key, title) in [("INK-1", "Of this one"), ("INK-2", "Of the other"), ("INK-3", "Before the fork")] {
            assert_eq!(merged.find_item(key).unwrap().title, title);
        }
        for title in ["Added by the other", "Added here"] {
            assert_eq!(merged.items().iter().filter(|item| item.title == title).count(), 1, "{title}");
        }
        assert!(!copy.exists() && copy.with_extension("json.taken").exists());
        assert!(!home.run(&["check"]).contains(name), "no longer said");
        home.run(&["undo"]);
        assert_eq!(home.read().items(), before.items());
    }
    // a copy of something else is refused, and stays
    let foreign = Product::new(About::named("Other", Stamp(1)), 7);
    let path = home.write("inkwell.sync-conflict-1.json", document::write(&foreign).unwrap());
    assert!(home.fail(&["recover", "--merge", "inkwell.sync-conflict-1.json"], 65).contains("another product"));
    assert!(path.exists());
    home.fail(&["recover", "--merge", "no-such-file.json"], 2);
}
