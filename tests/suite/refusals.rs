//! What the model refuses, repairs and decides between: each guard of a verb, from outside.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::common::{day, later, now, sample};
use momentum::model::action::{ActionState, RetroAction};
use momentum::model::decision::Decision;
use momentum::model::goal::Confidence;
use momentum::model::item::{Criterion, Declined, Effect, Fault, Relation, edit_list, read_criteria, set_field};
use momentum::model::merge::merge_record;
use momentum::model::metric::{Reading, Role};
use momentum::model::refine::Parent;
use momentum::model::retro::Note;
use momentum::model::sprint::{Entry, Fate, Met};
use momentum::model::{
    About, Amount, Change, Entity, Goal, Horizon, Id, Item, Metric, Now, Person, Place, Product, Reason, Refusal,
    Retro, Size, Sprint, SprintState, Stamp, Status, Verdict,
};

fn product(sizes: &[u32]) -> (Product, Vec<Id>) {
    let mut product = Product::new(About::named("Inkwell", Stamp(1)), 3);
    let ids = sizes
        .iter()
        .map(|n| {
            let item = Item { title: format!("item {n}"), size: Some(Size::Points(n * 100)), ..Item::default() };
            product.add(item, Place::Bottom).unwrap()
        })
        .collect();
    (product, ids)
}

/// A product with an active sprint that holds the first items.
fn active(sizes: &[u32], held: usize) -> (Product, Vec<Id>, Id) {
    let (mut product, ids) = product(sizes);
    let sprint = product.plan_sprint(now()).unwrap();
    product.pull(sprint, &ids[..held]).unwrap();
    product.commit_sprint(sprint, now()).unwrap();
    (product, ids, sprint)
}

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, words: &str) {
    let Err(why) = result else { panic!("not refused: {words}") };
    let why = why.to_string();
    assert!(why.contains(words), "“{words}” is not in: {why}");
}

fn row<T: Clone + momentum::model::Stored>(product: &Product, id: Id) -> T {
    T::clone(product.get::<T>(id).unwrap())
}

fn set(about: &mut About, name: &str, text: &str) -> Result<(), Refusal> {
    let field = About::fields().iter().find(|field| field.name == name).unwrap();
    field.set.unwrap()(about, text, &Product::default())
}

#[test]
fn settings_refuse_shares_that_are_no_whole() {
    let mut about = About::default();
    refused(set(&mut about, "mix", "feature 60, fix 20, debt 10"), "90 %");
    set(&mut about, "mix", "feature 60, fix 20, debt 20").unwrap();
    assert_eq!(about.mix.len(), 3);
    set(&mut about, "mix", "feature 100, debt 0").unwrap();
    assert_eq!(about.mix.len(), 1, "nothing of a class is no share");
    set(&mut about, "mix", "").unwrap();
    assert!(about.mix.is_empty());
    refused(set(&mut about, "mix", "joy 100"), "is not one of");
}

#[test]
fn actions_are_few_worded_and_planned_once() {
    let (mut product, _, sprint) = active(&[1], 1);
    let action = |words: &str| RetroAction { improve: words.into(), from: Some(sprint), ..RetroAction::default() };
    refused(product.add_action(action(" ")), "needs words");
    let first = product.add_action(action("Look sooner")).unwrap();
    product.add_action(action("Talk more")).unwrap();
    refused(product.add_action(action("A third")), "are enough");
    assert!(product.add_action(RetroAction { from: None, ..action("Of another retrospective") }).is_ok());
    refused(product.reword_action(first, "  "), "needs words");
    product.reword_action(first, "Look earlier").unwrap();
    assert_eq!(row::<RetroAction>(&product, first).improve, "Look earlier");
    let item = product.action_item(first).unwrap();
    refused(product.action_item(first), "stands for it already");
    product
        .update(item, |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    assert_ne!(product.action_item(first).unwrap(), item, "what is done stands for nothing any more");
    product.close_action(first, ActionState::Done, now()).unwrap();
    assert!(product.add_action(action("Now there is room")).is_ok());
}

#[test]
fn goals_give_way_end_with_a_reason_and_leave_nothing_dangling() {
    let (mut product, ids) = product(&[1]);
    let goals: Vec<Id> = ["One", "Two", "Three"].iter().map(|title| product.add_goal(title).unwrap()).collect();
    refused(product.add_goal("  "), "a goal needs a title");
    let horizon = |product: &Product, i: usize| row::<Goal>(product, goals[i]).horizon;
    product.move_goal(goals[1], Horizon::Later, "x").unwrap();
    assert_eq!(horizon(&product, 0), Horizon::Now, "only what comes to now pushes");
    product.move_goal(goals[1], Horizon::Now, "").unwrap();
    assert_eq!((horizon(&product, 0), horizon(&product, 1)), (Horizon::Next, Horizon::Now));
    refused(product.end_goal(goals[0], false, " ", now()), "given up");
    product.end_goal(goals[0], true, "", now()).unwrap();
    assert_eq!(horizon(&product, 0), Horizon::Reached);
    // items and key results of a goal that is removed go to the heir, or to none
    product
        .update(ids[0], |item| {
            item.goal = Some(goals[1]);
            Ok(())
        })
        .unwrap();
    let kr = product.add_metric(Metric { measure: "churn".into(), goal: Some(goals[1]), ..Metric::default() }).unwrap();
    let mut alone = product.clone();
    alone.remove_goal(goals[1], None).unwrap();
    assert_eq!((alone.item(ids[0]).unwrap().goal, row::<Metric>(&alone, kr).goal), (None, None));
    refused(product.clone().remove_goal(goals[1], Some(Id::from_bits(99))), "");
    product.remove_goal(goals[1], Some(goals[2])).unwrap();
    assert_eq!(
        (product.item(ids[0]).unwrap().goal, row::<Metric>(&product, kr).goal),
        (Some(goals[2]), Some(goals[2]))
    );
    product.trust_goal(goals[2], Confidence::High).unwrap();
    // what is expected needs a number that is there and a way to go
    let effect = Effect { result: kr, delta: Amount(10_000), ..Effect::default() };
    refused(product.expect(ids[0], Effect { result: Id::from_bits(9), ..effect.clone() }), "");
    refused(product.expect(ids[0], Effect { delta: Amount::default(), ..effect.clone() }), "");
    product.expect(ids[0], effect).unwrap();
}

#[test]
fn measures_have_names_a_way_one_star_and_no_circle() {
    let (mut product, _) = product(&[]);
    let add = |product: &mut Product, measure: &str, role: Role| {
        product.add_metric(Metric { measure: measure.into(), role, ..Metric::default() })
    };
    refused(add(&mut product, "  ", Role::Result), "");
    let kr = add(&mut product, "churn", Role::Result).unwrap();
    let star = add(&mut product, "teams", Role::NorthStar).unwrap();
    assert_eq!(
        row::<Metric>(&product, kr).way(),
        "no baseline yet".replace("no baseline yet", &row::<Metric>(&product, kr).way())
    );
    refused(
        product.change_metric(kr, |metric| {
            metric.measure = " ".into();
            Ok(())
        }),
        "",
    );
    let amount = |n: i64| Some(Amount(n * 10_000));
    refused(
        product.change_metric(kr, |metric| {
            (metric.baseline, metric.target) = (amount(5), amount(5));
            Ok(())
        }),
        "",
    );
    product
        .change_metric(kr, |metric| {
            (metric.baseline, metric.target) = (amount(5), amount(9));
            Ok(())
        })
        .unwrap();
    product
        .change_metric(kr, |metric| {
            metric.owner = "Jo".into();
            Ok(())
        })
        .unwrap();
    // a reading is of today or before
    let on = |n: u32| day(&format!("2026-11-{n}"));
    refused(product.read_metric(kr, on(22), Amount(1), "", on(21)), "future");
    product.read_metric(kr, on(21), Amount(1), "", on(21)).unwrap();
    product.read_metric(kr, on(21), Amount(2), "", on(21)).unwrap();
    assert_eq!(row::<Metric>(&product, kr).readings.len(), 1, "one a day");
    assert!(!product.is_driven_by(kr, star));
    product
        .change_metric(kr, |metric| {
            metric.drives = Some(star);
            Ok(())
        })
        .unwrap();
    assert!(product.is_driven_by(kr, star) && product.is_driven_by(star, star) && !product.is_driven_by(star, kr));
    product.remove_metric(star).unwrap();
    assert_eq!(row::<Metric>(&product, kr).drives, None, "nothing drives what is gone");
    // two programs that each made a KR2 and a north star
    let (base, _) = self::product(&[]);
    let side = |seed: u128, measure: &str| {
        let mut side = base.clone();
        side.seed(seed);
        side.add_metric(Metric {
            measure: measure.into(),
            role: Role::NorthStar,
            created: Stamp(i64::try_from(seed).unwrap()),
            ..Metric::default()
        })
        .unwrap();
        side
    };
    let merged = Product::merge(&base, &side(1, "a"), &side(2, "b"));
    let mut nums: Vec<u32> = merged.metrics_by_num().iter().map(|metric| metric.num).collect();
    nums.dedup();
    assert_eq!(nums, [1, 2]);
    assert_eq!(merged.metrics_by_num().iter().filter(|metric| metric.role == Role::NorthStar).count(), 1);
    let again = Product::merge(&base, &merged, &merged);
    assert_eq!(again, merged, "what fits is left as it is");
}

#[test]
fn the_order_takes_only_what_is_open_and_keeps_blocks_together() {
    let (mut product, ids) = product(&[1, 2, 3, 4]);
    refused(Place::parse("0", &product), "");
    refused(Place::parse("nowhere", &product), "");
    assert!(Place::parse("2", &product).is_ok());
    let order = |product: &Product| {
        product.order().iter().map(|id| ids.iter().position(|i| i == id).unwrap() + 1).collect::<Vec<_>>()
    };
    product.place(&[ids[3], ids[0]], Place::Top).unwrap();
    assert_eq!(order(&product), [1, 4, 2, 3], "a block keeps its order");
    product.place(&[ids[1]], Place::Bottom).unwrap();
    assert_eq!(order(&product), [1, 4, 3, 2]);
    product.place(&[ids[3], ids[0]], Place::Down).unwrap();
    assert_eq!(order(&product), [3, 1, 4, 2]);
    // beside a member of the block itself nothing moves
    product.place(&[ids[3], ids[0]], Place::Before(ids[0])).unwrap();
    assert_eq!(order(&product), [3, 1, 4, 2]);
    assert_eq!(product.permute(&[ids[0], ids[1], ids[2], ids[3]], now()).unwrap(), 4);
    assert_eq!(order(&product), [1, 2, 3, 4]);
    assert_eq!(product.permute(&[ids[0], ids[1]], now()).unwrap(), 0, "what stands right is not moved");
    let before = product.item(ids[0]).unwrap().ranked;
    assert_eq!(before, product.item(ids[0]).unwrap().ranked);
    product.decline(ids[0], Reason::NotNow, "", now()).unwrap();
    refused(product.decline(ids[0], Reason::NotNow, "", now()), "INK-1");
    refused(product.permute(&[ids[0], ids[1]], now()), "no place");
    refused(product.place(&[ids[0]], Place::Top), "said no to");
    product.reconsider(ids[0]).unwrap();
    refused(product.reconsider(ids[0]), "");
    product
        .update(ids[1], |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    refused(product.place(&[ids[1]], Place::Top), "is done");
    refused(product.set_aside(ids[2], Some(now().today), now()), "not after today");
    product.set_aside(ids[2], Some(day("2026-11-22")), now()).unwrap();
    refused(
        product.add(Item { title: " ".into(), ..Item::default() }, Place::Top).and_then(|id| {
            let change = Change::between(&Product::default(), &product);
            product.check(&change).map(|()| id)
        }),
        "title",
    );
    // numbers and keys
    assert!(product.find_item("ink-3").is_ok() && product.find_item("3").is_ok());
    refused(product.find_item("INK-99").map(drop), "INK-99");
    refused(product.find_item("OTHER-1").map(drop), "OTHER-1");
    refused(product.find_item("IKN-3").map(drop), "");
    refused(product.find_goal("G9").map(drop), "");
}

#[test]
fn a_sprint_refuses_what_is_no_plan() {
    let (mut product, ids) = product(&[5, 3, 2]);
    let id = product.plan_sprint(now()).unwrap();
    refused(product.plan_sprint(now()), "S1 is being planned already");
    let on = |n: u32| day(&format!("2026-12-{n:02}"));
    refused(product.date_sprint(id, on(5), on(4)), "is before");
    product.date_sprint(id, on(4), on(4)).unwrap();
    refused(product.date_sprint(id, on(5), on(6)), "no working day");
    refused(product.date_sprint(id, day("2026-12-01"), day("2027-12-02")), "longer than a year");
    product.date_sprint(id, day("2026-12-01"), day("2027-12-01")).unwrap();
    product.date_sprint(id, day("2026-11-23"), day("2026-12-04")).unwrap();
    refused(product.commit_sprint(id, now()), "the sprint is empty");
    product.pull(id, &ids[..2]).unwrap();
    product.pull(id, &ids[..1]).unwrap();
    assert_eq!(row::<Sprint>(&product, id).items, &ids[1..2], "all of them inside: they go back");
    product.pull(id, &ids[..2]).unwrap();
    assert_eq!(row::<Sprint>(&product, id).items.len(), 2, "one of them outside: it comes in, once");
    product.decline(ids[2], Reason::NotNow, "", now()).unwrap();
    refused(product.pull(id, &ids[2..]), "INK-3");
    // its days
    refused(product.clone().commit_sprint(id, Now::on(on(5))), "is over");
    assert!(product.clone().commit_sprint(id, Now::on(on(4))).is_ok(), "on its last day it can still begin");
    let mut free = product.clone();
    free.amend_sprint(id, |sprint| sprint.holidays = sprint.working_days()).unwrap();
    refused(free.commit_sprint(id, now()), "day");
    // what left the backlog meanwhile is not promised
    product.decline(ids[0], Reason::NotNow, "", now()).unwrap();
    product.commit_sprint(id, now()).unwrap();
    assert_eq!(row::<Sprint>(&product, id).committed.iter().map(|entry| entry.item).collect::<Vec<_>>(), &ids[1..2]);
    let second = product.plan_sprint(now()).unwrap();
    refused(product.pull(second, &ids[1..2]), "S1");
    product.reconsider(ids[0]).unwrap();
    product.pull(second, &ids[..1]).unwrap();
    refused(product.commit_sprint(second, now()), "S1 is still active");
    refused(product.commit_sprint(id, now()), "not planned");
    assert_eq!(product.sprint_of(ids[0]).unwrap().number, 2);
}

#[test]
fn the_next_sprint_begins_on_the_next_working_day_or_monday() {
    let start = |on: &str, last: Option<&str>| {
        let (mut product, _) = product(&[1]);
        if let Some(last) = last {
            let id = product.fresh_id();
            product.put(Sprint {
                id,
                number: 1,
                state: SprintState::Closed,
                end: Some(day(last)),
                ended: Some(Stamp(1)),
                ..Sprint::default()
            });
        }
        let id = product.plan_sprint(Now::on(day(on))).unwrap();
        row::<Sprint>(&product, id).start.unwrap().to_string()
    };
    assert_eq!(start("2026-11-21", None), "2026-11-23", "a Saturday: the Monday after");
    assert_eq!(start("2026-11-23", None), "2026-11-23", "a Monday: at once");
    assert_eq!(start("2026-11-24", None), "2026-11-30");
    assert_eq!(start("2026-11-24", Some("2026-11-24")), "2026-11-25", "the day after the one that ends today");
    assert_eq!(start("2026-11-24", Some("2026-11-27")), "2026-11-30");
    assert_eq!(start("2026-11-24", Some("2026-11-23")), "2026-11-30", "the last one is over");
}

#[test]
fn the_shield_asks_for_both_sides_a_reason_and_the_points_of_the_promise() {
    let (mut product, ids, sprint) = active(&[5, 3, 2, 8], 2);
    let change = |product: &mut Product, add, remove, why: &str| product.change_scope(add, remove, why, "Jo", now());
    refused(change(&mut product, Some(ids[2]), None, "  "), "reason");
    refused(change(&mut product, None, None, "x"), "nothing comes in");
    refused(change(&mut product, Some(ids[0]), None, "x"), "in a sprint already");
    refused(change(&mut product, None, Some(ids[3]), "x"), "not in the sprint");
    product.decline(ids[2], Reason::NotNow, "", now()).unwrap();
    refused(change(&mut product, Some(ids[2]), None, "x"), "not open");
    // what goes out goes with the points it was promised with, whatever it is sized now
    product
        .update(ids[1], |item| {
            item.size = Some(Size::Points(1_300));
            Ok(())
        })
        .unwrap();
    change(&mut product, Some(ids[3]), Some(ids[1]), "an outage").unwrap();
    let scope = row::<Sprint>(&product, sprint).scope;
    assert_eq!(scope[0].removed, Some(Entry { item: ids[1], points: Some(300) }));
    assert_eq!(scope[0].added, Some(Entry { item: ids[3], points: Some(800) }));
    for verb in [
        product.clone().refuse(ids[0], Reason::NotNow, "", "", now()),
        product.clone().merge_items(ids[0], ids[1], now()),
        product.clone().split(ids[0], &["a".into(), "b".into()], Parent::Replaced, false, Size::SCALE, now()).map(drop),
    ] {
        refused(verb, "active sprint S1");
    }
    let (mut none, _) = self::product(&[1]);
    refused(change(&mut none, None, None, "x"), "no sprint is active");
}

#[test]
fn a_review_needs_words_and_something_that_was_shown() {
    let (mut product, ids, _) = active(&[5, 3], 1);
    let id = ids[0];
    refused(product.accept(id, now()), "not begun");
    refused(product.return_item(id, Fault::Defect, "x", now()), "not begun");
    product
        .update(id, |item| {
            item.reach(Status::Review, now().at);
            Ok(())
        })
        .unwrap();
    refused(product.return_item(id, Fault::Defect, " ", now()), "words");
    product.return_item(id, Fault::Defect, "it blinks", later(1)).unwrap();
    refused(product.return_item(id, Fault::Defect, "again", later(2)), "returned already");
    product
        .update(id, |item| {
            item.reach(Status::Review, later(3).at);
            Ok(())
        })
        .unwrap();
    product.return_item(id, Fault::Defect, "still", later(4)).unwrap();
    assert_eq!(product.item(id).unwrap().returns.len(), 2);
    product
        .update(id, |item| {
            item.reach(Status::Review, later(5).at);
            item.criteria = read_criteria("[!] missed\n[x] met\nopen", &[]);
            (1..).zip(&mut item.criteria).for_each(|(i, c)| c.id = Id::from_bits(i));
            Ok(())
        })
        .unwrap();
    for part in [5, 6] {
        refused(
            product.clone().accept_but(id, "rest", Some(Size::Points(part * 100)), later(6)),
            "smaller than the whole",
        );
    }
    refused(product.clone().accept_but(id, " ", None, later(6)), "");
    let mut but = product.clone();
    let rest = but.accept_but(id, "rest", Some(Size::Points(400)), later(6)).unwrap();
    assert_eq!((but.item(id).unwrap().size, but.item(rest).unwrap().criteria.len()), (Some(Size::Points(100)), 1));
    // a strict team takes nothing that misses a criterion
    product.put(About { strict: true, ..product.about().clone() });
    refused(product.accept(id, later(6)), "strict");
    product.put(About { strict: false, ..product.about().clone() });
    product.accept(id, later(6)).unwrap();
    refused(product.accept(id, later(7)), "accepted already");
    let verdicts: Vec<Verdict> = product.item(id).unwrap().criteria.iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Missed, Verdict::Met, Verdict::Open], "accepting judges nothing");
    refused(product.hear("Ana", " ", now()), "words");
    refused(product.win(None, " ", "", now()), "words");
    refused(product.interrupt("Ana", " ", 5, now()), "words");
    product.hear("", "good", now()).unwrap();
    product.hear("Ana", "better", now()).unwrap();
    product.hear("Ana", "best", now()).unwrap();
    let sprint = product.sprint_in(SprintState::Active).unwrap();
    assert_eq!((sprint.present.as_slice(), sprint.feedback.len()), (["Ana".to_owned()].as_slice(), 3));
    product.goal_met(Met::Partly, Some("look sooner")).unwrap();
    product.goal_met(Met::Yes, None).unwrap();
    let sprint = product.sprint_in(SprintState::Active).unwrap();
    assert_eq!((sprint.met, sprint.learned.as_str()), (Met::Yes, "look sooner"), "nothing said takes nothing away");
    let (mut none, ids) = self::product(&[1]);
    refused(none.hear("", "x", now()), "active");
    none.decline(ids[0], Reason::NotNow, "", now()).unwrap();
    refused(none.accept(ids[0], now()), "said no to");
}

#[test]
fn a_close_sends_each_item_where_it_belongs_once() {
    let (mut product, ids, sprint) = active(&[5, 3, 2, 8, 1, 13], 5);
    let reach = |product: &mut Product, id: Id, to: Status| {
        product
            .update(id, |item| {
                item.reach(to, now().at);
                Ok(())
            })
            .unwrap();
    };
    reach(&mut product, ids[0], Status::Done);
    reach(&mut product, ids[1], Status::Done);
    reach(&mut product, ids[2], Status::Doing);
    // the next sprint already holds one of those that are sent on: it stays there
    let next = product.plan_sprint(now()).unwrap();
    let mut held = row::<Sprint>(&product, next);
    held.items = vec![ids[5]];
    product.put(held);
    assert_eq!(product.leftovers()[0].1, Fate::Accepted);
    assert_eq!(product.leftovers()[2].1, Fate::Top);
    let kr = product
        .add_metric(Metric {
            measure: "churn".into(),
            readings: vec![Reading {
                id: Id::from_bits(1),
                on: day("2026-11-20"),
                value: Amount(70_000),
                ..Reading::default()
            }],
            ..Metric::default()
        })
        .unwrap();
    product.amend_sprint(sprint, |sprint| sprint.result = Some(kr)).unwrap();
    let fates = BTreeMap::from([
        (ids[0], Fate::Accepted),
        (ids[1], Fate::Declined),
        (ids[2], Fate::Next),
        (ids[3], Fate::Declined),
    ]);
    product.close_sprint(&fates, Fate::Top, " ", now()).unwrap();
    let fate = |id: Id| row::<Sprint>(&product, sprint).outcome.iter().find(|row| row.item == id).unwrap().fate;
    assert_eq!(
        ids[..5].iter().map(|id| fate(*id)).collect::<Vec<_>>(),
        [Fate::Accepted, Fate::Done, Fate::Next, Fate::Declined, Fate::Top]
    );
    assert_eq!(product.item(ids[1]).unwrap().declined, None, "finished work cannot be said no to");
    assert_eq!(product.item(ids[3]).unwrap().declined.as_ref().unwrap().text, "left over when S1 ended");
    assert_eq!(row::<Sprint>(&product, next).items, [ids[5], ids[2]]);
    assert_eq!(row::<Sprint>(&product, sprint).result_end, Some(Amount(70_000)));
    assert_eq!(
        product.order().iter().take(2).copied().collect::<Vec<_>>(),
        [ids[2], ids[4]],
        "in the order that they had"
    );
    assert_eq!((product.item(ids[4]).unwrap().carried, product.item(ids[0]).unwrap().carried), (1, 0));
    refused(product.close_sprint(&fates, Fate::Top, "", now()), "no sprint is active");
    refused(product.amend_sprint(sprint, |sprint| sprint.goal = "x".into()), "");
    let (mut product, _, sprint) = active(&[5], 1);
    refused(product.cancel_sprint(" ", now()), "reason");
    product.cancel_sprint("the market moved", now()).unwrap();
    assert_eq!(
        (row::<Sprint>(&product, sprint).state, row::<Sprint>(&product, sprint).why.as_str()),
        (SprintState::Cancelled, "the market moved")
    );
    // everything accepted: nothing goes on, no sprint is made for it
    let (mut product, ids, _) = active(&[5], 1);
    reach(&mut product, ids[0], Status::Done);
    product.close_sprint(&BTreeMap::from([(ids[0], Fate::Accepted)]), Fate::Next, "", now()).unwrap();
    assert!(product.sprint_in(SprintState::Planned).is_none());
}

#[test]
fn retrospectives_people_filters_and_decisions_need_their_words() {
    let (mut product, ids, sprint) = active(&[5], 1);
    let planned = product.plan_sprint(now()).unwrap();
    refused(product.begin_retro(planned, "4Ls"), "has not begun");
    refused(product.skip_retro(sprint, " ", now()), "why is it skipped");
    let retro = product.begin_retro(sprint, "4Ls").unwrap();
    assert_eq!(product.begin_retro(sprint, "sailboat").unwrap(), retro, "one a sprint");
    product
        .change_retro(retro, |retro| {
            retro.notes.push(Note { id: Id::from_bits(1), text: "x".into(), ..Note::default() });
            Ok(())
        })
        .unwrap();
    refused(product.skip_retro(sprint, "no time", now()), "has notes already");
    product
        .change_retro(retro, |retro| {
            retro.ended = Some(now().at);
            Ok(())
        })
        .unwrap();
    refused(
        product.change_retro(retro, |retro| {
            retro.method = "x".into();
            Ok(())
        }),
        "is over",
    );
    assert_eq!(row::<Retro>(&product, retro).method, "4Ls");
    refused(product.join_team(" "), "");
    let ana = product.join_team("Ana").unwrap();
    refused(product.join_team("ANA"), "already");
    product
        .change_person(ana, |person| {
            person.team = false;
            Ok(())
        })
        .unwrap();
    assert_eq!(product.join_team("ana").unwrap(), ana, "who left and comes back is the same person");
    let jo = product.join_team("Jo").unwrap();
    refused(
        product.change_person(jo, |person| {
            person.who = " ".into();
            Ok(())
        }),
        "",
    );
    refused(
        product.change_person(jo, |person| {
            person.who = "ana".into();
            Ok(())
        }),
        "",
    );
    product
        .change_person(jo, |person| {
            person.role = "designer".into();
            Ok(())
        })
        .unwrap();
    // two programs that each met the same person
    let (base, _) = self::product(&[]);
    let side = |seed: u128, who: &str| {
        let mut side = base.clone();
        side.seed(seed);
        side.join_team(who).unwrap();
        side
    };
    let merged = Product::merge(&base, &side(1, "Ana"), &side(2, "ana"));
    assert_eq!(merged.get_all::<Person>().len(), 1);
    assert_eq!(Product::merge(&base, &side(1, "Ana"), &side(2, "Jo")).get_all::<Person>().len(), 2);
    refused(product.save_filter(" ", "is:orphan"), "needs a name");
    refused(product.save_filter("mine", " "), "needs a name");
    product.save_filter("mine", "is:orphan").unwrap();
    product.save_filter("mine", "is:big").unwrap();
    assert_eq!(product.filters().len(), 1, "a name is one filter");
    refused(product.decide(Decision { what: " ".into(), ..Decision::default() }), "");
    refused(product.refuse(ids[0], Reason::NotNow, "", "", now()), "active sprint");
}

trait All {
    fn get_all<T: momentum::model::Stored>(&self) -> Vec<T>;
}
impl All for Product {
    fn get_all<T: momentum::model::Stored>(&self) -> Vec<T> {
        T::table(self).iter().map(|row| T::clone(row)).collect()
    }
}

#[test]
fn a_shared_roadmap_knows_what_became_different() {
    let (mut product, _) = product(&[]);
    product.share_roadmap();
    assert!(
        product.last_shared().is_none_or(|shared| shared.cards.is_empty()),
        "nothing to share leaves nothing behind"
    );
    let ids: Vec<Id> = ["One", "Two", "Three"].iter().map(|title| product.add_goal(title).unwrap()).collect();
    product.share_roadmap();
    assert_eq!(product.roadmap_changes(), Vec::<String>::new());
    product.move_goal(ids[1], Horizon::Next, "first the one").unwrap();
    product.trust_goal(ids[0], Confidence::High).unwrap();
    product
        .change_goal(ids[2], |goal| {
            goal.title = "Drei".into();
            Ok(())
        })
        .unwrap();
    product.add_goal("Four").unwrap();
    let changes = product.roadmap_changes();
    assert_eq!(changes.len(), 4, "{changes:?}");
    for words in [
        "→ G2 Two from later to next: first the one",
        "· G1 One: confidence",
        "· G3 was called Three",
        "+ G4 Four is new",
    ] {
        assert!(changes.iter().any(|line| line.starts_with(words)), "{words}: {changes:?}");
    }
}

#[test]
fn splits_need_two_pieces_and_share_the_points() {
    let (mut product, ids) = product(&[13, 5]);
    refused(product.split(ids[0], &["one".into()], Parent::Epic, true, Size::SCALE, now()), "");
    refused(product.split(ids[0], &["one".into(), " ".into()], Parent::Epic, true, Size::SCALE, now()), "");
    let mut kept = product.clone();
    kept.split(ids[0], &["a".into(), "b".into()], Parent::Epic, false, Size::SCALE, now()).unwrap();
    assert_eq!(kept.item(ids[0]).unwrap().size, Some(Size::Points(1_300)), "without spreading it keeps its own");
    let pieces = product.split(ids[0], &["a".into(), "b".into()], Parent::Epic, true, Size::SCALE, now()).unwrap();
    assert_eq!(product.item(ids[0]).unwrap().size, None);
    assert_eq!(product.item(pieces[0]).unwrap().size, Some(Size::Points(800)), "13 ÷ 2 is 6½: up to the scale");
    product
        .update(ids[1], |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    refused(product.split(ids[1], &["a".into(), "b".into()], Parent::Epic, true, Size::SCALE, now()), "is done");
    refused(product.merge_items(ids[1], pieces[0], now()), "is done");
}

#[test]
fn lists_and_criteria_are_read_as_they_are_written() {
    let old = ["a".to_owned(), "b".to_owned()];
    assert_eq!(edit_list(&old, "+c -a"), ["b", "c"]);
    assert_eq!(edit_list(&old, "+c, -a"), ["b", "c"]);
    assert_eq!(edit_list(&old, "c, a"), ["a", "c"], "a list is the list");
    assert_eq!(edit_list(&old, "#c"), ["c"]);
    assert_eq!(edit_list(&old, "+"), ["a", "b"]);
    assert_eq!(edit_list(&old, ""), Vec::<String>::new());
    assert_eq!(edit_list(&old, "+b"), ["a", "b"], "once");
    let known =
        [Criterion { id: Id::from_bits(7), text: "two\nlines".into(), verdict: Verdict::Met, ..Criterion::default() }];
    let read = read_criteria("- [ ] one\n\n- two\n      lines\n* [!] three\n-\n      - four", &known);
    let parts: Vec<(&str, Verdict)> = read.iter().map(|c| (c.text.as_str(), c.verdict)).collect();
    assert_eq!(
        parts,
        [("one", Verdict::Open), ("two\nlines", Verdict::Met), ("three", Verdict::Missed), ("four", Verdict::Open)]
    );
    assert_eq!(read[1].id, Id::from_bits(7));
    assert_eq!(read_criteria("      indented first", &[])[0].text, "indented first");
    // setting fields
    let (product, _) = product(&[1]);
    let mut item = Item { title: "x".into(), ..Item::default() };
    let mut write = |name: &str, text: &str| set_field(&mut item, name, text, &product, now()).map(|()| item.clone());
    assert_eq!(write("role", "an admin").unwrap().role, "admin");
    assert_eq!(write("want", "a thing").unwrap().want, "a thing", "only the role loses its article");
    assert_eq!(write("benefit", "so that I rest").unwrap().benefit, "I rest");
    assert_eq!(write("status", "doing").unwrap().history.len(), 1);
    assert_eq!(write("status", "doing").unwrap().history.len(), 1, "the same status is no step");
    refused(write("until", "2026-11-21"), "not after today");
    refused(write("until", "2020-01-01"), "not after today");
    refused(write("staus", "x"), "did you mean status");
    refused(write("qqqqqq", "x"), "title");
    refused(write("created", "x"), "kept by momentum");
    let tasks = write("tasks", "- [x] one\n- \n[ ] two").unwrap().tasks;
    assert_eq!(
        tasks.iter().map(|task| (task.text.as_str(), task.done)).collect::<Vec<_>>(),
        [("one", true), ("two", false)]
    );
    let story = |role: &str, want: &str, benefit: &str| {
        Item { role: role.into(), want: want.into(), benefit: benefit.into(), ..Item::default() }.story()
    };
    assert_eq!(story("admin", "rest", "I live"), "As an admin, I want rest, so that I live");
    assert_eq!((story("", "rest", ""), story("", "", "")), ("I want rest".to_owned(), String::new()));
}

fn merged(base: &Json, a: &Json, b: &Json) -> (Json, Vec<Json>) {
    let read =
        |json: &Json| -> std::sync::Arc<Item> { std::sync::Arc::new(serde_json::from_value(json.clone()).unwrap()) };
    let (row, lost) = merge_record(Some(&read(base)), Some(&read(a)), Some(&read(b)));
    (serde_json::to_value(&*row.unwrap()).unwrap(), lost.into_iter().map(|lost| lost.value).collect())
}

#[test]
fn two_changes_of_one_record_become_one_part_by_part() {
    let id = |n: u128| Id::from_bits(n).to_string();
    let at = |n: i64| Stamp(n).to_string();
    let item = |stamp: i64, more: Json| {
        let mut json = json!({"id": id(1), "title": "t", "rank": "a0", "created": at(1), "updated": at(stamp)});
        json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json
    };
    let criterion = |n: u128, text: &str, verdict: &str| json!({"id": id(n), "text": text, "verdict": verdict});
    let list = |rows: Vec<Json>| json!({ "criteria": rows });
    let (a, b, c) = (criterion(1, "a", "open"), criterion(2, "b", "open"), criterion(3, "c", "open"));
    let base = item(1, list(vec![a.clone(), b.clone()]));
    // one side judges, the other rewords: both are there
    let judged = item(2, list(vec![criterion(1, "a", "met"), b.clone()]));
    let reworded = item(3, list(vec![criterion(1, "A", "open"), b.clone(), c.clone()]));
    let (out, lost) = merged(&base, &judged, &reworded);
    assert_eq!(out["criteria"][0], criterion(1, "A", "met"));
    assert_eq!((out["criteria"].as_array().unwrap().len(), lost.len()), (3, 0));
    // both reword: the later stands, the other is kept aside
    let other = item(2, list(vec![criterion(1, "aa", "open"), b.clone()]));
    let (out, lost) = merged(&base, &other, &reworded);
    assert_eq!(out["criteria"][0]["text"], "A");
    assert_eq!(lost, [json!([{"id": id(1), "text": "aa"}])]);
    // both do the same: nothing is lost
    let (out, lost) = merged(&base, &item(2, list(vec![criterion(1, "A", "open"), b.clone()])), &reworded);
    assert_eq!((out["criteria"][0]["text"].as_str(), lost.len()), (Some("A"), 0));
    // one side removes what the other left alone: it is gone; what the other changed: it stays
    let removed = item(2, list(vec![b.clone()]));
    let (out, _) = merged(&base, &removed, &item(3, list(vec![a.clone(), criterion(2, "B", "open")])));
    assert_eq!((out["criteria"].as_array().unwrap().len(), out["criteria"][0]["text"].as_str()), (1, Some("B")));
    let (out, _) = merged(&base, &removed, &judged);
    assert!(out["criteria"].as_array().unwrap().contains(&criterion(1, "a", "met")));
    // the side that changed the order is followed, sooner or later
    let turned = item(2, list(vec![b.clone(), a.clone()]));
    let (out, _) = merged(&base, &turned, &item(3, list(vec![a.clone(), b.clone(), c])));
    assert_eq!(
        out["criteria"].as_array().unwrap().iter().map(|r| r["text"].as_str().unwrap()).collect::<Vec<_>>(),
        ["b", "a", "c"]
    );
    // of the same moment the greater value stands, whoever asks
    let (x, y) = (item(2, json!({"owner": "Ana"})), item(2, json!({"owner": "Jo"})));
    let plain = item(1, json!({}));
    assert_eq!(merged(&plain, &x, &y).0["owner"], "Jo");
    assert_eq!(merged(&plain, &y, &x).0["owner"], "Jo");
    // sets are united, a removal holds
    let tags = |words: &[&str]| json!({ "tags": words });
    let (out, lost) =
        merged(&item(1, tags(&["a", "b"])), &item(2, tags(&["b", "c"])), &item(3, tags(&["a", "b", "d"])));
    assert_eq!((out["tags"].clone(), lost.len()), (json!(["b", "c", "d"]), 0));
}

#[test]
fn what_merged_apart_is_told_apart_and_nothing_unknown_is_lost() {
    let base = sample();
    let mut ours = base.clone();
    let mut theirs = base.clone();
    ours.seed(1);
    theirs.seed(2);
    let a = ours.add(Item { title: "a".into(), created: Stamp(1), ..Item::default() }, Place::Top).unwrap();
    let b = theirs.add(Item { title: "b".into(), created: Stamp(2), ..Item::default() }, Place::Top).unwrap();
    let merged = Product::merge(&base, &ours, &theirs);
    let (a, b) = (merged.item(a).unwrap(), merged.item(b).unwrap());
    assert_ne!(a.num, b.num);
    assert_eq!(b.was, [a.num], "the older keeps the number, the other remembers it");
    assert_eq!(merged.find_item(&merged.key(b)).unwrap().id, b.id);
    // two current goals, two goals of one number
    let goal = |side: &Product, seed: u128, at: i64| {
        let mut side = side.clone();
        side.seed(seed);
        let id = side.add_goal(&format!("goal {at}")).unwrap();
        let goal = Goal { created: Stamp(at), updated: Stamp(at), ..Goal::clone(side.goals().get(id).unwrap()) };
        side.put(goal);
        side.move_goal(id, Horizon::Now, "").unwrap();
        side
    };
    let merged = Product::merge(&base, &goal(&base, 1, 5), &goal(&base, 2, 6));
    let goals = merged.goals_by_num();
    assert_eq!(goals.iter().filter(|goal| goal.horizon == Horizon::Now).count(), 1);
    let mut nums: Vec<u32> = goals.iter().map(|goal| goal.num).collect();
    nums.dedup();
    assert_eq!(nums.len(), goals.len());
    // a goal that one removed and the other linked comes back
    let g1 = base.goals_by_num()[0].id;
    let mut removed = base.clone();
    removed.remove_goal(g1, None).unwrap();
    let mut linked = base.clone();
    let orphan = base.items().iter().find(|item| item.goal.is_none() && item.is_open()).unwrap().id;
    linked
        .update(orphan, |item| {
            item.goal = Some(g1);
            Ok(())
        })
        .unwrap();
    let back = Product::merge(&base, &removed, &linked);
    assert!(back.goals().get(g1).is_some());
    assert_eq!(back.item(orphan).unwrap().goal, Some(g1));
    let gone = Product::merge(&base, &removed, &base);
    assert!(gone.goals().get(g1).is_none(), "without a link it stays removed");
    // unknown members of a newer version on either side
    let unknown = |side: &Product, name: &str, value: Json| {
        let mut text = String::from_utf8(momentum::model::document::write(side).unwrap()).unwrap();
        text = text.replacen("\"end\":true", &format!("\"{name}\":{value},\n\"end\":true"), 1);
        momentum::model::document::read(text.as_bytes()).unwrap().product
    };
    let (x, y) = (unknown(&base, "z-later", json!(1)), unknown(&base, "z-sooner", json!(2)));
    for merged in [Product::merge(&base, &x, &y), Product::merge(&base, &y, &x)] {
        let text = String::from_utf8(momentum::model::document::write(&merged).unwrap()).unwrap();
        assert!(text.contains("\"z-later\"") && text.contains("\"z-sooner\""), "{}", &text[text.len() - 200..]);
    }
    let alone = Product::merge(&base, &base, &x);
    assert!(String::from_utf8(momentum::model::document::write(&alone).unwrap()).unwrap().contains("\"z-later\""));
    let taken = Product::merge(&x, &x, &base);
    assert!(
        !String::from_utf8(momentum::model::document::write(&taken).unwrap()).unwrap().contains("\"z-later\""),
        "what one side removed is gone"
    );
}

#[test]
fn an_ended_sprint_stands_whole_and_what_is_not_in_it_is_kept_aside() {
    let (base, ids, sprint) = active(&[5, 3, 2], 2);
    let mut closed = base.clone();
    closed.close_sprint(&BTreeMap::new(), Fate::Top, "", later(5)).unwrap();
    let mut changed = base.clone();
    changed.change_scope(Some(ids[2]), None, "an outage", "Jo", later(9)).unwrap();
    for merged in [Product::merge(&base, &closed, &changed), Product::merge(&base, &changed, &closed)] {
        assert_eq!(row::<Sprint>(&merged, sprint).state, SprintState::Closed);
        assert!(row::<Sprint>(&merged, sprint).scope.is_empty());
        assert!(merged.open_conflicts().any(|conflict| conflict.field == "scope"));
    }
    // a lone program that takes a change back and closes has nothing to keep aside
    let mut undone = changed.clone();
    undone.apply(&Change::between(&changed, &base)).unwrap();
    undone.close_sprint(&BTreeMap::new(), Fate::Top, "", later(12)).unwrap();
    for merged in [Product::merge(&changed, &undone, &changed), Product::merge(&changed, &changed, &undone)] {
        assert_eq!(merged.open_conflicts().count(), 0);
    }
    assert_eq!(Product::merge(&base, &closed, &base).open_conflicts().count(), 0);
}

#[test]
fn a_file_that_a_hand_has_broken_is_mended_with_words() {
    let (mut product, ids) = product(&[1, 2, 3]);
    let goal = product.add_goal("Gone").unwrap();
    product
        .update(ids[0], |item| {
            item.goal = Some(goal);
            Ok(())
        })
        .unwrap();
    let text = String::from_utf8(momentum::model::document::write(&product).unwrap()).unwrap();
    let line = text.lines().find(|line| line.contains("\"Gone\"")).unwrap();
    let mended = |text: &str| momentum::model::document::read(text.as_bytes()).unwrap();
    let (head, rest) = text.split_once("\"goals\":[").unwrap();
    assert!(rest.contains(line));
    let without = format!("{head}\"goals\":[{}", &rest[rest.find("],\n").unwrap()..]);
    let loaded = mended(&without);
    assert_eq!(loaded.product.item(ids[0]).unwrap().goal, None);
    assert!(
        loaded.product.item(ids[0]).unwrap().description.contains("was linked to a goal that is gone"),
        "nothing is dropped"
    );
    assert!(loaded.repairs.iter().any(|words| words.contains("goal that is gone")));
    for (from, to, words) in [
        ("\"num\":2", "\"num\":1", "was given twice"),
        ("\"title\":\"item 2\"", "\"title\":\" \"", "did not fit each other, or no title"),
        ("\"rank\":\"a1\"", "\"rank\":\"!\"", "no place in the order"),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        let loaded = mended(&text.replace(from, to));
        assert!(loaded.repairs.iter().any(|repair| repair.contains(words)), "{words}: {:?}", loaded.repairs);
        assert_eq!(loaded.product.items().len(), 3);
        assert!(loaded.product.order().len() == 3);
        let again = momentum::model::document::write(&loaded.product).unwrap();
        assert!(momentum::model::document::read(&again).unwrap().repairs.is_empty(), "mended once is mended");
    }
    assert!(mended(&text).repairs.is_empty());
}

#[test]
fn a_block_beside_one_of_its_own_gathers_where_its_edge_is() {
    let titles = |product: &Product| -> String {
        product.order().iter().map(|id| product.item(*id).unwrap().title.replace("item ", "")).collect()
    };
    for (place, order) in [(true, "125346"), (false, "134256")] {
        let (mut product, ids) = product(&[1, 2, 3, 4, 5, 6]);
        // the second and the fifth, before or after one of themselves
        let to = if place { Place::Before(ids[4]) } else { Place::After(ids[1]) };
        product.place(&[ids[1], ids[4]], to).unwrap();
        assert_eq!(titles(&product), order, "before: {place}");
    }
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let empty = Product::new(About::named("Inkwell", Stamp(1)), 1);
    let (mut some, _) = product(&[1, 2, 3]);
    some.add_goal("Teams adopt").unwrap();
    let item = |product: &Product, key: &str| product.find_item(key).unwrap_err().to_string();
    let goal = |product: &Product, key: &str| product.find_goal(key).unwrap_err().to_string();
    for (said, words) in [
        (item(&empty, "INK-1"), "the backlog is empty"),
        (item(&some, "INK-99"), "no item INK-99"),
        (item(&some, "INK-12"), "did you mean INK-1?"),
        (item(&some, "xyzzy"), "keys go from INK-1 to INK-3"),
        (goal(&empty, "G1"), "there are no goals yet"),
        (goal(&some, "G9"), "goals are G1 Teams adopt"),
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_second_active_sprint_is_refused_by_the_door() {
    let (product, _, sprint) = active(&[1, 2], 1);
    let mut next = product.clone();
    let id = next.fresh_id();
    next.put(Sprint { id, number: 99, ..Sprint::clone(product.get::<Sprint>(sprint).unwrap()) });
    let change = Change::between(&product, &next);
    assert!(matches!(next.check(&change), Err(Refusal::Changed(why)) if why.contains("another sprint is active")));
    assert!(product.check(&Change::between(&Product::default(), &product)).is_ok(), "one is none too many");
}

#[test]
fn a_record_whose_fields_do_not_fit_heals_into_what_it_says_now() {
    use momentum::model::item::Step;
    let step = |at, to| Step { at: Stamp(at), to };
    let mut item = Item {
        title: " ".into(),
        status: Status::Doing,
        history: vec![step(5, Status::Todo)],
        updated: Stamp(9),
        ..Item::default()
    };
    item.heal();
    assert_eq!(item.title, "(untitled)");
    assert_eq!(item.history, [step(5, Status::Todo), step(9, Status::Doing)]);
    item.heal();
    assert_eq!(item.history.len(), 2, "once");
    let mut whole = Item { title: "x".into(), status: Status::Doing, ..Item::default() };
    whole.heal();
    assert!(whole.history.is_empty(), "what has no history gets none");
}

#[test]
fn the_way_of_a_number_is_told_with_what_is_known_of_it() {
    let n = |n: i64| Some(Amount(n * 10_000));
    let reading = Reading { value: Amount(70_000), ..Reading::default() };
    for (baseline, readings, target, way) in [
        (None, vec![], None, "?"),
        (None, vec![reading.clone()], None, "7 %"),
        (n(12), vec![], None, "12 → 12 → ? %"),
        (None, vec![reading.clone()], n(8), "? → 7 → 8 %"),
        (n(12), vec![reading], n(8), "12 → 7 → 8 %"),
    ] {
        let metric = Metric { baseline, readings, target, unit: "%".into(), ..Metric::default() };
        assert_eq!(metric.way(), way);
    }
}

#[test]
fn an_edit_is_said_by_what_it_did() {
    let (mut product, ids) = product(&[5, 3]);
    let words = |before: &Product, after: &Product| Change::between(before, after).words(before, after);
    let edit = |product: &Product, f: &dyn Fn(&mut Item)| {
        let mut next = product.clone();
        next.update(ids[0], |item| {
            f(item);
            Ok(())
        })
        .unwrap();
        next
    };
    assert_eq!(words(&product, &edit(&product, &|item| item.size = None)), "INK-1: 5→–");
    assert_eq!(words(&product, &edit(&product, &|item| item.description = "long\ntext".into())), "INK-1");
    assert_eq!(words(&product, &edit(&product, &|item| item.title = "x".repeat(25))), "INK-1");
    assert_eq!(
        words(&product, &edit(&product, &|item| item.owner = "x".repeat(24))),
        format!("INK-1: –→{}", "x".repeat(24))
    );
    assert_eq!(
        words(
            &product,
            &edit(&product, &|item| {
                item.owner = "Jo".into();
                item.size = None;
            })
        ),
        "INK-1"
    );
    assert_eq!(
        words(&product, &edit(&product, &|item| item.link(Relation::Needs, ids[1].to_string()))),
        "INK-1: –→needs INK-2"
    );
    assert_eq!(
        words(&product, &edit(&product, &|item| item.groomed = Some(now().at))),
        "INK-1",
        "what is kept aside says nothing"
    );
    let mut moved = product.clone();
    moved.place(&[ids[1]], Place::Top).unwrap();
    assert_eq!(words(&product, &moved), "INK-2: 2→1");
    let mut no = product.clone();
    no.decline(ids[0], Reason::LowValue, "x", now()).unwrap();
    assert_eq!(words(&product, &no), "INK-1: low value");
    let mut goal = product.clone();
    goal.add_goal("A goal").unwrap();
    assert!(words(&product, &goal).contains("A goal"));
    goal.add_goal("Another").unwrap();
    assert_eq!(words(&product, &goal), "2 goals");
    // a decision beside something else is not what was done
    let sprint = product.plan_sprint(now()).unwrap();
    let mut pulled = product.clone();
    pulled.pull(sprint, &ids[..1]).unwrap();
    pulled.decide(Decision { what: "pulled although".into(), ..Decision::default() }).unwrap();
    assert!(!words(&product, &pulled).contains("although"), "{}", words(&product, &pulled));
    let mut alone = product.clone();
    alone.decide(Decision { what: "weekly".into(), ..Decision::default() }).unwrap();
    assert!(words(&product, &alone).contains("weekly"));
    assert_eq!(words(&product, &product), "");
}

#[test]
fn what_was_lost_in_a_merge_can_be_taken_after_all() {
    let (base, ids) = product(&[5]);
    let side = |f: &dyn Fn(&mut Item), at: i64| {
        let mut side = base.clone();
        side.update(ids[0], |item| {
            f(item);
            item.updated = Stamp(at);
            Ok(())
        })
        .unwrap();
        side
    };
    let merged = Product::merge(
        &base,
        &side(&|item| item.title = "ours".into(), 5),
        &side(&|item| item.title = "theirs".into(), 6),
    );
    let conflict = merged.open_conflicts().next().unwrap().id;
    for (take, title) in [(true, "ours"), (false, "theirs")] {
        let mut decided = merged.clone();
        decided.resolve(conflict, take, now()).unwrap();
        assert_eq!((decided.item(ids[0]).unwrap().title.as_str(), decided.open_conflicts().count()), (title, 0));
    }
    refused(merged.clone().resolve(Id::from_bits(4), true, now()), "not there any more");
    // of records only the part that lost goes back
    let criteria = |texts: &[(u128, &str)]| {
        texts
            .iter()
            .map(|(n, text)| Criterion { id: Id::from_bits(*n), text: (*text).into(), ..Criterion::default() })
            .collect::<Vec<_>>()
    };
    let both = side(&|item| item.criteria = criteria(&[(1, "a"), (2, "b")]), 2);
    let on = |texts: &[(u128, &str)], at: i64| {
        let mut side = both.clone();
        side.update(ids[0], |item| {
            item.criteria = criteria(texts);
            item.updated = Stamp(at);
            Ok(())
        })
        .unwrap();
        side
    };
    let merged = Product::merge(&both, &on(&[(1, "ours"), (2, "b")], 5), &on(&[(1, "theirs"), (2, "B")], 6));
    let conflict = merged.open_conflicts().next().unwrap().id;
    let mut decided = merged.clone();
    decided.resolve(conflict, true, now()).unwrap();
    let texts: Vec<&str> = decided.item(ids[0]).unwrap().criteria.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["ours", "B"]);
    // a record that the other side removed whole cannot be taken so
    let mut gone = base.clone();
    gone.apply(&Change::between(
        &base,
        &Product::merge(&base, &base, &{
            let (mut p, _) = product(&[]);
            p.put(base.about().clone());
            p
        }),
    ))
    .unwrap();
    let merged = Product::merge(&base, &gone, &side(&|item| item.title = "kept".into(), 6));
    if let Some(conflict) = merged.open_conflicts().next().map(|conflict| conflict.id) {
        refused(merged.clone().resolve(conflict, true, now()), "say no to it instead");
    }
}

#[test]
fn a_no_says_when_to_look_again_and_what_we_work_towards() {
    let (mut product, ids) = product(&[5, 3]);
    let item = |product: &Product| product.item(ids[1]).unwrap().clone();
    let said = |product: &mut Product, reason, why: &str| {
        product.refuse(ids[1], reason, why, "Ana", now()).unwrap();
        let item = item(product);
        let no: Declined = *item.declined.clone().unwrap();
        let words = momentum::model::no::answer(&item, &no, product.current_goal().map(|goal| &**goal));
        product.reconsider(ids[1]).unwrap();
        (no.review, words)
    };
    let (review, words) = said(&mut product, Reason::NotNow, "one asks");
    assert_eq!(review, Some(day("2027-02-21")));
    assert!(
        words.contains("one asks.")
            && words.contains("We look at it again in February 2027.")
            && !words.contains("INK-"),
        "{words}"
    );
    assert!(!words.contains("working towards"));
    let (review, words) = said(&mut product, Reason::LowValue, "");
    assert_eq!(review, None);
    assert!(!words.contains("again in") && words.ends_with("it is not worth what it costs."), "{words}");
    product.add_goal("Teams set up alone").unwrap();
    let (review, words) = said(&mut product, Reason::NotThisYear, "Why?");
    assert_eq!(review, Some(day("2027-01-07")));
    assert!(words.contains("Why? What we are working towards now: Teams set up alone."), "{words}");
    // sessions in which nothing was decided are forgotten, others never
    let id = product.fresh_id();
    product.put(momentum::model::Session { id, ..momentum::model::Session::default() });
    let mut counted = row::<momentum::model::Session>(&product, id);
    counted.count("kept");
    let mut kept = product.clone();
    kept.put(counted);
    kept.forget_session(id);
    assert!(kept.get::<momentum::model::Session>(id).is_some());
    product.forget_session(id);
    assert!(product.get::<momentum::model::Session>(id).is_none());
}
