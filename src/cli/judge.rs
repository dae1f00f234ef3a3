//! `momentum groom`, `health`, `score`, `lint`, `similar`, `decisions`: the judgements of the screen for scripts.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::list::Brief;
use super::named;
use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::cli::out::in_the_shell;
use crate::measure::health as measured;
use crate::measure::lint;
use crate::measure::quality::Others;
use crate::measure::score::{self, Method, is_unsupported};
use crate::measure::similar::Similar;
use crate::measure::similar::size::LEAST;
use crate::model::{Id, Item, Now, Product, Size};
use crate::query::Matcher;
use crate::query::queue::{self, QUEUES};
use crate::sort::InOrder;
use crate::text;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct GroomArgs {
    /// The queue: top, orphans, unsized, big, stale, vague, unranked, duplicates, prune or all; without it, how many wait in each
    #[arg(long)]
    queue: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct QueryArgs {
    /// A filter, as for `list`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct KeyArgs {
    /// The item's key, or a part of its title
    key: String,
}

#[derive(Debug, clap::Args)]
pub struct DecisionArgs {
    /// What to do; without it, the decisions are listed
    #[command(subcommand)]
    verb: Option<DecisionVerb>,
    #[command(flatten)]
    list: DecisionList,
}

/// What can be done with decisions.
#[derive(Debug, clap::Subcommand)]
enum DecisionVerb {
    /// List what was decided
    List(DecisionList),
    /// Show decisions as a page: what, why, by whom, instead of what
    Show {
        /// Words that a decision must hold
        #[arg(required = true)]
        words: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
pub struct DecisionList {
    /// Words that a decision must hold
    words: Vec<String>,
    /// Print the page as Markdown
    #[arg(long)]
    markdown: bool,
}

/// What may be there twice; looked for only where somebody asks.
fn doubled(product: &Product) -> Arc<HashSet<Id>> {
    Arc::new(Similar::of(product).doubled(product))
}

pub fn groom(cli: &Cli, args: &GroomArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let doubled = doubled(product);
    let stale = cli.config.stale_days;
    let Some(name) = &args.queue else {
        let counts = QUEUES.iter().map(|queue| (queue, queue.items(product, &doubled, now, stale).len()));
        if out.json {
            let all: serde_json::Map<String, serde_json::Value> =
                counts.map(|(queue, n)| (queue.name.to_owned(), n.into())).collect();
            out.answer(&all);
        } else {
            let rows: Vec<Vec<String>> =
                counts.map(|(queue, n)| vec![n.to_string(), queue.name.to_owned(), queue.title.to_owned()]).collect();
            out.table(&rows, &[0]);
        }
        return Ok(());
    };
    let queue = queue::named(name).ok_or_else(|| {
        let names: Vec<&str> = QUEUES.iter().map(|queue| queue.name).collect();
        Failure::usage(format!("“{name}” is no queue · {}", names.join(", ")))
    })?;
    let items = queue.items(product, &doubled, now, stale);
    let items: Vec<&Arc<Item>> = items.iter().filter_map(|id| product.items().get(*id)).collect();
    if out.json {
        out.answer(&items.iter().map(|item| Brief::of(item, product)).collect::<Vec<_>>());
    } else {
        for item in items {
            out.line(&format!("{}  {}", product.key(item), text::line(&item.title)));
        }
    }
    Ok(())
}

pub fn health(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let health = measured::of(product, &doubled(product), now, cli.config.stale_days);
    if out.json {
        let bars: serde_json::Map<String, serde_json::Value> =
            health.bars.iter().map(|bar| (bar.name.to_lowercase(), bar.percent.into())).collect();
        let flaws: Vec<_> = health
            .flaws
            .iter()
            .map(|flaw| json!({"name": flaw.name, "count": flaw.count, "filter": flaw.filter, "gain": f64::from(flaw.gain) / 10.0}))
            .collect();
        let depth = f64::from(health.band.depth()) / 10.0;
        out.answer(&json!({"score": health.score, "bars": bars, "ready_depth": depth, "flaws": flaws}));
        return Ok(());
    }
    out.line(&format!("{} of 100   {}", health.score, health.arithmetic));
    for bar in &health.bars {
        out.line(&format!("{:<12} {:>3}  {}", bar.name, bar.percent, bar.words));
    }
    out.line(&format!("ready depth  {}", health.band.words()));
    health.notes.iter().for_each(|note| out.line(note));
    let rows: Vec<Vec<String>> = health
        .flaws
        .iter()
        .map(|flaw| vec![flaw.count.to_string(), flaw.name.to_owned(), flaw.filter.clone(), in_the_shell(flaw.mend)])
        .collect();
    out.table(&rows, &[0]);
    Ok(())
}

fn found(cli: &Cli, args: &QueryArgs, product: &Product, now: Now) -> Result<Vec<Arc<Item>>, Failure> {
    let query = super::understood(cli, &args.query.join(" "), product)?;
    let mut matcher = Matcher::new(Arc::new(query));
    let items = product.order().iter().filter_map(|id| product.items().get(*id));
    Ok(items.filter(|item| matcher.passes(item, product, now)).cloned().collect())
}

#[derive(Serialize)]
struct Scored {
    key: String,
    score: Option<f64>,
    arithmetic: Option<String>,
    place: Option<usize>,
    unsupported: bool,
}

pub fn score(cli: &Cli, args: &QueryArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let method = Method::of(product);
    let items = found(cli, args, product, now)?;
    if out.json {
        let all: Vec<Scored> = items
            .iter()
            .map(|item| {
                let score = method.score(item);
                Scored {
                    key: product.key(item),
                    unsupported: score.is_some() && is_unsupported(item, product),
                    arithmetic: score.as_ref().map(|score| score.arithmetic.clone()),
                    score: score.map(|score| score.value),
                    place: product.place_of(item),
                }
            })
            .collect();
        out.answer(&all);
        return Ok(());
    }
    let mut scored: Vec<(f64, Vec<String>)> = items
        .iter()
        .filter_map(|item| {
            let score = method.score(item)?;
            let place = product.place_of(item).map_or_else(String::new, |n| n.to_string());
            let row = vec![score::print(score.value), place, product.key(item), item.title.clone(), score.arithmetic];
            Some((score.value, row))
        })
        .collect();
    scored.order_by(|a, b| b.0.total_cmp(&a.0));
    let unscored = items.len() - scored.len();
    let rows: Vec<Vec<String>> = scored.into_iter().map(|(_, row)| row).collect();
    out.table(&rows, &[0, 1]);
    if unscored > 0 {
        remark(&format!("{unscored} without a score by {}: {}", method.title, method.formula));
    }
    Ok(())
}

pub fn lint(cli: &Cli, args: &QueryArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let items = found(cli, args, product, now)?;
    let (others, doubled) = (Others::of(product), doubled(product));
    let all: Vec<(String, &Arc<Item>, Vec<String>)> = items
        .iter()
        .map(|item| {
            let hints = others.hints(item, product, &*doubled).into_iter().map(|hint| hint.words);
            (product.key(item), item, hints.collect::<Vec<_>>())
        })
        .filter(|(_, _, hints)| !hints.is_empty())
        .collect();
    if out.json {
        let all: Vec<_> =
            all.iter().map(|(key, item, hints)| json!({"key": key, "title": item.title, "hints": hints})).collect();
        out.answer(&all);
        return Ok(());
    }
    for (key, item, hints) in &all {
        out.line(&format!("{key}  {}", text::line(&item.title)));
        for hint in hints {
            out.line(&format!("    {hint}"));
        }
    }
    let record = lint::record::Record::of(product, others.domain());
    if let Some(record) = record.filter(|_| !all.is_empty()) {
        out.line(&record.words());
    }
    Ok(())
}

pub fn similar(cli: &Cli, args: &KeyArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    const MOST: usize = 10;
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let item = named::item(product, &args.key)?;
    let index = Similar::of(product);
    let near = index.like(item.id, MOST);
    let suggestion = index.suggest(item.id);
    let (record, doubles) = (index.record(), index.doubles_record(product));
    let rows = near.iter().filter_map(|near| Some((near.likeness, product.items().get(near.id)?)));
    if out.json {
        let like: Vec<_> = rows
            .map(|(likeness, other)| json!({"key": product.key(other), "title": other.title, "likeness": likeness}))
            .collect();
        let points = |n: u32| f64::from(n) / 100.0;
        let voices = suggestion.iter().flat_map(|own| own.voices(product));
        let from: Vec<_> = voices
            .map(|(voice, other)| json!({"key": product.key(other), "title": other.title, "size": points(voice.points), "share": voice.share}))
            .collect();
        let range = suggestion.as_ref().map(|own| json!([points(own.range.0), points(own.range.1)]));
        let record = record.map(|own| json!({"tried": own.tried, "nearer": own.nearer, "farther": own.farther, "error": own.error, "usual_error": own.usual}));
        out.answer(&json!({
            "key": product.key(item), "similar": like, "suggested_size": suggestion.as_ref().map(|own| points(own.points)),
            "range": range, "by_likeness": suggestion.as_ref().map(|own| own.like), "from": from, "record": record,
            "doubles": doubles.map(|own| json!({"known": own.known, "told": own.told})),
        }));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = rows
        .map(|(likeness, other)| {
            let size = other.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
            vec![format!("{:.0} %", likeness * 100.0), product.key(other), size, other.title.clone()]
        })
        .collect();
    if rows.is_empty() {
        remark("nothing open resembles it");
    }
    out.table(&rows, &[0, 2]);
    if let Some(record) = doubles.filter(|_| !rows.is_empty()) {
        out.line(&record.words());
    }
    let Some(found) = suggestion else {
        out.line(&format!("no size is suggested: that needs {LEAST} sized items"));
        return Ok(());
    };
    let range = found.range_words().map_or_else(String::new, |words| format!(" · {words}"));
    out.line(&format!("suggested size: {}{range}", found.words()));
    let names = found.voices(product).map(|(voice, other)| {
        let title = text::cut(&text::line(&other.title), 40).into_owned();
        let (share, size) = (voice.share * 100.0, Size::Points(voice.points));
        vec![format!("{share:.0} %"), product.key(other), size.to_string(), title]
    });
    out.table(&names.collect::<Vec<_>>(), &[0, 2]);
    if let Some(record) = record {
        out.line(&record.words());
    }
    Ok(())
}

pub fn decisions(cli: &Cli, args: &DecisionArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let (words, page) = match &args.verb {
        None => (&args.list.words, args.list.markdown),
        Some(DecisionVerb::List(list)) => (&list.words, list.markdown),
        Some(DecisionVerb::Show { words }) => (words, true),
    };
    let shows = matches!(args.verb, Some(DecisionVerb::Show { .. }));
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut all = product.decisions_by_day();
    all.retain(|decision| {
        let text = format!("{} {} {}", decision.what, decision.because, decision.verdict).to_lowercase();
        words.iter().all(|word| text.contains(word))
    });
    if shows && all.is_empty() {
        let there = crate::words::count(product.decisions_by_day().len(), "decision");
        return Err(Failure {
            words: format!("no decision holds “{}” · there are {there}: momentum decision list", words.join(" ")),
            code: 1,
        });
    }
    if out.json {
        out.answer(&all);
    } else if page {
        out.raw(crate::exchange::decisions::markdown(product, &all, now).as_bytes());
    } else {
        for decision in all {
            let why = if decision.because.is_empty() {
                String::new()
            } else {
                format!("  “{}”", text::line(&decision.because))
            };
            out.line(&format!(
                "{}  {:<12} {}{why}",
                now.day_of(decision.created),
                decision.verdict,
                text::line(&decision.what)
            ));
        }
    }
    Ok(())
}
