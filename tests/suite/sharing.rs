//! Sharing through git on the screen: a merge that stopped is offered at the start, versions are shown, and what another person's commit
//! brings stands there without a restart.

use std::path::Path;
use std::process::Command;

use crate::common::{Home, sample};
use crate::git::has_git;
use crate::terminal::Tty;
use momentum::model::{Product, Size, document};

fn git(at: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"];
    let out = Command::new("git").current_dir(at).args(identity).args(args).output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A home whose file is in a repository, with one commit.
fn shared() -> Home {
    let home = Home::with(&sample());
    let at = home.file().parent().unwrap().to_owned();
    git(&at, &["init", "-q"]);
    std::fs::write(at.join(".gitignore"), ".*.lock\n.*.tmp\n").unwrap();
    git(&at, &["add", "-A"]);
    git(&at, &["commit", "-q", "-m", "begin"]);
    home
}

fn changed(home: &Home, f: impl FnOnce(&mut momentum::model::Item)) -> Product {
    let mut product = home.read();
    let id = product.order()[0];
    let later = crate::common::later(1_000_000_000_000).at;
    product
        .update(id, |item| {
            f(item);
            item.updated = later;
            Ok(())
        })
        .unwrap();
    product
}

fn commit(home: &Home, product: &Product, words: &str) {
    let at = home.file().parent().unwrap().to_owned();
    std::fs::write(home.file(), document::write(product).unwrap()).unwrap();
    git(&at, &["commit", "-q", "-a", "-m", words]);
}

#[test]
fn a_merge_that_stopped_is_offered_at_the_start() {
    let home = Home::with(&sample());
    let ours = String::from_utf8(std::fs::read(home.file()).unwrap()).unwrap();
    let theirs =
        String::from_utf8(document::write(&changed(&home, |item| item.title = "Theirs now".into())).unwrap()).unwrap();
    let marked = format!("<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n");
    std::fs::write(home.file(), &marked).unwrap();
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Put both sides together?").keys("n\r");
    assert!(!tty.end().success());
    assert_eq!(std::fs::read_to_string(home.file()).unwrap(), marked, "no is no");
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Put both sides together?").keys("y\r").wait("Theirs now").keys("qq");
    assert!(tty.end().success());
    assert_eq!(home.read().items().len(), sample().items().len());
}

#[test]
fn versions_tell_who_changed_what_and_what_is_to_decide() {
    if !has_git() {
        return;
    }
    let home = shared();
    commit(&home, &changed(&home, |item| item.size = Some(Size::Points(800))), "sizes \u{1b}[31m groomed");
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("gv").wait("the last ones: 2 commits by Ana").wait("groomed");
    tty.wait("INK-1 “Guided first project for new teams”: size").wait("more: momentum git setup mends it");
    tty.wait("inkwell.json on main").wait("15 new: INK-1");
    tty.keys("jj\r").wait("WHY");
    // what was looked at is known: only what is new is told
    commit(&home, &changed(&home, |item| item.title = "Named anew".into()), "a name");
    tty.keys("gv").wait("since you looked: 1 commit by Ana").wait("Named anew");
    tty.keys("qqq");
    assert!(tty.end().success());
}

#[test]
fn what_a_pull_brings_stands_there_without_a_restart() {
    if !has_git() {
        return;
    }
    let home = shared();
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project");
    commit(&home, &changed(&home, |item| item.title = "Pulled in".into()), "a name");
    tty.wait("Pulled in");
    tty.keys("qq");
    assert!(tty.end().success());
}

#[test]
fn where_there_is_no_repository_the_page_says_how_to_begin() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("gv");
    tty.wait(if has_git() { "is in no git repository" } else { "git is not on the search path" });
    tty.keys("qqq");
    assert!(tty.end().success());
}

#[test]
fn a_clone_that_merges_as_text_is_said_on_today() {
    if !has_git() {
        return;
    }
    let home = shared();
    let at = home.file().parent().unwrap().to_owned();
    std::fs::write(at.join(".gitattributes"), "*.json merge=momentum\n").unwrap();
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("gh").wait("this clone merges as text: momentum git setup");
    tty.keys("\r").wait("Versions").keys("qqqq");
    assert!(tty.end().success());
}
