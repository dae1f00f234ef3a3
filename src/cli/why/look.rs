//! What the shell shows of the chain of why.

use crate::cli::out::in_the_shell;
use crate::model::Verb;
use serde_json::json;

use super::{RoadmapArgs, TraceArgs, VisionArgs};
use crate::cli::list::Brief;
use crate::cli::named;
use crate::cli::out::{Out, remark};
use crate::cli::{Cli, Failure, save};
use crate::exchange::report::waiting;
use crate::exchange::why;
use crate::measure::outcome::{Load, factory, gap, is_due, loads, pace, progress, reading_late};
use crate::measure::today::{Front, fronts};
use crate::model::{Entity, Goal, Horizon, Metric, Now, Product, Refusal, SprintState, Vision};
use crate::text;
use crate::words;
use crate::workspace::Mode;

pub fn vision(cli: &Cli, args: &VisionArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    if !args.fields.is_empty() || args.shared {
        let workspace = &mut cli.open(Mode::Command, now)?;
        let edited = workspace.edit(now, Verb::Wrote, "", |product| {
            let mut vision = product.vision().clone();
            for pair in &args.fields {
                let (name, value) = split(pair)?;
                let field = Vision::fields().iter().find(|field| field.name == name).and_then(|field| field.set);
                let set = field.ok_or_else(|| {
                    let names: Vec<&str> =
                        Vision::fields().iter().filter(|field| field.set.is_some()).map(|field| field.name).collect();
                    Refusal::invalid(format!("no field “{name}”: one of {}", names.join(", ")))
                })?;
                set(&mut vision, value, product)?;
            }
            if args.shared {
                vision.shared = Some(now.today);
            }
            product.put(vision);
            Ok(())
        })?;
        save(workspace, now)?;
        if !out.json {
            out.line(if edited.words.is_empty() { "nothing changed" } else { &edited.words });
            return Ok(());
        }
    }
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    if out.json {
        out.answer(product.vision());
        return Ok(());
    }
    let text = match args.length.as_str() {
        "line" => why::line(product),
        "paragraph" => why::paragraph(product),
        _ => why::page(product, now),
    };
    text.lines().for_each(|line| out.line(line));
    Ok(())
}

/// Returns `NAME=VALUE` in its two parts.
pub(super) fn split(pair: &str) -> Result<(&str, &str), Refusal> {
    let parts = pair.split_once('=');
    parts
        .map(|(name, value)| (name.trim(), value))
        .ok_or_else(|| Refusal::invalid(format!("“{pair}” is not FIELD=VALUE")))
}

/// Returns a measure as a script wants it.
pub(super) fn brief(metric: &Metric, product: &Product, now: Now) -> serde_json::Value {
    json!({
        "key": metric.key(), "measure": metric.measure, "role": metric.role.word(), "class": metric.class.word(),
        "goal": metric.goal.and_then(|id| product.goal_key(id)),
        "baseline": metric.baseline, "current": metric.current(), "target": metric.target, "unit": metric.unit,
        "progress": progress(metric), "pace": pace(metric, now.today).words(),
        "last": metric.last().map(|reading| reading.on.to_string()), "late": reading_late(metric, now.today), "gap": gap(metric),
    })
}

/// Returns the row of a measure in a table.
pub(super) fn row(metric: &Metric, now: Now) -> Vec<String> {
    vec![
        metric.key(),
        text::line(&metric.measure).into_owned(),
        metric.way(),
        progress(metric).map_or_else(|| "–".to_owned(), |n| format!("{n} %")),
        pace(metric, now.today).words(),
        match (gap(metric), metric.last()) {
            (Some(gap), _) => gap.to_owned(),
            (None, Some(reading)) => format!("read {}", reading.on),
            (None, None) => "never read".to_owned(),
        },
    ]
}

pub fn roadmap(cli: &Cli, args: &RoadmapArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(if args.share { Mode::Command } else { Mode::Look }, now)?;
    let text = why::roadmap(workspace.product(), now);
    let changes = workspace.product().roadmap_changes();
    if args.share {
        workspace.edit(now, Verb::Shared, "", |product| {
            product.share_roadmap();
            Ok(())
        })?;
        save(workspace, now)?;
    }
    if out.json {
        let product = workspace.product();
        let lanes = [Horizon::Now, Horizon::Next, Horizon::Later];
        let goals: Vec<_> = lanes
            .into_iter()
            .flat_map(|lane| product.lane(lane))
            .map(|goal| {
                json!({"key": format!("G{}", goal.num), "title": goal.title, "lane": goal.horizon.word(),
                       "confidence": goal.confidence.word(), "why": goal.why})
            })
            .collect();
        out.answer(&json!({"goals": goals, "changes": changes}));
        return Ok(());
    }
    text.trim_start().lines().for_each(|line| out.line(line));
    Ok(())
}

pub fn outcomes(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let factory = factory(product);
    let words = in_the_shell(&factory.words());
    let checks = product.expectations();
    if out.json {
        let checks: Vec<_> = checks
            .iter()
            .map(|(item, effect)| {
                let kr = product.get::<Metric>(effect.result).map(|metric| metric.key());
                json!({"item": product.key(item), "kr": kr, "expected": effect.delta, "by": effect.by.map(|day| day.to_string()),
                       "before": effect.before, "after": effect.after, "found": effect.found.word(),
                       "due": is_due(item, effect, now), "learned": effect.learned})
            })
            .collect();
        let metrics: Vec<_> = product.metrics_by_num().into_iter().map(|metric| brief(metric, product, now)).collect();
        out.answer(&json!({
            "metrics": metrics, "checks": checks,
            "with_goal": factory.with_goal, "measured": factory.measured, "alarm": factory.is_alarm(), "words": words,
        }));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = product.metrics_by_num().into_iter().map(|metric| row(metric, now)).collect();
    out.table(&rows, &[3]);
    for (item, effect) in checks {
        let kr = product.get::<Metric>(effect.result).map_or_else(|| "?".to_owned(), |metric| metric.key());
        let due = if is_due(item, effect, now) { "  DUE" } else { "" };
        let sign = if effect.delta.0 > 0 { "+" } else { "" };
        let line = format!(
            "{:<9} {kr} {sign}{} {}{due}  {}",
            product.key(item),
            effect.delta,
            effect.found,
            text::line(&item.title)
        );
        out.line(&line);
    }
    let share = |n: Option<u32>| n.map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    out.line(&format!(
        "accepted points with a goal {}, with a measured effect {}: {words}",
        share(factory.with_goal),
        share(factory.measured),
    ));
    Ok(())
}

pub fn today(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let lines = waiting(product, now);
    let fronts: Vec<Front> =
        fronts(product, now).into_iter().map(|front| Front { words: in_the_shell(&front.words), ..front }).collect();
    let goal = product.current_goal();
    let results = goal.map(|goal| product.results_of(goal.id)).unwrap_or_default();
    let sprint = product.sprint_in(SprintState::Active);
    if out.json {
        let fronts: Vec<_> =
            fronts.iter().map(|f| json!({"name": f.name, "score": f.score, "words": f.words})).collect();
        out.answer(&json!({
            "goal": goal.map(|goal| goal.title.clone()),
            "key_results": results.into_iter().map(|metric| brief(metric, product, now)).collect::<Vec<_>>(),
            "sprint": sprint.map(|sprint| json!({"number": sprint.number, "goal": sprint.goal, "day": sprint.day_of(now.today).0})),
            "waiting": lines.iter().map(|line| line.words.as_str()).collect::<Vec<_>>(),
            "fronts": fronts,
        }));
        return Ok(());
    }
    match goal {
        Some(goal) => out.line(&format!("goal    G{} {}", goal.num, text::line(&goal.title))),
        None => remark("no goal yet: momentum goal add …"),
    }
    let rows: Vec<Vec<String>> = results.into_iter().map(|metric| row(metric, now)).collect();
    out.table(&rows, &[3]);
    if let Some(sprint) = sprint {
        let (over, days) = sprint.day_of(now.today);
        out.line(&format!("sprint  S{} day {over} of {days}: {}", sprint.number, text::line(&sprint.goal)));
    }
    for line in lines {
        out.line(&format!("- {}", line.words));
    }
    for front in fronts {
        let score = front.score.map_or_else(|| "–".to_owned(), |n| n.to_string());
        out.line(&format!("{:<13} {score:>3}  {}", front.name, front.words));
    }
    Ok(())
}

pub fn trace(cli: &Cli, args: &TraceArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let of_item = named::item(product, &args.key);
    if let (Ok(metric), Err(_)) = (named::metric(product, &args.key), &of_item) {
        let on = |item: &crate::model::Item| item.effect.as_ref().is_some_and(|effect| effect.result == metric.id);
        let serves =
            |item: &crate::model::Item| metric.goal.is_some() && item.goal == metric.goal && item.declined.is_none();
        let items: Vec<_> = product.items().iter().filter(|item| on(item) || serves(item)).collect();
        if out.json {
            let items: Vec<Brief> = items.iter().map(|item| Brief::of(item, product)).collect();
            out.answer(&json!({"metric": brief(metric, product, now), "items": items}));
            return Ok(());
        }
        out.table(&[row(metric, now)], &[3]);
        for item in items {
            let says = if on(item) { "expected to move it" } else { "serves its goal" };
            out.line(&format!("  {:<9} {says}  {}", product.key(item), text::line(&item.title)));
        }
        return Ok(());
    }
    let item = of_item?;
    let rows = why::trace(item, product, now);
    let rows: Vec<_> = rows.into_iter().map(|(whole, words)| (whole, in_the_shell(&words))).collect();
    if out.json {
        let rows: Vec<_> = rows.iter().map(|(whole, words)| json!({"whole": whole, "words": words})).collect();
        out.answer(&rows);
        return Ok(());
    }
    for (_, words) in rows {
        out.line(&words);
    }
    Ok(())
}

/// Returns a goal as a script wants it.
fn goal_brief(goal: &Goal, load: &Load, product: &Product, now: Now) -> serde_json::Value {
    let results = product.results_of(goal.id).into_iter().map(|metric| brief(metric, product, now));
    json!({"key": format!("G{}", goal.num), "title": goal.title, "horizon": goal.horizon.word(),
           "items": load.items, "points": f64::from(load.points) / 100.0, "done": load.done,
           "key_results": results.collect::<Vec<_>>()})
}

/// Prints a goal with its key results, on a few lines.
fn goal_lines(goal: &Goal, load: &Load, product: &Product, now: Now, out: &mut Out) {
    let title = text::line(&goal.title);
    out.line(&format!("G{} {title}  {}, {}", goal.num, goal.horizon, words::count(load.items, "item")));
    let rows: Vec<Vec<String>> = product.results_of(goal.id).into_iter().map(|metric| row(metric, now)).collect();
    out.table(&rows, &[3]);
}

/// Lists the goals with what hangs under them.
pub(super) fn goals(product: &Product, now: Now, out: &mut Out) {
    let all = product.goals_by_num();
    let loads = loads(product);
    let none = Load::default();
    let load = |goal: &Goal| loads.get(&goal.id).unwrap_or(&none);
    if out.json {
        out.answer(&all.iter().map(|goal| goal_brief(goal, load(goal), product, now)).collect::<Vec<_>>());
        return;
    }
    if all.is_empty() {
        remark("no goal yet: momentum goal add …");
    }
    for goal in all {
        goal_lines(goal, load(goal), product, now, out);
    }
}

/// Shows a goal with its key results and the items that serve it.
pub(super) fn one_goal(goal: &Goal, product: &Product, now: Now, out: &mut Out) {
    let serve =
        product.order().iter().filter_map(|id| product.items().get(*id)).filter(|item| item.goal == Some(goal.id));
    let load = loads(product).remove(&goal.id).unwrap_or_default();
    if out.json {
        let mut all = goal_brief(goal, &load, product, now);
        if let Some(all) = all.as_object_mut() {
            all.insert("why".into(), json!(goal.why));
            all.insert("confidence".into(), json!(goal.confidence.word()));
            all.insert("open".into(), json!(serve.map(|item| Brief::of(item, product)).collect::<Vec<_>>()));
        }
        out.answer(&all);
        return;
    }
    goal_lines(goal, &load, product, now, out);
    if !goal.why.is_empty() {
        out.line(&format!("why it is {}: {}", goal.horizon, text::line(&goal.why)));
    }
    for item in serve {
        let size = item.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
        out.line(&format!("  {:<9} {size:>4}  {}", product.key(item), text::line(&item.title)));
    }
}

/// Lists the key results and other measures.
pub(super) fn metrics(product: &Product, now: Now, out: &mut Out) {
    let all = product.metrics_by_num();
    if out.json {
        out.answer(&all.into_iter().map(|metric| brief(metric, product, now)).collect::<Vec<_>>());
    } else if all.is_empty() {
        remark("nothing is measured yet: momentum kr add “week-1 churn” --set baseline=12 --set target=8 --set unit=%");
    } else {
        let rows: Vec<Vec<String>> = all.into_iter().map(|metric| row(metric, now)).collect();
        out.table(&rows, &[3]);
    }
}
