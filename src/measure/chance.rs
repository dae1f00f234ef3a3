//! Chance: small probabilities, and where to draw the line when many things were looked at.

/// The part of false finds that is borne with among what holds (Benjamini and Hochberg 1995).
pub const FALSE_FINDS: f64 = 0.10;

/// The natural logarithm of the gamma function (Lanczos 1964, the coefficients of Godfrey for g = 7).
fn ln_gamma(x: f64) -> f64 {
    const PARTS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let mut sum = PARTS.first().copied().unwrap_or(1.0);
    let mut n = 0.0;
    for part in PARTS.iter().skip(1) {
        n += 1.0;
        sum += part / (x + n);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

#[expect(clippy::cast_precision_loss, reason = "counts")]
fn ln_choose(n: u64, k: u64) -> f64 {
    ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0)
}

/// How many standard deviations from the middle a chance still counts: beyond twelve it is less than 1e-30.
const FAR: f64 = 12.0;

/// Returns the sum of chances from `from` to `to`, both included, of counts that lie about `middle` with this spread. `at` gives the first
/// of them, `next` what the one after is to it: so it takes as many steps as there are counts with a chance worth adding, and not as many
/// as there are rows.
#[expect(clippy::cast_precision_loss, reason = "counts")]
fn sum_of(
    (from, to): (u64, u64),
    (middle, spread): (f64, f64),
    at: impl Fn(u64) -> f64,
    next: impl Fn(u64) -> f64,
) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to be a count")]
    let near = |n: f64| n.clamp(0.0, u32::MAX.into()) as u64;
    let start = from.max(near((middle - FAR * spread).floor()));
    if start > to {
        return 0.0;
    }
    let (mut chance, mut sum, mut n) = (at(start), 0.0, start);
    loop {
        sum += chance;
        // what follows is smaller each time, and too small to be seen in the sum
        if n >= to || ((n as f64) > middle && chance < sum * 1e-17) {
            return sum;
        }
        chance *= next(n);
        n += 1;
    }
}

/// Returns the chance that of `n` tries each with a chance of `p` more than `k` succeed, half of that of exactly `k` counted: the one-sided
/// mid-p, which is as often too small as too large (Lancaster 1961).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn more_by_chance(k: u64, n: u64, p: f64) -> f64 {
    if n == 0 || k > n || n > MOST {
        return 1.0;
    }
    let p = p.clamp(1e-12, 1.0 - 1e-12);
    let at = |i: u64| (ln_choose(n, i) + i as f64 * p.ln() + (n - i) as f64 * (1.0 - p).ln()).exp();
    let next = |i: u64| (n - i) as f64 / (i + 1) as f64 * p / (1.0 - p);
    let about = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt() + 1.0);
    let more = if k == n { 0.0 } else { sum_of((k + 1, n), about, at, next) };
    (at(k) / 2.0 + more).min(1.0)
}

/// Most rows of which chances are told; a table of more is none of people.
const MOST: u64 = u32::MAX as u64;

/// A table of two by two: who shows a behaviour and who does not, each with and without an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// With the behaviour, with the outcome.
    pub a: u64,
    /// With the behaviour, without the outcome.
    pub b: u64,
    /// Without the behaviour, with the outcome.
    pub c: u64,
    /// Without the behaviour, without the outcome.
    pub d: u64,
}

impl From<crate::model::study::Cells> for Table {
    fn from([a, b, c, d]: crate::model::study::Cells) -> Self {
        Self { a, b, c, d }
    }
}

impl Table {
    /// Returns how many show the behaviour, and how many do not.
    #[must_use]
    pub fn rows(&self) -> (u64, u64) {
        (self.a.saturating_add(self.b), self.c.saturating_add(self.d))
    }

    /// Returns the counts of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let sum = u64::saturating_add;
        Self { a: sum(self.a, other.a), b: sum(self.b, other.b), c: sum(self.c, other.c), d: sum(self.d, other.d) }
    }

    /// Returns the part with the outcome among those with the behaviour, and among the others.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    pub fn rates(&self) -> (f64, f64) {
        let (with, without) = self.rows();
        (self.a as f64 / with.max(1) as f64, self.c as f64 / without.max(1) as f64)
    }

    /// Returns how many times as often the outcome is there with the behaviour as without: the relative risk with its 95 % interval by the
    /// logarithm, half a case added to every cell (Walter 1975). So it is defined for empty cells, and covers what it says in small tables.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    pub fn times(&self) -> Times {
        const Z: f64 = 1.96;
        let (a, c) = (self.a as f64 + 0.5, self.c as f64 + 0.5);
        let (with, without) = self.rows();
        let (n1, n2) = (with as f64 + 0.5, without as f64 + 0.5);
        let log = (a / n1).ln() - (c / n2).ln();
        let spread = Z * (1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2).max(0.0).sqrt();
        Times { ratio: log.exp(), low: (log - spread).exp(), high: (log + spread).exp() }
    }

    /// Returns the chance of a difference as great as this one, either way, if there were none: Fisher's exact test, mid-p.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    pub fn by_chance(&self) -> f64 {
        let (with, without) = self.rows();
        let (all, hit) = (with.saturating_add(without), self.a.saturating_add(self.c));
        if with == 0 || without == 0 || hit == 0 || hit == all || all > MOST {
            return 1.0;
        }
        let at = |a: u64| (ln_choose(with, a) + ln_choose(without, hit - a) - ln_choose(all, hit)).exp();
        let next = |a: u64| (with - a) as f64 / (a + 1) as f64 * (hit - a) as f64 / (without - (hit - a) + 1) as f64;
        let (least, most) = (hit.saturating_sub(without), with.min(hit));
        let part = hit as f64 / all as f64;
        let middle = with as f64 * part;
        let spread = (middle * (1.0 - part) * without as f64 / all as f64).sqrt() + 1.0;
        let own = at(self.a) / 2.0;
        let above = if self.a == most { 0.0 } else { sum_of((self.a + 1, most), (middle, spread), at, next) };
        let below = if self.a == least { 0.0 } else { sum_of((least, self.a - 1), (middle, spread), at, next) };
        (2.0 * (above + own).min(below + own)).min(1.0)
    }
}

/// How many times as often.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// The ratio of the two rates.
    pub ratio: f64,
    /// The lower end of what it may be, 95 %.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Returns the relative risk within groups, all of them weighed together (Mantel and Haenszel 1959); `None` if no group tells.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn within(groups: &[Table]) -> Option<f64> {
    let (mut over, mut under) = (0.0, 0.0);
    for table in groups {
        let (with, without) = table.rows();
        let all = (with + without) as f64;
        if all > 0.0 {
            over += table.a as f64 * without as f64 / all;
            under += table.c as f64 * with as f64 / all;
        }
    }
    (under > 0.0).then(|| over / under)
}

/// Returns for each chance its q-value: the smallest part of false finds at which it would still hold, all of them looked at together
/// (Benjamini and Hochberg 1995).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn together(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let chance = |n: &usize| chances.get(*n).copied().unwrap_or(1.0);
    order.sort_by(|a, b| chance(a).total_cmp(&chance(b)));
    let all = chances.len() as f64;
    let mut out = vec![1.0; chances.len()];
    let mut least: f64 = 1.0;
    for (rank, n) in order.iter().enumerate().rev() {
        least = least.min(chance(n) * all / (rank as f64 + 1.0));
        if let Some(own) = out.get_mut(*n) {
            *own = least;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() < by, "{a} is not {b}");
    }

    #[test]
    fn the_worked_pattern_is_as_published_to_two_decimals() {
        let table = Table { a: 770, b: 1_370, c: 334, d: 1_338 };
        let (with, without) = table.rates();
        near(with, 0.3598, 0.0001);
        near(without, 0.1998, 0.0001);
        let times = table.times();
        near(times.ratio, 1.80, 0.005);
        near(times.low, 1.61, 0.005);
        near(times.high, 2.01, 0.005);
        assert!(table.by_chance() < 0.001);
    }

    #[test]
    fn chances_are_those_of_exact_sums() {
        // of ten fair tries: more than eight, and half of exactly eight: (45 / 2 + 10 + 1) / 1024
        near(more_by_chance(8, 10, 0.5), 33.5 / 1024.0, 1e-9);
        near(more_by_chance(0, 10, 0.5), 1.0 - 0.5 / 1024.0, 1e-9);
        near(more_by_chance(20, 30, 0.5), 0.0345, 0.001);
        near(ln_choose(5, 2).exp(), 10.0, 1e-9);
        // the tea of Fisher: all four cups right is 1 of 70
        near(Table { a: 4, b: 0, c: 0, d: 4 }.by_chance(), 2.0 * 0.5 / 70.0, 1e-9);
        near(Table { a: 2, b: 2, c: 2, d: 2 }.by_chance(), 1.0, 1e-9);
        near(Table { a: 10, b: 0, c: 0, d: 10 }.by_chance(), 2.0 * 0.5 / 184_756.0, 1e-12);
        near(Table { a: 0, b: 9, c: 0, d: 9 }.by_chance(), 1.0, 1e-9);
    }

    #[test]
    fn a_table_of_millions_is_told_at_once_and_one_beyond_all_people_is_not_told() {
        // twice as many: as sure as can be; as many: as unsure as can be
        let sure = Table { a: 2_000_000, b: 8_000_000, c: 1_000_000, d: 9_000_000 };
        assert!(sure.by_chance() < 1e-30);
        let unsure = Table { a: 1_000_000, b: 9_000_000, c: 1_000_000, d: 9_000_000 };
        near(unsure.by_chance(), 1.0, 1e-4);
        let near_it = Table { a: 1_001_500, b: 8_998_500, c: 1_000_000, d: 9_000_000 };
        // the normal approximation: z = 1500 / sqrt(1e7 * 0.1 * 0.9 * 2) = 1.118
        near(near_it.by_chance(), 0.2636, 0.002);
        assert!((more_by_chance(5_002_000, 10_000_000, 0.5) - 0.103).abs() < 0.001);
        assert!(more_by_chance(5_100_000, 10_000_000, 0.5) < 1e-30);
        near(more_by_chance(4_000_000, 10_000_000, 0.5), 1.0, 1e-6);
        let beyond = Table { a: u64::MAX, b: u64::MAX, c: 5, d: 5 };
        assert_eq!((beyond.by_chance(), beyond.rows().0), (1.0, u64::MAX));
        assert!(beyond.times().ratio.is_finite());
    }

    #[test]
    fn many_looks_draw_the_line_lower() {
        let q = together(&[0.01, 0.04, 0.03, 0.50]);
        near(q[0], 0.04, 1e-9);
        near(q[2], 0.16 / 3.0, 1e-9);
        near(q[1], 0.16 / 3.0, 1e-9);
        near(q[3], 0.50, 1e-9);
        assert!(together(&[]).is_empty());
    }

    #[test]
    fn what_the_group_explains_vanishes_within_groups() {
        // overall 1.7 times as often, and within each plan as often as not
        let groups = [Table { a: 40, b: 40, c: 10, d: 10 }, Table { a: 2, b: 18, c: 8, d: 72 }];
        let all = Table { a: 42, b: 58, c: 18, d: 82 };
        assert!(all.times().ratio > 2.0);
        near(within(&groups).unwrap_or_default(), 1.0, 1e-9);
        assert_eq!(within(&[Table::default()]), None);
    }
}
