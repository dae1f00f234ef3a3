//! A measured number: exact to four decimals, never infinite, whatever its unit.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::Refusal;

/// A number as a reading or a target has it, in ten-thousandths, so that sums and comparisons are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

impl Amount {
    /// What one is in ten-thousandths.
    pub const ONE: i64 = 10_000;
    /// The greatest number, either way (a hundred billion): everything below is exact in the file's own numbers.
    pub const GREATEST: i64 = 1_000_000_000_000_000;

    /// Returns the number that a person types: `10.4`, `10,4`, `1 204`, `8 %`, `-3`, `1.2k`, `3M`.
    ///
    /// # Errors
    /// Returns an error if it is no number, not finite, or has more than four decimals.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::invalid(format!("“{}” is not a number: 10.4, 1204, 8 %, 1.2k", text.trim()));
        let word = text.trim().trim_end_matches('%');
        let mut word: String = word.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        let mut scale = Self::ONE;
        for (sign, by) in [('k', 1_000), ('K', 1_000), ('M', 1_000_000)] {
            if let Some(rest) = word.strip_suffix(sign) {
                (word, scale) = (rest.to_owned(), Self::ONE * by);
                break;
            }
        }
        let (negative, digits) = match word.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, word.strip_prefix('+').unwrap_or(&word)),
        };
        // one comma with other than three digits behind it, or a nought before it, is a decimal comma
        let commas = digits.matches(',').count();
        let digits = match digits.rsplit_once(',') {
            Some((whole, part))
                if commas == 1 && !digits.contains('.') && (part.len() != 3 || matches!(whole, "" | "0")) =>
            {
                format!("{whole}.{part}")
            }
            Some(_) => {
                let (whole, _) = digits.split_once('.').unwrap_or((digits, ""));
                let groups: Vec<&str> = whole.split(',').collect();
                let first = groups.first().is_some_and(|group| (1..=3).contains(&group.len()));
                if !first
                    || groups.iter().skip(1).any(|group| group.len() != 3)
                    || digits.matches(',').count() + 1 > groups.len()
                {
                    return Err(bad());
                }
                digits.replace(',', "")
            }
            None => digits.to_owned(),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let part = part.trim_end_matches('0');
        if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) || part.len() > 10 {
            return Err(bad());
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| bad())? };
        let mut value = whole.checked_mul(scale).ok_or_else(bad)?;
        let mut step = scale;
        for digit in part.bytes() {
            if step % 10 != 0 {
                return Err(bad());
            }
            step /= 10;
            value = value.checked_add(i64::from(digit - b'0') * step).ok_or_else(bad)?;
        }
        let value = if negative { -value } else { value };
        if value.abs() > Self::GREATEST { Err(bad()) } else { Ok(Self(value)) }
    }

    /// Returns it as a number to draw with.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the greatest amount is exact")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.unsigned_abs();
        let (whole, part) = (n / 10_000, n % 10_000);
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (i, c) in digits.chars().enumerate() {
            // a blank between thousands, from five digits on
            if i > 0 && digits.len() > 4 && (digits.len() - i) % 3 == 0 {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        let part = format!("{part:04}");
        let part = part.trim_end_matches('0');
        let dot = if part.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{grouped}{dot}{part}"))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0 % Self::ONE == 0 { s.serialize_i64(self.0 / Self::ONE) } else { s.serialize_f64(self.as_f64()) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Amount, E> {
                let scaled = n.checked_mul(Amount::ONE).filter(|n| n.abs() <= Amount::GREATEST);
                scaled.map(Amount).ok_or_else(|| E::custom(format_args!("{n} is too great a number")))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Amount, E> {
                i64::try_from(n).map_err(|_| E::custom("too great a number")).and_then(|n| self.visit_i64(n))
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "checked against the range"
            )]
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Amount, E> {
                let scaled = (n * 10_000.0).round();
                if scaled.is_finite() && scaled.abs() <= Amount::GREATEST as f64 {
                    Ok(Amount(scaled as i64))
                } else {
                    Err(E::custom(format_args!("{n} is too great a number")))
                }
            }
        }
        d.deserialize_any(Visitor)
    }
}

/// Returns what something is worth, as people write money: `40k`, `40.000 €`, `$40,000`, `1.2M a year`; nothing for no words. The
/// currency is the house's own and is not kept.
///
/// # Errors
/// Returns an error if it is no number, or less than nothing.
pub fn read_worth(text: &str) -> Result<Option<Amount>, Refusal> {
    let word = text.trim();
    if word.is_empty() || word == "none" {
        return Ok(None);
    }
    let bad = || Refusal::invalid(format!("“{word}” is not an amount of money: 40k, 40 000, $40,000, 1.2M"));
    let per_year = ["a year", "per year", "/year", "/y", "p.a."];
    let bare = per_year.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word).trim();
    let names = ["EUR", "USD", "GBP", "CHF", "€", "$", "£"];
    let bare = names.iter().find_map(|name| bare.strip_prefix(name).or_else(|| bare.strip_suffix(name)));
    let bare = bare.unwrap_or(per_year.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)).trim();
    // a dot with three digits behind it parts thousands, as a comma does: nobody writes money with three decimals
    let groups: Vec<&str> = bare.split('.').collect();
    let thousands = groups.len() > 1
        && groups.iter().skip(1).all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
        && groups.first().is_some_and(|first| !matches!(*first, "" | "0") && first.len() <= 3);
    let amount = Amount::parse(&if thousands { groups.concat() } else { bare.to_owned() }).map_err(|_| bad())?;
    if amount.0 < 0 { Err(bad()) } else { Ok(Some(amount)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_number_is_one_and_what_is_beyond_is_refused() {
        let json = |text: &str| serde_json::from_str::<Amount>(text).ok().map(|amount| amount.0);
        for (text, raw) in [
            ("100000000000", Some(Amount::GREATEST)),
            ("100000000000.0", Some(Amount::GREATEST)),
            ("-1e11", Some(-Amount::GREATEST)),
            ("100000000001", None),
            ("100000000000.1", None),
            ("1e300", None),
            ("18446744073709551615", None),
        ] {
            assert_eq!(json(text), raw, "{text}");
        }
        assert_eq!(Amount::parse("100000000000").map(|amount| amount.0).ok(), Some(Amount::GREATEST));
        assert!(Amount::parse("100000000000.1").is_err());
    }

    #[test]
    fn numbers_are_read_as_people_write_them_and_come_back_as_they_are() {
        for (text, raw, shown) in [
            ("10.4", 104_000, "10.4"),
            ("10,4", 104_000, "10.4"),
            ("1,204", 12_040_000, "1204"),
            ("0,125", 1_250, "0.125"),
            ("1,234,567", 12_345_670_000, "1 234 567"),
            ("12 040", 120_400_000, "12 040"),
            ("8 %", 80_000, "8"),
            ("-3", -30_000, "-3"),
            ("1.2k", 12_000_000, "1200"),
            ("0.0042", 42, "0.0042"),
            ("3M", 30_000_000_000, "3 000 000"),
        ] {
            let amount = Amount::parse(text).unwrap();
            assert_eq!((amount.0, amount.to_string().as_str()), (raw, shown), "{text}");
            let json = serde_json::to_string(&amount).unwrap();
            assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount, "{json}");
            assert_eq!(Amount::parse(&amount.to_string()).unwrap(), amount);
        }
        for text in
            ["1,2,3", "1%2", "12,34,567", "", "NaN", "inf", "1e9", "1.00001", "99999999999999999999", "--1", "."]
        {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Amount>("1e300").is_err());
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        for (text, expected) in [
            ("40k", 40_000),
            ("$40,000", 40_000),
            ("40.000 €", 40_000),
            ("€ 1.200.000", 1_200_000),
            ("40 000", 40_000),
            ("1.2M a year", 1_200_000),
            ("EUR 12", 12),
            ("0", 0),
        ] {
            assert_eq!(read_worth(text).unwrap(), Some(Amount(expected * Amount::ONE)), "{text}");
        }
        assert_eq!(read_worth("12.50").unwrap(), Some(Amount(125_000)));
        assert_eq!((read_worth(" ").unwrap(), read_worth("none").unwrap()), (None, None));
        for text in ["-1", "1e999", "much", "$", "99999999999999999", "4.00.0"] {
            let why = read_worth(text).unwrap_err().to_string();
            assert!(why.contains("40k"), "{text}: {why}");
        }
    }
}
