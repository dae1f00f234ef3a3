//! What is done on the vision's screen.

use super::{Gap, Row, Tab, current, field, sheet};
use crate::model::goal::{Confidence, Horizon};
use crate::model::metric::Role;
use crate::model::{Entity, Goal, Id, Metric, Vision};
use crate::text::count;
use crate::tui::aims;
use crate::tui::app::App;
use crate::tui::everywhere::narrow;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;

/// Writes or changes what is chosen.
pub fn edit(app: &mut App) {
    if let Some(field) = field(app) {
        aims::edit_vision(app, field);
        return;
    }
    match current(app) {
        Some(Row::Goal(id)) => edit_goal(app, id),
        Some(Row::Metric(id, _)) => aims::edit_metric(app, id),
        None => app.refuse("there is nothing here yet: a adds it"),
    }
}

fn edit_goal(app: &mut App, id: Id) {
    let Some(goal) = app.product().goals().get(id) else { return };
    let entries = Goal::fields()
        .iter()
        .filter(|field| field.set.is_some() && field.name != "horizon")
        .map(|field| {
            let value = (field.get)(goal).print(app.product());
            Entry {
                text: format!("{:<10} {}", field.title, field.help),
                side: crate::text::cut(&value, 24).into_owned(),
                unready: None,
                words: None,
                value: field.name,
            }
        })
        .collect();
    let title = format!("G{} {}", goal.num, goal.title);
    app.push(Picker::new(title, entries, move |app, name| {
        if name == "confidence" {
            trust(app, id);
            return;
        }
        let Some(field) = Goal::fields().iter().find(|field| field.name == name) else { return };
        let Some(old) = app.product().goals().get(id).map(|goal| (field.get)(goal).print(app.product())) else {
            return;
        };
        app.push(
            Prompt::new(field.title, &old, move |app, text| {
                app.edit("changed", "", |product| {
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
pub fn trust(app: &mut App, id: Id) {
    let answers = [('l', "low: a hunch"), ('m', "medium: there is evidence"), ('h', "high: as good as decided")];
    let answers = answers.map(|(key, words)| (key, words.to_owned()));
    app.push(Choose::new("How sure are we of this goal?", answers, move |app, key| {
        let confidence = match key {
            'l' => Confidence::Low,
            'm' => Confidence::Medium,
            _ => Confidence::High,
        };
        app.edit("trusted", "", |product| product.trust_goal(id, confidence));
    }));
}

/// Adds something below what is chosen.
pub fn add(app: &mut App) {
    if app.vision.tab == Tab::Metrics {
        let star = app.product().north_star().map(|star| star.id);
        match star {
            None => aims::add_metric(app, Role::NorthStar, None, None),
            Some(star) => aims::add_metric(app, Role::Input, None, Some(star)),
        }
        return;
    }
    let goal = match current(app) {
        Some(Row::Goal(id)) => Some(id),
        Some(Row::Metric(id, _)) => app.product().get::<Metric>(id).and_then(|metric| metric.goal),
        None => None,
    };
    let Some(goal) = goal else {
        add_goal(app);
        return;
    };
    let key = app.product().goal_key(goal).unwrap_or_default();
    // an item serves a goal; which key result it is to move is told by the goal
    let of = match current(app) {
        Some(Row::Metric(id, _)) => app.product().get::<Metric>(id),
        _ => None,
    };
    let of = of.map_or_else(String::new, |metric| format!(", the goal of {}", metric.key()));
    let item = format!("item for {key}{of}");
    let answers = [('k', format!("key result of {key}")), ('g', "another goal".to_owned()), ('i', item)];
    app.push(
        Choose::new("Add what?", answers, move |app, key| match key {
            'k' => aims::add_metric(app, Role::Result, Some(goal), None),
            'i' => add_item(app, goal),
            _ => add_goal(app),
        })
        .enter('k'),
    );
}

/// Adds a goal, and goes on to its first key result.
pub fn add_goal(app: &mut App) {
    app.push(
        Prompt::new("A goal: what will be true that is not true now?", "", |app, title| {
            if let Some(goal) = app.edit("wrote down", "", |product| product.add_goal(&title)) {
                app.vision.in_fields = false;
                aims::add_metric(app, Role::Result, Some(goal), None);
            }
        })
        .hint("an outcome for people, not a list of features")
        .check(|_, text| if text.trim().is_empty() { Err("a goal needs words".into()) } else { Ok(()) }),
    );
}

fn add_item(app: &mut App, goal: Id) {
    app.push(
        Prompt::new("A new item for this goal", "", move |app, title| {
            if title.trim().is_empty() {
                return;
            }
            let mut item = crate::model::Product::read_line(&title);
            (item.goal, item.provenance) = (Some(goal), "typed".into());
            app.edit("added", "", |product| product.add(item, crate::model::Place::Bottom));
        })
        .hint("a title, or “As a …, I want …, so that …”"),
    );
}

/// Takes a reading of the chosen measure.
pub fn reading(app: &mut App) {
    match current(app) {
        Some(Row::Metric(id, _)) => aims::reading(app, id),
        _ => app.refuse("a reading belongs to a key result: j goes to one, a adds one"),
    }
}

/// Opens what is chosen.
pub fn open(app: &mut App) {
    if field(app).is_some() {
        if let Err(why) = crate::tui::action::writable(app) {
            app.refuse(why);
        } else {
            edit(app);
        }
        return;
    }
    match current(app) {
        Some(Row::Goal(id)) => {
            let key = app.product().goal_key(id).unwrap_or_default();
            let today = app.now.today;
            let serving = app.product().items().iter().filter(|item| item.goal == Some(id) && item.is_open());
            let later = serving.filter(|item| item.is_later(today)).count();
            narrow(app, &format!("goal:{key}"));
            let aside = if later > 0 { format!(", but for {later} set aside for later") } else { String::new() };
            app.say(format!("what serves {key}{aside} · Esc shows all, 7 goes back"));
        }
        Some(Row::Metric(id, _)) => aims::show_metric(app, id),
        None => app.refuse("there is nothing here yet: a adds it"),
    }
}

/// Moves the chosen goal along the roadmap.
pub fn shift(app: &mut App, nearer: bool) {
    match current(app) {
        Some(Row::Goal(id)) => move_goal(app, id, nearer),
        _ => app.refuse("a goal moves along the roadmap: j goes to one"),
    }
}

/// Moves a goal to the lane beside, with a line of why, which the next reader of the roadmap gets to see.
pub fn move_goal(app: &mut App, id: Id, nearer: bool) {
    let lanes = [Horizon::Now, Horizon::Next, Horizon::Later];
    let Some(goal) = app.product().goals().get(id) else { return };
    let (key, title) = (format!("G{}", goal.num), goal.title.clone());
    let here = lanes.iter().position(|lane| *lane == goal.horizon);
    let to = match (here, nearer) {
        (Some(at), true) => at.checked_sub(1),
        (Some(at), false) => Some(at + 1).filter(|at| *at < lanes.len()),
        // what was ended comes back as something for later
        (None, _) => Some(2),
    };
    let Some(to) = to.and_then(|at| lanes.get(at).copied()) else {
        app.say(format!("{key} is as {} as can be", if nearer { "near" } else { "far" }));
        return;
    };
    let other = app.product().current_goal().filter(|other| to == Horizon::Now && other.id != id);
    let other = other.map_or_else(String::new, |other| format!(", G{} makes way", other.num));
    app.push(
        Prompt::new(format!("{key} to {to}{other}: why?"), "", move |app, why| {
            app.edit("moved", &why, |product| product.move_goal(id, to, &why));
        })
        .hint(format!("“{}” · Enter alone moves it without a word", crate::text::cut(&title, 40))),
    );
}

/// Ends a goal, or removes a measure.
pub fn end(app: &mut App) {
    match current(app) {
        Some(Row::Goal(id)) => end_goal(app, id),
        Some(Row::Metric(id, _)) => {
            let Some(metric) = app.product().get::<Metric>(id) else { return };
            let title =
                format!("Remove {} {} with {}?", metric.key(), metric.measure, count(metric.readings.len(), "reading"));
            app.push(Choose::yes_no(title, move |app| {
                app.edit("removed", "", |product| product.remove_metric(id));
            }));
        }
        None => app.refuse("there is no goal here"),
    }
}

/// Asks how a goal ends.
pub fn end_goal(app: &mut App, id: Id) {
    let Some(goal) = app.product().goals().get(id) else { return };
    let answers = [
        ('r', "it is reached".to_owned()),
        ('g', "it is given up, with a reason".to_owned()),
        ('x', "remove it: it never was one".to_owned()),
    ];
    app.push(Choose::new(format!("G{} {}", goal.num, goal.title), answers, move |app, key| match key {
        'r' => {
            let now = app.now;
            app.edit("reached", "", |product| product.end_goal(id, true, "", now));
        }
        'g' => app.push(
            Prompt::new("Why is it given up?", "", move |app, why| {
                let now = app.now;
                app.edit("gave up", &why, |product| product.end_goal(id, false, &why, now));
            })
            .hint("its items want to know; they keep their link until they get another")
            .check(|_, text| if text.trim().is_empty() { Err("giving up needs a reason".into()) } else { Ok(()) }),
        ),
        _ => remove_goal(app, id),
    }));
}

/// Removes a goal; where items hang under it, asks where they go.
fn remove_goal(app: &mut App, id: Id) {
    let product = app.product();
    let n = product.items().iter().filter(|item| item.goal == Some(id)).count();
    if n == 0 && product.results_of(id).is_empty() {
        app.edit("removed", "", |product| product.remove_goal(id, None));
        return;
    }
    let mut entries: Vec<Entry<Option<Id>>> = product
        .goals_by_num()
        .into_iter()
        .filter(|goal| goal.id != id)
        .map(|goal| Entry {
            text: format!("G{} {}", goal.num, goal.title),
            side: String::new(),
            unready: None,
            words: None,
            value: Some(goal.id),
        })
        .collect();
    entries.push(Entry { text: "no goal".into(), side: "orphans".into(), unready: None, words: None, value: None });
    app.push(Picker::new(
        format!("Where do its {} and key results go?", count(n, "item")),
        entries,
        move |app, heir| {
            app.edit("removed", "", |product| product.remove_goal(id, heir));
        },
    ));
}

/// Shows what serves no goal, ready to be marked and linked.
pub fn link(app: &mut App) {
    let key = match current(app) {
        Some(Row::Goal(id)) => app.product().goal_key(id),
        Some(Row::Metric(id, _)) => {
            app.product().get::<Metric>(id).and_then(|metric| metric.goal).and_then(|id| app.product().goal_key(id))
        }
        None => None,
    };
    narrow(app, "is:orphan");
    let to = key.unwrap_or_else(|| "the goal".to_owned());
    app.say(format!("Space marks, * marks all; L g and {to} link them · 7 goes back"));
}

/// Asks which measure the chosen one drives.
pub fn drives(app: &mut App) {
    let Some(Row::Metric(id, _)) = current(app) else {
        app.refuse("a measure drives another one: j goes to one");
        return;
    };
    let product = app.product();
    let mut entries: Vec<Entry<Option<Id>>> = product
        .metrics_by_num()
        .into_iter()
        .filter(|metric| !product.is_driven_by(metric.id, id))
        .map(|metric| Entry {
            text: format!("{} {}", metric.key(), metric.measure),
            side: metric.role.word().into(),
            unready: None,
            words: None,
            value: Some(metric.id),
        })
        .collect();
    entries.push(Entry { text: "none".into(), side: String::new(), unready: None, words: None, value: None });
    app.push(Picker::new("Which measure does it drive?", entries, move |app, drives| {
        app.edit("hung", "", |product| {
            product.change_metric(id, |metric| {
                metric.drives = drives;
                Ok(())
            })
        });
    }));
}

/// Goes to the next gap in the chain of why and asks for what fills it.
pub fn mend(app: &mut App) {
    match sheet(app).gaps.first().cloned() {
        None => app.say("the chain of why has no gap"),
        Some(Gap::Field(name)) => {
            if let Some(field) = Vision::fields().iter().find(|field| field.name == name) {
                aims::edit_vision(app, field);
            }
        }
        Some(Gap::NoGoal) => add_goal(app),
        Some(Gap::NoResult(goal)) => aims::add_metric(app, Role::Result, Some(goal), None),
        Some(Gap::Metric(id, "no baseline yet")) => aims::ask_metric(app, id, "baseline", false),
        Some(Gap::Metric(id, "no target yet")) => aims::ask_metric(app, id, "target", false),
        Some(Gap::Metric(id, "no reading yet") | Gap::Late(id, _)) => aims::reading(app, id),
        Some(Gap::Metric(id, _)) => aims::edit_metric(app, id),
        Some(Gap::NoItems(goal)) => add_item(app, goal),
        Some(Gap::Orphans(_)) => link(app),
    }
}
