//! A field is a member and a row: what a person writes into it is met in every place that reads the table.

use momentum::exchange;
use momentum::model::item::set_field;
use momentum::model::{About, Entity, Item, Place, Product, Shape};
use momentum::query::{Matcher, Query};

use crate::common::{Screen, now};

/// Returns a product with an item that says “zebra” in one field, and another item that is silent.
fn with_zebra(field: &str) -> Product {
    let mut product = Product::new(About::named("Inkwell", now().at), 42);
    let mut item = Item { title: "Striped".into(), created: now().at, updated: now().at, ..Item::default() };
    set_field(&mut item, field, "zebra", &product, now()).unwrap();
    product.add(item, Place::Top).unwrap();
    let plain = Item { title: "Plain".into(), created: now().at, updated: now().at, ..Item::default() };
    product.add(plain, Place::Bottom).unwrap();
    product
}

fn finds(product: &Product, query: &str) -> usize {
    let matcher = &mut Matcher::new(std::sync::Arc::new(Query::parse(query).unwrap()));
    product.items().iter().filter(|item| matcher.passes(item, product, now())).count()
}

#[test]
fn whatever_a_person_writes_is_searched_filtered_shown_edited_exported_and_merged() {
    let free = |field: &&momentum::model::Field<Item>| {
        let text = matches!(field.shape, Shape::Line | Shape::Prose | Shape::List);
        text && field.set.is_some_and(|set| set(&mut Item::default(), "zebra", &Product::default()).is_ok())
    };
    let mut tried = Vec::new();
    for field in Item::fields().iter().filter(free) {
        let name = field.name;
        tried.push(name);
        let product = with_zebra(name);
        assert_eq!(finds(&product, "text:zebra"), 1, "text: does not look through {name}");
        assert_eq!(finds(&product, &format!("{name}:zebra")), 1, "{name} is no filter");
        let csv = exchange::by_ending(&product, "x.csv".as_ref(), false, now()).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.lines().next().unwrap().contains(name) && csv.contains("zebra"), "{name} is not in the CSV");
        let mut screen = Screen::new(&product, 160, 60);
        assert!(screen.text().to_lowercase().contains("zebra"), "the pane does not show {name}:\n{}", screen.text());
        screen.keys("e");
        let form = (0..30).any(|_| screen.keys("<down>").text().contains(field.title));
        assert!(form, "the form lacks {name}");
        let mut merged = with_zebra(name);
        let order: Vec<_> = merged.order().iter().copied().collect();
        let one =
            |title: &str| *order.iter().find(|id| merged.items().get(**id).unwrap().title.contains(title)).unwrap();
        let (into, from) = if name == "title" { (one("Plain"), one("zebra")) } else { (one("Plain"), one("Striped")) };
        merged.merge_items(from, into, now()).unwrap();
        let kept = serde_json::to_string(merged.item(into).unwrap()).unwrap();
        assert!(kept.contains("zebra"), "merging loses {name}: {kept}");
    }
    assert!(tried.len() >= 12, "{tried:?}");
}
