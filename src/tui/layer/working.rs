//! Work that takes longer than a blink: it goes on beside the screen, says what it is at, and Esc leaves it. What it was for happens once
//! it is done, on the screen's own time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::{Flow, Layer, Shown, centred};
use crate::model::{Product, Refusal};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{span, wrapped};
use crate::workspace::Said;

/// The stage of the work, and whether anybody still waits for it.
#[derive(Clone, Default)]
pub struct Stage {
    words: Arc<Mutex<String>>,
    left: Arc<AtomicBool>,
}

impl Stage {
    /// Says what comes next. Returns whether anybody still waits; if not, the work ends where it is.
    pub fn next(&self, words: impl Into<String>) -> bool {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words.into();
        !self.left.load(Ordering::Relaxed)
    }
}

type Then<T, R> = Box<dyn FnOnce(&mut Desk, T) -> R>;

/// Work at hand, on top of everything.
struct Working<T> {
    title: String,
    stage: Stage,
    begun: Instant,
    done: Receiver<T>,
    then: Option<Then<T, Result<(), String>>>,
}

/// Does work beside the screen, and then what it was for. What is done within [`Desk::blink`] happens at once, so that a small file
/// flashes nothing; else a page says what the work is at, until it is done or Esc leaves it.
///
/// # Errors
/// Returns an error of `then`, where the work was done at once; later ones are said at the foot of the screen.
pub fn beside<T: Send + 'static>(
    desk: &mut Desk,
    title: impl Into<String>,
    work: impl FnOnce(&Stage) -> T + Send + 'static,
    then: impl FnOnce(&mut Desk, T) -> Result<(), String> + 'static,
) -> Result<(), String> {
    let (send, done) = channel();
    let stage = Stage::default();
    let own = stage.clone();
    // who has left hears nothing more of it
    let run = move || drop(send.send(work(&own)));
    if let Err(why) = thread::Builder::new().name("work".into()).spawn(run) {
        return Err(format!("the system gives no thread for it ({why}): nothing was begun"));
    }
    // without a blink nothing is at once, however quick it was
    let at_once = if desk.blink.is_zero() { Err(RecvTimeoutError::Timeout) } else { done.recv_timeout(desk.blink) };
    match at_once {
        Ok(value) => then(desk, value),
        Err(RecvTimeoutError::Disconnected) => Err(BROKEN.to_owned()),
        Err(RecvTimeoutError::Timeout) => {
            let begun = Instant::now();
            desk.push(Working { title: title.into(), stage, begun, done, then: Some(Box::new(then)) });
            Ok(())
        }
    }
}

/// Changes the product by work that takes long: it is done on a copy beside the screen and taken over in one step, as any edit. Where the
/// product changed meanwhile it is done once more, so that nothing of that is lost.
pub fn edit_beside<T: Send + 'static>(
    desk: &mut Desk,
    title: &str,
    (said, why): (Said, String),
    f: impl Fn(&mut Product, &Stage) -> Result<T, Refusal> + Send + Sync + 'static,
    then: impl FnOnce(&mut Desk, T) + 'static,
) {
    again(desk, title.to_owned(), (said, why), Arc::new(f), Box::new(then));
}

type Change<T> = Arc<dyn Fn(&mut Product, &Stage) -> Result<T, Refusal> + Send + Sync>;

fn again<T: Send + 'static>(
    desk: &mut Desk,
    title: String,
    (said, why): (Said, String),
    f: Change<T>,
    then: Then<T, ()>,
) {
    let (mut copy, epoch, own) = (desk.product().clone(), desk.epoch, f.clone());
    let work = move |stage: &Stage| own(&mut copy, stage).map(|value| (copy, value));
    let result = beside(desk, title.clone(), work, move |desk, done| {
        match done {
            Ok(_) if desk.epoch != epoch => again(desk, title, (said, why), f, then),
            Ok((copy, value)) => {
                let taken = desk.edit(said, &why, move |product| {
                    *product = copy;
                    Ok(())
                });
                if taken.is_some() {
                    then(desk, value);
                }
            }
            Err(refusal) => return Err(refusal.to_string()),
        }
        Ok(())
    });
    desk.or_refuse(result);
}

/// Words for work that ended without a result, which only a fault of ours can do.
const BROKEN: &str = "it could not be finished, and nothing was changed: please report it";

impl<T: 'static> Layer for Working<T> {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        if key.code != KeyCode::Esc {
            return Flow::Stay;
        }
        self.stage.left.store(true, Ordering::Relaxed);
        desk.say("left: nothing was taken in");
        Flow::Close
    }

    fn wait(&mut self, _: i64) -> Option<Flow> {
        let value = match self.done.try_recv() {
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => return Some(Flow::Then(Box::new(|desk| desk.refuse(BROKEN)))),
            Ok(value) => value,
        };
        let then = self.then.take()?;
        Some(Flow::Then(Box::new(move |desk| {
            let result = then(desk, value);
            desk.or_refuse(result);
        })))
    }

    fn waits(&self) -> bool {
        true
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let area = centred(area, (area.width * 6 / 10).max(44), 4);
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let inner = framed(frame, area, vec![span(&text::cut(&self.title, cells), theme.title)], true, theme);
        let stage = self.stage.words.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let words = format!("{stage} · {} s", self.begun.elapsed().as_secs());
        frame.render_widget(Paragraph::new(wrapped(&words, usize::from(inner.width), theme.text)), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Esc", "leave it")]
    }
}
