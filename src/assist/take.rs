//! How suggestions are taken: the only place where they become changes. Words get a mark until a person owns them.

use super::{Advice, Slot, Suggestion, gap_words, is_gap};
use crate::measure::ready::at_work;
use crate::model::decision::{Decision, Ruling};
use crate::model::item::{Criterion, Drafted, Question, Relation, set_field};
use crate::model::refine::Parent;
use crate::model::{Id, Item, Now, Product, Refusal, Vision};
use crate::words::count;

/// Takes suggestions into a product, all of them in one step, and returns how many there were.
///
/// `lines` are those of the advice that a person left in, perhaps in other words. `scale` are the sizes of the team, `who` is the person
/// who takes them.
///
/// # Errors
/// Returns an error if a record is gone or closed, a running item would be sized, a value does not fit its field, or a split has
/// fewer than two pieces.
pub fn take(
    advice: &Advice,
    lines: &[Suggestion],
    product: &mut Product,
    scale: &[u32],
    who: &str,
    now: Now,
) -> Result<usize, Refusal> {
    let mut filled: Vec<(Id, Slot)> = Vec::new();
    for line in lines.iter().filter(|line| line.slot.is_single()) {
        if filled.contains(&(line.about, line.slot)) {
            let what = line.slot.title().to_lowercase();
            return Err(Refusal::invalid(format!(
                "of several suggestions for one {what} only one can be taken: choose it"
            )));
        }
        filled.push((line.about, line.slot));
    }
    let mut pieces: Vec<(Id, Vec<&Suggestion>)> = Vec::new();
    for line in lines {
        match line.slot {
            Slot::Vision => take_vision(line, product)?,
            Slot::Piece => match pieces.iter_mut().find(|(id, _)| *id == line.about) {
                Some((_, list)) => list.push(line),
                None => pieces.push((line.about, vec![line])),
            },
            Slot::Same => link(line, product)?,
            // a text is copied by whoever shows it
            Slot::Text => {}
            _ => take_words(advice, line, product, now)?,
        }
    }
    for (id, lines) in pieces {
        split(advice, id, &lines, product, scale, who, now)?;
    }
    if let (Some(request), Some(item)) = (advice.proposal, advice.about.first()) {
        product.take_proposal(request, *item, lines.len(), who, now)?;
    }
    Ok(lines.len())
}

/// Returns a mark for words of an advice that nobody has changed.
fn mark(advice: &Advice, line: &Suggestion, field: &str, of: Option<Id>, now: Now) -> Drafted {
    let (from, foreign) = line.read.clone().unwrap_or_else(|| (advice.read.clone(), advice.foreign));
    Drafted { by: advice.by.clone(), at: now.at, from, foreign, ..Drafted::of(field, of) }
}

/// Returns an item that suggestions may change: what is done or declined keeps its words.
fn open(product: &Product, id: Id) -> Result<Item, Refusal> {
    let item = product.item(id)?;
    if item.is_open() {
        return Ok(item.clone());
    }
    let state = if item.declined.is_some() { "was declined" } else { "is done" };
    Err(Refusal::invalid(format!("{} {state}: its words stay as they are", product.key(item))))
}

fn take_words(advice: &Advice, line: &Suggestion, product: &mut Product, now: Now) -> Result<(), Refusal> {
    let mut item = open(product, line.about)?;
    match line.slot {
        Slot::Criteria => {
            let id = product.fresh_id();
            item.criteria.push(Criterion { id, text: line.value.trim().to_owned(), ..Criterion::default() });
            if !line.own {
                item.mark_drafted(mark(advice, line, "criteria", Some(id), now));
            }
        }
        Slot::Question => ask(&mut item, product.fresh_id(), line.value.trim(), now),
        // a gap alone says nothing: it is asked, and the field stays empty
        _ if is_gap(&line.value) => {
            let words = gap_words(&line.value).unwrap_or_default().to_owned();
            ask(&mut item, product.fresh_id(), &words, now);
        }
        Slot::Size if at_work(product).contains(&line.about) => {
            let key = product.key(&item);
            return Err(Refusal::invalid(format!(
                "{key} is in the sprint at work: the team sizes it, not a suggestion"
            )));
        }
        slot => {
            let before = item.title.clone();
            set_field(&mut item, slot.word(), &line.value, product, now)?;
            // another stop or capital is no other word, and leaves nothing to be confirmed
            let same = slot == Slot::Title && letters(&before) == letters(&item.title);
            if !line.own && !same {
                item.mark_drafted(mark(advice, line, slot.word(), None, now));
            }
        }
    }
    product.put(item);
    Ok(())
}

/// Returns the letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ask(item: &mut Item, id: Id, words: &str, now: Now) {
    if item.questions.iter().all(|question| question.text != words) {
        item.questions.push(Question { id, at: now.at, text: words.to_owned(), ..Question::default() });
    }
}

fn take_vision(line: &Suggestion, product: &mut Product) -> Result<(), Refusal> {
    if line.value.trim().is_empty() {
        return Err(Refusal::invalid("a vision needs words"));
    }
    let vision = crate::model::entity::one_line(&line.value);
    product.put(Vision { vision, ..product.vision().clone() });
    Ok(())
}

/// Links what says the same. It is for a person to make one of the two, or to say no to one.
fn link(line: &Suggestion, product: &mut Product) -> Result<(), Refusal> {
    // of a wish and an item it is the wish that says so
    let pair = match product.find_request(&line.value) {
        Ok(request) => Some((request.id, open(product, line.about)?.id)),
        Err(_) if product.request(line.about).is_ok() => Some((line.about, product.find_item(&line.value)?.id)),
        Err(_) => None,
    };
    if let Some((id, item)) = pair {
        return product.change_request(id, |request| {
            if !request.about.contains(&item) {
                request.about.push(item);
            }
            Ok(())
        });
    }
    let other = product.find_item(&line.value)?.id;
    open(product, line.about)?;
    product.update(line.about, |item| {
        item.link(Relation::Relates, other.to_string());
        Ok(())
    })
}

fn split(
    advice: &Advice,
    id: Id,
    lines: &[&Suggestion],
    product: &mut Product,
    scale: &[u32],
    who: &str,
    now: Now,
) -> Result<(), Refusal> {
    let lines: Vec<&&Suggestion> = lines.iter().filter(|line| !line.value.trim().is_empty()).collect();
    let titles: Vec<String> = lines.iter().map(|line| line.value.clone()).collect();
    let whole = product.item(id)?.clone();
    let made = product.split(id, &titles, Parent::Epic, false, scale, now)?;
    for (piece, line) in made.iter().zip(&lines).filter(|(_, line)| !line.own) {
        product.update(*piece, |item| {
            item.mark_drafted(mark(advice, line, "title", None, now));
            // a story in the line brought these; what the piece has of the whole is marked as it was there
            for (field, own, inherited) in [
                ("role", item.role.clone(), &whole.role),
                ("want", item.want.clone(), &String::new()),
                ("benefit", item.benefit.clone(), &whole.benefit),
            ] {
                if own != *inherited {
                    item.mark_drafted(mark(advice, line, field, None, now));
                }
            }
            Ok(())
        })?;
    }
    let what = format!("split {} into {}", product.key(product.item(id)?), count(made.len(), "piece"));
    let about = [id].into_iter().chain(made).collect();
    let because = "by pieces that were suggested".to_owned();
    product.decide(Decision {
        verdict: Ruling::Split,
        what,
        because,
        about,
        by: who.to_owned(),
        ..Decision::default()
    })?;
    Ok(())
}

/// Takes the marks off items: their words are a person's own now. Returns how many had any.
///
/// # Errors
/// Returns an error if an item is gone, or none of them has a mark.
pub fn own(ids: &[Id], product: &mut Product) -> Result<usize, Refusal> {
    let mut n = 0;
    for id in ids {
        if !product.item(*id)?.drafted.is_empty() {
            n += 1;
            product.update(*id, |item| {
                item.drafted.clear();
                Ok(())
            })?;
        }
    }
    if n == 0 {
        return Err(Refusal::invalid("a person stands behind all its words already"));
    }
    Ok(n)
}
