//! Saying no well: a class, a reason, what it lost against, when to look again, and an answer that one can send.

use super::on_items;
use crate::model::Verb;
use crate::tui::command::Why;
use chrono::NaiveDate;

use super::{each, name, others, verb};
use crate::measure::clash;
use crate::model::day::read_day;
use crate::model::decline::answer;
use crate::model::item::Relation;
use crate::model::{Id, Reason};
use crate::tui::command::Action;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::picker::Picker;
use crate::tui::layer::prompt::Prompt;

/// The rows of this file.
pub const DECLINE: &[Action] = &[
    verb("decline.not-now", "Say no: not now")
        .short("say no")
        .keys(&["d n"])
        .footer(6)
        .family()
        .run(|desk| decline(desk, Reason::NotNow)),
    verb("decline.not-this-year", "Say no: not this year").short("not this year").keys(&["d y"]).run(|desk| {
        decline(desk, Reason::NotThisYear);
    }),
    verb("decline.duplicate", "Say no: there already is such an item").short("duplicate").keys(&["d d"]).run(duplicate),
    verb("decline.out-of-goal", "Say no: serves no goal of ours").short("out of goal").keys(&["d o"]).run(|desk| {
        decline(desk, Reason::OutOfGoal);
    }),
    verb("decline.low-value", "Say no: not worth its cost").short("low value").keys(&["d v"]).run(|desk| {
        decline(desk, Reason::LowValue);
    }),
    verb("decline.archive", "Say no: overtaken by events, kept for the record").short("archive").keys(&["d a"]).run(
        |desk| {
            decline(desk, Reason::Archived);
        },
    ),
    verb("decline.undo", "Bring back what was declined")
        .short("bring back")
        .keys(&["d b"])
        .needs(is_declined)
        .run(reconsider),
    verb("item.later", "Later: hide until a day").short("later").keys(&[";"]).run(later),
];

fn decline(desk: &mut Desk, reason: Reason) {
    let ids = desk.targets();
    let title = format!("Say no to {}: {}", name(desk, &ids), reason.phrase());
    // what one item clashes with is said before the words are written; of a block it would be said of none
    let one = match ids.as_slice() {
        [id] if reason != Reason::Archived => desk.product().items().get(*id),
        _ => None,
    };
    let clash = one.map(|item| clash::of_item(item, desk.product(), &desk.reaches(), desk.now)).unwrap_or_default();
    let prompt = Prompt::new(title, "", move |desk, text| say(desk, ids.clone(), reason, text, None))
        .known(clash.known)
        .offers(clash.evidence)
        .hint("why, in words that you could send");
    // what goes into the archive is answered to nobody
    let prompt = if reason == Reason::Archived {
        prompt
    } else {
        prompt.needed("a no needs words: why is it no? Tab takes what is known of it")
    };
    desk.push(prompt);
}

/// Says no, writes the decision down, and copies the answer.
fn say(desk: &mut Desk, ids: Vec<Id>, reason: Reason, text: String, double_of: Option<Id>) {
    let (now, by) = (desk.now, desk.user.name.clone());
    let why = text.clone();
    let first = ids.first().copied();
    let n = ids.len();
    let said = each(desk, ids, Verb::Declined, &why, move |product, id| {
        if let Some(other) = double_of {
            product.update(id, |item| {
                item.link(Relation::Duplicates, other.to_string());
                Ok(())
            })?;
        }
        product.decline_by_hand(id, reason, &text, &by, now)
    });
    let item = first.and_then(|id| desk.product().items().get(id));
    if let Some((item, no)) = item.and_then(|item| Some((item, item.declined.as_deref()?)))
        && said
        && n == 1
        && reason != Reason::Archived
    {
        let words = answer(item, no, desk.product().current_goal().map(|goal| &**goal));
        let key = desk.product().key(item);
        desk.effects.push(Effect::Copy(words));
        desk.say(format!("declined {key}: {}; an answer is in the clipboard · ⟦history.undo⟧ undoes", reason.phrase()));
    }
}

/// Asks which item it doubles; what resembles it comes first.
fn duplicate(desk: &mut Desk) {
    let ids = desk.targets();
    let entries = others(desk, &ids);
    let title = format!("{} says the same as which item?", name(desk, &ids));
    desk.push(
        Picker::new(title, entries, move |desk, other| {
            let key = desk.product().items().get(other).map_or_else(String::new, |item| desk.product().key(item));
            say(desk, ids, Reason::Duplicate, format!("the same as {key}"), Some(other));
        })
        .empty("there is no other item"),
    );
}

fn is_declined(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    let ids = desk.targets();
    let mut items = ids.iter().filter_map(|id| desk.product().items().get(*id));
    if items.any(|item| item.declined.is_some()) { Ok(()) } else { Err("it was not declined".into()) }
}

/// Brings items back, with what is new.
fn reconsider(desk: &mut Desk) {
    let ids = desk.targets();
    let title = format!("Bring {} back: what is new?", name(desk, &ids));
    desk.push(
        Prompt::new(title, "", move |desk, text| {
            let by = desk.user.name.clone();
            let why = text.clone();
            each(desk, ids.clone(), Verb::BroughtBack, &why, move |product, id| product.bring_back(id, &text, &by));
        })
        .hint("a new voice, a number, a changed goal · Enter alone brings it back all the same"),
    );
}

fn later(desk: &mut Desk) {
    let ids = desk.targets();
    let title = format!("Hide {} until", name(desk, &ids));
    let prompt = Prompt::new(title, "", move |desk, text| {
        let now = desk.now;
        let Ok(day) = read_until(desk, &text) else { return };
        let verb = if day.is_some() { Verb::SetAside } else { Verb::ShowedAgain };
        let by = desk.user.name.clone();
        each(desk, ids.clone(), verb, "", move |product, id| product.put_off(id, day, &by, now));
    })
    .hint("2w · 3m · monday · 2026-12-24 · sprint, or s15 · empty shows it again")
    .check(|desk, text| match read_until(desk, text)? {
        Some(day) if day <= desk.now.today => Err(format!("{day} is not after today")),
        _ => Ok(()),
    });
    desk.push(prompt);
}

/// Reads until when something waits: a day, or the first day of a sprint (`sprint` for the next one, `s15` for one by number).
fn read_until(desk: &Desk, text: &str) -> Result<Option<NaiveDate>, String> {
    let word = text.trim().to_lowercase();
    let sprints = desk.product().sprints_by_number();
    let number = word.strip_prefix('s').and_then(|digits| digits.parse::<u32>().ok());
    let wanted = match (word.as_str(), number) {
        ("sprint" | "next sprint", _) => {
            sprints.into_iter().find(|sprint| sprint.start.is_some_and(|start| start > desk.now.today))
        }
        (_, Some(number)) => sprints.into_iter().find(|sprint| sprint.number == number),
        _ => return read_day(text, desk.now.today).map_err(|why| why.to_string()),
    };
    let start = wanted.and_then(|sprint| sprint.start);
    start.map(Some).ok_or_else(|| "no such sprint has a first day yet: ⟦go.plan⟧ plans the next one".to_owned())
}
