//! Tasks in plain text: todo.txt, a line each, and org-mode, an outline with its states, properties and check-lists.

use std::collections::BTreeMap;

use super::date::{self, DateOrder};
use super::{Column, Fate, Import, Row, lines};
use crate::model::Reason;
use crate::words::count;

/// Counts what was found under which name, for the report.
#[derive(Default)]
struct Counted(Vec<(String, usize, Fate)>);

impl Counted {
    fn one(&mut self, name: &str, fate: Fate) {
        match self.0.iter_mut().find(|(known, ..)| known == name) {
            Some((_, n, _)) => *n += 1,
            None => self.0.push((name.to_owned(), 1, fate)),
        }
    }

    fn columns(self) -> Vec<Column> {
        self.0.into_iter().map(|(name, n, fate)| Column::new(name, n, fate)).collect()
    }
}

fn is_day(word: &str) -> bool {
    word.len() == 10 && word.parse::<chrono::NaiveDate>().is_ok()
}

/// Whether a text is a todo.txt: its lines have priorities, days or marks as the rules of that format put them.
#[must_use]
pub fn is_todo_txt(text: &str, name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    if !["todo.txt", "done.txt"].contains(&file.as_str()) {
        return false;
    }
    text.lines().all(|line| !line.starts_with(['#', '-', '*', '<']))
}

/// Keys that programs for todo.txt write, besides `id` and `due`. Any other word with a colon is a word: `10:30`, `re:design`.
const KEYS: &[&str] = &["pri", "t", "rec", "h", "uuid", "note", "est", "sup", "p", "dep", "star"];

/// Whether a word is a project or a context there. One of figures alone is none: +1 is a vote.
pub(super) fn is_tag(word: &str) -> bool {
    word.strip_prefix(['+', '@']).is_some_and(|tag| tag.chars().any(|c| !c.is_ascii_digit()))
}

/// Returns the key and the value of a word, where it is one that says more than itself.
pub(super) fn key_of(word: &str) -> Option<(&str, &str)> {
    let known = |key: &str, value: &str| match key {
        "due" => is_day(value),
        "id" | "tag" => true,
        key => KEYS.contains(&key),
    };
    word.split_once(':').filter(|(key, value)| !value.is_empty() && known(key, value))
}

/// Takes the words of a todo.txt line apart: projects, contexts, keys with values, and the rest.
fn words_of(line: &str, row: &mut Row, tags: &mut Vec<String>, counted: &mut Counted) -> String {
    let mut title = Vec::new();
    for word in line.split_whitespace() {
        let (tag, pair) = (word.get(1..).filter(|_| is_tag(word)), key_of(word));
        match (tag, pair) {
            (Some(tag), _) => {
                counted.one(if word.starts_with('+') { "+project" } else { "@context" }, Fate::Mapped("tags"));
                tags.push(tag.to_owned());
            }
            (None, Some(("id", value))) => {
                counted.one("id:", Fate::Mapped("source key"));
                value.clone_into(&mut row.key);
            }
            (None, Some(("tag", value))) => {
                counted.one("tag:", Fate::Mapped("tags"));
                tags.push(value.to_owned());
            }
            (None, Some(("due", value))) => {
                counted.one("due:", Fate::Mapped("due"));
                row.fields.insert("due", value.to_owned());
            }
            (None, Some((key, value))) => {
                counted.one(&format!("{key}:"), Fate::Kept);
                row.columns.entry(format!("{key}:")).or_default().push(value.to_owned());
            }
            (None, None) => title.push(word),
        }
    }
    title.join(" ")
}

/// Reads a todo.txt: priorities are a first order, and no class of their own.
pub(super) fn todo_txt(text: &str) -> Import {
    let mut counted = Counted::default();
    let mut rows: Vec<(char, Row)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut row = Row::default();
        let done = line.strip_prefix("x ");
        let mut rest = done.unwrap_or(line).trim_start();
        let priority =
            rest.strip_prefix('(').and_then(|rest| Some((rest.chars().next()?, rest.get(1..)?.strip_prefix(") ")?)));
        let mut urgency = '~';
        if let Some((letter, tail)) = priority.filter(|(letter, _)| letter.is_ascii_uppercase() && done.is_none()) {
            counted.one("(A)", Fate::Mapped("place"));
            (urgency, rest) = (letter, tail.trim_start());
        }
        let mut days = Vec::new();
        let most = if done.is_some() { 2 } else { 1 };
        while let Some((word, tail)) = rest.split_once(' ').filter(|(word, _)| days.len() < most && is_day(word)) {
            days.push(word.to_owned());
            rest = tail.trim_start();
        }
        let moment = |day: Option<&String>| day.and_then(|day| date::read(day, DateOrder::Unknown));
        if done.is_some() {
            row.fields.insert("status", "done".into());
            (row.done, row.created) = (moment(days.first()), moment(days.get(1)));
            counted.one("x", Fate::Mapped("status"));
        } else {
            row.created = moment(days.first());
        }
        let mut tags = Vec::new();
        let title = words_of(rest, &mut row, &mut tags, &mut counted);
        // a line of marks alone has no other name
        let title = if title.is_empty() { rest.to_owned() } else { title };
        if !tags.is_empty() {
            row.fields.insert("tags", tags.join(", "));
        }
        row.fields.extend(lines::fields_of(&title));
        counted.one("text", Fate::Mapped("title"));
        rows.push((urgency, row));
    }
    // what is done has no priority any more; the rest keeps the order of the file within a letter
    rows.sort_by_key(|(urgency, _)| *urgency);
    let read = rows.len();
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(_, row)| row)
        .filter(|row| row.fields.get("title").is_some_and(|title| !title.is_empty()))
        .collect();
    let empty = read - rows.len();
    let nameless = rows.iter().filter(|row| row.key.is_empty()).count();
    lines::key_by_words(&mut rows);
    let mut notes = Vec::new();
    if empty > 0 {
        notes.push(format!("{} without a word: left out", count(empty, "line")));
    }
    if nameless > 0 {
        notes.push(format!("{nameless} without id: are known by their words when the file comes again"));
    }
    Import {
        system: "todo.txt".into(),
        what: "a todo.txt".into(),
        rows,
        columns: counted.columns(),
        notes,
        product: None,
    }
}

/// Whether a text is an outline of org-mode.
#[must_use]
pub fn is_org(text: &str, name: &str) -> bool {
    name.to_lowercase().ends_with(".org")
        || text.lines().take(40).any(|line| line.starts_with("#+TODO:") || line.trim() == ":PROPERTIES:")
}

/// The words for states: those that are open, and those that are over.
struct States {
    open: Vec<String>,
    over: Vec<String>,
}

fn states(text: &str) -> States {
    let word = |word: &str| word.split('(').next().unwrap_or_default().to_owned();
    let mut out = States { open: Vec::new(), over: Vec::new() };
    for line in text.lines() {
        let Some(rest) =
            ["#+TODO:", "#+SEQ_TODO:", "#+TYP_TODO:"].iter().find_map(|head| line.trim().strip_prefix(head))
        else {
            continue;
        };
        let (open, over) = rest.split_once('|').unwrap_or((rest, ""));
        let mut open: Vec<String> = open.split_whitespace().map(word).collect();
        let mut over: Vec<String> = over.split_whitespace().map(word).collect();
        if over.is_empty() {
            // without a bar the last word is the one for what is over
            over.extend(open.pop());
        }
        out.open.append(&mut open);
        out.over.append(&mut over);
    }
    if out.open.is_empty() && out.over.is_empty() {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        out.open = all(&["TODO", "NEXT", "DOING", "STARTED", "STRT", "WAIT", "HOLD", "PROJ", "IDEA", "REVIEW"]);
        out.over = all(&["DONE", "KILL", "CANCELED", "CANCELLED", "NO", "OKAY", "YES"]);
    }
    out
}

/// Takes a heading apart: its state, its priority, its title, its tags.
fn heading<'a>(line: &'a str, states: &States) -> Option<(String, Option<char>, String, Vec<&'a str>)> {
    let rest = line.trim_start_matches('*').strip_prefix(' ')?.trim();
    let (state, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if !states.open.iter().chain(&states.over).any(|known| known == state) {
        return None;
    }
    let mut rest = rest.trim();
    let mut priority = None;
    if let Some((letter, tail)) = rest.strip_prefix("[#").and_then(|rest| rest.split_once(']')) {
        priority = letter.chars().next();
        rest = tail.trim();
    }
    let mut tags = Vec::new();
    if let Some((title, all)) = rest.rsplit_once(" :").filter(|(_, all)| all.ends_with(':') && !all.contains(' ')) {
        tags = all.split(':').filter(|tag| !tag.is_empty()).collect();
        rest = title.trim();
    }
    Some((state.to_owned(), priority, rest.to_owned(), tags))
}

/// Marks of a line of a check-list.
const BOXES: [&str; 4] = ["- [ ]", "- [X]", "- [x]", "- [-]"];
/// Heads of a line with days.
const DAYS: [&str; 3] = ["SCHEDULED:", "DEADLINE:", "CLOSED:"];

/// Whether a line below a heading would be more than words: a heading, a day, a drawer, a line of a check-list.
fn means_more(line: &str) -> bool {
    let trimmed = line.trim();
    line.starts_with('*')
        || [":PROPERTIES:", ":LOGBOOK:", ":END:"].contains(&trimmed)
        || DAYS.iter().chain(&BOXES).any(|head| trimmed.starts_with(head))
}

/// Returns a line of words as it stands in an outline: one that would mean more has a comma before it, as in blocks of org-mode.
pub(super) fn shielded(line: &str) -> String {
    let is_shielded = line.starts_with(',') && means_more(line.trim_start_matches(','));
    if is_shielded || means_more(line) { format!(",{line}") } else { line.to_owned() }
}

fn unshielded(line: &str) -> &str {
    line.strip_prefix(',').filter(|_| means_more(line.trim_start_matches(','))).unwrap_or(line)
}

/// An outline while it is being read.
struct Outline {
    states: States,
    counted: Counted,
    rows: Vec<(char, Row)>,
    left_out: usize,
    /// The drawer in which the line stands: that of properties, of the log, or none.
    drawer: &'static str,
    /// Whether the heading above is one that is passed over.
    passed: bool,
    /// The stars of a heading that is commented out or archived, with all below it.
    shut: Option<usize>,
}

impl Outline {
    /// Takes a heading: with a state it is an item.
    fn head(&mut self, line: &str) {
        (self.drawer, self.passed) = ("", true);
        let stars = line.len() - line.trim_start_matches('*').len();
        if self.shut.is_some_and(|shut| stars > shut) {
            return;
        }
        self.shut = None;
        let found = heading(line, &self.states);
        let title = found.as_ref().map_or_else(|| line.trim_start_matches('*').trim(), |(.., title, _)| title.as_str());
        let is_comment = title.split(' ').next() == Some("COMMENT");
        if is_comment || line.contains(":ARCHIVE:") {
            self.left_out += 1;
            self.shut = Some(stars);
            return;
        }
        let Some((state, priority, title, tags)) = found else { return };
        self.passed = false;
        let mut row = Row { fields: BTreeMap::from([("title", title)]), ..Row::default() };
        let status = match state.as_str() {
            "KILL" | "CANCELED" | "CANCELLED" | "NO" => {
                row.declined = Some((Reason::NotNow, state.to_lowercase()));
                "todo"
            }
            _ if self.states.over.contains(&state) => "done",
            "DOING" | "STARTED" | "STRT" | "NEXT" => "doing",
            "REVIEW" => "review",
            _ => "todo",
        };
        row.fields.insert("status", status.to_owned());
        self.counted.one("state", Fate::Mapped("status"));
        if !tags.is_empty() {
            self.counted.one(":tags:", Fate::Mapped("tags"));
            row.fields.insert("tags", tags.join(", "));
        }
        if priority.is_some() {
            self.counted.one("[#A]", Fate::Mapped("place"));
        }
        self.rows.push((priority.unwrap_or('B'), row));
    }

    /// Takes a line of a drawer of properties: `:ID: 7`.
    fn property(&mut self, line: &str) {
        let pair = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let (Some((name, value)), Some((_, row))) = (pair, self.rows.last_mut()) else { return };
        let value = value.trim().to_owned();
        match name {
            "ID" | "CUSTOM_ID" => {
                self.counted.one(":ID:", Fate::Mapped("source key"));
                row.key = value;
            }
            "POINTS" | "SIZE" => {
                self.counted.one(":POINTS:", Fate::Mapped("size"));
                row.fields.insert("size", value);
            }
            // an effort is time and no size
            name => {
                self.counted.one(&format!(":{name}:"), Fate::Kept);
                row.columns.entry(name.to_owned()).or_default().push(value);
            }
        }
    }

    /// Takes a line below a heading.
    fn below(&mut self, line: &str) {
        let trimmed = line.trim();
        match (self.drawer, trimmed) {
            ("", ":PROPERTIES:") => self.drawer = "properties",
            ("", ":LOGBOOK:") => self.drawer = "log",
            (_, ":END:") => self.drawer = "",
            ("properties", _) => self.property(trimmed),
            (drawer, _) => {
                let Some((_, row)) = self.rows.last_mut() else { return };
                if drawer == "log" {
                    self.counted.one(":LOGBOOK:", Fate::Kept);
                    row.columns.entry("LOGBOOK".to_owned()).or_default().push(trimmed.to_owned());
                } else if DAYS.iter().any(|head| trimmed.starts_with(head)) && planned(trimmed, row, &mut self.counted)
                {
                    // its days are taken
                } else if BOXES.iter().any(|mark| trimmed.starts_with(mark)) {
                    self.counted.one("- [ ]", Fate::Mapped("criteria"));
                    let met = trimmed.get(3..4).is_some_and(|mark| mark.eq_ignore_ascii_case("x"));
                    let words = trimmed.get(5..).unwrap_or_default().trim();
                    let list = row.fields.entry("criteria").or_default();
                    let gap = if list.is_empty() { "" } else { "\n" };
                    list.push_str(&format!("{gap}- [{}] {words}", if met { 'x' } else { ' ' }));
                } else {
                    let body = row.fields.entry("description").or_default();
                    body.push_str(unshielded(line));
                    body.push('\n');
                }
            }
        }
    }
}

/// Reads an org-mode outline: headings with a state are items, what stands below them is theirs.
pub(super) fn org(text: &str) -> Import {
    let (counted, rows) = (Counted::default(), Vec::new());
    let mut outline =
        Outline { states: states(text), counted, rows, left_out: 0, drawer: "", passed: true, shut: None };
    for line in text.lines() {
        if line.starts_with('*') && line.trim_start_matches('*').starts_with(' ') {
            outline.head(line);
        } else if !outline.passed {
            outline.below(line);
        }
    }
    let Outline { mut counted, mut rows, left_out, .. } = outline;
    rows.sort_by_key(|(priority, _)| *priority);
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    for row in &mut rows {
        let body = row.fields.remove("description").map(|body| body.trim().to_owned()).filter(|body| !body.is_empty());
        if let Some(body) = body {
            counted.one("text", Fate::Mapped("description"));
            row.fields.insert("description", body);
        }
        counted.one("heading", Fate::Mapped("title"));
    }
    lines::key_by_words(&mut rows);
    let mut notes = Vec::new();
    if left_out > 0 {
        notes.push(format!("{left_out} commented out or archived: left out"));
    }
    let what = "an outline of org-mode".to_owned();
    Import { system: "org".into(), what, rows, columns: counted.columns(), notes, product: None }
}

/// Takes the days of a line such as `SCHEDULED: <2026-11-20 Fri> DEADLINE: <…>`; false where there is none.
fn planned(line: &str, row: &mut Row, counted: &mut Counted) -> bool {
    let mut any = false;
    for head in DAYS {
        let Some(day) =
            line.split_once(head).and_then(|(_, rest)| rest.trim_start().get(1..11)).filter(|day| is_day(day))
        else {
            continue;
        };
        any = true;
        match head {
            "DEADLINE:" => {
                counted.one(head, Fate::Mapped("due"));
                row.fields.insert("due", day.to_owned());
            }
            "CLOSED:" => {
                counted.one(head, Fate::Mapped("done"));
                row.done = date::read(day, DateOrder::Unknown);
            }
            _ => {
                counted.one(head, Fate::Kept);
                row.columns.entry(head.trim_end_matches(':').to_owned()).or_default().push(day.to_owned());
            }
        }
    }
    any
}
