//! The reply of a command, read as strictly as a stranger's word deserves: it can fill the slots that were asked for, of the
//! records that were sent, and nothing else. What is refused is shown with its reason.

use serde_json::Value as Json;

use super::request::{MOST, Sent, VERSION, most};
use super::{Advice, Ask, Slot, Suggestion};
use crate::model::entity::one_line;
use crate::model::{Id, Product};
use crate::text;
use crate::words::count;

/// Longest value in characters, and from which length on words that nobody sent are looked at twice.
const LONGEST: usize = 2_000;
const LONG: usize = 200;
/// Deepest nesting of a reply.
const DEEPEST: usize = 16;

/// Reads what a command wrote. `by` is the name of the program; its arguments may hold what is nobody else's business.
///
/// # Errors
/// Returns a sentence if there is nothing in it that could be taken: no JSON, another version, no suggestion at all.
pub fn read(bytes: &[u8], sent: &Sent, by: &str, product: &Product) -> Result<Advice, String> {
    let words = clean(&String::from_utf8_lossy(bytes));
    let mut advice = Advice {
        ask: sent.ask,
        about: sent.keys.iter().map(|(_, id)| *id).collect(),
        by: by.to_owned(),
        read: sent.read.clone(),
        foreign: sent.foreign,
        ..Advice::default()
    };
    let none = || format!("no suggestion in {} of text", count(bytes.len(), "byte"));
    match object(&words)? {
        Some(reply) => take_object(&reply, sent, product, &mut advice)?,
        None => take_text(&words, sent, &mut advice),
    }
    advice.tidy();
    if advice.lines.is_empty() && advice.refused.is_empty() {
        return Err(none());
    }
    Ok(advice)
}

/// Returns a text without escape sequences, carriage returns and the mark of its order of bytes.
fn clean(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut letters = words.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\u{1b}' => match letters.next() {
                // CSI … a letter; OSC … BEL or ESC \
                Some('[') => while letters.next().is_some_and(|c| !('@'..='~').contains(&c)) {},
                Some(']' | 'P' | '_' | '^') => {
                    while let Some(c) = letters.next() {
                        if c == '\u{7}' || (c == '\u{1b}' && letters.next_if_eq(&'\\').is_some()) {
                            break;
                        }
                    }
                }
                _ => {}
            },
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

/// Returns the JSON object of a reply: the whole of it, else the first fenced block, else the first balanced braces; out of the
/// envelope that some programs put around it.
fn object(words: &str) -> Result<Option<Json>, String> {
    let Some(found) = within(words) else { return Ok(None) };
    if depth(&found) > DEEPEST {
        return Err(format!("the reply is nested deeper than {DEEPEST} levels"));
    }
    if found.get("suggestions").is_none() {
        if let Some(inner) = found.get("structured_output").filter(|inner| inner.is_object()) {
            return Ok(Some(inner.clone()));
        }
        match found.get("result") {
            Some(Json::String(inner)) => return Ok(within(inner)),
            Some(inner) if inner.is_object() => return Ok(Some(inner.clone())),
            _ => {}
        }
    }
    Ok(Some(found))
}

/// Returns the first JSON object in a text.
fn within(words: &str) -> Option<Json> {
    let whole = serde_json::from_str::<Json>(words.trim()).ok().filter(Json::is_object);
    whole.or_else(|| fenced(words)).or_else(|| balanced(words))
}

fn fenced(words: &str) -> Option<Json> {
    let mut parts = words.split("```").skip(1).step_by(2);
    parts.find_map(|part| {
        let body = part.split_once('\n').map_or(part, |(_, body)| body);
        serde_json::from_str::<Json>(body.trim()).ok().filter(Json::is_object)
    })
}

fn balanced(words: &str) -> Option<Json> {
    let mut from = 0;
    // a text full of braces is looked at a few times, not once for each
    for _ in 0..32 {
        let start = from + words.get(from..)?.find('{')?;
        let mut stream = serde_json::Deserializer::from_str(words.get(start..)?).into_iter::<Json>();
        if let Some(Ok(found)) = stream.next().filter(|found| found.as_ref().is_ok_and(Json::is_object)) {
            return Some(found);
        }
        from = start + 1;
    }
    None
}

fn depth(value: &Json) -> usize {
    match value {
        Json::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Json::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn take_object(reply: &Json, sent: &Sent, product: &Product, advice: &mut Advice) -> Result<(), String> {
    match reply.get("version").and_then(Json::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(version) => return Err(format!("the reply is of version {version}, and this reads version {VERSION}")),
        None => return Err("the reply has no “version”: 1".to_owned()),
    }
    let list = reply.get("suggestions").and_then(Json::as_array).ok_or("the reply has no list of “suggestions”")?;
    let input = String::from_utf8_lossy(&sent.bytes).to_lowercase();
    for own in list {
        match suggestion(own, sent, product) {
            Ok(line) => {
                let n = advice.lines.iter().filter(|other| other.about == line.about).count();
                if n >= most(sent.ask) {
                    let more = format!("“{}”: more than {}", text::cut(&line.value, 40), most(sent.ask));
                    advice.refused.push(more);
                } else {
                    let odd = is_odd(&line.value, &input);
                    advice.lines.push(Suggestion { odd, chosen: !odd, ..line });
                }
            }
            Err(why) => advice.refused.push(why),
        }
    }
    Ok(())
}

fn suggestion(own: &Json, sent: &Sent, product: &Product) -> Result<Suggestion, String> {
    let word = |name: &str| own.get(name).and_then(Json::as_str).map(str::trim).unwrap_or_default();
    let (field, value) = (word("field"), word("value"));
    let short = |words: &str| text::cut(&text::line(words), 40).into_owned();
    let slot = sent.ask.slots().iter().copied().find(|slot| slot.word() == field);
    let Some(slot) = slot else {
        let fields: Vec<&str> = sent.ask.slots().iter().map(|slot| slot.word()).collect();
        return Err(format!("“{}”: not a field that was asked for; those are {}", short(field), fields.join(", ")));
    };
    let about = about(word("key"), sent)?;
    if value.is_empty() {
        return Err(format!("{field}: no value"));
    }
    if value.chars().count() > LONGEST {
        return Err(format!("{field} “{}”: longer than {LONGEST} characters", short(value)));
    }
    // a line more in a criterion would be a criterion more, and perhaps one that is met
    let value = if slot == Slot::Text { value.to_owned() } else { one_line(value) };
    if slot == Slot::Same {
        let own_key = product.items().get(about).map(|item| product.key(item));
        if !sent.others.contains(&value) || own_key.as_ref() == Some(&value) {
            return Err(format!("{field} “{}”: not a key that was sent", short(&value)));
        }
    }
    Ok(Suggestion { about, slot, value, because: one_line(word("because")), chosen: true, ..Suggestion::default() })
}

/// Returns the record that a suggestion is about: the one that was sent, or the one that it names among those.
fn about(key: &str, sent: &Sent) -> Result<Id, String> {
    if sent.ask == Ask::Vision || sent.keys.is_empty() {
        return Ok(Id::ZERO);
    }
    if let (Ask::Question, Some((_, id))) = (sent.ask, sent.keys.first()) {
        return Ok(*id);
    }
    match (key, sent.keys.as_slice()) {
        ("", [(_, id)]) => Ok(*id),
        ("", _) => Err("a suggestion says no key, and several records were sent".to_owned()),
        (key, keys) => {
            let found = keys.iter().find(|(own, _)| own == key).map(|(_, id)| *id);
            found.ok_or_else(|| format!("“{}”: not a key that was sent", text::cut(&text::line(key), 40)))
        }
    }
}

/// Whether a value should be read twice: it has an address or a command in it, or is long and not from what was sent.
fn is_odd(value: &str, input: &str) -> bool {
    let lower = value.to_lowercase();
    let address = ["http:", "https:", "www.", "ftp:", "file:", "mailto:"].iter().any(|sign| lower.contains(sign));
    let command = ["curl ", "wget ", "sudo ", "rm -", "chmod ", "| sh", "&& ", "$(", "powershell", "javascript:"];
    address
        || command.iter().any(|sign| lower.contains(sign))
        || lower.starts_with("$ ")
        || (value.chars().count() > LONG && !input.contains(&lower))
}

/// Takes a reply that is only text: a list where a list was asked for, the whole where a text was.
fn take_text(words: &str, sent: &Sent, advice: &mut Advice) {
    let Some(slot) = sent.ask.slots().first().copied() else { return };
    let about = sent.keys.first().map_or(Id::ZERO, |(_, id)| *id);
    if sent.keys.len() > 1 && sent.ask != Ask::Question {
        return;
    }
    let words = words.trim();
    if slot == Slot::Text {
        if !words.is_empty() {
            let value: String = words.chars().take(LONGEST).collect();
            let odd = is_odd(&value, "");
            advice.lines.push(Suggestion { about, slot, value, chosen: !odd, odd, ..Suggestion::default() });
        }
        return;
    }
    let is_list = !slot.is_single() || slot == Slot::Vision;
    let line = |line: &str| {
        let line = line.trim();
        let rest = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).or_else(|| line.strip_prefix("• "));
        rest.map(|rest| rest.trim_start_matches("[ ] ").trim().to_owned())
    };
    let input = String::from_utf8_lossy(&sent.bytes).to_lowercase();
    for value in words.lines().filter(|_| is_list).filter_map(line).filter(|value| !value.is_empty()).take(MOST) {
        let value: String = value.chars().take(LONGEST).collect();
        let odd = is_odd(&value, &input);
        advice.lines.push(Suggestion { about, slot, value, chosen: !odd, odd, ..Suggestion::default() });
    }
}
