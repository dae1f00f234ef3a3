//! Keys to actions: chords, prefixes, clashes.

use std::collections::{BTreeMap, HashMap};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action, Scope};

/// One key press, normalised: shift is in the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub struct Chord {
    /// The key.
    pub code: KeyCode,
    /// Whether Ctrl was held.
    pub ctrl: bool,
}

impl Chord {
    /// Returns the chord of a key press.
    #[must_use]
    pub fn of(key: KeyEvent) -> Self {
        let code = match key.code {
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::SHIFT) && c.is_ascii_lowercase() => {
                KeyCode::Char(c.to_ascii_uppercase())
            }
            code => code,
        };
        Self { code, ctrl: key.modifiers.contains(KeyModifiers::CONTROL) }
    }

    /// Returns the chord that a word of the table spells: `j`, `G`, `ctrl-d`, `enter`, `space`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (ctrl, name) = word.strip_prefix("ctrl-").map_or((false, word), |rest| (true, rest));
        let mut letters = name.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => match name {
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "space" => KeyCode::Char(' '),
                "tab" => KeyCode::Tab,
                "backtab" => KeyCode::BackTab,
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "right" => KeyCode::Right,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "pgup" => KeyCode::PageUp,
                "pgdn" => KeyCode::PageDown,
                "backspace" => KeyCode::Backspace,
                _ => return None,
            },
        };
        Some(Self { code, ctrl })
    }
}

/// Returns a key sequence as a person reads it: `g g`, `Ctrl-d`, `↓`.
#[must_use]
pub fn spell(keys: &str) -> String {
    let word = |word: &str| match word {
        "enter" => "Enter".to_owned(),
        "esc" => "Esc".to_owned(),
        "space" => "Space".to_owned(),
        "tab" => "Tab".to_owned(),
        "backtab" => "Shift-Tab".to_owned(),
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "home" => "Home".to_owned(),
        "end" => "End".to_owned(),
        "pgup" => "PgUp".to_owned(),
        "pgdn" => "PgDn".to_owned(),
        "backspace" => "Backspace".to_owned(),
        other => other.strip_prefix("ctrl-").map_or_else(|| other.to_owned(), |key| format!("Ctrl-{key}")),
    };
    keys.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What a sequence of keys leads to.
#[derive(Clone, Copy)]
pub enum Found {
    /// An action.
    Action(&'static Action),
    /// More keys to come.
    Prefix,
    /// Nothing.
    Nothing,
}

/// The map from keys to actions.
pub struct Keymap {
    actions: HashMap<(Scope, Vec<Chord>), &'static Action>,
    prefixes: HashMap<(Scope, Vec<Chord>), usize>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut map = Self { actions: HashMap::new(), prefixes: HashMap::new() };
        for action in ACTIONS.iter().copied().flatten() {
            for keys in action.keys {
                let chords: Vec<Chord> = keys.split(' ').filter_map(Chord::parse).collect();
                for n in 1..chords.len() {
                    *map.prefixes.entry((action.scope, chords.iter().take(n).copied().collect())).or_default() += 1;
                }
                map.actions.insert((action.scope, chords), action);
            }
        }
        map
    }
}

impl Keymap {
    /// Returns what the keys pressed so far lead to in a scope; what works everywhere works there, too.
    #[must_use]
    pub fn find(&self, scope: Scope, keys: &[Chord]) -> Found {
        for scope in [scope, Scope::Everywhere] {
            let at = (scope, keys.to_vec());
            if let Some(action) = self.actions.get(&at) {
                return Found::Action(action);
            }
            if self.prefixes.contains_key(&at) {
                return Found::Prefix;
            }
        }
        Found::Nothing
    }

    /// Returns what can follow the keys pressed so far: the next key and the action.
    #[must_use]
    pub fn following(&self, scope: Scope, keys: &[Chord]) -> Vec<(String, &'static Action)> {
        let mut out: BTreeMap<String, &'static Action> = BTreeMap::new();
        for action in ACTIONS.iter().copied().flatten().filter(|a| a.scope == scope || a.scope == Scope::Everywhere) {
            for spelled in action.keys {
                let chords: Vec<Chord> = spelled.split(' ').filter_map(Chord::parse).collect();
                if chords.len() > keys.len() && chords.starts_with(keys) {
                    let next = spelled.split(' ').nth(keys.len()).unwrap_or("");
                    out.entry(spell(next)).or_insert(action);
                }
            }
        }
        out.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_key_of_the_table_can_be_pressed_and_none_clashes() {
        let mut seen: HashMap<(Scope, Vec<Chord>), &str> = HashMap::new();
        for action in ACTIONS.iter().copied().flatten() {
            for keys in action.keys {
                let chords: Vec<Chord> =
                    keys.split(' ').map(|word| Chord::parse(word).unwrap_or_else(|| panic!("{keys}"))).collect();
                for scope in [action.scope, Scope::Everywhere] {
                    if let Some(other) = seen.get(&(scope, chords.clone())) {
                        panic!("{keys} is {other} and {}", action.name);
                    }
                }
                seen.insert((action.scope, chords), action.name);
            }
        }
        // a key is a verb or a prefix, never both
        for (scope, chords) in seen.keys() {
            for n in 1..chords.len() {
                for other in [*scope, Scope::Everywhere] {
                    assert!(!seen.contains_key(&(other, chords[..n].to_vec())), "{chords:?} begins with a verb");
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_no_key_needs_more_than_shift() {
        let mut names = HashSet::new();
        for action in ACTIONS.iter().copied().flatten() {
            assert!(names.insert(action.name), "{} is there twice", action.name);
            assert!(
                action.keys.is_empty()
                    || action.keys.iter().any(|k| !k.contains("ctrl-"))
                    || action.name == "app.exit"
                    || action.name == "app.redraw",
                "{} needs Ctrl",
                action.name
            );
        }
    }
}
