//! Why Inkwell is built, and whether it worked: the vision, key results with three months of readings, a roadmap that was shared,
//! and what items were expected to do to a number.

use chrono::Days;

use super::{ago, back};
use crate::model::goal::Confidence;
use crate::model::item::{Effect, Hit};
use crate::model::metric::{Class, Reading, Role};
use crate::model::snapshot::Card;
use crate::model::{Amount, Goal, Horizon, Id, Item, Metric, Now, Product, Refusal, Snapshot, Vision};

/// Returns the vision in both of its forms.
fn vision(now: Now) -> Vision {
    Vision {
        vision: "Every team’s report is read, and acted on, the day it is written.".into(),
        audience: "leads of teams of 5–50 who work at their customers’ and report every week".into(),
        needs: "write once, on site; be understood without a call; find what was said last time".into(),
        offer: "notes become a report that a customer opens without an account; the first in 30 minutes".into(),
        business: "ARR +30 % next year\nweek-1 churn at 8 %\na third of new teams come by a shared report".into(),
        customer: "leads of teams who work at their customers’".into(),
        need: "owe somebody a report every week".into(),
        category: "reporting tool".into(),
        gain: "turns notes into a report that is read the same day".into(),
        alternative: "documents sent by e-mail".into(),
        difference: "shows who read it, and what they asked".into(),
        shared: Some(back(now, 9)),
        created: ago(now.today, 320),
        updated: ago(now.today, 40),
        ..Vision::default()
    }
}

/// A measure: its words, role, number of the goal, key of what it drives, unit, baseline, target, class, owner, days between two
/// readings, days until it is due, days since its last reading, the readings a step apart with the last one last.
struct Measure {
    words: &'static str,
    role: Role,
    goal: u32,
    drives: &'static str,
    unit: &'static str,
    way: Option<(&'static str, &'static str)>,
    class: Class,
    owner: &'static str,
    every: u32,
    by: u64,
    since: u64,
    readings: &'static [&'static str],
}

const KEY_RESULT: Measure = Measure {
    words: "",
    role: Role::Result,
    goal: 1,
    drives: "M5",
    unit: "",
    way: None,
    class: Class::Other,
    owner: "Ana",
    every: 7,
    by: 200,
    since: 3,
    readings: &[],
};

/// The measures in the order of their keys: KR1 is the first.
const MEASURES: &[Measure] = &[
    Measure {
        words: "week-1 churn",
        by: 90,
        unit: "%",
        way: Some(("12", "8")),
        class: Class::Retention,
        readings: &["12", "12.1", "11.8", "11.9", "11.6", "11.6", "11.3", "11.2", "11.2", "10.9", "10.6", "10.4"],
        ..KEY_RESULT
    },
    Measure {
        words: "setup finished",
        by: 90,
        unit: "%",
        way: Some(("41", "70")),
        class: Class::Engagement,
        drives: "M6",
        owner: "Jo",
        readings: &["41", "41", "40", "42", "42", "43", "45", "46", "46", "47", "47", "48"],
        ..KEY_RESULT
    },
    Measure {
        words: "time to first report",
        unit: "min",
        way: Some(("52", "30")),
        class: Class::Quality,
        drives: "M6",
        owner: "Sam",
        since: 17,
        readings: &["52", "52", "51", "50", "50", "49", "47", "46", "45", "44"],
        ..KEY_RESULT
    },
    Measure {
        by: 170,
        words: "reports opened by a customer",
        goal: 2,
        unit: "%",
        way: Some(("34", "60")),
        class: Class::Engagement,
        drives: "M7",
        readings: &["34", "34", "35", "34", "36", "37", "37", "38", "38", "39", "39", "40"],
        ..KEY_RESULT
    },
    Measure {
        words: "weekly teams whose report was read",
        role: Role::NorthStar,
        goal: 0,
        drives: "",
        unit: "teams",
        class: Class::Engagement,
        readings: &["960", "970", "985", "990", "1010", "1024", "1041", "1067", "1098", "1120", "1169", "1204"],
        ..KEY_RESULT
    },
    Measure {
        words: "teams with a first report",
        role: Role::Input,
        goal: 0,
        unit: "a week",
        class: Class::Engagement,
        readings: &["61", "60", "64", "63", "66", "70", "69", "74", "73", "78", "80", "83"],
        ..KEY_RESULT
    },
    Measure {
        words: "reports shared per team",
        role: Role::Input,
        goal: 0,
        unit: "a week",
        class: Class::Engagement,
        readings: &["1.4", "1.4", "1.5", "1.4", "1.5", "1.5", "1.6", "1.6", "1.6", "1.7", "1.7", "1.7"],
        ..KEY_RESULT
    },
    Measure {
        words: "recurring revenue",
        role: Role::Input,
        goal: 0,
        unit: "k€",
        way: Some(("74", "95")),
        class: Class::Revenue,
        every: 31,
        since: 21,
        readings: &["74", "77", "79", "82"],
        ..KEY_RESULT
    },
    Measure {
        words: "would recommend it (NPS)",
        role: Role::Input,
        goal: 0,
        way: Some(("33", "45")),
        class: Class::Satisfaction,
        every: 31,
        since: 12,
        readings: &["33", "36", "35", "38"],
        ..KEY_RESULT
    },
    Measure {
        by: 300,
        words: "edits made without a network",
        goal: 3,
        unit: "%",
        way: Some(("4", "15")),
        class: Class::Engagement,
        drives: "",
        owner: "",
        ..KEY_RESULT
    },
];

/// What was expected of an item: its title, key, how much, percent of certainty, days ago on which to look (below zero: in the
/// future), what was found, the means before and after, and what was learned.
type Expected = (&'static str, &'static str, &'static str, u32, i64, Hit, &'static str, &'static str);

const EXPECTED: &[Expected] = &[
    ("Guided first project for new teams", "KR2", "12", 80, -45, Hit::Open, "", ""),
    ("Sample project on sign-up", "KR2", "6", 60, -45, Hit::Open, "", ""),
    ("Skip setup and import later", "KR1", "-1", 50, -31, Hit::Open, "", ""),
    ("Share a report with a link", "KR4", "10", 70, -60, Hit::Open, "", ""),
    ("Weekly digest", "M5", "60", 60, -8, Hit::Open, "", ""),
    ("Trial without a credit card", "KR1", "-0.5", 70, 1, Hit::Open, "", ""),
    (
        "Setup ends with a weekly report",
        "KR1",
        "-0.5",
        60,
        3,
        Hit::Hit,
        "11.33 10.63",
        "Who has a report on Monday comes back on Monday",
    ),
    (
        "Setup asks for one thing at a time",
        "KR2",
        "4",
        70,
        18,
        Hit::Hit,
        "41.3 45",
        "Half of those who stop do it on one screen",
    ),
    (
        "Sample report on sign-up",
        "KR1",
        "-1",
        50,
        15,
        Hit::Partly,
        "11.73 11.15",
        "They look, then leave: it needs a next step",
    ),
    (
        "Templates for field visits",
        "KR3",
        "-10",
        40,
        13,
        Hit::Miss,
        "50 45.5",
        "Nobody finds them before the first report",
    ),
    (
        "Two columns in reports",
        "KR4",
        "5",
        50,
        22,
        Hit::Partly,
        "34.8 37.5",
        "A nicer page is read, not opened more often",
    ),
    ("Read reports offline", "KR10", "2", 40, 11, Hit::Unknown, "", "We never began to count"),
];

/// The goals on the roadmap: number, lane, certainty, why it is there.
const LANES: &[(u32, Horizon, Confidence, &str)] = &[
    (1, Horizon::Now, Confidence::High, "trials that stop at step two never see a report"),
    (2, Horizon::Next, Confidence::Medium, "38 of 120 clicked a link that was not there yet"),
    (3, Horizon::Later, Confidence::Low, "three sync engines, no numbers yet"),
    (4, Horizon::Reached, Confidence::High, ""),
];

/// What the fourth goal was; it is reached.
const REACHED: &str = "Nobody needs a credit card to try";

/// Adds the vision, the measures, the roadmap and the expectations.
pub fn add(product: &mut Product, now: Now) -> Result<(), Refusal> {
    product.put(vision(now));
    product.add_goal(REACHED)?;
    measure(product, now)?;
    plan(product, now)?;
    expect(product, now)?;
    aim(product, now);
    Ok(())
}

fn measure(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for row in MEASURES {
        let goal = product.goals().iter().find(|goal| goal.num == row.goal).map(|goal| goal.id);
        let step = u64::from(row.every);
        let readings = (0..).zip(row.readings.iter().rev()).map(|(n, value)| {
            let on = back(now, row.since + n * step);
            Ok(Reading { id: product.fresh_id(), on, value: Amount::parse(value)?, ..Reading::default() })
        });
        let mut readings = readings.collect::<Result<Vec<_>, Refusal>>()?;
        readings.reverse();
        let amount = |text: &str| Amount::parse(text).map(Some);
        let (baseline, target) = match row.way {
            Some((from, to)) => (amount(from)?, amount(to)?),
            None => (None, None),
        };
        let start = readings.first().map(|reading| reading.on);
        let by = row.way.and_then(|_| now.today.checked_add_days(Days::new(row.by)));
        product.add_metric(Metric {
            measure: row.words.into(),
            role: row.role,
            goal,
            unit: row.unit.into(),
            baseline,
            target,
            start,
            by,
            class: row.class,
            owner: row.owner.into(),
            every: row.every,
            readings,
            ..Metric::default()
        })?;
    }
    // what drives what can be said once all of them are there
    for (n, row) in (1_u32..).zip(MEASURES).filter(|(_, row)| !row.drives.is_empty()) {
        let drives = product.find_metric(row.drives)?.id;
        let Some(id) = product.metrics_by_num().into_iter().find(|metric| metric.num == n).map(|m| m.id) else {
            continue;
        };
        product.change_metric(id, |metric| {
            metric.drives = Some(drives);
            Ok(())
        })?;
    }
    let all: Vec<Metric> = product.metrics_by_num().into_iter().cloned().collect();
    for metric in all {
        let updated = ago(now.today, 3);
        product.put(Metric { created: ago(now.today, 90), updated, ..metric });
    }
    Ok(())
}

/// Places the goals on the roadmap, and keeps the one that was shared a month ago, when the phone came before the link.
fn plan(product: &mut Product, now: Now) -> Result<(), Refusal> {
    let mut cards = Vec::new();
    for (num, horizon, confidence, why) in LANES {
        let goal = product.find_goal(&format!("G{num}"))?;
        let goal = Goal::clone(goal);
        let mut goal = Goal { horizon: *horizon, confidence: *confidence, why: (*why).into(), ..goal };
        goal.ended = (*horizon == Horizon::Reached).then(|| ago(now.today, 13));
        let then = match num {
            2 => (Horizon::Later, Confidence::Low),
            3 => (Horizon::Next, Confidence::Medium),
            _ => (Horizon::Now, Confidence::High),
        };
        if *num != 4 {
            cards.push(Card { goal: goal.id, title: goal.title.clone(), horizon: then.0, confidence: then.1 });
        }
        product.put(goal);
    }
    let (id, at) = (product.fresh_id(), ago(now.today, 33));
    product.put(Snapshot { id, cards, created: at, updated: at, ..Snapshot::default() });
    Ok(())
}

fn expect(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (title, key, delta, sure, look, found, means, learned) in EXPECTED {
        let item = product.items().iter().find(|item| item.title == *title).map(|item| Item::clone(item));
        let Some(item) = item else { return Err(Refusal::invalid(format!("no item “{title}” in the sample"))) };
        let mean = |n: usize| means.split(' ').nth(n).and_then(|text| Amount::parse(text).ok());
        let effect = Effect {
            result: product.find_metric(key)?.id,
            delta: Amount::parse(delta)?,
            by: crate::model::day::days_from(now.today, -look),
            sure: *sure,
            found: *found,
            before: mean(0),
            after: mean(1),
            learned: (*learned).into(),
            checked: (*found != Hit::Open).then(|| ago(now.today, u64::try_from(*look).unwrap_or(0))),
            ..Effect::default()
        };
        product.put(Item { effect: Some(Box::new(effect)), ..item });
    }
    Ok(())
}

/// Says which key result the sprint at work aims at.
fn aim(product: &mut Product, now: Now) {
    let result: Option<Id> = product.find_metric("KR2").ok().map(|metric| metric.id);
    let sprint = product.sprint_in(crate::model::SprintState::Active).cloned();
    if let Some(sprint) = sprint {
        let updated = sprint.updated.max(ago(now.today, 1));
        product.put(crate::model::Sprint { result, updated, ..sprint });
    }
}
