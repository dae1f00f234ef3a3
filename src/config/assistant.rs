//! The command of the assistant: it stands in the user's own settings and nowhere else. A wrong line costs that line alone; the rules
//! go on working.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use toml::{Table, Value};

use crate::assist::Ask;
use crate::assist::request::Input;
use crate::words::nearest;

/// Seconds that a command has, where nothing else was set, and the least and most that can be.
const TIMEOUT: i64 = 60;
const SHORTEST: i64 = 5;
const LONGEST: i64 = 600;

/// The settings of the assistant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assistant {
    /// The command and its arguments; empty if none was set.
    pub command: Vec<String>,
    /// Commands for single questions, in its place.
    pub own: BTreeMap<Ask, Vec<String>>,
    /// The line of the file in which a command stands, for messages.
    pub line: usize,
    /// The form in which it reads.
    pub input: Input,
    /// The time that it has.
    pub timeout: Duration,
    /// Whether names of people who are not private may go along.
    pub people: bool,
    /// Questions that are sent without being asked each time.
    pub always: Vec<Ask>,
    /// Faults in the settings of the command, a line each.
    pub faults: Vec<String>,
}

impl Default for Assistant {
    fn default() -> Self {
        Self {
            command: Vec::new(),
            own: BTreeMap::new(),
            line: 0,
            input: Input::Text,
            timeout: Duration::from_secs(TIMEOUT.unsigned_abs()),
            people: false,
            always: Vec::new(),
            faults: Vec::new(),
        }
    }
}

const NAMES: &[&str] = &["command", "input", "timeout", "send", "always", "for"];

/// Returns the line of a name behind the heading of its table, from 1.
fn line_of(text: &str, heading: &str, name: &str) -> usize {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let from = lines.iter().position(|line| line.starts_with(&format!("[{heading}]"))).unwrap_or(0);
    let found = lines.iter().skip(from).position(|line| {
        line.split('=').next().is_some_and(|own| own.trim() == name) || line.starts_with(&format!("{name}."))
    });
    found.map_or(from + 1, |n| from + n + 1)
}

/// Reads a command: words, the program first, none of them pasted into a shell.
fn argv(value: &Value) -> Result<Vec<String>, String> {
    let list = value.as_array().ok_or("is a list of words, the program first: [\"llm\", \"-n\"]")?;
    let words: Option<Vec<String>> = list.iter().map(|word| word.as_str().map(str::to_owned)).collect();
    let words = words.ok_or("is a list of words, each in quotes")?;
    let program = words.first().filter(|word| !word.trim().is_empty()).ok_or("names no program")?;
    let path = Path::new(program);
    if path.components().count() > 1 && !path.is_absolute() {
        return Err(format!(
            "{program} is a path from somewhere: the command runs in an empty folder, so write all of it"
        ));
    }
    if path.is_dir() {
        return Err(format!("{program} is a folder and no program"));
    }
    Ok(words)
}

fn asks(value: &Value) -> Result<Vec<Ask>, String> {
    let list = value.as_array().ok_or("is a list of questions, such as [\"criteria\", \"titles\"]")?;
    let read = |word: &Value| Ask::parse(word.as_str().unwrap_or_default()).map_err(|why| why.to_string());
    list.iter().map(read).collect()
}

impl Assistant {
    /// Returns the command for a question; none if there is none, or rules answer it.
    #[must_use]
    pub fn command(&self, ask: Ask) -> Option<&[String]> {
        let command = self.own.get(&ask).unwrap_or(&self.command);
        (!command.is_empty() && !ask.slots().is_empty()).then_some(command.as_slice())
    }

    /// Returns a command as its user would type it.
    #[must_use]
    pub fn words(command: &[String]) -> String {
        let quoted = |word: &String| if word.contains(' ') { format!("'{word}'") } else { word.clone() };
        command.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// Returns the settings as they take effect, for scripts.
    #[must_use]
    pub(super) fn answer(&self) -> serde_json::Value {
        let own: BTreeMap<&str, &Vec<String>> = self.own.iter().map(|(ask, own)| (ask.word(), own)).collect();
        serde_json::json!({
            "command": self.command, "for": own, "input": self.input_word(), "timeout": self.timeout.as_secs(),
            "send": self.send_word(), "always": self.always.iter().map(|ask| ask.word()).collect::<Vec<_>>(),
        })
    }

    fn input_word(&self) -> &'static str {
        if self.input == Input::Json { "json" } else { "text" }
    }

    fn send_word(&self) -> &'static str {
        if self.people { "words+people" } else { "words" }
    }

    /// Returns the settings in the form of the file; nothing if no command was set.
    #[must_use]
    pub(super) fn print(&self) -> String {
        if (Self { faults: Vec::new(), ..self.clone() }) == Self::default() {
            return String::new();
        }
        let list = |words: &[String]| {
            let words: Vec<String> = words.iter().map(|word| Value::from(word.as_str()).to_string()).collect();
            format!("[{}]", words.join(", "))
        };
        let always: Vec<String> = self.always.iter().map(|ask| ask.word().to_owned()).collect();
        let mut out = "\n[assistant]\n".to_owned();
        if !self.command.is_empty() {
            out.push_str(&format!("command = {}\n", list(&self.command)));
        }
        out.push_str(&format!("input = \"{}\"\ntimeout = {}\n", self.input_word(), self.timeout.as_secs()));
        out.push_str(&format!("send = \"{}\"\nalways = {}\n", self.send_word(), list(&always)));
        for (ask, own) in &self.own {
            out.push_str(&format!("\n[assistant.for.{ask}]\ncommand = {}\n", list(own)));
        }
        out
    }

    /// Returns the name of the program of a command, for where there is room for a word.
    #[must_use]
    pub fn name(command: &str) -> &str {
        let program = command.split(' ').next().unwrap_or(command);
        program.rsplit(['/', '\\']).next().unwrap_or(program)
    }

    /// Reads the table `[assistant]`. What does not fit is named with its line among the faults.
    pub(super) fn read(table: &Table, text: &str, faults: &mut Vec<String>) -> Self {
        let mut out = Self::default();
        let before = faults.len();
        for (name, value) in table {
            let line = line_of(text, "assistant", name);
            if let Err(why) = out.take(name, value, text, line, faults) {
                faults.push(format!("line {line}: assistant.{name}: {why}; it is left out"));
            }
        }
        out.faults = faults.get(before..).unwrap_or_default().to_vec();
        out
    }

    fn take(
        &mut self,
        name: &str,
        value: &Value,
        text: &str,
        line: usize,
        faults: &mut Vec<String>,
    ) -> Result<(), String> {
        match name {
            "command" => {
                self.command = argv(value)?;
                self.line = line;
            }
            "input" => {
                self.input = match value.as_str() {
                    Some("text") => Input::Text,
                    Some("json") => Input::Json,
                    _ => return Err("is \"text\" or \"json\"".into()),
                }
            }
            "timeout" => {
                let seconds = value.as_integer().filter(|n| (SHORTEST..=LONGEST).contains(n));
                let seconds = seconds.ok_or_else(|| format!("is a number of seconds from {SHORTEST} to {LONGEST}"))?;
                self.timeout = Duration::from_secs(seconds.unsigned_abs());
            }
            "send" => {
                self.people = match value.as_str() {
                    Some("words") => false,
                    Some("words+people") => true,
                    _ => {
                        return Err(
                            "is \"words\" or \"words+people\"; private records and amounts are never sent".into()
                        );
                    }
                }
            }
            "always" => self.always = asks(value)?,
            "for" => {
                for (ask, own) in value.as_table().ok_or("is a table: [assistant.for.titles]")? {
                    let line = line_of(text, &format!("assistant.for.{ask}"), "command");
                    if let Err(why) = self.take_own(ask, own) {
                        faults.push(format!("line {line}: assistant.for.{ask}: {why}; it is left out"));
                    }
                }
            }
            other => {
                let near = nearest(other, NAMES.iter().copied());
                let hint =
                    if near.is_empty() { NAMES.join(", ") } else { format!("did you mean {}?", near.join(" or ")) };
                return Err(format!("there is no such setting · {hint}"));
            }
        }
        Ok(())
    }

    fn take_own(&mut self, ask: &str, own: &Value) -> Result<(), String> {
        let ask = Ask::parse(ask).map_err(|why| why.to_string())?;
        if ask.slots().is_empty() {
            return Err("rules answer this, and explain themselves".into());
        }
        let table = own.as_table().ok_or("is a table with a command")?;
        if let Some(other) = table.keys().find(|name| *name != "command") {
            return Err(format!("“{other}” is not known here: only a command is"));
        }
        let command = argv(table.get("command").ok_or("has no command")?)?;
        self.own.insert(ask, command);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_command_is_read_with_what_it_gets_and_a_question_may_have_its_own() {
        let config = Config::read(
            "theme = \"dark\"\n[assistant]\ncommand = [\"llm\", \"-m\", \"local 7b\"]\ninput = \"json\"\ntimeout = 300\nsend = \"words+people\"\nalways = [\"criteria\"]\n[assistant.for.titles]\ncommand = [\"tidy\"]\n",
        );
        assert_eq!(config.faults, Vec::<String>::new());
        let own = &config.assistant;
        assert_eq!((own.line, own.input, own.timeout.as_secs(), own.people), (3, Input::Json, 300, true));
        assert_eq!(own.command(Ask::Titles).unwrap(), ["tidy"]);
        assert_eq!(own.command(Ask::Draft).unwrap().len(), 3);
        assert_eq!(own.command(Ask::Size), None, "rules answer it");
        assert_eq!(Assistant::words(&own.command), "llm -m 'local 7b'");
        assert_eq!(own.always, [Ask::Criteria]);
        let again = Config::read(&config.print());
        assert_eq!((again.assistant.command, again.assistant.own), (own.command.clone(), own.own.clone()));
    }

    #[test]
    fn a_wrong_line_is_named_and_costs_itself_alone() {
        for (line, says) in [
            ("command = \"llm -n\"", "is a list of words"),
            ("command = []", "names no program"),
            ("command = [\"\"]", "names no program"),
            ("command = [\"./tidy.py\"]", "write all of it"),
            ("command = [\"/tmp\"]", "is a folder"),
            ("command = [1]", "each in quotes"),
            ("timeout = 0", "from 5 to 600"),
            ("timeout = 1000000", "from 5 to 600"),
            ("input = \"xml\"", "\"text\" or \"json\""),
            ("send = \"all\"", "never sent"),
            ("always = [\"rank\"]", "is none of"),
            ("comand = [\"llm\"]", "did you mean command?"),
        ] {
            let text = format!("[assistant]\n{line}\nsend = \"words\"\nstale = 1\n");
            let text = if line.starts_with("send") { text.replace("send = \"words\"\n", "") } else { text };
            let config = Config::read(&text);
            let fault = config.faults.iter().find(|fault| fault.contains(says));
            assert!(fault.is_some_and(|fault| fault.starts_with("line 2: ")), "{line}: {:?}", config.faults);
            assert_eq!(config.faults.len(), 2, "{line}: {:?}", config.faults);
            let own = config.assistant.clone();
            assert_eq!(own.faults, config.faults, "they are said where the command is missed, too");
            assert_eq!(Assistant { faults: Vec::new(), ..own }, Assistant::default());
        }
        let config = Config::read("[assistant.for.size]\ncommand = [\"x\"]\n[assistant.for.why]\nshell = 1\n");
        assert!(config.faults[0].starts_with("line 2: assistant.for.size: rules"), "{:?}", config.faults);
        assert!(config.faults[1].contains("“shell” is not known"), "{:?}", config.faults);
        assert!(Config::read("assistant = 1\n").faults[0].contains("is a table"));
    }
}
