//! Versions: what others changed since one looked last, what is to decide, and how the file is shared. git is asked beside the screen,
//! and momentum never pulls, pushes or commits.

use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::git::run::Repository;
use crate::git::setup::Sharing;
use crate::git::versions::{History, Version, history};
use crate::model::told::{Fate, Told};
use crate::model::{Id, Product};
use crate::store::seen;
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::everywhere;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::framed;
use crate::tui::widget::parts::{Part, parts};
use crate::tui::widget::text::{span, wrapped};
use crate::words::count;

/// Commits that are read since the last look, and shown where there is none since.
const MOST: usize = 40;
const LAST: usize = 10;
/// Lines of a commit.
const LINES: usize = 12;
/// New records of a commit that have a line each; more of them are one line.
const FEW: usize = 3;

/// What git says of the file.
#[derive(Clone, Debug)]
struct Found {
    history: History,
    /// What of the setup is missing.
    faults: Vec<String>,
    /// The path of the file in its repository.
    path: String,
    /// Whether the commits are those since the last look.
    fresh: bool,
}

/// The state of the screen.
#[derive(Default)]
pub struct Versions {
    cursor: Cursor,
    found: Option<Result<Found, String>>,
    pending: Option<Receiver<Result<Found, String>>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    poll: Some(|desk| state_mut(desk).poll()),
    is_busy: Some(|desk| state(desk).pending.is_some()),
    ..Page::with::<Versions>("Versions", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area))
};

remembers!(Versions);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("versions.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("versions.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("versions.open", "Go to the item of this line, or decide the conflict")
        .short("open")
        .keys(&["enter"])
        .footer(1)
        .needs(leads_somewhere)
        .run(open),
    row("versions.copy", "Copy the page as text").short("copy").keys(&["y"]).footer(2).run(|desk| {
        let text = page(desk).iter().map(|(title, rows)| format!("{title}\n{}", lines_of(rows))).collect::<Vec<_>>();
        desk.effects.push(Effect::Copy(text.join("\n")));
        desk.say("copied the page, where the terminal allows it");
    }),
    row("versions.again", "Ask git again").short("again").keys(&["r"]).footer(3).run(ask),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] =
    &[row("go.versions", "Versions: what others changed in git, what is to decide, how it is shared")
        .short("versions")
        .keys(&["g v"])
        .everywhere()
        .ready(always)
        .run(|desk| {
            desk.visit(&PAGE);
            state_mut(desk).cursor = Cursor::default();
            ask(desk);
        })];

/// Asks git beside the screen, and remembers up to which commit one has looked.
fn ask(desk: &mut Desk) {
    let (sender, receiver) = channel();
    let (file, product) = (desk.workspace.path().to_owned(), desk.product().clone());
    let seen = desk.workspace.sidecar().map(|dir| dir.join("seen"));
    // without a thread to be had nothing is found, and the channel says so
    let _ = std::thread::Builder::new().spawn(move || {
        let found = look(&file, &product, seen.as_deref());
        let _ = sender.send(found);
    });
    state_mut(desk).pending = Some(receiver);
}

fn look(file: &Path, product: &Product, seen: Option<&Path>) -> Result<Found, String> {
    let words = |why: crate::git::run::NoGit| why.to_string();
    let repository = Repository::of(file).map_err(words)?;
    let faults = Sharing::of(file).map_err(words)?.faults();
    let last = seen.and_then(seen::read);
    let since = history(&repository, last.as_deref(), MOST, product).map_err(words)?;
    let fresh = last.is_some() && !since.versions.is_empty();
    let found = if fresh { since } else { history(&repository, None, LAST, product).map_err(words)? };
    if let Some(seen) = seen.filter(|_| !found.head.is_empty()) {
        seen::keep(seen, &found.head);
    }
    Ok(Found { history: found, faults, path: repository.path, fresh })
}

impl Versions {
    /// Takes over what git said. Returns whether anything is to be drawn.
    fn poll(&mut self) -> bool {
        let Some(receiver) = &self.pending else { return false };
        self.found = Some(match receiver.try_recv() {
            Ok(found) => found,
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => Err("the system has no thread left to ask git".to_owned()),
        });
        self.pending = None;
        true
    }
}

/// The place to which a line leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    Nowhere,
    Item(Id),
    Conflicts,
}

type Rows = Vec<(String, Lead)>;

fn lines_of(rows: &Rows) -> String {
    rows.iter().map(|(words, _)| format!("  {words}")).collect::<Vec<_>>().join("\n") + "\n"
}

/// Returns a changed record in a line, with where it went in the order.
fn said(told: &Told) -> String {
    let place = |n: Option<usize>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    let moved = told.place.map(|(from, to)| format!("place {}→{}", place(from), place(to)));
    if told.fate != Fate::Changed {
        return told.line();
    }
    let parts: Vec<String> = told.fields.iter().cloned().chain(moved).collect();
    format!("{}: {}", told.name, parts.join(", "))
}

fn of_version(desk: &Desk, version: &Version) -> (String, Rows) {
    let at = desk.now.day_of(version.at);
    let title = format!("{} · {} · {}", version.who, at.format("%a %-d %b"), version.subject);
    let Some(told) = &version.told else {
        return (title, vec![("the file was no product there".to_owned(), Lead::Nowhere)]);
    };
    let lead = |told: &Told| {
        if desk.product().items().get(told.id).is_some() { Lead::Item(told.id) } else { Lead::Nowhere }
    };
    let new: Vec<&Told> = told.iter().filter(|told| told.fate == Fate::New).collect();
    let grouped = new.len() > FEW;
    let single: Vec<&Told> = told.iter().filter(|told| !grouped || told.fate != Fate::New).collect();
    let mut rows: Rows = single.iter().take(LINES).map(|told| (said(told), lead(told))).collect();
    if let (true, Some(first), Some(last)) = (grouped, new.first(), new.last()) {
        rows.push((format!("{} new: {} … {}", new.len(), first.name, last.name), lead(first)));
    }
    if single.len() > LINES {
        let words = format!("and {} more: momentum diff {}^ {}", single.len() - LINES, version.short, version.short);
        rows.push((words, Lead::Nowhere));
    }
    (title, rows)
}

/// Returns how the file is shared, a line each.
fn sharing(found: &Found) -> Rows {
    let history = &found.history;
    let branch = if history.branch.is_empty() { "no branch" } else { &history.branch };
    let mut out = vec![format!("{} on {branch}", found.path)];
    if let Some((behind, ahead)) = history.behind_and_ahead {
        let n = |n: u32| usize::try_from(n).unwrap_or(0);
        if behind > 0 {
            out.push(format!("{} upstream, as of the last fetch: git pull brings them", count(n(behind), "commit")));
        }
        if ahead > 0 {
            out.push(format!("{} not upstream: git push is yours", count(n(ahead), "commit")));
        }
    }
    if history.uncommitted > 0 {
        out.push(format!("{} not committed: git commit is yours", count(history.uncommitted, "change")));
    }
    match found.faults.as_slice() {
        [] => out.push("git merges it record by record in this clone".to_owned()),
        [one] => out.push(format!("! {one}")),
        [first, rest @ ..] => out.push(format!("! {first}, and {} more: momentum git setup mends it", rest.len())),
    }
    out.into_iter().map(|words| (words, Lead::Nowhere)).collect()
}

/// Returns the page: what is to decide, the commits, how it is shared.
fn page(desk: &Desk) -> Vec<(String, Rows)> {
    let mut out = Vec::new();
    let product = desk.product();
    let conflicts: Rows = product
        .open_conflicts()
        .map(|conflict| {
            let (what, stands, other) = product.conflict_words(conflict);
            (format!("{what}: {stands} · instead: {other}"), Lead::Conflicts)
        })
        .collect();
    if !conflicts.is_empty() {
        out.push((format!("TO DECIDE  {}", conflicts.len()), conflicts));
    }
    if let Some(Ok(found)) = &state(desk).found {
        let versions = found.history.versions.iter().map(|version| of_version(desk, version));
        // what is missing comes before what is only told
        let own = ("SHARING".to_owned(), sharing(found));
        if found.faults.is_empty() {
            out.extend(versions.chain([own]));
        } else {
            out.extend([own].into_iter().chain(versions));
        }
    }
    for (_, rows) in &mut out {
        for (words, _) in rows {
            *words = text::line(words).into_owned();
        }
    }
    out
}

fn current(desk: &Desk) -> Lead {
    let page = page(desk);
    let rows = page.iter().flat_map(|(_, rows)| rows);
    rows.map(|(_, lead)| *lead).nth(state(desk).cursor.at).unwrap_or(Lead::Nowhere)
}

fn leads_somewhere(desk: &Desk) -> Result<(), Why> {
    if current(desk) == Lead::Nowhere { Err("this line leads to no item".into()) } else { Ok(()) }
}

fn open(desk: &mut Desk) {
    match current(desk) {
        Lead::Item(id) => desk.go_to(id),
        Lead::Conflicts => everywhere::conflicts(desk),
        Lead::Nowhere => {}
    }
}

fn step(desk: &mut Desk, by: isize) {
    let last = page(desk).iter().map(|(_, rows)| rows.len()).sum::<usize>().saturating_sub(1);
    state_mut(desk).cursor.at = state(desk).cursor.at.saturating_add_signed(by).min(last);
}

/// Returns the words beside the title: since when, by how many.
fn head(desk: &Desk) -> String {
    let Some(Ok(found)) = &state(desk).found else { return String::new() };
    let history = &found.history;
    let mut names: Vec<&str> = history.versions.iter().map(|version| version.who.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let more = if history.more { " at least" } else { "" };
    let commits = count(history.versions.len(), "commit");
    let when = if found.fresh { "since you looked" } else { "the last ones" };
    match history.versions.len() {
        0 => "no commit yet".to_owned(),
        _ => format!("{when}: {commits}{more} by {}", text::line(&names.join(", "))),
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let title = vec![span("Versions", theme.title), span(&format!("  {}", head(desk)), theme.why)];
    let inner = framed(frame, area, title, true, theme);
    let cells = usize::from(inner.width);
    let above = match &state(desk).found {
        None => wrapped("git is asked …", cells, theme.muted),
        Some(Err(why)) => wrapped(why, cells, theme.text),
        Some(Ok(_)) => Vec::new(),
    };
    let page = page(desk);
    if page.is_empty() {
        frame.render_widget(Paragraph::new(above), inner);
        return;
    }
    let shown: Vec<Part<'_>> = page
        .iter()
        .map(|(title, rows)| Part {
            title: text::line(title).into_owned(),
            lines: rows.iter().map(|(words, _)| words.as_str()).collect(),
            empty: "nothing but bookkeeping",
            urgent: rows.first().is_some_and(|(_, lead)| *lead == Lead::Conflicts),
        })
        .collect();
    parts(frame, inner, above, &shown, state(desk).cursor.at, theme);
}
