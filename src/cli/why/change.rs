//! What the shell changes in the chain of why: goals, key results, readings.

use chrono::NaiveDate;

use super::look::{brief, goals, metrics, one_goal, row, split};
use super::{GoalArgs, GoalVerb, KrArgs, KrVerb, ReadingArgs};
use crate::cli::named;
use crate::cli::out::Out;
use crate::cli::{Cli, Failure, save};
use crate::exchange::readings;
use crate::model::Verb;
use crate::model::day::read_day;
use crate::model::metric::Role;
use crate::model::{Amount, Entity, Horizon, Metric, Now, Product, Refusal, Shape};
use crate::words::count;
use crate::workspace::{Mode, Said};

/// Answers with all things of a kind.
type All = fn(&Product, Now, &mut Out);

/// Makes one edit and reports it: in words, or with all things of the kind as they are now.
fn edit<T>(
    cli: &Cli,
    now: Now,
    (out, all): (&mut Out, All),
    (said, why): (impl Into<Said>, &str),
    f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
) -> Result<T, Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace.edit(now, said, why, f)?;
    save(workspace, now)?;
    if out.json {
        all(workspace.product(), now, out);
    } else {
        out.line(if edited.words.is_empty() { "nothing changed" } else { &edited.words });
    }
    Ok(edited.value)
}

pub fn goal(cli: &Cli, args: &GoalArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match args.verb.as_ref().unwrap_or(&GoalVerb::List) {
        GoalVerb::List => goals(cli.open(Mode::Look, now)?.product(), now, out),
        GoalVerb::Show { goal } => {
            let workspace = &mut cli.open(Mode::Look, now)?;
            let product = workspace.product();
            one_goal(named::goal(product, goal)?, product, now, out);
        }
        GoalVerb::Add { title } => {
            edit(cli, now, (out, goals), (Verb::WroteDown, ""), |product| product.add_goal(&title.join(" ")))?;
        }
        GoalVerb::Move { goal, to, why } => edit(cli, now, (out, goals), (Verb::Moved, why), |product| {
            let id = named::goal(product, goal)?.id;
            product.move_goal(id, Horizon::parse(to)?, why)
        })?,
        GoalVerb::Reach { goal } => edit(cli, now, (out, goals), (Verb::Reached, ""), |product| {
            let id = named::goal(product, goal)?.id;
            product.end_goal(id, true, "", now)
        })?,
        GoalVerb::Drop { goal, why } => {
            let why = why.join(" ");
            edit(cli, now, (out, goals), (Verb::GaveUp, &why), |product| {
                let id = named::goal(product, goal)?.id;
                product.end_goal(id, false, &why, now)
            })?;
        }
        GoalVerb::Remove { goal, to } => edit(cli, now, (out, goals), (Verb::Removed, ""), |product| {
            let id = named::goal(product, goal)?.id;
            let n = product.items().iter().filter(|item| item.goal == Some(id)).count();
            let hangs = n > 0 || !product.results_of(id).is_empty();
            let heir = match to.as_deref() {
                Some("none") => None,
                Some(to) => Some(named::goal(product, to)?.id),
                None if hangs => {
                    let words = format!("{} and its key results hang on it: --to GOAL, or --to none", count(n, "item"));
                    return Err(Refusal::invalid(words));
                }
                None => None,
            };
            product.remove_goal(id, heir)
        })?,
    }
    Ok(())
}

/// Writes fields of a measure; days are read as people say them.
fn set_fields(metric: &mut Metric, pairs: &[String], product: &Product, today: NaiveDate) -> Result<(), Refusal> {
    for pair in pairs {
        let (name, value) = split(pair)?;
        let field = Metric::fields().iter().find(|field| field.name == name && field.set.is_some());
        let field = field.ok_or_else(|| {
            let names: Vec<&str> =
                Metric::fields().iter().filter(|field| field.set.is_some()).map(|field| field.name).collect();
            Refusal::invalid(format!("no field “{name}”: one of {}", names.join(", ")))
        })?;
        let value = match field.shape {
            Shape::Date => read_day(value, today)?.map_or_else(String::new, |day| day.to_string()),
            _ => value.to_owned(),
        };
        if let Some(set) = field.set {
            set(metric, &value, product).map_err(|why| Refusal::invalid(format!("{name}: {why}")))?;
        }
    }
    Ok(())
}

pub fn kr(cli: &Cli, args: &KrArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None | Some(KrVerb::List) => metrics(cli.open(Mode::Look, now)?.product(), now, out),
        Some(KrVerb::Add { measure, goal, role, fields }) => {
            edit(cli, now, (out, metrics), (Verb::Added, ""), |product| {
                let role = Role::parse(role)?;
                let goal = match goal {
                    Some(name) => Some(named::goal(product, name)?.id),
                    None if role == Role::Result => product.current_goal().map(|goal| goal.id),
                    None => None,
                };
                let start = Some(now.today);
                let mut metric = Metric { measure: measure.join(" "), role, goal, start, ..Metric::default() };
                set_fields(&mut metric, fields, product, now.today)?;
                product.add_metric(metric)
            })?;
        }
        Some(KrVerb::Set { kr, fields }) => edit(cli, now, (out, metrics), (Verb::Changed, ""), |product| {
            let mut metric = named::metric(product, kr)?.clone();
            set_fields(&mut metric, fields, product, now.today)?;
            product.change_metric(metric.id, |own| {
                *own = metric;
                Ok(())
            })
        })?,
        Some(KrVerb::Show { kr }) => {
            let workspace = &mut cli.open(Mode::Look, now)?;
            let product = workspace.product();
            let metric = named::metric(product, kr)?;
            if out.json {
                out.answer(metric);
                return Ok(());
            }
            out.table(&[row(metric, now)], &[3]);
            for reading in &metric.readings {
                let note = if reading.note.is_empty() { String::new() } else { format!("  {}", reading.note) };
                out.line(&format!("{}  {}{note}", reading.on, metric.with_unit(reading.value)));
            }
        }
        Some(KrVerb::Remove { kr }) => edit(cli, now, (out, metrics), (Verb::Removed, ""), |product| {
            let id = named::metric(product, kr)?.id;
            product.remove_metric(id)
        })?,
    }
    Ok(())
}

pub fn reading(cli: &Cli, args: &ReadingArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    if let Some(value) = &args.value {
        let value = Amount::parse(value)?;
        let on = match &args.on {
            Some(text) => read_day(text, now.today)?.unwrap_or(now.today),
            None => now.today,
        };
        let workspace = &mut cli.open(Mode::Command, now)?;
        let edited = workspace.edit(now, Verb::Read, "", |product| {
            let id = named::metric(product, &args.what)?.id;
            product.read_metric(id, on, value, &args.note, now.today)?;
            Ok(id)
        })?;
        save(workspace, now)?;
        let product = workspace.product();
        if let Some(metric) = product.get::<Metric>(edited.value) {
            if out.json {
                out.answer(&brief(metric, product, now));
            } else {
                out.table(&[row(metric, now)], &[3]);
            }
        }
        return Ok(());
    }
    let path = std::path::Path::new(&args.what);
    if args.what != "-" && !path.exists() {
        let words = format!("say the value of {}, or name a CSV file with the columns kr, date, value", args.what);
        return Err(Failure::usage(words));
    }
    let bytes = crate::cli::import::read(path)?;
    let rows = readings::read(&bytes, now.zone).map_err(|why| Failure::data(format!("{}: {why}", args.what)))?;
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace
        .edit(now, Verb::Read, "", |product| readings::take_in(product, &rows, now.today))
        .map_err(|why| Failure::data(format!("{}: {why}. Nothing was taken in.", args.what)))?;
    save(workspace, now)?;
    if out.json {
        out.answer(&serde_json::json!({"readings": rows.len(), "new": edited.value}));
    } else {
        out.line(&format!("{}, {} of them new", count(rows.len(), "reading"), edited.value));
    }
    Ok(())
}
