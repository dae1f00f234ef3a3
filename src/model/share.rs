//! A report that was shared: with whom, of which days, on what it rested. So that one can say later that it is not true any more.

use chrono::NaiveDate;

use crate::model::entity::{Value, identity, kept_field};
use crate::model::item::content_id;
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Entity, Field, Id, Now, Product, Stamp};
use crate::sort::InOrder;

/// Days after which a report is history, and nobody is told that the world went on.
pub const KEPT: i64 = 30;

words! {
    /// The sorts of report, by audience and subject.
    pub enum Report {
        /// For those who pay: did it move, what can people do, what changed and why.
        Executives = "exec",
        /// For those who use it.
        Customers = "customers",
        /// For those who build it.
        Team = "team",
        /// The fate of the words of one person.
        Said = "said",
        /// Changes of the plan since a day, with their why.
        Changes = "changes",
        /// Work at hand, shifts, lessons.
        Update = "update",
        /// News since the last release.
        Release = "release",
        /// The outside: problems, quotes, themes, moves of others.
        Insights = "insights",
        /// Good work, with the people who did it and the number that it moved.
        Wins = "wins",
    }
}

words! {
    /// How a report left the house.
    pub enum Way {
        /// It was copied.
        Copied = "copy",
        /// It was written to a file, or printed by the shell.
        Printed = "file",
        /// It was put into other words first.
        Edited = "edited",
    }
}

record! {
    /// A report that was shared.
    pub struct Share {
        /// The identity of the record in the file.
        id: Id,
        /// The sort of report.
        report: Report,
        /// The person that it was for, where it was for one.
        who: Option<Id>,
        /// The first day that it is about.
        since: Option<NaiveDate>,
        /// The last day that it is about: the one on which it was shared.
        until: Option<NaiveDate>,
        /// The records on which it rests, sorted.
        sources: Vec<Id>,
        /// A mark for each fact in it, sorted: the same fact gives the same mark again.
        facts: Vec<Id>,
        /// How it left the house.
        how: Way,
        /// When it was shared.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Share>] = &[
    kept_field!(report, "Report", Later, "The sort of report", |s| Value::text(s.report.word())),
    kept_field!(who, "For", Later, "The person that it was for", |s| Value::list(
        s.who.iter().map(|id| id.to_string().into())
    )),
    kept_field!(since, "Since", Later, "The first day that it is about", |s| s.since.map_or(Value::Blank, Value::Date)),
    kept_field!(until, "Until", Later, "The day on which it was shared", |s| s.until.map_or(Value::Blank, Value::Date)),
    kept_field!(sources, "Rests on", Silent, "The records on which it rests", |s| Value::list(
        s.sources.iter().map(|id| id.to_string().into())
    )),
    kept_field!(facts, "Facts", Silent, "A mark for each fact in it", |s| Value::list(
        s.facts.iter().map(|id| id.to_string().into())
    )),
    kept_field!(how, "How", Later, "How it left the house", |s| Value::text(s.how.word())),
    kept_field!(created, "Created", Silent, "When it was shared", |s| Value::Stamp(s.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |s| Value::Stamp(s.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |s| Value::text(s.id.to_string())),
];

impl Entity for Share {
    const TABLE: &'static str = "shares";
    const NOUN: &'static str = "report";
    const TOLD_BY: &'static [&'static str] = &["facts"];

    identity!();

    fn label(&self) -> String {
        self.report.title().to_owned()
    }
}

impl Report {
    /// Returns what stands over it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Executives => "For executives",
            Self::Customers => "For customers",
            Self::Team => "For the team",
            Self::Said => "You said",
            Self::Changes => "What changed in the plan",
            Self::Update => "Update",
            Self::Release => "Release notes",
            Self::Insights => "Insights",
            Self::Wins => "Wins",
        }
    }
}

/// Returns the mark of a fact: the same words about the same records give the same one.
#[must_use]
pub fn fact(words: &str, about: &[Id]) -> Id {
    let about: Vec<String> = about.iter().map(Id::to_string).collect();
    content_id(&[words, &about.join(" ")])
}

impl Product {
    /// Returns the reports that were shared, the latest first.
    #[must_use]
    pub fn shares_by_day(&self) -> Vec<&Share> {
        let mut all: Vec<&Share> = self.shares.iter().map(|share| &**share).collect();
        all.order_by_key(|share| std::cmp::Reverse((share.until, share.created, share.id)));
        all
    }

    /// Returns the last report of a sort that was shared with somebody.
    #[must_use]
    pub fn last_share(&self, report: Report, who: Option<Id>) -> Option<&Share> {
        self.shares_by_day().into_iter().find(|share| share.report == report && share.who == who)
    }

    /// Returns the reports that still count as what people know: the last one of each sort and person, no older than [`KEPT`] days.
    #[must_use]
    pub fn standing_shares(&self, now: Now) -> Vec<&Share> {
        let mut out: Vec<&Share> = Vec::new();
        for share in self.shares_by_day() {
            let recent = share.until.is_some_and(|day| (now.today - day).num_days() <= KEPT);
            if recent && !out.iter().any(|known| known.report == share.report && known.who == share.who) {
                out.push(share);
            }
        }
        out
    }

    /// Remembers that a report was shared.
    pub fn share(&mut self, share: Share) -> Id {
        let id = self.fresh_id();
        let Share { mut sources, mut facts, .. } = share.clone();
        for list in [&mut sources, &mut facts] {
            list.order();
            list.dedup();
        }
        self.put(Share { id, sources, facts, ..share });
        id
    }

    /// Lets the reports that were for one person have been for another.
    pub(crate) fn move_shares(&mut self, from: Id, to: Id) {
        let theirs: Vec<Share> =
            self.shares.iter().filter(|share| share.who == Some(from)).map(|row| Share::clone(row)).collect();
        for share in theirs {
            self.put(Share { who: Some(to), ..share });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    fn product() -> Product {
        Product::new(About::named("Inkwell", Stamp(1)), 1)
    }

    fn shared(product: &mut Product, report: Report, day: &str) -> Id {
        product.share(Share { report, until: day.parse().ok(), ..Share::default() })
    }

    #[test]
    fn only_the_last_report_of_a_sort_counts_and_for_thirty_days() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = product();
        shared(&mut product, Report::Executives, "2026-11-01");
        let last = shared(&mut product, Report::Executives, "2026-11-14");
        let oldest = shared(&mut product, Report::Customers, "2026-10-22");
        shared(&mut product, Report::Team, "2026-10-21");
        let standing: Vec<Id> = product.standing_shares(now).iter().map(|share| share.id).collect();
        assert_eq!(standing, [last, oldest]);
    }

    #[test]
    fn a_fact_has_the_same_mark_again_and_other_words_or_records_another() {
        let (a, b) = (Id::from_bits(1), Id::from_bits(2));
        assert_eq!(fact("it is there", &[a]), fact("it is there", &[a]));
        assert_ne!(fact("it is there", &[a]), fact("it is there", &[b]));
        assert_ne!(fact("it is there", &[a]), fact("it is not", &[a]));
    }
}
