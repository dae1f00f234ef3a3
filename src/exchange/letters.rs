//! Letters about a promise: text that one can send; nothing is sent.

use crate::measure::promise::Outlook;
use crate::model::{Person, Product, Promise};
use crate::text;

/// Returns what is to be told of a promise: what was said, how it stands, the day that is safe to be said.
#[must_use]
pub fn of_promise(promise: &Promise, outlook: Option<&Outlook>, product: &Product) -> String {
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let by = promise.by.map_or_else(String::new, |by| format!(" by {}", day(by)));
    let to = promise.to.iter().filter_map(|id| product.get::<Person>(*id));
    let names: Vec<String> =
        to.filter_map(|person| person.who.split(' ').next()).map(|name| text::line(name).into_owned()).collect();
    let hello = if names.is_empty() { String::new() } else { format!("Hello {},\n\n", names.join(", ")) };
    let mut out = format!("{hello}We said that you would have “{}”{by}.", text::line(&promise.promised));
    match outlook {
        Some(outlook) if outlook.ahead == 0 && outlook.unknown.is_empty() => out.push_str(" It is there."),
        Some(Outlook { chance: Some(chance), days: [_, safe, _], .. }) => {
            out.push_str(&format!(" As things stand today we keep that with a chance of {chance} %."));
            if let Some(safe) = safe.filter(|safe| promise.by.is_some_and(|by| *safe > by)) {
                out.push_str(&format!(" A day on which you can rely, with 85 %, is {}.", day(safe)));
            }
        }
        _ => out.push_str(" We cannot tell yet when it will be there, and will not guess."),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About as Head, Stamp};

    #[test]
    fn a_promise_is_told_with_its_chance_and_the_day_on_which_one_can_rely() {
        let product = Product::new(Head::named("Inkwell", Stamp(1)), 1);
        let promise = Promise { promised: "SSO".into(), by: "2026-12-15".parse().ok(), ..Promise::default() };
        let day = |text: &str| text.parse().ok();
        let red = Outlook { ahead: 4, chance: Some(31), days: [None, day("2027-01-16"), None], ..Outlook::default() };
        let words = of_promise(&promise, Some(&red), &product);
        assert!(
            words.contains("by 15 December 2026") && words.contains("31 %") && words.contains("16 January 2027"),
            "{words}"
        );
        let safe = Outlook { days: [None, day("2026-12-10"), None], ..red };
        assert!(!of_promise(&promise, Some(&safe), &product).contains("rely"));
        assert!(
            of_promise(&promise, Some(&Outlook { chance: Some(100), ..Outlook::default() }), &product)
                .contains("It is there.")
        );
        assert!(of_promise(&promise, None, &product).contains("will not guess"));
    }
}
