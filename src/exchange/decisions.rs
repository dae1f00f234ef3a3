//! The log of decisions as Markdown, for people who were not in the room.

use crate::model::{Decision, Now, Product};
use crate::text;

/// Returns decisions as Markdown.
#[must_use]
pub fn markdown(product: &Product, decisions: &[&Decision], now: Now) -> String {
    let mut out = format!("# Decisions: {}\n", text::line(&product.about().name));
    for decision in decisions {
        out.push_str(&format!("\n## {} · {}\n\n", now.day_of(decision.created), text::line(&decision.what)));
        let who = if decision.by.is_empty() { "nobody is named" } else { decision.by.as_str() };
        out.push_str(&format!("{}, by {}\n\n", decision.verdict, text::line(who)));
        let items = decision.about.iter().filter_map(|id| product.items().get(*id));
        let about: Vec<String> =
            items.map(|item| format!("{} {}", product.key(item), text::line(&item.title))).collect();
        if !about.is_empty() {
            out.push_str(&format!("About: {}\n\n", about.join(", ")));
        }
        if !decision.because.is_empty() {
            out.push_str(&format!("Why: {}\n\n", text::show(&decision.because)));
        }
        for other in &decision.alternatives {
            out.push_str(&format!("- instead of: {}\n", text::line(other)));
        }
    }
    out
}
