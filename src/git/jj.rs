//! The settings by which jj lets the driver put a file together: it reads no `.gitattributes`, and merges with a tool of its settings.

use std::path::Path;
use std::process::Command;

/// The settings of the tool, by name, each as TOML. jj's own words stand for the paths: base, left, right and output.
const SETTINGS: [(&str, &str); 3] = [
    ("merge-tools.momentum.program", "\"momentum\""),
    (
        "merge-tools.momentum.merge-args",
        r#"["merge-driver", "$base", "$left", "$right", "$marker_length", "$path", "-o", "$output"]"#,
    ),
    ("merge-tools.momentum.merge-conflict-exit-codes", "[1]"),
];

/// Whether jj looks after a folder.
#[must_use]
pub fn is_there(top: &Path) -> bool {
    top.join(".jj").is_dir()
}

/// Runs jj in a folder; returns what it answered.
fn run(top: &Path, args: &[&str]) -> Result<String, String> {
    let done = Command::new("jj")
        .args(["--no-pager", "--color=never", "--ignore-working-copy"])
        .args(args)
        .current_dir(top)
        .output();
    let done = done.map_err(|why| format!("cannot start jj: {why}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    let first = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it said no");
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    } else {
        Err(format!("jj {}: {first}", args.join(" ")))
    }
}

/// Returns the arguments of the commands that are left to do; with `undo`, of those that take it all back.
#[must_use]
pub fn plan(top: &Path, undo: bool) -> Vec<Vec<&'static str>> {
    let now = |name: &str| run(top, &["config", "list", "--repo", name]).unwrap_or_default();
    let spoken =
        |text: &str| text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect::<String>();
    let is_set = |name: &str, value: &str| spoken(&now(name)) == spoken(&format!("{name}={value}"));
    let mut out = Vec::new();
    for (name, value) in SETTINGS {
        if undo && !now(name).is_empty() {
            out.push(vec!["config", "unset", "--repo", name]);
        } else if !undo && !is_set(name, value) {
            out.push(vec!["config", "set", "--repo", name, value]);
        }
    }
    out
}

/// Takes a step of the plan.
///
/// # Errors
/// Returns an error in words if jj cannot be started or refuses.
pub fn take(top: &Path, step: &[&str]) -> Result<(), String> {
    run(top, step).map(drop)
}
