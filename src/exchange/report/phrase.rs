//! How a report puts things: capitals, stops, days, what an item lets people do.

use chrono::NaiveDate;

use crate::model::Item;
use crate::text;

/// Returns words with a capital at their beginning.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Returns a sentence with a stop at its end, and none doubled.
pub fn stop(words: &str) -> String {
    let words = text::line(words.trim()).into_owned();
    if words.ends_with(['.', '!', '?', '…']) { words } else { format!("{words}.") }
}

/// Returns what an item lets people do: what they wanted, else what it is called.
pub fn deed(item: &Item) -> String {
    let want = item.want.trim();
    let bare = want.strip_prefix("to ").unwrap_or(want);
    if bare.is_empty() { item.title.trim().to_owned() } else { capital(bare) }
}

/// Returns a day as a report says it.
pub fn say(day: NaiveDate) -> String {
    day.format("%-d %b").to_string()
}
