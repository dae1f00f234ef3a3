//! Reports: each sentence has its source, each audience reads what is for it, and what is not true any more is noticed.

use insta::assert_snapshot;
use momentum::demo;
use momentum::exchange::report::{self, Doc, Form, JARGON, Span, has_jargon, key_of, out_of_date, usual};
use momentum::measure::today::Lead;
use momentum::model::decision::{Decision, Ruling};
use momentum::model::item::{Effect, Reason};
use momentum::model::metric::Reading;
use momentum::model::request::{Channel, Line};
use momentum::model::share::{Report, Way};
use momentum::model::{
    About, Amount, Horizon, Id, Item, Kind, Metric, Now, Person, Place, Product, Stamp, Status, document,
};
use momentum::tui::desk::Effect as Done;

use crate::common::{Home, Screen, now};

const FOR_MANY: [Report; 7] = [
    Report::Executives,
    Report::Customers,
    Report::Team,
    Report::Changes,
    Report::Update,
    Report::Release,
    Report::Wins,
];

fn inkwell() -> Product {
    demo::inkwell(now(), 7).unwrap()
}

fn span(days: u64) -> Span {
    Span { since: now().today - chrono::Days::new(days), until: now().today }
}

fn write(product: &Product, kind: Report) -> Doc {
    report::write(product, kind, None, span(30), now()).unwrap()
}

fn said(product: &Product, name: &str) -> Doc {
    let who = product.find_person(name).unwrap().id;
    report::write(product, Report::Said, Some(who), span(30), now()).unwrap()
}

// A57
#[test]
fn the_executive_reads_first_whether_a_number_moved_and_no_more_than_250_words() {
    let doc = write(&inkwell(), Report::Executives);
    let text = doc.print(Form::Markdown, Some(&inkwell()));
    let third = text.lines().nth(2).unwrap();
    assert!(third.starts_with("**Did it move?** Week-1 churn 11.2 → 10.4 %"), "{text}");
    assert!(doc.words() <= 250, "{} words\n{text}", doc.words());
    assert!(doc.silence.left_out.iter().any(|words| words.contains("bug")), "{:?}", doc.silence);
    assert!(doc.silence.unknown.iter().any(|words| words.contains("did: nothing was expected")));
}

#[test]
fn every_sentence_of_every_report_has_a_source_that_is_there() {
    let product = inkwell();
    let mut sentences = 0;
    for doc in FOR_MANY.map(|kind| write(&product, kind)).into_iter().chain([said(&product, "Raj")]) {
        for sentence in doc.sentences() {
            sentences += 1;
            assert!(!sentence.from.is_empty(), "{}", sentence.text);
            assert!(sentence.from.iter().all(|id| key_of(&product, *id).is_some()), "{}", sentence.text);
        }
        let json: serde_json::Value = serde_json::from_str(&doc.print(Form::Json, Some(&product))).unwrap();
        let first = &json["sections"][0]["sentences"][0]["from"][0]["key"];
        assert!(first.is_string(), "{json}");
    }
    assert!(sentences > 60, "{sentences}");
}

#[test]
fn a_number_without_a_reading_in_these_days_is_not_measured_and_never_nought() {
    let product = inkwell();
    let late = Now::on(now().today + chrono::Days::new(60));
    let days = Span { since: late.today - chrono::Days::new(10), until: late.today };
    let doc = report::write(&product, Report::Executives, None, days, late).unwrap();
    let text = doc.print(Form::Text, None);
    assert!(text.contains("Week-1 churn: not measured since 18 Nov."), "{text}");
    assert!(!text.contains("0 %") && doc.silence.unknown.iter().any(|words| words.contains("KR1 has no reading in")));
}

/// A product of plain words, so that every word of the trade in a report would be the report's own.
fn plain(seed: u64) -> Product {
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut product = Product::new(About::named("Lantern", Stamp(1)), u128::from(seed) + 1);
    let goal = product.add_goal("People find it at once").unwrap();
    product.move_goal(goal, Horizon::Now, "they leave otherwise").unwrap();
    let readings = (0..draw(4)).map(|n| Reading {
        on: now().today - chrono::Days::new(n * 9),
        value: Amount(i64::try_from(draw(90)).unwrap() * 10_000),
        ..Reading::default()
    });
    let mut readings: Vec<Reading> = readings.collect();
    readings.reverse();
    let metric = Metric {
        measure: "found at once".into(),
        goal: Some(goal),
        baseline: Some(Amount(0)),
        target: Some(Amount(900_000)),
        start: Some(now().today - chrono::Days::new(40)),
        by: Some(now().today + chrono::Days::new(40)),
        ..Metric::default()
    };
    let result = product.add_metric(metric).unwrap();
    product
        .change_metric(result, |metric| {
            metric.readings = readings;
            Ok(())
        })
        .unwrap();
    for n in 0..draw(24) {
        let kind = [Kind::Story, Kind::Bug, Kind::Chore, Kind::Spike][usize::try_from(draw(4)).unwrap()];
        let done = draw(2) == 0;
        let item = Item {
            title: format!("Thing {n}"),
            kind,
            goal: Some(goal),
            status: if done { Status::Done } else { Status::Doing },
            accepted: done.then_some(now().at),
            effect: (draw(2) == 0).then(|| Box::new(Effect { result, delta: Amount(10_000), ..Effect::default() })),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    for n in 0..draw(6) {
        let what = format!("kept way {n}");
        let verdict = [Ruling::Decided, Ruling::Traded][usize::try_from(draw(2)).unwrap()];
        product.decide(Decision { what, verdict, created: now().at, ..Decision::default() }).unwrap();
    }
    for n in 0..draw(5) {
        let id = product.ask_line(&Line::read(&format!("Ana: wish {n}")), Channel::Talk, now()).unwrap();
        product.decline_request(id, Reason::LowValue, "", "me", now()).unwrap();
    }
    product
}

// A57
#[test]
fn no_word_of_the_trade_is_in_what_executives_and_customers_read() {
    assert_eq!(JARGON.len(), 24);
    for seed in 0..200 {
        let product = plain(seed);
        for kind in [Report::Executives, Report::Customers, Report::Release] {
            let text = write(&product, kind).print(Form::Text, None);
            assert!(!has_jargon(&text), "{seed}: {text}");
        }
    }
    // what somebody wrote themselves stays, and is pointed at
    let doc = write(&inkwell(), Report::Executives);
    assert!(doc.silence.jargon.iter().any(|words| words.contains("spike")), "{:?}", doc.silence.jargon);
}

/// Returns the sample without the effect that stands first in what was done, so that there is room for an item without one.
fn with_room() -> Product {
    let mut product = inkwell();
    let first = product.items().iter().find(|item| item.title == "Setup ends with a weekly report").unwrap().id;
    product
        .update(first, |item| {
            item.effect = None;
            Ok(())
        })
        .unwrap();
    product
}

#[test]
fn nothing_private_and_no_name_is_in_a_report_for_others() {
    let mut product = with_room();
    let account = product.account_named("Zyxcorp").unwrap();
    product
        .change_account(account, |account| {
            account.private = true;
            Ok(())
        })
        .unwrap();
    let line = Line::read("Quillan (Zyxcorp): zanzibar mode");
    let wish = product.ask_line(&line, Channel::Talk, now()).unwrap();
    let item = product.promote(wish, Place::Top, "me", now()).unwrap();
    for (title, who) in
        [("zanzibar mode", ""), ("A door for Zyxcorp", ""), ("Sign-in for Acme", ""), ("Nils asked", "")]
    {
        let item = Item { title: title.into(), owner: who.into(), ..Item::default() };
        let id = product.add(item, Place::Top).unwrap();
        product
            .update(id, |item| {
                (item.status, item.accepted) = (Status::Done, Some(now().at));
                Ok(())
            })
            .unwrap();
    }
    product
        .update(item, |item| {
            (item.status, item.accepted) = (Status::Done, Some(now().at));
            Ok(())
        })
        .unwrap();
    let forms = [Form::Text, Form::Markdown, Form::Html, Form::Json];
    let others = FOR_MANY.map(|kind| write(&product, kind)).into_iter().chain([said(&product, "Raj")]);
    for doc in others {
        for form in forms {
            let text = doc.print(form, Some(&product));
            for canary in ["Zyxcorp", "Quillan", "zanzibar"] {
                assert!(!text.contains(canary), "{canary} in {:?}: {text}", doc.report);
            }
        }
    }
    for kind in [Report::Customers, Report::Release] {
        let doc = write(&product, kind);
        let text = doc.print(Form::Text, None);
        let names = product.people_by_name().into_iter().map(|person| person.who.clone());
        let names = names.chain(product.accounts_by_name().into_iter().map(|account| account.company.clone()));
        for name in names {
            assert!(!text.split(|c: char| !c.is_alphanumeric()).any(|word| word == name), "{name}: {text}");
        }
        assert!(doc.silence.held_back.iter().any(|words| words.contains("Acme")), "the author sees what was held back");
    }
    let executives = write(&product, Report::Executives);
    assert!(executives.sentences().any(|sentence| sentence.text.contains("Acme")), "who pays may read who asks");
    // their own letter may call them by their name
    assert!(said(&product, "Quillan").print(Form::Text, None).contains("zanzibar mode"));
}

#[test]
fn a_report_is_out_of_date_with_a_verdict_taken_back_and_not_with_a_size() {
    let mut screen = Screen::new(&with_room(), 100, 30);
    screen.keys("Ye").shows("For executives").shows("Did it move?").keys("<enter>");
    assert!(screen.message().starts_with("copied, and remembered as shared"), "{}", screen.message());
    assert!(screen.copied().starts_with("# Inkwell: for executives"));
    let mut product = screen.app.desk.product().clone();
    let share = product.last_share(Report::Executives, None).unwrap().clone();
    assert!(!share.facts.is_empty() && share.until == Some(now().today));
    assert_eq!(out_of_date(&share, &product, now()), 0);
    let shown = product.find_item("INK-61").unwrap().id;
    product
        .update(shown, |item| {
            item.size = None;
            Ok(())
        })
        .unwrap();
    assert_eq!(out_of_date(&share, &product, now()), 0, "a size is not what was said");
    let later = Now::on(now().today + chrono::Days::new(5));
    assert_eq!(out_of_date(&share, &product, later), 0, "time alone makes nothing untrue");
    for n in 0..9 {
        let item =
            Item { title: format!("New {n}"), status: Status::Done, accepted: Some(now().at), ..Item::default() };
        product.add(item, Place::Top).unwrap();
    }
    assert_eq!(out_of_date(&share, &product, now()), 0, "what fell behind newer ones is true still");
    product
        .update(shown, |item| {
            item.accepted = None;
            Ok(())
        })
        .unwrap();
    assert_eq!(out_of_date(&share, &product, later), 1);
    let line = |now: Now| {
        let lines = report::waiting(&product, now);
        lines.into_iter().find(|line| line.words.contains("out of date"))
    };
    let found = line(later).unwrap();
    assert!(found.words.contains("“for executives” of 21 Nov is out of date in 1 place"), "{}", found.words);
    assert_eq!(found.lead, Lead::Command("report.exec"));
    assert!(line(Now::on(now().today + chrono::Days::new(31))).is_none(), "a month later it is history");
}

// A70
#[test]
fn a_letter_tells_each_wish_once_and_undo_takes_the_telling_and_the_share_back() {
    let product = inkwell();
    let start = document::write(&product).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("1Yh").shows("You said, to Raj").shows("A bot for our chat").keys("<enter>");
    assert_eq!(screen.message().split(" · ").next(), Some("told Raj of 1 wish; the letter is copied"));
    assert!(screen.app.desk.wishes().owed.is_empty());
    let raj = screen.app.desk.product().find_person("Raj").unwrap().id;
    assert!(screen.app.desk.product().last_share(Report::Said, Some(raj)).is_some());
    screen.keys("u");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), start);
    // a sentence that is left out tells nobody
    screen.keys("1Yh ").shows("○").keys("<enter>");
    assert_eq!(screen.app.desk.wishes().owed.len(), 1);
}

#[test]
fn a_report_is_put_into_shape_by_keys_and_no_record_changes_for_it() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    let before = document::write(screen.app.desk.product()).unwrap();
    screen.keys("Yn").shows("Release notes").shows("Sign in with a passkey");
    screen.keys("J").keys("y");
    let text = screen.copied();
    assert!(text.find("Import from CSV").unwrap() < text.find("Sign in with a passkey").unwrap(), "{text}");
    screen.keys("e<c-u>A passkey is enough<enter>").shows("✎ A passkey is enough").keys("y");
    assert!(screen.copied().contains("A passkey is enough") && !screen.copied().contains("Sign in with a passkey"));
    screen.keys(" y");
    assert!(!screen.copied().contains("A passkey is enough"));
    screen
        .keys("<tab>")
        .shows("Wins")
        .keys("<tab>")
        .shows("Insights")
        .keys("<tab>")
        .shows("For executives")
        .keys("<tab>")
        .shows("For customers");
    screen.keys("[").keys("[");
    assert!(screen.message().contains("to today"), "{}", screen.message());
    screen.keys("z").shows("for your eyes alone").shows("left out").keys("z");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), before);
    screen.keys("Yeggo");
    assert!(screen.message().contains("it comes from KR1"), "{}", screen.message());
    screen.keys("Yejjjo").shows("INK-6");
}

#[test]
fn an_empty_product_says_one_honest_sentence_and_what_is_bad_is_refused() {
    let product = Product::new(About::named("Inkwell", Stamp(1)), 1);
    for kind in FOR_MANY {
        let doc = write(&product, kind);
        assert!(doc.sections.is_empty() && !doc.opening.is_empty(), "{kind}: {doc:?}");
    }
    let future = Span { since: now().today.succ_opt().unwrap(), until: now().today };
    let why = report::write(&product, Report::Team, None, future, now()).unwrap_err().to_string();
    assert!(why.contains("2026-11-22 is in the future"), "{why}");
    let why = report::write(&product, Report::Said, Some(Id::from_bits(9)), span(1), now()).unwrap_err().to_string();
    assert!(why.contains("needs a person"), "{why}");
    let mut product = product;
    product.put(Person { id: Id::from_bits(5), who: "Zoe 山田".into(), ..Person::default() });
    let doc = said(&product, "Zoe 山田");
    assert!(doc.opening.starts_with("Zoe, you have asked nothing since"), "{}", doc.opening);
    assert_eq!(usual(&product, Report::Team, None, now()).since, "2026-10-22".parse().unwrap());
}

#[test]
fn many_sentences_are_counted_and_hostile_words_are_shown_as_they_are() {
    let mut product = inkwell();
    for n in 0..500 {
        let title = format!("<script>alert({n})</script> | `x` [y](javascript:z)");
        let item = Item { title, status: Status::Done, accepted: Some(now().at), ..Item::default() };
        product.add(item, Place::Top).unwrap();
    }
    let doc = write(&product, Report::Customers);
    assert_eq!(doc.sections[0].sentences.len(), 8);
    assert!(doc.sections[0].sentences[7].text.starts_with("50"), "{}", doc.sections[0].sentences[7].text);
    let doc = write(&product, Report::Release);
    assert!(doc.sections[0].sentences.len() > 500, "notes are looked up in, and say all of it");
    let html = doc.print(Form::Html, Some(&product));
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
    let markdown = doc.print(Form::Markdown, Some(&product));
    assert!(!markdown.contains("<script>alert(499)") && markdown.contains("\\<script\\>"), "{markdown}");
    assert!(!markdown.contains("[y](javascript"));
}

#[test]
fn the_shell_writes_a_report_remembers_it_and_says_what_does_not_fit() {
    let home = Home::with(&inkwell());
    let text = home.run(&["report", "exec", "--since", "30d"]);
    assert!(text.lines().nth(2).unwrap().contains("Week-1 churn"), "{text}");
    home.run(&["report", "exec", "--told"]);
    assert!(home.read().last_share(Report::Executives, None).is_some());
    assert!(!home.read().owed().is_empty());
    let letter = home.run(&["report", "said", "--for", "Raj", "--told", "--format", "text"]);
    assert!(letter.contains("Raj, here is what became") && home.read().owed().is_empty(), "{letter}");
    for (args, code, words) in [
        (&["report", "exec", "--since", "2030-01-01"][..], 2, "is in the future"),
        (&["report", "exec", "--since", "soon"], 2, "is not a day"),
        (&["report", "said"], 2, "needs a person"),
        (&["report", "exec", "--for", "Raj"], 2, "only “said” is for one person"),
        (&["report", "said", "--for", "Rajj"], 1, "Raj"),
    ] {
        let said = home.fail(args, code);
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

#[test]
fn the_page_at_every_size() {
    for (width, height) in [(100, 30), (80, 24), (60, 20), (160, 45)] {
        let mut screen = Screen::new(&inkwell(), width, height);
        screen.keys("Ye");
        assert_snapshot!(format!("reports_exec_{width}x{height}"), screen.text());
        screen.keys("Yh");
        assert_snapshot!(format!("reports_said_{width}x{height}"), screen.text());
    }
}

#[test]
fn a_text_from_the_editor_is_what_is_shared_and_an_empty_one_brings_the_made_one_back() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("YeE");
    let Some(Done::Write("report", made)) = screen.app.desk.effects.pop() else { panic!("no text for the editor") };
    assert!(made.contains("Did it move?"), "{made}");
    let written = screen.app.desk.page.written.unwrap();
    written(&mut screen.app.desk, "All is well, \u{1b}[31mas you see.\nSecond line.".into());
    screen.keys("j").shows("in your own text").shows("All is well, ␛[31mas you see.");
    screen.keys("y");
    assert!(screen.copied().starts_with("All is well"));
    screen.keys("<enter>");
    let share = screen.app.desk.product().last_share(Report::Executives, None).unwrap();
    assert_eq!(share.how, Way::Edited);
    // another voice has its own words, and coming back finds them
    screen.keys("<tab>");
    assert!(!screen.text().contains("All is well"));
    screen.keys("<backtab>").shows("All is well");
    let written = screen.app.desk.page.written.unwrap();
    written(&mut screen.app.desk, " \n".into());
    screen.draw();
    screen.shows("Did it move?").shows("as it is made again");
}
