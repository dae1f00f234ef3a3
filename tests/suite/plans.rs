//! What a sprint learned and what changed since it began, what a plan weighs against its goals, who said what: by keys.

use crate::common::{Home, Screen, day, now, sample};
use momentum::demo;
use momentum::model::item::{Alternative, Course, Criterion, Relation};
use momentum::model::metric::Reading;
use momentum::model::{About, Amount, Id, Item, Kind, Metric, Now, Place, Product, Size, Sprint, SprintState, Status};

fn goals(n: usize) -> (Product, Vec<Id>) {
    let mut product = Product::new(About::named("Inkwell", now().at), 3);
    let ids = (1..=n).map(|n| product.add_goal(&format!("Goal {n}")).unwrap()).collect();
    (product, ids)
}

fn ready(title: &str, goal: Option<Id>, points: u32) -> Item {
    Item {
        title: title.into(),
        role: "lead".into(),
        want: "a thing".into(),
        benefit: "it helps".into(),
        goal,
        size: Some(Size::Points(points * 100)),
        criteria: vec![Criterion { id: Id::from_bits(1), text: "It is there".into(), ..Criterion::default() }].into(),
        provenance: "typed".into(),
        ..Item::default()
    }
}

/// Three ready items, each of another goal.
fn scattered() -> Product {
    let (mut product, goals) = goals(3);
    for (n, goal) in goals.iter().enumerate() {
        product.add(ready(&format!("Thing {}", n + 1), Some(*goal), 2), Place::Bottom).unwrap();
    }
    product
}

fn result(product: &mut Product, goal: Id) -> Id {
    let readings = vec![Reading { on: day("2026-11-20"), value: Amount::parse("10").unwrap(), ..Reading::default() }];
    let metric = Metric { measure: "churn".into(), unit: "%".into(), goal: Some(goal), readings, ..Metric::default() };
    product.add_metric(metric).unwrap()
}

fn again(screen: &Screen) -> Screen {
    Screen::new(&Home::with(screen.app.desk.product()).read(), 100, 30)
}

// A8
#[test]
fn more_than_two_goals_and_more_than_two_epics_at_work_are_a_warning_of_the_plan() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen.keys("3pp");
    assert!(!screen.text().contains("goals at once"), "two are focus:\n{}", screen.text());
    screen.keys("p").shows("! 3 goals at once: G1, G2, G3");
    let (mut product, _) = goals(1);
    for n in 1..=3 {
        let epic = Item { kind: Kind::Epic, status: Status::Doing, ..ready(&format!("Epic {n}"), None, 1) };
        let epic = product.add(epic, Place::Bottom).unwrap();
        if n == 3 {
            // an epic is at work where a piece of it is
            product
                .update(epic, |item| {
                    item.status = Status::Todo;
                    Ok(())
                })
                .unwrap();
            let mut piece = Item { status: Status::Review, ..ready("A piece", None, 1) };
            piece.link(Relation::PartOf, epic.to_string());
            product.add(piece, Place::Bottom).unwrap();
        }
    }
    Screen::new(&product, 100, 30).keys("3").shows("! 3 epics at work: INK-1, INK-2, INK-3");
}

// A24
#[test]
fn a_sprint_that_aims_at_no_key_result_is_begun_with_words_that_stay_with_it() {
    let mut product = scattered();
    let goal = product.current_goal().unwrap().id;
    result(&mut product, goal);
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("3pwwShip it<enter>").shows("Which key result").keys("<esc>");
    screen.keys("<enter>").shows("it aims at no key result").keys("y").shows("Commit all the same, because");
    screen.keys("<enter>").shows("say why, or give it a goal").keys("an audit is due<enter>").shows("Sprint 1");
    let said = |screen: &Screen| screen.app.desk.product().sprint_in(SprintState::Active).unwrap().notes.join("\n");
    assert!(said(&screen).contains("it aims at no key result: an audit is due"), "{}", said(&screen));
    assert_eq!(said(&again(&screen)), said(&screen));
    screen.keys("u");
    assert!(screen.app.desk.product().sprint_in(SprintState::Active).is_none(), "one step takes it back");
}

// A14
#[test]
fn whether_the_team_agreed_is_on_the_board_and_in_the_record() {
    for (key, board, record) in
        [("y", "committed 2, agreed", "the team agreed"), ("c", "committed 2 ·", "without the word")]
    {
        let mut screen = Screen::new(&scattered(), 100, 30);
        screen.keys("3wwShip it<enter>p<enter>").keys(key).shows("Goal 1");
        screen.shows(board).keys("Ys");
        let page = screen.copied();
        assert!(page.contains(record), "{page}");
    }
}

// A48
#[test]
fn what_leaves_for_what_does_not_fit_is_named_even_where_it_takes_several() {
    let (mut product, goals) = goals(1);
    product.put(About { velocity: 500, ..product.about().clone() });
    for (title, points) in [("Small one", 2), ("Small two", 2), ("Large", 5)] {
        product.add(ready(title, Some(goals[0]), points), Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("3pp").shows("room 1").keys("p").shows("over by 4").shows("swap with INK-2, INK-1 (4)").keys("s");
    let held = screen.app.desk.product().sprint_in(SprintState::Planned).unwrap().items.clone();
    assert_eq!(held.len(), 1, "both made way");
    screen.keys("p").shows("INK-1").keys("o<enter>").shows("more than the sprint can hold");
}

// B44
#[test]
fn the_goals_of_now_and_next_stand_on_the_plan_with_what_serves_each() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen.keys("3").shows("SERVES now G1 next").keys("p<enter>").shows("now G1 ×1");
}

// A28
#[test]
fn planning_and_review_have_a_time_box_that_follows_the_length_of_the_sprint() {
    let mut screen = Screen::new(&scattered(), 130, 30);
    screen.keys("3").shows("0 min of 4 h").pause(61 * 60_000).shows("1 h 01 of 4 h");
    screen.keys("wwShip it<enter>p<enter>y5").shows("0 min of 2 h").pause(5 * 60_000).shows("5 min of 2 h");
}

// B3, B4
#[test]
fn what_moved_since_the_sprint_began_is_listed_and_two_plans_can_be_compared() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 40);
    screen
        .keys("gx")
        .shows("Changes")
        .keys("abefore sales<enter>")
        .shows("since “before sales” of 21 Nov")
        .shows("as it was");
    screen.keys("1").keys("G").keys("T").keys("gg").keys("jjjjjdvnot worth it<enter>");
    screen.keys("gx").shows("came up from").shows("was declined");
    screen.keys("aafter<enter>").shows("since “after”").keys("[").shows("since “before sales”").shows("came up from");
    screen.keys("]").shows("since “after”").keys("]").shows("this is the last plan");
    screen.keys("[y");
    assert!(screen.copied().contains("was declined"), "{}", screen.copied());
    let mut later = again(&screen);
    later.keys("gx[").shows("came up from");
    screen.keys("uu");
    assert!(
        screen.app.desk.product().kept_plans().iter().all(|plan| plan.name != "before sales" || plan.name != "after")
    );
}

// B3
#[test]
fn a_goal_that_changed_its_lane_is_among_the_changes() {
    let mut product = scattered();
    product.keep_plan("then", None);
    let id = product.goals_by_num()[1].id;
    product.move_goal(id, momentum::model::Horizon::Next, "money came").unwrap();
    Screen::new(&product, 100, 30).keys("gx").shows("→ G2 Goal 2 from later to next: money came");
}

fn closed(product: &mut Product, on: &str, learned: &str) -> Id {
    let at = Now::on(day(on));
    let id = product.plan_sprint(at).unwrap();
    let item = product.order().iter().copied().find(|id| product.sprint_of(*id).is_none()).unwrap();
    product.pull(id, &[item]).unwrap();
    product.commit_sprint(id, at).unwrap();
    product.amend_sprint(id, |sprint| sprint.learned = learned.into()).unwrap();
    product.close_sprint(&std::collections::BTreeMap::new(), momentum::model::sprint::Fate::Back, "", at).unwrap();
    id
}

// B1
#[test]
fn what_the_last_sprint_taught_comes_up_at_the_next_plan_and_the_next_retrospective() {
    let mut product = scattered();
    closed(&mut product, "2026-11-02", "roles confuse people");
    let mut screen = Screen::new(&product, 120, 30);
    screen.keys("3").shows("✓ S1 taught: roles confuse people");
    screen.keys("gx").shows("S1 taught: roles confuse people");
    screen.keys("6<enter>").shows("S1 taught: roles confuse");
    let mut later = Screen::new(&Home::with(&product).read(), 120, 30);
    later.keys("3").shows("S1 taught: roles confuse people");
}

// B29
#[test]
fn a_top_ten_that_nobody_saw_coming_is_an_alert_and_a_column_of_the_flow() {
    let (mut product, goals) = goals(1);
    for n in 1..=40 {
        product.add(ready(&format!("Thing {n}"), Some(goals[0]), 1), Place::Bottom).unwrap();
    }
    let id = product.plan_sprint(now()).unwrap();
    let first = product.order()[0];
    product.pull(id, &[first]).unwrap();
    product.commit_sprint(id, now()).unwrap();
    let words = |product: &Product| Screen::new(product, 100, 40).keys("gh").text();
    let up = |product: &mut Product, n: usize| {
        let ids: Vec<Id> = product.order().iter().skip(40 - n).copied().collect();
        product.place(&ids, Place::Top).unwrap();
    };
    let mut two = product.clone();
    up(&mut two, 2);
    assert!(!words(&two).contains("restless:"), "two of ten are 20 %, which is calm");
    up(&mut product, 3);
    let mut screen = Screen::new(&product, 100, 40);
    screen.keys("gh").shows("restless: 30 % of the top ten is new in S1");
    screen.keys("gx").shows("! 30 % of the top ten is new").keys("gl").shows("new top");
}

// A97, B33
#[test]
fn another_way_is_proposed_with_its_effect_and_taking_it_changes_the_criteria_and_says_why() {
    let mut screen = Screen::new(&sample(), 100, 60);
    screen.app.desk.user.name = "Ana".into();
    screen.keys("C!a link is enough<enter>half the work<enter><c-u>Jo<enter>");
    screen.shows("? a link is enough → half the work (Jo)");
    screen
        .keys("C!")
        .shows("Other ways to do INK-1")
        .keys("<enter>")
        .shows("take it: it replaces the criteria")
        .keys("t<enter>");
    screen.shows("why is it better?").keys("three users said so<enter>");
    let item = screen.selected();
    assert_eq!((item.criteria.len(), item.criteria[0].text.as_str()), (1, "a link is enough"));
    assert!(item.description.contains("I can leave and come back"), "what was asked before is kept");
    let decision = screen.app.desk.product().decisions_by_day()[0].clone();
    assert_eq!((decision.because.as_str(), decision.by.as_str()), ("three users said so", "Ana"));
    assert!(decision.what.contains("changed course of INK-1: a link is enough"), "{}", decision.what);
    // it survives a restart, and a program that proposes another one at the same time
    let base = Home::with(screen.app.desk.product()).read();
    let propose = |text: &str, seed: u128| {
        let mut side = base.clone();
        side.seed(seed);
        side.propose(item.id, Alternative { text: text.into(), ..Alternative::default() }).unwrap();
        side
    };
    let merged = Product::merge(&base, &propose("one", 7), &propose("two", 8));
    let ways = &merged.item(item.id).unwrap().alternatives;
    assert_eq!(ways.len(), 3, "{ways:?}");
    assert_eq!(ways.iter().filter(|own| own.course == Course::Taken).count(), 1);
    screen.keys("uu");
    assert!(screen.selected().alternatives.is_empty());
}

// B33
#[test]
fn constraints_stand_apart_from_risks_in_form_and_pane() {
    let mut screen = Screen::new(&sample(), 100, 60);
    screen.keys("e");
    for _ in 0..40 {
        if screen.text().lines().any(|line| line.contains("Constraints") && line.contains("▏")) {
            break;
        }
        screen.keys("<tab>");
    }
    let id = screen.selected().id;
    screen.keys("<esc>");
    let mut product = screen.app.desk.product().clone();
    product
        .update(id, |item| {
            item.constraints = "no new cookies".into();
            Ok(())
        })
        .unwrap();
    Screen::new(&product, 100, 60).shows("CONSTRAINTS").shows("no new cookies");
}

// B26
#[test]
fn an_answer_becomes_a_criterion_where_the_item_must_meet_it() {
    let mut screen = Screen::new(&sample(), 100, 60);
    screen.keys("C?In which formats?<enter>C?<enter>PDF and CSV<enter>").shows("Must the item meet it?");
    screen.keys("c<enter>").shows("· PDF and CSV").shows("✓ In which formats? → PDF and CSV");
    let criteria = screen.selected().criteria;
    assert_eq!(criteria.last().unwrap().text, "PDF and CSV");
    screen.keys("C?Why?<enter>C?<enter>Because<enter>n");
    assert_eq!(screen.selected().criteria.len(), criteria.len(), "no is no");
    assert_eq!(again(&screen).selected().criteria.len(), criteria.len());
}

// B31
#[test]
fn what_had_to_be_clarified_and_what_was_misunderstood_is_counted_at_the_retrospective() {
    let mut screen = Screen::new(&scattered(), 120, 30);
    screen.keys("3wwShip it<enter>p<enter>y");
    screen.keys("Cm“by day” is the user’s own day<enter>").keys("CCnot a question<enter>");
    screen.keys(">>5<<").keys("mit is the wrong day<enter>");
    screen.keys("6<enter>").shows("2 things unclear");
}

// B34
#[test]
fn who_sized_an_item_stands_beside_its_size_and_goes_with_it() {
    let mut screen = Screen::new(&sample(), 100, 40);
    screen.app.desk.user.name = "Jo".into();
    screen.keys("s8").shows("size 8 by Jo");
    assert_eq!(again(&screen).selected().sized_by, "Jo");
    screen.keys("s0");
    assert_eq!(screen.selected().sized_by, "");
}

// B2
#[test]
fn a_size_that_is_a_range_is_one_in_the_list_the_plan_and_the_roadmap() {
    let (mut product, goals) = goals(1);
    product.put(About { velocity: 1_000, ..product.about().clone() });
    product.add(ready("Thing", Some(goals[0]), 1), Place::Bottom).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("s=8-3<enter>").shows("ends before it begins").keys("<c-u>3-8<enter>").shows("3–8");
    assert_eq!((screen.selected().size, screen.selected().range), (Some(Size::Points(550)), Some([300, 800])));
    screen.pause(2_000).keys("3p").shows("HOLDS").shows("3 to 8");
    assert_eq!(again(&screen).selected().range, Some([300, 800]));
    // a size of another program that meets the range is the later word, and the range goes
    let base = screen.app.desk.product().clone();
    let id = screen.selected().id;
    let mut ours = base.clone();
    ours.update(id, |item| {
        item.size = Some(Size::Points(500));
        Ok(())
    })
    .unwrap();
    let merged = Product::merge(&base, &ours, &base);
    assert_eq!(merged.item(id).unwrap().size_words().unwrap(), "5");
    assert_eq!(Home::with(&merged).read().item(id).unwrap().range, None);
}

// B6
#[test]
fn a_team_that_wants_to_see_it_accepts_nothing_that_was_not_shown() {
    let mut product = scattered();
    product.put(About { demo: true, ..product.about().clone() });
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("3wwShip it<enter>p<enter>y>>>5>").shows("was not shown");
    screen.keys("ostaging<enter> >");
    assert!(screen.app.desk.product().items().iter().any(|item| item.accepted.is_some()), "{}", screen.text());
}

// B5
#[test]
fn guests_of_the_review_are_kept_and_what_they_said_becomes_an_insight() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen.keys("3wwShip it<enter>p<enter>y>>5");
    screen.keys("I").shows("nothing was heard yet");
    screen.keys("@Raj<enter>").shows("1 guest").keys("@Helen, Zoe<enter>@-zoe<enter>").shows("2 guests");
    screen.keys("aI never find it<enter>Raj<enter>I").keys("I").shows("is an insight already");
    let product = screen.app.desk.product();
    let insight = product.insights_by_day()[0];
    assert_eq!((insight.said.as_str(), insight.source.as_str()), ("I never find it", "review, Raj"));
    assert_eq!(insight.about.len(), 1, "it is tied to what was shown");
    assert_eq!(product.sprint_in(SprintState::Active).unwrap().present, ["Helen", "Raj"]);
    screen.keys("Ys");
    assert!(screen.copied().contains("At the review: Helen, Raj"), "{}", screen.copied());
}

// A33
#[test]
fn an_interruption_can_be_read_gets_its_outcome_and_is_taken_out() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen.keys("3wwShip it<enter>p<enter>y").keys("!an outage<enter>Sam<enter>45<enter>");
    screen.keys("g!").shows("an outage").shows("45 min").keys("<enter>").shows("What became of it?");
    screen.keys("fixed<enter><enter><enter><c-u>2x<enter>").shows("is not a time").keys("<c-u>2h<enter>");
    screen.keys("g!").shows("an outage · Sam → fixed").shows("2 h").keys("<esc>Ys");
    assert!(screen.copied().contains("120 min: an outage → fixed"), "{}", screen.copied());
    let row = again(&screen).app.desk.product().sprint_in(SprintState::Active).unwrap().interruptions[0].clone();
    assert_eq!((row.outcome.as_str(), row.minutes), ("fixed", 120));
    screen.keys("g!<enter><enter><c-u><enter><enter><enter>");
    assert!(screen.app.desk.product().sprint_in(SprintState::Active).unwrap().interruptions.is_empty());
}

// B28
#[test]
fn today_says_what_interrupted_the_sprint() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen
        .keys("3wwShip it<enter>p<enter>y")
        .keys("!an outage<enter>Sam<enter>45<enter>gh")
        .shows("interrupted 45 min");
}

// B39
#[test]
fn the_retrospective_shows_whether_the_team_gets_better() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 120, 40);
    screen
        .keys("4Q")
        .keys("<enter>")
        .keys("<esc>6<enter>")
        .shows("BETTER  first pass")
        .shows("carried on")
        .shows("acted on");
    let mut fresh = Screen::new(&scattered(), 100, 30);
    fresh.keys("3wwShip it<enter>p<enter>y6<enter>").shows("two closed sprints make a trend");
}

// A92
#[test]
fn a_team_that_wants_it_quiet_hears_nothing_of_wins_at_the_close() {
    for (quiet, there) in [(false, true), (true, false)] {
        let mut product = scattered();
        product.put(About { quiet, ..product.about().clone() });
        let mut screen = Screen::new(&product, 100, 30);
        screen.keys("3wwShip it<enter>p<enter>y>>5!<enter><enter>Qb<enter>").shows("S1 is closed");
        assert_eq!(screen.text().contains("1 win to tell"), there, "{}", screen.text());
    }
}

// A60
#[test]
fn what_is_needed_first_says_by_when_it_must_begin_and_that_it_is_too_late() {
    let (mut product, goals) = goals(2);
    product.put(About { velocity: 1_000, ..product.about().clone() });
    for n in 0..2 {
        product.add(ready(&format!("Old {n}"), None, 10), Place::Bottom).unwrap();
    }
    closed(&mut product, "2026-09-07", "");
    closed(&mut product, "2026-10-05", "");
    let enabler = product.add(ready("Enabler", None, 5), Place::Bottom).unwrap();
    let mut item = ready("Big thing", Some(goals[1]), 8);
    item.link(Relation::Needs, enabler.to_string());
    product.add(item, Place::Bottom).unwrap();
    let by = |product: &mut Product, day: &str| {
        let metric =
            Metric { measure: "share".into(), goal: Some(goals[1]), by: day.parse().ok(), ..Metric::default() };
        product.add_metric(metric).unwrap();
    };
    let sprints: Vec<&Sprint> = product.sprints_by_number();
    assert_eq!(sprints.len(), 2);
    by(&mut product, "2027-06-01");
    let text = Screen::new(&product, 160, 40).keys("gr").text();
    let velocity = momentum::measure::velocity::Velocity::of(&product).range();
    if velocity.is_some_and(|(low, _)| low > 0) {
        assert!(text.contains("start by"), "{text}");
        by(&mut product, "2026-11-25");
        let text = Screen::new(&product, 160, 40).keys("gr").text();
        assert!(text.contains("too late"), "{text}");
    } else {
        assert!(text.contains("needs INK-3"), "{text}");
    }
}

// A32, A29
#[test]
fn today_has_the_north_star_and_the_way_of_the_drift() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("gh").shows("STAR ");
    let drift = screen.text().lines().find(|line| line.contains("drift:")).unwrap().to_owned();
    assert!(drift.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']), "{drift}");
}

// B19
#[test]
fn today_asks_for_a_grooming_session_in_every_sprint() {
    let mut screen = Screen::new(&scattered(), 100, 30);
    screen.keys("3wwShip it<enter>p<enter>y");
    let product = screen.app.desk.product().clone();
    let waits = |on: &str| {
        let lines = momentum::measure::today::waiting(&product, Now::on(day(on)));
        lines.iter().any(|line| line.words == "no grooming yet in S1")
    };
    assert!(!waits("2026-11-24") && waits("2026-11-25"), "from the third day on");
}
