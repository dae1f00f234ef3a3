//! Other users, other kinds of files, file systems without locks, systems at their limits: what the program meets on a machine.

use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Home, sample};
use momentum::model::document;

/// The program as another user, or `None` with a word if this user may not become another.
fn as_user(home: &Home, uid: u32, gid: u32, script: &str) -> Option<Output> {
    if std::fs::metadata("/proc/self").map_or(1, |me| me.uid()) != 0 {
        eprintln!("SKIPPED: only root can act as another user");
        return None;
    }
    // the program must be where everyone may run it
    let program = home.path("momentum-for-all");
    if !program.exists() {
        // by another process: a copy that this one has open for writing is inherited by what other tests start meanwhile, and
        // what is open for writing cannot be run
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_momentum")).arg(&program).status().unwrap();
        assert!(copied.success());
        std::fs::set_permissions(home.dir.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    let own = home.path(&format!("home-{uid}"));
    std::fs::create_dir_all(&own).unwrap();
    chown(&own, Some(uid), Some(gid)).unwrap();
    let mut command = Command::new("sh");
    command.env_clear().env("HOME", own).env("PATH", "/usr/bin:/bin").env("M", program).args(["-c", script]);
    command.current_dir(home.dir.path()).uid(uid).gid(gid);
    Some(command.output().unwrap())
}

fn words(out: &Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
}

#[test]
fn roots_lock_does_not_shut_out_the_owner() {
    let home = Home::with(&sample());
    chown(home.file(), Some(4711), Some(4711)).ok();
    std::fs::set_permissions(home.file(), std::fs::Permissions::from_mode(0o600)).unwrap();
    home.run(&["add", "by root"]);
    let Some(out) = as_user(&home, 4711, 4711, "$M --file inkwell.json add 'by the owner'") else { return };
    assert!(out.status.success(), "{}", words(&out));
    let meta = std::fs::metadata(home.file()).unwrap();
    assert_eq!((meta.uid(), meta.mode() & 0o777), (4711, 0o600), "root's save kept the owner");
}

#[test]
fn a_group_that_may_write_the_file_may_lock_it_whatever_the_umask() {
    let home = Home::new();
    let shared = home.path("shared");
    std::fs::create_dir(&shared).unwrap();
    chown(&shared, None, Some(4712)).ok();
    std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o2775)).unwrap();
    let first =
        "umask 022; $M --file shared/t.json add one && chmod 664 shared/t.json && $M --file shared/t.json add two";
    let Some(out) = as_user(&home, 4711, 4712, first) else { return };
    assert!(out.status.success(), "{}", words(&out));
    let out = as_user(&home, 4713, 4712, "umask 077; $M --file shared/t.json add three").unwrap();
    assert!(out.status.success(), "{}", words(&out));
    assert!(words(&out).contains("belongs to you now"), "a change of owner is said: {}", words(&out));
    let out = as_user(&home, 4711, 4712, "$M --file shared/t.json list").unwrap();
    assert!(words(&out).contains("three"), "{}", words(&out));
}

#[test]
fn a_lock_that_is_shut_names_itself_and_the_cure() {
    let home = Home::with(&sample());
    chown(home.file(), Some(4711), Some(4711)).ok();
    let lock = home.write(".inkwell.json.lock", "");
    std::fs::set_permissions(&lock, std::fs::Permissions::from_mode(0o600)).unwrap();
    let Some(out) = as_user(&home, 4711, 4711, "$M --file inkwell.json add x") else { return };
    assert_eq!(out.status.code(), Some(77));
    assert!(words(&out).contains(".inkwell.json.lock is another user’s"), "{}", words(&out));
}

#[test]
fn an_export_never_replaces_the_product_nor_what_is_no_file() {
    let home = Home::with(&sample());
    home.run(&["add", "acknowledged"]);
    let before = std::fs::read(home.file()).unwrap();
    std::os::unix::fs::symlink(home.file(), home.path("link.json")).unwrap();
    for target in ["inkwell.json", "link.json", ".inkwell.json.lock"] {
        let path = home.path(target);
        let why = home.fail(&["export", "--format", "csv", "--force", "-o", path.to_str().unwrap()], 1);
        assert!(why.contains("own file"), "{target}: {why}");
    }
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
    let pipe = home.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
    home.run(&["export", "--format", "csv", "--force", "-o", pipe.to_str().unwrap()]);
    assert!(String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap().contains("acknowledged"));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    home.run(&["export", "--format", "csv", "--force", "-o", "/dev/null"]);
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn backups_are_for_their_user_alone_and_exports_as_open_as_the_umask() {
    let home = Home::with(&sample());
    let momentum = env!("CARGO_BIN_EXE_momentum");
    let script = "umask 000; \"$0\" --file inkwell.json add one && \"$0\" --file inkwell.json export -o out.csv";
    let mut command = Command::new("sh");
    command.args(["-c", script, momentum]).env_clear().envs(home.env()).current_dir(home.dir.path());
    assert!(command.status().unwrap().success());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    let mut files = 0;
    let mut look = vec![home.path("xdg-state")];
    while let Some(dir) = look.pop() {
        assert_eq!(mode(&dir) & 0o077, if dir.ends_with("xdg-state") { mode(&dir) & 0o077 } else { 0 });
        for path in std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                look.push(path);
            } else {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert!(files >= 2, "a history and a backup");
    assert_eq!(mode(&home.path("out.csv")), 0o666);
}

#[test]
fn where_there_are_no_locks_a_crowd_loses_nothing_either() {
    let home = Home::new();
    let add = |title: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_momentum"));
        command.env_clear().envs(home.env()).env("MOMENTUM_TEST_FAULT", "enolck");
        command.arg("--file").arg(home.file()).args(["add", title]).output().unwrap()
    };
    let first = add("first");
    assert!(first.status.success() && words(&first).contains("knows no locks"), "{}", words(&first));
    let done: usize = std::thread::scope(|scope| {
        let add = &add;
        let all: Vec<_> = (0..4)
            .map(|p| scope.spawn(move || (0..25).filter(|i| add(&format!("{p}/{i}")).status.success()).count()))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    let loaded = document::read(&std::fs::read(home.file()).unwrap()).unwrap();
    assert!(loaded.repairs.is_empty() && done > 0);
    assert_eq!(loaded.product.items().len(), done + 1);
    assert!(!home.path(".inkwell.json.lock2").exists());
}

#[test]
fn settings_that_are_no_file_are_refused_at_once() {
    let home = Home::with(&sample());
    let pipe = home.path("settings");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.to_str().unwrap(), "/dev/zero"] {
        let start = Instant::now();
        let out = home.momentum().env("MOMENTUM_CONFIG", path).arg("config").assert().code(65);
        let why = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(why.contains("not a regular file"), "{why}");
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    let large = home.write("large.toml", "# x\n".repeat(300_000));
    let out = home.momentum().env("MOMENTUM_CONFIG", large).arg("config").assert().code(65);
    assert!(String::from_utf8_lossy(&out.get_output().stderr).contains("1 MB"));
}

#[test]
fn a_system_without_threads_still_lists_and_adds() {
    let home = Home::with(&sample());
    chown(home.file(), Some(4714), Some(4714)).ok();
    let script = "ulimit -u 1; exec $M --file inkwell.json list";
    let Some(out) = as_user(&home, 4714, 4714, script) else { return };
    assert!(out.status.success() && words(&out).contains("Guided first project"), "{}", words(&out));
    let out = as_user(&home, 4714, 4714, "ulimit -u 1; exec $M --file inkwell.json add 'On one thread'").unwrap();
    assert!(out.status.success(), "{}", words(&out));
}
