//! The chain of why by keys: from the vision down to an item, and from what was accepted back to a number that moved.

use chrono::Days;
use insta::assert_snapshot;
use momentum::measure::outcome::{is_due, progress};
use momentum::model::Verb;
use momentum::model::goal::{Confidence, Horizon};
use momentum::model::item::Hit;
use momentum::model::metric::Role;
use momentum::model::{About, Amount, Id, Item, Metric, Now, Place, Product, Stamp, Status};

use crate::common::{Home, Screen, day, now, sample};

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// The sample with a vision, measures with weekly readings, and one outcome check that is due.
fn measured() -> Product {
    let mut product = sample();
    let first = product.find_goal("G1").unwrap().id;
    let mut vision = product.vision().clone();
    vision.vision = "Every report is read the day it is written".into();
    vision.audience = "leads of field teams".into();
    vision.shared = Some(day("2026-11-12"));
    product.put(vision);
    let mut metric = |role: Role, goal: Option<Id>, measure: &str, unit: &str, way: (&str, &str), values: &[&str]| {
        let metric = Metric {
            role,
            goal,
            measure: measure.into(),
            unit: unit.into(),
            baseline: Some(amount(way.0)),
            target: Some(amount(way.1)),
            start: Some(day("2026-10-01")),
            by: Some(day("2026-12-31")),
            ..Metric::default()
        };
        let id = product.add_metric(metric).unwrap();
        for (n, value) in values.iter().rev().enumerate() {
            let on = day("2026-11-18").checked_sub_days(Days::new(n as u64 * 7)).unwrap();
            product.read_metric(id, on, amount(value), "", now().today).unwrap();
        }
        id
    };
    let churn = metric(
        Role::Result,
        Some(first),
        "week-1 churn",
        "%",
        ("12", "8"),
        &["12", "11.9", "11.6", "10.9", "10.6", "10.4"],
    );
    let setup =
        metric(Role::Result, Some(first), "setup finished", "%", ("41", "70"), &["41", "42", "44", "45", "47", "48"]);
    let star = metric(
        Role::NorthStar,
        None,
        "teams whose report was read",
        "teams",
        ("900", "2000"),
        &["980", "1169", "1204"],
    );
    product
        .change_metric(setup, |metric| {
            metric.drives = Some(star);
            Ok(())
        })
        .unwrap();
    let at = Stamp::on(day("2026-11-03"));
    let done = Item {
        title: "Trial without a credit card".into(),
        goal: Some(first),
        status: Status::Done,
        accepted: Some(at),
        created: at,
        updated: at,
        ..Item::default()
    };
    let done = product.add(done, Place::Bottom).unwrap();
    let effect = momentum::model::item::Effect {
        result: churn,
        delta: amount("-1"),
        by: Some(day("2026-11-20")),
        sure: 70,
        ..Default::default()
    };
    product.expect(done, effect).unwrap();
    product
}

fn result<'a>(screen: &'a Screen, key: &str) -> &'a Metric {
    screen.app.desk.product().find_metric(key).unwrap()
}

// A16, B43
#[test]
fn the_screens_of_why_at_every_size() {
    let product = measured();
    for (name, line) in [
        ("vision", "7"),
        ("goals", "7]"),
        ("metrics", "7]]"),
        ("moore", "7]]]"),
        ("outcomes", "0"),
        ("roadmap", "gr"),
        ("today", "gh"),
        ("metric", "0<enter>"),
        ("check", "0jjj>"),
        ("trace", "1wt"),
    ] {
        for (width, height) in [(100, 30), (80, 24), (60, 20)] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys(line);
            assert_snapshot!(format!("why_{name}_{width}x{height}"), screen.text());
        }
    }
}

#[test]
fn the_screens_of_why_invite_on_an_empty_product() {
    let product = Product::new(About::named("Quill", now().at), 1);
    for (line, words) in [
        ("7", "n mends"),
        ("0", "nothing is measured yet"),
        ("gr", "no goal yet"),
        ("gh", "no goal yet"),
        ("gp", "No other product yet"),
    ] {
        for (width, height) in [(100, 30), (80, 24), (60, 20)] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys(line);
            let text = screen.text().to_lowercase();
            assert!(text.contains(&words.to_lowercase()), "{line} at {width}×{height} without “{words}”:\n{text}");
        }
    }
}

// A82, A17
#[test]
fn a_vision_a_goal_two_key_results_and_a_north_star_are_set_up_by_keys() {
    let mut screen = Screen::new(&Product::new(About::named("Quill", now().at), 1), 100, 30);
    screen.keys("7nEvery note is read the day it is written<enter>");
    assert_eq!(screen.app.desk.product().vision().vision, "Every note is read the day it is written");
    // the four other fields are texts: Tab takes them
    screen.keys("nfield teams<tab>nfind what was decided<tab>nnotes become reports<tab>nARR +30 %<tab>");
    assert_eq!(screen.app.desk.product().vision().business, "ARR +30 %");
    screen.keys("nNew teams start in 30 minutes<enter>week-1 churn<enter>12 -> 8 % by 2026-12-30<enter><enter>");
    screen.keys("aksetup finished<enter>41 to 70 %<enter><enter>");
    screen.keys("]]ateams that act on a note<enter>900<c-s>");
    let product = screen.app.desk.product();
    assert_eq!(product.current_goal().unwrap().title, "New teams start in 30 minutes");
    let churn = product.find_metric("KR1").unwrap();
    assert_eq!((churn.baseline, churn.target, churn.unit.as_str()), (Some(amount("12")), Some(amount("8")), "%"));
    assert_eq!(churn.by, Some(day("2026-12-30")));
    assert_eq!(product.find_metric("KR2").unwrap().target, Some(amount("70")));
    assert_eq!(product.north_star().unwrap().measure, "teams that act on a note");
    assert_eq!(product.results_of(product.current_goal().unwrap().id).len(), 2);
}

#[test]
fn a_target_that_is_the_baseline_is_refused_where_it_is_typed() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("7jjakchurn<enter>12 -> 12 %<enter>").shows("there is no way to go");
    screen.keys("<bs><bs><bs><bs>9 %<enter><enter>");
    assert_eq!(result(&screen, "KR1").target, Some(amount("9")));
}

#[test]
fn a_key_result_is_one_form_and_every_answer_of_it_can_be_gone_back_to() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("7jjak").shows("What is measured").shows("Where it stands").shows("Unit").shows("By when");
    // nothing but what is measured has to be said, and that is asked for by name
    screen.keys("<c-s>").shows("what is measured?").keys("churn<enter>twelve<enter>").shows("“twelve”");
    screen.keys("<c-u>12 %<enter>").keys("12<enter>").keys("<tab><enter>").shows("there is no way to go");
    screen.keys("<up><up><c-u>8<c-s>");
    let churn = result(&screen, "KR1");
    assert_eq!((churn.baseline, churn.target, churn.unit.as_str()), (Some(amount("12")), Some(amount("8")), "%"));
    assert_eq!(churn.by, Some(day("2027-02-19")), "three months where nothing else is said");
    // a target without a look at where one stands is one, too
    screen.keys("7jjaksetups<enter><enter>70<c-s>");
    assert_eq!((result(&screen, "KR2").baseline, result(&screen, "KR2").target), (None, Some(amount("70"))));
}

// A20
#[test]
fn a_reading_moves_the_progress_and_a_future_one_is_a_plan() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("7j+10<enter>").keys("<c-u>2026-12-24<enter>").shows("a plan, not a reading");
    screen.keys("<c-u>today<enter>").shows("50 %");
    assert_eq!(progress(result(&screen, "KR1")), Some(50));
    screen.keys("+9<enter><enter>").shows("75 %");
    let readings = result(&screen, "KR1").readings.len();
    assert_eq!(readings, 7, "a second reading of a day takes the place of the first");
    screen.keys("uu");
    assert_eq!(progress(result(&screen, "KR1")), Some(40));
}

// A2
#[test]
fn orphans_fall_when_they_are_linked_to_a_goal_at_once() {
    let mut product = sample();
    for n in 0..30 {
        product.add(Item { title: format!("Imported {n}"), ..Item::default() }, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    let before = screen.app.desk.product().orphans(now().today);
    screen.keys("7L*Lg<enter>");
    assert!(before >= 30, "{before} orphans to begin with");
    assert_eq!(screen.app.desk.product().orphans(now().today), 0);
    screen.keys("u");
    assert_eq!(screen.app.desk.product().orphans(now().today), before, "one step takes all of it back");
}

// A59, B3, B45
#[test]
fn a_goal_moves_on_the_roadmap_with_a_word_and_the_current_one_makes_way() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("gry").shows("copied");
    screen.keys("l<lt>").shows("why?").keys("<enter><lt>a contract asks for it<enter>");
    let horizon = |screen: &Screen, key: &str| screen.app.desk.product().find_goal(key).unwrap().horizon;
    assert_eq!((horizon(&screen, "G1"), horizon(&screen, "G2")), (Horizon::Next, Horizon::Now));
    screen.shows("from later to now: a contract asks for it");
    screen.keys("ch").shows("●●●");
    assert_eq!(screen.app.desk.product().find_goal("G2").unwrap().confidence, Confidence::High);
    screen.keys("uuu");
    assert_eq!((horizon(&screen, "G1"), horizon(&screen, "G2")), (Horizon::Now, Horizon::Later));
}

#[test]
fn what_serves_a_goal_and_is_set_aside_is_named_where_it_is_not_listed() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("7]<enter>").shows("what serves G1 ·");
    let goal = screen.app.desk.product().find_goal("G1").unwrap().id;
    let item =
        screen.app.desk.product().items().iter().find(|item| item.goal == Some(goal) && item.is_open()).unwrap().id;
    screen.app.desk.edit(Verb::SetAside, "", |product| product.set_aside(item, Some(day("2027-02-01")), now()));
    screen.keys("<esc>7<enter>").shows("what serves G1, but for 1 set aside for later");
}

// A81, A13
#[test]
fn an_expected_effect_is_asked_for_when_its_day_has_come() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("1ggwx<enter>-0.5<enter>2026-12-01<enter><enter>");
    let item = screen.selected();
    let effect = item.effect.as_deref().unwrap();
    assert_eq!((effect.delta, effect.by, effect.sure), (amount("-0.5"), Some(day("2026-12-01")), 50));
    assert!(!is_due(&item, effect, now()), "it is not built yet");
    let at = Stamp::on(day("2026-11-22"));
    let done = Item { status: Status::Done, accepted: Some(at), ..item.clone() };
    assert!(!is_due(&done, effect, now()), "its day is still to come");
    assert!(is_due(&done, effect, Now::on(day("2026-12-01"))));
}

// A65
#[test]
fn an_outcome_check_is_closed_from_today_and_stays_with_its_means() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("gh").shows("outcome due: INK-13").keys("<enter>").shows("n 3");
    screen.keys("<enter>").shows("the numbers say hit");
    screen.keys("hthey stay when nothing is asked<enter>");
    let item = screen.app.desk.product().find_item("INK-13").unwrap();
    let effect = item.effect.as_deref().unwrap();
    assert_eq!(effect.found, Hit::Hit, "{effect:?}");
    assert_eq!((effect.before, effect.after), (Some(amount("11.83")), Some(amount("10.63"))));
    assert_eq!(effect.learned, "they stay when nothing is asked");
    assert!(!screen.text().contains("outcome due"));
    screen.keys("0").shows("hit");
}

#[test]
fn a_removed_goal_asks_where_its_items_go() {
    let mut screen = Screen::new(&measured(), 100, 30);
    let served = |screen: &Screen, key: &str| {
        let goal = screen.app.desk.product().find_goal(key).unwrap().id;
        screen.app.desk.product().items().iter().filter(|item| item.goal == Some(goal)).count()
    };
    let (first, second) = (served(&screen, "G1"), served(&screen, "G2"));
    screen.keys("7dx").shows("Where do its").keys("<enter>");
    assert!(screen.app.desk.product().find_goal("G1").is_err());
    assert_eq!(served(&screen, "G2"), first + second);
    assert_eq!(screen.app.desk.product().results_of(screen.app.desk.product().find_goal("G2").unwrap().id).len(), 2);
    screen.keys("u");
    assert_eq!((served(&screen, "G1"), served(&screen, "G2")), (first, second));
}

#[test]
fn giving_up_a_goal_needs_a_reason() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("7dg<enter>").shows("giving up needs a reason").keys("nobody pays for it<enter>");
    let goal = screen.app.desk.product().find_goal("G1").unwrap();
    assert_eq!((goal.horizon, goal.why.as_str()), (Horizon::Abandoned, "nobody pays for it"));
}

#[test]
fn readings_come_in_from_a_pasted_table_and_a_file_by_keys() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.paste("kr\tdate\tvalue\nKR1\t2026-11-19\t10.2\nKR1\t2026-11-20\t10\n").shows("Paste 2 readings").keys("y");
    assert_eq!(progress(result(&screen, "KR1")), Some(50));
    let home = Home::new();
    let file = home
        .write("readings.csv", "Date;Measure;Value\n2026-11-19;setup finished;49\n2026-11-20;setup finished;55,5\n");
    screen.keys("7I").paste(file.to_str().unwrap()).keys("<enter>").shows("2 readings, 2 of them new");
    assert_eq!(result(&screen, "KR2").current(), Some(amount("55.5")));
    let file = home.write("odd.csv", "kr,date,value\nKR1,2026-11-21,9\nKR7,2026-11-21,1\n");
    screen.keys("I").paste(file.to_str().unwrap()).keys("<enter>").shows("line 3").shows("nothing was taken in");
    assert_eq!(progress(result(&screen, "KR1")), Some(50));
}

// A52, A1
#[test]
fn today_leads_to_what_waits_and_the_weakest_front() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("ghj");
    // a front that has no screen yet is not there: every row leads somewhere
    assert!(!screen.text().contains("not set up yet"), "{}", screen.text());
    let n = momentum::measure::today::waiting(screen.app.desk.product(), now()).len();
    assert!(n >= 3, "{n} lines wait");
    for at in 0..n {
        let mut screen = Screen::new(&measured(), 100, 30);
        screen.keys("gh").keys(&"j".repeat(at)).keys("<enter>");
        let leads = !screen.text().contains("Waiting for you") || screen.text().contains("the numbers say");
        assert!(leads, "line {at} leads nowhere:\n{}", screen.text());
    }
    let mut fresh = Screen::new(&sample(), 100, 30);
    fresh.app.greet(momentum::tui::Greeting::default());
    fresh.draw();
    assert!(fresh.text().contains("Backlog") && !fresh.text().contains("Waiting for you"), "nothing is measured yet");
    let mut known = Screen::new(&measured(), 100, 30);
    known.app.greet(momentum::tui::Greeting::default());
    known.draw();
    known.shows("Waiting for you");
}

#[test]
fn undo_leads_back_through_the_whole_chain() {
    let product = measured();
    let mut screen = Screen::new(&product, 100, 30);
    let before = serde_json::to_value(screen.app.desk.product().vision()).unwrap();
    screen.keys("7e<c-u>Another one<enter>jjj+9<enter><enter>gr>later, then<enter>cl0jjj><enter>so<enter>1ggwx<enter>4<enter><enter><enter>");
    let mut steps = 0;
    while steps < 40 && !screen.text().contains("nothing to undo") {
        screen.keys("u");
        steps += 1;
    }
    assert!(steps > 5, "{steps}");
    assert_eq!(serde_json::to_value(screen.app.desk.product().vision()).unwrap(), before);
    assert_eq!(result(&screen, "KR1").readings.len(), 6);
    assert_eq!(screen.app.desk.product().find_goal("G1").unwrap().horizon, Horizon::Now);
    assert_eq!(screen.app.desk.product().find_item("INK-13").unwrap().effect.as_ref().unwrap().found, Hit::Open);
}

#[test]
fn the_chain_is_fed_and_read_from_the_shell() {
    let home = Home::with(&measured());
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&home.run(&[args, &["--json"]].concat())).unwrap()
    };
    assert!(home.run(&["vision"]).contains("Every report is read"));
    home.run(&["vision", "needs=find what was decided", "--shared"]);
    assert_eq!(home.read().vision().needs, "find what was decided");
    assert!(home.fail(&["vision", "colour=red"], 2).contains("no field “colour”"));
    assert!(home.run(&["goal", "add", "Works", "offline"]).contains("G3"));
    home.run(&["goal", "move", "G3", "next", "--why", "asked for"]);
    assert_eq!(home.read().find_goal("G3").unwrap().horizon, Horizon::Next);
    home.fail(&["goal", "move", "G9", "next"], 1);
    home.run(&["kr", "add", "first", "reports", "--goal", "G2", "--set", "baseline=10", "--set", "target=20"]);
    assert!(home.fail(&["kr", "set", "KR4", "target=10"], 2).contains("there is no way to go"));
    assert_eq!(json(&["reading", "KR4", "15"])["progress"], 50);
    assert!(home.fail(&["reading", "KR4", "15", "--on", "2030-01-01"], 2).contains("not a reading"));
    let file = home.write("readings.csv", "kr,date,value\nKR4,2026-11-02,12\nKR4,2026-11-09,13\n");
    assert!(home.run(&["reading", file.to_str().unwrap()]).contains("2 readings, 2 of them new"));
    assert_eq!(home.read().find_metric("KR4").unwrap().readings.len(), 3);
    let odd = home.write("odd.csv", "kr,date,value\nKR4,2026-11-02,many\n");
    assert!(home.fail(&["reading", odd.to_str().unwrap()], 65).contains("line 2"));
    assert!(home.run(&["roadmap"]).contains("Works offline"));
    home.run(&["roadmap", "--share"]);
    home.run(&["goal", "drop", "G3", "nobody", "asks"]);
    assert_eq!(json(&["roadmap"])["goals"].as_array().unwrap().len(), 2);
    assert_eq!(json(&["outcomes"])["checks"][0]["item"], "INK-13");
    assert_eq!(json(&["outcomes"])["metrics"][0]["progress"], 40);
    assert!(
        json(&["today"])["waiting"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("INK-13"))
    );
    assert!(home.run(&["trace", "INK-1"]).contains("G1"));
    assert!(home.fail(&["trace", "INK-99"], 1).contains("INK-99"));
}

#[test]
fn the_demo_tells_the_story_with_three_months_of_history() {
    let product = momentum::demo::inkwell(now(), 7).unwrap();
    let vision = product.vision();
    assert!(
        [&vision.vision, &vision.audience, &vision.needs, &vision.offer, &vision.business]
            .iter()
            .all(|f| !f.is_empty())
    );
    let churn = product.find_metric("KR1").unwrap();
    assert_eq!(progress(churn), Some(40), "12 → 10.4 → 8");
    let days = churn.readings.last().unwrap().on - churn.readings.first().unwrap().on;
    assert!(days.num_days() >= 75, "{days}");
    let due = product.expectations().into_iter().filter(|(item, effect)| is_due(item, effect, now())).count();
    assert_eq!(due, 1);
    for found in [Hit::Hit, Hit::Partly, Hit::Miss, Hit::Unknown] {
        assert!(product.expectations().iter().any(|(_, effect)| effect.found == found), "no {found}");
    }
    // what is written down as found is what the readings say
    for (item, effect) in product.expectations() {
        let Some(after) = effect.after else { continue };
        let metric = product.get::<Metric>(effect.result).unwrap();
        let around = momentum::measure::outcome::around(metric, now().day_of(item.accepted.unwrap()));
        assert_eq!((around.before.0, around.after.0), (effect.before, Some(after)), "{}", item.title);
        assert_eq!(around.verdict(effect.delta), effect.found, "{}", item.title);
    }
    assert!(!product.roadmap_changes().is_empty());
}

#[test]
fn a_baseline_is_no_reading_and_a_number_without_a_target_is_one() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("7jjakchurn<enter>12 -> 8 %<enter><enter>]]ateams<enter>900<c-s>");
    assert!(result(&screen, "KR1").readings.is_empty(), "nobody read it");
    assert_eq!(result(&screen, "KR1").baseline, Some(amount("12")));
    let star = screen.app.desk.product().north_star().unwrap();
    assert_eq!((star.baseline, star.current()), (None, Some(amount("900"))));
}

#[test]
fn what_aimed_at_a_removed_measure_aims_at_nothing_and_undo_brings_it_back() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("7jd").shows("with 6 readings").keys("y");
    assert!(screen.app.desk.product().find_metric("KR1").is_err());
    assert!(screen.app.desk.product().find_item("INK-13").unwrap().effect.is_none());
    screen.keys("gh");
    assert!(!screen.text().contains("outcome due"));
    screen.keys("u").shows("outcome due");
}

// A82
#[test]
fn measures_in_a_circle_are_all_shown() {
    let mut product = measured();
    let (churn, setup) = (product.find_metric("KR1").unwrap().id, product.find_metric("KR2").unwrap().id);
    for (id, drives) in [(churn, setup), (setup, churn)] {
        product
            .change_metric(id, |metric| {
                metric.drives = Some(drives);
                Ok(())
            })
            .unwrap();
    }
    assert!(product.is_driven_by(churn, setup) && product.is_driven_by(setup, churn));
    Screen::new(&product, 100, 30).keys("7]]").shows("week-1 churn").shows("setup finished").shows("teams whose");
}

// A81
#[test]
fn an_expectation_that_is_changed_keeps_what_was_found() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("gh<enter>h").keys("learned<enter>").keys("0jjje<enter><c-u>-2<enter><enter><enter>");
    let effect = screen.app.desk.product().find_item("INK-13").unwrap().effect.clone().unwrap();
    assert_eq!((effect.delta, effect.found, effect.learned.as_str()), (amount("-2"), Hit::Hit, "learned"));
    assert_eq!((effect.by, effect.sure), (Some(day("2026-11-20")), 70));
}

#[test]
fn the_demo_is_the_same_whatever_its_seed() {
    let outcome = |seed: u128| {
        let product = momentum::demo::inkwell(now(), seed).unwrap();
        let rows = product.sprints_by_number().into_iter().flat_map(|sprint| sprint.outcome.clone());
        rows.map(|row| (row.key, row.title, row.goal.is_some())).collect::<Vec<_>>()
    };
    for seed in 1..6 {
        assert_eq!(outcome(seed), outcome(99));
    }
}

#[test]
fn a_goal_with_items_is_not_removed_from_the_shell_without_saying_where_they_go() {
    let home = Home::with(&measured());
    assert!(home.fail(&["goal", "remove", "G1"], 2).contains("--to"));
    home.run(&["goal", "remove", "G1", "--to", "G2"]);
    assert!(home.read().find_goal("G1").is_err());
    let two = home.write("two.csv", "kr,date,value\nKR1,04/05/2026,1\n");
    assert!(home.fail(&["reading", two.to_str().unwrap()], 65).contains("may be two days"));
    let us = home.write("us.csv", "kr,date,value\nKR1,11/04/2026,11\nKR1,11/18/2026,10.1\n");
    home.run(&["reading", us.to_str().unwrap()]);
    assert_eq!(home.read().find_metric("KR1").unwrap().at(day("2026-11-04")).unwrap().value, amount("11"));
}

#[test]
fn a_key_result_is_finished_by_its_questions() {
    let mut screen = Screen::new(&measured(), 100, 30);
    screen.keys("7jjj").keys("aklead time<enter>20 days<enter>20<enter>").shows("▸ Unit").shows("days");
    screen.keys("<c-s>").shows("there is no way to go").keys("<up><c-u>12<c-s>");
    let metric = result_named(&screen, "lead time");
    assert_eq!(metric.way(), "20 → 20 → 12 days");
    assert_eq!(metric.by, Some(day("2027-02-19")));
    // a number alone is what was read today, for whoever does not know yet where it is to get to
    screen.keys("akquality<enter>7<c-s>");
    assert_eq!(result_named(&screen, "quality").target, None);
}

fn result_named(screen: &Screen, measure: &str) -> momentum::model::Metric {
    let metrics = screen.app.desk.product().metrics_by_num();
    (*metrics.into_iter().find(|metric| metric.measure == measure).unwrap()).clone()
}
