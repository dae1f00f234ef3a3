//! Copying: the text goes to the clipboard while the screen goes on, and the message says by which way.

use std::sync::mpsc::{Receiver, channel};

use super::desk::Desk;
use crate::store::place;
use crate::system::clipboard::{self, Copied, Way};

/// The way to the clipboard, chosen once, and a copy that is on its way.
#[derive(Default)]
pub struct Copying {
    way: Option<Way>,
    done: Option<Receiver<Copied>>,
}

impl Copying {
    /// Sends a text on its way. Returns it again where it is the terminal that takes it.
    pub fn start(&mut self, text: String) -> Option<String> {
        let way = self.way.get_or_insert_with(clipboard::way).clone();
        let Way::Program(path, args) = way else { return Some(text) };
        let (sender, done) = channel();
        let file = place::state_dir().filter(|dir| place::make_private(dir).is_ok()).map(|dir| dir.join("copied.txt"));
        let run = move || drop(sender.send(clipboard::copy(&path, args, &text, file)));
        // without a thread to be had nothing is copied, and the channel says so
        let _ = std::thread::Builder::new().spawn(run);
        self.done = Some(done);
        None
    }

    /// Whether a copy is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.done.is_some()
    }

    /// Returns what became of the copy that was on its way, once.
    fn heard(&mut self) -> Option<Copied> {
        let copied = match self.done.as_ref()?.try_recv() {
            Ok(copied) => copied,
            Err(std::sync::mpsc::TryRecvError::Empty) => return None,
            Err(std::sync::mpsc::TryRecvError::Disconnected) => Copied::Lost("no thread is left".to_owned()),
        };
        self.done = None;
        Some(copied)
    }
}

/// Says what became of a copy. Returns whether there was anything to say.
pub fn tell(desk: &mut Desk) -> bool {
    let Some(copied) = desk.user.copying.heard() else { return false };
    match copied {
        Copied::By(name) => desk.add_to_message(&format!(" · by {name}")),
        Copied::InFile(file, why) => {
            desk.refuse(format!("the clipboard failed ({why}): the text is in {}", file.display()));
        }
        Copied::Lost(why) => desk.refuse(format!("nothing was copied: {why}")),
    }
    true
}
