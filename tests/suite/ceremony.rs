//! Review, close, retrospective, standup and flow, by keys, with the budgets of the design.

use crate::common::{Home, Screen, day, keys, now, shared_data};
use insta::assert_snapshot;
use momentum::model::Verb;
use momentum::model::item::{Criterion, Fault, Question};
use momentum::model::sprint::{Fate, Met};
use momentum::model::{
    About, ActionState, Id, Item, Now, Place, Product, Size, Sprint, SprintState, Stamp, Status, document,
};
use momentum::tui::desk::Effect;

/// A product with an active sprint of items with three criteria each.
fn at_work(statuses: &[Status]) -> Product {
    let mut product = Product::new(About::named("Inkwell", now().at), 3);
    let goal = product.add_goal("Teams set up alone").unwrap();
    let begin = Now::on(day("2026-11-13"));
    let sprint = product.plan_sprint(begin).unwrap();
    product.amend_sprint(sprint, |sprint| sprint.goal = "Setup works without help".into()).unwrap();
    let mut ids = Vec::new();
    for (i, _) in statuses.iter().enumerate() {
        let criteria = (1..=3)
            .map(|n| Criterion { id: Id::from_bits(n), text: format!("Condition {n} holds"), ..Criterion::default() })
            .collect();
        let item = Item {
            title: format!("Story {}", i + 1),
            goal: Some(goal),
            size: Some(Size::Points(300)),
            criteria,
            provenance: "typed".into(),
            created: Stamp::on(day("2026-11-01")),
            updated: Stamp::on(day("2026-11-01")),
            ..Item::default()
        };
        ids.push(product.add(item, Place::Bottom).unwrap());
    }
    product.pull(sprint, &ids).unwrap();
    product.commit_sprint(sprint, begin).unwrap();
    for (id, status) in ids.iter().zip(statuses) {
        for (n, to) in (0..).zip([Status::Doing, Status::Review, Status::Done]) {
            let at = Stamp::on(day("2026-11-17") + chrono::Days::new(n));
            let _ = product.update(*id, |item| {
                let far = |status| Status::ALL.iter().position(|one| *one == status);
                if far(to) <= far(*status) {
                    item.reach(to, at);
                }
                Ok(())
            });
        }
    }
    let rows: Vec<Sprint> = product.sprints().iter().map(|row| Sprint::clone(row)).collect();
    for sprint in rows {
        product.put(Sprint { created: begin.at, updated: begin.at, ..sprint });
    }
    product
}

fn active(screen: &Screen) -> Sprint {
    screen.app.desk.product().sprint_in(SprintState::Active).unwrap().clone()
}

fn closed(screen: &Screen) -> Sprint {
    let all = screen.app.desk.product().sprints_by_number();
    all.into_iter().rfind(|sprint| sprint.state == SprintState::Closed).unwrap().clone()
}

fn story<'a>(screen: &'a Screen, title: &str) -> &'a Item {
    screen.app.desk.product().items().iter().find(|item| item.title == title).unwrap()
}

#[test]
fn the_screens_of_the_ceremonies_at_every_size() {
    let product = at_work(&[Status::Review, Status::Done, Status::Doing, Status::Todo]);
    for (name, line) in [
        ("review", "5 -too slow<enter>awell done<enter>Northwind<enter>"),
        ("close", "4Qjn"),
        (
            "retro",
            "6<enter>aask support first<enter>pair more<enter><enter>++s455s344>pair on criteria<enter>Jo<enter><enter>",
        ),
        ("standup", "gs"),
        ("flow", "gl"),
        ("how", "3p<esc>3]"),
        ("team", "3@aAna<enter>Jo<enter><enter>-2026-11-26..2026-11-27 fair<enter>"),
        ("tasks", "4whadraw it<enter>build it<enter><enter> "),
    ] {
        for (width, height) in [(100, 30), (80, 24), (60, 20)] {
            let mut screen = Screen::new(&product, width, height);
            screen.keys(line);
            assert_snapshot!(format!("ceremony_{name}_{width}x{height}"), screen.text());
        }
    }
}

#[test]
fn a_story_with_three_criteria_is_accepted_with_five_keys() {
    let mut screen = Screen::new(&at_work(&[Status::Review, Status::Review]), 100, 30);
    screen.keys("5");
    let budget = "   >";
    assert!(keys(budget).len() <= 5);
    screen.keys(budget).shows("3 points accepted").shows("1 to judge");
    let first = story(&screen, "Story 1");
    assert_eq!((first.status, first.criteria_met(), first.accepted.is_some()), (Status::Done, (3, 3), true));
    // the next one that waits comes up by itself
    screen.keys(">").shows("3 criteria not judged").keys("<enter>");
    assert!(story(&screen, "Story 2").accepted.is_none(), "Enter states nothing");
    screen.keys("a").shows("nothing waits");
    assert_eq!(story(&screen, "Story 2").criteria_met(), (0, 3), "what nobody judged is not met");
    screen.keys("u").keys("5<down>");
    screen.keys(">t").shows("nothing waits");
    assert_eq!(story(&screen, "Story 2").criteria_met(), (3, 3), "said to be met");
    screen.keys("uu");
    assert!(story(&screen, "Story 1").accepted.is_none());
}

// B14, B32
#[test]
fn what_is_missed_is_returned_with_words_or_split_off_with_its_points() {
    let mut screen = Screen::new(&at_work(&[Status::Review, Status::Review]), 100, 30);
    screen.keys("5 -no link on mobile<enter> ").keys("<lt>").shows("misunderstood").keys("d");
    screen.shows("no link on mobile").keys("<enter>");
    let back = story(&screen, "Story 1");
    assert_eq!((back.status, back.returns.len(), back.returns[0].fault), (Status::Doing, 1, Fault::Defect));
    assert_eq!(back.returns[0].text, "no link on mobile");
    screen.keys(" -<enter> >").shows("1 criterion not met").keys("~").shows("Condition 2 holds").keys("<enter>");
    screen.keys("3<enter>").shows("the rest must be smaller than the whole, 3").keys("<bs>1<enter>");
    let whole = story(&screen, "Story 2");
    assert_eq!((whole.size, whole.criteria.len()), (Some(Size::Points(200)), 2));
    let rest = story(&screen, "Condition 2 holds");
    assert_eq!((rest.size, rest.criteria.len()), (Some(Size::Points(100)), 1));
    assert_eq!(screen.app.desk.product().order()[0], rest.id, "the rest is next");
    // one key takes it all back
    screen.keys("u");
    assert_eq!(story(&screen, "Story 2").size, Some(Size::Points(300)));
}

// A92
#[test]
fn a_review_keeps_voices_wins_and_the_answer_on_the_goal() {
    let mut screen = Screen::new(&at_work(&[Status::Review]), 100, 30);
    screen.keys("5aat last<enter>Northwind<enter>!four seconds instead of twenty<enter>Mia<enter>");
    screen.shows("“at last”").keys("<enter>p").keys("the third question is too early<enter>");
    let sprint = active(&screen);
    assert_eq!((sprint.met, sprint.learned.as_str()), (Met::Partly, "the third question is too early"));
    assert_eq!(
        (sprint.present.as_slice(), sprint.feedback.len(), sprint.wins.len()),
        (&["Northwind".to_owned()][..], 1, 1)
    );
    screen.keys("Ys");
    let page = screen.app.desk.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let page = page.unwrap();
    for line in
        ["# S1 · active", "Goal: Setup works without help (met: partly)", "“at last” (Northwind)", "thanks to Mia"]
    {
        assert!(page.contains(line), "{line} is not in\n{page}");
    }
}

// B21
#[test]
fn the_definition_of_done_is_ticked_in_one_key_or_stays_a_word() {
    let mut product = at_work(&[Status::Review]);
    product.put(About { done: vec!["documented".into(), "tested".into()], ..product.about().clone() });
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("5    ").shows("✓ documented").keys(">").shows("1 of the Definition of Done not ticked").keys("t");
    assert_eq!(story(&screen, "Story 1").finished, ["documented", "tested"]);
}

#[test]
fn a_sprint_with_three_leftovers_is_closed_with_six_keys() {
    let mut product = at_work(&[Status::Done, Status::Doing, Status::Todo, Status::Todo]);
    let first = product.order().iter().copied().collect::<Vec<_>>();
    assert_eq!(first.len(), 3);
    let done = product.items().iter().find(|item| item.status == Status::Done).unwrap().id;
    product.accept(done, now()).unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("4");
    let budget = "Qtnd<enter><enter>";
    assert!(keys(budget).len() <= 6);
    screen.keys(budget).shows("Its retrospective").keys("l");
    let record = closed(&screen);
    let fates: Vec<Fate> = record.outcome.iter().map(|row| row.fate).collect();
    assert_eq!(fates, [Fate::Accepted, Fate::Top, Fate::Next, Fate::Declined]);
    assert_eq!((record.accepted_points(), record.left.last()), (300, Some(&900)));
    assert_eq!(story(&screen, "Story 2").carried, 1);
    assert!(story(&screen, "Story 4").declined.is_some());
    let next = screen.app.desk.product().sprint_in(SprintState::Planned).unwrap();
    assert_eq!(next.items, [story(&screen, "Story 3").id]);
    // the record stays as it is whatever happens to its items
    screen.keys("gg").keys("s8").pause(1_000);
    assert_eq!(closed(&screen), record);
    screen.keys("3").shows("S1 3");
}

// B15
#[test]
fn only_what_was_accepted_counts_as_velocity() {
    let mut screen = Screen::new(&at_work(&[Status::Done, Status::Done]), 100, 30);
    screen.keys("4Qt<enter>l");
    let record = closed(&screen);
    assert_eq!(record.outcome.iter().map(|row| row.fate).collect::<Vec<_>>(), [Fate::Top, Fate::Accepted]);
    assert_eq!(record.accepted_points(), 300);
}

// B35, B38
#[test]
fn a_retrospective_ends_with_two_actions_that_come_up_again() {
    let mut screen = Screen::new(&at_work(&[Status::Done]), 100, 30);
    screen.keys("4Q<enter>r").shows("Look back on S1").keys("<enter>");
    screen.keys("acopy was late<enter>three quick requests<enter><enter>").keys("++");
    screen.keys(">copy is part of ready<enter>Jo<enter><enter>").keys(">one inbox<enter>Sam<enter><enter>");
    screen.keys(">").shows("2 actions are enough").keys("<esc>");
    assert_eq!(screen.app.desk.product().open_actions().len(), 2);
    screen.keys("<enter>we ask too late<enter>").shows("the retrospective is over: 2 actions");
    let start = screen.app.desk.product().open_actions()[0].id;
    // in the next plan
    screen.keys("3").shows("0 of 2 retro actions planned").keys("+<enter>").shows("1 of 2 retro actions planned");
    let item = screen.app.desk.product().get::<momentum::model::RetroAction>(start).unwrap().item.unwrap();
    assert!(screen.app.desk.product().sprint_in(SprintState::Planned).unwrap().items.contains(&item));
    screen.keys("wwNext one<enter><enter>y");
    // and in the next retrospective, first
    screen.keys("6<enter>").shows("Follow up first").shows("copy is part of ready").keys("<enter>d").keys("<enter>a");
    let states: Vec<ActionState> = screen.app.desk.product().all_actions().iter().map(|action| action.state).collect();
    assert_eq!(states.iter().filter(|state| **state == ActionState::Done).count(), 1);
    assert_eq!(screen.app.desk.product().open_actions()[0].again, 1);
}

// B36
#[test]
fn a_skipped_retrospective_says_why_and_is_counted() {
    let mut screen = Screen::new(&at_work(&[Status::Done]), 100, 30);
    screen
        .keys("4Q<enter>s<enter>")
        .shows("skipping needs a reason")
        .keys("everyone was ill<enter>")
        .shows("skipped, 1 time");
    let sprint = closed(&screen).id;
    assert_eq!(screen.app.desk.product().retro_of(sprint).unwrap().skipped, "everyone was ill");
}

// A35
#[test]
fn a_quick_request_goes_to_the_inbox_and_an_answer_with_it() {
    let mut screen = Screen::new(&at_work(&[Status::Todo]), 100, 30);
    screen.keys("4aexport to Excel<enter>Raj<enter>i").shows("in the inbox");
    let product = screen.app.desk.product();
    let request = product.requests().iter().next().unwrap();
    assert_eq!((request.said.as_str(), product.askers(request)), ("export to Excel", vec!["Raj".to_owned()]));
    assert_eq!(request.how, momentum::model::request::Channel::Sprint);
    assert_eq!(active(&screen).items.len(), 1, "nothing came into the sprint");
    assert!(
        screen
            .app
            .desk
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Copy(text) if text.contains("next grooming")))
    );
    screen.keys("aanother<enter>Raj<enter>s").shows("What comes out for it?");
}

// A27, A33
#[test]
fn an_interruption_and_a_limit_are_on_the_board() {
    let mut screen = Screen::new(&at_work(&[Status::Doing, Status::Doing]), 100, 30);
    screen.keys("4!outage<enter>Support<enter>45<enter>").shows("1 interruption, 45 min");
    screen.keys("W1<enter>").shows("2 of 1").keys("@Mia<enter>").shows("Mia");
    screen.keys("<lt>").shows("To do").keys(">").shows("finish one before the next");
    assert_eq!(active(&screen).interruptions[0].minutes, 45);
}

/// The column of the screen in which words begin.
fn screen_column(screen: &Screen, words: &str) -> u16 {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}:\n{text}"));
    momentum::text::width(&line[..line.find(words).unwrap()]) as u16
}

#[test]
fn a_card_is_dragged_to_another_column() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut screen = Screen::new(&at_work(&[Status::Todo]), 100, 30);
    screen.keys("4");
    // lanes that hold nothing are narrow, so that the one with the card has the room
    let review = screen_column(&screen, "Review ─");
    let mut mouse = |kind, column, row| {
        momentum::tui::mouse::take(&mut screen.app, MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
        screen.draw();
    };
    mouse(MouseEventKind::Down(MouseButton::Left), 5, 6);
    mouse(MouseEventKind::Drag(MouseButton::Left), review, 10);
    mouse(MouseEventKind::Up(MouseButton::Left), review, 10);
    assert_eq!(story(&screen, "Story 1").status, Status::Review);
}

// B30
#[test]
fn the_standup_lists_what_needs_somebody_and_leads_there() {
    let mut product = at_work(&[Status::Doing, Status::Todo]);
    let id = product.items().iter().find(|item| item.title == "Story 2").unwrap().id;
    product
        .update(id, |item| {
            item.blocked = Some("no licence".into());
            item.questions.push(Question {
                id: Id::from_bits(8),
                at: Stamp::on(day("2026-11-18")),
                text: "which copy?".into(),
                ..Question::default()
            });
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("gs").shows("INK-2 Story 2: no licence").shows("“which copy?” (3 d)").keys("y");
    assert!(
        screen
            .app
            .desk
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Copy(text) if text.contains("no licence")))
    );
    screen.keys("<enter>");
    assert_eq!((screen.app.desk.page.name, screen.selected().title.as_str()), ("Backlog", "Story 2"));
}

#[test]
fn undo_leads_back_through_close_review_and_retrospective() {
    let product = at_work(&[Status::Review, Status::Doing]);
    let mut screen = Screen::new(&product, 100, 30);
    let start = document::write(screen.app.desk.product()).unwrap();
    screen.keys("5   ><enter>ylearned<enter>4!x<enter>y<enter><enter>Q<enter>r<enter>anote<enter><enter>+s333>act<enter>Jo<enter><enter><enter>done<enter>");
    assert!(screen.app.desk.product().retro_of(closed(&screen).id).unwrap().ended.is_some());
    while screen.app.desk.workspace.undo(now()).is_ok() {}
    assert_eq!(document::write(screen.app.desk.product()).unwrap(), start);
}

// B7
#[test]
fn strict_teams_make_walls_of_the_rules() {
    let mut product = at_work(&[Status::Review]);
    product.put(About { strict: true, ..product.about().clone() });
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("5-<enter>  >").shows("the team is strict");
    assert!(story(&screen, "Story 1").accepted.is_none());
}

#[test]
fn the_sprints_of_a_jira_export_become_records_and_the_last_is_at_work() {
    let Some(dir) = shared_data() else { return };
    let home = Home::new();
    let file = dir.join("jira/jira-export.csv");
    let out = home.run(&["import", file.to_str().unwrap()]);
    assert!(out.contains("6 sprints of the source"), "{out}");
    let product = home.read();
    let states: Vec<SprintState> = product.sprints_by_number().iter().map(|sprint| sprint.state).collect();
    assert_eq!(states.iter().filter(|state| **state == SprintState::Closed).count(), 5);
    assert_eq!(states.last(), Some(&SprintState::Active));
    // counted by hand in the file: sprint 1 has 3+8+2+5+5+2 points, all done; of sprint 3 14 of 40 are
    let points: Vec<(u32, u32)> =
        product.sprints_by_number().iter().map(|s| (s.accepted_points(), s.committed_points().0)).collect();
    assert_eq!(&points[..3], &[(2_500, 2_500), (2_500, 2_500), (1_400, 4_000)]);
    // a second import changes nothing, and puts nothing into the active sprint
    let before = std::fs::read(home.file()).unwrap();
    home.run(&["import", file.to_str().unwrap()]);
    assert!(before == std::fs::read(home.file()).unwrap());
    let text = std::fs::read_to_string(&file).unwrap();
    let more = format!("{text}\nPROJ-999,Smuggled in,Story,To Do,P1,Ana,Ana,X,Sprint 6,5,1,0,2026-01-20,,x\n");
    let smuggled = home.write("more.csv", more);
    let out = home.run(&["import", smuggled.to_str().unwrap()]);
    assert!(out.contains("1 item not put into the active sprint"), "{out}");
    let product = home.read();
    let item = product.items().iter().find(|item| item.title == "Smuggled in").unwrap();
    assert!(!product.sprint_in(SprintState::Active).unwrap().items.contains(&item.id));
}

// A99
#[test]
fn a_sprint_is_run_from_the_shell() {
    let home = Home::new();
    for title in ["One", "Two", "Three"] {
        home.run(&["add", title, "--size", "3"]);
    }
    let at = |day: &'static str| move |args: &[&'static str]| [&["--today", day], args].concat();
    let first = at("2026-11-23");
    home.fail(&first(&["sprint", "start"]), 1);
    home.run(&first(&["sprint", "new", "--goal", "Ship", "--start", "2026-11-23", "--end", "2026-12-04"]));
    home.run(&first(&["sprint", "add", "INK-1", "INK-2"]));
    assert!(home.run(&first(&["sprint", "plan"])).contains("holds 6 of"));
    home.run(&first(&["sprint", "start", "--agreed"]));
    assert!(home.fail(&first(&["sprint", "add", "INK-3"]), 2).contains("say what comes out"));
    assert!(home.fail(&first(&["sprint", "add", "INK-3", "--out", "INK-2"]), 2).contains("needs a reason"));
    home.run(&first(&["sprint", "add", "INK-3", "--out", "INK-2", "--why", "outage", "--by", "Jo"]));
    let third = at("2026-11-25");
    home.run(&third(&["sprint", "move", "INK-1", "review"]));
    home.run(&third(&["sprint", "interrupt", "a demo", "--who", "Sales", "--minutes", "40"]));
    assert!(home.run(&third(&["sprint", "review"])).contains("to judge      INK-1"));
    assert!(home.fail(&third(&["sprint", "review", "INK-1", "return"]), 2).contains("the team needs the words"));
    home.run(&third(&["sprint", "review", "INK-1", "return", "no", "link", "--class", "defect"]));
    home.run(&third(&["sprint", "review", "INK-1", "accept"]));
    let burndown = home.run(&third(&["sprint", "burndown", "--json"]));
    let rows: serde_json::Value = serde_json::from_str(&burndown).unwrap();
    assert_eq!(
        (rows[0]["left"].as_f64(), rows[2]["left"].as_f64(), rows[3]["left"].as_f64()),
        (Some(6.0), Some(3.0), None)
    );
    home.run(&at("2026-12-04")(&["sprint", "review", "--met", "partly", "--learned", "ask sooner"]));
    assert!(home.run(&at("2026-12-04")(&["sprint", "close", "--rest", "next"])).contains("3 of 6 points accepted"));
    home.run(&at("2026-12-04")(&[
        "sprint",
        "retro",
        "--note",
        "Start: pair",
        "--action",
        "Pair",
        "--owner",
        "Jo",
        "--end",
        "pairing helps",
    ]));
    let page = home.run(&["sprint", "show", "1"]);
    for line in [
        "Goal: Ship (met: partly)",
        "INK-1 (3) One: accepted, returned ×1",
        "INK-3 (3) Three: not finished, into the next sprint",
        "+INK-3 (3) −INK-2 (3): outage · agreed by Jo",
        "Sales, 40 min: a demo",
        "- pair",
        "Pair, Jo: open",
        "Learned: ask sooner",
        "- accepted 3",
    ] {
        assert!(page.contains(line), "{line} is not in\n{page}");
    }
    assert!(home.fail(&["sprint", "show", "9"], 1).contains("there is no sprint 9: the last one is 2"));
    assert!(home.run(&["sprint"]).contains("S1  closed"));
}

#[test]
fn a_double_click_opens_only_where_enter_does_no_more() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut screen = Screen::new(&at_work(&[Status::Review]), 100, 30);
    screen.keys("5");
    for _ in 0..2 {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column: 5, row: 2, modifiers: KeyModifiers::NONE };
        momentum::tui::mouse::take(&mut screen.app, event);
    }
    assert!(screen.app.desk.layers.is_empty(), "the review is not ended by a click");
    // a press on nothing forgets the card that was pressed before
    screen.keys("4");
    let mut mouse = |kind, column, row| {
        momentum::tui::mouse::take(&mut screen.app, MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    };
    mouse(MouseEventKind::Down(MouseButton::Left), 60, 6);
    mouse(MouseEventKind::Up(MouseButton::Left), 60, 6);
    mouse(MouseEventKind::Down(MouseButton::Left), 60, 14);
    mouse(MouseEventKind::Drag(MouseButton::Left), 10, 14);
    mouse(MouseEventKind::Up(MouseButton::Left), 10, 14);
    assert_eq!(story(&screen, "Story 1").status, Status::Review);
}

// B14
#[test]
fn a_rest_that_is_split_off_leaves_the_scope_and_is_not_burned_down() {
    let mut screen = Screen::new(&at_work(&[Status::Review, Status::Todo]), 100, 30);
    screen.keys("5-<enter>  ~<enter>1<enter>");
    let sprint = active(&screen);
    assert_eq!(sprint.scope.len(), 1);
    assert!(sprint.scope[0].why.contains("split off INK-1"), "{}", sprint.scope[0].why);
    let chart = momentum::measure::sprint::burndown(&sprint, screen.app.desk.product(), Now::on(day("2026-11-23")));
    assert_eq!((chart.scope.last(), chart.left.last()), (Some(&500), Some(&300)), "two of five are accepted");
}

#[test]
fn finished_work_is_neither_lost_nor_said_no_to_at_the_close() {
    let mut screen = Screen::new(&at_work(&[Status::Done, Status::Todo]), 100, 30);
    screen.keys("4Qd").shows("is finished").keys("<esc>Q").keys("D<enter><enter>l");
    let fates: Vec<Fate> = closed(&screen).outcome.iter().map(|row| row.fate).collect();
    assert_eq!(fates, [Fate::Accepted, Fate::Declined]);
    // what is sent back is open again
    screen.keys("u4Qt<enter>l");
    assert!(story(&screen, "Story 1").is_open());
    assert_eq!(closed(&screen).outcome[0].fate, Fate::Top);
}

#[test]
fn what_was_not_begun_is_neither_accepted_nor_returned() {
    let mut screen = Screen::new(&at_work(&[Status::Todo]), 100, 30);
    screen.keys("5>").shows("was not begun").keys("<lt>").shows("was not begun");
    assert!(story(&screen, "Story 1").accepted.is_none());
}

#[test]
fn a_record_stands_whatever_another_program_did_meanwhile() {
    let base = at_work(&[Status::Done, Status::Todo]);
    let mut base = base;
    let extra = base
        .add(Item { title: "Extra".into(), size: Some(Size::Points(100)), ..Item::default() }, Place::Bottom)
        .unwrap();
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    ours.seed(7);
    theirs.seed(8);
    let closed = ours.close_sprint(&std::collections::BTreeMap::new(), Fate::Top, "", now()).unwrap();
    theirs.change_scope(Some(extra), None, "outage", "Jo", now()).unwrap();
    for merged in [Product::merge(&base, &ours, &theirs), Product::merge(&base, &theirs, &ours)] {
        assert_eq!(merged.get::<Sprint>(closed), ours.get::<Sprint>(closed), "the record is as it was written");
        assert_eq!(merged.open_conflicts().count(), 1, "what came too late is kept aside");
    }
    // and undo cannot make two sprints active
    let mut screen = Screen::new(&base, 100, 30);
    screen.keys("4Q<enter>l");
    let other = screen.app.desk.edit(Verb::Committed, "", |product| {
        let id = product.plan_sprint(now())?;
        product.pull(id, &[extra])?;
        product.commit_sprint(id, now())
    });
    assert!(other.is_some());
    screen.keys("u4").keys("u");
    let active =
        screen.app.desk.product().sprints().iter().filter(|sprint| sprint.state == SprintState::Active).count();
    assert_eq!(active, 1);
}

#[test]
fn the_order_of_scope_changes_survives_a_merge() {
    use momentum::model::Entity;
    use momentum::model::sprint::{Commitment, ScopeChange};
    let entry = |n: u128| Some(Commitment { item: Id::from_bits(n), points: Some(100) });
    let change = |ms: i64, added, removed| ScopeChange {
        at: Stamp(ms),
        added,
        removed,
        why: "x".into(),
        ..ScopeChange::default()
    };
    let mut sprint = Sprint {
        state: SprintState::Active,
        committed: vec![entry(1).unwrap()],
        items: vec![Id::from_bits(1)],
        // as a merge leaves them: sorted by their text
        scope: vec![change(20, entry(1), None), change(10, None, entry(1))],
        ..Sprint::default()
    };
    assert!(!sprint.is_whole());
    sprint.heal();
    assert_eq!(sprint.scope.len(), 2, "nothing is invented");
    assert_eq!(sprint.inside(|_| true).len(), 1);
}

#[test]
fn a_review_that_is_over_can_be_read_where_it_was_held() {
    let mut screen = Screen::new(&momentum::demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.keys("4Q<enter><enter>").pause(2_000).keys("5").shows("nothing to review").shows("S14 · closed");
    screen.shows("New teams finish setup without help");
}
