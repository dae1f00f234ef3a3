//! Keyboard layouts: which characters need `AltGr` or Option there, so that a person can see which keys of the program do.

/// A layout by its name, with the characters that it has only behind `AltGr` (Windows, Linux) or Option (macOS), and those that it
/// lacks or has as dead keys.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name: the country or language that people know it by.
    pub name: &'static str,
    /// The characters behind `AltGr` or Option.
    pub behind: &'static str,
    /// The characters that come only with a second key, because the first is dead.
    pub dead: &'static str,
}

/// The layouts that are known: as Windows and Linux have them; a Mac has more behind Option.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "us", behind: "", dead: "" },
    Layout { name: "uk", behind: "", dead: "" },
    Layout { name: "de", behind: "@[]{}\\|~", dead: "^`" },
    Layout { name: "fr", behind: "@[]{}\\|~#^`", dead: "" },
    Layout { name: "es", behind: "@[]{}\\|#~", dead: "^`" },
    Layout { name: "pl", behind: "", dead: "" },
];

impl Layout {
    /// Returns the layout of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }

    /// Returns how the first key of a sequence that is no key of its own is typed.
    #[must_use]
    pub fn trouble_of(&self, keys: &str) -> Option<&'static str> {
        keys.split(' ').filter(|key| key.chars().count() == 1).find_map(|key| self.trouble(key.chars().next()?))
    }

    /// Returns how a character is typed where it is not a key of its own.
    #[must_use]
    pub fn trouble(&self, c: char) -> Option<&'static str> {
        match () {
            () if self.behind.contains(c) => Some("AltGr or Option"),
            () if self.dead.contains(c) => Some("a dead key"),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_tells_what_it_has_only_behind_altgr() {
        assert!(Layout::named("us").unwrap().trouble('@').is_none());
        assert_eq!(Layout::named("de").unwrap().trouble('@'), Some("AltGr or Option"));
        assert_eq!(Layout::named("de").unwrap().trouble('^'), Some("a dead key"));
        assert!(Layout::named("de").unwrap().trouble('#').is_none());
        assert_eq!(Layout::named("fr").unwrap().trouble('#'), Some("AltGr or Option"));
        assert!(Layout::named("xx").is_none());
    }
}
