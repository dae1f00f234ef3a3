//! What is measured of sprints and numbers: velocity, capacity, even pace, flow, forecast, progress.

use chrono::{Days, NaiveDate};

use crate::common::{day, now};
use crate::judgements::{closed, empty, metric, planned, put, sized, titled};
use momentum::measure::outcome::{self, Pace, gap, pace, progress, reading_late};
use momentum::measure::{flow, forecast, ready, review, sprint, timeline, velocity};
use momentum::model::item::{Declined, Fault, Hit, Return, Step};
use momentum::model::metric::Role;
use momentum::model::person::Person;
use momentum::model::sprint::{Commitment, Fate, Outcome, ScopeChange};
use momentum::model::stamp::Zone;
use momentum::model::{
    About, Amount, Id, Item, Metric, Now, Product, Reason, Sprint, SprintState, Stamp, Status, Verdict,
};

#[test]
fn velocity_is_the_median_of_the_last_five_sprints_and_counts_more_than_what_was_set() {
    let mut product = empty();
    assert_eq!(velocity::velocity(&product), (velocity::GUESS, true));
    product.put(About { velocity: 1_400, ..product.about().clone() });
    assert_eq!(velocity::velocity(&product), (1_400, false));
    closed(&mut product, 1, 0, 0, None);
    assert_eq!(velocity::velocity(&product), (1_400, false), "a sprint of nothing tells nothing");
    for (number, points) in [(2, 30), (3, 10), (4, 20), (5, 15)] {
        closed(&mut product, number, points, 0, None);
    }
    assert_eq!(velocity::median_velocity(&product), Some(1_500), "of 0, 30, 10, 20 and 15");
    assert_eq!(velocity::velocity(&product), (1_500, false));
    assert_eq!(velocity::Velocity::of(&product).range(), Some((0, 3_000)), "the last five");
    closed(&mut product, 6, 12, 0, None);
    assert_eq!(velocity::Velocity::of(&product).range(), Some((1_000, 3_000)));
    assert_eq!(ready::limit(&product), 800, "half of it, at least eight");
    for number in 7..10 {
        closed(&mut product, number, 45, 0, None);
    }
    assert_eq!(ready::limit(&product), 2_200, "in whole points");
}

#[test]
fn capacity_is_not_cut_twice_and_grows_with_the_length() {
    let mut product = empty();
    let two_weeks = ("2026-11-02", "2026-11-13");
    for (number, points) in [(1, 1), (2, 5), (3, 4), (4, 9)] {
        closed(&mut product, number, points, 0, Some(two_weeks));
    }
    for who in ["Ana", "Jo"] {
        product.join_team(who).unwrap();
    }
    let holds = |product: &Product, sprint: &Sprint| velocity::capacity(sprint, product).points;
    let full = planned("2026-11-23", "2026-12-04", 0);
    assert_eq!(holds(&product, &full), 400, "of four the lower of the two in the middle");
    // 4 × 18 of 20 is 3.6
    let mut away = Person::clone(product.find_person("Jo").unwrap());
    away.absences =
        vec![momentum::model::person::Absence { from: day("2026-12-03"), to: day("2026-12-04"), ..Default::default() }];
    product.put(away);
    assert_eq!(holds(&product, &full), 300);
    // so many person-days by hand count, too
    assert_eq!(holds(&product, &planned("2026-11-23", "2026-12-04", 1_000)), 200, "4 × 10 of 18 or 20 days");
    // five weeks hold more than two
    assert!(holds(&product, &planned("2026-11-23", "2026-12-25", 0)) >= 900);
    assert!(velocity::capacity(&planned("2026-11-23", "2026-12-25", 0), &product).words.contains("25 working days"));
    // with person-days of the past: 60 points in 60 days is one a day
    let mut product = empty();
    for number in 1..4 {
        closed(&mut product, number, 20, 2_000, Some(two_weeks));
    }
    assert_eq!(holds(&product, &planned("2026-11-23", "2026-12-04", 1_500)), 1_500);
    assert_eq!(holds(&product, &planned("2026-11-23", "2026-12-04", 9_000)), 2_000, "at most the velocity");
    assert_eq!(holds(&product, &planned("2026-11-23", "2026-12-18", 9_000)), 4_000, "over twice the days");
    let unknown = Sprint { number: 99, ..Sprint::default() };
    assert_eq!(holds(&product, &unknown), 2_000, "without days the velocity");
    let none = empty();
    let guess = velocity::capacity(&planned("2026-11-23", "2026-12-04", 1_000), &none);
    assert_eq!((guess.points, guess.guess), (700, true), "seven tenths of ten days");
    assert_eq!(velocity::capacity(&unknown, &none).points, velocity::GUESS);
}

#[test]
fn an_even_pace_is_over_the_scope_and_the_days_that_are_over() {
    let mut product = empty();
    let ids: Vec<Id> = [8, 5, 7].into_iter().map(|n| put(&mut product, sized("x", n))).collect();
    let entry = |i: usize, n: u32| Commitment { item: ids[i], points: Some(n * 100) };
    let begun = Stamp::on(day("2026-11-16"));
    let sprint = Sprint {
        state: SprintState::Active,
        begun: Some(begun),
        committed: vec![entry(0, 8), entry(1, 5), entry(2, 7)],
        items: ids.clone(),
        ..planned("2026-11-16", "2026-11-27", 0)
    };
    let even = |sprint: &Sprint, on: &str| sprint::burndown(sprint, &product, Now::on(day(on))).even;
    assert_eq!(even(&sprint, "2026-11-16"), 2_000, "on the first day nothing is due");
    assert_eq!(even(&sprint, "2026-11-17"), 1_800);
    assert_eq!(even(&sprint, "2026-11-22"), 1_000, "a weekend is no work");
    assert_eq!(even(&sprint, "2026-12-01"), 0);
    // taking work out does not make it less behind: the pace is over what is left of the scope
    let out = ScopeChange {
        at: Stamp::on(day("2026-11-18")),
        removed: Some(entry(1, 5)),
        why: "x".into(),
        ..ScopeChange::default()
    };
    let less = Sprint { items: vec![ids[0], ids[2]], scope: vec![out], ..sprint.clone() };
    assert_eq!(even(&less, "2026-11-17"), 1_350);
    let chart = sprint::burndown(&less, &product, Now::on(day("2026-11-19")));
    assert_eq!((chart.ideal[0], chart.ideal[9]), (1_350, 0));
    assert_eq!(chart.steps, [(2, -500)], "a step on its day alone");
    assert_eq!(sprint::left_now(&less, &product), 1_500);
    // accepted: as it stands while it runs, from the record afterwards
    product
        .update(ids[0], |item| {
            item.reach(Status::Done, now().at);
            item.accepted = Some(now().at);
            Ok(())
        })
        .unwrap();
    assert_eq!(sprint::accepted(&sprint, &product), 800);
    assert_eq!(sprint::accepted(&Sprint { ended: Some(Stamp(9)), ..sprint.clone() }, &product), 0);
    // with nothing left the chance is certain
    let done = Sprint { items: vec![ids[0]], ..sprint };
    assert_eq!(sprint::chance(&done, &product, Now::on(day("2026-11-20"))), Some(100));
}

#[test]
fn a_part_that_is_split_off_is_one_change_and_no_first_pass() {
    let item = Id::from_bits(5);
    let entry = |id: Id, n: u32| Some(Commitment { item: id, points: Some(n * 100) });
    let change = |added, removed| ScopeChange { added, removed, ..ScopeChange::default() };
    assert_eq!(change(entry(item, 3), entry(item, 5)).points(), (0, 200));
    assert_eq!(change(entry(item, 5), entry(item, 3)).points(), (200, 0));
    assert_eq!(change(entry(item, 3), entry(Id::from_bits(6), 5)).points(), (300, 500));
    let row = |scope: Vec<ScopeChange>| {
        let outcome = vec![Outcome { item, points: Some(300), fate: Fate::Accepted, ..Outcome::default() }];
        let committed = entry(item, 13).into_iter().collect();
        flow::row(&Sprint { committed, outcome, scope, state: SprintState::Closed, ..Sprint::default() })
    };
    assert_eq!(row(Vec::new()).first_pass, Some(100));
    let split = row(vec![
        change(entry(item, 3), entry(item, 5)),
        change(entry(Id::from_bits(7), 3), entry(Id::from_bits(8), 5)),
    ]);
    assert_eq!((split.changed, split.first_pass), (Some(77), Some(0)), "2 + 3 + 5 of 13");
}

#[test]
fn flow_counts_what_stood_where_at_the_end_of_a_day() {
    let mut product = empty();
    let on = |text: &str| Stamp::on(day(text));
    let step = |text: &str, to| Step { at: on(text), to };
    let id = put(
        &mut product,
        Item {
            created: on("2026-11-10"),
            status: Status::Doing,
            history: vec![step("2026-11-12", Status::Doing)].into(),
            ..titled("x")
        },
    );
    let days: Vec<NaiveDate> = ["2026-11-09", "2026-11-10", "2026-11-12"].map(day).to_vec();
    let bands = |product: &Product| flow::cumulative(product, &[id], &days, Zone::UTC);
    let sums: Vec<u32> = bands(&product).iter().map(|band| band.iter().sum()).collect();
    assert_eq!(sums, [0, 1, 1], "not before it was written down");
    assert_ne!(bands(&product)[1], bands(&product)[2]);
    let item = product.item(id).unwrap().clone();
    assert_eq!(flow::age(&item, Now::on(day("2026-11-12"))), 1);
    assert_eq!(flow::age(&Item { status: Status::Todo, ..item.clone() }, Now::on(day("2026-11-20"))), 0);
    product.put(Item { declined: Some(Box::new(Declined { at: on("2026-11-12"), ..Declined::default() })), ..item });
    let sums: Vec<u32> = bands(&product).iter().map(|band| band.iter().sum()).collect();
    assert_eq!(sums, [0, 1, 0], "gone on the day of the no");
    // only what was finished within the window counts
    let mut product = empty();
    for (i, (begun, done)) in [("2026-10-01", "2026-10-05"), ("2026-11-18", "2026-11-21"), ("2026-11-21", "2026-11-21")]
        .into_iter()
        .enumerate()
    {
        put(
            &mut product,
            Item {
                status: Status::Done,
                history: vec![step(begun, Status::Doing), step(done, Status::Done)].into(),
                ..titled(&i.to_string())
            },
        );
    }
    assert_eq!(flow::times(&product, now(), 30).days, [1, 4]);
    assert_eq!(flow::times(&product, now(), 47).days, [1, 4, 5], "on its edge");
    assert_eq!(flow::times(&product, now(), 46).days, [1, 4]);
    assert_eq!(flow::times(&product, now(), 30).percentile(50), None, "too few");
    let standing = |accepted, status, returns| {
        let item = Item { accepted, status, returns, ..Item::default() };
        review::Standing::of(&item, &Sprint { id: Id::from_bits(3), ..Sprint::default() }).words()
    };
    let back = |sprint| vec![Return { sprint: Some(Id::from_bits(sprint)), fault: Fault::Defect, ..Return::default() }];
    assert_eq!(standing(Some(Stamp(1)), Status::Done, back(3).into()), "accepted");
    assert_eq!(standing(None, Status::Review, back(3).into()), "to judge");
    assert_eq!(standing(None, Status::Doing, back(3).into()), "returned");
    assert_eq!(standing(None, Status::Doing, back(4).into()), "not finished", "another sprint's return");
}

#[test]
fn progress_pace_and_gaps_have_their_edges() {
    let amount = |text: &str| Some(Amount::parse(text).unwrap());
    let at = |value: &str| metric(&[("2026-11-16", value)]);
    assert_eq!(progress(&at("19.99")), Some(99), "rounding does not reach a target");
    assert_eq!(progress(&at("20")), Some(100));
    assert_eq!(progress(&at("10.05")), Some(1), "half up");
    assert_eq!(progress(&at("5")), Some(0));
    assert_eq!(progress(&Metric { target: amount("10"), ..at("15") }), None, "no way to go");
    let today = day("2026-11-16");
    // half of the time is over: 50 is expected, ten points are given
    assert_eq!(pace(&at("14"), today), Pace::OnPace);
    assert_eq!(pace(&at("13.9"), today), Pace::Behind(11));
    assert_eq!(pace(&at("20"), today), Pace::Reached);
    assert_eq!(pace(&Metric { by: None, ..at("14") }, today), Pace::Unknown);
    assert_eq!(pace(&metric(&[]), today), Pace::Unread, "never read is no pace");
    assert_eq!(
        (pace(&metric(&[]), today).words().as_str(), pace(&at("20"), today).words().as_str()),
        ("never read", "reached")
    );
    for (metric, expected) in [
        (at("12"), None),
        (metric(&[]), Some("no reading yet")),
        (Metric { baseline: None, ..at("12") }, Some("no baseline yet")),
        (Metric { target: None, ..at("12") }, Some("no target yet")),
        (Metric { target: amount("10"), ..at("12") }, Some("its target is its baseline: there is no way to go")),
        (Metric { by: Some(day("2026-11-01")), ..at("12") }, Some("its day is not after its beginning")),
        (Metric { by: Some(day("2026-11-02")), ..at("12") }, None),
        (Metric { role: Role::NorthStar, baseline: None, target: None, ..at("12") }, None),
        (Metric { role: Role::NorthStar, baseline: None, target: None, ..metric(&[]) }, Some("no reading yet")),
    ] {
        assert_eq!(gap(&metric), expected, "{metric:?}");
    }
    // a reading is due a week after the last one
    assert_eq!(reading_late(&at("12"), day("2026-11-23")), None);
    assert_eq!(reading_late(&at("12"), day("2026-11-24")), Some(1));
    assert_eq!(reading_late(&Metric { every: 14, ..at("12") }, day("2026-11-30")), None);
    assert_eq!(reading_late(&metric(&[("2026-12-01", "12")]), day("2027-01-30")), None, "over, and read on its day");
    assert!(reading_late(&at("12"), day("2027-01-30")).is_some(), "over, and never read at its end");
}

#[test]
fn a_verdict_needs_enough_readings_and_four_fifths_are_a_hit() {
    let amount = |text: &str| Amount::parse(text).unwrap();
    let around = |after: &[&str]| {
        let days = ["2026-11-10", "2026-11-12", "2026-11-14"];
        let mut readings = vec![("2026-11-02", "10")];
        readings.extend(days.iter().copied().zip(after.iter().copied()));
        outcome::around(&metric(&readings), day("2026-11-10"))
    };
    for (after, expected) in [
        (&["18", "18"][..], Hit::Hit),
        (&["17.9", "17.9"], Hit::Partly),
        (&["15", "15"], Hit::Partly),
        (&["14.9", "14.9"], Hit::Miss),
        (&["5", "5"], Hit::Miss),
        (&["18"], Hit::Unknown),
        (&[], Hit::Unknown),
    ] {
        assert_eq!(around(after).verdict(amount("10")), expected, "{after:?}");
    }
    assert_eq!(around(&["8", "8"]).verdict(amount("-2")), Hit::Hit, "what is to fall");
    assert_eq!(around(&["8", "8"]).verdict(amount("0")), Hit::Unknown);
    // four weeks on each side, and not a day more
    let long = metric(&[
        ("2026-10-12", "1"),
        ("2026-10-13", "10"),
        ("2026-11-10", "20"),
        ("2026-12-07", "20"),
        ("2026-12-08", "99"),
    ]);
    let found = outcome::around(&long, day("2026-11-10"));
    assert_eq!((found.before, found.after), ((Some(amount("10")), 1), (Some(amount("20")), 2)));
    assert_eq!(outcome::Around { before: (None, 0), after: (Some(amount("1")), 3) }.verdict(amount("1")), Hit::Unknown);
}

#[test]
fn a_forecast_gives_up_with_words_and_counts_what_gave_up_as_never() {
    let days = |every: u64, n: u64| (0..n).map(|i| day("2026-09-12") + Days::new(i * every)).collect::<Vec<_>>();
    let history = forecast::History::of(&days(1, 70), day("2026-11-21"), 70);
    assert_eq!(history.total(), 70);
    assert!(forecast::when(&history, 0, 100, 1).is_err(), "nothing to do");
    assert!(
        forecast::when(&forecast::History::of(&days(20, 4), day("2026-11-21"), 70), 5, 100, 1).is_err(),
        "too little was finished"
    );
    let sure = forecast::when(&history, 10, 100, 1).unwrap();
    assert!((10..=11).contains(&forecast::percentile(&sure, 50)), "one a day");
    assert!(forecast::percentile(&sure, 95) > 12, "even a steady team drifts");
    let grown = forecast::when(&history, 10, 101, 1).unwrap();
    assert!(
        grown.iter().zip(&sure).all(|(grown, sure)| grown >= sure) && grown[5_000] > sure[5_000],
        "a scope that grows by a hair is one more"
    );
    // five in seventy days, a million to do: no trial comes to an end
    let slow = forecast::History::of(&days(14, 5), day("2026-11-21"), 70);
    let never = forecast::when(&slow, 1_000_000, 100, 1).unwrap();
    assert_eq!((never[0], forecast::chance(&never, forecast::FOREVER)), (u32::MAX, 0));
    assert!(
        forecast::chance(&sure, 20) > 97 && forecast::chance(&sure, 5) < 2,
        "{} {}",
        forecast::chance(&sure, 20),
        forecast::chance(&sure, 5)
    );
    // what was finished today or before the window is no history
    assert_eq!(forecast::History::of(&[day("2026-11-21")], day("2026-11-21"), 70).total(), 0);
    assert_eq!(forecast::History::of(&[day("2026-09-12")], day("2026-11-21"), 70).total(), 1);
    assert_eq!(forecast::History::of(&[day("2026-09-11")], day("2026-11-21"), 70).total(), 0);
    // looking back: forecasts only from days with a whole window behind them, and no more than asked for
    let finished = days(1, 200);
    let held = forecast::back_test(&finished, day("2027-03-31"), 70, 14, 14, 5, 200);
    assert_eq!((held.held[2], held.all), (5, 5));
    assert!(held.words().starts_with("on 5 of your own forecasts: 50 % held in "), "{}", held.words());
    assert_eq!(forecast::back_test(&finished[..90], day("2026-12-11"), 70, 14, 14, 50, 200).all, 1);
    assert_eq!(
        forecast::back_test(&finished[..90], day("2026-12-11"), 70, 14, 3, 50, 200).all,
        3,
        "a step of three days"
    );
    assert_eq!(forecast::back_test(&[], day("2026-12-11"), 70, 14, 14, 50, 200), forecast::Held::default());
}

#[test]
fn the_timeline_tells_of_sprints_and_decisions() {
    let mut product = empty();
    let ids: Vec<Id> =
        ["stays", "goes", "comes", "other"].iter().map(|title| put(&mut product, sized(title, 3))).collect();
    let id = product.plan_sprint(now()).unwrap();
    product.pull(id, &ids[..2]).unwrap();
    product.commit_sprint(id, now()).unwrap();
    product.change_scope(Some(ids[2]), Some(ids[1]), "an outage", "Jo", now()).unwrap();
    product.decline_by_hand(ids[3], Reason::LowValue, "one asks", "Ana", now()).unwrap();
    let told = |product: &Product, id: Id| {
        timeline::of(product.item(id).unwrap(), product)
            .into_iter()
            .map(|(_, words)| words)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(told(&product, ids[0]).contains("committed to S1") && !told(&product, ids[0]).contains("outage"));
    assert!(told(&product, ids[1]).contains("was taken out of S1 “an outage”, agreed with Jo"));
    assert!(
        told(&product, ids[2]).contains("came into S1 “an outage”") && !told(&product, ids[2]).contains("committed")
    );
    let no = told(&product, ids[3]);
    assert!(no.contains("decided (Ana): no to INK-4") && no.contains("“one asks”"), "{no}");
    product
        .update(ids[0], |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    product.accept(ids[0], now()).unwrap();
    product.close_sprint(&std::collections::BTreeMap::default(), Fate::Top, "", now()).unwrap();
    assert!(told(&product, ids[0]).contains("when S1 ended: accepted"), "{}", told(&product, ids[0]));
    assert!(!told(&product, ids[3]).contains("when S1 ended"));
    assert_eq!(product.item(ids[0]).unwrap().criteria.iter().filter(|c| c.verdict == Verdict::Met).count(), 0);
}
