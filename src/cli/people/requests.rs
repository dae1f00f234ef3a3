//! Requests from the shell.

use serde_json::{Value as Json, json};

use super::{RequestArgs, RequestVerb, edit, set_fields};
use crate::cli::named;
use crate::cli::out::Out;
use crate::cli::{Cli, Failure, save};
use crate::measure::reach::{Reaches, effects, waiting};
use crate::model::day::read_day;
use crate::model::item::Reason;
use crate::model::request::{Channel, Line, Strength, answer_to};
use crate::model::{Id, Now, Person, Place, Product, Refusal, Request, Verb};
use crate::query::request::RequestQuery;
use crate::text;
use crate::words::count;
use crate::workspace::Mode;

/// Returns a request as scripts get it.
fn brief(request: &Request, product: &Product, reaches: &Reaches, now: Now) -> Json {
    let reach = reaches.of_request(request.id);
    let items: Vec<String> =
        request.items.iter().filter_map(|id| product.items().get(*id)).map(|item| product.key(item)).collect();
    json!({
        "key": request.key(),
        "said": request.said,
        "need": request.need,
        "who": product.askers(request),
        "accounts": reach.names(product),
        "heard": request.heard.map(|day| day.to_string()),
        "age": request.age(now),
        "how": request.how,
        "strength": request.strength,
        "deal": request.deal,
        "goal": request.goal.and_then(|id| product.goal_key(id)),
        "verdict": request.verdict,
        "waits": request.is_waiting(now.today, reach.reach()),
        "reason": request.reason.map(Reason::word),
        "why": request.why,
        "until": request.until.map(|day| day.to_string()),
        "items": items,
        "voices": reach.voices,
        "reach": reach.reach(),
        "worth": reach.worth(product),
        "loud": reach.is_loud(),
        "untold": product.owed_of(request).iter().filter_map(|owed| Some(product.get::<Person>(owed.who)?.who.clone())).collect::<Vec<_>>(),
        "tags": request.tags,
    })
}

fn row(request: &Request, product: &Product, reaches: &Reaches, now: Now) -> Vec<String> {
    let reach = reaches.of_request(request.id);
    let untold = product.owed_of(request).len();
    let state = match untold {
        0 => request.verdict.to_string(),
        n => format!("{}, {n} not told", request.verdict),
    };
    vec![
        request.key(),
        format!("{} d", request.age(now)),
        format!("{}×{}{}", reach.voices, reach.reach(), if reach.is_loud() { " loud" } else { "" }),
        state,
        product.askers(request).join(", "),
        request.said.clone(),
    ]
}

pub fn run(cli: &Cli, args: &RequestArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None => list(cli, &[], now, out),
        Some(RequestVerb::List { filter }) => list(cli, filter, now, out),
        Some(RequestVerb::Show { request }) => show(cli, request, now, out),
        Some(verb @ RequestVerb::Add { .. }) => add(cli, verb, now, out),
        Some(RequestVerb::Adopt) => {
            let n = edit(cli, now, out, Verb::TookUp, |product| product.adopt_stand_ins(now))?;
            if out.json {
                out.answer(&json!({"adopted": n}));
            }
            Ok(())
        }
        Some(verb) => change(cli, verb, now, out),
    }
}

/// Writes down that somebody was told; without a name, everybody who has not heard it.
fn tell(product: &mut Product, id: Id, who: Option<&str>, now: Now) -> Result<(), Refusal> {
    let mut all: Vec<Id> = match who {
        Some(name) => vec![named::person(product, name)?.id],
        None => product.owed_of(product.request(id)?).iter().map(|owed| owed.who).collect(),
    };
    all.dedup();
    if all.is_empty() {
        return Err(Refusal::invalid("there is nothing to tell, or everybody heard it"));
    }
    all.into_iter().try_for_each(|who| product.tell(id, who, now).map(|_| ()))
}

fn list(cli: &Cli, filter: &[String], now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let reaches = Reaches::of(product);
    let found: Vec<&Request> = if filter.is_empty() {
        waiting(product, &reaches, now)
    } else {
        let query = RequestQuery::parse(&filter.join(" "))?;
        product.requests_by_day().into_iter().filter(|request| query.passes(request, product, &reaches, now)).collect()
    };
    if out.json {
        out.answer(&found.iter().map(|request| brief(request, product, &reaches, now)).collect::<Vec<_>>());
        return Ok(());
    }
    out.table(&found.iter().map(|request| row(request, product, &reaches, now)).collect::<Vec<_>>(), &[1]);
    Ok(())
}

fn show(cli: &Cli, key: &str, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let request = product.find_request(key)?;
    let reaches = Reaches::of(product);
    let answer = answer_to(request, product, product.current_goal().map(|goal| &**goal));
    let displaced = crate::measure::reach::displaced(product, None, now);
    let out_goes: Vec<String> =
        displaced.items.iter().filter_map(|id| product.items().get(*id)).map(|item| product.key(item)).collect();
    if out.json {
        let mut whole = brief(request, product, &reaches, now);
        if let Some(members) = whole.as_object_mut() {
            members.insert("answer".into(), answer.into());
            members.insert("displaces".into(), out_goes.into());
        }
        out.answer(&whole);
        return Ok(());
    }
    out.line(&format!("{}  {}", request.key(), text::line(&request.said)));
    let reach = reaches.of_request(request.id);
    let mut facts = vec![
        ("who", product.askers(request).join(", ")),
        ("need", request.need.clone()),
        ("heard", format!("{} d ago, {}", request.age(now), request.how)),
        ("behind it", format!("{} by {}", count(reach.voices, "voice"), count(reach.reach(), "account"))),
        ("goal", request.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "none".to_owned())),
        ("verdict", request.verdict.to_string()),
        ("why", request.why.clone()),
        ("would push out", out_goes.join(", ")),
        ("which would cost", effects(product, &displaced.items).join(", ")),
    ];
    facts.retain(|(_, words)| !words.is_empty());
    out.table(&facts.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect::<Vec<_>>(), &[]);
    out.line("");
    out.line(&answer);
    Ok(())
}

fn add(cli: &Cli, verb: &RequestVerb, now: Now, out: &mut Out) -> Result<(), Failure> {
    let RequestVerb::Add { words, who, said, need, deal, how, strength, on, goal } = verb else { return Ok(()) };
    let mut line = Line::read(&words.join(" "));
    line.who.extend(who.iter().cloned());
    if let Some(deal) = deal {
        line.deal = crate::model::amount::read_worth(deal)?;
    }
    if let Some(strength) = strength {
        line.strength = Strength::parse(strength)?;
    }
    let how = Channel::parse(how)?;
    let day = match on {
        Some(text) => read_day(text, now.today)?,
        None => None,
    };
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace.edit(now, Verb::Heard, "", |product| {
        let short = line.said.clone();
        if let Some(said) = said {
            line.said.clone_from(said);
        }
        let goal = match goal {
            Some(name) => Some(named::goal(product, name)?.id),
            None => None,
        };
        let id = product.ask_line(&line, how, now)?;
        product.change_request(id, |request| {
            // what was asked for in short is what it is about, where the words that were said are others
            need.clone_into(&mut request.need);
            if said.is_some() && request.need.is_empty() {
                request.need = short;
            }
            if day.is_some_and(|day| day > now.today) {
                return Err(Refusal::invalid("a request is heard today or before"));
            }
            request.heard = day.or(request.heard);
            request.goal = goal;
            Ok(())
        })?;
        Ok(id)
    })?;
    save(workspace, now)?;
    let product = workspace.product();
    let request = product.request(edited.value)?;
    if out.json {
        out.answer(&brief(request, product, &Reaches::of(product), now));
    } else {
        out.line(&request.key());
    }
    Ok(())
}

/// Reads until when something is put off: a day, or so many accounts.
fn until(text: &str, now: Now) -> Result<(Option<chrono::NaiveDate>, u32), Refusal> {
    let accounts = text.trim().strip_suffix("accounts").or_else(|| text.trim().strip_suffix("account"));
    match accounts.map(|n| n.trim().parse::<u32>()) {
        Some(Ok(n @ 1..)) => Ok((None, n)),
        Some(_) => Err(Refusal::invalid(format!("“{text}” is not a number of accounts"))),
        None => Ok((read_day(text, now.today)?, 0)),
    }
}

fn change(cli: &Cli, verb: &RequestVerb, now: Now, out: &mut Out) -> Result<(), Failure> {
    let by = cli.config.author();
    let id = |product: &Product, key: &str| product.find_request(key).map(|request| request.id);
    let key = match verb {
        RequestVerb::Set { request, fields } => {
            edit(cli, now, out, Verb::Changed, |product| {
                let id = id(product, request)?;
                let known = product.clone();
                product.change_request(id, |request| set_fields(request, fields, &known, now))
            })?;
            request
        }
        RequestVerb::Take { request, place } => {
            edit(cli, now, out, Verb::TookUp, |product| {
                let place = Place::parse(place, product)?;
                product.promote(id(product, request)?, place, &by, now)
            })?;
            request
        }
        RequestVerb::Join { request, into } => {
            edit(cli, now, out, Verb::Joined, |product| {
                let own = id(product, request)?;
                match id(product, into) {
                    Ok(other) if into.trim().starts_with(['R', 'r']) => product.join_request(own, other, &by, now),
                    _ => {
                        let item = named::item(product, into)?.id;
                        product.join_item(own, item, &by, now)
                    }
                }
            })?;
            request
        }
        RequestVerb::Decline { request, reason, why } => {
            edit(cli, now, out, Verb::Declined, |product| {
                product.decline_request(id(product, request)?, Reason::parse(reason)?, why, &by, now)
            })?;
            request
        }
        RequestVerb::Later { request, until: words } => {
            edit(cli, now, out, Verb::SetAside, |product| {
                product.put_off_request(id(product, request)?, until(&words.join(" "), now)?, &by, now)
            })?;
            request
        }
        RequestVerb::Again { request, news } => {
            edit(cli, now, out, Verb::BroughtBack, |product| {
                product.ask_again(id(product, request)?, &news.join(" "), &by, now)
            })?;
            request
        }
        RequestVerb::Told { request, who } => {
            edit(cli, now, out, Verb::Told, |product| tell(product, id(product, request)?, who.as_deref(), now))?;
            request
        }
        RequestVerb::List { .. } | RequestVerb::Show { .. } | RequestVerb::Add { .. } | RequestVerb::Adopt => {
            return Ok(());
        }
    };
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let request = product.find_request(key)?;
    if out.json {
        out.answer(&brief(request, product, &Reaches::of(product), now));
    } else if matches!(verb, RequestVerb::Decline { .. }) {
        out.line(&answer_to(request, product, product.current_goal().map(|goal| &**goal)));
    }
    Ok(())
}
