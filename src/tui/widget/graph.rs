//! Line charts over the whole of their pane: curves of half a dozen points or many, with axes in words.
//!
//! They are drawn in braille, eight points a cell, and `look` has a form of those in ASCII. A curve is told from another by its label,
//! never by its colour alone.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::widgets::Paragraph;
use ratatui::widgets::canvas::{Canvas, Line};

use super::text::{line, span};
use crate::text;
use crate::tui::theme::Theme;

/// A point: how far along it stands, from 0 to 1, and its value.
pub type Point = (f64, f64);

/// Cells and rows under which a chart says nothing.
const LEAST: (u16, u16) = (16, 4);

/// A line from point to point.
pub struct Curve {
    /// The points, from the left.
    pub points: Vec<Point>,
    /// Its style.
    pub style: Style,
    /// Whether each point is marked.
    pub dots: bool,
    /// What stands at its end; empty for nothing.
    pub label: String,
}

/// A chart.
#[derive(Default)]
pub struct Graph {
    /// The lines, the one that matters most last.
    pub curves: Vec<Curve>,
    /// Signs on the chart: where, which, in which style.
    pub marks: Vec<(Point, &'static str, Style)>,
    /// The least and the greatest value that is shown.
    pub range: (f64, f64),
    /// The words beside the greatest and the least value.
    pub ends: (String, String),
    /// Words below the chart, by how far along each begins.
    pub below: Vec<(f64, String)>,
}

impl Graph {
    /// Returns the least and the greatest of some values, a little apart where they are one.
    #[must_use]
    pub fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), n| (low.min(n), high.max(n)));
        match (low.is_finite(), (high - low).abs() < f64::EPSILON) {
            (false, _) => (0.0, 1.0),
            (true, true) => (low - 1.0, high + 1.0),
            (true, false) => (low, high),
        }
    }

    /// Draws the chart into an area.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return;
        }
        let margin = [&self.ends.0, &self.ends.1].iter().map(|words| text::width(words)).max().unwrap_or(0);
        let margin = u16::try_from(margin + 1).unwrap_or(8).min(area.width / 3);
        let plot = Rect { x: area.x + margin, width: area.width - margin, height: area.height - 1, ..area };
        let label = |words: &str, y: u16| {
            let wide = usize::from(margin.saturating_sub(1));
            let words = text::cut(words, wide).into_owned();
            let pad = wide.saturating_sub(text::width(&words));
            (
                line(vec![span(&" ".repeat(pad), theme.muted), span(&words, theme.muted)]),
                Rect { y, height: 1, width: margin, ..area },
            )
        };
        for (words, at) in [label(&self.ends.0, plot.y), label(&self.ends.1, plot.bottom() - 1)] {
            frame.render_widget(Paragraph::new(words), at);
        }
        let (low, high) = self.range;
        // a whole cell of room above and below, so that what stands on the edge is seen
        let room = (high - low) / f64::from(plot.height.max(2)) / 2.0;
        let canvas = Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, 1.0])
            .y_bounds([low - room / 2.0, high + room / 2.0])
            .paint(|context| {
                for curve in &self.curves {
                    let color = curve.style.fg.unwrap_or_default();
                    for pair in curve.points.windows(2) {
                        if let [(x1, y1), (x2, y2)] = *pair {
                            context.draw(&Line { x1, y1, x2, y2, color });
                        }
                    }
                    if let [(x1, y1)] = *curve.points.as_slice() {
                        context.draw(&Line { x1, y1, x2: x1, y2: y1, color });
                    }
                }
            });
        frame.render_widget(canvas, plot);
        for ((x, y), sign, style) in &self.marks {
            self.put(frame, plot, (*x, *y), sign, *style);
        }
        for curve in &self.curves {
            for point in curve.points.iter().filter(|_| curve.dots) {
                self.put(frame, plot, *point, "●", curve.style);
            }
        }
        self.labels(frame, plot);
        let row = Rect { y: area.bottom() - 1, height: 1, ..plot };
        let mut free = row.x;
        for (x, words) in &self.below {
            let wide = u16::try_from(text::width(words)).unwrap_or(u16::MAX);
            let at = column(row, *x).min(row.right().saturating_sub(wide)).max(row.x);
            // what has no room is left out, so that words never run into each other
            if at >= free && at + wide <= row.right() {
                let area = Rect { x: at, width: wide, ..row };
                frame.render_widget(Paragraph::new(line(vec![span(words, theme.muted)])), area);
                free = at + wide + 1;
            }
        }
    }

    /// Writes the words at the ends of the lines: behind the end where there is room, else before it; those that would lie on one
    /// another stand above one another, in the order of their lines.
    fn labels(&self, frame: &mut Frame<'_>, plot: Rect) {
        let ends = self.curves.iter().filter(|curve| !curve.label.is_empty());
        let mut labels: Vec<(Rect, &Curve)> = ends
            .filter_map(|curve| {
                let (x, y) = *curve.points.last()?;
                let wide = u16::try_from(text::width(&curve.label)).unwrap_or(u16::MAX).min(plot.width);
                let at = (column(plot, x) + 2).min(plot.right().saturating_sub(wide));
                Some((Rect { x: at, y: self.row(plot, y), width: wide, height: 1 }, curve))
            })
            .collect();
        labels.sort_by_key(|(area, _)| area.y);
        let beside = |a: Rect, b: Rect| a.right() <= b.x || b.right() <= a.x;
        // down from the top, then up again from where the chart ends
        let mut last: Option<Rect> = None;
        for (area, _) in &mut labels {
            let free = last.filter(|last| !beside(*last, *area)).map_or(0, |last| last.bottom());
            area.y = area.y.max(free);
            last = Some(*area);
        }
        let mut next: Option<Rect> = None;
        for (area, _) in labels.iter_mut().rev() {
            let free = next.filter(|next| !beside(*next, *area)).map_or(plot.bottom(), |next| next.y);
            area.y = area.y.min(free.saturating_sub(1)).max(plot.y);
            next = Some(*area);
        }
        for (area, curve) in labels {
            frame.render_widget(Paragraph::new(line(vec![span(&curve.label, curve.style)])), area);
        }
    }

    /// Puts a sign on the chart.
    fn put(&self, frame: &mut Frame<'_>, plot: Rect, (x, y): Point, sign: &str, style: Style) {
        let wide = u16::try_from(text::width(sign)).unwrap_or(u16::MAX).min(plot.width);
        let at = column(plot, x).min(plot.right().saturating_sub(wide));
        let area = Rect { x: at, y: self.row(plot, y), width: wide, height: 1 };
        frame.render_widget(Paragraph::new(line(vec![span(sign, style)])), area);
    }

    /// Returns the row of a value.
    fn row(&self, plot: Rect, y: f64) -> u16 {
        let (low, high) = self.range;
        plot.y + cells((high - y) / (high - low), plot.height - 1)
    }
}

/// Returns how many cells a share of so many is.
fn cells(share: f64, of: u16) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and `of`")]
    let cells = (share.clamp(0.0, 1.0) * f64::from(of)).round() as u16;
    cells
}

/// Returns the column of a chart that is so far along.
fn column(plot: Rect, x: f64) -> u16 {
    plot.x + cells(x, plot.width.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn drawn(graph: &Graph, size: (u16, u16)) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let theme = Theme::plain();
        terminal.draw(|frame| graph.draw(frame, frame.area(), &theme)).unwrap();
        let buffer = terminal.backend().buffer();
        let text = |y: u16| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..size.1).map(|y| text(y).trim_end().to_owned()).collect()
    }

    fn falling() -> Graph {
        let curve = Curve {
            points: vec![(0.0, 10.0), (0.5, 5.0), (1.0, 0.0)],
            style: Style::new(),
            dots: true,
            label: String::new(),
        };
        Graph {
            curves: vec![curve],
            range: (0.0, 10.0),
            ends: ("10".into(), "0".into()),
            below: vec![(0.0, "Mo".into()), (0.05, "Tu".into()), (1.0, "Fr".into())],
            ..Graph::default()
        }
    }

    #[test]
    fn a_line_goes_from_its_first_point_to_its_last_over_the_whole_width() {
        let lines = drawn(&falling(), (23, 6));
        assert!(lines[0].starts_with("10 ●"), "{lines:?}");
        assert!(lines[4].starts_with(" 0") && lines[4].ends_with('●'), "{lines:?}");
        assert!(lines[2].contains('●'), "{lines:?}");
        assert_eq!(lines[5], "   Mo                Fr", "a word without room is left out");
    }

    #[test]
    fn words_at_the_ends_of_lines_stand_above_one_another_where_they_would_lie_on_one_another() {
        let mut graph = falling();
        let curve = |y: f64, label: &str| Curve {
            points: vec![(0.0, y), (0.5, y)],
            style: Style::new(),
            dots: false,
            label: label.to_owned(),
        };
        graph.curves = vec![curve(5.2, "upper"), curve(5.1, "middle"), curve(5.0, "lower")];
        let lines = drawn(&graph, (40, 12));
        let row = |label: &str| lines.iter().position(|line| line.ends_with(label));
        let (upper, middle, lower) = (row("upper").unwrap(), row("middle").unwrap(), row("lower").unwrap());
        assert_eq!((upper + 1, middle + 1), (middle, lower), "{lines:#?}");
        for (value, rows) in [(10.0, (0, 1)), (0.0, (9, 10))] {
            graph.curves = vec![curve(value, "upper"), curve(value, "lower")];
            let lines = drawn(&graph, (40, 12));
            let row = |label: &str| lines.iter().position(|line| line.ends_with(label)).unwrap();
            assert_eq!((row("upper"), row("lower")), rows, "{lines:#?}");
        }
    }

    #[test]
    fn a_chart_without_room_draws_nothing_and_a_single_point_is_one() {
        assert!(drawn(&falling(), (15, 6)).iter().all(String::is_empty));
        assert!(drawn(&falling(), (23, 3)).iter().all(String::is_empty));
        let mut one = falling();
        one.curves[0].points.truncate(1);
        assert_eq!(drawn(&one, (23, 6)).concat().matches('●').count(), 1);
    }

    #[test]
    fn a_range_has_a_height_whatever_is_in_it() {
        assert_eq!(Graph::range_of([].into_iter()), (0.0, 1.0));
        assert_eq!(Graph::range_of([3.0].into_iter()), (2.0, 4.0));
        assert_eq!(Graph::range_of([3.0, 1.0].into_iter()), (1.0, 3.0));
    }
}
