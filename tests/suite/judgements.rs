//! The guard rails of the judgements: thresholds, refusals and tie-breaks on which a product owner's numbers hang.

use std::collections::HashSet;

use chrono::Days;

use crate::common::{day, now};
use momentum::measure::outcome::{self, factory, loads};
use momentum::measure::score::{self, Method};
use momentum::measure::similar::{Similar, double::DUPLICATE};
use momentum::measure::{health, portfolio, ready, split, standup, today};
use momentum::model::item::{Criterion, Effect, Question, Relation, Scoring};
use momentum::model::metric::{Reading, Role};
use momentum::model::sprint::{Fate, Outcome};
use momentum::model::{
    About, Amount, Goal, Horizon, Id, Item, Kind, Metric, Now, Place, Product, Size, Sprint, SprintState, Stamp,
    Status, Vision,
};

pub fn empty() -> Product {
    Product::new(About::named("Inkwell", Stamp::on(day("2026-01-01"))), 7)
}

pub fn put(product: &mut Product, item: Item) -> Id {
    let at = if item.created == Stamp(0) { now().at } else { item.created };
    let item = Item { created: at, updated: if item.updated == Stamp(0) { at } else { item.updated }, ..item };
    product.add(item, Place::Bottom).unwrap()
}

pub fn titled(title: &str) -> Item {
    Item { title: title.into(), ..Item::default() }
}

pub fn sized(title: &str, points: u32) -> Item {
    Item { size: Some(Size::Points(points * 100)), ..titled(title) }
}

pub fn criteria(texts: &[&str]) -> Vec<Criterion> {
    (1..)
        .zip(texts)
        .map(|(i, text)| Criterion { id: Id::from_bits(i), text: (*text).into(), ..Criterion::default() })
        .collect()
}

/// An item that passes every check.
pub fn ready_item(title: &str, points: u32, goal: Id) -> Item {
    Item {
        role: "editor".into(),
        want: "to rest".into(),
        benefit: "I sleep".into(),
        goal: Some(goal),
        criteria: criteria(&["it is dark"]).into(),
        ..sized(title, points)
    }
}

/// A closed sprint in which so many points were accepted.
pub fn closed(product: &mut Product, number: u32, points: u32, person_days: u32, days: Option<(&str, &str)>) {
    let id = product.fresh_id();
    let (start, end) = days.map(|(a, b)| (day(a), day(b))).unzip();
    product.put(Sprint {
        id,
        number,
        state: SprintState::Closed,
        begun: Some(Stamp(1)),
        ended: Some(Stamp(2)),
        person_days,
        start,
        end,
        outcome: vec![Outcome { points: Some(points * 100), fate: Fate::Accepted, ..Outcome::default() }],
        ..Sprint::default()
    });
}

pub fn planned(start: &str, end: &str, person_days: u32) -> Sprint {
    Sprint { number: 99, start: Some(day(start)), end: Some(day(end)), person_days, ..Sprint::default() }
}

#[test]
fn ready_is_refused_by_each_of_its_checks() {
    let mut product = empty();
    let goal = product.add_goal("A goal").unwrap();
    let needed = put(&mut product, titled("first"));
    let whole = ready_item("whole", 5, goal);
    assert!(ready::is_ready(&whole, &product));
    let question = Question { id: Id::from_bits(9), text: "Which?".into(), ..Question::default() };
    let mut waits = whole.clone();
    waits.link(Relation::Needs, needed.to_string());
    for (what, item) in [
        ("goal", Item { goal: None, ..whole.clone() }),
        ("story", Item { benefit: String::new(), ..whole.clone() }),
        ("criteria", Item { criteria: Vec::new().into(), ..whole.clone() }),
        ("size", Item { size: None, ..whole.clone() }),
        ("unknown size", Item { size: Some(Size::Unknown), ..whole.clone() }),
        ("too big", Item { size: Some(Size::Points(ready::limit(&product) + 1)), ..whole.clone() }),
        ("question", Item { questions: vec![question.clone()].into(), ..whole.clone() }),
        ("blocked", Item { blocked: Some("no key".into()), ..whole.clone() }),
        ("needs", waits.clone()),
    ] {
        assert!(!ready::is_ready(&item, &product), "{what}");
        assert_eq!(ready::failing(&item, &product).as_deref().map(|w| w.contains("fail")), Some(true), "{what}");
    }
    // at the limit it fits, an answered question and a done need are none
    for item in [
        Item { size: Some(Size::Points(ready::limit(&product))), ..whole.clone() },
        Item { questions: vec![Question { answer: "this".into(), ..question }].into(), ..whole.clone() },
    ] {
        assert!(ready::is_ready(&item, &product));
    }
    assert_eq!(ready::obstacle(&waits, &product).as_deref(), Some("needs INK-1"));
    product
        .update(needed, |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    assert!(ready::is_ready(&waits, &product), "what it needs is done");
    assert_eq!(ready::failing(&whole, &product), None);
    assert_eq!(ready::failing(&Item { goal: None, ..whole.clone() }, &product).unwrap(), "1 of its ready checks fails");
    assert_eq!(ready::failing(&titled("x"), &product).unwrap(), "5 of its ready checks fail");
    // a team's own checks
    product.put(About { ready: vec!["goal".into(), "legal said yes".into()], ..product.about().clone() });
    assert_eq!(ready::checks(&product).len(), 2);
    assert!(!ready::is_ready(&whole, &product));
    assert!(ready::is_ready(
        &Item { ticked: vec!["legal said yes".into()].into(), ..titled("x") }.tap(|i| i.goal = Some(goal)),
        &product
    ));
}

trait Tap: Sized {
    fn tap(mut self, f: impl FnOnce(&mut Self)) -> Self {
        f(&mut self);
        self
    }
}

impl Tap for Item {}

#[test]
fn a_story_is_told_by_its_parts_and_other_work_by_its_reason() {
    let mut product = empty();
    let goal = product.add_goal("A goal").unwrap();
    let words = |item: &Item| {
        ready::findings(item, &product)
            .into_iter()
            .find(|f| f.words.starts_with("who"))
            .map(|f| (f.passed, f.words))
            .unwrap()
    };
    let base = ready_item("x", 3, goal);
    assert_eq!(words(&base), (true, "who, what and why".into()));
    let half = Item { role: String::new(), benefit: String::new(), ..base.clone() };
    let (passed, said) = words(&half);
    assert!(!passed && said.contains("missing"), "{said}");
    let bug = Item { kind: Kind::Bug, problem: "it crashes".into(), ..half };
    assert_eq!(words(&bug), (true, "who, what and why".into()));
}

pub fn metric(readings: &[(&str, &str)]) -> Metric {
    let amount = |text: &str| Amount::parse(text).unwrap();
    Metric {
        measure: "churn".into(),
        role: Role::Result,
        baseline: Some(amount("10")),
        target: Some(amount("20")),
        start: Some(day("2026-11-01")),
        by: Some(day("2026-12-01")),
        readings: (1..)
            .zip(readings)
            .map(|(i, (on, value))| Reading {
                id: Id::from_bits(i),
                on: day(on),
                value: amount(value),
                ..Reading::default()
            })
            .collect(),
        ..Metric::default()
    }
}

// A6
#[test]
fn the_factory_alarm_rings_below_half_and_names_its_cause() {
    let mut product = empty();
    assert_eq!(factory(&product).words(), "no sprint is over yet");
    closed(&mut product, 1, 0, 0, None);
    let id = product.sprints_by_number()[0].id;
    let mut outcomes = |rows: Vec<Outcome>| {
        let row = Sprint { outcome: rows, ..Sprint::clone(product.get::<Sprint>(id).unwrap()) };
        product.put(row);
        factory(&product)
    };
    let row = |item: u128, points: Option<u32>, goal: bool| Outcome {
        item: Id::from_bits(item),
        points,
        goal: goal.then(|| Id::from_bits(77)),
        fate: Fate::Accepted,
        ..Outcome::default()
    };
    assert_eq!(outcomes(Vec::new()).words(), "nothing was accepted in the last sprints");
    assert_eq!(outcomes(vec![row(1, None, true)]).words(), "nothing that was accepted had a size");
    let half = outcomes(vec![row(1, Some(500), true), row(2, Some(500), false)]);
    assert!(!half.is_alarm() && half.words().contains("ever measured"), "{}", half.words());
    let less = outcomes(vec![row(1, Some(499), true), row(2, Some(501), false)]);
    assert!(
        less.is_alarm() && less.words().starts_with("51 % of what was accepted serves no goal"),
        "{}",
        less.words()
    );
    let found = |measured: u32| {
        outcome::Factory {
            sprints: 1,
            accepted: 2,
            with_goal: Some(80),
            measured: Some(measured),
            ..Default::default()
        }
        .words()
    };
    assert_eq!(found(49), "most of what was accepted was never measured");
    assert_eq!(found(50), "what is accepted serves a goal, and is measured");
    // of the items of a goal the open ones are its load
    let mut product = empty();
    let goal = product.add_goal("A goal").unwrap();
    put(&mut product, ready_item("open", 3, goal));
    put(&mut product, Item { status: Status::Done, ..ready_item("done", 5, goal) });
    put(&mut product, Item { size: None, ..ready_item("rough", 0, goal) });
    put(&mut product, titled("none"));
    let load = &loads(&product)[&goal];
    assert_eq!((load.items, load.points, load.sizeless, load.ready, load.done), (2, 300, 1, 1, 1));
}

#[test]
fn what_waits_today_is_told_line_by_line_and_only_if_it_waits() {
    let now = now();
    let words = |product: &Product| today::waiting(product, now).into_iter().map(|line| line.words).collect::<Vec<_>>();
    let has = |product: &Product, start: &str| words(product).iter().any(|line| line.contains(start));
    let mut product = Product::new(About::named("Inkwell", now.at), 7);
    assert!(has(&product, "no goal yet"));
    assert!(!has(&product, "#inbox") && !has(&product, "of two programs") && !has(&product, "no sprint is active"));
    let goal = product.add_goal("A goal").unwrap();
    assert!(has(&product, "G1 has no key result") && !has(&product, "no goal yet"));
    let kr = product.add_metric(Metric { goal: Some(goal), start: None, ..metric(&[]) }).unwrap();
    assert!(!has(&product, "has no key result"));
    product.put(Goal { horizon: Horizon::Later, ..Goal::clone(product.goals().get(goal).unwrap()) });
    assert!(has(&product, "no goal is the current one"));
    product.put(Goal { horizon: Horizon::Now, ..Goal::clone(product.goals().get(goal).unwrap()) });
    // the vision
    assert!(!has(&product, "the vision"));
    product.put(Vision { vision: "A place".into(), ..product.vision().clone() });
    assert!(has(&product, "the vision was never shared"));
    product.put(Vision { shared: Some(day("2026-11-20")), ..product.vision().clone() });
    assert!(!has(&product, "the vision"));
    product.put(Vision { shared: Some(day("2026-01-01")), ..product.vision().clone() });
    assert!(has(&product, "not shared for 324 days"));
    // a reading that is late, and of an ended goal none
    product.put(Metric { start: Some(day("2026-11-01")), ..Metric::clone(product.get::<Metric>(kr).unwrap()) });
    assert!(has(&product, "KR1 churn: never read, 13 d late"));
    product.put(Goal {
        ended: Some(now.at),
        horizon: Horizon::Reached,
        ..Goal::clone(product.goals().get(goal).unwrap())
    });
    assert!(!has(&product, "never read"));
    product.put(Goal { ended: None, horizon: Horizon::Now, ..Goal::clone(product.goals().get(goal).unwrap()) });
    // the backlog
    put(&mut product, ready_item("ready", 3, goal));
    assert!(!has(&product, "not ready") && !has(&product, "without a goal") && !has(&product, "no grooming"));
    let rough = put(&mut product, Item { tags: vec!["inbox".into()].into(), ..titled("rough") });
    assert!(
        has(&product, "1 of the next 2 not ready")
            && has(&product, "1 item without a goal")
            && has(&product, "1 item carries #inbox")
    );
    product.put(About { created: Stamp::on(day("2026-11-07")), ..product.about().clone() });
    assert!(!has(&product, "no grooming"), "two weeks are not over");
    product.put(About { created: Stamp::on(day("2026-11-06")), ..product.about().clone() });
    assert!(has(&product, "no grooming for two weeks"));
    // a sprint
    let sprint = product.plan_sprint(now).unwrap();
    assert!(has(&product, "no sprint is active"));
    product.pull(sprint, &[rough]).unwrap();
    product.commit_sprint(sprint, now).unwrap();
    assert!(
        has(&product, "S1 has no goal")
            && !has(&product, "no sprint is active")
            && !has(&product, "to accept or return")
    );
    product.amend_sprint(sprint, |sprint| sprint.goal = "x".into()).unwrap();
    assert!(!has(&product, "S1 has no goal"));
    product
        .update(rough, |item| {
            item.blocked = Some("no key".into());
            item.questions = vec![Question {
                id: Id::from_bits(4),
                at: Stamp::on(day("2026-11-18")),
                text: "?".into(),
                ..Question::default()
            }]
            .into();
            item.reach(Status::Review, now.at);
            Ok(())
        })
        .unwrap();
    for line in ["INK-2 is blocked: no key", "1 open question on INK-2, oldest 3 d", "1 item to accept or return"] {
        assert!(has(&product, line), "{line}: {:?}", words(&product));
    }
    let later = Now::on(day("2026-12-20"));
    assert!(today::waiting(&product, later).iter().any(|line| line.words == "S1 is over: review and close it"));
    // an effect whose day has come
    product
        .update(rough, |item| {
            item.reach(Status::Done, now.at);
            item.accepted = Some(now.at);
            item.effect = Some(Box::new(Effect {
                result: kr,
                delta: Amount(10_000),
                by: Some(day("2026-11-22")),
                ..Effect::default()
            }));
            Ok(())
        })
        .unwrap();
    assert!(!has(&product, "outcome due"));
    let tomorrow = Now::on(day("2026-11-22"));
    assert!(today::waiting(&product, tomorrow).iter().any(|line| line.words.starts_with("outcome due: INK-2")));
    let lines = today::waiting(&product, later);
    assert!(lines.windows(2).all(|pair| pair[0].weight >= pair[1].weight), "the most pressing first");
}

#[test]
fn health_has_edges_and_an_empty_backlog_none() {
    let none: HashSet<Id> = HashSet::new();
    assert!(health::of(&empty(), &none, now(), 90).bars.is_empty());
    let old = |days: u64| Stamp::on(now().today - Days::new(days));
    let mut product = empty();
    product.put(About { most: 3, ..product.about().clone() });
    for (title, days) in [("at the edge", 90), ("stale", 91), ("zombie", 366)] {
        put(&mut product, Item { created: old(days), updated: old(days), ..titled(title) });
    }
    let found = health::of(&product, &none, now(), 90);
    let flaw = |words: &str| found.flaws.iter().find(|flaw| flaw.name.contains(words)).map_or(0, |flaw| flaw.count);
    assert_eq!(
        (flaw("stale"), flaw("over a year")),
        (1, 1),
        "{:?}",
        found.flaws.iter().map(|f| (f.name, f.count)).collect::<Vec<_>>()
    );
    assert!(!found.notes.iter().any(|note| note.starts_with("too long")), "three of three");
    assert!(!found.arithmetic.contains("too long"));
    put(&mut product, titled("one more"));
    let found = health::of(&product, &none, now(), 90);
    assert!(found.notes.iter().any(|note| note.starts_with("too long: 4 are open, 3 is the limit")));
    // new is what is not older than two weeks, here and on Today
    let mut product = empty();
    for days in [14, 15, 3] {
        put(&mut product, Item { created: old(days), updated: old(days), ..titled("x") });
    }
    put(&mut product, Item { until: Some(day("2027-01-01")), ..titled("waits") });
    assert_eq!(health::recency(&product, now()), (2, 3));
    assert_eq!(today::recency(&product, now()), Some(66));
    let notes = health::of(&product, &none, now(), 90).notes;
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("recency: 2 of the top 3 are not older than 14 days · the last voice")),
        "{notes:?}"
    );
    for _ in 0..30 {
        put(&mut product, titled("more"));
    }
    assert_eq!(health::recency(&product, now()).1, 20);
    assert!(!health::is_zombie(&Item { updated: old(365), ..titled("x") }, now()));
    let many = Item { criteria: criteria(&["1", "2", "3", "4", "5", "6"]).into(), ..titled("x") };
    assert!(health::is_overspecified(&many, Some(11), 10) && !health::is_overspecified(&many, Some(10), 10));
}

#[test]
fn the_band_leaves_out_what_is_at_work_what_waits_and_what_was_split() {
    let mut product = empty();
    product.put(About { velocity: 1_000, ..product.about().clone() });
    let ids: Vec<Id> =
        [5, 5, 5, 5, 5].into_iter().zip(1..).map(|(n, i)| put(&mut product, sized(&i.to_string(), n))).collect();
    let held = |product: &Product, points: u32| -> Vec<String> {
        ready::within(product, now().today, points).iter().map(|item| item.title.clone()).collect()
    };
    assert_eq!(held(&product, 1_000), ["1", "2"], "what fills it is the last");
    assert_eq!(held(&product, 1_001), ["1", "2", "3"], "what reaches over the edge, too");
    let sprint = product.plan_sprint(now()).unwrap();
    product.pull(sprint, &ids[..1]).unwrap();
    assert_eq!(held(&product, 1_000), ["1", "2"], "a plan is no work yet");
    product.commit_sprint(sprint, now()).unwrap();
    assert_eq!(held(&product, 1_000), ["2", "3"]);
    let band = ready::band(&product, now().today);
    assert_eq!((band.sprint, band.band, band.reach), (2, 4, 5));
    assert_eq!(band.ends, (Some(ids[2]), Some(ids[4])));
    // cards at work do not fall out of the next sprint, and a whole whose pieces are open counts nothing
    product
        .split(ids[1], &["a".into(), "b".into()], momentum::model::refine::Parent::Epic, false, Size::SCALE, now())
        .unwrap();
    assert!(!held(&product, 9_000).contains(&"2".to_owned()));
    product.set_aside(ids[2], Some(day("2027-01-01")), now()).unwrap();
    assert!(!held(&product, 9_000).contains(&"3".to_owned()));
    // without a size it counts as three points, without weight as half a one
    let mut product = empty();
    for title in ["1", "2", "3"] {
        put(&mut product, titled(title));
    }
    assert_eq!(held(&product, 600), ["1", "2"]);
    let mut product = empty();
    for title in ["1", "2", "3"] {
        put(&mut product, sized(title, 0));
    }
    assert_eq!(held(&product, 100), ["1", "2"]);
}

fn scored(title: &str, value: i64, effort: u32) -> Item {
    let mut item = sized(title, effort);
    let mut inputs = Scoring::default();
    inputs.inputs.insert("value".into(), value * 100);
    item.scoring = Some(Box::new(inputs));
    item
}

#[test]
fn a_score_needs_its_inputs_and_ranking_moves_only_what_is_scored() {
    let product = empty();
    let method = Method::of(&product);
    let value = |item: &Item| method.score(item).map(|score| score::print(score.value));
    assert_eq!(value(&scored("x", 8, 4)).as_deref(), Some("2"));
    assert_eq!(value(&scored("x", 8, 0)), None, "no effort divides nothing");
    assert_eq!(value(&scored("x", -1, 4)), None);
    assert_eq!(value(&scored("x", 0, 4)).as_deref(), Some("0"));
    assert_eq!(value(&titled("x")), None);
    let divisor = method.inputs.iter().find(|input| input.name == "effort").unwrap();
    for (text, fits) in [("1", true), ("0", false), ("0.001", false), ("-1", false), ("x", false), ("1e999", false)] {
        assert_eq!(Method::read(divisor, text).is_ok(), fits, "{text}");
    }
    // ranking by score: places are changed among the scored
    let mut product = empty();
    let ids = [scored("low", 1, 5), titled("none"), scored("high", 9, 1), scored("mid", 5, 1)]
        .map(|item| put(&mut product, item));
    let moves = score::ranked(&product, |_| true);
    assert_eq!(moves, [(ids[2], 3, 1), (ids[3], 4, 3), (ids[0], 1, 4)]);
    assert_eq!(score::ranked(&product, |id| id != ids[3]), [(ids[2], 3, 1), (ids[0], 1, 3)]);
    assert_eq!(score::ranked(&product, |id| id == ids[0]), [(ids[0], 1, 1)], "one alone has nowhere to go");
    let ties = ["a", "b"].map(|title| put(&mut product, scored(title, 5, 1)));
    let order: Vec<Id> = score::ranked(&product, |_| true).into_iter().map(|(id, _, _)| id).collect();
    let at = |id| order.iter().position(|other| *other == id).unwrap();
    assert!(at(ids[3]) < at(ties[0]) && at(ties[0]) < at(ties[1]), "of equal scores the higher one stays above");
    // points for the matrix
    let (points, unscored) = score::points(&product);
    assert_eq!((points.len(), unscored), (5, 1));
    let opportunity = Method::named("opportunity").unwrap();
    let mut item = titled("x");
    for (name, n) in opportunity.inputs.iter().map(|input| input.name).zip([800, 300]) {
        score::set(&mut item.scoring, name, Some(n));
    }
    assert!(!opportunity.score(&item).unwrap().arithmetic.contains("importance"), "every name is a number");
}

#[test]
fn a_split_is_suggested_where_there_are_two_pieces_and_not_one() {
    let pieces = |item: &Item, name: &str| {
        split::suggested(item).into_iter().find(|(p, _)| p.name == name).map(|(_, pieces)| pieces).unwrap_or_default()
    };
    let names: Vec<&str> = split::PATTERNS.iter().map(|p| p.name).collect();
    let with = |want: &str| Item { want: want.into(), ..titled("x") };
    let paths = names.iter().find(|name| name.to_lowercase().contains("path")).unwrap();
    assert_eq!(pieces(&with("to sort lists and filter lists"), paths).len(), 2);
    assert_eq!(pieces(&with("to sort and filter"), paths).len(), 0, "one word is no path");
    let data = names.iter().find(|name| name.to_lowercase().contains("data")).unwrap();
    assert_eq!(pieces(&with("to export csv and pdf"), data).len(), 2);
    assert_eq!(pieces(&with("to export csv"), data).len(), 0);
}

#[test]
fn likeness_follows_changes_and_suggests_nothing_from_afar() {
    let mut product = empty();
    let texts = ["Export a report as PDF", "Export a report as PDF", "Rotate the signing keys", "Publish a dataset"];
    let ids: Vec<Id> = texts.iter().map(|title| put(&mut product, sized(title, 3))).collect();
    let mut index = Similar::of(&product);
    assert_eq!(index.doubled(&product), HashSet::from([ids[0], ids[1]]));
    let same = |index: &Similar| {
        index.duplicates(ids[0], &product, DUPLICATE).0.iter().map(|near| near.id).collect::<Vec<_>>()
    };
    assert_eq!(same(&index), [ids[1]]);
    index.remove(ids[1]);
    assert!(index.doubled(&product).is_empty() && index.len() == 3);
    index.put(product.item(ids[1]).unwrap());
    index.put(product.item(ids[1]).unwrap());
    assert_eq!((index.len(), index.doubled(&product).len()), (4, 2), "put twice is there once");
    // what is closed doubles nothing
    let done = Item { status: Status::Done, ..product.item(ids[1]).unwrap().clone() };
    index.put(&done);
    assert!(index.doubled(&product).is_empty());
    let far = put(&mut product, titled("Zebra crossing lights"));
    let index = Similar::of(&product);
    assert!(index.suggest(far).is_none(), "four sized items are too few");
    // put twice has one voice
    for _ in 0..3 {
        for n in 0..20 {
            put(&mut product, sized(&format!("Filler {n}"), 8));
        }
    }
    let mut index = Similar::of(&product);
    let before = index.votes(far);
    for item in product.items().iter() {
        index.put(item);
    }
    assert_eq!(index.votes(far), before);
    assert_eq!(index.suggest(far).map(|s| (s.points, s.from.len())), Some((800, 0)), "nothing resembles it");
    assert_eq!(index.suggest(ids[0]).map(|s| s.points), Some(300));
    assert!(Similar::of(&empty()).is_empty());
    // a want that repeats the title does not count twice; scripts without blanks are read by character
    let mut product = empty();
    let cjk = ["导出报告", "导出报告吗"].map(|title| put(&mut product, titled(title)));
    assert!(!Similar::of(&product).like(cjk[0], 3).is_empty());
    let mut product = empty();
    let twin = ["Sort the list of names", "Sort the list of names now please"]
        .map(|title| put(&mut product, Item { want: title.into(), ..titled(title) }));
    let one = Similar::of(&product).like(twin[0], 1)[0].likeness;
    let mut product = empty();
    let plain =
        ["Sort the list of names", "Sort the list of names now please"].map(|title| put(&mut product, titled(title)));
    assert!((Similar::of(&product).like(plain[0], 1)[0].likeness - one).abs() < 1e-6);
}

#[test]
fn a_standup_and_a_portfolio_say_nothing_where_nothing_is() {
    let mut product = empty();
    assert!(standup::standup(&product, now()).is_none());
    assert_eq!(portfolio::standing(&product, now()).pace(), "nothing measured");
    let item = put(&mut product, sized("Open", 3));
    let id = product.plan_sprint(now()).unwrap();
    product.pull(id, &[item]).unwrap();
    product.commit_sprint(id, now()).unwrap();
    let page = standup::standup(&product, now()).unwrap();
    let text = page.text();
    for part in &page.parts {
        assert_eq!(text.contains(&format!("- {}\n", part.empty)), part.lines.is_empty(), "{}", part.title);
    }
    // what moved says where it stands, what was accepted only that
    product
        .update(item, |item| {
            item.reach(Status::Doing, now().at);
            Ok(())
        })
        .unwrap();
    assert!(standup::standup(&product, now()).unwrap().text().contains("now in doing"));
    product
        .update(item, |item| {
            item.reach(Status::Done, now().at);
            item.accepted = Some(now().at);
            Ok(())
        })
        .unwrap();
    let text = standup::standup(&product, now()).unwrap().text();
    assert!(text.contains("Open: accepted") && !text.contains("now in done"), "{text}");
    let goal = product.add_goal("A goal").unwrap();
    let kr = |product: &mut Product, value: &str| {
        product.add_metric(Metric { goal: Some(goal), ..metric(&[("2026-11-20", value)]) }).unwrap()
    };
    kr(&mut product, "19");
    assert_eq!(portfolio::standing(&product, now()).pace(), "90 % on pace");
    kr(&mut product, "10");
    assert!(portfolio::standing(&product, now()).pace().contains("BEHIND KR2"));
}
