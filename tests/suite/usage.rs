//! What people use of what was built, and where they drop off.

use insta::assert_snapshot;
use momentum::demo;
use momentum::model::{About, Product, Stamp, document};

use crate::common::{Home, Screen, now, sample};

const USAGE: &str =
    "feature,period,users,events,all\nINK-1,2026-11,30,90,120\nINK-1,2026-10,24,70,120\nlook around,2026-11,5,5,120\n";
const FUNNEL: &str = "step,users\nsigned up,1000\nnamed it,900\nstep two,400\nreport,380\n";

// A63
#[test]
fn a_table_of_usage_comes_in_by_keys_finds_its_item_and_is_said_there() {
    let home = Home::with(&sample());
    let file = home.write("usage.csv", USAGE);
    let mut screen = Screen::new(&home.read(), 160, 60);
    screen.keys("0").shows("What is used · Questions ]").keys("]").shows("Nothing is counted yet");
    let before = document::write(screen.app.desk.product()).unwrap();
    screen.keys("I").keys(file.to_str().unwrap()).keys("<enter>");
    screen.shows("2 features counted, 3 periods new · of no item: look around").shows("25 %").shows("+25 %");
    screen.keys("jLi").shows("Which item made “look around”?").keys("INK-2<enter>").shows("INK-2");
    let product = screen.app.desk.product();
    assert_eq!(product.find_usage("look around").unwrap().item, Some(product.find_item("INK-2").unwrap().id));
    screen.keys("k<enter>");
    assert_eq!(screen.app.desk.product().key(&screen.selected()), "INK-1");
    screen.shows("USED BY").shows("25 % · 30 users");
    // the same table again counts nothing twice
    screen.keys("0]I").keys(file.to_str().unwrap()).keys("<enter>").shows("2 features counted, 0 periods new");
    screen.keys("uu").keys("u");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), before);
}

#[test]
fn a_funnel_shows_where_most_drop_off() {
    let home = Home::with(&sample());
    let file = home.write("setup.csv", FUNNEL);
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("0I").keys(file.to_str().unwrap()).keys("<enter>").shows("1 funnel counted");
    screen.shows("◀ 500 lost, 56 %").shows("38 %");
    assert_snapshot!("usage_funnel", screen.text());
    screen.keys("Li").shows("an item makes a feature, and no funnel").keys("<enter>").shows("belongs to none");
    screen.keys("dd").shows("Take “setup” out").keys("y");
    assert!(screen.app.desk.product().funnels().is_empty());
}

#[test]
fn what_cannot_be_counted_takes_nothing_in() {
    let home = Home::with(&sample());
    let bad = home.write("usage.csv", "feature,users,all\nx,5,9\ny,9,5\n");
    let before = home.read();
    let why = home.fail(&["usage", "import", bad.to_str().unwrap()], 65);
    assert!(why.contains("line 3") && why.contains("more than there are") && why.contains("Nothing was taken in"));
    let mut screen = Screen::new(&before, 100, 30);
    screen.keys("0I").keys(bad.to_str().unwrap()).keys("<enter>").shows("more than there are");
    assert_eq!(document::write(&home.read()).unwrap(), document::write(&before).unwrap());
    home.fail(&["usage", "show", "nothing"], 1);
    home.fail(&["usage", "tie", "nothing", "INK-1"], 1);
    // what the importer of items cannot read, it hands on
    let good = home.write("usage.csv", USAGE);
    let why = home.fail(&["import", good.to_str().unwrap()], 65);
    assert!(why.contains("momentum usage import"), "{why}");
}

#[test]
fn the_shell_lists_what_is_hardly_used_and_a_dry_run_writes_nothing() {
    let home = Home::with(&demo::inkwell(now(), 7).unwrap());
    let said = home.run(&["usage"]);
    assert!(said.contains("Colours for projects") && said.contains("! hardly used"), "{said}");
    assert!(said.contains("funnel setup: 368 lost before “finished step two” (42 %)"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&home.run(&["usage", "--json"])).unwrap();
    assert_eq!(
        (json["features"][0]["item"].as_str(), json["funnels"][0]["lost"].as_u64()),
        (Some("INK-70"), Some(368))
    );
    let file = home.write("usage.csv", USAGE);
    let before = std::fs::read(home.file()).unwrap();
    assert!(home.run(&["usage", "import", file.to_str().unwrap(), "--dry-run"]).contains("2 features counted"));
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
    assert!(home.run(&["usage", "show", "setup"]).contains("◀ the biggest drop"));
    let said = home.run(&["market"]);
    assert!(said.contains("3 of 4 talks, 2 of 4 facts of use and 2 of 2 moves") && said.contains("! 1 move"), "{said}");
}

#[test]
fn the_page_at_every_size_with_hostile_names_and_empty() {
    let mut product = demo::inkwell(now(), 7).unwrap();
    let hostile = "\u{1b}[31m\u{202e}日本語 🙂 ".repeat(9);
    product.count_usage(&hostile, Vec::new()).unwrap();
    product.count_funnel(&hostile, now().today, &[(hostile.clone(), u32::MAX), ("b".into(), 0)]).unwrap();
    let empty = Product::new(About::named("Lantern", Stamp(1)), 7);
    for product in [product, empty] {
        for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10), (160, 45)] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys("0]");
            for _ in 0..9 {
                assert!(!screen.text().contains('\u{1b}') && !screen.text().contains('\u{202e}'));
                screen.keys("j");
            }
        }
    }
}

#[test]
fn two_programs_that_count_the_same_feature_write_one_record() {
    let product = demo::inkwell(now(), 7).unwrap();
    let count = |name: &str, day: &str| {
        let mut own = product.clone();
        let count = momentum::model::usage::Count { on: day.parse().unwrap(), users: 3, ..Default::default() };
        own.count_usage(name, vec![count]).unwrap();
        own.count_funnel("Trial", day.parse().unwrap(), &[("a".into(), 9), ("b".into(), 3)]).unwrap();
        own
    };
    let (ours, theirs) = (count("Search", "2026-11-02"), count("search", "2026-11-09"));
    let ours = Product::merge(&product, &ours, &theirs);
    let own = ours.find_usage("search").unwrap();
    assert_eq!((own.counts.len(), ours.usages().len()), (2, product.usages().len() + 1));
    let funnel = ours.funnels_by_name().into_iter().find(|own| own.called == "Trial").unwrap();
    assert_eq!(funnel.periods().len(), 2);
}

#[test]
fn a_backlog_with_teams_and_features_is_still_a_backlog() {
    let home = Home::with(&sample());
    let file = home.write("list.csv", "Feature,Status,Description,Teams\nLogin,open,words,Core\n");
    assert!(home.run(&["import", file.to_str().unwrap()]).contains("1 added"));
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("0]I").keys(file.to_str().unwrap()).keys("<enter>").shows("no number of users");
}

// A67
#[test]
fn a_number_is_asked_what_would_change_our_mind_and_the_answer_stands_by_it() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("0jj<enter>").shows("Q1 Is it the report that keeps them").keys("<esc>");
    screen.keys("ja").shows("A question to the numbers").keys("do they stay?<enter>");
    screen.keys("<enter>").shows("a question that nothing could answer is none");
    screen.keys("NPS is the same in March<enter>");
    let product = screen.app.desk.product();
    let own = product.find_inquiry("Q3").unwrap();
    assert_eq!(own.about, Some(product.find_metric("M9").unwrap().id));
    screen.keys("<enter>").shows("Q3 do they stay? · our mind changes if: NPS is the same in March").keys("<esc>");
    screen.keys("]]").shows("Questions [ ]").shows("open 20 d").shows("answered 15 Nov");
    assert_snapshot!("questions", screen.text());
    screen.keys("jo").shows("M9 would recommend it").keys("<esc>");
    screen.keys("<enter>").shows("our mind would change if").keys("they do<enter>");
    let own = screen.app.desk.product().find_inquiry("Q3").unwrap();
    assert_eq!((own.answer.as_str(), own.answered), ("they do", Some(now().today)));
    screen.keys("u").keys("gg").keys("dd").shows("Take").keys("y");
    assert_eq!(screen.app.desk.product().inquiries().len(), 2);
    screen.keys("y").keys("]");
    assert_eq!(screen.app.desk.page.name, "Outcomes");
    // on the market, too
    screen.keys("9C?").shows("A question to the numbers").keys("why setup?<enter>x<enter>");
    assert!(screen.app.desk.product().inquiries().iter().any(|own| own.asks == "why setup?" && own.about.is_some()));
}
