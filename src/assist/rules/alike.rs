//! Suggestions from similar items: criteria, goal, size, duplicates; and the search over all words.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::Ground;
use super::draft::line;
use crate::assist::{Slot, Suggestion};
use crate::measure::ready::at_work;
use crate::measure::similar::Near;
use crate::measure::similar::double::{DUPLICATE, MAYBE};
use crate::measure::similar::size::{self, Sure, Voice};
use crate::measure::terms::{terms, terms_of};
use crate::measure::theme::says_something;
use crate::model::goal::Horizon;
use crate::model::item::Relation;
use crate::model::request::Decided;
use crate::model::{Entity, Field, Goal, Id, Item, Product, Request, Size, Value};
use crate::text;

/// Items that resemble one and are asked what they have.
const NEAR: usize = 9;
/// Likeness below which one tells nothing of another, and below which it has no criteria to lend.
const FAINT: f32 = 0.06;
const CLOSE: f32 = 0.2;
/// Items whose goals are counted.
const VOTES: usize = 5;
/// The weight of the words that a goal and an item share beside that of the items.
const WORDS: f32 = 0.5;
/// From here on a goal is chosen, and not only offered.
const SURE: f32 = 0.3;
/// Criteria that are lent.
const LENT: usize = 2;
/// Wishes that are compared with an item, the last ones first.
const WISHES: usize = 200;

/// Items that resemble one, each with how much.
pub type Nears = Rc<Vec<(Near, Arc<Item>)>>;

fn near(id: Id, ground: &Ground<'_>) -> Nears {
    if let Some((_, known)) = ground.memo.near.borrow().as_ref().filter(|(own, _)| *own == id) {
        return known.clone();
    }
    let near = ground.index.map_or_else(Vec::new, |index| index.nearest(id, NEAR));
    let close = near.into_iter().filter(|near| near.likeness >= FAINT);
    let found: Nears =
        Rc::new(close.filter_map(|near| Some((near, ground.product.items().get(near.id)?.clone()))).collect());
    ground.memo.near.replace(Some((id, found.clone())));
    found
}

/// Returns the wishes that nobody has decided and that say the same as an item.
fn wishes_like(item: Id, ground: &Ground<'_>) -> Vec<Id> {
    let all = ground.memo.wishes.get_or_init(|| {
        let mut out: HashMap<Id, Vec<Id>> = HashMap::new();
        let waits = ground.product.requests_by_day().into_iter().filter(|request| request.verdict == Decided::Waits);
        for request in waits.take(WISHES) {
            let near = ground.index.map_or_else(Vec::new, |index| index.like_words(&request.said, 3));
            for near in near.into_iter().filter(|near| near.likeness >= DUPLICATE) {
                out.entry(near.id).or_default().push(request.id);
            }
        }
        out
    });
    all.get(&item).cloned().unwrap_or_default()
}

/// Returns the items that resemble one most, done ones among them.
pub(super) fn nearest(id: Id, ground: &Ground<'_>) -> Vec<Arc<Item>> {
    near(id, ground).iter().map(|(_, item)| item.clone()).collect()
}

/// Returns the items that an answer rests on, in words.
pub(super) fn names(item: &Item, ground: &Ground<'_>) -> Vec<String> {
    let near = near(item.id, ground);
    near.iter()
        .take(3)
        .map(|(near, other)| {
            format!("{:.2} alike: {} {}", near.likeness, ground.product.key(other), text::line(&other.title))
        })
        .collect()
}

/// Returns criteria of what is alike, to be looked at.
pub(super) fn criteria(item: &Item, ground: &Ground<'_>) -> Vec<Suggestion> {
    let mut out: Vec<Suggestion> = Vec::new();
    for (_, other) in near(item.id, ground).iter().filter(|(near, _)| near.likeness >= CLOSE) {
        let key = ground.product.key(other);
        let lends =
            other.criteria.iter().filter(|criterion| item.criteria.iter().all(|own| own.text != criterion.text));
        for criterion in lends {
            if out.len() < LENT {
                out.push(line(item.id, Slot::Criteria, criterion.text.clone(), format!("{key} has it"), false));
            }
        }
    }
    out
}

/// Returns the goals that an item may serve, the likeliest first and chosen if it is sure enough.
///
/// A goal gathers the likeness of the nearest items that serve it, and half of the share of its words that the item has.
pub(super) fn goals(item: &Item, ground: &Ground<'_>) -> Vec<Suggestion> {
    let product = ground.product;
    let open = |goal: &Goal| !matches!(goal.horizon, Horizon::Reached | Horizon::Abandoned);
    let mut scores: BTreeMap<Id, (f32, Vec<String>)> = BTreeMap::new();
    let mut nearest: f32 = 0.0;
    let all = near(item.id, ground);
    for (near, other) in all.iter().filter(|(_, other)| other.goal.is_some()).take(VOTES) {
        let (Some(goal), key) = (other.goal, product.key(other)) else { continue };
        if product.goals().get(goal).is_some_and(|goal| open(goal)) {
            let (score, keys) = scores.entry(goal).or_default();
            nearest = nearest.max(near.likeness);
            *score += near.likeness;
            keys.push(key);
        }
    }
    let own = terms_of(&format!("{} {} {}", item.title, item.want, item.benefit));
    for goal in product.goals().iter().filter(|goal| open(goal)) {
        let results = product.results_of(goal.id);
        let words = results.iter().map(|metric| metric.measure.as_str());
        let theirs = terms_of(&words.fold(goal.title.clone(), |all, words| format!("{all} {words}")));
        let shared: Vec<&String> = theirs.iter().filter(|term| own.contains(*term)).collect();
        if !shared.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "counts of words")]
            let share = shared.len() as f32 / theirs.len().max(1) as f32;
            let (score, keys) = scores.entry(goal.id).or_default();
            *score += WORDS * share;
            keys.push(format!("“{}”", shared.first().map_or("", |word| word.as_str())));
        }
    }
    // what it serves already is no suggestion
    scores.retain(|id, _| Some(*id) != item.goal);
    let mut ranked: Vec<(Id, f32, Vec<String>)> =
        scores.into_iter().map(|(id, (score, keys))| (id, score, keys)).collect();
    // of two that are equally likely the one with the smaller identity is first, on every machine
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let first = ranked.first().map_or(0.0, |(_, score, _)| *score);
    let sure = first >= SURE && nearest >= CLOSE && item.goal.is_none();
    ranked
        .into_iter()
        .take(3)
        .enumerate()
        .filter_map(|(n, (id, score, keys))| {
            let key = product.goal_key(id)?;
            let goal = product.goals().get(id)?;
            let keys: Vec<String> = keys.into_iter().take(3).collect();
            let because = format!("{} · {score:.2} by {}", text::cut(&text::line(&goal.title), 36), keys.join(", "));
            Some(line(item.id, Slot::Goal, key, because, n == 0 && sure))
        })
        .collect()
}

/// Returns what a suggested size rests on: the loudest voices, how much of the vote is theirs, and the range.
fn because(found: &size::Suggestion, product: &Product) -> String {
    let name = |(voice, other): (&Voice, &Item)| format!("{} ({})", product.key(other), Size::Points(voice.points));
    let from: Vec<String> = found.voices(product).map(name).collect();
    let range = found.range_words().map_or_else(String::new, |words| format!(" · {words}"));
    if found.sure == Sure::Usual {
        return format!("usual here; nothing like it is sized{range}");
    }
    format!("like {}{range} · {:.0} % of the vote is by likeness", from.join(", "), found.like * 100.0)
}

/// Returns the size that those suggest which resemble an item; never of one that is in the sprint at work.
pub(super) fn size(item: &Item, ground: &Ground<'_>) -> Option<Suggestion> {
    if at_work(ground.product).contains(&item.id) {
        return None;
    }
    let found = ground.index?.suggest(item.id)?;
    let value = Size::Points(found.points).to_string();
    if item.size.is_some_and(|size| size.to_string() == value) {
        return None;
    }
    Some(line(item.id, Slot::Size, value, because(&found, ground.product), false))
}

/// Returns what may say the same as an item: open items, and wishes that nobody has decided.
pub(super) fn same(item: &Item, ground: &Ground<'_>) -> Vec<Suggestion> {
    let product = ground.product;
    let known: Vec<Id> = item.linked(Relation::Relates).chain(item.linked(Relation::Duplicates)).collect();
    let doubles = ground.index.map_or_else(Vec::new, |index| index.duplicates(item.id, product, MAYBE).0);
    let mut out: Vec<Suggestion> = doubles
        .into_iter()
        .filter(|near| !known.contains(&near.id))
        .filter_map(|near| {
            let other = product.items().get(near.id)?;
            let because = format!("{:.2} alike: {}", near.likeness, text::cut(&text::line(&other.title), 48));
            // what only may be the same is for a person to choose
            Some(line(item.id, Slot::Same, product.key(other), because, near.likeness >= DUPLICATE))
        })
        .collect();
    let like = wishes_like(item.id, ground);
    for request in like.into_iter().filter_map(|id| product.request(id).ok()) {
        if !request.about.contains(&item.id) {
            let because = format!("a wish: {}", text::cut(&text::line(&request.said), 48));
            out.push(line(item.id, Slot::Same, request.key(), because, true));
        }
    }
    out
}

/// Returns the items that may say the same as a wish, to be linked with it.
pub(super) fn items_of(request: &Request, ground: &Ground<'_>) -> Vec<Suggestion> {
    let near = ground.index.map_or_else(Vec::new, |index| index.like_words(&request.said, 5));
    near.into_iter()
        .filter(|near| near.likeness >= DUPLICATE && !request.about.contains(&near.id))
        .filter_map(|near| {
            let item = ground.product.items().get(near.id)?;
            let because = format!("{:.2} alike: {}", near.likeness, text::cut(&text::line(&item.title), 48));
            Some(line(request.id, Slot::Same, ground.product.key(item), because, true))
        })
        .collect()
}

/// Items that a question finds, and those of them that go along where a command is asked.
pub const FOUND: usize = 10;
const SENT: usize = 5;

/// Returns the items that go along with a question in words.
#[must_use]
pub fn told_by(question: &str, product: &Product) -> Vec<Id> {
    search(question, product, SENT).into_iter().map(|found| found.item).collect()
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The item.
    pub item: Id,
    /// Why it was found: the fields that have the words.
    pub because: String,
}

/// Returns the items in which the words of a question stand, those with most of them and the rarest first.
#[must_use]
pub fn search(question: &str, product: &Product, most: usize) -> Vec<Found> {
    let mut asked = terms_of(question);
    asked.retain(|term| says_something(term));
    if asked.is_empty() {
        return Vec::new();
    }
    let mut df: Vec<usize> = vec![0; asked.len()];
    let mut hits: Vec<(Id, Vec<bool>, Vec<&'static str>)> = Vec::new();
    for item in product.items().iter() {
        let mut seen = vec![false; asked.len()];
        let mut fields = Vec::new();
        for field in Item::fields() {
            let Some(read) = Field::searches(field) else { continue };
            let mut here = false;
            // nothing of the words is kept: ten thousand items are read while somebody waits
            let mut mark = |term: &str| {
                if let Some(seen) = asked.iter().position(|own| own == term).and_then(|n| seen.get_mut(n)) {
                    here = true;
                    *seen = true;
                }
            };
            // a term is how a word begins, so a text without those letters need not be taken apart
            let mut look = |words: &str| {
                let low = words.to_ascii_lowercase();
                if !low.is_ascii() || asked.iter().any(|term| low.contains(term.as_str())) {
                    terms(words, &mut mark);
                }
            };
            match read(item) {
                Value::Text(words) => look(&words),
                Value::List(list) => list.iter().for_each(|words| look(words)),
                _ => continue,
            }
            if here {
                fields.push(field.title);
            }
        }
        if seen.contains(&true) {
            for (n, _) in seen.iter().enumerate().filter(|(_, seen)| **seen) {
                if let Some(df) = df.get_mut(n) {
                    *df += 1;
                }
            }
            hits.push((item.id, seen, fields));
        }
    }
    let n = product.items().len();
    #[expect(clippy::cast_precision_loss, reason = "counts of items")]
    let worth = |seen: &[bool]| -> f32 {
        let found = seen.iter().zip(&df).filter(|(seen, _)| **seen);
        found.map(|(_, df)| (1.0 + n as f32 / (*df).max(1) as f32).ln()).sum()
    };
    let mut ranked: Vec<(f32, Found)> = hits
        .into_iter()
        .map(|(item, seen, fields)| {
            let words: Vec<&str> =
                asked.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(term, _)| term.as_str()).collect();
            let because = format!("{} in {}", words.join(", "), fields.join(", ").to_lowercase());
            (worth(&seen), Found { item, because })
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.item.cmp(&b.1.item)));
    ranked.into_iter().take(most).map(|(_, found)| found).collect()
}
