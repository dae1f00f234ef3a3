//! The shape of a stored record: a field at its default is not written, a member nobody knows is kept. The one reader and the one writer.

use std::fmt;
use std::io::Write;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use serde_json::{Map, Value};
use thin_vec::ThinVec;

/// Declares a record: the struct, and reading and writing it as JSON.
///
/// Written by hand rather than derived for three promises that a derive does not give together: unknown members are
/// kept (in `unknown`), a member given twice is refused, and a field at its default takes no space in the file.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)*
            /// Members that this version does not know, kept as they came.
            pub unknown: $crate::model::record::Unknown,
        }

        impl $name {
            /// The names of the members, in the order in which they are written.
            pub const MEMBERS: &'static [&'static str] = &[$(stringify!($field),)*];
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = s.serialize_map(None)?;
                $(if self.$field != <$type as Default>::default() {
                    map.serialize_entry(stringify!($field), &self.$field)?;
                })*
                for (name, value) in self.unknown.iter() {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a record of type ", stringify!($name)))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        #[allow(unused_imports, reason = "for the fields that are no lists, where there are such")]
                        use $crate::model::record::Loose as _;

                        $(let mut $field: Option<$type> = None;)*
                        let mut unknown = $crate::model::record::Unknown::default();
                        while let Some(name) = map.next_key::<$crate::model::record::Name<'de>>()? {
                            match &*name {
                                $(stringify!($field) => {
                                    if $field.is_some() {
                                        return Err(serde::de::Error::duplicate_field(stringify!($field)));
                                    }
                                    $field = Some(map.next_value()?);
                                })*
                                other => {
                                    let other = other.to_owned();
                                    if unknown.get(&other).is_some() {
                                        return Err(serde::de::Error::custom(format_args!("“{other}” is given twice")));
                                    }
                                    unknown.insert(other, map.next_value()?);
                                }
                            }
                        }
                        $(if let Some(value) = &mut $field {
                            $crate::model::record::Read(value).fit();
                        })*
                        Ok($name { $($field: $field.unwrap_or_default(),)* unknown })
                    }
                }
                d.deserialize_map(Visitor)
            }
        }
    };
}
pub(crate) use record;

/// Members of a record that this version does not know. Nearly every record has none, which takes a pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown(Option<Box<Map<String, Value>>>);

impl Unknown {
    /// Returns the value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Puts a member in, in the place of one of its name.
    pub fn insert(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }

    /// Returns the members by their names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().flat_map(|members| members.iter())
    }
}

/// The value of a field that was just read.
pub(crate) struct Read<'a, T>(pub(crate) &'a mut T);

impl<T> Read<'_, ThinVec<T>> {
    /// Gives back the room for more: a list that grew while it was read has four places for one.
    pub(crate) fn fit(self) {
        self.0.shrink_to_fit();
    }
}

/// All other values are left as they were read. A method of the type itself goes before this one.
pub(crate) trait Loose: Sized {
    /// Does nothing.
    fn fit(self) {}
}

impl<T> Loose for Read<'_, T> {}

/// Writes JSON in which nothing can drive a terminal: C0, DEL, C1, line separators and direction marks are escaped.
struct Safe(CompactFormatter);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> std::io::Result<()> {
        // all of them begin with one of these bytes in UTF-8
        if !fragment.bytes().any(|b| matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)) {
            return self.0.write_string_fragment(writer, fragment);
        }
        let mut from = 0;
        for (at, c) in fragment.char_indices() {
            let escape = matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}');
            if escape {
                writer.write_all(fragment.as_bytes().get(from..at).unwrap_or_default())?;
                write!(writer, "\\u{:04x}", c as u32)?;
                from = at + c.len_utf8();
            }
        }
        writer.write_all(fragment.as_bytes().get(from..).unwrap_or_default())
    }
}

/// Appends one record as one line of JSON.
pub(crate) fn put<T: Serialize + ?Sized>(out: &mut Vec<u8>, row: &T) -> Result<(), serde_json::Error> {
    put_to(out, row)
}

/// Writes one record as one line of JSON to wherever bytes can go.
pub(crate) fn put_to<T: Serialize + ?Sized>(out: impl Write, row: &T) -> Result<(), serde_json::Error> {
    row.serialize(&mut Serializer::with_formatter(out, Safe(CompactFormatter)))
}

/// Returns a record as a JSON value.
///
/// Through its bytes, as [`from_json`] does it, and not by `serde_json::to_value`: each record has one reader and one writer then, and not
/// two of each that the compiler has to make.
///
/// # Errors
/// Returns an error if the record cannot be written, which no record is.
pub(crate) fn to_json<T: Serialize>(row: &T) -> serde_json::Result<serde_json::Value> {
    let mut bytes = Vec::new();
    put(&mut bytes, row)?;
    serde_json::from_slice(&bytes)
}

/// Returns the record that a JSON value holds.
///
/// # Errors
/// Returns an error if a member does not fit, or is given twice.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(value: &serde_json::Value) -> serde_json::Result<T> {
    serde_json::from_slice(value.to_string().as_bytes())
}

/// A member's name, borrowed from the file where the file spells it without escapes.
pub(crate) enum Name<'de> {
    /// Spelled without escapes.
    Borrowed(&'de str),
    /// Spelled with escapes, here without them.
    Owned(String),
}

impl std::ops::Deref for Name<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name::Borrowed(text))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name::Owned(text.to_owned()))
            }
        }
        d.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    record! {
        /// A record for the tests.
        pub struct Sample {
            /// A text.
            title: String,
            /// A number.
            count: u32,
        }
    }

    #[test]
    fn unknown_members_survive_and_defaults_are_not_written() {
        let text = r#"{"title":"a","later":{"x":[1,2]}}"#;
        let sample: Sample = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&sample).unwrap(), text);
        assert_eq!(Sample::MEMBERS, ["title", "count"]);
    }

    #[test]
    fn a_member_given_twice_is_refused() {
        for text in [r#"{"title":"a","title":"b"}"#, r#"{"x":1,"x":2}"#] {
            assert!(serde_json::from_str::<Sample>(text).is_err(), "{text}");
        }
    }
}
