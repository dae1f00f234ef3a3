//! The verbs on one item's own words and numbers: fields, size, why, goal, criteria, tags, status.

use super::size::size;
use super::{each, name, set_all, verb};
use crate::model::Verb;
use crate::model::day::read_day;
use crate::model::item::set_field;
use crate::model::{Id, Status};
use crate::text;
use crate::tui::command::Action;
use crate::tui::desk::Desk;
use crate::tui::items::criteria::Criteria;
use crate::tui::items::form::Form;
use crate::tui::items::tasks::Tasks;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};

/// The rows of this file.
pub const VERBS: &[Action] = &[
    verb("item.edit", "Edit all fields").short("edit").keys(&["e"]).footer(2).run(edit),
    verb("item.size", "Size: one more key for a size of the scale").short("size").keys(&["s"]).footer(3).run(size),
    verb("item.why", "Why: what good it does, and the goal it serves").short("why").keys(&["w w"]).footer(4).run(why),
    verb("item.goal", "Link to a goal").short("goal").keys(&["L g"]).run(|desk| pick_goal(desk, desk.targets())),
    verb("item.criteria", "Acceptance criteria: add, tick, order")
        .short("criteria")
        .keys(&["c"])
        .footer(5)
        .run(criteria),
    verb("item.tasks", "How: the work on it, piece by piece").short("how").keys(&["w h"]).run(tasks),
    verb("item.owner", "Owner: who works on it").short("owner").keys(&["@"]).run(owner),
    verb("item.due", "Due: the day on which it is needed").short("due").keys(&["w d"]).run(due),
    verb("item.who", "For whom, what, and why: the story in three answers").short("story in three").run(who),
    verb("item.tags", "Tags").short("tags").keys(&["#"]).run(tags),
    verb("status.back", "Status back: done, review, doing, todo")
        .short("back")
        .keys(&["<"])
        .run(|desk| status(desk, false)),
    verb("status.forward", "Status on: todo, doing, review, done")
        .short("on")
        .keys(&[">"])
        .run(|desk| status(desk, true)),
];

fn edit(desk: &mut Desk) {
    if let Some(item) = desk.selected_item() {
        let form = Form::new(item, desk.product());
        desk.push(form);
    }
}

fn why(desk: &mut Desk) {
    let ids = desk.targets();
    let [id] = ids.as_slice() else {
        pick_goal(desk, ids);
        return;
    };
    let id = *id;
    let Some(item) = desk.product().items().get(id) else { return };
    let title = format!("{}: what good does it do, and whom?", desk.product().key(item));
    let prompt = Prompt::new(title, &item.benefit, move |desk, text| {
        if desk.product().items().get(id).is_some_and(|item| item.benefit != text.trim()) {
            set_all(desk, vec![id], Verb::SaidWhy, "benefit", &text);
        }
        pick_goal(desk, vec![id]);
    })
    .hint("so that … · Enter goes on to the goal");
    desk.push(prompt);
}

/// Asks for the three parts of a story in one form.
fn who(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let (id, title) = (item.id, format!("{} {}", desk.product().key(item), text::line(&item.title)));
    let asks = [
        Ask::new("For whom", &item.role).hint("a role: team lead · who is better off when it is there?"),
        Ask::new("Wants", &item.want).hint("what they want to do, not how it is built"),
        Ask::new("Why", &item.benefit).hint("so that …: the good that it does"),
    ];
    desk.push(Prompt::form(title, asks, move |desk, texts| {
        let now = desk.now;
        desk.edit(Verb::Changed, "", |product| {
            let mut item = product.item(id)?.clone();
            for (name, text) in ["role", "want", "benefit"].into_iter().zip(&texts) {
                set_field(&mut item, name, text, product, now)?;
            }
            product.put(item);
            Ok(())
        });
    }));
}

pub(super) fn pick_goal(desk: &mut Desk, ids: Vec<Id>) {
    let product = desk.product();
    let mut entries: Vec<Pick<Option<Id>>> = product
        .goals_by_num()
        .into_iter()
        // what was reached or given up is no goal to work for
        .filter(|goal| goal.ended.is_none())
        .map(|goal| {
            Pick::new(
                format!("G{} {}", goal.num, goal.title),
                if ids.iter().all(|id| product.items().get(*id).is_some_and(|i| i.goal == Some(goal.id))) {
                    "✓ linked".into()
                } else {
                    String::new()
                },
                Some(goal.id),
            )
        })
        .collect();
    let linked = ids.iter().any(|id| product.items().get(*id).is_some_and(|item| item.goal.is_some()));
    if linked {
        entries.push(Pick::new("no goal", "", None));
    }
    let title = format!("Which goal {} {} serve?", if ids.len() == 1 { "does" } else { "do" }, name(desk, &ids));
    // Enter alone leaves what is there
    let start = entries.iter().position(|entry| entry.side.starts_with('✓')).unwrap_or(0);
    let new = ids.clone();
    let picker = Picker::new(title, entries, move |desk, goal| {
        each(desk, ids, Verb::Linked, "", move |product, id| {
            product.update(id, |item| {
                item.goal = goal;
                Ok(())
            })
        });
    })
    .start(start)
    .empty("no goals yet: type one and press Enter")
    .create("new goal", move |desk, title| {
        desk.edit(Verb::Linked, "", move |product| {
            let goal = product.add_goal(&title)?;
            new.iter().try_for_each(|id| {
                product.update(*id, |item| {
                    item.goal = Some(goal);
                    Ok(())
                })
            })
        });
    });
    desk.push(picker);
}

fn criteria(desk: &mut Desk) {
    if let Some(id) = desk.selected() {
        Criteria::begin(desk, id);
    }
}

fn tags(desk: &mut Desk) {
    let ids = desk.targets();
    let old = match ids.as_slice() {
        [one] => desk
            .product()
            .items()
            .get(*one)
            .map(|item| item.tags.iter().flat_map(|tag| [tag, ", "]).collect::<String>())
            .unwrap_or_default(),
        _ => String::new(),
    };
    let hint = if ids.len() > 1 {
        "+word adds to all, -word removes from all"
    } else {
        "separated by commas; +word adds, -word removes"
    };
    let title = format!("Tags of {}", name(desk, &ids));
    desk.push(
        Prompt::new(title, &old, move |desk, text| {
            set_all(desk, ids.clone(), Verb::Tagged, "tags", &text);
        })
        .hint(hint),
    );
}

fn due(desk: &mut Desk) {
    let ids = desk.targets();
    let old = match ids.as_slice() {
        [one] => desk.product().items().get(*one).and_then(|item| item.due),
        _ => None,
    };
    let title = format!("When is {} needed?", name(desk, &ids));
    desk.push(
        Prompt::new(title, &old.map_or_else(String::new, |day| day.to_string()), move |desk, text| {
            set_all(desk, ids.clone(), Verb::Changed, "due", &text);
        })
        .hint("24 Dec · 2w · monday · 2026-12-24 · empty: no day · is:overdue and due<2w find what is late and what is near")
        .check(|desk, text| read_day(text, desk.now.today).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn status(desk: &mut Desk, forward: bool) {
    let ids = desk.targets();
    let at = desk.now.at;
    each(desk, ids, Verb::MovedOn, "", move |product, id| {
        product.update(id, |item| {
            let here = Status::ALL.iter().position(|s| *s == item.status).unwrap_or(0);
            let next =
                if forward { Status::ALL.get(here + 1) } else { here.checked_sub(1).and_then(|i| Status::ALL.get(i)) };
            if let Some(next) = next {
                item.reach(*next, at);
            }
            Ok(())
        })
    });
}

/// Moves an item to a status, as a card that is let go over a column.
pub fn move_to(desk: &mut Desk, id: Id, to: Status) {
    let at = desk.now.at;
    let here = desk.product().items().get(id).map(|item| item.status);
    if here == Some(to) {
        return;
    }
    if let Err(why) = crate::tui::command::writable(desk) {
        desk.refuse(why);
        return;
    }
    each(desk, vec![id], Verb::MovedOn, "", move |product, id| {
        product.update(id, |item| {
            item.reach(to, at);
            Ok(())
        })
    });
}

/// Returns who works on something, by name.
#[must_use]
pub fn owners(product: &crate::model::Product) -> Vec<String> {
    let names = product.items().iter().filter(|item| !item.owner.is_empty()).map(|item| item.owner.clone());
    names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

fn owner(desk: &mut Desk) {
    let ids = desk.targets();
    let team = desk.product().team();
    let mut entries: Vec<Pick<String>> =
        team.into_iter().map(|person| Pick::new(person.who.clone(), person.role.clone(), person.who.clone())).collect();
    let known: Vec<String> = entries.iter().map(|entry| entry.value.clone()).collect();
    let others = owners(desk.product()).into_iter().filter(|who| !known.contains(who));
    entries.extend(others.map(|who| Pick::new(who.clone(), "", who)));
    entries.push(Pick::new("nobody", "", String::new()));
    let title = format!("Who works on {}?", name(desk, &ids));
    let more = ids.clone();
    desk.push(
        Picker::new(title, entries, move |desk, who| {
            set_all(desk, ids, Verb::Assigned, "owner", &who);
        })
        .create("new name", move |desk, who| {
            set_all(desk, more, Verb::Assigned, "owner", &who);
        }),
    );
}

fn tasks(desk: &mut Desk) {
    if let Some(id) = desk.selected() {
        let none = desk.product().items().get(id).is_some_and(|item| item.tasks.is_empty());
        if none { Tasks::begin(desk, id) } else { desk.push(Tasks::new(id)) }
    }
}
