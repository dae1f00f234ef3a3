//! The verbs on a request: write it down, the four verdicts, what is behind it, who asks, what it would cost.

use crate::exchange::report::{self, Form};
use crate::measure::clash;
use crate::measure::reach;
use crate::model::day::read_day;
use crate::model::entity::{Entity, Refusal, one_line};
use crate::model::item::{Comment, Reason};
use crate::model::request::{Channel, Decided, Line, answer_to};
use crate::model::{Id, Item, Now, Place, Product, Request, Verb};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::words::count;

use super::{people_of, pick_goal, pick_person, strange};

/// Most items that a request can be joined to by typing.
const PICKED_FROM: usize = 5_000;

/// Likeness from which on an item is named beside a wish.
pub const ALIKE: f32 = 0.2;

/// The syntax of a wish in a line.
const HOW: &str = "Raj: AI summaries · Mia (Acme): SSO $40k !! · $ a deal, ! matters, !! blocks them · #tag @who else · a pasted list adds many";

/// Writes a request down: one line, or many that are pasted.
pub fn add(desk: &mut Desk) {
    let prompt = Prompt::new("What is asked for, and by whom?", "", |desk, text| {
        take(desk, Line::read(&text), Channel::Talk, Vec::new());
    })
    .hint(HOW)
    .needed("what is asked for? one line, with who asks before a colon")
    .lines(|desk, text| {
        let lines: Vec<Line> = text.lines().map(Line::read).filter(|line| !line.said.is_empty()).collect();
        let now = desk.now;
        desk.edit(Verb::Heard, "", move |product| {
            lines.iter().try_for_each(|line| product.ask_line(line, Channel::Talk, now).map(|_| ()))
        });
    });
    desk.push(prompt);
}

/// Writes a wish down; a name that is nearly somebody else's is asked about first.
pub fn take(desk: &mut Desk, line: Line, how: Channel, sure: Vec<String>) {
    if let Some((name, near)) = strange(desk.product(), &line.who, &sure) {
        let mut answers: Vec<(char, String)> = ('1'..).zip(near.iter().cloned()).collect();
        answers.push(('n', format!("somebody new: {name}")));
        let title = format!("Nobody is called “{name}” yet: who is it?");
        desk.push(Choose::new(title, answers, move |desk, key| {
            let (mut line, mut sure) = (line, sure);
            let chosen = key.to_digit(10).and_then(|n| near.get(usize::try_from(n).ok()?.checked_sub(1)?));
            match chosen {
                Some(known) => line.who.iter_mut().filter(|who| **who == name).for_each(|who| who.clone_from(known)),
                None => sure.push(name),
            }
            take(desk, line, how, sure);
        }));
        return;
    }
    let now = desk.now;
    let before = names(desk.product());
    let heard = desk.edit(Verb::Heard, "", move |product| product.ask_line(&line, how, now));
    let new: Vec<String> = names(desk.product()).into_iter().filter(|name| !before.contains(name)).collect();
    if let Some(request) = heard.and_then(|id| of(desk, id)).filter(|_| !new.is_empty()) {
        let verb = if new.len() == 1 { "is" } else { "are" };
        desk.say(format!("heard {} · {} {verb} new · ⟦history.undo⟧ undoes", request.label(), new.join(", ")));
    }
}

/// Returns the names of all people and accounts.
fn names(product: &Product) -> Vec<String> {
    let people = product.people_by_name().into_iter().map(|person| person.who.clone());
    people.chain(product.accounts_by_name().into_iter().map(|account| account.company.clone())).collect()
}

fn of(desk: &Desk, id: Id) -> Option<Request> {
    desk.product().request(id).ok().cloned()
}

/// Makes an item of a request, and asks what a story of it needs: the need is there already.
pub fn promote(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let (now, by) = (desk.now, desk.user.name.clone());
    let made = desk.edit(Verb::TookUp, "", move |product| product.promote(id, Place::Bottom, &by, now));
    let Some(item) = made.and_then(|item| desk.product().items().get(item).cloned()) else { return };
    let key = desk.product().key(&item);
    let place = desk.product().place_of(&item).map_or_else(String::new, |place| format!(" at place {place}"));
    let said = format!("took up {} as {key} “{}”{place}", request.key(), text::cut(&item.title, 40));
    settled(desk, id, &said);
    let need = if item.benefit.is_empty() { item.problem.clone() } else { item.benefit.clone() };
    let asks = [
        Ask::new("What it is called", &item.title).hint("in a few words").needed("an item needs a title"),
        Ask::new("For whom", &item.role).hint("As a … · empty if nobody knows yet"),
        Ask::new("So that", &need).hint("what good it does them: the need behind the wish"),
    ];
    let (request, id) = (id, item.id);
    let known = [item.title.clone(), item.role.clone(), need];
    desk.push(Prompt::form(format!("{key}, as a story"), asks, move |desk, texts| {
        // nothing was added to what was said: what was done stands in the message still
        if texts == known && (known[2].is_empty() || !item.benefit.is_empty()) {
            settled(desk, request, &said);
            return;
        }
        let [title, role, benefit] = texts;
        desk.edit(Verb::Edited, "", move |product| {
            product.update(id, |item| {
                item.title = one_line(&title);
                crate::model::story::bare_role(&one_line(&role)).clone_into(&mut item.role);
                crate::model::story::bare_benefit(&one_line(&benefit)).clone_into(&mut item.benefit);
                Ok(())
            })
        });
    }));
}

/// The thing that a request goes into.
#[derive(Clone, Copy)]
enum Into {
    Item(Id),
    Request(Id),
}

/// Lets a request go into an item or another request; what resembles it comes first.
pub fn join(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let product = desk.product();
    let words = format!("{} {}", request.said, request.need);
    let near = desk.judge.similar().map_or_else(Vec::new, |index| index.like_words(&words, 6));
    let entry = |id: Id, side: String| Some(Pick::of_item(product.items().get(id)?, product, side, Into::Item(id)));
    let mut entries: Vec<Pick<Into>> =
        near.iter().filter_map(|near| entry(near.id, format!("{:.0} % alike", near.likeness * 100.0))).collect();
    let known: Vec<Id> = near.iter().map(|near| near.id).collect();
    let others = product
        .requests_by_day()
        .into_iter()
        .filter(|other| other.id != id && other.verdict != Decided::Declined && product.end_of(other).id != id);
    entries.extend(others.take(PICKED_FROM).map(|other| {
        let who = product.askers(other).join(", ");
        Pick::new(format!("{} {}", other.key(), other.said), who, Into::Request(other.id))
    }));
    let rest = product.order().iter().filter(|id| !known.contains(id)).take(PICKED_FROM);
    entries.extend(rest.filter_map(|id| entry(*id, String::new())));
    let title = format!("{} “{}” goes into what?", request.key(), text::cut(&request.said, 30));
    let picker = Picker::new(title, entries, move |desk, into| {
        let (now, by) = (desk.now, desk.user.name.clone());
        let target = match into {
            Into::Item(item) => desk.product().items().get(item).map(|item| desk.product().key(item)),
            Into::Request(other) => desk.product().request(other).ok().map(Request::key),
        };
        let done = desk.edit(Verb::Joined, "", move |product| match into {
            Into::Item(item) => product.join_item(id, item, &by, now),
            Into::Request(other) => product.join_request(id, other, &by, now),
        });
        if done.is_some() {
            let into = target.unwrap_or_default();
            settled(desk, id, &format!("joined {} into {into}", request.key()));
        }
    });
    desk.push(picker.empty("there is no item and no other request"));
}

/// Says what was decided of a request, and who has not heard it.
fn settled(desk: &mut Desk, id: Id, words: &str) {
    let Ok(request) = desk.product().request(id) else { return };
    let owed = desk.product().owed_of(request);
    let mut names: Vec<String> = owed
        .iter()
        .filter_map(|owed| desk.product().get::<crate::model::Person>(owed.who))
        .map(|person| person.who.clone())
        .collect();
    names.dedup();
    let untold = match names.as_slice() {
        [] => String::new(),
        names => format!(" · {} not told yet: ⟦person.letter⟧", names.join(", ")),
    };
    desk.say(format!("{words}{untold} · ⟦history.undo⟧ undoes"));
}

/// Declines a request: what it clashes with is said before the words are written, and can be taken into them.
pub fn decline(desk: &mut Desk, id: Id, reason: Reason) {
    let Some(request) = of(desk, id) else { return };
    let wishes = desk.wishes();
    let clash = clash::of_request(&request, desk.product(), &wishes.reaches, desk.now);
    let who = desk.product().askers(&request).join(", ");
    let who = if who.is_empty() { String::new() } else { format!(" of {who}") };
    let title = format!("Say no to {}{who}: {}", request.key(), reason.phrase());
    let mut evidence = clash.evidence;
    if reason == Reason::Duplicate {
        let words = format!("{} {}", request.said, request.need);
        let near = desk.judge.similar().map_or_else(Vec::new, |index| index.like_words(&words, 1));
        let same = near.first().and_then(|near| desk.product().items().get(near.id));
        let same = same.map(|item| format!("We have it on our list already: {}.", text::line(&item.title)));
        evidence.splice(0..0, same);
    }
    let prompt = Prompt::new(title, "", move |desk, why| decline_with(desk, id, reason, &why))
        .known(clash.known)
        .offers(evidence)
        .hint("why, in words that they could hear · Enter alone takes the class as the reason");
    desk.push(prompt);
}

/// Declines a request with these words, and copies the answer.
pub fn decline_with(desk: &mut Desk, id: Id, reason: Reason, why: &str) {
    let (now, by, words) = (desk.now, desk.user.name.clone(), why.to_owned());
    let done = desk.edit(Verb::Declined, why, move |product| product.decline_request(id, reason, &words, &by, now));
    let Some(request) = of(desk, id).filter(|_| done.is_some()) else { return };
    if reason == Reason::Archived {
        return;
    }
    let answer = answer_to(&request, desk.product(), desk.product().current_goal().map(|goal| &**goal));
    desk.effects.push(Effect::Copy(answer));
    settled(desk, id, &format!("declined {}: {}; an answer is copied", request.key(), reason.phrase()));
}

/// Reads until when a request waits: a day, or so many accounts.
fn read_until(text: &str, now: Now) -> Result<(Option<chrono::NaiveDate>, u32), String> {
    let bare = text.trim();
    let accounts = bare.strip_suffix("accounts").or_else(|| bare.strip_suffix("account"));
    match accounts.map(|n| n.trim().parse::<u32>()) {
        Some(Ok(n @ 1..)) => Ok((None, n)),
        Some(_) => Err(format!("“{bare}” is not a number of accounts: 5 accounts")),
        None => match read_day(bare, now.today).map_err(|why| format!("{why} · or 3 accounts"))? {
            Some(day) if day <= now.today => Err(format!("{day} is not after today")),
            Some(day) => Ok((Some(day), 0)),
            None => Err("until when? a day, or how many accounts ask".to_owned()),
        },
    }
}

/// Puts a request off.
pub fn later(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let prompt = Prompt::new(format!("Put {} off until", request.key()), "", move |desk, text| {
        if let Ok(until) = read_until(&text, desk.now) {
            later_with(desk, id, until);
        }
    })
    .hint("2w · 24 Dec · 5 accounts: it comes back by itself")
    .check(|desk, text| read_until(text, desk.now).map(|_| ()));
    desk.push(prompt);
}

/// Puts a request off until a day, or until so many accounts ask.
pub fn later_with(desk: &mut Desk, id: Id, until: (Option<chrono::NaiveDate>, u32)) {
    let (now, by) = (desk.now, desk.user.name.clone());
    let done = desk.edit(Verb::SetAside, "", move |product| product.put_off_request(id, until, &by, now));
    if done.is_some() {
        let key = of(desk, id).map(|request| request.key()).unwrap_or_default();
        let until = match until {
            (Some(day), _) => day.format("%-d %b %Y").to_string(),
            (None, reach) => format!("{} ask", count(usize::try_from(reach).unwrap_or(0), "account")),
        };
        settled(desk, id, &format!("put off {key} until {until}"));
    }
}

/// Lets a request wait again.
pub fn bring_back(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let prompt = Prompt::new(format!("Bring {} back: what is new?", request.key()), "", move |desk, news| {
        let (now, by) = (desk.now, desk.user.name.clone());
        desk.edit(Verb::BroughtBack, &news.clone(), move |product| product.ask_again(id, &news, &by, now));
    });
    desk.push(prompt.hint("a new voice, a number, a changed goal · Enter alone brings it back all the same"));
}

/// Adds a voice to a request, or takes the last one back.
pub fn voice(desk: &mut Desk, id: Id, one_more: bool) {
    let Some(request) = of(desk, id) else { return };
    if !one_more {
        desk.edit(Verb::Changed, "", move |product| product.drop_voice(id));
        return;
    }
    let title = format!("Who else asks for {} “{}”?", request.key(), text::cut(&request.said, 30));
    pick_person(desk, title, &request.who, move |desk, name| {
        desk.edit(Verb::Changed, "", move |product| {
            let who = product.person_of_words(&name)?;
            product.add_voice(id, who)
        });
    });
}

/// Asks for the need behind a request.
pub fn need(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let title = format!("What is behind {} “{}”?", request.key(), text::cut(&request.said, 30));
    let prompt = Prompt::new(title, &request.need, move |desk, need| {
        desk.edit(Verb::SaidWhy, "", move |product| {
            product.change_request(id, |request| {
                request.need = one_line(&need);
                Ok(())
            })
        });
    });
    desk.push(prompt.hint("the problem that they have, in their words; it becomes the item's if it is taken"));
}

/// Asks which goal a request would serve.
pub fn goal(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    pick_goal(desk, format!("Which goal would {} serve?", request.key()), request.goal, move |desk, goal| {
        desk.edit(Verb::Linked, "", move |product| {
            product.change_request(id, |request| {
                request.goal = goal;
                Ok(())
            })
        });
    });
}

/// Asks who asks.
pub fn who(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let names = desk.product().askers(&request).join(", ");
    let prompt = Prompt::new(format!("Who asks for {}?", request.key()), &names, move |desk, names| {
        desk.edit(Verb::Changed, "", move |product| {
            let who = people_of(product, &names)?;
            product.name_askers(id, who)
        });
    });
    desk.push(prompt.hint("names with commas between them, who said it first · Mia (Acme) speaks for an account"));
}

/// Shows what a request would push out, and who waits for that: accounts on both sides.
pub fn trade(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let product = desk.product();
    let wishes = desk.wishes();
    let out = desk.displaced();
    let own = wishes.reaches.of_request(id);
    let theirs = wishes.reaches.of_items(&out.items, product);
    let mut lines = vec![
        (Ink::Muted, "IN".to_owned()),
        (Ink::Text, format!("{:>4} pts  {} {}  (a guess)", "~5", request.key(), text::line(&request.said))),
        (Ink::Muted, String::new()),
        (Ink::Muted, "FALLS OUT OF THE NEXT SPRINT".to_owned()),
    ];
    for item in out.items.iter().filter_map(|id| product.items().get(*id)) {
        lines.push((Ink::Warn, describe(item, product)));
    }
    if out.items.is_empty() {
        lines.push((Ink::Text, "nothing: there is room for it".to_owned()));
    }
    let lost = reach::effects(product, &out.items);
    if !lost.is_empty() {
        lines.extend([
            (Ink::Muted, String::new()),
            (Ink::Muted, "WHICH WAS EXPECTED TO MOVE".to_owned()),
            (Ink::Warn, format!("{} · by our own expectation", lost.join(", "))),
        ]);
    }
    lines.extend([
        (Ink::Muted, String::new()),
        (Ink::Muted, "WHO ASKS".to_owned()),
        (Ink::Text, format!("in   {}", clash::behind(own, product))),
        (Ink::Text, format!("out  {}", clash::behind(&theirs, product))),
    ]);
    if own.deal > crate::model::Amount::default() {
        lines.push((Ink::Warn, "does one deal outweigh what goes out?".to_owned()));
    }
    let copy = lines.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n");
    let notice =
        Notice::new(format!("If {} goes to the top", request.key()), lines).next('y', "copy the card", move |desk| {
            desk.effects.push(Effect::Copy(copy));
            desk.say("copied the trade-off, where the terminal allows it");
        });
    desk.push(notice);
}

/// Shows the sheet for a talk about a request.
pub fn talk(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let words = format!("{} {}", request.said, request.need);
    let near = desk.judge.similar().map_or_else(Vec::new, |index| index.like_words(&words, 1));
    let near = near.first().filter(|near| near.likeness >= ALIKE);
    let alike = near.and_then(|near| desk.product().items().get(near.id));
    let doc = report::talk(&request, alike.map(|item| &**item), desk.product(), desk.now);
    let mut lines: Vec<(Ink, String)> = Vec::new();
    for section in &doc.sections {
        if !lines.is_empty() {
            lines.push((Ink::Muted, String::new()));
        }
        lines.push((Ink::Muted, section.title.to_uppercase()));
        lines.extend(section.sentences.iter().map(|sentence| (Ink::Text, sentence.text.clone())));
    }
    if !doc.silence.unknown.is_empty() {
        lines.push((Ink::Muted, String::new()));
        lines.push((Ink::Warn, format!("not known: {}", doc.silence.unknown.join(" · "))));
    }
    let copy = doc.print(Form::Text, Some(desk.product()));
    let notice = Notice::new(doc.heading, lines).next('y', "copy the sheet", move |desk| {
        desk.effects.push(Effect::Copy(copy));
        desk.say("copied the talk sheet, where the terminal allows it");
    });
    desk.push(notice);
}

/// Returns an item as the trade-off names it: size, goal, key, title.
pub fn describe(item: &Item, product: &Product) -> String {
    let goal = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "∅".to_owned());
    let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
    format!("{size:>4} pts  {goal:<3} {} {}", product.key(item), text::line(&item.title))
}

/// Writes a comment on a request.
pub fn comment(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let prompt = Prompt::new(format!("Comment on {}", request.key()), "", move |desk, text| {
        let (at, by) = (desk.now.at, desk.user.name.clone());
        desk.edit(Verb::Commented, "", move |product| {
            let fresh = product.fresh_id();
            product.change_request(id, |request| {
                let text = text.trim().to_owned();
                request.comments.push(Comment { id: fresh, at, by, text, ..Comment::default() });
                Ok(())
            })
        });
    });
    desk.push(prompt.needed("a comment needs words"));
}

/// The fields of the form, in its order.
const FORM: [&str; 7] = ["said", "heard", "how", "strength", "deal", "url", "tags"];

/// Changes the fields of a request, all at once.
pub fn edit(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let asks = FORM.map(|name| ask_field(&request, name, desk.product()));
    let title = format!("{} “{}”", request.key(), text::cut(&request.said, 40));
    desk.push(Prompt::form(title, asks, move |desk, texts| {
        let today = desk.now.today;
        desk.edit(Verb::Changed, "", move |product| {
            let known = product.clone();
            product.change_request(id, |request| set_all(request, &FORM, &texts, &known, today))
        });
    }));
}

/// Returns the question of a field with its value; what does not fit is said at once.
pub fn ask_field<T: Entity>(row: &T, name: &'static str, product: &Product) -> Ask {
    let Some(field) = T::fields().iter().find(|field| field.name == name) else { return Ask::new(name, "") };
    let value = (field.get)(row).print(product);
    let probe = row.clone();
    Ask::new(field.title, &value).hint(field.help).check(move |desk, text| {
        let mut probe = probe.clone();
        set_all(&mut probe, &[name], &[text.to_owned()], desk.product(), desk.now.today).map_err(|why| why.to_string())
    })
}

/// Sets fields from what was typed; days are read as people say them.
///
/// # Errors
/// Returns an error if a value does not fit its field.
pub fn set_all<T: Entity>(
    row: &mut T,
    names: &[&str],
    texts: &[String],
    product: &Product,
    today: chrono::NaiveDate,
) -> Result<(), Refusal> {
    for (name, text) in names.iter().zip(texts) {
        let known = T::fields().iter().find(|field| field.name == *name);
        let Some((field, set)) = known.and_then(|field| Some((field, field.set?))) else { continue };
        // what stands there as it was is no change, whatever shape it was printed in
        if (field.get)(row).print(product) == *text {
            continue;
        }
        let text = if field.shape == crate::model::Shape::Date {
            read_day(text, today)?.map_or_else(String::new, |day| day.to_string())
        } else {
            text.clone()
        };
        set(row, &text, product)?;
    }
    Ok(())
}

/// Changes the tags of a request.
pub fn tags(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let old: String = request.tags.iter().flat_map(|tag| [tag, ", "]).collect();
    let prompt = Prompt::new(format!("Tags of {}", request.key()), &old, move |desk, text| {
        let today = desk.now.today;
        desk.edit(Verb::Tagged, "", move |product| {
            let known = product.clone();
            product.change_request(id, |request| set_all(request, &["tags"], &[text], &known, today))
        });
    });
    desk.push(prompt.hint("separated by commas; +word adds, -word removes"));
}

/// Returns what happened to a request, the first first.
fn events(request: &Request, desk: &Desk) -> Vec<String> {
    let product = desk.product();
    let mut out: Vec<(chrono::NaiveDate, String)> = Vec::new();
    let heard = request.heard.unwrap_or_else(|| desk.now.day_of(request.created));
    out.push((heard, format!("heard by {}: “{}”", request.how, request.said)));
    for comment in &request.comments {
        out.push((desk.now.day_of(comment.at), format!("{}: {}", comment.by, comment.text)));
    }
    let key = request.key();
    for decision in product.decisions_by_day() {
        let names = decision.what.split(' ').any(|word| word == key);
        if request.decision == Some(decision.id) || names {
            let why = if decision.because.is_empty() { String::new() } else { format!(" “{}”", decision.because) };
            out.push((desk.now.day_of(decision.created), format!("D{} {}{why}", decision.num, decision.what)));
        }
    }
    for told in &request.told {
        let who = product.get::<crate::model::Person>(told.who).map_or("somebody", |person| &person.who);
        out.push((told.on, format!("told {who}: {}", told.about)));
    }
    out.order_by_key(|(day, _)| *day);
    out.into_iter().map(|(day, words)| format!("{}  {words}", day.format("%-d %b %Y"))).collect()
}

/// Shows what happened to a request.
pub fn timeline(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let lines = events(&request, desk).into_iter().map(|words| (Ink::Text, words)).collect();
    desk.push(Notice::new(format!("{}, what happened", request.key()), lines));
}

/// Copies a request in a line, with its address where it has one.
pub fn copy(desk: &mut Desk, id: Id) {
    let Some(request) = of(desk, id) else { return };
    let who = desk.product().askers(&request).join(", ");
    let who = if who.is_empty() { String::new() } else { format!(" ({who})") };
    let url = if request.url.is_empty() { String::new() } else { format!(" {}", request.url) };
    desk.effects.push(Effect::Copy(format!("{} {}{who}{url}", request.key(), text::line(&request.said))));
    desk.say(format!("copied {}, where the terminal allows it", request.key()));
}

/// Makes requests of what carries the tag of before, once somebody agrees.
pub fn adopt(desk: &mut Desk) {
    let n = desk.product().stand_ins().len();
    if n == 0 {
        desk.say("no item carries #inbox");
        return;
    }
    let verb = if n == 1 { "carries" } else { "carry" };
    let title =
        format!("{} {verb} #inbox: make requests of them? Each comes back as it was if it is taken", count(n, "item"));
    let answers = [('y', "yes, into the inbox".to_owned()), ('n', "no, leave them in the backlog".to_owned())];
    desk.push(Choose::new(title, answers, |desk, key| {
        if key == 'y' {
            let now = desk.now;
            desk.edit(Verb::TookUp, "", move |product| product.adopt_stand_ins(now));
        }
    }));
}
