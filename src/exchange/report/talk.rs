//! The sheet for a talk about a wish: their need, our goal, what could be done and at what price, the question to ask. It turns a heated
//! demand into a talk about a need; for the product owner's own eyes.

use super::{Doc, Section, Sentence, Silence, Span};
use crate::measure::clash;
use crate::measure::reach::{self, Reaches};
use crate::model::request::Strength;
use crate::model::share::Report;
use crate::model::{Id, Item, Now, Person, Product, Request};
use crate::text;

/// Returns the sheet for a talk about a wish. `alike` is the item that resembles it most, where one does.
#[must_use]
pub fn talk(request: &Request, alike: Option<&Item>, product: &Product, now: Now) -> Doc {
    let mut silence = Silence::default();
    let sections = vec![
        Section { title: "Their need", sentences: need(request, product, &mut silence) },
        Section { title: "Our goal", sentences: goal(request, product, &mut silence) },
        Section { title: "What could be done", sentences: options(request, alike, product, now) },
        Section { title: "Ask them", sentences: questions(request) },
    ];
    let heard = request.heard.unwrap_or(now.today);
    Doc {
        report: Report::Said,
        who: None,
        span: Span { since: heard.min(now.today), until: now.today },
        heading: format!("A talk about {} “{}”", request.key(), text::line(&request.said)),
        opening: String::new(),
        sections: sections.into_iter().filter(|section| !section.sentences.is_empty()).collect(),
        closing: String::new(),
        silence,
    }
}

fn need(request: &Request, product: &Product, silence: &mut Silence) -> Vec<Sentence> {
    let say = |words: &str, from: Vec<Id>| Sentence::passing(words, from);
    let mut out = Vec::new();
    if request.need.is_empty() {
        silence.unknown.push("what is behind it: nobody has asked".to_owned());
    } else {
        out.push(say(&request.need, vec![request.id]));
    }
    let reaches = Reaches::of(product);
    out.push(say(&clash::behind(reaches.of_request(request.id), product), vec![request.id]));
    for person in request.who.iter().filter_map(|id| product.get::<Person>(*id)) {
        for (lead, words) in [("wants", &person.wants), ("fears", &person.fears), ("is measured by", &person.gauge)] {
            if !words.is_empty() {
                out.push(say(&format!("{} {lead}: {words}", person.who), vec![person.id]));
            }
        }
    }
    out
}

fn goal(request: &Request, product: &Product, silence: &mut Silence) -> Vec<Sentence> {
    let Some(goal) = product.current_goal() else {
        silence.unknown.push("what we work towards: no goal is the current one".to_owned());
        return Vec::new();
    };
    let serves = match request.goal {
        Some(own) if own == goal.id => "This serves it.",
        Some(_) => "This serves another goal.",
        None => "This serves none yet.",
    };
    let mut out = vec![Sentence::passing(&format!("{}. {serves}", goal.title.trim_end_matches('.')), vec![goal.id])];
    let results = product.results_of(goal.id).into_iter();
    out.extend(
        results.map(|metric| Sentence::passing(&format!("{} {}", metric.measure, metric.way()), vec![metric.id])),
    );
    out
}

fn options(request: &Request, alike: Option<&Item>, product: &Product, now: Now) -> Vec<Sentence> {
    let mut out: Vec<(String, Vec<Id>)> = Vec::new();
    let mut gone = reach::displaced(product, None, now).items;
    gone.retain(|id| alike.is_none_or(|item| item.id != *id));
    let lost = reach::effects(product, &gone);
    let lost = if lost.is_empty() { String::new() } else { format!(", which were to move {}", lost.join(", ")) };
    let price =
        if gone.is_empty() { "nothing waits for it".to_owned() } else { clash::named(product, &gone) + " wait" };
    out.push((format!("Now: {price}{lost}."), [vec![request.id], gone].concat()));
    if let Some(item) = alike {
        let words = format!("With {} “{}”, which is on our list.", product.key(item), text::line(&item.title));
        out.push((words, vec![request.id, item.id]));
    }
    if !request.need.is_empty() {
        out.push(("Something smaller that meets the need: to be found together.".to_owned(), vec![request.id]));
    }
    out.push(("Later: on a day, or when so many accounts ask. It comes back by itself.".to_owned(), vec![request.id]));
    out.push(("Not: and they hear why.".to_owned(), vec![request.id]));
    let lettered = ('A'..).zip(out);
    lettered.map(|(letter, (words, from))| Sentence::passing(&format!("{letter} {words}"), from)).collect()
}

fn questions(request: &Request) -> Vec<Sentence> {
    let mut out = Vec::new();
    if request.need.is_empty() {
        out.push("What would you do with it on the first day, and what do you do today instead?");
    }
    if request.deal.is_some() || request.strength == Strength::Blocker {
        out.push("What happens on the day when it is not there, and who decides that?");
    }
    out.push("If the need were met in another way, how would you know?");
    out.into_iter().map(|words| Sentence::passing(words, vec![request.id])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::report::{Form, key_of};
    use crate::model::request::{Channel, Line};
    use crate::model::{About, Horizon, Stamp};

    #[test]
    fn a_talk_has_the_need_the_goal_the_options_with_their_price_and_a_question() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let id = product.ask_line(&Line::read("Mia (Acme): SSO $40k !!"), Channel::Talk, now).unwrap();
        let bare = talk(product.request(id).unwrap(), None, &product, now);
        assert!(bare.silence.unknown.len() == 2 && bare.sections.iter().all(|section| section.title != "Our goal"));
        let goal = product.add_goal("Teams set up alone").unwrap();
        product.move_goal(goal, Horizon::Now, "").unwrap();
        product
            .change_request(id, |request| {
                request.need = "the audit asks who can sign in".into();
                Ok(())
            })
            .unwrap();
        let doc = talk(product.request(id).unwrap(), None, &product, now);
        let text = doc.print(Form::Text, Some(&product));
        for words in [
            "the audit asks",
            "a deal of 40 000",
            "Teams set up alone. This serves none yet.",
            "A Now: nothing waits for it.",
            "B Something smaller",
            "What happens on the day when it is not there",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(doc.silence.unknown.is_empty() && !text.contains("first day"), "{text}");
        assert!(doc.sentences().all(|sentence| sentence.from.iter().all(|id| key_of(&product, *id).is_some())));
    }
}
