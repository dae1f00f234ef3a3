//! Criteria by rules: one scenario in the item's own words, and the questions that a wish of its sort leaves open. Every fact that the
//! item does not hold is a gap.

use super::words::lower_first;
use crate::measure::lint::{self, Domain, Rule};
use crate::model::story::bare_role;
use crate::model::{Id, Item, Kind};

use super::super::{Slot, Suggestion};

/// A question that a wish leaves open: the words that tell of it, what it begins with, and the gap. The patterns are those by which big
/// items are split: what makes an item big is what its criteria forget.
struct Edge {
    /// Its name, which is the reason of its line.
    name: &'static str,
    /// Words of a wish of this sort; none for every wish.
    signs: &'static [&'static str],
    /// The criterion.
    words: &'static str,
}

const EDGES: &[Edge] = &[
    Edge {
        name: "wrong input",
        signs: &["import", "upload", "enter", "form", "register", "sign", "type", "paste", "submit", "input", "fill"],
        words: "Wrong or missing input: ‹which message, and what of it is kept?›",
    },
    Edge {
        name: "nothing there",
        signs: &[
            "list",
            "see",
            "show",
            "view",
            "search",
            "find",
            "filter",
            "export",
            "print",
            "report",
            "sort",
            "browse",
            "download",
            "display",
            "compare",
            "dashboard",
            "overview",
            "read",
        ],
        words: "Nothing there: ‹an empty page, or a message?›",
    },
    Edge {
        name: "at its largest",
        signs: &[
            "list", "search", "export", "import", "all", "sort", "browse", "report", "upload", "download", "filter",
        ],
        words: "At its largest: ‹up to which number, and within which time?›",
    },
    Edge {
        name: "taken back",
        signs: &[
            "delete", "remove", "change", "edit", "move", "archive", "merge", "send", "cancel", "close", "rename",
            "replace", "update", "publish",
        ],
        words: "Done by mistake: ‹how does one take it back?›",
    },
    Edge {
        name: "twice at once",
        signs: &["edit", "change", "update", "sync", "assign", "reorder", "book", "save", "write"],
        words: "Two people at once: ‹whose change stands?›",
    },
    Edge {
        name: "no connection",
        signs: &["sync", "offline", "phone", "mobile", "send", "upload", "share", "load", "field"],
        words: "No connection: ‹does it wait, or say so?›",
    },
    Edge { name: "it fails", signs: &[], words: "It fails: ‹what does one see, and what is kept?›" },
    Edge { name: "no rights", signs: &[], words: "Somebody without the right: ‹what do they see?›" },
    Edge { name: "done twice", signs: &[], words: "Done twice: ‹what is there then?›" },
];

/// Lines that are offered, the scenario among them.
const MOST: usize = 5;
/// Lines that are taken unless somebody leaves them; to as many the edges of every wish are offered.
const CHOSEN: usize = 3;

/// Words of a title that reports a fault.
const FAULTS: &[&str] = &[
    "fail",
    "fails",
    "failed",
    "failing",
    "failure",
    "error",
    "errors",
    "exception",
    "exceptions",
    "crash",
    "crashes",
    "broken",
    "bug",
    "wrong",
    "incorrect",
    "hangs",
    "throws",
    "cannot",
    "can't",
    "doesn't",
    "missing",
    "leak",
    "npe",
    "deadlock",
];

/// Whether a title reports a fault, whatever kind the item is of.
pub(super) fn reports_a_fault(item: &Item) -> bool {
    let lower = item.title.to_lowercase().replace('’', "'");
    let has = |word: &str| FAULTS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''));
    item.kind == Kind::Bug
        || lower.split_whitespace().any(has)
        || lower.contains("does not ")
        || lower.contains("not working")
}

/// Whether a text has a word that begins with one of these.
fn has_sign(text: &str, signs: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| signs.iter().any(|sign| word.strip_prefix(sign).is_some_and(ends)))
}

/// Whether what follows a stem is an ending: `exports`, `exported`, `exporting`.
fn ends(rest: &str) -> bool {
    matches!(rest, "" | "s" | "d" | "ed" | "es" | "ing" | "er")
}

fn line(about: Id, words: String, because: &str) -> Suggestion {
    Suggestion { about, slot: Slot::Criteria, value: words, because: because.to_owned(), ..Suggestion::default() }
}

/// Words of a wish beyond which a scenario says “it”.
const LONG: usize = 12;

/// Returns the scenario: what is there before, what is done, what comes of it.
fn scenario(item: &Item, role: &str, want: &str) -> String {
    if reports_a_fault(item) {
        return "Given ‹which steps lead to it?›, then ‹what must happen instead?›".to_owned();
    }
    let who = if role.is_empty() || role.contains('‹') {
        "‹who?›".to_owned()
    } else {
        format!("the {}", bare_role(role))
    };
    let does = if want.is_empty() { lower_first(&item.title) } else { lower_first(want) };
    let head = match does.strip_prefix("to ‹do what with?› ") {
        Some(thing) => format!("With {thing}: "),
        None if does.split_whitespace().count() > LONG => String::new(),
        None => match does.strip_prefix("to be able to ").or_else(|| does.strip_prefix("to ")) {
            Some(does) => format!("To {does}: "),
            None => format!("With {does}: "),
        },
    };
    let given = if head.is_empty() { "Given" } else { "given" };
    format!("{head}{given} ‹what is there before?›, when {who} does it, then ‹what do they see?›")
}

/// Returns criteria for an item whose role and want are these, apart from those that it has.
pub(super) fn of(item: &Item, role: &str, want: &str) -> Vec<Suggestion> {
    let text = format!("{} {want}", item.title).to_lowercase();
    let mut out = vec![line(item.id, scenario(item, role, want), "a scenario for it")];
    for hint in lint::hints(item, Domain::UNKNOWN).iter().filter(|hint| hint.rule == Rule::Vague) {
        // “fast”: how fast, in seconds?
        if let Some((word, question)) = hint.words.split_once(": ").filter(|(word, _)| word.starts_with('“')) {
            out.push(line(
                item.id,
                format!("{word} means ‹{question}›"),
                "a word that everybody reads in their own way",
            ));
        }
    }
    let fits = EDGES.iter().filter(|edge| !edge.signs.is_empty() && has_sign(&text, edge.signs));
    let always = EDGES.iter().filter(|edge| edge.signs.is_empty());
    for edge in fits.chain(always) {
        let most = if edge.signs.is_empty() { CHOSEN } else { MOST };
        if out.len() < most && out.iter().all(|known| known.value != edge.words) {
            out.push(line(item.id, edge.words.to_owned(), edge.name));
        }
    }
    // what it says already is not said again: the head of an edge is its sort
    let head = |words: &str| words.split([':', ',']).next().unwrap_or_default().to_lowercase();
    out.retain(|new| item.criteria.iter().all(|own| head(&own.text) != head(&new.value)));
    for (n, new) in out.iter_mut().enumerate() {
        new.chosen = n < CHOSEN;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str) -> Vec<String> {
        let item = Item { title: title.into(), ..Item::default() };
        of(&item, "", "").into_iter().map(|line| line.value).collect()
    }

    #[test]
    fn an_export_asks_for_nothing_there_and_very_many_and_a_removal_how_to_take_it_back() {
        let export = words("Export visits as PDF");
        assert!(export.len() >= 3 && export.len() <= MOST, "{export:?}");
        assert!(export[0].starts_with("With export visits as PDF: given ‹"), "{export:?}");
        assert!(export.iter().any(|line| line.starts_with("Nothing there")));
        assert!(export.iter().any(|line| line.starts_with("At its largest")));
        assert!(words("Delete a note").iter().any(|line| line.starts_with("Done by mistake")));
        assert!(!words("Exponents in formulas").iter().any(|line| line.starts_with("At its largest")));
    }

    #[test]
    fn a_vague_word_is_asked_for_its_measure_and_a_bug_for_its_steps() {
        assert!(words("Search is fast").iter().any(|line| line == "“fast” means ‹how fast, in seconds?›"));
        let bug = Item { title: "Login fails".into(), kind: Kind::Bug, ..Item::default() };
        assert!(of(&bug, "", "")[0].value.contains("‹which steps lead to it?›"));
    }

    #[test]
    fn what_an_item_asks_already_is_not_asked_again() {
        let mut item = Item { title: "Export visits".into(), ..Item::default() };
        let before = of(&item, "", "").len();
        let own = crate::model::item::Criterion { text: "Nothing there: a message".into(), ..Default::default() };
        item.criteria.push(own);
        let after = of(&item, "", "");
        assert!(after.len() < before && after.iter().all(|line| !line.value.starts_with("Nothing there")));
    }
}
