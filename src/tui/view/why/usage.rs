//! What is used of what was built, and where people drop off on the way: counts that came in from a table, feature by feature.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use std::rc::Rc;

use chrono::NaiveDate;

use crate::exchange;
use crate::measure::usage::{LITTLE, Used, all_used, biggest_drop};
use crate::model::{Funnel, Id, Item, Usage, Verb};
use crate::text;
use crate::tui::aims::inquiry;
use crate::tui::command::{Action, Why, always, rows_of, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::files::{Files, read_beside};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::working::Stage;
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::theme::Theme;
use crate::tui::widget::chart::spark;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::{framed, part, says, stack};
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{span, wrapped};
use crate::words::{count, percent};

/// Rows that the list keeps before the pane below gets any.
const LEAST: u16 = 8;
/// Periods that the line beside a feature shows.
const PERIODS: usize = 8;
/// Cells of the bar of a step.
const BAR: usize = 20;

/// Name, item, share, users, change, line of periods, what is odd about it.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Title(40)).head("feature"),
    Column::words(Wide::Most(9)).head("item").yields(2),
    Column { right: true, ..Column::words(Wide::Most(7)).head("used by") },
    Column { right: true, ..Column::words(Wide::Most(9)).head("users").yields(1) },
    Column { right: true, ..Column::words(Wide::Most(7)).head("change").yields(3) },
    Column::words(Wide::Most(PERIODS)).head("periods").yields(4),
    Column::words(Wide::Most(20)),
];

/// The state of the screen.
#[derive(Default)]
pub struct State {
    chosen: Chosen,
    all: Memo<(u64, NaiveDate), Rc<Vec<Used>>>,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    choose: Some(|desk, id| {
        let ids = ids(desk);
        state_mut(desk).chosen.pick(&ids, id);
    }),
    signs: &[
        ("! hardly used", "under 5 % of all, four weeks after it was accepted"),
        ("◀", "the step that loses most"),
        ("+25 %", "against the period before, in percent of that"),
    ],
    ..Page::with::<State>("Usage", || &[ACTIONS, GO], render)
};

remembers!(State);

rows_of!(&PAGE, always);

fn has_one(desk: &Desk) -> Result<(), Why> {
    current(desk).map(|_| ()).ok_or_else(|| "nothing is counted yet: ⟦usage.take-in⟧ takes in a table".into())
}

fn on_one(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    has_one(desk)
}

fn on_feature(desk: &Desk) -> Result<(), Why> {
    on_one(desk)?;
    let is_one = current(desk).is_some_and(|id| desk.product().usages().get(id).is_some());
    if is_one { Ok(()) } else { Err("an item makes a feature, and no funnel".into()) }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("usage.down", "Down").short("down").keys(&["j", "down"]).run(|desk| step(desk, 1)),
    row("usage.up", "Up").short("up").keys(&["k", "up"]).run(|desk| step(desk, -1)),
    row("usage.first", "First").short("first").keys(&["g g", "home"]).run(|desk| step(desk, isize::MIN)),
    row("usage.last", "Last").short("last").keys(&["G", "end"]).run(|desk| step(desk, isize::MAX)),
    row("usage.open", "Go to the item that made it").short("its item").keys(&["enter"]).footer(1).ready(has_one).run(
        |desk| match usage(desk).and_then(|own| own.item) {
            Some(item) => desk.go_to(item),
            None if funnel(desk).is_some() => desk.say("a funnel is the way over many items, and belongs to none"),
            None => desk.say("it is tied to no item: ⟦usage.tie⟧ ties it"),
        },
    ),
    row("usage.take-in", "Take in a table: feature, period, users, events, all; or step, users")
        .short("take in")
        .keys(&["I"])
        .footer(2)
        .ready(writable)
        .run(take_in),
    row("usage.tie", "Say which item made it").short("tie to").keys(&["L i"]).footer(3).ready(on_feature).run(tie),
    row("usage.remove", "Take it out").short("take out").keys(&["d d"]).footer(4).ready(on_one).run(remove),
    row("usage.copy", "Copy it with its counts").short("copy").keys(&["y"]).footer(5).ready(has_one).run(|desk| {
        let words: Vec<String> = lines(desk).into_iter().map(|(words, _)| words).collect();
        desk.effects.push(Effect::Copy(format!("{}\n\n{}", title(desk), words.join("\n"))));
        desk.say("copied, where the terminal allows it");
    }),
    row("usage.ask", "Ask of it: what would change your mind?")
        .short("ask")
        .keys(&["a"])
        .footer(6)
        .ready(writable)
        .run(|desk| {
            let about = current(desk);
            inquiry::ask(desk, about);
        }),
    row("usage.outcomes", "Back to the outcomes").short("outcomes").keys(&["[", "backtab"]).footer(7).run(|desk| {
        desk.run_named("go.outcomes");
    }),
    row("usage.questions", "On to the questions").short("questions").keys(&["]", "tab"]).run(|desk| {
        desk.run_named("go.questions");
    }),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.usage", "Usage: what people use, and where they drop off")
    .everywhere()
    .short("usage")
    .run(|desk| desk.visit(&PAGE))];

fn take_in(desk: &mut Desk) {
    let page = Files::new("Take in which counts?", |desk, path| {
        let now = desk.now;
        let parse = move |bytes: &[u8], name: &str, _: &Stage| {
            exchange::usage::read(bytes, name, now.today, now.zone).map_err(|why| why.to_string())
        };
        read_beside(desk, path, parse, |desk, counts, name| crate::tui::import::take_usage(desk, &counts, &name))
    });
    desk.push(page.hint("a CSV: feature, period, users, events, all · or step, users"));
}

fn used(desk: &Desk) -> Rc<Vec<Used>> {
    let key = (desk.epoch, desk.now.today);
    state(desk).all.get(key, || Rc::new(all_used(desk.product(), desk.now)))
}

fn ids(desk: &Desk) -> Vec<Id> {
    let features = used(desk).iter().map(|own| own.id).collect::<Vec<_>>();
    features.into_iter().chain(desk.product().funnels_by_name().into_iter().map(|own| own.id)).collect()
}

fn current(desk: &Desk) -> Option<Id> {
    state(desk).chosen.of(&ids(desk))
}

fn usage(desk: &Desk) -> Option<&Usage> {
    current(desk).and_then(|id| desk.product().usages().get(id)).map(|own| &**own)
}

fn funnel(desk: &Desk) -> Option<&Funnel> {
    current(desk).and_then(|id| desk.product().funnels().get(id)).map(|own| &**own)
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(desk);
    state_mut(desk).chosen.step(&ids, by);
}

fn tie(desk: &mut Desk) {
    let Some((id, name, item)) = usage(desk).map(|own| (own.id, own.called.clone(), own.item)) else { return };
    let product = desk.product();
    let side = |own: Id| if item == Some(own) { "✓ tied".to_owned() } else { String::new() };
    let mut items: Vec<&Item> = product.items().iter().map(|item| &**item).collect();
    // what was built last is what one counts first
    items.sort_by_key(|item| (item.accepted.is_none(), std::cmp::Reverse(item.accepted), item.num));
    let entries = items.into_iter().map(|item| Pick::of_item(item, product, side(item.id), item.id)).collect();
    let picker = Picker::new(format!("Which item made “{}”?", text::line(&name)), entries, move |desk, item| {
        desk.edit(Verb::Linked, "", |product| {
            product.change_usage(id, |own| {
                own.item = if own.item == Some(item) { None } else { Some(item) };
                Ok(())
            })
        });
    });
    desk.push(picker.empty("there is no item yet"));
}

fn remove(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    desk.push(Choose::yes_no(format!("Take “{}” out, with its counts?", title(desk)), move |desk| {
        desk.edit(Verb::Removed, "", |product| product.remove_counts(id));
    }));
}

fn title(desk: &Desk) -> String {
    let name = usage(desk).map(|own| own.called.clone()).or_else(|| funnel(desk).map(|own| own.called.clone()));
    text::line(&name.unwrap_or_default()).into_owned()
}

/// Returns what is known of the chosen one, line by line, and whether a line is a warning.
fn lines(desk: &Desk) -> Vec<(String, bool)> {
    let product = desk.product();
    if let Some(own) = usage(desk) {
        let mut out = Vec::new();
        if let Some(item) = own.item.and_then(|id| product.items().get(id)) {
            let day = item.accepted.map(|at| format!(", accepted {}", desk.now.day_of(at).format("%-d %b %Y")));
            let title = text::line(&item.title);
            out.push((format!("{} {title}{}", product.key(item), day.unwrap_or_default()), false));
        }
        if used(desk).iter().any(|used| used.id == own.id && used.little) {
            out.push((format!("! under {LITTLE} % use it: do they not find it, or not need it?"), true));
        }
        out.extend(inquiry::lines(product, own.id).into_iter().map(|words| (words, false)));
        out.extend(own.counts.iter().rev().map(|own| {
            let all = own.all.map_or_else(String::new, |all| format!(" of {all}"));
            let share = own.share().map_or_else(String::new, |share| format!(" ({})", percent(share)));
            let events =
                if own.events > 0 { format!(" · {}", count(own.events as usize, "event")) } else { String::new() };
            (format!("{:<11} {}{all}{share}{events}", own.on.format("%-d %b %Y"), own.users), false)
        }));
        return out;
    }
    let Some(own) = funnel(desk) else { return Vec::new() };
    let Some(on) = own.periods().first().copied() else { return Vec::new() };
    let steps = own.steps(on);
    let drop = biggest_drop(&steps);
    let first = steps.first().map_or(0, |step| step.users).max(1);
    let widest = steps.iter().map(|step| text::width(&step.step)).max().unwrap_or(0).min(28);
    let mut out: Vec<(String, bool)> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let share = f64::from(step.users) * 100.0 / f64::from(first);
        let cells = step.users as usize * BAR / first as usize;
        let lost = drop.filter(|drop| drop.at == at);
        let mark = lost.map_or_else(String::new, |drop| format!("  ◀ {} lost, {}", drop.lost, percent(drop.share)));
        let name = text::fit(&text::cut(&text::line(&step.step), widest), widest);
        let bar = text::fit(&"█".repeat(cells.min(BAR)), BAR);
        out.push((format!("{name}  {bar} {:>7} {:>6}{mark}", step.users, percent(share)), lost.is_some()));
    }
    out.push((format!("{} · {} counted", on.format("%-d %b %Y"), count(own.periods().len(), "period")), false));
    out
}

fn cells(desk: &Desk, id: Id) -> Vec<Cell> {
    let (theme, product) = (&desk.theme, desk.product());
    if let Some(own) = product.funnels().get(id) {
        let steps = own.periods().first().map(|on| own.steps(*on)).unwrap_or_default();
        let users: Vec<f64> = steps.iter().map(|step| f64::from(step.users)).collect();
        let share = match (users.first(), users.last()) {
            (Some(first), Some(last)) if *first > 0.0 => percent(last * 100.0 / first),
            _ => String::new(),
        };
        let lost = biggest_drop(&steps).and_then(|drop| steps.get(drop.at)).map(|step| format!("◀ {}", step.step));
        return vec![
            vec![span(&text::line(&own.called), theme.text)],
            vec![span("funnel", theme.muted)],
            vec![span(&share, theme.text)],
            vec![span(&steps.last().map_or_else(String::new, |step| step.users.to_string()), theme.muted)],
            Vec::new(),
            vec![span(&spark(&users), theme.accent)],
            vec![span(&text::line(&lost.unwrap_or_default()), theme.warn)],
        ];
    }
    let all = used(desk);
    let Some(own) = all.iter().find(|own| own.id == id) else { return Vec::new() };
    let Some(usage) = product.usages().get(id) else { return Vec::new() };
    let item = usage.item.and_then(|id| product.items().get(id));
    let tail = own.row.len().saturating_sub(PERIODS);
    vec![
        vec![span(&text::line(&usage.called), theme.text)],
        vec![span(&item.map_or_else(|| "–".to_owned(), |item| product.key(item)), theme.muted)],
        vec![span(&own.share.map_or_else(|| "–".to_owned(), percent), theme.title)],
        vec![span(&own.users.to_string(), theme.muted)],
        vec![span(&own.change.map_or_else(String::new, moved), theme.muted)],
        vec![span(&spark(own.row.get(tail..).unwrap_or_default()), theme.accent)],
        vec![span(if own.little { "! hardly used" } else { "" }, theme.warn)],
    ]
}

fn title_of_page(theme: &Theme) -> Vec<Span<'static>> {
    vec![
        span("Did it matter? · ", theme.muted),
        span("What is used", theme.title),
        span(" · Questions", theme.muted),
        span(" [ ]", theme.key),
    ]
}

/// Returns a change in percent, as it is read: what rounds to nothing is none.
fn moved(change: f64) -> String {
    match change.round() {
        n if n.abs() < 1.0 => "=".to_owned(),
        n => format!("{n:+} %"),
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let all = ids(desk);
    if all.is_empty() {
        let words = "Nothing is counted yet. ⟦usage.take-in⟧ takes in a table: feature, period, users, and all where it is known; or step, users for the way of a funnel. A feature that has the key or the title of an item belongs to it.";
        return says(frame, area, "What is used", &desk.words(words), theme);
    }
    let room = usize::from(area.width).saturating_sub(4);
    let card: Vec<Line<'static>> = lines(desk)
        .into_iter()
        .flat_map(|(words, odd)| wrapped(&words, room, if odd { theme.warn } else { theme.text }))
        .collect();
    let (top, [below]) = stack(area, LEAST.min(area.height), [card.len().min(10)]);
    let inner = framed(frame, top, title_of_page(theme), true, theme);
    Table { theme, columns: COLUMNS }.list(frame, inner, (&all, &state(desk).chosen, true), hits, |id| cells(desk, id));
    if below.height > 0 {
        let inner = framed(frame, below, vec![span(&title(desk), theme.title)], false, theme);
        frame.render_widget(Paragraph::new(part(&card, 0, usize::from(inner.height), 0, theme)), inner);
    }
}
