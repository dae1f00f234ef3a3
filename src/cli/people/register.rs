//! People and accounts from the shell.

use serde_json::{Value as Json, json};

use super::{AccountArgs, AccountVerb, PersonArgs, PersonVerb, edit, set_fields};
use crate::cli::named;
use crate::cli::out::Out;
use crate::cli::{Cli, Failure};
use crate::measure::reach::Reaches;
use crate::model::day::read_day;
use crate::model::entity::one_line;
use crate::model::stakeholder::Stance;
use crate::model::{Account, Now, Person, Product, Refusal, Request, Verb};
use crate::sort::InOrder;
use crate::workspace::Mode;

fn company(person: &Person, product: &Product) -> Option<String> {
    person.account.and_then(|id| product.get::<Account>(id)).map(|account| account.company.clone())
}

/// Returns the requests of a person, the last one first.
fn asked<'a>(person: &Person, product: &'a Product) -> Vec<&'a Request> {
    product.requests_by_day().into_iter().filter(|request| request.who.contains(&person.id)).collect()
}

fn of_person(person: &Person, product: &Product, now: Now) -> Json {
    let asked = asked(person, product);
    json!({
        "name": person.who,
        "role": person.role,
        "kind": person.kind,
        "team": person.team,
        "account": company(person, product),
        "power": person.power,
        "interest": person.interest,
        "stance": person.stance(),
        "stances": person.turns().iter().map(|turn| json!({"on": turn.on.to_string(), "to": turn.to, "why": turn.why})).collect::<Vec<_>>(),
        "wants": person.wants,
        "fears": person.fears,
        "measured_by": person.gauge,
        "last": person.last_contact().map(|contact| contact.on.to_string()),
        "next": person.next_contact(now).map(|day| day.to_string()),
        "days_late": person.silence(now),
        "asked": asked.iter().map(|request| request.key()).collect::<Vec<_>>(),
        "untold": product.owed().iter().filter(|owed| owed.who == person.id).filter_map(|owed| Some(product.request(owed.request).ok()?.key())).collect::<Vec<_>>(),
    })
}

fn person_row(person: &Person, product: &Product, now: Now) -> Vec<String> {
    let next = match (person.silence(now), person.next_contact(now)) {
        (Some(days), _) => format!("{days} d late"),
        (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    vec![
        person.name(product),
        if person.role.is_empty() { person.kind.to_string() } else { person.role.clone() },
        format!("power {} · interest {}", person.power, person.interest),
        person.stance().to_string(),
        next,
    ]
}

/// Returns the people, who is to be talked to first first.
fn by_next(product: &Product, now: Now) -> Vec<&Person> {
    let mut all = product.people_by_name();
    all.order_by_key(|person| {
        let next = person.next_contact(now);
        (next.is_none(), next, person.who.to_lowercase())
    });
    all
}

pub fn people(cli: &Cli, args: &PersonArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let name = match args.verb.as_ref().unwrap_or(&PersonVerb::List) {
        PersonVerb::List => {
            let workspace = &mut cli.open(Mode::Look, now)?;
            let product = workspace.product();
            let all = by_next(product, now);
            if out.json {
                out.answer(&all.iter().map(|person| of_person(person, product, now)).collect::<Vec<_>>());
            }
            out.table(&all.iter().map(|person| person_row(person, product, now)).collect::<Vec<_>>(), &[]);
            return Ok(());
        }
        PersonVerb::Show { person } => {
            let workspace = &mut cli.open(Mode::Look, now)?;
            let product = workspace.product();
            show_person(named::person(product, person)?, product, now, out);
            return Ok(());
        }
        PersonVerb::Add { name, fields } => edit(cli, now, out, Verb::WroteDown, |product| {
            let name = name.join(" ");
            let bare = one_line(name.split('(').next().unwrap_or(""));
            if product.find_person(&bare).is_ok() {
                return Err(Refusal::invalid(format!("{bare} is written down already")));
            }
            let id = product.person_of_words(&name)?;
            let known = product.clone();
            product.change_person(id, |person| set_fields(person, fields, &known, now))?;
            Ok(bare)
        })?,
        PersonVerb::Set { person, fields } => edit(cli, now, out, Verb::Changed, |product| {
            let id = named::person(product, person)?.id;
            let known = product.clone();
            product.change_person(id, |person| set_fields(person, fields, &known, now))?;
            Ok(product.get::<Person>(id).map_or_else(String::new, |person| person.who.clone()))
        })?,
        PersonVerb::Met { person, word, next, on } => edit(cli, now, out, Verb::Met, |product| {
            let day = |text: &Option<String>| text.as_deref().map_or(Ok(None), |text| read_day(text, now.today));
            let (id, name) = named::person(product, person).map(|person| (person.id, person.who.clone()))?;
            product.meet(id, day(on)?.unwrap_or(now.today), &word.join(" "), day(next)?, now)?;
            Ok(name)
        })?,
        PersonVerb::Stance { person, stance, why } => edit(cli, now, out, Verb::SetTheStanceOf, |product| {
            let (id, name) = named::person(product, person).map(|person| (person.id, person.who.clone()))?;
            product.turn(id, Stance::parse(stance)?, why, now.today)?;
            Ok(name)
        })?,
        PersonVerb::Merge { person, other } => edit(cli, now, out, Verb::Merged, |product| {
            let (id, name) = named::person(product, person).map(|person| (person.id, person.who.clone()))?;
            let other = named::person(product, other)?.id;
            product.merge_people(id, other)?;
            Ok(name)
        })?,
        PersonVerb::Remove { person } => {
            edit(cli, now, out, Verb::Removed, |product| {
                let id = named::person(product, person)?.id;
                product.remove_person(id)
            })?;
            String::new()
        }
    };
    if out.json {
        let workspace = &mut cli.open(Mode::Look, now)?;
        let product = workspace.product();
        if let Ok(person) = product.find_person(&name) {
            out.answer(&of_person(person, product, now));
        } else {
            let all = by_next(product, now);
            out.answer(&all.iter().map(|person| of_person(person, product, now)).collect::<Vec<_>>());
        }
    }
    Ok(())
}

fn show_person(person: &Person, product: &Product, now: Now, out: &mut Out) {
    if out.json {
        out.answer(&of_person(person, product, now));
        return;
    }
    out.line(&person.name(product));
    let turns: Vec<String> = person.turns().iter().map(|turn| turn.words()).collect();
    let mut rows = vec![
        ("role", person.role.clone()),
        ("kind", person.kind.to_string()),
        ("wants", person.wants.clone()),
        ("fears", person.fears.clone()),
        ("measured by", person.gauge.clone()),
        ("stance", turns.join(" → ")),
        ("last talk", person.last_contact().map_or_else(String::new, crate::model::stakeholder::Contact::words)),
        ("next talk", person.next_contact(now).map_or_else(String::new, |day| day.to_string())),
    ];
    rows.retain(|(_, words)| !words.is_empty());
    out.table(&rows.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect::<Vec<_>>(), &[]);
    let rows = asked(person, product).into_iter().map(|request| {
        let untold = product.owed_of(request).iter().any(|owed| owed.who == person.id);
        vec![
            request.key(),
            format!("{}{}", request.verdict, if untold { ", not told" } else { "" }),
            request.said.clone(),
        ]
    });
    out.table(&rows.collect::<Vec<_>>(), &[]);
}

fn of_account(account: &Account, product: &Product) -> Json {
    let people = product.people_by_name().into_iter().filter(|person| person.account == Some(account.id));
    let reaches = Reaches::of(product);
    let requests =
        product.requests_by_day().into_iter().filter(|r| reaches.of_request(r.id).accounts.contains(&account.id));
    json!({
        "name": account.company,
        "segment": account.segment,
        "worth": account.worth,
        "state": account.state,
        "tags": account.tags,
        "note": account.note,
        "people": people.map(|person| person.who.clone()).collect::<Vec<_>>(),
        "requests": requests.map(Request::key).collect::<Vec<_>>(),
    })
}

pub fn accounts(cli: &Cli, args: &AccountArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let name = match args.verb.as_ref().unwrap_or(&AccountVerb::List) {
        AccountVerb::List => String::new(),
        AccountVerb::Show { account } => account.clone(),
        AccountVerb::Add { name, fields } => edit(cli, now, out, Verb::WroteDown, |product| {
            let name = one_line(&name.join(" "));
            if product.find_account(&name).is_ok() {
                return Err(Refusal::invalid(format!("{name} is written down already")));
            }
            let id = product.account_named(&name)?;
            let known = product.clone();
            product.change_account(id, |account| set_fields(account, fields, &known, now))?;
            Ok(name)
        })?,
        AccountVerb::Set { account, fields } => edit(cli, now, out, Verb::Changed, |product| {
            let id = named::account(product, account)?.id;
            let known = product.clone();
            product.change_account(id, |account| set_fields(account, fields, &known, now))?;
            Ok(product.get::<Account>(id).map_or_else(String::new, |account| account.company.clone()))
        })?,
        AccountVerb::Remove { account } => {
            edit(cli, now, out, Verb::Removed, |product| {
                let id = named::account(product, account)?.id;
                product.remove_account(id)
            })?;
            if !out.json {
                return Ok(());
            }
            String::new()
        }
    };
    let looks = matches!(args.verb, None | Some(AccountVerb::List | AccountVerb::Show { .. }));
    if !out.json && !looks {
        return Ok(());
    }
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    if name.is_empty() {
        let all = product.accounts_by_name();
        if out.json {
            out.answer(&all.iter().map(|account| of_account(account, product)).collect::<Vec<_>>());
        }
        let row = |account: &&Account| {
            let worth = account.worth.map_or_else(String::new, |worth| worth.to_string());
            vec![account.company.clone(), account.state.to_string(), worth, account.segment.clone()]
        };
        out.table(&all.iter().map(row).collect::<Vec<_>>(), &[2]);
        return Ok(());
    }
    let account = named::account(product, &name)?;
    let whole = of_account(account, product);
    if out.json {
        out.answer(&whole);
        return Ok(());
    }
    out.line(&account.company);
    let list = |name: &str| {
        let all = whole.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
        all.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect::<Vec<_>>().join(", ")
    };
    let mut rows = vec![
        ("state", account.state.to_string()),
        ("segment", account.segment.clone()),
        ("worth a year", account.worth.map_or_else(String::new, |worth| worth.to_string())),
        ("people", list("people")),
        ("requests", list("requests")),
        ("note", account.note.clone()),
    ];
    rows.retain(|(_, words)| !words.is_empty());
    out.table(&rows.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect::<Vec<_>>(), &[]);
    Ok(())
}
