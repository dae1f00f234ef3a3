//! The vision and what hangs under it as texts to share: a line, a paragraph, a page; the roadmap; the trace of an item.

use crate::model::{Goal, Horizon, Item, Metric, Now, Product, Vision};
use crate::text;

/// Returns the vision in a line.
#[must_use]
pub fn line(product: &Product) -> String {
    let vision = product.vision();
    let words = if vision.vision.is_empty() { "no vision is written down yet" } else { &vision.vision };
    format!("{}: {}", text::line(&product.about().name), text::line(words))
}

/// Returns the vision in a paragraph: the line, for whom, and what is next.
#[must_use]
pub fn paragraph(product: &Product) -> String {
    let vision = product.vision();
    let mut out = format!("{}\n", line(product));
    for (lead, words) in [("For", &vision.audience), ("They need", &vision.needs), ("It is", &vision.offer)] {
        if !words.trim().is_empty() {
            out.push_str(&format!("{lead}: {}\n", text::line(words)));
        }
    }
    if let Some(goal) = product.current_goal() {
        out.push_str(&format!("Now: {}\n", text::line(&goal.title)));
        for metric in product.results_of(goal.id) {
            out.push_str(&format!("- {} {}\n", text::line(&metric.measure), metric.way()));
        }
    }
    out
}

/// Returns the vision as a page of Markdown: board, positioning, goals with their key results.
#[must_use]
pub fn page(product: &Product, now: Now) -> String {
    let vision = product.vision();
    let mut out = format!("# {}\n\n{}\n", text::line(&product.about().name), text::line(&vision.vision));
    for field in Vision::board().iter().skip(1) {
        let words = (field.get)(vision).print(product);
        if !words.is_empty() {
            out.push_str(&format!("\n## {}\n\n{}\n", field.title, text::show(&words)));
        }
    }
    if !vision.customer.is_empty() || !vision.category.is_empty() {
        out.push_str(&format!("\n{}\n", text::line(&vision.positioning(&product.about().name))));
    }
    if let Some(star) = product.north_star() {
        let value = star.current().map_or_else(|| "not read yet".to_owned(), |n| star.with_unit(n));
        out.push_str(&format!("\nNorth star: {} ({value})\n", text::line(&star.measure)));
    }
    out.push_str(&lanes(product, now));
    out
}

fn lane(product: &Product, horizon: Horizon, title: &str, out: &mut String) {
    let goals = product.lane(horizon);
    if goals.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    for goal in goals {
        out.push_str(&format!("- **{}** {}\n", text::line(&goal.title), goal.confidence.dots()));
        for metric in product.results_of(goal.id) {
            out.push_str(&format!("  - {} {}\n", text::line(&metric.measure), metric.way()));
        }
        if !goal.why.is_empty() {
            out.push_str(&format!("  - why here: {}\n", text::line(&goal.why)));
        }
    }
}

/// Returns the lanes of the roadmap as Markdown.
fn lanes(product: &Product, now: Now) -> String {
    let mut out = format!("\n# Roadmap, {}\n", now.today);
    for (horizon, title) in [(Horizon::Now, "Now"), (Horizon::Next, "Next"), (Horizon::Later, "Later")] {
        lane(product, horizon, title, &mut out);
    }
    out
}

/// Returns the roadmap as Markdown: goals and not features, without days, the further the less sure.
#[must_use]
pub fn roadmap(product: &Product, now: Now) -> String {
    let mut out = lanes(product, now);
    let changes = product.roadmap_changes();
    if !changes.is_empty() {
        out.push_str("\n## Changed since it was shared last\n\n");
        for change in changes {
            // a plus at the beginning of a line would begin a list within the list
            let change = text::line(&change);
            let sign = if change.starts_with('+') { "\\" } else { "" };
            out.push_str(&format!("- {sign}{change}\n"));
        }
    }
    out
}

/// Returns the chain of an item from its criteria up to the vision, a link a line; a gap says so.
#[must_use]
pub fn trace(item: &Item, product: &Product, now: Now) -> Vec<(bool, String)> {
    let mut out = Vec::new();
    let vision = product.vision();
    out.push(match vision.vision.as_str() {
        "" => (false, "VISION     ∅ none is written down: ⟦go.vision⟧".to_owned()),
        words => (true, format!("VISION     {}", text::line(words))),
    });
    let goal: Option<&Goal> = item.goal.and_then(|id| product.goals().get(id)).map(|goal| &**goal);
    out.push(match goal {
        Some(goal) => (true, format!("GOAL       G{} {} ({})", goal.num, text::line(&goal.title), goal.horizon)),
        None => (false, "GOAL       ∅ it serves none: ⟦item.why⟧".to_owned()),
    });
    let effect = item.effect.as_ref();
    let metric = effect.and_then(|effect| product.get::<Metric>(effect.result));
    match (metric, goal) {
        (Some(metric), goal) => {
            let words = format!("KEY RESULT {} {} {}", metric.key(), text::line(&metric.measure), metric.way());
            let other = metric.goal.filter(|own| goal.is_none_or(|goal| goal.id != *own));
            out.push(match other.and_then(|id| product.goal_key(id)) {
                Some(other) => (false, format!("{words}  ∅ of {other}, another goal")),
                None => (true, words),
            });
        }
        (None, Some(goal)) => {
            let results = product.results_of(goal.id);
            for metric in &results {
                let words = format!("KEY RESULT {} {} {}", metric.key(), text::line(&metric.measure), metric.way());
                out.push((true, words));
            }
            if results.is_empty() {
                out.push((false, format!("KEY RESULT ∅ G{} has none: ⟦go.vision⟧, then ⟦vision.add⟧", goal.num)));
            }
        }
        (None, None) => out.push((false, "KEY RESULT ∅ without a goal there is none".to_owned())),
    }
    out.push((true, format!("ITEM       {} {}", product.key(item), text::line(&item.title))));
    out.push(match item.criteria.len() {
        0 => (false, "CRITERIA   ∅ none: ⟦item.criteria⟧".to_owned()),
        n => (true, format!("CRITERIA   {} of {n} met", item.criteria_met().0)),
    });
    let sprints: Vec<String> = product
        .sprints_by_number()
        .into_iter()
        .filter(|sprint| sprint.items.contains(&item.id) || sprint.outcome.iter().any(|row| row.item == item.id))
        .map(|sprint| format!("S{} {}", sprint.number, text::line(&sprint.goal)))
        .collect();
    if !sprints.is_empty() {
        out.push((true, format!("SPRINT     {}", sprints.join(", "))));
    }
    if let Some(at) = item.accepted {
        out.push((true, format!("VERDICT    accepted {}", now.day_of(at))));
    } else if let Some(back) = item.returns.last() {
        out.push((false, format!("VERDICT    returned, {}: {}", back.fault, text::line(&back.text))));
    }
    out.push(match effect {
        None => (false, "OUTCOME    ∅ nothing is expected of it: ⟦item.effect⟧".to_owned()),
        Some(effect) => {
            let sign = if effect.delta.0 > 0 { "+" } else { "" };
            let when = effect.by.map_or_else(String::new, |day| format!(" by {day}"));
            let learned =
                if effect.learned.is_empty() { String::new() } else { format!(": {}", text::line(&effect.learned)) };
            (true, format!("OUTCOME    expected {sign}{}{when}, {}{learned}", effect.delta, effect.found))
        }
    });
    out
}
