//! What a yes costs, and what is kept of it: skipped items, goals that make way, what falls out, deals, ceremonies and their time.

use crate::common::{Home, Screen, day, now, sample};
use momentum::demo;
use momentum::model::decision::Ruling;
use momentum::model::item::{Criterion, Effect};
use momentum::model::metric::Reading;
use momentum::model::{
    About, Amount, Competitor, Horizon, Id, Insight, Item, Metric, Place, Product, Size, Sprint, SprintState,
};

fn quarter(points: u32) -> (Product, Vec<Id>) {
    let mut product = Product::new(About { velocity: 1_000, ..About::named("Inkwell", now().at) }, 3);
    let goals: Vec<Id> = ["Setup", "Share"].map(|title| product.add_goal(title).unwrap()).into();
    product.move_goal(goals[0], Horizon::Now, "").unwrap();
    product.move_goal(goals[1], Horizon::Next, "").unwrap();
    for (n, goal) in goals.iter().enumerate() {
        let size = Some(Size::Points(points * 100));
        let item = Item { title: format!("Thing {n}"), goal: Some(*goal), size, ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    (product, goals)
}

fn goal_of<'a>(screen: &'a Screen, id: &Id) -> &'a momentum::model::Goal {
    screen.app.desk.product().goals().get(*id).unwrap()
}

// A48
#[test]
fn a_goal_that_comes_to_now_asks_for_room_and_costs_words() {
    let (product, goals) = quarter(50);
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("grl<lt>").shows("G2 to now, G1 makes way: why?");
    screen.shows("it takes 5.0 sprints; now has 4.3, 0.7 too many");
    screen.keys("<enter>").shows("say what gives way");
    assert_eq!(goal_of(&screen, &goals[1]).horizon, Horizon::Next, "Enter alone moves nothing");
    screen.keys("the fair is in May<enter>");
    assert_eq!(goal_of(&screen, &goals[1]).horizon, Horizon::Now);
    let read = Home::with(screen.app.desk.product()).read();
    assert_eq!(read.goals().get(goals[1]).unwrap().why, "the fair is in May");
    assert_eq!(read.goals().get(goals[0]).unwrap().why, "made way for G2");
    // what goes further away costs nothing, and a goal that has its room and sends none away needs no word
    screen.keys(">").keys("<enter>");
    assert_eq!(goal_of(&screen, &goals[1]).horizon, Horizon::Next);
    let (mut product, goals) = quarter(5);
    product.move_goal(goals[0], Horizon::Later, "").unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gr<lt>").shows("it takes 0.5 sprints; now has 4.3").keys("<enter>");
    assert_eq!(goal_of(&screen, &goals[1]).horizon, Horizon::Now);
}

fn ready(title: &str, goal: Id, points: u32) -> Item {
    Item {
        title: title.into(),
        role: "lead".into(),
        want: "a thing".into(),
        benefit: "it helps".into(),
        goal: Some(goal),
        size: Some(Size::Points(points * 100)),
        criteria: vec![Criterion { id: Id::from_bits(1), text: "It is there".into(), ..Criterion::default() }].into(),
        provenance: "typed".into(),
        ..Item::default()
    }
}

fn ordered(sizes: &[u32]) -> Product {
    let mut product = Product::new(About::named("Inkwell", now().at), 3);
    let goal = product.add_goal("Setup").unwrap();
    for (n, size) in sizes.iter().enumerate() {
        product.add(ready(&format!("thing {}", n + 1), goal, *size), Place::Bottom).unwrap();
    }
    product
}

fn sprint(screen: &Screen, state: SprintState) -> Sprint {
    screen.app.desk.product().sprint_in(state).unwrap().clone()
}

// A38
#[test]
fn that_others_were_skipped_is_kept_even_where_nobody_says_why() {
    let mut screen = Screen::new(&ordered(&[2, 2, 2]), 100, 30);
    screen.keys("3jjp").shows("skips 2 above it").shows("is written down").keys("<enter>");
    assert_eq!(sprint(&screen, SprintState::Planned).notes, ["INK-3: nobody said why (skips 2 above it)"]);
    let decision = screen.app.desk.product().decisions_by_day()[0].clone();
    assert_eq!((decision.verdict, decision.because.as_str()), (Ruling::Override, ""));
    assert_eq!(decision.what, "pulled INK-3 although skips 2 above it");
    screen.keys("u");
    assert!(screen.app.desk.product().decisions_by_day().is_empty(), "it is one step");
    // from the top nothing is skipped, and nothing is written down
    screen.keys("ggp");
    assert!(sprint(&screen, SprintState::Planned).notes.is_empty());
}

// A38, A48
#[test]
fn a_swap_past_others_is_written_down_too() {
    let mut screen = Screen::new(&ordered(&[10, 8, 8, 8]), 100, 30);
    screen.keys("3pp").keys("jp").shows("over by 6").shows("skips 1").keys("s");
    let planned = sprint(&screen, SprintState::Planned);
    assert_eq!(planned.items.len(), 2);
    assert!(planned.notes[0].contains("skips"), "{:?}", planned.notes);
}

// A41
#[test]
fn the_trade_off_says_for_each_what_it_was_to_move_and_sums_it_up_for_sprint_and_quarter() {
    let mut product = Product::new(About { velocity: 400, ..About::named("Quarter", now().at) }, 5);
    let goal = product.add_goal("Setup").unwrap();
    let readings = vec![Reading { on: day("2026-11-20"), value: Amount::parse("10").unwrap(), ..Reading::default() }];
    let churn = Metric { measure: "churn".into(), unit: "%".into(), goal: Some(goal), readings, ..Metric::default() };
    let result = product.add_metric(churn).unwrap();
    for n in 1..=20 {
        let delta = Amount::parse(&format!("-{n}")).unwrap();
        let effect = Some(Effect { result, delta, ..Effect::default() }.into());
        let item = Item { title: format!("Thing {n}"), size: Some(Size::Points(200)), effect, ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 45);
    screen.keys("G").keys("Dt1<enter>").shows("Thing 20  → KR1 -20%");
    screen.shows("Thing 2  → KR1 -2%").shows("which was expected to move KR1 -2%");
    screen.shows("Thing 4  → KR1 -4%").shows("which was expected to move KR1 -4%");
}

// A42
#[test]
fn how_many_insights_tell_of_it_is_offered_to_a_no() {
    let mut product = sample();
    let first = product.order()[0];
    for said in ["We gave up", "It took a day"] {
        let note = Insight { said: said.into(), about: vec![first], ..Insight::default() };
        product.note_insight(note, now()).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("dn").shows("2 insights tell of it");
    let mut taken = false;
    for _ in 0..6 {
        screen.keys("<tab>");
        taken |= screen.text().contains("2 insights tell of it.");
    }
    assert!(taken, "Tab takes it into the answer:\n{}", screen.text());
    // of one that nobody told of nothing is said
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("jdn");
    assert!(!screen.text().contains("of it\n") && !screen.text().contains("insights tell"), "{}", screen.text());
}

// A11
#[test]
fn a_move_threatens_a_goal_and_the_tie_is_let_go_with_the_same_key() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let goal = screen.app.desk.product().goals_by_num()[0].clone();
    let own = |screen: &Screen| Competitor::clone(screen.app.desk.product().competitors_by_name()[0]);
    screen.keys("9[aFieldly<enter>+free tier<enter><enter>high<enter><enter>");
    screen.keys("Lg").shows("Which goal does it threaten?").keys("G1<enter>");
    screen.shows("against G1").shows("no answer yet");
    assert_eq!(own(&screen).moves[0].goal, Some(goal.id));
    let read = Home::with(screen.app.desk.product()).read();
    assert_eq!(read.competitors_by_name()[0].moves[0].goal, Some(goal.id));
    screen.keys("o");
    assert!(screen.app.desk.page.name == "Vision", "o goes to the goal, not to {}", screen.app.desk.page.name);
    // an item answers it, beside the goal that it threatens
    screen.keys("9Li").keys("INK-1 <enter>").shows("→ INK-1").shows("against G1");
    screen.keys("Lg").shows("✓ threatened").keys("G1<enter>");
    assert_eq!((own(&screen).moves[0].goal, own(&screen).moves[0].item.is_some()), (None, true));
    screen.keys("u");
    // a goal that is gone leaves the move alone
    let mut product = screen.app.desk.product().clone();
    product.remove_goal(goal.id, None).unwrap();
    product.mend();
    assert_eq!(product.competitors_by_name()[0].moves[0].goal, None);
}

// A50
#[test]
fn facts_of_use_and_moves_are_counted_against_an_aim_of_the_team() {
    let home = Home::with(&sample());
    home.run(&["insight", "add", "Nine of ten never open settings", "--kind", "usage", "--day", "2026-11-20"]);
    home.run(&["competitor", "move", "Fieldly", "free tier", "--day", "2026-11-20"]);
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("9").shows("0 of 4 talks, 1 of 4 facts, 1 of 2 moves in 30 d");
    screen.keys(":settings of the product<enter>").keys("Facts of use<enter>3<enter>");
    screen.keys(":settings of the product<enter>").keys("Moves<enter>5<enter>");
    screen.keys("9").shows("1 of 3 facts, 1 of 5 moves");
    let json: serde_json::Value = serde_json::from_str(&home.run(&["market", "--json"])).unwrap();
    assert_eq!(
        (json["facts_of_use_30_days"].as_u64(), json["moves_aim"].as_u64()),
        (Some(1), Some(2)),
        "the file has no aim yet"
    );
}

// A28
#[test]
fn the_review_has_an_agenda_and_plan_and_review_keep_how_long_they_took() {
    let mut screen = Screen::new(&ordered(&[2, 2]), 130, 30);
    screen.keys("3p").pause(40 * 60_000).keys("1").pause(10 * 60_000).keys("3").shows("50 min of 4 h");
    screen.keys("wwShip it<enter><enter>y");
    assert_eq!(sprint(&screen, SprintState::Active).planned_for, 50, "a look elsewhere is part of the meeting");
    screen.keys("5").shows("1 who 0  2 judge 0/1  3 hear 0  4 goal met –");
    screen.keys("@Mia<enter>").shows("1 who 1").keys("1").keys(">>>").keys("5").pause(5 * 60_000);
    screen.keys("anice<enter>Mia<enter>").shows("3 hear 1");
    screen.keys("<enter>yThey like it<enter>").shows("4 goal met yes");
    assert_eq!(sprint(&screen, SprintState::Active).reviewed_for, 5);
    screen.keys("Ys");
    assert!(screen.copied().contains("Time: planning 50 min, review 5 min"), "{}", screen.copied());
    // who is away for more than half an hour begins anew
    screen.keys("1").pause(31 * 60_000).keys("5").shows("0 min of 2 h");
    let read = Home::with(screen.app.desk.product()).read();
    let kept = read.sprint_in(SprintState::Active).unwrap();
    assert_eq!((kept.planned_for, kept.reviewed_for), (50, 5));
}

// A36
#[test]
fn that_the_sprint_grows_is_said_and_somebody_must_have_agreed() {
    let mut screen = Screen::new(&ordered(&[5, 3, 2, 8]), 100, 30);
    screen.keys("3ppp<enter>yfirst<enter>").keys("pthing 4<enter>").shows("nothing: the sprint grows");
    screen.keys("thing 2<enter>").shows("the sprint grows by 5");
    screen.keys("outage<enter>").keys("<enter>").shows("who agreed? a name, or “the team”");
    assert!(sprint(&screen, SprintState::Active).scope.is_empty(), "nothing changed without a name");
    screen.keys("Jo<enter>");
    assert_eq!(sprint(&screen, SprintState::Active).scope.len(), 1);
    // what is smaller than what goes out makes it no larger
    let mut screen = Screen::new(&ordered(&[5, 3, 2, 2]), 100, 30);
    screen.keys("3ppp<enter>yfirst<enter>").keys("pthing 4<enter>").keys("thing 2<enter>");
    assert!(!screen.text().contains("the sprint grows"), "{}", screen.text());
}

// A12
#[test]
fn the_list_of_what_was_declined_is_searched_by_its_reasons() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let titles: Vec<String> = screen.titles().into_iter().take(2).collect();
    screen.keys("dnfew teams have two screens<enter>").keys("dnthe law forbids it<enter>");
    screen.keys("gn").shows("2 not now").keys("/two screens<enter>");
    assert_eq!(screen.titles(), titles[..1], "a reason is no title");
    screen.keys("<esc>").keys("/law forbids<enter>");
    assert_eq!(screen.titles(), titles[1..]);
}

// A43
#[test]
fn a_wish_shows_what_it_is_worth_and_costs_and_a_deal_what_it_took_of_the_quarter() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 120, 40);
    screen.keys("8jjjj").shows("R12").keys("m").keys("An export stops<enter>");
    screen.keys("/stops at 500<enter>").shows("$40k");
    screen.keys("Dt").shows("does one deal outweigh what goes out?");
    screen.keys("<esc>");
    // of a wish without a deal nobody asks that
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 120, 40);
    screen.keys("8").keys("Dt");
    assert!(!screen.text().contains("does one deal outweigh"), "{}", screen.text());
}
