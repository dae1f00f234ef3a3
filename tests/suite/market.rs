//! The market: what people outside say and do is counted, quoted and tied to what we do about it; their words stay on this machine.

use insta::assert_snapshot;
use momentum::demo;
use momentum::exchange::feedback::{Note, take_in};
use momentum::exchange::report::{self, Form};
use momentum::measure::today::fronts;
use momentum::model::competitor::{Move, Threat};
use momentum::model::insight::InsightKind;
use momentum::model::share::Report;
use momentum::model::theme::ThemeState;
use momentum::model::{About, Insight, Product, Stamp, document};
use momentum::tui::desk::Effect;

use crate::common::{Home, Screen, now, sample, shared_data};

fn empty() -> Product {
    Product::new(About::named("Lantern", Stamp(1)), 7)
}

fn reviews() -> String {
    let mut csv = "Name,Content,Date,Stars\n".to_owned();
    for n in 0..6 {
        let text = if n < 3 { "the sync loses my text" } else { "my text does not sync" };
        csv.push_str(&format!("Jo{n},{text} {n},2026-11-{:02},2\n", n + 10));
        csv.push_str(&format!("Mo{n},I want it offline mail me at jo{n}@mail.example,2026-10-{:02},★★★★\n", n + 10));
    }
    csv
}

#[test]
fn feedback_is_counted_in_the_product_and_its_words_are_not_in_it() {
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    let said = home.run(&["insight", "import", file.to_str().unwrap()]);
    assert!(said.contains("12 rows, 0 known, 12 new") && said.contains("left out: Name"), "{said}");
    assert!(said.contains("6 addresses of mail or phone taken out"), "{said}");
    let bytes = String::from_utf8(std::fs::read(home.file()).unwrap()).unwrap();
    for word in ["loses my text", "I want it", "Jo3", "mail.example"] {
        assert!(!bytes.contains(word), "“{word}” is in the product");
    }
    let product = home.read();
    let sync = product.find_theme("sync").unwrap();
    assert_eq!(product.notes_of(sync.id), 6);
    // a second time nothing is new, and the counts are as they were
    let said = home.run(&["insight", "import", file.to_str().unwrap()]);
    assert!(said.contains("12 rows, 12 known, 0 new"), "{said}");
    assert_eq!(home.read().notes_of(sync.id), 6);
    let shown = home.run(&["theme", "show", "sync"]);
    assert!(shown.contains("the sync loses my text 0"), "{shown}");
    // undo takes the counts back, a dry run takes nothing in
    home.run(&["undo"]);
    assert!(home.read().feeds().is_empty());
    home.run(&["insight", "import", file.to_str().unwrap(), "--dry-run"]);
    assert!(home.read().feeds().is_empty());
}

#[cfg(unix)]
#[test]
fn the_words_of_customers_are_for_their_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    home.run(&["insight", "import", file.to_str().unwrap()]);
    let mut open = vec![home.path("xdg-state")];
    let mut found = 0;
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if entry.path().to_string_lossy().contains("feeds") {
                found += 1;
                assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }
    assert_eq!(found, 1);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    let home = Home::with(&empty());
    let write = |name: &str, text: &str| home.write(name, text).to_str().unwrap().to_owned();
    let numbers = write("n.csv", "a,b\n1,2\n3,4\n");
    assert!(home.fail(&["insight", "import", &numbers], 65).contains("no column has words"));
    let ok = write("ok.csv", "Content\nthe sync is gone\n");
    assert!(home.fail(&["insight", "import", &ok, "--map", "text"], 2).contains("text=Content"));
    assert!(home.fail(&["insight", "import", &ok, "--map", "text=Nope"], 65).contains("the columns are Content"));
    let emoji = write("e.csv", "Content\n🙂🙂\n!!!\n");
    assert!(home.fail(&["insight", "import", &emoji], 2).contains("no row has words"));
    home.fail(&["insight", "import", "nowhere.csv"], 74);
    home.fail(&["insight", "add", "x", "--on", "LAN-9"], 1);
    home.fail(&["theme", "join", "a", "b"], 1);
    assert!(home.fail(&["insight", "add", "x", "--day", "2030-01-01"], 2).contains("of today or before"));
    assert_eq!(document::write(&home.read()).unwrap(), document::write(&empty()).unwrap());
}

#[test]
fn the_real_reviews_have_themes_and_say_that_nothing_is_known_of_their_way() {
    let Some(data) = shared_data() else { return };
    let home = Home::with(&empty());
    let file = data.join("feedback/Evernote_1250_review_level.csv");
    let said = home.run(&["insight", "import", file.to_str().unwrap(), "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (json["rows"].as_u64(), json["empty"].as_u64(), json["days"].as_bool()),
        (Some(1250), Some(0), Some(false))
    );
    assert!(json["themes"].as_u64() >= Some(8) && json["other_percent"].as_u64() < Some(60), "{json}");
    let list = home.run(&["theme", "--json"]);
    let themes: Vec<serde_json::Value> = serde_json::from_str(&list).unwrap();
    assert!(themes.iter().all(|theme| theme["way"] == "unknown"));
    assert!(std::fs::metadata(home.file()).unwrap().len() < 30_000, "the product stays small");
}

// A64
#[test]
fn themes_are_joined_split_and_hidden_by_keys_and_one_undo_takes_each_back() {
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    home.run(&["insight", "import", file.to_str().unwrap()]);
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("9").shows("Themes").shows("12 weeks");
    assert_snapshot!("market_themes", screen.text());
    let themes = |screen: &Screen| screen.app.desk.product().themes().len();
    let before = document::write(screen.app.desk.product()).unwrap();
    let n = themes(&screen);
    screen.keys("moffline<enter>");
    assert_eq!(themes(&screen), n - 1, "{}", screen.text());
    screen.keys("u");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), before);
    screen.keys("ddpraise<enter>");
    let hidden = screen.app.desk.product().themes().iter().filter(|theme| theme.state == ThemeState::Hidden).count();
    assert_eq!(hidden, 1);
    screen.keys("u");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), before);
}

#[test]
fn a_problem_statement_becomes_an_insight_and_a_wish_and_never_an_item() {
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    home.run(&["insight", "import", file.to_str().unwrap()]);
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("9p").shows("of 12 notes talk of it").keys("<tab>").shows("Is it a wish of the market").keys("y");
    let product = screen.app.desk.product();
    assert_eq!((product.items().len(), product.insights().len(), product.requests().len()), (0, 1, 1));
    let insight = product.insights().iter().next().unwrap();
    assert_eq!((insight.kind, insight.about.len()), (InsightKind::Observation, 1));
    assert!(product.requests().iter().next().unwrap().via.starts_with("market, N"));
}

// A19, A9, A47
#[test]
fn an_insight_is_written_tied_to_an_item_and_shown_there() {
    let mut screen = Screen::new(&sample(), 160, 60);
    screen.keys("9]a").shows("What did you hear?");
    screen.keys("gave up at step two<enter>Mia (Acme)<enter><enter>trial<enter>setup is too long<enter>");
    let insight = screen.app.desk.product().insights().iter().next().unwrap().clone();
    assert_eq!((insight.said.as_str(), insight.kind), ("gave up at step two", InsightKind::Interview));
    assert!(insight.who.is_some());
    screen.keys("1Li").shows("Which insight tells of").keys("<enter>");
    let id = screen.selected().id;
    assert_eq!(screen.app.desk.product().insights_about(id).len(), 1);
    screen.shows("HEARD").shows("1 insight · 1 account").shows("gave up at step two");
    screen.keys("Li<enter>");
    assert!(screen.app.desk.product().insights_about(id).is_empty(), "once more unties it");
}

// A61, A11
#[test]
fn a_move_has_an_answer_or_a_written_none() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("9[aFieldly<enter>+").shows("A move of Fieldly");
    screen.keys("free tier<enter><enter>high<enter><enter>").shows("! free tier").shows("no answer yet");
    screen
        .keys("n")
        .shows("need no answer")
        .keys("our teams are larger<enter>")
        .shows("no answer: our teams are larger");
    assert!(!screen.text().contains("! free tier"));
    screen.keys("u").keys("Li<enter>").shows("→ ");
    let competitor = screen.app.desk.product().competitors().iter().next().unwrap().clone();
    assert!(competitor.moves[0].item.is_some() && competitor.moves[0].threat == Threat::High);
    screen.keys("!n");
    let competitor = screen.app.desk.product().competitors().iter().next().unwrap().clone();
    assert_eq!(competitor.moves[0].threat, Threat::None);
    screen.keys("y");
    assert!(
        screen.app.desk.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.contains("free tier")))
    );
}

// A49
#[test]
fn a_look_outside_makes_a_row_and_the_front_of_the_market_stands_on_days() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let market = |screen: &Screen| {
        fronts(screen.app.desk.product(), now()).into_iter().find(|front| front.name == "market").unwrap()
    };
    assert_eq!(market(&screen).score, None, "nobody began");
    screen.keys("9s").shows("The look outside").keys("<enter><enter>quiet<enter>").shows("1 week in a row");
    assert_eq!(market(&screen).score, Some(5));
    screen.keys("u");
    assert_eq!(market(&screen).score, None);
}

#[test]
fn the_pages_of_the_market_at_every_size_and_with_hostile_words() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let hostile = "\u{1b}[31mred\u{202e} 日本語🙂 ".repeat(20);
    product.note_insight(Insight { said: hostile.clone(), ..Insight::default() }, now()).unwrap();
    let id = product.competitor_named("Ünïcode 漢字 & Söhne").unwrap();
    product.note_move(id, Move { what: hostile.clone(), threat: Threat::High, ..Move::default() }, now()).unwrap();
    let notes: Vec<Note> =
        (0..5).map(|n| Note { text: format!("漢字 offline {hostile} {n}"), ..Note::default() }).collect();
    take_in(&mut product, "x.csv", &notes, "desk", now()).unwrap();
    for product in [product, empty()] {
        for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10), (160, 45)] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys("9");
            for _ in 0..4 {
                assert!(!screen.text().contains('\u{1b}') && !screen.text().contains('\u{202e}'));
                screen.keys("<enter><esc>]");
            }
        }
    }
}

// B48
#[test]
fn the_report_on_insights_quotes_links_and_leads_to_its_records_and_holds_back_what_is_private() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let secret = Insight { said: "zanzibar is too slow".into(), private: true, ..Insight::default() };
    product.note_insight(secret, now()).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("Yi").shows("Insights").shows("In their words").shows("(trial, 4 people, 9 Nov)");
    assert_snapshot!("market_report", screen.text());
    screen.keys("y");
    let copied = screen.copied();
    assert!(!copied.contains("zanzibar"), "{copied}");
    assert!(copied.contains("Setup: 143 of 480 notes, and fewer of late than before."), "{copied}");
    assert!(
        copied.contains("Fieldly: free tier for 3 people (10 Nov), which aims at what we live on. Our answer: INK-2")
    );
    assert!(copied.contains("of 4 talks and "), "{copied}");
    // what nobody has answered is said to the author, and what was held back
    let doc =
        report::write(&product, Report::Insights, None, report::usual(&product, Report::Insights, None, now()), now());
    let silence = doc.unwrap().silence;
    assert!(silence.unknown.iter().any(|words| words.contains("offline beta")), "{silence:?}");
    assert!(silence.held_back.iter().any(|words| words.contains("zanzibar")), "{silence:?}");
    // a sentence leads to the insight behind it
    screen.keys("o").shows("▸ N");
    assert_eq!(screen.app.desk.page.name, "Market");
}

#[test]
fn no_private_insight_and_none_of_a_private_person_is_in_any_report() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let quill = product.person_of_words("Quill (Zyxcorp)").unwrap();
    let account = product.account_named("Zyxcorp").unwrap();
    product
        .change_account(account, |account| {
            account.private = true;
            Ok(())
        })
        .unwrap();
    let said = |words: &str| Insight { said: words.into(), ..Insight::default() };
    product.note_insight(Insight { private: true, ..said("canary one") }, now()).unwrap();
    product.note_insight(Insight { who: Some(quill), ..said("canary two") }, now()).unwrap();
    product.note_insight(said("canary three"), now()).unwrap();
    for kind in Report::ALL.iter().copied().filter(|kind| *kind != Report::Said) {
        let doc = report::write(&product, kind, None, report::usual(&product, kind, None, now()), now()).unwrap();
        let text = doc.print(Form::Json, Some(&product));
        assert!(!text.contains("canary one") && !text.contains("canary two"), "{kind:?}");
        let told = matches!(kind, Report::Insights | Report::Update);
        assert_eq!(text.contains("anary three"), told, "{kind:?}");
    }
}

#[test]
fn what_was_heard_stays_when_what_it_told_of_is_gone() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let ghost = product.person_named("Ghost").unwrap();
    let note = Insight { said: "boo".into(), who: Some(ghost), ..Insight::default() };
    let note = product.note_insight(note, now()).unwrap();
    let (setup, heard) = {
        let setup = product.find_theme("setup").unwrap().id;
        (setup, product.insights_about(setup)[0].id)
    };
    let insights = product.insights().len();
    let bytes = String::from_utf8(document::write(&product).unwrap()).unwrap();
    // a hand takes a person and a theme out of the file and leaves what leads to them
    let is_gone = |line: &&str| [ghost, setup].iter().any(|id| line.starts_with(&format!("{{\"id\":\"{id}\"")));
    let bytes = bytes.lines().filter(|line| !is_gone(line)).collect::<Vec<_>>().join("\n");
    let read = document::read(bytes.as_bytes()).unwrap();
    let (product, repairs) = (read.product, read.repairs);
    assert!(repairs.iter().any(|words| words.contains("“boo” named something that is gone")), "{repairs:?}");
    assert!(!product.get::<Insight>(heard).unwrap().about.contains(&setup));
    assert!(!product.get::<Insight>(heard).unwrap().about.is_empty(), "what is there stays");
    assert_eq!((product.insights().len(), product.get::<Insight>(note).unwrap().who), (insights, None));
}

/// Lets time pass until the screen says so.
fn until(screen: &mut Screen, words: &str) {
    let begun = std::time::Instant::now();
    while !screen.text().contains(words) {
        assert!(begun.elapsed().as_secs() < 60, "“{words}” never came:\n{}", screen.text());
        screen.pause(50);
        std::thread::yield_now();
    }
}

#[test]
fn long_work_goes_on_beside_the_screen_says_what_it_is_at_and_esc_leaves_it() {
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.app.desk.blink = std::time::Duration::ZERO;
    screen.keys("9I").keys(file.to_str().unwrap()).keys("<enter>").shows("Reading reviews.csv").shows("· 0 s");
    screen.keys("jjq9").shows("Reading reviews.csv").keys("<esc>").shows("left: nothing was taken in");
    screen.pause(200);
    assert!(screen.app.desk.layers.is_empty() && screen.app.desk.product().feeds().is_empty());
    // left alone it comes to its end
    screen.keys("I").keys(file.to_str().unwrap()).keys("<enter>");
    until(&mut screen, "12 notes: 12 new");
    screen.keys("<enter>").shows("Taking in reviews.csv");
    // what changes meanwhile is not lost
    let idea = momentum::model::Item { title: "Meanwhile".into(), ..Default::default() };
    screen.app.desk.edit(momentum::model::Verb::Added, "", |product| product.add(idea, momentum::model::Place::Top));
    until(&mut screen, "12 new notes");
    let product = screen.app.desk.product();
    assert_eq!((product.feeds().len(), product.items().len()), (1, 1));
    screen.keys("u");
    assert_eq!((screen.app.desk.product().feeds().len(), screen.app.desk.product().items().len()), (0, 1));
    screen.keys("U<enter>");
    until(&mut screen, "loses my text");
    // what cannot be read says why, at the foot, once the page of files is gone
    let bad = home.write("n.csv", "a,b\n1,2\n");
    screen.keys("<esc>I").keys(bad.to_str().unwrap()).keys("<enter>");
    until(&mut screen, "no column has words");
}

#[test]
fn what_is_private_stays_held_back_when_the_person_or_the_account_goes() {
    for removed in ["person", "account"] {
        let home = Home::with(&empty());
        home.run(&["insight", "add", "canary words", "--who", "Zed (Acme)"]);
        match removed {
            "person" => home.run(&["person", "set", "Zed", "private=yes"]),
            _ => home.run(&["account", "set", "Acme", "private=yes"]),
        };
        assert!(!home.run(&["report", "insights"]).contains("canary"), "{removed}");
        match removed {
            "person" => home.run(&["person", "remove", "Zed"]),
            _ => home.run(&["account", "remove", "Acme"]),
        };
        assert!(!home.run(&["report", "insights"]).contains("canary"), "{removed} removed");
        assert!(home.read().insights().iter().next().unwrap().private);
    }
}

#[test]
fn what_a_person_said_goes_with_them_when_two_become_one() {
    let home = Home::with(&empty());
    home.run(&["insight", "add", "gave up", "--who", "Zed"]);
    home.run(&["person", "add", "Bo"]);
    home.run(&["person", "merge", "Bo", "Zed"]);
    assert!(!home.run(&["check"]).contains("gone"));
    let product = home.read();
    let insight = product.insights().iter().next().unwrap();
    let left = product.people_by_name();
    assert_eq!((left.len(), insight.who, insight.private), (1, Some(left[0].id), false));
}

#[test]
fn no_competitor_is_named_to_customers() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let item = product.find_item("INK-61").unwrap().id;
    product
        .update(item, |item| {
            item.want = "to sign in as with Fieldly".into();
            Ok(())
        })
        .unwrap();
    let text = |kind: Report| {
        let span = report::usual(&product, kind, None, now());
        report::write(&product, kind, None, span, now()).unwrap().print(Form::Text, None)
    };
    assert!(!text(Report::Customers).contains("Fieldly") && !text(Report::Release).contains("Fieldly"));
    assert!(text(Report::Insights).contains("Fieldly"));
}

// A61
#[test]
fn a_move_of_several_is_picked_and_the_last_of_a_day_stands_first() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("9[aFieldly<enter>");
    for (what, threat) in [("one", "high"), ("two", "none"), ("three", "none")] {
        screen.keys("+").keys(what).keys("<enter><enter>").keys(threat).keys("<enter><enter>");
    }
    let moves = |screen: &Screen| -> Vec<String> {
        let own = screen.app.desk.product().competitors().iter().next().unwrap().clone();
        own.moves().iter().map(|own| own.what.clone()).collect()
    };
    assert_eq!(moves(&screen), ["three", "two", "one"]);
    // the row shows what presses, and Enter on the list of moves takes it
    screen
        .shows("! one")
        .keys("n")
        .shows("Which move needs no answer?")
        .keys("<enter>")
        .shows("Why does it need no answer?");
    screen.keys("our teams are larger<enter>").shows("no answer: our teams are larger");
    assert!(!screen.text().contains("! one"));
    screen.keys("Lione<enter>").shows("Which item answers it?").keys("<enter>").shows("→ ");
    let own = screen.app.desk.product().competitors().iter().next().unwrap().clone();
    let answered = own.moves.iter().find(|own| own.what == "one").unwrap();
    assert!(answered.item.is_some() && answered.no_answer.is_empty(), "an answer takes the place of none");
    screen.keys("+four<enter>h<enter>").shows("A move of Fieldly").shows("day");
}

#[test]
fn what_is_tied_can_be_gone_to_from_the_pattern_to_the_item() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("9]]").shows("problem N9").keys("o").shows("Go to which?").keys("N9<enter>").shows("Insights 9");
    assert!(screen.text().contains("▸ N9"), "{}", screen.text());
    screen.keys("o").shows("KR1").keys("INK-68<enter>");
    assert_eq!(screen.app.desk.page.name, "Backlog");
    assert_eq!(screen.app.desk.product().key(&screen.selected()), "INK-68");
    screen.shows("PATTERN").shows("recurring report: no");
    screen.keys("9o").shows("KR1").keys("KR1<enter>");
    assert_eq!(screen.app.desk.page.name, "Vision");
}

#[test]
fn a_second_table_counts_its_new_themes_in_the_first_one_too() {
    let home = Home::with(&empty());
    let first = home.write("one.csv", "Content\nthe widget is slow\nthe widget\nsync sync\nsync is gone\nno sync\n");
    let second = home.write("two.csv", "Content\nwidget!\na widget please\nwidget or nothing\n");
    let mut screen = Screen::new(&home.read(), 100, 30);
    for file in [&first, &second] {
        screen.keys("9I").keys(file.to_str().unwrap()).keys("<enter><enter>");
    }
    let notes = |product: &Product| product.notes_of(product.find_theme("widget").unwrap().id);
    assert_eq!(notes(screen.app.desk.product()), 5, "three here and two there");
    home.run(&["insight", "import", first.to_str().unwrap()]);
    home.run(&["insight", "import", second.to_str().unwrap()]);
    assert_eq!(notes(&home.read()), 5);
}

#[test]
fn a_file_that_drives_a_machine_is_no_feedback() {
    let home = Home::with(&empty());
    let bytes: Vec<u8> = (0..4_000_u32).map(|n| u8::try_from(1 + n * 7 % 255).unwrap()).collect();
    std::fs::write(home.path("bin.csv"), bytes).unwrap();
    let why = home.fail(&["insight", "import", home.path("bin.csv").to_str().unwrap()], 65);
    assert!(why.contains("this is not text"), "{why}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_of_it_opens_a_connection() {
    // strace tells; where there is none, tests/layers.rs says that nothing could
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return;
    }
    let home = Home::with(&sample());
    let reviews = home.write("reviews.csv", reviews());
    let users = home.write("users.csv", crate::patterns::users());
    for args in [
        vec!["insight", "import", reviews.to_str().unwrap()],
        vec!["theme", "list"],
        vec!["pattern", users.to_str().unwrap(), "--outcome", "gone", "--problem", "1", "--wish"],
        vec!["report", "insights"],
    ] {
        let trace = home.path("trace");
        let mut command = std::process::Command::new("strace");
        command.args(["-f", "-e", "trace=network", "-o", trace.to_str().unwrap()]);
        let own = home.momentum();
        command.arg(own.get_program()).args(["--file", home.file().to_str().unwrap()]).args(&args);
        command.env("XDG_DATA_HOME", home.path("xdg-data")).env("XDG_STATE_HOME", home.path("xdg-state"));
        assert!(command.output().unwrap().status.success(), "{args:?}");
        let trace = std::fs::read_to_string(trace).unwrap();
        assert!(trace.contains("exited with 0"), "it was traced: {trace}");
        let calls: Vec<&str> = trace.lines().filter(|line| line.contains('(') && !line.contains("+++")).collect();
        assert!(calls.is_empty(), "{args:?}: {calls:?}");
    }
}

// A50, A62
#[test]
fn the_team_has_its_own_list_to_look_at_and_its_own_number_of_talks() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys(":settings of the product<enter>").shows("Settings of the product");
    screen.keys("Looks outside<enter>release pages; lost deals, all of them<enter>");
    screen
        .keys(":settings of the product<enter>")
        .keys("Talks<enter>100<enter>")
        .shows("a number from 1 to 99")
        .keys("<bs><bs><bs>6<enter>");
    screen.keys("9").shows("0 of 6 talks").keys("s").shows("release pages; lost deals, all of them");
    screen.keys("<enter><enter><enter>").shows("1 week in a row");
    let product = screen.app.desk.product();
    assert_eq!(product.scans_by_day()[0].looked, ["lost deals, all of them", "release pages"]);
}

#[test]
fn where_the_words_are_lost_the_counts_stay() {
    let home = Home::with(&empty());
    let file = home.write("reviews.csv", reviews());
    home.run(&["insight", "import", file.to_str().unwrap()]);
    let before = home.read();
    let notes = |product: &Product, name: &str| product.notes_of(product.find_theme(name).unwrap().id);
    let sync = notes(&before, "sync");
    let other = before.themes().iter().find(|theme| theme.called != "sync").unwrap().key();
    assert!(sync > 0);
    let mut open = vec![home.path("xdg-state")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
            if entry.file_name() == "feeds" {
                std::fs::remove_dir_all(entry.path()).unwrap();
            } else {
                open.push(entry.path());
            }
        }
    }
    home.run(&["theme", "hide", &other, "not ours"]);
    assert_eq!(notes(&home.read(), "sync"), sync);
    assert!(home.run(&["theme", "show", "sync"]).contains("sync"), "it is shown, without quotes");
    assert_eq!(home.read().feeds().iter().map(|feed| feed.rows).sum::<u32>(), 12);
}
