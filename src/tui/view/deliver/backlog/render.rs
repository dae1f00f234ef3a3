//! Drawing the list and the item.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Focus, Lens};
use crate::measure::ready;
use crate::measure::score::{self, Method};
use crate::model::session::Mode;
use crate::model::{Id, Item};
use crate::query::Fuzzy;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::detail::{self, Layout};
use crate::tui::pointer::Hits;
use crate::tui::widget::text::{cut, line, pane, span, spread, width, wrapped};

/// Days for which the list says that something is back.
const BACK: i64 = 7;
/// Items that nobody has ranked from which on the list says so.
const UNRANKED: usize = 30;
/// From here on list and item stand side by side.
const WIDE: u16 = 100;
/// From here on the item stands below the list.
const STACKED: u16 = 60;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let focus = desk.list.focus;
    if desk.list.zoom || area.width < STACKED || area.height < 14 {
        match focus {
            Focus::List => list(desk, frame, area, hits),
            Focus::Detail => item(desk, frame, area, Layout::Roomy, hits),
        }
    } else if area.width >= WIDE {
        let left = area.width * 3 / 5;
        list(desk, frame, Rect { width: left, ..area }, hits);
        item(desk, frame, Rect { x: area.x + left, width: area.width - left, ..area }, Layout::Roomy, hits);
    } else {
        let below = (area.height * 2 / 5).clamp(7, 10);
        list(desk, frame, Rect { height: area.height - below, ..area }, hits);
        item(desk, frame, Rect { y: area.bottom() - below, height: below, ..area }, Layout::Compact, hits);
    }
}

/// Widths of the columns of one drawing of the list.
struct Columns {
    place: usize,
    key: usize,
    size: usize,
    goal: usize,
    /// Whether it is ready, or the letter of what is missing.
    ready: usize,
    cells: usize,
}

impl Columns {
    fn fitting(desk: &Desk, cells: usize) -> Self {
        let product = desk.product();
        let digits = |n: usize| n.max(1).to_string().len();
        let key = product.about().prefix.len() + 1 + digits(usize::try_from(product.next_num()).unwrap_or(1));
        Self {
            place: if cells >= 30 { digits(product.order().len()).max(2) } else { 0 },
            key: if cells >= 22 { key } else { 0 },
            size: if cells >= 36 { 4 } else { 0 },
            goal: if cells >= 50 { 3 } else { 0 },
            ready: usize::from(cells >= 46),
            cells,
        }
    }
}

fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", " ".repeat(cells.saturating_sub(text::width(text))))
}

fn heading(desk: &Desk) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let product = desk.product();
    let backlog = &desk.list;
    let narrowed = !backlog.filter().is_empty() || !backlog.find().is_empty();
    let (name, all, word) = match backlog.lens {
        Lens::Open => ("Backlog", product.order().len(), "open"),
        Lens::Declined => ("Declined", product.declined(), "in all"),
    };
    let more = if backlog.is_searching() { "+" } else { "" };
    let words = if narrowed { format!("  {}{more} of {all}", backlog.rows().len()) } else { format!("  {all} {word}") };
    let mut out = vec![span(name, theme.title), span(&words, theme.text)];
    let hidden = all.saturating_sub(backlog.rows().len());
    if backlog.lens == Lens::Open && !narrowed && hidden > 0 && !backlog.is_searching() {
        out.push(span(&format!(" ({hidden} later)"), theme.muted));
    }
    if backlog.lens == Lens::Declined && !narrowed {
        out.push(span(&format!(" · {}", reasons(product)), theme.muted));
        return out;
    }
    if let Some(health) = desk
        .judge
        .health
        .as_ref()
        .filter(|_| backlog.lens == Lens::Open && all > 0 && !narrowed && backlog.sort().is_empty())
    {
        let style = if health.score >= 70 { theme.good } else { theme.warn };
        out.extend([span(" · health ", theme.muted), span(&health.score.to_string(), style)]);
    }
    let order = if backlog.sort().is_empty() {
        "by rank".to_owned()
    } else {
        format!("by {} (order unchanged)", backlog.sort())
    };
    let style = if backlog.sort().is_empty() { theme.muted } else { theme.warn };
    out.push(span(" · ", theme.muted));
    out.push(span(&order, style));
    if !backlog.filter().is_empty() {
        out.push(span(" · ", theme.muted));
        out.push(span(backlog.filter(), theme.accent));
    }
    if !backlog.find().is_empty() {
        out.push(span(" · ", theme.muted));
        out.push(span(&format!("/{}", backlog.find()), theme.accent));
    }
    out
}

/// Returns the classes of what was declined with their counts, the commonest first.
fn reasons(product: &crate::model::Product) -> String {
    let mut counts: Vec<(usize, &str)> = crate::model::Reason::ALL
        .iter()
        .map(|reason| {
            let of = |item: &std::sync::Arc<Item>| item.declined.as_ref().is_some_and(|no| no.reason == *reason);
            (product.items().iter().filter(|item| of(item)).count(), reason.phrase())
        })
        .filter(|(n, _)| *n > 0)
        .collect();
    counts.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(n, words)| format!("{n} {words}")).collect::<Vec<_>>().join(" · ")
}

fn list(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let backlog = &desk.list;
    let focused = backlog.focus == Focus::List;
    let title = cut(heading(desk), usize::from(area.width).saturating_sub(6));
    let mut block = pane(title, focused, theme);
    let rows = backlog.rows();
    let inner = block.inner(area);
    let high: u16 = 1 + u16::from(backlog.cards);
    // the lines where a sprint ends take room, too
    let bands = bands(desk);
    let near = backlog.at() <= bands.iter().map(|(row, _)| *row).max().unwrap_or(0) + usize::from(inner.height);
    let rules = if near { u16::try_from(bands.len()).unwrap_or(0) } else { 0 };
    let page = (usize::from(inner.height.saturating_sub(1 + rules)) / usize::from(high)).max(1);
    let mut top = backlog.top.get().min(rows.len().saturating_sub(page));
    top = top.clamp((backlog.at() + 1).saturating_sub(page), backlog.at());
    backlog.top.set(top);
    backlog.page.set(page);
    let mut foot = Vec::new();
    if backlog.marked() > 0 {
        foot.push(span(&format!(" {} marked ·", backlog.marked()), theme.accent));
    }
    if !rows.is_empty() {
        let more = if backlog.is_searching() { "+" } else { "" };
        let last = rows.len().min(top + page);
        foot.push(span(&format!(" {}-{last} of {}{more} ", top + 1, rows.len()), theme.muted));
    }
    let unranked = desk.product().unranked();
    if unranked > UNRANKED && backlog.lens == Lens::Open && desk.product().open_session(Mode::Order).is_none() {
        let words = format!(" {unranked} never ranked ");
        let banner = vec![
            span(&words, theme.warn),
            span(&desk.words("⟦go.order⟧"), theme.key),
            span(" orders them ", theme.warn),
        ];
        block = block.title_bottom(line(cut(banner, usize::from(area.width).saturating_sub(24))));
    }
    block = block.title_bottom(line(foot).right_aligned());
    frame.render_widget(block, area);
    if inner.height == 0 || inner.width == 0 {
        return;
    }
    if rows.is_empty() {
        frame.render_widget(Paragraph::new(empty(desk, usize::from(inner.width))), inner);
        return;
    }
    let body = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    let mut shown = Vec::new();
    let columns = Columns::fitting(desk, usize::from(inner.width));
    let mut fuzzy = Fuzzy::new(backlog.find().split_whitespace());
    let mut lines = vec![header(desk, &columns)];
    for (row, id) in rows.iter().enumerate().skip(top).take(page) {
        if let Some(item) = desk.product().items().get(*id) {
            lines.push(draw_row(desk, row, *id, item, &columns, &mut fuzzy));
            shown.push(row);
            if backlog.cards {
                lines.push(second_line(desk, row, item, &columns));
                shown.push(row);
            }
            if let Some((_, words)) = bands.iter().find(|(last, _)| *last == row) {
                lines.push(rule(words, columns.cells, theme));
                shown.push(row);
            }
        }
    }
    frame.render_widget(Paragraph::new(lines), inner);
    ghost(desk, frame, body, &shown);
    hits.list = Some((body, shown));
}

/// Returns the rows after which a sprint and the ready band end, with the words for the line there; only in the one order.
fn bands(desk: &Desk) -> Vec<(usize, String)> {
    let backlog = &desk.list;
    let plain = backlog.lens == Lens::Open
        && backlog.filter().is_empty()
        && backlog.find().is_empty()
        && backlog.sort().is_empty();
    if !plain || desk.size.1 < 20 {
        return Vec::new();
    }
    let band = ready::band(desk.product(), desk.now.today);
    let velocity =
        crate::model::Size::Points(if band.velocity < 1_000 { band.velocity } else { band.velocity / 100 * 100 });
    let guess = if band.guess { "?" } else { "" };
    let mut out = Vec::new();
    let row = |id: Option<Id>| backlog.rows().iter().position(|row| Some(*row) == id);
    let (sprint, end) = (row(band.ends.0), row(band.ends.1));
    let inside = |row: &usize| row + 1 < backlog.rows().len();
    if let Some(row) = sprint.filter(inside) {
        out.push((row, format!("one sprint ({velocity}{guess} pts)")));
    }
    if let Some(row) = end.filter(inside).filter(|_| band.band > band.sprint) {
        out.push((row, format!("ready band ends · {} ready", band.words())));
    }
    out
}

/// A line across the list.
fn rule(words: &str, cells: usize, theme: &crate::tui::theme::Theme) -> Line<'static> {
    let head = format!("  ── {words} ");
    let rest = "─".repeat(cells.saturating_sub(text::width(&head) + 2));
    line(vec![span(&head, theme.ghost), span(&rest, theme.ghost)])
}

/// Draws the line where a dragged row would go.
fn ghost(desk: &Desk, frame: &mut Frame<'_>, body: Rect, shown: &[usize]) {
    let Some((id, row)) = desk.hold.drag else { return };
    let at = shown.iter().position(|shown| *shown == row).and_then(|n| u16::try_from(n).ok());
    let Some(at) = at.filter(|n| *n < body.height) else { return };
    let title = desk
        .product()
        .items()
        .get(id)
        .map_or_else(String::new, |item| format!("{} {}", desk.product().key(item), item.title));
    let words = text::fit(&format!("→ {}", text::line(&title)), usize::from(body.width));
    frame.render_widget(
        Paragraph::new(line(vec![span(&words, desk.theme.accent)])),
        Rect { y: body.y + at, height: 1, ..body },
    );
}

/// Says why there is nothing, and the key that changes it.
fn empty(desk: &Desk, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let backlog = &desk.list;
    if !backlog.find().is_empty() {
        let words = if backlog.is_searching() {
            format!("looking for “{}” …", backlog.find())
        } else {
            format!("nothing matches “{}” · ⟦app.out⟧ clears", backlog.find())
        };
        return wrapped(&desk.words(&words), cells, theme.text);
    }
    if !backlog.filter().is_empty() {
        return wrapped(
            &desk.words(&format!("nothing matches “{}” · ⟦app.out⟧ clears", backlog.filter())),
            cells,
            theme.text,
        );
    }
    if backlog.lens == Lens::Declined {
        return wrapped(
            &desk.words(
                "Nothing has been declined yet. What you decline (⟦decline.not-now⟧) stays here, with your reason.",
            ),
            cells,
            theme.text,
        );
    }
    let mut out = vec![Line::default()];
    if desk.product().items().is_empty() {
        out.extend(wrapped(
            "Nothing here yet: this is where all that might be built stands in one order.",
            cells,
            theme.text,
        ));
        out.push(Line::default());
        for (key, words) in [
            ("⟦item.add⟧", "write the first item"),
            ("", "or paste a list: every line becomes an item"),
            ("", "or in the shell: momentum import FILE.csv"),
        ] {
            out.push(line(vec![span(&format!("  {:<3}", desk.words(key)), theme.key), span(words, theme.text)]));
        }
    } else {
        out.extend(wrapped("Nothing is open: all is done, declined or set aside for later.", cells, theme.text));
        out.push(Line::default());
        for (key, words) in [
            ("⟦item.add⟧", "add an item"),
            ("⟦filter.done⟧", "see what is done"),
            ("⟦filter.later⟧", "see what is for later"),
            ("⟦go.no-list⟧", "see what was declined"),
        ] {
            out.push(line(vec![span(&format!("  {:<4}", desk.words(key)), theme.key), span(words, theme.text)]));
        }
    }
    out
}

fn header(desk: &Desk, c: &Columns) -> Line<'static> {
    let mut text = "  ".to_owned();
    for (name, cells, to_right) in [
        ("#", c.place, true),
        ("key", c.key, false),
        ("pts", c.size, true),
        ("for", c.goal, false),
        ("R", c.ready, false),
    ] {
        if cells > 0 {
            text.push_str(&if to_right { right(name, cells) } else { text::fit(name, cells) });
            text.push_str(if name == "pts" || name == "#" { "  " } else { " " });
        }
    }
    text.push_str("title");
    line(spread(vec![span(&text, desk.theme.muted)], Vec::new(), c.cells))
}

fn draw_row(desk: &Desk, row: usize, id: Id, item: &Item, c: &Columns, fuzzy: &mut Fuzzy) -> Line<'static> {
    let theme = &desk.theme;
    let product = desk.product();
    let backlog = &desk.list;
    let here = row == backlog.at();
    let lit = here && backlog.focus == Focus::List;
    // the selected row has one style throughout; signs still tell what colours told
    let style = |own| if lit { theme.selected } else { own };
    let mark = match (here, backlog.is_marked(row, id)) {
        (true, true) => "▸●",
        (true, false) => "▸ ",
        (false, true) => "● ",
        (false, false) => "  ",
    };
    let mut spans = vec![span(mark, style(theme.accent))];
    let mut push = |text: String, gap: &str, own| {
        spans.push(span(&text, style(own)));
        spans.push(span(gap, style(theme.text)));
    };
    if c.place > 0 {
        let place = product.place_of(item).map_or_else(String::new, |n| n.to_string());
        push(right(&place, c.place), "  ", theme.muted);
    }
    if c.key > 0 {
        push(text::fit(&product.key(item), c.key), " ", theme.muted);
    }
    if c.size > 0 {
        let size = item.size.map_or_else(|| "·".to_owned(), |size| size.to_string());
        push(right(&size, c.size), "  ", if item.is_unsized() { theme.muted } else { theme.text });
    }
    if c.goal > 0 {
        let goal = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "∅".to_owned());
        push(text::fit(&goal, c.goal), " ", theme.why);
    }
    if c.ready > 0 {
        let (sign, own) = match ready::first_gap(item, product) {
            _ if !item.is_open() => (" ".to_owned(), theme.muted),
            None => ("✓".to_owned(), theme.good),
            Some(check) => (check.letter().to_string(), theme.muted),
        };
        push(sign, " ", own);
    }
    let title_style = style(if item.declined.is_some() || item.status == crate::model::Status::Done {
        theme.muted
    } else {
        theme.text
    });
    spans.extend(title(item, fuzzy, title_style, theme.found));
    let flags = flags(desk, item, c.cells)
        .into_iter()
        .map(|flag| if lit { Span::styled(flag.content, theme.selected) } else { flag })
        .collect();
    let mut spans = spread(spans, flags, c.cells);
    if lit {
        spans = spans
            .into_iter()
            .map(|s| if s.style == ratatui::style::Style::new() { Span::styled(s.content, theme.selected) } else { s })
            .collect();
    }
    line(spans)
}

/// Returns the second line of a card: why, and who asked.
fn second_line(desk: &Desk, row: usize, item: &Item, c: &Columns) -> Line<'static> {
    let theme = &desk.theme;
    let lit = row == desk.list.at() && desk.list.focus == Focus::List;
    let style = if lit { theme.selected } else { theme.muted };
    let mut parts = Vec::new();
    if !item.benefit.is_empty() {
        parts.push(format!("so that {}", item.benefit));
    }
    if !item.requesters.is_empty() {
        parts.push(format!("asked by {}", item.requesters.join(", ")));
    }
    if !item.tags.is_empty() {
        parts.push(item.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "));
    }
    if parts.is_empty() {
        parts.push(desk.words("nobody has said why yet · ⟦item.why⟧"));
    }
    let widths = [(c.place, 2), (c.key, 1), (c.size, 2), (c.goal, 1), (c.ready, 1)];
    let indent = 2 + widths.iter().map(|(cells, gap)| if *cells > 0 { cells + gap } else { 0 }).sum::<usize>();
    let words = format!("{}{}", " ".repeat(indent), text::line(&parts.join(" · ")));
    line(vec![span(&text::fit(&words, c.cells), style)])
}

/// Returns the title with the letters that were looked for standing out.
fn title(
    item: &Item,
    fuzzy: &mut Fuzzy,
    style: ratatui::style::Style,
    found: ratatui::style::Style,
) -> Vec<Span<'static>> {
    let shown = text::line(&item.title).into_owned();
    let places = if fuzzy.is_empty() { Vec::new() } else { fuzzy.places(&shown) };
    if places.is_empty() {
        return vec![Span::styled(shown, style)];
    }
    let mut out: Vec<Span<'static>> = Vec::new();
    // nucleo counts grapheme clusters
    for (i, cluster) in unicode_segmentation::UnicodeSegmentation::graphemes(shown.as_str(), true).enumerate() {
        let own = if places.binary_search(&i).is_ok() { style.patch(found) } else { style };
        match out.last_mut() {
            Some(last) if last.style == own => last.content.to_mut().push_str(cluster),
            _ => out.push(Span::styled(cluster.to_owned(), own)),
        }
    }
    out
}

/// Returns what stands at the right edge: only what is out of the ordinary.
fn flags(desk: &Desk, item: &Item, cells: usize) -> Vec<Span<'static>> {
    let theme = &desk.theme;
    let mut out = Vec::new();
    let mut flag = |text: String, style| out.push(span(&format!("  {text}"), style));
    let by_score = desk.list.sort().ends_with("score");
    if item.kind != crate::model::Kind::Story {
        flag(item.kind.to_string(), theme.muted);
    }
    if let Some(sprint) = desk.product().sprint_of(item.id).filter(|_| item.is_open()) {
        flag(format!("S{}", sprint.number), theme.why);
    }
    if item.status != crate::model::Status::Todo && item.declined.is_none() {
        flag(item.status.to_string(), theme.accent);
    }
    let asked = item.questions.iter().filter(|q| q.answer.is_empty()).count();
    if asked > 0 {
        flag(format!("?{asked}"), theme.warn);
    }
    if item.blocked.is_some() {
        flag("✗ blocked".into(), theme.bad);
    }
    if let Some(day) = item.until.filter(|day| *day > desk.now.today) {
        flag(format!("… {}", day.format("%-d %b")), theme.muted);
    }
    // what was put off comes back with a word for a week
    if let Some(day) = item.until.filter(|day| *day <= desk.now.today && (desk.now.today - *day).num_days() < BACK) {
        flag(format!("back {}", day.format("%-d %b")), theme.accent);
    }
    let age = desk.now.days_since(item.updated);
    if age > desk.list.stale_days && item.is_open() {
        flag(if age > 730 { format!("{} y", age / 365) } else { format!("{age} d") }, theme.warn);
    }
    let (met, all) = item.criteria_met();
    if all > 0 {
        flag(format!("{met}/{all}"), if met == all { theme.good } else { theme.muted });
    }
    if by_score {
        let score = Method::of(desk.product()).score(item);
        flag(score.map_or_else(|| "no score".to_owned(), |score| score::print(score.value)), theme.accent);
    }
    if let Some(no) = &item.declined {
        flag(format!("✗ {}", no.reason.phrase()), theme.muted);
    }
    // flags never take more than a third of the row
    while width(&out) > cells / 3 && out.len() > 1 {
        out.remove(0);
    }
    if width(&out) > cells / 3 { Vec::new() } else { out }
}

fn item(desk: &Desk, frame: &mut Frame<'_>, area: Rect, layout: Layout, hits: &mut Hits) {
    hits.detail = Some(area);
    let theme = &desk.theme;
    let backlog = &desk.list;
    let focused = backlog.focus == Focus::Detail;
    let Some(item) = desk.selected_item() else {
        let block = pane(vec![span("Item", theme.muted)], focused, theme);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        frame.render_widget(
            Paragraph::new(wrapped(
                "The item under the cursor is shown here, its why first.",
                usize::from(inner.width),
                theme.muted,
            )),
            inner,
        );
        return;
    };
    let mut title = vec![span(&desk.product().key(item), theme.title)];
    if layout == Layout::Compact {
        let room = usize::from(area.width).saturating_sub(18);
        title.extend([span("  ", theme.title), span(&text::cut(&text::line(&item.title), room), theme.title)]);
    }
    let mut block = pane(title, focused, theme);
    let inner = block.inner(area);
    let lines = detail::lines(item, desk, usize::from(inner.width).max(1), layout);
    let page = usize::from(inner.height);
    backlog.detail_last.set(lines.len().saturating_sub(page));
    let top = backlog.detail_top.get().min(backlog.detail_last.get());
    if lines.len() > page {
        let words = format!(" {}-{} of {} ", top + 1, lines.len().min(top + page), lines.len());
        block = block.title_bottom(line(vec![span(&words, theme.muted)]).right_aligned());
    }
    frame.render_widget(block, area);
    let shown: Vec<Line<'static>> = lines.into_iter().skip(top).take(page).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}
