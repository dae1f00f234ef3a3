//! Items that are alike: told while a title is typed and in a session, with how often that was right here.

use momentum::model::item::{Return, Status};
use momentum::model::{About, Item, Place, Product, Stamp};

use crate::common::{Screen, now};

// B22
#[test]
fn what_is_there_already_is_told_while_its_title_is_typed() {
    let mut product = Product::new(About::named("Lantern", Stamp(1)), 1);
    for title in ["Export the report as PDF", "Import contacts of Fedora 3", "Login fails on Safari"] {
        product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
    }
    let done = product.order()[2];
    product.decline(done, momentum::model::Reason::LowValue, "", now()).unwrap();
    let mut screen = Screen::new(&product, 80, 24);
    let row = |screen: &Screen, word: &str| screen.text().lines().any(|line| line.contains(word));
    screen.keys("1aZebras");
    assert!(!row(&screen, "%  LAN-"), "{}", screen.text());
    screen.keys("<c-u>Exporting reports as PDF").shows("the same?").shows("%  LAN-1 Export the report as PDF");
    screen.keys("<c-u>Import contacts of Fedora 4").shows("sibling").shows("LAN-2 Import contacts of Fedora 3");
    screen.keys("<c-u>Login of Safari fails");
    assert!(!row(&screen, "%  LAN-3"), "what was declined is not there: {}", screen.text());
    screen.keys("<c-u>Exporting contacts<enter>").shows("added");
}

// A66
#[test]
fn doubles_and_hints_say_how_often_they_were_right_here() {
    let mut product = Product::new(About::named("Lantern", Stamp(1)), 1);
    let add = |product: &mut Product, title: &str| {
        product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap()
    };
    add(&mut product, "Make the export of reports fast");
    add(&mut product, "Make fast the exporting of a report");
    for thing in ["zebra", "yak", "walrus", "vole", "urchin", "tapir", "skink", "raven", "quail", "puffin"] {
        let (from, into) = (add(&mut product, &format!("The {thing} on page 4")), add(&mut product, thing));
        product.merge_items(from, into, now()).unwrap();
        for (title, back) in [("Draw it fast", true), ("Draw it in two seconds", false)] {
            let id = add(&mut product, &format!("{title}: a {thing} on the cover"));
            let accept = |item: &mut Item| {
                (item.status, item.accepted) = (Status::Done, Some(Stamp(9)));
                item.returns = back.then(Return::default).into_iter().collect();
                Ok(())
            };
            product.update(id, accept).unwrap();
        }
    }
    let mut screen = Screen::new(&product, 120, 40);
    screen.keys("2duplicates<enter>");
    screen.shows("ALIKE  the same? LAN-2 Make fast the exporting").shows("of 10 found to be the same here, 10 would");
    screen.shows("WORDS").shows("here of 10 shown with a hint 10 came back, of");
}
