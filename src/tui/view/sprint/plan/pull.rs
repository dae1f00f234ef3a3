//! Pulling items into the sprint: what speaks against it is said and answered in a line, none of it is a wall.

use super::PAGE;
use super::state;
use super::{chosen_mut, free, planned, points, side};
use crate::measure::ready;
use crate::measure::velocity::capacity;
use crate::model::Verb;
use crate::model::decision::{Decision, Ruling};
use crate::model::item::Relation;
use crate::model::{Id, Item, Metric, Product, Refusal, Size, Sprint};
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::Prompt;
use crate::words::count;
use crate::workspace::Said;

/// Returns the goal that a sprint is for: the one that its key result belongs to, else the one that was current.
fn aim(sprint: &Sprint, product: &Product) -> Option<Id> {
    let of_result = sprint.result.and_then(|id| product.get::<Metric>(id)).and_then(|metric| metric.goal);
    of_result.or(sprint.serves)
}

/// Returns what an item needs that is neither done nor in the sprint.
pub(super) fn missing_first(item: &Item, sprint: &Sprint, product: &Product) -> Option<String> {
    item.linked(Relation::Needs)
        .filter_map(|id| product.items().get(id))
        .find(|needed| needed.is_open() && !sprint.items.contains(&needed.id))
        .map(|needed| product.key(needed))
}

/// Whether an item serves another goal than the sprint.
pub(super) fn is_astray(item: &Item, sprint: &Sprint, product: &Product) -> bool {
    aim(sprint, product).is_some_and(|aim| item.goal.is_some_and(|goal| goal != aim))
}

/// Returns what speaks against pulling an item, in words, beside the capacity.
fn objections(desk: &Desk, item: &Item, pulled: &[Id]) -> Vec<String> {
    let product = desk.product();
    let mut out: Vec<String> = ready::failing(item, product).into_iter().collect();
    if item.goal.is_none() {
        out.push("no goal".to_owned());
    }
    let Some(sprint) = planned(desk) else { return out };
    if is_astray(item, sprint, product) {
        let key = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_default();
        let aim = aim(sprint, product).and_then(|id| product.goal_key(id)).unwrap_or_default();
        out.push(format!("serves {key}, the sprint is for {aim}"));
    }
    if let Some(key) = missing_first(item, sprint, product) {
        out.push(format!("needs {key}, which is not in it"));
    }
    let above = skipped(desk, item, pulled);
    if above > 0 && !sprint.items.contains(&item.id) {
        out.push(format!("skips {above} above it"));
    }
    out
}

/// Returns how many items above one could be pulled as well and are not.
fn skipped(desk: &Desk, item: &Item, pulled: &[Id]) -> usize {
    let product = desk.product();
    let place = product.place_of(item).unwrap_or(usize::MAX);
    let higher =
        |id: &Id| product.items().get(*id).and_then(|other| product.place_of(other)).is_some_and(|n| n < place);
    free(desk).take_while(higher).filter(|id| !pulled.contains(id)).count()
}

/// A pull that something speaks against.
struct Pull {
    sprint: Id,
    ids: Vec<Id>,
    /// The items as a message names them.
    what: String,
    /// What speaks against it, in words.
    words: String,
    /// Whether others stand above it in the order: that is written down even where nobody says why.
    skips: bool,
}

/// Puts items into the sprint that is being planned, or takes out those that are all in it.
pub fn toggle(desk: &mut Desk, ids: Vec<Id>) {
    let Some((sprint, held)) = planned(desk).map(|sprint| (sprint.id, sprint.items.clone())) else { return };
    if ids.is_empty() {
        return;
    }
    // the chosen row goes to the other side: the next one is chosen
    if desk.is_at(&PAGE) {
        let side = side(desk, state(desk).inside);
        chosen_mut(desk).hold(&side);
    }
    if ids.iter().all(|id| held.contains(id)) {
        let what = named(desk, &ids);
        desk.edit(Said::Whole(format!("put {what} back")), "", |product| product.pull(sprint, &ids));
        return;
    }
    let fresh: Vec<Id> = ids.into_iter().filter(|id| !held.contains(id)).collect();
    let product = desk.product();
    let against: Vec<(String, Vec<String>)> = fresh
        .iter()
        .filter_map(|id| product.items().get(*id))
        .map(|item| (product.key(item), objections(desk, item, &fresh)))
        .filter(|(_, against)| !against.is_empty())
        .collect();
    let unready =
        fresh.iter().find(|id| product.items().get(**id).is_some_and(|item| ready::first_gap(item, product).is_some()));
    if product.about().strict
        && let Some(item) = unready.and_then(|id| product.items().get(*id))
    {
        let key = product.key(item);
        desk.refuse(format!(
            "{key} is not ready, and the team is strict about it · ⟦item.ready⟧ shows what is missing"
        ));
        return;
    }
    let (sum, _) = points(desk, &side(desk, true));
    let able = planned(desk).map_or(0, |sprint| capacity(sprint, desk.product()).points);
    let with = sum.saturating_add(points(desk, &fresh).0);
    let over = with.saturating_sub(able);
    let mut words = summary(&against);
    if over > 0 {
        words.push(format!("over by {} ({} of {})", Size::Points(over), Size::Points(with), Size::Points(able)));
    }
    if over > 0
        && let Some(out) = instead(desk, over)
    {
        offer_swap(desk, pull(desk, sprint, fresh, &words), out);
        return;
    }
    if words.is_empty() {
        desk.edit(pulled(desk, &fresh), "", |product| product.pull(sprint, &fresh));
        return;
    }
    ask(desk, pull(desk, sprint, fresh, &words), over > 0);
}

fn pull(desk: &Desk, sprint: Id, ids: Vec<Id>, words: &[String]) -> Pull {
    let mut items = ids.iter().filter_map(|id| desk.product().items().get(*id));
    let skips = items.any(|item| skipped(desk, item, &ids) > 0);
    Pull { sprint, what: named(desk, &ids), words: words.join(" · "), skips, ids }
}

/// Returns items as a message names them: one by its key, several by their number.
fn named(desk: &Desk, ids: &[Id]) -> String {
    match ids {
        [one] => desk.product().items().get(*one).map(|item| desk.product().key(item)).unwrap_or_default(),
        many => count(many.len(), "item"),
    }
}

/// Returns what a pull is called.
pub(super) fn pulled(desk: &Desk, ids: &[Id]) -> Said {
    let sprint = planned(desk).map_or(0, |sprint| sprint.number);
    Said::Whole(format!("pulled {} into S{sprint}", named(desk, ids)))
}

/// Returns objections as one list; of several items each with its key.
fn summary(against: &[(String, Vec<String>)]) -> Vec<String> {
    match against {
        [] => Vec::new(),
        [(_, words)] => words.clone(),
        [(key, words), rest @ ..] => {
            vec![format!("{key} {}", words.join(", ")), format!("and {} more", count(rest.len(), "item"))]
        }
    }
}

/// Returns what could come out of the sprint for so many points: the last item that is big enough, else so many from its end as make
/// room.
fn instead(desk: &Desk, over: u32) -> Option<Vec<Id>> {
    let points = |id: Id| desk.product().items().get(id).and_then(|item| item.size.and_then(Size::points)).unwrap_or(0);
    let held = side(desk, true);
    if let Some(one) = held.iter().rev().find(|id| points(**id) >= over) {
        return Some(vec![*one]);
    }
    let (mut out, mut sum) = (Vec::new(), 0_u32);
    for id in held.into_iter().rev().filter(|id| points(*id) > 0) {
        sum = sum.saturating_add(points(id));
        out.push(id);
        if sum >= over {
            return Some(out);
        }
    }
    None
}

/// Offers to take something out for what comes in, where both do not fit.
fn offer_swap(desk: &mut Desk, pull: Pull, out: Vec<Id>) {
    let size = Size::Points(points(desk, &out).0);
    let keys: Vec<String> = out.iter().map(|id| named(desk, &[*id])).collect();
    let goes = keys.join(", ");
    let title = format!("{}: {}", pull.what, pull.words);
    let answers = [('s', format!("swap with {goes} ({size})")), ('o', "over, because …".to_owned())];
    desk.push(
        Choose::new(title, answers, move |desk, key| {
            if key == 's' {
                let by = desk.user.name.clone();
                desk.edit(Said::Whole(format!("swapped {goes} for {}", pull.what)), "", |product| {
                    product.pull(pull.sprint, &out)?;
                    product.pull(pull.sprint, &pull.ids)?;
                    note(product, &pull, "", by)
                });
            } else {
                ask(desk, pull, true);
            }
        })
        .enter('o'),
    );
}

/// Asks why something is pulled all the same, and keeps the answer.
fn ask(desk: &mut Desk, pull: Pull, over: bool) {
    let product = desk.product();
    // an item that serves no goal costs a sentence: the sprint is where the chain of why ends
    let orphan = pull.ids.iter().filter_map(|id| product.items().get(*id)).any(|item| item.goal.is_none());
    let hint = if orphan {
        "one line: it serves no goal, so why is it in the sprint? · Esc leaves it"
    } else if over {
        "one line: it does not fit, so what gives way? · Esc leaves it"
    } else if pull.skips {
        "one line; Enter alone pulls it, and that others were skipped is written down · Esc leaves it"
    } else {
        "one line; Enter alone pulls it without a word · Esc leaves it"
    };
    desk.push(
        Prompt::new(format!("{}: {}. Pull it, because", pull.what, pull.words), "", move |desk, why| {
            let by = desk.user.name.clone();
            desk.edit(pulled(desk, &pull.ids), &why, |product| {
                product.pull(pull.sprint, &pull.ids)?;
                note(product, &pull, why.trim(), by)
            });
        })
        .hint(hint)
        .check(move |_, text| {
            if orphan && text.trim().is_empty() {
                Err("it serves no goal: say why, or ⟦item.why⟧ gives it one".into())
            } else if over && text.trim().is_empty() {
                Err("it is more than the sprint can hold: say what gives way, or take something out".into())
            } else {
                Ok(())
            }
        }),
    );
}

/// Writes down what was pulled against advice, with the reason; without one only that others were skipped.
fn note(product: &mut Product, pull: &Pull, why: &str, by: String) -> Result<(), Refusal> {
    let Pull { sprint, ids, what, words, skips } = pull;
    if why.is_empty() && !skips {
        return Ok(());
    }
    let said = if why.is_empty() { "nobody said why" } else { why };
    let note = format!("{what}: {said} ({words})");
    product.amend_sprint(*sprint, |sprint| sprint.notes.push(note))?;
    let decision = Decision {
        verdict: Ruling::Override,
        what: format!("pulled {what} although {words}"),
        because: why.to_owned(),
        about: ids.clone(),
        by,
        ..Decision::default()
    };
    product.decide(decision).map(|_| ())
}

/// Pulls everything from the top that is ready and fits; what does not is passed over.
pub fn fill(desk: &mut Desk) {
    let Some(sprint) = planned(desk) else { return };
    let (id, able) = (sprint.id, capacity(sprint, desk.product()).points);
    let (mut sum, _) = points(desk, &side(desk, true));
    let mut taken = Vec::new();
    for item in free(desk).filter_map(|id| desk.product().items().get(id)) {
        if sum >= able {
            break;
        }
        let size = item.size.and_then(Size::points).unwrap_or(0);
        if ready::is_ready(item, desk.product()) && sum.saturating_add(size) <= able {
            sum = sum.saturating_add(size);
            taken.push(item.id);
        }
    }
    if taken.is_empty() {
        let any = free(desk)
            .filter_map(|id| desk.product().items().get(id))
            .any(|item| ready::is_ready(item, desk.product()));
        desk.refuse(if any {
            "nothing that is ready fits any more"
        } else {
            "nothing is ready: ⟦item.ready⟧ shows what an item lacks"
        });
        return;
    }
    let n = taken.len();
    if desk.edit(Verb::Pulled, "", |product| product.pull(id, &taken)).is_some() {
        desk.say(format!(
            "pulled {}: {} points of {} · ⟦history.undo⟧ undoes",
            count(n, "item"),
            Size::Points(sum),
            Size::Points(able)
        ));
    }
}
