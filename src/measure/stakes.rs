//! How the stakeholders stand: wishes without an answer, verdicts that nobody told, talks that are late, promises that are red.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::promise::{self, Outlook};
use super::reach::{self, ANSWER, Reaches};
use super::today::{Front, Lead, Waiting};
use crate::model::{Id, Now, Person, Product, Request};
use crate::sort::InOrder;
use crate::text;
use crate::words::count;

/// Share of the first twenty items from inside alone from which on it is said, in percent.
pub const INSIDE: usize = 80;
/// Late talks that are named.
const NAMED: usize = 3;

/// Returns those with whom a talk is late, the most pressing first: by power and interest, then by how late it is.
#[must_use]
pub fn late_talks(product: &Product, now: Now) -> Vec<&Person> {
    let mut all: Vec<&Person> =
        product.people_by_name().into_iter().filter(|person| person.silence(now).is_some()).collect();
    all.order_by_key(|person| (Reverse(person.weight()), Reverse(person.silence(now)), person.who.to_lowercase()));
    all
}

/// The counts of the stakeholders.
struct Tally {
    reaches: Reaches,
    waiting: usize,
    late: usize,
    untold: Vec<Id>,
    silent: Vec<(i64, String, bool)>,
    red: Vec<(String, bool)>,
}

fn tally(product: &Product, now: Now) -> Tally {
    let reaches = Reaches::of(product);
    let waiting: Vec<&Request> = reach::waiting(product, &reaches, now);
    let late = waiting.iter().filter(|request| request.age(now) > ANSWER).count();
    let mut untold: Vec<Id> = product.owed().iter().map(|owed| owed.request).collect();
    untold.dedup();
    let silent = late_talks(product, now);
    let silent = silent
        .into_iter()
        .filter_map(|person| Some((person.silence(now)?, person.who.clone(), person.contacts.is_empty())))
        .collect();
    let outlooks = promise::outlooks(product, now);
    let red = product.promises_by_day().into_iter().filter_map(|promise| {
        let past = promise.is_open() && promise.by.is_some_and(|by| by < now.today);
        let outlook = outlooks.get(&promise.id).filter(|outlook| outlook.is_red() || past)?;
        let by = promise.by.map_or_else(String::new, |by| by.format("%-d %b").to_string());
        let words = if past {
            format!("{} “{}” was due on {by}: kept or broken?", promise.key(), text::line(&promise.promised))
        } else {
            let chance = promise::words(outlook);
            format!("{} “{}” by {by}: {chance}", promise.key(), text::line(&promise.promised))
        };
        Some((words, past))
    });
    let red = red.collect();
    Tally { waiting: waiting.len(), late, untold, silent, red, reaches }
}

/// Adds what waits for the product owner because of people.
pub fn waiting(product: &Product, now: Now, out: &mut Vec<Waiting>) {
    let tally = tally(product, now);
    let mut add = |weight, words: String, command| out.push(Waiting { words, lead: Lead::Command(command), weight });
    for (words, past) in &tally.red {
        add(if *past { 92 } else { 88 }, words.clone(), "go.promises");
    }
    if tally.late > 0 {
        let verb = if tally.late == 1 { "waits" } else { "wait" };
        add(72, format!("{} {verb} longer than {ANSWER} days for an answer", count(tally.late, "wish")), "go.requests");
    }
    if tally.waiting > tally.late {
        let n = tally.waiting - tally.late;
        let verb = if n == 1 { "waits" } else { "wait" };
        add(52, format!("{} {verb} for an answer", count(n, "wish")), "go.requests");
    }
    if !tally.untold.is_empty() {
        let first = tally.untold.first().and_then(|id| product.request(*id).ok());
        let first = first.map_or_else(String::new, |request| {
            let who = request.who.iter().find_map(|id| product.get::<Person>(*id)).map(|person| person.who.clone());
            let lead = if tally.untold.len() > 1 { ", first " } else { ": " };
            format!("{lead}{}{}", request.key(), who.map_or_else(String::new, |who| format!(" to {who}")))
        });
        add(58, format!("{} nobody told yet{first}", count(tally.untold.len(), "verdict")), "go.untold");
    }
    for (days, who, never) in tally.silent.iter().take(NAMED) {
        let late = if *never { "never met".to_owned() } else { format!("{days} d late") };
        add(44, format!("talk to {who}: {late}"), "go.people");
    }
    if tally.silent.len() > NAMED {
        add(43, format!("{} more talks are late", tally.silent.len() - NAMED), "go.people");
    }
    let stand_ins = product.stand_ins().len();
    if stand_ins > 0 {
        let verb = if stand_ins == 1 { "carries" } else { "carry" };
        add(51, format!("{} {verb} #inbox: ⟦request.adopt⟧ in the inbox", count(stand_ins, "item")), "go.requests");
    }
    if let Some(share) = tally.reaches.inside(product, now).filter(|share| *share >= INSIDE) {
        let words = format!("{share} % of the top 20 came from inside alone");
        out.push(Waiting { words, lead: Lead::Filter("is:inside".into()), weight: 33 });
    }
}

/// Returns a part of so many points, by how much of the whole is right; the whole where there is nothing to be wrong.
fn part(points: usize, right: usize, all: usize) -> usize {
    (points * right).checked_div(all).unwrap_or(points)
}

/// Returns how the front of the stakeholders stands: answers in time (35), verdicts told (20), talks in time (25), promises that
/// hold (10), wishes from outside (10).
#[must_use]
pub fn front(product: &Product, now: Now) -> Front {
    let people = product.people_by_name();
    let known = people.iter().filter(|person| person.rhythm().is_some()).count();
    let name = "stakeholders";
    if known == 0 && product.requests().is_empty() && product.promises().is_empty() {
        let words = "nobody is written down who has a stake · ⟦go.people⟧".to_owned();
        return Front {
            name,
            score: None,
            words,
            next: Some(("go.people", "⟦go.people⟧ writes down who has a stake")),
        };
    }
    let tally = tally(product, now);
    let decided = product.requests().iter().filter(|request| request.decided.is_some()).count();
    let open = product.promises().iter().filter(|promise| promise.is_open()).count();
    let inside = tally.reaches.inside(product, now).is_some_and(|share| share >= INSIDE);
    let talks = if known == 0 { 0 } else { part(25, known - tally.silent.len().min(known), known) };
    let score = part(35, tally.waiting - tally.late, tally.waiting)
        + part(20, decided - tally.untold.len().min(decided), decided)
        + talks
        + part(10, open - tally.red.len().min(open), open)
        + if inside { 0 } else { 10 };
    let mut facts = Vec::new();
    let mut say = |n: usize, words: &str| {
        if n > 0 {
            facts.push(format!("{n} {words}"));
        }
    };
    say(tally.late, "late");
    say(tally.untold.len(), "not told");
    say(tally.silent.len(), if tally.silent.len() == 1 { "talk late" } else { "talks late" });
    say(tally.red.len(), "red");
    // beside all four others there is no room for it in a line, and Today says it in a line of its own
    if let Some(share) = tally.reaches.inside(product, now).filter(|_| inside && facts.len() < 4) {
        facts.push(format!("{share} % inside"));
    }
    let words = match (facts.is_empty(), tally.waiting) {
        (false, _) => facts.join(" · "),
        (true, 0) => "everybody has an answer and has heard it".to_owned(),
        (true, n) => format!("{} for an answer, none too long", count(n, "wish")),
    };
    let next = match () {
        () if !tally.red.is_empty() => ("go.promises", "⟦go.promises⟧ promises"),
        () if tally.late > 0 => ("go.requests", "⟦go.requests⟧ answers"),
        () if !tally.untold.is_empty() => ("go.untold", "⟦go.untold⟧ tells"),
        () if known == 0 || !tally.silent.is_empty() => ("go.people", "⟦go.people⟧ talks"),
        () => ("go.requests", "⟦go.requests⟧ wishes"),
    };
    Front { name, score: Some(u32::try_from(score.min(100)).unwrap_or(100)), words, next: Some(next) }
}

/// Returns the outlook of the promises that rest on an item, the first by its day.
#[must_use]
pub fn promised(product: &Product, item: Id, outlooks: &BTreeMap<Id, Outlook>) -> Vec<(String, bool)> {
    let open = product.promises_by_day().into_iter().filter(|promise| promise.is_open() && promise.item == Some(item));
    open.map(|promise| {
        let to: Vec<String> =
            promise.to.iter().filter_map(|id| product.get::<Person>(*id)).map(|person| person.name(product)).collect();
        let by = promise.by.map_or_else(String::new, |by| by.format(" by %-d %b").to_string());
        let outlook = outlooks.get(&promise.id).cloned().unwrap_or_default();
        (format!("{}{by}: {}", to.join(", "), promise::words(&outlook)), outlook.is_red())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::{Channel, Line};
    use crate::model::stakeholder::PersonKind;
    use crate::model::{About, Promise, Reason, Stamp};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    fn words(product: &Product) -> Vec<String> {
        let mut out = Vec::new();
        waiting(product, now(), &mut out);
        out.into_iter().map(|line| line.words).collect()
    }

    #[test]
    fn an_answer_is_late_after_a_week_and_not_before() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert!(words(&product).is_empty());
        assert_eq!(front(&product, now()).score, None, "nothing is set up");
        let on = |day: &str| Now::on(day.parse().unwrap());
        product.ask_line(&Line::read("Raj: in time"), Channel::Talk, on("2026-11-14")).unwrap();
        assert_eq!(words(&product), ["1 wish waits for an answer"]);
        let fresh = front(&product, now());
        assert_eq!((fresh.score, fresh.words.as_str()), (Some(75), "1 wish for an answer, none too long"));
        product.ask_line(&Line::read("Raj: late"), Channel::Talk, on("2026-11-13")).unwrap();
        assert_eq!(words(&product), ["1 wish waits longer than 7 days for an answer", "1 wish waits for an answer"]);
        assert_eq!(front(&product, now()).words, "1 late");
        let late = product.find_request("R2").unwrap().id;
        product.decline_request(late, Reason::NotNow, "", "me", now()).unwrap();
        assert!(words(&product).contains(&"1 verdict nobody told yet: R2 to Raj".to_owned()));
        assert_eq!(front(&product, now()).next.unwrap().0, "go.untold");
    }

    #[test]
    fn late_talks_red_promises_and_what_is_overdue_press() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        for name in ["A", "B", "C", "D"] {
            let id = product.person_named(name).unwrap();
            product
                .change_person(id, |person| {
                    (person.power, person.interest, person.kind) = (3, 3, PersonKind::Executive);
                    Ok(())
                })
                .unwrap();
            product.meet(id, "2026-11-13".parse().unwrap(), "", None, now()).unwrap();
        }
        let said = words(&product);
        assert_eq!(said.iter().filter(|line| line.ends_with("1 d late")).count(), 3);
        assert!(said.contains(&"1 more talks are late".to_owned()));
        let to = vec![product.find_person("A").unwrap().id];
        let past = Promise { promised: "SSO".into(), to, by: "2026-11-20".parse().ok(), ..Promise::default() };
        product.promise(past, now()).unwrap();
        assert!(words(&product).iter().any(|line| line.contains("was due on 20 Nov: kept or broken?")));
        assert_eq!(front(&product, now()).next.unwrap().0, "go.promises");
    }
}
