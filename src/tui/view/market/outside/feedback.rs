//! Feedback on the screen: a table is taken in, themes are counted anew from its rows, quotes are looked up in them. All of it beside the
//! screen, because a table may have two hundred thousand notes.

use std::path::Path;

use crate::exchange::ImportError;
use crate::exchange::feedback::{self, Feedback, Note};
use crate::model::{Id, Product, Refusal, Theme, Verb};
use crate::store::feeds;
use crate::system;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::files::{Files, read_beside};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::working::{Stage, beside, edit_beside};
use crate::words::count;
use crate::workspace::Said;

/// Quotes of a theme that are shown.
const QUOTES: usize = 40;

/// Asks for a table of feedback.
pub fn take_in(desk: &mut Desk) {
    let page = Files::new("Take in which feedback? A table with a note a row", open_file);
    desk.push(page.hint("a CSV: the words, and the day and the stars where there are any"));
}

/// A table that was read, with the notes that this machine knows of it already.
struct Opened {
    read: Feedback,
    known: Vec<Note>,
    fresh: Vec<Note>,
}

fn open_file(desk: &mut Desk, path: &Path) -> Result<(), String> {
    let feeds: Vec<(String, Id)> = desk.product().feeds().iter().map(|feed| (feed.called.clone(), feed.id)).collect();
    let (sidecar, zone) = (desk.workspace.sidecar(), desk.now.zone);
    let parse = move |bytes: &[u8], name: &str, stage: &Stage| {
        let read = feedback::read(bytes, &[], zone).map_err(|why: ImportError| why.to_string())?;
        if read.notes.is_empty() {
            return Err("no row has words".to_owned());
        }
        if !stage.next(format!("comparing {} with those that are known", count(read.notes.len(), "note"))) {
            return Err(String::new());
        }
        let feed = feeds.iter().find(|(called, _)| called == name);
        let known: Vec<Note> = feed.map_or_else(Vec::new, |(_, id)| feeds::rows(sidecar.as_deref(), *id));
        let fresh = feedback::new_ones(read.notes.clone(), &known);
        Ok(Opened { read, known, fresh })
    };
    read_beside(desk, path, parse, |desk, opened, name| preview(desk, name, opened))
}

/// Returns how many notes a table has, and how many of them are new.
fn said_of(notes: usize, new: usize) -> String {
    let rest = match notes - new {
        0 => String::new(),
        n => format!(", {n} known or there twice"),
    };
    format!("{}: {new} new{rest}", count(notes, "note"))
}

/// Shows what a table would bring, before anything of it is taken in.
fn preview(desk: &mut Desk, name: String, opened: Opened) {
    let Opened { read, known, fresh } = opened;
    let n = fresh.len();
    let mut all = known;
    all.extend(fresh);
    let mut lines = vec![(Ink::Text, said_of(read.notes.len(), n))];
    lines.extend(read.taken.iter().map(|(column, what)| (Ink::Text, format!("“{column}” is {what}"))));
    lines.extend(read.not_taken().into_iter().map(|words| (Ink::Muted, words)));
    if read.doubtful {
        lines.push((Ink::Warn, "days such as 03/04/2026 were read as day first".to_owned()));
    }
    if !read.has_days() {
        lines.push((Ink::Warn, feedback::NO_DAYS.to_owned()));
    }
    lines.push((Ink::Muted, "The words stay on this machine, for you alone; counts go into the product.".to_owned()));
    desk.push(Notice::new(name.clone(), lines).enter("take it in", move |desk| store(desk, name, all, n)));
}

fn store(desk: &mut Desk, name: String, notes: Vec<Note>, new: usize) {
    let (now, machine) = (desk.now, system::host());
    let sidecar = desk.workspace.sidecar();
    let notes = std::sync::Arc::new(notes);
    let (said, kept) = (Said::Whole(format!("took in {name}")), notes.clone());
    let title = format!("Taking in {}", text::line(&name));
    let f = move |product: &mut Product, stage: &Stage| {
        stage.next(format!("looking for themes in {}", count(notes.len(), "note")));
        let others = feeds::all(sidecar.as_deref(), product);
        let took = feedback::take_in(product, &name, &notes, &machine, now)?;
        // what is new here may be old there
        stage.next("counting the themes in what was taken in before");
        feedback::recount(product, others.iter().filter(|(id, _)| *id != took.0));
        Ok(took)
    };
    edit_beside(desk, &title, (said, String::new()), f, move |desk, (feed, took)| {
        let themes = count(took.themes, "new theme");
        match feeds::keep(desk.workspace.sidecar().as_deref(), feed, &kept) {
            Ok(()) => desk.say(format!(
                "{}, {themes}; {} % talk of none · ⟦history.undo⟧ undoes",
                count(new, "new note"),
                took.other
            )),
            Err(why) => desk.refuse(format!("counted, but the words could not be kept ({why}): quotes are missing")),
        }
    });
}

/// Changes themes and counts all of them anew from the rows that this machine has, in one step.
pub fn edit_themes(
    desk: &mut Desk,
    verb: Verb,
    why: &str,
    f: impl Fn(&mut Product) -> Result<(), Refusal> + Send + Sync + 'static,
) {
    let sidecar = desk.workspace.sidecar();
    let change = move |product: &mut Product, stage: &Stage| {
        stage.next("counting the themes anew");
        let rows = feeds::all(sidecar.as_deref(), product);
        f(product)?;
        feedback::recount(product, &rows);
        Ok(())
    };
    edit_beside(desk, "Themes", (verb.into(), why.to_owned()), change, |_, ()| ());
}

/// Hands over the name of a theme, and its quotes: what somebody took, then the notes that this machine has.
pub fn with_quotes(desk: &mut Desk, own: &Theme, then: fn(&mut Desk, String, Vec<String>)) {
    let product = desk.product();
    let taken = product.insights_about(own.id).into_iter().map(|insight| {
        let day = insight.on.map_or_else(String::new, |day| day.format("%-d %b").to_string());
        format!("“{}” {} {day}", text::line(&insight.said), insight.kind)
    });
    let mut out: Vec<String> = taken.collect();
    let (sidecar, copy, theme) = (desk.workspace.sidecar(), product.clone(), own.clone());
    let work = move |stage: &Stage| {
        stage.next("looking for the last that was said of it");
        for (_, rows) in feeds::all::<Note>(sidecar.as_deref(), &copy) {
            // the last ones first, as one asks what people say now
            for note in feedback::notes_of(&theme, &rows).into_iter().rev().take(QUOTES.saturating_sub(out.len())) {
                let stars = note.stars.map_or_else(String::new, |n| format!(" {n}★"));
                let day = note.day.map_or_else(String::new, |day| day.format(" %-d %b").to_string());
                out.push(format!("“{}”{stars}{day}", text::line(&note.text)));
            }
        }
        out
    };
    let title = format!("{} {}", own.key(), text::line(&own.called));
    let result = beside(desk, title.clone(), work, move |desk, quotes| {
        then(desk, title, quotes);
        Ok(())
    });
    desk.or_refuse(result);
}
