//! The log of decisions: what was decided, why, instead of what. Nothing is ever taken out of it; undo takes back what was just
//! done.

use crate::model::Verb;
use crate::tui::command::Why;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::exchange::decisions::markdown;
use crate::model::Id;
use crate::model::decision::{Decision, Ruling};
use crate::model::entity::one_line;
use crate::query::Fuzzy;
use crate::text;
use crate::tui::command::{Action, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::items::detail::when;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Column, Table, Wide};
use crate::tui::widget::text::{span, wrapped};
use crate::words::count;

/// The state of the screen.
#[derive(Default)]
pub struct Decisions {
    chosen: Chosen,
    find: String,
    /// Whether what was only kept in a session is listed, too.
    all: bool,
}

/// When, what and why, the verdict.
const COLUMNS: &[Column] = &[Column::words(Wide::Cells(10)), Column::words(Wide::Rest), Column::words(Wide::Most(14))];

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let ids = ids(&found(desk));
        state_mut(desk).chosen.pick(&ids, id);
    }),
    out,
    ..Page::with::<Decisions>("Decisions", || &[ACTIONS, GO], render)
};

remembers!(Decisions);

rows_of!(&PAGE, always);

fn has_decision(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "there is no decision here".into())
}

/// Returns the item that the chosen decision is about, if it is still there.
fn item_of(desk: &Desk) -> Option<Id> {
    let id = current(desk).and_then(|decision| decision.about.first().copied());
    id.filter(|id| desk.product().items().get(*id).is_some())
}

fn has_item(desk: &Desk) -> Result<(), Why> {
    item_of(desk).map(|_| ()).ok_or_else(|| "it is about no item".into())
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("decisions.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("decisions.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("decisions.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("decisions.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("decisions.page-down", "Ten down").short("ten down").keys(&["pgdn", "ctrl-d"]).run(|desk| step(desk, 10)),
    row("decisions.page-up", "Ten up").short("ten up").keys(&["pgup", "ctrl-u"]).run(|desk| step(desk, -10)),
    row("decisions.open", "Read it").short("read").keys(&["enter"]).footer(1).needs(has_decision).run(open),
    row("decisions.item", "Go to the item that it is about")
        .short("the item")
        .keys(&["o"])
        .footer(2)
        .needs(has_item)
        .run(|desk| {
            if let Some(id) = item_of(desk) {
                desk.show_home();
                desk.go_to(id);
            }
        }),
    row("decisions.all", "List what was only kept in a session, too, or not")
        .short("kept ones")
        .keys(&["tab"])
        .footer(6)
        .run(|desk| {
            state_mut(desk).all = !state(desk).all;
            state_mut(desk).chosen = Chosen::default();
        }),
    row("decisions.find", "Find by words").short("find").keys(&["/"]).footer(3).run(find),
    row("decisions.copy", "Copy them as Markdown").short("copy").keys(&["y"]).footer(4).run(|desk| {
        let found = found(desk);
        let text = markdown(desk.product(), &found.iter().collect::<Vec<_>>(), desk.now);
        desk.say(format!("copied {}, where the terminal allows it", count(found.len(), "decision")));
        desk.effects.push(Effect::Copy(text));
    }),
    row("decisions.add", "Write a decision down").short("write one").keys(&["a"]).footer(5).ready(writable).run(add),
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    row("go.decisions", "Decisions: what was decided, and why").short("decisions").keys(&["g d"]).everywhere().run(
        |desk| {
            *state_mut(desk) = Decisions::default();
            desk.show(&PAGE);
        },
    ),
    row("decision.add", "Write a decision down, with what else could have been done")
        .short("decide")
        .keys(&["D D"])
        .everywhere()
        .ready(writable)
        .run(add),
];

/// Returns the decisions that fit what is looked for, the latest first.
fn found(desk: &Desk) -> Vec<Decision> {
    let mut fuzzy = Fuzzy::new(state(desk).find.split_whitespace());
    let product = desk.product();
    let all = product.decisions_by_day();
    let all_verdicts = state(desk).all || !fuzzy.is_empty();
    let fits = |decision: &&Decision, fuzzy: &mut Fuzzy| {
        if !all_verdicts && decision.verdict == Ruling::Kept {
            return false;
        }
        fuzzy.is_empty() || fuzzy.score(&[&decision.what, &decision.because, decision.verdict.word()]).is_some()
    };
    all.into_iter().filter(|decision| fits(decision, &mut fuzzy)).cloned().collect()
}

fn ids(found: &[Decision]) -> Vec<Id> {
    found.iter().map(|decision| decision.id).collect()
}

fn current(desk: &Desk) -> Option<Decision> {
    let found = found(desk);
    let id = state(desk).chosen.of(&ids(&found))?;
    found.into_iter().find(|decision| decision.id == id)
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(&found(desk));
    state_mut(desk).chosen.step(&ids, by);
}

fn open(desk: &mut Desk) {
    let Some(decision) = current(desk) else { return };
    let mut lines = vec![
        (Ink::Muted, format!("{} · {} · {}", decision.verdict, when(decision.created, desk.now), decision.by)),
        (Ink::Text, decision.what.clone()),
    ];
    for (head, words) in [("WHY", decision.because.clone()), ("INSTEAD OF", decision.alternatives.join("\n"))] {
        if !words.is_empty() {
            lines.extend([(Ink::Muted, String::new()), (Ink::Muted, head.to_owned()), (Ink::Text, words)]);
        }
    }
    let items = decision.about.iter().filter_map(|id| desk.product().items().get(*id));
    let items: Vec<String> = items.map(|item| format!("{} {}", desk.product().key(item), item.title)).collect();
    if !items.is_empty() {
        lines.extend([(Ink::Muted, String::new()), (Ink::Muted, "ABOUT".to_owned()), (Ink::Text, items.join("\n"))]);
    }
    desk.push(Notice::new("Decision", lines));
}

fn find(desk: &mut Desk) {
    desk.push(
        Prompt::new("Find a decision", "", |_, _| ())
            .hint("words of what was decided, or why · ⟦app.out⟧ shows all")
            .live(
                |desk, text| {
                    text.clone_into(&mut state_mut(desk).find);
                    state_mut(desk).chosen = Chosen::default();
                },
                |desk| state_mut(desk).find.clear(),
            ),
    );
}

/// Goes one level out. Returns false where this is the outermost.
pub fn out(desk: &mut Desk) -> bool {
    let narrowed = !state(desk).find.is_empty();
    state_mut(desk).find.clear();
    narrowed
}

fn add(desk: &mut Desk) {
    let about = if desk.is_at(&PAGE) { Vec::new() } else { desk.targets() };
    let asks = [
        Ask::new("What was decided?", "")
            .hint("one line; it is kept with the day, and the items that are chosen")
            .needed("a decision needs words"),
        Ask::new("Why?", "").hint("in words that hold when somebody asks in half a year"),
        Ask::new("What else could have been done?", "").hint("separated by semicolons; empty if nothing was"),
    ];
    desk.push(Prompt::steps(asks, move |desk, [what, because, instead]| {
        let alternatives = instead.split(';').map(one_line).filter(|s| !s.is_empty()).collect();
        let (about, by) = (about.clone(), desk.user.name.clone());
        desk.edit(Verb::Decided, "", move |product| {
            product.decide(Decision { what, because, alternatives, about, by, ..Decision::default() })
        });
    }));
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let found = found(desk);
    let mut head = vec![span("Decisions", theme.title), span(&format!("  {}", found.len()), theme.text)];
    let kept = desk.product().decisions_by_day().iter().filter(|d| d.verdict == Ruling::Kept).count();
    if kept > 0 && !state(desk).all && state(desk).find.is_empty() {
        head.push(span(&format!(" · {kept} kept in sessions not shown"), theme.muted));
    }
    if !state(desk).find.is_empty() {
        head.push(span(&format!(" · /{}", state(desk).find), theme.accent));
    }
    let inner = framed(frame, area, head, true, theme);
    let cells = usize::from(inner.width);
    if found.is_empty() {
        let words = if state(desk).find.is_empty() {
            "No decision yet. Every no, every split and merge, every verdict in a grooming session is kept here with its reason; ⟦decision.add⟧ writes one down by hand."
        } else {
            "nothing fits · ⟦app.out⟧ shows all"
        };
        frame.render_widget(Paragraph::new(wrapped(&desk.words(words), cells, theme.text)), inner);
        return;
    }
    let ids = ids(&found);
    let cells = |id: Id| {
        let Some(decision) = found.iter().find(|decision| decision.id == id) else { return Vec::new() };
        let why = if decision.because.is_empty() { String::new() } else { format!("  “{}”", decision.because) };
        vec![
            vec![span(&when(decision.created, desk.now), theme.muted)],
            vec![span(&text::line(&decision.what), theme.text), span(&text::line(&why), theme.muted)],
            vec![span(&decision.verdict.to_string(), theme.muted)],
        ]
    };
    Table { theme, columns: COLUMNS }.list(frame, inner, (&ids, &state(desk).chosen, true), hits, cells);
}
