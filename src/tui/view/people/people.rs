//! The people who have a stake in the product: what moves them, how they stand, when to talk to them, what they have not heard.

mod render;

use std::collections::HashMap;
use std::rc::Rc;

use crate::measure::stakes;
use crate::model::{Id, Person};
use crate::sort::InOrder;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::stakes::people::{self, Side};
use crate::tui::stakes::promises;
use crate::tui::widget::list::Chosen;
use render::render;

use super::inbox::turn;

/// The state of the screen.
#[derive(Default)]
pub struct People {
    chosen: Chosen,
    find: String,
    rows: Memo<(u64, chrono::NaiveDate, String), Rc<Vec<Id>>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let rows = rows(desk);
        state_mut(desk).chosen.pick(&rows, id);
    }),
    out: |desk| {
        let narrowed = !state(desk).find.is_empty();
        state_mut(desk).find.clear();
        narrowed
    },
    is_inside: |desk| !state(desk).find.is_empty(),
    // what is new is what one looks at
    changed: Some(|desk, change, _| {
        let rows = rows(desk);
        let new = change.people.iter().filter(|edit| edit.before.is_none()).map(crate::model::Edit::id);
        if let Some(id) = new.into_iter().find(|id| rows.contains(id)) {
            state_mut(desk).chosen.pick(&rows, id);
        }
    }),
    foreign: "here are people; ⟦go.backlog⟧ shows the items",
    signs: &[
        ("●●○", "power or interest: some of three"),
        ("▼", "a critic"),
        ("→", "neutral"),
        ("▲", "a champion"),
        ("NOT TOLD", "a verdict that they have not heard"),
    ],
    ..Page::with::<People>("People", || &[ACTIONS, GO], render)
};

remembers!(People);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "there is nobody here: ⟦person.add⟧ writes a person down".into())
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

fn on(desk: &mut Desk, f: impl FnOnce(&mut Desk, Id)) {
    if let Some(person) = current(desk) {
        f(desk, person.id);
    }
}

const fn change(name: &'static str, title: &'static str) -> Action {
    row(name, title).needs(on_one)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("person.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("person.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("person.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("person.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("person.page-down", "Ten down").short("ten down").keys(&["pgdn", "ctrl-d"]).run(|desk| step(desk, 10)),
    row("person.page-up", "Ten up").short("ten up").keys(&["pgup", "ctrl-u"]).run(|desk| step(desk, -10)),
    row("person.open", "All that is known: what moves them, wishes, talks, promises")
        .short("history")
        .keys(&["enter", "t"])
        .footer(6)
        .needs(has_one)
        .run(|desk| on(desk, people::history)),
    row("person.add", "Write a person down").short("add").keys(&["a"]).footer(5).ready(writable).run(people::add),
    change("person.edit", "Edit: name, role, kind, power, interest, how often to talk")
        .short("edit")
        .keys(&["e"])
        .footer(7)
        .run(|desk| on(desk, people::edit)),
    change("person.met", "Met: what it was about, and when next").short("met").keys(&["C C"]).footer(1).run(|desk| {
        on(desk, people::meet);
    }),
    change("person.letter", "You said: what they have not heard, as a letter")
        .short("tell them")
        .keys(&["Y h"])
        .footer(3)
        .run(|desk| on(desk, people::letter)),
    change("person.why", "Why: what they want, fear, are measured by")
        .short("motives")
        .keys(&["w w"])
        .footer(4)
        .run(|desk| on(desk, people::motives)),
    change("person.friendlier", "Stance: friendlier, with a day and a word")
        .short("stance")
        .keys(&["+"])
        .footer(2)
        .run(|desk| on(desk, |desk, id| people::stance(desk, id, true))),
    change("person.more-critical", "Stance: more critical, with a day and a word")
        .short("more critical")
        .keys(&["-"])
        .run(|desk| on(desk, |desk, id| people::stance(desk, id, false))),
    change("person.power", "More power: how much they can move").short("power").keys(&["K"]).run(|desk| {
        on(desk, |desk, id| people::shift(desk, id, Side::Power, true));
    }),
    change("person.power-less", "Less power").short("less power").keys(&["J"]).run(|desk| {
        on(desk, |desk, id| people::shift(desk, id, Side::Power, false));
    }),
    change("person.interest", "More interest: how much they care").short("interest").keys(&[">"]).run(|desk| {
        on(desk, |desk, id| people::shift(desk, id, Side::Interest, true));
    }),
    change("person.interest-less", "Less interest").short("less interest").keys(&["<"]).run(|desk| {
        on(desk, |desk, id| people::shift(desk, id, Side::Interest, false));
    }),
    change("person.account", "Link: the account on whose behalf they speak").short("account").keys(&["L a"]).run(
        |desk| {
            on(desk, people::account);
        },
    ),
    change("person.merge", "One person of two: the chosen one stays").short("merge").keys(&["m"]).run(|desk| {
        on(desk, people::merge);
    }),
    change("person.promise", "Promise them something").short("promise").keys(&["P"]).run(|desk| {
        if let Some(person) = current(desk) {
            promises::add(desk, &person.who, None);
        }
    }),
    change("person.remove", "Take out whom nothing names").short("take out").keys(&["d d"]).run(|desk| {
        on(desk, people::remove);
    }),
    row("person.welcome", "Write everybody down who asked for an item and is nobody yet")
        .short("who asked")
        .keys(&["n"])
        .ready(has_strangers)
        .run(people::welcome),
    row("person.copy", "Copy the name").short("copy").keys(&["y"]).needs(has_one).run(|desk| {
        if let Some(person) = current(desk) {
            let name = person.name(desk.product());
            desk.say(format!("copied {name}, where the terminal allows it"));
            desk.effects.push(Effect::Copy(name));
        }
    }),
    row("person.find", "Find by name, role, account").short("find").keys(&["/"]).run(find),
    row("person.next-tab", "The next page of this room").short("promises").keys(&["]"]).run(|desk| turn(desk, 1)),
    row("person.last-tab", "The page before").short("inbox").keys(&["["]).run(|desk| turn(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.people", "People: what moves them, how they stand, when to talk to them")
    .short("people")
    .keys(&["g e"])
    .everywhere()
    .run(|desk| {
        desk.leave_view();
        state_mut(desk).find.clear();
        desk.show(&PAGE);
    })];

fn has_strangers(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    if desk.product().strangers().is_empty() {
        Err("everybody who asked for an item is written down".into())
    } else {
        Ok(())
    }
}

/// Returns the people that are listed, those with whom a talk is late first, as Today has them, then who is next, those
/// without a day by name.
fn rows(desk: &Desk) -> Rc<Vec<Id>> {
    let own = state(desk);
    own.rows.get((desk.epoch, desk.now.today, own.find.clone()), || Rc::new(sorted(desk)))
}

fn sorted(desk: &Desk) -> Vec<Id> {
    let product = desk.product();
    let find = state(desk).find.to_lowercase();
    let fits = |person: &&Person| {
        find.split_whitespace()
            .all(|word| person.name(product).to_lowercase().contains(word) || person.role.to_lowercase().contains(word))
    };
    let mut all: Vec<&Person> = product.people_by_name().into_iter().filter(fits).collect();
    let late: HashMap<Id, usize> =
        stakes::late_talks(product, desk.now).into_iter().map(|person| person.id).zip(0..).collect();
    all.order_by_key(|person| {
        let place = late.get(&person.id).copied();
        let next = person.next_contact(desk.now);
        (place.is_none(), place, next.is_none(), next, person.who.to_lowercase())
    });
    all.into_iter().map(|person| person.id).collect()
}

fn current(desk: &Desk) -> Option<Person> {
    let id = state(desk).chosen.of(&rows(desk))?;
    desk.product().get::<Person>(id).map(|person| Person::clone(person))
}

fn step(desk: &mut Desk, by: isize) {
    let rows = rows(desk);
    state_mut(desk).chosen.step(&rows, by);
}

fn find(desk: &mut Desk) {
    let prompt = Prompt::new("Find a person", "", |_, _| ()).hint("a part of a name, a role, an account").live(
        |desk, text| {
            text.clone_into(&mut state_mut(desk).find);
            state_mut(desk).chosen = Chosen::default();
        },
        |desk| state_mut(desk).find.clear(),
    );
    desk.push(prompt);
}
