//! `momentum usage`: what people use of what was built, and where they drop off.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::market::changed;
use super::out::Out;
use super::{Cli, Failure};
use crate::exchange::usage;
use crate::measure::usage::{all_used, biggest_drop};
use crate::model::{Funnel, Id, Now, Product, Refusal, Usage, Verb};
use crate::text;
use crate::words::percent;
use crate::workspace::{Mode, Said};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<UsageVerb>,
}

#[derive(Debug, Subcommand)]
enum UsageVerb {
    /// List the features, those that most people use first, and the funnels with their biggest drop
    List,
    /// Show all periods of a feature, or the steps of a funnel
    Show {
        /// The name of the feature or the funnel
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// Take in a table: feature, period, users, events, all; or step, users for a funnel
    Import {
        /// The table
        table: PathBuf,
        /// Say what would be taken in, and take in nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Say which item made a feature
    Tie {
        /// The name of the feature
        name: String,
        /// The item
        key: String,
    },
    /// Take a feature or a funnel out
    Remove {
        /// The name of the feature or the funnel
        #[arg(required = true)]
        name: Vec<String>,
    },
}

/// A feature or a funnel.
fn find(product: &Product, name: &str) -> Result<Id, Refusal> {
    let funnel = product.funnels_by_name().into_iter().find(|own| own.called.to_lowercase() == name.to_lowercase());
    funnel.map_or_else(|| product.find_usage(name).map(|own| own.id), |own| Ok(own.id))
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    match args.verb.as_ref().unwrap_or(&UsageVerb::List) {
        UsageVerb::List => list(cli, now, out),
        UsageVerb::Show { name } => {
            let workspace = cli.open(Mode::Look, now)?;
            show(workspace.product(), find(workspace.product(), &name.join(" "))?, out);
            Ok(())
        }
        UsageVerb::Import { table, dry_run } => {
            let name = table.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = super::import::read_file(table)?;
            let counts = usage::read(&bytes, &name, now.today, now.zone)
                .map_err(|why| Failure::data(format!("{name}: {why}. Nothing was taken in.")))?;
            let take_in = |product: &mut Product| usage::take_in(product, &counts);
            let taken = if *dry_run {
                take_in(&mut cli.open(Mode::Look, now)?.product().clone())?
            } else {
                changed(cli, Said::Whole(format!("took in {name}")), now, out, take_in)?
            };
            if out.json {
                out.answer(&json!({
                    "counted": taken.counted, "new": taken.new, "of_no_item": taken.loose, "dry_run": dry_run,
                }));
            }
            out.line(&usage::said(&counts, &taken));
            Ok(())
        }
        UsageVerb::Tie { name, key } => {
            let id = changed(cli, Verb::Linked, now, out, |product| {
                let item = product.find_item(key)?.id;
                let id = product.find_usage(name)?.id;
                product.change_usage(id, |own| {
                    own.item = Some(item);
                    Ok(())
                })?;
                Ok(id)
            })?;
            if out.json {
                out.answer(&cli.open(Mode::Look, now)?.product().get::<Usage>(id));
            }
            Ok(())
        }
        UsageVerb::Remove { name } => {
            let id = changed(cli, Verb::Removed, now, out, |product| {
                let id = find(product, &name.join(" "))?;
                product.remove_counts(id)?;
                Ok(id)
            })?;
            if out.json {
                out.answer(&json!({"removed": id.to_string()}));
            }
            Ok(())
        }
    }
}

fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let all = all_used(product, now);
    let key = |own: &Usage| own.item.and_then(|id| product.items().get(id)).map(|item| product.key(item));
    let funnels = product.funnels_by_name();
    let drop = |own: &Funnel| {
        let on = own.periods().first().copied()?;
        let steps = own.steps(on);
        let drop = biggest_drop(&steps)?;
        Some((steps.get(drop.at).map(|step| step.step.clone()).unwrap_or_default(), drop))
    };
    if out.json {
        let features: Vec<_> = all
            .iter()
            .filter_map(|own| {
                let usage = product.usages().get(own.id)?;
                Some(json!({
                    "feature": usage.called, "item": key(usage), "share": own.share, "users": own.users,
                    "change": own.change, "hardly_used": own.little,
                }))
            })
            .collect();
        let funnels: Vec<_> = funnels
            .iter()
            .map(|own| {
                let found = drop(own);
                json!({
                    "funnel": own.called,
                    "biggest_drop": found.as_ref().map(|(step, _)| step),
                    "lost": found.as_ref().map(|(_, drop)| drop.lost),
                    "lost_percent": found.as_ref().map(|(_, drop)| drop.share),
                })
            })
            .collect();
        out.answer(&json!({"features": features, "funnels": funnels}));
        return Ok(());
    }
    if all.is_empty() && funnels.is_empty() {
        out.line("nothing is counted yet: momentum usage import usage.csv");
    }
    let rows = all.iter().filter_map(|own| {
        let usage = product.usages().get(own.id)?;
        let share = own.share.map_or_else(String::new, percent);
        let change = own.change.map_or_else(String::new, |n| format!("{n:+.0} %"));
        let little = if own.little { "! hardly used" } else { "" };
        let item = key(usage).unwrap_or_default();
        let name = text::line(&usage.called).into_owned();
        Some(vec![name, item, share, own.users.to_string(), change, little.to_owned()])
    });
    out.table(&rows.collect::<Vec<_>>(), &[2, 3, 4]);
    for own in funnels {
        let words = drop(own).map_or_else(
            || "nobody is lost".to_owned(),
            |(step, drop)| format!("{} lost before “{}” ({})", drop.lost, text::line(&step), percent(drop.share)),
        );
        out.line(&format!("funnel {}: {words}", text::line(&own.called)));
    }
    Ok(())
}

fn show(product: &Product, id: Id, out: &mut Out) {
    if let Some(own) = product.usages().get(id) {
        if out.json {
            out.answer(&**own);
        }
        out.line(&text::line(&own.called));
        for count in own.counts.iter().rev() {
            let all = count.all.map_or_else(String::new, |all| format!(" of {all}"));
            let share = count.share().map_or_else(String::new, |share| format!(", {}", percent(share)));
            out.line(&format!("{}  {}{all}{share}", count.on, count.users));
        }
    }
    let Some(own) = product.funnels().get(id) else { return };
    if out.json {
        out.answer(&**own);
    }
    for on in own.periods() {
        out.line(&format!("{}, {on}", text::line(&own.called)));
        let steps = own.steps(on);
        let drop = biggest_drop(&steps);
        for (at, step) in steps.iter().enumerate() {
            let mark = if drop.is_some_and(|drop| drop.at == at) { "  ◀ the biggest drop" } else { "" };
            out.line(&format!("  {:>8}  {}{mark}", step.users, text::line(&step.step)));
        }
    }
}
