//! Files that are damaged, empty, newer or half merged: refused or mended, never guessed at, never written over.

use crate::common::{Home, sample};
use momentum::model::document::{self, Unreadable};
use momentum::model::{About, Item, Place, Product, Size};

fn small() -> Product {
    let mut p = Product::new(About::named("Inkwell", crate::common::now().at), 3);
    let goal = p.add_goal("A goal with “quotes” and 漢字").unwrap();
    for (i, title) in ["One", "Two \\ \"three\"", "Four\u{202e}"].iter().enumerate() {
        let item = Item {
            title: (*title).into(),
            goal: Some(goal),
            size: Some(Size::Points(100 * i as u32)),
            description: "a\nb".into(),
            ..Item::default()
        };
        p.add(item, Place::Bottom).unwrap();
    }
    p
}

/// A file that reads must make a product that is valid and comes back as the same bytes.
fn check(bytes: &[u8]) -> bool {
    let Ok(loaded) = document::read(bytes) else { return false };
    let again = document::write(&loaded.product).unwrap();
    let twice = document::read(&again).unwrap();
    assert_eq!(
        document::write(&twice.product).unwrap(),
        again,
        "not a fixed point: {}",
        String::from_utf8_lossy(bytes)
    );
    true
}

#[test]
fn every_truncation_is_noticed() {
    let bytes = document::write(&small()).unwrap();
    for n in 0..bytes.len() - 1 {
        assert!(document::read(&bytes[..n]).is_err(), "cut at {n}");
    }
    assert!(check(&bytes[..bytes.len() - 1]), "only the last line end is missing");
    assert!(check(&bytes));
}

#[test]
fn every_flipped_bit_is_refused_or_makes_a_valid_product() {
    let bytes = document::write(&small()).unwrap();
    let mut read = 0;
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << bit;
            read += usize::from(check(&bad));
        }
    }
    assert!(read > 0);
}

#[test]
fn what_is_not_a_file_of_ours_is_named_for_what_it_is() {
    let good = String::from_utf8(document::write(&small()).unwrap()).unwrap();
    let newer = good.replace("\"format\":2", "\"format\":9");
    let changed_shape = newer.replace("\"items\":[", "\"items\":{\"shape\":[");
    let conflicted = good.replace("\"items\":[", "<<<<<<< HEAD\n\"items\":[");
    assert_eq!(document::read(b"").unwrap_err(), Unreadable::Empty);
    assert_eq!(document::read(b" \n\0\0").unwrap_err(), Unreadable::Empty);
    assert_eq!(document::read(conflicted.as_bytes()).unwrap_err(), Unreadable::Conflicted(5));
    assert_eq!(document::read(changed_shape.as_bytes()).unwrap_err(), Unreadable::Newer(9));
    assert_eq!(document::read(newer.as_bytes()).unwrap().newer, Some(9));
    for bad in [
        good.replace("\"end\":true", "\"end\":false"),
        good.replace("\"size\":100", "\"size\":1e999"),
        good.replace("\"size\":100", "\"size\":NaN"),
        good.replace("\"size\":100", "\"size\":-1"),
        good.replace("\"size\":100", "\"size\":99999999999999999999999999999999999999999"),
        good.replace("\"num\":1", "\"num\":1,\"num\":2"),
        good.replace("\"title\":\"One\"", "\"title\":\"\\ud800\""),
        good.clone() + &good,
        "[".repeat(200_000),
        "{\"a\":1}".into(),
    ] {
        let why = document::read(bad.as_bytes()).unwrap_err();
        assert!(matches!(why, Unreadable::Damaged { .. }), "{why:?}");
    }
    assert!(
        check(format!("\u{feff}{}", good.replace('\n', "\r\n")).as_bytes()),
        "a mark and Windows line ends are no damage"
    );
}

#[test]
fn a_text_merge_that_went_through_is_mended_and_nothing_is_dropped() {
    let good = String::from_utf8(document::write(&small()).unwrap()).unwrap();
    // the same record twice with another title, and a number given twice
    let line = good.lines().find(|l| l.contains("\"title\":\"One\"")).unwrap().trim_end_matches(',').to_owned();
    let other = line.replace("\"title\":\"One\"", "\"title\":\"Uno\"");
    let doubled = good.replace(&line, &format!("{line},\n{other}"));
    let loaded = document::read(doubled.as_bytes()).unwrap();
    assert_eq!(loaded.product.items().len(), 3);
    assert_eq!(loaded.product.open_conflicts().count(), 1);
    assert!(
        loaded.product.items().iter().any(|item| item.title == "Uno"),
        "of the same moment the greater text stands"
    );
    // records without an id get one of their content, so that all who read the file agree
    let ids: Vec<String> = small().items().iter().map(|item| format!("\"id\":\"{}\",", item.id)).collect();
    let nameless = good.replace(&ids[0], "").replace(&ids[1], "");
    let (one, two) = (document::read(nameless.as_bytes()).unwrap(), document::read(nameless.as_bytes()).unwrap());
    let given: std::collections::HashSet<momentum::model::Id> =
        one.product.items().iter().map(|item| item.id).collect();
    assert_eq!(given.len(), 3, "{:?}", one.repairs);
    assert!(!given.contains(&momentum::model::Id::ZERO));
    assert_eq!(one.product.items(), two.product.items());
    let twice = good.replace("\"num\":2", "\"num\":1");
    let loaded = document::read(twice.as_bytes()).unwrap();
    assert_eq!(loaded.repairs.len(), 1, "{:?}", loaded.repairs);
    let nums: std::collections::HashSet<u32> = loaded.product.items().iter().map(|i| i.num).collect();
    assert_eq!(nums.len(), 3);
    // a goal that is gone
    let start = good.find("\"goals\":[").unwrap();
    let end = good[start..].find("],").unwrap() + start;
    let orphaned = format!("{}\"goals\":[{}", &good[..start], &good[end..]);
    let loaded = document::read(orphaned.as_bytes()).unwrap();
    assert!(loaded.product.items().iter().all(|i| i.goal.is_none() && i.description.contains("a goal that is gone")));
}

#[test]
fn members_that_nobody_knows_survive() {
    let good = String::from_utf8(document::write(&small()).unwrap()).unwrap();
    let odd = good
        .replace("\"num\":1,", "\"num\":1,\"mood\":{\"deep\":[1,2]},")
        .replace("\"end\":true", "\"extras\":[7],\n\"end\":true");
    let loaded = document::read(odd.as_bytes()).unwrap();
    let again = String::from_utf8(document::write(&loaded.product).unwrap()).unwrap();
    assert!(again.contains("\"mood\":{\"deep\":[1,2]}") && again.contains("\"extras\":[7]"));
}

#[test]
fn salvage_keeps_every_record_that_is_whole() {
    let bytes = document::write(&sample()).unwrap();
    let at = bytes.windows(9).position(|w| w == b"Dark mode").unwrap();
    let mut bad = bytes.clone();
    bad[at - 3] = b'}';
    assert!(document::read(&bad).is_err());
    let (saved, broken) = document::salvage(&bad);
    assert_eq!((saved.items().len(), broken), (sample().items().len() - 1, 1));
}

#[test]
fn a_damaged_file_is_refused_kept_and_recovered() {
    let home = Home::with(&sample());
    home.run(&["add", "Before the damage"]);
    home.run(&["add", "Another"]);
    let good = std::fs::read(home.file()).unwrap();
    let mut bad = good.clone();
    let at = bad.windows(9).position(|w| w == b"Dark mode").unwrap();
    bad[at - 3] = b'}';
    std::fs::write(home.file(), &bad).unwrap();
    for args in [&["list"][..], &["add", "x"], &["undo"], &["export"]] {
        let words = home.fail(args, 65);
        assert!(words.contains("momentum recover") && words.contains("line "), "{words}");
        assert_eq!(std::fs::read(home.file()).unwrap(), bad, "a file that cannot be read is never written over");
    }
    let out = home.momentum().arg("recover").assert().code(65);
    let table = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(table.contains("what the file still holds") && table.contains("backup"), "{table}");
    home.run(&["recover", "--use", "1"]);
    let titles: Vec<String> = home.read().items().iter().map(|i| i.title.clone()).collect();
    assert!(titles.contains(&"Another".to_owned()) && titles.contains(&"Dark mode".to_owned()), "{titles:?}");
    assert!(home.run(&["recover"]).contains("nothing to recover"));
}

#[test]
fn an_empty_file_is_damage_and_a_newer_one_is_never_written() {
    let home = Home::new();
    std::fs::write(home.file(), "").unwrap();
    assert!(home.fail(&["add", "x"], 65).contains("empty"));
    assert_eq!(std::fs::read(home.file()).unwrap(), b"");
    let newer = String::from_utf8(document::write(&sample()).unwrap()).unwrap().replace("\"format\":2", "\"format\":3");
    std::fs::write(home.file(), &newer).unwrap();
    assert!(home.fail(&["add", "x"], 77).contains("newer momentum"));
    assert!(home.run(&["list"]).contains("Guided first project"), "its known part can be looked at");
    assert_eq!(std::fs::read_to_string(home.file()).unwrap(), newer);
}
