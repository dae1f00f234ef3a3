//! Everything that happened to an item: what changed, what was said, which sprints it was in, what was decided about it.

use crate::model::{Item, Product, Sprint, Stamp};
use crate::sort::InOrder;

/// Returns the events of an item, the earliest first, each with its moment.
#[must_use]
pub fn of(item: &Item, product: &Product) -> Vec<(Stamp, String)> {
    let because = |why: &str| if why.is_empty() { String::new() } else { format!(" “{why}”") };
    let mut events: Vec<(Stamp, String)> = vec![(item.created, "written down".into())];
    events.extend(item.log.iter().map(|line| (line.at, format!("{}{}", line.did, because(&line.why)))));
    events.extend(item.history.iter().map(|step| (step.at, format!("reached {}", step.to))));
    events.extend(item.comments.iter().map(|c| (c.at, format!("{} said: {}", c.by, c.text))));
    events.extend(item.questions.iter().map(|q| (q.at, format!("asked: {}", q.words()))));
    events.extend(item.returns.iter().map(|back| (back.at, format!("returned, {}: {}", back.fault, back.text))));
    events.extend(item.accepted.map(|at| (at, "accepted".to_owned())));
    for sprint in product.sprints_by_number() {
        events.extend(in_sprint(item, sprint));
    }
    for decision in product.decisions_by_day().into_iter().filter(|decision| decision.about.contains(&item.id)) {
        let by = if decision.by.is_empty() { String::new() } else { format!(" ({})", decision.by) };
        let words = format!("decided{by}: {}{}", decision.what, because(&decision.because));
        events.push((decision.created, words));
    }
    events.order();
    events
}

/// Returns what a sprint has to do with an item: it was promised, came in, went out, and what became of it.
fn in_sprint(item: &Item, sprint: &Sprint) -> Vec<(Stamp, String)> {
    let name = format!("S{}", sprint.number);
    let mut out = Vec::new();
    if let Some(begun) = sprint.begun.filter(|_| sprint.committed.iter().any(|entry| entry.item == item.id)) {
        out.push((begun, format!("committed to {name}")));
    }
    for change in &sprint.scope {
        let is = |entry: &Option<crate::model::sprint::Commitment>| {
            entry.as_ref().is_some_and(|entry| entry.item == item.id)
        };
        let by = if change.by.is_empty() { String::new() } else { format!(", agreed with {}", change.by) };
        let what = match (is(&change.added), is(&change.removed)) {
            (true, true) => "a part of it left",
            (true, false) => "came into",
            (false, true) => "was taken out of",
            (false, false) => continue,
        };
        out.push((change.at, format!("{what} {name} “{}”{by}", change.why)));
    }
    if let Some((row, ended)) = sprint.outcome.iter().find(|row| row.item == item.id).zip(sprint.ended) {
        out.push((ended, format!("when {name} ended: {}", row.fate)));
    }
    out
}
