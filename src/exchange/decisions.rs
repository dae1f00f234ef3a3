//! The log of decisions as Markdown, for people who were not in the room.

use crate::model::{Decision, Product};
use crate::text;

/// Returns decisions as Markdown.
#[must_use]
pub fn markdown(product: &Product, decisions: &[&Decision]) -> String {
    let mut out = format!("# Decisions: {}\n", text::line(&product.about().name));
    for decision in decisions {
        out.push_str(&format!("\n## {} · {}\n\n", decision.created.day(), text::line(&decision.what)));
        if !decision.because.is_empty() {
            out.push_str(&format!("Why: {}\n\n", text::show(&decision.because)));
        }
        for other in &decision.alternatives {
            out.push_str(&format!("- instead of: {}\n", text::line(other)));
        }
    }
    out
}
