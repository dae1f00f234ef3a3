//! What happens outside the sample product: the report that nobody set up and that made a team leave 1.8 times as often, what was changed
//! about it, whose voices are behind what is next, and four competitors.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};

use super::{ago, back};
use crate::model::competitor::{LOOKS, Move, Threat};
use crate::model::insight::{InsightKind, Weight};
use crate::model::study::{Cells, Pair};
use crate::model::theme::{ThemeState, Weeks};
use crate::model::usage::Count;
use crate::model::{Competitor, Feed, Funnel, Id, Inquiry, Insight, Now, Product, Refusal, Study, Theme, Usage};
use crate::sort::InOrder;

/// The plans of those who were counted, with the part of them in a hundred.
const PLANS: [(&str, u64); 3] = [("1–3 people", 37), ("4–10", 39), ("11+", 24)];

/// The first week of 3,812 new teams beside whether they were gone after 30 days: behaviour, value, counts, and the counts by
/// plan where they are not those of all.
type Tried = (&'static str, &'static str, Cells, Option<[Cells; 3]>);

const TRIED: &[Tried] = &[
    (
        "recurring report",
        "no",
        [770, 1_370, 334, 1_338],
        Some([[378, 522, 120, 380], [272, 528, 133, 567], [120, 320, 81, 391]]),
    ),
    (
        "invited somebody",
        "no",
        [832, 1_868, 272, 840],
        Some([[494, 896, 4, 6], [270, 730, 135, 365], [68, 242, 133, 469]]),
    ),
    ("imported a list", "no", [775, 1_725, 329, 983], None),
    ("came by a shared report", "no", [900, 2_100, 204, 608], None),
    ("asked support", "yes", [198, 442, 906, 2_266], None),
    ("wrote offline", "no", [965, 2_335, 139, 373], None),
    ("saw the tour", "yes", [590, 1_410, 514, 1_298], None),
    ("logo", "no", [560, 1_340, 544, 1_368], None),
    ("language", "de", [350, 850, 754, 1_858], None),
    ("language", "en", [574, 1_426, 530, 1_282], None),
    ("language", "fr", [180, 432, 924, 2_276], None),
    ("phone only", "yes", [12, 16, 1_092, 2_692], None),
];

/// A theme: name, the words that tell of it, the problem in a line, the item that it is about, notes of each of the last twelve weeks.
type Talk = (&'static str, &'static [&'static str], &'static str, &'static str, [u32; 12]);

const TALKS: &[Talk] = &[
    (
        "setup",
        &["setup", "step two"],
        "New teams do not get through setup alone",
        "Guided first project for new teams",
        [15, 13, 16, 14, 15, 13, 14, 15, 9, 7, 6, 6],
    ),
    (
        "offline",
        &["offline", "no network", "train"],
        "Who writes on the road has no network",
        "Offline edits",
        [3, 4, 2, 4, 3, 4, 3, 4, 8, 9, 9, 11],
    ),
    ("sharing", &["share", "link"], "", "Share a report with a link", [6, 5, 7, 6, 5, 6, 7, 6, 6, 7, 5, 6]),
    ("price", &["price", "expensive"], "", "", [4, 3, 4, 4, 3, 5, 4, 4, 5, 4, 5, 4]),
    ("PDF", &["pdf", "print"], "", "Export a report as PDF", [3, 4, 3, 2, 4, 3, 3, 4, 3, 2, 3, 3]),
    ("sign-in", &["login", "password"], "", "", [1, 2, 1, 1, 2, 1, 1, 2, 2, 1, 3, 2]),
];

/// Notes of a week, those of no theme included.
const WEEKLY: u32 = 40;

/// Something that was said or done: days ago, kind, words, who or which segment, our conclusion, what it is about, how many stand behind it.
type Heard = (u64, InsightKind, &'static str, &'static str, &'static str, &'static [&'static str], Weight);

const HEARD: &[Heard] = &[
    (
        58,
        InsightKind::Churn,
        "we wrote one report, and then nobody thought of it again",
        "left after 3 weeks, 8 people",
        "Nothing brings a team back in its second week",
        &["Setup ends with a weekly report", "setup", "KR1"],
        Weight::One,
    ),
    (
        51,
        InsightKind::Interview,
        "I did not know that it can send itself on Mondays",
        "trial, 5 people",
        "The recurring report is there, and nobody finds it in setup",
        &["Setup ends with a weekly report", "Recurring report wizard"],
        Weight::Some,
    ),
    (
        34,
        InsightKind::Survey,
        "my client asked for a link",
        "@Eva",
        "",
        &["Share a report with a link", "sharing"],
        Weight::Some,
    ),
    (
        20,
        InsightKind::Review,
        "the train has no network, and I had no report",
        "consultant",
        "",
        &["Offline edits", "offline"],
        Weight::One,
    ),
    (
        12,
        InsightKind::Interview,
        "I gave up at step two",
        "trial, 4 people",
        "They want to see a result before they set anything up",
        &["Guided first project for new teams", "Skip setup and import later", "setup"],
        Weight::One,
    ),
    (
        11,
        InsightKind::Sales,
        "Fieldly is cheaper to begin with",
        "lost deal, 3 people",
        "",
        &["Fieldly", "price"],
        Weight::One,
    ),
    (
        9,
        InsightKind::Interview,
        "I invited my team and nobody saw anything",
        "trial, 12 people",
        "An invitation before there is a report shows an empty page",
        &["Invite the team during setup", "Explain the empty report screen"],
        Weight::One,
    ),
    (
        5,
        InsightKind::Interview,
        "my new colleague had her first report on day one",
        "@Helen",
        "The shorter setup works where somebody begins with a project",
        &["G1", "KR2"],
        Weight::One,
    ),
];

/// A move: days ago, what, threat, the item that answers it, why nothing does.
type Step = (u64, &'static str, Threat, &'static str, &'static str);

const COMPETITORS: &[(&str, &str, &[Step])] = &[
    (
        "Fieldly",
        "reports from the field, on the phone first",
        &[
            (11, "free tier for 3 people", Threat::High, "Skip setup and import later", ""),
            (49, "price +10 %", Threat::None, "", "it helps us"),
            (128, "templates gallery", Threat::Some, "", "nobody asked us for one in a year"),
        ],
    ),
    ("Notio", "notes and documents for teams", &[(19, "offline beta", Threat::Some, "", "")]),
    ("Paperly", "forms and reports", &[(40, "raised 12 M", Threat::None, "", "money is no feature")]),
    ("Siteboss", "diaries of building sites", &[]),
];

/// Days ago of the looks outside, each with what struck.
const SCANS: &[(u64, &str)] = &[
    (3, "support hears “offline” every day"),
    (17, "Fieldly is free for three people now"),
    (24, ""),
    (38, ""),
    (45, "two reviews praise the shorter setup"),
    (52, ""),
    (59, "nobody knows the Monday report"),
];

/// Teams that were there in each of the last six weeks.
const TEAMS: [u32; 6] = [1_041, 1_067, 1_098, 1_120, 1_169, 1_204];

/// The use of what was built: title of the item, teams in each of those weeks.
const USED: &[(&str, [u32; 6])] = &[
    ("Weekly digest", [0, 0, 0, 0, 482, 503]),
    ("Headings in reports", [0, 0, 0, 231, 240, 251]),
    ("Sample report on sign-up", [188, 201, 210, 214, 219, 225]),
    ("Read reports offline", [88, 86, 91, 90, 97, 96]),
    ("Templates for field visits", [41, 44, 40, 43, 42, 45]),
    ("Colours for projects", [30, 28, 27, 25, 27, 24]),
];

/// The way through setup before it asked for one thing at a time, and last week: how many of a thousand teams reached each step.
const SETUP: [(&str, u32, u32); 5] = [
    ("signed up", 1_000, 1_000),
    ("named a project", 870, 880),
    ("finished step two", 402, 512),
    ("wrote something", 380, 470),
    ("has a first report", 318, 431),
];

/// Adds what is known of the outside.
pub fn add(product: &mut Product, now: Now) -> Result<(), Refusal> {
    compete(product, now)?;
    talk(product, now)?;
    let report = look_through(product, now)?;
    hear(product, now)?;
    note_problem(product, report, now)?;
    ask(product, now)?;
    use_it(product, now)?;
    for (days, word) in SCANS {
        let looked = LOOKS.iter().map(|words| (*words).to_owned()).collect();
        let id = product.note_scan(15, looked, word, then(now, *days))?;
        stamp::<crate::model::Scan>(product, id, |scan| (&mut scan.created, &mut scan.updated), ago(now.today, *days));
    }
    Ok(())
}

/// Returns noon of a day so many days ago.
fn then(now: Now, days: u64) -> Now {
    Now { at: ago(now.today, days), today: back(now, days), ..now }
}

/// Gives a record the time at which it was written down.
fn stamp<T: crate::model::Stored>(
    product: &mut Product,
    id: Id,
    times: fn(&mut T) -> (&mut crate::model::Stamp, &mut crate::model::Stamp),
    at: crate::model::Stamp,
) {
    if let Some(mut row) = product.get::<T>(id).map(|row| T::clone(row)) {
        let (created, updated) = times(&mut row);
        (*created, *updated) = (at, at);
        product.put(row);
    }
}

/// Returns the item of a title, or the theme, competitor, goal or key result of a name.
fn named(product: &Product, name: &str) -> Option<Id> {
    let item = product.items().iter().find(|item| item.title == name).map(|item| item.id);
    item.or_else(|| product.themes().iter().find(|theme| theme.called == name).map(|theme| theme.id))
        .or_else(|| product.competitors().iter().find(|own| own.called == name).map(|own| own.id))
        .or_else(|| product.find_metric(name).ok().map(|metric| metric.id))
        .or_else(|| product.find_goal(name).ok().map(|goal| goal.id))
}

/// Returns the records of these names.
///
/// # Errors
/// Returns an error if there is none of a name, which the tests rule out.
fn all_named(product: &Product, names: &[&str]) -> Result<Vec<Id>, Refusal> {
    let one =
        |name: &&str| named(product, name).ok_or_else(|| Refusal::invalid(format!("nothing “{name}” in the sample")));
    let mut all = names.iter().filter(|name| !name.is_empty()).map(one).collect::<Result<Vec<Id>, Refusal>>()?;
    all.order();
    Ok(all)
}

fn compete(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (name, does, moves) in COMPETITORS {
        let id = product.competitor_named(name)?;
        for (days, what, threat, answer, no_answer) in *moves {
            let item = all_named(product, &[answer])?.first().copied();
            let (what, no_answer, by) = ((*what).to_owned(), (*no_answer).to_owned(), "Ana".to_owned());
            let own = Move { what, threat: *threat, item, no_answer, by, ..Move::default() };
            product.note_move(id, own, then(now, *days))?;
        }
        product.change_competitor(id, |own| {
            own.does = (*does).into();
            Ok(())
        })?;
        stamp::<Competitor>(product, id, |own| (&mut own.created, &mut own.updated), ago(now.today, 11));
    }
    Ok(())
}

/// Adds the themes and the counts of the reviews that have them, taken in on the machine of Support: the words are there, not here.
fn talk(product: &mut Product, now: Now) -> Result<(), Refusal> {
    let last = back(now, u64::from(now.today.weekday().num_days_from_monday()) + 7);
    let monday = |n: u64| last.checked_sub_days(Days::new(7 * (11 - n))).unwrap_or(last).to_string();
    let by_week = |counts: &[u32]| -> Weeks { (0..).zip(counts).map(|(n, count)| (monday(n), *count)).collect() };
    let mut counts = BTreeMap::new();
    for (name, terms, says, about, weeks) in TALKS {
        let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
        let id = product.add_theme(name, &terms)?;
        let about = all_named(product, &[about])?;
        product.change_theme(id, |theme| {
            (theme.says, theme.about) = ((*says).to_owned(), about);
            theme.state = if theme.about.is_empty() { ThemeState::Watch } else { ThemeState::Acts };
            Ok(())
        })?;
        stamp::<Theme>(product, id, |theme| (&mut theme.created, &mut theme.updated), ago(now.today, 59));
        counts.insert(id.to_string(), by_week(weeks));
    }
    let id = product.fresh_id();
    let at = ago(now.today, 3);
    product.put(Feed {
        id,
        called: "reviews.csv".into(),
        rows: WEEKLY * 12,
        first: monday(0).parse().ok(),
        last: last.checked_add_days(Days::new(6)),
        weeks: by_week(&[WEEKLY; 12]),
        counts,
        other: WEEKLY * 12 / 4,
        taken: Some(back(now, 3)),
        machine: "support".into(),
        created: at,
        updated: at,
        ..Feed::default()
    });
    Ok(())
}

/// Returns counts by plan: those that are given, or each plan's part of all.
fn by_plan(cells: Cells, given: Option<[Cells; 3]>) -> BTreeMap<String, Cells> {
    let parts = given.unwrap_or_else(|| {
        let mut rest = cells;
        let mut parts = PLANS.map(|(_, percent)| {
            let part = cells.map(|n| n * percent / 100);
            for (left, n) in rest.iter_mut().zip(part) {
                *left -= n;
            }
            part
        });
        if let Some(last) = parts.last_mut() {
            for (n, left) in last.iter_mut().zip(rest) {
                *n += left;
            }
        }
        parts
    });
    PLANS.iter().zip(parts).map(|((name, _), cells)| ((*name).to_owned(), cells)).collect()
}

/// Adds what was found in the table of new teams, and returns the pair of the report that nobody set up.
fn look_through(product: &mut Product, now: Now) -> Result<Id, Refusal> {
    let pairs = TRIED.iter().map(|(behaviour, is, cells, given)| Pair {
        behaviour: (*behaviour).into(),
        is: (*is).into(),
        cells: *cells,
        groups: by_plan(*cells, *given),
        ..Pair::default()
    });
    let at = ago(now.today, 55);
    let id = product.keep_study(Study {
        called: "new-teams.csv".into(),
        outcome: "gone after 30 days".into(),
        is: "yes".into(),
        group: "plan".into(),
        rows: 3_812,
        pairs: pairs.collect(),
        left_out: vec!["team has 3812 values: too many to look at one by one".into()],
        on: Some(back(now, 55)),
        created: at,
        updated: at,
        ..Study::default()
    })?;
    let about = all_named(product, &["Setup ends with a weekly report", "Recurring report wizard", "KR1"])?;
    let study = product.get::<Study>(id);
    let report = study.and_then(|study| study.pairs.iter().find(|pair| pair.behaviour == "recurring report"));
    let report = report.map(|pair| pair.id).unwrap_or_default();
    product.change_pair(report, |pair| {
        pair.about = about;
        Ok(())
    })?;
    Ok(report)
}

fn hear(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (days, kind, said, who, means, about, weight) in HEARD {
        let about = all_named(product, about)?;
        let person = who.strip_prefix('@').map(|name| product.person_named(name)).transpose()?;
        let segment = if person.is_some() { String::new() } else { (*who).to_owned() };
        let (said, means) = ((*said).to_owned(), (*means).to_owned());
        let (kind, weight) = (*kind, *weight);
        let note = Insight { said, means, kind, who: person, segment, weight, about, ..Insight::default() };
        let id = product.note_insight(note, then(now, *days))?;
        stamp::<Insight>(product, id, |note| (&mut note.created, &mut note.updated), ago(now.today, *days));
    }
    Ok(())
}

/// Questions that were put to the numbers: days ago, the question, what would change our mind, what it is about, the answer and how many days
/// ago it came.
type Asked = (u64, &'static str, &'static str, &'static str, &'static str, u64);

const ASKED: &[Asked] = &[
    (
        20,
        "Is it the report that keeps them, or that they came so far?",
        "teams to whom we gave a report leave as often as the others",
        "KR1",
        "",
        0,
    ),
    (
        40,
        "Does anybody miss the templates?",
        "two of ten talks name them",
        "Templates for field visits",
        "none of eight did",
        6,
    ),
];

/// Adds the questions.
fn ask(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (days, asks, changes, about, answer, since) in ASKED {
        let about = named(product, about);
        let id = product.inquire(asks, changes, about)?;
        if !answer.is_empty() {
            product.change_inquiry(id, then(now, *since), |own| {
                own.answer = (*answer).into();
                Ok(())
            })?;
        }
        stamp::<Inquiry>(product, id, |own| (&mut own.created, &mut own.updated), ago(now.today, *days));
    }
    Ok(())
}

/// Adds what is used of what was built, and where people drop off in setup.
fn use_it(product: &mut Product, now: Now) -> Result<(), Refusal> {
    let last = back(now, u64::from(now.today.weekday().num_days_from_monday()) + 7);
    let week = |n: u64| last.checked_sub_days(Days::new(7 * (5 - n))).unwrap_or(last);
    for (title, teams) in USED {
        let counts = (0..).zip(teams).zip(TEAMS).filter(|((_, users), _)| **users > 0);
        let counts = counts.map(|((n, users), all)| Count {
            on: week(n),
            users: *users,
            events: users * 3,
            all: Some(all),
            ..Count::default()
        });
        product.count_usage(title, counts.collect())?;
        let id = product.find_usage(title)?.id;
        stamp::<Usage>(product, id, |own| (&mut own.created, &mut own.updated), ago(now.today, 3));
    }
    let steps = |of: fn(&(&'static str, u32, u32)) -> u32| -> Vec<(String, u32)> {
        SETUP.iter().map(|step| (step.0.to_owned(), of(step))).collect()
    };
    product.count_funnel("setup", back(now, 60), &steps(|step| step.1))?;
    product.count_funnel("setup", last, &steps(|step| step.2))?;
    for id in product.funnels().iter().map(|own| own.id).collect::<Vec<_>>() {
        stamp::<Funnel>(product, id, |own| (&mut own.created, &mut own.updated), ago(now.today, 3));
    }
    Ok(())
}

/// Adds the problem that the pair made, and what was done about it.
fn note_problem(product: &mut Product, report: Id, now: Now) -> Result<(), Refusal> {
    let said =
        "Teams that never set up a recurring report leave within 30 days 1.8 times as often. We do not know why.";
    let mut about = all_named(product, &["Setup ends with a weekly report", "G1", "KR1"])?;
    about.push(report);
    about.order();
    let means = "Setup asks for the first report on a Monday now, and week-1 churn fell from 11.3 to 10.6 %";
    let note = Insight { means: means.into(), ..Insight::of_counts(said.into(), "new-teams.csv", about) };
    let id = product.note_insight(note, then(now, 54))?;
    stamp::<Insight>(product, id, |note| (&mut note.created, &mut note.updated), ago(now.today, 54));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::pattern::{self, Standing};
    use crate::measure::theme::Way;
    use crate::measure::{market, today};

    #[test]
    fn the_sample_tells_of_the_report_that_nobody_set_up() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let product = crate::demo::inkwell(now, 1).unwrap();
        let study = product.studies_by_day()[0];
        let found = pattern::of(study);
        let all = |pair: &Pair| pair.cells.iter().sum::<u64>() == 3_812 && pair.cells[0] + pair.cells[2] == 1_104;
        assert!(study.pairs.iter().all(all), "every pair counts the same teams");
        for pair in &study.pairs {
            let sum = |n: usize| pair.groups.values().map(|cells| cells[n]).sum::<u64>();
            assert_eq!([sum(0), sum(1), sum(2), sum(3)], pair.cells, "{}", pair.name());
        }
        let report = &found.tried[0];
        assert_eq!(
            (report.behaviour.as_str(), format!("{:.1}", report.times.ratio)),
            ("recurring report", "1.8".into())
        );
        assert!(found.statement(report).is_ok() && !report.is_explained());
        let invited = found.tried.iter().find(|own| own.behaviour == "invited somebody").unwrap();
        assert!(invited.standing == Standing::Holds && invited.is_explained());
        assert!(found.tried.iter().any(|own| own.standing == Standing::Thin));
        // what was done about it, and the reading after
        let problem = product.insights_about(report.id)[0];
        let done = product.items().iter().find(|item| problem.about.contains(&item.id)).unwrap();
        let effect = done.effect.as_ref().unwrap();
        assert!(done.accepted.is_some() && effect.after < effect.before);
        let ways: Vec<Way> = market::themes(&product).iter().map(|own| own.way).collect();
        assert_eq!((ways[0], ways[1]), (Way::Falling, Way::Steady), "{ways:?}");
        assert!(ways.contains(&Way::Rising));
        let known = market::signals(&product, now);
        assert_eq!((known.talks.is, known.unanswered, known.streak), (3, 1, 1));
        let fronts = today::fronts(&product, now);
        assert!(fronts.iter().any(|front| front.name == "market" && front.score.is_some()));
    }
}
