//! Text that means harm, in every field, on every screen and in every answer.

use crate::common::{Home, Screen, now};
use momentum::model::item::{Comment, Criterion, Declined, Link, LogLine, Question, Source};
use momentum::model::{About, Id, Item, Place, Product, Stamp};
use momentum::text::is_safe;

const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gnp\u{2066}.\u{200b}\u{200f}\u{e0041}\r\u{8}\u{7f}x";

fn evil() -> Product {
    let mut p = Product::new(About { name: EVIL.into(), prefix: "INK".into(), ..About::default() }, 9);
    let goal = p.add_goal(EVIL).unwrap();
    let text = || EVIL.to_owned();
    let at = Stamp(1);
    p.add(
        Item {
            title: text(),
            role: text(),
            want: text(),
            benefit: text(),
            description: format!("{EVIL}\n{EVIL}"),
            criteria: vec![Criterion { id: Id::from_bits(1), text: text(), ..Criterion::default() }].into(),
            goal: Some(goal),
            tags: vec![text()].into(),
            links: vec![Link { to: text(), ..Link::default() }].into(),
            requesters: vec![text()].into(),
            blocked: Some(text()),
            source: Some(Box::new(Source { system: text(), id: text(), ..Source::default() })),
            provenance: text(),
            log: vec![LogLine { at, did: text(), why: text() }].into(),
            comments: vec![Comment { id: Id::from_bits(2), at, by: text(), text: text(), ..Comment::default() }].into(),
            questions: vec![Question { id: Id::from_bits(3), at, text: text(), ..Question::default() }].into(),
            columns: [(text(), vec![text()])].into_iter().collect(),
            ..Item::default()
        },
        Place::Bottom,
    )
    .unwrap();
    p.add(
        Item {
            title: text(),
            declined: Some(Box::new(Declined { text: text(), ..Declined::default() })),
            ..Item::default()
        },
        Place::Bottom,
    )
    .unwrap();
    p
}

#[test]
fn no_cell_of_any_screen_drives_the_terminal() {
    for keys in [
        "",
        "<enter>",
        "z",
        "gn",
        "e",
        "<tab>e<tab><tab>",
        "c",
        "ce",
        "ww",
        "Lg",
        "#",
        "dn",
        ":",
        "/own",
        "M",
        "?",
        "gg",
        "dn<enter>",
        "s5",
    ] {
        for (width, height) in [(100, 60), (80, 24), (41, 11), (30, 8)] {
            let mut screen = Screen::new(&evil(), width, height);
            screen.keys(keys);
            for cell in &screen.terminal.backend().buffer().content {
                assert!(is_safe(cell.symbol()), "{keys}: {:?}", cell.symbol());
            }
        }
    }
    assert!(!is_safe("\u{1b}") && !is_safe("\u{202e}") && !is_safe("\u{9b}"), "the check bites");
}

#[test]
fn no_answer_of_any_command_drives_the_terminal() {
    let home = Home::with(&evil());
    let list = home.write("evil.txt", EVIL.replace('\r', ""));
    for args in [
        &["list", "is:all"][..],
        &["show", "INK-1"],
        &["set", "INK-1", "size=3"],
        &["move", "INK-1", "top"],
        &["undo"],
        &["redo"],
        &["check"],
        &["backups"],
        &["export", "--format", "markdown"],
        &["import", list.to_str().unwrap(), "--from", "lines"],
        &["show", EVIL],
        &["set", "INK-1", &format!("{EVIL}=1")],
        &["set", "INK-1", &format!("size={EVIL}")],
        &["list", &format!("kind:{EVIL}")],
    ] {
        let out = home.momentum().args(args).output().unwrap();
        let printed = [out.stdout, out.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert!(printed.lines().all(is_safe), "{args:?}: {printed:?}");
        assert!(!printed.is_empty(), "{args:?}");
    }
}

#[test]
fn the_file_itself_is_safe_to_look_at() {
    let bytes = momentum::model::document::write(&evil()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let bad: Vec<char> = text
        .chars()
        .filter(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(momentum::model::document::read(text.as_bytes()).unwrap().product, evil());
    let _ = now();
}
