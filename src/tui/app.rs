//! The state of the screen, and what a key does to it.

use std::rc::Rc;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Scope};
use super::judge::Judge;
use super::keymap::{Chord, Found, Keymap};
use super::layer::welcome::Welcome;
use super::layer::{Flow, Layer};
use super::mouse::{Hits, Hold};
use super::theme::Theme;
use super::view::View;
use super::view::backlog::Backlog;
use super::view::decisions::Decisions;
use super::view::flow::Flow as FlowView;
use super::view::forecast::Forecast;
use super::view::groom::{self, Groom};
use super::view::matrix::Matrix;
use super::view::outcomes::Outcomes;
use super::view::plan::Plan;
use super::view::portfolio::Portfolio;
use super::view::retro::Retrospective;
use super::view::review::Review;
use super::view::roadmap::Roadmap;
use super::view::sprint::{self, Board};
use super::view::standup::Standup;
use super::view::today::{self, Today};
use super::view::vision::VisionScreen;
use super::{Greeting, Next};
use crate::config::Config;
use crate::model::stamp::Clock;
use crate::model::{Change, Id, Item, Now, Product, Refusal, Size};
use crate::store::habits::Habits;
use crate::text::count;
use crate::workspace::{News, Safety, Said, Workspace};

/// How long a message stays.
const MESSAGE_MS: i64 = 6_000;
/// How long a prefix waits before it lists what can follow.
const PREFIX_MS: i64 = 300;

/// What the program wants of the world outside the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell lets the program go on.
    Suspend,
    /// Leave for another product.
    Go(Next),
    /// Copy this text to the clipboard.
    Copy(String),
    /// Edit an item in the user's own editor.
    Edit(Id),
}

impl Effect {
    /// Whether what is typed after it is for somebody else.
    #[must_use]
    pub fn leaves(&self) -> bool {
        matches!(self, Self::Quit | Self::Go(_) | Self::Edit(_) | Self::Suspend)
    }
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What just happened.
    Plain,
    /// Why something did not.
    Refused,
}

/// The line that says what just happened.
#[derive(Clone, Debug)]
pub struct Message {
    /// The words.
    pub text: String,
    /// How they are meant.
    pub tone: Tone,
    until: i64,
}

/// What a verb does to one item.
pub type ItemChange = Rc<dyn Fn(&mut Product, Id) -> Result<(), Refusal>>;

/// A change that can be made again on another item.
#[derive(Clone)]
pub struct Last {
    /// The verb of its message.
    pub verb: &'static str,
    /// The reason given.
    pub why: String,
    /// Makes it.
    pub run: ItemChange,
}

/// Everything the screen knows.
pub struct App {
    /// The open product.
    pub workspace: Workspace,
    /// The moment of the event at work.
    pub now: Now,
    /// Where that comes from, outside of tests.
    pub clock: Option<Clock>,
    /// Counts the changes of the product, so that what is computed from it is computed once.
    pub epoch: u64,
    /// When the product was last known to be on the disk.
    pub saved_at: Option<String>,
    /// The styles.
    pub theme: Theme,
    /// Which screen is shown.
    pub view: View,
    /// The backlog's screen.
    pub backlog: Backlog,
    /// The grooming session's screen.
    pub groom: Groom,
    /// The matrix.
    pub matrix: Matrix,
    /// The line of the health page that is chosen.
    pub health_at: usize,
    /// The log of decisions.
    pub decisions: Decisions,
    /// The forecast.
    pub forecast: Forecast,
    /// Planning.
    pub plan: Plan,
    /// The board.
    pub board: Board,
    /// The review.
    pub review: Review,
    /// The retrospective.
    pub retro: Retrospective,
    /// The standup.
    pub standup: Standup,
    /// How work flows.
    pub flow: FlowView,
    /// The vision.
    pub vision: VisionScreen,
    /// The roadmap.
    pub roadmap: Roadmap,
    /// The outcomes.
    pub outcomes: Outcomes,
    /// What matters now.
    pub today: Today,
    /// The portfolio.
    pub portfolio: Portfolio,
    /// What is known of the backlog as a whole.
    pub judge: Judge,
    /// What lies on top and owns the keys, the last one first.
    pub layers: Vec<Box<dyn Layer>>,
    /// What just happened.
    pub message: Option<Message>,
    /// Keys of a sequence that is not complete, and since when.
    pub prefix: Vec<Chord>,
    prefix_since: i64,
    /// What the loop shall do outside the frame.
    pub effects: Vec<Effect>,
    /// The frame's size.
    pub size: (u16, u16),
    /// Whether the last key was a Ctrl-c that closed something.
    interrupted: bool,
    /// What the program goes on with.
    pub next: Option<Next>,
    /// Where things are on the screen; set while drawing.
    pub hits: Hits,
    /// What the mouse is in the middle of.
    pub hold: Hold,
    /// Whether own signs are drawn in ASCII.
    pub ascii: bool,
    /// Who sits here, for comments.
    pub me: String,
    /// The last change of an item, for `.`.
    pub last: Option<Last>,
    /// The sizes that are one key away, in hundredths.
    pub scale: Vec<u32>,
    /// The keys.
    pub keymap: Keymap,
    /// Which commands were used, for tips that fade.
    pub habits: Habits,
    /// Whether tips are shown.
    pub tips: bool,
}

impl App {
    /// Returns the screen of a product.
    #[must_use]
    pub fn new(workspace: Workspace, theme: Theme, size: (u16, u16), now: Now) -> Self {
        let backlog = Backlog::new(workspace.product(), now);
        let mut app = Self {
            workspace,
            now,
            clock: None,
            epoch: 0,
            saved_at: None,
            theme,
            view: View::default(),
            backlog,
            groom: Groom::default(),
            matrix: Matrix::default(),
            health_at: 0,
            decisions: Decisions::default(),
            forecast: Forecast::default(),
            plan: Plan::default(),
            board: Board::default(),
            review: Review::default(),
            retro: Retrospective::default(),
            standup: Standup::default(),
            flow: FlowView::default(),
            vision: VisionScreen::default(),
            roadmap: Roadmap::default(),
            outcomes: Outcomes::default(),
            today: Today::default(),
            portfolio: Portfolio::default(),
            judge: Judge::default(),
            layers: Vec::new(),
            message: None,
            prefix: Vec::new(),
            prefix_since: 0,
            effects: Vec::new(),
            size,
            interrupted: false,
            next: None,
            hits: Hits::default(),
            hold: Hold::default(),
            ascii: false,
            me: String::new(),
            last: None,
            scale: Size::SCALE.to_vec(),
            keymap: Keymap::default(),
            habits: Habits::default(),
            tips: true,
        };
        app.judge.open(app.workspace.product(), now, app.backlog.stale_days);
        app.backlog.know_doubles(app.judge.doubled.clone(), app.workspace.product(), now);
        if let Some(why) = app.workspace.read_only() {
            let words = format!("read-only: {why}");
            app.refuse(&words);
        }
        app
    }

    /// Takes over a person's settings, and says what is wrong with them.
    pub fn configure(&mut self, config: &Config) {
        let (keymap, faults) = Keymap::with(&config.keys);
        self.keymap = keymap;
        self.scale.clone_from(&config.scale);
        self.backlog.stale_days = config.stale_days;
        self.tips = config.tips;
        if let Some(fault) = config.faults.iter().chain(&faults).next() {
            let fault = format!("configuration: {fault} · momentum config");
            self.refuse(fault);
        }
    }

    /// Begins with what the program was started for; a product that is set up with what matters today.
    pub fn greet(&mut self, greeting: Greeting) {
        match greeting {
            Greeting::None => {
                if today::is_set_up(self) {
                    self.view = View::Today;
                }
            }
            Greeting::Welcome(offers) => {
                let place = self.workspace.path().display().to_string();
                self.push(Welcome::new(offers, place));
            }
            Greeting::Import(path) => super::import::take(self, &path),
        }
    }

    /// Reads the clock.
    pub fn tell_time(&mut self) {
        let before = self.now.today;
        if let Some(clock) = self.clock {
            self.now = clock.now();
        }
        if self.now.today != before {
            // what waited until today is back
            self.epoch += 1;
            self.backlog.rebuild(self.workspace.product(), self.now);
        }
    }

    /// Returns the product.
    #[must_use]
    pub fn product(&self) -> &Product {
        self.workspace.product()
    }

    /// Returns where the keys are now.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::On(self.view)
    }

    /// Returns the item that the screen is about: under the cursor, or up for a decision.
    #[must_use]
    pub fn selected(&self) -> Option<Id> {
        self.view.page().item.and_then(|item| item(self))
    }

    /// Returns that item.
    #[must_use]
    pub fn selected_item(&self) -> Option<&Arc<Item>> {
        self.selected().and_then(|id| self.product().items().get(id))
    }

    /// Returns the items that a verb acts on: the marked ones in the order of the list, else the one that is chosen.
    #[must_use]
    pub fn targets(&self) -> Vec<Id> {
        match self.view {
            View::Backlog => self.backlog.targets(),
            _ => self.selected().into_iter().collect(),
        }
    }

    /// Says what just happened.
    pub fn say(&mut self, words: impl Into<String>) {
        self.message = Some(Message { text: words.into(), tone: Tone::Plain, until: self.now.at.0 + MESSAGE_MS });
    }

    /// Says why something did not happen.
    pub fn refuse(&mut self, words: impl Into<String>) {
        self.message = Some(Message { text: words.into(), tone: Tone::Refused, until: i64::MAX });
    }

    /// Changes the product through the door and says so. Returns what the closure returned, `None` where it was refused.
    pub fn edit<T>(
        &mut self,
        said: impl Into<Said>,
        why: &str,
        f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
    ) -> Option<T> {
        let said = said.into();
        let verb = said.verb().to_owned();
        let recorder = groom::recorder(self);
        let done = self.workspace.edit(self.now, said, why, |product| {
            let before = recorder.as_ref().and_then(|recorder| recorder.look(product));
            let value = f(product)?;
            if let Some(recorder) = &recorder {
                recorder.record(product, before.as_ref(), &verb);
            }
            Ok(value)
        });
        match done {
            Ok(edited) => {
                if recorder.is_some() && !edited.change.sessions.is_empty() {
                    groom::settle(self);
                }
                if edited.words.is_empty() {
                    self.say("nothing changed");
                } else {
                    self.say(format!("{} · u undoes", edited.words));
                }
                self.changed(&edited.change);
                Some(edited.value)
            }
            Err(why) => {
                self.refuse(why.to_string());
                None
            }
        }
    }

    /// Goes one step back or forth in what was done.
    pub fn travel(&mut self, back: bool) {
        let result = if back { self.workspace.undo(self.now) } else { self.workspace.redo(self.now) };
        match result {
            Ok(edited) => {
                let way = if back { "U does it again" } else { "u undoes" };
                self.say(format!("{} · {way}", edited.words));
                if !edited.change.sessions.is_empty() {
                    groom::settle(self);
                }
                self.changed(&edited.change);
            }
            Err(why) => self.refuse(why.to_string()),
        }
    }

    fn changed(&mut self, change: &Change) {
        self.epoch += 1;
        let product = self.workspace.product();
        self.judge.follow(change, product, self.now, self.backlog.stale_days);
        self.backlog.follow(change, product, self.now);
        self.backlog.know_doubles(self.judge.doubled.clone(), product, self.now);
        groom::follow(self);
    }

    /// Goes back to the backlog, whatever screen is shown; a session pauses.
    pub fn leave_view(&mut self) {
        if self.view == View::Groom {
            groom::pause(self);
        }
        self.view = View::Backlog;
    }

    /// Goes one level out of the screen. Returns false where this is the outermost.
    pub fn out(&mut self) -> bool {
        let within = (self.view.page().out)(self);
        let screen = self.view != View::Backlog;
        if !within {
            self.view = View::Backlog;
        }
        within || screen
    }

    /// Puts a layer on top.
    pub fn push(&mut self, layer: impl Layer + 'static) {
        self.layers.push(Box::new(layer));
    }

    /// Takes a key press.
    pub fn key(&mut self, key: KeyEvent) {
        if key.code == KeyCode::Char('c') && Chord::of(key).ctrl {
            // what is half typed is asked about first; a second one leaves
            if self.layers.is_empty() || std::mem::replace(&mut self.interrupted, true) {
                self.effects.push(Effect::Quit);
            } else {
                self.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
                self.say("Ctrl-c once more quits");
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
        if self.message.as_ref().is_some_and(|m| m.tone == Tone::Refused) {
            self.message = None;
        }
        match self.layers.pop() {
            Some(mut layer) => {
                let flow = layer.key(self, key);
                self.flow(layer, flow);
            }
            None => self.chord(Chord::of(key)),
        }
    }

    /// Takes pasted text: a text, never keys.
    pub fn paste(&mut self, text: &str) {
        match self.layers.pop() {
            Some(mut layer) => {
                let flow = layer.paste(self, text);
                self.flow(layer, flow);
            }
            None => super::items::paste_items(self, text),
        }
    }

    fn flow(&mut self, layer: Box<dyn Layer>, flow: Flow) {
        self.follow_flow(layer, flow);
        let product = self.workspace.product();
        self.layers.retain(|layer| !layer.is_spent(product));
    }

    fn follow_flow(&mut self, layer: Box<dyn Layer>, flow: Flow) {
        match flow {
            Flow::Stay => self.layers.push(layer),
            Flow::Close => {}
            Flow::Then(next) => next(self),
            Flow::Over(next) => {
                self.layers.push(layer);
                next(self);
            }
        }
    }

    fn chord(&mut self, chord: Chord) {
        if chord.code == KeyCode::Esc && !self.prefix.is_empty() {
            self.prefix.clear();
            return;
        }
        if self.prefix.is_empty() {
            self.prefix_since = self.now.at.0;
        }
        self.prefix.push(chord);
        match self.keymap.find(self.scope(), &self.prefix) {
            Found::Prefix => {
                if chord.code == KeyCode::Char('?') {
                    self.prefix.clear();
                }
            }
            Found::Action(action) => {
                self.prefix.clear();
                self.run(action);
            }
            Found::Nothing => {
                let keys = std::mem::take(&mut self.prefix);
                if keys.len() > 1 {
                    self.refuse("no command on these keys · ? shows what works here");
                } else if let [Chord { code: KeyCode::Char(c), ctrl: false }] = keys.as_slice() {
                    let c = *c;
                    self.refuse(format!("{c} does nothing here · ? shows what works here"));
                }
            }
        }
    }

    /// Does an action, or says why it makes no sense now.
    pub fn run(&mut self, action: &Action) {
        match (action.ready)(self) {
            Ok(()) => {
                self.habits.used(action.name, super::tips::ENOUGH);
                if self.view == View::Sprint {
                    // the card stays the chosen one wherever it moves
                    self.board.hold(sprint::selected(self));
                }
                (action.run)(self);
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Returns what can follow a prefix, once it has waited long enough to be in doubt.
    #[must_use]
    pub fn which(&self) -> Option<Vec<(String, &'static Action)>> {
        let due = !self.prefix.is_empty() && self.now.at.0 - self.prefix_since >= PREFIX_MS;
        due.then(|| self.keymap.following(self.scope(), &self.prefix))
    }

    /// Lets time pass: takes over what was saved, lets messages fade. Returns whether anything is to be drawn.
    pub fn tick(&mut self) -> bool {
        let mut draw = false;
        if self.message.as_ref().is_some_and(|m| m.until <= self.now.at.0) {
            self.message = None;
            draw = true;
        }
        if !self.prefix.is_empty() {
            draw = true;
        }
        if self.judge.is_fresh() {
            self.judge.follow(&Change::default(), self.workspace.product(), self.now, self.backlog.stale_days);
            self.backlog.know_doubles(self.judge.doubled.clone(), self.workspace.product(), self.now);
        }
        if self.judge.poll(self.workspace.product(), self.now, self.backlog.stale_days) {
            self.backlog.know_doubles(self.judge.doubled.clone(), self.workspace.product(), self.now);
            draw = true;
        }
        draw |= self.portfolio.poll();
        let before = self.workspace.safety().clone();
        if let Some(news) = self.workspace.poll() {
            draw = true;
            self.hear(&news);
        }
        draw | (before != *self.workspace.safety())
    }

    fn hear(&mut self, news: &News) {
        if *self.workspace.safety() == Safety::Saved {
            self.saved_at = Some(self.now.time.format("%H:%M").to_string());
        }
        if !news.change.is_empty() {
            self.changed(&news.change);
        }
        if news.conflicts > 0 {
            self.refuse(format!("{} kept aside while merging · g c decides", count(news.conflicts, "value")));
        } else if news.merged > 0 {
            self.say(format!("↻ {} changed outside, merged", count(news.merged, "record")));
        } else if let Some(note) = news.notes.first() {
            self.refuse(note.clone());
        }
    }

    /// Returns how long the loop may wait for a key, in milliseconds.
    #[must_use]
    pub fn patience(&self) -> u64 {
        if self.backlog.is_searching() {
            0
        } else if self.workspace.is_saving() || self.judge.is_fresh() {
            10
        } else if !self.prefix.is_empty() || self.judge.is_busy() || self.portfolio.is_busy() {
            50
        } else {
            500
        }
    }
}
