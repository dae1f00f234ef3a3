//! The search for patterns: the columns of a table, by their values, each beside the outcome.

use std::collections::HashMap;

use super::{Pattern, Patterns, THIN, judge};
use crate::measure::chance::Table;
use crate::model::{Id, Refusal};
use crate::words::count;

/// Values of a column that are looked at one by one; a column of more says too many things for one table.
const VALUES: usize = 6;
/// Most groups within which a pair is looked at again: the months of a year, and no column of names.
const GROUPS: usize = 12;

/// Words for yes, and the words for no that belong to them.
const YES: &[&str] = &["1", "true", "yes", "y", "x", "on", "ja", "oui", "sí"];
const NO: &[&str] = &["0", "false", "no", "n", "-", "off", "nein", "non"];

/// A column of a table: its name and its cells, one for each row; an empty cell says nothing.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// Its name in the header.
    pub name: &'a str,
    /// Its cells.
    pub cells: Vec<&'a str>,
}

/// A column by numbers: for each row the number of its value, if it says anything.
struct Coded {
    values: Vec<String>,
    rows: Vec<Option<usize>>,
}

impl Coded {
    /// Reads a column. Case and blanks around a value do not matter; values stand in the order of the alphabet, so that nothing depends
    /// on the order of the rows.
    fn of(column: &Column<'_>) -> Self {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let raw: Vec<Option<usize>> = column
            .cells
            .iter()
            .map(|cell| {
                let cell = cell.trim();
                let next = seen.len();
                (!cell.is_empty()).then(|| *seen.entry(cell.to_lowercase()).or_insert(next))
            })
            .collect();
        let mut order: Vec<(String, usize)> = seen.into_iter().collect();
        order.sort();
        let mut place = vec![0; order.len()];
        for (new, (_, old)) in order.iter().enumerate() {
            if let Some(slot) = place.get_mut(*old) {
                *slot = new;
            }
        }
        let rows = raw.into_iter().map(|at| at.and_then(|at| place.get(at).copied())).collect();
        Self { values: order.into_iter().map(|(value, _)| value).collect(), rows }
    }

    /// Returns the value that says yes, of a column of yes and no.
    fn yes(&self) -> Option<usize> {
        let is = |at: usize, words: &[&str]| self.values.get(at).is_some_and(|value| words.contains(&value.as_str()));
        match self.values.len() {
            2 => [(0, 1), (1, 0)].into_iter().find(|(yes, no)| is(*yes, YES) && is(*no, NO)).map(|(yes, _)| yes),
            _ => None,
        }
    }

    fn count(&self, value: usize) -> usize {
        self.rows.iter().filter(|row| **row == Some(value)).count()
    }
}

/// Returns what can be the outcome of a table: columns of yes and no first, each with the value that is meant and how often it is there.
#[must_use]
pub fn outcomes<'a>(columns: &[Column<'a>]) -> Vec<(&'a str, String, usize)> {
    let (mut plain, mut others) = (Vec::new(), Vec::new());
    for column in columns {
        let coded = Coded::of(column);
        let value = |at: usize| (column.name, coded.values.get(at).cloned().unwrap_or_default(), coded.count(at));
        match (coded.values.len(), coded.yes()) {
            (2, Some(yes)) => plain.push(value(yes)),
            (2..=VALUES, _) => others.extend((0..coded.values.len()).map(value)),
            _ => {}
        }
    }
    plain.append(&mut others);
    plain
}

/// Returns the columns within which pairs can be looked at again, those of a few values, with how many each has.
#[must_use]
pub fn groupings<'a>(columns: &[Column<'a>]) -> Vec<(&'a str, usize)> {
    columns
        .iter()
        .map(|column| (column.name, Coded::of(column).values.len()))
        .filter(|(_, values)| (2..=GROUPS).contains(values))
        .collect()
}

/// Looks at every behaviour of a table beside one outcome.
///
/// `is` says which value of the outcome is meant; a column of yes and no needs none. `group` is a column within which each pair is looked at
/// again: what the groups explain is not told as a behaviour.
///
/// # Errors
/// Returns an error if a column is not there, if the outcome has more than one possible meaning or always the same value, or if the group is
/// the outcome.
pub fn find(columns: &[Column<'_>], outcome: &str, is: Option<&str>, group: Option<&str>) -> Result<Patterns, Refusal> {
    let target = named(columns, outcome)?;
    let coded = Coded::of(target);
    let hit = outcome_of(target.name, &coded, is)?;
    let group = group.map(|name| named(columns, name)).transpose()?;
    if group.is_some_and(|group| group.name == target.name) {
        return Err(Refusal::invalid(format!("“{}” is the outcome: it cannot be the group as well", target.name)));
    }
    let groups = group.map(Coded::of);
    if let Some((group, own)) = group.zip(groups.as_ref()).filter(|(_, own)| own.values.len() > GROUPS) {
        let many = count(own.values.len(), "value");
        return Err(Refusal::invalid(format!("“{}” has {many}: too many to be groups, {GROUPS} at most", group.name)));
    }
    let (mut tried, mut left_out) = (Vec::new(), Vec::new());
    for column in columns.iter().filter(|column| column.name != target.name) {
        if group.is_some_and(|group| group.name == column.name) {
            continue;
        }
        let own = Coded::of(column);
        match own.values.len() {
            0 => left_out.push(format!("{} says nothing: always empty", column.name)),
            1 => left_out.push(format!(
                "{} says nothing: always {}",
                column.name,
                own.values.first().map_or("", String::as_str)
            )),
            2 => {
                let yes = own.yes().unwrap_or(0);
                let tables = tables(&own, yes, &coded, hit, groups.as_ref());
                // said of the two sides is the one on which the outcome is more often
                let (with, without) = tables.0.rates();
                let at = if with >= without { yes } else { 1 - yes };
                let tables = if at == yes { tables } else { self::tables(&own, at, &coded, hit, groups.as_ref()) };
                tried.push(pair(column.name, &own, at, tables, groups.as_ref()));
            }
            3..=VALUES => {
                // of a value that hardly anybody has nothing can be said, and it may name somebody
                let said = (0..own.values.len()).filter(|at| own.count(*at) >= usize::try_from(THIN).unwrap_or(5));
                let said: Vec<usize> = said.collect();
                if said.len() < own.values.len() {
                    let few = count(own.values.len() - said.len(), "value");
                    left_out.push(format!("{few} of {}: fewer than {THIN} rows have it", column.name));
                }
                tried.extend(said.into_iter().map(|at| {
                    pair(column.name, &own, at, tables(&own, at, &coded, hit, groups.as_ref()), groups.as_ref())
                }));
            }
            n => left_out.push(format!("{} has {}: too many to look at one by one", column.name, count(n, "value"))),
        }
    }
    judge(&mut tried);
    Ok(Patterns {
        outcome: target.name.to_owned(),
        is: coded.values.get(hit).cloned().unwrap_or_default(),
        group: group.map(|group| group.name.to_owned()),
        tried,
        left_out,
    })
}

/// Returns the column of a name, whatever its case.
fn named<'a, 'b>(columns: &'b [Column<'a>], name: &str) -> Result<&'b Column<'a>, Refusal> {
    columns.iter().find(|column| column.name.trim().to_lowercase() == name.trim().to_lowercase()).ok_or_else(|| {
        let there: Vec<&str> = columns.iter().map(|column| column.name).collect();
        Refusal::invalid(format!("there is no column “{name}”: there are {}", there.join(", ")))
    })
}

fn outcome_of(name: &str, coded: &Coded, is: Option<&str>) -> Result<usize, Refusal> {
    let values = || {
        let all: Vec<String> = coded
            .values
            .iter()
            .enumerate()
            .take(VALUES)
            .map(|(at, value)| format!("{value} ({})", coded.count(at)))
            .collect();
        let more = coded.values.len().checked_sub(VALUES).filter(|more| *more > 0);
        format!("{}{}", all.join(", "), more.map_or_else(String::new, |more| format!(" and {more} more")))
    };
    if let [] | [_] = coded.values.as_slice() {
        let always = coded.values.first().map_or("empty", String::as_str);
        return Err(Refusal::invalid(format!("the outcome “{name}” says nothing: always {always}")));
    }
    match is {
        Some(is) => coded
            .values
            .iter()
            .position(|value| *value == is.trim().to_lowercase())
            .ok_or_else(|| Refusal::invalid(format!("“{name}” is never “{is}”: it is {}", values()))),
        None => coded.yes().ok_or_else(|| {
            Refusal::invalid(format!("which value of “{name}” is the outcome? say {name}=VALUE: {}", values()))
        }),
    }
}

/// Counts a pair over all rows that say both, and within each group.
fn tables(own: &Coded, at: usize, coded: &Coded, hit: usize, groups: Option<&Coded>) -> (Table, Vec<Table>) {
    let mut all = Table::default();
    let mut parts = vec![Table::default(); groups.map_or(0, |groups| groups.values.len())];
    for (row, (own, outcome)) in own.rows.iter().zip(&coded.rows).enumerate() {
        let (Some(own), Some(outcome)) = (own, outcome) else { continue };
        let part = groups.and_then(|groups| groups.rows.get(row).copied().flatten());
        let part = part.and_then(|part| parts.get_mut(part));
        for table in [Some(&mut all), part].into_iter().flatten() {
            match (*own == at, *outcome == hit) {
                (true, true) => table.a += 1,
                (true, false) => table.b += 1,
                (false, true) => table.c += 1,
                (false, false) => table.d += 1,
            }
        }
    }
    (all, parts)
}

fn pair(name: &str, own: &Coded, at: usize, (table, parts): (Table, Vec<Table>), groups: Option<&Coded>) -> Pattern {
    let value = |at: usize| own.values.get(at).cloned().unwrap_or_default();
    let other = if own.values.len() == 2 { value(1 - at) } else { String::new() };
    let names = groups.map(|groups| groups.values.clone()).unwrap_or_default();
    Pattern::counted(Id::ZERO, name, (value(at), other), table, names.into_iter().zip(parts).collect())
}
