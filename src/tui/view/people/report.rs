//! A report before it is shared: for whom, of which days, sentence by sentence; what it leaves out and why. Nothing is sent: Enter
//! copies it and remembers that it was shared.

mod render;

use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::exchange::report::{self, Doc, Form, Sentence, Span};
use crate::model::entity::one_line;
use crate::model::share::{Report, Way};
use crate::model::{Competitor, Id, Insight, Item, Person, Product, Promise, Request, Theme};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::stakes::people;
use crate::tui::view::market::outside;
use render::render;

use super::{inbox, promises};

/// The voices that Tab goes through; “you said” is for one person and has a key of its own.
const VOICES: [Report; 8] = [
    Report::Executives,
    Report::Customers,
    Report::Team,
    Report::Update,
    Report::Changes,
    Report::Release,
    Report::Wins,
    Report::Insights,
];

/// The key under which a report is kept: with another one it is made anew.
type Key = (u64, NaiveDate, Report, Option<Id>, Option<NaiveDate>);

/// The state of the screen.
#[derive(Default)]
pub struct Preview {
    report: Report,
    who: Option<Id>,
    since: Option<NaiveDate>,
    at: usize,
    /// Sentences that are left out, by their mark.
    left_out: Vec<Id>,
    /// Sentences that are said in other words.
    words: HashMap<Id, String>,
    /// Sentences in the order that somebody gave them.
    order: Vec<Id>,
    /// The whole text as somebody wrote it anew in an editor, by report and reader.
    texts: HashMap<(Report, Option<Id>), String>,
    /// Whether what is not said is shown instead of the report.
    silence: bool,
    top: std::cell::Cell<usize>,
    doc: Memo<Key, Rc<Doc>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    out: |desk| std::mem::take(&mut state_mut(desk).silence),
    is_inside: |desk| state(desk).silence,
    written: Some(written),
    foreign: "here is a report; ⟦report.source⟧ goes to the record behind a sentence",
    signs: &[("○", "left out by you"), ("✎", "in other words"), ("·", "changes from day to day by itself")],
    ..Page::with::<Preview>("Reports", || &[ACTIONS, GO], render)
};

remembers!(Preview);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    if own_text(desk).is_some() {
        return Err("the text is your own: ⟦report.editor⟧ goes on with it, emptied it is as it was made".into());
    }
    current(desk).map(|_| ()).ok_or_else(|| "nothing is said in these days: ⟦report.further⟧ looks further back".into())
}

fn of_person(desk: &Desk) -> Result<(), Why> {
    if state(desk).report == Report::Said {
        Ok(())
    } else {
        Err("this report is for many: ⟦report.said⟧ is for one".into())
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("report.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("report.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("report.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("report.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("report.share", "Copy it, and remember that it was shared")
        .short("share")
        .keys(&["enter"])
        .footer(1)
        .run(share),
    row("report.copy", "Copy it; nothing is remembered").short("copy").keys(&["y"]).footer(2).run(|desk| {
        let text = whole(desk);
        desk.effects.push(Effect::Copy(text));
        desk.say("copied, where the terminal allows it; it does not count as shared");
    }),
    row("report.voice", "The next voice: executives, customers, team, update, changes, release, wins, insights")
        .short("voice")
        .keys(&["tab"])
        .footer(3)
        .run(|desk| voice(desk, 1)),
    row("report.voice-back", "The voice before").short("voice").keys(&["backtab"]).run(|desk| voice(desk, -1)),
    row("report.further", "Further back").short("further").keys(&["["]).footer(4).run(|desk| days(desk, 1)),
    row("report.nearer", "Not so far back").short("nearer").keys(&["]"]).footer(5).run(|desk| days(desk, -1)),
    row("report.leave-out", "Leave the sentence out, or take it in again")
        .short("leave out")
        .keys(&["space"])
        .footer(6)
        .needs(has_one)
        .run(|desk| {
            if let Some(mark) = current(desk).map(|sentence| sentence.mark()) {
                let own = state_mut(desk);
                match own.left_out.iter().position(|id| *id == mark) {
                    Some(at) => drop(own.left_out.remove(at)),
                    None => own.left_out.push(mark),
                }
            }
        }),
    row("report.words", "Other words for the sentence, in this report alone")
        .short("other words")
        .keys(&["e"])
        .footer(7)
        .needs(has_one)
        .run(other_words),
    row("report.editor", "The whole text in your own editor; an empty one brings the made one back")
        .short("editor")
        .keys(&["E"])
        .run(|desk| {
            let text = whole(desk);
            desk.effects.push(Effect::Write("report", text));
        }),
    row("report.silence", "What is not said: left out, held back, not known")
        .short("not said")
        .keys(&["z"])
        .footer(8)
        .run(|desk| state_mut(desk).silence = !state(desk).silence),
    row("report.raise", "The sentence further up").short("up").keys(&["K"]).needs(has_one).run(|desk| carry(desk, -1)),
    row("report.lower", "The sentence further down")
        .short("down")
        .keys(&["J"])
        .needs(has_one)
        .run(|desk| carry(desk, 1)),
    row("report.source", "Go to the record behind the sentence")
        .short("its record")
        .keys(&["o"])
        .footer(9)
        .needs(has_one)
        .run(source),
    row("report.next-person", "The next one who has not heard all")
        .short("next")
        .keys(&["n"])
        .needs(of_person)
        .run(next),
];

const fn to(name: &'static str, title: &'static str) -> Action {
    row(name, title).everywhere()
}

/// The rows that lead here, from everywhere.
pub const GO: &[Action] = &[
    to("go.reports", "Reports: the one that was looked at last").short("reports").run(|desk| desk.visit(&PAGE)),
    to("report.exec", "Report for executives: did it move, what is there, what changed and why")
        .short("executives")
        .keys(&["Y e"])
        .run(|desk| show(desk, Report::Executives)),
    to("report.customers", "Report for customers: what they can do now, what comes, what does not")
        .short("customers")
        .keys(&["Y c"])
        .run(|desk| show(desk, Report::Customers)),
    to("report.team", "Report for the team: the goal and why, what is next, decisions, questions")
        .short("team")
        .keys(&["Y t"])
        .run(|desk| show(desk, Report::Team)),
    to("report.update", "Update: what is built, what shifted and why, what was learned")
        .short("update")
        .keys(&["Y u"])
        .run(|desk| show(desk, Report::Update)),
    to("report.changes", "What changed in the plan since a day, with its why")
        .short("changes")
        .keys(&["Y x"])
        .run(|desk| show(desk, Report::Changes)),
    to("report.release", "Release notes: what was accepted, by what it is good for")
        .short("release notes")
        .keys(&["Y n"])
        .run(|desk| show(desk, Report::Release)),
    to("report.wins", "Wins: what went well, who did it, which number moved")
        .short("wins")
        .keys(&["Y w"])
        .run(|desk| show(desk, Report::Wins)),
    to("report.insights", "Insights: what people outside say, what hinders them, what others do")
        .short("insights")
        .keys(&["Y i"])
        .run(|desk| show(desk, Report::Insights)),
    row("report.said", "You said: what became of what a person told us")
        .elsewhere()
        .short("you said")
        .keys(&["Y h"])
        .run(to_one),
];

/// Begins another report; what was done to sentences of others is kept for when one comes back to them.
fn begin(desk: &mut Desk, report: Report, who: Option<Id>, since: Option<NaiveDate>) {
    let own = std::mem::take(state_mut(desk));
    let Preview { left_out, words, order, texts, .. } = own;
    *state_mut(desk) = Preview { report, who, since, left_out, words, order, texts, ..Preview::default() };
}

/// Shows a report about the days since it was shared last.
fn show(desk: &mut Desk, report: Report) {
    begin(desk, report, None, None);
    desk.visit(&PAGE);
}

/// Shows what became of what a person told us.
pub fn show_to(desk: &mut Desk, who: Id) {
    begin(desk, Report::Said, Some(who), None);
    desk.visit(&PAGE);
}

/// Shows what became of what one person told us; of several who have not heard all, one is chosen.
fn to_one(desk: &mut Desk) {
    match waiting(desk).as_slice() {
        [] => desk.say("everybody has heard what became of their wish"),
        [one] => show_to(desk, *one),
        many => {
            let product = desk.product();
            let people = many.iter().filter_map(|id| product.get::<Person>(*id));
            let entries =
                people.map(|person| Pick::new(person.name(product), person.role.clone(), person.id)).collect();
            desk.push(Picker::new("Whom do you tell?", entries, show_to));
        }
    }
}

/// Returns those who have not heard all, the one whose verdict is the oldest first.
fn waiting(desk: &Desk) -> Vec<Id> {
    let mut out: Vec<Id> = Vec::new();
    for owed in desk.wishes().owed.iter() {
        if !out.contains(&owed.who) {
            out.push(owed.who);
        }
    }
    out
}

fn next(desk: &mut Desk) {
    let here = state(desk).who;
    let all = waiting(desk);
    let after = all.iter().position(|id| Some(*id) == here).map_or(0, |at| at + 1);
    let others = all.iter().cycle().skip(after).take(all.len()).find(|id| Some(**id) != here);
    match others.copied() {
        Some(who) => show_to(desk, who),
        None => desk.say("nobody else waits to be told"),
    }
}

/// Returns the days that the report is about.
fn span(desk: &Desk) -> Span {
    let own = state(desk);
    let usual = report::usual(desk.product(), own.report, own.who, desk.now);
    Span { since: own.since.unwrap_or(usual.since), ..usual }
}

/// Returns the report as it is made, before anything was left out of it.
fn doc(desk: &Desk) -> Rc<Doc> {
    let own = state(desk);
    let key = (desk.epoch, desk.now.today, own.report, own.who, own.since);
    own.doc.get(key, || {
        let (product, span) = (desk.product(), span(desk));
        let doc = report::write(product, own.report, own.who, span, desk.now);
        // a person who is gone has no report: an empty one says so
        Rc::new(doc.unwrap_or_else(|why| Doc::empty(own.report, span, why.to_string())))
    })
}

/// Returns the report with its sentences in the order and the words that somebody gave them; what is left out is still in it.
fn arranged(desk: &Desk) -> Doc {
    let own = state(desk);
    let mut doc = Doc::clone(&doc(desk));
    for section in &mut doc.sections {
        let place = |sentence: &Sentence| own.order.iter().position(|id| *id == sentence.mark());
        section.sentences.order_by_key(|sentence| place(sentence).unwrap_or(usize::MAX));
    }
    doc
}

/// Returns the report as it would be copied.
fn edited(desk: &Desk) -> Doc {
    let own = state(desk);
    let mut doc = arranged(desk);
    for section in &mut doc.sections {
        section.sentences.retain(|sentence| !own.left_out.contains(&sentence.mark()));
        for sentence in &mut section.sentences {
            if let Some(words) = own.words.get(&sentence.mark()) {
                sentence.text.clone_from(words);
            }
        }
    }
    doc.sections.retain(|section| !section.sentences.is_empty());
    doc
}

/// Returns the text as somebody wrote it anew, if anybody did.
fn own_text(desk: &Desk) -> Option<&String> {
    let own = state(desk);
    own.texts.get(&(own.report, own.who))
}

/// Returns the text as it would be copied.
fn whole(desk: &Desk) -> String {
    let form = if state(desk).report == Report::Said { Form::Text } else { Form::Markdown };
    own_text(desk).cloned().unwrap_or_else(|| edited(desk).print(form, Some(desk.product())))
}

/// Takes the text that came back from an editor.
fn written(desk: &mut Desk, text: String) {
    let own = state_mut(desk);
    let key = (own.report, own.who);
    if text.trim().is_empty() {
        own.texts.remove(&key);
        desk.say("the report is as it is made again");
    } else {
        own.texts.insert(key, text);
        desk.say("your own text is what ⟦report.copy⟧ and ⟦report.share⟧ take; no record changes");
    }
}

fn current(desk: &Desk) -> Option<Sentence> {
    let doc = arranged(desk);
    let last = doc.sentences().count().checked_sub(1)?;
    doc.sentences().nth(state(desk).at.min(last)).cloned()
}

fn step(desk: &mut Desk, by: isize) {
    // a text of one's own has no sentences to choose: it is gone through by line
    let all = own_text(desk).map_or_else(|| arranged(desk).sentences().count(), |text| text.lines().count());
    let last = all.saturating_sub(1);
    let own = state_mut(desk);
    own.at = own.at.min(last).saturating_add_signed(by).min(last);
}

fn voice(desk: &mut Desk, by: isize) {
    let here = VOICES.iter().position(|voice| *voice == state(desk).report);
    let next = here.map_or(0, |at| (at + VOICES.len()).saturating_add_signed(by) % VOICES.len());
    let since = state(desk).since;
    begin(desk, VOICES.get(next).copied().unwrap_or_default(), None, since);
}

fn days(desk: &mut Desk, by: isize) {
    let own = state(desk);
    let all = report::spans(desk.product(), own.report, own.who, desk.now);
    let here = span(desk).since;
    // the nearest are first, so that further back is further down
    let next = if by > 0 {
        all.iter().find(|(_, span)| span.since < here)
    } else {
        all.iter().rev().find(|(_, span)| span.since > here)
    };
    match next {
        Some((name, span)) => {
            let (name, since) = (name.clone(), span.since);
            let own = state_mut(desk);
            (own.since, own.at) = (Some(since), 0);
            desk.say(format!("{name}: {} to today", since.format("%-d %b %Y")));
        }
        None => desk.say("that is as far as it goes"),
    }
}

fn carry(desk: &mut Desk, by: isize) {
    let doc = arranged(desk);
    let marks: Vec<Id> = doc.sentences().map(Sentence::mark).collect();
    let at = state(desk).at.min(marks.len().saturating_sub(1));
    let mut first = 0;
    for section in &doc.sections {
        let here = first..first + section.sentences.len();
        first = here.end;
        let to = at.saturating_add_signed(by);
        // a sentence stays in its part
        if here.contains(&at) && here.contains(&to) && to != at {
            let mut order = marks;
            order.swap(at, to);
            let own = state_mut(desk);
            (own.order, own.at) = (order, to);
            return;
        }
    }
    desk.say("it stands at the end of its part");
}

fn other_words(desk: &mut Desk) {
    let Some(sentence) = current(desk) else { return };
    let mark = sentence.mark();
    let known = state(desk).words.get(&mark).unwrap_or(&sentence.text).clone();
    let prompt = Prompt::new("In other words", &known, move |desk, words| {
        let words = text::line(&one_line(&words)).into_owned();
        let own = state_mut(desk);
        if words.is_empty() || words == sentence.text {
            own.words.remove(&mark);
        } else {
            own.words.insert(mark, words);
        }
    });
    desk.push(prompt.hint("for this report alone; no record changes · empty: as it was"));
}

fn source(desk: &mut Desk) {
    let Some(sentence) = current(desk) else { return };
    if sentence.counts {
        desk.say("it counts what is not named: ⟦report.nearer⟧ looks not so far back");
        return;
    }
    let product = desk.product();
    let find = |is: &dyn Fn(Id) -> bool| sentence.from.iter().copied().find(|id| is(*id));
    // what begins a sentence is what it is about; the items that it is tied to follow
    if let Some(id) = sentence.from.first().copied().filter(|id| is_of_market(product, *id)) {
        desk.visit(&outside::PAGE);
        choose(desk, id);
    } else if let Some(id) = find(&|id| product.get::<Item>(id).is_some()) {
        desk.go_to(id);
    } else if let Some(id) = find(&|id| product.get::<Request>(id).is_some()) {
        desk.visit(&inbox::PAGE);
        choose(desk, id);
    } else if let Some(id) = find(&|id| product.get::<Promise>(id).is_some()) {
        desk.visit(&promises::PAGE);
        choose(desk, id);
    } else {
        let keys: Vec<String> = sentence.from.iter().filter_map(|id| report::key_of(product, *id)).collect();
        let page = if keys.iter().any(|key| key.starts_with('D')) { "⟦go.decisions⟧" } else { "⟦go.vision⟧" };
        desk.say(format!("it comes from {}: {page} shows it", keys.join(", ")));
    }
}

fn is_of_market(product: &Product, id: Id) -> bool {
    product.get::<Insight>(id).is_some()
        || product.get::<Theme>(id).is_some()
        || product.get::<Competitor>(id).is_some()
        || product.pair(id).is_some()
}

fn choose(desk: &mut Desk, id: Id) {
    if let Some(choose) = desk.page.choose {
        choose(desk, id);
    }
}

/// Copies the report and remembers that it was shared.
fn share(desk: &mut Desk) {
    let doc = edited(desk);
    if doc.sections.is_empty() {
        desk.refuse("there is nothing in it to share: ⟦report.further⟧ looks further back");
        return;
    }
    let is_own = own_text(desk).is_some() || !state(desk).words.is_empty();
    let text = whole(desk);
    people::tell(desk, &doc, text, if is_own { Way::Edited } else { Way::Copied });
}
