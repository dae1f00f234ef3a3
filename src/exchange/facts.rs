//! A product as facts, one a line, sorted, without ids and bookkeeping: what `git diff`, `git log -p`, blame and tig show of its file.
//! Two products that hold the same give the same lines.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use crate::model::{Entity, Goal, Id, Metric, Product, Sprint};
use crate::text;

/// Members that are bookkeeping: identity, stamps, places between others, and what was written down about each edit.
const LEFT_OUT: &[&str] = &["id", "created", "updated", "rank", "log", "history", "num", "number"];

/// Returns the facts of a product.
#[must_use]
pub fn facts(product: &Product) -> String {
    let records = product.records();
    let names: HashMap<String, String> = records
        .iter()
        .filter(|(_, id, _)| *id != Id::ZERO)
        .map(|(table, id, json)| (id.to_string(), name_of(product, table, *id, json)))
        .collect();
    let mut out = String::new();
    let mut line = |words: &str| {
        out.push_str(&text::show(words));
        out.push('\n');
    };
    let mut table = "";
    let mut rows: Vec<(u64, &str, &Json)> = Vec::new();
    let mut flush = |rows: &mut Vec<(u64, &str, &Json)>| {
        rows.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        for (_, name, json) in rows.drain(..) {
            for (member, value) in json.as_object().into_iter().flatten().filter(|(member, _)| !is_left_out(member)) {
                said(name, member, value, &names, &mut line);
            }
        }
    };
    for (own, id, json) in &records {
        if *own != table {
            flush(&mut rows);
            table = own;
        }
        let num = json.get("num").or_else(|| json.get("number")).and_then(Json::as_u64).unwrap_or(0);
        let name = names.get(&id.to_string()).map_or(*own, String::as_str);
        rows.push((num, name, json));
    }
    flush(&mut rows);
    // a place that is a number would differ for everything below what was moved
    for item in product.order().iter().filter_map(|id| product.items().get(*id)) {
        line(&format!("order  {}", product.key(item)));
    }
    out
}

fn is_left_out(member: &str) -> bool {
    LEFT_OUT.contains(&member)
}

/// Returns what a record is called: its key where it has one, else its table and its name.
fn name_of(product: &Product, table: &str, id: Id, json: &Json) -> String {
    if let Some(item) = product.items().get(id) {
        return product.key(item);
    }
    if let Some(metric) = product.get::<Metric>(id) {
        return metric.key();
    }
    let num = json.get("num").or_else(|| json.get("number")).and_then(Json::as_u64);
    let letter = match table {
        Goal::TABLE => Some("G"),
        Sprint::TABLE => Some("S"),
        "requests" => Some("R"),
        "decisions" => Some("D"),
        "insights" => Some("N"),
        "themes" => Some("T"),
        "promises" => Some("P"),
        "inquiries" => Some("Q"),
        _ => None,
    };
    if let (Some(letter), Some(num)) = (letter, num) {
        return format!("{letter}{num}");
    }
    let word = ["called", "who", "name", "queue", "what", "on"].iter().find_map(|member| json.get(*member)?.as_str());
    format!("{table} “{}”", word.map_or_else(|| id.to_string(), str::to_owned))
}

/// Says a member in as many lines as it has: a text by its lines, a list by its elements.
fn said(name: &str, member: &str, value: &Json, names: &HashMap<String, String>, line: &mut impl FnMut(&str)) {
    match value {
        Json::Array(all) => {
            for value in all {
                line(&format!("{name} {member}  {}", in_a_line(value, names)));
            }
        }
        Json::String(words) if words.contains('\n') => {
            for words in words.lines() {
                line(&format!("{name} {member}  {words}"));
            }
        }
        Json::Object(members) if members.values().any(Json::is_array) => {
            for (inner, value) in members.iter().filter(|(member, _)| !is_left_out(member)) {
                said(name, &format!("{member}.{inner}"), value, names, line);
            }
        }
        value => line(&format!("{name} {member}  {}", in_a_line(value, names))),
    }
}

/// Returns a value in a line; a record that it names by its key, and a record within it without its bookkeeping.
fn in_a_line(value: &Json, names: &HashMap<String, String>) -> String {
    match value {
        Json::String(words) => names.get(words).unwrap_or(words).replace('\n', " ⏎ "),
        Json::Array(all) => all.iter().map(|value| in_a_line(value, names)).collect::<Vec<_>>().join(", "),
        Json::Object(members) => of_members(members, names),
        other => other.to_string(),
    }
}

fn of_members(members: &Map<String, Json>, names: &HashMap<String, String>) -> String {
    // of a record within a record the words come first: they are what one reads
    let words = ["text", "what", "title", "said"].iter().find_map(|member| Some((*member, members.get(*member)?)));
    let rest = members
        .iter()
        .filter(|(member, _)| !is_left_out(member) && words.is_none_or(|(own, _)| own != member.as_str()));
    let mut parts: Vec<String> = words.map(|(_, value)| in_a_line(value, names)).into_iter().collect();
    parts.extend(rest.map(|(member, value)| format!("{member}={}", in_a_line(value, names))));
    parts.join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Criterion;
    use crate::model::{About, Item, Place, Size, Stamp};

    fn product() -> Product {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let goal = product.add_goal("Setup").unwrap();
        for title in ["Export", "Import"] {
            let criteria =
                vec![Criterion { id: Id::from_bits(9), text: "501 rows\u{1b}[31m".into(), ..Criterion::default() }];
            let item = Item {
                title: title.into(),
                goal: Some(goal),
                size: Some(Size::Points(500)),
                description: "one\ntwo".into(),
                criteria: criteria.into(),
                ..Item::default()
            };
            product.add(item, Place::Bottom).unwrap();
        }
        product
    }

    #[test]
    fn a_fact_a_line_with_keys_and_without_what_only_the_program_needs() {
        let facts = facts(&product());
        for line in [
            "INK-1 title  Export",
            "INK-1 goal  G1",
            "INK-1 description  one",
            "INK-1 description  two",
            "G1 title  Setup",
            "order  INK-1",
        ] {
            assert!(facts.lines().any(|own| own == line), "{line} is missing:\n{facts}");
        }
        assert!(facts.contains("INK-1 criteria  501 rows") && !facts.contains('\u{1b}'), "{facts}");
        assert!(!facts.contains("rank") && !facts.contains("created"), "{facts}");
    }

    #[test]
    fn a_move_is_two_lines_and_what_is_only_bookkeeping_none() {
        let before = product();
        let mut after = before.clone();
        let last = after.order()[1];
        after.place(&[last], Place::Top).unwrap();
        let (a, b) = (facts(&before), facts(&after));
        let gone =
            a.lines().filter(|line| !line.starts_with("order")).eq(b.lines().filter(|line| !line.starts_with("order")));
        assert!(gone, "only the order differs");
        assert!(b.ends_with("order  INK-2\norder  INK-1\n"));
        let mut stamped = before.clone();
        stamped
            .update(last, |item| {
                item.updated = Stamp(99);
                Ok(())
            })
            .unwrap();
        assert_eq!(facts(&before), facts(&stamped));
    }
}
