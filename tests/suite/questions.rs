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

fn size(screen: &Screen) -> String {
    screen.selected().size.map_or_else(String::new, |size| size.to_string())
}

#[test]
fn the_digits_of_a_size_are_one_number() {
    let mut screen = screen();
    screen.keys("1ggs13");
    assert_eq!((size(&screen).as_str(), screen.app.desk.layers.len()), ("13", 0));
    screen.keys("s20");
    assert_eq!(size(&screen), "20");
    screen.keys("s100");
    assert_eq!(size(&screen), "100");
}

#[test]
fn a_digit_that_may_begin_a_longer_size_waits_for_it_and_any_other_key_settles_it() {
    let mut screen = screen();
    screen.keys("1ggs1").shows("Size of INK-1, now 5: 1");
    assert_eq!(size(&screen), "5");
    screen.pause(590);
    assert_eq!(size(&screen), "5", "it still waits");
    screen.pause(10);
    assert_eq!((size(&screen).as_str(), screen.app.desk.layers.len()), ("1", 0));
    // the key that settles it does what it does
    screen.keys("s2j");
    assert_eq!(screen.selected().num, 2);
    screen.keys("k");
    assert_eq!(size(&screen), "2");
    screen.keys("s1<enter>");
    assert_eq!(size(&screen), "1");
    screen.keys("s1<bs>8");
    assert_eq!(size(&screen), "8", "what was typed can be taken back");
    screen.keys("s1<esc>");
    assert_eq!(size(&screen), "8", "and left");
}

#[test]
fn digits_that_are_no_size_say_so_and_enter_means_them() {
    let mut screen = screen();
    screen.keys("1ggs14").shows("14 is no size of the scale · Enter takes it all the same");
    screen.pause(10_000);
    assert_eq!(size(&screen), "5", "time alone does not take it");
    screen.keys("<enter>");
    assert_eq!(size(&screen), "14");
    // the first digit of a longer size alone
    screen.keys("s4");
    screen.pause(600);
    screen.shows("4 is no size of the scale").keys("0");
    assert_eq!(size(&screen), "40");
}

#[test]
fn a_digit_soon_after_a_size_leads_to_no_other_screen() {
    let mut screen = screen();
    screen.keys("1ggs53").shows("3 came too soon after a size");
    assert_eq!((size(&screen).as_str(), screen.app.desk.page.name), ("5", "Backlog"));
    screen.pause(1_000);
    screen.keys("7");
    assert_eq!(screen.app.desk.page.name, "Vision");
}

#[test]
fn a_block_with_one_that_refuses_does_the_others_and_names_the_one() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 180, 30);
    // INK-5 is free, and INK-4 above it is in the active sprint
    screen.keys("1ggjjj  ").shows("2 marked").keys("donot for this year<enter>");
    screen.shows("declined INK-5").shows("1 item left as it was").shows("active sprint");
    let of = |screen: &Screen, num: u32| {
        let items = screen.app.desk.product().items();
        items.iter().find(|item| item.num == num).unwrap().declined.is_some()
    };
    assert_eq!((of(&screen, 4), of(&screen, 5)), (false, true));
    // one undo takes the block back
    screen.keys("u");
    assert!(!of(&screen, 5));
    // where all refuse, nothing is done and the words are there again
    screen.keys("gg").keys("<esc>  donever<enter>").shows("› never").shows("active sprint");
}

#[test]
fn what_is_left_with_esc_is_one_key_away_at_the_same_question() {
    let mut screen = screen();
    screen.keys("4!outage at Ac").keys("<esc>!").keys("<up>").shows("› outage at Ac");
}

#[test]
fn what_was_half_typed_when_the_program_was_killed_stands_there_again_once() {
    let mut screen = screen();
    let id = screen.app.desk.product().find_item("INK-1").unwrap().id;
    let left = [("New item".to_owned(), "half a title".to_owned()), (format!("Why {id}"), "it is seen".to_owned())];
    screen.app.desk.user.left = left.to_vec();
    screen.keys("1gga").shows("› half a title").keys("<esc>a");
    assert!(!screen.text().contains("half a title"), "once");
    screen.keys("<esc>");
    screen.keys("gge").shows("it is seen").keys("<c-s>");
    assert_eq!(screen.app.desk.product().find_item("INK-1").unwrap().benefit, "it is seen");
}

#[test]
fn undo_on_a_page_that_lies_on_top_takes_back_what_was_done_there_and_nothing_else() {
    let mut screen = screen();
    screen.keys("1ggs8").keys("jjjjjjjjj");
    let before = screen.app.desk.product().clone();
    // words that somebody takes for text: the letters are keys of the page, and undo nothing that cannot be seen from there
    for page in ["c", "wh", "v"] {
        screen.keys(page);
        while screen.app.desk.layers.len() > 1 {
            screen.keys("<esc>");
        }
        screen.keys("u").shows("nothing was done here").keys("U").shows("nothing was taken back here").keys("<esc>");
        assert_eq!(screen.app.desk.product(), &before, "{page}");
    }
    screen.keys("c<esc>afirst<enter>second<enter><esc>uu").keys("u").shows("nothing was done here");
    assert_eq!(screen.app.desk.product().items(), before.items());
    screen.keys("U").shows("redid");
}

#[test]
fn an_item_without_criteria_or_work_is_asked_for_the_first_at_once() {
    let mut screen = screen();
    screen.keys("1ggjjjjjjj");
    assert!(screen.selected().criteria.is_empty() || screen.selected().tasks.is_empty());
    let id = screen.selected().id;
    let n = screen.selected().tasks.len();
    screen.keys("wh").keys("Draw it<enter>").keys("<esc><esc>");
    let item = screen.app.desk.product().item(id).unwrap();
    assert_eq!(item.tasks.len(), n + 1);
}

#[test]
fn a_whole_key_means_its_item_and_an_empty_list_of_a_page_lets_digits_through() {
    let mut screen = screen();
    let product = screen.app.desk.product();
    let declined = product.items().iter().find(|item| item.declined.is_some()).unwrap();
    let key = product.key(declined);
    screen.keys(&format!("1/{key}<enter>")).shows(&format!("{key} was declined"));
    screen.keys("<esc>/INK-5<enter>");
    assert_eq!(screen.selected().num, 5);
    // the question that a page begins with does not hold the digits
    screen.keys("<esc>6").shows("in which format?").keys("3");
    assert_eq!(screen.app.desk.page.name, "Plan");
    assert!(screen.app.desk.layers.is_empty());
}

#[test]
fn the_command_that_says_it_in_its_title_stands_first_and_q_leaves() {
    let mut screen = screen();
    screen.keys(":sett").shows("▸ Settings of the product").keys("<esc>");
    screen.keys(":settings of").shows("▸ Settings of the product").keys("<esc>");
    screen.keys(":q").shows("▸ Back, or quit");
}

#[test]
fn the_three_answers_of_a_story_are_one_form_and_the_ready_check_leads_there() {
    let mut screen = screen();
    let product = screen.app.desk.product();
    let at = product.order().iter().position(|id| product.items().get(*id).is_some_and(|i| i.role.is_empty())).unwrap();
    screen.keys("1gg").keys(&"j".repeat(at));
    screen.app.desk.run_named("item.who");
    screen.keys("ops engineer<enter>fix the clock<enter>nobody is woken<enter>");
    let item = screen.selected();
    assert_eq!(
        (item.role.as_str(), item.want.as_str(), item.benefit.as_str()),
        ("ops engineer", "fix the clock", "nobody is woken")
    );
}
