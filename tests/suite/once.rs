//! Rows that no other file guards: what a page says and what it never says, by keys.

use crate::common::{Home, Screen, day, now, sample};
use momentum::demo;
use momentum::model::item::Scoring;
use momentum::model::{About, Decision, Item, Kind, Now, Place, Product, Size, SprintState};

fn inkwell() -> Product {
    demo::inkwell(now(), 7).unwrap()
}

// A10
#[test]
fn no_page_tells_how_busy_anybody_is() {
    let mut screen = Screen::new(&inkwell(), 160, 45);
    for page in ["gh", "1", "3", "4", "5", "6", "7", "8", "9", "0", "gl", "gf", "gr", "gi", "gs", "gp"] {
        screen.keys(page);
        let text = screen.text().to_lowercase();
        assert!(!["busy", "utilis", "utiliz"].iter().any(|word| text.contains(word)), "{page}: {text}");
        screen.keys("<esc><esc>");
    }
}

// A5
#[test]
fn a_no_shows_what_it_clashes_with_before_its_words_are_written() {
    let mut screen = Screen::new(&inkwell(), 120, 40);
    for _ in 0..9 {
        screen.keys("j");
    }
    let goal = screen.app.desk.product().current_goal().unwrap().title.clone();
    screen.keys("dn").shows(&goal[..20]).keys("<tab>");
    screen.keys("<enter>");
    let decision = screen.app.desk.product().decisions_by_day()[0].clone();
    assert_eq!(decision.verdict, momentum::model::decision::Ruling::Declined);
    assert!(!decision.because.is_empty(), "Tab took what is known of it");
}

// A7, A91
#[test]
fn the_record_of_a_sprint_says_first_what_moved_and_keeps_it_whatever_is_read_later() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("Ys");
    let page = screen.copied();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(at("Moved: KR2") < at("## Items") && at("## Items") < at("## Numbers"), "{page}");
    let mut product = inkwell();
    product.close_sprint(&std::collections::BTreeMap::new(), momentum::model::sprint::Fate::Back, "", now()).unwrap();
    let last = product.sprints_by_number().into_iter().rfind(|own| own.state == SprintState::Closed).unwrap().clone();
    let metric = last.result.unwrap();
    let ends = |product: &Product| {
        let (own, metric) = (
            product.get::<momentum::model::Sprint>(last.id).unwrap(),
            product.get::<momentum::model::Metric>(metric).unwrap(),
        );
        (own.result_at_start(metric, now().zone).unwrap(), own.result_at_end(metric, now().zone).unwrap())
    };
    let before = ends(&product);
    let later = momentum::model::Amount::parse("99").unwrap();
    product.read_metric(metric, day("2026-12-24"), later, "", day("2026-12-24")).unwrap();
    assert_eq!(ends(&Home::with(&product).read()), before);
}

// A23, A30
#[test]
fn the_vision_is_shared_in_three_lengths_and_misses_a_reader_after_ninety_days() {
    let mut lengths = Vec::new();
    for key in ["1", "2", "3"] {
        let mut screen = Screen::new(&inkwell(), 100, 30);
        screen.keys("Yv").keys(key);
        assert_eq!(screen.app.desk.product().vision().shared, Some(now().today));
        lengths.push(screen.copied().lines().count());
    }
    assert!(lengths[0] == 1 && lengths[0] < lengths[1] && lengths[1] < lengths[2], "{lengths:?}");
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("Yv3");
    let page = screen.copied();
    assert!(page.contains("North star") && page.contains("churn"), "{page}");
    let waits = |on: &str| {
        let lines = momentum::measure::today::waiting(screen.app.desk.product(), Now::on(day(on)));
        lines.iter().any(|line| line.words.contains("the vision was not shared for"))
    };
    assert!(!waits("2027-02-19") && waits("2027-02-20"), "ninety days are not too long, ninety-one are");
}

// A25, B40
#[test]
fn velocity_is_said_to_be_for_planning_and_stands_on_no_page_of_outcomes() {
    let mut screen = Screen::new(&inkwell(), 120, 40);
    screen.keys("3").shows("for planning, not performance").keys("gl").shows("for planning, not performance");
    screen.keys("0");
    assert!(!screen.text().to_lowercase().contains("velocity"), "{}", screen.text());
    for class in ["revenue", "retention", "satisfaction", "engagement"] {
        screen.shows(class);
    }
    screen.keys("Ys");
    assert!(screen.copied().contains("for planning"), "{}", screen.copied());
}

// A31, A77
#[test]
fn a_vague_word_of_the_vision_is_asked_about_and_other_ways_are_offered() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("7e<c-u>The best and easy app for all<enter>");
    screen.keys("7").shows("1 of 5").shows("? “easy”: who does it");
    let mut product = screen.app.desk.product().clone();
    let mut vision = product.vision().clone();
    vision.audience = "fast teams".into();
    // a number elsewhere in the text silences nothing
    vision.vision = "In 2026 we sell. The leading app for all".into();
    product.put(vision);
    Screen::new(&product, 100, 30).keys("7").shows("? “fast”: how").shows("? “leading”: by what measure?");
    // and the seven blanks are looked at, too
    Screen::new(&product, 100, 30)
        .keys("7]]]")
        .shows("Seven blanks")
        .keys("esmooth, modern teams<enter>")
        .shows("? “modern”: what does one see?");
    let mut again = Screen::new(&product, 100, 30);
    again.keys("7iv");
    assert!(!again.app.desk.layers.is_empty(), "ways to say it are offered:\n{}", again.text());
}

// A34
#[test]
fn an_import_says_what_may_be_there_twice_and_the_order_has_no_ties() {
    let home = Home::new();
    home.write("list.md", "- Publish a dataset\n- Publish the dataset\n- Sign up\n");
    let said = home.run(&["import", home.path("list.md").to_str().unwrap()]);
    assert!(said.contains("twice"), "{said}");
    let mut screen = Screen::new(&Product::new(About::named("Empty", now().at), 1), 100, 30);
    screen
        .keys(":import a file<enter>")
        .paste(home.path("list.md").to_str().unwrap())
        .keys("<enter>")
        .shows("may be there twice");
    let product = home.read();
    let mut ranks: Vec<_> = product.items().iter().map(|item| item.rank.clone()).collect();
    ranks.sort();
    ranks.dedup();
    assert_eq!(ranks.len(), 3);
}

// A44, A45
#[test]
fn debt_is_scored_like_a_feature_and_the_mix_says_how_far_it_is_from_what_the_team_wants() {
    let mut product = sample();
    let mix = [("feature".to_owned(), 60), ("debt".to_owned(), 40)].into();
    product.put(About { mix, ..product.about().clone() });
    let id = product.items().iter().find(|item| item.kind == Kind::Chore).unwrap().id;
    product
        .update(id, |item| {
            item.scoring = Some(Box::new(Scoring { inputs: [("value".to_owned(), 700)].into(), ..Scoring::default() }));
            item.size = Some(Size::Points(500));
            Ok(())
        })
        .unwrap();
    product.place(&[id], Place::Top).unwrap();
    let mut screen = Screen::new(&product, 100, 40);
    screen.keys("gg").shows("7 ÷ 5 = 1.4");
    screen.keys("3pbecause<enter>").shows("debt 100 % of 40").shows("feature 0 % of 60");
}

// A69
#[test]
fn a_wish_has_a_sheet_for_the_talk_about_it() {
    let mut screen = Screen::new(&inkwell(), 100, 40);
    screen.keys("8Yp");
    let text = format!("{}{}", screen.text(), screen.copied()).to_lowercase();
    for words in ["need", "goal"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

// A84
#[test]
fn an_idea_of_the_team_is_a_wish_with_a_mark_of_its_own() {
    let mut product = inkwell();
    let mia = product.find_person("Mia").map(|person| person.id);
    assert!(mia.is_ok(), "the sample has somebody on the team");
    let line =
        momentum::model::request::Line { who: vec!["Mia".into()], said: "A cool idea".into(), ..Default::default() };
    let id = product.ask_line(&line, momentum::model::request::Channel::Talk, now()).unwrap();
    assert!(product.request(id).unwrap().tags.contains(&"idea-of-the-team".to_owned()), "{:?}", product.request(id));
    let mut screen = Screen::new(&product, 120, 40);
    screen.keys("8").shows("A cool idea");
}

// A98
#[test]
fn a_win_stands_with_thanks_and_the_number_and_the_report_quotes_who_asked() {
    let mut screen = Screen::new(&inkwell(), 120, 40);
    screen.keys("gw").shows("thanks to").shows("KR2").keys("<esc>Yw");
    let text = screen.text();
    assert!(text.contains("thanks to") || text.contains("Thanks"), "{text}");
}

// B11
#[test]
fn too_long_is_said_where_it_is_counted_from_a_hundred_items_or_six_sprints_on() {
    let product = |n: usize, points: u32| {
        let mut product = Product::new(About { velocity: 1_000, ..About::named("Long", now().at) }, 5);
        for n in 0..n {
            let item = Item { title: format!("Row {n}"), size: Some(Size::Points(points * 100)), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        product
    };
    let head = |product: &Product| Screen::new(product, 100, 30).text().lines().nth(1).unwrap().to_owned();
    assert!(!head(&product(60, 1)).contains("! "), "60 points are six sprints of ten");
    assert!(head(&product(61, 1)).contains("!  61 open"), "{}", head(&product(61, 1)));
    Screen::new(&product(61, 1), 100, 30).keys("gi").shows("too long: what is sized fills more than 6 sprints");
    let unsized_rows = |n: usize| {
        let mut product = Product::new(About::named("Long", now().at), 5);
        for n in 0..n {
            product.add(Item { title: format!("Row {n}"), ..Item::default() }, Place::Bottom).unwrap();
        }
        product
    };
    assert!(!head(&unsized_rows(100)).contains("!  100"));
    assert!(head(&unsized_rows(101)).contains("!  101 open"));
}

// B24
#[test]
fn a_sprint_of_more_than_four_weeks_is_warned_about_and_free_days_shorten_it() {
    let mut screen = Screen::new(&sample(), 110, 30);
    screen.keys("3n<c-u>2026-11-30<enter><c-u>2027-01-15<enter>").shows("more than four weeks");
    screen.keys("n<c-u>2026-11-30<enter><c-u>2026-12-11<enter>").shows("10 days");
    screen.keys("H2026-12-08<enter>").shows("9 days");
}

// B27
#[test]
fn one_search_finds_criteria_comments_and_decisions() {
    let mut product = sample();
    product
        .decide(Decision { what: "no weekly digests".into(), because: "daily is enough".into(), ..Decision::default() })
        .unwrap();
    let said = "I gave up at step two".to_owned();
    let insight = momentum::model::insight::Insight { said, ..Default::default() };
    product.note_insight(insight, now()).unwrap();
    let mut screen = Screen::new(&product, 110, 30);
    screen.keys("ghg/gave up at").shows("N1 I gave up").keys("<enter>").shows("I gave up at step two");
    assert_eq!(screen.app.desk.page.name, "Market");
    for (typed, found) in
        [("step 1 of 4", "INK-1"), ("copy is ready", "INK-1"), ("weekly digests", "no weekly digests")]
    {
        let mut screen = Screen::new(&product, 110, 30);
        screen.keys("ghg/").keys(typed).shows(found);
    }
}

// B37
#[test]
fn the_three_questions_about_the_product_owner_keep_their_way_over_the_sprints() {
    let mut screen = Screen::new(&inkwell(), 120, 40);
    screen
        .keys("6<enter>")
        .keys("s")
        .keys("4")
        .keys("3")
        .keys("5")
        .shows("requirements")
        .shows("priorities")
        .shows("collaboration");
    let line = screen.text().lines().find(|line| line.contains("PO 1–5")).unwrap().to_owned();
    assert!(line.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']), "{line}");
}

// B46
#[test]
fn the_update_says_what_is_built_what_shifted_and_what_was_learned() {
    let mut screen = Screen::new(&inkwell(), 120, 45);
    screen.keys("Yu");
    let text = screen.text().to_lowercase();
    for words in ["what we are building", "what shifted, and why", "what we learned"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

// B20
#[test]
fn a_story_is_held_against_all_thirteen_rules_on_its_page_and_in_the_shell() {
    let mut product = sample();
    let (first, second) = (product.order()[0], product.order()[1]);
    let put = |product: &mut Product, id, role: &str, want: &str, benefit: &str| {
        product
            .update(id, |item| {
                (item.role, item.want, item.benefit) = (role.into(), want.into(), benefit.into());
                Ok(())
            })
            .unwrap();
    };
    put(&mut product, first, "lead", "to show the owner to guests", "they know whom to ask");
    put(&mut product, second, "lead", "to never show the owner to guests", "I want a list");
    let mut screen = Screen::new(&product, 100, 60);
    screen.keys("jz").keys("z");
    screen.keys("<esc>");
    let home = Home::with(&product);
    let said = home.run(&["lint"]);
    for words in ["wishes the opposite", "the why is another wish"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // what breaks a rule is a filter of its own
    let mut screen = Screen::new(&product, 100, 60);
    screen.keys(":lint<enter>");
    let found = screen.titles();
    assert!(found.len() >= 2 && found.iter().any(|title| title == "Skip setup and import later"), "{found:?}");
    assert_eq!(screen.app.desk.list.filter(), "is:flawed");
    // on the page of an item, wherever it is chosen
    let mut screen = Screen::new(&product, 100, 60);
    screen.keys("3jz").shows("QUALITY  11 of 13 rules hold").shows("INK-1 wishes the opposite");
}

// A76, B4
#[test]
fn a_file_that_was_cut_off_gives_people_votes_and_plans_back_each_to_its_table() {
    let mut product = Product::new(About::named("Plain", now().at), 5);
    for title in ["One", "Two"] {
        product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
    }
    product.join_team("Zed").unwrap();
    let order: Vec<momentum::model::Id> = product.order().iter().copied().collect();
    product.vote("Ana", order).unwrap();
    product.keep_plan("plan A", None);
    let bytes = momentum::model::document::write(&product).unwrap();
    let (back, _) = momentum::model::document::salvage(&bytes[..bytes.len() - 4]);
    assert_eq!(back.team().len(), 1, "a person is no ballot");
    assert_eq!(back.ballots_by_name().len(), 1);
    assert_eq!(back.kept_plans().len(), 1, "a plan of a product without goals is no ballot");
}

// B2, B34
#[test]
fn what_had_a_range_can_be_split_and_accepted_but_for_a_rest_and_who_sized_it_goes_with_its_size() {
    let mut product = sample();
    let id = product.order()[0];
    let sized = |product: &mut Product| {
        product
            .update(id, |item| {
                item.resize(Some(Size::Points(550)), Some([300, 800]));
                item.sized_by = "Ana".into();
                Ok(())
            })
            .unwrap();
    };
    sized(&mut product);
    let mut screen = Screen::new(&product, 100, 40);
    screen.keys("x<enter>").paste("first half\nsecond half").keys("<tab><tab>E");
    let whole = screen.app.desk.product().item(id).unwrap().clone();
    assert_eq!((whole.kind, whole.range, whole.sized_by.as_str()), (Kind::Epic, None, ""), "{}", screen.text());
    let home = Home::with(&product);
    home.run(&["set", "INK-1", "size=3"]);
    let item = home.read().item(id).unwrap().clone();
    assert_eq!((item.range, item.sized_by.as_str()), (None, ""), "another hand sized it");
}

// B3
#[test]
fn a_plan_that_another_sprint_left_says_nothing_of_this_one() {
    let mut product = sample();
    let first = product.plan_sprint(now()).unwrap();
    let item = product.order()[1];
    product.pull(first, &[item]).unwrap();
    product.commit_sprint(first, now()).unwrap();
    product.keep_plan("by hand", None);
    product.close_sprint(&std::collections::BTreeMap::new(), momentum::model::sprint::Fate::Back, "", now()).unwrap();
    let next = product.plan_sprint(now()).unwrap();
    let other = product.order()[2];
    product.pull(next, &[other]).unwrap();
    let then = product.kept_plans().into_iter().find(|plan| plan.name == "by hand").unwrap().clone();
    let moved = momentum::measure::since::since(&then, &product).sprint;
    assert!(moved.iter().all(|row| !row.words.contains("S2")), "{moved:?}");
}

// B29
#[test]
fn a_scope_that_changed_by_more_than_a_fifth_waits_on_today() {
    let mut product = Product::new(About::named("Scope", now().at), 5);
    for n in 0..8 {
        let item = Item { title: format!("Thing {n}"), size: Some(Size::Points(100)), ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    let ids: Vec<momentum::model::Id> = product.order().iter().copied().collect();
    let sprint = product.plan_sprint(now()).unwrap();
    product.pull(sprint, &ids[..5]).unwrap();
    product.commit_sprint(sprint, now()).unwrap();
    product.change_scope(Some(ids[5]), None, "one", "Jo", now()).unwrap();
    let waits = |product: &Product| {
        momentum::measure::today::waiting(product, now()).iter().any(|line| line.words == "scope of S1 changed by 40 %")
    };
    assert!(!waits(&product), "a fifth is what happens");
    product.change_scope(Some(ids[6]), None, "two", "Jo", now()).unwrap();
    assert!(waits(&product));
}

// A17
#[test]
fn an_epic_without_a_goal_takes_none_away_from_what_is_hung_under_it() {
    let mut product = sample();
    let epic = Item { title: "Goalless".into(), kind: Kind::Epic, ..Item::default() };
    product.add(epic, Place::Bottom).unwrap();
    let goal = product.current_goal().unwrap().id;
    let mut screen = Screen::new(&product, 100, 50);
    screen.keys("7]");
    while !screen.text().lines().any(|line| line.contains("▸") && line.contains("INK-2")) {
        screen.keys("j");
    }
    screen.keys("mGoalless<enter>");
    let id = screen.app.desk.product().find_item("INK-2").unwrap().clone();
    assert_eq!(id.goal, Some(goal));
    assert_eq!(id.linked(momentum::model::item::Relation::PartOf).count(), 1);
}

// B45
#[test]
fn the_changes_say_what_was_learned() {
    Screen::new(&inkwell(), 120, 60).keys("Yx").shows("Scope of the sprint");
    let said = Home::with(&inkwell()).run(&["report", "changes"]);
    assert!(said.contains("What we learned"), "{said}");
}

// B8
#[test]
fn six_criteria_far_down_are_too_early_and_six_near_the_top_are_not() {
    let mut product = Product::new(About { velocity: 500, ..About::named("Far", now().at) }, 5);
    for n in 0..40 {
        let item = Item { title: format!("Thing {n}"), size: Some(Size::Points(100)), ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    let ids: Vec<momentum::model::Id> = product.order().iter().copied().collect();
    let specify = |product: &mut Product, id, n: usize| {
        let text = (0..n).map(|n| format!("it holds {n}")).collect::<Vec<_>>().join("\n");
        product
            .update(id, |item| {
                item.criteria = momentum::model::item::read_criteria(&text, &[]).into();
                Ok(())
            })
            .unwrap();
    };
    specify(&mut product, ids[0], 6);
    specify(&mut product, ids[38], 5);
    specify(&mut product, ids[39], 6);
    let mut screen = Screen::new(&product, 100, 40);
    screen.keys("ffis:overspecified<enter>");
    assert_eq!(screen.titles(), ["Thing 39"]);
    screen.keys("<esc>gi").shows("over-specified");
}

// A41
#[test]
fn a_trade_off_names_what_falls_out_of_the_quarter_and_of_the_next_sprint() {
    let mut product = Product::new(About { velocity: 400, ..About::named("Quarter", now().at) }, 5);
    for n in 1..=20 {
        let item = Item { title: format!("Thing {n}"), size: Some(Size::Points(200)), ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 40);
    // 40 days to the end of the year hold two sprints of two things each
    screen.keys("G").keys("Dt1<enter>").shows("FALLS OUT OF THE NEXT SPRINT").shows("Thing 2");
    screen.shows("FALLS OUT OF THE QUARTER, 2 SPRINTS").shows("Thing 4");
    assert!(!screen.text().lines().any(|line| line.contains("pts") && line.contains("Thing 3")), "{}", screen.text());
}
