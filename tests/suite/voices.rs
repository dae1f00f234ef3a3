//! Votes of several people, who owns what, templates, the tree of goals, and what stands one key away: by keys.

use crate::common::{Home, Screen, day, now, sample};
use momentum::config::Config;
use momentum::demo;
use momentum::model::item::{Effect, Relation, Scoring};
use momentum::model::metric::Reading;
use momentum::model::{About, Amount, Id, Item, Kind, Metric, Place, Product, Stamp};
use momentum::tui::Greeting;

fn again(screen: &Screen) -> Screen {
    Screen::new(&Home::with(screen.app.desk.product()).read(), 100, 30)
}

// A76
#[test]
fn the_orders_of_three_people_become_one_with_what_to_talk_about_and_one_undo_takes_it_back() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("ga").shows("Nobody has voted yet").keys("p").shows("nobody has voted yet");
    screen.keys("aAna<enter>INK-3 INK-99<enter>").shows("INK-99").keys("<c-u>INK-3 INK-1 INK-2 INK-4<enter>");
    screen.keys("aJo<enter>INK-1 INK-2 INK-4 INK-3<enter>").shows("2 people · Ana, Jo");
    screen.keys("aRaj<enter>INK-1 INK-3 INK-2<enter>");
    let rows: Vec<String> = screen.text().lines().filter(|line| line.contains("INK-")).map(str::to_owned).collect();
    assert!(rows[0].contains("INK-1") && rows[1].contains("INK-3"), "{rows:#?}");
    screen.shows("Ana 1, Jo 4").keys("<enter>").shows("To talk about").shows("Ana 1 · Raj 2 · Jo 4").keys("<esc>");
    screen.keys("y");
    assert!(screen.copied().starts_with("1. INK-1 Guided first project"), "{}", screen.copied());
    assert_eq!(again(&screen).keys("ga").text().matches("INK-").count(), 4);
    let before: Vec<Id> = screen.app.desk.product().order().iter().copied().collect();
    screen.keys("p").shows("Place 4 items as 3 people voted?").keys("y");
    let keys = |screen: &Screen| -> Vec<String> {
        let product = screen.app.desk.product();
        product.order().iter().take(4).map(|id| product.key(product.item(*id).unwrap())).collect()
    };
    assert_eq!(keys(&screen), ["INK-1", "INK-3", "INK-2", "INK-4"]);
    assert_eq!(screen.app.desk.product().decisions_by_day()[0].because, "the median of their orders");
    screen.keys("u");
    assert!(screen.app.desk.product().order().iter().eq(&before));
    screen.keys("ddJo<enter>").shows("2 people · Ana, Raj");
}

// A76
#[test]
fn two_programs_that_take_a_vote_each_keep_both_and_the_shell_takes_files() {
    let base = sample();
    let vote = |who: &str, seed: u128| {
        let mut side = base.clone();
        side.seed(seed);
        let order: Vec<Id> = side.order().iter().take(3).copied().collect();
        side.vote(who, order).unwrap();
        side
    };
    let merged = Product::merge(&base, &vote("Ana", 7), &vote("Jo", 8));
    assert_eq!(merged.ballots_by_name().len(), 2);
    let home = Home::with(&base);
    let ana = home.write("Ana.txt", "INK-3\nINK-1\n");
    let jo = home.write("Jo.txt", "1. INK-1\n2. Skip setup and import later\n3. INK-4\n4. INK-3\n");
    home.run(&["vote", "import", ana.to_str().unwrap(), jo.to_str().unwrap()]);
    let said = home.run(&["vote"]);
    assert!(said.lines().next().unwrap().contains("INK-1") && said.contains("Ana 1, Jo 4"), "{said}");
    let bad = home.write("bad.txt", "INK-1\nINK-1\n");
    let why = home.fail(&["vote", "import", bad.to_str().unwrap()], 2);
    assert!(why.contains("INK-1 stands there twice"), "{why}");
    home.fail(&["vote", "show", "Nobody"], 1);
}

// B16
#[test]
fn who_owns_what_is_written_down_and_what_nobody_owns_waits_on_today() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("gh");
    assert!(!screen.text().contains("nobody owns"), "nobody is asked who never began");
    screen.keys(":who owns what<enter>").shows("6 of 6 have no owner").keys("vision<enter>Ana<enter>").shows("5 of 6");
    screen.shows("Ana").keys("<esc>gh").shows("nobody owns: roadmap, order");
    assert_eq!(again(&screen).app.desk.product().about().roles["vision"], "Ana");
    screen
        .keys(":settings of the product<enter>responsible<enter><c-u>order Jo, cooking Ana<enter>")
        .shows("“cooking” is none of");
}

// B12
#[test]
fn the_four_judgments_weigh_what_the_team_says() {
    let mut product = sample();
    product.put(About { method: "four".into(), ..product.about().clone() });
    let id = product.order()[0];
    let inputs = [("users", 500), ("business", 400), ("fit", 300), ("danger", 200)];
    product
        .update(id, |item| {
            let inputs = inputs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
            item.scoring = Some(Box::new(Scoring { inputs, ..Scoring::default() }));
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 40);
    screen.shows("3 × 5 + 3 × 4 + 2 × 3 − 1 × 2 = 31");
    screen
        .keys(":settings of the product<enter>weights<enter>users 1, speed 2<enter>")
        .shows("not one of users, business");
    screen.keys("<c-u>users 1, danger 2.5<enter>").shows("1 × 5 + 3 × 4 + 2 × 3 − 2.5 × 2 = 18");
    again(&screen).shows("2.5 × 2 = 18");
}

// B13
#[test]
fn one_marked_item_goes_where_its_score_advises_and_the_others_keep_their_order() {
    let mut product = sample();
    let ids: Vec<Id> = product.order().iter().take(3).copied().collect();
    for (id, value) in ids.iter().zip([100, 500, 1000]) {
        product
            .update(*id, |item| {
                item.scoring =
                    Some(Box::new(Scoring { inputs: [("value".to_owned(), value)].into(), ..Scoring::default() }));
                item.size = Some(momentum::model::Size::Points(100));
                Ok(())
            })
            .unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("jj :rank by score<enter>").shows("INK-3: place 3 → 1").keys("y");
    let order: Vec<Id> = screen.app.desk.product().order().iter().take(3).copied().collect();
    assert_eq!(order, [ids[2], ids[0], ids[1]]);
    assert!(screen.app.desk.product().decisions_by_day()[0].what.contains("placed INK-3 at 1 by value"));
}

// A88
#[test]
fn who_left_an_item_where_it_is_and_why_stands_on_the_page_that_explains_it() {
    let mut screen = Screen::new(&sample(), 100, 40);
    screen.app.desk.user.name = "Ana".into();
    screen.keys("we").shows("say why it stands there").keys("w<enter>").shows("why does it stand there?");
    screen.keys("the law asks for it<enter>we").shows("“the law asks for it” (Ana)").keys("<esc>");
    again(&screen).keys("we").shows("the law asks for it");
}

// A3
#[test]
fn an_item_is_the_template_of_another_one() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let one = screen.selected();
    screen.keys("Ll<enter>").shows("an item needs a title").keys("Guided second project<enter>");
    let two = screen.selected();
    assert_eq!(two.title, "Guided second project");
    assert_eq!((two.kind, two.goal, &two.tags, &two.role), (one.kind, one.goal, &one.tags, &one.role));
    let texts = |item: &Item| item.criteria.iter().map(|own| own.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&two), texts(&one));
    assert!(two.criteria.iter().all(|own| own.verdict == momentum::model::Verdict::Open), "they are judged anew");
    assert!(two.size.is_none() && two.comments.is_empty() && two.requesters.is_empty() && two.want.is_empty());
    assert_eq!(screen.app.desk.product().place_of(&two), Some(2), "it stands below its template");
}

// A17, A37
#[test]
fn the_tree_goes_from_the_goal_to_epics_and_stories_and_moves_them_by_keys() {
    let mut product = sample();
    let goal = product.current_goal().unwrap().id;
    let readings = vec![Reading { on: day("2026-11-20"), value: Amount::parse("12").unwrap(), ..Reading::default() }];
    let target = Amount::parse("8").ok();
    let metric = Metric { measure: "churn".into(), goal: Some(goal), readings, target, ..Metric::default() };
    let result = product.add_metric(metric).unwrap();
    let moves = product.order()[1];
    let effect = Effect { result, delta: Amount::parse("-1").unwrap(), ..Effect::default() };
    product.expect(moves, effect).unwrap();
    let mut screen = Screen::new(&product, 100, 50);
    screen.keys("7]");
    let lines: Vec<String> = screen.text().lines().map(str::to_owned).collect();
    let at = |words: &str| {
        lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {lines:#?}"))
    };
    assert!(at("KR1 churn") < at("INK-2 Skip setup") && at("INK-2 Skip setup") < at("INK-6 Invite the team"));
    assert!(lines[at("INK-6 Invite the team")].contains("epic"));
    // an epic from the key result has it as its why
    screen.keys("jae").shows("An epic: what moves churn?").keys("Ask before they leave<enter><esc>");
    let epic =
        screen.app.desk.product().items().iter().find(|item| item.title == "Ask before they leave").unwrap().clone();
    assert_eq!((epic.kind, epic.goal), (Kind::Epic, Some(goal)));
    assert!(epic.benefit.starts_with("churn gets"), "{}", epic.benefit);
    // a piece of it serves the same goal, and moves under another one by a key
    while !screen.text().lines().any(|line| line.contains("▸") && line.contains("Ask before they leave")) {
        screen.keys("j");
    }
    screen.keys("aOne question by mail<enter>").shows("One question by mail");
    let piece = |screen: &Screen| {
        let product = screen.app.desk.product();
        product.items().iter().find(|item| item.title == "One question by mail").unwrap().clone()
    };
    assert_eq!(piece(&screen).linked(Relation::PartOf).collect::<Vec<_>>(), [epic.id]);
    screen.keys("jmReports that people share<enter>");
    let moved = piece(&screen);
    assert!(moved.linked(Relation::PartOf).next().is_none() && moved.goal != Some(goal));
    let kept = again(&screen);
    assert_eq!(piece(&kept).goal, moved.goal);
}

// A21
#[test]
fn the_quick_wins_of_the_matrix_are_a_filter() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 40);
    screen.keys("ffis:quick-win<enter>");
    let found = screen.titles();
    let product = screen.app.desk.product().clone();
    let wins: Vec<String> = momentum::measure::score::quick_wins(&product)
        .into_iter()
        .filter(|id| !product.item(*id).unwrap().is_later(now().today))
        .map(|id| product.item(id).unwrap().title.clone())
        .collect();
    assert!(!wins.is_empty() && found == wins, "{found:?} {wins:?}");
    screen.keys("gm").shows(wins[0].split(' ').next().unwrap());
}

// A22
#[test]
fn the_form_begins_with_for_whom_and_why_and_the_title_comes_third() {
    let mut screen = Screen::new(&sample(), 100, 40);
    screen.keys("e");
    let text = screen.text();
    let at =
        |words: &str| text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {text}"));
    assert_eq!((at("  Why  ") - at("▸ For whom"), at("  Title  ") - at("▸ For whom")), (1, 2), "{text}");
}

// A15
#[test]
fn a_session_tells_decisions_from_fields_and_how_long_an_item_took() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("2everything<enter>").pause(60_000).keys("s3").pause(60_000).keys("<enter>");
    screen.keys("dvtoo little<enter>Q").shows("2 decisions, 1 field filled").shows("1 min an item");
}

// A26
#[test]
fn the_card_for_the_team_has_the_quote_the_effect_the_questions_and_the_decisions() {
    let mut product = sample();
    let id = product.order()[0];
    let other = product.order()[1];
    let result = product.add_metric(Metric { measure: "churn".into(), ..Metric::default() }).unwrap();
    let effect =
        Effect { result, delta: Amount::parse("-2").unwrap(), by: "2027-01-30".parse().ok(), ..Effect::default() };
    product.expect(id, effect).unwrap();
    let said = "I gave up at step two".to_owned();
    let insight = momentum::model::insight::Insight { said, about: vec![id], ..Default::default() };
    product.note_insight(insight, now()).unwrap();
    product
        .update(id, |item| {
            item.link(Relation::Needs, other.to_string());
            item.constraints = "no new cookies".into();
            item.questions.push(momentum::model::item::Question {
                id: Id::from_bits(77),
                at: Stamp(1),
                text: "In which languages?".into(),
                ..Default::default()
            });
            Ok(())
        })
        .unwrap();
    let decision = momentum::model::Decision { what: "kept it small".into(), about: vec![id], ..Default::default() };
    product.decide(decision).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("yc");
    let card = screen.copied();
    for words in [
        "Heard: “I gave up at step two”",
        "Expected: KR1 churn -2 by 2027-01-30",
        "Constraints:\n- no new cookies",
        "Open questions:\n- In which languages?",
        "Decided:\n- kept it small",
        "- needs INK-2",
    ] {
        assert!(card.contains(words), "{words}: {card}");
    }
}

// A54
#[test]
fn all_that_fall_out_of_the_top_ten_are_named_whatever_verb_did_it() {
    let list = |n: usize| {
        let mut product = sample();
        for n in 0..n {
            product.add(Item { title: format!("More {n}"), ..Item::default() }, Place::Bottom).unwrap();
        }
        product
    };
    let mut screen = Screen::new(&list(10), 140, 30);
    for _ in 0..12 {
        screen.keys("j");
    }
    screen.keys("   T").shows("fell out of the top 10");
    let line = screen.text().lines().find(|line| line.contains("fell out")).unwrap().to_owned();
    assert_eq!(line.matches("INK-").count(), 3, "{line}");
    let mut screen = Screen::new(&list(10), 140, 30);
    for _ in 0..10 {
        screen.keys("j");
    }
    screen.keys("K").shows("fell out of the top 10");
}

// A58
#[test]
fn an_item_is_shown_in_a_line_as_a_card_and_whole_wherever_it_is_chosen() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("1Z").shows("so that I see a result").keys("ZZ<esc>");
    for page in ["3", "4", "5", "gm"] {
        screen.keys(page).keys("z").shows("READY").keys("<esc>");
    }
}

// A65
#[test]
fn the_days_and_the_readings_of_both_means_stay_with_the_verdict() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 160, 50);
    let item = screen
        .app
        .desk
        .product()
        .items()
        .iter()
        .find(|item| {
            item.effect
                .as_ref()
                .is_some_and(|own| own.found == momentum::model::item::Hit::Open && item.accepted.is_some())
        })
        .unwrap()
        .clone();
    screen.app.desk.go_to(item.id);
    screen.draw();
    screen.keys("wo").shows("28 days around").keys("h").keys("we know more<enter>");
    let effect = screen.app.desk.product().item(item.id).unwrap().effect.clone().unwrap();
    assert_eq!(effect.days, 28);
    assert!(effect.readings[0] > 0, "{effect:?}");
    screen.keys("0").shows(&format!("(n {})", effect.readings[1]));
}

// A95
#[test]
fn a_product_manager_begins_with_the_vision_and_a_product_owner_with_today() {
    let product = demo::inkwell(now(), 7).unwrap();
    for (role, first, tabs) in
        [("po", "Today", " Today 1 Backlog"), ("pm", "Vision", " 7 Vision 0 Outcomes 9 Market 8")]
    {
        let config = Config::read(&format!("role = \"{role}\"\n"));
        assert!(config.faults.is_empty(), "{:?}", config.faults);
        let mut screen = Screen::new(&product, 100, 30);
        screen.app.configure(&config);
        screen.app.greet(Greeting::None);
        screen.draw();
        assert_eq!(screen.app.desk.page.name, first);
        assert!(screen.text().starts_with(tabs), "{}", screen.text());
    }
    assert!(Config::read("role = \"boss\"\n").faults[0].contains("\"pm\""));
}

// B47
#[test]
fn the_vision_stands_in_the_head_of_every_screen_where_there_is_room() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 240, 40);
    for page in ["1", "3", "4", "gs", "gd", "8", "9"] {
        screen.keys(page);
        let head = screen.text().lines().next().unwrap().to_owned();
        assert!(head.contains("Every team’s report"), "{page}: {head}");
    }
    let narrow = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30).text();
    assert!(!narrow.lines().next().unwrap().contains("Every team"), "{narrow}");
}

// B17
#[test]
fn the_age_of_the_judgement_is_a_column_of_the_backlog() {
    let mut product = sample();
    product.put(About { columns: vec!["key".into(), "title".into(), "groomed".into()], ..product.about().clone() });
    let id = product.order()[0];
    product
        .update(id, |item| {
            item.groomed = Some(Stamp::on(day("2026-11-14")));
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.shows("groomed").shows("7 d").shows("never");
}

// B22
#[test]
fn a_list_that_nobody_ranked_waits_on_today_from_thirty_one_items_on() {
    let product = |n: usize| {
        let mut product = Product::new(About::named("List", now().at), 5);
        for n in 0..n {
            let item = Item { title: format!("Row {n}"), provenance: "import x.csv".into(), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        product
    };
    assert!(!Screen::new(&product(30), 100, 30).keys("gh").text().contains("never ranked"));
    let mut screen = Screen::new(&product(31), 100, 30);
    screen.keys("gh").shows("31 items never ranked by anybody");
    while !screen.text().contains("▸ 31 items never ranked") {
        screen.keys("j");
    }
    screen.keys("<enter>").shows("31 items");
    assert_eq!(screen.app.desk.layers.len(), 1, "the first order asks how");
}

// B23
#[test]
fn the_next_five_are_ready_have_their_why_and_hang_on_a_wall() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 40);
    screen.keys("gu").shows("S14  New teams finish setup without help").shows("1  INK-8  3").shows("so that");
    for (width, height) in [(100, 30), (80, 24), (60, 20)] {
        let text = Screen::new(&demo::inkwell(now(), 7).unwrap(), width, height).keys("gu").text();
        let all = (1..=5).all(|n| text.contains(&format!("│ {n}  INK-")));
        assert!(all, "all five are seen at once at {width}×{height}:\n{text}");
    }
    assert!(!screen.text().contains("Recurring report wizard"), "what has an open question is not ready");
    assert!(!screen.text().contains("INK-4 "), "what is in the sprint is not next");
    screen.keys("1yt");
    assert_eq!(screen.copied().lines().count(), 5, "{}", screen.copied());
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    let said = home.run(&["top"]);
    assert!(said.contains("1  INK-8") && !said.contains("INK-5 "), "{said}");
}
