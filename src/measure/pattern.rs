//! Patterns: which behaviour goes along with an outcome, in a table with a row for each customer. A link, and never a cause.

mod search;
#[cfg(test)]
mod tests;

use super::chance::{FALSE_FINDS, Table, Times, together, within};
use crate::model::study::{Cells, Pair};
use crate::model::{Id, Refusal, Study};
use crate::words::count;

pub use search::{Column, find, groupings, outcomes};

/// Rows that either side needs before anything holds.
pub const LEAST: u64 = 30;
/// Rows that each of the four cells needs.
const THIN: u64 = 5;
/// Ratio below which a link that holds makes hardly a difference.
const SMALL: f64 = 1.1;
/// How far the ratio within groups may be from the whole one, as a part of it, before the groups explain it.
const MOVED: f64 = 0.20;

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
    /// Returns a pair of these counts, before it is known how it stands among the others.
    fn counted(
        id: Id,
        behaviour: &str,
        (is, other): (String, String),
        table: Table,
        mut groups: Vec<(String, Table)>,
    ) -> Self {
        // 4–10 stands before 11+, as one counts
        groups.sort_by_key(|(name, _)| leading(name));
        let parts: Vec<Table> = groups.iter().map(|(_, table)| *table).collect();
        let (times, within) = (table.times(), within(&parts));
        let (behaviour, standing) = (behaviour.to_owned(), Standing::Chance);
        Self { id, behaviour, is, other, table, times, q: 1.0, standing, groups, within }
    }

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
        let groups = pair.groups.iter().map(|(name, cells)| (name.clone(), Table::from(*cells)));
        let words = (pair.is.clone(), pair.other.clone());
        Pattern::counted(pair.id, &pair.behaviour, words, Table::from(pair.cells), groups.collect())
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
