//! The voice of a report: the names and words that its audience may read. The others are held back and shown to the author, never dropped in silence.

use std::collections::HashSet;

use super::{Sentence, Silence};
use crate::model::account::AccountState;
use crate::model::share::Report;
use crate::model::{Account, Id, Person, Product};
use crate::text;
use crate::words::Phrases;

/// Words of the team's trade that say nothing to anybody else.
pub const JARGON: [&str; 24] = [
    "points",
    "story points",
    "velocity",
    "capacity",
    "dor",
    "dod",
    "definition of ready",
    "definition of done",
    "wip",
    "spike",
    "carry-over",
    "carried over",
    "sprint",
    "sprint goal",
    "backlog",
    "epic",
    "refinement",
    "burndown",
    "standup",
    "retrospective",
    "scrum",
    "kanban",
    "acceptance criteria",
    "tech debt",
];

fn jargon() -> Phrases {
    let mut out = Phrases::default();
    for word in JARGON {
        out.add(word);
    }
    out
}

/// The names and words that an audience must not read.
pub struct Voice {
    /// Records that are private, and requests that only such people made.
    private: HashSet<Id>,
    /// Names, and words of private people, that nobody of this audience is to read.
    unsaid: Phrases,
    /// Words that they would not understand.
    jargon: Phrases,
}

impl Voice {
    /// Returns the voice of a report.
    pub fn of(product: &Product, report: Report, reader: Option<Id>) -> Self {
        let (mut private, mut unsaid, mut trade) = (HashSet::new(), Phrases::default(), Phrases::default());
        let outside = matches!(report, Report::Customers | Report::Release);
        let hidden = |account: Option<Id>| account.and_then(|id| product.get::<Account>(id)).is_some_and(|a| a.private);
        for account in product.accounts_by_name() {
            if account.private {
                private.insert(account.id);
            }
            if account.private || (outside && account.state != AccountState::Inside) {
                unsaid.add(&account.company);
            }
        }
        let reader = reader.and_then(|id| product.get::<Person>(id));
        for person in product.people_by_name() {
            let closed = person.private || hidden(person.account);
            if closed {
                private.insert(person.id);
            }
            // their own name is no secret to whom a letter is for
            let own = reader.is_some_and(|reader| reader.id == person.id);
            if (closed || outside || (report == Report::Executives && person.team)) && !own {
                unsaid.add(&person.who);
            }
        }
        if outside {
            for competitor in product.competitors().iter() {
                unsaid.add(&competitor.called);
            }
        }
        for request in product.requests().iter() {
            let theirs = reader.is_some_and(|reader| request.who.contains(&reader.id));
            if !request.who.is_empty() && !theirs && request.who.iter().all(|who| private.contains(who)) {
                private.insert(request.id);
                unsaid.add(&request.said);
                unsaid.add(&request.need);
            }
        }
        for insight in product.insights().iter() {
            if product.is_private_insight(insight) {
                private.insert(insight.id);
                unsaid.add(&insight.said);
                unsaid.add(&insight.means);
            }
        }
        if let Some(reader) = reader {
            private.remove(&reader.id);
        }
        if matches!(report, Report::Executives | Report::Customers | Report::Release | Report::Said) {
            trade = jargon();
        }
        Self { private, unsaid, jargon: trade }
    }

    /// Returns the sentences that may be said, and writes down what of the rest was not.
    pub fn pass(&self, sentences: Vec<Sentence>, silence: &mut Silence) -> Vec<Sentence> {
        let mut out = Vec::new();
        for sentence in sentences {
            if sentence.from.iter().any(|id| self.private.contains(id)) || self.unsaid.find(&sentence.text).is_some() {
                silence.held_back.push(sentence.text);
                continue;
            }
            if let Some(word) = self.jargon.find(&sentence.text) {
                silence.jargon.push(format!("“{word}” in “{}”", text::cut(&sentence.text, 48)));
            }
            out.push(sentence);
        }
        out
    }
}

/// Whether a text has a word of the team's trade in it.
#[must_use]
pub fn has_jargon(text: &str) -> bool {
    jargon().find(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_trade_are_found_as_whole_words() {
        assert!(has_jargon("It took 8 Story Points") && has_jargon("a Spike") && !has_jargon("spikes in load"));
    }
}
