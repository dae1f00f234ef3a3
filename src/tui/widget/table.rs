//! A table: columns that line up, the chosen row lit, each row noted for a click, and what lies below counted.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::text::{bar, cut, line, span, width};
use crate::model::Id;
use crate::tui::pointer::Hits;
use crate::tui::theme::Theme;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// As wide as its widest cell on the page, up to so many cells.
    Most(usize),
    /// Always so many cells, so that nothing moves while one scrolls.
    Cells(usize),
    /// All that the others leave; one column of a table.
    Rest,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// How wide it is.
    pub wide: Wide,
    /// Whether its cells stand on the right, as numbers do.
    pub right: bool,
}

impl Column {
    /// Returns a column of words.
    #[must_use]
    pub const fn words(wide: Wide) -> Self {
        Self { wide, right: false }
    }

    /// Returns a column of numbers.
    #[must_use]
    pub const fn number(cells: usize) -> Self {
        Self { wide: Wide::Cells(cells), right: true }
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

/// Cells between two columns.
const GAP: usize = 2;

/// A table over an area of the frame.
pub struct Table<'a> {
    /// The styles of the theme.
    pub theme: &'a Theme,
    /// The columns, from the left.
    pub columns: &'a [Column],
}

impl Table<'_> {
    /// Draws the rows of `window`, of `rows` in all, with the row `at` lit. `id` is what a click on a row chooses, `cells` has a cell
    /// for each column.
    pub fn draw(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (window, rows, at): (Range<usize>, usize, Option<usize>),
        hits: &mut Hits,
        id: impl Fn(usize) -> Id,
        cells: impl Fn(usize) -> Vec<Cell>,
    ) {
        let (end, room) = (window.end, usize::from(area.width));
        let drawn: Vec<(usize, Vec<Cell>)> = window.map(|row| (row, cells(row))).collect();
        let wide = self.widths(&drawn, room.saturating_sub(2));
        let mut lines: Vec<Line<'static>> = Vec::new();
        for ((row, cells), y) in drawn.into_iter().zip(area.y..) {
            hits.things.push((Rect { y, height: 1, ..area }, id(row)));
            let here = at == Some(row);
            let mut spans = vec![span(if here { "▸ " } else { "  " }, self.theme.accent)];
            for (i, ((cell, column), wide)) in cells.into_iter().zip(self.columns).zip(&wide).enumerate() {
                if i > 0 {
                    spans.push(span(&" ".repeat(GAP), self.theme.text));
                }
                spans.extend(self.fit(cell, *column, *wide));
            }
            lines.push(bar(cut(spans, room), here, self.theme));
        }
        if end < rows {
            lines.push(line(vec![span(&format!("  ↓ {} more", rows - end), self.theme.muted)]));
        }
        frame.render_widget(Paragraph::new(lines), area);
    }

    /// Returns how wide each column is, so that all of them and the gaps between fill `room`.
    fn widths(&self, drawn: &[(usize, Vec<Cell>)], room: usize) -> Vec<usize> {
        let widest = |i: usize| {
            let cells = drawn.iter().filter_map(|(_, cells)| cells.get(i));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        };
        let fixed: Vec<Option<usize>> = self
            .columns
            .iter()
            .enumerate()
            .map(|(i, column)| match column.wide {
                Wide::Cells(cells) => Some(cells),
                Wide::Most(most) => Some(widest(i).min(most)),
                Wide::Rest => None,
            })
            .collect();
        let gaps = GAP * self.columns.len().saturating_sub(1);
        let rest = room.saturating_sub(gaps + fixed.iter().flatten().sum::<usize>());
        fixed.into_iter().map(|wide| wide.unwrap_or(rest)).collect()
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
        let from = (at + 1).saturating_sub(shown);
        let window = from..(from + shown).min(rows.len());
        let cells = |row: usize| rows[row].iter().map(|cell| vec![span(cell, theme.text)]).collect();
        let table = Table { theme: &theme, columns: COLUMNS };
        terminal
            .draw(|frame| {
                let area = frame.area();
                table.draw(frame, area, (window, rows.len(), Some(at)), &mut hits, |_| Id::ZERO, cells);
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
}
