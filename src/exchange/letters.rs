//! What is said to people: what became of their wishes, how a promise stands. Text that one can send; nothing is sent.

use crate::measure::promise::Outlook;
use crate::model::request::{About, Decided, answer_to};
use crate::model::{Goal, Id, Person, Product, Promise, Request};
use crate::text;

/// Returns the requests of a person of which they have not heard all, the oldest verdict first.
#[must_use]
pub fn unheard(person: Id, product: &Product) -> Vec<&Request> {
    let mut out: Vec<&Request> = Vec::new();
    for owed in product.owed().into_iter().filter(|owed| owed.who == person) {
        if let Ok(request) = product.request(owed.request)
            && !out.iter().any(|known| known.id == request.id)
        {
            out.push(request);
        }
    }
    out
}

/// Returns what became of a request, as it is said to whoever asked: the answer, and what it did where somebody measured.
fn news(request: &Request, product: &Product, goal: Option<&Goal>) -> String {
    let mut out = answer_to(request, product, goal);
    if product.news_of(request).contains(&About::Measured) {
        let items = product.end_of(request).items.iter().filter_map(|id| product.items().get(*id));
        for effect in items.filter_map(|item| item.effect.as_ref()).filter(|effect| !effect.learned.is_empty()) {
            let learned = text::line(&effect.learned).into_owned();
            out.push_str(&format!(" What we learned since: {}.", learned.trim_end_matches('.')));
        }
    }
    out
}

/// Returns the letter to a person: what became of each of these wishes.
#[must_use]
pub fn to_person(person: &Person, requests: &[&Request], product: &Product) -> String {
    let first = person.who.split(' ').next().unwrap_or("");
    let goal = product.current_goal().map(|goal| &**goal);
    // the goal is said once, with the last no
    let says = |request: &&Request| matches!(request.verdict, Decided::Declined | Decided::Later);
    let last = requests.iter().rposition(says);
    let news: Vec<String> = requests
        .iter()
        .enumerate()
        .map(|(at, request)| news(request, product, goal.filter(|_| last == Some(at))))
        .collect();
    let ask = "What did we get wrong, and what do you hear that is not on this list?";
    format!("Hello {},\n\n{}\n\n{ask}", text::line(first), news.join("\n\n"))
}

/// Returns what is to be told of a promise: what was said, how it stands, the day that is safe to be said.
#[must_use]
pub fn of_promise(promise: &Promise, outlook: Option<&Outlook>, product: &Product) -> String {
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let by = promise.by.map_or_else(String::new, |by| format!(" by {}", day(by)));
    let to = promise.to.iter().filter_map(|id| product.get::<Person>(*id));
    let names: Vec<String> =
        to.filter_map(|person| person.who.split(' ').next()).map(|name| text::line(name).into_owned()).collect();
    let hello = if names.is_empty() { String::new() } else { format!("Hello {},\n\n", names.join(", ")) };
    let mut out = format!("{hello}We said that you would have “{}”{by}.", text::line(&promise.promised));
    match outlook {
        Some(outlook) if outlook.ahead == 0 && outlook.unknown.is_empty() => out.push_str(" It is there."),
        Some(Outlook { chance: Some(chance), days: [_, safe, _], .. }) => {
            out.push_str(&format!(" As things stand today we keep that with a chance of {chance} %."));
            if let Some(safe) = safe.filter(|safe| promise.by.is_some_and(|by| *safe > by)) {
                out.push_str(&format!(" A day on which you can rely, with 85 %, is {}.", day(safe)));
            }
        }
        _ => out.push_str(" We cannot tell yet when it will be there, and will not guess."),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::{Channel, Line};
    use crate::model::{About as Head, Now, Reason, Stamp};

    #[test]
    fn a_letter_tells_what_one_person_has_not_heard_and_nothing_of_others() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(Head::named("Inkwell", Stamp(1)), 1);
        for line in ["Raj Patel: AI summaries", "Ana: SSO", "Raj Patel: Slack bot"] {
            let id = product.ask_line(&Line::read(line), Channel::Talk, now).unwrap();
            product.decline_request(id, Reason::NotNow, "", "me", now).unwrap();
        }
        let raj = product.find_person("Raj Patel").unwrap().clone();
        let letter = to_person(&raj, &unheard(raj.id, &product), &product);
        assert!(letter.starts_with("Hello Raj,\n\nThank you for “AI summaries”.") && letter.contains("Slack bot"));
        assert!(!letter.contains("SSO") && !letter.contains("Ana"), "{letter}");
        product.tell(product.find_request("R1").unwrap().id, raj.id, now).unwrap();
        assert_eq!(unheard(raj.id, &product).iter().map(|r| r.key()).collect::<Vec<_>>(), ["R3"]);
    }

    #[test]
    fn a_promise_is_told_with_its_chance_and_the_day_on_which_one_can_rely() {
        let product = Product::new(Head::named("Inkwell", Stamp(1)), 1);
        let promise = Promise { promised: "SSO".into(), by: "2026-12-15".parse().ok(), ..Promise::default() };
        let day = |text: &str| text.parse().ok();
        let red = Outlook { ahead: 4, chance: Some(31), days: [None, day("2027-01-16"), None], ..Outlook::default() };
        let words = of_promise(&promise, Some(&red), &product);
        assert!(
            words.contains("by 15 December 2026") && words.contains("31 %") && words.contains("16 January 2027"),
            "{words}"
        );
        let safe = Outlook { days: [None, day("2026-12-10"), None], ..red };
        assert!(!of_promise(&promise, Some(&safe), &product).contains("rely"));
        assert!(
            of_promise(&promise, Some(&Outlook { chance: Some(100), ..Outlook::default() }), &product)
                .contains("It is there.")
        );
        assert!(of_promise(&promise, None, &product).contains("will not guess"));
    }
}
