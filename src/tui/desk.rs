//! The desk: what every command works on. The open product and the door to change it, the list, the states of the screens,
//! what lies on top, what was said last, and what the loop is asked for. It knows no screen by name.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::command::{Action, Catalog, Scope};
use super::copying::Copying;
use super::helper::Helper;
use super::judge::Judge;
use super::keymap::Keymap;
use super::layer::Layer;
use super::layer::prompt::Answers;
use super::list::{Focus, Lens, List};
use super::pointer::Hold;
use super::screen::{Cause, Page, Screens};
use super::stakes::known::{Known, Wishes};
use super::theme::Theme;
use super::tour::Tour;
use super::{Destination, sharing, tips};
use crate::measure::promise::{self, Outlook};
use crate::measure::reach::{Displaced, Reaches};
use crate::model::stamp::Clock;
use crate::model::{Change, Id, Item, Now, Product, Refusal, Size, Status, Verb};
use crate::store::habits::Habits;
use crate::store::typed::{Typed, Words};
use crate::system::layout::Layout;
use crate::words::count;
use crate::workspace::{News, Safety, Said, Workspace};

/// How long a message stays.
const MESSAGE_MS: i64 = 6_000;

/// A request to the loop for something outside the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Leave the program.
    Quit,
    /// Draw the whole frame anew.
    Redraw,
    /// Stop until the shell lets the program go on.
    Suspend,
    /// Leave for another product.
    Go(Destination),
    /// Copy this text to the clipboard.
    Copy(String),
    /// Edit an item in the user's own editor.
    Edit(Id),
    /// Edit a text of the page in the user's own editor: its name, and the text.
    Write(&'static str, String),
}

impl Effect {
    /// Whether what is typed after it is for somebody else.
    #[must_use]
    pub fn leaves(&self) -> bool {
        matches!(self, Self::Quit | Self::Go(_) | Self::Edit(_) | Self::Write(..) | Self::Suspend)
    }
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A note of what just happened.
    Plain,
    /// Why something did not.
    Refused,
}

/// The line that says what just happened.
#[derive(Clone, Debug)]
pub struct Message {
    /// The words as a person wrote them.
    pub text: String,
    /// How they are meant.
    pub tone: Tone,
    until: i64,
}

/// The change that a verb makes to one item.
pub type ItemChange = Rc<dyn Fn(&mut Product, Id) -> Result<(), Refusal>>;

/// A change that can be made again on another item.
#[derive(Clone)]
pub struct Last {
    /// The verb of its message.
    pub verb: Verb,
    /// The reason that was given.
    pub why: String,
    /// Makes the change to one item.
    pub run: ItemChange,
}

/// The user at the desk, and their preferences.
#[derive(Default)]
pub struct User {
    /// The user's name, recorded as the author of comments and decisions.
    pub name: String,
    /// Whether to draw borders and symbols in ASCII only.
    pub ascii: bool,
    /// The layout of the keyboard, if it was set.
    pub layout: Option<&'static Layout>,
    /// Whether tips are shown.
    pub tips: bool,
    /// Whether the long view comes first, as a product manager wants it.
    pub manages: bool,
    /// Which commands were used, for tips that fade.
    pub habits: Habits,
    /// Whether this clone merges as the repository wants it.
    pub sharing: sharing::Check,
    /// The copy to the clipboard that is on its way.
    pub copying: Copying,
    /// What is half typed, so that a kill does not take it along.
    pub typed: Typed,
    /// What was half typed when the program ended without a word: the questions, and the words.
    pub left: Vec<Words>,
}

/// Everything that a command works on.
pub struct Desk {
    /// The product that is open.
    pub workspace: Workspace,
    /// The time of the event being handled.
    pub now: Now,
    /// The clock that tells it; none in tests.
    pub clock: Option<Clock>,
    /// Counts the changes of the product, so that what is computed from it is computed once.
    pub epoch: u64,
    /// When the product was last known to be on the disk.
    pub saved_at: Option<String>,
    /// The styles of the theme.
    pub theme: Theme,
    /// The screen that the others lead back to.
    pub home: &'static Page,
    /// All screens, in order.
    pub pages: &'static [&'static Page],
    /// The screen that is shown.
    pub page: &'static Page,
    /// The state of each screen.
    pub screens: Screens,
    /// The list of items: rows, cursor, marks, filter, order.
    pub list: List,
    /// The judgements on the backlog as a whole.
    pub judge: Judge,
    /// Facts about wishes and promises.
    pub stakes: Known,
    /// The command of the assistant, at work beside the screen.
    pub helper: Helper,
    /// The layers on top, which own the keys, the last one first.
    pub layers: Vec<Box<dyn Layer>>,
    /// The answers that were given to questions.
    pub answers: Answers,
    /// A note of what just happened.
    pub message: Option<Message>,
    /// The requests to the loop.
    pub effects: Vec<Effect>,
    /// The width and height of the frame.
    pub size: (u16, u16),
    /// The gesture that the mouse is in the middle of.
    pub hold: Hold,
    /// The user and their preferences.
    pub user: User,
    /// The moment until which a digit is taken for one of a size that was meant to be longer, and leads to no other screen.
    pub quiet_until: i64,
    /// The tour that somebody is on.
    pub tour: Option<Tour>,
    /// The commands that were chosen from the palette, by name, the last one last.
    pub recent: Vec<&'static str>,
    /// The last change of an item, for `.`.
    pub last: Option<Last>,
    /// The sizes that are one key away, in hundredths.
    pub scale: Vec<u32>,
    /// How long the screen waits for work before it shows that something is at work.
    pub blink: Duration,
    /// All commands and the keys that lead to them.
    pub keymap: Keymap,
}

impl Desk {
    /// Returns the desk of a product, with the first screen shown.
    #[must_use]
    pub fn new(catalog: &Catalog, workspace: Workspace, theme: Theme, size: (u16, u16), now: Now) -> Self {
        let list = List::new(workspace.product(), now);
        let mut desk = Self {
            workspace,
            now,
            clock: None,
            epoch: 0,
            saved_at: None,
            theme,
            pages: catalog.pages,
            page: catalog.home,
            home: catalog.home,
            screens: Screens::of_pages(catalog.pages),
            list,
            judge: Judge::default(),
            stakes: Known::default(),
            helper: Helper::default(),
            layers: Vec::new(),
            answers: Answers::default(),
            message: None,
            effects: Vec::new(),
            size,
            hold: Hold::default(),
            user: User { tips: true, ..User::default() },
            quiet_until: i64::MIN,
            tour: None,
            recent: Vec::new(),
            last: None,
            scale: Size::SCALE.to_vec(),
            blink: Duration::from_millis(60),
            keymap: Keymap::new(catalog),
        };
        if !desk.workspace.is_glimpse() {
            desk.judge.open(desk.workspace.product(), now, desk.list.stale_days);
        }
        desk.hand_doubles();
        if let Some(why) = desk.workspace.read_only() {
            let words = format!("read-only: {why}");
            desk.refuse(&words);
        }
        desk
    }

    /// Reads the clock, and follows a new day.
    pub fn tell_time(&mut self) {
        let before = self.now.today;
        if let Some(clock) = self.clock {
            self.now = clock.now();
        }
        if self.now.today != before {
            // what waited until today is back
            self.epoch += 1;
            self.list.rebuild(self.workspace.product(), self.now);
        }
    }

    /// Returns what is known of the requests.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        self.stakes.wishes(self.epoch, self.product(), self.now)
    }

    /// Returns who is behind each request and item.
    #[must_use]
    pub fn reaches(&self) -> Rc<Reaches> {
        self.stakes.reaches(self.epoch, self.product(), self.now)
    }

    /// Returns the requests that wait for a verdict.
    #[must_use]
    pub fn waiting(&self) -> Rc<Vec<Id>> {
        self.stakes.waiting(self.epoch, self.product(), self.now)
    }

    /// Returns the items that a wish would push out of the next sprint.
    #[must_use]
    pub fn displaced(&self) -> Rc<Displaced> {
        self.stakes.displaced(self.epoch, self.product(), self.now)
    }

    /// Returns how every open promise stands.
    #[must_use]
    pub fn outlooks(&self) -> Rc<BTreeMap<Id, Outlook>> {
        self.stakes.outlooks(self.epoch, self.product(), self.now)
    }

    /// Returns the product that is open.
    #[must_use]
    pub fn product(&self) -> &Product {
        self.workspace.product()
    }

    /// Returns where the keys are now.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::On(self.page)
    }

    /// Whether a screen is the one that is shown.
    #[must_use]
    pub fn is_at(&self, page: &'static Page) -> bool {
        self.page == page
    }

    /// Whether the screen shows the list, so that its marks and its filter count.
    #[must_use]
    pub fn shows_list(&self) -> bool {
        self.page.list
    }

    /// Shows another screen at once.
    pub fn show(&mut self, page: &'static Page) {
        self.page = page;
    }

    /// Shows the first screen as it is; what the shown one has to settle when it is left is not asked.
    pub fn show_home(&mut self) {
        self.page = self.home;
    }

    /// Goes back to the first screen, whatever is shown; a session pauses.
    pub fn leave_view(&mut self) {
        if let Some(leave) = self.page.leave {
            leave(self);
        }
        self.show_home();
    }

    /// Shows another screen, after what the shown one has to settle when it is left.
    pub fn visit(&mut self, page: &'static Page) {
        self.leave_view();
        self.show(page);
    }

    /// Goes one level out of the screen. Returns false where this is the outermost.
    pub fn out(&mut self) -> bool {
        let inside = self.page != self.home;
        let within = (self.page.out)(self);
        if !within {
            self.show_home();
        }
        within || inside
    }

    /// Whether quitting leaves the program, and not just what is shown.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.page.outermost && !(self.page.is_inside)(self)
    }

    /// Returns the item that the screen is about: under the cursor, or up for a decision.
    #[must_use]
    pub fn selected(&self) -> Option<Id> {
        self.page.item.and_then(|item| item(self))
    }

    /// Returns the item that the screen is about.
    #[must_use]
    pub fn selected_item(&self) -> Option<&Arc<Item>> {
        self.selected().and_then(|id| self.product().items().get(id))
    }

    /// Returns the items that a verb acts on: the marked ones in the order of the list, else the one that is chosen.
    #[must_use]
    pub fn targets(&self) -> Vec<Id> {
        if self.shows_list() { self.list.targets() } else { self.selected().into_iter().collect() }
    }

    /// Puts the cursor on an item wherever it is, showing what hides it.
    pub fn go_to(&mut self, id: Id) {
        let Some(item) = self.product().items().get(id).cloned() else { return };
        self.leave_view();
        let lens = if item.declined.is_some() { Lens::Declined } else { Lens::Open };
        self.list.look_at(lens, self.workspace.product(), self.now);
        while !self.list.rows().contains(&id) && self.list.out(self.workspace.product(), self.now) {}
        if !self.list.rows().contains(&id) {
            let state = if item.status == Status::Done { "is:done" } else { "is:later" };
            let _ = self.list.set_filter(state, self.workspace.product(), self.now);
        }
        self.list.focus = Focus::List;
        self.list.select(id);
    }

    /// Shows the backlog narrowed to a filter.
    pub fn narrow(&mut self, query: &str) {
        self.leave_view();
        self.list.look_at(Lens::Open, self.workspace.product(), self.now);
        if let Err(why) = self.list.set_filter(query, self.workspace.product(), self.now) {
            self.refuse(why.to_string());
        }
    }

    /// Returns a text with the keys of the commands that it names.
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        self.keymap.fill(text)
    }

    /// Says what just happened.
    pub fn say(&mut self, words: impl AsRef<str>) {
        self.message =
            Some(Message { text: self.words(words.as_ref()), tone: Tone::Plain, until: self.now.at.0 + MESSAGE_MS });
    }

    /// Adds to what was just said, if it still stands.
    pub fn add_to_message(&mut self, words: &str) {
        if let Some(message) = self.message.as_mut().filter(|message| message.tone == Tone::Plain) {
            message.text.push_str(words);
        }
    }

    /// Says why something did not happen.
    pub fn refuse(&mut self, words: impl AsRef<str>) {
        self.message = Some(Message { text: self.words(words.as_ref()), tone: Tone::Refused, until: i64::MAX });
    }

    /// Says why something did not happen, if it did not.
    pub fn or_refuse(&mut self, result: Result<(), String>) {
        if let Err(why) = result {
            self.refuse(why);
        }
    }

    /// Changes the product through the door and says so. Returns what the closure returned, `None` where it was refused.
    pub fn edit<T>(
        &mut self,
        said: impl Into<Said>,
        why: &str,
        f: impl FnOnce(&mut Product) -> Result<T, Refusal>,
    ) -> Option<T> {
        // as at the workspace's door: compiled once
        let (mut f, mut value) = (Some(f), None);
        let done = self.edit_once(said.into(), why, &mut |product| {
            value = f.take().map(|f| f(product)).transpose()?;
            Ok(())
        });
        value.filter(|_| done)
    }

    /// Returns whether the edit was made, and not refused.
    fn edit_once(&mut self, said: Said, why: &str, f: &mut dyn FnMut(&mut Product) -> Result<(), Refusal>) -> bool {
        let verb = said.verb();
        let (now, today) = (self.now, self.now.today);
        let mut recorder = self.page.recorder.and_then(|recorder| recorder(self));
        let done = self.workspace.edit(self.now, said, why, |product| {
            if let Some(recorder) = &mut recorder {
                recorder.look(product);
            }
            let before = product.lacks_chances(today).then(|| product.clone());
            f(product)?;
            if let (Some(recorder), Some(verb)) = (&recorder, verb) {
                recorder.record(product, verb);
            }
            // with the first change of a day the chances of that day are written down; looking writes nothing
            if before.is_some_and(|before| !Change::between(&before, product).is_empty()) {
                product.note_chances(&promise::chances(&promise::outlooks(product, now)), today);
            }
            Ok(())
        });
        match done {
            Ok(edited) => {
                if edited.words.is_empty() {
                    self.say("nothing changed");
                } else {
                    self.say(format!("{} · ⟦history.undo⟧ undoes", edited.words));
                }
                self.changed(&edited.change, Cause::Edit);
                true
            }
            Err(why) => {
                self.refuse(why.to_string());
                false
            }
        }
    }

    /// Goes one step back or forth in what was done.
    pub fn travel(&mut self, back: bool) {
        let result = if back { self.workspace.undo(self.now) } else { self.workspace.redo(self.now) };
        match result {
            Ok(edited) => {
                let way = if back { "⟦history.redo⟧ does it again" } else { "⟦history.undo⟧ undoes" };
                self.say(format!("{} · {way}", edited.words));
                self.changed(&edited.change, Cause::Travel);
            }
            Err(why) => self.refuse(why.to_string()),
        }
    }

    fn changed(&mut self, change: &Change, cause: Cause) {
        self.epoch += 1;
        let product = self.workspace.product();
        self.judge.follow(change, product, self.now, self.list.stale_days);
        self.list.follow(change, product, self.now);
        self.hand_doubles();
        if let Some(changed) = self.page.changed {
            changed(self, change, cause);
        }
    }

    /// Hands the list what the judge found to be the same, for its filters.
    fn hand_doubles(&mut self) {
        self.list.know_doubles(self.judge.doubled.clone(), self.workspace.product(), self.now);
    }

    /// Puts a layer on top.
    pub fn push(&mut self, mut layer: impl Layer + 'static) {
        if !self.user.left.is_empty() {
            layer.take_up(&mut self.user.left);
        }
        self.layers.push(Box::new(layer));
    }

    /// Does an action, or says why it makes no sense now.
    pub fn run(&mut self, action: &Action) {
        match (action.ready)(self) {
            Ok(()) => {
                self.user.habits.used(action.name, tips::ENOUGH);
                if let Some(before) = self.page.before {
                    before(self);
                }
                (action.run)(self);
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Does the action of a name.
    pub fn run_named(&mut self, name: &str) {
        if let Some(action) = self.keymap.named(name) {
            self.run(action);
        }
    }

    /// Lets time pass: takes over what was saved, lets messages fade. Returns whether anything is to be drawn.
    pub fn tick(&mut self) -> bool {
        let mut draw = false;
        if self.message.as_ref().is_some_and(|m| m.until <= self.now.at.0) {
            self.message = None;
            draw = true;
        }
        if self.judge.is_fresh() {
            self.judge.follow(&Change::default(), self.workspace.product(), self.now, self.list.stale_days);
            self.hand_doubles();
        }
        if self.judge.poll(self.workspace.product(), self.now, self.list.stale_days) {
            self.hand_doubles();
            draw = true;
        }
        draw |= self.helper.poll(self.workspace.product());
        // a command can write to the terminal behind our back
        if self.helper.has_ended() {
            self.effects.push(Effect::Redraw);
        }
        draw |= self.page.poll.is_some_and(|poll| poll(self));
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
            self.changed(&news.change, Cause::News);
        }
        if news.conflicts > 0 {
            self.refuse(format!("merge: {} to decide · ⟦go.conflicts⟧", count(news.conflicts, "conflict")));
        } else if news.merged > 0 {
            self.say(format!("↻ {} changed outside, merged", count(news.merged, "record")));
        } else if let Some(note) = news.notes.first() {
            self.refuse(note.clone());
        }
    }

    /// Looks further for rows of the list between two frames. Returns whether the screen shows anything new.
    pub fn look_further(&mut self) -> bool {
        self.list.is_searching() && self.list.search(self.workspace.product(), self.now)
    }

    /// Returns how long the loop may wait for a key, in milliseconds.
    #[must_use]
    pub fn patience(&self) -> u64 {
        if self.list.is_searching() {
            0
        } else if (self.workspace.is_saving() && self.workspace.is_safe()) || self.judge.is_fresh() {
            10
        } else if self.user.copying.is_busy()
            || self.helper.is_busy()
            || self.judge.is_busy()
            || self.page.is_busy.is_some_and(|is_busy| is_busy(self))
        {
            50
        } else {
            500
        }
    }
}
