//! The tables are iterated: what holds for one row must hold for all.

use std::collections::HashSet;

use crate::common::{Screen, now, sample};
use momentum::model::item::set_field;
use momentum::model::{
    About, Conflict, Decision, Entity, Filter, Goal, Item, Metric, Person, Product, Retro, RetroAction, Session,
    Snapshot, Sprint, Vision,
};
use momentum::tui::catalog::CATALOG;

#[test]
fn every_member_of_a_record_has_a_row_in_fields() {
    fn check<T: Entity>(members: &[&str]) {
        let rows: Vec<&str> = T::fields().iter().map(|f| f.name).collect();
        let unique: HashSet<&&str> = rows.iter().collect();
        assert_eq!(unique.len(), rows.len(), "{}", T::TABLE);
        for member in members {
            assert!(rows.contains(member), "{} has no field {member}", T::TABLE);
        }
        for field in T::fields() {
            assert!(!field.title.is_empty() && !field.help.is_empty(), "{}", field.name);
            assert!(members.contains(&field.name), "{} has no member {}", T::TABLE, field.name);
        }
    }
    check::<Item>(Item::MEMBERS);
    check::<Goal>(Goal::MEMBERS);
    check::<Conflict>(Conflict::MEMBERS);
    check::<About>(About::MEMBERS);
    check::<Filter>(Filter::MEMBERS);
    check::<Decision>(Decision::MEMBERS);
    check::<Session>(Session::MEMBERS);
    check::<Sprint>(Sprint::MEMBERS);
    check::<Person>(Person::MEMBERS);
    check::<Metric>(Metric::MEMBERS);
    check::<Retro>(Retro::MEMBERS);
    check::<RetroAction>(RetroAction::MEMBERS);
    check::<Vision>(Vision::MEMBERS);
    check::<Snapshot>(Snapshot::MEMBERS);
}

#[test]
fn setting_a_field_to_what_it_prints_changes_nothing() {
    let product = sample();
    for item in product.items().iter() {
        for field in Item::fields().iter().filter(|f| f.set.is_some()) {
            let mut same = item.as_ref().clone();
            let text = (field.get)(item).print(&product);
            set_field(&mut same, field.name, &text, &product, now()).unwrap();
            assert_eq!(&same, item.as_ref(), "{} of {}", field.name, item.title);
        }
    }
}

#[test]
fn setting_a_field_of_any_table_to_what_it_prints_changes_nothing() {
    fn check<T: Entity + std::fmt::Debug>(row: &T, product: &Product) {
        for field in T::fields() {
            let Some(set) = field.set else { continue };
            let mut same = row.clone();
            set(&mut same, &(field.get)(row).print(product), product).unwrap();
            assert_eq!(&same, row, "{} of {}", field.name, T::TABLE);
        }
    }
    let product = momentum::demo::inkwell(now(), 1).unwrap();
    check(product.about(), &product);
    product.people_by_name().into_iter().for_each(|row| check(row, &product));
    product.metrics_by_num().into_iter().for_each(|row| check(row, &product));
    product.sprints_by_number().into_iter().for_each(|row| check(row, &product));
    product.all_actions().into_iter().for_each(|row| check(row, &product));
    product.goals_by_num().into_iter().for_each(|row| check(&**row, &product));
}

#[test]
fn a_field_that_momentum_keeps_cannot_be_set() {
    let product = sample();
    let mut item = product.items().iter().next().unwrap().as_ref().clone();
    for field in Item::fields().iter().filter(|f| f.set.is_none()) {
        assert!(set_field(&mut item, field.name, "x", &product, now()).is_err(), "{}", field.name);
    }
    let why = set_field(&mut item, "titel", "x", &product, now()).unwrap_err().to_string();
    assert!(why.contains("title"), "{why}");
}

#[test]
fn every_action_survives_every_product_and_says_why_where_it_makes_no_sense() {
    let empty = Product::new(About::named("Empty", now().at), 1);
    for product in [empty, sample()] {
        for (width, height) in [(100, 30), (30, 8)] {
            for action in CATALOG.actions().filter(|a| a.name != "app.redraw") {
                let mut screen = Screen::new(&product, width, height);
                screen.app.desk.run(action);
                screen.draw();
                // whatever it opened closes again
                screen.keys("<esc><esc><esc>");
                assert!(screen.app.desk.layers.is_empty(), "{} leaves a layer", action.name);
            }
        }
    }
}

#[test]
fn every_action_is_titled_and_found_in_the_palette() {
    let mut screen = Screen::new(&sample(), 120, 40);
    for action in CATALOG.actions() {
        assert!(!action.title.is_empty() && !action.short.is_empty(), "{}", action.name);
        let short: String = action.title.chars().take(40).collect();
        screen.keys(":").paste(&short).shows(&short);
        screen.keys("<esc>");
    }
}

#[test]
fn every_command_is_for_one_task() {
    for action in CATALOG.actions() {
        assert!(
            action.task() < momentum::tui::command::TASKS.len(),
            "{} stands under no heading of the help",
            action.name
        );
    }
    let names = momentum::tui::command::TASKS.iter().flat_map(|(_, names)| names.iter());
    for name in names {
        assert!(
            CATALOG.actions().any(|action| action.name.starts_with(&format!("{name}."))),
            "no command begins with {name}"
        );
    }
}
