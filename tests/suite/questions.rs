//! What is typed into a question is never thrown away.

use crate::common::{Screen, now};
use momentum::demo;

fn screen() -> Screen {
    Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30)
}

#[test]
fn a_refused_answer_comes_back_with_its_words_and_the_reason() {
    let mut screen = screen();
    // INK-1 is in the active sprint, so it cannot be declined
    screen.keys("1ggdonobody asked for it<enter>");
    screen.shows("› nobody asked for it").shows("is in the active sprint");
    // and the next letter goes on in it
    screen.keys("!").shows("› nobody asked for it!").keys("<esc>");
    assert_eq!(screen.app.desk.layers.len(), 0);
}

#[test]
fn an_accepted_answer_does_not_come_back() {
    let mut screen = screen();
    screen.keys("1ggs=5<enter>");
    assert_eq!(screen.app.desk.layers.len(), 0, "{}", screen.text());
}

#[test]
fn questions_in_a_row_can_be_gone_back_to_and_keep_what_was_said() {
    let mut screen = screen();
    screen.keys("4!outage at Acme<enter>").shows("2 of 3 · Who asked?").keys("Ana");
    screen.keys("<backtab>").shows("1 of 3 · Interruption").shows("› outage at Acme");
    screen
        .keys("<right>, an hour<enter>")
        .shows("› Ana")
        .keys("<enter>90 days<enter>")
        .shows("“90 days” is not a time");
    screen.keys("<c-u>90<enter>");
    let sprint = screen.app.desk.product().sprints_by_number().last().copied().unwrap();
    let last = sprint.interruptions.last().unwrap();
    assert_eq!((last.what.as_str(), last.who.as_str(), last.minutes), ("outage at Acme, an hour", "Ana", 90));
}

#[test]
fn up_brings_the_answers_of_before_and_down_what_was_typed_meanwhile() {
    let mut screen = screen();
    let sprint = "4!the first<enter>Ana<enter><enter>!the second<enter>Ben<enter><enter>!";
    screen.keys(sprint).keys("half").keys("<up>").shows("› the second").keys("<up>").shows("› the first");
    // there is nothing older
    screen.keys("<up>").shows("› the first").keys("<down><down>").shows("› half").keys("<down>").shows("› half");
    // every question has its own
    screen.keys("<up><enter>").shows("Who asked?").keys("<up>").shows("› Ben");
}
