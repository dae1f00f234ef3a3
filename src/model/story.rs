//! The story template in free text: "As a …, I want …, so that …" (Connextra), read into its three parts.

/// The three parts of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The role that gains from it.
    pub role: String,
    /// What they want to do.
    pub want: String,
    /// What good it does.
    pub benefit: String,
}

impl Story {
    /// Returns a title: what is wanted, without "to", with a capital.
    #[must_use]
    pub fn title(&self) -> String {
        let want = if self.want.is_empty() { &self.role } else { &self.want };
        let short = strip(want, &["to be able to ", "to "]).unwrap_or(want);
        let mut letters = short.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// Words with which a story goes over from the role to the wish, each with what the wish begins with that they say. The apostrophe of print is
/// one, too.
const WANTS: &[(&str, &str)] = &[
    ("i want ", ""),
    ("i'd like ", ""),
    ("i’d like ", ""),
    ("i would like ", ""),
    ("would like ", ""),
    ("i need ", ""),
    ("i can ", ""),
    ("i must ", ""),
    ("i'm able ", ""),
    ("i’m able ", ""),
    ("i am able ", ""),
    ("i would be able ", ""),
    ("i should be able ", ""),
    ("i will be able ", ""),
    ("i wish ", ""),
    ("i only want ", "only "),
    ("i don't want ", "not "),
    ("i don’t want ", "not "),
    ("i do not want ", "not "),
];

/// Words with which a story goes over from the wish to the reason: those that only join, and those that are of the reason itself. “Because” says
/// something else than “so that”, and stays.
const REASONS: &[(&str, &str)] = &[
    ("so that ", ""),
    ("so ", "i "),
    ("so ", "we "),
    ("so ", "they "),
    ("in order ", "to "),
    ("in order that ", ""),
    ("", "because "),
    ("", "to ensure "),
    ("", "to make sure "),
    ("", "to allow for "),
    ("", "for clarity"),
];

/// Returns where the reason is joined to the wish, and where it begins. `lower` is in lower case.
fn reason(lower: &str) -> Option<(usize, usize)> {
    let marked = REASONS.iter().filter_map(|(joint, head)| {
        let at = *places(lower, &format!("{joint}{head}")).first()?;
        Some((at, at + joint.len()))
    });
    // “so patrons can”, “, so the lists are apart”: who gains is named
    let named = places(lower, "so ").into_iter().map(|at| (at, at + "so ".len())).filter(|(at, begin)| {
        let mut after = lower.get(*begin..).unwrap_or("").split_whitespace().skip(1).take(3);
        lower.get(..*at).is_some_and(|head| head.trim_end().ends_with(',')) || after.any(|word| word == "can")
    });
    marked.chain(named).min()
}

/// Returns the parts of a sentence that begins "As a …" and says what is wanted, or `None` for any other text.
#[must_use]
pub fn read_story(text: &str) -> Option<Story> {
    let text = text.trim().trim_end_matches('.');
    let rest = strip(text, &["as an ", "as a ", "as the ", "as "])?;
    // the "I can" of a reason is no wish: what is wanted stands before it
    let lower = rest.to_ascii_lowercase();
    let (end, benefit) = reason(&lower).map_or((rest.len(), ""), |(at, begin)| (at, rest.get(begin..).unwrap_or("")));
    let (told, lower) = (rest.get(..end)?, lower.get(..end)?);
    let first = WANTS.iter().filter_map(|(marker, head)| Some((*places(lower, marker).first()?, marker.len(), head)));
    // of two that begin at one place the longer says more
    let (at, skip, head) = first.min_by_key(|(at, skip, _)| (*at, usize::MAX - skip))?;
    let clean = |part: &str| part.trim().trim_end_matches([',', '.', ';']).trim().to_owned();
    let (role, want) = (clean(told.get(..at)?), clean(told.get(at + skip..)?));
    if role.is_empty() || want.is_empty() || role.chars().count() >= 80 {
        return None;
    }
    Some(Story { role, want: format!("{head}{want}"), benefit: bare_benefit(&clean(benefit)).to_owned() })
}

/// Returns a reason as the end of a sentence: with its “so that”, unless it says by itself how it hangs together with the wish.
#[must_use]
pub fn so_that(benefit: &str) -> String {
    let bare = bare_benefit(benefit);
    let whole = strip(bare, &["because ", "to ", "for "]).is_some();
    if whole { bare.to_owned() } else { format!("so that {bare}") }
}

/// Returns the words of a role without the article that the sentence gives it: `an admin` is an admin.
#[must_use]
pub fn bare_role(text: &str) -> &str {
    strip(text.trim(), &["as an ", "as a ", "as the ", "an ", "a ", "the "]).unwrap_or(text).trim()
}

/// Returns the words of a benefit without the “so that” that the sentence gives it.
#[must_use]
pub fn bare_benefit(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(after) = strip(rest, &["so that ", "that "]) {
        rest = after.trim_start();
    }
    rest
}

/// Returns a role with its article: `an admin`, `a user`, `everyone`.
#[must_use]
pub fn with_article(role: &str) -> String {
    let role = bare_role(role);
    let lower = role.to_lowercase();
    let first = lower.split([' ', '-']).next().unwrap_or("");
    // everybody is nobody's plural and takes none
    if ["every", "any", "some"].iter().any(|head| first.starts_with(head))
        && ["one", "body"].iter().any(|tail| first.ends_with(tail))
    {
        return role.to_owned();
    }
    // by the sound: a user, a European, an hour
    let vowel = match first {
        _ if ["us", "uni", "eu", "one"].iter().any(|head| first.starts_with(head)) => false,
        _ if ["hour", "honest", "heir"].iter().any(|head| first.starts_with(head)) => true,
        _ => first.starts_with(['a', 'e', 'i', 'o', 'u']),
    };
    format!("{} {role}", if vowel { "an" } else { "a" })
}

fn strip<'a>(text: &'a str, heads: &[&str]) -> Option<&'a str> {
    heads.iter().find_map(|head| {
        text.get(..head.len()).filter(|start| start.eq_ignore_ascii_case(head)).and_then(|_| text.get(head.len()..))
    })
}

/// Returns the byte places of a marker, at the start of a word; both in lower case.
fn places(lower: &str, marker: &str) -> Vec<usize> {
    let starts_word = |at: usize| at == 0 || lower.as_bytes().get(at - 1).is_some_and(|b| !b.is_ascii_alphanumeric());
    lower.match_indices(marker).map(|(at, _)| at).filter(|at| starts_word(*at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_falls_into_its_parts() {
        let story = read_story("As an editor, I want to undo a change, so that I dare to make one.").unwrap();
        assert_eq!(
            story,
            Story { role: "editor".into(), want: "to undo a change".into(), benefit: "I dare to make one".into() }
        );
        assert_eq!(story.title(), "Undo a change");
    }

    #[test]
    fn each_way_to_wish_and_to_reason_is_read() {
        for (text, role, want, benefit) in [
            ("As a PI, I'm able to see costs, so I can plan", "PI", "to see costs", "I can plan"),
            ("As a PI, I’m able to see costs", "PI", "to see costs", ""),
            ("As a PI I would be able to see costs because they rise", "PI", "to see costs", "because they rise"),
            ("As a PI, I don't want to see ads", "PI", "not to see ads", ""),
            ("As a PI, I do not want guests to see it", "PI", "not guests to see it", ""),
            (
                "As an owner, I only want padded fields, so that I can justify it",
                "owner",
                "only padded fields",
                "I can justify it",
            ),
            (
                "As a Dev, would like to import from SQL, so that I can use it",
                "Dev",
                "to import from SQL",
                "I can use it",
            ),
            ("As a PI, I want tabs, so patrons can find it", "PI", "tabs", "patrons can find it"),
            ("As a PI, I want tabs so I keep my place", "PI", "tabs", "I keep my place"),
            ("As a PI, I want tabs, so the lists are apart", "PI", "tabs", "the lists are apart"),
            ("As a PI, I want a log in order to learn", "PI", "a log", "to learn"),
            ("As a PI, I want a log to ensure order", "PI", "a log", "to ensure order"),
            ("As a PI, I want a soap dispenser to allow guests", "PI", "a soap dispenser to allow guests", ""),
        ] {
            let story = read_story(text).unwrap();
            assert_eq!((&*story.role, &*story.want, &*story.benefit), (role, want, benefit), "{text}");
        }
        // where the wish is missing, that of the reason is not taken for it
        assert_eq!(read_story("As a PI, the import of files, so that I can use them"), None);
    }

    #[test]
    fn a_reason_is_told_as_it_hangs_together() {
        assert_eq!(so_that("I dare"), "so that I dare");
        assert_eq!(so_that("so that I dare"), "so that I dare");
        assert_eq!(so_that("because it rains"), "because it rains");
        assert_eq!(so_that("to learn"), "to learn");
        assert_eq!(so_that("today it rains"), "so that today it rains");
    }

    #[test]
    fn articles_and_so_that_are_said_once() {
        for (typed, said) in [
            ("an admin", "an admin"),
            ("admin", "an admin"),
            ("a user abroad", "a user abroad"),
            ("user", "a user"),
            ("The editor", "an editor"),
            ("everyone", "everyone"),
            ("Somebody new", "Somebody new"),
            ("University", "a University"),
            ("hourly worker", "an hourly worker"),
            ("anonymous visitor", "an anonymous visitor"),
        ] {
            assert_eq!(with_article(typed), said, "{typed}");
        }
        assert_eq!(bare_benefit("so that that I see"), "I see");
        assert_eq!(bare_benefit("thatch holds"), "thatch holds");
        assert_eq!(read_story("As an admin, I want x, so that that I rest").unwrap().benefit, "I rest");
    }

    #[test]
    fn a_story_without_a_benefit_is_one_and_other_text_is_not() {
        let story = read_story("As a PI,I want all metadata").unwrap();
        assert_eq!((story.role.as_str(), story.want.as_str(), story.benefit.as_str()), ("PI", "all metadata", ""));
        assert_eq!(read_story("As soon as possible"), None);
        assert_eq!(read_story("Fix the login"), None);
    }
}
