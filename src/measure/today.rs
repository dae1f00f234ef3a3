//! What matters now: what waits for the product owner, and how the fronts stand. All of it from dated facts.

use chrono::NaiveDate;

use super::outcome::{self, is_due};
use super::{flow, market, ready, since, stakes};
use crate::model::session::Purpose;
use crate::model::sprint::Met;
use crate::model::{Id, Item, Metric, Now, Product, Sprint, SprintState, Status};
use crate::sort::InOrder;
use crate::text;
use crate::words::count;

/// Items from the top that are to be ready for the next sprint.
const TOP: usize = 10;
/// Days in which one grooming session is to be held.
const GROOM: i64 = 14;
/// Working days at the beginning of a sprint in which nobody is told to groom.
const SETTLING: usize = 2;
/// Items that nobody ever ranked from which on the list is no backlog.
const UNRANKED: usize = 30;

/// The target of a line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// It leads to an item.
    Item(Id),
    /// To the outcome check of an item.
    Check(Id),
    /// To a reading of a measure.
    Reading(Id),
    /// To the backlog, narrowed to a filter.
    Filter(String),
    /// To a command, by its name.
    Command(&'static str),
}

/// Something that waits for the product owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The words as a person wrote them.
    pub words: String,
    /// The target that it leads to.
    pub lead: Lead,
    /// How much it presses: the greater first.
    pub weight: u32,
}

/// One of the fronts on which a product owner stands: each comes with the screens that set it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// What it is called.
    pub name: &'static str,
    /// From 0 to 100; `None` where it is not set up.
    pub score: Option<u32>,
    /// The facts in a line.
    pub words: String,
    /// What to do about it: a command and its words.
    pub next: Option<(&'static str, &'static str)>,
}

fn add(out: &mut Vec<Waiting>, weight: u32, words: impl Into<String>, lead: Lead) {
    out.push(Waiting { words: words.into(), lead, weight });
}

/// Returns what waits for the product owner, the most pressing first.
#[must_use]
pub fn waiting(product: &Product, now: Now) -> Vec<Waiting> {
    let mut out = Vec::new();
    let conflicts = product.open_conflicts().count();
    if conflicts > 0 {
        add(
            &mut out,
            100,
            format!("{} of two programs to decide", count(conflicts, "change")),
            Lead::Command("go.conflicts"),
        );
    }
    of_sprint(product, now, &mut out);
    of_outcomes(product, now, &mut out);
    of_aims(product, now, &mut out);
    of_backlog(product, now, &mut out);
    stakes::waiting(product, now, &mut out);
    out.extend(market::waiting(product, now));
    out.order_by_key(|line| std::cmp::Reverse(line.weight));
    out
}

fn of_sprint(product: &Product, now: Now, out: &mut Vec<Waiting>) {
    if let Some(sprint) = product.sprint_in(SprintState::Active) {
        let items = || sprint.items.iter().filter_map(|id| product.items().get(*id)).filter(|i| i.declined.is_none());
        let judged = |item: &&std::sync::Arc<Item>| {
            item.accepted.is_none() && matches!(item.status, Status::Review | Status::Done)
        };
        let waiting = items().filter(judged).count();
        if waiting > 0 {
            add(out, 70, format!("{} to accept or return", count(waiting, "item")), Lead::Command("go.review"));
        }
        for item in items().filter(|item| item.open_questions().next().is_some()) {
            let oldest = item.open_questions().map(|question| now.days_since(question.at)).max().unwrap_or(0);
            let n = item.open_questions().count();
            let words = format!("{} on {}, oldest {oldest} d", count(n, "open question"), product.key(item));
            add(out, 80, words, Lead::Item(item.id));
        }
        for item in items().filter(|item| item.is_open()) {
            if let Some(why) = ready::obstacle(item, product) {
                add(out, 75, format!("{} is blocked: {}", product.key(item), text::line(&why)), Lead::Item(item.id));
            }
        }
        let changed = flow::row(sprint).changed.filter(|share| *share > since::RESTLESS);
        if let Some(share) = changed {
            add(out, 47, format!("scope of S{} changed by {share} %", sprint.number), Lead::Command("go.flow"));
        }
        if sprint.is_past(now.today) {
            add(out, 90, format!("S{} is over: review and close it", sprint.number), Lead::Command("go.review"));
        } else if sprint.goal.is_empty() {
            add(out, 60, format!("S{} has no goal", sprint.number), Lead::Command("sprint.goal"));
        }
    } else if product.sprints().iter().next().is_some() {
        add(out, 65, "no sprint is active: plan the next one", Lead::Command("go.plan"));
    }
    let last = product.sprints_by_number().into_iter().rfind(|sprint| sprint.state == SprintState::Closed);
    if let Some(last) = last.filter(|sprint| product.retro_of(sprint.id).is_none_or(|retro| retro.ended.is_none()))
        && last.ended.is_some_and(|at| now.days_since(at) <= 28)
    {
        add(out, 55, format!("the retrospective of S{} was not held", last.number), Lead::Command("go.retro"));
    }
    let late =
        product.open_actions().into_iter().filter(|action| action.check.is_some_and(|day| day < now.today)).count();
    if late > 0 {
        add(out, 50, format!("{} overdue for review", count(late, "retrospective action")), Lead::Command("go.retro"));
    }
}

fn of_outcomes(product: &Product, now: Now, out: &mut Vec<Waiting>) {
    // a number that is gone cannot be asked for
    let known = product.expectations().into_iter().filter(|(_, effect)| product.get::<Metric>(effect.result).is_some());
    for (item, effect) in known {
        if is_due(item, effect, now) {
            let words = format!("outcome due: {} {}", product.key(item), text::cut(&text::line(&item.title), 30));
            add(out, 85, words, Lead::Check(item.id));
        }
    }
    for metric in product.metrics_by_num() {
        let ended = metric.goal.and_then(|id| product.goals().get(id)).is_some_and(|goal| goal.ended.is_some());
        if let Some(late) = outcome::reading_late(metric, now.today).filter(|_| !ended) {
            let what = match metric.last() {
                Some(reading) => format!("last reading {} d old", (now.today - reading.on).num_days()),
                None => format!("never read, {late} d late"),
            };
            let words = format!("{} {}: {what}", metric.key(), text::line(&metric.measure));
            add(out, 45, words, Lead::Reading(metric.id));
        }
    }
}

fn of_aims(product: &Product, now: Now, out: &mut Vec<Waiting>) {
    match product.current_goal() {
        None if product.goals().is_empty() => {
            add(out, 40, "no goal yet: what is all this for?", Lead::Command("go.vision"));
        }
        None => add(out, 60, "no goal is the current one", Lead::Command("go.roadmap")),
        Some(goal) if product.results_of(goal.id).is_empty() => {
            add(out, 42, format!("G{} has no key result: how will we know?", goal.num), Lead::Command("go.vision"));
        }
        Some(_) => {}
    }
    if product.vision().is_due(now.today) {
        let words = match product.vision().shared {
            Some(day) => format!("the vision was not shared for {} days", (now.today - day).num_days()),
            None => "the vision was never shared".to_owned(),
        };
        add(out, 20, words, Lead::Command("go.vision"));
    }
}

fn of_backlog(product: &Product, now: Now, out: &mut Vec<Waiting>) {
    let taken = product.in_sprints();
    let top: Vec<&Item> = product
        .order()
        .iter()
        .filter(|id| !taken.contains(*id))
        .filter_map(|id| product.items().get(*id))
        .map(|item| &**item)
        .filter(|item| !item.is_later(now.today))
        .take(TOP)
        .collect();
    let unready = top.iter().filter(|item| !ready::is_ready(item, product)).count();
    if unready > 0 {
        let words = format!("{unready} of the next {} not ready", top.len());
        add(
            out,
            48,
            words,
            Lead::Filter(format!("is:unready place<={} -status:doing -status:review", TOP + taken.len())),
        );
    }
    if !product.order().is_empty()
        && let Some(words) = ungroomed(product, now)
    {
        add(out, 35, words, Lead::Command("go.groom"));
    }
    let about = product.about();
    let gaps = about.unowned();
    if !about.roles.is_empty() && !gaps.is_empty() {
        add(out, 33, format!("nobody owns: {}", gaps.join(", ")), Lead::Command("product.roles"));
    }
    let unranked = product.unranked();
    if unranked > UNRANKED {
        add(out, 52, format!("{} never ranked by anybody", count(unranked, "item")), Lead::Command("go.order"));
    }
    if let Some((share, number)) = since::churn_now(product).filter(|(share, _)| *share > since::RESTLESS) {
        let words = format!("restless: {share} % of the top ten is new in S{number}");
        add(out, 46, words, Lead::Command("go.changes"));
    }
    if product.orphans(now.today) > 0 {
        add(
            out,
            30,
            format!("{} without a goal", count(product.orphans(now.today), "item")),
            Lead::Filter("is:orphan".into()),
        );
    }
}

/// Returns what is wrong about how long no grooming session was held: a sprint is to have one, and without a sprint two weeks are.
fn ungroomed(product: &Product, now: Now) -> Option<String> {
    let days = groomed(product, now);
    if let Some((sprint, begun)) = product.sprint_in(SprintState::Active).and_then(|own| Some((own, own.begun?))) {
        // the first days of a sprint are for the sprint; after them its sessions are spread over its days
        let (day, all) = sprint.day_of(now.today);
        if day <= SETTLING {
            return None;
        }
        let wanted = usize::try_from(product.about().sessions.max(1)).unwrap_or(1);
        let due = (wanted * day.min(all)).div_ceil(all.max(1));
        let open = usize::from(product.open_session(Purpose::Groom).is_some());
        let past = product.past_sessions().into_iter().filter(|own| own.ended.is_some_and(|at| at >= begun));
        let held = open + past.count();
        return match held {
            _ if held >= due => None,
            0 => Some(format!("no grooming yet in S{}", sprint.number)),
            _ => Some(format!("{held} of {wanted} grooming sessions in S{}", sprint.number)),
        };
    }
    // a product that is younger than that was never due
    let old = now.days_since(product.about().created) > GROOM;
    (old && days.is_none_or(|days| days > GROOM)).then(|| "no grooming for two weeks".to_owned())
}

/// Returns how many days ago a grooming session was held or is.
#[must_use]
pub fn groomed(product: &Product, now: Now) -> Option<i64> {
    let open = product.open_session(Purpose::Groom).map(|_| 0);
    let past =
        product.past_sessions().into_iter().filter_map(|session| session.ended).map(|at| now.days_since(at)).min();
    open.or(past)
}

/// Returns the fronts, each from 0 to 100 by facts with a date.
#[must_use]
pub fn fronts(product: &Product, now: Now) -> Vec<Front> {
    vec![vision(product, now.today), team(product, now), stakes::front(product, now), market::front(product, now)]
}

fn vision(product: &Product, today: NaiveDate) -> Front {
    let vision = product.vision();
    let fields = u32::try_from(vision.complete()).unwrap_or(0) * 8;
    let shared = if !vision.vision.is_empty() && !vision.is_due(today) { 15 } else { 0 };
    let goal = product.current_goal();
    let results = goal.map(|goal| product.results_of(goal.id)).unwrap_or_default();
    let has_results = if results.is_empty() { 0 } else { 20 };
    let read =
        results.iter().filter(|metric| outcome::reading_late(metric, today).is_none() && metric.last().is_some());
    let read = u32::try_from(read.count() * 15).unwrap_or(0).checked_div(u32::try_from(results.len()).unwrap_or(0));
    let aligned = product.aligned().unwrap_or(0) / 10;
    let score = (fields + shared + has_results + read.unwrap_or(0) + aligned).min(100);
    let words = match (vision.complete(), vision.shared) {
        (0, _) => "no vision is written down".to_owned(),
        (n, None) => format!("{n} of 5 fields, never shared"),
        (n, Some(day)) => format!("{n} of 5 fields, shared {}", day.format("%-d %b")),
    };
    Front {
        name: "vision",
        score: Some(score),
        words,
        next: Some(("go.vision", "⟦go.vision⟧ completes and shares it")),
    }
}

fn team(product: &Product, now: Now) -> Front {
    let sprint = product.sprint_in(SprintState::Active);
    let items: Vec<&Item> = sprint
        .map(|sprint| sprint.items.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect())
        .unwrap_or_default();
    let questions: Vec<i64> =
        items.iter().flat_map(|item| item.open_questions()).map(|question| now.days_since(question.at)).collect();
    let oldest = questions.iter().copied().max();
    let answers = match oldest {
        None => 30,
        Some(0..=1) => 20,
        Some(2..=3) => 10,
        Some(_) => 0,
    };
    let goal = sprint.map_or(0, |sprint| if sprint.goal.is_empty() { 0 } else { 20 });
    let groomed = match groomed(product, now) {
        Some(0..=7) => 20,
        Some(8..=GROOM) => 12,
        _ => 0,
    };
    let held = product.sprints_by_number().into_iter().rfind(|sprint: &&Sprint| sprint.state == SprintState::Closed);
    let looked_back = held
        .is_some_and(|sprint| product.retro_of(sprint.id).is_some_and(|r| r.skipped.is_empty() && r.ended.is_some()));
    let met = held.is_some_and(|sprint| matches!(sprint.met, Met::Yes | Met::Partly));
    let first = flow::rows(product).last().and_then(|row| row.first_pass).unwrap_or(0) / 10;
    let score = answers + goal + groomed + if looked_back { 15 } else { 0 } + if met { 5 } else { 0 } + first;
    let words = match (sprint, oldest) {
        (None, _) => "no sprint is active".to_owned(),
        (Some(_), None) => "no question waits".to_owned(),
        (Some(_), Some(days)) => format!("{}, oldest {days} d", count(questions.len(), "question")),
    };
    let next = match (sprint, oldest) {
        (None, _) => ("go.plan", "⟦go.plan⟧ plans the next sprint"),
        (_, Some(_)) => ("go.standup", "⟦go.standup⟧ shows what waits"),
        _ if groomed == 0 => ("go.groom", "⟦go.groom⟧ grooms the next two sprints"),
        _ => ("go.retro", "⟦go.retro⟧ looks back"),
    };
    // before the first sprint and the first session there is nothing to score
    let begun = product.sprints().iter().next().is_some() || self::groomed(product, now).is_some();
    Front { name: "team", score: begun.then_some(score.min(100)), words, next: Some(next) }
}

/// Returns the share of the first twenty items that were written down in the last two weeks, in percent.
#[must_use]
pub fn recency(product: &Product, now: Now) -> Option<u32> {
    let (new, top) = super::health::recency(product, now);
    (top > 0).then(|| u32::try_from(new * 100 / top).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::{Effect, Question};
    use crate::model::{About, Amount, Metric, Place, Stamp, Vision};

    #[test]
    fn what_presses_most_stands_first_and_each_line_leads_somewhere() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let goal = product.add_goal("First").unwrap();
        let metric =
            Metric { measure: "churn".into(), goal: Some(goal), start: "2026-11-01".parse().ok(), ..Metric::default() };
        let result = product.add_metric(metric).unwrap();
        let effect = Effect { result, delta: Amount(-10_000), by: "2026-11-20".parse().ok(), ..Effect::default() };
        let item = Item {
            title: "Shipped".into(),
            status: Status::Done,
            accepted: Some(Stamp(5)),
            effect: Some(Box::new(effect)),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
        let asked = Item {
            title: "Asked".into(),
            questions: vec![Question {
                at: Stamp::on("2026-11-18".parse().unwrap()),
                text: "?".into(),
                ..Question::default()
            }]
            .into(),
            ..Item::default()
        };
        let asked = product.add(asked, Place::Bottom).unwrap();
        let sprint = product.plan_sprint(now).unwrap();
        product.amend_sprint(sprint, |sprint| sprint.goal = "Ship".into()).unwrap();
        product.pull(sprint, &[asked]).unwrap();
        product.commit_sprint(sprint, now).unwrap();
        let words: Vec<String> = waiting(&product, now).into_iter().map(|line| line.words).collect();
        assert_eq!(
            words,
            [
                "outcome due: INK-1 Shipped",
                "1 open question on INK-2, oldest 3 d",
                "KR1 churn: never read, 13 d late",
                "1 item without a goal",
            ]
        );
    }

    #[test]
    fn a_sprint_wants_a_grooming_session_from_its_third_day_on() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let on = |day: &str| Now::on(day.parse().unwrap());
        let item = product.add(Item { title: "One".into(), ..Item::default() }, Place::Bottom).unwrap();
        let sprint = product.plan_sprint(on("2026-11-23")).unwrap();
        product.pull(sprint, &[item]).unwrap();
        product.commit_sprint(sprint, on("2026-11-23")).unwrap();
        assert_eq!(ungroomed(&product, on("2026-11-24")), None, "the first days are for the sprint");
        assert_eq!(ungroomed(&product, on("2026-11-25")).unwrap(), "no grooming yet in S1");
        let id = product.fresh_id();
        let ended = Some(on("2026-11-25").at);
        product.put(crate::model::Session { id, ended, ..crate::model::Session::default() });
        assert_eq!(ungroomed(&product, on("2026-12-03")), None, "it was held in this sprint");
        product.put(About { sessions: 2, ..product.about().clone() });
        assert_eq!(ungroomed(&product, on("2026-11-27")), None, "the first half of the sprint wants the first of two");
        assert_eq!(ungroomed(&product, on("2026-11-30")).unwrap(), "1 of 2 grooming sessions in S1");
    }

    #[test]
    fn a_front_that_is_not_set_up_has_no_number() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let now = Now::on("2026-11-21".parse().unwrap());
        let scores = |product: &Product| fronts(product, now).iter().map(|front| front.score).collect::<Vec<_>>();
        assert_eq!(scores(&product), [Some(0), None, None, None]);
        product.put(Vision {
            vision: "x".into(),
            audience: "x".into(),
            needs: "x".into(),
            offer: "x".into(),
            business: "x".into(),
            shared: Some(now.today),
            ..Vision::default()
        });
        assert_eq!(scores(&product)[0], Some(55), "five fields and shared");
    }
}
