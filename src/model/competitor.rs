//! A competitor and its moves, each with an answer: an item, a decision, or a written “no answer”. And the weekly look at what happens
//! outside.

use chrono::{Days, NaiveDate};

use crate::model::entity::{Value, identity, kept_field, line_field, one_line};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Now, Product, Refusal, Stamp, Table};
use crate::sort::InOrder;

words! {
    /// How much a move threatens what we do.
    pub enum Threat {
        /// Nobody has said so.
        Unsaid = "unsaid",
        /// Not at all.
        None = "none",
        /// It takes some customers.
        Some = "some",
        /// It aims at what we live on.
        High = "high",
    }
}

record! {
    /// Something that a competitor did.
    pub struct Move {
        /// Identity within the competitor.
        id: Id,
        /// The day on which it was seen.
        on: Option<NaiveDate>,
        /// The move in a line.
        what: String,
        /// The address at which it was seen.
        url: String,
        /// How much it threatens.
        threat: Threat,
        /// The goal that it threatens.
        goal: Option<Id>,
        /// The item that answers it.
        item: Option<Id>,
        /// The reason why nothing answers it, in words.
        no_answer: String,
        /// The name of who saw it.
        by: String,
    }
}

record! {
    /// Somebody who wants the same customers.
    pub struct Competitor {
        /// The identity of the record in the file.
        id: Id,
        /// The name.
        called: String,
        /// The product or service that they offer.
        does: String,
        /// Their address.
        url: String,
        /// The moves, the first one first.
        moves: Vec<Move>,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Competitor>] = &[
    line_field!(called, "Name", "What they are called"),
    line_field!(does, "Does", "What they do"),
    line_field!(url, "Link", "Their address"),
    kept_field!(moves, "Moves", Records, "What they did", |c| Value::list(
        c.moves.iter().map(|own| own.what.as_str().into())
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |c| Value::Stamp(c.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |c| Value::Stamp(c.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |c| Value::text(c.id.to_string())),
];

impl Entity for Competitor {
    const TABLE: &'static str = "competitors";
    const NOUN: &'static str = "competitor";
    const TOLD_BY: &'static [&'static str] = &["moves", "does"];

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.called, 40))
    }
}

impl Move {
    /// Lets an item answer it, in place of a reason why nothing does.
    pub fn answer(&mut self, item: Id) {
        self.item = Some(item);
        self.no_answer.clear();
    }

    /// Says why nothing answers it.
    pub fn leave(&mut self, why: &str) {
        self.item = None;
        self.no_answer = one_line(why);
    }

    /// Whether somebody has said what we do about it.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.item.is_some() || !self.no_answer.is_empty()
    }

    /// Whether it threatens us and nobody has said what we do about it.
    #[must_use]
    pub fn wants_answer(&self) -> bool {
        matches!(self.threat, Threat::Some | Threat::High) && !self.is_answered()
    }
}

impl Competitor {
    /// Returns its moves, the last one first.
    #[must_use]
    pub fn moves(&self) -> Vec<&Move> {
        let mut all: Vec<&Move> = self.moves.iter().rev().collect();
        // of one day the one that was written down last stands first
        all.order_by_key(|own| std::cmp::Reverse(own.on));
        all
    }

    /// Returns the move that one looks at first: the last one that threatens and has no answer, else the last one.
    #[must_use]
    pub fn pressing(&self) -> Option<&Move> {
        let all = self.moves();
        all.iter().find(|own| own.wants_answer()).or_else(|| all.first()).copied()
    }
}

record! {
    /// A look at what happens outside: fifteen minutes a week.
    pub struct Scan {
        /// The identity of the record in the file.
        id: Id,
        /// The day on which it was made.
        on: Option<NaiveDate>,
        /// The minutes that it took.
        minutes: u32,
        /// The lines of the list that were looked at.
        looked: Vec<String>,
        /// A remark: the thing that struck most.
        word: String,
        /// When it was written down.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static SCAN_FIELDS: &[Field<Scan>] = &[
    line_field!(word, "Word", "What struck, in a line"),
    kept_field!(on, "On", Later, "The day on which it was made", |s| s.on.map_or(Value::Blank, Value::Date)),
    kept_field!(minutes, "Minutes", Greatest, "The minutes that it took", |s| Value::Number(
        i64::from(s.minutes) * 100
    )),
    kept_field!(looked, "Looked at", Set, "What was looked at", |s| Value::list(
        s.looked.iter().map(|words| words.as_str().into())
    )),
    kept_field!(created, "Created", Silent, "When it was written down", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Scan {
    const TABLE: &'static str = "scans";
    const NOUN: &'static str = "scan";
    const TOLD_BY: &'static [&'static str] = &["looked"];

    identity!(SCAN_FIELDS);

    fn label(&self) -> String {
        self.on.map_or_else(String::new, |day| format!("the look of {}", day.format("%-d %b")))
    }
}

/// The list of a scan, where the team has no list of its own.
pub const LOOKS: [&str; 6] = [
    "lost deals of the week",
    "support: the top three words",
    "reviews with one or two stars",
    "competitors’ release pages",
    "one interview asked for",
    "one thing that nobody asked us",
];

/// Days after which the next scan is due.
pub const WEEK: u64 = 7;

impl Product {
    /// Returns all competitors, by id.
    #[must_use]
    pub fn competitors(&self) -> &Table<Competitor> {
        &self.competitors
    }

    /// Returns the competitors by name.
    #[must_use]
    pub fn competitors_by_name(&self) -> Vec<&Competitor> {
        let mut all: Vec<&Competitor> = self.competitors.iter().map(|own| &**own).collect();
        all.order_by_key(|own| (own.called.to_lowercase(), own.id));
        all
    }

    /// Returns the competitor of a name.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal names those that there are.
    pub fn find_competitor(&self, name: &str) -> Result<&Competitor, Refusal> {
        let name = one_line(name);
        let found = self.competitors.iter().find(|own| own.called.eq_ignore_ascii_case(&name));
        found.map(|own| &**own).ok_or_else(|| {
            let all: Vec<&str> = self.competitors_by_name().into_iter().map(|own| own.called.as_str()).collect();
            let hint =
                if all.is_empty() { "there is none yet".to_owned() } else { format!("there are {}", all.join(", ")) };
            Refusal::Missing(format!("no competitor “{name}” · {hint}"))
        })
    }

    /// Writes a competitor down and returns its id; one of the name that is there is that one.
    ///
    /// # Errors
    /// Returns an error if the name is missing.
    pub fn competitor_named(&mut self, name: &str) -> Result<Id, Refusal> {
        let called = one_line(name);
        if called.is_empty() {
            return Err(Refusal::invalid("a competitor needs a name"));
        }
        if let Ok(known) = self.find_competitor(&called) {
            return Ok(known.id);
        }
        let id = self.fresh_id();
        self.put(Competitor { id, called, ..Competitor::default() });
        Ok(id)
    }

    /// Changes a competitor by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if no name is left.
    pub fn change_competitor(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Competitor) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut own = self.existing::<Competitor>(id)?.clone();
        f(&mut own)?;
        if own.called.trim().is_empty() {
            return Err(Refusal::invalid("a competitor needs a name"));
        }
        self.put(own);
        Ok(())
    }

    /// Takes a competitor out, with its moves.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_competitor(&mut self, id: Id) -> Result<(), Refusal> {
        self.existing::<Competitor>(id)?;
        self.remove::<Competitor>(id);
        Ok(())
    }

    /// Writes a move of a competitor down and returns its id.
    ///
    /// # Errors
    /// Returns an error if the words are missing, or the day is to come.
    pub fn note_move(&mut self, competitor: Id, own: Move, now: Now) -> Result<Id, Refusal> {
        let what = one_line(&own.what);
        if what.is_empty() {
            return Err(Refusal::invalid("a move needs words: what did they do?"));
        }
        let on = own.on.or(Some(now.today));
        if on.is_some_and(|day| day > now.today) {
            return Err(Refusal::invalid("a move is of today or before"));
        }
        let id = self.fresh_id();
        self.change_competitor(competitor, |competitor| {
            competitor.moves.push(Move { id, on, what, ..own });
            competitor.moves.order_by_key(|own| own.on);
            Ok(())
        })?;
        Ok(id)
    }

    /// Changes a move by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, or the closure refuses.
    pub fn change_move(
        &mut self,
        competitor: Id,
        id: Id,
        f: impl FnOnce(&mut Move) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.change_competitor(competitor, |competitor| {
            let gone = || Refusal::Missing("that move is not there any more".into());
            f(competitor.moves.iter_mut().find(|own| own.id == id).ok_or_else(gone)?)
        })
    }

    /// Returns the scans, the last one first.
    #[must_use]
    pub fn scans_by_day(&self) -> Vec<&Scan> {
        let mut all: Vec<&Scan> = self.scans.iter().map(|scan| &**scan).collect();
        all.order_by_key(|scan| std::cmp::Reverse((scan.on, scan.id)));
        all
    }

    /// Returns the day on which the next scan is due; none has ever been due before the first.
    #[must_use]
    pub fn next_scan(&self) -> Option<NaiveDate> {
        self.scans_by_day().first().and_then(|scan| scan.on)?.checked_add_days(Days::new(WEEK))
    }

    /// Returns for each of the last weeks, this one first, whether there was a scan in it.
    #[must_use]
    pub fn scan_weeks(&self, weeks: usize, today: NaiveDate) -> Vec<bool> {
        let all = self.scans_by_day();
        (0..weeks)
            .map(|n| {
                let back = u64::try_from(n).unwrap_or(u64::MAX).saturating_mul(WEEK);
                let last = today.checked_sub_days(Days::new(back));
                let first = last.and_then(|day| day.checked_sub_days(Days::new(WEEK)));
                all.iter().any(|scan| scan.on.is_some_and(|on| Some(on) <= last && Some(on) > first))
            })
            .collect()
    }

    /// Writes a scan down. A second one of a day adds to the first.
    ///
    /// # Errors
    /// Returns an error if nothing was looked at.
    pub fn note_scan(&mut self, minutes: u32, looked: Vec<String>, word: &str, now: Now) -> Result<Id, Refusal> {
        if looked.is_empty() {
            return Err(Refusal::invalid("what did you look at? a scan without a look is none"));
        }
        let same = self.scans.iter().find(|scan| scan.on == Some(now.today)).map(|scan| Scan::clone(scan));
        let mut scan = match same {
            Some(scan) => scan,
            None => Scan { id: self.fresh_id(), on: Some(now.today), ..Scan::default() },
        };
        scan.minutes = scan.minutes.saturating_add(minutes);
        scan.looked.extend(looked);
        scan.looked.order();
        scan.looked.dedup();
        if !one_line(word).is_empty() {
            scan.word = one_line(word);
        }
        let id = scan.id;
        self.put(scan);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    #[test]
    fn a_competitor_is_there_once_and_its_moves_stand_by_day() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert!(product.competitor_named(" ").is_err());
        let id = product.competitor_named("Fieldly").unwrap();
        assert_eq!(product.competitor_named("FIELDLY").unwrap(), id);
        let own = |what: &str, on: &str| Move { what: what.into(), on: on.parse().ok(), ..Move::default() };
        assert!(product.note_move(id, own(" ", "2026-11-01"), now()).is_err());
        assert!(product.note_move(id, own("x", "2026-11-22"), now()).is_err());
        product.note_move(id, own("free tier", "2026-11-09"), now()).unwrap();
        let old = product.note_move(id, own("price +10 %", "2026-10-02"), now()).unwrap();
        let names = |product: &Product| {
            product.find_competitor("fieldly").unwrap().moves().iter().map(|m| m.what.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&product), ["free tier", "price +10 %"]);
        product
            .change_move(id, old, |own| {
                own.no_answer = "fine".into();
                Ok(())
            })
            .unwrap();
        let answered: Vec<bool> =
            product.find_competitor("Fieldly").unwrap().moves().iter().map(|own| own.is_answered()).collect();
        assert_eq!(answered, [false, true]);
        assert!(product.find_competitor("Notio").unwrap_err().to_string().contains("there are Fieldly"));
    }

    #[test]
    fn a_scan_needs_a_look_and_a_week_without_one_breaks_the_row() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        assert!(product.note_scan(15, Vec::new(), "", now()).is_err());
        for back in [0, 7, 21] {
            let then = Now::on(now().today - Days::new(back));
            product.note_scan(15, vec!["lost deals".into()], "", then).unwrap();
        }
        product.note_scan(5, vec!["reviews".into()], "quiet", now()).unwrap();
        assert_eq!(product.scan_weeks(4, now().today), [true, true, false, true]);
        let last = product.scans_by_day()[0].clone();
        assert_eq!((last.minutes, last.looked.len(), last.word.as_str()), (20, 2, "quiet"));
        assert_eq!(product.next_scan(), "2026-11-28".parse().ok());
    }
}
