//! The sprints of the sample: three that are over with their reviews and retrospectives, and the one at work.

use chrono::{NaiveDate, TimeDelta, Weekday};

use super::ago;
use crate::model::action::ActionState;
use crate::model::item::{Fault, Question, Return, Step, Task};
use crate::model::person::Absence;
use crate::model::retro::{Answers, Note};
use crate::model::sprint::{
    Commitment, Fate, Feedback, Interruption, Met, Outcome, ScopeChange, Sprint, SprintState, Win,
};
use crate::model::{Id, Item, Now, Person, Product, Refusal, Retro, RetroAction, Size, Snapshot, Stamp, Status};

/// The team: who, what they do, share of their time, days a week.
const TEAM: &[(&str, &str, u32, u32)] = &[
    ("Jo", "design", 100, 400),
    ("Lee", "development", 100, 0),
    ("Mia", "development", 100, 0),
    ("Sam", "development", 80, 0),
];

/// What the team does, beside the criteria of each item.
const DONE: &[&str] = &["tested", "documented", "accessible"];

/// A sprint that is over: number, goal, weeks from now, days of the sprint on which its items were done with their points, points
/// of what was carried on, whether the goal was met, what was learned, minutes of interruptions.
type Past = (u32, &'static str, i64, &'static [(usize, u32)], u32, Met, &'static str, u32);

const PAST: &[Past] = &[
    (
        11,
        "Trials start without a credit card",
        -7,
        &[(1, 2), (3, 3), (4, 5), (6, 3), (8, 5), (9, 3)],
        3,
        Met::Yes,
        "Half of those who stop do it on the first screen",
        90,
    ),
    (
        12,
        "Reports leave the house as PDF",
        -5,
        &[(2, 3), (3, 5), (5, 2), (6, 8), (8, 3), (9, 3)],
        1,
        Met::Yes,
        "Nobody needs fonts of their own",
        60,
    ),
    (
        13,
        "A setup that asks for one thing at a time",
        -3,
        &[(2, 1), (4, 5), (5, 3), (7, 5), (9, 8)],
        4,
        Met::Partly,
        "The third question is still too early",
        150,
    ),
];

/// Titles of what those sprints finished and somebody has removed from the backlog since.
const GONE: &[&str] = &[
    "Say what a trial costs before it starts",
    "Print a report without its filters",
    "Ask for the team's name last",
    "A line that says what comes after setup",
    "Notes keep their colour in a report",
    "Skip a question of the setup and come back to it",
];

/// Share of the top twenty that served a goal when the first of them began; it grew by a tenth with each.
const ALIGNED: u32 = 45;

/// Returns a day so many weeks and days from the second Monday of the sprint at work, which is always in its second half or close
/// to it: whoever opens the sample on a weekend finds it at work, too.
fn day(now: Now, weeks: i64, days: i64) -> NaiveDate {
    let first = (now.today - TimeDelta::days(4)).week(Weekday::Mon).first_day();
    first + TimeDelta::days(7 + weeks * 7 + days)
}

/// Returns nine in the morning of a day.
fn morning(day: NaiveDate) -> Stamp {
    Stamp(Stamp::on(day).0 + 9 * 3_600_000)
}

fn find(product: &Product, title: &str) -> Option<Item> {
    product.items().iter().find(|item| item.title == title).map(|item| Item::clone(item))
}

/// Adds the team, the sprints that are over, and the one at work.
pub fn add(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (who, role, share, week) in TEAM {
        let id = product.join_team(who)?;
        let absences = if *who == "Mia" {
            let from = day(now, 0, 3);
            vec![Absence { from, to: from + TimeDelta::days(1), why: "conference".into() }]
        } else {
            Vec::new()
        };
        let created = ago(now.today, 300);
        product.put(Person {
            id,
            who: (*who).into(),
            role: (*role).into(),
            team: true,
            share: if *share == 100 { 0 } else { *share },
            week: *week,
            absences,
            created,
            updated: created,
            ..Person::default()
        });
    }
    let mut about = product.about().clone();
    about.done = DONE.iter().map(|words| (*words).to_owned()).collect();
    about.wip = [("doing".to_owned(), 3), ("review".to_owned(), 2)].into_iter().collect();
    about.mix = [("feature".to_owned(), 60), ("fix".to_owned(), 20), ("debt".to_owned(), 20)].into_iter().collect();
    product.put(about);
    let serves = product.goals().iter().find(|goal| goal.num == 1).map(|goal| goal.id);
    for past in PAST {
        let id = product.fresh_id();
        let sprint = over(id, past, serves, product, now);
        product.put(sprint);
        look_back(product, id, past, now);
    }
    active(product, serves, now);
    Ok(())
}

/// Returns a sprint that is over, with a record that adds up.
fn over(id: Id, past: &Past, serves: Option<Id>, product: &mut Product, now: Now) -> Sprint {
    let (number, goal, weeks, done, carried, met, learned, minutes) = past;
    let (start, end) = (day(now, *weeks, 0), day(now, weeks + 1, 4));
    let mut entries = Vec::new();
    let mut outcome = Vec::new();
    for (i, (_, points)) in done.iter().enumerate() {
        let known = finished(product, (start, end), points * 100, &entries, now);
        // what is not in the backlog any more is in the record
        let known = known.unwrap_or_else(|| Item {
            id: product.fresh_id(),
            num: 200 + number * 10 + u32::try_from(i).unwrap_or(0),
            title: GONE.get((usize::try_from(*number).unwrap_or(0) + i) % GONE.len()).copied().unwrap_or("").into(),
            goal: serves,
            ..Item::default()
        });
        entries.push(Commitment { item: known.id, points: Some(points * 100) });
        outcome.push(Outcome {
            item: known.id,
            key: product.key(&known),
            title: known.title.clone(),
            points: Some(points * 100),
            fate: Fate::Accepted,
            goal: known.goal,
            returned: u32::from(i == 1),
            before: 0,
        });
    }
    let rest = product.fresh_id();
    entries.push(Commitment { item: rest, points: Some(carried * 100) });
    outcome.push(Outcome {
        item: rest,
        key: format!("INK-{}", 190 + number),
        points: Some(carried * 100),
        fate: Fate::Top,
        ..Outcome::default()
    });
    let all: u32 = entries.iter().filter_map(|entry| entry.points).sum();
    let left = (0..10)
        .map(|day| all - done.iter().filter(|(on, _)| *on <= day).map(|(_, points)| points * 100).sum::<u32>())
        .collect();
    let at = morning(day(now, *weeks, 3));
    Sprint {
        id,
        number: *number,
        goal: (*goal).into(),
        serves,
        state: SprintState::Closed,
        start: Some(start),
        end: Some(end),
        person_days: 3_600,
        items: entries.iter().map(|entry| entry.item).collect(),
        committed: entries,
        agreed: true,
        begun: Some(morning(start)),
        interruptions: vec![Interruption {
            id: product.fresh_id(),
            at,
            who: "Support".into(),
            what: "a customer who could not log in".into(),
            minutes: *minutes,
            ..Interruption::default()
        }],
        met: *met,
        learned: (*learned).into(),
        outcome,
        left,
        aligned: Some(ALIGNED + (number - 11) * 10),
        ended: Some(Stamp(morning(end).0 + 6 * 3_600_000)),
        created: morning(start),
        updated: Stamp(morning(end).0 + 6 * 3_600_000),
        ..Sprint::default()
    }
}

/// Returns an item of so many points that was finished within some days and is not in the sprint yet.
fn finished(
    product: &Product,
    (from, to): (NaiveDate, NaiveDate),
    points: u32,
    taken: &[Commitment],
    now: Now,
) -> Option<Item> {
    let within = |item: &Item| item.accepted.is_some_and(|at| (from..=to).contains(&now.day_of(at)));
    let fits = |item: &Item| within(item) && item.size == Some(Size::Points(points));
    let free = |item: &Item| taken.iter().all(|entry| entry.item != item.id);
    let all = product.items().iter().filter(|item| fits(item) && free(item));
    all.min_by_key(|item| item.num).map(|item| Item::clone(item))
}

/// Adds the retrospective of a sprint that is over, and what it ended with.
fn look_back(product: &mut Product, sprint: Id, past: &Past, now: Now) {
    let (number, _, weeks, ..) = past;
    let at = Stamp(morning(day(now, weeks + 1, 4)).0 + 7 * 3_600_000);
    let id = product.fresh_id();
    let texts: &[(u32, &str, u32)] = match number {
        11 => &[(0, "criteria were clear", 2), (2, "the copy arrived late", 3), (3, "shorter plannings", 1)],
        12 => &[
            (0, "PDF on the first try", 4),
            (1, "customers print more than we thought", 2),
            (2, "who decides on fonts?", 3),
        ],
        _ => &[
            (0, "one question at a time works", 3),
            (0, "a demo with two customers", 2),
            (2, "the copy arrived late again", 5),
            (2, "three quick requests", 3),
            (3, "copy as part of ready", 4),
        ],
    };
    let notes = texts
        .iter()
        .map(|(column, text, votes)| Note {
            id: product.fresh_id(),
            column: *column,
            text: (*text).into(),
            votes: *votes,
            ..Note::default()
        })
        .collect();
    let base = match number {
        11 => [3, 4, 4],
        12 => [4, 4, 3],
        _ => [4, 4, 5],
    };
    let answers = (0..3_u32)
        .map(|i| Answers {
            id: product.fresh_id(),
            requirements: base[0] - u32::from(i == 2),
            priorities: base[1],
            collaboration: base[2] - u32::from(i == 1),
            ..Answers::default()
        })
        .collect();
    product.put(Retro {
        id,
        sprint,
        method: "4ls".into(),
        notes,
        answers,
        ended: Some(at),
        created: at,
        updated: at,
        ..Retro::default()
    });
    let actions: &[(&str, &str, ActionState, u32)] = match number {
        11 => &[("Show criteria to two people before planning", "Ana", ActionState::Done, 0)],
        12 => &[("Timebox support to an hour a day", "Sam", ActionState::Dropped, 1)],
        _ => &[
            ("Copy is part of ready for every screen", "Jo", ActionState::Open, 1),
            ("Pair on criteria before planning", "Lee", ActionState::Open, 0),
        ],
    };
    for (i, (improve, owner, state, again)) in (0_i64..).zip(actions) {
        let (id, at) = (product.fresh_id(), Stamp(at.0 + i));
        product.put(RetroAction {
            id,
            improve: (*improve).into(),
            owner: (*owner).into(),
            check: Some(day(now, 0, 4)).filter(|_| *state == ActionState::Open),
            from: Some(sprint),
            state: *state,
            again: *again,
            closed: Some(Stamp(at.0 + 14 * 86_400_000)).filter(|_| *state != ActionState::Open),
            created: at,
            updated: at,
            ..RetroAction::default()
        });
    }
}

/// Adds the sprint at work: its commitment, a change of scope, what was done so far.
fn active(product: &mut Product, serves: Option<Id>, now: Now) {
    let titles = [
        "Guided first project for new teams",
        "Skip setup and import later",
        "Sample project on sign-up",
        "Explain the empty report screen",
        "Sign in with a passkey",
        "Import from CSV",
        "Login fails on Safari 17 with a password manager",
    ];
    let id = product.fresh_id();
    at_work(product, id, now);
    let items: Vec<Item> = titles.iter().filter_map(|title| find(product, title)).collect();
    let out = find(product, "Compare two periods side by side");
    let entry = |item: &Item| Commitment { item: item.id, points: item.size.and_then(Size::points) };
    let start = day(now, -1, 0);
    let committed = items.iter().take(6).chain(&out).map(entry).collect();
    let swapped = morning(day(now, -1, 2));
    let scope = ScopeChange {
        at: swapped,
        added: items.last().map(entry),
        removed: out.as_ref().map(entry),
        why: "31 people cannot log in".into(),
        by: "Sam".into(),
    };
    let mut interruption = |at: Stamp, who: &str, what: &str, minutes: u32| Interruption {
        id: product.fresh_id(),
        at,
        who: who.into(),
        what: what.into(),
        minutes,
        ..Interruption::default()
    };
    let interruptions = vec![
        interruption(morning(day(now, -1, 1)), "Support", "an export that stopped at 500 rows", 70),
        interruption(morning(day(now, -1, 3)), "Sales", "a demo for Acme", 60),
    ];
    let done = items.get(4).map(|item| item.id);
    let feedback = vec![Feedback {
        id: product.fresh_id(),
        at: morning(day(now, -1, 4)),
        who: "Northwind".into(),
        text: "Signing in without a password is what we waited for".into(),
        ..Feedback::default()
    }];
    let wins = vec![Win {
        id: product.fresh_id(),
        at: morning(day(now, -1, 4)),
        item: done,
        what: "Sign-in takes four seconds instead of twenty".into(),
        who: "Mia, Lee".into(),
        ..Win::default()
    }];
    product.put(Sprint {
        id,
        number: 14,
        goal: "New teams finish setup without help".into(),
        serves,
        state: SprintState::Active,
        start: Some(start),
        end: Some(day(now, 0, 4)),
        person_days: 3_600,
        items: items.iter().map(|item| item.id).collect(),
        committed,
        agreed: true,
        begun: Some(morning(start)),
        scope: vec![scope],
        interruptions,
        present: vec!["Northwind".into()],
        feedback,
        wins,
        created: morning(start),
        updated: swapped,
        ..Sprint::default()
    });
}

/// An item at work: title, owner, steps, tasks.
type Work<'a> = (&'a str, &'a str, &'a [Step], &'a [(&'a str, bool)]);

/// Lets some items be at work, one be shown, and gives them owners, tasks and questions.
fn at_work(product: &mut Product, sprint: Id, now: Now) {
    let today = now.today;
    let step = |days: u64, to| Step { at: ago(today, days), to };
    let rows: &[Work<'_>] = &[
        (
            "Guided first project for new teams",
            "Mia",
            &[step(8, Status::Doing), step(1, Status::Review)],
            &[("four steps, clickable", true), ("time that is left", true), ("event setup_done", false)],
        ),
        ("Skip setup and import later", "Sam", &[step(3, Status::Doing), step(1, Status::Review)], &[]),
        (
            "Sample project on sign-up",
            "Jo",
            &[step(7, Status::Doing)],
            &[("texts of the sample", false), ("load it on sign-up", true)],
        ),
        ("Login fails on Safari 17 with a password manager", "Lee", &[step(2, Status::Doing)], &[]),
    ];
    for (title, owner, steps, tasks) in rows {
        let Some(mut item) = find(product, title) else { continue };
        item.owner = (*owner).into();
        item.history = steps.to_vec().into();
        item.status = steps.last().map_or(Status::Todo, |step| step.to);
        item.tasks = tasks
            .iter()
            .map(|(text, done)| Task { id: product.fresh_id(), text: (*text).into(), done: *done, ..Task::default() })
            .collect();
        if *owner == "Jo" {
            let id = product.fresh_id();
            item.questions.push(Question {
                id,
                at: ago(today, 2),
                text: "Which texts does the sample have?".into(),
                ..Question::default()
            });
        }
        if *owner == "Sam" {
            let id = product.fresh_id();
            let back = Return {
                id,
                at: ago(today, 2),
                fault: Fault::Incomplete,
                text: "no way back into setup on the phone".into(),
                sprint: Some(sprint),
                ..Return::default()
            };
            item.returns.push(back);
            item.demo = "on Sam's laptop".into();
        }
        product.put(item);
    }
}

/// Keeps how the plan stood when the sprint at work began: what came up since, what fell, and what was swapped shows what changed.
pub fn remember_plan(product: &mut Product, now: Now) {
    let Some(sprint) = product.sprint_in(SprintState::Active).cloned() else { return };
    let id = product.keep_plan("", Some(sprint.id));
    let Some(mut plan) = product.get::<Snapshot>(id).map(|plan| Snapshot::clone(plan)) else { return };
    // an item that came up from far, and one that went down
    for (from, to) in [(7, 26), (10, 4)] {
        if plan.top.len() > from.max(to) {
            let moved = plan.top.remove(from);
            plan.top.insert(to, moved);
        }
    }
    plan.held = sprint.committed.iter().map(|entry| entry.item).collect();
    let at = morning(day(now, -1, 0));
    product.put(Snapshot { created: at, updated: at, ..plan });
}
