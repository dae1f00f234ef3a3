//! Promises from the shell.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{PromiseArgs, PromiseVerb, edit, set_fields};
use crate::cli::named;
use crate::cli::out::Out;
use crate::cli::{Cli, Failure, save};
use crate::measure::promise::{Outlook, chances, cost, outlooks, words};
use crate::measure::reach::{Reaches, effects};
use crate::model::day::read_day;
use crate::model::promise::PromiseState;
use crate::model::{Id, Now, Person, Product, Promise, Refusal, Verb};
use crate::workspace::Mode;

fn to(promise: &Promise, product: &Product) -> Vec<String> {
    promise.to.iter().filter_map(|id| product.get::<Person>(*id)).map(|person| person.name(product)).collect()
}

fn rests(promise: &Promise, product: &Product) -> Option<String> {
    let item = promise.item.and_then(|id| product.items().get(id)).map(|item| product.key(item));
    item.or_else(|| promise.goal.and_then(|id| product.goal_key(id)))
}

fn whole(promise: &Promise, outlook: Option<&Outlook>, product: &Product) -> Json {
    let day =
        |at: usize| outlook.and_then(|outlook| outlook.days.get(at).copied().flatten()).map(|day| day.to_string());
    json!({
        "key": promise.key(),
        "promised": promise.promised,
        "to": to(promise, product),
        "by": promise.by.map(|day| day.to_string()),
        "said_on": promise.said_on.map(|day| day.to_string()),
        "said_by": promise.said_by,
        "words": promise.words,
        "rests_on": rests(promise, product),
        "state": promise.state,
        "ended": promise.ended.map(|day| day.to_string()),
        "why": promise.why,
        "chance": outlook.and_then(|outlook| outlook.chance),
        "red": outlook.is_some_and(Outlook::is_red),
        "p50": day(0),
        "p85": day(1),
        "p95": day(2),
        "unknown": outlook.map(|outlook| outlook.unknown.clone()).unwrap_or_default(),
        "chances": promise.history().iter().map(|chance| json!({"on": chance.on.to_string(), "percent": chance.percent})).collect::<Vec<_>>(),
    })
}

pub fn run(cli: &Cli, args: &PromiseArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let id = |product: &Product, key: &str| product.find_promise(key).map(|promise| promise.id);
    let end = |key: &str, state, why: &str, verb, out: &mut Out| {
        edit(cli, now, out, verb, |product| product.end_promise(id(product, key)?, state, why, now))
    };
    let key = match args.verb.as_ref().unwrap_or(&PromiseVerb::List { red: false }) {
        PromiseVerb::List { red } => return list(cli, *red, now, out),
        PromiseVerb::Show { promise } => return show(cli, promise, now, out),
        PromiseVerb::Add { words, to, by, on, said } => {
            return add(cli, (words, to, by, on.as_deref(), said), now, out);
        }
        PromiseVerb::Set { promise, fields } => {
            edit(cli, now, out, Verb::Changed, |product| {
                let known = product.clone();
                product.change_promise(id(product, promise)?, |promise| set_fields(promise, fields, &known, now))
            })?;
            promise
        }
        PromiseVerb::Keep { promise, why } => {
            end(promise, PromiseState::Kept, why, Verb::KeptAPromise, out)?;
            promise
        }
        PromiseVerb::Break { promise, why } => {
            end(promise, PromiseState::Broken, why, Verb::BrokeAPromise, out)?;
            promise
        }
        PromiseVerb::Back { promise, why } => {
            end(promise, PromiseState::Back, why, Verb::TookBack, out)?;
            promise
        }
        PromiseVerb::Reopen { promise } => {
            end(promise, PromiseState::Open, "", Verb::BroughtBack, out)?;
            promise
        }
    };
    if out.json { show(cli, key, now, out) } else { Ok(()) }
}

fn list(cli: &Cli, red: bool, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let outlooks = outlooks(product, now);
    let is_red = |promise: &&Promise| outlooks.get(&promise.id).is_some_and(Outlook::is_red);
    let all: Vec<&Promise> = product.promises_by_day().into_iter().filter(|p| !red || is_red(p)).collect();
    if out.json {
        out.answer(&all.iter().map(|promise| whole(promise, outlooks.get(&promise.id), product)).collect::<Vec<_>>());
    }
    out.table(&all.iter().map(|promise| row(promise, &outlooks, product)).collect::<Vec<_>>(), &[]);
    if red && !all.is_empty() {
        let said = crate::words::count(all.len(), "promise");
        return Err(Failure { words: format!("{said} more likely broken than kept"), code: 1 });
    }
    Ok(())
}

fn row(promise: &Promise, outlooks: &BTreeMap<Id, Outlook>, product: &Product) -> Vec<String> {
    let outlook = outlooks.get(&promise.id);
    let chance = match outlook {
        Some(outlook) if outlook.is_red() => format!("{} red", words(outlook)),
        Some(outlook) => words(outlook),
        None => promise.state.to_string(),
    };
    vec![
        promise.key(),
        chance,
        promise.by.map_or_else(String::new, |day| day.to_string()),
        rests(promise, product).unwrap_or_else(|| "–".to_owned()),
        to(promise, product).join(", "),
        promise.promised.clone(),
    ]
}

fn show(cli: &Cli, key: &str, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let promise = product.find_promise(key)?;
    let outlooks = outlooks(product, now);
    let outlook = outlooks.get(&promise.id);
    if out.json {
        out.answer(&whole(promise, outlook, product));
        return Ok(());
    }
    out.line(&format!("{}  {}", promise.key(), promise.promised));
    let day = |at: usize| {
        let day = outlook.and_then(|outlook| outlook.days.get(at).copied().flatten());
        day.map_or_else(|| "–".to_owned(), |day| day.to_string())
    };
    let price = outlook.and_then(|outlook| cost(promise, outlook, product, now));
    let keys = |ids: &[Id]| {
        ids.iter()
            .filter_map(|id| product.items().get(*id))
            .map(|item| product.key(item))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let price_words = price.as_ref().map_or_else(String::new, |cost| {
        let lost = effects(product, &cost.waits);
        let who = Reaches::of(product).of_items(&cost.waits, product).names(product);
        let mut words = format!("place {}, so that {} wait", cost.to, keys(&cost.waits));
        for (name, list) in [("which was to move", lost), ("asked for by", who)] {
            if !list.is_empty() {
                words.push_str(&format!(", {name} {}", list.join(", ")));
            }
        }
        words
    });
    let mut rows = vec![
        ("to", to(promise, product).join(", ")),
        ("by", promise.by.map_or_else(String::new, |day| day.to_string())),
        ("said", promise.words.clone()),
        ("rests on", rests(promise, product).unwrap_or_default()),
        ("state", promise.state.to_string()),
        ("why", promise.why.clone()),
        ("chance", outlook.map(words).unwrap_or_default()),
        ("no chance", outlook.map(|outlook| outlook.unknown.clone()).unwrap_or_default()),
        (
            "done by",
            outlook
                .filter(|o| o.unknown.is_empty() && o.ahead > 0)
                .map_or_else(String::new, |_| format!("50 % {} · 85 % {} · 95 % {}", day(0), day(1), day(2))),
        ),
        ("to keep it", price_words),
    ];
    rows.retain(|(_, words)| !words.is_empty());
    out.table(&rows.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect::<Vec<_>>(), &[]);
    Ok(())
}

/// The words, to whom, by when, on what, and the words as they were said.
type Said<'a> = (&'a [String], &'a [String], &'a str, Option<&'a str>, &'a str);

fn add(cli: &Cli, (words, to, by, on, said): Said<'_>, now: Now, out: &mut Out) -> Result<(), Failure> {
    let by = read_day(by, now.today)?;
    let workspace = &mut cli.open(Mode::Command, now)?;
    let author = cli.config.author();
    let edited = workspace.edit(now, Verb::Promised, "", |product| {
        let people = to.iter().map(|name| product.person_of_words(name)).collect::<Result<Vec<_>, Refusal>>()?;
        let (mut item, mut goal) = (None, None);
        if let Some(key) = on {
            match product.find_goal(key) {
                Ok(found) => goal = Some(found.id),
                Err(_) => item = Some(named::item(product, key)?.id),
            }
        }
        let promise = Promise {
            promised: words.join(" "),
            to: people,
            by,
            item,
            goal,
            words: said.to_owned(),
            said_by: author,
            ..Promise::default()
        };
        let id = product.promise(promise, now)?;
        let all = outlooks(product, now);
        product.note_chances(&chances(&all), now.today);
        let blind = all.get(&id).is_none_or(|outlook| outlook.chance.is_none());
        product.change_promise(id, |promise| {
            promise.blind = blind;
            Ok(())
        })?;
        Ok(id)
    })?;
    save(workspace, now)?;
    let product = workspace.product();
    let known = outlooks(product, now);
    let Some(promise) = product.get::<Promise>(edited.value) else { return Ok(()) };
    if out.json {
        out.answer(&whole(promise, known.get(&promise.id), product));
    } else {
        out.line(&promise.key());
    }
    Ok(())
}
