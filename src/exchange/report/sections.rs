//! The sections of each report.

use super::phrase::{capital, deed, say, stop};
use super::{Section, Sentence, Silence, Span, outside};
use crate::measure::outcome::{Pace, expected, pace, progress};
use crate::measure::promise;
use crate::model::decision::Ruling;
use crate::model::item::{Hit, Reason};
use crate::model::request::Decided;
use crate::model::share::Report;
use crate::model::{Goal, Horizon, Id, Item, Kind, Metric, Now, Person, Product, Request, SprintState, Stamp, Status};
use crate::sort::InOrder;
use crate::text;
use crate::words::count;

/// The heading of the numbers, which come first.
pub const MOVED: &str = "Did it move?";
/// Places at the top that a team is told of.
const TOP: usize = 5;
/// Items that are named where many lack something.
const NAMED: usize = 3;
/// Places at the top whose changes are told.
const TEN: usize = 10;

/// The sources of a report.
struct Desk<'a> {
    product: &'a Product,
    span: Span,
    now: Now,
    silence: &'a mut Silence,
    /// The keys of items of which nothing was expected.
    unexpected: Vec<String>,
}

/// Returns the parts of a report in their order; parts can be empty.
pub fn of(product: &Product, report: Report, span: Span, now: Now, silence: &mut Silence) -> Vec<Section> {
    let mut desk = Desk { product, span, now, silence, unexpected: Vec::new() };
    let section = |title, sentences| Section { title, sentences };
    match report {
        Report::Executives => {
            desk.leave_out(&[Kind::Bug, Kind::Chore, Kind::Spike]);
            vec![
                section(MOVED, desk.moved()),
                section("What people can do now", desk.done(true)),
                section("What changed in the plan, and why", desk.changed()),
                section("What we learned", desk.learned()),
                section("When", desk.when()),
            ]
        }
        Report::Customers => {
            desk.leave_out(&[Kind::Chore, Kind::Spike]);
            vec![
                section("What you can do now", desk.done(false)),
                section("Fixed", desk.fixed()),
                section("What comes", desk.coming()),
                section("What we will not do", desk.declined()),
            ]
        }
        Report::Team => vec![
            section("What we are after, and why", desk.goal()),
            section("Next in the order", desk.top()),
            section("Decided", desk.decided(&[])),
            section("Open questions", desk.questions()),
            section("Who asked", desk.asked()),
        ],
        Report::Changes => vec![
            section("Goals", desk.goals()),
            section("The top of the order", desk.moved_items()),
            section("Scope of the sprint", desk.scope()),
            section("Decided", desk.decided(&[])),
            section("What we learned", desk.learned()),
        ],
        Report::Update => vec![
            section(MOVED, desk.moved()),
            section("What we are building", desk.building()),
            section("What shifted, and why", desk.changed()),
            section("What we learned", desk.learned()),
            section("What people outside say", outside::cited(product, span, now)),
        ],
        Report::Release => {
            desk.leave_out(&[Kind::Chore, Kind::Spike]);
            vec![section("What you can do now", desk.done(false)), section("Fixed", desk.fixed())]
        }
        Report::Insights => outside::sections(product, span, now, desk.silence),
        Report::Wins => vec![section("Wins", desk.wins()), section("What moved a number", desk.hits())],
        Report::Said => Vec::new(),
    }
}

impl Desk<'_> {
    fn has(&self, at: Stamp) -> bool {
        self.span.has(self.now.day_of(at))
    }

    /// Returns what was accepted in these days of some kinds, the last first.
    fn accepted(&self, kinds: &[Kind]) -> Vec<&Item> {
        let items = self.product.items().iter().map(|item| &**item);
        let fits = |item: &&Item| kinds.contains(&item.kind) && item.accepted.is_some_and(|at| self.has(at));
        let mut out: Vec<&Item> = items.filter(fits).collect();
        out.order_by_key(|item| (std::cmp::Reverse(item.accepted), item.num));
        out
    }

    fn leave_out(&mut self, kinds: &[Kind]) {
        for kind in kinds {
            let n = self.accepted(&[*kind]).len();
            if n > 0 {
                self.silence.left_out.push(count(n, kind.word()));
            }
        }
    }

    /// Returns whether the numbers of the current goal moved: from where they stood before these days to where they stood at their
    /// end. A number without a reading in these days is not measured, and never 0.
    fn moved(&mut self) -> Vec<Sentence> {
        let Some(goal) = self.product.current_goal() else {
            self.silence.unknown.push("whether it moved: no goal is the current one".to_owned());
            return Vec::new();
        };
        let mut out = Vec::new();
        for metric in self.product.results_of(goal.id) {
            let known: Vec<_> = metric.readings.iter().filter(|r| r.on <= self.span.until).cloned().collect();
            let fresh = known.iter().any(|reading| self.span.has(reading.on));
            let measure = capital(&text::line(&metric.measure));
            let from = vec![metric.id];
            let before = self.span.since.pred_opt().and_then(|day| metric.at(day)).map(|reading| reading.value);
            let before = before.or(metric.baseline);
            let Some(last) = known.last().cloned() else {
                self.silence.unknown.push(format!("{} has no reading", metric.key()));
                out.push(Sentence::new(&format!("{measure}: not measured yet."), from));
                continue;
            };
            if !fresh {
                self.silence.unknown.push(format!("{} has no reading in these days", metric.key()));
                out.push(Sentence::new(&format!("{measure}: not measured since {}.", say(last.on)), from));
                continue;
            }
            let then = Metric { readings: known, ..Metric::clone(metric) };
            let pace = match pace(&then, self.span.until) {
                Pace::Reached => ": reached".to_owned(),
                Pace::OnPace => ": on pace".to_owned(),
                Pace::Behind(_) => {
                    let (so_far, even) = (progress(&then), expected(&then, self.span.until));
                    so_far.zip(even).map_or_else(String::new, |(so_far, even)| {
                        format!(": behind, at {so_far} % of the way instead of {even}")
                    })
                }
                Pace::Unknown | Pace::Unread => String::new(),
            };
            let way = match before {
                Some(before) if before != last.value => format!("{before} → {}", metric.with_unit(last.value)),
                _ => format!("still {}", metric.with_unit(last.value)),
            };
            let by = metric.by.map_or_else(String::new, |by| format!(" by {}", say(by)));
            let towards = metric.target.map_or_else(String::new, |target| format!(", towards {target}{by}"));
            out.push(Sentence::new(&format!("{measure} {way}{towards}{pace}."), from));
        }
        if out.is_empty() {
            self.silence.unknown.push(format!("whether it moved: G{} has no key result", goal.num));
        }
        out
    }

    /// Returns what people can do now that they could not before; with what it did to a number, or when one will know.
    fn done(&mut self, with_effect: bool) -> Vec<Sentence> {
        let mut items: Vec<Item> = self.accepted(&[Kind::Story, Kind::Epic]).into_iter().cloned().collect();
        if with_effect {
            // what is known of a number comes before what is not
            items.order_by_key(|item| match &item.effect {
                Some(effect) if effect.checked.is_some() => 0,
                Some(_) => 1,
                None => 2,
            });
        }
        let said = items
            .iter()
            .map(|item| {
                let mut words = text::line(&deed(item)).trim_end_matches('.').to_owned();
                if !with_effect && !item.benefit.trim().is_empty() && !item.want.trim().is_empty() {
                    let benefit = text::line(item.benefit.trim());
                    words.push_str(&format!(", so that {}", benefit.strip_prefix("so that ").unwrap_or(&benefit)));
                }
                let mut words = stop(&words);
                let mut from = vec![item.id];
                if with_effect {
                    words.push_str(&self.effect(item, &mut from));
                }
                Sentence::new(&words, from)
            })
            .collect();
        if !self.unexpected.is_empty() {
            let keys = std::mem::take(&mut self.unexpected);
            let named = keys.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = keys.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.silence.unknown.push(format!("what {named}{more} did: nothing was expected"));
        }
        said
    }

    /// Returns what an item did to a number, as it was known at the end of these days.
    fn effect(&mut self, item: &Item, from: &mut Vec<Id>) -> String {
        let metric = item.effect.as_ref().and_then(|effect| self.product.get::<Metric>(effect.result));
        let (Some(effect), Some(metric)) = (&item.effect, metric) else {
            self.unexpected.push(self.product.key(item));
            return String::new();
        };
        from.push(metric.id);
        let measure = text::line(&metric.measure);
        let known = effect.checked.is_some_and(|at| self.now.day_of(at) <= self.span.until);
        let sign = |n: crate::model::Amount| if n.0 > 0 { format!("+{n}") } else { n.to_string().replace('-', "−") };
        match (known, effect.before.zip(effect.after), effect.by) {
            (true, Some((before, after)), _) => {
                let moved = crate::model::Amount(after.0.saturating_sub(before.0));
                let found = match effect.found {
                    Hit::Hit => ", as hoped",
                    Hit::Partly => ", in part",
                    Hit::Miss => ", so it did not do it",
                    Hit::Open | Hit::Unknown => "",
                };
                format!(" Expected: {measure} {}; it was {}{found}.", sign(effect.delta), sign(moved))
            }
            (true, None, _) => format!(" Expected: {measure} {}; nobody could measure it.", sign(effect.delta)),
            (false, _, Some(by)) if by < self.span.until => {
                format!(" Expected: {measure} {}; due since {}.", sign(effect.delta), say(by))
            }
            (false, _, Some(by)) => {
                format!(" Expected: {measure} {}; known on {}.", sign(effect.delta), say(by))
            }
            (false, _, None) => format!(" Expected: {measure} {}.", sign(effect.delta)),
        }
    }

    fn fixed(&self) -> Vec<Sentence> {
        let items = self.accepted(&[Kind::Bug]).into_iter();
        let bare = |title: &str| capital(title.trim().trim_start_matches("Fix: ").trim_start_matches("fix: "));
        items.map(|item| Sentence::new(&stop(&bare(&item.title)), vec![item.id])).collect()
    }

    /// Returns the goals that may be told outside, without days: the further, the less sure.
    fn coming(&mut self) -> Vec<Sentence> {
        let goals: Vec<Goal> = [Horizon::Now, Horizon::Next]
            .into_iter()
            .flat_map(|horizon| self.product.lane(horizon))
            .filter(|goal| goal.ended.is_none())
            .cloned()
            .collect();
        let closed = goals.iter().filter(|goal| !goal.public).count();
        if closed > 0 {
            self.silence.left_out.push(format!("{} that are not public", count(closed, "goal")));
        }
        let say = |goal: &Goal| {
            let lead = if goal.horizon == Horizon::Now { "We are working on this" } else { "Next comes this" };
            Sentence::new(&format!("{lead}: {}", stop(&goal.title)), vec![goal.id])
        };
        goals.iter().filter(|goal| goal.public).map(say).collect()
    }

    /// Returns what was asked for and declined, with the class of the reason and not its words: those were for one person.
    fn declined(&self) -> Vec<Sentence> {
        let requests = self.product.requests_by_day().into_iter();
        // a no is for all to read once those who asked have heard it, and only what came from outside is anybody's business there
        let outside = |request: &&Request| {
            let people = request.who.iter().filter_map(|id| self.product.get::<Person>(*id));
            people.into_iter().any(|person| person.kind.is_outside())
        };
        let no = requests
            .filter(|request| request.verdict == Decided::Declined && request.decided.is_some_and(|at| self.has(at)))
            .filter(outside)
            .filter(|request| self.product.owed_of(request).is_empty());
        no.filter_map(|request| {
            let why = match request.reason? {
                Reason::NotNow => "not now: other things help more people first",
                Reason::NotThisYear => "not this year",
                Reason::OutOfGoal => "it is not where this product goes",
                Reason::LowValue => "it would help too few for what it costs",
                Reason::Duplicate | Reason::Archived => return None,
            };
            Some(Sentence::new(&format!("“{}”: {why}.", text::line(&request.said)), vec![request.id]))
        })
        .collect()
    }

    /// Returns the decisions of these days with their why, the last first; all of them, or those of some sorts.
    fn decided(&mut self, only: &[Ruling]) -> Vec<Sentence> {
        let quiet = [Ruling::Kept, Ruling::Ranked, Ruling::Merged];
        let fits = |ruling: Ruling| if only.is_empty() { !quiet.contains(&ruling) } else { only.contains(&ruling) };
        let mut silent = 0;
        let mut out = Vec::new();
        for decision in self.product.decisions_by_day() {
            let dull = |id: &Id| {
                let no = self.product.items().get(*id).and_then(|item| item.declined.as_ref());
                no.is_some_and(|no| matches!(no.reason, Reason::Duplicate | Reason::Archived))
            };
            let tidied = !only.is_empty() && decision.about.iter().any(dull);
            if tidied || !fits(decision.verdict) || !self.has(decision.created) {
                continue;
            }
            let mut words = stop(&capital(&decision.what));
            if decision.because.trim().is_empty() {
                silent += 1;
            } else {
                // what names the class of a reason has its colon already
                let classed = matches!(decision.verdict, Ruling::Declined);
                words = if classed {
                    format!("{words} {}", capital(&stop(&decision.because)))
                } else {
                    format!("{}: {}", words.trim_end_matches('.'), stop(&decision.because))
                };
            }
            let mut from = vec![decision.id];
            from.extend(decision.about.iter().filter(|id| self.product.items().get(**id).is_some()));
            out.push(Sentence::new(&words, from));
        }
        if silent > 0 {
            self.silence.unknown.push(format!("the why of {}: none is written down", count(silent, "decision")));
        }
        out
    }

    fn changed(&mut self) -> Vec<Sentence> {
        let mut out = self.goals();
        out.extend(self.decided(&[
            Ruling::Declined,
            Ruling::Decided,
            Ruling::Traded,
            Ruling::Reconsidered,
            Ruling::Later,
        ]));
        out
    }

    /// Returns which goals moved on the roadmap since it was shared before these days, were new, or ended in them.
    fn goals(&mut self) -> Vec<Sentence> {
        let then = self.product.shared_before(self.span.since, self.now);
        let since = |at: Stamp| self.now.day_of(at) >= self.span.since;
        let mut out = Vec::new();
        let mut silent = 0;
        for goal in self.product.goals_by_num() {
            let title = text::line(&goal.title);
            let card = then.and_then(|then| then.cards.iter().find(|card| card.goal == goal.id));
            let what = if goal.ended.is_some_and(|at| self.has(at)) {
                format!("The goal “{title}” is {}", goal.horizon)
            } else if goal.ended.is_some() {
                continue;
            } else if let Some(card) = card.filter(|card| card.horizon != goal.horizon && since(goal.updated)) {
                format!("The goal “{title}” went from {} to {}", card.horizon, goal.horizon)
            } else if self.has(goal.created) && card.is_none() {
                format!("The goal “{title}” is new, for {}", goal.horizon)
            } else {
                continue;
            };
            let why = goal.why.trim();
            if why.is_empty() {
                silent += 1;
            }
            let why = if why.is_empty() { ".".to_owned() } else { format!(": {}", stop(why)) };
            out.push(Sentence::new(&format!("{what}{why}"), vec![goal.id]));
        }
        if silent > 0 {
            self.silence.unknown.push(format!("why {} moved: nothing is written down", count(silent, "goal")));
        }
        out
    }

    fn learned(&self) -> Vec<Sentence> {
        let checked = |item: &&Item| {
            item.effect
                .as_ref()
                .is_some_and(|e| !e.learned.trim().is_empty() && e.checked.is_some_and(|at| self.has(at)))
        };
        let mut items: Vec<&Item> = self.product.items().iter().map(|item| &**item).filter(checked).collect();
        items.order_by_key(|item| (std::cmp::Reverse(item.effect.as_ref().and_then(|e| e.checked)), item.num));
        let of_items = items.into_iter().filter_map(|item| {
            let effect = item.effect.as_ref()?;
            let words = format!("{}: {}", text::line(&item.title), stop(&effect.learned));
            Some(Sentence::new(&words, vec![item.id]))
        });
        let sprints = self.product.sprints_by_number().into_iter().rev();
        let ended =
            sprints.filter(|sprint| sprint.ended.is_some_and(|at| self.has(at)) && !sprint.learned.trim().is_empty());
        let of_sprints = ended.map(|sprint| Sentence::new(&stop(&capital(&sprint.learned)), vec![sprint.id]));
        of_items.chain(of_sprints).collect()
    }

    /// Returns when what is planned for the goal is done, and which promises are in danger.
    fn when(&mut self) -> Vec<Sentence> {
        let mut out = Vec::new();
        if let Some(goal) = self.product.current_goal() {
            let by = self.product.results_of(goal.id).iter().filter_map(|metric| metric.by).min();
            match promise::of_goal(self.product, goal.id, by, self.now) {
                Ok(outlook) if outlook.ahead == 0 => {}
                Ok(outlook) => {
                    let title = text::line(&goal.title);
                    let words = match outlook.days.get(1).copied().flatten() {
                        Some(safe) => {
                            let late = by.filter(|by| safe > *by);
                            let late = late.map_or_else(String::new, |by| format!(", which is after {}", say(by)));
                            format!("What is planned for “{title}” is done by {} with 85 %{late}.", say(safe))
                        }
                        None => format!("What is planned for “{title}” has no end in sight."),
                    };
                    out.push(Sentence::passing(&words, vec![goal.id]));
                }
                Err(why) => self.silence.unknown.push(format!("when the goal is reached: {why}")),
            }
        }
        let outlooks = promise::outlooks(self.product, self.now);
        for promise in self.product.promises_by_day() {
            let Some(outlook) = outlooks.get(&promise.id).filter(|outlook| outlook.is_red()) else { continue };
            let by = promise.by.map_or_else(String::new, |by| format!(" by {}", say(by)));
            let chance = promise::words(outlook);
            let words =
                format!("Risk: “{}” is promised{by}, and the chance is {chance}.", text::line(&promise.promised));
            out.push(Sentence::passing(&words, vec![promise.id]));
        }
        out
    }

    /// Returns the goal of the sprint at work with what it serves.
    fn goal(&mut self) -> Vec<Sentence> {
        let Some(sprint) = self.product.sprint_in(SprintState::Active) else {
            self.silence.unknown.push("what we are after: no sprint is at work".to_owned());
            return Vec::new();
        };
        let goal = if sprint.goal.trim().is_empty() { "no goal was set" } else { sprint.goal.trim() };
        let mut from = vec![sprint.id];
        let mut words = format!("S{}: {}", sprint.number, stop(goal));
        if let Some(goal) = sprint.serves.and_then(|id| self.product.goals().get(id)) {
            from.push(goal.id);
            words.push_str(&format!(" It serves G{}: {}", goal.num, stop(&goal.title)));
        }
        if let Some(metric) = sprint.result.and_then(|id| self.product.get::<Metric>(id)) {
            from.push(metric.id);
            words.push_str(&format!(" It is to move {}: {}.", text::line(&metric.measure), metric.way()));
        }
        vec![Sentence::new(&words, from)]
    }

    fn top(&self) -> Vec<Sentence> {
        let items = self.product.order().iter().filter_map(|id| self.product.items().get(*id));
        let at_work = crate::measure::ready::at_work(self.product);
        let items = items.filter(|item| !item.is_later(self.now.today) && !at_work.contains(&item.id)).take(TOP);
        items
            .map(|item| {
                let criteria = match item.criteria.len() {
                    0 => "no criteria yet".to_owned(),
                    n => count(n, "criterion"),
                };
                let size = item.size.map_or_else(|| "not sized".to_owned(), |size| format!("size {size}"));
                let open = item.open_questions().count();
                let open = if open > 0 { format!(", {} open", count(open, "question")) } else { String::new() };
                let words =
                    format!("{} {}: {criteria}, {size}{open}.", self.product.key(item), text::line(&item.title));
                Sentence::passing(&words, vec![item.id])
            })
            .collect()
    }

    fn questions(&self) -> Vec<Sentence> {
        let open = self.product.order().iter().filter_map(|id| self.product.items().get(*id));
        open.flat_map(|item| {
            let key = self.product.key(item);
            item.open_questions().map(move |question| {
                Sentence::passing(&format!("{key}: {}", text::line(&question.text)), vec![item.id])
            })
        })
        .collect()
    }

    fn asked(&self) -> Vec<Sentence> {
        let Some(sprint) = self.product.sprint_in(SprintState::Active) else { return Vec::new() };
        let items = sprint.items.iter().filter_map(|id| self.product.items().get(*id));
        items
            .filter(|item| !item.requesters.is_empty())
            .map(|item| {
                let who = item.requesters.join(", ");
                let words = format!("{} {}: {who}.", self.product.key(item), text::line(&item.title));
                Sentence::new(&words, vec![item.id])
            })
            .collect()
    }

    /// Returns what was put to another place by hand in these days and stands at the top, with its why.
    fn moved_items(&mut self) -> Vec<Sentence> {
        let mut silent = 0;
        let mut out = Vec::new();
        for (place, id) in self.product.order().iter().take(TEN).enumerate() {
            let Some(item) = self.product.items().get(*id) else { continue };
            let moved = item.log.iter().rev().find(|line| self.has(line.at) && line.names("place"));
            let Some(moved) = moved.filter(|_| item.ranked.is_some_and(|at| self.has(at))) else { continue };
            let why = moved.why.trim();
            silent += usize::from(why.is_empty());
            let why = if why.is_empty() { ".".to_owned() } else { format!(": {}", stop(why)) };
            let words = format!("{} {} stands at {}{why}", self.product.key(item), text::line(&item.title), place + 1);
            out.push(Sentence::passing(&words, vec![item.id]));
        }
        if silent > 0 {
            self.silence.unknown.push(format!("why {} moved: nothing is written down", count(silent, "item")));
        }
        out
    }

    fn scope(&self) -> Vec<Sentence> {
        let mut out = Vec::new();
        for sprint in self.product.sprints_by_number().into_iter().rev() {
            for change in sprint.scope.iter().rev().filter(|change| self.has(change.at)) {
                let mut from = vec![sprint.id];
                let mut name = |sign: &str, id: Id| {
                    let item = self.product.items().get(id)?;
                    from.push(id);
                    Some(format!("{sign}{} {}", self.product.key(item), text::line(&item.title)))
                };
                let added = change.added.as_ref().and_then(|entry| name("+", entry.item));
                let removed = change.removed.as_ref().and_then(|entry| name("−", entry.item));
                let what: Vec<String> = added.into_iter().chain(removed).collect();
                let words = format!("S{} {}: {}", sprint.number, what.join(", "), stop(&change.why));
                out.push(Sentence::new(&words, from));
            }
        }
        out
    }

    fn building(&mut self) -> Vec<Sentence> {
        let mut out = self.goal();
        let items = self.product.order().iter().filter_map(|id| self.product.items().get(*id));
        let at_work = items.filter(|item| matches!(item.status, Status::Doing | Status::Review));
        out.extend(at_work.map(|item| {
            let lead = if item.kind == Kind::Bug { "To be mended: " } else { "" };
            Sentence::passing(&format!("{lead}{}", stop(&deed(item))), vec![item.id])
        }));
        out
    }

    /// Returns what went well, who did it, which number it is about, and what those who asked had said.
    fn wins(&self) -> Vec<Sentence> {
        let mut out = Vec::new();
        for sprint in self.product.sprints_by_number().into_iter().rev() {
            for win in sprint.wins.iter().rev().filter(|win| self.has(win.at)) {
                let mut from = vec![sprint.id];
                let mut words = stop(&capital(&win.what));
                if !win.who.trim().is_empty() {
                    words.push_str(&format!(" Thanks to {}", stop(&win.who)));
                }
                if let Some(metric) = win.result.and_then(|id| self.product.get::<Metric>(id)) {
                    from.push(metric.id);
                    words.push_str(&format!(" {} {}.", text::line(&metric.measure), metric.way()));
                }
                if let Some(item) = win.item.filter(|id| self.product.items().get(*id).is_some()) {
                    from.push(item);
                    let asked =
                        self.product.requests_by_day().into_iter().find(|request| request.items.contains(&item));
                    if let Some(request) = asked {
                        from.push(request.id);
                        words.push_str(&format!(" It was asked for like this: “{}”.", text::line(&request.said)));
                    }
                }
                out.push(Sentence::new(&words, from));
            }
        }
        out
    }

    /// Returns the items that did what was expected of them.
    fn hits(&mut self) -> Vec<Sentence> {
        let hit = |item: &&Item| {
            item.effect
                .as_ref()
                .is_some_and(|e| matches!(e.found, Hit::Hit | Hit::Partly) && e.checked.is_some_and(|at| self.has(at)))
        };
        let mut items: Vec<Item> = self.product.items().iter().map(|item| &**item).filter(hit).cloned().collect();
        items.order_by_key(|item| item.num);
        items
            .iter()
            .map(|item| {
                let mut from = vec![item.id];
                let effect = self.effect(item, &mut from);
                Sentence::new(&format!("{}{effect}", stop(&deed(item))), from)
            })
            .collect()
    }
}
