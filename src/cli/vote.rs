//! `momentum vote`: how several people would order the items, and where they disagree.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::market::changed;
use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::measure::vote::tally;
use crate::model::entity::hundredths;
use crate::model::{Ballot, Now, Product, Refusal, Verb};
use crate::text;
use crate::workspace::Mode;

/// Largest file that is an order of items.
const LARGEST: u64 = 1 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<VoteVerb>,
}

#[derive(Debug, Subcommand)]
enum VoteVerb {
    /// The medians of all orders, how far apart people are, and on what to talk
    List,
    /// Show the order of one person
    Show {
        /// The name of the person
        who: String,
    },
    /// Write down how a person would order items, the best first
    Cast {
        /// The name of the person
        who: String,
        /// Keys or titles, the best first
        #[arg(required = true, num_args = 2..)]
        items: Vec<String>,
    },
    /// Take orders from files, a key or a title a line; the name of a file is the name of the person
    Import {
        /// The files: ana.txt jo.txt
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Take the order of a person out
    Remove {
        /// The name of the person
        who: String,
    },
}

/// Returns who voted in a file and its text.
fn read(path: &std::path::Path) -> Result<(String, String), Failure> {
    let shown = path.display();
    let bytes = super::import::read_most(path, LARGEST)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::data(format!("{shown} is larger than 1 MB: it is no order of items")));
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::data(format!("{shown} is no text in UTF-8")))?;
    let who = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((who, text))
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    match args.verb.as_ref().unwrap_or(&VoteVerb::List) {
        VoteVerb::List => list(cli, now, out),
        VoteVerb::Show { who } => {
            let workspace = cli.open(Mode::Look, now)?;
            let product = workspace.product();
            show(product, product.find_ballot(who)?, out);
            Ok(())
        }
        VoteVerb::Cast { who, items } => {
            let text = items.join("\n");
            let id = changed(cli, Verb::TookTheVoteOf, now, out, |product| {
                let order = product.read_ballot(&text)?;
                product.vote(who, order)
            })?;
            answer(cli, now, out, &[id])
        }
        VoteVerb::Import { files } => {
            let texts = files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
            let ids = changed(cli, Verb::TookTheVoteOf, now, out, |product| {
                let mut ids = Vec::new();
                for (who, text) in &texts {
                    let order = product.read_ballot(text).map_err(|why| Refusal::invalid(format!("{who}: {why}")))?;
                    ids.push(product.vote(who, order)?);
                }
                Ok(ids)
            })?;
            answer(cli, now, out, &ids)
        }
        VoteVerb::Remove { who } => {
            let gone = changed(cli, Verb::Removed, now, out, |product| {
                let own = product.find_ballot(who)?.clone();
                product.forget_vote(own.id)?;
                Ok(own)
            })?;
            if out.json {
                out.answer(&gone);
            }
            Ok(())
        }
    }
}

fn answer(cli: &Cli, now: Now, out: &mut Out, ids: &[crate::model::Id]) -> Result<(), Failure> {
    if out.json {
        let workspace = cli.open(Mode::Look, now)?;
        out.answer(&ids.iter().filter_map(|id| workspace.product().get::<Ballot>(*id)).collect::<Vec<_>>());
    }
    Ok(())
}

fn show(product: &Product, own: &Ballot, out: &mut Out) {
    if out.json {
        out.answer(own);
    }
    for (n, item) in own.ranking.iter().filter_map(|id| product.items().get(*id)).enumerate() {
        out.line(&format!("{}  {}  {}", n + 1, product.key(item), text::line(&item.title)));
    }
}

fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let rows = tally(product);
    if rows.is_empty() {
        remark("nobody has voted yet: momentum vote cast Ana INK-3 INK-7 INK-1");
    }
    let items = rows.iter().filter_map(|row| Some((row, product.items().get(row.item)?)));
    let items: Vec<_> =
        items.map(|(row, item)| (row, product.key(item), text::line(&item.title).into_owned())).collect();
    if out.json {
        let answer: Vec<_> = items
            .iter()
            .map(|(row, key, title)| {
                json!({"key": key, "title": title, "median": f64::from(u32::try_from(row.median).unwrap_or(u32::MAX)) / 100.0, "apart": row.spread(),
                       "places": row.places.iter().map(|(n, who)| json!({"who": who, "place": n})).collect::<Vec<_>>()})
            })
            .collect();
        out.answer(&answer);
        return Ok(());
    }
    let line = |(row, key, title): &(&crate::measure::vote::Tally, String, String)| {
        let median = hundredths(i64::try_from(row.median).unwrap_or(0));
        let talk = row.dispute().unwrap_or_default();
        vec![median, row.spread().to_string(), key.clone(), title.clone(), talk]
    };
    out.table(&items.iter().map(line).collect::<Vec<_>>(), &[0, 1]);
    Ok(())
}
