//! The three versions that stand in a file with the marks of a conflict: git's plain and diff3 styles, and those of jj.

/// The versions of a conflict, as far as the marks tell them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The common ancestor; none where the marks do not show it.
    pub base: Option<Vec<u8>>,
    /// Our side: in jj the first.
    pub ours: Vec<u8>,
    /// Their side: in jj the second.
    pub theirs: Vec<u8>,
}

/// The part of a conflict that a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// No conflict: all versions have the line.
    All,
    Ours,
    Base,
    Theirs,
    /// jj: a difference from the ancestor to one side, a line's first sign tells which.
    Difference(Side),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
}

/// Returns the sign of which a line is a mark: seven or more of it, then nothing or a blank.
fn mark(line: &[u8]) -> Option<u8> {
    let sign = *line.first().filter(|sign| b"<>=|%+-".contains(sign))?;
    let long = line.iter().take_while(|other| **other == sign).count();
    let after = line.get(long);
    // a mark is as long as git was told, and at least seven
    (long >= 7 && after.is_none_or(|next| b" \r\n".contains(next))).then_some(sign)
}

/// Whether a file holds the beginning and the end of a conflict.
#[must_use]
pub fn is_marked(bytes: &[u8]) -> bool {
    let has = |sign: u8| bytes.split(|b| *b == b'\n').any(|line| mark(line) == Some(sign));
    has(b'<') && has(b'>')
}

/// Returns the versions of a file with marks; `None` where the marks do not fit each other, or a conflict has more than two sides.
#[must_use]
pub fn sides(bytes: &[u8]) -> Option<Sides> {
    let (mut base, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut part, mut shown, mut conflicts) = (Part::All, 0, 0);
    // whether the first side of a conflict of jj has been there
    let mut first = false;
    let mut jj = false;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match (mark(line), part) {
            (Some(b'<'), Part::All) => {
                part = Part::Ours;
                (first, jj) = (false, false);
                conflicts += 1;
            }
            (Some(b'<'), _) | (Some(b'>'), Part::All) => return None,
            (Some(b'>'), _) => part = Part::All,
            // git
            (Some(b'|'), Part::Ours) if !jj => {
                part = Part::Base;
                shown += 1;
            }
            (Some(b'='), Part::Ours | Part::Base) if !jj => part = Part::Theirs,
            // jj: a side whole, an ancestor whole, or a difference between them
            (Some(sign @ (b'+' | b'%')), own) if own != Part::All => {
                let side = if first { Side::Theirs } else { Side::Ours };
                if jj && first && matches!(own, Part::Theirs | Part::Difference(Side::Theirs)) {
                    return None;
                }
                part = match (sign, side) {
                    (b'+', Side::Ours) => Part::Ours,
                    (b'+', Side::Theirs) => Part::Theirs,
                    (_, side) => {
                        shown += 1;
                        Part::Difference(side)
                    }
                };
                (first, jj) = (true, true);
            }
            (Some(b'-'), own) if jj && own != Part::All => {
                part = Part::Base;
                shown += 1;
            }
            (_, Part::All) => {
                for side in [&mut base, &mut ours, &mut theirs] {
                    side.extend_from_slice(line);
                }
            }
            (_, Part::Ours) => ours.extend_from_slice(line),
            (_, Part::Base) => base.extend_from_slice(line),
            (_, Part::Theirs) => theirs.extend_from_slice(line),
            (_, Part::Difference(side)) => {
                let (sign, rest) = line.split_first()?;
                let own = if side == Side::Ours { &mut ours } else { &mut theirs };
                match sign {
                    b' ' => {
                        base.extend_from_slice(rest);
                        own.extend_from_slice(rest);
                    }
                    b'-' => base.extend_from_slice(rest),
                    b'+' => own.extend_from_slice(rest),
                    // a line about the lines, such as “\ No newline at end of file”
                    _ => {}
                }
            }
        }
    }
    if part != Part::All || conflicts == 0 {
        return None;
    }
    Some(Sides { base: (shown == conflicts).then_some(base), ours, theirs })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<String>, String, String)> {
        let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        sides(text.as_bytes()).map(|own| (own.base.map(words), words(own.ours), words(own.theirs)))
    }

    fn three(base: &str, ours: &str, theirs: &str) -> (Option<String>, String, String) {
        (Some(base.into()), ours.into(), theirs.into())
    }

    #[test]
    fn the_styles_of_git_are_read_with_marks_of_any_length() {
        let plain = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\n";
        assert_eq!(read(plain), Some((None, "a\nb\nd\n".into(), "a\nc\nd\n".into())), "no ancestor is shown");
        let diff3 = "a\n<<<<<<<<< ours\nb\n||||||||| base\no\n=========\nc\n>>>>>>>>> x\nd\n";
        assert_eq!(read(diff3).unwrap(), three("a\no\nd\n", "a\nb\nd\n", "a\nc\nd\n"));
    }

    #[test]
    fn the_styles_of_jj_are_read() {
        let difference = "a\n<<<<<<< Conflict 1 of 1\n%%%%%%% Changes from base to side #1\n same\n-o\n+b\n+++++++ Contents of side #2\nsame\nc\n>>>>>>> Conflict 1 of 1 ends\nd\n";
        assert_eq!(read(difference).unwrap(), three("a\nsame\no\nd\n", "a\nsame\nb\nd\n", "a\nsame\nc\nd\n"));
        let snapshot = "<<<<<<< Conflict 1 of 1\n+++++++ Contents of side #1\nb\n------- Contents of base\no\n+++++++ Contents of side #2\nc\n>>>>>>> Conflict 1 of 1 ends\n";
        assert_eq!(read(snapshot).unwrap(), three("o\n", "b\n", "c\n"));
        let second = "<<<<<<< Conflict 1 of 1\n+++++++ Contents of side #1\nb\n%%%%%%% Changes from base to side #2\n-o\n+c\n>>>>>>> Conflict 1 of 1 ends\n";
        assert_eq!(read(second).unwrap(), three("o\n", "b\n", "c\n"));
    }

    #[test]
    fn marks_that_do_not_fit_each_other_are_none() {
        for text in [
            "a\nb\n",
            "<<<<<<< x\na\n",
            ">>>>>>> x\n",
            "<<<<<<< x\n<<<<<<< y\n=======\n>>>>>>> y\n",
            "<<<<<<< 1\n+++++++ 1\na\n+++++++ 2\nb\n+++++++ 3\nc\n>>>>>>> ends\n",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(is_marked(b"<<<<<<< x\n>>>>>>> y\n") && !is_marked(b"<<<<<< x\n>>>>>>> y\n"));
        assert!(!is_marked(b"<<<<<<<x\n>>>>>>>y\n"), "a mark ends with a blank or the line");
    }

    #[test]
    fn several_conflicts_have_an_ancestor_only_where_each_shows_it() {
        let both = "<<<<<<< x\na\n||||||| o\no\n=======\nb\n>>>>>>> y\nm\n<<<<<<< x\nc\n=======\nd\n>>>>>>> y\n";
        assert_eq!(read(both), Some((None, "a\nm\nc\n".into(), "b\nm\nd\n".into())));
    }
}
