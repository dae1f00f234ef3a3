//! The sample product: Inkwell, a tool for reports, with a backlog as one finds it. Nothing is lost with it.

use chrono::{Days, NaiveDate};

use crate::model::item::{Comment, Criterion, Question, set_field};
use crate::model::{About, Item, Now, Place, Product, Reason, Refusal, Stamp, Verdict};

/// The backlog as text, so that a person can read and change it.
const BACKLOG: &str = include_str!("inkwell.txt");

/// The goals, by number; the first is the current one.
const GOALS: &[&str] =
    &["New teams reach first value in 30 minutes", "Reports that people share", "Useful away from the desk"];

/// Returns the sample product as it is on a day.
///
/// # Errors
/// Where a line of the sample does not fit its columns, which the tests rule out.
pub fn inkwell(now: Now, seed: u128) -> Result<Product, Refusal> {
    let mut product = Product::new(About::named("Inkwell", ago(now.today, 330)), seed);
    for title in GOALS {
        product.add_goal(title)?;
    }
    for line in BACKLOG.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let item = read(line, &mut product, now).map_err(|why| Refusal::invalid(format!("{line}: {why}")))?;
        product.add(item, Place::Bottom)?;
    }
    Ok(product)
}

/// Returns noon of a day so many days ago.
fn ago(today: NaiveDate, days: u64) -> Stamp {
    let day = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    Stamp(Stamp::on(day).0 + 12 * 3_600_000)
}

fn read(line: &str, product: &mut Product, now: Now) -> Result<Item, Refusal> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [kind, size, goal, age, tags, by, title, role, want, benefit, criteria, notes] = cells.as_slice() else {
        return Err(Refusal::invalid(format!("it has {} columns", cells.len())));
    };
    let age: u64 = age.parse().map_err(|_| Refusal::invalid("no age"))?;
    let mut item = Item { created: ago(now.today, age), provenance: "sample".into(), ..Item::default() };
    // someone looks at what is young; what is old lies as it was
    item.updated = if age > 90 { item.created } else { ago(now.today, age / 3) };
    let goal = if goal.is_empty() { String::new() } else { format!("G{goal}") };
    let fields = [
        ("kind", *kind),
        ("size", size),
        ("goal", &goal),
        ("tags", tags),
        ("requesters", by),
        ("title", title),
        ("role", role),
        ("want", want),
        ("benefit", benefit),
    ];
    let at = item.updated;
    for (name, text) in fields.into_iter().filter(|(_, text)| !text.is_empty()) {
        set_field(&mut item, name, text, product, at)?;
    }
    for text in criteria.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let (verdict, text) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(rest), _) => (Verdict::Met, rest),
            (_, Some(rest)) => (Verdict::Missed, rest),
            _ => (Verdict::Open, text),
        };
        item.criteria.push(Criterion {
            id: product.fresh_id(),
            text: text.to_owned(),
            verdict,
            ..Criterion::default()
        });
    }
    note(&mut item, notes, product, now)?;
    Ok(item)
}

/// Reads the last column: `status done`, `blocked why`, `question what`, `comment who: what`, `until days`, `no class why`.
fn note(item: &mut Item, notes: &str, product: &mut Product, now: Now) -> Result<(), Refusal> {
    let (word, rest) = notes.split_once(' ').unwrap_or((notes, ""));
    let at = item.updated;
    match word {
        "" => {}
        "status" | "blocked" => set_field(item, word, rest, product, at)?,
        "question" => {
            let id = product.fresh_id();
            item.questions.push(Question { id, at, text: rest.to_owned(), ..Question::default() });
        }
        "comment" => {
            let (by, text) = rest.split_once(": ").unwrap_or(("", rest));
            let id = product.fresh_id();
            item.comments.push(Comment { id, at, by: by.to_owned(), text: text.to_owned(), ..Comment::default() });
        }
        "until" => {
            let days = rest.parse().map_err(|_| Refusal::invalid("until how many days?"))?;
            item.until = now.today.checked_add_days(Days::new(days));
        }
        "no" => {
            let (class, text) = rest.split_once(' ').unwrap_or((rest, ""));
            let reason = Reason::parse(class)?;
            item.declined = Some(Box::new(crate::model::item::Declined {
                reason,
                text: text.to_owned(),
                at: ago(now.today, 9),
                ..Default::default()
            }));
        }
        other => return Err(Refusal::invalid(format!("no note “{other}”"))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Change;

    #[test]
    fn the_sample_is_whole_and_has_something_of_everything() {
        let now = Now::on(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let product = inkwell(now, 1).unwrap();
        product.check(&Change::between(&Product::default(), &product)).unwrap();
        assert!(product.items().len() >= 60, "{}", product.items().len());
        assert_eq!(product.declined(), 5);
        assert!(product.orphans() > 10 && product.unsized_items() > 10);
        let any = |f: fn(&Item) -> bool| product.items().iter().any(|item| f(item));
        assert!(any(|i| !i.comments.is_empty()) && any(|i| !i.questions.is_empty()) && any(|i| i.blocked.is_some()));
        assert!(any(|i| i.until.is_some()) && any(|i| i.criteria_met() == (1, 3)));
    }
}
