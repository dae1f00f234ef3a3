//! Drawing the list and the item.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::columns::{self, Sheet};
use super::{Focus, Lens};
use crate::measure::ready;
use crate::model::session::Purpose;
use crate::model::story::so_that;
use crate::model::{Id, Item};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::items::detail::{self, Layout};
use crate::tui::pointer::Hits;
use crate::tui::widget::pane::framed;
use crate::tui::widget::table::{Cell, Table};
use crate::tui::widget::text::{bar, cut, line, pane, span, wrapped};

/// Items that nobody has ranked from which on the list says so.
const UNRANKED: usize = 30;
/// Cells that the list keeps beside the item, and the most that the item takes.
const LIST: u16 = 86;
const ITEM: u16 = 60;
/// From here on the item stands below the list.
const STACKED: u16 = 60;

pub(super) fn render(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let focus = desk.list.focus;
    if desk.list.zoom || area.width < STACKED || area.height < 14 {
        match focus {
            Focus::List => list(desk, frame, area, hits),
            Focus::Detail => item(desk, frame, area, Layout::Roomy, hits),
        }
    } else if area.width >= columns::BESIDE {
        let left = LIST.max(area.width - ITEM);
        list(desk, frame, Rect { width: left, ..area }, hits);
        item(desk, frame, Rect { x: area.x + left, width: area.width - left, ..area }, Layout::Roomy, hits);
    } else {
        // a list that is short leaves its room to the item
        let rows = desk.list.rows().len() * (1 + usize::from(desk.list.cards)) + bands(desk).len();
        let list_high = u16::try_from(rows.max(1)).unwrap_or(u16::MAX).saturating_add(3);
        let below = (area.height * 2 / 5).clamp(7, 10).max(area.height.saturating_sub(list_high));
        list(desk, frame, Rect { height: area.height - below, ..area }, hits);
        item(desk, frame, Rect { y: area.bottom() - below, height: below, ..area }, Layout::Compact, hits);
    }
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
    if desk.workspace.is_glimpse() {
        return vec![span(name, theme.title), span("  reading …", theme.muted)];
    }
    let more = if backlog.is_searching() { "+" } else { "" };
    let words = if narrowed { format!("  {}{more} of {all}", backlog.rows().len()) } else { format!("  {all} {word}") };
    // more than anybody can oversee is said where it is counted
    let long = backlog.lens == Lens::Open && desk.judge.health.as_ref().is_some_and(|health| health.too_long);
    let (sign, style) = if long { ("  !", theme.warn) } else { ("", theme.text) };
    let mut out = vec![span(name, theme.title), span(sign, style), span(&words, style)];
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
    if !backlog.sort().is_empty() {
        out.push(span(&format!(" · by {} (order unchanged)", backlog.sort()), theme.warn));
    }
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
    counts.order_by_key(|(n, _)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(n, words)| format!("{n} {words}")).collect::<Vec<_>>().join(" · ")
}

fn list(desk: &Desk, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let theme = &desk.theme;
    let backlog = &desk.list;
    let title = cut(heading(desk), usize::from(area.width).saturating_sub(6));
    let mut block = pane(title, backlog.focus == Focus::List, theme);
    let rows = backlog.rows();
    let inner = block.inner(area);
    let bands = bands(desk);
    let window = window(desk, &bands, usize::from(inner.height.saturating_sub(1)));
    if let Some(banner) = banner(desk) {
        block = block.title_bottom(line(cut(banner, usize::from(area.width).saturating_sub(24))));
    }
    let mut foot = Vec::new();
    if backlog.marked() > 0 {
        foot.push(span(&format!(" {} marked ·", backlog.marked()), theme.accent));
    }
    if !rows.is_empty() && !desk.workspace.is_glimpse() {
        let more = if backlog.is_searching() { "+" } else { "" };
        foot.push(span(&format!(" {}-{} of {}{more} ", window.start + 1, window.end, rows.len()), theme.muted));
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
    let (lines, shown) = page(desk, window, &bands, usize::from(inner.width));
    frame.render_widget(Paragraph::new(lines), inner);
    let body = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    ghost(desk, frame, body, &shown);
    hits.list = Some((body, shown));
}

/// Returns the rows that a page of so many lines shows, the chosen one among them. The lines where a sprint ends take room, too.
fn window(desk: &Desk, bands: &[(usize, String)], height: usize) -> Range<usize> {
    let backlog = &desk.list;
    let (all, at) = (backlog.rows().len(), backlog.at());
    let high = 1 + usize::from(backlog.cards);
    let fits = |top: usize| {
        let mut lines = 0;
        let rows = (top..all).take_while(|row| {
            lines += high;
            let fits = lines <= height;
            lines += usize::from(bands.iter().any(|(last, _)| last == row));
            fits
        });
        rows.count().max(1)
    };
    let mut top = backlog.top.get().min(at).max((at + 1).saturating_sub(height / high));
    // at the end of the list the page is full
    while top > 0 && top - 1 + fits(top - 1) >= all {
        top -= 1;
    }
    while top + fits(top) <= at {
        top += 1;
    }
    let page = fits(top);
    backlog.top.set(top);
    backlog.page.set(page);
    top..all.min(top + page)
}

/// Returns what is said where many items were never ranked.
fn banner(desk: &Desk) -> Option<Vec<Span<'static>>> {
    let theme = &desk.theme;
    let unranked = desk.product().unranked();
    let many = unranked > UNRANKED && desk.list.lens == Lens::Open && !desk.workspace.is_glimpse();
    (many && desk.product().open_session(Purpose::Order).is_none()).then(|| {
        vec![
            span(&format!(" {unranked} never ranked "), theme.warn),
            span(&desk.words("⟦go.order⟧"), theme.key),
            span(" orders them ", theme.warn),
        ]
    })
}

/// Returns the lines of a page, and the row that each of those below the heads belongs to.
fn page(
    desk: &Desk,
    window: Range<usize>,
    bands: &[(usize, String)],
    cells: usize,
) -> (Vec<Line<'static>>, Vec<usize>) {
    let (theme, backlog) = (&desk.theme, &desk.list);
    let own = columns::fitting(desk, cells);
    let laid_out = columns::laid_out(desk, &own);
    let mut sheet = Sheet::new(desk);
    let on_page = backlog.rows().iter().enumerate().skip(window.start).take(window.len());
    let items = on_page.filter_map(|(row, id)| Some((row, desk.product().items().get(*id)?)));
    let drawn: Vec<(usize, &Item, Vec<Cell>)> =
        items.map(|(row, item)| (row, &**item, sheet.cells(&own, item))).collect();
    let table = Table { theme, columns: &laid_out };
    let widths = table.widths(&drawn.iter().map(|(_, _, cells)| cells.as_slice()).collect::<Vec<_>>(), cells);
    let mut lines = vec![table.heads(&widths)];
    let mut shown = Vec::new();
    for (row, item, own) in drawn {
        let lit = row == backlog.at() && backlog.focus == Focus::List;
        let mark = match (row == backlog.at(), backlog.is_marked(row, item.id)) {
            (true, true) => "▸●",
            (true, false) => "▸ ",
            (false, true) => "● ",
            (false, false) => "  ",
        };
        lines.push(bar(table.row(mark, own, &widths), lit, theme));
        shown.push(row);
        if backlog.cards {
            lines.push(second_line(desk, row, item, (widths.before(1), cells)));
            shown.push(row);
        }
        if let Some((_, words)) = bands.iter().find(|(last, _)| *last == row) {
            lines.push(rule(words, cells, theme));
            shown.push(row);
        }
    }
    (lines, shown)
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
        crate::model::Size::Points(if band.velocity < 100 { band.velocity } else { band.velocity / 100 * 100 });
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

/// Returns the second line of a card: why, and who asked.
fn second_line(desk: &Desk, row: usize, item: &Item, (indent, cells): (usize, usize)) -> Line<'static> {
    let theme = &desk.theme;
    let lit = row == desk.list.at() && desk.list.focus == Focus::List;
    let style = if lit { theme.selected } else { theme.muted };
    let mut parts = Vec::new();
    if !item.benefit.is_empty() {
        parts.push(so_that(&item.benefit));
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
    let words = format!("{}{}", " ".repeat(indent), text::line(&parts.join(" · ")));
    line(vec![span(&text::fit(&words, cells), style)])
}

fn item(desk: &Desk, frame: &mut Frame<'_>, area: Rect, layout: Layout, hits: &mut Hits) {
    hits.detail = Some(area);
    let theme = &desk.theme;
    let backlog = &desk.list;
    let focused = backlog.focus == Focus::Detail;
    let Some(item) = desk.selected_item() else {
        let inner = framed(frame, area, vec![span("Item", theme.muted)], focused, theme);
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
