//! Files of other tools, with every trap that real ones set; written by hand, and the real ones where they are there.

use crate::common::{Home, now, sample, shared_data};
use momentum::exchange::{self, Choices, Fate, Import};
use momentum::model::{About, Item, Kind, Product, Reason, Size, Status, document};

fn read(name: &str, text: impl AsRef<[u8]>) -> Import {
    exchange::read(text.as_ref(), name, &Choices::default()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn product(import: &Import) -> Product {
    let mut p = Product::new(About::named("Test", now().at), 4);
    exchange::take_in(&mut p, import, "file", now()).unwrap();
    p
}

fn titles(p: &Product) -> Vec<String> {
    p.order().iter().map(|id| p.item(*id).unwrap().title.clone()).collect()
}

fn fate(import: &Import, column: &str) -> Fate {
    import.columns.iter().find(|c| c.name == column).unwrap_or_else(|| panic!("{column} is not reported")).fate.clone()
}

/// No column may be missing in the report.
fn all_reported(import: &Import, header: usize) {
    assert_eq!(
        import.columns.iter().filter(|c| c.name != "(beyond the header)").map(|c| c.copies).sum::<usize>(),
        header
    );
}

#[test]
fn encodings_delimiters_and_line_ends() {
    let plain = "Title,Points\r\nCafé,3\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16be: Vec<u8> = [0xfe, 0xff].into_iter().chain(plain.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let latin: Vec<u8> = plain.chars().map(|c| c as u32 as u8).collect();
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("utf-8", plain.into()),
        ("with a mark", format!("\u{feff}{plain}").into()),
        ("utf-16 little", utf16),
        ("utf-16 big", utf16be),
        ("windows-1252", latin),
        ("lone CR", plain.replace("\r\n", "\r").into()),
        ("LF", plain.replace("\r\n", "\n").into()),
        ("semicolons", plain.replace(',', ";").into()),
        ("tabs", plain.replace(',', "\t").into()),
        ("bars", plain.replace(',', "|").into()),
        ("quoted headers", "\" Title \",\"Points\"\n\"Café\",\"3\"\n".into()),
    ];
    for (name, bytes) in variants {
        let import = read("a.csv", &bytes);
        let p = product(&import);
        assert_eq!(titles(&p), ["Café"], "{name}");
        assert_eq!(p.items().iter().next().unwrap().size, Some(Size::Points(300)), "{name}");
        assert_eq!(
            name == "windows-1252",
            import.notes.iter().any(|n| n.contains("Windows-1252")),
            "{name}: {:?}",
            import.notes
        );
    }
}

#[test]
fn duplicate_headers_are_lists_and_unknown_columns_are_kept() {
    let import = read("a.csv", "Summary,Labels,Labels,Watchers,Watchers,Mood\nOne,a,b,Ana,Jo,good\nTwo,,c,,Sam,\n");
    all_reported(&import, 6);
    assert_eq!(fate(&import, "Watchers"), Fate::Kept);
    let p = product(&import);
    let one = p.find_item("1").unwrap();
    assert_eq!(one.tags, ["a", "b"]);
    assert_eq!(one.columns["Watchers"], ["Ana", "Jo"]);
    assert_eq!(one.columns["Mood"], ["good"]);
    assert_eq!(p.find_item("2").unwrap().columns["Watchers"], ["Sam"]);
}

#[test]
fn ragged_rows_and_cells_of_many_lines_keep_everything() {
    let import = read(
        "a.csv",
        "Title,Description,Points\nShort\n\"Two\nlines\",\"a\n\n\"\"b\"\"\",3\nLong,x,5,more,and more\n,only text,\n",
    );
    let p = product(&import);
    assert_eq!(p.items().len(), 4);
    assert_eq!(p.find_item("2").unwrap().description, "a\n\n\"b\"");
    assert_eq!(p.find_item("3").unwrap().columns["(beyond the header)"], ["more", "and more"]);
    assert_eq!(p.find_item("4").unwrap().title, "only text");
    let notes = import.notes.join("\n");
    assert!(notes.contains("shorter") && notes.contains("longer") && notes.contains("without a title"), "{notes}");
}

#[test]
fn sizes_and_dates_that_are_none_stay_as_text_and_are_counted() {
    let import = read("a.csv", "Title,Size,Created\nA,XL,2025-06-21\nB,½,soon\nC,40,21/06/2025 16:14\n");
    let p = product(&import);
    assert_eq!(p.find_item("1").unwrap().columns["Size"], ["XL"]);
    assert_eq!(p.find_item("2").unwrap().size, Some(Size::Points(50)));
    assert_eq!(p.find_item("2").unwrap().columns["Created"], ["soon"]);
    assert_eq!(p.find_item("3").unwrap().created.to_string(), "2025-06-21T16:14:00.000Z");
    assert!(
        import.notes.iter().any(|n| n.contains("XL")) && import.notes.iter().any(|n| n.contains("soon")),
        "{:?}",
        import.notes
    );
    let import = read("a.csv", "Title,Created\nA,03/04/2025\n");
    assert!(import.notes.iter().any(|n| n.contains("--month-first")), "{:?}", import.notes);
}

#[test]
fn a_column_can_be_named_by_hand() {
    let choices = Choices {
        columns: vec![("title".into(), "Idea".into()), ("size".into(), "Cost".into())],
        ..Choices::default()
    };
    let import = exchange::read(b"Idea,Cost\nFly,8\n", "a.csv", &choices).unwrap();
    assert_eq!(product(&import).find_item("1").unwrap().size, Some(Size::Points(800)));
    let why = exchange::read(b"Idea,Cost\nFly,8\n", "a.csv", &Choices::default()).unwrap_err();
    assert!(why.to_string().contains("--map title=COLUMN") && why.to_string().contains("Idea"), "{why}");
}

const JIRA: &str = "Summary,Issue key,Issue id,Issue Type,Status,Resolution,Reporter,Created,Sprint,Sprint,Custom field (Rank),\
Custom field (Story Points),Custom field (Story point estimate),Description,Comment,Comment,Status Category\n\
Second,INK-7,101,Story,Selected,,Ana,22/Sep/25 9:26 AM,S1,S2,0|i002:,,5,\"Text\n\nAcceptance Criteria:\n* one; two\n- three\n\nMore\",\
\"05/Sep/25 7:24 AM;abc;first; with; semicolons\",\"06/Sep/25 7:24 AM;def;second\",To Do\n\
First,INK-9,102,Bug,In Progress,,Jo,21/Sep/25 9:26 AM,S1,,0|i001:,3,,,,,In Progress\n\
Never,INK-3,103,Task,Closed,Won't Do,Jo,20/Sep/25 9:26 AM,,,0|i003:,,,,,,Done\n\
Was done,INK-4,104,Task,Finito,Done,Jo,20/Sep/25 9:26 AM,,,0|i004:,,,,,,Done\n";

// A99
#[test]
fn a_jira_export_keeps_order_comments_sprints_and_its_own_keys() {
    let import = read("jira.csv", JIRA);
    assert_eq!(import.system, "jira");
    all_reported(&import, 17);
    let p = product(&import);
    assert_eq!(titles(&p), ["First", "Second"]);
    let second = p.find_item("INK-7").unwrap();
    assert_eq!(second.size, Some(Size::Points(500)));
    assert_eq!(second.criteria.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["one; two", "three"]);
    assert_eq!(second.comments[0].text, "first; with; semicolons");
    assert_eq!(second.columns["Sprint"], ["S1", "S2"]);
    assert_eq!(second.requesters, ["Ana"]);
    assert_eq!(p.find_item("INK-9").unwrap().kind, Kind::Bug);
    assert_eq!(p.find_item("INK-3").unwrap().declined.as_ref().unwrap().reason, Reason::NotNow);
    assert_eq!(p.find_item("INK-4").unwrap().status, Status::Done);
}

// A34
#[test]
fn a_second_import_changes_no_byte_and_a_changed_source_updates_what_a_person_left_alone() {
    let import = read("jira.csv", JIRA);
    let mut p = product(&import);
    let before = document::write(&p).unwrap();
    let outcome = exchange::take_in(&mut p, &import, "file", now()).unwrap();
    assert_eq!((outcome.added, outcome.updated, outcome.same), (0, 0, 4));
    assert_eq!(document::write(&p).unwrap(), before);
    // a person renames one, the source renames both and sizes one
    let home = Home::with(&p);
    home.run(&["set", "INK-7", "title=Mine"]);
    let file = home.write(
        "jira.csv",
        JIRA.replace("Second,", "Second again,").replace("First,", "First again,").replace("i002:,,5,", "i002:,,8,"),
    );
    let report = home.run(&["import", file.to_str().unwrap()]);
    assert!(report.contains("2 updated") && report.contains("yours kept"), "{report}");
    let p = home.read();
    assert_eq!(p.find_item("INK-7").unwrap().title, "Mine");
    assert_eq!(p.find_item("INK-7").unwrap().size, Some(Size::Points(800)));
    assert_eq!(p.find_item("INK-9").unwrap().title, "First again");
    assert_eq!(p.items().len(), 4);
    let report = home.run(&["import", file.to_str().unwrap()]);
    assert!(report.contains("4 as before"), "{report}");
    home.run(&["undo"]);
    assert_eq!(home.read().find_item("INK-9").unwrap().title, "First");
}

#[test]
fn lists_of_stories_and_check_lists() {
    let import = read(
        "s.txt",
        "\u{feff}#G14# As a Publisher, I want to publish a dataset, so that I can share it.\n\n#G14# As a Publisher, I want to publish a dataset, so that I can share it.\nAs an Editor, I want undo\nPlain words\n",
    );
    let p = product(&import);
    assert_eq!(titles(&p), ["Publish a dataset", "Publish a dataset", "Undo", "Plain words"]);
    let first = p.find_item("1").unwrap();
    assert_eq!((first.role.as_str(), first.benefit.as_str()), ("Publisher", "I can share it"));
    assert_eq!(first.columns["Set"], ["G14"]);
    let md = "# Now\n- [ ] **Pay** by card\n  - [x] works\n  - fast enough\n  Some words\n- [x] Log in\n## Later\n* [ ] Share\n```\n- [ ] not one\n```\n";
    let import = read("b.md", md);
    let p = product(&import);
    assert_eq!(titles(&p), ["Pay by card", "Share"]);
    let pay = p.find_item("1").unwrap();
    assert_eq!(pay.criteria_met(), (1, 2));
    assert_eq!((pay.description.as_str(), pay.columns["Section"][0].as_str()), ("Some words", "Now"));
    assert_eq!(p.find_item("2").unwrap().status, Status::Done);
    let front = "---\nid: BACK-7\ntitle: 'A title'\nstatus: In Progress\nlabels:\n  - web\n  - cli\nassignee: []\npriority: high\n---\n\n## Description\n\nText\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 It works\n- [ ] #2 It is fast\n<!-- AC:END -->\n";
    let import = read("t.md", front);
    let p = product(&import);
    let item = p.find_item("BACK-7").unwrap();
    assert_eq!((item.title.as_str(), item.status, item.criteria_met()), ("A title", Status::Doing, (1, 2)));
    assert_eq!(item.tags, ["cli", "web"]);
    assert_eq!(item.columns["priority"], ["high"]);
}

#[test]
fn what_cannot_be_read_is_named_by_its_line_and_imports_nothing() {
    for (name, text, words) in [
        ("a.csv", "Title\n\"open\nnever closed\n", "line 2"),
        ("a.csv", "", "empty"),
        ("a.json", "{\"momentum\":{\"format\":1},\n\"items\":[{]}", "line 2"),
        ("a.md", "just words\n", "no list"),
        ("a.csv", "x,y\n1,2\n", "--map"),
    ] {
        let why = exchange::read(text.as_bytes(), name, &Choices::default()).unwrap_err().to_string();
        assert!(why.contains(words), "{text}: {why}");
    }
    let home = Home::with(&sample());
    let good = home.write("good.csv", "Title\nfine\n");
    let bad = home.write("bad.csv", "Title\n\"open\nnever\n");
    home.fail(&["import", good.to_str().unwrap(), bad.to_str().unwrap()], 65);
    assert_eq!(home.read(), sample());
}

#[test]
fn a_dry_run_is_the_real_run_without_the_end() {
    let home = Home::with(&sample());
    let file = home.write("j.csv", JIRA);
    let dry = home.run(&["import", file.to_str().unwrap(), "--dry-run"]);
    assert_eq!(home.read(), sample());
    let real = home.run(&["import", file.to_str().unwrap()]);
    assert_eq!(dry.lines().next(), real.lines().next());
}

#[test]
fn csv_comes_back_as_the_same_items_and_guards_formulas() {
    let mut start = sample();
    let id = start.find_item("INK-4").unwrap().id;
    for (i, text) in ["=1+1", "+x", "-y", "@z", "\tt", "|p", "%q", "＝w", "'=v", "''=u", "-5", "  =padded", "plain"]
        .iter()
        .enumerate()
    {
        let mut item = start.item(id).unwrap().clone();
        item.columns.insert(format!("c{i}"), vec![(*text).to_owned()]);
        start.put(item);
    }
    let text = exchange::csv::write(&start, false);
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        for cell in &row.unwrap() {
            let risky = cell
                .trim_start_matches([' ', '\u{feff}'])
                .starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%', '＝']);
            assert!(!risky || cell.parse::<f64>().is_ok(), "{cell:?} drives a spreadsheet");
        }
    }
    let mut back = Product::new(About::named("Inkwell", now().at), 8);
    exchange::take_in(&mut back, &read("b.csv", &text), "b.csv", now()).unwrap();
    assert_eq!(back.items().len(), start.items().len());
    let order = |p: &Product| p.order().iter().map(|id| p.key(p.item(*id).unwrap())).collect::<Vec<_>>();
    assert_eq!(order(&back), order(&start));
    for item in start.items().iter() {
        let other = back.items().get(item.id).unwrap_or_else(|| panic!("{} is gone", item.title));
        let project = |i: &Item, p: &Product| {
            use momentum::model::Entity;
            let fields: Vec<String> = Item::fields()
                .iter()
                .filter(|f| {
                    f.set.is_some() && f.name != "goal"
                        || ["created", "updated", "declined", "comments", "num"].contains(&f.name)
                })
                .map(|f| (f.get)(i).print(p))
                .collect();
            (fields, i.goal.and_then(|g| p.goals().get(g)).map(|g| g.title.clone()), i.columns.clone())
        };
        assert_eq!(project(other, &back), project(item, &start));
    }
    assert_eq!(exchange::csv::write(&back, false), text, "and the same text again");
}

// A99
#[test]
fn json_is_lossless_and_markdown_is_readable() {
    let home = Home::with(&sample());
    let json = home.run(&["export", "--format", "json"]);
    let other = Home::new();
    let file = other.write("in.json", &json);
    other.run(&["import", file.to_str().unwrap()]);
    assert_eq!(other.read(), sample());
    assert_eq!(other.run(&["export", "--format", "json"]), json);
    assert!(other.run(&["import", file.to_str().unwrap()]).contains("as before"));
    let md = home.run(&["export", "--format", "markdown"]);
    assert!(md.contains("- [ ] **INK-1** Guided first project") && md.contains("Declined (1)"), "{md}");
    let out = home.path("out.md");
    home.run(&["export", "-o", out.to_str().unwrap()]);
    assert!(home.fail(&["export", "-o", out.to_str().unwrap()], 1).contains("--force"));
}

#[test]
fn the_real_files_lose_nothing() {
    let Some(data) = shared_data() else { return };
    let mut files: Vec<std::path::PathBuf> = Vec::new();
    for folder in ["story-points", "jira", "user-stories", "cycle-times", "markdown-backlog/tasks"] {
        for entry in std::fs::read_dir(data.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|e| e == "csv" || e == "txt" || (e == "md" && folder.starts_with("markdown")))
            {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 20);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let import = read(&name, &bytes);
        let p = product(&import);
        assert_eq!(p.items().len(), import.rows.len(), "{name}");
        let mut again = p.clone();
        let outcome = exchange::take_in(&mut again, &import, &name, now()).unwrap();
        assert_eq!((outcome.added, outcome.updated), (0, 0), "{name}");
        assert_eq!(again, p, "{name}");
        if name.ends_with(".csv") {
            // every cell of the sheet is somewhere in the items
            let all = String::from_utf8(document::write(&p).unwrap()).unwrap();
            let mut sheet = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
            for row in sheet.records().take(300) {
                for cell in row.unwrap().iter().filter(|c| c.chars().all(|c| c.is_ascii_alphabetic()) && c.len() > 3) {
                    let low = cell.to_lowercase();
                    assert!(all.contains(cell) || all.contains(&low), "{name}: {cell} is nowhere");
                }
            }
        }
    }
    let jira = product(&read("cloud.csv", std::fs::read(data.join("jira/cloud-56-columns.csv")).unwrap()));
    let watchers: usize = jira.items().iter().map(|i| i.columns.get("Watchers").map_or(0, Vec::len)).sum();
    let comments: usize = jira.items().iter().map(|i| i.comments.len()).sum();
    assert_eq!((jira.items().len(), watchers, comments), (22, 33, 17));
}

// B20
#[test]
fn nearly_every_story_of_the_real_lists_falls_into_role_and_want() {
    let Some(data) = crate::common::shared_data() else { return };
    let (mut stories, mut read) = (0, 0);
    for entry in std::fs::read_dir(data.join("user-stories")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        for line in text.lines().filter(|line| line.contains("As a")) {
            let line = line.split_once("# ").map_or(line, |(_, rest)| rest);
            stories += 1;
            read += usize::from(momentum::model::story::read_story(line).is_some());
        }
    }
    assert!(stories > 700 && read * 100 >= stories * 95, "{read} of {stories}");
}

#[test]
fn a_due_date_of_another_tracker_is_the_day_that_it_says() {
    let csv = "Issue key,Summary,Due date,Created\nA-1,Pay by card,12/Jan/26 12:00 AM,01/Jan/26 9:00 AM\nA-2,Old,soon,01/Jan/26 9:00 AM\n";
    let import = exchange::read(csv.as_bytes(), "x.csv", &Choices::default()).unwrap();
    let mut product = Product::new(About::named("x", now().at), 1);
    exchange::take_in(&mut product, &import, "x.csv", now()).unwrap();
    let items: Vec<_> = product.order().iter().map(|id| product.items().get(*id).unwrap()).collect();
    assert_eq!(items[0].due, Some("2026-01-12".parse().unwrap()));
    assert_eq!(items[1].due, None);
    assert_eq!(items[1].columns["Due date"], ["soon"], "what is no day is kept as it is");
}

#[test]
fn of_two_rows_with_one_id_the_second_changes_what_the_first_has_made() {
    let csv = "momentum id,key,title,goal\n\
        0000000000000001,LAN-1,First words,Faster\n\
        0000000000000002,LAN-2,Another,Faster\n\
        0000000000000001,LAN-1,Last words,Safer\n";
    let import = exchange::read(csv.as_bytes(), "own.csv", &Choices::default()).unwrap();
    let mut product = Product::new(About::named("Lantern", now().at), 1);
    let outcome = exchange::take_in(&mut product, &import, "own.csv", now()).unwrap();
    assert_eq!((outcome.added, outcome.updated), (2, 1));
    let titles: Vec<_> = product.items().iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Last words", "Another"]);
    let goals: Vec<_> = product.goals_by_num().into_iter().map(|goal| goal.title.clone()).collect();
    assert_eq!(goals, ["Faster", "Safer"]);
    let first = product.items().iter().next().unwrap();
    assert_eq!(product.goals().get(first.goal.unwrap()).unwrap().title, "Safer");
}

#[test]
fn a_row_that_does_not_fit_is_named_wherever_it_stands() {
    let mut csv = "key,title,size,until\n".to_owned();
    for n in 1..=1_200 {
        let until = if n == 1_100 { "not a day" } else { "" };
        csv.push_str(&format!("LAN-{n},Thing {n},3,{until}\n"));
    }
    let import = exchange::read(
        csv.as_bytes(),
        "list.csv",
        &Choices { columns: vec![("until".into(), "until".into())], ..Choices::default() },
    )
    .unwrap();
    let mut product = Product::new(About::named("Lantern", now().at), 1);
    let why = exchange::take_in(&mut product, &import, "own.csv", now()).unwrap_err().to_string();
    assert!(why.starts_with("LAN-1100: until"), "{why}");
}
