//! The screen by a line of keys and a reviewed picture.

use crate::common::{Screen, now, sample};
use insta::assert_snapshot;
use momentum::model::Verb;
use momentum::model::{About, Entity, Item, Place, Product, Size};
use momentum::tui::theme::Theme;

fn empty() -> Product {
    Product::new(About::named("Inkwell", now().at), 1)
}

// A93, B10
#[test]
fn the_backlog_at_every_size() {
    for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10), (38, 9)] {
        let screen = Screen::new(&sample(), width, height);
        assert_snapshot!(format!("backlog_{width}x{height}"), screen.text());
    }
}

#[test]
fn an_empty_product_says_what_to_do() {
    for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10)] {
        assert_snapshot!(format!("empty_{width}x{height}"), Screen::new(&empty(), width, height).text());
    }
}

#[test]
fn wide_and_long_titles_stay_in_their_columns() {
    let mut product = empty();
    let titles = [
        "日本語のタイトルはとても長いので切り詰められます、そして続く",
        "Emoji 👩‍👩‍👧‍👦 family 🎉 and ❤️ heart",
        "ｶﾀｶﾅ half width",
        "e\u{301}clair cafe\u{301}",
        "العربية",
    ];
    for title in titles {
        product
            .add(Item { title: title.into(), size: Some(Size::Points(300)), ..Item::default() }, Place::Bottom)
            .unwrap();
    }
    product.add(Item { title: "x".repeat(300), ..Item::default() }, Place::Bottom).unwrap();
    for (width, height) in [(100, 30), (80, 24), (60, 20), (40, 10)] {
        let screen = Screen::new(&product, width, height);
        assert_snapshot!(format!("wide_{width}x{height}"), screen.text());
    }
}

#[test]
fn what_lies_on_top() {
    for (name, keys) in [
        ("help", "?"),
        ("palette", ":size"),
        ("form", "e"),
        ("size", "s"),
        ("goal", "Lg"),
        ("criteria", "c"),
        ("decline", "dv"),
        ("filter_error", "ffkind:blob<enter>"),
        ("sort", "S"),
        ("marked", " jV jj"),
    ] {
        for (width, height) in [(100, 30), (80, 24)] {
            let mut screen = Screen::new(&sample(), width, height);
            screen.keys(keys);
            assert_snapshot!(format!("{name}_{width}x{height}"), screen.text());
        }
    }
}

#[test]
fn colour_is_never_the_only_sign() {
    // the same frame without any colour says the same
    for keys in ["", "gn", "c", "fo", "/report", " j "] {
        let mut exact = Screen::new(&sample(), 100, 30);
        let mut plain = Screen::with(&sample(), 100, 30, Theme::plain());
        assert_eq!(exact.keys(keys).text(), plain.keys(keys).text(), "{keys}");
        let backend = plain.terminal.backend();
        for cell in &backend.buffer().content {
            assert_eq!((cell.fg, cell.bg), (ratatui::style::Color::Reset, ratatui::style::Color::Reset));
        }
    }
}

// B9
#[test]
fn moving_marking_and_ranking() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jJ").shows("moved INK-2 “Skip setup and import later”: 2→3");
    assert_eq!(
        screen.titles()[..3],
        ["Guided first project for new teams", "Sample project on sign-up", "Skip setup and import later"]
    );
    assert_eq!(screen.selected().title, "Skip setup and import later");
    screen.keys("T");
    assert_eq!(screen.titles()[0], "Skip setup and import later");
    screen.keys("B");
    assert_eq!(screen.titles().last().unwrap(), "Skip setup and import later");
    screen.keys("uuu");
    assert_eq!(screen.titles()[1], "Skip setup and import later");
    // a marked block keeps its own order
    screen.keys("gg  j T");
    assert_eq!(screen.app.desk.list.marked(), 3);
    assert_eq!(
        screen.titles()[..3],
        ["Guided first project for new teams", "Skip setup and import later", "Export report as PDF"]
    );
    screen.keys("<esc>M5<enter>");
    assert_eq!(screen.app.desk.list.marked(), 0);
    screen.keys("ggMbefore 7<enter>");
    assert!(screen.text().contains("moved"), "{}", screen.text());
}

#[test]
fn in_a_filtered_list_ranking_moves_past_what_is_shown() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("ffgoal:G2<enter>");
    assert_eq!(screen.titles(), ["Export report as PDF", "Rotate the signing keys"]);
    screen.keys("J");
    assert_eq!(screen.titles(), ["Rotate the signing keys", "Export report as PDF"]);
    screen.keys("<esc>");
    let titles = screen.titles();
    let at = |title: &str| titles.iter().position(|t| t == title).unwrap();
    assert_eq!(at("Export report as PDF"), at("Rotate the signing keys") + 1);
}

#[test]
fn sizing_takes_two_keys_and_any_number_can_be_typed() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("s8").shows("sized INK-1 “Guided first project for new te…”: 5→8");
    screen.keys("sa").shows("8→13");
    screen.keys("s=6.5<enter>").shows("13→6.5");
    screen.keys("s=big<enter>").shows("is not a size");
    screen.keys("<esc>sh").shows("6.5→½");
    screen.keys("s?").shows("½→?");
    screen.keys("s0").shows("?→–");
}

// A3
#[test]
fn ten_items_are_sized_in_twenty_keys() {
    let mut product = empty();
    for i in 0..12 {
        product.add(Item { title: format!("Item {i}"), ..Item::default() }, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    // a list of what nobody has sized: the next one comes up by itself
    screen.keys("fu").keys(&"s3".repeat(10));
    assert_eq!(screen.app.desk.product().unsized_items(), 2);
}

#[test]
fn adding_goes_on_until_an_empty_title_and_a_story_falls_into_its_parts() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("aFirst new<enter>As a writer, I want drafts, so that I can think<enter><enter>");
    assert_eq!(screen.titles()[1..3], ["First new", "Drafts"]);
    let item = screen.selected();
    assert_eq!((item.role.as_str(), item.want.as_str(), item.benefit.as_str()), ("writer", "drafts", "I can think"));
    screen.keys("AAbove<enter><enter>");
    assert_eq!(screen.titles()[2], "Above");
}

// A3
#[test]
fn a_pasted_list_adds_an_item_a_line() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.paste("- one\n\n2. two\n* three\n").shows("Paste 3 items").keys("y");
    assert_eq!(screen.titles()[1..4], ["one", "two", "three"]);
    screen.keys("u");
    assert_eq!(screen.app.desk.product().items().len(), sample().items().len());
    screen.keys("a").paste("four\nfive\n").keys("y");
    assert!(screen.titles().contains(&"five".to_owned()));
    // pasted keys are text
    screen.paste("q\u{1b}:q!\r").keys("n");
    assert!(screen.app.desk.effects.is_empty());
}

#[test]
fn why_links_a_goal_and_a_new_goal_is_one_line_away() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("/dark<enter>wwthey see at night<enter>").shows("Which goal does INK-7 serve?");
    screen.keys("share<enter>");
    let item = screen.selected();
    assert_eq!(item.benefit, "they see at night");
    assert_eq!(screen.app.desk.product().goal_key(item.goal.unwrap()).unwrap(), "G2");
    screen.keys("<esc>ggLgA whole new aim<enter>");
    assert_eq!(screen.app.desk.product().goals().len(), 3);
    screen.keys("u");
    assert_eq!(screen.app.desk.product().goals().len(), 2);
}

// B21
#[test]
fn criteria_are_added_judged_ordered_and_counted_on_the_row() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jc").shows("New criterion");
    screen.keys("It works<enter>It is fast<enter><enter>").shows("0/2");
    screen.keys("j ").shows("1/2").keys("K").shows("1/2").keys("<esc>");
    assert_eq!(
        screen.selected().criteria.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
        ["It is fast", "It works"]
    );
    screen.keys("uuuu");
    assert!(screen.selected().criteria.is_empty());
}

// A53
#[test]
fn no_is_said_with_a_reason_and_can_be_taken_back() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jdoNot ours to solve<enter>").shows("declined INK-2: out of goal");
    assert_eq!(screen.selected().title, "Sample project on sign-up");
    screen.keys("gn").shows("Declined  2 in all").shows("Not ours");
    screen.keys("J").shows("d b brings it back");
    screen.keys("db<enter><esc>");
    assert_eq!(screen.titles()[1], "Skip setup and import later");
}

#[test]
fn later_hides_until_a_day() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys(";2026-01-01<enter>").shows("is not after today");
    screen.keys("<esc>;2w<enter>").shows("set aside INK-1");
    assert!(!screen.titles().contains(&"Guided first project for new teams".to_owned()));
    screen.keys("fl").shows("… 5 Dec");
}

#[test]
fn finding_narrows_as_one_types_and_esc_comes_back_to_where_one_was() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("jj/rep");
    assert_eq!(screen.titles(), ["Export report as PDF"]);
    screen.keys("<esc>");
    assert_eq!(screen.titles().len(), 10);
    assert_eq!(screen.selected().title, "Sample project on sign-up");
    screen.keys("/zzz").shows("nothing matches “zzz” · Esc clears");
    screen.keys("<enter>").shows("nothing matches “zzz” · Esc clears").keys("<esc>");
    assert_eq!(screen.titles().len(), 10);
    // n and N go on from here in the whole list
    screen.keys("gg/setup<enter><esc>");
    let first = screen.selected().title;
    screen.keys("n");
    assert_ne!(screen.selected().title, first);
    screen.keys("N");
    assert_eq!(screen.selected().title, first);
}

#[test]
fn next_finds_by_the_key_of_the_source_as_find_does() {
    let mut product = sample();
    let id = product.find_item("INK-4").unwrap().id;
    let source = momentum::model::item::Source { system: "jira".into(), id: "PROJ-0044".into(), seen: String::new() };
    product
        .update(id, |item| {
            item.source = Some(Box::new(source));
            Ok(())
        })
        .unwrap();
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("/PROJ-0044");
    assert_eq!(screen.titles(), ["Export report as PDF"]);
    screen.keys("<enter><esc>ggn");
    assert_eq!(screen.selected().title, "Export report as PDF");
}

#[test]
fn a_sort_is_a_view_and_ranking_waits_until_it_is_gone() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("Ss").shows("order unchanged");
    assert_eq!(screen.titles()[0], "Rotate the signing keys");
    screen.keys("J").shows("S and rank go back to the one order first");
    screen.keys("<esc>");
    assert_eq!(screen.titles()[0], "Guided first project for new teams");
}

#[test]
fn a_form_writes_only_what_was_changed_and_names_what_does_not_fit() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("e<tab><tab><c-u>Renamed<enter>").shows("changed INK-1");
    assert_eq!(screen.selected().title, "Renamed");
    screen.keys("e<tab><tab><tab><tab><tab><tab><tab><c-u>huge<enter>").shows("size: “huge” is not a size");
    screen.keys("<c-u>21<enter>");
    assert_eq!(screen.selected().size, Some(Size::Points(2100)));
    screen
        .keys("e<tab><tab><c-u>Half typed<esc>")
        .shows("There are changes")
        .keys("e")
        .shows("Half typed")
        .keys("<esc>t");
    assert_eq!(screen.selected().title, "Renamed");
}

#[test]
fn undo_goes_back_to_the_start_in_words() {
    let start = sample();
    let mut screen = Screen::new(&start, 100, 30);
    screen.keys("s8jJTdnNo<enter>#+x<enter>");
    screen.keys("u").shows("undid: tagged");
    screen.keys("uuuu").keys("u").shows("nothing to undo");
    let bytes = |p: &Product| momentum::model::document::write(p).unwrap();
    assert_eq!(bytes(screen.app.desk.product()), bytes(&start));
    screen.keys("UUUUU").keys("U").shows("nothing to redo");
}

#[test]
fn a_key_without_a_command_says_so_and_a_prefix_explains_itself() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("Q").shows("Q does nothing here");
    screen.keys("g");
    screen.app.desk.now.at.0 += 400;
    screen.draw();
    screen.shows("Declined: what was declined, with the reasons");
    screen.keys("n").shows("Declined");
}

#[test]
fn a_read_only_product_says_why_it_cannot_be_changed() {
    let home = crate::common::Home::with(&sample());
    let (workspace, _) =
        momentum::workspace::Workspace::begin(home.store(), momentum::workspace::Mode::Look, true).unwrap();
    let mut app = momentum::tui::app::App::new(workspace, Theme::exact(), (80, 24), now());
    app.key(crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char('T')));
    assert!(app.desk.message.as_ref().unwrap().text.contains("reading only"), "{:?}", app.desk.message);
}

#[test]
fn blocked_comments_questions_and_links_are_said_in_place() {
    let mut screen = Screen::new(&sample(), 100, 60);
    screen.app.desk.user.name = "Ana".into();
    screen.keys("jbwaits for legal<enter>").shows("✗ blocked: waits for legal");
    screen.keys("b<c-u><enter>");
    assert_eq!(screen.selected().blocked, None);
    screen.keys("CCThe copy is late<enter>").shows("Ana  The copy is late");
    screen.keys("C?Which legal entity?<enter>").shows("? Which legal entity?");
    screen.keys("C?<enter>The Dutch one<enter>").shows("Must the item meet it?").keys("n");
    assert_eq!(screen.selected().questions[0].answer, "The Dutch one");
    screen.keys("Lnguided<enter>").shows("needs INK-1");
    screen
        .keys("Luftp://x<enter>")
        .shows("begins with https://")
        .keys("<c-u>https://example.org/a<enter>")
        .shows("https://example.org/a");
    screen.keys("Lx<enter>");
    assert_eq!(screen.selected().links.len(), 1);
    screen.keys("t").shows("Ana said: The copy is late").shows("written down").keys("<esc>");
}

// A3
#[test]
fn the_last_change_is_repeated_on_another_item() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys(".").shows("nothing to repeat yet");
    screen.keys("s3j.j.");
    let sizes: Vec<_> = screen
        .app
        .desk
        .list
        .rows()
        .iter()
        .take(3)
        .map(|id| screen.app.desk.product().items().get(*id).unwrap().size)
        .collect();
    assert_eq!(sizes, [Some(Size::Points(300)); 3]);
    screen.keys("#+late<enter>gg.");
    assert!(screen.selected().tags.contains(&"late".to_owned()));
}

#[test]
fn copies_go_to_the_clipboard_as_what_one_sees() {
    use momentum::tui::desk::Effect;
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("yy").shows("copied 1 item");
    assert_eq!(screen.app.desk.effects, [Effect::Copy("INK-1 Guided first project for new teams".into())]);
    screen.app.desk.effects.clear();
    screen.keys("  yc");
    let [Effect::Copy(card)] = screen.app.desk.effects.as_slice() else { panic!() };
    assert!(
        card.contains("so that I see a result") && card.contains("- [x] Given a new account") && card.contains("INK-2"),
        "{card}"
    );
    screen.app.desk.effects.clear();
    screen.keys("yt");
    let [Effect::Copy(top)] = screen.app.desk.effects.as_slice() else { panic!() };
    assert_eq!(top.lines().count(), 1, "one of them is ready: {top}");
}

#[test]
fn what_is_half_typed_is_asked_about_and_enter_alone_leaves_the_goal() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("e<c-u>Half<esc><esc>").shows("Half").keys("<c-c>").shows("There are changes");
    assert!(screen.app.desk.effects.is_empty());
    screen.keys("t").keys("aHalf typed<c-c>").shows("Ctrl-c once more quits");
    assert!(screen.app.desk.effects.is_empty() && screen.app.desk.layers.is_empty());
    screen.keys("<c-c>");
    assert_eq!(screen.app.desk.effects.len(), 1);
    // an item of the second goal keeps it
    screen.keys("/export<enter>ww<enter><enter>");
    assert_eq!(screen.app.desk.product().goal_key(screen.selected().goal.unwrap()).unwrap(), "G2");
}

#[test]
fn a_form_shows_what_another_program_wrote_before_it_is_replaced() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("e<tab><tab><c-u>Mine");
    let id = screen.selected().id;
    let theirs = |p: &mut Product| {
        p.update(id, |item| {
            item.title = "Theirs".into();
            Ok(())
        })
    };
    screen.app.desk.edit(Verb::Changed, "", theirs).unwrap();
    screen.keys("<enter>").shows("changed elsewhere to “Theirs”").keys("<enter>");
    assert_eq!(screen.selected().title, "Mine");
}

#[test]
fn the_help_does_what_it_found_first() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("?later<enter>").shows("Hide INK-1 until").keys("<esc>");
    screen.keys("?d n<enter>").shows("Say no to INK-1: not now");
}

/// Every screen and layer, by the keys that lead there.
const EVERYWHERE: &[(&str, &str)] = &[
    ("backlog", ""),
    ("cards", "Z"),
    ("item", "<enter>"),
    ("no-list", "gn"),
    ("help", "?"),
    ("palette", ":size"),
    ("form", "e"),
    ("size", "s"),
    ("goal", "Lg"),
    ("criteria", "c"),
    ("say no", "dv"),
    ("sort", "S"),
    ("saved filters", "foF"),
    ("timeline", "t"),
    ("question", "C?"),
    ("ready", "r"),
    ("score", "v9"),
    ("split", "x"),
    ("queues", "2"),
    ("session", "2everything<enter>"),
    ("first order", "go<enter>n"),
    ("matrix", "v9<esc>jv3<esc>gm"),
    ("health", "gi"),
    ("decisions", "dv<enter>gd"),
    ("forecast", "gf"),
    ("plan", "3p"),
    ("board", "3p<enter>y"),
    ("explain", "v9<esc>we"),
    ("review", "3p<enter>y5"),
    ("retro", "3p<enter>y4Q<enter>r<enter>"),
    ("standup", "gs"),
    ("flow", "gl"),
    ("vision", "7nA line<enter>"),
    ("key result", "7jjakchurn<enter>12 -> 8 %<enter>jj<enter>"),
    ("moore", "7[[["),
    ("outcomes", "7jjakchurn<enter>12 -> 8 %<enter><esc>1wx<enter>-1<enter><enter><enter>0"),
    ("roadmap", "gry"),
    ("today", "gh"),
    ("trace", "wt"),
    ("portfolio", "gp"),
];

#[test]
fn every_screen_in_ascii() {
    let mut all = String::new();
    for (name, keys) in EVERYWHERE {
        let mut screen = Screen::new(&sample(), 80, 24);
        screen.app.desk.user.ascii = true;
        screen.draw();
        let text = screen.keys(keys).text();
        assert!(text.is_ascii(), "{name}:\n{text}");
        all.push_str(&format!("== {name}\n{text}\n"));
    }
    assert_snapshot!("every_screen_in_ascii", all);
}

#[test]
fn every_screen_in_the_terminals_sixteen_colours() {
    use ratatui::style::Color;
    for (name, keys) in EVERYWHERE {
        let mut exact = Screen::new(&sample(), 80, 24);
        let mut sixteen = Screen::with(&sample(), 80, 24, Theme::terminal());
        assert_eq!(exact.keys(keys).text(), sixteen.keys(keys).text(), "{name}");
        for cell in &sixteen.terminal.backend().buffer().content {
            for colour in [cell.fg, cell.bg] {
                assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_)), "{name}: {colour:?}");
            }
            assert!(cell.fg == Color::Reset || cell.fg != cell.bg, "{name}: ink on itself");
        }
    }
}

#[test]
fn a_filter_is_saved_shown_again_and_forgotten() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("foFloose ends<enter>").shows("saved filter “loose ends”");
    screen.keys("<esc>").shows("11 open");
    screen.keys("Floose<enter>").shows("is:orphan");
    screen.keys("Fforget<enter>").shows("forgot filter “loose ends”");
    screen.keys("u").shows("undid: forgot");
    screen.keys("<esc>:loose<enter>").shows("is:orphan");
}

// A58
#[test]
fn a_card_says_why() {
    let mut screen = Screen::new(&sample(), 140, 30);
    screen.keys("Z").shows("so that I see a result in 30 minutes · asked by Ana");
    screen.keys("jj").shows("nobody has said why yet");
    let row = |s: &Screen| s.text().lines().position(|l| l.contains("│ ▸")).unwrap();
    let before = row(&screen);
    screen.keys("j");
    assert_eq!(row(&screen), before + 2, "a card is two lines high");
}

#[test]
fn a_tip_fades_once_its_key_is_used() {
    let mut screen = Screen::new(&sample(), 100, 30);
    // a tip is about what is chosen: INK-5 serves no goal
    screen.keys("jjjj").shows("tip  w w");
    screen.keys("ww<esc>ww<esc>ww<esc>");
    screen.app.desk.message = None;
    screen.draw();
    assert!(!screen.text().contains("tip  w w"), "{}", screen.text());
    screen.shows("tip  ");
    screen.app.desk.user.tips = false;
    screen.draw();
    assert!(!screen.text().contains("tip  "), "{}", screen.text());
}

// A100
#[test]
fn a_pasted_table_keeps_its_columns() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.paste("Title\tPoints\tTags\nPay by card\t5\tpay\nPay later\t3\tpay\n");
    screen.shows("Paste a table of 2 rows").keys("y").shows("the pasted table is in");
    screen.keys("<esc>/pay by<enter>");
    let item = screen.selected();
    assert_eq!(
        (item.title.as_str(), item.size, item.tags),
        ("Pay by card", Some(Size::Points(500)), vec!["pay".to_owned()].into())
    );
    // cells without a header that is known are titles at least
    screen.keys("<esc>").paste("1\tfirst thing\n2\tsecond thing\n").shows("Paste 2 items");
}

#[test]
fn a_long_line_shows_its_beginning_again_when_it_is_left() {
    let mut screen = Screen::new(&sample(), 80, 24);
    screen.keys(&format!("e <bs>{}END", "word ".repeat(20)));
    screen.shows("END");
    screen.keys("<tab>").shows("Guided first project for new teams");
}

#[test]
fn the_columns_of_the_backlog_are_chosen_and_ordered_and_kept_with_the_product() {
    let mut screen = Screen::new(&sample(), 140, 30);
    let heads = |screen: &Screen| screen.text().lines().nth(2).unwrap_or("").to_owned();
    assert!(heads(&screen).contains("goal") && !heads(&screen).contains("owner"));
    // lines, cards, then the choice; the goal goes, the kind comes and stands first
    screen.keys("ZZ").shows("Columns of the backlog").keys("jjj ").keys("G");
    while !screen.text().contains("▸   kind") {
        screen.keys("k");
    }
    screen.keys(" KKKKKKKKKKKKKKKKK<enter>");
    let line = heads(&screen);
    assert!(!line.contains("goal") && line.trim_start_matches(['│', ' ']).starts_with("kind"), "{line}");
    assert_eq!(screen.app.desk.product().about().columns.first().map(String::as_str), Some("kind"));
    screen.keys("u");
    assert!(heads(&screen).contains("goal"));
    // the title cannot be hidden, and leaving changes nothing
    screen.keys(":columns<enter>jjjjj <esc>");
    assert!(screen.app.desk.product().about().columns.is_empty());
    screen.keys(":columns<enter>jjjjj <enter>");
    assert!(heads(&screen).contains("title"));
    // in the settings they are words, and a word that is none is refused with those that are
    let (mut about, product) = (screen.app.desk.product().about().clone(), screen.app.desk.product().clone());
    let field = About::fields().iter().find(|field| field.name == "columns").unwrap();
    let why = (field.set.unwrap())(&mut about, "key, colour", &product).unwrap_err().to_string();
    assert!(why.contains("“colour” is no column") && why.contains("owner"), "{why}");
}
