//! Small charts of characters: sparklines and bars.

/// Bars of one to eight eighths.
const LEVELS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Returns values as a row of eighth blocks, from the least to the greatest of them; flat ones stand in the middle.
#[must_use]
pub fn spark(values: &[f64]) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let level = |value: &f64| {
        if (high - low).abs() < f64::EPSILON {
            return 3;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
        let level = ((value - low) / (high - low) * 7.0).round() as usize;
        level
    };
    values.iter().filter_map(|value| LEVELS.get(level(value)).copied()).collect()
}

/// Returns a bar of so many cells for a share from 0 to 1, in eighths of a cell.
#[must_use]
pub fn gauge(share: f64, cells: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few cells"
    )]
    let eighths = (share.clamp(0.0, 1.0) * (cells * 8) as f64).round() as usize;
    let part = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
    format!("{}{part}", "█".repeat(eighths / 8))
}

/// A point of a line chart: how far along it stands, from 0 to 1, and its value.
pub type Point = (f64, f64);

/// A line chart on a grid of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    /// The rows, the highest first; a cell is a point, a piece of the line to the next one, the target, or nothing.
    pub rows: Vec<Vec<Mark>>,
}

/// What stands in a cell of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// There is nothing here.
    #[default]
    Blank,
    /// A value that was measured.
    Point,
    /// The way from one value to the next.
    Line,
    /// The value that is aimed at.
    Target,
}

/// Returns the least and the greatest of values and target, a little apart where they are one.
#[must_use]
pub fn span_of(points: &[Point], target: Option<f64>) -> (f64, f64) {
    let all = || points.iter().map(|(_, value)| *value).chain(target);
    let low = all().fold(f64::INFINITY, f64::min);
    let high = all().fold(f64::NEG_INFINITY, f64::max);
    if !low.is_finite() {
        return (0.0, 1.0);
    }
    if (high - low).abs() < f64::EPSILON { (low - 1.0, high + 1.0) } else { (low, high) }
}

/// Returns a line chart of so many cells.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "cells of a terminal"
)]
pub fn plot(points: &[Point], target: Option<f64>, wide: usize, high: usize) -> Plot {
    let (wide, high) = (wide.max(1), high.max(1));
    let mut rows = vec![vec![Mark::Blank; wide]; high];
    let (low, top) = span_of(points, target);
    let row =
        |value: f64| ((top - value) / (top - low) * (high - 1) as f64).round().clamp(0.0, (high - 1) as f64) as usize;
    let column = |x: f64| (x.clamp(0.0, 1.0) * (wide - 1) as f64).round() as usize;
    let mut set = |x: usize, y: usize, mark: Mark| {
        if let Some(cell) = rows.get_mut(y).and_then(|row| row.get_mut(x)) {
            *cell = mark;
        }
    };
    if let Some(target) = target {
        (0..wide).for_each(|x| set(x, row(target), Mark::Target));
    }
    for pair in points.windows(2) {
        let [(x1, y1), (x2, y2)] = *pair else { continue };
        let (from, to) = (column(x1), column(x2));
        for x in from + 1..to {
            let share = (x - from) as f64 / (to - from) as f64;
            set(x, row(y1 + (y2 - y1) * share), Mark::Line);
        }
    }
    for (x, y) in points {
        set(column(*x), row(*y), Mark::Point);
    }
    Plot { rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_goes_from_the_least_to_the_greatest() {
        assert_eq!(spark(&[1.0, 2.0, 3.0]), "▁▅█");
        assert_eq!(spark(&[2.0, 2.0]), "▄▄", "what does not move is no fall");
        assert_eq!(spark(&[]), "");
        assert_eq!((gauge(0.5, 4), gauge(1.0, 3), gauge(0.0, 3)), ("██".into(), "███".into(), String::new()));
        assert_eq!(gauge(0.3, 4), "█▎");
    }

    #[test]
    fn a_plot_has_its_points_where_they_belong_and_the_target_as_a_line() {
        let plot = plot(&[(0.0, 12.0), (1.0, 10.0)], Some(8.0), 5, 3);
        let text: Vec<String> = plot
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|mark| match mark {
                        Mark::Blank => ' ',
                        Mark::Point => 'o',
                        Mark::Line => '.',
                        Mark::Target => '-',
                    })
                    .collect()
            })
            .collect();
        assert_eq!(text, ["o.   ", "  ..o", "-----"]);
        assert_eq!(span_of(&[], None), (0.0, 1.0));
    }
}
