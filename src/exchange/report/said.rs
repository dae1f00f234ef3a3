//! “You said”: what became of what one person told us. A no counts as an answer only when the person has heard it.

use super::{Section, Sentence, Silence, Span};
use crate::measure::reach::ANSWER;
use crate::model::request::{About, Decided, answer_to};
use crate::model::{Id, Now, Person, Product, Request, Status};
use crate::text;

/// Returns the words before everything.
pub fn opening(person: &Person, nothing: bool, span: Span) -> String {
    let first = text::line(person.who.split(' ').next().unwrap_or("")).into_owned();
    let day = span.since.format("%-d %B");
    if nothing {
        format!("{first}, you have asked nothing since {day}, and there is no news of what you asked before.")
    } else {
        format!("{first}, here is what became of what you told us.")
    }
}

/// Returns what became of each wish of a person that they have not heard all of, and of each that waits.
pub fn sections(person: &Person, product: &Product, span: Span, now: Now, silence: &mut Silence) -> Vec<Section> {
    let mut parts: [Vec<Sentence>; 4] = Default::default();
    let mut heard = 0;
    let theirs = product.requests_by_day().into_iter().rev().filter(|request| request.who.contains(&person.id));
    for request in theirs {
        let owed = product.owed_of(request).iter().any(|owed| owed.who == person.id);
        let waits = request.verdict == Decided::Waits;
        // once told it is history, but what was told in these days belongs to what was said of them
        let told = request.told.iter().any(|told| told.who == person.id && span.has(told.on));
        if !owed && !waits && !told {
            heard += 1;
            continue;
        }
        let (at, sentence) = news(request, product, now);
        if let Some(part) = parts.get_mut(at) {
            part.push(sentence);
        }
    }
    if heard > 0 {
        silence.left_out.push(format!("{} that they heard of before", crate::words::count(heard, "wish")));
    }
    let titles = ["Done", "Under way", "No, or not now, and why", "Waits for an answer"];
    titles.into_iter().zip(parts).map(|(title, sentences)| Section { title, sentences }).collect()
}

/// Returns the requests in a letter of which the person is told something with it.
#[must_use]
pub fn tells(sentence: &Sentence, product: &Product) -> Option<Id> {
    let request = sentence.from.iter().find_map(|id| product.get::<Request>(*id))?;
    let answered = request.verdict != Decided::Waits && product.end_of(request).verdict != Decided::Waits;
    answered.then_some(request.id)
}

fn news(request: &Request, product: &Product, now: Now) -> (usize, Sentence) {
    let end = product.end_of(request);
    let items: Vec<_> = end.items.iter().filter_map(|id| product.items().get(*id)).collect();
    let mut from = vec![request.id];
    from.extend(items.iter().map(|item| item.id));
    let asked = now.day_of(request.created).format("%-d %b");
    let lead = format!("“{}” ({asked}).", text::line(&request.said));
    let there = product.news_of(request).contains(&About::Shipped);
    // what went into a wish that waits has no answer of its own yet
    let verdict = if request.verdict == Decided::Joined { end.verdict } else { request.verdict };
    match verdict {
        Decided::Waits => {
            let by = now.day_of(request.created).checked_add_days(chrono::Days::new(ANSWER.unsigned_abs()));
            let by = by.filter(|day| *day >= now.today);
            let with = if end.id == request.id { "" } else { " Others need the same, and yours counts." };
            let words = match by {
                Some(by) => format!("{lead}{with} You hear from us by {}.", by.format("%-d %b")),
                None => {
                    format!("{lead}{with} You should have heard from us by now. We are sorry; it is not forgotten.")
                }
            };
            (3, Sentence::passing(&words, from))
        }
        _ if there => {
            let mut words = format!("{lead} It is there now.");
            for effect in items.iter().filter_map(|item| item.effect.as_ref()).filter(|e| !e.learned.is_empty()) {
                words.push_str(&format!(" What we learned since: {}.", effect.learned.trim_end_matches('.')));
            }
            (0, Sentence::new(&words, from))
        }
        Decided::Taken | Decided::Joined => {
            let begun = items.iter().any(|item| item.status != Status::Todo && item.is_open());
            let words = if begun { "We are at work on it." } else { "It is on our list." };
            let joined =
                if request.verdict == Decided::Joined { " Others need the same, and yours counts." } else { "" };
            (1, Sentence::new(&format!("{lead} {words}{joined}"), from))
        }
        Decided::Later | Decided::Declined => {
            let whole = answer_to(request, product, None);
            // the answer begins with thanks for the wish, which stands here already
            let thanks = format!("Thank you for “{}”.", text::line(&request.said));
            let words = whole.strip_prefix(&thanks).unwrap_or(&whole);
            (2, Sentence::new(&format!("{lead}{words}"), from))
        }
    }
}
