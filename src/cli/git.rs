//! Sharing through git: the merge driver, its setup, what differs, what is to decide, a merge that stopped.

use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::market::changed;
use super::out::{Out, remark};
use super::{Cli, Failure};
use crate::exchange::facts::facts;
use crate::git::driver::{LARGEST, MARK, Outcome, merge};
use crate::git::jj;
use crate::git::run::Repository;
use crate::git::setup::{Sharing, Step, ignore, ignored, plan, take, unplan};
use crate::git::stopped;
use crate::git::versions::told;
use crate::model::told::{Fate, Told};
use crate::model::{Conflict, Now, Product, Refusal, Verb, document};
use crate::store::disk::read_regular;
use crate::store::output::write_out;
use crate::text;
use crate::words::count;
use crate::workspace::Mode;

/// The code from which on git stops a merge and touches nothing.
pub const STOP: u8 = 129;

#[derive(Debug, clap::Args)]
pub struct DriverArgs {
    /// The common ancestor, %O
    base: PathBuf,
    /// Our version, %A, where the result goes
    ours: PathBuf,
    /// Their version, %B
    theirs: PathBuf,
    /// Signs of a conflict mark, %L
    #[arg(value_name = "MARK")]
    mark: Option<usize>,
    /// The path of the file, %P, for messages
    #[arg(value_name = "PATH")]
    path: Option<String>,
    /// Write the result there
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with 1 where a value gave way, so that git calls it a conflict
    #[arg(long)]
    strict: bool,
}

/// Merges three versions of a file. The exit code is what git reads: 0 is merged, 1 left marks, from 129 on git stops.
pub fn driver(args: &DriverArgs) -> Result<(), Failure> {
    // a fault of ours must not end with a code that git takes for a conflict which we have dealt with
    let done = std::panic::catch_unwind(|| drive(args));
    done.unwrap_or_else(|_| {
        Err(Failure { words: "a fault in momentum: git stops, and nothing was touched".into(), code: STOP })
    })
}

fn drive(args: &DriverArgs) -> Result<(), Failure> {
    let stop = |words: String| Failure { words, code: STOP };
    let read = |path: &Path| -> Result<Vec<u8>, Failure> {
        let bytes = read_regular(path, LARGEST);
        let bytes = bytes.map_err(|why| stop(format!("cannot read {}: {why}", path.display())))?;
        if bytes.len() as u64 > LARGEST {
            return Err(stop(format!("{} is larger than 256 MB", path.display())));
        }
        Ok(bytes)
    };
    let base = if is_missing(&args.base) { Vec::new() } else { read(&args.base)? };
    let (ours, theirs) = (read(&args.ours)?, read(&args.theirs)?);
    let outcome = merge(&base, &ours, &theirs, args.mark.unwrap_or(MARK)).map_err(stop)?;
    let to = args.output.as_ref().unwrap_or(&args.ours);
    let write = |bytes: &[u8]| write_out(to, bytes, Path::new(""), true).map_err(|why| stop(why.to_string()));
    let name = args.path.as_deref().map_or("the file", |path| path.rsplit('/').next().unwrap_or(path));
    match outcome {
        Outcome::Merged { bytes, words, kept } => {
            write(&bytes)?;
            if !words.is_empty() {
                remark(&format!("{name} {words}"));
            }
            if args.strict && kept > 0 {
                return Err(Failure { words: format!("{name}: decide with momentum conflict, then git add"), code: 1 });
            }
            Ok(())
        }
        Outcome::Marked { bytes, why } => {
            write(&bytes)?;
            Err(Failure { words: format!("{name}: {why}; it was merged by lines, with marks"), code: 1 })
        }
    }
}

fn is_missing(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err_and(|why| why.kind() == io::ErrorKind::NotFound)
}

#[derive(Debug, clap::Args)]
pub struct GitArgs {
    #[command(subcommand)]
    verb: GitVerb,
}

#[derive(Debug, Subcommand)]
enum GitVerb {
    /// Let git merge the file record by record: a line in .gitattributes, two in .gitignore, and the settings of this clone
    Setup(SetupArgs),
}

#[derive(Debug, clap::Args)]
struct SetupArgs {
    /// Only say what is set and what is not; ends with 1 where something is missing
    #[arg(long, conflicts_with_all = ["undo", "dry_run"])]
    check: bool,
    /// Take it all back
    #[arg(long)]
    undo: bool,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Write the settings for all clones of yours; with --undo, take those back, too
    #[arg(long)]
    global: bool,
    /// Let git call it a conflict where a value gave way
    #[arg(long)]
    strict: bool,
    /// Put the driver into the settings of jj, which reads no .gitattributes
    #[arg(long, conflicts_with_all = ["check", "global", "strict"])]
    jj: bool,
}

pub fn git(cli: &Cli, args: &GitArgs, out: &mut Out) -> Result<(), Failure> {
    let GitVerb::Setup(args) = &args.verb;
    let file = crate::store::save::follow(&cli.data_file()?)?;
    if args.jj {
        return with_jj(&file, args, out);
    }
    let sharing = Sharing::of(&file)?;
    if args.check {
        return checked(&sharing, out);
    }
    let steps = if args.undo {
        unplan(&sharing, args.global)
    } else {
        plan(&sharing, args.global, args.strict).map_err(|words| Failure { words, code: 1 })?
    };
    if out.json {
        let steps: Vec<String> = steps.iter().map(Step::words).collect();
        out.answer(&json!({"file": file, "top": sharing.repository.top, "steps": steps, "done": !args.dry_run}));
    }
    for step in &steps {
        out.line(&step.words());
        if !args.dry_run {
            take(step, &sharing.repository, &file).map_err(|words| Failure { words, code: 74 })?;
        }
    }
    match (steps.is_empty(), args.undo, args.dry_run) {
        (true, true, _) => out.line("nothing of momentum is set here"),
        (true, false, _) => out.line("all of it is set already"),
        (_, _, true) => out.line("nothing was done: without --dry-run it is"),
        (_, true, _) => out.line("done; the commit is yours"),
        _ => {
            let top = &sharing.repository.top;
            let there = std::env::current_dir().and_then(|dir| dir.canonicalize()).ok().as_ref()
                == top.canonicalize().ok().as_ref();
            let place = if there { String::new() } else { format!("-C {} ", quoted(&top.to_string_lossy())) };
            out.line(&format!(
                "done; the commit is yours: git {place}add .gitattributes .gitignore {} · every other clone: momentum git setup",
                quoted(&sharing.repository.path)
            ));
        }
    }
    if args.undo && !args.global && sharing.is_global() {
        out.line("the settings for all clones of yours stay: momentum git setup --undo --global takes them back");
    }
    if !args.undo && jj::is_there(&sharing.repository.top) {
        out.line("jj reads no .gitattributes: momentum git setup --jj puts the driver into its settings");
    }
    Ok(())
}

/// Lets jj call the driver, or takes that back.
fn with_jj(file: &Path, args: &SetupArgs, out: &mut Out) -> Result<(), Failure> {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let top = whole.ancestors().skip(1).find(|dir| jj::is_there(dir));
    let none = || Failure { words: format!("{} is in no repository of jj", file.display()), code: 1 };
    let top = top.ok_or_else(none)?;
    let steps = jj::plan(top, args.undo);
    let lines = ignored(top, &whole, args.undo);
    if out.json {
        let left_out = lines.iter().map(|line| format!(".gitignore {line}"));
        let steps: Vec<String> = left_out.chain(steps.iter().map(|step| step.join(" "))).collect();
        out.answer(&json!({"file": file, "top": top, "steps": steps, "done": !args.dry_run}));
    }
    for line in &lines {
        out.line(&format!(".gitignore {} {line}", if args.undo { "-" } else { "+" }));
    }
    for step in &steps {
        out.line(&format!("jj {}", step.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")));
        if !args.dry_run {
            jj::take(top, step).map_err(|words| Failure { words, code: 74 })?;
        }
    }
    // last: where jj says no nothing is written
    if !args.dry_run {
        ignore(top, &whole, &lines, args.undo).map_err(|words| Failure { words, code: 74 })?;
    }
    match (steps.is_empty() && lines.is_empty(), args.dry_run, args.undo) {
        (true, _, true) => out.line("nothing of momentum is set here"),
        (true, ..) => out.line("all of it is set already"),
        (_, true, _) => out.line("nothing was done: without --dry-run it is"),
        (.., true) => out.line("done"),
        _ => out.line("done; where a merge stops: jj resolve --tool momentum"),
    }
    Ok(())
}

/// Returns a path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_alphanumeric() || "/._-+@%:".contains(c));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

fn checked(sharing: &Sharing, out: &mut Out) -> Result<(), Failure> {
    let faults = sharing.faults();
    if out.json {
        out.answer(&json!({"path": sharing.repository.path, "top": sharing.repository.top, "faults": faults}));
    }
    out.line(&format!("{} in {}", sharing.repository.path, sharing.repository.top.display()));
    for fault in &faults {
        out.line(&format!("! {fault}"));
    }
    if faults.is_empty() {
        out.line("git merges it record by record here");
        return Ok(());
    }
    Err(Failure { words: "momentum git setup sets what is missing".into(), code: 1 })
}

#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// One version, which is compared with the file, or two: names as git knows them [default: HEAD]
    #[arg(value_name = "REVISION", num_args = 0..=2)]
    revisions: Vec<String>,
    /// Compare with how the file was so long ago, or on a day: 2w, 3d, 2026-11-01
    #[arg(long, value_name = "WHEN", conflicts_with = "revisions")]
    since: Option<String>,
    /// End with 1 where something differs
    #[arg(long)]
    exit_code: bool,
    /// Print a file as facts, one a line, as git wants it for its own differences
    #[arg(long, value_name = "FILE", conflicts_with_all = ["revisions", "since", "exit_code"])]
    textconv: Option<PathBuf>,
}

pub fn diff(cli: &Cli, args: &DiffArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    if let Some(file) = &args.textconv {
        return textconv(file, out);
    }
    let path = crate::store::save::follow(&cli.data_file()?)?;
    let repository = Repository::of(&path)?;
    let at = |revision: &str| -> Result<Product, Failure> {
        // what begins with a dash would be an option of git's
        if revision.starts_with('-') {
            return Err(Failure::usage(format!("“{revision}” is no version")));
        }
        let known = repository.line(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]);
        let commit = known.map_err(|_| Failure { words: format!("git knows no version “{revision}”"), code: 1 })?;
        let bytes = repository.version(&commit)?;
        let bytes =
            bytes.ok_or_else(|| Failure { words: format!("{} is not in {revision}", repository.path), code: 1 })?;
        let loaded = document::read(&bytes).map_err(|why| Failure::data(format!("{revision}: {why}")))?;
        Ok(loaded.product)
    };
    let begin = match (&args.since, args.revisions.first()) {
        (Some(when), _) => before(&repository, when, now)?,
        (None, Some(first)) => first.clone(),
        (None, None) => "HEAD".to_owned(),
    };
    let old = at(&begin)?;
    let new = match args.revisions.get(1) {
        Some(second) => at(second)?,
        None => cli.open(Mode::Look, now)?.product().clone(),
    };
    let told = told(&old, &new);
    if out.json {
        let rows: Vec<_> = told.iter().map(as_json).collect();
        out.answer(&json!({"from": begin, "to": args.revisions.get(1), "changes": rows}));
    }
    say(&told, out);
    if args.exit_code && !told.is_empty() {
        return Err(Failure { words: count(told.len(), "record") + " differ", code: 1 });
    }
    Ok(())
}

/// Returns the last version before a day, or the first one where none is older.
fn before(repository: &Repository, when: &str, now: Now) -> Result<String, Failure> {
    let day = super::report::first_day(when, now)?;
    let until = format!("--before={day}T00:00:00");
    let found = repository.line(&["rev-list", "-1", &until, "HEAD", "--", &repository.path])?;
    if !found.is_empty() {
        return Ok(found);
    }
    let all = repository.line(&["rev-list", "--reverse", "HEAD", "--", &repository.path])?;
    all.lines()
        .next()
        .map(str::to_owned)
        .ok_or_else(|| Failure { words: "the file is in no commit yet".into(), code: 1 })
}

fn textconv(file: &Path, out: &mut Out) -> Result<(), Failure> {
    let shown = file.display();
    let bytes = read_regular(file, LARGEST)
        .map_err(|why| Failure { words: format!("cannot read {shown}: {why}"), code: 74 })?;
    match document::read(&bytes) {
        Ok(loaded) => out.raw(facts(&loaded.product).as_bytes()),
        // what is no product is shown as it is: git asks for any version, also for one with marks
        Err(_) => out.raw(text::show(&String::from_utf8_lossy(&bytes)).as_bytes()),
    }
    Ok(())
}

fn as_json(told: &Told) -> serde_json::Value {
    let fate = match told.fate {
        Fate::New => "new",
        Fate::Gone => "gone",
        Fate::Changed => "changed",
    };
    let place = told.place.map(|(from, to)| json!({"from": from, "to": to}));
    json!({"record": told.name, "table": told.table, "id": told.id, "what": fate, "fields": told.fields, "place": place})
}

/// Says what differs: the items, then the order, then the rest.
fn say(told: &[Told], out: &mut Out) {
    if told.is_empty() {
        out.line("nothing differs");
        return;
    }
    for row in told.iter().filter(|row| row.fate != Fate::Changed || !row.fields.is_empty()) {
        out.line(&row.line());
    }
    let moved: Vec<&Told> = told.iter().filter(|row| row.place.is_some()).collect();
    if !moved.is_empty() {
        out.line("order");
    }
    let place = |n: Option<usize>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    for row in moved {
        let (from, to) = row.place.unwrap_or_default();
        out.line(&format!("  {} {}→{}", row.name, place(from), place(to)));
    }
}

#[derive(Debug, clap::Args)]
pub struct ConflictArgs {
    #[command(subcommand)]
    verb: Option<ConflictVerb>,
}

#[derive(Debug, Subcommand)]
enum ConflictVerb {
    /// List what waits for a decision; ends with 1 where something does
    List,
    /// Show one with what stood there before
    Show {
        /// The number in the list, or the id
        conflict: String,
    },
    /// Keep what stands
    Keep {
        /// The number in the list, or the id
        conflict: String,
    },
    /// Take what gave way instead
    Take {
        /// The number in the list, or the id
        conflict: String,
    },
}

/// Returns the conflicts that wait, in an order that stays.
fn waiting(product: &Product) -> Vec<&Conflict> {
    let mut all: Vec<&Conflict> = product.open_conflicts().map(|conflict| &**conflict).collect();
    all.sort_by_key(|conflict| (conflict.at, conflict.id));
    all
}

/// Returns the conflict of a number in the list, or of an id.
fn find<'a>(product: &'a Product, name: &str) -> Result<&'a Conflict, Refusal> {
    let all = waiting(product);
    let by_number = name.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|n| all.get(n));
    let found = by_number.or_else(|| all.iter().find(|own| own.id.to_string().eq_ignore_ascii_case(name)));
    let none = || Refusal::Missing(format!("no conflict “{name}” waits: momentum conflict lists {}", all.len()));
    found.copied().ok_or_else(none)
}

pub fn conflicts(cli: &Cli, args: &ConflictArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let (name, takes) = match args.verb.as_ref().unwrap_or(&ConflictVerb::List) {
        ConflictVerb::List => return list(cli, now, out),
        ConflictVerb::Show { conflict } => return show(cli, conflict, now, out),
        ConflictVerb::Keep { conflict } => (conflict, false),
        ConflictVerb::Take { conflict } => (conflict, true),
    };
    changed(cli, Verb::DecidedAConflictOf, now, out, |product| {
        let id = find(product, name)?.id;
        product.resolve(id, takes, now)
    })?;
    let left = waiting(cli.open(Mode::Look, now)?.product()).len();
    if out.json {
        out.answer(&json!({"left": left}));
    }
    out.line(&format!("{} left", count(left, "conflict")));
    Ok(())
}

fn as_answer(product: &Product, own: &Conflict) -> serde_json::Value {
    let (what, stands, other) = product.conflict_words(own);
    json!({"id": own.id, "what": what, "stands": stands, "other": other, "before": own.base, "at": own.at})
}

fn show(cli: &Cli, name: &str, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let conflict = find(product, name)?;
    if out.json {
        out.answer(&as_answer(product, conflict));
    }
    let (what, stands, other) = product.conflict_words(conflict);
    out.line(&what);
    out.line(&format!("before   {}", conflict.base));
    out.line(&format!("stands   {stands}"));
    out.line(&format!("instead  {other}"));
    Ok(())
}

fn list(cli: &Cli, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let all = waiting(product);
    if out.json {
        out.answer(&all.iter().map(|own| as_answer(product, own)).collect::<Vec<_>>());
    }
    for (n, conflict) in (1..).zip(&all) {
        let (what, stands, other) = product.conflict_words(conflict);
        out.line(&format!("{n}  {what}: {stands} stands · instead: {other}"));
    }
    if all.is_empty() {
        out.line("nothing waits for a decision");
        return Ok(());
    }
    let words = format!("{} to decide: momentum conflict keep 1, or take 1", count(all.len(), "conflict"));
    Err(Failure { words, code: 1 })
}

#[derive(Debug, clap::Args)]
pub struct ResolveArgs {
    /// The file [default: the product]
    file: Option<PathBuf>,
}

/// Puts both sides of a merge that stopped together.
pub fn resolve(cli: &Cli, args: &ResolveArgs, out: &mut Out) -> Result<(), Failure> {
    let file = match &args.file {
        Some(file) => file.clone(),
        None => cli.data_file()?,
    };
    if cli.read_only {
        return Err(Refusal::ReadOnly("asked for with --read-only".into()).into());
    }
    let done = stopped::resolve(&file).map_err(|why| match why {
        stopped::NotResolved::Nothing(_) | stopped::NotResolved::Together(_) => {
            Failure { words: why.to_string(), code: 1 }
        }
        stopped::NotResolved::Unfit(_) => Failure::data(why.to_string()),
        stopped::NotResolved::Store(why) => why.into(),
    })?;
    if out.json {
        out.answer(&json!({"file": file, "kept_aside": done.kept, "was": done.was}));
    }
    out.line(&format!("{} · the file as it was is kept in {}", done.words, done.was.display()));
    if done.kept > 0 {
        out.line(&format!("momentum conflict decides {}", count(done.kept, "value")));
    }
    out.line(&format!("git add {} is yours", quoted(&file.to_string_lossy())));
    Ok(())
}
