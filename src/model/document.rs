//! A product as bytes and back. The bytes are a function of the model: equal products are equal files.
//!
//! One UTF-8 JSON document, one record a line, records by id, so that `jq`, `git diff` and a person read it, and a
//! change of one field is a change of one line.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{self, Deserializer, MapAccess};
use serde_json::{Map, Value as Json};

use crate::model::glimpse::foremost;
use crate::model::lines;
use crate::model::product::Rows;
use crate::model::record::Name;
use crate::model::record::put;
pub use crate::model::splice::Pieces;
use crate::model::splice::{Members, seek};
use crate::model::{Change, Entity, Id, Item, Product};

/// The shape of the file that this version writes. A greater number in a file is a newer momentum's.
pub const FORMAT: u32 = 2;

/// What a file held.
#[derive(Debug)]
pub struct Loaded {
    /// The product as it is now.
    pub product: Product,
    /// What had to be mended, in words.
    pub repairs: Vec<String>,
    /// The file's format, where it is newer than [`FORMAT`]: to be looked at and never written.
    pub newer: Option<u32>,
}

/// Why bytes are not a product.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing is there, which is damage and not an empty product.
    #[error("it is empty")]
    Empty,
    /// A git merge stopped half-way.
    #[error("line {0} holds git's conflict marks: finish the merge first")]
    Conflicted(usize),
    /// A newer momentum wrote it in a shape that this one cannot read.
    #[error("it was written by a newer momentum (format {0}; this one knows {FORMAT})")]
    Newer(u32),
    /// It does not parse.
    #[error("line {line}: {why}")]
    Damaged {
        /// The line, from 1.
        line: usize,
        /// What does not fit there.
        why: String,
    },
}

/// Returns the canonical file of a product.
///
/// # Errors
/// Returns an error if a record cannot be written as JSON, which the model rules out.
pub fn write(product: &Product) -> Result<Vec<u8>, serde_json::Error> {
    Ok(write_checked(product, &Change::default())?.whole())
}

/// Returns the canonical file of a product, and reads back each record that a change leaves: a fault in reading or writing must not reach the disk.
///
/// # Errors
/// Names the first record that does not come back as it was.
pub fn write_checked(product: &Product, change: &Change) -> Result<Pieces<'static>, serde_json::Error> {
    let mut out = Pieces::from(head().into_bytes());
    product.write_tables(&mut out, change)?;
    let mut end = Vec::new();
    write_end(&mut end, product)?;
    out.add(&end);
    Ok(out)
}

/// Returns the canonical file of a product out of that of the one before: what the change does not touch stays as the bytes that it is. It is what
/// [`write()`] returns, where `old` is what it returned for the product from which the change leads to this one. Each record that the change leaves is
/// read back.
///
/// # Errors
/// As [`write_checked`].
pub fn rewrite<'a>(old: &'a [u8], change: &Change, product: &Product) -> Result<Pieces<'a>, serde_json::Error> {
    let mut out = Pieces::from(head().into_bytes());
    product.splice_tables(&Members::of(old), change, &mut out)?;
    let mut end = Vec::new();
    write_end(&mut end, product)?;
    out.own(end);
    Ok(out)
}

fn head() -> String {
    format!("{{\"momentum\":{{\"format\":{FORMAT}}},\n")
}

fn write_end(out: &mut Vec<u8>, product: &Product) -> Result<(), serde_json::Error> {
    for (name, value) in &product.unknown {
        put(out, name)?;
        out.push(b':');
        put(out, value)?;
        out.extend_from_slice(b",\n");
    }
    out.extend_from_slice(b"\"end\":true}\n");
    Ok(())
}

#[derive(Default)]
struct Document {
    format: Option<u32>,
    rows: Rows,
    end: bool,
    /// The names of the members that were there.
    seen: Vec<String>,
    unknown: Map<String, Json>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: u32,
}

impl<'de> de::Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Document;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a momentum file")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let mut doc = Document::default();
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    if doc.seen.iter().any(|s| **s == *name) {
                        return Err(de::Error::custom(format_args!("“{}” is given twice", &*name)));
                    }
                    doc.seen.push((*name).to_owned());
                    match &*name {
                        "momentum" => doc.format = Some(map.next_value::<Head>()?.format),
                        "end" => doc.end = map.next_value()?,
                        other => {
                            let other = other.to_owned();
                            if !doc.rows.take(&other, &mut map)? {
                                doc.unknown.insert(other, map.next_value()?);
                            }
                        }
                    }
                }
                Ok(doc)
            }
        }
        d.deserialize_map(Visitor)
    }
}

/// Reads a whole data file.
///
/// # Errors
/// Returns an error if the bytes are not a whole file of a known shape. Nothing is guessed: an empty file is damage, too.
pub fn read(bytes: &[u8]) -> Result<Loaded, Unreadable> {
    if let Some(loaded) = is_long(bytes).then(|| read_long(bytes.to_vec())).flatten() {
        return Ok(loaded);
    }
    read_through(bytes)
}

/// Reads a whole data file of any layout from its beginning, which tells the line of a fault.
///
/// # Errors
/// As [`read`].
pub fn read_through(bytes: &[u8]) -> Result<Loaded, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Err(Unreadable::Empty);
    }
    let doc: Document = serde_json::from_slice(bytes).map_err(|why| diagnose(bytes, &why))?;
    doc.check().map_err(|why| Unreadable::Damaged {
        line: bytes.split(|b| *b == b'\n').count().saturating_sub(1).max(1),
        why,
    })?;
    Ok(doc.load())
}

/// Whether a file is so long that a table of it may be read by lines.
#[must_use]
pub fn is_long(bytes: &[u8]) -> bool {
    bytes.len() >= lines::LONG
}

/// Reads a long file on all cores and lets go of its bytes meanwhile; `None` where it has another layout than [`write()`] gives it, or a fault,
/// which [`read_through`] tells.
#[must_use]
pub fn read_long(bytes: Vec<u8>) -> Option<Loaded> {
    read_by_lines(bytes).filter(|doc| doc.check().is_ok()).map(Document::load)
}

/// Returns the product of a long file with the first open items of its order and what these are linked to, to be looked at until all of it is read;
/// `None` where the file has another layout than [`write()`] gives it, or is not whole. Whatever counts all items is wrong in it.
#[must_use]
pub fn glimpse(bytes: &[u8], most: usize) -> Option<Product> {
    let parts = lines::parts(bytes);
    let items = parts.iter().find(|part| part.name == Item::TABLE)?;
    let others = lines::without(bytes, std::slice::from_ref(items));
    if others.len() > bytes.len() / OTHERS {
        return None;
    }
    let mut doc: Document = serde_json::from_slice(&others).ok()?;
    doc.check().ok()?;
    let text = bytes.get(items.at.clone())?;
    let read = |line: &[u8]| serde_json::from_slice::<Item>(line).ok().map(Arc::new);
    let first: Vec<Arc<Item>> = foremost(text, most).into_iter().map(read).collect::<Option<_>>()?;
    // whether they are ready depends on what they need, wherever that stands
    let linked: BTreeSet<Id> =
        first.iter().flat_map(|item| item.links.iter().filter_map(|to| Id::parse(&to.to))).collect();
    let linked = linked.into_iter().filter(|id| first.iter().all(|item| item.id != *id));
    let line = |id: Id| {
        let line = text.get(seek(text, id).map(|(from, to)| from..to)?)?.trim_ascii_end();
        Some(line.strip_suffix(b",").unwrap_or(line))
    };
    let linked: Vec<Arc<Item>> = linked.filter_map(line).filter_map(read).collect();
    doc.rows.items = first.into_iter().chain(linked).collect();
    Some(doc.rows.gather(0).0)
}

/// A glimpse reads all other tables on one core: where they are more than this part of the file, all of it is there as soon.
const OTHERS: usize = 4;

fn read_by_lines(mut bytes: Vec<u8>) -> Option<Document> {
    let parts = lines::parts(&bytes);
    if parts.is_empty() {
        return None;
    }
    let mut doc: Document = serde_json::from_slice(&lines::without(&bytes, &parts)).ok()?;
    for part in parts.iter().rev() {
        bytes.truncate(part.at.end);
        if !doc.rows.take_part(&part.name, &mut bytes, part.at.start) {
            return None;
        }
    }
    Some(doc)
}

impl Document {
    /// Says what is missing.
    fn check(&self) -> Result<(), String> {
        let format = self.format.ok_or("this is not a momentum file: it has no “momentum” head")?;
        if format == 0 {
            return Err("format 0 does not exist".to_owned());
        }
        if !self.end {
            return Err("the end is missing: the file was cut off".to_owned());
        }
        match Rows::missing(&self.seen) {
            Some(name) => Err(format!("the part “{name}” is missing")),
            None => Ok(()),
        }
    }

    fn load(self) -> Loaded {
        let (mut product, mut repairs) = self.rows.gather(0);
        product.unknown = self.unknown;
        repairs.extend(product.mend());
        Loaded { product, repairs, newer: self.format.filter(|format| *format > FORMAT) }
    }
}

fn diagnose(bytes: &[u8], why: &serde_json::Error) -> Unreadable {
    if let Some(at) = bytes.split(|b| *b == b'\n').position(|line| line.starts_with(b"<<<<<<<")) {
        return Unreadable::Conflicted(at + 1);
    }
    if let Some(format) = peek_format(bytes).filter(|format| *format > FORMAT) {
        return Unreadable::Newer(format);
    }
    let words = why.to_string();
    let words = words.split(" at line ").next().unwrap_or("it does not parse");
    Unreadable::Damaged { line: why.line(), why: words.to_owned() }
}

/// Returns the format that the head of a file claims, even where the rest does not parse.
pub(crate) fn peek_format(bytes: &[u8]) -> Option<u32> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).into_owned();
    let rest = head.split_once("\"momentum\"")?.1.split_once("\"format\"")?.1;
    let digits: String =
        rest.trim_start().strip_prefix(':')?.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Returns every whole record that a damaged file still holds, and how many lines did not parse.
///
/// A record is one line, so damage costs the records that it touches and no other. What a record is, is told by its own
/// members: the names of the parts may be damaged, too. Nothing is mended here, because what a record refers to may be
/// in a backup.
#[must_use]
pub fn salvage(bytes: &[u8]) -> (Product, usize) {
    let mut rows = Rows::default();
    let mut broken = 0;
    for line in bytes.split(|b| *b == b'\n') {
        let line = line.trim_ascii();
        let Some(start) = line.iter().position(|b| *b == b'{') else { continue };
        let body = line.get(start..).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(body) else {
            broken += 1;
            continue;
        };
        let text = text.trim_end_matches([',', ']']);
        let members: Map<String, Json> = if let Ok(members) = serde_json::from_slice(text.as_bytes()) {
            members
        } else {
            broken += usize::from(!line.starts_with(b"{\"momentum\""));
            continue;
        };
        broken += usize::from(!rows.salvage(text, |name| members.contains_key(name)));
    }
    (rows.gather(0).0, broken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{About, Item, Place, Stamp};

    /// A file that is long enough to be read on all cores.
    fn long() -> Vec<u8> {
        let mut product = Product::new(About::named("Long", Stamp(1)), 1);
        for n in 0..400 {
            let item = Item { title: format!("title {n}"), description: "words ".repeat(40), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        write(&product).unwrap()
    }

    fn gathered(doc: Document) -> Vec<u8> {
        let mut product = doc.rows.gather(0).0;
        product.unknown = doc.unknown;
        write(&product).unwrap()
    }

    #[test]
    fn a_long_file_is_read_by_lines_to_the_same_product() {
        let bytes = long();
        assert_eq!(gathered(read_by_lines(bytes.clone()).unwrap()), bytes);
        assert!(read_by_lines(write(&Product::default()).unwrap()).is_none(), "a short one is not");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        // whatever happens to a file: what is read by lines is what is read from its beginning
        #[test]
        fn what_is_read_by_lines_is_what_the_whole_file_says(
            hits in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..6, any::<u8>()), 0..3),
        ) {
            let mut bytes = long();
            for (at, what, byte) in hits {
                let at = at.index(bytes.len());
                let ends: Vec<usize> = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
                let line = ends.iter().position(|end| *end > at).filter(|n| *n > 0).map(|n| ends[n - 1]..ends[n]);
                match (what, line) {
                    (0, Some(line)) => drop(bytes.drain(line)),
                    (1, Some(line)) => {
                        let twice = bytes[line.clone()].to_vec();
                        drop(bytes.splice(line.start..line.start, twice));
                    }
                    (2, _) => bytes.insert(at, b'\n'),
                    (3, _) => bytes.insert(at, b" ,\"[]{}\\"[usize::from(byte) % 8]),
                    (4, _) => drop(bytes.remove(at)),
                    _ => bytes[at] = byte,
                }
            }
            if let Some(doc) = read_by_lines(bytes.clone()) {
                let whole: Document = serde_json::from_slice(&bytes).unwrap();
                prop_assert_eq!(gathered(doc), gathered(whole));
            }
        }
    }
}
