//! Keys to actions: chords, prefixes, clashes.

use std::collections::{BTreeMap, HashMap, HashSet};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::{Action, Catalog, Scope};
use super::screen::Page;

use crate::sort::InOrder;
use crate::system::layout::Layout;

/// One key press, normalised: shift is in the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub struct Chord {
    /// The key that was pressed.
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
    /// The keys lead to a command.
    Action(&'static Action),
    /// More keys to come.
    Prefix,
    /// There is nothing here.
    Nothing,
}

/// The map from keys to actions, as the table has them or as a person has set them.
pub struct Keymap {
    actions: HashMap<Scope, HashMap<Vec<Chord>, &'static Action>>,
    prefixes: HashMap<Scope, HashSet<Vec<Chord>>>,
    /// Each command with its keys, by its name.
    named: HashMap<&'static str, (&'static Action, Vec<String>)>,
    /// All commands, in the order of the catalog.
    all: Vec<&'static Action>,
    pages: &'static [&'static Page],
}

impl Keymap {
    /// Returns the keys as the program comes.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        Self::with(catalog, &BTreeMap::new()).0
    }

    /// Returns all commands, in order.
    pub fn all(&self) -> impl Iterator<Item = &'static Action> {
        self.all.iter().copied()
    }

    /// Returns the command of a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'static Action> {
        self.named.get(name).map(|(action, _)| *action)
    }

    /// Fills in the keys of the commands that a text names; a command without a key is one for the palette.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        crate::words::fill(text, |name| {
            let action = self.named(name)?;
            let keys = self.shown(action);
            Some(if keys.is_empty() { format!(": {}", action.short) } else { keys })
        })
    }

    /// Returns the keys of a command as they are named: of a family the key with which all of it begins.
    #[must_use]
    pub fn shown(&self, action: &Action) -> String {
        let keys = self.first(action);
        if action.family { keys.split(' ').next().unwrap_or("").to_owned() } else { keys }
    }

    /// Returns the commands that work in a scope.
    pub fn in_scope(&self, scope: Scope) -> impl Iterator<Item = &'static Action> {
        self.all().filter(move |action| scope.reach().any(|near| near == action.scope))
    }

    /// Returns the map with a person's own keys, by the name of the action, and what is wrong with them.
    ///
    /// A name that nobody knows and a key that cannot be pressed are passed over. Of two actions on one key the one that a
    /// person chose has it.
    #[must_use]
    pub fn with(catalog: &Catalog, own: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let all: Vec<&'static Action> = catalog.actions().collect();
        let names: Vec<&str> = all.iter().map(|a| a.name).collect();
        for name in own.keys().filter(|name| !names.contains(&name.as_str())) {
            let near = crate::words::nearest(name, names.iter().copied());
            let hint = if near.is_empty() {
                "momentum keys lists them".to_owned()
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            faults.push(format!("keys: there is no action “{name}” · {hint}"));
        }
        let mut rows = all.clone();
        let mut map = Self {
            actions: HashMap::new(),
            prefixes: HashMap::new(),
            named: HashMap::new(),
            all,
            pages: catalog.pages,
        };
        // a person's own keys first, so that they win
        rows.order_by_key(|action| !own.contains_key(action.name));
        for action in rows {
            let chosen = own.get(action.name);
            let wanted = chosen.cloned().unwrap_or_else(|| action.keys.iter().map(|k| (*k).to_owned()).collect());
            let mut had = Vec::new();
            for keys in wanted {
                let chords: Option<Vec<Chord>> = keys.split(' ').map(Chord::parse).collect();
                let Some(chords) = chords else {
                    faults.push(format!("keys.{}: “{keys}” is not a key such as x, g x, ctrl-x or enter", action.name));
                    continue;
                };
                if let Some(other) = map.rival(action.scope, &chords) {
                    faults.push(format!("keys.{}: “{keys}” belongs to {other}", action.name));
                    continue;
                }
                for n in 1..chords.len() {
                    let prefix = chords.iter().take(n).copied().collect();
                    map.prefixes.entry(action.scope).or_default().insert(prefix);
                }
                map.actions.entry(action.scope).or_default().insert(chords, action);
                had.push(keys);
            }
            map.named.insert(action.name, (action, had));
        }
        (map, faults)
    }

    fn action(&self, scope: Scope, chords: &[Chord]) -> Option<&'static Action> {
        self.actions.get(&scope)?.get(chords).copied()
    }

    fn is_prefix(&self, scope: Scope, chords: &[Chord]) -> bool {
        self.prefixes.get(&scope).is_some_and(|prefixes| prefixes.contains(chords))
    }

    /// Returns what already stands on these keys, before them or behind them.
    fn rival(&self, scope: Scope, chords: &[Chord]) -> Option<&'static str> {
        // a screen may give a key its own meaning in place of the verbs on items, but nothing may hide what works everywhere
        let meets = |other: &Scope| {
            let pair = [scope, *other];
            scope == *other
                || pair.contains(&Scope::Everywhere)
                || (pair.iter().any(|scope| matches!(scope, Scope::On(page) if page.list))
                    && pair.contains(&Scope::Items))
        };
        let all = [Scope::Everywhere, Scope::Elsewhere, Scope::Items]
            .into_iter()
            .chain(self.pages.iter().map(|page| Scope::On(page)));
        all.filter(meets).find_map(|scope| {
            let begins = (1..=chords.len()).find_map(|n| self.action(scope, chords.get(..n)?));
            let prefix = self.is_prefix(scope, chords);
            begins.map(|action| action.name).or(prefix.then_some("a family of keys"))
        })
    }

    /// Returns the keys of an action, the first being the one that is shown.
    #[must_use]
    pub fn keys(&self, action: &Action) -> &[String] {
        self.named.get(action.name).map_or(&[], |(_, keys)| keys.as_slice())
    }

    /// Returns the keys of an action that lead to it on a screen: a nearer action may have taken some.
    #[must_use]
    pub fn live(&self, scope: Scope, action: &Action) -> Vec<String> {
        let leads = |keys: &&String| {
            let chords: Vec<Chord> = keys.split(' ').filter_map(Chord::parse).collect();
            matches!(self.find(scope, &chords), Found::Action(found) if found.name == action.name)
        };
        self.keys(action).iter().filter(leads).cloned().collect()
    }

    /// Returns what leads to a command by keys of their own on a layout: other keys of it, else the palette.
    #[must_use]
    pub fn instead(&self, action: &Action, layout: &Layout) -> String {
        let easy = self.keys(action).iter().find(|keys| layout.trouble_of(keys).is_none());
        easy.map_or_else(|| format!(": {}", action.title), |keys| spell(keys))
    }

    /// Returns the first key of an action as a person reads it, empty where it has none.
    #[must_use]
    pub fn first(&self, action: &Action) -> String {
        self.keys(action).first().map(|keys| spell(keys)).unwrap_or_default()
    }

    /// Returns every action with its keys as a person reads them, in the order of the table.
    pub fn table(&self) -> impl Iterator<Item = (String, &'static Action)> {
        self.all().map(|action| {
            let keys: Vec<String> = self.keys(action).iter().map(|k| spell(k)).collect();
            (keys.join("  "), action)
        })
    }

    /// Returns what the keys pressed so far lead to in a scope; what works everywhere works there, too.
    #[must_use]
    pub fn find(&self, scope: Scope, keys: &[Chord]) -> Found {
        for scope in scope.reach() {
            if let Some(action) = self.action(scope, keys) {
                return Found::Action(action);
            }
            if self.is_prefix(scope, keys) {
                return Found::Prefix;
            }
        }
        Found::Nothing
    }

    /// Returns what can follow the keys pressed so far: the next key and the action.
    #[must_use]
    pub fn following(&self, scope: Scope, keys: &[Chord]) -> Vec<(String, &'static Action)> {
        let mut out: Vec<(String, &'static Action)> = Vec::new();
        for action in self.in_scope(scope) {
            for spelled in &self.live(scope, action) {
                let chords: Vec<Chord> = spelled.split(' ').filter_map(Chord::parse).collect();
                if chords.len() > keys.len() && chords.starts_with(keys) {
                    let next = spelled.split(' ').nth(keys.len()).unwrap_or("");
                    let next = spell(next);
                    if out.iter().all(|(key, _)| *key != next) {
                        out.push((next, action));
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::catalog::CATALOG;

    #[test]
    fn every_key_of_the_table_can_be_pressed_and_none_clashes() {
        let mut seen: HashMap<(Scope, Vec<Chord>), &str> = HashMap::new();
        for action in CATALOG.actions() {
            for keys in action.keys {
                let chords: Vec<Chord> =
                    keys.split(' ').map(|word| Chord::parse(word).unwrap_or_else(|| panic!("{keys}"))).collect();
                let near =
                    if matches!(action.scope, Scope::On(page) if page.list) { Scope::Items } else { action.scope };
                for scope in [action.scope, near, Scope::Everywhere] {
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
    fn ones_own_keys_win_and_what_is_wrong_with_them_is_said() {
        let own = |rows: &[(&str, &str)]| rows.iter().map(|(n, k)| ((*n).to_owned(), vec![(*k).to_owned()])).collect();
        let (map, faults) = Keymap::with(
            &CATALOG,
            &own(&[("item.size", "ctrl-s"), ("list.find", "s"), ("item.sise", "x"), ("rank.top", "t t t")]),
        );
        let find = |keys: &str| {
            let chords: Vec<Chord> = keys.split(' ').map(|k| Chord::parse(k).unwrap()).collect();
            match map.find(Scope::On(CATALOG.home), &chords) {
                Found::Action(action) => action.name,
                Found::Prefix => "prefix",
                Found::Nothing => "nothing",
            }
        };
        assert_eq!(
            (find("ctrl-s"), find("s"), find("/"), find("t")),
            ("item.size", "list.find", "find.anything", "prefix")
        );
        let faults = faults.join("\n");
        assert!(
            faults.contains("did you mean item.size") && faults.contains("item.timeline: “t” belongs to a family"),
            "{faults}"
        );
        assert!(Keymap::with(&CATALOG, &BTreeMap::new()).1.is_empty(), "the table itself has no clash");
    }

    #[test]
    fn names_are_unique_and_no_key_needs_more_than_shift() {
        let mut names = HashSet::new();
        for action in CATALOG.actions() {
            assert!(names.insert(action.name), "{} is there twice", action.name);
            assert!(
                action.keys.is_empty()
                    || action.keys.iter().any(|k| !k.contains("ctrl-"))
                    || action.name == "app.exit"
                    || matches!(action.name, "app.redraw" | "app.suspend"),
                "{} needs Ctrl",
                action.name
            );
        }
    }
}
