//! `momentum report`: what is said to whom, on standard output or into a file.

use std::path::PathBuf;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::exchange::report::{self, Doc, Form, Span};
use crate::model::share::{Report, Way};
use crate::model::{Now, Refusal, Verb};
use crate::store::output::write_out;
use crate::workspace::{Mode, Workspace};

/// The sheet for a talk, which is about a wish and is never shared.
const TALK: &str = "talk";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// exec, customers, team, said (what became of what one person told you), changes, update, release, wins, insights, talk (the sheet for a
    /// talk about a wish)
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Report::WORDS.iter().copied().chain([TALK])))]
    report: String,
    /// The person that it is for, by name: “said” needs one; the wish that it is about, by key: “talk” needs one
    #[arg(long = "for", value_name = "NAME")]
    who: Option<String>,
    /// The first day that it is about: 2026-11-01, 30d; without it, since it was shared last, else thirty days
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// md, text, html, or json with the sources of each sentence
    #[arg(long, default_value = "md", value_parser = clap::builder::PossibleValuesParser::new(Form::NAMES.iter().map(|(name, _)| *name)))]
    format: String,
    /// The file to write; without it, standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Remember that it was shared today; who is told of a wish with it counts as told
    #[arg(long)]
    told: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(if args.told { Mode::Command } else { Mode::Look }, now)?;
    let product = workspace.product();
    if args.report == TALK {
        let key = args.who.as_deref().ok_or_else(|| Refusal::invalid("which wish? momentum report talk --for R5"))?;
        let doc = report::talk(product.find_request(key)?, None, product, now);
        return print(args, &doc, workspace, out);
    }
    let kind = Report::parse(&args.report)?;
    let who = match &args.who {
        Some(name) => Some(product.find_person(name)?.id),
        None => None,
    };
    if who.is_some() && kind != Report::Said {
        return Err(Refusal::invalid("only “said” is for one person: momentum report said --for NAME").into());
    }
    let mut span = report::usual(product, kind, who, now);
    if let Some(day) = &args.since {
        span = Span { since: first_day(day, now)?, ..span };
    }
    let doc = report::write(product, kind, who, span, now)?;
    if args.told {
        let shared = doc.clone();
        workspace.edit(now, Verb::Shared, "", move |product| report::remember(&shared, product, Way::Printed, now))?;
        save(workspace, now)?;
    }
    print(args, &doc, workspace, out)
}

fn print(args: &Args, doc: &Doc, workspace: &Workspace, out: &mut Out) -> Result<(), Failure> {
    let form = Form::NAMES.iter().find(|(name, _)| *name == args.format).map_or(Form::Markdown, |(_, form)| *form);
    let text = doc.print(if out.json { Form::Json } else { form }, Some(workspace.product()));
    match args.output.as_ref().filter(|path| path.as_os_str() != "-") {
        None => out.raw(text.as_bytes()),
        Some(path) => {
            write_out(path, text.as_bytes(), workspace.path(), args.force)?;
            out.line(&format!("wrote {} to {}", crate::words::count(doc.words(), "word"), path.display()));
        }
    }
    Ok(())
}

/// Reads the first day of a report: a day, or how far back.
pub fn first_day(text: &str, now: Now) -> Result<chrono::NaiveDate, Refusal> {
    let word = text.trim().to_lowercase();
    let back = |ending: char, days: u64| word.strip_suffix(ending)?.parse::<u64>().ok()?.checked_mul(days);
    let back = back('d', 1).or_else(|| back('w', 7)).map(chrono::Days::new);
    let day = match back {
        Some(days) => now.today.checked_sub_days(days),
        None => word.parse().ok(),
    };
    day.ok_or_else(|| Refusal::invalid(format!("“{}” is not a day: 2026-11-01, 30d or 4w", text.trim())))
}
