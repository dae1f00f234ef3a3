//! Themes of feedback: a theme by its words, and the counts of the files of feedback that have it. The words of customers themselves stay
//! on the machine that took them in; in the product are counts by week, and the quotes that somebody took.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::entity::{Value, choice_field, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp, Table};
use crate::sort::InOrder;

words! {
    /// Our state of work on a theme.
    pub enum ThemeState {
        /// It is watched.
        Watch = "watch",
        /// Something is done about it.
        Acts = "acts",
        /// It has its answer.
        Answered = "answered",
        /// It is not for us, and not shown among the others.
        Hidden = "hidden",
    }
}

record! {
    /// A subject that many people talk about.
    pub struct Theme {
        /// The identity of the record in the file.
        id: Id,
        /// The number in its key: 3 in T3.
        num: u32,
        /// The name.
        called: String,
        /// The problem in a line.
        says: String,
        /// The words that tell of it, without their endings; of two that stand together with a blank between.
        terms: Vec<String>,
        /// Our state of work on it.
        state: ThemeState,
        /// Why it is hidden, or what the answer is.
        why: String,
        /// The items and goals that are about it, sorted.
        about: Vec<Id>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Theme>] = &[
    line_field!(called, "Name", "What it is called"),
    line_field!(says, "Says", "The problem in a line"),
    choice_field!(state, ThemeState, "State", "What we do about it: watch, acts, answered, hidden"),
    line_field!(why, "Why", "Why it is hidden, or what the answer is"),
    kept_field!(num, "Number", Later, "The number in its key", |t| Value::Number(i64::from(t.num) * 100)),
    kept_field!(terms, "Words", Set, "The words that tell of it", |t| Value::list(
        t.terms.iter().map(|term| term.as_str().into())
    )),
    kept_field!(about, "About", Set, "The items and goals that are about it", |t| Value::list(
        t.about.iter().map(|id| id.to_string().into())
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |t| Value::Stamp(t.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |t| Value::Stamp(t.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |t| Value::text(t.id.to_string())),
];

impl Entity for Theme {
    const TABLE: &'static str = "themes";
    const NOUN: &'static str = "theme";
    const TOLD_BY: &'static [&'static str] = &["terms"];

    identity!();

    fn label(&self) -> String {
        format!("T{} “{}”", self.num, crate::text::cut(&self.called, 40))
    }
}

impl Theme {
    /// Returns its key.
    #[must_use]
    pub fn key(&self) -> String {
        format!("T{}", self.num)
    }

    /// Returns its words, each as one or two that stand together.
    #[must_use]
    pub fn words(&self) -> Vec<Vec<String>> {
        self.terms.iter().map(|term| term.split(' ').map(str::to_owned).collect()).collect()
    }
}

/// Counts by the Monday of their week, as a text: `2026-11-02`; under the empty one what has no day.
pub type Weeks = BTreeMap<String, u32>;

record! {
    /// A file of feedback that was taken in: its counts. Its rows are on the machine that took it in, and nowhere else.
    pub struct Feed {
        /// The identity of the record in the file.
        id: Id,
        /// The name: that of the file, or one that somebody wrote.
        called: String,
        /// Rows that were taken in.
        rows: u32,
        /// The first and the last day, where the rows have days.
        first: Option<NaiveDate>,
        /// The last day.
        last: Option<NaiveDate>,
        /// Rows by week.
        weeks: Weeks,
        /// Rows of each theme by week, by the theme's identity.
        counts: BTreeMap<String, Weeks>,
        /// Rows that are in no theme.
        other: u32,
        /// The day on which it was last taken in.
        taken: Option<NaiveDate>,
        /// The machine that has the rows.
        machine: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FEED_FIELDS: &[Field<Feed>] = &[
    line_field!(called, "Name", "What it is called"),
    kept_field!(rows, "Rows", Greatest, "Rows that were taken in", |f| Value::Number(i64::from(f.rows) * 100)),
    kept_field!(first, "First", Later, "The first day", |f| f.first.map_or(Value::Blank, Value::Date)),
    kept_field!(last, "Last", Later, "The last day", |f| f.last.map_or(Value::Blank, Value::Date)),
    kept_field!(weeks, "Weeks", Silent, "Rows by week", |f| Value::Number(
        i64::try_from(f.weeks.len()).unwrap_or(0) * 100
    )),
    kept_field!(counts, "Counts", Silent, "Rows of each theme by week", |f| Value::Number(
        i64::try_from(f.counts.len()).unwrap_or(0) * 100
    )),
    kept_field!(other, "Other", Silent, "Rows that are in no theme", |f| Value::Number(i64::from(f.other) * 100)),
    kept_field!(taken, "Taken in", Greatest, "The day on which it was last taken in", |f| f
        .taken
        .map_or(Value::Blank, Value::Date)),
    kept_field!(machine, "Machine", Later, "The machine that has the rows", |f| Value::text(f.machine.as_str())),
    kept_field!(created, "Created", Silent, "When it was written down", |f| Value::Stamp(f.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |f| Value::Stamp(f.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |f| Value::text(f.id.to_string())),
];

impl Entity for Feed {
    const TABLE: &'static str = "feeds";
    const NOUN: &'static str = "feedback";
    const TOLD_BY: &'static [&'static str] = &["rows", "counts"];

    identity!(FEED_FIELDS);

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.called, 40))
    }
}

impl Product {
    /// Returns all themes, by id.
    #[must_use]
    pub fn themes(&self) -> &Table<Theme> {
        &self.themes
    }

    /// Returns all files of feedback, by id.
    #[must_use]
    pub fn feeds(&self) -> &Table<Feed> {
        &self.feeds
    }

    /// Returns in how many notes a theme is, over all files of feedback.
    #[must_use]
    pub fn notes_of(&self, theme: Id) -> u32 {
        self.weeks_of(theme).values().sum()
    }

    /// Returns the notes of a theme by week, over all files of feedback.
    #[must_use]
    pub fn weeks_of(&self, theme: Id) -> Weeks {
        let mut out = Weeks::new();
        let key = theme.to_string();
        for weeks in self.feeds.iter().filter_map(|feed| feed.counts.get(&key)) {
            for (week, n) in weeks {
                *out.entry(week.clone()).or_default() += n;
            }
        }
        out
    }

    /// Returns the themes that are shown, those that most people talk about first.
    #[must_use]
    pub fn themes_by_size(&self) -> Vec<(&Theme, u32)> {
        let shown = self.themes.iter().filter(|theme| theme.state != ThemeState::Hidden);
        let mut all: Vec<(&Theme, u32)> = shown.map(|theme| (&**theme, self.notes_of(theme.id))).collect();
        all.order_by_key(|(theme, n)| (std::cmp::Reverse(*n), theme.num));
        all
    }

    /// Returns the theme of a key or a name: `T3`, `t3`, `sync`.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn find_theme(&self, name: &str) -> Result<&Theme, Refusal> {
        let name = one_line(name);
        let number = name.strip_prefix(['T', 't']).and_then(|digits| digits.parse::<u32>().ok());
        let by_key = self.themes.iter().find(|theme| Some(theme.num) == number);
        let by_name = || self.themes.iter().find(|theme| theme.called.eq_ignore_ascii_case(&name));
        by_key
            .or_else(by_name)
            .map(|theme| &**theme)
            .ok_or_else(|| Refusal::Missing(format!("no theme “{name}” · ⟦go.themes⟧ lists them")))
    }

    /// Writes a theme down and returns its id; one that has the same words already is that one.
    ///
    /// # Errors
    /// Returns an error if the name or the words are missing.
    pub fn add_theme(&mut self, name: &str, terms: &[String]) -> Result<Id, Refusal> {
        let called = one_line(name);
        if called.is_empty() || terms.is_empty() {
            return Err(Refusal::invalid("a theme needs a name, and a word that tells of it"));
        }
        if let Some(known) = self.themes.iter().find(|theme| theme.terms.iter().any(|term| terms.contains(term))) {
            return Ok(known.id);
        }
        let id = self.fresh_id();
        let num = self.themes.iter().map(|theme| theme.num).max().unwrap_or(0).saturating_add(1);
        let mut terms = terms.to_vec();
        terms.order();
        terms.dedup();
        self.put(Theme { id, num, called, terms, ..Theme::default() });
        Ok(id)
    }

    /// Changes a theme by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if no name is left.
    pub fn change_theme(&mut self, id: Id, f: impl FnOnce(&mut Theme) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mut theme = self.existing::<Theme>(id)?.clone();
        f(&mut theme)?;
        if theme.called.trim().is_empty() || theme.terms.is_empty() {
            return Err(Refusal::invalid("a theme needs a name, and a word that tells of it"));
        }
        self.put(theme);
        Ok(())
    }

    /// Makes one theme of two: the words, the links and the insights of `from` go into `into`. Its counts are made anew from the rows by
    /// whoever has them; until then the greater of the two stands for each week, because a note may be in both.
    ///
    /// # Errors
    /// Returns an error if both are one, or one is not there any more.
    pub fn join_themes(&mut self, from: Id, into: Id) -> Result<(), Refusal> {
        if from == into {
            return Err(Refusal::invalid("a theme cannot be joined with itself"));
        }
        let other = self.existing::<Theme>(from)?.clone();
        self.change_theme(into, |theme| {
            theme.terms.extend(other.terms);
            theme.about.extend(other.about);
            theme.about.order();
            theme.about.dedup();
            theme.terms.order();
            theme.terms.dedup();
            Ok(())
        })?;
        let (old, new) = (from.to_string(), into.to_string());
        let feeds: Vec<Feed> =
            self.feeds.iter().filter(|feed| feed.counts.contains_key(&old)).map(|f| Feed::clone(f)).collect();
        for mut feed in feeds {
            let gone = feed.counts.remove(&old).unwrap_or_default();
            let own = feed.counts.entry(new.clone()).or_default();
            for (week, n) in gone {
                let there = own.entry(week).or_default();
                *there = n.max(*there);
            }
            self.put(feed);
        }
        let told: Vec<Id> =
            self.insights().iter().filter(|insight| insight.about.contains(&from)).map(|i| i.id).collect();
        for id in told {
            self.change_insight(id, |insight| {
                insight.about.retain(|own| *own != from);
                insight.about.push(into);
                insight.about.order();
                insight.about.dedup();
                Ok(())
            })?;
        }
        self.remove::<Theme>(from);
        Ok(())
    }

    /// Takes a word out of a theme and makes a theme of its own of it. Returns its id. Its counts come with the rows.
    ///
    /// # Errors
    /// Returns an error if the theme has not the word, or no other one.
    pub fn split_theme(&mut self, id: Id, term: &str) -> Result<Id, Refusal> {
        let term = one_line(term).to_lowercase();
        self.change_theme(id, |theme| {
            if !theme.terms.contains(&term) {
                let all = theme.terms.join(", ");
                return Err(Refusal::invalid(format!("“{term}” is not among its words: {all}")));
            }
            if theme.terms.len() < 2 {
                return Err(Refusal::invalid("it has one word: there is nothing to split"));
            }
            theme.terms.retain(|own| *own != term);
            Ok(())
        })?;
        let new = self.fresh_id();
        let num = self.themes.iter().map(|theme| theme.num).max().unwrap_or(0).saturating_add(1);
        self.put(Theme { id: new, num, called: term.clone(), terms: vec![term], ..Theme::default() });
        Ok(new)
    }

    /// Gives themes of equal number different ones again: the older keeps it.
    pub(crate) fn renumber_themes(&mut self) -> Vec<String> {
        self.renumber_rows(
            |theme: &mut Theme| &mut theme.num,
            |theme| (theme.created, theme.id),
            |old, new| format!("T{} was given twice; “{}” is now T{}", old.num, old.called, new.num),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Insight, Now};

    fn product() -> (Product, Id, Id) {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let sync = product.add_theme("sync", &["sync".into()]).unwrap();
        let lost = product.add_theme("lost notes", &["lost note".into()]).unwrap();
        (product, sync, lost)
    }

    #[test]
    fn two_themes_become_one_with_words_counts_and_insights_and_split_again() {
        let (mut product, sync, lost) = product();
        assert_eq!(product.add_theme("again", &["sync".into()]).unwrap(), sync, "its word has its theme");
        let weeks = |n: u32| Weeks::from([("2026-11-02".to_owned(), n)]);
        let feed = Feed {
            id: Id::from_bits(9),
            counts: [(sync.to_string(), weeks(5)), (lost.to_string(), weeks(7))].into(),
            ..Feed::default()
        };
        product.put(feed);
        let note = Insight { said: "gone".into(), about: vec![lost], ..Insight::default() };
        let note = product.note_insight(note, Now::on("2026-11-21".parse().unwrap())).unwrap();
        product.join_themes(lost, sync).unwrap();
        let theme = product.find_theme("t1").unwrap();
        assert_eq!((theme.terms.as_slice(), product.notes_of(sync)), (&["lost note".to_owned(), "sync".into()][..], 7));
        assert_eq!(product.get::<Insight>(note).unwrap().about, [sync]);
        assert!(product.find_theme("lost notes").is_err() && product.join_themes(sync, sync).is_err());
        assert!(product.split_theme(sync, "other").is_err());
        let new = product.split_theme(sync, "Lost note").unwrap();
        assert_eq!(product.get::<Theme>(new).unwrap().words(), [["lost", "note"]]);
        assert!(product.split_theme(sync, "sync").is_err(), "a theme keeps a word");
    }

    #[test]
    fn what_is_hidden_is_not_listed_and_the_largest_stands_first() {
        let (mut product, sync, lost) = product();
        let feed = Feed {
            id: Id::from_bits(9),
            counts: [(lost.to_string(), [(String::new(), 3)].into())].into(),
            ..Feed::default()
        };
        product.put(feed);
        let names = |product: &Product| product.themes_by_size().iter().map(|(t, n)| (t.num, *n)).collect::<Vec<_>>();
        assert_eq!(names(&product), [(2, 3), (1, 0)]);
        product
            .change_theme(lost, |theme| {
                theme.state = ThemeState::Hidden;
                Ok(())
            })
            .unwrap();
        assert_eq!(names(&product), [(1, 0)]);
        assert!(
            product
                .change_theme(sync, |theme| {
                    theme.terms.clear();
                    Ok(())
                })
                .is_err()
        );
    }
}
