//! Going about: a page opens at once from every other one, and to look at it changes nothing.

use crate::common::{Home, Screen, now, sample};
use momentum::demo;
use momentum::model::{About, Product};
use momentum::tui::catalog::CATALOG;
use momentum::workspace::Mode;

/// The keys of every page, with its name.
const PAGES: &[(&str, &str)] = &[
    ("1", "Backlog"),
    ("2", "Groom"),
    ("3", "Plan"),
    ("4", "Sprint"),
    ("5", "Review"),
    ("6", "Retro"),
    ("7", "Vision"),
    ("8", "Stakeholders"),
    ("ge", "People"),
    ("gk", "Promises"),
    ("Ye", "Reports"),
    ("8[", "Accounts"),
    (":agents: what<enter>", "Agents"),
    ("9", "Market"),
    ("0", "Outcomes"),
    ("gh", "Today"),
    ("gm", "Matrix"),
    ("gi", "Health"),
    ("gd", "Decisions"),
    ("gs", "Standup"),
    ("0]", "Usage"),
    ("0]]", "Questions"),
    ("gl", "Flow"),
    ("gf", "Forecast"),
    ("gr", "Roadmap"),
    ("gx", "Changes"),
    ("ga", "Votes"),
    ("gu", "Next five"),
    ("gp", "Portfolio"),
    ("gv", "Versions"),
];

fn products() -> [(&'static str, Product); 3] {
    [
        ("the sample", demo::inkwell(now(), 7).unwrap()),
        ("a backlog", sample()),
        ("nothing", Product::new(About::named("Empty", now().at), 1)),
    ]
}

#[test]
fn the_keys_above_are_all_pages_that_a_key_leads_to() {
    let known: Vec<&str> = PAGES.iter().map(|(_, name)| *name).collect();
    // a first order begins something, so it is no page to look at
    let all = CATALOG.pages.iter().map(|page| page.name).filter(|name| *name != "First order");
    assert_eq!(all.filter(|name| !known.contains(name)).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_page_opens_at_once_from_every_page_and_nothing_is_written() {
    for (name, product) in products() {
        let mut screen = Screen::new(&product, 100, 30);
        for (from, _) in PAGES {
            for (keys, page) in PAGES {
                screen.keys(from);
                while !screen.app.desk.layers.is_empty() {
                    screen.keys("<esc>");
                }
                screen.keys(keys);
                assert_eq!(screen.app.desk.page.name, *page, "{keys} from {from} of {name}:\n{}", screen.text());
                while !screen.app.desk.layers.is_empty() {
                    screen.keys("<esc>");
                }
            }
        }
        assert_eq!(screen.app.desk.product(), &product, "{name} was only looked at");
        assert_eq!(screen.app.desk.epoch, 0, "{name} was only looked at");
    }
}

#[test]
fn looking_leaves_the_file_as_it_is_to_the_byte() {
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    let state = || (std::fs::read(home.file()).unwrap(), std::fs::metadata(home.file()).unwrap().modified().unwrap());
    let before = state();
    let (width, height) = (100, 30);
    let theme = momentum::tui::theme::Theme::exact();
    let mut app = momentum::tui::app::App::new(home.open(Mode::Screen), theme, (width, height), now());
    for (keys, _) in PAGES {
        for key in crate::common::keys(keys).into_iter().chain(crate::common::keys("jklh<tab><tab><esc>")) {
            app.key(key);
        }
    }
    drop(app);
    assert_eq!(state(), before);
}

#[test]
fn everyday_keys_never_answer_that_there_is_no_command() {
    let chords = ["/", "g/", "ff", "fo", "fu", "fs", "gn", "gh", "gm", "gi", "gd", ":", "?", "u"];
    for (name, product) in products() {
        for (from, page) in PAGES {
            for chord in chords {
                // the page has the key itself: it fills the sprint
                if *page == "Plan" && chord.starts_with('f') {
                    continue;
                }
                let mut screen = Screen::new(&product, 100, 30);
                screen.keys(from);
                while !screen.app.desk.layers.is_empty() {
                    screen.keys("<esc>");
                }
                screen.keys(chord);
                let message = screen.app.desk.message.as_ref().map_or("", |message| &message.text);
                let dead = message.contains("no command on these keys") || message.contains("does nothing here");
                assert!(!dead, "{chord} on {page} of {name}: {message}");
            }
        }
    }
}

#[test]
fn a_filter_from_any_page_shows_the_list_narrowed() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("7fo");
    assert_eq!((screen.app.desk.page.name, screen.app.desk.list.filter()), ("Backlog", "is:orphan"));
    // what was looked at before is shown, and not turned off
    screen.keys("7fo");
    assert_eq!(screen.app.desk.list.filter(), "is:orphan");
    screen.keys("fo");
    assert_eq!(screen.app.desk.list.filter(), "", "on the list itself it is a switch");
    screen.keys("7ffkind:bug<enter>");
    assert_eq!(screen.titles(), ["Login fails on Safari 17"]);
}

#[test]
fn the_footer_says_whether_q_leaves_the_program() {
    let mut screen = Screen::new(&sample(), 160, 30);
    screen.shows("q quit").keys("7").shows("q back").keys("q").shows("q quit");
    screen.keys("gn").shows("q back").keys("q");
    assert_eq!(screen.app.desk.list.lens, momentum::tui::list::Lens::Open);
    assert!(screen.app.desk.effects.is_empty(), "nothing was left yet");
    screen.keys("q");
    assert_eq!(screen.app.desk.effects, [momentum::tui::desk::Effect::Quit]);
}

#[test]
fn the_search_finds_what_is_said_anywhere_and_goes_there() {
    let mut screen = Screen::new(&sample(), 100, 30);
    for (words, title) in [
        ("leave and come", "Guided first project for new teams"),
        ("copy is ready", "Guided first project for new teams"),
        ("which themes", "Dark mode"),
        ("sso", "SSO for one customer"),
    ] {
        screen.keys("7/").keys(words).keys("<enter>");
        assert_eq!(screen.selected().title, title, "{words}");
    }
    screen.keys("g/people share<enter>");
    assert_eq!(screen.app.desk.list.filter(), "goal:G2");
}

#[test]
fn the_help_begins_with_what_is_for_this_screen_and_says_what_its_signs_mean() {
    let mut screen = Screen::new(&sample(), 100, 45);
    screen.keys("?");
    let text = screen.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}:\n{text}"));
    assert!(place("ON THIS SCREEN") < place("SIGNS ON THIS SCREEN"));
    let own = text.lines().skip_while(|line| !line.contains("ON THIS SCREEN")).skip(1);
    assert!(own.take_while(|line| !line.contains("SIGNS")).filter(|line| line.len() > 8).count() <= 13, "{text}");
    screen.shows("lacks a goal that it serves");
}

#[test]
fn a_command_of_another_page_goes_there_first_and_says_why_not() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("gh:commit freeze<enter>");
    assert_eq!(screen.app.desk.page.name, "Plan");
    screen.shows("S14 is still active");
    // and what was chosen last is on top the next time
    screen.keys("gh:confidence<enter>").shows("onfidence");
    while !screen.app.desk.layers.is_empty() {
        screen.keys("<esc>");
    }
    assert_eq!(screen.app.desk.page.name, "Roadmap");
    screen.keys(":");
    let text = screen.text();
    let row = |words: &str| text.lines().position(|line| line.contains(words)).unwrap_or(usize::MAX);
    assert!(row("Confidence: low, medium, high") < row("Nearer"), "{text}");
}

#[test]
fn what_one_does_all_day_takes_as_few_keys_as_it_can() {
    // add 2, find and open 2, to the top 1, undo 1; the six longer jobs have tests of their own (docs/quality.md lists them)
    let mut product = sample();
    for n in 0..200 {
        let title = format!("Wish {n}");
        product.add(momentum::model::Item { title, ..Default::default() }, momentum::model::Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    let before = screen.titles();
    screen.keys("1a").keys("Words").keys("<enter>");
    assert_eq!(screen.titles().len(), before.len() + 1, "a and Enter add");
    screen.keys("<esc>u");
    assert_eq!(screen.titles(), before, "u takes it back");
    screen.keys("G");
    let last = screen.selected().title.clone();
    screen.keys("T");
    assert_eq!(screen.titles().first(), Some(&last), "T puts the 200th on top");
    screen.keys("/").keys("login fails").keys("<enter>");
    assert_eq!(screen.selected().title, "Login fails on Safari 17", "/ and Enter find");
}
