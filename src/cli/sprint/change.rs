//! What the shell changes in sprints: one edit each, saved before it is reported.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Price, SprintCommand, numbered, standing};
use crate::cli::named;
use crate::cli::out::Out;
use crate::cli::{Cli, Failure, save};
use crate::exchange::sprint::page;
use crate::model::Verb;
use crate::model::day::read_day;
use crate::model::item::Fault;
use crate::model::retro::Note;
use crate::model::sprint::{Fate, Met};
use crate::model::{ActionState, Id, Now, Product, Refusal, RetroAction, Size, Sprint, SprintState, Status};
use crate::workspace::{Mode, Said};

/// Makes one edit and reports it.
fn edit<T>(
    cli: &Cli,
    now: Now,
    out: &mut Out,
    (said, why): (impl Into<Said>, &str),
    f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
) -> Result<T, Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let edited = workspace.edit(now, said, why, f)?;
    save(workspace, now)?;
    if out.json {
        let product = workspace.product();
        let shown = product.sprint_in(SprintState::Active).or_else(|| product.sprint_in(SprintState::Planned));
        out.answer(&shown.or_else(|| product.sprints_by_number().last().copied()));
    } else {
        let ended =
            edited.change.sprints.iter().filter_map(|edit| edit.after.as_ref()).find(|s| s.ended == Some(now.at));
        match ended {
            Some(sprint) => {
                let (committed, _) = sprint.committed_points();
                let (done, all) = (Size::Points(sprint.accepted_points()), Size::Points(committed));
                out.line(&format!("S{} is {}: {done} of {all} points accepted", sprint.number, sprint.state));
            }
            None => out.line(if edited.words.is_empty() { "nothing changed" } else { &edited.words }),
        }
    }
    Ok(edited.value)
}

fn day(text: Option<&String>, now: Now) -> Result<Option<NaiveDate>, Failure> {
    match text {
        Some(text) => Ok(read_day(text, now.today)?),
        None => Ok(None),
    }
}

fn keys(product: &Product, keys: &[String]) -> Result<Vec<Id>, Refusal> {
    keys.iter().map(|key| named::item(product, key).map(|item| item.id)).collect()
}

pub fn run(cli: &Cli, verb: &SprintCommand, now: Now, out: &mut Out) -> Result<(), Failure> {
    match verb {
        SprintCommand::New { goal, result, start, end } => {
            plan(cli, now, out, (goal.as_ref(), result.as_ref()), (start.as_ref(), end.as_ref()))
        }
        SprintCommand::Start { agreed } => edit(cli, now, out, (Verb::Committed, ""), |product| {
            let planned = product.sprint_in(SprintState::Planned).map(|sprint| sprint.id);
            let id = planned
                .ok_or_else(|| Refusal::Missing("no sprint is planned: momentum sprint new begins one".into()))?;
            product.amend_sprint(id, |sprint| sprint.agreed = *agreed)?;
            product.commit_sprint(id, now)
        }),
        SprintCommand::Add { keys: names, price, out: leaves, over } => {
            add(cli, now, out, names, price, leaves.as_deref(), *over)
        }
        SprintCommand::Remove { keys: names, price } => remove(cli, now, out, names, price),
        SprintCommand::Move { key, status } => edit(cli, now, out, (Verb::MovedOn, ""), |product| {
            let to = Status::parse(status)?;
            let item = named::item(product, key)?;
            let (id, name) = (item.id, product.key(item));
            if product.sprint_of(id).is_none_or(|sprint| sprint.state != SprintState::Active) {
                return Err(Refusal::invalid(format!("{name} is not in the active sprint")));
            }
            product.update(id, |item| {
                item.reach(to, now.at);
                Ok(())
            })
        }),
        SprintCommand::Interrupt { what, who, minutes } => {
            edit(cli, now, out, (Verb::NotedAnInterruptionOf, ""), |product| {
                product.interrupt(who, &what.join(" "), *minutes, now)
            })
            .map(|_| ())
        }
        SprintCommand::Review { key, verdict, words, class, points, met, learned } => {
            if let Some(met) = met {
                let met = Met::parse(met)?;
                edit(cli, now, out, (Verb::Reviewed, ""), |product| product.goal_met(met, learned.as_deref()))?;
            }
            match (key, verdict) {
                (Some(key), Some(verdict)) => {
                    judge(cli, now, out, (key, verdict), &words.join(" "), (class, points.as_deref()))
                }
                (Some(_), None) => Err(Failure::usage("say accept, return or rest after the key")),
                _ => Ok(()),
            }
        }
        SprintCommand::Close { rest, items } => close(cli, now, out, rest, items),
        SprintCommand::Cancel { why } => {
            let why = why.join(" ");
            edit(cli, now, out, (Verb::Cancelled, &why), |product| product.cancel_sprint(&why, now))
        }
        SprintCommand::Retro { .. } => retro(cli, now, out, verb),
        SprintCommand::List
        | SprintCommand::Show { .. }
        | SprintCommand::Plan
        | SprintCommand::Status
        | SprintCommand::Burndown { .. } => Ok(()),
    }
}

/// Plans the next sprint, or changes what is planned: its goal, the key result that it aims at, its days.
fn plan(
    cli: &Cli,
    now: Now,
    out: &mut Out,
    (goal, result): (Option<&String>, Option<&String>),
    (start, end): (Option<&String>, Option<&String>),
) -> Result<(), Failure> {
    let (start, end) = (day(start, now)?, day(end, now)?);
    edit(cli, now, out, (Verb::Planned, ""), |product| {
        let id = match product.sprint_in(SprintState::Planned) {
            Some(planned) => planned.id,
            None => product.plan_sprint(now)?,
        };
        let usual = product.get::<Sprint>(id).map(|sprint| (sprint.start, sprint.end)).unwrap_or_default();
        if start.is_some() || end.is_some() {
            let missing = || Refusal::invalid("a sprint needs its first and its last day");
            let first = start.or(usual.0).ok_or_else(missing)?;
            // the usual length goes along with another first day
            let days = usual.0.zip(usual.1).map_or(11, |(first, last)| (last - first).num_days());
            let last = match (start, end) {
                (_, Some(end)) => end,
                (Some(start), None) => crate::model::day::days_from(start, days).ok_or_else(missing)?,
                (None, None) => usual.1.ok_or_else(missing)?,
            };
            product.date_sprint(id, first, last)?;
        }
        let result = match result {
            Some(name) => Some(product.find_metric(name)?.id),
            None => None,
        };
        let serves = product.current_goal().map(|goal| goal.id);
        product.amend_sprint(id, |sprint| {
            if let Some(goal) = goal {
                sprint.goal.clone_from(goal);
                sprint.serves = serves;
            }
            sprint.result = result.or(sprint.result);
        })
    })
}

fn add(
    cli: &Cli,
    now: Now,
    out: &mut Out,
    names: &[String],
    price: &Price,
    leaves: Option<&str>,
    over: bool,
) -> Result<(), Failure> {
    edit(cli, now, out, (Verb::PutIntoTheSprint, &price.why), |product| {
        let ids = keys(product, names)?;
        // who names a price means the sprint that is at work
        let priced = over || leaves.is_some() || !price.why.is_empty();
        if let Some(planned) = product.sprint_in(SprintState::Planned).filter(|_| !priced) {
            let (id, held) = (planned.id, planned.items.clone());
            let fresh: Vec<Id> = ids.into_iter().filter(|item| !held.contains(item)).collect();
            if product.about().strict
                && let Some(item) = fresh
                    .iter()
                    .filter_map(|id| product.items().get(*id))
                    .find(|item| !crate::measure::ready::is_ready(item, product))
            {
                return Err(Refusal::invalid(format!(
                    "{} is not ready, and the team is strict about it",
                    product.key(item)
                )));
            }
            return if fresh.is_empty() { Ok(()) } else { product.pull(id, &fresh) };
        }
        let [one] = ids.as_slice() else {
            return Err(Refusal::invalid("an active sprint takes one item at a time: each has its price"));
        };
        if leaves.is_none() && !over {
            return Err(Refusal::invalid("the sprint is active: say what comes out for it (--out KEY), or --over"));
        }
        let leaves = match leaves {
            Some(key) => Some(named::item(product, key)?.id),
            None => None,
        };
        product.change_scope(Some(*one), leaves, &price.why, &price.by, now)
    })
}

fn remove(cli: &Cli, now: Now, out: &mut Out, names: &[String], price: &Price) -> Result<(), Failure> {
    edit(cli, now, out, (Verb::TookOutOfTheSprint, &price.why), |product| {
        for id in keys(product, names)? {
            let sprint = product.sprint_of(id).map(|sprint| (sprint.id, sprint.state));
            match sprint {
                Some((sprint, SprintState::Planned)) => product.pull(sprint, &[id])?,
                Some(_) => product.change_scope(None, Some(id), &price.why, &price.by, now)?,
                None => {
                    let key = product.key(product.item(id)?);
                    return Err(Refusal::invalid(format!("{key} is in no sprint")));
                }
            }
        }
        Ok(())
    })
}

fn judge(
    cli: &Cli,
    now: Now,
    out: &mut Out,
    (key, verdict): (&str, &str),
    words: &str,
    (class, points): (&str, Option<&str>),
) -> Result<(), Failure> {
    let rest = match points {
        Some(text) => Some(Size::parse(text)?),
        None => None,
    };
    let verb = if verdict == "return" { Verb::Returned } else { Verb::Accepted };
    edit(cli, now, out, (verb, words), |product| {
        let id = named::item(product, key)?.id;
        if product.sprint_of(id).is_none_or(|sprint| sprint.state != SprintState::Active) {
            return Err(Refusal::invalid(format!("{} is not in the active sprint", product.key(product.item(id)?))));
        }
        match verdict {
            "return" => product.return_item(id, Fault::parse(class)?, words, now),
            "rest" => product.accept_but(id, words, rest, now).map(|_| ()),
            _ => product.accept(id, now),
        }
    })
}

fn fate(word: &str) -> Result<Fate, Failure> {
    match word {
        "back" => Ok(Fate::Back),
        "top" => Ok(Fate::Top),
        "next" => Ok(Fate::Next),
        "no" => Ok(Fate::Declined),
        "accept" => Ok(Fate::Accepted),
        other => Err(Failure::usage(format!("“{other}” is none of back, top, next, no, accept"))),
    }
}

fn close(cli: &Cli, now: Now, out: &mut Out, rest: &str, items: &[String]) -> Result<(), Failure> {
    let rest = fate(rest)?;
    let chosen: Vec<(&str, Fate)> = items
        .iter()
        .map(|pair| {
            let (key, word) =
                pair.split_once('=').ok_or_else(|| Failure::usage(format!("“{pair}” is not KEY=WHERE")))?;
            Ok((key, fate(word)?))
        })
        .collect::<Result<_, Failure>>()?;
    edit(cli, now, out, (Verb::Closed, ""), |product| {
        // what is done counts as accepted, as Enter on the screen takes it
        let mut fates: BTreeMap<Id, Fate> =
            product.leftovers().into_iter().filter(|(_, fate)| *fate == Fate::Accepted).collect();
        let left: Vec<Id> = product.leftovers().into_iter().map(|(id, _)| id).collect();
        for (key, fate) in &chosen {
            let item = named::item(product, key)?;
            if !left.contains(&item.id) {
                let words = format!("{} is not in the active sprint, or is accepted already", product.key(item));
                return Err(Refusal::invalid(words));
            }
            fates.insert(item.id, *fate);
        }
        product.close_sprint(&fates, rest, "", now)
    })
    .map(|_| ())
}

fn retro(cli: &Cli, now: Now, out: &mut Out, verb: &SprintCommand) -> Result<(), Failure> {
    let SprintCommand::Retro { number, note, action, owner, check, done, end, skip } = verb else { return Ok(()) };
    let sprint = {
        let workspace = &mut cli.open(Mode::Look, now)?;
        let product = workspace.product();
        match number {
            Some(number) => numbered(product, *number)?.id,
            None => match product.sprint_to_look_back_on() {
                Some(sprint) => sprint.id,
                None => standing(product, SprintState::Active)?.id,
            },
        }
    };
    if note.is_empty() && action.is_none() && done.is_none() && end.is_none() && skip.is_none() {
        let workspace = &mut cli.open(Mode::Look, now)?;
        let product = workspace.product();
        let retro = product.retro_of(sprint);
        if out.json {
            out.answer(&retro);
        } else if let Some(sprint) = product.get::<Sprint>(sprint) {
            page(sprint, product, now).lines().for_each(|line| out.line(line));
        }
        return Ok(());
    }
    let check = day(check.as_ref(), now)?;
    edit(cli, now, out, (Verb::LookedBackIn, ""), |product| {
        if let Some(why) = skip {
            return product.skip_retro(sprint, why, now);
        }
        let id = product.begin_retro(sprint, product.last_format().to_owned().as_str())?;
        for text in note {
            let (column, words) = column(product, id, text)?;
            let fresh = product.fresh_id();
            product.change_retro(id, |retro| {
                retro.notes.push(Note { id: fresh, column, text: words, ..Note::default() });
                Ok(())
            })?;
        }
        if let Some(words) = done {
            let low = words.to_lowercase();
            let fits = |action: &&RetroAction| action.improve.to_lowercase().contains(&low);
            let found = product.open_actions().into_iter().find(fits).map(|action| action.id);
            let found = found.ok_or_else(|| Refusal::Missing(format!("no open action says “{words}”")))?;
            product.close_action(found, ActionState::Done, now)?;
        }
        if let Some(improve) = action {
            let (improve, owner) = (improve.clone(), owner.clone());
            product.add_action(RetroAction { improve, owner, check, from: Some(sprint), ..RetroAction::default() })?;
        }
        if let Some(learned) = end {
            product.change_retro(id, |retro| {
                (retro.learned, retro.ended) = (crate::model::entity::one_line(learned), Some(now.at));
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// Returns the column that a note names, and its words.
fn column(product: &Product, retro: Id, text: &str) -> Result<(u32, String), Refusal> {
    let format = product.get::<crate::model::Retro>(retro).map(|retro| retro.format());
    let columns = format.map_or(&[][..], |format| format.columns);
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let (name, words) = text.split_once(':').ok_or_else(|| {
        Refusal::invalid(format!("“{text}” names no column: one of {} before a colon", names.join(", ")))
    })?;
    let at = names.iter().position(|known| known.eq_ignore_ascii_case(name.trim()));
    let at = at.ok_or_else(|| Refusal::invalid(format!("“{}” is none of {}", name.trim(), names.join(", "))))?;
    if words.trim().is_empty() {
        return Err(Refusal::invalid("a note needs words"));
    }
    Ok((u32::try_from(at).unwrap_or(0), words.trim().to_owned()))
}
