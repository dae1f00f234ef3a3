//! A long product: its first items stand on the screen before the rest is read.

use momentum::model::item::Relation;
use momentum::model::{Item, Place, Product, Size, Stamp, Status, document};
use momentum::tui::app::App;
use momentum::tui::theme::Theme;
use momentum::workspace::{Safety, Workspace};

use crate::common::{Screen, now, sample};
#[cfg(unix)]
use crate::{common::Home, terminal::Tty};

/// The sample, and so many items of ten kilobytes below it.
fn long(n: usize) -> Product {
    let mut product = sample();
    for i in 1..=n {
        let title = format!("Thing number {i} of many");
        let item = Item { title, description: "words ".repeat(1_700), created: Stamp(1), ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
    }
    product
}

#[test]
fn a_glimpse_has_the_rows_of_the_whole_and_counts_nothing() {
    let mut whole = long(100);
    // the first is ready but for what it needs, which stands far below
    let (first, far) = (whole.order()[0], whole.order()[100]);
    whole
        .update(first, |item| {
            item.link(Relation::Needs, far.to_string());
            Ok(())
        })
        .unwrap();
    let bytes = document::write(&whole).unwrap();
    for (width, height) in [(100, 30), (80, 24), (60, 20), (160, 45)] {
        let mut screen = Screen::new(&whole, width, height);
        screen.keys("1");
        let all = screen.text();
        let first = document::glimpse(&bytes, 60).unwrap();
        let workspace = Workspace::glimpse(first, screen.app.desk.workspace.path());
        screen.app = App::new(workspace, Theme::exact(), (width, height), now());
        screen.keys("1");
        let glimpse = screen.text();
        let rows = |text: &str| -> Vec<String> {
            let row = |line: &&str| line.contains("INK-") || line.contains("one sprint") || line.contains("ready band");
            text.lines().filter(|line| !line.contains("Backlog")).filter(row).map(str::to_owned).collect()
        };
        assert!(rows(&all).len() > 4, "{all}");
        assert_eq!(rows(&glimpse), rows(&all), "{width}×{height}");
        assert!(all.contains("open") && all.contains(" of 11") && all.contains('∅'), "{all}");
        assert!(
            glimpse.contains("Backlog  reading …") && glimpse.contains("the rest is being read · q leaves"),
            "{glimpse}"
        );
        assert!(!glimpse.contains(" of 6") && !glimpse.contains("60") && !glimpse.contains("health"), "{glimpse}");
    }
}

#[test]
fn a_page_that_counts_all_items_says_that_they_are_read_and_keeps_its_head() {
    let bytes = document::write(&long(100)).unwrap();
    for (width, height) in [(100, 30), (80, 24), (60, 20), (160, 45)] {
        let mut screen = Screen::new(&sample(), width, height);
        let first = document::glimpse(&bytes, 60).unwrap();
        let workspace = Workspace::glimpse(first, screen.app.desk.workspace.path());
        screen.app = App::new(workspace, Theme::exact(), (width, height), now());
        for page in ["4", "5", "7", "8", "0", "gh", "gi"] {
            screen.keys(page);
            let text = screen.text();
            assert!(text.contains("reading …") && text.contains("the rest is being read"), "{page}: {text}");
            assert!(!text.contains("INK-") && !text.contains('∅'), "{page}: {text}");
        }
    }
}

#[test]
fn what_is_shown_before_the_rest_is_read_is_the_head_of_the_file_and_then_all_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("long.json");
    for (n, glimpses) in [(450, 1), (100, 0)] {
        std::fs::write(&file, document::write(&long(n)).unwrap()).unwrap();
        let seen = std::cell::RefCell::new(Vec::new());
        let early = |product: Product| {
            let first = Workspace::glimpse(product, &file);
            assert_eq!(*first.safety(), Safety::Reading);
            seen.borrow_mut().push(first.product().items().len());
        };
        let mode = momentum::workspace::Mode::Look;
        let (workspace, _) = Workspace::open_early(&file, mode, true, now(), &early).unwrap();
        assert_eq!(*seen.borrow(), vec![200; glimpses], "{n}: from four megabytes on");
        assert!(!workspace.is_glimpse() && workspace.product().items().len() > n);
    }
}

#[cfg(unix)]
#[test]
fn keys_that_are_typed_while_a_long_file_is_read_are_done_and_what_is_saved_is_all_of_it() {
    let home = Home::with(&long(1_500));
    let mut tty = Tty::start(&home, &[]);
    // typed before anything stands there: down twice, and a size
    tty.keys("1jjs5").wait("sized").wait_saved().keys("q");
    assert!(tty.end().success());
    assert!(String::from_utf8_lossy(&tty.raw).contains("the rest is being read"), "the first items stood there before");
    let product = home.read();
    let third = product.items().get(product.order()[2]).unwrap();
    assert_eq!(third.size, Some(Size::Points(500)));
    assert!(product.items().len() > 1_500);
}

#[cfg(unix)]
#[test]
fn a_long_file_that_cannot_be_read_says_so_on_a_terminal_that_was_given_back() {
    let home = Home::with(&long(600));
    let mut bytes = std::fs::read(home.file()).unwrap();
    let at = bytes.len() / 2;
    bytes[at..at + 40].fill(b'"');
    std::fs::write(home.file(), bytes).unwrap();
    let mut tty = Tty::start(&home, &[]);
    assert_eq!(tty.end().exit_code(), 65);
    tty.is_given_back();
    assert!(tty.text().contains("cannot be read"), "{}", tty.text());
}

#[cfg(unix)]
#[test]
fn a_signal_while_a_long_file_is_read_gives_the_terminal_back() {
    let home = Home::with(&long(2_500));
    let mut tty = Tty::start(&home, &[]);
    tty.wait("the rest is being read").signal("-TERM");
    assert!(!tty.end().success());
    tty.is_given_back();
}

#[cfg(unix)]
#[test]
fn a_long_file_in_which_nothing_is_open_is_never_shown_as_an_empty_one() {
    let mut product = long(600);
    let all: Vec<_> = product.order().iter().copied().collect();
    for id in all {
        product
            .update(id, |item| {
                item.status = Status::Done;
                Ok(())
            })
            .unwrap();
    }
    let home = Home::with(&product);
    let mut tty = Tty::start(&home, &[]);
    tty.keys("1").wait("Nothing is open").keys("q");
    assert!(tty.end().success());
    let raw = String::from_utf8_lossy(&tty.raw);
    assert!(!raw.contains("the rest is being read") && !raw.contains("Nothing here yet"), "{raw}");
}
