//! The program on the screen: keys become commands, layers get theirs first, time passes. It names no screen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Greeting;
use super::assist;
use super::catalog::CATALOG;
use super::command::{Action, Scope};
use super::desk::{Desk, Effect, Tone};
use super::keymap::{Chord, Found, Keymap};
use super::layer::{Flow, Layer};
use super::pointer::Hits;
use super::theme::Theme;
use super::tour::{self, Tour};
use super::welcome::Welcome;
use crate::config::Config;
use crate::model::Now;
use crate::workspace::Workspace;

/// How long a prefix waits before it lists what can follow.
const PREFIX_MS: i64 = 300;

/// The desk, and what lies between it and the terminal.
pub struct App {
    /// What commands work on.
    pub desk: Desk,
    /// Keys of a sequence that is not complete, and since when.
    pub prefix: Vec<Chord>,
    prefix_since: i64,
    /// Whether the last key was a Ctrl-c that closed something.
    interrupted: bool,
    /// The places of things on the screen; set while drawing.
    pub hits: Hits,
}

/// Returns the character that `AltGr` types: Windows tells it as Ctrl and Alt held, and no key of ours is that.
fn typed(key: KeyEvent) -> KeyEvent {
    let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
    match key.code {
        KeyCode::Char(c) if key.modifiers.contains(both) && !c.is_ascii_alphanumeric() => {
            KeyEvent { modifiers: key.modifiers.difference(both), ..key }
        }
        _ => key,
    }
}

impl App {
    /// Returns the screen of a product.
    #[must_use]
    pub fn new(workspace: Workspace, theme: Theme, size: (u16, u16), now: Now) -> Self {
        let desk = Desk::new(&CATALOG, workspace, theme, size, now);
        Self { desk, prefix: Vec::new(), prefix_since: 0, interrupted: false, hits: Hits::default() }
    }

    /// Takes over a person's settings, and says what is wrong with them.
    pub fn configure(&mut self, config: &Config) {
        let (keymap, faults) = Keymap::with(&CATALOG, &config.keys);
        self.desk.keymap = keymap;
        self.desk.scale.clone_from(&config.scale);
        self.desk.list.stale_days = config.stale_days;
        self.desk.user.tips = config.tips;
        self.desk.user.manages = config.manages;
        self.desk.user.layout = config.layout;
        self.desk.helper.settings = config.assistant.clone();
        if let Some(fault) = config.faults.iter().chain(&faults).next() {
            let fault = format!("configuration: {fault} · momentum config");
            self.desk.refuse(fault);
        }
    }

    /// Begins with what the program was started for; a product that is set up with the screen that wants to be first.
    pub fn greet(&mut self, greeting: Greeting) {
        let desk = &mut self.desk;
        match greeting {
            Greeting::None => {
                let mut first = desk.pages.iter().find(|page| page.begins.is_some_and(|begins| begins(desk)));
                // with a product to look at a product manager begins with the page that stands first for them
                if first.is_some() && desk.user.manages {
                    first = desk.pages.iter().find(|page| page.long_view == Some(0));
                }
                desk.page = first.copied().unwrap_or(desk.page);
            }
            Greeting::Welcome(offers) => {
                let place = desk.workspace.path().display().to_string();
                desk.push(Welcome::new(offers, place));
            }
            Greeting::Import(path) => super::import::take(desk, &path),
            Greeting::Tour => desk.tour = Some(Tour::new(desk.workspace.product())),
        }
    }

    /// Takes a key press.
    pub fn key(&mut self, key: KeyEvent) {
        self.take(key);
        tour::follow(&mut self.desk);
        self.keep_typed();
    }

    /// Has what is half typed kept.
    fn keep_typed(&mut self) {
        let words = self.desk.layers.iter().flat_map(|layer| layer.typed()).collect();
        self.desk.user.typed.keep(words);
    }

    fn take(&mut self, key: KeyEvent) {
        let key = typed(key);
        if key.code == KeyCode::Char('c') && Chord::of(key).ctrl {
            // what is half typed is asked about first; a second one leaves
            if self.desk.layers.is_empty() || std::mem::replace(&mut self.interrupted, true) {
                self.desk.effects.push(Effect::Quit);
            } else {
                self.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
                self.desk.say("Ctrl-c once more quits");
            }
            return;
        }
        if key.code != KeyCode::Esc {
            self.interrupted = false;
        }
        // Esc and a key typed at once look like Alt to a terminal; no key here needs Alt
        if let KeyCode::Char(_) = key.code
            && key.modifiers.contains(KeyModifiers::ALT)
        {
            self.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
            self.key(KeyEvent::new(key.code, key.modifiers.difference(KeyModifiers::ALT)));
            return;
        }
        self.desk.helper.touched = true;
        if self.desk.message.as_ref().is_some_and(|m| m.tone == Tone::Refused) {
            self.desk.message = None;
        }
        match self.desk.layers.pop() {
            Some(mut layer) => match layer.key(&mut self.desk, key) {
                Flow::Again(next) => {
                    next(&mut self.desk);
                    self.key(key);
                }
                flow => self.flow(layer, flow),
            },
            None => self.chord(Chord::of(key)),
        }
    }

    /// Takes pasted text: a text, never keys.
    pub fn paste(&mut self, text: &str) {
        match self.desk.layers.pop() {
            Some(mut layer) => {
                let flow = layer.paste(&mut self.desk, text);
                self.flow(layer, flow);
            }
            None => super::items::paste_items(&mut self.desk, text),
        }
        self.keep_typed();
    }

    fn flow(&mut self, layer: Box<dyn Layer>, flow: Flow) {
        self.follow_flow(layer, flow);
        let product = self.desk.workspace.product();
        self.desk.layers.retain(|layer| !layer.is_spent(product));
    }

    fn follow_flow(&mut self, layer: Box<dyn Layer>, flow: Flow) {
        match flow {
            Flow::Stay => self.desk.layers.push(layer),
            Flow::Close => {}
            Flow::Then(next) | Flow::Again(next) => next(&mut self.desk),
            Flow::Over(next) => {
                self.desk.layers.push(layer);
                next(&mut self.desk);
            }
        }
    }

    fn chord(&mut self, chord: Chord) {
        if chord.code == KeyCode::Esc && self.prefix.is_empty() && self.desk.helper.stop() {
            self.desk.say("stopped: nothing was taken");
            return;
        }
        if chord.code == KeyCode::Esc && !self.prefix.is_empty() {
            self.prefix.clear();
            return;
        }
        if self.prefix.is_empty() {
            self.prefix_since = self.desk.now.at.0;
            if let KeyCode::Char(c @ '0'..='9') = chord.code
                && self.desk.now.at.0 < self.desk.quiet_until
            {
                self.desk.refuse(format!("{c} came too soon after a size to mean a screen · ⟦item.size⟧ sizes again"));
                return;
            }
        }
        self.prefix.push(chord);
        match self.desk.keymap.find(self.desk.scope(), &self.prefix) {
            Found::Prefix => {
                if chord.code == KeyCode::Char('?') {
                    self.prefix.clear();
                }
            }
            Found::Action(action) => {
                self.prefix.clear();
                self.desk.run(action);
            }
            Found::Nothing => {
                let keys = std::mem::take(&mut self.prefix);
                if let Some(why) = self.foreign(&keys) {
                    self.desk.refuse(why);
                } else if keys.len() > 1 {
                    self.desk.refuse("no command on these keys · ⟦app.help⟧ shows what works here");
                } else if let [Chord { code: KeyCode::Char(c), ctrl: false }] = keys.as_slice() {
                    let key = if *c == ' ' { "Space".to_owned() } else { c.to_string() };
                    self.desk.refuse(format!("{key} does nothing here · ⟦app.help⟧ shows what works here"));
                }
            }
        }
    }

    /// Returns why keys that are a verb on items do nothing on a page of other things.
    fn foreign(&self, keys: &[Chord]) -> Option<String> {
        let why = self.desk.page.foreign;
        if why.is_empty() {
            return None;
        }
        match self.desk.keymap.find(Scope::Items, keys) {
            Found::Action(action) if action.scope == Scope::Items => {
                let what = action.title.split(':').next().unwrap_or(action.title);
                Some(format!("“{what}” is for items: {why}"))
            }
            Found::Prefix => Some(format!("these keys are for items: {why}")),
            _ => None,
        }
    }

    /// Returns what can follow a prefix, once it has waited long enough to be in doubt.
    #[must_use]
    pub fn which(&self) -> Option<Vec<(String, &'static Action)>> {
        let due = !self.prefix.is_empty() && self.desk.now.at.0 - self.prefix_since >= PREFIX_MS;
        due.then(|| self.desk.keymap.following(self.desk.scope(), &self.prefix))
    }

    /// Lets time pass: takes over what was saved, lets messages fade. Returns whether anything is to be drawn.
    pub fn tick(&mut self) -> bool {
        let mut draw = self.desk.tick() | !self.prefix.is_empty();
        if let Some(arrived) = self.desk.helper.arrived.take() {
            assist::arrive(&mut self.desk, arrived);
            draw = true;
        }
        if let Some(mut layer) = self.desk.layers.pop() {
            if let Some(flow) = layer.wait(self.desk.now.at.0) {
                self.flow(layer, flow);
                draw = true;
            } else {
                draw |= layer.waits();
                self.desk.layers.push(layer);
            }
        }
        draw
    }

    /// Returns how long the loop may wait for a key, in milliseconds.
    #[must_use]
    pub fn patience(&self) -> u64 {
        let waits = !self.prefix.is_empty() || self.desk.layers.last().is_some_and(|layer| layer.waits());
        let most = if waits { 50 } else { u64::MAX };
        self.desk.patience().min(most)
    }
}
