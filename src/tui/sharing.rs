//! Whether this clone merges as git's settings want it: looked up beside the screen when a product is opened, because a clone without the
//! driver merges as text and says nothing.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use super::desk::Desk;
use crate::git::run::is_shared;
use crate::git::setup::Sharing;

/// What is known of it.
#[derive(Default)]
pub struct Check {
    pending: Option<Receiver<bool>>,
    /// Whether the repository wants the driver and this clone does not have it.
    pub merges_as_text: bool,
}

impl Check {
    /// Begins to look, where the file is in a repository at all.
    #[must_use]
    pub fn begin(file: &std::path::Path) -> Self {
        if !is_shared(file) {
            return Self::default();
        }
        let (sender, pending) = channel();
        let file = file.to_owned();
        // without a thread to be had nobody looks
        let _ = std::thread::Builder::new().spawn(move || {
            let _ = sender.send(Sharing::of(&file).is_ok_and(|sharing| sharing.merges_as_text()));
        });
        Self { pending: Some(pending), merges_as_text: false }
    }
}

/// Takes over what was found. Returns whether anything is to be drawn.
pub fn tell(desk: &mut Desk) -> bool {
    let Some(pending) = &desk.user.sharing.pending else { return false };
    match pending.try_recv() {
        Ok(found) => desk.user.sharing = Check { pending: None, merges_as_text: found },
        Err(TryRecvError::Empty) => return false,
        Err(TryRecvError::Disconnected) => desk.user.sharing.pending = None,
    }
    desk.user.sharing.merges_as_text
}
