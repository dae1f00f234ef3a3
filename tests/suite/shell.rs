//! The shell is one grammar: noun, verb, things; every answer has a documented shape, every refusal its code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use clap::CommandFactory;
use momentum::cli::{Cli, EXIT_CODES};
use momentum::demo;
use serde_json::Value;

use crate::common::{Home, now};
use crate::docs;

/// Commands whose answer is a text as it is, or a screen.
const TEXTS: &[&str] = &["export", "completions", "man", "tour", "merge-driver", "mcp"];

/// What is asked of the sample product, each on a fresh copy after what has to come before it: the command as it is documented,
/// what was said before, and the words.
/// The commands that make a theme.
const ASKED_ONE: &[&[&str]] = &[&["question", "add", "do they stay?", "--changes", "churn is the same"]];
const VOTED: &[&[&str]] = &[&["vote", "cast", "Ana", "INK-8", "INK-5"], &["vote", "cast", "Jo", "INK-5", "INK-8"]];
const COUNTED: &[&[&str]] = &[&["usage", "import", "usage.csv"]];
const FED: &[&[&str]] = &[&["insight", "import", "feedback.csv"]];
type Asked = (&'static str, &'static [&'static [&'static str]], &'static [&'static str]);
const ASKED: &[Asked] = &[
    ("item list", &[], &["item", "list"]),
    ("item show", &[], &["item", "show", "INK-1"]),
    ("item add", &[], &["item", "add", "A new one"]),
    ("item set", &[], &["item", "set", "INK-1", "size=3"]),
    ("item move", &[], &["item", "move", "INK-1", "bottom"]),
    ("item decline", &[], &["item", "decline", "INK-30", "no"]),
    ("list", &[], &["list"]),
    ("show", &[], &["show", "INK-1"]),
    ("add", &[], &["add", "A new one"]),
    ("set", &[], &["set", "INK-1", "size=3"]),
    ("move", &[], &["move", "INK-1", "bottom"]),
    ("decline", &[], &["decline", "INK-30", "no"]),
    ("groom", &[], &["groom"]),
    ("health", &[], &["health"]),
    ("score", &[], &["score"]),
    ("lint", &[], &["lint"]),
    ("similar", &[], &["similar", "INK-1"]),
    ("decision list", &[], &["decision", "list"]),
    ("decision show", &[], &["decision", "show", "dark"]),
    ("sprint list", &[], &["sprint", "list"]),
    ("sprint show", &[], &["sprint", "show", "S13"]),
    ("sprint new", &[], &["sprint", "new"]),
    ("sprint plan", &[&["sprint", "new", "--goal", "more"]], &["sprint", "plan"]),
    (
        "sprint start",
        &[&["sprint", "close"], &["sprint", "new", "--goal", "more"], &["sprint", "add", "INK-8"]],
        &["sprint", "start"],
    ),
    ("sprint add", &[&["sprint", "new", "--goal", "more"]], &["sprint", "add", "INK-8"]),
    ("sprint remove", &[], &["sprint", "remove", "INK-4", "--why", "an outage"]),
    ("sprint move", &[], &["sprint", "move", "INK-4", "doing"]),
    ("sprint status", &[], &["sprint", "status"]),
    ("sprint burndown", &[], &["sprint", "burndown"]),
    ("sprint interrupt", &[], &["sprint", "interrupt", "an outage"]),
    ("sprint review", &[], &["sprint", "review"]),
    ("sprint close", &[], &["sprint", "close"]),
    ("sprint cancel", &[], &["sprint", "cancel", "the market is gone"]),
    ("sprint retro", &[], &["sprint", "retro", "S13"]),
    ("standup", &[], &["standup"]),
    ("forecast", &[], &["forecast", "--by", "6w"]),
    ("top", &[], &["top"]),
    ("vision", &[], &["vision"]),
    ("goal list", &[], &["goal", "list"]),
    ("goal show", &[], &["goal", "show", "G1"]),
    ("goal add", &[], &["goal", "add", "Another one"]),
    ("goal move", &[], &["goal", "move", "G2", "next", "--why", "later"]),
    ("goal reach", &[], &["goal", "reach", "G1"]),
    ("goal drop", &[], &["goal", "drop", "G2", "nobody asked"]),
    ("goal remove", &[], &["goal", "remove", "G2", "--to", "none"]),
    ("kr list", &[], &["kr", "list"]),
    ("kr show", &[], &["kr", "show", "KR1"]),
    ("kr add", &[], &["kr", "add", "churn"]),
    ("kr set", &[], &["kr", "set", "KR1", "target=7"]),
    ("kr remove", &[], &["kr", "remove", "KR1"]),
    ("reading", &[], &["reading", "KR1", "9"]),
    ("request list", &[], &["request", "list"]),
    ("request show", &[], &["request", "show", "R5"]),
    ("request add", &[], &["request", "add", "Raj: Dark mode"]),
    ("request set", &[], &["request", "set", "R5", "need=the board asks"]),
    ("request take", &[], &["request", "take", "R5"]),
    ("request join", &[], &["request", "join", "R5", "INK-1"]),
    ("request decline", &[], &["request", "decline", "R5", "not-now", "--why", "setup comes first"]),
    ("request later", &[], &["request", "later", "R5", "2w"]),
    ("request again", &[], &["request", "again", "R4"]),
    ("request told", &[], &["request", "told", "R4"]),
    ("request adopt", &[], &["request", "adopt"]),
    ("person list", &[], &["person", "list"]),
    ("person show", &[], &["person", "show", "Raj"]),
    ("person add", &[], &["person", "add", "Zoe (Acme)", "--set", "power=2"]),
    ("person set", &[], &["person", "set", "Raj", "wants=calm"]),
    ("person met", &[], &["person", "met", "Raj", "coffee", "--next", "2w"]),
    ("person stance", &[], &["person", "stance", "Raj", "neutral"]),
    ("person merge", &[], &["person", "merge", "Nils", "Rosa"]),
    ("person remove", &[], &["person", "remove", "Lena"]),
    ("account list", &[], &["account", "list"]),
    ("account show", &[], &["account", "show", "Acme"]),
    ("account add", &[], &["account", "add", "Quarry", "--set", "worth=4k"]),
    ("account set", &[], &["account", "set", "Acme", "segment=bank"]),
    ("account remove", &[], &["account", "remove", "Acme"]),
    ("promise list", &[], &["promise", "list"]),
    ("promise show", &[], &["promise", "show", "P1"]),
    ("promise add", &[], &["promise", "add", "PDF", "--to", "Helen", "--by", "3w", "--on", "INK-8"]),
    ("promise set", &[], &["promise", "set", "P1", "by=4w"]),
    ("promise keep", &[], &["promise", "keep", "P1"]),
    ("promise break", &[], &["promise", "break", "P1", "--why", "it slipped"]),
    ("promise back", &[], &["promise", "back", "P1", "--why", "it was moved"]),
    ("promise reopen", &[], &["promise", "reopen", "P3"]),
    ("report", &[], &["report", "exec"]),
    ("insight list", &[&["insight", "add", "gave up"]], &["insight", "list"]),
    ("insight show", &[&["insight", "add", "gave up"]], &["insight", "show", "N1"]),
    ("insight add", &[], &["insight", "add", "gave up", "--kind", "churn"]),
    ("insight import", &[], &["insight", "import", "feedback.csv"]),
    ("theme list", FED, &["theme", "list"]),
    ("theme show", FED, &["theme", "show", "sync"]),
    ("theme join", FED, &["theme", "join", "offline", "sync"]),
    (
        "theme split",
        &[&["insight", "import", "feedback.csv"], &["theme", "join", "offline", "sync"]],
        &["theme", "split", "sync", "offline"],
    ),
    ("theme hide", FED, &["theme", "hide", "sync", "praise"]),
    ("competitor list", &[&["competitor", "add", "Fieldly"]], &["competitor", "list"]),
    ("competitor add", &[], &["competitor", "add", "Fieldly"]),
    ("competitor show", &[&["competitor", "add", "Fieldly"]], &["competitor", "show", "Fieldly"]),
    ("competitor move", &[], &["competitor", "move", "Fieldly", "free tier", "--threat", "high"]),
    ("pattern", &[], &["pattern", "users.csv", "--outcome", "gone", "--group", "plan"]),
    ("scan", &[], &["scan", "lost deals, reviews"]),
    ("question list", ASKED_ONE, &["question", "list"]),
    ("question show", ASKED_ONE, &["question", "show", "Q1"]),
    ("question add", &[], &["question", "add", "do they stay?", "--changes", "churn is the same", "--on", "KR1"]),
    ("question answer", ASKED_ONE, &["question", "answer", "Q1", "they do"]),
    ("question remove", ASKED_ONE, &["question", "remove", "Q1"]),
    ("vote list", VOTED, &["vote", "list"]),
    ("vote show", VOTED, &["vote", "show", "ana"]),
    ("vote cast", &[], &["vote", "cast", "Ana", "INK-8", "INK-5"]),
    ("vote import", &[], &["vote", "import", "ana.txt"]),
    ("vote remove", VOTED, &["vote", "remove", "Ana"]),
    ("market", &[&["scan", "lost deals"]], &["market"]),
    ("usage list", COUNTED, &["usage", "list"]),
    ("usage show", COUNTED, &["usage", "show", "digest"]),
    ("usage import", &[], &["usage", "import", "usage.csv"]),
    ("usage tie", COUNTED, &["usage", "tie", "digest", "INK-1"]),
    ("usage remove", COUNTED, &["usage", "remove", "digest"]),
    ("assist", &[], &["assist", "draft", "INK-30"]),
    ("roadmap", &[], &["roadmap"]),
    ("outcomes", &[], &["outcomes"]),
    ("today", &[], &["today"]),
    ("trace", &[], &["trace", "INK-1"]),
    ("undo", &[&["add", "x"]], &["undo"]),
    ("redo", &[&["add", "x"], &["undo"]], &["redo"]),
    ("import", &[], &["import", "ideas.csv"]),
    ("backup list", &[&["add", "x"]], &["backup", "list"]),
    ("backup show", &[&["add", "x"]], &["backup", "show", "2"]),
    ("backup restore", &[&["add", "x"]], &["backup", "restore", "2"]),
    ("restore", &[&["add", "x"]], &["restore", "2"]),
    ("recover", &[], &["recover"]),
    ("check", &[], &["check"]),
    ("git setup", &[], &["git", "setup"]),
    ("diff", &[&["set", "INK-1", "size=3"]], &["diff"]),
    ("conflict list", &[], &["conflict", "list"]),
    ("conflict show", &[], &["conflict", "show", "1"]),
    ("conflict keep", &[], &["conflict", "keep", "1"]),
    ("conflict take", &[], &["conflict", "take", "1"]),
    ("resolve", &[], &["resolve"]),
    ("product list", &[], &["product", "list"]),
    ("product show", &[], &["product", "show"]),
    ("product rename", &[], &["product", "rename", "Quill"]),
    ("rename", &[], &["rename", "Quill"]),
    ("config", &[], &["config"]),
    ("keys", &[], &["keys"]),
    ("keys lint", &[], &["keys", "lint", "--layout", "de"]),
];

/// The shape of an answer: the names of simple values, the members of objects, what lists hold.
#[derive(Default, Clone, PartialEq, Eq)]
struct Form {
    simple: BTreeSet<&'static str>,
    members: BTreeMap<String, Form>,
    list: Option<Box<Form>>,
    object: bool,
}

impl Form {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Null => drop(self.simple.insert("null")),
            Value::Bool(_) => drop(self.simple.insert("true or false")),
            Value::Number(_) => drop(self.simple.insert("number")),
            Value::String(_) => drop(self.simple.insert("text")),
            Value::Array(all) => {
                let list = self.list.get_or_insert_default();
                for one in all {
                    list.add(one);
                }
            }
            Value::Object(all) => {
                self.object = true;
                for (name, value) in all {
                    self.members.entry(name.clone()).or_default().add(value);
                }
            }
        }
    }

    fn words(&self) -> String {
        let mut words: Vec<String> =
            self.simple.iter().filter(|word| **word != "null").map(|w| (*w).to_owned()).collect();
        if let Some(list) = &self.list {
            let inner = list.words();
            words.push(if inner.is_empty() { "a list".to_owned() } else { format!("a list of {inner}") });
        }
        if self.object {
            words.push("members".to_owned());
        }
        if self.simple.contains("null") {
            words.push("null".to_owned());
        }
        words.join(" or ")
    }

    /// Writes the members, each deeper by one.
    fn write(&self, depth: usize, page: &mut String) {
        for (name, form) in &self.members {
            let words = form.words();
            let _ =
                writeln!(page, "{}- `{name}`{}{words}", "  ".repeat(depth), if words.is_empty() { "" } else { ": " });
            form.write(depth + 1, page);
        }
        if let Some(list) = &self.list {
            list.write(depth, page);
        }
    }
}

/// Puts the home into a repository for what asks git, and gives what asks for conflicts one.
fn share(home: &Home, words: &[&str]) {
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=Jo", "-c", "user.email=jo@example.org"];
        let out = std::process::Command::new("git").current_dir(home.dir.path()).args(identity).args(args).output();
        assert!(out.unwrap().status.success(), "git {args:?}");
    };
    match words.first() {
        Some(&"git" | &"diff") => {
            git(&["init", "-q"]);
            git(&["add", "-A", "-f"]);
            git(&["commit", "-q", "-m", "begin"]);
        }
        Some(&"conflict") => {
            let base = home.read();
            let side = |at: i64, title: &str| {
                let mut product = base.clone();
                let change = |item: &mut momentum::model::Item| {
                    item.title = title.into();
                    item.updated = momentum::model::Stamp(at);
                    Ok(())
                };
                product.update(base.order()[0], change).unwrap();
                product
            };
            let far = now().at.0 + 1_000_000_000;
            let merged = momentum::model::Product::merge(&base, &side(far, "Ours"), &side(far + 1, "Theirs"));
            std::fs::write(home.file(), momentum::model::document::write(&merged).unwrap()).unwrap();
        }
        Some(&"resolve") => {
            let text = std::fs::read_to_string(home.file()).unwrap();
            std::fs::write(home.file(), format!("<<<<<<< a\n{text}=======\n{text}>>>>>>> b\n")).unwrap();
        }
        _ => {}
    }
}

fn ask(before: &[&[&str]], words: &[&str]) -> Value {
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    home.write("ideas.csv", "Title,Effort\nDark mode for all,3\n");
    let notes =
        "Content\nthe sync is gone\nsync lost it\nno sync today\noffline please\nlet me go offline\noffline again\n";
    home.write("feedback.csv", notes);
    home.write("usage.csv", "feature,users,all\ndigest,5,9\n");
    home.write("ana.txt", "INK-8\nINK-5\n");
    home.write("users.csv", "report,plan,gone\nno,a,yes\nyes,a,yes\nno,a,no\nyes,b,no\n");
    share(&home, words);
    let today = now().today.to_string();
    let at = |words: &[&str]| {
        let mut command = home.momentum();
        command.current_dir(home.dir.path()).args(["--today", &today, "--json"]).args(words);
        // what waits for a decision is answered, and ends with 1
        let out = if words == ["conflict", "list"] { command.assert().code(1) } else { command.assert().success() };
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    for words in before {
        at(words);
    }
    let answer = at(words);
    serde_json::from_str(&answer).unwrap_or_else(|why| panic!("{words:?} answers no JSON ({why}): {answer}"))
}

#[test]
fn every_answer_is_json_of_the_shape_that_is_documented() {
    if !crate::git::has_git() {
        return;
    }
    let mut page = format!(
        "# Answers for scripts\n\nEvery command takes `--json`. Made from the answers themselves; shapes are of version {} \
         (`momentum config --json` says it as `json`): within a version, members are added, never changed or removed.\n\n\
         A refusal is one line on standard error, `{{\"error\": {{\"code\": 2, \"message\": \"…\"}}}}`, and the exit code says which kind it is:\n\n\
         | code | what |\n|---|---|\n",
        momentum::config::JSON
    );
    for (code, words) in EXIT_CODES {
        let _ = writeln!(page, "| {code} | {words} |");
    }
    page.push_str("\nPoints are numbers (0.5, 13), days are `2026-11-21`, moments end in Z. ");
    let _ = writeln!(page, "{} answer with a text as it is.\n", TEXTS.join(", "));
    let mut known: Vec<(Form, Vec<&str>)> = Vec::new();
    for (name, before, words) in ASKED {
        let mut form = Form::default();
        form.add(&ask(before, words));
        match known.iter_mut().find(|(other, _)| *other == form) {
            Some((_, names)) => names.push(name),
            None => known.push((form, vec![name])),
        }
    }
    for (form, names) in known {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(page, "\n## {}\n\n{}\n\n", names.join(" · "), form.words());
        form.write(0, &mut page);
    }
    docs::check("json.md", &page);
}

/// Returns the commands that do something themselves, with the words that lead to them.
fn leaves(command: &clap::Command, path: &str, out: &mut Vec<String>) {
    let below: Vec<&clap::Command> = command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
    for sub in &below {
        leaves(sub, format!("{path} {}", sub.get_name()).trim(), out);
    }
    if below.is_empty() && !path.is_empty() {
        out.push(path.to_owned());
    }
}

#[test]
fn every_command_is_asked_and_every_noun_has_list_and_show() {
    let mut all = Vec::new();
    leaves(&Cli::command(), "", &mut all);
    let asked: Vec<&str> = ASKED.iter().map(|(name, ..)| *name).collect();
    for command in &all {
        assert!(asked.contains(&command.as_str()) || TEXTS.contains(&command.as_str()), "{command} is not documented");
    }
    for command in Cli::command().get_subcommands() {
        let verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        // what is set up in git is no list of things
        if !verbs.is_empty() && command.get_name() != "git" {
            assert!(verbs.contains(&"list") && verbs.contains(&"show"), "{}: {verbs:?}", command.get_name());
        }
    }
}

#[test]
fn a_noun_alone_lists_and_names_are_taken_like_keys() {
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    for noun in
        ["item", "sprint", "goal", "kr", "decision", "request", "person", "account", "promise", "backup", "product"]
    {
        assert_eq!(home.run(&[noun]), home.run(&[noun, "list"]), "{noun}");
    }
    for (name, key) in [
        (&["show", "recurring report"][..], &["show", "INK-5"][..]),
        (&["item", "show", "recurring report"], &["show", "5"]),
        (&["goal", "show", "first value"], &["goal", "show", "G1"]),
        (&["kr", "show", "churn"], &["kr", "show", "KR1"]),
        (&["sprint", "show", "S13"], &["sprint", "show", "13"]),
        (&["trace", "recurring report"], &["trace", "INK-5"]),
    ] {
        assert_eq!(home.run(name), home.run(key), "{name:?}");
    }
    home.run(&["set", "recurring report", "size=3"]);
    assert!(home.run(&["undo"]).contains("INK-5"));
}

#[test]
fn what_fits_nothing_says_what_there_is_and_every_refusal_has_its_code() {
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    home.write("book.xlsx", b"PK\x03\x04\x14\0\0\0rest");
    let book = home.path("book.xlsx").display().to_string();
    for (words, code, says) in [
        (&["goal", "show", "nothing"][..], 1, "goals are G1"),
        (&["kr", "show", "nothing"], 1, "KR1"),
        (&["show", "nothing at all"], 1, "keys go from INK-1"),
        (&["show", "report"], 1, "by its key"),
        (&["sprint", "show", "99"], 1, "the last one is 14"),
        (&["sprint", "show", "next"], 2, "“next” is not a sprint"),
        (&["decision", "show", "zebra"], 1, "momentum decision list"),
        (&["backup", "show", "zebra"], 1, "there is none yet"),
        (&["product", "show", "zebra"], 1, "no one product is “zebra”"),
        (&["set", "INK-1", "sise=3"], 2, "size"),
        (&["goal", "shwo", "G1"], 2, "show"),
        (&["import", book.as_str()], 65, "save it as CSV"),
        (&["import", "/nowhere.csv"], 74, "cannot read /nowhere.csv"),
        (&["--read-only", "add", "x"], 77, "--read-only"),
    ] {
        assert!(EXIT_CODES.iter().any(|(known, _)| i32::from(*known) == code));
        let said = home.fail(words, code);
        assert!(said.contains(says), "{words:?}: {said}");
        let json: Value = serde_json::from_str(&home.fail(&[&["--json"], words].concat(), code)).unwrap();
        assert_eq!(json["error"]["code"], code, "{words:?}");
    }
}

#[test]
fn the_keys_that_a_layout_has_only_behind_altgr_are_listed_with_what_leads_there_too() {
    let home = Home::new();
    let german = home.run(&["keys", "lint", "--layout", "de"]);
    assert!(german.lines().any(|line| line.starts_with('@') && line.contains("AltGr")), "{german}");
    assert!(home.run(&["keys", "lint", "--layout", "us"]).contains("no key needs AltGr"));
    assert!(home.fail(&["keys", "lint", "--layout", "dvorak"], 2).contains("de"));
}

// elsewhere the system names the folders, and no variable moves them
#[cfg(unix)]
#[test]
fn the_settings_say_where_everything_is() {
    let home = Home::new();
    let said = home.run(&["config"]);
    for folder in ["xdg-data/momentum", "xdg-state/momentum"] {
        assert!(said.contains(folder), "{folder}: {said}");
    }
}

#[test]
fn the_manual_and_the_completions_are_put_where_they_are_looked_for() {
    let home = Home::new();
    let below = home.path("prefix");
    for _ in 0..2 {
        let said = home.run(&["man", "--install", below.to_str().unwrap()]);
        assert_eq!(said.lines().count(), 4, "{said}");
    }
    for (name, word) in [
        ("man/man1/momentum.1", ".TH momentum"),
        ("bash-completion/completions/momentum", "_momentum()"),
        ("zsh/site-functions/_momentum", "#compdef momentum"),
        ("fish/vendor_completions.d/momentum.fish", "complete -c momentum"),
    ] {
        let text = std::fs::read_to_string(below.join("share").join(name)).unwrap();
        assert!(text.contains(word), "{name}");
    }
    home.write("file", "");
    assert!(home.fail(&["man", "--install", home.path("file").to_str().unwrap()], 74).contains("cannot make"));
}
