//! The shell's side: one file a command. A command saves before it prints, and its exit code says how it ended.

#![allow(clippy::missing_docs_in_private_items, reason = "clap makes help of what stands above arguments")]

mod add;
mod assist;
mod backups;
mod change;
mod check;
mod export;
mod failure;
mod forecast;
mod git;
mod import;
mod item;
mod judge;
mod list;
mod manual;
mod market;
pub mod mcp;
mod named;
pub mod out;
mod pattern;
mod people;
mod products;
mod question;
mod recover;
mod report;
mod show;
mod sprint;
mod usage;
mod vote;
mod why;

use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::{self, Config};
use crate::model::stamp::Clock;
use crate::model::{Now, Refusal};
use crate::query::Query;
use crate::store::{copies, last, place};
use crate::workspace::{Mode, Workspace};
pub use failure::{EXIT_CODES, Failure};
use out::Out;

/// Arguments of the program. Without a command it opens the screen.
#[derive(Debug, Parser)]
#[command(
    name = "momentum",
    version,
    about = "Decide what to build, and why: a backlog for product owners, in the terminal",
    max_term_width = 100,
    args_override_self = true
)]
#[command(after_help = "Without a command the backlog opens on the screen; press ? there for its keys.")]
pub struct Cli {
    /// The data file to work on
    #[arg(long, global = true, value_name = "PATH", env = "MOMENTUM_FILE")]
    pub file: Option<PathBuf>,
    /// The product, a file in the data directory [default: backlog, or as configured]
    #[arg(long, global = true, value_name = "NAME")]
    pub product: Option<String>,
    /// Open for looking only, change nothing
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Print results and errors as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Open a sample product: one that is thrown away at the end, or one kept in a file to play with for days
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub demo: Option<Option<PathBuf>>,
    /// Colours: dark, light, contrast, terminal or plain; fitting ones otherwise
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(["dark", "light", "contrast", "terminal", "plain"]))]
    pub theme: Option<String>,
    /// Pretend that it is this day, for trying things out
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<chrono::NaiveDate>,
    /// Draw lines and signs in ASCII
    #[arg(long)]
    pub ascii: bool,
    /// Leave the mouse to the terminal, for selecting text
    #[arg(long)]
    pub no_mouse: bool,
    /// What is set in the user's configuration
    #[arg(skip)]
    pub config: Config,
    /// An export to open, or a momentum file
    #[arg(value_name = "FILE")]
    pub open: Option<PathBuf>,
    /// What to do; without it the screen opens
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the shell can ask for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an item and print its key; “-” reads an item a line from standard input
    #[command(
        after_help = "Examples:\n  momentum add Export reports as PDF --size 5 --tag reports\n  pbpaste | momentum add -"
    )]
    Add(add::Args),
    /// List the backlog, or what a filter finds
    #[command(
        after_help = "Filter: free words find key and title; kind: status: goal: tag: size>5 age>90d is:orphan, unsized, blocked, stale, overdue, declined, later, done, all; has:criteria text:word !tag:x sort:age\n\nExamples:\n  momentum list\n  momentum list kind:bug size\\>5 is:orphan sort:age\n  momentum list --json | jq '.[0].title'"
    )]
    List(list::Args),
    /// Show an item in full
    #[command(after_help = "Example:\n  momentum show INK-12")]
    Show(show::Args),
    /// Set fields of an item
    #[command(
        after_help = "Examples:\n  momentum set INK-12 size=5 goal=G1\n  momentum set INK-12 tags=+mobile 'benefit=they see a result in 30 minutes'"
    )]
    Set(change::SetArgs),
    /// Move an item in the one order
    #[command(
        name = "move",
        after_help = "Examples:\n  momentum move INK-12 top\n  momentum move INK-12 3\n  momentum move INK-12 before INK-7"
    )]
    Move(change::MoveArgs),
    /// Decline an item, with a reason, or take that back
    #[command(
        after_help = "Examples:\n  momentum decline INK-12 --reason low-value Nobody asked for it twice\n  momentum decline INK-12 --undo"
    )]
    Decline(change::DeclineArgs),
    /// Show what waits in the queues of a grooming session, or the items of one
    #[command(after_help = "Examples:\n  momentum groom\n  momentum groom --queue unsized --json")]
    Groom(judge::GroomArgs),
    /// Show how healthy the backlog is, and what helps most
    #[command(after_help = "Example:\n  momentum health --json | jq .score")]
    Health,
    /// List the scores with their arithmetic, the greatest first
    #[command(after_help = "Example:\n  momentum score goal:G1")]
    Score(judge::QueryArgs),
    /// Show what the words of the items leave open
    #[command(after_help = "Example:\n  momentum lint kind:story")]
    Lint(judge::QueryArgs),
    /// Show what resembles an item, and the size that its neighbours suggest
    #[command(after_help = "Example:\n  momentum similar INK-12")]
    Similar(judge::KeyArgs),
    /// The items: list, show, add, set, move, decline; `momentum list` is `momentum item list`
    #[command(after_help = "Examples:\n  momentum item list kind:bug\n  momentum item show 'recurring report'")]
    Item(item::NounArgs),
    /// What was decided, and why: list, show
    #[command(
        visible_alias = "decisions",
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum decision\n  momentum decision show dark mode\n  momentum decision list --markdown > decisions.md"
    )]
    Decision(judge::DecisionArgs),
    /// The sprints: list, show, plan, start, change, review, close
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum sprint\n  momentum sprint show 14\n  momentum sprint new --goal 'New teams finish setup alone' --end 2w\n  momentum sprint add INK-3 INK-4\n  momentum sprint start --agreed\n  momentum sprint add INK-9 --out INK-4 --why 'outage' --by Jo\n  momentum sprint review INK-3 accept\n  momentum sprint close --rest next"
    )]
    Sprint(sprint::Args),
    /// Show what the standup is about: what changed, what is stuck, what waits for the product owner
    #[command(after_help = "Example:\n  momentum standup | pbcopy")]
    Standup,
    /// Forecast from the team's own throughput: when it is done, how many by a day
    #[command(after_help = "Examples:\n  momentum forecast goal:G1\n  momentum forecast --by 6w --json")]
    Forecast(forecast::Args),
    /// Show what the team works towards: the goal, and the next five with their why
    #[command(after_help = "Example:\n  momentum top")]
    Top,
    /// The vision: show it, write its parts, note that it was shared
    #[command(
        after_help = "Examples:\n  momentum vision\n  momentum vision 'audience=small design teams' 'needs=an answer from a client in an hour'\n  momentum vision --length line\n  momentum vision --shared"
    )]
    Vision(why::VisionArgs),
    /// The product goals: list, show, add, move in the roadmap, reach, drop, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum goal\n  momentum goal add New teams finish setup alone\n  momentum goal move G2 next --why 'the contract asks for it'\n  momentum goal reach G1"
    )]
    Goal(why::GoalArgs),
    /// The key results and other measures: list, show, add, set, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum kr\n  momentum kr add week-1 churn --goal G1 --set baseline=12 --set target=8 --set unit=% --set by=2026-12-31\n  momentum kr set KR1 target=7\n  momentum kr show KR1 --json"
    )]
    Kr(why::KrArgs),
    /// The requests: list, show, add, set, take, join, decline, put off, tell
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum request add 'AI summaries' --who Raj --said 'the board asks' --deal 40k --how meeting\n  momentum request list untold:yes\n  momentum request decline R41 not-now --why 'setup comes first'\n  momentum request told R41 --who Raj"
    )]
    Request(people::RequestArgs),
    /// The people: list, show, add, set, met, stance, merge, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum person add 'Mia (Acme)' --set power=2 --set interest=3\n  momentum person met Mia 'demo of setup' --next 2w\n  momentum person stance Mia champion --why 'her team finished setup'"
    )]
    Person(people::PersonArgs),
    /// The accounts on whose behalf people ask: list, show, add, set, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum account add Acme --set worth=40k --set segment=enterprise\n  momentum account show Acme --json"
    )]
    Account(people::AccountArgs),
    /// The promises with their chance: list, show, add, set, keep, break, take back
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum promise add SSO --to Mia --by 2026-12-15 --on INK-61\n  momentum promise list --red || echo 'a promise is red'\n  momentum promise back P1 --why 'the audit was moved'"
    )]
    Promise(people::PromiseArgs),
    /// What people outside said or did: list, show, add, import a table of feedback
    #[command(args_conflicts_with_subcommands = true, after_help = "Example:\n  momentum insight import reviews.csv")]
    Insight(market::InsightArgs),
    /// What many people talk about: list, show, join, split, hide
    #[command(args_conflicts_with_subcommands = true, after_help = "Example:\n  momentum theme join T4 sync")]
    Theme(market::ThemeArgs),
    /// Who wants the same customers: list, add, move
    #[command(after_help = "Example:\n  momentum competitor move Fieldly 'free tier' --threat high")]
    Competitor(market::CompetitorArgs),
    /// Show which behaviour goes along with an outcome, in a table with a row for each customer
    #[command(
        after_help = "Examples:\n  momentum pattern users.csv --outcome cancelled --group plan\n  momentum pattern users.csv --outcome cancelled --problem 1 --wish"
    )]
    Pattern(pattern::Args),
    /// Write down a look outside
    #[command(after_help = "Example:\n  momentum scan 'lost deals, reviews' --minutes 15")]
    Scan(market::ScanArgs),
    /// How well the outside is heard: talks, signals, moves and looks
    #[command(after_help = "Example:\n  momentum market --json")]
    Market,
    /// Features by how many people use them, and where people drop off: list, show, import a table, tie to an item, remove
    #[command(args_conflicts_with_subcommands = true, after_help = "Example:\n  momentum usage import usage.csv")]
    Usage(usage::Args),
    /// Questions to the numbers, and what would change our mind: list, show, add, answer, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Example:\n  momentum question answer Q1 'they stay'"
    )]
    Question(question::Args),
    /// How several people would order the items, and where they disagree: list, show, cast, import, remove
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Example:\n  momentum vote cast Ana INK-3 INK-7 INK-1"
    )]
    Vote(vote::Args),
    /// What is said to executives, customers, the team or one person, each sentence with its source
    #[command(
        after_help = "Examples:\n  momentum report exec --since 30d | head -5\n  momentum report said --for Raj --told\n  momentum report release --format html -o notes.html"
    )]
    Report(report::Args),
    /// What the rules, or a command of yours, suggest for an item, a wish or the vision; nothing is written without --take
    #[command(
        after_help = "Examples:\n  momentum assist draft INK-44\n  momentum assist titles INK-40 INK-41 INK-44 --take chosen\n  momentum assist criteria INK-44 --show | less\n  momentum assist test"
    )]
    Assist(assist::Args),
    /// Write down what was measured, or take in a CSV of readings
    #[command(
        after_help = "Examples:\n  momentum reading KR1 10.4 --note 'cohort of week 46'\n  momentum reading KR1 11.2 --on 2026-11-04\n  momentum reading readings.csv"
    )]
    Reading(why::ReadingArgs),
    /// Show the roadmap: goals by now, next, later
    #[command(after_help = "Examples:\n  momentum roadmap > roadmap.md\n  momentum roadmap --share")]
    Roadmap(why::RoadmapArgs),
    /// Show whether the work moved a number: progress, pace, checks that are due
    #[command(after_help = "Example:\n  momentum outcomes --json | jq '.checks'")]
    Outcomes,
    /// Show what waits for the product owner today
    #[command(after_help = "Example:\n  momentum today")]
    Today,
    /// Show the chain of why of an item
    #[command(after_help = "Example:\n  momentum trace INK-12")]
    Trace(why::TraceArgs),
    /// Take back the last thing done, here or on the screen
    #[command(after_help = "Example:\n  momentum undo -n 3")]
    Undo(change::StepArgs),
    /// Do again what was taken back
    #[command(after_help = "Example:\n  momentum redo")]
    Redo(change::StepArgs),
    /// Take in files of other tools; a second import updates
    #[command(
        after_help = "Examples:\n  momentum import jira-export.csv --dry-run\n  momentum import stories.txt notes.md\n  momentum import ideas.csv --map title=Idea --map size=Effort"
    )]
    Import(import::Args),
    /// Write the product in another form
    #[command(
        after_help = "Examples:\n  momentum export --format csv -o backlog.csv\n  momentum export --format markdown | less"
    )]
    Export(export::Args),
    /// The backups of earlier states: list, show, restore
    #[command(visible_alias = "backups", after_help = "Example:\n  momentum backup list")]
    Backup(backups::NounArgs),
    /// Go back to a backup; the step can be undone
    #[command(
        after_help = "Examples:\n  momentum restore 20261121T094100000-1a2b3c4d --dry-run\n  momentum restore 20261121T094100000-1a2b3c4d"
    )]
    Restore(backups::Args),
    /// Show what can be had back from a damaged file, and take it
    #[command(after_help = "Examples:\n  momentum recover\n  momentum recover --use 1")]
    Recover(recover::Args),
    /// Check the file and show what waits for a decision
    #[command(after_help = "Example:\n  momentum check")]
    Check,
    /// Let git merge the file record by record, for all who share it: setup
    #[command(
        after_help = "Examples:\n  momentum git setup\n  momentum git setup --check\n  momentum git setup --undo"
    )]
    Git(git::GitArgs),
    /// Show what differs from an earlier version in git, item by item
    #[command(
        after_help = "Examples:\n  momentum diff\n  momentum diff HEAD~3 HEAD\n  momentum diff --since 2w --json"
    )]
    Diff(git::DiffArgs),
    /// What two people changed differently and waits for a decision: list, show, keep, take
    #[command(
        visible_alias = "conflicts",
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  momentum conflicts\n  momentum conflict take 1"
    )]
    Conflict(git::ConflictArgs),
    /// Put both sides of a merge together that git or jj left with marks
    #[command(after_help = "Example:\n  momentum resolve && git add backlog.json")]
    Resolve(git::ResolveArgs),
    /// Merge three versions of a file: git and jj call this
    #[command(
        name = "merge-driver",
        after_help = "Example, as “momentum git setup” writes it:\n  momentum merge-driver %O %A %B %L %P"
    )]
    MergeDriver(git::DriverArgs),
    /// Serve an agent over a pipe: it reads what the backlog is for, wishes and proposes; people decide
    #[command(after_help = "Examples:\n  momentum mcp --print-config claude\n  momentum mcp --as Codex")]
    Mcp(mcp::Args),
    /// The products in the data directory: list, show, rename
    #[command(
        visible_alias = "products",
        after_help = "Example:\n  momentum product list\n  momentum --product NAME opens one, or makes it"
    )]
    Product(products::NounArgs),
    /// Rename the product, and what its keys begin with
    #[command(after_help = "Example:\n  momentum rename Inkwell --prefix INK")]
    Rename(products::RenameArgs),
    /// Print the settings as they take effect, and what is wrong with the file
    #[command(after_help = "Example:\n  momentum config\n  momentum config > ~/.config/momentum/config.toml")]
    Config,
    /// Learn by doing: eight small tasks in the sample product, in three minutes
    #[command(after_help = "Example:\n  momentum tour")]
    Tour,
    /// List the keys as they are, or check the ones that you set
    #[command(after_help = "Examples:\n  momentum keys\n  momentum keys lint --layout de")]
    Keys(KeysArgs),
    /// Print completions for a shell
    #[command(after_help = "Example:\n  momentum completions zsh > ~/.zfunc/_momentum")]
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or install it with the completions
    #[command(
        after_help = "Examples:\n  momentum man | man -l -\n  momentum man --install\n  sudo momentum man --install /usr/local"
    )]
    Man(manual::ManArgs),
}

/// Arguments of `momentum keys`.
#[derive(Debug, clap::Args)]
pub struct KeysArgs {
    /// “lint” checks for clashes and unknown names
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(["lint"]))]
    pub what: Option<String>,
    /// List the keys that are no keys of their own on this keyboard: behind Option, the right Alt, or dead
    #[arg(long, requires = "what", value_name = "LAYOUT", value_parser = clap::builder::PossibleValuesParser::new(["us", "uk", "de", "fr", "es", "pl"]))]
    pub layout: Option<String>,
}

impl Cli {
    /// Returns the data file: `--file` or `MOMENTUM_FILE`, else the product in the data directory.
    ///
    /// # Errors
    /// Returns an error if the product's name does not fit or no home directory is known.
    pub fn data_file(&self) -> Result<PathBuf, Failure> {
        match &self.file {
            Some(path) if !path.as_os_str().is_empty() => Ok(path.clone()),
            _ => match &self.product {
                Some(name) => Ok(place::product_file(name)?),
                // where neither the arguments nor the settings name one, it is the one that was open last
                None if self.config.product == config::PRODUCT => {
                    last::last().map_or_else(|| Ok(place::product_file(config::PRODUCT)?), Ok)
                }
                None => Ok(place::product_file(&self.config.product)?),
            },
        }
    }

    /// Opens the product for one command.
    fn open(&self, mode: Mode, now: Now) -> Result<Opened, Failure> {
        let (workspace, repairs) = Workspace::open(&self.data_file()?, mode, self.read_only, now)?;
        for repair in repairs {
            out::remark(&format!("mended: {repair}"));
        }
        if mode == Mode::Look {
            for copy in copies::beside(workspace.path()) {
                out::remark(&copies::notice(&copy));
            }
        }
        if mode == Mode::Command
            && let Some(why) = workspace.read_only()
        {
            return Err(Refusal::ReadOnly(why.to_owned()).into());
        }
        Ok(Opened(ManuallyDrop::new(workspace)))
    }
}

/// A product that one command works on. It is never freed: the process ends with the command, and the system is quicker at
/// that than we are. Only the lock is given back, because one that stands in for the system's outlives its process.
struct Opened(ManuallyDrop<Workspace>);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

impl Deref for Opened {
    type Target = Workspace;
    fn deref(&self) -> &Workspace {
        &self.0
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Workspace {
        &mut self.0
    }
}

/// Returns a filter, understood; what may be there twice is looked for only where it is asked for.
fn understood(cli: &Cli, text: &str, product: &crate::model::Product) -> Result<Query, Failure> {
    let query = Query::parse(text)?.stale_after(cli.config.stale_days);
    if !query.asks_for_duplicates() {
        return Ok(query);
    }
    let doubled = crate::measure::similar::Similar::of(product).doubled(product);
    Ok(query.doubled(std::sync::Arc::new(doubled)))
}

/// Saves what a command changed and says on standard error what is worth a word.
fn save(workspace: &mut Workspace, now: Now) -> Result<(), Failure> {
    for note in workspace.save(now)? {
        out::remark(&note);
    }
    Ok(())
}

/// Runs a command and returns the exit code.
#[must_use]
pub fn run(cli: &Cli, command: &Command, now: Now) -> u8 {
    finish(cli, |out| dispatch(cli, command, now, out))
}

/// Serves an agent until its pipe ends, and returns the exit code.
#[must_use]
pub fn serve(cli: &Cli, args: &mcp::Args, clock: Clock) -> u8 {
    finish(cli, |out| mcp::run(cli, args, clock, out))
}

fn finish(cli: &Cli, work: impl FnOnce(&mut Out) -> Result<(), Failure>) -> u8 {
    let mut out = Out::new(cli.json);
    let result = work(&mut out);
    let printed = out.finish();
    let result = match (result, printed) {
        (Ok(()), Err(why)) => Err(Failure { words: format!("cannot write the answer: {why}"), code: 74 }),
        (result, _) => result,
    };
    match result {
        Ok(()) => 0,
        Err(why) => {
            out::complain(&why.words, why.code, cli.json);
            why.code
        }
    }
}

fn dispatch(cli: &Cli, command: &Command, now: Now, out: &mut Out) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add::run(cli, args, now, out),
        Command::List(args) => list::run(cli, args, now, out),
        Command::Show(args) => show::run(cli, args, now, out),
        Command::Set(args) => change::set(cli, args, now, out),
        Command::Move(args) => change::place(cli, args, now, out),
        Command::Decline(args) => change::decline(cli, args, now, out),
        Command::Groom(args) => judge::groom(cli, args, now, out),
        Command::Health => judge::health(cli, now, out),
        Command::Score(args) => judge::score(cli, args, now, out),
        Command::Lint(args) => judge::lint(cli, args, now, out),
        Command::Similar(args) => judge::similar(cli, args, now, out),
        Command::Item(args) => item::run(cli, args, now, out),
        Command::Decision(args) => judge::decisions(cli, args, now, out),
        Command::Sprint(args) => sprint::run(cli, args, now, out),
        Command::Standup => sprint::standup(cli, now, out),
        Command::Forecast(args) => forecast::forecast(cli, args, now, out),
        Command::Top => forecast::top(cli, now, out),
        Command::Vision(args) => why::vision(cli, args, now, out),
        Command::Goal(args) => why::goal(cli, args, now, out),
        Command::Kr(args) => why::kr(cli, args, now, out),
        Command::Request(args) => people::request(cli, args, now, out),
        Command::Person(args) => people::person(cli, args, now, out),
        Command::Account(args) => people::account(cli, args, now, out),
        Command::Promise(args) => people::promise(cli, args, now, out),
        Command::Reading(args) => why::reading(cli, args, now, out),
        Command::Insight(args) => market::insight(cli, args, now, out),
        Command::Theme(args) => market::theme(cli, args, now, out),
        Command::Competitor(args) => market::competitor(cli, args, now, out),
        Command::Pattern(args) => pattern::run(cli, args, now, out),
        Command::Scan(args) => market::scan(cli, args, now, out),
        Command::Market => market::front(cli, now, out),
        Command::Usage(args) => usage::run(cli, args, now, out),
        Command::Question(args) => question::run(cli, args, now, out),
        Command::Vote(args) => vote::run(cli, args, now, out),
        Command::Assist(args) => assist::run(cli, args, now, out),
        Command::Report(args) => report::run(cli, args, now, out),
        Command::Roadmap(args) => why::roadmap(cli, args, now, out),
        Command::Outcomes => why::outcomes(cli, now, out),
        Command::Today => why::today(cli, now, out),
        Command::Trace(args) => why::trace(cli, args, now, out),
        Command::Undo(args) => change::step(cli, args, true, now, out),
        Command::Redo(args) => change::step(cli, args, false, now, out),
        Command::Import(args) => import::run(cli, args, now, out),
        Command::Export(args) => export::run(cli, args, now, out),
        Command::Backup(args) => backups::run(cli, args, now, out),
        Command::Restore(args) => backups::restore(cli, args, now, out),
        Command::Recover(args) => recover::run(cli, args, now, out),
        Command::Check => check::run(cli, now, out),
        Command::Git(args) => git::git(cli, args, out),
        Command::Diff(args) => git::diff(cli, args, now, out),
        Command::Conflict(args) => git::conflicts(cli, args, now, out),
        Command::Resolve(args) => git::resolve(cli, args, out),
        Command::MergeDriver(args) => git::driver(args),
        Command::Product(args) => products::run(cli, args, now, out),
        Command::Rename(args) => products::rename(cli, args, now, out),
        Command::Config => manual::config(cli, out),
        // the keys are the screen's, and what goes on for hours needs the clock: `start` answers
        Command::Keys(_) | Command::Tour | Command::Mcp(_) => Ok(()),
        Command::Completions { shell } => manual::completions(*shell, out),
        Command::Man(args) => manual::man(args, out),
    }
}

/// Returns the arguments, or ends the program: with help that was asked for, or with a complaint and the code for usage.
///
/// # Errors
/// The exit code, where there is nothing to run.
pub fn parse() -> Result<Cli, u8> {
    let cli = Cli::try_parse().map_err(|why| {
        let json = std::env::args_os().any(|arg| arg == "--json");
        let code = u8::try_from(why.exit_code()).unwrap_or(2);
        // below it git would take our own side for the result
        let driver = std::env::args_os().any(|word| word == "merge-driver");
        let code = if driver && code != 0 { git::STOP } else { code };
        if why.use_stderr() && json {
            let words = why.to_string();
            out::complain(words.trim().trim_start_matches("error: "), code, true);
        } else {
            // a reader that left early has read what it wanted
            let _ = why.print();
        }
        code
    })?;
    Ok(Cli { config: config::load(), ..cli })
}

/// Says on standard error that something failed before a command was run.
pub fn complain(failure: &Failure, json: bool) {
    out::complain(&failure.words, failure.code, json);
}
