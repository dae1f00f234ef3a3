//! The people around the sample product: five wishes that wait, one loud account, a no that nobody told, a red promise, and a
//! champion who was a critic.

use chrono::{Days, NaiveDate};

use super::{ago, back};
use crate::model::account::AccountState;
use crate::model::item::{Reason, content_id};
use crate::model::promise::{Chance, PromiseState};
use crate::model::request::{Channel, Line};
use crate::model::stakeholder::{Contact, PersonKind, Stance, Turn};
use crate::model::{Account, Amount, Decision, Entity, Id, Now, Person, Product, Promise, Refusal, Request};

/// Name, segment, worth a year in thousands, state.
const ACCOUNTS: &[(&str, &str, i64, AccountState)] = &[
    ("Acme", "enterprise", 40, AccountState::Lead),
    ("Northwind", "agency", 18, AccountState::Customer),
    ("Brightside", "agency", 9, AccountState::Customer),
    ("Fernhill School", "school", 3, AccountState::Customer),
];

/// Somebody with a stake: name, account, role, kind, power, interest, wants, fears, measured by, days since the last talk and what it
/// was about, and how they stood: days ago, stance, why.
struct Stake {
    who: &'static str,
    account: &'static str,
    role: &'static str,
    kind: PersonKind,
    grid: (u32, u32),
    motives: [&'static str; 3],
    talk: Option<(u64, &'static str)>,
    turns: &'static [(u64, Stance, &'static str)],
}

const STAKES: &[Stake] = &[
    Stake {
        who: "Raj",
        account: "",
        role: "CEO",
        kind: PersonKind::Executive,
        grid: (3, 3),
        motives: ["AI in the product by spring", "the board asks, and we have nothing to show", "yearly revenue +30 %"],
        talk: Some((10, "the board meeting")),
        turns: &[(95, Stance::Neutral, ""), (38, Stance::Critic, "two wishes declined in a month")],
    },
    Stake {
        who: "Vera",
        account: "",
        role: "sales",
        kind: PersonKind::Sales,
        grid: (2, 3),
        motives: ["close Acme this quarter", "a list of no", "quarterly bookings"],
        talk: Some((3, "what Acme needs for the audit")),
        turns: &[(60, Stance::Neutral, "")],
    },
    Stake {
        who: "Lena",
        account: "",
        role: "finance",
        kind: PersonKind::Executive,
        grid: (3, 1),
        motives: ["no surprises in the cost of hosting", "", "margin"],
        talk: Some((18, "the budget of the next year")),
        turns: &[(120, Stance::Neutral, "")],
    },
    Stake {
        who: "Support",
        account: "",
        role: "support",
        kind: PersonKind::Support,
        grid: (1, 3),
        motives: ["the same ticket never twice", "", "first answer within 2 hours"],
        talk: Some((6, "tickets of the week")),
        turns: &[(80, Stance::Neutral, "")],
    },
    Stake {
        who: "Helen",
        account: "Northwind",
        role: "operations",
        kind: PersonKind::Customer,
        grid: (2, 3),
        motives: [
            "new colleagues who write reports in their first week",
            "another tool that nobody uses",
            "projects on time",
        ],
        talk: Some((5, "her new team finished setup")),
        turns: &[
            (110, Stance::Critic, "her team gave up at step two"),
            (52, Stance::Neutral, "we showed her the new setup"),
            (12, Stance::Champion, "her new team finished setup in 20 minutes"),
        ],
    },
    Stake {
        who: "Nils",
        account: "Acme",
        role: "IT",
        kind: PersonKind::Customer,
        grid: (2, 3),
        motives: ["pass the audit in January", "", ""],
        talk: Some((13, "the checklist of his buyer")),
        turns: &[],
    },
    Stake {
        who: "Rosa",
        account: "Acme",
        role: "",
        kind: PersonKind::Customer,
        grid: (0, 0),
        motives: ["", "", ""],
        talk: None,
        turns: &[],
    },
    Stake {
        who: "Eva",
        account: "Brightside",
        role: "designer",
        kind: PersonKind::Customer,
        grid: (1, 2),
        motives: ["to send a report without explaining it", "", ""],
        talk: Some((20, "the shared link")),
        turns: &[(40, Stance::Neutral, "")],
    },
];

/// A wish: days ago, the line, the way on which it came, the need behind it.
const WISHES: &[(u64, &str, Channel, &str)] = &[
    (70, "Raj: A dashboard for the board", Channel::Meeting, "the board wants to see growth"),
    (64, "Helen: Setup is too long for my people", Channel::Call, "they stop at step two"),
    (44, "Eva: A link to a report for a client", Channel::Mail, "the client has no account"),
    (31, "Raj: A bot for our chat", Channel::Talk, ""),
    (9, "Raj: AI summaries in every report, the board asks !", Channel::Meeting, ""),
    (8, "Nils: An audit log", Channel::Mail, ""),
    (7, "Rosa: Who saw which report?", Channel::Mail, ""),
    (6, "Nils, Rosa: A log of who exported what", Channel::Call, ""),
    (4, "Nils, Rosa: An audit log, please !", Channel::Ticket, "the buyer’s checklist asks for one"),
    (6, "Sam: Swap the sync engine", Channel::Talk, "three engines, and each loses something"),
    (3, "Support: An export stops at 500 rows !", Channel::Ticket, ""),
    (
        2,
        "Vera: Sign-in with their directory for Acme, or they walk $40k !!",
        Channel::Talk,
        "the security checklist of the buyer",
    ),
];

/// Sets the stamps of a record that was made and decided in the past.
fn dated<T: Entity>(mut row: T, days: u64, now: Now) -> T {
    let at = ago(now.today, days);
    if let Some((created, updated)) = row.stamps() {
        (*created, *updated) = (at, at);
    }
    row
}

/// Adds accounts, people, wishes with their verdicts, promises.
pub fn add(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (company, segment, thousands, state) in ACCOUNTS {
        let id = product.account_named(company)?;
        let worth = Some(Amount(thousands * 1_000 * Amount::ONE));
        let account = Account {
            id,
            company: (*company).into(),
            segment: (*segment).into(),
            worth,
            state: *state,
            ..Account::default()
        };
        product.put(dated(account, 200, now));
    }
    for stake in STAKES {
        person(product, stake, now)?;
    }
    let mut asked = Vec::new();
    for (days, line, how, need) in WISHES {
        let then = Now { at: ago(now.today, *days), today: back(now, *days), ..now };
        let id = product.ask_line(&Line::read(line), *how, then)?;
        product.change_request(id, |request| {
            (*need).clone_into(&mut request.need);
            Ok(())
        })?;
        let request = dated(product.request(id)?.clone(), *days, now);
        product.put(request);
        asked.push(id);
    }
    verdicts(product, &asked, now)?;
    promises(product, now)
}

fn person(product: &mut Product, stake: &Stake, now: Now) -> Result<(), Refusal> {
    let id = product.person_named(stake.who)?;
    let account = if stake.account.is_empty() { None } else { Some(product.account_named(stake.account)?) };
    let Some(known) = product.get::<Person>(id).map(|person| Person::clone(person)) else { return Ok(()) };
    let [wants, fears, gauge] = stake.motives.map(str::to_owned);
    let turns = stake.turns.iter().map(|(days, to, why)| {
        let on = back(now, *days);
        Turn { id: content_id(&[&on.to_string(), to.word()]), on, to: *to, why: (*why).into(), ..Turn::default() }
    });
    let contacts = stake.talk.map(|(days, word)| Contact {
        id: content_id(&[stake.who, word]),
        on: back(now, days),
        word: word.into(),
        ..Contact::default()
    });
    let person = Person {
        role: stake.role.into(),
        kind: stake.kind,
        account,
        power: stake.grid.0,
        interest: stake.grid.1,
        wants,
        fears,
        gauge,
        stances: turns.collect(),
        contacts: contacts.into_iter().collect(),
        ..known
    };
    product.put(dated(person, 200, now));
    Ok(())
}

/// Gives the older wishes their verdicts, and tells all but one of them.
fn verdicts(product: &mut Product, asked: &[Id], now: Now) -> Result<(), Refusal> {
    let [board, setup, link, bot, _, first, second, third, log, ..] = asked else { return Ok(()) };
    let then = |days| Now { at: ago(now.today, days), today: back(now, days), ..now };
    let find = |product: &Product, title: &str| {
        let found = product.items().iter().find(|item| item.title == title).map(|item| item.id);
        found.ok_or_else(|| Refusal::Missing(title.to_owned()))
    };
    let by = "Ana";
    product.decline_request(
        *board,
        Reason::OutOfGoal,
        "Boards are not whom we build for; the numbers come by mail",
        by,
        then(66),
    )?;
    let item = find(product, "Setup asks for one thing at a time")?;
    product.join_item(*setup, item, by, then(60))?;
    let item = find(product, "Share a report with a link")?;
    product.join_item(*link, item, by, then(40))?;
    product.decline_request(*bot, Reason::LowValue, "One voice in a year asked for it", by, then(26))?;
    for (id, days) in [(first, 4), (second, 4), (third, 4)] {
        product.join_request(*id, *log, by, then(days))?;
    }
    let told = [(board, "Raj", 64), (setup, "Helen", 46), (link, "Eva", 38), (first, "Nils", 4), (second, "Rosa", 4)];
    for (id, who, days) in told {
        let who = product.find_person(who)?.id;
        product.tell(*id, who, then(days))?;
    }
    for who in ["Nils", "Rosa"] {
        let who = product.find_person(who)?.id;
        product.tell(*third, who, then(4))?;
    }
    let decided: Vec<Request> = product.requests().iter().map(|request| Request::clone(request)).collect();
    for request in decided {
        let at = request.decided.unwrap_or(request.created);
        product.put(Request { updated: at, ..request });
    }
    let undated: Vec<Decision> =
        product.decisions_by_day().into_iter().filter(|decision| decision.created.0 == 0).cloned().collect();
    for decision in undated {
        let of = |request: &&std::sync::Arc<Request>| request.decision == Some(decision.id);
        let at = product.requests().iter().find(of).and_then(|request| request.decided).unwrap_or_default();
        product.put(Decision { created: at, updated: at, ..decision });
    }
    Ok(())
}

/// Gives two promises that stand, and three that are over.
fn promises(product: &mut Product, now: Now) -> Result<(), Refusal> {
    let ahead = |days| now.today.checked_add_days(Days::new(days));
    let item =
        |product: &Product, title: &str| product.items().iter().find(|item| item.title == title).map(|item| item.id);
    let mut give = |what: &str, to: &str, by: Option<NaiveDate>, said: u64, title: &str, words: &str| {
        let to = vec![product.find_person(to)?.id];
        let item = item(product, title);
        let promise = Promise {
            promised: what.into(),
            to,
            by,
            said_on: Some(back(now, said)),
            said_by: "Ana".into(),
            words: words.into(),
            item,
            ..Promise::default()
        };
        let id = product.promise(promise, now)?;
        let promise = product.get::<Promise>(id).map(|promise| Promise::clone(promise)).unwrap_or_default();
        product.put(dated(promise, said, now));
        Ok::<Id, Refusal>(id)
    };
    let sso = give(
        "Sign-in with their directory",
        "Nils",
        ahead(18),
        24,
        "SSO for Acme",
        "you have it before the audit of the new year",
    )?;
    let empty =
        give("A report screen that explains itself", "Helen", ahead(20), 12, "Explain the empty report screen", "")?;
    let mut over = Vec::new();
    for (what, to, by, said, state, why) in [
        ("One step at a time in setup", "Helen", 45, 70, PromiseState::Kept, ""),
        ("A link that needs no account, as a test", "Eva", 30, 60, PromiseState::Back, "withdrawing it was missing"),
        ("Numbers for the board by mail", "Raj", 50, 66, PromiseState::Kept, ""),
    ] {
        over.push((give(what, to, Some(back(now, by)), said, "", "")?, by, state, why));
    }
    for (id, by, state, why) in over {
        let then = Now { at: ago(now.today, by), today: back(now, by), ..now };
        product.end_promise(id, state, why, then)?;
        product.change_promise(id, |promise| {
            promise.updated = then.at;
            Ok(())
        })?;
    }
    // how their chances went, as it was written down with the first change of each of those days
    for (id, percents) in [(sso, &[71, 66, 60, 62, 48, 41, 33][..]), (empty, &[78, 84, 88][..])] {
        let n = u64::try_from(percents.len()).unwrap_or(0);
        product.change_promise(id, |promise| {
            for (at, percent) in (0..n).zip(percents) {
                let on = back(now, (n - at) * 3);
                promise.chances.push(Chance {
                    id: content_id(&[&on.to_string()]),
                    on,
                    percent: *percent,
                    ..Chance::default()
                });
            }
            Ok(())
        })?;
    }
    Ok(())
}
