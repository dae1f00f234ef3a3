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
}
