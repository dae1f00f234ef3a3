//! Ways back: what another system's importer updates from. Keys are kept, so that nothing is created twice; of what came from that system
//! only what somebody changed here since is written, unless all is wanted.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::apply::{is_untouched, read_seen};
use super::dialect::is_guarded_by_linear;
use super::plain::{is_tag, key_of, shielded};
use super::tree::github::label;
use crate::model::item::field;
use crate::model::{Id, Item, Product, Size, Status};
use crate::text;
use crate::words::count;

/// A system that can be written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Jira's CSV importer.
    Jira,
    /// GitHub's own JSON, for `gh api`.
    GitHub,
    /// Linear's CSV importer.
    Linear,
    /// A board of Trello as CSV.
    Trello,
    /// Azure Boards' CSV importer.
    Azure,
    /// A todo.txt list.
    TodoTxt,
    /// `task import`.
    Taskwarrior,
    /// A file a task, as Backlog.md keeps them.
    BacklogMd,
    /// An outline of Emacs.
    Org,
}

impl For {
    /// The names in the shell and on the screen, with what each is.
    pub const NAMES: &'static [(&'static str, Self, &'static str)] = &[
        ("jira", Self::Jira, "Jira: CSV for its importer, Issue key, Summary, Story Points, Rank, Labels"),
        ("github", Self::GitHub, "GitHub: JSON with number, title, body, labels"),
        ("linear", Self::Linear, "Linear: CSV for its importer"),
        ("trello", Self::Trello, "Trello: a card a row"),
        ("azure", Self::Azure, "Azure Boards: CSV for its importer"),
        ("todo.txt", Self::TodoTxt, "todo.txt: a line a task"),
        ("taskwarrior", Self::Taskwarrior, "Taskwarrior: JSON for task import"),
        ("backlog.md", Self::BacklogMd, "Backlog.md: a file a task"),
        ("org", Self::Org, "org-mode: an outline"),
    ];

    /// Returns the system of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(own, ..)| *own == name).map(|(_, system, _)| *system)
    }

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, own, _)| *own == self).map_or("", |(name, ..)| name)
    }

    /// Returns the name that a file for it usually has.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Jira => "for-jira.csv",
            Self::GitHub => "for-github.json",
            Self::Linear => "for-linear.csv",
            Self::Trello => "for-trello.csv",
            Self::Azure => "for-azure.csv",
            Self::TodoTxt => "todo.txt",
            Self::Taskwarrior => "for-taskwarrior.json",
            Self::BacklogMd => "backlog",
            Self::Org => "backlog.org",
        }
    }

    /// Returns the fields of an item that it is told of.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Jira => &["title", "description", "size", "tags", "place"],
            Self::GitHub | Self::Trello => &["title", "description", "tags", "status"],
            Self::Linear => &["title", "description", "size", "tags", "status"],
            Self::Azure => &["title", "size", "tags", "place"],
            Self::TodoTxt => &["title", "tags", "status", "place"],
            Self::Taskwarrior => &["title", "size", "tags", "status"],
            Self::BacklogMd => &["title", "description", "tags", "status", "criteria", "place"],
            Self::Org => &["title", "description", "size", "tags", "status", "criteria", "place"],
        }
    }

    /// Whether an item came from there. A plain CSV says no system; its keys tell.
    fn is_from(self, item: &Item) -> bool {
        let Some(source) = &item.source else { return false };
        let by_key = matches!(self, Self::Jira | Self::Linear) && super::apply::split_key(&source.id).is_some();
        source.system == self.name()
            || (source.system == "csv" && by_key)
            || (self == Self::BacklogMd && source.system == "markdown")
    }
}

/// What is written for a system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files by name; of most systems there is one.
    pub files: Vec<(String, String)>,
    /// The items in them, in the one order.
    pub items: Vec<Id>,
    /// What is worth a word.
    pub notes: Vec<String>,
}

/// Whether somebody changed a field here since the item came from its source.
fn is_changed(item: &Item, name: &str, product: &Product) -> bool {
    let logged = |word: &str| item.log.iter().any(|line| line.names(word));
    if name == "place" {
        return logged("place");
    }
    let seen = item.source.as_ref().map(|source| read_seen(&source.seen)).unwrap_or_default();
    let mine = field(name).map(|own| (own.get)(item).print(product)).unwrap_or_default();
    match seen.get(name) {
        Some(base) => !is_untouched(item, name, &mine, Some(base)),
        None => logged(name),
    }
}

/// Writes what a system's importer takes: of what came from there what was changed here, or all of it; where nothing came from there,
/// all that is open.
#[must_use]
pub fn write(product: &Product, system: For, all: bool) -> Written {
    let mut items: Vec<&Item> =
        product.items().iter().map(|item| &**item).filter(|item| item.declined.is_none()).collect();
    items.sort_by(|a, b| {
        (product.place_of(a).unwrap_or(usize::MAX), &a.rank, a.id).cmp(&(
            product.place_of(b).unwrap_or(usize::MAX),
            &b.rank,
            b.id,
        ))
    });
    let (from, own): (Vec<&Item>, Vec<&Item>) = items.into_iter().partition(|item| system.is_from(item));
    let mut notes = Vec::new();
    let chosen: Vec<&Item> = if from.is_empty() {
        own.into_iter().filter(|item| all || item.status != Status::Done).collect()
    } else {
        if !own.is_empty() {
            let words = format!(
                "{} not from {}: left out, or its importer would make {} anew each time",
                count(own.len(), "item"),
                system.name(),
                if own.len() == 1 { "it" } else { "them" }
            );
            notes.push(words);
        }
        let changed = |item: &&Item| system.fields().iter().any(|name| is_changed(item, name, product));
        let before = from.len();
        let chosen: Vec<&Item> = from.into_iter().filter(|item| all || changed(item)).collect();
        if !all {
            notes.push(format!("{} of {before} changed since they came from {}", chosen.len(), system.name()));
        }
        chosen
    };
    let rows: Vec<Facts> = chosen.iter().map(|item| Facts::of(item, product, system)).collect();
    let risky = rows.iter().filter(|row| super::csv::needs_guard(&row.title)).count();
    if risky > 0 && matches!(system, For::Jira | For::Linear | For::Azure | For::Trello) {
        let words = count(risky, "title");
        notes.push(format!(
            "{words} a spreadsheet takes for a formula: give the file to the importer, and open it nowhere else"
        ));
    }
    let taken = |row: &&Facts| row.title.split_whitespace().any(|word| is_tag(word) || key_of(word).is_some());
    let taken = rows.iter().filter(taken).count();
    if taken > 0 && system == For::TodoTxt {
        notes.push(format!(
            "{} with a word that todo.txt takes for a project, a context or a key",
            count(taken, "title")
        ));
    }
    let files = match system {
        For::Jira => vec![jira(&rows)],
        For::Linear => vec![linear(&rows)],
        For::Azure => vec![azure(&rows)],
        For::Trello => vec![trello(&rows)],
        For::GitHub => vec![github(&rows)],
        For::Taskwarrior => vec![taskwarrior(&rows)],
        For::TodoTxt => vec![todo_txt(&rows)],
        For::Org => vec![org(&rows)],
        For::BacklogMd => rows.iter().map(backlog_md).collect(),
    };
    let files = if system == For::BacklogMd {
        files.into_iter().zip(&rows).map(|(text, row)| (row.file_name(), text)).collect()
    } else {
        files.into_iter().map(|text| (system.file().to_owned(), text)).collect()
    };
    Written { files, items: chosen.iter().map(|item| item.id).collect(), notes }
}

/// What is told of an item, cleaned of what drives a terminal.
struct Facts {
    key: String,
    id: Id,
    title: String,
    description: String,
    criteria: Vec<(bool, String)>,
    size: String,
    tags: Vec<String>,
    status: Status,
    place: usize,
    kind: &'static str,
    columns: BTreeMap<String, Vec<String>>,
    created: String,
    done: Option<String>,
}

fn clean(words: &str) -> String {
    words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

impl Facts {
    fn of(item: &Item, product: &Product, system: For) -> Self {
        let source = item.source.as_ref().filter(|_| system.is_from(item));
        let done = item.history.iter().rev().find(|step| step.to == Status::Done).map(|step| step.at.to_string());
        Self {
            key: source.map_or_else(|| product.key(item), |source| source.id.clone()),
            id: item.id,
            title: text::line(&clean(&item.title)).into_owned(),
            description: clean(&item.description),
            criteria: item
                .criteria
                .iter()
                .map(|own| (own.verdict == crate::model::Verdict::Met, text::line(&clean(&own.text)).into_owned()))
                .collect(),
            size: item
                .size
                .and_then(Size::points)
                .map(|n| Size::Points(n).to_string().replace('½', "0.5"))
                .unwrap_or_default(),
            tags: item.tags.iter().map(|tag| clean(tag)).collect(),
            status: item.status,
            place: product.place_of(item).unwrap_or(0),
            kind: item.kind.word(),
            columns: item.columns.clone(),
            created: item.created.to_string(),
            done,
        }
    }

    fn is_done(&self) -> bool {
        self.status == Status::Done
    }

    /// Returns what the source called a thing, or else this word.
    fn as_there<'a>(&'a self, columns: &[&str], other: &'a str) -> &'a str {
        let known = columns.iter().find_map(|name| self.columns.get(*name)?.first());
        known.map_or(other, String::as_str)
    }

    /// Returns a name for a file: letters, digits and dashes.
    fn file_name(&self) -> String {
        let words: String = self.title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
        let words: Vec<&str> = words.split('-').filter(|part| !part.is_empty()).collect();
        let key: String = self.key.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
        format!("{} - {}.md", key.to_lowercase(), words.join("-"))
    }
}

fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // writing to memory does not fail
    let _ = out.write_record(header);
    for row in rows {
        let _ = out.write_record(row);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Jira takes a label a column, as its own export has them.
fn jira(rows: &[Facts]) -> String {
    let most = rows.iter().map(|row| row.tags.len()).max().unwrap_or(0).max(1);
    let mut header = vec!["Issue key", "Summary", "Description", "Story Points", "Rank"];
    header.extend(std::iter::repeat_n("Labels", most));
    csv(
        &header,
        rows.iter().map(|row| {
            let place = if row.place == 0 { String::new() } else { row.place.to_string() };
            let mut cells = vec![row.key.clone(), row.title.clone(), row.description.clone(), row.size.clone(), place];
            // a label of Jira has no blanks
            cells.extend((0..most).map(|n| row.tags.get(n).map(|tag| tag.replace(' ', "-")).unwrap_or_default()));
            cells
        }),
    )
}

fn linear(rows: &[Facts]) -> String {
    // an apostrophe of the text's own gets another one, as the first is taken for Linear's
    let own = |text: &str| format!("{}{text}", if is_guarded_by_linear(text) { "'" } else { "" });
    csv(
        &["ID", "Team", "Title", "Description", "Status", "Estimate", "Labels"],
        rows.iter().map(|row| {
            let status = row.as_there(
                &["Status", "state.name"],
                status_word(row.status, ["Todo", "In Progress", "In Review", "Done"]),
            );
            let team = row.as_there(&["Team"], row.key.split('-').next().unwrap_or_default());
            vec![
                row.key.clone(),
                team.to_owned(),
                own(&row.title),
                own(&row.description),
                status.to_owned(),
                row.size.clone(),
                row.tags.join(", "),
            ]
        }),
    )
}

fn azure(rows: &[Facts]) -> String {
    csv(
        &["ID", "Work Item Type", "Title", "Tags", "Story Points", "Backlog Priority"],
        rows.iter().map(|row| {
            let kind = row.as_there(
                &["Work Item Type", "fields.System.WorkItemType"],
                if row.kind == "bug" { "Bug" } else { "User Story" },
            );
            vec![
                row.key.clone(),
                kind.to_owned(),
                row.title.clone(),
                row.tags.join("; "),
                row.size.clone(),
                row.place.to_string(),
            ]
        }),
    )
}

fn trello(rows: &[Facts]) -> String {
    csv(
        &["Card ID", "Card Name", "Card Description", "Labels", "List Name"],
        rows.iter().map(|row| {
            let list =
                row.as_there(&["list", "List Name"], status_word(row.status, ["To do", "Doing", "Review", "Done"]));
            vec![row.key.clone(), row.title.clone(), row.description.clone(), row.tags.join(", "), list.to_owned()]
        }),
    )
}

fn status_word(status: Status, words: [&'static str; 4]) -> &'static str {
    let [todo, doing, review, done] = words;
    match status {
        Status::Todo => todo,
        Status::Doing => doing,
        Status::Review => review,
        Status::Done => done,
    }
}

fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn github(rows: &[Facts]) -> String {
    let row = |row: &Facts| {
        let labels: Vec<Json> = row.tags.iter().map(|tag| json!({"name": label(tag, &row.columns)})).collect();
        let (repository, number) = row.key.rsplit_once('#').unwrap_or(("", &row.key));
        let number = number.parse::<u64>().map_or_else(|_| Json::String(row.key.clone()), Json::from);
        let mut issue = json!({"number": number, "title": row.title, "body": row.description, "labels": labels, "state": if row.is_done() { "CLOSED" } else { "OPEN" }});
        if let Some(members) = issue.as_object_mut().filter(|_| !repository.is_empty()) {
            members.insert("repository".into(), repository.into());
        }
        issue
    };
    pretty(&rows.iter().map(row).collect())
}

fn taskwarrior(rows: &[Facts]) -> String {
    let row = |row: &Facts| {
        // the identity of the item as a UUID: the same item is the same task each time
        let hex = format!("{:032x}", row.id.bits());
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
        let own = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-");
        let is_uuid = row.key.len() == 36 && row.key.matches('-').count() == 4;
        let mut task = json!({
            "uuid": if is_uuid { row.key.clone() } else { own },
            "description": row.title, "status": if row.is_done() { "completed" } else { "pending" },
        });
        if let Some(members) = task.as_object_mut() {
            if !row.tags.is_empty() {
                members.insert("tags".into(), row.tags.iter().map(|tag| tag.replace(' ', "-")).collect());
            }
            if let Ok(points) = row.size.parse::<f64>() {
                members.insert("estimate".into(), points.into());
            }
            if let Some(done) = row.done.as_ref().filter(|_| row.is_done()) {
                members.insert(
                    "end".into(),
                    done.chars()
                        .filter(|c| c.is_ascii_digit() || "TZ".contains(*c))
                        .take(15)
                        .chain(['Z'])
                        .collect::<String>()
                        .into(),
                );
            }
        }
        task
    };
    pretty(&rows.iter().map(row).collect())
}

/// A line a task. The day of its creation always stands before the title: without it a title that begins with “x ” or “(A) ” would be done,
/// or urgent.
fn todo_txt(rows: &[Facts]) -> String {
    let day = |at: &str| at.get(..10).map(|day| format!("{day} ")).unwrap_or_default();
    let line = |row: &Facts| {
        let done = day(row.done.as_deref().unwrap_or(&row.created));
        let head = if row.is_done() { format!("x {done}") } else { String::new() };
        let tag = |tag: &String| {
            let word = format!("+{}", tag.replace(' ', "-"));
            if is_tag(&word) { format!(" {word}") } else { format!(" tag:{}", word.trim_start_matches('+')) }
        };
        let tags: String = row.tags.iter().map(tag).collect();
        format!("{head}{}{}{tags} id:{}\n", day(&row.created), row.title, row.key.replace(' ', "-"))
    };
    rows.iter().map(line).collect()
}

fn org(rows: &[Facts]) -> String {
    let mut out = "#+TODO: TODO DOING REVIEW | DONE\n\n".to_owned();
    for row in rows {
        let tags: Vec<String> = row
            .tags
            .iter()
            .map(|tag| tag.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect())
            .collect();
        let tags = if tags.is_empty() { String::new() } else { format!(" :{}:", tags.join(":")) };
        out.push_str(&format!(
            "* {} {}{tags}\n",
            status_word(row.status, ["TODO", "DOING", "REVIEW", "DONE"]),
            row.title
        ));
        out.push_str(&format!(":PROPERTIES:\n:ID: {}\n", row.key));
        if !row.size.is_empty() {
            out.push_str(&format!(":POINTS: {}\n", row.size));
        }
        out.push_str(":END:\n");
        for line in row.description.lines() {
            out.push_str(&format!("{}\n", shielded(line)));
        }
        for (met, words) in &row.criteria {
            out.push_str(&format!("- [{}] {words}\n", if *met { "X" } else { " " }));
        }
    }
    out
}

/// Returns a text as YAML takes it in one line.
fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''").replace('\n', " "))
}

fn backlog_md(row: &Facts) -> String {
    let labels: Vec<String> = row.tags.iter().map(|tag| quoted(tag)).collect();
    let status = status_word(row.status, ["To Do", "In Progress", "In Review", "Done"]);
    let mut out = format!(
        "---\nid: {}\ntitle: {}\nstatus: {status}\nlabels: [{}]\nordinal: {}\n---\n\n",
        row.key,
        quoted(&row.title),
        labels.join(", "),
        row.place * 1_000
    );
    if !row.description.is_empty() {
        out.push_str(&format!("## Description\n\n{}\n\n", row.description));
    }
    if !row.criteria.is_empty() {
        out.push_str("## Acceptance Criteria\n<!-- AC:BEGIN -->\n");
        for (n, (met, words)) in (1..).zip(&row.criteria) {
            out.push_str(&format!("- [{}] #{n} {words}\n", if *met { "x" } else { " " }));
        }
        out.push_str("<!-- AC:END -->\n");
    }
    out
}
