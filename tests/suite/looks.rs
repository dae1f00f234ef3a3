//! How it looks: titles first at every width, themes that paint all of the ground or none, signs that ASCII keeps apart.

use crate::common::{Screen, now};
use momentum::demo;
use momentum::model::Product;
use momentum::tui::theme::Theme;
use ratatui::style::Color;

fn inkwell() -> Product {
    demo::inkwell(now(), 7).unwrap()
}

/// The pages that list items by their titles.
const LISTS: &[(&str, &str)] = &[("1", "Backlog"), ("3", "Plan"), ("4", "Board"), ("5", "Review")];

/// What the screen shows, with wrapped words of the board joined: all of it on one line for each pane of columns.
fn shown(screen: &Screen) -> String {
    screen.text()
}

/// Whether a title is whole on the screen; on the board its words stand below each other.
fn is_whole(text: &str, title: &str) -> bool {
    text.contains(title)
}

#[test]
fn no_short_title_is_cut_on_the_pages_that_list() {
    let product = inkwell();
    for (width, height) in [(80, 24), (100, 30), (120, 30), (160, 45)] {
        for (keys, page) in LISTS.iter().filter(|(_, page)| *page != "Board") {
            let mut screen = Screen::new(&product, width, height);
            screen.keys(keys);
            let text = shown(&screen);
            for item in product.items().iter().filter(|item| item.title.chars().count() < 33) {
                // a title of which the beginning is there is there whole
                let begin: String = item.title.chars().take(8).collect();
                let key = format!("{} ", product.key(item));
                let line = text.lines().find(|line| line.contains(&key) && line.contains(&begin));
                if let Some(line) = line {
                    assert!(is_whole(line, &item.title), "{page} at {width}×{height}: {line}");
                }
            }
        }
    }
}

#[test]
fn a_wider_window_never_shows_less_of_a_title() {
    let product = inkwell();
    let titles: Vec<&str> = product.items().iter().map(|item| item.title.as_str()).collect();
    for (keys, page) in LISTS.iter().filter(|(_, page)| *page != "Board") {
        let lengths = |width: u16| -> Vec<usize> {
            let mut screen = Screen::new(&product, width, 45);
            screen.keys(keys);
            let text = shown(&screen);
            let longest = |title: &&str| {
                let chars: Vec<char> = title.chars().collect();
                let part = |n: usize| chars[..n].iter().collect::<String>();
                (1..=chars.len()).rev().find(|n| text.contains(&part(*n))).unwrap_or(0)
            };
            titles.iter().map(longest).collect()
        };
        let mut before = lengths(60);
        for width in (64..=220).step_by(4) {
            let here = lengths(width);
            for (title, (before, here)) in titles.iter().zip(before.iter().zip(&here)) {
                // a title that scrolled away or came in is no matter of width
                let lost = *before > 8 && *here > 8 && here < before;
                assert!(!lost, "{page}: at {width} “{title}” shows {here} letters, {before} at {}", width - 4);
            }
            before = here;
        }
    }
}

#[test]
fn a_card_of_the_board_shows_its_title_whole() {
    let product = inkwell();
    for width in [80, 100, 120, 160] {
        let mut screen = Screen::new(&product, width, 45);
        screen.keys("4");
        let text = screen.text();
        for words in ["Skip setup", "Sample project", "passkey", "Import from"] {
            assert!(text.contains(words), "{words} at {width}:\n{text}");
        }
    }
}

fn cells(theme: Theme, keys: &str) -> Vec<(Color, Color, String)> {
    let mut screen = Screen::with(&inkwell(), 100, 30, theme);
    screen.keys(keys);
    let buffer = screen.terminal.backend().buffer();
    buffer.content.iter().map(|cell| (cell.fg, cell.bg, cell.symbol().to_owned())).collect()
}

#[test]
fn a_theme_paints_the_whole_ground_or_none_of_it() {
    for name in Theme::NAMES {
        let theme = Theme::named(name).unwrap();
        for keys in ["", "4", "7", "0", "?", ":", "3", "s", "dn"] {
            let cells = cells(theme, keys);
            let painted = cells.iter().filter(|(_, bg, _)| *bg != Color::Reset).count();
            if matches!(*name, "dark" | "light" | "contrast") {
                assert_eq!(painted, cells.len(), "{name} after {keys}");
            } else {
                let selected = cells.iter().filter(|(_, bg, _)| *bg != Color::Reset).count();
                assert!(selected < cells.len() / 2, "{name} paints no ground after {keys}");
            }
        }
    }
}

/// The contrast of two colours after WCAG 2: from 1 to 21.
fn contrast(a: Color, b: Color) -> f64 {
    let light = |color: Color| {
        let Color::Rgb(r, g, b) = color else { panic!("{color:?} is not exact") };
        let part = |n: u8| {
            let n = f64::from(n) / 255.0;
            if n <= 0.03928 { n / 12.92 } else { ((n + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_sign_can_be_told_from_its_ground() {
    for (name, least) in [("contrast", 7.0), ("dark", 3.0), ("light", 3.0)] {
        for keys in ["", "4", "7", "0", "gi", "5"] {
            for (fg, bg, symbol) in cells(Theme::named(name).unwrap(), keys) {
                if symbol != " " {
                    assert!(contrast(fg, bg) >= least, "{name}: {symbol} is {fg:?} on {bg:?} after {keys}");
                }
            }
        }
    }
}

#[test]
fn ascii_has_no_lone_sign_that_means_something_else() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.app.desk.user.ascii = true;
    screen.keys("7");
    let text = screen.text();
    assert!(text.is_ascii(), "{text}");
    let chars: Vec<char> = text.chars().collect();
    let greater = |part: &[char]| part[0].is_ascii_digit() && part[1..4] == [' ', '>', ' '] && part[4].is_ascii_digit();
    assert!(text.contains("-> ") && !chars.windows(5).any(greater), "an arrow is no “greater than”:\n{text}");
    screen.keys("1");
    let text = screen.text();
    assert!(text.contains("!23") && !text.contains("023"), "23 without a goal is no number with a nought:\n{text}");
    // the curves of a chart have a form in ASCII, too
    screen.keys("4");
    let text = screen.text();
    assert!(text.is_ascii() && text.contains("''") && text.contains(".."), "{text}");
}

#[test]
fn what_an_item_lacks_is_a_word_where_there_is_room_and_a_letter_under_90_columns() {
    let lacks = |width: u16| {
        let mut screen = Screen::new(&inkwell(), width, 30);
        screen.keys("1");
        screen.text().lines().find(|line| line.contains("Dark mode")).unwrap().to_owned()
    };
    assert!(lacks(90).contains("∅     goal"), "{}", lacks(90));
    assert!(lacks(89).contains("∅     g  Dark mode"), "{}", lacks(89));
}

#[test]
fn owner_sprint_due_class_and_size_stand_in_the_first_lines_of_an_item() {
    for (width, height) in [(100, 30), (160, 45)] {
        let mut screen = Screen::new(&inkwell(), width, height);
        screen.keys("1ggwd2026-12-01<enter>");
        let text = screen.text();
        let lines: Vec<&str> = text.lines().collect();
        let begin = lines.iter().position(|line| line.contains("─ INK-1 ") || line.contains("╭ INK-1 ")).unwrap();
        let head = lines[begin..begin + 6].join("\n");
        for words in ["Mia", "S14, review", "due 1 Dec 2026", "must", "size"] {
            assert!(head.contains(words), "{words} at {width}×{height}:\n{head}");
        }
    }
}

#[test]
fn the_tab_that_is_shown_is_named_at_every_width_and_today_stands_first() {
    for width in [44, 60, 80, 100, 160] {
        let mut screen = Screen::new(&inkwell(), width, 24);
        for (keys, name) in [("1", "Backlog"), ("4", "Sprint"), ("7", "Vision"), ("0", "Outcomes"), ("gh", "Today")] {
            screen.keys(keys);
            let text = screen.text();
            let tabs = text.lines().next().unwrap();
            assert!(tabs.contains(name), "{name} at {width}: {tabs}");
        }
        if width >= 80 {
            assert!(screen.text().starts_with(" Today 1 Backlog"), "{}", screen.text());
        }
    }
}

#[test]
fn what_a_plan_would_be_refused_for_in_the_end_is_said_at_its_beginning() {
    let mut screen = Screen::new(&inkwell(), 100, 40);
    screen.keys("3").shows("first: S14 is active until 27 Nov");
    let mut product = Product::new(momentum::model::About::named("New", now().at), 1);
    product
        .add(momentum::model::Item { title: "One".into(), ..Default::default() }, momentum::model::Place::Bottom)
        .unwrap();
    let mut screen = Screen::new(&product, 100, 40);
    screen.keys("3").shows("none of the first 1 is sized");
}

#[test]
fn a_pane_below_takes_no_more_than_it_holds_and_lists_count_what_is_below() {
    let mut screen = Screen::new(&inkwell(), 100, 30);
    screen.keys("3").shows("0 items · 0 pts").shows("↓ ");
    let rows = |screen: &Screen| {
        let text = screen.text();
        let lines: Vec<&str> = text.lines().collect();
        let begin = lines.iter().position(|line| line.contains("In the sprint")).unwrap();
        lines[begin..].iter().position(|line| line.starts_with('╰')).unwrap() - 1
    };
    assert_eq!(rows(&screen), 1, "nothing is one line that says so");
    // what is pulled grows the pane, and the order gives way
    screen.keys("jjjp");
    while !screen.app.desk.layers.is_empty() {
        screen.keys("small enough<enter>");
    }
    screen.keys("p");
    while !screen.app.desk.layers.is_empty() {
        screen.keys("small enough<enter>");
    }
    assert_eq!(rows(&screen), 2);
}

#[test]
fn a_lane_with_cards_shows_one_however_low_the_window_is() {
    let mut screen = Screen::new(&inkwell(), 80, 24);
    screen.keys("4");
    for key in ["INK-3", "INK-1", "INK-61"] {
        assert!(screen.text().contains(key), "{key}: {}", screen.text());
    }
}

/// What may be cut beside empty space, and why: the page, what stands in the line.
const CUT: &[(&str, &str)] = &[
    // the pane below says all of it
    ("Decisions", ""),
    // a name ends where the next one begins
    ("Matrix", ""),
];

#[test]
fn nothing_is_cut_where_there_is_room_for_it() {
    let product = inkwell();
    let mut wrong = Vec::new();
    for (width, height) in [(100, 30), (120, 30), (160, 45)] {
        for keys in [
            "1", "2<enter>", "3", "4", "5", "6<enter>", "7", "7]", "0", "gh", "gm", "gi", "gd", "gs", "gl", "gf", "gr",
            "gp",
        ] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys(keys);
            let text = screen.text();
            let page = screen.app.desk.page.name;
            // a title of more letters than the design asks for is cut in its row, and whole in the pane beside it
            let excused = |line: &str| {
                CUT.iter().any(|(of, words)| *of == page && line.contains(words))
                    || product.items().iter().any(|item| {
                        item.title.chars().count() > 43
                            && line.contains(&item.title.chars().take(33).collect::<String>())
                    })
            };
            let all = usize::from(width) * usize::from(height);
            let full = text.lines().map(|line| line.chars().filter(|c| *c != ' ').count()).sum::<usize>();
            let blank = 100 - full * 100 / all;
            // the first row is shared by the tabs and what holds everywhere
            let cut = text.lines().skip(1).filter(|line| line.contains('…') && !excused(line));
            wrong.extend(
                cut.filter(|_| blank > 30).map(|line| format!("{page} at {width}×{height}, {blank} % blank: {line}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
