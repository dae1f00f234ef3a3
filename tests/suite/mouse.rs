//! The mouse does what keys do: click, double click, wheel, drag, right click, and a click on a key of the footer.

use crate::common::{Screen, sample};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use insta::assert_snapshot;
use momentum::tui::mouse::take;

fn mouse(screen: &mut Screen, kind: MouseEventKind, column: u16, row: u16) {
    screen.app.desk.now.at.0 += 50;
    take(&mut screen.app, MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    screen.draw();
}

fn click(screen: &mut Screen, column: u16, row: u16) {
    mouse(screen, MouseEventKind::Down(MouseButton::Left), column, row);
    mouse(screen, MouseEventKind::Up(MouseButton::Left), column, row);
}

/// The row of the screen on which words stand.
fn row_of(screen: &Screen, words: &str) -> u16 {
    screen.text().lines().position(|line| line.contains(words)).unwrap() as u16
}

fn column_of(screen: &Screen, words: &str) -> u16 {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains(words)).unwrap();
    momentum::text::width(&line[..line.find(words).unwrap()]) as u16
}

#[test]
fn a_click_selects_and_a_double_click_opens() {
    let mut screen = Screen::new(&sample(), 140, 30);
    let row = row_of(&screen, "Export report");
    click(&mut screen, 30, row);
    assert_eq!(screen.selected().title, "Export report as PDF");
    click(&mut screen, 30, row);
    assert_eq!(screen.app.desk.list.focus, momentum::tui::list::Focus::Detail);
    // below the last row there is nothing
    click(&mut screen, 30, 25);
    assert_eq!(screen.selected().title, "Export report as PDF");
}

#[test]
fn the_wheel_moves_what_is_under_it() {
    let mut screen = Screen::new(&sample(), 140, 30);
    mouse(&mut screen, MouseEventKind::ScrollDown, 20, 10);
    assert_eq!(screen.app.desk.list.at(), 3);
    mouse(&mut screen, MouseEventKind::ScrollUp, 20, 10);
    let before = screen.text();
    mouse(&mut screen, MouseEventKind::ScrollDown, 120, 10);
    assert_eq!(screen.app.desk.list.at(), 0);
    assert_ne!(screen.text(), before);
}

#[test]
fn a_dragged_row_shows_where_it_goes_and_goes_there() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let from = row_of(&screen, "Skip setup");
    let to = row_of(&screen, "Login fails");
    mouse(&mut screen, MouseEventKind::Down(MouseButton::Left), 30, from);
    mouse(&mut screen, MouseEventKind::Drag(MouseButton::Left), 30, from + 1);
    mouse(&mut screen, MouseEventKind::Drag(MouseButton::Left), 30, to);
    screen.shows("→ INK-2 Skip setup");
    mouse(&mut screen, MouseEventKind::Up(MouseButton::Left), 30, to);
    screen.shows("moved INK-2 “Skip setup and import later”: 2→5");
    assert_eq!(screen.selected().title, "Skip setup and import later");
    screen.keys("Ss");
    mouse(&mut screen, MouseEventKind::Down(MouseButton::Left), 30, 4);
    mouse(&mut screen, MouseEventKind::Drag(MouseButton::Left), 30, 6);
    mouse(&mut screen, MouseEventKind::Up(MouseButton::Left), 30, 6);
    screen.shows("S and rank go back to the one order first");
}

#[test]
fn a_key_of_the_footer_is_pressed_by_a_click_and_a_right_click_offers_the_verbs() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let footer = 28;
    let at = column_of(&screen, "s size");
    click(&mut screen, at, footer);
    screen.shows("Size of INK-1");
    let esc = column_of(&screen, "Esc leave");
    click(&mut screen, esc, footer);
    assert!(screen.app.desk.layers.is_empty());
    let at = column_of(&screen, "w w why");
    click(&mut screen, at, footer);
    screen.shows("what good does it do").keys("<esc>");
    let row = row_of(&screen, "Dark mode");
    mouse(&mut screen, MouseEventKind::Down(MouseButton::Right), 30, row);
    screen.shows("Edit all fields").keys("<esc>");
    assert_eq!(screen.selected().title, "Dark mode");
}

#[test]
fn every_sign_has_a_form_in_ascii() {
    for keys in ["", "gn", "c", "?", ":", "e", "s", "jj  ", "/rep"] {
        let mut screen = Screen::new(&sample(), 80, 24);
        screen.app.desk.user.ascii = true;
        screen.keys(keys).draw();
        let text = screen.text();
        assert!(text.is_ascii(), "{keys}: {text}");
    }
    let mut screen = Screen::new(&sample(), 80, 24);
    screen.app.desk.user.ascii = true;
    screen.keys("jj ");
    assert_snapshot!("ascii_80x24", screen.text());
}
