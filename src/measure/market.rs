//! How well we know what happens outside: talks, signals, moves and looks, counted by their days. Nobody types these numbers.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use chrono::{Days, NaiveDate};

use super::theme::{self, WEEKS, Way};
use super::today::{Front, Lead, Waiting};
use crate::model::insight::InsightKind;
use crate::model::theme::Weeks;
use crate::model::{Competitor, Feed, Goal, Id, Insight, Item, Metric, Now, Product, Theme};
use crate::sort::InOrder;
use crate::words::{Phrases, count};

/// Days that are looked back on.
const WINDOW: i64 = 30;
/// Weeks of scans that are shown.
pub const ROW: usize = 9;

/// A count of thirty days beside the number that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aimed {
    /// The count.
    pub is: usize,
    /// The number that is enough.
    pub wanted: usize,
}

impl fmt::Display for Aimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.is, self.wanted)
    }
}

/// Counts of signals from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Talks.
    pub talks: Aimed,
    /// Facts of use: what was counted of what people do.
    pub facts: Aimed,
    /// Days since somebody outside was last heard; none if nobody ever was.
    pub heard: Option<i64>,
    /// Moves of competitors.
    pub moves: Aimed,
    /// Moves that threaten, and that nobody has answered.
    pub unanswered: usize,
    /// Weeks in a row with a scan, this one or the last one first.
    pub streak: usize,
}

impl Signals {
    /// Returns when somebody outside was last heard, in words.
    #[must_use]
    pub fn last_heard(&self) -> String {
        match self.heard {
            None => "nobody outside was heard yet".to_owned(),
            Some(days) => format!("last outside signal {days} d ago"),
        }
    }
}

fn within(day: Option<NaiveDate>, now: Now) -> bool {
    day.is_some_and(|day| (0..WINDOW).contains(&(now.today - day).num_days()))
}

/// Returns how many facts of use are of the last thirty days: insights that were counted, tables of users that were looked through, and
/// counts of features and steps. All that was counted up to one day is one fact, however many features it tells of: a table with two hundred
/// of them was one look.
fn facts(product: &Product, now: Now) -> usize {
    let told =
        product.insights().iter().filter(|own| own.kind == InsightKind::Usage && within(Some(own.day(now)), now));
    let studies = product.studies().iter().filter(|own| within(own.on, now));
    let features = product.usages().iter().flat_map(|own| own.counts.iter().map(|count| count.on));
    let steps = product.funnels().iter().flat_map(|own| own.periods());
    let counted: BTreeSet<NaiveDate> = features.chain(steps).filter(|day| within(Some(*day), now)).collect();
    told.count() + studies.count() + counted.len()
}

/// Returns what is known of the outside.
#[must_use]
pub fn signals(product: &Product, now: Now) -> Signals {
    // what we made of it ourselves is nobody's voice
    let own = |insight: &Insight| insight.kind == InsightKind::Observation || !product.is_from_outside(insight);
    let outside = product.insights().iter().filter(|insight| !own(insight));
    let about = product.about();
    let none_of = |wanted| Aimed { is: 0, wanted };
    let mut out = Signals {
        talks: none_of(about.talks_wanted()),
        facts: Aimed { is: facts(product, now), wanted: about.facts_wanted() },
        moves: none_of(about.moves_wanted()),
        ..Signals::default()
    };
    let mut heard: Vec<NaiveDate> = product.feeds().iter().filter_map(|feed| feed.last.or(feed.taken)).collect();
    for insight in outside {
        heard.push(insight.day(now));
        out.talks.is += usize::from(insight.kind == InsightKind::Interview && within(Some(insight.day(now)), now));
    }
    for own in product.competitors().iter().flat_map(|competitor| &competitor.moves) {
        out.moves.is += usize::from(within(own.on, now));
        out.unanswered += usize::from(own.wants_answer());
        heard.extend(own.on);
    }
    // of a clock that goes ahead a day can be to come
    out.heard = heard.into_iter().max().map(|last| (now.today - last).num_days().max(0));
    let weeks = product.scan_weeks(ROW * 6, now.today);
    // a week that is not over breaks no row
    let from = usize::from(weeks.first() == Some(&false));
    out.streak = weeks.iter().skip(from).take_while(|was| **was).count();
    out
}

/// Returns how the market front stands: talks, how long ago somebody outside was heard, looks, moves that are answered.
#[must_use]
pub fn front(product: &Product, now: Now) -> Front {
    let begun = !product.insights().is_empty()
        || !product.competitors().is_empty()
        || !product.feeds().is_empty()
        || !product.scans_by_day().is_empty();
    let known = signals(product, now);
    let points = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let talks = points(known.talks.is.min(known.talks.wanted) * 40 / known.talks.wanted.max(1));
    let heard = match known.heard {
        Some(0..=7) => 25,
        Some(8..=21) => 15,
        Some(22..=60) => 5,
        _ => 0,
    };
    let looks = points(known.streak.min(4) * 5);
    let answered = if known.unanswered == 0 && !product.competitors().is_empty() { 15 } else { 0 };
    let words = match known.heard {
        None => known.last_heard(),
        Some(_) => format!("{}, {} talks", known.last_heard(), known.talks),
    };
    let next = match known {
        Signals { unanswered: 1.., .. } => ("go.competitors", "answer a move"),
        Signals { streak: 0, .. } => ("go.market", "⟦go.market⟧ for a look outside"),
        _ => ("go.insights", "somebody to talk to"),
    };
    Front {
        name: "market",
        score: begun.then_some((talks + heard + looks + answered).min(100)),
        words,
        next: Some(next),
    }
}

/// Returns what of the outside waits for the product owner: moves that threaten and have no answer, and a look outside that is late.
#[must_use]
pub fn waiting(product: &Product, now: Now) -> Vec<Waiting> {
    let mut out = Vec::new();
    let open = signals(product, now).unanswered;
    if open > 0 {
        let words = format!("{} of a competitor without an answer", count(open, "move"));
        out.push(Waiting { words, lead: Lead::Command("go.competitors"), weight: 44 });
    }
    if let Some(late) = product.next_scan().map(|day| (now.today - day).num_days()).filter(|late| *late > 0) {
        let words = format!("the look outside is {} late", count(usize::try_from(late).unwrap_or(0), "day"));
        out.push(Waiting { words, lead: Lead::Command("go.market"), weight: 18 });
    }
    out
}

/// Returns the part of the notes that are in no theme, in percent; none where there are no notes.
#[must_use]
pub fn other(product: &Product) -> Option<u32> {
    let sum = |part: fn(&Feed) -> u32| product.feeds().iter().map(|feed| u64::from(part(feed))).sum::<u64>();
    let percent = (sum(|feed| feed.other) * 100).checked_div(sum(|feed| feed.rows))?;
    u32::try_from(percent).ok()
}

/// Returns the insights that name a competitor, or are tied to it, the last one first.
fn naming<'a>(product: &'a Product, competitor: &Competitor) -> Vec<&'a Insight> {
    let mut name = Phrases::default();
    name.add(&competitor.called);
    let all = product.insights_by_day().into_iter();
    all.filter(|own| own.about.contains(&competitor.id) || name.find(&own.said).is_some()).collect()
}

/// Returns what was heard of a competitor, in words: how many lost deals and leavers name them, and what was said last; nothing where
/// nobody did.
#[must_use]
pub fn said_of(product: &Product, competitor: &Competitor) -> Option<String> {
    let all = naming(product, competitor);
    let last = all.first()?;
    let gone = match all.iter().filter(|own| matches!(own.kind, InsightKind::Sales | InsightKind::Churn)).count() {
        0 => String::new(),
        n => format!(", {n} of a lost deal or somebody who left"),
    };
    Some(format!("named in {}{gone}: “{}”", count(all.len(), "insight"), crate::text::line(&last.said)))
}

/// How much of what was heard stands behind a goal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Insights that tell of the goal, of its key results or of its items.
    pub insights: usize,
    /// Those of them that came from outside our own house.
    pub outside: usize,
}

impl Heard {
    /// Returns it in words, for where it stands beside a goal; nothing where nobody was heard.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.insights, self.outside) {
            (0, _) => String::new(),
            (all, outside) if all == outside => format!("heard: {}", count(all, "insight")),
            (all, 0) => format!("heard: {}, none from outside", count(all, "insight")),
            (all, outside) => format!("heard: {}, {outside} from outside", count(all, "insight")),
        }
    }
}

/// Returns the goals of which an insight tells: themselves, through their key results, or through their items.
#[must_use]
pub fn goals_of(insight: &Insight, product: &Product) -> Vec<Id> {
    let goal_of = |id: &Id| match product.get::<Goal>(*id) {
        Some(goal) => Some(goal.id),
        None => match product.get::<Item>(*id) {
            Some(item) => item.goal,
            None => product.get::<Metric>(*id).and_then(|metric| metric.goal),
        },
    };
    let mut goals: Vec<Id> = insight.about.iter().filter_map(goal_of).collect();
    goals.order();
    goals.dedup();
    goals
}

/// Returns for each goal what was heard of it.
#[must_use]
pub fn heard(product: &Product) -> HashMap<Id, Heard> {
    let mut out: HashMap<Id, Heard> = HashMap::new();
    for insight in product.insights().iter() {
        for goal in goals_of(insight, product) {
            let own = out.entry(goal).or_default();
            own.insights += 1;
            own.outside += usize::from(product.is_from_outside(insight));
        }
    }
    out
}

/// A theme as it is listed: its notes, those of each of the last weeks, and its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The theme.
    pub id: Id,
    /// Notes in all.
    pub notes: u32,
    /// Notes of the last twelve weeks, the last one last; none where the notes have no days.
    pub weeks: Vec<u32>,
    /// Its way.
    pub way: Way,
}

/// Weeks of the line beside a theme.
const LINE: u64 = 12;

/// Returns the Mondays of the last so many weeks that the feedback reaches, the first first; none where it has no days.
fn mondays(all: &Weeks, weeks: u64) -> Vec<String> {
    let last = all.keys().filter_map(|week| week.parse::<NaiveDate>().ok()).max();
    let Some(last) = last else { return Vec::new() };
    (0..weeks).rev().filter_map(|n| last.checked_sub_days(Days::new(n * 7))).map(|day| day.to_string()).collect()
}

/// Returns the themes that are shown, the largest first, with the way of each among all of them.
#[must_use]
pub fn themes(product: &Product) -> Vec<Listed> {
    let mut all = Weeks::new();
    for feed in product.feeds().iter() {
        for (week, n) in &feed.weeks {
            *all.entry(week.clone()).or_default() += n;
        }
    }
    let line = mondays(&all, LINE);
    let recent = mondays(&all, u64::try_from(WEEKS * 2).unwrap_or(8));
    let (before, now) = recent.split_at(recent.len().saturating_sub(WEEKS));
    let sum = |weeks: &Weeks, of: &[String]| -> u64 {
        of.iter().filter_map(|week| weeks.get(week)).map(|n| u64::from(*n)).sum()
    };
    let shown: Vec<(&Theme, u32, Weeks)> =
        product.themes_by_size().into_iter().map(|(theme, n)| (theme, n, product.weeks_of(theme.id))).collect();
    let counts: Vec<(u64, u64)> = shown.iter().map(|(_, _, weeks)| (sum(weeks, now), sum(weeks, before))).collect();
    let ways = theme::ways(&counts, sum(&all, now), sum(&all, before));
    shown
        .into_iter()
        .zip(ways)
        .map(|((theme, notes, weeks), way)| {
            let weeks = line.iter().map(|week| weeks.get(week).copied().unwrap_or(0)).collect();
            Listed { id: theme.id, notes, weeks, way }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::competitor::{Move, Threat};
    use crate::model::{About, Place, Stamp};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    #[test]
    fn a_front_that_nobody_began_has_no_number_and_each_fact_with_a_day_counts() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert_eq!(front(&product, now()).score, None);
        let talk = |back: u64| Insight {
            said: format!("talk {back}"),
            on: now().today.checked_sub_days(Days::new(back)),
            ..Insight::default()
        };
        product.note_insight(talk(40), now()).unwrap();
        assert_eq!((signals(&product, now()).talks.is, front(&product, now()).score), (0, Some(5)));
        for back in [1, 2, 3, 29] {
            product.note_insight(talk(back), now()).unwrap();
        }
        assert_eq!((signals(&product, now()).talks.is, front(&product, now()).score), (4, Some(65)));
        // of a team that wants eight talks, four are half of them
        let about = About { talks: 8, ..product.about().clone() };
        product.put(about);
        assert_eq!((signals(&product, now()).talks.wanted, front(&product, now()).score), (8, Some(45)));
        let about = About { talks: 0, ..product.about().clone() };
        product.put(about);
        product.note_scan(15, vec!["reviews".into()], "", now()).unwrap();
        assert_eq!(front(&product, now()).score, Some(70));
        let fieldly = product.competitor_named("Fieldly").unwrap();
        assert_eq!(front(&product, now()).score, Some(85));
        let threat = Move { what: "free tier".into(), threat: Threat::High, ..Move::default() };
        product.note_move(fieldly, threat, now()).unwrap();
        let known = signals(&product, now());
        assert_eq!((known.moves.to_string(), known.unanswered, known.heard), ("1 of 2".to_owned(), 1, Some(0)));
        assert_eq!(front(&product, now()).score, Some(70));
    }

    #[test]
    fn what_our_own_people_say_is_no_signal_from_outside() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let jo = product.person_named("Jo").unwrap();
        let mut person = crate::model::Person::clone(product.get::<crate::model::Person>(jo).unwrap());
        person.team = true;
        product.put(person);
        product.note_insight(Insight { said: "x".into(), who: Some(jo), ..Insight::default() }, now()).unwrap();
        let known = signals(&product, now());
        assert_eq!((known.talks.is, known.heard), (0, None));
    }

    #[test]
    fn who_is_named_by_those_who_left_is_told_beside_the_competitor() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let fieldly = product.competitor_named("Fieldly").unwrap();
        let own = |product: &Product| Competitor::clone(product.competitors().get(fieldly).unwrap());
        assert_eq!(said_of(&product, &own(&product)), None);
        let note = |said: &str, kind| Insight { said: said.into(), kind, ..Insight::default() };
        product.note_insight(note("the fieldlyness of it", InsightKind::Survey), now()).unwrap();
        assert_eq!(said_of(&product, &own(&product)), None, "a part of a word is no name");
        product.note_insight(note("we went to FIELDLY, it is cheaper", InsightKind::Churn), now()).unwrap();
        let tied = Insight { about: vec![fieldly], ..note("they have an app", InsightKind::Interview) };
        product.note_insight(tied, now()).unwrap();
        assert_eq!(
            said_of(&product, &own(&product)).unwrap(),
            "named in 2 insights, 1 of a lost deal or somebody who left: “they have an app”"
        );
    }

    // A9, A49
    #[test]
    fn a_goal_is_heard_through_its_items_and_key_results_and_each_insight_counts_once() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let goal = product.add_goal("Setup alone").unwrap();
        let of_goal = Item { title: "x".into(), goal: Some(goal), ..Item::default() };
        let item = product.add(of_goal, Place::Top).unwrap();
        let metric = Metric { measure: "churn".into(), goal: Some(goal), ..Metric::default() };
        let metric = product.add_metric(metric).unwrap();
        let other = product.add(Item { title: "y".into(), ..Item::default() }, Place::Top).unwrap();
        assert_eq!(heard(&product).get(&goal), None);
        let jo = product.person_named("Jo").unwrap();
        product
            .change_person(jo, |person| {
                person.team = true;
                Ok(())
            })
            .unwrap();
        for (about, who) in [(vec![goal, item, metric], None), (vec![metric], Some(jo)), (vec![other], None)] {
            product.note_insight(Insight { said: "x".into(), about, who, ..Insight::default() }, now()).unwrap();
        }
        let own = heard(&product)[&goal];
        assert_eq!(own, Heard { insights: 2, outside: 1 });
        assert_eq!(own.words(), "heard: 2 insights, 1 from outside");
        assert_eq!(Heard { insights: 1, outside: 1 }.words(), "heard: 1 insight");
        assert_eq!(Heard { insights: 1, outside: 0 }.words(), "heard: 1 insight, none from outside");
        assert_eq!(Heard::default().words(), "");
    }

    #[test]
    fn a_move_without_an_answer_and_a_late_look_wait() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert_eq!(waiting(&product, now()), []);
        product.note_scan(15, vec!["reviews".into()], "", now()).unwrap();
        let on = |days: u64| Now::on(now().today + Days::new(days));
        assert_eq!(waiting(&product, on(7)), [], "the day on which it is due is not late");
        assert_eq!(waiting(&product, on(8))[0].words, "the look outside is 1 day late");
        let fieldly = product.competitor_named("Fieldly").unwrap();
        let own = Move { what: "free tier".into(), threat: Threat::Some, ..Move::default() };
        let id = product.note_move(fieldly, own, now()).unwrap();
        assert_eq!(waiting(&product, now())[0].words, "1 move of a competitor without an answer");
        product
            .change_move(fieldly, id, |own| {
                own.no_answer = "fine".into();
                Ok(())
            })
            .unwrap();
        assert_eq!(waiting(&product, now()), []);
    }

    #[test]
    fn a_theme_is_listed_with_its_weeks_and_without_days_nothing_is_said_of_its_way() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let sync = product.add_theme("sync", &["sync".into()]).unwrap();
        let weeks = |per: &[u32]| -> Weeks {
            (0_u64..).zip(per).map(|(n, count)| ((now().today - Days::new(5 + 7 * n)).to_string(), *count)).collect()
        };
        let feed = Feed {
            id: Id::from_bits(9),
            weeks: weeks(&[50; 8]),
            counts: [(sync.to_string(), weeks(&[10, 10, 10, 10, 2, 2, 2, 2]))].into(),
            ..Feed::default()
        };
        product.put(feed.clone());
        let listed = themes(&product);
        assert_eq!((listed[0].notes, listed[0].way, other(&product)), (48, Way::Rising, None));
        assert_eq!(listed[0].weeks, [0, 0, 0, 0, 2, 2, 2, 2, 10, 10, 10, 10]);
        product.put(Feed { rows: 400, other: 100, ..feed.clone() });
        assert_eq!(other(&product), Some(25));
        let undated = |n: u32| Weeks::from([(String::new(), n)]);
        product.put(Feed { weeks: undated(400), counts: [(sync.to_string(), undated(48))].into(), ..feed });
        let listed = themes(&product);
        assert_eq!((listed[0].notes, listed[0].way, listed[0].weeks.len()), (48, Way::Unknown, 0));
    }
}
