//! The first five minutes: four ways in, and a file named on the command line.

use crate::common::{Home, Screen, now};
use insta::assert_snapshot;
use momentum::model::{About, Product};
use momentum::tui::Greeting;
use momentum::tui::desk::Effect;
use momentum::tui::import::offers;

const CSV: &str = "Title,Points,Labels,Mood\nPay by card,5,web,good\nLog in,,web;login,\n";

fn welcome(width: u16, height: u16) -> (Screen, Home) {
    let home = Home::new();
    home.write("ideas.csv", CSV);
    home.write("notes.bin", "nothing of ours");
    let mut screen = Screen::new(&Product::new(About::named("Backlog", now().at), 1), width, height);
    let mut found = offers(home.dir.path());
    for offer in &mut found {
        assert!(offer.path.ends_with("ideas.csv"));
    }
    assert_eq!(found.len(), 1);
    // the page shows where the data will be, which is another place every time
    found[0].path = home.path("ideas.csv");
    screen.app.greet(Greeting::Welcome(found));
    screen.draw();
    (screen, home)
}

#[test]
fn an_export_that_lies_here_is_one_key_away_and_the_report_says_what_became_of_it() {
    let (mut screen, _home) = welcome(100, 30);
    screen.shows("decide what to build, and why").shows("ideas.csv").shows("2 rows, separated values");
    screen.keys("<enter>").shows("Take in ideas.csv").shows("2 new").keys("<enter>");
    screen.shows("ideas.csv is in").shows("2 items added").shows("Mood");
    assert_snapshot!("report_100x30", screen.text());
    // three keys from the file to sizing the first item
    screen.keys("2s3");
    assert_eq!(screen.app.desk.product().unsized_items(), 0);
    screen.keys("<esc>uu");
    assert!(screen.app.desk.product().items().is_empty());
}

// A100
#[test]
fn four_ways_in() {
    let (mut screen, home) = welcome(80, 24);
    screen.keys("1").shows("Open which file?").keys("/nowhere<enter>").shows("cannot read");
    let path = home.path("ideas.csv").display().to_string();
    screen.keys("<c-u>").paste(&path).keys("<enter><enter>").shows("ideas.csv is in");

    let (mut screen, _home) = welcome(80, 24);
    screen.keys("2").paste("one\n- two\n").keys("<tab>");
    assert_eq!(screen.titles(), ["one", "two"]);

    let (mut screen, _home) = welcome(80, 24);
    screen.keys("3Inkwell<enter>Teams set up alone<enter>First<enter>Second<enter><enter>");
    assert_eq!(screen.titles(), ["First", "Second"]);
    screen.shows("INK-2");
    assert_eq!(screen.app.desk.product().current_goal().unwrap().title, "Teams set up alone");

    let (mut screen, _home) = welcome(80, 24);
    screen.keys("4");
    assert_eq!(screen.app.desk.effects, [Effect::Go(momentum::tui::Destination::Sample)]);
}

#[test]
fn a_path_is_completed_and_a_folder_comes_in_as_one_step() {
    let (mut screen, home) = welcome(100, 30);
    std::fs::create_dir(home.path("stories")).unwrap();
    let story =
        |id: &str, title: &str| format!("---\nid: {id}\ntitle: {title}\nassignee: ['@mia']\n---\n\nWhat it is.\n");
    home.write("stories/a.md", story("S-1", "Sign in with a passkey"));
    home.write("stories/b.md", story("S-2", "Dark mode"));
    home.write("stories/readings.md", "Nothing but words.\n");
    let root = home.path("").display().to_string();
    // from the middle of a name to the folder, and into it
    screen.keys("1").paste(&format!("{root}sto")).keys("<tab>").shows("a.md").shows("all 3 lists of this folder");
    screen
        .keys("<down><down><down><enter>")
        .shows("stories is in the product")
        .shows("Markdown, an item a file: 2 items added");
    screen.shows("passed over: ").shows("no list in it");
    assert_snapshot!("report_of_a_folder_100x30", screen.text());
    screen.keys("<esc>");
    assert_eq!(screen.titles(), ["Sign in with a passkey", "Dark mode"]);
    assert_eq!(screen.app.desk.product().find_item("S-2").unwrap().owner, "mia");
    screen.keys("u");
    assert!(screen.app.desk.product().items().is_empty(), "one step");
    // what cannot be taken in comes back with its path and the reason
    let (mut screen, _other) = welcome(100, 30);
    screen.keys("1").paste(&format!("{root}stories/r*.md")).keys("<enter>").shows("holds items").shows("r*.md");
    screen.keys("<bs><bs><bs><bs><bs>*.md").shows("3 files that fit").keys("<enter>").shows("2 items added");
}

#[test]
fn the_first_item_is_at_most_four_keys_away() {
    let (mut screen, _home) = welcome(80, 24);
    screen.keys("aTyped<enter>");
    assert_eq!(screen.titles(), ["Typed"]);
    let (mut screen, _home) = welcome(80, 24);
    screen.paste("a pasted\nlist").keys("y");
    assert_eq!(screen.titles(), ["a pasted", "list"]);
}

#[test]
fn every_size_of_the_first_page_can_be_read() {
    for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10)] {
        let (screen, home) = welcome(width, height);
        let text = screen.text();
        let place = screen.app.desk.workspace.path().display().to_string();
        // the folder is another one every time
        let text: String =
            text.lines().filter(|l| !l.contains("/tmp") && !l.contains(&place)).collect::<Vec<_>>().join("\n");
        assert!(text.contains("Open a file I have") && text.contains("q quit") || height < 24, "{text}");
        drop(home);
    }
}

#[test]
fn a_file_that_is_neither_is_named_with_the_nearest_command() {
    let home = Home::new();
    let words = home.fail(&["lst"], 2);
    assert!(words.contains("neither a file nor a command") && words.contains("momentum list"), "{words}");
}

// A100
#[test]
fn a_table_shows_what_its_columns_fill_before_it_is_taken_in() {
    let (mut screen, _home) = welcome(100, 30);
    screen.keys("<enter>").shows("Points").shows("size").shows("Pay by card · Log in").shows("kept as it is");
    assert_snapshot!("mapping_100x30", screen.text());
    // leaving it leaves everything as it was
    screen.keys("<esc>").shows("decide what to build, and why");
    assert!(screen.app.desk.product().items().is_empty());
    // another field for the last column: it is chosen by its first letter
    screen.keys("<enter>Ge").shows("It fills").keys("o<enter>").shows("owner").keys("<enter>");
    let product = screen.app.desk.product();
    let pay = product.items().iter().find(|item| item.title == "Pay by card").unwrap();
    assert_eq!(pay.owner, "good");
}

#[test]
fn a_field_that_another_column_filled_is_taken_from_it_and_a_table_needs_a_title() {
    let (mut screen, _home) = welcome(100, 30);
    // “Mood” becomes the title, so “Title” is kept
    screen.keys("<enter>Getttt");
    while !screen.text().contains("▸ title") {
        screen.keys("t");
    }
    screen.keys("<enter>");
    let line = |screen: &Screen, name: &str| screen.text().lines().find(|l| l.contains(name)).unwrap().to_owned();
    assert!(line(&screen, "Mood").contains("title") && line(&screen, " Title").contains("kept as it is"));
    // without any title there is nothing to call the rows by, and what was before stays
    screen.keys("e").keys("g").keys("<esc>").keys("e");
    while !screen.text().contains("▸ nothing: keep it") {
        screen.keys("k");
    }
    screen.keys("<enter>");
    assert!(line(&screen, " Title").contains("title"), "the column that looks like one has it again");
    screen.keys("gg").keys("e");
    while !screen.text().contains("▸ nothing: keep it") {
        screen.keys("k");
    }
    screen.keys("<enter>").shows("no column looks like a title");
    assert!(line(&screen, "▸ Title").contains(" title "));
}
