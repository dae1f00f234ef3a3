//! The log of decisions: what was decided, why, instead of what. Nothing is ever taken out of it; undo takes back what was just
//! done.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::exchange::decisions::markdown;
use crate::model::Id;
use crate::model::decision::{Decision, Verdict};
use crate::model::entity::one_line;
use crate::query::Fuzzy;
use crate::text::{self, count};
use crate::tui::action::{Action, Group, Scope, always, rows_of, writable};
use crate::tui::app::{App, Effect};
use crate::tui::items::detail::when;
use crate::tui::items::{go_to, targets};
use crate::tui::layer::notice::{Notice, Tone};
use crate::tui::layer::prompt::Prompt;
use crate::tui::view::{Page, View};
use crate::tui::widget::list::Chosen;
use crate::tui::widget::text::{bar, pane, span, spread, wrapped};

/// The state of the screen.
#[derive(Default)]
pub struct Decisions {
    chosen: Chosen,
    find: String,
    /// Whether what was only kept in a session is listed, too.
    all: bool,
}

/// What the program knows of this screen.
pub const PAGE: Page = Page {
    view: View::Decisions,
    name: "Decisions",
    tab: None,
    item: None,
    choose: None,
    out,
    render: |app, frame, area, _| render(app, frame, area),
};

rows_of!(Scope::On(View::Decisions), Move, always);

/// The rows of this file.
pub const ACTIONS: &[Action] = &[
    row("decisions.down", "Down", "down", &["j", "down"], 0, |app| step(app, 1)),
    row("decisions.up", "Up", "up", &["k", "up"], 0, |app| step(app, -1)),
    row("decisions.first", "First", "first", &["g g", "home"], 0, |app| step(app, isize::MIN)),
    row("decisions.last", "Last", "last", &["G", "end"], 0, |app| step(app, isize::MAX)),
    row("decisions.page-down", "Ten down", "ten down", &["pgdn", "ctrl-d"], 0, |app| step(app, 10)),
    row("decisions.page-up", "Ten up", "ten up", &["pgup", "ctrl-u"], 0, |app| step(app, -10)),
    row("decisions.open", "Read it", "read", &["enter"], 1, open),
    row("decisions.item", "Go to the item that it is about", "the item", &["o"], 2, |app| {
        let id = current(app).and_then(|decision| decision.about.first().copied());
        match id.filter(|id| app.product().items().get(*id).is_some()) {
            Some(id) => {
                app.view = View::Backlog;
                go_to(app, id);
            }
            None => app.refuse("it is about no item"),
        }
    }),
    row("decisions.all", "List what was only kept in a session, too, or not", "kept ones", &["tab"], 6, |app| {
        app.decisions.all = !app.decisions.all;
        app.decisions.chosen = Chosen::default();
    }),
    row("decisions.find", "Find by words", "find", &["/"], 3, find),
    row("decisions.copy", "Copy them as Markdown", "copy", &["y"], 4, |app| {
        let found = found(app);
        let text = markdown(app.product(), &found.iter().collect::<Vec<_>>(), app.now);
        app.say(format!("copied {}, where the terminal allows it", count(found.len(), "decision")));
        app.effects.push(Effect::Copy(text));
    }),
    Action {
        ready: writable,
        group: Group::Do,
        ..row("decisions.add", "Write a decision down", "write one", &["a"], 5, add)
    },
];

/// The rows that work elsewhere.
pub const GO: &[Action] = &[
    Action {
        scope: Scope::Everywhere,
        ..row("go.decisions", "Decisions: what was decided, and why", "decisions", &["g d"], 0, |app| {
            app.decisions = Decisions::default();
            app.view = View::Decisions;
        })
    },
    Action {
        scope: Scope::Everywhere,
        group: Group::Do,
        ready: writable,
        ..row("decision.add", "Write a decision down, with what else could have been done", "decide", &["D D"], 0, add)
    },
];

/// Returns the decisions that fit what is looked for, the latest first.
fn found(app: &App) -> Vec<Decision> {
    let mut fuzzy = Fuzzy::new(app.decisions.find.split_whitespace());
    let product = app.product();
    let all = product.decisions_by_day();
    let all_verdicts = app.decisions.all || !fuzzy.is_empty();
    let fits = |decision: &&Decision, fuzzy: &mut Fuzzy| {
        if !all_verdicts && decision.verdict == Verdict::Kept {
            return false;
        }
        fuzzy.is_empty() || fuzzy.score(&[&decision.what, &decision.because, decision.verdict.word()]).is_some()
    };
    all.into_iter().filter(|decision| fits(decision, &mut fuzzy)).cloned().collect()
}

fn ids(found: &[Decision]) -> Vec<Id> {
    found.iter().map(|decision| decision.id).collect()
}

fn current(app: &App) -> Option<Decision> {
    let found = found(app);
    let id = app.decisions.chosen.of(&ids(&found))?;
    found.into_iter().find(|decision| decision.id == id)
}

fn step(app: &mut App, by: isize) {
    let ids = ids(&found(app));
    app.decisions.chosen.step(&ids, by);
}

fn open(app: &mut App) {
    let Some(decision) = current(app) else {
        app.refuse("there is no decision here");
        return;
    };
    let mut lines = vec![
        (Tone::Muted, format!("{} · {} · {}", decision.verdict, when(decision.created, app.now), decision.by)),
        (Tone::Text, decision.what.clone()),
    ];
    for (head, words) in [("WHY", decision.because.clone()), ("INSTEAD OF", decision.alternatives.join("\n"))] {
        if !words.is_empty() {
            lines.extend([(Tone::Muted, String::new()), (Tone::Muted, head.to_owned()), (Tone::Text, words)]);
        }
    }
    let items = decision.about.iter().filter_map(|id| app.product().items().get(*id));
    let items: Vec<String> = items.map(|item| format!("{} {}", app.product().key(item), item.title)).collect();
    if !items.is_empty() {
        lines.extend([(Tone::Muted, String::new()), (Tone::Muted, "ABOUT".to_owned()), (Tone::Text, items.join("\n"))]);
    }
    app.push(Notice::new("Decision", lines));
}

fn find(app: &mut App) {
    app.push(
        Prompt::new("Find a decision", "", |_, _| ()).hint("words of what was decided, or why · Esc shows all").live(
            |app, text| {
                text.clone_into(&mut app.decisions.find);
                app.decisions.chosen = Chosen::default();
            },
            |app| app.decisions.find.clear(),
        ),
    );
}

/// Goes one level out. Returns false where this is the outermost.
pub fn out(app: &mut App) -> bool {
    let narrowed = !app.decisions.find.is_empty();
    app.decisions.find.clear();
    narrowed
}

fn add(app: &mut App) {
    let about = if app.view == View::Decisions { Vec::new() } else { targets(app) };
    app.push(
        Prompt::new("What was decided?", "", |app, what| {
            if what.trim().is_empty() {
                return;
            }
            app.push(
                Prompt::new("Why?", "", move |app, because| {
                    app.push(
                        Prompt::new("What else could have been done?", "", move |app, instead| {
                            let alternatives = instead.split(';').map(one_line).filter(|s| !s.is_empty()).collect();
                            let by = app.me.clone();
                            app.edit("decided", "", move |product| {
                                product.decide(Decision {
                                    what,
                                    because,
                                    alternatives,
                                    about,
                                    by,
                                    ..Decision::default()
                                })
                            });
                        })
                        .hint("separated by semicolons; empty where nothing was"),
                    );
                })
                .hint("in words that hold when somebody asks in half a year"),
            );
        })
        .hint("one line; it is kept with the day, and the items that are chosen"),
    );
}

/// Draws the screen.
pub fn render(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let found = found(app);
    let mut head = vec![span("Decisions", theme.title), span(&format!("  {}", found.len()), theme.text)];
    let kept = app.product().decisions_by_day().iter().filter(|d| d.verdict == Verdict::Kept).count();
    if kept > 0 && !app.decisions.all && app.decisions.find.is_empty() {
        head.push(span(&format!(" · {kept} kept in sessions not shown"), theme.muted));
    }
    if !app.decisions.find.is_empty() {
        head.push(span(&format!(" · /{}", app.decisions.find), theme.accent));
    }
    let block = pane(head, true, theme);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let cells = usize::from(inner.width);
    if found.is_empty() {
        let words = if app.decisions.find.is_empty() {
            "No decision yet. Every no, every split and merge, every verdict in a grooming session is kept here with its reason; D D writes one down by hand."
        } else {
            "nothing fits · Esc shows all"
        };
        frame.render_widget(Paragraph::new(wrapped(words, cells, theme.text)), inner);
        return;
    }
    let ids = ids(&found);
    let at = app.decisions.chosen.place(&ids);
    let window = app.decisions.chosen.window(&ids, usize::from(inner.height));
    let lines: Vec<_> = found
        .iter()
        .enumerate()
        .skip(window.start)
        .take(window.len())
        .map(|(i, decision)| {
            let here = Some(i) == at;
            let why = if decision.because.is_empty() { String::new() } else { format!("  “{}”", decision.because) };
            let left = vec![
                span(if here { "▸ " } else { "  " }, theme.accent),
                span(&text::fit(&when(decision.created, app.now), 11), theme.muted),
                span(&text::line(&decision.what), theme.text),
                span(&text::line(&why), theme.muted),
            ];
            let spans = spread(left, vec![span(&format!("  {}", decision.verdict), theme.muted)], cells);
            bar(spans, here, theme)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}
