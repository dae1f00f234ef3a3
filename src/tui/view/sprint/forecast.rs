//! When will it be done, and how many by a day: the answer as a range, the assumptions beside it.

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::forecast::{self, History, SEED};
use crate::model::Id;
use crate::model::day::read_day;
use crate::text;
use crate::tui::command::{Action, always, rows_of};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::tui::memo::Memo;
use crate::tui::screen::{Page, remembers};
use crate::tui::widget::chart::spark;
use crate::tui::widget::graph::{Curve, Graph};
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{cut, line, span, wrapped};
use crate::words::count;

/// Weeks ahead that one asks about where nothing else was set.
const AHEAD: u64 = 8;
/// Rows from which a chart is legible.
const CHART: u16 = 5;
/// Most points of a line.
const POINTS: u32 = 200;

/// The state of the screen.
pub struct Forecast {
    /// The day that one asks about.
    by: Option<NaiveDate>,
    /// Scope in percent of what is known: it grows while one works on it.
    growth: u32,
    /// The days of history to draw from.
    window: u64,
    /// The goal whose items are counted; all open ones otherwise.
    goal: Option<Id>,
    /// Items taken out of the scope, to see what that would change.
    dropped: u32,
    memo: Memo<Question, Result<Answer, forecast::NoForecast>>,
}

/// What an answer depends on.
#[derive(Clone, PartialEq, Eq)]
struct Question {
    epoch: u64,
    today: NaiveDate,
    by: Option<NaiveDate>,
    growth: u32,
    window: u64,
    goal: Option<Id>,
    dropped: u32,
}

impl Default for Forecast {
    fn default() -> Self {
        Self { by: None, growth: 100, window: forecast::WINDOW, goal: None, dropped: 0, memo: Memo::default() }
    }
}

/// What a forecast says.
#[derive(Clone)]
struct Answer {
    history: History,
    scope: u32,
    by: NaiveDate,
    days_ahead: u32,
    when: Vec<u32>,
    sums: Vec<u32>,
    held: forecast::Held,
}

/// The page of this screen.
pub static PAGE: Page =
    Page { ..Page::with::<Forecast>("Forecast", || &[ACTIONS, GO], |desk, frame, area, _| render(desk, frame, area)) };

remembers!(Forecast);

rows_of!(&PAGE, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("forecast.goal", "Which items: those of a goal, or all").short("goal").keys(&["L"]).footer(1).run(goal),
    row("forecast.by", "By which day").short("day").keys(&["e"]).footer(2).run(by),
    row("forecast.more", "The scope grows more while one works on it")
        .short("growth")
        .keys(&["+"])
        .footer(3)
        .run(|desk| grow(desk, true)),
    row("forecast.less", "The scope grows less").short("less growth").keys(&["-"]).run(|desk| grow(desk, false)),
    row("forecast.drop", "What if one item fewer were to do")
        .short("one fewer")
        .keys(&["J", "down", "j"])
        .footer(4)
        .run(|desk| {
            drop_one(desk, true);
        }),
    row("forecast.take", "What if one item more were to do").short("one more").keys(&["K", "up", "k"]).run(|desk| {
        drop_one(desk, false);
    }),
    row("forecast.window", "How much history: six, ten or twenty weeks").short("history").keys(&["w"]).footer(5).run(
        |desk| {
            state_mut(desk).window = match state(desk).window {
                42 => 70,
                70 => 140,
                _ => 42,
            };
        },
    ),
    row("forecast.copy", "Copy the answer as a sentence").short("copy").keys(&["y"]).footer(6).run(copy),
];

/// The row that leads here, from everywhere.
pub const GO: &[Action] = &[row("go.forecast", "Forecast: when will it be done, how many by a day")
    .short("forecast")
    .keys(&["g f"])
    .everywhere()
    .run(|desk| {
        desk.leave_view();
        *state_mut(desk) = Forecast::default();
        desk.show(&PAGE);
    })];

fn scope(desk: &Desk) -> u32 {
    let product = desk.product();
    let items = product.order().iter().filter_map(|id| product.items().get(*id));
    let fits = |goal: Option<Id>| state(desk).goal.is_none_or(|wanted| goal == Some(wanted));
    let n = items.filter(|item| fits(item.goal)).count();
    u32::try_from(n).unwrap_or(u32::MAX).saturating_sub(state(desk).dropped)
}

/// Returns the answer, computed once for each question.
fn answer(desk: &Desk) -> Result<Answer, forecast::NoForecast> {
    let Forecast { by, growth, window, goal, dropped, .. } = *state(desk);
    let question = Question { epoch: desk.epoch, today: desk.now.today, by, growth, window, goal, dropped };
    state(desk).memo.get(question, || compute(desk))
}

fn compute(desk: &Desk) -> Result<Answer, forecast::NoForecast> {
    let today = desk.now.today;
    let finished = forecast::finished(desk.product(), desk.now.zone);
    let history = History::of(&finished, today, state(desk).window);
    let by = state(desk).by.filter(|day| *day > today);
    let by = by.or_else(|| today.checked_add_days(Days::new(AHEAD * 7))).unwrap_or(today);
    let days_ahead = u32::try_from((by - today).num_days()).unwrap_or(1);
    let scope = scope(desk);
    let when = forecast::when(&history, scope, state(desk).growth, SEED)?;
    let sums = forecast::how_many(&history, days_ahead, SEED)?;
    let held = forecast::record(&finished, today, state(desk).window);
    Ok(Answer { history, scope, by, days_ahead, when, sums, held })
}

fn goal(desk: &mut Desk) {
    let product = desk.product();
    let mut entries: Vec<Pick<Option<Id>>> = vec![Pick::new("all open items", "", None)];
    entries.extend(
        product
            .goals_by_num()
            .into_iter()
            .map(|goal| Pick::new(format!("G{} {}", goal.num, goal.title), "", Some(goal.id))),
    );
    desk.push(Picker::new("When are which items done?", entries, |desk, goal| {
        state_mut(desk).goal = goal;
        state_mut(desk).dropped = 0;
    }));
}

fn by(desk: &mut Desk) {
    let prompt = Prompt::new("How many will be done by", "", |desk, text| {
        if let Ok(day) = read_day(&text, desk.now.today) {
            state_mut(desk).by = day;
        }
    })
    .hint("3m · 6w · 2027-01-30 · empty for eight weeks")
    .check(|desk, text| match read_day(text, desk.now.today) {
        Ok(Some(day)) if day <= desk.now.today => Err(format!("{day} is not after today")),
        Ok(Some(day)) if (day - desk.now.today).num_days() > i64::from(forecast::FOREVER) => {
            Err("nobody can tell what is in ten years".to_owned())
        }
        Ok(_) => Ok(()),
        Err(why) => Err(why.to_string()),
    });
    desk.push(prompt);
}

fn grow(desk: &mut Desk, more: bool) {
    let growth = state(desk).growth;
    state_mut(desk).growth = if more { (growth + 10).min(300) } else { growth.saturating_sub(10).max(100) };
}

fn drop_one(desk: &mut Desk, fewer: bool) {
    let dropped = state(desk).dropped;
    state_mut(desk).dropped = if fewer { dropped + u32::from(scope(desk) > 1) } else { dropped.saturating_sub(1) };
}

/// Returns the day that so many percent of the trials reach, in words.
fn reached(answer: &Answer, percent: usize, today: NaiveDate) -> String {
    let day = forecast::day_after(today, forecast::percentile(&answer.when, percent));
    day.map_or_else(|| "beyond ten years".to_owned(), |day| day.format("%-d %b %Y").to_string())
}

fn subject(desk: &Desk) -> String {
    let goal = state(desk).goal.and_then(|id| desk.product().goals().get(id));
    goal.map_or_else(|| "all that is open".to_owned(), |goal| format!("G{} {}", goal.num, text::line(&goal.title)))
}

/// Returns the answer as a sentence to send: a range, never a promise.
fn sentence(desk: &Desk, answer: &Answer) -> String {
    let done = reached(answer, 85, desk.now.today);
    format!(
        "85 % chance that {} is done by {} ({}, {} days of history, scope × {}). By {}: at least {} with 85 %.",
        subject(desk),
        done,
        count(usize::try_from(answer.scope).unwrap_or(0), "item"),
        state(desk).window,
        crate::model::entity::hundredths(i64::from(state(desk).growth)),
        answer.by.format("%-d %b %Y"),
        count(usize::try_from(forecast::at_least(&answer.sums, 85)).unwrap_or(0), "item"),
    )
}

fn copy(desk: &mut Desk) {
    match answer(desk) {
        Ok(answer) => {
            let words = sentence(desk, &answer);
            desk.say(format!("copied: {words}"));
            desk.effects.push(Effect::Copy(words));
        }
        Err(why) => desk.refuse(why.to_string()),
    }
}

fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let head = vec![span("Forecast", theme.title), span(&format!("  {}", subject(desk)), theme.why)];
    let answer = match answer(desk) {
        Ok(answer) => answer,
        Err(why) => {
            let inner = framed(frame, area, head, true, theme);
            let words = format!(
                "No forecast yet: {why}. It counts the days on which items reached done, in the last {} days. ⟦forecast.window⟧ looks further back; an import brings its own dates.",
                state(desk).window
            );
            frame.render_widget(
                Paragraph::new(wrapped(&desk.words(&words), usize::from(inner.width), theme.text)),
                inner,
            );
            return;
        }
    };
    let side = if area.width >= 70 { (area.width * 2 / 5).min(40) } else { 0 };
    let left = Rect { width: area.width - side, ..area };
    let inner = framed(frame, left, head, true, theme);
    let cells = usize::from(inner.width);
    let mut rest = inner;
    let mut write = |rest: &mut Rect, lines: Vec<Line<'static>>| {
        let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(rest.height);
        frame.render_widget(Paragraph::new(lines), Rect { height: high, ..*rest });
        *rest = Rect { y: rest.y + high, height: rest.height - high, ..*rest };
    };
    write(&mut rest, when_lines(desk, &answer));
    let mut many = vec![Line::default()];
    many.extend(how_many_lines(desk, &answer, cells));
    let words = if side == 0 { assumptions(desk, &answer, cells).len() + 1 } else { 0 };
    let free = usize::from(rest.height).saturating_sub(many.len() + words);
    // the days have a chart of their own where both are legible
    let (first, second) = match u16::try_from(free).unwrap_or(0) {
        free if free >= CHART * 2 => (free / 2, free - free / 2),
        free if free >= CHART => (0, free),
        _ => (0, 0),
    };
    let first = Rect { height: first, ..rest };
    rest = Rect { y: first.bottom(), height: rest.height - first.height, ..rest };
    write(&mut rest, many);
    let second = Rect { height: second, ..rest };
    rest = Rect { y: second.bottom(), height: rest.height - second.height, ..rest };
    if side == 0 {
        write(&mut rest, [vec![Line::default()], assumptions(desk, &answer, cells)].concat());
    }
    when_chart(desk, &answer).draw(frame, first, theme);
    how_many_chart(desk, &answer).draw(frame, second, theme);
    if side > 0 {
        let right = Rect { x: area.x + left.width, width: side, ..area };
        let inner = framed(frame, right, vec![span("Assumptions", theme.muted)], false, theme);
        frame.render_widget(Paragraph::new(assumptions(desk, &answer, usize::from(inner.width))), inner);
    }
}

fn when_lines(desk: &Desk, answer: &Answer) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let items = count(usize::try_from(answer.scope).unwrap_or(0), "item");
    let mut out = vec![line(vec![span(&format!("When are {items} done?"), theme.title)])];
    for percent in [50, 70, 85, 95] {
        let day = reached(answer, percent, desk.now.today);
        let note = match percent {
            50 => "as likely as not",
            85 => "◀ say this one",
            95 => "for a contract",
            _ => "",
        };
        let style = if percent == 85 { theme.accent } else { theme.text };
        out.push(line(vec![
            span(&format!("  {percent} %  "), theme.muted),
            span(&format!("{day:<18}"), style),
            span(note, theme.muted),
        ]));
    }
    let chance = forecast::chance(&answer.when, answer.days_ahead);
    let words = format!("  by {} with a chance of {chance} %", answer.by.format("%-d %b"));
    out.push(line(vec![span(&words, theme.muted)]));
    out
}

fn how_many_lines(desk: &Desk, answer: &Answer, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let head = format!("How many by {} ({} days)?", answer.by.format("%-d %b %Y"), answer.days_ahead);
    let (safe, even) = (forecast::at_least(&answer.sums, 85), forecast::at_least(&answer.sums, 50));
    let words = vec![
        span("  85 %  ", theme.muted),
        span(&format!("at least {safe}"), theme.accent),
        span(&format!("   50 %  at least {even}"), theme.muted),
    ];
    vec![line(vec![span(&head, theme.title)]), line(cut(words, cells))]
}

/// Returns the line of a chance over what it depends on, with the chances that are said in words marked on it.
///
/// `at` gives the share of the trials for a number from `low` to `high`; `marked` are the numbers where 85 % and 50 % lie.
fn chances(desk: &Desk, (low, high): (u32, u32), at: impl Fn(u32) -> f64, marked: [u32; 2]) -> Graph {
    let theme = &desk.theme;
    let along = |n: u32| f64::from(n.saturating_sub(low)) / f64::from(high.saturating_sub(low).max(1));
    // a point for each, or as many as a wide pane can show
    let step = usize::try_from((high - low) / POINTS).unwrap_or(0) + 1;
    let mut points: Vec<(f64, f64)> = (low..=high).step_by(step).map(|n| (along(n), at(n))).collect();
    points.push((along(high), at(high)));
    let [safe, even] = marked.map(|n| (along(n), at(n)));
    Graph {
        curves: vec![Curve { points, style: theme.text, dots: false, label: String::new() }],
        marks: vec![(even, "○ 50 %", theme.muted), (safe, "● 85 %", theme.accent)],
        range: (0.0, 1.0),
        ends: ("100 %".to_owned(), "0 %".to_owned()),
        ..Graph::default()
    }
}

/// Returns the share of sorted trials that are at most some number.
fn share_up_to(sorted: &[u32], n: u32) -> f64 {
    let some = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    some(sorted.partition_point(|one| *one <= n)) / some(sorted.len().max(1))
}

/// Draws how the chance that all is done rises from day to day.
fn when_chart(desk: &Desk, answer: &Answer) -> Graph {
    let low = forecast::percentile(&answer.when, 1).saturating_sub(7);
    let high = forecast::percentile(&answer.when, 99);
    let marked = [forecast::percentile(&answer.when, 85), forecast::percentile(&answer.when, 50)];
    let mut graph = chances(desk, (low, high), |days| share_up_to(&answer.when, days), marked);
    let day = |days: u32| {
        let day = forecast::day_after(desk.now.today, days);
        day.map_or_else(|| "beyond ten years".to_owned(), |day| day.format("%-d %b %y").to_string())
    };
    graph.below = vec![(0.0, day(low)), (0.5, day(low.midpoint(high))), (1.0, day(high))];
    graph
}

/// Draws how the chance falls, the more items are hoped for.
fn how_many_chart(desk: &Desk, answer: &Answer) -> Graph {
    let (low, high) = (forecast::percentile(&answer.sums, 1), forecast::percentile(&answer.sums, 99) + 1);
    let marked = [forecast::at_least(&answer.sums, 85), forecast::at_least(&answer.sums, 50)];
    let reach = |n: u32| n.checked_sub(1).map_or(1.0, |below| 1.0 - share_up_to(&answer.sums, below));
    let mut graph = chances(desk, (low, high), reach, marked);
    graph.below = vec![
        (0.0, low.to_string()),
        (0.5, low.midpoint(high).to_string()),
        (1.0, count(usize::try_from(high).unwrap_or(0), "item")),
    ];
    graph
}

fn assumptions(desk: &Desk, answer: &Answer, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let heading = |words: &str| line(vec![span(words, theme.muted)]);
    let weeks = answer.history.weeks();
    let counts: Vec<f64> = weeks.iter().map(|n| f64::from(*n)).collect();
    let spark = spark(&counts);
    let numbers = weeks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut out = vec![heading("HISTORY")];
    out.extend(wrapped(
        &format!(
            "{} in the last {} days, on {} of them",
            count(usize::try_from(answer.history.total()).unwrap_or(0), "item"),
            state(desk).window,
            answer.history.active()
        ),
        cells,
        theme.text,
    ));
    out.push(line(vec![span(&spark, theme.accent), span("  a week", theme.muted)]));
    out.extend(wrapped(&numbers, cells, theme.muted));
    if forecast::is_thin(&answer.history) {
        let words =
            format!("! thin: under {} days with something finished, or under six weeks of them", forecast::THIN);
        out.extend(wrapped(&words, cells, theme.warn));
    }
    out.extend([Line::default(), heading("SCOPE")]);
    let growth = crate::model::entity::hundredths(i64::from(state(desk).growth));
    let dropped = if state(desk).dropped > 0 { format!(", {} left out", state(desk).dropped) } else { String::new() };
    let scope = count(usize::try_from(answer.scope).unwrap_or(0), "item");
    out.extend(wrapped(&format!("{scope}{dropped} × {growth} growth"), cells, theme.text));
    out.extend([Line::default(), heading("BACK-TEST")]);
    let words = match answer.held.all {
        0 => "too little history to look back".to_owned(),
        _ => format!("four weeks ahead, {}", answer.held.words()),
    };
    out.extend(wrapped(&words, cells, theme.text));
    out.extend([Line::default(), heading("MIND")]);
    out.extend(wrapped(
        "The same team, the same sort of items, nothing forgotten. A range, never a promise. The same data gives the same answer.",
        cells,
        theme.muted,
    ));
    out
}
