//! What differs between systems, beside the disk: the clipboard, the editor, the keys that a layout has.

pub(crate) mod clipboard;
pub(crate) mod editor;
pub(crate) mod layout;

use std::path::PathBuf;

/// Returns the program of a name on the search path, with the ending that programs have here.
fn on_path(name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .flat_map(|dir| endings.iter().map(move |ending| dir.join(format!("{name}{ending}"))))
        .find(|path| path.is_file())
}
