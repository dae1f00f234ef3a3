//! The arrows between the rooms: who may know whom, and what may be written where.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails, and says where")]

use std::path::{Path, PathBuf};

/// Each room with the rooms that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("measure", &["model", "text"]),
    ("query", &["measure", "model", "text"]),
    ("exchange", &["model", "text"]),
    ("demo", &["model", "text"]),
    ("store", &["model", "text"]),
    ("workspace", &["store", "model", "text"]),
    ("config", &["store", "query", "model", "text"]),
    ("cli", &["config", "workspace", "store", "exchange", "query", "measure", "model", "text"]),
    ("start", &["config", "cli", "tui", "demo", "workspace", "store", "model", "text"]),
    ("tui", &["config", "workspace", "store", "exchange", "query", "measure", "model", "text"]),
];

/// Words that may stand in one place only: the word, the files where it may, and why.
const PLACES: &[(&str, &[&str], &str)] = &[
    ("Color::", &["tui/theme.rs"], "a colour is written in the theme"),
    ("println!", &[], "the printer is cli/out.rs"),
    ("eprintln!", &[], "the printer is cli/out.rs"),
    ("Utc::now", &["main.rs"], "time comes in as an argument"),
    ("Local::now", &["main.rs"], "time comes in as an argument"),
    ("SystemTime::now", &["main.rs"], "time comes in as an argument"),
    ("Span::raw", &[], "every span passes the sanitizer in widget/text.rs"),
    ("thread::spawn", &[], "it panics where the system has no thread left: Builder::spawn"),
    ("getrandom", &["store/mod.rs"], "chance comes in as a seed"),
];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn files() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&src, &mut all);
    all.into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            // tests inside a file may do what they like
            let code = text.split("]\nmod tests {").next().unwrap_or("").to_owned();
            (path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"), code)
        })
        .collect()
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or("").trim_end_matches(".rs")
}

fn wrong_arrows(file: &str, code: &str) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room(file)) else { return Vec::new() };
    code.match_indices("crate::")
        .filter_map(|(at, _)| {
            let rest = &code[at + 7..];
            let target: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let known = ARROWS.iter().any(|(name, _)| *name == target);
            (known && target != room(file) && !allowed.contains(&target.as_str())).then(|| format!("{file} → {target}"))
        })
        .collect()
}

#[test]
fn no_room_knows_a_room_that_it_should_not() {
    let wrong: Vec<String> = files().iter().flat_map(|(file, code)| wrong_arrows(file, code)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // the guard bites
    assert_eq!(wrong_arrows("model/x.rs", "use crate::store::Store;"), ["model/x.rs → store"]);
    assert_eq!(wrong_arrows("cli/x.rs", "use crate::tui;"), ["cli/x.rs → tui"]);
}

#[test]
fn what_has_one_place_stands_there() {
    for (file, code) in files() {
        let code: String =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (word, places, why) in PLACES {
            assert!(!code.contains(word) || places.contains(&file.as_str()), "{file} has {word}: {why}");
        }
    }
}

#[test]
fn no_file_has_grown_a_second_noun() {
    for (file, code) in files() {
        assert!(code.lines().count() <= 600, "{file} is longer than 600 lines");
    }
}
