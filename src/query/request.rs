//! The filter of requests: `verdict:waits who:raj reach>2 age>7d untold:yes how:mail tag:x goal:G1`, and free words.

use super::QueryError;
use crate::measure::reach::Reaches;
use crate::model::request::{Channel, Decided};
use crate::model::{Now, Product, Request};
use crate::text;
use crate::words::nearest;

/// The names that one can ask for.
const NAMES: &[&str] =
    &["verdict", "who", "account", "how", "goal", "tag", "age", "reach", "voices", "untold", "change"];

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Is,
    Less,
    More,
    AtMost,
    AtLeast,
}

#[derive(Clone, Debug)]
enum Test {
    Words(String),
    Verdict(Decided),
    Who(String),
    Account(String),
    How(Channel),
    Goal(String),
    Tag(String),
    Age(Op, i64),
    Reach(Op, i64),
    Voices(Op, i64),
    Untold(bool),
    Change(bool),
}

/// A filter of requests that has been parsed.
#[derive(Clone, Debug, Default)]
pub struct RequestQuery(Vec<(bool, Test)>);

impl RequestQuery {
    /// Parses the text of a filter.
    ///
    /// # Errors
    /// Returns an error if a name or a value does not fit; the error points at the column.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut out = Vec::new();
        let mut column = 1;
        for piece in text.split(' ') {
            let at = column;
            column += piece.chars().count() + 1;
            let (not, body) = match piece.strip_prefix(['-', '!']) {
                Some(rest) if !rest.is_empty() => (true, rest),
                _ => (false, piece),
            };
            if !body.trim().is_empty() {
                out.push((not, read(body.trim(), at + usize::from(not))?));
            }
        }
        Ok(Self(out))
    }

    /// Whether a request passes.
    #[must_use]
    pub fn passes(&self, request: &Request, product: &Product, reaches: &Reaches, now: Now) -> bool {
        self.0.iter().all(|(not, test)| holds(test, request, product, reaches, now) != *not)
    }
}

fn read(body: &str, column: usize) -> Result<Test, QueryError> {
    let split = body.find([':', '>', '<', '=']).filter(|at| {
        body.get(..*at).is_some_and(|name| name.chars().all(|c| c.is_ascii_alphabetic()) && !name.is_empty())
    });
    let Some(at) = split else { return Ok(Test::Words(body.to_lowercase())) };
    let (name, rest) = body.split_at(at);
    let (op, value) =
        [(">=", Op::AtLeast), ("<=", Op::AtMost), (">", Op::More), ("<", Op::Less), (":", Op::Is), ("=", Op::Is)]
            .iter()
            .find_map(|(sign, op)| Some((*op, rest.strip_prefix(sign)?)))
            .unwrap_or((Op::Is, ""));
    let fail = |words: String| QueryError { column, words };
    let number = |unit: &str| {
        value
            .trim_end_matches(|c: char| unit.contains(c))
            .parse::<i64>()
            .ok()
            .filter(|n| (0..100_000).contains(n))
            .ok_or_else(|| fail(format!("“{value}” is not a number")))
    };
    let flag = || match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(fail(format!("“{value}” is neither yes nor no"))),
    };
    Ok(match name {
        "verdict" => Test::Verdict(Decided::parse(value).map_err(|why| fail(why.to_string()))?),
        "who" => Test::Who(value.to_lowercase()),
        "account" => Test::Account(value.to_lowercase()),
        "how" | "from" => Test::How(Channel::parse(value).map_err(|why| fail(why.to_string()))?),
        "goal" => Test::Goal(value.to_lowercase()),
        "tag" => Test::Tag(value.to_lowercase()),
        "age" => Test::Age(
            if op == Op::Is { Op::AtLeast } else { op },
            number("dw")? * if value.ends_with('w') { 7 } else { 1 },
        ),
        "reach" => Test::Reach(op, number("")?),
        "voices" => Test::Voices(op, number("")?),
        "untold" => Test::Untold(flag()?),
        "change" => Test::Change(flag()?),
        _ if rest.starts_with("://") => Test::Words(body.to_lowercase()),
        other => {
            let near = nearest(other, NAMES.iter().copied());
            let hint = if near.is_empty() { NAMES.join(", ") } else { format!("did you mean {}?", near.join(" or ")) };
            return Err(fail(format!("no field “{other}” · {hint}")));
        }
    })
}

fn compare(op: Op, value: i64, with: i64) -> bool {
    match op {
        Op::Is => value == with,
        Op::Less => value < with,
        Op::More => value > with,
        Op::AtMost => value <= with,
        Op::AtLeast => value >= with,
    }
}

fn holds(test: &Test, request: &Request, product: &Product, reaches: &Reaches, now: Now) -> bool {
    let has = |text: &str, word: &str| text::line(text).to_lowercase().contains(word);
    let size = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let reach = || reaches.of_request(request.id);
    match test {
        Test::Words(word) => {
            has(&request.said, word)
                || has(&request.need, word)
                || has(&request.key(), word)
                || product.askers(request).iter().any(|name| has(name, word))
                || request.comments.iter().any(|comment| has(&comment.text, word))
        }
        Test::Verdict(Decided::Waits) => request.is_waiting(now.today, reach().reach()),
        Test::Verdict(verdict) => request.verdict == *verdict,
        Test::Who(word) => product.askers(request).iter().any(|name| has(name, word)),
        Test::Account(word) => {
            has(&request.was.company, word) || reach().names(product).iter().any(|name| has(name, word))
        }
        Test::How(how) => request.how == *how,
        Test::Goal(key) => {
            let own = request.goal.and_then(|id| product.goal_key(id)).unwrap_or_default().to_lowercase();
            if key.is_empty() || key == "none" { own.is_empty() } else { own == *key }
        }
        Test::Tag(word) => request.tags.iter().any(|tag| tag.to_lowercase().starts_with(word.as_str())),
        Test::Age(op, days) => compare(*op, request.age(now), *days),
        Test::Reach(op, n) => compare(*op, size(reach().reach()), *n),
        Test::Voices(op, n) => compare(*op, size(reach().voices), *n),
        Test::Untold(untold) => product.owed_of(request).is_empty() != *untold,
        Test::Change(wanted) => request.change.is_empty() != *wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::Line;
    use crate::model::{About, Reason, Stamp};

    #[test]
    fn a_filter_finds_what_it_names_and_refuses_the_rest() {
        let now = Now::on("2026-11-21".parse().unwrap());
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let old = Now::on("2026-11-10".parse().unwrap());
        product.ask_line(&Line::read("Raj: AI summaries #ai"), Channel::Meeting, old).unwrap();
        product.ask_line(&Line::read("Mia (Acme), Bo (Beta): SSO"), Channel::Mail, now).unwrap();
        product.ask_line(&Line::read("Dark mode"), Channel::Talk, now).unwrap();
        let declined = product.find_request("R3").unwrap().id;
        product.decline_request(declined, Reason::LowValue, "", "me", now).unwrap();
        let found = |text: &str| {
            let query = RequestQuery::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            let reaches = Reaches::of(&product);
            let mut keys: Vec<String> = product
                .requests()
                .iter()
                .filter(|request| query.passes(request, &product, &reaches, now))
                .map(|request| request.key())
                .collect();
            keys.sort();
            keys.join(" ")
        };
        for (text, keys) in [
            ("", "R1 R2 R3"),
            ("verdict:waits", "R1 R2"),
            ("verdict:declined", "R3"),
            ("-verdict:waits", "R3"),
            ("who:raj", "R1"),
            ("account:acme", "R2"),
            ("how:mail", "R2"),
            ("tag:ai", "R1"),
            ("age>7d", "R1"),
            ("age:11", "R1"),
            ("age>1w", "R1"),
            ("age<1", "R2 R3"),
            ("reach>1", "R2"),
            ("reach:0", "R3"),
            ("voices>=2", "R2"),
            ("untold:no verdict:declined", "R3"),
            ("change:yes", ""),
            ("sso", "R2"),
            ("r1", "R1"),
            ("goal:none dark", "R3"),
        ] {
            assert_eq!(found(text), keys, "{text}");
        }
        for (text, says) in [
            ("verdct:waits", "did you mean verdict"),
            ("x verdict:maybe", "column 3"),
            ("age>x", "not a number"),
            ("untold:maybe", "neither yes nor no"),
        ] {
            let why = RequestQuery::parse(text).unwrap_err().to_string();
            assert!(why.contains(says), "{text}: {why}");
        }
    }
}
