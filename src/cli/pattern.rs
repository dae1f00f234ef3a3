//! `momentum pattern`: which behaviour goes along with an outcome, in a table with a row for each customer. The table is only read.

use std::path::PathBuf;

use serde_json::json;

use super::out::{Out, remark};
use super::{Cli, Failure, market};
use crate::exchange::sheet;
use crate::measure::chance::FALSE_FINDS;
use crate::measure::pattern::{self, Column, Pattern, Patterns, Standing};
use crate::model::insight::{InsightKind, Weight};
use crate::model::{Insight, Now, Verb};
use crate::words::count;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table with a row for each customer, and a column for each thing that they did or are
    table: PathBuf,
    /// The column of what became of them; COLUMN=VALUE where it is not yes or no
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// A column within which each pair is looked at again: plan, month
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Make a problem statement of the pair with this number: an insight, and never an item
    #[arg(long, value_name = "NUMBER")]
    problem: Option<usize>,
    /// The problem waits in the inbox, too
    #[arg(long, requires = "problem")]
    wish: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let name = args.table.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let sheet =
        sheet::of(&super::import::read_file(&args.table)?).map_err(|why| Failure::data(format!("{name}: {why}")))?;
    let columns: Vec<Column<'_>> = sheet
        .header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = sheet.rows.iter().map(|(_, row)| row.get(at).map_or("", String::as_str)).collect();
            Column { name, cells }
        })
        .collect();
    let (outcome, is) = match args.outcome.split_once('=') {
        Some((column, value)) => (column, Some(value)),
        None => (args.outcome.as_str(), None),
    };
    let found = pattern::find(&columns, outcome, is, args.group.as_deref())?;
    if let Some(number) = args.problem {
        return problem(cli, (&found, number), &name, args.wish, now, out);
    }
    if out.json {
        out.answer(&answer(&found, sheet.rows.len()));
        return Ok(());
    }
    print(&found, sheet.rows.len(), out);
    Ok(())
}

/// Writes down the problem that the pair of this number makes.
fn problem(
    cli: &Cli,
    (found, number): (&Patterns, usize),
    source: &str,
    wish: bool,
    now: Now,
    out: &mut Out,
) -> Result<(), Failure> {
    let there = count(found.tried.len(), "pair");
    let own = number.checked_sub(1).and_then(|at| found.tried.get(at));
    let own = own.ok_or_else(|| Failure::usage(format!("“{number}” is no number of a pair: there are {there}")))?;
    let said = found.statement(own)?;
    let id = market::changed(cli, Verb::WroteDown, now, out, |product| {
        let note = Insight {
            said: said.clone(),
            kind: InsightKind::Usage,
            weight: Weight::Many,
            source: source.to_owned(),
            ..Insight::default()
        };
        let id = product.note_insight(note, now)?;
        if wish {
            let key = product.get::<Insight>(id).map(|note| note.key()).unwrap_or_default();
            product.ask_for_market(said, &key, now)?;
        }
        Ok(id)
    })?;
    if out.json {
        out.answer(&cli.open(Mode::Look, now)?.product().get::<Insight>(id));
    }
    Ok(())
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Chance => "chance",
        Standing::Thin => "thin",
    }
}

fn answer(found: &Patterns, rows: usize) -> serde_json::Value {
    let pairs: Vec<serde_json::Value> = found
        .tried
        .iter()
        .map(|own| {
            let groups: Vec<serde_json::Value> = own
                .groups
                .iter()
                .map(|(name, table)| json!({"group": name, "a": table.a, "b": table.b, "c": table.c, "d": table.d}))
                .collect();
            let table = own.table;
            json!({
                "behaviour": own.behaviour, "is": own.is, "a": table.a, "b": table.b, "c": table.c, "d": table.d,
                "times": own.times.ratio, "low": own.times.low, "high": own.times.high, "q": own.q,
                "standing": word(own.standing), "groups": groups, "within": own.within, "explained": own.is_explained(),
            })
        })
        .collect();
    json!({
        "outcome": found.outcome, "is": found.is, "rows": rows, "group": found.group, "tried": pairs,
        "left_out": found.left_out,
    })
}

fn print(found: &Patterns, rows: usize, out: &mut Out) {
    let hold = found.tried.iter().filter(|own| own.standing == Standing::Holds).count();
    out.line(&format!(
        "{}: {} · {} · {} tried, {hold} hold",
        found.outcome,
        found.is,
        count(rows, "row"),
        count(found.tried.len(), "pair")
    ));
    let head = ["", "", "", "with", "without", "times", "95 %", ""].map(str::to_owned).to_vec();
    let mut lines = vec![head];
    for (at, own) in found.tried.iter().enumerate() {
        let (with, without) = own.table.rates();
        let percent = |rate: f64| format!("{:.0} %", rate * 100.0);
        let range = format!("{:.1}–{:.1}", own.times.low, own.times.high);
        let times = format!("{:.1}×", own.times.ratio);
        let words = said(own);
        lines.push(vec![
            (at + 1).to_string(),
            own.behaviour.clone(),
            own.is.clone(),
            percent(with),
            percent(without),
            times,
            range,
            words,
        ]);
    }
    out.table(&lines, &[0, 3, 4, 5, 6]);
    if let Some(group) = &found.group {
        for own in found.tried.iter().filter(|own| own.standing == Standing::Holds) {
            let parts: Vec<String> =
                own.groups.iter().map(|(name, table)| format!("{name} {:.1}×", table.times().ratio)).collect();
            let verdict = match own.within {
                None => format!("no {group} has both sides"),
                Some(_) if own.is_explained() => format!("it is the {group}"),
                Some(_) => format!("the {group} does not explain it"),
            };
            out.line(&format!("{} within {group}: {} · {verdict}", own.behaviour, parts.join(" · ")));
        }
    }
    for words in &found.left_out {
        remark(words);
    }
    remark(&format!(
        "a link, not a cause: a group that is given the behaviour would tell · of what holds, up to {:.0} % may be chance",
        FALSE_FINDS * 100.0
    ));
}

/// Returns how far a pattern can be relied on, in words.
fn said(own: &Pattern) -> String {
    let (with, without) = own.table.rows();
    match own.standing {
        Standing::Holds if own.is_explained() => "explained by the groups".to_owned(),
        Standing::Holds if own.q < 0.001 => "holds, q < 0.001".to_owned(),
        Standing::Holds => format!("holds, q {:.3}", own.q),
        Standing::Chance => "may be chance".to_owned(),
        Standing::Thin => format!("too few: {}", with.min(without)),
    }
}
