//! The Definition of Ready: which checks an item passes, and how far down the backlog is ready for a sprint.
//!
//! The six built-in checks are the usual ones (a goal, who/what/why, criteria, a size, small enough, nothing open). They warn;
//! only a team that wants it strict makes a wall of them, because a Definition of Ready easily becomes a gate.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::model::item::{Relation, gaps_in};
use crate::model::{Id, Item, Product, Size};

/// A check of the Definition of Ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// It serves a goal.
    Goal,
    /// Who, what and why are said. A bug, a chore or a spike needs a title and a why or a description.
    Story,
    /// At least one criterion says when it is accepted.
    Criteria,
    /// Whether it has a size.
    Sized,
    /// It fits into a sprint.
    Fits,
    /// No question is open and nothing blocks it.
    Clear,
    /// One of the team's own, ticked by a person.
    Own(String),
}

/// The names of the built-in checks, in the order in which one mends them.
pub const BUILT_IN: &[(&str, Check)] = &[
    ("goal", Check::Goal),
    ("story", Check::Story),
    ("criteria", Check::Criteria),
    ("sized", Check::Sized),
    ("fits", Check::Fits),
    ("clear", Check::Clear),
];

/// A check and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that was made.
    pub check: Check,
    /// Whether the item passes.
    pub passed: bool,
    /// What it is about, with the evidence: `criteria (3)`, `size fits a sprint (13 > 8)`.
    pub words: String,
}

impl Check {
    /// Returns the letter that stands for it where there is room for one.
    #[must_use]
    pub fn letter(&self) -> char {
        match self {
            Self::Goal => 'g',
            Self::Story => 'w',
            Self::Criteria => 'c',
            Self::Sized => 's',
            Self::Fits => 'x',
            Self::Clear => 'q',
            Self::Own(_) => 'r',
        }
    }

    /// Returns the word that stands for it in a column.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Story => "why",
            Self::Criteria => "crit",
            Self::Sized => "size",
            Self::Fits => "big",
            Self::Clear => "?",
            Self::Own(_) => "own",
        }
    }
}

/// Returns the team's checks.
#[must_use]
pub fn checks(product: &Product) -> Vec<Check> {
    let own = &product.about().ready;
    if own.is_empty() {
        return BUILT_IN.iter().map(|(_, check)| check.clone()).collect();
    }
    own.iter()
        .map(|text| {
            let known = BUILT_IN.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
            known.map_or_else(|| Check::Own(text.clone()), |(_, check)| check.clone())
        })
        .collect()
}

/// Returns the greatest size in hundredths that fits into a sprint: what was set, else half the velocity, at least 8.
#[must_use]
pub fn limit(product: &Product) -> u32 {
    match product.about().limit {
        // in whole points: nobody sizes to a hundredth
        0 => (super::velocity::velocity(product).0 / 200 * 100).max(800),
        set => set,
    }
}

/// Whether an item is too big for a sprint.
#[must_use]
pub fn is_too_big(item: &Item, product: &Product) -> bool {
    item.size.and_then(Size::points).is_some_and(|points| points > limit(product))
}

/// Returns why an item cannot begin: the words of a person, or the first item that it needs and that is not done.
#[must_use]
pub fn obstacle(item: &Item, product: &Product) -> Option<String> {
    if let Some(why) = &item.blocked {
        return Some(why.clone());
    }
    item.linked(Relation::Needs)
        .filter_map(|id| product.items().get(id))
        .find(|needed| needed.is_open())
        .map(|needed| format!("needs {}", product.key(needed)))
}

fn passes(check: &Check, item: &Item, product: &Product) -> bool {
    match check {
        Check::Goal => item.goal.is_some(),
        Check::Story => tells_why(item),
        Check::Criteria => !item.criteria.is_empty(),
        Check::Sized => !item.is_unsized(),
        Check::Fits => item.size.and_then(Size::points).is_some_and(|points| points <= limit(product)),
        Check::Clear => open_ends(item) == 0 && obstacle(item, product).is_none(),
        Check::Own(text) => item.ticked.contains(text),
    }
}

/// Returns how much of an item is still to be asked: its open questions, and the gaps ‹…?› in its words.
#[must_use]
pub fn open_ends(item: &Item) -> usize {
    item.open_questions().count() + item.gaps()
}

/// Returns which words of an item nobody has confirmed, as a sentence; `None` if a person stands behind all of them.
///
/// It is no check: the words may be right. But whoever plans on them should know.
#[must_use]
pub fn unconfirmed(item: &Item) -> Option<String> {
    let fields = item.unconfirmed();
    (!fields.is_empty()).then(|| format!("{} in words that nobody has confirmed", fields.join(", ")))
}

fn tells_why(item: &Item) -> bool {
    use crate::model::Kind;
    let story = !item.role.is_empty() && !item.want.is_empty() && !item.benefit.is_empty();
    let plain = matches!(item.kind, Kind::Bug | Kind::Chore | Kind::Spike);
    story
        || (plain && (!item.benefit.is_empty() || !item.problem.is_empty() || !item.description.is_empty()))
        || (plain && !item.criteria.is_empty())
}

/// Most items that the team is shown as next.
const NEXT: usize = 5;

/// Returns the next items that are ready, first to do first: what is set aside or in a sprint already is not among them.
#[must_use]
pub fn next(product: &Product, today: NaiveDate) -> Vec<&Item> {
    let taken = product.in_sprints();
    let items = product.order().iter().filter(|id| !taken.contains(*id)).filter_map(|id| product.items().get(*id));
    items.map(|item| &**item).filter(|item| !item.is_later(today) && is_ready(item, product)).take(NEXT).collect()
}

/// Whether an item passes all checks of the team.
#[must_use]
pub fn is_ready(item: &Item, product: &Product) -> bool {
    if product.about().ready.is_empty() {
        // the usual case, without a list being made
        return BUILT_IN.iter().all(|(_, check)| passes(check, item, product));
    }
    checks(product).iter().all(|check| passes(check, item, product))
}

/// Returns the first check that an item does not pass.
#[must_use]
pub fn first_gap(item: &Item, product: &Product) -> Option<Check> {
    checks(product).into_iter().find(|check| !passes(check, item, product))
}

/// Returns how many checks fail, in words; `None` of an item that is ready.
#[must_use]
pub fn failing(item: &Item, product: &Product) -> Option<String> {
    match checks(product).iter().filter(|check| !passes(check, item, product)).count() {
        0 => None,
        1 => Some("1 of its ready checks fails".into()),
        n => Some(format!("{n} of its ready checks fail")),
    }
}

/// Returns what each check found.
#[must_use]
pub fn findings(item: &Item, product: &Product) -> Vec<Finding> {
    checks(product)
        .into_iter()
        .map(|check| Finding { passed: passes(&check, item, product), words: words(&check, item, product), check })
        .collect()
}

fn words(check: &Check, item: &Item, product: &Product) -> String {
    let size = item.size.map_or_else(|| "none".to_owned(), |size| size.to_string());
    match check {
        Check::Goal => match item.goal.and_then(|id| product.goal_key(id)) {
            Some(key) => format!("serves a goal ({key})"),
            None => "serves a goal".into(),
        },
        Check::Story => {
            let missing: Vec<&str> = [("who", &item.role), ("what", &item.want), ("why", &item.benefit)]
                .into_iter()
                .filter(|(_, text)| text.is_empty())
                .map(|(name, _)| name)
                .collect();
            if missing.is_empty() || tells_why(item) {
                "who, what and why".into()
            } else {
                format!("who, what and why ({} missing)", missing.join(", "))
            }
        }
        Check::Criteria => format!("criteria ({})", item.criteria.len()),
        Check::Sized => format!("sized ({size})"),
        Check::Fits => format!("fits a sprint ({size}, limit {})", Size::Points(limit(product))),
        Check::Clear => {
            let counted = |n: usize, noun: &str| (n > 0).then(|| crate::words::count(n, noun));
            let open = [counted(item.open_questions().count(), "open question"), counted(item.gaps(), "gap")];
            match obstacle(item, product).map(|why| crate::text::cut(&why, 30).into_owned()) {
                None if open_ends(item) == 0 => "nothing open or blocking".into(),
                why => {
                    let all: Vec<String> = why.map_or_else(|| open.into_iter().flatten().collect(), |why| vec![why]);
                    format!("nothing open or blocking ({})", all.join(", "))
                }
            }
        }
        Check::Own(text) => text.clone(),
    }
}

/// A letter of INVEST (Bill Wake) with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter of INVEST.
    pub letter: char,
    /// Whether there is evidence for it.
    pub holds: bool,
    /// The evidence, or what is missing.
    pub words: String,
}

/// Returns the six letters of INVEST: Independent, Negotiable, Valuable, Estimable, Small, Testable.
#[must_use]
pub fn invest(item: &Item, product: &Product) -> Vec<Letter> {
    let letter = |letter, holds, yes: &str, no: &str| Letter {
        letter,
        holds,
        words: if holds { yes.to_owned() } else { no.to_owned() },
    };
    let needs = item.linked(Relation::Needs).filter(|id| product.items().get(*id).is_some_and(|i| i.is_open())).count();
    let design = super::lint::design_word(item);
    let checkable = item
        .criteria
        .iter()
        .any(|criterion| super::lint::vague_word(&criterion.text).is_none() && gaps_in(&criterion.text) == 0);
    vec![
        letter('I', needs == 0, "needs no other item", &format!("needs {}", crate::words::count(needs, "other item"))),
        letter('N', design.is_none(), "leaves the how open", &format!("says how: “{}”", design.unwrap_or_default())),
        letter('V', item.goal.is_some() || !item.benefit.is_empty(), "says what good it does", "says no why"),
        letter('E', !item.is_unsized(), "is sized", "is not sized"),
        letter('S', !item.is_unsized() && !is_too_big(item, product), "fits a sprint", "is not known to fit a sprint"),
        letter('T', checkable, "has a criterion that one can check", "has no criterion that one can check"),
    ]
}

/// How far down the order the backlog is ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// Points of ready items in the next three sprints of the order, in hundredths.
    pub ready: u32,
    /// The team's points a sprint, in hundredths.
    pub velocity: u32,
    /// Whether the velocity is only a guess.
    pub guess: bool,
    /// Items that the next sprint holds, from the top.
    pub sprint: usize,
    /// Items that the band holds that is to be ready: two sprints.
    pub band: usize,
    /// How many of the band are ready.
    pub ready_items: usize,
    /// The last item of the next sprint, and the last of the band.
    pub ends: (Option<Id>, Option<Id>),
    /// The place in the order of the last item of the band.
    pub reach: usize,
}

impl Band {
    /// Returns the ready depth in tenths of a sprint; one to two sprints are healthy.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.ready.saturating_mul(10).checked_div(self.velocity).unwrap_or(0)
    }

    /// Returns the ready depth in words: `1.6 sprints`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}.{} sprints", self.depth() / 10, self.depth() % 10)
    }
}

/// Size in hundredths that an unsized item is taken for when one looks how far a sprint reaches.
const UNSIZED: u32 = 300;
/// Sprints from the top in which ready items count towards the depth.
const HORIZON: u32 = 3;

/// Returns the items from the top that so many points hold, the one that reaches over the edge too. What is not sized counts
/// as three points; what waits for a later day, is in the sprint at work, or was split into pieces that are open, not at all: it
/// is not to be planned. Only the top is looked at, however long the backlog is.
#[must_use]
pub fn within(product: &Product, today: chrono::NaiveDate, points: u32) -> Vec<&Item> {
    let mut sum = 0_u32;
    let at_work = at_work(product);
    let items = product.order().iter().filter_map(|id| product.items().get(*id)).filter(|item| !item.is_later(today));
    items
        .filter(|item| !at_work.contains(&item.id) && !product.has_open_pieces(item.id))
        .map(|item| &**item)
        .take_while(|item| {
            let fits = sum < points;
            // what has no weight still takes a place
            sum = sum.saturating_add(item.size.and_then(Size::points).unwrap_or(UNSIZED).max(50));
            fits
        })
        .collect()
}

/// Returns the items of the active sprint.
#[must_use]
pub fn at_work(product: &Product) -> HashSet<Id> {
    let active = product.sprints().iter().filter(|sprint| sprint.state == crate::model::SprintState::Active);
    active.flat_map(|sprint| sprint.items.iter().copied()).collect()
}

/// Returns how far down the order the backlog is ready.
#[must_use]
pub fn band(product: &Product, today: chrono::NaiveDate) -> Band {
    let (velocity, guess) = super::velocity::velocity(product);
    let reach = within(product, today, velocity.saturating_mul(HORIZON));
    let next = within(product, today, velocity);
    let band = within(product, today, velocity.saturating_mul(2));
    let ends = (next.last().map(|item| item.id), band.last().map(|item| item.id));
    let end = band.last().and_then(|item| product.place_of(item)).unwrap_or(0);
    let band = band.len();
    let points = |item: &&&Item| item.size.and_then(Size::points).unwrap_or(0);
    let ready: Vec<&&Item> = reach.iter().filter(|item| is_ready(item, product)).collect();
    Band {
        ready: ready.iter().map(points).fold(0, u32::saturating_add),
        velocity,
        guess,
        sprint: next.len(),
        band,
        ends,
        reach: end,
        ready_items: reach.iter().take(band).filter(|item| is_ready(item, product)).count(),
    }
}
