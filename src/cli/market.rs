//! `momentum insight`, `theme`, `competitor`, `scan`: what people outside say and do, in the shell.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::out::{Out, remark};
use super::{Cli, Failure, save};
use crate::exchange::feedback::{self, Note};
use crate::measure::market;
use crate::measure::theme::{self, Way};
use crate::model::competitor::{Move, Threat};
use crate::model::day::read_day;
use crate::model::entity::one_line;
use crate::model::insight::InsightKind;
use crate::model::theme::ThemeState;
use crate::model::{Id, Insight, Now, Product, Refusal, Verb};
use crate::store::feeds;
use crate::system;
use crate::text;
use crate::words::count;
use crate::workspace::{Mode, Said};

#[derive(Debug, clap::Args)]
pub struct InsightArgs {
    #[command(subcommand)]
    verb: Option<InsightVerb>,
}

#[derive(Debug, Subcommand)]
enum InsightVerb {
    /// List the insights, the last one first
    List,
    /// Show one in full
    Show {
        /// Its key: N12
        key: String,
    },
    /// Write down what somebody said or did
    Add {
        /// The words, as they were said
        #[arg(required = true)]
        words: Vec<String>,
        /// interview, survey, ticket, review, usage, sales, churn, observation
        #[arg(long, default_value = "interview", value_parser = clap::builder::PossibleValuesParser::new(InsightKind::WORDS.iter().copied()))]
        kind: String,
        /// Who said it: Mia (Acme)
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
        /// Which sort of customer: trial, 8 people
        #[arg(long, default_value = "")]
        segment: String,
        /// The day on which it was said
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// The item that it tells of
        #[arg(long, value_name = "KEY")]
        on: Option<String>,
        /// The theme that it tells of
        #[arg(long, value_name = "THEME")]
        theme: Option<String>,
    },
    /// Take in a table of feedback, a note a row: themes are counted, the words stay on this machine
    Import {
        /// The table
        table: PathBuf,
        /// A column for text, day or stars: text=Content
        #[arg(long, value_name = "FIELD=COLUMN")]
        map: Vec<String>,
        /// Say what would be taken in, and take in nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct ThemeArgs {
    #[command(subcommand)]
    verb: Option<ThemeVerb>,
}

#[derive(Debug, Subcommand)]
enum ThemeVerb {
    /// List the themes, those that most people talk about first
    List,
    /// Show one with its quotes
    Show {
        /// Its key or name: T3, sync
        theme: String,
    },
    /// Make one theme of two
    Join {
        /// The theme that goes
        theme: String,
        /// The theme that stays
        into: String,
    },
    /// Make a theme of its own of one of its words
    Split {
        /// The theme
        theme: String,
        /// The word
        word: String,
    },
    /// Hide a theme for good, because it is not for us
    Hide {
        /// The theme
        theme: String,
        /// The reason
        why: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
pub struct CompetitorArgs {
    #[command(subcommand)]
    verb: Option<CompetitorVerb>,
}

#[derive(Debug, Subcommand)]
enum CompetitorVerb {
    /// List the competitors with their last move
    List,
    /// Show one with its moves
    Show {
        /// The competitor
        name: String,
    },
    /// Write one down
    Add {
        /// The name
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// Write down what one did; who is not known yet is written down with it
    Move {
        /// The competitor
        name: String,
        /// What they did
        #[arg(required = true)]
        what: Vec<String>,
        /// unsaid, none, some, high
        #[arg(long, default_value = "unsaid", value_parser = clap::builder::PossibleValuesParser::new(Threat::WORDS.iter().copied()))]
        threat: String,
        /// The day on which it was seen
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// The address at which it was seen
        #[arg(long, default_value = "")]
        url: String,
        /// The item that answers it
        #[arg(long, value_name = "KEY")]
        answer: Option<String>,
        /// The goal that it threatens
        #[arg(long, value_name = "GOAL")]
        goal: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    /// What you looked at, separated by commas
    #[arg(required = true)]
    looked: Vec<String>,
    /// The minutes that it took
    #[arg(long, default_value_t = 15)]
    minutes: u32,
    /// What struck, in a line
    #[arg(long, default_value = "")]
    word: String,
}

/// Opens for a change, makes it, and saves it.
pub fn changed<T>(
    cli: &Cli,
    verb: impl Into<Said>,
    now: Now,
    out: &mut Out,
    f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
) -> Result<T, Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace.edit(now, verb, "", f)?;
    save(workspace, now)?;
    out.line(if edited.words.is_empty() { "nothing changed" } else { &edited.words });
    Ok(edited.value)
}

fn day(text: Option<&String>, now: Now) -> Result<Option<chrono::NaiveDate>, Refusal> {
    text.map_or(Ok(None), |text| read_day(text, now.today))
}

pub fn insight(cli: &Cli, args: &InsightArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match args.verb.as_ref().unwrap_or(&InsightVerb::List) {
        InsightVerb::List => {
            let workspace = cli.open(Mode::Look, now)?;
            let all = workspace.product().insights_by_day();
            if out.json {
                out.answer(&all);
            }
            let row = |own: &&Insight| {
                let on = own.on.map_or_else(String::new, |day| day.to_string());
                vec![own.key(), on, own.kind.word().to_owned(), own.said.clone()]
            };
            if all.is_empty() {
                remark("no insight yet: momentum insight add \"gave up at step two\" writes one down");
            }
            out.table(&all.iter().map(row).collect::<Vec<_>>(), &[]);
            Ok(())
        }
        InsightVerb::Show { key } => {
            let workspace = cli.open(Mode::Look, now)?;
            let own = workspace.product().find_insight(key)?;
            if out.json {
                out.answer(own);
            }
            out.line(&format!("{}  “{}”", own.key(), text::line(&own.said)));
            for words in [&own.means, &own.segment, &own.source, &own.url].into_iter().filter(|words| !words.is_empty())
            {
                out.line(&format!("    {words}"));
            }
            Ok(())
        }
        InsightVerb::Add { words, kind, who, segment, day: on, on: item, theme } => {
            let on = day(on.as_ref(), now)?;
            let id = changed(cli, Verb::WroteDown, now, out, |product| {
                let mut about = Vec::new();
                if let Some(key) = item {
                    about.push(product.find_item(key)?.id);
                }
                if let Some(name) = theme {
                    about.push(product.find_theme(name)?.id);
                }
                let who = who.as_ref().map(|name| product.person_of_words(name)).transpose()?;
                let (said, kind) = (words.join(" "), InsightKind::parse(kind)?);
                let segment = one_line(segment);
                product.note_insight(Insight { said, kind, on, who, segment, about, ..Insight::default() }, now)
            })?;
            if out.json {
                let workspace = cli.open(Mode::Look, now)?;
                out.answer(&workspace.product().insights().get(id));
            }
            Ok(())
        }
        InsightVerb::Import { table, map, dry_run } => import(cli, table, map, *dry_run, now, out),
    }
}

fn import(
    cli: &Cli,
    file: &std::path::Path,
    map: &[String],
    dry_run: bool,
    now: Now,
    out: &mut Out,
) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = super::import::read_file(file)?;
    let pair = |words: &String| {
        let (field, column) =
            words.split_once('=').ok_or_else(|| Failure::usage(format!("“{words}”: text=Content")))?;
        Ok::<_, Failure>((field.trim().to_owned(), column.trim().to_owned()))
    };
    let map = map.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    let read = feedback::read(&bytes, &map, now.zone).map_err(|why| Failure::data(format!("{name}: {why}")))?;
    let mode = if dry_run { Mode::Look } else { Mode::Command };
    let workspace = &mut cli.open(mode, now)?;
    let sidecar = workspace.sidecar();
    let feed = workspace.product().feeds().iter().find(|feed| feed.called == name).map(|feed| feed.id);
    let known: Vec<Note> = feed.map_or_else(Vec::new, |id| feeds::rows(sidecar.as_deref(), id));
    let rows = read.notes.len();
    let fresh = feedback::new_ones(read.notes.clone(), &known);
    let new = fresh.len();
    let all: Vec<Note> = known.into_iter().chain(fresh).collect();
    let dated = read.has_days();
    let mut took = feedback::Took::default();
    if !dry_run {
        let machine = system::host();
        let done = workspace.edit(now, Verb::Imported, "", |product| {
            let others = feeds::all(sidecar.as_deref(), product);
            let took = feedback::take_in(product, &name, &all, &machine, now)?;
            feedback::recount(product, others.iter().filter(|(id, _)| *id != took.0));
            Ok(took)
        })?;
        save(workspace, now)?;
        took = done.value.1;
        feeds::keep(sidecar.as_deref(), done.value.0, &all)?;
    }
    if out.json {
        out.answer(&json!({
            "file": name, "rows": rows, "new": new, "known": rows - new, "themes": took.themes, "other_percent": took.other,
            "days": dated, "left_out": read.left_out, "addresses": read.addresses, "empty": read.empty,
        }));
    }
    out.line(&format!("{rows} rows, {} known, {new} new", rows - new));
    for (column, what) in &read.taken {
        out.line(&format!("  {column}  → {what}"));
    }
    for words in read.not_taken() {
        out.line(&format!("  {words}"));
    }
    if !dated {
        out.line(&format!("  {}", feedback::NO_DAYS));
    }
    if !dry_run {
        out.line(&format!("{}, {} % talk of none", count(took.themes, "new theme"), took.other));
    }
    Ok(())
}

fn way(way: Way) -> &'static str {
    match way {
        Way::Rising => "rising",
        Way::Falling => "falling",
        Way::Perhaps => "perhaps rising",
        Way::Steady => "",
        Way::Unknown => "unknown",
    }
}

pub fn theme(cli: &Cli, args: &ThemeArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match args.verb.as_ref().unwrap_or(&ThemeVerb::List) {
        ThemeVerb::List => {
            let workspace = cli.open(Mode::Look, now)?;
            let product = workspace.product();
            let all = market::themes(product);
            let rows = all.iter().filter_map(|own| Some((own, product.themes().get(own.id)?)));
            if out.json {
                let rows = rows.map(|(own, theme)| {
                    json!({"key": theme.key(), "name": theme.called, "notes": own.notes, "weeks": own.weeks, "way": way(own.way), "words": theme.terms})
                });
                let rows: Vec<_> = rows.collect();
                out.answer(&rows);
                return Ok(());
            }
            let rows: Vec<Vec<String>> = rows
                .map(|(own, theme)| {
                    vec![theme.key(), own.notes.to_string(), way(own.way).to_owned(), theme.called.clone()]
                })
                .collect();
            if rows.is_empty() {
                remark("no theme yet: momentum insight import reviews.csv finds them");
            }
            out.table(&rows, &[1]);
            Ok(())
        }
        ThemeVerb::Show { theme: name } => {
            let workspace = cli.open(Mode::Look, now)?;
            let (product, sidecar) = (workspace.product(), workspace.sidecar());
            let own = product.find_theme(name)?;
            let mut quotes = Vec::new();
            for feed in product.feeds().iter() {
                let rows: Vec<Note> = feeds::rows(sidecar.as_deref(), feed.id);
                quotes.extend(feedback::notes_of(own, &rows).into_iter().take(10).map(|note| note.text.clone()));
            }
            if out.json {
                out.answer(&json!({"key": own.key(), "name": own.called, "words": own.terms, "state": own.state, "notes": product.notes_of(own.id), "quotes": quotes}));
            }
            out.line(&format!("{} {}, {}", own.key(), own.called, count(product.notes_of(own.id) as usize, "note")));
            for quote in &quotes {
                out.line(&format!("  “{}”", text::line(quote)));
            }
            Ok(())
        }
        ThemeVerb::Join { theme, into } => recounted(cli, Verb::Joined, now, out, |product| {
            let (from, into) = (product.find_theme(theme)?.id, product.find_theme(into)?.id);
            product.join_themes(from, into).map(|()| into)
        }),
        ThemeVerb::Split { theme, word } => recounted(cli, Verb::Split, now, out, |product| {
            let id = product.find_theme(theme)?.id;
            let term = theme::terms(word).join(" ");
            product.split_theme(id, &term)
        }),
        ThemeVerb::Hide { theme, why } => recounted(cli, Verb::SetAside, now, out, |product| {
            let id = product.find_theme(theme)?.id;
            product.change_theme(id, |theme| {
                theme.state = ThemeState::Hidden;
                theme.why = one_line(&why.join(" "));
                Ok(())
            })?;
            Ok(id)
        }),
    }
}

/// Changes themes, and counts all of them anew from the rows of this machine, in one step.
fn recounted(
    cli: &Cli,
    verb: Verb,
    now: Now,
    out: &mut Out,
    f: impl FnOnce(&mut Product) -> Result<Id, Refusal>,
) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let rows = feeds::all(workspace.sidecar().as_deref(), workspace.product());
    let edited = workspace.edit(now, verb, "", |product| {
        let id = f(product)?;
        feedback::recount(product, &rows);
        Ok(id)
    })?;
    save(workspace, now)?;
    if out.json {
        out.answer(&workspace.product().themes().get(edited.value));
    }
    out.line(&edited.words);
    Ok(())
}

pub fn competitor(cli: &Cli, args: &CompetitorArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let show = |id: Id, out: &mut Out| -> Result<(), Failure> {
        if out.json {
            out.answer(&cli.open(Mode::Look, now)?.product().competitors().get(id));
        }
        Ok(())
    };
    match args.verb.as_ref().unwrap_or(&CompetitorVerb::List) {
        CompetitorVerb::List => {
            let workspace = cli.open(Mode::Look, now)?;
            let all = workspace.product().competitors_by_name();
            if out.json {
                out.answer(&all);
            }
            let row = |own: &&crate::model::Competitor| {
                let last = own.moves().first().map(|own| (own.on, own.threat, own.what.clone()));
                let (on, threat, what) = last.unwrap_or_default();
                vec![
                    own.called.clone(),
                    on.map_or_else(String::new, |day| day.to_string()),
                    threat.word().to_owned(),
                    what,
                ]
            };
            out.table(&all.iter().map(row).collect::<Vec<_>>(), &[]);
            Ok(())
        }
        CompetitorVerb::Show { name } => {
            let workspace = cli.open(Mode::Look, now)?;
            let product = workspace.product();
            let own = product.find_competitor(name)?;
            if out.json {
                out.answer(own);
            }
            out.line(&text::line(&own.called));
            if let Some(words) = market::said_of(product, own) {
                out.line(&words);
            }
            for own in own.moves() {
                let on = own.on.map_or_else(String::new, |day| day.to_string());
                let answer = own.item.and_then(|id| product.items().get(id)).map(|item| product.key(item));
                let answer = answer.unwrap_or_else(|| own.no_answer.clone());
                let goal = own.goal.and_then(|id| product.get::<crate::model::Goal>(id));
                let against = goal.map_or_else(String::new, |goal| format!("against G{}  ", goal.num));
                out.line(&format!("{on}  {:<6}  {}  {against}{answer}", own.threat, text::line(&own.what)));
            }
            Ok(())
        }
        CompetitorVerb::Add { name } => {
            let id = changed(cli, Verb::WroteDown, now, out, |product| product.competitor_named(&name.join(" ")))?;
            show(id, out)
        }
        CompetitorVerb::Move { name, what, threat, day: on, url, answer, goal } => {
            let on = day(on.as_ref(), now)?;
            let id = changed(cli, Verb::WroteDown, now, out, |product| {
                let item = answer.as_ref().map(|key| product.find_item(key).map(|item| item.id)).transpose()?;
                let goal = goal.as_ref().map(|key| product.find_goal(key).map(|goal| goal.id)).transpose()?;
                let id = product.competitor_named(name)?;
                let (what, threat, by) = (what.join(" "), Threat::parse(threat)?, cli.config.author());
                product.note_move(
                    id,
                    Move { what, threat, on, url: one_line(url), by, goal, item, ..Move::default() },
                    now,
                )?;
                Ok(id)
            })?;
            show(id, out)
        }
    }
}

pub fn scan(cli: &Cli, args: &ScanArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let looked: Vec<String> =
        args.looked.join(" ").split(',').map(one_line).filter(|words| !words.is_empty()).collect();
    let id =
        changed(cli, Verb::WroteDown, now, out, |product| product.note_scan(args.minutes, looked, &args.word, now))?;
    if out.json {
        out.answer(&cli.open(Mode::Look, now)?.product().get::<crate::model::Scan>(id));
    }
    Ok(())
}

/// Says how well the outside is heard, and what of it waits.
pub fn front(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let known = market::signals(product, now);
    let front = market::front(product, now);
    if out.json {
        out.answer(&json!({
            "score": front.score, "talks_30_days": known.talks.is, "talks_aim": known.talks.wanted,
            "facts_of_use_30_days": known.facts.is, "facts_of_use_aim": known.facts.wanted,
            "days_since_outside": known.heard, "moves_30_days": known.moves.is, "moves_aim": known.moves.wanted, "moves_unanswered": known.unanswered,
            "weeks_with_a_look": known.streak, "next_look": product.next_scan(),
            "insights": product.insights().len(), "themes": product.themes().len(),
            "patterns": product.studies().iter().map(|study| study.pairs.len()).sum::<usize>(),
            "competitors": product.competitors().len(),
        }));
        return Ok(());
    }
    let score = front.score.map_or_else(|| "not begun".to_owned(), |score| format!("{score} of 100"));
    out.line(&format!("market {score}: {}", known.last_heard()));
    let (talks, facts, moves) = (known.talks, known.facts, known.moves);
    out.line(&format!("{talks} talks, {facts} facts of use and {moves} moves of competitors in 30 days"));
    let next = product.next_scan().map_or_else(String::new, |day| format!(", the next one {day}"));
    out.line(&format!("looks outside: {} in a row{next}", count(known.streak, "week")));
    for waiting in market::waiting(product, now) {
        out.line(&format!("! {}", waiting.words));
    }
    Ok(())
}
