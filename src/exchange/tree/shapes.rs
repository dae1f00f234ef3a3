//! The systems whose JSON is read: how their issues are found in it, and which member is what.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::github::GITHUB;
use super::{adf, html, missing_page, plain};
use crate::exchange::columns::Target;
use crate::words::count;

/// The members of an issue.
pub type Members = Map<String, Json>;

/// A system.
pub struct Shape {
    /// Its name, which is also that of the source by which a second import knows its items.
    pub name: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// Finds the issues; `None` where the JSON is not of this system.
    pub rows: fn(&Json) -> Option<Vec<Members>>,
    /// What the paths are.
    pub targets: &'static [(&'static str, Target)],
    /// Reads a member that is no plain one; `None` for what is flattened as everything.
    pub special: fn(&str, &Json) -> Option<Vec<String>>,
    /// What is worth a word of the whole: pages that are missing, what was left out.
    pub notes: fn(&Json, usize) -> Vec<String>,
}

/// All of them, the surest sign first.
pub static ALL: &[Shape] = &[JIRA, AZURE, LINEAR, TRELLO, GITLAB, GITHUB, TASKWARRIOR, ASANA];

pub(super) fn objects(list: &Json) -> Option<Vec<Members>> {
    list.as_array()?.iter().map(|value| value.as_object().cloned()).collect()
}

/// Whether each of some rows has these members; an empty list is nobody's.
pub(super) fn have(rows: &[Members], names: &[&str]) -> bool {
    !rows.is_empty() && rows.iter().all(|row| names.iter().all(|name| row.contains_key(*name)))
}

fn nothing(_: &Json, _: usize) -> Vec<String> {
    Vec::new()
}

fn none(_: &str, _: &Json) -> Option<Vec<String>> {
    None
}

/// Returns a comment as the sheet reads it: `when;who;what`.
pub(super) fn comment(at: &Json, by: &Json, text: &str) -> String {
    format!("{};{};{text}", plain(at), plain(by))
}

/// Names of custom fields, where the file tells them: `customfield_10016` is “Story Points”.
pub fn field_names(json: &Json) -> BTreeMap<String, String> {
    let names = json.get("names").and_then(Json::as_object);
    let text = |(id, name): (&String, &Json)| Some((id.clone(), name.as_str()?.to_owned()));
    names.map(|names| names.iter().filter_map(text).collect()).unwrap_or_default()
}

/// Names that sites give the same custom field, and the column that they are here.
const CUSTOM: &[(&str, &str)] = &[
    ("story points", "Story Points"),
    ("story point estimate", "Story Points"),
    ("sprint", "Sprint"),
    ("rank", "Rank"),
    ("epic link", "Epic Link"),
    ("acceptance criteria", "Acceptance criteria"),
];
/// Custom fields as a new site numbers them, where the file names none.
const NUMBERED: &[(&str, &str)] =
    &[("customfield_10016", "Story Points"), ("customfield_10020", "Sprint"), ("customfield_10019", "Rank")];

/// Returns what a column of a path is called: a custom field by its name.
pub fn called(path: &str, names: &BTreeMap<String, String>) -> String {
    let Some(field) = path.strip_prefix("fields.").filter(|field| field.starts_with("customfield_")) else {
        return path.to_owned();
    };
    let id = field.split('.').next().unwrap_or(field);
    match names.get(id) {
        Some(name) => {
            let known = CUSTOM.iter().find(|(word, _)| name.eq_ignore_ascii_case(word));
            known.map_or_else(|| name.clone(), |(_, column)| (*column).to_owned())
        }
        None => NUMBERED
            .iter()
            .find(|(known, _)| *known == id)
            .map_or_else(|| path.to_owned(), |(_, name)| (*name).to_owned()),
    }
}

const JIRA: Shape = Shape {
    name: "jira",
    what: "Jira issues as JSON",
    rows: |json| {
        let list = json.get("issues").unwrap_or(json);
        let one = json.get("key").is_some() && json.get("fields").is_some_and(Json::is_object);
        let rows = if one { vec![json.as_object()?.clone()] } else { objects(list)? };
        let empty = rows.is_empty() && json.get("issues").is_some();
        (empty
            || (have(&rows, &["key", "fields"])
                && rows.iter().all(|row| row.get("fields").is_some_and(Json::is_object))))
        .then_some(rows)
    },
    targets: &[
        ("key", Target::Key),
        ("fields.summary", Target::Field("title")),
        ("fields.description", Target::Field("description")),
        ("fields.issuetype.name", Target::Kind),
        ("fields.issueType.name", Target::Kind),
        ("fields.status.name", Target::Status),
        ("fields.status.statusCategory.key", Target::StatusCategory),
        ("fields.resolution.name", Target::Resolution),
        ("fields.labels", Target::Labels),
        ("fields.components", Target::Labels),
        ("fields.reporter.displayName", Target::Requester),
        ("fields.assignee.displayName", Target::Field("owner")),
        ("fields.created", Target::Created),
        ("fields.updated", Target::Updated),
        ("fields.resolutiondate", Target::Done),
        ("fields.duedate", Target::Field("due")),
        ("fields.comment", Target::Comment),
        ("fields.parent.key", Target::Parent),
        ("Epic Link", Target::Parent),
        ("Story Points", Target::Size),
        ("Rank", Target::Rank),
        ("Acceptance criteria", Target::Field("criteria")),
    ],
    special: |path, value| {
        if adf::is_document(value) {
            return Some(vec![adf::markdown(value)]);
        }
        match path {
            "fields.comment" => {
                let all = value.get("comments").and_then(Json::as_array)?;
                let body = |own: &Json| match own.get("body") {
                    Some(body) if adf::is_document(body) => adf::markdown(body),
                    body => body.map(plain).unwrap_or_default(),
                };
                let by = |own: &Json| {
                    own.get("author").and_then(|who| who.get("displayName")).cloned().unwrap_or(Json::Null)
                };
                Some(
                    all.iter()
                        .map(|own| comment(own.get("created").unwrap_or(&Json::Null), &by(own), &body(own)))
                        .collect(),
                )
            }
            // “new”, “indeterminate” and “done” are words of one site and of all
            "fields.status.statusCategory.key" => Some(vec![match plain(value).as_str() {
                "new" | "undefined" => "to do".to_owned(),
                "indeterminate" => "in progress".to_owned(),
                other => other.to_owned(),
            }]),
            // the sprints of an issue by their names, the last one being the one it is in
            path if path.starts_with("fields.customfield_") => {
                let all = value.as_array()?;
                let name = |own: &Json| match own {
                    Json::Object(own) => own.get("name").filter(|_| own.contains_key("state")).map(plain),
                    // as an old server writes it: …[id=1,state=CLOSED,name=Sprint 1,…]
                    Json::String(text) => text
                        .split_once("name=")
                        .filter(|_| text.contains("[id="))
                        .map(|(_, rest)| rest.split([',', ']']).next().unwrap_or_default().to_owned()),
                    _ => None,
                };
                let names: Option<Vec<String>> = all.iter().map(name).collect();
                names.filter(|names| !names.is_empty())
            }
            _ => None,
        }
    },
    notes: |json, found| {
        let total = json.get("total").and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
        let more = json.get("isLast").and_then(Json::as_bool) == Some(false)
            || json.get("nextPageToken").is_some_and(|token| !token.is_null())
            || total.is_some_and(|total| total > found);
        if more { vec![missing_page(found)] } else { Vec::new() }
    },
};

const GITLAB: Shape = Shape {
    name: "gitlab",
    what: "GitLab issues as JSON",
    rows: |json| {
        let rows = objects(json).filter(|rows| have(rows, &["iid", "title"]))?;
        // a number is one project's: `group/project#7` tells those of two apart
        let named = |mut row: Members| {
            if let Some(full) = row.get("references").and_then(|own| own.get("full")).cloned() {
                row.insert("iid".into(), full);
            }
            row
        };
        Some(rows.into_iter().map(named).collect())
    },
    targets: &[
        ("iid", Target::Key),
        ("title", Target::Field("title")),
        ("description", Target::Field("description")),
        ("state", Target::Status),
        ("labels", Target::Labels),
        ("weight", Target::Size),
        ("author.name", Target::Requester),
        ("assignee.name", Target::Field("owner")),
        ("due_date", Target::Field("due")),
        ("created_at", Target::Created),
        ("updated_at", Target::Updated),
        ("closed_at", Target::Done),
        ("epic.title", Target::Field("goal")),
    ],
    special: |path, value| match (path, plain(value).as_str()) {
        ("state", "opened") => Some(vec!["open".to_owned()]),
        _ => None,
    },
    notes: |_, found| {
        if found == 20 || found == 100 {
            vec![format!("just {found} issues: a page may be missing")]
        } else {
            Vec::new()
        }
    },
};

const LINEAR: Shape = Shape {
    name: "linear",
    what: "Linear issues as JSON",
    rows: |json| {
        let nodes = json.get("data").and_then(|data| data.get("issues")?.get("nodes")).unwrap_or(json);
        objects(nodes).filter(|rows| have(rows, &["identifier", "title"]))
    },
    targets: &[
        ("identifier", Target::Key),
        ("title", Target::Field("title")),
        ("description", Target::Field("description")),
        ("state.name", Target::Status),
        ("state.type", Target::StatusCategory),
        ("estimate", Target::Size),
        ("labels.nodes", Target::Labels),
        ("creator.name", Target::Requester),
        ("assignee.name", Target::Field("owner")),
        ("createdAt", Target::Created),
        ("updatedAt", Target::Updated),
        ("completedAt", Target::Done),
        ("dueDate", Target::Field("due")),
        ("parent.identifier", Target::Parent),
    ],
    special: |path, value| match (path, plain(value).as_str()) {
        ("state.type", "started") => Some(vec!["in progress".to_owned()]),
        ("state.type", "backlog" | "unstarted" | "triage") => Some(vec!["to do".to_owned()]),
        ("state.type", "completed") => Some(vec!["done".to_owned()]),
        // what a site calls it says nothing, its type does
        ("state.type", "canceled") => Some(vec!["canceled".to_owned()]),
        _ => None,
    },
    notes: |json, found| {
        let info = json.get("data").and_then(|data| data.get("issues")?.get("pageInfo")?.get("hasNextPage")?.as_bool());
        if info == Some(true) { vec![missing_page(found)] } else { Vec::new() }
    },
};

const TRELLO: Shape = Shape {
    name: "trello",
    what: "a Trello board as JSON",
    rows: |json| {
        let cards = objects(json.get("cards")?)?;
        let text = |own: &Json, name: &str| own.get(name).map(plain).unwrap_or_default();
        let named = |part: &str, id: &str| {
            let all = json.get(part).and_then(Json::as_array);
            all.into_iter().flatten().find(|own| text(own, "id") == id).map(|own| (text(own, "name"), own))
        };
        let mut cards: Vec<Members> = cards;
        let place = |card: &Members| {
            let list = card.get("idList").map(plain).unwrap_or_default();
            let of_list = named("lists", &list).and_then(|(_, own)| own.get("pos")?.as_f64()).unwrap_or(f64::MAX);
            (of_list, card.get("pos").and_then(Json::as_f64).unwrap_or(f64::MAX))
        };
        cards.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(std::cmp::Ordering::Equal));
        let actions = json.get("actions").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        for card in &mut cards {
            let id = card.get("id").map(plain).unwrap_or_default();
            let list = card.get("idList").map(plain).unwrap_or_default();
            if let Some((name, own)) = named("lists", &list) {
                card.insert("list".into(), name.into());
                let closed = own.get("closed").and_then(Json::as_bool) == Some(true);
                if closed || card.get("closed").and_then(Json::as_bool) == Some(true) {
                    card.insert("resolution".into(), "won't do".into());
                }
            }
            let said: Vec<Json> = actions
                .iter()
                .filter(|own| text(own, "type") == "commentCard")
                .filter(|own| {
                    own.get("data").and_then(|data| data.get("card")).is_some_and(|card| text(card, "id") == id)
                })
                .map(|own| {
                    let by = own.get("memberCreator").and_then(|who| who.get("fullName")).cloned();
                    let words = own.get("data").map(|data| text(data, "text")).unwrap_or_default();
                    comment(own.get("date").unwrap_or(&Json::Null), &by.unwrap_or("somebody".into()), &words).into()
                })
                .collect();
            card.insert("said".into(), Json::Array(said));
            for (name, value) in custom_fields(card, json) {
                card.insert(name, value);
            }
            if let Some(day) = born(&id) {
                card.insert("created".into(), day.into());
            }
            let lists = json.get("checklists").and_then(Json::as_array).into_iter().flatten();
            let lines: Vec<String> = lines_of(lists.filter(|own| text(own, "idCard") == id));
            if !lines.is_empty() {
                card.insert("checklist".into(), lines.join("\n").into());
            }
        }
        have(&cards, &["id", "name", "idList"]).then_some(cards)
    },
    targets: &[
        ("id", Target::Key),
        ("name", Target::Field("title")),
        ("desc", Target::Field("description")),
        ("list", Target::Status),
        ("labels", Target::Labels),
        ("due", Target::Field("due")),
        ("dateLastActivity", Target::Updated),
        ("said", Target::Comment),
        ("checklist", Target::Field("criteria")),
        ("resolution", Target::Resolution),
        ("created", Target::Created),
        ("points", Target::Size),
    ],
    special: none,
    notes: |json, _| {
        let cards = json.get("cards").and_then(Json::as_array).into_iter().flatten();
        let counted = |card: &Json| card.get("badges").and_then(|badges| badges.get("comments")?.as_u64()).unwrap_or(0);
        let wanted: u64 = cards.map(counted).sum();
        let actions = json.get("actions").and_then(Json::as_array).into_iter().flatten();
        let there = actions.filter(|own| own.get("type").and_then(Json::as_str) == Some("commentCard")).count() as u64;
        let lost = usize::try_from(wanted.saturating_sub(there)).unwrap_or(0);
        if lost > 0 {
            vec![format!("{} not in the file: Trello exports the last thousand actions", count(lost, "comment"))]
        } else {
            Vec::new()
        }
    },
};

/// Returns what a card says in fields of the board's own, by their names; what is called points, size or estimate is “points”.
fn custom_fields(card: &Members, board: &Json) -> Vec<(String, Json)> {
    let defined = board.get("customFields").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let mut out = Vec::new();
    for own in card.get("customFieldItems").and_then(Json::as_array).into_iter().flatten() {
        let field = defined.iter().find(|field| field.get("id") == own.get("idCustomField"));
        let Some(name) = field.and_then(|field| field.get("name")?.as_str()) else { continue };
        // a value is a text in one member; a choice is named by its id
        let typed = own.get("value").and_then(Json::as_object).and_then(|value| value.values().next()).map(plain);
        let options = field.and_then(|field| field.get("options")?.as_array()).into_iter().flatten();
        let mut chosen = options.filter(|option| option.get("id").is_some_and(|id| Some(id) == own.get("idValue")));
        let chosen = chosen.next().and_then(|option| option.get("value")?.get("text")).map(plain);
        let Some(value) = typed.or(chosen) else { continue };
        let is_size = ["points", "story points", "size", "estimate"].contains(&name.trim().to_lowercase().as_str());
        out.push((if is_size { "points".to_owned() } else { format!("field {name}") }, value.into()));
    }
    out
}

/// Returns the moment of which an id of Trello tells: its first eight signs are seconds.
fn born(id: &str) -> Option<String> {
    let seconds = i64::from_str_radix(id.get(..8)?, 16).ok().filter(|_| id.len() == 24)?;
    Some(chrono::DateTime::from_timestamp(seconds, 0)?.to_rfc3339())
}

/// Returns the lines of check-lists.
fn lines_of<'a>(lists: impl Iterator<Item = &'a Json>) -> Vec<String> {
    let items = lists.filter_map(|own| own.get("checkItems")?.as_array()).flatten();
    let met = |own: &Json| own.get("state").and_then(Json::as_str) == Some("complete");
    let line = |own: &Json| {
        format!("- [{}] {}", if met(own) { "x" } else { " " }, own.get("name").map(plain).unwrap_or_default())
    };
    items.map(line).collect()
}

const AZURE: Shape = Shape {
    name: "azure",
    what: "Azure DevOps work items as JSON",
    rows: |json| {
        let list = json.get("value").unwrap_or(json);
        let rows = objects(list)?;
        let titled = |row: &Members| row.get("fields").is_some_and(|fields| fields.get("System.Title").is_some());
        (!rows.is_empty() && rows.iter().all(titled)).then_some(rows)
    },
    targets: &[
        ("id", Target::Key),
        ("fields.System.Title", Target::Field("title")),
        ("fields.System.Description", Target::Field("description")),
        ("fields.Microsoft.VSTS.Common.AcceptanceCriteria", Target::Field("criteria")),
        ("fields.System.WorkItemType", Target::Kind),
        ("fields.System.State", Target::Status),
        ("fields.System.Tags", Target::Labels),
        ("fields.System.Parent", Target::Parent),
        ("fields.Microsoft.VSTS.Scheduling.StoryPoints", Target::Size),
        ("fields.Microsoft.VSTS.Scheduling.Effort", Target::Size),
        ("fields.Microsoft.VSTS.Scheduling.Size", Target::Size),
        ("fields.System.CreatedBy.displayName", Target::Requester),
        ("fields.System.AssignedTo.displayName", Target::Field("owner")),
        ("fields.System.CreatedDate", Target::Created),
        ("fields.System.ChangedDate", Target::Updated),
        ("fields.Microsoft.VSTS.Common.ClosedDate", Target::Done),
    ],
    special: |path, value| match path {
        "fields.System.Description" => Some(vec![html::text(&plain(value), false)]),
        "fields.Microsoft.VSTS.Common.AcceptanceCriteria" => Some(vec![html::text(&plain(value), true)]),
        _ => None,
    },
    notes: nothing,
};

const ASANA: Shape = Shape {
    name: "asana",
    what: "Asana tasks as JSON",
    rows: |json| objects(json.get("data")?).filter(|rows| have(rows, &["gid", "name"])),
    targets: &[
        ("gid", Target::Key),
        ("name", Target::Field("title")),
        ("notes", Target::Field("description")),
        ("memberships.section", Target::Status),
        ("memberships.section.name", Target::Status),
        ("tags", Target::Labels),
        ("assignee.name", Target::Field("owner")),
        ("due_on", Target::Field("due")),
        ("created_at", Target::Created),
        ("modified_at", Target::Updated),
        ("completed_at", Target::Done),
        ("completed", Target::StatusCategory),
        ("parent.gid", Target::Parent),
    ],
    // what is complete is done in whatever section it stands
    special: |path, value| match (path, value) {
        ("completed", Json::Bool(done)) => Some(done.then(|| "done".to_owned()).into_iter().collect()),
        _ => None,
    },
    notes: nothing,
};

const TASKWARRIOR: Shape = Shape {
    name: "taskwarrior",
    what: "an export of Taskwarrior",
    rows: |json| {
        let rows = objects(json).filter(|rows| have(rows, &["uuid", "description", "status"]))?;
        // the template of what comes again is no task
        Some(rows.into_iter().filter(|row| row.get("status").map(plain).as_deref() != Some("recurring")).collect())
    },
    targets: &[
        ("uuid", Target::Key),
        ("description", Target::Field("title")),
        ("status", Target::Status),
        ("project", Target::Labels),
        ("tags", Target::Labels),
        ("entry", Target::Created),
        ("modified", Target::Updated),
        ("end", Target::Done),
        ("due", Target::Field("due")),
        ("annotations", Target::Comment),
        ("estimate", Target::Size),
        ("points", Target::Size),
        ("size", Target::Size),
    ],
    special: |path, value| match path {
        "status" => Some(vec![match plain(value).as_str() {
            "completed" => "done".to_owned(),
            "pending" | "waiting" => "to do".to_owned(),
            other => other.to_owned(),
        }]),
        "annotations" => {
            let all = value.as_array()?;
            let text = |own: &Json| own.get("description").map(plain).unwrap_or_default();
            let at = |own: &Json| own.get("entry").map(|at| moment(&plain(at))).unwrap_or_default();
            Some(all.iter().map(|own| comment(&at(own).into(), &Json::Null, &text(own))).collect())
        }
        "entry" | "modified" | "end" | "due" | "wait" | "scheduled" | "until" => Some(vec![moment(&plain(value))]),
        _ => None,
    },
    notes: |json, found| {
        let all = json.as_array().map_or(0, Vec::len);
        if all > found {
            vec![format!("{} that come again are templates and left out", count(all - found, "task"))]
        } else {
            Vec::new()
        }
    },
};

/// Returns a moment of Taskwarrior, `20241010T101112Z`, as others write it.
fn moment(text: &str) -> String {
    match (text.get(..8), text.get(9..15)) {
        (Some(day), Some(time)) if text.len() == 16 && text.bytes().filter(u8::is_ascii_digit).count() == 14 => {
            let part = |of: &str, from: usize| of.get(from..from + 2).unwrap_or_default().to_owned();
            let year = day.get(..4).unwrap_or_default();
            format!("{year}-{}-{}T{}:{}:{}Z", part(day, 4), part(day, 6), part(time, 0), part(time, 2), part(time, 4))
        }
        _ => text.to_owned(),
    }
}
