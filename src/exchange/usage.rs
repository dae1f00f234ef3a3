//! Counts of what people use, from a table: a row for each feature and period, or for each step of a way.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::date::{self, DateOrder};
use super::{ImportError, sheet};
use crate::model::stamp::Zone;
use crate::model::usage::Count;
use crate::model::{Amount, Product, Refusal};
use crate::words::count;

const FEATURE: &[&str] = &["feature", "event", "function", "screen"];
const STEP: &[&str] = &["step", "stage"];
const TITLE: &[&str] = &["title", "summary"];
const FUNNEL: &[&str] = &["funnel", "way", "flow", "name"];
const PERIOD: &[&str] = &["period", "date", "day", "week", "month", "on"];
const USERS: &[&str] = &["users", "unique users", "people", "teams", "accounts", "reached"];
const EVENTS: &[&str] = &["events", "times", "total events", "uses"];
const ALL: &[&str] = &["all", "active", "active users", "all users", "total users", "of"];

/// Names of a feature that stand for everybody who was there in a period.
const EVERYBODY: &[&str] = &["all", "active users", "all users", "total", "*"];

/// The content of a table of counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Counts of each feature.
    Features(BTreeMap<String, Vec<Count>>),
    /// Steps of each funnel and period, in the order of the table.
    Funnels(BTreeMap<(String, NaiveDate), Vec<(String, u32)>>),
}

/// The result of taking it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Features, or funnels, that were counted.
    pub counted: usize,
    /// Periods that are new.
    pub new: usize,
    /// Features that belong to no item.
    pub loose: Vec<String>,
}

fn has(cells: &[String], names: &[&str]) -> bool {
    cells.iter().any(|cell| names.contains(&cell.as_str()))
}

/// Whether a table is one of usage: a feature, or a step, and how many used it. A backlog may have columns of these names, but no number in
/// them, and it has a title.
#[must_use]
pub fn is_one(bytes: &[u8]) -> bool {
    let (cells, first) = sheet::head(bytes);
    let users = USERS.iter().find_map(|name| cells.iter().position(|cell| cell == name));
    let counted = users.and_then(|at| first.get(at)).is_some_and(|cell| whole(cell).is_some());
    (has(&cells, FEATURE) || has(&cells, STEP)) && counted && !has(&cells, TITLE)
}

/// Reads a table of counts. What has no period is of today; a funnel without a name has that of the file.
///
/// # Errors
/// Returns an error if a column is missing, a count is no number, a period is no day or is to come, a feature is there twice for a
/// period, or more used it than there are; the error names the line.
pub fn read(bytes: &[u8], file: &str, today: NaiveDate, zone: Zone) -> Result<Counts, ImportError> {
    let sheet = sheet::of(bytes)?;
    let fault = |words: String| ImportError { line: 1, words };
    let users = sheet
        .column(USERS)
        .ok_or_else(|| fault(format!("no column “users”: there are {}", sheet.header.join(", "))))?;
    let (period, all, events) = (sheet.column(PERIOD), sheet.column(ALL), sheet.column(EVENTS));
    let order = period.map_or(DateOrder::Unknown, |at| {
        date::order_of(sheet.rows.iter().filter_map(|(_, cells)| cells.get(at).map(String::as_str)))
    });
    let mut rows = Vec::new();
    for (line, cells) in &sheet.rows {
        let fault = |words: String| ImportError { line: *line, words };
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        let on = match cell(period) {
            "" => today,
            text => day(text, order, zone).map_err(fault)?,
        };
        if on > today {
            return Err(fault(format!("{on} is in the future: what is to come cannot be counted")));
        }
        let number =
            |name: &str, text: &str| whole(text).ok_or_else(|| fault(format!("“{text}” is no number of {name}")));
        let users = number("users", cell(Some(users)))?;
        let events = if cell(events).is_empty() { 0 } else { number("events", cell(events))? };
        let all = if cell(all).is_empty() { None } else { Some(number("all users", cell(all))?) };
        if all.is_some_and(|all| users > all) {
            return Err(fault(format!("{users} of {} used it: that is more than there are", all.unwrap_or(0))));
        }
        rows.push((*line, cells, Count { on, users, events, all, ..Count::default() }));
    }
    if rows.is_empty() {
        return Err(fault("the table has no row below its header".into()));
    }
    let cell = |cells: &[String], at: usize| cells.get(at).map_or_else(String::new, |cell| cell.trim().to_owned());
    if let Some(at) = sheet.column(STEP) {
        let named = sheet.column(FUNNEL);
        let mut out: BTreeMap<(String, NaiveDate), Vec<(String, u32)>> = BTreeMap::new();
        let mut spelled: BTreeMap<String, String> = BTreeMap::new();
        for (line, cells, own) in rows {
            let name = named.map_or_else(String::new, |at| cell(cells, at));
            let of_file = || file.rsplit_once('.').map_or(file, |(name, _)| name).to_owned();
            let name = if name.is_empty() { of_file() } else { name };
            let name = spelled.entry(name.to_lowercase()).or_insert(name).clone();
            let step = cell(cells, at);
            let steps = out.entry((name, own.on)).or_default();
            if step.is_empty() || steps.iter().any(|(known, _)| *known == step) {
                return Err(ImportError {
                    line, words: format!("the step “{step}” has no name, or is there twice")
                });
            }
            if let Some((before, users)) = steps.last().filter(|(_, users)| own.users > *users) {
                let words = format!(
                    "{} reached “{step}” and only {users} “{before}” before it: is the order right?",
                    own.users
                );
                return Err(ImportError { line, words });
            }
            steps.push((step, own.users));
        }
        return Ok(Counts::Funnels(out));
    }
    let at = sheet
        .column(FEATURE)
        .ok_or_else(|| fault(format!("no column “feature” and none “step”: there are {}", sheet.header.join(", "))))?;
    features(rows.into_iter().map(|(line, cells, own)| (line, cell(cells, at), own)).collect())
}

/// Returns a whole number as people type it: `1204`, `1,204`, `1 204`, `1.2k`.
fn whole(text: &str) -> Option<u32> {
    let n = Amount::parse(text).ok().filter(|n| n.0 >= 0 && n.0 % Amount::ONE == 0)?;
    u32::try_from(n.0 / Amount::ONE).ok()
}

/// Gathers the counts of each feature. A row on everybody tells how many there are in its period.
fn features(rows: Vec<(usize, String, Count)>) -> Result<Counts, ImportError> {
    let everybody = |name: &str| EVERYBODY.contains(&name.to_lowercase().as_str());
    let mut there: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for (line, name, own) in rows.iter().filter(|(_, name, _)| everybody(name)) {
        if there.insert(own.on, own.users).is_some() {
            return Err(ImportError { line: *line, words: format!("“{name}” is counted twice for {}", own.on) });
        }
    }
    // by the name in lower case: two spellings are one feature
    let mut out: BTreeMap<String, Vec<Count>> = BTreeMap::new();
    let mut spelled: BTreeMap<String, String> = BTreeMap::new();
    for (line, name, mut own) in rows.into_iter().filter(|(_, name, _)| !everybody(name)) {
        let fault = |words: String| ImportError { line, words };
        if name.is_empty() {
            return Err(fault("the feature has no name".into()));
        }
        own.all = own.all.or(there.get(&own.on).copied());
        if let Some(all) = own.all.filter(|all| own.users > *all) {
            return Err(fault(format!("{} of {all} used “{name}”: that is more than there are", own.users)));
        }
        let name = spelled.entry(name.to_lowercase()).or_insert(name).clone();
        let counts = out.entry(name.clone()).or_default();
        if counts.iter().any(|known| known.on == own.on) {
            return Err(fault(format!("“{name}” is counted twice for {}", own.on)));
        }
        counts.push(own);
    }
    Ok(Counts::Features(out))
}

/// Reads a period as its first day: `2026-11-02`, `2026-11`, `2026-W45`, or a day as other tools write it.
fn day(text: &str, order: DateOrder, zone: Zone) -> Result<NaiveDate, String> {
    let week = || {
        let (year, week) = text.split_once("-W").or_else(|| text.split_once("-w"))?;
        NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)
    };
    let month = || {
        let (year, month) = text.split_once('-')?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
    };
    if let Some(words) = date::doubt(text, order) {
        return Err(words);
    }
    let found = week().or_else(month).or_else(|| date::day(text, order, zone));
    found
        .filter(|day| (1970..3000).contains(&day.year()))
        .ok_or_else(|| format!("“{text}” is no period: 2026-11-02, 2026-11, 2026-W45"))
}

/// Takes counts in.
///
/// # Errors
/// Returns an error if a funnel has fewer than two steps. Nothing is taken in then.
pub fn take_in(product: &mut Product, counts: &Counts) -> Result<Taken, Refusal> {
    let mut out = Taken::default();
    match counts {
        Counts::Features(features) => {
            for (name, counts) in features {
                out.new += product.count_usage(name, counts.clone())?;
                out.counted += 1;
                if product.find_usage(name)?.item.is_none() {
                    out.loose.push(name.clone());
                }
            }
        }
        Counts::Funnels(funnels) => {
            for ((name, on), steps) in funnels {
                let same = |own: &str| own.to_lowercase() == name.to_lowercase();
                let known = product.funnels().iter().any(|own| same(&own.called) && own.periods().contains(on));
                product.count_funnel(name, *on, steps)?;
                out.new += usize::from(!known);
            }
            let mut names: Vec<&String> = funnels.keys().map(|(name, _)| name).collect();
            names.dedup();
            out.counted = names.len();
        }
    }
    Ok(out)
}

/// Returns what taking it in came to, in words.
#[must_use]
pub fn said(counts: &Counts, taken: &Taken) -> String {
    let what = match counts {
        Counts::Features(_) => count(taken.counted, "feature"),
        Counts::Funnels(_) => count(taken.counted, "funnel"),
    };
    let loose = match taken.loose.as_slice() {
        [] => String::new(),
        names => format!(" · of no item: {}", names.iter().take(3).cloned().collect::<Vec<_>>().join(", ")),
    };
    format!("{what} counted, {} new{loose}", count(taken.new, "period"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-21".parse().unwrap()
    }

    fn table(text: &str) -> Result<Counts, ImportError> {
        read(text.as_bytes(), "setup.csv", today(), Zone::UTC)
    }

    #[test]
    fn features_are_read_with_their_periods_and_with_everybody_from_a_column_or_a_row() {
        let text =
            "Feature,Period,Users,Events\nall,2026-11,\"1,200\",\ndigest,2026-11,300,900\ndigest,2026-W40,200,\n";
        let Ok(Counts::Features(all)) = table(text) else { panic!() };
        let told: Vec<(String, u32, Option<u32>)> =
            all["digest"].iter().map(|own| (own.on.to_string(), own.users, own.all)).collect();
        assert_eq!(told, [("2026-11-01".into(), 300, Some(1_200)), ("2026-09-28".into(), 200, None)]);
        assert_eq!(all.len(), 1, "everybody is no feature");
        let Ok(Counts::Features(all)) = table("feature,users,active\nx,3,9\n") else { panic!() };
        assert_eq!((all["x"][0].on, all["x"][0].share()), (today(), Some(100.0 / 3.0)));
    }

    #[test]
    fn steps_are_a_funnel_in_their_order_with_the_name_of_the_file() {
        let Ok(Counts::Funnels(all)) = table("step,users\nseen,10\nbegun,4\n") else { panic!() };
        assert_eq!(all[&("setup".to_owned(), today())], [("seen".to_owned(), 10), ("begun".to_owned(), 4)]);
        assert!(is_one(b"Step;Users\na;1\n") && is_one(b"feature|users\nx|\"1 204\"\n"));
        assert!(!is_one(b"title,users\nx,1\n") && !is_one(b"feature,title,users\nx,y,1\n"));
        assert!(!is_one(b"Feature,Status,Teams\nlogin,open,Core\n"), "a team that has a name is no number of teams");
    }

    #[test]
    fn what_cannot_be_counted_is_refused_with_its_line() {
        for (text, line, words) in [
            ("feature,users\nx,many\n", 2, "“many” is no number of users"),
            ("feature,users,all\nx,5,4\n", 2, "more than there are"),
            ("feature,period,users\nall,2026-11,3\nx,2026-11,4\n", 3, "more than there are"),
            ("feature,users\nx,1\nx,2\n", 3, "counted twice"),
            ("feature,period,users\nx,2027-01,1\n", 2, "in the future"),
            ("feature,period,users\nx,soon,1\n", 2, "is no period"),
            ("feature,period,users\nx,03/04/2026,1\n", 2, "may be two days"),
            ("feature,users\n,1\n", 2, "has no name"),
            ("step,users\na,1\na,1\n", 3, "is there twice"),
            ("step,users\na,1\nb,2\n", 3, "is the order right?"),
            ("feature,users\nx,\"12,5\"\n", 2, "is no number of users"),
            ("feature,users\nDigest,1\ndigest,2\n", 3, "counted twice"),
            ("feature,users\nall,1\nTotal,2\n", 3, "counted twice"),
            ("feature,users\n", 1, "no row"),
            ("feature,count\nx,1\n", 1, "no column “users”"),
            ("title,users\nx,1\n", 1, "no column “feature”"),
        ] {
            let why = table(text).unwrap_err();
            assert!(why.words.contains(words) && why.line == line, "{text}: {why:?}");
        }
    }
}
