//! Marks of words that nobody has confirmed, through splits, joins, merges and files.

use momentum::assist::request::Sent;
use momentum::assist::{Ask, Slot, Suggestion, own, reply, take};
use momentum::measure::ready;
use momentum::model::item::{Criterion, Drafted, gap_from, gaps_in, set_field};
use momentum::model::merge::merge_record;
use momentum::model::{Id, Item, Place, Product, Size, Stamp, Verb, document};

use crate::assist::{advise, empty, sent_for, with};
use crate::common::{Home, Screen, later, now};

fn marked(p: &Product, id: Id) -> Vec<String> {
    p.item(id).unwrap().unconfirmed().into_iter().map(str::to_owned).collect()
}

fn mark(item: &mut Item, field: &str) {
    item.mark_drafted(Drafted { by: "llm".into(), ..Drafted::of(field, None) });
}

fn merged(base: &Product, ours: &Product, theirs: &Product, id: Id) -> Item {
    let of = |product: &Product| product.items().get(id).cloned();
    let (item, _) = merge_record(of(base).as_ref(), of(ours).as_ref(), of(theirs).as_ref());
    item.unwrap().as_ref().clone()
}

#[test]
fn a_story_that_was_suggested_as_a_piece_is_marked_in_all_its_parts() {
    let (mut p, ids) = with(&["Export and import"]);
    let s = sent_for(&p, Ask::Split, &ids[..1], false);
    let a = reply::read(br#"{"version":1,"suggestions":[{"field":"piece","value":"As a spy, I want to export all, so that I earn"},{"field":"piece","value":"Import"}]}"#, &s, "llm", &p).unwrap();
    take(&a, &a.lines, &mut p, Size::SCALE, "Jo", now()).unwrap();
    let piece = p.items().iter().find(|i| i.title.contains("xport all")).unwrap().clone();
    assert!(
        !piece.drafted.is_empty(),
        "{} | {} | {} | {} : {:?}",
        piece.title,
        piece.role,
        piece.want,
        piece.benefit,
        piece.drafted
    );
}

#[test]
fn a_piece_inherits_the_marks_with_the_words() {
    let (mut p, ids) = with(&["Export and import"]);
    p.update(ids[0], |i| {
        i.role = "lead".into();
        i.benefit = "b".into();
        mark(i, "role");
        mark(i, "benefit");
        Ok(())
    })
    .unwrap();
    let made = p
        .split(ids[0], &["a".into(), "b".into()], momentum::model::refine::Parent::Epic, false, Size::SCALE, now())
        .unwrap();
    assert_eq!(marked(&p, made[0]), ["role", "benefit"], "{:?}", p.item(made[0]).unwrap().role);
}

#[test]
fn a_join_does_not_mark_the_words_of_a_person() {
    let (mut p, ids) = with(&["a", "b"]);
    for (id, is_suggested) in [(ids[0], true), (ids[1], false)] {
        p.update(id, |i| {
            i.role = "lead".into();
            if is_suggested {
                mark(i, "role");
            }
            Ok(())
        })
        .unwrap();
    }
    p.merge_items(ids[0], ids[1], now()).unwrap();
    assert!(marked(&p, ids[1]).is_empty(), "the words of b were a person's");
}

#[test]
fn no_mark_of_one_side_falls_on_the_words_of_the_other() {
    let (base, ids) = with(&["Export"]);
    let mut ours = base.clone();
    ours.update(ids[0], |i| {
        i.title = "Export visits".into();
        mark(i, "title");
        i.updated = Stamp(50);
        Ok(())
    })
    .unwrap();
    let mut theirs = base.clone();
    theirs
        .update(ids[0], |i| {
            i.title = "By hand".into();
            i.updated = Stamp(60);
            Ok(())
        })
        .unwrap();
    let m = merged(&base, &ours, &theirs, ids[0]);
    assert!(m.unconfirmed().is_empty(), "{}: {:?}", m.title, m.unconfirmed());
}

#[test]
fn later_suggested_words_stay_marked_although_earlier_ones_were_confirmed() {
    // one confirms the old words, the other takes new suggested words later: the new words are nobody's
    let (base, ids) = with(&["Export"]);
    let mut base = base;
    base.update(ids[0], |i| {
        mark(i, "title");
        i.updated = Stamp(10);
        Ok(())
    })
    .unwrap();
    let mut ours = base.clone();
    ours.update(ids[0], |i| {
        i.drafted.clear();
        i.updated = Stamp(50);
        Ok(())
    })
    .unwrap();
    let mut theirs = base.clone();
    theirs
        .update(ids[0], |i| {
            i.title = "New".into();
            i.mark_drafted(Drafted { by: "llm".into(), at: Stamp(60), ..Drafted::of("title", None) });
            i.updated = Stamp(60);
            Ok(())
        })
        .unwrap();
    let m = merged(&base, &ours, &theirs, ids[0]);
    assert_eq!(m.unconfirmed(), ["title"]);
}

#[test]
fn words_that_a_file_brings_keep_their_marks() {
    let (p, ids) = with(&["Export visits"]);
    let home = Home::with(&p);
    let mut q = p.clone();
    q.update(ids[0], |i| {
        i.benefit = "they earn".into();
        mark(i, "benefit");
        i.updated = later(5).at;
        Ok(())
    })
    .unwrap();
    let csv = momentum::exchange::csv::write(&q, false);
    let file = home.write("own.csv", &csv);
    home.run(&["import", file.to_str().unwrap()]);
    let read = home.read();
    let it = read.items().iter().next().unwrap();
    assert_eq!((it.benefit.as_str(), it.unconfirmed()), ("they earn", vec!["benefit"]));
}

#[test]
fn a_file_marks_words_alone_and_no_status() {
    let (p, _) = with(&["Export visits"]);
    let mut csv = momentum::exchange::csv::write(&p, false);
    csv = csv.trim_end().to_owned();
    assert!(csv.ends_with(','), "{csv}");
    csv.push_str("\"status,kind\"\n");
    let home = Home::with(&empty());
    let file = home.write("own.csv", &csv);
    home.run(&["import", file.to_str().unwrap()]);
    let read = home.read();
    assert!(
        read.items().iter().next().unwrap().unconfirmed().is_empty(),
        "{:?}",
        read.items().iter().next().unwrap().unconfirmed()
    );
}

#[test]
fn a_gap_that_was_filled_leaves_the_words_around_it_marked() {
    let mut screen = Screen::new(&with(&["Export visits"]).0, 100, 30);
    screen.keys("id");
    // the first line is the role, a gap
    screen.shows("who gains from it?");
    screen.keys("<tab>team lead<enter><enter>");
    let it = screen.selected();
    assert_eq!(it.role, "team lead", "{}", screen.text());
    let c = it.criteria.iter().find(|c| c.text.contains("the team lead")).unwrap();
    assert!(it.is_drafted(c.id), "“{}” was typed by nobody, and has no mark", c.text);
}

#[test]
fn an_open_quote_is_no_gap() {
    assert_eq!((gaps_in("the ‹Save button?"), gap_from("the ‹Save button?", 0)), (0, None));
}

#[test]
fn gaps_are_counted_as_they_are_found() {
    for t in ["‹a?", "‹ ‹a?›", "‹a› b?", "‹a‹b?›", "‹a?› ‹b"] {
        let mut n = 0;
        let mut at = 0;
        while let Some(g) = gap_from(t, at) {
            n += 1;
            at = g.end;
        }
        assert_eq!(gaps_in(t), n, "{t}");
    }
}

#[test]
fn each_mark_names_what_its_own_call_has_read() {
    let mut p = empty();
    let mut ids = vec![];
    for n in 0..22 {
        ids.push(
            p.add(
                Item {
                    title: format!("thing {n}"),
                    provenance: if n == 0 { "import x".into() } else { String::new() },
                    ..Item::default()
                },
                Place::Bottom,
            )
            .unwrap(),
        );
    }
    let s: Vec<Sent> = ids.chunks(20).map(|c| sent_for(&p, Ask::Titles, c, false)).collect();
    let reply =
        |key: &str| format!(r#"{{"version":1,"suggestions":[{{"key":"{key}","field":"title","value":"New"}}]}}"#);
    let mut a = reply::read(reply(&s[0].keys[1].0).as_bytes(), &s[0], "llm", &p).unwrap();
    a.append(reply::read(reply(&s[1].keys[0].0).as_bytes(), &s[1], "llm", &p).unwrap());
    take(&a, &a.lines, &mut p, Size::SCALE, "Jo", now()).unwrap();
    let m = &p.item(ids[20]).unwrap().drafted[0];
    assert_eq!((m.from.as_str(), m.foreign), (s[1].read.as_str(), false));
}

// A74
#[test]
fn what_is_taken_carries_a_mark_until_a_person_owns_the_words() {
    let (mut product, all) = with(&["[FE] export button for visits...."]);
    let advice = advise(&product, Ask::Draft, &all);
    let mut lines: Vec<Suggestion> = advice.lines.iter().filter(|line| line.chosen).cloned().collect();
    let role =
        Suggestion { about: all[0], slot: Slot::Role, value: "a team lead".into(), own: true, ..Suggestion::default() };
    lines.push(role);
    take(&advice, &lines, &mut product, Size::SCALE, "Jo", now()).unwrap();
    let item = product.item(all[0]).unwrap();
    assert_eq!((item.title.as_str(), item.role.as_str()), ("Export visits", "team lead"));
    assert_eq!(item.unconfirmed(), ["want", "title", "criteria"], "what a person wrote is their own");
    assert!(item.drafted.iter().all(|mark| mark.by == "rules" && mark.at == now().at && !mark.from.is_empty()));
    assert!(ready::unconfirmed(item).unwrap().starts_with("want, title, criteria"));
    assert!(!ready::is_ready(item, &product) && item.gaps() > 0);
    assert_eq!(own(&all, &mut product).unwrap(), 1);
    assert!(product.item(all[0]).unwrap().drafted.is_empty());
    assert!(own(&all, &mut product).unwrap_err().to_string().contains("stands behind"));
}

#[test]
fn a_mark_falls_at_the_door_with_an_edit_and_comes_back_with_undo() {
    let (product, all) = with(&["[FE] export visits"]);
    let home = Home::with(&product);
    let mut workspace = home.open(momentum::workspace::Mode::Command);
    let advice = advise(&product, Ask::Titles, &all);
    workspace
        .edit(now(), Verb::TookSuggestionsFor, "", |product| {
            take(&advice, &advice.lines, product, Size::SCALE, "Jo", now())
        })
        .unwrap();
    let drafted = |product: &Product| product.item(all[0]).unwrap().unconfirmed().len();
    assert_eq!(drafted(workspace.product()), 1);
    workspace
        .edit(later(5), Verb::Tagged, "", |product| {
            let mut item = product.item(all[0])?.clone();
            set_field(&mut item, "tags", "a", product, later(5))?;
            product.put(item);
            Ok(())
        })
        .unwrap();
    assert_eq!(drafted(workspace.product()), 1, "another field is none of its business");
    let before = document::write(workspace.product()).unwrap();
    workspace
        .edit(later(9), Verb::Changed, "", |product| {
            product.update(all[0], |item| {
                item.title.push_str(" as PDF");
                Ok(())
            })
        })
        .unwrap();
    assert_eq!(drafted(workspace.product()), 0);
    workspace.undo(later(12)).unwrap();
    assert_eq!(document::write(workspace.product()).unwrap(), before);
    workspace.undo(later(13)).unwrap();
    workspace.undo(later(14)).unwrap();
    assert_eq!(document::write(workspace.product()).unwrap(), document::write(&product).unwrap(), "byte for byte");
}

#[test]
fn marks_survive_a_merge_and_a_table_and_fall_with_their_words() {
    let (base, all) = with(&["Export visits"]);
    let mut ours = base.clone();
    ours.update(all[0], |item| {
        item.criteria.push(Criterion { id: Id::from_bits(5), text: "a".into(), ..Criterion::default() });
        item.mark_drafted(Drafted { by: "rules".into(), ..Drafted::of("criteria", Some(Id::from_bits(5))) });
        item.mark_drafted(Drafted { by: "llm".into(), foreign: true, ..Drafted::of("title", None) });
        item.updated = Stamp(50);
        Ok(())
    })
    .unwrap();
    let mut theirs = base.clone();
    theirs
        .update(all[0], |item| {
            item.tags.push("x".into());
            item.updated = Stamp(60);
            Ok(())
        })
        .unwrap();
    let (merged, lost) = momentum::model::merge::merge_record(
        base.items().get(all[0]),
        ours.items().get(all[0]),
        theirs.items().get(all[0]),
    );
    let merged = merged.unwrap();
    assert_eq!((merged.unconfirmed(), merged.tags.len(), lost.len()), (vec!["criteria", "title"], 1, 0));
    // one side removed the criterion, the other changed something else of it: no mark without words
    let mut gone = ours.clone();
    gone.update(all[0], |item| {
        item.criteria.clear();
        item.drafted.retain(|mark| mark.of.is_none());
        item.updated = Stamp(70);
        Ok(())
    })
    .unwrap();
    let (merged, _) = momentum::model::merge::merge_record(
        ours.items().get(all[0]),
        gone.items().get(all[0]),
        ours.items().get(all[0]),
    );
    assert_eq!(merged.unwrap().unconfirmed(), ["title"]);
    // as a table and back
    let csv = momentum::exchange::csv::write(&ours, false);
    assert!(csv.lines().next().unwrap().contains(",drafted"), "{csv}");
    let home = Home::with(&empty());
    let file = home.write("own.csv", &csv);
    home.run(&["import", file.to_str().unwrap()]);
    let read = home.read();
    let item = read.items().iter().next().unwrap();
    assert_eq!((item.unconfirmed(), item.columns.len()), (vec!["criteria", "title"], 0));
    assert_eq!(home.run(&["list", "is:drafted"]).lines().count(), 1);
}
