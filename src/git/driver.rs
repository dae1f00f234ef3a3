//! Three versions of a file become one. A pure function of their bytes: no lock, no settings, no clock, no surroundings, so that two
//! people who merge the same versions get the same file.
//!
//! What git makes of the exit code was measured: from 1 to 128 the file stays as it is, without marks of its own, and counts as
//! conflicted; from 129 on, or killed, git stops and touches nothing.

use diffy::MergeOptions;

use crate::model::document::{self, Loaded, Unreadable};
use crate::model::product::Rows;
use crate::model::{Change, Product};
use crate::text;
use crate::words::count;

/// Largest version in bytes.
pub const LARGEST: u64 = 256 << 20;
/// Signs of a mark, where git says nothing else.
pub const MARK: usize = 7;

/// The result of a merge.
#[derive(Debug)]
pub enum Outcome {
    /// Both sides are in it.
    Merged {
        /// The file.
        bytes: Vec<u8>,
        /// The line that is worth saying; empty where only one side changed anything.
        words: String,
        /// Values that gave way in this merge, and are kept in the file until a person decides.
        kept: usize,
    },
    /// They are no two versions of a product: line by line, with marks.
    Marked {
        /// The file.
        bytes: Vec<u8>,
        /// The reason.
        why: String,
    },
}

/// Reads a version.
fn read(bytes: &[u8], side: &str) -> Result<Product, String> {
    let Loaded { product, newer, .. } =
        document::read(bytes).map_err(|why: Unreadable| format!("{side} is no whole product, {why}"))?;
    match newer {
        Some(format) => Err(format!("{side} was written by a newer momentum (format {format}): update this one")),
        None => Ok(product),
    }
}

/// Returns the rows that differ between two versions.
fn changed(before: &Product, after: &Product) -> usize {
    Change::between(before, after).len()
}

/// Puts two products together that come from the same base, or from none.
#[must_use]
fn together(base: Option<&Product>, first: &Product, second: &Product) -> Product {
    // without a base everything is new on both sides: what differs becomes a conflict, and nothing is lost
    let none = Rows::default().gather(0).0;
    let mut merged = Product::merge(base.unwrap_or(&none), first, second);
    merged.mend();
    merged
}

/// Our side and their side, with the ancestor where there is one.
type Sides = (Option<Product>, Product, Product);

/// Reads the three versions, each beside the others: reading is most of the work.
fn read_all(base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<Sides, String> {
    let none = base.iter().all(u8::is_ascii_whitespace);
    std::thread::scope(|scope| {
        let begin = |bytes, side| std::thread::Builder::new().spawn_scoped(scope, move || read(bytes, side));
        let (a, b) = (begin(ours, "our side"), begin(theirs, "their side"));
        let base = if none { Ok(None) } else { read(base, "the common ancestor").map(Some) };
        // where the system has no thread left, or one of ours fell, it is read here
        let end = |thread: std::io::Result<std::thread::ScopedJoinHandle<'_, _>>, bytes, side| match thread
            .map(|own| own.join())
        {
            Ok(Ok(product)) => product,
            _ => read(bytes, side),
        };
        let (ours, theirs) = (end(a, ours, "our side")?, end(b, theirs, "their side")?);
        Ok((base?, ours, theirs))
    })
}

/// Merges two versions of a file, whose marks would be so long. An empty base is none, as git gives it for a file that both sides added.
///
/// # Errors
/// Returns an error if the merged file does not come back as it was: nothing of it may be written then.
pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8], mark: usize) -> Result<Outcome, String> {
    let (ancestor, own, other) = match read_all(base, ours, theirs) {
        Ok(sides) => sides,
        Err(why) => return Ok(Outcome::Marked { bytes: by_lines(base, ours, theirs, mark), why }),
    };
    // which side is ours must tell nothing, so that everybody gets the same file: the lesser bytes come first
    let merged = if ours <= theirs {
        together(ancestor.as_ref(), &own, &other)
    } else {
        together(ancestor.as_ref(), &other, &own)
    };
    let bytes = document::write(&merged).map_err(|why| why.to_string())?;
    let again = document::read(&bytes).map_err(|why| format!("the merged file does not read back: {why}"))?;
    if !Change::between(&merged, &again.product).is_empty() {
        return Err("the merged file does not read back as it was".to_owned());
    }
    let known = |id| own.conflicts().get(id).is_some() || other.conflicts().get(id).is_some();
    let kept = merged.open_conflicts().filter(|conflict| !known(conflict.id)).count();
    let words = match ancestor.as_ref().map(|base| (changed(base, &own), changed(base, &other))) {
        None => "merged without a common ancestor".to_owned(),
        Some((0, _) | (_, 0)) if kept == 0 => String::new(),
        Some((ours, theirs)) => format!("merged: {ours} + {}", count(theirs, "change")),
    };
    let aside =
        if kept == 0 { String::new() } else { format!(", {} kept aside (momentum conflicts)", count(kept, "value")) };
    let now = renumbered(&merged, [&own, &other]);
    Ok(Outcome::Merged { bytes, words: format!("{words}{aside}{now}"), kept })
}

/// Most new keys that the line spells out.
const KEYS: usize = 3;

/// Returns which items have another key now, where both sides had given one key to two: somebody may have written it down.
fn renumbered(merged: &Product, sides: [&Product; 2]) -> String {
    let mut all = Vec::new();
    for side in sides {
        let moved = merged.items().iter().filter_map(|item| Some((item, side.items().get(item.id)?)));
        for (item, was) in moved.filter(|(item, was)| item.num != was.num) {
            let title = text::cut(&text::line(&item.title), 32).into_owned();
            all.push(format!("; {} “{title}” is now {}", side.key(was), merged.key(item)));
        }
    }
    all.sort();
    all.dedup();
    let more = all.len().saturating_sub(KEYS);
    all.truncate(KEYS);
    let rest = if more > 0 { format!("; {more} more have another key (momentum diff)") } else { String::new() };
    all.concat() + &rest
}

/// Merges by lines, with marks of a length around what both sides changed.
fn by_lines(base: &[u8], ours: &[u8], theirs: &[u8], mark: usize) -> Vec<u8> {
    let merged = MergeOptions::new().set_conflict_marker_length(mark.max(1)).merge_bytes(base, ours, theirs);
    merged.unwrap_or_else(|marked| marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Item, Place, Size, Stamp};

    fn base() -> Product {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        for title in ["Export", "Import"] {
            product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
        }
        product
    }

    fn bytes(product: &Product) -> Vec<u8> {
        document::write(product).unwrap()
    }

    fn set(product: &Product, at: i64, f: impl FnOnce(&mut Item)) -> Product {
        let mut product = product.clone();
        let id = product.order()[0];
        product
            .update(id, |item| {
                f(item);
                item.updated = Stamp(at);
                Ok(())
            })
            .unwrap();
        product
    }

    fn merged(outcome: Result<Outcome, String>) -> (Product, String, usize) {
        match outcome.unwrap() {
            Outcome::Merged { bytes, words, kept } => (document::read(&bytes).unwrap().product, words, kept),
            Outcome::Marked { why, .. } => panic!("{why}"),
        }
    }

    #[test]
    fn two_fields_of_one_item_are_both_there_whoever_merges() {
        let base = base();
        let (ours, theirs) =
            (set(&base, 5, |i| i.size = Some(Size::Points(500))), set(&base, 9, |i| i.title = "PDF".into()));
        let (product, words, kept) = merged(merge(&bytes(&base), &bytes(&ours), &bytes(&theirs), MARK));
        let item = product.item(product.order()[0]).unwrap();
        assert_eq!((item.title.as_str(), item.size), ("PDF", Some(Size::Points(500))));
        assert_eq!((words.as_str(), kept), ("merged: 1 + 1 change", 0));
        let (other, ..) = merged(merge(&bytes(&base), &bytes(&theirs), &bytes(&ours), MARK));
        assert_eq!(bytes(&product), bytes(&other));
    }

    #[test]
    fn one_field_changed_on_both_sides_stands_as_the_later_said_and_keeps_the_other() {
        let base = base();
        let (ours, theirs) = (set(&base, 5, |i| i.title = "Ours".into()), set(&base, 9, |i| i.title = "Theirs".into()));
        let (product, words, kept) = merged(merge(&bytes(&base), &bytes(&ours), &bytes(&theirs), MARK));
        assert_eq!(product.item(product.order()[0]).unwrap().title, "Theirs");
        assert_eq!(kept, 1);
        assert!(words.ends_with("1 value kept aside (momentum conflicts)"), "{words}");
        assert_eq!(product.open_conflicts().next().unwrap().lost, serde_json::json!("Ours"));
        // once more it is no news
        let again = bytes(&product);
        assert_eq!(merged(merge(&bytes(&base), &again, &bytes(&theirs), MARK)).2, 0);
    }

    #[test]
    fn of_two_items_with_one_key_it_is_said_which_one_has_another_now() {
        let add = |title: &str| {
            let mut product = base();
            let id = product.add(Item { title: title.into(), ..Item::default() }, Place::Bottom).unwrap();
            // the same seed gives the same identity, and two people have two
            let own = Item { id: crate::model::item::content_id(&[title]), ..product.item(id).unwrap().clone() };
            product.remove::<Item>(id);
            product.put(own);
            product
        };
        let ancestor = bytes(&base());
        let (ours, theirs) = (bytes(&add("Ours")), bytes(&add("Theirs")));
        let (product, words, _) = merged(merge(&ancestor, &ours, &theirs, MARK));
        let other = if words.contains("“Ours”") { "Ours" } else { "Theirs" };
        assert!(words.ends_with(&format!("; INK-3 “{other}” is now INK-4")), "{words}");
        let item = product.items().iter().find(|item| item.title == other).unwrap();
        assert_eq!(product.key(item), "INK-4");
        let own = document::read(if other == "Ours" { &ours } else { &theirs }).unwrap().product;
        let told = Change::between(&own, &product).told(&own, &product);
        assert!(told.iter().any(|told| told.line().contains("key INK-3→INK-4")), "{told:?}");
    }

    #[test]
    fn without_an_ancestor_nothing_is_lost() {
        let base = base();
        let (ours, theirs) = (set(&base, 5, |i| i.title = "Ours".into()), set(&base, 9, |i| i.title = "Theirs".into()));
        let (product, words, kept) = merged(merge(b"", &bytes(&ours), &bytes(&theirs), MARK));
        assert_eq!(product.items().len(), 2);
        assert!(kept >= 1 && words.starts_with("merged without a common ancestor"), "{words}");
    }

    #[test]
    fn what_is_no_product_is_merged_by_lines_with_marks_as_long_as_git_wants() {
        let own = bytes(&base());
        for theirs in
            [&b"a,b\n1,2\n"[..], b"\xff\xfe\x00", b"{\"momentum\":{\"format\":99},\n\"end\":true}\n", b"", &own[..40]]
        {
            let outcome = merge(b"old\n", &own, theirs, 9).unwrap();
            let Outcome::Marked { bytes, why } = outcome else { panic!("{theirs:?} was taken") };
            assert!(bytes.starts_with(b"<<<<<<<<< ours\n"), "{}", String::from_utf8_lossy(&bytes));
            assert!(bytes.windows(theirs.len().max(1)).any(|part| part == theirs || theirs.is_empty()));
            assert!(why.contains("their side"), "{why}");
        }
        let newer = b"{\"momentum\":{\"format\":99},\n\"end\":true}\n";
        let Outcome::Marked { why, .. } = merge(&own, newer, &own, 7).unwrap() else { panic!("taken") };
        assert!(why.contains("our side"), "{why}");
    }

    #[test]
    fn line_ends_of_windows_and_a_mark_of_the_byte_order_are_read_and_come_out_as_ever() {
        let base = base();
        let ours = set(&base, 5, |i| i.size = Some(Size::Points(500)));
        let windows = String::from_utf8(bytes(&ours)).unwrap().replace('\n', "\r\n");
        let marked = [b"\xef\xbb\xbf", windows.as_bytes()].concat();
        let theirs = set(&base, 9, |i| i.title = "PDF".into());
        let plain = merged(merge(&bytes(&base), &bytes(&ours), &bytes(&theirs), MARK)).0;
        let odd = merged(merge(&bytes(&base), &marked, &bytes(&theirs), MARK)).0;
        assert_eq!(bytes(&plain), bytes(&odd));
    }
}
