//! The rules, always there: what a product holds already, found and put in its place. They never invent, send nothing, and say what
//! each line rests on.

mod alike;
mod criteria;
mod draft;
mod questions;
mod vision;
mod words;

pub use alike::{FOUND, Found, search, told_by};

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use super::{Advice, Ask, RULES, Slot, Suggestion};
use crate::measure::ready::at_work;
use crate::measure::similar::Similar;
use crate::measure::split;
use crate::model::item::content_id;
use crate::model::request::answer_to;
use crate::model::{Id, Item, Product, Request};
use words::Verbs;

/// The data that the rules look at.
pub struct Ground<'a> {
    /// The product.
    pub product: &'a Product,
    /// The index of similar items; without it none are found.
    pub index: Option<&'a Similar>,
    /// Results that are computed once for a question.
    pub memo: Memo,
}

/// The items that resemble the one looked at last, the wishes that duplicate an item, and the verbs with which titles begin: each is asked
/// for several times.
#[derive(Default)]
pub struct Memo {
    near: RefCell<Option<(Id, alike::Nears)>>,
    wishes: OnceCell<HashMap<Id, Vec<Id>>>,
    verbs: OnceCell<Verbs>,
}

impl<'a> Ground<'a> {
    /// Returns what the rules look at.
    #[must_use]
    pub fn new(product: &'a Product, index: Option<&'a Similar>) -> Self {
        Self { product, index, memo: Memo::default() }
    }
}

/// Returns what the rules suggest for records: items, one request, or the vision, which needs none.
#[must_use]
pub fn advise(ask: Ask, ids: &[Id], ground: &Ground<'_>) -> Advice {
    let verbs = ground.memo.verbs.get_or_init(|| Verbs::of(ground.product));
    let mut advice = Advice { ask, about: ids.to_vec(), by: RULES.into(), ..Advice::default() };
    if ask == Ask::Vision {
        advice.about = vec![Id::ZERO];
        vision::advise(ground.product, &mut advice);
    }
    let mut read = String::new();
    for id in ids {
        if let Some(item) = ground.product.items().get(*id) {
            read.push_str(&item.title);
            of_item(ask, item, ground, verbs, &mut advice);
        } else if let Some(request) = ground.product.get::<Request>(*id) {
            read.push_str(&request.said);
            of_request(ask, request, ground, &mut advice);
        }
    }
    if ask == Ask::Titles {
        leave_apart(ground.product, &mut advice);
    }
    advice.read = content_id(&[ask.word(), &read]).to_string();
    advice.tidy();
    advice
}

/// Titles that would make two items look the same are there to be looked at, and are not taken by themselves.
fn leave_apart(product: &Product, advice: &mut Advice) {
    let mut titles: HashMap<String, usize> = HashMap::new();
    for item in product.items().iter().filter(|item| !advice.lines.iter().any(|line| line.about == item.id)) {
        *titles.entry(item.title.to_lowercase()).or_default() += 1;
    }
    for line in &advice.lines {
        *titles.entry(line.value.to_lowercase()).or_default() += 1;
    }
    for line in &mut advice.lines {
        if titles.get(&line.value.to_lowercase()).is_some_and(|n| *n > 1) {
            line.chosen = false;
            line.because.push_str("; another item would have the same");
        }
    }
}

fn of_item(ask: Ask, item: &Item, ground: &Ground<'_>, verbs: &Verbs, advice: &mut Advice) {
    let key = ground.product.key(item);
    if !item.is_open() && !matches!(ask, Ask::Question | Ask::Same) {
        let state = if item.declined.is_some() { "was declined" } else { "is done" };
        advice.refused.push(format!("{key} {state}: its words stay as they are"));
        return;
    }
    match ask {
        Ask::Draft => draft::of(item, ground, verbs, advice),
        Ask::Criteria => {
            let parts = draft::parts(item, ground, verbs);
            advice.lines.extend(criteria::of(item, &parts.role, &parts.want));
            advice.lines.extend(alike::criteria(item, ground));
        }
        Ask::Goal => {
            let lines = alike::goals(item, ground);
            if lines.is_empty() {
                advice.refused.push(format!("{key}: nothing that resembles it serves a goal"));
            }
            advice.lines.extend(lines);
        }
        Ask::Size => match alike::size(item, ground) {
            Some(line) => advice.lines.push(Suggestion { chosen: item.is_unsized(), ..line }),
            None if at_work(ground.product).contains(&item.id) => {
                advice.refused.push(format!("{key} is in the sprint at work: the team sizes it"));
            }
            None => advice.refused.push(format!("{key}: nothing that resembles it says another size")),
        },
        Ask::Split => pieces(item, advice, &key),
        Ask::Same => {
            let lines = alike::same(item, ground);
            if lines.is_empty() {
                advice.refused.push(format!("{key}: nothing says the same"));
            }
            advice.lines.extend(lines);
        }
        Ask::Titles => match words::tidy(item) {
            Some((value, because)) => advice.lines.push(draft::line(item.id, Slot::Title, value, because, true)),
            None => advice.refused.push(format!("{key}: its title is in order")),
        },
        Ask::Why => advice.lines.extend(draft::why(item, ground)),
        Ask::Need => advice.lines.extend(questions::of_item(item)),
        Ask::Reply | Ask::Vision | Ask::Question | Ask::Proposal => {}
    }
}

/// The pieces of the first way to split that the words suggest are chosen; those of the others are there to be taken instead.
fn pieces(item: &Item, advice: &mut Advice, key: &str) {
    let mut found = split::suggested(item).into_iter().filter(|(_, pieces)| !pieces.is_empty()).peekable();
    if found.peek().is_none() {
        advice
            .refused
            .push(format!("{key}: its words name no pieces · ⟦item.split⟧ asks the questions that find them"));
    }
    advice.rests.push("the whole stays as an epic below its pieces".to_owned());
    for (n, (pattern, pieces)) in found.enumerate() {
        // what is cut out of a sentence reads as a piece of a sentence
        let whole = pieces
            .iter()
            .all(|piece| (2..=10).contains(&piece.split_whitespace().count()) && !piece.contains(['{', ':', '…', '=']));
        for piece in pieces {
            let because = format!("by {}", pattern.name.to_lowercase());
            advice.lines.push(draft::line(item.id, Slot::Piece, piece, because, n == 0 && whole));
        }
    }
}

fn of_request(ask: Ask, request: &Request, ground: &Ground<'_>, advice: &mut Advice) {
    let product = ground.product;
    match ask {
        Ask::Reply => {
            let goal = product.current_goal().map(|goal| &**goal);
            let words = answer_to(request, product, goal);
            advice.lines.push(draft::line(request.id, Slot::Text, words, "their words and the verdict".into(), true));
        }
        Ask::Need => advice.lines.extend(questions::of_request(request)),
        Ask::Same => {
            let lines = alike::items_of(request, ground);
            if lines.is_empty() {
                advice.refused.push(format!("{}: no item says the same", request.key()));
            }
            advice.lines.extend(lines);
        }
        _ => advice.refused.push(format!("{} is a wish: ⟦request.promote⟧ makes an item of it", request.key())),
    }
}
