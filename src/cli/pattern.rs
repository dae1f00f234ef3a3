//! `momentum pattern`: which behaviour goes along with an outcome, in a table with a row for each customer. Of the table nothing is kept but counts, and those only where it is asked for.

use std::path::PathBuf;

use serde_json::json;

use super::out::{Out, remark};
use super::{Cli, Failure, market};
use crate::exchange::study;
use crate::measure::chance::FALSE_FINDS;
use crate::measure::pattern::{Patterns, Standing};
use crate::model::{Insight, Now, Study, Verb};
use crate::text;
use crate::words::{count, percent};
use crate::workspace::{Mode, Said};

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
    /// Keep what was counted in the product, to look at it and tie pairs to what is done about them
    #[arg(long)]
    keep: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let name = args.table.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let sheet =
        study::read(&super::import::read_file(&args.table)?).map_err(|why| Failure::data(format!("{name}: {why}")))?;
    let (outcome, is) = match args.outcome.split_once('=') {
        Some((column, value)) => (column, Some(value)),
        None => (args.outcome.as_str(), None),
    };
    let found = study::look_through(&sheet, outcome, is, args.group.as_deref())?;
    if args.keep && args.problem.is_none() {
        let rows = sheet.rows.len();
        let words = format!("looked through {name}");
        market::changed(cli, Said::Whole(words), now, out, |product| {
            study::take_in(product, &name, &found, rows, now)
        })?;
    }
    if let Some(number) = args.problem {
        return problem(cli, (&found, number), (&name, sheet.rows.len()), args.wish, now, out);
    }
    if out.json {
        out.answer(&answer(&found, sheet.rows.len()));
        return Ok(());
    }
    print(&found, sheet.rows.len(), out);
    Ok(())
}

/// Writes down the problem that the pair of this number makes, beside the counts that it rests on.
fn problem(
    cli: &Cli,
    (found, number): (&Patterns, usize),
    (name, rows): (&str, usize),
    wish: bool,
    now: Now,
    out: &mut Out,
) -> Result<(), Failure> {
    let there = count(found.tried.len(), "pair");
    let own = number.checked_sub(1).and_then(|at| found.tried.get(at));
    let own = own.ok_or_else(|| Failure::usage(format!("“{number}” is no number of a pair: there are {there}")))?;
    let said = found.statement(own)?;
    let id = market::changed(cli, Verb::WroteDown, now, out, |product| {
        let kept = study::take_in(product, name, found, rows, now)?;
        let pairs = product.get::<Study>(kept).map(|study| study.pairs.as_slice()).unwrap_or_default();
        let about = pairs.iter().filter(|pair| (&pair.behaviour, &pair.is) == (&own.behaviour, &own.is));
        let about = about.map(|pair| pair.id).collect();
        let note = product.note_insight(Insight::of_counts(said.clone(), name, about), now)?;
        if wish {
            let key = product.get::<Insight>(note).map(|note| note.key()).unwrap_or_default();
            product.ask_for_market(said, &key, now)?;
        }
        Ok(note)
    })?;
    let workspace = cli.open(Mode::Look, now)?;
    let note = workspace.product().get::<Insight>(id);
    if out.json {
        out.answer(&note);
    } else if let Some(note) = note {
        out.line(&format!("the problem is {}: “{}”", note.key(), text::line(&note.said)));
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
    let hold = found.holding();
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
        let times = format!("{:.1}×", own.times.ratio);
        lines.push(vec![
            (at + 1).to_string(),
            own.behaviour.clone(),
            own.is.clone(),
            percent(with * 100.0),
            percent(without * 100.0),
            times,
            own.range(),
            own.said(),
        ]);
    }
    out.table(&lines, &[0, 3, 4, 5, 6]);
    for own in found.tried.iter().filter(|own| own.standing == Standing::Holds) {
        if let Some(words) = found.within(own) {
            out.line(&format!("{} {words}", own.name()));
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
