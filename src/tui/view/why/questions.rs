//! The questions that were put to the numbers, each with what would change our mind, and its answer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::model::entity::one_line;
use crate::model::{Id, Inquiry, Metric, Verb};
use crate::text;
use crate::tui::aims::{self, inquiry};
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::view::market::outside;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::{framed, part, says, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{span, wrapped};

/// Rows that the list keeps before the pane below gets any.
const LEAST: u16 = 8;

/// Key, question, what it is about, how old it is or when it was answered.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Most(5)).head("key").yields(2),
    Column::words(Wide::Title(46)).head("question"),
    Column::words(Wide::Most(24)).head("about").yields(1),
    Column::words(Wide::Most(15)),
];

/// The state of the screen.
#[derive(Default)]
pub struct State {
    chosen: Chosen,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let ids = ids(desk);
        state_mut(desk).chosen.pick(&ids, id);
    }),
    ..Page::with::<State>("Questions", || &[ACTIONS, GO], render)
};

remembers!(State);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "no question yet: ⟦questions.add⟧ asks one".into())
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("questions.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("questions.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("questions.answer", "Answer it; an empty answer opens it again")
        .short("answer")
        .keys(&["enter"])
        .footer(1)
        .ready(on_one)
        .run(|desk| {
            if let Some(own) = current(desk) {
                inquiry::answer(desk, &own);
            }
        }),
    row("questions.add", "Ask a question that is about no number in particular")
        .short("ask")
        .keys(&["a"])
        .footer(2)
        .ready(writable)
        .run(|desk| inquiry::ask(desk, None)),
    row("questions.edit", "Other words for it").short("edit").keys(&["e"]).footer(3).ready(on_one).run(edit),
    row("questions.follow", "Go to what it is about").short("go to").keys(&["o"]).footer(4).ready(has_one).run(follow),
    row("questions.remove", "Take it out").short("take out").keys(&["d d"]).footer(5).ready(on_one).run(|desk| {
        let Some(own) = current(desk) else { return };
        desk.push(Choose::yes_no(format!("Take {} out?", own.key()), move |desk| {
            desk.edit(Verb::Removed, "", |product| product.remove_inquiry(own.id));
        }));
    }),
    row("questions.copy", "Copy all of them").short("copy").keys(&["y"]).footer(6).ready(has_one).run(|desk| {
        let all = desk.product().inquiries_by_state().into_iter();
        let words: Vec<String> = all.flat_map(|own| words_of(desk, own)).collect();
        desk.effects.push(Effect::Copy(words.join("\n")));
        desk.say("copied, where the terminal allows it");
    }),
    row("questions.next", "On to the outcomes").short("outcomes").keys(&["]", "tab"]).run(|desk| {
        desk.run_named("go.outcomes");
    }),
    row("questions.before", "Back to what is used").short("usage").keys(&["[", "backtab"]).run(|desk| {
        desk.run_named("go.usage");
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.questions", "Questions to the numbers, and what would change our mind")
    .everywhere()
    .short("questions")
    .run(|desk| desk.visit(&PAGE))];

fn ids(desk: &Desk) -> Vec<Id> {
    desk.product().inquiries_by_state().into_iter().map(|own| own.id).collect()
}

fn current(desk: &Desk) -> Option<Inquiry> {
    let id = state(desk).chosen.of(&ids(desk))?;
    desk.product().inquiries().get(id).map(|own| Inquiry::clone(own))
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(desk);
    state_mut(desk).chosen.step(&ids, by);
}

fn edit(desk: &mut Desk) {
    let Some(own) = current(desk) else { return };
    let asks = [
        Ask::new("Question", &own.asks).needed("a question needs words"),
        Ask::new("Changes our mind", &own.changes).needed("a question that nothing could answer is none"),
    ];
    desk.push(Prompt::form(own.key(), asks, move |desk, [asks, changes]| {
        let now = desk.now;
        desk.edit(Verb::Changed, "", |product| {
            product.change_inquiry(own.id, now, |own| {
                (own.asks, own.changes) = (one_line(&asks), one_line(&changes));
                Ok(())
            })
        });
    }));
}

/// Goes to the number, the feature or what else it is about.
fn follow(desk: &mut Desk) {
    match current(desk).and_then(|own| own.about) {
        None => desk.say("it is about no number in particular"),
        Some(id) if desk.product().get::<Metric>(id).is_some() => aims::show_metric(desk, id),
        Some(id) if desk.product().usages().get(id).is_some() || desk.product().funnels().get(id).is_some() => {
            desk.run_named("go.usage");
            if let Some(choose) = desk.page.choose {
                choose(desk, id);
            }
        }
        Some(id) => outside::visit(desk, id),
    }
}

/// Returns what a question is about, by name.
fn subject(desk: &Desk, own: &Inquiry) -> String {
    let product = desk.product();
    let named = |id: Id| {
        let usage = product.usages().get(id).map(|own| own.called.clone());
        let funnel = || product.funnels().get(id).map(|own| own.called.clone());
        usage.or_else(funnel).or_else(|| outside::name_of(product, id))
    };
    own.about.and_then(named).map_or_else(String::new, |name| text::line(&name).into_owned())
}

/// Returns a question with all that is known of it, line by line.
fn words_of(desk: &Desk, own: &Inquiry) -> Vec<String> {
    let mut out = vec![format!("{} {}", own.key(), text::line(&own.asks))];
    let subject = subject(desk, own);
    if !subject.is_empty() {
        out.push(format!("about {subject}"));
    }
    out.push(format!("our mind changes if: {}", text::line(&own.changes)));
    if !own.is_open() {
        let day = own.answered.map_or_else(String::new, |day| format!(" ({})", day.format("%-d %b %Y")));
        out.push(format!("answer: {}{day}", text::line(&own.answer)));
    }
    out
}

fn cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let theme = &desk.theme;
    let Some(own) = desk.product().inquiries().get(id) else { return Vec::new() };
    let (state, ink) = match own.answered {
        Some(day) => (format!("answered {}", day.format("%-d %b")), theme.muted),
        None => (format!("open {} d", desk.now.days_since(own.created)), theme.warn),
    };
    vec![
        vec![span(&own.key(), theme.muted)],
        vec![span(&text::line(&own.asks), if own.is_open() { theme.text } else { theme.muted })],
        vec![span(&subject(desk, own), theme.why)],
        vec![span(&state, ink)],
    ]
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let all = ids(desk);
    if all.is_empty() {
        let words = "No question yet. ⟦outcomes.ask⟧ on a number of the outcomes asks one: what do we want to know, and what would change our mind? Written down before the answer is known, because afterwards every number proves what one thought.";
        return says(frame, area, "Questions to the numbers", &desk.words(words), theme);
    }
    let room = usize::from(area.width).saturating_sub(4);
    let card: Vec<Line<'static>> = current(desk)
        .map(|own| words_of(desk, &own).iter().flat_map(|words| wrapped(words, room, theme.text)).collect())
        .unwrap_or_default();
    let (top, [below]) = stack(area, LEAST.min(area.height), [card.len().min(8)]);
    let title = vec![
        span("Did it matter? · What is used · ", theme.muted),
        span("Questions", theme.title),
        span(" [ ]", theme.key),
    ];
    let inner = framed(frame, top, title, true, theme);
    Table { theme, columns: COLUMNS }.list(frame, inner, (&all, &state(desk).chosen, true), hits, |id| cells(desk, id));
    if below.height > 0 {
        let name = current(desk).map_or_else(String::new, |own| own.key());
        let inner = framed(frame, below, vec![span(&name, theme.title)], false, theme);
        frame.render_widget(Paragraph::new(part(&card, 0, usize::from(inner.height), 0, theme)), inner);
    }
}
