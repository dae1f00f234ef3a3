//! Sharing through git, with the program git itself: the driver, killed or missing; what the setup writes and takes back; what a stopped
//! merge leaves.

mod histories;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::sample;
use momentum::model::{Item, Place, Product, Size, document};

/// A folder with a home of its own, in which git and momentum find nothing of the machine's settings.
pub struct World {
    pub dir: tempfile::TempDir,
    /// Whether the program is on the search path.
    momentum: bool,
}

/// Whether there is a git to test with; the tests need the toolchain alone.
pub fn has_git() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|out| out.status.success())
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("bin")).unwrap();
        std::fs::create_dir_all(dir.path().join("home")).unwrap();
        let own = assert_cmd::cargo::cargo_bin("momentum");
        #[cfg(unix)]
        std::os::unix::fs::symlink(own, dir.path().join("bin/momentum")).unwrap();
        #[cfg(windows)]
        std::fs::copy(own, dir.path().join("bin/momentum.exe")).unwrap();
        let config = "[user]\n\tname = Jo\n\temail = jo@example.org\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgsign = false\n[merge]\n\tconflictStyle = merge\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n";
        std::fs::write(dir.path().join("home/.gitconfig"), config).unwrap();
        Self { dir, momentum: true }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, program: &str, at: &Path) -> Command {
        let mut command = Command::new(program);
        let rest = std::env::var("PATH").unwrap_or_default();
        let path = if self.momentum { format!("{}:{rest}", self.path("bin").display()) } else { rest };
        command.current_dir(at).env_clear().env("PATH", path);
        command.env("HOME", self.path("home")).env("MOMENTUM_HOME", self.path("home/momentum"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_EDITOR", "true").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        command
    }

    pub fn try_git(&self, at: &Path, args: &[&str]) -> Output {
        self.command("git", at).args(args).output().unwrap()
    }

    pub fn git(&self, at: &Path, args: &[&str]) -> String {
        let out = self.try_git(at, args);
        let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "git {args:?} in {}: {words}", at.display());
        words
    }

    /// Runs momentum on the file of a clone, and returns its code and what it said.
    pub fn momentum(&self, at: &Path, args: &[&str]) -> (i32, String) {
        let own = assert_cmd::cargo::cargo_bin("momentum");
        let mut command = self.command(&own.to_string_lossy(), at);
        let out = command.args(["--file", "b.json"]).args(args).output().unwrap();
        let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code().unwrap_or(-1), words)
    }

    pub fn says(&self, at: &Path, args: &[&str]) -> String {
        let (code, words) = self.momentum(at, args);
        assert_eq!(code, 0, "momentum {args:?}: {words}");
        words
    }

    /// Makes a repository that holds a product, and clones of it.
    pub fn clones(&self, product: &Product, n: usize) -> Vec<PathBuf> {
        let first = self.path("0");
        std::fs::create_dir(&first).unwrap();
        self.git(&first, &["init", "-q"]);
        write(&first, product);
        std::fs::write(first.join(".gitattributes"), "/b.json merge=momentum diff=momentum -text\n").unwrap();
        std::fs::write(first.join(".gitignore"), "/.b.json.lock\n/.b.json.*.tmp\n").unwrap();
        self.commit(&first, "begin");
        let mut all = vec![first];
        for i in 1..n {
            self.git(self.dir.path(), &["clone", "-q", "0", &i.to_string()]);
            all.push(self.path(&i.to_string()));
        }
        all
    }

    pub fn driver(&self, at: &Path, line: &str) {
        self.git(at, &["config", "merge.momentum.driver", line]);
    }

    pub fn commit(&self, at: &Path, words: &str) {
        self.git(at, &["add", "-A"]);
        self.git(at, &["commit", "-q", "--allow-empty", "-m", words]);
    }

    fn at(&self, clone: &Path, revision: &str) -> Option<Product> {
        let out = self.try_git(clone, &["cat-file", "blob", &format!("{revision}:b.json")]);
        out.status.success().then(|| document::read(&out.stdout).ok().map(|loaded| loaded.product)).flatten()
    }
}

const OURS: &str = "if command -v momentum >/dev/null 2>&1; then momentum merge-driver %O %A %B %L %P; else git merge-file --marker-size=%L %A %O %B; fi";

pub fn write(at: &Path, product: &Product) {
    std::fs::write(at.join("b.json"), document::write(product).unwrap()).unwrap();
}

fn read(at: &Path) -> Result<Product, String> {
    let bytes = std::fs::read(at.join("b.json")).unwrap();
    document::read(&bytes).map(|loaded| loaded.product).map_err(|why| why.to_string())
}

#[test]
fn a_driver_that_dies_leaves_everything_as_it_was() {
    if !has_git() {
        return;
    }
    let (world, clones) = two_that_changed_the_same();
    let before = std::fs::read(clones[1].join("b.json")).unwrap();
    for line in ["kill -9 $$", "exit 129", "momentum merge-driver %O %A /nowhere %L %P", "momentum merge-driver %O"] {
        world.driver(&clones[1], line);
        let out = world.try_git(&clones[1], &["merge", "--no-edit", "origin/main"]);
        assert!(!out.status.success(), "{line}");
        assert_eq!(std::fs::read(clones[1].join("b.json")).unwrap(), before, "{line}");
        assert_eq!(world.git(&clones[1], &["status", "--porcelain"]), "", "{line}");
    }
}

/// A repository without a commit, with a product in it.
fn one() -> (World, PathBuf) {
    let world = World::new();
    let at = world.path("a");
    std::fs::create_dir(&at).unwrap();
    world.git(&at, &["init", "-q"]);
    write(&at, &sample());
    (world, at)
}

/// Two clones: the first sized INK-1 and changed its title, the second its title and its tags.
pub fn two_that_changed_the_same() -> (World, Vec<PathBuf>) {
    let world = World::new();
    let clones = world.clones(&sample(), 2);
    world.says(&clones[0], &["set", "INK-1", "size=8", "title=Theirs"]);
    world.says(&clones[0], &["add", "New there"]);
    world.commit(&clones[0], "size and title");
    world.says(&clones[1], &["set", "INK-1", "tags=+mine", "title=Ours"]);
    world.says(&clones[1], &["add", "New here"]);
    world.commit(&clones[1], "tags and title");
    world.git(&clones[1], &["fetch", "-q"]);
    (world, clones)
}

fn both_are_there(at: &Path) {
    let product = read(at).unwrap();
    let item = product.find_item("INK-1").unwrap();
    assert_eq!(item.size, Some(Size::Points(800)));
    assert!(item.tags.contains(&"mine".to_owned()));
    let titles: Vec<&str> = product.items().iter().map(|item| item.title.as_str()).collect();
    assert!(titles.contains(&"New there") && titles.contains(&"New here"), "{titles:?}");
    assert_eq!(product.open_conflicts().count(), 1, "two titles");
}

// A34
#[test]
fn one_item_changed_on_both_sides_is_whole_after_merge_rebase_and_stash() {
    if !has_git() {
        return;
    }
    for args in [&["merge", "-q", "--no-edit", "origin/main"][..], &["rebase", "-q", "origin/main"]] {
        let (world, clones) = two_that_changed_the_same();
        world.says(&clones[1], &["git", "setup"]);
        let said = world.git(&clones[1], args);
        assert!(said.contains("1 value kept aside (momentum conflicts); INK-13 “New "), "{said}");
        assert!(said.contains("” is now INK-14"), "both gave INK-13 to what was new: {said}");
        assert_eq!(world.git(&clones[1], &["status", "--porcelain", "--untracked-files=no"]), "");
        both_are_there(&clones[1]);
        let (code, said) = world.momentum(&clones[1], &["conflicts"]);
        assert_eq!(code, 1);
        assert!(said.contains("1  INK-1 title: Ours stands · instead: Theirs"), "{said}");
        world.says(&clones[1], &["conflicts", "take", "1"]);
        assert_eq!(read(&clones[1]).unwrap().find_item("INK-1").unwrap().title, "Theirs");
        assert!(world.says(&clones[1], &["conflicts"]).contains("nothing waits"));
        assert_eq!(world.momentum(&clones[1], &["conflicts", "keep", "1"]).0, 1, "it is decided");
    }
    let (world, clones) = two_that_changed_the_same();
    world.says(&clones[1], &["git", "setup"]);
    world.git(&clones[1], &["reset", "-q", "--soft", "HEAD~1"]);
    world.git(&clones[1], &["stash", "-q"]);
    world.git(&clones[1], &["merge", "-q", "--no-edit", "origin/main"]);
    world.git(&clones[1], &["stash", "pop", "-q"]);
    both_are_there(&clones[1]);
}

#[test]
fn without_the_program_there_are_marks_and_resolve_mends_as_if_it_had_been_there() {
    if !has_git() {
        return;
    }
    let (mut world, clones) = two_that_changed_the_same();
    world.says(&clones[1], &["git", "setup"]);
    world.momentum = false;
    assert!(!world.try_git(&clones[1], &["merge", "--no-edit", "origin/main"]).status.success());
    let (code, said) = world.momentum(&clones[1], &["list"]);
    assert_eq!(code, 65);
    assert!(said.contains("momentum resolve"), "{said}");
    let said = world.says(&clones[1], &["resolve"]);
    assert!(said.contains("1 value kept aside") && said.contains("git add"), "{said}");
    both_are_there(&clones[1]);
    assert!(read(&clones[1]).is_ok());
    what_is_done_since_stays(&world, &clones[1]);
    world.git(&clones[1], &["commit", "-q", "-a", "--no-edit"]);
    let (code, said) = world.momentum(&clones[1], &["resolve"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("nothing to resolve"), "{said}");
}

/// After both sides are together, but before `git add`, a person decides and works on: another `resolve` takes none of it back.
fn what_is_done_since_stays(world: &World, at: &Path) {
    world.says(at, &["conflict", "take", "1"]);
    world.says(at, &["add", "Written after the merge"]);
    let before = std::fs::read(at.join("b.json")).unwrap();
    let (code, said) = world.momentum(at, &["resolve"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("what was done since stays; git add tells git"), "{said}");
    assert_eq!(std::fs::read(at.join("b.json")).unwrap(), before);
}

#[test]
fn an_unmerged_index_without_marks_is_put_together_too() {
    if !has_git() {
        return;
    }
    // a program that is missing, without the line that falls back: git leaves our side, looking as if it were merged
    let (world, clones) = two_that_changed_the_same();
    world.driver(&clones[1], "nothing-of-this-name %O %A %B");
    assert!(!world.try_git(&clones[1], &["merge", "--no-edit", "origin/main"]).status.success());
    assert!(read(&clones[1]).is_ok(), "our side alone");
    assert!(momentum::git::stopped::in_progress(&clones[1].join("b.json")));
    assert!(!momentum::git::stopped::in_progress(&clones[0].join("b.json")));
    world.says(&clones[1], &["resolve"]);
    both_are_there(&clones[1]);
}

#[test]
fn the_setup_is_told_before_taken_done_once_and_taken_back() {
    if !has_git() {
        return;
    }
    let world = World::new();
    let at = world.path("a");
    std::fs::create_dir(&at).unwrap();
    let (code, said) = world.momentum(&at, &["git", "setup"]);
    assert_eq!(code, 1);
    assert!(said.contains("is in no git repository"), "{said}");
    world.git(&at, &["init", "-q"]);
    write(&at, &sample());
    std::fs::write(at.join(".gitignore"), "target\r\n").unwrap();
    let (code, said) = world.momentum(&at, &["git", "setup", "--check"]);
    assert_eq!(code, 1);
    assert!(said.contains("this clone merges as text") && said.contains("git add is yours"), "{said}");
    let said = world.says(&at, &["git", "setup", "--dry-run"]);
    assert!(said.contains("/b.json merge=momentum diff=momentum -text") && said.contains("nothing was done"), "{said}");
    assert!(!at.join(".gitattributes").exists());
    world.says(&at, &["git", "setup"]);
    assert_eq!(
        std::fs::read_to_string(at.join(".gitignore")).unwrap(),
        "target\r\n/.b.json.lock\r\n/.b.json.*.tmp\r\n"
    );
    world.commit(&at, "shared");
    let tracked = world.git(&at, &["ls-files"]);
    assert!(!tracked.contains("lock"), "{tracked}");
    assert!(world.says(&at, &["git", "setup"]).contains("all of it is set already"));
    assert!(world.says(&at, &["git", "setup", "--check"]).contains("record by record"));
    world.says(&at, &["git", "setup", "--undo"]);
    assert!(!at.join(".gitattributes").exists(), "nothing was left in it");
    assert_eq!(std::fs::read_to_string(at.join(".gitignore")).unwrap(), "target\r\n");
    assert!(world.try_git(&at, &["config", "--get", "merge.momentum.driver"]).stdout.is_empty());
    assert!(world.says(&at, &["git", "setup", "--undo"]).contains("nothing of momentum"));
    // what holds for all clones goes only if that is meant
    world.says(&at, &["git", "setup", "--global"]);
    let global = || world.try_git(&at, &["config", "--global", "--get", "merge.momentum.driver"]).stdout;
    assert!(world.says(&at, &["git", "setup", "--undo"]).contains("stay: momentum git setup --undo --global"));
    assert!(!global().is_empty());
    world.says(&at, &["git", "setup", "--undo", "--global"]);
    assert!(global().is_empty());
}

#[test]
fn what_is_to_be_added_is_said_so_that_it_works_from_any_folder() {
    if !has_git() {
        return;
    }
    let (world, at) = one();
    let below = at.join("sub");
    std::fs::create_dir(&below).unwrap();
    write(&below, &sample());
    let said = world.says(&below, &["git", "setup"]);
    let line = said.lines().find_map(|line| Some(line.split_once("the commit is yours: git ")?.1)).unwrap();
    let args: Vec<&str> = line.split(" · ").next().unwrap().split(' ').collect();
    world.git(&below, &args);
    assert!(world.git(&at, &["ls-files"]).contains("sub/b.json"));
}

#[test]
fn a_line_with_another_driver_is_never_written_over() {
    if !has_git() {
        return;
    }
    let (world, at) = one();
    std::fs::write(at.join(".gitattributes"), "*.json merge=union\n").unwrap();
    let (code, said) = world.momentum(&at, &["git", "setup"]);
    assert_eq!(code, 1);
    assert!(said.contains("merge=union is set for b.json already"), "{said}");
    assert_eq!(std::fs::read_to_string(at.join(".gitattributes")).unwrap(), "*.json merge=union\n");
    assert!(world.try_git(&at, &["config", "--get", "merge.momentum.driver"]).stdout.is_empty());
    // where there are no files there is nothing to merge
    world.git(world.dir.path(), &["init", "-q", "--bare", "bare.git"]);
    let (code, said) = world.momentum(&world.path("bare.git"), &["git", "setup"]);
    assert_eq!(code, 1);
    assert!(said.contains("bare repository"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_of_gits_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    if !has_git() {
        return;
    }
    let (world, at) = one();
    let path = at.join(".gitattributes");
    std::fs::write(&path, "*.png binary\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let (code, said) = world.momentum(&at, &["git", "setup"]);
    assert_eq!(code, 74, "{said}");
    assert!(said.contains("is read-only: nothing was written"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "*.png binary\n");
}

#[test]
fn the_driver_ends_with_what_git_reads_and_never_writes_half() {
    let world = World::new();
    let at = world.path("a");
    std::fs::create_dir(&at).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(at.join(name), bytes).unwrap();
    let own = document::write(&sample()).unwrap();
    let drive = |args: &[&str]| world.momentum(&at, &[&["merge-driver"], args].concat());
    for name in ["o", "a", "b"] {
        put(name, &own);
    }
    assert_eq!(drive(&["o", "a", "b", "7", "b.json"]), (0, String::new()), "the same three times says nothing");
    assert_eq!(std::fs::read(at.join("a")).unwrap(), own);
    for (name, bytes) in [("empty", &b""[..]), ("binary", b"\x00\xff\x01"), ("csv", b"Issue key,Summary\nA-1,x\n")] {
        put("a", &own);
        put("b", bytes);
        let (code, said) = drive(&["o", "a", "b", "9", "x/b.json"]);
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.contains("b.json: their side is no whole product"), "{name}: {said}");
        let text = std::fs::read(at.join("a")).unwrap();
        assert!(text.starts_with(b"<<<<<<<<< ours\n") || text == bytes, "{name}");
    }
    put("a", &own);
    std::fs::create_dir(at.join("folder")).unwrap();
    for args in
        [&["o", "a", "folder"][..], &["o", "a", "nowhere"], &["o", "folder", "a"], &["o"], &["o", "a", "a", "x"]]
    {
        assert_eq!(drive(args).0, 129, "{args:?}");
        assert_eq!(std::fs::read(at.join("a")).unwrap(), own, "{args:?}");
    }
    // both sides added it: git gives an empty file, jj may give none; and what comes out goes where one says
    let mut theirs = sample();
    theirs.add(Item { title: "Theirs".into(), ..Item::default() }, Place::Top).unwrap();
    put("b", &document::write(&theirs).unwrap());
    let (code, said) = drive(&["missing", "a", "b", "7", "b.json", "-o", "out"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("without a common ancestor"), "{said}");
    assert_eq!(std::fs::read(at.join("a")).unwrap(), own, "our version is left alone");
    let merged = document::read(&std::fs::read(at.join("out")).unwrap()).unwrap().product;
    assert_eq!(merged.items().len(), sample().items().len() + 1);
    assert!(!std::fs::read_dir(&at).unwrap().any(|e| e.unwrap().file_name().to_string_lossy().ends_with(".tmp")));
}

#[test]
fn strict_is_a_conflict_for_git_without_marks() {
    if !has_git() {
        return;
    }
    let (world, clones) = two_that_changed_the_same();
    world.says(&clones[1], &["git", "setup", "--strict"]);
    let out = world.try_git(&clones[1], &["merge", "--no-edit", "origin/main"]);
    assert!(!out.status.success());
    both_are_there(&clones[1]);
    assert!(world.git(&clones[1], &["status", "--porcelain"]).contains("UU b.json"));
    what_is_done_since_stays(&world, &clones[1]);
}

#[test]
fn a_difference_is_told_item_by_item_and_git_shows_facts() {
    if !has_git() {
        return;
    }
    let (world, clones) = two_that_changed_the_same();
    world.says(&clones[1], &["git", "setup"]);
    let shown = world.git(&clones[1], &["show", "HEAD", "--", "b.json"]);
    assert!(shown.contains("+INK-1 title  Ours") && shown.contains("+INK-1 tags  mine"), "{shown}");
    assert!(!shown.contains("updated"), "{shown}");
    let said = world.says(&clones[1], &["diff", "HEAD~1"]);
    assert!(said.contains("INK-1 “Ours”: ") && said.contains("“New here”: new"), "{said}");
    assert_eq!(world.momentum(&clones[1], &["diff", "--exit-code"]).0, 0, "nothing since HEAD");
    assert_eq!(world.momentum(&clones[1], &["diff", "HEAD~1", "HEAD", "--exit-code"]).0, 1);
    let json: serde_json::Value = serde_json::from_str(&world.says(&clones[1], &["diff", "HEAD~1", "--json"])).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 2);
    for (args, words) in
        [(&["diff", "nonsense"][..], "git knows no version"), (&["diff", "--", "--output=x"], "is no version")]
    {
        let (code, said) = world.momentum(&clones[1], args);
        assert!(code != 0 && said.contains(words), "{said}");
    }
    assert!(!clones[1].join("x").exists());
    assert!(world.says(&clones[1], &["diff", "--since", "2w"]).contains("nothing differs") || read(&clones[1]).is_ok());
}

#[cfg(unix)]
#[test]
fn a_path_that_looks_like_a_command_runs_nothing() {
    if !has_git() {
        return;
    }
    let world = World::new();
    let at = world.path("a");
    let odd = at.join("d $(touch PWN)");
    std::fs::create_dir_all(&odd).unwrap();
    world.git(&at, &["init", "-q"]);
    write(&odd, &sample());
    world.says(&odd, &["git", "setup"]);
    world.commit(&at, "begin");
    world.git(&at, &["checkout", "-q", "-b", "other"]);
    world.says(&odd, &["set", "INK-1", "size=8"]);
    world.commit(&at, "size");
    world.git(&at, &["checkout", "-q", "main"]);
    world.says(&odd, &["set", "INK-1", "tags=+mine"]);
    world.commit(&at, "tags");
    world.git(&at, &["merge", "-q", "--no-edit", "other"]);
    let item = read(&odd).unwrap().find_item("INK-1").unwrap().clone();
    assert_eq!((item.size, item.tags.contains(&"mine".to_owned())), (Some(Size::Points(800)), true));
    let pwned = |dir: &Path| dir.join("PWN").exists();
    assert!(!pwned(&at) && !pwned(&odd) && !pwned(world.dir.path()));
    // what a repository names is not run
    for (name, value) in [("core.fsmonitor", "touch PWN"), ("diff.external", "touch PWN"), ("core.pager", "touch PWN")]
    {
        world.git(&at, &["config", name, value]);
    }
    std::fs::write(at.join(".git/hooks/post-index-change"), "#!/bin/sh\ntouch PWN\n").unwrap();
    world.says(&odd, &["diff", "HEAD~1"]);
    assert!(!pwned(&at) && !pwned(&odd));
}

#[test]
fn a_repository_without_a_commit_is_set_up_and_has_nothing_to_compare() {
    if !has_git() {
        return;
    }
    let (world, at) = one();
    world.says(&at, &["git", "setup"]);
    for args in [&["diff"][..], &["diff", "--since", "2w"]] {
        let (code, said) = world.momentum(&at, args);
        assert_eq!(code, 1, "{said}");
    }
    let history = momentum::git::versions::history(
        &momentum::git::run::Repository::of(&at.join("b.json")).unwrap(),
        None,
        10,
        &sample(),
    );
    let history = history.unwrap();
    assert!(history.versions.is_empty() && history.head.is_empty() && history.uncommitted > 0);
    let (code, said) = world.momentum(&at, &["resolve"]);
    assert_eq!(code, 1, "{said}");
}

/// A jj that keeps settings in a file, as the real one prints them; the real one is not on every machine.
#[cfg(unix)]
const JJ: &str = r#"#!/bin/sh
shift 3
[ "$1" = config ] || exit 2
case "$2" in
set) printf '%s = %s\n' "$4" "$5" >> .jj/settings ;;
unset) grep -v "^$4 " .jj/settings > .jj/new; mv .jj/new .jj/settings ;;
list) grep "^$4 " .jj/settings || { echo "Warning: No matching config key for $4" >&2; } ;;
esac
"#;

#[cfg(unix)]
#[test]
fn jj_is_told_of_the_driver_in_its_own_settings_once_and_it_is_taken_back() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let at = world.path("a");
    std::fs::create_dir(&at).unwrap();
    write(&at, &sample());
    let (code, said) = world.momentum(&at, &["git", "setup", "--jj"]);
    assert!(code == 1 && said.contains("in no repository of jj"), "{said}");
    std::fs::create_dir(at.join(".jj")).unwrap();
    std::fs::write(at.join(".jj/settings"), "ui.color = \"never\"\n").unwrap();
    let program = world.path("bin/jj");
    std::fs::write(&program, JJ).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = || std::fs::read_to_string(at.join(".jj/settings")).unwrap();
    let said = world.says(&at, &["git", "setup", "--jj", "--dry-run"]);
    assert!(said.contains("jj config set --repo merge-tools.momentum.program") && said.contains("nothing was done"));
    assert!(said.contains(".gitignore + /.") && !at.join(".gitignore").exists());
    assert_eq!(settings().lines().count(), 1);
    std::fs::write(at.join(".gitignore"), "target").unwrap();
    assert!(world.says(&at, &["git", "setup", "--jj"]).contains("jj resolve --tool momentum"));
    let ignored = || std::fs::read_to_string(at.join(".gitignore")).unwrap();
    assert!(ignored().starts_with("target\n/.") && ignored().lines().count() == 3, "{}", ignored());
    assert!(settings().contains("merge-args = [\"merge-driver\", \"$base\""), "{}", settings());
    assert!(world.says(&at, &["git", "setup", "--jj"]).contains("all of it is set already"));
    assert_eq!(settings().lines().count(), 4);
    world.says(&at, &["git", "setup", "--jj", "--undo"]);
    assert_eq!(settings(), "ui.color = \"never\"\n");
    assert_eq!(ignored(), "target\n");
    assert!(world.says(&at, &["git", "setup", "--jj", "--undo"]).contains("nothing of momentum"));
    // where there is no jj, that is said
    std::fs::remove_file(&program).unwrap();
    let (code, said) = world.momentum(&at, &["git", "setup", "--jj"]);
    assert!(code == 74 && said.contains("cannot start jj"), "{said}");
}
