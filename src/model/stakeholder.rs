//! What is known of somebody who has a stake in the product: power and interest, how they stand to it, when they were met.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::model::entity::one_line;
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Account, Id, Item, Now, Person, Product, Promise, Refusal, Request};
use crate::sort::InOrder;

words! {
    /// The part that a person plays beside the team.
    pub enum PersonKind {
        /// None of these.
        Other = "other",
        /// Pays for it.
        Customer = "customer",
        /// Uses it.
        User = "user",
        /// Sells it.
        Sales = "sales",
        /// Helps those who use it.
        Support = "support",
        /// Leads the house.
        Executive = "executive",
        /// Works with us from another house.
        Partner = "partner",
        /// Builds it.
        Team = "team",
        /// Is a program.
        Agent = "agent",
    }
}

impl PersonKind {
    /// Whether they stand outside our own house.
    #[must_use]
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Customer | Self::User | Self::Partner)
    }
}

words! {
    /// How somebody stands to the product.
    pub enum Stance {
        /// Nobody has said so far.
        Unsaid = "unsaid",
        /// Against it.
        Critic = "critic",
        /// Neither for nor against it.
        Neutral = "neutral",
        /// For it, and says so.
        Champion = "champion",
    }
}

impl Stance {
    /// Returns the next friendlier one, or the next more critical one; who was never placed begins in the middle.
    #[must_use]
    pub fn stepped(self, friendlier: bool) -> Self {
        match (self, friendlier) {
            (Self::Champion | Self::Neutral, true) => Self::Champion,
            (Self::Critic | Self::Neutral | Self::Unsaid, false) => Self::Critic,
            (Self::Unsaid | Self::Critic, true) | (Self::Champion, false) => Self::Neutral,
        }
    }
}

record! {
    /// A turn in how somebody stands to the product.
    pub struct Turn {
        /// Identity within the person.
        id: Id,
        /// The day of it.
        on: NaiveDate,
        /// How they stand since.
        to: Stance,
        /// The cause.
        why: String,
    }
}

impl Turn {
    /// Returns it as a person says it.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}  {} {}", self.on.format("%-d %b %Y"), self.to, self.why).trim_end().to_owned()
    }
}

record! {
    /// A talk with somebody.
    pub struct Contact {
        /// Identity within the person.
        id: Id,
        /// The day of it.
        on: NaiveDate,
        /// The subject, in a word.
        word: String,
        /// When to talk again, where another day than usual was agreed.
        next: Option<NaiveDate>,
    }
}

impl Contact {
    /// Returns it as a person says it.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}  {}", self.on.format("%-d %b %Y"), self.word).trim_end().to_owned()
    }
}

/// From here on power and interest are high.
const HIGH: u32 = 2;

/// A field of the power-interest grid (Mendelow 1991).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Much power, much interest.
    Manage,
    /// Much power, little interest.
    Satisfy,
    /// Little power, much interest.
    Inform,
    /// Little of both.
    Monitor,
}

impl Corner {
    /// All of them, in the order of reading.
    pub const ALL: &'static [Self] = &[Self::Manage, Self::Satisfy, Self::Inform, Self::Monitor];

    /// Returns what to do with who stands there.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Manage => "manage closely",
            Self::Satisfy => "keep satisfied",
            Self::Inform => "keep informed",
            Self::Monitor => "monitor",
        }
    }

    /// Returns the days between two talks: a week, four, two, twelve.
    #[must_use]
    pub fn rhythm(self) -> u32 {
        match self {
            Self::Manage => 7,
            Self::Satisfy => 28,
            Self::Inform => 14,
            Self::Monitor => 84,
        }
    }
}

impl Person {
    /// Returns how they stand to the product now: the last turn by its day.
    #[must_use]
    pub fn stance(&self) -> Stance {
        self.last_turn().map_or(Stance::Unsaid, |turn| turn.to)
    }

    /// Returns the last turn.
    #[must_use]
    pub fn last_turn(&self) -> Option<&Turn> {
        self.stances.iter().max_by_key(|turn| (turn.on, turn.id))
    }

    /// Returns the turns, the first first.
    #[must_use]
    pub fn turns(&self) -> Vec<&Turn> {
        let mut all: Vec<&Turn> = self.stances.iter().collect();
        all.order_by_key(|turn| (turn.on, turn.id));
        all
    }

    /// Returns the field of the grid in which they stand; none as long as neither power nor interest was said.
    #[must_use]
    pub fn corner(&self) -> Option<Corner> {
        match (self.power, self.interest) {
            (0, 0) => None,
            (HIGH.., HIGH..) => Some(Corner::Manage),
            (HIGH.., _) => Some(Corner::Satisfy),
            (_, HIGH..) => Some(Corner::Inform),
            _ => Some(Corner::Monitor),
        }
    }

    /// Returns the days between two talks with them; none where nothing asks for talks.
    #[must_use]
    pub fn rhythm(&self) -> Option<u32> {
        if self.every > 0 { Some(self.every) } else { self.corner().map(Corner::rhythm) }
    }

    /// Returns the last talk with them.
    #[must_use]
    pub fn last_contact(&self) -> Option<&Contact> {
        self.contacts.iter().max_by_key(|contact| (contact.on, contact.id))
    }

    /// Returns when to talk to them next: the day that was agreed, or a rhythm after the last talk; who was never met is due a rhythm
    /// after they were written down.
    #[must_use]
    pub fn next_contact(&self, now: Now) -> Option<NaiveDate> {
        let last = self.last_contact();
        if let Some(day) = last.and_then(|contact| contact.next) {
            return Some(day);
        }
        let from = last.map_or_else(|| now.day_of(self.created), |contact| contact.on);
        from.checked_add_days(Days::new(u64::from(self.rhythm()?)))
    }

    /// Returns how many days a talk is late; none where it is not. Who was never met is late by one rhythm at the most: nobody knows
    /// since when there was something to talk about.
    #[must_use]
    pub fn silence(&self, now: Now) -> Option<i64> {
        let days = (now.today - self.next_contact(now)?).num_days();
        let most = if self.contacts.is_empty() { i64::from(self.rhythm()?) } else { i64::MAX };
        (days > 0).then_some(days.min(most))
    }

    /// Returns how much a talk with them presses: power times interest, those with neither last.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.power * self.interest
    }

    /// Returns their name with the account on whose behalf they speak.
    #[must_use]
    pub fn name(&self, product: &Product) -> String {
        match self.account.and_then(|id| product.get::<crate::model::Account>(id)) {
            Some(account) => format!("{} · {}", self.who, account.company),
            None => self.who.clone(),
        }
    }

    /// Takes over what another record of the same person knows: what is blank here comes from there, dated facts come together.
    pub(crate) fn take_over(&mut self, other: &Self) {
        for (own, theirs) in [
            (&mut self.role, &other.role),
            (&mut self.wants, &other.wants),
            (&mut self.fears, &other.fears),
            (&mut self.gauge, &other.gauge),
        ] {
            if own.is_empty() {
                own.clone_from(theirs);
            }
        }
        self.absences.extend(other.absences.iter().cloned());
        self.absences.order();
        self.absences.dedup();
        self.stances.extend(
            other.stances.iter().filter(|t| self.stances.iter().all(|own| own.id != t.id)).cloned().collect::<Vec<_>>(),
        );
        self.contacts.extend(
            other
                .contacts
                .iter()
                .filter(|c| self.contacts.iter().all(|own| own.id != c.id))
                .cloned()
                .collect::<Vec<_>>(),
        );
        self.team |= other.team;
        self.private |= other.private;
        self.account = self.account.or(other.account);
        self.power = self.power.max(other.power);
        self.interest = self.interest.max(other.interest);
        if self.kind == PersonKind::Other {
            self.kind = other.kind;
        }
        if self.every == 0 {
            self.every = other.every;
        }
    }
}

impl Product {
    /// Returns the person of a name, and writes them down if nobody is called so.
    ///
    /// # Errors
    /// Returns an error if the name is missing.
    pub fn person_named(&mut self, name: &str) -> Result<Id, Refusal> {
        let who = one_line(name);
        if who.is_empty() {
            return Err(Refusal::invalid("a person needs a name"));
        }
        if let Some(known) = self.people.iter().find(|person| person.who.to_lowercase() == who.to_lowercase()) {
            return Ok(known.id);
        }
        let id = self.fresh_id();
        self.put(Person { id, who, ..Person::default() });
        Ok(id)
    }

    /// Returns the person that a text names, and writes down whoever is new: `Mia`, or `Mia (Acme)` for one who speaks for an
    /// account.
    ///
    /// # Errors
    /// Returns an error if the name is missing.
    pub fn person_of_words(&mut self, words: &str) -> Result<Id, Refusal> {
        let inner = words.trim().strip_suffix(')').and_then(|rest| rest.split_once('('));
        let (name, company) = inner.map_or((words, ""), |(name, company)| (name, company));
        let id = self.person_named(name)?;
        if !company.trim().is_empty() {
            let account = self.account_named(company)?;
            self.change_person(id, |person| {
                person.account = Some(account);
                if person.kind == PersonKind::Other {
                    person.kind = PersonKind::Customer;
                }
                Ok(())
            })?;
        }
        Ok(id)
    }

    /// Writes down that somebody was met, what it was about, and when to talk again.
    ///
    /// # Errors
    /// Returns an error if they are not there any more, if the day is still to come, or if the next one is not after it.
    pub fn meet(
        &mut self,
        id: Id,
        on: NaiveDate,
        word: &str,
        next: Option<NaiveDate>,
        now: Now,
    ) -> Result<(), Refusal> {
        if on > now.today {
            return Err(Refusal::invalid(format!("{on} is still to come: a talk is written down once it was held")));
        }
        if next.is_some_and(|next| next <= on) {
            return Err(Refusal::invalid("the next talk comes after this one"));
        }
        let fresh = self.fresh_id();
        self.change_person(id, |person| {
            person.contacts.push(Contact { id: fresh, on, word: one_line(word), next, ..Contact::default() });
            Ok(())
        })
    }

    /// Writes down how somebody stands to the product since a day, and why.
    ///
    /// # Errors
    /// Returns an error if they are not there any more, or stand so already.
    pub fn turn(&mut self, id: Id, to: Stance, why: &str, on: NaiveDate) -> Result<(), Refusal> {
        let why = one_line(why);
        self.change_person(id, |person| {
            if person.stance() == to {
                return Err(Refusal::invalid(format!("{} is {to} already", person.who)));
            }
            // told by day and direction, so that two programs that write the same down write it once
            let own = content_id(&[&on.to_string(), to.word()]);
            person.stances.retain(|turn| turn.id != own);
            person.stances.push(Turn { id: own, on, to, why: why.clone(), ..Turn::default() });
            Ok(())
        })
    }

    /// Makes one person of two: what is blank at the first comes from the second, and all that names the second names the first.
    ///
    /// # Errors
    /// Returns an error if one of them is not there any more, or both are the same.
    pub fn merge_people(&mut self, into: Id, from: Id) -> Result<(), Refusal> {
        let gone = || Refusal::Missing("that person is not there any more".into());
        if into == from {
            return Err(Refusal::invalid("that is the same person"));
        }
        let other = self.get::<Person>(from).ok_or_else(gone)?.clone();
        let mut own = Person::clone(self.get::<Person>(into).ok_or_else(gone)?);
        own.take_over(&other);
        self.rename_requester(&other.who, &own.who);
        self.move_person(from, into);
        self.remove::<Person>(from);
        self.put(own);
        Ok(())
    }

    /// Takes a person out.
    ///
    /// # Errors
    /// Returns an error if they are not there any more, or if a request or a promise names them.
    pub fn remove_person(&mut self, id: Id) -> Result<(), Refusal> {
        let person =
            self.get::<Person>(id).ok_or_else(|| Refusal::Missing("that person is not there any more".into()))?;
        let who = person.who.clone();
        if let Some(request) = self.requests.iter().find(|request| request.names(id)) {
            return Err(Refusal::invalid(format!(
                "{who} is named in R{}: ⟦person.merge⟧ makes one person of two",
                request.num
            )));
        }
        if self.promises.iter().any(|promise| promise.to.contains(&id)) {
            return Err(Refusal::invalid(format!("something was promised to {who}")));
        }
        self.keep_private(|person| person.id == id);
        self.move_words(id, None);
        self.remove::<Person>(id);
        Ok(())
    }

    /// Brings people and accounts back that one side took out while the other named them.
    pub(super) fn keep_the_named(&mut self, base: &Self, ours: &Self, theirs: &Self) {
        let sides = [ours, theirs];
        let gone = |id: Id| sides.iter().all(|side| side.people.get(id).is_some()) || base.people.get(id).is_none();
        let people: Vec<Arc<Person>> = base.people.iter().filter(|person| !gone(person.id)).cloned().collect();
        for person in people {
            let named = self.requests.iter().any(|request| request.who.contains(&person.id))
                || self.promises.iter().any(|promise| promise.to.contains(&person.id));
            if named && self.people.get(person.id).is_none() {
                self.put_row(person);
            }
        }
        let accounts: Vec<Arc<Account>> =
            base.accounts.iter().filter(|account| self.accounts.get(account.id).is_none()).cloned().collect();
        for account in accounts {
            if self.people.iter().any(|person| person.account == Some(account.id)) {
                self.put_row(account);
            }
        }
    }

    /// Lets all requests and promises that name one person name another.
    pub(crate) fn move_person(&mut self, from: Id, to: Id) {
        let requests: Vec<Request> =
            self.requests.iter().filter(|request| request.names(from)).map(|row| Request::clone(row)).collect();
        for mut request in requests {
            request.move_person(from, to);
            self.put(request);
        }
        let promises: Vec<Promise> =
            self.promises.iter().filter(|promise| promise.to.contains(&from)).map(|row| Promise::clone(row)).collect();
        for mut promise in promises {
            promise.to.iter_mut().filter(|id| **id == from).for_each(|id| *id = to);
            promise.to.order();
            promise.to.dedup();
            self.put(promise);
        }
        self.move_words(from, Some(to));
        self.move_shares(from, to);
    }

    /// Lets the items that somebody asked for know them by another name.
    pub(crate) fn rename_requester(&mut self, from: &str, to: &str) {
        if from == to || from.is_empty() {
            return;
        }
        let asked = |item: &&Arc<Item>| item.requesters.iter().any(|name| name.eq_ignore_ascii_case(from));
        let items: Vec<Item> = self.items.iter().filter(asked).map(|item| Item::clone(item)).collect();
        for mut item in items {
            item.requesters.retain(|name| !name.eq_ignore_ascii_case(from) && name != to);
            item.requesters.push(to.to_owned());
            item.requesters.order();
            self.put(item);
        }
    }

    /// Returns the names of those who asked for items and are not written down as people, in order.
    #[must_use]
    pub fn strangers(&self) -> Vec<String> {
        let people = self.people.iter().map(|person| person.who.to_lowercase());
        let accounts = self.accounts.iter().map(|account| account.company.to_lowercase());
        let known: std::collections::HashSet<String> = people.chain(accounts).collect();
        let mut out: Vec<String> =
            self.items.iter().flat_map(|item| item.requesters.iter().map(|name| one_line(name))).collect();
        out.retain(|name| !name.is_empty() && !known.contains(&name.to_lowercase()));
        out.order_by_key(|name| (name.to_lowercase(), name.clone()));
        out.dedup_by(|a, b| a.to_lowercase() == b.to_lowercase());
        out
    }

    /// Writes everybody down as a person who asked for an item and is none yet, each once. Returns how many there were.
    ///
    /// # Errors
    /// Returns no error: every name has words.
    pub fn welcome_strangers(&mut self) -> Result<usize, Refusal> {
        let names = self.strangers();
        for name in &names {
            self.person_named(name)?;
        }
        Ok(names.len())
    }
}
