//! What a table is taken for, before it is taken in: each column with what stands in it and the field that it fills.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::desk::Desk;
use super::layer::{Flow, Layer, Shown};
use super::theme::Theme;
use super::widget::list::{Cursor, row_id};
use super::widget::pane::framed;
use super::widget::table::{Cell, Column, Table, Wide};
use super::widget::text::{cut, line, span};
use crate::exchange::{self, Choices, Fate, Import, KEEP};
use crate::model::{Entity, Item, Now, Product};
use crate::text;
use crate::tui::pointer::Hits;
use crate::words::count;

/// What a column can be beside a field of an item.
const OTHERS: &[&str] = &["key", "created", "updated", "done", "comment", "rank"];
/// Name of the column, what it fills, what stands in it.
const COLUMNS: &[Column] = &[
    Column::words(Wide::Most(28)).head("column"),
    Column::words(Wide::Most(18)).head("fills"),
    Column { right: true, ..Column::words(Wide::Most(7)) }.head("cells"),
    Column::words(Wide::Rest).head("what stands in it"),
];

/// The page on which the columns of a table find their fields.
pub struct Mapping {
    name: String,
    bytes: Vec<u8>,
    choices: Choices,
    import: Import,
    cursor: Cursor,
    /// The choice of a field for the column under the cursor, while it is open.
    choice: Option<Cursor>,
    /// How many items would come and change, and how many have a title that is there already; or why nothing would.
    outlook: Result<(usize, usize, usize), String>,
    fault: Option<String>,
    take: Take,
}

/// Takes in what was read from a file of a name.
pub type Take = fn(&mut Desk, &Import, &str);

/// Whether a file is a table whose columns can be chosen.
#[must_use]
pub fn is_table(import: &Import) -> bool {
    import.product.is_none() && !import.columns.is_empty() && matches!(import.system.as_str(), "csv" | "jira")
}

/// Tries an import on a copy of the product.
fn outlook(import: &Import, product: &Product, now: Now) -> Result<(usize, usize, usize), String> {
    let mut trial = product.clone();
    let outcome = exchange::take_in(&mut trial, import, "", now).map_err(|why| why.to_string())?;
    let known: std::collections::HashSet<String> =
        product.items().iter().filter(|item| item.is_open()).map(|item| item.title.to_lowercase()).collect();
    let title =
        |row: &&exchange::Row| row.fields.get("title").is_some_and(|title| known.contains(&title.to_lowercase()));
    let same = import.rows.iter().filter(title).count();
    Ok((outcome.added, outcome.updated, same.saturating_sub(outcome.updated + outcome.same)))
}

/// Returns the fields that a column can fill.
fn targets() -> Vec<&'static str> {
    let fields = Item::fields().iter().filter(|field| field.set.is_some()).map(|field| field.name);
    std::iter::once(KEEP).chain(fields).chain(OTHERS.iter().copied()).collect()
}

impl Mapping {
    /// Returns the page of a file that was read; `take` takes it in.
    #[must_use]
    pub fn new(name: &str, bytes: Vec<u8>, import: Import, desk: &Desk, take: Take) -> Self {
        let outlook = outlook(&import, desk.product(), desk.now);
        Self {
            name: name.to_owned(),
            bytes,
            choices: Choices::default(),
            import,
            cursor: Cursor::default(),
            choice: None,
            outlook,
            fault: None,
            take,
        }
    }

    /// Lets the column under the cursor fill a field; the column that filled it before is kept as it is.
    fn choose(&mut self, field: &'static str, desk: &Desk) {
        let Some(column) = self.import.columns.get(self.cursor.at).map(|column| column.name.clone()) else { return };
        let mut choices = self.choices.clone();
        choices.columns.retain(|(own, other)| *other != column && (own != field || field == KEEP));
        choices.columns.push((field.to_owned(), column));
        match exchange::read(&self.bytes, &self.name, &choices) {
            Ok(import) => {
                self.outlook = outlook(&import, desk.product(), desk.now);
                (self.import, self.choices, self.fault) = (import, choices, None);
            }
            Err(why) => self.fault = Some(why.words),
        }
    }

    fn choice_key(&mut self, key: KeyEvent, desk: &Desk) -> Flow {
        let all = targets();
        let Some(mut cursor) = self.choice else { return Flow::Stay };
        match key.code {
            KeyCode::Esc => {
                self.choice = None;
                return Flow::Stay;
            }
            KeyCode::Enter => {
                self.choice = None;
                if let Some(field) = all.get(cursor.at) {
                    self.choose(field, desk);
                }
                return Flow::Stay;
            }
            // a letter goes to the next field that begins with it
            KeyCode::Char(c) => {
                let after = all.iter().enumerate().cycle().skip(cursor.at + 1).take(all.len());
                let found = after.clone().find(|(_, name)| name.starts_with(c));
                cursor.at = found.map_or(cursor.at, |(at, _)| at);
            }
            _ => {
                cursor.key(key, all.len());
            }
        }
        self.choice = Some(cursor);
        Flow::Stay
    }

    fn words(&self, theme: &Theme) -> Line<'static> {
        let rows = count(self.import.rows.len(), "row");
        let mut out = vec![span(&format!("{}, {rows}", self.import.what), theme.text)];
        match &self.outlook {
            Ok((added, updated, same)) => {
                out.push(span(&format!(" · {added} new, {updated} change"), theme.good));
                if *same > 0 {
                    out.push(span(&format!(" · {same} with a title that is here already"), theme.warn));
                }
            }
            Err(why) => out.push(span(&format!(" · nothing would come in: {why}"), theme.bad)),
        }
        line(out)
    }
}

impl Layer for Mapping {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        if self.choice.is_some() {
            return self.choice_key(key, desk);
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => Flow::Close,
            KeyCode::Enter => {
                let (import, name) = (std::mem::take(&mut self.import), std::mem::take(&mut self.name));
                let take = self.take;
                Flow::Then(Box::new(move |desk| take(desk, &import, &name)))
            }
            KeyCode::Char('e' | ' ') | KeyCode::Right => {
                let now = self.import.columns.get(self.cursor.at).map(|column| column.fate.clone());
                let here = |name: &&str| matches!(&now, Some(Fate::Mapped(field)) if field == name);
                let at = targets().iter().position(here).unwrap_or(0);
                self.choice = Some(Cursor { at, top: 0 });
                Flow::Stay
            }
            _ => {
                self.cursor.letter(key, self.import.columns.len());
                Flow::Stay
            }
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        frame.render_widget(Clear, area);
        let title = vec![
            span(&format!("Take in {}", text::line(&self.name)), theme.title),
            span("  each column with what it fills", theme.muted),
        ];
        let inner = framed(frame, area, title, true, theme);
        let cells = usize::from(inner.width);
        let mut head = vec![self.words(theme)];
        if let Some(fault) = &self.fault {
            head.push(line(cut(vec![span(fault, theme.bad)], cells)));
        }
        head.push(Line::default());
        let high = u16::try_from(head.len()).unwrap_or(2).min(inner.height);
        frame.render_widget(Paragraph::new(head), Rect { height: high, ..inner });
        let body = Rect { y: inner.y + high, height: inner.height - high, ..inner };
        let side = if self.choice.is_some() { 24.min(body.width / 2) } else { 0 };
        let list = Rect { width: body.width - side, ..body };
        let row = |n: usize| self.import.columns.get(n).map_or_else(Vec::new, |column| cells_of(column, theme));
        let rows = self.import.columns.len();
        let mut hits = Hits::default();
        Table { theme, columns: COLUMNS }.draw(frame, list, (rows, Some(self.cursor.at), true), &mut hits, row_id, row);
        if let Some(choice) = self.choice {
            let area = Rect { x: list.right(), width: side, ..body };
            let inner = framed(frame, area, vec![span("It fills", theme.title)], true, theme);
            let all = targets();
            let row = |n: usize| {
                let word = all.get(n).copied().unwrap_or("");
                vec![vec![span(if word == KEEP { "nothing: keep it" } else { word }, theme.text)]]
            };
            let columns = &[Column::words(Wide::Rest)];
            Table { theme, columns }.draw(frame, inner, (all.len(), Some(choice.at), true), &mut hits, row_id, row);
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.choice.is_some() {
            return vec![("↑↓", "choose"), ("Enter", "take it"), ("Esc", "back")];
        }
        vec![("Enter", "take it in"), ("e", "change what a column fills"), ("j k", "move"), ("Esc", "leave it")]
    }
}

/// Returns the cells of a column of the table.
fn cells_of(column: &exchange::Column, theme: &Theme) -> Vec<Cell> {
    let (fills, style) = match &column.fate {
        Fate::Mapped(field) => (*field, theme.good),
        Fate::Kept => ("kept as it is", theme.muted),
        Fate::Empty => ("nothing in it", theme.ghost),
    };
    let copies = if column.copies > 1 { format!(" ×{}", column.copies) } else { String::new() };
    let samples = column.samples.iter().map(|sample| text::line(sample).into_owned()).collect::<Vec<_>>().join(" · ");
    vec![
        vec![span(&text::line(&column.name), theme.text), span(&copies, theme.muted)],
        vec![span(fills, style)],
        vec![span(&column.cells.to_string(), theme.muted)],
        vec![span(&samples, theme.muted)],
    ]
}
