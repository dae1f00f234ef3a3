//! The item beside the list: the why first, then what it takes, then what happened to it.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::measure::chance::Table;
use crate::measure::score::{Method, is_unsupported};
use crate::measure::usage::used;
use crate::measure::{clash, lint, ready, stakes};
use crate::model::item::{Alternative, Course, Hit, Question};
use crate::model::story::so_that;
use crate::model::{Entity, Item, Now, Product, Stamp, Status, Verdict};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::criteria::sign;
use crate::tui::theme::Theme;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{line, span, wrapped};

/// Most lines of the log and of comments that the pane begins with.
const RECENT: usize = 6;

/// Returns a day as people say it: near ones by their distance, others by their date.
#[must_use]
pub fn when(at: Stamp, now: Now) -> String {
    let day = now.day_of(at);
    match now.days_since(at) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..14 => format!("{days} d ago"),
        _ if day.year() == now.today.year() => day.format("%-d %b").to_string(),
        _ => day.format("%-d %b %Y").to_string(),
    }
}

/// Returns in a word whether an item is ready, or what it lacks first: `✓`, `goal`, `?2`, `blocked`.
#[must_use]
pub fn ready_word(item: &Item, desk: &Desk) -> (String, Style) {
    let theme = &desk.theme;
    if !item.is_open() {
        return (String::new(), theme.muted);
    }
    if item.blocked.is_some() {
        return ("blocked".to_owned(), theme.bad);
    }
    match ready::first_gap(item, desk.product()) {
        None => ("✓".to_owned(), theme.good),
        Some(ready::Check::Clear) => (format!("?{}", ready::open_ends(item)), theme.warn),
        Some(check) => (check.word().to_owned(), theme.muted),
    }
}

/// From here on the item that a screen is about stands beside it, whole.
const BESIDE_FROM: u16 = 160;
/// Most cells of that pane, and those that the screen keeps.
const BESIDE_CELLS: u16 = 60;
const KEPT: u16 = 116;

/// Draws the item that the screen is about beside it, where the window is wide enough. Returns the area that is left.
pub fn beside(desk: &Desk, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let Some(item) = desk.selected_item().filter(|_| area.width >= BESIDE_FROM) else { return area };
    let wide = BESIDE_CELLS.min(area.width - KEPT);
    let pane = Rect { x: area.right() - wide, width: wide, ..area };
    let inner = framed(frame, pane, vec![span(&desk.product().key(item), desk.theme.muted)], false, &desk.theme);
    let lines = lines(item, desk, usize::from(inner.width).max(1), Layout::Roomy);
    frame.render_widget(Paragraph::new(lines), inner);
    Rect { width: area.width - wide, ..area }
}

/// How an item is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Headings above their sections, with room between them.
    Roomy,
    /// Headings beside their sections, for a pane of a few lines below the list.
    Compact,
}

/// Cells of a heading beside its section.
const BESIDE: usize = 13;

/// Sections of an item as they are written, one after the other.
struct Sheet<'a> {
    out: Vec<Line<'static>>,
    layout: Layout,
    cells: usize,
    theme: &'a Theme,
}

impl Sheet<'_> {
    /// Adds a section; the closure gets the cells that its lines may take.
    fn section(&mut self, title: &str, write: impl FnOnce(usize) -> Vec<Line<'static>>) {
        match self.layout {
            Layout::Roomy => {
                self.out.push(Line::default());
                self.out.push(line(vec![span(title, self.theme.muted)]));
                self.out.extend(write(self.cells));
            }
            Layout::Compact => {
                for (i, mut own) in write(self.cells.saturating_sub(BESIDE).max(1)).into_iter().enumerate() {
                    let head = text::fit(if i == 0 { title } else { "" }, BESIDE);
                    own.spans.insert(0, span(&head, self.theme.muted));
                    self.out.push(own);
                }
            }
        }
    }

    fn prose(&mut self, title: &str, words: &str) {
        let style = self.theme.text;
        self.section(title, |cells| wrapped(words, cells, style));
    }
}

/// Returns the lines of an item, wrapped to `cells`.
#[must_use]
pub fn lines(item: &Item, desk: &Desk, cells: usize, layout: Layout) -> Vec<Line<'static>> {
    let (product, now, theme) = (desk.product(), desk.now, &desk.theme);
    let mut sheet = Sheet { out: Vec::new(), layout, cells, theme };
    if layout == Layout::Roomy {
        sheet.out = wrapped(&text::line(&item.title), cells, theme.title);
        sheet.out.extend(wrapped(&facts(item, product, now), cells, theme.muted));
    }
    standing(&mut sheet, item, now);
    sheet.section("WHY", |cells| {
        let mut out = match item.goal.and_then(|id| product.goals().get(id)) {
            Some(goal) => wrapped(&format!("G{} {}", goal.num, text::line(&goal.title)), cells, theme.why),
            None => vec![line(vec![span("∅ no goal yet", theme.why), span(&desk.words("  ⟦item.why⟧"), theme.key)])],
        };
        if !item.benefit.is_empty() {
            out.extend(wrapped(&so_that(&text::line(&item.benefit)), cells, theme.text));
        }
        out
    });
    let story =
        Item { benefit: String::new(), role: item.role.clone(), want: item.want.clone(), ..Item::default() }.story();
    if !story.is_empty() {
        sheet.prose("STORY", &story);
    }
    if layout == Layout::Compact {
        sheet.prose("FACTS", &facts(item, product, now));
    }
    if item.is_open() {
        readiness(&mut sheet, item, desk);
    }
    value(&mut sheet, item, product);
    if let Some(words) = expected(item, product) {
        sheet.prose("EFFECT", &words);
    }
    criteria(&mut sheet, item, desk);
    if !item.questions.is_empty() {
        sheet.section("QUESTIONS", |cells| {
            let row = |q: &Question| {
                let (sign, style) = if q.answer.is_empty() { ("?", theme.warn) } else { ("✓", theme.text) };
                wrapped(&format!("{sign} {}", q.words()), cells, style)
            };
            item.questions.iter().flat_map(row).collect()
        });
    }
    if !item.alternatives.is_empty() {
        sheet.section("OTHER WAYS", |cells| {
            let row = |own: &Alternative| {
                let (sign, style) = match own.course {
                    Course::Open => ("?", theme.warn),
                    Course::Taken => ("✓", theme.good),
                    Course::Declined => ("✗", theme.muted),
                };
                let why = if own.why.is_empty() { String::new() } else { format!(": {}", own.why) };
                wrapped(&format!("{sign} {}{why}", own.words()), cells, style)
            };
            item.alternatives.iter().flat_map(row).collect()
        });
    }
    if !item.description.trim().is_empty() && item.description.trim() != item.title {
        sheet.prose("DESCRIPTION", item.description.trim());
    }
    around(&mut sheet, item, desk);
    log(&mut sheet, item, now);
    if let Some(source) = &item.source {
        sheet.section("SOURCE", |cells| {
            // an identity that momentum made up itself says nothing to a person
            let id = if crate::model::Id::parse(&source.id).is_some() { "" } else { &source.id };
            let mut out = wrapped(format!("{} {id}", source.system).trim_end(), cells, theme.text);
            for (name, values) in &item.columns {
                out.extend(wrapped(&format!("{name}: {}", values.join(" | ")), cells, theme.muted));
            }
            out
        });
    }
    sheet.out
}

/// Why it is not simply open: declined, blocked, for later.
fn standing(sheet: &mut Sheet<'_>, item: &Item, now: Now) {
    let (theme, cells) = (sheet.theme, sheet.cells);
    if let Some(no) = &item.declined {
        let words = if no.text.is_empty() { String::new() } else { format!(": {}", no.text) };
        sheet.out.extend(wrapped(
            &format!("✗ declined, {}{words} ({})", no.reason.phrase(), when(no.at, now)),
            cells,
            theme.bad,
        ));
        if !no.lost_to.is_empty() {
            sheet.out.extend(wrapped(&format!("lost against {}", no.lost_to), cells, theme.muted));
        }
        if let Some(day) = no.review {
            sheet.out.extend(wrapped(
                &format!("to be looked at again on {}", day.format("%-d %b %Y")),
                cells,
                theme.muted,
            ));
        }
    }
    if let Some(why) = &item.blocked {
        sheet.out.extend(wrapped(&format!("✗ blocked: {why}"), cells, theme.bad));
    }
    if let Some(day) = item.until.filter(|day| *day > now.today) {
        sheet.out.push(line(vec![span(&format!("… later, {}", day.format("%-d %b %Y")), theme.warn)]));
    }
}

/// Its words to find it by, who asked for it, what it has to do with, what was said.
fn around(sheet: &mut Sheet<'_>, item: &Item, desk: &Desk) {
    let (product, now) = (desk.product(), desk.now);
    if !item.tags.is_empty() {
        sheet.prose("TAGS", &item.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join("  "));
    }
    let reach = desk.reaches().of_item(item, product);
    if reach.reach() > 0 || !item.requesters.is_empty() {
        let behind = if reach.voices > 1 || !reach.accounts.is_empty() {
            format!(" · {}", clash::behind(&reach, product))
        } else {
            String::new()
        };
        sheet.prose("ASKED BY", &format!("{}{behind}", item.requesters.join(", ")));
    }
    let heard = product.insights_about(item.id);
    if let Some(last) = heard.first() {
        let mut accounts: Vec<&str> =
            heard.iter().map(|own| own.was.company.as_str()).filter(|name| !name.is_empty()).collect();
        accounts.order();
        accounts.dedup();
        let n = crate::words::count(heard.len(), "insight");
        let behind = if accounts.is_empty() {
            String::new()
        } else {
            format!(" · {}", crate::words::count(accounts.len(), "account"))
        };
        let day = last.on.map_or_else(String::new, |day| day.format(" %-d %b").to_string());
        sheet.prose("HEARD", &format!("{n}{behind} · “{}”{day}", text::line(&last.said)));
    }
    let pairs = product.studies_by_day().into_iter().flat_map(|study| {
        let told = study.pairs.iter().filter(|pair| pair.about.contains(&item.id));
        told.map(move |pair| {
            let times = Table::from(pair.cells).times().ratio;
            format!("{} · {}: {} {times:.1} times as often", pair.name(), study.outcome, study.is)
        })
    });
    let pairs: Vec<String> = pairs.map(|words| text::line(&words).into_owned()).collect();
    if !pairs.is_empty() {
        sheet.prose("PATTERN", &pairs.join("\n"));
    }
    let usages = product.usages_of(item.id);
    if !usages.is_empty() {
        let words = usages.iter().map(|usage| {
            let used = used(usage, product, now);
            let part = used.share.map_or_else(String::new, |share| format!("{} · ", crate::words::percent(share)));
            let users = crate::words::count(used.users as usize, "user");
            let little = if used.little { " · ! hardly used" } else { "" };
            let name = if usages.len() > 1 { format!("{}: ", text::line(&usage.called)) } else { String::new() };
            format!("{name}{part}{users}{little}")
        });
        sheet.prose("USED BY", &words.collect::<Vec<_>>().join("\n"));
    }
    if product.is_promised(item.id) {
        let promised = stakes::promised(product, item.id, &desk.outlooks());
        let words: Vec<String> =
            promised.iter().map(|(words, red)| format!("{words}{}", if *red { "  ✗ red" } else { "" })).collect();
        if !words.is_empty() {
            sheet.prose("PROMISED", &words.join("\n"));
        }
    }
    if !item.links.is_empty() {
        let words = item.links.iter().map(|link| {
            let to = crate::model::Id::parse(&link.to).and_then(|id| product.items().get(id));
            format!("{} {}", link.relation, to.map_or_else(|| link.to.clone(), |item| product.key(item)))
        });
        sheet.prose("LINKS", &words.collect::<Vec<_>>().join("\n"));
    }
    if !item.comments.is_empty() {
        let recent =
            item.comments.iter().rev().take(RECENT).map(|c| format!("{} {}  {}", when(c.at, now), c.by, c.text));
        sheet.prose("COMMENTS", &recent.collect::<Vec<_>>().join("\n"));
    }
}

/// Whether it is ready, the letters of INVEST, and what its words leave open.
fn readiness(sheet: &mut Sheet<'_>, item: &Item, desk: &Desk) {
    let product = desk.product();
    let theme = sheet.theme;
    let findings = ready::findings(item, product);
    let missing: Vec<&str> =
        findings.iter().filter(|f| !f.passed).map(|f| f.words.split(" (").next().unwrap_or("")).collect();
    sheet.section("READY", |cells| {
        let mut out = if missing.is_empty() {
            vec![line(vec![span("✓ ready for a sprint", theme.good)])]
        } else {
            wrapped(&format!("✗ missing: {}", missing.join(", ")), cells, theme.text)
        };
        let mut letters = vec![span("INVEST  ", theme.muted)];
        for letter in ready::invest(item, product) {
            let style = if letter.holds { theme.good } else { theme.ghost };
            let sign = if letter.holds { letter.letter.to_string() } else { letter.letter.to_lowercase().to_string() };
            letters.push(span(&format!("{sign} "), style));
        }
        letters.push(span(&desk.words(" ⟦item.ready⟧"), theme.key));
        out.push(line(letters));
        if let Some(words) = ready::unconfirmed(item) {
            out.extend(wrapped(&format!("✎ {words}{}", desk.words("  ⟦assist.own⟧")), cells, theme.warn));
        }
        for hint in lint::hints(item, desk.judge.domain()).iter().take(2) {
            out.extend(wrapped(&format!("! {}", hint.words), cells, theme.muted));
        }
        out
    });
}

/// What it is worth, where somebody said so.
fn value(sheet: &mut Sheet<'_>, item: &Item, product: &Product) {
    let method = Method::of(product);
    let mut lines = Vec::new();
    if let Some(score) = method.score(item) {
        let rest = if is_unsupported(item, product) { " · ! rests on nothing" } else { "" };
        lines.push(format!("{}: {}{rest}", method.name, score.arithmetic));
    }
    lines.extend(item.kano.map(|class| class.word().to_owned()));
    if !lines.is_empty() {
        sheet.prose("VALUE", &lines.join("\n"));
    }
    // fields that have no drawing of their own stand here by title and value
    for field in Item::fields().iter().filter(|field| field.shown) {
        let words = (field.get)(item).print(product);
        if !words.is_empty() {
            sheet.prose(&field.title.to_uppercase(), &words);
        }
    }
}

/// Returns what the item is expected to do to a key result, and what was found.
fn expected(item: &Item, product: &Product) -> Option<String> {
    let effect = item.effect.as_ref()?;
    let metric = product.get::<crate::model::Metric>(effect.result)?;
    let sign = if effect.delta.0 > 0 { "+" } else { "" };
    let by = effect.by.map_or_else(String::new, |day| format!(" by {}", day.format("%-d %b %Y")));
    let mean = |n: Option<crate::model::Amount>| n.map_or_else(|| "?".to_owned(), |n| metric.with_unit(n));
    let rests = if effect.days == 0 {
        String::new()
    } else {
        let [before, after] = effect.readings;
        let days = effect.days;
        format!(
            " (means of {days} days: {} of {before} before, {} of {after} after)",
            mean(effect.before),
            mean(effect.after)
        )
    };
    let found = if effect.found == Hit::Open { String::new() } else { format!(": {}{rests}", effect.found) };
    let learned = if effect.learned.is_empty() { String::new() } else { format!(", {}", effect.learned) };
    Some(format!("{} {sign}{}{by}{found}{learned}", metric.key(), metric.with_unit(effect.delta)))
}

/// Returns what one looks for first: who has it, in which sprint, how far it is, its class, size and age.
pub fn facts(item: &Item, product: &Product, now: Now) -> String {
    let mut facts = Vec::new();
    if !item.owner.is_empty() {
        facts.push(text::line(&item.owner).into_owned());
    }
    let since = item.history.iter().rev().find(|step| step.to == item.status).map(|step| now.days_since(step.at));
    let since = since.filter(|days| *days > 0 && item.is_open() && item.status != Status::Todo);
    let status = since.map_or_else(|| item.status.to_string(), |days| format!("{} for {days} d", item.status));
    match product.sprint_of(item.id) {
        Some(sprint) => facts.push(format!("S{}, {status}", sprint.number)),
        None => facts.push(status),
    }
    if let Some(day) = item.due {
        let late = if item.is_overdue(now.today) { ", late" } else { "" };
        facts.push(format!("due {}{late}", day.format("%-d %b %Y")));
    }
    let classes = [item.moscow.map(|class| class.word()), item.service.map(|class| class.word())];
    facts.extend(classes.into_iter().flatten().map(str::to_owned));
    let by = if item.sized_by.is_empty() { String::new() } else { format!(" by {}", text::line(&item.sized_by)) };
    facts.push(item.size_words().map_or_else(|| "unsized".to_owned(), |size| format!("size {size}{by}")));
    facts.push(item.kind.to_string());
    if let Some(place) = product.place_of(item) {
        facts.push(format!("place {place}"));
    }
    facts.push(format!("written {}", when(item.created, now)));
    if now.day_of(item.updated) != now.day_of(item.created) {
        facts.push(format!("changed {}", when(item.updated, now)));
    }
    if let Some(at) = item.groomed {
        facts.push(format!("groomed {}", when(at, now)));
    }
    facts.join(" · ")
}

fn criteria(sheet: &mut Sheet<'_>, item: &Item, desk: &Desk) {
    let theme = sheet.theme;
    let (met, all) = item.criteria_met();
    if all == 0 {
        sheet.section("CRITERIA", |_| {
            vec![line(vec![span("none yet", theme.muted), span(&desk.words("  ⟦item.criteria⟧"), theme.key)])]
        });
        return;
    }
    sheet.section(&format!("CRITERIA {met}/{all}"), |cells| {
        let mut out = Vec::new();
        for criterion in &item.criteria {
            let (mark, style) = sign(criterion.verdict, theme);
            let own = if criterion.verdict == Verdict::Met { theme.muted } else { theme.text };
            for (i, part) in text::wrap(&text::line(&criterion.text), cells.saturating_sub(2)).iter().enumerate() {
                let drafted = item.is_drafted(criterion.id);
                let mark = if drafted && criterion.verdict == Verdict::Open { "✎" } else { mark };
                let head = if i == 0 { format!("{mark} ") } else { "  ".to_owned() };
                out.push(line(vec![span(&head, style), span(part, own)]));
            }
        }
        out
    });
}

fn log(sheet: &mut Sheet<'_>, item: &Item, now: Now) {
    let theme = sheet.theme;
    sheet.section("LOG", |cells| {
        let mut out = Vec::new();
        for entry in item.log.iter().rev().take(RECENT) {
            let why = if entry.why.is_empty() { String::new() } else { format!(" “{}”", entry.why) };
            out.extend(wrapped(&format!("{}  {}{why}", when(entry.at, now), entry.did), cells, theme.text));
        }
        // an import has no day of its own here: the item may be older than it
        let came = match item.provenance.strip_prefix("import ") {
            Some(file) => format!("taken in from {file}"),
            None if item.provenance.is_empty() => format!("{}  written", when(item.created, now)),
            None => format!("{}  {}", when(item.created, now), item.provenance),
        };
        out.extend(wrapped(&came, cells, theme.muted));
        out
    });
}
