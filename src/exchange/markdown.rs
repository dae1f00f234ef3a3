//! Markdown: a list, or an item a file, to items; the backlog to Markdown.

mod front;
mod list;

use std::collections::BTreeMap;

pub(super) use front::A_FILE;

use super::{Import, ImportError};
use crate::model::{Item, Product, Verdict};
use crate::sort::InOrder;
use crate::text;

/// Reads Markdown: one item with front matter, or a list.
///
/// # Errors
/// Returns an error if there is nothing in it that could be an item, or if its front matter is no YAML.
pub(super) fn read(text: &str, name: &str) -> Result<Import, ImportError> {
    match front::split(text) {
        Some((head, body)) => front::read(head, body, name),
        None => list::read(text),
    }
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
