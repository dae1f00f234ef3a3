//! `momentum import`

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::exchange::{self, Choices, Column, Fate, Format, Outcome};
use crate::measure::similar::double::twice;
use crate::model::{Now, Refusal, Verb};
use crate::store::files::{self, Named};
use crate::words::count;
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders to take in, in this order; “-” is standard input
    #[arg(required_unless_present = "how", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print the command of a system's own program that fetches what is read here, and end
    #[arg(long, value_name = "SYSTEM", value_parser = clap::builder::PossibleValuesParser::new(exchange::how::HOW.iter().map(|(name, _)| *name)))]
    how: Option<String>,
    /// The format, where it is not to be guessed
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(Format::NAMES.iter().map(|(name, _)| *name)))]
    from: Option<String>,
    /// A column's meaning: FIELD=COLUMN; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Read 03/04/2025 as 4 March
    #[arg(long)]
    month_first: bool,
    /// Do everything but save
    #[arg(long)]
    dry_run: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    if let Some(lines) = args.how.as_deref().and_then(exchange::how::of) {
        if out.json {
            out.answer(&lines);
        }
        for line in lines {
            out.line(line);
        }
        return Ok(());
    }
    let columns = args
        .map
        .iter()
        .map(|pair| {
            pair.split_once('=')
                .map(|(field, column)| (field.to_owned(), column.to_owned()))
                .ok_or_else(|| Failure::usage(format!("“{pair}” is not FIELD=COLUMN")))
        })
        .collect::<Result<_, _>>()?;
    let format =
        args.from.as_ref().and_then(|name| Format::NAMES.iter().find(|(n, _)| n == name)).map(|(_, format)| *format);
    let choices = Choices { format, columns, month_first: args.month_first };
    let (mut files, passed_over) = gather(&args.paths, &choices)?;
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace
        .edit(now, Verb::Imported, "", |product| {
            files
                .iter()
                .map(|(name, import)| exchange::take_in(product, import, name, now))
                .collect::<Result<Vec<Outcome>, _>>()
        })
        .map_err(|why| match why {
            // what a row of a table holds is data, not a word of the command
            Refusal::Invalid(words) => Failure::data(format!("{words}. Nothing was imported.")),
            why => {
                let Failure { words, code } = why.into();
                Failure { words: format!("{words}. Nothing was imported."), code }
            }
        })?;
    let rows: Vec<usize> = files.iter().map(|(_, import)| import.rows.len()).collect();
    // what was read is in the product now, and to write it takes room
    for (_, import) in &mut files {
        import.rows = Vec::new();
    }
    if !args.dry_run {
        save(workspace, now)?;
    }
    if out.json {
        let each = files.iter().zip(&edited.value).zip(rows);
        let files: Vec<_> =
            each.map(|(((name, import), outcome), rows)| answer(name, import, rows, *outcome)).collect();
        out.answer(&json!({"files": files, "passed_over": passed_over, "dry_run": args.dry_run}));
        return Ok(());
    }
    for (((name, import), outcome), rows) in files.iter().zip(&edited.value).zip(rows) {
        report(name, import, rows, *outcome, out);
    }
    for why in &passed_over {
        out.line(&format!("passed over {why}"));
    }
    let product = workspace.product();
    if product.orphans(now.today) > 0 {
        out.line(&format!(
            "the backlog has {} open, {} without a goal, {} unsized{}",
            count(product.order().len(), "item"),
            product.orphans(now.today),
            product.unsized_items(),
            if args.dry_run { " (dry run: nothing was saved)" } else { "" }
        ));
    }
    let doubled = twice(product);
    if doubled > 0 {
        out.line(&format!("{} may be there twice: momentum list is:duplicate", count(doubled, "item")));
    }
    Ok(())
}

/// What was read of each file, and what was passed over.
type Gathered = (Vec<(String, exchange::Import)>, Vec<String>);

/// Reads what the paths name. A file that is named must hold items; of a folder or a pattern what holds none is passed over.
fn gather(paths: &[PathBuf], choices: &Choices) -> Result<Gathered, Failure> {
    let (mut files, mut passed_over) = (Vec::new(), Vec::new());
    for path in paths {
        let io = |why: std::io::Error| Failure { words: format!("cannot read {}: {why}", path.display()), code: 74 };
        let (all, alone) = match files::named(path).map_err(io)? {
            Named::One(path) => (vec![path], true),
            Named::Many(paths) => (paths, false),
        };
        let mut of_path = Vec::new();
        for file in &all {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = read(file)?;
            if alone && exchange::usage::is_one(&bytes) {
                let words =
                    format!("{name} holds counts of usage and no items: momentum usage import {}", file.display());
                return Err(Failure::data(words));
            }
            match exchange::read(&bytes, &name, choices) {
                Ok(import) => of_path.push((name, import)),
                Err(why) if alone => {
                    return Err(Failure::data(format!("{}: {why}. Nothing was imported.", file.display())));
                }
                Err(why) => passed_over.push(format!("{name}: {why}")),
            }
        }
        if of_path.is_empty() {
            let words = format!("no file of {} holds items. Nothing was imported.", path.display());
            return Err(Failure::data(words));
        }
        let folder = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.extend(if alone { of_path } else { exchange::join(of_path, &folder) });
    }
    Ok((files, passed_over))
}

fn unread(path: &Path, why: &std::io::Error) -> Failure {
    Failure { words: format!("cannot read {}: {why}", path.display()), code: 74 }
}

/// Reads a file, no further than one that is too large.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    read_most(path, exchange::LARGEST as u64)
}

/// Reads a file, no further than one byte beyond `most`.
pub(super) fn read_most(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    crate::store::disk::read_regular(path, most).map_err(|why| unread(path, &why))
}

/// Reads a file, or for `-` what comes in; no further than one that is too large.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() != "-" {
        return read_file(path);
    }
    let mut bytes = Vec::new();
    let most = exchange::LARGEST as u64 + 1;
    std::io::stdin().take(most).read_to_end(&mut bytes).map_err(|why| unread(path, &why))?;
    Ok(bytes)
}

fn fate(column: &Column) -> String {
    match column.fate {
        Fate::Mapped(field) => format!("→ {field}"),
        Fate::Kept => "kept as it is".to_owned(),
        Fate::Empty => "empty".to_owned(),
    }
}

/// Returns what became of a file, for scripts.
fn answer(name: &str, import: &exchange::Import, rows: usize, outcome: Outcome) -> serde_json::Value {
    let columns: Vec<_> = import
        .columns
        .iter()
        .map(
            |c| json!({"name": c.name, "copies": c.copies, "cells": c.cells, "fate": fate(c).trim_start_matches("→ ")}),
        )
        .collect();
    json!({
        "file": name, "what": import.what, "rows": rows, "added": outcome.added, "updated": outcome.updated,
        "same": outcome.same, "kept_mine": outcome.kept_mine,
        "sprints": outcome.sprints, "held": outcome.held, "columns": columns, "notes": import.notes,
    })
}

fn report(name: &str, import: &exchange::Import, rows: usize, outcome: Outcome, out: &mut Out) {
    let mut parts = vec![format!("{} added", outcome.added)];
    for (n, word) in [(outcome.updated, "updated"), (outcome.same, "as before")] {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    if outcome.kept_mine > 0 {
        parts.push(format!("{} changed on both sides, yours kept", count(outcome.kept_mine, "field")));
    }
    let rows = if import.product.is_some() { String::new() } else { format!("{}, ", count(rows, "row")) };
    out.line(&format!("{name}: {}, {rows}{}", import.what, parts.join(", ")));
    let table: Vec<Vec<String>> = import
        .columns
        .iter()
        .map(|c| {
            let copies = if c.copies > 1 { format!(" ×{}", c.copies) } else { String::new() };
            vec![format!("  {}{copies}", c.name), c.cells.to_string(), fate(c)]
        })
        .collect();
    out.table(&table, &[1]);
    for words in outcome.remarks() {
        out.line(&format!("  {}", super::out::in_the_shell(&words)));
    }
    for note in &import.notes {
        out.line(&format!("  ! {note}"));
    }
}
