//! Reports: what is said to whom. A report is a pure function from the product to sentences that name their records, so that each can
//! be followed to its source, left out, and found out of date later. Nothing is sent; a person copies.

mod outside;
mod phrase;
mod render;
mod said;
mod sections;
mod source;
mod talk;
mod voice;

use chrono::{Days, NaiveDate};

use crate::measure::today::{self, Lead, Waiting};
use crate::sort::InOrder;
use crate::words::count;

pub use render::Form;
use said::tells;
pub use source::key_of;
pub use talk::talk;
pub use voice::{JARGON, has_jargon};

use crate::model::share::{Report, Way, fact};
use crate::model::{Id, Now, Person, Product, Refusal, Share, SprintState};
use crate::text;

/// Sentences that a section has at the most; the rest is counted.
const MOST: usize = 7;
/// The same for those who have little time.
const FEW: usize = 3;

/// The days that a report is about, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub since: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        self.since <= day && day <= self.until
    }
}

/// A sentence of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its words, clean, in one line.
    pub text: String,
    /// The records from which it comes: at least one.
    pub from: Vec<Id>,
    /// The mark of the fact that it states; `None` where it changes by itself from day to day, such as a chance.
    pub fact: Option<Id>,
    /// Whether it only counts what is not named.
    pub counts: bool,
}

impl Sentence {
    /// Returns a sentence that states a fact: were it another one, whoever read it would have to be told.
    fn new(words: &str, from: Vec<Id>) -> Self {
        let text = text::line(words).into_owned();
        Self { fact: Some(fact(&text, &from)), text, from, counts: false }
    }

    /// Returns the mark by which it is known, whatever is done to its words later.
    #[must_use]
    pub fn mark(&self) -> Id {
        self.fact.unwrap_or_else(|| fact(&self.text, &self.from))
    }

    /// Returns a sentence that is true today and need not be tomorrow.
    fn passing(words: &str, from: Vec<Id>) -> Self {
        Self { fact: None, ..Self::new(words, from) }
    }
}

/// A part of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
}

/// The things not said, for the eyes of the author alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// Left out because it is nothing to this audience: how many of what.
    pub left_out: Vec<String>,
    /// Held back, because it is private or names somebody: the sentences.
    pub held_back: Vec<String>,
    /// Not said, because nobody knows.
    pub unknown: Vec<String>,
    /// Words of the team in sentences for others.
    pub jargon: Vec<String>,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// The sort of report.
    pub report: Report,
    /// The person that it is for, where it is for one.
    pub who: Option<Id>,
    /// The days that it is about.
    pub span: Span,
    /// The heading.
    pub heading: String,
    /// The line before everything, where there is one.
    pub opening: String,
    /// Its parts; none is empty.
    pub sections: Vec<Section>,
    /// The line after everything, where there is one.
    pub closing: String,
    /// The things that it does not say.
    pub silence: Silence,
}

impl Doc {
    /// Returns a report that says why there is none.
    #[must_use]
    pub fn empty(report: Report, span: Span, why: String) -> Self {
        let heading = report.title().to_owned();
        let silence = Silence::default();
        Self { report, who: None, span, heading, opening: why, sections: Vec::new(), closing: String::new(), silence }
    }

    /// Returns all its sentences.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.sections.iter().flat_map(|section| &section.sentences)
    }

    /// Returns the number of words in it.
    #[must_use]
    pub fn words(&self) -> usize {
        // a bullet and an arrow are no words
        let text = self.print(Form::Text, None);
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }

    /// Returns it as a record of what was shared.
    #[must_use]
    pub fn shared(&self, now: Now) -> Share {
        Share {
            report: self.report,
            who: self.who,
            since: Some(self.span.since),
            until: Some(now.today),
            sources: self.sentences().flat_map(|sentence| sentence.from.iter().copied()).collect(),
            facts: self.sentences().filter_map(|sentence| sentence.fact).collect(),
            ..Share::default()
        }
    }
}

/// Returns the days about which a report can be asked, the nearest first, each with its name: since it was shared last, since the
/// sprint began, and so many days.
#[must_use]
pub fn spans(product: &Product, report: Report, who: Option<Id>, now: Now) -> Vec<(String, Span)> {
    let span = |since: NaiveDate| Span { since: since.min(now.today), until: now.today };
    let mut out: Vec<(String, Span)> = [7, 14, 30, 90, 365]
        .into_iter()
        .filter_map(|days| Some((format!("{days} days"), span(now.today.checked_sub_days(Days::new(days))?))))
        .collect();
    let sprints = product.sprints_by_number();
    let begun = |state| sprints.iter().rev().find(|sprint| sprint.state == state);
    for state in [SprintState::Active, SprintState::Closed] {
        if let Some((sprint, since)) = begun(state).and_then(|sprint| Some((sprint, sprint.start?))) {
            out.push((format!("since S{} began", sprint.number), span(since)));
        }
    }
    if let Some(day) = product.last_share(report, who).and_then(|share| share.until) {
        out.push(("since it was shared last".to_owned(), span(day)));
    }
    // of two names for the same day the one that says more stays
    out.reverse();
    out.sort_by_key(|(_, span)| std::cmp::Reverse(span.since));
    out.dedup_by_key(|(_, span)| span.since);
    out
}

/// Returns the days about which a report is where nobody said: since it was shared last, else the last thirty.
#[must_use]
pub fn usual(product: &Product, report: Report, who: Option<Id>, now: Now) -> Span {
    // what was shared today is the same report again
    let shared = product
        .last_share(report, who)
        .and_then(|share| if share.until == Some(now.today) { share.since } else { share.until });
    let month = now.today.checked_sub_days(Days::new(30)).unwrap_or(now.today);
    Span { since: shared.unwrap_or(month).min(now.today), until: now.today }
}

/// Returns a report.
///
/// # Errors
/// Returns an error if the days begin in the future, or if a report for one person names nobody who is there.
pub fn write(product: &Product, report: Report, who: Option<Id>, span: Span, now: Now) -> Result<Doc, Refusal> {
    let mut doc = whole(product, report, who, span, now)?;
    // a letter says all of it: what it does not say nobody was told; so do notes that one looks things up in
    if !matches!(report, Report::Said | Report::Release) {
        let most = if report == Report::Executives { FEW } else { MOST };
        for section in &mut doc.sections {
            section.sentences = few(std::mem::take(&mut section.sentences), most);
        }
    }
    Ok(doc)
}

/// Returns a report with all its sentences.
fn whole(product: &Product, report: Report, who: Option<Id>, span: Span, now: Now) -> Result<Doc, Refusal> {
    if span.since > now.today {
        return Err(Refusal::invalid(format!("{} is in the future: a report is about what was", span.since)));
    }
    let mut silence = Silence::default();
    let name = text::line(&product.about().name).into_owned();
    let lead = if name.is_empty() { String::new() } else { format!("{name}: ") };
    let mut heading = format!(
        "{lead}{}, {} to {}",
        report.title().to_lowercase(),
        span.since.format("%-d %b"),
        span.until.format("%-d %b %Y")
    );
    let (mut opening, mut closing) = (String::new(), String::new());
    let voice = voice::Voice::of(product, report, who);
    let sections = match report {
        Report::Said => {
            let person = who.and_then(|id| product.get::<Person>(id));
            let person =
                person.ok_or_else(|| Refusal::invalid("a report of what was said needs a person: for whom?"))?;
            heading = format!("{lead}what became of what you said");
            let sections = said::sections(person, product, span, now, &mut silence);
            let nothing = sections.iter().all(|section| section.sentences.is_empty());
            opening = said::opening(person, nothing, span);
            if !nothing {
                "What did we get wrong? What do you hear that is not on this list?".clone_into(&mut closing);
            }
            sections
        }
        _ => sections::of(product, report, span, now, &mut silence),
    };
    let sections = sections.into_iter().filter_map(|section| {
        let sentences = voice.pass(section.sentences, &mut silence);
        (!sentences.is_empty()).then_some(Section { sentences, ..section })
    });
    let sections: Vec<Section> = sections.collect();
    if sections.is_empty() && opening.is_empty() {
        "Nothing happened in these days that there is to tell.".clone_into(&mut opening);
    } else if report == Report::Executives && sections.first().is_none_or(|section| section.title != sections::MOVED) {
        "Whether it moved nobody can tell: no goal of ours has a number that is read.".clone_into(&mut opening);
    }
    Ok(Doc { report, who, span, heading, opening, sections, closing, silence })
}

/// Returns as many sentences as one reads, the rest counted.
fn few(mut sentences: Vec<Sentence>, most: usize) -> Vec<Sentence> {
    if sentences.len() > most + 1 {
        let rest = sentences.split_off(most);
        let words = format!("{} more.", rest.len());
        let from = rest.into_iter().flat_map(|sentence| sentence.from).collect();
        sentences.push(Sentence { counts: true, ..Sentence::passing(&words, from) });
    }
    sentences
}

/// Remembers in the product that a report was shared; who is told of a wish with it counts as told. Returns of how many wishes.
///
/// # Errors
/// Returns an error if the person that it is for is not there any more.
pub fn remember(doc: &Doc, product: &mut Product, how: Way, now: Now) -> Result<usize, Refusal> {
    let mut told: Vec<Id> = Vec::new();
    if let Some(who) = doc.who {
        let named = doc.sentences().filter_map(|sentence| tells(sentence, product)).collect::<Vec<Id>>();
        for request in named {
            let owed = product.owed_of(product.request(request)?);
            if !told.contains(&request) && owed.iter().any(|owed| owed.who == who) {
                product.tell(request, who, now)?;
                told.push(request);
            }
        }
    }
    product.share(Share { how, ..doc.shared(now) });
    Ok(told.len())
}

/// Returns in how many places a report that was shared is not true any more: facts in it that the same report about the same days
/// would not state today.
#[must_use]
pub fn out_of_date(share: &Share, product: &Product, now: Now) -> usize {
    let (Some(since), Some(until)) = (share.since, share.until) else { return 0 };
    // with all sentences: what only fell behind newer ones is true still
    let Ok(doc) = whole(product, share.report, share.who, Span { since, until }, now) else { return 0 };
    let facts: Vec<Id> = doc.sentences().filter_map(|sentence| sentence.fact).collect();
    share.facts.iter().filter(|fact| !facts.contains(fact)).count()
}

/// How much a report that is not true any more presses on Today.
const WEIGHT: u32 = 46;

/// Returns what waits for the product owner, with the reports that are not true any more among it, the most pressing first.
#[must_use]
pub fn waiting(product: &Product, now: Now) -> Vec<Waiting> {
    let mut out = today::waiting(product, now);
    for share in product.standing_shares(now) {
        let places = out_of_date(share, product, now);
        let Some(day) = share.until.filter(|_| places > 0) else { continue };
        let who =
            share.who.and_then(|id| product.get::<Person>(id)).map_or_else(String::new, |p| format!(" to {}", p.who));
        let name = share.report.title().to_lowercase();
        let words = format!(
            "the report “{name}”{who} of {} is out of date in {}",
            day.format("%-d %b"),
            count(places, "place")
        );
        out.push(Waiting { words, lead: Lead::Command(command(share.report)), weight: WEIGHT });
    }
    out.order_by_key(|line| std::cmp::Reverse(line.weight));
    out
}

/// Returns the command that shows a report.
#[must_use]
pub fn command(report: Report) -> &'static str {
    match report {
        Report::Executives => "report.exec",
        Report::Customers => "report.customers",
        Report::Team => "report.team",
        Report::Said => "report.said",
        Report::Changes => "report.changes",
        Report::Update => "report.update",
        Report::Release => "report.release",
        Report::Insights => "report.insights",
        Report::Wins => "report.wins",
    }
}
