//! The laws of merging, and an oracle that knows nothing of how it is done.

use crate::common::{later, now, sample};
use crate::properties::{Op, apply, bytes, check_index, op};
use momentum::model::Verb;
use momentum::model::{Change, Id, Product};
use proptest::prelude::*;
use serde_json::Value as Json;

/// One side's work, with stamps as the door sets them.
pub fn work(start: &Product, ops: &[Op], at: i64, seed: u128) -> Product {
    let home = crate::common::Home::with(start);
    let mut w = home.open(momentum::workspace::Mode::Look);
    let _ = seed;
    for (i, op) in ops.iter().enumerate() {
        let now = later(at + 2 * i as i64);
        let _ = w.edit(now, Verb::Changed, "", |p| apply(p, op, now));
    }
    w.product().clone()
}

fn json(product: &Product) -> Vec<(Id, Json)> {
    product.items().iter().map(|item| (item.id, serde_json::to_value(&**item).unwrap())).collect()
}

/// Every text that is somewhere in a value.
fn leaves(value: &Json, out: &mut Vec<String>) {
    match value {
        Json::Object(map) => map.values().for_each(|v| leaves(v, out)),
        Json::Array(list) => list.iter().for_each(|v| leaves(v, out)),
        Json::Null => {}
        leaf => out.push(leaf.to_string()),
    }
}

/// Whatever one side wrote and the base does not have is in the result or among the conflicts.
pub fn nothing_is_lost(base: &Product, side: &Product, merged: &Product) -> Result<(), String> {
    let base: std::collections::HashMap<Id, Json> = json(base).into_iter().collect();
    let result: std::collections::HashMap<Id, Json> = json(merged).into_iter().collect();
    let mut kept = Vec::new();
    merged.conflicts().iter().for_each(|c| leaves(&serde_json::to_value(&**c).unwrap(), &mut kept));
    for (id, item) in json(side) {
        let Some(there) = result.get(&id) else {
            if base.get(&id) == Some(&item) {
                continue;
            }
            return Err(format!("item {id} is gone"));
        };
        let old = base.get(&id).cloned().unwrap_or(Json::Null);
        for (name, value) in item.as_object().unwrap() {
            // a place and a stamp are not content
            if ["rank", "updated", "num", "was"].contains(&name.as_str()) || old.get(name) == Some(value) {
                continue;
            }
            let (mut have, mut before, mut wrote) = (kept.clone(), Vec::new(), Vec::new());
            there.get(name).iter().for_each(|v| leaves(v, &mut have));
            old.get(name).iter().for_each(|v| leaves(v, &mut before));
            leaves(value, &mut wrote);
            for text in wrote {
                let merged_text = there.get(name).and_then(Json::as_str).unwrap_or("");
                let lines_there = name == "description"
                    && text.trim_matches('"').split("\\n").all(|l| {
                        merged_text.contains(&l.replace("\\\"", "\"").replace("\\\\", "\\").replace("\\u0001", "\u{1}"))
                    });
                if !have.contains(&text) && !before.contains(&text) && !lines_there {
                    return Err(format!("{name} of {id}: {text} is nowhere; there is {:?}", there.get(name)));
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn merging_is_symmetric_valid_and_loses_nothing(
        before in prop::collection::vec(op(), 0..8),
        left in prop::collection::vec(op(), 0..10),
        right in prop::collection::vec(op(), 0..10),
        tie in any::<bool>(),
    ) {
        let base = work(&sample(), &before, 0, 1);
        let a = work(&base, &left, 1000, 2);
        // with the same stamps on both sides the content decides
        let b = work(&base, &right, if tie { 1000 } else { 1001 }, 3);
        let ab = Product::merge(&base, &a, &b);
        let ba = Product::merge(&base, &b, &a);
        prop_assert_eq!(String::from_utf8(bytes(&ab)).unwrap(), String::from_utf8(bytes(&ba)).unwrap(), "symmetric");
        check_index(&ab);
        let whole = Change::between(&Product::default(), &ab);
        if let Err(why) = ab.check(&whole) {
            return Err(TestCaseError::fail(why.to_string()));
        }
        if let Err(why) = nothing_is_lost(&base, &a, &ab).and_then(|()| nothing_is_lost(&base, &b, &ab)) {
            return Err(TestCaseError::fail(why));
        }
        prop_assert_eq!(bytes(&Product::merge(&base, &a, &a)), bytes(&a), "merging the same changes nothing");
        prop_assert_eq!(bytes(&Product::merge(&base, &base, &a)), bytes(&a), "one side's work comes over whole");
        prop_assert_eq!(bytes(&Product::merge(&base, &a, &base)), bytes(&a));
        prop_assert_eq!(bytes(&Product::merge(&base, &ab, &b)), bytes(&ab), "merging again changes nothing");
    }

    #[test]
    fn a_change_applied_and_taken_back_is_nothing(ops in prop::collection::vec(op(), 1..10)) {
        let start = sample();
        let end = work(&start, &ops, 10, 1);
        let change = Change::between(&start, &end);
        let mut product = start.clone();
        product.apply(&change).unwrap();
        prop_assert_eq!(bytes(&product), bytes(&end));
        product.apply(&change.inverse()).unwrap();
        prop_assert_eq!(bytes(&product), bytes(&start));
        check_index(&product);
    }
}

#[test]
fn the_oracle_notices_a_loss() {
    let base = sample();
    let a = work(&base, &[Op::Set(0, 0, 77)], 10, 1);
    assert!(nothing_is_lost(&base, &a, &base).is_err());
    assert!(nothing_is_lost(&base, &a, &a).is_ok());
}

#[test]
fn a_removal_and_an_edit_keep_the_item_and_say_so() {
    let base = sample();
    let id = base.find_item("INK-2").unwrap().id;
    // undoing an add removes; meanwhile the other side changes it
    let row = base.items().get(id).unwrap().clone();
    let mut removed = base.clone();
    removed
        .apply(&Change { items: vec![momentum::model::Edit { before: Some(row), after: None }], ..Change::default() })
        .unwrap();
    let edited = work(&base, &[], 0, 1);
    let mut edited = edited;
    edited
        .update(id, |item| {
            item.title = "still wanted".into();
            Ok(())
        })
        .unwrap();
    let merged = Product::merge(&base, &removed, &edited);
    assert_eq!(merged.item(id).unwrap().title, "still wanted");
    assert_eq!(merged.open_conflicts().count(), 1);
}

#[test]
fn two_items_of_one_number_are_told_apart_and_the_older_keeps_it() {
    let base = sample();
    let add = |seed: u128, ms: i64, title: &str| {
        let mut p = base.clone();
        p.seed(seed);
        p.add(
            momentum::model::Item { title: title.into(), created: later(ms).at, ..Default::default() },
            momentum::model::Place::Top,
        )
        .unwrap();
        p
    };
    let merged = Product::merge(&base, &add(5, 20, "younger"), &add(6, 10, "older"));
    let title = |key: &str| merged.find_item(key).unwrap().title.clone();
    assert_eq!((title("INK-13").as_str(), title("INK-14").as_str()), ("older", "younger"));
    let younger = merged.find_item("INK-14").unwrap();
    assert_eq!(younger.was, [13]);
    let _ = now();
}

#[test]
fn a_conflict_in_one_criterion_keeps_the_others_and_can_be_taken() {
    let base = sample();
    let id = base.find_item("INK-1").unwrap().id;
    let reword = |at: i64, text: &'static str| {
        let home = crate::common::Home::with(&base);
        let mut w = home.open(momentum::workspace::Mode::Look);
        w.edit(later(at), Verb::Changed, "", |p| {
            p.update(id, |item| {
                item.criteria[1].text = text.into();
                Ok(())
            })
        })
        .unwrap();
        w.product().clone()
    };
    let mut merged = Product::merge(&base, &reword(10, "sooner words"), &reword(20, "later words"));
    let texts = |p: &Product| p.item(id).unwrap().criteria.iter().map(|c| c.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&merged).len(), 3);
    assert_eq!(texts(&merged)[1], "later words");
    let conflict = merged.open_conflicts().next().unwrap().id;
    merged.resolve(conflict, true, later(30)).unwrap();
    assert_eq!(texts(&merged)[1], "sooner words");
    assert_eq!(texts(&merged).len(), 3);
    assert_eq!(merged.open_conflicts().count(), 0);
}

#[test]
fn a_cleared_field_that_lost_can_be_taken_and_a_removal_cannot() {
    let base = sample();
    let id = base.find_item("INK-1").unwrap().id;
    let set = |at: i64, benefit: &'static str| {
        let home = crate::common::Home::with(&base);
        let mut w = home.open(momentum::workspace::Mode::Look);
        w.edit(later(at), Verb::Changed, "", |p| {
            p.update(id, |item| {
                item.benefit = benefit.into();
                Ok(())
            })
        })
        .unwrap();
        w.product().clone()
    };
    let mut merged = Product::merge(&base, &set(10, ""), &set(20, "other"));
    let conflict = merged.open_conflicts().next().unwrap().id;
    merged.resolve(conflict, true, later(30)).unwrap();
    assert_eq!(merged.item(id).unwrap().benefit, "");
}

#[test]
fn two_first_goals_get_two_numbers_and_one_of_them_is_current() {
    let base = Product::new(momentum::model::About::named("Inkwell", now().at), 1);
    let with_goal = |seed: u128, title: &str| {
        let mut p = base.clone();
        p.seed(seed);
        p.add_goal(title).unwrap();
        p
    };
    let merged = Product::merge(&base, &with_goal(5, "a"), &with_goal(6, "b"));
    let goals = merged.goals_by_num();
    assert_eq!(goals.iter().map(|g| g.num).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(goals.iter().filter(|g| g.horizon == momentum::model::Horizon::Now).count(), 1);
}

#[test]
fn items_of_equal_rank_can_be_told_apart_by_a_move() {
    let mut product = sample();
    let ids: Vec<Id> = product.order().iter().copied().take(3).collect();
    let rank = product.item(ids[0]).unwrap().rank.clone();
    for id in &ids {
        product
            .update(*id, |item| {
                item.rank = rank.clone();
                Ok(())
            })
            .unwrap();
    }
    let order: Vec<Id> = product.order().iter().copied().collect();
    product.place(&[order[5]], momentum::model::Place::After(order[0])).unwrap();
    let expected: Vec<Id> =
        [order[0], order[5]].into_iter().chain(order[1..5].iter().copied()).chain(order[6..].iter().copied()).collect();
    assert_eq!(product.order().iter().copied().collect::<Vec<_>>(), expected);
    check_index(&product);
}

#[test]
fn numbers_that_a_restore_swaps_find_their_items_again() {
    let start = sample();
    let (a, b) = (start.find_item("INK-1").unwrap().id, start.find_item("INK-2").unwrap().id);
    let mut swapped = start.clone();
    for (id, num) in [(a, 2), (b, 1)] {
        let mut item = start.item(id).unwrap().clone();
        item.num = num;
        let change = Change {
            items: vec![momentum::model::Edit { before: start.items().get(id).cloned(), after: Some(item.into()) }],
            ..Change::default()
        };
        swapped.apply(&change).unwrap();
    }
    let mut product = start.clone();
    product.apply(&Change::between(&start, &swapped)).unwrap();
    assert_eq!(product.find_item("INK-2").unwrap().id, a);
    assert_eq!(product.find_item("INK-1").unwrap().id, b);
    product.check(&Change::between(&Product::default(), &product)).unwrap();
}
