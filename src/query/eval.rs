//! Whether an item passes a filter, and in which order the results stand.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use super::{Fuzzy, Op, Operand, Query, Sort, SortKey, State, Term, Test, Which};
use crate::measure::lint::Domain;
use crate::measure::quality::Others;
use crate::measure::reach::Reaches;
use crate::measure::score::Method;
use crate::measure::{health, ready, score};
use crate::model::{Entity, Field, Id, Item, Now, Product, Value};

/// A filter at work on one product on one day.
pub struct Matcher {
    query: Arc<Query>,
    fuzzy: Vec<Option<Fuzzy>>,
    facts: Facts,
}

/// Facts about the product as a whole, computed once somebody asked.
#[derive(Default)]
struct Facts {
    /// Places that are near enough to be specified.
    horizon: Option<usize>,
    /// The reach of each item.
    reaches: Option<Reaches>,
    /// What is known of all stories.
    others: Option<Others>,
    /// The words of the product's own domain.
    domain: Option<Domain>,
    /// The quick wins of the matrix.
    wins: Option<HashSet<Id>>,
}

impl Facts {
    /// Whether an item is worth as much as half of the others, and takes no more work than half of them.
    fn is_quick_win(&mut self, item: &Item, product: &Product) -> bool {
        let wins = self.wins.get_or_insert_with(|| score::quick_wins(product).into_iter().collect());
        wins.contains(&item.id)
    }

    /// Whether an item was asked for, and from inside our own house alone.
    fn is_from_inside(&mut self, item: &Item, product: &Product) -> bool {
        let reach = self.reaches.get_or_insert_with(|| Reaches::of(product)).of_item(item, product);
        reach.reach() > 0 && !reach.outside
    }
}

impl Matcher {
    /// Sets a filter to work.
    #[must_use]
    pub fn new(query: Arc<Query>) -> Self {
        let fuzzy = query
            .terms
            .iter()
            .map(|term| match &term.test {
                Test::Words(words) => Some(Fuzzy::new(words.iter().map(String::as_str))),
                _ => None,
            })
            .collect();
        Self { query, fuzzy, facts: Facts::default() }
    }

    /// Whether the item passes.
    pub fn passes(&mut self, item: &Item, product: &Product, now: Now) -> bool {
        if !self.query.everything && (!item.is_open() || item.is_later(now.today)) {
            return false;
        }
        for (term, fuzzy) in self.query.terms.iter().zip(&mut self.fuzzy) {
            let found = match fuzzy {
                Some(fuzzy) => fuzzy.finds(item, product),
                None => holds(term, item, product, now, &self.query, &mut self.facts),
            };
            if found == term.not {
                return false;
            }
        }
        true
    }
}

fn holds(term: &Term, item: &Item, product: &Product, now: Now, query: &Query, facts: &mut Facts) -> bool {
    match &term.test {
        Test::Words(_) => true,
        Test::Text(word) => contains(item, word),
        Test::Is(state) => match state {
            State::All => true,
            State::Stale => now.days_since(item.updated) > query.stale_days,
            State::Zombie => health::is_zombie(item, now),
            State::Ready => ready::is_ready(item, product),
            State::Unready => !ready::is_ready(item, product),
            State::Big => ready::is_too_big(item, product),
            State::Unranked => item.is_unranked(),
            State::Unscored => Method::of(product).score(item).is_none(),
            State::Vague => health::is_vague(item, facts.domain.get_or_insert_with(|| Domain::of(product))),
            State::Overspecified => {
                let horizon = *facts.horizon.get_or_insert_with(|| ready::band(product, now.today).reach * 3 / 2);
                health::is_overspecified(item, product.place_of(item), horizon)
            }
            State::Duplicate => query.doubled.contains(&item.id),
            State::Overdue => item.is_overdue(now.today),
            State::Inside => facts.is_from_inside(item, product),
            State::Promised => product.is_promised(item.id),
            State::Drafted => !item.drafted.is_empty(),
            State::Flawed => {
                let others = facts.others.get_or_insert_with(|| Others::of(product));
                !others.hints(item, product, &query.doubled).is_empty()
            }
            State::QuickWin => facts.is_quick_win(item, product),
            State::Open => item.is_open(),
            State::Done => item.status == crate::model::Status::Done,
            State::Declined => item.declined.is_some(),
            State::Later => item.is_later(now.today),
            State::Orphan => item.is_orphan(),
            State::Unsized => item.is_unsized(),
            State::Blocked => item.blocked.is_some(),
        },
        Test::Has(field) => !(field.get)(item).is_blank(),
        Test::Place(op, n) => product.place_of(item).is_some_and(|place| compare(*op, place.cmp(n))),
        Test::Sprint(op, which) => {
            let sprint = product.sprint_of(item.id);
            which.iter().any(|which| match (which, sprint) {
                (Which::None, sprint) => sprint.is_none(),
                (Which::State(state), Some(sprint)) => sprint.state == *state,
                (Which::Number(n), Some(sprint)) => compare(*op, sprint.number.cmp(n)),
                (_, None) => false,
            })
        }
        Test::Age(op, days) => compare(*op, now.days_since(item.created).cmp(days)),
        Test::Field(field, op, operand) => matches_field(field, *op, operand, item, product, now),
    }
}

fn contains(item: &Item, word: &str) -> bool {
    Item::fields().iter().filter_map(Field::searches).any(|read| match read(item) {
        Value::Text(text) => find(&text, word),
        Value::List(list) => list.iter().any(|text| find(text, word)),
        _ => false,
    })
}

/// Whether `text` holds `word` (given in lower case) in any case.
fn find(text: &str, word: &str) -> bool {
    if text.len() < word.len() {
        return false;
    }
    if text.is_ascii() && word.is_ascii() {
        return text.as_bytes().windows(word.len().max(1)).any(|w| w.eq_ignore_ascii_case(word.as_bytes()));
    }
    text.to_lowercase().contains(word)
}

fn compare(op: Op, order: Ordering) -> bool {
    match op {
        Op::Is => order.is_eq(),
        Op::Less => order.is_lt(),
        Op::AtMost => order.is_le(),
        Op::More => order.is_gt(),
        Op::AtLeast => order.is_ge(),
    }
}

fn matches_field(field: &Field<Item>, op: Op, operand: &Operand, item: &Item, product: &Product, now: Now) -> bool {
    let value = (field.get)(item);
    match (operand, &value) {
        (Operand::Blank, value) => value.is_blank(),
        (Operand::Number(n), Value::Number(v)) => compare(op, v.cmp(n)),
        (Operand::Day(day), Value::Date(v)) => compare(op, v.cmp(day)),
        (Operand::Day(day), Value::Stamp(v)) => compare(op, now.day_of(*v).cmp(day)),
        (Operand::Days(days), Value::Date(v)) => {
            compare(if op == Op::Is { Op::AtMost } else { op }, (*v - now.today).num_days().cmp(days))
        }
        (Operand::Days(days), Value::Stamp(v)) => {
            compare(if op == Op::Is { Op::AtMost } else { op }, now.days_since(*v).cmp(days))
        }
        (Operand::Words(words), Value::List(list)) => {
            words.iter().any(|word| list.iter().any(|w| w.to_lowercase().starts_with(word)))
        }
        (Operand::Words(words), Value::Goal(id)) => words.iter().any(|word| {
            product
                .goals()
                .get(*id)
                .is_some_and(|goal| format!("g{}", goal.num) == *word || find(&goal.title, word) && !is_key(word))
        }),
        (Operand::Words(words), Value::Text(text)) => match field.shape {
            crate::model::Shape::Choice(_) => words.iter().any(|word| text.starts_with(word)),
            _ => words.iter().any(|word| find(text, word)),
        },
        _ => false,
    }
}

fn is_key(word: &str) -> bool {
    word.strip_prefix('g').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Sorts items for showing. Blank values come last in both directions; equal ones stay in the one order.
pub fn sort(items: &mut [Arc<Item>], sort: Option<Sort>, product: &Product) {
    let method = Method::of(product);
    let scores: std::collections::HashMap<crate::model::Id, f64> = match sort {
        Some(Sort { key: SortKey::Score, .. }) => {
            items.iter().filter_map(|item| Some((item.id, method.score(item)?.value))).collect()
        }
        _ => std::collections::HashMap::new(),
    };
    items.sort_unstable_by(|a, b| {
        let rank = (&a.rank, a.id).cmp(&(&b.rank, b.id));
        let Some(sort) = sort else { return rank };
        let turn = |order: Ordering| if sort.descending { order.reverse() } else { order };
        match sort.key {
            SortKey::Rank => turn(rank),
            SortKey::Key => turn(a.num.cmp(&b.num)),
            SortKey::Score => match (scores.get(&a.id), scores.get(&b.id)) {
                (Some(a), Some(b)) => turn(b.total_cmp(a)).then(rank),
                (a, b) => b.is_some().cmp(&a.is_some()).then(rank),
            },
            SortKey::Age => turn(a.created.cmp(&b.created)).then(rank),
            SortKey::Field(field) => {
                let (a, b) = ((field.get)(a), (field.get)(b));
                match (a.is_blank(), b.is_blank()) {
                    (false, false) => turn(a.cmp(&b)).then(rank),
                    (a, b) => a.cmp(&b).then(rank),
                }
            }
        }
    });
}
