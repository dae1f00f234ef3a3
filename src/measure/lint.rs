//! Story quality by text alone: the rules of the QUS framework that text can tell (Lucassen, Dalpiaz, van der Werf,
//! Brinkkemper 2016), vague words, and titles that name a solution. Findings are hints, never walls.

pub mod record;

use crate::model::{Item, Kind, Product};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Well-formed: it has a role and a want.
    WellFormed,
    /// Atomic: it asks for one thing.
    Atomic,
    /// Minimal: nothing but role, want and benefit.
    Minimal,
    /// The words say what good it does.
    Benefit,
    /// Unambiguous: no word that everybody reads in their own way.
    Vague,
    /// Problem-oriented: the title names a need, not a solution.
    Solution,
    /// Full sentence: a title is more than a word.
    Whole,
    /// Conceptually sound: the benefit is a reason and not the next feature.
    Sound,
    /// Uniform: it has the form that the others have.
    Uniform,
    /// Unique: no other says the same.
    Unique,
    /// Estimatable: somebody can say how big it is.
    Estimatable,
    /// Independent: nothing must be done before it.
    Independent,
    /// Conflict-free: no other wishes the opposite.
    ConflictFree,
    /// Complete: what it changes is made by some story.
    Complete,
}

impl Rule {
    /// All thirteen: a story that says who, what and why is well-formed, so a missing why breaks the same rule.
    pub const ALL: &'static [Self] = &[
        Self::WellFormed,
        Self::Atomic,
        Self::Minimal,
        Self::Sound,
        Self::Solution,
        Self::Vague,
        Self::ConflictFree,
        Self::Whole,
        Self::Estimatable,
        Self::Unique,
        Self::Uniform,
        Self::Independent,
        Self::Complete,
    ];
}

/// A hint at words that leave something open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What it is about.
    pub rule: Rule,
    /// The hint, with the words that it is about.
    pub words: String,
}

/// Words that everybody reads in their own way, each with a question that makes it checkable.
const VAGUE: &[(&str, &str)] = &[
    ("fast", "how fast, in seconds?"),
    ("faster", "than what, by how much?"),
    ("quick", "how quick, in seconds?"),
    ("quickly", "within how many seconds?"),
    ("easy", "who does it in how many steps?"),
    ("easily", "who does it in how many steps?"),
    ("simple", "simple for whom?"),
    ("intuitive", "who finds it without help?"),
    ("user-friendly", "who does what without help?"),
    ("friendly", "what does one see?"),
    ("appropriate", "which one?"),
    ("suitable", "which one?"),
    ("relevant", "relevant by what?"),
    ("reasonable", "what is the number?"),
    ("efficient", "what is the number?"),
    ("efficiently", "what is the number?"),
    ("flexible", "what can one change?"),
    ("robust", "what does it survive?"),
    ("seamless", "what does one not notice?"),
    ("seamlessly", "what does one not notice?"),
    ("better", "than what, by how much?"),
    ("improve", "from what to what?"),
    ("improved", "from what to what?"),
    ("optimize", "from what to what?"),
    ("enhance", "from what to what?"),
    ("various", "which ones?"),
    ("several", "how many?"),
    ("many", "how many?"),
    ("etc", "and what else?"),
    ("and/or", "and, or or?"),
    ("as needed", "when is that?"),
    ("if possible", "and if not?"),
    ("if necessary", "when is that?"),
    ("modern", "what does one see?"),
    ("properly", "how can one tell?"),
    ("correctly", "how can one tell?"),
    ("nice", "what does one see?"),
    ("best", "by what measure?"),
];

/// Words with which products are praised, each with the question that is behind it.
const PRAISE: &[(&str, &str)] = &[
    ("leading", "by what measure?"),
    ("number one", "by what measure?"),
    ("world-class", "by what measure?"),
    ("innovative", "what is new about it?"),
    ("next-generation", "what is new about it?"),
    ("revolutionary", "what is new about it?"),
    ("powerful", "what can one do with it?"),
    ("unique", "what does nobody else do?"),
    ("ultimate", "what does nobody else do?"),
];

/// Words between a vague one and the number that makes it checkable.
const NEAR: usize = 6;

/// Verbs with which a solution is ordered.
const ORDERS: &[&str] = &["add", "create", "implement", "build", "make", "use", "introduce", "develop", "put"];
/// Things that are solutions.
const THINGS: &[&str] = &[
    "button",
    "dropdown",
    "checkbox",
    "modal",
    "popup",
    "tab",
    "table",
    "page",
    "screen",
    "field",
    "column",
    "menu",
    "icon",
    "api",
    "endpoint",
    "database",
    "cache",
    "microservice",
    "service",
    "class",
    "module",
    "queue",
    "index",
    "widget",
    "redis",
    "kafka",
    "graphql",
    "rest",
    "react",
    "docker",
    "kubernetes",
    "sql",
    "json",
    "xml",
    "regex",
    "cron",
];

/// Titles in which a thing may stand before it is a word of the domain: the log book of a product about log books is no solution.
const OWN: usize = 10;

/// The things that a product is about: what many titles name is the domain's word and no solution to anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain(Vec<&'static str>);

impl Domain {
    /// That of a product of which nothing is known.
    pub const UNKNOWN: &'static Self = &Self(Vec::new());

    /// Returns those of a product, by the titles of all of its items.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut counts = vec![0_usize; THINGS.len()];
        for item in product.items().iter() {
            let title = item.title.to_lowercase();
            for (n, thing) in counts.iter_mut().zip(THINGS) {
                *n += usize::from(has_word(&title, thing));
            }
        }
        Self(THINGS.iter().zip(counts).filter(|(_, n)| *n > OWN).map(|(thing, _)| *thing).collect())
    }
}

/// Returns the words of a text in lower case, without the signs between them; the little words that carry nothing are left out.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    const LITTLE: &[&str] =
        &["a", "an", "the", "to", "my", "our", "of", "in", "on", "for", "and", "i", "can", "be", "able"];
    let lower = text.to_lowercase().replace(['’', '\''], "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !LITTLE.contains(word));
    words.map(str::to_owned).collect()
}

/// Returns where `word` stands in `text` as a word of its own; both in lower case.
fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).filter_map(|(at, found)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|tail| tail.chars().next());
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        (apart(before) && apart(after)).then_some(at)
    })
}

fn has_word(text: &str, word: &str) -> bool {
    places(text, word).next().is_some()
}

/// Whether a number stands within a few words of a place, in the same sentence.
fn is_counted(text: &str, at: usize) -> bool {
    let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let ends = |word: &&str| word.ends_with(['.', '!', '?', ';']);
    let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut after = Vec::new();
    // the vague word itself comes first, which may end its sentence
    for word in tail.split_whitespace().take(NEAR + 1) {
        after.push(word);
        if ends(&word) {
            break;
        }
    }
    head.split_whitespace().rev().take(NEAR).take_while(|word| !ends(word)).any(|word| has_digit(&word))
        || after.iter().any(has_digit)
}

/// Words before “many” that ask for the number or compare two, so that nothing is left open.
const COUNTING: &[&str] = &["how", "as", "so", "too", "not"];

/// Returns the words of a list that stand in a text without a number beside them, in the order of the list.
fn vague_of(words: &[(&'static str, &'static str)], text: &str) -> Vec<(&'static str, &'static str)> {
    let lower = text.to_lowercase();
    let before = |at: usize| lower.get(..at).and_then(|head| head.split_whitespace().next_back());
    let asks = |word: &str, at| word == "many" && before(at).is_some_and(|word| COUNTING.contains(&word));
    // a number beside it makes any of them checkable; one elsewhere in the text says nothing of it
    let open = |word: &str| places(&lower, word).any(|at| !asks(word, at) && !is_counted(&lower, at));
    words.iter().copied().filter(|(word, _)| open(word)).collect()
}

/// Returns the vague words of a text, each with the question that makes it checkable.
#[must_use]
pub fn vague_words(text: &str) -> Vec<(&'static str, &'static str)> {
    vague_of(VAGUE, text)
}

/// Returns the first vague word of a text, with the question that makes it checkable.
#[must_use]
pub fn vague_word(text: &str) -> Option<(&'static str, &'static str)> {
    vague_words(text).into_iter().next()
}

/// Returns the first vague word of a vision, which can be praise, too: what an item says of leading zeros is none.
#[must_use]
pub fn vague_claim(text: &str) -> Option<(&'static str, &'static str)> {
    vague_word(text).or_else(|| vague_of(PRAISE, text).into_iter().next())
}

/// Returns the first word that says how instead of what, in the want.
#[must_use]
pub fn design_word(item: &Item) -> Option<&'static str> {
    let lower = item.want.to_lowercase();
    THINGS.iter().copied().find(|word| has_word(&lower, word))
}

/// Returns the hints on an item of a product that is about `domain`. Done within microseconds, so that it can stand beside every item.
#[must_use]
pub fn hints(item: &Item, domain: &Domain) -> Vec<Hint> {
    let mut out = Vec::new();
    let mut hint = |rule, words: String| out.push(Hint { rule, words });
    let story = item.kind == Kind::Story;
    let (title, want) = (item.title.to_lowercase(), item.want.to_lowercase());
    if story && (item.role.is_empty() != item.want.is_empty()) {
        let missing = if item.role.is_empty() { "for whom is it?" } else { "what do they want to do?" };
        hint(Rule::WellFormed, missing.to_owned());
    }
    if story && !item.want.is_empty() && item.benefit.is_empty() {
        hint(Rule::Benefit, "so that what? the why is missing".to_owned());
    }
    // a benefit that begins with a wish is the next story, and the reason is still missing
    let benefit = item.benefit.to_lowercase();
    if story && ["i want ", "we want ", "i would like "].iter().any(|head| benefit.starts_with(head)) {
        hint(Rule::Sound, "the why is another wish: what is it good for?".to_owned());
    }
    if let Some(joint) = joins_two_wishes(if item.want.is_empty() { &title } else { &want }) {
        hint(Rule::Atomic, format!("“{joint}”: is it one wish or two?"));
    }
    if [&item.role, &item.want, &item.benefit].into_iter().any(|text| has_note(text)) {
        hint(Rule::Minimal, "a note in brackets: a criterion or a description holds it better".to_owned());
    }
    // not of the benefit: what is better or easier for somebody is a reason, and what is built is told before it
    let mut told: Vec<&str> = Vec::new();
    for (word, question) in [&item.title, &item.want].into_iter().flat_map(|text| vague_words(text)) {
        if !told.contains(&word) {
            told.push(word);
            hint(Rule::Vague, format!("“{word}”: {question}"));
        }
    }
    for criterion in &item.criteria {
        if let Some((word, question)) = vague_word(&criterion.text) {
            hint(Rule::Vague, format!("criterion “{word}”: {question}"));
        }
    }
    if story && item.role.is_empty() && item.want.is_empty() && item.benefit.is_empty() && item.problem.is_empty() {
        let first = title.split_whitespace().next().unwrap_or("");
        let thing = THINGS.iter().find(|word| has_word(&title, word) && !domain.0.contains(*word));
        if let Some(thing) = thing.filter(|_| ORDERS.contains(&first)) {
            hint(Rule::Solution, format!("“{thing}” is a solution: what is the problem?"));
        }
    }
    if item.title.split_whitespace().count() < 2 && item.title.chars().count() < 12 && item.want.is_empty() {
        hint(Rule::Whole, "a word is not a wish: who wants to do what?".to_owned());
    }
    out
}

/// Whether a text holds a note in brackets; what hangs on a word is none: `file(s)`, `(re-)use`.
fn has_note(text: &str) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(['(', '[']).any(|(at, open)| {
        let inner = text.get(at + open.len()..).unwrap_or("");
        let after = inner.find([')', ']']).and_then(|end| inner.get(end + 1..)).and_then(|rest| rest.chars().next());
        apart(text.get(..at).and_then(|head| head.chars().next_back())) && apart(after)
    })
}

/// Returns the word that joins a second wish to the first, one with a verb of its own: "sort and filter", "to add a file or to share it".
/// Two nouns of one verb are one wish, and so are two ways of saying it.
fn joins_two_wishes(text: &str) -> Option<&'static str> {
    const JOINTS: &[&str] = &["and", "or", "&", "as well as"];
    // of the verbs of 787 real stories those that no noun follows as its name (tests/suite/labelled.rs)
    const VERBS: &[&str] = &[
        "add", "edit", "delete", "remove", "create", "update", "view", "see", "share", "export", "import", "send",
        "search", "sort", "filter", "download", "upload", "save", "print", "change", "manage", "track", "publish",
        "submit", "receive", "be", "have", "get", "set", "find", "select", "browse", "compare", "read", "write",
        "know", "access",
    ];
    if text.contains("; ") {
        return Some(";");
    }
    JOINTS.iter().copied().find(|joint| {
        places(text, joint).any(|at| {
            let mut after = text.get(at + joint.len()..).unwrap_or("").split_whitespace();
            let next = after.next().filter(|word| !["to", "then", "also"].contains(word)).or_else(|| after.next());
            next.is_some_and(|word| VERBS.contains(&word.trim_end_matches([',', '.', ';'])))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(item: &Item) -> Vec<Rule> {
        hints(item, Domain::UNKNOWN).into_iter().map(|hint| hint.rule).collect()
    }

    fn story(role: &str, want: &str, benefit: &str) -> Item {
        Item {
            title: "A title of five words".into(),
            role: role.into(),
            want: want.into(),
            benefit: benefit.into(),
            ..Item::default()
        }
    }

    #[test]
    fn a_good_story_has_no_hint() {
        assert_eq!(rules(&story("editor", "to undo a change", "I dare to make one")), []);
    }

    #[test]
    fn each_rule_finds_its_fault() {
        for (item, rule) in [
            (story("", "to undo", "I dare"), Rule::WellFormed),
            (story("editor", "to undo", ""), Rule::Benefit),
            (story("editor", "to add a file and share it", "others see it"), Rule::Atomic),
            (story("editor", "to undo (see ticket 5)", "I dare"), Rule::Minimal),
            (story("editor", "to undo quickly", "I dare"), Rule::Vague),
            (Item { title: "Add a dropdown for countries".into(), ..Item::default() }, Rule::Solution),
            (Item { title: "Tags".into(), ..Item::default() }, Rule::Whole),
        ] {
            assert!(rules(&item).contains(&rule), "{rule:?}: {:?}", hints(&item, Domain::UNKNOWN));
        }
    }

    #[test]
    fn two_nouns_are_one_wish_and_a_number_makes_a_word_checkable() {
        assert!(!rules(&story("editor", "to see bread and butter", "I eat")).contains(&Rule::Atomic));
        assert_eq!(vague_word("fast: in under 2 s"), None);
        assert_eq!(vague_word("breakfast is served"), None, "a word within a word is another word");
        assert_eq!(vague_word("It is FAST").map(|(word, _)| word), Some("fast"));
    }

    #[test]
    fn a_number_counts_within_six_words_and_the_same_sentence() {
        let word = |text| vague_word(text).map(|(word, _)| word);
        assert_eq!(word("fast for everybody who opens it within 2 s"), Some("fast"), "seven words");
        assert_eq!(word("fast for everybody who opens in 2 s"), None, "six words");
        assert_eq!(word("In 2026 we sell. It is fast"), Some("fast"), "another sentence");
        assert_eq!(word("It is fast. In 2 s"), Some("fast"));
        assert_eq!(word("2 s is what fast means"), None);
        assert_eq!(word("fast in 2 s, and for all of them who come simple"), Some("simple"), "each has its own");
    }

    #[test]
    fn a_thing_in_more_than_ten_titles_is_the_domains_own_and_no_solution() {
        use crate::model::{About, Place, Stamp};
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let order = Item { title: "Add a table of teams".into(), ..Item::default() };
        let solves = |product: &Product| hints(&order, &Domain::of(product)).iter().any(|h| h.rule == Rule::Solution);
        for n in 0..10 {
            product.add(Item { title: format!("Table {n}"), ..Item::default() }, Place::Bottom).unwrap();
        }
        assert!(solves(&product), "ten");
        product.add(order.clone(), Place::Bottom).unwrap();
        assert!(!solves(&product), "eleven");
    }

    // A31
    #[test]
    fn praise_is_vague_in_a_vision_and_nowhere_else() {
        assert_eq!(vague_claim("The leading app for all").map(|(word, _)| word), Some("leading"));
        assert_eq!(vague_claim("One of 3 leading apps"), None);
        assert_eq!(vague_word("to see leading zeros"), None);
    }
}
