//! The verbs on a promise: give it, keep it, break it, take it back, see what it costs, tell how it stands.

use crate::exchange::letters;
use crate::measure::promise::{cost, outlooks};
use crate::measure::{clash, reach};
use crate::model::day::read_day;
use crate::model::decision::{Decision, Ruling};
use crate::model::promise::PromiseState;
use crate::model::{Entity, Id, Item, Place, Product, Promise, Refusal, Verb};
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::prompt::{Ask, Prompt};

use super::people_of;
use super::requests::{ask_field, describe, set_all};

fn of(desk: &Desk, id: Id) -> Option<Promise> {
    desk.product().get::<Promise>(id).map(|promise| Promise::clone(promise))
}

/// Returns the item or the goal that a text names; nothing for no words.
fn rests_on(product: &Product, text: &str) -> Result<(Option<Id>, Option<Id>), Refusal> {
    match text.trim() {
        "" | "none" => Ok((None, None)),
        key => match product.find_goal(key) {
            Ok(goal) => Ok((None, Some(goal.id))),
            Err(_) => product.find_item(key).map(|item| (Some(item.id), None)),
        },
    }
}

/// Gives a promise; where somebody is known to whom, or an item on which it rests, these stand there already.
pub fn add(desk: &mut Desk, to: &str, item: Option<&Item>) {
    let (what, key) = item.map_or_else(Default::default, |item| (item.title.clone(), desk.product().key(item)));
    let asks = [
        Ask::new("What was promised", &what).hint("SSO · export over 500 rows").needed("what was promised?"),
        Ask::new("To whom", to).hint("names with commas between them · Mia (Acme)").needed("to whom was it promised?"),
        Ask::new("By when", "").hint("15 Dec · 3w: the day that was said; its chance comes from the forecast").check(
            |desk, text| match read_day(text, desk.now.today).map_err(|why| why.to_string())? {
                Some(_) => Ok(()),
                None => Err("by when? a promise without a day is a wish".to_owned()),
            },
        ),
        Ask::new("It rests on", &key)
            .hint("the key of an item (12, INK-12) or a goal (G1) · empty: nothing yet, so it has no chance")
            .check(|desk, text| rests_on(desk.product(), text).map(|_| ()).map_err(|why| why.to_string())),
        Ask::new("In their words", "").hint("as it was said · empty leaves it out"),
    ];
    desk.push(Prompt::form("A promise", asks, |desk, [promised, to, by, rests, words]| {
        let (now, said_by) = (desk.now, desk.user.name.clone());
        let given = desk.edit(Verb::Promised, "", move |product| {
            let (item, goal) = rests_on(product, &rests)?;
            let by = read_day(&by, now.today)?;
            let to = people_of(product, &to)?;
            let promise = Promise { promised, to, by, said_by, words, item, goal, ..Promise::default() };
            let id = product.promise(promise, now)?;
            let blind = outlooks(product, now).get(&id).is_none_or(|outlook| outlook.chance.is_none());
            product.change_promise(id, |promise| {
                promise.blind = blind;
                Ok(())
            })?;
            Ok(id)
        });
        if let Some(promise) = given.and_then(|id| of(desk, id)) {
            let chance =
                desk.outlooks().get(&promise.id).map_or_else(|| "–".to_owned(), crate::measure::promise::words);
            let by = promise.by.map_or_else(String::new, |by| by.format(" by %-d %b").to_string());
            let words = format!("promised {}{by}: chance {chance}", promise.label());
            desk.say(format!("{words} · ⟦go.promises⟧ · ⟦history.undo⟧ undoes"));
        }
    }));
}

/// The fields of the form, in its order.
const FORM: [&str; 5] = ["promised", "by", "said_on", "said_by", "words"];

/// Changes a promise: its fields, to whom it was said, on what it rests.
pub fn edit(desk: &mut Desk, id: Id) {
    let Some(promise) = of(desk, id) else { return };
    let product = desk.product();
    let to: Vec<String> = promise
        .to
        .iter()
        .filter_map(|id| product.get::<crate::model::Person>(*id))
        .map(|person| person.who.clone())
        .collect();
    let item = promise.item.and_then(|id| product.items().get(id)).map(|item| product.key(item));
    let rests = item.or_else(|| promise.goal.and_then(|id| product.goal_key(id))).unwrap_or_default();
    let [promised, by, said_on, said_by, words] = FORM.map(|name| ask_field(&promise, name, product));
    let asks = [
        promised,
        Ask::new("To whom", &to.join(", ")).hint("names with commas between them").needed("to whom was it promised?"),
        by,
        Ask::new("It rests on", &rests)
            .hint("the key of an item or a goal · empty: nothing")
            .check(|desk, text| rests_on(desk.product(), text).map(|_| ()).map_err(|why| why.to_string())),
        said_on,
        said_by,
        words,
    ];
    desk.push(Prompt::form(format!("{} “{}”", promise.key(), promise.promised), asks, move |desk, texts| {
        let today = desk.now.today;
        let [promised, to, by, rests, said_on, said_by, words] = texts;
        let fields = [promised, by, said_on, said_by, words];
        desk.edit(Verb::Changed, "", move |product| {
            let (item, goal) = rests_on(product, &rests)?;
            let to = people_of(product, &to)?;
            let known = product.clone();
            product.change_promise(id, |promise| {
                (promise.item, promise.goal, promise.to) = (item, goal, to);
                set_all(promise, &FORM, &fields, &known, today)
            })
        });
    }));
}

fn end(desk: &mut Desk, id: Id, state: PromiseState, verb: Verb, question: &str) {
    let Some(promise) = of(desk, id) else { return };
    let prompt =
        Prompt::new(format!("{} “{}”: {question}", promise.key(), promise.promised), "", move |desk, why| {
            let now = desk.now;
            desk.edit(verb, "", move |product| product.end_promise(id, state, &why, now));
        });
    let prompt = if state == PromiseState::Kept {
        prompt.hint("a word on it · Enter leaves it out")
    } else {
        prompt.hint("they will ask, too").needed("why? they will ask, too")
    };
    desk.push(prompt);
}

/// A promise was kept.
pub fn keep(desk: &mut Desk, id: Id) {
    end(desk, id, PromiseState::Kept, Verb::KeptAPromise, "kept");
}

/// A promise was broken, or is taken back; one that is over stands again.
pub fn give_up(desk: &mut Desk, id: Id) {
    let Some(promise) = of(desk, id) else { return };
    if !promise.is_open() {
        let now = desk.now;
        desk.edit(Verb::BroughtBack, "", move |product| product.end_promise(id, PromiseState::Open, "", now));
        return;
    }
    let answers = [
        ('t', "taken back in time, and they were told".to_owned()),
        ('b', "broken: its day came, and it was not there".to_owned()),
    ];
    desk.push(Choose::new(format!("{} “{}”", promise.key(), promise.promised), answers, move |desk, key| {
        if key == 't' {
            end(desk, id, PromiseState::Back, Verb::TookBack, "why is it taken back?");
        } else {
            end(desk, id, PromiseState::Broken, Verb::BrokeAPromise, "why was it broken?");
        }
    }));
}

/// Shows what keeping a promise with 85 % costs, and offers to pay it.
pub fn price(desk: &mut Desk, id: Id) {
    let Some(promise) = of(desk, id) else { return };
    let product = desk.product();
    let all = desk.outlooks();
    let outlook = all.get(&id).cloned().unwrap_or_default();
    let item = promise.item.and_then(|id| product.items().get(id)).cloned();
    let price = cost(&promise, &outlook, product, desk.now);
    let mut lines = Vec::new();
    let (Some(item), Some(price)) = (item, price) else {
        let words = match (promise.is_open(), outlook.chance, outlook.unknown.as_str()) {
            (false, _, _) => format!("it is {}: there is nothing to pay", promise.state),
            (_, Some(chance), _) if chance >= crate::measure::promise::SAFE => {
                format!("nothing: it is kept with {chance} % as things stand")
            }
            (_, Some(chance), _) => {
                format!("no place in the order keeps it with 85 %: {chance} % is what there is. Tell them.")
            }
            (_, None, why) => format!("nobody can tell: {why}"),
        };
        lines.push((Ink::Text, words));
        desk.push(Notice::new(format!("What {} costs", promise.key()), lines));
        return;
    };
    lines.extend([(Ink::Muted, "IN".to_owned()), (Ink::Text, describe(&item, product))]);
    lines.extend([(Ink::Muted, String::new()), (Ink::Muted, format!("WAITS, IF IT GOES TO PLACE {}", price.to))]);
    let waits = price.waits.iter().filter_map(|id| product.items().get(*id));
    lines.extend(waits.map(|item| (Ink::Warn, describe(item, product))));
    let lost = reach::effects(product, &price.waits);
    if !lost.is_empty() {
        lines.push((Ink::Muted, String::new()));
        lines.push((Ink::Warn, format!("which was expected to move {}", lost.join(", "))));
    }
    let wishes = desk.wishes();
    let theirs = wishes.reaches.of_items(&price.waits, product);
    lines.extend([
        (Ink::Muted, String::new()),
        (Ink::Text, format!("accounts in   {}", clash::behind(&wishes.reaches.of_item(&item, product), product))),
        (Ink::Text, format!("accounts out  {}", clash::behind(&theirs, product))),
    ]);
    let (to, own) = (price.to, item.id);
    let why = format!("to keep {} “{}”", promise.key(), text::line(&promise.promised));
    let notice = Notice::new(format!("What keeping {} with 85 % costs", promise.key()), lines).next(
        'p',
        format!("put it at place {to}"),
        move |desk| place(desk, own, to, &why),
    );
    desk.push(notice);
}

/// Puts the item of a promise at the place that keeps it, and writes down why.
fn place(desk: &mut Desk, item: Id, to: usize, why: &str) {
    let (now, by, why) = (desk.now, desk.user.name.clone(), why.to_owned());
    desk.edit(Verb::Moved, &why.clone(), move |product| {
        product.rank_by_hand(&[item], Place::At(to), now)?;
        let what = format!("put {} at place {to}", product.key(product.item(item)?));
        let (because, about) = (why, vec![item]);
        product.decide(Decision { verdict: Ruling::Traded, what, because, about, by, ..Decision::default() })
    });
}

/// Copies what is to be told of a promise.
pub fn tell(desk: &mut Desk, id: Id) {
    let Some(promise) = of(desk, id) else { return };
    let words = letters::of_promise(&promise, desk.outlooks().get(&id), desk.product());
    let (copy, only) = (words.clone(), words.clone());
    let (key, to) = (promise.key(), promise.to.clone());
    let lines = words.lines().map(|words| (Ink::Text, words.to_owned())).collect();
    let notice = Notice::new(format!("How {key} stands"), lines)
        .next('y', "copy it; nothing is written down", move |desk| {
            desk.effects.push(Effect::Copy(only));
            desk.say("copied, where the terminal allows it");
        })
        .enter("copy it, and write down that they were told", move |desk| {
            let (now, word) = (desk.now, format!("told how {key} stands"));
            let done = desk.edit(Verb::Told, "", move |product| {
                to.iter().try_for_each(|who| product.meet(*who, now.today, &word, None, now).map(drop))
            });
            if done.is_some() {
                desk.effects.push(Effect::Copy(copy));
                desk.say("copied, and written down as a talk · ⟦history.undo⟧ undoes");
            }
        });
    desk.push(notice);
}
