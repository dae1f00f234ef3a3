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

/// Returns the parts of a sentence that begins "As a …" and says what is wanted, or `None` for any other text.
#[must_use]
pub fn read_story(text: &str) -> Option<Story> {
    let text = text.trim().trim_end_matches('.');
    let rest = strip(text, &["as an ", "as a ", "as the ", "as "])?;
    let (at, skip) = find(
        rest,
        &["i want ", "i'd like ", "i would like ", "i need ", "i can ", "i must ", "i'm able ", "i am able "],
    )?;
    let role = rest.get(..at)?.trim().trim_end_matches(',').trim();
    let tail = rest.get(at + skip..)?;
    let (want, benefit) = match find(tail, &["so that ", "so i can ", "in order to "]) {
        Some((at, skip)) => (tail.get(..at)?, tail.get(at + skip..)?),
        None => (tail, ""),
    };
    let clean = |part: &str| part.trim().trim_end_matches([',', '.', ';']).trim().to_owned();
    let story = Story { role: clean(role), want: clean(want), benefit: bare_benefit(&clean(benefit)).to_owned() };
    (!story.role.is_empty() && !story.want.is_empty() && story.role.chars().count() < 80).then_some(story)
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

/// Returns the byte place and length of the first marker, at the start of a word, in any case.
fn find(text: &str, markers: &[&str]) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let starts_word = |at: usize| at == 0 || lower.as_bytes().get(at - 1).is_some_and(|b| !b.is_ascii_alphanumeric());
    markers
        .iter()
        .flat_map(|marker| lower.match_indices(marker).map(|(at, found)| (at, found.len())))
        .filter(|(at, _)| starts_word(*at))
        .min()
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
