//! Did it matter: the north star and the numbers by class, what items were expected to do and did, and whether the team builds
//! for a goal or just builds. Flow comes last and small.

use crate::tui::command::Why;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::flow;
use crate::measure::outcome::{
    ALARM, FOCUS, Factory, around, effective, factory, is_due, pace, reading_late, trend, values,
};
use crate::measure::today::recency;
use crate::model::item::{Effect, Hit};
use crate::model::metric::{Class, Role};
use crate::model::{Amount, Id, Item, Metric};
use crate::sort::InOrder;
use crate::text;
use crate::tui::aims;
use crate::tui::aims::metric::pace_span;
use crate::tui::command::{Action, always, rows_of, writable};
use crate::tui::desk::Desk;
use crate::tui::memo::Memo;
use crate::tui::pointer::Hits;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::chart::spark;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Cell, Column, Table, Wide};
use crate::tui::widget::text::{cut, line, pane, span, wrapped};
use crate::words::count;

/// Values that a sparkline shows.
const SPARK: usize = 10;
/// Lines of the pane at the foot.
const FOOT: u16 = 7;

/// Class, measure, value, its way, what it aims at, its pace, whether a reading is late.
const NUMBERS: &[Column] = &[
    Column::words(Wide::Most(12)).yields(3),
    Column::words(Wide::Rest),
    Column { right: true, ..Column::words(Wide::Most(12)) },
    Column::words(Wide::Most(SPARK)).yields(4),
    Column::words(Wide::Most(10)).yields(1),
    Column::words(Wide::Most(10)),
    Column::words(Wide::Most(6)).yields(2),
];
/// Key, title, key result, what was expected and what was found, the verdict.
const CHECKS: &[Column] = &[
    Column::words(Wide::Most(9)).head("key"),
    Column::words(Wide::Rest).head("item"),
    Column::words(Wide::Most(5)).head("moves"),
    Column { right: true, ..Column::words(Wide::Most(10)) }.head("expected"),
    Column::words(Wide::Most(13)).head("measured").yields(1),
    Column::words(Wide::Most(11)).head("verdict"),
];

/// The state of the screen.
#[derive(Default)]
pub struct Outcomes {
    chosen: Chosen,
    memo: Memo<(u64, NaiveDate), Sheet>,
}

/// What is computed once for a state of the product.
#[derive(Clone, Default)]
struct Sheet {
    factory: Factory,
    cycle: Option<u32>,
    last: Option<flow::SprintRow>,
    recency: Option<u32>,
    /// The items of which something was expected, and those that were accepted without.
    checks: Vec<Id>,
    silent: usize,
}

/// The page of this screen.
pub static PAGE: Page = Page {
    tab: Some("0"),
    long_view: Some(1),
    signs: &[
        ("on pace", "where an even way to its target would be today, or further"),
        ("BEHIND 23", "so many percent of its way behind that"),
        ("! late", "its next reading is late"),
        ("(n 2)", "the mean of two readings; of few readings little is known"),
        ("due", "the day to look has come: the verdict is yours"),
        ("▁▃▅█", "its last readings"),
    ],
    item: Some(selected),
    choose: Some(|desk, id| {
        let ids = ids(desk);
        state_mut(desk).chosen.pick(&ids, id);
    }),
    ..Page::with::<Outcomes>("Outcomes", || &[ACTIONS, GO], render)
};

remembers!(Outcomes);

rows_of!(&PAGE, writable);

fn on_row(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    current(desk)
        .map(|_| ())
        .ok_or_else(|| "nothing is measured yet: ⟦go.vision⟧ adds a goal and its key results".into())
}

fn on_check(desk: &Desk) -> Result<(), Why> {
    writable(desk)?;
    match current(desk) {
        Some(Subject::Check(_)) => Ok(()),
        _ if sheet(desk).checks.is_empty() => {
            Err("nothing is expected of any item yet: ⟦item.effect⟧ on an item says what".into())
        }
        _ => Err("a verdict belongs to an item: ⟦outcomes.down⟧ goes to one".into()),
    }
}

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("outcomes.reading", "A reading of this number").short("reading").keys(&["+"]).footer(2).needs(on_row).run(
        |desk| match current(desk) {
            Some(Subject::Metric(id)) => aims::reading(desk, id),
            Some(Subject::Check(id)) => {
                let result =
                    desk.product().items().get(id).and_then(|item| item.effect.as_ref()).map(|effect| effect.result);
                if let Some(id) = result {
                    aims::reading(desk, id);
                }
            }
            None => {}
        },
    ),
    row("outcomes.import", "Readings from a CSV: kr, date, value")
        .short("import")
        .keys(&["I"])
        .footer(5)
        .run(crate::tui::import::ask),
    row("outcomes.verdict", "Verdict: did it do what was expected?")
        .short("verdict")
        .keys(&[">"])
        .footer(3)
        .needs(on_check)
        .run(|desk| {
            if let Some(Subject::Check(id)) = current(desk) {
                aims::check(desk, id);
            }
        }),
    row("outcomes.edit", "Change the number, or what is expected")
        .short("edit")
        .keys(&["e"])
        .footer(4)
        .needs(on_row)
        .run(|desk| match current(desk) {
            Some(Subject::Metric(id)) => aims::edit_metric(desk, id),
            Some(Subject::Check(_)) => aims::expect(desk),
            None => {}
        }),
    row("outcomes.open", "Open: the chart of a number, the check of an item")
        .short("open")
        .keys(&["enter"])
        .footer(1)
        .ready(always)
        .run(|desk| match current(desk) {
            Some(Subject::Metric(id)) => aims::show_metric(desk, id),
            Some(Subject::Check(id)) => {
                let result = desk.product().items().get(id).and_then(|i| i.effect.as_ref()).map(|e| e.result);
                let due =
                    desk.product().items().get(id).is_some_and(|item| {
                        item.effect.as_deref().is_some_and(|effect| is_due(item, effect, desk.now))
                    });
                match result {
                    _ if due && writable(desk).is_ok() => aims::check(desk, id),
                    Some(metric) => aims::show_metric(desk, metric),
                    None => desk.go_to(id),
                }
            }
            None => {}
        }),
    row("outcomes.ask", "Ask of this number: what would change your mind?").short("ask").keys(&["a"]).footer(6).run(
        |desk| {
            let about = current(desk).and_then(|subject| match subject {
                Subject::Metric(id) => Some(id),
                Subject::Check(id) => desk.product().items().get(id)?.effect.as_ref().map(|effect| effect.result),
            });
            aims::inquiry::ask(desk, about);
        },
    ),
    row("outcomes.usage", "What is used, and where people drop off")
        .short("usage")
        .keys(&["]", "tab"])
        .footer(7)
        .ready(always)
        .run(|desk| {
            desk.run_named("go.usage");
        }),
    row("outcomes.down", "Down").short("down").keys(&["j", "down"]).ready(always).run(|desk| step(desk, 1)),
    row("outcomes.up", "Up").short("up").keys(&["k", "up"]).ready(always).run(|desk| step(desk, -1)),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] =
    &[row("go.outcomes", "Outcomes: did it matter?").short("outcomes").keys(&["0"]).everywhere().ready(always).run(
        |desk| {
            desk.visit(&PAGE);
        },
    )];

/// A row that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Metric(Id),
    Check(Id),
}

/// Returns the measures in the order in which they are shown: the north star, then by class.
fn metrics(desk: &Desk) -> Vec<&Metric> {
    let mut all: Vec<&Metric> = desk.product().metrics_by_num();
    let rank = |metric: &Metric| match metric.role {
        Role::NorthStar => 0,
        Role::Result => 1,
        Role::Input => 2,
    };
    // what nobody classed stands last
    all.order_by_key(|metric| {
        (metric.role != Role::NorthStar, metric.class == Class::Other, metric.class, rank(metric), metric.num)
    });
    all
}

fn sheet(desk: &Desk) -> Sheet {
    state(desk).memo.get((desk.epoch, desk.now.today), || {
        let product = desk.product();
        let order = |(item, effect): &(&Item, &Effect)| match (effect.found, is_due(item, effect, desk.now)) {
            (Hit::Open, true) => 0,
            (Hit::Open, false) if effective(item, desk.now).is_some() => 1,
            (Hit::Open, false) => 3,
            _ => 2,
        };
        let mut checks = product.expectations();
        checks.order_by_key(|check| (order(check), check.1.by.is_none(), check.1.by, check.0.num));
        let silent = product.items().iter().filter(|item| item.accepted.is_some() && item.effect.is_none()).count();
        Sheet {
            factory: factory(product),
            cycle: flow::times(product, desk.now, 180).percentile(85),
            last: flow::rows(product).last().cloned(),
            recency: recency(product, desk.now),
            checks: checks.into_iter().map(|(item, _)| item.id).collect(),
            silent,
        }
    })
}

fn ids(desk: &Desk) -> Vec<Id> {
    let metrics = metrics(desk).into_iter().map(|metric| metric.id);
    metrics.chain(sheet(desk).checks).collect()
}

fn current(desk: &Desk) -> Option<Subject> {
    let id = state(desk).chosen.of(&ids(desk))?;
    Some(if desk.product().get::<Metric>(id).is_some() { Subject::Metric(id) } else { Subject::Check(id) })
}

/// Returns the item that is chosen, where one is.
#[must_use]
pub fn selected(desk: &Desk) -> Option<Id> {
    match current(desk) {
        Some(Subject::Check(id)) => Some(id),
        _ => None,
    }
}

fn step(desk: &mut Desk, by: isize) {
    let ids = ids(desk);
    state_mut(desk).chosen.step(&ids, by);
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let sheet = sheet(desk);
    let numbers = metrics(desk);
    let low = if area.height >= 18 { FOOT } else { 0 };
    let want = u16::try_from(numbers.len().max(1)).unwrap_or(u16::MAX).saturating_add(2);
    let rest = area.height - low;
    let high = want.min(rest.saturating_sub(6).max(rest / 2)).min(rest);
    let top = Rect { height: high, ..area };
    mattered(desk, &numbers, frame, top, hits);
    let middle = Rect { y: top.bottom(), height: rest - high, ..area };
    expected(desk, &sheet, frame, middle, hits);
    if low > 0 {
        built(desk, &sheet, frame, Rect { y: middle.bottom(), height: low, ..area });
    }
}

fn mattered(desk: &Desk, numbers: &[&Metric], frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let here = current(desk);
    let focused = matches!(here, Some(Subject::Metric(_)) | None);
    let inner = framed(
        frame,
        area,
        vec![
            span("Did it matter?", if focused { theme.title } else { theme.muted }),
            span(" · What is used · Questions", theme.muted),
            span(" ]", theme.key),
        ],
        focused,
        theme,
    );
    let cells = usize::from(inner.width);
    if numbers.is_empty() {
        let words =
            desk.words("Nothing is measured yet. ⟦go.vision⟧ adds a goal and the key results by which you will know.");
        frame.render_widget(Paragraph::new(wrapped(&words, cells, theme.text)), inner);
        return;
    }
    let at = numbers.iter().position(|metric| here == Some(Subject::Metric(metric.id)));
    let id = |row: usize| numbers.get(row).map_or_else(Id::default, |metric| metric.id);
    let row = |row: usize| numbers.get(row).map_or_else(Vec::new, |metric| number(desk, metric));
    Table { theme, columns: NUMBERS }.draw(frame, inner, (numbers.len(), at, focused), hits, id, row);
}

fn number(desk: &Desk, metric: &Metric) -> Vec<Cell> {
    let theme = &desk.theme;
    let (class, style) = match metric.role {
        Role::NorthStar => ("NORTH STAR", theme.title),
        _ => (metric.class.word(), theme.muted),
    };
    let value = metric.current().map_or_else(|| "–".to_owned(), |n| metric.with_unit(n));
    let aim = metric.target.map_or_else(
        || trend(metric).map_or_else(String::new, |n| format!("{n:+.0} %")),
        |target| format!("aim {target}"),
    );
    let late = reading_late(metric, desk.now.today).is_some();
    vec![
        vec![span(class, style)],
        vec![span(&text::line(&metric.measure), theme.text)],
        vec![span(&value, theme.title)],
        vec![span(&spark(&values(metric, SPARK)), theme.accent)],
        vec![span(&aim, theme.muted)],
        vec![pace_span(pace(metric, desk.now.today), theme)],
        vec![span(if late { "! late" } else { "" }, theme.warn)],
    ]
}

fn expected(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let here = current(desk);
    let focused = matches!(here, Some(Subject::Check(_)));
    let title = vec![
        span("What we expected and what happened", if focused { theme.title } else { theme.muted }),
        span(&format!("  {}", sheet.checks.len()), theme.muted),
    ];
    let mut block = pane(title, focused, theme);
    if sheet.silent > 0 {
        let words = format!(" {} accepted of which nothing was expected ", count(sheet.silent, "item"));
        block = block.title_bottom(line(vec![span(&words, theme.muted)]).right_aligned());
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    if sheet.checks.is_empty() {
        let words = desk.words("Of no item anything is expected yet. ⟦item.effect⟧ on an item says which number it is to move, by how much, and when to look.");
        frame.render_widget(Paragraph::new(wrapped(&words, cells, theme.text)), inner);
        return;
    }
    let at = sheet.checks.iter().position(|id| here == Some(Subject::Check(*id)));
    let id = |row: usize| sheet.checks.get(row).copied().unwrap_or_default();
    let row = |row: usize| {
        let item = desk.product().items().get(id(row));
        let effect = item.and_then(|item| item.effect.as_deref());
        item.zip(effect).map_or_else(Vec::new, |(item, effect)| check(desk, item, effect))
    };
    Table { theme, columns: CHECKS }.draw(frame, inner, (sheet.checks.len(), at, focused), hits, id, row);
}

fn check(desk: &Desk, item: &Item, effect: &Effect) -> Vec<Cell> {
    let theme = &desk.theme;
    let metric = desk.product().get::<Metric>(effect.result);
    let signed = |n: Amount| if n.0 > 0 { format!("+{n}") } else { n.to_string() };
    let day = effective(item, desk.now);
    let found = match (effect.found, metric, day) {
        (Hit::Open, Some(metric), Some(day)) => {
            around(metric, day).moved().map(|moved| (moved, around(metric, day).after.1))
        }
        _ => effect.after.zip(effect.before).map(|(after, before)| {
            let moved = Amount(after.0.saturating_sub(before.0));
            (moved, usize::try_from(effect.readings[1]).unwrap_or(0))
        }),
    };
    let measured = found.map_or_else(
        || "–".to_owned(),
        |(moved, n)| {
            let thin = if n > 0 { format!(" (n {n})") } else { String::new() };
            format!("{}{thin}", signed(moved))
        },
    );
    let (verdict, style) = match (effect.found, is_due(item, effect, desk.now), day) {
        (Hit::Hit, _, _) => ("hit".to_owned(), theme.good),
        (Hit::Partly, _, _) => ("partly".to_owned(), theme.warn),
        (Hit::Miss, _, _) => ("miss".to_owned(), theme.bad),
        (Hit::Unknown, _, _) => ("unknown".to_owned(), theme.muted),
        (Hit::Open, true, _) => (desk.words("due ⟦outcomes.verdict⟧"), theme.accent),
        (Hit::Open, false, None) => ("not built".to_owned(), theme.muted),
        (Hit::Open, false, Some(_)) => {
            (effect.by.map_or_else(|| "no day".to_owned(), |day| format!("wait {}", day.format("%-d %b"))), theme.muted)
        }
    };
    vec![
        vec![span(&desk.product().key(item), theme.muted)],
        vec![span(&text::line(&item.title), theme.text)],
        vec![span(&metric.map_or_else(|| "?".into(), |metric| metric.key()), theme.why)],
        vec![span(&signed(effect.delta), theme.text)],
        vec![span(&measured, theme.text)],
        vec![span(&verdict, style)],
    ]
}

fn built(desk: &Desk, sheet: &Sheet, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let inner = framed(frame, area, vec![span("What we build for", theme.muted)], false, theme);
    let cells = usize::from(inner.width);
    let factory = &sheet.factory;
    let share = |n: Option<u32>| n.map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    let tone = |n: Option<u32>| match n {
        Some(n) if n < ALARM => theme.bad,
        Some(_) => theme.good,
        None => theme.muted,
    };
    let mut lines = vec![line(cut(
        vec![
            span("ACCEPTED POINTS  ", theme.muted),
            span("with a goal ", theme.text),
            span(&share(factory.with_goal), tone(factory.with_goal)),
            span("  a measured effect ", theme.text),
            span(&share(factory.measured), tone(factory.measured)),
            span(&format!("  aim {ALARM} %, {}", count(factory.sprints, "sprint")), theme.muted),
        ],
        cells,
    ))];
    let sign = if factory.is_alarm() { "! " } else { "  " };
    lines.push(line(cut(
        vec![span(sign, theme.bad), span(&factory.words(), if factory.is_alarm() { theme.bad } else { theme.muted })],
        cells,
    )));
    let many = factory.focus.iter().any(|n| *n > FOCUS);
    let focus = factory.focus.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let drift: Vec<f64> = factory.drift.iter().map(|n| f64::from(*n)).collect();
    let now = factory.drift.last().map_or_else(|| "–".to_owned(), |n| format!("{n} %"));
    let recent = sheet.recency.unwrap_or(0);
    lines.push(line(cut(
        vec![
            span("FOCUS  ", theme.muted),
            span(
                &format!("goals a sprint {}", if focus.is_empty() { "–" } else { &focus }),
                if many { theme.warn } else { theme.text },
            ),
            span("   DRIFT  ", theme.muted),
            span(&format!("top 20 with a goal {now} {}", spark(&drift)), theme.text),
            span("   RECENCY  ", theme.muted),
            span(&format!("{recent} % new"), if recent > 40 { theme.warn } else { theme.text }),
        ],
        cells,
    )));
    let row = sheet.last.clone().unwrap_or_default();
    let cycle = sheet.cycle.map_or_else(|| "–".to_owned(), |days| format!("{days} d"));
    let words = format!(
        "flow: say/do {} · scope {} · first pass {} · 85 % in {cycle} · ⟦go.flow⟧",
        share(row.say_do),
        share(row.changed),
        share(row.first_pass)
    );
    lines.push(Line::default());
    lines.push(line(cut(vec![span(&desk.words(&words), theme.ghost)], cells)));
    frame.render_widget(Paragraph::new(lines), inner);
}
