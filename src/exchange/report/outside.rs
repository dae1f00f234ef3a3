//! What a report says of the outside: problems, quotes, themes, the moves of competitors, and how well we listen.

use super::phrase::{capital, say, stop};
use super::{Section, Sentence, Silence, Span, key_of};
use crate::measure::market;
use crate::measure::theme::Way;
use crate::model::competitor::Threat;
use crate::model::insight::InsightKind;
use crate::model::{Goal, Id, Insight, Item, Metric, Now, Person, Product};
use crate::sort::InOrder;
use crate::text;
use crate::words::count;

/// Returns the parts of the report on insights; parts can be empty.
pub fn sections(product: &Product, span: Span, now: Now, silence: &mut Silence) -> Vec<Section> {
    let section = |title, sentences| Section { title, sentences };
    vec![
        section("What hinders them", heard(product, span, now, |insight| is_problem(insight.kind))),
        section("In their words", heard(product, span, now, |insight| !is_problem(insight.kind))),
        section("What many talk about", themes(product, silence)),
        section("What others do", moves(product, span, silence)),
        section("How well we listen", listening(product, now)),
    ]
}

/// Returns what was heard in these days, problems first, for a report on something else.
pub fn cited(product: &Product, span: Span, now: Now) -> Vec<Sentence> {
    let mut out = heard(product, span, now, |insight| is_problem(insight.kind));
    out.extend(heard(product, span, now, |insight| !is_problem(insight.kind)));
    out
}

/// Whether an insight is counted or seen rather than said: it is a problem then, and no quote.
fn is_problem(kind: InsightKind) -> bool {
    matches!(kind, InsightKind::Usage | InsightKind::Observation)
}

fn heard(product: &Product, span: Span, now: Now, wanted: impl Fn(&Insight) -> bool) -> Vec<Sentence> {
    let fits = |insight: &&Insight| span.has(insight.day(now)) && wanted(insight);
    product.insights_by_day().into_iter().filter(fits).map(|insight| sentence(product, insight, now)).collect()
}

/// Returns an insight as a sentence: the quote with whose it is, or the problem with what was done; and what it is tied to.
fn sentence(product: &Product, insight: &Insight, now: Now) -> Sentence {
    let mut from = vec![insight.id];
    let said = text::line(&insight.said);
    let mut words = if is_problem(insight.kind) {
        stop(&capital(&said))
    } else {
        let person = insight.who.and_then(|id| product.get::<Person>(id));
        from.extend(person.map(|person| person.id));
        let who = person.map(|person| person.who.clone());
        let whose = [who.as_deref(), Some(insight.was.company.as_str()), Some(insight.segment.as_str())];
        let whose: Vec<&str> = whose.into_iter().flatten().filter(|words| !words.is_empty()).collect();
        let lead = if whose.is_empty() { insight.kind.word().to_owned() } else { whose.join(", ") };
        format!("“{said}” ({lead}, {}).", say(insight.day(now)))
    };
    if !insight.means.trim().is_empty() {
        words.push_str(&format!(" {}", stop(&capital(&insight.means))));
    }
    let (tied, keys) = of_plan(product, &insight.about);
    if !keys.is_empty() {
        words.push_str(&format!(" It stands behind {}.", keys.join(", ")));
    }
    from.extend(tied);
    Sentence::new(&words, from)
}

/// Returns the items, goals and key results among records, and their keys in order.
fn of_plan(product: &Product, about: &[Id]) -> (Vec<Id>, Vec<String>) {
    let is_one = |id: &Id| {
        product.get::<Item>(*id).is_some() || product.get::<Goal>(*id).is_some() || product.get::<Metric>(*id).is_some()
    };
    let tied: Vec<Id> = about.iter().copied().filter(is_one).collect();
    let mut keys: Vec<String> = tied.iter().filter_map(|id| key_of(product, *id)).collect();
    keys.order();
    (tied, keys)
}

/// Returns the themes with their counts, the largest first, and which way they go where their days are known.
fn themes(product: &Product, silence: &mut Silence) -> Vec<Sentence> {
    let rows: u32 = product.feeds().iter().map(|feed| feed.rows).sum();
    let other: u32 = product.feeds().iter().map(|feed| feed.other).sum();
    if other > 0 {
        silence.left_out.push(format!("{other} of {rows} notes that are in no theme"));
    }
    let listed = market::themes(product);
    if !listed.is_empty() && listed.iter().all(|own| own.way == Way::Unknown) {
        silence.unknown.push("which themes rise or fall: the feedback has no days, or too few notes".to_owned());
    }
    let all = listed.into_iter().filter(|own| own.notes > 0);
    all.filter_map(|own| {
        let theme = product.themes().get(own.id)?;
        let way = match own.way {
            Way::Rising => ", and more of late than before",
            Way::Falling => ", and fewer of late than before",
            Way::Perhaps | Way::Steady | Way::Unknown => "",
        };
        let mut from = vec![theme.id];
        let (tied, keys) = of_plan(product, &theme.about);
        from.extend(tied);
        let does =
            if keys.is_empty() { "Nothing is planned for it.".to_owned() } else { format!("See {}.", keys.join(", ")) };
        let says = if theme.says.trim().is_empty() { String::new() } else { format!(" {}", stop(&theme.says)) };
        let words =
            format!("{}: {} of {rows} notes{way}.{says} {does}", capital(&text::line(&theme.called)), own.notes);
        Some(Sentence::passing(&words, from))
    })
    .collect()
}

/// Returns what competitors did in these days, each with our answer.
fn moves(product: &Product, span: Span, silence: &mut Silence) -> Vec<Sentence> {
    let mut out = Vec::new();
    for competitor in product.competitors_by_name() {
        for own in competitor.moves().into_iter().filter(|own| own.on.is_some_and(|day| span.has(day))) {
            let mut from = vec![competitor.id];
            let threat = match own.threat {
                Threat::High => ", which aims at what we live on",
                Threat::Some => ", which takes customers",
                Threat::None | Threat::Unsaid => "",
            };
            let item = own.item.and_then(|id| product.get::<Item>(id));
            from.extend(item.map(|item| item.id));
            let goal = own.goal.and_then(|id| product.get::<Goal>(id));
            from.extend(goal.map(|goal| goal.id));
            let against = goal.map_or_else(String::new, |goal| format!(" It threatens “{}”.", text::line(&goal.title)));
            let answer = match item {
                Some(item) => format!(" Our answer: {} {}.", product.key(item), text::line(&item.title)),
                None if own.no_answer.trim().is_empty() => String::new(),
                None => format!(" No answer: {}", stop(&own.no_answer)),
            };
            if own.wants_answer() {
                silence.unknown.push(format!(
                    "what we do about “{}” of {}",
                    text::cut(&own.what, 40),
                    competitor.called
                ));
            }
            let name = text::line(&competitor.called);
            let day = own.on.map(say).unwrap_or_default();
            let words = format!("{name}: {} ({day}){threat}.{against}{answer}", text::line(&own.what));
            out.push(Sentence::new(&words, from));
        }
    }
    out
}

/// Returns how often somebody outside was heard of late; nothing where nobody began.
fn listening(product: &Product, now: Now) -> Vec<Sentence> {
    let known = market::signals(product, now);
    let Some(days) = known.heard else { return Vec::new() };
    let from: Vec<Id> = product
        .insights_by_day()
        .into_iter()
        .find(|insight| !product.is_private_insight(insight))
        .map(|insight| insight.id)
        .into_iter()
        .collect();
    let words = format!(
        "{} talks and {} facts of use in 30 days; somebody outside was heard {} ago; a look outside in {} in a row.",
        known.talks,
        known.facts,
        count(usize::try_from(days).unwrap_or(0), "day"),
        count(known.streak, "week"),
    );
    vec![Sentence::passing(&words, from)]
}
