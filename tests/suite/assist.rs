//! The assistant: rules that never invent, a command that can do nothing but fill what it was asked for, and nothing that is written
//! before a person takes it.

use insta::assert_snapshot;
use momentum::assist::request::{self, Input, Question, Sent};
use momentum::assist::rules::{self, Ground, search};
use momentum::assist::{Advice, Ask, Slot, Suggestion, take};
use momentum::demo;
use momentum::measure::ready;
use momentum::measure::similar::Similar;
use momentum::model::item::Comment;
use momentum::model::request::{Channel, Line};
use momentum::model::{About, Id, Item, Kind, Place, Product, Size, Stamp, document};
use momentum::tui::desk::Effect;

use crate::common::{Home, Screen, now, sample};

pub fn empty() -> Product {
    Product::new(About::named("Lantern", Stamp(1)), 7)
}

pub fn with(titles: &[&str]) -> (Product, Vec<Id>) {
    let mut product = empty();
    let add = |title: &&str| product.add(Item { title: (*title).into(), ..Item::default() }, Place::Bottom).unwrap();
    let ids = titles.iter().map(add).collect();
    (product, ids)
}

/// Returns what the rules suggest.
pub fn advise(product: &Product, ask: Ask, ids: &[Id]) -> Advice {
    let index = Similar::of(product);
    rules::advise(ask, ids, &Ground::new(product, Some(&index)))
}

/// Returns what goes to a command.
pub fn sent_for(product: &Product, ask: Ask, ids: &[Id], people: bool) -> Sent {
    let index = Similar::of(product);
    request::write(&Question { ask, ids, words: "", input: Input::Text, people }, product, Some(&index))
}

/// Returns the text that goes to a command, without names of people.
pub fn text_sent(product: &Product, ask: Ask, ids: &[Id]) -> String {
    String::from_utf8(sent_for(product, ask, ids, false).bytes).unwrap()
}

fn ids(product: &Product) -> Vec<Id> {
    product.order().iter().copied().collect()
}

fn lines(advice: &Advice, slot: Slot) -> Vec<&Suggestion> {
    advice.lines.iter().filter(|line| line.slot == slot).collect()
}

/// The words of a text outside its gaps, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('‹') {
        outside.push_str(&rest[..at]);
        rest = rest[at..].find('›').map_or("", |end| &rest[at + end + '›'.len_utf8()..]);
        outside.push(' ');
    }
    outside.push_str(rest);
    outside
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

// A74
#[test]
fn nothing_that_can_be_filled_decides() {
    for word in Slot::WORDS {
        for deciding in
            ["rank", "place", "status", "accept", "verdict", "decline", "sprint", "commit", "owner", "moscow"]
        {
            assert_ne!(*word, deciding);
        }
    }
    // and whatever is taken, nobody's place, status, verdict, acceptance or sprint is another one than before
    let mut product = demo::inkwell(now(), 7).unwrap();
    let before = product.clone();
    let open: Vec<Id> = ids(&product).into_iter().filter(|id| product.item(*id).unwrap().is_open()).collect();
    for ask in Ask::ALL.iter().copied().filter(|ask| *ask != Ask::Split) {
        let advice = advise(&product, ask, &open);
        // one after the other, because of several for one field only one can be taken; a running item is sized by nobody here
        for line in &advice.lines {
            take(&advice, std::slice::from_ref(line), &mut product, Size::SCALE, "Jo", now()).unwrap();
        }
    }
    assert_eq!(ids(&product), ids(&before));
    for old in before.items().iter() {
        let new = product.item(old.id).unwrap();
        assert_eq!(
            (new.status, new.accepted, &new.declined, &new.rank),
            (old.status, old.accepted, &old.declined, &old.rank)
        );
        let verdicts = |item: &Item| item.criteria.iter().map(|c| (c.id, c.verdict)).collect::<Vec<_>>();
        assert!(verdicts(new).starts_with(&verdicts(old)));
    }
    let sprints = |product: &Product| product.sprints().iter().cloned().collect::<Vec<_>>();
    assert_eq!(sprints(&product), sprints(&before));
    assert_eq!(product.decisions_by_day().len(), before.decisions_by_day().len());
}

#[test]
fn a_running_item_is_not_sized() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let running = ready::at_work(&product).into_iter().find(|id| product.item(*id).unwrap().is_open()).unwrap();
    let advice = advise(&product, Ask::Size, &[running]);
    assert!(advice.lines.is_empty() && advice.refused[0].contains("in the sprint at work"), "{advice:?}");
    let line = Suggestion { about: running, slot: Slot::Size, value: "100".into(), ..Suggestion::default() };
    let before = product.clone();
    let why = take(&advice, &[line], &mut product, Size::SCALE, "Jo", now()).unwrap_err();
    assert!(why.to_string().contains("the team sizes it"), "{why}");
    assert_eq!(product.item(running).unwrap().size, before.item(running).unwrap().size);
}

#[test]
fn rules_say_no_word_that_the_product_did_not_hold() {
    // the words of the patterns, from a title that says nothing
    let (nothing, id) = with(&["qqqqq"]);
    let kinds = [Kind::Story, Kind::Bug, Kind::Chore, Kind::Spike];
    let mut known: Vec<String> = Vec::new();
    for kind in kinds {
        let mut product = nothing.clone();
        product
            .update(id[0], |item| {
                item.kind = kind;
                Ok(())
            })
            .unwrap();
        for title in ["qqqqq", "register", "list", "delete", "assign", "sync", "error", "fast"] {
            product
                .update(id[0], |item| {
                    title.clone_into(&mut item.title);
                    Ok(())
                })
                .unwrap();
            for ask in [Ask::Draft, Ask::Criteria, Ask::Need, Ask::Why] {
                known.extend(advise(&product, ask, &id).lines.iter().flat_map(|line| words(&line.value)));
            }
        }
    }
    known.extend(["to", "wants", "the"].map(str::to_owned));
    let mut said = 0;
    for product in [demo::inkwell(now(), 7).unwrap(), sample()] {
        let index = Similar::of(&product);
        for item in product.items().iter().filter(|item| item.is_open()) {
            let mut own: Vec<String> = words(&format!(
                "{} {} {} {} {} {}",
                item.title, item.role, item.want, item.benefit, item.description, item.problem
            ));
            for near in index.nearest(item.id, 9) {
                let other = product.item(near.id).unwrap();
                own.extend(words(&format!("{} {}", other.role, other.criteria_text())));
            }
            own.extend(product.items().iter().flat_map(|other| words(&other.role)));
            own.extend(product.requests().iter().flat_map(|request| words(&request.need)));
            for ask in [Ask::Draft, Ask::Criteria, Ask::Titles, Ask::Why, Ask::Split] {
                for line in advise(&product, ask, &[item.id]).lines {
                    if matches!(line.slot, Slot::Goal | Slot::Size | Slot::Piece) {
                        continue;
                    }
                    said += 1;
                    for word in words(&line.value) {
                        assert!(own.contains(&word) || known.contains(&word), "{}: “{word}” in {line:?}", item.title);
                    }
                }
            }
        }
    }
    assert!(said > 400, "{said}");
}

#[test]
fn a_line_of_a_list_gets_three_criteria_or_more_each_with_a_gap_for_what_only_a_person_knows() {
    for title in ["Export a visit as PDF", "Dark mode", "Login fails", "日本語のレポート", "x", "Fix"] {
        let (product, ids) = with(&[title]);
        let advice = advise(&product, Ask::Criteria, &ids);
        let lines = lines(&advice, Slot::Criteria);
        assert!(lines.len() >= 3, "{title}: {lines:?}");
        assert!(lines.iter().all(|line| line.value.contains('‹') && line.value.contains("?›")), "{lines:?}");
        assert!(lines.iter().filter(|line| line.chosen).count() == 3);
    }
}

#[test]
fn a_role_comes_from_those_that_resemble_it_if_three_and_half_of_them_have_it() {
    let build = |roles: &[&str]| {
        let mut product = empty();
        for (n, role) in roles.iter().enumerate() {
            let title = format!("Export a visit as file number {n}");
            let item = Item { title, role: (*role).into(), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        let id = product.add(Item { title: "Export a visit".into(), ..Item::default() }, Place::Bottom).unwrap();
        let advice = advise(&product, Ask::Draft, &[id]);
        let line = lines(&advice, Slot::Role)[0].clone();
        (line.value, line.chosen)
    };
    assert_eq!(build(&["lead", "lead", "lead"]), ("lead".into(), true));
    assert!(build(&["lead", "lead"]).0.starts_with('‹'), "two are too few");
    assert!(build(&["lead", "lead", "lead", "a", "b", "c", "d"]).0.starts_with('‹'), "three of seven are not half");
    assert_eq!(build(&["lead", "lead", "lead", "a", "b", "c"]), ("lead".into(), true), "half of them");
}

// A75
#[test]
fn a_goal_comes_from_those_that_resemble_it_and_never_one_that_is_over() {
    let (mut product, all) = with(&["Export a report as PDF", "Export a report as file", "Export a chart", "Login"]);
    let goal = product.add_goal("Reports people send on").unwrap();
    let over = product.add_goal("Export a report as anything").unwrap();
    product.end_goal(over, true, "reached", now()).unwrap();
    for (id, goal) in [(all[1], goal), (all[2], over)] {
        product
            .update(id, |item| {
                item.goal = Some(goal);
                Ok(())
            })
            .unwrap();
    }
    let advice = advise(&product, Ask::Goal, &all[..1]);
    let key = product.goal_key(goal).unwrap();
    let named: Vec<(&str, bool)> = advice.lines.iter().map(|line| (line.value.as_str(), line.chosen)).collect();
    assert_eq!(named, [(key.as_str(), true)], "{advice:?}");
    assert!(advice.lines[0].because.contains(&product.key(product.item(all[1]).unwrap())), "{advice:?}");
    let none = advise(&product, Ask::Goal, &all[3..]);
    assert!(none.lines.is_empty() && none.refused[0].contains("serves a goal"), "{none:?}");
}

// A75
#[test]
fn what_says_the_same_is_linked_and_not_declined() {
    let (mut product, all) = with(&["Export the report as PDF", "Exporting reports to PDF", "Login fails on Safari"]);
    let advice = advise(&product, Ask::Same, &all[..1]);
    assert_eq!(advice.lines.len(), 1, "{advice:?}");
    take(&advice, &advice.lines, &mut product, Size::SCALE, "Jo", now()).unwrap();
    let item = product.item(all[0]).unwrap();
    assert_eq!(item.links.len(), 1);
    assert!(product.item(all[1]).unwrap().is_open());
    let again = advise(&product, Ask::Same, &all[..1]);
    assert!(again.lines.is_empty(), "what is linked is known: {again:?}");
    // a wish that says the same is linked from the other side
    let wish = product.ask_line(&Line::read("Login fails on Safari"), Channel::Talk, now()).unwrap();
    let advice = advise(&product, Ask::Same, &all[2..]);
    take(&advice, &advice.lines, &mut product, Size::SCALE, "Jo", now()).unwrap();
    assert_eq!(product.request(wish).unwrap().about, [all[2]]);
}

#[test]
fn a_search_answers_with_the_items_that_have_the_rarest_words_and_says_where() {
    let (mut product, all) = with(&["Export visits", "Export reports", "Dark mode", "Export a chart"]);
    product
        .update(all[3], |item| {
            item.comments.push(Comment { id: item.id, text: "the auditors ask for it".into(), ..Comment::default() });
            Ok(())
        })
        .unwrap();
    let found = search("Which export do the auditors need?", &product, 10);
    assert_eq!(found.first().map(|found| found.item), Some(all[3]), "{found:?}");
    assert!(found[0].because.contains("auditor") && found[0].because.contains("comments"), "{found:?}");
    assert_eq!(found.len(), 3);
    assert!(search("of the and", &product, 10).is_empty());
}

#[test]
fn what_is_done_or_declined_keeps_its_words() {
    let (mut product, all) = with(&["[FE] done", "[FE] declined"]);
    product
        .update(all[0], |item| {
            item.reach(momentum::model::Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    product.decline(all[1], momentum::model::Reason::NotNow, "", now()).unwrap();
    let advice = advise(&product, Ask::Titles, &all);
    assert!(advice.lines.is_empty() && advice.refused.len() == 2, "{advice:?}");
    for id in all {
        let line = Suggestion { about: id, slot: Slot::Title, value: "x".into(), ..Suggestion::default() };
        assert!(take(&advice, &[line], &mut product, Size::SCALE, "", now()).is_err());
    }
}

// ---- on the screen

// A72
#[test]
fn an_imported_line_becomes_a_ready_story_by_keys_and_offline() {
    let home = Home::with(&empty());
    let list = home.write("list.md", "- [FE] export button for visits...\n");
    home.run(&["import", list.to_str().unwrap()]);
    home.run(&["goal", "add", "Reports people send on"]);
    let goal = home.read().goals().iter().next().unwrap().id;
    let mut product = home.read();
    for n in 1..=4 {
        let item = Item {
            title: format!("Export button for the visits of {}", ["today", "a week", "a month", "a year"][n - 1]),
            role: "team lead".into(),
            size: Some(Size::Points(300)),
            goal: Some(goal),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("id").shows("by rules, nothing sent").shows("● For whom    team lead");
    assert_snapshot!("assist_draft", screen.text());
    // the why is the first gap; then the three of the criteria, each asked by its own words
    screen.keys("<tab>").shows("what can they do then").keys("the client reads it the same day<enter>");
    screen.keys("<tab>a visit with notes<enter><tab>a file with each note<enter><tab>the ten newest<enter>");
    while screen.text().contains("Tab next gap") {
        screen.keys("<tab>a message that says so<enter>");
    }
    assert_eq!(screen.app.desk.epoch, 0, "nothing is written before Enter");
    screen.keys("<enter>");
    let item = screen.selected();
    assert_eq!(
        (item.title.as_str(), item.role.as_str(), item.want.as_str()),
        ("Export visits", "team lead", "to export visits")
    );
    assert_eq!(item.benefit, "the client reads it the same day");
    assert!(item.criteria.len() >= 3 && item.gaps() == 0, "{:?}", item.criteria);
    assert_eq!(item.goal, Some(goal));
    screen.keys("s3");
    screen.pause(700);
    assert!(ready::is_ready(&screen.selected(), screen.app.desk.product()), "{}", screen.text());
    // what was suggested and not changed is marked, what a person filled is theirs
    assert_eq!(screen.selected().unconfirmed(), ["role", "want", "title", "criteria", "goal"]);
    screen.keys("ik");
    assert!(screen.selected().drafted.is_empty());
    screen.keys("uuu");
    assert_eq!(
        document::write(screen.app.desk.product()).unwrap(),
        document::write(&product).unwrap(),
        "three steps, three undos"
    );
}

#[test]
fn ten_thousand_keys_without_enter_write_nothing() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 80, 24);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let keys = [
        "j",
        "k",
        " ",
        "a",
        "e",
        "x",
        "<tab>",
        "<backtab>",
        "<esc>",
        "!",
        "o",
        "g",
        "G",
        "<up>",
        "<bs>",
        "y",
        "n",
        "?",
    ];
    let asks = ["id", "ic", "it", "ig", "is", "ix", "iu", "iw", "in", "iv", "i!"];
    let mut typed = 0;
    while typed < 10_000 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        if screen.app.desk.layers.is_empty() {
            let ask = asks[usize::try_from(random % asks.len() as u64).unwrap()];
            for key in crate::common::keys(ask) {
                screen.app.key(key);
            }
            if screen.app.desk.layers.is_empty() {
                screen.app.key(crate::common::keys("j")[0]);
            }
        } else {
            for key in crate::common::keys(keys[usize::try_from(random % keys.len() as u64).unwrap()]) {
                screen.app.key(key);
            }
        }
        typed += 1;
    }
    assert_eq!(screen.app.desk.epoch, 0, "{}", screen.text());
}

#[test]
fn a_line_is_left_out_or_said_in_other_words_and_only_one_of_a_kind_is_taken() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("/emoji<enter>ic");
    screen.keys("ethe emoji are counted<enter> j ");
    screen.keys("<enter>");
    let item = screen.selected();
    let criteria: Vec<&str> = item.criteria.iter().map(|c| c.text.as_str()).collect();
    assert!(!criteria.contains(&"the emoji are counted"), "space left it out again: {criteria:?}");
    screen.keys("uic").keys("ethe emoji are counted<enter><enter>");
    let item = screen.selected();
    assert_eq!(item.criteria[0].text, "the emoji are counted");
    assert!(!item.is_drafted(item.criteria[0].id) && item.is_drafted(item.criteria[1].id));
    screen.keys("u").keys("iv").shows("Vision").keys("  k").shows("● Vision");
    assert_eq!(screen.text().matches("● Vision").count(), 1, "{}", screen.text());
    screen.keys("<enter>");
    assert_ne!(screen.app.desk.product().vision(), demo::inkwell(now(), 7).unwrap().vision());
}

// A75
#[test]
fn titles_of_all_that_are_marked_are_tidied_in_one_step() {
    let titles: Vec<String> = (0..120).map(|n| format!("[FE] number {n}...")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let (product, _) = with(&titles);
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("*it").shows("of 120 looked at");
    while !screen.text().contains("120 items") {
        screen.pause(50);
    }
    screen.keys("<enter>");
    assert!(screen.titles().iter().all(|title| title.starts_with("number")), "{:?}", screen.titles());
    screen.keys("u");
    assert_eq!(screen.app.desk.product().items().iter().filter(|item| item.title.starts_with("[FE]")).count(), 120);
    // and what was looked at before Esc is kept
    screen.keys("it");
    screen.pause(50).keys("<esc>").shows("Titles").keys("<enter>");
    let tidy = screen.app.desk.product().items().iter().filter(|item| item.title.starts_with("number")).count();
    assert!((1..120).contains(&tidy), "{tidy}");
}

#[test]
fn a_wish_is_answered_asked_and_compared_with_keys() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("8ir").shows("Thank you for").keys("<enter>");
    let copied =
        screen.app.desk.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.contains("Thank you")));
    assert!(copied && screen.app.desk.epoch == 0, "it is copied, and nothing is written");
    screen.keys("in").shows("Who does it today").keys("<esc>iu").shows("R5: no item says the same");
    assert!(screen.app.desk.layers.is_empty(), "a page with nothing on it");
}

#[test]
fn a_question_finds_items_and_enter_goes_there() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("7iiwhich export as pdf<enter>").shows("tell of “which export as pdf”").keys("<enter>");
    assert!(screen.selected().title.contains("PDF"), "{}", screen.selected().title);
}

#[test]
fn without_a_command_what_would_go_out_can_be_seen_and_is_not_sent() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("i!").shows("your command, once one is set").shows("Left out").keys("y").shows("no command is set");
    assert_snapshot!("assist_consent", screen.text());
    screen.keys("<esc>/emoji<enter>i!o").shows("by rules, nothing sent");
    for (width, height) in [(80, 24), (60, 20), (40, 10), (160, 45)] {
        let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), width, height);
        screen.keys("/emoji<enter>id").shows("Draft").keys("<esc>i!").keys("<esc>");
    }
}

#[test]
fn a_product_file_that_names_a_program_is_told_so_and_ignored() {
    let product = sample();
    let mut json: serde_json::Value = serde_json::from_slice(&document::write(&product).unwrap()).unwrap();
    let home = Home::new();
    let evil = home.path("evil");
    json["assistant"] = serde_json::json!({"command": ["sh", "-c", format!("touch '{}'", evil.display())]});
    std::fs::write(home.file(), serde_json::to_vec(&json).unwrap()).unwrap();
    let key = product.key(product.items().iter().next().unwrap());
    let out = home.momentum().args(["assist", "criteria", &key]).assert().success();
    let said = String::from_utf8(out.get_output().stderr.clone()).unwrap();
    assert!(said.contains("names a program for the assistant"), "{said}");
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("ic").shows("names a program for the assistant").shows("by rules");
    assert!(!evil.exists(), "the program of the file was run");
}

#[test]
fn what_somebody_filled_in_outlives_escape() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("/emoji<enter>id<tab>reviewer<enter>").shows("● For whom    reviewer").keys("<esc>");
    screen.shows("nothing was taken").keys("io").shows("● For whom    reviewer").keys("<esc>");
    // what nobody touched is gone without a word
    screen.keys("ic<esc>").keys("ic").shows("Criteria").keys("<esc>");
    assert_eq!(screen.app.desk.epoch, 0);
}

// A73
#[test]
fn the_gaps_of_what_was_taken_are_asked_one_after_the_other() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen
        .keys("/emoji<enter>ic<enter>")
        .shows("gaps left")
        .keys("if")
        .shows("what is there before?")
        .keys("a comment<enter>");
    screen.shows("who?").keys("reviewer<enter>");
    let item = screen.selected();
    assert!(item.criteria[0].text.contains("given a comment, when reviewer does it"), "{:?}", item.criteria[0]);
    assert!(!item.is_drafted(item.criteria[0].id) && item.is_drafted(item.criteria[1].id));
    while item_gaps(&screen) > 0 {
        screen.keys("a message<enter>");
    }
    screen.keys("if").shows("no gap");
    assert_eq!(screen.selected().gaps(), 0);
}

fn item_gaps(screen: &Screen) -> usize {
    screen.selected().gaps()
}

#[test]
fn titles_that_would_be_the_same_are_left_to_a_person() {
    let (product, all) =
        with(&["[Int Tests] Enhance coverage", "[Unit Tests] Enhance coverage", "Fix the login", "fix the login."]);
    let advice = advise(&product, Ask::Titles, &all);
    assert_eq!(advice.lines.iter().filter(|line| line.chosen).count(), 0, "{advice:?}");
    assert!(advice.lines.iter().all(|line| line.because.contains("the same")), "{advice:?}");
    // another stop is no other word: it leaves nothing to be confirmed
    let (mut product, all) = with(&["fix the login..."]);
    let advice = advise(&product, Ask::Titles, &all);
    take(&advice, &advice.lines, &mut product, Size::SCALE, "", now()).unwrap();
    assert_eq!(product.item(all[0]).unwrap().title, "Fix the login");
    assert!(product.item(all[0]).unwrap().drafted.is_empty());
}

#[test]
fn all_marks_what_can_be_taken_beside_the_others_and_once_more_nothing() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("/emoji<enter>ida");
    assert_eq!(screen.text().matches("● Criterion").count(), 5, "{}", screen.text());
    screen.shows("● Wants").shows("○ For whom").shows("● Goal").keys("a");
    assert_eq!(screen.text().matches("●").count(), screen.text().matches("take ●").count());
}

#[test]
fn a_fault_in_the_settings_is_said_where_the_command_is_missed() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    let config = momentum::config::Config::read("[assistant]\ncommand = \"llm\"\n");
    screen.app.configure(&config);
    screen.keys("/emoji<enter>ic").shows("by rules, nothing sent").shows("your settings have a fault: line 2");
}
