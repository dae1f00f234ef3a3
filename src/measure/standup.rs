//! What a standup is about: what changed since the last working day, what is blocked, what ages, what waits for an answer.

use chrono::NaiveDate;

use super::flow;
use super::ready::obstacle;
use crate::model::person::weekday_before;
use crate::model::{Id, Item, Now, Product, Sprint, SprintState};
use crate::sort::InOrder;
use crate::text;

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The item that it is about.
    pub item: Option<Id>,
    /// The words as a person wrote them.
    pub words: String,
}

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The heading of the part.
    pub title: String,
    /// What stands there where nothing does.
    pub empty: &'static str,
    /// The lines of the part.
    pub lines: Vec<Remark>,
    /// Whether a line of it needs somebody.
    pub urgent: bool,
}

/// The page for the standup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standup {
    /// The sprint in a line.
    pub head: String,
    /// The last working day: what changed since its morning is listed.
    pub since: NaiveDate,
    /// The parts of the page, in order.
    pub parts: Vec<Part>,
}

/// Returns the last working day before today: of the sprint, or of the week.
fn last_working_day(sprint: &Sprint, today: NaiveDate) -> NaiveDate {
    let inside = sprint.working_days().into_iter().rev().find(|day| *day < today).filter(|_| !sprint.is_past(today));
    inside.unwrap_or_else(|| weekday_before(today))
}

/// Returns the page for the active sprint, `None` where none is active.
#[must_use]
pub fn standup(product: &Product, now: Now) -> Option<Standup> {
    let sprint = product.sprint_in(SprintState::Active)?;
    let since = last_working_day(sprint, now.today);
    let items: Vec<&Item> = sprint.items.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let (over, days) = sprint.day_of(now.today);
    let past = if sprint.is_past(now.today) { ", over" } else { "" };
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    let head = format!("S{} day {over} of {days}{past}: {}", sprint.number, text::line(goal));
    let p85 = flow::times(product, now, 180).percentile(85);
    let parts = vec![
        Part {
            title: format!("Changed since {}", since.format("%A, %-d %b")),
            empty: "nothing moved",
            lines: changed(product, sprint, &items, since, now),
            urgent: false,
        },
        Part {
            title: "Blocked".into(),
            empty: "nothing is blocked",
            lines: lines(&items, product, |item| (item.is_open()).then(|| obstacle(item, product)).flatten()),
            urgent: true,
        },
        Part {
            title: match p85 {
                Some(days) => format!("Ageing: longer at work than 85 % of the others ({days} d)"),
                None => format!("Ageing: more than {} days at work", flow::AGEING),
            },
            empty: "nothing ages",
            lines: lines(&items, product, |item| {
                let limit = p85.map_or(flow::AGEING, i64::from);
                let age = flow::age(item, now);
                let owner =
                    if item.owner.is_empty() { String::new() } else { format!(", {}", text::line(&item.owner)) };
                (age > limit).then(|| format!("{age} d at work, in {}{owner}", item.status))
            }),
            urgent: true,
        },
        Part {
            title: "Questions for the product owner".into(),
            empty: "nothing waits for an answer",
            lines: questions(&items, product, now),
            urgent: true,
        },
    ];
    Some(Standup { head, since, parts })
}

fn lines(items: &[&Item], product: &Product, what: impl Fn(&Item) -> Option<String>) -> Vec<Remark> {
    let line = |item: &&Item| {
        let words = what(item)?;
        Some(Remark {
            item: Some(item.id),
            words: format!("{} {}: {words}", product.key(item), text::line(&item.title)),
        })
    };
    items.iter().filter_map(line).collect()
}

fn questions(items: &[&Item], product: &Product, now: Now) -> Vec<Remark> {
    let mut open: Vec<_> = items
        .iter()
        .flat_map(|item| item.open_questions().map(move |question| (question.at, *item, question)))
        .collect();
    open.order_by_key(|(at, item, question)| (*at, item.id, question.id));
    let age = |at| match now.days_since(at) {
        0 => "today".to_owned(),
        n => format!("{n} d"),
    };
    open.into_iter()
        .map(|(at, item, question)| Remark {
            item: Some(item.id),
            words: format!("{} “{}” ({})", product.key(item), text::line(&question.text), age(at)),
        })
        .collect()
}

fn changed(product: &Product, sprint: &Sprint, items: &[&Item], since: NaiveDate, now: Now) -> Vec<Remark> {
    let recent = |at| now.day_of(at) >= since;
    let mut out: Vec<(crate::model::Stamp, Remark)> = Vec::new();
    for item in items {
        let named = |what: &str| Remark {
            item: Some(item.id),
            words: format!("{} {}: {what}", product.key(item), text::line(&item.title)),
        };
        // the last step tells where it stands; the ones before it do not matter any more
        match (item.history.last().filter(|step| recent(step.at)), item.accepted.filter(|at| recent(*at))) {
            (_, Some(at)) => out.push((at, named("accepted"))),
            (Some(step), None) if item.accepted.is_none() => {
                out.push((step.at, named(&format!("now in {}", step.to))));
            }
            _ => {}
        }
        for back in item.returns.iter().filter(|back| recent(back.at)) {
            out.push((back.at, named(&format!("returned, {}: {}", back.fault, text::line(&back.text)))));
        }
        for comment in item.comments.iter().filter(|comment| recent(comment.at)) {
            out.push((comment.at, named(&format!("{}: “{}”", text::line(&comment.by), text::line(&comment.text)))));
        }
    }
    let key = |id: Id| product.items().get(id).map_or_else(|| "?".to_owned(), |item| product.key(item));
    for change in sprint.scope.iter().filter(|change| recent(change.at)) {
        let added = change.added.as_ref().map_or_else(String::new, |entry| format!("+{} ", key(entry.item)));
        let removed = change.removed.as_ref().map_or_else(String::new, |entry| format!("−{} ", key(entry.item)));
        let item = change.added.as_ref().or(change.removed.as_ref()).map(|entry| entry.item);
        out.push((change.at, Remark { item, words: format!("scope {added}{removed}: {}", text::line(&change.why)) }));
    }
    for row in sprint.interruptions.iter().filter(|row| recent(row.at)) {
        let by = if row.who.is_empty() { String::new() } else { format!(" by {}", text::line(&row.who)) };
        let words = format!("interruption{by}, {} min: {}", row.minutes, text::line(&row.what));
        out.push((row.at, Remark { item: None, words }));
    }
    out.order_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, line)| line).collect()
}

impl Standup {
    /// Returns the page as text for a chat.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.head);
        for part in &self.parts {
            out.push_str(&format!("\n{}\n", part.title));
            for line in &part.lines {
                out.push_str(&format!("- {}\n", line.words));
            }
            if part.lines.is_empty() {
                out.push_str(&format!("- {}\n", part.empty));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::{Question, Step};
    use crate::model::{About, Place, Stamp, Status};

    #[test]
    fn monday_looks_back_on_friday_and_says_what_needs_somebody() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let stamp = |text: &str| Stamp::parse(text).unwrap();
        let step = |text: &str, to| Step { at: stamp(text), to };
        let rows = [
            Item {
                title: "Moved on Friday".into(),
                status: Status::Review,
                history: vec![step("2026-11-20T15:00:00.000Z", Status::Review)].into(),
                ..Item::default()
            },
            Item {
                title: "Old".into(),
                status: Status::Doing,
                history: vec![step("2026-11-11T15:00:00.000Z", Status::Doing)].into(),
                owner: "Jo".into(),
                questions: vec![Question {
                    at: stamp("2026-11-18T09:00:00.000Z"),
                    text: "which copy?".into(),
                    ..Question::default()
                }]
                .into(),
                ..Item::default()
            },
            Item { title: "Stuck".into(), blocked: Some("no licence".into()), ..Item::default() },
        ];
        let ids: Vec<Id> = rows.into_iter().map(|item| product.add(item, Place::Bottom).unwrap()).collect();
        let id = product.fresh_id();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        product.put(Sprint {
            id,
            number: 14,
            goal: "Ship".into(),
            state: SprintState::Active,
            start: day("2026-11-16"),
            end: day("2026-11-27"),
            items: ids,
            ..Sprint::default()
        });
        let page = standup(&product, Now::on(day("2026-11-23").unwrap())).unwrap();
        assert_eq!(page.since, day("2026-11-20").unwrap());
        let text = page.text();
        assert!(text.starts_with("S14 day 6 of 10: Ship\n"), "{text}");
        for line in [
            "- INK-1 Moved on Friday: now in review",
            "- INK-3 Stuck: no licence",
            "- INK-2 Old: 13 d at work, in doing, Jo",
            "- INK-2 “which copy?” (5 d)",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
