//! Text from outside is hostile: the one sanitizer, and the measuring and cutting of what it lets through.
//!
//! Every text that a terminal, a spreadsheet or a page will see passes [`show`] first. It keeps what a person
//! reads and turns into visible signs what would drive the reader's machine instead: control characters, escape
//! sequences, direction overrides and invisible characters.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Longest run of combining marks kept on one character; more is a drawing over the neighbours, not a letter.
const MARKS_KEPT: usize = 8;

/// Returns `text` with everything that is not plain, visible text made visible. Borrows when nothing changed.
///
/// Control characters become Unicode's control pictures (`␛`), direction and other format characters become
/// `‹U+202E›`. Joiners and variation selectors stay inside an emoji or a joining script, where they belong.
#[must_use]
pub fn show(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(text);
    }
    if !text.chars().any(suspicious) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for cluster in text.graphemes(true) {
        show_cluster(cluster, &mut out);
    }
    Cow::Owned(out)
}

/// Returns `text` as one visible line: line breaks and tabs become a space, the rest as [`show`] does.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        let flat = text.split(['\n', '\r', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Cow::Owned(show(&flat).into_owned())
    } else {
        show(text)
    }
}

fn suspicious(c: char) -> bool {
    c.is_control() || is_format(c) || is_mark(c) || is_joiner(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Whether `c` is invisible and changes what its neighbours look like (Unicode category Cf and non-characters).
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

fn show_cluster(cluster: &str, out: &mut String) {
    let joins = cluster.chars().next().is_some_and(|c| !c.is_ascii() && !is_joiner(c)) || cluster.contains('\u{20E3}');
    let mut marks = 0;
    for c in cluster.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{7f}' => out.push('\u{2421}'),
            c if (c as u32) < 0x20 => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}')),
            c if c.is_control() || is_format(c) || (is_joiner(c) && !joins) => {
                out.push_str(&format!("‹U+{:04X}›", c as u32));
            }
            c if is_mark(c) => {
                marks += 1;
                if marks <= MARKS_KEPT {
                    out.push(c);
                }
            }
            c => out.push(c),
        }
    }
}

/// Whether a drawn cell may go to the terminal as it is: the last check behind every [`show`].
#[must_use]
pub fn is_safe(symbol: &str) -> bool {
    symbol.bytes().all(|b| (0x20..0x7f).contains(&b)) || !symbol.chars().any(|c| c.is_control() || is_format(c))
}

/// Returns how many terminal cells `text` takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Returns `text` cut to at most `cells`, ending in `…` where something is left out, always between graphemes.
#[must_use]
pub fn cut(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut out = String::new();
    for cluster in text.graphemes(true) {
        let wide = width(cluster);
        if used + wide > cells - 1 {
            break;
        }
        used += wide;
        out.push_str(cluster);
    }
    out.push('…');
    Cow::Owned(out)
}

/// Returns `text` cut or padded with blanks to exactly `cells`.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    let mut out = cut(text, cells).into_owned();
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&out))));
    out
}

/// Returns `text` wrapped at blanks to lines of at most `cells`; a longer word is broken between graphemes.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut current = String::new();
        let mut used = 0;
        for word in paragraph.trim_end().split_word_bounds() {
            let wide = width(word);
            // a comma or a bracket does not begin a line: it hangs in the last cell, or takes the word before it along
            if used + wide > cells
                && used > 0
                && word.chars().all(|c| matches!(c, ',' | '.' | ';' | ':' | ')' | '!' | '?' | '”' | '…'))
            {
                let at = current.trim_end().rfind(' ').map_or(0, |at| at + 1);
                if at > 0 {
                    let last = current.split_off(at);
                    lines.push(std::mem::replace(&mut current, last).trim_end().to_owned());
                    current.push_str(word);
                    used = width(&current);
                    continue;
                }
            }
            if used + wide <= cells {
                current.push_str(word);
                used += wide;
                continue;
            }
            if word.trim().is_empty() {
                lines.push(std::mem::take(&mut current));
                used = 0;
                continue;
            }
            if used > 0 {
                // an opening bracket or quote goes with what it opens
                let open = current.trim_end_matches(['(', '[', '“', '„', '‹']).len();
                if open > 0 {
                    let carried = current.split_off(open);
                    lines.push(std::mem::replace(&mut current, carried).trim_end().to_owned());
                    used = width(&current);
                }
            }
            for cluster in word.graphemes(true) {
                let wide = width(cluster);
                if used + wide > cells && used > 0 {
                    lines.push(std::mem::take(&mut current));
                    used = 0;
                }
                current.push_str(cluster);
                used += wide;
            }
        }
        lines.push(current.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_goes_with_what_it_opens() {
        assert_eq!(wrap("one of 1672 (20 %)", 13), ["one of 1672", "(20 %)"]);
        assert_eq!(wrap("is it “plan” then", 9), ["is it", "“plan”", "then"]);
        assert_eq!(wrap("((((((", 3), ["(((", "((("], "brackets alone are broken as any word");
        assert_eq!(wrap("(wordwithoutend", 5), ["(word", "witho", "utend"]);
    }

    #[test]
    fn escape_sequences_and_overrides_become_visible() {
        assert_eq!(show("a\u{1b}[31mred"), "a␛[31mred");
        assert_eq!(show("pay\u{202E}txt"), "pay‹U+202E›txt");
        assert_eq!(show("zero\u{200B}width"), "zero‹U+200B›width");
        assert_eq!(show("c1 \u{9b}2J"), "c1 ‹U+009B›2J");
    }

    #[test]
    fn emoji_families_and_accents_stay_whole() {
        for text in ["👩‍👩‍👧 family", "❤️", "é e\u{301}", "漢字かな", "नमस्ते"] {
            assert_eq!(show(text), text);
        }
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("a{}", "\u{301}".repeat(50));
        assert_eq!(show(&tower).chars().count(), 1 + MARKS_KEPT);
    }

    #[test]
    fn text_is_cut_by_cells_between_graphemes() {
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("plain", 5), "plain");
        assert_eq!(cut("plain", 4), "pla…");
        assert_eq!(fit("漢字漢字", 6), "漢字… ");
    }

    #[test]
    fn wrapping_keeps_every_word_and_breaks_only_what_is_too_long() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("a\n\nb", 4), ["a", "", "b"]);
    }

    #[test]
    fn a_comma_takes_its_word_along() {
        assert_eq!(wrap("what was decided, on site", 16), ["what was", "decided, on site"]);
    }
}
