//! Patterns: which behaviour goes along with an outcome, in a table with a row for each customer. A link, and never a cause.

use std::collections::HashMap;

use super::chance::{FALSE_FINDS, Table, Times, together, within};
use crate::model::study::{Cells, Pair};
use crate::model::{Id, Refusal, Study};
use crate::words::count;

/// Rows that either side needs before anything holds.
pub const LEAST: u64 = 30;
/// Rows that each of the four cells needs.
const THIN: u64 = 5;
/// Values of a column that are looked at one by one; a column of more says too many things for one table.
const VALUES: usize = 6;
/// Most groups within which a pair is looked at again: the months of a year, and no column of names.
const GROUPS: usize = 12;
/// Ratio below which a link that holds makes hardly a difference.
const SMALL: f64 = 1.1;
/// How far the ratio within groups may be from the whole one, as a part of it, before the groups explain it.
const MOVED: f64 = 0.20;

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

/// How far a pattern can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It holds, all pairs looked at together.
    Holds,
    /// It may well be chance.
    Chance,
    /// There are too few rows to say.
    Thin,
}

/// One pair of a behaviour and the outcome.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its identity in the study that keeps it.
    pub id: Id,
    /// The column of the behaviour.
    pub behaviour: String,
    /// Its value.
    pub is: String,
    /// The other value, of a column that has two.
    pub other: String,
    /// The four counts.
    pub table: Table,
    /// How many times as often the outcome is there.
    pub times: Times,
    /// The part of false finds at which it would still hold.
    pub q: f64,
    /// How far it can be relied on.
    pub standing: Standing,
    /// The counts within each group.
    pub groups: Vec<(String, Table)>,
    /// The ratio within groups, all of them together.
    pub within: Option<f64>,
}

impl Pattern {
    /// Whether the groups explain it: within them the ratio is nearer to 1, by more than a fifth of what it is over the same rows without
    /// groups. Rows without a group count on neither side.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        let Some(within) = self.within else { return false };
        let whole = self.groups.iter().fold(Table::default(), |sum, (_, own)| sum.plus(own)).times().ratio;
        let nearer = within.ln().abs() < whole.ln().abs() || within.ln() * whole.ln() < 0.0;
        nearer && (within - whole).abs() > MOVED * whole
    }

    /// Whether it holds, and no group explains it.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.standing == Standing::Holds && !self.is_explained()
    }

    /// Returns the behaviour with its value: `tour: no`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}: {}", self.behaviour, self.is)
    }

    /// Returns how far it can be relied on, in words.
    #[must_use]
    pub fn said(&self) -> String {
        let (with, without) = self.table.rows();
        match self.standing {
            Standing::Holds if self.is_explained() => "the groups explain it".to_owned(),
            // among very many rows even what makes no difference to anybody is no chance
            Standing::Holds if (SMALL.recip()..SMALL).contains(&self.times.ratio) => {
                "holds, hardly a difference".to_owned()
            }
            Standing::Holds if self.q < 0.001 => "holds, q < 0.001".to_owned(),
            Standing::Holds => format!("holds, q {:.3}", self.q),
            Standing::Chance => "may be chance".to_owned(),
            Standing::Thin => format!("too few: {}", with.min(without)),
        }
    }

    /// Returns the range of how many times as often it may be.
    #[must_use]
    pub fn range(&self) -> String {
        format!("{:.1}–{:.1}", self.times.low, self.times.high)
    }
}

/// The result of a search: every pair that was tried.
#[derive(Clone, Debug)]
pub struct Patterns {
    /// The column of the outcome.
    pub outcome: String,
    /// Its value.
    pub is: String,
    /// The column of the groups.
    pub group: Option<String>,
    /// Every pair that was tried: those that hold first, then by how likely chance is.
    pub tried: Vec<Pattern>,
    /// Columns that were not looked at, each with its reason.
    pub left_out: Vec<String>,
}

impl Patterns {
    /// Returns the study that keeps these counts.
    #[must_use]
    pub fn study(&self) -> Study {
        let cells = |table: Table| -> Cells { [table.a, table.b, table.c, table.d] };
        let pair = |own: &Pattern| Pair {
            behaviour: own.behaviour.clone(),
            is: own.is.clone(),
            other: own.other.clone(),
            cells: cells(own.table),
            groups: own.groups.iter().map(|(name, table)| (name.clone(), cells(*table))).collect(),
            ..Pair::default()
        };
        Study {
            outcome: self.outcome.clone(),
            is: self.is.clone(),
            group: self.group.clone().unwrap_or_default(),
            pairs: self.tried.iter().map(pair).collect(),
            left_out: self.left_out.clone(),
            ..Study::default()
        }
    }

    /// Returns what the groups say of a pair: the ratio within each, and whether they explain it; none where there are no groups.
    #[must_use]
    pub fn within(&self, own: &Pattern) -> Option<String> {
        let group = self.group.as_ref()?;
        let ratio = |(name, table): &(String, Table)| match table.rows() {
            (0, _) | (_, 0) => format!("{name} –"),
            _ => format!("{name} {:.1}×", table.times().ratio),
        };
        let parts: Vec<String> = own.groups.iter().map(ratio).collect();
        let verdict = match own.within {
            None => format!("no group of “{group}” has both sides"),
            Some(_) if own.is_explained() => format!("“{group}” explains it"),
            Some(_) => format!("“{group}” does not explain it"),
        };
        Some(format!("within {group}: {} · {verdict}", parts.join(" · ")))
    }

    /// Returns how many of the pairs hold.
    #[must_use]
    pub fn holding(&self) -> usize {
        self.tried.iter().filter(|own| own.stands()).count()
    }

    /// Returns the problem statement that a pair makes: what was counted, among how many looks, and that nobody knows why. It names no
    /// feature, because a link is no cause and an item is attached by a person.
    ///
    /// # Errors
    /// Returns an error if the pair may be chance, if there are too few rows, or if the groups explain it.
    pub fn statement(&self, own: &Pattern) -> Result<String, Refusal> {
        let what = format!("{} {}", own.behaviour, own.is);
        match (own.standing, &self.group) {
            (Standing::Thin, _) => {
                return Err(Refusal::invalid(format!("“{what}”: too few rows to make a problem of it")));
            }
            (Standing::Chance, _) => {
                return Err(Refusal::invalid(format!("“{what}” may be chance: it is no problem yet")));
            }
            (Standing::Holds, Some(group)) if own.within.is_none() => {
                return Err(Refusal::invalid(format!(
                    "“{what}”: no group of “{group}” has both sides, so nobody can tell the two apart"
                )));
            }
            (Standing::Holds, Some(group)) if own.is_explained() => {
                return Err(Refusal::invalid(format!(
                    "“{what}”: “{group}” explains it, so that is where the problem is"
                )));
            }
            (Standing::Holds, _) => {}
        }
        let (with, without) = own.table.rows();
        let (often, seldom) = own.table.rates();
        let Times { ratio, low, high } = own.times;
        Ok(format!(
            "Where {} is {}, {} is {} {ratio:.1} times as often: {:.0} % of {with} against {:.0} % of {without} (95 %: {low:.1} to {high:.1}, {} tried). We do not know why.",
            own.behaviour,
            own.is,
            self.outcome,
            self.is,
            often * 100.0,
            seldom * 100.0,
            count(self.tried.len(), "pair"),
        ))
    }
}

/// Returns what a study tells, worked out from its counts.
#[must_use]
pub fn of(study: &Study) -> Patterns {
    let tried = study.pairs.iter().map(|pair| {
        let table = Table::from(pair.cells);
        let mut groups: Vec<(String, Table)> =
            pair.groups.iter().map(|(name, cells)| (name.clone(), Table::from(*cells))).collect();
        let parts: Vec<Table> = groups.iter().map(|(_, table)| *table).collect();
        // 4–10 stands before 11+, as one counts
        groups.sort_by_key(|(name, _)| leading(name));
        Pattern {
            id: pair.id,
            behaviour: pair.behaviour.clone(),
            is: pair.is.clone(),
            other: pair.other.clone(),
            table,
            times: table.times(),
            q: 1.0,
            standing: Standing::Chance,
            groups,
            within: within(&parts),
        }
    });
    let mut tried: Vec<Pattern> = tried.collect();
    judge(&mut tried);
    Patterns {
        outcome: study.outcome.clone(),
        is: study.is.clone(),
        group: (!study.group.is_empty()).then(|| study.group.clone()),
        tried,
        left_out: study.left_out.clone(),
    }
}

/// Returns the number with which a name begins, those without one last.
fn leading(name: &str) -> u64 {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u64::MAX)
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
                tried.push(pattern(column.name, &own, at, tables, groups.as_ref()));
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
                    pattern(column.name, &own, at, tables(&own, at, &coded, hit, groups.as_ref()), groups.as_ref())
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

fn pattern(name: &str, own: &Coded, at: usize, tables: (Table, Vec<Table>), groups: Option<&Coded>) -> Pattern {
    let (table, parts) = tables;
    let names = groups.map(|groups| groups.values.clone()).unwrap_or_default();
    Pattern {
        id: Id::ZERO,
        behaviour: name.to_owned(),
        is: own.values.get(at).cloned().unwrap_or_default(),
        other: if let [a, b] = own.values.as_slice() {
            if at == 0 { b.clone() } else { a.clone() }
        } else {
            String::new()
        },
        table,
        times: table.times(),
        q: 1.0,
        standing: Standing::Chance,
        within: within(&parts),
        groups: names.into_iter().zip(parts).collect(),
    }
}

/// Says of each pair how far it holds, all of them looked at together, and puts them in order.
fn judge(tried: &mut [Pattern]) {
    let chances: Vec<f64> = tried.iter().map(|own| own.table.by_chance()).collect();
    for (own, q) in tried.iter_mut().zip(together(&chances)) {
        let (with, without) = own.table.rows();
        let Table { a, b, c, d } = own.table;
        own.q = q;
        own.standing = if with < LEAST || without < LEAST || [a, b, c, d].into_iter().any(|n| n < THIN) {
            Standing::Thin
        } else if q <= FALSE_FINDS {
            Standing::Holds
        } else {
            Standing::Chance
        };
    }
    tried.sort_by(|a, b| {
        a.standing
            .cmp(&b.standing)
            .then(a.q.total_cmp(&b.q))
            .then(b.times.ratio.total_cmp(&a.times.ratio))
            .then_with(|| (&a.behaviour, &a.is).cmp(&(&b.behaviour, &b.is)))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns rows of a pair of columns in these counts: with and without the behaviour, with and without the outcome.
    fn rows(table: Table) -> (Vec<&'static str>, Vec<&'static str>) {
        let parts = [("no", "yes", table.a), ("no", "no", table.b), ("yes", "yes", table.c), ("yes", "no", table.d)];
        let all = parts.into_iter().flat_map(|(own, out, n)| (0..n).map(move |_| (own, out)));
        all.unzip()
    }

    const WORKED: Table = Table { a: 770, b: 1_370, c: 334, d: 1_338 };

    #[test]
    fn the_worked_pattern_is_found_on_the_side_where_it_is_more_often() {
        let (report, gone) = rows(WORKED);
        let columns = [Column { name: "Report", cells: report }, Column { name: "cancelled", cells: gone }];
        let found = find(&columns, "Cancelled", None, None).unwrap();
        let own = &found.tried[0];
        assert_eq!((own.behaviour.as_str(), own.is.as_str(), own.table), ("Report", "no", WORKED));
        assert_eq!(format!("{:.2} {:.2} {:.2}", own.times.ratio, own.times.low, own.times.high), "1.80 1.61 2.01");
        assert_eq!((own.standing, found.is.as_str()), (Standing::Holds, "yes"));
        assert_eq!(
            found.statement(own).unwrap(),
            "Where Report is no, cancelled is yes 1.8 times as often: 36 % of 2140 against 20 % of 1672 (95 %: 1.6 to 2.0, 1 pair tried). We do not know why."
        );
    }

    #[test]
    fn what_the_groups_explain_is_said_to_be_explained() {
        // the small plan leaves more often and reports less; within a plan the report changes nothing
        let (mut plan, mut report, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (name, table) in
            [("small", Table { a: 400, b: 400, c: 100, d: 100 }), ("large", Table { a: 20, b: 180, c: 80, d: 720 })]
        {
            let (own, out) = rows(table);
            plan.extend(std::iter::repeat_n(name, own.len()));
            report.extend(own);
            gone.extend(out);
        }
        let columns = [
            Column { name: "plan", cells: plan },
            Column { name: "report", cells: report },
            Column { name: "gone", cells: gone },
        ];
        let found = find(&columns, "gone", None, Some("plan")).unwrap();
        assert_eq!(found.tried.len(), 1, "the group is no behaviour");
        let own = &found.tried[0];
        assert!(found.statement(own).unwrap_err().to_string().contains("“plan” explains it"));
        assert!(own.times.ratio > 2.0 && (own.within.unwrap() - 1.0).abs() < 1e-9 && own.is_explained());
        assert_eq!(own.groups.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["large", "small"]);
        // without groups nothing is explained
        assert!(!find(&columns, "gone", None, None).unwrap().tried.iter().any(Pattern::is_explained));
    }

    /// Returns what is found in a table of these groups, each with its counts; an empty name is a row without a group.
    fn found_in(groups: &[(&'static str, Table)]) -> Pattern {
        let (mut plan, mut report, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (name, table) in groups {
            let (own, out) = rows(*table);
            plan.extend(std::iter::repeat_n(*name, own.len()));
            report.extend(own);
            gone.extend(out);
        }
        let column = |name, cells| Column { name, cells };
        let columns = [column("plan", plan), column("report", report), column("gone", gone)];
        find(&columns, "gone", None, Some("plan")).unwrap().tried.remove(0)
    }

    #[test]
    fn only_what_moves_towards_one_among_the_rows_with_a_group_is_explained() {
        let t = |a, b, c, d| Table { a, b, c, d };
        // within groups the link is stronger than without them: hidden, and not made, by the groups
        let hidden = found_in(&[("a", t(60, 340, 5, 95)), ("b", t(60, 40, 80, 320))]);
        assert!(hidden.within.unwrap() > hidden.times.ratio * 1.2 && !hidden.is_explained(), "{hidden:?}");
        // most rows have no group: they count on neither side
        let blank = found_in(&[("", t(500, 500, 100, 900)), ("a", t(30, 70, 10, 90)), ("b", t(30, 70, 10, 90))]);
        assert!(blank.times.ratio > 4.0 && (blank.within.unwrap() - 3.0).abs() < 0.1 && !blank.is_explained());
        // each group has one side alone: nobody can tell
        let apart = found_in(&[("a", t(300, 100, 0, 0)), ("b", t(0, 0, 100, 300))]);
        assert!(apart.within.is_none() && !apart.is_explained());
        let found = Patterns {
            outcome: "gone".into(),
            is: "yes".into(),
            group: Some("plan".into()),
            tried: vec![apart.clone()],
            left_out: Vec::new(),
        };
        assert!(found.statement(&apart).unwrap_err().to_string().contains("nobody can tell the two apart"));
        assert_eq!(found.within(&apart).unwrap(), "within plan: a – · b – · no group of “plan” has both sides");
        assert_eq!(found.holding(), 1);
    }

    #[test]
    fn many_groups_are_refused_and_a_value_of_few_rows_is_not_tried() {
        let names: Vec<String> = (0..60).map(|n| format!("u{}", n % 13)).collect();
        let who = Column { name: "who", cells: names.iter().map(String::as_str).collect() };
        let gone: Vec<&str> = (0..60).map(|n| if n % 2 == 0 { "yes" } else { "no" }).collect();
        let kind: Vec<&str> = (0..60).map(|n| ["a", "b", "c"][if n < 4 { 2 } else { n % 2 }]).collect();
        let columns = [who, Column { name: "kind", cells: kind }, Column { name: "gone", cells: gone }];
        let why = find(&columns, "gone", None, Some("who")).unwrap_err().to_string();
        assert!(why.contains("13 values: too many to be groups, 12 at most"), "{why}");
        let found = find(&columns, "gone", None, None).unwrap();
        assert!(found.left_out.iter().any(|words| words == "1 value of kind: fewer than 5 rows have it"));
        assert_eq!(found.tried.iter().filter(|own| own.behaviour == "kind").count(), 2);
    }

    #[test]
    fn a_link_that_makes_hardly_a_difference_is_said_to() {
        let t = |a, b, c, d| Table { a, b, c, d };
        let (report, gone) = rows(t(26_000, 74_000, 25_000, 75_000));
        let columns = [Column { name: "report", cells: report }, Column { name: "gone", cells: gone }];
        let own = find(&columns, "gone", None, None).unwrap().tried.remove(0);
        assert_eq!((own.standing, own.said().as_str()), (Standing::Holds, "holds, hardly a difference"));
    }

    #[test]
    fn few_rows_or_an_empty_cell_are_thin_however_large_the_ratio() {
        let thin = |table: Table| {
            let (own, out) = rows(table);
            let columns = [Column { name: "a", cells: own }, Column { name: "b", cells: out }];
            let found = find(&columns, "b", None, None).unwrap();
            let standing = found.tried[0].standing;
            assert_eq!(found.statement(&found.tried[0]).is_ok(), standing == Standing::Holds);
            standing
        };
        assert_eq!(thin(Table { a: 29, b: 0, c: 0, d: 300 }), Standing::Thin);
        assert_eq!(thin(Table { a: 24, b: 5, c: 20, d: 300 }), Standing::Thin, "29 rows on one side");
        assert_eq!(thin(Table { a: 25, b: 5, c: 20, d: 300 }), Standing::Holds, "30 rows and five in each cell");
        assert_eq!(thin(Table { a: 60, b: 4, c: 20, d: 300 }), Standing::Thin, "four in a cell");
        assert_eq!(thin(Table { a: 20, b: 20, c: 20, d: 20 }), Standing::Chance);
    }

    #[test]
    fn columns_that_cannot_tell_are_named_with_the_reason() {
        let n = 80;
        let ids: Vec<String> = (0..n).map(|at| format!("user{at}@mail.example")).collect();
        let alternate = |a: &'static str, b: &'static str| (0..n).map(|at| if at % 2 == 0 { a } else { b }).collect();
        let columns = [
            Column { name: "mail", cells: ids.iter().map(String::as_str).collect() },
            Column { name: "tour", cells: vec!["1"; n] },
            Column { name: "note", cells: vec![" "; n] },
            Column { name: "plan", cells: (0..n).map(|at| ["a", "b", "c"][at % 3]).collect() },
            Column { name: "state", cells: alternate("gone", "there") },
        ];
        let found = find(&columns, "state", Some("gone"), None).unwrap();
        assert_eq!(
            found.left_out,
            [
                "mail has 80 values: too many to look at one by one",
                "tour says nothing: always 1",
                "note says nothing: always empty"
            ]
        );
        assert_eq!(found.tried.len(), 3, "each value of the plan is a behaviour");
        let refused = |outcome: &str, is: Option<&str>, group: Option<&str>| {
            find(&columns, outcome, is, group).unwrap_err().to_string()
        };
        assert!(refused("state", None, None).contains("say state=VALUE: gone (40), there (40)"));
        assert!(refused("plan", None, None).contains("a (27), b (27), c (26)"));
        assert!(refused("state", Some("left"), None).contains("is never “left”"));
        assert!(refused("tour", None, None).contains("always 1"));
        assert!(refused("churn", None, None).contains("there are mail, tour, note, plan, state"));
        assert!(refused("state", Some("gone"), Some("State")).contains("cannot be the group"));
    }

    #[test]
    fn of_tables_without_any_link_no_more_than_one_in_ten_shows_one() {
        // twelve behaviours of 600 rows; the outcome is dealt anew 200 times
        let mut state = 7_u64;
        let mut dice = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let mut deal = |part: u64| (0..600).map(|_| if dice() % 100 < part { "yes" } else { "no" }).collect::<Vec<_>>();
        let names: Vec<String> = (0..12).map(|n| format!("behaviour {n}")).collect();
        let mut alarms = 0;
        for _ in 0..200 {
            let mut columns: Vec<Column<'_>> = names
                .iter()
                .zip([10, 20, 30, 40, 50, 60, 70, 80, 15, 25, 35, 45])
                .map(|(name, part)| Column { name, cells: deal(part) })
                .collect();
            columns.push(Column { name: "gone", cells: deal(25) });
            let found = find(&columns, "gone", None, None).unwrap();
            alarms += u32::from(found.tried.iter().any(|own| own.standing == Standing::Holds));
        }
        assert!(alarms <= 20, "{alarms} of 200 tables without a link show one");
        assert!(alarms > 0, "a line that nothing ever crosses by chance is drawn too low to find anything");
    }
}
