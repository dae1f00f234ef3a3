//! Keys that a person has bound: every footer, message and hint names them.

use std::collections::BTreeMap;

use momentum::cli::out::in_the_shell;
use momentum::config::Config;
use momentum::tui::catalog::CATALOG;
use momentum::tui::keymap::Keymap;

use crate::common::{Screen, now};

/// What a message says of a key: `u undoes`, `3 plans one`.
const DOES: &[&str] = &[
    "undoes",
    "and a ",
    "for the ",
    "asks",
    "takes",
    "goes",
    "makes",
    "does it",
    "decides",
    "brings",
    "says",
    "scores",
    "plans",
    "begins",
    "is the",
    "reviews",
    "adds",
    "writes",
    "closes",
    "ends",
    "copies",
    "orders",
    "shows",
    "links",
    "saves",
    "lists",
    "marks",
    "quits",
    "merges",
    "splits",
    "sizes",
    "mends",
    "clears",
    "unmarks",
    "pauses",
    "looks",
    "completes",
    "grooms",
];

/// Binds every command to keys of its own that no message could spell by chance.
fn all_rebound() -> Config {
    let letters: Vec<char> = ('α'..='ω').filter(|c| *c != 'ς').collect();
    let mut keys = BTreeMap::new();
    for (n, action) in CATALOG.actions().filter(|action| !action.keys.is_empty()).enumerate() {
        let (first, rest) = (letters[n / 400], n % 400);
        keys.insert(action.name.to_owned(), vec![format!("{first} {} {}", letters[rest / 20], letters[rest % 20])]);
    }
    Config { keys, ..Config::default() }
}

/// Returns the keys that the program comes with and that stand in a text as keys.
fn old_keys(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for keys in CATALOG.actions().flat_map(|action| action.keys) {
        let alone = |at: usize, end: usize| {
            let before = text[..at].chars().next_back().is_none_or(|c| c == ' ' || c == '(' || c == '│' || c == '\n');
            let after = &text[end..];
            let is_key = keys.contains(' ') && after.chars().next().is_none_or(|c| " ,).:\n│".contains(c));
            before
                && (is_key
                    || DOES.iter().any(|does| after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(does))))
        };
        found.extend(text.match_indices(keys).filter(|(at, _)| alone(*at, at + keys.len())).map(|(at, _)| {
            let end = text[at..].char_indices().nth(30).map_or(text.len(), |(i, _)| at + i);
            text[at..end].to_owned()
        }));
    }
    found
}

#[test]
fn the_guard_sees_a_key_that_nobody_filled_in() {
    assert!(!old_keys("no sprint is active: 3 plans one").is_empty());
    assert!(!old_keys("nobody has said why yet · w w").is_empty() && old_keys("Teams show what they plan").is_empty());
}

#[test]
fn every_screen_names_the_keys_that_are_bound_and_no_others() {
    let config = all_rebound();
    let mut all = std::collections::BTreeSet::new();
    for product in [momentum::demo::inkwell(now(), 7).unwrap(), momentum::model::Product::default()] {
        let mut screen = Screen::new(&product, 160, 45);
        screen.app.configure(&config);
        assert!(screen.app.desk.message.is_none(), "{:?}", screen.app.desk.message);
        for action in CATALOG.actions() {
            screen.app.desk.run_named(action.name);
            screen.draw();
            // what only the loop can do is not for here
            screen.app.desk.effects.clear();
            let text = screen.text();
            let old = if screen.app.desk.layers.is_empty() { old_keys(&text) } else { Vec::new() };
            all.extend(old.into_iter().map(|old| format!("{}: {old}", action.name)));
            screen.app.desk.layers.clear();
            screen.app.desk.leave_view();
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// Files whose keys are their own and cannot be bound: layers, and where keys are read and spelled.
const FIXED: &[&str] = &[
    "tui/layer/",
    "tui/keymap.rs",
    "tui/welcome.rs",
    "tui/items/checks.rs",
    "tui/items/tasks.rs",
    "tui/aims/metric.rs",
    "tui/view/sprint/plan/team.rs",
];

/// Returns the string literals of a source outside comments and rows of commands.
fn literals(code: &str) -> Vec<String> {
    let lines = code.split("#[cfg(test)]").next().unwrap().lines();
    let spoken = lines.filter(|line| !line.trim_start().starts_with("//") && !line.contains(".keys(&["));
    spoken.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Returns every source of the program by its path within `src`.
fn sources() -> Vec<(String, String)> {
    let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut found, mut folders) = (Vec::new(), vec![src.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    found
}

#[test]
fn no_message_in_the_sources_names_a_key_instead_of_a_command() {
    let mut found = Vec::new();
    for (name, code) in sources().iter().filter(|(name, _)| !FIXED.iter().any(|fixed| name.starts_with(fixed))) {
        let spoken = literals(code);
        found.extend(spoken.iter().flat_map(|words| old_keys(words)).map(|old| format!("{name}: {old}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_command_that_a_message_names_is_there_and_has_a_word_in_the_shell() {
    let keymap = Keymap::new(&CATALOG);
    let (mut named, mut missing) = (0, Vec::new());
    for (file, code) in sources() {
        for words in literals(&code) {
            for (at, _) in words.match_indices('⟦') {
                let Some((token, _)) = words[at..].split_once('⟧') else { continue };
                let token = format!("{token}⟧");
                // a name that is known only at run time is for those that pass it
                if token.contains('{') {
                    continue;
                }
                named += 1;
                let unknown = keymap.fill(&token) == token;
                // what only the screen says needs no word in the shell
                if unknown || (!file.starts_with("tui/") && in_the_shell(&token) == token) {
                    missing.push(format!("{file}: {token}"));
                }
            }
        }
    }
    assert!(missing.is_empty() && named > 100, "{named}: {missing:#?}");
}
