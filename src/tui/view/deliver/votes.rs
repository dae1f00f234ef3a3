//! Votes: the orders of several people as one, and where they are so far apart that one has to talk.

use std::collections::HashMap;
use std::rc::Rc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::vote::{Tally, tally};
use crate::model::decision::{Decision, Ruling};
use crate::model::entity::hundredths;
use crate::model::{Ballot, Id, Verb};
use crate::text;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{line, span, wrapped};
use crate::words::count;

/// Place of the median, key, title, median, spread, who is furthest apart, how many ordered it.
const COLUMNS: &[Column] = &[
    Column { right: true, ..Column::words(Wide::Most(4)) }.head("#"),
    Column::words(Wide::Most(9)).head("key"),
    Column::words(Wide::Rest).head("item"),
    Column { right: true, ..Column::words(Wide::Most(7)) }.head("median"),
    Column { right: true, ..Column::words(Wide::Most(7)) }.head("apart"),
    Column::words(Wide::Most(26)).head("to talk about").yields(1),
    Column { right: true, ..Column::words(Wide::Most(6)) }.head("votes").yields(2),
];

/// The state of the screen.
#[derive(Default)]
pub struct Votes {
    chosen: Chosen,
    memo: Memo<u64, Rc<[Tally]>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    item: Some(selected),
    choose: Some(|desk, id| {
        let ids = ids(desk);
        state_mut(desk).chosen.pick(&ids, id);
    }),
    signs: &[
        ("median", "half of the people put it higher, half lower"),
        ("apart", "places between who wants it most and who wants it least"),
    ],
    ..Page::with::<Votes>("Votes", || &[ACTIONS, GO], render)
};

remembers!(Votes);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("votes.add", "How one person would order the items: keys, the best first")
        .short("person’s order")
        .keys(&["a"])
        .footer(1)
        .ready(writable)
        .run(add),
    row("votes.apart", "What to talk about first: the largest disagreements")
        .short("to talk about")
        .keys(&["enter"])
        .footer(2)
        .needs(has_votes)
        .run(apart),
    row("votes.place", "Place the items as the medians say, after a look")
        .short("place so")
        .keys(&["p"])
        .footer(3)
        .needs(can_place)
        .run(place),
    row("votes.remove", "Take a person’s order out")
        .short("take out")
        .keys(&["d d"])
        .footer(4)
        .needs(has_votes)
        .run(remove),
    row("votes.copy", "Copy it as text").short("copy").keys(&["y"]).footer(5).needs(has_votes).run(copy),
    row("votes.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("votes.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[Action::new("go.votes", "Votes: the orders of several people, and where they disagree")
    .short("votes")
    .keys(&["g a"])
    .everywhere()
    .run(|desk| {
        desk.visit(&PAGE);
    })];

fn has_votes(desk: &Desk) -> Result<(), Why> {
    if sheet(desk).is_empty() {
        return Err("nobody has voted yet: ⟦votes.add⟧ takes a person’s order".into());
    }
    Ok(())
}

fn can_place(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_votes(desk)
}

fn sheet(desk: &Desk) -> Rc<[Tally]> {
    state(desk).memo.get(desk.epoch, || tally(desk.product()).into())
}

fn ids(desk: &Desk) -> Vec<Id> {
    sheet(desk).iter().map(|row| row.item).collect()
}

fn selected(desk: &Desk) -> Option<Id> {
    state(desk).chosen.of(&ids(desk))
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(desk);
    state_mut(desk).chosen.step(&ids, by);
}

fn add(desk: &mut Desk) {
    let asks = [
        Ask::new("Whose order is it?", "")
            .hint("a name; an earlier order of the same person is replaced")
            .needed("a name"),
        Ask::new("The items, the best first", "")
            .hint("INK-3 INK-7 INK-12 · the shell takes a file: momentum vote import ana.txt")
            .check(|desk, text| desk.product().read_ballot(text).map(|_| ()).map_err(|why| why.to_string())),
    ];
    desk.push(Prompt::steps(asks, |desk, [who, text]| {
        desk.edit(Verb::TookTheVoteOf, "", |product| {
            let order = product.read_ballot(&text)?;
            product.vote(&who, order)
        });
    }));
}

fn remove(desk: &mut Desk) {
    let product = desk.product();
    let entries = product.ballots_by_name().into_iter();
    let entries: Vec<Pick<Id>> =
        entries.map(|own| Pick::new(own.voter.clone(), count(own.ranking.len(), "item"), own.id)).collect();
    desk.push(Picker::new("Whose order is taken out?", entries, |desk, id: Id| {
        desk.edit(Verb::Removed, "", |product| product.forget_vote(id));
    }));
}

/// Returns what the people are furthest apart on, the furthest first.
fn disputes(desk: &Desk) -> Vec<Tally> {
    let mut out: Vec<Tally> = sheet(desk).iter().filter(|row| row.dispute().is_some()).cloned().collect();
    out.sort_by_key(|row| std::cmp::Reverse(row.spread()));
    out
}

fn apart(desk: &mut Desk) {
    let product = desk.product();
    let mut lines = Vec::new();
    for row in disputes(desk) {
        let Some(item) = product.items().get(row.item) else { continue };
        lines.push((Ink::Text, format!("{} {}", product.key(item), item.title)));
        let places: Vec<String> = row.places.iter().map(|(n, who)| format!("{who} {n}")).collect();
        lines.push((Ink::Muted, format!("  {}", places.join(" · "))));
    }
    if lines.is_empty() {
        lines.push((Ink::Text, "They agree: nobody is three places or more away from anybody.".to_owned()));
    }
    desk.push(Notice::new("To talk about, the furthest apart first", lines));
}

fn place(desk: &mut Desk) {
    let order = ids(desk);
    let product = desk.product();
    let mut lines = Vec::new();
    for (n, id) in order.iter().enumerate() {
        let Some(item) = product.items().get(*id) else { continue };
        let from = product.place_of(item).unwrap_or(0);
        lines.push((Ink::Text, format!("{from:>5} → {:<5} {} {}", n + 1, product.key(item), item.title)));
    }
    let voters = product.ballots_by_name().len();
    lines.push((Ink::Muted, "they go to the top, in this order; all others keep theirs".to_owned()));
    let title = format!("Place {} as {} voted?", count(order.len(), "item"), count(voters, "person"));
    desk.push(Notice::new(title, lines).next('y', "place them so; one undo takes it back", move |desk| {
        let (now, by) = (desk.now, desk.user.name.clone());
        desk.edit(Verb::Moved, "", move |product| {
            // a block keeps the order that it has: one by one they get the one that was voted for
            for id in order.iter().rev() {
                product.rank_by_hand(&[*id], crate::model::Place::Top, now)?;
            }
            let what = format!("placed {} as {} voted", count(order.len(), "item"), count(voters, "person"));
            let because = "the median of their orders".to_owned();
            product.decide(Decision {
                verdict: Ruling::Ranked,
                what,
                because,
                about: order.clone(),
                by,
                ..Decision::default()
            })
        });
    }));
}

fn copy(desk: &mut Desk) {
    let product = desk.product();
    let mut out = String::new();
    for (n, row) in sheet(desk).iter().enumerate() {
        let Some(item) = product.items().get(row.item) else { continue };
        let talk = row.dispute().map_or_else(String::new, |words| format!(" · to talk about: {words}"));
        let (key, title) = (product.key(item), text::line(&item.title));
        out.push_str(&format!("{}. {key} {title} (median {}, {} apart{talk})\n", n + 1, median(row), row.spread()));
    }
    desk.effects.push(Effect::Copy(out));
    desk.say("copied the votes");
}

fn median(row: &Tally) -> String {
    hundredths(i64::try_from(row.median).unwrap_or(0))
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let sheet = sheet(desk);
    let who: Vec<&str> = desk.product().ballots_by_name().into_iter().map(|own: &Ballot| own.voter.as_str()).collect();
    let title = vec![
        span("Votes", theme.title),
        span(
            &if who.is_empty() {
                String::new()
            } else {
                format!("  {} · {}", count(who.len(), "person"), text::line(&who.join(", ")))
            },
            theme.muted,
        ),
    ];
    let inner = framed(frame, area, title, true, theme);
    if sheet.is_empty() {
        let words = "Nobody has voted yet. Ask two or three people how they would order the next items, each for themselves, and write their orders down: ⟦votes.add⟧. The medians stand here, and what they are furthest apart on is what to talk about.";
        let mut lines: Vec<Line<'static>> = wrapped(&desk.words(words), usize::from(inner.width), theme.text);
        lines.insert(0, line(vec![]));
        frame.render_widget(Paragraph::new(lines), inner);
        return;
    }
    let ids = ids(desk);
    let at: HashMap<Id, usize> = ids.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let cells = |id: Id| -> Vec<Cell> {
        let found = at.get(&id).and_then(|n| Some((*n, sheet.get(*n)?)));
        let Some((n, row)) = found else { return Vec::new() };
        let Some(item) = desk.product().items().get(id) else { return Vec::new() };
        let dispute = row.dispute();
        let style = if dispute.is_some() { theme.warn } else { theme.muted };
        vec![
            vec![span(&(n + 1).to_string(), theme.muted)],
            vec![span(&desk.product().key(item), theme.muted)],
            vec![span(&text::line(&item.title), theme.text)],
            vec![span(&median(row), theme.title)],
            vec![span(&row.spread().to_string(), style)],
            vec![span(&text::line(&dispute.unwrap_or_default()), style)],
            vec![span(&row.places.len().to_string(), theme.muted)],
        ]
    };
    Table { theme, columns: COLUMNS }.list(frame, inner, (&ids, &state(desk).chosen, true), hits, cells);
}
