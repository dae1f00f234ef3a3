//! The sample product: Inkwell, a tool for reports, with a backlog as one finds it. Nothing is lost with it.

mod market;
mod sprints;
mod stakes;
mod why;

use chrono::{Days, NaiveDate};

use crate::model::Verb;
use crate::model::decision::{Decision, Ruling};
use crate::model::item::{Comment, Criterion, Evidence, Moscow, Question, Scoring, Step, set_field};
use crate::model::{
    About, Filter, Item, Kind, Now, Place, Product, Reason, Refusal, Session, Size, Stamp, Status, Verdict,
};

/// The backlog as text, so that a person can read and change it.
const BACKLOG: &str = include_str!("inkwell.txt");

/// Items up to this number were placed by hand; the rest lies where it fell.
const RANKED: u32 = 30;

/// What items are thought to be worth: number, value, class, what it rests on, where it comes from.
const WORTH: &[(u32, i64, Option<Moscow>, Evidence, &str)] = &[
    (1, 9, Some(Moscow::Must), Evidence::Data, "setup funnel, October: half of all trials stop at step two"),
    (2, 7, Some(Moscow::Should), Evidence::Data, "setup funnel, October"),
    (3, 8, Some(Moscow::Must), Evidence::Test, "five trials with a filled project, four finished"),
    (4, 6, Some(Moscow::Should), Evidence::Anecdote, "two interviews"),
    (5, 8, Some(Moscow::Should), Evidence::Data, "41 requests, 23 teams"),
    (6, 7, Some(Moscow::Could), Evidence::Opinion, ""),
    (8, 6, Some(Moscow::Could), Evidence::Anecdote, "three managers asked"),
    (9, 5, None, Evidence::Data, "field measurements, p75 3.8 s"),
    (11, 4, None, Evidence::Anecdote, "one consultant on a train"),
    (13, 7, Some(Moscow::Must), Evidence::Data, "31 tickets in a week"),
    (14, 6, Some(Moscow::Should), Evidence::Data, "two invoices were wrong"),
    (15, 8, None, Evidence::Anecdote, "“my client asked for a link”, Eva"),
    (17, 9, Some(Moscow::Should), Evidence::Test, "a fake door: 38 of 120 clicked"),
    (18, 5, None, Evidence::Opinion, ""),
    (19, 3, None, Evidence::Opinion, ""),
    (23, 2, None, Evidence::None, ""),
    (24, 7, None, Evidence::Data, "14 of 20 lost trials asked nobody"),
    (34, 3, None, Evidence::Opinion, ""),
];

/// What the team has finished: days ago, title, points, goal by number or 0.
const DONE: &[(u64, &str, u32, u32)] = &[
    (1, "Sign in with a passkey", 3, 1),
    (3, "Import from CSV", 5, 1),
    (6, "Undo in the editor", 5, 2),
    (9, "Share a report by e-mail", 3, 2),
    (11, "Faster search in long reports", 3, 2),
    (11, "Report footer with page numbers", 1, 2),
    (13, "Trial without a credit card", 5, 1),
    (17, "Setup ends with a weekly report", 2, 1),
    (18, "Fix: totals of empty tables", 1, 2),
    (20, "Weekly digest", 3, 2),
    (23, "Copy a report", 2, 2),
    (24, "Fix: crash on long names", 2, 0),
    (26, "Headings in reports", 2, 2),
    (28, "Rename a project", 1, 0),
    (29, "Archive a project", 2, 0),
    (32, "Fix: time zone of digests", 1, 2),
    (34, "Show who edits", 5, 3),
    (34, "Sync on a slow network", 8, 3),
    (36, "Fix: lost cursor on the phone", 2, 3),
    (40, "Read reports offline", 5, 3),
    (41, "Templates for field visits", 3, 1),
    (43, "Sample report on sign-up", 3, 1),
    (46, "Setup asks for one thing at a time", 5, 1),
    (47, "Fix: invitation link expires at once", 1, 1),
    (49, "Colours for projects", 1, 0),
    (51, "Two columns in reports", 3, 2),
    (52, "Fix: PDF without fonts", 2, 2),
    (55, "Number format by country", 2, 0),
    (57, "Audit of access rights", 3, 0),
    (57, "Fix: double notifications", 1, 3),
    (59, "Notes by voice", 5, 3),
    (63, "Keyboard: jump to search", 1, 0),
    (64, "Drop the old import", 2, 0),
    (66, "Progress bar in setup", 2, 1),
    (69, "Explain roles at invitation", 2, 1),
    (70, "Fix: setup forgets the logo", 1, 1),
];

/// What was decided: days ago, verdict, what, why, instead of what.
const DECIDED: &[(u64, Ruling, &str, &str, &str)] = &[
    (
        41,
        Ruling::Decided,
        "G1 before G2 until January",
        "Trials that stop at step two never see a report",
        "reports first; both at half speed",
    ),
    (33, Ruling::Split, "split “Sign-up flow” into 3 pieces", "by paths: guided, skip, sample", ""),
    (5, Ruling::Override, "placed INK-13 at 13, against its score", "31 tickets in a week outweigh the formula", ""),
    (
        13,
        Ruling::Traded,
        "put “Import from a spreadsheet” in",
        "at the price of dark mode: nobody left over a colour",
        "dark mode; offline edits",
    ),
    (
        6,
        Ruling::Decided,
        "Phone app stays an epic until the sync spike is read",
        "Three engines, no numbers yet",
        "begin with the viewer",
    ),
];

/// The goals, by number; the first is the current one.
const GOALS: &[&str] =
    &["New teams reach first value in 30 minutes", "Reports that people share", "Useful away from the desk"];

/// Returns the sample product as it is on a day.
///
/// # Errors
/// Returns an error if a line of the sample does not fit its columns, which the tests rule out.
pub fn inkwell(now: Now, seed: u128) -> Result<Product, Refusal> {
    let mut product = Product::new(About::named("Inkwell", ago(now.today, 330)), seed);
    for title in GOALS {
        product.add_goal(title)?;
    }
    for line in BACKLOG.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let item = read(line, &mut product, now).map_err(|why| Refusal::invalid(format!("{line}: {why}")))?;
        product.add(item, Place::Bottom)?;
    }
    judge(&mut product, now);
    finish(&mut product, now)?;
    sprints::add(&mut product, now)?;
    why::add(&mut product, now)?;
    sprints::remember_plan(&mut product, now);
    remember(&mut product, now)?;
    stakes::add(&mut product, now)?;
    market::add(&mut product, now)?;
    Ok(product)
}

/// Gives the top of the backlog what grooming has given it: places by hand, values, classes.
fn judge(product: &mut Product, now: Now) {
    for item in product.items().iter().map(|item| Item::clone(item)).collect::<Vec<_>>() {
        let scored = WORTH.iter().find(|(num, ..)| *num == item.num);
        let mut item = item;
        if item.num <= RANKED {
            item.ranked = Some(ago(now.today, 6 + u64::from(item.num % 5)));
            item.groomed = item.ranked.filter(|_| item.num <= 9);
        }
        if let Some((_, value, class, evidence, note)) = scored {
            let mut scoring = Scoring { evidence: *evidence, note: (*note).to_owned(), ..Scoring::default() };
            scoring.at = ago(now.today, 8);
            scoring.inputs.insert("value".into(), value * 100);
            item.scoring = Some(Box::new(scoring));
            item.moscow = *class;
        }
        product.put(item);
    }
}

/// Adds what was finished in the last months, so that there is a past to forecast from.
fn finish(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (days, title, points, goal) in DONE {
        let (begun, done) = (ago(now.today, days + 1 + u64::from(*points)), ago(now.today, *days));
        let goal = product.goals().iter().find(|g| g.num == *goal).map(|goal| goal.id);
        let item = Item {
            title: (*title).into(),
            kind: if title.starts_with("Fix:") { Kind::Bug } else { Kind::Story },
            size: Some(Size::Points(points * 100)),
            goal,
            status: Status::Done,
            history: vec![Step { at: begun, to: Status::Doing }, Step { at: done, to: Status::Done }].into(),
            accepted: Some(done),
            created: ago(now.today, days + 30),
            updated: done,
            ranked: Some(begun),
            provenance: "sample".into(),
            ..Item::default()
        };
        product.add(item, Place::Bottom)?;
    }
    Ok(())
}

/// Writes down what was decided in the last weeks, the session that ended, and a filter that is used often.
fn remember(product: &mut Product, now: Now) -> Result<(), Refusal> {
    for (days, verdict, what, because, instead) in DECIDED {
        let created = ago(now.today, *days);
        let alternatives = instead.split(';').map(|text| text.trim().to_owned()).filter(|t| !t.is_empty()).collect();
        // the items that it names, by key or by title
        let names = |item: &Item| {
            let key = product.key(item);
            what.split(' ').any(|word| word == key) || what.contains(&format!("“{}”", item.title))
        };
        let about = product.items().iter().filter(|item| names(item)).map(|item| item.id).collect();
        product.decide(Decision {
            verdict: *verdict,
            about,
            what: (*what).into(),
            because: (*because).into(),
            alternatives,
            by: "Ana".into(),
            created,
            updated: created,
            ..Decision::default()
        })?;
    }
    let declined: Vec<Item> =
        product.items().iter().filter(|item| item.declined.is_some()).map(|item| Item::clone(item)).collect();
    for item in declined {
        let Some(no) = &item.declined else { continue };
        let what = format!("no to {} “{}”: {}", product.key(&item), item.title, no.reason.phrase());
        let (verdict, because, created) = (Ruling::Declined, no.text.clone(), no.at);
        let about = vec![item.id];
        let by = "Ana".to_owned();
        product.decide(Decision {
            verdict,
            what,
            because,
            about,
            by,
            created,
            updated: created,
            ..Decision::default()
        })?;
    }
    let id = product.fresh_id();
    let ended = ago(now.today, 6);
    let tally = [(Verb::Kept, 9), (Verb::Sized, 6), (Verb::Declined, 3), (Verb::Split, 2), (Verb::SetAside, 1)];
    product.put(Session {
        id,
        queue: "next two sprints, not ready".into(),
        items: product.order().iter().take(18).copied().collect(),
        at: 18,
        tally: tally.into_iter().map(|(verb, n)| (verb.name().to_owned(), n)).collect(),
        minutes: 60,
        spent: 47 * 60_000,
        ended: Some(ended),
        created: ended,
        updated: ended,
        ..Session::default()
    });
    product.save_filter("loose ends", "is:orphan -is:stale")?;
    let filters: Vec<Filter> = product.filters().into_iter().cloned().collect();
    for filter in filters {
        product.put(Filter { created: ended, updated: ended, ..filter });
    }
    Ok(())
}

/// Returns the day so many days ago.
fn back(now: Now, days: u64) -> NaiveDate {
    now.today.checked_sub_days(Days::new(days)).unwrap_or(now.today)
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
        set_field(&mut item, name, text, product, Now { at, ..now })?;
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
        "status" | "blocked" => set_field(item, word, rest, product, Now { at, ..now })?,
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
        assert!(product.orphans(now.today) > 10 && product.unsized_items() > 10);
        let any = |f: fn(&Item) -> bool| product.items().iter().any(|item| f(item));
        assert!(any(|i| !i.comments.is_empty()) && any(|i| !i.questions.is_empty()) && any(|i| i.blocked.is_some()));
        assert!(any(|i| i.until.is_some()) && any(|i| i.criteria_met() == (1, 3)));
    }
}
