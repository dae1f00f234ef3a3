//! Saying no well: a class, a reason, what it lost against, when to look again, and an answer that one can send.

use chrono::NaiveDate;

use super::{each, name, others, targets, verb};
use crate::model::day::read_day;
use crate::model::item::Relation;
use crate::model::no::answer;
use crate::model::{Id, Reason};
use crate::tui::action::Action;
use crate::tui::app::{App, Effect};
use crate::tui::layer::picker::Picker;
use crate::tui::layer::prompt::Prompt;

/// The rows of this file.
pub const DECLINE: &[Action] = &[
    Action {
        footer: 6,
        ..verb("decline.not-now", "Say no: not now", "say no", &["d n"], 0, |app| decline(app, Reason::NotNow))
    },
    verb("decline.not-this-year", "Say no: not this year", "not this year", &["d y"], 0, |app| {
        decline(app, Reason::NotThisYear);
    }),
    verb("decline.duplicate", "Say no: there already is such an item", "duplicate", &["d d"], 0, duplicate),
    verb("decline.out-of-goal", "Say no: serves no goal of ours", "out of goal", &["d o"], 0, |app| {
        decline(app, Reason::OutOfGoal);
    }),
    verb("decline.low-value", "Say no: not worth its cost", "low value", &["d v"], 0, |app| {
        decline(app, Reason::LowValue);
    }),
    verb("decline.archive", "Say no: overtaken by events, kept for the record", "archive", &["d a"], 0, |app| {
        decline(app, Reason::Archived);
    }),
    verb("decline.undo", "Bring back what was said no to", "bring back", &["d b"], 0, reconsider),
    verb("item.later", "Later: hide until a day", "later", &[";"], 0, later),
];

fn decline(app: &mut App, reason: Reason) {
    let ids = targets(app);
    let title = format!("Say no to {}: {}", name(app, &ids), reason.phrase());
    let prompt = Prompt::new(title, "", move |app, text| say(app, ids, reason, text, None))
        .hint("why, in words that you could send · Enter alone takes the class as the reason");
    app.push(prompt);
}

/// Says no, writes the decision down, and copies the answer.
fn say(app: &mut App, ids: Vec<Id>, reason: Reason, text: String, double_of: Option<Id>) {
    let (now, by) = (app.now, app.me.clone());
    let why = text.clone();
    let first = ids.first().copied();
    let n = ids.len();
    let said = each(app, ids, "said no to", &why, move |product, id| {
        if let Some(other) = double_of {
            product.update(id, |item| {
                item.link(Relation::Duplicates, other.to_string());
                Ok(())
            })?;
        }
        product.refuse(id, reason, &text, &by, now)
    });
    let item = first.and_then(|id| app.product().items().get(id));
    if let Some((item, no)) = item.and_then(|item| Some((item, item.declined.as_deref()?)))
        && said
        && n == 1
        && reason != Reason::Archived
    {
        let words = answer(item, no, app.product().current_goal().map(|goal| &**goal));
        let key = app.product().key(item);
        app.effects.push(Effect::Copy(words));
        app.say(format!("said no to {key}: {}; an answer is in the clipboard · u undoes", reason.phrase()));
    }
}

/// Asks which item it doubles; what resembles it comes first.
fn duplicate(app: &mut App) {
    let ids = targets(app);
    let entries = others(app, &ids);
    let title = format!("{} says the same as which item?", name(app, &ids));
    app.push(
        Picker::new(title, entries, move |app, other| {
            let key = app.product().items().get(other).map_or_else(String::new, |item| app.product().key(item));
            say(app, ids, Reason::Duplicate, format!("the same as {key}"), Some(other));
        })
        .empty("there is no other item"),
    );
}

/// Brings items back, with what is new.
fn reconsider(app: &mut App) {
    let ids = targets(app);
    if ids.iter().filter_map(|id| app.product().items().get(*id)).all(|item| item.declined.is_none()) {
        app.refuse("no “no” was said to it");
        return;
    }
    let title = format!("Bring {} back: what is new?", name(app, &ids));
    app.push(
        Prompt::new(title, "", move |app, text| {
            let by = app.me.clone();
            let why = text.clone();
            each(app, ids, "brought back", &why, move |product, id| product.bring_back(id, &text, &by));
        })
        .hint("a new voice, a number, a changed goal · Enter alone brings it back all the same"),
    );
}

fn later(app: &mut App) {
    let ids = targets(app);
    let title = format!("Hide {} until", name(app, &ids));
    let prompt = Prompt::new(title, "", move |app, text| {
        let now = app.now;
        let Ok(day) = read_until(app, &text) else { return };
        let verb = if day.is_some() { "set aside" } else { "showed again" };
        let by = app.me.clone();
        each(app, ids, verb, "", move |product, id| product.put_off(id, day, &by, now));
    })
    .hint("2w · 3m · monday · 2026-12-24 · sprint, or s15 · empty shows it again")
    .check(|app, text| match read_until(app, text)? {
        Some(day) if day <= app.now.today => Err(format!("{day} is not after today")),
        _ => Ok(()),
    });
    app.push(prompt);
}

/// Reads until when something waits: a day, or the first day of a sprint (`sprint` for the next one, `s15` for one by number).
fn read_until(app: &App, text: &str) -> Result<Option<NaiveDate>, String> {
    let word = text.trim().to_lowercase();
    let sprints = app.product().sprints_by_number();
    let number = word.strip_prefix('s').and_then(|digits| digits.parse::<u32>().ok());
    let wanted = match (word.as_str(), number) {
        ("sprint" | "next sprint", _) => {
            sprints.into_iter().find(|sprint| sprint.start.is_some_and(|start| start > app.now.today))
        }
        (_, Some(number)) => sprints.into_iter().find(|sprint| sprint.number == number),
        _ => return read_day(text, app.now.today).map_err(|why| why.to_string()),
    };
    let start = wanted.and_then(|sprint| sprint.start);
    start.map(Some).ok_or_else(|| "no such sprint has a first day yet: 3 plans the next one".to_owned())
}
