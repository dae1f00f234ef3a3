//! Replies of a command, and what becomes of them.

use momentum::assist::{Ask, Slot, reply, take};
use momentum::demo;
use momentum::model::Size;
use momentum::model::item::set_field;
use momentum::tui::desk::Effect;

use crate::assist::{advise, empty, sent_for, text_sent, with};
use crate::common::{Home, Screen, now};

#[test]
fn an_answer_about_what_is_alike_may_name_what_was_sent_beside_it() {
    let (p, ids) = with(&["Export the report as PDF", "Exporting reports to PDF"]);
    let s = sent_for(&p, Ask::Same, &ids[..1], false);
    assert!(s.others.len() > 1, "a reply can name nothing: {:?}\n{}", s.others, String::from_utf8_lossy(&s.bytes));
}

#[test]
fn a_question_about_no_item_has_an_answer() {
    let (p, _) = with(&["Export"]);
    let s = sent_for(&p, Ask::Question, &[], false);
    let t = reply::read(b"The export.", &s, "llm", &p);
    let j = reply::read(br#"{"version":1,"suggestions":[{"field":"text","value":"The export."}]}"#, &s, "llm", &p);
    assert!(t.is_ok() && j.as_ref().is_ok_and(|a| !a.lines.is_empty()), "{t:?} {j:?}");
}

#[cfg(unix)]
#[test]
fn the_shell_asks_a_command_in_words() {
    let home = Home::with(&with(&["Export visits"]).0);
    let config = home.write(
        "config.toml",
        "[assistant]\ncommand = [\"sh\", \"-c\", \"cat >/dev/null; echo The export is for auditors.\"]\n",
    );
    let out = home
        .momentum()
        .env("MOMENTUM_CONFIG", &config)
        .args(["assist", "ask", "who", "needs", "the", "export"])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_criterion_of_two_lines_is_one_criterion_and_not_met() {
    let (mut p, ids) = with(&["Export"]);
    let s = sent_for(&p, Ask::Criteria, &ids[..1], false);
    let a = reply::read(
        br#"{"version":1,"suggestions":[{"field":"criteria","value":"Given a visit\n- [x] Signed off by security"}]}"#,
        &s,
        "llm",
        &p,
    )
    .unwrap();
    take(&a, &a.lines, &mut p, Size::SCALE, "Jo", now()).unwrap();
    let mut it = p.item(ids[0]).unwrap().clone();
    let text = format!("{}\n- [ ] another", it.criteria_text());
    set_field(&mut it, "criteria", &text, &p, now()).unwrap();
    assert!(it.criteria.iter().all(|c| c.verdict == momentum::model::Verdict::Open), "{:#?}", it.criteria);
}

#[cfg(unix)]
#[test]
fn a_copied_answer_holds_no_escapes() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    let script = r#"cat >/dev/null; printf '{"version":1,"suggestions":[{"field":"text","value":"Thanks\\u001b[201~\\nrm -rf x\\n"}]}'"#;
    screen.app.desk.helper.settings.command = ["sh", "-c", script].map(str::to_owned).to_vec();
    screen.keys("8iry");
    let product = screen.app.desk.product().clone();
    screen.app.desk.helper.settle(&product);
    screen.pause(10).keys(" <enter>");
    if !screen.app.desk.effects.iter().any(|e| matches!(e, Effect::Copy(_))) {
        screen.keys(" <enter>");
    }
    let copied: Vec<String> = screen
        .app
        .desk
        .effects
        .iter()
        .filter_map(|e| if let Effect::Copy(t) = e { Some(t.clone()) } else { None })
        .collect();
    assert!(!copied.is_empty(), "{}", screen.text());
    assert!(copied.iter().all(|t| !t.contains('\u{1b}')), "{copied:?}");
}

#[test]
fn a_long_answer_is_odd_as_text_and_as_json() {
    let (p, ids) = with(&["Export"]);
    let s = sent_for(&p, Ask::Question, &ids, false);
    let v = "a perfectly fine answer ".repeat(12);
    let t = reply::read(v.as_bytes(), &s, "llm", &p).unwrap();
    let j = reply::read(
        format!(r#"{{"version":1,"suggestions":[{{"field":"text","value":"{v}"}}]}}"#).as_bytes(),
        &s,
        "llm",
        &p,
    )
    .unwrap();
    assert_eq!((t.lines[0].odd, t.lines[0].chosen), (j.lines[0].odd, j.lines[0].chosen));
}

#[test]
fn a_command_is_told_how_much_is_taken() {
    let (p, ids) = with(&["Export"]);
    let w = text_sent(&p, Ask::Draft, &ids);
    assert!(!w.contains("At most 5 suggestions"), "{}", w.lines().nth(2).unwrap());
}

#[cfg(unix)]
#[test]
fn an_argument_of_the_command_is_in_no_mark() {
    let home = Home::with(&with(&["Export visits"]).0);
    let config = home.write(
        "config.toml",
        "[assistant]\ncommand = [\"sh\", \"-c\", \"cat >/dev/null; echo '- Given'\", \"--api-key=sk-canary\"]\n",
    );
    let out = home
        .momentum()
        .env("MOMENTUM_CONFIG", &config)
        .args(["assist", "criteria", "LAN-1", "--take", "1", "--yes"])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let file = std::fs::read_to_string(home.file()).unwrap();
    assert!(!file.contains("sk-canary"), "{}", &file[file.find("sk-canary").unwrap().saturating_sub(200)..][..260]);
}

#[cfg(unix)]
#[test]
fn what_would_go_out_for_a_question_holds_the_question() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.desk.helper.settings.command = ["sh", "-c", "cat"].map(str::to_owned).to_vec();
    screen.keys("iiwhocanary needs it<enter>").shows("whocanary").keys("<esc>i!");
    assert!(screen.text().contains("whocanary"), "{}", screen.text());
}

#[cfg(unix)]
#[test]
fn what_an_answer_was_asked_with_can_be_seen_from_it() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.desk.helper.settings.command =
        ["sh", "-c", "cat >/dev/null; echo The auditors."].map(str::to_owned).to_vec();
    screen.keys("1iiwhocanary<enter>y");
    let product = screen.app.desk.product().clone();
    screen.app.desk.helper.settle(&product);
    screen.pause(10).shows("The auditors");
    screen.keys("!");
    assert!(
        !screen.text().contains("\"question\":\"\"") && !screen.text().contains("question\":\"\""),
        "{}",
        screen.text()
    );
}

#[cfg(unix)]
#[test]
fn the_screen_is_drawn_anew_after_a_command_was_stopped() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.desk.helper.settings.command = ["sh", "-c", "sleep 300"].map(str::to_owned).to_vec();
    screen.keys("/emoji<enter>icy").keys("<esc>");
    let product = screen.app.desk.product().clone();
    screen.app.desk.helper.settle(&product);
    screen.pause(10);
    screen.pause(10);
    assert!(screen.app.desk.effects.contains(&Effect::Redraw));
}

#[cfg(unix)]
#[test]
fn an_answer_that_nobody_saw_outlives_the_next_question() {
    let mut screen = Screen::new(&demo::inkwell(now(), 7).unwrap(), 100, 30);
    screen.app.desk.helper.settings.command =
        ["sh", "-c", "cat >/dev/null; echo '- first'"].map(str::to_owned).to_vec();
    screen.keys("/emoji<enter>icy").keys("j");
    let product = screen.app.desk.product().clone();
    screen.app.desk.helper.settle(&product);
    screen.pause(10).shows("came");
    screen.keys("iny");
    assert!(screen.app.desk.helper.came.is_some());
}

#[test]
fn of_two_suggestions_for_one_field_one_is_taken() {
    let mut p = empty();
    let v = momentum::model::Vision { vision: "Teams act".into(), audience: "teams".into(), ..p.vision().clone() };
    p.put(v);
    let home = Home::with(&p);
    let out = home.momentum().args(["assist", "vision", "--take", "1,2", "--yes"]).output().unwrap();
    assert!(!out.status.success(), "{} {}", String::from_utf8_lossy(&out.stdout), home.read().vision().vision);
}

#[test]
fn no_line_zero_of_the_settings_is_named() {
    let home = Home::with(&with(&["Export visits"]).0);
    let config = home.write("config.toml", "[assistant.for.criteria]\ncommand = [\"no-such-thing\"]\n");
    let out = home.momentum().env("MOMENTUM_CONFIG", &config).args(["assist", "criteria", "LAN-1"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!said.contains("line 0"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_command_that_is_asked_cannot_test_itself() {
    let home = Home::with(&with(&["Export visits"]).0);
    let file = home.path("asked");
    let config = home.write(
        "config.toml",
        format!("[assistant]\ncommand = [\"sh\", \"-c\", \"touch '{}'; echo '- a'\"]\n", file.display()),
    );
    home.momentum()
        .env("MOMENTUM_CONFIG", &config)
        .env("MOMENTUM_ASSISTANT", "1")
        .args(["assist", "test"])
        .output()
        .unwrap();
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn all_does_not_choose_what_is_odd() {
    let mut screen = Screen::new(&with(&["Export"]).0, 100, 30);
    screen.app.desk.helper.settings.command = ["sh", "-c", r#"cat >/dev/null; echo '{"version":1,"suggestions":[{"field":"criteria","value":"run curl x | sh"},{"field":"criteria","value":"plain"}]}'"#].map(str::to_owned).to_vec();
    screen.keys("1icy");
    let product = screen.app.desk.product().clone();
    screen.app.desk.helper.settle(&product);
    screen.pause(10).shows("○ Criterion   ! run curl").keys("a");
    screen.shows("○ Criterion   ! run curl");
}

#[test]
fn rules_see_no_verb_in_a_noun() {
    let mut bad = vec![];
    for title in [
        "Add a field for the order number",
        "Add a link to the report page",
        "Search page is slow",
        "Make the menu open faster",
        "Print dialog shows wrong printer",
        "Add a page for report templates",
        "Create account fails",
        "Export button does not work",
    ] {
        let (p, ids) = with(&[title]);
        let a = advise(&p, Ask::Draft, &ids);
        for l in a.lines.iter().filter(|l| l.chosen && matches!(l.slot, Slot::Want | Slot::Title)) {
            bad.push(format!("{title} → ● {}: {}", l.slot.title(), l.value));
        }
    }
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));
}

#[test]
fn a_dot_within_a_word_ends_no_sentence() {
    let mut p = empty();
    let v = momentum::model::Vision {
        vision: "Every Node.js team ships safely".into(),
        audience: "Node.js teams".into(),
        ..p.vision().clone()
    };
    p.put(v);
    let a = advise(&p, Ask::Vision, &[]);
    assert!(
        a.lines.iter().all(|l| l.value.contains("Node.js")),
        "{:?}",
        a.lines.iter().map(|l| &l.value).collect::<Vec<_>>()
    );
}
