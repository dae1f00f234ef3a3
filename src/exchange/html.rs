//! Pages for a browser: one file each that holds everything, escaped, without a script and without a request; good on paper and on a
//! phone.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::sprint;
use super::why::roadmap;
use crate::model::{Item, Now, Product, Size, Sprint, SprintState};
use crate::text;
use crate::words::count;

/// A page that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The order with every item.
    Backlog,
    /// The goals by now, next, later.
    Roadmap,
    /// The sprint at work, else the one that was closed last.
    Sprint,
}

impl Page {
    /// The names in the shell, with what each is.
    pub const NAMES: &'static [(&'static str, Self, &'static str)] = &[
        ("backlog", Self::Backlog, "A page for a browser: the backlog"),
        ("roadmap", Self::Roadmap, "A page for a browser: the roadmap"),
        ("sprint", Self::Sprint, "A page for a browser: the sprint"),
    ];

    /// Returns the page of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(own, ..)| *own == name).map(|(_, page, _)| *page)
    }

    /// Returns the name that a file of it usually has.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Backlog => "backlog.html",
            Self::Roadmap => "roadmap.html",
            Self::Sprint => "sprint.html",
        }
    }
}

/// The look: the system's own letters, dark where the reader's is dark, black on white on paper; a table becomes cards on a phone.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2128;--soft:#59636e;--line:#d1d9e0;--back:#fff;--why:#6639ba}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#151b23;--why:#c297ff}}\
body{margin:0 auto;max-width:56rem;padding:1.5rem 1rem 4rem;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--back);overflow-wrap:anywhere}\
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .6rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}\
h3{font-size:1rem;margin:1.4rem 0 .3rem}p,ul,ol{margin:.4rem 0}li{margin:.15rem 0}blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--soft)}\
pre{overflow-x:auto;border:1px solid var(--line);padding:.6rem}code{font-size:.9em}.soft{color:var(--soft)}.why{color:var(--why)}\
table{border-collapse:collapse;width:100%;margin:.6rem 0}th{text-align:left;color:var(--soft);font-weight:600}\
th,td{padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;white-space:nowrap}\
article{break-inside:avoid}a{color:inherit;text-decoration-color:var(--line);text-underline-offset:.2em}\
@media(max-width:40rem){thead{display:none}table,tbody,tr,td{display:block;border:0;padding:0}tr{border-bottom:1px solid var(--line);padding:.5rem 0}td.n{display:inline;margin-right:.8rem;color:var(--soft);text-align:left}}\
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--back:#fff;--why:#000}body{max-width:none;padding:0;font-size:11pt}}";

/// Returns words as HTML shows them.
#[must_use]
pub fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    // writing to a text does not fail
    let _ = pulldown_cmark_escape::escape_html(&mut out, &text::show(words));
    out
}

/// Returns a whole page of a title and what is in it, which is HTML already.
#[must_use]
pub fn page(title: &str, body: &str) -> String {
    let title = escape(&text::line(title));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Whether an address leads to a place that a reader can be sent to.
fn is_safe(address: &str) -> bool {
    let lower = address.trim().to_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// Returns Markdown as HTML. What is HTML in it is shown as text, pictures are their words, and an address leads to the web or nowhere.
#[must_use]
pub fn markdown(words: &str) -> String {
    let shown = text::show(words);
    let mut open_links = Vec::new();
    let events =
        Parser::new_ext(&shown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH)
            .filter_map(|event| match event {
                Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
                Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {
                    None
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let safe = is_safe(&dest_url);
                    open_links.push(safe);
                    safe.then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
                }
                Event::End(TagEnd::Link) => open_links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
                // a line that somebody ended is a line
                Event::SoftBreak => Some(Event::HardBreak),
                event => Some(event),
            });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

fn size_of(item: &Item) -> String {
    item.size.map_or_else(String::new, |size: Size| size.to_string())
}

fn goal_of(item: &Item, product: &Product) -> String {
    item.goal.and_then(|id| product.goal_key(id)).unwrap_or_default()
}

/// Returns an item in full, below the table.
fn article(item: &Item, product: &Product) -> String {
    let key = product.key(item);
    let mut out = format!("<article>\n<h3 id=\"{0}\">{0} {1}</h3>\n", escape(&key), escape(&text::line(&item.title)));
    let goal = item.goal.and_then(|id| product.goals().get(id));
    if let Some(goal) = goal {
        out.push_str(&format!("<p class=\"why\">G{} {}</p>\n", goal.num, escape(&text::line(&goal.title))));
    }
    if !item.want.is_empty() {
        let role = if item.role.is_empty() { "Somebody" } else { &item.role };
        let benefit = if item.benefit.is_empty() { String::new() } else { format!(", so that {}", item.benefit) };
        out.push_str(&format!("<p>{}</p>\n", escape(&format!("{role} wants {}{benefit}", item.want))));
    }
    if !item.description.trim().is_empty() {
        out.push_str(&markdown(&item.description));
    }
    if !item.criteria.is_empty() {
        out.push_str("<ul>\n");
        for criterion in &item.criteria {
            out.push_str(&format!("<li>{}</li>\n", escape(&criterion.text)));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</article>\n");
    out
}

fn backlog(product: &Product, now: Now) -> String {
    let name = &product.about().name;
    let items: Vec<&Item> =
        product.order().iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let mut body = format!("<h1>{}</h1>\n", escape(name));
    if !product.vision().vision.is_empty() {
        body.push_str(&format!("<p class=\"why\">{}</p>\n", escape(&product.vision().vision)));
    }
    if let Some(goal) = product.current_goal() {
        body.push_str(&format!("<p>We work towards G{} {}</p>\n", goal.num, escape(&text::line(&goal.title))));
    }
    let date = now.today.format("%-d %B %Y");
    body.push_str(&format!("<p class=\"soft\">{} in the order, {date}</p>\n", count(items.len(), "item")));
    body.push_str("<table>\n<thead><tr><th class=\"n\">#</th><th class=\"n\">key</th><th class=\"n\">pts</th><th class=\"n\">goal</th><th>title</th></tr></thead>\n<tbody>\n");
    for (place, item) in (1..).zip(&items) {
        let key = escape(&product.key(item));
        body.push_str(&format!(
            "<tr><td class=\"n\">{place}</td><td class=\"n\"><a href=\"#{key}\">{key}</a></td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
            escape(&size_of(item)),
            escape(&goal_of(item, product)),
            escape(&text::line(&item.title))
        ));
    }
    body.push_str("</tbody>\n</table>\n<h2>Items</h2>\n");
    for item in items {
        body.push_str(&article(item, product));
    }
    page(name, &body)
}

fn last_sprint(product: &Product) -> Option<&Sprint> {
    let all = product.sprints_by_number();
    let over = |sprint: &&Sprint| sprint.state == SprintState::Closed;
    product.sprint_in(SprintState::Active).or_else(|| all.into_iter().rev().find(over))
}

/// Returns a page of a product.
#[must_use]
pub fn of(product: &Product, which: Page, now: Now) -> String {
    match which {
        Page::Backlog => backlog(product, now),
        Page::Roadmap => page(&format!("{}: roadmap", product.about().name), &markdown(&roadmap(product, now))),
        Page::Sprint => match last_sprint(product) {
            Some(own) => page(&own.called(), &markdown(&sprint::page(own, product, now))),
            None => page("Sprint", "<h1>No sprint has begun yet</h1>\n"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Criterion;
    use crate::model::{About, Id, Place, Stamp};

    const HOSTILE: &str = "<script>alert(1)</script> <img src=x onerror=y> [bad](javascript:alert(1)) ![p](http://x/p.png) \u{1b}[31m [good](https://example.org)";

    /// The tags that a page may have.
    const KNOWN: &[&str] = &[
        "!doctype",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "article",
        "strong",
        "em",
        "code",
        "pre",
        "blockquote",
        "br",
        "hr",
        "del",
        "input",
    ];

    #[test]
    fn nothing_that_runs_or_asks_comes_through() {
        let mut product = Product::new(About::named("<b>Inkwell</b>", Stamp(1)), 1);
        let criteria = vec![Criterion { id: Id::from_bits(1), text: HOSTILE.into(), ..Criterion::default() }];
        let item = Item {
            title: HOSTILE.into(),
            description: format!("[good](https://example.org)\n\n{HOSTILE}"),
            want: HOSTILE.into(),
            criteria: criteria.into(),
            ..Item::default()
        };
        product.add(item, Place::Bottom).unwrap();
        product.add_goal(HOSTILE).unwrap();
        let now = Now::on("2026-11-21".parse().unwrap());
        for which in [Page::Backlog, Page::Roadmap, Page::Sprint] {
            let page = of(&product, which, now);
            for part in page.split('<').skip(1) {
                let tag = part.split('>').next().unwrap().trim_start_matches('/').to_lowercase();
                let name = tag.split([' ', '\n']).next().unwrap();
                assert!(KNOWN.contains(&name), "{which:?} has <{tag}>");
                for bad in [" src", " on", "javascript:", "http-equiv=\"refresh"] {
                    assert!(!tag.contains(bad), "{which:?} has <{tag}>");
                }
            }
            assert!(!page.contains('\u{1b}') && !page.contains("@import") && !page.contains("url("));
            assert!(page.starts_with("<!doctype html>") && page.contains("default-src 'none'"));
        }
        let page = of(&product, Page::Backlog, now);
        assert!(page.contains("href=\"https://example.org\"") && page.contains("&lt;script&gt;"));
    }

    #[test]
    fn markdown_keeps_its_lists_and_loses_its_html() {
        assert_eq!(markdown("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
        assert_eq!(markdown("<div>\nx"), "&lt;div&gt;\nx");
        assert_eq!(markdown("[x](data:text/html,1)"), "<p>x</p>\n");
    }
}
