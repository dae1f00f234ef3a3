//! Processes that are killed, and processes at once. The controls prove that these tests can fail.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::Home;
use momentum::model::document;

fn spawn(home: &Home, args: &[&str], fault: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_momentum"));
    command.env_clear().envs(home.env()).arg("--file").arg(home.file()).args(args);
    if let Some(fault) = fault {
        command.env("MOMENTUM_TEST_FAULT", fault);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    command
}

/// Adds items one after the other and kills at a random moment, so many times. Returns how many acknowledged items
/// are missing and how often the file could not be read.
fn kill_loop(times: u64, fault: Option<&str>) -> (usize, usize) {
    let home = Home::new();
    // a file large enough that a save takes a while
    let titles = (0..300).map(|i| format!("Item {i} {}", "x".repeat(200))).collect::<Vec<_>>().join("\n");
    let list = home.write("list.txt", titles);
    home.run(&["import", list.to_str().unwrap(), "--from", "lines"]);
    let start = std::time::Instant::now();
    home.run(&["add", "to see how long it takes"]);
    let life = u64::try_from(start.elapsed().as_micros()).unwrap();
    let mut acknowledged: Vec<String> = Vec::new();
    let mut unreadable = 0;
    for i in 0..times {
        let mut child = spawn(&home, &["add", &format!("Kept {i}")], fault).spawn().unwrap();
        // spread over the life of the process and a little more: an arithmetic walk hits every part of it
        let nap = Duration::from_micros((i * 7919) % (life * 3 / 2));
        let out = child.stdout.take().unwrap();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(nap);
            let _ = child.kill();
            let _ = child.wait();
        });
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            acknowledged.push(line);
        }
        killer.join().unwrap();
        let bytes = std::fs::read(home.file()).unwrap();
        if document::read(&bytes).is_err() {
            unreadable += 1;
            break;
        }
    }
    let Ok(loaded) = document::read(&std::fs::read(home.file()).unwrap()) else { return (0, unreadable) };
    assert!(loaded.repairs.is_empty());
    let missing = acknowledged.iter().filter(|key| loaded.product.find_item(key).is_err()).count();
    assert!(
        fault.is_some() || (!acknowledged.is_empty() && acknowledged.len() < usize::try_from(times).unwrap()),
        "{} of {times}: the moments do not meet a save",
        acknowledged.len()
    );
    (missing, unreadable)
}

#[test]
fn three_hundred_kills_lose_nothing_that_was_acknowledged() {
    assert_eq!(kill_loop(300, None), (0, 0));
}

// the control rests on a kill within a write, which elsewhere comes before or after it
#[cfg(unix)]
#[test]
fn a_save_in_place_does_not_survive_the_same_kills() {
    let (missing, unreadable) = kill_loop(300, Some("in_place"));
    assert!(missing + unreadable > 0, "the test could not tell");
}

/// So many processes add so many items each. Returns how many were acknowledged and how many are there.
fn crowd(processes: usize, adds: usize, fault: Option<&str>) -> (usize, usize) {
    let home = Home::new();
    home.run(&["add", "first"]);
    let acknowledged: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..processes)
            .map(|p| {
                let home = &home;
                scope.spawn(move || {
                    (0..adds)
                        .filter(|i| {
                            // 75 says: try again
                            let add = || spawn(home, &["add", &format!("{p}/{i}")], fault).status().unwrap();
                            let mut status = add();
                            while status.code() == Some(75) {
                                status = add();
                            }
                            status.success()
                        })
                        .count()
                })
            })
            .collect();
        workers.into_iter().map(|w| w.join().unwrap()).sum()
    });
    let loaded = document::read(&std::fs::read(home.file()).unwrap()).unwrap();
    assert!(loaded.repairs.is_empty(), "{:?}", loaded.repairs);
    (acknowledged, loaded.product.items().len() - 1)
}

#[test]
fn eight_processes_of_a_hundred_adds_each_lose_none() {
    let (acknowledged, there) = crowd(8, 100, None);
    assert_eq!((acknowledged, there), (800, 800));
}

#[test]
fn without_the_lock_the_same_crowd_loses_some() {
    let (acknowledged, there) = crowd(8, 20, Some("no_lock"));
    assert!(there < acknowledged, "{there} of {acknowledged}: the test could not tell");
}

#[test]
fn a_lock_that_another_holds_is_named_and_the_code_says_try_again() {
    let home = Home::new();
    home.run(&["add", "first"]);
    let store = home.store().0;
    let _held = store.lock(Duration::from_secs(1)).unwrap();
    let words = home.fail(&["add", "second"], 75);
    assert!(words.contains("pid") && words.contains("try again"), "{words}");
}
