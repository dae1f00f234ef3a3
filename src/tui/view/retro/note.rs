//! The verbs of a retrospective.

use super::{Pane, before, heads, ids, next_check, own, retro, sprint};
use crate::model::action::{ActionState, MOST_ACTIONS};
use crate::model::day::read_day;
use crate::model::retro::{Answers, Note, QUESTIONS};
use crate::model::{Id, Refusal, RetroAction};
use crate::text::count;
use crate::tui::app::App;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::View;

fn change(app: &mut App, verb: &str, f: impl FnOnce(&mut crate::model::Retro) -> Result<(), Refusal>) -> bool {
    let Some(id) = retro(app).map(|retro| retro.id) else { return false };
    app.edit(verb, "", |product| product.change_retro(id, f)).is_some()
}

/// Returns the note under the cursor.
fn chosen(app: &App) -> Option<Note> {
    let id = app.retro.notes.of(&heads(app))?;
    retro(app)?.notes.iter().find(|note| note.id == id).cloned()
}

fn chosen_before(app: &App) -> Option<RetroAction> {
    let all = before(app);
    let id = app.retro.before.of(&ids(&all))?;
    all.into_iter().find(|action| action.id == id).cloned()
}

fn chosen_own(app: &App) -> Option<RetroAction> {
    let all = own(app);
    let id = app.retro.actions.of(&ids(&all))?;
    all.into_iter().find(|action| action.id == id).cloned()
}

/// Asks for one note after the other, until an empty one.
pub fn write(app: &mut App) {
    if app.retro.pane == Pane::Actions {
        new_action(app, "");
        return;
    }
    app.retro.pane = Pane::Notes;
    let column = app.retro.column;
    let Some((name, hint)) = retro(app).and_then(|retro| retro.format().columns.get(column)) else { return };
    app.push(
        Prompt::new(format!("{name}: one note"), "", move |app, text| {
            if text.trim().is_empty() {
                return;
            }
            if add(app, column, &text) {
                write(app);
            }
        })
        .hint(format!("{hint} · Enter alone ends · nobody's name is kept with it"))
        .lines(move |app, text| {
            add(app, column, &text);
        }),
    );
}

fn add(app: &mut App, column: usize, text: &str) -> bool {
    let Some(id) = retro(app).map(|retro| retro.id) else { return false };
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let column = u32::try_from(column).unwrap_or(0);
    let added = app.edit("noted in", "", |product| {
        let notes: Vec<Note> =
            lines.into_iter().map(|text| Note { id: product.fresh_id(), column, text, ..Note::default() }).collect();
        let last = notes.last().map(|note| note.id);
        product.change_retro(id, |retro| {
            retro.notes.extend(notes);
            Ok(last)
        })
    });
    if let Some(Some(last)) = added {
        let heads = heads(app);
        let at = heads.iter().position(|id| *id == last).unwrap_or(0);
        app.retro.notes.go(&heads, at);
    }
    added.is_some()
}

/// Gives a note a vote, or takes one back.
pub fn vote(app: &mut App, more: bool) {
    let Some(note) = chosen(app).filter(|_| app.retro.pane == Pane::Notes) else {
        app.refuse("a vote needs a note: Tab goes to them, a writes one");
        return;
    };
    app.retro.notes.hold(&heads(app));
    change(app, "voted in", |retro| {
        for own in retro.notes.iter_mut().filter(|own| own.id == note.id) {
            own.votes = if more { own.votes.saturating_add(1) } else { own.votes.saturating_sub(1) };
        }
        Ok(())
    });
}

/// Groups a note under another one, or sets it on its own again.
pub fn group(app: &mut App) {
    let Some(note) = chosen(app).filter(|_| app.retro.pane == Pane::Notes) else {
        app.refuse("grouping needs a note: Tab goes to them");
        return;
    };
    let Some(retro) = retro(app) else { return };
    let columns = retro.format().columns;
    let name = |note: &Note| {
        let at = usize::try_from(note.column).unwrap_or(0);
        columns.get(at).map_or("", |(name, _)| name)
    };
    let mut entries: Vec<Entry<(Id, Option<Id>)>> = retro
        .notes
        .iter()
        .filter(|other| other.under == Some(note.id))
        .map(|other| Entry {
            text: format!("set on its own again: {}", other.text),
            side: String::new(),
            unready: None,
            words: None,
            value: (other.id, None),
        })
        .collect();
    let has_some = !entries.is_empty();
    let heads = retro.notes.iter().filter(|other| other.id != note.id && other.under.is_none());
    entries.extend(heads.map(|other| Entry {
        text: other.text.clone(),
        side: name(other).to_owned(),
        unready: has_some.then(|| "others are grouped under this note: set them on their own first".to_owned()),
        words: None,
        value: (note.id, Some(other.id)),
    }));
    app.push(
        Picker::new("It says the same as", entries, |app, (id, under)| {
            change(app, "grouped notes of", |retro| {
                for own in retro.notes.iter_mut().filter(|own| own.id == id) {
                    own.under = under;
                }
                Ok(())
            });
        })
        .empty("there is no other note"),
    );
}

/// Gives a note or an action other words.
pub fn edit(app: &mut App) {
    match app.retro.pane {
        Pane::Notes => {
            let Some(note) = chosen(app) else { return };
            app.push(Prompt::new("Note", &note.text, move |app, text| {
                change(app, "changed a note of", |retro| {
                    for own in retro.notes.iter_mut().filter(|own| own.id == note.id) {
                        text.trim().clone_into(&mut own.text);
                    }
                    Ok(())
                });
            }));
        }
        pane => {
            let action = if pane == Pane::Before { chosen_before(app) } else { chosen_own(app) };
            let Some(action) = action else { return };
            let old = action.improve.clone();
            app.push(Prompt::new("What is to change?", &old, move |app, text| {
                app.edit("changed", "", |product| product.reword_action(action.id, &text));
            }));
        }
    }
}

/// Takes a note or an action away.
pub fn remove(app: &mut App) {
    let now = app.now;
    match app.retro.pane {
        Pane::Notes => {
            let Some(note) = chosen(app) else { return };
            app.retro.notes.hold(&heads(app));
            change(app, "removed a note of", |retro| {
                retro.notes.retain(|own| own.id != note.id);
                for own in retro.notes.iter_mut().filter(|own| own.under == Some(note.id)) {
                    own.under = None;
                }
                Ok(())
            });
        }
        Pane::Before => decide(app),
        Pane::Actions => {
            let Some(action) = chosen_own(app) else { return };
            app.edit("dropped", "", |product| product.close_action(action.id, ActionState::Dropped, now));
        }
    }
}

/// Makes an action of the chosen note.
pub fn act(app: &mut App) {
    let text = if app.retro.pane == Pane::Notes { chosen(app).map(|note| note.text) } else { None };
    new_action(app, &text.unwrap_or_default());
}

fn new_action(app: &mut App, text: &str) {
    let open: Vec<RetroAction> =
        own(app).into_iter().filter(|action| action.state == ActionState::Open).cloned().collect();
    if open.len() < MOST_ACTIONS {
        ask_action(app, text, None);
        return;
    }
    let mut entries: Vec<Entry<Option<Id>>> = open
        .iter()
        .map(|action| Entry {
            text: action.improve.clone(),
            side: "drop it".into(),
            unready: None,
            words: None,
            value: Some(action.id),
        })
        .collect();
    entries.push(Entry {
        text: "none: leave it at these".into(),
        side: String::new(),
        unready: None,
        words: None,
        value: None,
    });
    let text = text.to_owned();
    let title = format!("{} are enough. Which one goes for the new one?", count(MOST_ACTIONS, "action"));
    let last = entries.len().saturating_sub(1);
    app.push(
        Picker::new(title, entries, move |app, gone| {
            if gone.is_some() {
                ask_action(app, &text, gone);
            }
        })
        .start(last),
    );
}

fn ask_action(app: &mut App, text: &str, gone: Option<Id>) {
    let Some(from) = retro(app).map(|retro| retro.sprint) else { return };
    app.push(
        Prompt::new("What is to change?", text, move |app, improve| {
            app.push(
                Prompt::new("Who sees to it?", "", move |app, owner| {
                    let check = next_check(app);
                    app.push(
                        Prompt::new("When is it looked at?", &check.to_string(), move |app, day| {
                            let check = read_day(&day, app.now.today).ok().flatten();
                            let now = app.now;
                            let added = app.edit("wrote down", "", |product| {
                                if let Some(gone) = gone {
                                    product.close_action(gone, ActionState::Dropped, now)?;
                                }
                                let (improve, owner) = (improve.clone(), owner.trim().to_owned());
                                let action =
                                    RetroAction { improve, owner, check, from: Some(from), ..RetroAction::default() };
                                product.add_action(action)
                            });
                            if added.is_some() {
                                app.say("written down · it comes up in the next plan and the next retrospective · p makes it an item");
                            }
                        })
                        .hint("monday · 2w · 2026-12-12")
                        .check(|app, text| read_day(text, app.now.today).map(|_| ()).map_err(|why| why.to_string())),
                    );
                })
                .hint("one name: what belongs to all is done by nobody")
                .check(|_, text| if text.trim().is_empty() { Err("who sees to it? one name".into()) } else { Ok(()) }),
            );
        })
        .hint("small enough to be done in the next sprint, clear enough to tell whether it was")
        .check(|_, text| if text.trim().is_empty() { Err("an action needs words".into()) } else { Ok(()) }),
    );
}

/// Decides on an old action, or ends the retrospective.
pub fn enter(app: &mut App) {
    if app.retro.pane == Pane::Before && !before(app).is_empty() {
        decide(app);
    } else {
        end(app);
    }
}

fn decide(app: &mut App) {
    let Some(action) = chosen_before(app) else { return };
    let answers = [('d', "done".to_owned()), ('a', "again: carry it on".to_owned()), ('x', "drop it".to_owned())];
    app.push(Choose::new(crate::text::line(&action.improve).into_owned(), answers, move |app, key| {
        let (now, check) = (app.now, next_check(app));
        app.retro.before.hold(&ids(&before(app)));
        app.edit("looked at", "", |product| match key {
            'd' => product.close_action(action.id, ActionState::Done, now),
            'x' => product.close_action(action.id, ActionState::Dropped, now),
            _ => product.carry_action(action.id, Some(check)),
        });
        let all = ids(&before(app));
        match app.retro.before.place(&all) {
            Some(at) if at + 1 < all.len() => app.retro.before.step(&all, 1),
            _ => app.retro.pane = Pane::Notes,
        }
    }));
}

/// Makes an item of the chosen action.
pub fn plan(app: &mut App) {
    let action = match app.retro.pane {
        Pane::Before => chosen_before(app),
        _ => chosen_own(app),
    };
    let Some(action) = action else {
        app.refuse("there is no action yet: > makes one of a note");
        return;
    };
    if let Some(item) = app.edit("planned", "", |product| product.action_item(action.id)) {
        let key = app.product().items().get(item).map(|item| app.product().key(item)).unwrap_or_default();
        app.say(format!("{key} stands for it, at the top of the backlog · u undoes"));
    }
}

/// Asks the three standing questions, a digit each.
pub fn score(app: &mut App) {
    ask_score(app, Vec::new());
}

fn ask_score(app: &mut App, given: Vec<u32>) {
    let Some((_, question)) = QUESTIONS.get(given.len()) else {
        keep_score(app, &given);
        return;
    };
    let answers = ('1'..='5').map(|c| {
        let word = match c {
            '1' => "not at all",
            '3' => "somewhat",
            '5' => "fully",
            _ => "",
        };
        (c, word.to_owned())
    });
    let n = retro(app).map_or(0, |retro| retro.answers.len());
    app.push(Choose::new(format!("Person {}: {question}", n + 1), answers, move |app, key| {
        let mut given = given;
        given.push(key.to_digit(10).unwrap_or(3));
        ask_score(app, given);
    }));
}

fn keep_score(app: &mut App, given: &[u32]) {
    let [requirements, priorities, collaboration] = *given else { return };
    let Some(id) = retro(app).map(|retro| retro.id) else { return };
    let kept = app.edit("answered in", "", |product| {
        let fresh = product.fresh_id();
        product.change_retro(id, |retro| {
            let answers = Answers { id: fresh, requirements, priorities, collaboration, ..Answers::default() };
            retro.answers.push(answers);
            Ok(())
        })
    });
    if kept.is_some() {
        let n = retro(app).map_or(0, |retro| retro.answers.len());
        app.say(format!("{} answered · s for the next one", crate::text::count(n, "person")));
    }
}

/// Ends the retrospective with what was learned.
fn end(app: &mut App) {
    let Some(sprint) = sprint(app) else { return };
    let learned = retro(app).map_or_else(String::new, |retro| retro.learned.clone());
    let actions = own(app).len();
    let open = before(app).into_iter().filter(|action| action.state == ActionState::Open).count();
    let hint = match actions {
        _ if open > 0 => {
            format!("{} of before not decided on yet: Esc, Tab, Enter · ends it all the same", count(open, "action"))
        }
        0 => "no action was decided on: > makes one of a note · Esc goes back".to_owned(),
        n => format!("{} for the next sprint · Esc goes back", count(n, "action")),
    };
    app.push(
        Prompt::new(
            format!("End the retrospective of S{}: what was learned, in a line?", sprint.number),
            &learned,
            move |app, text| {
                let now = app.now;
                let ended = change(app, "ended", |retro| {
                    retro.learned = crate::model::entity::one_line(&text);
                    retro.ended = Some(now.at);
                    Ok(())
                });
                if ended {
                    app.view = View::Backlog;
                    app.say(format!(
                        "the retrospective is over: {} · 3 plans the next sprint · u goes back into it",
                        count(actions, "action")
                    ));
                }
            },
        )
        .hint(hint),
    );
}

/// Asks why there is no retrospective.
pub fn skip(app: &mut App, sprint: Id) {
    app.push(
        Prompt::new("Why is the retrospective skipped?", "", move |app, why| {
            let now = app.now;
            if app.edit("skipped", &why, |product| product.skip_retro(sprint, &why, now)).is_some() {
                let n = app.product().retros_skipped();
                app.view = View::Backlog;
                app.say(format!("skipped, {} so far · u takes it back", count(n, "time")));
            }
        })
        .hint("what is skipped is counted: a team that never looks back does not get better")
        .check(|_, text| if text.trim().is_empty() { Err("skipping needs a reason".into()) } else { Ok(()) }),
    );
}
