//! How big an item is, in points: any number from 0, half a point, or an honest question mark.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::Refusal;
use crate::model::entity::hundredths;

/// A size. Unsized items have none at all (`Option<Size>`); [`Size::Unknown`] means that someone looked and could
/// not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// Points in hundredths, so that sums are exact.
    Points(u32),
    /// Looked at, and too unclear to size.
    Unknown,
}

impl Size {
    /// The greatest size: beyond it a typing mistake is likelier than a backlog item.
    pub const GREATEST: u32 = 9_999_900;
    /// The usual scale (modified Fibonacci), in hundredths. Other numbers are welcome, just not one key away.
    pub const SCALE: &'static [u32] = &[50, 100, 200, 300, 500, 800, 1300, 2000, 4000, 10_000];

    /// Returns the points in hundredths, or `None` for `?`.
    #[must_use]
    pub fn points(self) -> Option<u32> {
        match self {
            Self::Points(n) => Some(n),
            Self::Unknown => None,
        }
    }

    /// Returns the size that `text` spells: `5`, `2.5`, `2,5`, `½`, `1/2`, `?`, with or without `pts`.
    ///
    /// # Errors
    /// Returns an error if it is not a number from 0 to 99,999 with at most two decimals, nor `½`, nor `?`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::invalid(format!("“{text}” is not a size: any number from 0 to 99999, ½ or ?"));
        let short = text.trim().trim_end_matches("points").trim_end_matches("pts").trim_end_matches('p').trim();
        match short {
            "?" => return Ok(Self::Unknown),
            "½" | "1/2" => return Ok(Self::Points(50)),
            _ => {}
        }
        let (whole, part) = short.split_once(['.', ',']).unwrap_or((short, ""));
        let part = part.trim_end_matches('0');
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(bad());
        }
        let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| bad())? };
        let part: u32 = format!("{part:0<2}").parse().map_err(|_| bad())?;
        whole
            .checked_mul(100)
            .and_then(|n| n.checked_add(part))
            .filter(|n| *n <= Self::GREATEST)
            .map(Self::Points)
            .ok_or_else(bad)
    }
}

/// Returns the size that `text` spells, and its ends where it is a range: `3-8` is 5.5, and from 3 to 8. Whoever is not sure says so, and
/// what is planned with it is a range, too.
///
/// # Errors
/// As [`Size::parse`]; also if a range ends before it begins.
pub fn read_range(text: &str) -> Result<(Size, Option<[u32; 2]>), Refusal> {
    let Some((low, high)) = text.trim().split_once(['-', '–', '…']).filter(|(low, _)| !low.trim().is_empty())
    else {
        return Ok((Size::parse(text)?, None));
    };
    let end = |part: &str| Size::parse(part)?.points().ok_or_else(|| Refusal::invalid("? has no ends: 3-8"));
    let (low, high) = (end(low)?, end(high)?);
    if low >= high {
        return Err(Refusal::invalid(format!("“{}” ends before it begins: 3-8", text.trim())));
    }
    Ok((Size::Points(low.midpoint(high)), Some([low, high])))
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(n) => f.pad(&hundredths(i64::from(*n))),
            Self::Unknown => f.pad("?"),
        }
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Points(n) => s.serialize_u32(*n),
            Self::Unknown => s.serialize_str("?"),
        }
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Size;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a size in hundredths of a point, or \"?\"")
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Size, E> {
                match u32::try_from(n) {
                    Ok(n) if n <= Size::GREATEST => Ok(Size::Points(n)),
                    _ => Err(E::custom(format_args!("the size {n} is beyond {}", Size::GREATEST))),
                }
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Size, E> {
                if text == "?" { Ok(Size::Unknown) } else { Err(E::custom(format_args!("“{text}” is not a size"))) }
            }
        }
        d.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_from_zero_is_a_size() {
        for (text, hundredths) in [
            ("0", 0),
            ("5", 500),
            ("2.5", 250),
            ("2,50", 250),
            ("½", 50),
            ("1/2", 50),
            (".25", 25),
            ("13 pts", 1300),
            ("100", 10_000),
        ] {
            assert_eq!(Size::parse(text), Ok(Size::Points(hundredths)), "{text}");
        }
        assert_eq!(Size::parse("?"), Ok(Size::Unknown));
    }

    #[test]
    fn what_is_no_size_is_refused_with_what_would_be() {
        for text in ["", "-1", "big", "1.234", "1e5", "NaN", "inf", "100000", "∞"] {
            let refusal = Size::parse(text).unwrap_err().to_string();
            assert!(refusal.contains("½ or ?"), "{text}: {refusal}");
        }
    }

    #[test]
    fn a_range_is_its_middle_and_its_ends() {
        let read = |text: &str| read_range(text);
        assert_eq!(read("3-8"), Ok((Size::Points(550), Some([300, 800]))));
        assert_eq!(read("½ – 2"), Ok((Size::Points(125), Some([50, 200]))));
        assert_eq!(read("5"), Ok((Size::Points(500), None)));
        for text in ["8-3", "3-3", "3-", "?-8", "-3", "3-8-9"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_size_prints_as_people_write_it() {
        for text in ["0", "½", "1", "2.5", "0.25", "13", "?"] {
            assert_eq!(Size::parse(text).unwrap().to_string(), text);
        }
    }
}
