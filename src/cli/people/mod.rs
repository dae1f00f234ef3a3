//! `momentum request`, `person`, `account`, `promise`: who wants what, what became of it, who was told, what was promised.

mod promises;
mod register;
mod requests;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;

pub use promises::run as promise;
pub use register::{accounts as account, people as person};
pub use requests::run as request;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::model::day::read_day;
use crate::model::item::Reason;
use crate::model::request::{Channel, Strength};
use crate::model::stakeholder::Stance;
use crate::model::{Field, Now, Product, Refusal};
use crate::workspace::{Mode, Said};

#[derive(Debug, clap::Args)]
pub struct RequestArgs {
    /// What to do; without it, what waits for a verdict is listed
    #[command(subcommand)]
    pub verb: Option<RequestVerb>,
}

/// What can be done with requests.
#[derive(Debug, Subcommand)]
pub enum RequestVerb {
    /// List requests: those that wait, or what a filter finds
    List {
        /// verdict:waits|taken|joined|declined|later who: account: how: reach>2 voices>3 age>7d untold:yes goal: tag:, and free words
        #[arg(value_name = "FILTER", allow_hyphen_values = true)]
        filter: Vec<String>,
    },
    /// Show one in full, with the answer that can be sent
    Show {
        /// The request's key: R41
        request: String,
    },
    /// Write a request down and print its key
    Add {
        /// What is asked for: “Raj: AI summaries $40k !” says who, a deal and how much it matters, too
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// Who asks; “Mia (Acme)” speaks for an account
        #[arg(long, value_name = "NAME")]
        who: Vec<String>,
        /// The words as they were said, if they are others
        #[arg(long, value_name = "WORDS")]
        said: Option<String>,
        /// What is behind it
        #[arg(long, default_value = "", value_name = "WORDS")]
        need: String,
        /// What a deal brings that hangs on it: 40k
        #[arg(long, value_name = "AMOUNT")]
        deal: Option<String>,
        /// The way on which it came
        #[arg(long, default_value = "talk", value_parser = PossibleValuesParser::new(Channel::WORDS))]
        how: String,
        /// How much it matters to who asks
        #[arg(long, value_parser = PossibleValuesParser::new(Strength::WORDS))]
        strength: Option<String>,
        /// The day on which it was heard [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
        /// The goal that it would serve
        #[arg(long)]
        goal: Option<String>,
    },
    /// Set fields of a request
    Set {
        /// The request's key: R41
        request: String,
        /// FIELD=VALUE: said, need, heard, how, strength, deal, url, tags, goal
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Take a request: it becomes an item
    Take {
        /// The request's key: R41
        request: String,
        /// The place of the item: top, bottom, a number, before INK-7
        #[arg(long, default_value = "bottom", value_name = "PLACE")]
        place: String,
    },
    /// Let a request go into an item or a request that is there
    Join {
        /// The request's key: R41
        request: String,
        /// The item, or the other request
        into: String,
    },
    /// Decline a request, with a class and a reason, and print the answer to send
    Decline {
        /// The request's key: R41
        request: String,
        /// The class of the reason
        #[arg(default_value = "not-now", value_parser = PossibleValuesParser::new(Reason::WORDS))]
        reason: String,
        /// The reason, in words that one can send
        #[arg(long, default_value = "", value_name = "WORDS")]
        why: String,
    },
    /// Put a request off until a day, or until so many accounts ask
    Later {
        /// The request's key: R41
        request: String,
        /// A day, a span, or “5 accounts”
        #[arg(required = true, value_name = "UNTIL")]
        until: Vec<String>,
    },
    /// Let a request wait again that was declined, put off or joined
    Again {
        /// The request's key: R41
        request: String,
        /// What is new
        #[arg(value_name = "WORDS")]
        news: Vec<String>,
    },
    /// Write down that somebody was told what became of it
    Told {
        /// The request's key: R41
        request: String,
        /// Who was told [default: everybody who asked]
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
    },
    /// Make requests of the items that carry the tag #inbox
    Adopt,
}

#[derive(Debug, clap::Args)]
pub struct PersonArgs {
    /// What to do; without it, the people are listed
    #[command(subcommand)]
    pub verb: Option<PersonVerb>,
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum PersonVerb {
    /// List the people, who is to be talked to first first
    List,
    /// Show one: what they want, how they stand, what they asked for and heard
    Show {
        /// The name, or a part of it
        person: String,
    },
    /// Write a person down
    Add {
        /// The name; “Mia (Acme)” speaks for an account
        #[arg(required = true, value_name = "NAME")]
        name: Vec<String>,
        /// FIELD=VALUE: kind, role, account, power, interest, wants, fears, gauge, every
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Set fields of a person
    Set {
        /// The name, or a part of it
        person: String,
        /// FIELD=VALUE: who, kind, role, account, power, interest, wants, fears, gauge, every, private, team
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Write down that somebody was met
    Met {
        /// The name, or a part of it
        person: String,
        /// What it was about
        #[arg(value_name = "WORDS")]
        word: Vec<String>,
        /// When to talk again: 2w, 24 Dec
        #[arg(long, value_name = "DAY")]
        next: Option<String>,
        /// The day of the talk [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
    /// Write down how somebody stands to the product, and why
    Stance {
        /// The name, or a part of it
        person: String,
        /// How they stand
        #[arg(value_parser = PossibleValuesParser::new(Stance::WORDS))]
        stance: String,
        /// What brought it about
        #[arg(long, default_value = "", value_name = "WORDS")]
        why: String,
    },
    /// Make one person of two
    Merge {
        /// The one that stays
        person: String,
        /// The one that goes into it
        other: String,
    },
    /// Take a person out whom nothing names
    Remove {
        /// The name, or a part of it
        person: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct AccountArgs {
    /// What to do; without it, the accounts are listed
    #[command(subcommand)]
    pub verb: Option<AccountVerb>,
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// List the accounts
    List,
    /// Show one with its people and what they asked for
    Show {
        /// The name, or a part of it
        account: String,
    },
    /// Write an account down
    Add {
        /// The name
        #[arg(required = true, value_name = "NAME")]
        name: Vec<String>,
        /// FIELD=VALUE: segment, worth, state, tags, note, private
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Set fields of an account
    Set {
        /// The name, or a part of it
        account: String,
        /// FIELD=VALUE: company, segment, worth, state, tags, note, private
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Take an account out; its people stay
    Remove {
        /// The name, or a part of it
        account: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct PromiseArgs {
    /// What to do; without it, the promises are listed
    #[command(subcommand)]
    pub verb: Option<PromiseVerb>,
}

/// What can be done with promises.
#[derive(Debug, Subcommand)]
pub enum PromiseVerb {
    /// List the promises with their chance
    List {
        /// Only those that stand and are red; the exit code is 1 if there is one
        #[arg(long)]
        red: bool,
    },
    /// Show one: its chance, the safe day, what keeping it costs
    Show {
        /// The promise's key: P3
        promise: String,
    },
    /// Write a promise down and print its key
    Add {
        /// What was promised
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// To whom
        #[arg(long, required = true, value_name = "NAME")]
        to: Vec<String>,
        /// By when: 2026-12-15, 24 Dec, 3w
        #[arg(long, required = true, value_name = "DAY")]
        by: String,
        /// The item, or the goal, on which it rests
        #[arg(long, value_name = "KEY")]
        on: Option<String>,
        /// The words as they were said
        #[arg(long, default_value = "", value_name = "WORDS")]
        said: String,
    },
    /// Set fields of a promise
    Set {
        /// The promise's key: P3
        promise: String,
        /// FIELD=VALUE: promised, by, `said_on`, `said_by`, words, item, goal
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// A promise was kept
    Keep {
        /// The promise's key: P3
        promise: String,
        /// A word on it
        #[arg(long, default_value = "", value_name = "WORDS")]
        why: String,
    },
    /// A promise was broken
    Break {
        /// The promise's key: P3
        promise: String,
        /// Why
        #[arg(long, required = true, value_name = "WORDS")]
        why: String,
    },
    /// Take a promise back before its day
    Back {
        /// The promise's key: P3
        promise: String,
        /// Why
        #[arg(long, required = true, value_name = "WORDS")]
        why: String,
    },
    /// A promise that was ended stands again
    Reopen {
        /// The promise's key: P3
        promise: String,
    },
}

/// Sets fields that are given as `name=value`; days are read as people say them.
fn set_fields<T>(row: &mut T, fields: &[String], product: &Product, now: Now) -> Result<(), Refusal>
where
    T: crate::model::Entity,
{
    for pair in fields {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| Refusal::invalid(format!("“{pair}” is no field with its value: name=value")))?;
        let all: &[Field<T>] = T::fields();
        let known = all.iter().find(|field| field.name == name && field.set.is_some());
        let Some((field, set)) = known.and_then(|field| Some((field, field.set?))) else {
            let names: Vec<&str> = all.iter().filter(|field| field.set.is_some()).map(|field| field.name).collect();
            let near = crate::words::nearest(name, names.iter().copied());
            let hint = if near.is_empty() { names.join(", ") } else { format!("did you mean {}?", near.join(" or ")) };
            return Err(Refusal::invalid(format!("no field “{name}” · {hint}")));
        };
        let value = if field.shape == crate::model::Shape::Date {
            read_day(value, now.today)?.map_or_else(String::new, |day| day.to_string())
        } else {
            value.to_owned()
        };
        set(row, &value, product)?;
    }
    Ok(())
}

/// Makes one edit, saves it and says it in words.
fn edit<T>(
    cli: &Cli,
    now: Now,
    out: &mut Out,
    said: impl Into<Said>,
    f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
) -> Result<T, Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace.edit(now, said, "", f)?;
    save(workspace, now)?;
    if !out.json {
        out.line(if edited.words.is_empty() { "nothing changed" } else { &edited.words });
    }
    Ok(edited.value)
}
