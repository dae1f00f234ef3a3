//! What goes along with an outcome in a table of users: told with all that was tried, kept as counts, and never a cause or an item.

use insta::assert_snapshot;
use momentum::model::insight::InsightKind;
use momentum::model::{About, Product, Stamp, document};

use crate::common::{Home, Screen, sample};

fn empty() -> Product {
    Product::new(About::named("Lantern", Stamp(1)), 7)
}

/// Returns a table of the worked example: who has no report leaves 1.8 times as often; the tour changes nothing.
pub fn users() -> String {
    let mut csv = "user,report,plan,tour,gone\n".to_owned();
    let mut n = 0;
    for (report, gone, rows) in [("no", "yes", 770), ("no", "no", 1_370), ("yes", "yes", 334), ("yes", "no", 1_338)] {
        for at in 0..rows {
            n += 1;
            let plan = if at % 2 == 0 { "small" } else { "large" };
            let tour = if at % 10 < 5 { "yes" } else { "no" };
            csv.push_str(&format!("u{n}@mail.example,{report},{plan},{tour},{gone}\n"));
        }
    }
    csv
}

#[test]
fn a_pattern_is_told_with_all_that_was_tried_and_nothing_is_written() {
    let home = Home::with(&sample());
    let file = home.write("users.csv", users());
    let before = std::fs::read(home.file()).unwrap();
    let said = home.run(&["pattern", file.to_str().unwrap(), "--outcome", "gone", "--group", "plan"]);
    assert!(said.contains("gone: yes · 3812 rows · 2 pairs tried, 1 hold"), "{said}");
    assert!(said.contains("36 %     20 %   1.8×  1.6–2.0  holds, q < 0.001"), "{said}");
    assert!(said.contains("report: no within plan: large 1.8× · small 1.8× · “plan” does not explain it"), "{said}");
    assert!(said.contains("may be chance"), "the tour is listed as well: {said}");
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
    let json = home.run(&["pattern", file.to_str().unwrap(), "--outcome", "gone", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = &json["tried"][0];
    assert_eq!(
        (first["a"].as_u64(), first["d"].as_u64(), first["standing"].as_str()),
        (Some(770), Some(1_338), Some("holds"))
    );
    assert_eq!(json["left_out"][0], "user looks like addresses or numbers of people");
    for (words, why) in [
        (["--outcome", "plan"], "say plan=VALUE"),
        (["--outcome", "churn"], "there is no column “churn”"),
        (["--outcome", "gone=maybe"], "is never “maybe”"),
    ] {
        let args = [&["pattern", file.to_str().unwrap()][..], &words[..]].concat();
        let out = home.momentum().args(args).assert().code(2);
        let said = String::from_utf8(out.get_output().stderr.clone()).unwrap();
        assert!(said.contains(why), "{said}");
    }
}

// A78, A79, A80
#[test]
fn a_table_of_users_is_looked_through_by_keys_and_a_pair_becomes_a_problem_and_is_tied_to_an_item() {
    let home = Home::with(&sample());
    let file = home.write("users.csv", users());
    let mut screen = Screen::new(&home.read(), 100, 30);
    let items = screen.app.desk.product().items().len();
    let before = document::write(screen.app.desk.product()).unwrap();
    screen.keys("9]]").shows("No table was looked through yet").keys("p").shows("there is no pattern yet");
    screen.keys("I").shows("Look through which table?").keys(file.to_str().unwrap()).keys("<enter>");
    screen.shows("What became of them?").shows("gone: yes").keys("gone: yes<enter>");
    screen.shows("Within which groups").shows("all together").keys("plan<enter>");
    screen.shows("3812 rows: 2 pairs beside gone: yes, 1 hold").shows("report: no · 1.8× (1.6–2.0)");
    screen.shows("user looks like addresses").keys("<esc>");
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), before, "leaving the page keeps nothing");
    screen.keys("I").keys(file.to_str().unwrap()).keys("<enter>gone: yes<enter>plan<enter><enter>");
    screen.shows("Patterns 2").shows("36 %").shows("1.80 times as often (95 %: 1.61 to 2.01)");
    screen.shows("within plan: large 1.8× · small 1.8× · “plan” does not explain it");
    assert_snapshot!("market_patterns", screen.text());
    let text = String::from_utf8(document::write(screen.app.desk.product()).unwrap()).unwrap();
    assert!(!text.contains("mail.example"), "no row is in the product");
    // what may be chance makes no problem; what holds does, and is no item
    screen.keys("jp").shows("may be chance").keys("kp").shows("We do not know why").keys("<tab>y");
    let product = screen.app.desk.product();
    assert_eq!((product.items().len(), product.insights().len(), product.requests().len()), (items, 1, 1));
    screen.shows("problem N1").keys("LiINK-2<enter>").shows("INK-2");
    let (study, pair) = {
        let product = screen.app.desk.product();
        let study = product.studies().iter().next().unwrap();
        let item = product.find_item("INK-2").unwrap().id;
        (study.id, study.pairs.iter().find(|pair| pair.about.contains(&item)).map(|pair| pair.id))
    };
    assert!(pair.is_some(), "{}", screen.text());
    // the same table again counts anew and keeps the tie
    screen.keys("I").keys(file.to_str().unwrap()).keys("<enter>gone: yes<enter><enter><enter>");
    let product = screen.app.desk.product();
    assert_eq!((product.studies().len(), product.studies().iter().next().unwrap().id), (1, study));
    assert!(!product.pair(pair.unwrap()).unwrap().1.about.is_empty());
    screen.keys("a").shows("a pattern is counted, not written").keys("dd").shows("Take this table out").keys("y");
    assert!(screen.app.desk.product().studies().is_empty());
    screen.keys("u");
    assert_eq!(screen.app.desk.product().studies().len(), 1);
}

#[test]
fn a_table_that_is_none_of_users_is_refused_with_its_reason() {
    let home = Home::with(&sample());
    let names: Vec<String> = (0..40).map(|n| format!("Jo{n}")).collect();
    let names = home.write("names.csv", names.join("\n"));
    let head = home.write("head.csv", "user,gone\n");
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("9]]I").keys(names.to_str().unwrap()).keys("<enter>").shows("no column has few enough values");
    screen.keys("<esc>").keys("I").keys(head.to_str().unwrap()).keys("<enter>").shows("no row below its header");
    assert!(screen.app.desk.product().studies().is_empty());
}

#[test]
fn a_problem_from_a_pattern_leads_to_an_item_that_a_person_attached() {
    let home = Home::with(&sample());
    let file = home.write("users.csv", users());
    let items = home.read().items().len();
    let pattern = |more: &[&'static str]| {
        let before = ["pattern", file.to_str().unwrap(), "--outcome", "gone"].map(str::to_owned);
        before.into_iter().chain(more.iter().map(|word| (*word).to_owned())).collect::<Vec<_>>()
    };
    home.momentum().args(pattern(&["--problem", "1", "--wish"])).assert().success();
    let product = home.read();
    let insight = product.insights().iter().next().unwrap();
    assert!(insight.said.starts_with("Where report is no, gone is yes 1.8 times as often"), "{}", insight.said);
    assert_eq!((insight.source.as_str(), insight.kind), ("users.csv", InsightKind::Usage));
    assert_eq!(product.items().len(), items, "no pattern becomes an item by itself");
    let (study, pair) = product.pair(insight.about[0]).expect("the counts that it rests on are kept");
    assert_eq!((study.rows, pair.name().as_str(), pair.cells), (3_812, "report: no", [770, 1_370, 334, 1_338]));
    let wish = product.requests_by_day()[0].clone();
    assert_eq!((wish.said.as_str(), wish.via.as_str()), (insight.said.as_str(), "market, N1"));
    // one step, and one step back
    home.run(&["undo"]);
    let product = home.read();
    assert_eq!((product.insights().len(), product.requests_by_day().len(), product.studies().len()), (0, 0, 0));
    home.run(&["redo"]);
    // a person takes the wish and ties the insight to the item that comes of it
    let mut screen = Screen::new(&home.read(), 100, 30);
    screen.keys("8").shows("Where report is no").keys("p<esc>").shows("as INK-13");
    screen.keys("9]").shows("N1").keys("LiINK-13<enter>");
    let product = screen.app.desk.product();
    let item = product.find_item("INK-13").unwrap();
    assert_eq!(product.items().len(), items + 1);
    assert!(product.insights().iter().next().unwrap().about.contains(&item.id));
    // what may be chance makes no problem
    for (number, why) in [("2", "may be chance"), ("4", "is no number of a pair: there are 3 pairs")] {
        let out = home.momentum().args(pattern(&["--problem", number])).assert().failure();
        let said = String::from_utf8(out.get_output().stderr.clone()).unwrap();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_pair_whose_direction_turns_is_the_same_pair_and_one_that_goes_leaves_nothing_dangling() {
    let home = Home::with(&empty());
    let table = |often: &str, seldom: &str, more: &str| {
        let mut csv = format!("tour{more},gone\n");
        for n in 0..400 {
            let extra = if more.is_empty() {
                ""
            } else if n % 2 == 0 {
                ",a"
            } else {
                ",b"
            };
            csv.push_str(&format!("{often}{extra},{}\n", if n % 2 == 0 { "yes" } else { "no" }));
            csv.push_str(&format!("{seldom}{extra},{}\n", if n % 8 == 0 { "yes" } else { "no" }));
        }
        home.write("users.csv", csv).to_str().unwrap().to_owned()
    };
    home.run(&["pattern", &table("no", "yes", ",colour"), "--outcome", "gone", "--problem", "1"]);
    let product = home.read();
    let (about, before) = (product.insights().iter().next().unwrap().about.clone(), product.studies().len());
    assert_eq!((product.pair(about[0]).unwrap().1.name().as_str(), before), ("tour: no", 1));
    let said = home.run(&["pattern", &table("yes", "no", ",colour"), "--outcome", "gone", "--keep"]);
    assert!(!said.contains("mended"), "{said}");
    let product = home.read();
    assert_eq!(product.pair(about[0]).unwrap().1.name(), "tour: yes", "it is tied to the column");
    let study = product.studies().iter().next().unwrap();
    assert!(study.updated > study.created, "a study that is counted anew is stamped, so that it wins a merge");
    // the column goes: so does what was tied to it, and what was said stays
    let renamed = std::fs::read_to_string(home.path("users.csv")).unwrap().replace("tour,", "visit,");
    let file = home.write("users.csv", renamed);
    home.run(&["pattern", file.to_str().unwrap(), "--outcome", "gone", "--keep"]);
    let product = home.read();
    assert_eq!((product.insights().len(), product.insights().iter().next().unwrap().about.len()), (1, 0));
    assert!(!home.run(&["check"]).contains("gone"), "nothing is to be mended");
}

#[test]
fn no_name_and_no_address_comes_into_the_product_with_a_study() {
    let home = Home::with(&empty());
    let mut csv = "who,mail,kind,report,report,gone\n".to_owned();
    for n in 0..400 {
        let kind = ["a", "b", "Jo Miller"][if n == 7 { 2 } else { n % 2 }];
        let report = if n % 3 == 0 { "yes" } else { "no" };
        csv.push_str(&format!("u{n},jo{}@mail.example,{kind},{report},{report},{}\n", n % 4, ["yes", "no"][n % 2]));
    }
    let file = home.write("users.csv", csv);
    let why = home.fail(&["pattern", file.to_str().unwrap(), "--outcome", "gone", "--group", "who", "--keep"], 2);
    assert!(why.contains("400 values: too many to be groups"), "{why}");
    let json = home.run(&["pattern", file.to_str().unwrap(), "--outcome", "gone", "--keep", "--json"]);
    for words in ["mail looks like addresses", "1 value of kind: fewer than 5 rows", "report is there twice"] {
        assert!(json.contains(words), "{words}: {json}");
    }
    let bytes = std::fs::read_to_string(home.file()).unwrap();
    assert!(!bytes.contains("mail.example") && !bytes.contains("Miller") && !bytes.contains("u17"), "{bytes}");
    assert_eq!(home.read().studies().iter().next().unwrap().pairs.len(), 3, "report once, kind a and kind b");
}
