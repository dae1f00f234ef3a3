//! An item, or a text of a page, in the user's own editor: the draft outlives everything, and only what was changed comes back.

use crate::model::Verb;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::layer::choose::Choose;
use super::layer::picker::{Pick, Picker};
use super::terminal::give_back;
use crate::exchange::draft;
use crate::model::{Id, Refusal};
use crate::sort::InOrder;
use crate::store::place;
use crate::system::editor::Editor;

/// Largest draft that is read back.
const LARGEST: u64 = 16 << 20;

/// Leaves the screen for the editor and takes in what came back. The caller sets the screen up again.
pub fn edit(desk: &mut Desk, id: Id) {
    match run(desk, id) {
        Ok(Some(words)) => desk.say(words),
        Ok(None) => {}
        Err(words) => desk.refuse(words),
    }
}

/// Leaves the screen for the editor with a text that is no item, and hands what came back to the page that asked for it.
pub fn write(desk: &mut Desk, name: &str, text: &str) {
    match visit(desk, &format!("{name}_"), ".txt", text) {
        Ok(Some((after, path))) => {
            if let Some(written) = desk.page.written {
                written(desk, after);
            }
            forget(&path);
        }
        Ok(None) => desk.say("the text is as it was"),
        Err(words) => desk.refuse(words),
    }
}

fn run(desk: &mut Desk, id: Id) -> Result<Option<String>, String> {
    let item = desk.product().item(id).map_err(|why| why.to_string())?.clone();
    let key = desk.product().key(&item);
    let before = draft::write(&item, desk.product());
    let Some((after, path)) = visit(desk, &format!("{key}_{id}_"), ".md", &before)? else {
        return Ok(Some(format!("{key} is as it was")));
    };
    if apply(desk, id, &before, &after) {
        forget(&path);
        return Ok(None);
    }
    let why = desk.message.as_ref().map(|m| m.text.clone()).unwrap_or_default();
    Err(format!("{why}; {}", kept_in(&path)))
}

fn kept_in(path: &Path) -> String {
    format!("the draft is kept in {}", path.display())
}

/// Gives the terminal to the editor with a text. Returns what came back, with the draft that it is in; nothing if it is as it was.
fn visit(desk: &Desk, prefix: &str, suffix: &str, before: &str) -> Result<Option<(String, PathBuf)>, String> {
    let editor = Editor::of_user().ok_or("no editor is here: set EDITOR to one, and nothing was changed")?;
    let path = keep(desk, prefix, suffix, before).map_err(|why| format!("no draft could be written: {why}"))?;
    give_back();
    let status = editor.command(&path).status();
    let kept = kept_in(&path);
    // what nobody has typed into is no draft
    let untouched = read(&path).is_ok_and(|text| text == before);
    if untouched {
        forget(&path);
    }
    match status {
        Ok(status) if status.success() => {}
        Ok(status) if untouched => {
            return Err(format!("the editor “{}” ended with {status}: nothing was changed", editor.words()));
        }
        Ok(status) => {
            return Err(format!("the editor “{}” ended with {status}: nothing was changed; {kept}", editor.words()));
        }
        Err(why) => {
            return Err(format!(
                "nothing was changed: the editor “{}” cannot be run ({why}) · set EDITOR to another",
                editor.words()
            ));
        }
    }
    if untouched {
        return Ok(None);
    }
    let after =
        read(&path).map_err(|why| format!("the draft cannot be read back ({why}): nothing was changed; {kept}"))?;
    Ok(Some((after, path)))
}

/// Takes what differs between two texts into an item. Returns whether it was taken.
fn apply(desk: &mut Desk, id: Id, before: &str, after: &str) -> bool {
    let now = desk.now;
    let done = desk.edit(Verb::Edited, "", |product| {
        let mut item = product.item(id)?.clone();
        draft::apply(&mut item, before, after, product, now)?;
        if item.title.trim().is_empty() {
            return Err(Refusal::invalid("an item needs a title"));
        }
        product.put(item);
        Ok(())
    });
    done.is_some()
}

/// Returns the texts that an editor left unfinished: it failed, or the machine went down while it was open.
#[must_use]
pub fn drafts(desk: &Desk) -> Vec<PathBuf> {
    let Some(dir) = desk.workspace.sidecar().map(|dir| dir.join("drafts")) else { return Vec::new() };
    let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut all: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    all.order();
    all
}

/// Offers the unfinished texts: to take what was changed in one, or to drop it. A draft never replaces newer text by itself.
pub fn offer(desk: &mut Desk) {
    let entries = drafts(desk)
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let first =
                read(&path).ok().and_then(|text| text.lines().find(|l| l.starts_with("title")).map(str::to_owned));
            Pick::new(first.unwrap_or(name), "draft", path)
        })
        .collect();
    let picker = Picker::new("Unfinished texts from the editor", entries, |desk, path: PathBuf| {
        let answers = [('a', "apply what was changed in it".to_owned()), ('d', "drop it".to_owned())];
        desk.push(Choose::new(format!("{}", path.display()), answers, move |desk, key| {
            if key == 'd' {
                forget(&path);
                desk.say("the draft is dropped");
                return;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let id = name.split('_').nth(1).and_then(Id::parse);
            let texts = read(&path.with_extension("base")).and_then(|base| Ok((base, read(&path)?)));
            match (id, texts) {
                (Some(id), Ok((before, after))) => {
                    if apply(desk, id, &before, &after) {
                        forget(&path);
                    }
                }
                (_, Err(why)) => desk.refuse(format!("the draft cannot be read: {why}")),
                (None, _) => desk.refuse(format!("the draft does not say which item it is about: {}", path.display())),
            }
        }));
    });
    desk.push(picker.empty("there is no unfinished text"));
}

/// Removes a draft with the text that it began from.
fn forget(path: &Path) {
    let _ = std::fs::remove_file(path);
    let _ = std::fs::remove_file(path.with_extension("base"));
}

/// Writes the draft where only the user can read it, under a name that no other draft has.
fn keep(desk: &Desk, prefix: &str, suffix: &str, text: &str) -> std::io::Result<PathBuf> {
    let dir = desk.workspace.sidecar().map_or_else(std::env::temp_dir, |dir| dir.join("drafts"));
    place::make_private(&dir)?;
    let mut file = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(&dir)?;
    file.write_all(text.as_bytes())?;
    let (_, path) = file.keep().map_err(|why| why.error)?;
    // what it began from, so that only what was changed is taken later
    std::fs::write(path.with_extension("base"), text)?;
    Ok(path)
}

fn read(path: &Path) -> std::io::Result<String> {
    let length = std::fs::metadata(path)?.len();
    if length > LARGEST {
        return Err(std::io::Error::other(format!("it has {length} bytes")));
    }
    std::fs::read_to_string(path)
}
