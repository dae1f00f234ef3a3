//! The verdicts of a review, and what is kept of it.

use super::{Judged, ids, next, rows, selected};
use super::{state, state_mut};
use crate::measure::review::Standing;
use crate::measure::sprint::accepted;
use crate::model::Verb;
use crate::model::insight::{Insight, InsightKind};
use crate::model::item::Fault;
use crate::model::request::{Channel, Line};
use crate::model::sprint::{Feedback, Met};
use crate::model::{Id, Item, Size, SprintState, Verdict};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::Why;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::view::sprint::board::active;
use crate::tui::view::sprint::board::running;
use crate::words::count;
use crate::workspace::Said;

/// Returns the row that is judged next: the chosen one among the criteria, else the first that nobody judged.
fn target(desk: &Desk) -> Option<(usize, Judged)> {
    let rows = rows(desk);
    if state(desk).inside {
        let at = state(desk).row.min(rows.len().checked_sub(1)?);
        return Some((at, rows.get(at)?.clone()));
    }
    let item = desk.selected_item()?;
    let open = |row: &Judged| match row {
        Judged::Criterion(id) => item.criteria.iter().any(|c| c.id == *id && c.verdict == Verdict::Open),
        Judged::Done(words) => !item.finished.contains(words),
    };
    rows.into_iter().enumerate().find(|(_, row)| open(row))
}

fn judge(desk: &mut Desk, row: &Judged, verdict: Option<Verdict>, note: Option<&str>) {
    let Some(id) = selected(desk) else { return };
    let row = row.clone();
    desk.edit(Verb::JudgedACriterionOf, "", |product| {
        product.update(id, |item| {
            match &row {
                Judged::Criterion(id) => {
                    for criterion in item.criteria.iter_mut().filter(|criterion| criterion.id == *id) {
                        // the same key again says the next thing
                        criterion.verdict = verdict.unwrap_or(match criterion.verdict {
                            Verdict::Open => Verdict::Met,
                            Verdict::Met => Verdict::Missed,
                            Verdict::Missed => Verdict::Open,
                        });
                        if let Some(note) = note {
                            note.trim().clone_into(&mut criterion.note);
                        }
                    }
                }
                Judged::Done(words) => {
                    let had = item.finished.len();
                    item.finished.retain(|ticked| ticked != words);
                    if item.finished.len() == had && verdict != Some(Verdict::Missed) {
                        item.finished.push(words.clone());
                        item.finished.order();
                    }
                }
            }
            Ok(())
        })
    });
}

/// Says that a criterion is met.
pub fn met(desk: &mut Desk) {
    let Some((at, row)) = target(desk) else {
        desk.say("everything is judged: ⟦review.accept⟧ accepts, ⟦review.return⟧ returns");
        return;
    };
    judge(desk, &row, None, None);
    if !state(desk).inside {
        state_mut(desk).row = at;
    }
}

/// Says that a criterion is missed.
pub fn missed(desk: &mut Desk) {
    let Some((at, row)) = target(desk) else {
        desk.say("everything is judged: ⟦review.side⟧ goes to the criteria and changes one");
        return;
    };
    state_mut(desk).row = at;
    let old = match &row {
        Judged::Criterion(id) => desk
            .selected_item()
            .and_then(|item| item.criteria.iter().find(|c| c.id == *id))
            .map_or_else(String::new, |criterion| criterion.note.clone()),
        Judged::Done(_) => {
            judge(desk, &row, Some(Verdict::Missed), None);
            return;
        }
    };
    desk.push(
        Prompt::new("Missed: what is wrong?", &old, move |desk, note| {
            judge(desk, &row, Some(Verdict::Missed), Some(&note));
        })
        .hint("a few words; Enter alone needs none"),
    );
}

/// The reasons against accepting an item.
struct Doubts {
    missed: usize,
    /// Criteria that nobody has judged.
    unjudged: usize,
    /// Lines of the Definition of Done that nobody has ticked.
    undone: usize,
}

fn doubts(desk: &Desk, item: &Item) -> Doubts {
    let with = |verdict| item.criteria.iter().filter(|criterion| criterion.verdict == verdict).count();
    let undone = desk.product().about().done.iter().filter(|words| !item.finished.contains(*words)).count();
    Doubts { missed: with(Verdict::Missed), unjudged: with(Verdict::Open), undone }
}

/// Accepts the chosen item, after a word where something speaks against it.
pub fn accept(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let (id, key) = (item.id, desk.product().key(item));
    if let Err(why) = desk.product().acceptable(item) {
        desk.refuse(format!("{why} · ⟦review.return⟧ returns it, ⟦review.rest⟧ splits a rest off"));
        return;
    }
    let early = item.status == crate::model::Status::Doing;
    let Doubts { missed, unjudged, undone } = doubts(desk, item);
    if missed + unjudged + undone == 0 && !early {
        take(desk, id, false);
        return;
    }
    let mut against = Vec::new();
    if early {
        against.push("it is still in doing".to_owned());
    }
    if missed > 0 {
        against.push(format!("{} not met", count(missed, "criterion")));
    }
    if unjudged > 0 {
        against.push(format!("{} not judged", count(unjudged, "criterion")));
    }
    if undone > 0 {
        against.push(format!("{undone} of the Definition of Done not ticked"));
    }
    let against = against.join(", ");
    let mut answers = Vec::new();
    if missed > 0 {
        answers.push(('~', "accept, and split the rest off".to_owned()));
    } else if unjudged + undone > 0 {
        answers.push(('t', "it is all met and done: tick it".to_owned()));
    }
    answers.push(('a', "accept, and leave that as it is".to_owned()));
    // nothing is met or done because somebody pressed Enter
    desk.push(Choose::new(format!("{key}: {against}"), answers, move |desk, key| match key {
        '~' => rest(desk),
        key => take(desk, id, key == 't'),
    }));
}

fn take(desk: &mut Desk, id: Id, tick: bool) {
    let now = desk.now;
    let list = desk.product().about().done.clone();
    let done = desk.edit(Verb::Accepted, "", |product| {
        if tick {
            product.update(id, |item| {
                item.finished = list.into();
                item.finished.order();
                for criterion in item.criteria.iter_mut().filter(|criterion| criterion.verdict == Verdict::Open) {
                    criterion.verdict = Verdict::Met;
                }
                Ok(())
            })?;
        }
        product.accept(id, now)
    });
    if done.is_some() {
        go_on(desk, id);
    }
}

/// Goes on to the next item that waits, and says how much is accepted.
fn go_on(desk: &mut Desk, id: Id) {
    let at = ids(desk).iter().position(|other| *other == id).unwrap_or(0);
    next(desk, at + 1);
    let Some(sprint) = active(desk) else { return };
    let items = || sprint.items.iter().filter_map(|id| desk.product().items().get(*id));
    let accepted = accepted(sprint, desk.product());
    let waiting = items().filter(|item| Standing::of(item, sprint) == Standing::Waiting).count();
    let left = if waiting == 0 {
        "nothing waits: ⟦review.goal⟧ ends the review".to_owned()
    } else {
        format!("{waiting} to judge")
    };
    if let Some(message) = &desk.message {
        let words = format!("{} · {} points accepted · {left}", message.text, Size::Points(accepted));
        desk.say(words);
    }
}

/// Whether there is something to return.
pub fn can_return(desk: &Desk) -> Result<(), Why> {
    running(desk)?;
    match desk.selected_item() {
        Some(item) if item.status == crate::model::Status::Todo => {
            Err(format!("{} was not begun, so there is nothing to return", desk.product().key(item)).into())
        }
        Some(_) => Ok(()),
        None => Err("there is no item here".into()),
    }
}

/// Returns the chosen item to the team, with a reason.
pub fn send_back(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let (id, key) = (item.id, desk.product().key(item));
    let answers = [
        ('m', "misunderstood".to_owned()),
        ('i', "incomplete".to_owned()),
        ('d', "defect".to_owned()),
        ('n', "new idea".to_owned()),
    ];
    let notes: Vec<String> = item
        .criteria
        .iter()
        .filter(|criterion| criterion.verdict == Verdict::Missed)
        .map(|criterion| if criterion.note.is_empty() { criterion.text.clone() } else { criterion.note.clone() })
        .collect();
    let notes = text::line(&notes.join("; ")).into_owned();
    desk.push(Choose::new(format!("Return {key}: why?"), answers, move |desk, key| {
        let fault = match key {
            'm' => Fault::Misunderstood,
            'i' => Fault::Incomplete,
            'd' => Fault::Defect,
            _ => Fault::NewIdea,
        };
        desk.push(
            Prompt::new(format!("Returned, {fault}: what is wrong?"), &notes, move |desk, why| {
                let now = desk.now;
                if desk.edit(Verb::Returned, &why, |product| product.return_item(id, fault, &why, now)).is_some() {
                    go_on(desk, id);
                }
            })
            .hint("the words go to the team, and stay with the item")
            .needed("the team needs the words"),
        );
    }));
}

/// Accepts the chosen item but for a rest.
pub fn rest(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let (id, size, key) = (item.id, item.size, desk.product().key(item));
    let missed: Vec<&str> = item
        .criteria
        .iter()
        .filter(|criterion| criterion.verdict == Verdict::Missed)
        .map(|criterion| criterion.text.lines().next().unwrap_or(""))
        .collect();
    let title = missed.first().map_or_else(|| format!("{}: the rest", item.title), |text| (*text).to_owned());
    let now_words = size.map_or_else(String::new, |size| format!(" of {size}"));
    let asks = [
        Ask::new("What is the rest called?", &title)
            .hint("it takes the criteria that are not met, and goes to the top of the backlog")
            .needed("an item needs a title"),
        Ask::new(format!("How many points{now_words} is the rest?"), "")
            .hint("they go with it · empty: nobody knows yet, the item keeps its own")
            .check(move |_, text| match (text.trim(), size.and_then(Size::points)) {
                ("", _) => Ok(()),
                (text, all) => match (Size::parse(text).map_err(|why| why.to_string())?.points(), all) {
                    (Some(part), Some(all)) if part >= all => {
                        Err(format!("the rest must be smaller than the whole, {}", Size::Points(all)))
                    }
                    _ => Ok(()),
                },
            }),
    ];
    desk.push(Prompt::steps(asks, move |desk, [title, points]| {
        let (now, rest) = (desk.now, Size::parse(&points).ok());
        let said = Said::Whole(format!("accepted {key} but for a rest, “{}”", text::cut(title.trim(), 40)));
        if desk.edit(said, "", |product| product.accept_but(id, &title, rest, now)).is_some() {
            go_on(desk, id);
        }
    }));
}

/// Keeps what somebody said.
pub fn feedback(desk: &mut Desk) {
    let asks = [
        Ask::new("What was said?", "")
            .hint("in their words; it stays with the sprint")
            .needed("what was said? one line"),
        Ask::new("Who said it?", "").hint("a name, a customer, the team"),
    ];
    desk.push(Prompt::steps(asks, |desk, [words, who]| {
        let now = desk.now;
        desk.edit(Verb::HeardIn, "", |product| product.hear(&who, &words, now));
    }));
}

/// Makes a wish of what was heard last: it goes into the inbox with who said it.
pub fn wish(desk: &mut Desk) {
    let sprint = desk.product().sprint_in(SprintState::Active);
    let Some(last) = sprint.and_then(|sprint| sprint.feedback.last()).cloned() else {
        desk.refuse("nothing was heard yet: ⟦review.feedback⟧ writes it down");
        return;
    };
    let now = desk.now;
    desk.edit(Verb::Heard, "", move |product| {
        let who = [last.who].into_iter().filter(|who| !who.is_empty()).collect();
        let line = Line { who, said: last.text, ..Line::default() };
        product.ask_line(&line, Channel::Review, now)
    });
}

/// Makes an insight of what was said, tied to the chosen item: what is learned at a review is research, too. Of several voices one is
/// chosen; what is an insight already is not offered again.
pub fn insight(desk: &mut Desk) {
    let Some(sprint) = active(desk) else { return };
    if sprint.feedback.is_empty() {
        desk.refuse("nothing was heard yet: ⟦review.feedback⟧ writes it down");
        return;
    }
    let known = |row: &Feedback| {
        let mut all = desk.product().insights().iter();
        all.any(|own| own.said == row.text && own.source == source(&row.who))
    };
    let fresh: Vec<Feedback> = sprint.feedback.iter().rev().filter(|row| !known(row)).cloned().collect();
    match fresh.as_slice() {
        [] => desk.refuse("all that was heard is an insight already: ⟦go.insights⟧ lists them"),
        [one] => keep_insight(desk, one.clone()),
        many => {
            let entries = many.iter().map(|row| Pick::new(row.text.clone(), row.who.clone(), row.clone())).collect();
            desk.push(Picker::new("Which of it is an insight?", entries, keep_insight));
        }
    }
}

/// Returns the source of an insight that somebody gave at a review.
fn source(who: &str) -> String {
    if who.is_empty() { "review".to_owned() } else { format!("review, {who}") }
}

fn keep_insight(desk: &mut Desk, row: Feedback) {
    let (now, about) = (desk.now, selected(desk));
    desk.edit(Verb::Heard, "", move |product| {
        let insight = Insight {
            kind: InsightKind::Interview,
            source: source(&row.who),
            said: row.text,
            on: Some(now.today),
            about: about.into_iter().collect(),
            ..Insight::default()
        };
        product.note_insight(insight, now)
    });
}

/// Asks who else is at the review beside the team; nobody who is there already is lost by it.
pub fn present(desk: &mut Desk) {
    let Some(sprint) = active(desk) else { return };
    let (id, old) = (sprint.id, sprint.present.clone());
    let there = if old.is_empty() { String::new() } else { format!("there: {} · ", old.join(", ")) };
    desk.push(
        Prompt::new("Who else is at the review, beside the team?", "", move |desk, text| {
            let mut who = old.clone();
            for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                match name.strip_prefix('-') {
                    Some(gone) => who.retain(|own| !own.eq_ignore_ascii_case(gone.trim())),
                    None => who.push(name.to_owned()),
                }
            }
            who.order();
            who.dedup();
            desk.edit(Verb::Reviewed, "", |product| product.amend_sprint(id, |sprint| sprint.present = who));
        })
        .hint(format!("{there}names of customers, users, stakeholders; -Raj takes one out")),
    );
}

/// Keeps a win of the chosen item.
pub fn win(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let id = item.id;
    let asks = [
        Ask::new("A win: what went well?", &item.title)
            .hint("what one would tell a friend")
            .needed("a win needs words"),
        Ask::new("Thanks to whom?", &item.owner).hint("names; ⟦go.wins⟧ lists the wins"),
    ];
    desk.push(Prompt::steps(asks, move |desk, [what, who]| {
        let now = desk.now;
        desk.edit(Verb::CelebratedIn, "", |product| product.win(Some(id), &what, &who, now));
    }));
}

/// Asks where the item can be seen at work.
pub fn demo(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let (id, old) = (item.id, item.demo.clone());
    desk.push(
        Prompt::new("Where can it be seen at work?", &old, move |desk, text| {
            desk.edit(Verb::Showed, "", |product| {
                product.update(id, |item| {
                    item.demo = crate::model::entity::one_line(&text);
                    Ok(())
                })
            });
        })
        .hint("a link, a branch, “on Sam's laptop”"),
    );
}

/// Ends the review: was the goal met, and what was learned.
pub fn goal(desk: &mut Desk) {
    let Some(sprint) = active(desk) else { return };
    let goal = if sprint.goal.is_empty() { "it had none".to_owned() } else { sprint.goal.clone() };
    let learned = sprint.learned.clone();
    let answers = [('y', "yes".to_owned()), ('p', "partly".to_owned()), ('n', "no".to_owned())];
    desk.push(Choose::new(format!("Was the goal met? {goal}"), answers, move |desk, key| {
        let met = match key {
            'y' => Met::Yes,
            'p' => Met::Partly,
            _ => Met::No,
        };
        desk.push(
            Prompt::new("What was learned, in a line?", &learned, move |desk, learned| {
                let spent = state(desk).clock.minutes(desk.now);
                let done = desk.edit(Verb::Reviewed, "", |product| {
                    product.goal_met(met, Some(&learned))?;
                    product.reviewed_for(spent)
                });
                if done.is_some() {
                    desk.say(
                        "the review is written down · ⟦sprint.close⟧ closes the sprint, ⟦go.retro⟧ is the retrospective, ⟦report.sprint⟧ copies the page",
                    );
                }
            })
            .hint("what will be done another way; empty for nothing"),
        );
    }));
}
