//! The shell's side as a script uses it.

use crate::common::{Home, sample};
use clap::CommandFactory;
use serde_json::Value as Json;

#[test]
fn a_day_of_work_in_the_shell() {
    let home = Home::new();
    assert_eq!(home.run(&["add", "Fix", "the", "login", "--size", "5", "--tag", "web", "--kind", "bug"]), "INK-1\n");
    let out = home
        .momentum()
        .args(["add", "-"])
        .write_stdin("- first\n\n2. second\nAs a PO, I want order, so that I sleep\n")
        .assert()
        .success();
    assert_eq!(String::from_utf8_lossy(&out.get_output().stdout), "INK-2\nINK-3\nINK-4\n");
    home.run(&["move", "INK-4", "top"]);
    home.run(
        &["set", "INK-4", "size=½", "tags=+sleep,+order", "why=x"]
            .map(|a| if a == "why=x" { "benefit=I rest" } else { a }),
    );
    let list: Json = serde_json::from_str(&home.run(&["list", "--json"])).unwrap();
    let first = &list[0];
    assert_eq!(first["key"], "INK-4");
    assert_eq!(first["title"], "Order");
    assert_eq!((first["place"].as_u64(), first["size"].as_f64()), (Some(1), Some(0.5)));
    assert_eq!(first["goal"], Json::Null);
    assert_eq!(first["tags"], serde_json::json!(["order", "sleep"]));
    for name in ["key", "title", "kind", "status", "size", "place", "goal", "tags", "created", "updated"] {
        assert!(first.get(name).is_some(), "{name}");
    }
    let one: Json = serde_json::from_str(&home.run(&["show", "4", "--json"])).unwrap();
    assert_eq!(
        (one["role"].as_str(), one["benefit"].as_str(), one["size"].as_f64()),
        (Some("PO"), Some("I rest"), Some(0.5))
    );
    home.run(&["decline", "INK-2", "--reason", "low-value", "nobody", "asked"]);
    assert!(home.run(&["list", "is:declined"]).contains("no: low value"));
    assert!(home.run(&["decline", "INK-2", "--undo"]).contains("brought back"));
    // one step for the whole of standard input
    let undone: Json = serde_json::from_str(&home.run(&["undo", "-n", "6", "--json"])).unwrap();
    assert_eq!(undone.as_array().unwrap().len(), 6);
    assert!(home.fail(&["undo"], 1).contains("nothing to undo"));
    home.run(&["redo", "-n", "6"]);
    assert_eq!(home.read().items().len(), 4);
}

#[test]
fn what_is_wrong_is_named_with_what_is_there() {
    let home = Home::with(&sample());
    for (args, code, words) in [
        (&["show", "INK-99"][..], 1, "no item INK-99 · did you mean INK-9?"),
        (&["show", "XYZ-1"], 1, "no item XYZ-1"),
        (&["set", "INK-1", "siez=5"], 2, "did you mean size?"),
        (&["set", "INK-1", "size=huge"], 2, "any number from 0"),
        (&["set", "INK-1", "kind=thing"], 2, "story, bug, chore, spike, epic"),
        (&["set", "INK-1", "goal=G9"], 2, "goals are G1"),
        (&["set", "INK-1", "title="], 2, "needs a title"),
        (&["set", "INK-1", "created=2020"], 2, "kept by momentum"),
        (&["set", "INK-1", "nonsense"], 2, "FIELD=VALUE"),
        (&["move", "INK-1", "sideways"], 2, "top, bottom, up, down"),
        (&["move", "INK-11", "top"], 2, "was declined"),
        (&["decline", "INK-11"], 2, "already"),
        (&["list", "size>>5"], 2, "column"),
        (&["add", " "], 2, "no title"),
        (&["restore", "nothing"], 1, "there is none yet"),
        (&["import", "/does/not/exist"], 74, "cannot read"),
    ] {
        let before = std::fs::read(home.file()).unwrap();
        let complaint = home.fail(args, code);
        assert!(complaint.contains(words), "{args:?}: {complaint}");
        assert_eq!(std::fs::read(home.file()).unwrap(), before, "{args:?}");
        let complaint = home.fail(&[args, &["--json"]].concat(), code);
        let json: Json = serde_json::from_str(&complaint).unwrap_or_else(|why| panic!("{args:?}: {why}: {complaint}"));
        assert_eq!(json["error"]["code"], code, "{args:?}");
    }
    home.fail(&["nonsense"], 2);
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let home = Home::new();
    for command in momentum::cli::Cli::command().get_subcommands().map(clap::Command::get_name) {
        let own = home.run(&[command, "--help"]);
        assert!(own.contains("Example") && own.contains(&format!("momentum {command}")), "{command}: {own}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(home.run(&["completions", shell]).contains("momentum"));
    }
    assert!(home.run(&["man"]).starts_with(".ie"));
}

// it needs a shell with pipes
#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_breaks_nothing() {
    let home = Home::new();
    let titles = (0..5000).map(|i| format!("Item {i}")).collect::<Vec<_>>().join("\n");
    home.momentum().args(["add", "-"]).write_stdin(titles).assert().success();
    let script = format!(
        "'{bin}' --file '{file}' list | head -1; '{bin}' --file '{file}' add after | true; '{bin}' --file '{file}' list --json | head -2",
        bin = env!("CARGO_BIN_EXE_momentum"),
        file = home.file().display()
    );
    let out = std::process::Command::new("sh").arg("-c").arg(script).env_clear().envs(home.env()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert_eq!(home.read().items().len(), 5001);
    assert!(home.read().items().iter().any(|i| i.title == "after"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_an_error_and_the_change_stands() {
    let home = Home::new();
    let script =
        format!("'{}' --file '{}' add kept > /dev/full", env!("CARGO_BIN_EXE_momentum"), home.file().display());
    let out = std::process::Command::new("sh").arg("-c").arg(script).env_clear().envs(home.env()).output().unwrap();
    assert_eq!(out.status.code(), Some(74));
    assert_eq!(home.read().items().len(), 1);
}

#[test]
fn the_screen_needs_a_terminal_and_says_so() {
    let home = Home::new();
    let words = home.fail(&[], 2);
    assert!(words.contains("needs a terminal") && words.contains("momentum list"), "{words}");
    assert!(!home.file().exists());
}

#[test]
fn a_file_for_reading_only_is_not_written() {
    let home = Home::with(&sample());
    let words = home.fail(&["--read-only", "add", "x"], 77);
    assert!(words.contains("read-only"), "{words}");
    home.run(&["--read-only", "list"]);
    assert_eq!(home.read(), sample());
}

#[cfg(unix)]
#[test]
fn a_mode_and_a_link_survive_a_save() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with(&sample());
    std::fs::set_permissions(home.file(), std::fs::Permissions::from_mode(0o640)).unwrap();
    let link = home.path("link.json");
    std::os::unix::fs::symlink(home.file(), &link).unwrap();
    home.momentum().args(["--file", link.to_str().unwrap(), "add", "through the link"]).assert().success();
    assert!(link.is_symlink());
    assert_eq!(std::fs::metadata(home.file()).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(home.read().items().len(), sample().items().len() + 1);
    // what is no regular file ends at once
    let pipe = home.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for odd in [pipe.to_str().unwrap(), "/dev/zero", home.dir.path().to_str().unwrap()] {
        home.momentum().args(["--file", odd, "list"]).timeout(std::time::Duration::from_secs(5)).assert().code(74);
    }
    let dangling = home.path("dangling.json");
    std::os::unix::fs::symlink(home.path("nowhere/x.json"), &dangling).unwrap();
    home.momentum().args(["--file", dangling.to_str().unwrap(), "add", "x"]).assert().code(74);
}

#[test]
fn a_restore_is_a_step_that_can_be_undone() {
    let home = Home::with(&sample());
    home.run(&["decline", "INK-1", "gone"]);
    let backups = home.run(&["backups"]);
    let name = backups.split_whitespace().next().unwrap().to_owned();
    assert!(home.run(&["restore", &name, "--dry-run"]).contains("1 item"));
    home.run(&["restore", &name]);
    assert_eq!(home.read(), sample());
    home.run(&["undo"]);
    assert!(home.read().find_item("INK-1").unwrap().declined.is_some());
}

// elsewhere the system names the folders, and no variable moves them
#[cfg(unix)]
#[test]
fn where_the_data_is() {
    let home = Home::new();
    let bare = || {
        let mut command = assert_cmd::Command::cargo_bin("momentum").unwrap();
        command.env_clear().envs(home.env());
        command
    };
    bare().args(["add", "by default"]).assert().success();
    assert!(home.path("xdg-data/momentum/backlog.json").exists());
    bare().args(["--product", "Ink well", "add", "by name"]).assert().success();
    assert!(home.path("xdg-data/momentum/Ink well.json").exists());
    bare().args(["--product", "../x", "list"]).assert().code(2);
    bare().env("MOMENTUM_FILE", home.path("env.json")).args(["add", "by variable"]).assert().success();
    assert!(home.path("env.json").exists());
    let mut lost = assert_cmd::Command::cargo_bin("momentum").unwrap();
    lost.env_clear()
        .env("HOME", "")
        .args(["--file", home.path("homeless.json").to_str().unwrap(), "add", "x"])
        .assert()
        .success();
}

#[test]
fn products_are_listed_and_renamed() {
    let home = Home::new();
    let bare = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("momentum").unwrap();
        let out = command.env_clear().envs(home.env()).args(args).assert().success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    assert_eq!(bare(&["products"]), "");
    bare(&["--product", "ink", "add", "One"]);
    bare(&["--product", "quill", "add", "Two"]);
    let list = bare(&["products"]);
    assert!(list.contains("ink") && list.contains("quill") && list.contains("1 open"), "{list}");
    bare(&["--product", "ink", "rename", "Ink", "well", "--prefix", "iw"]);
    assert!(bare(&["--product", "ink", "list"]).contains("IW-1"));
    let json: Json = serde_json::from_str(&bare(&["products", "--json"])).unwrap();
    assert_eq!((json[0]["name"].as_str(), json[0]["prefix"].as_str()), (Some("Ink well"), Some("IW")));
    bare(&["--product", "ink", "undo"]);
    assert!(bare(&["--product", "ink", "list"]).contains("INK-1"));
}

#[test]
fn settings_take_effect_and_a_wrong_one_is_named() {
    let home = Home::with(&sample());
    let config = home.write("config.toml", "stale_days = 5\ntheme = \"light\"\n[keys]\n\"item.size\" = \"ctrl-s\"\n");
    let run = |args: &[&str]| {
        let mut command = home.momentum();
        command.env("MOMENTUM_CONFIG", &config).args(args);
        command.output().unwrap()
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let printed = text(&run(&["config"]).stdout);
    assert!(
        printed.contains("stale_days = 5") && printed.contains("# set") && printed.contains("mouse = true"),
        "{printed}"
    );
    assert_eq!(text(&run(&["list", "is:stale"]).stdout).lines().count(), 10);
    assert_eq!(home.run(&["list", "is:stale"]).lines().count(), 2);
    assert!(text(&run(&["keys"]).stdout).contains("Ctrl-s"));
    assert_eq!(run(&["keys", "lint"]).status.code(), Some(0));
    std::fs::write(&config, "stale_day = 5\n[keys]\n\"item.size\" = \"j\"\n").unwrap();
    let out = run(&["config"]);
    assert_eq!(out.status.code(), Some(65));
    assert!(
        text(&out.stderr).contains("line 1: stale_day: there is no such setting · did you mean stale_days?"),
        "{}",
        text(&out.stderr)
    );
    let out = run(&["keys", "lint"]);
    assert_eq!(out.status.code(), Some(65));
    assert!(text(&out.stderr).contains("list.down"), "{}", text(&out.stderr));
    // a binary file as configuration is named and harms nothing
    std::fs::write(&config, [0xff, 0xfe, 0, 1]).unwrap();
    assert_eq!(run(&["list"]).status.code(), Some(0));
    assert_eq!(run(&["config"]).status.code(), Some(65));
}

#[test]
fn what_is_no_text_is_refused_and_the_sample_takes_no_commands() {
    let home = Home::new();
    let book = home.write("book.xlsx", b"PK\x03\x04\x14\0\0\0rest");
    assert!(home.fail(&["import", book.to_str().unwrap()], 65).contains("save it as CSV"));
    let program = home.write("program", [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 400]].concat());
    assert!(home.fail(&["import", program.to_str().unwrap()], 65).contains("not text"));
    assert!(home.fail(&["--demo", "s.json", "add", "x"], 2).contains("sample"));
    assert!(home.fail(&["--demo", "add"], 2).contains("a file that ends in .json"), "no file is named like a command");
    assert!(!home.file().exists());
}

#[test]
fn no_answer_of_the_shell_names_a_command_of_the_screen_by_its_mark() {
    let mut product = momentum::demo::inkwell(crate::common::now(), 7).unwrap();
    let ids: Vec<_> = product.items().iter().filter(|item| item.effect.is_some()).map(|item| item.id).collect();
    for id in ids {
        let cleared = product.update(id, |item| {
            item.effect = None;
            Ok(())
        });
        cleared.unwrap();
    }
    let home = Home::with(&product);
    let said = home.run(&["outcomes"]);
    assert!(said.contains("was ever measured: “: effect” on the screen says what is expected"), "{said}");
    for args in [&["today"][..], &["outcomes"], &["health"], &["trace", "4"], &["sprint"], &["standup"], &["groom"]] {
        for said in [home.run(args), home.run(&[args, &["--json"]].concat())] {
            assert!(!said.is_empty() && !said.contains('⟦'), "{args:?}: {said}");
        }
    }
}

#[test]
fn the_judgements_of_the_screen_are_there_for_scripts() {
    let home = Home::with(&sample());
    let json = |args: &[&str]| -> Json { serde_json::from_str(&home.run(args)).unwrap() };
    let queues = json(&["groom", "--json"]);
    assert_eq!((queues["orphans"].as_u64(), queues["all"].as_u64()), (Some(4), Some(10)));
    assert_eq!(json(&["groom", "--queue", "orphans", "--json"])[0]["key"], "INK-5");
    assert!(home.fail(&["groom", "--queue", "x"], 2).contains("no queue · top, orphans"));
    let health = json(&["health", "--json"]);
    assert!(health["score"].as_u64().unwrap() <= 100 && health["bars"]["detailed"].is_u64());
    assert!(health["flaws"].as_array().unwrap().iter().any(|flaw| flaw["filter"] == "is:orphan"));
    assert_eq!(json(&["score", "INK-1", "--json"])[0]["score"], Json::Null);
    home.run(&["add", "Make", "the", "login", "fast"]);
    assert!(home.run(&["lint", "login"]).contains("how fast, in seconds?"));
    assert!(json(&["similar", "INK-4", "--json"])["similar"].is_array());
    home.run(&["decline", "INK-4", "--reason", "low-value", "Nobody", "opens", "it"]);
    let decisions = json(&["decisions", "--json"]);
    assert_eq!(
        (decisions[0]["verdict"].as_str(), decisions[0]["because"].as_str()),
        (Some("declined"), Some("Nobody opens it"))
    );
    assert!(home.run(&["decisions", "--markdown", "nobody"]).contains("Why: Nobody opens it"));
    assert_eq!(home.run(&["decisions", "zzz"]), "");
    // a place that was given in the shell counts as given by a person
    home.run(&["move", "INK-2", "top"]);
    assert_eq!(json(&["groom", "--json"])["unranked"].as_u64(), Some(8));
}
