//! What works on every screen: undo, the palette, help, leaving.

use std::sync::Arc;

use super::action::{Action, Group, Scope, always, writable};
use super::app::{App, Effect};
use super::layer::choose::Choose;
use super::layer::help::Help;
use super::layer::picker::{Entry, Picker};
use super::layer::prompt::Prompt;
use super::view::View;
use super::view::backlog;
use crate::exchange;
use crate::model::about::read_prefix;
use crate::model::day::read_day;
use crate::model::{About, Conflict};
use crate::store::output::write_out;
use crate::workspace::Safety;

const fn row(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    run: fn(&mut App),
) -> Action {
    Action { name, title, short, keys, scope: Scope::Everywhere, group: Group::More, footer: 0, ready: always, run }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    Action {
        footer: 9,
        ..row("history.undo", "Undo, as far back as you like", "undo", &["u"], |app| app.travel(true))
    },
    row("history.redo", "Redo", "redo", &["U", "ctrl-r"], |app| app.travel(false)),
    row("app.palette", "Any command, item or goal, by typing", "anything", &[":", "ctrl-p"], super::palette::open),
    row("app.help", "What works here; Enter does it", "keys", &["?"], |app| {
        let scope = app.scope();
        let help = Help::new(scope, &app.keymap);
        app.push(help);
    }),
    Action {
        ready: has_conflicts,
        ..row("go.conflicts", "Decide what a merge kept aside", "conflicts", &["g c"], conflicts)
    },
    row("app.out", "One level out: marks, filter, screen", "out", &["esc"], |app| {
        app.message = None;
        if !app.out() {
            let saved = not_saved(app).is_err();
            app.say(if saved {
                "q quits; everything is saved by itself"
            } else {
                "q quits, and asks what becomes of it"
            });
        }
    }),
    Action { footer: 10, ..row("app.quit", "Back, or quit; everything is saved", "quit", &["q"], quit) },
    Action {
        ready: not_saved,
        ..row("file.retry", "Save again now; a file that vanished is made again", "save again", &["R"], |app| {
            app.workspace.retry(app.now);
            app.say("saving again");
        })
    },
    Action {
        keys: &[],
        ..row(
            "file.save-elsewhere",
            "Export: write everything to another file (.json, .csv, .md)",
            "export",
            &[],
            save_elsewhere,
        )
    },
    row("clock.set", "Pretend that it is another day, for trying things out", "another day", &[], set_clock),
    Action { ready: writable, ..row("product.rename", "Rename the product", "rename", &[], rename) },
    row("file.import", "Import a file: Jira, CSV, stories, Markdown, readings", "import", &[], super::import::ask),
    Action {
        ready: |app| if super::editor::drafts(app).is_empty() { Err("there is no unfinished text") } else { Ok(()) },
        ..row("editor.drafts", "Drafts: texts that the editor left unfinished", "drafts", &[], super::editor::offer)
    },
    row("app.suspend", "Stop and go back to the shell; fg goes on", "suspend", &["ctrl-z"], |app| {
        app.effects.push(Effect::Suspend);
    }),
    row("app.redraw", "Draw the screen anew", "redraw", &["ctrl-l"], |app| {
        assert!(!crate::store::fault("panic"), "asked for by a test");
        app.effects.push(Effect::Redraw);
    }),
];

fn set_clock(app: &mut App) {
    app.push(
        Prompt::new("Pretend that it is", "", |app, text| {
            let day = read_day(&text, app.now.today).ok().flatten();
            app.clock = app.clock.map(|clock| day.map_or_else(|| clock.real(), |day| clock.set(day)));
            app.tell_time();
            let today = app.now.today.format("%a %-d %b %Y");
            app.say(format!("it is {today} · empty goes back to the real day"));
        })
        .hint("tomorrow · monday · 2w · 2026-12-05 · empty for the real day")
        .check(|app, text| read_day(text, app.now.today).map(|_| ()).map_err(|why| why.to_string())),
    );
}

fn not_saved(app: &App) -> Result<(), &'static str> {
    if matches!(app.workspace.safety(), Safety::NotSaved { .. }) {
        Ok(())
    } else {
        Err("everything is saved; other programs’ changes come in by themselves")
    }
}

fn has_conflicts(app: &App) -> Result<(), &'static str> {
    if app.product().open_conflicts().next().is_some() { Ok(()) } else { Err("there is no conflict to decide") }
}

/// Goes back, or leaves; what cannot be saved is asked about first.
fn quit(app: &mut App) {
    // what the program began with is left like the backlog
    if !matches!(app.view, View::Backlog | View::Today) {
        app.out();
        return;
    }
    if app.view == View::Today {
        leave(app);
        return;
    }
    let inside = app.backlog.focus == backlog::Focus::Detail;
    if app.backlog.zoom || inside || app.backlog.lens != backlog::Lens::Open {
        app.backlog.out(app.workspace.product(), app.now);
        return;
    }
    leave(app);
}

/// Leaves, unless something is not saved: then asks what to do with it.
pub fn leave(app: &mut App) {
    let Safety::NotSaved { why, .. } = app.workspace.safety().clone() else {
        app.effects.push(Effect::Quit);
        return;
    };
    let answers = [
        ('r', "save again now".to_owned()),
        ('e', "save elsewhere".to_owned()),
        ('q', "quit, keeping a rescue copy".to_owned()),
    ];
    app.push(Choose::new(format!("NOT SAVED: {why}"), answers, |app, key| match key {
        'r' => app.workspace.retry(app.now),
        'e' => save_elsewhere(app),
        _ => app.effects.push(Effect::Quit),
    }));
}

/// Offers the products of the data directory; a name that is not there makes a new one.
fn rename(app: &mut App) {
    let name = app.product().about().name.clone();
    app.push(
        Prompt::new("What is the product called?", &name, |app, text| {
            let prefix = app.product().about().prefix.clone();
            app.push(
                Prompt::new("What do its keys begin with?", &prefix, move |app, prefix| {
                    app.edit("renamed the product", "", move |product| {
                        let prefix = read_prefix(&prefix)?;
                        product.put(About { name: text.trim().to_owned(), prefix, ..product.about().clone() });
                        Ok(())
                    });
                })
                .hint("one to ten letters; every key changes with it")
                .check(|_, text| read_prefix(text).map(|_| ()).map_err(|why| why.to_string())),
            );
        })
        .hint("the file keeps its name")
        .check(|_, text| if text.trim().is_empty() { Err("a product needs a name".into()) } else { Ok(()) }),
    );
}

fn save_elsewhere(app: &mut App) {
    app.push(
        Prompt::new("Write everything to", "", |app, text| {
            let path = std::path::PathBuf::from(text.trim());
            let written = exchange::by_ending(app.product(), &path, false)
                .map_err(|why| why.to_string())
                .and_then(|bytes| write_out(&path, &bytes, app.workspace.path(), false).map_err(|why| why.to_string()));
            match written {
                Ok(()) => app.say(format!("wrote it to {}", path.display())),
                Err(why) => app.refuse(why),
            }
        })
        .hint("a file that is not there yet: .json has everything, .csv and .md what people read")
        .check(|_, text| match text.trim() {
            "" => Err("name a file".into()),
            path if std::path::Path::new(path).exists() => Err(format!("{path} is there already")),
            _ => Ok(()),
        }),
    );
}

/// Shows the backlog narrowed to a filter.
pub fn narrow(app: &mut App, query: &str) {
    app.leave_view();
    app.backlog.look_at(backlog::Lens::Open, app.workspace.product(), app.now);
    if let Err(why) = app.backlog.set_filter(query, app.workspace.product(), app.now) {
        app.refuse(why.to_string());
    }
}

fn conflicts(app: &mut App) {
    let product = app.product();
    let entries: Vec<Entry<Arc<Conflict>>> = product
        .open_conflicts()
        .map(|conflict| {
            let key =
                product.items().get(conflict.record).map_or_else(|| conflict.table.clone(), |item| product.key(item));
            let field = if conflict.field.is_empty() { "the whole record" } else { &conflict.field };
            Entry {
                text: format!("{key} {field}: {}", plain(&conflict.lost)),
                side: app.now.day_of(conflict.at).to_string(),
                unready: None,
                words: None,
                value: conflict.clone(),
            }
        })
        .collect();
    app.push(Picker::new("Two programs changed the same thing; this gave way", entries, |app, conflict| {
        let here = now_there(app, &conflict);
        let title = format!("Now: {here} · instead: {}", plain(&conflict.lost));
        let answers = [('k', "keep it as it is now".to_owned()), ('t', "take the other".to_owned())];
        let id = conflict.id;
        app.push(Choose::new(title, answers, move |app, key| {
            let now = app.now;
            app.edit("decided a conflict of", "", move |product| product.resolve(id, key == 't', now));
            if has_conflicts(app).is_ok() {
                conflicts(app);
            }
        }));
    }));
}

fn now_there(app: &App, conflict: &Conflict) -> String {
    let item = app.product().items().get(conflict.record).and_then(|item| serde_json::to_value(&**item).ok());
    item.and_then(|item| item.get(&conflict.field).map(plain)).unwrap_or_else(|| "nothing".into())
}

/// Returns a value as words, as far as it is one.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
