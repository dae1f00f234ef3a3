//! Choosing files: a path that is typed, with Tab to complete it, over what lies there. A folder opens; all lists of one, or what
//! fits a pattern with stars, come in together.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::desk::Desk;
use super::layer::working::{Stage, beside};
use super::layer::{Flow, Layer, Shown, centred};
use super::theme::Theme;
use super::widget::input::Input;
use super::widget::list::Cursor;
use super::widget::text::{bar, line, pane, span, spread, wrapped};
use crate::exchange;
use crate::sort::InOrder;
use crate::store::{disk, files};
use crate::text;
use crate::words::count;

/// Most entries of a folder that are looked at.
const LOOKED_AT: usize = 5_000;

/// A file or folder that lies there.
#[derive(Clone)]
struct Entry {
    name: String,
    is_folder: bool,
    bytes: u64,
}

/// What a row of the list stands for.
enum Row<'a> {
    /// A folder to go into.
    Folder(&'a Entry),
    /// A file.
    File(&'a Entry),
    /// All lists of the folder, so many.
    All(usize),
    /// What fits the pattern, so many.
    Fitting(usize),
    /// What was typed, whatever it is.
    Typed,
}

/// Kinds of file from which items, numbers and counts come.
const LISTS: &str = "CSV, Jira, Markdown, stories, readings, usage · *.md takes all that fit";

/// Takes in what was chosen, or says why it cannot be.
pub type Take = fn(&mut Desk, &Path) -> Result<(), String>;

/// Returns the bytes of a file, which is `shown` in words.
///
/// # Errors
/// Returns an error that names it if it cannot be read, or is larger than what is taken in.
pub fn bytes_of(path: &Path, shown: &str) -> Result<Vec<u8>, String> {
    disk::read_regular(path, exchange::LARGEST as u64).map_err(|why| format!("cannot read {shown}: {why}"))
}

/// Reads a table that was chosen, beside the screen: `parse` makes something of its bytes, and `then` gets that with the name of the file.
///
/// # Errors
/// Returns an error that names the file if it cannot be read, or `parse` makes nothing of it.
pub fn read_beside<T: Send + 'static>(
    desk: &mut Desk,
    path: &Path,
    parse: impl FnOnce(&[u8], &str, &Stage) -> Result<T, String> + Send + 'static,
    then: impl FnOnce(&mut Desk, T, String) + 'static,
) -> Result<(), String> {
    let (path, name) = (path.to_owned(), path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let shown = name.clone();
    let work = move |stage: &Stage| {
        stage.next("reading the table");
        let bytes = bytes_of(&path, &shown)?;
        parse(&bytes, &shown, stage).map_err(|why| format!("{shown}: {why}"))
    };
    beside(desk, format!("Reading {}", text::line(&name)), work, move |desk, read: Result<T, String>| {
        then(desk, read?, name);
        Ok(())
    })
}

/// The page on which files are chosen.
pub struct Files {
    title: &'static str,
    input: Input,
    /// The folder that is listed, and what lies in it.
    folder: Option<(PathBuf, Vec<Entry>)>,
    cursor: Cursor,
    fault: Option<String>,
    /// The kinds of file that are meant.
    hint: &'static str,
    take: Take,
}

/// Returns what lies in a folder: files that can be read first, then folders, each by name.
fn look_into(folder: &Path) -> Vec<Entry> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).take(LOOKED_AT);
    let mut all: Vec<Entry> = entries
        .filter_map(|entry| {
            let data = std::fs::metadata(entry.path()).ok()?;
            let name = entry.file_name().into_string().ok()?;
            let json = name.to_ascii_lowercase().ends_with(".json");
            let wanted = data.is_dir() || data.is_file() && (json || files::is_list(Path::new(&name)));
            wanted.then_some(Entry { name, is_folder: data.is_dir(), bytes: data.len() })
        })
        .collect();
    all.order_by(|a, b| (a.is_folder, a.name.to_lowercase()).cmp(&(b.is_folder, b.name.to_lowercase())));
    all
}

/// Returns a path as terminals paste one that was dropped on them: in quotes, or with a backslash before blanks.
fn dropped(text: &str) -> String {
    let text = text.trim();
    let inner = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    match inner {
        Some(inner) => inner.to_owned(),
        None if MAIN_SEPARATOR == '/' => text.replace("\\ ", " "),
        None => text.to_owned(),
    }
}

/// Returns how large something is, in words.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

impl Files {
    /// Returns the page; `take` gets the path of what is chosen: of a file, a folder, or a pattern.
    #[must_use]
    pub fn new(title: &'static str, take: Take) -> Self {
        let mut page = Self {
            title,
            input: Input::line(""),
            folder: None,
            cursor: Cursor::default(),
            fault: None,
            hint: LISTS,
            take,
        };
        page.changed();
        page
    }

    /// Says what kinds of file are meant.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// Returns the folder that was typed, with its separator, and the beginning of a name in it.
    fn typed(&self) -> (String, String) {
        let text = self.input.text();
        let at = text.rfind(['/', MAIN_SEPARATOR]).map_or(0, |at| at + 1);
        let (folder, name) = text.split_at(at);
        (folder.to_owned(), name.to_owned())
    }

    /// Looks into the folder that is typed now, if it is another one.
    fn changed(&mut self) {
        self.fault = None;
        self.cursor = Cursor::default();
        let (folder, _) = self.typed();
        let folder = if folder.is_empty() { PathBuf::from(".") } else { files::typed(&folder) };
        if self.folder.as_ref().is_none_or(|(known, _)| *known != folder) {
            let entries = look_into(&folder);
            self.folder = Some((folder, entries));
        }
    }

    fn entries(&self) -> &[Entry] {
        self.folder.as_ref().map_or(&[], |(_, entries)| entries)
    }

    /// Returns the rows for what is typed: what begins with it first, then what has it somewhere.
    fn rows(&self) -> Vec<Row<'_>> {
        let (_, name) = self.typed();
        let lower = name.to_lowercase();
        let pattern = name.contains('*');
        let hidden = name.starts_with('.');
        let seen = || self.entries().iter().filter(move |entry| hidden || !entry.name.starts_with('.'));
        let row = |entry| if Entry::is_folder(entry) { Row::Folder(entry) } else { Row::File(entry) };
        let mut rows: Vec<Row<'_>> = Vec::new();
        if pattern {
            let fitting = seen().filter(|entry| !entry.is_folder && files::fits(&name, &entry.name)).count();
            if fitting > 0 {
                rows.push(Row::Fitting(fitting));
            }
            rows.extend(seen().filter(|entry| files::fits(&name, &entry.name)).map(row));
        } else {
            let begins = |entry: &&Entry| entry.name.to_lowercase().starts_with(&lower);
            rows.extend(seen().filter(|entry| begins(entry)).map(row));
            let inside = |entry: &&Entry| !begins(entry) && entry.name.to_lowercase().contains(&lower);
            rows.extend(seen().filter(inside).map(row));
            let lists = seen().filter(|entry| !entry.is_folder && files::is_list(Path::new(&entry.name))).count();
            if name.is_empty() && lists > 1 {
                rows.push(Row::All(lists));
            }
        }
        if rows.is_empty() && !self.input.text().trim().is_empty() {
            rows.push(Row::Typed);
        }
        rows
    }

    /// Goes on in what is typed as far as all that begin so agree.
    fn complete(&mut self) {
        let (folder, name) = self.typed();
        let lower = name.to_lowercase();
        let hidden = name.starts_with('.');
        let fitting: Vec<Entry> = self
            .entries()
            .iter()
            .filter(|entry| entry.name.to_lowercase().starts_with(&lower) && (hidden || !entry.name.starts_with('.')))
            .cloned()
            .collect();
        let Some(first) = fitting.first() else {
            self.fault = Some(format!("nothing here begins with “{}”", text::line(&name)));
            return;
        };
        let mut common = first.name.clone();
        for entry in &fitting {
            let same = common.chars().zip(entry.name.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8());
            common.truncate(same.sum());
        }
        // what differs in its case alone keeps what was typed
        let whole = if common.len() < name.len() { name } else { common };
        let slash = fitting.len() == 1 && first.is_folder;
        self.go(&format!("{folder}{whole}{}", if slash { "/" } else { "" }));
    }

    fn go(&mut self, path: &str) {
        self.input = Input::line(path);
        self.changed();
    }

    fn pick(&mut self) -> Flow {
        let (folder, name) = self.typed();
        let path = match self.rows().get(self.cursor.at) {
            Some(Row::Folder(entry)) => {
                let path = format!("{folder}{}/", entry.name);
                self.go(&path);
                return Flow::Stay;
            }
            Some(Row::File(entry)) => format!("{folder}{}", entry.name),
            Some(Row::All(_)) if folder.is_empty() => ".".to_owned(),
            Some(Row::All(_)) => folder,
            Some(Row::Fitting(_)) => format!("{folder}{name}"),
            Some(Row::Typed) => self.input.text().trim().to_owned(),
            None => return Flow::Stay,
        };
        let mut page = Self { folder: None, ..Self::new(self.title, self.take) }.hint(self.hint);
        std::mem::swap(&mut page, self);
        Flow::Then(Box::new(move |desk| {
            // what cannot be taken in comes back with its path and the reason
            if let Err(why) = (page.take)(desk, &files::typed(&path)) {
                page.fault = Some(why);
                desk.push(page);
            }
        }))
    }

    fn draw_row(&self, row: &Row<'_>, here: bool, cells: usize, theme: &Theme) -> Line<'static> {
        let (words, side) = match row {
            Row::Folder(entry) => (format!("{}/", entry.name), "folder".to_owned()),
            Row::File(entry) => (entry.name.clone(), size(entry.bytes)),
            Row::All(n) => (format!("all {n} lists of this folder together"), String::new()),
            Row::Fitting(n) => (format!("{} that fit, together", count(*n, "file")), String::new()),
            Row::Typed => (format!("open “{}”", self.input.text().trim()), String::new()),
        };
        let style = match (here, row) {
            (true, _) => theme.selected,
            (false, Row::Folder(_)) => theme.muted,
            (false, _) => theme.text,
        };
        let spans = spread(
            vec![span(if here { "▸ " } else { "  " }, style), span(&words, style)],
            vec![span(&format!(" {side}"), if here { style } else { theme.muted })],
            cells,
        );
        bar(spans, here, theme)
    }
}

impl Entry {
    fn is_folder(entry: &Self) -> bool {
        entry.is_folder
    }
}

impl Layer for Files {
    fn key(&mut self, _: &mut Desk, key: KeyEvent) -> Flow {
        match key.code {
            KeyCode::Esc => return Flow::Close,
            KeyCode::Enter => return self.pick(),
            KeyCode::Tab => self.complete(),
            _ if self.cursor.key(key, self.rows().len()) => {}
            _ => {
                if self.input.key(key) {
                    self.changed();
                }
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, _: &mut Desk, text: &str) -> Flow {
        self.input.paste(&dropped(text));
        self.changed();
        Flow::Stay
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let rows = self.rows().len();
        let want = u16::try_from(self.entries().len().min(16)).unwrap_or(16) + 5;
        let area = centred(area, (area.width * 7 / 10).max(56), want.max(13));
        frame.render_widget(Clear, area);
        let cells = usize::from(area.width).saturating_sub(6);
        let block = pane(vec![span(&text::cut(self.title, cells), theme.title)], true, theme)
            .title_bottom(line(vec![span(&format!(" {} ", text::cut(self.hint, cells)), theme.muted)]));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if inner.height < 2 {
            return;
        }
        let field = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), height: 1, ..inner };
        frame.render_widget(Paragraph::new(line(vec![span("› ", theme.accent)])), Rect { height: 1, ..inner });
        self.input.render(frame, field, true, theme);
        let list = Rect { y: inner.y + 2, height: inner.height - 2, ..inner };
        // why the last one could not be taken in, whole
        let why = self.fault.as_ref().map_or_else(Vec::new, |why| wrapped(why, usize::from(inner.width), theme.bad));
        let high = u16::try_from(why.len()).unwrap_or(0).min(list.height);
        frame.render_widget(Paragraph::new(why), Rect { height: high, ..list });
        let list = Rect { y: list.y + high, height: list.height - high, ..list };
        let window = self.cursor.window(rows, usize::from(list.height).max(1));
        let cells = usize::from(list.width);
        let at = self.cursor.at;
        let lines: Vec<Line<'static>> = if rows == 0 {
            vec![line(vec![span("no list lies here: type a path to a CSV, Markdown or text file", theme.muted)])]
        } else {
            let rows = self.rows();
            let shown = window.filter_map(|row| rows.get(row).map(|entry| (row, entry)));
            shown.map(|(row, entry)| self.draw_row(entry, row == at, cells, theme)).collect()
        };
        frame.render_widget(Paragraph::new(lines), list);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![("Enter", "open"), ("Tab", "complete"), ("↑↓", "move"), ("Esc", "leave")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(page: &mut Files, text: &str) {
        page.go(text);
    }

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in ["jira-export.csv", "jira-old.csv", "Ideas.md", ".secret.md", "program.rs"] {
            std::fs::write(dir.path().join(name), "- x\n").unwrap();
        }
        std::fs::create_dir(dir.path().join("stories")).unwrap();
        std::fs::write(dir.path().join("stories/one.md"), "- one\n").unwrap();
        dir
    }

    fn names(page: &Files) -> Vec<String> {
        page.rows()
            .iter()
            .map(|row| match row {
                Row::Folder(entry) => format!("{}/", entry.name),
                Row::File(entry) => entry.name.clone(),
                Row::All(n) => format!("all {n}"),
                Row::Fitting(n) => format!("fit {n}"),
                Row::Typed => "typed".to_owned(),
            })
            .collect()
    }

    #[test]
    fn tab_goes_on_as_far_as_all_names_agree_and_into_the_only_folder() {
        let dir = folder();
        let root = format!("{}/", dir.path().display());
        let mut page = Files::new("", |_, _| Ok(()));
        for (typed, done) in [
            ("ji", "jira-"),
            ("jira-", "jira-"),
            ("jira-e", "jira-export.csv"),
            ("id", "Ideas.md"),
            ("st", "stories/"),
            ("stories/", "stories/one.md"),
            (".s", ".secret.md"),
        ] {
            at(&mut page, &format!("{root}{typed}"));
            page.complete();
            assert_eq!(page.input.text(), format!("{root}{done}"), "{typed}");
            assert_eq!(page.fault, None);
        }
        at(&mut page, &format!("{root}zz"));
        page.complete();
        assert_eq!(page.input.text(), format!("{root}zz"));
        assert!(page.fault.unwrap().contains("“zz”"));
    }

    #[test]
    fn what_lies_there_is_listed_narrowed_and_offered_together() {
        let dir = folder();
        let root = format!("{}/", dir.path().display());
        let mut page = Files::new("", |_, _| Ok(()));
        for (typed, rows) in [
            ("", &["Ideas.md", "jira-export.csv", "jira-old.csv", "stories/", "all 3"][..]),
            ("old", &["jira-old.csv"]),
            ("*.csv", &["fit 2", "jira-export.csv", "jira-old.csv"]),
            ("*.xls", &["typed"]),
            ("nothing", &["typed"]),
            ("stories/", &["one.md"]),
            (".", &[".secret.md", "Ideas.md", "jira-export.csv", "jira-old.csv"]),
        ] {
            at(&mut page, &format!("{root}{typed}"));
            assert_eq!(names(&page), rows, "{typed}");
        }
    }

    #[test]
    fn a_dropped_file_is_a_path_without_its_quotes() {
        assert_eq!(dropped("'/home/ana/my list.csv' "), "/home/ana/my list.csv");
        assert_eq!(dropped("\"C:\\lists\\a.csv\""), "C:\\lists\\a.csv");
        #[cfg(unix)]
        assert_eq!(dropped("/home/ana/my\\ list.csv"), "/home/ana/my list.csv");
    }
}
