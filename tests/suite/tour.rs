//! The tour: eight small tasks, noticed by whatever keys.

use crate::common::{Home, Screen, now};
use momentum::demo;
use momentum::tui::Greeting;

fn tour() -> Screen {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.greet(Greeting::Tour);
    screen.draw();
    screen
}

#[test]
fn the_tour_is_done_by_keys_and_ends_where_it_began() {
    let mut screen = tour();
    let start = screen.app.desk.product().clone();
    screen.shows("TOUR 1 of 8").keys("fo").shows("TOUR 2 of 8");
    screen.keys("wwso that it is quiet at night<enter><enter>").shows("TOUR 3 of 8");
    screen.keys("<esc>fus5").shows("TOUR 3 of 8").keys("s3s8").shows("TOUR 4 of 8");
    screen.keys("<esc>jjjjjjT").shows("TOUR 5 of 8");
    screen.keys("Gdonobody asked twice<enter>").shows("TOUR 6 of 8");
    screen.pause(1_000).keys("3jjjjpsmall and ready<enter>").shows("TOUR 7 of 8");
    // it is accepted as it is, and the question says what is open about it
    screen.keys("5j>").shows("not judged").keys("a").shows("TOUR 8 of 8");
    for _ in 0..40 {
        if screen.app.desk.tour.is_some() {
            screen.keys("u");
        }
    }
    screen.shows("that was the tour: 8 of 8 done");
    assert_eq!(screen.app.desk.product().items(), start.items());
}

#[test]
fn a_task_can_be_skipped_and_the_tour_ended_and_no_screen_is_taken_away() {
    let mut screen = tour();
    screen.keys("gt").shows("TOUR 2 of 8").keys("4").shows("Burndown").shows("TOUR 2 of 8");
    screen.keys(":end tour<enter>").shows("the tour is over");
    assert!(!screen.text().contains("TOUR"));
    screen.keys("gt").shows("no tour is on");
    let mut screen = tour();
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
