//! Grooming by keys: sessions, first order, ready, score, split, merge, saying no, health, decisions.

use crate::common::{Screen, day, now, sample};
use insta::assert_snapshot;
use momentum::measure::similar::double::DUPLICATE;
use momentum::model::Verb;
use momentum::model::decision::Ruling;
use momentum::model::item::{Evidence, Moscow};
use momentum::model::session::Purpose;
use momentum::model::{About, Item, Place, Product, Reason, Size, Stamp, document};
use momentum::tui::desk::Effect;

/// A list of so many items as an import leaves them.
fn list(n: usize) -> Product {
    let mut product = Product::new(About::named("List", now().at), 3);
    let stamp = Stamp::on(day("2026-11-01"));
    for i in 1..=n {
        let item = Item {
            title: format!("Thing number {i} of the list"),
            provenance: "import list.csv".into(),
            created: stamp,
            updated: stamp,
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    product
}

fn bytes(screen: &Screen) -> Vec<u8> {
    document::write(screen.app.desk.product()).unwrap()
}

/// Takes back everything, and the product is what it was.
fn undoes_to_the_start(screen: &mut Screen, start: &[u8]) {
    while screen.app.desk.workspace.undo(now()).is_ok() {}
    assert_eq!(bytes(screen), start);
}

// A94
#[test]
fn every_screen_of_grooming_at_every_size() {
    for (name, keys) in [
        ("queue", "2"),
        ("session", "2<enter>"),
        ("prune", "2prune<enter>"),
        ("order", "go<enter>"),
        ("ready", "r"),
        ("score", "v"),
        ("split", "x"),
        ("health", "gi"),
        ("matrix", "v8<esc>jv3<esc>jv5<esc>gm"),
        ("decisions", "dnNot our aim<enter>gd"),
        ("explain", "v8<esc>we"),
    ] {
        for (width, height) in [(100, 30), (80, 24), (60, 20)] {
            let mut screen = Screen::new(&sample(), width, height);
            screen.keys(keys);
            assert_snapshot!(format!("groom_{name}_{width}x{height}"), screen.text());
        }
    }
}

#[test]
fn ten_items_are_sized_with_twenty_keys() {
    let mut screen = Screen::new(&list(30), 100, 30);
    screen.keys("2not sized<enter>");
    let budget = "s5s3s8s1s2s5s3s3s8s1";
    assert!(budget.len() <= 20);
    // the last digit may begin a longer size, and settles by itself
    screen.keys(budget).pause(600);
    let sized = screen.app.desk.product().items().iter().filter(|item| item.size.is_some()).count();
    assert_eq!(sized, 10);
    screen.shows("11 of 30").shows("10 sized");
}

#[test]
fn from_place_200_to_the_top_is_one_key() {
    let mut screen = Screen::new(&list(220), 100, 30);
    for _ in 0..199 {
        screen.app.desk.list.step(1);
    }
    let id = screen.selected().id;
    assert_eq!(screen.app.desk.product().place_of(&screen.selected()), Some(200));
    screen.keys("T");
    let item = screen.app.desk.product().item(id).unwrap().clone();
    assert_eq!(screen.app.desk.product().place_of(&item), Some(1));
    assert!(item.ranked.is_some());
}

// A53, A12, A42
#[test]
fn a_no_needs_words_and_leaves_an_answer_a_decision_and_a_day_to_look_again() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let id = screen.selected().id;
    screen.keys("dn<enter>").shows("a no needs words").keys("others come first<enter>");
    let item = screen.app.desk.product().item(id).unwrap().clone();
    let no = item.declined.as_ref().unwrap();
    assert_eq!((no.reason, no.review), (Reason::NotNow, Some(day("2027-02-21"))));
    assert_eq!(no.lost_to, "", "nothing stands above the first");
    let Some(Effect::Copy(words)) = screen.app.desk.effects.last() else { panic!("no answer was copied") };
    assert!(words.starts_with("Thank you for “Guided first project") && words.contains("in February 2027"), "{words}");
    let decision = screen.app.desk.product().decisions_by_day()[0].clone();
    assert_eq!((decision.verdict, decision.about), (Ruling::Declined, vec![id]));
    // it comes back with what is new
    screen.keys("gn").shows("1 not now").keys("/Guided<enter>dbThree customers asked<enter>");
    assert!(screen.app.desk.product().item(id).unwrap().is_open());
    assert_eq!(screen.app.desk.product().decisions_by_day()[0].because, "Three customers asked");
}

#[test]
fn a_duplicate_names_what_it_doubles() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let id = screen.selected().id;
    screen.keys("ddDark<enter>");
    let item = screen.app.desk.product().item(id).unwrap();
    assert_eq!(item.declined.as_ref().unwrap().text, "the same as INK-7");
    assert!(item.links.iter().any(|link| link.relation.word() == "duplicates"));
}

// B18
#[test]
fn a_split_in_three_takes_six_keys_and_the_words_of_the_pieces() {
    let mut product = sample();
    let id = product.order()[5];
    product
        .update(id, |item| {
            item.title = "Sort the list and filter the table".into();
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    let start = bytes(&screen);
    screen.keys("jjjjj");
    // x, Enter on the pattern, two line ends, Tab, and what becomes of the whole
    screen.keys("x<enter>").shows("Sort the list").keys("<c-u><c-u>");
    screen.keys("<esc>x<enter>").shows("Filter the table").keys("<tab>R");
    let titles = screen.titles();
    assert_eq!(titles[5..7], ["Sort the list", "Filter the table"]);
    let piece = screen.selected();
    assert_eq!(piece.title, "Sort the list");
    assert_eq!((piece.size, piece.goal.is_some()), (Some(Size::Points(800)), true));
    assert!(screen.app.desk.product().item(id).unwrap().declined.is_some());
    screen.keys("u");
    assert_eq!(bytes(&screen), start, "a split is one step");
    // a said-no item is not split
    screen.keys("gnx").shows("d b brings it back before you split it");
}

#[test]
fn a_merge_goes_where_one_says_and_is_one_step() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let start = bytes(&screen);
    let (from, into) = (screen.app.desk.list.rows()[0], screen.app.desk.list.rows()[3]);
    screen.keys("mPDF<enter>").shows("its key still leads there");
    let whole = screen.app.desk.product().item(into).unwrap().clone();
    assert_eq!(whole.requesters, ["Ana", "Jo"]);
    assert_eq!((whole.criteria.len(), whole.comments.len()), (3, 1));
    assert_eq!(screen.app.desk.product().item(from).unwrap().declined.as_ref().unwrap().reason, Reason::Duplicate);
    assert_eq!(screen.app.desk.list.selected(), Some(into));
    screen.keys("u");
    assert_eq!(bytes(&screen), start);
}

// A56, A83, B42
#[test]
fn a_session_counts_decisions_pauses_and_undoes_step_by_step() {
    let mut screen = Screen::new(&list(6), 100, 30);
    let start = bytes(&screen);
    screen.keys("2everything<enter>").shows("1 of 6");
    screen.keys("<enter>").shows("2 of 6").shows("1 kept");
    screen.keys("s3").shows("2 of 6").shows("1 sized");
    screen.keys("dvtoo little<enter>").shows("3 of 6").shows("1 declined");
    // whatever is not yes, no or later stays on the item
    screen.keys("T").shows("3 of 6").keys("<enter>").shows("4 of 6");
    screen.keys("h").shows("3 of 6").keys("l").shows("4 of 6");
    screen.keys("<esc>").shows("paused at 4 of 6");
    assert_eq!(screen.app.desk.page.name, "Backlog");
    let session = screen.app.desk.product().open_session(Purpose::Groom).unwrap();
    assert_eq!((session.at, session.decisions()), (3, 5));
    screen
        .pause(1_000)
        .keys("2")
        .shows("go on: everything")
        .keys("<enter>")
        .shows("4 of 6")
        .keys("X")
        .shows("5 of 6")
        .keys("o")
        .shows("6 of 6")
        .keys("<enter>");
    screen.shows("All 6 items are through").keys("<enter>");
    assert_eq!(screen.app.desk.page.name, "Backlog");
    assert_eq!(screen.app.desk.product().past_sessions()[0].decisions(), 8);
    undoes_to_the_start(&mut screen, &start);
}

#[test]
fn undo_in_a_session_goes_back_to_the_item_that_was_decided() {
    let mut screen = Screen::new(&list(5), 100, 30);
    screen.keys("2everything<enter><enter><enter>").shows("3 of 5").keys("u").shows("2 of 5");
    screen.shows("Thing number 2").shows("1 kept");
}

// A56
#[test]
fn a_session_survives_a_restart_and_an_item_that_another_program_said_no_to() {
    let mut screen = Screen::new(&list(5), 100, 30);
    screen.keys("2everything<enter><enter>");
    let mut product = screen.app.desk.product().clone();
    let gone = product.order()[1];
    product.decline(gone, Reason::LowValue, "", now()).unwrap();
    let mut again = Screen::new(&product, 100, 30);
    again.keys("2<enter>").shows("left the backlog meanwhile").shows("Thing number 3");
    again.keys("<enter>").shows("4 of 5");
}

#[test]
fn what_mends_an_item_stays_on_it_in_every_queue_and_enter_goes_on() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("2no goal<enter>").shows("Login fails").keys("Lg<enter>").shows("Login fails").shows("is mended here");
    // the next key is for the same item
    screen.keys("s8");
    let size = |screen: &Screen, title: &str| {
        let item = screen.app.desk.product().items().iter().find(|item| item.title.starts_with(title)).unwrap();
        item.size.map_or_else(String::new, |size| size.to_string())
    };
    assert_eq!(size(&screen, "Login fails"), "8");
    screen.keys("<enter>").shows("Dark mode").keys("s3").shows("Dark mode");
    assert_eq!(size(&screen, "Dark mode"), "3");
    // a queue that asks for nothing but the size goes on with it
    let mut screen = Screen::new(&list(3), 100, 30);
    screen.keys("2not sized<enter>").shows("1 of 3").keys("s5").shows("2 of 3");
}

// B22
#[test]
fn a_first_order_is_made_by_buckets_and_comparisons_and_goes_on_after_a_pause() {
    let mut screen = Screen::new(&list(40), 100, 30);
    let start = bytes(&screen);
    screen.shows("40 never ranked").keys("go").shows("in order, from the top?").keys("6<enter>");
    screen.shows("When should it be there?").keys("nnlsnk").shows("now, soon or later?").keys("s<esc>");
    screen.shows("paused").keys("go").shows("Which of the two comes first?");
    for _ in 0..20 {
        if screen.app.desk.page.name != "First order" {
            break;
        }
        screen.keys("j");
    }
    assert_eq!(screen.app.desk.page.name, "Backlog", "{}", screen.text());
    screen.shows("first order of 6 items");
    // equal answers keep the order within a bucket; what is for later follows
    let numbers: Vec<u32> = screen
        .app
        .desk
        .list
        .rows()
        .iter()
        .take(6)
        .map(|id| screen.app.desk.product().items().get(*id).unwrap().num)
        .collect();
    assert_eq!(numbers, [1, 2, 5, 4, 6, 3]);
    assert_eq!(screen.app.desk.product().unranked(), 34);
    undoes_to_the_start(&mut screen, &start);
}

// B10
#[test]
fn the_ready_check_leads_to_the_mend() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jr").shows("INK-2: 2 missing").keys("<enter>").shows("Skip setup and import later").keys("<esc>");
    screen.keys("j<enter>a").shows("New criterion").keys("Skip is on every page<enter><enter><esc>");
    screen.shows("INK-2: 1 missing");
    screen.keys("e").shows("Definition of Ready").keys("<esc><esc>");
}

#[test]
fn a_check_of_ones_own_is_ticked() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("re").paste("the team has seen it\n").keys("<tab>").shows("the team has seen it");
    screen.keys("kkkkkk<enter>");
    assert_eq!(screen.selected().ticked, ["the team has seen it"]);
    assert_eq!(screen.app.desk.product().about().ready.len(), 7);
}

// A66
#[test]
fn a_score_shows_its_arithmetic_and_confidence_follows_the_evidence() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("v9").shows("9 ÷ 5 = 1.8").shows("rests on nothing").keys("et").shows("test");
    assert_eq!(screen.selected().scoring.unwrap().evidence, Evidence::Test);
    screen.shows("this method does not count it");
    screen.keys("mRICE<enter>").shows("RICE");
    assert!(!screen.text().contains("does not count it"));
    screen.keys("gg<enter>2000<enter>").shows("2000");
    screen.keys("4").shows("×").keys("j<enter>0<enter>").shows("above 0").keys("<esc>");
    screen.keys("k<enter>3<enter>").shows("2000 × 2 × 100 % ÷ 3 = 1333.3");
}

#[test]
fn ranking_by_score_shows_what_moves_and_is_one_step() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("v1<esc>jv9<esc>jv5<esc>gg");
    let start = bytes(&screen);
    screen.keys(":rank by score<enter>").shows("Rank all scored items by score?").shows("INK-2").keys("y");
    assert_eq!(screen.titles()[0], "Skip setup and import later");
    screen.keys("u");
    assert_eq!(bytes(&screen), start);
    screen.keys("Sv").shows("by score (order");
    assert_eq!(screen.titles()[0], "Skip setup and import later");
}

// A21
#[test]
fn the_matrix_moves_scores_and_never_the_order() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let order = screen.app.desk.product().order().clone();
    screen.keys("v9<esc>jv3<esc>gggm").shows("QUICK WINS").keys("J").shows("value 8");
    screen.keys("<lt>").shows("effort 3").keys("h<tab><tab>").shows("INK-1");
    assert_eq!(*screen.app.desk.product().order(), order);
    screen.keys("<enter>");
    assert_eq!(screen.app.desk.page.name, "Backlog");
}

#[test]
fn too_many_musts_are_said() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("Pm");
    assert_eq!(screen.selected().moscow, Some(Moscow::Must));
    screen.keys("jPmjPm").shows("over 60 %");
}

// A41
#[test]
fn a_trade_off_names_what_falls_out() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jjjjjDt<enter>").shows("FALLS OUT OF THE NEXT SPRINT").shows("INK-3 Sample project").keys("p");
    assert_eq!(screen.titles()[0], "Invite the team during setup");
    assert_eq!(screen.app.desk.product().decisions_by_day()[0].verdict, Ruling::Traded);
}

// A54
#[test]
fn what_falls_out_of_the_top_ten_is_named() {
    let mut screen = Screen::new(&list(14), 100, 30);
    screen.keys("GT").shows("LIS-10 “Thing number 10 of the list” f");
}

#[test]
fn a_line_of_the_health_page_opens_its_items() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("gi").shows("Prioritised").shows("TO FIX");
    let line = screen.app.desk.judge.health.as_ref().unwrap().flaws[0].clone();
    screen.keys("<enter>");
    assert_eq!((screen.app.desk.page.name, screen.app.desk.list.filter()), ("Backlog", line.filter.as_str()));
    assert_eq!(screen.app.desk.list.rows().len(), line.count);
}

// B41
#[test]
fn every_line_of_the_health_page_counts_what_its_filter_shows() {
    let mut screen = Screen::new(&sample(), 100, 30);
    for flaw in screen.app.desk.judge.health.clone().unwrap().flaws {
        screen.app.desk.list.set_filter(&flaw.filter, &sample(), now()).unwrap();
        assert_eq!(screen.app.desk.list.rows().len(), flaw.count, "{}", flaw.name);
    }
}

// A55, B42
#[test]
fn old_things_are_archived_together_after_a_look() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("gia<enter>").shows("Archive 1 item?").shows("Calendar sync").keys("y<esc>");
    assert!(!screen.titles().contains(&"Calendar sync".to_owned()));
    screen.keys("u");
    assert!(screen.titles().contains(&"Calendar sync".to_owned()));
}

// A86
#[test]
fn a_decision_is_written_found_read_and_copied() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("DDReports wait<enter>Trials come first<enter>reports first; both<enter>");
    screen.keys("gd").shows("Reports wait").keys("<enter>").shows("INSTEAD OF").shows("both").keys("<esc>");
    screen.keys("/trials<enter>").shows("Reports wait").keys("<esc>/zzz").shows("nothing fits").keys("<esc>y");
    let Some(Effect::Copy(text)) = screen.app.desk.effects.last() else { panic!("nothing was copied") };
    assert!(text.contains("Why: Trials come first") && text.contains("- instead of: both"), "{text}");
    screen.keys("o").shows("Guided first project");
}

// A46
#[test]
fn two_items_stand_side_by_side() {
    let mut screen = Screen::new(&sample(), 120, 30);
    screen.keys("=").shows("mark two items").keys("  =").shows("Side by side").shows("so that").keys("y");
    assert!(matches!(screen.app.desk.effects.last(), Some(Effect::Copy(text)) if text.contains("asked by: Ana, Jo")));
}

// B20
#[test]
fn a_story_in_free_text_falls_into_its_parts_on_demand() {
    let mut product = list(1);
    let id = product.order()[0];
    product
        .update(id, |item| {
            item.description = "Notes\nAs a writer, I want drafts, so that I can think".into();
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys(":free text<enter>");
    let item = screen.selected();
    assert_eq!((item.role.as_str(), item.want.as_str(), item.benefit.as_str()), ("writer", "drafts", "I can think"));
}

#[test]
fn a_long_backlog_is_judged_in_the_background_and_follows_changes() {
    let mut product = list(700);
    let twins = ["Export the quarterly report as PDF", "Exporting quarterly reports to PDF"]
        .map(|title| product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap());
    let mut screen = Screen::new(&product, 100, 30);
    let (stale, now) = (screen.app.desk.list.stale_days, now());
    let product = screen.app.desk.product().clone();
    assert!(screen.app.desk.judge.is_fresh(), "the first frame does not wait");
    screen.app.tick();
    screen.app.desk.judge.settle(&product, now, stale);
    let near = screen.app.desk.judge.similar().unwrap().duplicates(twins[0], &product, DUPLICATE).0;
    assert_eq!(near[0].id, twins[1]);
    assert_eq!(*screen.app.desk.judge.doubled, twins.into());
    screen.keys("s5");
    let product = screen.app.desk.product().clone();
    screen.app.desk.judge.settle(&product, now, stale);
    assert_eq!(
        screen.app.desk.judge.health.as_ref().unwrap().flaws.iter().find(|f| f.name == "not sized").unwrap().count,
        701
    );
}

#[test]
fn another_programs_decision_does_not_move_the_card_under_the_hand() {
    let mut screen = Screen::new(&list(6), 100, 30);
    screen.keys("2everything<enter><enter>").shows("2 of 6");
    // as the saving thread hands over what another program wrote
    let mut theirs = screen.app.desk.product().clone();
    let session = theirs.open_session(Purpose::Groom).unwrap().clone();
    theirs.put(momentum::model::Session { at: 5, updated: Stamp(now().at.0 + 9_000), ..session.clone() });
    let other = momentum::model::Session {
        id: momentum::model::Id::from_bits(99),
        queue: "theirs".into(),
        created: Stamp(now().at.0 + 9_000),
        updated: Stamp(now().at.0 + 9_000),
        ..session
    };
    theirs.put(other);
    let merged = Product::merge(&list(6), screen.app.desk.product(), &theirs);
    assert_eq!(merged.open_conflicts().count(), 0, "the state of a session is no conflict");
    screen
        .app
        .desk
        .workspace
        .edit(now(), Verb::Merged, "", |product| {
            *product = theirs;
            Ok(())
        })
        .unwrap();
    screen.draw();
    screen.shows("2 of 6").shows("Thing number 2");
}

#[test]
fn what_was_declined_says_so_when_one_goes_back_to_it() {
    let mut screen = Screen::new(&list(5), 100, 30);
    screen
        .keys("2everything<enter>dvtoo little<enter>h")
        .shows("you declined it: low value")
        .keys("<enter>")
        .shows("2 of 5");
    assert!(!screen.text().contains("1 kept"), "{}", screen.text());
}

#[test]
fn pieces_of_a_split_come_up_next() {
    let mut screen = Screen::new(&list(3), 100, 30);
    screen.keys("2everything<enter>x<enter>").paste("first half\nsecond half").keys("<tab>r");
    screen.shows("2 of 5").shows("first half");
    assert_eq!(screen.app.desk.product().unranked(), 2, "pieces stand where a person put them");
}

#[test]
fn a_range_ends_when_a_session_begins() {
    let mut screen = Screen::new(&list(30), 100, 30);
    screen.keys("Vjjj2marked<enter>").shows("1 of 4").keys("dvtoo little<enter><esc>");
    assert_eq!(screen.app.desk.list.marked(), 0);
}

#[test]
fn a_first_order_can_be_ended_and_the_next_goes_on_down_the_list() {
    let mut screen = Screen::new(&list(40), 100, 30);
    screen.keys("go4<enter>nnnn").shows("Which of the two");
    for _ in 0..9 {
        screen.keys("j");
    }
    screen
        .keys("go")
        .shows("of the 36 never ranked")
        .keys("5<enter>")
        .shows("LIS-5")
        .keys("Q")
        .shows("ended: 0 placed");
    screen.keys("go").shows("36 never ranked");
}

#[test]
fn a_forecast_refuses_too_little_and_answers_in_words() {
    let mut product = list(12);
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gf").shows("No forecast yet").shows("a forecast needs 5");
    for n in 0..60 {
        let day = Stamp(now().at.0 - (n + 1) * 86_400_000);
        let item = Item {
            title: format!("done {n}"),
            status: momentum::model::Status::Done,
            history: vec![momentum::model::item::Step { at: day, to: momentum::model::Status::Done }].into(),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    for (width, height) in [(100, 30), (80, 24), (60, 20)] {
        let mut screen = Screen::new(&product, width, height);
        screen.keys("gf").shows("When are 12 items done?");
        assert_snapshot!(format!("forecast_{width}x{height}"), screen.text());
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gf++").shows("× 1.2 growth").keys("jj").shows("2 left out").keys("y");
    assert!(
        matches!(screen.app.desk.effects.last(), Some(Effect::Copy(text)) if text.starts_with("85 % chance that all"))
    );
}

#[test]
fn filters_decisions_and_sessions_survive_damage_import_and_merge() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("foFloose<enter><esc>dvtoo little<enter>2everything<enter><enter>");
    let product = screen.app.desk.product().clone();
    let bytes = document::write(&product).unwrap();
    let has_all = |product: &Product| {
        (product.filters().len(), product.decisions_by_day().len(), product.open_session(Purpose::Groom).is_some())
            == (1, 2, true)
    };
    assert!(has_all(&product));
    // a file that was cut off still gives them
    let cut = &bytes[..bytes.len() - 4];
    assert!(has_all(&document::salvage(cut).0));
    let import = momentum::exchange::read(&bytes, "x.json", &momentum::exchange::Choices::default()).unwrap();
    let mut other = Product::new(About::named("Other", now().at), 5);
    momentum::exchange::take_in(&mut other, &import, "x.json", now()).unwrap();
    assert!(has_all(&other));
    let base = sample();
    assert!(has_all(&Product::merge(&base, &base, &product)));
}
