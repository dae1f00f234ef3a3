//! Agents: programs that ask through the same door as everybody. They propose, and a person decides: nothing here ranks, sizes, accepts,
//! declines or sets a status.

use crate::model::decision::Ruling;
use crate::model::entity::one_line;
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::request::{Channel, Decided};
use crate::model::stakeholder::PersonKind;
use crate::model::word::words;
use crate::model::{Id, Now, Person, Product, Refusal, Request, Stamp};
use crate::words::count;

words! {
    /// What an agent may do beside reading.
    pub enum May {
        /// Wish for something, as anybody may.
        Ask = "ask",
        /// Read, and nothing else.
        Read = "read",
        /// Wish, and propose other words for an item.
        Propose = "propose",
    }
}

/// Wishes and proposals of an agent in an hour.
pub const AN_HOUR: usize = 30;
/// Wishes and proposals of agents that may wait together.
pub const WAITING: usize = 200;
/// Milliseconds within which the same words are the same wish.
const SAME: i64 = 24 * 60 * 60 * 1_000;

record! {
    /// A line of a proposal: a field of an item, and the words for it.
    pub struct Proposed {
        /// Identity within the request, made of the field and the words.
        id: Id,
        /// The name of the field.
        field: String,
        /// The words.
        value: String,
    }
}

impl Proposed {
    /// Returns a line.
    #[must_use]
    pub fn new(field: &str, value: &str) -> Self {
        let id = content_id(&["proposed", field, value]);
        Self { id, field: field.to_owned(), value: value.to_owned(), ..Self::default() }
    }
}

/// The agent that calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The name under which it stands among the people.
    pub name: String,
    /// The name and version that its program gives.
    pub client: String,
    /// What it has read since it asked last.
    pub read: Vec<String>,
    /// Whether words of others were among that.
    pub foreign: bool,
}

/// How much of what an agent wanted came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Yield {
    /// Wishes and proposals.
    pub asked: usize,
    /// Those that were taken or joined.
    pub taken: usize,
    /// Those that were declined.
    pub declined: usize,
    /// Those that wait.
    pub waits: usize,
    /// When it asked last.
    pub last: Option<Stamp>,
}

/// Returns words so that two of the same meaning to a machine are the same: small letters, one blank between words.
fn normalised(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

impl Product {
    /// Returns the agent of a name; none where nobody is called so.
    ///
    /// # Errors
    /// Returns an error if the name is that of a person.
    pub fn agent(&self, name: &str) -> Result<Option<&Person>, Refusal> {
        let name = one_line(name).to_lowercase();
        let known = self.people.iter().find(|person| person.who.to_lowercase() == name);
        match known {
            Some(person) if person.kind != PersonKind::Agent => {
                Err(Refusal::invalid(format!("{} is a person: an agent needs a name of its own", person.who)))
            }
            known => Ok(known.map(|person| &**person)),
        }
    }

    /// Returns what an agent may do; one that nobody knows yet may ask.
    ///
    /// # Errors
    /// As [`Product::agent`].
    pub fn agent_may(&self, name: &str) -> Result<May, Refusal> {
        Ok(self.agent(name)?.map_or(May::Ask, |agent| agent.may))
    }

    /// Returns the agents by name.
    #[must_use]
    pub fn agents(&self) -> Vec<&Person> {
        let mut all: Vec<&Person> = self.people.iter().map(|person| &**person).collect();
        all.retain(|person| person.kind == PersonKind::Agent);
        all.sort_by_cached_key(|person| (person.who.to_lowercase(), person.id));
        all
    }

    /// Returns what an agent asked for, the last one first.
    #[must_use]
    pub fn asked_by_agent(&self, agent: Id) -> Vec<&Request> {
        let mut all: Vec<&Request> = self.requests().iter().map(|request| &**request).collect();
        all.retain(|request| request.how == Channel::Agent && request.who.first() == Some(&agent));
        all.sort_by_key(|request| std::cmp::Reverse((request.created, request.num)));
        all
    }

    /// Returns how much of what an agent wanted came about.
    #[must_use]
    pub fn yield_of(&self, agent: Id) -> Yield {
        let all = self.asked_by_agent(agent);
        let n = |fits: fn(Decided) -> bool| all.iter().filter(|request| fits(request.verdict)).count();
        Yield {
            asked: all.len(),
            taken: n(|verdict| matches!(verdict, Decided::Taken | Decided::Joined)),
            declined: n(|verdict| verdict == Decided::Declined),
            waits: n(|verdict| matches!(verdict, Decided::Waits | Decided::Later)),
            last: all.first().map(|request| request.created),
        }
    }

    /// Writes down what an agent wishes or proposes, and returns the request and whether it was known already: the same words of the
    /// same agent within a day are the same wish.
    ///
    /// # Errors
    /// Returns an error if the agent may not do that, if it asked too much in an hour, if too much waits, or if the words are missing.
    pub fn ask_of_agent(&mut self, caller: &Caller, request: Request, now: Now) -> Result<(Id, bool), Refusal> {
        let may = self.agent_may(&caller.name)?;
        let proposes = !request.change.is_empty();
        match may {
            May::Read => {
                return Err(Refusal::invalid(format!("{} may read, and not ask: a person says so", caller.name)));
            }
            May::Ask if proposes => {
                return Err(Refusal::invalid(format!(
                    "{} may ask, and not propose: a person allows it on the page of agents (e)",
                    caller.name
                )));
            }
            May::Ask | May::Propose => {}
        }
        if one_line(&request.said).is_empty() {
            return Err(Refusal::invalid("words are missing: what is wished for?"));
        }
        let known = self.agent(&caller.name)?.map(|agent| agent.id);
        if let Some(agent) = known {
            let all = self.asked_by_agent(agent);
            let recent = |request: &&&Request, within: i64| now.at.0 - request.created.0 < within;
            let said = normalised(&request.said);
            let same = |other: &&&Request| {
                recent(other, SAME)
                    && normalised(&other.said) == said
                    && other.about == request.about
                    && other.change == request.change
            };
            if let Some(same) = all.iter().find(same) {
                return Ok((same.id, true));
            }
            let hour: Vec<&&Request> = all.iter().filter(|request| recent(request, SAME / 24)).collect();
            if hour.len() >= AN_HOUR {
                let first = hour.last().map_or(now.at.0, |request| request.created.0);
                let minutes = (first + SAME / 24 - now.at.0) / 60_000 + 1;
                let wait = count(usize::try_from(minutes).unwrap_or(60), "minute");
                return Err(Refusal::invalid(format!("{AN_HOUR} an hour are enough: again in {wait}")));
            }
        }
        let waits = |request: &&std::sync::Arc<Request>| {
            request.how == Channel::Agent && matches!(request.verdict, Decided::Waits | Decided::Later)
        };
        if self.requests().iter().filter(waits).count() >= WAITING {
            return Err(Refusal::invalid(format!("{WAITING} wishes of agents wait already: people decide first")));
        }
        let agent = if let Some(agent) = known {
            agent
        } else {
            let id = self.person_named(&caller.name)?;
            self.change_person(id, |person| {
                person.kind = PersonKind::Agent;
                Ok(())
            })?;
            id
        };
        let who: Vec<Id> =
            std::iter::once(agent).chain(request.who.iter().copied().filter(|id| *id != agent)).collect();
        let via =
            if caller.client.is_empty() { caller.name.clone() } else { format!("{} ({})", caller.name, caller.client) };
        let id = self.ask(
            Request { who, via, how: Channel::Agent, read: caller.read.clone(), foreign: caller.foreign, ..request },
            now,
        )?;
        Ok((id, false))
    }

    /// Settles a proposal of which a person took some lines.
    ///
    /// # Errors
    /// Returns an error if it was decided already.
    pub fn take_proposal(&mut self, id: Id, item: Id, taken: usize, by: &str, now: Now) -> Result<(), Refusal> {
        let request = self.undecided(id)?;
        let key = self.item(item).map(|item| self.key(item))?;
        let names = self.askers(&request).first().cloned().unwrap_or_default();
        let all = count(request.change.len(), "line");
        let what = format!("took {taken} of {all} that {names} proposed for {key} ({})", request.key());
        let because = request.said.clone();
        let request = Request { verdict: Decided::Taken, items: vec![item], ..request };
        self.settle(request, (Ruling::Taken, what), &because, (by, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    fn later(minutes: i64) -> Now {
        Now { at: Stamp(now().at.0 + minutes * 60_000), ..now() }
    }

    fn product() -> Product {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        product.add(Item { title: "Export".into(), ..Item::default() }, Place::Bottom).unwrap();
        product
    }

    fn caller(name: &str) -> Caller {
        Caller { name: name.into(), client: "codex-cli 0.41".into(), ..Caller::default() }
    }

    fn wish(said: &str) -> Request {
        Request { said: said.into(), ..Request::default() }
    }

    /// Asks, with the stamp that the door would set.
    fn ask(product: &mut Product, name: &str, request: Request, at: Now) -> Result<(Id, bool), Refusal> {
        let out = product.ask_of_agent(&caller(name), Request { created: at.at, ..request }, at)?;
        Ok(out)
    }

    #[test]
    fn the_same_words_within_a_day_are_the_same_wish() {
        let mut product = product();
        let (first, known) = ask(&mut product, "Codex", wish("Tests need a clock"), now()).unwrap();
        assert!(!known);
        assert_eq!(product.request(first).unwrap().via, "Codex (codex-cli 0.41)");
        assert_eq!(product.agents().len(), 1);
        assert_eq!(
            ask(&mut product, "codex", wish(" tests  need a CLOCK"), later(24 * 60 - 1)).unwrap(),
            (first, true)
        );
        let day = Now::on("2026-11-22".parse().unwrap());
        let day = Now { at: later(24 * 60).at, ..day };
        assert!(
            !ask(&mut product, "Codex", wish("Tests need a clock"), day).unwrap().1,
            "a day later it is said again"
        );
        assert!(!ask(&mut product, "Nightly", wish("Tests need a clock"), now()).unwrap().1, "another one said it");
    }

    #[test]
    fn an_agent_is_no_person_and_does_what_it_may() {
        let mut product = product();
        product.person_named("Jo").unwrap();
        assert!(ask(&mut product, "jo", wish("x"), now()).unwrap_err().to_string().contains("is a person"));
        assert!(ask(&mut product, "Codex", wish("  "), now()).is_err());
        let item = product.order()[0];
        let change = vec![Proposed::new("title", "Export as CSV")];
        let proposal = Request { about: vec![item], change, ..wish("because") };
        let why = ask(&mut product, "Codex", proposal.clone(), now()).unwrap_err();
        assert!(why.to_string().contains("may ask, and not propose"), "{why}");
        ask(&mut product, "Codex", wish("x"), now()).unwrap();
        let agent = product.agents()[0].id;
        let set = |product: &mut Product, may| {
            product
                .change_person(agent, |person| {
                    person.may = may;
                    Ok(())
                })
                .unwrap();
        };
        set(&mut product, May::Read);
        assert!(
            ask(&mut product, "Codex", wish("y"), now()).unwrap_err().to_string().contains("may read, and not ask")
        );
        set(&mut product, May::Propose);
        let (id, _) = ask(&mut product, "Codex", proposal, now()).unwrap();
        product.take_proposal(id, item, 1, "Jo", now()).unwrap();
        assert!(product.take_proposal(id, item, 1, "Jo", now()).is_err(), "it is decided");
        let own = product.yield_of(agent);
        assert_eq!((own.asked, own.taken, own.declined, own.waits), (2, 1, 0, 1));
        assert!(product.decisions_by_day()[0].what.starts_with("took 1 of 1 line that Codex proposed for INK-1"));
    }

    #[test]
    fn thirty_an_hour_and_two_hundred_that_wait_are_the_most() {
        let mut product = product();
        for n in 0..AN_HOUR {
            ask(&mut product, "Codex", wish(&format!("wish {n}")), now()).unwrap();
        }
        let why = ask(&mut product, "Codex", wish("one more"), later(10)).unwrap_err();
        assert!(why.to_string().contains("again in 51 minutes"), "{why}");
        assert!(ask(&mut product, "Codex", wish("wish 0"), later(10)).unwrap().1, "what is known costs nothing");
        assert!(ask(&mut product, "Codex", wish("one more"), later(60)).is_ok());
        let mut n = AN_HOUR + 1;
        for agent in 0..10 {
            while n < WAITING && product.yield_of(Id::ZERO).asked == 0 {
                let name = format!("Agent {agent}");
                if ask(&mut product, &name, wish(&format!("w {n}")), later(60)).is_err() {
                    break;
                }
                n += 1;
            }
        }
        let why = ask(&mut product, "Last", wish("too many"), later(60)).unwrap_err();
        assert!(why.to_string().contains("200 wishes of agents wait already"), "{why}");
    }
}
