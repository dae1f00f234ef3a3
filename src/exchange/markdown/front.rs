//! An item a file: front matter in YAML, and the text below it, as Backlog.md and many others keep them.

use std::collections::HashMap;

use granit_parser::{Event, Parser};

use super::list::{Part, check, parts};
use crate::exchange::csv::{kind_of, status_of};
use crate::exchange::date::{self, DateOrder};
use crate::exchange::{Column, Fate, Import, ImportError, Row};

/// The name of the form in which a file is an item.
pub const A_FILE: &str = "Markdown, an item a file";

/// Returns the front matter of a text and what is below it, where it has one with a title.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let at = rest.find("\n---")?;
    let head = rest.get(..at)?;
    let body = rest.get(at + 4..)?;
    head.lines().any(|line| line.starts_with("title:")).then_some((head, body))
}

/// Members by path, each with its values as they are written: of `4.10` nobody makes a number.
type Members = Vec<(String, Vec<String>)>;

/// Returns the members of front matter; what is inside another one has its path, `a.b`.
fn members(head: &str) -> Result<Members, ImportError> {
    let mut out: Members = Vec::new();
    let mut anchors: HashMap<usize, String> = HashMap::new();
    // the containers that are open, each with its own path: a mapping waits for a key or for the value of one
    let mut open: Vec<(bool, Option<String>)> = Vec::new();
    let path = |open: &[(bool, Option<String>)]| {
        let keys: Vec<&str> = open.iter().filter_map(|(_, key)| key.as_deref()).collect();
        keys.join(".")
    };
    for step in Parser::new_from_str(head) {
        let (event, _) = step.map_err(|why| ImportError {
            // the first line of the file is the one with the dashes
            line: why.marker().line() + 1,
            words: format!("the front matter is no YAML, {}", why.info()),
        })?;
        let mut take = |open: &mut Vec<(bool, Option<String>)>, words: String| {
            let waits_for_key = matches!(open.last(), Some((true, None)));
            if waits_for_key {
                if let Some((_, key)) = open.last_mut() {
                    *key = Some(words);
                }
                return;
            }
            let name = path(open);
            let words = Some(words).filter(|words| !words.is_empty());
            match out.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.extend(words),
                None => out.push((name, words.into_iter().collect())),
            }
            settle(open);
        };
        match event {
            Event::Scalar(words, _, anchor, _) => {
                let words = if words == "~" || words == "null" { String::new() } else { words.trim().to_owned() };
                if anchor > 0 {
                    anchors.insert(anchor, words.clone());
                }
                take(&mut open, words);
            }
            // what was said once above is said here, too; a whole structure is not repeated
            Event::Alias(anchor) => take(&mut open, anchors.get(&anchor).cloned().unwrap_or_default()),
            Event::MappingStart(..) => open.push((true, None)),
            Event::SequenceStart(..) => {
                if matches!(open.last(), Some((true, Some(_)))) {
                    // also an empty list is a member
                    take_name(&mut out, path(&open));
                }
                open.push((false, None));
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                settle(&mut open);
            }
            _ => {}
        }
    }
    Ok(out)
}

/// Notes a member that may have no value.
fn take_name(out: &mut Members, name: String) {
    if !out.iter().any(|(known, _)| *known == name) {
        out.push((name, Vec::new()));
    }
}

/// Ends the value of a key: the mapping waits for its next one.
fn settle(open: &mut [(bool, Option<String>)]) {
    if let Some((true, key)) = open.last_mut() {
        *key = None;
    }
}

/// Reads a file that is an item: front matter, and the text below it.
pub fn read(head: &str, body: &str, name: &str) -> Result<Import, ImportError> {
    let mut row = Row::default();
    let mut columns = Vec::new();
    for (name, values) in members(head)? {
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
                "parent_task_id" => {
                    row.part_of = Some(first.clone());
                    mapped = Some("part of");
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
            if mapped.is_none() || matches!(name.as_str(), "status" | "type" | "assignee" | "owner" | "parent_task_id")
            {
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
    Ok(Import {
        system: "markdown".into(),
        what: A_FILE.into(),
        rows: vec![row],
        columns,
        notes: Vec::new(),
        product: None,
    })
}

/// Returns the text without the section of acceptance criteria, and that section as a check-list.
fn split_body(body: &str) -> (String, String) {
    let mut criteria = Vec::new();
    let mut section: Option<(usize, u8)> = None;
    let mut rest = String::new();
    let mut from = 0;
    for part in parts(body) {
        match part {
            Part::Heading(level, words, range) => {
                if let Some((_, above)) = section
                    && level <= above
                {
                    section = None;
                    from = range.start;
                }
                if section.is_none() && words.to_lowercase().contains("acceptance criteria") {
                    rest.push_str(body.get(from..range.start).unwrap_or_default());
                    section = Some((range.start, level));
                }
            }
            Part::Words(tick, words) if section.is_some() => {
                let words = words.replace('\n', " ");
                // Backlog.md numbers them
                let words = words
                    .strip_prefix('#')
                    .and_then(|rest| rest.split_once(' '))
                    .filter(|(n, _)| n.parse::<u32>().is_ok())
                    .map_or(words.as_str(), |(_, rest)| rest);
                criteria.push(check(tick, words));
            }
            _ => {}
        }
    }
    if section.is_none() {
        rest.push_str(body.get(from..).unwrap_or_default());
    }
    (rest.trim().to_owned(), criteria.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_yaml_and_a_value_stays_as_it_is_written() {
        let head = "title: 'It''s: a \"test\"'\nid: 4.10\nlabels: [a, \"b, c\"]\nnone: ~\nlong: >-\n  two\n  lines\nempty: []\ndeep:\n  one: &x 1\n  two: *x\nlist:\n  - p\n  - q # said\n";
        let found = members(head).unwrap();
        let of = |name: &str| found.iter().find(|(own, _)| own == name).map(|(_, values)| values.join("|"));
        for (name, value) in [
            ("title", "It's: a \"test\""),
            ("id", "4.10"),
            ("labels", "a|b, c"),
            ("none", ""),
            ("long", "two lines"),
            ("empty", ""),
            ("deep.one", "1"),
            ("deep.two", "1"),
            ("list", "p|q"),
        ] {
            assert_eq!(of(name).as_deref(), Some(value), "{name}: {found:?}");
        }
        let why = members("title: a\nb: [1\n").unwrap_err();
        assert!(why.line >= 2 && why.words.contains("no YAML"), "{why:?}");
        // nothing is repeated that grows
        let bomb: String = (1..30).fold("a0: &a0 [x, x]\ntitle: t\n".to_owned(), |all, n| {
            all + &format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)
        });
        assert!(members(&bomb).unwrap().len() < 40);
    }

    #[test]
    fn the_section_of_criteria_is_a_list_wherever_it_stands() {
        let body = "## Why\n\nwords\n\n```\n## Acceptance Criteria\n```\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 met\n- plain\n<!-- AC:END -->\n\n### Below\n\n- [ ] too\n\n## Notes\n\nmore\n";
        let (rest, criteria) = split_body(body);
        assert_eq!(criteria, "- [x] met\n- [ ] plain\n- [ ] too");
        assert_eq!(rest, "## Why\n\nwords\n\n```\n## Acceptance Criteria\n```\n\n## Notes\n\nmore");
    }
}
