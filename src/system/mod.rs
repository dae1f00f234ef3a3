//! What differs between systems, and the only room that asks which one this is: files and locks, processes and signals, the
//! terminal, the clipboard, the editor, the command of the user, the keys that a layout has.
//!
//! `unix` and `windows` have the same functions, so that a caller never asks. What a system lacks does nothing there.

pub(crate) mod clipboard;
pub(crate) mod editor;
pub(crate) mod filter;
pub(crate) mod layout;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::*;
#[cfg(windows)]
pub(crate) use windows::*;

use std::path::PathBuf;

/// Returns the program of a name on the search path, with the ending that programs have here.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .flat_map(|dir| ENDINGS.iter().map(move |ending| dir.join(format!("{name}{ending}"))))
        .find(|path| path.is_file())
}
