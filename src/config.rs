//! What a person has set once for all: colours, keys, the product that opens. A wrong line costs that line alone.

mod assistant;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::PathBuf;

use toml::{Table, Value};

use crate::model::Size;
use crate::query::STALE_DAYS;
use crate::store::place;
use crate::system::layout::{LAYOUTS, Layout};
use crate::words::nearest;
pub use assistant::Assistant;

/// The version of the shapes in which the shell answers (docs/json.md): within one, members are added, never changed or removed.
pub const JSON: u32 = 1;

/// The product that opens where none was named and none was open before.
pub const PRODUCT: &str = "backlog";

/// The settings, each as it takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of a theme, where one was set.
    pub theme: Option<String>,
    /// Whether borders and symbols are drawn in ASCII only; unset, the surroundings decide.
    pub ascii: Option<bool>,
    /// The layout of the keyboard, for what is hard to type on it.
    pub layout: Option<&'static Layout>,
    /// Whether the screen listens to the mouse.
    pub mouse: bool,
    /// Whether a product manager works with it, who begins with the vision, and not a product owner, who begins with today.
    pub manages: bool,
    /// Whether tips are shown until their keys have been used.
    pub tips: bool,
    /// The product that opens where none is named.
    pub product: String,
    /// The user's name, recorded as author; the system's where none was set.
    pub name: Option<String>,
    /// Days without a change after which an item is stale.
    pub stale_days: i64,
    /// The sizes that are one key away, in hundredths.
    pub scale: Vec<u32>,
    /// Keys by the name of the action; an empty list takes them all away.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The command of the assistant.
    pub assistant: Assistant,
    /// Names that were set, for telling where a value comes from.
    pub set: Vec<String>,
    /// What is wrong with the file, a line each.
    pub faults: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: None,
            ascii: None,
            layout: None,
            mouse: true,
            tips: true,
            manages: false,
            product: PRODUCT.into(),
            name: None,
            stale_days: STALE_DAYS,
            scale: Size::SCALE.to_vec(),
            keys: BTreeMap::new(),
            assistant: Assistant::default(),
            set: Vec::new(),
            faults: Vec::new(),
        }
    }
}

const NAMES: &[&str] = &[
    "theme",
    "ascii",
    "layout",
    "mouse",
    "tips",
    "role",
    "product",
    "name",
    "stale_days",
    "scale",
    "keys",
    "assistant",
];

/// Returns the settings file: `MOMENTUM_CONFIG`, else `config.toml` in the configuration directory.
#[must_use]
pub fn file() -> Option<PathBuf> {
    match std::env::var_os("MOMENTUM_CONFIG").filter(|path| !path.is_empty()) {
        Some(path) => Some(path.into()),
        None => crate::store::place::config_dir().map(|dir| dir.join("config.toml")),
    }
}

/// Returns the settings. A file that is not there sets nothing; one that cannot be read is a fault and sets nothing.
#[must_use]
pub fn load() -> Config {
    let Some(path) = file() else { return Config::default() };
    match read_small(&path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Config::read(&text),
            Err(_) => Config { faults: vec![format!("{} is not text", path.display())], ..Config::default() },
        },
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Config::default(),
        Err(why) => Config { faults: vec![format!("{} cannot be read: {why}", path.display())], ..Config::default() },
    }
}

/// Largest file of settings that is read: more is a mistake.
const LARGEST: u64 = 1 << 20;

/// Reads a regular file that is small; a pipe or a device is refused before it can block.
fn read_small(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    crate::store::disk::open_regular(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(std::io::Error::other("it is larger than 1 MB: these are no settings"));
    }
    Ok(bytes)
}

impl Config {
    /// Returns the user's name, recorded as author: the one that was set, else the system's; empty if neither is known.
    #[must_use]
    pub fn author(&self) -> String {
        let system = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
        self.name.clone().unwrap_or_else(system)
    }

    /// Returns the role for which the program is set: `po` or `pm`.
    #[must_use]
    pub fn role(&self) -> &'static str {
        if self.manages { "pm" } else { "po" }
    }

    /// Reads settings. What does not fit is named with its line, and the default stands in its place.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut config = Self::default();
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(why) => {
                let why: toml::de::Error = why;
                let line =
                    why.span().map_or(1, |span| text.get(..span.start).map_or(1, |head| head.lines().count().max(1)));
                config.faults.push(format!("line {line}: {}; nothing in the file was used", why.message()));
                return config;
            }
        };
        for (name, value) in &table {
            let line = text
                .lines()
                .position(|l| l.trim_start().trim_start_matches('[').starts_with(name.as_str()))
                .map_or(1, |n| n + 1);
            if let (true, Some(table)) = (name == "assistant", value.as_table()) {
                config.assistant = Assistant::read(table, text, &mut config.faults);
                config.set.push(name.clone());
                continue;
            }
            match config.take(name, value) {
                Ok(()) => config.set.push(name.clone()),
                Err(why) => config.faults.push(format!("line {line}: {name}: {why}; the default is used")),
            }
        }
        config
    }

    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let flag = || value.as_bool().ok_or_else(|| "is true or false".to_owned());
        match name {
            "theme" => {
                let known = ["dark", "light", "contrast", "terminal", "plain"];
                let theme = value.as_str().filter(|name| known.contains(name));
                self.theme = Some(theme.ok_or_else(|| format!("is one of {}", known.join(", ")))?.to_owned());
            }
            "ascii" if value.as_str() == Some("auto") => self.ascii = None,
            "ascii" => self.ascii = Some(value.as_bool().ok_or("is true, false or \"auto\"")?),
            "layout" => {
                let known = || format!("is one of {}", LAYOUTS.iter().map(|l| l.name).collect::<Vec<_>>().join(", "));
                self.layout = Some(value.as_str().and_then(Layout::named).ok_or_else(known)?);
            }
            "mouse" => self.mouse = flag()?,
            "tips" => self.tips = flag()?,
            "role" => {
                self.manages = match value.as_str() {
                    Some("po") => false,
                    Some("pm") => true,
                    _ => return Err("is \"po\" (product owner) or \"pm\" (product manager)".into()),
                };
            }
            "product" => {
                let name = value.as_str().ok_or("is a name")?;
                crate::store::place::product_file(name).map_err(|why| why.to_string())?;
                name.clone_into(&mut self.product);
            }
            "name" => {
                let name = value.as_str().map(str::trim).filter(|name| !name.is_empty() && !name.contains('\n'));
                self.name = Some(name.ok_or("is a name of one line")?.to_owned());
            }
            "stale_days" => {
                let days = value.as_integer().filter(|n| (1..=10_000).contains(n));
                self.stale_days = days.ok_or("is a number of days from 1 to 10000")?;
            }
            "scale" => {
                let list = value
                    .as_array()
                    .filter(|list| (1..=20).contains(&list.len()))
                    .ok_or("is a list of one to twenty sizes")?;
                let size = |value: &Value| {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    Size::parse(&text).ok().and_then(Size::points).ok_or_else(|| format!("{text} is not a size"))
                };
                self.scale = list.iter().map(size).collect::<Result<_, _>>()?;
            }
            "keys" => {
                let table = value.as_table().ok_or("is a table of actions, [keys]")?;
                for (action, keys) in table {
                    let list: Option<Vec<String>> = match keys {
                        Value::String(one) => Some(vec![one.clone()]),
                        Value::Array(list) => list.iter().map(|key| key.as_str().map(str::to_owned)).collect(),
                        _ => None,
                    };
                    match list {
                        Some(list) => drop(self.keys.insert(action.clone(), list)),
                        None => {
                            self.faults.push(format!("keys.{action}: is a key or a list of keys; the default is used"));
                        }
                    }
                }
            }
            "assistant" => return Err("is a table, [assistant]".into()),
            other => {
                let near = nearest(other, NAMES.iter().copied());
                let hint =
                    if near.is_empty() { NAMES.join(", ") } else { format!("did you mean {}?", near.join(" or ")) };
                return Err(format!("there is no such setting · {hint}"));
            }
        }
        Ok(())
    }

    /// Returns the settings as they take effect, for scripts; `file` is where they come from.
    #[must_use]
    pub fn answer(&self, file: &str) -> serde_json::Value {
        let scale: Vec<String> = self.scale.iter().map(|n| Size::Points(*n).to_string()).collect();
        serde_json::json!({
            "file": file, "data": place::data_dir(), "state": place::state_dir(), "json": JSON, "theme": self.theme, "ascii": self.ascii == Some(true), "layout": self.layout.map(|l| l.name), "mouse": self.mouse, "tips": self.tips, "role": self.role(),
            "product": self.product, "name": self.author(), "stale_days": self.stale_days, "scale": scale,
            "keys": self.keys, "assistant": self.assistant.answer(), "set": self.set, "faults": self.faults,
        })
    }

    /// Returns the settings as they take effect, each with where it comes from, in the form of the file.
    #[must_use]
    pub fn print(&self) -> String {
        // as TOML quotes, whose escapes are not those of Rust
        let text = |words: &str| toml::Value::from(words).to_string();
        let mut out = String::new();
        let mut row = |name: &str, value: String| {
            let from = if self.set.iter().any(|s| s == name) { "set" } else { "default" };
            // what has no value would be a fault if it were read back
            let off = if value == "\"\"" { "# " } else { "" };
            let _ = writeln!(out, "{:<40} # {from}", format!("{off}{name} = {value}"));
        };
        row("theme", self.theme.as_ref().map_or_else(|| "\"\"".to_owned(), |name| text(name)));
        row("ascii", self.ascii.map_or_else(|| text("auto"), |on| on.to_string()));
        row("layout", text(self.layout.map_or("", |layout| layout.name)));
        row("mouse", self.mouse.to_string());
        row("tips", self.tips.to_string());
        row("role", text(self.role()));
        row("product", text(&self.product));
        row("name", text(&self.author()));
        row("stale_days", self.stale_days.to_string());
        let scale: Vec<String> = self.scale.iter().map(|n| format!("\"{}\"", Size::Points(*n))).collect();
        row("scale", format!("[{}]", scale.join(", ")));
        if !self.keys.is_empty() {
            out.push_str("\n[keys]\n");
            for (action, keys) in &self.keys {
                let keys: Vec<String> = keys.iter().map(|key| text(key)).collect();
                let _ = writeln!(out, "{} = [{}]", text(action), keys.join(", "));
            }
        }
        out.push_str(&self.assistant.print());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_costs_itself_alone() {
        let config = Config::read(
            "theme = \"light\"\nstale_days = 30\nascii = \"yes\"\ncolour = 1\nscale = [1, \"½\", 3, 100]\n[keys]\n\"item.size\" = \"z\"\n\"list.find\" = 5\n",
        );
        assert_eq!((config.theme.as_deref(), config.stale_days, config.ascii), (Some("light"), 30, None));
        assert_eq!(config.scale, [100, 50, 300, 10_000]);
        assert_eq!(config.keys["item.size"], ["z"]);
        let faults = config.faults.join("\n");
        assert!(
            faults.contains("line 3: ascii") && faults.contains("line 4: colour") && faults.contains("keys.list.find"),
            "{faults}"
        );
    }

    #[test]
    fn what_is_no_toml_is_named_by_its_line_and_sets_nothing() {
        let config = Config::read("theme = \"light\"\nmouse = = 1\n");
        assert_eq!(config.theme, None);
        assert!(config.faults[0].starts_with("line 2"), "{:?}", config.faults);
        assert!(!Config::read("\u{1}\u{2}binary\0").faults.is_empty());
    }

    #[test]
    fn the_print_reads_back_as_the_same_settings() {
        let config = Config::read(
            "stale_days = 30\nascii = false\nlayout = \"de\"\nproduct = \"ink\"\n[keys]\n\"item.size\" = [\"z\"]\n",
        );
        let again = Config::read(&config.print());
        assert!(again.faults.is_empty(), "{:?}", again.faults);
        assert_eq!((again.ascii, again.layout.map(|layout| layout.name)), (Some(false), Some("de")));
        assert_eq!((again.stale_days, again.product, again.keys), (30, "ink".into(), config.keys));
        let default = Config::read(&Config::default().print());
        assert!(default.faults.is_empty() && default.ascii.is_none(), "what was not set decides nothing");
        assert!(Config::read("layout = \"xx\"").faults[0].contains("us, uk, de"));
    }
}
