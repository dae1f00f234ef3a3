//! What planning asks for beside items: the goal, the days, actions of the last retrospective, the commitment.

use super::is_planning;
use super::{planned, points, pull, side, state};
use crate::measure::ready;
use crate::measure::velocity::capacity;
use crate::model::Verb;
use crate::model::day::read_day;
use crate::model::{Id, Metric, RetroAction, Size, Sprint, SprintState};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::Why;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::words::count;
use crate::workspace::Said;

/// Asks for the goal of the sprint, and for the key result that it aims at where there are some.
pub fn goal(desk: &mut Desk) {
    if let Some(sprint) = planned(desk).cloned() {
        goal_of(desk, &sprint);
    }
}

/// Asks for the goal of a sprint that is planned or at work. What an active one promised before is kept as a note.
pub fn goal_of(desk: &mut Desk, sprint: &Sprint) {
    let (id, old, number) = (sprint.id, sprint.goal.clone(), sprint.number);
    let begun = sprint.state == SprintState::Active;
    desk.push(
        Prompt::new(
            format!("S{number}: what will be true at its end that is not true now?"),
            &old,
            move |desk, text| {
                let serves = desk.product().current_goal().map(|goal| goal.id);
                desk.edit(Verb::SetTheGoalOf, "", |product| {
                    product.amend_sprint(id, |sprint| {
                        if begun && !sprint.goal.is_empty() && sprint.goal != text {
                            sprint.notes.push(format!("the goal was “{}” until it was changed at work", sprint.goal));
                        }
                        sprint.goal.clone_from(&text);
                        sprint.serves = serves;
                    })
                });
                result(desk, id);
            },
        )
        .hint("one objective, in a line; it is on every screen of the sprint"),
    );
}

fn result(desk: &mut Desk, sprint: Id) {
    let product = desk.product();
    let here = product.get::<crate::model::Sprint>(sprint).and_then(|sprint| sprint.result);
    let current = product.current_goal().map(|goal| goal.id);
    let mut results: Vec<&Metric> = product.results();
    results.order_by_key(|metric| (metric.goal != current, metric.num));
    if results.is_empty() {
        return;
    }
    let mut entries: Vec<Pick<Option<Id>>> =
        results.iter().map(|metric| Pick::of_metric(metric, Some(metric.id))).collect();
    entries.push(Pick::new("none: it moves no number", "", None));
    let start = results.iter().position(|metric| Some(metric.id) == here).unwrap_or(0);
    desk.push(
        Picker::new("Which key result does the sprint aim at?", entries, move |desk, result| {
            desk.edit(Verb::Aimed, "", |product| product.amend_sprint(sprint, |sprint| sprint.result = result));
        })
        .start(start),
    );
}

/// Asks for the first and the last day.
pub fn days(desk: &mut Desk) {
    let Some(sprint) = planned(desk) else { return };
    let id = sprint.id;
    let shown = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let (start, end) = (shown(sprint.start), shown(sprint.end));
    let fits = |desk: &Desk, text: &str| match read_day(text, desk.now.today) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("a sprint needs its days".to_owned()),
        Err(why) => Err(why.to_string()),
    };
    let asks = [
        Ask::new("Its first day", &start).hint("monday · 2026-11-23").check(fits),
        Ask::new("Its last day", &end).hint("friday · 2026-12-04 · 2w from today").check(fits),
    ];
    desk.push(Prompt::steps(asks, move |desk, [first, last]| {
        let day = |text: &str| read_day(text, desk.now.today).ok().flatten();
        let (Some(first), Some(last)) = (day(&first), day(&last)) else { return };
        let set = desk.edit(Verb::SetTheDaysOf, "", |product| product.date_sprint(id, first, last)).is_some();
        if set && (last - first).num_days() > 31 {
            desk.refuse("set, but a sprint of more than four weeks learns late · ⟦history.undo⟧ undoes");
        }
    }));
}

/// Asks how many points the sprint can hold, where the record does not say it.
pub fn room(desk: &mut Desk) {
    let Some(sprint) = planned(desk) else { return };
    let (id, number) = (sprint.id, sprint.number);
    let able = capacity(&Sprint { room: 0, ..sprint.clone() }, desk.product());
    let old = if sprint.room > 0 { Size::Points(sprint.room).to_string() } else { String::new() };
    desk.push(
        Prompt::new(format!("How many points can S{number} hold?"), &old, move |desk, text| {
            let n = Size::parse(&text).ok().and_then(Size::points).unwrap_or(0);
            desk.edit(Verb::SetTheRoomOf, "", |product| product.amend_sprint(id, |sprint| sprint.room = n));
        })
        .hint(format!("empty for {}: {}", Size::Points(able.points), able.words))
        .check(|_, text| match text.trim() {
            "" => Ok(()),
            text => Size::parse(text).map(|_| ()).map_err(|_| format!("“{text}” is not a number of points")),
        }),
    );
}

/// Asks for the days on which nobody works.
pub fn holidays(desk: &mut Desk) {
    let Some(sprint) = planned(desk) else { return };
    let id = sprint.id;
    let old = sprint.holidays.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let read = |text: &str, today| -> Result<Vec<chrono::NaiveDate>, String> {
        let words = text.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
        let mut days: Vec<_> = words
            .map(|word| read_day(word, today).map_err(|why| why.to_string())?.ok_or_else(|| "a day".to_owned()))
            .collect::<Result<_, _>>()?;
        days.sort_unstable();
        days.dedup();
        Ok(days)
    };
    desk.push(
        Prompt::new("On which days does nobody work?", &old, move |desk, text| {
            let Ok(days) = read(&text, desk.now.today) else { return };
            desk.edit(Verb::SetTheHolidaysOf, "", |product| product.amend_sprint(id, |sprint| sprint.holidays = days));
        })
        .hint("2026-12-25, 2027-01-01 · weekends are free anyway")
        .check(move |desk, text| read(text, desk.now.today).map(|_| ())),
    );
}

/// Returns the open actions of retrospectives for which nothing is planned.
pub fn unplanned(desk: &Desk) -> impl Iterator<Item = &RetroAction> {
    let held = planned(desk).map(|sprint| sprint.items.clone()).unwrap_or_default();
    desk.product()
        .open_actions()
        .into_iter()
        .filter(move |action| !action.item.is_some_and(|item| held.contains(&item)))
}

/// Takes an action of a retrospective into the sprint, as an item.
pub fn action(desk: &mut Desk) {
    let entries: Vec<Pick<(Id, Option<Id>)>> = unplanned(desk)
        .map(|action| Pick::new(action.improve.clone(), action.owner.clone(), (action.id, action.item)))
        .collect();
    let Some(sprint) = planned(desk).map(|sprint| sprint.id) else { return };
    desk.push(Picker::new("Which action goes into the sprint?", entries, move |desk, (action, item)| {
        let words = desk.product().get::<RetroAction>(action).map_or_else(String::new, |action| action.improve.clone());
        desk.edit(
            Said::Whole(format!("pulled the action “{}” into the sprint", text::cut(&words, 40))),
            "",
            |product| {
                let open = item.filter(|id| product.items().get(*id).is_some_and(|item| item.is_open()));
                let item = match open {
                    Some(item) => item,
                    None => product.action_item(action)?,
                };
                product.pull(sprint, &[item])
            },
        );
    }));
}

/// Whether an action of a retrospective waits for its place.
pub fn has_action(desk: &Desk) -> Result<(), Why> {
    is_planning(desk)?;
    unplanned(desk).next().map(|_| ()).ok_or_else(|| "no action of a retrospective waits for its place".into())
}

/// Whether the sprint could begin; what would be refused in the end is said at once.
pub fn can_commit(desk: &Desk) -> Result<(), Why> {
    is_planning(desk)?;
    if let Some(active) = desk.product().sprint_in(SprintState::Active) {
        let words = format!("S{} is still active: ⟦go.sprint⟧, then ⟦sprint.close⟧ closes it first", active.number);
        return Err(words.into());
    }
    if side(desk, true).is_empty() {
        return Err("the sprint is empty: ⟦plan.pull⟧ pulls an item, ⟦plan.fill⟧ fills it".into());
    }
    Ok(())
}

/// Asks whether to commit, with everything that speaks against it.
pub fn commit(desk: &mut Desk) {
    let Some(sprint) = planned(desk) else { return };
    let product = desk.product();
    let (id, number) = (sprint.id, sprint.number);
    let held = side(desk, true);
    let (sum, sizeless) = points(desk, &held);
    let able = capacity(sprint, product).points;
    let items: Vec<_> = held.iter().filter_map(|id| product.items().get(*id)).collect();
    let unready = items.iter().filter(|item| !ready::is_ready(item, product)).count();
    let waits = items.iter().filter(|item| pull::missing_first(item, sprint, product).is_some()).count();
    let mut doubts = Vec::new();
    // where the chain of why has a gap a nod is not enough: it costs a sentence, which stays with the sprint
    let gap = if sprint.goal.is_empty() {
        Some("it has no goal")
    } else if sprint.result.is_none() && !product.results().is_empty() {
        Some("it aims at no key result")
    } else {
        None
    };
    doubts.extend(gap.map(str::to_owned));
    if sum > able {
        doubts.push(format!("it is over its capacity by {}", Size::Points(sum - able)));
    }
    for (n, words) in [(sizeless, "not sized"), (unready, "not ready"), (waits, "waiting for what is not in it")] {
        if n > 0 {
            doubts.push(format!("{} {words}", count(n, "item")));
        }
    }
    let doubts = if doubts.is_empty() { String::new() } else { format!(" · {}", doubts.join(", ")) };
    let title = format!("Commit S{number}: {} points, {}{doubts}?", Size::Points(sum), count(held.len(), "item"));
    let answers =
        [('y', "yes, the team agrees".to_owned()), ('c', "yes, without its word".to_owned()), ('n', "no".to_owned())];
    desk.push(Choose::new(title, answers, move |desk, key| {
        let agreed = key == 'y';
        match gap {
            _ if key == 'n' => {}
            None => begin(desk, id, agreed, ""),
            Some(gap) => desk.push(
                Prompt::new(format!("S{number}: {gap}. Commit all the same, because"), "", move |desk, why| {
                    begin(desk, id, agreed, &format!("committed although {gap}: {}", why.trim()));
                })
                .hint("it is kept with the sprint · Esc, then ⟦plan.goal⟧, gives it a goal and a key result")
                .needed("say why, or give it a goal and a key result: ⟦plan.goal⟧"),
            ),
        }
    }));
}

/// Begins the sprint; `note` stays with it where there is one.
fn begin(desk: &mut Desk, id: Id, agreed: bool, note: &str) {
    let now = desk.now;
    let spent = if desk.is_at(&super::PAGE) { state(desk).clock.minutes(now) } else { 0 };
    let done = desk.edit(Verb::Committed, "", |product| {
        product.amend_sprint(id, |sprint| {
            sprint.agreed = agreed;
            sprint.planned_for = spent;
            sprint.notes.extend(Some(note.to_owned()).filter(|note| !note.is_empty()));
        })?;
        product.commit_sprint(id, now)
    });
    if done.is_some() {
        desk.show(&crate::tui::view::sprint::board::PAGE);
        desk.say("committed: what it holds is frozen as its promise · ⟦history.undo⟧ takes it back");
    }
}
