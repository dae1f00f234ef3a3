//! Atlassian's document format as Markdown: paragraphs, headings, lists, tasks, code, quotes, tables as text. What is not known keeps its
//! text.

use serde_json::Value as Json;

/// Whether a value is such a document.
pub fn is_document(value: &Json) -> bool {
    value.get("type").and_then(Json::as_str) == Some("doc") && value.get("content").is_some_and(Json::is_array)
}

fn kind(node: &Json) -> &str {
    node.get("type").and_then(Json::as_str).unwrap_or_default()
}

fn children(node: &Json) -> &[Json] {
    node.get("content").and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn attribute<'a>(node: &'a Json, name: &str) -> &'a Json {
    node.get("attrs").and_then(|attrs| attrs.get(name)).unwrap_or(&Json::Null)
}

/// Returns the words of a node and of all in it, on one line as far as it says no other.
fn words(node: &Json) -> String {
    let own = match kind(node) {
        "text" => node.get("text").and_then(Json::as_str).unwrap_or_default().to_owned(),
        "hardBreak" => "\n".to_owned(),
        "mention" | "status" | "date" | "emoji" => {
            let named = ["text", "shortName", "timestamp"].iter().find_map(|name| attribute(node, name).as_str());
            named.unwrap_or_default().to_owned()
        }
        "inlineCard" | "blockCard" => attribute(node, "url").as_str().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    children(node).iter().map(words).fold(own, |all, more| all + &more)
}

/// Writes a block; `indent` is that of the list in which it stands.
fn block(node: &Json, indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    match kind(node) {
        "heading" => {
            let level = attribute(node, "level").as_u64().unwrap_or(1).min(6);
            let marks = "#".repeat(usize::try_from(level).unwrap_or(1));
            out.push_str(&format!("{marks} {}\n\n", words(node)));
        }
        "bulletList" | "orderedList" => {
            for (n, item) in (1..).zip(children(node)) {
                let mark = if kind(node) == "bulletList" { "-".to_owned() } else { format!("{n}.") };
                list_item(item, &mark, indent, out);
            }
            if indent == 0 {
                out.push('\n');
            }
        }
        "taskList" => {
            for item in children(node) {
                let done = attribute(item, "state").as_str() == Some("DONE");
                out.push_str(&format!("{pad}- [{}] {}\n", if done { "x" } else { " " }, words(item).trim()));
            }
            out.push('\n');
        }
        "codeBlock" => out.push_str(&format!("```\n{}\n```\n\n", words(node))),
        "blockquote" | "panel" | "expand" => {
            let mut inner = String::new();
            for child in children(node) {
                block(child, 0, &mut inner);
            }
            for line in inner.trim_end().lines() {
                out.push_str(&format!("> {line}\n"));
            }
            out.push('\n');
        }
        "table" => {
            for row in children(node) {
                let cells: Vec<String> = children(row).iter().map(|cell| words(cell).replace('\n', " ")).collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
            out.push('\n');
        }
        "rule" => out.push_str("---\n\n"),
        "mediaSingle" | "mediaGroup" => {}
        _ if children(node).iter().any(|child| matches!(kind(child), "paragraph" | "bulletList" | "orderedList")) => {
            for child in children(node) {
                block(child, indent, out);
            }
        }
        _ => out.push_str(&format!("{pad}{}\n\n", words(node))),
    }
}

fn list_item(item: &Json, mark: &str, indent: usize, out: &mut String) {
    let (inner, own): (Vec<&Json>, Vec<&Json>) =
        children(item).iter().partition(|child| matches!(kind(child), "bulletList" | "orderedList" | "taskList"));
    let text: Vec<String> = own.into_iter().map(words).collect();
    out.push_str(&format!("{}{mark} {}\n", "  ".repeat(indent), text.join(" ").trim()));
    for child in inner {
        block(child, indent + 1, out);
    }
}

/// Returns a document as Markdown.
pub fn markdown(document: &Json) -> String {
    let mut out = String::new();
    for node in children(document) {
        block(node, 0, &mut out);
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_tasks_and_what_is_not_known_keep_their_words() {
        let document = serde_json::json!({"type": "doc", "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Why"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "Ask "}, {"type": "mention", "attrs": {"text": "@Mia"}}]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [
                    {"type": "paragraph", "content": [{"type": "text", "text": "one"}]},
                    {"type": "orderedList", "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "deep"}]}]}]},
                ]},
            ]},
            {"type": "taskList", "content": [{"type": "taskItem", "attrs": {"state": "DONE"}, "content": [{"type": "text", "text": "done"}]}]},
            {"type": "table", "content": [{"type": "tableRow", "content": [
                {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a"}]}]},
                {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "b"}]}]},
            ]}]},
            {"type": "futureThing", "content": [{"type": "text", "text": "kept"}]},
        ]});
        assert!(is_document(&document) && !is_document(&serde_json::json!("text")));
        let expected = "## Why\n\nAsk @Mia\n\n- one\n  1. deep\n\n- [x] done\n\n| a | b |\n\nkept";
        assert_eq!(markdown(&document), expected);
    }
}
