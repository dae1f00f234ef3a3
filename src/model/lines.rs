//! The reader of a long file, on all cores: what a file is made of is a record a line, so each core reads its share of the lines.
//!
//! It reads what [`super::document::write()`] writes and nothing else. Of a file of another layout, or with a fault anywhere, it says nothing at
//! all: the reader that goes through a file from its beginning takes any layout, and tells where a fault is.

use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memmem, memrchr};
use serde::de::DeserializeOwned;

use crate::cores;
use crate::model::Entity;

/// Bytes from which a table is read on all cores, and of which a share is made: with fewer, to begin a thread takes longer than to read.
pub(super) const LONG: usize = 64 << 10;
/// Bytes that are read before their memory is given back.
const PIECE: usize = 16 << 20;

/// The place of the records of a long table in a file.
pub(super) struct Part {
    /// The name of the table.
    pub(super) name: String,
    /// From the first byte of its first record to the last byte of its last.
    pub(super) at: Range<usize>,
}

/// Returns where the members of a file stand, as [`super::document::write()`] lays them out: each begins a line with `"`, a record with `{`.
pub(super) fn members(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = memmem::find_iter(bytes, b"\n\"").map(|at| at + 1).collect();
    starts.push(bytes.len());
    starts.iter().zip(starts.iter().skip(1)).map(|(from, to)| *from..*to).collect()
}

/// Returns where the records of the long tables stand; no part overlaps another.
pub(super) fn parts(bytes: &[u8]) -> Vec<Part> {
    let part = |member: Range<usize>| -> Option<Part> {
        let (from, to) = (member.start, member.end);
        let text = bytes.get(member).filter(|text| text.len() >= LONG)?;
        let first = memchr(b'\n', text)?;
        let name = text.get(..first)?.strip_prefix(b"\"")?.strip_suffix(b"\":[")?;
        text.strip_suffix(b"],\n")?;
        Some(Part { name: std::str::from_utf8(name).ok()?.to_owned(), at: from + first + 1..to - 3 })
    };
    members(bytes).into_iter().filter_map(part).collect()
}

/// Returns the file without the records of these parts.
pub(super) fn without(bytes: &[u8], parts: &[Part]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut from = 0;
    for part in parts {
        out.extend_from_slice(bytes.get(from..part.at.start).unwrap_or_default());
        from = part.at.end;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out
}

/// Returns the records of the part with which a file ends that begins there, in their order; `None` where a line is not just one of them.
///
/// It is read from its end on, a piece at a time, and the file ends where the piece began then: the bytes of a long file and its records are never
/// in memory both.
pub(super) fn read<T: Entity + DeserializeOwned>(file: &mut Vec<u8>, begin: usize) -> Option<Vec<Arc<T>>> {
    // every line but the last ends with a comma
    let at = line_before(file, begin, file.len());
    let last = Arc::new(serde_json::from_slice(file.get(at..)?).ok()?);
    file.truncate(at);
    let mut pieces = Vec::new();
    while file.len() > begin {
        let at = line_before(file, begin, file.len().saturating_sub(PIECE));
        let text = file.get(at..)?;
        let shares = shares(text, text.len() / LONG + 1);
        let read = |shares: &[&[u8]]| shares.iter().map(|share| read_share(share)).collect::<Option<Vec<_>>>();
        pieces.push(cores::share(&shares, 1, read));
        file.truncate(at);
        file.shrink_to_fit();
    }
    let mut out = Vec::new();
    for share in pieces.into_iter().rev().flatten() {
        out.extend(share?.into_iter().flatten());
    }
    out.push(last);
    Some(out)
}

/// Returns where the line begins in which a place is, at least at `begin`.
fn line_before(file: &[u8], begin: usize, place: usize) -> usize {
    file.get(begin..place.max(begin)).and_then(|head| memrchr(b'\n', head)).map_or(begin, |at| begin + at + 1)
}

/// Returns a text in so many shares of whole lines, about alike in length.
pub(super) fn shares(text: &[u8], n: usize) -> Vec<&[u8]> {
    let (mut out, mut rest) = (Vec::with_capacity(n), text);
    for left in (2..=n).rev() {
        let least = rest.len() / left;
        let Some(end) = rest.get(least..).and_then(|tail| memchr(b'\n', tail)) else { break };
        let Some((head, tail)) = rest.split_at_checked(least + end + 1) else { break };
        out.push(head);
        rest = tail;
    }
    out.push(rest);
    out
}

fn read_share<T: DeserializeOwned>(share: &[u8]) -> Option<Vec<Arc<T>>> {
    let mut out = Vec::with_capacity(share.len() / 512 + 1);
    let mut from = 0;
    for end in memchr_iter(b'\n', share) {
        out.push(serde_json::from_slice(share.get(from..end)?.strip_suffix(b",")?).ok()?);
        from = end + 1;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, Item};

    fn body(n: u128) -> Vec<u8> {
        let lines: Vec<String> =
            (1..=n).map(|bits| format!("{{\"id\":\"{}\",\"title\":\"t{bits}\"}}", Id::from_bits(bits))).collect();
        lines.join(",\n").into_bytes()
    }

    #[test]
    fn every_number_of_shares_holds_every_line_once() {
        let body = body(101);
        let all = read::<Item>(&mut body.clone(), 0).unwrap();
        assert_eq!(all.len(), 101);
        let head = &body[..=memrchr(b'\n', &body).unwrap()];
        for n in 1..=120 {
            let shares = shares(head, n);
            assert_eq!(shares.concat(), head, "{n}");
            let read: Vec<_> = shares.iter().flat_map(|share| read_share::<Item>(share).unwrap()).collect();
            assert_eq!(read, all[..100], "{n}");
        }
    }

    #[test]
    fn a_line_that_is_not_just_a_record_is_none() {
        for (text, why) in [
            ("{\"title\":\"a\"}\n{\"title\":\"b\"}", "a comma is missing"),
            ("{\"title\":\"a\"},\n{\"title\":\"b\"},", "one is too many"),
            ("{\"title\":\"a\"},\n{\"title\":\"b\"},\n", "one is too many, and a line break"),
            ("{\"title\":\"a\"},\n\n{\"title\":\"b\"}", "an empty line"),
            ("{\"title\":\n\"a\"}", "a record of two lines"),
            ("{\"title\":\"a\"},{\"title\":\"b\"}", "two of one line"),
            ("{\"title\":\"a\"},\r\n{\"title\":\"b\"}", "line ends of Windows"),
            ("{\"title\":\"a\"", "it is cut off"),
        ] {
            assert!(read::<Item>(&mut text.as_bytes().to_vec(), 0).is_none(), "{why}");
        }
        let mut two = b"head{\"title\":\"a\"},\n{\"title\":\"b\"}".to_vec();
        assert_eq!(read::<Item>(&mut two, 4).unwrap().len(), 2);
        assert_eq!(two, b"head", "what was read is let go of");
    }

    #[test]
    fn only_a_long_table_in_the_layout_of_the_writer_is_a_part() {
        let long = body(2_000);
        assert!(long.len() > LONG);
        let text = |head: &str, body: &[u8], tail: &str| {
            [b"{\"momentum\":{\"format\":2},\n".as_slice(), head.as_bytes(), body, tail.as_bytes(), b"\"end\":true}\n"]
                .concat()
        };
        let whole = text("\"items\":[\n", &long, "],\n");
        let found = parts(&whole);
        assert_eq!((found.len(), found[0].name.as_str()), (1, "items"));
        assert_eq!(whole[found[0].at.clone()], long[..]);
        assert_eq!(without(&whole, &found), text("\"items\":[\n", b"", "],\n"));
        assert!(parts(&text("\"items\":[\n", &body(3), "],\n")).is_empty(), "a short one");
        assert!(parts(&text("\"items\": [\n", &long, "],\n")).is_empty());
    }
}
