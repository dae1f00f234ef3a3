//! An item as Markdown for a person's own editor: front matter for the short fields, sections for the long ones.

use crate::model::entity::Shape;
use crate::model::item::{Alternative, set_field};
use crate::model::{Entity, Field, Item, Metric, Now, Product, Refusal};
use crate::text;

/// Decisions that a card tells.
const DECISIONS: usize = 3;
/// The mark between the front matter and the sections.
const FENCE: &str = "---";

fn is_section(field: &Field<Item>) -> bool {
    field.shape == Shape::Prose
}

fn editable() -> impl Iterator<Item = &'static Field<Item>> {
    Item::fields().iter().filter(|field| field.set.is_some())
}

/// Returns the item as text for an editor.
#[must_use]
pub fn write(item: &Item, product: &Product) -> String {
    let mut out = format!("{FENCE}\n");
    for field in editable().filter(|field| !is_section(field)) {
        out.push_str(&format!("{}: {}\n", field.name, (field.get)(item).print(product)));
    }
    out.push_str(&format!(
        "# {} · leave the names as they are; an empty value clears a field\n{FENCE}\n",
        product.key(item)
    ));
    for field in editable().filter(|field| is_section(field)) {
        out.push_str(&format!("\n## {}\n\n{}\n", field.title, (field.get)(item).print(product)));
    }
    out
}

/// Returns the fields of a text, by name. What is missing in it is left alone.
///
/// # Errors
/// Returns an error if a line of the front matter is no field; the refusal names the line.
pub fn read(text: &str) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut fences = 0;
    for (n, line) in text.lines().enumerate() {
        if line.trim_end() == FENCE && fences < 2 {
            fences += 1;
            continue;
        }
        if fences < 2 {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, value) = line
                .split_once(':')
                .ok_or_else(|| Refusal::invalid(format!("line {}: “{line}” is not a field", n + 1)))?;
            let field = editable()
                .find(|field| field.name == name.trim() && !is_section(field))
                .ok_or_else(|| Refusal::invalid(format!("line {}: no field “{}”", n + 1, name.trim())))?;
            out.push((field.name, value.trim().to_owned()));
            continue;
        }
        let heading =
            line.strip_prefix("## ").and_then(|title| editable().find(|f| is_section(f) && f.title == title.trim()));
        match (heading, out.last_mut()) {
            (Some(field), _) => out.push((field.name, String::new())),
            (None, Some((name, value))) if editable().any(|f| is_section(f) && f.name == *name) => {
                value.push_str(line);
                value.push('\n');
            }
            _ => {}
        }
    }
    for (name, value) in &mut out {
        if editable().any(|f| is_section(f) && f.name == *name) {
            *value = value.trim_matches('\n').to_owned();
        }
    }
    Ok(out)
}

/// Writes into an item what differs between two texts of it, so that what others changed meanwhile stays.
///
/// # Errors
/// Returns an error if a value does not fit its field.
pub fn apply(item: &mut Item, before: &str, after: &str, product: &Product, now: Now) -> Result<(), Refusal> {
    let base = read(before)?;
    for (name, value) in read(after)? {
        if !base.contains(&(name, value.clone())) {
            set_field(item, name, &value, product, now)?;
        }
    }
    Ok(())
}

/// Returns an item as a card to hand to someone: what, for whom, why, and what it must meet.
#[must_use]
pub fn card(item: &Item, product: &Product) -> String {
    let mut out = format!("{} {}\n", product.key(item), item.title);
    let story = item.story();
    if !story.is_empty() {
        out.push_str(&format!("\n{story}\n"));
    }
    if let Some(goal) = item.goal.and_then(|id| product.goals().get(id)) {
        out.push_str(&format!("\nGoal: {}\n", goal.title));
    }
    for (head, text) in [("", item.description.clone()), ("Criteria:\n", item.criteria_text())] {
        if !text.trim().is_empty() {
            out.push_str(&format!("\n{head}{}\n", text.trim()));
        }
    }
    if !item.requesters.is_empty() {
        out.push_str(&format!("\nAsked by {}\n", item.requesters.join(", ")));
    }
    context(item, product, &mut out);
    out
}

/// Adds what the team needs to decide by itself: what was heard, what is expected, what is open, what was decided, what belongs to it.
fn context(item: &Item, product: &Product, out: &mut String) {
    let mut told = String::new();
    surroundings(item, product, &mut told);
    for row in told.lines() {
        out.push_str(&text::line(row));
        out.push('\n');
    }
}

fn surroundings(item: &Item, product: &Product, out: &mut String) {
    let heard = product.insights_about(item.id);
    if let Some(last) = heard.iter().find(|own| !product.is_private_insight(own)) {
        out.push_str(&format!("\nHeard: “{}”\n", last.said));
    }
    if let Some((effect, metric)) =
        item.effect.as_ref().and_then(|effect| Some((effect, product.get::<Metric>(effect.result)?)))
    {
        let sign = if effect.delta.0 > 0 { "+" } else { "" };
        let by = effect.by.map_or_else(String::new, |day| format!(" by {day}"));
        let (key, delta) = (metric.key(), metric.with_unit(effect.delta));
        out.push_str(&format!("\nExpected: {key} {} {sign}{delta}{by}\n", metric.measure));
    }
    let mut section = |head: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push_str(&format!(
                "\n{head}:\n{}\n",
                lines.iter().map(|row| format!("- {row}")).collect::<Vec<_>>().join("\n")
            ));
        }
    };
    section("Constraints", item.constraints.lines().map(str::to_owned).filter(|row| !row.trim().is_empty()).collect());
    section("Other ways", item.open_alternatives().map(Alternative::words).collect());
    section("Open questions", item.open_questions().map(|question| question.text.clone()).collect());
    section(
        "Decided",
        product
            .decisions_by_day()
            .into_iter()
            .filter(|decision| decision.about.contains(&item.id))
            .take(DECISIONS)
            .map(|decision| {
                let why = if decision.because.is_empty() { String::new() } else { format!(": {}", decision.because) };
                format!("{}{why}", decision.what)
            })
            .collect(),
    );
    section(
        "Links",
        item.links
            .iter()
            .filter_map(|link| {
                let to = match crate::model::Id::parse(&link.to).map(|id| product.items().get(id)) {
                    Some(Some(own)) => format!("{} {}", product.key(own), own.title),
                    // what is gone says nothing to a person
                    Some(None) => return None,
                    None => link.to.clone(),
                };
                Some(format!("{} {to}", link.relation))
            })
            .collect(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place};

    fn sample() -> (Product, Item) {
        let mut product = Product::new(About::named("Inkwell", crate::model::Stamp(0)), 1);
        let mut item = Item { title: "A title: with a colon".into(), tags: vec!["a".into()].into(), ..Item::default() };
        item.description = "one\n\n# two\n---\nthree".into();
        set_field(&mut item, "criteria", "- [x] done\n- open", &product, Now::on(chrono::NaiveDate::MIN)).unwrap();
        let id = product.add(item, Place::Top).unwrap();
        let item = product.item(id).unwrap().clone();
        (product, item)
    }

    #[test]
    fn an_item_survives_the_editor_untouched() {
        let (product, item) = sample();
        let text = write(&item, &product);
        let mut same = item.clone();
        for (name, value) in read(&text).unwrap() {
            set_field(&mut same, name, &value, &product, Now::on(chrono::NaiveDate::MIN)).unwrap();
        }
        assert_eq!(same, item, "{text}");
    }

    #[test]
    fn only_what_was_changed_is_written() {
        let (product, item) = sample();
        let before = write(&item, &product);
        let after = before.replace("size: ", "size: 8").replace("three", "3");
        let mut meanwhile = item.clone();
        meanwhile.title = "Changed elsewhere".into();
        apply(&mut meanwhile, &before, &after, &product, Now::on(chrono::NaiveDate::MIN)).unwrap();
        assert_eq!(meanwhile.title, "Changed elsewhere");
        assert_eq!(meanwhile.size, Some(crate::model::Size::Points(800)));
        assert!(meanwhile.description.ends_with('3'));
        let why = apply(
            &mut meanwhile,
            &before,
            &before.replace("size: ", "siez: 1"),
            &product,
            Now::on(chrono::NaiveDate::MIN),
        )
        .unwrap_err();
        assert!(why.to_string().contains("siez"), "{why}");
    }
}
