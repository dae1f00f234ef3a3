//! The commands of the vision's screen.

use super::{Branch, Gap, Tab, current, field, sheet};
use super::{state, state_mut};
use crate::measure::lane::{self, Room};
use crate::model::Verb;
use crate::model::goal::{Confidence, Horizon};
use crate::model::item::Relation;
use crate::model::metric::Role;
use crate::model::{Entity, Goal, Id, Item, Kind, Metric, Product, Vision};
use crate::tui::aims;
use crate::tui::command::Why;
use crate::tui::command::writable;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Whether something is chosen: a field of the board, a goal or a measure.
pub fn on_anything(desk: &Desk) -> Result<(), Why> {
    let chosen = field(desk).is_some() || current(desk).is_some();
    if chosen { Ok(()) } else { Err("there is nothing here yet: ⟦vision.add⟧ adds it".into()) }
}

/// Whether what is chosen may be changed.
pub fn on_row(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    on_anything(desk)
}

/// Whether a goal is chosen.
pub fn on_goal(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match current(desk) {
        Some(Branch::Goal(_)) => Ok(()),
        _ => Err("this belongs to a goal: ⟦vision.down⟧ goes to one".into()),
    }
}

/// Whether a measure is chosen.
pub fn on_metric(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match current(desk) {
        Some(Branch::Metric(..)) => Ok(()),
        _ => Err("this belongs to a measure: ⟦vision.down⟧ goes to one, ⟦vision.add⟧ adds one".into()),
    }
}

/// Writes or changes what is chosen.
pub fn edit(desk: &mut Desk) {
    if let Some(field) = field(desk) {
        aims::edit_vision(desk, field);
        return;
    }
    match current(desk) {
        Some(Branch::Goal(id)) => edit_goal(desk, id),
        Some(Branch::Metric(id, _)) => aims::edit_metric(desk, id),
        Some(Branch::Item(id, _)) => desk.go_to(id),
        None => {}
    }
}

fn edit_goal(desk: &mut Desk, id: Id) {
    let Some(goal) = desk.product().goals().get(id) else { return };
    let entries = Goal::fields()
        .iter()
        .filter(|field| field.set.is_some() && field.name != "horizon")
        .map(|field| {
            let value = (field.get)(goal).print(desk.product());
            Pick::new(
                format!("{:<10} {}", field.title, field.help),
                crate::text::cut(&value, 24).into_owned(),
                field.name,
            )
        })
        .collect();
    let title = format!("G{} {}", goal.num, goal.title);
    desk.push(Picker::new(title, entries, move |desk, name| {
        if name == "confidence" {
            trust(desk, id);
            return;
        }
        let Some(field) = Goal::fields().iter().find(|field| field.name == name) else { return };
        let Some(old) = desk.product().goals().get(id).map(|goal| (field.get)(goal).print(desk.product())) else {
            return;
        };
        desk.push(
            Prompt::new(field.title, &old, move |desk, text| {
                desk.edit(Verb::Changed, "", |product| {
                    let mut goal = product.goals().get(id).map(|row| Goal::clone(row)).unwrap_or_default();
                    if let Some(set) = field.set {
                        set(&mut goal, &text, product)?;
                    }
                    product.change_goal(id, |own| {
                        *own = goal;
                        Ok(())
                    })
                });
            })
            .hint(field.help),
        );
    }));
}

/// Asks how sure one is of a goal.
pub fn trust(desk: &mut Desk, id: Id) {
    let answers = [('l', "low: a hunch"), ('m', "medium: there is evidence"), ('h', "high: as good as decided")];
    let answers = answers.map(|(key, words)| (key, words.to_owned()));
    desk.push(Choose::new("How sure are we of this goal?", answers, move |desk, key| {
        let confidence = match key {
            'l' => Confidence::Low,
            'm' => Confidence::Medium,
            _ => Confidence::High,
        };
        desk.edit(Verb::Trusted, "", |product| product.trust_goal(id, confidence));
    }));
}

/// Adds something below what is chosen.
pub fn add(desk: &mut Desk) {
    if state(desk).tab == Tab::Metrics {
        let star = desk.product().north_star().map(|star| star.id);
        match star {
            None => aims::add_metric(desk, Role::NorthStar, None, None),
            Some(star) => aims::add_metric(desk, Role::Input, None, Some(star)),
        }
        return;
    }
    let goal = match current(desk) {
        Some(Branch::Goal(id)) => Some(id),
        Some(Branch::Metric(id, _)) => desk.product().get::<Metric>(id).and_then(|metric| metric.goal),
        Some(Branch::Item(id, _)) => {
            add_piece(desk, id);
            return;
        }
        None => None,
    };
    let Some(goal) = goal else {
        add_goal(desk);
        return;
    };
    let key = desk.product().goal_key(goal).unwrap_or_default();
    // an item serves a goal; which key result it is to move is told by the goal
    let of = match current(desk) {
        Some(Branch::Metric(id, _)) => desk.product().get::<Metric>(id),
        _ => None,
    };
    let result = of.map(|metric| metric.id);
    let epic = of.map_or_else(
        || format!("epic for {key}"),
        |metric| format!("epics for {key}, with {} as their why", metric.key()),
    );
    let of = of.map_or_else(String::new, |metric| format!(", the goal of {}", metric.key()));
    let item = format!("item for {key}{of}");
    let answers = [('k', format!("key result of {key}")), ('e', epic), ('i', item), ('g', "another goal".to_owned())];
    desk.push(
        Choose::new("Add what?", answers, move |desk, key| match key {
            'k' => aims::add_metric(desk, Role::Result, Some(goal), None),
            'e' => add_epics(desk, goal, result, 0),
            'i' => add_item(desk, goal),
            _ => add_goal(desk),
        })
        .enter('k'),
    );
}

/// Adds a goal, and goes on to its first key result.
pub fn add_goal(desk: &mut Desk) {
    desk.push(
        Prompt::new("A goal: what will be true that is not true now?", "", |desk, title| {
            if let Some(goal) = desk.edit(Verb::WroteDown, "", |product| product.add_goal(&title)) {
                state_mut(desk).in_fields = false;
                aims::add_metric(desk, Role::Result, Some(goal), None);
            }
        })
        .hint("an outcome for people, not a list of features")
        .needed("a goal needs words"),
    );
}

fn add_item(desk: &mut Desk, goal: Id) {
    desk.push(
        Prompt::new("A new item for this goal", "", move |desk, title| {
            if title.trim().is_empty() {
                return;
            }
            let mut item = crate::model::Product::read_line(&title);
            (item.goal, item.provenance) = (Some(goal), "typed".into());
            desk.edit(Verb::Added, "", |product| product.add(item, crate::model::Place::Bottom));
        })
        .hint("a title, or “As a …, I want …, so that …”"),
    );
}

/// Asks for one epic after the other. One that is to move a key result has that as its why.
fn add_epics(desk: &mut Desk, goal: Id, result: Option<Id>, before: usize) {
    let metric = result.and_then(|id| desk.product().get::<Metric>(id));
    let why = metric.map_or_else(String::new, |metric| format!("{} gets {}", metric.measure, metric.way()));
    let what = metric.map_or_else(|| "serves the goal".to_owned(), |metric| format!("moves {}", metric.measure));
    let title = match before {
        0 => format!("An epic: what {what}?"),
        n => format!("An epic: what {what}? ({n} added, Esc ends)"),
    };
    desk.push(
        Prompt::new(title, "", move |desk, title| {
            if title.trim().is_empty() {
                return;
            }
            let read = crate::model::Product::read_line(&title);
            let benefit = if read.benefit.is_empty() { why.clone() } else { read.benefit.clone() };
            let item = Item { kind: Kind::Epic, goal: Some(goal), benefit, provenance: "typed".into(), ..read };
            if desk.edit(Verb::Added, "", |product| product.add(item, crate::model::Place::Bottom)).is_some() {
                add_epics(desk, goal, result, before + 1);
            }
        })
        .hint("something big that is split later, with ⟦item.split⟧"),
    );
}

/// Adds a piece of an item: it serves the same goal, and hangs under it.
fn add_piece(desk: &mut Desk, whole: Id) {
    let Some(item) = desk.product().items().get(whole) else { return };
    let (key, goal) = (desk.product().key(item), item.goal);
    desk.push(
        Prompt::new(format!("A piece of {key}"), "", move |desk, title| {
            if title.trim().is_empty() {
                return;
            }
            let mut item = crate::model::Product::read_line(&title);
            (item.goal, item.provenance) = (goal, "typed".into());
            item.link(Relation::PartOf, whole.to_string());
            desk.edit(Verb::Added, "", |product| product.add(item, crate::model::Place::After(whole)));
        })
        .hint("a title, or “As a …, I want …, so that …”"),
    );
}

/// Takes a reading of the chosen measure.
pub fn reading(desk: &mut Desk) {
    if let Some(Branch::Metric(id, _)) = current(desk) {
        aims::reading(desk, id);
    }
}

/// Opens what is chosen.
pub fn open(desk: &mut Desk) {
    if field(desk).is_some() {
        if let Err(why) = crate::tui::command::writable(desk) {
            desk.refuse(why);
        } else {
            edit(desk);
        }
        return;
    }
    match current(desk) {
        Some(Branch::Goal(id)) => {
            let key = desk.product().goal_key(id).unwrap_or_default();
            let today = desk.now.today;
            let serving = || desk.product().items().iter().filter(|item| item.goal == Some(id) && item.is_open());
            if serving().next().is_none() {
                desk.refuse(format!("nothing open serves {key} yet: ⟦vision.link⟧ links items, ⟦vision.add⟧ adds one"));
                return;
            }
            let later = serving().filter(|item| item.is_later(today)).count();
            desk.narrow(&format!("goal:{key}"));
            let aside = if later > 0 { format!(", but for {later} set aside for later") } else { String::new() };
            desk.say(format!("what serves {key}{aside} · ⟦app.out⟧ shows all, ⟦go.vision⟧ goes back"));
        }
        Some(Branch::Metric(id, _)) => aims::show_metric(desk, id),
        Some(Branch::Item(id, _)) => desk.go_to(id),
        None => {}
    }
}

/// Moves the chosen goal along the roadmap.
pub fn shift(desk: &mut Desk, nearer: bool) {
    if let Some(Branch::Goal(id)) = current(desk) {
        move_goal(desk, id, nearer);
    }
}

/// Moves a goal to the lane beside, with a line of why, which the next reader of the roadmap gets to see.
pub fn move_goal(desk: &mut Desk, id: Id, nearer: bool) {
    let lanes = [Horizon::Now, Horizon::Next, Horizon::Later];
    let Some(goal) = desk.product().goals().get(id) else { return };
    let (key, title) = (format!("G{}", goal.num), goal.title.clone());
    let here = lanes.iter().position(|lane| *lane == goal.horizon);
    let to = match (here, nearer) {
        (Some(at), true) => at.checked_sub(1),
        (Some(at), false) => Some(at + 1).filter(|at| *at < lanes.len()),
        // what was ended comes back as something for later
        (None, _) => Some(2),
    };
    let Some(to) = to.and_then(|at| lanes.get(at).copied()) else {
        desk.say(format!("{key} is as {} as can be", if nearer { "near" } else { "far" }));
        return;
    };
    let product = desk.product();
    let other = product.current_goal().filter(|other| to == Horizon::Now && other.id != id);
    let way = other.map_or_else(String::new, |other| format!(", G{} makes way", other.num));
    // a yes to one is a no to something: what comes nearer needs room there, or words
    let room = lane::room(id, to, product, desk.now.today).filter(|_| nearer);
    let known = room.as_ref().map_or_else(Vec::new, |room| said_of_room(room, to, product));
    let over = room.is_some_and(|room| room.over() > 0);
    let needs = over || (nearer && other.is_some());
    let hint = if needs { "what gives way for it, and why" } else { "Enter alone moves it without a word" };
    let prompt = Prompt::new(format!("{key} to {to}{way}: why?"), "", move |desk, why| {
        desk.edit(Verb::Moved, &why, |product| product.move_goal(id, to, &why));
    });
    let prompt = prompt.known(known).hint(format!("“{}” · {hint}", crate::text::cut(&title, 40)));
    desk.push(if needs { prompt.needed("a yes costs something: say what gives way, and why") } else { prompt });
}

/// Returns how much a goal takes of the lane to which it comes, and what stands there, a line each.
fn said_of_room(room: &Room, to: Horizon, product: &Product) -> Vec<String> {
    let tenths = |n: u32| format!("{}.{}", n / 10, n % 10);
    let over = if room.over() > 0 { format!(", {} too many", tenths(room.over())) } else { String::new() };
    let mut out = vec![format!("it takes {} sprints; {to} has {}{over}", tenths(room.takes), tenths(room.has))];
    let others = room.others.iter().filter_map(|(id, n)| Some((product.goals().get(*id)?, *n)));
    out.extend(others.take(3).map(|(goal, n)| format!("before it G{} {}: {}", goal.num, goal.title, tenths(n))));
    out
}

/// Ends a goal, or removes a measure.
pub fn end(desk: &mut Desk) {
    match current(desk) {
        Some(Branch::Goal(id)) => end_goal(desk, id),
        Some(Branch::Metric(id, _)) => {
            let Some(metric) = desk.product().get::<Metric>(id) else { return };
            let title =
                format!("Remove {} {} with {}?", metric.key(), metric.measure, count(metric.readings.len(), "reading"));
            desk.push(Choose::yes_no(title, move |desk| {
                desk.edit(Verb::Removed, "", |product| product.remove_metric(id));
            }));
        }
        Some(Branch::Item(..)) => desk.refuse("an item is not ended here: ⟦vision.open⟧ goes to it"),
        None => {}
    }
}

/// Asks how a goal ends.
pub fn end_goal(desk: &mut Desk, id: Id) {
    let Some(goal) = desk.product().goals().get(id) else { return };
    let answers = [
        ('r', "it is reached".to_owned()),
        ('g', "it is given up, with a reason".to_owned()),
        ('x', "remove it: it never was one".to_owned()),
    ];
    desk.push(Choose::new(format!("G{} {}", goal.num, goal.title), answers, move |desk, key| match key {
        'r' => {
            let now = desk.now;
            desk.edit(Verb::Reached, "", |product| product.end_goal(id, true, "", now));
        }
        'g' => desk.push(
            Prompt::new("Why is it given up?", "", move |desk, why| {
                let now = desk.now;
                desk.edit(Verb::GaveUp, &why, |product| product.end_goal(id, false, &why, now));
            })
            .hint("its items want to know; they keep their link until they get another")
            .needed("giving up needs a reason"),
        ),
        _ => remove_goal(desk, id),
    }));
}

/// Removes a goal; where items hang under it, asks where they go.
fn remove_goal(desk: &mut Desk, id: Id) {
    let product = desk.product();
    let n = product.items().iter().filter(|item| item.goal == Some(id)).count();
    if n == 0 && product.results_of(id).is_empty() {
        desk.edit(Verb::Removed, "", |product| product.remove_goal(id, None));
        return;
    }
    let mut entries: Vec<Pick<Option<Id>>> = product
        .goals_by_num()
        .into_iter()
        .filter(|goal| goal.id != id)
        .map(|goal| Pick::new(format!("G{} {}", goal.num, goal.title), "", Some(goal.id)))
        .collect();
    entries.push(Pick::new("no goal", "orphans", None));
    desk.push(Picker::new(
        format!("Where do its {} and key results go?", count(n, "item")),
        entries,
        move |desk, heir| {
            desk.edit(Verb::Removed, "", |product| product.remove_goal(id, heir));
        },
    ));
}

/// Shows what serves no goal, ready to be marked and linked.
pub fn link(desk: &mut Desk) {
    let key = match current(desk) {
        Some(Branch::Goal(id)) => desk.product().goal_key(id),
        Some(Branch::Metric(id, _)) => {
            desk.product().get::<Metric>(id).and_then(|metric| metric.goal).and_then(|id| desk.product().goal_key(id))
        }
        Some(Branch::Item(id, _)) => {
            desk.product().items().get(id).and_then(|item| item.goal).and_then(|id| desk.product().goal_key(id))
        }
        None => None,
    };
    desk.narrow("is:orphan");
    let to = key.unwrap_or_else(|| "the goal".to_owned());
    desk.say(format!(
        "⟦mark.toggle⟧ marks, ⟦mark.all⟧ marks all; ⟦item.goal⟧ and {to} link them · ⟦go.vision⟧ goes back"
    ));
}

/// Whether what is chosen can hang under something else.
pub fn can_hang(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match current(desk) {
        Some(Branch::Metric(..) | Branch::Item(..)) => Ok(()),
        _ => Err("a goal stands by itself: ⟦vision.on⟧ and ⟦vision.off⟧ move it along the roadmap".into()),
    }
}

/// Hangs what is chosen under something else.
pub fn hang(desk: &mut Desk) {
    match current(desk) {
        Some(Branch::Item(id, _)) => hang_item(desk, id),
        _ => drives(desk),
    }
}

/// Asks under which goal or epic an item hangs. Under an epic it serves the goal of the epic; under a goal it is no piece any more.
fn hang_item(desk: &mut Desk, id: Id) {
    let product = desk.product();
    let Some(item) = product.items().get(id) else { return };
    let key = product.key(item);
    let goals = product.goals_by_num().into_iter().filter(|goal| goal.ended.is_none());
    let mut entries: Vec<Pick<(Option<Id>, Option<Id>)>> =
        goals.map(|goal| Pick::new(format!("G{} {}", goal.num, goal.title), "goal", (Some(goal.id), None))).collect();
    let epics = product.order().iter().filter_map(|id| product.items().get(*id));
    let epics = epics.filter(|own| own.kind == Kind::Epic && own.id != id);
    entries.extend(epics.map(|own| Pick::of_item(own, product, "epic", (own.goal, Some(own.id)))));
    entries.push(Pick::new("no goal", "orphan", (None, None)));
    desk.push(Picker::new(
        format!("Where does {key} hang?"),
        entries,
        move |desk, (goal, epic): (Option<Id>, Option<Id>)| {
            desk.edit(Verb::Linked, "", |product| {
                product.update(id, |item| {
                    // an epic without a goal takes none away
                    item.goal = if epic.is_some() { goal.or(item.goal) } else { goal };
                    item.links.retain(|link| link.relation != Relation::PartOf);
                    if let Some(epic) = epic {
                        item.link(Relation::PartOf, epic.to_string());
                    }
                    Ok(())
                })
            });
        },
    ));
}

/// Asks which measure the chosen one drives.
fn drives(desk: &mut Desk) {
    let Some(Branch::Metric(id, _)) = current(desk) else { return };
    let product = desk.product();
    let mut entries: Vec<Pick<Option<Id>>> = product
        .metrics_by_num()
        .into_iter()
        .filter(|metric| !product.is_driven_by(metric.id, id))
        .map(|metric| Pick::new(format!("{} {}", metric.key(), metric.measure), metric.role.word(), Some(metric.id)))
        .collect();
    entries.push(Pick::new("none", "", None));
    desk.push(Picker::new("Which measure does it drive?", entries, move |desk, drives| {
        desk.edit(Verb::Drove, "", |product| {
            product.change_metric(id, |metric| {
                metric.drives = drives;
                Ok(())
            })
        });
    }));
}

/// Goes to the next gap in the chain of why and asks for what fills it.
pub fn mend(desk: &mut Desk) {
    match sheet(desk).gaps.first().cloned() {
        None => desk.say("the chain of why has no gap"),
        Some(Gap::Field(name)) => {
            if let Some(field) = Vision::fields().iter().find(|field| field.name == name) {
                aims::edit_vision(desk, field);
            }
        }
        Some(Gap::NoGoal) => add_goal(desk),
        Some(Gap::NoResult(goal)) => aims::add_metric(desk, Role::Result, Some(goal), None),
        Some(Gap::Metric(id, "no baseline yet")) => aims::ask_metric(desk, id, "baseline", false),
        Some(Gap::Metric(id, "no target yet")) => aims::ask_metric(desk, id, "target", false),
        Some(Gap::Metric(id, "no reading yet") | Gap::Late(id, _)) => aims::reading(desk, id),
        Some(Gap::Metric(id, _)) => aims::edit_metric(desk, id),
        Some(Gap::NoItems(goal)) => add_item(desk, goal),
        Some(Gap::Orphans(_)) => link(desk),
    }
}
