//! Which column of a foreign sheet is what: the names that other tools give the same thing.

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A field of an item that is set from text.
    Field(&'static str),
    /// The item's identity in its source.
    Key,
    /// Momentum's own id, in its own exports.
    OwnId,
    /// A word for the kind, in the source's own terms.
    Kind,
    /// A word for the status, in the source's own terms.
    Status,
    /// The size in points.
    Size,
    /// Labels, several to a cell or a column each.
    Labels,
    /// Who asked for it.
    Requester,
    /// When it was written down.
    Created,
    /// When it last changed.
    Updated,
    /// When it was done.
    Done,
    /// Why it was closed: done, or declined.
    Resolution,
    /// The safe one of Jira's two statuses.
    StatusCategory,
    /// `date;author;body`.
    Comment,
    /// A place that sorts.
    Rank,
    /// A "no" with its reason, in momentum's own exports.
    Declined,
    /// Its origin, in momentum's own exports: `system id`.
    Source,
    /// The fields in words that nobody has confirmed, in momentum's own exports.
    Drafted,
    /// The whole of which it is a piece: a key of the source, or a title.
    Parent,
    /// No field: it stays with its item as it is.
    Kept,
}

/// Names of columns, in lower case, and what they are; the first fitting column of a target wins, so the surest come first.
const NAMES: &[(Target, &[&str])] = &[
    (
        Target::Field("title"),
        &[
            "title",
            "summary",
            "card name",
            "name",
            "subject",
            "story",
            "user story",
            "task",
            "feature",
            "item",
            "issue",
        ],
    ),
    (Target::Key, &["issue key", "issuekey", "card id", "key", "id", "number", "#", "ticket", "issue id", "task id"]),
    (Target::Kind, &["issue type", "work item type", "type", "kind", "category"]),
    (Target::Status, &["status", "state", "column", "list", "list name", "section/column", "stage"]),
    (Target::StatusCategory, &["status category"]),
    (
        Target::Size,
        &[
            "custom field (story points)",
            "custom field (story point estimate)",
            "story points",
            "points",
            "estimate",
            "estimation",
            "size",
            "effort",
            "sp",
            "storypoint",
            "story point estimate",
        ],
    ),
    (Target::Labels, &["labels", "tags", "component/s", "components", "component", "label", "tag"]),
    (Target::Requester, &["requester", "requestor", "reporter", "created by", "creator"]),
    (Target::Created, &["created", "created at", "created date", "created_date", "created_at", "entry"]),
    (Target::Updated, &["updated", "last modified", "changed date", "updated_date", "updated_at"]),
    (
        Target::Done,
        &["resolved", "completed at", "completed", "closed", "done", "finished_date", "completed_at", "closed date"],
    ),
    (Target::Resolution, &["resolution"]),
    (Target::Comment, &["comment", "comments"]),
    (
        Target::Parent,
        &["parent key", "parent issue", "parent task", "parent", "parent iid", "custom field (epic link)", "epic link"],
    ),
    (Target::Rank, &["custom field (rank)", "lexorank"]),
    (
        Target::Field("criteria"),
        &[
            "acceptance criteria",
            "custom field (acceptance criteria)",
            "ac",
            "akzeptanzkriterien",
            "criteria",
            "conditions of satisfaction",
        ],
    ),
    (Target::Field("description"), &["description", "card description", "notes", "body", "desc", "details"]),
    (Target::Field("role"), &["role", "for whom", "as a", "persona"]),
    (Target::Field("want"), &["want", "wants", "i want"]),
    (Target::Field("benefit"), &["benefit", "why", "so that"]),
    (Target::Field("owner"), &["assignee", "owner", "owned by", "assigned to"]),
    (Target::Field("goal"), &["goal", "product goal"]),
    (Target::Field("blocked"), &["blocked", "blocked reason"]),
    (Target::Field("due"), &["due", "due date", "duedate", "due_date", "deadline", "target date"]),
];

/// Targets of which a source may have several columns that all count.
fn takes_several(target: Target) -> bool {
    matches!(target, Target::Labels | Target::Comment | Target::Size | Target::Parent)
}

/// The name under which a person leaves a column as it is: `--map keep=COLUMN`.
pub const KEEP: &str = "keep";

/// Returns a field for which a person named two columns where one can count, with both.
#[must_use]
pub fn twice(chosen: &[(String, String)]) -> Option<(&str, &str, &str)> {
    let target = |field: &str| target_of(field).filter(|target| !takes_several(*target));
    chosen.iter().enumerate().find_map(|(i, (field, first))| {
        let own = target(field)?;
        let (_, second) = chosen.iter().skip(i + 1).find(|(other, _)| target(other) == Some(own))?;
        Some((field.as_str(), first.as_str(), second.as_str()))
    })
}

/// Returns what each column of a header is taken for; `None` is kept as it is.
///
/// `chosen` are a person's own choices, a field's name with a column's; they come before every guess. `known` is what columns of the
/// system mean that the table is of.
#[must_use]
pub fn guess(header: &[String], chosen: &[(String, String)], known: &[(&str, Target)]) -> Vec<Option<Target>> {
    let lower: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let mut out: Vec<Option<Target>> = vec![None; header.len()];
    for (field, column) in chosen {
        let target = target_of(field);
        if let (Some(target), Some(at)) = (target, lower.iter().position(|name| *name == column.trim().to_lowercase()))
            && let Some(slot) = out.get_mut(at)
        {
            *slot = Some(target);
        }
    }
    for ((own, name), slot) in header.iter().zip(&lower).zip(&mut out).filter(|(_, slot)| slot.is_none()) {
        let kept = chosen.iter().any(|(field, column)| field == KEEP && column.trim().to_lowercase() == *name);
        let meant = known.iter().find(|(known, _)| own.trim().eq_ignore_ascii_case(known) && !kept);
        *slot = meant
            .map(|(_, target)| *target)
            .filter(|target| !chosen.iter().any(|(field, _)| target_of(field) == Some(*target)));
    }
    for (target, names) in NAMES {
        if out.contains(&Some(*target)) {
            continue;
        }
        for name in *names {
            let kept = |at: &usize| {
                let name = lower.get(*at);
                chosen.iter().any(|(field, column)| field == KEEP && Some(&column.trim().to_lowercase()) == name)
            };
            let free =
                |at: &usize| lower.get(*at).is_some_and(|n| n == name) && out.get(*at) == Some(&None) && !kept(at);
            let found: Vec<usize> = (0..header.len()).filter(free).collect();
            if found.is_empty() {
                continue;
            }
            let several = takes_several(*target);
            for at in found.into_iter().take(if several { usize::MAX } else { 1 }) {
                if let Some(slot) = out.get_mut(at) {
                    *slot = Some(*target);
                }
            }
            if !several {
                break;
            }
        }
    }
    out
}

/// Returns the target that a person names in `--map FIELD=COLUMN`.
#[must_use]
pub fn target_of(field: &str) -> Option<Target> {
    Some(match field {
        "key" | "id" => Target::Key,
        "kind" => Target::Kind,
        "status" => Target::Status,
        "size" => Target::Size,
        "tags" => Target::Labels,
        "requesters" => Target::Requester,
        "created" => Target::Created,
        "updated" => Target::Updated,
        "done" => Target::Done,
        "comment" => Target::Comment,
        "rank" => Target::Rank,
        "parent" => Target::Parent,
        name => Target::Field(crate::model::item::field(name).ok().filter(|f| f.set.is_some())?.name),
    })
}

/// Returns what a target is called in a report.
#[must_use]
pub fn name_of(target: Target) -> &'static str {
    match target {
        Target::Field(name) => name,
        Target::Key => "source key",
        Target::OwnId => "id",
        Target::Kind => "kind",
        Target::Status | Target::StatusCategory => "status",
        Target::Size => "size",
        Target::Labels => "tags",
        Target::Requester => "requesters",
        Target::Created => "created",
        Target::Updated => "updated",
        Target::Done => "done on",
        Target::Resolution => "done or declined",
        Target::Comment => "comments",
        Target::Rank => "order",
        Target::Declined => "declined",
        Target::Source => "source",
        Target::Drafted => "unconfirmed words",
        Target::Parent => "part of",
        Target::Kept => "kept as it is",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect()
    }

    #[test]
    fn a_column_can_be_kept_and_one_field_takes_one_column() {
        let header = ["Summary".to_owned(), "Points".to_owned()];
        assert_eq!(guess(&header, &[], &[]), [Some(Target::Field("title")), Some(Target::Size)]);
        assert_eq!(guess(&header, &chosen(&[("keep", "points")]), &[]), [Some(Target::Field("title")), None]);
        assert_eq!(twice(&chosen(&[("title", "A"), ("owner", "B"), ("title", "C")])), Some(("title", "A", "C")));
        assert_eq!(twice(&chosen(&[("tags", "A"), ("tags", "B"), ("keep", "C"), ("keep", "D")])), None);
    }
}
