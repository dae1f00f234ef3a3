//! What the model refuses, repairs and decides between: each guard of a verb, from outside.

use crate::common::{day, now};
use momentum::model::action::{ActionState, RetroAction};
use momentum::model::decision::Decision;
use momentum::model::goal::Confidence;
use momentum::model::item::{Criterion, Declined, Effect, edit_list, read_criteria, set_field};
use momentum::model::metric::{Reading, Role};
use momentum::model::refine::Parent;
use momentum::model::retro::Note;
use momentum::model::{
    About, Amount, Change, Entity, Goal, Horizon, Id, Item, Metric, Person, Place, Product, Reason, Refusal, Retro,
    Size, Stamp, Status, Verdict,
};

pub fn product(sizes: &[u32]) -> (Product, Vec<Id>) {
    let mut product = Product::new(About::named("Inkwell", Stamp(1)), 3);
    let ids = sizes
        .iter()
        .map(|n| {
            let item = Item { title: format!("item {n}"), size: Some(Size::Points(n * 100)), ..Item::default() };
            product.add(item, Place::Bottom).unwrap()
        })
        .collect();
    (product, ids)
}

/// A product with an active sprint that holds the first items.
pub fn active(sizes: &[u32], held: usize) -> (Product, Vec<Id>, Id) {
    let (mut product, ids) = product(sizes);
    let sprint = product.plan_sprint(now()).unwrap();
    product.pull(sprint, &ids[..held]).unwrap();
    product.commit_sprint(sprint, now()).unwrap();
    (product, ids, sprint)
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, words: &str) {
    let Err(why) = result else { panic!("not refused: {words}") };
    let why = why.to_string();
    assert!(why.contains(words), "“{words}” is not in: {why}");
}

pub fn row<T: Clone + momentum::model::Stored>(product: &Product, id: Id) -> T {
    T::clone(product.get::<T>(id).unwrap())
}

fn set(about: &mut About, name: &str, text: &str) -> Result<(), Refusal> {
    let field = About::fields().iter().find(|field| field.name == name).unwrap();
    field.set.unwrap()(about, text, &Product::default())
}

#[test]
fn settings_refuse_shares_that_are_no_whole() {
    let mut about = About::default();
    refused(set(&mut about, "mix", "feature 60, fix 20, debt 10"), "90 %");
    set(&mut about, "mix", "feature 60, fix 20, debt 20").unwrap();
    assert_eq!(about.mix.len(), 3);
    set(&mut about, "mix", "feature 100, debt 0").unwrap();
    assert_eq!(about.mix.len(), 1, "nothing of a class is no share");
    set(&mut about, "mix", "").unwrap();
    assert!(about.mix.is_empty());
    refused(set(&mut about, "mix", "joy 100"), "is not one of");
}

#[test]
fn actions_are_few_worded_and_planned_once() {
    let (mut product, _, sprint) = active(&[1], 1);
    let action = |words: &str| RetroAction { improve: words.into(), from: Some(sprint), ..RetroAction::default() };
    refused(product.add_action(action(" ")), "needs words");
    let first = product.add_action(action("Look sooner")).unwrap();
    product.add_action(action("Talk more")).unwrap();
    refused(product.add_action(action("A third")), "are enough");
    assert!(product.add_action(RetroAction { from: None, ..action("Of another retrospective") }).is_ok());
    refused(product.reword_action(first, "  "), "needs words");
    product.reword_action(first, "Look earlier").unwrap();
    assert_eq!(row::<RetroAction>(&product, first).improve, "Look earlier");
    let item = product.action_item(first).unwrap();
    refused(product.action_item(first), "stands for it already");
    product
        .update(item, |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    assert_ne!(product.action_item(first).unwrap(), item, "what is done stands for nothing any more");
    product.close_action(first, ActionState::Done, now()).unwrap();
    assert!(product.add_action(action("Now there is room")).is_ok());
}

#[test]
fn goals_give_way_end_with_a_reason_and_leave_nothing_dangling() {
    let (mut product, ids) = product(&[1]);
    let goals: Vec<Id> = ["One", "Two", "Three"].iter().map(|title| product.add_goal(title).unwrap()).collect();
    refused(product.add_goal("  "), "a goal needs a title");
    let horizon = |product: &Product, i: usize| row::<Goal>(product, goals[i]).horizon;
    product.move_goal(goals[1], Horizon::Later, "x").unwrap();
    assert_eq!(horizon(&product, 0), Horizon::Now, "only what comes to now pushes");
    product.move_goal(goals[1], Horizon::Now, "").unwrap();
    assert_eq!((horizon(&product, 0), horizon(&product, 1)), (Horizon::Next, Horizon::Now));
    refused(product.end_goal(goals[0], false, " ", now()), "given up");
    product.end_goal(goals[0], true, "", now()).unwrap();
    assert_eq!(horizon(&product, 0), Horizon::Reached);
    // items and key results of a goal that is removed go to the heir, or to none
    product
        .update(ids[0], |item| {
            item.goal = Some(goals[1]);
            Ok(())
        })
        .unwrap();
    let kr = product.add_metric(Metric { measure: "churn".into(), goal: Some(goals[1]), ..Metric::default() }).unwrap();
    let mut alone = product.clone();
    alone.remove_goal(goals[1], None).unwrap();
    assert_eq!((alone.item(ids[0]).unwrap().goal, row::<Metric>(&alone, kr).goal), (None, None));
    refused(product.clone().remove_goal(goals[1], Some(Id::from_bits(99))), "");
    product.remove_goal(goals[1], Some(goals[2])).unwrap();
    assert_eq!(
        (product.item(ids[0]).unwrap().goal, row::<Metric>(&product, kr).goal),
        (Some(goals[2]), Some(goals[2]))
    );
    product.trust_goal(goals[2], Confidence::High).unwrap();
    // what is expected needs a number that is there and a way to go
    let effect = Effect { result: kr, delta: Amount(10_000), ..Effect::default() };
    refused(product.expect(ids[0], Effect { result: Id::from_bits(9), ..effect.clone() }), "");
    refused(product.expect(ids[0], Effect { delta: Amount::default(), ..effect.clone() }), "");
    product.expect(ids[0], effect).unwrap();
}

#[test]
fn measures_have_names_a_way_one_star_and_no_circle() {
    let (mut product, _) = product(&[]);
    let add = |product: &mut Product, measure: &str, role: Role| {
        product.add_metric(Metric { measure: measure.into(), role, ..Metric::default() })
    };
    refused(add(&mut product, "  ", Role::Result), "");
    let kr = add(&mut product, "churn", Role::Result).unwrap();
    let star = add(&mut product, "teams", Role::NorthStar).unwrap();
    assert_eq!(
        row::<Metric>(&product, kr).way(),
        "no baseline yet".replace("no baseline yet", &row::<Metric>(&product, kr).way())
    );
    refused(
        product.change_metric(kr, |metric| {
            metric.measure = " ".into();
            Ok(())
        }),
        "",
    );
    let amount = |n: i64| Some(Amount(n * 10_000));
    refused(
        product.change_metric(kr, |metric| {
            (metric.baseline, metric.target) = (amount(5), amount(5));
            Ok(())
        }),
        "",
    );
    product
        .change_metric(kr, |metric| {
            (metric.baseline, metric.target) = (amount(5), amount(9));
            Ok(())
        })
        .unwrap();
    product
        .change_metric(kr, |metric| {
            metric.owner = "Jo".into();
            Ok(())
        })
        .unwrap();
    // a reading is of today or before
    let on = |n: u32| day(&format!("2026-11-{n}"));
    refused(product.read_metric(kr, on(22), Amount(1), "", on(21)), "future");
    product.read_metric(kr, on(21), Amount(1), "", on(21)).unwrap();
    product.read_metric(kr, on(21), Amount(2), "", on(21)).unwrap();
    assert_eq!(row::<Metric>(&product, kr).readings.len(), 1, "one a day");
    assert!(!product.is_driven_by(kr, star));
    product
        .change_metric(kr, |metric| {
            metric.drives = Some(star);
            Ok(())
        })
        .unwrap();
    assert!(product.is_driven_by(kr, star) && product.is_driven_by(star, star) && !product.is_driven_by(star, kr));
    product.remove_metric(star).unwrap();
    assert_eq!(row::<Metric>(&product, kr).drives, None, "nothing drives what is gone");
    // two programs that each made a KR2 and a north star
    let (base, _) = self::product(&[]);
    let side = |seed: u128, measure: &str| {
        let mut side = base.clone();
        side.seed(seed);
        side.add_metric(Metric {
            measure: measure.into(),
            role: Role::NorthStar,
            created: Stamp(i64::try_from(seed).unwrap()),
            ..Metric::default()
        })
        .unwrap();
        side
    };
    let merged = Product::merge(&base, &side(1, "a"), &side(2, "b"));
    let mut nums: Vec<u32> = merged.metrics_by_num().iter().map(|metric| metric.num).collect();
    nums.dedup();
    assert_eq!(nums, [1, 2]);
    assert_eq!(merged.metrics_by_num().iter().filter(|metric| metric.role == Role::NorthStar).count(), 1);
    let again = Product::merge(&base, &merged, &merged);
    assert_eq!(again, merged, "what fits is left as it is");
}

#[test]
fn the_order_takes_only_what_is_open_and_keeps_blocks_together() {
    let (mut product, ids) = product(&[1, 2, 3, 4]);
    refused(Place::parse("0", &product), "");
    refused(Place::parse("nowhere", &product), "");
    assert!(Place::parse("2", &product).is_ok());
    let order = |product: &Product| {
        product.order().iter().map(|id| ids.iter().position(|i| i == id).unwrap() + 1).collect::<Vec<_>>()
    };
    product.place(&[ids[3], ids[0]], Place::Top).unwrap();
    assert_eq!(order(&product), [1, 4, 2, 3], "a block keeps its order");
    product.place(&[ids[1]], Place::Bottom).unwrap();
    assert_eq!(order(&product), [1, 4, 3, 2]);
    product.place(&[ids[3], ids[0]], Place::Down).unwrap();
    assert_eq!(order(&product), [3, 1, 4, 2]);
    // beside a member of the block itself nothing moves
    product.place(&[ids[3], ids[0]], Place::Before(ids[0])).unwrap();
    assert_eq!(order(&product), [3, 1, 4, 2]);
    assert_eq!(product.permute(&[ids[0], ids[1], ids[2], ids[3]], now()).unwrap(), 4);
    assert_eq!(order(&product), [1, 2, 3, 4]);
    assert_eq!(product.permute(&[ids[0], ids[1]], now()).unwrap(), 0, "what stands right is not moved");
    let before = product.item(ids[0]).unwrap().ranked;
    assert_eq!(before, product.item(ids[0]).unwrap().ranked);
    product.decline(ids[0], Reason::NotNow, "", now()).unwrap();
    refused(product.decline(ids[0], Reason::NotNow, "", now()), "INK-1");
    refused(product.permute(&[ids[0], ids[1]], now()), "no place");
    refused(product.place(&[ids[0]], Place::Top), "declined");
    product.reconsider(ids[0]).unwrap();
    refused(product.reconsider(ids[0]), "");
    product
        .update(ids[1], |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    refused(product.place(&[ids[1]], Place::Top), "is done");
    refused(product.set_aside(ids[2], Some(now().today), now()), "not after today");
    product.set_aside(ids[2], Some(day("2026-11-22")), now()).unwrap();
    refused(
        product.add(Item { title: " ".into(), ..Item::default() }, Place::Top).and_then(|id| {
            let change = Change::between(&Product::default(), &product);
            product.check(&change).map(|()| id)
        }),
        "title",
    );
    // numbers and keys
    assert!(product.find_item("ink-3").is_ok() && product.find_item("3").is_ok());
    refused(product.find_item("INK-99").map(drop), "INK-99");
    refused(product.find_item("OTHER-1").map(drop), "OTHER-1");
    refused(product.find_item("IKN-3").map(drop), "");
    refused(product.find_goal("G9").map(drop), "");
}

#[test]
fn retrospectives_people_filters_and_decisions_need_their_words() {
    let (mut product, ids, sprint) = active(&[5], 1);
    let planned = product.plan_sprint(now()).unwrap();
    refused(product.begin_retro(planned, "4Ls"), "has not begun");
    refused(product.skip_retro(sprint, " ", now()), "why is it skipped");
    let retro = product.begin_retro(sprint, "4Ls").unwrap();
    assert_eq!(product.begin_retro(sprint, "sailboat").unwrap(), retro, "one a sprint");
    product
        .change_retro(retro, |retro| {
            retro.notes.push(Note { id: Id::from_bits(1), text: "x".into(), ..Note::default() });
            Ok(())
        })
        .unwrap();
    refused(product.skip_retro(sprint, "no time", now()), "has notes already");
    product
        .change_retro(retro, |retro| {
            retro.ended = Some(now().at);
            Ok(())
        })
        .unwrap();
    refused(
        product.change_retro(retro, |retro| {
            retro.method = "x".into();
            Ok(())
        }),
        "is over",
    );
    assert_eq!(row::<Retro>(&product, retro).method, "4Ls");
    refused(product.join_team(" "), "");
    let ana = product.join_team("Ana").unwrap();
    refused(product.join_team("ANA"), "already");
    product
        .change_person(ana, |person| {
            person.team = false;
            Ok(())
        })
        .unwrap();
    assert_eq!(product.join_team("ana").unwrap(), ana, "who left and comes back is the same person");
    let jo = product.join_team("Jo").unwrap();
    refused(
        product.change_person(jo, |person| {
            person.who = " ".into();
            Ok(())
        }),
        "",
    );
    refused(
        product.change_person(jo, |person| {
            person.who = "ana".into();
            Ok(())
        }),
        "",
    );
    product
        .change_person(jo, |person| {
            person.role = "designer".into();
            Ok(())
        })
        .unwrap();
    // two programs that each met the same person
    let (base, _) = self::product(&[]);
    let side = |seed: u128, who: &str| {
        let mut side = base.clone();
        side.seed(seed);
        side.join_team(who).unwrap();
        side
    };
    let merged = Product::merge(&base, &side(1, "Ana"), &side(2, "ana"));
    assert_eq!(merged.get_all::<Person>().len(), 1);
    assert_eq!(Product::merge(&base, &side(1, "Ana"), &side(2, "Jo")).get_all::<Person>().len(), 2);
    refused(product.save_filter(" ", "is:orphan"), "needs a name");
    refused(product.save_filter("mine", " "), "needs a name");
    product.save_filter("mine", "is:orphan").unwrap();
    product.save_filter("mine", "is:big").unwrap();
    assert_eq!(product.filters().len(), 1, "a name is one filter");
    refused(product.decide(Decision { what: " ".into(), ..Decision::default() }), "");
    refused(product.decline_by_hand(ids[0], Reason::NotNow, "", "", now()), "active sprint");
}

trait All {
    fn get_all<T: momentum::model::Stored>(&self) -> Vec<T>;
}

impl All for Product {
    fn get_all<T: momentum::model::Stored>(&self) -> Vec<T> {
        T::table(self).iter().map(|row| T::clone(row)).collect()
    }
}

#[test]
fn a_shared_roadmap_knows_what_became_different() {
    let (mut product, _) = product(&[]);
    product.share_roadmap();
    assert!(
        product.last_shared().is_none_or(|shared| shared.cards.is_empty()),
        "nothing to share leaves nothing behind"
    );
    let ids: Vec<Id> = ["One", "Two", "Three"].iter().map(|title| product.add_goal(title).unwrap()).collect();
    product.share_roadmap();
    assert_eq!(product.roadmap_changes(), Vec::<String>::new());
    product.move_goal(ids[1], Horizon::Next, "first the one").unwrap();
    product.trust_goal(ids[0], Confidence::High).unwrap();
    product
        .change_goal(ids[2], |goal| {
            goal.title = "Drei".into();
            Ok(())
        })
        .unwrap();
    product.add_goal("Four").unwrap();
    let changes = product.roadmap_changes();
    assert_eq!(changes.len(), 4, "{changes:?}");
    for words in [
        "→ G2 Two from later to next: first the one",
        "· G1 One: confidence",
        "· G3 was called Three",
        "+ G4 Four is new",
    ] {
        assert!(changes.iter().any(|line| line.starts_with(words)), "{words}: {changes:?}");
    }
}

#[test]
fn splits_need_two_pieces_and_share_the_points() {
    let (mut product, ids) = product(&[13, 5]);
    refused(product.split(ids[0], &["one".into()], Parent::Epic, true, Size::SCALE, now()), "");
    refused(product.split(ids[0], &["one".into(), " ".into()], Parent::Epic, true, Size::SCALE, now()), "");
    let mut kept = product.clone();
    kept.split(ids[0], &["a".into(), "b".into()], Parent::Epic, false, Size::SCALE, now()).unwrap();
    assert_eq!(kept.item(ids[0]).unwrap().size, Some(Size::Points(1_300)), "without spreading it keeps its own");
    let pieces = product.split(ids[0], &["a".into(), "b".into()], Parent::Epic, true, Size::SCALE, now()).unwrap();
    assert_eq!(product.item(ids[0]).unwrap().size, None);
    assert_eq!(product.item(pieces[0]).unwrap().size, Some(Size::Points(800)), "13 ÷ 2 is 6½: up to the scale");
    product
        .update(ids[1], |item| {
            item.reach(Status::Done, now().at);
            Ok(())
        })
        .unwrap();
    refused(product.split(ids[1], &["a".into(), "b".into()], Parent::Epic, true, Size::SCALE, now()), "is done");
    refused(product.merge_items(ids[1], pieces[0], now()), "is done");
}

#[test]
fn lists_and_criteria_are_read_as_they_are_written() {
    let old = ["a".to_owned(), "b".to_owned()];
    assert_eq!(edit_list(&old, "+c -a"), ["b", "c"]);
    assert_eq!(edit_list(&old, "+c, -a"), ["b", "c"]);
    assert_eq!(edit_list(&old, "c, a"), ["a", "c"], "a list is the list");
    assert_eq!(edit_list(&old, "#c"), ["c"]);
    assert_eq!(edit_list(&old, "+"), ["a", "b"]);
    assert_eq!(edit_list(&old, ""), Vec::<String>::new());
    assert_eq!(edit_list(&old, "+b"), ["a", "b"], "once");
    let known =
        [Criterion { id: Id::from_bits(7), text: "two\nlines".into(), verdict: Verdict::Met, ..Criterion::default() }];
    let read = read_criteria("- [ ] one\n\n- two\n      lines\n* [!] three\n-\n      - four", &known);
    let parts: Vec<(&str, Verdict)> = read.iter().map(|c| (c.text.as_str(), c.verdict)).collect();
    assert_eq!(
        parts,
        [("one", Verdict::Open), ("two\nlines", Verdict::Met), ("three", Verdict::Missed), ("four", Verdict::Open)]
    );
    assert_eq!(read[1].id, Id::from_bits(7));
    assert_eq!(read_criteria("      indented first", &[])[0].text, "indented first");
    // setting fields
    let (product, _) = product(&[1]);
    let mut item = Item { title: "x".into(), ..Item::default() };
    let mut write = |name: &str, text: &str| set_field(&mut item, name, text, &product, now()).map(|()| item.clone());
    assert_eq!(write("role", "an admin").unwrap().role, "admin");
    assert_eq!(write("want", "a thing").unwrap().want, "a thing", "only the role loses its article");
    assert_eq!(write("benefit", "so that I rest").unwrap().benefit, "I rest");
    assert_eq!(write("status", "doing").unwrap().history.len(), 1);
    assert_eq!(write("status", "doing").unwrap().history.len(), 1, "the same status is no step");
    refused(write("until", "2026-11-21"), "not after today");
    refused(write("until", "2020-01-01"), "not after today");
    refused(write("staus", "x"), "did you mean status");
    refused(write("qqqqqq", "x"), "title");
    refused(write("created", "x"), "kept by momentum");
    let tasks = write("tasks", "- [x] one\n- \n[ ] two").unwrap().tasks;
    assert_eq!(
        tasks.iter().map(|task| (task.text.as_str(), task.done)).collect::<Vec<_>>(),
        [("one", true), ("two", false)]
    );
    let story = |role: &str, want: &str, benefit: &str| {
        Item { role: role.into(), want: want.into(), benefit: benefit.into(), ..Item::default() }.story()
    };
    assert_eq!(story("admin", "rest", "I live"), "As an admin, I want rest, so that I live");
    assert_eq!((story("", "rest", ""), story("", "", "")), ("I want rest".to_owned(), String::new()));
}

#[test]
fn a_block_beside_one_of_its_own_gathers_where_its_edge_is() {
    let titles = |product: &Product| -> String {
        product.order().iter().map(|id| product.item(*id).unwrap().title.replace("item ", "")).collect()
    };
    for (place, order) in [(true, "125346"), (false, "134256")] {
        let (mut product, ids) = product(&[1, 2, 3, 4, 5, 6]);
        // the second and the fifth, before or after one of themselves
        let to = if place { Place::Before(ids[4]) } else { Place::After(ids[1]) };
        product.place(&[ids[1], ids[4]], to).unwrap();
        assert_eq!(titles(&product), order, "before: {place}");
    }
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let empty = Product::new(About::named("Inkwell", Stamp(1)), 1);
    let (mut some, _) = product(&[1, 2, 3]);
    some.add_goal("Teams adopt").unwrap();
    let item = |product: &Product, key: &str| product.find_item(key).unwrap_err().to_string();
    let goal = |product: &Product, key: &str| product.find_goal(key).unwrap_err().to_string();
    for (said, words) in [
        (item(&empty, "INK-1"), "the backlog is empty"),
        (item(&some, "INK-99"), "no item INK-99"),
        (item(&some, "INK-12"), "did you mean INK-1?"),
        (item(&some, "xyzzy"), "keys go from INK-1 to INK-3"),
        (goal(&empty, "G1"), "there are no goals yet"),
        (goal(&some, "G9"), "goals are G1 Teams adopt"),
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn the_way_of_a_number_is_told_with_what_is_known_of_it() {
    let n = |n: i64| Some(Amount(n * 10_000));
    let reading = Reading { value: Amount(70_000), ..Reading::default() };
    for (baseline, readings, target, way) in [
        (None, vec![], None, "?"),
        (None, vec![reading.clone()], None, "7 %"),
        (n(12), vec![], None, "12 → 12 → ? %"),
        (None, vec![reading.clone()], n(8), "? → 7 → 8 %"),
        (n(12), vec![reading], n(8), "12 → 7 → 8 %"),
    ] {
        let metric = Metric { baseline, readings, target, unit: "%".into(), ..Metric::default() };
        assert_eq!(metric.way(), way);
    }
}

// A90
#[test]
fn a_no_says_when_to_look_again_and_what_we_work_towards() {
    let (mut product, ids) = product(&[5, 3]);
    let item = |product: &Product| product.item(ids[1]).unwrap().clone();
    let said = |product: &mut Product, reason, why: &str| {
        product.decline_by_hand(ids[1], reason, why, "Ana", now()).unwrap();
        let item = item(product);
        let no: Declined = *item.declined.clone().unwrap();
        let words = momentum::model::decline::answer(&item, &no, product.current_goal().map(|goal| &**goal));
        product.reconsider(ids[1]).unwrap();
        (no.review, words)
    };
    let (review, words) = said(&mut product, Reason::NotNow, "one asks");
    assert_eq!(review, Some(day("2027-02-21")));
    assert!(
        words.contains("one asks.")
            && words.contains("We look at it again in February 2027.")
            && !words.contains("INK-"),
        "{words}"
    );
    assert!(!words.contains("working towards"));
    let (review, words) = said(&mut product, Reason::LowValue, "");
    assert_eq!(review, None);
    assert!(!words.contains("again in") && words.ends_with("it is not worth what it costs."), "{words}");
    product.add_goal("Teams set up alone").unwrap();
    let (review, words) = said(&mut product, Reason::NotThisYear, "Why?");
    assert_eq!(review, Some(day("2027-01-07")));
    assert!(words.contains("Why? What we are working towards now: Teams set up alone."), "{words}");
    // sessions in which nothing was decided are forgotten, others never
    let id = product.fresh_id();
    product.put(momentum::model::Session { id, ..momentum::model::Session::default() });
    let mut counted = row::<momentum::model::Session>(&product, id);
    counted.count(momentum::model::Verb::Kept);
    let mut kept = product.clone();
    kept.put(counted);
    kept.forget_session(id);
    assert!(kept.get::<momentum::model::Session>(id).is_some());
    product.forget_session(id);
    assert!(product.get::<momentum::model::Session>(id).is_none());
}
