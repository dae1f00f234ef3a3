//! The verbs on a person or an account: who they are, how they stand, when they were met, what they have not heard.

use crate::exchange::report::{self, Doc, Form};
use crate::model::day::{days_from, read_day};
use crate::model::entity::one_line;
use crate::model::share::{Report, Way};
use crate::model::stakeholder::Stance;
use crate::model::{Account, Id, Person, Refusal, Request, Verb};
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::words::count;

use super::level;
use super::requests::{ask_field, set_all};

fn of(desk: &Desk, id: Id) -> Option<Person> {
    desk.product().get::<Person>(id).map(|person| Person::clone(person))
}

/// Writes a person down.
pub fn add(desk: &mut Desk) {
    let prompt = Prompt::new("Who?", "", |desk, name| {
        let known = desk.product().find_person(one_line(name.split('(').next().unwrap_or("")).as_str()).is_ok();
        if known {
            desk.refuse(format!(
                "{} is written down already · ⟦person.account⟧ says on whose behalf they speak",
                one_line(name.split('(').next().unwrap_or(""))
            ));
            return;
        }
        desk.edit(Verb::WroteDown, "", move |product| product.person_of_words(&name));
    });
    desk.push(prompt.hint("Raj · Mia (Acme) speaks for an account").needed("a person needs a name"));
}

/// The fields of the form, in its order.
const FORM: [&str; 10] = ["who", "role", "kind", "power", "interest", "wants", "fears", "gauge", "every", "private"];

/// Changes the fields of a person, all at once.
pub fn edit(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let asks = FORM.map(|name| ask_field(&person, name, desk.product()));
    desk.push(Prompt::form(person.who.clone(), asks, move |desk, texts| {
        let today = desk.now.today;
        desk.edit(Verb::Changed, "", move |product| {
            let known = product.clone();
            product.change_person(id, |person| set_all(person, &FORM, &texts, &known, today))
        });
    }));
}

/// Asks what somebody wants, what they are afraid of, what they are measured by.
pub fn motives(desk: &mut Desk, id: Id) {
    const WHY: [&str; 3] = ["wants", "fears", "gauge"];
    let Some(person) = of(desk, id) else { return };
    let asks = WHY.map(|name| ask_field(&person, name, desk.product()));
    desk.push(Prompt::form(format!("What moves {}?", person.who), asks, move |desk, texts| {
        let today = desk.now.today;
        desk.edit(Verb::SaidWhy, "", move |product| {
            let known = product.clone();
            product.change_person(id, |person| set_all(person, &WHY, &texts, &known, today))
        });
    }));
}

/// Writes down that somebody was met, and when to talk again.
pub fn meet(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let usual = person.rhythm().map_or_else(
        || "empty: nothing asks for another talk yet".to_owned(),
        |days| format!("empty: in {days} days, as it is usual with them"),
    );
    let asks =
        [
            Ask::new(format!("You met {}: what was it about?", person.who), "").hint("a word is enough"),
            Ask::new("When next?", "").hint(format!("2w · monday · 24 Dec · {usual}")).check(|desk, text| {
                match read_day(text, desk.now.today).map_err(|why| why.to_string())? {
                    Some(day) if day <= desk.now.today => Err(format!("{day} is not after today")),
                    _ => Ok(()),
                }
            }),
        ];
    desk.push(Prompt::steps(asks, move |desk, [word, next]| {
        let now = desk.now;
        let next = read_day(&next, now.today).ok().flatten();
        desk.edit(Verb::Met, "", move |product| product.meet(id, now.today, &word, next, now));
    }));
}

/// Writes down that somebody stands friendlier to the product, or more critical.
pub fn stance(desk: &mut Desk, id: Id, friendlier: bool) {
    let Some(person) = of(desk, id) else { return };
    let (before, after) = (person.stance(), person.stance().stepped(friendlier));
    if before == after {
        desk.say(format!("{} is {before} already", person.who));
        return;
    }
    let title = format!("{}: {before} → {after}. What brought it about?", person.who);
    let prompt = Prompt::new(title, "", move |desk, why| {
        let today = desk.now.today;
        desk.edit(Verb::SetTheStanceOf, "", move |product| product.turn(id, after, &why, today));
    });
    desk.push(prompt.hint("a word that you will understand in half a year · Enter leaves it out"));
}

/// Which of the two sides of the grid changes.
#[derive(Clone, Copy)]
pub enum Side {
    /// How much they can move.
    Power,
    /// How much they care.
    Interest,
}

/// Moves somebody in the grid of power and interest.
pub fn shift(desk: &mut Desk, id: Id, side: Side, up: bool) {
    desk.edit(Verb::Changed, "", move |product| {
        product.change_person(id, |person| {
            let own = match side {
                Side::Power => &mut person.power,
                Side::Interest => &mut person.interest,
            };
            *own = level(*own, up);
            Ok(())
        })
    });
}

/// Makes one person of two: the chosen one stays.
pub fn merge(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let product = desk.product();
    let others = product.people_by_name().into_iter().filter(|other| other.id != id);
    let entries = others.map(|other| Pick::new(other.name(product), other.role.clone(), other.id)).collect();
    let title = format!("Who is the same person as {}, who stays?", person.who);
    let picker = Picker::new(title, entries, move |desk, other| {
        desk.edit(Verb::Merged, "", move |product| product.merge_people(id, other));
    });
    desk.push(picker.empty("there is nobody else"));
}

/// Asks on whose behalf somebody speaks.
pub fn account(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let who = person.who.clone();
    let set = move |desk: &mut Desk, name: Option<String>| {
        let said = match &name {
            Some(name) => format!("{who} speaks for {}", name.trim()),
            None => format!("{who} speaks for nobody but themselves"),
        };
        let done = desk.edit(Verb::Linked, "", move |product| {
            let account = match &name {
                Some(name) => Some(product.account_named(name)?),
                None => None,
            };
            product.change_person(id, |person| {
                person.account = account;
                Ok(())
            })
        });
        if done.is_some() {
            desk.say(format!("{said} · ⟦history.undo⟧ undoes"));
        }
    };
    let accounts = desk.product().accounts_by_name().into_iter();
    let mut entries: Vec<Pick<Option<String>>> = accounts
        .map(|account| {
            let side =
                if person.account == Some(account.id) { "✓ linked".to_owned() } else { account.segment.clone() };
            Pick::new(account.company.clone(), side, Some(account.company.clone()))
        })
        .collect();
    if person.account.is_some() {
        entries.push(Pick::new("nobody but themselves", "", None));
    }
    let new = set.clone();
    let picker = Picker::new(format!("On whose behalf does {} speak?", person.who), entries, set)
        .empty("no account fits: Enter writes a new one down")
        .create("new account", move |desk, name| new(desk, Some(name)));
    desk.push(picker);
}

/// Shows what somebody has not heard yet, as a letter; Enter copies it and writes down that they were told. The page of reports has the
/// same letter, sentence by sentence.
pub fn letter(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let product = desk.product();
    let mut unheard: Vec<Id> = product.owed().iter().filter(|owed| owed.who == id).map(|owed| owed.request).collect();
    unheard.dedup();
    if unheard.is_empty() {
        desk.say(format!("{} has heard all that there is to tell", person.who));
        return;
    }
    let span = report::usual(product, Report::Said, Some(id), desk.now);
    let doc = match report::write(product, Report::Said, Some(id), span, desk.now) {
        Ok(doc) => doc,
        Err(why) => return desk.refuse(why.to_string()),
    };
    let letter = doc.print(Form::Text, None);
    let lines = letter.lines().skip(2).map(|words| (Ink::Text, words.to_owned())).collect();
    let (copy, name, own) = (letter.clone(), person.who.clone(), letter);
    let n = unheard.len();
    let notice = Notice::new(format!("To {}: what became of {}", person.who, count(n, "wish")), lines)
        .next('y', "copy it; nothing is written down", move |desk| {
            desk.effects.push(Effect::Copy(copy));
            desk.say(format!("copied the letter · {name} counts as not told until Enter"));
        })
        .enter("copy it, and they count as told", move |desk| tell(desk, &doc, own, Way::Copied));
    desk.push(notice);
}

/// Copies a report and remembers that it was shared; who is told of a wish with it counts as told.
pub fn tell(desk: &mut Desk, doc: &Doc, text: String, how: Way) {
    let (now, shared) = (desk.now, doc.clone());
    let done = desk.edit(Verb::Shared, "", move |product| report::remember(&shared, product, how, now));
    let Some(n) = done else { return };
    desk.effects.push(Effect::Copy(text));
    let name = doc.who.and_then(|id| of(desk, id)).map(|person| person.who);
    desk.say(match name {
        Some(name) if n == 0 => format!("the letter is copied; {name} had heard all of it · ⟦history.undo⟧ undoes"),
        Some(name) => format!("told {name} of {}; the letter is copied · ⟦history.undo⟧ undoes", count(n, "wish")),
        None => {
            format!("copied, and remembered as shared: {} · ⟦history.undo⟧ undoes", doc.report.title().to_lowercase())
        }
    });
}

/// Shows the letter to whoever asked for a request; of several one is chosen.
pub fn letter_of(desk: &mut Desk, request: Id) {
    let product = desk.product();
    let Ok(request) = product.request(request) else { return };
    let owed: Vec<Id> = {
        let mut all: Vec<Id> = product.owed_of(request).into_iter().map(|owed| owed.who).collect();
        all.dedup();
        all
    };
    match owed.as_slice() {
        [] if request.who.is_empty() => {
            desk.refuse(format!("nobody is named who asks for {}: ⟦request.who⟧", request.key()));
        }
        [] if product.news_of(request).is_empty() => {
            // after a verdict the cursor stands on the next wish: what was decided last is meant
            let last = product.owed().into_iter().max_by_key(|owed| {
                let decided = product.request(owed.request).ok().and_then(|request| request.decided);
                (decided, std::cmp::Reverse(owed.who))
            });
            match last {
                Some(owed) => letter(desk, owed.who),
                None => desk.refuse(format!("{} waits for a verdict: there is nothing to tell yet", request.key())),
            }
        }
        [] => desk.say(format!("everybody who asked for {} heard what became of it", request.key())),
        [one] => letter(desk, *one),
        many => {
            let entries = many.iter().filter_map(|id| product.get::<Person>(*id));
            let entries =
                entries.map(|person| Pick::new(person.name(product), person.role.clone(), person.id)).collect();
            desk.push(Picker::new("Whom do you tell?", entries, letter));
        }
    }
}

/// Returns the wishes of somebody with their verdicts, the last one first.
#[must_use]
pub fn asked(desk: &Desk, id: Id) -> Vec<&Request> {
    desk.product().requests_by_day().into_iter().filter(|request| request.who.contains(&id)).collect()
}

/// Shows all that is known of somebody: what moves them, how they stood, what they asked for, what was promised to them.
pub fn history(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    let product = desk.product();
    let mut lines = Vec::new();
    let mut section = |head: &str, rows: Vec<(Ink, String)>| {
        if !rows.is_empty() {
            if !lines.is_empty() {
                lines.push((Ink::Muted, String::new()));
            }
            lines.push((Ink::Muted, head.to_owned()));
            lines.extend(rows);
        }
    };
    let text = |words: String| (Ink::Text, words);
    let motives = [("wants", &person.wants), ("fears", &person.fears), ("measured by", &person.gauge)];
    section(
        "WHAT MOVES THEM",
        motives
            .iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(name, words)| text(format!("{name:<12} {words}")))
            .collect(),
    );
    section("HOW THEY STOOD", person.turns().into_iter().map(|turn| text(turn.words())).collect());
    let mut contacts: Vec<String> = person.contacts.iter().map(crate::model::stakeholder::Contact::words).collect();
    contacts.sort_unstable_by(|a, b| b.cmp(a));
    section("TALKS", contacts.into_iter().map(text).collect());
    let owed = desk.wishes().owed.clone();
    let wishes = asked(desk, id).into_iter().map(|request| {
        let untold = owed.iter().any(|owed| owed.request == request.id && owed.who == id);
        let ink = if untold { Ink::Warn } else { Ink::Text };
        let told = if untold { "  NOT TOLD" } else { "" };
        (ink, format!("{:<5} {:<9} {}{told}", request.key(), request.verdict, text::line(&request.said)))
    });
    section("ASKED FOR", wishes.collect());
    let promises = product.promises_by_day().into_iter().filter(|promise| promise.to.contains(&id));
    section(
        "PROMISED",
        promises
            .map(|promise| text(format!("{:<4} {:<7} {}", promise.key(), promise.state, promise.promised)))
            .collect(),
    );
    if lines.is_empty() {
        lines.push((
            Ink::Muted,
            "Nothing is known yet. ⟦person.why⟧ says what moves them, ⟦person.met⟧ that you met.".to_owned(),
        ));
    }
    desk.push(Notice::new(person.name(product), lines));
}

/// Takes a person out, once somebody agrees.
pub fn remove(desk: &mut Desk, id: Id) {
    let Some(person) = of(desk, id) else { return };
    desk.push(Choose::yes_no(
        format!("Take {} out? What they asked for would stand in the way", person.who),
        move |desk| {
            desk.edit(Verb::Removed, "", move |product| product.remove_person(id));
        },
    ));
}

/// Writes everybody down who asked for an item and is nobody yet.
pub fn welcome(desk: &mut Desk) {
    let n = desk.product().strangers().len();
    if n == 0 {
        desk.say("everybody who asked for an item is written down");
        return;
    }
    let names = desk.product().strangers().into_iter().map(|name| (Ink::Text, name)).collect();
    let title = format!("{} on items, each to be a person", count(n, "name"));
    desk.push(Notice::new(title, names).enter("write them down", move |desk| {
        if desk.edit(Verb::WroteDown, "", crate::model::Product::welcome_strangers).is_some() {
            desk.say(format!("wrote down {} who asked for items · ⟦history.undo⟧ undoes", count(n, "person")));
        }
    }));
}

/// The fields of an account's form, in its order.
const ACCOUNT: [&str; 7] = ["company", "segment", "worth", "state", "tags", "note", "private"];

/// Writes an account down.
pub fn add_account(desk: &mut Desk) {
    let asks = [
        Ask::new("Name", "").hint("Acme").needed("an account needs a name"),
        Ask::new("Segment", "").hint("the sort of customer that it is: enterprise, agency, school"),
        Ask::new("Worth", "")
            .hint("what it pays in a year: 40k · empty if nobody knows")
            .check(|_, text| crate::model::amount::read_worth(text).map(|_| ()).map_err(|why| why.to_string())),
    ];
    desk.push(Prompt::form("A new account", asks, |desk, [name, segment, worth]| {
        if desk.product().find_account(&name).is_ok() {
            desk.refuse(format!("{} is written down already", name.trim()));
            return;
        }
        desk.edit(Verb::WroteDown, "", move |product| {
            let worth = crate::model::amount::read_worth(&worth)?;
            let id = product.account_named(&name)?;
            product.change_account(id, |account| {
                account.segment = one_line(&segment);
                account.worth = worth;
                Ok(())
            })
        });
    }));
}

/// Changes the fields of an account, all at once.
pub fn edit_account(desk: &mut Desk, id: Id) {
    let Some(account) = desk.product().get::<Account>(id).map(|account| Account::clone(account)) else { return };
    let asks = ACCOUNT.map(|name| ask_field(&account, name, desk.product()));
    desk.push(Prompt::form(account.company.clone(), asks, move |desk, texts| {
        let today = desk.now.today;
        desk.edit(Verb::Changed, "", move |product| {
            let known = product.clone();
            product.change_account(id, |account| set_all(account, &ACCOUNT, &texts, &known, today))
        });
    }));
}

/// Takes an account out, once somebody agrees.
pub fn remove_account(desk: &mut Desk, id: Id) {
    let Some(account) = desk.product().get::<Account>(id) else { return };
    let title = format!("Take {} out? Its people stay, without an account", account.company);
    desk.push(Choose::yes_no(title, move |desk| {
        desk.edit(Verb::Removed, "", move |product| -> Result<(), Refusal> { product.remove_account(id) });
    }));
}

/// Returns the sign of a stance, and whether it is a good one.
#[must_use]
pub fn sign(stance: Stance) -> &'static str {
    match stance {
        Stance::Critic => "▼ critic",
        Stance::Neutral => "→ neutral",
        Stance::Champion => "▲ champion",
        Stance::Unsaid => "unsaid",
    }
}

/// Returns when somebody is to be talked to, in words, and whether that is late.
#[must_use]
pub fn next_talk(person: &Person, desk: &Desk) -> (String, bool) {
    match (person.silence(desk.now), person.next_contact(desk.now)) {
        (Some(_), _) if person.contacts.is_empty() => ("never met".to_owned(), true),
        (Some(days), _) => (format!("{days} d late"), true),
        (None, Some(day)) if Some(day) == days_from(desk.now.today, 0) => ("today".to_owned(), false),
        (None, Some(day)) => (day.format("%-d %b").to_string(), false),
        (None, None) => ("–".to_owned(), false),
    }
}
