//! How to fetch what is read here: commands of the systems' own programs. momentum fetches nothing itself.

/// A system with the commands that fetch its issues, and what to know of them.
pub const HOW: &[(&str, &[&str])] = &[
    (
        "jira",
        &[
            "jira issue list --raw --paginate 0:100 > issues-0.json    # then 100:100, 200:100 …",
            "curl -u MAIL:TOKEN 'https://SITE.atlassian.net/rest/api/3/search/jql?jql=project%3DKEY%20order%20by%20rank&fields=*all&expand=names&maxResults=100' > issues.json",
            "# once more with &nextPageToken=… as long as the answer has one; or export as CSV (all fields) in the browser",
        ],
    ),
    (
        "github",
        &[
            "gh issue list --state all --limit 5000 --json number,title,body,state,stateReason,labels,assignees,author,createdAt,updatedAt,closedAt,url,comments > issues.json",
            "gh project item-list NUMBER --owner OWNER --format json --limit 5000 > project.json",
        ],
    ),
    ("gitlab", &["glab api --paginate 'projects/:id/issues?per_page=100&state=all' > issues.json"]),
    (
        "linear",
        &["# Settings, Import and export, Export CSV; or the API's answer to a query of issues { nodes { … } }"],
    ),
    ("trello", &["# board menu, Print and export, Export as JSON"]),
    (
        "azure",
        &[
            "az boards query --wiql \"select [System.Id] from workitems where [System.TeamProject]='P'\" -o json > items.json",
            "# or in the browser: Queries, Export to CSV",
        ],
    ),
    ("asana", &["# project menu, Export, JSON or CSV"]),
    ("taskwarrior", &["task export > tasks.json"]),
    ("todo.txt", &["# the file itself: momentum import todo.txt"]),
    ("org", &["# the file itself: momentum import backlog.org"]),
    ("backlog.md", &["# the folder itself: momentum import backlog/tasks"]),
];

/// Returns the lines on a system.
#[must_use]
pub fn of(system: &str) -> Option<&'static [&'static str]> {
    HOW.iter().find(|(name, _)| *name == system).map(|(_, lines)| *lines)
}
