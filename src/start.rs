//! From arguments to a running screen: which product it opens, and how the program ends.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::CommandFactory;

use crate::cli::out::Out;
use crate::cli::{self, Cli, Command, Failure, KeysArgs};
use crate::git::stopped;
use crate::model::stamp::Clock;
use crate::model::{Now, Product, document};
use crate::store::disk::OsDisk;
use crate::store::{self, Store, StoreError, Unreadable};
use crate::system::{self, layout::Layout};
use crate::tui::catalog::CATALOG;
use crate::tui::command::Action;
use crate::tui::import::{Offer, offers};
use crate::tui::keymap::{Keymap, spell};
use crate::tui::look::Look;
use crate::tui::terminal::ask_background;
use crate::tui::wait;
use crate::tui::{Destination, End, Greeting};
use crate::words::count;
use crate::workspace::{Mode, Workspace};
use crate::{demo, tui};

/// The sample product's file in its folder.
const SAMPLE: &str = "inkwell.json";

/// Runs a command, or the screen, and returns the exit code.
#[must_use]
pub fn run(cli: &Cli, clock: Clock) -> u8 {
    let clock = cli.today.map_or(clock, |day| clock.set(day));
    if cli.demo.is_some() && cli.command.is_some() {
        let failure = Failure::usage(
            "--demo opens the sample product on the screen; commands work on one that is kept: momentum --demo sample.json, then momentum --file sample.json list",
        );
        cli::complain(&failure, cli.json);
        return failure.code;
    }
    match &cli.command {
        Some(Command::Keys(args)) => keys(cli, args),
        Some(Command::Mcp(args)) => cli::serve(cli, args, clock),
        None | Some(Command::Tour) => screen(cli, clock).unwrap_or_else(|failure| {
            cli::complain(&failure, cli.json);
            failure.code
        }),
        Some(command) => cli::run(cli, command, clock.now()),
    }
}

fn screen(cli: &Cli, clock: Clock) -> Result<u8, Failure> {
    let config = &cli.config;
    let theme = cli.theme.as_deref().or(config.theme.as_deref());
    let (ascii, mouse) = (if cli.ascii { Some(true) } else { config.ascii }, config.mouse && !cli.no_mouse);
    let look = Look::fitting(
        theme,
        ascii,
        mouse,
        |name| std::env::var(name).ok(),
        || {
            let screen = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
            if screen { ask_background() } else { (None, Vec::new()) }
        },
    );
    let mut end = match cli.command {
        Some(Command::Tour) => show_sample(cli, Greeting::Tour, &look, clock)?,
        _ => match &cli.demo {
            Some(Some(file)) => show_kept_sample(cli, file, &look, clock)?,
            Some(None) => show_sample(cli, Greeting::None, &look, clock)?,
            None => show(cli, &look, clock)?,
        },
    };
    while let Some(next) = end.next.take() {
        end = match next {
            Destination::Sample => show_sample(cli, Greeting::None, &look, clock)?,
            Destination::Tour => show_sample(cli, Greeting::Tour, &look, clock)?,
            Destination::Product(file) => show_own(cli, &file, None, &look, clock)?,
        };
    }
    if let Some(words) = &end.words {
        cli::out::remark(words);
    }
    if let Some(signal) = end.signal {
        // so that the shell sees the truth
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    Ok(end.code)
}

/// Answers `momentum keys`: the keys as they are, or what is wrong with the ones that were set.
fn keys(cli: &Cli, args: &KeysArgs) -> u8 {
    let (keymap, faults) = Keymap::with(&CATALOG, &cli.config.keys);
    let mut out = Out::new(cli.json);
    let lint = args.what.is_some();
    let layout = args.layout.as_deref().and_then(Layout::named);
    let (names, rows) = if let Some(layout) = layout {
        (["keys", "needs", "instead"], troubles(&keymap, layout))
    } else {
        let row = |(keys, action): (String, &Action)| vec![keys, action.name.to_owned(), action.title.to_owned()];
        (["keys", "name", "title"], if lint { Vec::new() } else { keymap.table().map(row).collect() })
    };
    if out.json {
        let rows = rows.iter().map(|row| names.into_iter().zip(row).collect::<BTreeMap<_, _>>()).collect::<Vec<_>>();
        if lint {
            out.answer(&serde_json::json!({"faults": faults, "behind": rows}));
        } else {
            out.answer(&rows);
        }
    }
    if lint && faults.is_empty() {
        out.line("no clash, and every name is known");
    }
    if let (Some(layout), true) = (layout, rows.is_empty()) {
        out.line(&format!("no key needs AltGr, Option or a dead key on the layout {}", layout.name));
    }
    out.table(&rows, &[]);
    let printed = out.finish();
    for fault in &faults {
        cli::out::remark(fault);
    }
    match (printed, lint && !faults.is_empty()) {
        (Err(_), _) => 74,
        (_, true) => 65,
        _ => 0,
    }
}

/// Returns the keys that are no keys of their own on a layout: the key, how it is typed there, and what leads to the same command.
fn troubles(keymap: &Keymap, layout: &Layout) -> Vec<Vec<String>> {
    let of = |action: &'static Action| {
        keymap.keys(action).iter().filter_map(move |keys| Some((action, keys, layout.trouble_of(keys)?)))
    };
    let row = |(action, keys, needs): (&'static Action, &String, &str)| {
        vec![spell(keys), needs.to_owned(), keymap.instead(action, layout)]
    };
    keymap.all().flat_map(of).map(row).collect()
}

/// Opens the product that the arguments name, and shows it.
fn show(cli: &Cli, look: &Look, clock: Clock) -> Result<End, Failure> {
    let (file, import) = match &cli.open {
        Some(path) => opened(cli, path)?,
        None => (cli.data_file()?, None),
    };
    show_own(cli, &file, import, look, clock)
}

/// Shows a product of the user's, the one that opens next time.
fn show_own(cli: &Cli, file: &Path, import: Option<PathBuf>, look: &Look, clock: Clock) -> Result<End, Failure> {
    let end = show_file(cli, file, import, look, clock)?;
    // what was only looked at and never written is no product yet
    if file.is_file() {
        store::last::remember(file);
    }
    Ok(end)
}

fn show_file(cli: &Cli, file: &Path, import: Option<PathBuf>, look: &Look, clock: Clock) -> Result<End, Failure> {
    if stopped::in_progress(file) {
        settle(cli, file)?;
    }
    let (path, read_only) = (file.to_owned(), cli.read_only);
    let open = move |early: &dyn Fn(Product)| Workspace::open_early(&path, Mode::Screen, read_only, clock.now(), early);
    let glimpse = |product| tui::glimpse(product, file, look, &cli.config, clock);
    let Some(first) = wait::reading(file, look, glimpse, open.clone()) else {
        return Ok(End::new(0, "left before it was read: nothing was changed".to_owned()));
    };
    let (workspace, repairs) = match first {
        Err(StoreError::Unreadable { why: Unreadable::Conflicted(_), .. }) if settle(cli, file)? => open(&|_| {})?,
        opened => opened?,
    };
    if !repairs.is_empty() {
        // said where it can be read after the screen
        wait::stop(look);
    }
    for repair in &repairs {
        cli::out::remark(&format!("mended: {repair}"));
    }
    let greeting = match import {
        Some(path) => Greeting::Import(path),
        None if workspace.is_new() && workspace.read_only().is_none() => {
            let others = if cli.file.is_none() { products(file, clock.now()) } else { Vec::new() };
            Greeting::Welcome(others.into_iter().chain(offers(Path::new("."))).collect())
        }
        None => Greeting::None,
    };
    Ok(tui::run(workspace, greeting, look, &cli.config, clock))
}

/// Offers to put both sides together where git left a merge to a person: the file holds marks, or one side alone. Returns whether that
/// was done.
fn settle(cli: &Cli, file: &Path) -> Result<bool, Failure> {
    let asks = !cli.read_only && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !asks || stopped::look(file)?.is_none() {
        return Ok(false);
    }
    let shown = file.display();
    if !cli::out::ask(&format!("a merge stopped at {shown}. Put both sides together?")) {
        return Ok(false);
    }
    let done = stopped::resolve(file).map_err(|why| Failure::data(why.to_string()))?;
    cli::out::remark(&format!("{}; git add {shown} is yours", done.words));
    Ok(true)
}

/// Returns the products that are there beside a file, with how much each holds.
fn products(file: &Path, now: Now) -> Vec<Offer> {
    let others = store::place::products().into_iter().filter(|(_, other)| other != file);
    let offer = |(name, path): (String, PathBuf)| {
        let what = match Workspace::open(&path, Mode::Look, true, now) {
            Ok((workspace, _)) => format!("{} open", count(workspace.product().order().len(), "item")),
            Err(why) => why.to_string(),
        };
        let changed = std::fs::metadata(&path).and_then(|data| data.modified()).ok().map(instant);
        let day = changed.map_or_else(String::new, |at| format!(" · {}", at.date_naive().format("%-d %b %Y")));
        Offer { path, what: format!("{what}{day}"), product: Some(name) }
    };
    others.map(offer).collect()
}

/// Returns the data file for a file that was named on the command line, and what is to be taken into it.
///
/// Momentum's own file is opened itself; an export becomes a product of its name, and a second time updates it.
fn opened(cli: &Cli, path: &Path) -> Result<(PathBuf, Option<PathBuf>), Failure> {
    let shown = path.display();
    if !path.is_file() {
        let commands: Vec<String> = Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
        let near = crate::words::nearest(&path.to_string_lossy(), commands.iter().map(String::as_str));
        let hint = if near.is_empty() {
            "momentum --help".to_owned()
        } else {
            format!("did you mean momentum {}?", near.join(" or "))
        };
        return Err(Failure::usage(format!("“{shown}” is neither a file nor a command · {hint}")));
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Ok((path.to_owned(), None));
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let file =
        if cli.file.is_some() || cli.product.is_some() { cli.data_file()? } else { store::place::product_file(&stem)? };
    Ok((file, Some(path.to_owned())))
}

/// Shows the sample product, which is gone with its folder afterwards.
fn show_sample(cli: &Cli, greeting: Greeting, look: &Look, clock: Clock) -> Result<End, Failure> {
    let dir = sample(clock.now())?;
    let mut end = tui::run(open_sample(dir.path(), clock.now())?, greeting, look, &cli.config, clock);
    if end.next.is_none() && end.words.is_none() {
        end.words = Some("the sample product is gone, with what you did to it · momentum opens your own".to_owned());
    }
    Ok(end)
}

/// Shows the sample product in a file that stays: written where there is none yet, opened where there is one.
fn show_kept_sample(cli: &Cli, file: &Path, look: &Look, clock: Clock) -> Result<End, Failure> {
    let shown = file.display();
    // `momentum --demo list` is a slip, and no wish for a file named “list”
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Err(Failure::usage(format!(
            "the sample is kept in a file that ends in .json, and “{shown}” does not · momentum --demo sample.json"
        )));
    }
    if !file.exists() {
        let product = demo::inkwell(clock.now(), store::seed()?)?;
        let bytes = document::write(&product).map_err(|why| Failure::data(why.to_string()))?;
        // never over a file that somebody else has made meanwhile
        let mut new = std::fs::File::create_new(file)
            .map_err(|why| Failure::usage(format!("the sample cannot be written to “{shown}”: {why}")))?;
        new.write_all(&bytes)?;
        new.sync_all()?;
    }
    let mut end = show_file(cli, file, None, look, clock)?;
    if end.next.is_none() && end.words.is_none() {
        end.words = Some(format!("the sample product is kept in {shown} · momentum --demo {shown} goes on with it"));
    }
    Ok(end)
}

/// Writes the sample product into a folder of its own.
fn sample(now: Now) -> Result<tempfile::TempDir, Failure> {
    let dir = tempfile::Builder::new().prefix("momentum-demo-").tempdir()?;
    let product = demo::inkwell(now, store::seed()?)?;
    let bytes = document::write(&product).map_err(|why| Failure::data(why.to_string()))?;
    std::fs::write(dir.path().join(SAMPLE), bytes)?;
    Ok(dir)
}

fn open_sample(dir: &Path, now: Now) -> Result<Workspace, Failure> {
    let store = Store::open_on(Arc::new(OsDisk), &dir.join(SAMPLE), Some(dir.join("state")), now.at)?;
    Ok(Workspace::begin(store, Mode::Screen, false)?.0)
}

/// Returns the moment that a system's clock shows, also one before 1970; 1970 for one that no calendar holds.
#[must_use]
pub fn instant(clock: SystemTime) -> DateTime<Utc> {
    let since = match clock.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()),
        Err(before) => i64::try_from(before.duration().as_millis()).map(|ms| -ms),
    };
    since.ok().and_then(DateTime::from_timestamp_millis).unwrap_or_default()
}

/// Makes a write beyond the limit for file sizes an error instead of the end of the program.
pub fn ignore_file_size_signal() {
    if let Some(signal) = system::FILE_SIZE {
        let ignored = Arc::new(std::sync::atomic::AtomicBool::new(false));
        // where it cannot be caught, the default stays
        let _ = signal_hook::flag::register(signal, ignored);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_clock_before_1970_is_a_moment_and_no_panic() {
        let year = Duration::from_hours(8_766);
        let long_ago = SystemTime::UNIX_EPOCH.checked_sub(year * 2000);
        // a system whose clock begins in 1601 knows no such day
        for (clock, expected) in [
            (Some(SystemTime::UNIX_EPOCH), "1970-01-01"),
            (Some(SystemTime::UNIX_EPOCH - year), "1968-12-31"),
            (Some(SystemTime::UNIX_EPOCH + year * 56), "2026-01-01"),
            (long_ago, "-030-01-01"),
        ] {
            let Some(clock) = clock else { continue };
            let day = instant(clock).date_naive().to_string();
            assert!(day == expected || expected.starts_with('-') && day.starts_with('-'), "{day}");
        }
    }
}
