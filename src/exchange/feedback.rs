//! Feedback from a table: a note a row, its day and its stars where there are any. Nothing else of a row is taken, so that no name and no
//! address comes along; addresses within the words are taken out.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use super::date::{self, DateOrder};
use super::{ImportError, sheet};
use crate::measure::theme::{self, MOST};
use crate::model::entity::one_line;
use crate::model::item::content_id;
use crate::model::stamp::Zone;
use crate::model::theme::{ThemeState, Weeks};
use crate::model::{Feed, Id, Now, Product, Refusal, Theme};
use crate::words::count;

/// A note of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// The day on which they were written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The stars that came with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stars: Option<u32>,
}

impl Note {
    /// Returns a mark by which the same note is known again.
    #[must_use]
    pub fn mark(&self) -> Id {
        let day = self.day.map_or_else(String::new, |day| day.to_string());
        content_id(&[&day, &self.text])
    }
}

/// A table of feedback as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// The notes, in the order of the file.
    pub notes: Vec<Note>,
    /// The columns that were taken, each with what for.
    pub taken: Vec<(String, &'static str)>,
    /// The columns that were left out.
    pub left_out: Vec<String>,
    /// Rows without words.
    pub empty: usize,
    /// Addresses of mail, and numbers of phones, that were taken out of the words.
    pub addresses: usize,
    /// Whether days such as 03/04/2026 could be read two ways.
    pub doubtful: bool,
}

const TEXT: &[&str] = &[
    "content",
    "text",
    "review",
    "review text",
    "comment",
    "comments",
    "feedback",
    "body",
    "message",
    "verbatim",
    "description",
    "note",
    "notes",
    "answer",
    "quote",
];
const DAY: &[&str] =
    &["date", "day", "created", "created at", "created_at", "on", "timestamp", "time", "submitted", "at"];
const STARS: &[&str] = &["stars", "rating", "score", "star rating", "nps"];

/// Stands for an address; it has no letters, so that it is no word of a theme.
const ADDRESS: &str = "[@]";

/// The warning for a table whose rows have no days.
pub const NO_DAYS: &str = "no days: nothing can be said of what rises or falls";

impl Feedback {
    /// Whether any row has a day.
    #[must_use]
    pub fn has_days(&self) -> bool {
        self.notes.iter().any(|note| note.day.is_some())
    }

    /// Returns what of the table does not come along, a line each.
    #[must_use]
    pub fn not_taken(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.left_out.is_empty() {
            out.push(format!("left out: {}", self.left_out.join(", ")));
        }
        if self.empty > 0 {
            out.push(format!("{} without words left out", count(self.empty, "row")));
        }
        if self.addresses > 0 {
            out.push(format!("{} of mail or phone taken out of the words", count(self.addresses, "address")));
        }
        out
    }
}

/// Reads a table of feedback. `map` names columns for `text`, `day` and `stars`, where a guess would be wrong.
///
/// # Errors
/// Returns an error if it is no table, or no column has words; the error names the columns.
pub fn read(bytes: &[u8], map: &[(String, String)], zone: Zone) -> Result<Feedback, ImportError> {
    let fault = |words: String| ImportError { line: 1, words };
    let sheet = sheet::of(bytes)?;
    let column = |what: &str, names: &[&str]| -> Result<Option<usize>, ImportError> {
        if let Some((_, name)) = map.iter().find(|(own, _)| own == what) {
            let at = sheet.column(&[name]);
            let columns = sheet.header.join(", ");
            return at.map(Some).ok_or_else(|| fault(format!("no column “{name}”: the columns are {columns}")));
        }
        Ok(sheet.column(names))
    };
    if let Some((what, _)) = map.iter().find(|(what, _)| !["text", "day", "date", "stars"].contains(&what.as_str())) {
        return Err(fault(format!("“{what}” is none of text, day, stars")));
    }
    let words = match column("text", TEXT)? {
        Some(at) => at,
        None => longest(&sheet).ok_or_else(|| fault(format!("no column has words: {}", sheet.header.join(", "))))?,
    };
    let day = column("day", &[])?.or(column("date", DAY)?).filter(|at| *at != words);
    let stars = column("stars", STARS)?.filter(|at| *at != words);
    let order = date::order_of(sheet.rows.iter().filter_map(|(_, cells)| cells.get(day?).map(String::as_str)));
    let mut out = Feedback::default();
    for (_, cells) in &sheet.rows {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        let (text, hidden) = without_addresses(&one_line(cell(Some(words))));
        if text.chars().all(|c| !c.is_alphanumeric()) {
            out.empty += 1;
            continue;
        }
        out.addresses += hidden;
        let at = cell(day);
        out.doubtful |= order == DateOrder::Unknown && date::is_ambiguous(at);
        out.notes.push(Note { text, day: date::day(at, order, zone), stars: read_stars(cell(stars)) });
    }
    let taken = [(Some(words), "the words"), (day, "the day"), (stars, "the stars")];
    let name = |at: usize| sheet.header.get(at).cloned().unwrap_or_default();
    out.taken = taken.into_iter().filter_map(|(at, what)| Some((name(at?), what))).collect();
    let used = [Some(words), day, stars];
    out.left_out = (0..sheet.header.len()).filter(|at| !used.contains(&Some(*at))).map(name).collect();
    Ok(out)
}

/// Returns the column with the longest words on average, if they are words.
fn longest(sheet: &sheet::Sheet) -> Option<usize> {
    let length = |at: usize| {
        let cells = sheet.rows.iter().take(200).filter_map(|(_, cells)| cells.get(at));
        cells.map(|cell| cell.split_whitespace().count()).sum::<usize>()
    };
    let all = (0..sheet.header.len()).map(|at| (length(at), std::cmp::Reverse(at)));
    let (words, std::cmp::Reverse(at)) = all.max()?;
    (words > sheet.rows.len().min(200) * 2).then_some(at)
}

/// Reads stars as people write them: `4`, `4.0 out of 5`, `★★★`, `3/5`.
fn read_stars(cell: &str) -> Option<u32> {
    let drawn = cell.chars().filter(|c| matches!(c, '★' | '⭐')).count();
    if drawn > 0 {
        return u32::try_from(drawn).ok().filter(|n| *n <= 5);
    }
    let number: String = cell.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let whole = number.split('.').next().unwrap_or_default();
    whole.parse::<u32>().ok().filter(|n| (1..=10).contains(n))
}

/// Whether a word is an address of mail or a number of a phone.
#[must_use]
pub fn is_address(word: &str) -> bool {
    let mail = word
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.starts_with('.'));
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let of_phone = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '/' | '.' | ',');
    mail || digits >= 7 && word.chars().all(of_phone)
}

/// Returns a text without addresses of mail and numbers of phones, and how many there were.
fn without_addresses(text: &str) -> (String, usize) {
    let mut hidden = 0;
    let words = text.split(' ').map(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
        if is_address(bare) {
            hidden += 1;
            return word.replace(bare, ADDRESS);
        }
        word.to_owned()
    });
    let out: Vec<String> = words.collect();
    (out.join(" "), hidden)
}

/// Returns the Monday of a day's week, as counts are kept under it.
#[must_use]
pub fn week_of(day: NaiveDate) -> String {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(chrono::Days::new(back)).unwrap_or(day).to_string()
}

/// Returns those of the notes that are not known yet, each once.
#[must_use]
pub fn new_ones(notes: Vec<Note>, known: &[Note]) -> Vec<Note> {
    let mut marks: HashSet<Id> = known.iter().map(Note::mark).collect();
    notes.into_iter().filter(|note| marks.insert(note.mark())).collect()
}

/// The result of taking notes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Took {
    /// Themes that are new.
    pub themes: usize,
    /// Notes that are in none, in percent.
    pub other: u32,
}

/// Takes in the notes of a file: finds the themes that many talk of and that are not known yet, and counts all of them anew. `notes` are all
/// notes of that file, those of earlier times too. The words stay where they are; counts go into the product.
///
/// # Errors
/// Returns an error if there are no notes.
pub fn take_in(
    product: &mut Product,
    name: &str,
    notes: &[Note],
    machine: &str,
    now: Now,
) -> Result<(Id, Took), Refusal> {
    if notes.is_empty() {
        return Err(Refusal::invalid("no row has words: nothing was taken in"));
    }
    let texts: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    let mut hidden = theme::terms(&product.about().name);
    let out_of_sight = product.themes().iter().filter(|theme| theme.state == ThemeState::Hidden);
    hidden.extend(out_of_sight.flat_map(|theme| theme.terms.clone()));
    let before = product.themes().len();
    for found in theme::themes(&texts, &hidden, MOST) {
        product.add_theme(&found.name, &[found.terms.join(" ")])?;
    }
    let called = one_line(name);
    let old = product.feeds().iter().find(|feed| feed.called == called).map(|feed| Feed::clone(feed));
    let feed = match old {
        Some(feed) => feed,
        // made of its name, so that two programs that take the same file in write the same record
        None => Feed { id: content_id(&["feed", &called.to_lowercase()]), called, ..Feed::default() },
    };
    let feed = counted(product, Feed { machine: machine.to_owned(), taken: Some(now.today), ..feed }, notes);
    let id = feed.id;
    let other = feed.other.saturating_mul(100).checked_div(feed.rows).unwrap_or(0);
    product.put(feed);
    Ok((id, Took { themes: product.themes().len() - before, other }))
}

/// Counts all themes anew in these files of feedback, each with its notes.
pub fn recount<'a>(product: &mut Product, feeds: impl IntoIterator<Item = &'a (Id, Vec<Note>)>) {
    for (id, notes) in feeds {
        if let Some(feed) = product.feeds().get(*id).map(|feed| Feed::clone(feed)) {
            let counted = counted(product, feed, notes);
            product.put(counted);
        }
    }
}

/// Returns the notes in which a theme is, in their order.
#[must_use]
pub fn notes_of<'a>(theme: &Theme, notes: &'a [Note]) -> Vec<&'a Note> {
    let lists = theme::tally(notes.iter().map(|note| note.text.as_str()), &[theme.words()]);
    lists.into_iter().flatten().filter_map(|n| notes.get(n as usize)).collect()
}

/// Returns a file of feedback with the counts of all themes made anew from its notes.
#[must_use]
fn counted(product: &Product, feed: Feed, notes: &[Note]) -> Feed {
    let themes: Vec<(Id, Vec<Vec<String>>)> = product.themes().iter().map(|theme| (theme.id, theme.words())).collect();
    let words: Vec<Vec<Vec<String>>> = themes.iter().map(|(_, words)| words.clone()).collect();
    let lists = theme::tally(notes.iter().map(|note| note.text.as_str()), &words);
    let week = |note: &Note| note.day.map_or_else(String::new, week_of);
    let weeks: Vec<String> = notes.iter().map(week).collect();
    let mut out = Feed { weeks: Weeks::new(), counts: std::collections::BTreeMap::new(), ..feed };
    for week in &weeks {
        *out.weeks.entry(week.clone()).or_default() += 1;
    }
    let mut inside = vec![false; notes.len()];
    for ((id, _), list) in themes.iter().zip(lists) {
        let mut own = Weeks::new();
        for note in list {
            let at = note as usize;
            if let (Some(week), Some(inside)) = (weeks.get(at), inside.get_mut(at)) {
                *own.entry(week.clone()).or_default() += 1;
                *inside = true;
            }
        }
        if !own.is_empty() {
            out.counts.insert(id.to_string(), own);
        }
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    out.rows = number(notes.len());
    out.other = number(inside.iter().filter(|inside| !**inside).count());
    out.first = notes.iter().filter_map(|note| note.day).min();
    out.last = notes.iter().filter_map(|note| note.day).max();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Stamp};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    #[test]
    fn a_table_is_read_by_the_names_of_its_columns_or_by_its_longest_words() {
        let csv = "App id,Email,Content,Date,Rating\na,jo@x.de,\"Sync is gone, write to jo.b@mail.example!\",2026-11-02,★★\na,,call +49 170 1234567,x,4.0 out of 5\na,,🙂,,\n";
        let read = read(csv.as_bytes(), &[], Zone::UTC).unwrap();
        assert_eq!(read.notes.len(), 2);
        assert_eq!(read.notes[0].text, "Sync is gone, write to [@]!");
        assert_eq!((read.notes[0].day, read.notes[0].stars), ("2026-11-02".parse().ok(), Some(2)));
        assert_eq!((read.notes[1].day, read.notes[1].stars), (None, Some(4)));
        assert_eq!((read.left_out, read.empty, read.addresses), (vec!["App id".to_owned(), "Email".into()], 1, 2));
    }

    #[test]
    fn a_column_that_is_named_goes_first_and_one_that_is_not_there_is_refused() {
        let csv = "a,b\nshort,some longer words are here\n";
        let map = |what: &str, name: &str| vec![(what.to_owned(), name.to_owned())];
        assert_eq!(read(csv.as_bytes(), &[], Zone::UTC).unwrap().notes[0].text, "some longer words are here");
        assert_eq!(read(csv.as_bytes(), &map("text", "A"), Zone::UTC).unwrap().notes[0].text, "short");
        let why = |map: &[(String, String)]| read(csv.as_bytes(), map, Zone::UTC).unwrap_err().words;
        assert!(why(&map("text", "c")).contains("the columns are a, b"));
        assert!(why(&map("colour", "a")).contains("none of text, day, stars"));
        assert!(read(b"n,m\n1,2\n3,4\n", &[], Zone::UTC).unwrap_err().words.contains("no column has words"));
    }

    #[test]
    fn a_second_time_counts_what_is_new_alone_and_hidden_themes_stay_hidden() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let note = |text: &str, day: &str| Note { text: text.into(), day: day.parse().ok(), stars: None };
        let mut notes: Vec<Note> = (0..4).map(|n| note(&format!("offline {n}"), "2026-11-02")).collect();
        notes.extend((0..3).map(|n| note(&format!("inkwell loses ink {n}"), "2026-11-10")));
        let known = new_ones(notes.clone(), &[]);
        assert_eq!((known.len(), new_ones(notes.clone(), &known).len()), (7, 0));
        let (feed, took) = take_in(&mut product, "reviews.csv", &known, "desk", now()).unwrap();
        assert!(product.find_theme("inkwell").is_err(), "the product's own name is no theme");
        let theme = product.find_theme("offline").unwrap().id;
        assert_eq!((product.notes_of(theme), took.other), (4, 0));
        assert_eq!(product.weeks_of(theme), Weeks::from([("2026-11-02".to_owned(), 4)]));
        product
            .change_theme(theme, |theme| {
                theme.state = ThemeState::Hidden;
                Ok(())
            })
            .unwrap();
        let again = take_in(&mut product, "reviews.csv", &known, "desk", now()).unwrap();
        assert_eq!((again.0, again.1.themes, product.feeds().len()), (feed, 0, 1));
        assert!(take_in(&mut product, "x", &[], "", now()).is_err());
        assert_eq!(week_of("2026-11-08".parse().unwrap()), "2026-11-02", "Sunday belongs to the Monday before");
    }
}
