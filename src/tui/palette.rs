//! The palette: any command from any screen, any item, goal and saved filter, by typing.

use super::Destination;
use super::command::{Action, Scope, Why};
use super::desk::{Desk, Effect};
use super::keymap::spell;
use super::layer::picker::{Pick, Picker};
use super::screen::Page;
use crate::model::Id;
use crate::sort::InOrder;
use crate::store::place;
use std::path::PathBuf;

/// Most items that the palette offers; `/` finds them all.
const ITEMS: usize = 10_000;

/// Other words for commands: those of Jira, Linear and Scrum, by which people look for them.
const ALSO: &[(&str, &str)] = &[
    ("item.size", "estimate story points"),
    ("item.owner", "assignee assign"),
    ("item.criteria", "acceptance ac"),
    ("item.ready", "definition of ready dor"),
    ("product.ready", "dor"),
    ("app.quit", "q wq x exit leave"),
    ("product.settings", "velocity capacity configuration preferences definition of done dod"),
    ("product.roles", "raci responsibilities responsible accountable"),
    ("product.method", "prioritisation prioritization"),
    ("class.must", "priority moscow"),
    ("class.should", "priority moscow"),
    ("class.could", "priority moscow"),
    ("class.wont", "priority moscow"),
    ("item.score", "priority value"),
    ("item.goal", "epic theme"),
    ("link.part-of", "epic parent subtask"),
    ("link.needs", "dependency depends blocked by"),
    ("link.duplicate", "duplicate"),
    ("item.tags", "labels components"),
    ("status.forward", "transition workflow start done"),
    ("status.back", "transition workflow reopen"),
    ("item.later", "snooze postpone hide"),
    ("item.due", "deadline due date"),
    ("item.blocked", "impediment flag"),
    ("decline.archive", "delete remove archive"),
    ("decline.not-now", "delete remove decline reject won't do close"),
    ("decline.undo", "restore reopen undelete declined rejected"),
    ("go.no-list", "declined rejected archive no-list"),
    ("file.save-elsewhere", "w write save export backup copy elsewhere json"),
    ("file.import", "jira csv excel spreadsheet open"),
    ("go.groom", "backlog refinement grooming"),
    ("go.plan", "sprint planning iteration capacity"),
    ("plan.people", "capacity availability team members assignee"),
    ("sprint.close", "complete end finish"),
    ("sprint.swap", "scope"),
    ("go.flow", "cumulative flow velocity report"),
    ("go.products", "projects boards switch"),
    ("filter.orphans", "without goal"),
    ("report.sprint", "export report"),
    ("go.requests", "inbox feedback ideas wishes customers feature requests"),
    ("go.people", "stakeholders contacts crm register"),
    ("go.promises", "commitments deadlines"),
    ("go.accounts", "customers companies clients organisations"),
    ("request.promote", "promote accept item"),
    ("request.join", "merge duplicate"),
    ("link.asked-by", "reporter requester voter vote on behalf"),
    ("person.letter", "reply answer tell"),
];

#[derive(Clone)]
enum Target {
    Action(&'static Action),
    /// A command of the backlog, where one goes first.
    InBacklog(&'static Action),
    /// A command of another screen, where one goes first.
    On(&'static Page, &'static Action),
    Item(Id),
    Goal(Id),
    Filter(String),
    Product(PathBuf),
}

/// Returns the words by which a command is found.
fn words(action: &Action) -> String {
    let also = ALSO.iter().find(|(name, _)| *name == action.name).map_or("", |(_, also)| also);
    format!("{} {} {} {also}", action.title, action.short, action.name).to_lowercase()
}

/// Returns the commands that do not work where one is: those of the backlog and on its items, to which the palette goes, and
/// those of other screens, which it names.
fn elsewhere(desk: &Desk) -> impl Iterator<Item = &'static Action> {
    let here: Vec<&str> = desk.keymap.in_scope(desk.scope()).map(|action| action.name).collect();
    desk.keymap.all().filter(move |action| !here.contains(&action.name))
}

/// Returns the command that leads to a screen.
fn way_to(page: &'static Page) -> Option<&'static Action> {
    let mut rows = (page.actions)().iter().copied().flatten();
    rows.find(|action| action.scope == Scope::Everywhere && action.name.starts_with("go."))
}

/// Does a command, and remembers that it was chosen here.
fn run(desk: &mut Desk, action: &'static Action) {
    desk.recent.retain(|name| *name != action.name);
    desk.recent.push(action.name);
    desk.run(action);
}

/// Opens the palette over the screen.
pub fn open(desk: &mut Desk) {
    let product = desk.product();
    let mut actions: Vec<&'static Action> = desk.keymap.in_scope(desk.scope()).collect();
    // what was chosen here last is wanted again
    let recent = |action: &Action| desk.recent.iter().rev().position(|name| *name == action.name).unwrap_or(usize::MAX);
    actions.order_by_key(|action| (recent(action), action.task()));
    let mut entries: Vec<Pick<Target>> = actions
        .into_iter()
        .map(|action| Pick {
            text: action.title.to_owned(),
            side: desk.keymap.live(desk.scope(), action).first().map(|keys| spell(keys)).unwrap_or_default(),
            unready: (action.ready)(desk).err().map(Why::into_owned),
            words: Some(words(action)),
            value: Target::Action(action),
        })
        .collect();
    entries.extend(elsewhere(desk).map(|action| {
        let page = match action.scope {
            Scope::On(page) => page,
            Scope::Items | Scope::Everywhere | Scope::Elsewhere => desk.home,
        };
        let keys = desk.keymap.live(Scope::On(page), action).first().map(|keys| spell(keys)).unwrap_or_default();
        Pick {
            text: action.title.to_owned(),
            side: format!("{} {keys}", page.name).trim_end().to_owned(),
            unready: None,
            words: Some(words(action)),
            value: if page == desk.home { Target::InBacklog(action) } else { Target::On(page, action) },
        }
    }));
    entries.extend(
        product
            .goals_by_num()
            .into_iter()
            .map(|goal| Pick::new(format!("G{} {}", goal.num, goal.title), "goal", Target::Goal(goal.id))),
    );
    entries.extend(product.filters().into_iter().map(|filter| {
        Pick::new(format!("{}: {}", filter.name, filter.query), "filter", Target::Filter(filter.query.clone()))
    }));
    let others = place::products().into_iter().filter(|(_, file)| file != desk.workspace.path());
    entries.extend(others.map(|(name, file)| Pick::new(name, "product", Target::Product(file))));
    entries.extend(
        product
            .order()
            .iter()
            .take(ITEMS)
            .filter_map(|id| product.items().get(*id))
            .map(|item| Pick::of_item(item, product, "item", Target::Item(item.id))),
    );
    desk.push(Picker::new("Command, goal or item", entries, |desk, target| match target {
        Target::Action(action) => run(desk, action),
        Target::InBacklog(action) => {
            desk.leave_view();
            run(desk, action);
        }
        Target::On(page, action) => {
            if let Some(way) = way_to(page) {
                desk.run(way);
            }
            // a screen that asks something first is answered first
            if desk.is_at(page) && desk.layers.is_empty() {
                run(desk, action);
            }
        }
        Target::Item(id) => desk.go_to(id),
        Target::Goal(id) => {
            let key = desk.product().goal_key(id).unwrap_or_default();
            desk.narrow(&format!("goal:{key}"));
        }
        Target::Filter(query) => desk.narrow(&query),
        Target::Product(file) => desk.effects.push(Effect::Go(Destination::Product(file))),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_leads_to_every_screen() {
        for page in crate::tui::catalog::CATALOG.pages {
            assert!(way_to(page).is_some(), "no command leads to {}", page.name);
        }
    }

    #[test]
    fn every_other_word_leads_to_a_command_that_is_there() {
        for (name, _) in ALSO {
            assert!(crate::tui::catalog::CATALOG.actions().any(|action| action.name == *name), "there is no {name}");
        }
    }
}
