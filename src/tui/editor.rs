//! An item in the user's own editor: the draft outlives everything, and only what was changed comes back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::app::App;
use super::give_back;
use crate::exchange::draft;
use crate::model::{Id, Refusal};
use crate::store::place;

/// Largest draft that is read back.
const LARGEST: u64 = 16 << 20;

/// Leaves the screen for the editor and takes in what came back. The caller sets the screen up again.
pub fn edit(app: &mut App, id: Id) {
    match run(app, id) {
        Ok(Some(words)) => app.say(words),
        Ok(None) => {}
        Err(words) => app.refuse(words),
    }
}

fn run(app: &mut App, id: Id) -> Result<Option<String>, String> {
    let item = app.product().item(id).map_err(|why| why.to_string())?.clone();
    let key = app.product().key(&item);
    let before = draft::write(&item, app.product());
    let path = keep(app, &key, &before).map_err(|why| format!("no draft could be written: {why}"))?;
    give_back();
    let editor = std::env::var_os("VISUAL").or_else(|| std::env::var_os("EDITOR")).filter(|name| !name.is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    // as git does it: the editor may have arguments, the path is one and is never pasted into the command
    let status = if cfg!(windows) {
        Command::new(&editor).arg(&path).status()
    } else {
        Command::new("sh")
            .arg("-c")
            .arg("exec $MOMENTUM_EDITOR \"$@\"")
            .arg("editor")
            .arg(&path)
            .env("MOMENTUM_EDITOR", &editor)
            .status()
    };
    let kept = format!("the draft is kept in {}", path.display());
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => {
            return Err(format!("the editor “{}” ended with {status}: nothing was changed; {kept}", editor.display()));
        }
        Err(why) => {
            return Err(format!(
                "the editor “{}” cannot be run ({why}): set EDITOR; nothing was changed",
                editor.display()
            ));
        }
    }
    let after =
        read(&path).map_err(|why| format!("the draft cannot be read back ({why}): nothing was changed; {kept}"))?;
    if after == before {
        let _ = std::fs::remove_file(&path);
        return Ok(Some(format!("{key} is as it was")));
    }
    let at = app.now.at;
    let done = app.edit("edited", "", |product| {
        let mut item = product.item(id)?.clone();
        draft::apply(&mut item, &before, &after, product, at)?;
        if item.title.trim().is_empty() {
            return Err(Refusal::invalid("an item needs a title"));
        }
        product.put(item);
        Ok(())
    });
    if done.is_some() {
        let _ = std::fs::remove_file(&path);
        return Ok(None);
    }
    let why = app.message.as_ref().map(|m| m.text.clone()).unwrap_or_default();
    Err(format!("{why}; {kept}"))
}

/// Writes the draft where only the user can read it, under a name that no other draft has.
fn keep(app: &App, key: &str, text: &str) -> std::io::Result<PathBuf> {
    let dir = app.workspace.sidecar().map_or_else(std::env::temp_dir, |dir| dir.join("drafts"));
    place::make_private(&dir)?;
    let mut file = tempfile::Builder::new().prefix(&format!("{key}-")).suffix(".md").tempfile_in(&dir)?;
    file.write_all(text.as_bytes())?;
    let (_, path) = file.keep().map_err(|why| why.error)?;
    Ok(path)
}

fn read(path: &Path) -> std::io::Result<String> {
    let length = std::fs::metadata(path)?.len();
    if length > LARGEST {
        return Err(std::io::Error::other(format!("it has {length} bytes")));
    }
    std::fs::read_to_string(path)
}
