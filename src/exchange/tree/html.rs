//! HTML as other systems keep a text in it: to plain lines.

/// Returns the text of HTML: a line a block, entities as their signs; as a list, each line is one of it. A sign that begins no tag, as in
/// `a < b`, is a sign.
pub fn text(html: &str, list: bool) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        out.push_str(text);
        let is_tag =
            tail.get(1..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c)));
        let Some(end) = tail.find('>').filter(|_| is_tag) else {
            out.push('<');
            rest = tail.get(1..).unwrap_or_default();
            continue;
        };
        let tag = tail.get(1..end).unwrap_or_default().to_lowercase();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if matches!(name, "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3") && !out.ends_with('\n') {
            out.push('\n');
        }
        if tag.starts_with("li") && !list {
            out.push_str("- ");
        }
        rest = tail.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    for (entity, sign) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        out = out.replace(entity, sign);
    }
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    if list {
        lines.map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
    } else {
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_begins_no_tag_stays_and_nothing_is_said_twice() {
        assert_eq!(text("answer when a < b holds", false), "answer when a < b holds");
        assert_eq!(text("<p>a &lt; b</p>when <b>c</b> <d", false), "a < b\nwhen c <d");
        assert_eq!(text("<ul><li>one</li><li>two</li></ul>", false), "- one\n- two");
    }
}
