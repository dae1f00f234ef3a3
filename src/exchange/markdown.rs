//! Markdown: check-lists and files with front matter to items, and a backlog to Markdown that reads well.

use std::collections::BTreeMap;

use super::csv::{kind_of, status_of};
use super::date::{self, DateOrder};
use super::{Column, Fate, Import, ImportError, Row, lines};
use crate::model::{Item, Product, Verdict};
use crate::sort::InOrder;
use crate::text;

/// What a file that is an item is called.
pub(super) const A_FILE: &str = "Markdown, an item a file";

/// Reads Markdown: one item with front matter, or a list.
///
/// # Errors
/// Returns an error if there is nothing in it that could be an item.
pub(super) fn read(text: &str, name: &str) -> Result<Import, ImportError> {
    if let Some((head, body)) = front_matter(text) {
        return Ok(read_file(head, body, name));
    }
    let (mut rows, bullets) = read_list(text);
    if rows.is_empty() {
        return Err(ImportError {
            line: 1, words: "no list in it: an item is a line such as “- [ ] Title”".into()
        });
    }
    lines::key_by_words(&mut rows);
    let sections = rows.iter().filter(|row| row.columns.contains_key("Section")).count();
    let criteria = rows.iter().filter(|row| row.fields.contains_key("criteria")).count();
    let mut columns = vec![Column::new("list", rows.len(), Fate::Mapped("title"))];
    if criteria > 0 {
        columns.push(Column::new("nested lists", criteria, Fate::Mapped("criteria")));
    }
    if sections > 0 {
        columns.push(Column::new("headings", sections, Fate::Kept));
    }
    let notes = if bullets { vec!["no check-list in it: every bullet is an item".into()] } else { Vec::new() };
    Ok(Import { system: "markdown".into(), what: "a Markdown list".into(), rows, columns, notes, product: None })
}

fn front_matter(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let at = rest.find("\n---")?;
    let head = rest.get(..at)?;
    let body = rest.get(at + 4..)?;
    head.lines().any(|line| line.starts_with("title:")).then_some((head, body))
}

/// Returns the members of front matter: `name: value`, `name: [a, b]`, or a list below.
fn members(head: &str) -> Vec<(String, Vec<String>)> {
    let clean = |text: &str| text.trim().trim_matches(['\'', '"']).to_owned();
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for line in head.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if let Some((_, values)) = out.last_mut() {
                values.push(clean(item));
            }
            continue;
        }
        if line.starts_with([' ', '\t']) {
            // a folded value goes on
            if let Some(last) = out.last_mut().and_then(|(_, values)| values.last_mut()) {
                *last = if matches!(last.as_str(), ">-" | ">" | "|" | "|-") {
                    clean(line)
                } else {
                    format!("{last} {}", clean(line))
                };
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let values = match value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
            Some(list) => list.split(',').map(clean).collect(),
            None => vec![clean(value)],
        };
        out.push((name.trim().to_owned(), values.into_iter().filter(|v| !v.is_empty()).collect()));
    }
    out
}

fn read_file(head: &str, body: &str, name: &str) -> Import {
    let mut row = Row::default();
    let mut columns = Vec::new();
    for (name, values) in members(head) {
        let first = values.first().cloned().unwrap_or_default();
        let mut mapped = None;
        if !first.is_empty() {
            match name.as_str() {
                "id" => {
                    row.key.clone_from(&first);
                    mapped = Some("source key");
                }
                "title" => {
                    row.fields.insert("title", first.clone());
                    mapped = Some("title");
                }
                "status" => {
                    row.fields.insert("status", status_of(&first).word().into());
                    mapped = Some("status");
                }
                "type" => {
                    row.fields.insert("kind", kind_of(&first).word().into());
                    mapped = Some("kind");
                }
                "assignee" | "owner" => {
                    row.fields.insert("owner", first.trim_start_matches('@').to_owned());
                    mapped = Some("owner");
                }
                "labels" | "tags" => {
                    row.fields.insert("tags", values.join(", "));
                    mapped = Some("tags");
                }
                "created_date" | "created" => {
                    row.created = date::read(&first, DateOrder::Unknown);
                    mapped = row.created.map(|_| "created");
                }
                "updated_date" | "updated" => {
                    row.updated = date::read(&first, DateOrder::Unknown);
                    mapped = row.updated.map(|_| "updated");
                }
                _ => {}
            }
            if mapped.is_none() || matches!(name.as_str(), "status" | "type" | "assignee" | "owner") {
                row.columns.insert(name.clone(), values.clone());
            }
        }
        let fate = match mapped {
            Some(field) => Fate::Mapped(field),
            None if first.is_empty() => Fate::Empty,
            None => Fate::Kept,
        };
        columns.push(Column::new(name, values.len(), fate));
    }
    let (description, criteria) = split_body(body);
    for (name, field, value) in [("body", "description", description), ("criteria list", "criteria", criteria)] {
        if !value.is_empty() {
            row.fields.insert(field, value);
            columns.push(Column::new(name, 1, Fate::Mapped(field)));
        }
    }
    if row.key.is_empty() {
        name.clone_into(&mut row.key);
    }
    Import {
        system: "markdown".into(),
        what: A_FILE.into(),
        rows: vec![row],
        columns,
        notes: Vec::new(),
        product: None,
    }
}

/// Returns the text without the section of acceptance criteria, and that section as a check-list.
fn split_body(body: &str) -> (String, String) {
    let mut description = Vec::new();
    let mut criteria = Vec::new();
    let mut inside = false;
    for line in body.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            inside = heading.to_lowercase().contains("acceptance criteria");
            if inside {
                continue;
            }
        }
        if !inside {
            description.push(line);
        } else if let Some(rest) = line.trim_start().strip_prefix("- [") {
            let (tick, words) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
            let words = words.trim_start_matches(']').trim();
            let words = words
                .strip_prefix('#')
                .and_then(|w| w.split_once(' '))
                .filter(|(n, _)| n.parse::<u32>().is_ok())
                .map_or(words, |(_, w)| w);
            criteria.push(format!("- [{tick}] {words}"));
        }
    }
    (description.join("\n").trim().to_owned(), criteria.join("\n"))
}

/// Reads lists: headings name sections, top entries are items, entries below them criteria. Where there is not one
/// check-box, every bullet is an item.
fn read_list(text: &str) -> (Vec<Row>, bool) {
    let is_box = |line: &str| {
        let line = line.trim_start();
        ["- [", "* [", "+ ["].iter().any(|mark| line.starts_with(mark)) && line.get(4..5) == Some("]")
    };
    let bullets = !text.lines().any(is_box);
    let mut rows: Vec<Row> = Vec::new();
    let mut section: Option<String> = None;
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        if let Some(heading) = line.strip_prefix('#') {
            section = Some(heading.trim_start_matches('#').trim().to_owned()).filter(|h| !h.is_empty());
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let body = line.trim_start();
        let entry = ["- ", "* ", "+ "].iter().find_map(|mark| body.strip_prefix(mark));
        match entry {
            Some(entry) if indent < 2 && (bullets || is_box(line)) => {
                let (done, words) = tick(entry);
                let mut row = Row { fields: lines::fields_of(&plain(words)), ..Row::default() };
                if done == Some(true) {
                    row.fields.insert("status", "done".into());
                }
                if let Some(section) = &section {
                    row.columns.insert("Section".into(), vec![section.clone()]);
                }
                rows.push(row);
            }
            Some(entry) if indent >= 2 => {
                if let Some(row) = rows.last_mut() {
                    let (met, words) = tick(entry);
                    let list = row.fields.entry("criteria").or_default();
                    if !list.is_empty() {
                        list.push('\n');
                    }
                    list.push_str(&format!("- [{}] {}", if met == Some(true) { 'x' } else { ' ' }, plain(words)));
                }
            }
            None if indent >= 2 && !body.is_empty() => {
                if let Some(row) = rows.last_mut() {
                    let text = row.fields.entry("description").or_default();
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(body);
                }
            }
            _ => {}
        }
    }
    rows.retain(|row| row.fields.get("title").is_some_and(|title| !title.is_empty()));
    (rows, bullets)
}

fn tick(entry: &str) -> (Option<bool>, &str) {
    for (mark, done) in [("[ ]", false), ("[x]", true), ("[X]", true)] {
        if let Some(rest) = entry.strip_prefix(mark) {
            return (Some(done), rest.trim());
        }
    }
    (None, entry.trim())
}

/// Returns words without bold marks around them.
fn plain(words: &str) -> String {
    words.replace("**", "").trim().to_owned()
}

/// Returns text that Markdown shows as it is: nothing in it begins a list, a heading, a tag or a link to a script.
pub(super) fn escape(text: &str) -> String {
    let shown = text::show(text);
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns the backlog as Markdown: what is open in the one order, then what was declined with the reason.
#[must_use]
pub fn write(product: &Product) -> String {
    let mut out = format!("# {}\n", escape(&product.about().name));
    for goal in product.goals_by_num() {
        out.push_str(&format!("\n**G{}** {} ({})\n", goal.num, escape(&goal.title), goal.horizon));
    }
    out.push_str(&format!("\n## Backlog ({})\n\n", product.order().len()));
    for id in product.order() {
        if let Some(item) = product.items().get(*id) {
            write_item(&mut out, product, item);
        }
    }
    let mut rest: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in product.items().iter().filter(|item| !item.is_open()) {
        rest.entry(if item.declined.is_some() { "Declined" } else { "Done" }).or_default().push(item);
    }
    for (heading, mut items) in rest {
        items.order_by_key(|item| item.num);
        out.push_str(&format!("\n## {heading} ({})\n\n", items.len()));
        for item in items {
            write_item(&mut out, product, item);
        }
    }
    out
}

/// Returns one item as Markdown.
#[must_use]
pub fn one(item: &Item, product: &Product) -> String {
    let mut out = String::new();
    write_item(&mut out, product, item);
    out
}

fn write_item(out: &mut String, product: &Product, item: &Item) {
    let tick = if item.status == crate::model::Status::Done { 'x' } else { ' ' };
    out.push_str(&format!("- [{tick}] **{}** {}", product.key(item), escape(&text::line(&item.title))));
    let mut facts = Vec::new();
    facts.extend(item.size.map(|size| format!("{size} pts")));
    facts.extend(item.goal.and_then(|id| product.goal_key(id)));
    facts.extend(item.tags.iter().map(|tag| format!("\\#{}", escape(tag))));
    facts.extend(item.blocked.as_ref().map(|why| format!("blocked: {}", escape(why))));
    facts.extend(item.declined.as_ref().map(|no| format!("{}: {}", no.reason.phrase(), escape(&no.text))));
    if !facts.is_empty() {
        out.push_str(&format!(" · {}", facts.join(" · ")));
    }
    out.push('\n');
    let story = item.story();
    if !story.is_empty() {
        out.push_str(&format!("  {}\n", escape(&text::line(&story))));
    }
    for line in item.description.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(&format!("  {}\n", escape(line.trim())));
    }
    for criterion in &item.criteria {
        let tick = if criterion.verdict == Verdict::Met { 'x' } else { ' ' };
        out.push_str(&format!("  - [{tick}] {}\n", escape(&text::line(&criterion.text))));
    }
    for words in item.questions_text() {
        out.push_str(&format!("  ? {}\n", escape(&text::line(&words))));
    }
}
