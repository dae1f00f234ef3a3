//! Getting about in the list: movement, marks, finding, filtering, sorting.

use super::PAGE;
use super::chooser::Chooser;
use super::{Focus, Lens};
use crate::model::Verb;
use crate::model::{Filter, Id, Status};
use crate::query::{Query, Sort};
use crate::tui::command::{Action, writable};
use crate::tui::desk::Desk;
use crate::tui::items::has_item;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;

const fn row(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title).on(&PAGE)
}

const fn elsewhere(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title).elsewhere()
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("list.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("list.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("list.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("list.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("list.half-down", "Half a page down").short("half page").keys(&["pgdn", "ctrl-d"]).run(|desk| {
        step(desk, desk.list.half_page());
    }),
    row("list.half-up", "Half a page up")
        .short("half page")
        .keys(&["pgup", "ctrl-u"])
        .run(|desk| step(desk, -desk.list.half_page())),
    row("list.open", "Open the item, or go back to the list").short("open").keys(&["enter", "l", "right"]).run(
        |desk| {
            desk.list.focus = Focus::Detail;
            if desk.size.0 < 100 {
                desk.list.zoom = true;
            }
        },
    ),
    row("list.back", "Back to the list").short("list").keys(&["h", "left"]).run(|desk| {
        desk.list.focus = Focus::List;
        desk.list.zoom = false;
    }),
    row("pane.next", "Other pane").short("pane").keys(&["tab", "backtab"]).run(|desk| {
        desk.list.focus = if desk.list.focus == Focus::List { Focus::Detail } else { Focus::List };
    }),
    row("list.cards", "Rows as lines, as cards with their why, then the choice of columns")
        .short("cards, columns")
        .keys(&["Z"])
        .run(|desk| {
            desk.list.cards = !desk.list.cards;
            if !desk.list.cards {
                columns(desk);
            }
        }),
    row("list.columns", "Columns of the backlog: which, and in which order").short("columns").run(columns),
    row("list.find", "Find by key or title, as you type").short("find").keys(&["/"]).footer(8).run(find),
    row("list.next", "Next that fits what was looked for").short("next").keys(&["n"]).run(|desk| again(desk, true)),
    row("list.previous", "Previous that fits what was looked for")
        .short("previous")
        .keys(&["N"])
        .run(|desk| again(desk, false)),
    elsewhere("filter.free", "Filter by anything: kind:bug size>5 age>90d is:orphan")
        .short("filter")
        .keys(&["f f"])
        .footer(9)
        .run(filter),
    elsewhere("filter.orphans", "Show what serves no goal")
        .short("orphans")
        .keys(&["f o"])
        .run(|desk| preset(desk, "is:orphan")),
    elsewhere("filter.unsized", "Show what nobody has sized")
        .short("unsized")
        .keys(&["f u"])
        .run(|desk| preset(desk, "is:unsized")),
    elsewhere("filter.stale", "Show what nobody touched for 90 days")
        .short("stale")
        .keys(&["f s"])
        .run(|desk| preset(desk, "is:stale")),
    elsewhere("filter.unready", "Show what is not ready")
        .short("not ready")
        .keys(&["f r"])
        .run(|desk| preset(desk, "is:unready")),
    elsewhere("filter.unranked", "Show what no person has ever ranked").short("never ranked").keys(&["f n"]).run(
        |desk| {
            preset(desk, "is:unranked");
        },
    ),
    elsewhere("filter.duplicates", "Show what may be there twice")
        .short("duplicates")
        .keys(&["f 2"])
        .run(|desk| preset(desk, "is:duplicate")),
    elsewhere("filter.vague", "Show what is said in vague words")
        .short("vague")
        .keys(&["f v"])
        .run(|desk| preset(desk, "is:vague")),
    elsewhere("filter.flawed", "Lint: show what breaks a rule of good stories")
        .short("lint")
        .keys(&["f q"])
        .run(|desk| preset(desk, "is:flawed")),
    elsewhere("filter.big", "Show what is too big for a sprint")
        .short("too big")
        .keys(&["f x"])
        .run(|desk| preset(desk, "is:big")),
    elsewhere("filter.blocked", "Show what cannot go on")
        .short("blocked")
        .keys(&["f b"])
        .run(|desk| preset(desk, "is:blocked")),
    elsewhere("filter.inside", "Show what was asked for from inside alone")
        .short("from inside")
        .keys(&["f i"])
        .run(|desk| preset(desk, "is:inside")),
    elsewhere("filter.promised", "Show what a promise rests on")
        .short("promised")
        .keys(&["f p"])
        .run(|desk| preset(desk, "is:promised")),
    elsewhere("filter.drafted", "Show what is said in words of the assistant that nobody has confirmed")
        .short("unconfirmed")
        .keys(&["f w"])
        .run(|desk| preset(desk, "is:drafted")),
    elsewhere("filter.later", "Show what is set aside until a day")
        .short("later")
        .keys(&["f l"])
        .run(|desk| preset(desk, "is:later")),
    elsewhere("filter.done", "Show what is done").short("done").keys(&["f d"]).run(|desk| preset(desk, "is:done")),
    elsewhere("filter.saved", "Saved filters: go to one, or save this one under a name")
        .short("saved")
        .keys(&["F"])
        .run(saved),
    row("list.sort", "Sort for looking; the order stays").short("sort").keys(&["S"]).run(sort),
    row("mark.toggle", "Mark, and go down").short("mark").keys(&["space"]).ready(has_item).run(|desk| {
        if let Some(id) = desk.list.selected() {
            desk.list.toggle_mark(id);
            desk.list.step(1);
        }
    }),
    row("mark.range", "Mark a range from here, and again to end it").short("range").keys(&["V"]).ready(has_item).run(
        |desk| {
            if desk.list.anchor.is_none() {
                desk.list.anchor = desk.list.selected();
            } else {
                let inside: Vec<_> = desk.list.rows().get(desk.list.range()).unwrap_or_default().to_vec();
                desk.list.marks.extend(inside);
                desk.list.anchor = None;
            }
        },
    ),
    row("mark.all", "Mark all in the list, or none").short("all").keys(&["*"]).ready(has_item).run(|desk| {
        // beyond the page one must know all rows
        desk.list.rows.finish(desk.workspace.product(), desk.now);
        let all: Vec<_> = desk.list.rows().to_vec();
        if all.iter().all(|id| desk.list.marks.contains(id)) {
            desk.list.marks.clear();
        } else {
            desk.list.marks.extend(all);
        }
        let words = match desk.list.marked() {
            0 => "nothing is marked".to_owned(),
            n => format!("{n} marked: verbs act on them"),
        };
        desk.say(words);
    }),
];

/// The rows that lead here, from everywhere.
pub const GO: &[Action] = &[
    row("go.backlog", "Backlog").short("backlog").keys(&["1"]).everywhere().run(|desk| {
        desk.leave_view();
        desk.list.look_at(Lens::Open, desk.workspace.product(), desk.now);
    }),
    row("go.no-list", "Declined: what was declined, with the reasons")
        .short("declined")
        .keys(&["g n"])
        .everywhere()
        .run(|desk| {
            desk.leave_view();
            desk.list.look_at(Lens::Declined, desk.workspace.product(), desk.now);
        }),
];

/// Opens the choice of columns.
fn columns(desk: &mut Desk) {
    if let Err(why) = writable(desk) {
        desk.refuse(why);
        return;
    }
    let chooser = Chooser::new(desk.product().about());
    desk.push(chooser);
}

fn step(desk: &mut Desk, by: isize) {
    if desk.list.focus == Focus::Detail {
        desk.list.scroll(by);
        return;
    }
    if by > 1 {
        // beyond the page one must know all rows
        desk.list.rows.finish(desk.workspace.product(), desk.now);
    }
    desk.list.step(by);
}

fn find(desk: &mut Desk) {
    let prompt = Prompt::new("Find", "", |desk, text| {
        if text.is_empty() {
            return;
        }
        desk.list.rows.finish(desk.workspace.product(), desk.now);
        // a whole key means its item, and never one that happens to have its letters
        let whole = text.contains('-').then(|| desk.product().find_item(&text).ok().cloned()).flatten();
        if let Some(item) = whole {
            let key = desk.product().key(&item);
            let shown = desk.list.rows().contains(&item.id);
            match (shown, item.declined.is_some(), item.status) {
                (true, ..) => desk.list.select(item.id),
                (_, true, _) => desk.refuse(format!("{key} was declined: ⟦go.no-list⟧ · ⟦app.out⟧ clears")),
                (_, _, Status::Done) => desk.refuse(format!("{key} is done: ⟦filter.done⟧ · ⟦app.out⟧ clears")),
                _ => desk.refuse(format!("{key} is not in this list: ⟦app.out⟧ clears, then look again")),
            }
        } else if desk.list.rows().is_empty() {
            desk.refuse(format!("nothing matches “{text}” · ⟦app.out⟧ clears"));
        }
    })
    .hint("key or title · Enter keeps the list narrow · ⟦app.out⟧ shows all again")
    .live(
        |desk, text| desk.list.look_for(text, desk.workspace.product(), desk.now),
        |desk| desk.list.look_for("", desk.workspace.product(), desk.now),
    );
    desk.push(prompt);
}

fn again(desk: &mut Desk, forward: bool) {
    desk.list.rows.finish(desk.workspace.product(), desk.now);
    if !desk.list.again(forward, desk.workspace.product()) {
        desk.refuse("no search yet, or no match · ⟦list.find⟧ searches");
    }
}

/// Goes to the list, where one is elsewhere.
fn to_list(desk: &mut Desk) {
    if !desk.is_at(&PAGE) {
        desk.leave_view();
        desk.list.look_at(Lens::Open, desk.workspace.product(), desk.now);
    }
}

fn filter(desk: &mut Desk) {
    to_list(desk);
    let text = if desk.list.filter().is_empty() { String::new() } else { format!("{} ", desk.list.filter()) };
    let prompt = Prompt::new("Filter", &text, |desk, text| preset(desk, &text))
        .hint("kind:bug  size>5  age>90d  goal:G1  tag:x  is:orphan  text:“…”  -tag:x  sort:age")
        .check(|_, text| Query::parse(text).map(|_| ()).map_err(|why| why.to_string()));
    desk.push(prompt);
}

fn preset(desk: &mut Desk, text: &str) {
    let away = !desk.is_at(&PAGE);
    to_list(desk);
    let text = if !away && desk.list.filter() == text { "" } else { text };
    match desk.list.set_filter(text, desk.workspace.product(), desk.now) {
        Ok(()) if desk.list.rows().is_empty() && !text.is_empty() => {
            desk.say(format!("nothing matches “{text}” · ⟦app.out⟧ clears"));
        }
        Ok(()) => {}
        Err(why) => desk.refuse(why.to_string()),
    }
}

/// The answers to a saved filter.
#[derive(Clone)]
enum Saved {
    Show(String),
    Forget(Id),
}

/// Lists the saved filters; a name that is typed saves the filter that is on.
fn saved(desk: &mut Desk) {
    to_list(desk);
    let filters: Vec<Filter> = desk.product().filters().into_iter().cloned().collect();
    let here = desk.list.filter().to_owned();
    let mut entries: Vec<Pick<Saved>> = filters
        .iter()
        .map(|filter| Pick::new(filter.name.clone(), filter.query.clone(), Saved::Show(filter.query.clone())))
        .collect();
    entries.extend(
        filters
            .iter()
            .filter(|filter| filter.query == here)
            .map(|filter| Pick::new(format!("forget “{}”", filter.name), "it is on now", Saved::Forget(filter.id))),
    );
    let title =
        if here.is_empty() { "Go to a saved filter".to_owned() } else { format!("Saved filters · now {here}") };
    let picker = Picker::new(title, entries, |desk, what| match what {
        Saved::Show(query) if query == desk.list.filter() => {}
        Saved::Show(query) => preset(desk, &query),
        Saved::Forget(id) => {
            desk.edit(Verb::Forgot, "", |product| {
                product.forget_filter(id);
                Ok(())
            });
        }
    });
    let picker = if here.is_empty() {
        picker.empty("none yet: filter with ⟦filter.free⟧ first, then ⟦filter.saved⟧ saves it under a name")
    } else {
        picker.empty("none yet: type a name for the filter that is on, and press Enter").create(
            "save as",
            move |desk, name| {
                desk.edit(Verb::Saved, "", |product| product.save_filter(&name, &here));
            },
        )
    };
    desk.push(picker);
}

fn sort(desk: &mut Desk) {
    const KEYS: &str = "rsautkdgyv";
    let answers = KEYS.chars().zip(Sort::MENU.iter().map(|name| (*name).to_owned()));
    desk.push(Choose::new("Sort by (the same again turns it round; the order stays)", answers, |desk, key| {
        let at = KEYS.chars().position(|k| k == key).unwrap_or(0);
        let name = Sort::MENU.get(at).copied().unwrap_or("rank");
        desk.list.set_sort(name, desk.workspace.product(), desk.now);
        let words = match desk.list.sort() {
            "" => "in the one order again".to_owned(),
            sort => format!("by {sort}, to look at: the order is unchanged · ⟦list.sort⟧ and rank go back"),
        };
        desk.say(words);
    }));
}
