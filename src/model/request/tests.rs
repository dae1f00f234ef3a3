use super::*;
use crate::model::decision::Decision;
use crate::model::item::{Effect, Source};
use crate::model::{About as Head, Item, Place};

fn now() -> Now {
    Now::on("2026-11-21".parse().unwrap())
}

fn product() -> Product {
    Product::new(Head::named("Inkwell", Stamp(1)), 1)
}

fn asked(product: &mut Product, line: &str) -> Id {
    product.ask_line(&Line::read(line), Channel::Talk, now()).unwrap()
}

#[test]
fn a_line_falls_into_who_words_deal_strength_and_tags() {
    let line = Line::read("Raj: AI summaries, board asks $40k !");
    assert_eq!((line.who, line.said.as_str()), (vec!["Raj".to_owned()], "AI summaries, board asks"));
    assert_eq!((line.deal, line.strength), (Some(Amount(40_000 * Amount::ONE)), Strength::Matters));
    let line = Line::read("Mia (Acme), Bo: SSO !! #security @Cy");
    assert_eq!((line.who, line.said.as_str()), (vec!["Mia (Acme)".into(), "Bo".into(), "Cy".into()], "SSO"));
    assert_eq!((line.strength, line.tags), (Strength::Blocker, vec!["security".to_owned()]));
    // what is no part of another kind stays in the words
    for (text, said) in [
        ("Dark mode", "Dark mode"),
        ("see https://a.b: it fails", "see https://a.b: it fails"),
        (
            "a sentence that is far too long to be anybody’s name: so",
            "a sentence that is far too long to be anybody’s name: so",
        ),
        ("Raj: $much", "$much"),
        ("costs $5 or $7", "costs or $7"),
        ("C# and # and @", "C# and # and @"),
        ("Raj: ", "Raj:"),
    ] {
        assert_eq!(Line::read(text).said, said, "{text}");
    }
}

#[test]
fn what_an_account_was_on_that_day_is_frozen() {
    let mut product = product();
    let id = asked(&mut product, "Mia (Acme): SSO");
    let acme = product.find_account("Acme").unwrap().id;
    assert_eq!(product.request(id).unwrap().was.company, "Acme");
    product
        .change_account(acme, |account| {
            account.state = AccountState::Lost;
            Ok(())
        })
        .unwrap();
    let later = asked(&mut product, "Mia: Offline");
    assert_eq!(product.request(id).unwrap().was.state, AccountState::Customer);
    assert_eq!(product.request(later).unwrap().was.state, AccountState::Lost);
    let by_account = asked(&mut product, "Acme: Audit log");
    let request = product.request(by_account).unwrap();
    assert_eq!((request.who.len(), request.was.account), (0, Some(acme)), "an account can ask by itself");
    assert_eq!(product.people_by_name().len(), 1);
}

#[test]
fn the_same_by_the_same_person_on_the_same_day_is_one_request() {
    let mut product = product();
    asked(&mut product, "Raj: AI summaries");
    let again = product.ask_line(&Line::read("raj: ai summaries"), Channel::Mail, now()).unwrap_err().to_string();
    assert!(again.contains("R1 says the same"), "{again}");
    let tomorrow = Now::on("2026-11-22".parse().unwrap());
    product.ask_line(&Line::read("Raj: AI summaries"), Channel::Talk, tomorrow).unwrap();
    asked(&mut product, "Ana: AI summaries");
    // of somebody whom nobody knows two can say the same
    asked(&mut product, "Dark mode");
    asked(&mut product, "Dark mode");
    assert_eq!(product.requests().len(), 5);
    assert!(product.ask(Request::default(), now()).is_err(), "nothing was said");
    let future = Request { said: "x".into(), heard: Some(tomorrow.today), ..Request::default() };
    assert!(product.ask(future, now()).is_err());
}

#[test]
fn four_verdicts_empty_the_inbox_and_nothing_is_decided_twice() {
    let mut product = product();
    let goal = product.add_goal("Reach").unwrap();
    let ids: Vec<Id> = ["Raj: A", "Ana: B", "Jo: C", "Mia: D"].iter().map(|line| asked(&mut product, line)).collect();
    product
        .change_request(ids[0], |request| {
            request.need = "speed".into();
            request.goal = Some(goal);
            request.tags = vec!["ai".into()];
            Ok(())
        })
        .unwrap();
    let item = product.promote(ids[0], Place::Bottom, "me", now()).unwrap();
    let made = product.item(item).unwrap().clone();
    assert_eq!((made.title.as_str(), made.problem.as_str(), made.goal), ("A", "speed", Some(goal)));
    assert_eq!((made.requesters.as_slice(), made.tags.as_slice()), (&["Raj".to_owned()][..], &["ai".to_owned()][..]));
    assert!(made.description.contains("“A” · Raj, 21 Nov 2026 (R1)"), "{}", made.description);
    product.join_item(ids[1], item, "me", now()).unwrap();
    assert_eq!(product.item(item).unwrap().requesters, ["Ana", "Raj"]);
    product.decline_request(ids[2], Reason::NotNow, "later in spring", "me", now()).unwrap();
    let (day, past) = ("2026-12-05".parse().unwrap(), "2026-11-21".parse().unwrap());
    assert!(product.put_off_request(ids[3], (Some(past), 0), "me", now()).is_err(), "today is not to come");
    assert!(product.put_off_request(ids[3], (None, 0), "me", now()).is_err());
    product.put_off_request(ids[3], (Some(day), 3), "me", now()).unwrap();
    let waiting = |product: &Product, today: NaiveDate, reach| {
        product.requests().iter().filter(|request| request.is_waiting(today, reach)).count()
    };
    assert_eq!(waiting(&product, now().today, 2), 0);
    assert_eq!(waiting(&product, day, 0), 1, "its day has come");
    assert_eq!(waiting(&product, now().today, 3), 1, "so many ask");
    assert_eq!(product.decisions_by_day().len(), 4);
    let declined = product.request(ids[2]).unwrap();
    assert_eq!(declined.until, "2027-02-21".parse().ok());
    let decision = product.get::<Decision>(declined.decision.unwrap()).unwrap();
    assert!(decision.what.contains("no to R3 “C”: not now") && decision.num == 3, "{decision:?}");
    for id in &ids[..3] {
        let why = product.decline_request(*id, Reason::LowValue, "", "me", now()).unwrap_err().to_string();
        assert!(why.contains("already"), "{why}");
    }
    // what was put off can be decided at any time
    product.decline_request(ids[3], Reason::LowValue, "", "me", now()).unwrap();
    product.ask_again(ids[3], "a second voice", "me", now()).unwrap();
    assert_eq!(product.request(ids[3]).unwrap().verdict, Decided::Waits);
    assert!(product.ask_again(ids[3], "", "me", now()).is_err(), "it waits");
    assert!(product.ask_again(ids[0], "", "me", now()).unwrap_err().to_string().contains("became INK-1"));
}

#[test]
fn requests_join_without_a_ring_and_voices_do_not_double() {
    let mut product = product();
    let [a, b, c] = ["Raj: A", "Ana: B", "Raj: C"].map(|line| asked(&mut product, line));
    product.join_request(b, a, "me", now()).unwrap();
    assert!(product.join_request(a, b, "me", now()).unwrap_err().to_string().contains("went into R1"));
    product.join_request(c, b, "me", now()).unwrap();
    assert_eq!(product.end_of(product.request(c).unwrap()).id, a);
    let raj = product.find_person("Raj").unwrap().id;
    assert!(product.add_voice(a, raj).is_err(), "he asked already");
    let ana = product.find_person("Ana").unwrap().id;
    product.add_voice(a, ana).unwrap();
    product.drop_voice(a).unwrap();
    assert!(product.drop_voice(a).is_err(), "one voice stays");
    product.decline_request(a, Reason::OutOfGoal, "no", "me", now()).unwrap();
    let d = asked(&mut product, "Jo: D");
    assert!(product.join_request(d, a, "me", now()).unwrap_err().to_string().contains("was declined"));
    let item = product.add(Item { title: "x".into(), ..Item::default() }, Place::Bottom).unwrap();
    product.decline(item, Reason::LowValue, "", now()).unwrap();
    assert!(product.join_item(d, item, "me", now()).unwrap_err().to_string().contains("was declined"));
}

#[test]
fn decided_is_not_told_and_a_new_verdict_is_told_anew() {
    let mut product = product();
    let id = asked(&mut product, "Raj, Ana: A");
    let [raj, ana] = ["Raj", "Ana"].map(|name| product.find_person(name).unwrap().id);
    assert!(product.owed().is_empty());
    assert!(product.tell(id, raj, now()).is_err(), "it waits: there is nothing to tell");
    product.decline_request(id, Reason::NotNow, "", "me", now()).unwrap();
    assert_eq!(product.owed().iter().map(|owed| owed.who).collect::<Vec<_>>(), [raj, ana]);
    assert_eq!(product.tell(id, raj, now()).unwrap(), 1);
    assert!(product.tell(id, raj, now()).is_err(), "he heard it");
    let other = product.person_named("Jo").unwrap();
    assert!(product.tell(id, other, now()).is_err(), "he did not ask");
    product.ask_again(id, "", "me", now()).unwrap();
    assert!(product.owed().is_empty());
    let item = product.promote(id, Place::Bottom, "me", now()).unwrap();
    assert_eq!(product.owed().len(), 2, "another verdict is news to both");
    product.tell(id, raj, now()).unwrap();
    product
        .update(item, |item| {
            item.accepted = Some(Stamp(9));
            Ok(())
        })
        .unwrap();
    let news = |product: &Product| product.owed().into_iter().map(|owed| (owed.who, owed.about)).collect::<Vec<_>>();
    assert_eq!(
        news(&product),
        [(raj, About::Shipped), (ana, About::Shipped)],
        "who hears that it is there needs no verdict"
    );
    assert_eq!(product.tell(id, ana, now()).unwrap(), 1);
    product.tell(id, raj, now()).unwrap();
    product
        .update(item, |item| {
            item.effect = Some(Box::new(Effect { checked: Some(Stamp(11)), ..Effect::default() }));
            Ok(())
        })
        .unwrap();
    assert_eq!(news(&product), [(raj, About::Measured), (ana, About::Measured)]);
}

#[test]
fn what_carried_the_tag_of_before_becomes_a_request_and_comes_back_whole() {
    let mut product = product();
    let item = Item {
        title: "Dark mode".into(),
        requesters: vec!["Ana".into()].into(),
        tags: vec!["inbox".into(), "ui".into()].into(),
        source: Some(Box::new(Source::default())),
        ..Item::default()
    };
    let id = product.add(item, Place::Bottom).unwrap();
    assert_eq!(product.stand_ins(), [id]);
    assert_eq!(product.adopt_stand_ins(now()).unwrap(), 1);
    let request = product.requests().iter().next().unwrap().clone();
    assert_eq!(
        (request.said.as_str(), request.about.as_slice(), request.how),
        ("Dark mode", &[id][..], Channel::Sprint)
    );
    assert!(product.item(id).unwrap().declined.is_some() && product.stand_ins().is_empty());
    assert_eq!(product.promote(request.id, Place::Bottom, "me", now()).unwrap(), id, "the item itself is used");
    let item = product.item(id).unwrap();
    assert!(item.declined.is_none() && item.tags == ["ui"] && item.source.is_some());
}

#[test]
fn an_answer_names_their_need_and_our_goal_and_nobody_elses_items() {
    let mut product = product();
    product.add(Item { title: "A secret plan".into(), ..Item::default() }, Place::Bottom).unwrap();
    let goal = product.add_goal("New teams finish setup").unwrap();
    let id = asked(&mut product, "Raj: AI summaries");
    product
        .change_request(id, |request| {
            request.need = "the board asks.".into();
            Ok(())
        })
        .unwrap();
    let goal = product.goals().get(goal).cloned();
    product.decline_request(id, Reason::NotNow, "Setup comes first", "me", now()).unwrap();
    let answer = answer_to(product.request(id).unwrap(), &product, goal.as_deref());
    assert_eq!(
        answer,
        "Thank you for “AI summaries”. We understand that it is about this: the board asks. We looked at it, and we will not do it \
         now. Setup comes first. What we are working towards now: New teams finish setup. We look at it again in February 2027."
    );
    let taken = asked(&mut product, "Ana: Dark mode");
    product.promote(taken, Place::Bottom, "me", now()).unwrap();
    let answer = answer_to(product.request(taken).unwrap(), &product, goal.as_deref());
    assert!(answer.contains("in our backlog") && !answer.contains("working towards"), "{answer}");
}

#[test]
fn who_is_merged_renamed_or_taken_out_stays_right_in_every_request() {
    let mut product = product();
    let id = asked(&mut product, "Raj, Rajesh: A");
    let [raj, rajesh] = ["Raj", "Rajesh"].map(|name| product.find_person(name).unwrap().id);
    let item = product.promote(id, Place::Bottom, "me", now()).unwrap();
    product.tell(id, raj, now()).unwrap();
    product.tell(id, rajesh, now()).unwrap();
    assert!(product.remove_person(raj).unwrap_err().to_string().contains("R1"));
    product.merge_people(raj, rajesh).unwrap();
    let request = product.request(id).unwrap();
    assert_eq!((request.who.as_slice(), request.told.len()), (&[raj][..], 1));
    assert!(product.owed().is_empty(), "what one of the two heard both heard");
    assert_eq!(product.item(item).unwrap().requesters, ["Raj"]);
    product
        .change_person(raj, |person| {
            person.who = "Raj Patel".into();
            Ok(())
        })
        .unwrap();
    assert_eq!(product.item(item).unwrap().requesters, ["Raj Patel"]);
    assert!(product.merge_people(raj, raj).is_err());
}
