//! Getting about in the list: movement, marks, finding, filtering, sorting.

use super::{Focus, Lens};
use crate::model::{Filter, Id};
use crate::query::{Query, Sort};
use crate::tui::action::{Action, Group, Scope, always};
use crate::tui::app::App;
use crate::tui::items::has_item;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::View;

const fn row(
    name: &'static str,
    title: &'static str,
    short: &'static str,
    keys: &'static [&'static str],
    run: fn(&mut App),
) -> Action {
    Action {
        name,
        title,
        short,
        keys,
        scope: Scope::On(View::Backlog),
        group: Group::Move,
        footer: 0,
        ready: always,
        run,
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("list.down", "Down", "down", &["j", "down"], |app| step(app, 1)),
    row("list.up", "Up", "up", &["k", "up"], |app| step(app, -1)),
    row("list.first", "First", "first", &["g g", "home"], |app| step(app, isize::MIN)),
    row("list.last", "Last", "last", &["G", "end"], |app| step(app, isize::MAX)),
    row("list.half-down", "Half a page down", "half page", &["pgdn", "ctrl-d"], |app| {
        step(app, app.backlog.half_page());
    }),
    row("list.half-up", "Half a page up", "half page", &["pgup", "ctrl-u"], |app| step(app, -app.backlog.half_page())),
    row("list.open", "Open the item, or go back to the list", "open", &["enter", "l", "right"], |app| {
        app.backlog.focus = Focus::Detail;
        if app.size.0 < 100 {
            app.backlog.zoom = true;
        }
    }),
    row("list.back", "Back to the list", "list", &["h", "left"], |app| {
        app.backlog.focus = Focus::List;
        app.backlog.zoom = false;
    }),
    row("pane.next", "Other pane", "pane", &["tab", "backtab"], |app| {
        app.backlog.focus = if app.backlog.focus == Focus::List { Focus::Detail } else { Focus::List };
    }),
    row("pane.zoom", "Give this pane the whole screen, or take it back", "zoom", &["z"], |app| {
        app.backlog.zoom = !app.backlog.zoom;
    }),
    row("list.cards", "Rows as lines, or as cards with their why", "cards", &["Z"], |app| {
        app.backlog.cards = !app.backlog.cards;
    }),
    Action { footer: 7, ..row("list.find", "Find by key or title, as you type", "find", &["/"], find) },
    row("list.next", "Next that fits what was looked for", "next", &["n"], |app| again(app, true)),
    row("list.previous", "Previous that fits what was looked for", "previous", &["N"], |app| again(app, false)),
    Action {
        footer: 8,
        ..row("filter.free", "Filter by anything: kind:bug size>5 age>90d is:orphan", "filter", &["f f"], filter)
    },
    row("filter.orphans", "Show what serves no goal", "orphans", &["f o"], |app| preset(app, "is:orphan")),
    row("filter.unsized", "Show what nobody has sized", "unsized", &["f u"], |app| preset(app, "is:unsized")),
    row("filter.stale", "Show what nobody touched for 90 days", "stale", &["f s"], |app| preset(app, "is:stale")),
    row("filter.unready", "Show what is not ready", "not ready", &["f r"], |app| preset(app, "is:unready")),
    row("filter.unranked", "Show what no person has ever ranked", "never ranked", &["f n"], |app| {
        preset(app, "is:unranked");
    }),
    row("filter.duplicates", "Show what may be there twice", "duplicates", &["f 2"], |app| preset(app, "is:duplicate")),
    row("filter.vague", "Show what is said in vague words", "vague", &["f v"], |app| preset(app, "is:vague")),
    row("filter.big", "Show what is too big for a sprint", "too big", &["f x"], |app| preset(app, "is:big")),
    row("filter.blocked", "Show what cannot go on", "blocked", &["f b"], |app| preset(app, "is:blocked")),
    row("filter.later", "Show what is set aside until a day", "later", &["f l"], |app| preset(app, "is:later")),
    row("filter.done", "Show what is done", "done", &["f d"], |app| preset(app, "is:done")),
    row("filter.saved", "Saved filters: go to one, or save this one under a name", "saved", &["F"], saved),
    row("list.sort", "Sort for looking; the order stays", "sort", &["S"], sort),
    Action {
        ready: has_item,
        ..row("mark.toggle", "Mark, and go down", "mark", &["space"], |app| {
            if let Some(id) = app.backlog.selected() {
                app.backlog.toggle_mark(id);
                app.backlog.step(1);
            }
        })
    },
    Action {
        ready: has_item,
        ..row("mark.range", "Mark a range from here, and again to end it", "range", &["V"], |app| {
            if app.backlog.anchor.is_none() {
                app.backlog.anchor = app.backlog.selected();
            } else {
                let inside: Vec<_> = app.backlog.rows().get(app.backlog.range()).unwrap_or_default().to_vec();
                app.backlog.marks.extend(inside);
                app.backlog.anchor = None;
            }
        })
    },
    Action {
        ready: has_item,
        ..row("mark.all", "Mark all in the list, or none", "all", &["*"], |app| {
            let all: Vec<_> = app.backlog.rows().to_vec();
            if all.iter().all(|id| app.backlog.marks.contains(id)) {
                app.backlog.marks.clear();
            } else {
                app.backlog.marks.extend(all);
            }
            let words = match app.backlog.marked() {
                0 => "nothing is marked".to_owned(),
                n => format!("{n} marked: verbs act on them"),
            };
            app.say(words);
        })
    },
];

/// The rows that lead here, from everywhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        ..row("go.backlog", "Backlog", "backlog", &["1"], |app| {
            app.leave_view();
            app.backlog.look_at(Lens::Open, app.workspace.product(), app.now);
        })
    },
    Action {
        scope: Scope::Everywhere,
        ..row("go.no-list", "No-list: what was said no to", "no-list", &["g n"], |app| {
            app.leave_view();
            app.backlog.look_at(Lens::Declined, app.workspace.product(), app.now);
        })
    },
];

fn step(app: &mut App, by: isize) {
    if app.backlog.focus == Focus::Detail {
        app.backlog.scroll(by);
        return;
    }
    if by > 1 {
        // beyond the page one must know all rows
        app.backlog.rows.finish(app.workspace.product(), app.now);
    }
    app.backlog.step(by);
}

fn find(app: &mut App) {
    let prompt = Prompt::new("Find", "", |app, text| {
        if text.is_empty() {
            return;
        }
        app.backlog.rows.finish(app.workspace.product(), app.now);
        if app.backlog.rows().is_empty() {
            let declined = app.product().find_item(&text).is_ok_and(|item| item.declined.is_some());
            let where_to = if declined { "it was said no to: g n · " } else { "" };
            app.refuse(format!("nothing matches “{text}” · {where_to}Esc clears"));
        }
    })
    .hint("key or title · Enter keeps the list narrow · Esc shows all again")
    .live(
        |app, text| app.backlog.look_for(text, app.workspace.product(), app.now),
        |app| app.backlog.look_for("", app.workspace.product(), app.now),
    );
    app.push(prompt);
}

fn again(app: &mut App, forward: bool) {
    app.backlog.rows.finish(app.workspace.product(), app.now);
    if !app.backlog.again(forward, app.workspace.product()) {
        app.refuse("nothing was looked for yet, or nothing fits it here · / finds");
    }
}

fn filter(app: &mut App) {
    let text = if app.backlog.filter().is_empty() { String::new() } else { format!("{} ", app.backlog.filter()) };
    let prompt = Prompt::new("Filter", &text, |app, text| preset(app, &text))
        .hint("kind:bug  size>5  age>90d  goal:G1  tag:x  is:orphan  text:“…”  -tag:x  sort:age")
        .check(|_, text| Query::parse(text).map(|_| ()).map_err(|why| why.to_string()));
    app.push(prompt);
}

fn preset(app: &mut App, text: &str) {
    let text = if app.backlog.filter() == text { "" } else { text };
    match app.backlog.set_filter(text, app.workspace.product(), app.now) {
        Ok(()) if app.backlog.rows().is_empty() && !text.is_empty() => {
            app.say(format!("nothing matches “{text}” · Esc clears"));
        }
        Ok(()) => {}
        Err(why) => app.refuse(why.to_string()),
    }
}

/// What one can do with a saved filter.
#[derive(Clone)]
enum Saved {
    Show(String),
    Forget(Id),
}

/// Lists the saved filters; a name that is typed saves the filter that is on.
fn saved(app: &mut App) {
    let filters: Vec<Filter> = app.product().filters().into_iter().cloned().collect();
    let here = app.backlog.filter().to_owned();
    let mut entries: Vec<Entry<Saved>> = filters
        .iter()
        .map(|filter| Entry {
            text: filter.name.clone(),
            side: filter.query.clone(),
            unready: None,
            words: None,
            value: Saved::Show(filter.query.clone()),
        })
        .collect();
    entries.extend(filters.iter().filter(|filter| filter.query == here).map(|filter| Entry {
        text: format!("forget “{}”", filter.name),
        side: "it is on now".into(),
        unready: None,
        words: None,
        value: Saved::Forget(filter.id),
    }));
    let title =
        if here.is_empty() { "Go to a saved filter".to_owned() } else { format!("Saved filters · now {here}") };
    let picker = Picker::new(title, entries, |app, what| match what {
        Saved::Show(query) if query == app.backlog.filter() => {}
        Saved::Show(query) => preset(app, &query),
        Saved::Forget(id) => {
            app.edit("forgot", "", |product| {
                product.forget_filter(id);
                Ok(())
            });
        }
    });
    let picker = if here.is_empty() {
        picker.empty("none yet: filter with f first, then F saves it under a name")
    } else {
        picker.empty("none yet: type a name for the filter that is on, and press Enter").create(
            "save as",
            move |app, name| {
                app.edit("saved", "", |product| product.save_filter(&name, &here));
            },
        )
    };
    app.push(picker);
}

fn sort(app: &mut App) {
    const KEYS: &str = "rsautkdgyv";
    let answers = KEYS.chars().zip(Sort::MENU.iter().map(|name| (*name).to_owned()));
    app.push(Choose::new("Sort by (the same again turns it round; the order stays)", answers, |app, key| {
        let at = KEYS.chars().position(|k| k == key).unwrap_or(0);
        let name = Sort::MENU.get(at).copied().unwrap_or("rank");
        app.backlog.set_sort(name, app.workspace.product(), app.now);
        let words = match app.backlog.sort() {
            "" => "in the one order again".to_owned(),
            sort => format!("by {sort}, to look at: the order is unchanged · S r goes back"),
        };
        app.say(words);
    }));
}
