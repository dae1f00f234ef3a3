//! The inbox: what people wish for. Four verdicts empty it, and nothing else does; what was decided and nobody told stays in sight.

mod card;
mod render;

use std::rc::Rc;

use crate::assist::Ask;
use crate::assist::advice_of;
use crate::model::item::Reason;
use crate::model::request::Decided;
use crate::model::{Id, Request};
use crate::query::request::RequestQuery;
use crate::tui::assist;
use crate::tui::assist::diff::Diff;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::stakes::{people, requests};
use crate::tui::widget::list::Chosen;
use card::card;
use render::render;
pub use render::tabs;

use super::{accounts, agents, people as register, promises};

/// Which requests are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// Those that wait for a verdict.
    #[default]
    Waiting,
    /// Those that were decided, and somebody was not told.
    Untold,
    /// All of them.
    All,
}

/// The last verdict, which can be given again.
#[derive(Clone)]
enum Again {
    Decline(Reason, String),
    Later(Option<chrono::NaiveDate>, u32),
}

/// Lines, each with whether it needs a look.
type Foot = Rc<Vec<(String, bool)>>;

/// The state of the screen.
#[derive(Default)]
pub struct Inbox {
    chosen: Chosen,
    lens: Lens,
    find: String,
    rows: Memo<(u64, chrono::NaiveDate, Lens, String), Rc<Vec<Id>>>,
    /// The lines of this quarter.
    foot: Memo<(u64, chrono::NaiveDate), Foot>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("8"),
    long_view: Some(3),
    choose: Some(|desk, id| {
        // who is led here from elsewhere finds the wish, whatever became of it
        if !rows(desk).contains(&id) && desk.product().request(id).is_ok() {
            let own = state_mut(desk);
            own.lens = Lens::All;
            own.find.clear();
        }
        let rows = rows(desk);
        state_mut(desk).chosen.pick(&rows, id);
    }),
    out,
    is_inside: |desk| !state(desk).find.is_empty() || state(desk).lens != Lens::Waiting,
    foreign: "here are wishes; ⟦request.promote⟧ makes an item of one",
    changed: Some(|desk, change, _| {
        let rows = rows(desk);
        // what is new, or came back, is what one looks at; who is decided makes room for the next that waits
        let come = change.requests.iter().find(|edit| came_back(edit));
        match come.map(crate::model::Edit::id).filter(|id| rows.contains(id)) {
            Some(id) => state_mut(desk).chosen.pick(&rows, id),
            None => state_mut(desk).chosen.hold(&rows),
        }
    }),
    signs: &[
        ("9 d !", "longer than the week in which everybody has an answer"),
        ("◁", "loud: few accounts, many voices"),
        ("3×", "voices"),
        ("$", "a deal hangs on it"),
        ("!", "it matters to who asks; !! nothing goes on without it"),
        ("∅", "it serves no goal"),
    ],
    ..Page::with::<Inbox>("Stakeholders", || &[ACTIONS, GO], render)
};

remembers!(Inbox);

rows_of!(&PAGE, always);

/// Whether a wish is new, or waits again.
fn came_back(edit: &crate::model::Edit<Request>) -> bool {
    let waits = |request: &std::sync::Arc<Request>| request.verdict == Decided::Waits;
    edit.after.as_ref().is_some_and(waits) && !edit.before.as_ref().is_some_and(waits)
}

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "there is no request here: ⟦request.add⟧ writes one down".into())
}

/// The guard of what changes the chosen request.
fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

/// The guard of verdicts: the request waits, or was only put off.
fn undecided(desk: &Desk) -> Result<(), Why> {
    on_one(desk)?;
    match current(desk) {
        Some(request) if matches!(request.verdict, Decided::Waits | Decided::Later) => Ok(()),
        Some(request) => {
            Err(format!("{} is {} already: ⟦request.back⟧ brings it back", request.key(), request.verdict).into())
        }
        None => Ok(()),
    }
}

fn on(desk: &mut Desk, f: fn(&mut Desk, Id)) {
    if let Some(request) = current(desk) {
        f(desk, request.id);
    }
}

const fn verdict(name: &'static str, title: &'static str) -> Action {
    row(name, title).needs(undecided)
}

const fn change(name: &'static str, title: &'static str) -> Action {
    row(name, title).needs(on_one)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("request.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("request.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("request.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("request.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("request.page-down", "Ten down").short("ten down").keys(&["pgdn", "ctrl-d"]).run(|desk| step(desk, 10)),
    row("request.page-up", "Ten up").short("ten up").keys(&["pgup", "ctrl-u"]).run(|desk| step(desk, -10)),
    row("request.open", "Read it whole").short("read").keys(&["enter"]).needs(has_one).run(open),
    row("request.add", "Write a wish down, in a line")
        .short("add")
        .keys(&["a"])
        .footer(6)
        .ready(writable)
        .run(requests::add),
    verdict("request.promote", "Take it: it becomes an item").short("take").keys(&["p"]).footer(1).run(|desk| {
        on(desk, take);
    }),
    verdict("request.join", "Join it to an item or a wish that is there")
        .short("join")
        .keys(&["m"])
        .footer(2)
        .run(|desk| on(desk, requests::join)),
    verdict("request.decline-not-now", "Say no: not now")
        .short("say no")
        .keys(&["d n"])
        .footer(3)
        .family()
        .run(|desk| decline(desk, Reason::NotNow)),
    verdict("request.decline-not-this-year", "Say no: not this year")
        .short("not this year")
        .keys(&["d y"])
        .run(|desk| decline(desk, Reason::NotThisYear)),
    verdict("request.decline-duplicate", "Say no: there already is such a wish")
        .short("duplicate")
        .keys(&["d d"])
        .run(|desk| decline(desk, Reason::Duplicate)),
    verdict("request.decline-out-of-goal", "Say no: serves no goal of ours")
        .short("out of goal")
        .keys(&["d o"])
        .run(|desk| decline(desk, Reason::OutOfGoal)),
    verdict("request.decline-low-value", "Say no: not worth its cost")
        .short("low value")
        .keys(&["d v"])
        .run(|desk| decline(desk, Reason::LowValue)),
    verdict("request.archive", "Say no: overtaken by events, nobody to answer")
        .short("archive")
        .keys(&["d a"])
        .run(|desk| decline(desk, Reason::Archived)),
    verdict("request.later", "Later: until a day, or until so many accounts ask")
        .short("later")
        .keys(&[";"])
        .footer(4)
        .run(|desk| on(desk, requests::later)),
    change("request.back", "Bring it back: it waits again").short("bring back").keys(&["d b"]).run(|desk| {
        on(desk, requests::bring_back);
    }),
    row("request.again", "The last verdict again, on this one").short("again").keys(&["."]).needs(undecided).run(again),
    change("request.letter", "You said: what became of it, and that they were told")
        .short("tell them")
        .keys(&["Y h"])
        .footer(5)
        .run(|desk| on(desk, people::letter_of)),
    row("request.reply", "Draft an answer to whoever asked, to be copied")
        .short("draft an answer")
        .keys(&["i r"])
        .needs(has_one)
        .run(|desk| on(desk, |desk, id| assist::begin(desk, Ask::Reply, vec![id]))),
    row("request.whys", "Questions that find the need behind it, to be copied")
        .short("find the need")
        .keys(&["i n"])
        .needs(has_one)
        .run(|desk| on(desk, |desk, id| assist::begin(desk, Ask::Need, vec![id]))),
    row("request.alike", "Find the items that say the same")
        .short("same")
        .keys(&["i u"])
        .needs(on_one)
        .run(|desk| on(desk, |desk, id| assist::begin(desk, Ask::Same, vec![id]))),
    row("request.outgoing", "Show what would go to your command about it, to the byte")
        .short("what goes out")
        .keys(&["i !"])
        .needs(has_one)
        .run(|desk| on(desk, |desk, id| assist::show_for(desk, Ask::Reply, &[id]))),
    row("request.talk", "Talk sheet: their need, our goal, what could be done, what to ask")
        .short("talk sheet")
        .keys(&["Y p"])
        .needs(has_one)
        .run(|desk| on(desk, requests::talk)),
    change("request.voice", "One more voice: who else asks").short("voice").keys(&["+"]).run(|desk| {
        on(desk, |desk, id| requests::voice(desk, id, true));
    }),
    change("request.voice-less", "Take the last voice back").short("less").keys(&["-"]).run(|desk| {
        on(desk, |desk, id| requests::voice(desk, id, false));
    }),
    change("request.need", "Why: the need behind it").short("need").keys(&["w w"]).footer(7).run(|desk| {
        on(desk, requests::need);
    }),
    change("request.goal", "Link: the goal that it would serve").short("goal").keys(&["L g"]).run(|desk| {
        on(desk, requests::goal);
    }),
    change("request.who", "Link: who asks").short("who asks").keys(&["L a", "@"]).run(|desk| on(desk, requests::who)),
    row("request.trade", "Trade-off: what it would push out, and who waits for that")
        .short("trade-off")
        .keys(&["D t"])
        .footer(8)
        .needs(has_one)
        .run(|desk| on(desk, requests::trade)),
    change("request.comment", "Comment").short("comment").keys(&["C C"]).run(|desk| on(desk, requests::comment)),
    change("request.edit", "Edit: how it was said, when, how much it matters, a deal")
        .short("edit")
        .keys(&["e"])
        .run(|desk| on(desk, requests::edit)),
    change("request.tags", "Tags").short("tags").keys(&["#"]).run(|desk| on(desk, requests::tags)),
    row("request.timeline", "Timeline: what happened to it").short("timeline").keys(&["t"]).needs(has_one).run(
        |desk| {
            on(desk, requests::timeline);
        },
    ),
    row("request.copy", "Copy it").short("copy").keys(&["y"]).needs(has_one).run(|desk| on(desk, requests::copy)),
    row("request.items", "Go to the item that it became").short("the item").keys(&["o"]).needs(has_item).run(|desk| {
        if let Some(id) = current(desk).and_then(|request| item_of(&request, desk)) {
            desk.go_to(id);
        }
    }),
    row("request.find", "Find: words, who:raj, reach>2, untold:yes").short("find").keys(&["/"]).run(find),
    row("request.lens", "Which: those that wait, those not told, all").short("which").keys(&["tab"]).footer(9).run(
        |desk| {
            let own = state_mut(desk);
            own.lens = match own.lens {
                Lens::Waiting => Lens::Untold,
                Lens::Untold => Lens::All,
                Lens::All => Lens::Waiting,
            };
            own.chosen = Chosen::default();
        },
    ),
    row("request.adopt", "Make requests of what carries #inbox")
        .short("#inbox")
        .keys(&["I"])
        .ready(has_stand_ins)
        .run(requests::adopt),
    row("request.next-tab", "The next page of this room").short("people").keys(&["]"]).run(|desk| turn(desk, 1)),
    row("request.last-tab", "The page before").short("accounts").keys(&["["]).run(|desk| turn(desk, -1)),
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    row("go.requests", "Stakeholders: the inbox of wishes").short("stakeholders").keys(&["8"]).everywhere().run(
        |desk| {
            let known = state(desk).chosen.clone();
            desk.leave_view();
            *state_mut(desk) = Inbox { chosen: known, ..Inbox::default() };
            desk.show(&PAGE);
            offer_stand_ins(desk);
        },
    ),
    row("go.untold", "Wishes that were decided, and somebody was not told").short("not told").everywhere().run(
        |desk| {
            desk.leave_view();
            *state_mut(desk) = Inbox { lens: Lens::Untold, ..Inbox::default() };
            desk.show(&PAGE);
        },
    ),
];

/// Makes an item of a wish; what an agent proposes for one is taken line by line.
fn take(desk: &mut Desk, id: Id) {
    let proposal = desk.product().request(id).ok().and_then(|request| advice_of(request, desk.product()));
    match proposal {
        Some(advice) => desk.push(Diff::new(advice)),
        None => requests::promote(desk, id),
    }
}

/// Returns the pages of this room, in the order of its tabs; that of agents once there is one, or it is shown.
fn room(desk: &Desk) -> Vec<&'static Page> {
    let mut pages: Vec<&'static Page> = vec![&PAGE, &register::PAGE, &promises::PAGE, &accounts::PAGE];
    if desk.is_at(&agents::PAGE) || !desk.product().agents().is_empty() {
        pages.push(&agents::PAGE);
    }
    pages
}

/// Shows the next page of the room, or the one before.
pub fn turn(desk: &mut Desk, by: isize) {
    let pages = room(desk);
    let here = pages.iter().position(|page| desk.is_at(page)).unwrap_or(0);
    let to = (here + pages.len()).saturating_add_signed(by) % pages.len();
    if let Some(page) = pages.get(to) {
        desk.show(page);
    }
}

/// Says once that what came before there was an inbox waits in the backlog.
fn offer_stand_ins(desk: &mut Desk) {
    let n = desk.product().stand_ins().len();
    if n > 0 && desk.product().requests().is_empty() {
        let words = crate::words::count(n, "item");
        let verb = if n == 1 { "carries" } else { "carry" };
        desk.say(format!("{words} {verb} #inbox · ⟦request.adopt⟧ makes requests of them"));
    }
}

fn has_stand_ins(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    if desk.product().stand_ins().is_empty() { Err("no item carries #inbox".into()) } else { Ok(()) }
}

fn item_of(request: &Request, desk: &Desk) -> Option<Id> {
    let product = desk.product();
    product.end_of(request).items.first().copied().filter(|id| product.items().get(*id).is_some())
}

fn has_item(desk: &Desk) -> Result<(), Why> {
    has_one(desk)?;
    let item = current(desk).and_then(|request| item_of(&request, desk));
    item.map(|_| ()).ok_or_else(|| "it became no item yet".into())
}

/// Returns the requests that are listed.
fn rows(desk: &Desk) -> Rc<Vec<Id>> {
    let own = state(desk);
    let key = (desk.epoch, desk.now.today, own.lens, own.find.clone());
    own.rows.get(key, || {
        let (product, wishes) = (desk.product(), desk.wishes());
        let all: Vec<Id> = match own.lens {
            Lens::Waiting if own.find.is_empty() => wishes.waiting.to_vec(),
            Lens::Untold if own.find.is_empty() => {
                let mut ids: Vec<Id> = wishes.owed.iter().map(|owed| owed.request).collect();
                ids.dedup();
                ids
            }
            // who looks for something looks through all of it
            _ => product.requests_by_day().into_iter().map(|request| request.id).collect(),
        };
        let query = RequestQuery::parse(&own.find).unwrap_or_default();
        let fits = |id: &Id| {
            product.request(*id).is_ok_and(|request| query.passes(request, product, &wishes.reaches, desk.now))
        };
        Rc::new(all.into_iter().filter(fits).collect())
    })
}

fn current(desk: &Desk) -> Option<Request> {
    let id = state(desk).chosen.of(&rows(desk))?;
    desk.product().request(id).ok().cloned()
}

fn step(desk: &mut Desk, by: isize) {
    let rows = rows(desk);
    state_mut(desk).chosen.step(&rows, by);
}

fn decline(desk: &mut Desk, reason: Reason) {
    if let Some(request) = current(desk) {
        requests::decline(desk, request.id, reason);
    }
}

/// Returns the verdict that was given last, as far as it can be given to another one.
fn last_verdict(desk: &Desk) -> Option<Again> {
    let product = desk.product();
    let decided = product.requests().iter().filter(|request| request.decided.is_some());
    let last = decided.max_by_key(|request| (request.decided, request.num))?;
    match (last.verdict, last.reason) {
        (Decided::Declined, Some(reason)) => Some(Again::Decline(reason, last.why.clone())),
        (Decided::Later, _) => Some(Again::Later(last.until, last.until_reach)),
        _ => None,
    }
}

fn again(desk: &mut Desk) {
    let Some(request) = current(desk) else { return };
    match last_verdict(desk) {
        Some(Again::Decline(reason, why)) => requests::decline_with(desk, request.id, reason, &why),
        Some(Again::Later(until, reach)) => requests::later_with(desk, request.id, (until, reach)),
        None => desk.refuse("only a no and a later can be given again: the others need their own item"),
    }
}

fn find(desk: &mut Desk) {
    let prompt = Prompt::new("Find requests", "", |_, _| ())
        .hint("words · who:raj · account:acme · reach>2 · age>7d · verdict:declined · untold:yes")
        .check(|_, text| RequestQuery::parse(text).map(|_| ()).map_err(|why| why.to_string()))
        .live(
            |desk, text| {
                text.clone_into(&mut state_mut(desk).find);
                state_mut(desk).chosen = Chosen::default();
            },
            |desk| state_mut(desk).find.clear(),
        );
    desk.push(prompt);
}

fn out(desk: &mut Desk) -> bool {
    let own = state_mut(desk);
    if !own.find.is_empty() {
        own.find.clear();
        return true;
    }
    if own.lens != Lens::Waiting {
        own.lens = Lens::Waiting;
        return true;
    }
    false
}

fn open(desk: &mut Desk) {
    let Some(request) = current(desk) else { return };
    let lines = card::facts(desk, &request)
        .into_iter()
        .flat_map(|(head, words, warn)| {
            let ink = if warn { Ink::Warn } else { Ink::Text };
            [(Ink::Muted, head.to_owned()), (ink, words)]
        })
        .collect();
    desk.push(Notice::new(format!("{} “{}”", request.key(), request.said), lines));
}
