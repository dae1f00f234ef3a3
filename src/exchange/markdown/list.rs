//! Lists of Markdown: headings name sections, entries are items, entries below them criteria.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::exchange::{Column, Fate, Import, ImportError, Row, lines};

/// Reads lists. Where there is not one check-box, every entry is an item; else those with one that stand below no other are.
pub fn read(text: &str) -> Result<Import, ImportError> {
    let (mut rows, boxes) = rows_of(text);
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
    let notes = if boxes { Vec::new() } else { vec!["no check-list in it: every bullet is an item".into()] };
    Ok(Import { system: "markdown".into(), what: "a Markdown list".into(), rows, columns, notes, product: None })
}

/// A part of a text, as far as lists need it.
pub enum Part {
    /// A heading of a level, with what it says and where it stands.
    Heading(u8, String, Range<usize>),
    /// An entry begins.
    Begin,
    /// Words of the entry that is open: whether its box is ticked, where it has one, and what it says, a line or more.
    Words(Option<bool>, String),
    /// The entry ends.
    End,
}

/// Returns the parts of a text in their order; words outside of entries and headings are none.
pub fn parts(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    // the columns at which the entries that are open begin
    let mut open: Vec<usize> = Vec::new();
    let mut level = None;
    let (mut words, mut tick) = (String::new(), None);
    // what a link says is taken from the source, with its address
    let mut taken = 0;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TASKLISTS).into_offset_iter() {
        let is_block = match &event {
            Event::Start(tag) => !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }),
            Event::End(tag) => !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image),
            _ => false,
        };
        if is_block && level.is_none() {
            let says = tick.is_some() || !words.trim().is_empty();
            if says && !open.is_empty() {
                out.push(Part::Words(tick.take(), words.trim().to_owned()));
            }
            words.clear();
        }
        match event {
            Event::Start(Tag::Heading { level: own, .. }) => level = Some(own as u8),
            Event::End(TagEnd::Heading(_)) => {
                out.push(Part::Heading(level.take().unwrap_or(1), words.trim().to_owned(), range));
                words.clear();
            }
            Event::Start(Tag::Item) => {
                open.push(
                    text.get(..range.start).map_or(0, |above| above.len() - above.rfind('\n').map_or(0, |at| at + 1)),
                );
                out.push(Part::Begin);
            }
            Event::End(TagEnd::Item) => {
                open.pop();
                out.push(Part::End);
            }
            Event::TaskListMarker(done) => tick = Some(done),
            _ if range.start < taken => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                words.push_str(text.get(range.clone()).unwrap_or_default());
                taken = range.end;
            }
            Event::Text(own) | Event::InlineHtml(own) => words.push_str(&own),
            Event::Code(own) => words.push_str(&format!("`{own}`")),
            Event::SoftBreak | Event::HardBreak => {
                // a line further left than its entry goes on with it by Markdown's own rules, and yet says something of the one above
                let next = text.get(range.start..).and_then(|rest| rest.split('\n').nth(1)).unwrap_or_default();
                let column = next.len() - next.trim_start().len();
                if open.last().is_some_and(|own| column <= *own) {
                    out.push(Part::Words(tick.take(), std::mem::take(&mut words).trim().to_owned()));
                } else {
                    words.push('\n');
                }
            }
            _ => {}
        }
    }
    out
}

/// Returns the items of a text, and whether there is a check-box in it.
fn rows_of(text: &str) -> (Vec<Row>, bool) {
    let parts = parts(text);
    let boxes = parts.iter().any(|part| matches!(part, Part::Words(Some(_), _)));
    let mut rows: Vec<Row> = Vec::new();
    let mut section: Option<String> = None;
    // of the entries that are open: whether each is an item, and whether it has said something yet
    let mut open: Vec<(bool, bool)> = Vec::new();
    for part in parts {
        match part {
            Part::Heading(_, words, _) => section = Some(words).filter(|words| !words.is_empty()),
            Part::Begin => open.push((false, false)),
            Part::End => drop(open.pop()),
            Part::Words(tick, words) => {
                let above = open.len().saturating_sub(1);
                let below_an_item = open.iter().take(above).any(|(is_item, _)| *is_item);
                let Some((is_item, has_said)) = open.last_mut() else { continue };
                let first = !std::mem::replace(has_said, true);
                let (title, rest) = words.split_once('\n').unwrap_or((&words, ""));
                if first && !below_an_item && (!boxes || tick.is_some()) {
                    *is_item = true;
                    rows.push(item(title, tick, section.as_deref()));
                    describe(&mut rows, rest);
                } else if first && below_an_item {
                    criterion(&mut rows, &words.replace('\n', " "), tick);
                } else if *is_item || below_an_item {
                    describe(&mut rows, &words);
                }
            }
        }
    }
    rows.retain(|row| row.fields.get("title").is_some_and(|title| !title.is_empty()));
    (rows, boxes)
}

fn item(title: &str, tick: Option<bool>, section: Option<&str>) -> Row {
    let mut row = Row { fields: lines::fields_of(title.trim()), ..Row::default() };
    if tick == Some(true) {
        row.fields.insert("status", "done".into());
    }
    if let Some(section) = section {
        row.columns.insert("Section".into(), vec![section.to_owned()]);
    }
    row
}

/// Puts words below what a field of the last item says.
fn put(rows: &mut [Row], field: &'static str, words: &str) {
    let Some(row) = rows.last_mut().filter(|_| !words.is_empty()) else { return };
    let text = row.fields.entry(field).or_default();
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(words);
}

fn describe(rows: &mut [Row], words: &str) {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    put(rows, "description", &lines.join("\n"));
}

fn criterion(rows: &mut [Row], words: &str, tick: Option<bool>) {
    put(rows, "criteria", &check(tick, words));
}

/// Returns a line of a check-list.
pub fn check(tick: Option<bool>, words: &str) -> String {
    format!("- [{}] {words}", if tick == Some(true) { 'x' } else { ' ' })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let field = |row: &Row, name: &str| row.fields.get(name).cloned().unwrap_or_default().replace('\n', "/");
        let tell = |row: &Row| ["title", "description", "criteria"].map(|name| field(row, name)).join("|");
        rows_of(text).0.iter().map(tell).collect()
    }

    #[test]
    fn entries_are_items_and_what_is_below_them_is_theirs() {
        let text = "# Now\n\n- [ ] **One** [x](http://y.z) `a*b`\n  more of it\n  - [x] met\n    - deep\n\n  A paragraph.\n- [x] Two\n\n```\n- [ ] none\n```\n- no box\n";
        let expected = ["One [x](http://y.z) `a*b`|more of it/A paragraph.|- [x] met/- [ ] deep", "Two||"];
        assert_eq!(told(text), expected);
        assert_eq!(told("- [ ] One\n  - long\n    line\n  of One\n"), ["One|of One|- [ ] long line"]);
        assert_eq!(rows_of(text).0[0].columns.get("Section").unwrap(), &["Now"]);
    }

    #[test]
    fn without_a_box_each_entry_is_an_item_also_a_numbered_one() {
        assert_eq!(told("1. One\n2. Two\n\n* Three\n  * below\n"), ["One||", "Two||", "Three||- [ ] below"]);
    }

    #[test]
    fn a_box_below_an_entry_without_one_is_an_item_of_its_own() {
        assert_eq!(told("- Group\n  - [ ] One\n    - a\n- [ ] Two\n"), ["One||- [ ] a", "Two||"]);
    }
}
