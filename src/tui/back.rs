//! The way back into another system: which one, what would be written, and where.

use std::path::PathBuf;

use crate::exchange::back::{For, write};
use crate::exchange::html::{self, Page};
use crate::store::output::write_out;
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Lines of a file that are shown before it is written.
const SHOWN: usize = 12;

/// The reader of what is written.
#[derive(Clone, Copy)]
enum Target {
    /// Another system's importer.
    System(For),
    /// Somebody with a browser.
    Browser(Page),
}

/// Asks for whom, and shows what would be written.
pub fn ask(desk: &mut Desk) {
    let systems = For::NAMES.iter().map(|(_, system, words)| (*words, Target::System(*system)));
    let pages = Page::NAMES.iter().map(|(_, page, words)| (*words, Target::Browser(*page)));
    let entries = systems.chain(pages).map(|(words, target)| Pick::new(words.to_owned(), "", target)).collect();
    desk.push(Picker::new("Export for whom?", entries, |desk, target| match target {
        Target::System(system) => preview(desk, system, false),
        Target::Browser(page) => browse(desk, page),
    }));
}

/// Writes a page for a browser.
fn browse(desk: &mut Desk, page: Page) {
    let prompt = Prompt::new("Write to which file?", page.file(), move |desk, path| {
        let path = PathBuf::from(path.trim());
        let text = html::of(desk.product(), page, desk.now);
        match write_out(&path, text.as_bytes(), desk.workspace.path(), false) {
            Ok(()) => desk.say(format!("wrote {}: a browser shows it, and asks nobody for anything", path.display())),
            Err(why) => desk.refuse(why.to_string()),
        }
    });
    desk.push(prompt.check(|_, path| match path.trim() {
        "" => Err("name a file".to_owned()),
        path if std::path::Path::new(path).exists() => Err(format!("{path} is there already")),
        _ => Ok(()),
    }));
}

fn preview(desk: &mut Desk, system: For, all: bool) {
    let written = write(desk.product(), system, all);
    let mut lines: Vec<(Ink, String)> = vec![(Ink::Text, count(written.items.len(), "item"))];
    lines.extend(written.notes.iter().map(|note| (Ink::Muted, note.clone())));
    lines.push((Ink::Muted, String::new()));
    for (name, content) in written.files.iter().take(2) {
        lines.push((Ink::Muted, name.clone()));
        lines.extend(content.lines().take(SHOWN).map(|line| (Ink::Text, text::line(line).into_owned())));
        let more = content.lines().count().saturating_sub(SHOWN);
        if more > 0 {
            lines.push((Ink::Muted, format!("↓ {more} more")));
        }
    }
    if written.files.len() > 2 {
        lines.push((Ink::Muted, format!("and {}", count(written.files.len() - 2, "more file"))));
    }
    let copy = written.files.iter().map(|(_, content)| content.as_str()).collect::<Vec<_>>().join("\n");
    let notice = Notice::new(format!("For {}", system.name()), lines)
        .next('w', "write it", move |desk| to_file(desk, system, all))
        .next('y', "copy it", move |desk| {
            desk.effects.push(Effect::Copy(copy));
            desk.say("copied, where the terminal allows it");
        });
    let notice = if all {
        notice
    } else {
        notice.next('a', "all of it, changed or not", move |desk| preview(desk, system, true))
    };
    desk.push(notice);
}

fn to_file(desk: &mut Desk, system: For, all: bool) {
    let folder = system == For::BacklogMd;
    let title = if folder { "Write into which folder?" } else { "Write to which file?" };
    let prompt = Prompt::new(title, system.file(), move |desk, path| {
        let path = PathBuf::from(path.trim());
        let written = write(desk.product(), system, all);
        let product = desk.workspace.path().to_owned();
        let done = (|| -> Result<(), String> {
            if folder {
                std::fs::create_dir_all(&path).map_err(|why| format!("cannot make {}: {why}", path.display()))?;
            }
            for (name, content) in &written.files {
                let to = if folder { path.join(name) } else { path.clone() };
                write_out(&to, content.as_bytes(), &product, folder).map_err(|why| why.to_string())?;
            }
            Ok(())
        })();
        match done {
            Ok(()) => desk.say(format!("wrote {} to {}", count(written.items.len(), "item"), path.display())),
            Err(why) => desk.refuse(why),
        }
    });
    desk.push(prompt.check(move |_, path| match path.trim() {
        "" => Err("name one".to_owned()),
        path if !folder && std::path::Path::new(path).exists() => Err(format!("{path} is there already")),
        _ => Ok(()),
    }));
}
