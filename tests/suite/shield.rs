//! What a sprint refuses, from its plan over its review to its close.

use std::collections::BTreeMap;

use crate::common::{day, later, now};
use crate::refusals::{active, product, refused, row};
use momentum::model::item::{Fault, read_criteria};
use momentum::model::metric::Reading;
use momentum::model::refine::Parent;
use momentum::model::sprint::{Commitment, Fate, Met};
use momentum::model::{
    About, Amount, Change, Id, Metric, Now, Product, Reason, Refusal, Size, Sprint, SprintState, Stamp, Status, Verdict,
};

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
    assert_eq!(scope[0].removed, Some(Commitment { item: ids[1], points: Some(300) }));
    assert_eq!(scope[0].added, Some(Commitment { item: ids[3], points: Some(800) }));
    for verb in [
        product.clone().decline_by_hand(ids[0], Reason::NotNow, "", "", now()),
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
            item.criteria = read_criteria("[!] missed\n[x] met\nopen", &[]).into();
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
    refused(none.accept(ids[0], now()), "declined");
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
    assert_eq!(product.leftovers()[2].1, Fate::Back, "what is not finished keeps the place that it has");
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
    assert_eq!(product.item(ids[1]).unwrap().declined, None, "finished work cannot be declined");
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
fn a_second_active_sprint_is_refused_by_the_door() {
    let (product, _, sprint) = active(&[1, 2], 1);
    let mut next = product.clone();
    let id = next.fresh_id();
    next.put(Sprint { id, number: 99, ..Sprint::clone(product.get::<Sprint>(sprint).unwrap()) });
    let change = Change::between(&product, &next);
    assert!(matches!(next.check(&change), Err(Refusal::Changed(why)) if why.contains("another sprint is active")));
    assert!(product.check(&Change::between(&Product::default(), &product)).is_ok(), "one is none too many");
}
