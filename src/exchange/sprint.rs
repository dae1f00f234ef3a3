//! The record of a sprint as a page: what one reads in a meeting, sends around, or keeps beside the code.

use crate::model::sprint::{Commitment, Fate, Met, left_by_day};
use crate::model::{Id, Metric, Now, Product, Size, Sprint, SprintState};
use crate::text;
use crate::words;

fn points(n: u32) -> String {
    Size::Points(n).to_string()
}

/// Returns the record of a sprint as Markdown. Its first line is what moved, its last ones are how much was done.
#[must_use]
pub fn page(sprint: &Sprint, product: &Product, now: Now) -> String {
    let mut out = format!("# {} · {}\n", text::line(&sprint.called()), sprint.state);
    let goal = if sprint.goal.is_empty() { "no goal was set" } else { &sprint.goal };
    let met = match sprint.met {
        Met::Open => String::new(),
        met => format!(" (met: {met})"),
    };
    out.push_str(&format!("\nGoal: {}{met}\n", text::line(goal)));
    if let Some(words) = moved(sprint, product, now) {
        out.push_str(&format!("Moved: {words}\n"));
    }
    if let (Some(start), Some(end)) = (sprint.start, sprint.end) {
        let days = words::count(sprint.working_days().len(), "working day");
        out.push_str(&format!("Days: {start} to {end}, {days}\n"));
    }
    if sprint.begun.is_some() {
        out.push_str(if sprint.agreed {
            "Commitment: the team agreed\n"
        } else {
            "Commitment: without the word of the team\n"
        });
    }
    if !sprint.present.is_empty() {
        out.push_str(&format!("At the review: {}\n", text::line(&sprint.present.join(", "))));
    }
    let took = [("planning", sprint.planned_for), ("review", sprint.reviewed_for)];
    let took: Vec<String> = took.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n} min")).collect();
    if !took.is_empty() {
        out.push_str(&format!("Time: {}\n", took.join(", ")));
    }
    if !sprint.why.is_empty() {
        out.push_str(&format!("Cancelled: {}\n", text::line(&sprint.why)));
    }
    items(sprint, product, &mut out);
    section(&mut out, "Scope changes", sprint.scope.iter().map(|change| scope_line(change, product, now)));
    let interruptions = sprint.interruptions.iter().map(|row| {
        let who = if row.who.is_empty() { String::new() } else { format!("{}, ", text::line(&row.who)) };
        let became = if row.outcome.is_empty() { String::new() } else { format!(" → {}", text::line(&row.outcome)) };
        format!("{} {who}{} min: {}{became}", now.day_of(row.at), row.minutes, text::line(&row.what))
    });
    section(&mut out, "Interruptions", interruptions);
    let feedback = sprint.feedback.iter().map(|row| {
        let who = if row.who.is_empty() { "somebody" } else { &row.who };
        format!("“{}” ({})", text::line(&row.text), text::line(who))
    });
    section(&mut out, "Feedback", feedback);
    section(
        &mut out,
        "Wins",
        sprint.wins.iter().map(|row| {
            let thanks =
                if row.who.is_empty() { String::new() } else { format!(", thanks to {}", text::line(&row.who)) };
            let result = row.result.and_then(|id| product.get::<Metric>(id));
            let result = result
                .map_or_else(String::new, |metric| format!(" ({} {})", metric.key(), text::line(&metric.measure)));
            format!("{}{thanks}{result}", text::line(&row.what))
        }),
    );
    section(&mut out, "Said while planning", sprint.notes.iter().map(|note| text::line(note).into_owned()));
    retro(sprint, product, &mut out);
    numbers(sprint, product, now, &mut out);
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n## {title}\n\n"));
        for line in lines {
            out.push_str(&format!("- {line}\n"));
        }
    }
}

/// Returns what happened to the key result in the sprint.
fn moved(sprint: &Sprint, product: &Product, now: Now) -> Option<String> {
    let metric = product.get::<Metric>(sprint.result?)?;
    let from = sprint
        .result_at_start(metric, now.zone)
        .map_or_else(|| "?".to_owned(), |n| text::line(&metric.with_unit(n)).into_owned());
    let to = match sprint.state {
        SprintState::Closed | SprintState::Cancelled => sprint.result_at_end(metric, now.zone),
        _ => metric.current(),
    };
    let to = to.map_or_else(|| "not read yet".to_owned(), |n| text::line(&metric.with_unit(n)).into_owned());
    Some(format!("{} {} {from} → {to}", metric.key(), text::line(&metric.measure)))
}

fn items(sprint: &Sprint, product: &Product, out: &mut String) {
    let size = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), points);
    if sprint.ended.is_some() {
        section(
            out,
            "Items",
            sprint.outcome.iter().map(|row| {
                let why: Vec<&str> = product
                    .items()
                    .get(row.item)
                    .into_iter()
                    .flat_map(|item| item.returns.iter().filter(|back| back.sprint == Some(sprint.id)))
                    .map(|back| back.fault.word())
                    .collect();
                let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
                let returned =
                    if row.returned > 0 { format!(", returned ×{}{why}", row.returned) } else { String::new() };
                format!(
                    "{} ({}) {}: {}{returned}",
                    text::line(&row.key),
                    size(row.points),
                    text::line(&row.title),
                    fate(row.fate)
                )
            }),
        );
        return;
    }
    let row = |id: &Id| {
        let item = product.items().get(*id)?;
        let verdict = if item.accepted.is_some() { ", accepted" } else { "" };
        let size = item.size.map_or_else(|| "?".to_owned(), |size| size.to_string());
        Some(format!("{} ({size}) {}: {}{verdict}", product.key(item), text::line(&item.title), item.status))
    };
    section(out, "Items", sprint.items.iter().filter_map(row));
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Done => "done, not accepted",
        Fate::Accepted => "accepted",
        Fate::Back => "not finished, back to its place",
        Fate::Top => "not finished, back to the top",
        Fate::Next => "not finished, into the next sprint",
        Fate::Declined => "not finished, declined",
    }
}

fn scope_line(change: &crate::model::sprint::ScopeChange, product: &Product, now: Now) -> String {
    let name = |entry: &Commitment| {
        let key = product.items().get(entry.item).map_or_else(|| "?".to_owned(), |item| product.key(item));
        format!("{key} ({})", entry.points.map_or_else(|| "?".to_owned(), points))
    };
    let mut words = now.day_of(change.at).to_string();
    if let Some(added) = &change.added {
        words.push_str(&format!(" +{}", name(added)));
    }
    if let Some(removed) = &change.removed {
        words.push_str(&format!(" −{}", name(removed)));
    }
    let by = if change.by.is_empty() { String::new() } else { format!(" · agreed by {}", text::line(&change.by)) };
    format!("{words}: {}{by}", text::line(&change.why))
}

fn retro(sprint: &Sprint, product: &Product, out: &mut String) {
    if let Some(retro) = product.retro_of(sprint.id) {
        if !retro.skipped.is_empty() {
            out.push_str(&format!("\n## Retrospective\n\nskipped: {}\n", text::line(&retro.skipped)));
        } else if !retro.notes.is_empty() {
            out.push_str(&format!("\n## Retrospective ({})\n", retro.format().title));
            for (i, (name, _)) in retro.format().columns.iter().enumerate() {
                let column = retro.column(i);
                if column.is_empty() {
                    continue;
                }
                out.push_str(&format!("\n{name}\n\n"));
                for (head, under) in column {
                    let votes = crate::model::retro::votes(head, &under);
                    let votes = if votes > 0 {
                        format!(" ({})", words::count(usize::try_from(votes).unwrap_or(0), "vote"))
                    } else {
                        String::new()
                    };
                    out.push_str(&format!("- {}{votes}\n", text::line(&head.text)));
                    for note in under {
                        out.push_str(&format!("  - {}\n", text::line(&note.text)));
                    }
                }
            }
        }
    }
    if let Some(means) = product.retro_of(sprint.id).and_then(|retro| retro.means()) {
        let mean = |n: u32| crate::model::entity::hundredths(i64::from((n + 5) / 10 * 10));
        let words =
            crate::model::retro::QUESTIONS.iter().zip(means).map(|((name, _), n)| format!("{name} {}", mean(n)));
        out.push_str(&format!("\nThe product owner's work, 1 to 5: {}\n", words.collect::<Vec<_>>().join(", ")));
    }
    let actions = product.actions_from(sprint.id).into_iter().map(|action| {
        let owner = if action.owner.is_empty() { String::new() } else { format!(", {}", text::line(&action.owner)) };
        let check = action.check.map_or_else(String::new, |day| format!(", to be checked {day}"));
        format!("{}{owner}{check}: {}", text::line(&action.improve), action.state)
    });
    section(out, "Actions", actions);
    let looked_back = product.retro_of(sprint.id).map(|retro| retro.learned.as_str());
    let learned: Vec<String> = [Some(sprint.learned.as_str()), looked_back]
        .into_iter()
        .flatten()
        .filter(|words| !words.is_empty())
        .map(|words| text::line(words).into_owned())
        .collect();
    if !learned.is_empty() {
        out.push_str(&format!("\nLearned: {}\n", learned.join("; ")));
    }
}

fn numbers(sprint: &Sprint, product: &Product, now: Now, out: &mut String) {
    let (committed, sizeless) = sprint.committed_points();
    let unsized_words = if sizeless > 0 { format!(" and {sizeless} not sized") } else { String::new() };
    out.push_str(&format!(
        "\n## Numbers, for planning and not for performance\n\n- committed {}{unsized_words}\n",
        points(committed)
    ));
    let left = if sprint.ended.is_some() { sprint.left.clone() } else { left_by_day(sprint, product, now) };
    if sprint.ended.is_some() {
        let accepted = sprint.accepted_points();
        let said = (u64::from(accepted) * 100).checked_div(u64::from(committed));
        let said = said.map_or_else(String::new, |n| format!(", {n} % of what was said"));
        out.push_str(&format!("- accepted {}{said}\n", points(accepted)));
    }
    if !left.is_empty() {
        let days = left.iter().map(|n| points(*n)).collect::<Vec<_>>().join(" ");
        out.push_str(&format!("- left at the end of each day: {days}\n"));
    }
}
