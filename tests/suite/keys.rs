//! A hundred thousand random keys, pastes and resizes: no panic, and the product is whole after.

use crate::common::{Home, keys, now, sample};
use crate::properties::check_index;
use momentum::model::document;
use momentum::tui::app::App;
use momentum::tui::frame;
use momentum::tui::theme::Theme;
use momentum::workspace::Mode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The keys of the table, of text fields, and some that mean nothing.
const KEYS: &str = "jkhlgGnNfousbdlzSVaAewLcKJTBM#x;:?/*uUqvrmPDtiEyZFgg22 <>=+-0123456789RQ~WCYIp漢é\u{301}\"";
const NAMED: &[&str] = &[
    "<enter>",
    "<enter>",
    "<esc>",
    "<esc>",
    "<tab>",
    "<backtab>",
    "<bs>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<c-u>",
    "<c-r>",
    "<c-p>",
    "<c-w>",
];

fn storm(seed: u64, times: usize) {
    let home = Home::with(&sample());
    let mut app = App::new(home.open(Mode::Look), Theme::exact(), (100, 30), now());
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
    let mut state = seed;
    let mut random = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let letters: Vec<char> = KEYS.chars().collect();
    let start = document::write(app.desk.product()).unwrap();
    for i in 0..times {
        app.desk.now.at.0 += 7;
        match random(100) {
            0 => {
                let (w, h) = (random(140) as u16, random(50) as u16);
                app.desk.size = (w, h);
                terminal.backend_mut().resize(w.max(1), h.max(1));
            }
            1 => app.paste(["one\ntwo\nthree", "\u{1b}[31mred\u{202e}", "", "\n\n", "q:q!\r"][random(5)]),
            2..=30 => keys(NAMED[random(NAMED.len())]).into_iter().for_each(|k| app.key(k)),
            _ => keys(&letters[random(letters.len())].to_string()).into_iter().for_each(|k| app.key(k)),
        }
        app.desk.effects.clear();
        app.tick();
        // not every key a frame: the storm is about states
        if i % 3 == 0 {
            terminal.draw(|frame| frame::draw(&mut app, frame)).unwrap();
        }
        if i % 2000 == 0 {
            check_index(app.desk.product());
        }
    }
    check_index(app.desk.product());
    while app.desk.workspace.undo(now()).is_ok() {}
    assert_eq!(document::write(app.desk.product()).unwrap(), start, "undo leads back to the start");
}

#[test]
fn a_storm_of_keys() {
    std::thread::scope(|scope| {
        for seed in 1..=4 {
            scope.spawn(move || storm(seed * 977, 25_000));
        }
    });
}

#[test]
fn every_size_can_be_drawn_with_every_layer() {
    for line in [
        "",
        "?",
        ":",
        "e",
        "c",
        "s",
        "Lg",
        "dn",
        "/x",
        "ff",
        "S",
        "z",
        "gn",
        "2",
        "2<enter>",
        "go<enter>",
        "gi",
        "gm",
        "v5<esc>gm",
        "gd",
        "r",
        "v",
        "x",
        "x<enter>",
        "m",
        "F",
        "we",
        "3",
        "3<enter>",
        "4",
        "5",
        "6",
        "6<enter>",
        "7",
        "7]",
        "7]]",
        "7]]]",
        "0",
        "0<enter>",
        "gr",
        "gh",
        "gs",
        "gl",
        "gp",
        "wt",
        "wx",
        "wh",
    ] {
        let home = Home::with(&sample());
        let mut app = App::new(home.open(Mode::Look), Theme::exact(), (80, 24), now());
        for key in keys(line) {
            app.key(key);
        }
        for width in (1..=45).chain([59, 60, 79, 80, 99, 100, 300]) {
            for height in [1, 2, 3, 4, 5, 7, 9, 10, 12, 16, 24, 60] {
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                app.desk.size = (width, height);
                terminal.draw(|frame| frame::draw(&mut app, frame)).unwrap();
            }
        }
    }
}

#[test]
fn altgr_types_its_character_into_verbs_and_words() {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    let mut screen = crate::common::Screen::new(&crate::common::sample(), 100, 30);
    let altgr = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL | KeyModifiers::ALT);
    // as Windows tells the @ of a German keyboard
    screen.app.key(altgr('@'));
    screen.draw();
    screen.shows("Who works on INK-1?").keys("<esc>a");
    for c in "ż@{".chars() {
        screen.app.key(altgr(c));
    }
    screen.draw();
    screen.shows("› ż@{");
}
