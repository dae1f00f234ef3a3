//! Bytes of a foreign file to text: byte-order marks, UTF-16, and old Windows files.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Largest file that is imported.
pub const LARGEST: usize = 64 << 20;

/// Returns what a file is that is no text at all, and what to do about it.
#[must_use]
pub fn not_text(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    if head.starts_with(b"PK\x03\x04") {
        return Some("this is a spreadsheet or an archive: save it as CSV first");
    }
    if head.starts_with(b"%PDF") {
        return Some("this is a PDF: export the list as CSV or text instead");
    }
    let marked = Encoding::for_bom(head).is_some();
    let nul = head.split(|b| *b == 0).count() - 1;
    // what drives a machine and is no blank, no end of a line and no colour of a terminal
    let odd = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b) || b == 0x7f;
    let driving = head.iter().filter(|b| odd(**b)).count();
    (!marked && (nul * 50 > head.len() || driving * 20 > head.len()))
        .then_some("this is not text: save it as CSV in UTF-8")
}

/// Returns the text and what had to be assumed to read it.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Vec<String>) {
    let mut notes = Vec::new();
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(skip..).unwrap_or_default();
    // nearly every file, told by the standard library: the other one is built without optimising
    let plain = std::str::from_utf8(body).ok().filter(|_| encoding == UTF_8);
    let (text, broken) =
        plain.map_or_else(|| encoding.decode_without_bom_handling(body), |text| (Cow::Borrowed(text), false));
    let mut text = if broken && encoding == UTF_8 {
        notes.push("the file is not UTF-8: read as Windows-1252".to_owned());
        WINDOWS_1252.decode_without_bom_handling(body).0
    } else {
        if broken {
            notes.push("some characters of the file are broken and show as �".to_owned());
        }
        text
    };
    if encoding != UTF_8 {
        notes.push(format!("read as {}", encoding.name()));
    }
    let nul = text.matches('\0').count();
    if nul > 0 {
        text = Cow::Owned(text.replace('\0', ""));
        notes.push(format!("{} left out", crate::words::count(nul, "NUL character")));
    }
    (text, notes)
}
