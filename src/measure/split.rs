//! Ways to cut an item that is too big: SPIDR (Mike Cohn) and the nine patterns of Richard Lawrence, each with its question
//! and with pieces that the item's own words suggest.

use crate::model::Item;
use crate::sort::InOrder;

/// A way to split.
#[derive(Debug)]
pub struct Pattern {
    /// What it is called.
    pub name: &'static str,
    /// The question that finds the pieces.
    pub question: &'static str,
    /// The pieces that the words suggest; empty where they suggest none.
    pub pieces: fn(&Item) -> Vec<String>,
}

/// The patterns; components (screen, service, database) are missing on purpose: such pieces are worth nothing alone.
pub const PATTERNS: &[Pattern] = &[
    Pattern { name: "Paths", question: "Which ways can one take through it? The plainest first.", pieces: paths },
    Pattern {
        name: "Operations",
        question: "“Manage” hides create, see, change and remove. Which first?",
        pieces: operations,
    },
    Pattern { name: "Rules", question: "Which rules make it hard? What if one of them waits?", pieces: rules },
    Pattern {
        name: "Data",
        question: "Which sorts of data does it take? Which sort is enough to begin with?",
        pieces: data,
    },
    Pattern {
        name: "Interfaces",
        question: "On which devices, in which formats? Which one first?",
        pieces: interfaces,
    },
    Pattern {
        name: "Steps",
        question: "Which steps does the work have? First and last step, then the middle.",
        pieces: |_| Vec::new(),
    },
    Pattern {
        name: "Simple first",
        question: "What is the simplest thing that is worth having? What comes on top?",
        pieces: |_| Vec::new(),
    },
    Pattern {
        name: "Major effort",
        question: "Which piece carries most of the work, whichever comes first?",
        pieces: |_| Vec::new(),
    },
    Pattern { name: "Quality later", question: "Could it work first, and be quick or safe later?", pieces: quality },
    Pattern {
        name: "Spike",
        question: "What do we not know? A question with a time box, then the rest.",
        pieces: spike,
    },
];

fn lower(item: &Item) -> String {
    format!(" {} {} ", item.title, item.want).to_lowercase()
}

fn object(text: &str, verb: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!(" {verb} "))?;
    let end = rest.find([',', '.', ';', '(']).unwrap_or(rest.len());
    let words: Vec<&str> = rest.get(..end)?.split_whitespace().take(5).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Two wishes joined by "and" or "or" are two paths.
fn paths(item: &Item) -> Vec<String> {
    let text = if item.want.is_empty() { &item.title } else { &item.want };
    let text = text.strip_prefix("to ").unwrap_or(text);
    for joint in [" and/or ", " and ", " or ", " & ", ", "] {
        let parts: Vec<&str> = text.split(joint).map(str::trim).filter(|part| part.split(' ').count() > 1).collect();
        if parts.len() > 1 {
            return parts.into_iter().take(6).map(capital).collect();
        }
    }
    Vec::new()
}

fn operations(item: &Item) -> Vec<String> {
    let text = lower(item);
    let found = ["manage", "administer", "maintain", "configure"].iter().find_map(|verb| object(&text, verb));
    found.map_or_else(Vec::new, |object| {
        ["See", "Create", "Change", "Remove"].iter().map(|verb| format!("{verb} {object}")).collect()
    })
}

fn rules(item: &Item) -> Vec<String> {
    const MARKS: &[&str] = &["if ", "unless", "except", "only", "must", "never", "at least", "at most", "within"];
    let texts = item.criteria.iter().map(|c| c.text.as_str()).chain(item.description.split(['.', '\n']));
    let found: Vec<String> = texts
        .map(str::trim)
        .filter(|text| (8..90).contains(&text.len()) && MARKS.iter().any(|mark| text.to_lowercase().contains(mark)))
        .take(4)
        .map(|rule| format!("{}: {}", item.title, rule.trim_start_matches(['-', '*', ' '])))
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn variants(item: &Item, known: &[&str]) -> Vec<String> {
    let text = format!("{} {}", lower(item), item.description.to_lowercase());
    let apart = |c: char| !c.is_alphanumeric();
    let found: Vec<&&str> = known.iter().filter(|word| text.split(apart).any(|other| other == **word)).collect();
    if found.len() < 2 {
        return Vec::new();
    }
    found.into_iter().take(5).map(|word| format!("{} ({word})", item.title)).collect()
}

fn data(item: &Item) -> Vec<String> {
    variants(
        item,
        &["csv", "pdf", "xls", "xlsx", "json", "xml", "images", "videos", "text", "dates", "currencies", "languages"],
    )
}

fn interfaces(item: &Item) -> Vec<String> {
    variants(
        item,
        &[
            "web", "phone", "mobile", "tablet", "desktop", "ios", "android", "api", "email", "cli", "safari",
            "firefox", "chrome",
        ],
    )
}

fn quality(item: &Item) -> Vec<String> {
    let slow = ["fast", "seconds", "performance", "real-time", "secure", "scale"]
        .iter()
        .any(|word| lower(item).contains(word));
    if slow {
        vec![format!("{}: works", item.title), format!("{}: works at full speed", item.title)]
    } else {
        Vec::new()
    }
}

fn spike(item: &Item) -> Vec<String> {
    let unknown = item.open_questions().next().map(|question| question.text.clone());
    unknown.map_or_else(Vec::new, |question| vec![format!("Find out: {question}"), item.title.clone()])
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns the patterns, those first for which the words suggest pieces, each with them.
#[must_use]
pub fn suggested(item: &Item) -> Vec<(&'static Pattern, Vec<String>)> {
    let mut all: Vec<(&'static Pattern, Vec<String>)> =
        PATTERNS.iter().map(|pattern| (pattern, (pattern.pieces)(item))).collect();
    all.order_by_key(|(_, pieces)| pieces.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(item: &Item) -> (&'static str, Vec<String>) {
        let (pattern, pieces) = suggested(item).swap_remove(0);
        (pattern.name, pieces)
    }

    #[test]
    fn words_suggest_pieces() {
        let item = |title: &str| Item { title: title.into(), ..Item::default() };
        assert_eq!(first(&item("Sort the list and filter the table")).1, ["Sort the list", "Filter the table"]);
        let (name, pieces) = first(&item("Manage saved cards"));
        assert_eq!((name, pieces[1].as_str(), pieces.len()), ("Operations", "Create saved cards", 4));
        assert_eq!(first(&item("Export reports (csv, pdf)")).0, "Data");
        assert!(suggested(&item("Dark mode")).iter().all(|(_, pieces)| pieces.is_empty()));
    }
}
