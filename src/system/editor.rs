//! The editor for long texts: what the user named, else the first that is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::on_path;

/// Editors with the arguments that make them wait, in the order in which they are tried where the user has named none.
const EDITORS: &[(&str, &[&str])] = &[
    ("code", &["--wait"]),
    ("notepad", &[]),
    // TextEdit, and the words are taken once it is left
    ("open", &["-Wt"]),
    ("nano", &[]),
    ("vi", &[]),
];

/// An editor: its words, the program first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(Vec<String>);

/// Splits what stands in a variable into words: by blanks, but not within quotes. A path of a program with blanks that is there is
/// one word without quotes, too.
fn split(words: &str, is_file: impl Fn(&str) -> bool) -> Vec<String> {
    if is_file(words.trim()) {
        return vec![words.trim().to_owned()];
    }
    let (mut out, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for c in words.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => (quote, begun) = (Some(c), true),
            (c, None) if c.is_whitespace() => {
                if begun {
                    out.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (c, _) => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        out.push(word);
    }
    out
}

/// Chooses the editor. `var` reads a variable, `there` tells where a program is.
fn choose(
    var: impl Fn(&str) -> Option<String>,
    there: impl Fn(&str) -> Option<PathBuf>,
    is_file: impl Fn(&str) -> bool,
) -> Option<Editor> {
    let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| var(name)).map(|words| split(&words, &is_file));
    if let Some(words) = named.into_iter().find(|words| !words.is_empty()) {
        return Some(Editor(words));
    }
    let found = EDITORS.iter().find(|(name, _)| there(name).is_some())?;
    Some(Editor(std::iter::once(found.0).chain(found.1.iter().copied()).map(str::to_owned).collect()))
}

impl Editor {
    /// Returns the editor of this user on this system; none where nothing is there.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let open_is_macs = |name: &str| on_path(name).filter(|_| name != "open" || cfg!(target_os = "macos"));
        choose(|name| std::env::var(name).ok(), open_is_macs, |path| Path::new(path).is_file())
    }

    /// Returns the command that opens a file in it. The path is an argument of its own and never pasted into words.
    #[must_use]
    pub fn command(&self, file: &Path) -> Command {
        let mut words = self.0.iter();
        let mut command = Command::new(words.next().map_or("", String::as_str));
        command.args(words).arg(file);
        command
    }

    /// Returns its words, as a person would type them.
    #[must_use]
    pub fn words(&self) -> String {
        self.0.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_falls_into_words_and_a_path_with_blanks_is_one() {
        let is_file = |path: &str| path == r"C:\Program Files\ed.exe";
        for (named, words) in [
            ("vim", &["vim"][..]),
            ("code --wait", &["code", "--wait"]),
            ("'/opt/my editor/ed' -w", &["/opt/my editor/ed", "-w"]),
            (r#""C:\Program Files\ed.exe" /w"#, &[r"C:\Program Files\ed.exe", "/w"]),
            (r"C:\Program Files\ed.exe", &[r"C:\Program Files\ed.exe"]),
            ("ed ''", &["ed", ""]),
            ("  ", &[]),
        ] {
            assert_eq!(split(named, is_file), words, "{named}");
        }
    }

    #[test]
    fn the_users_choice_goes_first_and_then_the_first_that_is_there() {
        let chosen = |vars: &[(&str, &str)], there: &[&str]| {
            let var = |name: &str| vars.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
            let path = |name: &str| there.contains(&name).then(|| PathBuf::from(name));
            choose(var, path, |_| false).map(|editor| editor.words())
        };
        assert_eq!(chosen(&[("VISUAL", "emacs -nw"), ("EDITOR", "ed")], &["vi"]).as_deref(), Some("emacs -nw"));
        assert_eq!(chosen(&[("VISUAL", " "), ("EDITOR", "ed")], &[]).as_deref(), Some("ed"));
        assert_eq!(chosen(&[], &["vi", "nano", "code"]).as_deref(), Some("code --wait"));
        assert_eq!(chosen(&[], &["vi", "notepad"]).as_deref(), Some("notepad"));
        assert_eq!(chosen(&[], &["open", "vi"]).as_deref(), Some("open -Wt"));
        assert_eq!(chosen(&[], &["vi"]).as_deref(), Some("vi"));
        assert_eq!(chosen(&[], &[]), None);
    }
}
