//! The way back into another system: which one, what would be written, and where.

use std::path::PathBuf;

use crate::exchange::back::{For, write};
use crate::store::output::write_out;
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Lines of a file that are shown before it is written.
const SHOWN: usize = 12;

/// Asks for which system, and shows what would be written.
pub fn ask(desk: &mut Desk) {
    let entries = For::NAMES.iter().map(|(_, system, words)| Pick::new((*words).to_owned(), "", *system)).collect();
    desk.push(Picker::new("Export for which system?", entries, |desk, system| preview(desk, system, false)));
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
