//! The mouse: nothing is mouse-only, and everything that it does is what a key does.

use std::ops::Range;

use crossterm::event::{KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::action::{Group, in_scope};
use super::app::App;
use super::items;
use super::keymap::Chord;
use super::layer::picker::{Entry, Picker};
use super::view::View;
use super::view::backlog::Focus;
use crate::model::{Id, Place, Status};

/// Two clicks within this time are a double click.
const DOUBLE_MS: i64 = 400;
/// Rows that a turn of the wheel moves.
const WHEEL: isize = 3;

/// Where things are on the screen, set while drawing, so that a click finds them.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The rows of the list: where they are, and the row on each line.
    pub list: Option<(Rect, Vec<usize>)>,
    /// The item.
    pub detail: Option<Rect>,
    /// What can be chosen by a click on other screens.
    pub things: Vec<(Rect, Id)>,
    /// The columns of the board.
    pub columns: Vec<(Rect, Status)>,
    /// The keys of the footer: their row, cells and spelling.
    pub footer: Vec<(u16, Range<u16>, String)>,
}

/// What the mouse is in the middle of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hold {
    /// The last press: when and on which row.
    pressed: Option<(i64, usize)>,
    /// The item that is being dragged, and the row that it would go to.
    pub drag: Option<(Id, usize)>,
    /// The thing that was pressed, and when.
    thing: Option<(i64, Id)>,
    /// The column of the board that a card is being dragged over.
    pub over: Option<Status>,
}

/// Takes what the mouse did.
pub fn take(app: &mut App, event: MouseEvent) {
    let at = Position::new(event.column, event.row);
    if let MouseEventKind::Down(MouseButton::Left) = event.kind
        && let Some(keys) = footer_key(app, at)
    {
        press(app, &keys);
        return;
    }
    if !app.layers.is_empty() {
        match event.kind {
            MouseEventKind::ScrollDown => press(app, "down"),
            MouseEventKind::ScrollUp => press(app, "up"),
            _ => {}
        }
        return;
    }
    match event.kind {
        MouseEventKind::ScrollDown => wheel(app, at, WHEEL),
        MouseEventKind::ScrollUp => wheel(app, at, -WHEEL),
        MouseEventKind::Down(MouseButton::Left) => left(app, at),
        MouseEventKind::Down(MouseButton::Right) => {
            left(app, at);
            menu(app);
        }
        MouseEventKind::Drag(MouseButton::Left) => drag(app, at),
        MouseEventKind::Up(MouseButton::Left) => drop_at(app),
        _ => {}
    }
}

fn footer_key(app: &App, at: Position) -> Option<String> {
    let hit = app.hits.footer.iter().find(|(row, cells, _)| *row == at.y && cells.contains(&at.x))?;
    Some(hit.2.clone())
}

/// Presses the keys that a label spells; of a family of keys (`J K`, `↑↓`) none.
fn press(app: &mut App, spelled: &str) {
    let words: Vec<String> = spelled.split(' ').map(str::to_lowercase).collect();
    let chords: Option<Vec<Chord>> = spelled
        .split(' ')
        .zip(&words)
        .map(|(word, lower)| if word.chars().count() == 1 { Chord::parse(word) } else { Chord::parse(lower) })
        .collect();
    for chord in chords.unwrap_or_default() {
        let modifiers = if chord.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        app.key(KeyEvent::new(chord.code, modifiers));
    }
}

/// Returns the row of the list under a place.
fn row_at(app: &App, at: Position) -> Option<usize> {
    let (area, shown) = app.hits.list.as_ref()?;
    let row = *shown.get(usize::from(at.y.checked_sub(area.y)?))?;
    (area.contains(at) && row < app.backlog.rows().len()).then_some(row)
}

fn wheel(app: &mut App, at: Position, by: isize) {
    if app.view != View::Backlog {
        press(app, if by > 0 { "down" } else { "up" });
    } else if app.hits.detail.is_some_and(|area| area.contains(at)) {
        app.backlog.scroll(by);
    } else {
        app.backlog.step(by);
    }
}

/// Chooses what lies under the mouse on a screen other than the backlog; twice in a row opens it, where Enter does no more than
/// that.
fn choose(app: &mut App, at: Position) {
    let pressed = app.hold.thing.take();
    app.hold.over = None;
    let Some(choose) = app.view.page().choose else { return };
    let Some((_, id)) = app.hits.things.iter().find(|(area, _)| area.contains(at)).copied() else { return };
    let now = app.now.at.0;
    let opens = !matches!(app.view, View::Plan | View::Review);
    let double = opens && pressed.is_some_and(|(when, which)| which == id && now - when < DOUBLE_MS);
    choose(app, id);
    app.hold.thing = Some((now, id));
    if double {
        app.hold.thing = None;
        press(app, "enter");
    }
}

fn left(app: &mut App, at: Position) {
    if app.view != View::Backlog {
        choose(app, at);
        return;
    }
    if app.hits.detail.is_some_and(|area| area.contains(at)) {
        app.backlog.focus = Focus::Detail;
        return;
    }
    let Some(row) = row_at(app, at) else { return };
    let now = app.now.at.0;
    let double = app.hold.pressed.is_some_and(|(when, which)| which == row && now - when < DOUBLE_MS);
    app.hold.pressed = Some((now, row));
    app.backlog.focus = Focus::List;
    app.backlog.go(row);
    if double {
        app.hold.pressed = None;
        press(app, "enter");
    }
}

fn drag(app: &mut App, at: Position) {
    if app.view == View::Sprint {
        let column = app.hits.columns.iter().find(|(area, _)| area.contains(at)).map(|(_, status)| *status);
        app.hold.over = app.hold.thing.and(column);
        return;
    }
    let (Some((_, from)), Some(row)) = (app.hold.pressed, row_at(app, at)) else { return };
    if let Some(id) = app.backlog.rows().get(from).copied() {
        app.hold.drag = (row != from).then_some((id, row));
    }
}

/// Lets go of a dragged row: it goes where the ghost line is, as `J` and `K` would bring it there.
fn drop_at(app: &mut App) {
    if let (Some(to), Some((_, id))) = (app.hold.over.take(), app.hold.thing) {
        app.hold.thing = None;
        items::move_to(app, id, to);
        return;
    }
    let Some((id, row)) = app.hold.drag.take() else { return };
    app.hold.pressed = None;
    if let Err(why) = items::in_order(app) {
        app.refuse(why);
        return;
    }
    let from = app.backlog.rows().iter().position(|other| *other == id);
    let (Some(from), Some(target)) = (from, app.backlog.rows().get(row).copied()) else { return };
    let place = if row > from { Place::After(target) } else { Place::Before(target) };
    let now = app.now;
    app.edit("moved", "", move |product| product.rank_by_hand(&[id], place, now));
    app.backlog.select(id);
}

/// Offers the verbs on the item under the mouse.
fn menu(app: &mut App) {
    let entries = in_scope(app.scope())
        .filter(|action| action.group == Group::Do)
        .map(|action| Entry {
            text: action.title.to_owned(),
            side: app.keymap.first(action),
            unready: (action.ready)(app).err().map(str::to_owned),
            words: None,
            value: action,
        })
        .collect();
    app.push(Picker::new("Do", entries, |app, action| app.run(action)));
}
