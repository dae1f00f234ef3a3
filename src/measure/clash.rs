//! What a wish clashes with: the goal, the capacity, what it would push out, who is behind it. Said before the words of a "no" are
//! written; and sentences that can go into them. Those are for outside: they name no item but the wish itself.

use super::reach::{self, Reach, Reaches};
use super::score::Method;
use super::{ready, velocity};
use crate::model::{Amount, Id, Item, Now, Person, Product, Promise, Request, Size};
use crate::text;
use crate::words::count;

/// The facts that a wish clashes with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    /// Facts for whoever decides.
    pub known: Vec<String>,
    /// Sentences that can be taken into the answer.
    pub evidence: Vec<String>,
}

/// Most items that are named.
const NAMED: usize = 3;

/// Returns some items by key and size, the rest counted.
#[must_use]
pub fn named(product: &Product, ids: &[Id]) -> String {
    let name = |id: &Id| {
        let item = product.items().get(*id)?;
        let size = item.size.and_then(Size::points).map_or_else(|| "?".to_owned(), |n| Size::Points(n).to_string());
        Some(format!("{} ({size})", product.key(item)))
    };
    let mut words = ids.iter().take(NAMED).filter_map(name).collect::<Vec<_>>().join(", ");
    if ids.len() > NAMED {
        words.push_str(&format!(" and {} more", ids.len() - NAMED));
    }
    words
}

/// Returns who is behind a wish, in words: voices, accounts, what they pay.
#[must_use]
pub fn behind(reach: &Reach, product: &Product) -> String {
    if reach.reach() == 0 {
        return "nobody is named who asks".to_owned();
    }
    let mut parts = vec![count(reach.voices, "voice")];
    if !reach.accounts.is_empty() {
        parts.push(format!("{} ({})", count(reach.accounts.len(), "account"), reach.names(product).join(", ")));
    }
    let segments = reach.segments(product);
    if segments.len() > 1 {
        parts.push(count(segments.len(), "segment"));
    }
    if !reach.alone.is_empty() {
        let who = if reach.accounts.is_empty() { "" } else { " more" };
        parts.push(format!("{}{who}", count(reach.alone.len(), "person")));
    }
    let worth = reach.worth(product);
    if worth > Amount::default() {
        parts.push(format!("{worth} a year"));
    }
    if reach.deal > Amount::default() {
        parts.push(format!("a deal of {} hangs on it", reach.deal));
    }
    if reach.blocker {
        parts.push("somebody goes no further without it".to_owned());
    }
    if reach.is_loud() {
        parts.push("loud: few ask, and often".to_owned());
    }
    parts.join(" · ")
}

fn goal(product: &Product, own: Option<Id>) -> (String, Option<String>) {
    let current = product.current_goal();
    let towards = current.map_or_else(
        || "no goal is the current one".to_owned(),
        |goal| format!("we work towards G{} {}", goal.num, text::line(&goal.title)),
    );
    match own.and_then(|id| product.goals().get(id)) {
        Some(goal) if current.is_some_and(|current| current.id == goal.id) => {
            (format!("{towards}, and this serves it"), None)
        }
        Some(goal) => (
            format!("{towards}; this serves G{} {}", goal.num, text::line(&goal.title)),
            Some("It serves a goal that is not the one we work towards now.".to_owned()),
        ),
        None => (
            format!("{towards}; this serves none"),
            Some("It serves none of the goals that we work towards.".to_owned()),
        ),
    }
}

/// Returns what the next sprint holds, and whether it is full.
fn capacity(product: &Product, now: Now) -> (String, bool) {
    let (points, guess) = velocity::velocity(product);
    let items = ready::within(product, now.today, points);
    let sum: u32 = items.iter().filter_map(|item| item.size.and_then(Size::points)).sum();
    let guess = if guess { ", a guess" } else { "" };
    let words = format!(
        "the next sprint holds {} points{guess}, and {} at the top of the order take {} of them",
        Size::Points(points / 100 * 100),
        count(items.len(), "item"),
        Size::Points(sum)
    );
    (words, sum >= points)
}

/// Returns items that give way, with what they were to move and who asked for them.
fn with_cost(product: &Product, items: &[Id], reaches: &Reaches) -> String {
    let mut words = named(product, items);
    let lost = reach::effects(product, items);
    if !lost.is_empty() {
        words.push_str(&format!(", which were to move {}", lost.join(", ")));
    }
    let who = reaches.of_items(items, product).names(product);
    if !who.is_empty() {
        words.push_str(&format!(", asked for by {}", who.join(", ")));
    }
    words
}

fn pushed_out(product: &Product, reaches: &Reaches, now: Now) -> String {
    let displaced = reach::displaced(product, None, now);
    let size = format!("{} points, a guess", Size::Points(displaced.size));
    if displaced.items.is_empty() {
        return format!("at the top ({size}) it would push out nothing");
    }
    format!("at the top ({size}) it would push out {}", with_cost(product, &displaced.items, reaches))
}

/// Returns what an item in the order keeps out, or would push out.
fn rivals(item: &Item, product: &Product, reaches: &Reaches, now: Now) -> String {
    match reach::rivals(product, item.id, now) {
        (true, others) if others.is_empty() => "it is in the next sprint, and nothing waits for its place".to_owned(),
        (true, others) => {
            format!("it is in the next sprint; its place would go to {}", with_cost(product, &others, reaches))
        }
        (false, others) if others.is_empty() => "at the top it would push out nothing".to_owned(),
        (false, others) => format!("at the top it would push out {}", with_cost(product, &others, reaches)),
    }
}

/// Returns the sentence on who asked.
fn asked(reach: &Reach) -> Option<String> {
    match (reach.voices, reach.reach()) {
        (_, 0) => None,
        (1, _) if reach.accounts.is_empty() => Some("One person asked for it.".to_owned()),
        (1, _) => Some("One account asked for it.".to_owned()),
        (voices, 1) => Some(format!("It was asked for {voices} times, by one account.")),
        (_, n) => Some(format!("It was asked for by {n} accounts or people.")),
    }
}

fn clash(product: &Product, own: Option<Id>, gives_way: String, reach: &Reach, now: Now) -> Clash {
    let (goal, no_goal) = goal(product, own);
    let (capacity, full) = capacity(product, now);
    let known = vec![behind(reach, product), goal, capacity, gives_way];
    let full = full.then(|| "What we can do in the next sprint is spoken for.".to_owned());
    Clash { known, evidence: no_goal.into_iter().chain(full).chain(asked(reach)).collect() }
}

/// Returns what a request clashes with.
#[must_use]
pub fn of_request(request: &Request, product: &Product, reaches: &Reaches, now: Now) -> Clash {
    clash(product, request.goal, pushed_out(product, reaches, now), reaches.of_request(request.id), now)
}

/// Returns what was promised on an item and is not over, a line each: a no breaks it.
fn promised(item: &Item, product: &Product) -> Vec<String> {
    let rests = |promise: &&Promise| promise.is_open() && promise.item == Some(item.id);
    let line = |promise: &Promise| {
        let to = promise.to.iter().filter_map(|id| product.get::<Person>(*id)).map(|person| person.who.clone());
        let to = to.collect::<Vec<_>>().join(", ");
        let by = promise.by.map_or_else(String::new, |by| by.format(" by %-d %b").to_string());
        format!("PROMISED to {to}{by} ({}): a no breaks that", promise.key())
    };
    product.promises_by_day().into_iter().filter(rests).map(line).collect()
}

/// Returns how many insights tell of something.
fn tells(insights: usize) -> String {
    if insights == 1 { "1 insight tells".to_owned() } else { format!("{insights} insights tell") }
}

/// Returns what an item clashes with; its place by the score and by hand can be said, too.
#[must_use]
pub fn of_item(item: &Item, product: &Product, reaches: &Reaches, now: Now) -> Clash {
    let reach = reaches.of_item(item, product);
    let mut out = clash(product, item.goal, rivals(item, product, reaches, now), &reach, now);
    if reach.reach() == 0 {
        out.known.remove(0);
    }
    out.known.splice(0..0, promised(item, product));
    let insights = product.insights_about(item.id).len();
    if insights > 0 {
        out.known.push(format!("{} of it", tells(insights)));
        out.evidence.push(format!("{} of it.", tells(insights)));
    }
    let open = product.order().len();
    if let Some(place) = product.place_of(item) {
        out.known.push(format!("it stands at place {place} of {open}"));
        out.evidence.push(format!("It stands at place {place} of {open} in our order."));
    }
    let method = Method::of(product);
    if let Some(own) = method.score(item) {
        let scores = product.order().iter().filter_map(|id| method.score(&**product.items().get(*id)?));
        let (mut better, mut all) = (0, 0);
        for score in scores {
            all += 1;
            better += usize::from(score.value > own.value);
        }
        out.evidence.push(format!("By our score ({}) it comes as number {} of {all}.", method.name, better + 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::{Channel, Line};
    use crate::model::{About, Place, Stamp};

    #[test]
    fn the_clash_is_for_whoever_decides_and_what_is_sent_names_no_item() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let goal = product.add_goal("Setup").unwrap();
        product.move_goal(goal, crate::model::Horizon::Now, "").unwrap();
        for n in 0..30 {
            let item = Item { title: format!("secret {n}"), size: Some(Size::Points(300)), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        let id = product.ask_line(&Line::read("Raj: AI"), Channel::Talk, now).unwrap();
        let reaches = Reaches::of(&product);
        let clash = of_request(product.request(id).unwrap(), &product, &reaches, now);
        let known = clash.known.join("\n");
        for words in
            ["1 voice · 1 person", "G1 Setup; this serves none", "the next sprint holds", "would push out INK-"]
        {
            assert!(known.contains(words), "{words}: {known}");
        }
        let said = clash.evidence.join(" ");
        assert!(
            said.contains("none of the goals") && said.contains("spoken for") && said.contains("One person asked"),
            "{said}"
        );
        assert!(!said.contains("INK-") && !said.contains("secret"));
        let item = product.order()[29];
        let clash = of_item(product.item(item).unwrap(), &product, &reaches, now);
        assert!(
            clash.evidence.iter().any(|line| line.contains("place 30 of 30")) && !clash.known[0].contains("nobody")
        );
        product
            .change_request(id, |request| {
                request.goal = Some(goal);
                Ok(())
            })
            .unwrap();
        let clash = of_request(product.request(id).unwrap(), &product, &reaches, now);
        assert!(clash.known[1].contains("this serves it") && !clash.evidence.join(" ").contains("goal"));
    }
}
