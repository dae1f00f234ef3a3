//! What an agent proposes, as suggestions that a person takes line by line.

use super::{Advice, Ask, Slot, Suggestion};
use crate::model::agent::Proposed;
use crate::model::{Product, Request};

/// The slots that a proposal may fill: words, and nothing that decides.
pub const PROPOSABLE: &[Slot] = &[
    Slot::Title,
    Slot::Role,
    Slot::Want,
    Slot::Benefit,
    Slot::Problem,
    Slot::Description,
    Slot::Criteria,
    Slot::Risks,
    Slot::Question,
];

/// Returns the lines that a request proposes; `None` where it proposes nothing.
#[must_use]
pub fn advice_of(request: &Request, product: &Product) -> Option<Advice> {
    let about = *request.about.first().filter(|_| !request.change.is_empty())?;
    let slot = |line: &Proposed| PROPOSABLE.iter().copied().find(|slot| slot.word() == line.field);
    let lines = request.change.iter().filter_map(|line| {
        Some(Suggestion { about, slot: slot(line)?, value: line.value.clone(), chosen: true, ..Suggestion::default() })
    });
    let mut rests = vec![format!("because: {}", request.said)];
    let item = product.items().get(about)?;
    rests.push(match request.seen {
        Some(seen) if item.updated > seen => {
            "the item was changed since it was read for this: look at what stands".to_owned()
        }
        _ => "nobody changed the item since it was read for this".to_owned(),
    });
    if !request.read.is_empty() {
        rests.push(format!("read for it: {}", request.read.join(", ")));
    }
    Some(Advice {
        ask: Ask::Proposal,
        about: vec![about],
        by: request.via.clone(),
        foreign: request.foreign,
        lines: lines.collect(),
        rests,
        proposal: Some(request.id),
        ..Advice::default()
    })
}
