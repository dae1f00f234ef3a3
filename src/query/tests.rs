use super::*;
use crate::model::item::ALIASES;
use crate::model::{Now, Place, Product, Stamp};
use std::sync::Arc;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A product with five items: a, b (bug, sized 8, tagged x), c (old), d (declined), e (later).
fn product() -> Product {
    let now = Now::on(day("2026-11-21"));
    let mut p = Product::new(crate::model::About::named("Inkwell", now.at), 1);
    let goal = p.add_goal("Faster setup").unwrap();
    let item = |title: &str| Item { title: title.into(), created: now.at, updated: now.at, ..Item::default() };
    p.add(Item { goal: Some(goal), ..item("Pay by card") }, Place::Bottom).unwrap();
    p.add(
        Item {
            kind: crate::model::Kind::Bug,
            size: Some(crate::model::Size::Points(800)),
            tags: vec!["x".into()].into(),
            ..item("Login fails")
        },
        Place::Bottom,
    )
    .unwrap();
    let old = Stamp::on(day("2026-03-01"));
    p.add(
        Item { created: old, updated: old, description: "The Äpfel story".into(), ..item("Old thing") },
        Place::Bottom,
    )
    .unwrap();
    let d = p.add(item("Dark mode"), Place::Bottom).unwrap();
    p.decline(d, crate::model::Reason::LowValue, "nobody asked", now).unwrap();
    let e = p.add(item("Event log"), Place::Bottom).unwrap();
    p.set_aside(e, Some(day("2027-01-01")), now).unwrap();
    p
}

fn run(text: &str) -> Vec<String> {
    let p = product();
    let query = Arc::new(Query::parse(text).unwrap_or_else(|why| panic!("{text}: {why}")));
    let mut matcher = Matcher::new(query.clone());
    let mut found: Vec<Arc<Item>> =
        p.items().iter().filter(|i| matcher.passes(i, &p, Now::on(day("2026-11-21")))).cloned().collect();
    sort(&mut found, query.sort, &p);
    found.iter().map(|i| i.title.chars().next().unwrap().to_string()).collect()
}

#[test]
fn filters_find_what_they_name() {
    for (query, expected) in [
        ("", "PLO"),
        ("kind:bug", "L"),
        ("kind:story,bug", "PLO"),
        ("size>5", "L"),
        ("size:none", "PO"),
        ("pts<=8", "L"),
        ("age>90d", "O"),
        ("age<1w", "PL"),
        ("goal:G1", "P"),
        ("goal:setup", "P"),
        ("goal:none", "LO"),
        ("is:orphan", "LO"),
        ("is:unsized", "PO"),
        ("is:stale", "O"),
        ("is:declined", "D"),
        ("is:later", "E"),
        ("is:all sort:key", "PLODE"),
        ("tag:x", "L"),
        ("-tag:x", "PO"),
        ("-is:orphan", "P"),
        ("!is:orphan", "P"),
        ("text:\"äpfel story\"", "O"),
        ("text:asked is:declined", "D"),
        ("declined:low", "D"),
        ("logfl", "L"),
        ("BAC", ""),
        ("INK-2", "L"),
        ("created<2026-06-01", "O"),
        ("updated:7d", "PL"),
        ("has:goal", "P"),
        ("sort:title", "LOP"),
        ("sort:-title", "POL"),
        ("sort:size", "LPO"),
        ("sort:-size", "LPO"),
        ("sort:age", "OPL"),
    ] {
        assert_eq!(run(query).concat(), expected, "{query}");
    }
}

#[test]
fn an_error_points_at_its_column() {
    for (query, column, word) in [
        ("kind:bug siez>5", 10, "size"),
        ("is:orphn", 4, "orphan"),
        ("size>big", 6, "½ or ?"),
        ("text:\"open", 6, "not closed"),
        ("age>soon", 5, "90d"),
        ("kind:blob", 6, "story"),
        ("sort:colour", 6, "rank"),
        ("-until:soon", 8, "2026-12-24"),
    ] {
        let why = Query::parse(query).unwrap_err();
        assert_eq!(why.column, column, "{query}: {why}");
        assert!(why.to_string().contains(word), "{query}: {why}");
    }
}

#[test]
fn every_field_can_be_asked_for_by_name() {
    use crate::model::Entity;
    for field in Item::fields() {
        Query::parse(&format!("{}:none", field.name)).unwrap();
        Query::parse(&format!("has:{}", field.name)).unwrap();
        assert!(Sort::named(field.name).is_some());
    }
}

#[test]
fn a_web_address_is_a_word() {
    assert!(Query::parse("https://example.org").is_ok());
}

#[test]
fn names_of_other_trackers_find_their_fields() {
    assert_eq!(run("summary:login"), run("title:login"));
    assert_eq!((run("points>5"), run("labels:x"), run("type:bug")), (run("size>5"), run("tags:x"), run("kind:bug")));
    for (alias, own) in ALIASES {
        assert!(crate::model::item::field(own).is_ok(), "{alias} leads to {own}, which is not there");
        assert!(Query::parse(&format!("{alias}:none")).is_ok(), "{alias}");
    }
    assert!(Query::parse("ownr:mia").unwrap_err().to_string().contains("did you mean owner?"));
}

#[test]
fn a_sprint_is_asked_for_by_number_or_state() {
    let now = Now::on(day("2026-11-21"));
    let mut p = product();
    let first = p.order().iter().copied().next().unwrap();
    let sprint = p.plan_sprint(now).unwrap();
    p.pull(sprint, &[first]).unwrap();
    let titles = |text: &str| {
        let mut matcher = Matcher::new(Arc::new(Query::parse(text).unwrap()));
        let items = p.order().iter().filter_map(|id| p.items().get(*id));
        items.filter(|item| matcher.passes(item, &p, now)).map(|item| item.title.clone()).collect::<Vec<_>>()
    };
    for text in ["sprint:1", "sprint:S1", "sprint:planned", "sprint>=1", "sprint:3,s1", "sprint<2"] {
        assert_eq!(titles(text), ["Pay by card"], "{text}");
    }
    assert_eq!(titles("sprint:none"), titles("-sprint:1"));
    for text in ["sprint:active", "sprint:2", "sprint>1"] {
        assert!(titles(text).is_empty(), "{text}");
    }
    for text in ["sprint:soon", "sprint>none", "sprint<"] {
        assert!(Query::parse(text).unwrap_err().to_string().contains("is no sprint"), "{text}");
    }
}

#[test]
fn what_is_due_is_found_by_the_days_that_are_left_and_late_the_day_after() {
    let now = Now::on(day("2026-11-21"));
    let mut p = Product::new(crate::model::About::named("Inkwell", now.at), 1);
    for (title, due) in [("late", "2026-11-20"), ("today", "2026-11-21"), ("near", "2026-12-05"), ("far", "2026-12-06")]
    {
        let item = Item { title: title.into(), due: Some(day(due)), ..Item::default() };
        p.add(item, Place::Bottom).unwrap();
    }
    p.add(Item { title: "never".into(), ..Item::default() }, Place::Bottom).unwrap();
    let found = |text: &str| -> Vec<String> {
        let mut matcher = Matcher::new(Arc::new(Query::parse(text).unwrap()));
        let open = p.order().iter().filter_map(|id| p.items().get(*id));
        open.filter(|i| matcher.passes(i, &p, now)).map(|i| i.title.clone()).collect()
    };
    assert_eq!(found("is:overdue"), ["late"]);
    assert_eq!(found("due<=2w"), ["late", "today", "near"]);
    assert_eq!(found("due:2w"), ["late", "today", "near"], "within two weeks");
    assert_eq!(found("due<2w"), ["late", "today"]);
    assert_eq!(found("due-date>2026-12-05"), ["far"]);
    assert_eq!(found("deadline:none"), ["never"]);
    assert!(Query::parse("due<soon").unwrap_err().to_string().contains("2w"));
}
