//! The search over everything: items and what is said in them, decisions, goals, people.

use std::sync::Arc;

use super::command::Action;
use super::desk::Desk;
use super::layer::notice::{Ink, Notice};
use super::layer::picker::{Pick, Picker};
use crate::model::decision::Decision;
use crate::model::{Id, Item, Product};
use crate::text;

/// The rows of this file.
pub const ACTIONS: &[Action] =
    &[Action::new("find.anything", "Search everything: items, criteria, comments, decisions, wishes, people")
        .elsewhere()
        .short("search")
        .keys(&["g /", "/"])
        .run(open)];

/// What a line of the search leads to.
#[derive(Clone)]
enum Target {
    Item(Id),
    Goal(Id),
    Decision(Id),
    Person(String),
    Request(String),
    Stakeholder(Id),
    Insight(Id),
}

fn open(desk: &mut Desk) {
    let product = desk.product();
    let mut entries: Vec<Pick<Target>> = Vec::new();
    let in_order = product.order().iter().filter_map(|id| product.items().get(*id));
    let rest = product.items().iter().filter(|item| !item.is_open());
    for item in in_order.chain(rest) {
        entries.extend(of_item(item, product));
    }
    entries.extend(
        product
            .goals_by_num()
            .into_iter()
            .map(|goal| Pick::new(format!("G{} {}", goal.num, goal.title), "goal", Target::Goal(goal.id))),
    );
    entries.extend(product.decisions_by_day().into_iter().map(|decision| {
        let why = if decision.because.is_empty() { String::new() } else { format!(": {}", decision.because) };
        Pick::new(format!("{}{why}", decision.what), "decision", Target::Decision(decision.id))
    }));
    entries.extend(
        product
            .team()
            .into_iter()
            .map(|person| Pick::new(person.who.clone(), person.role.clone(), Target::Person(person.who.clone()))),
    );
    entries.extend(product.requests_by_day().into_iter().map(|request| {
        let need = if request.need.is_empty() { String::new() } else { format!(" · {}", request.need) };
        Pick::new(format!("{} {}{need}", request.key(), request.said), "wish", Target::Request(request.key()))
    }));
    entries.extend(
        product
            .people_by_name()
            .into_iter()
            .filter(|person| !person.team)
            .map(|person| Pick::new(person.name(product), person.role.clone(), Target::Stakeholder(person.id))),
    );
    entries.extend(product.insights_by_day().into_iter().map(|own| {
        let means = if own.means.is_empty() { String::new() } else { format!(" · {}", own.means) };
        Pick::new(format!("{} {}{means}", own.key(), own.said), "insight", Target::Insight(own.id))
    }));
    let picker = Picker::new("Search everything", entries, |desk, target| match target {
        Target::Item(id) => desk.go_to(id),
        Target::Goal(id) => {
            let key = desk.product().goal_key(id).unwrap_or_default();
            desk.narrow(&format!("goal:{key}"));
        }
        Target::Decision(id) => read(desk, id),
        Target::Person(who) => desk.narrow(&format!("owner:\"{who}\"")),
        Target::Request(key) => {
            if let Some(id) = desk.product().find_request(&key).ok().map(|request| request.id) {
                choose_at(desk, "go.requests", id);
            }
        }
        Target::Insight(id) => choose_at(desk, "go.insights", id),
        Target::Stakeholder(id) => choose_at(desk, "go.people", id),
    });
    desk.push(picker.empty("nothing is written down yet"));
}

/// Goes to a page by its command, and chooses a record there.
fn choose_at(desk: &mut Desk, command: &'static str, id: Id) {
    desk.run_named(command);
    if let Some(choose) = desk.page.choose {
        choose(desk, id);
    }
}

/// Returns the lines by which an item is found: its title, and what is said in it.
fn of_item(item: &Arc<Item>, product: &Product) -> Vec<Pick<Target>> {
    let key = product.key(item);
    let state = match (item.declined.is_some(), item.is_open()) {
        (true, _) => "declined",
        (_, true) => "item",
        _ => "done",
    };
    let mut out = vec![Pick::of_item(item, product, state, Target::Item(item.id))];
    let mut say = |side: &str, words: &str| {
        if !words.trim().is_empty() {
            out.push(Pick::new(format!("{key} {}", text::line(words)), side, Target::Item(item.id)));
        }
    };
    say("why", &item.benefit);
    for criterion in &item.criteria {
        say("criterion", &criterion.text);
    }
    for comment in &item.comments {
        say("comment", &comment.text);
    }
    for question in &item.questions {
        say("question", &question.text);
    }
    out
}

/// Shows a decision whole.
fn read(desk: &mut Desk, id: Id) {
    let Some(decision) = desk.product().get::<Decision>(id) else { return };
    let mut lines = vec![(Ink::Text, decision.what.clone())];
    if !decision.because.is_empty() {
        lines.push((Ink::Muted, format!("because {}", decision.because)));
    }
    lines.extend(decision.alternatives.iter().map(|other| (Ink::Muted, format!("instead of {other}"))));
    let first = decision.about.first().copied();
    let notice = Notice::new("Decision", lines);
    desk.push(match first {
        Some(item) => notice.next('o', "open the item", move |desk| desk.go_to(item)),
        None => notice,
    });
}
