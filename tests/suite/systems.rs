//! Other systems: their JSON and their lists read with every member reported, a second time without a change; and the way back, in which
//! only what was changed here is written and keys are kept.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::common::{Home, Screen, now, shared_data};
use momentum::exchange::back::{For, write};
use momentum::exchange::{Choices, Fate, Import, read, take_in};
use momentum::model::{About, Item, Kind, Place, Product, Reason, Size, Status, document};

fn empty() -> Product {
    Product::new(About::named("Other", now().at), 3)
}

fn import(text: &str, name: &str) -> Import {
    read(text.as_bytes(), name, &Choices::default()).unwrap_or_else(|why| panic!("{name}: {why}\n{text}"))
}

fn taken(text: &str, name: &str) -> Product {
    let mut product = empty();
    take_in(&mut product, &import(text, name), name, now()).unwrap();
    product
}

fn item<'a>(product: &'a Product, key: &str) -> &'a Item {
    let found = product.items().iter().find(|item| item.source.as_ref().is_some_and(|source| source.id == key));
    found.unwrap_or_else(|| panic!("no {key}"))
}

/// Each system as it writes its issues, with the traps that it is known for.
fn fixtures() -> Vec<(&'static str, Json)> {
    let adf = json!({"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": "Half the rows"}]},
        {"type": "taskList", "content": [{"type": "taskItem", "attrs": {"state": "TODO"}, "content": [{"type": "text", "text": "501 rows"}]}]},
    ]});
    vec![
        (
            "jira",
            json!({
                "isLast": false, "nextPageToken": "x", "names": {"customfield_10301": "Story Points", "customfield_10302": "Sprint", "customfield_10303": "Team"},
                "issues": [
                    {"key": "INKW-7", "self": "https://x/rest/api/3/issue/7", "fields": {
                        "summary": "Export stops", "description": adf, "issuetype": {"name": "Bug", "subtask": false}, "labels": ["reports"],
                        "status": {"name": "Doing it", "statusCategory": {"key": "indeterminate"}}, "customfield_10301": 5.0,
                        "customfield_10302": [{"id": 1, "name": "Sprint 1", "state": "closed"}, {"id": 2, "name": "Sprint 2", "state": "active"}],
                        "customfield_10303": {"value": "Blue"}, "assignee": null, "reporter": {"displayName": "Mia"}, "created": "2020-12-03T14:05:20.974+0100",
                        "comment": {"comments": [{"author": {"displayName": "Raj"}, "created": "2020-12-04T10:00:00.000+0100", "body": "me; too"}]},
                    }},
                    {"key": "INKW-8", "fields": {
                        "summary": "Dropped", "description": null, "issuetype": {"name": "Story"}, "labels": [], "status": {"name": "Closed", "statusCategory": {"key": "done"}},
                        "resolution": {"name": "Won't Do"}, "customfield_10302": ["com.x.Sprint@1[id=1,rapidViewId=2,state=CLOSED,name=Sprint 1,startDate=…]"],
                    }},
                ],
            }),
        ),
        (
            "github",
            json!([
                {"number": 7, "title": "Export stops", "body": "why", "state": "OPEN", "labels": [{"name": "reports"}], "author": {"login": "mia"}, "assignees": [{"login": "jo"}, {"login": "ana"}], "createdAt": "2026-01-02T03:04:05Z", "comments": [{"author": {"login": "raj"}, "body": "me; too", "createdAt": "2026-01-03T03:04:05Z"}]},
                {"number": 8, "title": "Dropped", "body": "", "state": "CLOSED", "stateReason": "NOT_PLANNED", "labels": [], "assignees": [], "closedAt": "2026-02-02T03:04:05Z"},
                {"number": 9, "title": "A pull request", "pull_request": {"url": "x"}, "state": "open"},
            ]),
        ),
        (
            "gitlab",
            json!([{"iid": 7, "id": 900, "title": "Export stops", "description": "why", "state": "opened", "labels": ["reports"], "weight": 3, "author": {"name": "Mia"}, "web_url": "https://x", "time_stats": {"time_estimate": 3600}}]),
        ),
        (
            "linear",
            json!({"data": {"issues": {"pageInfo": {"hasNextPage": true}, "nodes": [
                {"identifier": "ENG-7", "title": "Export stops", "description": "why", "estimate": 3, "state": {"name": "Cooking", "type": "started"}, "labels": {"nodes": [{"name": "reports"}]}, "creator": {"name": "Mia"}, "priority": 2},
            ]}}}),
        ),
        (
            "trello",
            json!({
                "name": "Board",
                "customFields": [{"id": "f1", "name": "Story Points", "type": "number"}, {"id": "f2", "name": "Team", "type": "list", "options": [{"id": "o1", "value": {"text": "Blue"}}]}],
                "lists": [{"id": "l2", "name": "Doing", "pos": 2.0}, {"id": "l1", "name": "Backlog", "pos": 1.0}, {"id": "l3", "name": "Old", "pos": 3.0, "closed": true}],
                "cards": [
                    {"id": "c2", "name": "Second", "desc": "", "idList": "l2", "pos": 1.0, "labels": [{"name": "reports"}], "badges": {"comments": 3}},
                    {"id": "5f2b1d000000000000000001", "customFieldItems": [{"idCustomField": "f1", "value": {"number": "5"}}, {"idCustomField": "f2", "idValue": "o1"}], "name": "First", "desc": "why", "idList": "l1", "pos": 9.0, "labels": [], "badges": {"comments": 0}},
                    {"id": "c3", "name": "Hidden", "desc": "", "idList": "l3", "pos": 1.0, "labels": []},
                ],
                "actions": [{"type": "commentCard", "date": "2026-01-02T03:04:05Z", "data": {"card": {"id": "c2"}, "text": "me; too"}}],
                "checklists": [{"idCard": "5f2b1d000000000000000001", "checkItems": [{"name": "501 rows", "state": "complete"}]}],
            }),
        ),
        (
            "azure",
            json!({"value": [{"id": 7, "fields": {
                "System.Title": "Export stops", "System.Description": "<div>Half &amp; <b>half</b></div><ul><li>one</li></ul>", "System.WorkItemType": "Bug", "System.State": "Active", "System.Tags": "reports; big",
                "Microsoft.VSTS.Scheduling.StoryPoints": 3.0, "Microsoft.VSTS.Common.AcceptanceCriteria": "<ol><li>501 rows</li><li>a header</li></ol>",
            }}]}),
        ),
        (
            "asana",
            json!({"data": [{"gid": "1200", "name": "Export stops", "notes": "why", "completed": false, "tags": [{"gid": "1", "name": "reports"}], "memberships": [{"section": {"name": "Doing"}}], "custom_fields": [{"name": "Effort", "display_value": "3"}]}]}),
        ),
        (
            "taskwarrior",
            json!([
                {"uuid": "a360fc44-315c-4366-b70c-ea7e7520b749", "description": "Export stops", "status": "waiting", "entry": "20241010T101112Z", "tags": ["reports"], "estimate": 3, "annotations": [{"entry": "20241011T101112Z", "description": "me; too"}]},
                {"uuid": "b360fc44-315c-4366-b70c-ea7e7520b749", "description": "Each week", "status": "recurring"},
            ]),
        ),
    ]
}

#[test]
fn every_member_of_every_system_is_reported_and_a_second_time_changes_no_byte() {
    for (name, json) in fixtures() {
        let text = json.to_string();
        let import = import(&text, "issues.json");
        assert_eq!(import.system, name);
        assert!(import.columns.iter().any(|column| column.fate == Fate::Mapped("title")), "{name}");
        let mut product = empty();
        take_in(&mut product, &import, "issues.json", now()).unwrap();
        let bytes = document::write(&product).unwrap();
        let again = take_in(&mut product, &import, "issues.json", now()).unwrap();
        assert_eq!((again.added, again.updated), (0, 0), "{name}");
        assert_eq!(document::write(&product).unwrap(), bytes, "{name}");
        // what has no field stays with its item
        let kept: usize =
            import.columns.iter().filter(|column| column.fate == Fate::Kept).map(|column| column.cells).sum();
        let there: usize = product.items().iter().flat_map(|item| item.columns.values()).map(Vec::len).sum();
        assert!(there >= kept, "{name}: {there} of {kept} cells stay");
    }
}

fn fixture(name: &str) -> Product {
    let (_, json) = fixtures().into_iter().find(|(own, _)| *own == name).unwrap();
    taken(&json.to_string(), "issues.json")
}

// A99
#[test]
fn what_a_system_means_is_what_the_item_says() {
    let jira = fixture("jira");
    let own = item(&jira, "INKW-7");
    assert_eq!((own.status, own.kind, own.size), (Status::Doing, Kind::Bug, Some(Size::Points(500))));
    assert!(
        own.description.contains("Half the rows") && own.description.contains("- [ ] 501 rows"),
        "{}",
        own.description
    );
    assert_eq!((own.comments[0].by.as_str(), own.comments[0].text.as_str()), ("Raj", "me; too"));
    assert_eq!(own.columns.get("Sprint").unwrap(), &["Sprint 1", "Sprint 2"]);
    assert_eq!(own.num, 7, "its number is the one that people know");
    assert_eq!(item(&jira, "INKW-8").declined.as_ref().unwrap().reason, Reason::NotNow);
    let github = fixture("github");
    assert_eq!(github.items().len(), 2, "a pull request is no issue");
    let own = item(&github, "7");
    assert_eq!((own.owner.as_str(), own.tags.as_slice(), own.comments.len()), ("jo", &["reports".to_owned()][..], 1));
    assert!(item(&github, "8").declined.is_some());
    let trello = fixture("trello");
    let titles: Vec<&str> = trello.order().iter().map(|id| trello.item(*id).unwrap().title.as_str()).collect();
    assert_eq!(titles, ["First", "Second"], "by list, then by place in it; what is closed is no work");
    let first = item(&trello, "5f2b1d000000000000000001");
    assert_eq!((first.criteria[0].text.as_str(), first.criteria_met()), ("501 rows", (1, 1)));
    assert_eq!(
        (first.size, first.columns["field Team"].as_slice()),
        (Some(Size::Points(500)), &["Blue".to_owned()][..])
    );
    assert!(first.created.to_string().starts_with("2020-08-05T"), "{}", first.created);
    let azure = fixture("azure");
    let own = item(&azure, "7");
    assert_eq!(own.description, "Half & half\n- one");
    assert_eq!((own.criteria.len(), own.tags.len(), own.status), (2, 2, Status::Doing));
    assert_eq!(item(&fixture("linear"), "ENG-7").status, Status::Doing);
    let task = fixture("taskwarrior");
    assert_eq!(task.items().len(), 1, "a template is no task");
    assert_eq!(task.items().iter().next().unwrap().created.to_string(), "2024-10-10T10:11:12.000Z");
}

#[test]
fn what_is_missing_is_said() {
    for (name, words) in [
        ("jira", "a page is missing"),
        ("linear", "a page is missing"),
        ("github", "1 pull request left out"),
        ("trello", "2 comments not in the file"),
        ("taskwarrior", "templates and left out"),
    ] {
        let (_, json) = fixtures().into_iter().find(|(own, _)| *own == name).unwrap();
        let notes = import(&json.to_string(), "issues.json").notes.join("\n");
        assert!(notes.contains(words), "{name}: {notes}");
    }
    let nothing = |text: &str| read(text.as_bytes(), "x.json", &Choices::default()).unwrap_err().to_string();
    assert!(nothing("[]").contains("there is no issue in it"), "{}", nothing("[]"));
    let pulls = nothing(r#"[{"number":1,"title":"A","pull_request":{}}]"#);
    assert!(pulls.contains("no issue in it") && pulls.contains("1 pull request left out"), "{pulls}");
    let thirty: Vec<Json> = (1..=30).map(|n| json!({"number": n, "title": format!("t{n}")})).collect();
    let notes = import(&Json::Array(thirty).to_string(), "issues.json").notes.join("\n");
    assert!(notes.contains("gh stops there by itself"), "{notes}");
}

#[test]
fn what_is_no_list_of_issues_is_refused_in_words_and_nothing_is_taken_in() {
    let deep = format!("[{{\"number\":1,\"title\":\"t\",\"x\":{}1{}}}]", "[".repeat(100), "]".repeat(100));
    for (text, words) in [
        (
            r#"{"errorMessages":["Issue does not exist"],"errors":{}}"#.to_owned(),
            "the system refused: Issue does not exist",
        ),
        (r#"{"errors":[{"message":"Bad credentials"}]}"#.to_owned(), "Bad credentials"),
        (r#"{"issues":[]}"#.to_owned(), "there is no issue in it"),
        ("[]".to_owned(), "there is no issue in it"),
        (r#"{"a":1}"#.to_owned(), "of no system that is known here"),
        (r#"[{"number":1,"title":"#.to_owned(), "no whole JSON"),
        (deep, "deeper than"),
    ] {
        let why = read(text.as_bytes(), "issues.json", &Choices::default()).unwrap_err().to_string();
        assert!(why.contains(words), "{why}");
    }
    // whole or refused with a line, wherever it is cut
    let text = fixtures().remove(0).1.to_string();
    for cut in (1..text.len()).step_by(97) {
        if let Some(part) = text.get(..cut) {
            let _ = read(part.as_bytes(), "issues.json", &Choices::default());
        }
    }
}

#[test]
fn issues_of_two_repositories_with_one_number_stay_two() {
    let project = json!({"totalCount": 3, "items": [
        {"id": "a", "content": {"title": "An idea", "type": "DraftIssue"}, "status": "Todo"},
        {"id": "b", "content": {"number": 4, "title": "Of one", "repository": "o/one"}, "status": "Todo"},
        {"id": "c", "content": {"number": 4, "title": "Of two", "repository": "o/two"}, "status": "Todo"},
    ]});
    let (text, mut product) = (project.to_string(), empty());
    for _ in 0..2 {
        take_in(&mut product, &import(&text, "p.json"), "p.json", now()).unwrap();
        let mut titles: Vec<&str> = product.items().iter().map(|item| item.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["An idea", "Of one", "Of two"]);
    }
    // as a list and as a project it is the same issue, and goes back with its own number
    let list = json!([{"number": 4, "title": "Of one", "url": "https://github.com/o/one/issues/4", "labels": [{"name": "a,b"}], "comments": 3}]);
    let outcome = take_in(&mut product, &import(&list.to_string(), "l.json"), "l.json", now()).unwrap();
    assert_eq!((outcome.added, outcome.updated), (0, 1));
    let own = item(&product, "o/one#4");
    assert_eq!((own.tags.as_slice(), own.comments.len()), (&["a b".to_owned()][..], 0), "a count is no comment");
    let back: Json = serde_json::from_str(&write(&product, For::GitHub, true).files[0].1).unwrap();
    let back = back.as_array().unwrap().iter().find(|row| row["repository"] == "o/one").unwrap();
    assert_eq!((&back["number"], &back["labels"][0]["name"]), (&json!(4), &json!("a,b")));
    let gitlab = json!([{"iid": 4, "title": "A", "references": {"full": "g/p#4"}}, {"iid": 4, "title": "B", "references": {"full": "g/q#4"}}]);
    assert_eq!(taken(&gitlab.to_string(), "g.json").items().len(), 2);
    let bare = import(r#"[{"number":1,"title":"A"}]"#, "x.json").notes.join("\n");
    assert!(bare.contains("no url says of which repository"), "{bare}");
}

#[test]
fn what_was_dropped_there_is_no_open_work_here() {
    for json in [
        json!([{"uuid": "11111111-1111-1111-1111-111111111111", "description": "Gone", "status": "deleted", "end": "20260101T101112Z"}]),
        json!([{"identifier": "ENG-1", "title": "Gone", "state": {"name": "Nope", "type": "canceled"}}]),
        json!({"value": [{"id": 1, "fields": {"System.Title": "Gone", "System.State": "Removed"}}]}),
    ] {
        let product = taken(&json.to_string(), "x.json");
        let own = product.items().iter().next().unwrap();
        assert!(own.declined.is_some() && own.status == Status::Todo, "{json}");
    }
    let csv = taken("ID,Team,Title,Status,Estimate\nENG-1,ENG,Gone,Canceled,\nENG-2,ENG,Kept,Todo,\n", "linear.csv");
    assert!(item(&csv, "ENG-1").declined.is_some() && item(&csv, "ENG-2").declined.is_none());
    // a task that is open again has no end
    let mut product = taken(
        r#"[{"uuid":"11111111-1111-1111-1111-111111111111","description":"Again","status":"completed","end":"20260101T101112Z"}]"#,
        "x.json",
    );
    let id = product.order().iter().copied().chain(product.items().iter().map(|item| item.id)).next().unwrap();
    let written = |product: &Product| write(product, For::Taskwarrior, true).files.remove(0).1;
    assert!(written(&product).contains("\"end\""));
    product
        .update(id, |item| {
            item.status = Status::Todo;
            Ok(())
        })
        .unwrap();
    assert!(!written(&product).contains("\"end\""));
}

#[test]
fn words_of_a_list_stay_words_where_they_are_no_marks() {
    let titles = |text: &str, name: &str| -> Vec<String> {
        let product = taken(text, name);
        product.order().iter().map(|id| product.item(*id).unwrap().title.clone()).collect()
    };
    let todo = "Call Jo at 10:30 about C:drive\nre:design the page\n+1 for dark mode\n+work @home\n2026-01-01 2026-02-02 is a day\n";
    let expected = [
        "Call Jo at 10:30 about C:drive",
        "re:design the page",
        "+1 for dark mode",
        "+work @home",
        "2026-02-02 is a day",
    ];
    assert_eq!(titles(todo, "todo.txt"), expected);
    let org = "* TODO Write the COMMENT section\nDEADLINE: nobody knows, ask Jo\n* COMMENT TODO Shut\n** TODO Shut, too\n* TODO Old :ARCHIVE:\n** TODO Older\n* TODO Open\n";
    assert_eq!(titles(org, "x.org"), ["Write the COMMENT section", "Open"]);
    let product = taken(org, "x.org");
    assert_eq!(
        product.items().iter().find(|item| item.title.starts_with("Write")).unwrap().description,
        "DEADLINE: nobody knows, ask Jo"
    );
    // what would be done, urgent or a criterion there is written so that it is none
    let mut product = empty();
    let lines = "one\nDEADLINE: <2026-12-24 Thu>\n:PROPERTIES:\nkept?\n- [ ] not a criterion\n** two stars\n,* a comma";
    for title in ["x marks the spot", "(A) plan", "2026-01-01 plan", "done"] {
        let status = if title == "done" { Status::Done } else { Status::Todo };
        let item = Item {
            title: title.into(),
            description: lines.into(),
            status,
            tags: vec!["2026".into()].into(),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    for (system, name, fields) in [
        (For::TodoTxt, "todo.txt", &["title", "tags", "status"][..]),
        (For::Org, "x.org", &["title", "description", "status", "due", "criteria"]),
    ] {
        let text = write(&product, system, true).files.remove(0).1;
        assert_eq!(said(&taken(&text, name), fields), said(&product, fields), "{text}");
    }
}

#[test]
fn a_todo_txt_and_an_outline_are_read_by_their_rules() {
    let todo = "(B) Second @desk\n(A) 2026-01-02 First +reports due:2026-12-24 id:7 pri:A\nx 2026-02-03 2026-01-01 Done it +reports\nplain http://x.org words\n";
    let product = taken(todo, "todo.txt");
    let titles: Vec<&str> = product.order().iter().map(|id| product.item(*id).unwrap().title.as_str()).collect();
    assert_eq!(titles, ["First", "Second", "plain http://x.org words"]);
    let first = item(&product, "7");
    assert_eq!(
        (first.tags.as_slice(), first.due.map(|day| day.to_string())),
        (&["reports".to_owned()][..], Some("2026-12-24".into()))
    );
    assert_eq!(first.columns.get("pri:").unwrap(), &["A"]);
    let done = product.items().iter().find(|item| item.title == "Done it").unwrap();
    assert_eq!(done.status, Status::Done);
    let org = "#+TODO: TODO DOING | DONE KILL\n* Area\n** TODO [#A] First :reports:big:\n:PROPERTIES:\n:ID: 7\n:EFFORT: 2:30\n:POINTS: 3\n:END:\nSCHEDULED: <2026-11-20 Fri> DEADLINE: <2026-12-24 Thu>\nSome words.\n- [ ] 501 rows\n- [X] a header\n** DOING Second\n** DONE Third\nCLOSED: [2026-02-03 Tue 10:00]\n** KILL Fourth\n* COMMENT TODO Not this\nnot these words\n* Heading alone\n";
    let product = taken(org, "backlog.org");
    let first = item(&product, "7");
    assert_eq!((first.title.as_str(), first.size, first.criteria.len()), ("First", Some(Size::Points(300)), 2));
    assert_eq!((first.description.as_str(), first.tags.len()), ("Some words.", 2));
    assert_eq!(first.due.map(|day| day.to_string()), Some("2026-12-24".into()));
    assert_eq!(first.columns.get("EFFORT").unwrap(), &["2:30"], "an effort is time and no size");
    assert_eq!(product.items().len(), 4, "what is commented out and what has no state is no item");
    assert!(product.items().iter().any(|item| item.title == "Fourth" && item.declined.is_some()));
}

/// Items with what is hard to carry: signs of every format, letters of everywhere.
fn odd() -> Product {
    let mut product = empty();
    let titles =
        ["Export, “quoted” \"and\" more", "=SUM(A1)", "+1 for dark mode", "日本語 🙂 title", "a: b; c | d", "plain"];
    for (n, title) in titles.iter().enumerate() {
        let item = Item {
            title: (*title).into(),
            description: format!("line one\n\n* star, comma\nquote ' and \" {n}"),
            size: Some(Size::Points(u32::try_from(n).unwrap() * 100 + 100)),
            tags: vec!["reports".into(), format!("t{n}")].into(),
            status: if n == 3 { Status::Doing } else { Status::Todo },
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
    }
    product
}

fn said(product: &Product, fields: &[&str]) -> Vec<String> {
    let print = |item: &Item, name: &str| (momentum::model::item::field(name).unwrap().get)(item).print(product);
    product
        .order()
        .iter()
        .filter_map(|id| product.items().get(*id))
        .map(|item| fields.iter().map(|name| print(item, name)).collect::<Vec<_>>().join(" | "))
        .collect()
}

// A99
#[test]
fn what_is_written_for_a_system_comes_back_as_it_was() {
    let product = odd();
    for (system, name, fields) in [
        (For::Jira, "for-jira.csv", &["title", "description", "size", "tags"][..]),
        (For::Linear, "for-linear.csv", &["title", "description", "size", "tags", "status"]),
        (For::Azure, "for-azure.csv", &["title", "size", "tags"]),
        (For::Trello, "for-trello.csv", &["title", "description", "tags", "status"]),
        (For::GitHub, "for-github.json", &["title", "description", "tags"]),
        (For::Taskwarrior, "tasks.json", &["title", "size", "tags"]),
        (For::Org, "backlog.org", &["title", "description", "size", "tags", "status"]),
    ] {
        let written = write(&product, system, true);
        let [(_, text)] = written.files.as_slice() else { panic!("{system:?}") };
        let back = taken(text, name);
        assert_eq!(said(&back, fields), said(&product, fields), "{system:?}:\n{text}");
        // written once more it is the same file, and read once more the same product
        let again = write(&back, system, true);
        assert_eq!(again.files[0].1, *text, "{system:?}");
        let mut twice = back.clone();
        let outcome = take_in(&mut twice, &import(text, name), name, now()).unwrap();
        assert_eq!((outcome.added, outcome.updated), (0, 0), "{system:?}");
    }
    let written = write(&product, For::BacklogMd, true);
    assert_eq!(written.files.len(), 6);
    for (name, text) in &written.files {
        assert!(!name.contains(['/', '"', ':', '=']), "{name}");
        let back = taken(text, name);
        let one = back.items().iter().next().unwrap();
        assert!(product.items().iter().any(|item| item.title == one.title && item.tags == one.tags), "{text}");
    }
    let todo = write(&product, For::TodoTxt, true);
    assert_eq!(todo.notes, Vec::<String>::new());
    let marked = Item { title: "Ask +jo by due:2026-01-01".into(), ..Item::default() };
    let mut other = product.clone();
    other.add(marked, Place::Bottom).unwrap();
    let notes = write(&other, For::TodoTxt, true).notes;
    assert!(notes.iter().any(|note| note.contains("1 title with a word that todo.txt takes")), "{notes:?}");
    assert_eq!(said(&taken(&todo.files[0].1, "todo.txt"), &["title", "tags"]), said(&product, &["title", "tags"]));
}

// A99
#[test]
fn of_an_import_just_what_was_changed_goes_back_with_its_keys() {
    let home = Home::with(&empty());
    let csv = shared_data().map(|dir| dir.join("story-points/springxd.csv")).filter(|path| path.exists());
    let path = csv.unwrap_or_else(|| {
        let rows: Vec<String> = (1..=200).map(|n| format!("XD-{n},Title {n},{},text {n}", n % 8 + 1)).collect();
        let rows = rows.join("\n");
        home.write("springxd.csv", format!("issuekey,title,storypoint,description\n{rows}"))
    });
    home.run(&["import", path.to_str().unwrap()]);
    let none = home.run(&["export", "--for", "jira"]);
    assert_eq!(none.lines().count(), 1, "nothing was changed yet: {}", none.lines().nth(1).unwrap_or_default());
    let keys: Vec<String> = home
        .read()
        .order()
        .iter()
        .take(40)
        .map(|id| home.read().item(*id).unwrap().source.as_ref().unwrap().id.clone())
        .collect();
    let product = home.read();
    let own = |n: usize| product.key(product.item(product.order()[n]).unwrap());
    for n in 0..20 {
        let change = if n % 2 == 0 { format!("size={}", 20 + n) } else { format!("title=Changed {n}") };
        home.run(&["set", &own(n), &change]);
    }
    home.run(&["set", &own(30), "owner=Jo"]);
    home.run(&["add", "New here"]);
    let said = home.run(&["export", "--for", "jira"]);
    let mut lines = said.lines();
    assert!(lines.next().unwrap().starts_with("Issue key,Summary,Description,Story Points,Rank,Labels"));
    let mut reader = csv_rows(&said);
    reader.sort();
    let mut expected: Vec<String> = keys.into_iter().take(20).collect();
    expected.sort();
    assert_eq!(reader, expected, "exactly these twenty, an owner is nothing that is written");
    // it goes in again without a new item
    let before = home.read().items().len();
    home.write("back.csv", &said);
    home.run(&["import", home.path("back.csv").to_str().unwrap()]);
    assert_eq!(home.read().items().len(), before);
    let all = home.run(&["export", "--for", "jira", "--all"]);
    assert_eq!(csv_rows(&all).len(), before - 1, "but what is new here, which would be made anew each time");
}

/// Returns the first cells of a CSV below its header.
fn csv_rows(text: &str) -> Vec<String> {
    let import = read(text.as_bytes(), "x.csv", &Choices::default()).unwrap();
    import.rows.iter().map(|row| row.key.clone()).collect()
}

#[test]
fn an_export_for_a_system_is_looked_at_before_it_is_written() {
    let home = Home::with(&odd());
    let mut screen = Screen::new(&home.read(), 100, 30);
    let path = home.path("out.csv");
    screen.keys(":export for another<enter>").shows("Export for whom?").keys("Linear<enter>");
    screen.shows("6 items").shows("ID,Team,Title").shows("a spreadsheet takes for a formula").keys("w<c-u>");
    screen.paste(path.to_str().unwrap()).keys("<enter>").shows("wrote 6 items");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("ID,Team,Title"));
    let folder = home.path("tasks");
    home.run(&["export", "--for", "backlog.md", "-o", folder.to_str().unwrap()]);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 6);
    assert!(home.fail(&["export", "--for", "backlog.md"], 2).contains("-o FOLDER"));
    assert!(home.fail(&["export", "--all"], 2).contains("--for"));
    for system in [
        "jira",
        "github",
        "gitlab",
        "linear",
        "trello",
        "azure",
        "asana",
        "taskwarrior",
        "todo.txt",
        "org",
        "backlog.md",
    ] {
        assert!(!home.run(&["import", "--how", system]).is_empty());
    }
}

#[test]
fn the_real_files_are_read_and_a_second_time_nothing_changes() {
    let Some(data) = shared_data() else { return };
    let mut read_in = 0;
    for dir in ["jira-rest", "exports"] {
        for entry in std::fs::read_dir(data.join(dir)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Ok(import) = read(&bytes, &name, &Choices::default()) else { continue };
            let mut product = empty();
            take_in(&mut product, &import, &name, now()).unwrap();
            let before = document::write(&product).unwrap();
            take_in(&mut product, &import, &name, now()).unwrap();
            assert_eq!(document::write(&product).unwrap(), before, "{name}");
            read_in += 1;
        }
    }
    assert!(read_in >= 8, "{read_in}");
}

#[test]
fn an_apostrophe_of_ones_own_before_a_formula_comes_back_from_linear() {
    let mut product = empty();
    for title in ["'=A1", "''=A1", "=A1", "'tis"] {
        product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
    }
    let text = write(&product, For::Linear, true).files.remove(0).1;
    assert_eq!(said(&taken(&text, "for-linear.csv"), &["title"]), said(&product, &["title"]), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    // A99
    #[test]
    fn any_words_come_back_from_each_system(
        rows in prop::collection::vec(("[A-Za-zäß日本🙂0-9\"';,=+@|&<>-]{1,8}( [A-Za-zé0-9\"';,:=+@|&<>()-]{1,8}){0,4}", "[a-z]{1,6}", 1_u32..90), 1..6),
        about in "[A-Za-z0-9\"',;<>&|=+\n -]{0,60}",
    ) {
        let mut product = empty();
        for (title, tag, points) in &rows {
            let (size, description) = (Some(Size::Points(points * 100)), about.trim().to_owned());
            let item = Item { title: title.clone(), tags: vec![tag.clone()].into(), size, description, ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        for (system, name, fields) in [
            (For::Jira, "for-jira.csv", &["title", "description", "size", "tags"][..]),
            (For::Linear, "for-linear.csv", &["title", "description", "size", "tags"]),
            (For::Azure, "for-azure.csv", &["title", "size", "tags"]),
            (For::Trello, "for-trello.csv", &["title", "description", "tags"]),
            (For::GitHub, "for-github.json", &["title", "description", "tags"]),
            (For::Taskwarrior, "tasks.json", &["title", "size", "tags"]),
        ] {
            let text = write(&product, system, true).files.remove(0).1;
            prop_assert_eq!(said(&taken(&text, name), fields), said(&product, fields), "{:?}:\n{}", system, text);
        }
    }
}
