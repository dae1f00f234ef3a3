//! What several screens do with goals and measures: take a reading, change a field, share, judge an outcome.

pub(crate) mod inquiry;
pub(crate) mod metric;

use crate::model::Verb;
use chrono::NaiveDate;

use self::metric::MetricPage;
use crate::exchange::why;
use crate::measure::outcome::{around, effective};
use crate::model::aim::AROUND;
use crate::model::day::{days_from, read_day};
use crate::model::item::{Effect as Expected, Hit};
use crate::model::metric::Role;
use crate::model::{Amount, Entity, Id, Item, Metric, Refusal, Shape, Vision};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::Why;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::layer::prose::Prose;
use crate::workspace::Said;

/// Days after which an effect is looked for where nobody says another day: six weeks.
const LOOK: u64 = 42;

/// Reads a day that is not in the future; nothing is today.
fn past_day(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let day = match text.trim() {
        "" | "today" => today,
        "yesterday" => days_from(today, -1).unwrap_or(today),
        word => read_day(word, today).map_err(|why| why.to_string())?.unwrap_or(today),
    };
    if day > today { Err(format!("{day} is in the future: what is to come is a plan, not a reading")) } else { Ok(day) }
}

/// Asks for a reading of a measure.
pub fn reading(desk: &mut Desk, id: Id) {
    let Some(metric) = desk.product().get::<Metric>(id) else { return };
    let last = metric.last().map_or_else(String::new, |reading| {
        format!(", last {} on {}", metric.with_unit(reading.value), reading.on.format("%-d %b"))
    });
    let title = format!("{} {}: the reading{last}", metric.key(), metric.measure);
    let asks = [
        Ask::new(title, "")
            .hint("10.4 · 1 204 · 8 %")
            .check(|_, text| Amount::parse(text).map(|_| ()).map_err(|why| why.to_string())),
        Ask::new("Of which day?", "today")
            .hint("today · yesterday · 2026-11-18; a second reading of a day takes the place of the first")
            .check(|desk, text| past_day(text, desk.now.today).map(|_| ())),
    ];
    desk.push(Prompt::steps(asks, move |desk, [value, day]| {
        let today = desk.now.today;
        let (Ok(value), Ok(day)) = (Amount::parse(&value), past_day(&day, today)) else { return };
        desk.edit(Verb::Read, "", |product| product.read_metric(id, day, value, "", today));
    }));
}

/// Asks which field of a measure changes, and to what.
pub fn edit_metric(desk: &mut Desk, id: Id) {
    let Some(metric) = desk.product().get::<Metric>(id) else { return };
    let entries = Metric::fields()
        .iter()
        .filter(|field| field.set.is_some())
        .map(|field| {
            let value = (field.get)(metric).print(desk.product());
            let side =
                if value.is_empty() { "–".to_owned() } else { text::cut(&text::line(&value), 24).into_owned() };
            Pick::new(format!("{:<10} {}", field.title, field.help), side, field.name)
        })
        .collect();
    let title = format!("{} {}", metric.key(), metric.measure);
    desk.push(Picker::new(title, entries, move |desk, name| ask_metric(desk, id, name, true)));
}

/// Asks for a field of a measure in words; `again` offers the fields anew afterwards.
pub fn ask_metric(desk: &mut Desk, id: Id, name: &'static str, again: bool) {
    let Some(field) = Metric::fields().iter().find(|field| field.name == name) else { return };
    let Some(metric) = desk.product().get::<Metric>(id) else { return };
    let old = (field.get)(metric).print(desk.product());
    let is_day = field.shape == Shape::Date;
    let spell = move |text: &str, today: NaiveDate| -> Result<String, String> {
        if !is_day || text.trim().is_empty() {
            return Ok(text.to_owned());
        }
        let day = read_day(text, today).map_err(|why| why.to_string())?;
        Ok(day.map_or_else(String::new, |day| day.to_string()))
    };
    desk.push(
        Prompt::new(field.title, &old, move |desk, text| {
            let Ok(text) = spell(&text, desk.now.today) else { return };
            desk.edit(Verb::Changed, "", |product| {
                let mut metric = product.get::<Metric>(id).map(|row| Metric::clone(row)).unwrap_or_default();
                if let Some(set) = field.set {
                    set(&mut metric, &text, product)?;
                }
                product.change_metric(id, |own| {
                    *own = metric;
                    Ok(())
                })
            });
            if again {
                edit_metric(desk, id);
            }
        })
        .hint(field.help)
        .check(move |desk, text| {
            let text = spell(text, desk.now.today)?;
            let mut metric = Metric::default();
            field.set.map_or(Ok(()), |set| set(&mut metric, &text, desk.product())).map_err(|why| why.to_string())
        }),
    );
}

/// Adds a measure of a role, in one form: what is measured, where it stands, where it is to get to, its unit, by when.
///
/// `12 → 8 % by 3m` for where it stands fills the rest.
pub fn add_metric(desk: &mut Desk, role: Role, goal: Option<Id>, drives: Option<Id>) {
    let title = match role {
        Role::Result => "How will we know? A key result",
        Role::Input => "An input: what can the team move that moves the north star?",
        Role::NorthStar => "The north star: which one number captures the value customers get?",
    };
    let by = days_from(desk.now.today, 90).map_or_else(String::new, |day| day.to_string());
    let number = |_: &Desk, text: &str| match text.trim() {
        "" => Ok(()),
        text => Amount::parse(text).map(|_| ()).map_err(|why| why.to_string()),
    };
    let asks = [
        Ask::new("What is measured", "")
            .hint("week-1 churn · setup finished · teams that acted on a note")
            .needed("what is measured?"),
        Ask::new("Where it stands", "")
            .hint(format!("12 % · 12 → 8 % by {by} says it all · empty: nobody has looked yet"))
            .check(
                |desk, text| {
                    if text.trim().is_empty() { Ok(()) } else { read_way(text, desk.now.today).map(|_| ()) }
                },
            ),
        Ask::new("Where it is to get to", "")
            .hint("a number; empty for later: without it there is no way to go")
            .check(number),
        Ask::new("Unit", "").hint("% · days · teams · empty for a mere number"),
        Ask::new("By when", if role == Role::Result { &by } else { "" })
            .hint("3m · 2027-03-31 · empty for no day")
            .check(|desk, text| read_day(text, desk.now.today).map(|_| ()).map_err(|why| why.to_string())),
    ];
    let form = Prompt::form(title, asks, move |desk, [measure, from, to, unit, by]| {
        let today = desk.now.today;
        let (from, to) = (Amount::parse(&from).ok(), Amount::parse(&to).ok());
        let by = read_day(&by, today).ok().flatten().filter(|_| to.is_some());
        let unit = unit.trim().to_owned();
        let metric =
            Metric { measure, role, goal, drives, start: Some(today), unit, target: to, by, ..Metric::default() };
        desk.edit(Verb::Added, "", |product| {
            if to.is_some() && from == to {
                return Err(Refusal::invalid("where it is to get to is where it stands: there is no way to go"));
            }
            // without a target there is no way to go: the number is what was read today
            let id = product.add_metric(Metric { baseline: from.filter(|_| to.is_some()), ..metric.clone() })?;
            match from {
                Some(from) if to.is_none() => product.read_metric(id, today, from, "", today),
                _ => Ok(()),
            }
        });
    });
    desk.push(form.spread(|desk, at, texts| {
        let [_, from, to, unit, by] = texts else { return false };
        let (1, Ok((stands, aims, of, day))) = (at, read_way(from, desk.now.today)) else { return false };
        *from = stands.to_string();
        *to = aims.map_or_else(|| to.clone(), |aims| aims.to_string());
        *unit = if of.is_empty() { unit.clone() } else { of };
        *by = day.map_or_else(|| by.clone(), |day| day.to_string());
        aims.is_some()
    }));
}

/// Reads `12 → 8 % by 2026-12-30`: where it stands, where it is to get to, its unit, by when.
fn read_way(text: &str, today: NaiveDate) -> Result<(Amount, Option<Amount>, String, Option<NaiveDate>), String> {
    let (numbers, by) = text.split_once(" by ").unwrap_or((text, ""));
    let by = read_day(by, today).map_err(|why| why.to_string())?;
    let numbers = numbers.replace("->", "→").replace(" to ", "→");
    let (from, rest) = numbers.split_once('→').map_or((numbers.as_str(), None), |(from, to)| (from, Some(to)));
    let split = |text: &str| {
        let text = text.trim();
        let at = text.char_indices().find(|(_, c)| c.is_alphabetic() || *c == '%' || *c == '€' || *c == '$');
        let at = at.map_or(text.len(), |(at, _)| at);
        let (number, unit) = text.split_at(at);
        // k and M belong to the number
        match unit.split_once(' ') {
            Some((scale @ ("k" | "M"), unit)) => (format!("{number}{scale}"), unit.to_owned()),
            _ if unit == "k" || unit == "M" => (format!("{number}{unit}"), String::new()),
            _ => (number.to_owned(), unit.trim().to_owned()),
        }
    };
    let (from, first_unit) = split(from);
    if from.trim().is_empty() {
        return Err(format!("“{}” has no number: 12 → 8 % by 2026-12-30", text.trim()));
    }
    let from = Amount::parse(&from).map_err(|why| why.to_string())?;
    let (to, unit) = match rest {
        Some(rest) => {
            let (to, unit) = split(rest);
            (Some(Amount::parse(&to).map_err(|why| why.to_string())?), if unit.is_empty() { first_unit } else { unit })
        }
        None => (None, first_unit),
    };
    if to == Some(from) {
        return Err("where it is to get to is where it stands: there is no way to go".into());
    }
    Ok((from, to, unit, by))
}

/// Shows a measure: its chart, what moved it, what is expected to.
pub fn show_metric(desk: &mut Desk, id: Id) {
    desk.push(MetricPage::new(id));
}

/// Asks for a field of the vision.
pub fn edit_vision(desk: &mut Desk, field: &'static crate::model::Field<Vision>) {
    let old = (field.get)(desk.product().vision()).print(desk.product());
    let set = move |desk: &mut Desk, text: String| {
        let said = match field.name {
            "vision" => "wrote the vision".to_owned(),
            _ => format!("wrote “{}” of the vision", field.title),
        };
        desk.edit(Said::Whole(said), "", |product| {
            let mut vision = product.vision().clone();
            if let Some(set) = field.set {
                set(&mut vision, &text, product)?;
            }
            product.put(vision);
            Ok(())
        });
    };
    if field.shape == Shape::Prose {
        desk.push(Prose::new(field.title, format!("{} · Tab takes it", field.help), &old, set));
    } else {
        desk.push(Prompt::new(field.title, &old, set).hint(field.help));
    }
}

/// Copies the vision in one of three lengths, and remembers that it was shared.
pub fn share_vision(desk: &mut Desk) {
    let answers = [
        ('1', "one line".to_owned()),
        ('2', "a paragraph".to_owned()),
        ('3', "a page: board, goals, key results".to_owned()),
    ];
    desk.push(
        Choose::new("Share the vision: how long?", answers, |desk, key| {
            let text = match key {
                '1' => why::line(desk.product()),
                '2' => why::paragraph(desk.product()),
                _ => why::page(desk.product(), desk.now),
            };
            let today = desk.now.today;
            desk.edit(Verb::Shared, "", |product| {
                let mut vision = product.vision().clone();
                vision.shared = Some(today);
                product.put(vision);
                Ok(())
            });
            desk.effects.push(Effect::Copy(text));
            desk.say("copied, where the terminal allows it; the day is kept · ⟦history.undo⟧ takes it back");
        })
        .enter('1'),
    );
}

/// Asks what items are expected to do to which number, and when to look.
pub fn expect(desk: &mut Desk) {
    if let Err(why) = can_expect(desk) {
        desk.refuse(why);
        return;
    }
    let Some(item) = desk.selected_item() else { return };
    let (id, key, old) = (item.id, desk.product().key(item), item.effect.clone());
    let goal = item.goal;
    let mut metrics = desk.product().metrics_by_num();
    metrics.order_by_key(|metric| (metric.goal != goal, metric.num));
    let entries: Vec<Pick<Id>> = metrics.iter().map(|metric| Pick::of_metric(metric, metric.id)).collect();
    let start = old.as_ref().and_then(|old| metrics.iter().position(|metric| metric.id == old.result)).unwrap_or(0);
    desk.push(
        Picker::new(format!("{key}: which number is it expected to move?"), entries, move |desk, result| {
            let before =
                old.as_ref().filter(|old| old.result == result).map_or_else(String::new, |old| old.delta.to_string());
            // what was found stays with the same number; another number is another expectation
            let again = old.as_deref().filter(|old| old.result == result).cloned();
            let unit = desk.product().get::<Metric>(result).map(|metric| metric.unit.clone()).unwrap_or_default();
            desk.push(
                Prompt::new(format!("By how much? {unit}"), &before, move |desk, delta| {
                    let Ok(delta) = Amount::parse(&delta) else { return };
                    ask_when(desk, id, again.clone(), result, delta);
                })
                .hint("+12 · -1.5: the change, with its direction")
                .check(|_, text| match Amount::parse(text) {
                    Ok(Amount(0)) => Err("an effect of nothing is none".into()),
                    Ok(_) => Ok(()),
                    Err(why) => Err(why.to_string()),
                }),
            );
        })
        .start(start),
    );
}

fn ask_when(desk: &mut Desk, id: Id, old: Option<Expected>, result: Id, delta: Amount) {
    let effect = Expected { result, delta, ..old.unwrap_or_default() };
    let sure = if effect.sure == 0 { 50 } else { effect.sure };
    let look = desk.now.today.checked_add_days(chrono::Days::new(LOOK)).unwrap_or(desk.now.today);
    let look = effect.by.unwrap_or(look);
    let asks = [
        Ask::new("When do we look?", &look.to_string()).hint("6w · 2027-01-30: on that day the program asks").check(
            |desk, text| match read_day(text, desk.now.today) {
                Ok(Some(_)) => Ok(()),
                Ok(None) => Err("without a day nobody looks".into()),
                Err(why) => Err(why.to_string()),
            },
        ),
        Ask::new("How sure, in percent?", &sure.to_string())
            .hint("confidence, by what it rests on: opinion 20 to 50 · anecdote 50 · data 80 · test 100")
            .check(|_, text| read_percent(text).map(|_| ()).ok_or_else(|| "a number from 1 to 100".to_owned())),
    ];
    desk.push(Prompt::steps(asks, move |desk, [day, sure]| {
        let by = read_day(&day, desk.now.today).ok().flatten();
        let effect = Expected { by, sure: read_percent(&sure).unwrap_or(0), ..effect.clone() };
        desk.edit(Verb::WroteDownWhatIsExpectedOf, "", |product| product.expect(id, effect));
    }));
}

fn read_percent(text: &str) -> Option<u32> {
    text.trim().trim_end_matches('%').trim().parse().ok().filter(|n| (1..=100).contains(n))
}

/// Returns what the outcome check of an item rests on: the item, what was expected of it, the key result, since when it works.
///
/// # Errors
/// Says what is missing for a check.
fn checked(desk: &Desk, id: Id) -> Result<(&Item, &Expected, &Metric, NaiveDate), Why> {
    let product = desk.product();
    let item = product.items().get(id).ok_or("there is no item here")?;
    let key = product.key(item);
    let effect =
        item.effect.as_ref().ok_or_else(|| format!("nothing was expected of {key}: ⟦item.effect⟧ says what"))?;
    let metric = product.get::<Metric>(effect.result);
    let metric = metric
        .ok_or_else(|| format!("the key result that {key} was to move is gone: ⟦item.effect⟧ names another one"))?;
    let day = effective(item, desk.now);
    let day = day.ok_or_else(|| format!("{key} is not accepted yet, so it cannot have had an effect"))?;
    Ok((item, effect, metric, day))
}

/// Whether the chosen item can have its outcome checked.
pub fn can_check(desk: &Desk) -> Result<(), Why> {
    let id = desk.selected().ok_or("there is no item here")?;
    checked(desk, id).map(|_| ())
}

/// Whether there is a number that an item could be expected to move.
pub fn can_expect(desk: &Desk) -> Result<(), Why> {
    if desk.product().metrics_by_num().is_empty() {
        return Err("nothing is measured yet: ⟦go.vision⟧ adds a goal and its key results".into());
    }
    Ok(())
}

/// Closes the outcome check of an item: what the numbers say, what we say, what was learned.
pub fn check(desk: &mut Desk, id: Id) {
    let (item, effect, metric, day) = match checked(desk, id) {
        Ok(found) => found,
        Err(why) => {
            desk.refuse(why);
            return;
        }
    };
    let key = desk.product().key(item);
    let found = around(metric, day);
    let shown = |n: Option<Amount>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let suggested = found.verdict(effect.delta);
    let title = format!(
        "{key}: {} expected {}{}, {} (n {}) → {} (n {}), {AROUND} days around {}: the numbers say {suggested}",
        metric.key(),
        if effect.delta.0 > 0 { "+" } else { "" },
        effect.delta,
        shown(found.before.0),
        found.before.1,
        shown(found.after.0),
        found.after.1,
        day.format("%-d %b"),
    );
    let answers = [
        ('h', "hit".to_owned()),
        ('p', "partly".to_owned()),
        ('m', "miss".to_owned()),
        ('u', "unknown".to_owned()),
        ('+', "a reading first".to_owned()),
    ];
    let metric = metric.id;
    desk.push(Choose::new(title, answers, move |desk, key| {
        if key == '+' {
            reading(desk, metric);
            return;
        }
        let hit = match key {
            'h' => Hit::Hit,
            'p' => Hit::Partly,
            'm' => Hit::Miss,
            _ => Hit::Unknown,
        };
        desk.push(
            Prompt::new("What was learned, in a line?", "", move |desk, learned| {
                let now = desk.now;
                let means = (found.before, found.after);
                desk.edit(Verb::CheckedTheOutcomeOf, "", |product| {
                    product.check_outcome(id, hit, means, &learned, now)
                });
            })
            .hint("what we know now that we did not know when we built it"),
        );
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_as_people_write_it() {
        let today: NaiveDate = "2026-11-21".parse().unwrap();
        let amount = |text: &str| Amount::parse(text).unwrap();
        let by = "2026-12-30".parse().ok();
        for (text, from, to, unit, day) in [
            ("12 → 8 % by 2026-12-30", "12", Some("8"), "%", by),
            ("12% -> 8%", "12", Some("8"), "%", None),
            ("41 to 70 %", "41", Some("70"), "%", None),
            ("52 → 30 min by 2026-12-30", "52", Some("30"), "min", by),
            ("1.2k → 2k teams", "1200", Some("2000"), "teams", None),
            ("82", "82", None, "", None),
        ] {
            let found = read_way(text, today).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(found, (amount(from), to.map(amount), unit.to_owned(), day), "{text}");
        }
        assert!(read_way("8 → 8", today).unwrap_err().contains("no way to go"));
        assert!(read_way("soon", today).is_err());
    }
}
