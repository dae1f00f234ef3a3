//! The figures that momentum promises, each as a ratio within one run: `cargo bench`.
//!
//! Prints the table of docs/benchmarks.md. Nothing here fails; a machine's speed is no test.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "a measurement that cannot be made ends the run"
)]

mod bench;

use bench::{Screen, WORDS, measure, now, product, row, timed};
use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use crossterm::event::KeyCode;
use momentum::assist::Ask;
use momentum::assist::request::{self, Input, Question};
use momentum::assist::rules::{self, Ground};
use momentum::exchange::report::{self, Span};
use momentum::exchange::study;
use momentum::measure::promise::outlooks;
use momentum::measure::reach::Reaches;
use momentum::measure::similar::Similar;
use momentum::measure::theme;
use momentum::model::item::{Effect, Step};
use momentum::model::metric::Reading;
use momentum::model::request::Decided;
use momentum::model::share::Report;
use momentum::model::sprint::{Commitment, Fate, Outcome, SprintState};
use momentum::model::{Amount, Id, Item, Metric, Product, Promise, Request, Sprint, Stamp, Status, document};

fn main() {
    // cargo test runs benches too, with no argument that says so
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let files: Vec<(usize, std::path::PathBuf, Vec<u8>)> = [1_000, 10_000, 100_000]
        .into_iter()
        .map(|n| {
            let path = dir.path().join(format!("{n}.json"));
            let bytes = document::write(&product(n)).unwrap();
            std::fs::write(&path, &bytes).unwrap();
            (n, path, bytes)
        })
        .collect();
    println!("| what | items | time | against | ratio | goal | |");
    println!("|---|---|---|---|---|---|---|");
    keys(&files);
    screens(dir.path());
    market(dir.path());
}

/// What people outside say: themes of many notes, a table of users, the page of the market.
fn market(dir: &Path) {
    let mut state: u64 = 77;
    let mut random = move |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    let notes: Vec<String> =
        (0..200_000).map(|_| (0..14).map(|_| WORDS[random(WORDS.len())]).collect::<Vec<_>>().join(" ")).collect();
    for (n, limit) in [(5_135, 500), (200_000, 20_000)] {
        let texts: Vec<&str> = notes.iter().take(n).map(String::as_str).collect();
        let found = measure(3, || timed(|| theme::themes(&texts, &[], theme::MOST)));
        let words = format!("{limit} ms");
        row("themes of notes", &n.to_string(), found, &words, Duration::from_millis(limit), 1.0);
    }
    let names: Vec<String> = (0..21).map(|n| format!("column {n}")).collect();
    let mut csv = names.join(",");
    for _ in 0..50_000 {
        csv.push('\n');
        let cells: Vec<&str> = (0..21).map(|_| if random(2) == 0 { "yes" } else { "no" }).collect();
        csv.push_str(&cells.join(","));
    }
    let read = measure(3, || timed(|| study::read(csv.as_bytes()).unwrap()));
    let sheet = study::read(csv.as_bytes()).unwrap();
    let looked = measure(3, || timed(|| study::look_through(&sheet, "column 0", None, Some("column 1")).unwrap()));
    row("20 columns beside an outcome", "50000", looked, "1 s", Duration::from_secs(1), 1.0);
    row("20 columns beside an outcome", "50000", looked, "reading the table", read, 2.0);
    let path = dir.join("market.json");
    std::fs::write(&path, document::write(&momentum::demo::inkwell(now(), 7).unwrap()).unwrap()).unwrap();
    let mut screen = Screen::open(&path);
    let frame = Duration::from_micros(16_667);
    let entered = measure(31, || {
        screen.key(KeyCode::Char('1'));
        screen.key(KeyCode::Char('9'))
    });
    row("the market: entered anew", "96", entered, "a frame at 60 Hz", frame, 1.0);
    let key = measure(31, || screen.key(KeyCode::Char('j')));
    row("the market: a key", "96", key, "a frame at 60 Hz", frame, 0.25);
}

/// A product of 10,000 items with 200 sprints that are over and one at work, 60 goals, 200 key results, 20,000 readings and 500
/// expected effects.
fn grown() -> Product {
    let mut product = product(10_000);
    for n in 6..=60 {
        product.add_goal(&format!("Goal {n}")).unwrap();
    }
    let goals: Vec<Id> = product.goals().iter().map(|goal| goal.id).collect();
    let first = now().today - TimeDelta::days(2_900);
    let mut metrics = Vec::new();
    for n in 0..200_usize {
        let id = Id::from_bits(1_000_000 + n as u128);
        let readings = (0..100_i64).map(|k| Reading {
            id: Id::from_bits(2_000_000 + n as u128 * 1000 + u128::try_from(k).unwrap()),
            on: now().today - TimeDelta::days((99 - k) * 7),
            value: Amount(120_000 - k * 300),
            ..Reading::default()
        });
        metrics.push(id);
        product.put(Metric {
            id,
            num: u32::try_from(n + 1).unwrap(),
            measure: format!("measure {n}"),
            goal: Some(goals[n % goals.len()]),
            baseline: Some(Amount(120_000)),
            target: Some(Amount(80_000)),
            start: Some(first),
            by: Some(now().today + TimeDelta::days(90)),
            readings: readings.collect(),
            ..Metric::default()
        });
    }
    let ids: Vec<Id> = product.order().iter().copied().collect();
    for (n, chunk) in ids[..3_000].chunks(15).enumerate() {
        let start = first + TimeDelta::days(n as i64 * 14);
        let outcome = chunk.iter().map(|item| Outcome {
            item: *item,
            points: Some(300),
            fate: Fate::Accepted,
            goal: Some(goals[n % goals.len()]),
            ..Outcome::default()
        });
        product.put(Sprint {
            id: Id::from_bits(3_000_000 + n as u128),
            number: u32::try_from(n + 1).unwrap(),
            goal: format!("Sprint {n}"),
            state: SprintState::Closed,
            start: Some(start),
            end: Some(start + TimeDelta::days(11)),
            items: chunk.to_vec(),
            outcome: outcome.collect(),
            ..Sprint::default()
        });
        let at = Stamp::on(start + TimeDelta::days(9));
        for (k, id) in chunk.iter().enumerate() {
            let mut item = Item::clone(product.items().get(*id).unwrap());
            item.history = vec![Step { at: Stamp::on(start), to: Status::Doing }, Step { at, to: Status::Done }].into();
            (item.status, item.accepted) = (Status::Done, Some(at));
            if k < 3 && n < 170 {
                let (result, by) = (metrics[n], Some(start + TimeDelta::days(60)));
                item.effect = Some(Box::new(Effect { result, delta: Amount(-10_000), by, ..Effect::default() }));
            }
            product.put(item);
        }
    }
    let start = now().today - TimeDelta::days(5);
    product.put(Sprint {
        id: Id::from_bits(4_000_000),
        number: 201,
        goal: "The one at work".into(),
        state: SprintState::Active,
        start: Some(start),
        end: Some(start + TimeDelta::days(11)),
        begun: Some(Stamp::on(start)),
        items: ids[3_000..3_040].to_vec(),
        committed: ids[3_000..3_040].iter().map(|item| Commitment { item: *item, points: Some(300) }).collect(),
        ..Sprint::default()
    });
    ask(&mut product, &ids);
    product
}

/// Adds 60 accounts, 500 people, 5,000 wishes of which a tenth wait, and 20 promises.
fn ask(product: &mut Product, ids: &[Id]) {
    let accounts: Vec<Id> = (0..60).map(|n| product.account_named(&format!("Account {n}")).unwrap()).collect();
    let mut people = Vec::new();
    for n in 0..500_usize {
        let id = product.person_named(&format!("Person {n}")).unwrap();
        product
            .change_person(id, |person| {
                person.account = (n % 3 > 0).then(|| accounts[n % accounts.len()]);
                (person.power, person.interest) = (u32::try_from(n % 4).unwrap(), u32::try_from(n % 3).unwrap());
                Ok(())
            })
            .unwrap();
        people.push(id);
    }
    for n in 0..5_000_usize {
        let heard = Some(now().today - TimeDelta::days(n as i64 % 300));
        let (said, who) = (format!("wish {n} {}", WORDS[n % WORDS.len()]), vec![people[n % people.len()]]);
        let joined = n % 10 > 0;
        product.put(Request {
            id: Id::from_bits(5_000_000 + n as u128),
            num: u32::try_from(n + 1).unwrap(),
            said,
            who,
            heard,
            verdict: if joined { Decided::Joined } else { Decided::Waits },
            decided: joined.then(|| now().at),
            items: if joined { vec![ids[n * 2 % ids.len()]] } else { Vec::new() },
            ..Request::default()
        });
    }
    for n in 0..20_usize {
        let promise = Promise {
            promised: format!("promise {n}"),
            to: vec![people[n]],
            by: Some(now().today + TimeDelta::days(60 + n as i64)),
            item: Some(ids[3_000 + n * 5]),
            ..Promise::default()
        };
        product.promise(promise, now()).unwrap();
    }
}

/// Every screen of the sprint and of the chain of why, entered and then drawn again, on a product that has grown for years.
fn screens(dir: &Path) {
    let path = dir.join("grown.json");
    std::fs::write(&path, document::write(&grown()).unwrap()).unwrap();
    let frame = Duration::from_micros(16_667);
    let mut screen = Screen::open(&path);
    for (name, keys) in [
        ("plan", "3"),
        ("sprint", "4"),
        ("review", "5"),
        ("vision", "7"),
        ("outcomes", "0"),
        ("roadmap", "gr"),
        ("today", "gh"),
        ("standup", "gs"),
        ("flow", "gl"),
        ("stakeholders", "8"),
        ("people", "ge"),
        ("promises", "gk"),
        ("reports", "Ye"),
    ] {
        let open = |screen: &mut Screen| keys.chars().map(|c| screen.key(KeyCode::Char(c))).max().unwrap();
        let enter = measure(15, || {
            screen.key(KeyCode::Esc);
            screen.key(KeyCode::Char('1'));
            // what was computed for the last state of the product is of no use now
            screen.app.desk.epoch += 1;
            open(&mut screen)
        });
        assert_eq!(screen.app.desk.page.name.to_lowercase(), name, "the screen is not the one that is measured");
        row(&format!("{name}: entered anew"), "10000", enter, "a frame at 60 Hz", frame, 1.0);
        let again = measure(31, || screen.key(KeyCode::Char('j')));
        row(&format!("{name}: a key"), "10000", again, "a frame at 60 Hz", frame, 0.25);
    }
    let product = screen.app.desk.product().clone();
    let reach = measure(15, || {
        timed(|| {
            let reaches = Reaches::of(&product);
            product.items().iter().map(|item| reaches.of_item(item, &product).reach()).sum::<usize>()
        })
    });
    row("reach of all items, 5,000 wishes", "10000", reach, "20 ms", Duration::from_millis(20), 1.0);
    let chances = measure(15, || timed(|| outlooks(&product, now())));
    for (name, kind) in
        [("executives", Report::Executives), ("customers", Report::Customers), ("the team", Report::Team)]
    {
        let span = Span { since: now().today - chrono::Days::new(3_650), until: now().today };
        let report = measure(15, || timed(|| report::write(&product, kind, None, span, now()).unwrap()));
        row(&format!("the report for {name}, ten years"), "10000", report, "100 ms", Duration::from_millis(100), 1.0);
    }
    let index = Similar::of(&product);
    let ground = Ground::new(&product, Some(&index));
    let open: Vec<Id> = product.order().iter().copied().take(200).collect();
    let one = measure(31, || timed(|| rules::advise(Ask::Draft, &open[..1], &ground)));
    row("the rules: a draft of one item", "10000", one, "50 ms", Duration::from_millis(50), 1.0);
    let many = measure(5, || timed(|| rules::advise(Ask::Draft, &open, &ground)));
    row("the rules: drafts of 200 items", "10000", many, "2 s", Duration::from_secs(2), 1.0);
    let asked = measure(5, || timed(|| rules::search("which export fails on the phone", &product, 10)));
    row("the rules: a question in words", "10000", asked, "50 ms", Duration::from_millis(50), 1.0);
    let question = Question { ask: Ask::Draft, ids: &open[..1], words: "", input: Input::Text, people: false };
    let sent = measure(15, || timed(|| request::write(&question, &product, Some(&index))));
    row("what goes to a command, one item", "10000", sent, "50 ms", Duration::from_millis(50), 1.0);
    row("the chances of 20 promises", "10000", chances, "50 ms", Duration::from_millis(50), 1.0);
}

fn keys(files: &[(usize, std::path::PathBuf, Vec<u8>)]) {
    let mut table: Vec<Vec<(Duration, Duration)>> = Vec::new();
    for (_, path, _) in files {
        let mut screen = Screen::open(path);
        for _ in 0..200 {
            screen.key(KeyCode::Char('j'));
        }
        let mut run = |keys: &[KeyCode]| {
            let mut all: Vec<Duration> = (0..120)
                .map(|i| {
                    let took = screen.key(keys[i % keys.len()]);
                    screen.rest();
                    took
                })
                .collect();
            all.sort();
            (all[all.len() / 2], *all.last().unwrap())
        };
        let c = KeyCode::Char;
        let moves = run(&[c('j'), c('j'), c('k')]);
        let marks = run(&[c(' ')]);
        let clear = run(&[KeyCode::Esc]);
        let ranks = run(&[c('J'), c('K'), c('J')]);
        // a word, then the field is emptied again
        run(&[c('/'), KeyCode::Esc]);
        screen.key(c('/'));
        let mut letters = Vec::new();
        for _ in 0..20 {
            for letter in "payment".chars() {
                letters.push(screen.key(c(letter)));
                screen.rest();
            }
            for _ in 0.."payment".len() {
                screen.key(KeyCode::Backspace);
            }
            screen.rest();
        }
        letters.sort();
        let _ = clear;
        table.push(vec![moves, marks, ranks, (letters[letters.len() / 2], *letters.last().unwrap())]);
    }
    let names = ["moving", "marking", "re-ranking", "a letter typed into /"];
    for (i, name) in names.iter().enumerate() {
        let limit = if i == 3 { 4.0 } else { 2.0 };
        row(&format!("key to changed screen: {name}"), "100000", table[2][i].0, "at 1000", table[0][i].0, limit);
        let frame = Duration::from_micros(16_667);
        row(&format!("the slowest of them: {name}"), "100000", table[2][i].1, "a frame at 60 Hz", frame, 1.0);
    }
}
