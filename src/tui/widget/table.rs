//! A table: columns that line up, the chosen row lit, each row noted for a click, and what lies below counted.
//!
//! Titles come first: where there is no room for all columns, those that yield are left out whole until the titles have theirs. A
//! wider table never shows less of a title, so a title takes no more room than its share until every column is there.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::list::{Chosen, Cursor};
use super::text::{bar, cut, line, span, width};
use crate::model::Id;
use crate::tui::pointer::Hits;
use crate::tui::theme::Theme;

/// Cells that a title is left before columns that yield get any.
const TITLE: usize = 54;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// As wide as its widest cell on the page, up to so many cells; nothing where all are empty.
    Most(usize),
    /// Always so many cells, so that nothing moves while one scrolls.
    Cells(usize),
    /// All that the others leave; one column of a table.
    Rest,
    /// All that the others leave, of which words take so many cells at the most; one column of a table.
    Title(usize),
}

impl Wide {
    /// Returns the most cells that words take in the column of all the rest; `None` of another column.
    const fn most(self) -> Option<usize> {
        match self {
            Self::Rest => Some(usize::MAX),
            Self::Title(most) => Some(most),
            Self::Most(_) | Self::Cells(_) => None,
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name above it, in a table that has names.
    pub head: &'static str,
    /// How wide it is.
    pub wide: Wide,
    /// Whether its cells stand on the right, as numbers do.
    pub right: bool,
    /// How soon it is left out where titles need the room, 0 for never.
    pub yields: u8,
}

impl Column {
    /// Returns a column of words.
    #[must_use]
    pub const fn words(wide: Wide) -> Self {
        Self { head: "", wide, right: false, yields: 0 }
    }

    /// Returns a column of numbers.
    #[must_use]
    pub const fn number(cells: usize) -> Self {
        Self { head: "", wide: Wide::Cells(cells), right: true, yields: 0 }
    }

    /// Gives it a name.
    #[must_use]
    pub const fn head(self, head: &'static str) -> Self {
        Self { head, ..self }
    }

    /// Lets it be left out where titles need the room; the greatest number goes first.
    #[must_use]
    pub const fn yields(self, yields: u8) -> Self {
        Self { yields, ..self }
    }
}

/// Returns how many rows fit on a page of this height; where not all do, the last line counts the rest.
#[must_use]
pub fn page(height: u16, rows: usize) -> usize {
    let height = usize::from(height);
    if rows > height { height.saturating_sub(1).max(1) } else { height.max(1) }
}

/// A cell: words in one style or several.
pub type Cell = Vec<Span<'static>>;

/// Returns the two cells before a row: the cursor, a mark.
pub type Marks<'a> = &'a dyn Fn(usize) -> &'static str;

/// Cells between two columns.
const GAP: usize = 2;
/// Cells before a row, for the cursor and a mark.
const MARK: usize = 2;

/// A table over an area of the frame.
pub struct Table<'a> {
    /// The styles of the theme.
    pub theme: &'a Theme,
    /// The columns, from the left.
    pub columns: &'a [Column],
}

/// The columns of one drawing: how wide each is; those of no cells are left out.
pub struct Widths {
    wide: Vec<usize>,
    /// The cells that the column of all the rest may fill with words.
    title: usize,
}

impl Widths {
    /// Returns the cells before a column.
    #[must_use]
    pub fn before(&self, column: usize) -> usize {
        MARK + self.wide.iter().take(column).filter(|wide| **wide > 0).map(|wide| wide + GAP).sum::<usize>()
    }
}

impl Table<'_> {
    /// Draws the page of so many rows on which the one at `at` stands; it is lit where the keys are here. `id` is what a click on a
    /// row chooses, `cells` has a cell for each column.
    pub fn draw(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (rows, at, focused): (usize, Option<usize>, bool),
        hits: &mut Hits,
        id: impl Fn(usize) -> Id,
        cells: impl Fn(usize) -> Vec<Cell>,
    ) {
        let height = area.height.saturating_sub(u16::from(self.has_heads()));
        let window = Cursor { at: at.unwrap_or(0), top: 0 }.window(rows, page(height, rows));
        let marks = |row| if at == Some(row) { "▸ " } else { "  " };
        self.draw_marked(frame, area, (window, rows, at.filter(|_| focused)), hits, &id, &marks, &cells);
    }

    /// Draws the page of a list on which the chosen one stands; it is lit where the keys are here.
    pub fn list(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (ids, chosen, focused): (&[Id], &Chosen, bool),
        hits: &mut Hits,
        cells: impl Fn(Id) -> Vec<Cell>,
    ) {
        let at = chosen.place(ids);
        let marks = |row| if at == Some(row) { "▸ " } else { "  " };
        self.list_marked(frame, area, (ids, chosen, focused), hits, &marks, &cells);
    }

    /// Draws the page of a list, each row with a mark of its own before it.
    pub fn list_marked(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (ids, chosen, focused): (&[Id], &Chosen, bool),
        hits: &mut Hits,
        marks: Marks<'_>,
        cells: &dyn Fn(Id) -> Vec<Cell>,
    ) {
        let height = area.height.saturating_sub(u16::from(self.has_heads()));
        let window = chosen.window(ids, page(height, ids.len()));
        let at = chosen.place(ids).filter(|_| focused);
        let id = |row: usize| ids.get(row).copied().unwrap_or_default();
        let cells = |row: usize| cells(id(row));
        self.draw_marked(frame, area, (window, ids.len(), at), hits, &id, marks, &cells);
    }

    fn has_heads(&self) -> bool {
        self.columns.iter().any(|column| !column.head.is_empty())
    }

    #[expect(clippy::too_many_arguments, reason = "where, which rows, and the three things that a row is made of")]
    fn draw_marked(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (window, rows, lit): (Range<usize>, usize, Option<usize>),
        hits: &mut Hits,
        id: &dyn Fn(usize) -> Id,
        marks: Marks<'_>,
        cells: &dyn Fn(usize) -> Vec<Cell>,
    ) {
        let (end, room) = (window.end, usize::from(area.width));
        let drawn: Vec<(usize, Vec<Cell>)> = window.map(|row| (row, cells(row))).collect();
        let widths = self.widths(&drawn.iter().map(|(_, cells)| cells.as_slice()).collect::<Vec<_>>(), room);
        let mut lines: Vec<Line<'static>> = Vec::new();
        if self.has_heads() {
            lines.push(self.heads(&widths));
        }
        let first = area.y + u16::try_from(lines.len()).unwrap_or(0);
        for ((row, cells), y) in drawn.into_iter().zip(first..) {
            hits.things.push((Rect { y, height: 1, ..area }, id(row)));
            lines.push(bar(cut(self.row(marks(row), cells, &widths), room), lit == Some(row), self.theme));
        }
        if end < rows {
            lines.push(line(vec![span(&format!("  ↓ {} more", rows - end), self.theme.muted)]));
        }
        frame.render_widget(Paragraph::new(lines), area);
    }

    /// Returns the line of the names of the columns.
    #[must_use]
    pub fn heads(&self, widths: &Widths) -> Line<'static> {
        let heads = self.columns.iter().map(|column| vec![span(column.head, self.theme.muted)]).collect();
        line(self.row("  ", heads, widths))
    }

    /// Returns a row of the table: the mark before it, and the cells of the columns that are shown.
    #[must_use]
    pub fn row(&self, mark: &str, cells: Vec<Cell>, widths: &Widths) -> Cell {
        let mut spans = vec![span(mark, self.theme.accent)];
        let mut first = true;
        for ((cell, column), wide) in cells.into_iter().zip(self.columns).zip(&widths.wide) {
            if *wide == 0 {
                continue;
            }
            if !std::mem::replace(&mut first, false) {
                spans.push(span(&" ".repeat(GAP), self.theme.text));
            }
            let cell = if column.wide.most().is_some() { cut(cell, widths.title) } else { cell };
            spans.extend(self.fit(cell, *column, *wide));
        }
        spans
    }

    /// Returns how wide each column is, so that the mark before a row, the columns that are shown and the gaps between them fill
    /// `room`.
    #[must_use]
    pub fn widths(&self, drawn: &[&[Cell]], room: usize) -> Widths {
        let room = room.saturating_sub(MARK);
        let widest = |i: usize| {
            let cells = drawn.iter().filter_map(|cells| cells.get(i));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        };
        let mut wide: Vec<usize> = (0..)
            .zip(self.columns)
            .map(|(i, column)| match column.wide {
                Wide::Cells(cells) => cells,
                Wide::Most(most) => match widest(i) {
                    0 => 0,
                    words => words.max(width(&[span(column.head, self.theme.muted)])).min(most),
                },
                Wide::Rest | Wide::Title(_) => 0,
            })
            .collect();
        let rest = self.columns.iter().position(|column| column.wide.most().is_some());
        let most = self.columns.iter().find_map(|column| column.wide.most()).unwrap_or(0);
        let left = |wide: &[usize]| {
            let shown = wide.iter().filter(|cells| **cells > 0).count() + usize::from(rest.is_some());
            room.saturating_sub(GAP * shown.saturating_sub(1) + wide.iter().sum::<usize>())
        };
        let need = rest.map_or(0, |i| widest(i).min(TITLE).min(most));
        // what yields comes back in turn, and none before its elder, so that a wider table shows all of a narrower one
        let mut yielding: Vec<(u8, usize, usize)> = (0..)
            .zip(self.columns)
            .zip(&wide)
            .filter(|((_, column), cells)| column.yields > 0 && **cells > 0)
            .map(|((i, column), cells)| (column.yields, i, *cells))
            .collect();
        yielding.sort_unstable();
        for (_, i, _) in &yielding {
            if let Some(cells) = wide.get_mut(*i) {
                *cells = 0;
            }
        }
        let mut all = true;
        for (_, i, cells) in yielding {
            if left(&wide) < need + GAP + cells {
                all = false;
                break;
            }
            if let Some(own) = wide.get_mut(i) {
                *own = cells;
            }
        }
        let rest_cells = left(&wide);
        let title = if all { rest_cells.min(most) } else { rest_cells.min(need) };
        if let Some(own) = rest.and_then(|i| wide.get_mut(i)) {
            *own = rest_cells;
        }
        Widths { wide, title }
    }

    /// Returns a cell at exactly this width.
    fn fit(&self, cell: Cell, column: Column, wide: usize) -> Cell {
        let cell = cut(cell, wide);
        let pad = span(&" ".repeat(wide.saturating_sub(width(&cell))), self.theme.text);
        if column.right { [vec![pad], cell].concat() } else { [cell, vec![pad]].concat() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    const COLUMNS: &[Column] =
        &[Column::number(3), Column::words(Wide::Rest), Column::words(Wide::Most(8)), Column::number(4)];

    fn drawn(rows: &[[&str; 4]], size: (u16, u16), at: usize) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let (theme, mut hits) = (Theme::plain(), Hits::default());
        let shown = page(size.1, rows.len());
        let cells = |row: usize| rows[row].iter().map(|cell| vec![span(cell, theme.text)]).collect();
        let table = Table { theme: &theme, columns: COLUMNS };
        terminal
            .draw(|frame| {
                let area = frame.area();
                table.draw(frame, area, (rows.len(), Some(at), true), &mut hits, |_| Id::ZERO, cells);
            })
            .unwrap();
        assert_eq!(hits.things.len(), shown.min(rows.len()));
        let buffer = terminal.backend().buffer();
        let text = |y: u16| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..size.1).map(|y| text(y).trim_end().to_owned()).collect()
    }

    #[test]
    fn columns_line_up_whatever_stands_in_them() {
        let rows = [["7", "short", "a", "1"], ["112", "a title that is too long for it", "後の列は幅広い", "22"]];
        assert_eq!(
            drawn(&rows, (36, 2), 1),
            // a wide sign is followed by the cell that it covers
            ["    7  short          a            1", "▸ 112  a title that…  後 の 列 …     22"]
        );
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let rows = [["1", "one", "", ""], ["2", "two", "", ""], ["3", "three", "", ""], ["4", "four", "", ""]];
        assert_eq!(drawn(&rows, (30, 3), 0)[2], "  ↓ 2 more");
        assert_eq!(drawn(&rows, (30, 3), 3)[1].split_whitespace().collect::<Vec<_>>(), ["▸", "4", "four"]);
        assert_eq!(drawn(&rows, (30, 4), 0)[3].split_whitespace().next(), Some("4"));
    }

    /// Returns the line of a table with a title and two columns that yield, at a width.
    fn yielding(cells: u16, title: &str) -> String {
        let columns = [
            Column::number(2),
            Column::words(Wide::Rest).head("title"),
            Column::words(Wide::Most(8)).head("state").yields(1),
            Column::number(3).head("age").yields(2),
        ];
        let mut terminal = Terminal::new(TestBackend::new(cells, 2)).unwrap();
        let (theme, mut hits) = (Theme::plain(), Hits::default());
        let row = ["1", title, "review", "12"].map(|cell| vec![span(cell, theme.text)]).to_vec();
        let table = Table { theme: &theme, columns: &columns };
        let (ids, chosen) = ([Id::ZERO], Chosen::default());
        terminal
            .draw(|frame| {
                let area = frame.area();
                table.list(frame, area, (&ids, &chosen, true), &mut hits, |_| row.clone());
            })
            .unwrap();
        let buffer = terminal.backend().buffer();
        (0..cells).map(|x| buffer[(x, 1)].symbol()).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn columns_yield_to_titles_the_last_one_first() {
        let title = "a title of thirty-two characters";
        assert_eq!(yielding(38, title), format!("▸  1  {title}"));
        assert_eq!(yielding(45, title), format!("▸  1  {title}"), "the next column needs a cell more");
        assert_eq!(yielding(46, title), format!("▸  1  {title}  review"));
        assert_eq!(yielding(51, title), format!("▸  1  {title}  review   12"));
    }

    #[test]
    fn a_wider_table_never_shows_less_of_a_title() {
        for title in ["short", "a title of thirty-two characters", &"long words ".repeat(12)] {
            let shown = |cells: u16| {
                let line = yielding(cells, title);
                line.replace("review", "").replace(" 12", "").trim_end().trim_end_matches('…').trim_end().len()
            };
            for cells in 30..160 {
                assert!(shown(cells) <= shown(cells + 1), "{title}: {cells}: {}", yielding(cells + 1, title));
            }
        }
    }
}
