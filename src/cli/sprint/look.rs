//! What the shell shows of sprints.

use chrono::NaiveDate;
use serde_json::json;

use super::{numbered, standing};
use crate::cli::list::Brief;
use crate::cli::out::{Out, remark};
use crate::cli::{Cli, Failure};
use crate::exchange::sprint::page;
use crate::measure::ready;
use crate::measure::review::Standing;
use crate::measure::sprint::{accepted, burndown as chart_of, chance, left_now};
use crate::measure::standup::standup as standup_of;
use crate::measure::velocity::capacity;
use crate::model::entity::hundredths;
use crate::model::{Item, Now, Product, Size, Sprint, SprintState, Status};
use crate::text;
use crate::workspace::Mode;

fn shown(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "?".to_owned(), |day| day.to_string())
}

fn points(n: u32) -> String {
    Size::Points(n).to_string()
}

pub fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let all = product.sprints_by_number();
    if out.json {
        out.answer(&all);
    } else if all.is_empty() {
        remark("no sprint yet: momentum sprint new begins one, or 3 on the screen");
    } else {
        let rows: Vec<Vec<String>> = all
            .iter()
            .map(|sprint| {
                let (committed, _) = sprint.committed_points();
                let days = format!("{} – {}", shown(sprint.start), shown(sprint.end));
                let accepted = accepted(sprint, product);
                let result = format!("{} of {}", points(accepted), points(committed));
                let words = if sprint.goal.is_empty() { &sprint.name } else { &sprint.goal };
                vec![
                    format!("S{}", sprint.number),
                    sprint.state.word().to_owned(),
                    days,
                    result,
                    text::line(words).into_owned(),
                ]
            })
            .collect();
        out.table(&rows, &[]);
    }
    Ok(())
}

pub fn show(cli: &Cli, number: u32, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let sprint = numbered(workspace.product(), number)?;
    if out.json {
        out.answer(sprint);
    } else {
        for line in page(sprint, workspace.product(), now).lines() {
            out.line(line);
        }
    }
    Ok(())
}

fn items<'a>(sprint: &Sprint, product: &'a Product) -> Vec<&'a Item> {
    sprint.items.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect()
}

pub fn plan(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let sprint = standing(product, SprintState::Planned)?;
    let able = capacity(sprint, product);
    let held = items(sprint, product);
    let sum = held.iter().filter_map(|item| item.size.and_then(Size::points)).fold(0, u32::saturating_add);
    let taken = product.in_sprints();
    let mut room = able.points.saturating_sub(sum);
    let free = product.order().iter().filter(|id| !taken.contains(*id)).filter_map(|id| product.items().get(*id));
    let mut fits = Vec::new();
    for item in free.filter(|item| !item.is_later(now.today) && ready::is_ready(item, product)) {
        let size = item.size.and_then(Size::points).unwrap_or(0);
        if size <= room {
            room -= size;
            fits.push(item);
        }
        if fits.len() >= 20 || room == 0 {
            break;
        }
    }
    if out.json {
        out.answer(&json!({
            "number": sprint.number, "goal": sprint.goal, "capacity": f64::from(able.points) / 100.0, "guess": able.guess,
            "holds": f64::from(sum) / 100.0,
            "items": held.iter().map(|item| Brief::of(item, product)).collect::<Vec<_>>(),
            "fits": fits.iter().map(|item| Brief::of(item, product)).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    let goal = if sprint.goal.is_empty() { "no goal yet: momentum sprint new --goal …" } else { &sprint.goal };
    out.line(&format!("S{} {} – {}: {}", sprint.number, shown(sprint.start), shown(sprint.end), text::line(goal)));
    out.line(&format!("holds {} of {} points ({})", points(sum), points(able.points), able.words));
    for item in &held {
        row(item, product, out);
    }
    if !fits.is_empty() {
        out.line("would fit, from the top:");
        for item in fits {
            row(item, product, out);
        }
    }
    Ok(())
}

fn row(item: &Item, product: &Product, out: &mut Out) {
    let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
    let gap = ready::first_gap(item, product).map_or(String::new(), |_| "  not ready".to_owned());
    out.line(&format!("  {:<9} {size:>3}  {}{gap}", product.key(item), text::line(&item.title)));
}

pub fn status(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let sprint = standing(product, SprintState::Active)?;
    let (committed, _) = sprint.committed_points();
    let left = left_now(sprint, product);
    let (over, days) = sprint.day_of(now.today);
    let held = items(sprint, product);
    let chance = chance(sprint, product, now);
    if out.json {
        out.answer(&json!({
            "number": sprint.number, "goal": sprint.goal, "day": over, "days": days,
            "committed": f64::from(committed) / 100.0, "left": f64::from(left) / 100.0, "chance": chance,
            "interruptions": sprint.interruptions.len(), "scope_changes": sprint.scope.len(),
            "items": held.iter().map(|item| Brief::of(item, product)).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    out.line(&format!("S{} day {over} of {days}: {}", sprint.number, text::line(goal)));
    let chance = chance.map_or_else(String::new, |n| format!(", all of it in time with a chance of {n} %"));
    out.line(&format!("left {} of {} points{chance}", points(left), points(committed)));
    for wanted in Status::ALL {
        let column: Vec<&&Item> = held.iter().filter(|item| item.status == *wanted).collect();
        if column.is_empty() {
            continue;
        }
        out.line(&format!("{} {}", wanted.word(), column.len()));
        for item in column {
            let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
            let owner = if item.owner.is_empty() { String::new() } else { format!("  ({})", text::line(&item.owner)) };
            let sign = if item.accepted.is_some() { " ✓" } else { "" };
            out.line(&format!("  {:<9} {size:>3}  {}{owner}{sign}", product.key(item), text::line(&item.title)));
        }
    }
    Ok(())
}

pub fn burndown(cli: &Cli, number: Option<u32>, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let sprint = match number {
        Some(number) => numbered(product, number)?,
        None => standing(product, SprintState::Active)?,
    };
    let chart = chart_of(sprint, product, now);
    let step = |i: usize| chart.steps.iter().find(|(at, _)| *at == i).map(|(_, n)| *n);
    if out.json {
        let number = |list: &[u32], i: usize| list.get(i).map(|n| f64::from(*n) / 100.0);
        let rows: Vec<_> = chart
            .days
            .iter()
            .enumerate()
            .map(|(i, day)| {
                json!({"day": day.to_string(), "left": number(&chart.left, i), "scope": number(&chart.scope, i),
                       "even_pace": number(&chart.ideal, i)})
            })
            .collect();
        out.answer(&rows);
        return Ok(());
    }
    for (i, day) in chart.days.iter().enumerate() {
        let number = |list: &[u32]| list.get(i).map_or_else(|| "·".to_owned(), |n| points(*n));
        let step = step(i)
            .map_or_else(String::new, |n| format!("  scope {}{}", if n > 0 { "+" } else { "−" }, hundredths(n.abs())));
        out.line(&format!("{day}  left {:>4}  even pace {:>4}{step}", number(&chart.left), number(&chart.ideal)));
    }
    Ok(())
}

pub fn review(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let sprint = standing(product, SprintState::Active)?;
    let held = items(sprint, product);
    let word = |item: &Item| Standing::of(item, sprint).words();
    if out.json {
        let rows: Vec<_> =
            held.iter().map(|item| json!({"item": Brief::of(item, product), "verdict": word(item)})).collect();
        out.answer(&rows);
        return Ok(());
    }
    for item in held {
        let (met, all) = item.criteria_met();
        out.line(&format!(
            "{:<13} {:<9} {met}/{all} criteria  {}",
            word(item),
            product.key(item),
            text::line(&item.title)
        ));
    }
    Ok(())
}

pub fn standup(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    standing(product, SprintState::Active)?;
    let Some(sheet) = standup_of(product, now) else { return Ok(()) };
    if out.json {
        let parts: Vec<_> = sheet
            .parts
            .iter()
            .map(|part| {
                let lines: Vec<&str> = part.lines.iter().map(|line| line.words.as_str()).collect();
                json!({"title": part.title, "lines": lines})
            })
            .collect();
        out.answer(&json!({"head": sheet.head, "since": sheet.since.to_string(), "parts": parts}));
        return Ok(());
    }
    for line in sheet.text().lines() {
        out.line(line);
    }
    Ok(())
}
