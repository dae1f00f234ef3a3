//! The words of a title: the verbs of the product's own backlog, and a title in good order. Nothing is added to it but a gap.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::story::read_story;
use crate::model::{Item, Product};

/// Times that a word must begin a title before it counts as a verb of the team's own.
const OFTEN: usize = 2;
/// Items that are read for their verbs: more teach no new ones.
const READ: usize = 2_000;

/// Verbs that begin titles everywhere.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("verbs.txt").split_whitespace().collect());

/// Verbs that are things as well: “report templates” are templates, and nobody reports them.
const THINGS_TOO: &[&str] = &[
    "access", "check", "comment", "copy", "design", "display", "drag", "export", "filter", "form", "group", "handle",
    "import", "limit", "link", "list", "load", "log", "mark", "order", "pick", "post", "preview", "print", "record",
    "report", "request", "review", "run", "schedule", "search", "set", "share", "sign", "sort", "start", "stop",
    "store", "support", "switch", "sync", "tag", "test", "track", "turn", "update", "upgrade", "use", "view", "watch",
    "write",
];

/// Words that follow a verb and hardly a thing.
const AFTER_A_VERB: &[&str] = &[
    "a", "all", "an", "another", "any", "by", "each", "every", "for", "from", "her", "his", "how", "in", "into", "its",
    "my", "on", "only", "our", "several", "some", "that", "the", "their", "them", "these", "this", "those", "to",
    "two", "up", "what", "when", "where", "which", "who", "with", "your",
];

/// Verbs that order the team to make something, and say nothing of what a person does with it.
const ORDERS: &[&str] =
    &["add", "build", "create", "develop", "implement", "introduce", "make", "provide", "put", "support", "allow"];

/// Things that are a way to do something, and not what is done.
const MEANS: &[&str] = &[
    "button",
    "checkbox",
    "dialog",
    "dropdown",
    "feature",
    "field",
    "form",
    "functionality",
    "icon",
    "link",
    "menu",
    "modal",
    "option",
    "page",
    "popup",
    "screen",
    "tab",
    "widget",
];

/// Words that stand before a thing and after a verb.
const BEFORE_A_THING: &[&str] = &[
    "a", "all", "an", "any", "each", "every", "her", "his", "its", "my", "our", "that", "the", "their", "these",
    "this", "those", "your",
];

/// The verbs with which a product's titles begin, and how often each does.
pub struct Verbs(HashMap<String, usize>);

impl Verbs {
    /// Returns the verbs of a product.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for item in product.items().iter().take(READ) {
            if let Some(first) = item.title.split_whitespace().next() {
                *counts.entry(first.to_lowercase()).or_default() += 1;
            }
        }
        // a word that begins titles is a verb of theirs only if it is one anywhere: “the” begins titles, too
        counts.retain(|word, n| COMMON.contains(word.as_str()) && *n >= OFTEN);
        Self(counts)
    }

    /// Returns how often a word begins a title here, 0 if it is no verb.
    fn times(&self, word: &str) -> usize {
        self.0.get(word).copied().unwrap_or_default()
    }
}

/// The want of an item, as far as its title tells.
#[derive(Debug, PartialEq, Eq)]
pub struct Want {
    /// The words, beginning with “to”; with a gap where the title has no verb.
    pub words: String,
    /// The title that names the need, if it is another one than that which is there.
    pub title: Option<String>,
    /// The reason for it.
    pub because: String,
    /// Whether it can be taken as it is: the verb is one for sure.
    pub sure: bool,
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Returns the verb and the object of a title that names a means: “export button for visits”, “add a button to share a report”. Only
/// these two orders of words are sure; a title that is longer or other says more than its means.
fn behind_a_means(words: &[&str]) -> Option<(String, String)> {
    let at = |n: usize| words.get(n).map(|word| bare(word)).unwrap_or_default();
    let mut from = usize::from(ORDERS.contains(&at(0).as_str()));
    from += usize::from(["a", "an", "the"].contains(&at(from).as_str()));
    let is_verb = |n: usize| COMMON.contains(at(n).as_str());
    let is_means = |n: usize| MEANS.contains(&at(n).as_str());
    let object = |n: usize| words.get(n..).unwrap_or_default().join(" ");
    let (verb, object) = if is_verb(from) && is_means(from + 1) && ["for", "of"].contains(&at(from + 2).as_str()) {
        (at(from), object(from + 3))
    } else if is_means(from) && at(from + 1) == "to" && is_verb(from + 2) {
        (at(from + 2), object(from + 3))
    } else {
        return None;
    };
    let clear = !object.is_empty() && !object.contains(['.', ',', ';', ':', '(']);
    clear.then_some((verb, object))
}

/// Returns what somebody wants to do by a title that is in good order.
#[must_use]
pub fn want_of(title: &str, verbs: &Verbs) -> Want {
    let words: Vec<&str> = title.split_whitespace().collect();
    let at = |n: usize| words.get(n).map(|word| bare(word)).unwrap_or_default();
    let (first, next) = (at(0), at(1));
    if let Some((verb, object)) = behind_a_means(&words) {
        let times = verbs.times(&verb);
        let because =
            if times > 0 { format!("“{verb}” begins {times} of your titles") } else { "from the title".into() };
        let title = format!("{} {object}", upper_first(&verb));
        return Want { words: format!("to {verb} {object}"), title: Some(title), because, sure: true };
    }
    let orders = ORDERS.contains(&first.as_str());
    let of_means = MEANS.contains(&next.as_str());
    let is_verb = COMMON.contains(first.as_str()) || BEFORE_A_THING.contains(&next.as_str()) && !is_small(&first);
    if is_verb && !orders && !of_means {
        let sure = !THINGS_TOO.contains(&first.as_str()) || AFTER_A_VERB.contains(&next.as_str());
        return Want {
            words: format!("to {}", lower_first(title)),
            title: None,
            because: "from the title".into(),
            sure,
        };
    }
    let thing = words.get(usize::from(orders)..).unwrap_or_default().join(" ");
    let because = if orders {
        format!("“{first}” is what the team does: and they?")
    } else {
        "no verb that I know begins the title".to_owned()
    };
    Want { words: format!("to ‹do what with?› {}", lower_first(&thing)), title: None, because, sure: false }
}

/// Whether a word is one of those that stand between others.
fn is_small(word: &str) -> bool {
    word.chars().count() < 3
        || AFTER_A_VERB.contains(&word)
        || [
            "and", "but", "or", "if", "as", "at", "of", "not", "is", "are", "after", "before", "during", "under",
            "over", "within",
        ]
        .contains(&word)
}

/// Returns a text with its first letter small, unless its first word is a name or an abbreviation.
#[must_use]
pub fn lower_first(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or("");
    let plain = first.chars().skip(1).all(|c| !c.is_uppercase()) && first.chars().count() > 1;
    let mut letters = text.chars();
    match letters.next().filter(|_| plain) {
        Some(c) => c.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}

/// Returns a text with its first letter large, if its first word is one that everybody knows: a name of a program stays as it is written.
#[must_use]
pub fn upper_first(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or("");
    let word = bare(first);
    let known = COMMON.contains(word.as_str()) || is_small(&word);
    let plain = known && first.chars().all(|c| c.is_lowercase() || matches!(c, ',' | ':' | '\'' | '’'));
    let mut letters = text.chars();
    match letters.next().filter(|_| plain) {
        Some(c) => c.to_uppercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}

/// Returns a title without what stands before it in brackets: `[FE]`, `(UI)`, and without a key of another tracker.
fn without_tags(title: &str) -> (&str, Option<&str>) {
    let mut rest = title.trim();
    let mut tag = None;
    loop {
        if !rest.starts_with('[') {
            break;
        }
        match rest.split_once(']') {
            // a bracket of several words is a part of the title
            Some((inner, after)) if inner.split_whitespace().count() <= 2 && !after.trim().is_empty() => {
                tag = tag.or_else(|| rest.get(..=inner.len()));
                rest = after.trim_start_matches([':', '-', ' ']);
            }
            _ => break,
        }
    }
    let key = |word: &str| {
        word.split_once('-').is_some_and(|(head, tail)| {
            head.len() > 1
                && head.chars().all(|c| c.is_ascii_uppercase())
                && tail.trim_end_matches(':').chars().all(|c| c.is_ascii_digit())
                && tail.ends_with(':')
        })
    };
    if let Some((first, after)) = rest.split_once(' ').filter(|(first, _)| key(first)) {
        tag = tag.or(Some(first));
        rest = after.trim_start();
    }
    (rest, tag)
}

/// Returns a title in good order with what was mended, or `None` if there is nothing to mend.
#[must_use]
pub fn tidy(item: &Item) -> Option<(String, String)> {
    let mut mended: Vec<String> = Vec::new();
    let (rest, tag) = without_tags(&item.title);
    if let Some(tag) = tag {
        mended.push(format!("without “{tag}”"));
    }
    let mut title = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.len() < rest.trim().len() {
        mended.push("one blank between words".into());
    }
    if let Some(story) = read_story(&title) {
        title = story.title();
        mended.push("the wish alone, without “As a …”".into());
    }
    let end = title.trim_end_matches(['.', '…', '!', ' ', ',', ';', ':']).len();
    // “e.g.” and “etc.” end in a stop that is theirs
    let abbreviated = ["etc.", "e.g.", "i.e.", "inc.", "ltd.", "approx.", "no."];
    if end < title.len() && end > 0 && !abbreviated.iter().any(|word| title.to_lowercase().ends_with(word)) {
        title.truncate(end);
        mended.push("no stop at the end".into());
    }
    let capital = upper_first(&title);
    if capital != title {
        title = capital;
        mended.push("a capital first".into());
    }
    (title != item.title && !title.is_empty()).then(|| (title, mended.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verbs(pairs: &[(&str, usize)]) -> Verbs {
        Verbs(pairs.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect())
    }

    fn tidied(title: &str) -> Option<String> {
        tidy(&Item { title: title.into(), ..Item::default() }).map(|(title, _)| title)
    }

    #[test]
    fn a_title_with_a_verb_is_the_wish_and_one_without_has_a_gap() {
        let own = verbs(&[("export", 14)]);
        let want = |title: &str| want_of(title, &own).words;
        assert_eq!(want("Export a visit as PDF"), "to export a visit as PDF");
        assert_eq!(want("Add dark mode"), "to ‹do what with?› dark mode");
        assert_eq!(want("Frobnicate the list"), "to frobnicate the list");
        assert_eq!(want("Dark mode"), "to ‹do what with?› dark mode");
        assert_eq!(want("API keys"), "to ‹do what with?› API keys");
        let sure = |title: &str| want_of(title, &own).sure;
        assert!(sure("Export a visit") && sure("Delete notes") && !sure("Report templates") && !sure("Dark mode"));
    }

    #[test]
    fn a_means_gives_way_to_what_is_done_with_it_in_the_words_of_the_title() {
        let own = verbs(&[("export", 14)]);
        let want = want_of("Export button for visits", &own);
        assert_eq!((want.words.as_str(), want.title.as_deref()), ("to export visits", Some("Export visits")));
        assert!(want.because.contains("14"), "{}", want.because);
        let want = want_of("Add a button to share a report", &own);
        assert_eq!(want.words, "to share a report");
        for title in [
            "Unable to find an option for restart automatically when it is failed",
            "Schedule button shows up but does not perform any task",
            "Add option to container scripts to allow copying and no execution.",
            "XD Cluster view: create container details page",
        ] {
            assert_eq!(want_of(title, &own).title, None, "{title}");
        }
        assert_eq!(want_of("Share button", &own).words, "to ‹do what with?› share button");
        assert_eq!(want_of("Add a button", &own).words, "to ‹do what with?› a button");
    }

    #[test]
    fn a_title_is_tidied_and_names_of_their_own_stay() {
        for (title, tidy) in [
            ("[FE] export button for visits...", Some("Export button for visits")),
            ("[UI] [Login]: remember me", Some("Remember me")),
            ("(optional) remember me", None),
            ("ABC-12: fix the login", Some("Fix the login")),
            ("As an editor, I want to undo a change, so that I dare", Some("Undo a change")),
            ("FIX SSO FOR SAP NOW", None),
            ("jdbchdfs acceptance test", None),
            ("a  title   with blanks", Some("A title with blanks")),
            ("iPhone crashes", None),
            ("Support csv, pdf etc.", None),
            ("npm-run fails", None),
            ("(a whole sentence here) stays", None),
            ("API SSO", None),
            ("...", None),
        ] {
            assert_eq!(tidied(title).as_deref(), tidy, "{title}");
        }
    }
}
