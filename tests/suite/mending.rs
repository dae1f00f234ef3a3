//! What a merge, a hand in the file or a broken record is made into, and what is kept of what was lost.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::common::{later, now, sample};
use crate::refusals::{active, product, refused, row};
use momentum::model::decision::Decision;
use momentum::model::item::{Criterion, Relation};
use momentum::model::merge::merge_record;
use momentum::model::sprint::Fate;
use momentum::model::{
    Change, Entity, Goal, Horizon, Id, Item, Metric, Place, Product, Reason, Sprint, SprintState, Stamp, Status,
};

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
    let value = |product: &Product| {
        let text = String::from_utf8(momentum::model::document::write(product).unwrap()).unwrap();
        text.split("\"z-mood\":").nth(1).map(|rest| rest.chars().take(1).collect::<String>())
    };
    let mut elsewhere = base.clone();
    elsewhere.add_goal("Something else").unwrap();
    for (before, ours, theirs, after) in [(5, 1, 5, "1"), (5, 9, 5, "9"), (5, 1, 3, "3"), (5, 7, 7, "7")] {
        let old = unknown(&base, "z-mood", json!(before));
        let (x, y) = (unknown(&base, "z-mood", json!(ours)), unknown(&elsewhere, "z-mood", json!(theirs)));
        for merged in [Product::merge(&old, &x, &y), Product::merge(&old, &y, &x)] {
            assert_eq!(value(&merged).as_deref(), Some(after), "{before}: {ours} and {theirs}");
        }
    }
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
fn zero_is_no_number_whatever_has_it() {
    let (mut product, _) = product(&[]);
    let (first, second) = (product.add_goal("First").unwrap(), product.add_goal("Second").unwrap());
    product.put(Goal { num: 0, ..row(&product, second) });
    let metric = product.add_metric(Metric { measure: "Churn".into(), ..Metric::default() }).unwrap();
    product.put(Metric { num: 0, ..row(&product, metric) });
    assert_eq!(product.mend().len(), 2);
    let goals = [first, second].map(|id| row::<Goal>(&product, id).num);
    assert_eq!((goals, row::<Metric>(&product, metric).num), ([1, 2], 1));
    assert!(product.mend().is_empty(), "mended once is mended");
}

#[test]
fn a_record_whose_fields_do_not_fit_heals_into_what_it_says_now() {
    use momentum::model::item::Step;
    let step = |at, to| Step { at: Stamp(at), to };
    let mut item = Item {
        title: " ".into(),
        status: Status::Doing,
        history: vec![step(5, Status::Todo)].into(),
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
    assert_eq!(words(&product, &edit(&product, &|item| item.size = None)), "INK-1 “item 5”: 5→–");
    assert_eq!(words(&product, &edit(&product, &|item| item.description = "long\ntext".into())), "INK-1 “item 5”");
    assert_eq!(
        words(&product, &edit(&product, &|item| item.title = "x".repeat(25))),
        format!("INK-1 “{}”", "x".repeat(25))
    );
    assert_eq!(
        words(&product, &edit(&product, &|item| item.owner = "x".repeat(24))),
        format!("INK-1 “item 5”: –→{}", "x".repeat(24))
    );
    assert_eq!(
        words(
            &product,
            &edit(&product, &|item| {
                item.owner = "Jo".into();
                item.size = None;
            })
        ),
        "INK-1 “item 5”"
    );
    assert_eq!(
        words(&product, &edit(&product, &|item| item.link(Relation::Needs, ids[1].to_string()))),
        "INK-1 “item 5”: –→needs INK-2"
    );
    assert_eq!(
        words(&product, &edit(&product, &|item| item.groomed = Some(now().at))),
        "INK-1 “item 5”",
        "what is kept aside says nothing"
    );
    let mut moved = product.clone();
    moved.place(&[ids[1]], Place::Top).unwrap();
    assert_eq!(words(&product, &moved), "INK-2 “item 3”: 2→1");
    let mut no = product.clone();
    no.decline(ids[0], Reason::LowValue, "x", now()).unwrap();
    assert_eq!(words(&product, &no), "INK-1 “item 5”: low value");
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
    let both = side(&|item| item.criteria = criteria(&[(1, "a"), (2, "b")]).into(), 2);
    let on = |texts: &[(u128, &str)], at: i64| {
        let mut side = both.clone();
        side.update(ids[0], |item| {
            item.criteria = criteria(texts).into();
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
