//! momentum: a terminal program in which a product owner decides.
//!
//! It turns a messy list into an ordered, justified, right-sized backlog. The rooms of the house, and who may know whom:
//!
//! ```text
//! main → cli, tui              cli ⟂ tui
//! cli, tui → workspace, store, exchange, query, model
//! workspace → store, model     store → model
//! exchange, query → model      model → nothing of the crate
//! text: the one sanitizer, which all may use
//! ```
//!
//! - [`model`]: what a product owner manages, and its verbs. Pure: no clock, no file, no terminal.
//! - [`query`]: the filter language.
//! - [`exchange`]: other formats to the model and back. Pure.
//! - [`store`]: the only room that opens the data file.
//! - [`workspace`]: the open product. THE DOOR: every change goes through [`workspace::Workspace::edit`].
//! - [`cli`]: one file a command.
//! - [`tui`]: the screen.
//!
//! Two tables say each thing once: `FIELDS` (every entity has one; see [`model::Field`]) and [`tui::action::ACTIONS`].
//! A third, `tables!` in [`model::product`], lists the entities.

pub mod cli;
pub mod exchange;
pub mod model;
pub mod query;
pub mod store;
pub mod text;
pub mod tui;
pub mod workspace;

/// Makes a write beyond the limit for file sizes an error instead of the end of the program.
pub fn ignore_file_size_signal() {
    #[cfg(unix)]
    {
        let ignored = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        // where it cannot be caught, the default stays
        let _ = signal_hook::flag::register(libc::SIGXFSZ, ignored);
    }
}

/// Ends the process by the signal that ended the screen, so that the shell sees the truth.
pub fn die_of(signal: i32) {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}
