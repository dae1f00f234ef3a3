//! Enter states nothing by itself: what a person accepts, meets, agrees to or gives up has its own key or its own words.

use crate::common::{Screen, now};
use momentum::demo;
use momentum::model::{Product, Verdict};
use momentum::tui::catalog::CATALOG;

/// What is stated in a product: a line for each thing that was accepted, met, agreed to, said no to or ended.
fn stated(product: &Product) -> Vec<String> {
    let mut out = Vec::new();
    for item in product.items().iter() {
        let key = product.key(item);
        let judged = item.criteria.iter().filter(|row| row.verdict != Verdict::Open).count();
        let found = item.effect.as_ref().map(|effect| effect.found);
        out.push(format!("{key} accepted {:?}", item.accepted.is_some()));
        out.push(format!("{key} judged {judged}"));
        out.push(format!("{key} declined {:?}", item.declined.is_some()));
        out.push(format!("{key} found {found:?}"));
    }
    for goal in product.goals().iter() {
        out.push(format!("G{} ended {:?}", goal.num, goal.ended.is_some()));
    }
    for sprint in product.sprints_by_number() {
        out.push(format!("S{} {:?} agreed {:?} met {:?}", sprint.number, sprint.state, sprint.agreed, sprint.met));
    }
    out.push(format!("shared {:?}", product.vision().shared));
    out
}

/// Commands of which Enter takes the choice that is marked, and why that is no statement of its own.
const MARKED: &[(&str, &str)] = &[
    ("review.missed", "its key says missed; Enter leaves the words out"),
    ("review.rest", "its key accepts but for a rest; Enter takes the proposed rest"),
    (
        "sprint.close",
        "the page shows what becomes of each item, and Enter carries it out; whether the goal was met stays open",
    ),
    ("review.close", "the same page"),
    ("vision.share", "it copies a text to share; Enter takes the length that is marked"),
    ("report.vision", "the same list"),
];

#[test]
fn enter_alone_states_nothing_in_any_prompt() {
    let product = demo::inkwell(now(), 7).unwrap();
    let mut asked = 0;
    let mut wrong = Vec::new();
    for action in CATALOG.actions().filter(|action| MARKED.iter().all(|(name, _)| *name != action.name)) {
        let mut screen = Screen::new(&product, 100, 30);
        screen.app.desk.run_named(action.name);
        if screen.app.desk.layers.is_empty() {
            continue;
        }
        asked += 1;
        let before = stated(screen.app.desk.product());
        // as often as somebody does who takes every proposal
        for _ in 0..4 {
            if screen.app.desk.layers.is_empty() || !screen.app.desk.effects.is_empty() {
                break;
            }
            screen.keys("<enter>");
        }
        let after = stated(screen.app.desk.product());
        // what is new has been added, with nothing said of it
        let known = |line: &&String| before.iter().any(|old| old.split(' ').next() == line.split(' ').next());
        let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).filter(known).collect();
        if !new.is_empty() {
            wrong.push(format!("{}: {new:?}", action.name));
        }
    }
    assert!(asked > 60, "only {asked} commands asked something");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_close_by_enter_alone_leaves_open_whether_the_goal_was_met() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("4Q<enter><enter>");
    let sprint = screen.app.desk.product().sprints_by_number().into_iter().find(|sprint| sprint.number == 14).unwrap();
    assert_eq!(sprint.met, momentum::model::sprint::Met::Open);
    let judged = |product: &Product| stated(product).iter().filter(|line| line.contains("judged 0")).count();
    assert_eq!(
        judged(screen.app.desk.product()),
        judged(&demo::inkwell(now(), 7).unwrap()),
        "no criterion is met by it"
    );
}
