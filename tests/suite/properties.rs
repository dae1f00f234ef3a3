//! What holds after any row of edits.

use crate::common::{Home, later, now, sample};
use momentum::model::Verb;
use momentum::model::item::set_field;
use momentum::model::{About, Id, Item, Now, Place, Product, Reason, Refusal, document};
use momentum::workspace::{Mode, Workspace};
use proptest::prelude::*;

/// A random edit; the numbers pick items, fields and values.
#[derive(Clone, Debug)]
pub enum Op {
    Add(u8, u8),
    Set(u8, u8, u8),
    Move(Vec<u8>, u8, u8),
    Decline(u8),
    Back(u8),
    Later(u8, bool),
    Goal(u8),
    Link(u8, u8),
    Fail(u8),
    Undo,
    Redo,
}

pub fn op() -> impl Strategy<Value = Op> {
    use any as a;
    prop_oneof![
        3 => (a::<u8>(), a::<u8>()).prop_map(|(x, y)| Op::Add(x, y)),
        6 => (a::<u8>(), a::<u8>(), a::<u8>()).prop_map(|(x, y, z)| Op::Set(x, y, z)),
        6 => (prop::collection::vec(a::<u8>(), 1..5), a::<u8>(), a::<u8>()).prop_map(|(x, y, z)| Op::Move(x, y, z)),
        2 => a::<u8>().prop_map(Op::Decline),
        2 => a::<u8>().prop_map(Op::Back),
        2 => (a::<u8>(), a::<bool>()).prop_map(|(x, y)| Op::Later(x, y)),
        1 => a::<u8>().prop_map(Op::Goal),
        2 => (a::<u8>(), a::<u8>()).prop_map(|(x, y)| Op::Link(x, y)),
        1 => a::<u8>().prop_map(Op::Fail),
        2 => Just(Op::Undo),
        1 => Just(Op::Redo),
    ]
}

fn pick(product: &Product, n: u8) -> Result<Id, Refusal> {
    let all: Vec<Id> = product.items().iter().map(|item| item.id).collect();
    all.get(usize::from(n) % all.len().max(1)).copied().ok_or_else(|| Refusal::invalid("nothing there"))
}

/// Applies an edit to a product, as the closure of the door.
pub fn apply(product: &mut Product, op: &Op, now: Now) -> Result<(), Refusal> {
    match op {
        Op::Add(title, at) => {
            let place = match at % 4 {
                0 => Place::Top,
                1 => Place::Bottom,
                2 => Place::At(usize::from(*at)),
                _ => pick(product, *at).map_or(Place::Bottom, Place::Before),
            };
            product.add(Item { title: format!("Item {title}"), ..Item::default() }, place).map(|_| ())
        }
        Op::Set(item, field, value) => {
            let id = pick(product, *item)?;
            let mut row = product.item(id)?.clone();
            let text = value.to_string();
            let (name, text): (&str, String) = match field % 9 {
                0 => ("title", format!("Title {text}\u{202e}")),
                1 => ("size", text),
                2 => ("tags", format!("+t{}", value % 5)),
                3 => ("tags", format!("-t{}", value % 5)),
                4 => ("description", format!("line {value}\nand \"quotes\" \\ \u{1}\n漢字")),
                5 => ("criteria", format!("- [x] first {}\n- second\n- third {value}", value % 3)),
                6 => ("status", ["todo", "doing", "review", "done"][usize::from(value % 4)].to_owned()),
                7 => ("blocked", if value % 2 == 0 { String::new() } else { text }),
                _ => ("benefit", text),
            };
            set_field(&mut row, name, &text, product, now)?;
            product.put(row);
            Ok(())
        }
        Op::Move(items, how, to) => {
            let ids = items.iter().map(|n| pick(product, *n)).collect::<Result<Vec<_>, _>>()?;
            let other = pick(product, *to)?;
            let place = match how % 7 {
                0 => Place::Top,
                1 => Place::Bottom,
                2 => Place::Up,
                3 => Place::Down,
                4 => Place::At(usize::from(*to) % 20 + 1),
                5 => Place::Before(other),
                _ => Place::After(other),
            };
            product.place(&ids, place)
        }
        Op::Decline(item) => {
            let id = pick(product, *item)?;
            product.decline(id, Reason::NotNow, "no", now)
        }
        Op::Back(item) => {
            let id = pick(product, *item)?;
            product.reconsider(id)
        }
        Op::Later(item, yes) => {
            let id = pick(product, *item)?;
            product.set_aside(id, yes.then(|| now.today + chrono::Days::new(9)), now)
        }
        Op::Goal(n) => product.add_goal(&format!("Goal {n}")).map(|_| ()),
        Op::Link(item, goal) => {
            let id = pick(product, *item)?;
            let goals = product.goals_by_num();
            let goal = goals.get(usize::from(*goal) % goals.len().max(1)).map(|g| g.id);
            product.update(id, |item| {
                item.goal = goal;
                Ok(())
            })
        }
        Op::Fail(n) => {
            // half of it works, and then it refuses
            apply(product, &Op::Add(*n, *n), now)?;
            Err(Refusal::invalid("no"))
        }
        Op::Undo | Op::Redo => Ok(()),
    }
}

pub fn bytes(product: &Product) -> Vec<u8> {
    document::write(product).unwrap()
}

/// Checks that what is derived agrees with what is stored.
pub fn check_index(product: &Product) {
    let again = document::read(&bytes(product)).unwrap();
    assert!(again.repairs.is_empty(), "{:?}", again.repairs);
    let fresh = again.product;
    assert_eq!(bytes(&fresh), bytes(product), "save and load is the identity");
    assert_eq!(fresh.order(), product.order(), "the order is the sorted ranks");
    for today in [crate::common::now().today, crate::common::day("2000-01-01"), crate::common::day("2100-01-01")] {
        assert_eq!(fresh.orphans(today), product.orphans(today));
    }
    assert_eq!(fresh.unsized_items(), product.unsized_items());
    assert_eq!(fresh.declined(), product.declined());
    for (i, id) in product.order().iter().enumerate() {
        let item = product.item(*id).unwrap();
        assert_eq!(product.place_of(item), Some(i + 1));
        assert_eq!(product.find_item(&product.key(item)).unwrap().id, *id);
    }
}

fn step(workspace: &mut Workspace, op: &Op, i: usize) {
    let now = later(i as i64);
    let before = bytes(workspace.product());
    let result = match op {
        Op::Undo => workspace.undo(now).map(|_| ()),
        Op::Redo => workspace.redo(now).map(|_| ()),
        op => workspace.edit(now, Verb::Changed, "", |product| apply(product, op, now)).map(|_| ()),
    };
    if result.is_err() {
        assert_eq!(bytes(workspace.product()), before, "a failed edit changes nothing");
    }
    check_index(workspace.product());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn undo_to_the_start_is_byte_identical_and_redo_comes_back(ops in prop::collection::vec(op(), 1..40)) {
        let home = Home::with(&sample());
        let start = bytes(&sample());
        let mut workspace = home.open(Mode::Look);
        for (i, op) in ops.iter().enumerate() {
            step(&mut workspace, op, i);
        }
        let end = bytes(workspace.product());
        let mut undone = 0;
        while workspace.undo(now()).is_ok() {
            undone += 1;
        }
        prop_assert_eq!(bytes(workspace.product()), start);
        for _ in 0..undone {
            workspace.redo(now()).unwrap();
        }
        // whatever had been undone before the end is further redo, so the end is passed on the way
        if !ops.iter().any(|op| matches!(op, Op::Undo | Op::Redo)) {
            prop_assert_eq!(bytes(workspace.product()), end);
        }
    }

    // B9
    #[test]
    fn a_block_that_moves_keeps_its_order_and_everything_else_keeps_its_own(
        picks in prop::collection::vec(0usize..10, 1..5), how in 0u8..7, to in 0usize..10
    ) {
        let mut product = sample();
        let order: Vec<Id> = product.order().iter().copied().collect();
        let mut block: Vec<Id> = picks.iter().map(|i| order[*i]).collect();
        let place = match how {
            0 => Place::Top,
            1 => Place::Bottom,
            2 => Place::Up,
            3 => Place::Down,
            4 => Place::At(to + 1),
            5 => Place::Before(order[to]),
            _ => Place::After(order[to]),
        };
        product.place(&block, place).unwrap();
        block.sort_by_key(|id| order.iter().position(|o| o == id));
        block.dedup();
        // the same on a plain list
        let first = order.iter().position(|id| *id == block[0]).unwrap();
        let last = order.iter().position(|id| *id == *block.last().unwrap()).unwrap();
        let mut rest: Vec<Id> = order.iter().copied().filter(|id| !block.contains(id)).collect();
        let below = last + 1 - block.len();
        let seek = |id: Id, past: usize, inside: usize| rest.iter().position(|r| *r == id).map_or(inside, |i| i + past);
        let at = match place {
            Place::Top => 0,
            Place::Bottom => rest.len(),
            Place::Up => first.saturating_sub(1),
            Place::Down => (last + 2 - block.len()).min(rest.len()),
            Place::At(n) => (n - 1).min(rest.len()),
            Place::Before(id) => seek(id, 0, first),
            Place::After(id) => seek(id, 1, below),
        };
        rest.splice(at..at, block);
        prop_assert_eq!(product.order().iter().copied().collect::<Vec<_>>(), rest);
        check_index(&product);
    }

    #[test]
    fn two_workspaces_on_one_file_lose_nothing(
        left in prop::collection::vec(op(), 1..12), right in prop::collection::vec(op(), 1..12)
    ) {
        let home = Home::with(&sample());
        let mut a = home.open(Mode::Screen);
        let mut b = home.open(Mode::Screen);
        let (mut added, mut i) = (Vec::new(), 0);
        for (x, y) in left.iter().zip(right.iter().cycle()) {
            i += 1;
            step(&mut a, x, i);
            step(&mut b, y, i);
            a.poll();
            b.poll();
        }
        for workspace in [&mut a, &mut b] {
            let id = workspace.edit(later(900), Verb::Added, "", |p| p.add(Item { title: "the last".into(), ..Item::default() }, Place::Top)).unwrap().value;
            added.push(id);
            prop_assert!(workspace.settle(std::time::Duration::from_secs(10)));
        }
        drop((a, b));
        let end = home.read();
        check_index(&end);
        for id in added {
            prop_assert!(end.items().get(id).is_some());
        }
    }
}

#[test]
fn two_workspaces_that_change_different_fields_keep_both_and_undo_keeps_the_other_process_field() {
    let home = Home::with(&sample());
    let mut a = home.open(Mode::Screen);
    let mut b = home.open(Mode::Screen);
    let id = a.product().find_item("INK-2").unwrap().id;
    let set = |w: &mut Workspace, ms, name: &'static str, text: &'static str| {
        let now = later(ms);
        w.edit(now, Verb::SetTo, "", |p| {
            let mut item = p.item(id)?.clone();
            set_field(&mut item, name, text, p, now)?;
            p.put(item);
            Ok(())
        })
        .unwrap();
        assert!(w.settle(std::time::Duration::from_secs(10)));
    };
    set(&mut a, 1, "title", "From a");
    set(&mut b, 2, "size", "21");
    // a learns of it within two seconds, without being asked
    let end = std::time::Instant::now() + std::time::Duration::from_secs(2);
    while a.product().item(id).unwrap().size != Some(momentum::model::Size::Points(2100)) {
        assert!(std::time::Instant::now() < end, "the change outside was not noticed");
        std::thread::yield_now();
        a.poll();
    }
    assert_eq!(a.product().item(id).unwrap().title, "From a");
    a.undo(later(3)).unwrap();
    assert!(a.settle(std::time::Duration::from_secs(10)));
    let end = home.read();
    let item = end.item(id).unwrap();
    assert_eq!(
        (item.title.as_str(), item.size),
        ("Skip setup and import later", Some(momentum::model::Size::Points(2100)))
    );
    assert_eq!(end.open_conflicts().count(), 0);
}

#[test]
fn the_same_field_changed_twice_keeps_the_later_and_a_person_can_take_the_other() {
    let home = Home::with(&sample());
    let mut a = home.open(Mode::Screen);
    let mut b = home.open(Mode::Screen);
    let id = a.product().find_item("INK-2").unwrap().id;
    for (w, ms, title) in [(&mut a, 5, "Earlier"), (&mut b, 9, "Later")] {
        w.edit(later(ms), Verb::SetTo, "", |p| {
            p.update(id, |item| {
                item.title = title.into();
                Ok(())
            })
        })
        .unwrap();
    }
    assert!(a.settle(std::time::Duration::from_secs(10)));
    assert!(b.settle(std::time::Duration::from_secs(10)));
    let end = home.read();
    assert_eq!(end.item(id).unwrap().title, "Later");
    let conflict = end.open_conflicts().next().unwrap().clone();
    assert_eq!((conflict.field.as_str(), conflict.lost.as_str()), ("title", Some("Earlier")));
    // whichever of the two merged, the other learns of it
    let end = std::time::Instant::now() + std::time::Duration::from_secs(3);
    while b.product().open_conflicts().next().is_none() && std::time::Instant::now() < end {
        b.poll();
        std::thread::yield_now();
    }
    b.edit(later(20), Verb::Decided, "", |p| p.resolve(conflict.id, true, later(20))).unwrap();
    assert_eq!(b.product().item(id).unwrap().title, "Earlier");
    assert_eq!(b.product().open_conflicts().count(), 0);
}

#[test]
fn undo_reaches_across_restarts_and_redo_too() {
    let home = Home::new();
    let open = |home: &Home| home.open(Mode::Command);
    for title in ["one", "two", "three"] {
        let mut w = open(&home);
        w.edit(now(), Verb::Added, "", |p| p.add(Item { title: title.into(), ..Item::default() }, Place::Bottom))
            .unwrap();
        w.save(now()).unwrap();
    }
    let mut w = open(&home);
    assert!(w.undo(now()).unwrap().words.contains("three"));
    w.save(now()).unwrap();
    drop(w);
    let mut w = open(&home);
    assert!(w.undo(now()).unwrap().words.contains("two"));
    w.save(now()).unwrap();
    drop(w);
    let mut w = open(&home);
    assert!(w.redo(now()).unwrap().words.contains("two"));
    assert!(w.redo(now()).unwrap().words.contains("three"));
    w.save(now()).unwrap();
    assert_eq!(home.read().items().len(), 3);
    // a new edit ends what could be done again
    w.undo(now()).unwrap();
    w.edit(now(), Verb::Added, "", |p| p.add(Item { title: "four".into(), ..Item::default() }, Place::Bottom)).unwrap();
    w.save(now()).unwrap();
    drop(w);
    assert!(open(&home).redo(now()).is_err());
}

#[test]
fn an_undo_that_would_touch_what_someone_else_changed_is_refused_whole() {
    let home = Home::with(&sample());
    let mut a = home.open(Mode::Screen);
    let id = a.product().find_item("INK-2").unwrap().id;
    a.edit(later(1), Verb::Sized, "", |p| {
        p.update(id, |item| {
            item.size = None;
            Ok(())
        })
    })
    .unwrap();
    assert!(a.settle(std::time::Duration::from_secs(10)));
    let mut shell = home.open(Mode::Command);
    shell
        .edit(later(2), Verb::Sized, "", |p| {
            p.update(id, |item| {
                item.size = Some(momentum::model::Size::Points(900));
                Ok(())
            })
        })
        .unwrap();
    shell.save(later(2)).unwrap();
    drop(shell);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(3);
    while a.product().item(id).unwrap().size.is_none() && std::time::Instant::now() < end {
        a.poll();
        std::thread::yield_now();
    }
    let why = a.undo(later(3)).unwrap_err().to_string();
    assert!(why.contains("INK-2") && why.contains("size"), "{why}");
}

#[test]
fn an_empty_product_of_its_own_name_is_made_by_the_first_save() {
    let home = Home::new();
    let mut w = home.open(Mode::Command);
    assert!(w.is_new());
    w.save(now()).unwrap();
    assert_eq!(home.read().about(), &About { prefix: "INK".into(), ..About::named("Inkwell", now().at) });
}
