//! Planning, the board, the shield and the close, by keys.

use crate::common::{Screen, day, now, sample};
use insta::assert_snapshot;
use momentum::model::item::Criterion;
use momentum::model::{About, Id, Item, Place, Product, Size, SprintState, Stamp, document};

/// A backlog whose items are ready, of these sizes.
fn ready(sizes: &[u32]) -> Product {
    let mut product = Product::new(About::named("Inkwell", now().at), 3);
    let goal = product.add_goal("Teams set up alone").unwrap();
    for (i, n) in sizes.iter().enumerate() {
        let item = Item {
            title: format!("Ready thing {}", i + 1),
            role: "lead".into(),
            want: "a thing".into(),
            benefit: "it helps".into(),
            goal: Some(goal),
            size: Some(Size::Points(n * 100)),
            criteria: vec![Criterion { id: Id::from_bits(1), text: "It is there".into(), ..Criterion::default() }]
                .into(),
            provenance: "typed".into(),
            created: Stamp::on(day("2026-11-01")),
            updated: Stamp::on(day("2026-11-01")),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    product
}

fn sprint(screen: &Screen, state: SprintState) -> momentum::model::Sprint {
    screen.app.desk.product().sprint_in(state).unwrap().clone()
}

#[test]
fn the_screens_of_a_sprint_at_every_size() {
    for (name, keys) in [("plan", "3wwShip it<enter>f"), ("board", "3wwShip it<enter>f<enter>y>l>>")] {
        for (width, height) in [(100, 30), (80, 24), (60, 20)] {
            let mut screen = Screen::new(&ready(&[5, 3, 5, 2, 3, 8, 1]), width, height);
            screen.keys(keys);
            assert_snapshot!(format!("sprint_{name}_{width}x{height}"), screen.text());
        }
    }
}

// B25
#[test]
fn a_sprint_of_eight_items_is_planned_with_twelve_keys_after_the_goal() {
    let mut screen = Screen::new(&ready(&[3, 3, 2, 2, 2, 3, 3, 2, 5, 5]), 100, 30);
    screen.keys("3wwTeams set up alone<enter>");
    let budget = ["p", "p", "p", "p", "p", "p", "p", "p", "<enter>", "y"];
    assert!(budget.len() <= 12);
    screen.keys(&budget.concat());
    let active = sprint(&screen, SprintState::Active);
    assert_eq!((active.items.len(), active.committed_points()), (8, (2_000, 0)));
    assert_eq!((screen.app.desk.page.name, active.goal.as_str()), ("Sprint", "Teams set up alone"));
}

// A87, A38, B7
#[test]
fn pulling_asks_why_where_something_speaks_against_it_and_keeps_the_answer() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("3jjjjp").shows("no goal").shows("skips 4 above it");
    screen.keys("support has 40 tickets<enter>");
    let planned = sprint(&screen, SprintState::Planned);
    assert_eq!(planned.items.len(), 1);
    assert!(planned.notes[0].contains("support has 40 tickets"));
    assert!(screen.app.desk.product().decisions_by_day()[0].what.contains("although"));
    // the last row of a side can be taken, and the cursor stays in the list
    screen
        .keys("GGjjjjjjjjjjjjp")
        .shows("it serves no goal")
        .keys("<enter>")
        .shows("say why")
        .keys("asked twice<enter>k<tab><tab>");
    assert!(screen.app.desk.selected().is_some());
    screen.keys("u");
    // what is in goes back with the same key
    screen.keys("<tab>p").shows("put INK-5 back");
    assert!(sprint(&screen, SprintState::Planned).items.is_empty());
}

// A48, A24
#[test]
fn more_than_it_can_hold_is_said_and_no_wall() {
    let mut screen = Screen::new(&ready(&[10, 8, 8]), 100, 30);
    screen
        .keys("3pp")
        .shows("room 2")
        .keys("p")
        .shows("over by 6 (26 of 20)")
        .shows("swap with INK-2 (8)")
        .keys("o<enter>")
        .shows("more than the sprint can hold")
        .keys("a fair is on<enter>")
        .shows("of 20, over by 6");
    screen
        .keys("<enter>")
        .shows("over its capacity by 6")
        .shows("it has no goal")
        .keys("y")
        .shows("Commit all the same, because")
        .keys("<enter>")
        .shows("say why, or give it a goal")
        .keys("the fair decides<enter>")
        .shows("Sprint 1");
    let notes = sprint(&screen, SprintState::Active).notes.join("\n");
    assert!(notes.contains("a fair is on") && notes.contains("it has no goal: the fair decides"), "{notes}");
}

// A36
#[test]
fn the_scope_of_an_active_sprint_changes_only_with_a_reason() {
    let mut screen = Screen::new(&ready(&[5, 3, 2, 3]), 100, 30);
    screen.keys("3ppp<enter>yfirst<enter>").shows("committed 10");
    screen
        .keys("p")
        .shows("What comes into the sprint?")
        .keys("<enter>")
        .shows("What comes out for it?")
        .keys("thing 2<enter>");
    screen.keys("<enter>").shows("a change of scope needs a reason").keys("outage<enter>Jo<enter>");
    let active = sprint(&screen, SprintState::Active);
    assert_eq!(active.scope.len(), 1);
    let change = &active.scope[0];
    assert_eq!((change.why.as_str(), change.by.as_str()), ("outage", "Jo"));
    assert_eq!(
        (change.added.as_ref().unwrap().points, change.removed.as_ref().unwrap().points),
        (Some(300), Some(300))
    );
    screen.shows("outage · Jo");
    // planning the next one cannot take what is in this one
    screen.keys("3").shows("INK-2").keys("p").shows("pulled").keys("4");
    assert_eq!(sprint(&screen, SprintState::Planned).items.len(), 1, "only what came out can be planned again");
    // no other verb takes a card out of the sprint without a word
    for keys in ["dvtoo little<enter>", "x<enter>a<enter>b<tab>r", "mthing 2<enter>"] {
        screen.keys("4kkk").keys(keys).shows("is in the active sprint S1").keys("<esc><esc>");
    }
    screen.keys("3<tab>p<esc>");
    assert!(sprint(&screen, SprintState::Planned).items.is_empty());
}

#[test]
fn cards_move_and_a_close_keeps_sizes_carries_on_and_undoes() {
    let mut screen = Screen::new(&ready(&[5, 3, 2]), 100, 30);
    let start = document::write(screen.app.desk.product()).unwrap();
    screen.keys("3ppp<enter>yfirst<enter>>>>");
    assert_eq!(screen.app.desk.product().order().len(), 2, "the first card is done");
    screen.keys("Q").shows("3 items not accepted").keys("N<enter>").shows("S1 is closed: 5 of 10 points accepted");
    screen.keys("<esc>u4Q").keys("jnn<enter>").shows("S1 is closed: 5 of 10 points accepted").keys("l");
    let next = sprint(&screen, SprintState::Planned);
    assert_eq!((next.number, next.items.len()), (2, 2));
    screen.keys("3<tab>").shows("carried ×1").shows("S1 5").shows("median of the last sprints");
    screen.keys("<esc>4").shows("No sprint is active. 3 plans one");
    while screen.app.desk.workspace.undo(now()).is_ok() {}
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), start);
}

#[test]
fn a_cancelled_sprint_says_why() {
    let mut screen = Screen::new(&ready(&[5]), 100, 30);
    screen
        .keys("3p<enter>yfirst<enter>:cancel the sprint<enter><enter>")
        .shows("needs a reason")
        .keys("the market left<enter>");
    let cancelled = screen.app.desk.product().sprint_in(SprintState::Cancelled).unwrap();
    assert_eq!(cancelled.why, "the market left");
}

#[test]
fn what_waits_for_a_sprint_is_hidden_until_its_first_day_and_comes_back_with_a_word() {
    let mut screen = Screen::new(&ready(&[5, 3]), 100, 30);
    screen.keys(";sprint<enter>").shows("no such sprint has a first day").keys("<esc>3n<esc><esc>;sprint<enter>");
    let until = screen.app.desk.product().items().iter().find_map(|item| item.until);
    assert_eq!(until, Some(day("2026-11-23")));
    assert_eq!(screen.titles(), ["Ready thing 2"]);
    screen.keys(";s1<enter>").shows("Nothing is open");
    screen.app.desk.now = momentum::model::Now::on(day("2026-11-24"));
    let (product, now) = (screen.app.desk.product().clone(), screen.app.desk.now);
    screen.app.desk.list.rebuild(&product, now);
    screen.draw();
    screen.shows("back 23 Nov");
}
