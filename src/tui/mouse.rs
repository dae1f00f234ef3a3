//! The mouse: nothing is mouse-only, and everything that it does is what a key does.

use crossterm::event::{KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::app::App;
use super::command::{Scope, Why};
use super::keymap::Chord;
use super::layer::picker::{Pick, Picker};
use super::pointer::{Click, Pointer, is_double};

/// Rows that a turn of the wheel moves.
const WHEEL: isize = 3;

/// Takes what the mouse did.
pub fn take(app: &mut App, event: MouseEvent) {
    let at = Position::new(event.column, event.row);
    if let MouseEventKind::Down(MouseButton::Left) = event.kind
        && let Some(keys) = footer_key(app, at)
    {
        press(app, &keys);
        return;
    }
    if !app.desk.layers.is_empty() {
        match event.kind {
            MouseEventKind::ScrollDown => press(app, "down"),
            MouseEventKind::ScrollUp => press(app, "up"),
            _ => {}
        }
        return;
    }
    match event.kind {
        MouseEventKind::ScrollDown => point(app, at, Pointer::Wheel(WHEEL)),
        MouseEventKind::ScrollUp => point(app, at, Pointer::Wheel(-WHEEL)),
        MouseEventKind::Down(MouseButton::Left) => point(app, at, Pointer::Press),
        MouseEventKind::Down(MouseButton::Right) => {
            point(app, at, Pointer::Press);
            menu(app);
        }
        MouseEventKind::Drag(MouseButton::Left) => point(app, at, Pointer::Drag),
        MouseEventKind::Up(MouseButton::Left) => point(app, at, Pointer::Release),
        _ => {}
    }
}

/// Lets the screen take what the mouse did, else does what all screens do.
fn point(app: &mut App, at: Position, what: Pointer) {
    let own = app.desk.page.mouse.map_or(Click::Pass, |mouse| mouse(&mut app.desk, &app.hits, at, what));
    match (own, what) {
        (Click::Open, _) => press(app, "enter"),
        (Click::Done, _) | (_, Pointer::Drag | Pointer::Release) => {}
        (Click::Pass, Pointer::Wheel(by)) => press(app, if by > 0 { "down" } else { "up" }),
        (Click::Pass, Pointer::Press) => choose(app, at),
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

/// Chooses what lies under the mouse; twice in a row opens it, where Enter does no more than
/// that.
fn choose(app: &mut App, at: Position) {
    let pressed = app.desk.hold.thing.take();
    app.desk.hold.over = None;
    let Some(choose) = app.desk.page.choose else { return };
    let Some((_, id)) = app.hits.things.iter().find(|(area, _)| area.contains(at)).copied() else { return };
    let now = app.desk.now.at.0;
    let double = app.desk.page.enter_opens && is_double(pressed, now, &id);
    choose(&mut app.desk, id);
    app.desk.hold.thing = Some((now, id));
    if double {
        app.desk.hold.thing = None;
        press(app, "enter");
    }
}

/// Offers the verbs on the item under the mouse.
fn menu(app: &mut App) {
    let desk = &mut app.desk;
    let entries = desk
        .keymap
        .in_scope(desk.scope())
        .filter(|action| action.scope == Scope::Items)
        .map(|action| {
            Pick::new(action.title.to_owned(), desk.keymap.first(action), action)
                .unready((action.ready)(desk).err().map(Why::into_owned))
        })
        .collect();
    desk.push(Picker::new("Do", entries, |desk, action| desk.run(action)));
}
