//! Random identities. A record's id never changes and says nothing; people see its key (`INK-12`) instead.

use std::fmt;

use crate::sort::InOrder;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Digits of Crockford's base 32 in lower case: no `i l o u`, so an id read aloud stays itself.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Eighty random bits, written as sixteen digits.
///
/// Ids are not ordered by time: two branches that each add an item must not both write beside the same line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 10]);

impl Id {
    /// The id of the one record of a table that has just one.
    pub const ZERO: Self = Self([0; 10]);

    /// Returns an id made of the low eighty bits of `bits`.
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        let [_, _, _, _, _, _, id @ ..] = bits.to_be_bytes();
        Self(id)
    }

    /// Returns the eighty bits of the id.
    #[must_use]
    pub fn bits(self) -> u128 {
        self.0.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte))
    }

    /// Puts the id into a sorted list, or takes it out of it. Returns whether it is in the list now.
    pub fn toggle(self, list: &mut Vec<Self>) -> bool {
        // a list from a file need not be in order
        if let Some(at) = list.iter().position(|own| *own == self) {
            list.remove(at);
            return false;
        }
        list.push(self);
        list.order();
        true
    }

    /// Returns the id that `text` spells, or `None` where it is not sixteen digits of the alphabet.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits: u128 = 0;
        if text.len() != 16 {
            return None;
        }
        for byte in text.bytes() {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'h' => byte - b'a' + 10,
                b'j' | b'k' => byte - b'j' + 18,
                b'm' | b'n' => byte - b'm' + 20,
                b'p'..=b't' => byte - b'p' + 22,
                b'v'..=b'z' => byte - b'v' + 27,
                _ => return None,
            };
            bits = bits << 5 | u128::from(digit);
        }
        Some(Self::from_bits(bits))
    }

    fn digits(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().skip(6).zip(self.0) {
            *to = from;
        }
        let bits = u128::from_be_bytes(bytes);
        std::array::from_fn(|i| {
            let digit = (bits >> (75 - 5 * i)) & 31;
            DIGITS.get(usize::try_from(digit).unwrap_or(0)).copied().unwrap_or(b'0')
        })
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id of sixteen digits")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                Id::parse(text).ok_or_else(|| E::custom(format_args!("“{text}” is not an id of sixteen digits")))
            }
        }
        d.deserialize_str(Visitor)
    }
}

/// A source of ids, seeded from outside so that the model itself stays free of chance.
#[derive(Clone, Debug, Default)]
pub struct Ids(u128);

impl Ids {
    /// Returns a source that starts at `seed`, which must come from the system's randomness.
    #[must_use]
    pub fn seeded(seed: u128) -> Self {
        Self(seed | 1)
    }

    /// Returns the next id: the high bits of a 128-bit congruential generator (multiplier of Steele and Vigna 2021).
    pub fn fresh(&mut self) -> Id {
        self.0 = self.0.wrapping_mul(0x0fc9_4e3b_f4e9_ab32_8664_58cd_56f5_e605).wrapping_add(0x5851_f42d_4c95_7f2d);
        Id::from_bits(self.0 >> 48)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let mut ids = Ids::seeded(7);
        for _ in 0..1000 {
            let id = ids.fresh();
            assert_eq!(Id::parse(&id.to_string()), Some(id));
        }
        assert_eq!(Id::parse("not an id"), None);
        assert_eq!(Id::parse("iiiiiiiiiiiiiiii"), None);
    }

    #[test]
    fn an_id_is_put_in_its_place_and_taken_out_again() {
        let [a, b, c] = [1, 2, 3].map(Id::from_bits);
        let mut list = vec![c, a];
        assert!(b.toggle(&mut list));
        assert_eq!(list, [a, b, c]);
        assert!(!b.toggle(&mut list));
        assert_eq!(list, [a, c]);
    }

    #[test]
    fn ids_of_one_source_differ() {
        let mut ids = Ids::seeded(1);
        let all: std::collections::HashSet<_> = (0..10_000).map(|_| ids.fresh()).collect();
        assert_eq!(all.len(), 10_000);
    }
}
