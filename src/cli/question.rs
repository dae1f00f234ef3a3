//! `momentum question`: what we want to know of a number, what would change our mind, and the answer.

use clap::Subcommand;

use super::market::changed;
use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::model::entity::one_line;
use crate::model::{Id, Inquiry, Now, Product, Refusal, Verb};
use crate::text;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<QuestionVerb>,
}

#[derive(Debug, Subcommand)]
enum QuestionVerb {
    /// List the questions, the open ones first
    List,
    /// Show one with what would change our mind
    Show {
        /// Its key: Q3
        key: String,
    },
    /// Ask one
    Add {
        /// The question: do they stay?
        #[arg(required = true)]
        words: Vec<String>,
        /// The finding that would change our mind
        #[arg(long, value_name = "FINDING")]
        changes: String,
        /// The number, feature or item that it is about: KR1, “Weekly digest”, INK-12
        #[arg(long, value_name = "KEY")]
        on: Option<String>,
    },
    /// Answer one; no words open it again
    Answer {
        /// Its key: Q3
        key: String,
        /// The answer
        words: Vec<String>,
    },
    /// Take one out
    Remove {
        /// Its key: Q3
        key: String,
    },
}

/// Returns the record that a name means: a number, an item, a feature.
fn named(product: &Product, name: &str) -> Result<Id, Refusal> {
    let item = product.find_item(name).map(|item| item.id);
    let metric = || product.find_metric(name).map(|metric| metric.id);
    item.or_else(|_| metric()).or_else(|why| product.find_usage(name).map(|own| own.id).map_err(|_| why))
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let id = match args.verb.as_ref().unwrap_or(&QuestionVerb::List) {
        QuestionVerb::List => return list(cli, now, out),
        QuestionVerb::Show { key } => {
            let workspace = cli.open(Mode::Look, now)?;
            let own = workspace.product().find_inquiry(key)?;
            if out.json {
                out.answer(own);
            }
            out.line(&format!("{} {}", own.key(), text::line(&own.asks)));
            out.line(&format!("    our mind changes if: {}", text::line(&own.changes)));
            if !own.is_open() {
                out.line(&format!("    answer: {}", text::line(&own.answer)));
            }
            return Ok(());
        }
        QuestionVerb::Add { words, changes, on } => changed(cli, Verb::WroteDown, now, out, |product| {
            let about = on.as_ref().map(|name| named(product, name)).transpose()?;
            product.inquire(&words.join(" "), changes, about)
        })?,
        QuestionVerb::Answer { key, words } => changed(cli, Verb::Decided, now, out, |product| {
            let id = product.find_inquiry(key)?.id;
            product.change_inquiry(id, now, |own| {
                own.answer = one_line(&words.join(" "));
                Ok(())
            })?;
            Ok(id)
        })?,
        QuestionVerb::Remove { key } => {
            let gone = changed(cli, Verb::Removed, now, out, |product| {
                let own = product.find_inquiry(key)?.clone();
                product.remove_inquiry(own.id)?;
                Ok(own)
            })?;
            if out.json {
                out.answer(&gone);
            }
            return Ok(());
        }
    };
    if out.json {
        out.answer(&cli.open(Mode::Look, now)?.product().get::<Inquiry>(id));
    }
    Ok(())
}

fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let all = workspace.product().inquiries_by_state();
    if out.json {
        out.answer(&all);
        return Ok(());
    }
    if all.is_empty() {
        remark("no question yet: momentum question add 'do they stay?' --changes 'churn is the same' --on KR1");
    }
    let row = |own: &&Inquiry| {
        let state = own.answered.map_or_else(|| "open".to_owned(), |day| day.to_string());
        vec![own.key(), state, text::line(&own.asks).into_owned()]
    };
    out.table(&all.iter().map(row).collect::<Vec<_>>(), &[]);
    Ok(())
}
