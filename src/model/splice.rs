//! The file of a changed product out of the file of the one before: what did not change stays as the bytes that it is.
//!
//! A file of a hundred megabytes is written anew with every edit, so that it is whole at any moment. What costs there is not the disk: it is to
//! make each record's bytes again, of which all but one are the same.

use std::borrow::Cow;

use memchr::{memchr, memrchr};

use crate::cores;
use crate::model::lines::members;
use crate::model::rows::{SHARE, put_row, put_table};
use crate::model::{Edit, Entity, Id, Table};

/// Bytes from which a table is spliced: a shorter one is written as fast.
const LONG: usize = 16 << 10;

/// The bytes of a file, in pieces: what stayed is borrowed from the file that was read.
#[derive(Debug, Default)]
pub struct Pieces<'a>(Vec<Cow<'a, [u8]>>);

impl<'a> Pieces<'a> {
    /// Returns them one after the other.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Returns them as one.
    #[must_use]
    pub fn whole(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// Adds a few bytes to the last piece.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            Some(Cow::Owned(last)) => last.extend_from_slice(bytes),
            _ => self.0.push(Cow::Owned(bytes.to_vec())),
        }
    }

    /// Adds a piece.
    pub(super) fn own(&mut self, bytes: Vec<u8>) {
        self.0.push(Cow::Owned(bytes));
    }

    fn borrow(&mut self, bytes: &'a [u8]) {
        if !bytes.is_empty() {
            self.0.push(Cow::Borrowed(bytes));
        }
    }

    /// Takes the last bytes away, of a piece that has as many.
    fn shorten(&mut self, by: usize) -> Option<()> {
        match self.0.last_mut()? {
            Cow::Owned(bytes) => bytes.truncate(bytes.len().checked_sub(by)?),
            Cow::Borrowed(bytes) => *bytes = bytes.get(..bytes.len().checked_sub(by)?)?,
        }
        Some(())
    }
}

impl From<Vec<u8>> for Pieces<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(vec![Cow::Owned(bytes)])
    }
}

/// The members of a file, as [`super::document::write()`] lays them out.
pub(super) struct Members<'a>(Vec<&'a [u8]>);

impl<'a> Members<'a> {
    pub(super) fn of(file: &'a [u8]) -> Self {
        Self(members(file).into_iter().filter_map(|member| file.get(member)).collect())
    }

    /// Returns the bytes of a table, from its name to the end of its last line.
    fn of_table(&self, name: &str) -> Option<&'a [u8]> {
        let named = |member: &&&[u8]| {
            member
                .strip_prefix(b"\"")
                .and_then(|rest| rest.strip_prefix(name.as_bytes()))
                .is_some_and(|rest| rest.starts_with(b"\":"))
        };
        self.0.iter().find(named).copied()
    }
}

/// Adds a table: as it was where no edit touches it, spliced where it is long, written anew where it is not.
///
/// # Errors
/// Returns an error if a record cannot be written, which no record is.
pub(super) fn table<'a, T: Entity>(
    members: &Members<'a>,
    edits: &[Edit<T>],
    after: &Table<T>,
    out: &mut Pieces<'a>,
) -> Result<(), serde_json::Error> {
    let old = members.of_table(T::TABLE);
    if edits.is_empty() {
        out.borrow(old.unwrap_or_default());
        return Ok(());
    }
    let long = old.filter(|old| old.len() >= LONG && !T::SINGLE && !after.is_empty());
    if let Some(mut pieces) = long.map(|old| splice(old, edits)).transpose()?.flatten() {
        out.0.append(&mut pieces.0);
        return Ok(());
    }
    put_table(out, after, edits)
}

/// Puts the records of some edits, which come by id, into the bytes of their table; nothing where these have another layout.
///
/// # Errors
/// As [`put_row`].
fn splice<'a, T: Entity>(old: &'a [u8], edits: &[Edit<T>]) -> Result<Option<Pieces<'a>>, serde_json::Error> {
    let line = |edit: &Edit<T>| {
        let mut line = Vec::new();
        if let Some(row) = &edit.after {
            put_row(&mut line, &**row, true)?;
            line.extend_from_slice(b",\n");
        }
        Ok((edit.id(), line))
    };
    let shares = cores::share(edits, SHARE, |edits| edits.iter().map(line).collect::<Result<Vec<_>, _>>());
    let lines: Vec<Vec<_>> = shares.into_iter().collect::<Result<_, serde_json::Error>>()?;
    Ok(insert(old, lines.into_iter().flatten()))
}

/// Puts lines in the place of those of their ids; an empty one takes that away.
fn insert(old: &[u8], lines: impl Iterator<Item = (Id, Vec<u8>)>) -> Option<Pieces<'_>> {
    let mut out = Pieces::default();
    let head = memchr(b'\n', old)? + 1;
    let body = old.get(head..)?.strip_suffix(b"],\n")?;
    out.borrow(old.get(..head)?);
    let mut from = 0;
    for (id, line) in lines {
        let (start, end) = seek(body, id)?;
        keep(body, from..start, &mut out)?;
        from = end;
        if !line.is_empty() {
            out.own(line);
        }
    }
    keep(body, from..body.len(), &mut out)?;
    // every record was given the comma that stands between two, and the last has none
    out.shorten(2)?;
    out.own(b"],\n".to_vec());
    Some(out)
}

/// Adds whole lines of a body, each with the comma and the line break that its last one lacks.
fn keep<'a>(body: &'a [u8], lines: std::ops::Range<usize>, out: &mut Pieces<'a>) -> Option<()> {
    let bytes = body.get(lines.clone())?;
    out.borrow(bytes);
    if !bytes.is_empty() && lines.end == body.len() {
        out.own(b",\n".to_vec());
    }
    Some(())
}

/// Returns where the record of an id begins and where the next one does; of an id that is not there, both are where it would stand.
pub(super) fn seek(body: &[u8], id: Id) -> Option<(usize, usize)> {
    let wanted = id.to_string();
    let (mut low, mut high) = (0, body.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = body.get(low..middle).and_then(|head| memrchr(b'\n', head)).map_or(low, |at| low + at + 1);
        let end = memchr(b'\n', body.get(start..)?).map_or(body.len(), |at| start + at + 1);
        let found = body.get(start..)?.strip_prefix(b"{\"id\":\"")?.get(..wanted.len())?;
        match found.cmp(wanted.as_bytes()) {
            std::cmp::Ordering::Less => low = end,
            std::cmp::Ordering::Equal => return Some((start, end)),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    Some((low, low))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{About, Change, Item, Product, Request, Stamp, document};

    fn item(bits: u128, title: &str) -> Arc<Item> {
        let description = "as long as an item is ".repeat(6);
        Arc::new(Item { id: Id::from_bits(bits), title: title.to_owned(), description, ..Item::default() })
    }

    fn product(n: u128) -> Product {
        let mut product = Product::new(About::named("Long", Stamp(1)), 1);
        for bits in 1..=n {
            product.put(Item::clone(&item(bits * 10, "as it was")));
        }
        product
    }

    fn spliced(before: &Product, after: &Product) -> (Vec<u8>, usize) {
        let old = document::write(before).unwrap();
        let pieces = document::rewrite(&old, &Change::between(before, after), after).unwrap();
        (pieces.whole(), pieces.iter().count())
    }

    #[test]
    fn a_record_that_would_not_come_back_is_not_spliced() {
        let before = product(200);
        let mut after = before.clone();
        let mut row = Item::clone(&item(1_000, "as it became"));
        row.unknown.insert("title".into(), "of a later version".into());
        after.put(row);
        let old = document::write(&before).unwrap();
        let why = document::rewrite(&old, &Change::between(&before, &after), &after).unwrap_err().to_string();
        assert!(why.contains("does not survive being written"), "{why}");
    }

    #[test]
    fn one_change_among_many_borrows_the_rest() {
        let before = product(200);
        for bits in [10, 1_000, 2_000, 5, 1_005, 2_005] {
            let mut after = before.clone();
            after.put(Item::clone(&item(bits, "new")));
            let (bytes, pieces) = spliced(&before, &after);
            assert_eq!(bytes, document::write(&after).unwrap(), "{bits}");
            assert!(pieces < 16, "{pieces}");
        }
    }

    #[test]
    fn a_table_that_begins_or_ends_to_be_there_is_written_as_it_is() {
        let before = product(200);
        let mut after = before.clone();
        after.put(Request { id: Id::from_bits(7), said: "please".into(), ..Request::default() });
        assert_eq!(spliced(&before, &after).0, document::write(&after).unwrap());
        assert_eq!(spliced(&after, &before).0, document::write(&before).unwrap());
        let empty = product(0);
        assert_eq!(spliced(&before, &empty).0, document::write(&empty).unwrap());
        assert_eq!(spliced(&empty, &before).0, document::write(&before).unwrap());
        let mut about = before.clone();
        about.put(About { name: "Other".into(), ..About::default() });
        about.unknown.insert("later".into(), serde_json::json!([1, {"x": "\n\"items\":["}]));
        assert_eq!(spliced(&before, &about).0, document::write(&about).unwrap());
        assert_eq!(spliced(&about, &before).0, document::write(&before).unwrap());
    }

    #[test]
    fn bytes_of_another_layout_are_not_spliced() {
        let (before, mut after) = (product(200), product(200));
        after.put(Item::clone(&item(10, "new")));
        let change = Change::between(&before, &after);
        let whole = document::write(&after).unwrap();
        let old = String::from_utf8(document::write(&before).unwrap()).unwrap();
        // the item is looked for by its first member, and where that is another one the table is written anew
        let other = old.replace("{\"id\":\"", "{ \"id\":\"");
        assert_eq!(document::rewrite(other.as_bytes(), &change, &after).unwrap().whole(), whole);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn what_is_spliced_is_what_would_be_written(
            n in 1_u128..150,
            edits in prop::collection::vec((0_u128..1_600, any::<bool>()), 0..40),
        ) {
            let before = product(n);
            let mut after = before.clone();
            for (bits, put) in edits {
                if put {
                    after.put(Item::clone(&item(bits.max(1), "new")));
                } else {
                    let row = after.items().iter().find(|row| row.id.bits() >= bits).map(|row| row.id);
                    if let Some(row) = row {
                        after.remove::<Item>(row);
                    }
                }
            }
            prop_assert_eq!(spliced(&before, &after).0, document::write(&after).unwrap());
        }
    }
}
