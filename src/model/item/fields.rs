//! The fields of an item: the rows that forms, columns, filters, `set`, CSV and merge read.

use thin_vec::ThinVec;

use std::borrow::Cow;

use super::tasks::read_tasks;
use super::{Item, Kano, Moscow, Service, Step, edit_list, read_criteria, tell_apart};
use crate::model::day::{ahead, read_day};
use crate::model::entity::{
    Combine, Merge, Search, Shape, Value, hundredths, identity, kept_field, line_field, one_line,
};
use crate::model::size::read_range;
use crate::model::story::{bare_benefit, bare_role};
use crate::model::{Entity, Field, Id, Kind, Now, Product, Refusal, Size, Stamp, Status};
use crate::sort::InOrder;

fn words_of(list: &[String]) -> Value<'_> {
    Value::list(list.iter().map(|w| Cow::Borrowed(w.as_str())))
}

/// Names the record of a row, so that the row can say more.
const fn row(field: Field<Item>) -> Field<Item> {
    field
}

/// Adds the words of the other list, each once.
fn unite(own: &mut ThinVec<String>, other: &[String]) {
    own.extend(other.iter().cloned());
    own.order();
    own.dedup();
}

/// Adds the records of the other list that are not there yet.
fn unite_records<R: Clone>(own: &mut ThinVec<R>, other: &[R], id: fn(&R) -> Id) {
    let known: Vec<Id> = own.iter().map(id).collect();
    own.extend(other.iter().filter(|record| !known.contains(&id(record))).cloned());
}

/// Adds the criteria of the other that say something else. One that has the identity of another gets its own.
fn unite_criteria(own: &mut Item, other: &Item) {
    for criterion in &other.criteria {
        if own.criteria.iter().any(|c| c.text == criterion.text) {
            continue;
        }
        own.criteria.push(criterion.clone());
    }
    tell_apart(&mut own.criteria);
}

/// A field of one word of a vocabulary, or none.
macro_rules! word_field {
    ($field:ident, $type:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Line,
            merge: Merge::Later,
            get: |item| item.$field.map_or(Value::Blank, |word| Value::text(word.word())),
            set: Some(|item, text, _| {
                item.$field = match text.trim() {
                    "" | "none" => None,
                    word => Some($type::parse(word)?),
                };
                Ok(())
            }),
            combine: Combine::One(|own, other| own.$field = own.$field.or(other.$field)),
            ..Field::rest()
        }
    };
}

/// A field of one day, or none.
macro_rules! day_field {
    ($field:ident, $title:literal, $help:literal) => {
        Field {
            name: stringify!($field),
            title: $title,
            help: $help,
            shape: Shape::Date,
            merge: Merge::Later,
            get: |item| item.$field.map_or(Value::Blank, Value::Date),
            set: Some(|item, text, _| {
                item.$field = match text.trim() {
                    "" | "none" => None,
                    day => Some(
                        day.parse()
                            .map_err(|_| Refusal::invalid(format!("“{day}” is not a day such as 2026-12-24")))?,
                    ),
                };
                Ok(())
            }),
            ..Field::rest()
        }
    };
}

/// The fields of an item, in the order in which a form shows them: for whom and why come before the rest.
static FIELDS: &[Field<Item>] = &[
    row(line_field!(role, "For whom", "Who gains from it: “As a …”")).drawn(),
    row(line_field!(benefit, "Why", "What good it does them: “so that …”")).drawn(),
    row(line_field!(title, "Title", "What it is called, in a few words")).combined(Combine::Keep).drawn(),
    row(line_field!(want, "Wants", "What they want to do: “I want …”")).drawn(),
    row(line_field!(problem, "Problem", "The problem behind it, in the words of those who have it"))
        .combined(Combine::Keep),
    Field {
        name: "goal",
        title: "Goal",
        help: "The product goal that it serves, by key or title",
        shape: Shape::Goal,
        merge: Merge::Later,
        get: |item| item.goal.map_or(Value::Blank, Value::Goal),
        set: Some(|item, text, product| {
            item.goal = match text.trim() {
                "" | "none" => None,
                name => Some(product.find_goal(name)?.id),
            };
            Ok(())
        }),
        combine: Combine::One(|own, other| own.goal = own.goal.or(other.goal)),
        ..Field::rest()
    },
    Field {
        name: "kind",
        title: "Kind",
        help: "Story, bug, chore, spike or epic",
        shape: Shape::Choice(Kind::WORDS),
        merge: Merge::Later,
        get: |item| Value::text(item.kind.word()),
        set: Some(|item, text, _| {
            item.kind = Kind::parse(text)?;
            Ok(())
        }),
        combine: Combine::One(|_, _| {}),
        ..Field::rest()
    },
    Field {
        name: "size",
        title: "Size",
        help: "Points: any number from 0, ½, a range as 3-8, or ? for “nobody can say”",
        shape: Shape::Size,
        merge: Merge::Later,
        get: |item| match item.size {
            Some(Size::Points(n)) => Value::Number(i64::from(n)),
            Some(Size::Unknown) => Value::text("?"),
            None => Value::Blank,
        },
        set: Some(|item, text, _| {
            let none = text.trim().is_empty() || text.trim() == "none";
            let (size, range) =
                if none { (None, None) } else { read_range(text).map(|(size, ends)| (Some(size), ends))? };
            // the middle of its range, written back by a form or a table, leaves the range as it is
            if size != item.size || range.is_some() {
                item.resize(size, range);
            }
            Ok(())
        }),
        combine: Combine::One(|own, other| {
            if own.size.is_none() {
                (own.size, own.range) = (other.size, other.range);
            }
        }),
        ..Field::rest()
    },
    Field {
        name: "status",
        title: "Status",
        help: "Todo, doing, review or done",
        shape: Shape::Choice(Status::WORDS),
        merge: Merge::Later,
        get: |item| Value::text(item.status.word()),
        set: Some(|item, text, _| {
            item.status = Status::parse(text)?;
            Ok(())
        }),
        ..Field::rest()
    },
    row(line_field!(owner, "Owner", "Who works on it")).drawn(),
    Field {
        name: "tags",
        title: "Tags",
        help: "Words to find it by, separated by commas; +x adds, -x removes",
        shape: Shape::List,
        merge: Merge::Set,
        get: |item| words_of(&item.tags),
        set: Some(|item, text, _| {
            item.tags = edit_list(&item.tags, text).into();
            Ok(())
        }),
        search: Search::Itself,
        combine: Combine::Both(|own, other| unite(&mut own.tags, &other.tags)),
        ..Field::rest()
    },
    Field {
        name: "requesters",
        title: "Asked by",
        help: "Who asked for it, separated by commas; +x adds, -x removes",
        shape: Shape::List,
        merge: Merge::Set,
        get: |item| words_of(&item.requesters),
        set: Some(|item, text, _| {
            item.requesters = edit_list(&item.requesters, text).into();
            Ok(())
        }),
        search: Search::Itself,
        combine: Combine::Both(|own, other| unite(&mut own.requesters, &other.requesters)),
        ..Field::rest()
    },
    Field {
        name: "blocked",
        title: "Blocked",
        help: "Why it cannot go on; empty where it can",
        shape: Shape::Line,
        merge: Merge::Later,
        get: |item| item.blocked.as_deref().map_or(Value::Blank, Value::text),
        set: Some(|item, text, _| {
            item.blocked = Some(one_line(text)).filter(|reason| !reason.is_empty());
            Ok(())
        }),
        search: Search::Itself,
        combine: Combine::One(|own, other| own.blocked = own.blocked.take().or_else(|| other.blocked.clone())),
        ..Field::rest()
    },
    Field {
        combine: Combine::One(|_, _| {}),
        ..day_field!(until, "Later", "Hidden until this day (2026-12-24, 2w, monday); empty shows it")
    },
    Field {
        combine: Combine::One(|own, other| own.due = own.due.into_iter().chain(other.due).min()),
        ..day_field!(due, "Due", "The day on which it is needed (2026-12-24, 2w, monday)")
    },
    Field {
        name: "description",
        title: "Description",
        help: "Everything else there is to say; Markdown is welcome",
        shape: Shape::Prose,
        merge: Merge::Lines,
        get: |item| Value::text(item.description.as_str()),
        set: Some(|item, text, _| {
            text.trim_end().clone_into(&mut item.description);
            Ok(())
        }),
        search: Search::Itself,
        ..Field::rest()
    },
    Field {
        name: "criteria",
        title: "Criteria",
        help: "What it must meet to be accepted, a line each; [x] met, [!] missed",
        shape: Shape::Prose,
        merge: Merge::Records,
        get: |item| Value::text(item.criteria_text()),
        set: Some(|item, text, _| {
            item.criteria = read_criteria(text, &item.criteria).into();
            Ok(())
        }),
        search: Search::Itself,
        combine: Combine::Both(unite_criteria),
        ..Field::rest()
    },
    Field {
        name: "risks",
        title: "Risks",
        help: "What could go wrong: feasibility, what is not known",
        shape: Shape::Prose,
        merge: Merge::Lines,
        get: |item| Value::text(item.risks.as_str()),
        set: Some(|item, text, _| {
            text.trim_end().clone_into(&mut item.risks);
            Ok(())
        }),
        search: Search::Itself,
        shown: true,
        ..Field::rest()
    },
    Field {
        name: "constraints",
        title: "Constraints",
        help: "What it must stay within: a law, a platform, a date, a budget",
        shape: Shape::Prose,
        merge: Merge::Lines,
        get: |item| Value::text(item.constraints.as_str()),
        set: Some(|item, text, _| {
            text.trim_end().clone_into(&mut item.constraints);
            Ok(())
        }),
        search: Search::Itself,
        shown: true,
        ..Field::rest()
    },
    row(kept_field!(alternatives, "Other ways", Records, "Other ways to do it, with what each would change", |item| {
        Value::list(item.alternatives.iter().map(|own| Cow::Owned(own.words())))
    }))
    .combined(Combine::Both(|own, other| unite_records(&mut own.alternatives, &other.alternatives, |row| row.id)))
    .drawn(),
    row(kept_field!(range, "Range", Later, "The ends of its size, where only a range is known", |item| item
        .ends()
        .map_or(Value::Blank, |[low, high]| Value::text(format!("{}–{}", Size::Points(low), Size::Points(high))))))
    .combined(Combine::Keep)
    .silent(),
    row(kept_field!(sized_by, "Sized by", Later, "Who sized it last", |item| Value::text(item.sized_by.as_str())))
        .combined(Combine::Keep)
        .silent(),
    word_field!(moscow, Moscow, "MoSCoW", "Must, should, could or wont, for the time box at hand"),
    word_field!(kano, Kano, "Kano", "Basic, performance, delighter, indifferent or reverse"),
    word_field!(service, Service, "Service", "Standard, fixed-date, urgent or intangible: what waiting costs"),
    row(kept_field!(scoring, "Score", Later, "The inputs of its score, and what they rest on", |item| item
        .scoring
        .as_ref()
        .map_or(Value::Blank, |scoring| {
            let inputs = scoring.inputs.iter().map(|(name, n)| format!("{name} {}", hundredths(*n)));
            let rest = [scoring.evidence.word().to_owned(), scoring.note.clone()].into_iter();
            Value::list(inputs.chain(rest.filter(|word| !word.is_empty() && word != "none")).map(Cow::Owned))
        })))
    .combined(Combine::One(|own, other| own.scoring = own.scoring.take().or_else(|| other.scoring.clone()))),
    line_field!(demo, "Demo", "Where it can be seen at work: a link, or a word"),
    Field {
        name: "tasks",
        title: "Tasks",
        help: "The work on it, a line each; [x] for done",
        shape: Shape::Prose,
        merge: Merge::Records,
        get: |item| Value::text(item.tasks_text()),
        set: Some(|item, text, _| {
            item.tasks = read_tasks(text, &item.tasks).into();
            Ok(())
        }),
        search: Search::Itself,
        combine: Combine::Both(|own, other| unite_records(&mut own.tasks, &other.tasks, |task| task.id)),
        shown: true,
        ..Field::rest()
    },
    row(kept_field!(finished, "Finished", Set, "What of the Definition of Done was ticked", |item| words_of(
        &item.finished
    )))
    .combined(Combine::Both(|own, other| unite(&mut own.finished, &other.finished)))
    .silent(),
    row(kept_field!(
        effect,
        "Expected effect",
        Later,
        "What it is expected to do to a key result, and what it did",
        |item| item.effect.as_ref().map_or(Value::Blank, |effect| Value::text(format!(
            "{:+} {}",
            effect.delta.as_f64(),
            effect.found
        )))
    ))
    .combined(Combine::One(|own, other| own.effect = own.effect.take().or_else(|| other.effect.clone())))
    .silent(),
    row(kept_field!(accepted, "Accepted", Later, "When the product owner accepted it", |item| item
        .accepted
        .map_or(Value::Blank, Value::Stamp)))
    .silent(),
    row(kept_field!(returns, "Returned", Records, "Each time that it was shown and not accepted", |item| Value::list(
        item.returns.iter().map(|back| Cow::Owned(format!("{}: {}", back.fault, back.text)))
    )))
    .searched(Search::In(|item| Value::list(item.returns.iter().map(|back| Cow::Borrowed(back.text.as_str())))))
    .silent(),
    row(kept_field!(ticked, "Ticked", Set, "The team's own ready checks that were ticked", |item| words_of(
        &item.ticked
    )))
    .combined(Combine::Both(|own, other| unite(&mut own.ticked, &other.ticked))),
    row(kept_field!(
        carried,
        "Carried",
        Greatest,
        "In how many sprints it was not finished",
        |item| match item.carried {
            0 => Value::Blank,
            n => Value::Number(i64::from(n) * 100),
        }
    ))
    .silent(),
    row(kept_field!(ranked, "Ranked", Greatest, "When a person last gave it its place", |item| item
        .ranked
        .map_or(Value::Blank, Value::Stamp)))
    .silent(),
    row(kept_field!(groomed, "Groomed", Greatest, "When it was last found worth keeping in grooming", |item| item
        .groomed
        .map_or(Value::Blank, Value::Stamp)))
    .silent(),
    row(kept_field!(declined, "Declined", Later, "The “no” that was said to it, with its reason", |item| item
        .declined
        .as_ref()
        .map_or(Value::Blank, |no| Value::text(no.reason.word()))))
    .searched(Search::In(|item| item.declined.as_ref().map_or(Value::Blank, |no| Value::text(no.text.as_str())))),
    row(kept_field!(links, "Links", Set, "Other items and addresses that it has to do with", |item| Value::list(
        item.links.iter().map(|l| Cow::Owned(format!("{} {}", l.relation, l.to)))
    )))
    .combined(Combine::Both(|own, other| {
        let to = own.id.to_string();
        own.links.extend(other.links.iter().filter(|link| link.to != to).cloned());
        own.links.order();
        own.links.dedup();
    })),
    row(kept_field!(comments, "Comments", Records, "What was said about it", |item| Value::list(
        item.comments.iter().map(|c| Cow::Borrowed(c.text.as_str()))
    )))
    .searched(Search::Itself)
    .combined(Combine::Both(|own, other| {
        unite_records(&mut own.comments, &other.comments, |comment| comment.id);
        own.comments.order_by_key(|comment| (comment.at, comment.id));
    })),
    row(kept_field!(questions, "Questions", Records, "What was asked, with the answers", |item| Value::list(
        item.questions_text().map(Cow::Owned)
    )))
    .searched(Search::Itself)
    .combined(Combine::Both(|own, other| unite_records(&mut own.questions, &other.questions, |question| question.id))),
    row(kept_field!(source, "Source", Later, "The system and key that it was imported from", |item| item
        .source
        .as_ref()
        .map_or(Value::Blank, |s| Value::text(format!("{} {}", s.system, s.id).trim().to_owned()))))
    .silent(),
    row(kept_field!(provenance, "Came by", Silent, "How it came to be", |item| Value::text(item.provenance.as_str())))
        .silent(),
    row(kept_field!(
        drafted,
        "Unconfirmed",
        Records,
        "Words that a program suggested and nobody has confirmed",
        |item| { Value::list(item.unconfirmed().into_iter().map(Cow::Borrowed)) }
    ))
    .combined(Combine::Both(Item::unite_marks))
    .silent(),
    row(kept_field!(created, "Created", Silent, "When it was written down", |item| Value::Stamp(item.created)))
        .silent(),
    row(kept_field!(updated, "Updated", Greatest, "When it last changed", |item| Value::Stamp(item.updated))).silent(),
    kept_field!(rank, "Rank", Silent, "Its place in the one order", |item| Value::text(item.rank.to_string())),
    row(kept_field!(num, "Number", Greatest, "The number in its key", |item| Value::Number(i64::from(item.num) * 100)))
        .silent(),
    row(kept_field!(was, "Was", Set, "Numbers it had before", |item| Value::list(
        item.was.iter().map(|n| Cow::Owned(n.to_string()))
    )))
    .silent(),
    row(kept_field!(history, "History", Set, "Every status it reached", |item| Value::list(
        item.history.iter().map(|s| Cow::Owned(format!("{} {}", s.at, s.to)))
    )))
    .silent(),
    row(kept_field!(log, "Log", Set, "What changed, when and why", |item| Value::list(
        item.log.iter().map(|l| Cow::Borrowed(l.did.as_str()))
    )))
    .silent(),
    row(kept_field!(columns, "Columns", Later, "Columns of the source that have no field here", |item| Value::list(
        item.columns.keys().map(|name| Cow::Borrowed(name.as_str()))
    )))
    .searched(Search::In(|item| Value::list(item.columns.values().flatten().map(|cell| Cow::Borrowed(cell.as_str())))))
    .combined(Combine::Both(|own, other| {
        for (name, values) in &other.columns {
            own.columns.entry(name.clone()).or_insert_with(|| values.clone());
        }
    }))
    .silent(),
    row(kept_field!(id, "Id", Later, "Identity in the file", |item| Value::text(item.id.to_string()))).silent(),
];

impl Entity for Item {
    const TABLE: &'static str = "items";
    const NOUN: &'static str = "item";
    const TOLD_BY: &'static [&'static str] = &["rank"];
    const ALWAYS: bool = true;

    identity!();

    fn label(&self) -> String {
        format!("“{}”", crate::text::cut(&self.title, 40))
    }

    fn is_whole(&self) -> bool {
        !self.title.trim().is_empty()
            && self.history.last().is_none_or(|step| step.to == self.status)
            && (self.accepted.is_none() || self.status == Status::Done)
            && self.range == self.ends()
            && self
                .criteria
                .iter()
                .enumerate()
                .all(|(i, c)| c.id != Id::ZERO && !self.criteria.iter().take(i).any(|other| other.id == c.id))
            && self.marks_fit()
    }

    fn heal(&mut self) {
        if self.title.trim().is_empty() {
            self.title = "(untitled)".into();
        }
        if let Some(last) = self.history.last().filter(|step| step.to != self.status) {
            let at = self.updated.max(Stamp(last.at.0 + 1));
            self.history.push(Step { at, to: self.status });
        }
        // of an acceptance and a return that met, the return stands: the work goes on
        if self.status != Status::Done {
            self.accepted = None;
        }
        tell_apart(&mut self.criteria);
        // a size that met another one's range in a merge is the later word
        self.range = self.ends();
        self.drop_marks_that_do_not_fit();
    }
}

/// Names by which other trackers, above all Jira, know the fields of an item.
pub const ALIASES: &[(&str, &str)] = &[
    ("summary", "title"),
    ("assignee", "owner"),
    ("estimate", "size"),
    ("points", "size"),
    ("pts", "size"),
    ("storypoints", "size"),
    ("story-points", "size"),
    ("labels", "tags"),
    ("label", "tags"),
    ("tag", "tags"),
    ("components", "tags"),
    ("component", "tags"),
    ("reporter", "requesters"),
    ("requester", "requesters"),
    ("by", "requesters"),
    ("type", "kind"),
    ("issuetype", "kind"),
    ("epic", "goal"),
    ("priority", "moscow"),
    ("prio", "moscow"),
    ("duedate", "due"),
    ("due-date", "due"),
    ("deadline", "due"),
    ("target-date", "due"),
];

/// Returns the name of the field that other trackers call `name`, or the name itself.
#[must_use]
pub fn of_alias(name: &str) -> &str {
    let bare = name.to_lowercase().replace(' ', "-");
    ALIASES.iter().find(|(alias, _)| *alias == bare).map_or(name, |(_, own)| own)
}

/// Returns the field of an item that people call `name`: its own name, what the screen calls it, or what other trackers do.
///
/// # Errors
/// Returns an error if there is none; the refusal offers the nearest names.
pub fn field(name: &str) -> Result<&'static Field<Item>, Refusal> {
    let titled =
        |f: &&Field<Item>| f.title.eq_ignore_ascii_case(name) || f.title.replace(' ', "-").eq_ignore_ascii_case(name);
    let own = of_alias(name);
    FIELDS.iter().find(|f| f.name == own).or_else(|| FIELDS.iter().find(titled)).ok_or_else(|| {
        let near = crate::words::nearest(name, FIELDS.iter().filter(|f| f.set.is_some()).map(|f| f.name));
        let hint = if near.is_empty() {
            FIELDS.iter().filter(|f| f.set.is_some()).map(|f| f.name).collect::<Vec<_>>().join(", ")
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        Refusal::invalid(format!("no field “{name}” · {hint}"))
    })
}

/// Writes a field from text. The one way for screen, shell and import, so that all refuse alike.
///
/// # Errors
/// Returns an error if momentum keeps the field itself, or the text does not fit it.
pub fn set_field(item: &mut Item, name: &str, text: &str, product: &Product, now: Now) -> Result<(), Refusal> {
    let field = field(name)?;
    let set = field.set.ok_or_else(|| Refusal::invalid(format!("“{name}” is kept by momentum and not set by hand")))?;
    let before = item.status;
    // days as people say them count from the day of the change
    let spelled = match field.shape {
        Shape::Date => {
            // what waits waits for a day to come; what was due may be late
            let comes = |day| if field.name == "until" { ahead(day, now.today) } else { Ok(day) };
            let day = read_day(text, now.today).and_then(comes);
            day.map_err(|why| Refusal::invalid(format!("{name}: {why}")))?
                .map_or_else(String::new, |day| day.to_string())
        }
        // the sentence has its own article and its own “so that”
        _ if field.name == "role" => bare_role(text).to_owned(),
        _ if field.name == "benefit" => bare_benefit(text).to_owned(),
        _ => text.to_owned(),
    };
    set(item, &spelled, product).map_err(|why| Refusal::invalid(format!("{name}: {why}")))?;
    if item.status != before {
        let to = std::mem::replace(&mut item.status, before);
        item.reach(to, now.at);
    }
    Ok(())
}
