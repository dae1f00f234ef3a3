//! The tables of systems as they write them: what is odd in each means what it means there; wholes and pieces are linked.

use crate::common::{now, shared_data};
use momentum::exchange::{Choices, Import, read, take_in};
use momentum::model::item::Relation;
use momentum::model::{About, Item, Product, Reason, Size, Status, document};

fn import(text: &str) -> Import {
    read(text.as_bytes(), "x.csv", &Choices::default()).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// Takes a table in twice; the second time must change no byte.
fn taken(text: &str, system: &str) -> Product {
    let import = import(text);
    assert_eq!(import.system, system);
    let mut product = Product::new(About::named("Other", now().at), 3);
    take_in(&mut product, &import, "x.csv", now()).unwrap();
    let before = document::write(&product).unwrap();
    take_in(&mut product, &import, "x.csv", now()).unwrap();
    assert_eq!(document::write(&product).unwrap(), before, "{system}");
    product
}

fn item<'a>(product: &'a Product, key: &str) -> &'a Item {
    let found = product.items().iter().find(|item| item.source.as_ref().is_some_and(|source| source.id == key));
    found.unwrap_or_else(|| panic!("no {key}"))
}

fn wholes(product: &Product, key: &str) -> Vec<String> {
    let named = |id| product.items().get(id).map(|item| item.title.clone()).unwrap_or_default();
    item(product, key).linked(Relation::PartOf).map(named).collect()
}

#[test]
fn gitlab_has_numbers_of_a_project_and_times_that_are_no_sizes() {
    let head = "Title,Description,Issue ID,URL,State,Author,Assignee,Due Date,Created At (UTC),Milestone,Weight,Labels,Time Estimate,Epic Title";
    let text = format!(
        "{head}\nExport,why,4,https://x.org/g/p/-/issues/4,Open,Mia,Jo,2026-12-24,2026-01-02 03:04:05,M1,3,\"a,b\",3600,Reports\nOther,,4,https://x.org/g/q/-/issues/4,Closed,Mia,,,2026-01-02 03:04:05,,,,0,\n"
    );
    let product = taken(&text, "gitlab");
    let own = item(&product, "g/p#4");
    assert_eq!((own.size, own.tags.len(), own.owner.as_str()), (Some(Size::Points(300)), 2, "Jo"));
    assert_eq!(own.columns["Time Estimate"], ["3600"]);
    assert!(own.goal.is_some(), "an epic there is a goal");
    assert_eq!(item(&product, "g/q#4").status, Status::Done);
}

#[test]
fn shortcut_and_linear_put_away_what_nobody_wants_and_keep_what_is_done() {
    let head = "id,name,type,requestor,owners,description,is_completed,created_at,started_at,updated_at,moved_at,completed_at,estimate,external_tickets,is_blocked,is_a_blocker,due_date,labels,epic_labels,tasks,state,epic_id,epic,iteration,utc_offset,is_archived";
    let row = |id: u32, done: &str, state: &str, gone: &str| {
        format!(
            "{id},Story {id},bug,Mia,Jo,why,FALSE,2026/01/02 03:04:05,,,,{done},3,,FALSE,FALSE,,a;b,,,{state},9,Reports,It 1,+00:00,{gone}"
        )
    };
    let rows = [
        row(1, "", "Unscheduled", "FALSE"),
        row(2, "", "In Development", "TRUE"),
        row(3, "2026/02/02 03:04:05", "Completed", "TRUE"),
    ];
    let product = taken(&format!("{head}\n{}\n", rows.join("\n")), "shortcut");
    assert_eq!((item(&product, "1").status, item(&product, "1").blocked.clone()), (Status::Todo, None));
    assert_eq!(item(&product, "2").declined.as_ref().unwrap().reason, Reason::Archived);
    assert!(item(&product, "3").declined.is_none() && item(&product, "3").status == Status::Done);
    let linear = "ID,Team,Title,Description,Status,Estimate,Labels,Archived,Parent issue\nENG-1,ENG,'=SUM is a title,,Backlog,3,\"a, b\",,\nENG-2,ENG,Old,,Todo,,,2026-01-02,ENG-1\n";
    let product = taken(linear, "linear");
    assert_eq!(item(&product, "ENG-1").title, "=SUM is a title");
    assert_eq!(item(&product, "ENG-2").declined.as_ref().unwrap().reason, Reason::Archived);
    assert_eq!(wholes(&product, "ENG-2"), ["=SUM is a title"]);
}

#[test]
fn asana_names_wholes_by_title_and_a_rounded_key_is_none() {
    let text = "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Due Date,Tags,Notes,Projects,Parent task\n100,2026-01-02,,2026-01-02,Whole,Doing,Jo,,a,why,P,\n101,2026-01-02,2026-02-02,2026-01-02,Piece,Doing,Jo,,a,why,P,Whole\n1.21143E+15,2026-01-02,,2026-01-02,Rounded,Doing,,,,,P,Nowhere\n";
    let product = taken(text, "asana");
    assert_eq!(wholes(&product, "101"), ["Whole"]);
    assert_eq!(item(&product, "101").status, Status::Done, "what is complete is done in whatever section it stands");
    let import = import(text);
    assert!(import.notes.iter().any(|note| note.contains("1 key rounded by a spreadsheet")), "{:?}", import.notes);
    let mut other = Product::new(About::named("Other", now().at), 3);
    let outcome = take_in(&mut other, &import, "x.csv", now()).unwrap();
    assert_eq!(outcome.orphans, 1);
    assert!(outcome.remarks().iter().any(|line| line.contains("1 item part of something that is not in the file")));
}

#[test]
fn azure_has_a_tree_of_titles() {
    let text = "ID,Work Item Type,Title 1,Title 2,Title 3,State\n1,Epic,Reports,,,New\n2,Feature,,Export,,Active\n3,User Story,,,CSV,Removed\n4,Feature,,Print,,New\n5,Epic,Setup,,,New\n";
    let product = taken(text, "azure");
    assert_eq!(wholes(&product, "2"), ["Reports"]);
    assert_eq!(wholes(&product, "3"), ["Export"]);
    assert_eq!(wholes(&product, "4"), ["Reports"]);
    assert!(wholes(&product, "5").is_empty() && item(&product, "3").declined.is_some());
}

#[test]
fn plane_has_lists_and_comments_as_json() {
    let text = "\"Project Name\",\"Parent\",\"Identifier\",\"Sequence Id\",\"Name\",\"State Name\",\"Assignees\",\"Archived At\",\"Estimate\",\"Labels\",\"Comments\"\n\"T\",\"\",\"TEST-1\",\"1\",\"Sign in\",\"In Progress\",\"[\"\"Jo\"\"]\",\"\",\"5\",\"[\"\"backend\"\", \"\"security\"\"]\",\"[{\"\"comment\"\": \"\"me; too\"\", \"\"created_by\"\": \"\"Raj\"\", \"\"created_at\"\": \"\"2024-01-01 14:30:00\"\"}, {\"\"comment\"\": \"\"no\"\", \"\"created_by\"\": \"\"Mia\"\", \"\"created_at\"\": \"\"2024-01-02 14:30:00\"\"}]\"\n";
    let product = taken(text, "plane");
    let own = item(&product, "TEST-1");
    assert_eq!((own.status, own.owner.as_str(), own.tags.len()), (Status::Doing, "Jo", 2));
    let said: Vec<(&str, &str)> = own.comments.iter().map(|one| (one.by.as_str(), one.text.as_str())).collect();
    assert_eq!(said, [("Raj", "me; too"), ("Mia", "no")]);
    let Some(real) = shared_data().map(|dir| dir.join("exports/plane.csv")).filter(|path| path.exists()) else {
        return;
    };
    let product = taken(&std::fs::read_to_string(real).unwrap(), "plane");
    assert!(product.items().iter().any(|item| item.comments.len() == 2));
}

#[test]
fn a_piece_stays_where_a_person_put_it_until_the_source_moves_it() {
    let table = |parent: &str| {
        import(&format!(
            "ID,Work Item Type,Title,State,Parent\n1,Epic,A,New,\n2,Epic,B,New,\n3,User Story,C,New,{parent}\n"
        ))
    };
    let mut product = Product::new(About::named("Other", now().at), 3);
    take_in(&mut product, &table("1"), "x.csv", now()).unwrap();
    assert_eq!(wholes(&product, "3"), ["A"]);
    let id = item(&product, "3").id;
    let apart = |item: &mut Item| {
        item.links.clear();
        Ok(())
    };
    product.update(id, apart).unwrap();
    take_in(&mut product, &table("1"), "x.csv", now()).unwrap();
    assert!(wholes(&product, "3").is_empty(), "a person took it out");
    take_in(&mut product, &table("2"), "x.csv", now()).unwrap();
    assert_eq!(wholes(&product, "3"), ["B"]);
    // two that are pieces of each other are one piece of the other
    let circle = import("ID,Work Item Type,Title,State,Parent\n1,Epic,A,New,2\n2,Epic,B,New,1\n4,Epic,D,New,4\n");
    let mut product = Product::new(About::named("Other", now().at), 3);
    take_in(&mut product, &circle, "x.csv", now()).unwrap();
    assert_eq!(
        (wholes(&product, "1"), wholes(&product, "2"), wholes(&product, "4")),
        (vec!["B".into()], vec![], vec![])
    );
}
