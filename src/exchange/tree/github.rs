//! GitHub's issues: of a list, of its API, and of a project, whose items come from several repositories.

use serde_json::Value as Json;

use super::shapes::{Members, Shape, comment, have, objects};
use super::{missing_page, plain};
use crate::exchange::columns::Target;
use crate::words::count;

/// Separators of the labels of a cell, which a name of GitHub may hold.
const SEPARATORS: [char; 2] = [',', ';'];

/// Returns the issues and what else is in such a list; `None` where it is none.
fn all(json: &Json) -> Option<Vec<Members>> {
    if let Some(items) = json.get("items").and_then(Json::as_array) {
        // of a project: the issue is the content, its fields stand beside it
        let row = |item: &Json| {
            let mut row = item.get("content")?.as_object()?.clone();
            for (name, value) in item.as_object()?.iter().filter(|(name, _)| *name != "content" && *name != "id") {
                row.entry(name.clone()).or_insert_with(|| value.clone());
            }
            Some(row)
        };
        return items.iter().map(row).collect::<Option<Vec<_>>>().filter(|rows| have(rows, &["title"]));
    }
    let repository = json.get("data").and_then(|data| data.get("repository"));
    let rows = match repository.map(|own| (own.get("issues"), own.get("issue"))) {
        Some((Some(issues), _)) => objects(issues.get("nodes")?),
        Some((None, issue)) => Some(vec![issue?.as_object()?.clone()]),
        None => objects(json),
    }?;
    have(&rows, &["number", "title"]).then_some(rows)
}

fn is_pull(row: &Members) -> bool {
    row.contains_key("pull_request") || row.get("type").and_then(Json::as_str) == Some("PullRequest")
}

/// Returns the repository of an issue, `owner/name`, as one of its members tells it.
fn repository(row: &Members) -> Option<String> {
    let text = |own: &Json, names: &[&str]| names.iter().find_map(|name| own.get(*name)?.as_str().map(str::to_owned));
    if let Some(own) = row.get("repository") {
        let named = own.as_str().map(str::to_owned).or_else(|| text(own, &["nameWithOwner", "full_name"]));
        // some answers give its address
        return named.map(|name| name.trim_start_matches("https://github.com/").to_owned());
    }
    let url = ["html_url", "url"].iter().find_map(|name| row.get(*name)?.as_str())?;
    let (path, _) = url.split_once("://")?.1.split_once('/')?.1.split_once("/issues/")?;
    Some(path.trim_start_matches("api/v3/").trim_start_matches("repos/").to_owned())
}

/// Brings an issue into the form that the table of paths knows.
fn settle(mut row: Members) -> Members {
    // a number is one repository's: `owner/name#7` tells those of two apart
    if let (Some(name), Some(number)) = (repository(&row), row.get("number").map(plain)) {
        row.insert("number".into(), format!("{name}#{number}").into());
    }
    // of an answer of the API it is how many there are
    if row.get("comments").is_some_and(Json::is_number)
        && let Some(n) = row.remove("comments")
    {
        row.insert("comments there".into(), n);
    }
    let labels = row.get("labels").map(|own| own.get("nodes").unwrap_or(own)).and_then(Json::as_array);
    let names: Vec<String> =
        labels.into_iter().flatten().map(|own| own.get("name").map_or_else(|| plain(own), plain)).collect();
    if names.iter().any(|name| name.contains(SEPARATORS)) {
        row.insert(NAMES.into(), names.iter().filter(|name| name.contains(SEPARATORS)).cloned().collect());
        row.insert("labels".into(), names.iter().map(|name| tag(name)).collect());
    }
    row
}

/// The column that keeps the labels whose names are no tags as they are.
const NAMES: &str = "label names";

/// Returns the tag that a label becomes: a comma parts tags, so that it cannot be in one.
fn tag(label: &str) -> String {
    label.replace(SEPARATORS, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the label that a tag was, so that the way back changes none.
pub(crate) fn label<'a>(tagged: &'a str, columns: &'a std::collections::BTreeMap<String, Vec<String>>) -> &'a str {
    let known = columns.get(NAMES).into_iter().flatten();
    known.map(String::as_str).find(|name| tag(name) == tagged).unwrap_or(tagged)
}

pub(super) const GITHUB: Shape = Shape {
    name: "github",
    what: "GitHub issues as JSON",
    rows: |json| Some(all(json)?.into_iter().filter(|row| !is_pull(row)).map(settle).collect()),
    targets: &[
        ("number", Target::Key),
        ("title", Target::Field("title")),
        ("body", Target::Field("description")),
        ("state", Target::Status),
        ("status", Target::Status),
        ("stateReason", Target::Resolution),
        ("state_reason", Target::Resolution),
        ("labels", Target::Labels),
        ("labels.nodes", Target::Labels),
        ("author.login", Target::Requester),
        ("user.login", Target::Requester),
        ("assignees", Target::Field("owner")),
        ("assignees.nodes", Target::Field("owner")),
        ("createdAt", Target::Created),
        ("created_at", Target::Created),
        ("updatedAt", Target::Updated),
        ("updated_at", Target::Updated),
        ("closedAt", Target::Done),
        ("closed_at", Target::Done),
        ("comments", Target::Comment),
        ("estimate", Target::Size),
    ],
    special: |path, value| match path {
        "comments" => {
            let all = value.as_array().or_else(|| value.get("nodes")?.as_array())?;
            let by = |own: &Json| own.get("author").and_then(|who| who.get("login")).cloned().unwrap_or(Json::Null);
            let text = |own: &Json| own.get("body").map(plain).unwrap_or_default();
            let at = |own: &Json| own.get("createdAt").cloned().unwrap_or(Json::Null);
            Some(all.iter().map(|own| comment(&at(own), &by(own), &text(own))).collect())
        }
        "assignees" | "assignees.nodes" => {
            let first = value.as_array()?.first().map(|own| own.get("login").map_or_else(|| plain(own), plain));
            Some(first.into_iter().collect())
        }
        "stateReason" | "state_reason" => Some(vec![match plain(value).to_lowercase().as_str() {
            "not_planned" => "won't do".to_owned(),
            other => other.to_owned(),
        }]),
        "sprint" | "iteration" => Some(vec![value.get("title").map_or_else(|| plain(value), plain)]),
        _ => None,
    },
    notes: |json, found| {
        let all = all(json).unwrap_or_default();
        let total = json
            .get("totalCount")
            .or_else(|| json.get("data")?.get("repository")?.get("issues")?.get("totalCount"))
            .and_then(Json::as_u64);
        let more = total.and_then(|total| usize::try_from(total).ok()).is_some_and(|total| total > all.len());
        let cut = json.as_array().is_some_and(|all| [30, 100].contains(&all.len()));
        let pulls = all.iter().filter(|row| is_pull(row)).count();
        let mut out = Vec::new();
        if more {
            out.push(missing_page(found));
        } else if cut {
            out.push(format!("just {found} issues: gh stops there by itself, --limit 5000 asks for all"));
        }
        if pulls > 0 {
            out.push(format!("{} left out", count(pulls, "pull request")));
        }
        let nameless = |row: &&Members| row.contains_key("number") && repository(row).is_none();
        if all.iter().any(|row| nameless(&row)) {
            out.push(
                "no url says of which repository the numbers are: those of another would be taken for the same issues"
                    .into(),
            );
        }
        out
    },
};
