//! A measure on a page of its own: its way as a chart, what was released on the way, what is expected to move it.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::measure::outcome::{Pace, effective, expected, gap, pace, progress, reading_late};
use crate::model::{Id, Item, Metric, Product};
use crate::sort::InOrder;
use crate::text;
use crate::tui::aims;
use crate::tui::desk::Desk;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::theme::Theme;
use crate::tui::widget::graph::{Curve, Graph};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{bar, cut, line, span, spread, wrapped};

/// Rows of the chart at the least.
const LEAST: u16 = 8;

/// A measure on a page of its own.
pub struct MetricPage {
    metric: Id,
    cursor: Cursor,
    steps: Steps,
}

impl MetricPage {
    /// Returns the page of a measure.
    #[must_use]
    pub fn new(metric: Id) -> Self {
        Self { metric, cursor: Cursor::default(), steps: Steps::default() }
    }
}

/// Returns the items that are expected to move a measure, or serve its goal without saying what they do to it.
fn items<'a>(metric: &Metric, product: &'a Product) -> Vec<&'a Item> {
    let on = |item: &Item| item.effect.as_ref().is_some_and(|effect| effect.result == metric.id);
    let serves =
        |item: &Item| item.effect.is_none() && metric.goal.is_some() && item.goal == metric.goal && item.is_open();
    let all = || product.items().iter().map(|item| &**item).filter(|item| item.declined.is_none());
    let mut out: Vec<&Item> = all().filter(|item| on(item)).collect();
    out.order_by_key(|item| (item.effect.as_ref().and_then(|effect| effect.by), item.num));
    let mut rest: Vec<&Item> = all().filter(|item| serves(item)).collect();
    rest.order_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    out.extend(rest.into_iter().take(30));
    out
}

impl Layer for MetricPage {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let id = self.metric;
        let Some(metric) = desk.product().get::<Metric>(id) else { return Flow::Close };
        let listed: Vec<Id> = items(metric, desk.product()).iter().map(|item| item.id).collect();
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Char('+') => return Flow::Over(Box::new(move |desk| aims::reading(desk, id))),
            KeyCode::Char('a') => return Flow::Over(Box::new(move |desk| aims::inquiry::ask(desk, Some(id)))),
            KeyCode::Char('e') => return Flow::Over(Box::new(move |desk| aims::edit_metric(desk, id))),
            KeyCode::Char('u') => self.steps.travel(desk, true),
            KeyCode::Char('U') => self.steps.travel(desk, false),
            KeyCode::Char('>') => {
                if let Some(item) = listed.get(self.cursor.at).copied() {
                    return Flow::Over(Box::new(move |desk| aims::check(desk, item)));
                }
            }
            KeyCode::Enter => {
                if let Some(item) = listed.get(self.cursor.at).copied() {
                    return Flow::Then(Box::new(move |desk| desk.go_to(item)));
                }
            }
            _ => {
                self.cursor.letter(key, listed.len());
            }
        }
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let Some(metric) = desk.product.get::<Metric>(self.metric) else { return };
        let area = centred(area, (area.width * 9 / 10).max(60), area.height.saturating_sub(1));
        frame.render_widget(Clear, area);
        let head = format!("{} {}", metric.key(), text::line(&metric.measure));
        let title = text::cut(&head, usize::from(area.width).saturating_sub(6)).into_owned();
        let inner = framed(frame, area, vec![span(&title, theme.title)], true, theme);
        let cells = usize::from(inner.width);
        let facts = facts(metric, desk, cells);
        let top = Rect { height: u16::try_from(facts.len()).unwrap_or(0).min(inner.height), ..inner };
        frame.render_widget(Paragraph::new(facts), top);
        let rest = Rect { y: top.bottom(), height: inner.height - top.height, ..inner };
        let plot = Rect { height: (rest.height * 3 / 5).max(LEAST).min(rest.height), ..rest };
        let plot = if let Some(graph) = chart(metric, desk) {
            graph.draw(frame, plot, theme);
            plot
        } else {
            let words = "No reading yet: + takes the first one, and a chart begins.";
            let plot = Rect { height: 2.min(rest.height), ..rest };
            frame.render_widget(Paragraph::new(wrapped(words, cells, theme.text)), plot);
            plot
        };
        let inner = Rect { y: plot.bottom(), height: rest.bottom() - plot.bottom(), ..inner };
        let mut lines = vec![line(vec![span("WHAT IS TO MOVE IT", theme.muted)])];
        let listed = items(metric, desk.product);
        if listed.is_empty() {
            lines.extend(wrapped(
                &desk.words("Nothing yet: ⟦item.effect⟧ on an item says what it is expected to do."),
                cells,
                theme.text,
            ));
        }
        let page = usize::from(inner.height).saturating_sub(lines.len());
        let window = self.cursor.window(listed.len(), page);
        for (i, item) in listed.iter().enumerate().skip(window.start).take(window.len()) {
            lines.push(row(item, desk, i == self.cursor.at, cells));
        }
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("+", "reading"),
            ("e", "edit"),
            ("a", "ask"),
            (">", "outcome check"),
            ("Enter", "the item"),
            ("j k", "move"),
            ("Esc", "back"),
        ]
    }
}

/// Returns how a measure stands, in words.
fn facts(metric: &Metric, desk: &Shown<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = desk.theme;
    let today = desk.now.today;
    let mut out = vec![line(cut(
        vec![
            span(&metric.way(), theme.text),
            span(&progress(metric).map_or_else(String::new, |n| format!("   {n} %")), theme.title),
            span(&expected(metric, today).map_or_else(String::new, |n| format!(" of {n} % expected   ")), theme.muted),
            pace_span(pace(metric, today), theme),
        ],
        cells,
    ))];
    let goal = metric.goal.and_then(|id| desk.product.goals().get(id));
    let mut words = goal.map_or_else(String::new, |goal| format!("G{} {}", goal.num, text::line(&goal.title)));
    let drives = metric.drives.and_then(|id| desk.product.get::<Metric>(id));
    if let Some(drives) = drives {
        words.push_str(&format!("  drives {} {}", drives.key(), text::line(&drives.measure)));
    }
    if !words.trim().is_empty() {
        out.push(line(cut(vec![span(words.trim(), theme.why)], cells)));
    }
    let mut rest = vec![metric.class.word().to_owned()];
    if !metric.owner.is_empty() {
        rest.push(text::line(&metric.owner).into_owned());
    }
    if let Some(by) = metric.by {
        rest.push(format!("by {}", by.format("%-d %b %Y")));
    }
    out.push(line(cut(vec![span(&rest.join(" · "), theme.muted)], cells)));
    if let Some(gap) = gap(metric) {
        out.push(line(vec![span(&format!("! {gap}"), theme.warn)]));
    } else if let Some(late) = reading_late(metric, today) {
        out.push(line(vec![span(&format!("! the next reading is {late} d late: +"), theme.warn)]));
    }
    let asked = aims::inquiry::lines(desk.product, metric.id);
    if asked.is_empty() {
        out.push(line(cut(
            vec![span("a ", theme.key), span("asks of it: what would change your mind?", theme.muted)],
            cells,
        )));
    }
    out.extend(asked.iter().take(2).map(|words| line(cut(vec![span(words, theme.text)], cells))));
    out
}

/// Returns a pace as it is shown everywhere.
#[must_use]
pub fn pace_span(pace: Pace, theme: &Theme) -> ratatui::text::Span<'static> {
    let style = match pace {
        Pace::Reached | Pace::OnPace => theme.good,
        Pace::Behind(_) => theme.bad,
        Pace::Unread | Pace::Unknown => theme.muted,
    };
    span(&pace.words(), style)
}

/// Returns the readings over time, the target as a line, releases as marks under it; `None` without a reading.
fn chart(metric: &Metric, desk: &Shown<'_>) -> Option<Graph> {
    let theme = desk.theme;
    let first = metric.readings.first().map(|reading| reading.on)?;
    let first = metric.start.map_or(first, |start| start.min(first));
    let last = metric.by.map_or(desk.now.today, |by| by.max(desk.now.today));
    let days = (last - first).num_days().max(1);
    #[expect(clippy::cast_precision_loss, reason = "days of a chart")]
    let along = |day: NaiveDate| (day - first).num_days() as f64 / days as f64;
    let points: Vec<(f64, f64)> =
        metric.readings.iter().map(|reading| (along(reading.on), reading.value.as_f64())).collect();
    let target = metric.target.map(|target| target.as_f64());
    let range = Graph::range_of(points.iter().map(|(_, value)| *value).chain(target));
    let moved = desk.product.items().iter().filter(|item| item.effect.as_ref().is_some_and(|e| e.result == metric.id));
    let released: Vec<f64> = moved.filter_map(|item| effective(item, desk.now)).map(along).collect();
    let marks: Vec<_> =
        released.into_iter().filter(|x| (0.0..=1.0).contains(x)).map(|x| ((x, range.0), "▲", theme.warn)).collect();
    let mut below = vec![(0.0, first.format("%-d %b %Y").to_string()), (1.0, last.format("%-d %b %Y").to_string())];
    if !marks.is_empty() {
        below.insert(1, (0.4, "▲ released".to_owned()));
    }
    let aim = target.zip(metric.target).map(|(value, target)| Curve {
        points: vec![(0.0, value), (1.0, value)],
        style: theme.good,
        dots: false,
        label: format!("aim {target}"),
    });
    let now = metric.last().map_or_else(String::new, |reading| metric.with_unit(reading.value));
    let way = Curve { points, style: theme.accent, dots: true, label: now };
    let ends = (shown(range.1), shown(range.0));
    Some(Graph { curves: aim.into_iter().chain([way]).collect(), marks, range, ends, below })
}

fn shown(value: f64) -> String {
    if value.abs() >= 1_000.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn row(item: &Item, desk: &Shown<'_>, here: bool, cells: usize) -> Line<'static> {
    let theme = desk.theme;
    let left = vec![
        span(if here { "▸ " } else { "  " }, theme.accent),
        span(&format!("{:<8} ", desk.product.key(item)), theme.muted),
        span(&text::line(&item.title), theme.text),
    ];
    let right = match &item.effect {
        Some(effect) => {
            let sign = if effect.delta.0 > 0 { "+" } else { "" };
            let when = effect.by.map_or_else(String::new, |day| format!(" by {}", day.format("%-d %b")));
            let state = match (effect.found, effective(item, desk.now)) {
                (crate::model::item::Hit::Open, None) => "not built yet".to_owned(),
                (crate::model::item::Hit::Open, Some(_)) => "waits".to_owned(),
                (found, _) => found.word().to_owned(),
            };
            vec![span(&format!("  {sign}{}{when}  ", effect.delta), theme.text), span(&format!("{state} "), theme.why)]
        }
        None => vec![span("  says nothing of it ", theme.ghost)],
    };
    bar(spread(left, right, cells), here, theme)
}
