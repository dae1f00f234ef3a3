//! What works on every screen: undo, the palette, help, leaving.

use crate::model::Verb;
use std::sync::Arc;

use super::command::{Action, Why, writable};
use super::desk::{Desk, Effect};
use super::layer::choose::Choose;
use super::layer::help::Help;
use super::layer::picker::{Pick, Picker};
use super::layer::prompt::{Ask, Prompt};
use crate::exchange;
use crate::model::about::read_prefix;
use crate::model::day::read_day;
use crate::model::{About, Conflict};
use crate::store::output::write_out;
use crate::workspace::Safety;

const fn row(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("history.undo", "Undo, as far back as you like")
        .short("undo")
        .keys(&["u"])
        .footer(9)
        .run(|desk| desk.travel(true)),
    row("history.redo", "Redo").short("redo").keys(&["U", "ctrl-r"]).run(|desk| desk.travel(false)),
    row("app.palette", "Any command, item or goal, by typing")
        .short("anything")
        .keys(&[":", "ctrl-p"])
        .run(super::palette::open),
    row("app.help", "What works here; Enter does it").short("keys").keys(&["?"]).run(|desk| {
        let scope = desk.scope();
        let help = Help::new(scope, &desk.keymap);
        desk.push(help);
    }),
    row("go.conflicts", "Decide the conflicts of a merge")
        .short("conflicts")
        .keys(&["g c"])
        .ready(has_conflicts)
        .run(conflicts),
    row("app.out", "One level out: marks, filter, screen").short("out").keys(&["esc"]).run(|desk| {
        desk.message = None;
        if !desk.out() {
            let saved = not_saved(desk).is_err();
            desk.say(if saved {
                "⟦app.quit⟧ quits; everything is saved by itself"
            } else {
                "⟦app.quit⟧ quits, and asks what becomes of it"
            });
        }
    }),
    row("app.quit", "Back, or quit; everything is saved").short("quit").keys(&["q"]).footer(10).run(quit),
    row("file.retry", "Save again now; a file that vanished is made again")
        .short("save again")
        .keys(&["R"])
        .ready(not_saved)
        .run(|desk| {
            desk.workspace.retry(desk.now);
            desk.say("saving again");
        }),
    row("file.save-elsewhere", "Export: write everything to another file (.json, .csv, .md, .html)")
        .short("export")
        .run(save_elsewhere),
    row("file.export-for", "Export for another system, or a browser: Jira, GitHub, Linear, Trello, todo.txt, HTML")
        .short("export for")
        .run(super::back::ask),
    row("clock.set", "Pretend that it is another day, for trying things out").short("another day").run(set_clock),
    row("product.rename", "Rename the product").short("rename").ready(writable).run(rename),
    row("file.import", "Import a file: Jira, CSV, stories, Markdown, readings, usage")
        .short("import")
        .run(super::import::ask),
    row("editor.drafts", "Drafts: texts that the editor left unfinished")
        .short("drafts")
        .ready(
            |desk| {
                if super::editor::drafts(desk).is_empty() { Err("there is no unfinished text".into()) } else { Ok(()) }
            },
        )
        .run(super::editor::offer),
    row("app.suspend", "Stop and go back to the shell; fg goes on").short("suspend").keys(&["ctrl-z"]).run(|desk| {
        desk.effects.push(Effect::Suspend);
    }),
    row("app.redraw", "Draw the screen anew").short("redraw").keys(&["ctrl-l"]).run(|desk| {
        assert!(!crate::store::fault("panic"), "asked for by a test");
        desk.effects.push(Effect::Redraw);
    }),
];

fn set_clock(desk: &mut Desk) {
    desk.push(
        Prompt::new("Pretend that it is", "", |desk, text| {
            let day = read_day(&text, desk.now.today).ok().flatten();
            desk.clock = desk.clock.map(|clock| day.map_or_else(|| clock.real(), |day| clock.set(day)));
            desk.tell_time();
            let today = desk.now.today.format("%a %-d %b %Y");
            desk.say(format!("it is {today} · empty goes back to the real day"));
        })
        .hint("tomorrow · monday · 2w · 2026-12-05 · empty for the real day")
        .check(|desk, text| read_day(text, desk.now.today).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn not_saved(desk: &Desk) -> Result<(), Why> {
    if matches!(desk.workspace.safety(), Safety::NotSaved { .. }) {
        Ok(())
    } else {
        Err("everything is saved; other programs’ changes come in by themselves".into())
    }
}

fn has_conflicts(desk: &Desk) -> Result<(), Why> {
    if desk.product().open_conflicts().next().is_some() { Ok(()) } else { Err("there is no conflict to decide".into()) }
}

/// Goes back, or leaves; what cannot be saved is asked about first.
fn quit(desk: &mut Desk) {
    if !desk.page.outermost {
        desk.out();
        return;
    }
    if !(desk.page.quit)(desk) {
        leave(desk);
    }
}

/// Leaves, unless something is not saved: then asks what to do with it.
pub fn leave(desk: &mut Desk) {
    let Safety::NotSaved { why, .. } = desk.workspace.safety().clone() else {
        desk.effects.push(Effect::Quit);
        return;
    };
    let answers = [
        ('r', "save again now".to_owned()),
        ('e', "save elsewhere".to_owned()),
        ('q', "quit, keeping a rescue copy".to_owned()),
    ];
    desk.push(Choose::new(format!("NOT SAVED: {why}"), answers, |desk, key| match key {
        'r' => desk.workspace.retry(desk.now),
        'e' => save_elsewhere(desk),
        _ => desk.effects.push(Effect::Quit),
    }));
}

/// Asks for the name of the product and the prefix of its keys.
fn rename(desk: &mut Desk) {
    let about = desk.product().about();
    let asks = [
        Ask::new("What is the product called?", &about.name)
            .hint("the file keeps its name")
            .needed("a product needs a name"),
        Ask::new("What do its keys begin with?", &about.prefix)
            .hint("one to ten letters; every key changes with it")
            .check(|_, text| read_prefix(text).map(|_| ()).map_err(|why| why.to_string())),
    ];
    desk.push(Prompt::steps(asks, |desk, [name, prefix]| {
        desk.edit(Verb::RenamedTheProduct, "", move |product| {
            let prefix = read_prefix(&prefix)?;
            product.put(About { name: name.trim().to_owned(), prefix, ..product.about().clone() });
            Ok(())
        });
    }));
}

fn save_elsewhere(desk: &mut Desk) {
    desk.push(
        Prompt::new("Write everything to", "", |desk, text| {
            let path = std::path::PathBuf::from(text.trim());
            let written =
                exchange::by_ending(desk.product(), &path, false, desk.now).map_err(|why| why.to_string()).and_then(
                    |bytes| write_out(&path, &bytes, desk.workspace.path(), false).map_err(|why| why.to_string()),
                );
            match written {
                Ok(()) => desk.say(format!("wrote it to {}", path.display())),
                Err(why) => desk.refuse(why),
            }
        })
        .hint("a file that is not there yet: .json has everything, .csv, .md and .html what people read")
        .check(|_, text| match text.trim() {
            "" => Err("name a file".into()),
            path if std::path::Path::new(path).exists() => Err(format!("{path} is there already")),
            path if !exchange::is_ending_known(path.as_ref()) => {
                Err("the ending says what is written: .json, .csv, .md or .html".into())
            }
            _ => Ok(()),
        }),
    );
}

pub fn conflicts(desk: &mut Desk) {
    let product = desk.product();
    let entries: Vec<Pick<Arc<Conflict>>> = product
        .open_conflicts()
        .map(|conflict| {
            let (what, _, other) = product.conflict_words(conflict);
            Pick::new(format!("{what}: {other}"), desk.now.day_of(conflict.at).to_string(), conflict.clone())
        })
        .collect();
    desk.push(Picker::new("Two programs changed the same thing; this gave way", entries, |desk, conflict| {
        let (_, here, other) = desk.product().conflict_words(&conflict);
        let title = format!("Now: {here} · instead: {other}");
        let answers = [('k', "keep it as it is now".to_owned()), ('t', "take the other".to_owned())];
        let id = conflict.id;
        desk.push(Choose::new(title, answers, move |desk, key| {
            let now = desk.now;
            desk.edit(Verb::DecidedAConflictOf, "", move |product| product.resolve(id, key == 't', now));
            if has_conflicts(desk).is_ok() {
                conflicts(desk);
            }
        }));
    }));
}
