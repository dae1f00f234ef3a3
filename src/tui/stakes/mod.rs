//! The verbs on wishes, people and promises, wherever one is chosen. They know the desk and no screen.

pub(crate) mod known;
pub(crate) mod people;
pub(crate) mod promises;
pub(crate) mod requests;

use crate::model::{Goal, Id, Product, Refusal};
use crate::tui::desk::Desk;
use crate::tui::layer::picker::{Pick, Picker};
use crate::words::nearest;

/// Asks for a person by name; one who is not written down yet can be typed. `then` gets the name, so that whoever is new is written
/// down with what it is for, in one step.
pub fn pick_person(desk: &mut Desk, title: String, without: &[Id], then: impl Fn(&mut Desk, String) + Clone + 'static) {
    let product = desk.product();
    let people = product.people_by_name().into_iter().filter(|person| !without.contains(&person.id));
    let entries =
        people.map(|person| Pick::new(person.name(product), person.role.clone(), person.who.clone())).collect();
    let new = then.clone();
    let picker = Picker::new(title, entries, then)
        .empty("nobody fits: Enter writes a new person down")
        .create("new person", new);
    desk.push(picker);
}

/// Asks for a goal, or for none.
pub fn pick_goal(desk: &mut Desk, title: String, now: Option<Id>, then: impl FnOnce(&mut Desk, Option<Id>) + 'static) {
    let goals = desk.product().goals().iter().filter(|goal| goal.ended.is_none());
    let mut all: Vec<&Goal> = goals.map(|goal| &**goal).collect();
    all.sort_by_key(|goal| goal.num);
    let mut entries: Vec<Pick<Option<Id>>> = all
        .into_iter()
        .map(|goal| {
            let side = if now == Some(goal.id) { "✓ linked" } else { "" };
            Pick::new(format!("G{} {}", goal.num, goal.title), side, Some(goal.id))
        })
        .collect();
    entries.push(Pick::new("no goal", if now.is_none() { "✓" } else { "" }, None));
    let start = entries.iter().position(|entry| !entry.side.is_empty()).unwrap_or(0);
    desk.push(Picker::new(title, entries, then).start(start));
}

/// Letters of a name below which it is taken as it is.
const SHORT: usize = 4;

/// Returns a name that nobody has, with those that it may mean: a slip of a finger makes no second person.
fn strange(product: &Product, names: &[String], sure: &[String]) -> Option<(String, Vec<String>)> {
    for name in names.iter().filter(|name| !sure.contains(name)) {
        let bare = name.split('(').next().unwrap_or("").trim();
        // of three letters every other name is near
        if bare.chars().count() < SHORT || product.find_person(bare).is_ok() || product.find_account(bare).is_ok() {
            continue;
        }
        let people = product.people_by_name().into_iter().map(|person| person.who.as_str());
        let accounts = product.accounts_by_name().into_iter().map(|account| account.company.as_str());
        let near = nearest(bare, people.chain(accounts));
        if !near.is_empty() {
            return Some((name.clone(), near));
        }
    }
    None
}

/// Returns the people that names mean, whoever is new written down.
fn people_of(product: &mut Product, names: &str) -> Result<Vec<Id>, Refusal> {
    let mut out = Vec::new();
    for name in names.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        let id = product.person_of_words(name)?;
        if !out.contains(&id) {
            out.push(id);
        }
    }
    Ok(out)
}

/// Returns how something that stood at a level stands one higher or lower, from 1 to 3.
fn level(now: u32, up: bool) -> u32 {
    if up { (now + 1).min(3) } else { now.saturating_sub(1).max(1) }
}

/// Returns a level as dots: `●●○`.
#[must_use]
pub fn dots(level: u32) -> &'static str {
    match level {
        0 => "   ",
        1 => "●○○",
        2 => "●●○",
        _ => "●●●",
    }
}
