//! The item beside the list: the why first, then what it takes, then what happened to it.

use chrono::NaiveDate;
use ratatui::text::Line;

use crate::model::{Item, Now, Product, Stamp, Verdict};
use crate::text;
use crate::tui::layer::criteria::sign;
use crate::tui::theme::Theme;
use crate::tui::widget::text::{line, span, wrapped};

/// Most lines of the log and of comments that the pane begins with.
const RECENT: usize = 6;

/// Returns a day as people say it: near ones by their distance, others by their date.
#[must_use]
pub fn when(at: Stamp, today: NaiveDate) -> String {
    match at.age(today) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..14 => format!("{days} d ago"),
        _ if at.day().format("%Y").to_string() == today.format("%Y").to_string() => at.day().format("%-d %b").to_string(),
        _ => at.day().format("%-d %b %Y").to_string(),
    }
}

/// Returns the lines of an item, wrapped to `cells`.
#[must_use]
pub fn lines(item: &Item, product: &Product, now: Now, theme: &Theme, cells: usize) -> Vec<Line<'static>> {
    let mut out = wrapped(&text::line(&item.title), cells, theme.title);
    let section = |out: &mut Vec<Line<'static>>, title: &str| {
        out.push(Line::default());
        out.push(line(vec![span(title, theme.muted)]));
    };
    if let Some(no) = &item.declined {
        let words = if no.text.is_empty() { String::new() } else { format!(": {}", no.text) };
        out.extend(wrapped(&format!("✗ said no, {}{words}", no.reason.phrase()), cells, theme.bad));
    }
    if let Some(why) = &item.blocked {
        out.extend(wrapped(&format!("✗ blocked: {why}"), cells, theme.bad));
    }
    if let Some(day) = item.until.filter(|day| *day > now.today) {
        out.push(line(vec![span(&format!("… later, {}", day.format("%-d %b %Y")), theme.warn)]));
    }
    let story = item.story();
    if !story.is_empty() {
        out.push(Line::default());
        out.extend(wrapped(&story, cells, theme.text));
    }
    section(&mut out, "WHY");
    match item.goal.and_then(|id| product.goals().get(id)) {
        Some(goal) => out.extend(wrapped(&format!("G{} {}", goal.num, text::line(&goal.title)), cells, theme.why)),
        None => out.push(line(vec![span("∅ no goal yet", theme.why), span("  w w", theme.key)])),
    }
    section(&mut out, "SIZE, STATUS");
    let size = item.size.map_or_else(|| "unsized".to_owned(), |size| format!("{size} pts"));
    let mut facts = vec![size, item.kind.to_string(), item.status.to_string()];
    if let Some(place) = product.place_of(item) {
        facts.push(format!("place {place}"));
    }
    facts.push(format!("written {}", when(item.created, now.today)));
    if item.updated.day() != item.created.day() {
        facts.push(format!("changed {}", when(item.updated, now.today)));
    }
    out.extend(wrapped(&facts.join(" · "), cells, theme.text));
    let (met, all) = item.criteria_met();
    if all == 0 {
        section(&mut out, "CRITERIA");
        out.push(line(vec![span("none yet", theme.muted), span("  c", theme.key)]));
    } else {
        section(&mut out, &format!("CRITERIA {met}/{all}"));
        for criterion in &item.criteria {
            let (mark, style) = sign(criterion.verdict, theme);
            let text_style = if criterion.verdict == Verdict::Met { theme.muted } else { theme.text };
            for (i, part) in text::wrap(&text::line(&criterion.text), cells.saturating_sub(2)).iter().enumerate() {
                let head = if i == 0 { format!("{mark} ") } else { "  ".to_owned() };
                out.push(line(vec![span(&head, style), span(part, text_style)]));
            }
        }
    }
    let open: Vec<_> = item.questions.iter().filter(|q| q.answer.is_empty()).collect();
    if !open.is_empty() {
        section(&mut out, "OPEN QUESTIONS");
        for question in open {
            out.extend(wrapped(&format!("? {}", question.text), cells, theme.warn));
        }
    }
    if !item.description.trim().is_empty() && item.description.trim() != item.title {
        section(&mut out, "DESCRIPTION");
        out.extend(wrapped(item.description.trim(), cells, theme.text));
    }
    if !item.tags.is_empty() {
        section(&mut out, "TAGS");
        let tags: Vec<String> = item.tags.iter().map(|tag| format!("#{tag}")).collect();
        out.extend(wrapped(&tags.join("  "), cells, theme.text));
    }
    if !item.requesters.is_empty() {
        section(&mut out, "ASKED BY");
        out.extend(wrapped(&item.requesters.join(", "), cells, theme.text));
    }
    if !item.links.is_empty() {
        section(&mut out, "LINKS");
        for link in &item.links {
            let to = crate::model::Id::parse(&link.to).and_then(|id| product.items().get(id));
            let to = to.map_or_else(|| link.to.clone(), |item| product.key(item));
            out.extend(wrapped(&format!("{} {to}", link.relation), cells, theme.text));
        }
    }
    if !item.comments.is_empty() {
        section(&mut out, "COMMENTS");
        for comment in item.comments.iter().rev().take(RECENT) {
            let head = format!("{} {}  ", when(comment.at, now.today), comment.by);
            out.extend(wrapped(&format!("{head}{}", comment.text), cells, theme.text));
        }
    }
    if let Some(source) = &item.source {
        section(&mut out, "SOURCE");
        out.extend(wrapped(&format!("{} {}", source.system, source.id), cells, theme.text));
        for (name, values) in &item.columns {
            out.extend(wrapped(&format!("{name}: {}", values.join(" | ")), cells, theme.muted));
        }
    }
    section(&mut out, "LOG");
    for entry in item.log.iter().rev().take(RECENT) {
        let why = if entry.why.is_empty() { String::new() } else { format!(" “{}”", entry.why) };
        out.extend(wrapped(&format!("{}  {}{why}", when(entry.at, now.today), entry.did), cells, theme.text));
    }
    let came = if item.provenance.is_empty() { "written".to_owned() } else { item.provenance.clone() };
    out.extend(wrapped(&format!("{}  {came}", when(item.created, now.today)), cells, theme.muted));
    out
}
