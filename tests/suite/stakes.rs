//! Stakeholders: every wish gets a verdict, every verdict is heard, a promise has the chance that the forecast gives it.

use insta::assert_snapshot;
use momentum::demo;
use momentum::measure::reach::Reaches;
use momentum::model::request::{Channel, Decided, Line};
use momentum::model::{About, Item, Now, Person, Place, Product, document};
use momentum::store::Store;

use crate::common::{Home, Screen, now, sample, shared_data};

fn inkwell() -> Product {
    demo::inkwell(now(), 7).unwrap()
}

fn waiting(screen: &Screen) -> usize {
    screen.app.desk.wishes().waiting.len()
}

// A4, A40
#[test]
fn the_inbox_is_emptied_by_four_verdicts_each_heard_and_undo_leads_all_the_way_back() {
    let product = inkwell();
    let start = document::write(&product).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("8").shows("Inbox 5");
    // a no, with what it clashes with before the words, and a sentence that is taken in
    screen.keys("dn").shows("we work towards G1").shows("would push out").shows("Tab");
    screen.keys("Setup comes first<tab><enter>");
    assert_eq!(waiting(&screen), 4);
    let answer = screen.copied();
    assert!(answer.contains("Setup comes first. It serves none of the goals") && !answer.contains("INK-"), "{answer}");
    assert!(screen.message().contains("Raj not told yet"), "{}", screen.message());
    // taken, with the need already in the form
    screen.keys("p").shows("as a story").shows("three engines, and each loses something").keys("<enter><enter><enter>");
    assert_eq!(waiting(&screen), 3);
    let item = screen.app.desk.product().items().iter().max_by_key(|item| item.num).unwrap().clone();
    assert_eq!(
        (item.title.as_str(), item.benefit.as_str()),
        ("Swap the sync engine", "three engines, and each loses something")
    );
    assert!(item.requesters == ["Sam"] && item.description.contains("“Swap the sync engine” · Sam"));
    // put off until enough accounts ask
    screen.keys(";").keys("3 accounts<enter>");
    assert_eq!(waiting(&screen), 2);
    // joined to what is there
    screen.keys("m").keys("Export a report<enter>");
    assert_eq!(waiting(&screen), 1);
    // the same no again needs one key
    let reason = screen.app.desk.product().find_request("R5").unwrap().reason;
    screen.keys("dy<enter>");
    assert!(reason.is_some() && waiting(&screen) == 0);
    screen.shows("Nothing waits for a verdict").shows("Inbox 0");
    // decided is not told: each who asked is told, and only then is it closed
    screen.keys("<tab>").shows("not told");
    let mut told = 0;
    while let Some(owed) = screen.app.desk.wishes().owed.first().copied() {
        told += 1;
        assert!(told < 20, "it never ends: {owed:?}");
        screen.keys("Yh");
        if screen.text().contains("Whom do you tell?") {
            screen.keys("<enter>");
        }
        screen.shows("what became of").keys("<enter>");
    }
    screen.shows("Everybody has heard what became of their wish");
    assert!(screen.copied().contains("here is what became of what you told us"));
    while screen.app.desk.workspace.undo(now()).is_ok() {}
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), start);
}

#[test]
fn a_verdict_takes_three_keys_beside_the_reason_and_a_wish_four_beside_its_words() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("8").keys("dn<enter>");
    assert_eq!(waiting(&screen), 4);
    screen.keys("aZoe: A new wish<enter>");
    assert_eq!(waiting(&screen), 5);
    let product = screen.app.desk.product();
    assert!(product.find_person("Zoe").is_ok());
    // the last no again, on the next one
    screen.keys(".");
    assert_eq!(waiting(&screen), 4);
}

#[test]
fn a_name_that_is_nearly_somebodys_is_asked_about_and_a_pasted_list_adds_many() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    let people = screen.app.desk.product().people_by_name().len();
    screen.keys("8aHelenn: Shorter names<enter>").shows("Nobody is called “Helenn” yet").keys("1");
    let request = screen.app.desk.product().requests_by_day()[0].clone();
    assert_eq!(screen.app.desk.product().askers(&request), ["Helen"]);
    screen.keys("aHelenn: Longer names<enter>").keys("n");
    assert_eq!(screen.app.desk.product().people_by_name().len(), people + 1);
    let before = waiting(&screen);
    screen.keys("a").paste("Raj: one\nMia: two\n\nthree");
    assert_eq!(waiting(&screen), before + 3);
    screen.keys("u");
    assert_eq!(waiting(&screen), before, "one step back");
}

// A18
#[test]
fn nine_wishes_by_one_account_show_as_one_reach_and_loud_until_a_second_account_asks() {
    let mut product = Product::new(About::named("Inkwell", now().at), 1);
    let first = product.ask_line(&Line::read("Mia (Acme): SSO"), Channel::Talk, now()).unwrap();
    for n in 0..8 {
        let who = ["Mia", "Bo (Acme)", "Cy (Acme)"][n % 3];
        let id = product.ask_line(&Line::read(&format!("{who}: SSO {n}")), Channel::Talk, now()).unwrap();
        product.join_request(id, first, "me", now()).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("8").shows("9× ◁").shows("9 voices · 1 account (Acme)");
    let reach = Reaches::of(screen.app.desk.product()).of_request(first).clone();
    assert_eq!((reach.voices, reach.reach()), (9, 1));
    screen.keys("+Dee (Beta)<enter>").shows("10×").shows("2 accounts (Acme,");
    screen.keys("-").shows("9× ◁");
}

// A89
#[test]
fn the_chance_of_a_promise_is_that_of_the_forecast_and_moves_with_the_rank_in_the_same_frame() {
    let product = inkwell();
    let home = Home::with(&product);
    let promise = product.find_promise("P1").unwrap().clone();
    let item = product.items().get(promise.item.unwrap()).unwrap().clone();
    let (key, by) = (product.key(&item), promise.by.unwrap().to_string());
    let today = now().today.to_string();
    let ask = |args: &[&str]| {
        let out = home.run(&[&["--today", &today, "--json"], args].concat());
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let forecast = ask(&["forecast", &key, "--by", &by])["how_many"]["chance"].as_u64().unwrap();
    let shown = ask(&["promise", "show", "P1"]);
    assert_eq!(shown["chance"].as_u64(), Some(forecast));
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gk").shows(&format!("{forecast} %")).shows("✗");
    screen.keys("<enter>T").keys("gk").shows("95 % ✓");
    screen.keys("u").keys("gk").shows(&format!("{forecast} %"));
    // what it costs is said, and can be paid with a key
    screen.keys("Dt").shows("WAITS, IF IT GOES TO PLACE").shows("accounts out").keys("p");
    let outlook = screen.app.desk.outlooks()[&promise.id].clone();
    assert!(outlook.chance.unwrap() >= 80, "{outlook:?}");
    assert!(screen.app.desk.product().decisions_by_day()[0].because.contains("to keep P1"));
}

#[test]
fn looking_at_a_promise_writes_nothing_and_the_first_change_of_a_day_notes_its_chance() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    let chances = |screen: &Screen| screen.app.desk.product().find_promise("P1").unwrap().chances.len();
    let before = chances(&screen);
    screen.keys("gk]]]8gh");
    assert_eq!((chances(&screen), screen.app.desk.epoch), (before, 0));
    screen.keys("1s3");
    assert_eq!(chances(&screen), before + 1, "the day is noted with what was done");
    assert!(screen.message().starts_with("sized INK-1"), "{}", screen.message());
    screen.pause(2000).keys("s5");
    assert_eq!(chances(&screen), before + 1);
    screen.keys("uu");
    assert_eq!(chances(&screen), before);
    // what is refused, and what changes nothing, notes nothing
    screen.keys("s5");
    assert_eq!(chances(&screen), before, "{}", screen.message());
}

// A89
#[test]
fn a_red_promise_presses_on_today_and_in_the_shell_with_a_code() {
    let product = inkwell();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gh").shows("P1 “Sign-in with their directory”").shows("stakeholders").shows("1 red");
    let home = Home::with(&product);
    let today = now().today.to_string();
    let out = home.momentum().args(["--today", &today, "promise", "list", "--red"]).assert().code(1);
    assert!(String::from_utf8_lossy(&out.get_output().stdout).contains("P1"));
    home.run(&["--today", &today, "promise", "back", "P1", "--why", "the audit was moved"]);
    home.run(&["--today", &today, "promise", "list", "--red"]);
}

// A68, A39, A71
#[test]
fn people_turn_are_met_and_are_told_with_keys() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("ge").keys("/Raj<enter>").shows("Raj").shows("NOT TOLD").shows("manage closely");
    let raj = |screen: &Screen| screen.app.desk.product().find_person("Raj").unwrap().clone();
    screen.keys("CCthe board<enter>").keys("2w<enter>");
    assert_eq!(raj(&screen).next_contact(now()), "2026-12-05".parse().ok());
    screen.keys("+he saw setup<enter>").shows("critic").shows("because he saw setup");
    assert_eq!(raj(&screen).stance().word(), "neutral");
    screen.keys("K").keys("<lt>");
    assert_eq!((raj(&screen).power, raj(&screen).interest), (3, 2));
    screen.keys("Yh").shows("A bot for our chat").keys("<enter>");
    assert!(!screen.text().contains("NOT TOLD") && screen.copied().contains("Raj, here is what became"));
    screen.keys("Yh");
    assert!(screen.message().contains("has heard all"), "{}", screen.message());
    screen.keys("<enter>").shows("WHAT MOVES THEM").shows("A dashboard for the board").keys("<esc>");
    screen.keys("n").shows("each to be a person").keys("<enter>");
    assert!(screen.message().starts_with("wrote down"), "{}", screen.message());
    screen.keys("dd").keys("y");
    assert!(screen.message().contains("is named in R"), "{}", screen.message());
}

#[test]
fn whoever_reported_an_item_is_a_person_once_and_can_be_asked_back() {
    let Some(data) = shared_data() else { return };
    let home = Home::new();
    let csv = data.join("jira/jira-export.csv");
    home.run(&["import", csv.to_str().unwrap()]);
    let product = home.read();
    let names: std::collections::BTreeSet<String> =
        product.items().iter().flat_map(|item| item.requesters.iter().map(|name| name.trim().to_lowercase())).collect();
    let known: Vec<String> = product.people_by_name().iter().map(|person| person.who.to_lowercase()).collect();
    assert!(names.iter().filter(|name| !name.is_empty()).all(|name| known.contains(name)), "{names:?}");
    let unique: std::collections::BTreeSet<&String> = known.iter().collect();
    assert_eq!(unique.len(), known.len(), "each once");
    home.run(&["import", csv.to_str().unwrap()]);
    assert_eq!(home.read().people_by_name().len(), known.len(), "a second import writes nobody down again");
}

#[test]
fn what_was_asked_for_on_the_board_waits_in_the_inbox_and_what_carried_the_old_tag_is_offered_once() {
    let mut product = sample();
    for title in ["Dark mode two", "Export to Excel"] {
        let item = Item {
            title: title.into(),
            tags: vec!["inbox".into()].into(),
            requesters: vec!["Raj".into()].into(),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("8");
    assert!(screen.message().contains("2 items carry #inbox"), "{}", screen.message());
    screen.keys("I").shows("make requests of them").keys("y").shows("Inbox 2").shows("Dark mode two");
    assert!(screen.app.desk.product().stand_ins().is_empty());
    screen.keys("u");
    assert_eq!(screen.app.desk.product().stand_ins().len(), 2, "one step back");
}

#[test]
fn every_verb_on_items_says_why_it_does_nothing_on_a_page_of_people() {
    for (keys, page) in [("8", "Stakeholders"), ("ge", "People"), ("gk", "Promises"), ("gk]", "Accounts")] {
        let product = inkwell();
        let mut screen = Screen::new(&product, 100, 30);
        screen.keys(keys);
        assert_eq!(screen.app.desk.page.name, page);
        let desk = &screen.app.desk;
        let chords: Vec<(String, &str)> = desk
            .keymap
            .all()
            .filter(|action| action.scope == momentum::tui::command::Scope::Items)
            .flat_map(|action| {
                desk.keymap.keys(action).iter().map(|keys| (keys.clone(), action.name)).collect::<Vec<_>>()
            })
            .filter(|(keys, _)| !keys.contains("ctrl-"))
            .collect();
        assert!(chords.len() > 50);
        for (chord, name) in chords {
            let line: String = chord
                .split(' ')
                .map(|key| match key {
                    "space" => " ".to_owned(),
                    key if key.chars().count() == 1 => key.replace('<', "<lt>"),
                    key => format!("<{key}>"),
                })
                .collect();
            if screen.app.desk.page.name != page || screen.app.desk.epoch > 0 || !screen.app.desk.layers.is_empty() {
                screen = Screen::new(&product, 100, 30);
                screen.keys(keys);
            }
            screen.app.prefix.clear();
            let epoch = screen.app.desk.epoch;
            screen.app.desk.message = None;
            let (mut own, mut said) = (false, String::new());
            for key in crate::common::keys(&line) {
                screen.app.key(key);
                own |= !screen.app.desk.layers.is_empty() || screen.app.desk.epoch != epoch;
                said = screen.message();
                if own || !said.is_empty() {
                    break;
                }
            }
            // a key that moves or goes somewhere is the page's own, and needs no words
            let chords: Vec<_> = chord.split(' ').filter_map(momentum::tui::keymap::Chord::parse).collect();
            let found = screen.app.desk.keymap.find(screen.app.desk.scope(), &chords);
            own |= matches!(found, momentum::tui::keymap::Found::Action(_));
            assert!(own || !said.is_empty(), "{chord} ({name}) on {page} is silent");
            assert!(!said.contains("does nothing here"), "{chord} ({name}) on {page}: {said}");
        }
    }
}

// A85
#[test]
fn the_pages_at_every_size_in_ascii_and_on_an_empty_product() {
    for (name, product) in [("inkwell", inkwell()), ("empty", Product::new(About::named("Empty", now().at), 1))] {
        for (width, height) in [(100, 30), (80, 24), (60, 20), (160, 45)] {
            let mut screen = Screen::new(&product, width, height);
            for (keys, page) in [("8", "inbox"), ("ge", "people"), ("gk", "promises"), ("gk]", "accounts")] {
                screen.keys(keys);
                screen.app.desk.message = None;
                screen.draw();
                assert_snapshot!(format!("stakes_{name}_{page}_{width}x{height}"), screen.text());
            }
        }
    }
    let mut screen = Screen::new(&inkwell(), 80, 24);
    screen.app.desk.user.ascii = true;
    for keys in ["8", "ge", "gk", "gk]"] {
        screen.keys(keys);
        assert!(screen.text().is_ascii(), "{}", screen.text());
    }
}

#[test]
fn two_programs_that_ask_and_judge_at_once_lose_nothing_in_either_direction() {
    let base = inkwell();
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    ours.seed(11);
    theirs.seed(12);
    let later = |ms: i64| Now { at: momentum::model::Stamp(now().at.0 + ms), ..now() };
    ours.ask_line(&Line::read("Zoe: ours"), Channel::Talk, later(1)).unwrap();
    theirs.ask_line(&Line::read("Zoe: theirs"), Channel::Talk, later(2)).unwrap();
    let raj = base.find_person("Raj").unwrap().id;
    ours.turn(raj, momentum::model::stakeholder::Stance::Champion, "ours", now().today).unwrap();
    theirs.meet(raj, now().today, "theirs", None, now()).unwrap();
    let one = Product::merge(&base, &ours, &theirs);
    let other = Product::merge(&base, &theirs, &ours);
    assert_eq!(document::write(&one).unwrap(), document::write(&other).unwrap());
    for words in ["ours", "theirs"] {
        assert!(one.requests().iter().any(|request| request.said == words));
    }
    assert_eq!(one.people_by_name().iter().filter(|person| person.who == "Zoe").count(), 1, "one person of two");
    let mut nums: Vec<u32> = one.requests().iter().map(|request| request.num).collect();
    nums.sort_unstable();
    nums.dedup();
    assert_eq!(nums.len(), one.requests().len());
    let person = one.find_person("Raj").unwrap();
    assert_eq!((person.stance().word(), person.last_contact().unwrap().word.as_str()), ("champion", "theirs"));
    // a person whom one side takes out and the other names comes back
    let (mut without, mut with) = (base.clone(), base.clone());
    let tom = {
        let mut first = base.clone();
        first.person_named("Tom").unwrap();
        first
    };
    (without, with) = {
        let _ = (&without, &with);
        (tom.clone(), tom.clone())
    };
    let id = tom.find_person("Tom").unwrap().id;
    without.remove_person(id).unwrap();
    with.ask_line(&Line::read("Tom: mine"), Channel::Talk, now()).unwrap();
    assert!(Product::merge(&tom, &without, &with).get::<Person>(id).is_some());
}

#[test]
fn no_wish_is_lost_whatever_becomes_of_it() {
    let mut product = inkwell();
    let said: Vec<String> = product.requests().iter().map(|request| request.said.clone()).collect();
    let ids: Vec<_> = product.requests().iter().map(|request| request.id).collect();
    let mut state = 7_u64;
    let mut random = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for step in 0..2_000 {
        let id = ids[random(ids.len())];
        let other = ids[random(ids.len())];
        let mut next = product.clone();
        let done = match random(6) {
            0 => next.promote(id, Place::Bottom, "me", now()).map(|_| ()),
            1 => next.join_request(id, other, "me", now()),
            2 => next.decline_request(id, momentum::model::Reason::LowValue, "", "me", now()),
            3 => next.put_off_request(id, (None, 3), "me", now()),
            4 => next.ask_again(id, "", "me", now()),
            _ => next.adopt_stand_ins(now()).map(|_| ()),
        };
        if done.is_ok() {
            product = next;
        }
        let there = |words: &String| product.requests().iter().any(|request| request.said == *words);
        assert!(said.iter().all(there), "step {step}");
    }
    let product = document::read(&document::write(&product).unwrap()).unwrap();
    assert!(product.repairs.is_empty(), "{:?}", product.repairs);
    assert!(product.product.requests().iter().any(|request| request.verdict == Decided::Taken));
}

#[test]
fn a_thousand_wishes_from_four_shells_have_a_thousand_numbers() {
    let home = Home::new();
    home.run(&["add", "x"]);
    std::thread::scope(|scope| {
        for shell in 0..4 {
            let home = &home;
            scope.spawn(move || {
                // fewer in a test; the thousand stands in docs/quality.md with the command
                for n in 0..15 {
                    home.run(&["request", "add", &format!("Raj: wish {shell} {n}")]);
                }
            });
        }
    });
    let product = home.read();
    let mut nums: Vec<u32> = product.requests().iter().map(|request| request.num).collect();
    nums.sort_unstable();
    assert_eq!(nums, (1..=60).collect::<Vec<u32>>());
    assert_eq!(product.people_by_name().len(), 1);
}

#[test]
fn a_file_of_the_first_format_is_read_as_it_is_and_only_written_anew_with_a_change() {
    let golden = include_bytes!("golden/format-1.json");
    let home = Home::new();
    std::fs::write(home.file(), golden).unwrap();
    let loaded = document::read(golden).unwrap();
    assert!(loaded.repairs.is_empty() && loaded.newer.is_none(), "{:?}", loaded.repairs);
    let decisions = loaded.product.decisions_by_day();
    let mut nums: Vec<u32> = decisions.iter().map(|decision| decision.num).collect();
    nums.sort_unstable();
    assert_eq!(nums, (1..=u32::try_from(decisions.len()).unwrap()).collect::<Vec<_>>(), "decisions have numbers now");
    home.run(&["list"]);
    assert_eq!(std::fs::read(home.file()).unwrap(), golden, "looking writes nothing");
    home.run(&["add", "With the new format"]);
    let written = std::fs::read_to_string(home.file()).unwrap();
    assert!(written.starts_with("{\"momentum\":{\"format\":2}"));
    let kept = home.run(&["backup", "list"]);
    assert_eq!(kept.lines().count(), 1, "what was before is kept");
    home.run(&["undo"]);
    let (store, _) = Store::open(&home.file(), now().at).unwrap();
    assert_eq!(store.base(), &loaded.product);
}

#[cfg(unix)]
#[test]
fn without_a_copy_of_the_older_format_nothing_is_written_anew() {
    let golden = include_bytes!("golden/format-1.json");
    let home = Home::new();
    std::fs::write(home.file(), golden).unwrap();
    home.run(&["list"]);
    // a file stands where the folder of the backups would be
    let state = home.path("xdg-state/momentum");
    std::fs::create_dir_all(&state).unwrap();
    let sidecar =
        momentum::store::place::short_hash(home.file().canonicalize().unwrap().as_os_str().as_encoded_bytes());
    std::fs::create_dir_all(state.join(&sidecar)).unwrap();
    std::fs::write(state.join(&sidecar).join("backups"), "in the way").unwrap();
    let said = home.fail(&["add", "x"], 74);
    assert!(said.contains("no copy of the older format"), "{said}");
    assert_eq!(std::fs::read(home.file()).unwrap(), golden);
}

// A43
#[test]
fn amounts_of_money_and_promises_on_nothing_are_taken_or_refused_with_what_fits() {
    let home = Home::with(&sample());
    for (worth, ok) in [("40k", true), ("40.000 €", true), ("$40,000", true), ("-1", false), ("1e999", false)] {
        let args = ["account", "add", &format!("A {worth}"), "--set", &format!("worth={worth}")];
        if ok {
            home.run(&args);
        } else {
            assert!(home.fail(&args, 2).contains("40k"));
        }
    }
    home.run(&["promise", "add", "Anything", "--to", "Mia (Acme)", "--by", "2026-01-05"]);
    let shown = home.run(&["promise", "show", "P1"]);
    assert!(shown.contains("rests on no item yet"), "{shown}");
    assert!(home.fail(&["promise", "keep", "P9"], 1).contains("no promise"));
    assert!(home.fail(&["request", "decline", "R1"], 1).contains("momentum request"));
    home.run(&["request", "add", "Dark mode"]);
    assert!(home.run(&["request", "list"]).contains("Dark mode"));
    let json: serde_json::Value = serde_json::from_str(&home.run(&["request", "list", "--json"])).unwrap();
    assert_eq!(
        (json[0]["reach"].as_u64(), json[0]["who"].as_array().map(Vec::len)),
        (Some(0), Some(0)),
        "somebody is nobody"
    );
    assert_eq!(
        home.run(&["request", "later", "R1", "5 accounts"]),
        "put off R1 “Dark mode”\n".replace("put off", "set aside")
    );
}

#[test]
fn what_hangs_on_a_wish_goes_with_it_and_stands_before_a_no() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    // Vera's wish carries a deal and blocks her; joined, it is what the other one rests on
    screen.keys("8jjjj").shows("R12").keys("m").keys("An export stops<enter>");
    assert!(screen.message().starts_with("joined R12 into R11"), "{}", screen.message());
    let product = screen.app.desk.product();
    let target = product.find_request("R11").unwrap().id;
    let reach = Reaches::of(product).of_request(target).clone();
    assert!(reach.blocker && reach.deal.to_string() == "40 000", "{reach:?}");
    screen.keys("/stops at 500<enter>").shows("$40k");
    screen.keys("dn").shows("a deal of 40 000 hangs on it").shows("goes no further without it");
    // an item on which a promise rests says so before the no
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("1/INK-10<enter>").keys("dn").shows("PROMISED to Nils");
}

#[test]
fn a_promise_is_said_with_its_chance_and_the_chances_of_the_day_are_not_what_was_done() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("gkaPDF<enter>Helen<enter>3w<enter>INK-8<enter><enter>");
    assert!(screen.message().starts_with("promised P6 “PDF” by 12 Dec: chance"), "{}", screen.message());
    screen.keys("u");
    assert!(screen.message().contains("P6 “PDF”"), "{}", screen.message());
}

// A51
#[test]
fn what_an_account_asked_for_did_not_come_from_inside() {
    let product = inkwell();
    let query = std::sync::Arc::new(momentum::query::Query::parse("is:inside").unwrap());
    let mut matcher = momentum::query::Matcher::new(query);
    let item = product.find_item("INK-10").unwrap();
    assert_eq!(item.requesters, ["Acme"]);
    assert!(!matcher.passes(item, &product, now()));
}

#[test]
fn who_was_never_met_is_late_by_one_rhythm_at_the_most_and_stands_below_the_powerful() {
    let mut product = inkwell();
    let sam = product.find_person("Sam").unwrap().id;
    product
        .change_person(sam, |person| {
            (person.power, person.interest) = (1, 1);
            Ok(())
        })
        .unwrap();
    let far = Now::on("2030-01-01".parse().unwrap());
    let person = product.find_person("Sam").unwrap();
    assert_eq!(person.silence(far), person.rhythm().map(i64::from));
    let late = momentum::measure::stakes::late_talks(&product, far);
    assert_eq!(late.first().map(|person| person.who.as_str()), Some("Raj"));
    assert_eq!(late.last().map(|person| person.who.as_str()), Some("Sam"));
}
