//! The assistant on the screen: it is asked on whatever item, wish or vision a screen is about, and answers with a page of which one takes
//! line by line. Rules answer at once and on this machine; a command of the user is asked first whether it may be.

mod consent;
pub mod diff;
mod progress;

use std::time::{Duration, Instant};

use super::command::{Action, Why};
use super::desk::Desk;
use super::helper::Arrived;
use super::items::{on_items, verb};
use super::layer::choose::Choose;
use super::layer::picker::{Pick, Picker};
use super::layer::prompt::Prompt;
use crate::assist::rules::{self, Ground};
use crate::assist::{Advice, Ask, NOT_FROM_A_FILE, filled, gap_words, names_a_program, own};
use crate::model::item::{gaps_in, set_field};
use crate::model::{Id, Verb};
use crate::text;
use crate::words::count;
use consent::Consent;
use diff::Diff;
use progress::Progress;

/// Items that are looked at at once, and beyond which one is asked.
const AT_ONCE: usize = 10;
const MANY: usize = 500;

const fn everywhere(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    verb("assist.draft", "Draft: for whom, wants, why, title, criteria, goal, size")
        .short("draft")
        .keys(&["i d"])
        .run(|desk| on_targets(desk, Ask::Draft)),
    verb("assist.criteria", "Suggest criteria, with a gap for what only you know")
        .short("criteria")
        .keys(&["i c"])
        .run(|desk| on_targets(desk, Ask::Criteria)),
    verb("assist.size", "Suggest a size, by those that resemble it")
        .short("size")
        .keys(&["i s"])
        .run(|desk| on_targets(desk, Ask::Size)),
    verb("assist.goal", "Suggest a goal, by those that resemble it")
        .short("goal")
        .keys(&["i g"])
        .run(|desk| on_targets(desk, Ask::Goal)),
    verb("assist.split", "Suggest pieces").short("pieces").keys(&["i x"]).run(|desk| on_targets(desk, Ask::Split)),
    verb("assist.same", "Find what says the same").short("same").keys(&["i u"]).run(|desk| on_targets(desk, Ask::Same)),
    verb("assist.titles", "Tidy titles, of all that are marked")
        .short("titles")
        .keys(&["i t"])
        .run(|desk| on_targets(desk, Ask::Titles)),
    verb("assist.why", "Suggest the why, from the wishes behind it")
        .short("why")
        .keys(&["i w"])
        .run(|desk| on_targets(desk, Ask::Why)),
    verb("assist.need", "Questions that find the need")
        .short("need")
        .keys(&["i n"])
        .run(|desk| on_targets(desk, Ask::Need)),
    everywhere("assist.vision", "Vision: what its words leave open, and three other ways to say it")
        .short("vision")
        .keys(&["i v"])
        .run(|desk| begin(desk, Ask::Vision, Vec::new())),
    everywhere("assist.ask", "Ask in words: the ten items that tell most of it")
        .short("ask")
        .keys(&["i i"])
        .run(question),
    verb("assist.own", "These words are mine: take the ✎ off").short("mine").keys(&["i k"]).needs(has_marks).run(mine),
    verb("assist.show", "Show what would go to your command, to the byte")
        .short("what goes out")
        .keys(&["i !"])
        .ready(on_items)
        .run(show),
    verb("assist.fill", "Fill the gaps ‹…?› in its words, one after the other")
        .short("fill the gaps")
        .keys(&["i f"])
        .needs(has_gaps)
        .run(fill),
    everywhere("assist.open", "Look at what your command has suggested")
        .short("what came")
        .keys(&["i o"])
        .ready(has_come)
        .run(open),
];

fn has_marks(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    let marked = |id: &Id| desk.product().items().get(*id).is_some_and(|item| !item.drafted.is_empty());
    if desk.targets().iter().any(marked) { Ok(()) } else { Err("a person stands behind all its words already".into()) }
}

fn has_gaps(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    if desk.selected_item().is_some_and(|item| item.gaps() > 0) {
        Ok(())
    } else {
        Err("no gap ‹…?› stands in its words".into())
    }
}

fn has_come(desk: &Desk) -> Result<(), Why> {
    if desk.helper.came.is_some() { Ok(()) } else { Err("nothing has come: ⟦assist.draft⟧ asks".into()) }
}

/// Asks about what is chosen, or about all that is marked where that makes sense.
fn on_targets(desk: &mut Desk, ask: Ask) {
    let mut ids = desk.targets();
    if !ask.is_for_many() && ids.len() > 1 {
        desk.say(format!("“{}” is about one item: the one under the cursor", ask.title().to_lowercase()));
        ids = desk.selected().into_iter().collect();
    }
    if ids.len() > MANY {
        let title = format!("Look at {}? That takes a moment", count(ids.len(), "item"));
        desk.push(Choose::yes_no(title, move |desk| begin(desk, ask, ids)));
        return;
    }
    begin(desk, ask, ids);
}

/// Asks about records. Where a command is set it is shown what would go to it first, unless the user has said that it need not be.
pub fn begin(desk: &mut Desk, ask: Ask, ids: Vec<Id>) {
    desk.helper.last = Some(ask);
    if names_a_program(desk.product()) {
        desk.refuse(NOT_FROM_A_FILE);
    }
    if !by_command(desk, ask, &ids, "") {
        by_rules(desk, ask, ids);
        // a command that was meant and is not set is said where it is missed
        if let Some(fault) = desk.helper.settings.faults.first().cloned() {
            desk.refuse(format!("by rules, for your settings have a fault: {fault} · momentum config"));
        }
    }
}

/// Asks the command of the user, after a look at what goes out unless that need not be. Returns whether one is set.
fn by_command(desk: &mut Desk, ask: Ask, ids: &[Id], words: &str) -> bool {
    let Some(consent) = Consent::new(desk, ask, ids, words) else { return false };
    if desk.helper.may_send(ask) {
        consent.send(desk);
    } else {
        desk.push(consent);
    }
    true
}

/// Answers by the rules, at once or with its progress shown.
fn by_rules(desk: &mut Desk, ask: Ask, ids: Vec<Id>) {
    if ids.len() > AT_ONCE {
        desk.push(Progress::new(ask, ids));
        return;
    }
    let advice = advise(ask, &ids, &ground(desk));
    present(desk, advice);
}

fn ground(desk: &Desk) -> Ground<'_> {
    Ground::new(desk.product(), desk.judge.similar())
}

fn advise(ask: Ask, ids: &[Id], ground: &Ground<'_>) -> Advice {
    let mut advice = rules::advise(ask, ids, ground);
    if ground.index.is_none() {
        advice.rests.push("what resembles it is still being looked for: ask again in a moment".to_owned());
    }
    advice
}

/// Answers about as many of the records as there is time for, at least about one.
fn advise_within(desk: &Desk, ask: Ask, ids: &[Id], time: Duration) -> Advice {
    let began = Instant::now();
    let ground = ground(desk);
    let mut out = Advice { ask, ..Advice::default() };
    for id in ids {
        out.append(advise(ask, &[*id], &ground));
        if began.elapsed() >= time {
            break;
        }
    }
    out
}

/// Shows an answer, or says why there is nothing to take.
fn present(desk: &mut Desk, advice: Advice) {
    if !advice.is_empty() {
        desk.push(Diff::new(advice));
        return;
    }
    let why = advice.refused.first().cloned();
    match advice.refused.len() {
        0 => desk.say("there is nothing to suggest"),
        1 => desk.say(why.unwrap_or_default()),
        n => desk.say(format!("nothing to suggest for {}: {}", count(n, "item"), why.unwrap_or_default())),
    }
}

/// Asks a question in words.
fn question(desk: &mut Desk) {
    let prompt = Prompt::new("Ask", "", move |desk, words| {
        if words.trim().is_empty() {
            return;
        }
        let about = rules::told_by(&words, desk.product());
        desk.helper.last = Some(Ask::Question);
        desk.helper.question.clone_from(&words);
        if !by_command(desk, Ask::Question, &about, &words) {
            find(desk, &words);
        }
    });
    desk.push(
        prompt.hint("in words: who needs the export? · by rules on this machine it finds the ten items that tell most"),
    );
}

/// Finds the items that tell most of a question.
fn find(desk: &mut Desk, words: &str) {
    let product = desk.product();
    let found = rules::search(words, product, rules::FOUND);
    let entries: Vec<Pick<Id>> = found
        .into_iter()
        .filter_map(|found| {
            let item = product.items().get(found.item)?;
            let key = product.key(item);
            Some(Pick::new(format!("{key}  {}", text::line(&item.title)), found.because, found.item))
        })
        .collect();
    let title = format!("{} tell of “{}”", count(entries.len(), "item"), text::cut(&text::line(words), 40));
    desk.push(Picker::new(title, entries, Desk::go_to).empty("none of these words stands in an item"));
}

/// Takes the marks off: a person stands behind the words now.
fn mine(desk: &mut Desk) {
    let ids = desk.targets();
    desk.edit(Verb::Owned, "", move |product| own(&ids, product));
}

/// Shows what would go out for the question that was asked last, or for a draft.
fn show(desk: &mut Desk) {
    if desk.helper.last == Some(Ask::Question) {
        let about = rules::told_by(&desk.helper.question, desk.product());
        return show_for(desk, Ask::Question, &about);
    }
    let ask = desk.helper.last.filter(|ask| !ask.slots().is_empty() && *ask != Ask::Reply).unwrap_or_default();
    let ids = if ask.is_for_many() { desk.targets() } else { desk.selected().into_iter().collect() };
    let ids = if ask == Ask::Vision { Vec::new() } else { ids };
    show_for(desk, ask, &ids);
}

/// Shows what would go out for a question about records.
pub fn show_for(desk: &mut Desk, ask: Ask, ids: &[Id]) {
    let words = if ask == Ask::Question { desk.helper.question.clone() } else { String::new() };
    let consent = Consent::to_look_at(desk, ask, ids, &words);
    desk.push(consent);
}

/// Opens an answer that nobody has looked at.
fn open(desk: &mut Desk) {
    if let Some((advice, lines)) = desk.helper.came.take() {
        desk.push(Diff::again(advice, lines));
    }
}

/// Asks for what stands in the gaps of an item's words, one after the other; each answer is a step of its own.
fn fill(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let texts = [("title", &item.title), ("role", &item.role), ("want", &item.want), ("benefit", &item.benefit)];
    let fields = texts.into_iter().map(|(name, text)| (name, None, text.clone()));
    let criteria = item.criteria.iter().map(|own| ("criteria", Some(own.id), own.text.clone()));
    let next = fields.chain(criteria).find(|(_, _, text)| gaps_in(text) > 0);
    let Some((field, criterion, text)) = next else {
        desk.say("no gap is left in its words");
        return;
    };
    let asked = gap_words(&text).unwrap_or_default().to_owned();
    let (id, whole) = (item.id, text.clone());
    let prompt = Prompt::new(text::line(&asked).into_owned(), "", move |desk, words| {
        let Some(value) = filled(&whole, &words) else { return };
        let now = desk.now;
        let done = desk.edit(Verb::Changed, "", |product| {
            let mut item = product.item(id)?.clone();
            match criterion {
                Some(own) => item.criteria.iter_mut().filter(|c| c.id == own).for_each(|c| c.text.clone_from(&value)),
                None => set_field(&mut item, field, &value, product, now)?,
            }
            product.put(item);
            Ok(())
        });
        if done.is_some() {
            fill(desk);
        }
    });
    desk.push(prompt.hint(format!("in “{}” · Esc leaves the rest", crate::text::line(&text))));
}

/// Takes in what came from a command: whoever still waits for it sees it at once, whoever is at something else is told.
pub fn arrive(desk: &mut Desk, arrived: Arrived) {
    match arrived.result {
        Err(why) => desk.refuse(format!("{why} · the rules work without it")),
        Ok(advice) if !arrived.touched && desk.layers.is_empty() => {
            desk.message = None;
            present(desk, advice);
        }
        Ok(advice) => {
            let about = match advice.about.as_slice() {
                [one] => desk.product().items().get(*one).map_or_else(String::new, |item| desk.product().key(item)),
                many => count(many.len(), "item"),
            };
            let n = count(advice.lines.len(), "suggestion");
            desk.say(format!("{n} for {about} came · ⟦assist.open⟧ shows them"));
            let lines = advice.lines.clone();
            desk.helper.came = Some((advice, lines));
        }
    }
}
