//! The first draft of an item from a rough line: for whom, what, why, title, criteria, goal, size.

use std::collections::BTreeMap;

use super::criteria::reports_a_fault;
use super::words::{self, Verbs};
use super::{Ground, alike, criteria};
use crate::assist::{Advice, Slot, Suggestion};
use crate::model::story::{Story, read_story};
use crate::model::{Id, Item, Kind, Product, Request};

/// Items that must have a role alike before it is suggested, and the part of them in percent.
const VOICES: usize = 3;
const HALF: usize = 50;
/// Lines of a description in which a story is looked for.
const LINES: usize = 8;

pub(super) fn line(about: Id, slot: Slot, value: String, because: String, chosen: bool) -> Suggestion {
    Suggestion { about, slot, value, because, chosen, ..Suggestion::default() }
}

/// For whom an item is and what they want, as it says itself or as the rules find it.
pub(super) struct Parts {
    pub role: String,
    pub want: String,
}

/// Returns the story that stands in the title or in the first lines of the description.
fn told(item: &Item) -> Option<Story> {
    std::iter::once(item.title.as_str()).chain(item.description.lines().take(LINES)).find_map(read_story)
}

fn title_in_order(item: &Item) -> String {
    words::tidy(item).map_or_else(|| item.title.clone(), |(title, _)| title)
}

/// Whether an item needs no role and no want: nobody outside the team wishes for it.
fn is_plain(item: &Item) -> bool {
    matches!(item.kind, Kind::Bug | Kind::Chore | Kind::Spike)
}

pub(super) fn parts(item: &Item, ground: &Ground<'_>, verbs: &Verbs) -> Parts {
    let told = told(item).unwrap_or_default();
    let first = |texts: [&str; 2]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    let mut parts = Parts { role: first([&item.role, &told.role]), want: first([&item.want, &told.want]) };
    if parts.role.is_empty()
        && let Some(found) = role(item, ground).filter(|found| found.chosen)
    {
        parts.role = found.value;
    }
    if parts.want.is_empty() && !is_plain(item) {
        parts.want = words::want_of(&title_in_order(item), verbs).words;
    }
    parts
}

/// Returns the role that most of those have that resemble an item, else that which most stories of the product have, to be looked at.
fn role(item: &Item, ground: &Ground<'_>) -> Option<Suggestion> {
    let near = alike::nearest(item.id, ground);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for other in &near {
        if !other.role.is_empty() {
            *counts.entry(other.role.as_str()).or_default() += 1;
            all += 1;
        }
    }
    let most = |counts: BTreeMap<&str, usize>, all: usize| {
        let (role, n) = counts.into_iter().max_by_key(|(role, n)| (*n, std::cmp::Reverse(role.to_lowercase())))?;
        (n >= VOICES && n * 100 >= all * HALF).then(|| (role.to_owned(), n))
    };
    if let Some((role, n)) = most(counts, all) {
        return Some(line(item.id, Slot::Role, role, format!("{n} of {all} items that resemble it"), true));
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for other in ground.product.items().iter().filter(|other| !other.role.is_empty()) {
        *counts.entry(other.role.as_str()).or_default() += 1;
        all += 1;
    }
    most(counts, all).map(|(role, n)| line(item.id, Slot::Role, role, format!("{n} of your {all} stories"), false))
}

/// Returns who may be behind an item and what they said, apart from what is private.
fn wishes<'a>(item: &Item, product: &'a Product) -> Vec<&'a Request> {
    let behind = product.requests().iter().filter(|request| request.items.contains(&item.id));
    behind.filter(|request| !product.is_private_wish(request)).map(|request| &**request).collect()
}

/// Returns lines for the good that an item does: what the wishes behind it say of the need, else the question.
pub(super) fn why(item: &Item, ground: &Ground<'_>) -> Vec<Suggestion> {
    let mut out = Vec::new();
    for request in wishes(item, ground.product).into_iter().filter(|request| !request.need.is_empty()) {
        let need = words::lower_first(request.need.trim_end_matches('.'));
        out.push(line(item.id, Slot::Benefit, need, format!("the need behind {}", request.key()), out.is_empty()));
    }
    if out.is_empty() {
        let asks = match item.kind {
            Kind::Bug => "‹whom does it keep from what?›",
            Kind::Chore => "‹what goes wrong, or gets slower, without it?›",
            Kind::Spike => "‹which decision waits for the answer?›",
            Kind::Story | Kind::Epic => "‹what can they do then that they cannot do now?›",
        };
        out.push(line(item.id, Slot::Benefit, asks.into(), "only you know".into(), false));
    }
    out
}

/// Adds a line for everything that an item lacks.
pub(super) fn of(item: &Item, ground: &Ground<'_>, verbs: &Verbs, advice: &mut Advice) {
    let id = item.id;
    let told = told(item).unwrap_or_default();
    let tidied = words::tidy(item);
    let title = title_in_order(item);
    let wanted = words::want_of(&title, verbs);
    if item.role.is_empty() && !is_plain(item) {
        let own =
            (!told.role.is_empty()).then(|| line(id, Slot::Role, told.role.clone(), "from its own words".into(), true));
        let gap = || line(id, Slot::Role, "‹who gains from it?›".into(), "only you know".into(), false);
        advice.lines.push(own.or_else(|| role(item, ground)).unwrap_or_else(gap));
    }
    if item.want.is_empty() && !is_plain(item) {
        // what has a gap for its verb, or perhaps no verb, is offered and taken once somebody has looked at it
        let known = wanted.sure && !reports_a_fault(item);
        let told =
            (!told.want.is_empty()).then(|| line(id, Slot::Want, told.want.clone(), "from its own words".into(), true));
        advice
            .lines
            .push(told.unwrap_or_else(|| line(id, Slot::Want, wanted.words.clone(), wanted.because.clone(), known)));
    }
    if item.benefit.is_empty() {
        if told.benefit.is_empty() {
            advice.lines.extend(why(item, ground));
        } else {
            advice.lines.push(line(id, Slot::Benefit, told.benefit, "from its own words".into(), true));
        }
    }
    match (wanted.title.filter(|_| !is_plain(item)), tidied) {
        (Some(need), _) => advice.lines.push(line(id, Slot::Title, need, "names the need".into(), true)),
        (None, Some((title, mended))) => advice.lines.push(line(id, Slot::Title, title, mended, true)),
        (None, None) => {}
    }
    if item.criteria.is_empty() {
        let parts = parts(item, ground, verbs);
        advice.lines.extend(criteria::of(item, &parts.role, &parts.want));
        advice.lines.extend(alike::criteria(item, ground));
    }
    if item.goal.is_none() {
        advice.lines.extend(alike::goals(item, ground).into_iter().take(2));
    }
    if item.is_unsized() {
        // looked at and not taken by itself: a size is the word of those who do the work
        advice.lines.extend(alike::size(item, ground));
    }
    if reports_a_fault(item) && !is_plain(item) {
        advice.rests.push("the title reports a fault: as a bug it needs neither role nor want".to_owned());
    }
    advice.rests.extend(alike::names(item, ground));
}
