//! The tour: eight small tasks, noticed by whatever keys.

use crate::common::{Home, Screen, now};
use momentum::demo;
use momentum::tui::{Greeting, tour};

fn begun() -> Screen {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.greet(Greeting::Tour);
    screen.draw();
    screen
}

#[test]
fn the_tour_is_done_by_keys_and_ends_where_it_began() {
    let mut screen = begun();
    let start = screen.app.desk.product().clone();
    for (n, keys) in (1..).zip(tour::WALK) {
        // a digit soon after a size leads to no other screen
        screen.shows(&format!("TOUR {n} of 8")).pause(1_000).keys(keys);
    }
    screen.shows("TOUR 8 of 8");
    for _ in 0..40 {
        if screen.app.desk.tour.is_some() {
            screen.keys(tour::BACK);
        }
    }
    screen.shows("that was the tour: 8 of 8 done");
    assert_eq!(screen.app.desk.product().items(), start.items());
}

#[test]
fn a_task_can_be_skipped_and_the_tour_ended_and_no_screen_is_taken_away() {
    let mut screen = begun();
    screen.keys("gt").shows("TOUR 2 of 8").keys("4").shows("Burndown").shows("TOUR 2 of 8");
    screen.keys(":end tour<enter>").shows("the tour is over");
    assert!(!screen.text().contains("TOUR"));
    screen.keys("gt").shows("no tour is on");
    let mut screen = begun();
    screen.keys("gtgtgtgtgtgtgt").shows("that was the tour:");
}

#[test]
fn the_tour_fits_a_narrow_window_and_the_shell_knows_it() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 60, 20);
    screen.app.greet(Greeting::Tour);
    screen.draw();
    screen.shows("TOUR 1 of 8").shows("g t skips");
    let home = Home::new();
    assert!(home.run(&["help", "tour"]).contains("eight small tasks"));
}
