//! `momentum forecast`, `top`: when it will be done, what comes next and why.

use chrono::NaiveDate;
use serde_json::json;

use super::list::Brief;
use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::measure::forecast::{self as forecasts, Held, History, SEED};
use crate::measure::{promise, ready};
use crate::model::day::read_day;
use crate::model::story::so_that;
use crate::model::{Now, SprintState};
use crate::query::Matcher;
use crate::text;
use crate::words;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many will be done by this day: 2027-01-30, 6w, 3m
    #[arg(long)]
    by: Option<String>,
    /// When the items that this filter finds will be done; of one key, when everything before it and itself is; without it, all that is open
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

pub fn forecast(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let one = match args.query.as_slice() {
        [key] => product.find_item(key).ok(),
        _ => None,
    };
    let items = if let Some(item) = one {
        let key = product.key(item);
        match promise::place(&promise::work(product, now.today), product, item.id) {
            None => return Err(Failure { words: format!("no forecast: {key} was declined"), code: 1 }),
            Some(0) => return Err(Failure { words: format!("no forecast: {key} is done"), code: 1 }),
            Some(place) => place,
        }
    } else {
        let query = super::understood(cli, &args.query.join(" "), product)?;
        let mut matcher = Matcher::new(std::sync::Arc::new(query));
        let items = product.order().iter().filter_map(|id| product.items().get(*id));
        items.filter(|item| matcher.passes(item, product, now)).count()
    };
    let scope = u32::try_from(items).unwrap_or(u32::MAX);
    let finished = forecasts::finished(product, now.zone);
    let history = History::of(&finished, now.today, forecasts::WINDOW);
    let refused = |why: forecasts::NoForecast| Failure { words: format!("no forecast: {why}"), code: 1 };
    let when = forecasts::when(&history, scope, 100, SEED).map_err(refused)?;
    let days: Vec<(usize, Option<NaiveDate>)> = [50, 70, 85, 95]
        .into_iter()
        .map(|p| (p, forecasts::day_after(now.today, forecasts::percentile(&when, p))))
        .collect();
    let by = match &args.by {
        None => None,
        Some(text) => match read_day(text, now.today)? {
            Some(day) if day > now.today && (day - now.today).num_days() <= i64::from(forecasts::FOREVER) => Some(day),
            _ => return Err(Failure::usage(format!("“{text}” is not a day of the next ten years"))),
        },
    };
    let sums = match by {
        Some(day) => {
            let ahead = u32::try_from((day - now.today).num_days()).unwrap_or(1);
            let sums = forecasts::how_many(&history, ahead, SEED).map_err(refused)?;
            Some((day, forecasts::at_least(&sums, 85), forecasts::at_least(&sums, 50), forecasts::chance(&when, ahead)))
        }
        None => None,
    };
    let held = forecasts::record(&finished, now.today, forecasts::WINDOW);
    if out.json {
        let when: serde_json::Map<String, serde_json::Value> =
            days.iter().map(|(p, day)| (format!("p{p}"), day.map(|day| day.to_string()).into())).collect();
        let many = sums.map(
            |(day, safe, even, chance)| json!({"by": day.to_string(), "p85": safe, "p50": even, "chance": chance}),
        );
        out.answer(&json!({"items": scope, "when": when, "how_many": many, "finished_in_window": history.total(),
            "thin": forecasts::is_thin(&history), "record": record(&held)}));
        return Ok(());
    }
    let what = words::count(items, "item");
    out.line(&match one {
        Some(item) => format!("{}, the last of {what} in the work: done by", product.key(item)),
        None => format!("{what}: done by"),
    });
    for (percent, day) in days {
        out.line(&format!(
            "  {percent} %  {}",
            day.map_or_else(|| "beyond ten years".to_owned(), |day| day.to_string())
        ));
    }
    if let Some((day, safe, even, chance)) = sums {
        out.line(&format!(
            "by {day}: at least {safe} with 85 %, {even} as likely as not; all of these with {chance} %"
        ));
    }
    let thin = if forecasts::is_thin(&history) { ", which is thin" } else { "" };
    remark(&format!("from {} finished in {} days{thin}; a range, never a promise", history.total(), forecasts::WINDOW));
    if held.all > 0 {
        remark(&format!("four weeks ahead, {}", held.words()));
    }
    Ok(())
}

/// Returns how earlier forecasts held, for scripts: of how many, and in how many of a hundred each mark did.
fn record(held: &Held) -> serde_json::Value {
    let share = |n: usize| (n * 100).checked_div(held.all);
    let marks = forecasts::MARKS.iter().zip(held.held);
    let held_in: serde_json::Map<String, serde_json::Value> =
        marks.map(|(mark, n)| (format!("p{mark}"), share(n).into())).collect();
    json!({"forecasts": held.all, "held_percent": held_in})
}

pub fn top(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let goal = product.current_goal();
    let sprint = product.sprint_in(SprintState::Active);
    let items = ready::next(product, now.today);
    if out.json {
        let next: Vec<Brief> = items.iter().map(|item| Brief::of(item, product)).collect();
        out.answer(&json!({
            "goal": goal.map(|goal| goal.title.clone()),
            "sprint_goal": sprint.map(|sprint| sprint.goal.clone()),
            "next": next,
        }));
        return Ok(());
    }
    if let Some(goal) = goal {
        out.line(&format!("goal    G{} {}", goal.num, text::line(&goal.title)));
    }
    if let Some(sprint) = sprint {
        out.line(&format!("sprint  S{} {}", sprint.number, text::line(&sprint.goal)));
    }
    if items.is_empty() {
        remark("nothing is ready: momentum list is:unready");
    }
    for (n, item) in (1..).zip(items) {
        let why =
            if item.benefit.is_empty() { String::new() } else { format!(": {}", so_that(&text::line(&item.benefit))) };
        out.line(&format!("{n}  {}  {}{why}", product.key(item), text::line(&item.title)));
    }
    Ok(())
}
