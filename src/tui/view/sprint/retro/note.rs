//! The verbs of a retrospective.

use super::open;
use super::{Pane, before, heads, ids, next_check, own, retro, sprint};
use super::{state, state_mut};
use crate::model::Verb;
use crate::model::action::{ActionState, MOST_ACTIONS};
use crate::model::day::read_day;
use crate::model::retro::{Answers, Note, QUESTIONS};
use crate::model::{Id, Refusal, RetroAction};
use crate::tui::command::Why;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::words::count;

fn change(desk: &mut Desk, verb: Verb, f: impl FnOnce(&mut crate::model::Retro) -> Result<(), Refusal>) -> bool {
    let Some(id) = retro(desk).map(|retro| retro.id) else { return false };
    desk.edit(verb, "", |product| product.change_retro(id, f)).is_some()
}

/// Returns the note under the cursor.
fn chosen(desk: &Desk) -> Option<Note> {
    let id = state(desk).notes.of(&heads(desk))?;
    retro(desk)?.notes.iter().find(|note| note.id == id).cloned()
}

fn chosen_before(desk: &Desk) -> Option<RetroAction> {
    let all = before(desk);
    let id = state(desk).before.of(&ids(&all))?;
    all.into_iter().find(|action| action.id == id).cloned()
}

fn chosen_own(desk: &Desk) -> Option<RetroAction> {
    let all = own(desk);
    let id = state(desk).actions.of(&ids(&all))?;
    all.into_iter().find(|action| action.id == id).cloned()
}

/// Asks for one note after the other, until an empty one.
pub fn write(desk: &mut Desk) {
    if state(desk).pane == Pane::Actions {
        new_action(desk, "");
        return;
    }
    state_mut(desk).pane = Pane::Notes;
    let column = state(desk).column;
    let Some((name, hint)) = retro(desk).and_then(|retro| retro.format().columns.get(column)) else { return };
    desk.push(
        Prompt::new(format!("{name}: one note"), "", move |desk, text| {
            if text.trim().is_empty() {
                return;
            }
            if add(desk, column, &text) {
                write(desk);
            }
        })
        .hint(format!("{hint} · Enter alone ends · nobody's name is kept with it"))
        .lines(move |desk, text| {
            add(desk, column, &text);
        }),
    );
}

fn add(desk: &mut Desk, column: usize, text: &str) -> bool {
    let Some(id) = retro(desk).map(|retro| retro.id) else { return false };
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let column = u32::try_from(column).unwrap_or(0);
    let added = desk.edit(Verb::NotedIn, "", |product| {
        let notes: Vec<Note> =
            lines.into_iter().map(|text| Note { id: product.fresh_id(), column, text, ..Note::default() }).collect();
        let last = notes.last().map(|note| note.id);
        product.change_retro(id, |retro| {
            retro.notes.extend(notes);
            Ok(last)
        })
    });
    if let Some(Some(last)) = added {
        let heads = heads(desk);
        let at = heads.iter().position(|id| *id == last).unwrap_or(0);
        state_mut(desk).notes.go(&heads, at);
    }
    added.is_some()
}

/// Whether a note is chosen.
pub fn on_note(desk: &Desk) -> Result<(), Why> {
    open(desk)?;
    let note = chosen(desk).filter(|_| state(desk).pane == Pane::Notes);
    note.map(|_| ()).ok_or_else(|| "no note is chosen: ⟦retro.pane⟧ goes to them, ⟦retro.note⟧ writes one".into())
}

fn chosen_action(desk: &Desk) -> Option<RetroAction> {
    match state(desk).pane {
        Pane::Before => chosen_before(desk),
        _ => chosen_own(desk),
    }
}

/// Whether an action is chosen.
pub fn on_action(desk: &Desk) -> Result<(), Why> {
    open(desk)?;
    chosen_action(desk).map(|_| ()).ok_or_else(|| "there is no action yet: ⟦retro.act⟧ makes one of a note".into())
}

/// Gives a note a vote, or takes one back.
pub fn vote(desk: &mut Desk, more: bool) {
    let Some(note) = chosen(desk) else { return };
    let heads = heads(desk);
    state_mut(desk).notes.hold(&heads);
    change(desk, Verb::VotedIn, |retro| {
        for own in retro.notes.iter_mut().filter(|own| own.id == note.id) {
            own.votes = if more { own.votes.saturating_add(1) } else { own.votes.saturating_sub(1) };
        }
        Ok(())
    });
}

/// Groups a note under another one, or sets it on its own again.
pub fn group(desk: &mut Desk) {
    let Some(note) = chosen(desk) else { return };
    let Some(retro) = retro(desk) else { return };
    let columns = retro.format().columns;
    let name = |note: &Note| {
        let at = usize::try_from(note.column).unwrap_or(0);
        columns.get(at).map_or("", |(name, _)| name)
    };
    let mut entries: Vec<Pick<(Id, Option<Id>)>> = retro
        .notes
        .iter()
        .filter(|other| other.under == Some(note.id))
        .map(|other| Pick::new(format!("set on its own again: {}", other.text), "", (other.id, None)))
        .collect();
    let has_some = !entries.is_empty();
    let heads = retro.notes.iter().filter(|other| other.id != note.id && other.under.is_none());
    entries.extend(heads.map(|other| {
        Pick::new(other.text.clone(), name(other).to_owned(), (note.id, Some(other.id)))
            .unready(has_some.then(|| "others are grouped under this note: set them on their own first".to_owned()))
    }));
    desk.push(
        Picker::new("It says the same as", entries, |desk, (id, under)| {
            change(desk, Verb::GroupedNotesOf, |retro| {
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
pub fn edit(desk: &mut Desk) {
    match state(desk).pane {
        Pane::Notes => {
            let Some(note) = chosen(desk) else { return };
            desk.push(Prompt::new("Note", &note.text, move |desk, text| {
                change(desk, Verb::ChangedANoteOf, |retro| {
                    for own in retro.notes.iter_mut().filter(|own| own.id == note.id) {
                        text.trim().clone_into(&mut own.text);
                    }
                    Ok(())
                });
            }));
        }
        pane => {
            let action = if pane == Pane::Before { chosen_before(desk) } else { chosen_own(desk) };
            let Some(action) = action else { return };
            let old = action.improve.clone();
            desk.push(Prompt::new("What is to change?", &old, move |desk, text| {
                desk.edit(Verb::Changed, "", |product| product.reword_action(action.id, &text));
            }));
        }
    }
}

/// Takes a note or an action away.
pub fn remove(desk: &mut Desk) {
    let now = desk.now;
    match state(desk).pane {
        Pane::Notes => {
            let Some(note) = chosen(desk) else { return };
            let heads = heads(desk);
            state_mut(desk).notes.hold(&heads);
            change(desk, Verb::RemovedANoteOf, |retro| {
                retro.notes.retain(|own| own.id != note.id);
                for own in retro.notes.iter_mut().filter(|own| own.under == Some(note.id)) {
                    own.under = None;
                }
                Ok(())
            });
        }
        Pane::Before => decide(desk),
        Pane::Actions => {
            let Some(action) = chosen_own(desk) else { return };
            desk.edit(Verb::Dropped, "", |product| product.close_action(action.id, ActionState::Dropped, now));
        }
    }
}

/// Makes an action of the chosen note.
pub fn act(desk: &mut Desk) {
    let text = if state(desk).pane == Pane::Notes { chosen(desk).map(|note| note.text) } else { None };
    new_action(desk, &text.unwrap_or_default());
}

fn new_action(desk: &mut Desk, text: &str) {
    let open: Vec<RetroAction> =
        own(desk).into_iter().filter(|action| action.state == ActionState::Open).cloned().collect();
    if open.len() < MOST_ACTIONS {
        ask_action(desk, text, None);
        return;
    }
    let mut entries: Vec<Pick<Option<Id>>> =
        open.iter().map(|action| Pick::new(action.improve.clone(), "drop it", Some(action.id))).collect();
    entries.push(Pick::new("none: leave it at these", "", None));
    let text = text.to_owned();
    let title = format!("{} are enough. Which one goes for the new one?", count(MOST_ACTIONS, "action"));
    let last = entries.len().saturating_sub(1);
    desk.push(
        Picker::new(title, entries, move |desk, gone| {
            if gone.is_some() {
                ask_action(desk, &text, gone);
            }
        })
        .start(last),
    );
}

fn ask_action(desk: &mut Desk, text: &str, gone: Option<Id>) {
    let Some(from) = retro(desk).map(|retro| retro.sprint) else { return };
    let asks = [
        Ask::new("What is to change?", text)
            .hint("small enough to be done in the next sprint, clear enough to tell whether it was")
            .needed("an action needs words"),
        Ask::new("Who sees to it?", "")
            .hint("one name: what belongs to all is done by nobody")
            .needed("who sees to it? one name"),
        Ask::new("When is it looked at?", &next_check(desk).to_string())
            .hint("monday · 2w · 2026-12-12")
            .check(|desk, text| read_day(text, desk.now.today).map(|_| ()).map_err(|why| why.to_string())),
    ];
    desk.push(Prompt::steps(asks, move |desk, [improve, owner, day]| {
        let check = read_day(&day, desk.now.today).ok().flatten();
        let now = desk.now;
        let added = desk.edit(Verb::WroteDown, "", |product| {
            if let Some(gone) = gone {
                product.close_action(gone, ActionState::Dropped, now)?;
            }
            let owner = owner.trim().to_owned();
            product.add_action(RetroAction { improve, owner, check, from: Some(from), ..RetroAction::default() })
        });
        if added.is_some() {
            desk.say(
                "written down · it comes up in the next plan and the next retrospective · ⟦retro.plan⟧ makes it an item",
            );
        }
    }));
}

/// Decides on an old action, or ends the retrospective.
pub fn enter(desk: &mut Desk) {
    if state(desk).pane == Pane::Before && !before(desk).is_empty() {
        decide(desk);
    } else {
        end(desk);
    }
}

fn decide(desk: &mut Desk) {
    let Some(action) = chosen_before(desk) else { return };
    let answers = [('d', "done".to_owned()), ('a', "again: carry it on".to_owned()), ('x', "drop it".to_owned())];
    desk.push(Choose::new(crate::text::line(&action.improve).into_owned(), answers, move |desk, key| {
        let (now, check) = (desk.now, next_check(desk));
        let open = ids(&before(desk));
        state_mut(desk).before.hold(&open);
        desk.edit(Verb::LookedAt, "", |product| match key {
            'd' => product.close_action(action.id, ActionState::Done, now),
            'x' => product.close_action(action.id, ActionState::Dropped, now),
            _ => product.carry_action(action.id, Some(check)),
        });
        let all = ids(&before(desk));
        match state(desk).before.place(&all) {
            Some(at) if at + 1 < all.len() => state_mut(desk).before.step(&all, 1),
            _ => state_mut(desk).pane = Pane::Notes,
        }
    }));
}

/// Makes an item of the chosen action.
pub fn plan(desk: &mut Desk) {
    let Some(action) = chosen_action(desk) else { return };
    if let Some(item) = desk.edit(Verb::Planned, "", |product| product.action_item(action.id)) {
        let key = desk.product().items().get(item).map(|item| desk.product().key(item)).unwrap_or_default();
        desk.say(format!("{key} stands for it, at the top of the backlog · ⟦history.undo⟧ undoes"));
    }
}

/// Asks the three standing questions, a digit each.
pub fn score(desk: &mut Desk) {
    ask_score(desk, Vec::new());
}

fn ask_score(desk: &mut Desk, given: Vec<u32>) {
    let Some((_, question)) = QUESTIONS.get(given.len()) else {
        keep_score(desk, &given);
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
    let n = retro(desk).map_or(0, |retro| retro.answers.len());
    desk.push(Choose::new(format!("Person {}: {question}", n + 1), answers, move |desk, key| {
        let mut given = given;
        given.push(key.to_digit(10).unwrap_or(3));
        ask_score(desk, given);
    }));
}

fn keep_score(desk: &mut Desk, given: &[u32]) {
    let [requirements, priorities, collaboration] = *given else { return };
    let Some(id) = retro(desk).map(|retro| retro.id) else { return };
    let kept = desk.edit(Verb::AnsweredIn, "", |product| {
        let fresh = product.fresh_id();
        product.change_retro(id, |retro| {
            let answers = Answers { id: fresh, requirements, priorities, collaboration, ..Answers::default() };
            retro.answers.push(answers);
            Ok(())
        })
    });
    if kept.is_some() {
        let n = retro(desk).map_or(0, |retro| retro.answers.len());
        desk.say(format!("{} answered · ⟦retro.score⟧ asks the next one", crate::words::count(n, "person")));
    }
}

/// Ends the retrospective with what was learned.
fn end(desk: &mut Desk) {
    let Some(sprint) = sprint(desk) else { return };
    let learned = retro(desk).map_or_else(String::new, |retro| retro.learned.clone());
    let actions = own(desk).len();
    let open = before(desk).into_iter().filter(|action| action.state == ActionState::Open).count();
    let hint = match actions {
        _ if open > 0 => {
            format!("{} of before not decided on yet · Esc goes back to them", count(open, "action"))
        }
        0 => "no action was decided on: ⟦retro.act⟧ makes one of a note · Esc goes back".to_owned(),
        n => format!("{} for the next sprint · Esc goes back", count(n, "action")),
    };
    desk.push(
        Prompt::new(
            format!("End the retrospective of S{}: what was learned, in a line?", sprint.number),
            &learned,
            move |desk, text| {
                let now = desk.now;
                let ended = change(desk, Verb::Ended, |retro| {
                    retro.learned = crate::model::entity::one_line(&text);
                    retro.ended = Some(now.at);
                    Ok(())
                });
                if ended {
                    desk.show_home();
                    desk.say(format!(
                        "the retrospective is over: {} · ⟦go.plan⟧ plans the next sprint · ⟦history.undo⟧ goes back into it",
                        count(actions, "action")
                    ));
                }
            },
        )
        .hint(hint),
    );
}

/// Asks why there is no retrospective.
pub fn skip(desk: &mut Desk, sprint: Id) {
    desk.push(
        Prompt::new("Why is the retrospective skipped?", "", move |desk, why| {
            let now = desk.now;
            if desk.edit(Verb::Skipped, &why, |product| product.skip_retro(sprint, &why, now)).is_some() {
                let n = desk.product().retros_skipped();
                desk.show_home();
                desk.say(format!("skipped, {} so far · ⟦history.undo⟧ takes it back", count(n, "time")));
            }
        })
        .hint("what is skipped is counted: a team that never looks back does not get better")
        .needed("skipping needs a reason"),
    );
}
