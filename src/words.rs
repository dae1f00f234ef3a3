//! Words for people: how many of a thing, the article of a noun, the name that was meant, and the commands that a text names.

/// Nouns whose plural is their own.
const IRREGULAR: &[(&str, &str)] = &[("criterion", "criteria"), ("person", "people"), ("wish", "wishes")];

/// Returns the count with its noun: `1 item`, `3 items`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == noun) {
        return format!("{n} {many}");
    }
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {noun}s"),
    }
}

/// Returns the entries of `known` nearest to `word` for a "did you mean", best first, at most three.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let word = word.to_lowercase();
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|k| (edits(&word, &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count().min(word.chars().count()) / 3)
        .collect();
    found.sort_by_key(|(d, k)| (*d, k.len()));
    found.truncate(3);
    found.into_iter().map(|(_, k)| k.to_owned()).collect()
}

/// Returns the number of inserted, removed or replaced characters between two short words (Levenshtein 1966).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let left = next.last().copied().unwrap_or(usize::MAX);
            next.push((diagonal + usize::from(ca != *cb)).min(above + 1).min(left + 1));
            diagonal = above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Fills in the commands that a text names: `⟦item.size⟧` becomes what `spell` makes of `item.size`. A text that names none, or that
/// only looks as if it did, stays as it is.
///
/// Messages name a command and no key, because keys can be bound anew and the shell has none.
pub fn fill(text: &str, spell: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        out.push_str(before);
        rest = after;
        if let Some((words, behind)) = after.split_once('⟧').and_then(|(name, behind)| Some((spell(name)?, behind))) {
            out.push_str(&words);
            rest = behind;
        } else {
            out.push('⟦');
        }
    }
    out.push_str(rest);
    out
}

/// Returns a noun with its article: `a goal`, `an item`.
#[must_use]
pub fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_more_are_many() {
        for (n, noun, words) in [
            (1, "item", "1 item"),
            (0, "item", "0 items"),
            (2, "criterion", "2 criteria"),
            (3, "person", "3 people"),
            (2, "story", "2 stories"),
            (2, "day", "2 days"),
        ] {
            assert_eq!(count(n, noun), words);
        }
    }

    #[test]
    fn an_article_fits_its_noun() {
        assert_eq!((a("item"), a("goal")), ("an item".to_owned(), "a goal".to_owned()));
    }

    #[test]
    fn the_nearest_name_is_offered() {
        assert_eq!(nearest("titel", ["title", "tags", "size"]), ["title"]);
        assert!(nearest("zzzzzz", ["title"]).is_empty());
    }
}
