//! Edges that a draw of mutants found unguarded: what an empty line, an equal rank, a closed sprint or a bare name does.

use momentum::model::item::read_criteria;
use momentum::model::{Item, Place, Product, Sprint, SprintState, Stamp, Verb, document};
use momentum::query::{Matcher, Query};
use momentum::store::place::product_file;

use crate::common::{Home, Screen, later, now, sample};

#[test]
fn an_empty_line_is_no_criterion() {
    let read = read_criteria("first\n\n   \nsecond\n", &[]);
    assert_eq!(read.iter().map(|criterion| criterion.text.as_str()).collect::<Vec<_>>(), ["first", "second"]);
}

#[test]
fn a_name_that_leaves_the_folder_is_no_product() {
    for name in ["", "../x", "a/b", ".hidden", "-x", &"x".repeat(61)] {
        assert!(product_file(name).unwrap_err().to_string().contains("is not a product's name"), "{name}");
    }
    assert!(product_file(&"x".repeat(60)).is_ok() && product_file("Büro 2.0_a-b").is_ok());
}

#[test]
fn a_record_that_would_not_come_back_is_named_before_it_is_written() {
    let before = sample();
    let mut after = before.clone();
    let mut item = Item::clone(after.items().iter().next().unwrap());
    // a member of a later version with the name of one of ours
    item.unknown.insert("title".into(), "other".into());
    after.put(item);
    let why =
        document::write_checked(&after, &momentum::model::Change::between(&before, &after)).unwrap_err().to_string();
    assert!(why.contains("does not survive being written"), "{why}");
}

#[test]
fn what_is_written_about_a_sprint_after_its_end_merges_like_anything_else() {
    let mut base = Product::default();
    let id = base.fresh_id();
    let ended = Some(Stamp(1_000));
    let sprint =
        Sprint { id, number: 1, state: SprintState::Closed, ended, updated: Stamp(1_000), ..Sprint::default() };
    base.put(sprint.clone());
    let mut ours = base.clone();
    ours.put(Sprint { learned: "ask earlier".into(), updated: Stamp(2_000), ..sprint });
    for merged in [Product::merge(&base, &ours, &base), Product::merge(&base, &base, &ours)] {
        assert_eq!(merged.get::<Sprint>(id).unwrap().learned, "ask earlier");
    }
}

#[test]
fn who_undoes_past_what_is_kept_is_told_so() {
    let home = Home::with(&sample());
    let mut workspace = home.open(momentum::workspace::Mode::Command);
    let id = *workspace.product().order().get(0).unwrap();
    let done = workspace.edit(now(), Verb::Moved, "", |product| product.place(&[id], Place::Bottom));
    done.unwrap();
    workspace.save(later(10)).unwrap();
    drop(workspace);
    let sidecar = home.path("state");
    // older parts of the history were let go: the first that is left is not the first
    std::fs::rename(sidecar.join("history.jsonl"), sidecar.join("history.2.jsonl")).unwrap();
    let mut workspace = home.open(momentum::workspace::Mode::Command);
    workspace.undo(later(20)).unwrap();
    let why = workspace.undo(later(30)).unwrap_err().to_string();
    assert!(why.contains("no longer kept"), "{why}");
}

#[test]
fn words_with_a_colon_that_name_no_field_are_words() {
    let mut product = Product::default();
    for title in ["Scale 2:1 in the chart", "Other"] {
        product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
    }
    let mut matcher = Matcher::new(std::sync::Arc::new(Query::parse("2:1").unwrap()));
    let found: Vec<_> = product.items().iter().filter(|item| matcher.passes(item, &product, now())).collect();
    assert_eq!(found.len(), 1);
    assert!(Query::parse("nonsense:1").is_err());
}

#[test]
fn a_first_order_of_too_many_is_refused_before_it_begins() {
    let mut product = Product::new(momentum::model::About::named("Inkwell", now().at), 42);
    for n in 0..=momentum::model::MOST_ORDERED {
        product.add(Item { title: format!("Item {n}"), ..Item::default() }, Place::Bottom).unwrap();
    }
    let mut screen = Screen::new(&product, 100, 30);
    screen.keys("*go").shows("401 items are marked; a first order takes at most 400");
    screen.keys(" go").shows("When should it be there?");
}
