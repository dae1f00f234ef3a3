//! The whole frame: tabs, the view, the footer, what lies on top, and the last check of every cell.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use ratatui::widgets::{Clear, Paragraph};

use super::app::App;
use super::command::{Action, Scope};
use super::desk::{Desk, Tone};
use super::layer::{Shown, foot};
use super::list::Focus;
use super::look;
use super::pointer::Hits;
use super::widget::pane::{framed, says};
use super::widget::text::{cut, line, span, spread, width};
use super::{tips, tour};
use crate::model::SprintState;
use crate::sort::InOrder;
use crate::text;
use crate::words;
use crate::workspace::Safety;

/// Smallest frame that anything useful fits into.
const SMALLEST: (u16, u16) = (40, 10);

/// Draws the whole frame.
pub fn draw(app: &mut App, frame: &mut Frame<'_>) {
    let area = frame.area();
    let desk = &mut app.desk;
    if area.width == 0 || area.height == 0 {
        return;
    }
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        small(desk, frame, area);
    } else {
        tabs(desk, frame, Rect { height: 1, ..area });
        let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
        let body = strip(desk, frame, body);
        let mut hits = Hits::default();
        if desk.workspace.is_glimpse() && !desk.shows_list() {
            // every page but the list counts all items
            says(frame, body, desk.page.name, "reading …", &desk.theme);
        } else {
            (desk.page.render)(desk, frame, body, &mut hits);
        }
        let mut layers = std::mem::take(&mut desk.layers);
        if layers.last().is_some_and(|layer| layer.dims()) {
            dim(frame.buffer_mut(), body);
        }
        for layer in &mut layers {
            let shown =
                Shown { product: desk.workspace.product(), now: desk.now, theme: &desk.theme, keymap: &desk.keymap };
            layer.render(&shown, frame, body);
        }
        desk.layers = layers;
        which(app, frame, body);
        hits.footer = footer(app, frame, Rect { y: area.bottom() - 2, height: 1, ..area });
        app.hits = hits;
        message(&app.desk, frame, Rect { y: area.bottom() - 1, height: 1, ..area });
    }
    sanitize(frame.buffer_mut());
    if let Some(ground) = app.desk.theme.ground {
        paint(frame.buffer_mut(), ground);
    }
    if app.desk.user.ascii {
        look::to_ascii(frame.buffer_mut());
    }
}

/// Draws the task of the tour at the foot, where one is on. Returns the area that is left.
fn strip(desk: &Desk, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let Some((head, words)) = tour::strip(desk) else { return area };
    let theme = &desk.theme;
    let left = vec![
        span(" ", theme.selected),
        span(&head, theme.selected),
        span("  ", theme.selected),
        span(&words, theme.selected),
    ];
    let right = vec![span(&desk.words("  ⟦tour.skip⟧ skips "), theme.selected)];
    let row = Rect { y: area.bottom() - 1, height: 1, ..area };
    let cells = usize::from(row.width);
    let spans = spread(left, right, cells).into_iter().map(|part| Span::styled(part.content, theme.selected));
    frame.render_widget(Paragraph::new(line(spans.collect())), row);
    Rect { height: area.height - 1, ..area }
}

/// Says that the window is too small; the keys work all the same.
fn small(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let words = format!("make the window a little larger (now {}×{})", area.width, area.height);
    let mut lines = super::widget::text::wrapped(&words, usize::from(area.width), desk.theme.text);
    if let Some(item) = desk.selected_item() {
        lines.push(line(vec![span(&format!("▸ {} {}", desk.product().key(item), item.title), desk.theme.title)]));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// Draws the tabs on the left, and on the right what holds everywhere: the product, the key result, the day of the sprint, and the
/// flags that need someone. What does not fit goes: the product first, then the goal, then the names of the tabs from the right.
fn tabs(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let room = usize::from(area.width);
    let least = |parts: &[Part]| parts.iter().map(|part| width(&part.spans)).sum::<usize>() + 2;
    // the name of the product gives way to the goal, and a goal is rather cut than left out
    let tries = [(true, 80), (true, 48), (true, 34), (false, 48), (false, 34), (false, 20), (false, 12)];
    let fits = |parts: &Vec<Part>| width(&tab_row(desk, desk.pages.len())) + least(parts) <= room;
    let found = tries.into_iter().map(|(name, cells)| standing(desk, name, cells)).find(fits);
    let mut parts = found.unwrap_or_else(|| standing(desk, false, 12));
    let all = desk.pages.iter().filter(|page| page.tab.is_some()).count();
    let mut names = all;
    while names > 0 && width(&tab_row(desk, names)) + least(&parts) > room {
        let soonest =
            parts.iter().enumerate().filter(|(_, part)| part.gives_way > 0).max_by_key(|(_, part)| part.gives_way);
        match soonest.map(|(at, _)| at) {
            Some(at) => drop(parts.remove(at)),
            None => names -= 1,
        }
    }
    let right = parts.into_iter().flat_map(|part| part.spans).chain([span(" ", desk.theme.text)]).collect();
    frame.render_widget(Paragraph::new(line(spread(tab_row(desk, names), right, room))), area);
}

/// Returns the tabs, so many of them with their names; the one that is shown keeps its name.
fn tab_row(desk: &Desk, names: usize) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let page = desk.page;
    let at = page.title.and_then(|title| title(desk)).unwrap_or(page.name);
    let mut out = Vec::new();
    let mut tabs: Vec<_> = desk.pages.iter().filter(|page| page.tab.is_some()).collect();
    // the page with which the program begins stands first, without a digit
    // and 0 comes after 9, as on the keyboard
    let long = |page: &crate::tui::screen::Page| if desk.user.manages { page.long_view.unwrap_or(u8::MAX) } else { 0 };
    tabs.order_by_key(|page| (long(page), page.tab != Some(""), page.tab == Some("0"), page.tab));
    for (i, page) in tabs.into_iter().enumerate() {
        let here = page.name == at;
        if let Some(tab) = page.tab.filter(|tab| !tab.is_empty()) {
            out.push(span(&format!(" {tab}"), theme.key));
        }
        if here || i < names {
            out.push(span(&format!(" {}", page.name), if here { theme.title } else { theme.muted }));
        }
    }
    if page.tab.is_none() || page.name != at {
        out.extend([span("  ▸ ", theme.muted), span(at, theme.title)]);
    }
    out
}

/// A part of the head's right side.
struct Part {
    spans: Vec<Span<'static>>,
    /// How soon it gives way where there is no room, 0 for never.
    gives_way: u8,
}

fn standing(desk: &Desk, name: bool, cells: usize) -> Vec<Part> {
    let theme = &desk.theme;
    let product = desk.product();
    let part =
        |gives_way, text: &str, style| Part { spans: vec![span("  ", theme.text), span(text, style)], gives_way };
    let mut out = Vec::new();
    if name {
        out.push(part(3, &text::line(&product.about().name), theme.text));
    }
    let vision = text::line(&product.vision().vision);
    if name && !vision.is_empty() {
        out.push(part(4, &text::cut(&vision, cells), theme.muted));
    }
    if let Some(goal) = product.current_goal() {
        out.push(part(2, &format!("G{} {}", goal.num, text::cut(&text::line(&goal.title), cells)), theme.why));
    }
    if let Some(clock) = desk.clock.filter(|clock| clock.is_set()) {
        out.push(part(0, &clock.now().today.format("%-d %b").to_string(), theme.warn));
    }
    if let Some(sprint) = product.sprint_in(SprintState::Active) {
        let (over, days) = sprint.day_of(desk.now.today);
        out.push(part(1, &format!("S{} {over}/{days}", sprint.number), theme.muted));
    }
    // what counts all items is not known before all of them are read
    if desk.workspace.is_glimpse() {
        return out;
    }
    if product.orphans(desk.now.today) > 0 {
        out.push(part(0, &format!("∅{}", product.orphans(desk.now.today)), theme.why));
    }
    let waiting = if product.requests().is_empty() { 0 } else { desk.waiting().len() };
    if waiting > 0 {
        out.push(part(0, &format!("in {waiting}"), theme.muted));
    }
    let conflicts = product.open_conflicts().count();
    if conflicts > 0 {
        out.push(part(0, &desk.words(&format!("! {} ⟦go.conflicts⟧", words::count(conflicts, "conflict"))), theme.bad));
    }
    if let Some(words) = desk.helper.standing() {
        out.push(part(0, &desk.words(&words), theme.warn));
    }
    if desk.workspace.read_only().is_some() {
        out.push(part(0, "READ-ONLY", theme.warn));
    }
    out
}

/// Draws the keys that matter here, and returns where each is.
fn footer(app: &App, frame: &mut Frame<'_>, area: Rect) -> Vec<(u16, Range<u16>, String)> {
    let theme = &app.desk.theme;
    let mut keys: Vec<(String, String)> = match app.desk.layers.last() {
        Some(layer) => layer.keys().into_iter().map(|(key, word)| (key.to_owned(), word.to_owned())).collect(),
        None if !app.prefix.is_empty() => {
            let following = app.desk.keymap.following(app.desk.scope(), &app.prefix);
            let keys = following.into_iter().map(|(key, action)| (key, action.short.to_owned()));
            keys.chain([("Esc".to_owned(), "leave".to_owned())]).collect()
        }
        None => of_page(&app.desk),
    };
    let room = usize::from(area.width).saturating_sub(1);
    let draw = |keys: &[(String, String)]| {
        let mut out = vec![span(" ", theme.text)];
        for (i, (key, word)) in keys.iter().enumerate() {
            let gap = match (i, room) {
                (0, _) => "",
                (_, ..90) => "  ",
                _ => "   ",
            };
            out.extend([span(gap, theme.muted), span(key, theme.key), span(&format!(" {word}"), theme.muted)]);
        }
        out
    };
    // the last key (help, or leave) always stays
    while keys.len() > 1 && width(&draw(&keys)) > room {
        keys.remove(keys.len() - 2);
    }
    frame.render_widget(Paragraph::new(line(cut(draw(&keys), room))), area);
    let end = |n: usize| u16::try_from(width(&draw(keys.get(..n).unwrap_or_default()))).unwrap_or(u16::MAX);
    keys.iter().enumerate().map(|(n, (key, _))| (area.y, area.x + end(n)..area.x + end(n + 1), key.clone())).collect()
}

fn of_page(desk: &Desk) -> Vec<(String, String)> {
    let list = desk.shows_list();
    let mut rows: Vec<&Action> = desk
        .keymap
        .in_scope(desk.scope())
        .filter(|a| list || a.scope != Scope::Elsewhere && (a.named)(desk).is_ok())
        .filter(|a| a.footer > 0 && !desk.keymap.live(desk.scope(), a).is_empty())
        .collect();
    // what belongs to this screen comes first; the verbs on items belong to the list
    rows.order_by_key(|a| (a.scope != desk.scope() && !list, a.footer));
    let word = |action: &Action| match action.name {
        "app.quit" if desk.leaves() => "quit",
        "app.quit" => "back",
        _ => action.short,
    };
    let mut keys: Vec<(String, String)> =
        rows.into_iter().map(|a| (desk.keymap.shown(a), word(a).to_owned())).collect();
    // in the item beside the list the keys for moving scroll, and Esc leads back
    if list && desk.list.focus == Focus::Detail {
        keys.splice(0..0, [("j k".to_owned(), "scroll".to_owned()), ("Esc".to_owned(), "the list".to_owned())]);
    }
    if let Some(footer) = desk.page.footer {
        footer(desk, &mut keys);
    }
    keys.push((desk.words("⟦app.help⟧"), "keys".to_owned()));
    keys
}

/// Cells under which what happened says nothing any more.
const LEAST: usize = 16;

/// Returns a message on so many cells: where it is too long, what happened is cut, and what to do next stays.
fn told(words: &str, cells: usize) -> Cow<'_, str> {
    let next = words.find(" · ").map_or("", |at| words.get(at..).unwrap_or_default());
    let room = cells.saturating_sub(text::width(next));
    if text::width(words) <= cells || next.is_empty() || room < LEAST.max(cells / 2) {
        return text::cut(words, cells);
    }
    let happened = words.strip_suffix(next).unwrap_or(words);
    Cow::Owned(format!("{}{next}", text::cut(happened, room)))
}

fn message(desk: &Desk, frame: &mut Frame<'_>, area: Rect) {
    let theme = &desk.theme;
    let (state, style) = match desk.workspace.safety() {
        Safety::NotSaved { .. } => (desk.words("NOT SAVED · ⟦file.retry⟧"), theme.bad),
        Safety::Reading => ("reading …".to_owned(), theme.muted),
        Safety::Saving => ("saving …".to_owned(), theme.muted),
        Safety::Saved => {
            (desk.saved_at.as_ref().map_or_else(|| "saved".to_owned(), |at| format!("saved {at}")), theme.muted)
        }
    };
    let state = if desk.workspace.read_only().is_some() { "read-only".to_owned() } else { state };
    let right = vec![span("  ", theme.text), span(&state, style), span(" ", theme.text)];
    let left = match (&desk.message, desk.workspace.safety()) {
        (Some(message), _) => {
            let own = if message.tone == Tone::Refused { theme.warn } else { theme.text };
            let room = usize::from(area.width).saturating_sub(1 + width(&right));
            vec![span(" ", own), span(&told(&message.text, room), own)]
        }
        (None, Safety::NotSaved { why, vanished }) => {
            let next = if *vanished {
                "⟦file.retry⟧ writes it again"
            } else {
                "kept in memory, trying again · ⟦file.retry⟧ now"
            };
            vec![span(&desk.words(&format!(" {why} · {next}")), theme.bad)]
        }
        (None, Safety::Reading) => {
            vec![span(" the rest is being read · q leaves", theme.muted)]
        }
        (None, _) => {
            let marked = desk.list.marked();
            if marked > 0 && desk.shows_list() {
                vec![span(
                    &desk.words(&format!(" {marked} marked: verbs act on all of them · ⟦app.out⟧ unmarks")),
                    theme.muted,
                )]
            } else if let Some((keys, words)) = tips::tip(desk).filter(|_| desk.layers.is_empty()) {
                vec![span(" tip  ", theme.muted), span(&keys, theme.key), span(&format!("  {words}"), theme.muted)]
            } else {
                Vec::new()
            }
        }
    };
    frame.render_widget(Paragraph::new(line(spread(left, right, usize::from(area.width)))), area);
}

/// Lists what can follow a prefix that waits.
fn which(app: &App, frame: &mut Frame<'_>, body: Rect) {
    let Some(following) = app.which() else { return };
    let theme = &app.desk.theme;
    let rows = u16::try_from(following.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(2));
    let area = foot(body, rows + 2);
    frame.render_widget(Clear, area);
    let keys = app
        .prefix
        .iter()
        .map(|chord| if let crossterm::event::KeyCode::Char(c) = chord.code { c } else { ' ' })
        .collect::<String>();
    let on = match app.desk.list.marked() {
        0 => String::new(),
        n => format!("  on {}", words::count(n, "marked item")),
    };
    let inner = framed(frame, area, vec![span(&format!("{keys} …{on}"), theme.title)], true, theme);
    let lines: Vec<_> = following
        .into_iter()
        .map(|(key, action)| {
            let style = if (action.ready)(&app.desk).is_ok() { theme.text } else { theme.ghost };
            let mut row = vec![span(&format!("{key:>3}  "), theme.key), span(action.title, style)];
            if let Some(layout) = app.desk.user.layout.filter(|layout| layout.trouble_of(&key).is_some()) {
                row.push(span(&format!("  or {}", app.desk.keymap.instead(action, layout)), theme.muted));
            }
            line(row)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Takes the view under a layer back one level; it stays readable.
fn dim(buffer: &mut Buffer, area: Rect) {
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.modifier = (cell.modifier | Modifier::DIM).difference(Modifier::BOLD);
        }
    }
}

/// Paints the ground of every cell that has none of its own.
fn paint(buffer: &mut Buffer, ground: Style) {
    for cell in &mut buffer.content {
        let own = cell.style();
        let has = |color: Option<_>| color.filter(|color| *color != Style::reset().fg.unwrap_or_default());
        cell.set_style(Style { fg: has(own.fg).or(ground.fg), bg: has(own.bg).or(ground.bg), ..own });
    }
}

/// The last check: whatever a view or a widget did, no cell drives the terminal.
fn sanitize(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !text::is_safe(cell.symbol()) {
            cell.set_symbol("·");
        }
    }
}
