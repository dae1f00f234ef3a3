//! The arrows between the rooms: who may know whom, and what may be written where.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails, and says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Returns each room with the rooms that it may know, as the table of docs/ARCHITECTURE.md has them.
fn arrows() -> Vec<(String, Vec<String>)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).unwrap();
    let table =
        page.lines().skip_while(|line| !line.starts_with("| room |")).skip(2).take_while(|l| l.starts_with('|'));
    table
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let may: Vec<String> = cells[2].split(", ").filter(|room| *room != "nothing").map(str::to_owned).collect();
            (cells[0].trim_matches('`').to_owned(), may)
        })
        .collect()
}

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

/// Words by which a file asks which system this is, or speaks to one alone: the room `system` does, and nobody else.
const SYSTEMS: &[&str] = &[
    "cfg(unix",
    "cfg(windows",
    "cfg(not(",
    "cfg(any(",
    "cfg!(unix",
    "cfg!(windows",
    "target_os",
    "std::os::",
    "rustix::",
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
            let code = text.split("#[cfg(test)]\n#[cfg(unix)]\nmod tests").next().unwrap_or("");
            let code = code.split("]\nmod tests {").next().unwrap_or("").to_owned();
            (path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"), code)
        })
        .collect()
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or("").trim_end_matches(".rs")
}

fn wrong_arrows(file: &str, code: &str) -> Vec<String> {
    let arrows = arrows();
    let Some((_, allowed)) = arrows.iter().find(|(name, _)| name == room(file)) else { return Vec::new() };
    code.match_indices("crate::")
        .filter_map(|(at, _)| {
            let rest = &code[at + 7..];
            let target: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let known = arrows.iter().any(|(name, _)| *name == target);
            (known && target != room(file) && !allowed.contains(&target)).then(|| format!("{file} → {target}"))
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
    // the map names every room of the tree, and no other
    let mut mapped: Vec<String> = arrows().into_iter().map(|(name, _)| name).collect();
    let mut built: Vec<String> = files().iter().map(|(file, _)| room(file).to_owned()).collect();
    built.retain(|room| !["lib", "main"].contains(&room.as_str()));
    mapped.sort();
    built.sort();
    built.dedup();
    assert_eq!(mapped, built);
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
fn nothing_of_the_program_can_open_a_connection() {
    for (file, code) in files() {
        for word in ["std::net", "TcpStream", "UdpSocket", "UnixStream"] {
            assert!(!code.contains(word), "{file} has {word}: what people say stays on this machine");
        }
    }
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    for name in ["reqwest", "hyper", "ureq", "curl", "native-tls", "openssl", "rustls", "socket2", "tokio"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} talks over a network");
    }
}

#[test]
fn one_room_asks_which_system_this_is() {
    let asks = |(file, code): &(String, String)| {
        let words = SYSTEMS.iter().filter(|word| code.contains(**word) && room(file) != "system");
        words.map(|word| format!("{file} has {word}")).collect::<Vec<_>>()
    };
    let found: Vec<String> = files().iter().flat_map(asks).collect();
    assert!(found.is_empty(), "what differs between systems stands in system/: {found:?}");
    assert_eq!(asks(&("store/x.rs".into(), "#[cfg(unix)]".into())).len(), 1, "the guard bites");
}

#[test]
fn no_file_has_grown_a_second_noun() {
    for (file, code) in files() {
        assert!(code.lines().count() <= 600, "{file} is longer than 600 lines");
    }
}

/// Returns the paths that a file names: of its `use`s with their braces opened, and those inside its code.
fn named_paths(code: &str) -> Vec<String> {
    let code: String = code.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut out = Vec::new();
    let mut rest = String::new();
    for (i, part) in code.split("use ").enumerate() {
        let is_use = i > 0 && part.contains(';');
        let (tree, after) = if is_use { part.split_once(';').unwrap() } else { ("", part) };
        open_braces(tree, &mut out);
        rest.push_str(after);
        rest.push('\n');
    }
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    out.extend(rest.split(|c| !is_path(c)).filter(|word| word.contains("::")).map(str::to_owned));
    out
}

/// Writes `a::{b, c::{d, e}}` out as `a::b`, `a::c::d`, `a::c::e`.
fn open_braces(tree: &str, out: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        out.push(tree.split(" as ").next().unwrap_or("").to_owned());
        return;
    };
    let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
    let (mut depth, mut part) = (0, String::new());
    for c in inside.chars().chain([',']) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !part.trim().is_empty() {
                    open_braces(&format!("{before}{}", part.trim()), out);
                }
                part.clear();
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
}

/// Returns the modules that each module under a folder names, re-exports and `super::` counted.
fn names_of(files: &[(String, String)], folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let module = |file: &str| file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    let inside: Vec<(String, &String)> =
        files.iter().filter(|(file, _)| file.starts_with(folder)).map(|(file, code)| (module(file), code)).collect();
    let known: BTreeSet<&str> = inside.iter().map(|(module, _)| module.as_str()).collect();
    let mut out = BTreeMap::new();
    for (own, code) in &inside {
        let mut named = BTreeSet::new();
        for path in named_paths(code) {
            let mut parts: Vec<&str> = path.split("::").collect();
            let mut base: Vec<&str> = own.split("::").collect();
            match parts.first().copied() {
                Some("crate") => {
                    base.clear();
                    parts.remove(0);
                }
                Some("self") => drop(parts.remove(0)),
                _ => {
                    while parts.first() == Some(&"super") {
                        parts.remove(0);
                        base.pop();
                    }
                }
            }
            let mut full = [base, parts].concat();
            while !full.is_empty() && !known.contains(full.join("::").as_str()) {
                full.pop();
            }
            let full = full.join("::");
            if !full.is_empty() && full != *own && full != folder.trim_end_matches('/') {
                named.insert(full);
            }
        }
        out.insert(own.clone(), named);
    }
    out
}

/// Returns the largest group of modules that all lead back to each other.
fn largest_circle(names: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let reach = |from: &str| {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut next = vec![from.to_owned()];
        while let Some(module) = next.pop() {
            for other in names.get(&module).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        }
        seen
    };
    let all: BTreeMap<&String, BTreeSet<String>> = names.keys().map(|module| (module, reach(module))).collect();
    let circle = |module: &String| -> Vec<String> {
        all[module].iter().filter(|other| all.get(other).is_some_and(|back| back.contains(module))).cloned().collect()
    };
    names.keys().map(circle).max_by_key(Vec::len).unwrap_or_default()
}

/// Most files of the screen that may know each other in a circle: the desk with what lies on it, the verbs on items.
const CIRCLE: usize = 12;

#[test]
fn the_screen_is_no_knot() {
    let circle = largest_circle(&names_of(&files(), "tui/"));
    assert!(circle.len() <= CIRCLE, "{} files know each other in a circle: {circle:#?}", circle.len());
    // the counter sees braces, `super::` and re-exports
    let file = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let knot = [
        file("x/mod.rs", "pub mod a;"),
        file("x/a/mod.rs", "pub use b::B;"),
        file("x/a/b.rs", "use crate::{model, x::c::C};"),
        file("x/c.rs", "fn f() { super::d::g() }"),
        file("x/d.rs", "use super::a::{self, B};"),
        file("x/e.rs", "use crate::x::d; // use crate::x::e;"),
    ];
    assert_eq!(largest_circle(&names_of(&knot, "x/")), ["x::a", "x::a::b", "x::c", "x::d"]);
}

#[test]
fn no_shared_file_asks_which_screen_it_is() {
    let shared = files()
        .into_iter()
        .filter(|(file, _)| file.starts_with("tui/") && !file.starts_with("tui/view/") && file != "tui/catalog.rs");
    for (file, code) in shared {
        let named: Vec<String> = named_paths(&code).into_iter().filter(|path| path.contains("view::")).collect();
        assert!(named.is_empty(), "{file} names a screen: {named:?}");
    }
}

#[test]
fn no_row_of_a_table_is_written_by_place() {
    for (file, code) in files().into_iter().filter(|(file, _)| file.starts_with("tui/")) {
        let literal = code.lines().find(|line| line.trim_start().starts_with("Action {"));
        assert!(literal.is_none(), "{file} writes a command without its builder");
    }
}

/// Longest function outside tests and tables, in lines.
const LONGEST: usize = 80;

/// Functions that are tables, a row of five lines for each thing.
const TABLES: &[&str] = &["fn all_flaws("];

#[test]
fn no_function_is_longer_than_a_page() {
    for (file, code) in files() {
        let lines: Vec<&str> = code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let words = line.trim_start().trim_start_matches("pub ").trim_start_matches("const ");
            let begins = words.starts_with("fn ") || words.starts_with("pub(") && words.contains(" fn ");
            let indent = line.len() - line.trim_start().len();
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[at..].iter().position(|line| *line == end).filter(|_| begins).unwrap_or(0);
            let table = TABLES.iter().any(|table| words.contains(table));
            assert!(table || length < LONGEST, "{file}:{} is a function of {} lines", at + 1, length + 1);
        }
    }
}

#[test]
fn docs_speak_plainly() {
    let (mut all, mut short) = (0, 0);
    for (file, code) in files() {
        for (at, line) in code.lines().enumerate() {
            let Some(words) = line.trim_start().strip_prefix("/// ") else { continue };
            all += 1;
            short += usize::from(words.split_whitespace().count() <= 3 && !words.starts_with('#'));
            assert!(!words.starts_with("Where "), "{file}:{}: say what it is, or “Returns an error if …”", at + 1);
        }
    }
    assert!(short * 20 < all, "{short} of {all} doc lines have three words or fewer: they repeat a name");
}
