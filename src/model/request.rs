//! A request: what somebody wishes for, in their words, with the verdict that it got and who has heard it.
//!
//! One door for everybody's wishes. Four verdicts empty the inbox and nothing else does: taken, joined, declined, later. A request is
//! closed only when each who asked was told: decided is not told.

mod told;
mod verdict;

use chrono::NaiveDate;

use crate::model::account::AccountState;
use crate::model::agent::Proposed;
use crate::model::entity::{
    Merge, Search, Shape, Value, choice_field, day_field, identity, kept_field, line_field, one_line, tags_field,
    worth_field,
};
use crate::model::item::Comment;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Account, Amount, Entity, Field, Id, Now, Person, Product, Reason, Refusal, Stamp};
use crate::sort::InOrder;
pub use told::{About, Owed, Told};
pub use verdict::answer_to;

words! {
    /// The fate of a request.
    pub enum Decided {
        /// Nobody has decided yet.
        Waits = "waits",
        /// It became an item.
        Taken = "taken",
        /// It went into an item or a request that was there.
        Joined = "joined",
        /// It was declined.
        Declined = "declined",
        /// It was put off.
        Later = "later",
    }
}

words! {
    /// The way on which a request came.
    pub enum Channel {
        /// Somebody said it.
        Talk = "talk",
        /// It was written in a mail.
        Mail = "mail",
        /// Somebody called.
        Call = "call",
        /// It stood in a ticket.
        Ticket = "ticket",
        /// It came up in a meeting.
        Meeting = "meeting",
        /// It came up in a review.
        Review = "review",
        /// It was said while a sprint was at work.
        Sprint = "sprint",
        /// It came with an import.
        Import = "import",
        /// A program asked.
        Agent = "agent",
    }
}

words! {
    /// How much it matters to who asked, in their own words.
    pub enum Strength {
        /// Nobody has said so.
        Unsaid = "unsaid",
        /// It would be nice.
        Nice = "nice",
        /// It matters.
        Matters = "matters",
        /// Nothing goes on without it.
        Blocker = "blocker",
    }
}

record! {
    /// The asker's account as it was on that day. It is frozen, because last year's lost deal is today's customer.
    pub struct Was {
        /// The account.
        account: Option<Id>,
        /// The name at that time.
        company: String,
        /// The sort of customer that it was.
        segment: String,
        /// How it stood to us.
        state: AccountState,
        /// The payment of a year, then.
        worth: Option<Amount>,
    }
}

record! {
    /// A wish of somebody.
    pub struct Request {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 41 in R41.
        num: u32,
        /// The words as they were said. Nothing but a person ever changes them.
        said: String,
        /// The need behind it.
        need: String,
        /// The askers, the first to say it first.
        who: Vec<Id>,
        /// The day on which it was heard.
        heard: Option<NaiveDate>,
        /// The way on which it came.
        how: Channel,
        /// How much it matters to who asked.
        strength: Strength,
        /// The worth of the deal that hangs on it.
        deal: Option<Amount>,
        /// The asker's account as it was on that day.
        was: Was,
        /// The address at which there is more.
        url: String,
        /// Words of the team, to find it by.
        tags: Vec<String>,
        /// The goal that it would serve.
        goal: Option<Id>,
        /// The items that it is about.
        about: Vec<Id>,
        /// Its fate.
        verdict: Decided,
        /// When that was decided.
        decided: Option<Stamp>,
        /// The items that it became or went into.
        items: Vec<Id>,
        /// The request into which it went.
        merged_into: Option<Id>,
        /// The class of the reason why it was declined.
        reason: Option<Reason>,
        /// The reason for the verdict, in words.
        why: String,
        /// The decision in the log.
        decision: Option<Id>,
        /// Until when it was put off, or when to look again at what was declined.
        until: Option<NaiveDate>,
        /// The reach from which on it is looked at again, in accounts; 0 for none.
        until_reach: u32,
        /// The people who were told its fate.
        told: Vec<Told>,
        /// Comments on it.
        comments: Vec<Comment>,
        /// Its source, if it is not a person: a file, a program.
        via: String,
        /// Other words for the item that it is about, which wait for a person.
        change: Vec<Proposed>,
        /// What a program had read when it asked.
        read: Vec<String>,
        /// Whether words of others were among that: they could have been meant for it.
        foreign: bool,
        /// When the item that a change is about had last changed as the program saw it.
        seen: Option<Stamp>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

fn ids(list: &[Id]) -> Value<'_> {
    Value::list(list.iter().map(|id| id.to_string().into()))
}

static FIELDS: &[Field<Request>] = &[
    line_field!(said, "Said", "The words as they were said"),
    line_field!(need, "Need", "What is behind it"),
    day_field!(heard, "Heard", "The day on which it was heard"),
    choice_field!(
        how,
        Channel,
        "How",
        "The way on which it came: talk, mail, call, ticket, meeting, review, sprint, import, agent"
    ),
    choice_field!(strength, Strength, "Strength", "How much it matters to who asked: nice, matters, blocker"),
    worth_field!(deal, "Deal", "What a deal brings that hangs on it: 40k"),
    line_field!(url, "Link", "The address at which there is more"),
    tags_field!(tags),
    Field {
        name: "goal",
        title: "Goal",
        help: "The goal that it would serve: G1",
        shape: Shape::Goal,
        merge: Merge::Later,
        get: |request| request.goal.map_or(Value::Blank, Value::Goal),
        set: Some(|request, text, product| {
            request.goal = match text.trim() {
                "" | "none" => None,
                key => Some(product.find_goal(key)?.id),
            };
            Ok(())
        }),
        shown: true,
        ..Field::rest()
    },
    Field {
        search: Search::Itself,
        ..kept_field!(why, "Why", Later, "The reason for the verdict", |r| Value::text(r.why.as_str()))
    },
    kept_field!(num, "Number", Later, "The number in its key", |r| Value::Number(i64::from(r.num) * 100)),
    kept_field!(who, "Who", Ordered, "Who asks, the one who said it first", |r| ids(&r.who)),
    kept_field!(was, "Was", Later, "What the account of who asked was on that day", |r| Value::text(
        r.was.company.as_str()
    )),
    kept_field!(about, "About", Set, "The items that it is about", |r| ids(&r.about)),
    kept_field!(verdict, "Verdict", Later, "What became of it", |r| Value::text(r.verdict.word())),
    kept_field!(decided, "Decided", Later, "When that was decided", |r| r.decided.map_or(Value::Blank, Value::Stamp)),
    kept_field!(items, "Items", Set, "The items that it became or went into", |r| ids(&r.items)),
    kept_field!(merged_into, "Joined", Later, "The request into which it went", |r| ids(r.merged_into.as_slice())),
    kept_field!(reason, "Reason", Later, "The class of the reason why it was declined", |r| Value::text(
        r.reason.map_or("", Reason::word)
    )),
    kept_field!(decision, "Decision", Later, "The decision in the log", |r| ids(r.decision.as_slice())),
    kept_field!(until, "Until", Later, "Until when it was put off", |r| r.until.map_or(Value::Blank, Value::Date)),
    kept_field!(until_reach, "Until reach", Later, "The reach from which on it is looked at again", |r| {
        if r.until_reach == 0 { Value::Blank } else { Value::Number(i64::from(r.until_reach) * 100) }
    }),
    kept_field!(told, "Told", Records, "Who was told what became of it", |r| Value::list(
        r.told.iter().map(|told| told.words().into())
    )),
    Field {
        search: Search::Itself,
        ..kept_field!(comments, "Comments", Records, "What was said about it", |r| Value::list(
            r.comments.iter().map(|comment| comment.text.as_str().into())
        ))
    },
    kept_field!(via, "Via", Later, "Where it comes from, if not from a person", |r| Value::text(r.via.as_str())),
    kept_field!(change, "Change", Records, "Other words for the item that it is about", |r| Value::list(
        r.change.iter().map(|line| line.value.as_str().into())
    )),
    kept_field!(read, "Read", Set, "What a program had read when it asked", |r| Value::list(
        r.read.iter().map(|words| words.as_str().into())
    )),
    kept_field!(foreign, "Foreign", Later, "Whether words of others were among that", |r| Value::text(if r.foreign {
        "yes"
    } else {
        "no"
    })),
    kept_field!(seen, "Seen", Later, "When the item had last changed, as the program saw it", |r| r
        .seen
        .map_or(Value::Blank, Value::Stamp)),
    kept_field!(created, "Created", Silent, "When it was written down", |r| Value::Stamp(r.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |r| Value::Stamp(r.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |r| Value::text(r.id.to_string())),
];

impl Entity for Request {
    const TABLE: &'static str = "requests";
    const NOUN: &'static str = "request";
    const TOLD_BY: &'static [&'static str] = &["said"];

    identity!();

    fn label(&self) -> String {
        format!("R{} “{}”", self.num, crate::text::cut(&self.said, 40))
    }
}

impl Request {
    /// Returns its key.
    #[must_use]
    pub fn key(&self) -> String {
        format!("R{}", self.num)
    }

    /// Whether a person asked it or was told of it.
    #[must_use]
    pub fn names(&self, id: Id) -> bool {
        self.who.contains(&id) || self.told.iter().any(|told| told.who == id)
    }

    /// Lets it name another person in place of one.
    pub(crate) fn move_person(&mut self, from: Id, to: Id) {
        let had = self.who.contains(&to);
        self.who.retain(|id| *id != from || !had);
        self.who.iter_mut().filter(|id| **id == from).for_each(|id| *id = to);
        for told in self.told.iter_mut().filter(|told| told.who == from) {
            told.who = to;
            told.id = told.content_id();
        }
        self.told.order_by_key(|told| told.id);
        self.told.dedup_by_key(|told| told.id);
    }

    /// Whether it waits for a verdict, given its reach in accounts: what was put off waits again from its day on, or once so many ask.
    #[must_use]
    pub fn is_waiting(&self, today: NaiveDate, reach: usize) -> bool {
        match self.verdict {
            Decided::Waits => true,
            Decided::Later => {
                self.until.is_some_and(|day| day <= today)
                    || self.until_reach > 0 && reach >= usize::try_from(self.until_reach).unwrap_or(usize::MAX)
            }
            Decided::Taken | Decided::Joined | Decided::Declined => false,
        }
    }

    /// Returns the days since it was heard.
    #[must_use]
    pub fn age(&self, now: Now) -> i64 {
        let heard = self.heard.unwrap_or_else(|| now.day_of(self.created));
        (now.today - heard).num_days().max(0)
    }
}

/// One line of a wish in its parts, as people type it: `Raj: AI summaries, board asks $40k !  #ai`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The askers' names, each with the account in brackets if one was given.
    pub who: Vec<String>,
    /// The words that are left.
    pub said: String,
    /// The worth of the deal that hangs on it.
    pub deal: Option<Amount>,
    /// How much it matters: `!`, `!!`.
    pub strength: Strength,
    /// Words to find it by: `#tag`.
    pub tags: Vec<String>,
}

/// The tag of what the team itself wishes for.
const IDEA: &str = "idea-of-the-team";

/// Longest name before a colon: a longer one is a sentence.
const NAME: usize = 40;

impl Line {
    /// Reads one line. Nothing of it is lost: what is no part of another kind stays in the words.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = one_line(text);
        let mut out = Self::default();
        let (head, rest) = match text.split_once(": ") {
            Some((head, rest)) if head.chars().count() <= NAME && !head.contains("//") && !rest.trim().is_empty() => {
                (head, rest)
            }
            _ => ("", text.as_str()),
        };
        out.who.extend(head.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
        let mut words = Vec::new();
        for word in rest.split_whitespace() {
            let money = word.trim_end_matches([',', '.', ';']);
            match word {
                "!" => out.strength = Strength::Matters,
                "!!" => out.strength = Strength::Blocker,
                _ if word.len() > 1 && word.starts_with('#') => out.tags.push(word.trim_start_matches('#').to_owned()),
                _ if word.len() > 1 && word.starts_with('@') => out.who.push(word.trim_start_matches('@').to_owned()),
                _ if money.starts_with(['$', '€', '£']) && out.deal.is_none() => {
                    match crate::model::amount::read_worth(money) {
                        Ok(Some(deal)) => out.deal = Some(deal),
                        _ => words.push(word),
                    }
                }
                _ => words.push(word),
            }
        }
        words.join(" ").trim_end_matches([',', ';']).clone_into(&mut out.said);
        out
    }
}

impl Product {
    /// Returns the requests, the last heard first.
    #[must_use]
    pub fn requests_by_day(&self) -> Vec<&Request> {
        let mut all: Vec<&Request> = self.requests.iter().map(|request| &**request).collect();
        all.order_by_key(|request| std::cmp::Reverse((request.heard, request.num, request.id)));
        all
    }

    /// Returns all requests, by id.
    #[must_use]
    pub fn requests(&self) -> &crate::model::Table<Request> {
        &self.requests
    }

    /// Returns the request of a key: `R41`, `r41`, `41`.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_request(&self, key: &str) -> Result<&Request, Refusal> {
        let number = key.trim().trim_start_matches(['R', 'r']).parse::<u32>().ok();
        let found = number.and_then(|number| self.requests.iter().find(|request| request.num == number));
        found
            .map(|request| &**request)
            .ok_or_else(|| Refusal::Missing(format!("no request “{}” · ⟦go.requests⟧ lists them", key.trim())))
    }

    /// Returns a request by id.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn request(&self, id: Id) -> Result<&Request, Refusal> {
        self.existing(id)
    }

    /// Writes a request down and returns its id. What the account of who asked is today goes into it.
    ///
    /// # Errors
    /// Returns an error if nothing was said, or if the same person said the same on the same day.
    pub fn ask(&mut self, request: Request, now: Now) -> Result<Id, Refusal> {
        let said = one_line(&request.said);
        if said.is_empty() {
            return Err(Refusal::invalid("a request needs words: what was said?"));
        }
        let heard = request.heard.or(Some(now.today));
        if heard.is_some_and(|day| day > now.today) {
            return Err(Refusal::invalid("a request is heard today or before"));
        }
        let same = |other: &&std::sync::Arc<Request>| {
            other.heard == heard && other.who == request.who && other.said.eq_ignore_ascii_case(&said)
        };
        if let Some(old) = self.requests.iter().find(same).filter(|_| !request.who.is_empty()) {
            return Err(Refusal::invalid(format!("R{} says the same, by the same person, on the same day", old.num)));
        }
        let id = self.fresh_id();
        let num = self.requests.iter().map(|request| request.num).max().unwrap_or(0).saturating_add(1);
        let was = if request.was == Was::default() {
            self.standing_of(request.who.first().copied())
        } else {
            request.was.clone()
        };
        self.put(Request { id, num, said, heard, was, ..request });
        Ok(id)
    }

    /// Writes down what one line says, whoever is new with it. A name that is that of an account speaks for the account.
    ///
    /// # Errors
    /// As [`Product::ask`].
    pub fn ask_line(&mut self, line: &Line, how: Channel, now: Now) -> Result<Id, Refusal> {
        let (mut who, mut was) = (Vec::new(), Was::default());
        for name in &line.who {
            let account = self.find_account(name).ok().map(|account| account.id);
            let person = self.find_person(name).is_ok();
            if let Some(id) = account.filter(|_| !person) {
                was = self.standing_of_account(id);
            } else {
                let id = self.person_of_words(name)?;
                if !who.contains(&id) {
                    who.push(id);
                }
            }
        }
        let (said, deal, strength, mut tags) = (line.said.clone(), line.deal, line.strength, line.tags.clone());
        // the team asks through the same door, and is found there
        let of_team = |id: &Id| self.get::<Person>(*id).is_some_and(|person| person.team);
        if !who.is_empty() && who.iter().all(of_team) && !tags.iter().any(|tag| tag == IDEA) {
            tags.push(IDEA.to_owned());
        }
        self.ask(Request { said, who, how, strength, deal, was, tags, ..Request::default() }, now)
    }

    pub(super) fn standing_of(&self, who: Option<Id>) -> Was {
        let account = who.and_then(|id| self.get::<Person>(id)).and_then(|person| person.account);
        account.map(|id| self.standing_of_account(id)).unwrap_or_default()
    }

    fn standing_of_account(&self, id: Id) -> Was {
        let Some(account) = self.get::<Account>(id) else { return Was::default() };
        Was {
            account: Some(id),
            company: account.company.clone(),
            segment: account.segment.clone(),
            state: account.state,
            worth: account.worth,
            ..Was::default()
        }
    }

    /// Whether a person is private, by themselves or through their account.
    #[must_use]
    pub fn is_private(&self, person: Id) -> bool {
        self.get::<Person>(person).is_some_and(|person| {
            let account = person.account.and_then(|id| self.get::<Account>(id));
            person.private || account.is_some_and(|account| account.private)
        })
    }

    /// Whether the words of a request are private: one of those who asked is.
    #[must_use]
    pub fn is_private_wish(&self, request: &Request) -> bool {
        request.who.iter().any(|who| self.is_private(*who))
    }

    /// Whether an item rests on the words of somebody private.
    #[must_use]
    pub fn rests_on_private_words(&self, item: Id) -> bool {
        let names = |request: &Request| request.items.contains(&item) || request.about.contains(&item);
        self.requests.iter().any(|request| names(request) && self.is_private_wish(request))
            || self.insights().iter().any(|own| own.about.contains(&item) && self.is_private_insight(own))
    }

    /// Changes a request by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if no words are left.
    pub fn change_request(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Request) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut request = self.request(id)?.clone();
        f(&mut request)?;
        if request.said.trim().is_empty() {
            return Err(Refusal::invalid("a request needs words: what was said?"));
        }
        self.put(request);
        Ok(())
    }

    /// Says who asks: the first one said it. What their account is today goes into the request if nothing was known.
    ///
    /// # Errors
    /// Returns an error if the request is not there any more.
    pub fn name_askers(&mut self, id: Id, who: Vec<Id>) -> Result<(), Refusal> {
        let standing = self.standing_of(who.first().copied());
        self.change_request(id, |request| {
            if request.was == Was::default() {
                request.was = standing;
            }
            request.who = who;
            Ok(())
        })
    }

    /// Adds a voice: one more who asks the same.
    ///
    /// # Errors
    /// Returns an error if the request is not there any more, or if they asked already.
    pub fn add_voice(&mut self, id: Id, who: Id) -> Result<(), Refusal> {
        let request = self.request(id)?;
        if request.who.contains(&who) {
            let name = self.get::<Person>(who).map_or_else(String::new, |person| person.who.clone());
            return Err(Refusal::invalid(format!("{name} asked for {} already", request.key())));
        }
        let all = request.who.iter().copied().chain([who]).collect();
        self.name_askers(id, all)
    }

    /// Takes the last voice back.
    ///
    /// # Errors
    /// Returns an error if the request is not there any more, or if only one asked.
    pub fn drop_voice(&mut self, id: Id) -> Result<(), Refusal> {
        self.change_request(id, |request| {
            if request.who.len() < 2 {
                return Err(Refusal::invalid(format!(
                    "{} has one voice: ⟦request.who⟧ changes who it is",
                    request.key()
                )));
            }
            request.who.pop();
            Ok(())
        })
    }

    /// Gives requests of equal number different ones again: the older keeps it.
    pub(crate) fn renumber_requests(&mut self) -> Vec<String> {
        self.renumber_rows(
            |request: &mut Request| &mut request.num,
            |request| (request.created, request.id),
            |old, new| format!("R{} was given twice; “{}” is now R{}", old.num, old.said, new.num),
        )
    }
}

#[cfg(test)]
mod tests;
